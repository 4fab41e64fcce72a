/*
 * Git's SHA-1 object names. They only name objects; nothing is believed
 * because of one (protocol.md, Notation). Opens no repository.
 */
#ifndef SYNC_OID_H
#define SYNC_OID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define OID_BYTES 20
#define OID_HEX 40

struct oid {
	uint8_t b[OID_BYTES];
};

enum oid_type {
	OID_COMMIT,
	OID_TREE,
	OID_BLOB
};

/* The name of nothing: a reference that is not there. */
#define OID_NONE ((struct oid){ { 0 } })

/* The name git gives these bytes. libgit2 must have been started. JAL_ERR_IO
 * when it cannot hash. */
JAL_MUST enum jal_err oid_of(enum oid_type type, const void *bytes, size_t n, struct oid *out);

/* Whether two names are one; whether it is the zero name, that of nothing. */
bool oid_equal(const struct oid *a, const struct oid *b);
bool oid_is_none(const struct oid *oid);

/* Lower-case hex; out holds OID_HEX + 1 bytes. Returns out. */
const char *oid_hex(const struct oid *oid, char out[OID_HEX + 1]);

#endif
