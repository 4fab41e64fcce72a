/*
 * Progress outwards and the wish to stop inwards, for loops that move data:
 * tells the listener now and then, never more often than a screen can show.
 */
#ifndef SYNC_PULSE_H
#define SYNC_PULSE_H

#include <stdbool.h>
#include <stdint.h>

#include "sync/event.h"

struct pulse {
	const struct sync_listener *listener;	/* NULL: nobody listens, nobody stops */
	enum sync_step step;
	uint64_t done, total;
	int64_t told_ms;
	bool stopped;
};

/* done of total (0: unknown). Returns false once the listener said stop. */
bool pulse_beat(struct pulse *p, uint64_t done, uint64_t total);

/* While waiting: the same numbers again, so that the listener can say stop. */
bool pulse_wait(struct pulse *p);

#endif
