/* Sheet after sheet, row after row, until titles are found. */
#include "core/import_source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* So many rows may stand above the titles. */
#define ABOVE_MAX 20
/* So many sheets are looked at: each is read from the beginning of the file. */
#define SHEETS_MAX 8

struct source {
	const char *path;
	const struct import_map *map;
	struct table_options options;
	struct table *table;
	struct import_columns *columns;
};

/* A pipe or a folder would wait for ever, or fail without a reason. */
static enum jal_err look_at_file(const char *path, struct diag *why)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return diag_set(why, errno == ENOENT || errno == ENOTDIR ? JAL_ERR_NOT_FOUND : JAL_ERR_IO,
			N_("« %1 » n’a pas pu être lu : %2. Rien n’a été importé."), path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return diag_set(why, JAL_ERR_SYNTAX, N_("« %1 » est un répertoire, pas un fichier. Rien n’a été importé."), path);
	if (!S_ISREG(st.st_mode))
		return diag_set(why, JAL_ERR_SYNTAX, N_("« %1 » n’est pas un fichier ordinaire. Rien n’a été importé."), path);
	return JAL_OK;
}

static enum jal_err titles_of(const struct source *s, const struct table_row *row, struct diag *why)
{
	if (row->refused)
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("La ligne %1, celle des titres, n’est pas lisible : un guillemet n’y est pas refermé, elle est trop longue ou abîmée. Rien n’a été importé."),
			diag_num((long long)row->line));
	return import_columns_find(row, s->map, s->columns, why);
}

/* The first row that will do. What is said is what the first one lacks. */
static enum jal_err find_titles(const struct source *s, struct diag *why)
{
	struct diag first = DIAG_INIT;
	struct table_row row;
	for (unsigned n = 0; n < ABOVE_MAX; n++) {
		struct diag said = DIAG_INIT;
		enum jal_err err = table_next(s->table, &row, &said);
		if (err == JAL_ERR_NOT_FOUND && n == 0)
			return diag_set(why, JAL_ERR_SYNTAX, N_("Le fichier est vide. Rien n’a été importé."));
		if (err == JAL_ERR_NOT_FOUND)
			break;
		if (err)
			return diag_pass(why, err, &said);
		err = titles_of(s, &row, &said);
		if (!err)
			return JAL_OK;
		if (err != JAL_ERR_SYNTAX)
			return diag_pass(why, err, &said);
		if (n == 0)
			first = said;
	}
	return diag_pass(why, JAL_ERR_SYNTAX, &first);
}

/* Opens one sheet and reads up to its titles. */
static enum jal_err try_sheet(struct source *s, long sheet, struct diag *why)
{
	table_close(s->table);
	s->table = NULL;
	s->options.sheet = sheet;
	const enum jal_err err = table_open(s->path, &s->options, &s->table, why);
	return err ? diag_set_if_empty(why, err, NULL) : find_titles(s, why);
}

/* The number of a sheet by its name or, from 1, its number; -1. */
static long number_of(const struct table_sheet *sheets, size_t count, const char *asked)
{
	char *end = NULL;
	for (size_t i = 0; i < count; i++)
		if (strcmp(sheets[i].name, asked) == 0)
			return (long)i;
	const unsigned long n = *asked >= '1' && *asked <= '9' ? strtoul(asked, &end, 10) : 0;
	return n > 0 && n <= count && !*end ? (long)n - 1 : -1;
}

/* No titles on the first sheet: it may be a cover. */
static enum jal_err try_others(struct source *s, struct diag *why)
{
	size_t count = 0;
	const struct table_sheet *sheets = table_sheets(s->table, &count);
	bool shown[FOREIGN_SHEETS_MAX] = { false };
	enum jal_err err = JAL_ERR_SYNTAX;
	for (size_t i = 0; i < count; i++)
		shown[i] = sheets[i].kind == FOREIGN_SHOWN;
	for (size_t i = 0, tried = 0; i < count && tried < SHEETS_MAX && err == JAL_ERR_SYNTAX; i++) {
		struct diag other = DIAG_INIT;
		if (!shown[i])
			continue;
		tried++;
		err = try_sheet(s, (long)i, &other);
		if (err && err != JAL_ERR_SYNTAX)
			return diag_pass(why, err, &other);
	}
	return err;
}

static enum jal_err open_asked(struct source *s, const char *asked, struct diag *why)
{
	size_t count = 0;
	struct diag first = DIAG_INIT;
	/* The names are known once one is open. */
	const enum jal_err err = try_sheet(s, -1, &first);
	const struct table_sheet *sheets = s->table ? table_sheets(s->table, &count) : NULL;
	if (count == 0)
		return err && err != JAL_ERR_SYNTAX ? diag_pass(why, err, &first)
			: diag_set(why, JAL_ERR_INVALID, N_("Ce fichier n’est pas un classeur : il n’a pas de feuille à choisir. Rien n’a été importé."));
	const long wanted = number_of(sheets, count, asked);
	if (wanted < 0)
		return diag_set(why, JAL_ERR_INVALID, N_("Ce classeur n’a pas de feuille « %1 ». La première est « %2 », et il y en a %3. Rien n’a été importé."),
			asked, sheets[0].name, diag_num((long long)count));
	if (!err)
		import_columns_free(s->columns);
	return try_sheet(s, wanted, why);
}

enum jal_err import_source_open(const char *path, const char *reader, const char *sheet, const struct import_map *map,
	struct table **table, struct import_columns *columns, struct diag *why)
{
	struct source s = { .path = path, .map = map, .options = { .program = reader }, .columns = columns };
	enum jal_err err = look_at_file(path, why);
	if (err)
		return err;
	err = sheet ? open_asked(&s, sheet, why) : try_sheet(&s, -1, why);
	if (err == JAL_ERR_SYNTAX && !sheet && s.table && !try_others(&s, why))
		err = JAL_OK;
	if (err) {
		table_close(s.table);
		return err;
	}
	*table = s.table;
	return JAL_OK;
}
