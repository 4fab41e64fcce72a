/*
 * The one thread beside the screen's: runs one job at a time (opening a vault,
 * an exchange) and tells how it goes through a queue. Nobody waits for it while
 * drawing or answering keys. Knows not what the jobs do.
 *
 * What is marked "in the job" is called by the job's function; all else by the
 * screen's thread.
 */
#ifndef TUI_WORKER_H
#define TUI_WORKER_H

#include <stdbool.h>

#include "core/error.h"
#include "sync/event.h"

struct worker;

enum worker_note_kind {
	WORKER_EVENT,	/* event: what an exchange tells */
	WORKER_DETAIL,	/* text: technical */
	WORKER_ASKS,	/* text: a server, detail: its key's fingerprint; worker_answer is awaited */
	WORKER_ENDED,	/* the last one: the job's thread is gone */
};

#define WORKER_TEXT_MAX 512

struct worker_note {
	enum worker_note_kind kind;
	struct sync_event event;
	char text[WORKER_TEXT_MAX];
	char detail[WORKER_TEXT_MAX];
};

/* Without a job yet; the caller frees. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err worker_new(struct worker **out);
/* Stops the job, waits for its end. NULL is fine. */
void worker_free(struct worker *w);

/* Starts run(w, ctx) in the thread. JAL_ERR_BUSY while a job has not ended;
 * JAL_ERR_NOMEM when the system gives no thread. ctx is the job's until
 * WORKER_ENDED was popped. */
JAL_MUST enum jal_err worker_start(struct worker *w, void (*run)(struct worker *w, void *ctx), void *ctx);
bool worker_busy(const struct worker *w);
/* Asks the job to end soon: worker_stopped says so in it, questions are refused. */
void worker_stop(struct worker *w);

/* Can be read while there is something to pop. */
int worker_fd(const struct worker *w);
bool worker_pop(struct worker *w, struct worker_note *out);
/* The answer to WORKER_ASKS. */
void worker_answer(struct worker *w, bool yes);

/* ---- in the job ---- */

/* Whether it is to end: to be asked between two steps. */
bool worker_stopped(struct worker *w);
/* Not told when memory lacks. */
void worker_tell(struct worker *w, const struct worker_note *note);
/* Tells and waits for the answer; false when stopped. */
bool worker_ask(struct worker *w, const char *text, const char *detail);

#endif
