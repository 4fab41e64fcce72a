/*
 * ncursesw paints; keys are read as bytes and decoded by key.c, since curses
 * lets the end of a sequence that it does not know be typed into a field, and
 * waits inside getch after each Esc.
 */
#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define PAIR_OF(colour) ((short)((colour) + 1))

struct term {
	SCREEN *screen;
	struct canvas *shown;	/* what the terminal has */
	cchar_t *line;		/* one row for curses */
	struct key_decoder keys;
	enum theme_kind theme;
	bool colours;
	bool mouse;		/* tells clicks and wheel */
	bool modern;		/* takes private modes: brackets of frames, of pastes, a title */
	bool whole;		/* the next frame paints every cell */
	bool gone;
	int watched;
	int signals;
	int timer;		/* goes on while the machine sleeps, so that waking up is noticed at once */
	sigset_t before;
};

/* vt100 and the Linux console print or misread what they do not know. */
bool term_is_modern(const char *name)
{
	return name != NULL && strncmp(name, "vt1", 3) != 0 && strncmp(name, "vt2", 3) != 0 &&
		strcmp(name, "linux") != 0 && strcmp(name, "dumb") != 0;
}

static void tell(struct term *t, const char *bytes)
{
	size_t n = strlen(bytes);

	while (n > 0 && !t->gone) {
		ssize_t done = write(STDOUT_FILENO, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			t->gone = true;
			return;
		}
		bytes += done;
		n -= (size_t)done;
	}
}

/* Private modes on the way in and out; the keypad stays as it is, since key.c
 * knows the keys of both its modes. The title is kept and given back by the
 * terminal itself; it never says more than the program's name. */
static void enter_modes(struct term *t)
{
	if (t->modern)
		tell(t, "\033[?2004h\033[22;0t\033]0;jalon\007");
	if (t->modern && t->mouse)
		tell(t, "\033[?1000h\033[?1006h");
}

static void leave_modes(struct term *t)
{
	if (t->modern)
		tell(t, "\033[?2004l\033[23;0t");
	if (t->modern && t->mouse)
		tell(t, "\033[?1006l\033[?1000l");
}

static void start_colours(struct term *t)
{
	const char *refused = getenv("NO_COLOR");

	t->colours = (refused == NULL || *refused == '\0') && has_colors() == TRUE && start_color() == OK &&
		use_default_colors() == OK;
	for (short colour = COLOR_BLACK; t->colours && colour <= COLOR_WHITE; colour++)
		if (init_pair(PAIR_OF(colour), colour, -1) != OK)
			t->colours = false;
}

JAL_MUST static enum jal_err fit_buffers(struct term *t)
{
	int rows = LINES > 0 ? LINES : 1;
	int cols = COLS > 0 ? COLS : 1;
	cchar_t *line = NULL;
	enum jal_err err = JAL_OK;

	if (t->shown == NULL)
		err = canvas_new(rows, cols, &t->shown);
	else
		err = canvas_resize(t->shown, rows, cols);
	if (err != JAL_OK)
		return err;
	line = calloc((size_t)cols, sizeof(*line));
	if (line == NULL)
		return JAL_ERR_NOMEM;
	free(t->line);
	t->line = line;
	t->whole = true;
	return JAL_OK;
}

JAL_MUST static enum jal_err take_signals(struct term *t, struct diag *why)
{
	static const int wanted[] = { SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGTSTP, SIGCONT };
	char reason[128] = "";
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		sigaddset(&set, wanted[i]);
	if (pthread_sigmask(SIG_BLOCK, &set, &t->before) != 0)
		return diag_set(why, JAL_ERR_IO, N_("jalon ne peut pas démarrer : le système refuse de lui transmettre ses signaux. Rien n’a été changé."));
	t->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (t->signals < 0)
		return diag_set(why, JAL_ERR_IO, N_("jalon ne peut pas démarrer : le système refuse de lui transmettre ses signaux (%1). Rien n’a été changé."),
			strerror_r(errno, reason, sizeof(reason)));
	return JAL_OK;
}

enum jal_err term_open(const struct term_options *options, struct term **out, struct diag *why)
{
	struct term *t = NULL;
	const char *name = getenv("TERM");
	enum jal_err err = JAL_OK;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return diag_set(why, JAL_ERR_IO,
			N_("jalon n’est pas dans un terminal : rien ne peut être affiché. Lancez « jalon » dans une "
			   "fenêtre de terminal, ou « jalon --help » pour les commandes."));
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Ce terminal n’est pas réglé en UTF-8 (il annonce %1) : les accents y seraient abîmés, donc "
			   "jalon s’arrête. Choisissez l’encodage UTF-8 dans les préférences du terminal, ou lancez "
			   "« LC_ALL=C.UTF-8 jalon »."),
			nl_langinfo(CODESET));
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return JAL_ERR_NOMEM;
	t->keys = KEY_DECODER_INIT;
	t->keys.timing = options->timing;
	t->theme = options->theme;
	t->watched = -1;
	t->signals = -1;
	t->timer = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	t->modern = term_is_modern(name);
	sigemptyset(&t->before);
	err = take_signals(t, why);
	if (err != JAL_OK)
		goto out;
	t->screen = newterm(NULL, stdout, stdin);
	if (t->screen == NULL) {
		err = diag_set(why, JAL_ERR_IO,
			N_("Le type de terminal « %1 » est inconnu ici. Essayez « TERM=xterm jalon »."),
			name != NULL ? name : "");
		goto out;
	}
	set_term(t->screen);
	raw();
	noecho();
	nonl();
	typeahead(-1);
	idlok(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	curs_set(1);
	start_colours(t);
	err = fit_buffers(t);
	if (err != JAL_OK)
		goto out;
	enter_modes(t);
	*out = t;
	t = NULL;
out:
	term_close(t);
	return err;
}

void term_close(struct term *t)
{
	if (t == NULL)
		return;
	if (t->screen != NULL) {
		set_term(t->screen);
		leave_modes(t);
		erase();
		clearok(stdscr, TRUE);
		refresh();
		endwin();
		delscreen(t->screen);
	}
	if (t->signals >= 0)
		close(t->signals);
	if (t->timer >= 0)
		close(t->timer);
	pthread_sigmask(SIG_SETMASK, &t->before, NULL);
	canvas_free(t->shown);
	free(t->line);
	key_decoder_free(&t->keys);
	free(t);
}

void term_size(const struct term *t, int *rows, int *cols)
{
	*rows = t->shown->rows;
	*cols = t->shown->cols;
}

void term_redraw(struct term *t)
{
	t->whole = true;
}

void term_theme(struct term *t, enum theme_kind kind)
{
	t->theme = kind;
	t->whole = true;
}

void term_timing(struct term *t, struct key_timing timing)
{
	t->keys.timing = timing;
}

void term_mouse(struct term *t, bool on)
{
	if (t->modern && on != t->mouse)
		tell(t, on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
	t->mouse = on;
}

void term_watch(struct term *t, int fd)
{
	t->watched = fd;
}

/* A cell as curses wants it. */
static void to_curses(const struct term *t, const struct cell *cell, cchar_t *out)
{
	struct theme_look look = theme_look(t->theme, cell->style);
	wchar_t text[CCHARW_MAX + 1] = { L' ', L'\0' };
	attr_t attr = A_NORMAL;
	size_t points = 0;
	short pair = 0;

	for (size_t at = 0; at < cell->n && points < CCHARW_MAX; points++) {
		uint32_t cp = 0;

		at += glyph_decode(cell->text + at, cell->n - at, &cp);
		text[points] = (wchar_t)cp;
		text[points + 1] = L'\0';
	}
	if (look.attr & ATTR_BOLD)
		attr |= A_BOLD;
	if (look.attr & ATTR_REVERSE)
		attr |= A_REVERSE;
	if (look.attr & ATTR_UNDERLINE)
		attr |= A_UNDERLINE;
	if (t->colours && look.colour != COLOUR_OWN)
		pair = PAIR_OF(look.colour);
	setcchar(out, text, attr, pair, NULL);
}

static void paint_row(struct term *t, const struct canvas *c, int row)
{
	int n = 0;

	for (int col = 0; col < c->cols; col++) {
		const struct cell *cell = canvas_at(c, row, col);

		if (cell->width > 0)
			to_curses(t, cell, &t->line[n++]);
	}
	mvadd_wchnstr(row, 0, t->line, n);
}

enum jal_err term_paint(struct term *t, const struct canvas *c, bool answers)
{
	size_t row_bytes = (size_t)c->cols * sizeof(*c->cells);
	bool changed = t->whole || answers || c->cursor_row != t->shown->cursor_row ||
		c->cursor_col != t->shown->cursor_col || c->cursor_hidden != t->shown->cursor_hidden;

	if (c->rows != t->shown->rows || c->cols != t->shown->cols)
		return JAL_ERR_INVALID;
	if (t->gone)
		return JAL_ERR_IO;
	for (int row = 0; row < c->rows; row++) {
		const struct cell *now = canvas_at(c, row, 0);
		struct cell *before = &t->shown->cells[(size_t)row * (size_t)c->cols];

		if (!t->whole && memcmp(now, before, row_bytes) == 0)
			continue;
		paint_row(t, c, row);
		memcpy(before, now, row_bytes);
		changed = true;
	}
	if (!changed)
		return JAL_OK;
	t->shown->cursor_row = c->cursor_row;
	t->shown->cursor_col = c->cursor_col;
	if (c->cursor_hidden != t->shown->cursor_hidden)
		(void)curs_set(c->cursor_hidden ? 0 : 1);
	t->shown->cursor_hidden = c->cursor_hidden;
	if (t->whole)
		clearok(stdscr, TRUE);
	move(c->cursor_row, c->cursor_col);
	if (t->modern)
		tell(t, "\033[?2026h");
	wnoutrefresh(stdscr);
	doupdate();
	if (t->modern)
		tell(t, "\033[?2026l");
	t->whole = false;
	return JAL_OK;
}

static struct term_event resized(struct term *t)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
		return (struct term_event){ .kind = TERM_NOTHING };
	if (resize_term(size.ws_row, size.ws_col) != OK || fit_buffers(t) != JAL_OK)
		return (struct term_event){ .kind = TERM_ENDING };
	return (struct term_event){ .kind = TERM_RESIZE };
}

/* Takes the terminal back after someone else had it. */
static void take_back(struct term *t)
{
	reset_prog_mode();
	raw();
	noecho();
	nonl();
	t->whole = true;
}

static struct term_event signalled(struct term *t)
{
	struct signalfd_siginfo info;
	ssize_t n = read(t->signals, &info, sizeof(info));

	if (n != (ssize_t)sizeof(info))
		return (struct term_event){ .kind = TERM_NOTHING };
	switch (info.ssi_signo) {
	case SIGWINCH:
		return resized(t);
	case SIGHUP:
		t->gone = true;
		return (struct term_event){ .kind = TERM_GONE };
	case SIGTSTP:
		return (struct term_event){ .kind = TERM_STOP };
	case SIGCONT:
		take_back(t);
		enter_modes(t);
		return (struct term_event){ .kind = TERM_RESUMED };
	default:
		return (struct term_event){ .kind = TERM_ENDING };
	}
}

/* A key or paste from what was read already. */
static bool decoded(struct term *t, bool late, struct term_event *out)
{
	struct term_event e = { .kind = TERM_NOTHING };

	switch (key_next(&t->keys, late, &e.key)) {
	case KEY_PRESSED:
		e.kind = TERM_KEY;
		break;
	case KEY_PASTED:
		e.kind = TERM_PASTE;
		e.paste = buf_str(&t->keys.paste);
		e.paste_len = t->keys.paste.len;
		e.paste_cut = t->keys.paste_cut;
		break;
	case KEY_NOTHING:
		return false;
	}
	*out = e;
	return true;
}

static bool read_keys(struct term *t)
{
	uint8_t bytes[256];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0)
		return false;
	key_feed(&t->keys, bytes, (size_t)n);
	explicit_bzero(bytes, sizeof(bytes));
	return true;
}

static void set_timer(struct term *t, int64_t until_ms)
{
	struct itimerspec when = { .it_value = { .tv_sec = 0 } };

	if (until_ms != INT64_MAX) {
		when.it_value.tv_sec = (time_t)(until_ms / 1000);
		when.it_value.tv_nsec = (long)(until_ms % 1000) * 1000000;
	}
	/* Without it poll's own limit still holds. */
	(void)timerfd_settime(t->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

struct term_event term_wait(struct term *t, int timeout_ms)
{
	int64_t until = term_now_ms() + timeout_ms;
	struct term_event e = { .kind = TERM_NOTHING };

	if (timeout_ms > 0)
		set_timer(t, until);
	for (;;) {
		struct pollfd fds[4] = {
			{ .fd = STDIN_FILENO, .events = POLLIN },
			{ .fd = t->signals, .events = POLLIN },
			{ .fd = t->watched, .events = POLLIN },
			{ .fd = t->timer, .events = POLLIN },
		};
		int held = 0;
		int wait = -1;
		int ready = 0;

		if (t->gone)
			return (struct term_event){ .kind = TERM_GONE };
		if (decoded(t, false, &e))
			return e;
		held = key_wait_ms(&t->keys);
		if (timeout_ms >= 0)
			wait = until > term_now_ms() ? (int)(until - term_now_ms()) : 0;
		if (held >= 0 && (wait < 0 || held <= wait)) {
			wait = held;
		} else {
			held = -1;
		}
		ready = poll(fds, 4, wait);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0)
			return (struct term_event){ .kind = TERM_ENDING };
		if (ready == 0) {
			if (held >= 0 && decoded(t, true, &e))
				return e;
			if (held >= 0)
				continue;
			return e;
		}
		if (fds[1].revents != 0) {
			e = signalled(t);
			if (e.kind != TERM_NOTHING)
				return e;
			continue;
		}
		if (fds[0].revents != 0) {
			if (!read_keys(t))
				t->gone = true;
			continue;
		}
		if (fds[2].revents != 0)
			return (struct term_event){ .kind = TERM_WATCHED };
		/* The timer: the time has passed, or the next round sees that it has not. */
		set_timer(t, INT64_MAX);
	}
}

bool term_pending(struct term *t)
{
	struct pollfd fds[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = t->signals, .events = POLLIN },
	};

	return poll(fds, 2, 0) > 0 || (t->keys.n > 0 && !t->keys.pasting && t->keys.in[0] != 0x1b);
}

void term_stop(struct term *t)
{
	struct signalfd_siginfo info;

	erase();
	clearok(stdscr, TRUE);
	refresh();
	leave_modes(t);
	endwin();
	raise(SIGSTOP);
	while (read(t->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (info.ssi_signo == SIGHUP)
			t->gone = true;
	take_back(t);
	enter_modes(t);
	resized(t);
}

int64_t term_now_ms(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
