/*
 * The action's form, with the goals of its dossier to choose from and templates of
 * actions to begin with.
 */
#include "tui/form_action.h"

#include <stdlib.h>
#include <string.h>

#include "core/contract.h"
#include "core/text.h"
#include "tui/i18n.h"
#include "tui/search.h"
#include "tui/suggest.h"
#include "tui/work.h"

struct goal {
	char id[ID_HEX + 1];
	char *text;
	const char *theme;	/* a code, static; NULL */
	bool runs;		/* under a contract in force */
};

struct goals {
	struct goal *list;
	size_t n;
	struct template_list templates;
	const struct template_item *taken;	/* the one whose text stands there */
};

static size_t offer(void *ctx, const char *query, struct picker_choice *out, size_t room)
{
	const struct scr_form *f = ctx;
	const struct goals *g = f->extra;
	struct buf key = BUF_INIT;
	size_t n = 0;

	if (g == NULL || text_fold(query, strlen(query), &key) != JAL_OK)
		buf_clear(&key);
	for (size_t i = 0; g != NULL && i < g->n && n < room; i++) {
		const char *text = g->list[i].text;

		if (search_words(buf_str(&key), key.len, &text, 1))
			out[n++] = (struct picker_choice){ g->list[i].id, text };
	}
	buf_free(&key);
	return n;
}

static const struct goal *find_goal(const struct goals *g, const char *id)
{
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->list[i].id, id) == 0)
			return &g->list[i];
	return NULL;
}

/* Templates of the goal that is chosen, or of all. */
static size_t offer_text(void *ctx, const char *query, struct picker_choice *out, size_t room)
{
	const struct scr_form *f = ctx;
	const struct goals *g = f->extra;
	const struct goal *goal = NULL;

	if (g == NULL)
		return 0;
	goal = find_goal(g, form_value(&f->fields.form, fields_find(&f->fields, FIELD_action_goal, PART_WHOLE)));
	return suggest_actions(&g->templates, goal != NULL ? goal->theme : NULL, goal != NULL ? goal->text : NULL, query,
		out, room);
}

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
	{ .field = FIELD_action_text, .vital = true, .offer = offer_text, .hint = N_("Espace : modèles") },
	{ .field = FIELD_action_goal, .offer = offer },
	{ .field = FIELD_action_who },
	{ .field = FIELD_action_due, .hint = N_("ven, +7, +3s, 15/12") },
	{ .field = FIELD_action_hours_per_week },
	{ .field = FIELD_action_starts },
	{ .field = FIELD_action_status },
	{ .field = FIELD_action_done_on },
	{ .field = FIELD_action_result, .rows = 3 },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return id_is_zero(&f->record) ? buf_puts(out, _("Nouvelle action")) : buf_puts(out, _("Action"));
}

static void forget_extra(struct scr_form *f)
{
	struct goals *g = f->extra;

	if (g == NULL)
		return;
	for (size_t i = 0; i < g->n; i++) {
		explicit_bzero(g->list[i].text, strlen(g->list[i].text));
		free(g->list[i].text);
	}
	template_list_free(&g->templates);
	free(g->list);
	free(g);
	f->extra = NULL;
}

JAL_MUST static enum jal_err keep_goal(struct goals *g, const struct file *file, const struct record *r)
{
	const struct jal_id *of = record_get(r, goal_contract);
	const struct record *contract = of != NULL ? file_find(file, ENTITY_contract, of) : NULL;
	const char *text = record_get(r, goal_text);
	struct buf inert = BUF_INIT;
	struct goal *goal = &g->list[g->n];
	enum jal_err err = JAL_OK;

	if (text == NULL)
		return JAL_OK;
	err = text_inert(text, strlen(text), TEXT_LINE, &inert);
	if (err == JAL_OK) {
		const char *theme = record_get(r, goal_theme);
		const struct vocab_code *known = theme != NULL ? vocab_find(VOCAB_theme, theme) : NULL;

		goal->runs = contract != NULL && contract_phase(contract) == CONTRACT_IN_FORCE;
		goal->theme = known != NULL ? known->code : NULL;
		id_hex(record_id(r), goal->id);
		goal->text = buf_take(&inert);
		err = goal->text != NULL ? JAL_OK : JAL_ERR_NOMEM;
	}
	if (err == JAL_OK)
		g->n++;
	buf_free(&inert);
	return err;
}

static enum jal_err prepare(struct scr_form *f, struct diag *why)
{
	struct goals *g = calloc(1, sizeof(*g));
	struct file file = { .person = NULL };
	enum jal_err err = g != NULL ? file_load(f->desk, &f->ref, &file, why) : JAL_ERR_NOMEM;

	f->extra = g;
	if (err == JAL_OK)
		err = suggest_load(f->desk, &g->templates);
	if (err == JAL_OK) {
		const struct file_list *l = &file.of[ENTITY_goal];

		g->list = calloc(l->n + 1, sizeof(*g->list));
		if (g->list == NULL)
			err = JAL_ERR_NOMEM;
		for (size_t i = 0; i < l->n && err == JAL_OK; i++)
			err = keep_goal(g, &file, l->list[i]);
	}
	file_free(&file);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	char id[ID_HEX + 1];
	const struct goal *goal = f->extra != NULL ? find_goal(f->extra, id_hex(&f->parent, id)) : NULL;
	enum jal_err err = contract_new_action(&f->ref.caseload, &f->ref.dossier, id_is_zero(&f->parent) ? NULL : &f->parent,
		goal != NULL && goal->runs, desk_today(f->desk), &f->edit);

	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	const struct goals *g = f->extra;

	if (f->fields.rows[row].field == FIELD_person_birth_name) {
		if (file_name_of(f->desk, &f->ref, out) != JAL_OK)
			buf_clear(out);
		return;
	}
	for (size_t i = 0; g != NULL && i < g->n; i++)
		if (strcmp(g->list[i].id, code) == 0 && buf_puts(out, g->list[i].text) != JAL_OK)
			buf_clear(out);
}

JAL_MUST static enum jal_err type_in(struct scr_form *f, enum field field, const char *text)
{
	return form_type_in(&f->fields.form, fields_find(&f->fields, field, PART_WHOLE), text);
}

/* A template also says who and how many hours a week. */
static void changed(struct scr_form *f)
{
	struct goals *g = f->extra;
	const char *text = form_value(&f->fields.form, fields_find(&f->fields, FIELD_action_text, PART_WHOLE));
	const struct template_item *t = g != NULL ? suggest_action(&g->templates, text) : NULL;
	struct buf hours = BUF_INIT;

	if (t == NULL || t == g->taken || !id_is_zero(&f->record))
		return;
	g->taken = t;
	/* It only helps: without memory they are typed. */
	if (type_in(f, FIELD_action_who, t->who) == JAL_OK && t->hours > 0 && buf_printf(&hours, "%d", t->hours) == JAL_OK)
		(void)!type_in(f, FIELD_action_hours_per_week, buf_str(&hours));
	buf_free(&hours);
}

static enum jal_err write_action(struct scr_form *f, struct diag *why)
{
	struct buf said = BUF_INIT;
	enum jal_err err = work_said(f->desk, &f->ref, _("action pour %s"), &said);

	if (err == JAL_OK)
		err = contract_complete(f->edit, desk_today(f->desk));
	if (err == JAL_OK)
		err = scr_form_write(f, &f->edit, 1, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* A follow-up of a note has a draft apart from an action's own. */
static const struct scr_form_kind kinds[2] = {
	{ .name = "action", .entity = ENTITY_action, .rows = rows, .n = sizeof(rows) / sizeof(rows[0]), .title = title,
		.create = create, .prepare = prepare, .show = show, .changed = changed, .write = write_action,
		.forget = forget_extra, .hangs = FIELD_action_goal, .again = true },
	{ .name = "note.action", .entity = ENTITY_action, .rows = rows, .n = sizeof(rows) / sizeof(rows[0]),
		.title = title, .create = create, .prepare = prepare, .show = show, .changed = changed,
		.write = write_action, .forget = forget_extra },
};

struct screen *form_action_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct scr_form_sink *sink)
{
	return scr_form_new(desk, &kinds[sink != NULL], ref, id, sink);
}

struct screen *form_action_under(struct desk *desk, const struct file_ref *ref, const struct jal_id *goal)
{
	return scr_form_hang(form_action_new(desk, ref, NULL, NULL), goal);
}
