/*
 * The worker: a thread for each job, never two at once.
 */
#include "tui/worker.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/queue.h"

enum answer { ANSWER_NONE, ANSWER_YES, ANSWER_NO };

struct worker {
	struct queue *queue;
	pthread_t thread;
	bool busy;	/* the screen's: a job was started and its end not popped */
	bool running;	/* the screen's: the thread is to be joined */
	void (*run)(struct worker *w, void *ctx);
	void *ctx;
	pthread_mutex_t mutex;	/* of the two below */
	pthread_cond_t changed;
	bool stopped;
	enum answer answer;
};

enum jal_err worker_new(struct worker **out)
{
	struct worker *w = calloc(1, sizeof(*w));
	enum jal_err err = JAL_ERR_NOMEM;

	if (w == NULL)
		return JAL_ERR_NOMEM;
	if (pthread_mutex_init(&w->mutex, NULL) != 0)
		goto no_mutex;
	if (pthread_cond_init(&w->changed, NULL) != 0)
		goto no_cond;
	err = queue_new(sizeof(struct worker_note), &w->queue);
	if (err != JAL_OK)
		goto no_queue;
	*out = w;
	return JAL_OK;
no_queue:
	(void)pthread_cond_destroy(&w->changed);
no_cond:
	(void)pthread_mutex_destroy(&w->mutex);
no_mutex:
	free(w);
	return err;
}

/* The notes of the job, WORKER_ENDED too, are still to be popped. */
static void wait_end(struct worker *w)
{
	if (w->running)
		(void)pthread_join(w->thread, NULL);
	w->running = false;
}

void worker_free(struct worker *w)
{
	if (w == NULL)
		return;
	worker_stop(w);
	wait_end(w);
	queue_free(w->queue);
	(void)pthread_cond_destroy(&w->changed);
	(void)pthread_mutex_destroy(&w->mutex);
	free(w);
}

static void *thread_main(void *arg)
{
	static const struct worker_note ended = { .kind = WORKER_ENDED };
	struct worker *w = arg;

	w->run(w, w->ctx);
	/* The end must be told. */
	while (queue_push(w->queue, &ended) != JAL_OK)
		(void)sched_yield();
	return NULL;
}

enum jal_err worker_start(struct worker *w, void (*run)(struct worker *w, void *ctx), void *ctx)
{
	if (w->busy)
		return JAL_ERR_BUSY;
	w->run = run;
	w->ctx = ctx;
	w->stopped = false;
	w->answer = ANSWER_NONE;
	if (pthread_create(&w->thread, NULL, thread_main, w) != 0)
		return JAL_ERR_NOMEM;
	w->busy = true;
	w->running = true;
	return JAL_OK;
}

bool worker_busy(const struct worker *w)
{
	return w->busy;
}

void worker_stop(struct worker *w)
{
	(void)pthread_mutex_lock(&w->mutex);
	w->stopped = true;
	(void)pthread_cond_broadcast(&w->changed);
	(void)pthread_mutex_unlock(&w->mutex);
}

int worker_fd(const struct worker *w)
{
	return queue_fd(w->queue);
}

bool worker_pop(struct worker *w, struct worker_note *out)
{
	if (!queue_pop(w->queue, out))
		return false;
	if (out->kind == WORKER_ENDED) {
		wait_end(w);
		w->busy = false;
	}
	return true;
}

void worker_answer(struct worker *w, bool yes)
{
	(void)pthread_mutex_lock(&w->mutex);
	w->answer = yes ? ANSWER_YES : ANSWER_NO;
	(void)pthread_cond_broadcast(&w->changed);
	(void)pthread_mutex_unlock(&w->mutex);
}

/* ---- in the job ---- */

bool worker_stopped(struct worker *w)
{
	bool stopped = false;

	(void)pthread_mutex_lock(&w->mutex);
	stopped = w->stopped;
	(void)pthread_mutex_unlock(&w->mutex);
	return stopped;
}

void worker_tell(struct worker *w, const struct worker_note *note)
{
	(void)!queue_push(w->queue, note);
}

bool worker_ask(struct worker *w, const char *text, const char *detail)
{
	struct worker_note note = { .kind = WORKER_ASKS };
	bool yes = false;

	(void)snprintf(note.text, sizeof(note.text), "%s", text);
	(void)snprintf(note.detail, sizeof(note.detail), "%s", detail);
	(void)pthread_mutex_lock(&w->mutex);
	w->answer = ANSWER_NONE;
	(void)pthread_mutex_unlock(&w->mutex);
	if (queue_push(w->queue, &note) != JAL_OK)
		return false;
	(void)pthread_mutex_lock(&w->mutex);
	while (w->answer == ANSWER_NONE && !w->stopped)
		(void)pthread_cond_wait(&w->changed, &w->mutex);
	yes = w->answer == ANSWER_YES && !w->stopped;
	(void)pthread_mutex_unlock(&w->mutex);
	return yes;
}
