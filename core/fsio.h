/*
 * Files and folders as jalon wants them: read whole up to a maximum, replaced
 * at once or not at all, readable by their owner alone, and locks that die
 * with the process. Knows nothing of what stands in them.
 *
 * Failures put a sentence with the path and the system's reason into why,
 * which may be NULL.
 */
#ifndef CORE_FSIO_H
#define CORE_FSIO_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"

#define FSIO_PATH_BYTES 4096	/* PATH_MAX; a path that does not fit is no path to the system either */

/* Appends the content of a regular file of at most max bytes. JAL_ERR_NOT_FOUND;
 * JAL_ERR_LIMIT when it is larger (also when it grows meanwhile);
 * JAL_ERR_INVALID for what is no regular file (a pipe would block);
 * JAL_ERR_IO, JAL_ERR_NOMEM. On failure out is as it was. */
JAL_MUST enum jal_err fsio_read(const char *path, size_t max, struct buf *out, struct diag *why);

/* Makes path hold exactly these bytes, mode 0600: written beside it as
 * `.NAME.new`, fsynced, renamed, the folder fsynced. Whatever happens, path
 * holds the old content or the new one, whole; a kill leaves at most one
 * `.NAME.new`, which the next call reuses. Two processes take turns. A
 * symbolic link at path is replaced, not followed. JAL_ERR_IO, JAL_ERR_NOMEM. */
JAL_MUST enum jal_err fsio_replace(const char *path, const void *data, size_t n, struct diag *why);

/* mkdir -p; what it makes has mode 0700, what is there is left as it is.
 * JAL_ERR_EXISTS when something that is no folder stands in the way. */
JAL_MUST enum jal_err fsio_mkdirs(const char *path, struct diag *why);

/* Fsyncs a folder: what was created, renamed or removed in it is then durable. */
JAL_MUST enum jal_err fsio_sync_dir(const char *path, struct diag *why);

/* "folder/name": appended to out, or written into n bytes (FSIO_PATH_BYTES will
 * do), where JAL_ERR_INVALID says that it does not fit. */
JAL_MUST enum jal_err fsio_path(const char *folder, const char *name, struct buf *out);
JAL_MUST enum jal_err fsio_path_in(char *out, size_t n, const char *folder, const char *name);

/* Appends the whole path of what is named from the working directory, which may
 * be another one later. JAL_ERR_IO. */
JAL_MUST enum jal_err fsio_absolute(const char *path, struct buf *out);

/* Whether anything at all is there (a broken link counts). */
bool fsio_exists(const char *path);

/* Writes all n bytes, however often the system takes fewer. False, errno saying why. */
bool fsio_put_all(int fd, const void *data, size_t n);

/* Makes sure that descriptors 0, 1 and 2 are open, before anything else is
 * opened: with one of them closed, the next file (a lock, a database) would get
 * its number, and what is meant for people would be written into it. What was
 * closed can afterwards neither be read from nor written to. JAL_ERR_IO. */
JAL_MUST enum jal_err fsio_standard(void);

/* A file that one process at a time can hold; also one handle at a time within
 * a process. The system lets go when the process ends, however it ends; the
 * file itself stays. */
struct fsio_lock {
	int fd;
};

#define FSIO_LOCK_INIT ((struct fsio_lock){ -1 })

/* Takes the lock, without waiting, making the file (mode 0600) when it is not
 * there. JAL_ERR_BUSY when someone else has it. */
JAL_MUST enum jal_err fsio_lock(const char *path, struct fsio_lock *out, struct diag *why);

/* Lets go; FSIO_LOCK_INIT is fine, and is what remains. */
void fsio_unlock(struct fsio_lock *lock);

#endif
