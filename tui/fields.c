/*
 * Rows of forms.
 */
#include "tui/fields.h"

#include <stdlib.h>
#include <string.h>

#include "core/cbor.h"
#include "core/date.h"
#include "core/entry.h"
#include "core/format.h"
#include "core/lifecycle.h"
#include "tui/desk.h"
#include "tui/i18n.h"

#define STATES_MAX 32

/* ---- which widget ---- */

static bool is_number_like(enum check check)
{
	return check == CHECK_phone || check == CHECK_postcode || check == CHECK_nir || check == CHECK_caf_number ||
		check == CHECK_siret;
}

static enum form_type widget_of(const struct fields_row *row)
{
	const struct model_field *field = model_field(row->field);

	if (row->part == PART_FIXED)
		return FORM_FIXED;
	switch (field->type) {
	case FIELD_TYPE_text:
		return is_number_like(field->check) ? FORM_DIGITS : FORM_TEXT;
	case FIELD_TYPE_long_text:
		return FORM_LONG;
	case FIELD_TYPE_date:
		return FORM_DATE;
	case FIELD_TYPE_time:
		return row->part == PART_HOUR ? FORM_TIME : FORM_DATE;
	case FIELD_TYPE_integer:
	case FIELD_TYPE_money:
		return FORM_DIGITS;
	case FIELD_TYPE_flag:
		return FORM_CHECK;
	case FIELD_TYPE_code:
		return FORM_CHOICE;
	case FIELD_TYPE_set:
		return field->vocab == VOCAB_free ? FORM_TEXT : FORM_SET;
	case FIELD_TYPE_ref:
		return row->offer != NULL ? FORM_CHOICE : FORM_FIXED;
	case FIELD_TYPE_hash:
	case FIELD_TYPE_bytes:
		break;
	}
	return FORM_FIXED;
}

/* The states that may follow, for a field with a life cycle. */
static bool may_follow(enum field field, const char *from, const char *code)
{
	const char *next[STATES_MAX];
	size_t n = 0;

	if (!lifecycle_has(field) || (from != NULL && strcmp(from, code) == 0))
		return true;
	n = lifecycle_next(field, from, next, STATES_MAX);
	for (size_t i = 0; i < n && i < STATES_MAX; i++)
		if (strcmp(next[i], code) == 0)
			return true;
	return false;
}

/* The one that is there, or an element that is. */
static bool is_chosen(const struct model_field *field, const struct edit *e, const char *code)
{
	const struct value *before = NULL;

	if (field->type == FIELD_TYPE_set)
		return edit_has_element(e, field->id, code);
	before = record_value(edit_displayed(e), field->id);
	return before->kind == VALUE_TEXT && strcmp(before->text, code) == 0;
}

static bool is_offered(const struct fields_row *row, const struct edit *e, const struct vocab_code *code)
{
	const struct model_field *field = model_field(row->field);
	const struct value *before = field->type == FIELD_TYPE_set ? NULL : record_value(edit_displayed(e), field->id);
	const char *now = before != NULL && before->kind == VALUE_TEXT ? before->text : NULL;

	if (is_chosen(field, e, code->code))
		return true;
	return !code->obsolete && may_follow(field->id, now, code->code) &&
		(row->fits == NULL || row->fits(e, code->code));
}

/* Codes that are offered, and what is chosen. */
JAL_MUST static enum jal_err make_table(const struct fields_row *row, const struct edit *e,
	struct picker_choice **out, size_t *n_out)
{
	size_t count = 0;
	size_t n = 0;
	const struct vocab_code *codes = vocab_codes(model_field(row->field)->vocab, &count);
	struct picker_choice *table = calloc(count > 0 ? count : 1, sizeof(*table));

	if (table == NULL)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		if (is_offered(row, e, &codes[i]))
			table[n++] = (struct picker_choice){ codes[i].code, codes[i].label };
	*out = table;
	*n_out = n;
	return JAL_OK;
}

/* ---- values as they are typed ---- */

JAL_MUST static enum jal_err put_money(int64_t cents, struct buf *out)
{
	return cents % 100 != 0 ? buf_printf(out, "%lld,%02lld", (long long)(cents / 100), (long long)(cents % 100)) :
				  buf_printf(out, "%lld", (long long)(cents / 100));
}

/* Each but the first after a comma, or each with a line end. */
JAL_MUST static enum jal_err put_element(const struct model_field *field, const char *element, struct buf *out)
{
	enum jal_err err = field->vocab == VOCAB_free && out->len > 0 ? buf_puts(out, ", ") : JAL_OK;

	if (err == JAL_OK)
		err = buf_puts(out, element);
	return err == JAL_OK && field->vocab != VOCAB_free ? buf_putc(out, '\n') : err;
}

/* Those displayed that were not taken out, and those put in. */
JAL_MUST static enum jal_err put_elements(const struct edit *e, const struct model_field *field, struct buf *out)
{
	const struct record_set *shown = record_elements(edit_displayed(e), field->id);
	const char *element = NULL;
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < shown->count && err == JAL_OK; i++)
		if (edit_has_element(e, field->id, shown->elements[i]))
			err = put_element(field, shown->elements[i], out);
	for (size_t i = 0; err == JAL_OK && (element = edit_element_touched(e, field->id, i)) != NULL; i++)
		if (edit_has_element(e, field->id, element))
			err = put_element(field, element, out);
	return err;
}

static enum jal_err put_text(const struct edit *e, enum field id, struct buf *out)
{
	const struct model_field *field = model_field(id);
	const struct value *v = field->type == FIELD_TYPE_set ? NULL : edit_value(e, id);
	char text[64];

	if (field->type == FIELD_TYPE_set)
		return put_elements(e, field, out);
	if (v == NULL || v->kind == VALUE_EMPTY)
		return JAL_OK;
	switch (field->type) {
	case FIELD_TYPE_text:
		return field->check == CHECK_phone ? format_phone(v->text, v->text_len, out) :
						     buf_put(out, v->text, v->text_len);
	case FIELD_TYPE_long_text:
	case FIELD_TYPE_code:
		return buf_put(out, v->text, v->text_len);
	case FIELD_TYPE_date:
		return buf_puts(out, date_shown((int32_t)v->number, text));
	case FIELD_TYPE_integer:
		return buf_printf(out, "%lld", (long long)v->number);
	case FIELD_TYPE_money:
		return put_money(v->number, out);
	case FIELD_TYPE_flag:
		return buf_puts(out, v->number != 0 ? "1" : "");
	case FIELD_TYPE_ref:
		return buf_puts(out, id_hex(&v->id, text));
	case FIELD_TYPE_time:
	case FIELD_TYPE_hash:
	case FIELD_TYPE_bytes:
	case FIELD_TYPE_set:
		break;
	}
	return JAL_OK;
}

/* What a row shows at first. */
JAL_MUST static enum jal_err row_text(const struct edit *e, const struct fields_row *row, struct buf *out)
{
	const struct value *v = NULL;
	char text[DATE_SHOWN_MAX];

	if (row->part == PART_FIXED)
		return JAL_OK;
	/* A sensitive value is not shown: its row says what is there, masked. */
	if (model_field(row->field)->flags & FIELD_SENSITIVE)
		return JAL_OK;
	if (row->part == PART_WHOLE)
		return put_text(e, row->field, out);
	v = edit_value(e, row->field);
	if (v == NULL || v->kind != VALUE_NUMBER)
		return JAL_OK;
	return buf_puts(out, row->part == PART_DAY ?
			date_shown(date_of_time(v->number), text) :
			date_shown_minutes(date_minutes_of_time(v->number), false, i18n_lang()[0] == 'e' ? ':' : 'h', text));
}

/* "1 85 07 •• ••• ••• (ce qui est tapé le remplace, - l’efface)" */
JAL_MUST static enum jal_err make_hint(const struct edit *e, const struct fields_row *row, char **out)
{
	const struct model_field *field = model_field(row->field);
	const struct value *v = edit_value(e, row->field);
	struct format format = desk_format();
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (field->type == FIELD_TYPE_set || v == NULL || v->kind == VALUE_EMPTY)
		return JAL_OK;
	err = format_masked(&format, field, v, &text);
	if (err == JAL_OK)
		err = buf_printf(&text, " %s", _("(taper : remplacer ; - : effacer)"));
	if (err == JAL_OK) {
		*out = buf_take(&text);
		if (*out == NULL)
			err = JAL_ERR_NOMEM;
	}
	buf_free(&text);
	return err;
}

/* ---- making and freeing ---- */

/* What people fill in: no links, nothing that jalon sets itself. */
static bool is_filled_in(enum field id)
{
	const struct model_field *field = model_field(id);

	return !(field->flags & FIELD_DERIVED) && field->type != FIELD_TYPE_ref && field->type != FIELD_TYPE_hash &&
		id != model_archived(field->entity);
}

struct fields_row *fields_all(enum entity entity, const struct fields_row *rows, size_t n)
{
	size_t most = n + 2 * (size_t)(model_end(entity) - model_entity(entity)->first) + 1;
	struct fields_row *all = calloc(most, sizeof(*all));
	size_t count = n;

	if (all == NULL)
		return NULL;
	memcpy(all, rows, n * sizeof(*rows));
	for (enum field f = model_entity(entity)->first; f < model_end(entity); f++) {
		bool there = !is_filled_in(f);

		for (size_t i = 0; i < n && !there; i++)
			there = rows[i].field == f;
		if (there)
			continue;
		all[count++] = (struct fields_row){ .field = f,
			.part = model_field(f)->type == FIELD_TYPE_time ? PART_DAY : PART_WHOLE };
		if (model_field(f)->type == FIELD_TYPE_time)
			all[count++] = (struct fields_row){ .field = f, .part = PART_HOUR };
	}
	all[count].field = FIELD_COUNT;
	return all;
}

JAL_MUST static enum jal_err make_widget(struct fields *f, size_t i, const struct edit *e, void *ctx)
{
	const struct fields_row *row = &f->rows[i];
	const struct model_field *field = model_field(row->field);
	struct form_field *w = &f->widgets[i];
	enum jal_err err = JAL_OK;

	*w = (struct form_field){ .label = row->label != NULL ? row->label : field->label, .type = widget_of(row),
		.hint = row->hint, .rows = row->rows };
	if (row->part == PART_FIXED)
		return JAL_OK;
	w->needed = row->needed || row->vital || (field->flags & FIELD_NEEDED);
	if (w->type == FORM_LONG)
		w->max = VALUE_LONG_TEXT_MAX;
	if ((field->type == FIELD_TYPE_ref || field->type == FIELD_TYPE_text) && row->offer != NULL) {
		w->choices = (struct picker_source){ .offer = row->offer, .ctx = ctx };
	} else if (w->type == FORM_CHOICE || w->type == FORM_SET) {
		err = make_table(row, e, &f->tables[i], &w->choices.n);
		w->choices.table = f->tables[i];
		/* Nothing of this record's kind is offered. */
		if (err == JAL_OK && w->type == FORM_SET && w->choices.n == 0) {
			w->type = FORM_FIXED;
			w->hint = N_("(rien à choisir ici)");
		}
	}
	if (err == JAL_OK && (field->flags & FIELD_SENSITIVE)) {
		err = make_hint(e, row, &f->hints[i]);
		if (f->hints[i] != NULL)
			w->hint = f->hints[i];
	}
	return err;
}

enum jal_err fields_init(struct fields *f, const struct fields_row *rows, size_t n, const struct edit *e,
	const char *const *buttons, size_t n_buttons, const struct form_hooks *hooks, void *ctx)
{
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	*f = (struct fields){ .rows = rows, .n = n, .widgets = calloc(n, sizeof(*f->widgets)),
		.tables = calloc(n, sizeof(*f->tables)), .hints = calloc(n, sizeof(*f->hints)) };
	if (f->widgets == NULL || f->tables == NULL || f->hints == NULL)
		err = JAL_ERR_NOMEM;
	for (size_t i = 0; i < n && err == JAL_OK; i++)
		err = make_widget(f, i, e, ctx);
	if (err == JAL_OK)
		err = form_init(&f->form, f->widgets, n, buttons, n_buttons, hooks, ctx);
	for (size_t i = 0; i < n && err == JAL_OK; i++) {
		buf_clear(&text);
		err = row_text(e, &rows[i], &text);
		if (err == JAL_OK)
			err = form_set(&f->form, i, buf_str(&text));
	}
	buf_free(&text);
	if (err != JAL_OK)
		fields_free(f);
	return err;
}

void fields_free(struct fields *f)
{
	form_free(&f->form);
	for (size_t i = 0; i < f->n; i++) {
		if (f->tables != NULL)
			free(f->tables[i]);
		if (f->hints != NULL && f->hints[i] != NULL) {
			explicit_bzero(f->hints[i], strlen(f->hints[i]));
			free(f->hints[i]);
		}
	}
	free(f->widgets);
	free(f->tables);
	free(f->hints);
	*f = (struct fields){ .n = 0 };
}

size_t fields_find(const struct fields *f, enum field field, enum fields_part part)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->rows[i].field == field && f->rows[i].part == part)
			return i;
	return f->n;
}

/* ---- judging and putting ---- */

static const char *translate(const char *text)
{
	return _(text);
}

/* What a row's text is to core/check. */
static const char *text_of(const struct fields *f, size_t row)
{
	const char *s = form_value(&f->form, row);

	if (f->widgets[row].type == FORM_CHECK)
		return *s != '\0' ? "1" : "0";
	if ((model_field(f->rows[row].field)->flags & FIELD_SENSITIVE) && strcmp(s, "-") == 0)
		return "";
	return s;
}

enum form_verdict fields_judge(const struct fields *f, size_t row, const struct check_context *context, struct buf *why)
{
	const char *s = text_of(f, row);
	struct value_owned value = VALUE_OWNED_INIT;
	struct check_result result = CHECK_RESULT_INIT;
	enum form_verdict verdict = FORM_FINE;
	enum jal_err err = JAL_OK;

	if (f->rows[row].part != PART_WHOLE || f->widgets[row].type == FORM_CHECK || f->widgets[row].type == FORM_FIXED)
		return FORM_FINE;
	err = check_read(f->rows[row].field, s, strlen(s), CHECK_FROM_FORM, context, &value, &result);
	if (err == JAL_ERR_INVALID || result.level == CHECK_ERROR)
		verdict = FORM_WRONG;
	else if (result.level == CHECK_WARNING)
		verdict = FORM_WARNS;
	if (verdict != FORM_FINE && diag_render(&result.say, translate, why) != JAL_OK)
		buf_clear(why);
	if (verdict != FORM_FINE && result.proposal[0] != '\0')
		(void)!buf_printf(why, _(" Vouliez-vous dire %s ?"), result.proposal);
	explicit_bzero(result.proposal, sizeof(result.proposal));
	value_owned_free(&value);
	return verdict;
}

/* As it was displayed. */
JAL_MUST static enum jal_err take_back(struct edit *e, enum field field)
{
	const struct record_set *set = NULL;
	const struct value *v = NULL;
	static const struct value none = { .kind = VALUE_EMPTY };

	if (!edit_changed(e, field))
		return JAL_OK;
	if (model_field(field)->type == FIELD_TYPE_set) {
		set = record_elements(edit_displayed(e), field);
		return entry_elements(e, field, set != NULL ? set->elements : NULL, set != NULL ? set->count : 0);
	}
	v = record_value(edit_displayed(e), field);
	return edit_set(e, field, v != NULL ? v : &none);
}

/* The two rows of a time, from the one of its day. */
JAL_MUST static enum jal_err put_time(const struct fields *f, struct edit *e, size_t day, size_t *wrong)
{
	size_t hour = fields_find(f, f->rows[day].field, PART_HOUR);
	struct value v = VALUE_INIT;
	int32_t date = 0;
	int minutes = 0;
	bool has_day = form_date(&f->form, day, &date);
	bool has_hour = hour < f->n && form_minutes(&f->form, hour, &minutes);

	if (has_day && has_hour)
		v = value_number(date_with_minutes(date, minutes));
	else if (has_day || has_hour) {
		*wrong = has_day ? hour : day;
		return JAL_ERR_INVALID;
	}
	return edit_set(e, f->rows[day].field, &v);
}

enum jal_err fields_put(const struct fields *f, struct edit *e, const struct check_context *context, size_t *wrong,
	struct check_result *result)
{
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < f->n && err == JAL_OK; i++) {
		const struct fields_row *row = &f->rows[i];
		const char *s = text_of(f, i);

		*wrong = i;
		if (f->widgets[i].type == FORM_FIXED || row->part == PART_HOUR)
			continue;
		if (row->part == PART_DAY)
			err = put_time(f, e, i, wrong);
		else if (form_changed(&f->form, i) || (edit_creates(e) && edit_changed(e, row->field)))
			err = entry_type(e, row->field, s, strlen(s), CHECK_FROM_FORM, context, result);
		else
			err = take_back(e, row->field);
	}
	return err;
}

/* ---- drafts ---- */

/* [FORM, row with the focus, [field's name, part, text], …] */
#define FORM_1 1

enum jal_err fields_encode(const struct fields *f, struct buf *out)
{
	struct cbor_out w;
	size_t changed = 0;

	for (size_t i = 0; i < f->n; i++)
		changed += form_changed(&f->form, i);
	cbor_write_begin(&w, out);
	cbor_write_array(&w, 3);
	cbor_write_uint(&w, FORM_1);
	cbor_write_uint(&w, f->form.at);
	cbor_write_array(&w, changed);
	for (size_t i = 0; i < f->n; i++) {
		const char *name = model_field(f->rows[i].field)->name;
		const char *text = form_value(&f->form, i);

		if (!form_changed(&f->form, i))
			continue;
		cbor_write_array(&w, 3);
		cbor_write_text(&w, name, strlen(name));
		cbor_write_uint(&w, (uint64_t)f->rows[i].part);
		cbor_write_text(&w, text, strlen(text));
	}
	return cbor_write_end(&w);
}

JAL_MUST static enum jal_err decode_row(struct fields *f, struct cbor_in *in)
{
	const char *name = NULL;
	const char *text = NULL;
	size_t name_len = 0;
	size_t text_len = 0;
	uint64_t part = 0;
	uint64_t n = 0;
	struct buf copy = BUF_INIT;
	enum jal_err err = cbor_read_array(in, &n);

	if (err == JAL_OK && n != 3)
		err = JAL_ERR_CORRUPT;
	if (err == JAL_OK)
		err = cbor_read_text(in, &name, &name_len);
	if (err == JAL_OK)
		err = cbor_read_uint(in, &part);
	if (err == JAL_OK)
		err = cbor_read_text(in, &text, &text_len);
	if (err == JAL_OK)
		err = buf_put(&copy, text, text_len);
	for (size_t i = 0; i < f->n && err == JAL_OK; i++) {
		const char *here = model_field(f->rows[i].field)->name;

		if ((uint64_t)f->rows[i].part == part && strlen(here) == name_len && memcmp(here, name, name_len) == 0)
			err = form_type_in(&f->form, i, buf_str(&copy));
	}
	buf_free(&copy);
	return err;
}

enum jal_err fields_decode(struct fields *f, const uint8_t *bytes, size_t n)
{
	struct cbor_in in;
	uint64_t items = 0;
	uint64_t form = 0;
	uint64_t at = 0;
	uint64_t rows = 0;
	enum jal_err err = JAL_OK;

	cbor_read_begin(&in, bytes, n);
	err = cbor_read_array(&in, &items);
	if (err == JAL_OK && items == 3)
		err = cbor_read_uint(&in, &form);
	if (err == JAL_OK && form != FORM_1)
		err = JAL_ERR_CORRUPT;
	if (err == JAL_OK)
		err = cbor_read_uint(&in, &at);
	if (err == JAL_OK)
		err = cbor_read_array(&in, &rows);
	for (uint64_t i = 0; i < rows && err == JAL_OK; i++)
		err = decode_row(f, &in);
	if (err == JAL_OK)
		err = cbor_end(&in);
	if (err == JAL_OK && at < f->n)
		f->form.at = (size_t)at;
	if (err == JAL_OK)
		form_judge_changed(&f->form);
	return err == JAL_OK || err == JAL_ERR_NOMEM ? err : JAL_ERR_CORRUPT;
}
