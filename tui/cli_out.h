/*
 * What commands print: rows of cells as an aligned table, CSV or a JSON array.
 * A command describes its columns once and gives rows; the format is the
 * caller's choice.
 */
#ifndef TUI_CLI_OUT_H
#define TUI_CLI_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/jsonw.h"
#include "core/vocab.h"
#include "tui/cli.h"

struct cli_column {
	const char *key;	/* JSON and CSV: stable */
	const char *title;	/* N_() for the table */
};

struct cli_rows;

/* columns: count of them, static. */
JAL_MUST enum jal_err cli_rows_new(struct cli *c, const struct cli_column *columns, size_t count,
				   struct cli_rows **out);
/* One row: as many texts as columns, copied. NULL or "" is an empty cell. JSON
 * gives null for NULL. */
JAL_MUST enum jal_err cli_rows_add(struct cli_rows *r, const char *const *cells);
/* For the next row, says that column i is a number or true/false in JSON. */
void cli_rows_raw(struct cli_rows *r, size_t column);
/* Says that a column holds codes of a vocabulary: the table has their labels, JSON and CSV the codes. */
void cli_rows_coded(struct cli_rows *r, size_t column, enum vocab vocab);
/* Prints and frees. */
JAL_MUST enum jal_err cli_rows_print(struct cli_rows *r);
/* The same as a command's last act: a failure is said. */
enum cli_exit cli_rows_finish(struct cli *c, struct cli_rows *r);
void cli_rows_free(struct cli_rows *r);

/* Prints one JSON text followed by a line end. */
JAL_MUST enum jal_err cli_print_json(struct cli *c, const struct buf *json);

/* Text from data made safe for a terminal (core/text's inert form). */
JAL_MUST enum jal_err cli_safe(const char *text, struct buf *out);

/* In an object: a day as ISO text, null for RECORD_NO_DATE. */
void cli_pair_day(struct jsonw *j, const char *key, int32_t day);

#endif
