/* Rows of the journal: small integers for long ids, records, operations. Merges nothing. */
#include "core/journal_inside.h"

enum { CID, CID_MAKE, DEV, DEV_MAKE, FID, FID_MAKE, RID, RID_MAKE, PLACE, FINAL, OP_PUT, COUNT };
static const char *const text[COUNT] = {
	[CID] = "SELECT cid FROM j_caseload WHERE id = ?1",
	[CID_MAKE] = "INSERT INTO j_caseload (id) VALUES (?1)",
	[DEV] = "SELECT dev FROM j_device WHERE id = ?1",
	[DEV_MAKE] = "INSERT INTO j_device (id) VALUES (?1)",
	[FID] = "SELECT fid FROM j_folder WHERE cid = ?1 AND id = ?2",
	[FID_MAKE] = "INSERT INTO j_folder (cid, id) VALUES (?1, ?2)",
	[RID] = "SELECT rid FROM j_record WHERE fid = ?1 AND entity = ?2 AND id = ?3",
	[RID_MAKE] = "INSERT INTO j_record (fid, entity, id) VALUES (?1, ?2, ?3)",
	[PLACE] = ("SELECT c.id, f.id, r.entity, r.id, f.cid, r.fid FROM j_record r JOIN j_folder f ON f.fid = r.fid"
		   " JOIN j_caseload c ON c.cid = f.cid WHERE r.rid = ?1"),
	[FINAL] = "SELECT new FROM j_adopted WHERE old = ?1",
	[OP_PUT] = ("INSERT INTO j_op (rid, cid, dev, number, stamp, lot, seq, body)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
};
const struct db_sql journal_store_sql = { "journal_store", COUNT, text };

static enum jal_err id_number_of(struct db *db, int get, int make_it, const struct jal_id *id, bool make,
	int64_t *out)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_store_sql, get, &st);
	if (err)
		return err;
	db_bind_id(st, 1, id);
	err = db_step(st, &row);
	if (!err && row)
		*out = db_col_i64(st, 0);
	db_done(st);
	if (err || row)
		return err;
	if (!make)
		return JAL_ERR_NOT_FOUND;
	err = db_use(db, &journal_store_sql, make_it, &st);
	if (err)
		return err;
	db_bind_id(st, 1, id);
	err = db_run(st);
	if (!err)
		*out = db_last_rowid(db);
	return err;
}

enum jal_err journal_cid(struct db *db, const struct jal_id *caseload, bool make, int64_t *cid)
{
	return id_number_of(db, CID, CID_MAKE, caseload, make, cid);
}

enum jal_err journal_dev(struct db *db, const struct jal_id *device, bool make, int64_t *dev)
{
	return id_number_of(db, DEV, DEV_MAKE, device, make, dev);
}

enum jal_err journal_fid(struct db *db, int64_t cid, const struct jal_id *dossier, bool *made, int64_t *fid)
{
	static const struct jal_id none = { { 0 } };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_store_sql, FID, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	db_bind_id(st, 2, dossier ? dossier : &none);
	err = db_step(st, &row);
	if (!err && row) {
		*fid = db_col_i64(st, 0);
		if (made)
			*made = false;
	}
	db_done(st);
	if (err || row)
		return err;
	if (!made)
		return JAL_ERR_NOT_FOUND;
	err = db_use(db, &journal_store_sql, FID_MAKE, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	db_bind_id(st, 2, dossier ? dossier : &none);
	err = db_run(st);
	if (!err) {
		*fid = db_last_rowid(db);
		*made = true;
	}
	return err;
}

enum jal_err journal_rid(struct db *db, int64_t fid, uint32_t entity, const struct jal_id *id, bool *made, int64_t *rid)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_store_sql, RID, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	db_bind_i64(st, 2, entity);
	db_bind_id(st, 3, id);
	err = db_step(st, &row);
	if (!err && row) {
		*rid = db_col_i64(st, 0);
		if (made)
			*made = false;
	}
	db_done(st);
	if (err || row)
		return err;
	if (!made)
		return JAL_ERR_NOT_FOUND;
	err = journal_make_rid(db, fid, entity, id, rid);
	if (!err)
		*made = true;
	return err;
}

enum jal_err journal_make_rid(struct db *db, int64_t fid, uint32_t entity, const struct jal_id *id, int64_t *rid)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &journal_store_sql, RID_MAKE, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	db_bind_i64(st, 2, entity);
	db_bind_id(st, 3, id);
	err = db_run(st);
	if (!err)
		*rid = db_last_rowid(db);
	return err;
}

enum jal_err journal_place_of(struct db *db, int64_t rid, struct journal_place *out)
{
	struct journal_place at = { .rid = rid };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_store_sql, PLACE, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, rid);
	err = db_step(st, &row);
	if (!err && !row)
		err = JAL_ERR_NOT_FOUND;
	if (!err)
		err = db_col_id(st, 0, &at.caseload);
	if (!err)
		err = db_col_id(st, 1, &at.dossier);
	if (!err)
		err = db_col_id(st, 3, &at.id);
	if (!err) {
		at.has_dossier = !id_is_zero(&at.dossier);
		at.entity = (uint32_t)db_col_i64(st, 2);
		at.cid = db_col_i64(st, 4);
		at.fid = db_col_i64(st, 5);
		*out = at;
	}
	db_done(st);
	return err;
}

enum jal_err journal_final_caseload(struct db *db, const struct jal_id *given, struct jal_id *out)
{
	struct db_st *st = NULL;
	bool row = false;
	struct jal_id id = *given;
	enum jal_err err = db_use(db, &journal_store_sql, FINAL, &st);
	if (err)
		return err;
	db_bind_id(st, 1, given);
	err = db_step(st, &row);
	if (!err && row)
		err = db_col_id(st, 0, &id);
	db_done(st);
	if (!err)
		*out = id;
	return err;
}

enum jal_err journal_put_op(struct db *db, const struct journal_place *at, int64_t dev, uint64_t number, uint64_t stamp,
	int64_t lot, int64_t seq, const void *body, size_t n, int64_t *oid)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &journal_store_sql, OP_PUT, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, at->rid);
	db_bind_i64(st, 2, at->cid);
	db_bind_i64(st, 3, dev);
	db_bind_i64(st, 4, (int64_t)number);
	db_bind_i64(st, 5, (int64_t)stamp);
	if (lot) {
		db_bind_i64(st, 6, lot);
		db_bind_i64(st, 7, seq);
	}
	db_bind_blob(st, 8, body, n);
	err = db_run(st);
	if (!err)
		*oid = db_last_rowid(db);
	return err;
}
