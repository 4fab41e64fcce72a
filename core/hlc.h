/*
 * Stamps (protocol.md §4): 48 bits of milliseconds since 1970, then 16 of
 * counter. They choose which of several heads is shown and nothing else. Pure:
 * the clock's reading is given.
 */
#ifndef CORE_HLC_H
#define CORE_HLC_H

#include <stdbool.h>
#include <stdint.h>

/* A stamp further ahead of the clock than this is applied, warned of, and moves
 * no clock (protocol.md §4). */
#define HLC_AHEAD_MS ((int64_t)24 * 60 * 60 * 1000)

/* The first stamp of that millisecond; dates before 1970 and beyond what 47
 * bits hold are brought to the nearest stamp there is. */
uint64_t hlc_of_ms(int64_t ms);
int64_t hlc_ms(uint64_t stamp);

/* Whether the stamp lies over 24 hours ahead of the clock. */
bool hlc_ahead(uint64_t stamp, int64_t now_ms);

/* The stamp of a new operation: of the clock now, above the vault's last one
 * (unless that one is ahead: a corrected clock starts again from itself) and
 * above the greatest stamp it replaces (0 for none; unless that is ahead). */
uint64_t hlc_next(uint64_t last, uint64_t replaced, int64_t now_ms);

/* The vault's last stamp after an operation with that stamp has come. */
uint64_t hlc_seen(uint64_t last, uint64_t stamp, int64_t now_ms);

#endif
