/*
 * What the worker thread tells the screen: items of one size, put in by any
 * thread, taken out by the screen's, which waits on a file descriptor. Knows
 * not what the items are.
 */
#ifndef TUI_QUEUE_H
#define TUI_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

struct queue;

/* item: the size in bytes of what it holds. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err queue_new(size_t item, struct queue **out);
/* No thread uses it any more. Wipes what was left. */
void queue_free(struct queue *q);

/* Copies the item in. JAL_ERR_NOMEM: it is not told. */
JAL_MUST enum jal_err queue_push(struct queue *q, const void *item);
/* Copies the oldest item out; false when there is none. */
bool queue_pop(struct queue *q, void *item);
/* Can be read (poll) while there is something to pop; for app_host.watch. */
int queue_fd(const struct queue *q);

#endif
