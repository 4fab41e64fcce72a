/* Git's object names. Opens no repository. */
#include "sync/oid.h"

#include <git2.h>
#include <sodium.h>
#include <string.h>

static git_object_t git_type(enum oid_type type)
{
	switch (type) {
	case OID_COMMIT:
		return GIT_OBJECT_COMMIT;
	case OID_TREE:
		return GIT_OBJECT_TREE;
	case OID_BLOB:
		return GIT_OBJECT_BLOB;
	}
	return GIT_OBJECT_INVALID;
}

enum jal_err oid_of(enum oid_type type, const void *bytes, size_t n, struct oid *out)
{
	git_oid id = { { 0 } };
	if (git_odb_hash(&id, n ? bytes : "", n, git_type(type)) != 0)
		return JAL_ERR_IO;
	memcpy(out->b, id.id, OID_BYTES);
	return JAL_OK;
}

bool oid_equal(const struct oid *a, const struct oid *b)
{
	return memcmp(a->b, b->b, OID_BYTES) == 0;
}

bool oid_is_none(const struct oid *oid)
{
	return sodium_is_zero(oid->b, OID_BYTES);
}

const char *oid_hex(const struct oid *oid, char out[OID_HEX + 1])
{
	return sodium_bin2hex(out, OID_HEX + 1, oid->b, OID_BYTES);
}
