/* From a paper to its PDF: the same each time, and every way in which the other program can fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
	enum jal_err err = printer_start(path, p, &g, why);
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
	assert_int_equal(printer_start(program, p, &g, &why), JAL_OK);
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
	assert_int_equal(printer_start(program, p, &g, &why), JAL_OK);
	assert_int_equal(printer_wait(g, 0, &out, &why), JAL_ERR_WAITING);
	printer_stop(g);
	printer_stop(NULL);
	paper_free(p);
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
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
