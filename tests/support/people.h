/*
 * People, forms and lots for tests of the journal, on top of corebox: what a
 * referent does, in one line each. Everything fails the test when it does not work.
 */
#ifndef TESTS_SUPPORT_PEOPLE_H
#define TESTS_SUPPORT_PEOPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/hlc.h"
#include "core/outbox.h"
#include "core/settle.h"
#include "tests/support/corebox.h"

#define DAY ((int64_t)86400000)

static inline struct jal_id id_of(unsigned n)
{
	struct jal_id id = { { (uint8_t)n } };
	return id;
}

static inline void set_text(struct edit *e, enum field f, const char *text)
{
	const struct value v = value_text(text);
	assert_int_equal(edit_set(e, f, &v), JAL_OK);
}

static inline enum jal_err write_one(struct corebox *b, struct edit *e)
{
	struct diag diag = DIAG_INIT;
	struct edit *const list[] = { e };
	return journal_write(b->journal, list, 1, &diag);
}

static inline struct jal_id new_person(struct corebox *b, const struct jal_id *dossier, const char *name)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(ENTITY_person, &b->caseload, dossier, &e), JAL_OK);
	set_text(e, FIELD_person_birth_name, name);
	assert_int_equal(write_one(b, e), JAL_OK);
	const struct jal_id id = *edit_record(e);
	edit_free(e);
	return id;
}

static inline struct record *load(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id)
{
	struct record *r = NULL;
	assert_int_equal(journal_load(b->journal, &b->caseload, ENTITY_person, dossier, id, &r), JAL_OK);
	return r;
}

static inline void check_name(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id, const char *name)
{
	struct record *r = load(b, dossier, id);
	const char *got = record_get(r, person_birth_name);
	if (name)
		assert_string_equal(got, name);
	else
		assert_null(got);
	record_free(r);
}

static inline struct edit *open_form(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id)
{
	struct record *r = load(b, dossier, id);
	struct edit *e = NULL;
	assert_int_equal(edit_of(r, &e), JAL_OK);
	record_free(r);
	return e;
}

static inline void rename_person(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id, const char *name)
{
	struct edit *e = open_form(b, dossier, id);
	set_text(e, FIELD_person_birth_name, name);
	assert_int_equal(write_one(b, e), JAL_OK);
	edit_free(e);
}

/* Everything that `from` has not sealed yet, as one lot, which `to` receives. */
struct sent {
	struct journal_lot lot;
	struct outbox_batch batch;
};

static inline struct sent seal(struct corebox *from)
{
	struct sent s = { .lot = { .device = from->device.id, .charter = 1, .supervisor = true } };
	struct outbox_sealed sealed = { .generation = 0 };
	struct jal_hash hash = { { 0 } };
	uint32_t generation = 0;
	assert_int_equal(outbox_last(from->db, &s.lot.seq, &hash, &generation), JAL_OK);
	s.lot.seq++;
	assert_int_equal(outbox_batch(from->db, &from->caseload, 65536, &s.batch), JAL_OK);
	s.lot.hash = hash_b2(s.batch.plain.data, s.batch.plain.len);
	sealed.seq = s.lot.seq;
	sealed.hash = s.lot.hash;
	const struct outbox_batch *const list[] = { &s.batch };
	assert_int_equal(outbox_seal(from->db, &sealed, list, 1, NULL), JAL_OK);
	return s;
}

static inline size_t receive(struct corebox *to, const struct sent *s)
{
	size_t applied = 0;
	struct diag diag = DIAG_INIT;
	assert_int_equal(journal_receive(to->journal, &s->lot, &s->batch.caseload, s->batch.plain.data, s->batch.plain.len,
				 &applied, &diag),
		JAL_OK);
	return applied;
}

static inline void check_same_digest(struct corebox *a, struct corebox *b)
{
	struct jal_hash x, y;
	assert_int_equal(journal_digest(a->journal, &a->caseload, &x), JAL_OK);
	assert_int_equal(journal_digest(b->journal, &b->caseload, &y), JAL_OK);
	assert_memory_equal(x.b, y.b, HASH_BYTES);
}

static const struct jal_id people_common = { { 200 } };
static const struct jal_id people_caseload = { { 201 } };

static inline void two(struct corebox *a, struct corebox *b)
{
	corebox_open(a);
	corebox_open(b);
	corebox_place(a, &people_common, &people_caseload, 1, true);
	corebox_place(b, &people_common, &people_caseload, 1, true);
}

static inline enum jal_err count_record(void *ctx, struct record *r)
{
	++*(size_t *)ctx;
	record_free(r);
	return JAL_OK;
}

/* ---- conflicts ---- */


struct found {
	size_t count;
	enum field field;
	struct jal_id record;
};

static inline enum jal_err note_conflict(void *ctx, const struct settle_item *c)
{
	struct found *f = ctx;
	if (c->kind != SETTLE_VALUES)
		return JAL_OK;
	f->count++;
	f->field = c->field;
	f->record = c->record;
	return JAL_OK;
}

static inline size_t conflicts(struct corebox *b)
{
	struct found f = { 0 };
	assert_int_equal(settle_each(b->journal, &b->caseload, NULL, note_conflict, &f), JAL_OK);
	if (f.count)
		assert_int_equal(f.field, FIELD_person_birth_name);
	return f.count;
}

/* Both change the same name without knowing; then both know. */
static inline struct jal_id make_conflict(struct corebox *a, struct corebox *b, const struct jal_id *dossier)
{
	const struct jal_id id = new_person(a, dossier, "Dupont");
	struct sent s = seal(a);
	(void)receive(b, &s);
	outbox_batch_free(&s.batch);
	rename_person(a, dossier, &id, "Durand");
	b->now_ms += 1000;
	rename_person(b, dossier, &id, "Dumont");
	struct sent x = seal(a), y = seal(b);
	(void)receive(b, &x);
	(void)receive(a, &y);
	outbox_batch_free(&x.batch);
	outbox_batch_free(&y.batch);
	return id;
}

#endif
