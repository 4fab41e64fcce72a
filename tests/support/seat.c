/* A seat. */
#include "tests/support/seat.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include <cmocka.h>

#define ARGS 32

void seat_make(struct seat *s)
{
	box_make(&s->box);
	(void)snprintf(s->config, sizeof(s->config), "XDG_CONFIG_HOME=%s", box_file(&s->box, "config"));
	(void)snprintf(s->data, sizeof(s->data), "XDG_DATA_HOME=%s", box_file(&s->box, "data"));
}

void seat_remove(struct seat *s)
{
	box_remove(&s->box);
}

const char *seat_vault(const struct seat *s, const char *name)
{
	return box_file(&s->box, name);
}

void seat_settings(const struct seat *s, const char *ini)
{
	(void)mkdir(box_file(&s->box, "config"), 0700);
	(void)mkdir(box_file(&s->box, "config/jalon"), 0700);
	box_write(box_file(&s->box, "config/jalon/jalon.ini"), ini, strlen(ini));
}

/* ---- the command line ---- */

/* A pipe that holds the passphrase and its end. */
static int phrase_pipe(void)
{
	static const char line[] = SEAT_PHRASE "\n";
	int fds[2] = { -1, -1 };

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], line, sizeof(line) - 1), (ssize_t)sizeof(line) - 1);
	(void)close(fds[1]);
	return fds[0];
}

static void run_child(const struct seat *s, char *const *argv, int phrase, int out)
{
	int null = open("/dev/null", O_RDONLY);

	(void)putenv((char *)(uintptr_t)s->config);
	(void)putenv((char *)(uintptr_t)s->data);
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(out, STDOUT_FILENO);
	if (phrase != 3)
		(void)dup2(phrase, 3);
	(void)execv(argv[0], argv);
	_exit(127);
}

static int spawn_jalon(const struct seat *s, char *const *argv, char *out, size_t room)
{
	int fds[2] = { -1, -1 };
	int phrase = phrase_pipe();
	int status = 0;
	size_t n = 0;
	char rest[512];
	ssize_t got = 0;
	pid_t pid = -1;

	assert_int_equal(pipe(fds), 0);
	(void)fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		run_child(s, argv, phrase, fds[1]);
	(void)close(fds[1]);
	(void)close(phrase);
	while ((got = read(fds[0], rest, sizeof(rest))) > 0) {
		size_t take = n + (size_t)got < room ? (size_t)got : room > n ? room - n - 1 : 0;

		if (take > 0)
			memcpy(out + n, rest, take);
		n += take;
	}
	if (room > 0)
		out[n] = '\0';
	(void)close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int seat_jalon(const struct seat *s, const char *vault, char *out, size_t room, const char *first, ...)
{
	const char *argv[ARGS] = { getenv("JALON_BIN") };
	int n = 1;
	va_list args;

	assert_non_null(argv[0]);
	if (vault != NULL) {
		argv[n++] = "--vault";
		argv[n++] = seat_vault(s, vault);
	}
	argv[n++] = "--passphrase-fd";
	argv[n++] = "3";
	va_start(args, first);
	for (const char *arg = first; arg != NULL && n < ARGS - 1; arg = va_arg(args, const char *))
		argv[n++] = arg;
	va_end(args);
	return spawn_jalon(s, (char *const *)(uintptr_t)argv, out, room);
}

void seat_settle(const struct seat *s, const char *vault)
{
	SEAT_DO(s, vault, "init", "--kdf", "interactive", "--territory", "Littoral", "--name", "Nadia Essai");
	SEAT_DO(s, vault, "add", "person", "birth_name=LEFÈVRE", "first_name=Hélène", "birth_date=1992-05-17");
}

/* ---- the screen ---- */

struct pty *seat_open(const struct seat *s, const char *vault, const struct pty_options *o)
{
	const char *argv[4] = { getenv("JALON_BIN") };
	const char *env[SEAT_ENV] = { s->config, s->data };
	struct pty_options options = o != NULL ? *o : (struct pty_options){ 0 };
	struct pty *p = NULL;
	size_t n = 2;

	for (size_t i = 0; o != NULL && o->env != NULL && o->env[i] != NULL && n < SEAT_ENV - 1; i++)
		env[n++] = o->env[i];
	options.env = env;
	if (vault != NULL) {
		argv[1] = "--vault";
		argv[2] = seat_vault(s, vault);
	}
	assert_non_null(argv[0]);
	p = pty_spawn(argv, &options);
	assert_non_null(p);
	return p;
}

bool seat_unlock(struct pty *p, const char *text)
{
	static const char line[] = SEAT_PHRASE "\r";

	return pty_wait_text(p, "Phrase secrète") && pty_write(p, line, sizeof(line) - 1) && pty_wait_text(p, text);
}

struct pty *seat_enter(const struct seat *s, const char *vault, const struct pty_options *o)
{
	struct pty *p = seat_open(s, vault, o);

	if (!seat_unlock(p, "Mes dossiers")) {
		pty_show(p, "the list does not come");
		fail();
	}
	return p;
}

int seat_watch(const struct seat *s, const char *vault)
{
	char path[2 * BOX_PATH_MAX];
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	(void)snprintf(path, sizeof(path), "%s/vault.db-wal", seat_vault(s, vault));
	assert_true(fd >= 0);
	assert_true(inotify_add_watch(fd, path, IN_MODIFY) >= 0);
	return fd;
}

bool seat_written(int watch)
{
	struct pollfd fds = { .fd = watch, .events = POLLIN };
	bool written = poll(&fds, 1, pty_bound()) == 1;

	(void)close(watch);
	return written;
}
