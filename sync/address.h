/*
 * Where a remote is, as people write it: a folder, file://, ssh:// or the short
 * form user@host:path. Opens nothing.
 */
#ifndef SYNC_ADDRESS_H
#define SYNC_ADDRESS_H

#include <stdint.h>

#include "core/diag.h"

enum address_kind {
	ADDRESS_FOLDER,
	ADDRESS_SSH,
};

struct address {
	enum address_kind kind;
	char path[1024];	/* as the file system or the server's git wants it */
	char user[65];		/* ssh: "" when not given */
	char host[256];		/* ssh, without brackets */
	uint16_t port;		/* ssh: 22 when not given */
	char shown[1024];	/* host, host:port or the path: for sentences */
};

/* JAL_ERR_INVALID with a sentence for an empty or overlong address, control
 * characters, a scheme that jalon does not speak, a password in it, a host that
 * begins with '-'. */
JAL_MUST enum jal_err address_parse(const char *text, struct address *out, struct diag *diag);

#endif
