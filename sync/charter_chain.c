/* Charter commits in a repository. Which entries are legal is charter.c's and rule.c's. */
#include "sync/charter_chain.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "sync/chain.h"
#include "sync/tree.h"

enum jal_err charter_chain_new(const struct jal_id *territory, const struct jal_hash *root, struct charter_chain *out)
{
	struct charter_chain c = CHARTER_CHAIN_INIT;
	const enum jal_err err = charter_new(territory, root, &c.charter);
	if (!err)
		*out = c;
	return err;
}

void charter_chain_free(struct charter_chain *c)
{
	if (!c)
		return;
	charter_free(c->charter);
	free(c->oids);
	*c = CHARTER_CHAIN_INIT;
}

static enum jal_err reserve(struct charter_chain *c)
{
	struct oid *more = grow_array(c->oids, c->n, &c->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	c->oids = more;
	return JAL_OK;
}

static enum jal_err tree_of(const struct oid *file, struct buf *out)
{
	struct tree_entry entry = { .oid = *file };
	memcpy(entry.name, CHARTER_FILE, sizeof(CHARTER_FILE));
	return tree_encode(&entry, 1, out);
}

/* The number and bytes of what git itself says: parents and tree. The charter compares all else. */
static enum jal_err check_links(const struct charter_chain *c, const struct commit *commit, const struct oid *file,
	struct diag *diag)
{
	struct buf tree = BUF_INIT;
	struct oid named = { { 0 } };
	enum jal_err err = tree_of(file, &tree);
	if (!err)
		err = oid_of(OID_TREE, tree.data, tree.len, &named);
	buf_free(&tree);
	if (err)
		return err;
	if (!oid_equal(&named, &commit->tree))
		return diag_set(diag, JAL_ERR_VERIFY, N_("Une charte contient autre chose que son seul fichier."));
	if (c->n > 0 && (commit->n_parents == 0 || !oid_equal(&commit->parents[0], &c->oids[c->n - 1])))
		return diag_set(diag, JAL_ERR_VERIFY, N_("Une charte n’est pas attachée à la précédente."));
	return JAL_OK;
}

enum jal_err charter_chain_add(struct charter_chain *c, const struct buf *raw, const struct buf *file, struct diag *diag)
{
	struct commit commit = COMMIT_INIT;
	struct oid oid = { { 0 } }, blob = { { 0 } };
	enum jal_err err = reserve(c);
	if (!err)
		err = oid_of(OID_COMMIT, raw->data, raw->len, &oid);
	if (!err)
		err = oid_of(OID_BLOB, file->data, file->len, &blob);
	if (err)
		return err;
	err = commit_parse(raw->data, raw->len, COMMIT_CHARTER_MAX, &commit, diag);
	if (err)
		return err;
	err = check_links(c, &commit, &blob, diag);
	commit_free(&commit);
	if (!err)
		err = charter_add(c->charter, raw->data, raw->len, file->data, file->len, diag);
	if (!err)
		c->oids[c->n++] = oid;
	return err;
}

/* ---- from a repository ---- */

static enum jal_err missing(enum jal_err err, struct diag *diag)
{
	if (err == JAL_ERR_NOMEM || err == JAL_ERR_IO)
		return err;
	return diag_set(diag, err, N_("Une charte est incomplète, abîmée ou trop grande."));
}

static enum jal_err add_oid(struct charter_chain *c, struct repo *repo, const struct oid *oid, struct diag *diag)
{
	struct buf raw = BUF_INIT, bytes = BUF_INIT, file = BUF_INIT;
	struct commit commit = COMMIT_INIT;
	struct tree tree = TREE_INIT;
	enum jal_err err = repo_read(repo, oid, OID_COMMIT, COMMIT_CHARTER_MAX, &raw);
	if (err) {
		err = missing(err, diag);
		goto out;
	}
	err = commit_parse(raw.data, raw.len, COMMIT_CHARTER_MAX, &commit, diag);
	if (err)
		goto out;
	err = repo_read(repo, &commit.tree, OID_TREE, TREE_MAX, &bytes);
	if (!err)
		err = tree_parse(bytes.data, bytes.len, &tree);
	if (!err && (tree.n != 1 || strcmp(tree.entries[0].name, CHARTER_FILE) != 0))
		err = JAL_ERR_SYNTAX;
	if (!err)
		err = repo_read(repo, &tree.entries[0].oid, OID_BLOB, COMMIT_FILE_MAX, &file);
	err = err ? missing(err, diag) : charter_chain_add(c, &raw, &file, diag);
out:
	commit_free(&commit);
	tree_free(&tree);
	buf_free(&raw);
	buf_free(&bytes);
	buf_free(&file);
	return err;
}

struct search {
	const struct charter_chain *chain;
	size_t number;	/* of the known commit that was met */
};

static enum jal_err in_chain(void *ctx, const struct oid *oid, const struct jal_hash *hash, const struct buf *raw,
	bool *yes)
{
	struct search *s = ctx;
	(void)hash;
	(void)raw;
	for (size_t i = s->chain->n; i > 0; i--) {
		if (oid_equal(&s->chain->oids[i - 1], oid)) {
			s->number = i - 1;
			*yes = true;
			break;
		}
	}
	return JAL_OK;
}

enum jal_err charter_chain_extend(struct charter_chain *c, struct repo *repo, const struct oid *tip,
	enum charter_chain_place *place, struct oid *bad, struct diag *diag)
{
	struct search search = { .chain = c };
	struct chain new = CHAIN_INIT;
	enum jal_err err = chain_walk(repo, tip, COMMIT_CHARTER_MAX, in_chain, &search, &new, diag);
	if (err)
		return err;
	const bool at_end = new.met ? search.number + 1 == c->n : c->n == 0;
	if (new.n == 0)
		*place = at_end ? CHARTER_CHAIN_SAME : CHARTER_CHAIN_OLDER;
	else if (at_end)
		*place = CHARTER_CHAIN_NEWER;
	else
		*place = new.met ? CHARTER_CHAIN_OTHER : CHARTER_CHAIN_FOREIGN;
	for (size_t i = 0; !err && at_end && i < new.n; i++) {
		err = add_oid(c, repo, &new.oids[i], diag);
		if (err)
			*bad = new.oids[i];
	}
	chain_free(&new);
	return err;
}

/* ---- making the next one ---- */

enum jal_err charter_chain_make(const struct charter_chain *c, const struct clause *entries, size_t n,
	const struct secret *sign, int64_t date, struct buf *raw, struct buf *file, struct diag *diag)
{
	struct commit commit = { .date = date, .message = BUF_INIT };
	struct buf tree = BUF_INIT, text = BUF_INIT;
	struct oid blob = { { 0 } };
	if (!sign->p || sign->n != SSHSIG_SECRET_BYTES)
		return JAL_ERR_INVALID;
	const struct jal_id device = commit_device_of(sign->p + SSHSIG_SECRET_BYTES - SSHSIG_KEY_BYTES);
	enum jal_err err = charter_compose(c->charter, &device, entries, n, &commit.message, &text, diag);
	if (!err)
		err = oid_of(OID_BLOB, text.data, text.len, &blob);
	if (!err)
		err = tree_of(&blob, &tree);
	if (!err)
		err = oid_of(OID_TREE, tree.data, tree.len, &commit.tree);
	struct oid parent = { { 0 } };
	if (c->n > 0) {
		parent = c->oids[c->n - 1];
		commit.parents = &parent;
		commit.n_parents = 1;
	}
	if (!err)
		err = commit_sign(&commit, sign);
	if (!err)
		err = commit_encode(&commit, raw);
	if (!err)
		err = buf_put(file, text.data, text.len);
	buf_free(&commit.message);
	buf_free(&tree);
	buf_free(&text);
	return err;
}

enum jal_err charter_chain_write(struct repo *repo, const struct buf *raw, const struct buf *file, struct oid *out,
	struct diag *diag)
{
	struct oid blob = { { 0 } }, made = { { 0 } };
	struct buf tree = BUF_INIT;
	enum jal_err err = repo_write(repo, OID_BLOB, file->data, file->len, &blob, diag);
	if (!err)
		err = tree_of(&blob, &tree);
	if (!err)
		err = repo_write(repo, OID_TREE, tree.data, tree.len, &made, diag);
	if (!err)
		err = repo_write(repo, OID_COMMIT, raw->data, raw->len, out, diag);
	buf_free(&tree);
	return err;
}
