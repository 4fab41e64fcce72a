/* Judging passphrases: length, repetition, libpwquality, and what everybody uses. */
#include "core/passphrase.h"

#include <pwquality.h>
#include <sodium.h>
#include <string.h>

#include "core/buf.h"
#include "core/secret.h"
#include "core/text.h"
#include "core/wordlist.h"

#define PHRASE_MAX ((size_t)1024)
/* What must be left once everything common is taken out of it (letters and digits), and how many different ones. */
#define LEFT_MIN 6
#define DIFFERENT_MIN 5
/* libpwquality's score, 0 to 100, from which we say "good". */
#define GOOD_SCORE 60

static size_t visible(const char *text, size_t n)
{
	size_t count = 0;
	for (size_t at = 0; at < n; at = text_next(text, n, at))
		count++;
	return count;
}

/* Keeps letters and digits only, in place. */
static size_t squeeze(char *text, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (text[i] != ' ')
			text[kept++] = text[i];
	}
	text[kept] = 0;
	return kept;
}

static unsigned different(const char *text, size_t n)
{
	bool seen[256] = { false };
	unsigned count = 0;
	for (size_t i = 0; i < n; i++) {
		if (!seen[(unsigned char)text[i]])
			count++;
		seen[(unsigned char)text[i]] = true;
	}
	sodium_memzero(seen, sizeof(seen));
	return count;
}

/* Takes every common phrase out of text; returns what is left of it. A blank stays in its place, so that what stood
 * apart does not become a new word. */
static size_t without_common(char *text, size_t n)
{
	size_t left = n;
	for (size_t i = 0; i < wordlist_common_count; i++) {
		const size_t len = strlen(wordlist_common[i]);
		for (char *at = text; (at = strstr(at, wordlist_common[i])) != NULL; at += len) {
			memset(at, ' ', len);
			left -= len;
		}
	}
	return left;
}

static enum jal_err refuse_common(char *folded, size_t n, struct diag *why)
{
	if (different(folded, n) < DIFFERENT_MIN)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Cette phrase répète trop les mêmes caractères. Choisissez plusieurs mots sans lien entre eux."));
	if (without_common(folded, n) < LEFT_MIN)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Cette phrase est faite de mots ou de suites que tout le monde utilise. Choisissez plusieurs mots sans lien entre eux."));
	return JAL_OK;
}

static enum jal_err refuse_quality(int result, struct diag *why)
{
	switch (result) {
	case PWQ_ERROR_MEM_ALLOC:
		return JAL_ERR_NOMEM;
	case PWQ_ERROR_PALINDROME:
		return diag_set(why, JAL_ERR_INVALID,
			N_("Cette phrase se lit pareil dans les deux sens. Choisissez plusieurs mots sans lien entre eux."));
	case PWQ_ERROR_MAX_CONSECUTIVE:
	case PWQ_ERROR_MAX_SEQUENCE:
		return diag_set(why, JAL_ERR_INVALID,
			N_("Cette phrase contient une longue suite ou répétition. Choisissez plusieurs mots sans lien entre eux."));
	default:
		return diag_set(why, JAL_ERR_INVALID,
			N_("Cette phrase est trop simple. Choisissez plusieurs mots sans lien entre eux."));
	}
}

/* Its score, or a negative PWQ_ERROR. */
static int quality(const char *text)
{
	pwquality_settings_t *settings = pwquality_default_settings();
	if (!settings)
		return PWQ_ERROR_MEM_ALLOC;
	/* libcrack would look for its dictionary and write over the screen when it finds none. */
	int result = pwquality_set_int_value(settings, PWQ_SETTING_DICT_CHECK, 0);
	if (result == 0)
		result = pwquality_set_int_value(settings, PWQ_SETTING_MIN_LENGTH, PASSPHRASE_MIN);
	if (result == 0)
		result = pwquality_set_int_value(settings, PWQ_SETTING_MAX_REPEAT, 4);
	if (result == 0)
		result = pwquality_set_int_value(settings, PWQ_SETTING_MAX_SEQUENCE, 5);
	if (result == 0)
		result = pwquality_check(settings, text, NULL, NULL, NULL);
	pwquality_free_settings(settings);
	return result;
}

enum jal_err passphrase_check(const char *text, size_t n, enum passphrase_strength *out, struct diag *why)
{
	struct buf folded = BUF_INIT;
	struct secret copy = SECRET_INIT;
	int score = 0;
	enum jal_err err = JAL_OK;

	if (n > PHRASE_MAX)
		return diag_set(why, JAL_ERR_INVALID, N_("Cette phrase est trop longue : 1 024 octets au plus."));
	if (visible(text, n) < PASSPHRASE_MIN)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Cette phrase est trop courte : il faut au moins %1 caractères. Quatre ou cinq mots sans lien entre eux font une bonne phrase."),
			diag_num(PASSPHRASE_MIN));
	/* Folding may leave nothing. */
	if ((err = buf_reserve(&folded, 0)))
		goto out;
	err = memchr(text, 0, n) ? JAL_ERR_SYNTAX : text_fold(text, n, &folded);
	if (err == JAL_ERR_SYNTAX)
		err = diag_set(why, JAL_ERR_INVALID, N_("Cette phrase contient des caractères illisibles. Tapez-la de nouveau."));
	if (err)
		goto out;
	folded.len = squeeze((char *)folded.data, folded.len);
	if ((err = refuse_common((char *)folded.data, folded.len, why)))
		goto out;
	/* libpwquality wants a final NUL; the one of secret_new is there. */
	if ((err = secret_new(n + 1, &copy)))
		goto out;
	memcpy(copy.p, text, n);
	score = quality((const char *)copy.p);
	if (score < 0) {
		err = refuse_quality(score, why);
		goto out;
	}
	*out = score >= GOOD_SCORE ? PASSPHRASE_GOOD : PASSPHRASE_FAIR;
out:
	buf_free(&folded);
	secret_free(&copy);
	return err;
}

const char *passphrase_word(enum passphrase_strength strength)
{
	switch (strength) {
	case PASSPHRASE_REFUSED:
		return N_("insuffisante");
	case PASSPHRASE_FAIR:
		return N_("correcte");
	case PASSPHRASE_GOOD:
		return N_("bonne");
	}
	return N_("insuffisante");
}
