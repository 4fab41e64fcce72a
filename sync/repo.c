/* The repository: objects, references, opening. Knows nothing of what commits say. */
#include "sync/repo.h"

#include <assert.h>
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fsio.h"
#include "core/grow.h"
#include "sync/bare.h"
#include "sync/gitlib.h"
#include "sync/look.h"
#include "sync/repo_impl.h"
#include "sync/store.h"
#include "sync/tree.h"

/* What waits in memory before it goes to the disk by itself; one pack must stay below GITLIB_BLOCK_MAX. */
#define UNSAVED_BYTES_MAX ((size_t)8 << 20)
#define UNSAVED_MAX	  8192
/* Before every other store of the repository. */
#define PENDING_PRIORITY 1000

static_assert(OID_BYTES == sizeof(((git_oid *)0)->id), "git's names are SHA-1");

git_oid repo_git_oid(const struct oid *oid)
{
	git_oid id = { { 0 } };
	memcpy(id.id, oid->b, OID_BYTES);
	return id;
}

struct oid repo_oid(const git_oid *id)
{
	struct oid oid = { { 0 } };
	memcpy(oid.b, id->id, OID_BYTES);
	return oid;
}

static bool git_type(enum oid_type type, git_object_t *out)
{
	switch (type) {
	case OID_COMMIT:
		*out = GIT_OBJECT_COMMIT;
		return true;
	case OID_TREE:
		*out = GIT_OBJECT_TREE;
		return true;
	case OID_BLOB:
		*out = GIT_OBJECT_BLOB;
		return true;
	}
	return false;
}

static size_t size_max(enum oid_type type)
{
	switch (type) {
	case OID_COMMIT:
		return REPO_COMMIT_MAX;
	case OID_TREE:
		return TREE_MAX;
	case OID_BLOB:
		return REPO_BLOB_MAX;
	}
	return 0;
}

enum jal_err repo_failed(const struct repo *repo, int code, struct diag *diag)
{
	char detail[DIAG_ARG_MAX] = "";
	switch (gitlib_cause(code)) {
	case GITLIB_FULL:
		return diag_set(diag, JAL_ERR_IO,
			N_("Il n’y a plus de place là où se trouve le dépôt %1. Ce qui était enregistré est intact. Libérez de "
			   "la place, puis recommencez."),
			repo->path);
	case GITLIB_READ_ONLY:
		return diag_set(diag, JAL_ERR_DENIED,
			N_("Le dépôt %1 est protégé : le système refuse d’y accéder. Rien n’a été perdu. Vérifiez les droits du "
			   "répertoire ou le verrou du support."),
			repo->path);
	case GITLIB_NOMEM:
		return diag_set(diag, JAL_ERR_NOMEM, NULL);
	case GITLIB_LOCKED:
		return diag_set(diag, JAL_ERR_BUSY,
			N_("Un autre programme écrit en ce moment dans le dépôt %1. Rien n’a été perdu ; recommencez dans un "
			   "instant."),
			repo->path);
	case GITLIB_OTHER:
		break;
	}
	return diag_set(diag, JAL_ERR_IO,
		N_("Le dépôt %1 ne répond pas comme attendu (%2). Ce qui était enregistré est intact."), repo->path,
		gitlib_text(detail, sizeof(detail)));
}

/* ---- opening ---- */

static void close_git(struct repo *repo)
{
	git_odb_free(repo->odb);
	git_repository_free(repo->git);
	repo->odb = NULL;
	repo->git = NULL;
	repo->pending = NULL;
}

static enum jal_err open_git(struct repo *repo, struct diag *diag)
{
	const unsigned flags =
		GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE | GIT_REPOSITORY_OPEN_NO_DOTGIT;
	const bool own = repo->lock.fd >= 0;
	/* Others' repositories belong to others; look_folder has judged them. */
	if (!own && git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0) < 0)
		return repo_failed(repo, -1, diag);
	int code = git_repository_open_ext(&repo->git, repo->path, flags, NULL);
	if (!own && git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1) < 0 && code == 0)
		code = -1;
	if (code == 0)
		code = git_repository_odb(&repo->odb, repo->git);
	if (code == 0)
		code = git_mempack_new(&repo->pending);
	if (code == 0) {
		code = git_odb_add_backend(repo->odb, repo->pending, PENDING_PRIORITY);
		if (code != 0) {
			repo->pending->free(repo->pending);
			repo->pending = NULL;
		}
	}
	return code == 0 ? JAL_OK : repo_failed(repo, code, diag);
}

/* Packs went away: libgit2 must not look for them again. Nothing is pending. */
static enum jal_err reopen(struct repo *repo, struct diag *diag)
{
	close_git(repo);
	return open_git(repo, diag);
}

static struct repo *new_repo(const char *path)
{
	struct repo *repo = calloc(1, sizeof(*repo));
	if (!repo)
		return NULL;
	repo->lock = FSIO_LOCK_INIT;
	repo->path = strdup(path);
	if (!repo->path) {
		free(repo);
		return NULL;
	}
	return repo;
}

enum jal_err repo_open(const char *path, struct repo **out, struct diag *diag)
{
	char lock[FSIO_PATH_BYTES] = "";
	enum look_what what = LOOK_ABSENT;
	struct repo *repo = NULL;
	enum jal_err err = gitlib_start();

	if (!err)
		err = fsio_path_in(lock, sizeof(lock), path, STORE_LOCK);
	if (!err)
		err = look_folder(path, &what, diag);
	if (!err && what != LOOK_REPOSITORY)
		err = bare_create(path, diag);
	if (err)
		return err;

	repo = new_repo(path);
	if (!repo)
		return JAL_ERR_NOMEM;
	err = fsio_lock(lock, &repo->lock, diag);
	if (!err)
		err = store_clear(path, diag);
	if (!err)
		err = open_git(repo, diag);
	if (err) {
		repo_close(repo);
		return err;
	}
	*out = repo;
	return JAL_OK;
}

enum jal_err repo_open_foreign(const char *path, struct repo **out, struct diag *diag)
{
	enum look_what what = LOOK_ABSENT;
	enum jal_err err = gitlib_start();
	if (!err)
		err = look_folder(path, &what, diag);
	if (!err && what != LOOK_REPOSITORY)
		err = diag_set(diag, JAL_ERR_NOT_FOUND,
			N_("Il n’y a pas de dépôt dans %1. Rien n’a été changé. Vérifiez l’adresse, ou branchez le support."),
			path);
	if (err)
		return err;

	struct repo *repo = new_repo(path);
	if (!repo)
		return JAL_ERR_NOMEM;
	err = open_git(repo, diag);
	if (err) {
		repo_close(repo);
		return err;
	}
	*out = repo;
	return JAL_OK;
}

void repo_close(struct repo *repo)
{
	if (!repo)
		return;
	close_git(repo);
	fsio_unlock(&repo->lock);
	free(repo->unsaved);
	free(repo->path);
	free(repo);
}

/* ---- objects ---- */

static enum jal_err remember_unsaved(struct repo *repo, const struct oid *oid, size_t n)
{
	struct oid *more = grow_array(repo->unsaved, repo->unsaved_count, &repo->unsaved_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	repo->unsaved = more;
	repo->unsaved[repo->unsaved_count++] = *oid;
	repo->unsaved_bytes += n;
	return JAL_OK;
}

enum jal_err repo_write(struct repo *repo, enum oid_type type, const void *bytes, size_t n, struct oid *out,
	struct diag *diag)
{
	git_object_t git = GIT_OBJECT_INVALID;
	git_oid id = { { 0 } };
	struct oid oid = { { 0 } };

	if (!git_type(type, &git))
		return JAL_ERR_INVALID;
	if (n > size_max(type))
		return JAL_ERR_LIMIT;
	if (repo->unsaved_count >= UNSAVED_MAX || repo->unsaved_bytes + n > UNSAVED_BYTES_MAX) {
		const enum jal_err err = repo_flush(repo, diag);
		if (err)
			return err;
	}
	const enum jal_err named = oid_of(type, bytes, n, &oid);
	if (named)
		return named;
	if (!repo_odb_has(repo->odb, &oid)) {
		const enum jal_err err = remember_unsaved(repo, &oid, n);
		if (err)
			return err;
		const int code = git_odb_write(&id, repo->odb, n ? bytes : "", n, git);
		if (code != 0) {
			repo->unsaved_count--;
			return repo_failed(repo, code, diag);
		}
	}
	*out = oid;
	return JAL_OK;
}

enum jal_err repo_flush(struct repo *repo, struct diag *diag)
{
	if (!repo->unsaved_count)
		return JAL_OK;
	const enum jal_err err = store_save(repo, repo->unsaved, repo->unsaved_count, diag);
	if (err)
		return err;
	(void)git_mempack_reset(repo->pending);
	repo->unsaved_count = repo->unsaved_bytes = 0;
	return repo_gather(repo, diag);
}

enum jal_err repo_gather(struct repo *repo, struct diag *diag)
{
	bool changed = false;
	const enum jal_err err = store_gather(repo, &changed, diag);
	return err || !changed ? err : reopen(repo, diag);
}

enum jal_err repo_odb_header(git_odb *odb, const struct oid *oid, enum oid_type *type, size_t *size)
{
	const git_oid id = repo_git_oid(oid);
	git_object_t git = GIT_OBJECT_INVALID;
	size_t n = 0;
	const int code = git_odb_read_header(&n, &git, odb, &id);
	if (code != 0)
		return code == GIT_ENOTFOUND ? JAL_ERR_NOT_FOUND : JAL_ERR_CORRUPT;
	if (git == GIT_OBJECT_COMMIT)
		*type = OID_COMMIT;
	else if (git == GIT_OBJECT_TREE)
		*type = OID_TREE;
	else if (git == GIT_OBJECT_BLOB)
		*type = OID_BLOB;
	else
		return JAL_ERR_SYNTAX;
	*size = n;
	return JAL_OK;
}

enum jal_err repo_odb_read(git_odb *odb, const struct oid *oid, enum oid_type type, size_t max, struct buf *out)
{
	const git_oid id = repo_git_oid(oid);
	enum oid_type found = OID_BLOB;
	size_t n = 0;
	git_odb_object *object = NULL;
	enum jal_err err = repo_odb_header(odb, oid, &found, &n);
	if (err)
		return err;
	if (found != type)
		return JAL_ERR_SYNTAX;
	if (n > max)
		return JAL_ERR_LIMIT;
	const int code = git_odb_read(&object, odb, &id);
	if (code != 0)
		return code == GIT_ENOTFOUND ? JAL_ERR_NOT_FOUND : JAL_ERR_CORRUPT;
	/* The header's word was only a promise. */
	if (git_odb_object_size(object) != n)
		err = JAL_ERR_CORRUPT;
	else
		err = buf_put(out, git_odb_object_data(object), n);
	git_odb_object_free(object);
	return err;
}

bool repo_odb_has(git_odb *odb, const struct oid *oid)
{
	const git_oid id = repo_git_oid(oid);
	return git_odb_exists_ext(odb, &id, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}

enum jal_err repo_header(struct repo *repo, const struct oid *oid, enum oid_type *type, size_t *size)
{
	return repo_odb_header(repo->odb, oid, type, size);
}

enum jal_err repo_read(struct repo *repo, const struct oid *oid, enum oid_type type, size_t max, struct buf *out)
{
	return repo_odb_read(repo->odb, oid, type, max, out);
}

bool repo_has_commit(struct repo *repo, const struct oid *oid)
{
	enum oid_type type = OID_BLOB;
	size_t size = 0;
	return repo_odb_has(repo->odb, oid) && repo_odb_header(repo->odb, oid, &type, &size) == JAL_OK &&
	       type == OID_COMMIT;
}

bool repo_has(struct repo *repo, const struct oid *oid)
{
	const git_oid id = repo_git_oid(oid);
	return git_odb_exists(repo->odb, &id) == 1;
}

/* ---- references ---- */

enum jal_err repo_ref(struct repo *repo, const char *name, struct oid *out)
{
	git_oid id = { { 0 } };
	const int code = git_reference_name_to_id(&id, repo->git, name);
	if (code == GIT_ENOTFOUND)
		return JAL_ERR_NOT_FOUND;
	if (code != 0)
		return JAL_ERR_CORRUPT;
	*out = repo_oid(&id);
	return JAL_OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct repo_ref *)a)->name, ((const struct repo_ref *)b)->name);
}

static enum jal_err add_ref(struct repo_refs *refs, size_t *cap, const git_reference *ref)
{
	const char *name = git_reference_name(ref);
	const size_t len = strlen(name);
	if (git_reference_type(ref) != GIT_REFERENCE_DIRECT || len > REPO_REF_NAME_MAX)
		return JAL_OK;
	struct repo_ref *items = grow_array(refs->items, refs->n, cap, sizeof(*items));
	if (!items)
		return JAL_ERR_NOMEM;
	refs->items = items;
	struct repo_ref *r = &refs->items[refs->n++];
	memcpy(r->name, name, len + 1);
	r->oid = repo_oid(git_reference_target(ref));
	return JAL_OK;
}

enum jal_err repo_refs(struct repo *repo, const char *prefix, size_t max, struct repo_refs *out, struct diag *diag)
{
	char glob[REPO_REF_NAME_MAX + 2] = "";
	git_reference_iterator *iterator = NULL;
	struct repo_refs refs = REPO_REFS_INIT;
	size_t cap = 0;
	enum jal_err err = JAL_OK;
	int code = 0;

	if ((size_t)snprintf(glob, sizeof(glob), "%s*", prefix) >= sizeof(glob))
		return JAL_ERR_INVALID;
	code = git_reference_iterator_glob_new(&iterator, repo->git, glob);
	if (code != 0)
		return repo_failed(repo, code, diag);
	for (;;) {
		git_reference *ref = NULL;
		code = git_reference_next(&ref, iterator);
		if (code != 0)
			break;
		err = refs.n < max ? add_ref(&refs, &cap, ref) :
				     diag_set(diag, JAL_ERR_LIMIT,
					     N_("Le dépôt %1 a trop de références. Rien n’a été changé. Demandez à la personne qui "
						"l’administre de le vérifier."),
					     repo->path);
		git_reference_free(ref);
		if (err)
			goto out;
	}
	if (code != GIT_ITEROVER) {
		err = repo_failed(repo, code, diag);
		goto out;
	}
	if (refs.n)
		qsort(refs.items, refs.n, sizeof(*refs.items), by_name);
	*out = refs;
	refs = REPO_REFS_INIT;
out:
	git_reference_iterator_free(iterator);
	repo_refs_free(&refs);
	return err;
}

void repo_refs_free(struct repo_refs *refs)
{
	free(refs->items);
	*refs = REPO_REFS_INIT;
}

const struct repo_ref *repo_refs_find(const struct repo_refs *refs, const char *name)
{
	size_t low = 0;
	size_t high = refs->n;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		const int c = strcmp(refs->items[mid].name, name);
		if (!c)
			return &refs->items[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

enum jal_err repo_swap(struct repo *repo, const char *name, const struct oid *old, const struct oid *new,
	struct diag *diag)
{
	const git_oid from = repo_git_oid(old);
	const git_oid to = repo_git_oid(new);
	git_reference *ref = NULL;
	/* "force" only means that the reference may be there already: it must then be at `from`. */
	const int code = git_reference_create_matching(&ref, repo->git, name, &to, 1, &from, NULL);
	git_reference_free(ref);
	if (code == 0)
		return JAL_OK;
	if (code == GIT_EMODIFIED || code == GIT_EEXISTS || code == GIT_ENOTFOUND)
		return diag_set(diag, JAL_ERR_EXISTS,
			N_("Quelqu’un d’autre a écrit au même endroit entre-temps. Rien n’a été perdu ; recommencez la "
			   "synchronisation."));
	return repo_failed(repo, code, diag);
}

static bool in_namespace(const char *name, const char *space)
{
	int valid = 0;
	return strncmp(name, space, strlen(space)) == 0 && strlen(name) <= REPO_REF_NAME_MAX &&
	       git_reference_name_is_valid(&valid, name) == 0 && valid;
}

static enum jal_err must_be_commit(struct repo *repo, const struct oid *oid)
{
	enum oid_type type = OID_BLOB;
	size_t n = 0;
	const enum jal_err err = repo_header(repo, oid, &type, &n);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_ERR_INVALID : err;
	return type == OID_COMMIT ? JAL_OK : JAL_ERR_INVALID;
}

enum jal_err repo_advance(struct repo *repo, const char *name, const struct oid *old, const struct oid *new,
	struct diag *diag)
{
	bool forward = true;

	if (!in_namespace(name, REPO_HEADS) && !in_namespace(name, "refs/evidence/"))
		return JAL_ERR_INVALID;
	enum jal_err err = must_be_commit(repo, new);
	if (!err)
		err = repo_flush(repo, diag);
	if (!err && old)
		err = repo_is_ancestor(repo, old, new, &forward);
	if (!err && !forward)
		err = JAL_ERR_INVALID;
	if (!err)
		err = repo_swap(repo, name, old ? old : &OID_NONE, new, diag);
	return err;
}

enum jal_err repo_stage(struct repo *repo, const char *name, const struct oid *oid, struct diag *diag)
{
	git_reference *ref = NULL;
	enum jal_err err = JAL_OK;
	int code = 0;

	if (!in_namespace(name, "refs/staging/"))
		return JAL_ERR_INVALID;
	if (!oid) {
		code = git_reference_remove(repo->git, name);
		return code == 0 || code == GIT_ENOTFOUND ? JAL_OK : repo_failed(repo, code, diag);
	}
	err = must_be_commit(repo, oid);
	if (!err)
		err = repo_flush(repo, diag);
	if (err)
		return err;
	const git_oid id = repo_git_oid(oid);
	code = git_reference_create(&ref, repo->git, name, &id, 1, NULL);
	git_reference_free(ref);
	return code == 0 ? JAL_OK : repo_failed(repo, code, diag);
}

enum jal_err repo_is_ancestor(struct repo *repo, const struct oid *ancestor, const struct oid *descendant, bool *yes)
{
	const git_oid a = repo_git_oid(ancestor);
	const git_oid d = repo_git_oid(descendant);
	if (!repo_has(repo, ancestor) || !repo_has(repo, descendant))
		return JAL_ERR_NOT_FOUND;
	if (oid_equal(ancestor, descendant)) {
		*yes = true;
		return JAL_OK;
	}
	const int code = git_graph_descendant_of(repo->git, &d, &a);
	if (code < 0)
		return code == GIT_ENOTFOUND ? JAL_ERR_NOT_FOUND : JAL_ERR_CORRUPT;
	*yes = code == 1;
	return JAL_OK;
}
