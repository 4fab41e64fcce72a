/* Hybrid clocks. Reads no clock itself. */
#include "core/hlc.h"

#define COUNTER_BITS 16
/* One bit less than the field holds: stamps fit a signed 64-bit number, as the wire and SQL want. */
#define MS_MAX (((int64_t)1 << 47) - 1)

uint64_t hlc_of_ms(int64_t ms)
{
	if (ms < 0)
		ms = 0;
	if (ms > MS_MAX)
		ms = MS_MAX;
	return (uint64_t)ms << COUNTER_BITS;
}

int64_t hlc_ms(uint64_t stamp)
{
	return (int64_t)(stamp >> COUNTER_BITS);
}

bool hlc_ahead(uint64_t stamp, int64_t now_ms)
{
	return hlc_ms(stamp) > hlc_ms(hlc_of_ms(now_ms)) + HLC_AHEAD_MS;
}

static uint64_t above(uint64_t stamp, uint64_t floor)
{
	return floor < INT64_MAX && stamp <= floor ? floor + 1 : stamp;
}

uint64_t hlc_next(uint64_t last, uint64_t replaced, int64_t now_ms)
{
	/* Never 0: no operation has that stamp on the wire. */
	uint64_t stamp = above(hlc_of_ms(now_ms), 0);
	if (!hlc_ahead(last, now_ms))
		stamp = above(stamp, last);
	if (!hlc_ahead(replaced, now_ms))
		stamp = above(stamp, replaced);
	return stamp;
}

uint64_t hlc_seen(uint64_t last, uint64_t stamp, int64_t now_ms)
{
	return stamp > last && !hlc_ahead(stamp, now_ms) ? stamp : last;
}
