/*
 * A dossier full of what no form would have taken, as a member with ill will can send it: any value that a field can
 * carry, references to anything and in rings. Whatever reads a dossier, or works out what a gesture on it changes, gives
 * an answer or refuses; it neither breaks nor runs without end. (Whether such operations are accepted at all is
 * test_rogue's.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/agenda.h"
#include "core/assess.h"
#include "core/caseload.h"
#include "core/contract.h"
#include "core/course.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/entry.h"
#include "core/export.h"
#include "core/hours.h"
#include "core/paper_kinds.h"
#include "core/settle.h"
#include "core/timeline.h"
#include "core/todo.h"
#include "tests/support/corebox.h"
#include "tests/support/rng.h"
#include "tests/support/wild.h"

static const char *nobody(void *ctx, const struct jal_id *id)
{
	(void)ctx;
	(void)id;
	return "";
}

static void done(enum jal_err err)
{
	if (err != JAL_OK && err != JAL_ERR_INVALID && err != JAL_ERR_NOT_FOUND && err != JAL_ERR_EXISTS && err != JAL_ERR_LIMIT)
		fail_msg("%s", jal_err_name(err));
}

static void work_on_contracts(struct wild *w)
{
	struct contract_set s = { .list = NULL };
	static const char *const steps[] = { "signed", "running", "cancelled", "expired" };
	assert_int_equal(contract_load(w->box->journal, &w->caseload, &w->dossier, &w->box->clock, &s), JAL_OK);
	for (size_t i = 0; i < s.n; i++) {
		struct edit_list changes = EDIT_LIST_INIT;
		struct hours_week *weeks = NULL, week;
		struct edit *e = NULL;
		size_t n = 0, used = 0;
		assert_int_equal(hours_weeks(&s, i, &weeks, &n), JAL_OK);
		(void)hours_mean(weeks, n, 8, &used);
		free(weeks);
		hours_week_of(&s, i, w->today, &week);
		hours_week_of(&s, i, DATE_MAX, &week);
		done(hours_report(&s, i, w->today, 300, &changes, NULL));
		(void)contract_next_step(&s, &s.list[i]);
		done(contract_may_sign(&s, i, NULL));
		for (size_t k = 0; k < sizeof(steps) / sizeof(*steps); k++)
			done(contract_step(&s, i, steps[k], &changes, NULL));
		if (contract_renewal(&s, i, &e, NULL) == JAL_OK) {
			const struct contract_carry carry = { .all = true };
			done(contract_carry_over(&s, i, e, &carry, &changes, NULL));
			edit_free(e);
		}
		e = NULL;
		if (contract_amendment(&s, i, &e, NULL) == JAL_OK)
			edit_free(e);
		edit_list_free(&changes);
	}
	contract_set_free(&s);
}

static void work_on_the_course(struct wild *w)
{
	static const enum entity kinds[] = { ENTITY_orientation, ENTITY_assignment, ENTITY_exit };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct course_plan plan = COURSE_PLAN_INIT;
		struct check_issues issues = { 0 };
		struct check_context context = { .today = w->today };
		struct edit *e = NULL;
		assert_int_equal(edit_create(kinds[i], &w->caseload, &w->dossier, &e), JAL_OK);
		for (enum field f = model_entity(kinds[i])->first; f < model_end(kinds[i]); f++)
			if (f != model_archived(kinds[i]) && rng_chance(&w->rng, 70))
				wild_fill(w, e, model_field(f));
		entry_check(e, &context, &issues);
		done(kinds[i] == ENTITY_orientation ? course_orient(w->box->journal, e, w->today, &plan, &issues) :
			kinds[i] == ENTITY_assignment ? course_assign(w->box->journal, e, true, &plan, &issues) :
			course_leave(w->box->journal, e, COURSE_CANCEL_APPOINTMENTS | COURSE_END_CONTRACTS, w->today, &plan, &issues));
		course_plan_free(&plan);
		edit_free(e);
	}
}

static void print(struct paper *p, enum jal_err err)
{
	struct buf bytes = BUF_INIT;
	struct paper *back = NULL;
	done(err);
	if (err)
		return;
	assert_int_equal(paper_encode(p, &bytes), JAL_OK);
	assert_int_equal(paper_decode(bytes.data, bytes.len, &back), JAL_OK);
	paper_free(back);
	paper_free(p);
	buf_free(&bytes);
}

static void print_all(struct wild *w)
{
	const struct format format = { 0 };
	const struct paper_ask ask = { w->box->journal, &format, &w->box->clock, w->caseload, w->dossier };
	struct paper *p = NULL;
	enum jal_err err = paper_summary(&ask, &p, NULL);
	print(p, err);
	err = paper_person(&ask, true, &p, NULL);
	print(p, err);
	err = paper_timeline(&ask, TIMELINE_KINDS, &p, NULL);
	print(p, err);
	err = paper_week(&ask, w->today, &p, NULL);
	print(p, err);
	for (size_t i = 0; i < w->n; i++) {
		if (w->kinds[i] != ENTITY_contract && w->kinds[i] != ENTITY_appointment)
			continue;
		err = w->kinds[i] == ENTITY_contract ? paper_contract(&ask, &w->ids[i], &p, NULL) :
						       paper_slip(&ask, &w->ids[i], &p, NULL);
		print(p, err);
	}
}

static enum jal_err see_item(void *ctx, const struct settle_item *item)
{
	(void)ctx;
	(void)item;
	return JAL_OK;
}

static enum jal_err see_appointment(void *ctx, const struct agenda_item *item)
{
	(void)ctx;
	assert_non_null(item->status);
	return JAL_OK;
}

static void look_at_lists(struct wild *w)
{
	struct db *db = w->box->db;
	struct todo_view *todo = NULL;
	struct caseload_view *list = NULL;
	const struct todo_query query = { .mine = false };
	const struct caseload_query all = { .mine = false };
	const struct todo_row *rows = NULL;
	const struct caseload_row *people = NULL;
	struct agenda_query days = agenda_days(DATE_MIN, DATE_MAX);
	size_t lines = 0, n = 0;
	days.everyone = true;
	assert_int_equal(todo_open(db, &w->box->clock, &todo), JAL_OK);
	assert_int_equal(todo_find(todo, &query, &lines), JAL_OK);
	assert_int_equal(todo_window(todo, 0, lines, &rows, &n), JAL_OK);
	assert_int_equal(n, lines);
	todo_close(todo);
	assert_int_equal(caseload_open(db, w->today, &list), JAL_OK);
	assert_int_equal(caseload_find(list, &all, &lines), JAL_OK);
	assert_int_equal(caseload_window(list, 0, lines, &people, &n), JAL_OK);
	caseload_close(list);
	assert_int_equal(agenda_each(db, &days, see_appointment, NULL), JAL_OK);
}

static void read_it(struct wild *w)
{
	struct assess a = { .n = 0 };
	struct timeline t = TIMELINE_INIT;
	const struct timeline_reader reader = { .clock = &w->box->clock, .member = nobody };
	struct buf out = BUF_INIT;
	assert_int_equal(assess_load(w->box->journal, &w->box->clock, &w->caseload, &w->dossier, &a), JAL_OK);
	assess_free(&a);
	assert_int_equal(timeline_read(w->box->journal, &w->caseload, &w->dossier, &reader, &t, NULL), JAL_OK);
	timeline_free(&t);
	assert_int_equal(settle_each(w->box->journal, &w->caseload, &w->dossier, see_item, NULL), JAL_OK);
	assert_int_equal(export_person(w->box->journal, &w->box->clock, &w->caseload, &w->dossier, &out, NULL), JAL_OK);
	buf_free(&out);
	for (size_t i = 0; i < w->n; i++)
		for (enum field f = model_entity(w->kinds[i])->first; f < model_end(w->kinds[i]); f++)
			(void)cover_past(w->box->journal, &w->caseload, &w->dossier, w->kinds[i], &w->ids[i], f);
}

static void wild__dossiers__break_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= rng_seeds(12); seed++) {
		struct corebox box;
		struct wild w;
		const struct jal_id dossier = { { 0xd0 } };
		corebox_open(&box);
		wild_make(&w, &box, &box.caseload, &dossier, seed);
		read_it(&w);
		look_at_lists(&w);
		work_on_contracts(&w);
		work_on_the_course(&w);
		print_all(&w);
		corebox_close(&box);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wild__dossiers__break_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
