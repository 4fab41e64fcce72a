/* SSHSIG for Ed25519, namespace git, sha512. Knows nothing of commits. */
#include "sync/sshsig.h"

#include <sodium.h>
#include <string.h>

#include "sync/wire.h"

#define ARMOUR_BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define ARMOUR_END "-----END SSH SIGNATURE-----\n"
#define ARMOUR_COLUMNS 70
#define KEY_TYPE "ssh-ed25519"
#define KEY_BLOB_BYTES 51
#define SIG_BLOB_BYTES 173
/* Where the two variable parts stand in the blob. */
#define SIG_BLOB_KEY 33
#define SIG_BLOB_SIG 109

/* An ssh "string": u32 length, then the bytes. */
static enum jal_err put_string(struct buf *b, const void *bytes, size_t n)
{
	const enum jal_err err = buf_put_u32(b, (uint32_t)n);
	return err ? err : buf_put(b, bytes, n);
}

static enum jal_err put_text(struct buf *b, const char *text)
{
	return put_string(b, text, strlen(text));
}

static enum jal_err put_base64(struct buf *b, const void *bytes, size_t n, size_t columns)
{
	char text[sodium_base64_ENCODED_LEN(SIG_BLOB_BYTES, sodium_base64_VARIANT_ORIGINAL)] = { 0 };
	if (n > SIG_BLOB_BYTES)
		return JAL_ERR_LIMIT;
	sodium_bin2base64(text, sizeof(text), bytes, n, sodium_base64_VARIANT_ORIGINAL);
	const size_t len = strlen(text);
	for (size_t at = 0; at < len; at += columns) {
		const size_t part = len - at < columns ? len - at : columns;
		enum jal_err err = buf_put(b, text + at, part);
		if (!err && columns == ARMOUR_COLUMNS)
			err = buf_putc(b, '\n');
		if (err)
			return err;
	}
	return JAL_OK;
}

static enum jal_err key_blob(const uint8_t key[SSHSIG_KEY_BYTES], struct buf *b)
{
	const enum jal_err err = put_text(b, KEY_TYPE);
	return err ? err : put_string(b, key, SSHSIG_KEY_BYTES);
}

static enum jal_err signature_blob(const struct sshsig *s, struct buf *b)
{
	enum jal_err err = JAL_OK;
	if ((err = buf_puts(b, "SSHSIG")) || (err = buf_put_u32(b, 1)) || (err = buf_put_u32(b, KEY_BLOB_BYTES)) ||
	    (err = key_blob(s->key, b)) || (err = put_text(b, "git")) || (err = put_text(b, "")) ||
	    (err = put_text(b, "sha512")) || (err = buf_put_u32(b, 4 + sizeof(KEY_TYPE) - 1 + 4 + SSHSIG_SIG_BYTES)) ||
	    (err = put_text(b, KEY_TYPE)) || (err = put_string(b, s->sig, SSHSIG_SIG_BYTES)))
		return err;
	return JAL_OK;
}

/* What is really signed: the same preamble around a hash of the message. */
static enum jal_err signed_blob(const void *data, size_t n, struct buf *b)
{
	uint8_t digest[crypto_hash_sha512_BYTES] = { 0 };
	crypto_hash_sha512(digest, n ? data : digest, n);
	enum jal_err err = JAL_OK;
	if ((err = buf_puts(b, "SSHSIG")) || (err = put_text(b, "git")) || (err = put_text(b, "")) ||
	    (err = put_text(b, "sha512")) || (err = put_string(b, digest, sizeof(digest))))
		return err;
	return JAL_OK;
}

enum jal_err sshsig_sign(const struct secret *secret, const void *data, size_t n, struct sshsig *out)
{
	if (!secret->p || secret->n != SSHSIG_SECRET_BYTES)
		return JAL_ERR_INVALID;
	struct buf blob = BUF_INIT;
	struct sshsig s = { { 0 }, { 0 } };
	const enum jal_err err = signed_blob(data, n, &blob);
	if (err)
		goto out;
	(void)crypto_sign_detached(s.sig, NULL, blob.data, blob.len, secret->p);
	memcpy(s.key, secret->p + SSHSIG_SECRET_BYTES - SSHSIG_KEY_BYTES, SSHSIG_KEY_BYTES);
	*out = s;
out:
	buf_free(&blob);
	return err;
}

enum jal_err sshsig_check(const struct sshsig *s, const void *data, size_t n)
{
	struct buf blob = BUF_INIT;
	enum jal_err err = signed_blob(data, n, &blob);
	if (!err && crypto_sign_verify_detached(s->sig, blob.data, blob.len, s->key) != 0)
		err = JAL_ERR_VERIFY;
	buf_free(&blob);
	return err;
}

enum jal_err sshsig_armour(const struct sshsig *s, struct buf *out)
{
	struct buf blob = BUF_INIT;
	enum jal_err err = signature_blob(s, &blob);
	if (!err)
		err = buf_puts(out, ARMOUR_BEGIN);
	if (!err)
		err = put_base64(out, blob.data, blob.len, ARMOUR_COLUMNS);
	if (!err)
		err = buf_puts(out, ARMOUR_END);
	buf_free(&blob);
	return err;
}

enum jal_err sshsig_parse(const char *text, size_t n, struct sshsig *out)
{
	struct wire w = wire_of(text, n);
	const size_t tail = sizeof(ARMOUR_END) - 1;
	if (!wire_text(&w, ARMOUR_BEGIN) || w.n < tail)
		return JAL_ERR_SYNTAX;
	uint8_t blob[SIG_BLOB_BYTES] = { 0 };
	size_t len = 0;
	if (sodium_base642bin(blob, sizeof(blob), (const char *)w.p, w.n - tail, "\n", &len, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    len != sizeof(blob))
		return JAL_ERR_SYNTAX;
	struct sshsig s = { { 0 }, { 0 } };
	memcpy(s.key, blob + SIG_BLOB_KEY, sizeof(s.key));
	memcpy(s.sig, blob + SIG_BLOB_SIG, sizeof(s.sig));

	/* Everything that was not looked at above is judged here. */
	struct buf again = BUF_INIT;
	enum jal_err err = sshsig_armour(&s, &again);
	if (!err && (again.len != n || memcmp(again.data, text, n) != 0))
		err = JAL_ERR_SYNTAX;
	buf_free(&again);
	if (!err)
		*out = s;
	return err;
}

enum jal_err sshsig_key_text(const uint8_t key[SSHSIG_KEY_BYTES], struct buf *out)
{
	struct buf blob = BUF_INIT;
	enum jal_err err = key_blob(key, &blob);
	if (!err)
		err = buf_puts(out, KEY_TYPE " ");
	if (!err)
		err = put_base64(out, blob.data, blob.len, SIZE_MAX);
	buf_free(&blob);
	return err;
}
