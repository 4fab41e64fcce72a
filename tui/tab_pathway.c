/*
 * The pathway: what happened, newest first, whatever kind of record it is in
 * (core/timeline). Years gone by are folded until they are asked for.
 * What begins or ends on it is made from here.
 */
#include <stdlib.h>
#include <string.h>

#include "core/course.h"
#include "core/date.h"
#include "core/text.h"
#include "core/timeline.h"
#include "tui/form_course.h"
#include "tui/i18n.h"
#include "tui/search.h"
#include "tui/tab.h"
#include "tui/work.h"

enum { CELL_MONTH, CELL_DAY, CELL_KIND, CELL_WHAT, CELL_MARK, CELLS };
enum { LINE_EVENT, LINE_YEAR };

static const struct list_column columns[CELLS] = {
	[CELL_MONTH] = { .title = "", .place = { .width = 6 } },
	[CELL_DAY] = { .title = "", .place = { .width = 2 }, .right = true },
	[CELL_KIND] = { .title = "", .place = { .width = 14 } },
	[CELL_WHAT] = { .title = "", .place = { .width = 18, .weight = 1 } },
	[CELL_MARK] = { .title = "", .place = { .width = 24, .drop = 1 } },
};

/* What the filter lets through, as it is called. */
static struct picker_choice kind_choice(enum timeline_kind kind)
{
	return kind == TIMELINE_KINDS ? (struct picker_choice){ "all", N_("tout") } :
					(struct picker_choice){ timeline_code(kind), timeline_label(kind) };
}

/* ---- lines ---- */

static int year_of(const struct timeline_event *x)
{
	return date_to_ymd(x->day).year;
}

/* The last year that something happened in, up to this one; when all is yet to come, the first. */
static int current_year(const struct timeline *t, int32_t today)
{
	int this_year = date_to_ymd(today).year;
	int year = 0;

	for (size_t i = 0; i < t->count; i++) {
		year = year_of(&t->list[i]);
		if (year <= this_year)
			return year;
	}
	return year;
}

static bool is_folded(const struct tab_view *v, int year, int current)
{
	if (year >= current)
		return false;
	for (size_t i = 0; i < TAB_YEARS; i++)
		if (v->unfolded[i] == year)
			return false;
	return true;
}

/* One line for a year: its id is the year's, so that the current line stays on it. */
JAL_MUST static enum jal_err put_year(struct lines *out, int year, size_t events, bool folded)
{
	struct jal_id id = ID_ZERO;
	struct buf text = BUF_INIT;
	struct line *line = NULL;
	enum jal_err err = JAL_OK;

	id.b[0] = 2;
	id.b[ID_BYTES - 2] = (uint8_t)(year >> 8);
	id.b[ID_BYTES - 1] = (uint8_t)year;
	line = lines_add(out, &id);
	if (line == NULL)
		return JAL_ERR_NOMEM;
	line->kind = LINE_YEAR;
	line->style = ROLE_HEADING;
	err = buf_printf(&text, "%d", year);
	if (err == JAL_OK)
		err = lines_put(out, CELL_MONTH, buf_str(&text));
	buf_clear(&text);
	if (err == JAL_OK && folded)
		err = buf_printf(&text, P_("(%zu événement replié, Entrée pour ouvrir)",
			"(%zu événements repliés, Entrée pour ouvrir)", events), events);
	if (err == JAL_OK)
		err = lines_put(out, CELL_WHAT, buf_str(&text));
	buf_free(&text);
	return err;
}

static const struct {
	const char *sign;
	unsigned role;
} signs[] = {
	[TIMELINE_NO_SIGN] = { "", ROLE_NORMAL },
	[TIMELINE_WATCH] = { ". ", ROLE_WATCH },
	[TIMELINE_SOON] = { "* ", ROLE_SOON },
	[TIMELINE_LATE] = { "! ", ROLE_LATE },
	[TIMELINE_DONE] = { "[x] ", ROLE_DONE },
};

JAL_MUST static enum jal_err put_state(struct lines *out, const struct timeline_event *x)
{
	struct buf text = BUF_INIT;
	enum jal_err err = *x->state != '\0' ? buf_printf(&text, "%s%s", signs[x->sign].sign, x->state) : JAL_OK;

	if (err == JAL_OK)
		err = lines_put(out, CELL_MARK, buf_str(&text));
	buf_free(&text);
	return err;
}

JAL_MUST static enum jal_err put_event(struct lines *out, const struct timeline_event *x, int month)
{
	struct date_ymd day = date_to_ymd(x->day);
	/* Steps are many, of one record: each line is found again by its place. */
	struct line *line = lines_add(out, x->entity == ENTITY_pathway ? NULL : &x->record);
	struct buf number = BUF_INIT;
	enum jal_err err = line != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (err != JAL_OK)
		return err;
	line->kind = LINE_EVENT;
	line->about = model_entity(x->entity);
	if (x->sign != TIMELINE_NO_SIGN) {
		line->sign = signs[x->sign].role;
		line->sign_cell = CELL_MARK;
	}
	if (day.month != month)
		err = lines_put(out, CELL_MONTH, _(date_month_short(day.month)));
	if (err == JAL_OK)
		err = buf_printf(&number, "%d", day.day);
	if (err == JAL_OK)
		err = lines_put(out, CELL_DAY, buf_str(&number));
	if (err == JAL_OK)
		err = lines_put(out, CELL_KIND, _(x->word));
	if (err == JAL_OK)
		err = lines_put(out, CELL_WHAT, x->what);
	if (err == JAL_OK)
		err = put_state(out, x);
	buf_free(&number);
	return err;
}

JAL_MUST static enum jal_err put_lines(const struct tab_view *v, const struct timeline *t, struct lines *out)
{
	int current = current_year(t, desk_today(v->desk));
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < t->count && err == JAL_OK;) {
		int year = year_of(&t->list[i]);
		bool folded = is_folded(v, year, current);
		size_t end = i;
		int month = 0;

		while (end < t->count && year_of(&t->list[end]) == year)
			end++;
		err = put_year(out, year, end - i, folded);
		for (; i < end && err == JAL_OK; i++) {
			if (folded)
				continue;
			err = put_event(out, &t->list[i], month);
			month = date_to_ymd(t->list[i].day).month;
		}
	}
	return err;
}

/* Only the chosen kind. */
static void keep_kind(struct timeline *t, enum timeline_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++)
		if (kind == TIMELINE_KINDS || t->list[i].kind == kind)
			t->list[n++] = t->list[i];
	t->count = n;
}

/* Where the person stands, and what is shown. */
JAL_MUST static enum jal_err put_head(const struct tab_view *v, struct lines *out)
{
	struct format format = desk_format();
	struct record *r = NULL;
	struct buf text = BUF_INIT;
	enum jal_err err = course_pathway(desk_journal(v->desk), &v->file.ref.caseload, &v->file.ref.dossier, &r);
	const char *status = r != NULL ? record_get(r, pathway_status) : NULL;
	const char *type = r != NULL ? record_get(r, pathway_type) : NULL;

	/* First, since it tells what is not there. */
	if (err == JAL_OK)
		err = buf_printf(&text, _("Afficher : %s"), _(kind_choice(v->kind).label));
	if (err == JAL_OK && status != NULL) {
		err = buf_printf(&text, "   %s", _("Étape : "));
		if (err == JAL_OK)
			err = format_code(&format, VOCAB_pathway_status, status, strlen(status), &text);
		if (err == JAL_OK && type != NULL) {
			err = buf_puts(&text, ", ");
			if (err == JAL_OK)
				err = format_code(&format, VOCAB_pathway_type, type, strlen(type), &text);
		}
	}
	if (err == JAL_OK)
		err = lines_heading(out, buf_str(&text));
	buf_free(&text);
	record_free(r);
	return err;
}

static const char *member(void *ctx, const struct jal_id *id)
{
	return desk_member_name(ctx, id);
}

static void turn_year(struct tab_view *v, int year)
{
	size_t free_place = 0;

	for (size_t i = 0; i < TAB_YEARS; i++) {
		if (v->unfolded[i] == year) {
			v->unfolded[i] = 0;
			return;
		}
		if (v->unfolded[i] == 0)
			free_place = i;
	}
	v->unfolded[free_place] = year;
}

/* What one came for is not in a folded year. */
static void unfold_shown(struct tab_view *v, const struct timeline *t)
{
	for (size_t i = 0; i < t->count && !id_is_zero(&v->show); i++)
		if (id_equal(&t->list[i].record, &v->show) && is_folded(v, year_of(&t->list[i]), year_of(&t->list[0])))
			turn_year(v, year_of(&t->list[i]));
}

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	const struct timeline_reader reader = { .clock = desk_clock(v->desk), .format = desk_format(), .member = member,
		.ctx = v->desk };
	struct timeline t = TIMELINE_INIT;
	enum jal_err err = timeline_read(desk_journal(v->desk), &v->file.ref.caseload, &v->file.ref.dossier, &reader, &t,
		why);

	if (err == JAL_OK) {
		keep_kind(&t, v->kind);
		unfold_shown(v, &t);
		err = t.count > 0 || v->kind != TIMELINE_KINDS ? put_head(v, out) : JAL_OK;
		if (err == JAL_OK)
			err = put_lines(v, &t, out);
	}
	timeline_free(&t);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* ---- making ---- */

enum make { MAKE_ORIENTATION, MAKE_REQUEST, MAKE_LEAD, MAKE_ASSIGNMENT, MAKE_BREACH, MAKE_EXIT, MAKE_REOPENING, MAKE_STEP,
	MAKE_APPOINTMENT, MAKE_NOTE, MAKE_ACTION, MAKES };

static const struct picker_choice makes[MAKES] = {
	[MAKE_ORIENTATION] = { "orientation", N_("Orientation") },
	[MAKE_REQUEST] = { "request", N_("Demande de réorientation") },
	[MAKE_LEAD] = { "lead", N_("Changer de référent·e") },
	[MAKE_ASSIGNMENT] = { "assignment", N_("Affectation") },
	[MAKE_BREACH] = { "breach", N_("Manquement") },
	[MAKE_EXIT] = { "exit", N_("Sortie") },
	[MAKE_REOPENING] = { "reopening", N_("Rouvrir le parcours") },
	[MAKE_STEP] = { "step", N_("Étape du parcours") },
	[MAKE_APPOINTMENT] = { "appointment", N_("Rendez-vous") },
	[MAKE_NOTE] = { "note", N_("Note") },
	[MAKE_ACTION] = { "action", N_("Action") },
};

/* What can be made now: one leaves a pathway, or takes one up again. */
static size_t offer_makes(void *ctx, const char *query, struct picker_choice *out, size_t room)
{
	const struct tab_view *v = ctx;
	struct buf key = BUF_INIT;
	struct record *r = NULL;
	size_t n = 0;
	bool over = course_pathway(desk_journal(v->desk), &v->file.ref.caseload, &v->file.ref.dossier, &r) == JAL_OK &&
		r != NULL && record_get(r, pathway_status) != NULL && strcmp(record_get(r, pathway_status), "exited") == 0;

	record_free(r);
	if (text_fold(query, strlen(query), &key) != JAL_OK)
		buf_clear(&key);
	for (size_t i = 0; i < MAKES && n < room; i++) {
		const char *label = _(makes[i].label);

		if (i != (over ? MAKE_EXIT : MAKE_REOPENING) && search_words(buf_str(&key), key.len, &label, 1))
			out[n++] = (struct picker_choice){ makes[i].code, label };
	}
	buf_free(&key);
	return n;
}

static void reopen(struct tab_view *v)
{
	struct course_plan plan = COURSE_PLAN_INIT;
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = course_reopen(desk_journal(v->desk), &v->file.ref.caseload, &v->file.ref.dossier, &plan, &why);

	if (err == JAL_OK)
		err = work_said(v->desk, &v->file.ref, _("reprise du parcours de %s"), &said);
	if (err == JAL_OK)
		(void)work_write(v->desk, v->app, plan.edits.list, plan.edits.n, buf_str(&said));
	else
		work_say_error(v->app, err, &why);
	course_plan_free(&plan);
	buf_free(&said);
}

/* The pathway of now; a new one where there is none. */
static void change_step(struct tab_view *v)
{
	struct record *r = NULL;
	struct diag why = DIAG_INIT;
	enum jal_err err = course_pathway(desk_journal(v->desk), &v->file.ref.caseload, &v->file.ref.dossier, &r);

	if (err == JAL_OK)
		work_push(v->app, form_pathway_new(v->desk, &v->file.ref, r != NULL ? record_id(r) : NULL));
	else
		work_say_error(v->app, err, &why);
	record_free(r);
}

static void make(struct tab_view *v, enum make what)
{
	const struct file_ref *ref = &v->file.ref;

	switch (what) {
	case MAKE_ORIENTATION:
		work_push(v->app, form_orientation_new(v->desk, ref, NULL, NULL));
		break;
	case MAKE_REQUEST:
		work_push(v->app, form_request_new(v->desk, ref, NULL));
		break;
	case MAKE_LEAD:
		work_push(v->app, form_lead_new(v->desk, ref));
		break;
	case MAKE_ASSIGNMENT:
		work_push(v->app, form_assignment_new(v->desk, ref, NULL));
		break;
	case MAKE_BREACH:
		work_push(v->app, form_breach_new(v->desk, ref, NULL, NULL));
		break;
	case MAKE_EXIT:
		work_push(v->app, form_exit_new(v->desk, ref, NULL));
		break;
	case MAKE_REOPENING:
		reopen(v);
		break;
	case MAKE_STEP:
		change_step(v);
		break;
	case MAKE_APPOINTMENT:
		(void)work_run(v->desk, v->app, ref, ACT_APPOINTMENT);
		break;
	case MAKE_NOTE:
		(void)work_run(v->desk, v->app, ref, ACT_NOTE);
		break;
	case MAKE_ACTION:
		(void)work_run(v->desk, v->app, ref, ACT_ACTION);
		break;
	case MAKES:
		break;
	}
}

/* Everything first, then one kind at a time. */
static size_t offer_kinds(void *ctx, const char *query, struct picker_choice *out, size_t room)
{
	struct buf key = BUF_INIT;
	size_t n = 0;

	(void)ctx;
	if (text_fold(query, strlen(query), &key) != JAL_OK)
		buf_clear(&key);
	for (size_t i = 0; i <= TIMELINE_KINDS && n < room; i++) {
		struct picker_choice one = kind_choice((enum timeline_kind)((i + TIMELINE_KINDS) % (TIMELINE_KINDS + 1)));

		one.label = _(one.label);
		if (search_words(buf_str(&key), key.len, &one.label, 1))
			out[n++] = one;
	}
	buf_free(&key);
	return n;
}

static bool offer(struct tab_view *v, enum action_id action, struct picker_source *source, const char **now)
{
	if (action == ACT_FILTER) {
		*source = (struct picker_source){ .offer = offer_kinds };
		*now = kind_choice(v->kind).code;
		return true;
	}
	if (action != ACT_CREATE)
		return false;
	*source = (struct picker_source){ .offer = offer_makes, .ctx = v };
	return true;
}

static void choose(struct tab_view *v, enum action_id action, const char *code)
{
	if (action == ACT_FILTER)
		v->kind = timeline_by_code(code);
	for (size_t i = 0; i < MAKES && action == ACT_CREATE; i++)
		if (strcmp(makes[i].code, code) == 0)
			make(v, (enum make)i);
}

/* ---- one event ---- */

static enum entity entity_of(const struct line *line)
{
	return line != NULL && line->kind == LINE_EVENT && line->about != NULL ?
		((const struct model_entity *)line->about)->id : ENTITY_COUNT;
}

static const char *why_not(const struct tab_view *v, const struct line *line, enum action_id action)
{
	const struct jal_id *lead = v->file.self != NULL ? record_get(v->file.self, dossier_lead) : NULL;

	if (action != ACT_ARCHIVE || line == NULL)
		return NULL;
	switch ((int)entity_of(line)) {
	case ENTITY_assignment:
		return lead != NULL && id_equal(lead, &line->id) ? _("c’est l’affectation du ou de la référent·e : c, puis « Changer de référent·e »") :
								   NULL;
	case ENTITY_orientation:
	case ENTITY_reorientation_request:
	case ENTITY_breach:
	case ENTITY_exit:
		return NULL;
	default:
		return _("une étape reste dans l’histoire ; le reste se range depuis son propre onglet");
	}
}

static void archive(struct tab_view *v, const struct line *line)
{
	const enum entity entity = entity_of(line);
	struct course_plan plan = COURSE_PLAN_INIT;
	struct check_issues issues = { 0 };
	struct edit *e = NULL;
	struct edit **edits = NULL;
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = journal_edit(desk_journal(v->desk), &v->file.ref.caseload, entity, &v->file.ref.dossier,
		&line->id, &e);

	if (err == JAL_OK)
		err = edit_set_flag(e, model_archived(entity), true);
	/* The dossier no longer names it as open. */
	if (err == JAL_OK && entity == ENTITY_orientation)
		err = course_orient(desk_journal(v->desk), e, desk_today(v->desk), &plan, &issues);
	if (err == JAL_OK)
		err = work_said(v->desk, &v->file.ref, _("archivage dans le parcours de %s"), &said);
	if (err == JAL_OK)
		err = edit_list_behind(e, &plan.edits, &edits);
	if (err != JAL_OK)
		work_say_error(v->app, err, &why);
	else if (work_write(v->desk, v->app, edits, plan.edits.n + 1, buf_str(&said)))
		app_say(v->app, APP_INFO, "%s", _("Rangé hors du parcours. Ctrl+Z : le remettre."));
	free(edits);
	edit_free(e);
	course_plan_free(&plan);
	buf_free(&said);
}

static bool run(struct tab_view *v, const struct line *line, enum action_id action)
{
	struct jal_id id = line != NULL ? line->id : ID_ZERO;

	if (line == NULL || (action != ACT_OPEN && action != ACT_ARCHIVE))
		return false;
	if (action == ACT_ARCHIVE)
		archive(v, line);
	else if (line->kind == LINE_YEAR)
		turn_year(v, id.b[ID_BYTES - 2] << 8 | id.b[ID_BYTES - 1]);
	else if (entity_of(line) == ENTITY_pathway)
		change_step(v);
	else if (line->kind == LINE_EVENT)
		tab_open_record(v, entity_of(line), &id);
	return true;
}

const struct tab tab_pathway = {
	.id = SCR_PATHWAY,
	.name = N_("Parcours"),
	.columns = columns,
	.n_columns = CELLS,
	.empty = N_("Rien à montrer ici. f : choisir ce qui est montré ; c : créer."),
	.fill = fill,
	.run = run,
	.offer = offer,
	.choose = choose,
	.why_not = why_not,
};
