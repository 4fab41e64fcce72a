/* What is to be done and is in no record: what is to be settled, who may be there twice, what has not left. */
#include "core/todo_inside.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/keyring.h"
#include "core/outbox.h"

enum { CONFLICTS, SAME_NAME, SAME_NIR, SAME_EXTERNAL_ID, SAME_FRANCE_TRAVAIL_ID, TOLD_APART, FIRST_UNSENT, COUNT };
/* Numbers that stand there twice, by their index, then whose they are. */
#define TWICE(column)                                                                                             \
	("SELECT la.fid, lb.fid FROM (SELECT " column " AS number FROM person INDEXED BY person_" column        \
	 " WHERE " column " IS NOT NULL GROUP BY " column " HAVING count(*) > 1) t"                             \
	 " CROSS JOIN person pa ON pa." column " = t.number CROSS JOIN j_record ra ON ra.rid = pa.rid"          \
	 " CROSS JOIN list_row la ON la.fid = ra.fid CROSS JOIN person pb ON pb." column " = t.number"          \
	 " CROSS JOIN j_record rb ON rb.rid = pb.rid CROSS JOIN list_row lb ON lb.fid = rb.fid"                 \
	 " WHERE lb.fid > la.fid AND la.archived = 0 AND lb.archived = 0 AND pa.archived IS NOT 1"              \
	 " AND pb.archived IS NOT 1 AND (?1 = 0 OR la.mine = 1 OR lb.mine = 1) LIMIT ?2")
static const char *const text[COUNT] = {
	[CONFLICTS] = "SELECT fid FROM list_row INDEXED BY list_row_name WHERE archived = 0 AND conflict = 1"
		      " AND (?1 = 0 OR mine = 1) ORDER BY sort_key, fid",
	[SAME_NAME] = ("SELECT a.fid, b.fid FROM (SELECT sort_key, birth_date FROM list_row INDEXED BY list_row_twins"
		       " WHERE archived = 0 AND birth_date IS NOT NULL GROUP BY sort_key, birth_date HAVING count(*) > 1) t"
		       " CROSS JOIN list_row a INDEXED BY list_row_twins ON a.sort_key = t.sort_key AND a.birth_date = t.birth_date"
		       " CROSS JOIN list_row b INDEXED BY list_row_twins ON b.sort_key = t.sort_key AND b.birth_date = t.birth_date"
		       " WHERE a.archived = 0 AND b.archived = 0 AND a.birth_date IS NOT NULL AND b.birth_date IS NOT NULL"
		       " AND b.fid > a.fid AND (?1 = 0 OR a.mine = 1 OR b.mine = 1) LIMIT ?2"),
	[SAME_NIR] = TWICE("nir"),
	[SAME_EXTERNAL_ID] = TWICE("external_id"),
	[SAME_FRANCE_TRAVAIL_ID] = TWICE("france_travail_id"),
	/* A set holds ids in hexadecimal, a line each. */
	[TOLD_APART] = "SELECT 1 FROM j_record r JOIN dossier d ON d.rid = r.rid JOIN j_folder o ON o.fid = ?2"
		       " WHERE r.fid = ?1 AND r.entity = 1 AND instr(d.different_from, lower(hex(o.id))) > 0",
	[FIRST_UNSENT] = "SELECT min((SELECT o.stamp FROM j_op o WHERE o.cid = w.cid AND o.dev = w.dev AND o.number > w.received"
			 " ORDER BY o.number LIMIT 1)) FROM j_own w JOIN j_device d ON d.dev = w.dev WHERE d.id = ?1",
};
const struct db_sql todo_odd_sql = { "todo_odd", COUNT, text };
_Static_assert(MODEL_WIRE_dossier == 1, "todo_odd.c names an entity by number");

enum jal_err todo_odd_conflicts(struct db *db, bool mine, int64_t **fids, size_t *count)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &todo_odd_sql, CONFLICTS, &st);
	if (err)
		return err;
	db_bind_bool(st, 1, mine);
	return db_list(st, fids, count);
}

/* ---- who may be there twice ---- */

struct pairs {
	struct todo_pair *list;
	size_t count, cap;
};

static enum jal_err read_pair(struct db_st *st, void *row)
{
	*(struct todo_pair *)row = (struct todo_pair){ db_col_i64(st, 0), db_col_i64(st, 1) };
	return JAL_OK;
}

static enum jal_err told_apart(struct db *db, int64_t fid, int64_t other, bool *yes)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &todo_odd_sql, TOLD_APART, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	db_bind_i64(st, 2, other);
	err = db_step(st, yes);
	db_done(st);
	return err;
}

static bool is_known(const struct pairs *p, const struct todo_pair *pair)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].fid == pair->fid && p->list[i].other == pair->other)
			return true;
	return false;
}

static enum jal_err keep_pair(struct db *db, const struct todo_pair *pair, struct pairs *p)
{
	bool apart = false;
	enum jal_err err = told_apart(db, pair->fid, pair->other, &apart);
	if (!err && !apart)
		err = told_apart(db, pair->other, pair->fid, &apart);
	if (err || apart || is_known(p, pair))
		return err;
	struct todo_pair *more = grow_array(p->list, p->count, &p->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	p->list = more;
	p->list[p->count++] = *pair;
	return JAL_OK;
}

static enum jal_err find_pairs(struct db *db, int which, bool mine, struct pairs *p)
{
	struct db_st *st = NULL;
	void *rows = NULL;
	size_t n = 0;
	enum jal_err err = db_use(db, &todo_odd_sql, which, &st);
	if (err)
		return err;
	db_bind_bool(st, 1, mine);
	db_bind_i64(st, 2, TODO_PAIRS_MAX);
	err = db_rows(st, sizeof(struct todo_pair), read_pair, &rows, &n);
	const struct todo_pair *list = rows;
	for (size_t i = 0; i < n && !err && p->count < TODO_PAIRS_MAX; i++)
		err = keep_pair(db, &list[i], p);
	free(rows);
	return err;
}

enum jal_err todo_odd_pairs(struct db *db, bool mine, struct todo_pair **pairs, size_t *count)
{
	static const int ways[] = { SAME_NIR, SAME_EXTERNAL_ID, SAME_FRANCE_TRAVAIL_ID, SAME_NAME };
	struct pairs p = { .list = NULL };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways) && !err; i++)
		err = find_pairs(db, ways[i], mine, &p);
	if (err) {
		free(p.list);
		return err;
	}
	*pairs = p.list;
	*count = p.count;
	return JAL_OK;
}

/* ---- what has not left ---- */

enum jal_err todo_odd_unsent(struct db *db, const struct jal_clock *clock, uint64_t *operations, int32_t *since)
{
	struct keyring_device device = { .id = ID_ZERO };
	struct db_st *st = NULL;
	uint64_t dossiers = 0;
	bool row = false;
	*operations = 0;
	*since = RECORD_NO_DATE;
	enum jal_err err = keyring_device(db, &device);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = outbox_unsent(db, operations, &dossiers);
	if (!err)
		err = db_use(db, &todo_odd_sql, FIRST_UNSENT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &device.id);
	err = db_step(st, &row);
	if (!err && row && !db_col_null(st, 0))
		*since = clock_day_of_stamp(clock, (uint64_t)db_col_i64(st, 0));
	db_done(st);
	return err;
}
