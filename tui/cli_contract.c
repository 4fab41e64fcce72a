/*
 * `contract`: the contracts of a dossier, each with its tree, signatures and weeks;
 * and which contract a command's argument means.
 */
#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/format.h"
#include "tui/cli_contract.h"
#include "tui/cli_out.h"
#include "tui/desk.h"
#include "tui/i18n.h"

/* ---- which one ---- */

/* A contract's own id: its dossier is read with it. */
static enum cli_exit find_contract(struct cli *c, const char *text, struct jal_id *dossier, struct jal_id *caseload,
				   struct jal_id *contract)
{
	struct record *r = NULL;
	const enum cli_exit code = cli_load_named(c, text, &r);
	if (code)
		return code;
	*dossier = *record_dossier(r);
	*caseload = *record_caseload(r);
	*contract = *record_id(r);
	record_free(r);
	return CLI_DONE;
}

bool cli_contract_is_named(struct cli *c)
{
	struct record *r = NULL;
	const bool yes = journal_named(c->journal, c->argv[0], &r) == JAL_OK && record_entity(r) == ENTITY_contract;
	record_free(r);
	return yes;
}

bool cli_contract_open(struct cli *c, struct contract_set *set, size_t *at, enum cli_exit *code)
{
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO, contract = ID_ZERO;
	if (!cli_open(c, code))
		return false;
	const bool named = cli_contract_is_named(c);
	*code = named ? find_contract(c, c->argv[0], &dossier, &caseload, &contract) :
			cli_find_dossier(c, c->argv[0], &dossier, &caseload);
	if (*code)
		return false;
	const enum jal_err err = contract_load(c->journal, &caseload, &dossier, c->clock, set);
	if (err) {
		*code = cli_fail_err(c, err);
		return false;
	}
	*at = named ? contract_find(set, &contract) : set->current;
	return true;
}

/* ---- JSON ---- */

static void put_number(struct jsonw *j, const char *key, int64_t n)
{
	jsonw_key(j, key);
	if (n == RECORD_NO_NUMBER)
		jsonw_null(j);
	else
		jsonw_int(j, n);
}

static void put_id(struct jsonw *j, const char *key, const struct record *r)
{
	char id[ID_HEX + 1];
	jsonw_pair(j, key, r ? id_hex(record_id(r), id) : NULL);
}

static void put_action(struct cli *c, struct jsonw *j, const struct record *r)
{
	const bool covered = cover_value(journal_db(c->journal), r, FIELD_action_text);
	jsonw_object(j);
	put_id(j, "id", r);
	jsonw_pair(j, "text", covered ? NULL : record_get(r, action_text));
	if (covered)
		jsonw_pair_bool(j, "covered", true);
	jsonw_pair(j, "who", record_get(r, action_who));
	jsonw_pair(j, "status", record_get(r, action_status));
	jsonw_pair_bool(j, "open", contract_action_open(r));
	cli_pair_day(j, "starts", record_get(r, action_starts));
	cli_pair_day(j, "due", record_get(r, action_due));
	cli_pair_day(j, "done_on", record_get(r, action_done_on));
	put_number(j, "hours_per_week", record_get(r, action_hours_per_week));
	jsonw_object_end(j);
}

static void put_goals(struct cli *cli, struct jsonw *j, const char *key, const struct contract *c)
{
	jsonw_key(j, key);
	jsonw_array(j);
	for (size_t i = 0; i < c->n_goals; i++) {
		const struct contract_goal *g = &c->goals[i];
		jsonw_object(j);
		put_id(j, "id", g->record);
		jsonw_pair(j, "theme", g->theme);
		jsonw_pair(j, "text", g->record ? record_get(g->record, goal_text) : NULL);
		jsonw_pair(j, "status", g->record ? record_get(g->record, goal_status) : NULL);
		cli_pair_day(j, "due", g->record ? record_get(g->record, goal_due) : RECORD_NO_DATE);
		jsonw_pair_uint(j, "done", g->done);
		jsonw_pair_uint(j, "total", g->total);
		jsonw_key(j, "actions");
		jsonw_array(j);
		for (size_t a = 0; a < g->n_actions; a++)
			put_action(cli, j, g->actions[a]);
		jsonw_array_end(j);
		jsonw_object_end(j);
	}
	jsonw_array_end(j);
}

static void put_signatures(struct jsonw *j, const struct contract *c)
{
	jsonw_key(j, "signatures");
	jsonw_array(j);
	for (size_t i = 0; i < c->n_signatures; i++) {
		const struct record *r = c->signatures[i];
		jsonw_object(j);
		put_id(j, "id", r);
		jsonw_pair(j, "who", record_get(r, signature_who));
		cli_pair_day(j, "signed_on", record_get(r, signature_signed_on));
		jsonw_pair(j, "place", record_get(r, signature_place));
		jsonw_pair(j, "how", record_get(r, signature_how));
		jsonw_object_end(j);
	}
	jsonw_array_end(j);
}

void cli_contract_week_name(const struct hours_week *w, char out[CLI_CONTRACT_WEEK_MAX])
{
	(void)snprintf(out, CLI_CONTRACT_WEEK_MAX, "%04d-W%02d", w->year, w->week);
}

static void put_weeks(struct jsonw *j, const struct hours_week *weeks, size_t n)
{
	char name[CLI_CONTRACT_WEEK_MAX];
	jsonw_key(j, "weeks");
	jsonw_array(j);
	for (size_t i = 0; i < n; i++) {
		cli_contract_week_name(&weeks[i], name);
		jsonw_object(j);
		jsonw_pair(j, "week", name);
		cli_pair_day(j, "monday", weeks[i].monday);
		put_number(j, "planned", weeks[i].planned);
		put_number(j, "done", weeks[i].done);
		put_number(j, "committed", weeks[i].committed);
		jsonw_pair(j, "exemption", weeks[i].exemption);
		jsonw_pair_bool(j, "under", weeks[i].under);
		jsonw_object_end(j);
	}
	jsonw_array_end(j);
}

static enum jal_err put_contract(struct cli *cli, struct jsonw *j, const struct contract_set *s, size_t at)
{
	static const char *const phases[] = { [CONTRACT_PREPARED] = "prepared", [CONTRACT_IN_FORCE] = "in_force",
					      [CONTRACT_OVER] = "over" };
	const struct contract *c = &s->list[at];
	struct hours_week *weeks = NULL;
	size_t n = 0;
	const enum jal_err err = c->amendment ? JAL_OK : hours_weeks(s, at, &weeks, &n);
	if (err)
		return err;
	jsonw_object(j);
	put_id(j, "id", c->record);
	jsonw_pair_uint(j, "number", c->number);
	jsonw_pair_uint(j, "amendment", c->amendment);
	jsonw_pair_bool(j, "current", at == s->current);
	jsonw_pair(j, "kind", record_get(c->record, contract_kind));
	jsonw_pair(j, "rank", record_get(c->record, contract_rank));
	jsonw_pair(j, "status", record_get(c->record, contract_status));
	jsonw_pair(j, "phase", phases[c->phase]);
	jsonw_pair(j, "next_step", contract_next_step(s, c));
	cli_pair_day(j, "starts", c->starts);
	cli_pair_day(j, "ends", c->ends);
	put_number(j, "days_left", c->days_left == RECORD_NO_DATE ? RECORD_NO_NUMBER : c->days_left);
	put_number(j, "weekly_hours", record_get(c->record, contract_weekly_hours));
	jsonw_pair(j, "exemption", record_get(c->record, contract_exemption));
	cli_pair_day(j, "exemption_until", record_get(c->record, contract_exemption_until));
	put_id(j, "previous", c->previous);
	cli_pair_day(j, "signed_on", c->signed_on);
	jsonw_pair_uint(j, "done", c->done);
	jsonw_pair_uint(j, "total", c->total);
	put_goals(cli, j, "goals", c);
	put_signatures(j, c);
	put_weeks(j, weeks, n);
	jsonw_object_end(j);
	free(weeks);
	return JAL_OK;
}

static enum jal_err print_json(struct cli *c, const struct contract_set *s)
{
	struct buf text = BUF_INIT;
	struct jsonw j = jsonw_start(&text);
	enum jal_err err = JAL_OK;
	char id[ID_HEX + 1];
	jsonw_object(&j);
	jsonw_pair(&j, "dossier", id_hex(&s->dossier, id));
	jsonw_key(&j, "contracts");
	jsonw_array(&j);
	for (size_t i = 0; !err && i < s->n; i++)
		err = put_contract(c, &j, s, i);
	jsonw_array_end(&j);
	put_goals(c, &j, "loose", &s->loose);
	jsonw_object_end(&j);
	if (!err)
		err = jsonw_end(&j);
	if (!err)
		err = cli_print_json(c, &text);
	buf_free(&text);
	return err;
}

/* ---- words ---- */

static enum jal_err put_label(struct buf *out, enum vocab vocab, const char *code)
{
	const struct format f = desk_format();
	return code ? format_code(&f, vocab, code, strlen(code), out) : JAL_OK;
}

static enum jal_err say_action(struct cli *c, const struct record *action, struct buf *out)
{
	const bool covered = cover_value(journal_db(c->journal), action, FIELD_action_text);
	const bool open = contract_action_open(action);
	enum jal_err err = buf_puts(out, open ? "    [ ] " : contract_action_dropped(action) ? "    [-] " : "    [x] ");
	if (!err)
		err = cli_safe(covered ? _(cover_label()) : record_get(action, action_text), out);
	return err ? err : buf_putc(out, '\n');
}

static enum jal_err say_goal(struct cli *c, const struct contract_goal *goal, struct buf *out)
{
	const char *text = goal->record ? record_get(goal->record, goal_text) : _("Actions sans objectif");
	enum jal_err err = buf_puts(out, "  ");
	if (!err)
		err = cli_safe(text, out);
	if (!err)
		err = buf_printf(out, " (%zu / %zu)\n", goal->done, goal->total);
	for (size_t i = 0; !err && i < goal->n_actions; i++)
		err = say_action(c, goal->actions[i], out);
	return err;
}

static enum jal_err say_goals(struct cli *cli, const struct contract *c, struct buf *out)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < c->n_goals; i++)
		err = say_goal(cli, &c->goals[i], out);
	return err;
}

static enum jal_err say_contract(struct cli *cli, const struct contract_set *s, size_t at, struct buf *out)
{
	const struct contract *c = &s->list[at];
	char from[DATE_SHOWN_MAX] = "…", to[DATE_SHOWN_MAX] = "…", id[ID_HEX + 1];
	enum jal_err err = JAL_OK;
	if (c->starts != RECORD_NO_DATE)
		(void)date_shown(c->starts, from);
	if (c->ends != RECORD_NO_DATE)
		(void)date_shown(c->ends, to);
	err = c->amendment ? buf_printf(out, _("Avenant %u au contrat n° %u"), c->amendment, c->number) :
			     put_label(out, VOCAB_contract_kind, record_get(c->record, contract_kind));
	if (!err && !c->amendment)
		err = buf_printf(out, _(" n° %u"), c->number);
	if (!err)
		err = buf_printf(out, ", %s → %s, ", from, to);
	if (!err)
		err = put_label(out, VOCAB_contract_status, record_get(c->record, contract_status));
	if (!err)
		err = buf_printf(out, "  %s\n", id_hex(record_id(c->record), id));
	return err ? err : say_goals(cli, c, out);
}

static enum jal_err print_words(struct cli *c, const struct contract_set *s)
{
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;
	for (size_t i = s->n; !err && i > 0; i--)
		err = say_contract(c, s, i - 1, &text);
	if (!err && s->loose.n_goals) {
		err = buf_printf(&text, "%s\n", _("Hors contrat"));
		if (!err)
			err = say_goals(c, &s->loose, &text);
	}
	if (!err)
		(void)fputs(text.len ? buf_str(&text) : _("Ce dossier n’a pas de contrat.\n"), c->out);
	buf_free(&text);
	return err;
}

enum cli_exit cli_contract(struct cli *c)
{
	struct contract_set s = { .n = 0 };
	enum cli_exit code = CLI_DONE;
	size_t at = 0;
	if (!cli_contract_open(c, &s, &at, &code))
		return code;
	const enum jal_err err = c->format == CLI_JSON ? print_json(c, &s) : print_words(c, &s);
	contract_set_free(&s);
	return err ? cli_fail_err(c, err) : CLI_DONE;
}
