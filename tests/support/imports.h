/*
 * Files for tests of imports, as texts, and what an import makes of them in one
 * short text, on top of corebox. The people are invented.
 */
#ifndef TESTS_SUPPORT_IMPORTS_H
#define TESTS_SUPPORT_IMPORTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/import.h"
#include "core/import_report.h"
#include "tests/support/corebox.h"

/* The columns of Carnet de bord's file of beneficiaries. */
#define CARNET                                                                                                  \
	"Identifiant dans le SI*;Prénom*;Nom*;Date de naissance*;NIR;Lieu de naissance;Téléphone;Email;"       \
	"Adresse;Adresse (complément);Code postal;Ville;Situation;Numéro allocataire CAF/MSA;"                 \
	"Identifiant Pôle emploi;Droits RSA;Droits ARE;Droits ASS;Prime d'activité;RQTH;Zone de mobilité;"     \
	"Emploi recherché (code ROME);Niveau de formation;Structure;Accompagnateurs\r\n"

struct imported {
	enum jal_err err;
	struct diag diag;
	struct import_totals totals;
	struct buf lines;		/* "2 created !Téléphone ?Structure\n": ! an error, ? a warning */
	struct jal_id record[16];	/* of the first lines told */
	struct buf sentences;		/* "2 Nouveau dossier.\n" */
	size_t count;
	char ignored[256];		/* titles, a | behind each */
	uint64_t stop_at;		/* told to stop at this call of progress; 0: never */
	uint64_t calls;
	uint64_t last_done, last_total;
};

static inline enum jal_err imports_line(void *ctx, const struct import_line *l)
{
	struct imported *in = ctx;
	if (in->count < 16)
		in->record[in->count++] = l->record;
	assert_int_equal(buf_printf(&in->lines, "%llu %s", (unsigned long long)l->line, import_report_code(l->fate)), JAL_OK);
	for (size_t i = 0; i < l->remark_count; i++) {
		assert_non_null(l->remarks[i].reason.text);
		assert_int_equal(buf_printf(&in->lines, " %s%s", l->remarks[i].error ? "!" : "?", l->remarks[i].column), JAL_OK);
	}
	assert_int_equal(buf_puts(&in->lines, "\n"), JAL_OK);
	assert_non_null(l->say.text);
	assert_int_equal(buf_printf(&in->sentences, "%llu ", (unsigned long long)l->line), JAL_OK);
	assert_int_equal(import_report_sentence(l, NULL, &in->sentences), JAL_OK);
	return buf_puts(&in->sentences, "\n");
}

static inline enum jal_err imports_titles(void *ctx, enum import_kind kind, const struct import_title *titles, size_t count)
{
	struct imported *in = ctx;
	(void)kind;
	for (size_t i = 0; i < count; i++) {
		const size_t at = strlen(in->ignored);
		if (!titles[i].label)
			(void)snprintf(in->ignored + at, sizeof(in->ignored) - at, "%s|", titles[i].text);
	}
	return JAL_OK;
}

static inline bool imports_progress(void *ctx, uint64_t done, uint64_t total)
{
	struct imported *in = ctx;
	in->calls++;
	in->last_done = done;
	in->last_total = total;
	return in->calls != in->stop_at;
}

static inline void imports_path(struct corebox *box, struct imported *in, const char *path,
	const struct import_options *options)
{
	struct import_options o = options ? *options : (struct import_options){ .dry_run = false };
	o.line = imports_line;
	o.titles = imports_titles;
	o.progress = imports_progress;
	o.ctx = in;
	in->count = 0;
	in->calls = 0;
	in->ignored[0] = 0;
	buf_clear(&in->lines);
	buf_clear(&in->sentences);
	in->diag = DIAG_INIT;
	in->err = import_file(box->journal, &box->clock, path, &o, &in->totals, &in->diag);
}

static inline void imports_file(char path[32], const void *bytes, size_t n)
{
	(void)snprintf(path, 32, "/tmp/jalon-import-XXXXXX");
	const int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), (ssize_t)n);
	assert_int_equal(close(fd), 0);
}

static inline void imports_bytes(struct corebox *box, struct imported *in, const void *bytes, size_t n,
	const struct import_options *options)
{
	char path[32];
	imports_file(path, bytes, n);
	imports_path(box, in, path, options);
	assert_int_equal(unlink(path), 0);
}

static inline void imports_text(struct corebox *box, struct imported *in, const char *text,
	const struct import_options *options)
{
	imports_bytes(box, in, text, strlen(text), options);
}

static inline void imports_free(struct imported *in)
{
	buf_free(&in->lines);
	buf_free(&in->sentences);
}

/* How many operations the journal holds. */
static inline int64_t imports_operations(struct corebox *box)
{
	static const char *const text[] = { "SELECT count(*) FROM j_op" };
	static const struct db_sql sql = { "imports", 1, text };
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(box->db, &sql, 0, &st), JAL_OK);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_true(row);
	const int64_t n = db_col_i64(st, 0);
	db_done(st);
	return n;
}

#define assert_lines(in, want) assert_string_equal(buf_str(&(in).lines), (want))
#define assert_says(in, want) assert_non_null(strstr(buf_str(&(in).sentences), (want)))

#endif
