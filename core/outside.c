/* What leaves the vault in clear: the sentence, the file. */
#include "core/outside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fsio.h"

#define TRIES 1000

const char *outside_warning(void)
{
	return N_("Ce fichier ne sera pas chiffré : quiconque l’ouvre peut le lire. Gardez-le peu de temps, et là où vous seul·e y avez accès.");
}

/* errno says why; nothing of the file remains. */
static enum jal_err refused(const char *path, struct diag *why)
{
	const int reason = errno;
	if (reason == EEXIST || reason == ELOOP)
		return diag_set(why, JAL_ERR_EXISTS, N_("« %1 » existe déjà et reste tel quel : rien n’a été écrit. Donnez un autre nom."), path);
	if (reason == ENOENT || reason == ENOTDIR)
		return diag_set(why, JAL_ERR_NOT_FOUND, N_("Le répertoire où écrire « %1 » n’existe pas : rien n’a été écrit. Choisissez-en un autre."), path);
	if (reason == EISDIR)
		return diag_set(why, JAL_ERR_EXISTS, N_("« %1 » est un répertoire : rien n’a été écrit. Ajoutez-y le nom du fichier."), path);
	if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)
		return diag_set(why, JAL_ERR_LIMIT, N_("La place manque pour « %1 » : rien n’a été écrit. Libérez de la place ou choisissez un autre répertoire."), path);
	return diag_set(why, JAL_ERR_IO, N_("« %1 » n’a pas pu être écrit : %2. Il n’en reste rien ; vérifiez les droits, ou choisissez un autre répertoire."), path, strerror(reason));
}

enum jal_err outside_write(const char *path, const void *data, size_t n, struct diag *why)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
	if (fd < 0)
		return refused(path, why);
	/* A umask can take rights away, a folder's default list of rights add some. */
	bool ok = fchmod(fd, 0600) == 0 || errno == EPERM;
	ok = ok && fsio_put_all(fd, data, n) && fsync(fd) == 0;
	const int reason = errno;
	const bool closed = close(fd) == 0;
	if (ok && closed) {
		const char *slash = strrchr(path, '/');
		char *folder = !slash ? strdup(".") : slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
		/* The file is whole by now; that its name might be lost with the current is no reason to take it away. */
		const enum jal_err named = folder ? fsio_sync_dir(folder, NULL) : JAL_ERR_NOMEM;
		(void)named;
		free(folder);
		return JAL_OK;
	}
	if (!ok)
		errno = reason;
	const int kept = errno;
	(void)unlink(path);
	errno = kept;
	return refused(path, why);
}

enum jal_err outside_path(const char *typed, struct buf *out)
{
	const char *home = getenv("HOME");
	if (typed[0] != '~' || (typed[1] && typed[1] != '/') || !home || *home != '/')
		return buf_puts(out, typed);
	return buf_printf(out, "%s%s", home, typed + 1);
}

static bool is_folder(const char *path)
{
	struct stat st = { 0 };
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Where people keep what they made: French and English desktops call it so. */
static enum jal_err usual_folder(struct buf *out)
{
	const char *home = getenv("HOME");
	const size_t before = out->len;
	if (!home || *home != '/')
		return buf_putc(out, '.');
	const enum jal_err err = fsio_path(home, "Documents", out);
	if (err || is_folder(buf_str(out) + before))
		return err;
	buf_cut(out, before);
	return buf_puts(out, home);
}

enum jal_err outside_propose(const char *folder, const char *stem, const char *suffix, struct buf *out)
{
	const size_t before = out->len;
	enum jal_err err = folder && *folder ? buf_puts(out, folder) : usual_folder(out);
	const size_t place = out->len;
	for (int i = 1; !err && i <= TRIES; i++) {
		buf_cut(out, place);
		err = i == 1 ? buf_printf(out, "/%s.%s", stem, suffix) : buf_printf(out, "/%s-%d.%s", stem, i, suffix);
		if (!err && !fsio_exists(buf_str(out) + before))
			return JAL_OK;
	}
	buf_cut(out, before);
	return err ? err : JAL_ERR_EXISTS;
}
