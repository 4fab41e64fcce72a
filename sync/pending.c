/* Charter commits and names that wait, as two blobs of meta. Sends nothing. */
#include "sync/pending.h"

#include <stdlib.h>
#include <string.h>

#include "core/meta.h"
#include "sync/verify.h"
#include "sync/wire.h"

#define META_COMMITS "territory.pending"
#define META_NAMES "territory.names"

static enum jal_err read_blob(struct db *db, const char *name, struct buf *out)
{
	const enum jal_err err = meta_blob(db, name, out);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err write_blob(struct db *db, const char *name, const struct buf *bytes)
{
	bool own = false;
	const enum jal_err err = db_enter(db, &own);
	if (err)
		return err;
	return db_leave(db, own, bytes->len ? meta_put_blob(db, name, bytes->data, bytes->len) : meta_delete(db, name));
}

static enum jal_err put_bytes(struct buf *out, const void *bytes, size_t n)
{
	const enum jal_err err = buf_put_u32(out, (uint32_t)n);
	return err ? err : buf_put(out, bytes, n);
}

static enum jal_err take_bytes(struct wire *w, struct buf *out)
{
	uint32_t n = 0;
	const uint8_t *p = NULL;
	if (!wire_u32(w, &n) || !wire_take(w, n, &p))
		return JAL_ERR_CORRUPT;
	return buf_put(out, p, n);
}

/* ---- commits ---- */

static void free_commit(struct pending_commit *c)
{
	buf_free(&c->raw);
	buf_free(&c->file);
}

void pending_free(struct pending *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++)
		free_commit(&p->list[i]);
	free(p->list);
	*p = PENDING_INIT;
}

enum jal_err pending_add(struct pending *p, struct buf *raw, struct buf *file)
{
	struct pending_commit *more = realloc(p->list, (p->n + 1) * sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	p->list = more;
	p->list[p->n++] = (struct pending_commit){ *raw, *file };
	*raw = BUF_INIT;
	*file = BUF_INIT;
	return JAL_OK;
}

enum jal_err pending_load(struct db *db, struct pending *out)
{
	struct buf bytes = BUF_INIT;
	struct pending p = PENDING_INIT;
	enum jal_err err = read_blob(db, META_COMMITS, &bytes);
	struct wire w = wire_of(bytes.data, bytes.len);
	while (!err && w.n > 0) {
		struct pending_commit c = { BUF_INIT, BUF_INIT };
		err = take_bytes(&w, &c.raw);
		if (!err)
			err = take_bytes(&w, &c.file);
		if (!err)
			err = pending_add(&p, &c.raw, &c.file);
		free_commit(&c);
	}
	buf_free(&bytes);
	if (err)
		pending_free(&p);
	else
		*out = p;
	return err;
}

enum jal_err pending_save(struct db *db, const struct pending *p)
{
	struct buf bytes = BUF_INIT;
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < p->n; i++) {
		err = put_bytes(&bytes, p->list[i].raw.data, p->list[i].raw.len);
		if (!err)
			err = put_bytes(&bytes, p->list[i].file.data, p->list[i].file.len);
	}
	if (!err)
		err = write_blob(db, META_COMMITS, &bytes);
	buf_free(&bytes);
	return err;
}

static enum jal_err read_list(const struct pending_commit *c, struct clause_list *out, struct diag *diag)
{
	struct commit commit = COMMIT_INIT;
	enum jal_err err = commit_parse(c->raw.data, c->raw.len, COMMIT_CHARTER_MAX, &commit, diag);
	if (err)
		return err;
	err = clause_list_parse(commit.message.data, commit.message.len, out, diag);
	commit_free(&commit);
	return err;
}

/* The same entries on the chain's end as it is now. */
static enum jal_err make_again(struct pending_commit *c, struct charter_chain *chain, const struct secret *sign,
	int64_t date, const struct clause_list *list, struct diag *diag)
{
	struct pending_commit made = { BUF_INIT, BUF_INIT };
	enum jal_err err = charter_chain_make(chain, list->entries, list->n_entries, sign, date, &made.raw, &made.file, diag);
	if (!err)
		err = charter_chain_add(chain, &made.raw, &made.file, diag);
	if (err) {
		free_commit(&made);
		return err;
	}
	free_commit(c);
	*c = made;
	return JAL_OK;
}

/* JAL_ERR_EXISTS: it is in the chain; a fault: its entries can't be made any more. */
static enum jal_err settle_one(struct pending_commit *c, struct charter_chain *chain, const struct secret *sign,
	int64_t date, struct diag *diag)
{
	struct clause_list list = CLAUSE_LIST_INIT;
	struct diag first = DIAG_INIT;
	enum jal_err err = read_list(c, &list, diag);
	if (err)
		return err;
	const struct jal_hash hash = hash_b2(c->raw.data, c->raw.len);
	const struct jal_hash *known = charter_hash(chain->charter, list.number);
	if (known && hash_equal(known, &hash)) {
		err = JAL_ERR_EXISTS;
	} else {
		err = charter_chain_add(chain, &c->raw, &c->file, &first);
		if (verify_is_fault(err))
			err = make_again(c, chain, sign, date, &list, diag);
	}
	clause_list_free(&list);
	return err;
}

enum jal_err pending_settle(struct pending *p, struct charter_chain *chain, const struct secret *sign, int64_t date,
	void (*dropped)(void *ctx, const struct diag *why), void *ctx, struct diag *diag)
{
	size_t kept = 0;
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < p->n; i++) {
		struct diag why = DIAG_INIT;
		const enum jal_err one = err ? err : settle_one(&p->list[i], chain, sign, date, &why);
		if (one == JAL_OK || err) {
			p->list[kept++] = p->list[i];
		} else if (one == JAL_ERR_EXISTS || verify_is_fault(one)) {
			if (one != JAL_ERR_EXISTS && dropped)
				dropped(ctx, &why);
			free_commit(&p->list[i]);
		} else {
			err = diag_set_if_empty(diag, one, why.text);
			p->list[kept++] = p->list[i];
		}
	}
	p->n = kept;
	return err;
}

/* ---- names ---- */

enum jal_err pending_name(struct db *db, const struct pending_name *name)
{
	struct buf bytes = BUF_INIT;
	enum jal_err err = read_blob(db, META_NAMES, &bytes);
	if (!err)
		err = buf_put_u32(&bytes, model_entity(name->entity)->wire);
	if (!err)
		err = buf_put(&bytes, name->record.b, ID_BYTES);
	if (!err)
		err = put_bytes(&bytes, name->name, strlen(name->name));
	if (!err)
		err = write_blob(db, META_NAMES, &bytes);
	buf_free(&bytes);
	return err;
}

static enum jal_err take_name(struct wire *w, struct pending_name *out)
{
	struct pending_name name = { .entity = ENTITY_COUNT };
	uint32_t wire = 0, n = 0;
	if (!wire_u32(w, &wire) || !wire_id(w, &name.record) || !wire_u32(w, &n) || n >= sizeof(name.name) ||
		!wire_copy(w, name.name, n))
		return JAL_ERR_CORRUPT;
	for (enum entity e = 0; e < ENTITY_COUNT; e++)
		if (model_entity(e)->wire == wire)
			name.entity = e;
	if (name.entity == ENTITY_COUNT)
		return JAL_ERR_CORRUPT;
	*out = name;
	return JAL_OK;
}

enum jal_err pending_names(struct db *db, enum jal_err (*each)(void *ctx, const struct pending_name *name), void *ctx)
{
	struct buf bytes = BUF_INIT;
	enum jal_err err = read_blob(db, META_NAMES, &bytes);
	struct wire w = wire_of(bytes.data, bytes.len);
	while (!err && w.n > 0) {
		struct pending_name name = { .entity = ENTITY_COUNT };
		err = take_name(&w, &name);
		if (!err)
			err = each(ctx, &name);
	}
	buf_free(&bytes);
	return err;
}

enum jal_err pending_named(struct db *db)
{
	const struct buf none = BUF_INIT;
	return write_blob(db, META_NAMES, &none);
}
