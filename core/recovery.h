/*
 * Recovery codes: 8 French words that open a vault when the passphrase is
 * forgotten. 88 bits, the last 4 of which check the others. A code is shown
 * once and written on paper; it is never in a file.
 */
#ifndef CORE_RECOVERY_H
#define CORE_RECOVERY_H

#include <stddef.h>

#include "core/diag.h"
#include "core/error.h"
#include "core/secret.h"

#define RECOVERY_WORDS 8

/* A new code, in its canonical form: the words in lower case with single spaces
 * between, no NUL. This is also what is fed to Argon2id (core/slots).
 *
 * The first 84 bits are random; the last 4 are the first 4 of the BLAKE2b-256 of
 * the 84 (in 11 bytes, most significant first, the last 4 bits zero). Each 11
 * bits, most significant first, number a word of data/recovery-words.txt. */
JAL_MUST enum jal_err recovery_make(struct secret *out);

/* What someone typed, in its canonical form. Tolerates capitals, accents,
 * ligatures, anything but letters between words, and of a word only its first
 * four letters count. JAL_ERR_INVALID: not 8 words, an unknown word, or the check
 * fails; the sentence in why says which word by its place, never the word. */
JAL_MUST enum jal_err recovery_parse(const char *typed, size_t n, struct secret *out, struct diag *why);

#endif
