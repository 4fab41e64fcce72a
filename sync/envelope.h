/*
 * One envelope: the operations of one caseload, encrypted for one epoch and
 * bound to the one commit that carries them (protocol.md §3, §4). The clear
 * header reads without keys. Knows padding and encryption; not what is inside.
 */
#ifndef SYNC_ENVELOPE_H
#define SYNC_ENVELOPE_H

#include "core/buf.h"
#include "core/diag.h"
#include "core/id.h"
#include "core/secret.h"
#include "sync/wire.h"

#define ENVELOPE_NONCE_BYTES 24
#define ENVELOPE_TAG_BYTES 16
#define ENVELOPE_ASSOCIATED_BYTES 136
/* Bytes before the ciphertext. */
#define ENVELOPE_HEADER_BYTES 52
/* Up to here (bytes, padding included) sizes are powers of two from 1 KiB on;
 * beyond, for one large operation, multiples of this. */
#define ENVELOPE_STEP ((size_t)64 << 10)
#define ENVELOPE_PADDED_MAX (((size_t)4 << 20) + ENVELOPE_STEP)
/* The most that several operations together may be, padding not included. */
#define ENVELOPE_SEVERAL_MAX (ENVELOPE_STEP - 1)

struct envelope {
	struct jal_id caseload;
	uint32_t epoch;			/* from 1 */
	uint8_t nonce[ENVELOPE_NONCE_BYTES];
	const uint8_t *cipher;		/* borrowed from the file; tag last */
	size_t n;
};

/* The commit that an envelope belongs to. */
struct envelope_place {
	struct jal_id territory;
	struct jal_id device;
	uint64_t seq;
	struct jal_hash prev;	/* zeros for none */
	uint64_t charter;
	struct jal_hash charter_hash;
};

/* The size that n bytes have once padded (padding adds at least one byte), or 0
 * when they are too many. */
size_t envelope_padded(size_t n);

/* The associated data of an envelope. */
JAL_MUST enum jal_err envelope_associated(const struct envelope_place *place, const struct jal_id *caseload,
					  uint32_t epoch, uint8_t out[ENVELOPE_ASSOCIATED_BYTES]);

/* Encrypts n bytes of plaintext and appends the whole envelope. nonce NULL: a
 * random one, as always outside of test vectors. JAL_ERR_LIMIT when too large;
 * JAL_ERR_INVALID for epoch 0 or a key of the wrong size. */
JAL_MUST enum jal_err envelope_seal(const struct envelope_place *place, const struct jal_id *caseload, uint32_t epoch,
				    const struct secret *epoch_key, const uint8_t *nonce, const void *plain, size_t n,
				    struct buf *out);

/* Reads one envelope from the front of w, which it consumes. JAL_ERR_SYNTAX for
 * anything but a whole envelope of a size that padding gives. */
JAL_MUST enum jal_err envelope_parse(struct wire *w, struct envelope *out, struct diag *d);

/* Decrypts and appends the plaintext without its padding. JAL_ERR_VERIFY when
 * key, place or bytes do not fit; JAL_ERR_SYNTAX when the padding is not the one
 * that envelope_seal() gives. */
JAL_MUST enum jal_err envelope_open(const struct envelope_place *place, const struct envelope *e,
				    const struct secret *epoch_key, struct buf *plain, struct diag *d);

#endif
