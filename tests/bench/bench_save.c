/*
 * A durable save beside a bare commit: a note written in a vault of 5,000
 * dossiers, and the same bytes put into one table of a database of its own, with
 * the same settings, on the same disk, in turn.
 *
 *	bench_save [ROUNDS]		300 by default
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* ---- the bare commit ---- */

enum { PUT, COUNT };
static const char *const text[COUNT] = {
	[PUT] = "INSERT INTO bare (bytes) VALUES (?1)",
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

static double bare_save(struct db *db, const struct buf *bytes)
{
	struct db_st *st = NULL;
	const double start = bench_now();
	must(db_begin(db), "beginning");
	must(db_use(db, &bare_sql, PUT, &st), "preparing");
	db_bind_blob(st, 1, bytes->data, bytes->len);
	must(db_run(st), "inserting");
	must(db_commit(db), "committing");
	return bench_now() - start;
}

/* ---- the save ---- */

struct session {
	struct vault *vault;
	struct journal *j;
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

static double save(const struct session *s, struct edit *note)
{
	struct diag why = DIAG_INIT;
	const double start = bench_now();
	must(casework_write_note(s->j, note, NULL, 0, &why), "saving");
	return bench_now() - start;
}

int main(int argc, char **argv)
{
	const int rounds = argc > 1 ? atoi(argv[1]) : 300;
	struct bench_series ours = { .at = NULL }, bare = { .at = NULL };
	struct session s;
	struct secret key = SECRET_INIT;
	struct turn *turn = NULL;
	char command[1024];
	must(secret_start(), "secrets");
	(void)snprintf(command, sizeof(command), "rm -rf bench-save && mkdir bench-save && cp -r %s bench-save/vault",
		crowd_vault(DOSSIERS));
	shell(command);
	session_open(&s, "bench-save/vault");
	must(secret_new(DB_KEY_BYTES, &key), "a key");
	must(turn_new(&turn), "a turn");
	struct db *db = bare_open("bench-save/bare.db", &key, turn);
	/* The first ones find nothing in memory; they are not what a save is. */
	for (int i = -20; i < rounds; i++) {
		struct buf bytes = BUF_INIT;
		struct edit *note = make_note(&s, i + 20);
		must(edit_encode(note, &bytes), "the bytes");
		const double a = save(&s, note);
		const double b = bare_save(db, &bytes);
		if (i >= 0) {
			bench_add(&ours, a);
			bench_add(&bare, b);
		}
		edit_free(note);
		buf_free(&bytes);
	}
	bench_table("A durable save",
		"A note of 260 bytes written in a copy of the vault of 5,000 dossiers: operation, record, list and search index, "
		"on disk (fsync) when it returns. Beside it, in turn, the same bytes in one row of one table, in a database of "
		"its own opened with the same settings on the same disk.");
	bench_row(&(struct bench_row){ .what = "a note saved", .ours = &ours, .aim_95 = 150e3, .aim_worst = 500e3,
		.beside = "bare SQLCipher commit", .peer = &bare, .aim_ratio = 1.2 });
	bench_clear(&ours);
	bench_clear(&bare);
	journal_close(s.j);
	vault_close(s.vault);
	db_close(db);
	turn_free(turn);
	secret_free(&key);
	shell("rm -rf bench-save");
	return 0;
}
