/*
 * The word lists of data/, compiled in (wordlist.c is made from them by
 * data/list.awk), so that opening a vault needs no other file.
 */
#ifndef CORE_WORDLIST_H
#define CORE_WORDLIST_H

#include <stddef.h>

#define WORDLIST_RECOVERY 2048

/* Words of recovery codes: sorted, a to z only, unique in their first four letters. */
extern const char *const wordlist_recovery[];
extern const size_t wordlist_recovery_count;	/* WORDLIST_RECOVERY, which a test proves */

/* What people use as passphrases too often: folded (a to z and digits only), longest first. */
extern const char *const wordlist_common[];
extern const size_t wordlist_common_count;

#endif
