/* Which contract counts: the rule by itself, its fragments of SQL, and that the list and the contract's tab follow it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/contract.h"
#include "core/listing.h"
#include "tests/support/people.h"
#include "tests/support/rng.h"

#define TODAY 20833	/* 2027-01-15, the day of corebox */
#define MANY 1200

enum { FRAGMENT, LINE, COUNT };
static const char *const text[COUNT] = {
	[FRAGMENT] = "SELECT " CONTRACT_RULE_SQL_AIMS_NOT " FROM (SELECT ?1 AS status, ?2 AS rank) c",
	[LINE] = "SELECT coalesce(l.contract, ''), l.contract_end FROM list_row l JOIN j_folder f ON f.fid = l.fid WHERE f.id = ?1",
};
static const struct db_sql rule_sql = { "rule", COUNT, text };

/* ---- codes ---- */

static void contract_rule_phase__knows__every_code(void **state)
{
	(void)state;
	size_t count = 0, of[3] = { 0 };
	const struct vocab_code *all = vocab_codes(VOCAB_contract_status, &count);
	for (size_t i = 0; i < count; i++)
		of[contract_rule_phase(all[i].code)]++;
	assert_int_equal(of[CONTRACT_PREPARED], 3);
	assert_int_equal(of[CONTRACT_IN_FORCE], 4);
	assert_int_equal(of[CONTRACT_OVER], count - 7);
	assert_int_equal(contract_rule_phase(NULL), CONTRACT_PREPARED);
	assert_int_equal(contract_rule_phase(""), CONTRACT_PREPARED);
	assert_int_equal(contract_rule_phase("lunar"), CONTRACT_OVER);
}

static bool fragment(struct corebox *b, const char *status, const char *rank)
{
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(b->db, &rule_sql, FRAGMENT, &st), JAL_OK);
	if (status)
		db_bind_text(st, 1, status);
	if (rank)
		db_bind_text(st, 2, rank);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_true(row);
	assert_false(db_col_null(st, 0));
	const bool yes = db_col_bool(st, 0);
	db_done(st);
	return yes;
}

static void sql__says__what_the_function_says(void **state)
{
	(void)state;
	struct corebox b;
	size_t statuses = 0, ranks = 0;
	const struct vocab_code *status = vocab_codes(VOCAB_contract_status, &statuses);
	const struct vocab_code *rank = vocab_codes(VOCAB_contract_rank, &ranks);
	corebox_open(&b);
	for (size_t i = 0; i <= statuses; i++)
		for (size_t k = 0; k <= ranks; k++) {
			const char *s = i < statuses ? status[i].code : NULL, *r = k < ranks ? rank[k].code : NULL;
			if (fragment(&b, s, r) == contract_rule_aims(s, r))
				fail_msg("%s, %s", s ? s : "-", r ? r : "-");
		}
	corebox_close(&b);
}

/* ---- the rule ---- */

struct given {
	const char *status, *rank;
	int32_t starts, ends;
	unsigned amends;	/* the place, from 1; 0: nothing */
};

static void settle(const struct given *given, size_t n, struct contract_rule_row *rows)
{
	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct contract_rule_row){ .id = id_of((unsigned)i + 1), .starts = given[i].starts,
						      .ends = given[i].ends };
		if (given[i].amends)
			rows[i].previous = id_of(given[i].amends);
		contract_rule_enter(&rows[i], given[i].status, given[i].rank);
	}
	assert_int_equal(contract_rule_settle(rows, n), JAL_OK);
}

static void contract_rule_current__prefers__what_binds_then_what_is_prepared(void **state)
{
	(void)state;
	struct contract_rule_row rows[6];
	const struct given given[] = {
		{ "cancelled", "first", 10, 900, 0 },	{ "expired", "first", 10, 800, 0 },
		{ "not_validated", "first", 10, 600, 0 }, { "draft", "renewal", 10, 700, 0 },
		{ "running", "first", 10, 100, 0 },	{ "signed", "first", 101, 200, 0 },
	};
	const size_t wanted[] = { 0, 1, 2, 3, 4, 5 };
	assert_int_equal(contract_rule_settle(rows, 0), JAL_OK);
	assert_int_equal(contract_rule_current(rows, 0), 0);
	assert_int_equal(contract_rule_ending(rows, 0), 0);
	for (size_t n = 1; n <= 6; n++) {
		settle(given, n, rows);
		assert_int_equal(contract_rule_current(rows, n), wanted[n - 1]);
		/* Nobody waits for the end of what was cancelled, or is only prepared. */
		assert_int_equal(contract_rule_ending(rows, n), n == 1 ? 1 : n < 5 ? 1 : n - 1);
	}
}

static void contract_rule_settle__gives__a_contract_the_terms_of_its_last_amendment_in_force(void **state)
{
	(void)state;
	struct contract_rule_row rows[6];
	const struct given given[] = {
		{ "signed", "amendment", 40, 300, 2 },	/* came before what it amends */
		{ "running", "first", 10, 100, 0 },
		{ "signed", "amendment", 50, 80, 1 },	/* amends the amendment */
		{ "draft", "amendment", 60, 500, 2 },	/* not yet */
		{ "signed", "amendment", 10, 700, 6 },	/* of what is not here: for itself */
	};
	settle(given, 5, rows);
	assert_int_equal(rows[0].base, 1);
	assert_int_equal(rows[2].base, 1);
	assert_int_equal(rows[3].base, 1);
	assert_int_equal(rows[4].base, 4);
	assert_int_equal(rows[1].terms, 2);
	/* Shortened, by the later of two. */
	assert_int_equal(rows[1].last, 80);
	assert_int_equal(rows[0].last, 300);
	assert_int_equal(contract_rule_current(rows, 5), 4);
	assert_int_equal(contract_rule_current(rows, 4), 1);
}

static void contract_rule_settle__ends__with_amendments_that_amend_each_other(void **state)
{
	(void)state;
	struct contract_rule_row rows[3];
	const struct given given[] = { { "signed", "amendment", 10, 100, 2 }, { "signed", "amendment", 20, 90, 1 },
				       { "signed", "amendment", 30, 95, 3 } };
	settle(given, 3, rows);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(rows[i].base, i);
	assert_int_equal(contract_rule_current(rows, 3), 0);
}

static void contract_rule_current__is__the_same_in_every_vault(void **state)
{
	(void)state;
	struct contract_rule_row rows[2];
	const struct given given[] = { { "running", "first", 10, 100, 0 }, { "running", "first", 10, 100, 0 } };
	settle(given, 2, rows);
	assert_int_equal(contract_rule_current(rows, 2), 0);
	const struct contract_rule_row other[] = { rows[1], rows[0] };
	struct contract_rule_row turned[2] = { other[0], other[1] };
	assert_int_equal(contract_rule_settle(turned, 2), JAL_OK);
	assert_int_equal(contract_rule_current(turned, 2), 1);
}

/* ---- the list and the tab ---- */

static struct edit *new_one(struct corebox *b, enum entity entity, const struct jal_id *dossier)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &b->caseload, dossier, &e), JAL_OK);
	return e;
}

/* Any contract, of any rank and state, that hangs from any of those before. */
static struct jal_id any_contract(struct corebox *b, const struct jal_id *dossier, struct rng *rng, const struct jal_id *of)
{
	static const char *const ranks[] = { "first", "renewal", "amendment" };
	size_t count = 0;
	const struct vocab_code *all = vocab_codes(VOCAB_contract_status, &count);
	struct edit *e = new_one(b, ENTITY_contract, dossier);
	set_text(e, FIELD_contract_rank, ranks[rng_below(rng, 3)]);
	if (rng_below(rng, 8))
		set_text(e, FIELD_contract_status, all[rng_below(rng, (uint32_t)count)].code);
	assert_int_equal(edit_set_number(e, FIELD_contract_starts, TODAY - (int64_t)rng_below(rng, 300)), JAL_OK);
	if (rng_below(rng, 8))
		assert_int_equal(edit_set_number(e, FIELD_contract_ends, TODAY - 150 + (int64_t)rng_below(rng, 300)), JAL_OK);
	if (of)
		assert_int_equal(edit_set_id(e, FIELD_contract_previous, of), JAL_OK);
	b->now_ms += 1000;
	assert_int_equal(write_one(b, e), JAL_OK);
	const struct jal_id id = *edit_record(e);
	edit_free(e);
	return id;
}

static void check_line(struct corebox *b, const struct jal_id *dossier)
{
	struct contract_set set = { .n = 0 };
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(contract_load(b->journal, &b->caseload, dossier, &b->clock, &set), JAL_OK);
	assert_true(set.current < set.n);
	const struct contract *c = &set.list[set.current];
	const char *status = record_get(c->record, contract_status);
	assert_int_equal(c->amendment, 0);
	assert_int_equal(db_use(b->db, &rule_sql, LINE, &st), JAL_OK);
	db_bind_id(st, 1, dossier);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_true(row);
	/* A cancelled one is none in the list; the tab has nothing else to show. */
	if (status && strcmp(status, "cancelled") == 0) {
		assert_string_equal(db_col_text(st, 0), "");
	} else {
		assert_string_equal(db_col_text(st, 0), status ? status : "");
		assert_true(db_col_i64(st, 1) == (c->ends == RECORD_NO_DATE ? LISTING_NEVER : c->ends));
	}
	db_done(st);
	contract_set_free(&set);
}

static void the_list__and_the_tab__agree(void **state)
{
	(void)state;
	struct rng rng = { 20270115 };
	struct corebox b;
	corebox_open(&b);
	for (unsigned d = 1; d <= 25; d++) {
		const struct jal_id dossier = id_of(d);
		struct jal_id ids[8];
		(void)new_person(&b, &dossier, "Essai");
		for (size_t i = 0; i < 8; i++) {
			ids[i] = any_contract(&b, &dossier, &rng, i ? &ids[rng_below(&rng, (uint32_t)i)] : NULL);
			check_line(&b, &dossier);
		}
	}
	corebox_close(&b);
}

/* ---- many ---- */

static void put(struct corebox *b, struct edit *e)
{
	struct diag diag = DIAG_INIT;
	assert_int_equal(journal_put(b->journal, e, &diag), JAL_OK);
	edit_free(e);
}

/* Each goal has one action, written the other way round; every third action hangs from nothing. */
static void contract_load__puts__many_goals_and_actions_together(void **state)
{
	(void)state;
	static struct jal_id goals[MANY];
	struct corebox b;
	struct diag diag = DIAG_INIT;
	struct contract_set set = { .n = 0 };
	const struct jal_id dossier = id_of(3);
	corebox_open(&b);
	(void)new_person(&b, &dossier, "Essai");
	struct rng rng = { 1 };
	const struct jal_id contract = any_contract(&b, &dossier, &rng, NULL);
	assert_int_equal(journal_begin(b.journal, &diag), JAL_OK);
	for (size_t i = 0; i < MANY; i++) {
		struct edit *e = new_one(&b, ENTITY_goal, &dossier);
		set_text(e, FIELD_goal_theme, i % 2 ? "famille" : "mobilite");
		set_text(e, FIELD_goal_text, "But");
		assert_int_equal(edit_set_id(e, FIELD_goal_contract, &contract), JAL_OK);
		goals[i] = *edit_record(e);
		put(&b, e);
	}
	for (size_t i = MANY; i-- > 0;) {
		struct edit *e = new_one(&b, ENTITY_action, &dossier);
		set_text(e, FIELD_action_status, i % 2 ? "done" : "planned");
		assert_int_equal(edit_set_number(e, FIELD_action_due, TODAY + (int64_t)(i % 7)), JAL_OK);
		if (i % 3)
			assert_int_equal(edit_set_id(e, FIELD_action_goal, &goals[i]), JAL_OK);
		put(&b, e);
	}
	assert_int_equal(journal_commit(b.journal, &diag), JAL_OK);
	assert_int_equal(contract_load(b.journal, &b.caseload, &dossier, &b.clock, &set), JAL_OK);
	assert_int_equal(set.n, 1);
	assert_int_equal(set.list[0].n_goals, MANY);
	for (size_t i = 0; i < MANY; i++) {
		/* Famille comes first, each theme as it was entered. */
		const size_t at = i < MANY / 2 ? 2 * i + 1 : 2 * (i - MANY / 2);
		const struct contract_goal *g = &set.list[0].goals[i];
		assert_true(id_equal(record_id(g->record), &goals[at]));
		assert_int_equal(g->n_actions, at % 3 ? 1 : 0);
		assert_int_equal(g->done, at % 3 && at % 2);
	}
	assert_int_equal(set.loose.n_goals, 1);
	const struct contract_goal *loose = &set.loose.goals[0];
	assert_null(loose->record);
	assert_int_equal(loose->total, MANY / 3);
	assert_int_equal(loose->done, MANY / 6);
	/* Open ones by due date, then those done. */
	for (size_t i = 1; i < loose->n_actions; i++) {
		const bool open = contract_action_open(loose->actions[i]), before = contract_action_open(loose->actions[i - 1]);
		assert_true(before || !open);
		if (open)
			assert_true(record_get(loose->actions[i - 1], action_due) <= record_get(loose->actions[i], action_due));
	}
	contract_set_free(&set);
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract_rule_phase__knows__every_code),
		cmocka_unit_test(sql__says__what_the_function_says),
		cmocka_unit_test(contract_rule_current__prefers__what_binds_then_what_is_prepared),
		cmocka_unit_test(contract_rule_settle__gives__a_contract_the_terms_of_its_last_amendment_in_force),
		cmocka_unit_test(contract_rule_settle__ends__with_amendments_that_amend_each_other),
		cmocka_unit_test(contract_rule_current__is__the_same_in_every_vault),
		cmocka_unit_test(the_list__and_the_tab__agree),
		cmocka_unit_test(contract_load__puts__many_goals_and_actions_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
