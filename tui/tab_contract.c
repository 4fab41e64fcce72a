/*
 * The contracts: the one that counts first, as a tree of goals and actions, with its
 * signatures and its hours week by week; those that are over folded.
 */
#include "tui/tab_contract.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/hours.h"
#include "core/text.h"
#include "tui/i18n.h"
#include "tui/theme.h"
#include "tui/todo_words.h"

static const struct list_column columns[CONTRACT_CELLS] = {
	[CONTRACT_CELL_TEXT] = { .title = "", .place = { .width = 24, .weight = 1 } },
	[CONTRACT_CELL_WHO] = { .title = "", .place = { .width = 11, .drop = 1 } },
	[CONTRACT_CELL_DUE] = { .title = "", .place = { .width = 6, .drop = 2 } },
	[CONTRACT_CELL_STATE] = { .title = "", .place = { .width = 16 } },
};

/* ---- folding ---- */

/* Whether a contract is shown whole. */
static bool is_open(const struct tab_view *v, size_t at)
{
	const struct contract_set *s = &v->contracts;
	bool open = at == s->current || s->list[at].phase != CONTRACT_OVER;

	for (size_t i = 0; i < TAB_TURNED; i++)
		if (id_equal(&v->turned[i], record_id(s->list[at].record)))
			open = !open;
	return open;
}

void tab_contract_turn(struct tab_view *v, size_t at)
{
	const struct jal_id *id = record_id(v->contracts.list[at].record);

	for (size_t i = 0; i < TAB_TURNED; i++) {
		if (id_equal(&v->turned[i], id)) {
			v->turned[i] = ID_ZERO;
			return;
		}
	}
	for (size_t i = 0; i < TAB_TURNED; i++) {
		if (id_is_zero(&v->turned[i])) {
			v->turned[i] = *id;
			return;
		}
	}
}

/* ---- lines ---- */

enum jal_err tab_contract_line(struct tab_contract_fill *f, enum tab_contract_kind kind, const struct jal_id *id,
	const struct tab_contract_about *about, unsigned style)
{
	struct line *line = lines_add(f->out, id);
	struct tab_contract_about *copy = arena_array(&f->out->texts, 1, sizeof(*copy));
	enum jal_err err = JAL_ERR_NOMEM;

	if (line != NULL && copy != NULL) {
		*copy = *about;
		line->kind = (int)kind;
		line->about = copy;
		line->style = style;
		err = lines_put(f->out, CONTRACT_CELL_TEXT, buf_str(&f->text));
	}
	buf_clear(&f->text);
	return err;
}

enum jal_err tab_contract_cell(struct tab_contract_fill *f, size_t cell, unsigned style)
{
	struct line *line = &f->out->all[f->out->n - 1];
	enum jal_err err = lines_put(f->out, cell, buf_str(&f->text));

	if (style != ROLE_NORMAL) {
		line->sign = style;
		line->sign_cell = cell;
	}
	buf_clear(&f->text);
	return err;
}

struct jal_id tab_contract_id(char tag, const struct jal_id *of, int32_t n)
{
	struct jal_id id = of != NULL ? *of : ID_ZERO;

	id.b[0] ^= (uint8_t)tag;
	for (int i = 0; i < 4; i++)
		id.b[12 + i] ^= (uint8_t)((uint32_t)n >> (8 * i));
	return id;
}

JAL_MUST static enum jal_err put_inert(struct tab_contract_fill *f, const char *text)
{
	return text != NULL ? text_inert(text, strlen(text), TEXT_LINE, &f->text) : JAL_OK;
}

JAL_MUST static enum jal_err put_label(struct tab_contract_fill *f, enum vocab vocab, const char *code)
{
	return code != NULL ? format_code(&f->format, vocab, code, strlen(code), &f->text) : JAL_OK;
}

/* ---- a contract's head ---- */

static unsigned style_of(enum tasks_sign sign, const char **mark)
{
	*mark = sign == TASKS_SIGN_LATE ? "! " : sign == TASKS_SIGN_SOON ? "* " : sign == TASKS_SIGN_WATCH ? ". " : "";
	return sign == TASKS_SIGN_LATE	? ROLE_LATE :
		sign == TASKS_SIGN_SOON ? ROLE_SOON :
		sign == TASKS_SIGN_WATCH ? ROLE_WATCH :
					   ROLE_NORMAL;
}

/* The clock of a record, as the list of what is to be done knows it. */
static struct todo_clock clock_of(const struct tab_contract_fill *f, enum tasks_kind kind, const struct record *r)
{
	return todo_clocks_of(&f->v->file.clocks, kind, record_id(r));
}

/* "! échu 21/11", "* expire 02/12"; "reporté au 05/12" */
JAL_MUST static enum jal_err put_end(struct tab_contract_fill *f, const struct contract *c)
{
	const struct todo_clock clock = clock_of(f, TASKS_CONTRACT_ENDS, c->record);
	const char *mark = "";
	unsigned style = style_of(clock.sign, &mark);
	char day[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;

	if (clock.waits)
		err = todo_words_waits(&clock, &f->text);
	else if (clock.sign == TASKS_SIGN_NONE)
		return JAL_OK;
	else
		err = buf_printf(&f->text, c->days_left < 0 ? _("%séchu %s") : _("%sexpire %s"), mark,
			date_shown_day(c->ends, day));
	return err == JAL_OK ? tab_contract_cell(f, CONTRACT_CELL_STATE, style) : err;
}

/* "Contrat d’engagement n° 2, en cours, signé le 15/09/2026" */
JAL_MUST static enum jal_err put_head(struct tab_contract_fill *f, size_t at)
{
	const struct contract *c = &f->v->contracts.list[at];
	const struct tab_contract_about about = { .at = at };
	const char *status = record_get(c->record, contract_status);
	char day[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;

	if (c->amendment > 0) {
		err = buf_printf(&f->text, _("Avenant %u au contrat n° %u"), c->amendment, c->number);
	} else {
		const char *named = record_get(c->record, contract_kind);
		err = named ? put_label(f, VOCAB_contract_kind, named) : buf_puts(&f->text, _("Contrat"));
		if (err == JAL_OK)
			err = buf_printf(&f->text, _(" n° %u"), c->number);
	}
	if (err == JAL_OK)
		err = buf_puts(&f->text, " — ");
	if (err == JAL_OK)
		err = put_label(f, VOCAB_contract_status, status);
	if (err == JAL_OK && c->signed_on != RECORD_NO_DATE)
		err = buf_printf(&f->text, text_is(status, "signed") ? _(" le %s") : _(", signé le %s"),
			date_shown(c->signed_on, day));
	if (err == JAL_OK)
		err = tab_contract_line(f, CONTRACT_LINE_HEAD, record_id(c->record), &about, ROLE_HEADING);
	return err == JAL_OK ? put_end(f, c) : err;
}

/* "Du 15/09/2026 au 14/03/2027 (reste 110 j), 15 h par semaine, fait 11 h" */
JAL_MUST static enum jal_err put_terms(struct tab_contract_fill *f, size_t at)
{
	const struct contract *c = &f->v->contracts.list[at];
	const struct tab_contract_about about = { .at = at };
	const struct contract_set *s = &f->v->contracts;
	/* As its last amendment has them, like its last day. */
	const struct contract *terms = c->amendment == 0 ? contract_terms(s, c, s->today) : c;
	int64_t hours = record_get(terms->record, contract_weekly_hours);
	char from[DATE_SHOWN_MAX] = "…";
	char to[DATE_SHOWN_MAX] = "…";
	enum jal_err err = JAL_OK;

	if (c->starts != RECORD_NO_DATE)
		(void)date_shown(c->starts, from);
	if (c->ends != RECORD_NO_DATE)
		(void)date_shown(c->ends, to);
	err = buf_printf(&f->text, _("  Du %s au %s"), from, to);
	if (err == JAL_OK && c->phase == CONTRACT_IN_FORCE && c->days_left != RECORD_NO_DATE && c->days_left >= 0)
		err = buf_printf(&f->text, _(" (reste %d j)"), (int)c->days_left);
	if (err == JAL_OK && hours != RECORD_NO_NUMBER)
		err = buf_printf(&f->text, _(", %lld h par semaine"), (long long)hours);
	if (err == JAL_OK && at == hours_contract(&f->v->contracts))
		err = tab_contract_mean(f, at);
	return err == JAL_OK ? tab_contract_line(f, CONTRACT_LINE_TERMS, NULL, &about, ROLE_NORMAL) : err;
}

/* Never its reason: that is sensitive. */
JAL_MUST static enum jal_err put_exemption(struct tab_contract_fill *f, size_t at)
{
	const struct contract *c = &f->v->contracts.list[at];
	const struct tab_contract_about about = { .at = at };
	const char *exemption = record_get(c->record, contract_exemption);
	int32_t until = record_get(c->record, contract_exemption_until);
	bool over = until != RECORD_NO_DATE && until < f->v->contracts.today;
	const struct todo_clock clock = clock_of(f, TASKS_EXEMPTION_ENDS, c->record);
	char day[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;

	if (exemption == NULL || strcmp(exemption, "none") == 0)
		return JAL_OK;
	err = buf_puts(&f->text, "  ");
	if (err == JAL_OK)
		err = put_label(f, VOCAB_exemption, exemption);
	if (err == JAL_OK && until != RECORD_NO_DATE)
		err = buf_printf(&f->text, over ? _(" : finie depuis le %s") : _(" jusqu’au %s"), date_shown(until, day));
	if (err == JAL_OK)
		err = tab_contract_line(f, CONTRACT_LINE_TERMS, NULL, &about,
			clock.sign == TASKS_SIGN_LATE ? ROLE_WARNING : ROLE_NORMAL);
	if (err == JAL_OK && clock.waits)
		err = todo_words_waits(&clock, &f->text);
	return err == JAL_OK && clock.waits ? tab_contract_cell(f, CONTRACT_CELL_STATE, ROLE_NORMAL) : err;
}

/* ---- the tree ---- */

JAL_MUST static enum jal_err put_who(struct tab_contract_fill *f, const struct record *action)
{
	const char *who = record_get(action, action_who);
	int64_t hours = record_get(action, action_hours_per_week);
	const char *name = who == NULL		      ? "" :
		strcmp(who, "person") == 0   ? _("bénéf.") :
		strcmp(who, "referent") == 0 ? _("réf.") :
		strcmp(who, "partner") == 0  ? _("parten.") :
						"";
	enum jal_err err = buf_puts(&f->text, name);

	if (err == JAL_OK && hours > 0)
		err = buf_printf(&f->text, _(" %lld h"), (long long)hours);
	return err == JAL_OK ? tab_contract_cell(f, CONTRACT_CELL_WHO, ROLE_NORMAL) : err;
}

JAL_MUST static enum jal_err put_action_state(struct tab_contract_fill *f, const struct record *action)
{
	const char *status = record_get(action, action_status);
	int32_t due = record_get(action, action_due);
	int32_t done = record_get(action, action_done_on);
	bool open = contract_action_open(action);
	const char *mark = "";
	const struct todo_clock clock = clock_of(f, TASKS_ACTION, action);
	unsigned style = style_of(clock.sign, &mark);
	char day[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;

	if (due != RECORD_NO_DATE && open) {
		err = buf_puts(&f->text, date_shown_day(due, day));
		if (err == JAL_OK)
			err = tab_contract_cell(f, CONTRACT_CELL_DUE, ROLE_NORMAL);
	}
	if (err == JAL_OK && clock.sign == TASKS_SIGN_LATE)
		err = buf_printf(&f->text, _("! retard %d j"), (int)(f->v->contracts.today - due));
	else if (err == JAL_OK && clock.waits)
		err = todo_words_waits(&clock, &f->text);
	else if (err == JAL_OK && open && status != NULL && strcmp(status, "planned") != 0)
		err = put_label(f, VOCAB_action_status, status);
	else if (err == JAL_OK && contract_action_dropped(action))
		err = put_label(f, VOCAB_action_status, status);
	else if (err == JAL_OK && !open)
		err = done != RECORD_NO_DATE ? buf_printf(&f->text, _("fait %s"), date_shown_day(done, day)) :
					       buf_puts(&f->text, _("fait"));
	return err == JAL_OK ?
		tab_contract_cell(f, CONTRACT_CELL_STATE, clock.sign == TASKS_SIGN_LATE ? style : ROLE_NORMAL) : err;
}

JAL_MUST static enum jal_err put_action(struct tab_contract_fill *f, size_t at, const struct record *goal,
	const struct record *action)
{
	const struct tab_contract_about about = { .at = at, .record = action, .goal = goal };
	bool open = contract_action_open(action);
	enum jal_err err = buf_puts(&f->text, open ? "   [ ] " : contract_action_dropped(action) ? "   [-] " : "   [x] ");

	if (err == JAL_OK)
		err = put_inert(f, file_text(f->v->desk, action, FIELD_action_text));
	if (err == JAL_OK)
		err = tab_contract_line(f, CONTRACT_LINE_ACTION, record_id(action), &about, open ? ROLE_NORMAL : ROLE_DONE);
	if (err == JAL_OK)
		err = put_who(f, action);
	return err == JAL_OK ? put_action_state(f, action) : err;
}

/* "Objectif 1  Lever le frein mobilité          1 / 3 actions" */
JAL_MUST static enum jal_err put_goal(struct tab_contract_fill *f, size_t at, const struct contract_goal *g, size_t number)
{
	const struct tab_contract_about about = { .at = at, .record = g->record };
	const char *status = record_get(g->record, goal_status);
	bool closed = !contract_goal_open(g->record);
	enum jal_err err = buf_printf(&f->text, _(" Objectif %zu  "), number);

	if (err == JAL_OK)
		err = put_inert(f, record_get(g->record, goal_text));
	if (err == JAL_OK)
		err = tab_contract_line(f, CONTRACT_LINE_GOAL, record_id(g->record), &about, closed ? ROLE_DONE : ROLE_NORMAL);
	if (err == JAL_OK && closed)
		err = put_label(f, VOCAB_goal_status, status);
	else if (err == JAL_OK && g->total > 0)
		err = buf_printf(&f->text, P_("%zu / %zu action", "%zu / %zu actions", g->total), g->done, g->total);
	return err == JAL_OK ? tab_contract_cell(f, CONTRACT_CELL_STATE, ROLE_NORMAL) : err;
}

JAL_MUST static enum jal_err put_tree(struct tab_contract_fill *f, size_t at, const struct contract *c)
{
	const char *theme = NULL;
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < c->n_goals && err == JAL_OK; i++) {
		const struct contract_goal *g = &c->goals[i];

		if (g->theme != NULL && (theme == NULL || strcmp(theme, g->theme) != 0)) {
			err = put_label(f, VOCAB_theme, g->theme);
			if (err == JAL_OK)
				err = lines_heading(f->out, buf_str(&f->text));
			buf_clear(&f->text);
		}
		theme = g->theme;
		if (err == JAL_OK && g->record != NULL)
			err = put_goal(f, at, g, i + 1);
		else if (err == JAL_OK)
			err = lines_heading(f->out, _("Actions sans objectif"));
		for (size_t k = 0; k < g->n_actions && err == JAL_OK; k++)
			err = put_action(f, at, g->record, g->actions[k]);
	}
	return err;
}

/* ---- signatures, and what may follow ---- */

JAL_MUST static enum jal_err put_signed(struct tab_contract_fill *f, size_t at, const struct record *r)
{
	const struct tab_contract_about about = { .at = at, .record = r };
	const char *place = record_get(r, signature_place);
	const char *how = record_get(r, signature_how);
	int32_t day = record_get(r, signature_signed_on);
	char shown[DATE_SHOWN_MAX];
	enum jal_err err = buf_puts(&f->text, "   [x] ");

	if (err == JAL_OK)
		err = put_label(f, VOCAB_signatory, record_get(r, signature_who));
	if (err == JAL_OK && day != RECORD_NO_DATE)
		err = buf_printf(&f->text, _(", le %s"), date_shown(day, shown));
	if (err == JAL_OK && place != NULL)
		err = buf_puts(&f->text, _(", à "));
	if (err == JAL_OK)
		err = put_inert(f, place);
	if (err == JAL_OK && how != NULL)
		err = buf_puts(&f->text, " (");
	if (err == JAL_OK)
		err = put_label(f, VOCAB_signature_how, how);
	if (err == JAL_OK && how != NULL)
		err = buf_putc(&f->text, ')');
	return err == JAL_OK ? tab_contract_line(f, CONTRACT_LINE_SIGNED, record_id(r), &about, ROLE_NORMAL) : err;
}

JAL_MUST static enum jal_err put_signatures(struct tab_contract_fill *f, size_t at)
{
	static const char *const expected[] = { "person", "referent", "authority" };
	const struct contract *c = &f->v->contracts.list[at];
	bool guardian = contract_signed_by(c, "legal_guardian");
	enum jal_err err = JAL_OK;

	if (c->phase == CONTRACT_OVER && c->n_signatures == 0)
		return JAL_OK;
	err = lines_heading(f->out, _("Signatures"));
	for (size_t i = 0; i < c->n_signatures && err == JAL_OK; i++)
		err = put_signed(f, at, c->signatures[i]);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]) && err == JAL_OK; i++) {
		const struct tab_contract_about about = { .at = at, .who = expected[i] };
		const struct jal_id id = tab_contract_id('s', record_id(c->record), (int32_t)i);

		if (c->phase == CONTRACT_OVER || contract_signed_by(c, expected[i]) || (guardian && i == 0))
			continue;
		err = buf_puts(&f->text, "   [ ] ");
		if (err == JAL_OK)
			err = put_label(f, VOCAB_signatory, expected[i]);
		if (err == JAL_OK)
			err = tab_contract_line(f, CONTRACT_LINE_UNSIGNED, &id, &about, ROLE_NORMAL);
	}
	return err;
}

JAL_MUST static enum jal_err put_step(struct tab_contract_fill *f, size_t at)
{
	const struct contract *c = &f->v->contracts.list[at];
	const struct tab_contract_about about = { .at = at };
	const struct jal_id id = tab_contract_id('n', record_id(c->record), 0);
	const char *next = contract_next_step(&f->v->contracts, c);
	enum jal_err err = JAL_OK;

	if (next == NULL)
		return JAL_OK;
	err = buf_puts(&f->text, _("   Étape suivante : passer à « "));
	if (err == JAL_OK)
		err = put_label(f, VOCAB_contract_status, next);
	if (err == JAL_OK)
		err = buf_puts(&f->text, _(" » (Entrée)"));
	return err == JAL_OK ? tab_contract_line(f, CONTRACT_LINE_STEP, &id, &about, ROLE_KEY) : err;
}

/* ---- the tab ---- */

JAL_MUST static enum jal_err put_contract(struct tab_contract_fill *f, size_t at)
{
	enum jal_err err = put_head(f, at);

	if (err != JAL_OK || !is_open(f->v, at))
		return err;
	err = put_terms(f, at);
	if (err == JAL_OK)
		err = put_exemption(f, at);
	if (err == JAL_OK)
		err = put_tree(f, at, &f->v->contracts.list[at]);
	if (err == JAL_OK)
		err = put_signatures(f, at);
	if (err == JAL_OK)
		err = put_step(f, at);
	/* Those that are counted now stand below all trees. */
	return err == JAL_OK && at != hours_contract(&f->v->contracts) ? tab_contract_weeks(f, at) : err;
}

/* A contract and its amendments, the amendments first: they say what counts now. */
JAL_MUST static enum jal_err put_number(struct tab_contract_fill *f, unsigned number)
{
	const struct contract_set *s = &f->v->contracts;
	enum jal_err err = JAL_OK;

	for (size_t i = s->n; i-- > 0 && err == JAL_OK;)
		if (s->list[i].number == number)
			err = put_contract(f, i);
	return err;
}

JAL_MUST static enum jal_err put_all(struct tab_contract_fill *f)
{
	const struct contract_set *s = &f->v->contracts;
	const struct tab_contract_about none = { .at = s->n };
	unsigned current = s->current < s->n ? s->list[s->current].number : 0;
	size_t counted = hours_contract(s);
	unsigned last = s->n > 0 ? s->list[s->n - 1].number : 0;
	enum jal_err err = current > 0 ? put_number(f, current) : JAL_OK;

	/* What is prepared, newest first; what belongs to no contract; hours; then the older ones. */
	for (unsigned n = last; n > current && err == JAL_OK; n--)
		err = put_number(f, n);
	if (err == JAL_OK && s->loose.n_goals > 0) {
		err = s->n > 0 ? lines_heading(f->out, _("Hors contrat")) : JAL_OK;
		if (err == JAL_OK)
			err = put_tree(f, s->n, &s->loose);
	}
	if (err == JAL_OK && counted < s->n)
		err = tab_contract_weeks(f, counted);
	for (unsigned n = current; n > 1 && err == JAL_OK; n--)
		err = put_number(f, n - 1);
	if (err == JAL_OK && f->out->n > 0) {
		const struct jal_id id = tab_contract_id('c', NULL, 0);

		err = buf_puts(&f->text, _("+ Nouveau contrat"));
		if (err == JAL_OK)
			err = tab_contract_line(f, CONTRACT_LINE_NEW, &id, &none, ROLE_NORMAL);
	}
	return err;
}

/* A contract that was not there before is what one wants to see. */
static void show_new(struct tab_view *v)
{
	const struct contract_set *s = &v->contracts;
	bool any = !id_is_zero(&v->known[0]);

	for (size_t i = 0; i < s->n && any; i++) {
		const struct jal_id *id = record_id(s->list[i].record);
		bool known = false;

		for (size_t k = 0; k < TAB_TURNED && !known; k++)
			known = id_equal(&v->known[k], id);
		if (!known)
			v->show = *id;
	}
	memset(v->known, 0, sizeof(v->known));
	/* With more of them than that, nothing is new. */
	for (size_t i = 0; i < s->n && s->n <= TAB_TURNED; i++)
		v->known[i] = *record_id(s->list[i].record);
}

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	struct tab_contract_fill f = { .v = v, .out = out, .format = desk_format(), .text = BUF_INIT };
	enum jal_err err = JAL_OK;

	contract_set_free(&v->contracts);
	err = contract_load(desk_journal(v->desk), &v->file.ref.caseload, &v->file.ref.dossier, desk_clock(v->desk),
		&v->contracts);
	if (err == JAL_OK)
		err = put_all(&f);
	if (err == JAL_OK)
		show_new(v);
	buf_free(&f.text);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

const struct tab tab_contract = {
	.id = SCR_CONTRACT,
	.name = N_("Contrat"),
	.columns = columns,
	.n_columns = CONTRACT_CELLS,
	.empty = N_("Aucun contrat.\nc : en préparer un."),
	.fill = fill,
	.run = tab_contract_run,
	.why_not = tab_contract_why_not,
};
