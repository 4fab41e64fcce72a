/* Packs on the disk. Knows no references and no commits. */
#include "sync/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <git2/odb_backend.h>
#include <git2/sys/odb_backend.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fsio.h"
#include "core/grow.h"
#include "sync/bare.h"
#include "sync/repo_impl.h"

#define PACK_MODE  0444
#define NAME_BYTES 128
/* Far more than gathering leaves; a repository that stock git filled may have them. */
#define PACKS_READ_MAX 4096

/* A pack that may be put together with others. */
struct pack {
	char stem[NAME_BYTES];	/* "pack-<hex>" */
	off_t size;
	bool has_pack, has_index, marked;
};

static enum jal_err system_refused(struct diag *diag, const char *path)
{
	return diag_set(diag, JAL_ERR_IO,
		N_("Le dépôt ne peut pas être rangé (%1 : %2). Ce qui était enregistré est intact. Vérifiez la place et les "
		   "droits, puis recommencez."),
		path, strerror(errno));
}

static bool ends_with(const char *name, const char *end)
{
	const size_t n = strlen(name);
	const size_t m = strlen(end);
	return n >= m && strcmp(name + n - m, end) == 0;
}

/* ---- writing ---- */

enum jal_err store_write(git_packbuilder *builder, struct repo *to, git_indexer_progress_cb progress,
	void *progress_ctx, struct diag *diag)
{
	char folder[FSIO_PATH_BYTES] = "";
	char name[NAME_BYTES] = "";
	if (!git_packbuilder_object_count(builder))
		return JAL_OK;
	const enum jal_err err = fsio_path_in(folder, sizeof(folder), to->path, "objects/pack");
	if (err)
		return err;
	const int code = git_packbuilder_write(builder, folder, PACK_MODE, progress, progress_ctx);
	if (code == GIT_EUSER)
		return JAL_ERR_CANCELLED;
	if (code != 0)
		return repo_failed(to, code, diag);
	const char *hex = git_packbuilder_name(builder);
	for (int i = 0; i < 2; i++)
		if ((size_t)snprintf(name, sizeof(name), "objects/pack/pack-%s.%s", hex, i ? "idx" : "pack") <
			sizeof(name))
			bare_share(to->path, name);
	return git_odb_refresh(to->odb) == 0 ? JAL_OK : repo_failed(to, -1, diag);
}

static enum jal_err build(struct repo *repo, const struct oid *oids, size_t n, struct diag *diag)
{
	git_packbuilder *builder = NULL;
	enum jal_err err = JAL_OK;
	int code = git_packbuilder_new(&builder, repo->git);
	if (code == 0)
		(void)git_packbuilder_set_threads(builder, 1);
	for (size_t i = 0; code == 0 && i < n; i++) {
		const git_oid id = repo_git_oid(&oids[i]);
		code = git_packbuilder_insert(builder, &id, NULL);
	}
	err = code == 0 ? store_write(builder, repo, NULL, NULL, diag) : repo_failed(repo, code, diag);
	git_packbuilder_free(builder);
	return err;
}

enum jal_err store_save(struct repo *repo, const struct oid *oids, size_t n, struct diag *diag)
{
	return build(repo, oids, n, diag);
}

/* ---- gathering ---- */

struct packs {
	struct pack *items;
	size_t n, cap;
	bool stock_git;	/* has an index over several packs: stock git looks after them */
};

static enum jal_err find_pack(struct packs *packs, const char *stem, size_t len, struct pack **out)
{
	for (size_t i = packs->n; i-- > 0;)
		if (strncmp(packs->items[i].stem, stem, len) == 0 && !packs->items[i].stem[len]) {
			*out = &packs->items[i];
			return JAL_OK;
		}
	struct pack *items = grow_array(packs->items, packs->n, &packs->cap, sizeof(*items));
	if (!items)
		return JAL_ERR_NOMEM;
	packs->items = items;
	*out = &packs->items[packs->n++];
	**out = (struct pack){ .size = 0 };
	memcpy((*out)->stem, stem, len);
	return JAL_OK;
}

static enum jal_err list_packs(const char *folder, struct packs *packs, struct diag *diag)
{
	enum jal_err err = JAL_OK;
	DIR *dir = opendir(folder);
	if (!dir)
		return system_refused(diag, folder);
	for (const struct dirent *d = NULL; !err && packs->n < PACKS_READ_MAX && (d = readdir(dir)) != NULL;) {
		const char *dot = strchr(d->d_name, '.');
		struct pack *pack = NULL;
		struct stat st;
		if (strcmp(d->d_name, "multi-pack-index") == 0)
			packs->stock_git = true;
		if (strncmp(d->d_name, "pack-", 5) != 0 || !dot || (size_t)(dot - d->d_name) >= NAME_BYTES)
			continue;
		err = find_pack(packs, d->d_name, (size_t)(dot - d->d_name), &pack);
		if (err)
			break;
		if (strcmp(dot, ".idx") == 0) {
			pack->has_index = true;
		} else if (strcmp(dot, ".pack") == 0) {
			pack->has_pack = fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0;
			pack->size = pack->has_pack ? st.st_size : 0;
		} else if (strcmp(dot, ".rev") != 0 && strcmp(dot, ".bitmap") != 0) {
			pack->marked = true;
		}
	}
	(void)closedir(dir);
	return err;
}

static int by_size(const void *a, const void *b)
{
	const struct pack *x = a;
	const struct pack *y = b;
	return x->size != y->size ? (x->size < y->size ? -1 : 1) : strcmp(x->stem, y->stem);
}

/* How many of the packs, sorted by size, to put together: those below one that is larger than twice their sum, so
 * that an object is copied a number of times that only grows with the logarithm of what there is. */
static size_t how_many(const struct pack *packs, size_t n)
{
	size_t many = n;
	off_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		if (i >= n / 2 && packs[i].size > 2 * sum)
			many = i;
		sum += packs[i].size;
	}
	return many;
}

static int insert_object(const git_oid *id, void *builder)
{
	return git_packbuilder_insert(builder, id, NULL);
}

static int insert_pack(git_packbuilder *builder, const char *index)
{
	git_odb *odb = NULL;
	git_odb_backend *one = NULL;
	int code = git_odb_new(&odb);
	if (code == 0)
		code = git_odb_backend_one_pack(&one, index);
	if (code == 0) {
		code = git_odb_add_backend(odb, one, 1);
		if (code != 0)
			one->free(one);
	}
	if (code == 0)
		code = git_odb_foreach(odb, insert_object, builder);
	git_odb_free(odb);
	return code;
}

static void remove_pack(const char *folder, const struct pack *pack)
{
	/* Without its index a pack is not used any more: the index goes first. */
	static const char *const ends[] = { ".idx", ".rev", ".bitmap", ".pack" };
	char path[FSIO_PATH_BYTES] = "";
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if ((size_t)snprintf(path, sizeof(path), "%s/%s%s", folder, pack->stem, ends[i]) < sizeof(path))
			(void)unlink(path);
}

static enum jal_err gather(struct repo *repo, const char *folder, const struct pack *packs, size_t n,
	struct diag *diag)
{
	git_packbuilder *builder = NULL;
	enum jal_err err = JAL_OK;
	int code = git_packbuilder_new(&builder, repo->git);
	if (code == 0)
		(void)git_packbuilder_set_threads(builder, 1);
	for (size_t i = 0; code == 0 && i < n; i++) {
		char index[FSIO_PATH_BYTES] = "";
		code = (size_t)snprintf(index, sizeof(index), "%s/%s.idx", folder, packs[i].stem) < sizeof(index) ?
			       insert_pack(builder, index) :
			       -1;
	}
	err = code == 0 ? store_write(builder, repo, NULL, NULL, diag) : repo_failed(repo, code, diag);
	for (size_t i = 0; !err && i < n; i++) {
		/* The same objects make the same name: then it is the new pack itself. */
		const char *made = git_packbuilder_name(builder);
		if (!made || strcmp(packs[i].stem + strlen("pack-"), made) != 0)
			remove_pack(folder, &packs[i]);
	}
	git_packbuilder_free(builder);
	return err;
}

enum jal_err store_gather(struct repo *repo, bool *changed, struct diag *diag)
{
	char folder[FSIO_PATH_BYTES] = "";
	struct packs packs = { .n = 0 };
	size_t n = 0;
	size_t many = 0;

	enum jal_err err = fsio_path_in(folder, sizeof(folder), repo->path, "objects/pack");
	if (!err)
		err = list_packs(folder, &packs, diag);
	if (err)
		goto out;
	for (size_t i = 0; i < packs.n; i++)
		if (packs.items[i].has_pack && packs.items[i].has_index && !packs.items[i].marked)
			packs.items[n++] = packs.items[i];
	if (n > STORE_PACKS_MAX && !packs.stock_git) {
		qsort(packs.items, n, sizeof(*packs.items), by_size);
		many = how_many(packs.items, n);
		err = gather(repo, folder, packs.items, many, diag);
	}
	if (!err)
		*changed = many > 0;
out:
	free(packs.items);
	return err;
}

/* ---- clearing ---- */

static bool left_in_pack_folder(const char *name)
{
	return strstr(name, "_git2_") || strncmp(name, "tmp_", 4) == 0 || ends_with(name, ".lock");
}

static bool is_lock(const char *name)
{
	return ends_with(name, ".lock");
}

/* Removes the files of one folder that left() names; descends `depth` levels. */
static void clear_folder(const char *folder, bool (*left)(const char *name), int depth)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return;
	for (const struct dirent *d = NULL; (d = readdir(dir)) != NULL;) {
		char path[FSIO_PATH_BYTES] = "";
		if (d->d_name[0] == '.' || fsio_path_in(path, sizeof(path), folder, d->d_name))
			continue;
		if (d->d_type == DT_DIR && depth > 0)
			clear_folder(path, left, depth - 1);
		else if (d->d_type != DT_DIR && left(d->d_name))
			(void)unlink(path);
	}
	(void)closedir(dir);
}

static bool anything(const char *name)
{
	(void)name;
	return true;
}

/* A kill between the two renames leaves one half of a pack, which nothing refers to yet. */
static enum jal_err clear_halves(const char *folder, struct diag *diag)
{
	struct packs packs = { .n = 0 };
	const enum jal_err err = list_packs(folder, &packs, diag);
	for (size_t i = 0; !err && i < packs.n; i++)
		if (packs.items[i].has_pack != packs.items[i].has_index && !packs.items[i].marked)
			remove_pack(folder, &packs.items[i]);
	free(packs.items);
	return err;
}

enum jal_err store_clear(const char *path, struct diag *diag)
{
	char folder[FSIO_PATH_BYTES] = "";
	clear_folder(path, is_lock, 0);
	enum jal_err err = fsio_path_in(folder, sizeof(folder), path, "refs");
	if (!err) {
		clear_folder(folder, is_lock, 6);
		err = fsio_path_in(folder, sizeof(folder), path, STORE_INCOMING);
	}
	if (!err) {
		clear_folder(folder, anything, 0);
		err = fsio_path_in(folder, sizeof(folder), path, "objects/pack");
	}
	if (!err) {
		clear_folder(folder, left_in_pack_folder, 0);
		err = clear_halves(folder, diag);
	}
	return err;
}

/* ---- incoming ---- */

enum jal_err store_incoming(struct repo *repo, char *out, size_t n, struct diag *diag)
{
	const enum jal_err err = fsio_path_in(out, n, repo->path, STORE_INCOMING);
	if (err)
		return err;
	if (mkdir(out, 0700) != 0 && errno != EEXIST)
		return system_refused(diag, out);
	clear_folder(out, anything, 0);
	return JAL_OK;
}

enum jal_err store_adopt(struct repo *repo, const char *name, struct diag *diag)
{
	/* A pack without its index is not used: the pack first. */
	static const char *const ends[] = { "pack", "idx" };
	char from[FSIO_PATH_BYTES] = "";
	char to[FSIO_PATH_BYTES] = "";

	for (size_t i = 0; i < 2; i++) {
		if ((size_t)snprintf(from, sizeof(from), "%s/%s/pack-%s.%s", repo->path, STORE_INCOMING, name, ends[i]) >=
				sizeof(from) ||
			(size_t)snprintf(to, sizeof(to), "%s/objects/pack/pack-%s.%s", repo->path, name, ends[i]) >= sizeof(to))
			return JAL_ERR_INVALID;
		if (rename(from, to) != 0)
			return system_refused(diag, to);
	}
	enum jal_err err = fsio_path_in(to, sizeof(to), repo->path, "objects/pack");
	if (!err)
		err = fsio_sync_dir(to, diag);
	if (!err && git_odb_refresh(repo->odb) != 0)
		err = repo_failed(repo, -1, diag);
	return err;
}

void store_forget(struct repo *repo)
{
	char folder[FSIO_PATH_BYTES] = "";
	if (!fsio_path_in(folder, sizeof(folder), repo->path, STORE_INCOMING)) {
		clear_folder(folder, anything, 0);
		(void)rmdir(folder);
	}
}
