/*
 * The exchange.
 */
#include "tui/exchange.h"

#include <stdio.h>
#include <string.h>

#include "core/db.h"
#include "core/journal.h"
#include "tui/cli.h"
#include "tui/i18n.h"

void exchange_init(struct exchange *x, const struct jal_clock *clock)
{
	*x = (struct exchange){ .clock = clock, .why = DIAG_INIT };
}

void exchange_clear(struct exchange *x)
{
	const struct jal_clock *clock = x->clock;

	buf_free(&x->details);
	buf_free(&x->name);
	buf_free(&x->territory);
	buf_free(&x->address);
	buf_free(&x->letter);
	territory_result_free(&x->result);
	exchange_init(x, clock);
}

/* ---- the job ---- */

static bool on_event(void *ctx, const struct sync_event *e)
{
	struct exchange *x = ctx;
	struct worker_note note = { .kind = WORKER_EVENT, .event = *e };

	note.event.detail = NULL;
	if (e->kind == SYNC_DETAIL) {
		note.kind = WORKER_DETAIL;
		(void)snprintf(note.text, sizeof(note.text), "%s", e->detail);
	}
	worker_tell(x->worker, &note);
	return !worker_stopped(x->worker);
}

static bool on_host_key(void *ctx, const char *server, const char *fingerprint)
{
	struct exchange *x = ctx;

	return worker_ask(x->worker, server, fingerprint);
}

JAL_MUST static enum jal_err work(struct exchange *x, struct territory *t)
{
	const char *address = x->address.len > 0 ? buf_str(&x->address) : NULL;
	enum jal_err err = JAL_OK;

	switch (x->kind) {
	case EXCHANGE_SYNC:
		return territory_sync(t, NULL, false, &x->result, &x->why);
	case EXCHANGE_CREATE:
		err = territory_create(t, buf_str(&x->territory), buf_str(&x->name), &x->why);
		if (err == JAL_OK && address != NULL)
			err = territory_add_remote(t, TERRITORY_HOME, address, &x->why);
		return err;
	case EXCHANGE_REQUEST:
		return territory_request(t, buf_str(&x->name), &x->letter, &x->why);
	case EXCHANGE_JOIN:
		return territory_join(t, buf_str(&x->letter), x->letter.len, address, &x->why);
	case EXCHANGE_ADDRESS:
		return territory_add_remote(t, TERRITORY_HOME, address, &x->why);
	}
	return JAL_ERR_INVALID;
}

static void run(struct worker *w, void *ctx)
{
	struct exchange *x = ctx;
	struct db *db = NULL;
	struct journal *journal = NULL;
	struct territory *territory = NULL;
	enum jal_err err = vault_worker_open(x->vault, &db, &x->why);

	(void)w;
	if (err == JAL_OK)
		err = journal_open(db, x->clock, &journal);
	if (err == JAL_OK)
		err = territory_open(journal, vault_path(x->vault), x->clock, &x->listener, &territory, &x->why);
	if (err == JAL_OK)
		err = work(x, territory);
	if (err != JAL_OK)
		(void)diag_set_if_empty(&x->why, err, NULL);
	x->err = err;
	territory_close(territory);
	journal_close(journal);
	vault_worker_close(x->vault, db);
}

/* ---- the screen's side ---- */

JAL_MUST static enum jal_err keep(struct buf *to, const char *text)
{
	return text != NULL ? buf_puts(to, text) : JAL_OK;
}

enum jal_err exchange_start(struct exchange *x, enum exchange_kind kind, struct vault *vault, struct worker *w,
	const char *name, const char *territory, const char *address, const char *letter)
{
	enum jal_err err = JAL_OK;

	if (worker_busy(w))
		return JAL_ERR_BUSY;
	exchange_clear(x);
	x->kind = kind;
	x->vault = vault;
	x->worker = w;
	x->listener = (struct sync_listener){ .event = on_event, .host_key = on_host_key, .ctx = x };
	err = keep(&x->name, name);
	if (err == JAL_OK)
		err = keep(&x->territory, territory);
	if (err == JAL_OK)
		err = keep(&x->address, address);
	if (err == JAL_OK)
		err = keep(&x->letter, letter);
	if (err == JAL_OK)
		err = worker_start(w, run, x);
	if (err != JAL_OK) {
		exchange_clear(x);
		return err;
	}
	x->state = EXCHANGE_RUNNING;
	x->begun_ms = clock_now(x->clock);
	return JAL_OK;
}

void exchange_stop(struct exchange *x)
{
	if (!exchange_running(x))
		return;
	x->state = EXCHANGE_STOPPING;
	worker_stop(x->worker);
}

bool exchange_running(const struct exchange *x)
{
	return x->state == EXCHANGE_RUNNING || x->state == EXCHANGE_STOPPING;
}

static void keep_fact(struct exchange *x, const struct diag *fact)
{
	/* When there are too many, the first ones say most. */
	if (x->n_facts < EXCHANGE_FACTS)
		x->facts[x->n_facts++] = *fact;
}

static void take_event(struct exchange *x, const struct sync_event *e)
{
	struct exchange_step *step = (int)e->step < EXCHANGE_STEPS ? &x->steps[e->step] : NULL;

	if (e->kind == SYNC_FACT) {
		keep_fact(x, &e->fact);
	} else if (step != NULL && e->kind == SYNC_STEP_BEGIN) {
		*step = (struct exchange_step){ .begun = true };
	} else if (step != NULL && e->kind == SYNC_STEP_PROGRESS) {
		step->begun = true;
		step->done = e->done;
		step->total = e->total;
	} else if (step != NULL && e->kind == SYNC_STEP_END) {
		step->begun = true;
		step->ended = true;
		if (e->total > 0) {
			step->done = e->done;
			step->total = e->total;
		}
	}
}

void exchange_note(struct exchange *x, const struct worker_note *note)
{
	if (note->kind == WORKER_EVENT) {
		take_event(x, &note->event);
	} else if (note->kind == WORKER_DETAIL) {
		if (buf_printf(&x->details, "%s\n", note->text) != JAL_OK)
			buf_clear(&x->details);
	} else if (note->kind == WORKER_ENDED) {
		x->state = EXCHANGE_OVER;
		x->ended_ms = clock_now(x->clock);
	}
}

int exchange_step(const struct exchange *x)
{
	for (int i = EXCHANGE_STEPS - 1; i >= 0; i--)
		if (x->steps[i].begun)
			return i;
	return -1;
}

const char *exchange_step_name(int step)
{
	static const char *const names[EXCHANGE_STEPS] = {
		[SYNC_PREPARE] = N_("Préparer mes modifications"),
		[SYNC_CONNECT] = N_("Se connecter au territoire"),
		[SYNC_RECEIVE] = N_("Recevoir"),
		[SYNC_MERGE] = N_("Réunir"),
		[SYNC_SEND] = N_("Envoyer"),
	};

	return _(names[step]);
}
