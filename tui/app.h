/*
 * The program on the screen: a stack of screens, one event after the other, the
 * frame around them, the message line, drafts, locking. All of it runs without
 * a terminal (app_key, app_draw), which is how it is tested; run.h ties it to
 * one. Knows no data: what the program does with data comes from its host.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "tui/screen.h"
#include "tui/theme.h"

/* What the program gives; ctx is given back to each. What may be NULL says so. */
struct app_host {
	void *ctx;
	const struct jal_clock *clock;
	const struct action_table *actions;
	/* Milliseconds that go on while the machine sleeps: term_now_ms. */
	int64_t (*mono_ms)(void *ctx);
	/* NULL. Appends what row 1 says before the time: "PLIE Littoral | 3 à envoyer". */
	void (*status)(void *ctx, struct buf *out);
	/* NULL. The NEED_… bits that hold whatever the screen. */
	unsigned (*have)(void *ctx);
	/* NULL. Actions that no screen took. False: not known. */
	bool (*run)(void *ctx, struct app *app, enum action_id action);
	/* NULL. Asked to quit: asks first if it must, then app_end. NULL: app_end. */
	void (*quit)(void *ctx, struct app *app);
	/* NULL: there always is. Whether there is anything to lock, so that time may run out. */
	bool (*open)(void *ctx);
	/* NULL: no locking. Closes the vault, wipes what it holds, and returns the
	 * screen that asks for the passphrase (which calls app_unlock); NULL when
	 * there is nothing to lock. Drafts are saved and models wiped before. */
	struct screen *(*lock)(void *ctx, struct app *app);
	/* NULL. What app_broadcast carries, before the screens get it. */
	void (*event)(void *ctx, const void *event);
	/* NULL. watch can be read. */
	void (*watched)(void *ctx, struct app *app);
	int watch;	/* a file descriptor, or -1 */
};

struct app_settings {
	int lock_after_s;	/* 0: never; else ≥ 5 */
	bool azerty_digits;	/* & é " … are 1 2 3 … in fields that want digits */
	enum theme_kind theme;
	struct key_timing timing;
	bool ascii;		/* rules and bars in plain characters */
	bool hide_cursor;	/* outside of what is typed in */
	bool mouse;
};

#define APP_SETTINGS_DEFAULT \
	((struct app_settings){ .lock_after_s = 300, .azerty_digits = true, .theme = THEME_STANDARD, \
		.timing = { .escape_ms = 50 } })

enum app_tone { APP_INFO, APP_WARNING, APP_ERROR };

/* The host and its context must outlive it; settings are copied. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err app_new(const struct app_host *host, const struct app_settings *settings, struct app **out);
/* Frees the screens too. */
void app_free(struct app *app);

/* As set last; borrowed. */
const struct app_settings *app_settings(const struct app *app);
/* At once: theme, timing, lock. */
void app_set_settings(struct app *app, const struct app_settings *settings);
const struct app_host *app_host(const struct app *app);
const struct jal_clock *app_clock(const struct app *app);

/* ---- the stack ---- */

/* Loads the screen and shows it. On error it is freed, the reason is shown, and
 * nothing has changed. NULL is refused as out of memory. */
JAL_MUST enum jal_err app_push(struct app *app, struct screen *s);
/* Closes the screen on top (it is freed once the event that asked for it is
 * done with); the one below loads again. The last one ends the program. */
void app_pop(struct app *app);
/* Closes all and shows s, likewise: going to a main screen. */
JAL_MUST enum jal_err app_go(struct app *app, struct screen *s);
/* Closes all but the one at the bottom, which loads again; drafts are kept. */
void app_home(struct app *app);
struct screen *app_top(const struct app *app);
/* The topmost screen that is no overlay. */
struct screen *app_main(const struct app *app);

/* ---- what a screen tells ---- */

/* Row 22, until the next key. Longer than a row, it takes more rows upwards. */
void app_say(struct app *app, enum app_tone tone, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* A name, a colon, and a sentence about it (translated both), as French wants it. */
void app_say_about(struct app *app, enum app_tone tone, const char *name, const char *sentence);
/* What a diag says, translated. */
void app_say_diag(struct app *app, const struct diag *why);
/* The screen's tick is due now, although it said that it needs none. */
void app_wake(struct app *app, struct screen *s);
/* What row 22 says; "" when nothing. */
const char *app_message(const struct app *app);
/* Something was typed: its draft is saved soon. */
void app_touch(struct app *app);
/* What screens and host need of the key table. */
bool app_run_action(struct app *app, enum action_id action);
/* What there is on a screen (NEED_…), with what the host says. */
unsigned app_have(const struct app *app, const struct screen *s);
/* Why it can't be done here, translated; NULL when it can. Not for an action
 * that does not exist here. */
const char *app_why_not(const struct app *app, const struct screen *s, const struct action *row);
void app_broadcast(struct app *app, const void *event);
void app_lock(struct app *app);
/* The passphrase was right and the vault is open: closes the lock's screen, the
 * others load again. */
void app_unlock(struct app *app);
bool app_is_locked(const struct app *app);
/* The program ends after this event. */
void app_end(struct app *app);

/* ---- one event at a time ---- */

/* One key, to whoever is on top. */
void app_key(struct app *app, const struct key *key);
/* cut: there was more than could be taken. */
void app_paste(struct app *app, const char *bytes, size_t n, bool cut);
/* An event of another kind (a line of linear mode): someone is there, and the message
 * is wiped. False when nothing is to be done, since it was locked meanwhile. */
bool app_begin_event(struct app *app);
/* After it: what was closed is freed. */
void app_end_event(struct app *app);
/* Someone is typing what is no event yet. */
void app_present(struct app *app);
/* Seconds until the lock by idleness; -1 when there is none. */
int64_t app_locks_in_s(const struct app *app);
/* What time brings: drafts, locking, ticks. */
void app_tick(struct app *app);
/* Milliseconds until app_tick has something to do. */
int app_wait_ms(const struct app *app);
/* All drafts, on every screen. False when one could not be kept; it is said. */
bool app_save_drafts(struct app *app);
void app_draw(struct app *app, struct canvas *c);
bool app_ended(const struct app *app);
/* Ctrl+R was asked for since the last call: every cell is to be painted. */
bool app_wants_redraw(struct app *app);

#endif
