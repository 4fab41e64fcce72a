/*
 * Whether a passphrase is good enough to protect a stolen laptop, and in words
 * how good. Knows nothing of keys.
 */
#ifndef CORE_PASSPHRASE_H
#define CORE_PASSPHRASE_H

#include <stddef.h>

#include "core/diag.h"
#include "core/error.h"

/* The floor, in visible characters. */
#define PASSPHRASE_MIN 12

enum passphrase_strength {
	PASSPHRASE_REFUSED,
	PASSPHRASE_FAIR,
	PASSPHRASE_GOOD,
};

/* JAL_OK and the strength, or JAL_ERR_INVALID and why it is refused (the sentence
 * never holds any of it). Any bytes may be given. */
JAL_MUST enum jal_err passphrase_check(const char *text, size_t n, enum passphrase_strength *out, struct diag *why);

/* The strength in a word, marked for translation; never NULL. */
const char *passphrase_word(enum passphrase_strength strength);

#endif
