/*
 * The demonstration's clock: the real one, that can be set back so many days while
 * what happened then is written. A vault whose last stamp is over a day ahead of its
 * clock starts again from the clock (core/hlc.h), so that histories come out with the
 * days on which things happened.
 */
#ifndef CORE_DEMO_CLOCK_H
#define CORE_DEMO_CLOCK_H

#include "core/clock.h"

struct demo_clock {
	struct jal_clock clock;		/* what journals are given */
	const struct jal_clock *real;
	int days_ago;			/* 0: now */
};

static inline int64_t demo_clock_now(void *ctx)
{
	const struct demo_clock *c = ctx;
	return clock_now(c->real) - (int64_t)c->days_ago * 86400000;
}

static inline int demo_clock_offset(void *ctx, int64_t at_ms)
{
	const struct demo_clock *c = ctx;
	return c->real->offset_min(c->real->ctx, at_ms);
}

/* Starts it; real must outlive it, and it must stay where it is. */
static inline void demo_clock_start(struct demo_clock *c, const struct jal_clock *real)
{
	*c = (struct demo_clock){ .real = real, .clock = { demo_clock_now, demo_clock_offset, c } };
}

#endif
