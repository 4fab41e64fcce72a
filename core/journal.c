/* Opening a journal, reading its records, digest. Writes nothing. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "core/journal_inside.h"

enum { EACH, DIGEST, COUNT };
static const char *const text[COUNT] = {
	[EACH] = "SELECT rid, id FROM j_record WHERE fid = ?1 AND entity = ?2 AND rid > ?3 ORDER BY rid LIMIT 64",
	[DIGEST] = "SELECT r.rid, f.id, r.entity, r.id FROM j_folder f CROSS JOIN j_record r ON r.fid = f.fid"
		   " WHERE f.cid = ?1 ORDER BY f.id, r.entity, r.id",
};
const struct db_sql journal_sql = { "journal", COUNT, text };

enum jal_err journal_open(struct db *db, const struct jal_clock *clock, struct journal **out)
{
	struct journal *j = calloc(1, sizeof(*j));
	if (!j)
		return JAL_ERR_NOMEM;
	j->db = db;
	j->clock = clock;
	*out = j;
	return JAL_OK;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	journal_cancel(j);
	journal_free_saves(j);
	nonce_forget(&j->nonces);
	free(j->owns);
	free(j->touched);
	free(j->writing.oids);
	free(j);
}

struct db *journal_db(struct journal *j)
{
	return j->db;
}

/* ---- reading ---- */

/* NULL in *out for a record of which no operation is accepted. */
static enum jal_err read_record(struct db *db, const struct journal_place *at, enum entity entity, struct record **out)
{
	struct merge_state *state = NULL;
	enum jal_err err = journal_state(db, at, &state);
	if (err)
		return err;
	if (merge_context_count(state) == 0) {
		merge_state_free(state);
		*out = NULL;
		return JAL_OK;
	}
	return record_new(entity, &at->caseload, at->has_dossier ? &at->dossier : NULL, &at->id, state, out);
}

static enum jal_err folder_place(struct db *db, const struct jal_id *caseload, enum entity entity,
	const struct jal_id *dossier, struct journal_place *at)
{
	*at = (struct journal_place){ .has_dossier = dossier != NULL, .entity = model_entity(entity)->wire };
	if (dossier)
		at->dossier = *dossier;
	enum jal_err err = journal_final_caseload(db, caseload, &at->caseload);
	if (!err)
		err = journal_cid(db, &at->caseload, false, &at->cid);
	if (!err)
		err = journal_fid(db, at->cid, dossier, NULL, &at->fid);
	return err;
}

enum jal_err journal_load(struct journal *j, const struct jal_id *caseload, enum entity entity,
	const struct jal_id *dossier, const struct jal_id *id, struct record **out)
{
	struct journal_place at = { .cid = 0 };
	struct record *r = NULL;
	enum jal_err err = folder_place(j->db, caseload, entity, dossier, &at);
	if (err)
		return err;
	at.id = *id;
	err = journal_rid(j->db, at.fid, at.entity, id, NULL, &at.rid);
	if (!err)
		err = read_record(j->db, &at, entity, &r);
	if (!err && !r)
		err = JAL_ERR_NOT_FOUND;
	if (!err)
		*out = r;
	return err;
}

enum jal_err journal_edit(struct journal *j, const struct jal_id *caseload, enum entity entity,
	const struct jal_id *dossier, const struct jal_id *id, struct edit **out)
{
	struct record *r = NULL;
	enum jal_err err = journal_load(j, caseload, entity, dossier, id, &r);
	if (!err)
		err = edit_of(r, out);
	record_free(r);
	return err;
}

struct seen {
	int64_t rid;
	struct jal_id id;
};

static enum jal_err walk(struct journal *j, const struct jal_id *caseload, enum entity entity,
	const struct jal_id *dossier, bool blank, enum jal_err (*each)(void *ctx, struct record *r), void *ctx)
{
	struct journal_place at = { .cid = 0 };
	int64_t last = 0;
	size_t n = 0;
	enum jal_err err = folder_place(j->db, caseload, entity, dossier, &at);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	/* In pages, so that the callback may write. */
	do {
		struct seen page[64];
		struct db_st *st = NULL;
		bool row = false;
		n = 0;
		err = db_use(j->db, &journal_sql, EACH, &st);
		if (err)
			return err;
		db_bind_i64(st, 1, at.fid);
		db_bind_i64(st, 2, at.entity);
		db_bind_i64(st, 3, last);
		while (!(err = db_step(st, &row)) && row) {
			page[n].rid = db_col_i64(st, 0);
			err = db_col_id(st, 1, &page[n++].id);
			if (err)
				break;
		}
		db_done(st);
		for (size_t i = 0; !err && i < n; i++) {
			struct record *r = NULL;
			at.rid = last = page[i].rid;
			at.id = page[i].id;
			err = read_record(j->db, &at, entity, &r);
			if (!err && r && record_blank(r) != blank)
				record_free(r);
			else if (!err && r)
				err = each(ctx, r);
		}
		if (err)
			return err;
	} while (n);
	return JAL_OK;
}

enum jal_err journal_each(struct journal *j, const struct jal_id *caseload, enum entity entity,
	const struct jal_id *dossier, enum jal_err (*each)(void *ctx, struct record *r), void *ctx)
{
	return walk(j, caseload, entity, dossier, false, each, ctx);
}

static enum jal_err take(void *ctx, struct record *r)
{
	*(struct record **)ctx = r;
	return JAL_ERR_CANCELLED;
}

enum jal_err journal_blank(struct journal *j, const struct jal_id *caseload, enum entity entity,
	const struct jal_id *dossier, struct record **out)
{
	struct record *r = NULL;
	const enum jal_err err = walk(j, caseload, entity, dossier, true, take, &r);
	if (!r)
		return err ? err : JAL_ERR_NOT_FOUND;
	*out = r;
	return JAL_OK;
}

/* ---- digest ---- */

static enum jal_err put_name(const struct op_name *name, struct buf *out)
{
	enum jal_err err = buf_put(out, name->caseload.b, ID_BYTES);
	if (!err)
		err = buf_put(out, name->device.b, ID_BYTES);
	if (!err)
		err = buf_put_u64(out, name->number);
	return err ? err : buf_put_u64(out, name->nonce);
}

/* One live write's bytes; docs/protocol.md gives them. */
static enum jal_err put_live(const struct journal_place *at, const struct merge_write *w, struct buf *out)
{
	enum jal_err err = buf_put(out, at->dossier.b, ID_BYTES);
	if (!err)
		err = buf_put_u32(out, at->entity);
	if (!err)
		err = buf_put(out, at->id.b, ID_BYTES);
	if (!err)
		err = buf_put_u32(out, w->key.field);
	if (!err)
		err = buf_put_u32(out, w->key.element ? (uint32_t)w->key.element_len : 0);
	if (!err && w->key.element)
		err = buf_put(out, w->key.element, w->key.element_len);
	if (!err)
		err = put_name(&w->name, out);
	if (!err)
		err = buf_put_u64(out, w->stamp);
	if (!err)
		err = buf_put_u32(out, (uint32_t)w->value_len);
	if (!err)
		err = buf_put(out, w->value, w->value_len);
	if (!err)
		err = buf_put_u32(out, (uint32_t)w->replaces_count);
	for (size_t i = 0; !err && i < w->replaces_count; i++)
		err = put_name(&w->replaces[i], out);
	return err;
}

static int by_name(const void *pa, const void *pb)
{
	const struct merge_write *a = *(const struct merge_write *const *)pa;
	const struct merge_write *b = *(const struct merge_write *const *)pb;
	const int order = merge_key_compare(&a->key, &b->key);
	return order ? order : merge_name_compare(&a->name, &b->name);
}

static enum jal_err digest_record(struct db *db, const struct journal_place *at, struct buf *scratch,
	crypto_generichash_state *hash)
{
	struct merge_state *state = NULL;
	enum jal_err err = journal_state(db, at, &state);
	if (err)
		return err;
	const size_t n = merge_live_count(state);
	const struct merge_write **sorted = n ? malloc(n * sizeof(const struct merge_write *)) : NULL;
	if (n && !sorted)
		err = JAL_ERR_NOMEM;
	for (size_t i = 0; !err && i < n; i++)
		sorted[i] = merge_live(state, i);
	if (!err && n)
		qsort(sorted, n, sizeof(const struct merge_write *), by_name);
	buf_clear(scratch);
	for (size_t i = 0; !err && i < n; i++)
		err = put_live(at, sorted[i], scratch);
	if (!err && n)
		(void)crypto_generichash_update(hash, scratch->data, scratch->len);
	free(sorted);
	merge_state_free(state);
	return err;
}

enum jal_err journal_digest(struct journal *j, const struct jal_id *caseload, struct jal_hash *out)
{
	struct journal_place at = { .has_dossier = false };
	struct buf scratch = BUF_INIT;
	crypto_generichash_state hash;
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = journal_final_caseload(j->db, caseload, &at.caseload);
	(void)crypto_generichash_init(&hash, NULL, 0, HASH_BYTES);
	(void)crypto_generichash_update(&hash, (const uint8_t *)"JLDIGST1", 8);
	(void)crypto_generichash_update(&hash, at.caseload.b, ID_BYTES);
	if (!err)
		err = journal_cid(j->db, &at.caseload, false, &at.cid);
	if (err == JAL_ERR_NOT_FOUND) {
		err = JAL_OK;
		goto end;
	}
	if (!err)
		err = db_use(j->db, &journal_sql, DIGEST, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, at.cid);
	while (!(err = db_step(st, &row)) && row) {
		at.rid = db_col_i64(st, 0);
		at.entity = (uint32_t)db_col_i64(st, 2);
		err = db_col_id(st, 1, &at.dossier);
		if (!err)
			err = db_col_id(st, 3, &at.id);
		if (!err)
			err = digest_record(j->db, &at, &scratch, &hash);
		if (err)
			break;
	}
	db_done(st);
end:
	buf_free(&scratch);
	if (!err)
		(void)crypto_generichash_final(&hash, out->b, HASH_BYTES);
	return err;
}
