/* How values are shown to people. */
#include "core/format.h"

#include <string.h>

#include "core/date.h"
#include "core/rome.h"
#include "core/text.h"

#define NBSP "\xC2\xA0"
#define DOT "•"

static const char *in_language(const struct format *f, const char *text)
{
	return f->translate ? f->translate(text) : text;
}

static enum jal_err put_unsigned(const struct format *f, uint64_t n, struct buf *out)
{
	if (n >= 1000) {
		enum jal_err err = put_unsigned(f, n / 1000, out);
		if (!err)
			err = buf_puts(out, f->english ? "," : NBSP);
		return err ? err : buf_printf(out, "%03u", (unsigned)(n % 1000));
	}
	return buf_printf(out, "%u", (unsigned)n);
}

static uint64_t magnitude(int64_t n)
{
	return n < 0 ? (uint64_t)-(n + 1) + 1 : (uint64_t)n;
}

enum jal_err format_number(const struct format *f, int64_t n, struct buf *out)
{
	enum jal_err err = n < 0 ? buf_putc(out, '-') : JAL_OK;
	return err ? err : put_unsigned(f, magnitude(n), out);
}

static enum jal_err put_money(const struct format *f, int64_t cents, struct buf *out)
{
	const uint64_t n = magnitude(cents);
	enum jal_err err = cents < 0 ? buf_putc(out, '-') : JAL_OK;
	if (!err && f->english)
		err = buf_puts(out, "€");
	if (!err)
		err = put_unsigned(f, n / 100, out);
	if (!err && n % 100)
		err = buf_printf(out, "%c%02u", f->english ? '.' : ',', (unsigned)(n % 100));
	if (!err && !f->english)
		err = buf_puts(out, NBSP "€");
	return err;
}

static enum jal_err put_groups(const char *s, size_t n, const char *groups, struct buf *out)
{
	for (size_t at = 0; at < n; groups += *groups != 0) {
		/* Beyond the groups: the rest in one. */
		const size_t left = n - at;
		const size_t len = *groups && (size_t)(*groups - '0') < left ? (size_t)(*groups - '0') : left;
		enum jal_err err = at > 0 ? buf_putc(out, ' ') : JAL_OK;
		if (!err)
			err = buf_put(out, s + at, len);
		if (err)
			return err;
		at += len;
	}
	return JAL_OK;
}

/* Country codes of France overseas: what is dialled in front, and how it is grouped. */
static const struct {
	const char *code;
	const char *dialled;
	const char *groups;
} countries[] = {
	{ "+33", "0", "22222" },    { "+262", "0", "4222" },	{ "+590", "0", "4222" },
	{ "+594", "0", "4222" },    { "+596", "0", "4222" },	{ "+508", "0508", "4222" },
	{ "+687", "+687", "4222" }, { "+689", "+689", "42222" }, { "+681", "+681", "4222" },
};

enum jal_err format_phone(const char *e164, size_t len, struct buf *out)
{
	for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
		const size_t code = strlen(countries[i].code);
		if (len <= code || len > 16 || memcmp(e164, countries[i].code, code) != 0)
			continue;
		char number[24] = "";
		const size_t prefix = strlen(countries[i].dialled);
		memcpy(number, countries[i].dialled, prefix);
		memcpy(number + prefix, e164 + code, len - code);
		return put_groups(number, prefix + len - code, countries[i].groups, out);
	}
	return text_inert(e164, len, TEXT_LINE, out);
}

enum jal_err format_day(const struct format *f, int32_t date, bool year, struct buf *out)
{
	char shown[DATE_SHOWN_MAX] = "";
	return buf_printf(out, "%s %s", in_language(f, date_weekday_short(date_weekday(date))),
			  year ? date_shown(date, shown) : date_shown_day(date, shown));
}

enum jal_err format_time(const struct format *f, int64_t time, struct buf *out)
{
	char shown[DATE_SHOWN_MAX] = "";
	enum jal_err err = format_day(f, date_of_time(time), true, out);
	return err ? err
		   : buf_printf(out, " %s",
				date_shown_minutes(date_minutes_of_time(time), false, f->english ? ':' : 'h', shown));
}

enum jal_err format_long_day(const struct format *f, int32_t date, bool weekday, struct buf *out)
{
	const struct date_ymd d = date_to_ymd(date);
	enum jal_err err = weekday ? buf_printf(out, "%s ", in_language(f, date_weekday_long(date_weekday(date)))) : JAL_OK;
	return err ? err
		   : buf_printf(out, "%d%s" NBSP "%s %d", d.day, d.day == 1 && !f->english ? "er" : "",
				in_language(f, date_month_long(d.month)), d.year);
}

enum jal_err format_long_time(const struct format *f, int64_t time, struct buf *out)
{
	const int minutes = date_minutes_of_time(time);
	enum jal_err err = format_long_day(f, date_of_time(time), true, out);
	if (err)
		return err;
	if (f->english)
		return buf_printf(out, " at %d:%02d", minutes / 60, minutes % 60);
	err = buf_printf(out, " à" NBSP "%d" NBSP "h", minutes / 60);
	return err || minutes % 60 == 0 ? err : buf_printf(out, NBSP "%02d", minutes % 60);
}

enum jal_err format_code(const struct format *f, enum vocab vocab, const char *code, size_t len, struct buf *out)
{
	char exact[128] = "";
	if (len < sizeof(exact)) {
		memcpy(exact, code, len);
		const struct vocab_code *found = vocab_find(vocab, exact);
		if (found)
			return buf_puts(out, in_language(f, found->label));
	}
	return text_inert(code, len, TEXT_LINE, out);
}

/* A job's code is followed by what it means. */
static enum jal_err put_rome(const char *s, size_t n, struct buf *out)
{
	char code[ROME_CODE_MAX] = "";
	enum jal_err err = text_inert(s, n, TEXT_LINE, out);
	if (err || n >= sizeof(code))
		return err;
	memcpy(code, s, n);
	const char *label = rome_label(code);
	return label ? buf_printf(out, " %s", label) : JAL_OK;
}

static enum jal_err put_text(const struct model_field *field, const char *s, size_t n, struct buf *out)
{
	if (field->check == CHECK_phone)
		return format_phone(s, n, out);
	if (field->check == CHECK_rome)
		return put_rome(s, n, out);
	if (field->check == CHECK_nir && n == 13)
		return put_groups(s, n, "122233", out);
	if (field->check == CHECK_siret && n == 14)
		return put_groups(s, n, "3335", out);
	return text_inert(s, n, field->type == FIELD_TYPE_long_text ? TEXT_LONG : TEXT_LINE, out);
}

enum jal_err format_size(const struct format *f, int64_t bytes, struct buf *out)
{
	const char *const units[] = { N_("o"), N_("Kio"), N_("Mio") };
	int unit = 0;
	int64_t tenths = bytes < 0 ? 0 : bytes * 10;
	/* Rounded up: what is said to fit, fits. */
	for (; tenths >= 10240 && unit < 2; unit++)
		tenths = (tenths + 1023) / 1024;
	enum jal_err err = format_number(f, tenths / 10, out);
	if (!err && unit == 2 && tenths % 10)
		err = buf_printf(out, "%c%d", f->english ? '.' : ',', (int)(tenths % 10));
	return err ? err : buf_printf(out, "\u00a0%s", in_language(f, units[unit]));
}

enum jal_err format_value(const struct format *f, const struct model_field *field, const struct value *v,
			  struct buf *out)
{
	char shown[DATE_SHOWN_MAX] = "";
	char number[ID_NUMBER_MAX] = "";
	switch (v->kind) {
	case VALUE_EMPTY:
		return JAL_OK;
	case VALUE_TEXT:
		return field->type == FIELD_TYPE_code ? format_code(f, field->vocab, v->text, v->text_len, out)
						      : put_text(field, v->text, v->text_len, out);
	case VALUE_NUMBER:
		if (field->type == FIELD_TYPE_date)
			return buf_puts(out, date_shown((int32_t)v->number, shown));
		if (field->type == FIELD_TYPE_time)
			return format_time(f, v->number, out);
		return field->type == FIELD_TYPE_money ? put_money(f, v->number, out)
						       : format_number(f, v->number, out);
	case VALUE_FLAG:
		return buf_puts(out, in_language(f, v->number ? N_("oui") : N_("non")));
	case VALUE_ID:
		return buf_puts(out, id_number(&v->id, 6, number));
	case VALUE_HASH:
		return buf_put_hex(out, v->hash.b, 4);
	case VALUE_BYTES:
		return format_size(f, (int64_t)v->bytes_len, out);
	}
	return JAL_ERR_INVALID;
}

enum jal_err format_elements(const struct format *f, const struct model_field *field, const char *const *elements,
			     size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		const size_t n = strlen(elements[i]);
		enum jal_err err = i > 0 ? buf_puts(out, ", ") : JAL_OK;
		if (!err)
			err = field->vocab == VOCAB_free ? put_text(field, elements[i], n, out)
							 : format_code(f, field->vocab, elements[i], n, out);
		if (err)
			return err;
	}
	return JAL_OK;
}

static enum jal_err put_dots(size_t count, struct buf *out)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < count && !err; i++)
		err = buf_puts(out, DOT);
	return err;
}

enum jal_err format_masked(const struct format *f, const struct model_field *field, const struct value *v,
			   struct buf *out)
{
	if (!(field->flags & FIELD_SENSITIVE) || v->kind == VALUE_EMPTY)
		return format_value(f, field, v, out);
	if (v->kind != VALUE_TEXT || field->check == CHECK_none)
		return put_dots(3, out);
	/* Sex, year and month stand beside it anyway; place and order do not. */
	if (field->check == CHECK_nir && v->text_len == 13) {
		enum jal_err err = put_groups(v->text, 5, "122", out);
		return err ? err : buf_puts(out, " " DOT DOT " " DOT DOT DOT " " DOT DOT DOT);
	}
	if (v->text_len < 6)
		return put_dots(v->text_len, out);
	enum jal_err err = put_dots(v->text_len - 2, out);
	return err ? err : text_inert(v->text + v->text_len - 2, 2, TEXT_LINE, out);
}
