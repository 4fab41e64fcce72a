/* Files and folders: whole reads, atomic replacement, locks. */
#include "core/fsio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum jal_err no_read(struct diag *why, enum jal_err err, const char *path)
{
	return diag_set(why, err, N_("« %1 » n’a pas pu être lu : %2. Rien n’a été changé ; vérifiez le fichier et les droits."), path, strerror(errno));
}

static enum jal_err no_write(struct diag *why, const char *path)
{
	return diag_set(why, errno == ENOMEM ? JAL_ERR_NOMEM : JAL_ERR_IO,
		N_("« %1 » n’a pas pu être enregistré : %2. L’ancien contenu est intact ; libérez de la place ou vérifiez les droits, puis recommencez."),
		path, strerror(errno));
}

/* ---- names ---- */

enum jal_err fsio_path(const char *folder, const char *name, struct buf *out)
{
	return buf_printf(out, "%s/%s", folder, name);
}

enum jal_err fsio_path_in(char *out, size_t n, const char *folder, const char *name)
{
	return (size_t)snprintf(out, n, "%s/%s", folder, name) < n ? JAL_OK : JAL_ERR_INVALID;
}

enum jal_err fsio_absolute(const char *path, struct buf *out)
{
	if (*path == '/')
		return buf_puts(out, path);
	char *here = getcwd(NULL, 0);
	if (!here)
		return JAL_ERR_IO;
	const enum jal_err err = fsio_path(here, path, out);
	free(here);
	return err;
}

/* ---- reading ---- */

static enum jal_err read_into(int fd, size_t max, struct buf *out)
{
	for (size_t got = 0;;) {
		const size_t want = max - got < 65536 ? max - got + 1 : 65536;
		const enum jal_err err = buf_reserve(out, want);
		if (err)
			return err;
		const ssize_t n = read(fd, out->data + out->len, want);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return JAL_ERR_IO;
		if (n == 0) {
			out->data[out->len] = 0;
			return JAL_OK;
		}
		out->len += (size_t)n;
		got += (size_t)n;
		if (got > max)
			return JAL_ERR_LIMIT;
	}
}

enum jal_err fsio_read(const char *path, size_t max, struct buf *out, struct diag *why)
{
	const size_t before = out->len;
	enum jal_err err = JAL_OK;
	struct stat st = { 0 };
	/* Not blocking: opening a pipe would wait for its writer. */
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0) {
		err = no_read(why, errno == ENOENT || errno == ENOTDIR ? JAL_ERR_NOT_FOUND : JAL_ERR_IO, path);
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		err = diag_set(why, JAL_ERR_INVALID, N_("« %1 » n’est pas un fichier ordinaire. Rien n’a été lu."), path);
		goto out;
	}
	err = (uintmax_t)st.st_size > max ? JAL_ERR_LIMIT : read_into(fd, max, out);
	if (err == JAL_ERR_IO)
		err = no_read(why, err, path);
	else if (err == JAL_ERR_LIMIT)
		err = diag_set(why, err, N_("« %1 » est plus grand que la limite admise de %2 octets. Rien n’a été lu."), path,
			diag_num((long long)max));
out:
	if (fd >= 0)
		(void)close(fd);
	if (err)
		buf_cut(out, before);
	return err;
}

/* ---- replacing ---- */

/* The folder that holds path; the caller frees it. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return strdup(".");
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* `DIR/.NAME.new` */
static char *beside(const char *path)
{
	const char *slash = strrchr(path, '/');
	const size_t dir = slash ? (size_t)(slash - path) + 1 : 0;
	const size_t size = strlen(path) + sizeof(".") + sizeof(".new");
	char *name = malloc(size);
	if (!name)
		return NULL;
	memcpy(name, path, dir);
	name[dir] = '.';
	memcpy(name + dir + 1, path + dir, strlen(path + dir));
	memcpy(name + strlen(path) + 1, ".new", sizeof(".new"));
	return name;
}

/* Opens and locks the file at path, which another process may take away or
 * replace between the two: then again. wait: for as long as it takes. */
static int open_locked(const char *path, bool wait)
{
	for (;;) {
		const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
		if (fd < 0)
			return -1;
		while (flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB)) != 0) {
			if (errno == EINTR)
				continue;
			const int reason = errno;
			(void)close(fd);
			errno = reason;
			return -1;
		}
		struct stat held = { 0 }, named = { 0 };
		if (fstat(fd, &held) == 0 && lstat(path, &named) == 0 && held.st_ino == named.st_ino &&
		    held.st_dev == named.st_dev)
			return fd;
		(void)close(fd);
	}
}

bool fsio_put_all(int fd, const void *data, size_t n)
{
	for (const uint8_t *p = data; n > 0;) {
		const ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static bool sync_folder(const char *path)
{
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* Some file systems have nothing to sync in a folder and say EINVAL. */
	const bool ok = fsync(fd) == 0 || errno == EINVAL;
	const int reason = errno;
	(void)close(fd);
	errno = reason;
	return ok;
}

enum jal_err fsio_replace(const char *path, const void *data, size_t n, struct diag *why)
{
	enum jal_err err = JAL_ERR_IO;
	int fd = -1;
	char *folder = folder_of(path);
	char *fresh = beside(path);
	if (!folder || !fresh) {
		err = JAL_ERR_NOMEM;
		goto out;
	}
	fd = open_locked(fresh, true);
	if (fd < 0) {
		err = no_write(why, path);
		goto out;
	}
	/* Emptied first: a kill may have left one, with other rights perhaps. */
	if (ftruncate(fd, 0) != 0 || fchmod(fd, 0600) != 0 || !fsio_put_all(fd, data, n) || fsync(fd) != 0 ||
	    rename(fresh, path) != 0) {
		err = no_write(why, path);
		(void)unlink(fresh);
		goto out;
	}
	err = sync_folder(folder) ? JAL_OK : no_write(why, path);
out:
	if (fd >= 0)
		(void)close(fd);
	free(fresh);
	free(folder);
	return err;
}

/* ---- folders ---- */

static enum jal_err make_dir(const char *path, const char *whole, struct diag *why)
{
	struct stat st = { 0 };
	if (mkdir(path, 0700) == 0)
		return JAL_OK;
	const int reason = errno;
	if (reason == EEXIST || reason == EROFS || reason == EACCES) {
		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
			return JAL_OK;
	}
	if (reason == EEXIST)
		return diag_set(why, JAL_ERR_EXISTS, N_("« %1 » existe et n’est pas un répertoire. Rien n’a été changé."), path);
	return diag_set(why, JAL_ERR_IO, N_("Le répertoire « %1 » n’a pas pu être créé : %2. Rien n’a été changé ; vérifiez la place libre et les droits."), whole, strerror(reason));
}

enum jal_err fsio_mkdirs(const char *path, struct diag *why)
{
	enum jal_err err = JAL_OK;
	char *part = strdup(path);
	if (!part)
		return JAL_ERR_NOMEM;
	for (char *p = part; *p && !err; p++) {
		if (p == part || *p != '/' || p[-1] == '/')
			continue;
		*p = 0;
		err = make_dir(part, path, why);
		*p = '/';
	}
	if (!err)
		err = make_dir(part, path, why);
	free(part);
	return err;
}

enum jal_err fsio_sync_dir(const char *path, struct diag *why)
{
	return sync_folder(path) ? JAL_OK : no_write(why, path);
}

bool fsio_exists(const char *path)
{
	struct stat st = { 0 };
	return lstat(path, &st) == 0;
}

/* ---- descriptors ---- */

enum jal_err fsio_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		/* The lowest free number is fd: those below are open. */
		if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return JAL_ERR_IO;
	}
	return JAL_OK;
}

/* ---- locks ---- */

enum jal_err fsio_lock(const char *path, struct fsio_lock *out, struct diag *why)
{
	const int fd = open_locked(path, false);
	if (fd >= 0) {
		out->fd = fd;
		return JAL_OK;
	}
	if (errno == EWOULDBLOCK)
		return diag_set(why, JAL_ERR_BUSY,
			N_("Un autre jalon se sert déjà de « %1 ». Fermez-le, puis recommencez."), path);
	return diag_set(why, JAL_ERR_IO, N_("« %1 » n’a pas pu être réservé : %2. Rien n’a été changé ; vérifiez les droits."), path,
		strerror(errno));
}

void fsio_unlock(struct fsio_lock *lock)
{
	if (lock->fd >= 0)
		(void)close(lock->fd);
	*lock = FSIO_LOCK_INIT;
}
