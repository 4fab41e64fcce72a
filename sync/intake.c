/* From an untrusted store into the own repository. Does not know what commits say. */
#include "sync/intake.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "sync/commit.h"
#include "sync/repo_impl.h"
#include "sync/tree.h"
#include "sync/wire.h"

enum {
	MARK_GOOD = 1,	/* a commit that is complete, with its ancestors */
	MARK_BAD,
	MARK_OPEN,	/* its parents are being taken */
	MARK_THING,	/* a tree or file already counted */
};

static enum jal_err reason_of(struct diag *why, const struct oid *oid, enum jal_err err)
{
	char hex[OID_HEX + 1];
	(void)oid_hex(oid, hex);
	if (err == JAL_ERR_NOT_FOUND)
		return diag_set(why, err, N_("L’objet %1 manque : l’historique est incomplet."), hex);
	if (err == JAL_ERR_LIMIT)
		return diag_set(why, err, N_("L’objet %1 est plus grand que la limite admise."), hex);
	if (err == JAL_ERR_SYNTAX)
		return diag_set(why, err, N_("L’objet %1 n’a pas la forme attendue."), hex);
	return diag_set(why, JAL_ERR_CORRUPT, N_("L’objet %1 est abîmé."), hex);
}

/* Whether err is the history's fault, not this side's. */
static bool of_history(enum jal_err err)
{
	return err == JAL_ERR_NOT_FOUND || err == JAL_ERR_LIMIT || err == JAL_ERR_SYNTAX || err == JAL_ERR_CORRUPT;
}

/* ---- what a commit refers to ---- */

struct links {
	struct oid tree;
	struct oid parents[COMMIT_PARENTS_MAX];
	size_t n;
};

static bool take_link(struct wire *w, const char *word, struct oid *out)
{
	struct wire at = *w;
	struct oid oid = { { 0 } };
	if (!wire_text(&at, word) || !wire_hex(&at, oid.b, OID_BYTES) || !wire_text(&at, "\n"))
		return false;
	*out = oid;
	*w = at;
	return true;
}

static enum jal_err read_links(git_odb *from, const struct oid *commit, struct buf *bytes, struct links *out)
{
	const enum jal_err err = repo_odb_read(from, commit, OID_COMMIT, REPO_COMMIT_MAX, bytes);
	if (err)
		return err;
	struct wire w = wire_of(bytes->data, bytes->len);
	out->n = 0;
	if (!take_link(&w, "tree ", &out->tree))
		return JAL_ERR_SYNTAX;
	struct oid parent = { { 0 } };
	while (take_link(&w, "parent ", &parent)) {
		if (out->n == COMMIT_PARENTS_MAX)
			return JAL_ERR_LIMIT;
		out->parents[out->n++] = parent;
	}
	return wire_text(&w, "author ") ? JAL_OK : JAL_ERR_SYNTAX;
}

/* ---- one commit's own objects ---- */

static enum jal_err count(struct intake *in, size_t size, struct diag *diag)
{
	in->objects++;
	in->bytes += size;
	if (in->objects > in->max_objects || in->bytes > in->max_bytes)
		return diag_set(diag, JAL_ERR_LIMIT, NULL);
	return pulse_beat(in->pulse, in->commits_done, in->commits_found) ? JAL_OK :
									       diag_set(diag, JAL_ERR_CANCELLED, NULL);
}

static enum jal_err put(struct intake *in, enum oid_type type, const struct oid *oid, const struct buf *bytes,
	struct diag *diag)
{
	struct oid made = { { 0 } };
	if (!in->copy)
		return JAL_OK;
	const enum jal_err err = repo_write(in->to, type, bytes->data, bytes->len, &made, diag);
	if (err)
		return err;
	return oid_equal(&made, oid) ? JAL_OK : JAL_ERR_CORRUPT;
}

/* A file or tree: from the store, or already here. bytes is filled for trees and when copying. *here tells that the
 * own repository has it. */
static enum jal_err take_thing(struct intake *in, enum oid_type type, const struct oid *oid, size_t max,
	struct buf *bytes, bool *failed_here, struct diag *diag)
{
	enum oid_type found = OID_BLOB;
	size_t size = 0;
	const bool known = oidset_get(&in->seen, oid) == MARK_THING;
	git_odb *store = in->from;

	enum jal_err err = repo_odb_header(store, oid, &found, &size);
	if (err == JAL_ERR_NOT_FOUND) {
		/* A server leaves out what it thinks is here. */
		store = in->to->odb;
		err = repo_odb_header(store, oid, &found, &size);
	}
	if (!err && found != type)
		err = JAL_ERR_SYNTAX;
	if (!err && size > max)
		err = JAL_ERR_LIMIT;
	if (!err && (type == OID_TREE || (in->copy && !known && store == in->from)))
		err = repo_odb_read(store, oid, type, max, bytes);
	if (err || known || store != in->from)
		return err;
	*failed_here = true;
	err = count(in, size, diag);
	if (!err)
		err = oidset_put(&in->seen, oid, MARK_THING);
	if (!err && type == OID_BLOB)
		err = put(in, type, oid, bytes, diag);
	if (!err)
		*failed_here = false;
	return err;
}

/* Everything that one commit needs, then the commit. *failed_here tells whose failure an error is. */
static enum jal_err take_commit(struct intake *in, const struct oid *commit, struct oid *culprit, bool *failed_here,
	struct diag *diag)
{
	struct buf raw = BUF_INIT;
	struct buf tree_bytes = BUF_INIT;
	struct buf file = BUF_INIT;
	struct tree tree = TREE_INIT;
	struct links links;

	*failed_here = false;
	*culprit = *commit;
	enum jal_err err = read_links(in->from, commit, &raw, &links);
	if (err)
		goto out;
	*culprit = links.tree;
	err = take_thing(in, OID_TREE, &links.tree, TREE_MAX, &tree_bytes, failed_here, diag);
	if (!err)
		err = tree_parse(tree_bytes.data, tree_bytes.len, &tree);
	for (size_t i = 0; !err && i < tree.n; i++) {
		*culprit = tree.entries[i].oid;
		buf_clear(&file);
		err = take_thing(in, OID_BLOB, culprit, REPO_BLOB_MAX, &file, failed_here, diag);
	}
	if (err)
		goto out;
	*failed_here = true;
	*culprit = *commit;
	err = put(in, OID_TREE, &links.tree, &tree_bytes, diag);
	if (!err)
		err = count(in, raw.len, diag);
	if (!err)
		err = put(in, OID_COMMIT, commit, &raw, diag);
out:
	tree_free(&tree);
	buf_free(&raw);
	buf_free(&tree_bytes);
	buf_free(&file);
	return err;
}

/* ---- the walk ---- */

struct stack {
	struct oid *items;
	size_t n, cap;
};

static enum jal_err push(struct stack *s, const struct oid *oid)
{
	struct oid *items = grow_array(s->items, s->n, &s->cap, sizeof(*items));
	if (!items)
		return JAL_ERR_NOMEM;
	s->items = items;
	s->items[s->n++] = *oid;
	return JAL_OK;
}

static enum jal_err mark_bad(struct intake *in, const struct oid *commit, const struct oid *culprit, enum jal_err why)
{
	struct intake_fault *more = grow_array(in->faults, in->fault_count, &in->fault_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	in->faults = more;
	struct intake_fault *f = &in->faults[in->fault_count++];
	*f = (struct intake_fault){ .commit = *commit };
	(void)reason_of(&f->reason, culprit, why);
	return oidset_put(&in->seen, commit, MARK_BAD);
}

/* A commit seen for the first time: known, at fault, or its parents come first. */
static enum jal_err meet(struct intake *in, const struct oid *commit, struct stack *stack, struct buf *bytes)
{
	struct links links;
	/* A commit that is in the own repository is complete. */
	if (repo_has_commit(in->to, commit))
		return oidset_put(&in->seen, commit, MARK_GOOD);
	buf_clear(bytes);
	enum jal_err err = read_links(in->from, commit, bytes, &links);
	if (err)
		return of_history(err) ? mark_bad(in, commit, commit, err) : err;
	in->commits_found++;
	if (in->commits_found > in->max_objects)
		return JAL_ERR_LIMIT;
	err = oidset_put(&in->seen, commit, MARK_OPEN);
	if (!err)
		err = push(stack, commit);
	for (size_t i = links.n; !err && i-- > 0;)
		if (!oidset_get(&in->seen, &links.parents[i]))
			err = push(stack, &links.parents[i]);
	return err;
}

/* A commit whose parents are all judged. */
static enum jal_err settle(struct intake *in, const struct oid *commit, struct buf *bytes, struct diag *diag)
{
	struct links links;
	struct oid culprit = { { 0 } };
	bool failed_here = false;
	buf_clear(bytes);
	enum jal_err err = read_links(in->from, commit, bytes, &links);
	for (size_t i = 0; !err && i < links.n; i++) {
		const uint8_t mark = oidset_get(&in->seen, &links.parents[i]);
		if (mark == MARK_BAD)
			return oidset_put(&in->seen, commit, MARK_BAD);
		/* A file or a tree named as a parent. */
		if (mark != MARK_GOOD)
			err = JAL_ERR_SYNTAX;
		if (err)
			culprit = links.parents[i];
	}
	if (!err) {
		err = take_commit(in, commit, &culprit, &failed_here, diag);
		if (err && (failed_here || !of_history(err)))
			return err;
	}
	if (err)
		return mark_bad(in, commit, &culprit, err);
	in->commits_done++;
	return oidset_put(&in->seen, commit, MARK_GOOD);
}

static const struct intake_fault *fault_of(const struct intake *in, const struct oid *commit)
{
	for (size_t i = 0; i < in->fault_count; i++)
		if (oid_equal(&in->faults[i].commit, commit))
			return &in->faults[i];
	return NULL;
}

/* From a bad tip down: the commit at fault, and the newest complete first parent. */
static enum jal_err explain(struct intake *in, const struct oid *tip, struct intake_result *r, struct buf *bytes)
{
	struct links links;
	struct oid at = *tip;

	for (uint64_t i = 0; i <= in->max_objects; i++) {
		if (oidset_get(&in->seen, &at) == MARK_GOOD) {
			r->some = true;
			r->good = at;
			break;
		}
		buf_clear(bytes);
		const enum jal_err err = read_links(in->from, &at, bytes, &links);
		if (err && !of_history(err))
			return err;
		if (err || !links.n)
			break;
		at = links.parents[0];
	}
	at = *tip;
	for (uint64_t i = 0; i <= in->max_objects; i++) {
		const struct intake_fault *f = fault_of(in, &at);
		if (f) {
			r->fault = f->commit;
			r->reason = f->reason;
			return JAL_OK;
		}
		buf_clear(bytes);
		const enum jal_err err = read_links(in->from, &at, bytes, &links);
		if (err)
			return err;
		size_t next = 0;
		while (next < links.n && oidset_get(&in->seen, &links.parents[next]) != MARK_BAD)
			next++;
		if (next == links.n)
			break;
		at = links.parents[next];
	}
	return JAL_ERR_CORRUPT;
}

enum jal_err intake_take(struct intake *in, const struct oid *tip, struct intake_result *out, struct diag *diag)
{
	struct intake_result r = { .complete = false };
	struct stack stack = { .n = 0 };
	struct buf bytes = BUF_INIT;

	enum jal_err err = push(&stack, tip);
	while (!err && stack.n) {
		const struct oid commit = stack.items[stack.n - 1];
		switch (oidset_get(&in->seen, &commit)) {
		case 0:
		case MARK_THING:
			/* Also a tree or file that some commit needs and a reference names. */
			stack.n--;
			err = meet(in, &commit, &stack, &bytes);
			break;
		case MARK_OPEN:
			stack.n--;
			err = settle(in, &commit, &bytes, diag);
			break;
		default:
			/* Judged already. */
			stack.n--;
			break;
		}
		if (!err && !pulse_beat(in->pulse, in->commits_done, in->commits_found))
			err = diag_set(diag, JAL_ERR_CANCELLED, NULL);
	}
	if (err)
		goto out;
	if (oidset_get(&in->seen, tip) == MARK_GOOD) {
		r.complete = r.some = true;
		r.good = *tip;
	} else {
		err = explain(in, tip, &r, &bytes);
	}
	if (!err)
		*out = r;
out:
	free(stack.items);
	buf_free(&bytes);
	return err;
}

void intake_free(struct intake *in)
{
	oidset_free(&in->seen);
	free(in->faults);
	in->faults = NULL;
	in->fault_count = in->fault_cap = 0;
}
