/* Encrypting and opening one envelope. Knows nothing of what is inside. */
#include "sync/envelope.h"

#include <sodium.h>
#include <string.h>

#include "sync/epoch.h"

#define MAGIC "JLE1"
#define MAGIC_BYTES 4
#define LEAST ((size_t)1 << 10)

size_t envelope_padded(size_t n)
{
	if (n >= ENVELOPE_PADDED_MAX)
		return 0;
	if (n >= ENVELOPE_STEP)
		return (n / ENVELOPE_STEP + 1) * ENVELOPE_STEP;
	size_t size = LEAST;
	while (size <= n)
		size *= 2;
	return size;
}

/* Sizes that padding can give: each is its own next one, one byte below. */
static bool is_padded_size(size_t n)
{
	return n >= LEAST && envelope_padded(n - 1) == n;
}

enum jal_err envelope_associated(const struct envelope_place *place, const struct jal_id *caseload, uint32_t epoch,
				 uint8_t out[ENVELOPE_ASSOCIATED_BYTES])
{
	struct buf b = BUF_INIT;
	enum jal_err err = JAL_OK;
	if ((err = buf_put(&b, MAGIC, MAGIC_BYTES)) || (err = buf_put(&b, place->territory.b, ID_BYTES)) ||
	    (err = buf_put(&b, place->device.b, ID_BYTES)) || (err = buf_put_u64(&b, place->seq)) ||
	    (err = buf_put(&b, place->prev.b, HASH_BYTES)) || (err = buf_put_u64(&b, place->charter)) ||
	    (err = buf_put(&b, place->charter_hash.b, HASH_BYTES)) || (err = buf_put(&b, caseload->b, ID_BYTES)) ||
	    (err = buf_put_u32(&b, epoch)))
		goto out;
	memcpy(out, b.data, ENVELOPE_ASSOCIATED_BYTES);
out:
	buf_free(&b);
	return err;
}

static enum jal_err put_header(const struct jal_id *caseload, uint32_t epoch, const uint8_t *nonce, size_t n,
			       struct buf *out)
{
	enum jal_err err = JAL_OK;
	if ((err = buf_put(out, MAGIC, MAGIC_BYTES)) || (err = buf_put(out, caseload->b, ID_BYTES)) ||
	    (err = buf_put_u32(out, epoch)) || (err = buf_put(out, nonce, ENVELOPE_NONCE_BYTES)) ||
	    (err = buf_put_u32(out, (uint32_t)n)))
		return err;
	return JAL_OK;
}

enum jal_err envelope_seal(const struct envelope_place *place, const struct jal_id *caseload, uint32_t epoch,
			   const struct secret *epoch_key, const uint8_t *nonce, const void *plain, size_t n,
			   struct buf *out)
{
	const size_t size = envelope_padded(n);
	uint8_t associated[ENVELOPE_ASSOCIATED_BYTES] = { 0 };
	uint8_t fresh[ENVELOPE_NONCE_BYTES] = { 0 };
	struct secret key = SECRET_INIT;
	struct buf padded = BUF_INIT, whole = BUF_INIT;
	if (size == 0)
		return JAL_ERR_LIMIT;
	if (epoch == 0)
		return JAL_ERR_INVALID;
	if (!nonce)
		randombytes_buf(fresh, sizeof(fresh));
	const uint8_t *used = nonce ? nonce : fresh;

	enum jal_err err = JAL_OK;
	if ((err = epoch_lot_key(epoch_key, &key)) ||
	    (err = envelope_associated(place, caseload, epoch, associated)) || (err = buf_reserve(&padded, size)) ||
	    (err = buf_put(&padded, plain, n)) ||
	    (err = put_header(caseload, epoch, used, size + ENVELOPE_TAG_BYTES, &whole)) ||
	    (err = buf_reserve(&whole, size + ENVELOPE_TAG_BYTES)))
		goto out;
	/* sodium_pad's own scheme (ISO 7816-4), in a block as long as the whole. */
	padded.data[n] = 0x80;
	memset(padded.data + n + 1, 0, size - n - 1);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(whole.data + whole.len, NULL, padded.data, size, associated,
							 sizeof(associated), NULL, used, key.p);
	whole.len += size + ENVELOPE_TAG_BYTES;
	whole.data[whole.len] = 0;
	padded.len = size;
	err = buf_put(out, whole.data, whole.len);
out:
	secret_free(&key);
	buf_free(&padded);
	buf_free(&whole);
	return err;
}

enum jal_err envelope_parse(struct wire *w, struct envelope *out, struct diag *d)
{
	struct wire rest = *w;
	struct envelope e = { .n = 0 };
	uint32_t n = 0;
	if (!wire_expect(&rest, MAGIC, MAGIC_BYTES) || !wire_id(&rest, &e.caseload) || !wire_u32(&rest, &e.epoch) ||
	    !wire_copy(&rest, e.nonce, sizeof(e.nonce)) || !wire_u32(&rest, &n))
		return diag_set(d, JAL_ERR_SYNTAX, N_("L’en-tête d’une enveloppe n’a pas la forme attendue."));
	if (e.epoch == 0 || n < ENVELOPE_TAG_BYTES || !is_padded_size(n - ENVELOPE_TAG_BYTES))
		return diag_set(d, JAL_ERR_SYNTAX,
			N_("Une enveloppe annonce une époque ou une taille qui n’existe pas."));
	if (!wire_take(&rest, n, &e.cipher))
		return diag_set(d, JAL_ERR_SYNTAX, N_("Une enveloppe est plus courte qu’elle ne l’annonce."));
	e.n = n;
	*w = rest;
	*out = e;
	return JAL_OK;
}

enum jal_err envelope_open(const struct envelope_place *place, const struct envelope *e,
			   const struct secret *epoch_key, struct buf *plain, struct diag *d)
{
	uint8_t associated[ENVELOPE_ASSOCIATED_BYTES] = { 0 };
	struct secret key = SECRET_INIT;
	struct buf padded = BUF_INIT;
	enum jal_err err = JAL_OK;
	if (e->n < ENVELOPE_TAG_BYTES || !is_padded_size(e->n - ENVELOPE_TAG_BYTES))
		return JAL_ERR_INVALID;
	const size_t size = e->n - ENVELOPE_TAG_BYTES;
	if ((err = epoch_lot_key(epoch_key, &key)) ||
	    (err = envelope_associated(place, &e->caseload, e->epoch, associated)) ||
	    (err = buf_reserve(&padded, size)))
		goto out;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(padded.data, NULL, NULL, e->cipher, e->n, associated,
						       sizeof(associated), e->nonce, key.p) != 0) {
		err = diag_set(d, JAL_ERR_VERIFY,
			N_("Une enveloppe ne s’ouvre pas avec la clé de son époque : elle a été altérée, ou vient d’ailleurs."));
		goto out;
	}
	padded.len = size;
	size_t n = size;
	while (n > 0 && padded.data[n - 1] == 0)
		n--;
	/* The least padding is the only one: the same operations have the same size. */
	if (n == 0 || padded.data[n - 1] != 0x80 || envelope_padded(n - 1) != size) {
		err = diag_set(d, JAL_ERR_SYNTAX, N_("Le remplissage d’une enveloppe n’a pas la forme attendue."));
		goto out;
	}
	err = buf_put(plain, padded.data, n - 1);
out:
	secret_free(&key);
	buf_free(&padded);
	return err;
}
