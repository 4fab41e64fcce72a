/*
 * A look at a folder that may hold a bare repository made or changed by anyone,
 * with system calls alone, before libgit2 opens it (protocol.md §8). Reads
 * little, follows no link, opens no pipe, ends in bounded time.
 */
#ifndef SYNC_LOOK_H
#define SYNC_LOOK_H

#include "core/diag.h"
#include "core/error.h"

enum look_what {
	LOOK_ABSENT,		/* nothing there */
	LOOK_EMPTY,		/* an empty folder, or the remains of an interrupted bare_create */
	LOOK_OTHER,		/* a folder with other things in it, or no folder */
	LOOK_REPOSITORY,	/* a bare repository that may be opened */
};

/* path is absolute or relative. JAL_ERR_INVALID with the named reason in diag
 * when a repository is there and must not be opened; JAL_ERR_LIMIT when it
 * holds too many entries or the look took too long; JAL_ERR_IO. */
JAL_MUST enum jal_err look_folder(const char *path, enum look_what *what, struct diag *diag);

#endif
