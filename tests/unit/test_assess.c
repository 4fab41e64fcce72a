/* The diagnosis: levels at each assessment, what changed, what a new one starts from, what is settled. */
#include "core/assess.h"

#include "core/thresholds.h"
#include "tests/support/people.h"

#define TODAY 20833	/* 2027-01-15, the day of corebox */

static const struct jal_id file_id = { { 7 } };

static void write_edits(struct corebox *b, struct edit_list *e)
{
	struct diag diag = DIAG_INIT;
	assert_int_equal(journal_write(b->journal, e->list, e->n, &diag), JAL_OK);
	edit_list_free(e);
}

static void load_it(struct corebox *b, struct assess *a)
{
	assert_int_equal(assess_load(b->journal, &b->clock, &b->caseload, &file_id, a), JAL_OK);
}

static const struct assess_theme *theme(const struct assess *a, const char *code)
{
	const struct assess_theme *t = assess_find(a, code);
	assert_non_null(t);
	return t;
}

/* As one key would, in a save of its own. */
static void set_level(struct corebox *b, const char *code, enum assess_level level)
{
	struct assess a;
	struct edit_list edits = EDIT_LIST_INIT;
	load_it(b, &a);
	assert_int_equal(assess_set(&a, code, level, &edits), JAL_OK);
	b->now_ms += 1000;
	write_edits(b, &edits);
	assess_free(&a);
}

static struct jal_id new_assessment(struct corebox *b, const char *wishes)
{
	struct assess a;
	struct edit *e = NULL;
	load_it(b, &a);
	assert_int_equal(assess_begin(&a, &e), JAL_OK);
	if (wishes)
		set_text(e, FIELD_assessment_wishes, wishes);
	b->now_ms += 1000;
	assert_int_equal(write_one(b, e), JAL_OK);
	const struct jal_id id = *edit_record(e);
	edit_free(e);
	assess_free(&a);
	return id;
}

static struct jal_id add_barrier(struct corebox *b, const char *code, const char *level, const char *comment)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(ENTITY_barrier, &b->caseload, &file_id, &e), JAL_OK);
	set_text(e, FIELD_barrier_theme, code);
	set_text(e, FIELD_barrier_level, level);
	set_text(e, FIELD_barrier_comment, comment);
	b->now_ms += 1000;
	assert_int_equal(write_one(b, e), JAL_OK);
	const struct jal_id id = *edit_record(e);
	edit_free(e);
	return id;
}

/* ---- levels ---- */

static void assess_next__goes__round(void **state)
{
	(void)state;
	enum assess_level level = ASSESS_NOT_DISCUSSED;
	for (int i = 0; i < ASSESS_LEVELS; i++)
		level = assess_next(level);
	assert_int_equal(level, ASSESS_NOT_DISCUSSED);
	assert_int_equal(assess_next(ASSESS_NONE), ASSESS_LOW);
	assert_true(assess_level_read("high", &level));
	assert_int_equal(level, ASSESS_HIGH);
	assert_false(assess_level_read("fort", &level));
	assert_false(assess_level_read("", &level));
	assert_int_equal(level, ASSESS_HIGH);
}

static void assess_load__knows__all_themes_of_an_empty_dossier(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	corebox_open(&b);
	load_it(&b, &a);
	assert_int_equal(a.n_themes, 16);
	assert_int_equal(a.n, 0);
	assert_null(assess_last(&a));
	assert_int_equal(theme(&a, "mobilite")->level, ASSESS_NOT_DISCUSSED);
	assert_null(theme(&a, "mobilite")->barrier);
	assert_int_equal(theme(&a, "mobilite")->changed, RECORD_NO_DATE);
	assert_null(assess_find(&a, "mobilité"));
	assess_free(&a);
	corebox_close(&b);
}

static void assess_set__writes__answer_and_days_with_the_level(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	corebox_open(&b);
	set_level(&b, "mobilite", ASSESS_HIGH);
	load_it(&b, &a);
	const struct record *r = theme(&a, "mobilite")->barrier;
	assert_string_equal(record_get(r, barrier_level), "high");
	assert_string_equal(record_get(r, barrier_answer), "yes");
	assert_int_equal(record_get(r, barrier_since), TODAY);
	assert_int_equal(theme(&a, "mobilite")->changed, TODAY);
	assess_free(&a);

	set_level(&b, "mobilite", ASSESS_NOT_DISCUSSED);
	load_it(&b, &a);
	r = theme(&a, "mobilite")->barrier;
	assert_null(record_get(r, barrier_level));
	assert_string_equal(record_get(r, barrier_answer), "not_discussed");
	assert_int_equal(a.n_barriers, 1);
	assess_free(&a);

	/* Never found at an assessment: none, and not lifted. */
	set_level(&b, "mobilite", ASSESS_NONE);
	load_it(&b, &a);
	assert_false(theme(&a, "mobilite")->lifted);
	assert_string_equal(record_get(theme(&a, "mobilite")->barrier, barrier_answer), "no");
	assess_free(&a);
	corebox_close(&b);
}

static void assess_set__leaves__the_days_once_round(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	corebox_open(&b);
	b.now_ms -= 100 * DAY;
	new_assessment(&b, NULL);
	set_level(&b, "mobilite", ASSESS_MEDIUM);
	b.now_ms += 100 * DAY;
	for (int i = 0; i < ASSESS_LEVELS; i++)
		set_level(&b, "mobilite", assess_next((enum assess_level)((ASSESS_MEDIUM + i) % ASSESS_LEVELS)));
	load_it(&b, &a);
	const struct assess_theme *t = theme(&a, "mobilite");
	assert_int_equal(t->level, ASSESS_MEDIUM);
	assert_int_equal(record_get(t->barrier, barrier_since), TODAY - 100);
	assert_int_equal(record_get(t->barrier, barrier_lifted_on), RECORD_NO_DATE);
	assert_int_equal(t->changed, TODAY - 100);
	assess_free(&a);
	corebox_close(&b);
}

/* ---- history ---- */

static void assess_load__tells__the_level_at_each_assessment(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	corebox_open(&b);
	b.now_ms -= 200 * DAY;
	new_assessment(&b, NULL);
	set_level(&b, "mobilite", ASSESS_HIGH);
	set_level(&b, "numerique", ASSESS_MEDIUM);
	b.now_ms += 100 * DAY;
	new_assessment(&b, NULL);
	set_level(&b, "mobilite", ASSESS_MEDIUM);
	/* Between assessments: counts at none of them, and now. */
	b.now_ms += 50 * DAY;
	set_level(&b, "numerique", ASSESS_NONE);
	set_level(&b, "sante", ASSESS_LOW);
	load_it(&b, &a);
	assert_int_equal(a.n, 2);

	const struct assess_theme *t = theme(&a, "mobilite");
	assert_int_equal(t->at[0], ASSESS_HIGH);
	assert_int_equal(t->at[1], ASSESS_MEDIUM);
	assert_int_equal(t->level, ASSESS_MEDIUM);
	assert_true(t->compared);
	assert_int_equal(t->before, ASSESS_HIGH);

	t = theme(&a, "numerique");
	assert_int_equal(t->at[0], ASSESS_MEDIUM);
	assert_int_equal(t->at[1], ASSESS_MEDIUM);
	assert_int_equal(t->level, ASSESS_NONE);
	assert_true(t->lifted);
	assert_int_equal(record_get(t->barrier, barrier_lifted_on), a.today);

	t = theme(&a, "sante");
	assert_int_equal(t->at[1], ASSESS_NOT_DISCUSSED);
	assert_false(t->compared);
	assess_free(&a);

	/* Written again, or set and taken back on one day: no change. */
	b.now_ms += 5 * DAY;
	set_level(&b, "mobilite", ASSESS_NONE);
	set_level(&b, "mobilite", ASSESS_MEDIUM);
	load_it(&b, &a);
	assert_int_equal(theme(&a, "mobilite")->changed, TODAY - 100);
	assess_free(&a);

	/* It comes back: since today, and lifted no more. */
	b.now_ms += 5 * DAY;
	set_level(&b, "numerique", ASSESS_LOW);
	load_it(&b, &a);
	t = theme(&a, "numerique");
	assert_false(t->lifted);
	assert_int_equal(record_get(t->barrier, barrier_lifted_on), RECORD_NO_DATE);
	assert_int_equal(record_get(t->barrier, barrier_since), a.today);
	assess_free(&a);
	corebox_close(&b);
}

static void assess_load__tells_apart__two_assessments_of_one_day(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	corebox_open(&b);
	new_assessment(&b, "le matin");
	set_level(&b, "mobilite", ASSESS_HIGH);
	new_assessment(&b, "le soir");
	set_level(&b, "mobilite", ASSESS_LOW);
	load_it(&b, &a);
	assert_string_equal(record_get(assess_last(&a), assessment_wishes), "le soir");
	assert_int_equal(theme(&a, "mobilite")->at[0], ASSESS_HIGH);
	assert_int_equal(theme(&a, "mobilite")->at[1], ASSESS_LOW);
	assess_free(&a);
	corebox_close(&b);
}

static void assess_load__counts__what_a_belated_assessment_found(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	corebox_open(&b);
	const struct jal_id id = new_assessment(&b, NULL);
	struct edit *e = NULL;
	assert_int_equal(journal_edit(b.journal, &b.caseload, ENTITY_assessment, &file_id, &id, &e), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_assessment_date, TODAY - 30), JAL_OK);
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);
	/* Written down today, of a month ago: today's levels are what it found. */
	set_level(&b, "mobilite", ASSESS_HIGH);
	load_it(&b, &a);
	assert_int_equal(theme(&a, "mobilite")->at[0], ASSESS_HIGH);
	/* A single assessment and nothing since: no news. */
	assert_false(theme(&a, "mobilite")->compared);
	assess_free(&a);
	b.now_ms += 2 * DAY;
	set_level(&b, "mobilite", ASSESS_LOW);
	load_it(&b, &a);
	assert_int_equal(theme(&a, "mobilite")->at[0], ASSESS_HIGH);
	assert_true(theme(&a, "mobilite")->compared);
	assess_free(&a);
	corebox_close(&b);
}

static void assess_load__leaves_out__what_is_archived(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	corebox_open(&b);
	b.now_ms -= 100 * DAY;
	new_assessment(&b, NULL);
	set_level(&b, "mobilite", ASSESS_HIGH);
	load_it(&b, &a);
	struct edit *e = NULL;
	assert_int_equal(edit_of(theme(&a, "mobilite")->barrier, &e), JAL_OK);
	assert_int_equal(edit_set_flag(e, FIELD_barrier_archived, true), JAL_OK);
	b.now_ms += 50 * DAY;
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);
	assess_free(&a);
	new_assessment(&b, NULL);
	load_it(&b, &a);
	assert_null(theme(&a, "mobilite")->barrier);
	assert_int_equal(theme(&a, "mobilite")->at[0], ASSESS_HIGH);
	assert_int_equal(theme(&a, "mobilite")->at[1], ASSESS_NOT_DISCUSSED);
	assess_free(&a);
	corebox_close(&b);
}

static void assess_load__shows__a_barrier_without_theme(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	struct edit *e = NULL;
	corebox_open(&b);
	assert_int_equal(edit_create(ENTITY_barrier, &b.caseload, &file_id, &e), JAL_OK);
	set_text(e, FIELD_barrier_level, "low");
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);
	/* And one whose theme a newer program knows. */
	add_barrier(&b, "vie-sociale", "high", "x");
	load_it(&b, &a);
	assert_int_equal(a.n_themes, 18);
	assert_int_equal(theme(&a, "")->level, ASSESS_LOW);
	assert_int_equal(theme(&a, "vie-sociale")->level, ASSESS_HIGH);
	assess_free(&a);
	corebox_close(&b);
}

/* ---- a new assessment ---- */

static bool has_element(const struct edit *e, enum field field, const char *element)
{
	return edit_has_element(e, field, element);
}

static void assess_begin__starts__from_the_last_one(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	struct edit *e = NULL;
	corebox_open(&b);
	b.now_ms -= 100 * DAY;
	new_assessment(&b, "Travailler près de chez moi");
	set_level(&b, "mobilite", ASSESS_HIGH);
	set_level(&b, "sante", ASSESS_NOT_DISCUSSED);
	b.now_ms += 100 * DAY;
	load_it(&b, &a);
	assert_int_equal(assess_begin(&a, &e), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_assessment_date)->number, a.today);
	assert_string_equal(edit_value(e, FIELD_assessment_wishes)->text, "Travailler près de chez moi");
	assert_int_equal(edit_value(e, FIELD_assessment_summary)->kind, VALUE_EMPTY);
	assert_int_equal(edit_value(e, FIELD_assessment_next_review)->number, 20923);	/* 2027-04-15 */
	assert_true(has_element(e, FIELD_assessment_themes, "mobilite"));
	assert_false(has_element(e, FIELD_assessment_themes, "sante"));
	edit_free(e);
	assess_free(&a);
	/* Who looks again sooner or later says so once, in the settings. */
	const int32_t months = 6;
	struct diag diag = DIAG_INIT;
	assert_int_equal(thresholds_choose(b.db, THRESHOLD_ASSESSMENT, &months, &diag), JAL_OK);
	load_it(&b, &a);
	assert_int_equal(assess_begin(&a, &e), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_assessment_next_review)->number, 21014);	/* 2027-07-15 */
	edit_free(e);
	assess_free(&a);
	corebox_close(&b);
}

static void assess_set__says__that_a_theme_was_looked_at_today(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	corebox_open(&b);
	b.now_ms -= 10 * DAY;
	new_assessment(&b, NULL);
	set_level(&b, "mobilite", ASSESS_HIGH);
	load_it(&b, &a);
	assert_true(assess_reviewed(&a, 0, "mobilite"));
	assert_false(assess_reviewed(&a, 0, "sante"));
	assess_free(&a);
	/* Later it is no part of that assessment any more. */
	b.now_ms += 10 * DAY;
	set_level(&b, "sante", ASSESS_LOW);
	load_it(&b, &a);
	assert_false(assess_reviewed(&a, 0, "sante"));
	assess_free(&a);
	corebox_close(&b);
}

static void assess_set__puts_levels__into_the_new_assessment_in_one_save(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	struct edit_list edits = EDIT_LIST_INIT;
	corebox_open(&b);
	b.now_ms -= 100 * DAY;
	new_assessment(&b, NULL);
	set_level(&b, "mobilite", ASSESS_HIGH);
	b.now_ms += 100 * DAY;
	load_it(&b, &a);
	struct edit *begun = NULL;
	assert_int_equal(assess_begin(&a, &begun), JAL_OK);
	assert_int_equal(edit_list_add(&edits, begun), JAL_OK);
	assert_int_equal(assess_set(&a, "mobilite", ASSESS_NONE, &edits), JAL_OK);
	assert_int_equal(assess_set(&a, "famille", ASSESS_LOW, &edits), JAL_OK);
	assert_int_equal(assess_set(&a, "famille", ASSESS_MEDIUM, &edits), JAL_OK);
	assert_int_equal(edits.n, 3);
	write_edits(&b, &edits);
	assess_free(&a);
	load_it(&b, &a);
	assert_int_equal(a.n, 2);
	assert_true(theme(&a, "mobilite")->lifted);
	assert_int_equal(theme(&a, "mobilite")->at[0], ASSESS_HIGH);
	assert_int_equal(theme(&a, "mobilite")->at[1], ASSESS_NONE);
	assert_int_equal(theme(&a, "famille")->at[1], ASSESS_MEDIUM);
	assert_true(assess_reviewed(&a, 1, "famille"));
	assess_free(&a);
	corebox_close(&b);
}

/* ---- a form ---- */

static void assess_follow__lifts__when_a_day_is_given(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	struct edit *e = NULL;
	corebox_open(&b);
	set_level(&b, "mobilite", ASSESS_HIGH);
	load_it(&b, &a);
	assert_int_equal(edit_of(theme(&a, "mobilite")->barrier, &e), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_barrier_lifted_on, TODAY - 3), JAL_OK);
	assert_int_equal(assess_follow(e, ASSESS_NOT_DISCUSSED, TODAY), JAL_OK);
	assert_string_equal(edit_value(e, FIELD_barrier_level)->text, "none");
	assert_string_equal(edit_value(e, FIELD_barrier_answer)->text, "no");
	assert_int_equal(edit_value(e, FIELD_barrier_lifted_on)->number, TODAY - 3);
	edit_free(e);

	/* Both typed: both stand. */
	assert_int_equal(edit_of(theme(&a, "mobilite")->barrier, &e), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_barrier_lifted_on, TODAY - 3), JAL_OK);
	set_text(e, FIELD_barrier_level, "low");
	assert_int_equal(assess_follow(e, ASSESS_NOT_DISCUSSED, TODAY), JAL_OK);
	assert_string_equal(edit_value(e, FIELD_barrier_level)->text, "low");
	assert_int_equal(edit_value(e, FIELD_barrier_lifted_on)->number, TODAY - 3);
	edit_free(e);
	assess_free(&a);
	corebox_close(&b);
}

/* ---- two of one theme ---- */

static void assess_settle__keeps__one_and_loses_nothing(void **state)
{
	(void)state;
	struct corebox b;
	struct assess a;
	struct edit_list edits = EDIT_LIST_INIT;
	struct edit *e = NULL;
	corebox_open(&b);
	const struct jal_id first = add_barrier(&b, "mobilite", "high", "Pas de permis");
	const struct jal_id second = add_barrier(&b, "mobilite", "low", "Prend le bus");
	assert_int_equal(journal_edit(b.journal, &b.caseload, ENTITY_barrier, &file_id, &second, &e), JAL_OK);
	assert_int_equal(edit_element(e, FIELD_barrier_situations, "public_transport_only", true), JAL_OK);
	assert_int_equal(edit_element(e, FIELD_barrier_subthemes, "mobilite--preparer-un-permis", true), JAL_OK);
	assert_int_equal(edit_element(e, FIELD_barrier_sensitive, "health", true), JAL_OK);
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);

	load_it(&b, &a);
	const struct assess_theme *t = theme(&a, "mobilite");
	/* The one written last counts; the other is told, and so is that one of them is sensitive. */
	assert_memory_equal(record_id(t->barrier), &second, sizeof(second));
	assert_int_equal(t->n_others, 1);
	assert_memory_equal(record_id(t->others[0]), &first, sizeof(first));
	assert_true(t->sensitive);
	const struct jal_id unknown = { { 9 } };
	assert_int_equal(assess_settle(&a, &unknown, &edits), JAL_ERR_NOT_FOUND);
	assert_int_equal(assess_settle(&a, &first, &edits), JAL_OK);
	write_edits(&b, &edits);
	assess_free(&a);

	load_it(&b, &a);
	t = theme(&a, "mobilite");
	assert_int_equal(t->n_others, 0);
	assert_memory_equal(record_id(t->barrier), &first, sizeof(first));
	assert_int_equal(t->level, ASSESS_HIGH);
	assert_string_equal(record_get(t->barrier, barrier_comment), "Pas de permis\nPrend le bus");
	assert_int_equal(record_get(t->barrier, barrier_situations)->count, 1);
	assert_int_equal(record_get(t->barrier, barrier_subthemes)->count, 1);
	assert_true(t->sensitive);
	/* There is nothing to choose from any more. */
	assert_int_equal(assess_settle(&a, &first, &edits), JAL_ERR_NOT_FOUND);
	assess_free(&a);
	corebox_close(&b);
}

static void assess_load__chooses__the_same_barrier_in_both_vaults(void **state)
{
	(void)state;
	struct corebox a, b;
	struct assess x, y;
	two(&a, &b);
	a.caseload = b.caseload = people_caseload;
	add_barrier(&a, "famille", "low", "de l’un");
	b.now_ms += 5000;
	add_barrier(&b, "famille", "high", "de l’autre");
	struct sent s = seal(&a), t = seal(&b);
	(void)receive(&b, &s);
	(void)receive(&a, &t);
	outbox_batch_free(&s.batch);
	outbox_batch_free(&t.batch);
	load_it(&a, &x);
	load_it(&b, &y);
	assert_int_equal(theme(&x, "famille")->level, ASSESS_HIGH);
	assert_memory_equal(record_id(theme(&x, "famille")->barrier), record_id(theme(&y, "famille")->barrier),
			    sizeof(struct jal_id));
	assert_int_equal(theme(&y, "famille")->n_others, 1);
	assess_free(&x);
	assess_free(&y);
	corebox_close(&a);
	corebox_close(&b);
}

static enum jal_err take_item(void *ctx, const struct settle_item *item)
{
	struct settle_item *list = ctx;
	while (list->dossier.b[0])
		list++;
	*list = *item;
	return JAL_OK;
}

static void settle_each__tells__two_barriers_of_a_theme_until_one_is_left(void **state)
{
	(void)state;
	struct corebox a, b;
	struct settle_item items[4] = { { .dossier = ID_ZERO } };
	struct edit *kept[2] = { NULL, NULL };
	struct diag diag = DIAG_INIT;
	two(&a, &b);
	a.caseload = b.caseload = people_caseload;
	const struct jal_id first = add_barrier(&a, "famille", "low", "de l’un");
	b.now_ms += 5000;
	const struct jal_id second = add_barrier(&b, "famille", "high", "de l’autre");
	add_barrier(&b, "mobilite", "high", "seul");
	struct sent s = seal(&a), t = seal(&b);
	(void)receive(&b, &s);
	(void)receive(&a, &t);
	outbox_batch_free(&s.batch);
	outbox_batch_free(&t.batch);
	assert_int_equal(settle_each(a.journal, &a.caseload, NULL, take_item, items), JAL_OK);
	assert_int_equal(items[0].kind, SETTLE_TWINS);
	assert_int_equal(items[0].field, FIELD_barrier_theme);
	assert_memory_equal(&items[0].record, &first, sizeof(first));
	assert_memory_equal(&items[0].other, &second, sizeof(second));
	assert_true(settle_has_sides(&items[0]));
	/* Once, and nothing else. */
	assert_true(id_is_zero(&items[1].dossier));
	assert_int_equal(settle_each(b.journal, &b.caseload, &file_id, take_item, &items[1]), JAL_OK);
	assert_int_equal(items[1].kind, SETTLE_TWINS);
	assert_memory_equal(&items[1].record, &first, sizeof(first));

	/* The one that did not count is kept: it gets what the other said. */
	assert_int_equal(settle_keep(a.journal, &a.caseload, &items[0], 0, kept), JAL_OK);
	assert_non_null(kept[1]);
	a.now_ms += 10000;
	assert_int_equal(journal_write(a.journal, kept, 2, &diag), JAL_OK);
	edit_free(kept[0]);
	edit_free(kept[1]);
	assert_int_equal(settle_each(a.journal, &a.caseload, NULL, take_item, &items[2]), JAL_OK);
	assert_true(id_is_zero(&items[2].dossier));
	struct assess x;
	load_it(&a, &x);
	assert_memory_equal(record_id(theme(&x, "famille")->barrier), &first, sizeof(first));
	assert_string_equal(record_get(theme(&x, "famille")->barrier, barrier_comment), "de l’un\nde l’autre");
	assess_free(&x);
	/* It comes back with the undoing. */
	assert_int_equal(journal_undo(a.journal, &diag), JAL_OK);
	assert_int_equal(settle_each(a.journal, &a.caseload, NULL, take_item, &items[2]), JAL_OK);
	assert_int_equal(items[2].kind, SETTLE_TWINS);
	corebox_close(&a);
	corebox_close(&b);
}

static void settle_typed__refuses__a_second_barrier_of_a_theme(void **state)
{
	(void)state;
	struct corebox b;
	struct edit *e = NULL;
	struct check_issues issues = { .count = 0 };
	corebox_open(&b);
	const struct jal_id id = add_barrier(&b, "famille", "low", "x");
	assert_int_equal(edit_create(ENTITY_barrier, &b.caseload, &file_id, &e), JAL_OK);
	set_text(e, FIELD_barrier_theme, "famille");
	assert_int_equal(settle_typed(b.journal, e, &issues), JAL_OK);
	assert_int_equal(issues.count, 1);
	assert_int_equal(issues.item[0].level, CHECK_ERROR);
	assert_int_equal(issues.item[0].field, FIELD_barrier_theme);
	issues.count = 0;
	set_text(e, FIELD_barrier_theme, "mobilite");
	assert_int_equal(settle_typed(b.journal, e, &issues), JAL_OK);
	assert_int_equal(issues.count, 0);
	edit_free(e);
	/* The one that is there may be changed; and an archived one is in nobody's way. */
	assert_int_equal(journal_edit(b.journal, &b.caseload, ENTITY_barrier, &file_id, &id, &e), JAL_OK);
	set_text(e, FIELD_barrier_level, "high");
	assert_int_equal(settle_typed(b.journal, e, &issues), JAL_OK);
	assert_int_equal(issues.count, 0);
	assert_int_equal(edit_set_flag(e, FIELD_barrier_archived, true), JAL_OK);
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);
	add_barrier(&b, "famille", "high", "y");
	assert_int_equal(journal_edit(b.journal, &b.caseload, ENTITY_barrier, &file_id, &id, &e), JAL_OK);
	assert_int_equal(edit_set_flag(e, FIELD_barrier_archived, false), JAL_OK);
	assert_int_equal(settle_typed(b.journal, e, &issues), JAL_OK);
	assert_int_equal(issues.count, 1);
	edit_free(e);
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(assess_next__goes__round),
		cmocka_unit_test(assess_load__knows__all_themes_of_an_empty_dossier),
		cmocka_unit_test(assess_set__writes__answer_and_days_with_the_level),
		cmocka_unit_test(assess_set__leaves__the_days_once_round),
		cmocka_unit_test(assess_load__tells__the_level_at_each_assessment),
		cmocka_unit_test(assess_load__tells_apart__two_assessments_of_one_day),
		cmocka_unit_test(assess_load__counts__what_a_belated_assessment_found),
		cmocka_unit_test(assess_load__leaves_out__what_is_archived),
		cmocka_unit_test(assess_load__shows__a_barrier_without_theme),
		cmocka_unit_test(assess_begin__starts__from_the_last_one),
		cmocka_unit_test(assess_set__says__that_a_theme_was_looked_at_today),
		cmocka_unit_test(assess_set__puts_levels__into_the_new_assessment_in_one_save),
		cmocka_unit_test(assess_follow__lifts__when_a_day_is_given),
		cmocka_unit_test(assess_settle__keeps__one_and_loses_nothing),
		cmocka_unit_test(assess_load__chooses__the_same_barrier_in_both_vaults),
		cmocka_unit_test(settle_each__tells__two_barriers_of_a_theme_until_one_is_left),
		cmocka_unit_test(settle_typed__refuses__a_second_barrier_of_a_theme),
	};
	return cmocka_run_group_tests_name("assess", tests, NULL, NULL);
}
