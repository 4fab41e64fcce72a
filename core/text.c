/* What text is allowed to be, how it is cleaned, and how one moves in it. */
#include "core/text.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* How many bytes from s on are ASCII. */
static size_t ascii_run(const uint8_t *s, size_t n)
{
	size_t i = 0;
	for (; i + 8 <= n; i += 8) {
		uint64_t word = 0;
		memcpy(&word, s + i, 8);
		if (word & HIGH_BITS)
			break;
	}
	while (i < n && s[i] < 0x80)
		i++;
	return i;
}

/* No character here can change or be changed under NFC, whatever stands beside
 * it: all below the first combining mark, and the punctuation and currency that
 * French uses. (U+2000 and U+2001 do change; U+0340 and up may.) */
static bool never_changes(ucs4_t c)
{
	return c < 0x300 || (c >= 0x2002 && c < 0x20D0);
}

static enum jal_err compare_with_nfc(const uint8_t *s, size_t n)
{
	uint8_t small[512];
	size_t len = sizeof(small);
	uint8_t *nfc = u8_normalize(UNINORM_NFC, s, n, small, &len);
	if (!nfc)
		return errno == ENOMEM ? JAL_ERR_NOMEM : JAL_ERR_SYNTAX;
	const bool same = len == n && memcmp(nfc, s, n) == 0;
	sodium_memzero(nfc, len);
	if (nfc != small)
		free(nfc);
	return same ? JAL_OK : JAL_ERR_SYNTAX;
}

enum jal_err text_check_nfc(const char *s, size_t n)
{
	const uint8_t *p = (const uint8_t *)s;
	bool sure = true;
	for (size_t i = 0; i < n;) {
		i += ascii_run(p + i, n - i);
		if (i == n)
			break;
		ucs4_t c = 0;
		const int step = u8_mbtoucr(&c, p + i, n - i);
		if (step < 0)
			return JAL_ERR_SYNTAX;
		sure = sure && never_changes(c);
		i += (size_t)step;
	}
	return sure ? JAL_OK : compare_with_nfc(p, n);
}

enum hidden {
	SHOWN,
	CONTROL,
	SEPARATOR,	/* U+2028, U+2029: line breaks to some programs */
	DIRECTION,
	INVISIBLE,
};

/* The characters that show nothing but change what is shown. Zero-width joiners
 * are not among them: Persian, Arabic and Indian names need them. */
static enum hidden hidden(ucs4_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return CONTROL;
	if (c < 0x61C)
		return SHOWN;
	if (c == 0x2028 || c == 0x2029)
		return SEPARATOR;
	if (c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
		return DIRECTION;
	if (c == 0x200B || (c >= 0x2060 && c <= 0x2065) || (c >= 0x206A && c <= 0x206F) || c == 0xFEFF ||
	    (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF))
		return INVISIBLE;
	if ((c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE)
		return INVISIBLE;
	return SHOWN;
}

static bool allowed_control(ucs4_t c, enum text_shape shape)
{
	return shape == TEXT_LONG && (c == '\n' || c == '\t');
}

/* How many bytes from s on are printable ASCII, which is right as it is. */
static size_t plain_run(const uint8_t *s, size_t n)
{
	size_t i = 0;
	while (i < n && s[i] >= 0x20 && s[i] < 0x7F)
		i++;
	return i;
}

enum jal_err text_valid(const char *s, size_t n, enum text_shape shape, struct diag *why)
{
	const uint8_t *p = (const uint8_t *)s;
	if (plain_run(p, n) == n)
		return JAL_OK;
	for (size_t i = 0; i < n;) {
		ucs4_t c = 0;
		const int step = u8_mbtoucr(&c, p + i, n - i);
		if (step < 0)
			return diag_set(why, JAL_ERR_INVALID,
				N_("Ce texte n’est pas de l’UTF-8 valide. Rien n’a été changé ; saisissez-le à nouveau."));
		switch (hidden(c)) {
		case SHOWN:
			break;
		case CONTROL:
			if (allowed_control(c, shape))
				break;
			return diag_set(why, JAL_ERR_INVALID,
				N_("Ce texte contient un caractère de commande, qui n’est pas admis ici. Effacez-le."));
		case SEPARATOR:
			return diag_set(why, JAL_ERR_INVALID,
				N_("Ce texte contient un séparateur de ligne invisible, qui n’est pas admis ici. Effacez-le."));
		case DIRECTION:
			return diag_set(why, JAL_ERR_INVALID,
				N_("Ce texte contient un caractère invisible qui change le sens de lecture. Effacez-le."));
		case INVISIBLE:
			return diag_set(why, JAL_ERR_INVALID,
				N_("Ce texte contient un caractère invisible, qui n’est pas admis ici. Effacez-le."));
		}
		i += (size_t)step;
	}
	const enum jal_err err = text_check_nfc(s, n);
	if (err == JAL_ERR_SYNTAX)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Ce texte n’est pas sous sa forme Unicode composée (NFC). Saisissez-le à nouveau."));
	return err;
}

/* What one character of input becomes; false when it is dropped. */
static bool clean_char(ucs4_t *c, enum text_shape shape)
{
	const ucs4_t in = *c;
	const bool newline = in == '\n' || in == '\r' || in == 0x0B || in == 0x0C || in == 0x85 || hidden(in) == SEPARATOR;
	if (newline) {
		*c = shape == TEXT_LONG ? '\n' : ' ';
		return true;
	}
	if (in == '\t') {
		*c = shape == TEXT_LONG ? '\t' : ' ';
		return true;
	}
	return hidden(in) == SHOWN && in != 0xAD;
}

static enum jal_err append_nfc(const struct buf *raw, struct buf *out)
{
	uint8_t small[512];
	size_t len = sizeof(small);
	uint8_t *nfc = u8_normalize(UNINORM_NFC, raw->data, raw->len, small, &len);
	if (!nfc)
		return errno == ENOMEM ? JAL_ERR_NOMEM : JAL_ERR_SYNTAX;
	const enum jal_err err = buf_put(out, nfc, len);
	sodium_memzero(nfc, len);
	if (nfc != small)
		free(nfc);
	return err;
}

enum jal_err text_clean(const char *s, size_t n, enum text_shape shape, struct buf *out, size_t *dropped)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t gone = 0;
	bool sure = true;
	struct buf raw = BUF_INIT;
	enum jal_err err = JAL_OK;
	const size_t plain = plain_run(p, n);
	if (plain == n) {
		err = buf_put(out, s, n);
		goto out;
	}
	err = buf_reserve(&raw, n);
	if (err)
		goto out;
	for (size_t i = 0; i < n;) {
		ucs4_t c = 0;
		const int step = u8_mbtoucr(&c, p + i, n - i);
		if (step < 0) {
			err = JAL_ERR_SYNTAX;
			goto out;
		}
		if (c == '\r' && i + 1 < n && p[i + 1] == '\n')
			i++;
		i += (size_t)step;
		if (!clean_char(&c, shape)) {
			gone++;
			continue;
		}
		/* Never longer than what it replaces, so it fits. */
		raw.len += (size_t)u8_uctomb(raw.data + raw.len, c, 4);
		sure = sure && never_changes(c);
	}
	err = sure ? buf_put(out, raw.data, raw.len) : append_nfc(&raw, out);
out:
	buf_free(&raw);
	if (!err && dropped)
		*dropped = gone;
	return err;
}

static bool is_space(ucs4_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

size_t text_trim(const char **s, size_t n)
{
	const uint8_t *p = (const uint8_t *)*s;
	size_t from = 0;
	ucs4_t c = 0;
	while (from < n) {
		const int step = u8_mbtoucr(&c, p + from, n - from);
		if (step < 0 || !is_space(c))
			break;
		from += (size_t)step;
	}
	while (n > from) {
		const uint8_t *last = u8_prev(&c, p + n, p + from);
		if (!last || !is_space(c))
			break;
		n = (size_t)(last - p);
	}
	*s += from;
	return n - from;
}

bool text_is(const char *code, const char *wanted)
{
	return code && strcmp(code, wanted) == 0;
}

size_t text_cut(const char *s, size_t n, size_t max)
{
	if (n <= max)
		return n;
	while (max > 0 && ((unsigned char)s[max] & 0xC0) == 0x80)
		max--;
	return max;
}

bool text_absent(const char *s, size_t n)
{
	static const char *const marks[] = { "NULL", "N/A", "#N/A", "-", "–", "—" };
	n = text_trim(&s, n);
	if (n == 0)
		return true;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strlen(marks[i]) == n && strncasecmp(marks[i], s, n) == 0)
			return true;
	return false;
}

bool text_is_hidden(uint32_t c)
{
	return hidden(c) != SHOWN;
}

enum jal_err text_inert(const char *s, size_t n, enum text_shape shape, struct buf *out)
{
	const uint8_t *p = (const uint8_t *)s;
	const size_t before = out->len;
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < n && !err;) {
		const size_t plain = plain_run(p + i, n - i);
		if (plain) {
			err = buf_put(out, p + i, plain);
			i += plain;
			continue;
		}
		ucs4_t c = 0;
		const int step = u8_mbtoucr(&c, p + i, n - i);
		if (step < 0) {
			err = buf_printf(out, "<%02X>", (unsigned)p[i]);
			i++;
			continue;
		}
		if (hidden(c) == SHOWN || allowed_control(c, shape))
			err = buf_put(out, p + i, (size_t)step);
		else if (c < 0x80)
			err = buf_printf(out, "^%c", (int)(c ^ 0x40));
		else
			err = buf_printf(out, "<U+%04X>", (unsigned)c);
		i += (size_t)step;
	}
	if (err)
		buf_cut(out, before);
	return err;
}

/* The code point that begins, or ends, at an offset; a byte that is not UTF-8 is
 * one by itself. (u8_grapheme_prev of libunistring 1.0 crashes on such bytes.) */
static size_t forward(const uint8_t *p, size_t n, size_t at, ucs4_t *c)
{
	const int step = u8_mbtoucr(c, p + at, n - at);
	if (step > 0)
		return at + (size_t)step;
	*c = 0xFFFD;
	return at + 1;
}

static size_t backward(const uint8_t *p, size_t at, ucs4_t *c)
{
	const uint8_t *prev = u8_prev(c, p + at, p);
	if (prev)
		return (size_t)(prev - p);
	*c = 0xFFFD;
	return at - 1;
}

size_t text_next(const char *s, size_t n, size_t at)
{
	const uint8_t *p = (const uint8_t *)s;
	ucs4_t c = 0, after = 0;
	if (at >= n)
		return n;
	at = forward(p, n, at, &c);
	while (at < n) {
		const size_t next = forward(p, n, at, &after);
		if (uc_is_grapheme_break(c, after))
			break;
		at = next;
		c = after;
	}
	return at;
}

size_t text_prev(const char *s, size_t n, size_t at)
{
	const uint8_t *p = (const uint8_t *)s;
	ucs4_t c = 0, before = 0;
	if (at > n)
		at = n;
	if (at == 0)
		return 0;
	at = backward(p, at, &c);
	while (at > 0) {
		const size_t prev = backward(p, at, &before);
		if (uc_is_grapheme_break(before, c))
			break;
		at = prev;
		c = before;
	}
	return at;
}
