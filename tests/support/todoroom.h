/*
 * A room with something to be done in it, for tests of what is to be done, on top of corebox and people: records put in
 * one line each, the lines that come of them. Everything fails the test when it does not work.
 */
#ifndef TESTS_SUPPORT_TODOROOM_H
#define TESTS_SUPPORT_TODOROOM_H

#include "core/todo_inside.h"
#include "tests/support/people.h"

#define TODAY 20833	/* 2027-01-15, a Friday, the day of corebox */

struct room {
	struct corebox b;
	struct todo_view *v;
};

static inline void open_room(struct room *r)
{
	corebox_open(&r->b);
	assert_int_equal(todo_open(r->b.db, &r->b.clock, &r->v), JAL_OK);
}

static inline void close_room(struct room *r)
{
	todo_close(r->v);
	corebox_close(&r->b);
}

static inline void add_people(struct room *r, unsigned count)
{
	for (unsigned i = 1; i <= count; i++) {
		const struct jal_id id = id_of(i);
		(void)new_person(&r->b, &id, "Roux");
	}
}

/* Up to five fields, FIELD_COUNT ends them; a text is given by a number that is its address. */
struct set {
	enum field field;
	int64_t number;
	const char *text;
};

static inline struct jal_id put(struct room *r, unsigned dossier, enum entity entity, const struct set *sets)
{
	const struct jal_id id = id_of(dossier);
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &r->b.caseload, &id, &e), JAL_OK);
	for (; sets->field != FIELD_COUNT; sets++) {
		if (sets->text)
			assert_int_equal(edit_set_text(e, sets->field, sets->text), JAL_OK);
		else if (model_field(sets->field)->type == FIELD_TYPE_flag)
			assert_int_equal(edit_set_flag(e, sets->field, sets->number != 0), JAL_OK);
		else
			assert_int_equal(edit_set_number(e, sets->field, sets->number), JAL_OK);
	}
	assert_int_equal(write_one(&r->b, e), JAL_OK);
	const struct jal_id record = *edit_record(e);
	edit_free(e);
	return record;
}
#define PUT(r, dossier, entity, ...) put((r), (dossier), (entity), (const struct set[]){ __VA_ARGS__, { .field = FIELD_COUNT } })

/* The n-th line of a kind, from 0; the key of what is not there is zero. */
static inline struct todo_row line_of(struct room *r, enum tasks_kind kind, size_t n)
{
	const struct todo_query q = { .kind = kind };
	const struct todo_row *rows = NULL;
	size_t lines = 0, count = 0;
	assert_int_equal(todo_find(r->v, &q, &lines), JAL_OK);
	assert_int_equal(todo_window(r->v, 0, lines, &rows, &count), JAL_OK);
	assert_int_equal(count, lines);
	if (n + 1 >= count)
		return (struct todo_row){ .kind = TASKS_NONE, .sign = TASKS_SIGN_NONE };
	assert_true(rows[0].heading && todo_is_heading(r->v, 0));
	assert_int_equal(rows[0].count, count - 1);
	return rows[n + 1];
}

static inline void check(struct room *r, enum tasks_kind kind, enum tasks_sign sign, int32_t due)
{
	const struct todo_row row = line_of(r, kind, 0);
	assert_int_equal(row.sign, sign);
	if (sign != TASKS_SIGN_NONE) {
		assert_int_equal(row.kind, kind);
		assert_int_equal(row.due, due);
	}
}

static inline size_t count_of(struct room *r, enum tasks_kind kind)
{
	const struct todo_query q = { .kind = kind };
	size_t lines = 0;
	assert_int_equal(todo_find(r->v, &q, &lines), JAL_OK);
	return lines ? lines - 1 : 0;
}

#endif
