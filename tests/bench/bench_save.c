/*
 * A durable save beside bare commits: a note written in a vault of 5,000
 * dossiers; the same rows put in by hand; the same bytes in one row of one table.
 * In turn, with the same settings, on the same disk.
 *
 *	bench_save [ROUNDS]		500 by default
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/caseload.h"
#include "core/casework.h"
#include "core/journal.h"
#include "core/roster.h"
#include "core/schema.h"
#include "core/vault.h"
#include "tests/bench/bench.h"
#include "tests/bench/crowd.h"

#define DOSSIERS 5000

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

enum { PUT, FID, RID, RECORD, OP, NOTE, LINE, OWN, STAMP, COUNT };
static const char *const text[COUNT] = {
	[PUT] = "INSERT INTO bare (bytes) VALUES (?1)",
	[FID] = "SELECT fid FROM j_folder WHERE id = ?1",
	[RID] = "SELECT max(rid) FROM j_record",
	[RECORD] = "INSERT INTO j_record (fid, entity, id) VALUES (?1, 14, ?2)",
	[OP] = ("INSERT INTO j_op (rid, cid, dev, number, stamp, body) SELECT ?1, cid, dev, number + 1, stamp + 1, ?2"
		" FROM j_op ORDER BY oid DESC LIMIT 1"),
	[NOTE] = "INSERT INTO note (rid, date, channel, text) VALUES (?1, ?2, 'home_visit', ?3)",
	[LINE] = "UPDATE list_row SET own = own + 1, last_contact = ?2 WHERE fid = ?1",
	[OWN] = "UPDATE j_own SET next = next + 1",
	[STAMP] = "UPDATE meta SET value = value + 1 WHERE name = 'journal.stamp'",
};
static const struct db_sql bare_sql = { "bare", COUNT, text };

static struct db *bare_open(const char *path, const struct secret *key, struct turn *turn)
{
	const struct db_options options = { .path = path, .key = key, .turn = turn, .first = true, .create = true };
	struct db *db = NULL;
	FILE *f = fopen(path, "w");
	int code = 0;
	if (!f || fclose(f) != 0)
		exit(1);
	must(db_open(&options, &db, &code), "the bare database");
	must(db_begin(db), "beginning");
	must(db_exec(db, "CREATE TABLE bare (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT"), "its table");
	must(db_commit(db), "committing");
	return db;
}

static struct db_st *use(struct db *db, int which)
{
	struct db_st *st = NULL;
	must(db_use(db, &bare_sql, which, &st), "a statement");
	return st;
}

static double bare_save(struct db *db, const struct buf *bytes)
{
	const double start = bench_now();
	must(db_begin(db), "beginning");
	struct db_st *st = use(db, PUT);
	db_bind_blob(st, 1, bytes->data, bytes->len);
	must(db_run(st), "inserting");
	must(db_commit(db), "committing");
	return bench_now() - start;
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

/* The rows that a save of this note writes, by hand: nothing is checked, merged or summed up. */
static double rows_save(struct db *db, const struct edit *note, const struct buf *bytes, int32_t today)
{
	const int64_t fid = number_of(db, FID, edit_dossier(note));
	const int64_t rid = number_of(db, RID, NULL) + 1;
	const double start = bench_now();
	must(db_begin(db), "beginning");
	struct db_st *st = use(db, RECORD);
	db_bind_i64(st, 1, fid);
	db_bind_id(st, 2, edit_record(note));
	must(db_run(st), "the record");
	st = use(db, OP);
	db_bind_i64(st, 1, rid);
	db_bind_blob(st, 2, bytes->data, bytes->len);
	must(db_run(st), "the operation");
	st = use(db, NOTE);
	db_bind_i64(st, 1, rid);
	db_bind_i64(st, 2, today);
	db_bind_text(st, 3, edit_value(note, FIELD_note_text)->text);
	must(db_run(st), "the note");
	st = use(db, LINE);
	db_bind_i64(st, 1, fid);
	db_bind_i64(st, 2, today);
	must(db_run(st), "the line");
	must(db_run(use(db, OWN)), "the counter");
	must(db_run(use(db, STAMP)), "the stamp");
	must(db_commit(db), "committing");
	return bench_now() - start;
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

static double save(const struct session *s, struct edit *note)
{
	struct diag why = DIAG_INIT;
	const double start = bench_now();
	must(casework_write_note(s->j, note, NULL, 0, &why), "saving");
	return bench_now() - start;
}

/* ---- in turn ---- */

static void compare(const struct session *s, const struct session *copy, struct db *db, int rounds)
{
	struct bench_series ours = { .at = NULL }, rows = { .at = NULL }, bare = { .at = NULL };
	/* The first ones find nothing in memory; they are not what a save is. */
	for (int i = -20; i < rounds; i++) {
		struct buf bytes = BUF_INIT;
		struct edit *note = make_note(s, i + 20);
		must(edit_encode(note, &bytes), "the bytes");
		read_file(s, edit_dossier(note));
		read_file(copy, edit_dossier(note));
		const double a = save(s, note);
		const double b = rows_save(vault_db(copy->vault), note, &bytes, s->today);
		const double c = bare_save(db, &bytes);
		if (i >= 0) {
			bench_add(&ours, a);
			bench_add(&rows, b);
			bench_add(&bare, c);
		}
		edit_free(note);
		buf_free(&bytes);
	}
	bench_row(&(struct bench_row){ .what = "a note saved", .ours = &ours, .aim_95 = 150e3, .aim_worst = 500e3,
		.beside = "bare SQLCipher, its rows", .peer = &rows, .aim_ratio = 1.2 });
	bench_row(&(struct bench_row){ .what = "the same", .ours = &ours, .beside = "bare SQLCipher, one row",
		.peer = &bare });
	bench_clear(&ours);
	bench_clear(&rows);
	bench_clear(&bare);
}

int main(int argc, char **argv)
{
	const int rounds = argc > 1 ? atoi(argv[1]) : 500;
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
	struct db *db = bare_open("bench-save/bare.db", &key, turn);
	bench_table("A durable save",
		"A note of 300 bytes written in a copy of the vault of 5,000 dossiers, in a file that was just read: operation, "
		"record, table and list, on disk (fsync) when it returns. Beside it, in turn, on the same disk with the same "
		"settings: the same rows put into the same tables of another copy by plain statements, nothing checked or "
		"summed up; and the same bytes in one row of one table of an empty database.");
	compare(&s, &copy, db, rounds);
	session_close(&s);
	session_close(&copy);
	db_close(db);
	turn_free(turn);
	secret_free(&key);
	shell("rm -rf bench-save");
	return 0;
}
