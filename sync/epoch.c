/* Keys and commitments derived from an epoch key. Knows no file. */
#include "sync/epoch.h"

#include <sodium.h>
#include <string.h>

#include "core/buf.h"

static enum jal_err derive(const struct secret *epoch_key, const char *personal, const void *data, size_t n,
			   uint8_t out[32])
{
	uint8_t person[crypto_generichash_blake2b_PERSONALBYTES] = { 0 };
	if (!epoch_key->p || epoch_key->n != EPOCH_KEY_BYTES)
		return JAL_ERR_INVALID;
	memcpy(person, personal, strnlen(personal, sizeof(person)));
	return crypto_generichash_blake2b_salt_personal(out, 32, data, n, epoch_key->p, epoch_key->n, NULL, person) == 0 ?
		       JAL_OK :
		       JAL_ERR_INVALID;
}

static enum jal_err derive_key(const struct secret *epoch_key, const char *personal, struct secret *out)
{
	struct secret key = SECRET_INIT;
	enum jal_err err = secret_new(EPOCH_KEY_BYTES, &key);
	if (!err)
		err = derive(epoch_key, personal, NULL, 0, key.p);
	if (err) {
		secret_free(&key);
		return err;
	}
	*out = key;
	return JAL_OK;
}

enum jal_err epoch_lot_key(const struct secret *epoch_key, struct secret *out)
{
	return derive_key(epoch_key, "jalon-lot-v1", out);
}

enum jal_err epoch_state_key(const struct secret *epoch_key, struct secret *out)
{
	return derive_key(epoch_key, "jalon-state-v1", out);
}

enum jal_err epoch_commitment(const struct secret *epoch_key, const struct jal_id *territory,
			      const struct jal_id *caseload, uint32_t epoch, struct jal_hash *out)
{
	struct buf b = BUF_INIT;
	struct jal_hash h = { { 0 } };
	enum jal_err err = buf_put(&b, territory->b, ID_BYTES);
	if (!err)
		err = buf_put(&b, caseload->b, ID_BYTES);
	if (!err)
		err = buf_put_u32(&b, epoch);
	if (!err)
		err = derive(epoch_key, "jalon-commit-v1", b.data, b.len, h.b);
	buf_free(&b);
	if (!err)
		*out = h;
	return err;
}
