/* The folder of a vault. Knows no key and no SQL. */
#include "core/vaultdir.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fsio.h"

#define STATE_HEAD "jalon-vault-state 1\n"
#define STATE_MAX ((size_t)1024)

enum jal_err vaultdir_home(struct buf *out)
{
	const char *data = getenv("XDG_DATA_HOME");
	if (data && data[0] == '/')
		return buf_printf(out, "%s/jalon", data);
	const char *home = getenv("HOME");
	if (home && home[0] == '/')
		return buf_printf(out, "%s/.local/share/jalon", home);
	return JAL_ERR_NOT_FOUND;
}

enum jal_err vaultdir_default(struct buf *out)
{
	const enum jal_err err = vaultdir_home(out);
	return err ? err : buf_puts(out, "/default");
}

bool vaultdir_is_vault(const char *folder)
{
	struct buf path = BUF_INIT;
	const bool is = fsio_path(folder, VAULTDIR_SLOTS, &path) == JAL_OK && fsio_exists(buf_str(&path));
	buf_free(&path);
	return is;
}

/* ---- the state ---- */

/* A decimal number at *at, which moves past it. */
static bool read_number(const char **at, int64_t *out)
{
	char *end = NULL;
	if (**at < '0' || **at > '9')
		return false;
	errno = 0;
	const long long n = strtoll(*at, &end, 10);
	if (errno)
		return false;
	*out = n;
	*at = end;
	return true;
}

static bool skip(const char **at, const char *word)
{
	const size_t n = strlen(word);
	if (strncmp(*at, word, n) != 0)
		return false;
	*at += n;
	return true;
}

static bool read_hash(const char **at, struct vaultdir_state *state)
{
	if (state->slots_known >= 2 || strnlen(*at, HASH_HEX) < HASH_HEX ||
		hash_parse(*at, HASH_HEX, &state->slots[state->slots_known]) != JAL_OK)
		return false;
	state->slots_known++;
	*at += HASH_HEX;
	return true;
}

static bool parse_state(const char *start, struct vaultdir_state *out)
{
	struct vaultdir_state state = { 0 };
	const char *at = start;
	if (!skip(&at, STATE_HEAD) || !skip(&at, "closed ") || !read_number(&at, &state.closed) ||
		!skip(&at, "\ndatabase ") || !read_number(&at, &state.db_size) || !skip(&at, " ") ||
		!read_number(&at, &state.db_mtime) || !skip(&at, "\nslots"))
		return false;
	while (skip(&at, " ")) {
		if (!read_hash(&at, &state))
			return false;
	}
	if (!skip(&at, "\n"))
		return false;
	/* A changed byte in here must not accuse the slots. */
	struct jal_hash said = { { 0 } };
	const struct jal_hash check = hash_b2(start, (size_t)(at - start));
	if (!skip(&at, "check ") || strlen(at) != HASH_HEX + 1 || at[HASH_HEX] != '\n' ||
		hash_parse(at, HASH_HEX, &said) != JAL_OK || !hash_equal(&said, &check))
		return false;
	*out = state;
	return true;
}

void vaultdir_read_state(const char *folder, struct vaultdir_state *out)
{
	struct buf path = BUF_INIT, text = BUF_INIT;
	*out = (struct vaultdir_state){ 0 };
	if (fsio_path(folder, VAULTDIR_STATE, &path) == JAL_OK &&
		fsio_read(buf_str(&path), STATE_MAX, &text, NULL) == JAL_OK && !parse_state(buf_str(&text), out))
		*out = (struct vaultdir_state){ 0 };
	buf_free(&path);
	buf_free(&text);
}

enum jal_err vaultdir_write_state(const char *folder, const struct vaultdir_state *state, struct diag *why)
{
	struct buf path = BUF_INIT, text = BUF_INIT;
	char hex[HASH_HEX + 1];
	enum jal_err err = fsio_path(folder, VAULTDIR_STATE, &path);
	if (!err)
		err = buf_printf(&text, STATE_HEAD "closed %" PRId64 "\ndatabase %" PRId64 " %" PRId64 "\nslots",
			state->closed, state->db_size, state->db_mtime);
	for (unsigned i = 0; !err && i < state->slots_known; i++)
		err = buf_printf(&text, " %s", hash_hex(&state->slots[i], hex));
	if (!err)
		err = buf_putc(&text, '\n');
	if (!err) {
		const struct jal_hash check = hash_b2(text.data, text.len);
		err = buf_printf(&text, "check %s\n", hash_hex(&check, hex));
	}
	if (!err)
		err = fsio_replace(buf_str(&path), text.data, text.len, why);
	buf_free(&path);
	buf_free(&text);
	return err;
}

enum jal_err vaultdir_stat_db(const char *folder, struct vaultdir_state *state)
{
	struct buf path = BUF_INIT;
	struct stat st = { 0 };
	enum jal_err err = fsio_path(folder, VAULTDIR_DB, &path);
	if (!err && stat(buf_str(&path), &st) != 0)
		err = errno == ENOENT ? JAL_ERR_NOT_FOUND : JAL_ERR_IO;
	if (!err) {
		state->db_size = st.st_size;
		state->db_mtime = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	}
	buf_free(&path);
	return err;
}

/* ---- listing ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum jal_err tell(const char *home, const char *name, enum jal_err (*each)(void *, const struct vaultdir_entry *),
	void *ctx)
{
	struct buf path = BUF_INIT;
	struct vaultdir_state state = { 0 };
	enum jal_err err = fsio_path(home, name, &path);
	if (!err && vaultdir_is_vault(buf_str(&path))) {
		vaultdir_read_state(buf_str(&path), &state);
		const struct vaultdir_entry entry = { .name = name, .path = buf_str(&path), .closed = state.closed };
		err = each(ctx, &entry);
	}
	buf_free(&path);
	return err;
}

enum jal_err vaultdir_list(const char *home, enum jal_err (*each)(void *ctx, const struct vaultdir_entry *entry), void *ctx)
{
	char **names = NULL;
	size_t count = 0;
	enum jal_err err = JAL_OK;
	DIR *dir = opendir(home);
	if (!dir)
		return errno == ENOENT || errno == ENOTDIR ? JAL_OK : JAL_ERR_IO;
	for (const struct dirent *entry = NULL; !err && (entry = readdir(dir));) {
		if (entry->d_name[0] == '.')
			continue;
		char **more = realloc(names, (count + 1) * sizeof(*names));
		if (more)
			names = more;
		if (!more || !(names[count] = strdup(entry->d_name)))
			err = JAL_ERR_NOMEM;
		else
			count++;
	}
	(void)closedir(dir);
	if (count > 1)
		qsort(names, count, sizeof(*names), by_name);
	for (size_t i = 0; !err && i < count; i++)
		err = tell(home, names[i], each, ctx);
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return err;
}

/* ---- making ---- */

/* Only plain files are ever put in a folder being made. */
static void empty_folder(const char *path, bool lock_too)
{
	DIR *dir = opendir(path);
	if (!dir)
		return;
	for (const struct dirent *entry = NULL; (entry = readdir(dir));) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (lock_too || strcmp(entry->d_name, VAULTDIR_LOCK) != 0)
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	}
	(void)closedir(dir);
}

static enum jal_err taken(const char *target, struct diag *why)
{
	return diag_set(why, JAL_ERR_EXISTS, N_("Il y a déjà quelque chose dans « %1 ». Rien n’a été changé ; choisissez un autre répertoire."),
		target);
}

static bool is_free(const char *target)
{
	DIR *dir = opendir(target);
	if (!dir)
		return errno == ENOENT;
	bool empty = true;
	for (const struct dirent *entry = NULL; empty && (entry = readdir(dir));)
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	(void)closedir(dir);
	return empty;
}

/* `target` without slashes at its end, its parent ("." for none) and `.NAME.making` in it. */
static enum jal_err split(const char *target, struct buf *parent, struct vaultdir_making *making)
{
	struct buf path = BUF_INIT;
	size_t n = strlen(target);
	while (n > 1 && target[n - 1] == '/')
		n--;
	making->target = strndup(target, n);
	if (!making->target)
		return JAL_ERR_NOMEM;
	const char *slash = strrchr(making->target, '/');
	const char *name = slash ? slash + 1 : making->target;
	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return JAL_ERR_INVALID;
	enum jal_err err = JAL_OK;
	if (!slash)
		err = buf_puts(parent, ".");
	else if (slash == making->target)
		err = buf_puts(parent, "/");
	else
		err = buf_put(parent, making->target, (size_t)(slash - making->target));
	if (!err)
		err = buf_printf(&path, "%s/.%s.making", buf_str(parent), name);
	if (!err && !(making->path = buf_take(&path)))
		err = JAL_ERR_NOMEM;
	buf_free(&path);
	return err;
}

enum jal_err vaultdir_make(const char *target, struct vaultdir_making *out, struct diag *why)
{
	struct vaultdir_making making = VAULTDIR_MAKING_INIT;
	struct buf parent = BUF_INIT, lock = BUF_INIT;
	enum jal_err err = split(target, &parent, &making);
	if (err)
		goto out;
	if (!is_free(making.target)) {
		err = taken(making.target, why);
		goto out;
	}
	if ((err = fsio_mkdirs(buf_str(&parent), why)) || (err = fsio_mkdirs(making.path, why)) ||
		(err = fsio_path(making.path, VAULTDIR_LOCK, &lock)) ||
		(err = fsio_lock(buf_str(&lock), &making.lock, why)))
		goto out;
	empty_folder(making.path, false);
	*out = making;
	making = VAULTDIR_MAKING_INIT;
out:
	buf_free(&parent);
	buf_free(&lock);
	free(making.path);
	free(making.target);
	return err;
}

enum jal_err vaultdir_made(struct vaultdir_making *making, struct fsio_lock *lock, struct diag *why)
{
	struct buf parent = BUF_INIT;
	enum jal_err err = fsio_sync_dir(making->path, why);
	if (err)
		return err;
	/* The system replaces an empty folder and refuses anything else. */
	if (rename(making->path, making->target) != 0) {
		if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
			return taken(making->target, why);
		return diag_set(why, JAL_ERR_IO, N_("Le coffre n’a pas pu être mis à sa place (« %1 »). Rien n’a été changé ; vérifiez la place libre et les droits."),
			making->target);
	}
	const char *slash = strrchr(making->path, '/');
	err = buf_put(&parent, making->path, (size_t)(slash - making->path));
	if (!err)
		err = fsio_sync_dir(parent.len ? buf_str(&parent) : "/", why);
	buf_free(&parent);
	*lock = making->lock;
	making->lock = FSIO_LOCK_INIT;
	free(making->path);
	free(making->target);
	*making = VAULTDIR_MAKING_INIT;
	/* It stands there whole whether or not the folder above could be synced. */
	return err;
}

void vaultdir_unmake(struct vaultdir_making *making)
{
	if (making->path) {
		empty_folder(making->path, true);
		(void)rmdir(making->path);
	}
	fsio_unlock(&making->lock);
	free(making->path);
	free(making->target);
	*making = VAULTDIR_MAKING_INIT;
}
