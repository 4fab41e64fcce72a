/*
 * Writing commands: add, set, note. Values are entered through core/entry and
 * written through the journal, one operation each.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/caseload.h"
#include "core/casework.h"
#include "core/contract.h"
#include "core/entry.h"
#include "core/lifecycle.h"
#include "core/roster.h"
#include "core/settle.h"
#include "tui/cli_choices.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

static struct check_context context_of(const struct cli *c)
{
	return (struct check_context){ .today = clock_today(c->clock) };
}

void cli_say_field(struct cli *c, enum field field, const struct diag *d)
{
	struct buf text = BUF_INIT;
	if (check_explain(field, d, i18n_text, &text) == JAL_OK)
		(void)fprintf(c->err, "jalon: %s\n", buf_str(&text));
	buf_free(&text);
}

enum cli_exit cli_enter(struct cli *c, struct edit *e, const char *pair)
{
	const char *equals = strchr(pair, '=');
	char name[64] = "";
	if (!equals || equals == pair || (size_t)(equals - pair) >= sizeof(name))
		return cli_usage(c, N_("« %1 » n’a pas la forme champ=valeur."), pair);
	memcpy(name, pair, (size_t)(equals - pair));
	const struct model_field *f = model_field_by_name(edit_entity(e), name);
	if (!f) {
		const enum cli_exit code = cli_usage(c, N_("Le champ « %1 » n’existe pas ici."), name);
		cli_choices_fields(c, edit_entity(e), name);
		return code;
	}

	const struct check_context context = context_of(c);
	struct check_result result = CHECK_RESULT_INIT;
	const enum jal_err err =
		entry_type(e, f->id, equals + 1, strlen(equals + 1), CHECK_FROM_EXACT, &context, &result);
	if (err == JAL_ERR_INVALID || (!err && result.level == CHECK_WARNING))
		cli_say_field(c, f->id, &result.say);
	if (err == JAL_ERR_INVALID)
		cli_choices_field(c, f->id, equals + 1);
	explicit_bzero(result.proposal, sizeof(result.proposal));
	return err ? (err == JAL_ERR_INVALID ? CLI_FAILED : cli_fail_err(c, err)) : CLI_DONE;
}

/* Whether the code that a refusal speaks of was not given at all. */
static bool is_empty(const struct edit *e, enum field field)
{
	const struct model_field *f = model_field(field);
	return f->entity == edit_entity(e) && f->type == FIELD_TYPE_code && edit_value(e, field)->kind == VALUE_EMPTY;
}

enum cli_exit cli_say_issues(struct cli *c, const struct edit *e, const struct check_issues *issues)
{
	enum cli_exit code = CLI_DONE;
	for (size_t i = 0; i < issues->count; i++) {
		if (issues->item[i].missing)
			continue;
		cli_say_field(c, issues->item[i].field, &issues->item[i].say);
		if (issues->item[i].level != CHECK_ERROR)
			continue;
		code = CLI_FAILED;
		/* What a life cycle refuses, its sentence says what may follow. */
		if (!lifecycle_has(issues->item[i].field) && is_empty(e, issues->item[i].field))
			cli_choices_field(c, issues->item[i].field, NULL);
	}
	return code;
}

enum cli_exit cli_judge(struct cli *c, struct edit *e)
{
	const struct check_context context = context_of(c);
	struct check_issues issues = { 0 };
	enum jal_err err = contract_complete(e, context.today);
	entry_check(e, &context, &issues);
	if (!err)
		err = settle_typed(c->journal, e, &issues);
	return err ? cli_fail_err(c, err) : cli_say_issues(c, e, &issues);
}

void cli_remind(struct cli *c, struct edit *e)
{
	const struct check_context context = context_of(c);
	struct check_issues issues = { 0 };
	const char *before = _("Enregistré. Il reste à compléter : ");
	entry_check(e, &context, &issues);
	for (size_t i = 0; i < issues.count; i++) {
		if (!issues.item[i].missing)
			continue;
		(void)fprintf(c->err, "%s%s%s", before == NULL ? ", " : "jalon: ", before ? before : "",
			      _(model_field(issues.item[i].field)->label));
		before = NULL;
	}
	if (!before)
		(void)fputs(".\n", c->err);
}

enum cli_exit cli_print_ids(struct cli *c, const struct jal_id *dossier, const struct jal_id *record)
{
	char a[ID_HEX + 1], b[ID_HEX + 1];
	if (c->format != CLI_JSON) {
		(void)fprintf(c->out, "%s\n", id_hex(record, b));
		return CLI_DONE;
	}
	struct buf text = BUF_INIT;
	struct jsonw j = jsonw_start(&text);
	jsonw_object(&j);
	jsonw_pair(&j, "dossier", dossier ? id_hex(dossier, a) : NULL);
	jsonw_pair(&j, "id", id_hex(record, b));
	jsonw_object_end(&j);
	enum jal_err err = jsonw_end(&j);
	if (!err)
		err = cli_print_json(c, &text);
	buf_free(&text);
	return err ? cli_fail_err(c, err) : CLI_DONE;
}

/* ---- add ---- */

static enum cli_exit add_person(struct cli *c)
{
	struct diag diag = DIAG_INIT;
	struct casework_opening opening = { 0 };
	enum cli_exit code = CLI_DONE;
	enum jal_err err = casework_opening_new(c->journal, c->clock, &opening, &diag);
	if (err)
		return cli_fail(c, &diag);
	for (int i = 1; i < c->argc && !code; i++)
		code = cli_enter(c, opening.person, c->argv[i]);
	if (!code && edit_empty(opening.person))
		code = cli_usage(c, N_("Il manque au moins un champ : %1"), "birth_name=…");
	if (!code)
		code = cli_judge(c, opening.person);
	if (!code && casework_open_dossier(c->journal, &opening, &diag))
		code = cli_fail(c, &diag);
	if (!code) {
		cli_remind(c, opening.person);
		code = cli_print_ids(c, edit_record(opening.dossier), edit_record(opening.dossier));
	}
	casework_opening_free(&opening);
	return code;
}

/* The value of `dossier=…` among the arguments, NULL when absent. */
static const char *dossier_argument(const struct cli *c)
{
	for (int i = 1; i < c->argc; i++)
		if (strncmp(c->argv[i], "dossier=", 8) == 0)
			return c->argv[i] + 8;
	return NULL;
}

static enum cli_exit add_record(struct cli *c, const struct model_entity *entity)
{
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	struct roster_territory territory = { 0 };
	struct diag diag = DIAG_INIT;
	struct edit *e = NULL;
	enum cli_exit code = CLI_DONE;
	const bool in_dossier = entity->home == HOME_dossier;

	if (in_dossier) {
		const char *named = dossier_argument(c);
		if (!named)
			return cli_usage(c, N_("Il manque le dossier : %1"), "dossier=ID");
		code = cli_find_dossier(c, named, &dossier, &caseload);
		if (code)
			return code;
	} else {
		const enum jal_err err = roster_territory(journal_db(c->journal), &territory);
		if (err)
			return cli_fail_err(c, err);
		if (entity->home == HOME_territory && !territory.supervisor)
			return cli_fail_err(c, JAL_ERR_DENIED);
		caseload = territory.common;
	}
	enum jal_err err = edit_create(entity->id, &caseload, in_dossier ? &dossier : NULL, &e);
	if (err)
		return cli_fail_err(c, err);
	for (int i = 1; i < c->argc && !code; i++)
		if (!in_dossier || strncmp(c->argv[i], "dossier=", 8) != 0)
			code = cli_enter(c, e, c->argv[i]);
	if (!code && edit_empty(e))
		code = cli_usage(c, N_("Il manque au moins un champ : champ=valeur."), NULL);
	if (!code)
		code = cli_judge(c, e);
	if (!code && journal_write(c->journal, &e, 1, &diag))
		code = cli_fail(c, &diag);
	if (!code) {
		cli_remind(c, e);
		code = cli_print_ids(c, in_dossier ? &dossier : NULL, edit_record(e));
	}
	edit_free(e);
	return code;
}

enum cli_exit cli_add(struct cli *c)
{
	const struct model_entity *entity = model_entity_by_name(c->argv[0]);
	if (!entity || entity->id == ENTITY_dossier || entity->id == ENTITY_disclosure ||
		entity->id == ENTITY_attachment || model_heavy(entity->id)) {
		const enum cli_exit refused = cli_usage(c, N_("« %1 » n’est pas quelque chose que l’on crée ainsi."), c->argv[0]);
		cli_choices_entities(c, c->argv[0]);
		return refused;
	}
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;
	return entity->id == ENTITY_person ? add_person(c) : add_record(c, entity);
}

/* ---- set ---- */

enum cli_exit cli_load_named(struct cli *c, const char *text, struct record **out)
{
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	struct diag diag = DIAG_INIT;
	enum jal_err err = caseload_named(journal_db(c->journal), text, &dossier, &caseload);
	if (!err)
		err = casework_person(c->journal, &caseload, &dossier, out, &diag);
	else if (err == JAL_ERR_NOT_FOUND)
		err = journal_named(c->journal, text, out);
	if (err == JAL_ERR_NOT_FOUND)
		(void)diag_set_if_empty(&diag, err, N_("Rien ne commence par « %1 ». Une personne se cherche par son nom : jalon search NOM."), text);
	else if (err == JAL_ERR_EXISTS)
		(void)diag_set_if_empty(&diag, err,
					N_("Plusieurs éléments commencent par « %1 » : donnez quelques signes de plus."),
					text);
	else if (err)
		(void)diag_set_if_empty(&diag, err, NULL);
	if (!err && record_entity(*out) == ENTITY_disclosure) {
		record_free(*out);
		err = diag_set(&diag, JAL_ERR_DENIED, N_("Une consultation inscrite au journal ne se modifie pas."));
	}
	return err ? cli_fail(c, &diag) : CLI_DONE;
}

/* A dossier that is named is its person, but to be archived it is itself: without its person nobody would find it. */
static bool is_archiving(struct cli *c, const struct record *r, const char *pair)
{
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	return record_entity(r) == ENTITY_person && strncmp(pair, "archived=", 9) == 0 &&
	       caseload_named(journal_db(c->journal), c->argv[0], &dossier, &caseload) == JAL_OK;
}

static enum cli_exit enter_archived(struct cli *c, const struct record *person, const char *pair, struct edit **own)
{
	enum jal_err err = JAL_OK;
	if (!*own)
		err = casework_dossier(c->journal, record_caseload(person), record_dossier(person), own);
	return err ? cli_fail_err(c, err) : cli_enter(c, *own, pair);
}

enum cli_exit cli_set(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;
	struct record *r = NULL;
	struct edit *e = NULL, *own = NULL;
	struct diag diag = DIAG_INIT;
	code = cli_load_named(c, c->argv[0], &r);
	if (code)
		return code;
	enum jal_err err = edit_of(r, &e);
	if (err)
		code = cli_fail_err(c, err);
	for (int i = 1; i < c->argc && !code; i++)
		code = is_archiving(c, r, c->argv[i]) ? enter_archived(c, r, c->argv[i], &own) : cli_enter(c, e, c->argv[i]);
	if (!code)
		code = cli_judge(c, e);
	if (!code && own)
		code = cli_judge(c, own);
	if (!code && journal_write(c->journal, (struct edit *const[]){ e, own }, own ? 2 : 1, &diag))
		code = cli_fail(c, &diag);
	if (!code) {
		cli_remind(c, e);
		code = cli_print_ids(c, record_dossier(r), own && edit_empty(e) ? edit_record(own) : record_id(r));
	}
	edit_free(e);
	edit_free(own);
	record_free(r);
	return code;
}

/* ---- note ---- */

#define NOTE_MAX ((size_t)32 << 10)

/* All of the standard input, at most NOTE_MAX bytes. */
static enum jal_err read_input(struct buf *out)
{
	uint8_t chunk[4096];
	enum jal_err err = JAL_OK;
	for (;;) {
		const ssize_t n = read(STDIN_FILENO, chunk, sizeof(chunk));
		if (n < 0) {
			err = JAL_ERR_IO;
			break;
		}
		if (n == 0)
			break;
		if (out->len + (size_t)n > NOTE_MAX) {
			err = JAL_ERR_LIMIT;
			break;
		}
		err = buf_put(out, chunk, (size_t)n);
		if (err)
			break;
	}
	explicit_bzero(chunk, sizeof(chunk));
	return err;
}

static enum cli_exit enter_option(struct cli *c, struct edit *e, enum field field, const char *text)
{
	struct buf pair = BUF_INIT;
	enum cli_exit code = CLI_DONE;
	if (buf_printf(&pair, "%s=%s", model_field(field)->name, text))
		code = cli_fail_err(c, JAL_ERR_NOMEM);
	else
		code = cli_enter(c, e, buf_str(&pair));
	buf_free(&pair);
	return code;
}

enum cli_exit cli_note_command(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	if (!cli_open_dossier(c, &dossier, &caseload, &code))
		return code;

	struct buf text = BUF_INIT;
	struct edit *e = NULL;
	struct diag diag = DIAG_INIT;
	enum jal_err err = read_input(&text);
	if (err == JAL_ERR_LIMIT) {
		(void)diag_set(&diag, err, N_("La note dépasse %1 Kio. Elle n’a pas été enregistrée ; coupez-la en deux."),
			       diag_num((long long)(NOTE_MAX >> 10)));
		buf_free(&text);
		return cli_fail(c, &diag);
	}
	if (!err)
		err = edit_create(ENTITY_note, &caseload, &dossier, &e);
	if (err)
		code = cli_fail_err(c, err);
	if (!code && edit_set_number(e, FIELD_note_date, clock_today(c->clock)))
		code = cli_fail_err(c, JAL_ERR_NOMEM);
	if (!code)
		code = enter_option(c, e, FIELD_note_text, buf_str(&text));
	const char *channel = cli_option(c, "channel");
	if (!code)
		code = enter_option(c, e, FIELD_note_channel, channel ? channel : "meeting");
	const char *date = cli_option(c, "date");
	if (!code && date)
		code = enter_option(c, e, FIELD_note_date, date);
	const char *visibility = cli_option(c, "visibility");
	if (!code && visibility)
		code = enter_option(c, e, FIELD_note_visibility, visibility);
	const char *topics = cli_option(c, "topics");
	if (!code && topics)
		code = enter_option(c, e, FIELD_note_topics, topics);
	const char *sensitive = cli_option(c, "sensitive");
	if (!code && sensitive)
		code = enter_option(c, e, FIELD_note_sensitive, sensitive);
	if (!code && edit_value(e, FIELD_note_text)->kind == VALUE_EMPTY) {
		(void)diag_set(&diag, JAL_ERR_INVALID, N_("La note est vide. Rien n’a été enregistré."));
		code = cli_fail(c, &diag);
	}
	if (!code)
		code = cli_judge(c, e);
	if (!code && journal_write(c->journal, &e, 1, &diag))
		code = cli_fail(c, &diag);
	if (!code) {
		cli_remind(c, e);
		code = cli_print_ids(c, &dossier, edit_record(e));
	}
	edit_free(e);
	buf_free(&text);
	return code;
}
