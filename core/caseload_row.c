/* One line of the list, and what a dossier is called: numbers, beginnings of ids. */
#include "core/caseload_inside.h"
#include "core/date.h"
#include "core/listing.h"
#include "core/model.h"

#define NUMBER_LEAST 6

enum { ROW, TASKS, NEXT_APPOINTMENT, ID_BEFORE, ID_AFTER, IDS, COUNT };
static const char *const text[COUNT] = {
	[ROW] = "SELECT f.id, c.id, l.lead, l.name, l.birth_name, l.first_name, l.town, l.phone, l.stage, l.contract,"
		" l.birth_date, l.contract_end, l.last_contact, l.archived, l.conflict,"
		" l.own > coalesce((SELECT w.received FROM j_own w WHERE w.cid = l.cid AND w.dev = ?2), 0)"
		" FROM list_row l JOIN j_folder f ON f.fid = l.fid JOIN j_caseload c ON c.cid = l.cid WHERE l.fid = ?1",
	[TASKS] = "SELECT kind, until, day, due FROM list_task WHERE fid = ?1",
	[NEXT_APPOINTMENT] = "SELECT min(t.starts) FROM j_record r CROSS JOIN appointment t ON t.rid = r.rid"
			     " WHERE r.fid = ?1 AND r.entity = 13 AND t.archived IS NOT 1"
			     " AND coalesce(t.status, 'planned') = 'planned' AND t.starts >= ?2",
	[ID_BEFORE] = "SELECT id FROM j_folder WHERE id < ?1 AND id > zeroblob(16) ORDER BY id DESC LIMIT 1",
	[ID_AFTER] = "SELECT id FROM j_folder WHERE id > ?1 ORDER BY id LIMIT 1",
	/* Where it is listed comes first: a dossier that moved is in its former caseload too. */
	[IDS] = ("SELECT f.id, c.id FROM j_folder f JOIN j_caseload c ON c.cid = f.cid LEFT JOIN list_row l ON l.fid = f.fid"
		" WHERE f.id >= ?1 AND f.id <= ?2 AND f.id > zeroblob(16) ORDER BY f.id, l.fid IS NULL LIMIT 64"),
};
const struct db_sql caseload_row_sql = { "caseload_row", COUNT, text };
_Static_assert(MODEL_WIRE_appointment == 13, "caseload_row.c names an entity by number");

static int32_t day_of(struct db_st *st, int col)
{
	const int64_t day = db_col_null(st, col) ? LISTING_NEVER : db_col_i64(st, col);
	return day >= LISTING_NEVER ? RECORD_NO_DATE : (int32_t)day;
}

static enum jal_err copy(struct db_st *st, int col, struct arena *arena, const char **out)
{
	const char *s = db_col_text(st, col);
	*out = arena_copy(arena, s ? s : "", s ? db_col_len(st, col) : 0);
	return *out ? JAL_OK : JAL_ERR_NOMEM;
}

static enum jal_err read_columns(struct db_st *st, struct arena *arena, struct caseload_row *r)
{
	const char **const texts[] = { &r->name, &r->birth_name, &r->first_name, &r->town, &r->phone, &r->stage,
		&r->contract };
	enum jal_err err = db_col_id(st, 0, &r->dossier);
	if (!err)
		err = db_col_id(st, 1, &r->caseload);
	if (!err)
		err = db_col_id(st, 2, &r->lead);
	for (int i = 0; !err && i < 7; i++)
		err = copy(st, 3 + i, arena, texts[i]);
	r->birth_date = day_of(st, 10);
	r->contract_end = day_of(st, 11);
	r->last_contact = day_of(st, 12);
	r->archived = db_col_bool(st, 13);
	r->conflict = db_col_bool(st, 14);
	r->unsent = db_col_bool(st, 15);
	return err;
}

/* Of what is to be done in the dossier, the first: what has the strongest sign today. */
static enum jal_err first_task(struct db *db, int32_t today, const struct thresholds *t, int64_t fid, struct caseload_row *r)
{
	struct tasks_due first = TASKS_DUE_NONE;
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &caseload_row_sql, TASKS, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	while (!(err = db_step(st, &row)) && row) {
		struct tasks_due due = TASKS_DUE_NONE;
		due.kind = (enum tasks_kind)db_col_i64(st, 0);
		due.until = (int32_t)db_col_i64(st, 1);
		due.day = (int32_t)db_col_i64(st, 2);
		due.due = (int32_t)db_col_i64(st, 3);
		/* That a dossier is to be archived in two years is nothing to tell. */
		const bool kept = due.kind == TASKS_RETENTION || due.kind == TASKS_ANONYMISE;
		if (kept && tasks_sign_of(&due, today, t) == TASKS_SIGN_NONE)
			continue;
		if (first.kind == TASKS_NONE || tasks_before(&due, &first, today, t))
			first = due;
	}
	db_done(st);
	r->urgency = first.due;
	r->urgency_kind = first.kind;
	r->sign = tasks_sign_of(&first, today, t);
	return err;
}

static enum jal_err next_appointment(struct db *db, int32_t today, int64_t fid, int64_t *out)
{
	struct db_st *st = NULL;
	bool row = false;
	*out = RECORD_NO_NUMBER;
	enum jal_err err = db_use(db, &caseload_row_sql, NEXT_APPOINTMENT, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	db_bind_i64(st, 2, date_with_minutes(today, 0));
	err = db_step(st, &row);
	if (!err && row && !db_col_null(st, 0))
		*out = db_col_i64(st, 0);
	db_done(st);
	return err;
}

enum jal_err caseload_read_row(struct db *db, int32_t today, const struct thresholds *t, int64_t dev, int64_t fid,
	struct arena *arena, struct caseload_row *out)
{
	struct caseload_row r = { .archived = false };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &caseload_row_sql, ROW, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	db_bind_i64(st, 2, dev);
	err = db_step(st, &row);
	if (!err)
		err = row ? read_columns(st, arena, &r) : JAL_ERR_NOT_FOUND;
	db_done(st);
	if (!err)
		err = first_task(db, today, t, fid, &r);
	if (!err)
		err = next_appointment(db, today, fid, &r.next_appointment);
	if (!err)
		err = caseload_number(db, &r.dossier, r.number);
	if (err)
		return err;
	*out = r;
	return JAL_OK;
}

/* ---- numbers ---- */

/* How many characters of two ids' numbers are the same. */
static unsigned common_digits(const struct jal_id *a, const struct jal_id *b)
{
	unsigned bits = 0;
	for (size_t i = 0; i < ID_BYTES; i++) {
		const unsigned differ = (unsigned)(a->b[i] ^ b->b[i]);
		if (differ == 0) {
			bits += 8;
			continue;
		}
		for (unsigned mask = 0x80; !(differ & mask); mask >>= 1)
			bits++;
		break;
	}
	return bits / ID_DIGITS_NUMBER;
}

static enum jal_err neighbour(struct db *db, int which, const struct jal_id *id, unsigned *digits)
{
	struct jal_id other = ID_ZERO;
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &caseload_row_sql, which, &st);
	if (err)
		return err;
	db_bind_id(st, 1, id);
	err = db_step(st, &row);
	if (!err && row)
		err = db_col_id(st, 0, &other);
	db_done(st);
	if (!err && row && common_digits(id, &other) + 1 > *digits)
		*digits = common_digits(id, &other) + 1;
	return err;
}

enum jal_err caseload_number(struct db *db, const struct jal_id *dossier, char out[ID_NUMBER_MAX])
{
	unsigned digits = NUMBER_LEAST;
	enum jal_err err = neighbour(db, ID_BEFORE, dossier, &digits);
	if (!err)
		err = neighbour(db, ID_AFTER, dossier, &digits);
	if (!err)
		(void)id_number(dossier, digits, out);
	return err;
}

/* ---- what someone types to name a dossier ---- */

struct named {
	struct jal_id dossier, caseload;
	size_t count;	/* different dossiers */
};

static enum jal_err find_range(struct db *db, const struct jal_id *low, const struct jal_id *high, struct named *found)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &caseload_row_sql, IDS, &st);
	if (err)
		return err;
	db_bind_id(st, 1, low);
	db_bind_id(st, 2, high);
	while (!(err = db_step(st, &row)) && row) {
		struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
		err = db_col_id(st, 0, &dossier);
		if (!err)
			err = db_col_id(st, 1, &caseload);
		if (err)
			break;
		if (found->count && id_equal(&dossier, &found->dossier))
			continue;
		found->dossier = dossier;
		found->caseload = caseload;
		found->count++;
	}
	db_done(st);
	return err;
}

enum jal_err caseload_named(struct db *db, const char *typed, struct jal_id *dossier, struct jal_id *caseload)
{
	struct named found = { .count = 0 };
	struct jal_id low = ID_ZERO, high = ID_ZERO;
	enum jal_err err = JAL_OK;
	if (id_range(typed, ID_DIGITS_NUMBER, &low, &high))
		err = find_range(db, &low, &high, &found);
	if (!err && id_range(typed, ID_DIGITS_HEX, &low, &high))
		err = find_range(db, &low, &high, &found);
	if (err)
		return err;
	if (found.count != 1)
		return found.count ? JAL_ERR_EXISTS : JAL_ERR_NOT_FOUND;
	*dossier = found.dossier;
	if (caseload)
		*caseload = found.caseload;
	return JAL_OK;
}
