/* The tables follow the model; every statement of the journal's modules is sound. */
#include "core/meta.h"
#include "core/projection.h"
#include "core/schema.h"
#include "core/caseload_inside.h"
#include "core/journal_inside.h"
#include "core/listing.h"
#include "core/search.h"
#include "tests/support/people.h"

enum { NAMES, TAGS, ROWS, TABLES, COUNT };
static const char *const text[COUNT] = {
	[NAMES] = "SELECT birth_name FROM person WHERE birth_name IS NOT NULL",
	[TAGS] = "SELECT count(*) FROM person WHERE tags LIKE '%' || char(10) || ?1 || char(10) || '%'",
	[ROWS] = "SELECT count(*) FROM person",
	[TABLES] = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name GLOB '[jkor]_*' ORDER BY name",
};
static const struct db_sql sql = { "test", COUNT, text };

static int64_t number(struct corebox *b, int which, const char *bound)
{
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(b->db, &sql, which, &st), JAL_OK);
	if (bound)
		db_bind_text(st, 1, bound);
	assert_int_equal(db_step(st, &row), JAL_OK);
	const int64_t n = row ? db_col_i64(st, 0) : -1;
	db_done(st);
	return n;
}

static void every_statement__can_be__prepared(void **state)
{
	(void)state;
	struct corebox b;
	static const struct db_sql *const all[] = { &journal_sql, &journal_store_sql, &journal_merge_sql, &journal_move_sql,
		&journal_read_sql, &journal_undo_sql, &journal_write_sql, &journal_receive_sql, &journal_history_sql,
		&schema_sql, &listing_sql, &search_sql, &caseload_sql, &caseload_order_sql, &caseload_row_sql, &keyring_sql,
		&roster_sql, &outbox_sql, &outbox_seen_sql };
	corebox_open(&b);
	assert_int_equal(db_begin(b.db), JAL_OK);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		for (int k = 0; k < all[i]->count; k++) {
			struct db_st *st = NULL;
			assert_non_null(all[i]->text[k]);
			if (db_use(b.db, all[i], k, &st) != JAL_OK)
				fail_msg("%s: statement %d: %s", all[i]->name, k, all[i]->text[k]);
			db_done(st);
		}
	}
	db_rollback(b.db);
	corebox_close(&b);
}

/*
 * The first step of core/schema.c stays as it is: vaults were made with it. Whoever changes a table adds a step, which this
 * test does not see; it fails when the first step itself was changed.
 */
static void schema__makes__the_tables_of_version_1(void **state)
{
	(void)state;
	struct corebox b;
	struct db_st *st = NULL;
	bool row = false;
	uint64_t sum = 0xCBF29CE484222325; /* FNV-1a */
	corebox_open(&b);
	assert_int_equal(db_use(b.db, &sql, TABLES, &st), JAL_OK);
	while (db_step(st, &row) == JAL_OK && row)
		for (const char *p = db_col_text(st, 0); *p; p++)
			sum = (sum ^ (unsigned char)*p) * 0x100000001B3;
	db_done(st);
	corebox_close(&b);
	assert_int_equal(sum, 0x937A9BF35E4A099F);
}

static void projection__holds__what_is_shown(void **state)
{
	(void)state;
	struct corebox b;
	struct edit *e = NULL;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	const struct jal_id id = new_person(&b, &dossier, "Dupont");
	e = open_form(&b, &dossier, &id);
	assert_int_equal(edit_element(e, FIELD_person_tags, "permis", true), JAL_OK);
	assert_int_equal(edit_element(e, FIELD_person_tags, "été", true), JAL_OK);
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);
	assert_int_equal(number(&b, ROWS, NULL), 1);
	assert_int_equal(number(&b, TAGS, "permis"), 1);
	assert_int_equal(number(&b, TAGS, "été"), 1);
	assert_int_equal(number(&b, TAGS, "perm"), 0);
	corebox_close(&b);
}

/* A vault as an older program left it: without that column, and without a word of the field. */
static void grow_older(struct corebox *b)
{
	assert_int_equal(db_begin(b->db), JAL_OK);
	assert_int_equal(db_exec(b->db, "ALTER TABLE person DROP COLUMN birth_name;"
					"DELETE FROM j_model WHERE entity = 2 AND name = 'birth_name';"
					"DROP TABLE attachment; DELETE FROM j_model WHERE place = 'attachment';"
					"UPDATE j_model SET type = 99 WHERE place = 'note' AND name = 'date';"
					"UPDATE j_model SET field = 4000 WHERE place = 'goal' AND name = 'due';"),
		JAL_OK);
	assert_int_equal(meta_put_blob(b->db, "schema.model", "autre", 5), JAL_OK);
	assert_int_equal(db_commit(b->db), JAL_OK);
}

static void schema_grow__brings__a_value_that_came_before_its_field_was_known(void **state)
{
	(void)state;
	struct corebox b;
	bool grown = true;
	const struct jal_id dossier = id_of(5);
	struct jal_hash before, after;
	corebox_open(&b);
	assert_int_equal(schema_grown(b.db, &grown), JAL_OK);
	assert_false(grown);
	const struct jal_id id = new_person(&b, &dossier, "Dupont");
	assert_int_equal(journal_digest(b.journal, &b.caseload, &before), JAL_OK);
	grow_older(&b);
	corebox_reopen(&b);
	assert_int_equal(schema_grown(b.db, &grown), JAL_OK);
	assert_true(grown);
	assert_int_equal(db_begin(b.db), JAL_OK);
	assert_int_equal(schema_grow(b.db), JAL_OK);
	assert_int_equal(db_commit(b.db), JAL_OK);
	assert_int_equal(schema_grown(b.db, &grown), JAL_OK);
	assert_false(grown);
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(b.db, &sql, NAMES, &st), JAL_OK);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_true(row);
	assert_string_equal(db_col_text(st, 0), "Dupont");
	db_done(st);
	assert_int_equal(journal_digest(b.journal, &b.caseload, &after), JAL_OK);
	assert_memory_equal(before.b, after.b, HASH_BYTES);
	/* And all goes on, in the tables made anew too. */
	rename_person(&b, &dossier, &id, "Durand");
	struct edit *e = NULL;
	static const enum entity made[] = { ENTITY_attachment, ENTITY_note, ENTITY_goal };
	static const enum field fields[] = { FIELD_attachment_name, FIELD_note_text, FIELD_goal_text };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(edit_create(made[i], &b.caseload, &dossier, &e), JAL_OK);
		set_text(e, fields[i], "x");
		assert_int_equal(write_one(&b, e), JAL_OK);
		edit_free(e);
	}
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement__can_be__prepared),
		cmocka_unit_test(schema__makes__the_tables_of_version_1),
		cmocka_unit_test(projection__holds__what_is_shown),
		cmocka_unit_test(schema_grow__brings__a_value_that_came_before_its_field_was_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
