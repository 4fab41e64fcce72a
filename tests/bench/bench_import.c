/*
 * Import beside raw inserts: how long 100,000 lines of 25 columns take, against
 * two things: the lines as rows of one table of SQLCipher; and the rows that the
 * import has written (operations, records, dossiers, list), the search index left
 * out, copied into another vault with the same indexes. And how much memory.
 *
 *	bench_import [LINES]		measures
 *	bench_import FILE.csv…		imports each file in turn into one new vault and tells each line's fate
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "core/csv.h"
#include "core/import.h"
#include "core/import_report.h"
#include "tests/bench/bench.h"
#include "tests/support/corebox.h"
#include "tests/support/rng.h"

#define COLUMNS 25
#define ROUNDS 2

/* Of this process's own work, so that what else runs on the machine does not count. */
static double seconds(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak_kib(void)
{
	struct rusage u;
	(void)getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss;
}

/* ---- the file ---- */

static unsigned below(struct rng *r, unsigned n)
{
	return (unsigned)rng_below(r, n);
}

static const char *pick(struct rng *r, const char *const *of, size_t n)
{
	return of[rng_below(r, n)];
}
#define PICK(r, a) pick((r), (a), sizeof(a) / sizeof((a)[0]))

static void write_line(FILE *f, struct rng *r, unsigned long n)
{
	static const char *const given[] = { "Aïcha", "Élodie", "Jean-Noël", "Maëlys", "Pierre", "Ousmane", "Zoé", "Loïc" };
	static const char *const first[] = { "Bran", "Cor", "Dal", "Fer", "Gris", "Lan", "Mor", "Pel", "Rou", "Val" };
	static const char *const last[] = { "dache", "lecourt", "mont", "nier", "quefort", "rivière", "selin", "tignac" };
	static const char *const town[] = { "Camembert", "Saint-Œuvre", "Lussac-la-Forêt", "Vézelin" };
	static const char *const work[] = { "recherche_emploi", "iae", "cdd", "formation", "" };
	static const char *const rsa[] = { "rsa_droit_ouvert_versable", "rsa_droit_ouvert_et_suspendu", "rsa_clot" };
	static const char *const level[] = { "NV5", "NV4", "NV3", "AFS" };
	const unsigned day = 1 + below(r, 28), month = 1 + below(r, 12), year = 1960 + below(r, 45);
	(void)fprintf(f, "SI%lu;%s;%s%s;%04u-%02u-%02u;;%s;06%08u;p%lu@exemple.fr;%u rue du Fromage;\"Lieu-dit \"\"Le Pré\"\"\";",
		n, PICK(r, given), PICK(r, first), PICK(r, last), year, month, day, PICK(r, town), below(r, 100000000), n,
		1 + below(r, 99));
	(void)fprintf(f, "61%03u;%s;%s;%07u;%07uA;%s;;Oui;Non;non;%u;Pontier élingueur (N1104);%s;;\r\n", below(r, 1000),
		PICK(r, town), PICK(r, work), below(r, 10000000), below(r, 10000000), PICK(r, rsa), 5 * below(r, 12),
		PICK(r, level));
}

static void write_file(const char *path, unsigned long lines)
{
	struct rng r = { 20261124 };
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	(void)fputs("Identifiant dans le SI*;Prénom*;Nom*;Date de naissance*;NIR;Lieu de naissance;Téléphone;Email;Adresse;"
		    "Adresse (complément);Code postal;Ville;Situation;Numéro allocataire CAF/MSA;Identifiant Pôle emploi;"
		    "Droits RSA;Droits ARE;Droits ASS;Prime d'activité;RQTH;Zone de mobilité;Emploi recherché (code ROME);"
		    "Niveau de formation;Structure;Accompagnateurs\r\n", f);
	for (unsigned long n = 1; n <= lines; n++)
		write_line(f, &r, n);
	assert_int_equal(fclose(f), 0);
}

/* ---- raw inserts ---- */

enum { INSERT, COUNT };
static const char *const text[COUNT] = {
	[INSERT] = "INSERT INTO raw VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
		   " ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
};
static const struct db_sql raw_sql = { "raw", COUNT, text };

static void insert_all(struct db *db, struct csv_reader *csv)
{
	struct table_row row;
	struct db_st *st = NULL;
	assert_int_equal(db_use(db, &raw_sql, INSERT, &st), JAL_OK);
	while (csv_next(csv, &row) == JAL_OK) {
		bool more = false;
		for (size_t i = 0; i < COLUMNS && i < row.count; i++)
			db_bind_textn(st, (int)i + 1, row.cells[i].s, row.cells[i].n);
		assert_int_equal(db_step(st, &more), JAL_OK);
		db_again(st);
	}
	db_done(st);
}

static double raw(const char *path)
{
	struct corebox box;
	struct csv_reader *csv = NULL;
	char sql[512] = "CREATE TABLE raw (";
	corebox_open(&box);
	for (int i = 0; i < COLUMNS; i++)
		(void)snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), "%sc%d TEXT", i ? ", " : "", i);
	(void)snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), ") STRICT");
	assert_int_equal(db_begin(box.db), JAL_OK);
	assert_int_equal(db_exec(box.db, sql), JAL_OK);
	assert_int_equal(db_commit(box.db), JAL_OK);
	const double start = seconds();
	assert_int_equal(csv_open(path, NULL, &csv, NULL), JAL_OK);
	assert_int_equal(db_begin(box.db), JAL_OK);
	insert_all(box.db, csv);
	assert_int_equal(db_commit(box.db), JAL_OK);
	const double took = seconds() - start;
	csv_close(csv);
	corebox_close(&box);
	return took;
}

/* ---- the import's own rows, copied ---- */

/* One step of a statement for each row of another, columns bound as they are. */
static unsigned long copy_table(sqlite3 *from, sqlite3 *to, const char *table)
{
	char sql[2048];
	sqlite3_stmt *out = NULL, *in = NULL;
	unsigned long rows = 0;
	(void)snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\"", table);
	assert_int_equal(sqlite3_prepare_v2(from, sql, -1, &out, NULL), SQLITE_OK);
	const int n = sqlite3_column_count(out);
	(void)snprintf(sql, sizeof(sql), "INSERT OR IGNORE INTO \"%s\" VALUES (?", table);
	for (int i = 1; i < n; i++)
		(void)snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), ", ?");
	(void)snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), ")");
	if (to)
		assert_int_equal(sqlite3_prepare_v2(to, sql, -1, &in, NULL), SQLITE_OK);
	for (; sqlite3_step(out) == SQLITE_ROW; rows++) {
		for (int i = 0; i < n; i++) {
			sqlite3_value *v = sqlite3_column_value(out, i);
			if (in)
				assert_int_equal(sqlite3_bind_value(in, i + 1, v), SQLITE_OK);
		}
		if (in) {
			assert_int_equal(sqlite3_step(in), SQLITE_DONE);
			assert_int_equal(sqlite3_reset(in), SQLITE_OK);
		}
	}
	(void)sqlite3_finalize(out);
	(void)sqlite3_finalize(in);
	return rows;
}

/* All tables of the journal, the model and the list, search indexes apart; to NULL: only read. */
static double copy_all(struct db *from, struct db *to, unsigned long *rows)
{
	sqlite3_stmt *names = NULL;
	const double start = seconds();
	*rows = 0;
	if (to)
		assert_int_equal(db_begin(to), JAL_OK);
	assert_int_equal(sqlite3_prepare_v2(db_sqlite(from),
				 "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'list\\_search%' ESCAPE '\\'"
				 " AND name NOT LIKE 'note\\_search%' ESCAPE '\\'"
				 " AND name NOT LIKE 'k\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' AND name <> 'meta'",
				 -1, &names, NULL), SQLITE_OK);
	while (sqlite3_step(names) == SQLITE_ROW)
		*rows += copy_table(db_sqlite(from), to ? db_sqlite(to) : NULL, (const char *)sqlite3_column_text(names, 0));
	(void)sqlite3_finalize(names);
	if (to)
		assert_int_equal(db_commit(to), JAL_OK);
	return seconds() - start;
}

/* ---- the import ---- */

static double import_once(struct corebox *box, const char *path, bool dry_run, struct import_totals *totals)
{
	const struct import_options options = { .dry_run = dry_run };
	struct diag diag = DIAG_INIT;
	const double start = seconds();
	const enum jal_err err = import_file(box->journal, &box->clock, path, &options, totals, &diag);
	const double took = seconds() - start;
	if (err && err != JAL_ERR_WAITING)
		fail_msg("import: %s: %s", jal_err_name(err), diag.text ? diag.text : "");
	return took;
}

static double copy(struct corebox *box, unsigned long *rows)
{
	struct corebox other;
	corebox_open(&other);
	db_cache(other.db, 49152);
	const double reading = copy_all(box->db, NULL, rows);
	const double copying = copy_all(box->db, other.db, rows) - reading;
	corebox_close(&other);
	return copying;
}

/* ---- in turn ---- */

struct figures {
	struct bench_series import, again, rows, raw;
	struct import_totals totals;
	unsigned long row_count;
	double peak_mib;
};

static void one_round(const char *path, struct figures *f)
{
	struct corebox box;
	struct import_totals again;
	corebox_open(&box);
	bench_add(&f->import, 1e6 * import_once(&box, path, false, &f->totals));
	if (f->peak_mib <= 0)
		f->peak_mib = (double)peak_kib() / 1024;
	bench_add(&f->again, 1e6 * import_once(&box, path, false, &again));
	bench_add(&f->rows, 1e6 * copy(&box, &f->row_count));
	corebox_close(&box);
	bench_add(&f->raw, 1e6 * raw(path));
}

static void measure(const char *path, unsigned long lines)
{
	struct figures f = { .peak_mib = 0 };
	char what[96];
	for (int i = 0; i < ROUNDS; i++)
		one_round(path, &f);
	bench_table("An import",
		"A file of 25 columns imported into an empty vault, in one transaction, then imported again. Beside it, in turn: "
		"all rows that this left in the tables, read from there and inserted one by one into the same tables of another "
		"database, with their indexes and without the search index; and the file's cells inserted into one table of 25 "
		"text columns without any index. Processor time, databases in memory (tmpfs) where there is one.");
	(void)snprintf(what, sizeof(what), "%lu lines, %llu dossiers", lines, (unsigned long long)f.totals.created);
	bench_row(&(struct bench_row){ .what = what, .ours = &f.import, .beside = "its rows, raw inserts", .peer = &f.rows,
		.aim_ratio = 3 });
	bench_row(&(struct bench_row){ .what = "the same", .ours = &f.import, .beside = "cells, one bare table", .peer = &f.raw });
	bench_row(&(struct bench_row){ .what = "imported again, nothing new", .ours = &f.again });
	(void)snprintf(what, sizeof(what), "rows written, for each line");
	bench_value(what, (double)f.row_count / (double)lines, 0, "");
	bench_value("resident at most", f.peak_mib, 0, "MiB");
	bench_clear(&f.import);
	bench_clear(&f.again);
	bench_clear(&f.rows);
	bench_clear(&f.raw);
}

/* ---- files told line by line ---- */

static enum jal_err tell(void *ctx, const struct import_line *l)
{
	struct buf b = BUF_INIT;
	(void)ctx;
	enum jal_err err = import_report_sentence(l, NULL, &b);
	(void)printf("  %llu %s: %s\n", (unsigned long long)l->line, import_report_code(l->fate), buf_str(&b));
	for (size_t i = 0; !err && i < l->remark_count; i++) {
		buf_clear(&b);
		err = import_report_remark(&l->remarks[i], NULL, &b);
		(void)printf("      %s %s\n", l->remarks[i].error ? "error  " : "warning", buf_str(&b));
	}
	buf_free(&b);
	return err;
}

static void tell_files(int count, char **paths)
{
	struct corebox box;
	const struct import_options options = { .line = tell };
	corebox_open(&box);
	for (int i = 0; i < count; i++) {
		struct import_totals t;
		struct diag diag = DIAG_INIT;
		(void)printf("%s\n", paths[i]);
		const enum jal_err err = import_file(box.journal, &box.clock, paths[i], &options, &t, &diag);
		(void)printf("  -> %s; lines %llu created %llu updated %llu unchanged %llu undecided %llu refused %llu; errors %llu warnings %llu\n",
			err ? jal_err_name(err) : "ok", (unsigned long long)t.lines, (unsigned long long)t.created,
			(unsigned long long)t.updated, (unsigned long long)t.unchanged, (unsigned long long)t.undecided,
			(unsigned long long)t.refused, (unsigned long long)t.field_errors, (unsigned long long)t.field_warnings);
		if (diag.text) {
			struct buf b = BUF_INIT;
			if (!diag_render(&diag, NULL, &b))
				(void)printf("  %s\n", buf_str(&b));
			buf_free(&b);
		}
	}
	corebox_close(&box);
}

int main(int argc, char **argv)
{
	const unsigned long lines = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
	char path[] = "/tmp/jalon-bench-XXXXXX";
	if (argc > 1 && lines == 0) {
		tell_files(argc - 1, argv + 1);
		return 0;
	}
	const int fd = mkstemp(path);
	if (fd < 0 || close(fd) != 0)
		return 1;
	write_file(path, lines);
	measure(path, lines);
	return unlink(path) != 0;
}
