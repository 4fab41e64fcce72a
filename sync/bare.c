/* Makes empty bare repositories. Opens none. */
#include "sync/bare.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/fsio.h"
#include "sync/look.h"
#include "sync/repo.h"

static enum jal_err system_refused(struct diag *diag, const char *path)
{
	return diag_set(diag, JAL_ERR_IO,
		N_("Le dépôt ne peut pas être créé (%1 : %2). Rien n’a été perdu. Vérifiez que le support est branché, "
		   "qu’il reste de la place et que vous avez le droit d’y écrire."),
		path, strerror(errno));
}

static enum jal_err make_folder(const char *path, struct diag *diag)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return JAL_OK;
	if (errno == ENOENT)
		return diag_set(diag, JAL_ERR_NOT_FOUND,
			N_("Le répertoire qui doit contenir %1 n’existe pas. Rien n’a été changé. Vérifiez l’adresse, ou branchez "
			   "le support."),
			path);
	return system_refused(diag, path);
}

/* Whether the file system keeps the execute bit, tells capitals apart, has links: git init writes what it finds. */
static void probe(const char *folder, bool *filemode, bool *ignorecase, bool *symlinks)
{
	char file[FSIO_PATH_BYTES] = "";
	char other[FSIO_PATH_BYTES] = "";
	struct stat st;

	*filemode = *symlinks = true;
	*ignorecase = false;
	if (fsio_path_in(file, sizeof(file), folder, "config") || stat(file, &st) != 0)
		return;
	const mode_t mode = st.st_mode & 07777;
	*filemode = chmod(file, mode ^ S_IXUSR) == 0 && stat(file, &st) == 0 && (st.st_mode & 07777) == (mode ^ S_IXUSR);
	(void)chmod(file, mode);
	if (!fsio_path_in(other, sizeof(other), folder, "CoNfIg"))
		*ignorecase = access(other, F_OK) == 0;
	if (!fsio_path_in(other, sizeof(other), folder, "objects/link")) {
		*symlinks = symlink("testing", other) == 0;
		if (*symlinks)
			(void)unlink(other);
	}
}

static enum jal_err write_file(const char *folder, const char *name, const char *text, struct diag *diag)
{
	char path[FSIO_PATH_BYTES] = "";
	enum jal_err err = fsio_path_in(path, sizeof(path), folder, name);
	if (!err)
		err = fsio_replace(path, text, strlen(text), diag);
	if (!err)
		bare_share(folder, name);
	return err;
}

static enum jal_err write_config(const char *folder, struct diag *diag)
{
	bool filemode = true;
	bool ignorecase = false;
	bool symlinks = true;
	struct buf text = BUF_INIT;
	enum jal_err err = write_file(folder, "config", "", diag);
	if (err)
		return err;
	probe(folder, &filemode, &ignorecase, &symlinks);
	err = buf_printf(&text, "[core]\n\trepositoryformatversion = 0\n\tfilemode = %s\n\tbare = true\n%s%s",
		filemode ? "true" : "false", symlinks ? "" : "\tsymlinks = false\n",
		ignorecase ? "\tignorecase = true\n" : "");
	if (!err)
		err = write_file(folder, "config", buf_str(&text), diag);
	buf_free(&text);
	return err;
}

void bare_share(const char *repository, const char *name)
{
	char path[FSIO_PATH_BYTES] = "";
	struct stat top;
	struct stat st;
	if (fsio_path_in(path, sizeof(path), repository, name) || stat(repository, &top) != 0 || lstat(path, &st) != 0)
		return;
	mode_t mode = top.st_mode & (S_IRWXG | S_IRWXO);
	if (!S_ISDIR(st.st_mode)) {
		mode &= (mode_t) ~(S_IXGRP | S_IXOTH);
		/* A file that its owner cannot change, such as a pack, nobody can. */
		if (!(st.st_mode & S_IWUSR))
			mode &= (mode_t) ~(S_IWGRP | S_IWOTH);
	}
	mode |= st.st_mode & (S_IRWXU | S_ISGID);
	if (mode != (st.st_mode & 07777))
		(void)chmod(path, mode);
}

/* A parent with the set-group bit is a folder meant to be shared by its group. */
static void share_as_parent(const char *path)
{
	char parent[FSIO_PATH_BYTES] = "";
	struct stat st;
	if (fsio_path_in(parent, sizeof(parent), path, "..") || stat(parent, &st) != 0 || !(st.st_mode & S_ISGID))
		return;
	(void)chmod(path, (st.st_mode & (S_IRWXG | S_ISGID)) | S_IRWXU);
}

enum jal_err bare_create(const char *path, struct diag *diag)
{
	static const char *const folders[] = { "objects", "objects/info", "objects/pack",
					       "refs",	  "refs/heads",	  "refs/tags" };
	char name[FSIO_PATH_BYTES] = "";
	enum look_what what = LOOK_ABSENT;

	enum jal_err err = look_folder(path, &what, diag);
	if (err)
		return err;
	if (what == LOOK_REPOSITORY || what == LOOK_OTHER)
		return diag_set(diag, JAL_ERR_EXISTS,
			N_("Le répertoire %1 n’est pas vide. Rien n’y a été changé. Choisissez un répertoire vide, ou un nom nouveau."),
			path);
	err = make_folder(path, diag);
	if (!err && what == LOOK_ABSENT)
		share_as_parent(path);
	for (size_t i = 0; !err && i < sizeof(folders) / sizeof(*folders); i++) {
		err = fsio_path_in(name, sizeof(name), path, folders[i]);
		if (!err)
			err = make_folder(name, diag);
		if (!err)
			bare_share(path, folders[i]);
	}
	if (!err)
		err = write_config(path, diag);
	for (size_t i = 0; !err && i < sizeof(folders) / sizeof(*folders); i++) {
		err = fsio_path_in(name, sizeof(name), path, folders[i]);
		if (!err)
			err = fsio_sync_dir(name, diag);
	}
	/* HEAD makes it a repository; fsio_replace then fsyncs the folder. */
	if (!err)
		err = write_file(path, "HEAD", "ref: " REPO_CHARTER "\n", diag);
	return err;
}
