/*
 * The two texts that people hand each other to admit a device: the request and
 * the invitation (protocol.md §7). Reading forgives what mail and pasting do to
 * a text; what is then left must be exact.
 */
#ifndef SYNC_REQUEST_H
#define SYNC_REQUEST_H

#include "core/buf.h"
#include "core/diag.h"
#include "core/id.h"
#include "core/secret.h"

#define REQUEST_KEY_BYTES 32
#define REQUEST_SIGNATURE_BYTES 64
/* Characters and bytes of a name, an address. */
#define REQUEST_NAME_CHARS 80
#define REQUEST_NAME_MAX 320
#define REQUEST_REMOTE_MAX 1000
/* A pasted text, before it is put in order. */
#define REQUEST_TEXT_MAX ((size_t)16 << 10)
#define REQUEST_CODE_CHARS 10

struct request {
	struct jal_id device;
	uint8_t ed25519[REQUEST_KEY_BYTES];
	uint8_t x25519[REQUEST_KEY_BYTES];
	char name[REQUEST_NAME_MAX + 1];
	uint8_t signature[REQUEST_SIGNATURE_BYTES];
};

struct request_invitation {
	struct jal_id territory;
	struct jal_hash root;
	char remote[REQUEST_REMOTE_MAX + 1];	/* an address or a folder */
	uint64_t charter;
	struct jal_hash charter_hash;
	struct jal_id member;
	struct jal_id device;
};

/* Whether a name can stand in a request: one line of 1 to REQUEST_NAME_CHARS
 * characters without blanks at its ends. JAL_ERR_INVALID, with the reason in d. */
JAL_MUST enum jal_err request_check_name(const char *name, size_t n, struct diag *d);

/* Makes a request's exact text: the device id and the public key come from the
 * secret key (64 bytes, libsodium's), which signs. name is one line of 1 to 80
 * characters without blanks at its ends (JAL_ERR_INVALID, with the reason in
 * d). The same arguments give the same text. */
JAL_MUST enum jal_err request_make(const struct secret *sign, const uint8_t x25519[REQUEST_KEY_BYTES],
				   const char *name, struct buf *out, struct diag *d);

/* Reads a request out of a pasted text. JAL_ERR_SYNTAX when it is not one,
 * JAL_ERR_VERIFY when its signature or its device id is not the key's,
 * JAL_ERR_LIMIT over REQUEST_TEXT_MAX; with the reason in d. code, which may be
 * NULL, gets the check code. */
JAL_MUST enum jal_err request_read(const char *text, size_t n, struct request *out,
				   char code[REQUEST_CODE_CHARS + 1], struct diag *d);

/* Makes an invitation's exact text. JAL_ERR_INVALID when the remote is empty,
 * too long, or not one line. */
JAL_MUST enum jal_err request_invite(const struct request_invitation *in, struct buf *out, struct diag *d);

/* Reads an invitation, as request_read() does. */
JAL_MUST enum jal_err request_read_invitation(const char *text, size_t n, struct request_invitation *out,
					      char code[REQUEST_CODE_CHARS + 1], struct diag *d);

/* The check code to read aloud, of either kind of text: 50 bits of the b2 of
 * its exact form, as 10 Crockford characters. */
JAL_MUST enum jal_err request_code(const char *text, size_t n, char code[REQUEST_CODE_CHARS + 1], struct diag *d);

#endif
