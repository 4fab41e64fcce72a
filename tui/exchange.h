/*
 * What the vault does with its territory, as jobs of the worker on a database
 * handle, a journal and a territory of their own: exchanging, founding a
 * territory, asking to join one, joining. Keeps what was told for the screen
 * that shows it. Knows no screen; the host pops the worker's notes and hands
 * them over.
 */
#ifndef TUI_EXCHANGE_H
#define TUI_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/vault.h"
#include "sync/territory.h"
#include "tui/worker.h"

#define EXCHANGE_STEPS 5
#define EXCHANGE_FACTS 16

enum exchange_kind {
	EXCHANGE_SYNC,
	EXCHANGE_CREATE,	/* name is the member's, territory the new one's; address may be "" */
	EXCHANGE_REQUEST,	/* name: the member's; letter gets the request */
	EXCHANGE_JOIN,		/* letter is the invitation; address may be "" */
	EXCHANGE_ADDRESS,	/* address: where to synchronise */
};

enum exchange_state { EXCHANGE_NEVER, EXCHANGE_RUNNING, EXCHANGE_STOPPING, EXCHANGE_OVER };

struct exchange_step {
	bool begun, ended;
	uint64_t done, total;
};

/* All of it the screen's thread's, but what the job owns while it runs. */
struct exchange {
	enum exchange_state state;
	enum exchange_kind kind;
	struct exchange_step steps[EXCHANGE_STEPS];
	int64_t begun_ms, ended_ms;
	struct diag facts[EXCHANGE_FACTS];	/* what was told on the way, oldest first */
	size_t n_facts;
	struct buf details;	/* technical lines */
	bool resume;		/* a lock stopped it: it goes on after the unlock */
	/* The job's while it runs. */
	struct vault *vault;
	const struct jal_clock *clock;
	struct buf name, territory, address, letter;
	struct sync_listener listener;
	struct worker *worker;
	struct territory_result result;
	enum jal_err err;
	struct diag why;
};

/* Nothing told yet. The clock must outlive it. */
void exchange_init(struct exchange *x, const struct jal_clock *clock);
/* Wipes all that was told and typed. Not while it runs. */
void exchange_clear(struct exchange *x);

/* Fills the job's texts (NULL: none), forgets the former one, and starts.
 * vault stays open until it is over. As worker_start. */
JAL_MUST enum jal_err exchange_start(struct exchange *x, enum exchange_kind kind, struct vault *vault, struct worker *w,
	const char *name, const char *territory, const char *address, const char *letter);
/* After the step it is in. */
void exchange_stop(struct exchange *x);
bool exchange_running(const struct exchange *x);
/* What the worker told; the caller pops. */
void exchange_note(struct exchange *x, const struct worker_note *note);

/* The step that it is in, 0 to EXCHANGE_STEPS - 1; -1 when none. */
int exchange_step(const struct exchange *x);
/* Its name, translated. */
const char *exchange_step_name(int step);

#endif
