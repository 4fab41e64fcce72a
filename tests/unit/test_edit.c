/* Edits and records: what a save names, what a decision names, drafts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/edit.h"
#include "core/edit_list.h"
#include "tests/support/rng.h"

static struct jal_id id_of(unsigned n)
{
	struct jal_id id = { { (uint8_t)n } };
	return id;
}

static const struct jal_id caseload = { { 1 } };
static const struct jal_id dossier = { { 5 } };
static const struct jal_id person = { { 6 } };

/* A person's record from a few writes of one field, each of one device. */
struct head {
	unsigned device;
	uint64_t stamp;
	const char *text;
};

static struct record *record_with(enum field field, const struct head *heads, size_t count)
{
	struct merge_write w[8];
	struct merge_op ops[8];
	const struct merge_op *list[8] = { NULL };
	struct buf cbor[8];
	for (size_t i = 0; i < count; i++) {
		cbor[i] = BUF_INIT;
		const struct value v = value_text(heads[i].text);
		assert_int_equal(value_encode(&v, &cbor[i]), JAL_OK);
		w[i] = (struct merge_write){ .name = { caseload, id_of(heads[i].device), 1, 1000 + i }, .stamp = heads[i].stamp,
			.key = { .field = model_field(field)->wire }, .value = cbor[i].data, .value_len = cbor[i].len };
		ops[i] = (struct merge_op){ .name = w[i].name, .stamp = w[i].stamp, .seq = 1, .encoded = cbor[i].data,
			.encoded_len = cbor[i].len, .writes = &w[i], .write_count = 1 };
		list[i] = &ops[i];
	}
	struct merge_state *state = NULL;
	struct record *r = NULL;
	assert_int_equal(merge_all(list, count, &state), JAL_OK);
	for (size_t i = 0; i < count; i++)
		buf_free(&cbor[i]);
	assert_int_equal(record_new(ENTITY_person, &caseload, &dossier, &person, state, &r), JAL_OK);
	return r;
}

static struct edit *edit_on(enum field field, const struct head *heads, size_t count)
{
	struct record *r = record_with(field, heads, count);
	struct edit *e = NULL;
	assert_int_equal(edit_of(r, &e), JAL_OK);
	record_free(r);
	return e;
}

static void set_text(struct edit *e, enum field field, const char *text)
{
	const struct value v = value_text(text);
	assert_int_equal(edit_set(e, field, &v), JAL_OK);
}

static struct op operation(const struct edit *e)
{
	const struct op_name name = { caseload, id_of(99), 7, 500 };
	struct op op = OP_INIT;
	struct op again = OP_INIT;
	struct buf bytes = BUF_INIT;
	assert_int_equal(edit_operation(e, &name, 1234, &op), JAL_OK);
	/* Whatever an edit makes is an operation that others accept. */
	assert_int_equal(op_encode(&op, &bytes), JAL_OK);
	assert_int_equal(op_decode(&caseload, &name.device, bytes.data, bytes.len, &again, NULL), JAL_OK);
	buf_free(&bytes);
	op_free(&again);
	return op;
}

static void edit_operation__names__the_displayed_heads_that_carry_the_value_shown(void **state)
{
	(void)state;
	static const struct head heads[] = { { 10, 5, "Dupont" }, { 11, 9, "Dupond" }, { 12, 3, "Dupond" } };
	struct edit *e = edit_on(FIELD_person_birth_name, heads, 3);
	set_text(e, FIELD_person_birth_name, "Dumont");
	struct op op = operation(e);
	assert_int_equal(op.merge.write_count, 1);
	assert_int_equal(op.merge.writes[0].replaces_count, 2);
	assert_int_equal(op.merge.writes[0].replaces[0].device.b[0], 11);
	assert_int_equal(op.merge.writes[0].replaces[0].nonce, 1001);
	assert_int_equal(op.merge.writes[0].replaces[1].device.b[0], 12);
	assert_int_equal(op.merge.writes[0].replaces[1].nonce, 1002);
	assert_true(edit_replaced_stamp(e, UINT64_MAX) == 9);
	assert_true(edit_replaced_stamp(e, 8) == 3);
	op_free(&op);
	edit_free(e);
}

static void edit_decide__names__every_displayed_head_also_for_the_value_shown(void **state)
{
	(void)state;
	static const struct head heads[] = { { 10, 5, "Dupont" }, { 11, 9, "Dupond" } };
	struct edit *e = edit_on(FIELD_person_birth_name, heads, 2);
	const struct value shown = value_text("Dupond");
	assert_int_equal(edit_set(e, FIELD_person_birth_name, &shown), JAL_OK);
	assert_true(edit_empty(e));
	assert_int_equal(edit_decide(e, FIELD_person_birth_name, &shown), JAL_OK);
	struct op op = operation(e);
	assert_int_equal(op.merge.writes[0].replaces_count, 2);
	op_free(&op);
	edit_free(e);
}

static void edit_set__takes__a_change_back(void **state)
{
	(void)state;
	static const struct head heads[] = { { 10, 5, "Dupont" } };
	struct edit *e = edit_on(FIELD_person_birth_name, heads, 1);
	set_text(e, FIELD_person_birth_name, "Durand");
	set_text(e, FIELD_person_first_name, "Zoé");
	assert_true(edit_changed(e, FIELD_person_birth_name));
	assert_string_equal(edit_value(e, FIELD_person_birth_name)->text, "Durand");
	set_text(e, FIELD_person_birth_name, "Dupont");
	assert_false(edit_changed(e, FIELD_person_birth_name));
	assert_string_equal(edit_value(e, FIELD_person_birth_name)->text, "Dupont");
	const struct value empty = VALUE_INIT;
	assert_int_equal(edit_set(e, FIELD_person_first_name, &empty), JAL_OK);
	assert_true(edit_empty(e));
	struct op op = OP_INIT;
	const struct op_name name = { caseload, id_of(99), 7, 500 };
	assert_int_equal(edit_operation(e, &name, 1, &op), JAL_ERR_INVALID);
	edit_free(e);
}

static void edit_set__refuses__what_does_not_fit_and_keeps_the_rest(void **state)
{
	(void)state;
	static const struct head heads[] = { { 10, 5, "Dupont" } };
	struct edit *e = edit_on(FIELD_person_birth_name, heads, 1);
	char long_text[1026];
	memset(long_text, 'a', sizeof(long_text));
	long_text[1025] = 0;
	const struct value number = value_number(3), flag = value_flag(true), text = value_text("x");
	const struct value too_long = value_text(long_text), not_nfc = value_text("e\xcc\x81");
	set_text(e, FIELD_person_birth_name, "Durand");
	assert_int_equal(edit_set(e, FIELD_person_birth_name, &number), JAL_ERR_INVALID);
	assert_int_equal(edit_set(e, FIELD_person_birth_name, &too_long), JAL_ERR_INVALID);
	assert_int_equal(edit_set(e, FIELD_person_birth_name, &not_nfc), JAL_ERR_INVALID);
	assert_int_equal(edit_set(e, FIELD_person_birth_date, &text), JAL_ERR_INVALID);
	assert_int_equal(edit_set(e, FIELD_person_birth_date, &flag), JAL_ERR_INVALID);
	assert_int_equal(edit_set(e, FIELD_note_text, &text), JAL_ERR_INVALID);
	assert_int_equal(edit_decide(e, FIELD_note_text, &text), JAL_ERR_INVALID);
	assert_int_equal(edit_element(e, FIELD_person_birth_name, "x", true), JAL_ERR_INVALID);
	assert_string_equal(edit_value(e, FIELD_person_birth_name)->text, "Durand");
	edit_free(e);
}

static void edit_create__makes__records_where_their_entity_lives(void **state)
{
	(void)state;
	struct edit *e = NULL;
	assert_int_equal(edit_create(ENTITY_dossier, &caseload, NULL, &e), JAL_OK);
	assert_true(edit_creates(e));
	assert_true(id_equal(edit_record(e), edit_dossier(e)));
	const struct jal_id of = *edit_dossier(e);
	edit_free(e);
	assert_int_equal(edit_create(ENTITY_person, &caseload, &of, &e), JAL_OK);
	assert_true(id_equal(edit_dossier(e), &of));
	assert_false(id_equal(edit_record(e), &of));
	set_text(e, FIELD_person_birth_name, "Dupont");
	struct op op = operation(e);
	assert_int_equal(op.merge.writes[0].replaces_count, 0);
	assert_true(op.has_dossier);
	op_free(&op);
	edit_free(e);
	e = NULL;
	assert_int_equal(edit_create(ENTITY_person, &caseload, NULL, &e), JAL_ERR_INVALID);
	assert_int_equal(edit_create(ENTITY_employer, &caseload, &of, &e), JAL_ERR_INVALID);
	assert_null(e);
	assert_int_equal(edit_create(ENTITY_employer, &caseload, NULL, &e), JAL_OK);
	assert_null(edit_dossier(e));
	edit_free(e);
}

static void edit_element__puts__elements_in_and_out(void **state)
{
	(void)state;
	const struct merge_key key = { model_field(FIELD_note_topics)->wire, "sante", 5 };
	static const uint8_t yes[] = { 0xf5 };
	const struct merge_write w = { .name = { caseload, id_of(10), 1, 77 }, .stamp = 1, .key = key, .value = yes,
		.value_len = 1 };
	const struct merge_op op1 = { .name = w.name, .stamp = 1, .seq = 1, .encoded = yes, .encoded_len = 1,
		.writes = &w, .write_count = 1 };
	const struct merge_op *list[] = { &op1 };
	struct merge_state *s = NULL;
	struct record *r = NULL;
	struct edit *e = NULL;
	assert_int_equal(merge_all(list, 1, &s), JAL_OK);
	assert_int_equal(record_new(ENTITY_note, &caseload, &dossier, &person, s, &r), JAL_OK);
	assert_int_equal(record_get(r, note_topics)->count, 1);
	assert_string_equal(record_get(r, note_topics)->elements[0], "sante");
	assert_int_equal(edit_of(r, &e), JAL_OK);
	record_free(r);
	assert_true(edit_has_element(e, FIELD_note_topics, "sante"));
	assert_int_equal(edit_element(e, FIELD_note_topics, "sante", true), JAL_OK);
	assert_true(edit_empty(e));
	assert_int_equal(edit_element(e, FIELD_note_topics, "sante", false), JAL_OK);
	assert_int_equal(edit_element(e, FIELD_note_topics, "mobilite", true), JAL_OK);
	assert_true(edit_changed(e, FIELD_note_topics));
	assert_false(edit_has_element(e, FIELD_note_topics, "sante"));
	assert_true(edit_has_element(e, FIELD_note_topics, "mobilite"));
	assert_int_equal(edit_element(e, FIELD_note_topics, "", true), JAL_ERR_INVALID);
	struct op op = operation(e);
	assert_int_equal(op.merge.write_count, 2);
	assert_int_equal(op.merge.writes[0].replaces_count, 1);
	assert_int_equal(op.merge.writes[0].value[0], 0xf4);
	assert_int_equal(op.merge.writes[1].replaces_count, 0);
	op_free(&op);
	edit_free(e);
}

static void record_get__answers__by_type_and_says_when_there_is_nothing(void **state)
{
	(void)state;
	static const struct head heads[] = { { 10, 5, "Dupont" }, { 11, 9, "Dupond" } };
	struct record *r = record_with(FIELD_person_birth_name, heads, 2);
	assert_string_equal(record_get(r, person_birth_name), "Dupond");
	assert_true(record_conflict(r, FIELD_person_birth_name));
	assert_true(record_any_conflict(r));
	assert_false(record_blank(r));
	assert_null(record_get(r, person_first_name));
	assert_int_equal(record_get(r, person_birth_date), RECORD_NO_DATE);
	assert_int_equal(record_get(r, person_homeless), -1);
	assert_int_equal(record_value(r, FIELD_note_text)->kind, VALUE_EMPTY);
	record_free(r);
	/* A value that does not fit (it came before the field was known) shows as empty and stays. */
	r = record_with(FIELD_person_birth_date, heads, 1);
	assert_int_equal(record_get(r, person_birth_date), RECORD_NO_DATE);
	assert_int_equal(merge_live_count(record_state(r)), 1);
	assert_true(record_blank(r));
	record_free(r);
}

static void edit_decode__brings__a_draft_back_whole(void **state)
{
	(void)state;
	static const struct head heads[] = { { 10, 5, "Dupont" }, { 11, 9, "Dupond" } };
	struct edit *e = edit_on(FIELD_person_birth_name, heads, 2), *back = NULL;
	struct buf bytes = BUF_INIT, one = BUF_INIT, two = BUF_INIT;
	const struct value date = value_number(-3650), decided = value_text("Dupont");
	assert_int_equal(edit_decide(e, FIELD_person_birth_name, &decided), JAL_OK);
	assert_int_equal(edit_set(e, FIELD_person_birth_date, &date), JAL_OK);
	assert_int_equal(edit_element(e, FIELD_person_tags, "été", true), JAL_OK);
	assert_int_equal(edit_encode(e, &bytes), JAL_OK);
	assert_int_equal(edit_decode(bytes.data, bytes.len, &back), JAL_OK);
	assert_true(id_equal(edit_record(back), &person));
	assert_string_equal(edit_value(back, FIELD_person_birth_name)->text, "Dupont");
	struct op a = operation(e), b = operation(back);
	assert_int_equal(op_encode(&a, &one), JAL_OK);
	assert_int_equal(op_encode(&b, &two), JAL_OK);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.data, two.data, one.len);
	op_free(&a);
	op_free(&b);
	edit_free(back);
	back = NULL;
	for (size_t cut = 0; cut < bytes.len; cut++)
		assert_int_equal(edit_decode(bytes.data, cut, &back), JAL_ERR_CORRUPT);
	struct rng r = { 11 };
	for (size_t i = 0; i < 3000; i++) {
		const size_t at = rng_below(&r, bytes.len);
		const uint8_t before = bytes.data[at];
		bytes.data[at] = (uint8_t)rng_next(&r);
		if (edit_decode(bytes.data, bytes.len, &back) == JAL_OK) {
			edit_free(back);
			back = NULL;
		}
		bytes.data[at] = before;
	}
	buf_free(&bytes);
	buf_free(&one);
	buf_free(&two);
	edit_free(e);
}

static void edit_list_add__takes__edits_over_and_finds_them(void **state)
{
	(void)state;
	struct edit_list l = EDIT_LIST_INIT;
	struct edit **all = NULL, *typed = NULL;
	assert_int_equal(edit_create(ENTITY_person, &caseload, &dossier, &typed), JAL_OK);
	assert_int_equal(edit_list_behind(typed, &l, &all), JAL_OK);
	assert_ptr_equal(all[0], typed);
	free(all);
	for (uint8_t i = 0; i < 70; i++) {
		const struct jal_id id = id_of(i + 1U);
		struct edit *e = NULL;
		assert_int_equal(edit_create_as(ENTITY_barrier, &caseload, &dossier, &id, &e), JAL_OK);
		assert_null(edit_list_of(&l, &id));
		assert_int_equal(edit_list_add(&l, e), JAL_OK);
		assert_ptr_equal(edit_list_of(&l, &id), e);
	}
	assert_int_equal(l.n, 70);
	assert_int_equal(edit_list_behind(typed, &l, &all), JAL_OK);
	assert_ptr_equal(all[0], typed);
	for (size_t i = 0; i < l.n; i++)
		assert_ptr_equal(all[i + 1], l.list[i]);
	free(all);
	/* The one that was put in front is not the list's. */
	edit_list_free(&l);
	assert_null(l.list);
	assert_int_equal(l.n, 0);
	edit_list_free(&l);
	edit_free(typed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edit_operation__names__the_displayed_heads_that_carry_the_value_shown),
		cmocka_unit_test(edit_decide__names__every_displayed_head_also_for_the_value_shown),
		cmocka_unit_test(edit_set__takes__a_change_back),
		cmocka_unit_test(edit_set__refuses__what_does_not_fit_and_keeps_the_rest),
		cmocka_unit_test(edit_create__makes__records_where_their_entity_lives),
		cmocka_unit_test(edit_element__puts__elements_in_and_out),
		cmocka_unit_test(record_get__answers__by_type_and_says_when_there_is_nothing),
		cmocka_unit_test(edit_list_add__takes__edits_over_and_finds_them),
		cmocka_unit_test(edit_decode__brings__a_draft_back_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
