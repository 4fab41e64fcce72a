/*
 * The file `vault.slots` (protocol.md §3): the database key, wrapped once under
 * the passphrase and once under the recovery code. Knows bytes and keys; where
 * the file lies is the vault's business.
 */
#ifndef CORE_SLOTS_H
#define CORE_SLOTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/secret.h"

#define SLOTS_MAX 4
#define SLOTS_KEY_BYTES 32
#define SLOTS_HEADER_BYTES 28
#define SLOTS_SLOT_BYTES 104
#define SLOTS_FILE_MAX (SLOTS_HEADER_BYTES + SLOTS_MAX * SLOTS_SLOT_BYTES)

enum slots_kind {
	SLOTS_PASSPHRASE = 1,	/* NFC UTF-8, see slots_passphrase */
	SLOTS_RECOVERY = 2,	/* the 8 words in lower case, single spaces between (core/recovery) */
};

/* What Argon2id (version 1.3, one lane) costs. */
struct slots_cost {
	uint32_t passes;
	uint64_t memory;	/* bytes */
};

/* Bounds of the format; outside them a slot is refused before any work. */
#define SLOTS_PASSES_MIN 2
#define SLOTS_PASSES_MAX 10
#define SLOTS_MEMORY_MIN ((uint64_t)64 << 20)
#define SLOTS_MEMORY_MAX ((uint64_t)1 << 30)

struct slots {
	struct jal_id vault;
	unsigned count;		/* 1 to SLOTS_MAX */
	uint8_t slot[SLOTS_MAX][SLOTS_SLOT_BYTES];
};

/* The floor: 2 passes over 64 MiB (`--kdf interactive`, tests). */
struct slots_cost slots_floor(void);
/* About one second on this machine: measured (the floor is run once or twice).
 * Never under the floor, at most a quarter of the memory, and at most 256 MiB so
 * that a backup also opens on a smaller machine; more passes instead. */
struct slots_cost slots_calibrate(void);

/* The passphrase as it is fed to Argon2id: NFC. JAL_ERR_INVALID when it is empty
 * or not UTF-8, JAL_ERR_LIMIT past 1,024 bytes. */
JAL_MUST enum jal_err slots_passphrase(const char *text, size_t n, struct secret *out);

/* An empty set of `count` slots, each to be filled by slots_seal. */
void slots_init(struct slots *s, const struct jal_id *vault, unsigned count);

/* Fills slot `at` anew (fresh salt and nonce). key has SLOTS_KEY_BYTES. Slow:
 * runs Argon2id. On failure s is as it was. JAL_ERR_NOMEM when the memory that
 * cost asks for cannot be had. */
JAL_MUST enum jal_err slots_seal(struct slots *s, unsigned at, enum slots_kind kind, struct slots_cost cost,
				 const struct secret *phrase, const struct secret *key);

/* Tries every slot of that kind. Slow: runs Argon2id for each. JAL_ERR_WRONG_KEY
 * when none opens, JAL_ERR_NOT_FOUND when there is none of that kind,
 * JAL_ERR_NOMEM. at (may be NULL) gets the slot that opened. */
JAL_MUST enum jal_err slots_open(const struct slots *s, enum slots_kind kind, const struct secret *phrase,
				 struct secret *key, unsigned *at);

/* The cost written in slot `at`. */
struct slots_cost slots_cost_of(const struct slots *s, unsigned at);
/* The first slot of that kind, or s->count. */
unsigned slots_find(const struct slots *s, enum slots_kind kind);

/* The file's bytes, appended. */
JAL_MUST enum jal_err slots_write(const struct slots *s, struct buf *out);

/* JAL_ERR_SYNTAX: not such a file at all; JAL_ERR_NEWER: of a later format;
 * JAL_ERR_CORRUPT: cut short, something after the end, an unknown kind, or a
 * cost out of bounds (4 TiB is refused here, before anything is allocated).
 * Each with its sentence in why. */
JAL_MUST enum jal_err slots_read(const uint8_t *data, size_t n, struct slots *out, struct diag *why);

#endif
