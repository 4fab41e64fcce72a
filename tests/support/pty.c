/*
 * forkpty and libvterm 0.1: of the latter, only what every version has.
 */
#include "tests/support/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <vterm.h>

#define RAW_MAX ((size_t)1 << 20)
#define TITLE_MAX 64

static const char frame_begin[] = "\033[?2026h";
static const char frame_end[] = "\033[?2026l";
static const char title_begin[] = "\033]0;";

struct pty {
	pid_t pid;		/* 0 once it has been waited for */
	int fd;
	bool gone;
	int status;
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	VTermPos cursor;
	char *raw;		/* since the last write */
	size_t n_raw;
	size_t matched[2];	/* bytes of frame_begin and frame_end seen so far */
	bool begun;		/* a frame began after the last write */
	bool inside;		/* a frame is not whole yet */
	unsigned long frames;	/* since the last write */
	struct timespec wrote, painted, received;
	char title[TITLE_MAX];
	char *dump;
};

int pty_bound(void)
{
	const char *patience = getenv("JALON_TEST_PATIENCE");
	long times = patience != NULL ? strtol(patience, NULL, 10) : 1;

	return 10000 * (times > 0 && times <= 100 ? (int)times : 1);
}

static long micros_between(struct timespec a, struct timespec b)
{
	return (b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000;
}

static int moved(VTermPos to, VTermPos from, int visible, void *user)
{
	struct pty *p = user;

	(void)from;
	(void)visible;
	p->cursor = to;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .movecursor = moved };

static void answer(const char *bytes, size_t n, void *user)
{
	struct pty *p = user;

	(void)!write(p->fd, bytes, n);
}

static void set_up_child(const struct pty_options *o)
{
	static const char *const unwanted[] = { "NO_COLOR", "COLORTERM", "LINES", "COLUMNS", "ESCDELAY", "ACCESSIBLE" };
	sigset_t none;

	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++)
		unsetenv(unwanted[i]);
	setenv("TERM", o->term != NULL ? o->term : "xterm-256color", 1);
	for (const char *const *e = o->env; e != NULL && *e != NULL; e++)
		putenv((char *)(uintptr_t)*e);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static struct pty *spawn(const char *const *argv, int (*run)(void *arg), void *arg, const struct pty_options *options)
{
	static const struct pty_options usual = { 0 };
	const struct pty_options *o = options != NULL ? options : &usual;
	struct pty *p = calloc(1, sizeof(*p));
	struct winsize size = { 0 };

	if (p == NULL)
		return NULL;
	p->rows = o->rows > 0 ? o->rows : 24;
	p->cols = o->cols > 0 ? o->cols : 80;
	p->raw = malloc(RAW_MAX);
	p->vt = vterm_new(p->rows, p->cols);
	size.ws_row = (unsigned short)p->rows;
	size.ws_col = (unsigned short)p->cols;
	fflush(NULL);
	p->pid = p->raw != NULL && p->vt != NULL ? forkpty(&p->fd, NULL, NULL, &size) : -1;
	if (p->pid < 0) {
		if (p->vt != NULL)
			vterm_free(p->vt);
		free(p->raw);
		free(p);
		return NULL;
	}
	if (p->pid == 0) {
		set_up_child(o);
		if (argv != NULL)
			execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(argv != NULL ? 127 : run(arg));
	}
	fcntl(p->fd, F_SETFD, FD_CLOEXEC);
	vterm_set_utf8(p->vt, 1);
	vterm_output_set_callback(p->vt, answer, p);
	p->screen = vterm_obtain_screen(p->vt);
	vterm_screen_set_callbacks(p->screen, &callbacks, p);
	vterm_screen_enable_altscreen(p->screen, 1);
	vterm_screen_reset(p->screen, 1);
	clock_gettime(CLOCK_MONOTONIC, &p->wrote);
	return p;
}

struct pty *pty_spawn(const char *const *argv, const struct pty_options *options)
{
	return spawn(argv, NULL, NULL, options);
}

struct pty *pty_spawn_function(int (*run)(void *arg), void *arg, const struct pty_options *options)
{
	return spawn(NULL, run, arg, options);
}

void pty_free(struct pty *p)
{
	if (p == NULL)
		return;
	if (p->pid > 0) {
		kill(p->pid, SIGKILL);
		waitpid(p->pid, NULL, 0);
	}
	close(p->fd);
	vterm_free(p->vt);
	free(p->raw);
	free(p->dump);
	free(p);
}

/* ---- reading ---- */

static void note_title(struct pty *p)
{
	const char *at = memmem(p->raw, p->n_raw, title_begin, sizeof(title_begin) - 1);
	const char *end = NULL;

	if (at == NULL)
		return;
	at += sizeof(title_begin) - 1;
	end = memchr(at, '\007', p->n_raw - (size_t)(at - p->raw));
	if (end != NULL && (size_t)(end - at) < TITLE_MAX) {
		memcpy(p->title, at, (size_t)(end - at));
		p->title[end - at] = '\0';
	}
}

/* True at the last byte of the sequence. */
static bool matches(const char *sequence, size_t *seen, char byte)
{
	*seen = byte == sequence[*seen] ? *seen + 1 : byte == sequence[0];
	if (sequence[*seen] != '\0')
		return false;
	*seen = 0;
	return true;
}

static void take(struct pty *p, const char *bytes, size_t n)
{
	size_t room = RAW_MAX - p->n_raw;

	vterm_input_write(p->vt, bytes, n);
	memcpy(p->raw + p->n_raw, bytes, n < room ? n : room);
	p->n_raw += n < room ? n : room;
	note_title(p);
	for (size_t i = 0; i < n; i++) {
		if (matches(frame_begin, &p->matched[0], bytes[i])) {
			p->begun = true;
			p->inside = true;
		}
		if (!matches(frame_end, &p->matched[1], bytes[i]))
			continue;
		p->inside = false;
		if (p->begun) {
			p->begun = false;
			p->frames++;
			clock_gettime(CLOCK_MONOTONIC, &p->painted);
		}
	}
}

/* Reads once, waiting at most that long; false when there was nothing. */
static bool read_some(struct pty *p, int wait_ms)
{
	struct pollfd fd = { .fd = p->fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n = 0;

	if (p->gone || poll(&fd, 1, wait_ms) <= 0)
		return false;
	n = read(p->fd, bytes, sizeof(bytes));
	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0) {
		p->gone = true;	/* EIO: the other side is closed */
		return false;
	}
	clock_gettime(CLOCK_MONOTONIC, &p->received);
	take(p, bytes, (size_t)n);
	return true;
}

static int left_ms(struct timespec from)
{
	struct timespec now;
	long left = 0;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = pty_bound() - micros_between(from, now) / 1000;
	return left > 0 ? (int)left : 0;
}

static struct timespec clock_now_here(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now;
}

bool pty_write(struct pty *p, const char *bytes, size_t n)
{
	/* What was painted before belongs to what was written before. */
	while (read_some(p, 0))
		;
	p->n_raw = 0;
	p->frames = 0;
	p->begun = false;
	p->wrote = clock_now_here();
	while (n > 0 && !p->gone) {
		ssize_t done = write(p->fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			p->gone = true;
		else {
			bytes += done;
			n -= (size_t)done;
		}
	}
	return !p->gone;
}

bool pty_frame(struct pty *p)
{
	struct timespec from = clock_now_here();

	/* Behind a whole frame the beginning of another one may have been read with it: half a screen. */
	while (p->frames == 0 || p->inside) {
		int left = left_ms(from);

		if (left == 0 || p->gone)
			return false;
		read_some(p, left);
	}
	return true;
}

bool pty_quiet(struct pty *p, int ms)
{
	struct timespec from = clock_now_here();

	while (p->n_raw == 0) {
		int left = left_ms(from);

		if (left == 0 || p->gone)
			return false;
		read_some(p, left);
	}
	while (read_some(p, ms))
		;
	return true;
}

/* ---- the terminal and its program ---- */

bool pty_resize(struct pty *p, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	while (read_some(p, 0))
		;
	p->frames = 0;
	p->begun = false;
	p->n_raw = 0;
	p->rows = rows;
	p->cols = cols;
	p->wrote = clock_now_here();
	vterm_set_size(p->vt, rows, cols);
	return ioctl(p->fd, TIOCSWINSZ, &size) == 0 && pty_frame(p);
}

bool pty_signal(struct pty *p, int signal)
{
	return p->pid > 0 && kill(p->pid, signal) == 0;
}

bool pty_wait_text(struct pty *p, const char *text)
{
	struct timespec from = clock_now_here();

	while (p->inside || !pty_sees(p, text)) {
		int left = left_ms(from);

		if (left == 0 || p->gone)
			return false;
		read_some(p, left);
	}
	return true;
}

bool pty_wait_end(struct pty *p, int *status)
{
	struct timespec from = clock_now_here();

	while (!p->gone && left_ms(from) > 0)
		read_some(p, left_ms(from));
	if (p->gone && p->pid > 0 && waitpid(p->pid, &p->status, 0) == p->pid)
		p->pid = 0;
	*status = p->status;
	return p->pid == 0;
}

bool pty_wait_stopped(struct pty *p)
{
	int status = 0;

	/* It reads nothing more, so what it wrote before fits in the terminal's own room. */
	if (waitpid(p->pid, &status, WUNTRACED) != p->pid)
		return false;
	if (!WIFSTOPPED(status)) {
		p->pid = 0;
		p->status = status;
		return false;
	}
	while (read_some(p, 0))
		;
	return true;
}

/* ---- seeing ---- */

static VTermScreenCell cell_at(const struct pty *p, int row, int col)
{
	VTermScreenCell cell = { 0 };
	VTermPos pos = { .row = row, .col = col };

	vterm_screen_get_cell(p->screen, pos, &cell);
	return cell;
}

static size_t put_utf8(char *out, uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | (cp >> 18 & 7));
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

const char *pty_screen(struct pty *p)
{
	size_t room = (size_t)p->rows * ((size_t)p->cols * VTERM_MAX_CHARS_PER_CELL * 4 + 1) + 1;
	size_t n = 0;

	free(p->dump);
	p->dump = malloc(room);
	if (p->dump == NULL)
		return "";
	for (int row = 0; row < p->rows; row++) {
		size_t end = n;

		for (int col = 0; col < p->cols; col++) {
			VTermScreenCell cell = cell_at(p, row, col);

			/* The right half of a wide character. */
			if (cell.chars[0] == (uint32_t)-1)
				continue;
			if (cell.chars[0] == 0)
				p->dump[n++] = ' ';
			for (int k = 0; k < VTERM_MAX_CHARS_PER_CELL && cell.chars[k] != 0; k++)
				n += put_utf8(p->dump + n, cell.chars[k]);
			if (cell.chars[0] != 0 && cell.chars[0] != ' ')
				end = n;
		}
		n = end;
		p->dump[n++] = '\n';
	}
	p->dump[n] = '\0';
	return p->dump;
}

bool pty_sees(struct pty *p, const char *text)
{
	return strstr(pty_screen(p), text) != NULL;
}

void pty_cursor(const struct pty *p, int *row, int *col)
{
	*row = p->cursor.row;
	*col = p->cursor.col;
}

bool pty_is_reverse(const struct pty *p, int row, int col)
{
	return cell_at(p, row, col).attrs.reverse;
}

bool pty_is_bold(const struct pty *p, int row, int col)
{
	return cell_at(p, row, col).attrs.bold;
}

bool pty_is_coloured(const struct pty *p, int row, int col)
{
	VTermScreenCell cell = cell_at(p, row, col);

	return !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg);
}

size_t pty_bytes(const struct pty *p)
{
	return p->n_raw;
}

const char *pty_raw(const struct pty *p, size_t *n)
{
	*n = p->n_raw;
	return p->raw;
}

long pty_micros(const struct pty *p)
{
	return micros_between(p->wrote, p->painted);
}

long pty_micros_byte(const struct pty *p)
{
	return micros_between(p->wrote, p->received);
}

long pty_memory(const struct pty *p, const char *name)
{
	char line[256];
	long found = 0;
	FILE *f = NULL;

	snprintf(line, sizeof(line), "/proc/%ld/status", (long)p->pid);
	f = fopen(line, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
			found = strtol(line + strlen(name) + 1, NULL, 10);
	if (f != NULL)
		fclose(f);
	return found;
}

bool pty_forget_peak(const struct pty *p)
{
	char path[64];
	FILE *f = NULL;
	bool ok = false;

	snprintf(path, sizeof(path), "/proc/%ld/clear_refs", (long)p->pid);
	f = fopen(path, "w");
	if (f == NULL)
		return false;
	ok = fputs("5", f) >= 0;
	return fclose(f) == 0 && ok;
}

const char *pty_title(const struct pty *p)
{
	return p->title;
}

void pty_show(struct pty *p, const char *what)
{
	fprintf(stderr, "# %s%s; the screen:\n", what, p->gone ? " (the program is gone)" : "");
	for (const char *s = pty_screen(p); *s != '\0';) {
		size_t n = (size_t)(strchr(s, '\n') - s);

		fprintf(stderr, "# |%.*s\n", (int)n, s);
		s += n + 1;
	}
	fprintf(stderr, "# cursor: row %d, column %d\n", p->cursor.row + 1, p->cursor.col + 1);
}
