/*
 * What a key does in a form: in each kind of field, in the list of its choices, on
 * a button.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/text.h"
#include "tui/form_draw.h"
#include "tui/form_impl.h"
#include "tui/i18n.h"

static bool wants_digits(enum form_type type)
{
	return type == FORM_DIGITS || type == FORM_DATE || type == FORM_TIME;
}

/* What is chosen is another code now; what it was can be had again. */
static void take_code(struct form_value *v, struct buf *code)
{
	buf_free(&v->before);
	v->before = v->code;
	v->can_undo = true;
	v->code = *code;
	*code = BUF_INIT;
}

static enum form_result was_put(struct form *f)
{
	struct form_value *v = &f->values[f->at];

	if (v->why.len > 0)
		v->verdict = form_judge(f, f->at);
	return FORM_CHANGED;
}

enum form_result form_put_code(struct form *f, const char *code)
{
	struct form_value *v = &f->values[f->at];
	struct buf copy = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (form_is_typed(f->fields[f->at].type)) {
		/* Over what stands there, so that Ctrl+Z brings it back. */
		err = editor_replace(&v->editor, 0, v->editor.len, code, strlen(code));
	} else {
		err = buf_puts(&copy, code);
		if (err == JAL_OK)
			take_code(v, &copy);
		buf_free(&copy);
	}
	return err == JAL_OK ? was_put(f) : FORM_TOO_LONG;
}

/* Back to what was chosen before, and forth again. */
static enum form_result undo_code(struct form *f)
{
	struct form_value *v = &f->values[f->at];
	struct buf now = v->code;

	if (!v->can_undo)
		return FORM_IGNORED;
	v->code = v->before;
	v->before = now;
	return was_put(f);
}

/* Nothing is left in the field that has the focus. */
static enum form_result empty_field(struct form *f)
{
	struct form_value *v = &f->values[f->at];

	if (f->fields[f->at].type == FORM_FIXED || *form_value(f, f->at) == '\0')
		return FORM_IGNORED;
	if (f->fields[f->at].type == FORM_SECRET)
		return editor_set(&v->editor, "") == JAL_OK ? was_put(f) : FORM_IGNORED;
	return form_put_code(f, "");
}

enum form_result form_flip_mark(struct form *f, const char *code)
{
	struct form_value *v = &f->values[f->at];
	struct buf codes = BUF_INIT;
	bool had = picker_has(buf_str(&v->code), code);
	const char *s = buf_str(&v->code);
	enum jal_err err = JAL_OK;

	while (*s != '\0' && err == JAL_OK) {
		size_t n = (size_t)(strchrnul(s, '\n') - s);

		if (!(had && n == strlen(code) && memcmp(s, code, n) == 0)) {
			err = buf_put(&codes, s, n);
			if (err == JAL_OK)
				err = buf_putc(&codes, '\n');
		}
		s += n + (s[n] != '\0');
	}
	if (err == JAL_OK && !had)
		err = buf_printf(&codes, "%s\n", code);
	if (err != JAL_OK) {
		buf_free(&codes);
		return FORM_TOO_LONG;
	}
	take_code(v, &codes);
	if (f->picker.open)
		f->picker.chosen = buf_str(&v->code);
	return FORM_CHANGED;
}

/* A text that is in no list is kept as it was typed there. */
static bool is_free_text(const struct form *f, const struct key *key)
{
	const struct editor *search = &f->picker.list.search;

	return f->at < f->n && f->fields[f->at].type == FORM_TEXT && search->len > 0 &&
		(key->code == K_TAB || (key->code == K_ENTER && picker_choice(&f->picker) == NULL));
}

static enum form_result picker_keys(struct form *f, const struct key *key)
{
	const struct picker_choice *choice = NULL;
	enum form_result result = FORM_MOVED;

	if (is_free_text(f, key)) {
		result = form_put_code(f, f->picker.list.search.text);
		picker_close(&f->picker);
		return result;
	}
	switch (picker_key(&f->picker, key)) {
	case PICKER_CHOSE:
		choice = picker_choice(&f->picker);
		if (f->picker.marks) {
			result = form_flip_mark(f, choice->code);
			picker_all(&f->picker);
			return result;
		}
		result = form_put_code(f, choice->code);
		picker_close(&f->picker);
		return result;
	case PICKER_CLOSED:
		picker_close(&f->picker);
		return FORM_MOVED;
	case PICKER_BUSY:
		return FORM_MOVED;
	case PICKER_IGNORED:
		break;
	}
	return FORM_IGNORED;
}

enum form_result form_open_picker(struct form *f, const struct key *first)
{
	const struct form_field *field = &f->fields[f->at];

	if (picker_open(&f->picker, &field->choices, field->type == FORM_SET, form_value(f, f->at)) != JAL_OK)
		return FORM_IGNORED;
	if (first != NULL)
		(void)picker_key(&f->picker, first);
	return FORM_MOVED;
}

/* The choice n places further round, of those that are all seen at once. */
static enum form_result turn(struct form *f, int by)
{
	const struct picker_source *src = &f->fields[f->at].choices;
	size_t at = by > 0 ? src->n - 1 : 0;

	if (src->n == 0)
		return FORM_IGNORED;
	for (size_t i = 0; i < src->n; i++)
		if (strcmp(src->table[i].code, form_value(f, f->at)) == 0)
			at = i;
	return form_put_code(f, src->table[by > 0 ? (at + 1) % src->n : (at + src->n - 1) % src->n].code);
}

/* The choice that begins with the letter, the next one when several do. */
static enum form_result by_letter(struct form *f, const struct key *key)
{
	const struct picker_source *src = &f->fields[f->at].choices;
	struct buf letter = BUF_INIT;
	struct buf label = BUF_INIT;
	enum form_result result = FORM_NO_CHOICE;
	size_t at = src->n - 1;
	int digit = key->code >= '1' && key->code <= '9' ? (int)key->code - '0' :
			   f->azerty		       ? key_azerty_digit(key->code) :
							 -1;

	if (digit >= 1 && (size_t)digit <= src->n)
		return form_put_code(f, src->table[digit - 1].code);
	for (size_t i = 0; i < src->n; i++)
		if (strcmp(src->table[i].code, form_value(f, f->at)) == 0)
			at = i;
	if (text_fold(key->text, key->len, &letter) != JAL_OK || letter.len == 0)
		goto out;
	for (size_t i = 1; i <= src->n; i++) {
		const char *s = _(src->table[(at + i) % src->n].label);

		buf_clear(&label);
		if (text_fold(s, strlen(s), &label) == JAL_OK && label.len >= letter.len &&
			memcmp(label.data, letter.data, letter.len) == 0) {
			result = form_put_code(f, src->table[(at + i) % src->n].code);
			break;
		}
	}
out:
	buf_free(&letter);
	buf_free(&label);
	return result;
}

static enum form_result choice_key(struct form *f, const struct key *key)
{
	const struct form_field *field = &f->fields[f->at];
	bool seen = form_draw_inline(field);

	if (seen && (key->code == ' ' || key->code == K_RIGHT))
		return turn(f, 1);
	if (seen && key->code == K_LEFT)
		return turn(f, -1);
	if (key->code == ' ')
		return form_open_picker(f, NULL);
	if ((key->code == K_BACKSPACE || key->code == K_DELETE) && field->type == FORM_CHOICE)
		return form_put_code(f, "");
	if (key->len == 0)
		return FORM_IGNORED;
	return seen ? by_letter(f, key) : form_open_picker(f, key);
}

/* A key that writes a digit without Shift on a French keyboard. A "-" after a
 * digit typed as such stays one, and so does a letter within a word ("après"). */
static struct key as_digit(const struct form *f, struct form_value *v, const struct key *key)
{
	int digit = f->azerty ? key_azerty_digit(key->code) : -1;
	struct key k = *key;
	bool in_word = v->editor.caret > 0 && isalpha((unsigned char)v->editor.text[v->editor.caret - 1]);

	if (key->code >= '0' && key->code <= '9')
		v->real_digit = true;
	if (digit < 0 || in_word || (key->code == '-' && v->real_digit))
		return k;
	v->real_digit = false;
	k.code = (uint32_t)('0' + digit);
	k.text[0] = (char)('0' + digit);
	k.text[1] = '\0';
	k.len = 1;
	return k;
}

static enum form_result move_date(struct form *f, int days)
{
	struct editor *e = &f->values[f->at].editor;
	char shown[DATE_SHOWN_MAX];
	int32_t date = f->today;

	if (form_date(f, f->at, &date))
		date = date_add_days(date, days);
	else if (e->len > 0)
		return FORM_LEFT;	/* what is typed there is not thrown away */
	date_shown(date, shown);
	return editor_replace(e, 0, e->len, shown, strlen(shown)) == JAL_OK ? FORM_CHANGED : FORM_TOO_LONG;
}

/* A whole date that was found there, with the caret behind it: nothing can go on after it,
 * so that what may begin a date begins another one. */
static bool begins_another(const struct form *f, const struct key *key)
{
	const struct editor *e = &f->values[f->at].editor;
	bool begins = key->code == '+' || (key->code < 128 && isalnum((int)key->code));
	int32_t date = 0;

	return key->len > 0 && begins && e->len == DATE_SHOWN_MAX - 1 && e->caret == e->len && !form_changed(f, f->at) &&
	       form_date(f, f->at, &date);
}

static enum form_result restart(struct form_value *v, const struct key *key)
{
	enum jal_err err = editor_replace(&v->editor, 0, v->editor.len, key->text, key->len);

	return err == JAL_OK ? FORM_CHANGED : FORM_TOO_LONG;
}

static enum form_result typed_key(struct form *f, const struct key *key)
{
	struct form_value *v = &f->values[f->at];
	enum form_type type = f->fields[f->at].type;
	struct key k = *key;

	if (type == FORM_DATE && (key->code == K_UP || key->code == K_DOWN))
		return move_date(f, key->code == K_UP ? -1 : 1);
	if (type == FORM_DATE && (key->code == K_PGUP || key->code == K_PGDN))
		return move_date(f, key->code == K_PGUP ? -7 : 7);
	/* A text begins with no space: there it opens what is offered for it. */
	if (type == FORM_TEXT && f->fields[f->at].choices.offer != NULL && v->editor.len == 0 && key->code == ' ')
		return form_open_picker(f, NULL);
	if (wants_digits(type))
		k = as_digit(f, v, key);
	if (type == FORM_DATE && begins_another(f, &k))
		return restart(v, &k);
	switch (editor_key(&v->editor, &k)) {
	case EDITOR_CHANGED:
		/* A complaint is looked at again while it is being answered. */
		if (v->why.len > 0)
			v->verdict = form_judge(f, f->at);
		return FORM_CHANGED;
	case EDITOR_MOVED:
		return FORM_MOVED;
	case EDITOR_FULL:
		return FORM_TOO_LONG;
	case EDITOR_IGNORED:
		break;
	}
	return FORM_IGNORED;
}

enum form_result form_key(struct form *f, const struct key *key)
{
	enum form_result result = FORM_IGNORED;

	if (f->picker.open)
		return picker_keys(f, key);
	if (key->code == K_TAB)
		return form_step(f, 1);
	if (key->code == K_BACKTAB)
		return form_step(f, -1);
	if (key->code == (K_CTRL | 'u') && f->at < f->n)
		return empty_field(f);
	if (f->at >= f->n) {
		if (key->code == K_ENTER || key->code == ' ')
			return FORM_PRESSED;
		if (key->code == K_LEFT || key->code == K_UP)
			return form_step(f, -1);
		if (key->code == K_RIGHT || key->code == K_DOWN)
			return form_step(f, 1);
		return FORM_IGNORED;
	}
	if (form_is_typed(f->fields[f->at].type))
		result = typed_key(f, key);
	else if (key->code == (K_CTRL | 'z'))
		result = undo_code(f);
	else if (f->fields[f->at].type == FORM_CHECK && key->code == ' ')
		result = form_put_code(f, *form_value(f, f->at) != '\0' ? "" : "1");
	else if (f->fields[f->at].type == FORM_CHECK && key->len > 0)
		result = FORM_NO_CHOICE;
	else if (f->fields[f->at].type == FORM_CHOICE || f->fields[f->at].type == FORM_SET)
		result = choice_key(f, key);
	if (result != FORM_IGNORED)
		return result;
	if (key->code == K_ENTER || key->code == K_DOWN)
		return form_step(f, 1);
	if (key->code == K_UP)
		return form_step(f, -1);
	return FORM_IGNORED;
}

enum form_result form_paste(struct form *f, const char *bytes, size_t n, size_t *dropped)
{
	enum jal_err err = JAL_OK;

	if (f->picker.open)
		return list_paste(&f->picker.list, bytes, n) ? FORM_MOVED : FORM_IGNORED;
	if (f->at >= f->n || !form_is_typed(f->fields[f->at].type))
		return FORM_IGNORED;
	err = editor_paste(&f->values[f->at].editor, bytes, n, dropped);
	return err == JAL_OK ? FORM_CHANGED : err == JAL_ERR_LIMIT ? FORM_TOO_LONG : FORM_IGNORED;
}
