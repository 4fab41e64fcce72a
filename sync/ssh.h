/*
 * One ssh connection to one server, with this device's own key and the
 * server's pinned one: no agent, no ~/.ssh, no configuration. Runs one command
 * at a time there. Knows nothing of git.
 *
 * Every wait has an end and asks the pulse whether to stop. The secret key
 * stays in its locked memory: the library only gets signatures.
 */
#ifndef SYNC_SSH_H
#define SYNC_SSH_H

#include <stdint.h>

#include "core/secret.h"
#include "sync/address.h"
#include "sync/fault.h"
#include "sync/pulse.h"

struct ssh;

/* "ssh-ed25519 SHA256:" and 43 characters; the longest key type is shorter than 64. */
#define SSH_HOST_KEY_MAX 128

struct ssh_options {
	const struct address *address;
	const uint8_t *public_key;	/* 32 bytes, Ed25519 */
	const struct secret *secret_key;	/* 64 bytes, libsodium's form */
	const char *pinned;		/* as ssh_host_key(); "" or NULL before the first contact */
	struct pulse *pulse;		/* its listener's host_key() decides on first contact */
	int connect_ms, silence_ms;
};

/* Connects, compares the server's key with the pinned one (or asks), and only
 * then authenticates. host_key is filled as soon as the server's key is known,
 * accepted or not. detail gets the library's words. Everything is borrowed for
 * as long as the connection lives. */
JAL_MUST enum fault ssh_open(const struct ssh_options *options, struct ssh **out, char host_key[SSH_HOST_KEY_MAX],
			     char *detail, size_t detail_size);
void ssh_close(struct ssh *s);

/* Starts a command, ending the one before. command goes to the account's shell. */
JAL_MUST enum fault ssh_run(struct ssh *s, const char *command);
/* At least one byte of its standard output, 0 in *got at its end. */
JAL_MUST enum fault ssh_read(struct ssh *s, uint8_t *out, size_t n, size_t *got);
JAL_MUST enum fault ssh_write(struct ssh *s, const uint8_t *bytes, size_t n);

/* What the command wrote to its standard error so far (the newest part), as it
 * came; borrowed until the next call. */
const char *ssh_complaint(const struct ssh *s, size_t *n);
/* Whether the connection can still be used. */
bool ssh_alive(const struct ssh *s);

/* Appends text to out as one word for the shell at the other end. JAL_ERR_LIMIT. */
JAL_MUST enum jal_err ssh_quote(const char *text, char *out, size_t n);

#endif
