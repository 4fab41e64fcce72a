/* Any bytes give rows in order whose cells are UTF-8, and rows that were read can be written and read again. */
#include <string.h>
#include <unistr.h>

#include "core/csv.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".csv", NULL };

/* Whether writing the row and reading it must give it back. */
static bool comes_back(const struct table_row *row)
{
	size_t bytes = 0;
	for (size_t i = 0; i < row->count; i++) {
		const struct table_cell *cell = &row->cells[i];
		bytes += cell->n;
		/* A formula gets an apostrophe. */
		if (cell->n && memchr("=@+-\t\r", cell->s[0], 6))
			return false;
	}
	/* An empty line is passed; doubled quotes take room. */
	return bytes > 0 && bytes < CSV_QUOTED_MAX / 2;
}

static void write_and_read(const struct table_row *row)
{
	static const struct csv_format format = { .separator = ';', .quote = '"' };
	struct buf b = BUF_INIT;
	struct csv_out out;
	/* A heading first, since `sep=` in the first line would mean something else. */
	csv_write_begin(&out, &b);
	csv_write_cell(&out, "heading", 7);
	csv_write_row(&out);
	for (size_t i = 0; i < row->count; i++)
		csv_write_cell(&out, row->cells[i].s, row->cells[i].n);
	csv_write_row(&out);
	FUZZ_CHECK(csv_write_end(&out) == JAL_OK);
	struct csv_reader *r = NULL;
	struct table_row again;
	FUZZ_CHECK(csv_open_bytes(b.data, b.len, &format, &r, NULL) == JAL_OK);
	FUZZ_CHECK(csv_next(r, &again) == JAL_OK && csv_next(r, &again) == JAL_OK);
	FUZZ_CHECK(!again.refused && again.count == row->count);
	for (size_t i = 0; i < row->count; i++)
		FUZZ_CHECK(again.cells[i].n == row->cells[i].n &&
			     memcmp(again.cells[i].s, row->cells[i].s, row->cells[i].n) == 0);
	FUZZ_CHECK(csv_next(r, &again) == JAL_ERR_NOT_FOUND);
	csv_close(r);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct csv_reader *r = NULL;
	struct table_row row;
	uint64_t last = 0, size = 0;
	enum jal_err err = csv_open_bytes(data, n, NULL, &r, NULL);
	FUZZ_CHECK(err == JAL_OK || err == JAL_ERR_SYNTAX);
	if (err)
		return 0;
	unsigned written = 0;
	while ((err = csv_next(r, &row)) == JAL_OK) {
		FUZZ_CHECK(row.line > last);
		FUZZ_CHECK(row.refused ? row.count == 0 && row.reason.text : row.count > 0);
		last = row.line;
		for (size_t i = 0; i < row.count; i++) {
			const uint8_t *s = (const uint8_t *)row.cells[i].s;
			FUZZ_CHECK(!u8_check(s, row.cells[i].n));
			FUZZ_CHECK(!row.cells[i].n || !memchr(s, 0, row.cells[i].n));
		}
		if (!row.refused && comes_back(&row) && written++ < 4)
			write_and_read(&row);
	}
	FUZZ_CHECK(err == JAL_ERR_NOT_FOUND);
	FUZZ_CHECK(csv_progress(r, &size) == n && size == n);
	csv_close(r);
	return 0;
}
