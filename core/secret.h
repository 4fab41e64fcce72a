/*
 * Keys and passphrases in jalon's hands: one small arena of locked memory,
 * wiped when freed, never in a core dump. Nothing else holds a key.
 *
 * Any thread may call these functions; one struct secret belongs to one thread.
 */
#ifndef CORE_SECRET_H
#define CORE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* No secret is longer (bytes). */
#define SECRET_MAX ((size_t)64 << 10)

struct secret {
	uint8_t *p;	/* NULL when empty */
	size_t n;
};

#define SECRET_INIT ((struct secret){ NULL, 0 })

/* Call once per process, before threads: starts libsodium, turns core dumps
 * off (RLIMIT_CORE, PR_SET_DUMPABLE), sets umask 077. JAL_ERR_IO when the
 * system refuses one of them. */
JAL_MUST enum jal_err secret_start(void);

/* n zero bytes in locked memory; with n = 0 an empty secret. Never fails because
 * a lock is refused (secret_locked() then says so, and `jalon doctor` warns).
 * JAL_ERR_LIMIT past SECRET_MAX, JAL_ERR_NOMEM. */
JAL_MUST enum jal_err secret_new(size_t n, struct secret *out);
JAL_MUST enum jal_err secret_copy(const void *bytes, size_t n, struct secret *out);
JAL_MUST enum jal_err secret_random(size_t n, struct secret *out);

/* Same length and bytes, compared in constant time. */
bool secret_equal(const struct secret *a, const struct secret *b);

/* Wipes, frees, leaves SECRET_INIT. NULL and empty are fine. */
void secret_free(struct secret *s);

/* False when the system refused to lock some secret since the process began. */
bool secret_locked(void);

#endif
