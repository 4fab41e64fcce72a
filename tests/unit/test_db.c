/* Database handles: settings, statements, transactions, damage, two handles at once. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "core/db.h"

enum { CREATE, INSERT, SELECT, COUNT_ROWS, WRONG, TWO, KEYED, SQL_COUNT };
static const char *const text[SQL_COUNT] = {
	[CREATE] = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, body BLOB) STRICT",
	[INSERT] = "INSERT INTO t (id, name, body) VALUES (?1, ?2, ?3)",
	[SELECT] = "SELECT id, name, body FROM t ORDER BY id",
	[COUNT_ROWS] = "SELECT count(*) FROM t",
	[WRONG] = "SELECT nothing FROM nowhere",
	[TWO] = "SELECT 1; SELECT 2",
	[KEYED] = "SELECT name FROM t WHERE id = ?1",
};
static const struct db_sql sql = { "test", SQL_COUNT, text };

struct fixture {
	char path[512];
	struct secret key;
	struct turn *turn;
	struct db *db;
};

static void make_empty(const char *path)
{
	const int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
}

static struct db *open_one(struct fixture *f, bool create, bool first)
{
	const struct db_options options = {
		.path = f->path, .key = &f->key, .turn = f->turn, .first = first, .create = create
	};
	struct db *db = NULL;
	int code = 0;
	const enum jal_err err = db_open(&options, &db, &code);
	if (err)
		fail_msg("db_open: %s, SQLite %d", jal_err_name(err), code);
	return db;
}

static enum jal_err run(struct db *db, int which)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &sql, which, &st);
	return err ? err : db_run(st);
}

static enum jal_err insert(struct db *db, int64_t id, const char *name)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &sql, INSERT, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, id);
	db_bind_text(st, 2, name);
	db_bind_blob(st, 3, "\0\1\2", 3);
	return db_run(st);
}

static int64_t rows(struct db *db)
{
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(db, &sql, COUNT_ROWS, &st), JAL_OK);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_true(row);
	const int64_t n = db_col_i64(st, 0);
	db_done(st);
	return n;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	const char *tmp = getenv("TMPDIR");
	static int number;
	(void)snprintf(f->path, sizeof(f->path), "%s/test-db-%ld-%d.db", tmp ? tmp : "/tmp", (long)getpid(), number++);
	assert_int_equal(secret_random(DB_KEY_BYTES, &f->key), JAL_OK);
	assert_int_equal(turn_new(&f->turn), JAL_OK);
	make_empty(f->path);
	f->db = open_one(f, true, true);
	assert_int_equal(db_begin(f->db), JAL_OK);
	assert_int_equal(run(f->db, CREATE), JAL_OK);
	assert_int_equal(db_commit(f->db), JAL_OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	db_close(f->db);
	turn_free(f->turn);
	secret_free(&f->key);
	(void)unlink(f->path);
	free(f);
	return 0;
}

static void db_run__writes__what_another_handle_reads(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(db_begin(f->db), JAL_OK);
	assert_true(db_in_transaction(f->db));
	assert_int_equal(insert(f->db, 1, "un"), JAL_OK);
	assert_int_equal(insert(f->db, 2, NULL), JAL_OK);
	assert_int_equal(db_changes(f->db), 1);
	assert_int_equal(db_last_rowid(f->db), 2);
	assert_int_equal(db_commit(f->db), JAL_OK);
	assert_false(db_in_transaction(f->db));

	struct db *second = open_one(f, false, false);
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(second, &sql, SELECT, &st), JAL_OK);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_true(row);
	assert_int_equal(db_col_i64(st, 0), 1);
	assert_string_equal(db_col_text(st, 1), "un");
	assert_int_equal(db_col_len(st, 1), 2);
	assert_memory_equal(db_col_blob(st, 2), "\0\1\2", 3);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_true(row);
	assert_true(db_col_null(st, 1));
	assert_null(db_col_text(st, 1));
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_false(row);
	db_done(st);
	db_close(second);
}

static void db_rollback__forgets__everything(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(db_begin(f->db), JAL_OK);
	assert_int_equal(insert(f->db, 1, "un"), JAL_OK);
	db_rollback(f->db);
	db_rollback(f->db);
	assert_int_equal(rows(f->db), 0);
	assert_int_equal(db_begin(f->db), JAL_OK);
	assert_int_equal(db_commit(f->db), JAL_OK);
}

static void db_begin__refuses__nested_use_and_open_statements(void **state)
{
	struct fixture *f = *state;
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_begin(f->db), JAL_OK);
	assert_int_equal(db_begin(f->db), JAL_ERR_INVALID);
	assert_int_equal(insert(f->db, 1, "un"), JAL_OK);
	assert_int_equal(db_commit(f->db), JAL_OK);
	assert_int_equal(db_commit(f->db), JAL_ERR_INVALID);
	assert_int_equal(db_use(f->db, &sql, SELECT, &st), JAL_OK);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_int_equal(db_begin(f->db), JAL_ERR_INVALID);
	db_done(st);
	assert_int_equal(db_begin(f->db), JAL_OK);
	db_rollback(f->db);
}

static void db_use__refuses__to_write_outside_a_transaction(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(insert(f->db, 1, "un"), JAL_ERR_INVALID);
	assert_int_equal(db_exec(f->db, "DELETE FROM t"), JAL_ERR_INVALID);
	bool own = false;
	assert_int_equal(db_read_enter(f->db, &own), JAL_OK);
	assert_true(own);
	assert_int_equal(insert(f->db, 1, "un"), JAL_ERR_INVALID);
	db_read_leave(f->db, own);
	assert_int_equal(rows(f->db), 0);
}

static void db_enter__joins__a_transaction_or_begins_one(void **state)
{
	struct fixture *f = *state;
	bool outer = false, inner = true;
	assert_int_equal(db_enter(f->db, &outer), JAL_OK);
	assert_true(outer);
	assert_int_equal(db_enter(f->db, &inner), JAL_OK);
	assert_false(inner);
	assert_int_equal(insert(f->db, 1, "un"), JAL_OK);
	assert_int_equal(db_leave(f->db, inner, JAL_OK), JAL_OK);
	assert_true(db_in_transaction(f->db));
	assert_int_equal(db_leave(f->db, outer, JAL_ERR_LIMIT), JAL_ERR_LIMIT);
	assert_false(db_in_transaction(f->db));
	assert_int_equal(rows(f->db), 0);
}

static void db_step__returns__exists_and_the_transaction_goes_on(void **state)
{
	struct fixture *f = *state;
	struct diag diag = DIAG_INIT;
	struct buf said = BUF_INIT;
	assert_int_equal(db_begin(f->db), JAL_OK);
	assert_int_equal(insert(f->db, 1, "Secret-Marqueur"), JAL_OK);
	assert_int_equal(insert(f->db, 2, "Secret-Marqueur"), JAL_ERR_EXISTS);
	assert_int_equal(insert(f->db, 1, "autre"), JAL_ERR_EXISTS);
	assert_int_equal(db_explain(f->db, JAL_ERR_INVALID, &diag), JAL_ERR_INVALID);
	assert_int_equal(diag_render(&diag, NULL, &said), JAL_OK);
	assert_null(strstr(buf_str(&said), "Marqueur"));
	assert_non_null(strstr(buf_str(&said), "1555"));
	buf_free(&said);
	assert_int_equal(db_commit(f->db), JAL_OK);
	assert_int_equal(rows(f->db), 1);
}

static void db_use__returns__invalid_for_statements_that_cannot_run(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(run(f->db, WRONG), JAL_ERR_INVALID);
	assert_int_equal(run(f->db, TWO), JAL_ERR_INVALID);
	assert_int_equal(run(f->db, SQL_COUNT), JAL_ERR_INVALID);
	assert_int_equal(run(f->db, -1), JAL_ERR_INVALID);
	assert_int_equal(rows(f->db), 0);
}

static void db_use__gives__a_second_copy_while_the_first_is_in_use(void **state)
{
	struct fixture *f = *state;
	struct db_st *a = NULL, *b = NULL;
	bool row = false;
	assert_int_equal(db_begin(f->db), JAL_OK);
	assert_int_equal(insert(f->db, 1, "un"), JAL_OK);
	assert_int_equal(insert(f->db, 2, "deux"), JAL_OK);
	assert_int_equal(db_commit(f->db), JAL_OK);
	assert_int_equal(db_use(f->db, &sql, KEYED, &a), JAL_OK);
	db_bind_i64(a, 1, 1);
	assert_int_equal(db_step(a, &row), JAL_OK);
	assert_int_equal(db_use(f->db, &sql, KEYED, &b), JAL_OK);
	db_bind_i64(b, 1, 2);
	assert_int_equal(db_step(b, &row), JAL_OK);
	assert_string_equal(db_col_text(a, 0), "un");
	assert_string_equal(db_col_text(b, 0), "deux");
	db_done(b);
	db_again(a);
	db_bind_i64(a, 1, 2);
	assert_int_equal(db_step(a, &row), JAL_OK);
	assert_string_equal(db_col_text(a, 0), "deux");
	db_done(a);
	db_done(NULL);
	/* Bindings do not outlive db_done. */
	assert_int_equal(db_use(f->db, &sql, KEYED, &a), JAL_OK);
	assert_int_equal(db_step(a, &row), JAL_OK);
	assert_false(row);
	db_done(a);
}

static void db_bind__keeps__its_error_for_the_step(void **state)
{
	struct fixture *f = *state;
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(f->db, &sql, KEYED, &st), JAL_OK);
	db_bind_i64(st, 9, 1);
	db_bind_i64(st, 1, 1);
	assert_int_equal(db_step(st, &row), JAL_ERR_INVALID);
	db_done(st);
}

static void db_col_id__returns__corrupt_for_another_length(void **state)
{
	struct fixture *f = *state;
	struct db_st *st = NULL;
	struct jal_id id = { { 9 } };
	bool row = false;
	assert_int_equal(db_begin(f->db), JAL_OK);
	assert_int_equal(insert(f->db, 1, "un"), JAL_OK);
	assert_int_equal(db_commit(f->db), JAL_OK);
	assert_int_equal(db_use(f->db, &sql, SELECT, &st), JAL_OK);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_int_equal(db_col_id(st, 2, &id), JAL_ERR_CORRUPT);
	assert_int_equal(id.b[0], 9);
	db_done(st);
}

static void db_open__returns__corrupt_for_another_key(void **state)
{
	struct fixture *f = *state;
	struct secret other = SECRET_INIT;
	struct db *db = NULL;
	int code = 0;
	assert_int_equal(secret_random(DB_KEY_BYTES, &other), JAL_OK);
	const struct db_options options = { .path = f->path, .key = &other, .turn = f->turn };
	assert_int_equal(db_open(&options, &db, &code), JAL_ERR_CORRUPT);
	assert_int_equal(code & 0xFF, SQLITE_NOTADB);
	assert_null(db);
	other.n = 16;
	assert_int_equal(db_open(&options, &db, &code), JAL_ERR_INVALID);
	other.n = DB_KEY_BYTES;
	secret_free(&other);
}

static void db_open__returns__io_for_a_missing_file(void **state)
{
	struct fixture *f = *state;
	struct db *db = NULL;
	int code = 0;
	const struct db_options options = { .path = "/nonexistent/vault.db", .key = &f->key, .turn = f->turn };
	assert_int_equal(db_open(&options, &db, &code), JAL_ERR_IO);
	assert_int_equal(code & 0xFF, SQLITE_CANTOPEN);
}

static void db_open__returns__exists_when_asked_to_make_what_is_there(void **state)
{
	struct fixture *f = *state;
	struct db *db = NULL;
	const struct db_options options = { .path = f->path, .key = &f->key, .turn = f->turn, .create = true };
	assert_int_equal(db_open(&options, &db, NULL), JAL_ERR_EXISTS);
}

static void db_open__writes__no_clear_header(void **state)
{
	struct fixture *f = *state;
	char head[16] = { 0 };
	assert_int_equal(db_checkpoint(f->db), JAL_OK);
	db_close(f->db);
	f->db = NULL;
	const int fd = open(f->path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, head, sizeof(head)), sizeof(head));
	assert_int_equal(close(fd), 0);
	assert_memory_not_equal(head, "SQLite format 3", 16);
}

#define BATCHES 30

struct worker {
	struct fixture *f;
	enum jal_err err;
};

static void *worker_writes(void *arg)
{
	struct worker *w = arg;
	struct db *db = NULL;
	const struct db_options options = { .path = w->f->path, .key = &w->f->key, .turn = w->f->turn };
	w->err = db_open(&options, &db, NULL);
	for (int64_t i = 0; !w->err && i < BATCHES; i++) {
		w->err = db_begin(db);
		for (int64_t k = 0; !w->err && k < 50; k++)
			w->err = insert(db, 1000 + 50 * i + k, NULL);
		if (!w->err)
			w->err = db_commit(db);
	}
	db_close(db);
	return NULL;
}

static void db_begin__takes__turns_between_two_threads(void **state)
{
	struct fixture *f = *state;
	struct worker w = { .f = f };
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, worker_writes, &w), 0);
	for (int64_t i = 0; i < BATCHES; i++) {
		assert_int_equal(db_begin(f->db), JAL_OK);
		assert_int_equal(insert(f->db, i, NULL), JAL_OK);
		assert_int_equal(db_commit(f->db), JAL_OK);
	}
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(w.err, JAL_OK);
	assert_int_equal(rows(f->db), BATCHES * 51);
}

static void db_read_enter__keeps__one_view(void **state)
{
	struct fixture *f = *state;
	struct db *second = open_one(f, false, false);
	bool own = false;
	assert_int_equal(db_read_enter(second, &own), JAL_OK);
	assert_int_equal(rows(second), 0);
	assert_int_equal(db_begin(f->db), JAL_OK);
	assert_int_equal(insert(f->db, 1, "un"), JAL_OK);
	assert_int_equal(db_commit(f->db), JAL_OK);
	assert_int_equal(rows(second), 0);
	db_read_leave(second, own);
	assert_int_equal(rows(second), 1);
	db_close(second);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(db_run__writes__what_another_handle_reads),
		CASE(db_rollback__forgets__everything),
		CASE(db_begin__refuses__nested_use_and_open_statements),
		CASE(db_use__refuses__to_write_outside_a_transaction),
		CASE(db_enter__joins__a_transaction_or_begins_one),
		CASE(db_step__returns__exists_and_the_transaction_goes_on),
		CASE(db_use__returns__invalid_for_statements_that_cannot_run),
		CASE(db_use__gives__a_second_copy_while_the_first_is_in_use),
		CASE(db_bind__keeps__its_error_for_the_step),
		CASE(db_col_id__returns__corrupt_for_another_length),
		CASE(db_open__returns__corrupt_for_another_key),
		CASE(db_open__returns__io_for_a_missing_file),
		CASE(db_open__returns__exists_when_asked_to_make_what_is_there),
		CASE(db_open__writes__no_clear_header),
		CASE(db_begin__takes__turns_between_two_threads),
		CASE(db_read_enter__keeps__one_view),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
