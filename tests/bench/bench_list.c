/*
 * The list of dossiers as core gives it to a screen, without the screen: from
 * the accepted passphrase to the first window, a row further, a letter of a
 * search; and what memory that takes.
 *
 *	bench_list [DOSSIERS…]		60 5000 100000 by default
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/caseload.h"
#include "core/notefind.h"
#include "core/schema.h"
#include "core/todo.h"
#include "core/vault.h"
#include "tests/bench/bench.h"
#include "tests/bench/crowd.h"

#define WINDOW 20
#define OPENINGS 15
#define KEYS 300
#define ENDS 20
#define SORTS 100
#define HITS 100

static void must(enum jal_err err, const char *what)
{
	if (err) {
		(void)fprintf(stderr, "bench_list: %s: %s\n", what, jal_err_name(err));
		exit(1);
	}
}

static struct vault *open_vault(const char *path)
{
	const struct vault_options options = { .path = path, .schema = &schema_vault, .clock = clock_system() };
	const struct vault_credential credential = { SLOTS_PASSPHRASE, CROWD_PHRASE, strlen(CROWD_PHRASE) };
	struct vault *v = NULL;
	struct diag why = DIAG_INIT;
	must(vault_open(&options, &credential, &v, &why), "opening");
	return v;
}

static struct caseload_view *first_window(struct vault *v)
{
	const struct caseload_query all = { .text = NULL };
	struct caseload_view *view = NULL;
	const struct caseload_row *rows = NULL;
	size_t count = 0, n = 0;
	must(caseload_open(vault_db(v), clock_today(clock_system()), &view), "the list");
	must(caseload_find(view, &all, &count), "counting");
	must(caseload_window(view, 0, WINDOW, &rows, &n), "a window");
	return view;
}

/* Opening and list, less Argon2id, which is measured alone each time. */
static void openings(const char *path, unsigned dossiers)
{
	struct bench_series list = { .at = NULL }, kdf = { .at = NULL };
	char what[64];
	for (int i = 0; i < OPENINGS; i++) {
		struct diag why = DIAG_INIT;
		double start = bench_now();
		struct vault *v = open_vault(path);
		struct caseload_view *view = first_window(v);
		const double all = bench_now() - start;
		start = bench_now();
		must(vault_check_passphrase(v, CROWD_PHRASE, strlen(CROWD_PHRASE), &why), "the passphrase");
		const double derived = bench_now() - start;
		bench_add(&kdf, derived);
		bench_add(&list, all - derived);
		caseload_close(view);
		vault_close(v);
	}
	(void)snprintf(what, sizeof(what), "passphrase accepted → list, %u", dossiers);
	bench_row(&(struct bench_row){ .what = what, .ours = &list, .difference = true,
		.aim_median = dossiers > 5000 ? 50e3 : 0, .aim_95 = dossiers > 5000 ? 0 : 150e3,
		.aim_worst = dossiers > 5000 ? 0 : 300e3 });
	bench_clear(&list);
	bench_clear(&kdf);
}

static void downs(struct caseload_view *view, unsigned dossiers)
{
	const struct caseload_query all = { .text = NULL };
	struct bench_series times = { .at = NULL };
	const struct caseload_row *rows = NULL;
	char what[64];
	size_t count = 0, n = 0;
	must(caseload_find(view, &all, &count), "counting");
	for (size_t i = 0; i < KEYS; i++) {
		const double start = bench_now();
		must(caseload_window(view, (i + 1) % (count > WINDOW ? count - WINDOW : 1), WINDOW, &rows, &n), "a window");
		bench_add(&times, bench_now() - start);
	}
	(void)snprintf(what, sizeof(what), "a row further, %u", dossiers);
	bench_row(&(struct bench_row){ .what = what, .ours = &times });
	bench_clear(&times);
	for (size_t i = 0; i < ENDS; i++) {
		must(caseload_window(view, 0, WINDOW, &rows, &n), "the first window");
		const double start = bench_now();
		must(caseload_window(view, count - WINDOW, WINDOW, &rows, &n), "the last window");
		bench_add(&times, bench_now() - start);
	}
	(void)snprintf(what, sizeof(what), "the last rows, %u", dossiers);
	bench_row(&(struct bench_row){ .what = what, .ours = &times });
	bench_clear(&times);
}

/* The cursor stays on its dossier, wherever the next order has it. */
static void sorts(struct caseload_view *view, unsigned dossiers)
{
	struct bench_series times = { .at = NULL };
	const struct caseload_row *rows = NULL;
	char what[64];
	size_t count = 0, n = 0, at = 0;
	for (unsigned i = 0; i < SORTS; i++) {
		const struct caseload_query q = { .sort = (enum caseload_sort)(i % CASELOAD_SORT_COUNT) };
		const struct jal_id dossier = crowd_id(i * 7919 % dossiers, 0);
		const double start = bench_now();
		must(caseload_find(view, &q, &count), "another order");
		const enum jal_err err = caseload_place(view, &dossier, &at);
		/* In the archive. */
		if (err == JAL_ERR_NOT_FOUND)
			continue;
		must(err, "the dossier's place");
		must(caseload_window(view, at > WINDOW / 2 ? at - WINDOW / 2 : 0, WINDOW, &rows, &n), "its window");
		bench_add(&times, bench_now() - start);
	}
	(void)snprintf(what, sizeof(what), "sorted another way, %u", dossiers);
	bench_row(&(struct bench_row){ .what = what, .ours = &times, .aim_95 = 16e3, .aim_worst = 33e3 });
	bench_clear(&times);
}

/* What is to be done: asked whole, a window of it, how many are late, a threshold that moves all. */
static void todos(struct vault *v, unsigned dossiers)
{
	static const char *const labels[] = { "what is to be done, asked", "a window of it", "how many are late",
		"another threshold" };
	const struct todo_query all = { .mine = false };
	struct bench_series took[4] = { { .at = NULL } };
	const struct todo_row *rows = NULL;
	char what[64];
	size_t lines = 0, n = 0, late = 0;
	const unsigned times = dossiers > 5000 ? SORTS / 5 : SORTS;
	for (unsigned i = 0; i < times; i++) {
		/* As when a screen opens: nothing is kept of the last time. */
		struct todo_view *view = NULL;
		double start = bench_now();
		must(todo_open(vault_db(v), clock_system(), &view), "what is to be done");
		must(todo_find(view, &all, &lines), "what is to be done");
		bench_add(&took[0], bench_now() - start);
		start = bench_now();
		must(todo_window(view, (size_t)i * 7919 % lines, WINDOW, &rows, &n), "its window");
		bench_add(&took[1], bench_now() - start);
		start = bench_now();
		must(todo_late(vault_db(v), clock_today(clock_system()), false, &late), "late ones");
		bench_add(&took[2], bench_now() - start);
		todo_close(view);
	}
	for (int32_t i = 0; i < 4; i++) {
		struct diag why = DIAG_INIT;
		const int32_t value = 20 + i % 2;
		const double start = bench_now();
		must(thresholds_choose(vault_db(v), THRESHOLD_NO_CONTACT, i == 3 ? NULL : &value, &why), "a threshold");
		bench_add(&took[3], bench_now() - start);
	}
	for (size_t i = 0; i < 4; i++) {
		(void)snprintf(what, sizeof(what), "%s, %u", labels[i], dossiers);
		bench_row(&(struct bench_row){ .what = what, .ours = &took[i] });
		bench_clear(&took[i]);
	}
	(void)snprintf(what, sizeof(what), "lines to be done, %u", dossiers);
	bench_value(what, (double)lines, 0, "");
	(void)snprintf(what, sizeof(what), "of them late, %u", dossiers);
	bench_value(what, (double)late, 0, "");
}

static void letters(struct caseload_view *view, unsigned dossiers)
{
	static const char *const typed[] = { "m", "ma", "mar", "mart", "l", "le", "lef", "b", "be", "bel", "b é", "06", "s",
		"sa", "a", "é" };
	struct bench_series times = { .at = NULL };
	const struct caseload_row *rows = NULL;
	char what[64];
	size_t count = 0, n = 0;
	for (size_t i = 0; i < KEYS; i++) {
		const struct caseload_query q = { .text = typed[i % (sizeof(typed) / sizeof(typed[0]))] };
		const double start = bench_now();
		must(caseload_find(view, &q, &count), "a search");
		must(caseload_window(view, 0, WINDOW, &rows, &n), "its window");
		bench_add(&times, bench_now() - start);
	}
	(void)snprintf(what, sizeof(what), "a letter of a search, %u", dossiers);
	bench_row(&(struct bench_row){ .what = what, .ours = &times, .aim_95 = dossiers == 5000 ? 16e3 : 0,
		.aim_worst = dossiers == 5000 ? 50e3 : 0 });
	bench_clear(&times);
}

static enum jal_err count_hit(void *ctx, const struct notefind_hit *hit)
{
	struct buf *shown = ctx;
	buf_clear(shown);
	return hit->text ? notefind_snippet(hit->text, "permis", 60, shown, NULL, NULL) : JAL_OK;
}

/* The page of results that the screen loads, each with what stands around the word. */
static void notes(struct vault *v, unsigned dossiers)
{
	static const char *const typed[] = { "pe", "per", "perm", "de", "des", "le", "em", "empl", "employeur de",
		"crèche mercredi", "qu", "xylo", "tr", "traj", "auto éc", "ve" };
	const struct notefind_place everywhere = { .dossier = ID_ZERO };
	struct bench_series times = { .at = NULL };
	struct buf shown = BUF_INIT;
	char what[64];
	/* Beyond what the aim is for, each question once. */
	const size_t asked = dossiers > 5000 ? sizeof(typed) / sizeof(typed[0]) : KEYS;
	for (size_t i = 0; i < asked; i++) {
		const double start = bench_now();
		must(notefind_search(vault_db(v), typed[i % (sizeof(typed) / sizeof(typed[0]))], &everywhere, HITS, count_hit,
			&shown, NULL), "a search in notes");
		bench_add(&times, bench_now() - start);
	}
	buf_free(&shown);
	(void)snprintf(what, sizeof(what), "a letter of a search in notes, %u", dossiers);
	bench_row(&(struct bench_row){ .what = what, .ours = &times, .aim_95 = dossiers == 5000 ? 16e3 : 0,
		.aim_worst = dossiers == 5000 ? 50e3 : 0 });
	bench_clear(&times);
}

static double kib_of(const char *name)
{
	char line[256];
	double found = 0;
	FILE *f = fopen("/proc/self/status", "r");
	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, name, strlen(name)) == 0)
			found = strtod(line + strlen(name) + 1, NULL);
	if (f)
		(void)fclose(f);
	return found;
}

/* In a process of its own, so that its memory is its own; Argon2id's is given back before. */
static void session(unsigned dossiers)
{
	char what[64];
	(void)fflush(stdout);
	const pid_t child = fork();
	if (child == 0) {
		const char *path = crowd_vault(dossiers);
		openings(path, dossiers);
		struct vault *v = open_vault(path);
		struct caseload_view *view = first_window(v);
		downs(view, dossiers);
		sorts(view, dossiers);
		letters(view, dossiers);
		todos(v, dossiers);
		notes(v, dossiers);
		(void)snprintf(what, sizeof(what), "resident after that (core alone), %u", dossiers);
		bench_value(what, kib_of("VmRSS") / 1024, 0, "MiB");
		caseload_close(view);
		vault_close(v);
		(void)fflush(stdout);
		_exit(0);
	}
	int status = 0;
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		exit(1);
}

int main(int argc, char **argv)
{
	static const unsigned usual[] = { 60, 5000, 100000 };
	if (secret_start() != JAL_OK)
		return 1;
	bench_table("The list, without the screen",
		"The calls that the screen makes to core, in one process. Opening: of the vault, less one Argon2id measured "
		"beside it, up to the first 20 rows; not measurable where these differences differ more among themselves than "
		"from nothing. Sorting: the next of five orders, the place in it of some dossier, the 20 rows around. Searches: "
		"16 questions of one to four characters, in turn.");
	for (int i = 1; i < argc; i++)
		session((unsigned)strtoul(argv[i], NULL, 10));
	for (size_t i = 0; argc == 1 && i < sizeof(usual) / sizeof(usual[0]); i++)
		session(usual[i]);
	return 0;
}
