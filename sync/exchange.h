/*
 * One exchange with one remote: fetch, verify, apply, seal, commit, own
 * reference, push, read again, mark received. Every step can be killed and the
 * next exchange goes on from there.
 */
#ifndef SYNC_EXCHANGE_H
#define SYNC_EXCHANGE_H

#include "core/outbox.h"
#include "sync/territory_inside.h"

enum exchange_kind {
	EXCHANGE_WHOLE,
	EXCHANGE_DRY,		/* nothing is sealed, sent or applied; result tells what would be */
	EXCHANGE_JOIN,		/* receives only; a gap is an error that names the device */
};

/* t has been entered; t->result is filled. JAL_OK also when something was
 * quarantined. */
JAL_MUST enum jal_err exchange_run(struct territory *t, const struct outbox_remote *remote, enum exchange_kind kind,
				   struct diag *diag);

#endif
