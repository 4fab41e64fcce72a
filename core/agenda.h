/*
 * Appointments by time: whose they are, how far along, what takes place at the
 * same time. Knows nothing of how they are told.
 */
#ifndef CORE_AGENDA_H
#define CORE_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/agenda_free.h"
#include "core/date.h"
#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

/* What an appointment is taken to last when nobody said it. */
#define AGENDA_MINUTES 45

struct agenda_item {
	struct jal_id dossier, caseload;
	struct jal_id appointment;
	struct jal_id professional;	/* its own, or else the dossier's lead; zero: nobody is named */
	struct jal_id report;		/* a note; zero: none */
	bool asked;			/* the clock of its report runs (TASKS_REPORT) */
	int32_t asked_until;		/* and was postponed to that day; RECORD_NO_DATE: not */
	int64_t starts;			/* civil minutes */
	int minutes;			/* 0 when it is not said */
	bool compulsory;
	bool reminder;
	bool archived;			/* its dossier is */
	const char *status;		/* a code of vocabulary appointment_status as written; "planned" when nothing is */
	const char *place;		/* a code of vocabulary place; NULL */
	const char *address, *subject, *reminder_text;	/* NULL; the last two while covered, too */
	bool covered;			/* they follow from a confidential note (core/cover) */
	const char *family, *first;	/* as the list of dossiers shows them; NULL */
};

/* Which ones; zero-initialised but for the time: all those of this vault's member. */
struct agenda_query {
	int64_t from, to;		/* civil minutes of the beginning, to excluded */
	bool busy;			/* without those that take no time: cancelled, excused */
	bool everyone;			/* whoever they are with */
	struct jal_id professional;	/* with that member; zero: this vault's */
	struct jal_id dossier;		/* only of that one; zero: all */
};

/*
 * Those of the open caseloads, by time; archived ones are left out. An
 * appointment is its professional's; without one, the dossier's lead's; with
 * neither, the member's whose own caseload it lies in. each borrows the item for
 * the call and may not write.
 */
JAL_MUST enum jal_err agenda_each(struct db *db, const struct agenda_query *query,
				  enum jal_err (*each)(void *ctx, const struct agenda_item *item), void *ctx);

/* The query for two days, both included. */
struct agenda_query agenda_days(int32_t first, int32_t last);

/* Likewise what takes time when something that starts then and lasts so long
 * (0: as usual) would, but for the appointment `except` (NULL: none). whose as
 * in a query. */
JAL_MUST enum jal_err agenda_collisions(struct db *db, const struct jal_id *whose, int64_t starts, int minutes,
					const struct jal_id *except,
					enum jal_err (*each)(void *ctx, const struct agenda_item *item), void *ctx);

/* Whether two share a minute; lengths as in items. */
bool agenda_collide(int64_t a, int a_minutes, int64_t b, int b_minutes);
/* How long that is: as usual when nobody said it (0). */
int agenda_minutes(int minutes);

/* An appointment as far as it can be in the way of another one. */
struct agenda_slot {
	int64_t starts;			/* civil minutes */
	int minutes;			/* 0: as usual */
	bool takes_time;		/* agenda_takes_time */
	struct jal_id professional;	/* whose it is; zero: nobody's that is known */
};
/* Marks, of n by time (slot gives the i-th), each that shares a minute with another one
 * of the same professional, both of which take time: two colleagues may well see people
 * at the same time. One may be marked more than once. */
void agenda_mark_collisions(size_t n, struct agenda_slot (*slot)(const void *ctx, size_t i),
			    void (*mark)(void *ctx, size_t i), void *ctx);

#define AGENDA_FREE_MAX 32
#define AGENDA_FREE_LEAST 15	/* minutes worth calling free */
/* What of the working hours of a day is free, ascending, each AGENDA_FREE_LEAST minutes
 * or more: none on Saturdays and Sundays, none of what is over at `now` (civil minutes),
 * from the next quarter on, as people say when; none of what one of n appointments (in
 * any order, of any day: what begun the evening before may still go on) takes. Returns
 * how many. */
size_t agenda_free_of_day(const struct agenda_hours *hours, int32_t day, int64_t now, size_t n,
			  struct agenda_slot (*slot)(const void *ctx, size_t i), const void *ctx,
			  struct agenda_span out[AGENDA_FREE_MAX]);
/* Whether one in that state takes time: neither cancelled nor excused. */
bool agenda_takes_time(const char *status);
/* How far it is: its status, but for what is planned, which becomes "to_report"
 * once it has begun and nothing was reported. Static or status itself. */
const char *agenda_state(const char *status, int64_t starts, bool reported, int64_t now);

/* Whether it is still expected: planned (NULL: nothing is said), at `now` or later.
 * starts: civil minutes; RECORD_NO_NUMBER: it has no day, nobody expects it. */
bool agenda_to_come(const char *status, int64_t starts, int64_t now);

/* Whether it may be said now that it has become that (a code of vocabulary
 * appointment_status): whether someone came is not known before it begins. */
bool agenda_may_become(const char *status, int64_t starts, int64_t now);

/* With whom a new appointment of a dossier is, said or not: zero when that is
 * this vault's member anyway, else that member, to be written into it. */
JAL_MUST enum jal_err agenda_with(struct db *db, const struct jal_id *caseload, const struct jal_id *dossier,
				  struct jal_id *out);

extern const struct db_sql agenda_sql;

#endif
