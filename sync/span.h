/*
 * How much time has passed: for deadlines of exchanges with slow or silent
 * others, and nothing else. What time it is, nobody learns here.
 */
#ifndef SYNC_SPAN_H
#define SYNC_SPAN_H

#include <stdint.h>

/* Milliseconds since some moment in the past; never goes back. */
int64_t span_now_ms(void);

#endif
