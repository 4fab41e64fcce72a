/*
 * Keys that the vault holds besides its own: this device's signing and box
 * keys, and the epoch keys of caseloads. They lie in the encrypted database and
 * come out only as struct secret.
 */
#ifndef CORE_KEYRING_H
#define CORE_KEYRING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/db.h"
#include "core/error.h"
#include "core/id.h"
#include "core/secret.h"

/* Every function here may be called inside a transaction of the caller's, or
 * makes its own. */

#define KEYRING_EPOCH_BYTES 32

extern const struct db_sql keyring_sql;

/* This vault's device: made by keyring_make_device, public halves readable. */
struct keyring_device {
	struct jal_id id;		/* first 16 bytes of b2 of the signing key */
	struct jal_id member;		/* zero until admitted */
	uint8_t sign_public[32];	/* Ed25519 */
	uint8_t box_public[32];		/* X25519 */
};

/* New keys. Made again in a restored vault, which then writes as another device
 * (protocol.md §5): the last one made is the vault's own, with no member yet. */
JAL_MUST enum jal_err keyring_make_device(struct db *db, struct keyring_device *out);
/* JAL_ERR_NOT_FOUND before keyring_make_device. */
JAL_MUST enum jal_err keyring_device(struct db *db, struct keyring_device *out);
/* Another box key in the place of this device's, to which others seal once it is
 * announced (protocol.md §3, `box`); the former one is gone. Gives the public half. */
JAL_MUST enum jal_err keyring_new_box(struct db *db, uint8_t public_key[32]);
JAL_MUST enum jal_err keyring_set_member(struct db *db, const struct jal_id *member);
/* The 64-byte libsodium Ed25519 secret key; the 32-byte X25519 secret key that
 * belongs to box_public. */
JAL_MUST enum jal_err keyring_sign_secret(struct db *db, struct secret *out);
JAL_MUST enum jal_err keyring_box_secret(struct db *db, struct secret *out);

/* The ssh transport key (Ed25519), made on first use. */
JAL_MUST enum jal_err keyring_ssh(struct db *db, uint8_t public_key[32], struct secret *out);

/* Epoch keys, of KEYRING_EPOCH_BYTES; epochs count from 1. Putting the same one
 * again changes nothing; another key for an epoch that is there is
 * JAL_ERR_VERIFY. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err keyring_put_epoch(struct db *db, const struct jal_id *caseload, uint32_t epoch,
					const struct secret *key);
JAL_MUST enum jal_err keyring_epoch(struct db *db, const struct jal_id *caseload, uint32_t epoch, struct secret *out);

#endif
