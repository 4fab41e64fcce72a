/* Recovery codes: bits to words and back. Knows nothing of slots. */
#include "core/recovery.h"

#include <sodium.h>
#include <string.h>

#include "core/buf.h"
#include "core/id.h"
#include "core/text.h"
#include "core/wordlist.h"

#define BITS_PER_WORD 11
#define CODE_BYTES (RECOVERY_WORDS * BITS_PER_WORD / 8)
#define SIGNIFICANT 4
#define TYPED_MAX ((size_t)1024)

_Static_assert(CODE_BYTES == 11, "88 bits");

/* Sets the last 4 bits from the 84 before them. */
static void set_check(uint8_t code[CODE_BYTES])
{
	code[CODE_BYTES - 1] &= 0xF0;
	const struct jal_hash hash = hash_b2(code, CODE_BYTES);
	code[CODE_BYTES - 1] |= hash.b[0] >> 4;
}

static unsigned word_number(const uint8_t *code, unsigned which)
{
	unsigned number = 0;
	for (unsigned bit = which * BITS_PER_WORD; bit < (which + 1) * BITS_PER_WORD; bit++)
		number = number << 1 | ((code[bit / 8] >> (7 - bit % 8)) & 1U);
	return number;
}

static void put_word_number(uint8_t *code, unsigned which, unsigned number)
{
	for (unsigned i = 0; i < BITS_PER_WORD; i++) {
		const unsigned bit = which * BITS_PER_WORD + i;
		if (number >> (BITS_PER_WORD - 1 - i) & 1U)
			code[bit / 8] = (uint8_t)(code[bit / 8] | 1U << (7 - bit % 8));
	}
}

static enum jal_err canonical(const uint8_t *code, struct secret *out)
{
	size_t len = RECOVERY_WORDS - 1;
	for (unsigned i = 0; i < RECOVERY_WORDS; i++)
		len += strlen(wordlist_recovery[word_number(code, i)]);
	struct secret text = SECRET_INIT;
	const enum jal_err err = secret_new(len, &text);
	if (err)
		return err;
	size_t at = 0;
	for (unsigned i = 0; i < RECOVERY_WORDS; i++) {
		const char *word = wordlist_recovery[word_number(code, i)];
		if (i > 0)
			text.p[at++] = ' ';
		memcpy(text.p + at, word, strlen(word));
		at += strlen(word);
	}
	*out = text;
	return JAL_OK;
}

enum jal_err recovery_make(struct secret *out)
{
	struct secret code = SECRET_INIT;
	enum jal_err err = secret_random(CODE_BYTES, &code);
	if (err)
		return err;
	set_check(code.p);
	err = canonical(code.p, out);
	secret_free(&code);
	return err;
}

/* The words are sorted and differ within SIGNIFICANT letters. */
static bool find_word(const char *typed, size_t n, unsigned *number)
{
	const size_t compared = n < SIGNIFICANT ? n + 1 : SIGNIFICANT;
	char start[SIGNIFICANT + 1] = { 0 };
	memcpy(start, typed, n < SIGNIFICANT ? n : SIGNIFICANT);
	size_t low = 0, high = WORDLIST_RECOVERY;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		/* A typed word shorter than that must be the whole word. */
		const int order = strncmp(start, wordlist_recovery[middle], compared);
		if (order == 0) {
			sodium_memzero(start, sizeof(start));
			*number = (unsigned)middle;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	sodium_memzero(start, sizeof(start));
	return false;
}

static enum jal_err parse_folded(const char *text, size_t n, uint8_t code[CODE_BYTES], struct diag *why)
{
	unsigned count = 0;
	for (size_t at = 0; at < n;) {
		size_t end = at;
		while (end < n && text[end] >= 'a' && text[end] <= 'z')
			end++;
		if (end == at) {
			at++;
			continue;
		}
		unsigned number = 0;
		if (count < RECOVERY_WORDS) {
			if (!find_word(text + at, end - at, &number))
				return diag_set(why, JAL_ERR_INVALID,
					N_("Le mot n° %1 du code de secours n’est pas dans la liste. Relisez-le sur votre papier."),
					diag_num(count + 1));
			put_word_number(code, count, number);
		}
		count++;
		at = end;
	}
	if (count != RECOVERY_WORDS)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Le code de secours a 8 mots ; il y en a %1 ici. Relisez votre papier."), diag_num(count));
	const uint8_t check = code[CODE_BYTES - 1];
	set_check(code);
	if (code[CODE_BYTES - 1] != check)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Ces 8 mots ne forment pas un code de secours : l’un d’eux est faux, ou ils ne sont pas dans l’ordre. Relisez votre papier."));
	return JAL_OK;
}

enum jal_err recovery_parse(const char *typed, size_t n, struct secret *out, struct diag *why)
{
	struct buf folded = BUF_INIT;
	struct secret code = SECRET_INIT;
	enum jal_err err = JAL_OK;
	if (n > TYPED_MAX)
		return diag_set(why, JAL_ERR_LIMIT, N_("C’est trop long pour un code de secours, qui a 8 mots."));
	if ((err = text_fold(typed, n, &folded)) || (err = secret_new(CODE_BYTES, &code)))
		goto out;
	err = parse_folded(buf_str(&folded), folded.len, code.p, why);
	if (!err)
		err = canonical(code.p, out);
out:
	buf_free(&folded);
	secret_free(&code);
	return err;
}
