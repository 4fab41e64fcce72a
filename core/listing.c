/* One line for each dossier, summed up from its records. Asks no question of its own. */
#include "core/listing.h"

#include <string.h>

#include "core/buf.h"
#include "core/id.h"
#include "core/keyring.h"
#include "core/model.h"
#include "core/name.h"
#include "core/roster.h"
#include "core/search.h"
#include "core/tasks.h"
#include "core/text.h"

/* Dates are days; LISTING_NEVER sorts last, RECORD_NO_DATE first. words: a hash of what is
 * in the search index, facts: of what rarely changes in the line; own: the
 * greatest own number written in the folder. Each order has an index that holds
 * all that filters ask. */
#define ORDERED(name, columns) \
	"CREATE INDEX list_row_" name " ON list_row (archived, " columns "sort_key, fid, cid, mine, conflict);"
#define UNORDERED(name) "DROP INDEX list_row_" name ";"
static const char indexes[] =
	ORDERED("urgency", "urgency, ")
	ORDERED("name", "")
	ORDERED("last_contact", "last_contact, ")
	ORDERED("contract_end", "contract_end, ")
	ORDERED("town", "town_key, ");
static const char no_indexes[] =
	UNORDERED("urgency") UNORDERED("name") UNORDERED("last_contact") UNORDERED("contract_end") UNORDERED("town");
static const char tables[] =
	"CREATE TABLE list_row (fid INTEGER PRIMARY KEY, cid INTEGER NOT NULL, archived INTEGER NOT NULL,"
	" mine INTEGER NOT NULL, conflict INTEGER NOT NULL, own INTEGER NOT NULL, words INTEGER NOT NULL,"
	" facts INTEGER NOT NULL, sort_key TEXT NOT NULL, name TEXT, birth_name TEXT, first_name TEXT, town TEXT,"
	" town_key TEXT NOT NULL,"
	" phone TEXT, birth_date INTEGER, lead BLOB, stage TEXT, contract TEXT, contract_end INTEGER NOT NULL,"
	" last_contact INTEGER NOT NULL, urgency INTEGER NOT NULL, urgency_kind INTEGER NOT NULL) STRICT;";

enum {
	FOLDER,
	KINDS,
	DOSSIER,
	PERSON,
	LEAD,
	SAME_AS,
	PATHWAY,
	CONTRACT,
	NOTED,
	MET,
	TO_REPORT,
	ACTION,
	FOLLOWUP,
	OLD,
	ADD,
	CHANGE,
	CHANGE_DATES,
	CHANGE_OWN,
	DROP,
	ALL,
	LINES,
	COUNT
};
/* The rows of an entity (by wire number) of folder ?1 that are not archived. */
#define OF(table, wire) " FROM j_record r CROSS JOIN \"" table "\" t ON t.rid = r.rid WHERE r.fid = ?1 AND r.entity = " wire
#define KEPT " AND t.archived IS NOT 1"
static const char *const text[COUNT] = {
	[FOLDER] = "SELECT f.cid, f.id, c.id FROM j_folder f JOIN j_caseload c ON c.cid = f.cid WHERE f.fid = ?1",
	[KINDS] = "SELECT entity, max(conflict) FROM j_record WHERE fid = ?1 GROUP BY entity",
	[DOSSIER] = "SELECT t.home, t.lead, t.same_as, t.archived" OF("dossier", "1"),
	[PERSON] = "SELECT t.usage_name, t.birth_name, t.first_name, t.city, t.phone, t.phone2, t.birth_date"
		OF("person", "2") KEPT " ORDER BY r.id LIMIT 1",
	[LEAD] = "SELECT t.professional" OF("assignment", "7") " AND r.id = ?2",
	[SAME_AS] = "SELECT t.same_as FROM j_folder f JOIN j_record r ON r.fid = f.fid AND r.entity = 1"
		    " JOIN dossier t ON t.rid = r.rid WHERE f.id = ?1 AND f.cid = ?2",
	[PATHWAY] = "SELECT t.status, t.entered" OF("pathway", "4") KEPT " ORDER BY t.entered IS NULL, t.entered DESC, r.id LIMIT 1",
	[CONTRACT] = "SELECT t.status, t.ends" OF("contract", "12") KEPT
		" AND coalesce(t.status, '') NOT IN ('cancelled', 'not_validated')"
		" ORDER BY t.ends IS NULL, t.ends DESC, r.id LIMIT 1",
	[NOTED] = "SELECT max(t.date)" OF("note", "14") KEPT,
	[MET] = "SELECT max(t.starts) / 1440" OF("appointment", "13") KEPT " AND t.status = 'attended'",
	[TO_REPORT] = "SELECT min(t.starts) / 1440" OF("appointment", "13") KEPT
		" AND coalesce(t.status, 'planned') IN ('planned', 'to_report') AND t.report IS NULL",
	[ACTION] = "SELECT min(t.due)" OF("action", "11") KEPT
		" AND coalesce(t.status, 'planned') IN ('planned', 'in_progress')",
	[FOLLOWUP] = "SELECT min(t.due)" OF("followup", "15") KEPT " AND coalesce(t.status, 'open') = 'open'",
	[OLD] = "SELECT own, words, facts, last_contact, urgency, urgency_kind FROM list_row WHERE fid = ?1",
	/* Not INSERT OR REPLACE: that opens a savepoint for each row, at which FTS5 writes out all it holds. */
	[ADD] = "INSERT INTO list_row (fid, cid, archived, mine, conflict, own, words, sort_key, name, birth_name,"
		" first_name, town, town_key, phone, birth_date, lead, stage, contract, contract_end, last_contact,"
		" urgency, urgency_kind, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
		" ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
	[CHANGE] = "UPDATE list_row SET cid = ?2, archived = ?3, mine = ?4, conflict = ?5, own = ?6, words = ?7,"
		   " sort_key = ?8, name = ?9, birth_name = ?10, first_name = ?11, town = ?12, town_key = ?13,"
		   " phone = ?14, birth_date = ?15, lead = ?16, stage = ?17, contract = ?18, contract_end = ?19,"
		   " last_contact = ?20, urgency = ?21, urgency_kind = ?22, facts = ?23 WHERE fid = ?1",
	/* Most saves change no more than this: the other orders' indexes are then left alone. */
	[CHANGE_DATES] = "UPDATE list_row SET own = ?2, last_contact = ?3, urgency = ?4, urgency_kind = ?5 WHERE fid = ?1",
	[CHANGE_OWN] = "UPDATE list_row SET own = ?2 WHERE fid = ?1",
	[DROP] = "DELETE FROM list_row WHERE fid = ?1",
	[LINES] = "SELECT count(*) FROM list_row",
	[ALL] = "SELECT fid FROM j_folder WHERE fid > ?1 ORDER BY fid LIMIT 256",
};
const struct db_sql listing_sql = { "listing", COUNT, text };

/* The statements above name entities by their numbers. */
_Static_assert(MODEL_WIRE_dossier == 1 && MODEL_WIRE_person == 2 && MODEL_WIRE_pathway == 4 &&
		       MODEL_WIRE_assignment == 7 && MODEL_WIRE_action == 11 && MODEL_WIRE_contract == 12 &&
		       MODEL_WIRE_appointment == 13 && MODEL_WIRE_note == 14 && MODEL_WIRE_followup == 15,
	"listing.c names entities by number");

enum { NAME, BIRTH_NAME, FIRST_NAME, TOWN, PHONE, STAGE, CONTRACT_STATUS, TEXTS };

/* A line as it is put together. Texts lie in one buffer, 0 for none. */
struct line {
	int64_t fid, cid;
	struct jal_id dossier, caseload, lead;
	bool has_lead, archived, hidden, conflict, mine;
	uint32_t kinds;		/* which of the entities above there are, a bit for each wire number */
	struct buf texts;
	size_t at[TEXTS];	/* offset + 1 */
	int64_t birth_date, contract_end, last_contact, entered;
	struct tasks_due due;
	bool over;		/* out of the pathway: nothing is urgent */
};

enum jal_err listing_create(struct db *db)
{
	enum jal_err err = db_exec(db, tables);
	if (!err)
		err = db_exec(db, indexes);
	return err ? err : search_create(db);
}

enum jal_err listing_bulk_begin(struct db *db)
{
	return db_exec(db, no_indexes);
}

enum jal_err listing_bulk_end(struct db *db)
{
	return db_exec(db, indexes);
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

enum jal_err listing_owner(struct db *db, struct listing_owner *out)
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

static enum jal_err keep_text(struct line *l, int which, struct db_st *st, int col)
{
	const char *s = db_col_text(st, col);
	if (!s || !*s)
		return JAL_OK;
	l->at[which] = l->texts.len + 1;
	/* With its NUL. */
	return buf_put(&l->texts, s, db_col_len(st, col) + 1);
}

static const char *text_of(const struct line *l, int which)
{
	return l->at[which] ? (const char *)l->texts.data + l->at[which] - 1 : NULL;
}

static int64_t day_of(struct db_st *st, int col)
{
	return db_col_null(st, col) ? LISTING_NEVER : db_col_i64(st, col);
}

static bool has(const struct line *l, unsigned wire)
{
	return (l->kinds >> wire & 1U) != 0;
}

static void consider(struct line *l, enum tasks_kind kind, int64_t day)
{
	if (day < LISTING_NEVER && (l->due.kind == TASKS_NONE || day < l->due.day)) {
		l->due.kind = kind;
		l->due.day = (int32_t)day;
	}
}

/* ---- reading ---- */

/* Runs a statement on the folder; read sees its row, if any. */
static enum jal_err with_row(struct db *db, int which, struct line *l, const struct jal_id *second,
	enum jal_err (*read)(struct line *l, struct db_st *st))
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, l->fid);
	if (second)
		db_bind_id(st, 2, second);
	err = db_step(st, &row);
	if (!err && row)
		err = read(l, st);
	db_done(st);
	return err;
}

static enum jal_err read_folder(struct line *l, struct db_st *st)
{
	l->cid = db_col_i64(st, 0);
	const enum jal_err err = db_col_id(st, 1, &l->dossier);
	return err ? err : db_col_id(st, 2, &l->caseload);
}

static enum jal_err read_kinds(struct db *db, struct line *l)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_sql, KINDS, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, l->fid);
	while (!(err = db_step(st, &row)) && row) {
		const int64_t wire = db_col_i64(st, 0);
		if (wire < 32)
			l->kinds |= 1U << wire;
		l->conflict = l->conflict || db_col_bool(st, 1);
	}
	db_done(st);
	return err;
}

static enum jal_err read_dossier(struct db *db, struct line *l, struct jal_id *lead, struct jal_id *same_as)
{
	struct jal_id home = ID_ZERO;
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_sql, DOSSIER, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, l->fid);
	err = db_step(st, &row);
	if (!err && row) {
		err = db_col_id(st, 0, &home);
		if (!err)
			err = db_col_id(st, 1, lead);
		if (!err)
			err = db_col_id(st, 2, same_as);
		l->archived = db_col_bool(st, 3);
		if (!id_is_zero(&home) && !id_equal(&home, &l->caseload))
			l->hidden = true;
	}
	db_done(st);
	return err;
}

static enum jal_err read_person(struct line *l, struct db_st *st)
{
	const bool usage = !db_col_null(st, 0);
	enum jal_err err = keep_text(l, NAME, st, usage ? 0 : 1);
	if (!err && usage)
		err = keep_text(l, BIRTH_NAME, st, 1);
	if (!err)
		err = keep_text(l, FIRST_NAME, st, 2);
	if (!err)
		err = keep_text(l, TOWN, st, 3);
	if (!err)
		err = keep_text(l, PHONE, st, db_col_null(st, 4) ? 5 : 4);
	l->birth_date = day_of(st, 6);
	return err;
}

static enum jal_err read_lead(struct line *l, struct db_st *st)
{
	l->has_lead = !db_col_null(st, 0);
	return db_col_id(st, 0, &l->lead);
}

static enum jal_err read_pathway(struct line *l, struct db_st *st)
{
	const enum jal_err err = keep_text(l, STAGE, st, 0);
	const char *stage = text_of(l, STAGE);
	l->entered = day_of(st, 1);
	l->over = stage && (strcmp(stage, "exited") == 0 || strcmp(stage, "archived") == 0 ||
				   strcmp(stage, "anonymised") == 0);
	return err;
}

static enum jal_err read_contract(struct line *l, struct db_st *st)
{
	static const char *const open[] = { "signed", "validated", "running", "review_due" };
	const enum jal_err err = keep_text(l, CONTRACT_STATUS, st, 0);
	const char *status = text_of(l, CONTRACT_STATUS);
	l->contract_end = day_of(st, 1);
	for (size_t i = 0; status && i < sizeof(open) / sizeof(*open); i++)
		if (strcmp(status, open[i]) == 0)
			consider(l, TASKS_CONTRACT_ENDS, l->contract_end);
	return err;
}

static enum jal_err read_contact(struct line *l, struct db_st *st)
{
	const int64_t day = day_of(st, 0);
	if (day < LISTING_NEVER && (l->last_contact == LISTING_NEVER || day > l->last_contact))
		l->last_contact = day;
	return JAL_OK;
}

static enum jal_err read_to_report(struct line *l, struct db_st *st)
{
	if (day_of(st, 0) < LISTING_NEVER)
		consider(l, TASKS_REPORT, day_of(st, 0) + TASKS_REPORT_DUE);
	return JAL_OK;
}

static enum jal_err read_action(struct line *l, struct db_st *st)
{
	consider(l, TASKS_ACTION, day_of(st, 0));
	return JAL_OK;
}

static enum jal_err read_followup(struct line *l, struct db_st *st)
{
	consider(l, TASKS_FOLLOWUP, day_of(st, 0));
	return JAL_OK;
}

static enum jal_err next_same_as(struct db *db, const struct line *l, struct jal_id *id)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_sql, SAME_AS, &st);
	if (err)
		return err;
	db_bind_id(st, 1, id);
	db_bind_i64(st, 2, l->cid);
	err = db_step(st, &row);
	if (!err && row)
		err = db_col_id(st, 0, id);
	else
		*id = ID_ZERO;
	db_done(st);
	return err;
}

/* An absorbed dossier has no line, unless the chain comes back to it: in a cycle
 * the smallest id is kept (protocol.md §4). */
static enum jal_err follow_same_as(struct db *db, struct line *l, const struct jal_id *same_as)
{
	struct jal_id id = *same_as;
	bool smallest = true;
	if (id_is_zero(&id))
		return JAL_OK;
	for (int step = 0; step < 64 && !id_is_zero(&id) && !id_equal(&id, &l->dossier); step++) {
		smallest = smallest && id_compare(&l->dossier, &id) < 0;
		const enum jal_err err = next_same_as(db, l, &id);
		if (err)
			return err;
	}
	if (!id_equal(&id, &l->dossier) || !smallest)
		l->hidden = true;
	return JAL_OK;
}

static bool is_mine(const struct line *l, const struct listing_owner *owner)
{
	if (!id_is_zero(&owner->member))
		return l->has_lead && id_equal(&l->lead, &owner->member);
	return id_equal(&owner->home, &l->caseload);
}

static enum jal_err read_all(struct db *db, struct line *l, const struct listing_owner *owner,
	const struct listing_change *change)
{
	struct jal_id lead = ID_ZERO, same_as = ID_ZERO;
	enum jal_err err = with_row(db, FOLDER, l, NULL, read_folder);
	if (err || id_is_zero(&l->dossier))
		return err;
	l->kinds = change->kinds;
	if (!change->fresh)
		err = read_kinds(db, l);
	if (!err && has(l, MODEL_WIRE_dossier))
		err = read_dossier(db, l, &lead, &same_as);
	if (!err && has(l, MODEL_WIRE_person))
		err = with_row(db, PERSON, l, NULL, read_person);
	if (!err && has(l, MODEL_WIRE_assignment) && !id_is_zero(&lead))
		err = with_row(db, LEAD, l, &lead, read_lead);
	if (!err)
		err = follow_same_as(db, l, &same_as);
	if (!err && has(l, MODEL_WIRE_pathway))
		err = with_row(db, PATHWAY, l, NULL, read_pathway);
	if (!err && has(l, MODEL_WIRE_contract))
		err = with_row(db, CONTRACT, l, NULL, read_contract);
	if (!err && has(l, MODEL_WIRE_note))
		err = with_row(db, NOTED, l, NULL, read_contact);
	if (!err && has(l, MODEL_WIRE_appointment))
		err = with_row(db, MET, l, NULL, read_contact);
	if (!err && has(l, MODEL_WIRE_appointment))
		err = with_row(db, TO_REPORT, l, NULL, read_to_report);
	if (!err && has(l, MODEL_WIRE_action))
		err = with_row(db, ACTION, l, NULL, read_action);
	if (!err && has(l, MODEL_WIRE_followup))
		err = with_row(db, FOLLOWUP, l, NULL, read_followup);
	l->mine = is_mine(l, owner);
	if (l->last_contact < LISTING_NEVER)
		consider(l, TASKS_CONTACT, l->last_contact + TASKS_NO_CONTACT);
	else if (l->entered < LISTING_NEVER)
		consider(l, TASKS_CONTACT, l->entered + TASKS_NO_CONTACT);
	if (l->archived || l->over)
		l->due = (struct tasks_due){ .kind = TASKS_NONE };
	return err;
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
	if (!err && db_changes(db) > 0)
		err = search_drop(db, fid);
	return err;
}

/* What the line was. */
struct old {
	bool there;
	uint64_t own;
	int64_t words, facts, last_contact, urgency, urgency_kind;
};

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
		*old = (struct old){ true, (uint64_t)db_col_i64(st, 0), db_col_i64(st, 1), db_col_i64(st, 2),
			db_col_i64(st, 3), db_col_i64(st, 4), db_col_i64(st, 5) };
	db_done(st);
	return err;
}

static int64_t last_contact_of(const struct line *l)
{
	return l->last_contact < LISTING_NEVER ? l->last_contact : RECORD_NO_DATE;
}

static int64_t urgency_of(const struct line *l)
{
	return l->due.kind == TASKS_NONE ? LISTING_NEVER : l->due.day;
}

/* A hash of all of a line but its words, its dates of contact and urgency, and `own`. */
static enum jal_err facts_of(struct line *l, int64_t *out)
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

static enum jal_err put_whole(struct db *db, const struct line *l, bool there, uint64_t own, int64_t words, int64_t facts)
{
	struct buf key = BUF_INIT, town = BUF_INIT;
	struct db_st *st = NULL;
	const char *place = text_of(l, TOWN);
	enum jal_err err = name_sort_key(text_of(l, NAME), text_of(l, FIRST_NAME), &key);
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
	db_bind_text(st, 9, text_of(l, NAME));
	db_bind_text(st, 10, text_of(l, BIRTH_NAME));
	db_bind_text(st, 11, text_of(l, FIRST_NAME));
	db_bind_text(st, 12, text_of(l, TOWN));
	db_bind_text(st, 13, buf_str(&town));
	db_bind_text(st, 14, text_of(l, PHONE));
	if (l->birth_date < LISTING_NEVER)
		db_bind_i64(st, 15, l->birth_date);
	db_bind_id(st, 16, l->has_lead ? &l->lead : NULL);
	db_bind_text(st, 17, text_of(l, STAGE));
	db_bind_text(st, 18, text_of(l, CONTRACT_STATUS));
	db_bind_i64(st, 19, l->contract_end);
	db_bind_i64(st, 20, last_contact_of(l));
	db_bind_i64(st, 21, urgency_of(l));
	db_bind_i64(st, 22, l->due.kind);
	db_bind_i64(st, 23, facts);
	err = db_run(st);
out:
	buf_free(&key);
	buf_free(&town);
	return err;
}

/* As little as possible of a line that is there: each index touched is a page more to write. */
static enum jal_err put(struct db *db, struct line *l, const struct old *old, uint64_t own, int64_t words)
{
	struct db_st *st = NULL;
	int64_t facts = 0;
	enum jal_err err = facts_of(l, &facts);
	if (err)
		return err;
	if (!old->there || old->words != words || old->facts != facts)
		return put_whole(db, l, old->there, own, words, facts);
	const bool same = old->last_contact == last_contact_of(l) && old->urgency == urgency_of(l) &&
			  old->urgency_kind == (int64_t)l->due.kind;
	if (same && own == old->own)
		return JAL_OK;
	err = db_use(db, &listing_sql, same ? CHANGE_OWN : CHANGE_DATES, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, l->fid);
	db_bind_i64(st, 2, (int64_t)own);
	if (!same) {
		db_bind_i64(st, 3, last_contact_of(l));
		db_bind_i64(st, 4, urgency_of(l));
		db_bind_i64(st, 5, l->due.kind);
	}
	return db_run(st);
}

enum jal_err listing_update(struct db *db, const struct listing_owner *owner, const struct listing_change *change)
{
	struct line l = { .fid = change->fid, .birth_date = LISTING_NEVER, .contract_end = LISTING_NEVER,
		.last_contact = LISTING_NEVER, .entered = LISTING_NEVER };
	struct old old = { .there = false };
	int64_t words = 0;
	enum jal_err err = read_all(db, &l, owner, change);
	if (err || id_is_zero(&l.dossier))
		goto out;
	if (l.hidden || (!text_of(&l, NAME) && !text_of(&l, FIRST_NAME))) {
		err = drop(db, l.fid);
		goto out;
	}
	if (!change->fresh)
		err = read_old(db, l.fid, &old);
	if (!err)
		err = search_put(db, l.fid, &l.dossier, l.archived, old.there ? &old.words : NULL, &words);
	if (!err)
		err = put(db, &l, &old, change->own > old.own ? change->own : old.own, words);
out:
	buf_free(&l.texts);
	return err;
}

enum jal_err listing_rebuild(struct db *db)
{
	struct listing_owner owner = { .member = ID_ZERO };
	int64_t last = 0;
	size_t n = 0;
	enum jal_err err = listing_owner(db, &owner);
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
			err = listing_update(db, &owner, &change);
		}
		if (err)
			return err;
		if (n)
			last = fids[n - 1];
	} while (n);
	return JAL_OK;
}
