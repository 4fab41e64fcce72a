/* The contracts of a dossier: their order, what each holds, renewing, amending, signing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/contract.h"
#include "core/date.h"
#include "tests/support/people.h"

#define TODAY 20833	/* 2027-01-15, the day of corebox */

struct dossier {
	struct corebox box;
	struct jal_id id;
	struct contract_set set;
};

static int set_up(void **state)
{
	static struct dossier d;
	d = (struct dossier){ .id = id_of(7) };
	corebox_open(&d.box);
	(void)new_person(&d.box, &d.id, "Test");
	*state = &d;
	return 0;
}

static int tear_down(void **state)
{
	struct dossier *d = *state;
	contract_set_free(&d->set);
	corebox_close(&d->box);
	return 0;
}

static struct edit *create(struct dossier *d, enum entity entity)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &d->box.caseload, &d->id, &e), JAL_OK);
	return e;
}

static struct jal_id write_and_free(struct dossier *d, struct edit *e)
{
	const struct jal_id id = *edit_record(e);
	d->box.now_ms += 1000;
	assert_int_equal(write_one(&d->box, e), JAL_OK);
	edit_free(e);
	return id;
}

static struct jal_id contract(struct dossier *d, const char *status, int32_t starts, int32_t ends)
{
	struct edit *e = create(d, ENTITY_contract);
	set_text(e, FIELD_contract_kind, "engagement");
	set_text(e, FIELD_contract_rank, "first");
	set_text(e, FIELD_contract_status, status);
	assert_int_equal(edit_set_number(e, FIELD_contract_starts, starts), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_contract_ends, ends), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_contract_weekly_hours, 15), JAL_OK);
	return write_and_free(d, e);
}

static struct jal_id goal(struct dossier *d, const struct jal_id *contract, const char *theme, const char *text)
{
	struct edit *e = create(d, ENTITY_goal);
	set_text(e, FIELD_goal_text, text);
	set_text(e, FIELD_goal_theme, theme);
	if (contract)
		assert_int_equal(edit_set_id(e, FIELD_goal_contract, contract), JAL_OK);
	return write_and_free(d, e);
}

static struct jal_id action(struct dossier *d, const struct jal_id *goal, const char *text, const char *status,
			    int32_t due)
{
	struct edit *e = create(d, ENTITY_action);
	set_text(e, FIELD_action_text, text);
	set_text(e, FIELD_action_status, status);
	assert_int_equal(edit_set_number(e, FIELD_action_due, due), JAL_OK);
	if (goal)
		assert_int_equal(edit_set_id(e, FIELD_action_goal, goal), JAL_OK);
	return write_and_free(d, e);
}

static void change(struct dossier *d, enum field field, const struct jal_id *id, const char *text)
{
	struct edit *e = NULL;
	assert_int_equal(journal_edit(d->box.journal, &d->box.caseload, model_field(field)->entity, &d->id, id, &e), JAL_OK);
	set_text(e, field, text);
	(void)write_and_free(d, e);
}

static void load_set(struct dossier *d)
{
	contract_set_free(&d->set);
	assert_int_equal(contract_load(d->box.journal, &d->box.caseload, &d->id, &d->box.clock, &d->set), JAL_OK);
}

static void sign(struct dossier *d, size_t at, const char *who, int32_t day)
{
	struct edit *e = NULL;
	assert_int_equal(contract_signature(&d->set, at, who, day, &e), JAL_OK);
	(void)write_and_free(d, e);
	load_set(d);
}

static void write_changes(struct dossier *d, struct edit_list *c)
{
	struct diag diag = DIAG_INIT;
	d->box.now_ms += 1000;
	assert_int_equal(journal_write(d->box.journal, c->list, c->n, &diag), JAL_OK);
	edit_list_free(c);
	load_set(d);
}

static const char *text_of(const struct record *r)
{
	return record_entity(r) == ENTITY_goal ? record_get(r, goal_text) : record_get(r, action_text);
}

static void contract_load__is_empty__for_a_dossier_without_contract(void **state)
{
	struct dossier *d = *state;
	load_set(d);
	assert_int_equal(d->set.n, 0);
	assert_int_equal(d->set.current, 0);
	assert_int_equal(d->set.loose.n_goals, 0);
}

static void contract_load__orders__by_start_and_finds_the_current_one(void **state)
{
	struct dossier *d = *state;
	const struct jal_id second = contract(d, "running", TODAY - 30, TODAY + 60);
	const struct jal_id first = contract(d, "expired", TODAY - 400, TODAY - 31);
	const struct jal_id draft = contract(d, "draft", TODAY + 61, TODAY + 200);
	load_set(d);
	assert_int_equal(d->set.n, 3);
	assert_true(id_equal(record_id(d->set.list[0].record), &first));
	assert_true(id_equal(record_id(d->set.list[1].record), &second));
	assert_true(id_equal(record_id(d->set.list[2].record), &draft));
	assert_int_equal(d->set.list[1].number, 2);
	assert_int_equal(d->set.current, 1);
	assert_int_equal(d->set.list[1].days_left, 60);
	assert_int_equal(d->set.list[0].days_left, -31);
	/* Ended without anybody saying so: what is prepared comes next. */
	change(d, FIELD_contract_status, &second, "expired");
	load_set(d);
	assert_int_equal(d->set.current, 2);
}

static void contract_load__puts__goals_by_theme_and_actions_by_turn(void **state)
{
	struct dossier *d = *state;
	const struct jal_id c = contract(d, "running", TODAY - 30, TODAY + 60);
	const struct jal_id work = goal(d, &c, "trouver-un-emploi", "Candidater");
	const struct jal_id move = goal(d, &c, "mobilite", "Lever le frein");
	(void)action(d, &move, "done", "done", TODAY - 5);
	(void)action(d, &move, "dropped", "dropped", TODAY - 9);
	(void)action(d, &move, "later", "planned", TODAY + 9);
	(void)action(d, &move, "sooner", "in_progress", TODAY - 9);
	load_set(d);
	const struct contract *one = &d->set.list[0];
	assert_int_equal(one->n_goals, 2);
	assert_true(id_equal(record_id(one->goals[0].record), &move));
	assert_true(id_equal(record_id(one->goals[1].record), &work));
	const struct contract_goal *g = &one->goals[0];
	assert_int_equal(g->n_actions, 4);
	assert_string_equal(text_of(g->actions[0]), "sooner");
	assert_string_equal(text_of(g->actions[1]), "later");
	assert_string_equal(text_of(g->actions[2]), "done");
	assert_string_equal(text_of(g->actions[3]), "dropped");
	assert_int_equal(g->done, 1);
	assert_int_equal(g->total, 3);
	assert_int_equal(one->total, 3);
}

static void contract_load__keeps__what_hangs_from_nothing_visible(void **state)
{
	struct dossier *d = *state;
	const struct jal_id gone = contract(d, "running", TODAY - 30, TODAY + 60);
	const struct jal_id g = goal(d, &gone, "mobilite", "Sans contrat");
	(void)action(d, &g, "Sous un objectif", "planned", TODAY);
	(void)action(d, NULL, "Seule", "planned", TODAY);
	struct edit *e = NULL;
	assert_int_equal(journal_edit(d->box.journal, &d->box.caseload, ENTITY_contract, &d->id, &gone, &e), JAL_OK);
	assert_int_equal(edit_set_flag(e, FIELD_contract_archived, true), JAL_OK);
	(void)write_and_free(d, e);
	load_set(d);
	assert_int_equal(d->set.n, 0);
	assert_int_equal(d->set.loose.n_goals, 2);
	assert_string_equal(text_of(d->set.loose.goals[0].record), "Sans contrat");
	assert_int_equal(d->set.loose.goals[0].n_actions, 1);
	assert_null(d->set.loose.goals[1].record);
	assert_string_equal(text_of(d->set.loose.goals[1].actions[0]), "Seule");
	assert_int_equal(d->set.loose.total, 2);
}

static void contract_load__survives__amendments_in_a_ring(void **state)
{
	struct dossier *d = *state;
	struct edit *a = create(d, ENTITY_contract);
	struct edit *b = create(d, ENTITY_contract);
	set_text(a, FIELD_contract_rank, "amendment");
	set_text(b, FIELD_contract_rank, "amendment");
	assert_int_equal(edit_set_id(a, FIELD_contract_previous, edit_record(b)), JAL_OK);
	assert_int_equal(edit_set_id(b, FIELD_contract_previous, edit_record(a)), JAL_OK);
	(void)write_and_free(d, a);
	(void)write_and_free(d, b);
	load_set(d);
	assert_int_equal(d->set.n, 2);
}

/* One device may have made thousands of them: each is looked for no further than people amend. */
static void contract_load__survives__amendments_without_end(void **state)
{
	struct dossier *d = *state;
	struct jal_id before = contract(d, "running", TODAY - 30, TODAY + 90);
	for (int i = 0; i < 103; i++) {
		struct edit *e = create(d, ENTITY_contract);
		set_text(e, FIELD_contract_rank, "amendment");
		assert_int_equal(edit_set_id(e, FIELD_contract_previous, &before), JAL_OK);
		before = write_and_free(d, e);
	}
	load_set(d);
	assert_int_equal(d->set.n, 104);
	assert_int_equal(d->set.list[0].amendment, 0);
	assert_int_equal(d->set.list[100].amendment, 100);
	/* What comes after stands for itself. */
	for (size_t i = 101; i < 104; i++) {
		assert_int_equal(d->set.list[i].number, i - 99);
		assert_int_equal(d->set.list[i].amendment, 0);
	}
}

static void contract_renewal__begins__the_day_after_and_carries_what_is_open(void **state)
{
	struct dossier *d = *state;
	struct diag why = DIAG_INIT;
	int32_t day = 0;
	assert_int_equal(date_from_ymd(2026, 8, 5, &day), JAL_OK);
	/* From the 5th to the 4th: six months. */
	const struct jal_id old = contract(d, "running", day, date_add_months(day, 6) - 1);
	const struct jal_id open = goal(d, &old, "mobilite", "Ouvert");
	const struct jal_id reached = goal(d, &old, "famille", "Atteint");
	change(d, FIELD_goal_status, &reached, "reached");
	(void)action(d, &open, "faite", "done", TODAY - 5);
	(void)action(d, &open, "en retard", "planned", TODAY - 5);
	(void)action(d, &open, "plus tard", "planned", TODAY + 90);
	load_set(d);

	struct edit *e = NULL;
	assert_int_equal(contract_renewal(&d->set, 0, &e, &why), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_contract_starts)->number, date_add_months(day, 6));
	assert_int_equal(edit_value(e, FIELD_contract_ends)->number, date_add_months(day, 12) - 1);
	assert_string_equal(edit_value(e, FIELD_contract_rank)->text, "renewal");
	assert_int_equal(edit_value(e, FIELD_contract_weekly_hours)->number, 15);
	struct edit_list c = EDIT_LIST_INIT;
	const struct contract_carry all = { .all = true };
	assert_int_equal(contract_carry_over(&d->set, 0, e, &all, &c, &why), JAL_OK);
	assert_int_equal(c.n, 3);
	(void)write_and_free(d, e);
	write_changes(d, &c);

	/* The one that runs is as it was, and stays current. */
	assert_int_equal(d->set.n, 2);
	assert_int_equal(d->set.current, 0);
	assert_int_equal(d->set.list[0].goals[1].total, 3);
	const struct contract *next = &d->set.list[1];
	assert_true(next->previous == d->set.list[0].record);
	assert_int_equal(next->n_goals, 1);
	assert_string_equal(text_of(next->goals[0].record), "Ouvert");
	assert_int_equal(next->goals[0].n_actions, 2);
	/* What was due before is to be given a day again. */
	assert_string_equal(text_of(next->goals[0].actions[0]), "plus tard");
	assert_int_equal(record_get(next->goals[0].actions[1], action_due), RECORD_NO_DATE);

	/* Signed by both, it takes the place of the other one. */
	assert_string_equal(contract_next_step(&d->set, next), "to_sign");
	sign(d, 1, "person", TODAY - 1);
	assert_int_equal(d->set.list[1].signed_on, RECORD_NO_DATE);
	sign(d, 1, "referent", TODAY);
	assert_int_equal(d->set.list[1].signed_on, TODAY);
	assert_string_equal(contract_next_step(&d->set, &d->set.list[1]), "signed");
	assert_int_equal(contract_step(&d->set, 1, "signed", &c, &why), JAL_OK);
	write_changes(d, &c);
	assert_string_equal(record_get(d->set.list[0].record, contract_status), "renewed");
	assert_string_equal(record_get(d->set.list[1].record, contract_status), "signed");
	assert_int_equal(d->set.current, 1);
	assert_int_equal(d->set.list[0].goals[1].done, 1);
	assert_int_equal(d->set.list[0].goals[1].total, 1);

	/* One transaction: undone whole. */
	assert_int_equal(journal_undo(d->box.journal, &why), JAL_OK);
	load_set(d);
	assert_string_equal(record_get(d->set.list[0].record, contract_status), "running");
	assert_int_equal(d->set.list[0].goals[1].total, 3);
}

static void contract_carry_over__takes__only_the_goals_chosen(void **state)
{
	struct dossier *d = *state;
	struct diag why = DIAG_INIT;
	const struct jal_id old = contract(d, "running", TODAY - 90, TODAY + 10);
	const struct jal_id a = goal(d, &old, "mobilite", "A");
	(void)goal(d, &old, "famille", "B");
	load_set(d);
	struct edit *e = NULL;
	assert_int_equal(contract_renewal(&d->set, 0, &e, &why), JAL_OK);
	struct edit_list c = EDIT_LIST_INIT;
	const struct contract_carry one = { .goals = &a, .n_goals = 1 };
	assert_int_equal(contract_carry_over(&d->set, 0, e, &one, &c, &why), JAL_OK);
	assert_int_equal(c.n, 1);
	edit_list_free(&c);
	const struct jal_id stranger = id_of(99);
	const struct contract_carry wrong = { .goals = &stranger, .n_goals = 1 };
	assert_int_equal(contract_carry_over(&d->set, 0, e, &wrong, &c, &why), JAL_ERR_NOT_FOUND);
	assert_non_null(why.text);
	edit_list_free(&c);
	edit_free(e);
}

static void contract_renewal__refuses__what_can_not_be_renewed(void **state)
{
	static const struct { const char *status; enum jal_err err; } cases[] = {
		{ "draft", JAL_ERR_INVALID }, { "to_sign", JAL_ERR_INVALID }, { "not_validated", JAL_ERR_INVALID },
		{ "cancelled", JAL_ERR_INVALID }, { "running", JAL_OK }, { "expired", JAL_OK }, { "signed", JAL_OK },
	};
	struct dossier *d = *state;
	const struct jal_id id = contract(d, "draft", TODAY - 90, TODAY + 10);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct edit *e = NULL;
		struct diag why = DIAG_INIT;
		change(d, FIELD_contract_status, &id, cases[i].status);
		load_set(d);
		assert_int_equal(contract_renewal(&d->set, 0, &e, &why), cases[i].err);
		assert_int_equal(why.text != NULL, cases[i].err != JAL_OK);
		assert_int_equal(e == NULL, cases[i].err != JAL_OK);
		edit_free(e);
	}
	/* Twice is once too often. */
	struct edit *e = NULL;
	struct diag why = DIAG_INIT;
	assert_int_equal(contract_renewal(&d->set, 0, &e, &why), JAL_OK);
	(void)write_and_free(d, e);
	load_set(d);
	assert_int_equal(contract_renewal(&d->set, 0, &e, &why), JAL_ERR_EXISTS);
	assert_int_equal(contract_renewal(&d->set, 5, &e, &why), JAL_ERR_NOT_FOUND);
}

static void contract_amendment__stands__behind_its_contract_and_counts_once_signed(void **state)
{
	struct dossier *d = *state;
	struct diag why = DIAG_INIT;
	(void)contract(d, "running", TODAY - 90, TODAY + 10);
	(void)contract(d, "draft", TODAY + 11, TODAY + 100);
	load_set(d);
	struct edit *e = NULL;
	assert_int_equal(contract_amendment(&d->set, 0, &e, &why), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_contract_starts)->number, TODAY - 90);
	assert_int_equal(edit_value(e, FIELD_contract_ends)->number, TODAY + 10);
	assert_int_equal(edit_set_number(e, FIELD_contract_weekly_hours, 8), JAL_OK);
	(void)write_and_free(d, e);
	load_set(d);
	assert_int_equal(d->set.n, 3);
	assert_int_equal(d->set.list[1].number, 1);
	assert_int_equal(d->set.list[1].amendment, 1);
	assert_int_equal(d->set.list[2].number, 2);
	assert_int_equal(d->set.current, 0);
	assert_true(contract_terms(&d->set, &d->set.list[0], TODAY) == &d->set.list[0]);
	assert_int_equal(contract_amendment(&d->set, 0, &e, &why), JAL_ERR_EXISTS);
	sign(d, 1, "legal_guardian", TODAY - 3);
	sign(d, 1, "referent", TODAY - 2);
	struct edit_list c = EDIT_LIST_INIT;
	assert_int_equal(contract_step(&d->set, 1, "signed", &c, &why), JAL_OK);
	write_changes(d, &c);
	assert_string_equal(record_get(d->set.list[0].record, contract_status), "running");
	assert_true(contract_terms(&d->set, &d->set.list[0], TODAY - 3) == &d->set.list[0]);
	assert_true(contract_terms(&d->set, &d->set.list[0], TODAY - 2) == &d->set.list[1]);
	/* A draft is changed, not amended; what is over is renewed. */
	assert_int_equal(contract_amendment(&d->set, 2, &e, &why), JAL_ERR_INVALID);
}

/* A renewal of the contract `of`, written as it is at once. */
static struct jal_id renewal(struct dossier *d, const struct jal_id *of, const char *status)
{
	struct edit *e = create(d, ENTITY_contract);
	set_text(e, FIELD_contract_rank, "renewal");
	set_text(e, FIELD_contract_status, status);
	assert_int_equal(edit_set_number(e, FIELD_contract_starts, TODAY + 11), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_contract_ends, TODAY + 200), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_contract_previous, of), JAL_OK);
	return write_and_free(d, e);
}

static const char *status_of(const struct dossier *d, const struct jal_id *id)
{
	return record_get(d->set.list[contract_find(&d->set, id)].record, contract_status);
}

/* Whoever writes it: nothing of this goes through contract_step. */
static void contract_follow__closes__the_contract_renewed_however_the_renewal_comes_into_force(void **state)
{
	struct dossier *d = *state;
	struct diag why = DIAG_INIT;
	static const char *const before[] = { "signed", "validated", "running", "review_due" };
	for (size_t i = 0; i < 4; i++) {
		const struct jal_id old = contract(d, before[i], TODAY - 170, TODAY + 10);
		const struct jal_id g = goal(d, &old, "mobilite", "But");
		(void)action(d, &g, "faite", "done", TODAY - 5);
		(void)action(d, &g, "ouverte", "planned", TODAY + 5);
		/* By its state alone. */
		const struct jal_id prepared = renewal(d, &old, "draft");
		load_set(d);
		assert_string_equal(status_of(d, &old), before[i]);
		change(d, FIELD_contract_status, &prepared, "signed");
		load_set(d);
		assert_string_equal(status_of(d, &old), "renewed");
		const struct contract *c = &d->set.list[contract_find(&d->set, &old)];
		assert_int_equal(c->goals[0].total, 1);
		/* Undone with it. */
		assert_int_equal(journal_undo(d->box.journal, &why), JAL_OK);
		load_set(d);
		assert_string_equal(status_of(d, &old), before[i]);
		assert_string_equal(status_of(d, &prepared), "draft");
		assert_int_equal(d->set.list[contract_find(&d->set, &old)].goals[0].total, 2);
		/* As it is created. */
		(void)renewal(d, &old, i % 2 ? "running" : "signed");
		load_set(d);
		assert_string_equal(status_of(d, &old), "renewed");
		assert_int_equal(journal_undo(d->box.journal, &why), JAL_OK);
		load_set(d);
		assert_string_equal(status_of(d, &old), before[i]);
	}
}

/* What is signed first and said to renew another afterwards. */
static void contract_follow__closes__the_contract_that_is_named_later(void **state)
{
	struct dossier *d = *state;
	struct edit *e = NULL;
	const struct jal_id old = contract(d, "running", TODAY - 170, TODAY + 10);
	const struct jal_id new = contract(d, "signed", TODAY + 11, TODAY + 100);
	load_set(d);
	assert_string_equal(status_of(d, &old), "running");
	assert_int_equal(journal_edit(d->box.journal, &d->box.caseload, ENTITY_contract, &d->id, &new, &e), JAL_OK);
	set_text(e, FIELD_contract_rank, "renewal");
	assert_int_equal(edit_set_id(e, FIELD_contract_previous, &old), JAL_OK);
	(void)write_and_free(d, e);
	load_set(d);
	assert_string_equal(status_of(d, &old), "renewed");
}

/* What no form makes, and an import or another vault may: it would end as it comes into force. */
static void contract_follow__leaves__a_contract_that_renews_its_own_amendment(void **state)
{
	struct dossier *d = *state;
	struct edit *e = NULL;
	const struct jal_id other = contract(d, "expired", TODAY - 300, TODAY - 200);
	const struct jal_id own = renewal(d, &other, "draft");
	struct edit *amendment = create(d, ENTITY_contract);
	set_text(amendment, FIELD_contract_rank, "amendment");
	set_text(amendment, FIELD_contract_status, "draft");
	assert_int_equal(edit_set_id(amendment, FIELD_contract_previous, &own), JAL_OK);
	const struct jal_id amended = write_and_free(d, amendment);
	assert_int_equal(journal_edit(d->box.journal, &d->box.caseload, ENTITY_contract, &d->id, &own, &e), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_contract_previous, &amended), JAL_OK);
	(void)write_and_free(d, e);
	change(d, FIELD_contract_status, &own, "signed");
	load_set(d);
	assert_string_equal(status_of(d, &own), "signed");
	assert_string_equal(status_of(d, &other), "expired");
}

static void contract_follow__leaves__what_an_amendment_amends_and_what_ended_otherwise(void **state)
{
	struct dossier *d = *state;
	const struct jal_id old = contract(d, "running", TODAY - 170, TODAY + 10);
	const struct jal_id broken = contract(d, "broken", TODAY - 400, TODAY - 171);
	const struct jal_id amendment = renewal(d, &old, "draft");
	change(d, FIELD_contract_rank, &amendment, "amendment");
	change(d, FIELD_contract_status, &amendment, "signed");
	(void)renewal(d, &broken, "signed");
	load_set(d);
	assert_string_equal(status_of(d, &old), "running");
	assert_string_equal(status_of(d, &broken), "broken");
}

static void contract_amendment__refuses__what_has_ended(void **state)
{
	struct dossier *d = *state;
	struct diag why = DIAG_INIT;
	struct edit *e = NULL;
	const struct jal_id old = contract(d, "running", TODAY - 170, TODAY - 1);
	load_set(d);
	assert_int_equal(contract_amendment(&d->set, 0, &e, &why), JAL_ERR_INVALID);
	assert_non_null(why.text);
	/* Its last day is still one of its days. */
	struct edit *longer = NULL;
	assert_int_equal(journal_edit(d->box.journal, &d->box.caseload, ENTITY_contract, &d->id, &old, &longer), JAL_OK);
	assert_int_equal(edit_set_number(longer, FIELD_contract_ends, TODAY), JAL_OK);
	(void)write_and_free(d, longer);
	load_set(d);
	assert_int_equal(contract_amendment(&d->set, 0, &e, &why), JAL_OK);
	edit_free(e);
}

static void contract_renewal_ends__counts__the_months_of_the_contract(void **state)
{
	struct dossier *d = *state;
	(void)contract(d, "running", TODAY, date_add_months(TODAY, 4) - 1);
	load_set(d);
	assert_int_equal(contract_renewal_ends(&d->set, 0, TODAY + 500), date_add_months(TODAY + 500, 4) - 1);
	/* Of none: the usual six. */
	assert_int_equal(contract_renewal_ends(&d->set, 1, TODAY), date_add_months(TODAY, 6) - 1);
}

static void contract_step__refuses__what_the_life_cycle_does_not_have(void **state)
{
	struct dossier *d = *state;
	struct diag why = DIAG_INIT;
	struct edit_list c = EDIT_LIST_INIT;
	(void)contract(d, "draft", TODAY - 90, TODAY + 10);
	load_set(d);
	assert_int_equal(contract_step(&d->set, 0, "expired", &c, &why), JAL_ERR_INVALID);
	assert_non_null(why.text);
	assert_int_equal(c.n, 0);
	assert_null(contract_next_step(&d->set, &d->set.list[0]));
	edit_list_free(&c);
}

static void contract_step__takes__what_was_never_agreed_along(void **state)
{
	struct dossier *d = *state;
	struct diag why = DIAG_INIT;
	struct edit_list c = EDIT_LIST_INIT;
	const struct jal_id agreed = contract(d, "running", TODAY - 90, TODAY + 10);
	const struct jal_id a = goal(d, &agreed, "mobilite", "Convenu");
	(void)action(d, &a, "A", "planned", TODAY + 5);
	const struct jal_id draft = contract(d, "draft", TODAY + 11, TODAY + 100);
	const struct jal_id b = goal(d, &draft, "mobilite", "Proposé");
	(void)action(d, &b, "B", "planned", TODAY + 50);
	load_set(d);
	assert_int_equal(contract_step(&d->set, 1, "cancelled", &c, &why), JAL_OK);
	write_changes(d, &c);
	assert_int_equal(d->set.list[1].n_goals, 0);
	assert_int_equal(d->set.list[0].goals[0].total, 1);
	assert_int_equal(d->set.loose.n_goals, 0);
	/* Cancelled once it ran, it still tells what was agreed. */
	assert_int_equal(contract_step(&d->set, 0, "cancelled", &c, &why), JAL_OK);
	write_changes(d, &c);
	assert_int_equal(d->set.list[0].goals[0].total, 1);
}

static void contract_drop__archives__or_keeps_as_given_up(void **state)
{
	struct dossier *d = *state;
	struct edit_list c = EDIT_LIST_INIT;
	const struct jal_id id = contract(d, "draft", TODAY - 90, TODAY + 10);
	const struct jal_id g = goal(d, &id, "mobilite", "But");
	(void)action(d, &g, "faite", "done", TODAY - 5);
	(void)action(d, &g, "ouverte", "planned", TODAY + 5);
	change(d, FIELD_contract_status, &id, "running");
	load_set(d);
	assert_int_equal(contract_drop(&d->set.list[0], d->set.list[0].goals[0].record, &c), JAL_OK);
	assert_int_equal(c.n, 2);
	write_changes(d, &c);
	assert_string_equal(record_get(d->set.list[0].goals[0].record, goal_status), "dropped");
	assert_int_equal(d->set.list[0].goals[0].done, 1);
	assert_int_equal(d->set.list[0].goals[0].total, 1);
	change(d, FIELD_contract_status, &id, "draft");
	load_set(d);
	assert_int_equal(contract_drop(&d->set.list[0], d->set.list[0].goals[0].record, &c), JAL_OK);
	write_changes(d, &c);
	assert_int_equal(d->set.list[0].n_goals, 0);
	assert_int_equal(d->set.loose.n_goals, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(contract_load__is_empty__for_a_dossier_without_contract),
		TEST(contract_load__orders__by_start_and_finds_the_current_one),
		TEST(contract_load__puts__goals_by_theme_and_actions_by_turn),
		TEST(contract_load__keeps__what_hangs_from_nothing_visible),
		TEST(contract_load__survives__amendments_in_a_ring),
		TEST(contract_load__survives__amendments_without_end),
		TEST(contract_renewal__begins__the_day_after_and_carries_what_is_open),
		TEST(contract_carry_over__takes__only_the_goals_chosen),
		TEST(contract_renewal__refuses__what_can_not_be_renewed),
		TEST(contract_amendment__stands__behind_its_contract_and_counts_once_signed),
		TEST(contract_amendment__refuses__what_has_ended),
		TEST(contract_renewal_ends__counts__the_months_of_the_contract),
		TEST(contract_follow__closes__the_contract_renewed_however_the_renewal_comes_into_force),
		TEST(contract_follow__closes__the_contract_that_is_named_later),
		TEST(contract_follow__leaves__a_contract_that_renews_its_own_amendment),
		TEST(contract_follow__leaves__what_an_amendment_amends_and_what_ended_otherwise),
		TEST(contract_step__takes__what_was_never_agreed_along),
		TEST(contract_drop__archives__or_keeps_as_given_up),
		TEST(contract_step__refuses__what_the_life_cycle_does_not_have),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
