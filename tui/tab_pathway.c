/*
 * The pathway: what happened, newest first, whatever kind of record it is in.
 * Years before the last one are folded until they are asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/format.h"
#include "core/text.h"
#include "tui/i18n.h"
#include "tui/tab.h"

enum { CELL_MONTH, CELL_DAY, CELL_KIND, CELL_WHAT, CELL_MARK, CELLS };
enum { LINE_EVENT, LINE_YEAR };

static const struct list_column columns[CELLS] = {
	[CELL_MONTH] = { .title = "", .place = { .width = 6 } },
	[CELL_DAY] = { .title = "", .place = { .width = 2 }, .right = true },
	[CELL_KIND] = { .title = "", .place = { .width = 9 } },
	[CELL_WHAT] = { .title = "", .place = { .width = 18, .weight = 1 } },
	[CELL_MARK] = { .title = "", .place = { .width = 15, .drop = 1 } },
};

static const struct picker_choice kinds[TAB_KINDS] = {
	[TAB_ALL] = { "all", N_("tout") },
	[TAB_STAGES] = { "stages", N_("étapes et contrats") },
	[TAB_APPOINTMENTS] = { "appointments", N_("rendez-vous") },
	[TAB_NOTES] = { "notes", N_("notes") },
	[TAB_ACTIONS] = { "actions", N_("actions et solutions") },
};

const struct picker_choice *tab_pathway_kinds(size_t *n)
{
	*n = TAB_KINDS;
	return kinds;
}

struct happening {
	int32_t day;
	size_t place;		/* in the order found: ties */
	enum tab_kind kind;
	const char *word;	/* translated: "RDV" */
	const char *what;	/* in the arena */
	const char *mark;	/* in the arena or translated; "" */
	unsigned style;		/* of the mark */
	enum entity entity;
	struct jal_id record;	/* zero: nothing to open */
};

struct happenings {
	struct tab_view *v;
	struct happening *list;
	size_t n, cap;
	struct arena texts;
	struct buf text;	/* being written */
	struct format format;
};

/* ---- gathering ---- */

/* h->text becomes the text of a new event; nothing without a day. */
JAL_MUST static enum jal_err add(struct happenings *h, int32_t day, enum tab_kind kind, const char *word,
	const struct record *r)
{
	struct happening *x = NULL;

	if (day == RECORD_NO_DATE) {
		buf_clear(&h->text);
		return JAL_OK;
	}
	if (h->n == h->cap) {
		size_t cap = h->cap > 0 ? h->cap * 2 : 64;
		struct happening *list = realloc(h->list, cap * sizeof(*list));

		if (list == NULL)
			return JAL_ERR_NOMEM;
		h->list = list;
		h->cap = cap;
	}
	x = &h->list[h->n];
	*x = (struct happening){ .day = day, .place = h->n, .kind = kind, .word = word, .mark = "",
		.what = arena_copy(&h->texts, buf_str(&h->text), h->text.len) };
	if (x->what == NULL)
		return JAL_ERR_NOMEM;
	if (r != NULL) {
		x->entity = record_entity(r);
		x->record = *record_id(r);
	}
	h->n++;
	buf_clear(&h->text);
	return JAL_OK;
}

static void mark(struct happenings *h, const char *text, unsigned style)
{
	if (h->n > 0) {
		h->list[h->n - 1].mark = text;
		h->list[h->n - 1].style = style;
	}
}

JAL_MUST static enum jal_err put_code(struct happenings *h, enum vocab vocab, const char *code)
{
	return code != NULL ? format_code(&h->format, vocab, code, strlen(code), &h->text) : JAL_OK;
}

JAL_MUST static enum jal_err put_text(struct happenings *h, const char *text)
{
	return text != NULL ? text_inert(text, strcspn(text, "\n"), TEXT_LINE, &h->text) : JAL_OK;
}

JAL_MUST static enum jal_err add_appointments(struct happenings *h)
{
	const struct file_list *l = &h->v->file.of[ENTITY_appointment];
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < l->n && err == JAL_OK; i++) {
		const struct record *r = l->list[i];
		int64_t starts = record_get(r, appointment_starts);
		const char *status = record_get(r, appointment_status);

		err = put_code(h, VOCAB_place, record_get(r, appointment_place));
		if (err == JAL_OK && record_get(r, appointment_subject) != NULL) {
			err = buf_puts(&h->text, h->text.len > 0 ? ", " : "");
			if (err == JAL_OK)
				err = put_text(h, record_get(r, appointment_subject));
		}
		if (err == JAL_OK && status != NULL && strcmp(status, "planned") != 0) {
			err = buf_puts(&h->text, h->text.len > 0 ? ", " : "");
			if (err == JAL_OK)
				err = put_code(h, VOCAB_appointment_status, status);
		}
		if (err == JAL_OK)
			err = add(h, starts != RECORD_NO_NUMBER ? date_of_time(starts) : RECORD_NO_DATE, TAB_APPOINTMENTS,
				_("RDV"), r);
		if (err == JAL_OK && tab_awaits_report(h->v->desk, r))
			mark(h, _("! à rédiger"), ROLE_LATE);
	}
	return err;
}

JAL_MUST static enum jal_err add_notes(struct happenings *h)
{
	const struct file_list *l = &h->v->file.of[ENTITY_note];
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < l->n && err == JAL_OK; i++) {
		err = file_describe(h->v->desk, &h->v->file, ENTITY_note, record_id(l->list[i]), &h->text);
		if (err == JAL_OK)
			err = add(h, record_get(l->list[i], note_date), TAB_NOTES, _("Note"), l->list[i]);
	}
	return err;
}

JAL_MUST static enum jal_err add_actions(struct happenings *h)
{
	const struct file_list *l = &h->v->file.of[ENTITY_action];
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < l->n && err == JAL_OK; i++) {
		const struct record *r = l->list[i];
		int32_t done = record_get(r, action_done_on);
		int32_t begun = record_get(r, action_starts);
		int64_t when = 0;
		const char *status = record_get(r, action_status);

		/* Where its beginning is not known, the day when it was written down. */
		if (begun == RECORD_NO_DATE) {
			(void)file_writer(h->v->desk, r, FIELD_action_text, &when);
			if (when != RECORD_NO_NUMBER)
				begun = date_of_time(when);
		}
		err = put_text(h, record_get(r, action_text));
		if (err == JAL_OK)
			err = add(h, done != RECORD_NO_DATE ? done : begun, TAB_ACTIONS, _("Action"), r);
		if (err == JAL_OK && status != NULL && strcmp(status, "done") == 0)
			mark(h, _("fait"), ROLE_DONE);
	}
	return err;
}

JAL_MUST static enum jal_err add_contracts(struct happenings *h)
{
	const struct file_list *l = &h->v->file.of[ENTITY_contract];
	char day[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < l->n && err == JAL_OK; i++) {
		const struct record *r = l->list[i];
		int32_t ends = record_get(r, contract_ends);

		err = put_code(h, VOCAB_contract_kind, record_get(r, contract_kind));
		if (err == JAL_OK && ends != RECORD_NO_DATE)
			err = buf_printf(&h->text, _(", jusqu’au %s"), date_shown(ends, day));
		if (err == JAL_OK)
			err = add(h, record_get(r, contract_starts), TAB_STAGES, _("Contrat"), NULL);
	}
	return err;
}

JAL_MUST static enum jal_err add_entries(struct happenings *h)
{
	const struct file_list *l = &h->v->file.of[ENTITY_pathway];
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < l->n && err == JAL_OK; i++) {
		err = buf_puts(&h->text, _("Entrée dans l’accompagnement"));
		if (err == JAL_OK)
			err = add(h, record_get(l->list[i], pathway_entered), TAB_STAGES, _("Étape"), NULL);
	}
	return err;
}

JAL_MUST static enum jal_err add_exits(struct happenings *h)
{
	const struct file_list *l = &h->v->file.of[ENTITY_exit];
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < l->n && err == JAL_OK; i++) {
		err = put_code(h, VOCAB_exit_reason, record_get(l->list[i], exit_reason));
		if (err == JAL_OK)
			err = add(h, record_get(l->list[i], exit_date), TAB_STAGES, _("Sortie"), NULL);
	}
	return err;
}

JAL_MUST static enum jal_err add_placements(struct happenings *h)
{
	const struct file_list *l = &h->v->file.of[ENTITY_placement];
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < l->n && err == JAL_OK; i++) {
		err = put_code(h, VOCAB_placement_status, record_get(l->list[i], placement_status));
		if (err == JAL_OK)
			err = add(h, record_get(l->list[i], placement_asked_on), TAB_ACTIONS, _("Solution"), NULL);
	}
	return err;
}

/* The steps of the pathway are told by its history. */
static enum jal_err add_step(void *ctx, const struct journal_event *e)
{
	struct happenings *h = ctx;
	enum jal_err err = JAL_OK;

	if (e->field != FIELD_pathway_status || e->before.kind != VALUE_TEXT || e->after.kind != VALUE_TEXT)
		return JAL_OK;
	err = format_code(&h->format, VOCAB_pathway_status, e->before.text, e->before.text_len, &h->text);
	if (err == JAL_OK)
		err = buf_puts(&h->text, " → ");
	if (err == JAL_OK)
		err = format_code(&h->format, VOCAB_pathway_status, e->after.text, e->after.text_len, &h->text);
	return err == JAL_OK ? add(h, date_of_time(file_minutes_of_stamp(h->v->desk, e->stamp)), TAB_STAGES, _("Étape"),
				       NULL) :
			       err;
}

typedef enum jal_err (*part_fn)(struct happenings *h);

static const part_fn parts[] = { add_appointments, add_notes, add_actions, add_contracts, add_entries, add_exits,
	add_placements };

JAL_MUST static enum jal_err gather(struct happenings *h)
{
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && err == JAL_OK; i++)
		err = parts[i](h);
	if (err == JAL_OK)
		err = journal_history(desk_journal(h->v->desk), &h->v->file.ref.caseload, &h->v->file.ref.dossier, 0,
			add_step, h);
	return err;
}

static int newest_first(const void *pa, const void *pb)
{
	const struct happening *a = pa;
	const struct happening *b = pb;

	if (a->day != b->day)
		return a->day > b->day ? -1 : 1;
	return a->place > b->place ? -1 : 1;
}

/* ---- lines ---- */

static int year_of(const struct happening *x)
{
	return date_to_ymd(x->day).year;
}

static bool is_folded(const struct tab_view *v, int year, int newest)
{
	if (year == newest)
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

JAL_MUST static enum jal_err put_event(struct lines *out, const struct happening *x, int month)
{
	struct date_ymd day = date_to_ymd(x->day);
	struct line *line = lines_add(out, id_is_zero(&x->record) ? NULL : &x->record);
	struct buf number = BUF_INIT;
	enum jal_err err = line != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (err != JAL_OK)
		return err;
	line->kind = LINE_EVENT;
	line->about = id_is_zero(&x->record) ? NULL : model_entity(x->entity);
	line->sign = x->style;
	line->sign_cell = CELL_MARK;
	if (day.month != month)
		err = lines_put(out, CELL_MONTH, _(date_month_short(day.month)));
	if (err == JAL_OK)
		err = buf_printf(&number, "%d", day.day);
	if (err == JAL_OK)
		err = lines_put(out, CELL_DAY, buf_str(&number));
	if (err == JAL_OK)
		err = lines_put(out, CELL_KIND, x->word);
	if (err == JAL_OK)
		err = lines_put(out, CELL_WHAT, x->what);
	if (err == JAL_OK)
		err = lines_put(out, CELL_MARK, x->mark);
	buf_free(&number);
	return err;
}

JAL_MUST static enum jal_err put_lines(const struct happenings *h, struct lines *out)
{
	int newest = h->n > 0 ? year_of(&h->list[0]) : 0;
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < h->n && err == JAL_OK;) {
		int year = year_of(&h->list[i]);
		bool folded = is_folded(h->v, year, newest);
		size_t end = i;
		int month = 0;

		while (end < h->n && year_of(&h->list[end]) == year)
			end++;
		err = put_year(out, year, end - i, folded);
		for (; i < end && err == JAL_OK; i++) {
			if (folded)
				continue;
			err = put_event(out, &h->list[i], month);
			month = date_to_ymd(h->list[i].day).month;
		}
	}
	return err;
}

/* Only the chosen kind. */
static void keep_kind(struct happenings *h, enum tab_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		if (kind == TAB_ALL || h->list[i].kind == kind)
			h->list[n++] = h->list[i];
	h->n = n;
}

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	struct happenings h = { .v = v, .texts = ARENA_INIT, .text = BUF_INIT, .format = desk_format() };
	enum jal_err err = gather(&h);

	if (err == JAL_OK) {
		keep_kind(&h, v->kind);
		if (h.n > 0)
			qsort(h.list, h.n, sizeof(*h.list), newest_first);
		err = put_lines(&h, out);
	}
	free(h.list);
	arena_free(&h.texts);
	buf_free(&h.text);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
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

static bool run(struct tab_view *v, const struct line *line, enum action_id action)
{
	struct jal_id id = line != NULL ? line->id : ID_ZERO;

	if (action != ACT_OPEN || line == NULL)
		return false;
	if (line->kind == LINE_YEAR)
		turn_year(v, id.b[ID_BYTES - 2] << 8 | id.b[ID_BYTES - 1]);
	else if (line->about != NULL)
		tab_open_record(v, ((const struct model_entity *)line->about)->id, &id);
	else
		tab_read(v, line->cell[CELL_WHAT]);
	return true;
}

const struct tab tab_pathway = {
	.id = SCR_PATHWAY,
	.name = N_("Parcours"),
	.columns = columns,
	.n_columns = CELLS,
	.empty = N_("Rien à montrer ici. f : choisir ce qui est montré."),
	.fill = fill,
	.run = run,
};
