/* Members, devices, caseloads and rights as sync/ last said; names from the common caseload. Decides nothing. */
#include "core/roster.h"

#include <string.h>

#include "core/journal_inside.h"
#include "core/text.h"

enum {
	TERRITORY,
	TERRITORY_PUT,
	CLEAR_MEMBERS,
	CLEAR_DEVICES,
	CLEAR_CASELOADS,
	MEMBER_PUT,
	DEVICE_PUT,
	CASELOAD_PUT,
	MEMBERS,
	DEVICES,
	CASELOADS,
	RIGHT,
	WHO,
	FOLDERS,
	DROP_CASELOAD,
	RENAME,
	ADOPT,
	ADOPT_AGAIN,
	RENAME_CASELOAD,
	COUNT
};
/* A member's and a caseload's name are those of the record with its id in the
 * common caseload (entities 61 and 62 of the model). */
#define NAME_OF(table, entity, id)                                                                     \
	"coalesce((SELECT p.name FROM j_record r JOIN \"" table "\" p ON p.rid = r.rid"                \
	" WHERE r.entity = " entity " AND r.id = " id " AND r.fid = (SELECT f.fid FROM j_folder f"     \
	" JOIN j_caseload c ON c.cid = f.cid WHERE c.id = (SELECT common FROM r_territory)"            \
	" AND f.id = zeroblob(16))), '')"
#define MEMBER_COLUMNS "m.id, m.supervisor, m.revoked, " NAME_OF("professional", "61", "m.id")
static const char *const text[COUNT] = {
	[TERRITORY] = "SELECT id, root, charter, charter_hash, common, home, supervisor FROM r_territory",
	[TERRITORY_PUT] = "INSERT OR REPLACE INTO r_territory (n, id, root, charter, charter_hash, common, home, supervisor)"
			  " VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[CLEAR_MEMBERS] = "DELETE FROM r_member",
	[CLEAR_DEVICES] = "DELETE FROM r_device",
	[CLEAR_CASELOADS] = "DELETE FROM r_caseload",
	[MEMBER_PUT] = "INSERT INTO r_member (id, supervisor, revoked) VALUES (?1, ?2, ?3)",
	[DEVICE_PUT] = "INSERT INTO r_device (id, member, revoked, seq) VALUES (?1, ?2, ?3, ?4)",
	[CASELOAD_PUT] = "INSERT INTO r_caseload (id, common, epoch, access) VALUES (?1, ?2, ?3, ?4)",
	[MEMBERS] = "SELECT " MEMBER_COLUMNS " FROM r_member m ORDER BY m.id",
	[DEVICES] = "SELECT d.id, d.member, d.revoked, d.seq, coalesce(j.stamp, 0) FROM r_device d"
		    " LEFT JOIN j_device j ON j.id = d.id ORDER BY d.id",
	[CASELOADS] = "SELECT c.id, c.common, c.epoch, c.access, " NAME_OF("caseload_card", "62", "c.id")
		      " FROM r_caseload c ORDER BY c.id",
	[RIGHT] = "SELECT access FROM r_caseload WHERE id = ?1",
	[WHO] = "SELECT " MEMBER_COLUMNS " FROM r_device d JOIN r_member m ON m.id = d.member WHERE d.id = ?1",
	[FOLDERS] = "SELECT count(*) FROM j_folder f JOIN j_caseload c ON c.cid = f.cid WHERE c.id = ?1",
	[DROP_CASELOAD] = "DELETE FROM j_caseload WHERE id = ?1",
	[RENAME] = "UPDATE j_caseload SET id = ?2 WHERE id = ?1",
	[ADOPT] = "INSERT OR REPLACE INTO j_adopted (old, new) VALUES (?1, ?2)",
	[ADOPT_AGAIN] = "UPDATE j_adopted SET new = ?2 WHERE new = ?1",
	[RENAME_CASELOAD] = "UPDATE OR REPLACE r_caseload SET id = ?2 WHERE id = ?1",
};
const struct db_sql roster_sql = { "roster", COUNT, text };

/* The model's numbers that the statements name. */
_Static_assert(MODEL_WIRE_professional == 61 && MODEL_WIRE_caseload_card == 62, "roster.c names entities by number");

static enum jal_err run1(struct db *db, int which, const struct jal_id *a, const struct jal_id *b)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &roster_sql, which, &st);
	if (err)
		return err;
	if (a)
		db_bind_id(st, 1, a);
	if (b)
		db_bind_id(st, 2, b);
	return db_run(st);
}

enum jal_err roster_territory(struct db *db, struct roster_territory *out)
{
	struct roster_territory t = { .charter = 0 };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &roster_sql, TERRITORY, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	if (!err && row) {
		err = db_col_id(st, 0, &t.id);
		if (!err)
			err = db_col_hash(st, 1, &t.root);
		if (!err)
			err = db_col_hash(st, 3, &t.charter_hash);
		if (!err)
			err = db_col_id(st, 4, &t.common);
		if (!err)
			err = db_col_id(st, 5, &t.home_caseload);
		t.charter = (uint64_t)db_col_i64(st, 2);
		t.supervisor = db_col_bool(st, 6);
	}
	db_done(st);
	if (!err)
		*out = t;
	return err;
}

static enum jal_err put_territory(struct db *db, const struct roster_territory *t)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &roster_sql, TERRITORY_PUT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &t->id);
	db_bind_hash(st, 2, &t->root);
	db_bind_i64(st, 3, (int64_t)t->charter);
	db_bind_hash(st, 4, &t->charter_hash);
	db_bind_id(st, 5, &t->common);
	db_bind_id(st, 6, &t->home_caseload);
	db_bind_bool(st, 7, t->supervisor);
	return db_run(st);
}

static enum jal_err put_member(struct db *db, const struct roster_member *m)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &roster_sql, MEMBER_PUT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &m->id);
	db_bind_bool(st, 2, m->supervisor);
	db_bind_bool(st, 3, m->revoked);
	return db_run(st);
}

static enum jal_err put_device(struct db *db, const struct roster_device *d)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &roster_sql, DEVICE_PUT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &d->id);
	db_bind_id(st, 2, &d->member);
	db_bind_bool(st, 3, d->revoked);
	db_bind_i64(st, 4, (int64_t)d->seq);
	return db_run(st);
}

static enum jal_err put_caseload(struct db *db, const struct roster_caseload *c)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &roster_sql, CASELOAD_PUT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &c->id);
	db_bind_bool(st, 2, c->common);
	db_bind_i64(st, 3, c->epoch);
	db_bind_i64(st, 4, c->right);
	return db_run(st);
}

enum jal_err roster_replace(struct db *db, const struct roster_territory *territory, const struct roster_member *members,
	size_t member_count, const struct roster_device *devices, size_t device_count,
	const struct roster_caseload *caseloads, size_t caseload_count)
{
	bool own = false;
	enum jal_err err = db_enter(db, &own);
	if (err)
		return err;
	err = put_territory(db, territory);
	for (int which = CLEAR_MEMBERS; !err && which <= CLEAR_CASELOADS; which++)
		err = run1(db, which, NULL, NULL);
	for (size_t i = 0; !err && i < member_count; i++)
		err = put_member(db, &members[i]);
	for (size_t i = 0; !err && i < device_count; i++)
		err = put_device(db, &devices[i]);
	for (size_t i = 0; !err && i < caseload_count; i++)
		err = put_caseload(db, &caseloads[i]);
	return db_leave(db, own, err);
}

/* ---- before joining ---- */

static enum jal_err make_provisional(struct db *db, struct roster_territory *t)
{
	t->home_caseload = id_random();
	t->common = id_random();
	const struct roster_caseload home = { .id = t->home_caseload, .right = ROSTER_WRITE };
	const struct roster_caseload common = { .id = t->common, .common = true, .right = ROSTER_WRITE };
	enum jal_err err = put_territory(db, t);
	if (!err)
		err = put_caseload(db, &home);
	return err ? err : put_caseload(db, &common);
}

enum jal_err roster_make_provisional(struct db *db, struct jal_id *caseload, struct jal_id *common)
{
	struct roster_territory t = { .charter = 0 };
	bool own = false;
	enum jal_err err = roster_territory(db, &t);
	if (!err && id_is_zero(&t.home_caseload)) {
		err = db_enter(db, &own);
		if (!err)
			err = db_leave(db, own, make_provisional(db, &t));
	}
	if (err)
		return err;
	*caseload = t.home_caseload;
	*common = t.common;
	return JAL_OK;
}

static enum jal_err has_folders(struct db *db, const struct jal_id *caseload, bool *any)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &roster_sql, FOLDERS, &st);
	if (err)
		return err;
	db_bind_id(st, 1, caseload);
	err = db_step(st, &row);
	if (!err)
		*any = row && db_col_i64(st, 0) > 0;
	db_done(st);
	return err;
}

static enum jal_err adopt(struct db *db, const struct jal_id *provisional, const struct jal_id *final)
{
	struct roster_territory t = { .charter = 0 };
	int64_t cid = 0;
	bool any = false;
	enum jal_err err = has_folders(db, final, &any);
	if (!err && any)
		err = JAL_ERR_EXISTS;
	if (!err)
		err = run1(db, DROP_CASELOAD, final, NULL);
	if (!err)
		err = run1(db, RENAME, provisional, final);
	if (!err)
		err = run1(db, ADOPT_AGAIN, provisional, final);
	if (!err)
		err = run1(db, ADOPT, provisional, final);
	if (!err)
		err = run1(db, RENAME_CASELOAD, provisional, final);
	/* Kept states hold the caseload's id; the operations, from which they come, don't. */
	if (!err)
		err = journal_cid(db, final, false, &cid);
	if (!err)
		err = journal_forget_states(db, cid);
	else if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (!err)
		err = roster_territory(db, &t);
	if (err)
		return err;
	if (id_equal(&t.home_caseload, provisional))
		t.home_caseload = *final;
	if (id_equal(&t.common, provisional))
		t.common = *final;
	return put_territory(db, &t);
}

enum jal_err roster_adopt_caseload(struct db *db, const struct jal_id *provisional, const struct jal_id *final)
{
	bool own = false;
	if (id_equal(provisional, final))
		return JAL_OK;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, adopt(db, provisional, final));
}

/* ---- reading ---- */

/* Cut at a character's beginning. */
static void copy_name(struct db_st *st, int col, char out[256])
{
	const char *name = db_col_text(st, col);
	const size_t n = name ? text_cut(name, strlen(name), 255) : 0;
	if (n)
		memcpy(out, name, n);
	out[n] = 0;
}

static enum jal_err read_member(struct db_st *st, struct roster_member *m)
{
	const enum jal_err err = db_col_id(st, 0, &m->id);
	m->supervisor = db_col_bool(st, 1);
	m->revoked = db_col_bool(st, 2);
	copy_name(st, 3, m->name);
	return err;
}

enum jal_err roster_members(struct db *db, enum jal_err (*each)(void *ctx, const struct roster_member *m), void *ctx)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &roster_sql, MEMBERS, &st);
	if (err)
		return err;
	while (!(err = db_step(st, &row)) && row) {
		struct roster_member m = { .id = ID_ZERO };
		if ((err = read_member(st, &m)) || (err = each(ctx, &m)))
			break;
	}
	db_done(st);
	return err;
}

enum jal_err roster_who(struct db *db, const struct jal_id *device, struct roster_member *out)
{
	struct roster_member m = { .id = ID_ZERO };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &roster_sql, WHO, &st);
	if (err)
		return err;
	db_bind_id(st, 1, device);
	err = db_step(st, &row);
	if (!err)
		err = row ? read_member(st, &m) : JAL_ERR_NOT_FOUND;
	db_done(st);
	if (!err)
		*out = m;
	return err;
}

enum jal_err roster_devices(struct db *db, enum jal_err (*each)(void *ctx, const struct roster_device *d), void *ctx)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &roster_sql, DEVICES, &st);
	if (err)
		return err;
	while (!(err = db_step(st, &row)) && row) {
		struct roster_device d = { .revoked = db_col_bool(st, 2), .seq = (uint64_t)db_col_i64(st, 3),
			.last_stamp = (uint64_t)db_col_i64(st, 4) };
		if ((err = db_col_id(st, 0, &d.id)) || (err = db_col_id(st, 1, &d.member)) || (err = each(ctx, &d)))
			break;
	}
	db_done(st);
	return err;
}

enum jal_err roster_caseloads(struct db *db, enum jal_err (*each)(void *ctx, const struct roster_caseload *c), void *ctx)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &roster_sql, CASELOADS, &st);
	if (err)
		return err;
	while (!(err = db_step(st, &row)) && row) {
		struct roster_caseload c = { .common = db_col_bool(st, 1), .epoch = (uint32_t)db_col_i64(st, 2),
			.right = (enum roster_right)db_col_i64(st, 3) };
		copy_name(st, 4, c.name);
		if ((err = db_col_id(st, 0, &c.id)) || (err = each(ctx, &c)))
			break;
	}
	db_done(st);
	return err;
}

enum jal_err roster_right(struct db *db, const struct jal_id *caseload, enum roster_right *out)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &roster_sql, RIGHT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, caseload);
	err = db_step(st, &row);
	if (!err)
		*out = row ? (enum roster_right)db_col_i64(st, 0) : ROSTER_NONE;
	db_done(st);
	return err;
}
