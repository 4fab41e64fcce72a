/* The system's clock. Nothing else in jalon asks what time it is. */
#include "core/clock.h"

#include <stddef.h>
#include <time.h>

#include "core/hlc.h"

#define MS_PER_MIN 60000
#define MIN_PER_DAY 1440

/* Rounds towards the past, so that moments before 1970 stay in their own day. */
static int64_t floor_div(int64_t a, int64_t b)
{
	const int64_t q = a / b;
	return a % b < 0 ? q - 1 : q;
}

static int64_t system_now_ms(void *ctx)
{
	(void)ctx;
	struct timespec ts = { 0 };
	/* CLOCK_REALTIME exists on every system that jalon runs on. */
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int system_offset_min(void *ctx, int64_t at_ms)
{
	(void)ctx;
	const time_t at = (time_t)floor_div(at_ms, 1000);
	struct tm local = { 0 };
	/* A year that struct tm can't hold: no local time exists, so UTC. */
	if (!localtime_r(&at, &local))
		return 0;
	return (int)(local.tm_gmtoff / 60);
}

const struct jal_clock *clock_system(void)
{
	static const struct jal_clock system_clock = { system_now_ms, system_offset_min, NULL };
	return &system_clock;
}

int64_t clock_now(const struct jal_clock *clock)
{
	return clock->now_ms(clock->ctx);
}

int64_t clock_civil_minutes(const struct jal_clock *clock)
{
	return clock_civil_at(clock, clock_now(clock));
}

int64_t clock_civil_at(const struct jal_clock *clock, int64_t ms)
{
	return floor_div(ms, MS_PER_MIN) + clock->offset_min(clock->ctx, ms);
}

static int32_t day_of(int64_t civil_minutes)
{
	return (int32_t)floor_div(civil_minutes, MIN_PER_DAY);
}

int64_t clock_civil_of_stamp(const struct jal_clock *clock, uint64_t stamp)
{
	return clock_civil_at(clock, hlc_ms(stamp));
}

int32_t clock_day_of_stamp(const struct jal_clock *clock, uint64_t stamp)
{
	return day_of(clock_civil_of_stamp(clock, stamp));
}

int32_t clock_today(const struct jal_clock *clock)
{
	return day_of(clock_civil_minutes(clock));
}
