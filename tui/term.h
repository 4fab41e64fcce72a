/*
 * The terminal: the only file of jalon that includes curses. Takes whole
 * canvases and paints what changed; gives keys, pastes, sizes and signals as
 * events. Knows no screen and no data.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/diag.h"
#include "core/error.h"
#include "tui/canvas.h"
#include "tui/key.h"
#include "tui/theme.h"

struct term;

struct term_options {
	struct key_timing timing;
	enum theme_kind theme;
};

enum term_event_kind {
	TERM_NOTHING,	/* the time given to term_wait has passed */
	TERM_KEY,
	TERM_PASTE,
	TERM_RESIZE,
	TERM_STOP,	/* asked to stop for a while (SIGTSTP): lock, then term_stop */
	TERM_RESUMED,	/* back from a stop that was not ours (SIGCONT) */
	TERM_ENDING,	/* SIGTERM or SIGINT from outside */
	TERM_GONE,	/* hang-up: nothing more can be shown or read */
	TERM_WATCHED,	/* the file descriptor of term_watch can be read */
};

struct term_event {
	enum term_event_kind kind;
	struct key key;
	const char *paste;	/* borrowed until the next term_wait; any bytes */
	size_t paste_len;
	bool paste_cut;		/* there was more than KEY_PASTE_MAX */
};

/* Opens the terminal that is on standard input and output, full screen. Call
 * before any thread is started: signals are blocked in the whole process, and
 * a child of jalon must unblock them before it runs another program.
 * JAL_ERR_IO when there is no terminal or it is unknown, JAL_ERR_INVALID when
 * the locale (setlocale, by the caller) is not UTF-8; why says it. */
JAL_MUST enum jal_err term_open(const struct term_options *options, struct term **out, struct diag *why);

/* Erases the screen and gives the terminal back as it was. */
void term_close(struct term *t);

/* As it was told last, in cells. */
void term_size(const struct term *t, int *rows, int *cols);

/* Paints the canvas, which must have the terminal's size: one frame. answers:
 * someone waits for it, so it is sent even when nothing changed. */
JAL_MUST enum jal_err term_paint(struct term *t, const struct canvas *c, bool answers);

/* The next frame paints every cell (Ctrl+R). */
void term_redraw(struct term *t);

/* From the next frame on; from the next key on. */
void term_theme(struct term *t, enum theme_kind kind);
void term_timing(struct term *t, struct key_timing timing);
/* Whether the terminal tells clicks and wheel: K_CLICK, K_WHEEL_UP, K_WHEEL_DOWN. Off at first. */
void term_mouse(struct term *t, bool on);

/* One file descriptor more to wait for; -1: none. */
void term_watch(struct term *t, int fd);

/* Waits for one event, at most timeout_ms (-1: as long as it takes). */
struct term_event term_wait(struct term *t, int timeout_ms);

/* Something is there to be read at once. */
bool term_pending(struct term *t);

/* Erases the screen, gives the terminal back, stops the process; when it goes
 * on, takes the terminal again and answers. The caller then paints. */
void term_stop(struct term *t);

/* Whether a terminal of that name (TERM; NULL) takes private modes and a title. */
bool term_is_modern(const char *name);

/* Milliseconds of a clock that goes on while the machine sleeps. */
int64_t term_now_ms(void);

#endif
