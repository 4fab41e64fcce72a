/*
 * A durable save beside bare commits: a note written in a vault of 5,000
 * dossiers; the same rows put in by hand; the same bytes in one row of one table
 * that has an index. In turn, each as often first as second and third, with the
 * same settings, on the same disk; both what one waits and what the processor does.
 *
 *	bench_save [ROUNDS]		600 by default
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/caseload.h"
#include "core/journal.h"
#include "core/roster.h"
#include "core/schema.h"
#include "core/vault.h"
#include "tests/bench/bench.h"
#include "tests/bench/crowd.h"

#define DOSSIERS 5000
/* Of the bare table's rows that are there before: about an operation's. */
#define BYTES 150
#define TRIALS 120

static void must(enum jal_err err, const char *what)
{
	if (err) {
		(void)fprintf(stderr, "bench_save: %s: %s\n", what, jal_err_name(err));
		exit(1);
	}
}

static void shell(const char *command)
{
	if (system(command) != 0)
		exit(1);
}

/* ---- the bare commits ---- */

enum { PUT, FILL, OPS, FID, RID, RECORD, OP, NOTE, LINE, UNSENT, COUNT };
static const char *const text[COUNT] = {
	[PUT] = "INSERT INTO bare (name, bytes) VALUES (?1, ?2)",
	[FILL] = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)"
		 " INSERT INTO bare (name, bytes) SELECT randomblob(16), randomblob(?2) FROM n",
	[OPS] = "SELECT count(*) FROM j_op",
	[FID] = "SELECT fid FROM j_folder WHERE id = ?1",
	[RID] = "SELECT max(rid) FROM j_record",
	[RECORD] = "INSERT INTO j_record (fid, entity, id) VALUES (?1, 14, ?2)",
	[OP] = ("INSERT INTO j_op (rid, cid, dev, number, stamp, body) SELECT ?1, cid, dev, number + 1, stamp + 1, ?2"
		" FROM j_op ORDER BY oid DESC LIMIT 1"),
	[NOTE] = "INSERT INTO note (rid, date, channel, text) VALUES (?1, ?2, 'home_visit', ?3)",
	[LINE] = "UPDATE list_row SET own = own + 1, last_contact = ?2 WHERE fid = ?1",
	/* As most of these saves are the first of their dossier since an exchange. */
	[UNSENT] = "UPDATE j_own SET unsent = unsent + 1",
};
static const struct db_sql bare_sql = { "bare", COUNT, text };

static struct db_st *use(struct db *db, int which)
{
	struct db_st *st = NULL;
	must(db_use(db, &bare_sql, which, &st), "a statement");
	return st;
}

static int64_t number_of(struct db *db, int which, const struct jal_id *id)
{
	struct db_st *st = use(db, which);
	bool row = false;
	if (id)
		db_bind_id(st, 1, id);
	must(db_step(st, &row), "looking");
	const int64_t n = row ? db_col_i64(st, 0) : 0;
	db_done(st);
	return n;
}

/* A table of as many rows as the vault has operations, with names by chance and their index. */
static struct db *bare_open(const char *path, const struct secret *key, struct turn *turn, int64_t rows, size_t bytes)
{
	const struct db_options options = { .path = path, .key = key, .turn = turn, .first = true, .create = true };
	struct db *db = NULL;
	FILE *f = fopen(path, "w");
	int code = 0;
	if (!f || fclose(f) != 0)
		exit(1);
	must(db_open(&options, &db, &code), "the bare database");
	must(db_begin(db), "beginning");
	must(db_exec(db, "CREATE TABLE bare (n INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT"),
		"its table");
	struct db_st *st = use(db, FILL);
	db_bind_i64(st, 1, rows);
	db_bind_i64(st, 2, (int64_t)bytes);
	must(db_run(st), "its rows");
	must(db_commit(db), "committing");
	return db;
}

static void bare_save(struct db *db, const struct jal_id *name, const struct buf *bytes)
{
	must(db_begin(db), "beginning");
	struct db_st *st = use(db, PUT);
	db_bind_id(st, 1, name);
	db_bind_blob(st, 2, bytes->data, bytes->len);
	must(db_run(st), "inserting");
	must(db_commit(db), "committing");
}

/* Where the rows of a note go. */
struct spot {
	int64_t fid, rid;
};

static struct spot spot_of(struct db *db, const struct edit *note)
{
	return (struct spot){ number_of(db, FID, edit_dossier(note)), number_of(db, RID, NULL) + 1 };
}

/* The rows that a save of this note writes, by hand: nothing is checked, merged or summed up. */
static void rows_save(struct db *db, struct spot at, const struct edit *note, const struct buf *bytes, int32_t today)
{
	must(db_begin(db), "beginning");
	struct db_st *st = use(db, RECORD);
	db_bind_i64(st, 1, at.fid);
	db_bind_id(st, 2, edit_record(note));
	must(db_run(st), "the record");
	st = use(db, OP);
	db_bind_i64(st, 1, at.rid);
	db_bind_blob(st, 2, bytes->data, bytes->len);
	must(db_run(st), "the operation");
	st = use(db, NOTE);
	db_bind_i64(st, 1, at.rid);
	db_bind_i64(st, 2, today);
	db_bind_text(st, 3, edit_value(note, FIELD_note_text)->text);
	must(db_run(st), "the note");
	st = use(db, LINE);
	db_bind_i64(st, 1, at.fid);
	db_bind_i64(st, 2, today);
	must(db_run(st), "the line");
	must(db_run(use(db, UNSENT)), "the count of unsent ones");
	must(db_commit(db), "committing");
}

/* ---- the save ---- */

struct session {
	struct vault *vault;
	struct journal *j;
	struct caseload_view *view;
	struct jal_id caseload;
	int32_t today;
};

static void session_open(struct session *s, const char *path)
{
	const struct vault_options options = { .path = path, .schema = &schema_vault, .clock = clock_system() };
	const struct vault_credential credential = { SLOTS_PASSPHRASE, CROWD_PHRASE, strlen(CROWD_PHRASE) };
	struct roster_territory territory;
	struct diag why = DIAG_INIT;
	must(vault_open(&options, &credential, &s->vault, &why), "opening");
	must(journal_open(vault_db(s->vault), clock_system(), &s->j), "the journal");
	must(roster_territory(vault_db(s->vault), &territory), "the caseload");
	s->caseload = territory.home_caseload;
	s->today = clock_today(clock_system());
	must(caseload_open(vault_db(s->vault), s->today, &s->view), "the list");
}

static void session_close(struct session *s)
{
	caseload_close(s->view);
	journal_close(s->j);
	vault_close(s->vault);
}

static struct edit *make_note(const struct session *s, int number)
{
	const struct jal_id dossier = crowd_id((unsigned)(number * 7919) % DOSSIERS, 0);
	char said[512];
	struct edit *e = NULL;
	struct value v = value_number(s->today);
	must(edit_create(ENTITY_note, &s->caseload, &dossier, &e), "an edit");
	must(edit_set(e, FIELD_note_date, &v), "a field");
	v = value_text("home_visit");
	must(edit_set(e, FIELD_note_channel, &v), "a field");
	(void)snprintf(said, sizeof(said), "Visite à domicile, la %d e. Le chauffage est réparé. Une place en crèche est "
		"possible le mercredi à partir du mois prochain ; reste à joindre l’attestation de la CAF. Prochain point par "
		"téléphone dans quinze jours.", number);
	v = value_text(said);
	must(edit_set(e, FIELD_note_text, &v), "a field");
	return e;
}

/* As when someone types a note: the file is open, its pages have been read. */
static enum jal_err look(void *ctx, struct record *r)
{
	(void)ctx;
	record_free(r);
	return JAL_OK;
}

static void read_file(const struct session *s, const struct jal_id *dossier)
{
	const struct caseload_row *row = NULL;
	must(caseload_row(s->view, dossier, &row), "the line");
	for (enum entity e = ENTITY_dossier; e <= ENTITY_followup; e++)
		if (model_entity(e)->home == HOME_dossier)
			must(journal_each(s->j, &s->caseload, e, dossier, look, NULL), "the file");
}

static void save(const struct session *s, struct edit *note)
{
	struct diag why = DIAG_INIT;
	must(journal_write(s->j, &note, 1, &why), "saving");
}

/* ---- in turn ---- */

enum way { OURS, ROWS, BARE, WAYS };

struct contest {
	const struct session *s, *copy;
	struct db *bare;
	struct bench_series wall[WAYS], work[WAYS];
};

/* The same note, one way; what it took is kept unless it is a trial run. */
static void one(struct contest *c, enum way way, struct edit *note, const struct buf *bytes, bool counts)
{
	struct spot at = { 0, 0 };
	if (way == OURS)
		read_file(c->s, edit_dossier(note));
	if (way == ROWS) {
		read_file(c->copy, edit_dossier(note));
		at = spot_of(vault_db(c->copy->vault), note);
	}
	const double work = bench_work(), wall = bench_now();
	switch (way) {
	case OURS:
		save(c->s, note);
		break;
	case ROWS:
		rows_save(vault_db(c->copy->vault), at, note, bytes, c->s->today);
		break;
	case BARE:
	case WAYS:
		bare_save(c->bare, edit_record(note), bytes);
		break;
	}
	if (counts) {
		bench_add(&c->wall[way], bench_now() - wall);
		bench_add(&c->work[way], bench_work() - work);
	}
}

static void compare(struct contest *c, int rounds)
{
	static const enum way turns[][WAYS] = { { OURS, ROWS, BARE }, { ROWS, BARE, OURS }, { BARE, OURS, ROWS },
		{ BARE, ROWS, OURS }, { OURS, BARE, ROWS }, { ROWS, OURS, BARE } };
	/* The first ones find nothing in memory and a log that still grows. */
	for (int i = -TRIALS; i < rounds; i++) {
		struct buf bytes = BUF_INIT;
		struct edit *note = make_note(c->s, i + TRIALS);
		must(edit_encode(note, &bytes), "the bytes");
		for (int k = 0; k < WAYS; k++)
			one(c, turns[(i + TRIALS) % 6][k], note, &bytes, i >= 0);
		edit_free(note);
		buf_free(&bytes);
	}
	bench_row(&(struct bench_row){ .what = "a note saved, waited for", .ours = &c->wall[OURS], .aim_95 = 150e3,
		.aim_worst = 500e3, .beside = "bare SQLCipher, one row", .peer = &c->wall[BARE], .aim_ratio = 1.2 });
	bench_row(&(struct bench_row){ .what = "the same", .ours = &c->wall[OURS], .beside = "bare SQLCipher, its rows",
		.peer = &c->wall[ROWS] });
	bench_row(&(struct bench_row){ .what = "a note saved, processor time", .ours = &c->work[OURS],
		.beside = "bare SQLCipher, one row", .peer = &c->work[BARE], .aim_ratio = 1.2 });
	bench_row(&(struct bench_row){ .what = "the same", .ours = &c->work[OURS], .beside = "bare SQLCipher, its rows",
		.peer = &c->work[ROWS] });
	for (int k = 0; k < WAYS; k++) {
		bench_clear(&c->wall[k]);
		bench_clear(&c->work[k]);
	}
}

int main(int argc, char **argv)
{
	const int rounds = argc > 1 ? atoi(argv[1]) : 600;
	struct session s, copy;
	struct secret key = SECRET_INIT;
	struct turn *turn = NULL;
	char command[2048];
	must(secret_start(), "secrets");
	const char *made = crowd_vault(DOSSIERS);
	(void)snprintf(command, sizeof(command),
		"rm -rf bench-save && mkdir bench-save && cp -r %s bench-save/vault && cp -r %s bench-save/copy", made, made);
	shell(command);
	session_open(&s, "bench-save/vault");
	session_open(&copy, "bench-save/copy");
	must(secret_new(DB_KEY_BYTES, &key), "a key");
	must(turn_new(&turn), "a turn");
	struct db *db = bare_open("bench-save/bare.db", &key, turn, number_of(vault_db(s.vault), OPS, NULL), BYTES);
	bench_table("A durable save",
		"A note of 300 bytes written in a copy of the vault of 5,000 dossiers, in a file that was just read: operation, "
		"record, table and list, on disk (fsync) when it returns. Beside it, in turn, each as often first as last, on the "
		"same disk with the same settings: the operation's bytes in one row of a table that has an index of 16-byte names "
		"by chance and as many rows as the vault has operations; and the rows that a save writes put into the same tables "
		"of another copy by plain statements, nothing checked or summed up. Waited for: by the clock, fsync included. "
		"Processor time: the program's and the kernel's on its behalf.");
	struct contest c = { .s = &s, .copy = &copy, .bare = db };
	compare(&c, rounds);
	session_close(&s);
	session_close(&copy);
	db_close(db);
	turn_free(turn);
	secret_free(&key);
	shell("rm -rf bench-save");
	return 0;
}
