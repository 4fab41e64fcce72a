/*
 * Forms: values, judging, moving from field to field. Keys are form_key.c's,
 * drawing is form_draw.c's.
 */
#include "tui/form.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/diag.h"
#include "core/outside.h"
#include "tui/form_impl.h"
#include "tui/i18n.h"

#define TEXT_MAX 1024

bool form_is_typed(enum form_type type)
{
	return type == FORM_TEXT || type == FORM_LONG || type == FORM_DIGITS || type == FORM_DATE ||
		type == FORM_TIME || type == FORM_SECRET;
}

static void wipe_values(struct form *f)
{
	for (size_t i = 0; i < f->n; i++) {
		struct form_value *v = &f->values[i];

		editor_free(&v->editor);
		buf_free(&v->code);
		buf_free(&v->before);
		buf_free(&v->initial);
		buf_free(&v->why);
	}
	free(f->values);
	f->values = NULL;
	f->n = 0;
}

enum jal_err form_init(struct form *f, const struct form_field *fields, size_t n, const char *const *buttons,
	size_t n_buttons, const struct form_hooks *hooks, void *ctx)
{
	enum jal_err err = JAL_OK;

	*f = (struct form){ .fields = fields, .n = n, .buttons = buttons, .n_buttons = n_buttons, .hooks = hooks,
		.ctx = ctx };
	f->values = calloc(n > 0 ? n : 1, sizeof(*f->values));
	if (f->values == NULL) {
		f->n = 0;
		return JAL_ERR_NOMEM;
	}
	for (size_t i = 0; i < n && err == JAL_OK; i++) {
		const struct form_field *field = &fields[i];

		if (field->type == FORM_SECRET)
			editor_init_secret(&f->values[i].editor, field->secret.memory, field->secret.n);
		else if (form_is_typed(field->type))
			err = editor_init(&f->values[i].editor, field->type == FORM_LONG ? EDITOR_LONG : EDITOR_LINE,
				field->max > 0 ? field->max : TEXT_MAX);
	}
	if (err != JAL_OK) {
		wipe_values(f);
		return err;
	}
	while (f->at < n && fields[f->at].type == FORM_FIXED)
		f->at++;
	return JAL_OK;
}

void form_free(struct form *f)
{
	if (f == NULL || f->values == NULL)
		return;
	picker_close(&f->picker);
	wipe_values(f);
}

/* ---- values ---- */

const char *form_value(const struct form *f, size_t field)
{
	const struct form_value *v = &f->values[field];

	return form_is_typed(f->fields[field].type) ? v->editor.text : buf_str(&v->code);
}

enum jal_err form_type_in(struct form *f, size_t field, const char *value)
{
	struct form_value *v = &f->values[field];
	struct buf copy = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (form_is_typed(f->fields[field].type))
		return editor_set(&v->editor, value);
	err = buf_puts(&copy, value);
	if (err != JAL_OK) {
		buf_free(&copy);
		return err;
	}
	buf_free(&v->code);
	v->code = copy;
	return JAL_OK;
}

enum jal_err form_set(struct form *f, size_t field, const char *value)
{
	struct form_value *v = &f->values[field];
	enum jal_err err = form_type_in(f, field, value);

	if (err != JAL_OK || f->fields[field].type == FORM_SECRET)
		return err;
	buf_clear(&v->initial);
	return buf_puts(&v->initial, form_value(f, field));
}

static bool all_in(const char *codes, const char *others)
{
	while (*codes != '\0') {
		size_t n = (size_t)(strchrnul(codes, '\n') - codes);

		if (!picker_has_n(others, codes, n))
			return false;
		codes += n + (codes[n] != '\0');
	}
	return true;
}

bool form_changed(const struct form *f, size_t field)
{
	if (f->fields[field].type == FORM_SET)
		/* In whatever order they were chosen. */
		return !all_in(form_value(f, field), buf_str(&f->values[field].initial)) ||
			!all_in(buf_str(&f->values[field].initial), form_value(f, field));
	return strcmp(form_value(f, field), buf_str(&f->values[field].initial)) != 0;
}

bool form_any_changed(const struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (form_changed(f, i))
			return true;
	return false;
}

bool form_shown(const struct form *f, size_t field)
{
	return f->hooks == NULL || f->hooks->asked == NULL || f->at == field || *form_value(f, field) != '\0' ||
		form_changed(f, field) || f->values[field].why.len > 0 || f->hooks->asked(f->ctx, f, field);
}

size_t form_place(const struct form *f, size_t field)
{
	size_t place = 1;

	for (size_t i = 0; i < field && i < f->n; i++)
		place += form_shown(f, i);
	return place;
}

bool form_date(const struct form *f, size_t field, int32_t *out)
{
	const char *s = form_value(f, field);

	return f->fields[field].type == FORM_DATE && date_parse_form(s, strlen(s), f->today, out, NULL) == JAL_OK;
}

bool form_minutes(const struct form *f, size_t field, int *out)
{
	const char *s = form_value(f, field);

	return f->fields[field].type == FORM_TIME && date_parse_minutes(s, strlen(s), out, NULL) == JAL_OK;
}

/* ---- judging ---- */

static const char *translate(const char *text)
{
	return _(text);
}

static enum form_verdict say(struct form_value *v, enum form_verdict verdict, const struct diag *why)
{
	/* Without memory for the sentence the verdict still holds. */
	if (diag_render(why, translate, &v->why) != JAL_OK)
		buf_clear(&v->why);
	return verdict;
}

enum form_verdict form_judge(struct form *f, size_t i)
{
	const struct form_field *field = &f->fields[i];
	struct form_value *v = &f->values[i];
	const char *s = form_value(f, i);
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;
	int32_t date = 0;
	int minutes = 0;

	buf_clear(&v->why);
	if (*s == '\0') {
		(void)diag_set(&why, JAL_ERR_INVALID, field->type == FORM_CHECK ? N_("À cocher.") : N_("À remplir."));
		return field->needed ? say(v, FORM_WRONG, &why) : FORM_FINE;
	}
	if (field->type == FORM_DATE)
		err = date_parse_form(s, strlen(s), f->today, &date, &why);
	if (field->type == FORM_TIME)
		err = date_parse_minutes(s, strlen(s), &minutes, &why);
	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (err != JAL_OK)
		return say(v, FORM_WRONG, &why);
	return f->hooks != NULL && f->hooks->check != NULL ? f->hooks->check(f->ctx, f, i, &v->why) : FORM_FINE;
}

/* What does not fit stays as it was typed. */
static void write_path(struct editor *e)
{
	struct buf path = BUF_INIT;

	if (outside_path(e->text, &path) == JAL_OK && strcmp(buf_str(&path), e->text) != 0)
		(void)!editor_replace(e, 0, e->len, buf_str(&path), path.len);
	buf_free(&path);
}

/* A date typed as "+7" means another day tomorrow, so it is written out when
 * its field is left. What is not understood stays as it was typed. */
static void write_out(struct form *f, size_t i)
{
	struct editor *e = &f->values[i].editor;
	char shown[DATE_SHOWN_MAX] = "";
	int32_t date = 0;
	int minutes = 0;

	if (f->fields[i].path && e->text[0] == '~')
		write_path(e);
	if (form_date(f, i, &date))
		date_shown(date, shown);
	else if (form_minutes(f, i, &minutes))
		date_shown_minutes(minutes, false, i18n_lang()[0] == 'e' ? ':' : 'h', shown);
	if (shown[0] != '\0' && strcmp(shown, e->text) != 0)
		(void)!editor_replace(e, 0, e->len, shown, strlen(shown));
}

static void leave(struct form *f, size_t i)
{
	if (i >= f->n)
		return;
	write_out(f, i);
	f->values[i].verdict = form_judge(f, i);
}

/* The list of a field goes with it; what was typed there stays where any text may. */
static void shut_picker(struct form *f)
{
	if (f->picker.open && f->at < f->n && f->fields[f->at].type == FORM_TEXT && f->picker.list.search.len > 0)
		(void)form_put_code(f, f->picker.list.search.text);
	picker_close(&f->picker);
}

bool form_ready(struct form *f)
{
	size_t first = f->n;

	shut_picker(f);
	for (size_t i = f->n; i > 0; i--) {
		leave(f, i - 1);
		if (f->values[i - 1].verdict == FORM_WRONG)
			first = i - 1;
	}
	if (first < f->n)
		f->at = first;
	return first == f->n;
}

void form_judge_changed(struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (form_changed(f, i))
			f->values[i].verdict = form_judge(f, i);
}

const char *form_why(const struct form *f)
{
	return f->at < f->n ? buf_str(&f->values[f->at].why) : "";
}

enum jal_err form_complain(struct form *f, size_t field, enum form_verdict verdict, const char *why)
{
	struct form_value *v = &f->values[field];

	v->verdict = verdict;
	buf_clear(&v->why);
	return buf_puts(&v->why, why);
}

const char *form_how_to_choose(const struct form *f)
{
	return f->at < f->n && f->fields[f->at].type == FORM_CHECK ?
		_("Ici rien ne s’écrit : Espace coche ou décoche.") :
		_("Aucun choix ne commence par ce caractère. Espace : le choix suivant.");
}

size_t form_button(const struct form *f)
{
	return f->at - f->n;
}

bool form_typing(const struct form *f)
{
	return f->picker.open || f->at < f->n;
}

bool form_choosing(const struct form *f)
{
	return f->picker.open;
}

/* ---- moving ---- */

static enum form_result go_to(struct form *f, size_t to)
{
	size_t from = f->at;

	shut_picker(f);
	f->at = to;
	if (from == to)
		return FORM_MOVED;
	leave(f, from);
	return from < f->n && f->values[from].why.len > 0 ? FORM_LEFT : FORM_MOVED;
}

void form_focus(struct form *f, size_t field)
{
	(void)go_to(f, field < f->n + f->n_buttons ? field : f->n);
}

/* The next one that can be changed; it stays at the ends. */
enum form_result form_step(struct form *f, int by)
{
	size_t all = f->n + f->n_buttons;
	size_t i = f->at;

	for (;;) {
		if ((by < 0 && i == 0) || (by > 0 && i + 1 >= all))
			return FORM_MOVED;
		i = by < 0 ? i - 1 : i + 1;
		if (i >= f->n || (f->fields[i].type != FORM_FIXED && form_shown(f, i)))
			return go_to(f, i);
	}
}
