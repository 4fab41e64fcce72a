/* Progress and stopping. Moves no data. */
#include "sync/pulse.h"

#include "sync/span.h"

#define EVERY_MS 100

bool pulse_beat(struct pulse *p, uint64_t done, uint64_t total)
{
	const int64_t now = span_now_ms();
	p->done = done;
	p->total = total;
	if (p->stopped || !p->listener || !p->listener->event)
		return !p->stopped;
	if (p->told_ms && now - p->told_ms < EVERY_MS && !(total && done == total))
		return true;
	p->told_ms = now;
	const struct sync_event e = { .kind = SYNC_STEP_PROGRESS, .step = p->step, .done = done, .total = total };
	p->stopped = !p->listener->event(p->listener->ctx, &e);
	return !p->stopped;
}

bool pulse_wait(struct pulse *p)
{
	return pulse_beat(p, p->done, p->total);
}
