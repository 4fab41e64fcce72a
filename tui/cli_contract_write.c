/*
 * Commands that change contracts: `renew`, `amend`, `sign`; and `hours`, which also
 * reads. What may be done is core/contract's and core/hours's to say.
 */
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/entry.h"
#include "core/settle.h"
#include "tui/cli_contract.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

#define GOALS_MAX 64

/* ---- renew, amend ---- */

/* "all", "none", or beginnings of ids with commas between. */
static enum cli_exit read_goals(struct cli *c, struct contract_carry *carry, struct jal_id ids[GOALS_MAX])
{
	const char *text = cli_option(c, "goals");
	char name[ID_HEX + 1];
	if (!text || strcmp(text, "all") == 0) {
		carry->all = true;
		return CLI_DONE;
	}
	carry->goals = ids;
	while (strcmp(text, "none") != 0 && *text) {
		const size_t len = strcspn(text, ",");
		struct record *r = NULL;
		if (len == 0 || len >= sizeof(name) || carry->n_goals == GOALS_MAX)
			return cli_usage(c, N_("« %1 » n’est pas une liste d’objectifs : all, none, ou des identifiants séparés par des virgules."),
					 cli_option(c, "goals"));
		memcpy(name, text, len);
		name[len] = 0;
		const enum cli_exit code = cli_load_named(c, name, &r);
		if (code)
			return code;
		ids[carry->n_goals++] = *record_id(r);
		record_free(r);
		text += len + (text[len] == ',');
	}
	return CLI_DONE;
}

static enum cli_exit write_all(struct cli *c, struct edit *first, const struct edit_list *more)
{
	struct diag diag = DIAG_INIT;
	struct edit **edits = NULL;
	enum jal_err err = first ? edit_list_behind(first, more, &edits) : JAL_OK;
	if (err)
		return cli_fail_err(c, err);
	err = journal_write(c->journal, first ? edits : more->list, more->n + (first ? 1 : 0), &diag);
	free(edits);
	return err ? cli_fail(c, &diag) : CLI_DONE;
}

/* Of another first day without a last one, the last one follows. */
static bool move_end(const struct cli *c, const struct contract_set *s, size_t at, const struct value *begun,
		     struct edit *e)
{
	const struct value *starts = edit_value(e, FIELD_contract_starts);
	bool typed = false;
	for (int i = 1; i < c->argc; i++)
		typed = typed || strncmp(c->argv[i], "ends=", 5) == 0;
	if (typed || starts->kind != VALUE_NUMBER || value_equal(starts, begun))
		return true;
	return edit_set_number(e, FIELD_contract_ends, contract_renewal_ends(s, at, (int32_t)starts->number)) == JAL_OK;
}

static enum cli_exit begin(struct cli *c, const struct contract_set *s, size_t at, bool renews)
{
	struct diag why = DIAG_INIT;
	struct edit *e = NULL;
	struct edit_list changes = EDIT_LIST_INIT;
	struct contract_carry carry = { .all = false };
	struct jal_id ids[GOALS_MAX];
	enum cli_exit code = CLI_DONE;
	if (renews ? contract_renewal(s, at, &e, &why) : contract_amendment(s, at, &e, &why))
		return cli_fail(c, &why);
	const struct value begun = *edit_value(e, FIELD_contract_starts);
	for (int i = 1; i < c->argc && !code; i++)
		code = cli_enter(c, e, c->argv[i]);
	if (!code && renews && !move_end(c, s, at, &begun, e))
		code = cli_fail_err(c, JAL_ERR_NOMEM);
	if (!code)
		code = cli_judge(c, e);
	if (!code && renews)
		code = read_goals(c, &carry, ids);
	if (!code && renews && contract_carry_over(s, at, e, &carry, &changes, &why))
		code = cli_fail(c, &why);
	if (!code)
		code = write_all(c, e, &changes);
	if (!code)
		code = cli_print_ids(c, &s->dossier, edit_record(e));
	edit_list_free(&changes);
	edit_free(e);
	return code;
}

static enum cli_exit run(struct cli *c, bool renews)
{
	struct contract_set s = { .n = 0 };
	enum cli_exit code = CLI_DONE;
	size_t at = 0;
	if (!cli_contract_open(c, &s, &at, &code))
		return code;
	code = begin(c, &s, at, renews);
	contract_set_free(&s);
	return code;
}

enum cli_exit cli_renew(struct cli *c)
{
	return run(c, true);
}

enum cli_exit cli_amend(struct cli *c)
{
	return run(c, false);
}

/* ---- sign ---- */

static enum cli_exit enter_option(struct cli *c, struct edit *e, const char *option, const char *field)
{
	const char *text = cli_option(c, option);
	struct buf pair = BUF_INIT;
	enum cli_exit code = CLI_DONE;
	if (!text)
		return CLI_DONE;
	code = buf_printf(&pair, "%s=%s", field, text) ? cli_fail_err(c, JAL_ERR_NOMEM) : cli_enter(c, e, buf_str(&pair));
	buf_free(&pair);
	return code;
}

/* Nobody is left who could: a second signature by the same would say nothing. */
static enum cli_exit has_signed(struct cli *c, const char *who)
{
	struct diag why = DIAG_INIT;
	if (!who && cli_option(c, "step"))
		return CLI_DONE;
	const struct vocab_code *signatory = who ? vocab_find(VOCAB_signatory, who) : NULL;
	(void)diag_set(&why, JAL_ERR_EXISTS,
		who ? N_("« %1 » a déjà signé ce contrat. Rien n’a été enregistré.")
		    : N_("La personne et son référent ou sa référente ont déjà signé ce contrat. Rien n’a été enregistré."),
		signatory ? signatory->label : who);
	return cli_fail(c, &why);
}

/* One signature for each of "person,referent"; when nobody was named, for those who have not signed yet. */
static enum cli_exit sign_each(struct cli *c, const struct contract_set *s, size_t at, struct edit_list *out)
{
	const char *by = cli_option(c, "by");
	char who[32], already[32] = "";
	enum cli_exit code = CLI_DONE;
	for (const char *text = by ? by : "person,referent"; *text && !code;) {
		const size_t len = strcspn(text, ",");
		struct edit *e = NULL;
		if (len == 0 || len >= sizeof(who))
			return cli_usage(c, N_("« %1 » n’est pas une liste de signataires : person, referent, authority, avec des virgules."), by);
		memcpy(who, text, len);
		who[len] = 0;
		if (!vocab_find(VOCAB_signatory, who))
			return cli_usage(c, N_("« %1 » n’est pas une liste de signataires : person, referent, authority, avec des virgules."), by);
		text += len + (text[len] == ',');
		if (contract_signed_by(&s->list[at], who)) {
			memcpy(already, who, sizeof(who));
			continue;
		}
		enum jal_err err = contract_signature(s, at, who, s->today, &e);
		if (!err)
			err = edit_list_add(out, e);
		if (err)
			return cli_fail_err(c, err);
		code = enter_option(c, e, "date", "signed_on");
		if (!code)
			code = enter_option(c, e, "place", "place");
		if (!code)
			code = enter_option(c, e, "how", "how");
		if (!code)
			code = cli_judge(c, e);
	}
	if (!code && already[0] && (by || out->n == 0))
		code = has_signed(c, by ? already : NULL);
	return code;
}

static enum cli_exit print_signed(struct cli *c, const struct contract_set *s, size_t at)
{
	const struct contract *k = &s->list[at];
	const char *next = contract_next_step(s, k);
	struct buf text = BUF_INIT;
	struct jsonw j = jsonw_start(&text);
	char id[ID_HEX + 1], dossier[ID_HEX + 1];
	if (c->format != CLI_JSON) {
		struct diag d = DIAG_INIT;
		(void)fprintf(c->out, "%s\n", id_hex(record_id(k->record), id));
		if (next) {
			const struct vocab_code *step = vocab_find(VOCAB_contract_status, next);
			(void)diag_set(&d, JAL_OK, N_("Étape suivante possible : « %1 » (option --step)."),
				       step ? step->label : next);
			cli_note(c, &d);
		}
		return CLI_DONE;
	}
	jsonw_object(&j);
	jsonw_pair(&j, "dossier", id_hex(&s->dossier, dossier));
	jsonw_pair(&j, "id", id_hex(record_id(k->record), id));
	jsonw_pair(&j, "status", record_get(k->record, contract_status));
	jsonw_pair(&j, "next_step", next);
	jsonw_object_end(&j);
	enum jal_err err = jsonw_end(&j);
	if (!err)
		err = cli_print_json(c, &text);
	buf_free(&text);
	return err ? cli_fail_err(c, err) : CLI_DONE;
}

/* What was just written, read again; the state that follows is taken when it was asked for. */
static enum cli_exit follow(struct cli *c, struct contract_set *s, const struct jal_id *contract)
{
	const struct jal_id caseload = s->caseload, dossier = s->dossier;
	contract_set_free(s);
	const enum jal_err err = contract_load(c->journal, &caseload, &dossier, c->clock, s);
	return err || contract_find(s, contract) == s->n ? cli_fail_err(c, err ? err : JAL_ERR_NOT_FOUND) : CLI_DONE;
}

static enum cli_exit take_step(struct cli *c, const struct contract_set *s, size_t at)
{
	struct edit_list changes = EDIT_LIST_INIT;
	struct diag why = DIAG_INIT;
	const char *next = contract_next_step(s, &s->list[at]);
	enum cli_exit code = CLI_DONE;
	if (!next)
		return CLI_DONE;
	if (contract_step(s, at, next, &changes, &why))
		code = cli_fail(c, &why);
	if (!code)
		code = write_all(c, NULL, &changes);
	edit_list_free(&changes);
	return code;
}

enum cli_exit cli_sign(struct cli *c)
{
	struct contract_set s = { .n = 0 };
	struct edit_list changes = EDIT_LIST_INIT;
	struct diag why = DIAG_INIT;
	struct jal_id id = ID_ZERO;
	enum cli_exit code = CLI_DONE;
	size_t at = 0;
	if (!cli_contract_open(c, &s, &at, &code))
		return code;
	/* Whoever names the person means the paper that waits, not the contract that runs. */
	if (!cli_contract_is_named(c))
		at = contract_to_sign(&s);
	if (contract_may_sign(&s, at, &why))
		code = cli_fail(c, &why);
	else
		id = *record_id(s.list[at].record);
	if (!code)
		code = sign_each(c, &s, at, &changes);
	if (!code && changes.n > 0)
		code = write_all(c, NULL, &changes);
	if (!code)
		code = follow(c, &s, &id);
	if (!code && cli_option(c, "step")) {
		code = take_step(c, &s, contract_find(&s, &id));
		if (!code)
			code = follow(c, &s, &id);
	}
	if (!code)
		code = print_signed(c, &s, contract_find(&s, &id));
	edit_list_free(&changes);
	contract_set_free(&s);
	return code;
}

/* ---- hours ---- */

static const struct cli_column columns[] = {
	{ "week", N_("Semaine") },	   { "monday", N_("Du lundi") },  { "planned", N_("Prévu (min)") },
	{ "done", N_("Fait (min)") },	   { "committed", N_("Engagement (min)") },
	{ "exemption", N_("Dispense") }, { "under", N_("En dessous") },
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))
enum { PLANNED = 2, DONE, COMMITTED, EXEMPTION, UNDER };

static enum jal_err add_week(struct cli_rows *rows, const struct hours_week *w)
{
	char name[CLI_CONTRACT_WEEK_MAX], monday[DATE_ISO_MAX], planned[24], done[24], committed[24];
	cli_contract_week_name(w, name);
	(void)snprintf(planned, sizeof(planned), "%lld", (long long)w->planned);
	(void)snprintf(done, sizeof(done), "%lld", (long long)w->done);
	(void)snprintf(committed, sizeof(committed), "%lld", (long long)w->committed);
	const char *const cells[COLUMNS] = { name, date_iso(w->monday, monday), planned, done,
					     w->committed == RECORD_NO_NUMBER ? NULL : committed, w->exemption,
					     w->under ? "true" : "false" };
	cli_rows_raw(rows, PLANNED);
	cli_rows_raw(rows, DONE);
	cli_rows_raw(rows, COMMITTED);
	cli_rows_raw(rows, UNDER);
	return cli_rows_add(rows, cells);
}

static enum cli_exit print_weeks(struct cli *c, const struct contract_set *s, size_t at)
{
	struct hours_week *weeks = NULL;
	struct cli_rows *rows = NULL;
	size_t n = 0;
	enum jal_err err = at < s->n ? hours_weeks(s, at, &weeks, &n) : JAL_OK;
	if (!err)
		err = cli_rows_new(c, columns, COLUMNS, &rows);
	if (!err)
		cli_rows_coded(rows, EXEMPTION, VOCAB_exemption);
	for (size_t i = 0; !err && i < n; i++)
		err = add_week(rows, &weeks[i]);
	free(weeks);
	if (!err)
		return cli_rows_finish(c, rows);
	cli_rows_free(rows);
	return cli_fail_err(c, err);
}

/* "2026-W47" or a day of the week. */
static bool read_week(const char *text, size_t len, int32_t *day)
{
	char *end = NULL;
	if (len != 8 || text[4] != '-' || text[5] != 'W')
		return date_parse_iso(text, len, day) == JAL_OK;
	const long year = strtol(text, &end, 10);
	if (end != text + 4)
		return false;
	const long week = strtol(text + 6, &end, 10);
	int32_t fourth = 0;
	int got = 0;
	/* 4 January is in week 1. */
	if (end != text + len || week < 1 || week > 53 || date_from_ymd((int)year, 1, 4, &fourth))
		return false;
	*day = date_add_days(date_monday(fourth), 7 * (week - 1));
	return date_iso_week(*day, &got) == week && got == year;
}

/* Whether one of the arguments before names the same week. */
static bool is_twice(const struct cli *c, int argument, int32_t day)
{
	for (int i = 1; i < argument; i++) {
		int32_t other = 0;
		if (read_week(c->argv[i], strcspn(c->argv[i], "="), &other) &&
		    date_monday(other) == date_monday(day))
			return true;
	}
	return false;
}

/* One "WEEK=DURATION"; the edits go on the set as it was read. */
static enum cli_exit report(struct cli *c, const struct contract_set *s, size_t at, int argument,
			    struct edit_list *out)
{
	const char *pair = c->argv[argument];
	const char *equals = strchr(pair, '=');
	struct diag why = DIAG_INIT;
	int32_t day = 0;
	int64_t minutes = 0;
	if (!equals || !read_week(pair, (size_t)(equals - pair), &day))
		return cli_usage(c, N_("« %1 » n’a pas la forme semaine=durée : 2026-W47=11h30, ou un jour de la semaine."), pair);
	if (is_twice(c, argument, day))
		return cli_usage(c, N_("« %1 » : cette semaine est donnée deux fois."), pair);
	if (hours_parse(equals + 1, strlen(equals + 1), &minutes, &why) == JAL_ERR_INVALID)
		return cli_fail(c, &why);
	return hours_report(s, at, day, minutes, out, &why) ? cli_fail(c, &why) : CLI_DONE;
}

enum cli_exit cli_hours(struct cli *c)
{
	struct contract_set s = { .n = 0 };
	struct edit_list changes = EDIT_LIST_INIT;
	struct diag why = DIAG_INIT;
	enum cli_exit code = CLI_DONE;
	size_t at = 0;
	if (!cli_contract_open(c, &s, &at, &code))
		return code;
	if (at == s.current)
		at = hours_contract(&s);
	if (c->argc > 1 && at == s.n) {
		(void)diag_set(&why, JAL_ERR_NOT_FOUND, N_("Ce dossier n’a pas de contrat commencé : il n’y a pas encore d’heures à saisir."));
		code = cli_fail(c, &why);
	}
	for (int i = 1; i < c->argc && !code; i++)
		code = report(c, &s, at, i, &changes);
	if (!code && changes.n > 0)
		code = write_all(c, NULL, &changes);
	if (!code && changes.n > 0) {
		const struct jal_id id = *record_id(s.list[at].record);
		code = follow(c, &s, &id);
		at = code ? at : contract_find(&s, &id);
	}
	if (!code)
		code = print_weeks(c, &s, at);
	edit_list_free(&changes);
	contract_set_free(&s);
	return code;
}
