/* What is to be done: counting, windows, places. Reads; writes nothing. */
#include "core/todo.h"

#include <stdlib.h>
#include <string.h>

#include "core/todo_inside.h"

enum { COUNTS, WINDOW, PLACE, LATE, OF_DOSSIER, LATE_CONFLICTS, COUNT };
/* ?1 kind ?2 … ?3 days ?4 today: those postponed beyond it wait ?5 mine. */
#define LINES                                                                                                 \
	" FROM list_task INDEXED BY list_task_day WHERE kind = ?1 AND day >= ?2 AND day <= ?3 AND until <= ?4" \
	" AND (?5 = 0 OR mine = 1)"
static const char *const text[COUNT] = {
	/* ?6: the last day that is soon. */
	[COUNTS] = "SELECT count(*) FILTER (WHERE day < ?4), count(*) FILTER (WHERE day >= ?4 AND day <= ?6),"
		   " count(*) FILTER (WHERE day >= ?4 AND day > ?6)" LINES,
	[WINDOW] = "SELECT fid, rid" LINES " ORDER BY day, fid, rid LIMIT ?6 OFFSET ?7",
	[PLACE] = "SELECT count(*) FILTER (WHERE (day, fid, rid) < (SELECT day, fid, rid FROM list_task WHERE fid = ?6"
		  " AND kind = ?1 AND rid = ?7)), count(*) FILTER (WHERE fid = ?6 AND rid = ?7)" LINES,
	[LATE] = "SELECT count(*)" LINES,
	[OF_DOSSIER] = "SELECT t.fid, t.kind, t.rid, t.until, t.day FROM j_folder f JOIN list_row l ON l.fid = f.fid"
		       " JOIN list_task t ON t.fid = f.fid WHERE f.id = ?1",
	[LATE_CONFLICTS] = "SELECT count(*) FROM list_row INDEXED BY list_row_counts WHERE archived = 0 AND conflict = 1"
			   " AND (?1 = 0 OR mine = 1)",
};
const struct db_sql todo_sql = { "todo", COUNT, text };

struct todo_view {
	struct db *db;
	const struct jal_clock *clock;
	int32_t today;
	struct thresholds thresholds;
	struct todo_query q;
	struct todo_counts counts[TASKS_KINDS];	/* whatever sign was asked for */
	size_t lines[TASKS_KINDS];	/* shown, without the title */
	size_t total;
	int64_t *conflicts;
	struct todo_pair *pairs;
	size_t n_conflicts, n_pairs;
	uint64_t unsent;
	int32_t unsent_since;
	struct {			/* what is slow to ask, while the data stay as they are */
		bool valid, mine;
		uint64_t version;
	} odd;
	struct todo_row *rows;
	struct arena arena;
};

enum jal_err todo_open(struct db *db, const struct jal_clock *clock, struct todo_view **out)
{
	struct todo_view *v = calloc(1, sizeof(*v));
	if (!v)
		return JAL_ERR_NOMEM;
	v->db = db;
	v->clock = clock;
	*out = v;
	return JAL_OK;
}

void todo_close(struct todo_view *v)
{
	if (!v)
		return;
	free(v->conflicts);
	free(v->pairs);
	arena_free(&v->arena);
	free(v);
}

/* ---- counting ---- */

struct span {
	int32_t from, soon_to, to;
};

/* The days on which something of that kind has a sign today. */
static struct span span_of(const struct todo_view *v, enum tasks_kind kind)
{
	const int32_t soon = tasks_ahead(kind, TASKS_SIGN_SOON, &v->thresholds);
	const int32_t watch = tasks_ahead(kind, TASKS_SIGN_WATCH, &v->thresholds);
	return (struct span){ tasks_info(kind)->passes ? v->today : INT32_MIN, v->today + (soon < 0 ? -1 : soon),
		v->today + (watch < 0 ? -1 : watch) };
}

/* The same for the sign that is asked for; from > to: none. */
static void days_shown(const struct todo_view *v, enum tasks_kind kind, int32_t *from, int32_t *to)
{
	const struct span s = span_of(v, kind);
	*from = s.from;
	*to = s.to;
	switch (v->q.sign) {
	case TASKS_SIGN_LATE:
		*to = v->today - 1;
		return;
	case TASKS_SIGN_SOON:
		*from = v->today;
		*to = s.soon_to;
		return;
	case TASKS_SIGN_WATCH:
		*from = s.soon_to + 1;
		return;
	case TASKS_SIGN_NONE:
		return;
	}
}

static enum jal_err use_lines(const struct todo_view *v, int which, enum tasks_kind kind, int32_t from, int32_t to,
			      struct db_st **out)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(v->db, &todo_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, kind);
	db_bind_i64(st, 2, from);
	db_bind_i64(st, 3, to);
	db_bind_i64(st, 4, v->today);
	db_bind_bool(st, 5, v->q.mine);
	*out = st;
	return JAL_OK;
}

static enum jal_err count_kind(struct todo_view *v, enum tasks_kind kind)
{
	const struct span s = span_of(v, kind);
	struct todo_counts *c = &v->counts[kind];
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = use_lines(v, COUNTS, kind, s.from, s.to, &st);
	if (err)
		return err;
	db_bind_i64(st, 6, s.soon_to);
	err = db_step(st, &row);
	if (!err && row) {
		c->of[TASKS_SIGN_LATE] = (size_t)db_col_i64(st, 0);
		c->of[TASKS_SIGN_SOON] = (size_t)db_col_i64(st, 1);
		c->of[TASKS_SIGN_WATCH] = (size_t)db_col_i64(st, 2);
	}
	db_done(st);
	return err;
}

static enum jal_err read_odd(struct todo_view *v)
{
	uint64_t version = 0;
	enum jal_err err = db_version(v->db, &version);
	if (err || (v->odd.valid && v->odd.version == version && v->odd.mine == v->q.mine))
		return err;
	v->odd.valid = false;
	free(v->conflicts);
	free(v->pairs);
	v->conflicts = NULL;
	v->pairs = NULL;
	v->n_conflicts = v->n_pairs = 0;
	err = todo_odd_conflicts(v->db, v->q.mine, &v->conflicts, &v->n_conflicts);
	if (!err)
		err = todo_odd_pairs(v->db, v->q.mine, &v->pairs, &v->n_pairs);
	if (!err)
		err = todo_odd_unsent(v->db, v->clock, &v->unsent, &v->unsent_since);
	v->odd.valid = !err;
	v->odd.version = version;
	v->odd.mine = v->q.mine;
	return err;
}

static void count_odd(struct todo_view *v)
{
	v->counts[TASKS_CONFLICT].of[TASKS_SIGN_LATE] = v->n_conflicts;
	v->counts[TASKS_DUPLICATE].of[TASKS_SIGN_WATCH] = v->n_pairs;
	if (v->unsent > 0 && v->unsent_since != RECORD_NO_DATE &&
		v->today - v->unsent_since >= v->thresholds.value[THRESHOLD_UNSENT])
		v->counts[TASKS_UNSENT].of[TASKS_SIGN_WATCH] = 1;
}

static size_t shown_of(const struct todo_view *v, enum tasks_kind kind)
{
	const size_t *of = v->counts[kind].of;
	if (v->q.kind != TASKS_NONE && v->q.kind != kind)
		return 0;
	if (v->q.sign != TASKS_SIGN_NONE)
		return of[v->q.sign];
	return of[TASKS_SIGN_LATE] + of[TASKS_SIGN_SOON] + of[TASKS_SIGN_WATCH];
}

static enum jal_err find(struct todo_view *v, const struct todo_query *q, size_t *lines)
{
	v->q = *q;
	v->today = clock_today(v->clock);
	v->total = 0;
	memset(v->counts, 0, sizeof(v->counts));
	enum jal_err err = thresholds_read(v->db, &v->thresholds, NULL);
	for (int k = TASKS_NONE + 1; k < TASKS_LISTED && !err; k++)
		err = count_kind(v, (enum tasks_kind)k);
	if (!err)
		err = read_odd(v);
	if (err)
		return err;
	count_odd(v);
	for (int k = TASKS_NONE + 1; k < TASKS_KINDS; k++) {
		v->lines[k] = shown_of(v, (enum tasks_kind)k);
		v->total += v->lines[k] + (v->lines[k] > 0);
	}
	*lines = v->total;
	return JAL_OK;
}

struct todo_counts todo_counts(const struct todo_view *v, enum tasks_kind kind)
{
	struct todo_counts all = { { 0 } };
	if (kind != TASKS_NONE)
		return v->counts[kind];
	for (int k = TASKS_NONE + 1; k < TASKS_KINDS; k++)
		for (int s = 0; s <= TASKS_SIGN_LATE; s++)
			all.of[s] += v->counts[k].of[s];
	return all;
}

/* The section that line i is in, and its place there: 0 the title. */
static enum tasks_kind section_of(const struct todo_view *v, size_t i, size_t *at)
{
	for (int k = TASKS_NONE + 1; k < TASKS_KINDS; k++) {
		const size_t n = v->lines[k] + (v->lines[k] > 0);
		if (i < n) {
			*at = i;
			return (enum tasks_kind)k;
		}
		i -= n;
	}
	*at = 0;
	return TASKS_NONE;
}

bool todo_is_heading(const struct todo_view *v, size_t i)
{
	size_t at = 0;
	return section_of(v, i, &at) != TASKS_NONE && at == 0;
}

/* ---- windows ---- */

/* The names of n lines of a section from one on. */
static enum jal_err names_of(struct todo_view *v, enum tasks_kind kind, size_t from, size_t n, struct todo_name *names,
			     size_t *count)
{
	struct db_st *st = NULL;
	bool row = false;
	size_t got = 0;
	enum jal_err err = JAL_OK;
	for (; kind >= TASKS_LISTED && got < n; got++) {
		const size_t i = from + got;
		names[got] = (struct todo_name){ kind, 0, 0 };
		if (kind == TASKS_CONFLICT)
			names[got].fid = v->conflicts[i];
		else if (kind == TASKS_DUPLICATE)
			names[got] = (struct todo_name){ kind, v->pairs[i].fid, v->pairs[i].other };
	}
	*count = got;
	if (kind >= TASKS_LISTED)
		return JAL_OK;
	int32_t first = 0, last = 0;
	days_shown(v, kind, &first, &last);
	err = use_lines(v, WINDOW, kind, first, last, &st);
	if (err)
		return err;
	db_bind_i64(st, 6, (int64_t)n);
	db_bind_i64(st, 7, (int64_t)from);
	while (got < n && !(err = db_step(st, &row)) && row) {
		names[got++] = (struct todo_name){ kind, db_col_i64(st, 0), db_col_i64(st, 1) };
	}
	db_done(st);
	*count = got;
	return err;
}

static struct todo_row plain_row(enum tasks_kind kind)
{
	return (struct todo_row){ .kind = kind, .entity = ENTITY_COUNT, .name = "", .first_name = "", .text = "", .code = "",
		.vocab = VOCAB_none, .other_name = "", .other_first_name = "", .starts = RECORD_NO_NUMBER,
		.base = RECORD_NO_DATE, .due = RECORD_NO_DATE, .until = RECORD_NO_DATE, .day = RECORD_NO_DATE };
}

static struct todo_row heading_row(const struct todo_view *v, enum tasks_kind kind)
{
	struct todo_row r = plain_row(kind);
	r.heading = true;
	r.count = v->lines[kind];
	return r;
}

static struct todo_row unsent_row(const struct todo_view *v)
{
	const struct todo_name name = { TASKS_UNSENT, 0, 0 };
	struct todo_row r = plain_row(TASKS_UNSENT);
	r.key = todo_row_key(&name);
	r.sign = TASKS_SIGN_WATCH;
	r.count = (size_t)v->unsent;
	r.base = v->unsent_since;
	return r;
}

/* Lines of one section, from its place `at` on; *got gets how many of the n were read, gone ones left out. */
static enum jal_err section_window(struct todo_view *v, enum tasks_kind kind, size_t at, size_t n, struct todo_row *rows,
				   size_t *got)
{
	size_t count = 0;
	*got = 0;
	if (n > 0 && at == 0) {
		rows[(*got)++] = heading_row(v, kind);
		n--;
		at++;
	}
	if (n > 0 && kind == TASKS_UNSENT)
		rows[(*got)++] = unsent_row(v);
	if (n == 0 || kind == TASKS_UNSENT)
		return JAL_OK;
	struct todo_name *names = calloc(n, sizeof(*names));
	if (!names)
		return JAL_ERR_NOMEM;
	enum jal_err err = names_of(v, kind, at - 1, n, names, &count);
	for (size_t i = 0; i < count && !err; i++) {
		err = todo_row_read(v->db, v->today, &v->thresholds, &names[i], &v->arena, &rows[*got]);
		if (!err)
			(*got)++;
		else if (err == JAL_ERR_NOT_FOUND)
			err = JAL_OK;
	}
	free(names);
	return err;
}

static enum jal_err window(struct todo_view *v, size_t first, size_t n, const struct todo_row **rows, size_t *count)
{
	size_t got = 0;
	enum jal_err err = JAL_OK;
	arena_free(&v->arena);
	if (first >= v->total)
		n = 0;
	else if (n > v->total - first)
		n = v->total - first;
	v->rows = arena_array(&v->arena, n, sizeof(*v->rows));
	if (!v->rows)
		return JAL_ERR_NOMEM;
	for (size_t done = 0; done < n && !err; ) {
		size_t at = 0, read = 0;
		const enum tasks_kind kind = section_of(v, first + done, &at);
		const size_t left = v->lines[kind] + 1 - at;
		const size_t want = n - done < left ? n - done : left;
		err = section_window(v, kind, at, want, v->rows + got, &read);
		got += read;
		done += want;
	}
	*rows = v->rows;
	*count = got;
	return err;
}

static enum jal_err place_listed(struct todo_view *v, const struct todo_name *name, size_t *at)
{
	int32_t first = 0, last = 0;
	struct db_st *st = NULL;
	bool row = false;
	days_shown(v, name->kind, &first, &last);
	enum jal_err err = use_lines(v, PLACE, name->kind, first, last, &st);
	if (err)
		return err;
	db_bind_i64(st, 6, name->fid);
	db_bind_i64(st, 7, name->rid);
	err = db_step(st, &row);
	if (!err)
		err = row && db_col_i64(st, 1) > 0 ? JAL_OK : JAL_ERR_NOT_FOUND;
	if (!err)
		*at = (size_t)db_col_i64(st, 0);
	db_done(st);
	return err;
}

static enum jal_err place_odd(const struct todo_view *v, const struct todo_name *name, size_t *at)
{
	for (size_t i = 0; i < v->lines[name->kind]; i++) {
		if ((name->kind == TASKS_UNSENT) || (name->kind == TASKS_CONFLICT && v->conflicts[i] == name->fid) ||
			(name->kind == TASKS_DUPLICATE && v->pairs[i].fid == name->fid && v->pairs[i].other == name->rid)) {
			*at = i;
			return JAL_OK;
		}
	}
	return JAL_ERR_NOT_FOUND;
}

static enum jal_err place(struct todo_view *v, const struct jal_id *key, size_t *at)
{
	struct todo_name name;
	size_t before = 1, here = 0;
	if (!todo_row_name(key, &name) || v->lines[name.kind] == 0)
		return JAL_ERR_NOT_FOUND;
	const enum jal_err err = name.kind < TASKS_LISTED ? place_listed(v, &name, &here) : place_odd(v, &name, &here);
	if (err)
		return err;
	for (int k = TASKS_NONE + 1; k < (int)name.kind; k++)
		before += v->lines[k] + (v->lines[k] > 0);
	*at = before + here;
	return JAL_OK;
}

/* ---- one dossier ---- */

struct found {
	struct todo_name name;
	struct tasks_due due;
};

static enum jal_err read_found(struct db_st *st, void *row)
{
	struct found *f = row;
	*f = (struct found){ .name = { (enum tasks_kind)db_col_i64(st, 1), db_col_i64(st, 0), db_col_i64(st, 2) },
		.due = TASKS_DUE_NONE };
	f->due.kind = f->name.kind;
	f->due.until = (int32_t)db_col_i64(st, 3);
	f->due.day = (int32_t)db_col_i64(st, 4);
	return JAL_OK;
}

static int by_urgency(const void *pa, const void *pb, void *view)
{
	const struct found *a = pa, *b = pb;
	const struct todo_view *v = view;
	if (tasks_before(&a->due, &b->due, v->today, &v->thresholds))
		return -1;
	if (tasks_before(&b->due, &a->due, v->today, &v->thresholds))
		return 1;
	return a->name.rid < b->name.rid ? -1 : a->name.rid > b->name.rid;
}

static enum jal_err of_dossier(struct todo_view *v, const struct jal_id *dossier, const struct todo_row **rows, size_t *count)
{
	struct db_st *st = NULL;
	void *list = NULL;
	size_t n = 0, got = 0;
	arena_free(&v->arena);
	v->today = clock_today(v->clock);
	enum jal_err err = thresholds_read(v->db, &v->thresholds, NULL);
	if (!err)
		err = db_use(v->db, &todo_sql, OF_DOSSIER, &st);
	if (err)
		return err;
	db_bind_id(st, 1, dossier);
	err = db_rows(st, sizeof(struct found), read_found, &list, &n);
	if (err)
		return err;
	struct found *found = list;
	if (n > 1)
		qsort_r(found, n, sizeof(*found), by_urgency, v);
	v->rows = arena_array(&v->arena, n, sizeof(*v->rows));
	if (!v->rows)
		err = JAL_ERR_NOMEM;
	for (size_t i = 0; i < n && !err; i++) {
		if (tasks_sign_of(&found[i].due, v->today, &v->thresholds) == TASKS_SIGN_NONE)
			break;
		err = todo_row_read(v->db, v->today, &v->thresholds, &found[i].name, &v->arena, &v->rows[got]);
		if (!err)
			got++;
	}
	free(list);
	if (!err) {
		*rows = v->rows;
		*count = got;
	}
	return err;
}

static enum jal_err one_count(struct db_st *st, size_t *total)
{
	bool row = false;
	const enum jal_err err = db_step(st, &row);
	if (!err && row)
		*total += (size_t)db_col_i64(st, 0);
	db_done(st);
	return err;
}

static enum jal_err late(struct db *db, int32_t today, bool mine, size_t *count)
{
	const struct todo_view v = { .db = db, .today = today, .q = { .mine = mine } };
	struct db_st *st = NULL;
	size_t total = 0;
	enum jal_err err = JAL_OK;
	for (int k = TASKS_NONE + 1; k < TASKS_LISTED && !err; k++) {
		if (tasks_info((enum tasks_kind)k)->passes)
			continue;
		err = use_lines(&v, LATE, (enum tasks_kind)k, INT32_MIN, today - 1, &st);
		if (!err)
			err = one_count(st, &total);
	}
	if (!err)
		err = db_use(db, &todo_sql, LATE_CONFLICTS, &st);
	if (err)
		return err;
	db_bind_bool(st, 1, mine);
	err = one_count(st, &total);
	if (!err)
		*count = total;
	return err;
}

/* ---- what others call: each a view of its own, so that the file is locked once ---- */

enum jal_err todo_find(struct todo_view *v, const struct todo_query *q, size_t *lines)
{
	bool own = false;
	enum jal_err err = db_read_enter(v->db, &own);
	if (!err)
		err = find(v, q, lines);
	db_read_leave(v->db, own);
	return err;
}

enum jal_err todo_window(struct todo_view *v, size_t first, size_t n, const struct todo_row **rows, size_t *count)
{
	bool own = false;
	enum jal_err err = db_read_enter(v->db, &own);
	if (!err)
		err = window(v, first, n, rows, count);
	db_read_leave(v->db, own);
	return err;
}

enum jal_err todo_place(struct todo_view *v, const struct jal_id *key, size_t *at)
{
	bool own = false;
	enum jal_err err = db_read_enter(v->db, &own);
	if (!err)
		err = place(v, key, at);
	db_read_leave(v->db, own);
	return err;
}

enum jal_err todo_of(struct todo_view *v, const struct jal_id *dossier, const struct todo_row **rows, size_t *count)
{
	bool own = false;
	enum jal_err err = db_read_enter(v->db, &own);
	if (!err)
		err = of_dossier(v, dossier, rows, count);
	db_read_leave(v->db, own);
	return err;
}

enum jal_err todo_late(struct db *db, int32_t today, bool mine, size_t *count)
{
	bool own = false;
	enum jal_err err = db_read_enter(db, &own);
	if (!err)
		err = late(db, today, mine, count);
	db_read_leave(db, own);
	return err;
}
