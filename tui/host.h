/*
 * The program around the screens: which vault is open and which screen comes
 * when, locking, the worker's jobs and their ends, settings, leaving. It gives
 * app.h what app.h asks of its host. Screens that concern the vault itself are
 * given it; the working screens know only its desk.
 */
#ifndef TUI_HOST_H
#define TUI_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/slots.h"
#include "core/thresholds.h"
#include "core/vault.h"
#include "tui/app.h"
#include "tui/desk.h"
#include "tui/door.h"
#include "tui/exchange.h"
#include "tui/prefs.h"

struct host;

struct host_options {
	const struct jal_clock *clock;
	const char *folder;		/* the vault asked for; NULL: the setting's, or one of the default place */
	bool lang_given;		/* on the command line: goes before the setting's */
	struct slots_cost cost;		/* of a vault made here; zero: measured */
};

/* Options are borrowed for the call. What fails is said in why. */
JAL_MUST enum jal_err host_new(const struct host_options *options, struct host **out, struct diag *why);
/* Stops the worker, closes the vault. The app is freed before. */
void host_free(struct host *h);

/* For app_new; borrowed. */
const struct app_host *host_table(const struct host *h);
/* Shows the first screen: the passphrase, or the choices of a first run.
 * passphrase: opens at once with one that is no secret (the demonstration's); NULL. */
JAL_MUST enum jal_err host_begin(struct host *h, struct app *app, const char *passphrase);

/* ---- what its screens use; borrowed ---- */

/* Never NULL. */
struct desk *host_desk(const struct host *h);
struct prefs *host_prefs(const struct host *h);
const struct exchange *host_exchange(const struct host *h);
const struct jal_clock *host_clock(const struct host *h);
/* NULL while no vault is open. */
struct vault *host_vault(const struct host *h);
/* The folder of the vault that is open, or will be. */
const char *host_folder(const struct host *h);
JAL_MUST enum jal_err host_choose_folder(struct host *h, const char *folder);
/* The name of the territory; "" before it is known. */
const char *host_place(const struct host *h);
/* Milliseconds of a clock that goes on while the machine sleeps, when it was locked. */
int64_t host_locked_at(const struct host *h);

/* ---- settings, at once ---- */

/* What could not be written is told on row 22. */
void host_next_pref(struct host *h, enum pref pref);
void host_reset_pref(struct host *h, enum pref pref);
/* A threshold of this vault (core/thresholds); NULL: the territory's, or the usual one.
 * False when it was not written. */
bool host_set_threshold(struct host *h, enum threshold which, const int32_t *value);
/* Appends "30 jours (choisi par vous)". */
JAL_MUST enum jal_err host_threshold_words(const struct thresholds *t, const enum threshold_origin *by,
	enum threshold which, struct buf *out);
/* Takes the last of all these changes back. */
void host_undo_setting(struct host *h);
bool host_can_undo_setting(const struct host *h);

/* ---- the door: what is slow about the vault ---- */

/* Starts; the secrets are taken over, NULL: none. What comes of it is told by
 * DESK_NEWS: host_at_door is false then. When a vault was opened the host goes
 * on by itself; else host_refusal says why. */
JAL_MUST enum jal_err host_enter(struct host *h, enum door_kind kind, struct secret *typed, struct secret *fresh,
	struct secret *recovery, const char *file);
bool host_at_door(const struct host *h);
/* Esc: the result is dropped when it comes. */
void host_give_up(struct host *h);
/* What came of the last door that ended: JAL_OK when it went well. */
JAL_MUST enum jal_err host_refusal(const struct host *h, struct diag *why);
/* Begins a backup, which goes on beside whatever else is done: row 1 shows how far,
 * row 22 tells its end, which host_refusal has too. False, and said, when it can't. */
bool host_back_up(struct host *h, const char *file);
bool host_backing_up(const struct host *h);
/* Seconds until the next try is taken: grows after three wrong ones. */
int host_wait_s(const struct host *h);

/* ---- the territory ---- */

/* Starts a job of the exchange; what can't be started is told. As exchange_start. */
bool host_exchange_start(struct host *h, enum exchange_kind kind, const char *name, const char *territory,
	const char *address, const char *letter);
void host_exchange_stop(struct host *h);
/* This vault is in no territory, or was restored: it asks to be admitted first. */
bool host_must_ask(const struct host *h);
/* Synchronising, or what comes before it: a request, an address. */
void host_synchronise(struct host *h, bool show);

/* What the first steps wrote down in the vault: founding or joining, names,
 * address. Each is "" when it is not there. */
struct host_steps {
	bool joins;
	struct buf name, territory, address;
};
JAL_MUST enum jal_err host_steps(const struct host *h, struct host_steps *out);
JAL_MUST enum jal_err host_keep_steps(struct host *h, const struct host_steps *steps, struct diag *why);
void host_steps_free(struct host_steps *s);

/* The vault is open and what comes first is done: the list, and a sentence. */
void host_go_to_work(struct host *h);
/* First run: what the vault is made for. */
void host_set_joins(struct host *h, bool joins);
/* The demonstration's passphrase while its vault is the one in use; NULL. */
const char *host_demo_phrase(const struct host *h);

#endif
