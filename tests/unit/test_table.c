/* Tables from the program that reads workbooks: what it says is believed only as far as it holds together. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/table.h"

static char workbook[4096], reader[4096];

static void write_file(const char *path, const char *text, size_t n, mode_t mode)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

static int set_up(void **state)
{
	const char *folder = getenv("TMPDIR");
	(void)state;
	(void)snprintf(workbook, sizeof(workbook), "%s/a.xlsx", folder ? folder : "/tmp");
	(void)snprintf(reader, sizeof(reader), "%s/reader", folder ? folder : "/tmp");
	write_file(workbook, "PK\003\004", 4, 0600);
	return 0;
}

/* A program in place of jalon-read that says this (as printf has it), then does that. */
static struct table *open_saying(const char *said, const char *then)
{
	char script[4096];
	struct table *t = NULL;
	struct diag why = DIAG_INIT;
	const int n = snprintf(script, sizeof(script), "#!/bin/sh\nprintf '%s'\n%s\n", said, then);
	assert_true(n > 0 && (size_t)n < sizeof(script));
	write_file(reader, script, (size_t)n, 0700);
	assert_int_equal(table_open(workbook, &(struct table_options){ .program = reader, .sheet = -1, .wait_ms = 200 }, &t, &why),
		JAL_OK);
	return t;
}

/* The last error after the rows that come. */
static enum jal_err last_of(const char *said, const char *then, unsigned rows)
{
	struct table *t = open_saying(said, then);
	struct table_row row;
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;
	unsigned n = 0;
	while (!(err = table_next(t, &row, &why)))
		n++;
	assert_int_equal(n, rows);
	if (err != JAL_ERR_NOT_FOUND)
		assert_non_null(why.text);
	else
		assert_int_equal(table_next(t, &row, &why), JAL_ERR_NOT_FOUND);
	table_close(t);
	return err;
}

#define SHEET "S\\000\\000\\000\\002\\002a"
#define END "E\\000\\000\\000\\001\\000"
/* Row N, one cell « x ». */
#define ROW(n) "R\\000\\000\\000\\014\\000\\000\\000\\00" n "\\000\\001\\000\\000\\000\\000\\001x"

static void what_holds_together__is_given(void **state)
{
	struct table *t = open_saying(SHEET ROW("2") "P\\000\\000\\000\\020\\000\\000\\000\\000\\000\\000\\000\\001\\000\\000\\000\\000\\000\\000\\000\\007" "X\\000\\000\\000\\004\\000\\000\\000\\003" END, "");
	struct table_row row;
	struct diag why = DIAG_INIT;
	uint64_t size = 0;
	size_t count = 0;
	(void)state;
	assert_int_equal(table_next(t, &row, &why), JAL_OK);
	assert_int_equal(row.line, 2);
	assert_int_equal(row.count, 1);
	assert_memory_equal(row.cells[0].s, "x", 1);
	const struct table_sheet *sheets = table_sheets(t, &count);
	assert_int_equal(count, 1);
	assert_string_equal(sheets[0].name, "a");
	assert_int_equal(sheets[0].kind, FOREIGN_TAKEN);
	assert_int_equal(table_next(t, &row, &why), JAL_OK);
	assert_true(row.refused);
	assert_int_equal(row.line, 3);
	assert_int_equal(table_progress(t, &size), 1);
	assert_int_equal(size, 7);
	assert_int_equal(table_next(t, &row, &why), JAL_ERR_NOT_FOUND);
	table_close(t);
}

static void what_does_not__is_refused(void **state)
{
	static const char *const said[] = {
		"",						/* nothing */
		"R\\000",					/* cut in a head */
		"R\\000\\000\\000\\014\\000",			/* cut in a body */
		"Z\\000\\000\\000\\000" END,			/* no such frame */
		"R\\377\\377\\377\\377",			/* larger than any row */
		"R\\000\\000\\000\\002\\000\\000" END,		/* too short for a row */
		"R\\000\\000\\000\\006\\000\\000\\000\\001\\000\\002" END,	/* cells that are not there */
		"R\\000\\000\\000\\006\\000\\000\\000\\001\\377\\377" END,	/* more than there can be */
		"R\\000\\000\\000\\014\\000\\000\\000\\001\\000\\001\\000\\000\\000\\000\\011x" END,	/* a cell longer than its frame */
		"R\\000\\000\\000\\014\\000\\000\\000\\001\\000\\001\\011\\000\\000\\000\\001x" END,	/* no such kind of cell */
		"R\\000\\000\\000\\014\\000\\000\\000\\001\\000\\001\\000\\000\\000\\000\\001\\377" END,	/* no UTF-8 */
		"R\\000\\000\\000\\015\\000\\000\\000\\001\\000\\001\\000\\000\\000\\000\\001xy" END,	/* more than its cells */
		"R\\000\\000\\000\\006\\000\\000\\000\\000\\000\\000" END,	/* row 0 */
		"R\\000\\000\\000\\014\\000\\020\\000\\001\\000\\001\\000\\000\\000\\000\\001x" END,	/* a row past the last */
		"X\\000\\000\\000\\004\\377\\377\\377\\377" END,
		"P\\000\\000\\000\\001\\000" END,
		"X\\000\\000\\000\\001\\000" END,
		"S\\000\\000\\000\\000" END,
		"S\\000\\000\\000\\002\\011a" END,
		"E\\000\\000\\000\\001\\177",			/* no such end */
		"E\\000\\000\\000\\000",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		assert_int_equal(last_of(said[i], "", 0), JAL_ERR_IO);
	assert_int_equal(last_of(ROW("3") ROW("3") END, "", 1), JAL_ERR_IO);
	assert_int_equal(last_of(ROW("3") ROW("2") END, "", 1), JAL_ERR_IO);
	assert_int_equal(last_of(ROW("3"), "exit 0", 1), JAL_ERR_IO);
	assert_int_equal(last_of(ROW("3"), "kill -9 $$", 1), JAL_ERR_IO);
}

static void one_that_says_nothing_more__is_ended(void **state)
{
	(void)state;
	assert_int_equal(last_of(ROW("1"), "exec tail -f /dev/null", 1), JAL_ERR_CANCELLED);
	/* It need not be waited for, either. */
	table_close(open_saying(ROW("1"), "exec tail -f /dev/null"));
}

static void each_end__has_its_sentence(void **state)
{
	static const struct {
		const char *said;
		enum jal_err err;
	} ends[] = {
		{ END, JAL_ERR_NOT_FOUND },
		{ "E\\000\\000\\000\\001\\001", JAL_ERR_SYNTAX },
		{ "E\\000\\000\\000\\001\\002", JAL_ERR_SYNTAX },
		{ "E\\000\\000\\000\\001\\003", JAL_ERR_LIMIT },
		{ "E\\000\\000\\000\\001\\004", JAL_ERR_SYNTAX },
		{ "E\\000\\000\\000\\001\\005", JAL_ERR_SYNTAX },
		{ "E\\000\\000\\000\\001\\006", JAL_ERR_SYNTAX },
		{ "E\\000\\000\\000\\001\\007", JAL_ERR_IO },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		assert_int_equal(last_of(ends[i].said, "", 0), ends[i].err);
}

static void without_the_program__it_is_said(void **state)
{
	struct table *t = NULL;
	struct diag why = DIAG_INIT;
	(void)state;
	assert_int_equal(table_open(workbook, &(struct table_options){ .program = "/nowhere/jalon-read", .sheet = -1 }, &t, &why),
		JAL_ERR_NOT_FOUND);
	assert_non_null(why.text);
	assert_int_equal(table_open(workbook, &(struct table_options){ .sheet = -1 }, &t, &why), JAL_ERR_SYNTAX);
	assert_null(t);
	table_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_holds_together__is_given),
		cmocka_unit_test(what_does_not__is_refused),
		cmocka_unit_test(one_that_says_nothing_more__is_ended),
		cmocka_unit_test(each_end__has_its_sentence),
		cmocka_unit_test(without_the_program__it_is_said),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
