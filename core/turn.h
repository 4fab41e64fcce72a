/*
 * One write turn shared by the database handles of a vault. SQLite's own wait
 * for a lock is unfair (a busy worker made saves wait up to 231 ms), so writers
 * queue here instead: the screen goes before the worker. Knows no SQL.
 */
#ifndef CORE_TURN_H
#define CORE_TURN_H

#include <stdbool.h>

#include "core/error.h"

struct turn;

/* The caller frees. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err turn_new(struct turn **out);
/* Nobody holds it or waits for it. NULL is fine. */
void turn_free(struct turn *turn);

/* Waits until nobody holds the turn and, unless first is true, until nobody who
 * goes first is waiting. Not recursive: a thread that holds it never takes it. */
void turn_take(struct turn *turn, bool first);
void turn_give(struct turn *turn);

/* Someone who goes first is waiting: whoever holds the turn should give it soon. */
bool turn_wanted(struct turn *turn);

#endif
