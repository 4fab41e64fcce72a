/*
 * SSHSIG signatures as `ssh-keygen -Y sign` and git's gpg.format=ssh write
 * them, for exactly one case: Ed25519, namespace "git", sha512, armoured at 70
 * columns (OpenSSH, PROTOCOL.sshsig). Knows nothing of commits.
 */
#ifndef SYNC_SSHSIG_H
#define SYNC_SSHSIG_H

#include "core/buf.h"
#include "core/error.h"
#include "core/secret.h"

#define SSHSIG_KEY_BYTES 32	/* Ed25519 public key */
#define SSHSIG_SECRET_BYTES 64	/* libsodium's Ed25519 secret key: seed, then public key */
#define SSHSIG_SIG_BYTES 64

/* All that varies in such a signature; the rest is constant and rebuilt. */
struct sshsig {
	uint8_t key[SSHSIG_KEY_BYTES];
	uint8_t sig[SSHSIG_SIG_BYTES];
};

/* Signs n bytes. secret holds SSHSIG_SECRET_BYTES, else JAL_ERR_INVALID. */
JAL_MUST enum jal_err sshsig_sign(const struct secret *secret, const void *data, size_t n, struct sshsig *out);

/* JAL_ERR_VERIFY unless s is the signature by s->key over the n bytes. Whose
 * key that is, the caller compares. */
JAL_MUST enum jal_err sshsig_check(const struct sshsig *s, const void *data, size_t n);

/* Appends the armour, from "-----BEGIN SSH SIGNATURE-----" to the line feed
 * after "-----END SSH SIGNATURE-----": the bytes that ssh-keygen writes. */
JAL_MUST enum jal_err sshsig_armour(const struct sshsig *s, struct buf *out);

/* Reads such an armour. JAL_ERR_SYNTAX unless sshsig_armour() of the result
 * gives the same n bytes: another width, line ending, namespace, hash, key type
 * or anything before or after is refused. */
JAL_MUST enum jal_err sshsig_parse(const char *text, size_t n, struct sshsig *out);

/* Appends "ssh-ed25519 <base64>", no comment, no line feed. */
JAL_MUST enum jal_err sshsig_key_text(const uint8_t key[SSHSIG_KEY_BYTES], struct buf *out);

#endif
