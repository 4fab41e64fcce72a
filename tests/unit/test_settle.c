/* What two legal edits break together: listed the same by both vaults, gone when an edit puts it right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/caseload.h"
#include "core/entry.h"
#include "core/settle.h"
#include "tests/support/people.h"

#define TODAY 20833	/* 2027-01-15, the day of corebox */

static void set_number(struct edit *e, enum field f, int64_t n)
{
	assert_int_equal(edit_set_number(e, f, n), JAL_OK);
}

static void write_all(struct corebox *b, struct edit *e)
{
	assert_int_equal(write_one(b, e), JAL_OK);
	edit_free(e);
}

static struct edit *create(struct corebox *b, enum entity entity, const struct jal_id *dossier, struct jal_id *id)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &b->caseload, dossier, &e), JAL_OK);
	*id = *edit_record(e);
	return e;
}

static struct edit *open(struct corebox *b, enum entity entity, const struct jal_id *dossier, const struct jal_id *id)
{
	struct edit *e = NULL;
	assert_int_equal(journal_edit(b->journal, &b->caseload, entity, dossier, id, &e), JAL_OK);
	return e;
}

static void change_day(struct corebox *b, enum field field, const struct jal_id *dossier, const struct jal_id *id, int64_t day)
{
	struct edit *e = open(b, model_field(field)->entity, dossier, id);
	set_number(e, field, day);
	b->now_ms += 1000;
	write_all(b, e);
}

static void change_text(struct corebox *b, enum field field, const struct jal_id *dossier, const struct jal_id *id,
	const char *text)
{
	struct edit *e = open(b, model_field(field)->entity, dossier, id);
	set_text(e, field, text);
	b->now_ms += 1000;
	write_all(b, e);
}

/* Each gets what the other has. */
static void exchange(struct corebox *a, struct corebox *b)
{
	struct corebox *const both[] = { a, b };
	for (int i = 0; i < 2; i++) {
		uint64_t operations = 0, dossiers = 0;
		assert_int_equal(outbox_unsent(both[i]->db, &operations, &dossiers), JAL_OK);
		if (operations == 0)
			continue;
		struct outbox_batch none;
		if (outbox_batch(both[i]->db, &both[i]->caseload, 65536, &none) != JAL_OK)
			continue;
		outbox_batch_free(&none);
		struct sent s = seal(both[i]);
		(void)receive(both[1 - i], &s);
		outbox_batch_free(&s.batch);
	}
	check_same_digest(a, b);
}

static enum jal_err write_item(void *ctx, const struct settle_item *i)
{
	char dossier[ID_HEX + 1], record[ID_HEX + 1], other[ID_HEX + 1];
	return buf_printf(ctx, "%d %s %s %s %s %s %s: %s\n", (int)i->kind, id_hex(&i->dossier, dossier),
		id_hex(&i->record, record), model_field(i->field)->name,
		i->against < FIELD_COUNT ? model_field(i->against)->name : "-", model_entity(i->other_entity)->name,
		id_hex(&i->other, other), i->say.text ? i->say.text : "");
}

static void list(struct corebox *b, const struct jal_id *dossier, struct buf *out)
{
	assert_int_equal(settle_each(b->journal, &b->caseload, dossier, write_item, out), JAL_OK);
}

struct seen {
	size_t count;
	struct settle_item first;
};

static enum jal_err see(void *ctx, const struct settle_item *i)
{
	struct seen *s = ctx;
	if (s->count++ == 0)
		s->first = *i;
	return JAL_OK;
}

static size_t marked_lines(struct corebox *b)
{
	const struct caseload_query q = { .conflicts = true };
	struct caseload_view *view = NULL;
	size_t count = 0;
	assert_int_equal(caseload_open(b->db, TODAY, &view), JAL_OK);
	assert_int_equal(caseload_find(view, &q, &count), JAL_OK);
	caseload_close(view);
	return count;
}

/* Both list the same, so many things; the first one. */
static struct settle_item both_list(struct corebox *a, struct corebox *b, size_t count)
{
	struct buf x = BUF_INIT, y = BUF_INIT;
	struct seen s = { .count = 0 };
	list(a, NULL, &x);
	list(b, NULL, &y);
	assert_string_equal(buf_str(&x), buf_str(&y));
	buf_free(&x);
	buf_free(&y);
	assert_int_equal(settle_each(a->journal, &a->caseload, NULL, see, &s), JAL_OK);
	assert_int_equal(s.count, count);
	assert_int_equal(marked_lines(a), marked_lines(b));
	assert_int_equal(marked_lines(a), count > 0);
	return s.first;
}

/* A person and a contract of 1 January to 31 March, known to both. */
static struct jal_id contract_of(struct corebox *a, struct corebox *b, const struct jal_id *dossier)
{
	struct jal_id id;
	(void)new_person(a, dossier, "Dupont");
	struct edit *e = create(a, ENTITY_contract, dossier, &id);
	set_text(e, FIELD_contract_kind, "cer");
	set_text(e, FIELD_contract_status, "to_sign");
	set_number(e, FIELD_contract_starts, TODAY - 14);
	set_number(e, FIELD_contract_ends, TODAY + 75);
	write_all(a, e);
	exchange(a, b);
	return id;
}

static void settle_each__lists__a_period_that_two_edits_turned_around(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(7), none = id_of(8);
	two(&a, &b);
	const struct jal_id id = contract_of(&a, &b, &dossier);
	(void)both_list(&a, &b, 0);
	/* Each of them is fine: 54 days later, 45 days sooner. */
	change_day(&a, FIELD_contract_starts, &dossier, &id, TODAY + 40);
	change_day(&b, FIELD_contract_ends, &dossier, &id, TODAY + 30);
	(void)both_list(&a, &b, 0);
	exchange(&a, &b);

	const struct settle_item item = both_list(&a, &b, 1);
	assert_int_equal(item.kind, SETTLE_FIELDS);
	assert_int_equal(item.entity, ENTITY_contract);
	assert_int_equal(item.field, FIELD_contract_ends);
	assert_int_equal(item.against, FIELD_contract_starts);
	assert_true(id_equal(&item.record, &id));
	assert_true(id_equal(&item.other, &id));
	assert_true(id_equal(&item.dossier, &dossier));
	assert_non_null(item.say.text);
	/* No field of it is in conflict. */
	assert_int_equal(conflicts(&a), 0);
	struct buf of = BUF_INIT;
	list(&a, &dossier, &of);
	assert_true(of.len > 0);
	buf_clear(&of);
	list(&a, &none, &of);
	assert_int_equal(of.len, 0);
	buf_free(&of);

	/* Put right by either, it is gone for both. */
	change_day(&b, FIELD_contract_ends, &dossier, &id, TODAY + 140);
	assert_int_equal(marked_lines(&b), 0);
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	corebox_close(&a);
	corebox_close(&b);
}

static void settle_each__follows__undo_archive_and_withdrawal(void **state)
{
	(void)state;
	struct corebox a, b;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(7);
	size_t n = 0;
	two(&a, &b);
	const struct jal_id id = contract_of(&a, &b, &dossier);
	change_day(&a, FIELD_contract_starts, &dossier, &id, TODAY + 40);
	change_day(&b, FIELD_contract_ends, &dossier, &id, TODAY + 30);
	exchange(&a, &b);
	(void)both_list(&a, &b, 1);
	/* b's lot does not count any more; then it does again. */
	assert_int_equal(journal_withdraw(a.journal, &b.device.id, 1, &n, &diag), JAL_OK);
	assert_int_equal(marked_lines(&a), 0);
	assert_int_equal(journal_restore(a.journal, &b.device.id, 1, 9, &n, &diag), JAL_OK);
	(void)both_list(&a, &b, 1);
	/* Undone where it was typed. */
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	assert_int_equal(marked_lines(&b), 0);
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	change_day(&b, FIELD_contract_ends, &dossier, &id, TODAY + 30);
	exchange(&a, &b);
	(void)both_list(&a, &b, 1);
	struct edit *e = open(&a, ENTITY_contract, &dossier, &id);
	assert_int_equal(edit_set_flag(e, FIELD_contract_archived, true), JAL_OK);
	write_all(&a, e);
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	corebox_close(&a);
	corebox_close(&b);
}

static void settle_each__lists__a_contract_signed_and_cancelled(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(7);
	two(&a, &b);
	const struct jal_id id = contract_of(&a, &b, &dossier);
	change_text(&a, FIELD_contract_status, &dossier, &id, "signed");
	change_text(&b, FIELD_contract_status, &dossier, &id, "cancelled");
	exchange(&a, &b);
	struct settle_item item = both_list(&a, &b, 1);
	assert_int_equal(item.kind, SETTLE_VALUES);
	assert_int_equal(item.field, FIELD_contract_status);
	/* Decided for the cancellation. */
	struct edit *e = open(&a, ENTITY_contract, &dossier, &id);
	const struct value cancelled = value_text("cancelled");
	assert_int_equal(edit_decide(e, FIELD_contract_status, &cancelled), JAL_OK);
	write_all(&a, e);
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	corebox_close(&a);
	corebox_close(&b);
}

static void check_status(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id, const char *status)
{
	struct record *r = NULL;
	assert_int_equal(journal_load(b->journal, &b->caseload, ENTITY_contract, dossier, id, &r), JAL_OK);
	assert_string_equal(record_get(r, contract_status), status);
	record_free(r);
}

/* b signs, not knowing that a has cancelled what stood at `stood`. Decided for `side`. */
static void sign_cancelled(const char *stood, unsigned side, const char *becomes)
{
	struct corebox a, b;
	const struct jal_id dossier = id_of(7);
	struct jal_id signature;
	struct edit *kept[2] = { NULL, NULL }, *e = NULL;
	two(&a, &b);
	const struct jal_id id = contract_of(&a, &b, &dossier);
	if (strcmp(stood, "to_sign") != 0)
		change_text(&a, FIELD_contract_status, &dossier, &id, stood);
	exchange(&a, &b);
	change_text(&a, FIELD_contract_status, &dossier, &id, "cancelled");
	b.now_ms += 60000;
	e = create(&b, ENTITY_signature, &dossier, &signature);
	assert_int_equal(edit_set_id(e, FIELD_signature_document, &id), JAL_OK);
	set_number(e, FIELD_signature_signed_on, TODAY);
	write_all(&b, e);
	(void)both_list(&b, &b, 0);
	exchange(&a, &b);
	const struct settle_item item = both_list(&a, &b, 1);
	assert_int_equal(item.kind, SETTLE_SIGNED);
	assert_int_equal(item.entity, ENTITY_signature);
	assert_int_equal(item.field, FIELD_signature_signed_on);
	assert_int_equal(item.against, FIELD_contract_status);
	assert_true(id_equal(&item.record, &signature));
	assert_int_equal(item.other_entity, ENTITY_contract);
	assert_true(id_equal(&item.other, &id));
	assert_true(settle_has_sides(&item));
	assert_int_equal(settle_keep(a.journal, &a.caseload, &item, side, kept), JAL_OK);
	a.now_ms += 120000;
	write_all(&a, kept[0]);
	assert_int_equal(marked_lines(&a), 0);
	exchange(&a, &b);
	check_status(&b, &dossier, &id, becomes);
	(void)both_list(&a, &b, 0);
	corebox_close(&a);
	corebox_close(&b);
}

static void settle_each__lists__a_signature_on_what_was_cancelled(void **state)
{
	(void)state;
	sign_cancelled("to_sign", 0, "signed");
	sign_cancelled("running", 0, "running");
	sign_cancelled("running", 1, "cancelled");
}

static void settle_each__leaves__a_signed_contract_that_was_cancelled_later(void **state)
{
	struct corebox a, b;
	const struct jal_id dossier = id_of(7);
	struct jal_id signature;
	(void)state;
	two(&a, &b);
	const struct jal_id id = contract_of(&a, &b, &dossier);
	struct edit *e = create(&b, ENTITY_signature, &dossier, &signature);
	assert_int_equal(edit_set_id(e, FIELD_signature_document, &id), JAL_OK);
	set_number(e, FIELD_signature_signed_on, TODAY);
	write_all(&b, e);
	exchange(&a, &b);
	change_text(&a, FIELD_contract_status, &dossier, &id, "cancelled");
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	corebox_close(&a);
	corebox_close(&b);
}

static struct jal_id orient(struct corebox *b, const struct jal_id *dossier, int64_t starts, int64_t ends)
{
	struct jal_id id;
	struct edit *e = create(b, ENTITY_orientation, dossier, &id);
	set_number(e, FIELD_orientation_starts, starts);
	if (ends)
		set_number(e, FIELD_orientation_ends, ends);
	write_all(b, e);
	return id;
}

static void settle_each__lists__orientations_on_one_day(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(7);
	two(&a, &b);
	(void)new_person(&a, &dossier, "Dupont");
	exchange(&a, &b);
	const struct jal_id first = orient(&a, &dossier, TODAY - 30, 0);
	const struct jal_id second = orient(&b, &dossier, TODAY - 20, 0);
	(void)orient(&a, &dossier, TODAY - 90, TODAY - 31);
	exchange(&a, &b);
	const struct settle_item item = both_list(&a, &b, 1);
	assert_int_equal(item.kind, SETTLE_OVERLAP);
	assert_int_equal(item.entity, ENTITY_orientation);
	assert_true(id_equal(&item.record, &first));
	assert_int_equal(item.field, FIELD_orientation_ends);
	assert_true(id_equal(&item.other, &second));
	assert_int_equal(item.against, FIELD_orientation_starts);
	/* Up to the day before. */
	change_day(&b, FIELD_orientation_ends, &dossier, &first, TODAY - 20);
	(void)both_list(&b, &b, 1);
	change_day(&b, FIELD_orientation_ends, &dossier, &first, TODAY - 21);
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	corebox_close(&a);
	corebox_close(&b);
}

static void settle_overlaps__tells__each_once(void **state)
{
	(void)state;
	struct settle_period p[] = {
		{ .id = id_of(1), .days = { 50, 60 } },
		{ .id = id_of(2), .days = { 10, INT32_MAX } },
		{ .id = id_of(3), .days = { 12, 20 } },
		{ .id = id_of(4), .days = { 1, 9 } },
		{ .id = id_of(5), .days = { 30, 25 } },
	};
	settle_overlaps(p, 5);
	const unsigned order[] = { 4, 2, 3, 5, 1 };
	const bool any[] = { false, true, true, false, true };
	const size_t with[] = { SIZE_MAX, SIZE_MAX, 1, SIZE_MAX, 1 };
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(p[i].id.b[0], order[i]);
		assert_int_equal(p[i].any, any[i]);
		assert_true(p[i].with == with[i]);
	}
	settle_overlaps(NULL, 0);
}

static void settle_each__judges__by_the_day_of_the_last_write(void **state)
{
	(void)state;
	struct corebox a, b;
	struct jal_id id;
	const struct jal_id dossier = id_of(7);
	two(&a, &b);
	(void)new_person(&a, &dossier, "Dupont");
	struct edit *e = create(&a, ENTITY_appointment, &dossier, &id);
	set_number(e, FIELD_appointment_starts, (int64_t)(TODAY - 2) * 1440 + 600);
	set_text(e, FIELD_appointment_status, "planned");
	write_all(&a, e);
	exchange(&a, &b);
	/* Put off by one, said to have taken place by the other. */
	change_day(&a, FIELD_appointment_starts, &dossier, &id, (int64_t)(TODAY + 20) * 1440 + 600);
	change_text(&b, FIELD_appointment_status, &dossier, &id, "attended");
	exchange(&a, &b);
	const struct settle_item item = both_list(&a, &b, 1);
	assert_int_equal(item.field, FIELD_appointment_status);
	assert_int_equal(item.against, FIELD_appointment_starts);
	/* Time alone settles nothing, in a vault opened long after either. */
	b.now_ms += 40 * DAY;
	corebox_reopen(&b);
	(void)both_list(&a, &b, 1);
	/* Someone who looks at it after that day and writes says that it is so. */
	change_text(&b, FIELD_appointment_subject, &dossier, &id, "Point contrat");
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	corebox_close(&a);
	corebox_close(&b);
}

/* ---- dossiers united in a ring ---- */

static void unite(struct corebox *b, const struct jal_id *dossier, const struct jal_id *with)
{
	struct edit *e = NULL;
	if (journal_edit(b->journal, &b->caseload, ENTITY_dossier, dossier, dossier, &e) != JAL_OK)
		assert_int_equal(edit_create_as(ENTITY_dossier, &b->caseload, dossier, dossier, &e), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_dossier_same_as, with), JAL_OK);
	b->now_ms += 1000;
	write_all(b, e);
}

static size_t lines(struct corebox *b, const struct jal_id *only)
{
	const struct caseload_query q = { .text = NULL };
	const struct caseload_row *row = NULL;
	struct caseload_view *view = NULL;
	size_t count = 0;
	assert_int_equal(caseload_open(b->db, TODAY, &view), JAL_OK);
	assert_int_equal(caseload_find(view, &q, &count), JAL_OK);
	if (only)
		assert_int_equal(caseload_row(view, only, &row), JAL_OK);
	caseload_close(view);
	return count;
}

static void settle_each__lists__a_ring_once_and_keeps_the_smallest(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id x = id_of(7), y = id_of(8), z = id_of(9);
	two(&a, &b);
	(void)new_person(&a, &x, "Dupont");
	(void)new_person(&a, &y, "Dupond");
	(void)new_person(&a, &z, "Dupons");
	exchange(&a, &b);
	unite(&a, &x, &y);
	unite(&b, &y, &z);
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	assert_int_equal(lines(&a, &z), 1);
	/* What closes the ring touches another dossier than the one that is kept. */
	unite(&b, &z, &x);
	exchange(&a, &b);
	struct settle_item item = both_list(&a, &b, 1);
	assert_int_equal(item.kind, SETTLE_RING);
	assert_true(id_equal(&item.record, &x));
	assert_true(id_equal(&item.dossier, &x));
	assert_true(id_equal(&item.other, &y));
	assert_int_equal(lines(&a, &x), 1);
	assert_int_equal(lines(&b, &x), 1);
	/* The other one is kept: the first is absorbed by it. */
	struct edit *kept[2] = { NULL, NULL };
	assert_int_equal(settle_keep(b.journal, &b.caseload, &item, 1, kept), JAL_OK);
	b.now_ms += 1000;
	write_all(&b, kept[0]);
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	assert_int_equal(lines(&a, &y), 1);
	assert_int_equal(lines(&b, &y), 1);
	/* Undoing brings the ring back, and its other end can be kept. */
	struct diag diag = DIAG_INIT;
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	exchange(&a, &b);
	item = both_list(&a, &b, 1);
	assert_int_equal(settle_keep(a.journal, &a.caseload, &item, 0, kept), JAL_OK);
	a.now_ms += 1000;
	write_all(&a, kept[0]);
	exchange(&a, &b);
	(void)both_list(&a, &b, 0);
	assert_int_equal(lines(&a, &x), 1);
	assert_int_equal(lines(&b, &x), 1);
	corebox_close(&a);
	corebox_close(&b);
}

static void settle_each__tells__a_dossier_where_it_lives(void **state)
{
	(void)state;
	static const struct jal_id both[] = { { { 201 } }, { { 202 } } };
	struct corebox a;
	struct diag diag = DIAG_INIT;
	struct jal_id id;
	const struct jal_id dossier = id_of(7);
	struct buf here = BUF_INIT;
	corebox_open(&a);
	corebox_place(&a, &people_common, both, 2, true);
	(void)new_person(&a, &dossier, "Dupont");
	struct edit *e = create(&a, ENTITY_contract, &dossier, &id);
	set_number(e, FIELD_contract_starts, TODAY);
	set_number(e, FIELD_contract_ends, TODAY - 9);
	write_all(&a, e);
	list(&a, NULL, &here);
	assert_true(here.len > 0);
	assert_int_equal(journal_move(a.journal, &dossier, &a.caseload, &both[1], &diag), JAL_OK);
	buf_clear(&here);
	list(&a, NULL, &here);
	assert_int_equal(here.len, 0);
	assert_int_equal(settle_each(a.journal, &both[1], NULL, write_item, &here), JAL_OK);
	assert_true(here.len > 0);
	buf_free(&here);
	corebox_close(&a);
}

/* ---- typing ---- */

static size_t typed_errors(struct corebox *b, const struct edit *e, enum field *field)
{
	const struct check_context context = { .today = TODAY };
	struct check_issues issues = { .count = 0 };
	size_t errors = 0;
	entry_check(e, &context, &issues);
	assert_int_equal(settle_typed(b->journal, e, &issues), JAL_OK);
	for (size_t i = 0; i < issues.count; i++)
		errors += issues.item[i].level == CHECK_ERROR;
	if (errors)
		*field = issues.item[0].field;
	return errors;
}

static void settle_typed__refuses__orientations_on_one_day(void **state)
{
	(void)state;
	const struct check_context context = { .today = TODAY };
	struct check_result result = CHECK_RESULT_INIT;
	struct corebox a;
	struct jal_id id;
	enum field field = FIELD_COUNT;
	const struct jal_id dossier = id_of(7), elsewhere = id_of(8);
	corebox_open(&a);
	const struct jal_id first = orient(&a, &dossier, TODAY - 30, 0);
	struct edit *e = create(&a, ENTITY_orientation, &dossier, &id);
	set_number(e, FIELD_orientation_starts, TODAY - 10);
	assert_int_equal(typed_errors(&a, e, &field), 1);
	assert_int_equal(field, FIELD_orientation_starts);
	assert_int_equal(entry_type(e, FIELD_orientation_starts, "2027-01-16", 10, CHECK_FROM_EXACT, &context, &result),
		JAL_ERR_INVALID);
	/* Before the other one. */
	set_number(e, FIELD_orientation_starts, TODAY - 60);
	assert_int_equal(typed_errors(&a, e, &field), 1);
	set_number(e, FIELD_orientation_ends, TODAY - 31);
	assert_int_equal(typed_errors(&a, e, &field), 0);
	edit_free(e);
	/* Another person's. */
	e = create(&a, ENTITY_orientation, &elsewhere, &id);
	set_number(e, FIELD_orientation_starts, TODAY - 10);
	assert_int_equal(typed_errors(&a, e, &field), 0);
	edit_free(e);
	/* Itself; then after it was given an end. */
	change_day(&a, FIELD_orientation_ends, &dossier, &first, TODAY - 11);
	e = open(&a, ENTITY_orientation, &dossier, &first);
	set_number(e, FIELD_orientation_ends, TODAY - 12);
	assert_int_equal(typed_errors(&a, e, &field), 0);
	edit_free(e);
	e = create(&a, ENTITY_orientation, &dossier, &id);
	set_number(e, FIELD_orientation_starts, TODAY - 10);
	assert_int_equal(typed_errors(&a, e, &field), 0);
	edit_free(e);
	corebox_close(&a);
}

static void settle_typed__allows__other_fields_of_what_overlaps_already(void **state)
{
	(void)state;
	struct corebox a;
	enum field field = FIELD_COUNT;
	const struct jal_id dossier = id_of(7);
	corebox_open(&a);
	const struct jal_id first = orient(&a, &dossier, TODAY - 30, 0);
	(void)orient(&a, &dossier, TODAY - 20, 0);
	struct edit *e = open(&a, ENTITY_orientation, &dossier, &first);
	set_text(e, FIELD_orientation_reason, "Revue avec la personne");
	assert_int_equal(typed_errors(&a, e, &field), 0);
	assert_int_equal(edit_set_flag(e, FIELD_orientation_archived, true), JAL_OK);
	assert_int_equal(typed_errors(&a, e, &field), 0);
	edit_free(e);
	corebox_close(&a);
}

static void settle_typed__refuses__to_sign_what_is_cancelled(void **state)
{
	(void)state;
	struct corebox a, b;
	struct jal_id signature;
	enum field field = FIELD_COUNT;
	const struct jal_id dossier = id_of(7);
	two(&a, &b);
	const struct jal_id id = contract_of(&a, &b, &dossier);
	struct edit *e = create(&a, ENTITY_signature, &dossier, &signature);
	set_text(e, FIELD_signature_who, "person");
	set_number(e, FIELD_signature_signed_on, TODAY);
	assert_int_equal(edit_set_id(e, FIELD_signature_document, &id), JAL_OK);
	assert_int_equal(typed_errors(&a, e, &field), 0);
	change_text(&a, FIELD_contract_status, &dossier, &id, "cancelled");
	assert_int_equal(typed_errors(&a, e, &field), 1);
	assert_int_equal(field, FIELD_signature_signed_on);
	edit_free(e);
	corebox_close(&a);
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settle_each__lists__a_period_that_two_edits_turned_around),
		cmocka_unit_test(settle_each__follows__undo_archive_and_withdrawal),
		cmocka_unit_test(settle_each__lists__a_contract_signed_and_cancelled),
		cmocka_unit_test(settle_each__lists__a_signature_on_what_was_cancelled),
		cmocka_unit_test(settle_each__leaves__a_signed_contract_that_was_cancelled_later),
		cmocka_unit_test(settle_each__lists__orientations_on_one_day),
		cmocka_unit_test(settle_overlaps__tells__each_once),
		cmocka_unit_test(settle_each__judges__by_the_day_of_the_last_write),
		cmocka_unit_test(settle_each__lists__a_ring_once_and_keeps_the_smallest),
		cmocka_unit_test(settle_each__tells__a_dossier_where_it_lives),
		cmocka_unit_test(settle_typed__refuses__orientations_on_one_day),
		cmocka_unit_test(settle_typed__allows__other_fields_of_what_overlaps_already),
		cmocka_unit_test(settle_typed__refuses__to_sign_what_is_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
