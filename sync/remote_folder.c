/* A remote that is a folder or a stick. The repository in it is judged by look.h each time it is opened. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/fsio.h"
#include "sync/bare.h"
#include "sync/gitlib.h"
#include "sync/look.h"
#include "sync/remote_impl.h"
#include "sync/repo_impl.h"
#include "sync/span.h"
#include "sync/store.h"

/* How long another jalon's write is waited for. */
#define LOCK_WAIT_MS 10000
#define LOCK_TRY_MS  25

/* The fault behind a failed call on the folder. */
static enum fault folder_fault(struct remote *r, enum jal_err err, const struct diag *diag)
{
	char text[REMOTE_DETAIL_MAX] = "";
	switch (err) {
	case JAL_OK:
		return FAULT_NONE;
	case JAL_ERR_CANCELLED:
		return FAULT_CANCELLED;
	case JAL_ERR_NOT_FOUND:
		return FAULT_NO_REPOSITORY;
	case JAL_ERR_INVALID:
	case JAL_ERR_LIMIT:
		return FAULT_UNSAFE;
	case JAL_ERR_DENIED:
		return FAULT_READ_ONLY;
	case JAL_ERR_BUSY:
		return FAULT_BUSY;
	case JAL_ERR_NOMEM:
		return FAULT_HERE;
	case JAL_ERR_IO:
	case JAL_ERR_SYNTAX:
	case JAL_ERR_EXISTS:
	case JAL_ERR_WRONG_KEY:
	case JAL_ERR_CORRUPT:
	case JAL_ERR_NEWER:
	case JAL_ERR_VERIFY:
	case JAL_ERR_NETWORK:
	case JAL_ERR_WAITING:
		break;
	}
	(void)gitlib_text(text, sizeof(text));
	remote_note(r, text, strlen(text));
	/* repo_failed() has named a full disk in its sentence; here the kind is wanted. */
	return err == JAL_ERR_IO && diag->text && gitlib_cause(-1) == GITLIB_FULL ? FAULT_FULL : FAULT_UNREACHABLE;
}

static enum fault folder_create(struct remote *r, struct diag *diag)
{
	const enum jal_err err = bare_create(r->address.path, diag);
	if (err == JAL_ERR_IO)
		return errno == ENOSPC ? FAULT_FULL : errno == EROFS || errno == EACCES ? FAULT_READ_ONLY : FAULT_HERE;
	return err == JAL_ERR_EXISTS ? FAULT_UNSAFE : folder_fault(r, err, diag);
}

static enum fault list_in(struct remote *r, struct repo *there, struct repo_refs *out, struct diag *diag)
{
	struct repo_refs refs = REPO_REFS_INIT;
	size_t kept = 0;
	const enum jal_err err = repo_refs(there, REPO_HEADS, (size_t)4 * REPO_REFS_MAX, &refs, diag);
	if (err)
		return folder_fault(r, err, diag);
	for (size_t i = 0; i < refs.n; i++)
		if (remote_is_ours(refs.items[i].name))
			refs.items[kept++] = refs.items[i];
	refs.n = kept;
	if (kept > REPO_REFS_MAX) {
		repo_refs_free(&refs);
		return FAULT_LIMIT;
	}
	*out = refs;
	return FAULT_NONE;
}

static enum fault folder_list(struct remote *r, struct repo_refs *out, struct diag *diag)
{
	struct repo *there = NULL;
	const enum jal_err err = repo_open_foreign(r->address.path, &there, diag);
	if (err)
		return folder_fault(r, err, diag);
	const enum fault fault = list_in(r, there, out, diag);
	repo_close(there);
	return fault;
}

/* ---- receiving ---- */

static enum fault take_all(struct remote *r, const struct repo_ref *wants, size_t n, struct intake_result *results,
	bool *again, struct diag *diag)
{
	struct repo *there = NULL;
	enum jal_err err = repo_open_foreign(r->address.path, &there, diag);
	if (err)
		return folder_fault(r, err, diag);
	struct intake in = { .to = r->options.repo,
		.from = there->odb,
		.copy = true,
		.max_objects = r->options.max_objects,
		.max_bytes = r->options.max_bytes,
		.pulse = &r->pulse };
	*again = false;
	for (size_t i = 0; !err && i < n; i++) {
		if (results[i].complete)
			continue;
		err = intake_take(&in, &wants[i].oid, &results[i], diag);
		*again = *again || (!err && !results[i].complete);
	}
	intake_free(&in);
	repo_close(there);
	return remote_fault_of(err);
}

static enum fault folder_receive(struct remote *r, const struct repo_ref *wants, size_t n,
	struct intake_result *results, struct diag *diag)
{
	bool again = false;
	enum fault fault = take_all(r, wants, n, results, &again, diag);
	/* A pack may have been put together with others, and removed, while it was read: look once more. */
	if (!fault && again)
		fault = take_all(r, wants, n, results, &again, diag);
	return fault;
}

/* ---- sending ---- */

static void forget_note(const struct fsio_lock *lock)
{
	/* If it cannot be emptied, the next jalon removes a lock file that is not there. */
	const int rc = ftruncate(lock->fd, 0);
	(void)rc;
}

/* While it holds the lock, a jalon keeps in the lock file which reference it is about to change: if it is killed then,
 * the next one knows which of git's lock files was left by a jalon. */
static void clear_left_lock(const struct fsio_lock *lock, const char *repository)
{
	char name[REPO_REF_NAME_MAX + 2] = "";
	char path[FSIO_PATH_BYTES] = "";
	const ssize_t n = pread(lock->fd, name, sizeof(name) - 1, 0);
	if (n > 0 && remote_is_ours(name) &&
		(size_t)snprintf(path, sizeof(path), "%s/%s.lock", repository, name) < sizeof(path))
		(void)unlink(path);
	forget_note(lock);
}

static bool note_lock(const struct fsio_lock *lock, const char *name)
{
	const size_t n = strlen(name);
	return ftruncate(lock->fd, 0) == 0 && pwrite(lock->fd, name, n, 0) == (ssize_t)n;
}

static enum fault take_lock(struct remote *r, struct fsio_lock *lock, struct diag *diag)
{
	char path[FSIO_PATH_BYTES] = "";
	struct diag inner = DIAG_INIT;
	const int64_t started = span_now_ms();
	if (fsio_path_in(path, sizeof(path), r->address.path, STORE_LOCK))
		return FAULT_UNSAFE;
	for (;;) {
		errno = 0;
		const enum jal_err err = fsio_lock(path, lock, &inner);
		if (!err)
			break;
		if (err != JAL_ERR_BUSY) {
			remote_note(r, strerror(errno), strlen(strerror(errno)));
			if (errno == ENOSPC || errno == EDQUOT)
				return FAULT_FULL;
			if (errno == EROFS || errno == EACCES || errno == EPERM)
				return FAULT_READ_ONLY;
			(void)diag_pass(diag, err, &inner);
			return FAULT_UNREACHABLE;
		}
		if (!pulse_wait(&r->pulse))
			return FAULT_CANCELLED;
		if (span_now_ms() - started > LOCK_WAIT_MS)
			return FAULT_BUSY;
		(void)poll(NULL, 0, LOCK_TRY_MS);
	}
	bare_share(r->address.path, STORE_LOCK);
	clear_left_lock(lock, r->address.path);
	return FAULT_NONE;
}

static int on_write(const git_indexer_progress *stats, void *ctx)
{
	struct remote *r = ctx;
	return pulse_beat(&r->pulse, stats->indexed_objects, stats->total_objects) ? 0 : GIT_EUSER;
}

/* The folders on the way to a reference and the reference itself. */
static void share_reference(const char *repository, const char *name)
{
	char part[REPO_REF_NAME_MAX + 1] = "";
	for (const char *slash = strchr(name + strlen(REPO_HEADS), '/'); slash; slash = strchr(slash + 1, '/')) {
		(void)snprintf(part, sizeof(part), "%.*s", (int)(slash - name), name);
		bare_share(repository, part);
	}
	bare_share(repository, name);
}

static enum fault update_one(struct remote *r, struct repo *there, const struct fsio_lock *lock,
	struct remote_update *u, struct diag *diag)
{
	if (!note_lock(lock, u->name))
		return errno == ENOSPC ? FAULT_FULL : FAULT_READ_ONLY;
	u->answer = REMOTE_UNKNOWN;
	const enum jal_err err = repo_swap(there, u->name, &u->old, &u->new, diag);
	if (!err) {
		u->answer = REMOTE_SENT;
		share_reference(there->path, u->name);
		return FAULT_NONE;
	}
	u->answer = err == JAL_ERR_EXISTS ? REMOTE_MOVED : REMOTE_REFUSED;
	if (err == JAL_ERR_EXISTS)
		*diag = DIAG_INIT;
	if (err != JAL_ERR_EXISTS)
		(void)gitlib_text(u->reason, sizeof(u->reason));
	return err == JAL_ERR_EXISTS ? FAULT_NONE : folder_fault(r, err, diag);
}

/* Answers the updates whose reference is not where the caller saw it. */
static void answer_moved(struct remote_update *updates, size_t n, const struct repo_refs *refs)
{
	for (size_t i = 0; i < n; i++) {
		const struct repo_ref *ref = repo_refs_find(refs, updates[i].name);
		if (!oid_equal(ref ? &ref->oid : &OID_NONE, &updates[i].old))
			updates[i].answer = REMOTE_MOVED;
	}
}

static enum fault folder_send(struct remote *r, struct remote_update *updates, size_t n, struct diag *diag)
{
	struct fsio_lock lock = FSIO_LOCK_INIT;
	struct repo *there = NULL;
	struct repo_refs refs = REPO_REFS_INIT;
	git_packbuilder *builder = NULL;
	enum jal_err err = JAL_OK;

	enum fault fault = folder_list(r, &refs, diag);
	if (!fault)
		fault = take_lock(r, &lock, diag);
	if (fault)
		goto out;
	/* Again, now that nobody else writes. */
	repo_refs_free(&refs);
	err = repo_open_foreign(r->address.path, &there, diag);
	fault = err ? folder_fault(r, err, diag) : list_in(r, there, &refs, diag);
	if (fault)
		goto out;
	answer_moved(updates, n, &refs);
	fault = remote_pack(r, updates, n, &refs, &builder, diag);
	if (fault)
		goto out;
	err = store_write(builder, there, on_write, r, diag);
	fault = folder_fault(r, err, diag);
	for (size_t i = 0; !fault && i < n; i++)
		if (updates[i].answer == REMOTE_NOT_TRIED)
			fault = update_one(r, there, &lock, &updates[i], diag);
	forget_note(&lock);
	/* Housekeeping: what was sent is sent, whether or not the packs can be put together now. */
	if (!fault && repo_gather(there, NULL) != JAL_OK)
		remote_note(r, "gather", strlen("gather"));
out:
	git_packbuilder_free(builder);
	repo_refs_free(&refs);
	repo_close(there);
	fsio_unlock(&lock);
	return fault;
}

static void folder_close(struct remote *r)
{
	(void)r;
}

const struct remote_transport remote_folder_transport = {
	.create = folder_create,
	.list = folder_list,
	.receive = folder_receive,
	.send = folder_send,
	.close = folder_close,
};
