/*
 * Keys for sorting, searching and comparing. Two roads that must agree: a
 * table for ASCII and the Latin letters of Europe, which nearly all cells stay
 * on, and libunistring for everything else. A test compares them letter by letter.
 */
#include "core/text.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "core/text_latin.h"

enum accents { ACCENTS_OFF, ACCENTS_KEPT };

/* Apostrophes, hyphens and spaces are one thing when names are compared. */
static bool is_gap(ucs4_t c)
{
	switch (c) {
	case '\t':
	case '\n':
	case 0x0B:
	case 0x0C:
	case '\r':
	case ' ':
	case '\'':
	case '-':
	case '`':
	case 0x85:
	case 0xA0:
	case 0xB4:	/* ´ */
	case 0x2BC:	/* ʼ */
	case 0x1680:
	case 0x2028:
	case 0x2029:
	case 0x202F:
	case 0x205F:
	case 0x2032:	/* ′ */
	case 0x2212:	/* − */
	case 0x3000:
	case 0xFE63:	/* ﹣ */
	case 0xFF07:	/* ＇ */
	case 0xFF0D:	/* － */
		return true;
	default:
		return (c >= 0x2000 && c <= 0x200A) || (c >= 0x2010 && c <= 0x2015) || c == 0x2018 || c == 0x2019 || c == 0x201B;
	}
}

/* Letters that no decomposition takes apart, as French search wants them. */
static const char *plain_letter(ucs4_t c)
{
	switch (c) {
	case 0xE6:	/* æ */
		return "ae";
	case 0xF0:	/* ð */
	case 0x111:	/* đ */
		return "d";
	case 0xF8:	/* ø */
		return "o";
	case 0xFE:	/* þ */
		return "th";
	case 0x127:	/* ħ */
		return "h";
	case 0x131:	/* ı */
		return "i";
	case 0x138:	/* ĸ */
		return "k";
	case 0x142:	/* ł */
		return "l";
	case 0x14B:	/* ŋ */
		return "n";
	case 0x153:	/* œ */
		return "oe";
	case 0x167:	/* ŧ */
		return "t";
	default:
		return NULL;
	}
}

/* An accent, as opposed to a mark that makes another letter of its base (the
 * nuktas, viramas and voicing marks of Indian scripts and Japanese: 7 to 9). */
static bool is_accent(ucs4_t c)
{
	const int class = uc_combining_class(c);
	return class == 1 || class > 9;
}

/* Shows nothing, changes nothing in a name: soft hyphen, zero-width characters. */
static bool is_nothing(ucs4_t c)
{
	return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF;
}

/* Writes c or a gap to a key of which the first `from` bytes are not its own. */
static enum jal_err put_gap(struct buf *out, size_t from)
{
	if (out->len == from || out->data[out->len - 1] == ' ')
		return JAL_OK;
	return buf_putc(out, ' ');
}

static void trim_gap(struct buf *out, size_t from)
{
	if (out->len > from && out->data[out->len - 1] == ' ')
		buf_cut(out, out->len - 1);
}

static void wipe(uint8_t *p, size_t n, const uint8_t *small)
{
	if (!p)
		return;
	sodium_memzero(p, n);
	if (p != small)
		free(p);
}

/* Any script. Gaps are found both before folding (so that ´ is one and not a
 * space and an accent) and after (so that what decomposes to a space is). */
static enum jal_err fold_any(const uint8_t *s, size_t n, enum accents accents, struct buf *out)
{
	const size_t from = out->len;
	const bool off = accents == ACCENTS_OFF;
	struct buf plain = BUF_INIT;
	struct buf key = BUF_INIT;
	uint8_t small[256];
	uint8_t *folded = NULL;
	size_t len = sizeof(small);
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < n && !err;) {
		ucs4_t c = 0;
		const int step = u8_mbtoucr(&c, s + i, n - i);
		if (step < 0)
			err = JAL_ERR_SYNTAX;
		else if (is_gap(c))
			err = buf_putc(&plain, ' ');
		else if (!is_nothing(c))
			err = buf_put(&plain, s + i, (size_t)step);
		i += step > 0 ? (size_t)step : 1;
	}
	if (err || plain.len == 0)
		goto out;
	folded = u8_casefold(plain.data, plain.len, NULL, off ? UNINORM_NFKD : UNINORM_NFC, small, &len);
	if (!folded) {
		err = errno == ENOMEM ? JAL_ERR_NOMEM : JAL_ERR_SYNTAX;
		goto out;
	}
	for (size_t i = 0; i < len && !err;) {
		ucs4_t c = 0;
		const int step = u8_mbtoucr(&c, folded + i, len - i);
		if (step <= 0) {
			err = JAL_ERR_SYNTAX;
			break;
		}
		const char *letters = off ? plain_letter(c) : NULL;
		if (is_gap(c))
			err = put_gap(&key, 0);
		else if (letters)
			err = buf_puts(&key, letters);
		else if (!off || !is_accent(c))
			err = buf_put(&key, folded + i, (size_t)step);
		i += (size_t)step;
	}
	trim_gap(&key, 0);
	if (err || key.len == 0)
		goto out;
	wipe(folded, len, small);
	len = sizeof(small);
	folded = u8_normalize(UNINORM_NFC, key.data, key.len, small, &len);
	if (!folded)
		err = errno == ENOMEM ? JAL_ERR_NOMEM : JAL_ERR_SYNTAX;
	else
		err = buf_put(out, folded, len);
out:
	wipe(folded, len, small);
	buf_free(&key);
	buf_free(&plain);
	if (err)
		buf_cut(out, from);
	return err;
}

/* What one character becomes, from the table; NULL when fold_any must see the
 * whole text. *step: its bytes. */
static const char *fold_latin(const uint8_t *s, size_t n, enum accents accents, size_t *step)
{
	if (s[0] >= 0xC2 && s[0] <= 0xC5 && n > 1 && (s[1] & 0xC0) == 0x80) {
		const unsigned c = (unsigned)(s[0] & 31) << 6 | (s[1] & 63);
		const char *to = accents == ACCENTS_OFF ? text_latin_plain[c - TEXT_LATIN_FIRST]
							: text_latin_exact[c - TEXT_LATIN_FIRST];
		*step = 2;
		return *to ? to : NULL;
	}
	/* ‘ ’ and the hyphens and dashes beside them: always a gap. */
	if (n > 2 && s[0] == 0xE2 && s[1] == 0x80 && ((s[2] >= 0x90 && s[2] <= 0x95) || s[2] == 0x98 || s[2] == 0x99 ||
						     s[2] == 0xAF)) {
		*step = 3;
		return " ";
	}
	return NULL;
}

static enum jal_err fold(const char *text, size_t n, enum accents accents, struct buf *out)
{
	const uint8_t *s = (const uint8_t *)text;
	const size_t from = out->len;
	/* Nothing in the tables is longer than twice what it stands for. */
	const enum jal_err err = buf_reserve(out, 2 * n);
	if (err)
		return err;
	uint8_t *p = out->data + from;
	const uint8_t *first = p;
	for (size_t i = 0; i < n;) {
		size_t step = 1;
		const uint8_t c = s[i];
		if (c < 0x80) {
			const uint8_t to = text_latin_ascii[c];
			if (to != ' ')
				*p++ = to;
			else if (p > first && p[-1] != ' ')
				*p++ = ' ';
		} else {
			const char *to = fold_latin(s + i, n - i, accents, &step);
			if (!to)
				return fold_any(s, n, accents, out);
			if (*to != ' ')
				while (*to)
					*p++ = (uint8_t)*to++;
			else if (p > first && p[-1] != ' ')
				*p++ = ' ';
		}
		i += step;
	}
	if (p > first && p[-1] == ' ')
		p--;
	out->len = (size_t)(p - out->data);
	out->data[out->len] = 0;
	return JAL_OK;
}

enum jal_err text_fold(const char *s, size_t n, struct buf *out)
{
	return fold(s, n, ACCENTS_OFF, out);
}

enum jal_err text_fold_exact(const char *s, size_t n, struct buf *out)
{
	return fold(s, n, ACCENTS_KEPT, out);
}

enum jal_err text_fold_header(const char *s, size_t n, struct buf *out)
{
	struct buf plain = BUF_INIT;
	enum jal_err err = buf_put(&plain, s, n);
	/* A star counts as a space: "Nom *" and "Nom*" are one heading. */
	for (size_t i = 0; i < plain.len; i++)
		if (plain.data[i] == '*')
			plain.data[i] = ' ';
	if (!err)
		err = text_fold(buf_str(&plain), plain.len, out);
	buf_free(&plain);
	return err;
}

enum jal_err text_after_colon(const char *s, size_t n, struct buf *out)
{
	const uint8_t *p = (const uint8_t *)s;
	uint8_t small[8] = { 0 };
	ucs4_t first = 0, next = 0;
	const int at = n > 0 ? u8_mbtoucr(&first, p, n) : -1;
	const int after = at > 0 && (size_t)at < n ? u8_mbtoucr(&next, p + at, n - (size_t)at) : -1;
	const int len = at > 0 ? u8_uctomb(small, uc_tolower(first), sizeof(small)) : -1;
	if (len <= 0 || (after > 0 && (uc_is_upper(next) || uc_is_digit(next))))
		return buf_put(out, s, n);
	const enum jal_err err = buf_put(out, small, (size_t)len);
	return err ? err : buf_put(out, s + at, n - (size_t)at);
}

static bool in_word(ucs4_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_M);
}

bool text_word(const char *s, size_t n, size_t *at, const char **word, size_t *len)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t begin = n;
	size_t i = *at;
	while (i < n) {
		ucs4_t c = p[i];
		int step = 1;
		if (c >= 0x80) {
			step = u8_mbtoucr(&c, p + i, n - i);
			if (step <= 0) {
				c = ' ';
				step = 1;
			}
		}
		const bool inside = in_word(c);
		if (inside && begin == n)
			begin = i;
		if (!inside && begin < n)
			break;
		i += (size_t)step;
	}
	*at = i;
	if (begin == n)
		return false;
	*word = s + begin;
	*len = i - begin;
	return true;
}
