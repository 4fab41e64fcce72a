/*
 * The French phonetic key, for finding dossiers that may be one person's.
 *
 * It starts from the text_fold key, so a missing accent, cedilla or diaeresis
 * changes nothing, and goes word by word:
 *
 * 1. ault, auld, aulx lose their l (Thibault, Thibaud; Gaultier, Gautier).
 * 2. Silent endings go, as often as they come, while a vowel is left before
 *    them: d p s t x z; c and g after n or r; r after e when more than three
 *    letters stand before (Dupont, Dupond; Durand, Durant; Leblanc; Roger, Rogé).
 * 3. The first rule of the table that fits gives the sound, from left to right.
 *    A nasal needs its n to be followed by no vowel, n or m, and its m by b or p.
 * 4. A sound that follows itself counts once; an e at the end is not heard.
 *
 * Sounds: a e i o u, U (ou), E (eu), W (oi); nasals A (an) I (in, un) O (on);
 * b d f g j k l m n p r s t v, C (ch), N (gn). s and z are one, as are é, è and ai.
 */
#include "core/text.h"

#include <string.h>

enum next {
	NEXT_ANY,
	NEXT_VOWEL,	/* a e i o u y */
	NEXT_SOFT,	/* e i y: c and g are soft before them */
	NEXT_HARD,	/* a o u */
	NEXT_CLOSED,	/* the end, or neither a vowel nor n nor m */
	NEXT_LABIAL,	/* b or p */
	NEXT_END,
};

struct rule {
	const char *letters;
	enum next next;
	bool at_start;		/* of the word only */
	const char *sounds;
};

/* By first letter, the more particular first; a letter without a rule sounds as itself. */
static const struct rule rules[] = {
	{ "ain", NEXT_CLOSED, false, "I" },
	{ "aim", NEXT_LABIAL, false, "I" },
	{ "ay", NEXT_VOWEL, false, "ai" },
	{ "ai", NEXT_ANY, false, "e" },
	{ "ay", NEXT_ANY, false, "e" },
	{ "an", NEXT_CLOSED, false, "A" },
	{ "am", NEXT_LABIAL, false, "A" },
	{ "au", NEXT_ANY, false, "o" },
	{ "bv", NEXT_ANY, false, "v" },	/* Lefebvre */
	{ "chael", NEXT_ANY, false, "kael" },
	{ "chr", NEXT_ANY, true, "kr" },
	{ "chl", NEXT_ANY, true, "kl" },
	{ "cqu", NEXT_ANY, false, "k" },
	{ "ck", NEXT_ANY, false, "k" },
	{ "cc", NEXT_SOFT, false, "ks" },
	{ "ch", NEXT_ANY, false, "C" },
	{ "c", NEXT_SOFT, false, "s" },
	{ "c", NEXT_ANY, false, "k" },
	{ "ean", NEXT_CLOSED, false, "A" },	/* Jean */
	{ "eau", NEXT_ANY, false, "o" },
	{ "ein", NEXT_CLOSED, false, "I" },
	{ "eim", NEXT_LABIAL, false, "I" },
	{ "ey", NEXT_VOWEL, false, "ei" },
	{ "ei", NEXT_ANY, false, "e" },
	{ "ey", NEXT_ANY, false, "e" },
	{ "en", NEXT_CLOSED, false, "A" },
	{ "em", NEXT_LABIAL, false, "A" },
	{ "eu", NEXT_ANY, false, "E" },
	{ "ge", NEXT_HARD, false, "j" },	/* Georges */
	{ "gn", NEXT_ANY, false, "N" },
	{ "gu", NEXT_SOFT, false, "g" },
	{ "g", NEXT_SOFT, false, "j" },
	{ "h", NEXT_ANY, false, "" },
	{ "ien", NEXT_END, false, "iI" },	/* Damien */
	{ "in", NEXT_CLOSED, false, "I" },
	{ "im", NEXT_LABIAL, false, "I" },
	{ "oeu", NEXT_ANY, false, "E" },
	{ "oy", NEXT_VOWEL, false, "oi" },
	{ "oi", NEXT_ANY, false, "W" },
	{ "oy", NEXT_ANY, false, "W" },
	{ "ou", NEXT_ANY, false, "U" },
	{ "on", NEXT_CLOSED, false, "O" },
	{ "om", NEXT_LABIAL, false, "O" },
	{ "ph", NEXT_ANY, false, "f" },
	{ "qu", NEXT_ANY, false, "k" },
	{ "q", NEXT_ANY, false, "k" },
	{ "sch", NEXT_ANY, false, "C" },
	{ "sh", NEXT_ANY, false, "C" },
	{ "sc", NEXT_SOFT, false, "s" },
	{ "tz", NEXT_ANY, false, "s" },
	{ "un", NEXT_CLOSED, false, "I" },
	{ "um", NEXT_LABIAL, false, "I" },
	{ "w", NEXT_ANY, false, "v" },
	{ "x", NEXT_ANY, false, "ks" },
	{ "yen", NEXT_END, false, "iI" },
	{ "yn", NEXT_CLOSED, false, "I" },
	{ "ym", NEXT_LABIAL, false, "I" },
	{ "y", NEXT_ANY, false, "i" },
	{ "z", NEXT_ANY, false, "s" },
};

#define RULES (sizeof(rules) / sizeof(rules[0]))

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool next_fits(enum next next, const char *at, const char *end)
{
	const char c = at < end ? *at : 0;
	switch (next) {
	case NEXT_ANY:
		return true;
	case NEXT_VOWEL:
		return is_one_of(c, "aeiouy");
	case NEXT_SOFT:
		return is_one_of(c, "eiy");
	case NEXT_HARD:
		return is_one_of(c, "aou");
	case NEXT_CLOSED:
		return !is_one_of(c, "aeiouynm");
	case NEXT_LABIAL:
		return is_one_of(c, "bp");
	case NEXT_END:
		return at == end;
	}
	return false;
}

/* The first rule of a letter, by bisection: the table is sorted by first letter. */
static size_t first_rule(char letter)
{
	size_t low = 0, high = RULES;
	while (low < high) {
		const size_t middle = (low + high) / 2;
		if (rules[middle].letters[0] < letter)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct rule *rule_for(const char *word, const char *at, const char *end)
{
	for (size_t i = first_rule(*at); i < RULES && rules[i].letters[0] == *at; i++) {
		const struct rule *r = &rules[i];
		const size_t n = strlen(r->letters);
		if ((size_t)(end - at) >= n && memcmp(r->letters, at, n) == 0 && next_fits(r->next, at + n, end) &&
		    (!r->at_start || at == word))
			return r;
	}
	return NULL;
}

/* The end of the word without what is not heard. */
static const char *heard_end(const char *word, const char *end)
{
	const char *first_vowel = word;
	while (first_vowel < end && !is_one_of(*first_vowel, "aeiouy"))
		first_vowel++;
	while (end - first_vowel > 1) {
		const char last = end[-1];
		const char before = end[-2];
		const bool silent = is_one_of(last, "dpstxz") || (is_one_of(last, "cg") && is_one_of(before, "nr")) ||
				    (last == 'r' && before == 'e' && end - word > 4);
		if (!silent)
			break;
		end--;
	}
	return end;
}

/* One word, letters of the fold key in a buffer of its own that may be changed. */
static enum jal_err put_word(char *word, size_t n, struct buf *out)
{
	const size_t from = out->len;
	for (size_t i = 0; i + 3 < n; i++) {
		if (memcmp(word + i, "aul", 3) != 0 || !is_one_of(word[i + 3], "tdx"))
			continue;
		memmove(word + i + 2, word + i + 3, n - i - 3);
		n--;
	}
	const char *end = heard_end(word, word + n);
	for (const char *p = word; p < end;) {
		const struct rule *r = rule_for(word, p, end);
		const char own[2] = { *p, 0 };
		for (const char *sound = r ? r->sounds : own; *sound; sound++) {
			if (out->len > from && out->data[out->len - 1] == (uint8_t)*sound)
				continue;
			const enum jal_err err = buf_putc(out, (uint8_t)*sound);
			if (err)
				return err;
		}
		p += r ? strlen(r->letters) : 1;
	}
	if (out->len > from + 1 && out->data[out->len - 1] == 'e')
		buf_cut(out, out->len - 1);
	return JAL_OK;
}

enum jal_err text_phonetic(const char *s, size_t n, struct buf *out)
{
	const size_t before = out->len;
	struct buf key = BUF_INIT;
	enum jal_err err = text_fold(s, n, &key);
	size_t at = 0;
	const char *word = NULL;
	size_t len = 0;
	while (!err && text_word(buf_str(&key), key.len, &at, &word, &len)) {
		if (out->len > before)
			err = buf_putc(out, ' ');
		if (!err)
			err = put_word((char *)key.data + (word - buf_str(&key)), len, out);
	}
	buf_free(&key);
	if (err)
		buf_cut(out, before);
	return err;
}
