/*
 * What synchronising tells while it runs: which of the five named steps, how
 * far, and single facts worth a sentence. Whoever listens (the screen's queue,
 * a command's stderr) copies what it keeps. Sync never prints.
 */
#ifndef SYNC_EVENT_H
#define SYNC_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/diag.h"

/* The five steps that ui-screens 18 names. */
enum sync_step {
	SYNC_PREPARE,	/* what was left unfinished; my changes */
	SYNC_CONNECT,
	SYNC_RECEIVE,
	SYNC_MERGE,	/* verify and apply */
	SYNC_SEND,
};

enum sync_event_kind {
	SYNC_STEP_BEGIN,
	SYNC_STEP_PROGRESS,	/* done of total; total 0 when unknown */
	SYNC_STEP_END,
	SYNC_FACT,		/* a sentence in fact: quarantined, forked, key changed … */
	SYNC_DETAIL,		/* technical text in detail, about the failure that is about to be returned */
};

struct sync_event {
	enum sync_event_kind kind;
	enum sync_step step;
	uint64_t done, total;
	struct diag fact;
	const char *detail;	/* SYNC_DETAIL: printable, borrowed; NULL otherwise */
};

/* Called in the thread that synchronises. Returns false to stop after the
 * present step: what was done stays whole, the call returns JAL_ERR_CANCELLED. */
struct sync_listener {
	bool (*event)(void *ctx, const struct sync_event *e);
	/* First contact with an ssh server: true pins the key. NULL refuses. */
	bool (*host_key)(void *ctx, const char *server, const char *fingerprint);
	void *ctx;
};

#endif
