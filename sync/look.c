/* Looks at foreign folders with system calls alone. Knows nothing of libgit2. */
#include "sync/look.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/span.h"

#define DEPTH_MAX   9		/* refs/heads/device/<id>/<generation> has 5 */
#define ENTRIES_MAX 100000
#define TIME_MAX_MS 20000
#define CONFIG_MAX  4096
#define HEAD_MAX    512

/* One look. */
struct look {
	struct diag *diag;
	size_t entries;
	int64_t started;
	bool has_config, has_head, has_objects, has_refs;
	bool others;	/* something at the top that a bare repository's creation does not leave */
	bool files;	/* a regular file below objects or refs */
};

static enum jal_err refuse(struct look *l, const char *text, const char *arg)
{
	return diag_set(l->diag, JAL_ERR_INVALID, text, arg ? arg : "");
}

static enum jal_err system_refused(struct look *l, const char *name)
{
	return diag_set(l->diag, JAL_ERR_IO,
		N_("Le répertoire partagé ne peut pas être lu (%1 : %2). Rien n’a été changé. Vérifiez que le support est "
		   "bien branché et que vous avez le droit de le lire."),
		name, strerror(errno));
}

/* Reads a small regular file whole into out, NUL-terminated. */
static enum jal_err read_small(struct look *l, int dir, const char *name, char *out, size_t max, size_t *n)
{
	enum jal_err err = JAL_OK;
	size_t got = 0;
	const int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return system_refused(l, name);
	while (got < max) {
		const ssize_t r = read(fd, out + got, max - got);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0) {
			err = system_refused(l, name);
			goto out;
		}
		if (!r)
			break;
		got += (size_t)r;
	}
	if (got == max) {
		err = refuse(l, N_("Ce dépôt est refusé : son fichier %1 est trop long. Rien n’a été lu ni changé."), name);
		goto out;
	}
	out[got] = 0;
	*n = got;
out:
	(void)close(fd);
	return err;
}

static bool is_bool(const char *value)
{
	return strcmp(value, "true") == 0 || strcmp(value, "false") == 0;
}

/* What `git init --bare`, with or without --shared, writes on any system. */
static bool setting_ok(const char *section, const char *key, const char *value)
{
	if (strcasecmp(section, "receive") == 0)
		return strcasecmp(key, "denyNonFastforwards") == 0 && is_bool(value);
	if (strcasecmp(section, "core") != 0)
		return false;
	if (strcasecmp(key, "repositoryformatversion") == 0)
		return strcmp(value, "0") == 0;
	if (strcasecmp(key, "bare") == 0)
		return strcmp(value, "true") == 0;
	if (strcasecmp(key, "filemode") == 0 || strcasecmp(key, "symlinks") == 0 ||
		strcasecmp(key, "ignorecase") == 0 || strcasecmp(key, "precomposeunicode") == 0)
		return is_bool(value);
	if (strcasecmp(key, "sharedrepository") == 0)
		return *value && strspn(value, "0123456789abcdefghijklmnopqrstuvwxyz") == strlen(value);
	return false;
}

static char *trimmed(char *text)
{
	text += strspn(text, " \t");
	for (size_t n = strlen(text); n && strchr(" \t", text[n - 1]); n--)
		text[n - 1] = 0;
	return text;
}

static enum jal_err look_config(struct look *l, int dir)
{
	char text[CONFIG_MAX + 1] = "";
	char section[32] = "";
	size_t n = 0;
	bool ok = true;
	const enum jal_err err = read_small(l, dir, "config", text, CONFIG_MAX, &n);
	if (err)
		return err;
	if (strlen(text) != n)
		ok = false;

	char *rest = text;
	for (char *line = NULL; ok && (line = strsep(&rest, "\n")) != NULL;) {
		line = trimmed(line);
		const size_t len = strlen(line);
		if (!len)
			continue;
		if (line[0] == '[') {
			ok = line[len - 1] == ']' && len - 2 < sizeof(section);
			if (ok) {
				memcpy(section, line + 1, len - 2);
				section[len - 2] = 0;
			}
			continue;
		}
		char *equals = strchr(line, '=');
		if (!equals) {
			ok = false;
			continue;
		}
		*equals = 0;
		ok = setting_ok(section, trimmed(line), trimmed(equals + 1));
	}
	if (!ok)
		return refuse(l,
			N_("Ce dépôt est refusé : son fichier de configuration contient autre chose que ce qu’écrit "
			   "« git init --bare ». Rien n’a été lu ni changé. Demandez à la personne qui administre ce "
			   "répertoire de le vérifier."),
			NULL);
	return JAL_OK;
}

static enum jal_err look_head(struct look *l, int dir)
{
	char text[HEAD_MAX + 1] = "";
	size_t n = 0;
	const enum jal_err err = read_small(l, dir, "HEAD", text, HEAD_MAX, &n);
	if (err)
		return err;
	const char *name = text + 5;
	const bool ok = strlen(text) == n && strncmp(text, "ref: refs/heads/", 16) == 0 && !strstr(name, "..") &&
			!strpbrk(name, " \t\r\\:~^?*[") && strcspn(name, "\n") + 6 == n;
	if (!ok)
		return refuse(l, N_("Ce dépôt est refusé : son fichier %1 n’est pas celui d’un dépôt. Rien n’a été lu ni changé."),
			"HEAD");
	return JAL_OK;
}

/* Names that make git read other places than this folder. path is below the repository's folder. */
static bool leads_elsewhere(const char *path)
{
	static const char *const names[] = { "commondir", "gitdir", "config.worktree", "worktrees", "modules", "shallow",
					     "objects/info/alternates", "objects/info/http-alternates", "info/grafts",
					     "refs/replace" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcasecmp(path, names[i]) == 0)
			return true;
	return false;
}

static void note_top(struct look *l, const char *name)
{
	static const char *const made[] = { "HEAD", "config", "objects", "refs", ".HEAD.new", ".config.new", "jalon.flock" };
	bool *const has[] = { &l->has_head, &l->has_config, &l->has_objects, &l->has_refs };
	bool known = false;
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++) {
		const bool same = strcmp(name, made[i]) == 0;
		known = known || same;
		if (same && i < sizeof(has) / sizeof(*has))
			*has[i] = true;
	}
	l->others = l->others || !known;
}

static enum jal_err count_entry(struct look *l)
{
	if (++l->entries > ENTRIES_MAX || ((l->entries & 255) == 0 && span_now_ms() - l->started > TIME_MAX_MS))
		return diag_set(l->diag, JAL_ERR_LIMIT,
			N_("Ce répertoire contient trop de fichiers ou répond trop lentement pour être examiné. Rien n’a été "
			   "changé. Choisissez un répertoire qui ne sert qu’au territoire."));
	return JAL_OK;
}

/* One entry's type: 'd', 'f', or 0 for what is refused. */
static char entry_type(int dir, const struct dirent *d)
{
	struct stat st;
	if (d->d_type == DT_DIR)
		return 'd';
	if (d->d_type == DT_REG)
		return 'f';
	if (d->d_type != DT_UNKNOWN || fstatat(dir, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	return S_ISDIR(st.st_mode) ? 'd' : S_ISREG(st.st_mode) ? 'f' : 0;
}

/* Walks everything below the folder fd, which it closes. path is the folder's, relative, "" at the top. Depth is
 * bounded, so that the recursion is. */
static enum jal_err walk(struct look *l, int fd, const char *path, int depth)
{
	enum jal_err err = JAL_OK;
	DIR *dir = fdopendir(fd);
	if (!dir) {
		(void)close(fd);
		return diag_set(l->diag, JAL_ERR_NOMEM, NULL);
	}
	for (;;) {
		char below[1024] = "";
		errno = 0;
		const struct dirent *d = readdir(dir);
		if (!d && errno) {
			err = system_refused(l, path);
			break;
		}
		if (!d)
			break;
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		err = count_entry(l);
		if (err)
			break;
		if ((size_t)snprintf(below, sizeof(below), "%s%s%s", path, *path ? "/" : "", d->d_name) >= sizeof(below)) {
			err = refuse(l, N_("Ce dépôt est refusé : un nom y est trop long. Rien n’a été lu ni changé."), NULL);
			break;
		}
		if (leads_elsewhere(below)) {
			err = refuse(l,
				N_("Ce dépôt est refusé : « %1 » le fait dépendre d’autres fichiers. Rien n’a été lu ni "
				   "changé. Demandez à la personne qui administre ce répertoire de le vérifier."),
				below);
			break;
		}
		const char type = entry_type(dirfd(dir), d);
		if (!type) {
			err = refuse(l,
				N_("Ce dépôt est refusé : « %1 » y est un lien ou un fichier spécial. Rien n’a été lu ni "
				   "changé. Demandez à la personne qui administre ce répertoire de le vérifier."),
				below);
			break;
		}
		if (*path && type == 'f' && (strncmp(path, "objects", 7) == 0 || strncmp(path, "refs", 4) == 0))
			l->files = true;
		if (type != 'd')
			continue;
		if (depth >= DEPTH_MAX) {
			err = refuse(l, N_("Ce dépôt est refusé : trop de répertoires y sont emboîtés. Rien n’a été lu ni changé."),
				NULL);
			break;
		}
		const int sub = openat(dirfd(dir), d->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub < 0) {
			err = system_refused(l, below);
			break;
		}
		err = walk(l, sub, below, depth + 1);
		if (err)
			break;
	}
	(void)closedir(dir);
	return err;
}

/* What stands at the top, without descending: foreign folders can be large. */
static enum jal_err look_top(struct look *l, const char *path)
{
	DIR *dir = opendir(path);
	if (!dir)
		return system_refused(l, path);
	enum jal_err err = JAL_OK;
	for (const struct dirent *d = NULL; !err && (d = readdir(dir)) != NULL;) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		err = count_entry(l);
		note_top(l, d->d_name);
	}
	(void)closedir(dir);
	return err;
}

enum jal_err look_folder(const char *path, enum look_what *what, struct diag *diag)
{
	struct look l = { .diag = diag, .started = span_now_ms() };
	struct stat st;
	enum jal_err err = JAL_OK;

	if (stat(path, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return system_refused(&l, path);
		*what = LOOK_ABSENT;
		return JAL_OK;
	}
	if (!S_ISDIR(st.st_mode)) {
		*what = LOOK_OTHER;
		return JAL_OK;
	}
	err = look_top(&l, path);
	if (err)
		return err;
	const bool repository = l.has_head && l.has_objects && l.has_refs;
	if (!repository && (l.others || l.has_head)) {
		*what = LOOK_OTHER;
		return JAL_OK;
	}

	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return system_refused(&l, path);
	const int again = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (again < 0) {
		err = system_refused(&l, path);
		goto out;
	}
	err = walk(&l, again, "", 0);
	if (err)
		goto out;
	if (!repository) {
		*what = l.files ? LOOK_OTHER : LOOK_EMPTY;
		goto out;
	}
	if (!l.has_config) {
		err = refuse(&l, N_("Ce dépôt est refusé : son fichier %1 n’est pas celui d’un dépôt. Rien n’a été lu ni changé."),
			"config");
		goto out;
	}
	err = look_config(&l, fd);
	if (!err)
		err = look_head(&l, fd);
	if (!err)
		*what = LOOK_REPOSITORY;
out:
	(void)close(fd);
	return err;
}
