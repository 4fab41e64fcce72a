/* jalon in a pseudo-terminal, for measures. */
#include "tests/bench/drive.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/crowd.h"

static const char *program, *folder;
static char home[128], config[128], data[128];
static const char *env[] = { home, config, data, "LC_ALL=C.UTF-8", "GIT_CONFIG_NOSYSTEM=1", "FZF_DEFAULT_OPTS=", NULL };

static _Noreturn void give_up(struct pty *p, const char *what)
{
	if (p)
		pty_show(p, what);
	(void)fprintf(stderr, "bench: %s\n", what);
	pty_free(p);
	exit(1);
}

void drive_must(bool ok, struct pty *p, const char *what)
{
	if (!ok)
		give_up(p, what);
}

void drive_shell(const char *command)
{
	if (system(command) != 0)
		give_up(NULL, command);
}

void drive_begin(const char *binary, const char *where)
{
	char command[512];
	program = binary;
	folder = where;
	(void)snprintf(home, sizeof(home), "HOME=%s", where);
	(void)snprintf(config, sizeof(config), "XDG_CONFIG_HOME=%s", where);
	(void)snprintf(data, sizeof(data), "XDG_DATA_HOME=%s", where);
	(void)snprintf(command, sizeof(command), "rm -rf %s && mkdir %s", where, where);
	drive_shell(command);
}

void drive_end(void)
{
	char command[512];
	(void)snprintf(command, sizeof(command), "rm -rf %s", folder);
	drive_shell(command);
}

const char *drive_program(void)
{
	return program;
}

struct pty *drive_spawn(const char *const *argv)
{
	const struct pty_options options = { .env = env };
	return pty_spawn(argv, &options);
}

struct pty *drive_start(const char *vault)
{
	const char *const argv[] = { program, "--lang", "fr", "--vault", vault, NULL };
	struct pty *p = drive_spawn(argv);
	drive_must(p != NULL, NULL, "no pseudo-terminal");
	drive_must(pty_wait_text(p, "Phrase secrète"), p, "the prompt");
	return p;
}

double drive_enter(struct pty *p)
{
	drive_must(pty_type(p, CROWD_PHRASE), p, "typing the passphrase");
	drive_must(pty_write(p, "\r", 1) && pty_wait_text(p, "Recherche"), p, "the list");
	return (double)pty_micros(p);
}

double drive_refuse(struct pty *p)
{
	drive_must(pty_type(p, "une autre phrase"), p, "typing another passphrase");
	drive_must(pty_write(p, "\r", 1) && pty_wait_text(p, "pas la bonne phrase"), p, "a refusal");
	return (double)pty_micros(p);
}

void drive_leave(struct pty *p)
{
	int status = 0;
	drive_must(pty_signal(p, 15) && pty_wait_end(p, &status), p, "leaving");
	pty_free(p);
}

void drive_keys(struct pty *p, const char *const *keys, struct bench_series *to)
{
	for (size_t i = 0; keys[i]; i++) {
		drive_must(pty_key(p, keys[i]), p, keys[i]);
		if (to && !keys[i + 1])
			bench_add(to, (double)pty_micros(p));
	}
}

void drive_row(const char *what, unsigned dossiers, struct bench_series *ours, const struct bench_row *rest)
{
	char name[96];
	struct bench_row r = *rest;
	(void)snprintf(name, sizeof(name), "%s, %u", what, dossiers);
	r.what = name;
	r.ours = ours;
	bench_row(&r);
	bench_clear(ours);
}

void drive_row_key(const char *what, unsigned dossiers, struct bench_series *ours)
{
	drive_row(what, dossiers, ours, &(struct bench_row){ .aim_95 = 16e3, .aim_worst = 33e3 });
}

void drive_memory(struct pty *p, unsigned dossiers, bool peak)
{
	const double aim = dossiers <= 5000 ? 32 : 64;
	char what[64];
	(void)snprintf(what, sizeof(what), "resident (VmRSS), %u", dossiers);
	bench_value(what, (double)pty_memory(p, "VmRSS") / 1024, aim, "MiB");
	(void)snprintf(what, sizeof(what), "at most (VmHWM) since the list, %u", dossiers);
	if (peak)
		bench_value(what, (double)pty_memory(p, "VmHWM") / 1024, aim, "MiB");
}
