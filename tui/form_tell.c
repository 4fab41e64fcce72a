/*
 * A form in lines: what it says, and whole lines for its fields.
 */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/form_draw.h"
#include "tui/form_impl.h"
#include "tui/i18n.h"
#include "tui/search.h"

/* Choices told one by one; where there are more, a list is opened. */
#define TOLD_CHOICES 9

/* ---- telling ---- */

static const char *value_of(const struct form *f, size_t i, struct buf *text)
{
	const struct form_field *field = &f->fields[i];
	const char *value = form_value(f, i);

	if (field->type == FORM_CHECK)
		return *value != '\0' ? _("oui") : _("non");
	if (field->type == FORM_SECRET)
		return *value == '\0' ? "" : f->values[i].editor.shown ? value : _("(tapée, cachée)");
	if (field->type != FORM_CHOICE && field->type != FORM_SET)
		return value;
	form_draw_labels(f, i, text);
	return buf_str(text);
}

/* "3. Téléphone (à remplir) : 06 39 98 00 01 ; = …  ! …" */
static void tell_field(const struct form *f, size_t i, struct tell *t)
{
	const struct form_field *field = &f->fields[i];
	const struct form_value *v = &f->values[i];
	struct buf text = BUF_INIT;
	struct buf shown = BUF_INIT;
	struct buf means = BUF_INIT;
	const char *value = value_of(f, i, &shown);
	const char *label = _(field->label);
	bool changed = field->type != FORM_SECRET && form_changed(f, i);
	enum jal_err err = buf_printf(&text, field->needed ? _("%s (à remplir) : ") : _("%s : "), label);

	form_draw_understood(f, i, &means);
	if (err == JAL_OK)
		err = buf_puts(&text, *value != '\0' ? value : _("(vide)"));
	if (err == JAL_OK && means.len > 0)
		err = buf_printf(&text, _(" ; %s"), buf_str(&means));
	if (err == JAL_OK && changed)
		err = buf_puts(&text, _(" ; changé"));
	if (err == JAL_OK && v->why.len > 0)
		err = buf_printf(&text, v->verdict == FORM_WRONG ? _(" ; erreur : %s") : _(" ; à vérifier : %s"),
			buf_str(&v->why));
	if (err != JAL_OK)
		t->err = err;
	else if (field->type == FORM_FIXED)
		tell_say(t, buf_str(&text));
	else
		tell_item(t, form_place(f, i), false, buf_str(&text));
	buf_free(&text);
	buf_free(&shown);
	buf_free(&means);
}

/* "1 M., 2 Mme" */
JAL_MUST static enum jal_err put_choices(const struct form_field *field, struct buf *out)
{
	enum jal_err err = JAL_OK;

	if (field->choices.table == NULL || field->choices.n > TOLD_CHOICES)
		return buf_puts(out, _("début d’un mot, « + » : tous les choix"));
	for (size_t k = 0; k < field->choices.n && err == JAL_OK; k++)
		err = buf_printf(out, "%s%zu %s", k > 0 ? ", " : "", k + 1, _(field->choices.table[k].label));
	return err;
}

JAL_MUST static enum jal_err put_prompt(const struct form *f, struct buf *out)
{
	const struct form_field *field = &f->fields[f->at];
	struct buf shown = BUF_INIT;
	const char *value = value_of(f, f->at, &shown);
	enum jal_err err = buf_puts(out, _(field->label));

	if (err == JAL_OK && field->needed)
		err = buf_puts(out, _(" (à remplir)"));
	if (err == JAL_OK && field->type == FORM_CHECK)
		err = buf_puts(out, _(", oui ou non"));
	if (err == JAL_OK && field->type == FORM_LONG)
		err = buf_puts(out, _(", ligne après ligne, « . » pour finir"));
	if (err == JAL_OK && (field->type == FORM_CHOICE || field->type == FORM_SET))
		err = buf_puts(out, ", ");
	if (err == JAL_OK && (field->type == FORM_CHOICE || field->type == FORM_SET))
		err = put_choices(field, out);
	if (err == JAL_OK && *value != '\0' && field->type != FORM_LONG && field->type != FORM_SECRET)
		err = buf_printf(out, " [%s]", value);
	if (err == JAL_OK)
		err = buf_puts(out, _(" :"));
	buf_free(&shown);
	return err;
}

void form_tell(struct form *f, struct tell *t)
{
	struct buf prompt = BUF_INIT;

	if (f->picker.open) {
		tell_say(t, _(f->fields[f->at].label));
		picker_tell(&f->picker, t);
		return;
	}
	for (size_t i = 0; i < f->n; i++)
		if (form_shown(f, i))
			tell_field(f, i, t);
	for (size_t k = 0; k < f->n_buttons; k++)
		tell_button(t, form_place(f, f->n) + k, false, _(f->buttons[k]));
	t->fields = true;
	t->press = K_NONE;
	t->after = K_TAB;
	if (f->at >= f->n) {
		t->after = K_ENTER;
		if (f->n_buttons > 0 && buf_printf(&prompt, _("[%s] Entrée pour ce bouton :"), _(f->buttons[form_button(f)])) == JAL_OK)
			tell_prompt(t, buf_str(&prompt));
	} else {
		t->takes = f->fields[f->at].type == FORM_SECRET ? TELL_SECRET :
			   f->fields[f->at].type == FORM_LONG	? TELL_LONG :
								  TELL_LINE;
		t->stays = f->fields[f->at].type == FORM_SET;
		if (put_prompt(f, &prompt) == JAL_OK)
			tell_prompt(t, buf_str(&prompt));
	}
	buf_free(&prompt);
}

bool form_choose(struct form *f, size_t number)
{
	if (f->picker.open)
		return list_choose(&f->picker.list, number);
	for (size_t i = 0; i < f->n; i++) {
		if (!form_shown(f, i) || form_place(f, i) != number)
			continue;
		if (f->fields[i].type != FORM_FIXED)
			form_focus(f, i);
		return f->fields[i].type != FORM_FIXED;
	}
	if (number < form_place(f, f->n) || number >= form_place(f, f->n) + f->n_buttons)
		return false;
	form_focus(f, f->n + number - form_place(f, f->n));
	return true;
}

/* ---- answering ---- */

static bool is_one_of(const char *key, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(key, *words) == 0)
			return true;
	return false;
}

static enum form_result answer_check(struct form *f, const struct buf *key)
{
	static const char *const yes[] = { "oui", "o", "yes", "y", "x", "1", NULL };
	static const char *const no[] = { "non", "n", "no", "0", NULL };

	if (is_one_of(buf_str(key), yes))
		return form_put_code(f, "1");
	return is_one_of(buf_str(key), no) ? form_put_code(f, "") : FORM_NO_CHOICE;
}

/* The number that the line is, with or without Shift; 0 when it is none. */
static size_t number_in(const struct form *f, const char *line, size_t n)
{
	size_t number = 0;

	for (size_t at = 0; at < n;) {
		uint32_t cp = 0;
		int digit = -1;

		at += glyph_decode(line + at, n - at, &cp);
		digit = cp >= '0' && cp <= '9' ? (int)cp - '0' : f->azerty ? key_azerty_digit(cp) : -1;
		if (digit < 0 || number > 999)
			return 0;
		number = number * 10 + (size_t)digit;
	}
	return number;
}

/* Which of the choices begins so: the only one, or the one that is all of it. 0:
 * none; 2: several. */
static int find_choice(struct form *f, const char *line, const struct buf *key, const char **code)
{
	const struct picker_source *src = &f->fields[f->at].choices;
	struct picker_choice *offered = NULL;
	const struct picker_choice *list = src->table;
	struct buf label = BUF_INIT;
	size_t n = src->n;
	int found = 0;

	if (src->offer != NULL) {
		offered = calloc(PICKER_ROOM, sizeof(*offered));
		n = offered != NULL ? src->offer(src->ctx, line, offered, PICKER_ROOM) : 0;
		list = offered;
	}
	for (size_t i = 0; list != NULL && i < n; i++) {
		const char *text = src->offer != NULL ? list[i].label : _(list[i].label);

		buf_clear(&label);
		if (text_fold(text, strlen(text), &label) != JAL_OK)
			continue;
		if (strcmp(buf_str(&label), buf_str(key)) == 0) {
			found = 1;
			*code = list[i].code;
			break;
		}
		if (src->offer == NULL && !search_words(buf_str(key), key->len, &text, 1))
			continue;
		found = found == 0 ? 1 : 2;
		*code = list[i].code;
	}
	buf_free(&label);
	free(offered);
	return found;
}

static enum form_result take_code(struct form *f, const char *code)
{
	return f->fields[f->at].type == FORM_SET ? form_flip_mark(f, code) : form_put_code(f, code);
}

static enum form_result answer_choice(struct form *f, const char *line, size_t n, const struct buf *key)
{
	const struct picker_source *src = &f->fields[f->at].choices;
	size_t number = number_in(f, line, n);
	const char *code = NULL;
	int found = 0;

	if (strcmp(line, ".") == 0)
		return form_put_code(f, "");
	if (strcmp(line, "+") == 0)
		return form_open_picker(f, NULL);
	if (number > 0 && src->table != NULL && number <= src->n)
		return take_code(f, src->table[number - 1].code);
	found = find_choice(f, line, key, &code);
	if (found == 1)
		return take_code(f, code);
	if (found == 0)
		return FORM_NO_CHOICE;
	/* Several: they are told, and one is chosen by its number. */
	if (form_open_picker(f, NULL) != FORM_MOVED || !list_answer(&f->picker.list, line))
		return FORM_IGNORED;
	return FORM_MOVED;
}

/* Characters as if typed, since digits may come without Shift. */
static enum form_result type_line(struct form *f, const char *line, size_t n)
{
	enum form_result result = FORM_CHANGED;

	f->values[f->at].real_digit = false;
	for (size_t at = 0; at < n && result == FORM_CHANGED;) {
		struct key k = { .code = K_NONE };

		k.len = (uint8_t)glyph_decode(line + at, n - at, &k.code);
		memcpy(k.text, line + at, k.len);
		at += k.len;
		result = form_key(f, &k);
	}
	return result;
}

static enum form_result answer_text(struct form *f, const char *line, size_t n)
{
	struct editor *e = &f->values[f->at].editor;
	enum form_type type = f->fields[f->at].type;
	size_t dropped = 0;
	enum form_result result = FORM_CHANGED;

	if (type == FORM_LONG) {
		e->caret = e->len;
		if (e->len > 0)
			result = form_paste(f, "\n", 1, &dropped);
		return result == FORM_CHANGED && n > 0 ? form_paste(f, line, n, &dropped) : result;
	}
	if (type == FORM_SECRET) {
		if (editor_set(e, "") != JAL_OK)
			return FORM_IGNORED;
	} else if (editor_replace(e, 0, e->len, "", 0) != JAL_OK) {
		return FORM_IGNORED;
	}
	if (n == 1 && *line == '.' && type != FORM_SECRET)
		return FORM_CHANGED;
	return type == FORM_DIGITS || type == FORM_DATE || type == FORM_TIME ? type_line(f, line, n) :
									       form_paste(f, line, n, &dropped);
}

enum form_result form_answer(struct form *f, const char *line, size_t n)
{
	struct buf key = BUF_INIT;
	enum form_result result = FORM_IGNORED;

	if (f->picker.open)
		return list_answer(&f->picker.list, line) ? FORM_MOVED : FORM_IGNORED;
	if (f->at >= f->n)
		return FORM_IGNORED;
	switch (f->fields[f->at].type) {
	case FORM_CHECK:
	case FORM_CHOICE:
	case FORM_SET:
		if (text_fold(line, n, &key) != JAL_OK)
			break;
		result = f->fields[f->at].type == FORM_CHECK ? answer_check(f, &key) : answer_choice(f, line, n, &key);
		break;
	case FORM_TEXT:
	case FORM_LONG:
	case FORM_DIGITS:
	case FORM_DATE:
	case FORM_TIME:
	case FORM_SECRET:
		result = answer_text(f, line, n);
		break;
	case FORM_FIXED:
		break;
	}
	buf_free(&key);
	return result;
}
