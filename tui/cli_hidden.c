/* A hidden line. Signals are only let in while it waits, so that none falls between a look and a read. */
#include "tui/cli_hidden.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

/* Those that end a program, those that stop it, and the one that lets it go on. */
static const int watched[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT };
#define WATCHED (sizeof(watched) / sizeof(*watched))
enum { STOPS = 4, TTIN, CONT = 7 };

static volatile sig_atomic_t came[WATCHED];

struct typing {
	FILE *err;
	const char *prompt;
	struct termios shown;	/* as it was */
	sigset_t mask;		/* as it was */
	struct sigaction former[WATCHED];
	struct secret line;
	size_t n;
};

static void note(int signal)
{
	for (size_t i = 0; i < WATCHED; i++)
		if (watched[i] == signal)
			came[i] = 1;
}

static void forget(void)
{
	for (size_t i = 0; i < WATCHED; i++)
		came[i] = 0;
}

/* What the process ignores it goes on ignoring. */
static void watch(struct typing *t, size_t i)
{
	struct sigaction ours = { .sa_handler = note };
	(void)sigfillset(&ours.sa_mask);
	(void)sigaction(watched[i], NULL, &t->former[i]);
	if (t->former[i].sa_handler != SIG_IGN)
		(void)sigaction(watched[i], &ours, NULL);
}

static void show(const struct typing *t)
{
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &t->shown);
	(void)fputc('\n', t->err);
	(void)fflush(t->err);
}

/* Lets a signal do what it would do without us. */
static void let(struct typing *t, size_t i)
{
	sigset_t inside;
	(void)sigaction(watched[i], &t->former[i], NULL);
	(void)raise(watched[i]);
	(void)sigprocmask(SIG_SETMASK, &t->mask, &inside);
	(void)sigprocmask(SIG_SETMASK, &inside, NULL);
	watch(t, i);
}

/* A shell's background job may not touch the terminal: it stops here, as any that reads from it does. */
static enum jal_err come_forward(struct typing *t)
{
	for (pid_t front = tcgetpgrp(STDIN_FILENO); front >= 0 && front != getpgrp(); front = tcgetpgrp(STDIN_FILENO)) {
		forget();
		let(t, TTIN);
		/* Nobody is there who could bring it to the front. */
		if (!came[CONT])
			return JAL_ERR_IO;
	}
	forget();
	return JAL_OK;
}

static enum jal_err hide(struct typing *t)
{
	struct termios hidden;
	const enum jal_err err = come_forward(t);
	if (err)
		return err;
	if (tcgetattr(STDIN_FILENO, &t->shown) != 0)
		return JAL_ERR_IO;
	hidden = t->shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	/* First, since what was typed before is dropped. */
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) != 0)
		return JAL_ERR_IO;
	(void)fprintf(t->err, "%s ", t->prompt);
	(void)fflush(t->err);
	return JAL_OK;
}

/* The terminal is as it was when the signal does what it does. */
static enum jal_err give_way(struct typing *t, size_t i)
{
	show(t);
	t->n = 0;
	if (i != CONT)
		let(t, i);
	return i < STOPS ? JAL_ERR_CANCELLED : hide(t);
}

/* Until there is something to read. */
static enum jal_err wait_for_input(struct typing *t)
{
	for (;;) {
		struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
		const int n = ppoll(&fd, 1, NULL, &t->mask);
		if (n > 0)
			return JAL_OK;
		if (n < 0 && errno != EINTR)
			return JAL_ERR_IO;
		for (size_t i = 0; i < WATCHED; i++) {
			if (!came[i])
				continue;
			const enum jal_err err = give_way(t, i);
			if (err)
				return err;
			break;
		}
	}
}

static enum jal_err read_line(struct typing *t)
{
	for (;;) {
		enum jal_err err = wait_for_input(t);
		if (err)
			return err;
		const ssize_t got = read(STDIN_FILENO, t->line.p + t->n, 1);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got < 0)
			return JAL_ERR_IO;
		if (got == 0 || t->line.p[t->n] == '\n')
			return JAL_OK;
		if (++t->n > CLI_HIDDEN_MAX)
			return JAL_ERR_LIMIT;
	}
}

enum jal_err cli_hidden_line(FILE *err_out, const char *prompt, struct secret *out)
{
	struct typing t = { .err = err_out, .prompt = prompt, .line = SECRET_INIT };
	sigset_t block;
	enum jal_err err = secret_new(CLI_HIDDEN_MAX + 1, &t.line);
	if (err)
		return err;
	(void)sigemptyset(&block);
	for (size_t i = 0; i < WATCHED; i++)
		(void)sigaddset(&block, watched[i]);
	(void)sigprocmask(SIG_BLOCK, &block, &t.mask);
	for (size_t i = 0; i < WATCHED; i++)
		watch(&t, i);
	err = hide(&t);
	if (!err) {
		err = read_line(&t);
		if (err != JAL_ERR_CANCELLED)
			show(&t);
	}
	for (size_t i = 0; i < WATCHED; i++)
		(void)sigaction(watched[i], &t.former[i], NULL);
	(void)sigprocmask(SIG_SETMASK, &t.mask, NULL);
	if (!err && t.n > 0 && t.line.p[t.n - 1] == '\r')
		t.n--;
	if (!err)
		err = secret_copy(t.line.p, t.n, out);
	secret_free(&t.line);
	return err;
}
