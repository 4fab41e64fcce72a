/* From a paper to its PDF: the same each time, and every way in which the other program can fail. */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/fsio.h"
#include "core/printer.h"

static const struct format french = { .translate = NULL };
static char program[4096];

static int set_up(void **state)
{
	(void)state;
	const char *built = getenv("JALON_BUILDDIR");
	return built && fsio_path_in(program, sizeof(program), built, "jalon-print") == JAL_OK ? 0 : -1;
}

static enum jal_err run(const char *path, const struct paper *p, struct printed *out, struct diag *why)
{
	struct printing *g = NULL;
	enum jal_err err = printer_start(path, p, NULL, &g, why);
	if (!err)
		err = printer_wait(g, PRINTER_WAIT_MS, out, why);
	printer_stop(g);
	return err;
}

static struct paper *paper_of(size_t lines)
{
	struct paper *p = NULL;
	assert_int_equal(paper_new(&french, 20781, &p), JAL_OK);
	paper_set(p, PAPER_NAME, "Essai");
	paper_set(p, PAPER_PAGES, "Page %1 sur %2");
	paper_title(p, "Essai");
	for (size_t i = 0; i < lines; i++)
		paper_text(p, "Une ligne d’essai, avec des accents : éàùçœ.");
	return p;
}

static void printer_wait__gives__the_same_file_each_time(void **state)
{
	(void)state;
	struct paper *p = paper_of(3);
	struct printed a = { .pages = 0 }, b = { .pages = 0 };
	struct diag why = DIAG_INIT;
	assert_int_equal(run(program, p, &a, &why), JAL_OK);
	assert_int_equal(run(program, p, &b, &why), JAL_OK);
	assert_int_equal(a.pages, 1);
	assert_memory_equal(a.pdf.data, "%PDF-", 5);
	assert_int_equal(a.pdf.len, b.pdf.len);
	assert_true(hash_equal(&a.hash, &b.hash));
	const struct jal_hash whole = hash_b2(a.pdf.data, a.pdf.len);
	assert_true(hash_equal(&a.hash, &whole));
	buf_free(&a.pdf);
	buf_free(&b.pdf);
	paper_free(p);
}

static unsigned pages_of(struct paper *p)
{
	struct printed out = { .pages = 0 };
	assert_int_equal(run(program, p, &out, NULL), JAL_OK);
	const unsigned pages = out.pages;
	buf_free(&out.pdf);
	paper_free(p);
	return pages;
}

static void printer_wait__goes_on__over_pages(void **state)
{
	(void)state;
	static const char *const titles[] = { "Une colonne", "Une autre" };
	static const uint8_t weights[] = { 50, 50 };
	struct paper *p = paper_of(0);
	char *text = malloc(30001);
	assert_non_null(text);
	assert_int_equal(pages_of(paper_of(0)), 1);
	assert_int_equal(pages_of(paper_of(200)), 5);
	/* One paragraph, and one cell, of several pages; one word that is longer than a line. */
	for (size_t i = 0; i < 30000; i++)
		text[i] = i % 12 == 11 ? ' ' : 'a';
	text[30000] = 0;
	paper_text(p, text);
	const char *const cells[] = { text, "court" };
	paper_table(p, 2, titles, weights);
	paper_row(p, cells);
	memset(text, 'b', 300);
	text[300] = 0;
	paper_text(p, text);
	assert_in_range(pages_of(p), 8, 30);
	free(text);
}

static void printer_wait__prints__a_paper_without_content(void **state)
{
	(void)state;
	struct paper *p = NULL;
	assert_int_equal(paper_new(&french, 0, &p), JAL_OK);
	assert_int_equal(pages_of(p), 1);
}

static void printer_wait__refuses__what_has_too_many_pages(void **state)
{
	(void)state;
	struct paper *p = paper_of(1);
	struct printed out = { .pages = 0 };
	struct diag why = DIAG_INIT;
	for (size_t i = 0; i < 2100; i++) {
		paper_break(p);
		paper_text(p, "Une page.");
	}
	assert_int_equal(run(program, p, &out, &why), JAL_ERR_LIMIT);
	assert_non_null(why.text);
	assert_int_equal(out.pages, 0);
	paper_free(p);
}

/* A program that is not there, that says nothing, that hands back what it got, that fails, that speaks of its own. */
static void printer_wait__says__how_the_other_program_failed(void **state)
{
	(void)state;
	static const struct {
		const char *program;
		enum jal_err err;
	} rows[] = {
		{ "/nulle/part/jalon-print", JAL_ERR_NOT_FOUND },
		{ "/bin/true", JAL_ERR_IO },
		{ "/bin/false", JAL_ERR_IO },
		{ "/bin/cat", JAL_ERR_IO },
		{ "/bin/ls", JAL_ERR_IO },
		{ "/etc/hostname", JAL_ERR_NOT_FOUND },
	};
	struct paper *p = paper_of(2000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct printed out = { .pages = 7 };
		struct diag why = DIAG_INIT;
		assert_int_equal(run(rows[i].program, p, &out, &why), rows[i].err);
		assert_non_null(why.text);
		assert_int_equal(out.pages, 7);
	}
	paper_free(p);
}

/* Whoever can't wait asks again; whoever does not want it any more ends it. */
static void printer_wait__says__not_yet(void **state)
{
	(void)state;
	struct paper *p = paper_of(20000);
	struct printing *g = NULL;
	struct printed out = { .pages = 0 };
	struct diag why = DIAG_INIT;
	assert_int_equal(printer_start(program, p, NULL, &g, &why), JAL_OK);
	/* It goes on although the paper is gone. */
	paper_free(p);
	assert_int_equal(printer_wait(g, 0, &out, &why), JAL_ERR_WAITING);
	assert_null(why.text);
	assert_int_equal(out.pages, 0);
	enum jal_err err = JAL_ERR_WAITING;
	while (err == JAL_ERR_WAITING)
		err = printer_wait(g, 20, &out, &why);
	assert_int_equal(err, JAL_OK);
	assert_in_range(out.pages, 300, 600);
	buf_free(&out.pdf);
	printer_stop(g);

	p = paper_of(20000);
	assert_int_equal(printer_start(program, p, NULL, &g, &why), JAL_OK);
	assert_int_equal(printer_wait(g, 0, &out, &why), JAL_ERR_WAITING);
	printer_stop(g);
	printer_stop(NULL);
	paper_free(p);
}

/* ---- what it may cost ---- */

/* A program of some lines of shell, in a folder of this test. The path is borrowed until the next call. */
static const char *fake(const char *lines)
{
	static char path[4096];
	const char *tmp = getenv("TMPDIR");
	(void)snprintf(path, sizeof(path), "%s/jalon-fake.XXXXXX", tmp ? tmp : "/tmp");
	const int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_true(dprintf(fd, "#!/bin/sh\n%s\n", lines) > 0);
	assert_int_equal(fchmod(fd, 0700), 0);
	assert_int_equal(close(fd), 0);
	return path;
}

/* Shell that gives the beginning of an answer: one page, the length, "%PDF-". */
#define HEAD(length) "printf '\\000\\000\\000\\001" length "%%PDF-'; "

/* Runs it under limits; afterwards no process is left of it. */
static void assert_ends(const char *path, const struct printer_limits *limits, enum jal_err expected)
{
	struct paper *p = paper_of(1);
	struct printing *g = NULL;
	struct printed out = { .pages = 7 };
	struct diag why = DIAG_INIT;
	assert_int_equal(printer_start(path, p, limits, &g, &why), JAL_OK);
	assert_int_equal(printer_wait(g, PRINTER_WAIT_MS, &out, &why), expected);
	assert_non_null(why.text);
	assert_int_equal(out.pages, 7);
	printer_stop(g);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	paper_free(p);
}

/* One that reads nothing and says that it is too much: its word counts, not that nobody read. */
static void printer_wait__hears__why_one_that_did_not_listen_ended(void **state)
{
	(void)state;
	assert_ends(fake("exit 4"), NULL, JAL_ERR_LIMIT);
}

static void printer_wait__takes__no_more_than_there_can_be(void **state)
{
	(void)state;
	const struct printer_limits small = { 20000, 5000, 100000 };
	/* What is no PDF is known by its first bytes, under the usual limits too. */
	assert_ends("/usr/bin/yes", NULL, JAL_ERR_IO);
	/* One that says it will be too large; one that gives more than it said; one that gives more than there can be. */
	assert_ends(fake(HEAD("\\177\\377\\377\\377") "exec /usr/bin/yes"), &small, JAL_ERR_LIMIT);
	assert_ends(fake(HEAD("\\000\\000\\000\\012") "exec /usr/bin/yes"), &small, JAL_ERR_IO);
	assert_ends(fake(HEAD("\\000\\001\\206\\240") "exec /usr/bin/yes"), &small, JAL_ERR_LIMIT);
	/* A real one. */
	assert_ends(program, &(struct printer_limits){ 20000, 5000, 1000 }, JAL_ERR_LIMIT);
}

static void printer_wait__ends__whoever_takes_too_long(void **state)
{
	(void)state;
	assert_ends(fake("exec sleep 60"), &(struct printer_limits){ 60, 5000, 1 << 20 }, JAL_ERR_CANCELLED);
	/* It never listens, so that not even the paper can be given. */
	assert_ends(fake("exec sleep 60 </dev/null"), &(struct printer_limits){ 60, 5000, 1 << 20 }, JAL_ERR_CANCELLED);
	/* It closes what it writes to, and stays. */
	assert_ends(fake("exec sleep 60 <&- >&-"), &(struct printer_limits){ 20000, 60, 1 << 20 }, JAL_ERR_IO);
}

/* A whole file, from a program that then ends late: first not yet, then all is well. */
static void printer_wait__waits__for_the_end_a_little_at_a_time(void **state)
{
	(void)state;
	struct paper *p = paper_of(1);
	struct printing *g = NULL;
	struct printed out = { .pages = 0 };
	struct diag why = DIAG_INIT;
	const char *path =
		fake(HEAD("\\000\\000\\000\\005") "exec >&- <&-; exec sleep 0.2");
	assert_int_equal(printer_start(path, p, NULL, &g, &why), JAL_OK);
	enum jal_err err = printer_wait(g, 1, &out, &why);
	assert_int_equal(err, JAL_ERR_WAITING);
	while (err == JAL_ERR_WAITING)
		err = printer_wait(g, 5, &out, &why);
	assert_int_equal(err, JAL_OK);
	assert_int_equal(out.pages, 1);
	assert_int_equal(out.pdf.len, 5);
	buf_free(&out.pdf);
	printer_stop(g);
	paper_free(p);
}

/* Ends with that program and that signal within a few seconds; else it is ended, which the test then says. */
static int end_of(pid_t pid)
{
	int status = 0;
	for (int i = 0; i < 1000; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		(void)poll(NULL, 0, 10);
	}
	(void)kill(pid, SIGKILL);
	fail_msg("%s", "it outlived whoever started it");
	return 0;
}

/* It is in the midst of reading when whoever started it is killed; nothing else tells it, its pipes stay open. */
static void the_program__dies__with_whoever_started_it(void **state)
{
	(void)state;
	enum { MORE = 200000 };	/* than a pipe holds: once it is given, the program is past its beginning */
	int in[2], said[2];
	pid_t helper = -1;
	uint8_t *bytes = calloc(1, MORE);
	assert_non_null(bytes);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(said), 0);
	const pid_t middle = fork();
	assert_true(middle >= 0);
	if (middle == 0) {
		helper = fork();
		if (helper == 0) {
			(void)dup2(in[0], STDIN_FILENO);
			(void)close(in[1]);
			(void)execl(program, "jalon-print", (char *)NULL);
			_exit(99);
		}
		(void)!write(said[1], &helper, sizeof(helper));
		for (;;)
			(void)pause();
	}
	assert_int_equal(read(said[0], &helper, sizeof(helper)), sizeof(helper));
	(void)close(in[0]);
	for (size_t done = 0; done < MORE;) {
		const ssize_t n = write(in[1], bytes + done, MORE - done);
		assert_true(n > 0);
		done += (size_t)n;
	}
	assert_int_equal(waitpid(helper, NULL, WNOHANG), -1);
	assert_int_equal(kill(middle, SIGKILL), 0);
	assert_int_equal(waitpid(middle, NULL, 0), middle);
	const int status = end_of(helper);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
	(void)close(in[1]);
	(void)close(said[0]);
	(void)close(said[1]);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printer_wait__gives__the_same_file_each_time),
		cmocka_unit_test(printer_wait__goes_on__over_pages),
		cmocka_unit_test(printer_wait__prints__a_paper_without_content),
		cmocka_unit_test(printer_wait__refuses__what_has_too_many_pages),
		cmocka_unit_test(printer_wait__says__not_yet),
		cmocka_unit_test(printer_wait__says__how_the_other_program_failed),
		cmocka_unit_test(printer_wait__hears__why_one_that_did_not_listen_ended),
		cmocka_unit_test(printer_wait__takes__no_more_than_there_can_be),
		cmocka_unit_test(printer_wait__ends__whoever_takes_too_long),
		cmocka_unit_test(printer_wait__waits__for_the_end_a_little_at_a_time),
		cmocka_unit_test(the_program__dies__with_whoever_started_it),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
