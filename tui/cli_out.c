/* Rows printed as a table, CSV or JSON. Knows formats, no data. */
#include "tui/cli_out.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "core/csv.h"
#include "core/date.h"
#include "core/record.h"
#include "core/text.h"
#include "tui/i18n.h"

#define COLUMNS_MAX 32

struct row {
	char *cell[COLUMNS_MAX];
	bool raw[COLUMNS_MAX];
};

struct cli_rows {
	struct cli *cli;
	const struct cli_column *columns;
	size_t count;
	struct row *rows;
	size_t used, cap;
	bool raw[COLUMNS_MAX];	/* for the next row */
	enum vocab vocab[COLUMNS_MAX];
};

enum jal_err cli_rows_new(struct cli *c, const struct cli_column *columns, size_t count, struct cli_rows **out)
{
	if (count > COLUMNS_MAX)
		return JAL_ERR_LIMIT;
	struct cli_rows *r = calloc(1, sizeof(*r));
	if (!r)
		return JAL_ERR_NOMEM;
	r->cli = c;
	r->columns = columns;
	r->count = count;
	*out = r;
	return JAL_OK;
}

static void wipe(char *text)
{
	if (!text)
		return;
	explicit_bzero(text, strlen(text));
	free(text);
}

void cli_rows_free(struct cli_rows *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->used; i++)
		for (size_t k = 0; k < r->count; k++)
			wipe(r->rows[i].cell[k]);
	free(r->rows);
	free(r);
}

void cli_rows_raw(struct cli_rows *r, size_t column)
{
	if (column < COLUMNS_MAX)
		r->raw[column] = true;
}

void cli_rows_coded(struct cli_rows *r, size_t column, enum vocab vocab)
{
	if (column < COLUMNS_MAX)
		r->vocab[column] = vocab;
}

enum jal_err cli_rows_add(struct cli_rows *r, const char *const *cells)
{
	if (r->used == r->cap) {
		const size_t cap = r->cap ? 2 * r->cap : 32;
		struct row *rows = realloc(r->rows, cap * sizeof(*rows));
		if (!rows)
			return JAL_ERR_NOMEM;
		r->rows = rows;
		r->cap = cap;
	}
	struct row row = { 0 };
	for (size_t k = 0; k < r->count; k++) {
		if (!cells[k])
			continue;
		row.cell[k] = strdup(cells[k]);
		if (!row.cell[k]) {
			for (size_t i = 0; i < k; i++)
				wipe(row.cell[i]);
			return JAL_ERR_NOMEM;
		}
	}
	memcpy(row.raw, r->raw, sizeof(row.raw));
	memset(r->raw, 0, sizeof(r->raw));
	r->rows[r->used++] = row;
	return JAL_OK;
}

enum jal_err cli_safe(const char *text, struct buf *out)
{
	return text_inert(text, strlen(text), TEXT_LINE, out);
}

/* Columns that the terminal will use; 0 for what it does not know. */
static size_t width(const char *text)
{
	size_t columns = 0;
	mbstate_t state = { 0 };
	size_t left = strlen(text);
	while (left > 0) {
		wchar_t wide = 0;
		const size_t n = mbrtowc(&wide, text, left, &state);
		if (n == 0 || n > left)
			return columns + left;
		const int w = wcwidth(wide);
		columns += w > 0 ? (size_t)w : 0;
		text += n;
		left -= n;
	}
	return columns;
}

static enum jal_err put_cell(struct buf *out, const char *text, size_t pad_to)
{
	enum jal_err err = buf_puts(out, text);
	for (size_t w = width(text); !err && w < pad_to; w++)
		err = buf_putc(out, ' ');
	return err;
}

/* What people read; JSON and CSV keep codes, true and false. */
static const char *in_table(const struct cli_rows *r, size_t row, size_t column)
{
	const char *cell = r->rows[row].cell[column];
	const struct vocab_code *code = NULL;

	if (cell == NULL)
		return "";
	if (r->rows[row].raw[column] && strcmp(cell, "true") == 0)
		return _("oui");
	if (r->rows[row].raw[column] && strcmp(cell, "false") == 0)
		return _("non");
	if (r->vocab[column] != VOCAB_none)
		code = vocab_find(r->vocab[column], cell);
	return code ? _(code->label) : cell;
}

static enum jal_err print_table(struct cli_rows *r, struct buf *out)
{
	size_t widths[COLUMNS_MAX] = { 0 };
	struct buf safe = BUF_INIT;
	enum jal_err err = JAL_OK;

	for (size_t k = 0; k < r->count; k++) {
		widths[k] = width(_(r->columns[k].title));
		for (size_t i = 0; i < r->used && !err; i++) {
			buf_clear(&safe);
			err = cli_safe(in_table(r, i, k), &safe);
			const size_t w = width(buf_str(&safe));
			widths[k] = w > widths[k] ? w : widths[k];
		}
	}
	for (size_t k = 0; k < r->count && !err; k++)
		err = put_cell(out, _(r->columns[k].title), k + 1 < r->count ? widths[k] + 2 : 0);
	if (!err)
		err = buf_putc(out, '\n');
	for (size_t i = 0; i < r->used && !err; i++) {
		for (size_t k = 0; k < r->count && !err; k++) {
			buf_clear(&safe);
			err = cli_safe(in_table(r, i, k), &safe);
			if (!err)
				err = put_cell(out, buf_str(&safe), k + 1 < r->count ? widths[k] + 2 : 0);
		}
		if (!err)
			err = buf_putc(out, '\n');
	}
	buf_free(&safe);
	return err;
}

static enum jal_err print_json(const struct cli_rows *r, struct buf *out)
{
	struct jsonw j = jsonw_start(out);
	jsonw_array(&j);
	for (size_t i = 0; i < r->used; i++) {
		jsonw_object(&j);
		for (size_t k = 0; k < r->count; k++) {
			const char *cell = r->rows[i].cell[k];
			jsonw_key(&j, r->columns[k].key);
			if (cell && r->rows[i].raw[k] && strcmp(cell, "true") == 0)
				jsonw_bool(&j, true);
			else if (cell && r->rows[i].raw[k] && strcmp(cell, "false") == 0)
				jsonw_bool(&j, false);
			else if (cell && r->rows[i].raw[k])
				jsonw_int(&j, strtoll(cell, NULL, 10));
			else
				jsonw_text(&j, cell);
		}
		jsonw_object_end(&j);
	}
	jsonw_array_end(&j);
	const enum jal_err err = jsonw_end(&j);
	return err ? err : buf_putc(out, '\n');
}

/* For spreadsheets and scripts: the stable keys as titles. CSV has no escapes, and people look at it on a terminal:
 * what would be obeyed there is spelt out. */
static enum jal_err print_csv(const struct cli_rows *r, struct buf *out)
{
	struct csv_out csv = { 0 };
	struct buf safe = BUF_INIT;
	enum jal_err err = JAL_OK;
	csv_write_begin(&csv, out);
	for (size_t k = 0; k < r->count; k++)
		csv_write_cell(&csv, r->columns[k].key, strlen(r->columns[k].key));
	csv_write_row(&csv);
	for (size_t i = 0; i < r->used; i++) {
		for (size_t k = 0; k < r->count; k++) {
			const char *cell = r->rows[i].cell[k] ? r->rows[i].cell[k] : "";
			buf_clear(&safe);
			if (!err)
				err = text_inert(cell, strlen(cell), TEXT_LONG, &safe);
			csv_write_cell(&csv, buf_str(&safe), safe.len);
		}
		csv_write_row(&csv);
	}
	buf_free(&safe);
	const enum jal_err written = csv_write_end(&csv);
	return err ? err : written;
}

enum jal_err cli_rows_print(struct cli_rows *r)
{
	struct buf out = BUF_INIT;
	enum jal_err err = JAL_OK;
	switch (r->cli->format) {
	case CLI_TABLE:
		err = print_table(r, &out);
		break;
	case CLI_JSON:
		err = print_json(r, &out);
		break;
	case CLI_CSV:
		err = print_csv(r, &out);
		break;
	case CLI_ICS:
		/* A calendar is not made of rows: its command writes it. */
		err = JAL_ERR_INVALID;
		break;
	}
	if (!err && out.len && fwrite(out.data, 1, out.len, r->cli->out) != out.len)
		err = JAL_ERR_IO;
	if (!err && fflush(r->cli->out) != 0)
		err = JAL_ERR_IO;
	buf_free(&out);
	cli_rows_free(r);
	return err;
}

enum cli_exit cli_rows_finish(struct cli *c, struct cli_rows *r)
{
	const enum jal_err err = cli_rows_print(r);
	return err ? cli_fail_err(c, err) : CLI_DONE;
}

enum jal_err cli_print_json(struct cli *c, const struct buf *json)
{
	if (fwrite(json->data, 1, json->len, c->out) != json->len || fputc('\n', c->out) == EOF || fflush(c->out) != 0)
		return JAL_ERR_IO;
	return JAL_OK;
}

void cli_pair_day(struct jsonw *j, const char *key, int32_t day)
{
	char text[DATE_ISO_MAX];
	jsonw_pair(j, key, day != RECORD_NO_DATE ? date_iso(day, text) : NULL);
}
