/*
 * The clock, passed in everywhere so that tests choose the time. The only
 * place that asks the system what time it is is clock.c.
 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stdint.h>

struct jal_clock {
	/* Milliseconds since 1970-01-01T00:00Z. */
	int64_t (*now_ms)(void *ctx);
	/* Minutes east of UTC that the local civil time has at that moment. */
	int (*offset_min)(void *ctx, int64_t at_ms);
	void *ctx;
};

/* The system's; static. */
const struct jal_clock *clock_system(void);

/* Milliseconds since 1970-01-01T00:00Z. */
int64_t clock_now(const struct jal_clock *clock);
/* Today's civil date there, in days since 1970-01-01. */
int32_t clock_today(const struct jal_clock *clock);
/* The civil date and time there, in minutes since 1970-01-01 00:00 as the wall clock
 * reads: now, and at a moment (milliseconds since 1970-01-01T00:00Z). */
int64_t clock_civil_minutes(const struct jal_clock *clock);
int64_t clock_civil_at(const struct jal_clock *clock, int64_t ms);
/* When a write was made as people tell it: the civil minutes, and the civil day, of its
 * stamp (core/hlc). The day of a write is never UTC's: shortly after midnight that
 * would be the day before. */
int64_t clock_civil_of_stamp(const struct jal_clock *clock, uint64_t stamp);
int32_t clock_day_of_stamp(const struct jal_clock *clock, uint64_t stamp);

#endif
