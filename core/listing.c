/* One line for each dossier, summed up from its records. Asks no question of its own. */
#include "core/listing_inside.h"

#include <string.h>

#include "core/buf.h"
#include "core/id.h"
#include "core/keyring.h"
#include "core/name.h"
#include "core/roster.h"
#include "core/search.h"
#include "core/tasks.h"
#include "core/text.h"

/* Dates are days; LISTING_NEVER sorts last, RECORD_NO_DATE first. words: a hash of what is
 * in the search index, facts: of what rarely changes in the line; own: the
 * greatest own number written in the folder; other: what is urgent but for who
 * was in touch when. Each order has an index that holds all that filters ask. */
#define ORDERED(name, columns) \
	"CREATE INDEX list_row_" name " ON list_row (archived, " columns "sort_key, fid, cid, mine, conflict);"
#define UNORDERED(name) "DROP INDEX list_row_" name ";"
static const char indexes[] =
	ORDERED("urgency", "urgency, ")
	ORDERED("name", "")
	ORDERED("last_contact", "last_contact, ")
	ORDERED("contract_end", "contract_end, ")
	ORDERED("town", "town_key, ")
	/* Small, so that counting is. */
	"CREATE INDEX list_row_counts ON list_row (archived, cid, mine, conflict);";
static const char no_indexes[] =
	UNORDERED("urgency") UNORDERED("name") UNORDERED("last_contact") UNORDERED("contract_end") UNORDERED("town")
	UNORDERED("counts");
/* Who may be there twice: those of one name and date of birth lie side by side. */
static const char twins[] = "CREATE INDEX list_row_twins ON list_row (sort_key, birth_date, fid, mine)"
			    " WHERE archived = 0 AND birth_date IS NOT NULL;";
static const char no_twins[] = UNORDERED("twins");
static const char tables[] =
	"CREATE TABLE list_row (fid INTEGER PRIMARY KEY, cid INTEGER NOT NULL, archived INTEGER NOT NULL,"
	" mine INTEGER NOT NULL, conflict INTEGER NOT NULL, own INTEGER NOT NULL, words INTEGER NOT NULL,"
	" facts INTEGER NOT NULL, sort_key TEXT NOT NULL, name TEXT, birth_name TEXT, first_name TEXT, town TEXT,"
	" town_key TEXT NOT NULL,"
	" phone TEXT, birth_date INTEGER, lead BLOB, stage TEXT, contract TEXT, contract_end INTEGER NOT NULL,"
	" last_contact INTEGER NOT NULL, urgency INTEGER NOT NULL, urgency_kind INTEGER NOT NULL,"
	" other INTEGER NOT NULL, other_kind INTEGER NOT NULL) STRICT;";

enum {
	OLD,
	ADD,
	CHANGE,
	CHANGE_DATES,
	CHANGE_CONTACT,
	CHANGE_URGENCY,
	CHANGE_OWN,
	DROP,
	LINES,
	ALL,
	UNSENT,
	DISOWN,
	COUNT
};
static const char *const text[COUNT] = {
	[OLD] = "SELECT own, words, facts, last_contact, urgency, urgency_kind, archived, conflict, other, other_kind, cid, mine"
		" FROM list_row WHERE fid = ?1",
	/* Not INSERT OR REPLACE: that opens a savepoint for each row, at which FTS5 writes out all it holds. */
	[ADD] = "INSERT INTO list_row (fid, cid, archived, mine, conflict, own, words, sort_key, name, birth_name,"
		" first_name, town, town_key, phone, birth_date, lead, stage, contract, contract_end, last_contact,"
		" urgency, urgency_kind, facts, other, other_kind) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
		" ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
	[CHANGE] = "UPDATE list_row SET cid = ?2, archived = ?3, mine = ?4, conflict = ?5, own = ?6, words = ?7,"
		   " sort_key = ?8, name = ?9, birth_name = ?10, first_name = ?11, town = ?12, town_key = ?13,"
		   " phone = ?14, birth_date = ?15, lead = ?16, stage = ?17, contract = ?18, contract_end = ?19,"
		   " last_contact = ?20, urgency = ?21, urgency_kind = ?22, facts = ?23, other = ?24, other_kind = ?25"
		   " WHERE fid = ?1",
	/* Most saves change no more than this. A column that is named is written in its index, changed or not. */
	[CHANGE_DATES] = "UPDATE list_row SET own = ?2, other = ?3, other_kind = ?4, last_contact = ?5, urgency = ?6,"
			 " urgency_kind = ?7 WHERE fid = ?1",
	[CHANGE_CONTACT] = "UPDATE list_row SET own = ?2, other = ?3, other_kind = ?4, last_contact = ?5 WHERE fid = ?1",
	[CHANGE_URGENCY] = "UPDATE list_row SET own = ?2, other = ?3, other_kind = ?4, urgency = ?6, urgency_kind = ?7"
			   " WHERE fid = ?1",
	[CHANGE_OWN] = "UPDATE list_row SET own = ?2, other = ?3, other_kind = ?4 WHERE fid = ?1",
	[DROP] = "DELETE FROM list_row WHERE fid = ?1",
	[LINES] = "SELECT count(*) FROM list_row",
	[ALL] = "SELECT fid FROM j_folder WHERE fid > ?1 ORDER BY fid LIMIT 256",
	/* No line is read when all has been received, as after most exchanges. */
	[UNSENT] = "UPDATE j_own SET unsent = CASE WHEN EXISTS (SELECT 1 FROM j_op o WHERE o.cid = j_own.cid"
		   " AND o.dev = j_own.dev AND o.number > j_own.received) THEN (SELECT count(*) FROM list_row l"
		   " WHERE l.cid = j_own.cid AND l.own > j_own.received) ELSE 0 END WHERE dev = (SELECT d.dev"
		   " FROM j_device d WHERE d.id = (SELECT id FROM k_device ORDER BY n DESC LIMIT 1))",
	[DISOWN] = "UPDATE list_row SET own = 0 WHERE own > 0",
};
const struct db_sql listing_sql = { "listing", COUNT, text };

enum jal_err listing_create(struct db *db)
{
	enum jal_err err = db_exec(db, tables);
	if (!err)
		err = db_exec(db, indexes);
	return err ? err : search_create(db);
}

enum jal_err listing_create_tasks(struct db *db)
{
	return listing_keep_create(db);
}

enum jal_err listing_index_twins(struct db *db)
{
	return db_exec(db, twins);
}

enum jal_err listing_bulk_begin(struct db *db)
{
	enum jal_err err = db_exec(db, no_indexes);
	if (!err)
		err = db_exec(db, no_twins);
	return err ? err : listing_keep_bulk_begin(db);
}

enum jal_err listing_bulk_end(struct db *db)
{
	enum jal_err err = db_exec(db, indexes);
	if (!err)
		err = db_exec(db, twins);
	return err ? err : listing_keep_bulk_end(db);
}

enum jal_err listing_apply_thresholds(struct db *db, struct thresholds *out)
{
	struct thresholds now = { .value = { 0 } }, before = { .value = { 0 } };
	enum jal_err err = thresholds_read(db, &now, NULL);
	if (!err)
		err = thresholds_applied(db, &before);
	/* Which contracts have such a task at all hangs on that one. */
	if (!err && now.value[THRESHOLD_HOURS] != before.value[THRESHOLD_HOURS]) {
		err = listing_rebuild(db);
	} else if (!err && memcmp(&now, &before, sizeof(now)) != 0) {
		err = listing_keep_move(db, &before, &now);
		if (!err)
			err = thresholds_set_applied(db, &now);
	}
	if (!err && out)
		*out = now;
	return err;
}

enum jal_err listing_count(struct db *db, size_t *count)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_sql, LINES, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	if (!err && row)
		*count = (size_t)db_col_i64(st, 0);
	db_done(st);
	return err;
}

static enum jal_err read_owner(struct db *db, struct listing_owner *out)
{
	struct keyring_device device = { .id = ID_ZERO };
	struct roster_territory territory = { .charter = 0 };
	enum jal_err err = keyring_device(db, &device);
	if (!err || err == JAL_ERR_NOT_FOUND)
		err = roster_territory(db, &territory);
	if (err)
		return err;
	out->member = device.member;
	out->home = territory.home_caseload;
	return JAL_OK;
}

/* ---- writing ---- */

static enum jal_err drop(struct db *db, int64_t fid)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &listing_sql, DROP, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	err = db_run(st);
	if (err || db_changes(db) == 0)
		return err;
	err = search_drop(db, fid);
	return err ? err : listing_keep_drop(db, fid);
}

/* What the line was. */
struct old {
	bool there;
	uint64_t own;
	int64_t cid, words, facts, last_contact, urgency, urgency_kind;
	struct tasks_due other;
	bool archived, conflict, mine;
};

static struct tasks_due other_of(int64_t day, enum tasks_kind kind)
{
	struct tasks_due due = TASKS_DUE_NONE;
	due.kind = kind;
	if (kind != TASKS_NONE)
		due.day = (int32_t)day;
	return due;
}

static enum jal_err read_old(struct db *db, int64_t fid, struct old *old)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_sql, OLD, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	err = db_step(st, &row);
	if (!err && row)
		*old = (struct old){ .there = true, .own = (uint64_t)db_col_i64(st, 0), .words = db_col_i64(st, 1),
			.facts = db_col_i64(st, 2), .last_contact = db_col_i64(st, 3), .urgency = db_col_i64(st, 4),
			.urgency_kind = db_col_i64(st, 5), .archived = db_col_bool(st, 6), .conflict = db_col_bool(st, 7),
			.other = other_of(db_col_i64(st, 8), (enum tasks_kind)db_col_i64(st, 9)),
			.cid = db_col_i64(st, 10), .mine = db_col_bool(st, 11) };
	db_done(st);
	return err;
}

static int64_t last_contact_of(const struct listing_line *l)
{
	return l->last_contact < LISTING_NEVER ? l->last_contact : RECORD_NO_DATE;
}

static int64_t day_of(const struct tasks_due *due)
{
	return due->kind == TASKS_NONE ? LISTING_NEVER : due->day;
}

/* A hash of all of a line but its words, its dates of contact and urgency, and `own`. */
static enum jal_err facts_of(struct listing_line *l, int64_t *out)
{
	const size_t end = l->texts.len;
	const int64_t numbers[] = { l->cid, l->archived, l->mine, l->conflict, l->birth_date, l->contract_end, l->has_lead };
	enum jal_err err = buf_put(&l->texts, numbers, sizeof(numbers));
	if (!err)
		err = buf_put(&l->texts, l->lead.b, ID_BYTES);
	if (!err)
		err = buf_put(&l->texts, l->at, sizeof(l->at));
	if (err)
		return err;
	const struct jal_hash hash = hash_b2(l->texts.data, l->texts.len);
	memcpy(out, hash.b, sizeof(*out));
	l->texts.len = end;
	return JAL_OK;
}

static enum jal_err put_whole(struct db *db, const struct listing_line *l, bool there, uint64_t own, int64_t words, int64_t facts)
{
	struct buf key = BUF_INIT, town = BUF_INIT;
	struct db_st *st = NULL;
	const char *place = listing_line_text(l, LISTING_TOWN);
	enum jal_err err = name_sort_key(listing_line_text(l, LISTING_NAME), listing_line_text(l, LISTING_FIRST_NAME), &key);
	if (!err && place)
		err = text_fold(place, strlen(place), &town);
	if (!err)
		err = db_use(db, &listing_sql, there ? CHANGE : ADD, &st);
	if (err)
		goto out;
	db_bind_i64(st, 1, l->fid);
	db_bind_i64(st, 2, l->cid);
	db_bind_bool(st, 3, l->archived);
	db_bind_bool(st, 4, l->mine);
	db_bind_bool(st, 5, l->conflict);
	db_bind_i64(st, 6, (int64_t)own);
	db_bind_i64(st, 7, words);
	db_bind_text(st, 8, buf_str(&key));
	db_bind_text(st, 9, listing_line_text(l, LISTING_NAME));
	db_bind_text(st, 10, listing_line_text(l, LISTING_BIRTH_NAME));
	db_bind_text(st, 11, listing_line_text(l, LISTING_FIRST_NAME));
	db_bind_text(st, 12, listing_line_text(l, LISTING_TOWN));
	db_bind_text(st, 13, buf_str(&town));
	db_bind_text(st, 14, listing_line_text(l, LISTING_PHONE));
	if (l->birth_date < LISTING_NEVER)
		db_bind_i64(st, 15, l->birth_date);
	db_bind_id(st, 16, l->has_lead ? &l->lead : NULL);
	db_bind_text(st, 17, listing_line_text(l, LISTING_STAGE));
	db_bind_text(st, 18, listing_line_text(l, LISTING_CONTRACT));
	db_bind_i64(st, 19, l->contract_end);
	db_bind_i64(st, 20, last_contact_of(l));
	db_bind_i64(st, 21, day_of(&l->due));
	db_bind_i64(st, 22, l->due.kind);
	db_bind_i64(st, 23, facts);
	db_bind_i64(st, 24, day_of(&l->other));
	db_bind_i64(st, 25, l->other.kind);
	err = db_run(st);
out:
	buf_free(&key);
	buf_free(&town);
	return err;
}

/* As little as possible of a line that is there: each index touched is a page more to write. */
static enum jal_err put_days(struct db *db, const struct listing_line *l, const struct old *old, uint64_t own)
{
	struct db_st *st = NULL;
	const bool contact = old->last_contact != last_contact_of(l);
	const bool urgency = old->urgency != day_of(&l->due) || old->urgency_kind != (int64_t)l->due.kind;
	const bool other = day_of(&old->other) != day_of(&l->other) || old->other.kind != l->other.kind;
	if (!contact && !urgency && !other && own == old->own)
		return JAL_OK;
	const int which = contact ? urgency ? CHANGE_DATES : CHANGE_CONTACT : urgency ? CHANGE_URGENCY : CHANGE_OWN;
	const enum jal_err err = db_use(db, &listing_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, l->fid);
	db_bind_i64(st, 2, (int64_t)own);
	db_bind_i64(st, 3, day_of(&l->other));
	db_bind_i64(st, 4, l->other.kind);
	if (contact)
		db_bind_i64(st, 5, last_contact_of(l));
	if (urgency) {
		db_bind_i64(st, 6, day_of(&l->due));
		db_bind_i64(st, 7, l->due.kind);
	}
	return db_run(st);
}

static enum jal_err put(struct db *db, struct listing_line *l, const struct old *old, uint64_t own, int64_t words)
{
	int64_t facts = 0;
	const enum jal_err err = facts_of(l, &facts);
	if (err)
		return err;
	if (!old->there || old->words != words || old->facts != facts)
		return put_whole(db, l, old->there, own, words, facts);
	return put_days(db, l, old, own);
}

static uint64_t own_of(const struct listing_change *change, const struct old *old)
{
	return change->own > old->own ? change->own : old->own;
}

static enum jal_err update_whole(struct db *db, const struct listing_owner *owner, const struct listing_change *change,
	const struct old *old, struct listing_own *own)
{
	struct listing_line l = LISTING_LINE_INIT(change->fid);
	int64_t words = 0;
	enum jal_err err = listing_line_read(db, owner, change, &l);
	own->after = 0;
	if (err || id_is_zero(&l.dossier))
		goto out;
	if (l.hidden || (!listing_line_text(&l, LISTING_NAME) && !listing_line_text(&l, LISTING_FIRST_NAME))) {
		err = drop(db, l.fid);
		goto out;
	}
	err = search_put(db, l.fid, &l.dossier, l.archived, old->there ? &old->words : NULL, &words);
	own->cid = l.cid;
	own->after = own_of(change, old);
	if (!err)
		err = put(db, &l, old, own->after, words);
	if (!err)
		err = listing_keep_put(db, &l, !old->there);
out:
	listing_line_free(&l);
	return err;
}

/* One note more, where someone was in touch before: what the line says and the note are enough, no table is read but
 * that of what is to be done. *done is false when that is not so. */
static enum jal_err update_note(struct db *db, const struct listing_owner *owner, const struct listing_change *change,
	const struct old *old, bool *done)
{
	struct listing_line l = LISTING_LINE_INIT(change->fid);
	*done = old->last_contact != RECORD_NO_DATE && !old->archived;
	if (!*done)
		return JAL_OK;
	l.last_contact = old->last_contact;
	l.other = old->other;
	l.due = other_of(old->urgency, (enum tasks_kind)old->urgency_kind);
	enum jal_err err = listing_line_add_note(db, change, &l);
	*done = !l.conflict;
	if (!err && *done && l.last_contact != old->last_contact)
		err = listing_keep_touched(db, &owner->thresholds, &l, done);
	return err || !*done ? err : put_days(db, &l, old, own_of(change, old));
}

/* A note, an appointment, an action: what most saves are. *done is false when more has changed. */
static enum jal_err update_days(struct db *db, const struct listing_owner *owner, const struct listing_change *change,
	const struct old *old, bool *done)
{
	struct listing_line l = LISTING_LINE_INIT(change->fid);
	l.archived = old->archived;
	l.mine = old->mine;
	enum jal_err err = listing_line_read_days(db, owner, &l);
	*done = l.conflict == old->conflict;
	if (!err && *done)
		err = put_days(db, &l, old, own_of(change, old));
	if (!err && *done)
		err = listing_keep_put(db, &l, false);
	listing_line_free(&l);
	return err;
}

enum jal_err listing_update(struct db *db, const struct listing_owner *owner, const struct listing_change *change,
	struct listing_own *own)
{
	struct old old = { .there = false };
	bool done = false;
	enum jal_err err = change->fresh ? JAL_OK : read_old(db, change->fid, &old);
	*own = (struct listing_own){ old.cid, old.own, own_of(change, &old) };
	if (!err && old.there && listing_line_new_note(change))
		err = update_note(db, owner, change, &old, &done);
	if (!err && !done && old.there && listing_line_days_only(change))
		err = update_days(db, owner, change, &old, &done);
	return err || done ? err : update_whole(db, owner, change, &old, own);
}

enum jal_err listing_rebuild(struct db *db)
{
	struct listing_owner owner = { .member = ID_ZERO };
	int64_t last = 0;
	size_t n = 0;
	enum jal_err err = read_owner(db, &owner);
	if (!err)
		err = thresholds_read(db, &owner.thresholds, NULL);
	if (!err)
		err = thresholds_set_applied(db, &owner.thresholds);
	if (err)
		return err;
	do {
		int64_t fids[256];
		struct db_st *st = NULL;
		bool row = false;
		n = 0;
		err = db_use(db, &listing_sql, ALL, &st);
		if (err)
			return err;
		db_bind_i64(st, 1, last);
		while (!(err = db_step(st, &row)) && row)
			fids[n++] = db_col_i64(st, 0);
		db_done(st);
		for (size_t i = 0; !err && i < n; i++) {
			const struct listing_change change = { .fid = fids[i] };
			struct listing_own own = { .cid = 0 };
			err = listing_update(db, &owner, &change, &own);
		}
		if (err)
			return err;
		if (n)
			last = fids[n - 1];
	} while (n);
	return listing_count_unsent(db);
}

static enum jal_err run(struct db *db, int which)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &listing_sql, which, &st);
	return err ? err : db_run(st);
}

enum jal_err listing_count_unsent(struct db *db)
{
	return run(db, UNSENT);
}

enum jal_err listing_disown(struct db *db)
{
	return run(db, DISOWN);
}
