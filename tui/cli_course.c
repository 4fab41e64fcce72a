/*
 * The gestures on a pathway as commands: orient, assign, exit. What each changes
 * around it is core/course's; nothing is written before it was asked for.
 */
#include <string.h>

#include "core/course.h"
#include "core/date.h"
#include "core/entry.h"
#include "core/roster.h"
#include "core/text.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

/* One command at work. */
struct gesture {
	struct cli *cli;
	struct jal_id dossier, caseload;
	struct edit *edit;	/* what is typed; NULL when nothing is */
	struct course_plan plan;
};

static void gesture_free(struct gesture *g)
{
	edit_free(g->edit);
	course_plan_free(&g->plan);
}

/* The dossier that is named, and an edit of a new record in it with the fields from the
 * `first`-th argument on; a day that is not given is today. */
static enum cli_exit begin(struct gesture *g, enum entity entity, enum field day, int first)
{
	struct cli *c = g->cli;
	enum cli_exit code = CLI_DONE;
	if (!cli_open_dossier(c, &g->dossier, &g->caseload, &code))
		return code;
	enum jal_err err = edit_create(entity, &g->caseload, &g->dossier, &g->edit);
	if (!err)
		err = edit_set_number(g->edit, day, clock_today(c->clock));
	if (err)
		return cli_fail_err(c, err);
	for (int i = first; i < c->argc && !code; i++)
		code = cli_enter(c, g->edit, c->argv[i]);
	return code;
}

/* What the record says against itself, and what the plan's maker found. */
static enum cli_exit say(struct gesture *g, enum jal_err err, const struct check_issues *found)
{
	const struct check_context context = { .today = clock_today(g->cli->clock) };
	struct check_issues issues = { 0 };
	if (err)
		return cli_fail_err(g->cli, err);
	entry_check(g->edit, &context, &issues);
	const enum cli_exit own = cli_say_issues(g->cli, g->edit, &issues);
	const enum cli_exit around = cli_say_issues(g->cli, g->edit, found);
	return own ? own : around;
}

static enum jal_err print_object(struct gesture *g)
{
	char hex[ID_HEX + 1];
	struct buf text = BUF_INIT;
	struct jsonw j = jsonw_start(&text);
	jsonw_object(&j);
	jsonw_pair(&j, "dossier", id_hex(&g->dossier, hex));
	jsonw_pair(&j, "id", g->edit ? id_hex(edit_record(g->edit), hex) : NULL);
	jsonw_pair(&j, "step", g->plan.step);
	cli_pair_day(&j, "closed_from", g->plan.closes_from);
	cli_pair_day(&j, "closed_on", g->plan.closes_on);
	jsonw_pair(&j, "former", id_is_zero(&g->plan.former) ? NULL : id_hex(&g->plan.former, hex));
	jsonw_key(&j, "appointments");
	jsonw_int(&j, (int64_t)g->plan.appointments);
	jsonw_key(&j, "contracts");
	jsonw_int(&j, (int64_t)g->plan.contracts);
	jsonw_object_end(&j);
	enum jal_err err = jsonw_end(&j);
	if (!err)
		err = cli_print_json(g->cli, &text);
	buf_free(&text);
	return err;
}

static enum cli_exit write_all(struct gesture *g)
{
	struct diag diag = DIAG_INIT;
	char hex[ID_HEX + 1];
	if (course_write(g->cli->journal, g->edit, &g->plan, &diag))
		return cli_fail(g->cli, &diag);
	if (g->edit)
		cli_remind(g->cli, g->edit);
	if (g->cli->format == CLI_JSON) {
		const enum jal_err err = print_object(g);
		return err ? cli_fail_err(g->cli, err) : CLI_DONE;
	}
	(void)fprintf(g->cli->out, "%s\n", id_hex(g->edit ? edit_record(g->edit) : &g->dossier, hex));
	return CLI_DONE;
}

/* ---- orient ---- */

static enum cli_exit confirm_closing(struct gesture *g)
{
	struct diag diag = DIAG_INIT;
	char from[DATE_ISO_MAX], on[DATE_ISO_MAX];
	if (g->plan.closes_from == RECORD_NO_DATE || cli_option(g->cli, "close") || g->cli->yes)
		return CLI_DONE;
	(void)diag_set(&diag, JAL_ERR_INVALID,
		       N_("Une orientation court depuis le %1. Rien n’a été écrit : --close la ferme le %2."),
		       date_iso(g->plan.closes_from, from), date_iso(g->plan.closes_on, on));
	return cli_fail(g->cli, &diag);
}

enum cli_exit cli_orient(struct cli *c)
{
	struct gesture g = { .cli = c, .plan = COURSE_PLAN_INIT };
	struct check_issues issues = { 0 };
	enum cli_exit code = begin(&g, ENTITY_orientation, FIELD_orientation_starts, 1);
	if (!code)
		code = say(&g, course_orient(c->journal, g.edit, clock_today(c->clock), &g.plan, &issues), &issues);
	if (!code)
		code = confirm_closing(&g);
	if (!code)
		code = write_all(&g);
	gesture_free(&g);
	return code;
}

/* ---- assign ---- */

struct member_search {
	const char *text;
	struct buf folded;
	struct jal_id found;
	size_t count;
};

static enum jal_err look_member(void *ctx, const struct roster_member *m)
{
	struct member_search *s = ctx;
	char hex[ID_HEX + 1];
	struct buf name = BUF_INIT;
	const enum jal_err err = text_fold(m->name, strlen(m->name), &name);
	const bool named = !err && name.len > 0 && strcmp(buf_str(&name), buf_str(&s->folded)) == 0;
	if (named || (strlen(s->text) >= 4 && strncmp(id_hex(&m->id, hex), s->text, strlen(s->text)) == 0)) {
		s->found = m->id;
		s->count++;
	}
	buf_free(&name);
	return err;
}

/* By the beginning of the id, or by the whole name whatever its accents. */
static enum cli_exit find_member(struct cli *c, const char *text, struct jal_id *out)
{
	struct member_search s = { .text = text, .folded = BUF_INIT };
	struct diag diag = DIAG_INIT;
	enum jal_err err = text_fold(text, strlen(text), &s.folded);
	if (!err)
		err = roster_members(journal_db(c->journal), look_member, &s);
	buf_free(&s.folded);
	if (err)
		return cli_fail_err(c, err);
	if (s.count != 1) {
		(void)diag_set(&diag, s.count ? JAL_ERR_EXISTS : JAL_ERR_NOT_FOUND,
			       s.count ? N_("Plusieurs membres répondent à « %1 » : donnez le début de son identifiant.") :
					 N_("Aucun membre ne répond à « %1 » : « jalon members » les liste."), text);
		return cli_fail(c, &diag);
	}
	*out = s.found;
	return CLI_DONE;
}

static enum cli_exit fill_assignment(struct gesture *g)
{
	struct cli *c = g->cli;
	struct jal_id member = ID_ZERO;
	const char *reason = cli_option(c, "reason");
	struct buf pair = BUF_INIT;
	enum cli_exit code = find_member(c, c->argv[1], &member);
	if (!code && edit_set_id(g->edit, FIELD_assignment_professional, &member))
		code = cli_fail_err(c, JAL_ERR_NOMEM);
	if (!code && edit_value(g->edit, FIELD_assignment_role)->kind == VALUE_EMPTY &&
	    edit_set_text(g->edit, FIELD_assignment_role, "member"))
		code = cli_fail_err(c, JAL_ERR_NOMEM);
	if (!code && reason) {
		if (buf_printf(&pair, "end_reason=%s", reason))
			code = cli_fail_err(c, JAL_ERR_NOMEM);
		else
			code = cli_enter(c, g->edit, buf_str(&pair));
	}
	buf_free(&pair);
	return code;
}

enum cli_exit cli_assign(struct cli *c)
{
	struct gesture g = { .cli = c, .plan = COURSE_PLAN_INIT };
	struct check_issues issues = { 0 };
	enum cli_exit code = begin(&g, ENTITY_assignment, FIELD_assignment_starts, 2);
	if (!code)
		code = fill_assignment(&g);
	if (!code)
		code = say(&g, course_assign(c->journal, g.edit, cli_option(c, "lead") != NULL, &g.plan, &issues), &issues);
	if (!code)
		code = write_all(&g);
	gesture_free(&g);
	return code;
}

/* ---- exit ---- */

static enum cli_exit reopen(struct cli *c)
{
	struct gesture g = { .cli = c, .plan = COURSE_PLAN_INIT };
	struct diag diag = DIAG_INIT;
	enum cli_exit code = CLI_DONE;
	if (c->argc > 1 || cli_option(c, "cancel-appointments") || cli_option(c, "end-contracts"))
		return cli_usage(c, N_("--reopen va seul."), NULL);
	if (!cli_open_dossier(c, &g.dossier, &g.caseload, &code))
		return code;
	code = course_reopen(c->journal, &g.caseload, &g.dossier, &g.plan, &diag) ? cli_fail(c, &diag) : write_all(&g);
	gesture_free(&g);
	return code;
}

enum cli_exit cli_exit_command(struct cli *c)
{
	struct gesture g = { .cli = c, .plan = COURSE_PLAN_INIT };
	struct check_issues issues = { 0 };
	if (cli_option(c, "reopen"))
		return reopen(c);
	const unsigned what = (cli_option(c, "cancel-appointments") ? COURSE_CANCEL_APPOINTMENTS : 0u) |
			      (cli_option(c, "end-contracts") ? COURSE_END_CONTRACTS : 0u);
	enum cli_exit code = begin(&g, ENTITY_exit, FIELD_exit_date, 1);
	if (!code)
		code = say(&g, course_leave(c->journal, g.edit, what, clock_today(c->clock), &g.plan, &issues), &issues);
	if (!code)
		code = write_all(&g);
	gesture_free(&g);
	return code;
}
