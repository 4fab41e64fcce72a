/* Appointments by time, read from their table by its index. */
#include "core/agenda.h"

#include <string.h>

#include "core/cover.h"
#include "core/keyring.h"
#include "core/record.h"
#include "core/roster.h"
#include "core/tasks.h"
#include "core/text.h"

/* No appointment lasts longer (core/check.def, minutes). */
#define LONGEST 720

enum { EACH, MINE, COUNT };
/* l has no row for a dossier that was moved away from that folder. ?7: this vault's member is asked for. */
static const char *const text[COUNT] = {
	[EACH] = ("SELECT f.id, c.id, r.id, coalesce(a.professional, l.lead), a.report, a.starts, a.minutes, a.compulsory,"
		 " a.reminder, l.archived, coalesce(a.status, 'planned'), a.place, a.address, a.subject, a.reminder_text,"
		 " l.name, l.first_name, (SELECT t.until FROM list_task t WHERE t.fid = r.fid AND t.kind = ?9 AND t.rid = r.rid),"
		 " coalesce(a.subject, a.reminder_text) IS NOT NULL AND " COVER_FOLLOWS("a.note")
		 " FROM appointment a CROSS JOIN j_record r ON r.rid = a.rid JOIN j_folder f ON f.fid = r.fid"
		 " JOIN j_caseload c ON c.cid = f.cid JOIN list_row l ON l.fid = f.fid"
		 " WHERE a.starts >= ?1 AND a.starts < ?2 AND a.archived IS NOT 1"
		 " AND (?3 = 0 OR coalesce(a.status, 'planned') NOT IN ('cancelled', 'excused'))"
		 " AND (?4 IS NULL OR f.id = ?4)"
		 " AND (?5 = 1 OR a.professional = ?6 OR (a.professional IS NULL AND (l.lead = ?6 OR (?7 = 1"
		 " AND (l.mine = 1 OR (l.lead IS NULL AND c.id = ?8))))))"
		 " ORDER BY a.starts, f.id, r.id"),
	[MINE] = "SELECT l.mine = 1 OR (l.lead IS NULL AND c.id = ?3) FROM j_folder f JOIN j_caseload c ON c.cid = f.cid"
		 " JOIN list_row l ON l.fid = f.fid WHERE f.id = ?1 AND c.id = ?2",
};
const struct db_sql agenda_sql = { "agenda", COUNT, text };

/* Who uses this vault. */
struct self {
	struct jal_id member;	/* zero before admission */
	struct jal_id home;
};

static enum jal_err read_self(struct db *db, struct self *out)
{
	struct keyring_device device = { .id = ID_ZERO };
	struct roster_territory territory = { .charter = 0 };
	enum jal_err err = keyring_device(db, &device);
	if (!err || err == JAL_ERR_NOT_FOUND)
		err = roster_territory(db, &territory);
	if (err)
		return err;
	*out = (struct self){ .member = device.member, .home = territory.home_caseload };
	return JAL_OK;
}

/* What arrives from elsewhere is not checked as what is typed is: more says nothing. */
static int read_minutes(struct db_st *st, int col)
{
	const int64_t minutes = db_col_i64(st, col);
	return minutes > 0 && minutes <= LONGEST ? (int)minutes : 0;
}

static enum jal_err read_item(struct db_st *st, struct agenda_item *item)
{
	struct jal_id *const ids[] = { &item->dossier, &item->caseload, &item->appointment, &item->professional,
				       &item->report };
	for (int i = 0; i < (int)(sizeof(ids) / sizeof(*ids)); i++) {
		const enum jal_err err = db_col_id(st, i, ids[i]);
		if (err)
			return err;
	}
	item->starts = db_col_i64(st, 5);
	item->minutes = read_minutes(st, 6);
	item->compulsory = db_col_bool(st, 7);
	item->reminder = db_col_bool(st, 8);
	item->archived = db_col_bool(st, 9);
	item->status = db_col_text(st, 10);
	item->place = db_col_text(st, 11);
	item->address = db_col_text(st, 12);
	item->covered = db_col_bool(st, 18);
	item->subject = item->covered ? NULL : db_col_text(st, 13);
	item->reminder_text = item->covered ? NULL : db_col_text(st, 14);
	item->family = db_col_text(st, 15);
	item->first = db_col_text(st, 16);
	item->asked = !db_col_null(st, 17);
	item->asked_until = item->asked ? (int32_t)db_col_i64(st, 17) : RECORD_NO_DATE;
	return JAL_OK;
}

enum jal_err agenda_each(struct db *db, const struct agenda_query *q,
			 enum jal_err (*each)(void *ctx, const struct agenda_item *item), void *ctx)
{
	struct self self = { .member = ID_ZERO };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = read_self(db, &self);
	if (!err)
		err = db_use(db, &agenda_sql, EACH, &st);
	if (err)
		return err;
	const bool own = id_is_zero(&q->professional) || id_equal(&q->professional, &self.member);
	db_bind_i64(st, 1, q->from);
	db_bind_i64(st, 2, q->to);
	db_bind_bool(st, 3, q->busy);
	db_bind_id(st, 4, id_is_zero(&q->dossier) ? NULL : &q->dossier);
	db_bind_bool(st, 5, q->everyone);
	db_bind_id(st, 6, own ? &self.member : &q->professional);
	db_bind_bool(st, 7, own);
	db_bind_id(st, 8, &self.home);
	db_bind_i64(st, 9, TASKS_REPORT);
	while (!(err = db_step(st, &row)) && row) {
		struct agenda_item item = { .starts = 0 };
		err = read_item(st, &item);
		if (!err)
			err = each(ctx, &item);
		if (err)
			break;
	}
	db_done(st);
	return err;
}

struct agenda_query agenda_days(int32_t first, int32_t last)
{
	return (struct agenda_query){ .from = date_with_minutes(first, 0),
				      .to = date_with_minutes(last, DATE_MINUTES_PER_DAY) };
}

/* ---- what takes place at the same time ---- */

int agenda_minutes(int minutes)
{
	return minutes > 0 ? minutes : AGENDA_MINUTES;
}

bool agenda_collide(int64_t a, int a_minutes, int64_t b, int b_minutes)
{
	return a < b + agenda_minutes(b_minutes) && b < a + agenda_minutes(a_minutes);
}

void agenda_mark_collisions(size_t n, struct agenda_slot (*slot)(const void *ctx, size_t i),
			    void (*mark)(void *ctx, size_t i), void *ctx)
{
	for (size_t i = 0; i < n; i++) {
		const struct agenda_slot a = slot(ctx, i);
		for (size_t k = i + 1; a.takes_time && k < n; k++) {
			const struct agenda_slot b = slot(ctx, k);
			/* Those that follow begin later still. */
			if (b.starts >= a.starts + agenda_minutes(a.minutes))
				break;
			if (!b.takes_time || !id_equal(&a.professional, &b.professional))
				continue;
			mark(ctx, i);
			mark(ctx, k);
		}
	}
}

/* Stretches of minutes that are taken. */
static size_t spans_of(const bool taken[DATE_MINUTES_PER_DAY], struct agenda_span *out)
{
	size_t n = 0;
	for (int at = 0; at < DATE_MINUTES_PER_DAY; at++) {
		if (!taken[at])
			continue;
		const int from = at;
		while (at < DATE_MINUTES_PER_DAY && taken[at])
			at++;
		out[n++] = (struct agenda_span){ from, at };
	}
	return n;
}

size_t agenda_free_of_day(const struct agenda_hours *hours, int32_t day, int64_t now, size_t n,
			  struct agenda_slot (*slot)(const void *ctx, size_t i), const void *ctx,
			  struct agenda_span out[AGENDA_FREE_MAX])
{
	bool taken[DATE_MINUTES_PER_DAY] = { false };
	struct agenda_span busy[DATE_MINUTES_PER_DAY / 2];
	const int64_t midnight = date_with_minutes(day, 0);
	const int64_t after = now + (15 - now % 15) % 15 - midnight;
	if (date_weekday(day) > 5 || after >= DATE_MINUTES_PER_DAY)
		return 0;
	for (int64_t at = 0; at < after; at++)
		taken[at] = true;
	for (size_t i = 0; i < n; i++) {
		const struct agenda_slot s = slot(ctx, i);
		const int64_t from = s.starts - midnight;
		const int64_t to = from + agenda_minutes(s.minutes);
		for (int64_t at = from > 0 ? from : 0; s.takes_time && at < to && at < DATE_MINUTES_PER_DAY; at++)
			taken[at] = true;
	}
	return agenda_free(hours, busy, spans_of(taken, busy), AGENDA_FREE_LEAST, out, AGENDA_FREE_MAX);
}

bool agenda_takes_time(const char *status)
{
	return strcmp(status, "cancelled") != 0 && strcmp(status, "excused") != 0;
}

struct looking {
	int64_t starts;
	int minutes;
	const struct jal_id *except;
	enum jal_err (*each)(void *ctx, const struct agenda_item *item);
	void *ctx;
};

static enum jal_err look(void *ctx, const struct agenda_item *item)
{
	const struct looking *l = ctx;
	if ((l->except && id_equal(l->except, &item->appointment)) ||
		!agenda_collide(l->starts, l->minutes, item->starts, item->minutes))
		return JAL_OK;
	return l->each(l->ctx, item);
}

enum jal_err agenda_collisions(struct db *db, const struct jal_id *whose, int64_t starts, int minutes,
			       const struct jal_id *except,
			       enum jal_err (*each)(void *ctx, const struct agenda_item *item), void *ctx)
{
	struct looking l = { starts, minutes, except, each, ctx };
	const struct agenda_query q = { .from = starts - LONGEST, .to = starts + agenda_minutes(minutes),
					.busy = true, .professional = *whose };
	return agenda_each(db, &q, look, &l);
}

const char *agenda_state(const char *status, int64_t starts, bool reported, int64_t now)
{
	if (strcmp(status, "planned") != 0 && strcmp(status, "to_report") != 0)
		return status;
	return !reported && starts <= now ? "to_report" : "planned";
}

bool agenda_to_come(const char *status, int64_t starts, int64_t now)
{
	return starts != RECORD_NO_NUMBER && starts >= now && (!status || text_is(status, "planned"));
}

bool agenda_may_become(const char *status, int64_t starts, int64_t now)
{
	return starts <= now || (strcmp(status, "attended") != 0 && strcmp(status, "absent") != 0);
}

enum jal_err agenda_with(struct db *db, const struct jal_id *caseload, const struct jal_id *dossier, struct jal_id *out)
{
	struct self self = { .member = ID_ZERO };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = read_self(db, &self);
	if (!err)
		err = db_use(db, &agenda_sql, MINE, &st);
	if (err)
		return err;
	db_bind_id(st, 1, dossier);
	db_bind_id(st, 2, caseload);
	db_bind_id(st, 3, &self.home);
	err = db_step(st, &row);
	const bool mine = !err && row && db_col_bool(st, 0);
	db_done(st);
	if (!err)
		*out = mine ? ID_ZERO : self.member;
	return err;
}
