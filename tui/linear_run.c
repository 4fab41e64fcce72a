/*
 * Lines in, lines out.
 */
#include "tui/linear_run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <termios.h>
#include <unistd.h>

#include "core/secret.h"
#include "tui/i18n.h"
#include "tui/linear.h"
#include "tui/term.h"

/* What is typed may be a passphrase, so it stays in locked memory. */
#define LINE_BYTES ((size_t)8192)

struct talk {
	struct app *app;
	struct linear *l;
	struct key_decoder keys;
	struct secret memory;
	size_t n;		/* bytes typed so far */
	bool in_terminal, out_terminal;
	bool modern;		/* takes private modes: pastes, a title */
	struct termios before;
	int signals, timer;
	sigset_t mask;
	bool gone, ending;
};

static char *line(struct talk *t)
{
	return (char *)t->memory.p;
}

/* ---- out ---- */

static void write_all(struct talk *t, const char *bytes, size_t n)
{
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

static void put(struct talk *t, const char *text)
{
	write_all(t, text, strlen(text));
}

/* What was said about people does not stay in the window or above it. */
static void erase(struct talk *t)
{
	const char *name = getenv("TERM");

	if (t->out_terminal && name != NULL && strcmp(name, "dumb") != 0)
		put(t, "\033[H\033[2J\033[3J");
}

static void put_prompt(struct talk *t)
{
	struct buf text = BUF_INIT;

	if (linear_prompt(t->l, &text) == JAL_OK)
		write_all(t, buf_str(&text), text.len);
	buf_free(&text);
	if (t->n > 0 && !linear_hides(t->l))
		write_all(t, line(t), t->n);
}

/* always: someone waits for the next prompt, whether there is news or not. */
static void put_news(struct talk *t, bool always)
{
	struct buf text = BUF_INIT;
	enum jal_err err = linear_news(t->l, &text);

	if (linear_wants_erased(t->l)) {
		explicit_bzero(line(t), t->n);
		t->n = 0;
		erase(t);
	}
	if (err != JAL_OK)
		put(t, _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	if (text.len > 0 && !always)
		put(t, "\n");
	write_all(t, buf_str(&text), text.len);
	if ((always || text.len > 0 || err != JAL_OK) && !app_ended(t->app))
		put_prompt(t);
	buf_free(&text);
}

/* ---- what is typed ---- */

static void end_line(struct talk *t)
{
	line(t)[t->n] = '\0';
	linear_line(t->l, line(t), t->n);
	explicit_bzero(line(t), t->n);
	t->n = 0;
	put_news(t, true);
}

static void clear_line(struct talk *t)
{
	explicit_bzero(line(t), t->n);
	t->n = 0;
	put(t, "\n");
	put_prompt(t);
}

static void add(struct talk *t, const char *bytes, size_t n)
{
	if (t->n + n >= LINE_BYTES) {
		put(t, "\a");
		return;
	}
	memcpy(line(t) + t->n, bytes, n);
	t->n += n;
	/* What came through a pipe is written when it is whole: one reads who said what. */
	if (t->in_terminal && !linear_hides(t->l))
		write_all(t, bytes, n);
}

/* Columns from the left edge to the end of what is typed. */
static int columns(struct talk *t)
{
	struct buf text = BUF_INIT;
	int n = glyph_columns(line(t), t->n);

	if (linear_prompt(t->l, &text) == JAL_OK)
		n += glyph_columns(buf_str(&text), text.len);
	buf_free(&text);
	return n;
}

/* The last visible character goes. */
static void backspace(struct talk *t)
{
	struct winsize size = { 0 };
	struct glyph g = { .len = 0 };
	size_t at = 0;
	int was = columns(t);

	if (t->n == 0)
		return;
	for (size_t next = 0; next < t->n; next += g.len) {
		at = next;
		if (glyph_next(line(t) + next, t->n - next, &g) == 0 || g.len == 0)
			break;
	}
	explicit_bzero(line(t) + at, t->n - at);
	t->n = at;
	if (linear_hides(t->l))
		return;
	/* Past the edge the place would have to be known. */
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || was >= size.ws_col) {
		put(t, "\n");
		put_prompt(t);
		return;
	}
	for (int i = was - columns(t); i > 0; i--)
		put(t, "\b \b");
}

static void key(struct talk *t, const struct key *k)
{
	app_present(t->app);
	if (k->code == K_ENTER) {
		put(t, "\n");
		end_line(t);
	} else if (k->code == K_BACKSPACE) {
		backspace(t);
	} else if (k->code == (K_CTRL | 'u') || ((k->code == K_ESC || k->code == (K_CTRL | 'c')) && t->n > 0)) {
		clear_line(t);
	} else if (k->len > 0) {
		add(t, k->text, k->len);
	} else if (k->code == (K_CTRL | 'd') && t->n == 0) {
		t->ending = true;
	} else {
		put(t, "\n");
		linear_key(t->l, k);
		put_news(t, true);
	}
}

/* In a field of one line breaks are spaces; elsewhere each ends a line. */
static void paste(struct talk *t, const char *bytes, size_t n, bool cut)
{
	if (cut) {
		put(t, "\n");
		put(t, _("Le texte collé est trop long (64 Kio au plus) : rien n’a été collé."));
		put(t, "\n");
		put_prompt(t);
		return;
	}
	for (size_t i = 0; i < n && !t->gone; i++) {
		bool breaks = bytes[i] == '\n' || bytes[i] == '\r';

		if (!breaks)
			add(t, &bytes[i], 1);
		else if (linear_takes_lines(t->l) && !(bytes[i] == '\n' && i > 0 && bytes[i - 1] == '\r'))
			key(t, &(struct key){ .code = K_ENTER });
		else if (!linear_takes_lines(t->l))
			add(t, " ", 1);
	}
}

static bool take_key(struct talk *t, bool late)
{
	struct key k = { .code = K_NONE };

	switch (key_next(&t->keys, late, &k)) {
	case KEY_PRESSED:
		key(t, &k);
		return true;
	case KEY_PASTED:
		paste(t, buf_str(&t->keys.paste), t->keys.paste.len, t->keys.paste_cut);
		return true;
	case KEY_NOTHING:
		break;
	}
	return false;
}

static void end_plain(struct talk *t)
{
	if (!linear_hides(t->l))
		write_all(t, line(t), t->n);
	put(t, "\n");
	end_line(t);
}

/* A pipe or file: one byte at a time, so that what follows waits for what a line begins. */
static void read_plain(struct talk *t)
{
	char byte = '\0';
	ssize_t n = read(STDIN_FILENO, &byte, 1);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		if (t->n > 0)
			end_plain(t);
		t->ending = true;
	} else if (byte == '\n') {
		end_plain(t);
	} else if (byte != '\r') {
		add(t, &byte, 1);
	}
	explicit_bzero(&byte, 1);
}

static void read_terminal(struct talk *t)
{
	uint8_t bytes[256];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		t->gone = true;
		return;
	}
	for (size_t at = 0; at < (size_t)n;) {
		size_t taken = key_feed(&t->keys, bytes + at, (size_t)n - at);

		at += taken;
		while (!t->gone && !t->ending && !app_ended(t->app) && take_key(t, false))
			;
		if (taken == 0)
			break;
	}
	explicit_bzero(bytes, sizeof(bytes));
}

/* ---- the terminal ---- */

static void take_terminal(struct talk *t)
{
	struct termios now = t->before;

	now.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	now.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR);
	now.c_cc[VMIN] = 1;
	now.c_cc[VTIME] = 0;
	if (t->in_terminal)
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &now);
	if (t->modern)
		put(t, "\033[?2004h\033[22;0t\033]0;jalon\007");
}

static void give_terminal(struct talk *t)
{
	erase(t);
	if (t->modern)
		put(t, "\033[?2004l\033[23;0t");
	if (t->in_terminal)
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &t->before);
}

static void stop(struct talk *t)
{
	app_lock(t->app);
	give_terminal(t);
	(void)raise(SIGSTOP);
}

static void signalled(struct talk *t)
{
	struct signalfd_siginfo info;

	if (read(t->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP) {
		t->gone = true;
	} else if (info.ssi_signo == SIGTSTP) {
		stop(t);
	} else if (info.ssi_signo == SIGCONT) {
		take_terminal(t);
		put_news(t, true);
	} else {
		t->ending = true;
	}
}

JAL_MUST static enum jal_err open_talk(struct talk *t, struct diag *why)
{
	/* Whoever reads may go away: then drafts are kept, as at a hang-up. */
	static const int wanted[] = { SIGHUP, SIGTERM, SIGINT, SIGTSTP, SIGCONT, SIGPIPE };
	sigset_t set;
	enum jal_err err = secret_new(LINE_BYTES, &t->memory);

	if (err != JAL_OK)
		return diag_set(why, err, NULL);
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		sigaddset(&set, wanted[i]);
	if (pthread_sigmask(SIG_BLOCK, &set, &t->mask) == 0)
		t->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	t->timer = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (t->signals < 0 || t->timer < 0)
		return diag_set(why, JAL_ERR_IO,
			N_("jalon ne peut pas démarrer : le système refuse de lui transmettre ses signaux. Rien n’a été changé."));
	t->in_terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &t->before) == 0;
	t->out_terminal = isatty(STDOUT_FILENO);
	t->modern = t->in_terminal && t->out_terminal && term_is_modern(getenv("TERM"));
	t->keys = KEY_DECODER_INIT;
	t->keys.timing = app_settings(t->app)->timing;
	take_terminal(t);
	return linear_new(t->app, &t->l);
}

static void close_talk(struct talk *t)
{
	if (t->l != NULL)
		give_terminal(t);
	linear_free(t->l);
	if (t->signals >= 0)
		close(t->signals);
	if (t->timer >= 0)
		close(t->timer);
	pthread_sigmask(SIG_SETMASK, &t->mask, NULL);
	key_decoder_free(&t->keys);
	secret_free(&t->memory);
}

/* ---- the loop ---- */

/* It goes on while the machine sleeps, so that waking up is noticed at once. */
static void set_timer(const struct talk *t, int ms)
{
	struct itimerspec when = { .it_value = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 + 1 } };

	(void)timerfd_settime(t->timer, 0, &when, NULL);
}

static void wait_once(struct talk *t)
{
	const struct app_host *host = app_host(t->app);
	/* What follows in a pipe waits for what a line began. */
	bool reads = t->in_terminal || !linear_is_busy(t->l);
	struct pollfd fds[4] = {
		{ .fd = reads ? STDIN_FILENO : -1, .events = POLLIN },
		{ .fd = t->signals, .events = POLLIN },
		{ .fd = host->watched != NULL ? host->watch : -1, .events = POLLIN },
		{ .fd = t->timer, .events = POLLIN },
	};
	int held = key_wait_ms(&t->keys);
	uint64_t times = 0;
	int ready = 0;

	set_timer(t, app_wait_ms(t->app));
	ready = poll(fds, 4, held);
	if (ready < 0 && errno != EINTR) {
		t->ending = true;
		return;
	}
	if (ready == 0 && held >= 0)
		(void)take_key(t, true);
	if (ready <= 0)
		return;
	if (fds[3].revents != 0)
		(void)!read(t->timer, &times, sizeof(times));
	if (fds[1].revents != 0)
		signalled(t);
	else if (fds[2].revents != 0 && host->watched != NULL)
		host->watched(host->ctx, t->app);
	else if (fds[0].revents != 0 && t->in_terminal)
		read_terminal(t);
	else if (fds[0].revents != 0)
		read_plain(t);
}

enum jal_err linear_run(struct app *app, struct diag *why)
{
	struct talk t = { .app = app, .memory = SECRET_INIT, .signals = -1, .timer = -1 };
	enum jal_err err = JAL_OK;

	sigemptyset(&t.mask);
	err = open_talk(&t, why);
	if (err == JAL_OK)
		put_news(&t, true);
	while (err == JAL_OK && !t.gone && !t.ending && !app_ended(app)) {
		wait_once(&t);
		app_tick(app);
		if (!t.gone && !t.ending)
			put_news(&t, false);
	}
	(void)app_save_drafts(app);
	close_talk(&t);
	return err == JAL_OK && t.gone ? JAL_ERR_IO : err;
}
