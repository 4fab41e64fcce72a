/* Tables in text files: what is found out, what is split, what is refused, what is written. */
#include <fcntl.h>
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/csv.h"

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

/* Every row as "LINE:cell|cell\n"; a refused one as "LINE!\n"; line breaks in cells as ~. */
static void dump_reader(struct csv_reader *r, struct buf *out)
{
	struct table_row row;
	enum jal_err err = JAL_OK;
	while ((err = csv_next(r, &row)) == JAL_OK) {
		assert_int_equal(buf_printf(out, "%llu%c", (unsigned long long)row.line, row.refused ? '!' : ':'), JAL_OK);
		assert_true(!row.refused || (row.reason.text && row.count == 0));
		for (size_t i = 0; i < row.count; i++) {
			if (i)
				assert_int_equal(buf_puts(out, "|"), JAL_OK);
			for (size_t k = 0; k < row.cells[i].n; k++) {
				const char c = row.cells[i].s[k];
				assert_int_equal(buf_putc(out, (uint8_t)(c == '\n' || c == '\r' ? '~' : c)), JAL_OK);
			}
		}
		assert_int_equal(buf_puts(out, "\n"), JAL_OK);
	}
	assert_int_equal(err, JAL_ERR_NOT_FOUND);
	assert_int_equal(csv_next(r, &row), JAL_ERR_NOT_FOUND);
}

static void dump(const void *bytes, size_t n, struct csv_format *format, struct buf *out)
{
	struct csv_reader *r = NULL;
	assert_int_equal(csv_open_bytes(bytes, n, NULL, &r, NULL), JAL_OK);
	dump_reader(r, out);
	if (format)
		*format = *csv_format(r);
	csv_close(r);
}

static void assert_rows(const char *in, const char *want)
{
	struct buf b = BUF_INIT;
	dump(in, strlen(in), NULL, &b);
	if (strcmp(buf_str(&b), want) != 0)
		fail_msg("\n%s\ngives\n%s\nnot\n%s", in, buf_str(&b), want);
	buf_free(&b);
}

/* ---- splitting ---- */

static void csv_next__splits__rows_and_cells(void **state)
{
	(void)state;
	assert_rows("", "");
	assert_rows("\n\n\r\n", "");
	assert_rows("a;b\nc;d\n", "1:a|b\n2:c|d\n");
	assert_rows("a;b\r\nc;d", "1:a|b\n2:c|d\n");
	assert_rows("a;b\rc;d\r", "1:a|b\n2:c|d\n");
	assert_rows("a;b\r\n\r\n\nc;\n;\n", "1:a|b\n4:c|\n5:|\n");
	assert_rows("alone\n", "1:alone\n");
	assert_rows("a;b\n x ; y \n", "1:a|b\n2: x | y \n");
}

static void csv_next__takes__quotes_off(void **state)
{
	(void)state;
	assert_rows("a;b\n\"x\";\"y;z\"\n", "1:a|b\n2:x|y;z\n");
	assert_rows("a;b\n\"Lieu-dit \"\"Le sandwich\"\"\";\"\"\n", "1:a|b\n2:Lieu-dit \"Le sandwich\"|\n");
	assert_rows("a;b\n\"\"\"\";\"\"\"\"\"\"\n", "1:a|b\n2:\"|\"\"\n");
	assert_rows("a;b\ntube 12\";x\"y\"\n", "1:a|b\n2:tube 12\"|x\"y\"\n");
	assert_rows("a;b\n\"x\"  ;y\n", "1:a|b\n2:x|y\n");
	assert_rows("a;b\nlast;\"end\"", "1:a|b\n2:last|end\n");
	assert_rows("a\n\"\"\nb\n", "1:a\n2:\n3:b\n");
}

static void csv_next__counts__the_lines_of_the_file(void **state)
{
	(void)state;
	assert_rows("a;b\n\"two\nlines\";x\ny;z\n", "1:a|b\n2:two~lines|x\n4:y|z\n");
	assert_rows("a;b\r\n\"1\r\n2\r3\n4\";x\r\ny;\"5\n6\"\r\nz;\r\n", "1:a|b\n2:1~~2~3~4|x\n6:y|5~6\n8:z|\n");
}

static void csv_next__refuses__one_line_for_a_bad_quote(void **state)
{
	(void)state;
	/* never closed */
	assert_rows("a;b\n\"x;y\nc;d\ne;f\n", "1:a|b\n2!\n3:c|d\n4:e|f\n");
	/* closed by the next row's quote, then followed by text */
	assert_rows("a;b\n\"x;y\n\"c\";d\n", "1:a|b\n2!\n3:c|d\n");
	/* followed by text */
	assert_rows("a;b\n\"x\"y;z\nc;d\n", "1:a|b\n2!\n3:c|d\n");
	/* opened in a later cell, after a quoted line break: only the row's first line */
	assert_rows("a;b\n\"x\ny\";\"z\nc;d\n", "1:a|b\n2!\n3!\n4:c|d\n");
	/* at the very end */
	assert_rows("a;b\nc;\"", "1:a|b\n2!\n");
}

static void csv_next__gives_up__a_quote_after_20_lines(void **state)
{
	(void)state;
	struct buf in = BUF_INIT, out = BUF_INIT;
	for (int breaks = 19; breaks <= 20; breaks++) {
		buf_clear(&in);
		buf_clear(&out);
		assert_int_equal(buf_puts(&in, "a;b\n\""), JAL_OK);
		for (int i = 0; i < breaks; i++)
			assert_int_equal(buf_puts(&in, "x\n"), JAL_OK);
		assert_int_equal(buf_puts(&in, "\";y\nlast;z\n"), JAL_OK);
		dump(in.data, in.len, NULL, &out);
		if (breaks == 19)
			assert_non_null(strstr(buf_str(&out), "|y\n22:last|z\n"));
		else
			assert_non_null(strstr(buf_str(&out), "2!\n3:x\n"));
		assert_non_null(strstr(buf_str(&out), ":last|z\n"));
	}
	buf_free(&in);
	buf_free(&out);
}

static void csv_next__gives_up__a_quote_after_64_kib(void **state)
{
	(void)state;
	struct buf in = BUF_INIT, out = BUF_INIT;
	for (size_t over = 0; over <= 1; over++) {
		buf_clear(&in);
		buf_clear(&out);
		assert_int_equal(buf_puts(&in, "a;b\n\""), JAL_OK);
		for (size_t i = 0; i < CSV_QUOTED_MAX + over; i++)
			assert_int_equal(buf_putc(&in, 'x'), JAL_OK);
		assert_int_equal(buf_puts(&in, "\";y\nlast;z\n"), JAL_OK);
		dump(in.data, in.len, NULL, &out);
		assert_non_null(strstr(buf_str(&out), over ? "\n2!\n3:last|z\n" : "|y\n3:last|z\n"));
	}
	buf_free(&in);
	buf_free(&out);
}

static void csv_next__refuses__rows_beyond_the_limits(void **state)
{
	(void)state;
	struct buf in = BUF_INIT, out = BUF_INIT;
	/* A line longer than the window, then too many cells, then a row of too many lines. */
	assert_int_equal(buf_puts(&in, "a;b\n"), JAL_OK);
	for (size_t i = 0; i < 3 * CSV_ROW_MAX; i++)
		assert_int_equal(buf_putc(&in, 'x'), JAL_OK);
	assert_int_equal(buf_puts(&in, "\r\nc;d\r\n"), JAL_OK);
	for (size_t i = 0; i < CSV_ROW_CELLS; i++)
		assert_int_equal(buf_putc(&in, ';'), JAL_OK);
	assert_int_equal(buf_puts(&in, "\ne;f\n"), JAL_OK);
	for (size_t i = 0; i < CSV_ROW_LINES; i++)
		assert_int_equal(buf_puts(&in, "\"x\ny\";"), JAL_OK);
	assert_int_equal(buf_puts(&in, "\nlast;row"), JAL_OK);
	dump(in.data, in.len, NULL, &out);
	static const char want[] = "1:a|b\n2!\n3:c|d\n4!\n5:e|f\n6!\n";
	assert_memory_equal(buf_str(&out), want, sizeof(want) - 1);
	assert_non_null(strstr(buf_str(&out), ":last|row\n"));
	buf_free(&in);
	buf_free(&out);
}

static void csv_next__refuses__a_line_with_a_nul(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	dump("a;b\nc\0c;d\ne;f\n", 14, NULL, &out);
	assert_string_equal(buf_str(&out), "1:a|b\n2!\n3:e|f\n");
	buf_free(&out);
}

/* Rows that straddle every place where the window is filled again. */
static void csv_next__reads__the_same_from_a_trickling_pipe(void **state)
{
	(void)state;
	struct buf in = BUF_INIT, whole = BUF_INIT, piped = BUF_INIT;
	uint32_t seed = 5;
	assert_int_equal(buf_puts(&in, "Prénom;Nom;Note\r\n"), JAL_OK);
	for (int i = 0; i < 3000; i++) {
		static const char *const cells[] = { "x", "\"é;\"\"è\"\"\"", "\"a\r\nb\"", "", "\"bad\"x", "\"open", "tube 12\"", "  ", "œuvre" };
		for (int k = 0; k < 3; k++) {
			seed = seed * 1664525U + 1013904223U;
			assert_int_equal(buf_printf(&in, "%s%s", k ? ";" : "", cells[(seed >> 16) % N_OF(cells)]), JAL_OK);
		}
		assert_int_equal(buf_puts(&in, i % 3 == 0 ? "\r\n" : i % 3 == 1 ? "\n" : "\r"), JAL_OK);
	}
	dump(in.data, in.len, NULL, &whole);
	int fd[2];
	assert_int_equal(pipe(fd), 0);
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(fd[0]);
		for (size_t at = 0; at < in.len;) {
			seed = seed * 1664525U + 1013904223U;
			const size_t n = 1 + (seed >> 16) % 97;
			const ssize_t done = write(fd[1], in.data + at, at + n > in.len ? in.len - at : n);
			if (done < 0)
				_exit(1);
			at += (size_t)done;
		}
		_exit(0);
	}
	(void)close(fd[1]);
	struct csv_reader *r = NULL;
	assert_int_equal(csv_open_fd(fd[0], NULL, &r, NULL), JAL_OK);
	dump_reader(r, &piped);
	csv_close(r);
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_string_equal(buf_str(&whole), buf_str(&piped));
	assert_true(whole.len > 20000);
	buf_free(&in);
	buf_free(&whole);
	buf_free(&piped);
}

/* ---- looking ---- */

static void csv_open__finds__the_separator(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		char separator, quote;
	} rows[] = {
		{ "a;b;c\n1;2;3\n", ';', '"' }, { "a,b,c\n1,2,3\n", ',', '"' }, { "a\tb\n1\t2\n", '\t', '"' }, { "a|b\n1|2\n", '|', '"' },
		{ "Nom;Téléphones\nx;\"0601, 0602, 0603\"\ny;0601, 0602\n", ';', '"' },
		{ "nom,adresse\nx,\"1; rue\"\ny,\"2; rue; bis\"\n", ',', '"' },
		{ "\"a,b\";c\n\"1,2,3\";x\n", ';', '"' }, { "alone\nx, y\n", ';', '"' }, { "", ';', '"' },
		{ "'a';'b'\n'x;y';'z'\n", ';', '\'' }, { "'T Hart;b\nx;y\n", ';', '"' }, { "sep=,\na;b,c\n", ',', '"' },
		{ "a,b;c\n1;2,2\n3;4,4\n", ';', '"' },
	};
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct csv_format f = { 0 };
		struct buf b = BUF_INIT;
		dump(rows[i].in, strlen(rows[i].in), &f, &b);
		if (f.separator != rows[i].separator || f.quote != rows[i].quote)
			fail_msg("%s gives %c %c", rows[i].in, f.separator, f.quote);
		buf_free(&b);
	}
	assert_rows("sep=,\r\na,b\r\n", "2:a|b\n");
	assert_rows("sep=x\na;b\n", "1:sep=x\n2:a|b\n");
	assert_rows("'a';'b'\n'it''s';\"q\"\n", "1:a|b\n2:it's|\"q\"\n");
	struct csv_reader *r = NULL;
	const struct csv_format forced = { .separator = ':' };
	assert_int_equal(csv_open_bytes("a:b;c\n", 6, &forced, &r, NULL), JAL_OK);
	struct table_row row;
	assert_int_equal(csv_next(r, &row), JAL_OK);
	assert_int_equal(row.count, 2);
	csv_close(r);
}

static void csv_open__finds__the_encoding(void **state)
{
	(void)state;
	struct csv_format f = { 0 };
	struct buf b = BUF_INIT;
	dump("\xEF\xBB\xBFPr\xC3\xA9nom;b\n", 13, &f, &b);
	assert_string_equal(buf_str(&b), "1:Prénom|b\n");
	assert_true(f.bom);
	assert_int_equal(f.encoding, CSV_UTF8);
	buf_clear(&b);
	dump("Pr\xE9nom;\x80\x9C\n", 10, &f, &b);
	assert_string_equal(buf_str(&b), "1:Prénom|€œ\n");
	assert_int_equal(f.encoding, CSV_WINDOWS_1252);
	buf_clear(&b);
	dump("a;b\n", 4, &f, &b);
	assert_int_equal(f.encoding, CSV_ASCII_YET);
	buf_free(&b);
	/* One damaged line in a file of UTF-8 is refused alone. */
	assert_rows("é;è\n\xE9;x\nà;ù\n", "1:é|è\n2!\n3:à|ù\n");
	/* With a byte order mark there is no doubt. */
	assert_rows("\xEF\xBB\xBF" "a;b\n\xE9;x\n", "1:a|b\n2!\n");
	/* Bytes that Windows-1252 does not have. */
	assert_rows("\xE9;\xE8\n\x81;x\nc;d\n", "1:é|è\n2!\n3:c|d\n");
	/* Quotes and decoding at once. */
	assert_rows("\xE9;b\n\"\xE8\"\"x\"\"\";\"\"\n", "1:é|b\n2:è\"x\"|\n");
}

static void csv_next__decides__late_when_the_beginning_is_ascii(void **state)
{
	(void)state;
	for (int latin = 0; latin < 2; latin++) {
		struct buf in = BUF_INIT, out = BUF_INIT;
		struct csv_format f = { 0 };
		assert_int_equal(buf_puts(&in, "a;b\n"), JAL_OK);
		while (in.len < (100u << 10))
			assert_int_equal(buf_puts(&in, "plain;text\n"), JAL_OK);
		assert_int_equal(buf_puts(&in, latin ? "\xE9;x\n" : "é;x\n"), JAL_OK);
		dump(in.data, in.len, &f, &out);
		assert_int_equal(f.encoding, latin ? CSV_WINDOWS_1252 : CSV_UTF8);
		assert_non_null(strstr(buf_str(&out), ":é|x\n"));
		buf_free(&in);
		buf_free(&out);
	}
}

static void csv_next__decodes__windows_1252_as_iconv_does(void **state)
{
	(void)state;
	iconv_t cd = iconv_open("UTF-8", "WINDOWS-1252");
	if (cd == (iconv_t)-1)
		skip();
	for (int c = 0x80; c < 0x100; c++) {
		/* The É of a header first, so that the file is Windows-1252 for sure. */
		char in[] = "\xC9\xC9;b\n_;x\n", want[16] = "2:";
		in[5] = (char)c;
		char *from = in + 5, *to = want + 2;
		size_t from_left = 1, to_left = 8;
		const bool exists = iconv(cd, &from, &from_left, &to, &to_left) != (size_t)-1;
		memcpy(to, "|x\n", 4);
		struct buf b = BUF_INIT;
		dump(in, sizeof(in) - 1, NULL, &b);
		const char *second = strchr(buf_str(&b), '\n') + 1;
		if (strcmp(second, exists ? want : "2!\n") != 0)
			fail_msg("%02X gives %s", (unsigned)c, second);
		buf_free(&b);
	}
	assert_int_equal(iconv_close(cd), 0);
}

static void csv_open__refuses__what_is_no_table(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t n;
	} bad[] = { { "\xFF\xFE" "a\0;\0", 6 }, { "\xFE\xFF\0a", 4 }, { "PK\x03\x04xxxx", 8 }, { "%PDF-1.7", 8 }, { "\xD0\xCF\x11\xE0\xA1\xB1", 6 } };
	for (size_t i = 0; i < N_OF(bad); i++) {
		struct csv_reader *r = NULL;
		struct diag why = DIAG_INIT;
		assert_int_equal(csv_open_bytes(bad[i].bytes, bad[i].n, NULL, &r, &why), JAL_ERR_SYNTAX);
		assert_non_null(why.text);
		assert_null(r);
	}
	struct csv_reader *r = NULL;
	struct diag why = DIAG_INIT;
	assert_int_equal(csv_open("/nonexistent/file.csv", NULL, &r, &why), JAL_ERR_NOT_FOUND);
	assert_non_null(why.text);
	assert_int_equal(csv_open("/", NULL, &r, &why), JAL_ERR_IO);
	csv_close(NULL);
}

static void csv_progress__ends__at_the_size(void **state)
{
	(void)state;
	struct csv_reader *r = NULL;
	uint64_t size = 0;
	static const char in[] = "a;b\nc;d\n";
	assert_int_equal(csv_open_bytes(in, sizeof(in) - 1, NULL, &r, NULL), JAL_OK);
	assert_true(csv_progress(r, &size) == 0);
	assert_true(size == 8);
	struct table_row row;
	assert_int_equal(csv_next(r, &row), JAL_OK);
	assert_true(csv_progress(r, &size) == 4);
	assert_int_equal(csv_next(r, &row), JAL_OK);
	assert_true(csv_progress(r, &size) == 8);
	csv_close(r);
}

/* ---- writing ---- */

static void assert_cell(const char *in, const char *want)
{
	struct buf b = BUF_INIT;
	struct csv_out out;
	csv_write_begin(&out, &b);
	csv_write_cell(&out, in, strlen(in));
	csv_write_cell(&out, "z", 1);
	csv_write_row(&out);
	assert_int_equal(csv_write_end(&out), JAL_OK);
	char line[256];
	(void)snprintf(line, sizeof(line), "\xEF\xBB\xBF%s;z\r\n", want);
	assert_string_equal(buf_str(&b), line);
	buf_free(&b);
}

static void csv_write__quotes__and_disarms(void **state)
{
	(void)state;
	assert_cell("", "");
	assert_cell("plain é", "plain é");
	assert_cell("a;b", "\"a;b\"");
	assert_cell("say \"x\"", "\"say \"\"x\"\"\"");
	assert_cell("\"", "\"\"\"\"");
	assert_cell("two\nlines", "\"two\nlines\"");
	assert_cell(" x", "\" x\"");
	assert_cell("=1+1", "'=1+1");
	assert_cell("=HYPERLINK(\"http://x\";\"y\")", "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\"");
	assert_cell("@SUM(A1)", "'@SUM(A1)");
	assert_cell("+33612345678", "+33612345678");
	assert_cell("-12,50", "-12,50");
	assert_cell("-", "-");
	assert_cell("--x", "'--x");
	assert_cell("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0");
	assert_cell("\t=1", "\"'\t=1\"");
	assert_cell("-2+3", "'-2+3");
}

static void csv_write__writes__what_csv_next_reads(void **state)
{
	(void)state;
	static const char *const cells[] = { "", "a", "é;\"œ\"", "l1\nl2\r\nl3", " ", "tube 12\"", "'", "x,y|z\tt" };
	struct buf b = BUF_INIT;
	struct csv_out out;
	csv_write_begin(&out, &b);
	for (size_t i = 0; i < N_OF(cells); i++) {
		for (size_t k = 0; k < N_OF(cells); k++)
			csv_write_cell(&out, cells[(i + k) % N_OF(cells)], strlen(cells[(i + k) % N_OF(cells)]));
		csv_write_row(&out);
	}
	assert_int_equal(csv_write_end(&out), JAL_OK);
	struct csv_reader *r = NULL;
	struct table_row row;
	assert_int_equal(csv_open_bytes(b.data, b.len, NULL, &r, NULL), JAL_OK);
	assert_int_equal(csv_format(r)->separator, ';');
	for (size_t i = 0; i < N_OF(cells); i++) {
		assert_int_equal(csv_next(r, &row), JAL_OK);
		assert_false(row.refused);
		assert_int_equal(row.count, N_OF(cells));
		for (size_t k = 0; k < row.count; k++) {
			const char *want = cells[(i + k) % N_OF(cells)];
			assert_int_equal(row.cells[k].n, strlen(want));
			assert_memory_equal(row.cells[k].s, want, strlen(want));
		}
	}
	assert_int_equal(csv_next(r, &row), JAL_ERR_NOT_FOUND);
	csv_close(r);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_next__splits__rows_and_cells),
		cmocka_unit_test(csv_next__takes__quotes_off),
		cmocka_unit_test(csv_next__counts__the_lines_of_the_file),
		cmocka_unit_test(csv_next__refuses__one_line_for_a_bad_quote),
		cmocka_unit_test(csv_next__gives_up__a_quote_after_20_lines),
		cmocka_unit_test(csv_next__gives_up__a_quote_after_64_kib),
		cmocka_unit_test(csv_next__refuses__rows_beyond_the_limits),
		cmocka_unit_test(csv_next__refuses__a_line_with_a_nul),
		cmocka_unit_test(csv_next__reads__the_same_from_a_trickling_pipe),
		cmocka_unit_test(csv_open__finds__the_separator),
		cmocka_unit_test(csv_open__finds__the_encoding),
		cmocka_unit_test(csv_next__decides__late_when_the_beginning_is_ascii),
		cmocka_unit_test(csv_next__decodes__windows_1252_as_iconv_does),
		cmocka_unit_test(csv_open__refuses__what_is_no_table),
		cmocka_unit_test(csv_progress__ends__at_the_size),
		cmocka_unit_test(csv_write__quotes__and_disarms),
		cmocka_unit_test(csv_write__writes__what_csv_next_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
