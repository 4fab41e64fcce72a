/* Stories: what happens, step by step. */
#include "tests/property/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/op.h"

const struct jal_id story_caseloads[CASELOADS] = { { { 201 } }, { { 202 } }, { { 200 } } };
const struct jal_id story_dossier = { { 5 } };
const bool story_reads[BOXES][CASELOADS] = {
	{ true, false, true }, { false, true, true }, { true, true, true }, { true, true, true }, { true, true, true }
};

const struct story_record story_records[RECORDS] = {
	{ ENTITY_person, { { 6 } }, FIELD_person_birth_name, FIELD_person_first_name, FIELD_person_tags },
	{ ENTITY_note, { { 7 } }, FIELD_note_text, FIELD_note_author, FIELD_note_topics },
	{ ENTITY_employer, { { 8 } }, FIELD_employer_name, FIELD_employer_sector, FIELD_COUNT },
};

const struct jal_id *story_dossier_of(int record)
{
	return record == EMPLOYER ? NULL : &story_dossier;
}

void story_learn_cut(struct story *w, int i)
{
	size_t n = 0;
	w->knows[i] = true;
	if (w->how != ARRIVAL)
		assert_int_equal(journal_withdraw(w->box[i].journal, &w->box[w->victim].device.id, w->cut + 1, &n, NULL),
			JAL_OK);
}

void story_deliver(struct story *w, int to, const struct story_envelope *e)
{
	size_t applied = 0;
	struct diag diag = DIAG_INIT;
	if (!story_reads[to][e->caseload])
		return;
	/* sync/ applies nothing beyond a cut that it knows. */
	if (w->knows[to] && e->from == w->victim && e->lot.seq > w->cut)
		return;
	const enum jal_err err = journal_receive(w->box[to].journal, &e->lot, &story_caseloads[e->caseload], e->plain.data,
		e->plain.len, &applied, &diag);
	if (err)
		fail_msg("journal_receive: %s: %s", jal_err_name(err), diag.text ? diag.text : "");
}

/* Any one; but who may move dossiers gets each chain in its order, as chains do come: a carry made from
 * one with a gap would account for what its maker lacked. */
static void deliver_some(struct story *w, int to, size_t which)
{
	const struct story_envelope *e = &w->list[which];
	for (size_t n = 0; to >= 3 && n < which; n++)
		if (w->list[n].from == e->from && w->list[n].caseload == e->caseload)
			story_deliver(w, to, &w->list[n]);
	story_deliver(w, to, e);
}

/* Room for one more envelope. */
static struct story_envelope *more(struct story *w)
{
	if (w->sent == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 64;
		w->list = realloc(w->list, w->cap * sizeof(*w->list));
		assert_non_null(w->list);
	}
	w->list[w->sent].plain = BUF_INIT;
	return &w->list[w->sent++];
}

void story_seal(struct story *w, int i)
{
	struct corebox *b = &w->box[i];
	struct outbox_batch batch[CASELOADS];
	const struct outbox_batch *list[CASELOADS];
	struct outbox_sealed sealed = { .generation = 0 };
	struct jal_hash last = { { 0 } };
	uint32_t generation = 0;
	size_t n = 0;
	assert_int_equal(outbox_last(b->db, &sealed.seq, &last, &generation), JAL_OK);
	sealed.seq++;
	memset(sealed.hash.b, (int)sealed.seq, HASH_BYTES);
	sealed.hash.b[0] = (uint8_t)i;
	for (int c = 0; c < CASELOADS; c++) {
		const enum jal_err err = outbox_batch(b->db, &story_caseloads[c], 65536, &batch[n]);
		assert_true(err == JAL_OK || err == JAL_ERR_NOT_FOUND);
		if (err)
			continue;
		struct story_envelope *e = more(w);
		e->from = i;
		e->caseload = c;
		e->lot = (struct journal_lot){ .device = b->device.id, .seq = sealed.seq, .hash = sealed.hash, .charter = 1,
			.supervisor = i >= 3 };
		assert_int_equal(buf_put(&e->plain, batch[n].plain.data, batch[n].plain.len), JAL_OK);
		list[n] = &batch[n];
		n++;
	}
	if (n)
		assert_int_equal(outbox_seal(b->db, &sealed, list, n, NULL), JAL_OK);
	for (size_t k = 0; k < n; k++)
		outbox_batch_free(&batch[k]);
}

/* ---- forms ---- */

void story_close_form(struct story_form *f)
{
	edit_free(f->edit);
	f->edit = NULL;
}

static void display(struct story_form *f, const struct record *r)
{
	const struct merge_state *s = record_state(r);
	f->seen_count = 0;
	for (size_t i = 0; i < merge_live_count(s) && f->seen_count < 64; i++) {
		const struct merge_write *live = merge_live(s, i);
		f->seen[f->seen_count++] = (struct merge_gone){ live->name,
			{ live->key.field, live->key.element ? (*live->key.element == 'a' ? "a" : "b") : NULL,
				live->key.element_len } };
	}
}

void story_open_form(struct story *w, int i)
{
	struct story_form *f = &w->form[i];
	struct record *r = NULL;
	story_close_form(f);
	f->record = w->dense ? 0 : (int)rng_below(&w->r, RECORDS);
	f->caseload = f->record == EMPLOYER ? COMMON : (int)rng_below(&w->r, 2);
	if (!story_reads[i][f->caseload])
		f->caseload = X + Y - f->caseload;
	f->decide = rng_chance(&w->r, 25);
	(void)snprintf(f->element, sizeof(f->element), "%s", rng_chance(&w->r, 50) ? "a" : "b");
	const enum jal_err err = journal_load(w->box[i].journal, &story_caseloads[f->caseload], story_records[f->record].entity,
		story_dossier_of(f->record), &story_records[f->record].id, &r);
	if (err == JAL_ERR_NOT_FOUND) {
		f->seen_count = 0;
		assert_int_equal(edit_create_as(story_records[f->record].entity, &story_caseloads[f->caseload],
					 story_dossier_of(f->record), &story_records[f->record].id, &f->edit),
			JAL_OK);
		return;
	}
	assert_int_equal(err, JAL_OK);
	display(f, r);
	assert_int_equal(edit_of(r, &f->edit), JAL_OK);
	record_free(r);
}

static void change(struct story *w, struct story_form *f)
{
	char text[16] = "";
	(void)snprintf(text, sizeof(text), "v%u", (unsigned)rng_below(&w->r, 1000000));
	const struct value typed = value_text(rng_chance(&w->r, 90) ? text : "same"), none = VALUE_INIT;
	const struct value *v = rng_chance(&w->r, 8) ? &none : &typed;
	const enum field text_field = w->dense || rng_chance(&w->r, 60) ? story_records[f->record].text : story_records[f->record].other;
	if (story_records[f->record].set != FIELD_COUNT && rng_chance(&w->r, w->dense ? 10 : 35))
		assert_int_equal(edit_element(f->edit, story_records[f->record].set, f->element, rng_chance(&w->r, 60)), JAL_OK);
	else if (f->decide)
		assert_int_equal(edit_decide(f->edit, text_field, v), JAL_OK);
	else
		assert_int_equal(edit_set(f->edit, text_field, v), JAL_OK);
}

/* The heads that this device just wrote name only what was displayed. */
static void check_seen(struct story *w, int i, const struct story_form *f)
{
	struct record *r = NULL;
	uint64_t newest = 0;
	if (journal_load(w->box[i].journal, &story_caseloads[f->caseload], story_records[f->record].entity, story_dossier_of(f->record),
		    &story_records[f->record].id, &r) != JAL_OK)
		return;
	const struct merge_state *s = record_state(r);
	for (size_t k = 0; k < merge_live_count(s); k++)
		if (id_equal(&merge_live(s, k)->name.device, &w->box[i].device.id) && merge_live(s, k)->name.number > newest)
			newest = merge_live(s, k)->name.number;
	for (size_t k = 0; k < merge_live_count(s); k++) {
		const struct merge_write *live = merge_live(s, k);
		if (live->name.number != newest || !id_equal(&live->name.device, &w->box[i].device.id) ||
			!id_equal(&live->name.caseload, &story_caseloads[f->caseload]))
			continue;
		for (size_t n = 0; n < live->replaces_count; n++) {
			bool seen = false;
			for (size_t d = 0; d < f->seen_count && !seen; d++)
				seen = naive_same_name(&f->seen[d].name, &live->replaces[n]) &&
				       naive_same_key(&f->seen[d].key, &live->key);
			if (!seen)
				w->faults |= UNSEEN;
		}
	}
	record_free(r);
}

void story_save_form(struct story *w, int i)
{
	struct story_form *f = &w->form[i];
	struct record *now = NULL;
	struct diag diag = DIAG_INIT;
	if (!f->edit)
		return;
	/* The broken rule: the form is forgotten and made again from what is there now. */
	if (w->how == SAVETIME && journal_load(w->box[i].journal, &story_caseloads[f->caseload], story_records[f->record].entity,
					  story_dossier_of(f->record), &story_records[f->record].id, &now) == JAL_OK) {
		story_close_form(f);
		assert_int_equal(edit_of(now, &f->edit), JAL_OK);
		record_free(now);
		f->decide = true;
	}
	change(w, f);
	struct edit *const list[] = { f->edit };
	const enum jal_err err = journal_write(w->box[i].journal, list, 1, &diag);
	/* Created meanwhile by someone else: the person opens it again. */
	if (err && !(err == JAL_ERR_EXISTS && edit_creates(f->edit)))
		fail_msg("journal_write: %s: %s", jal_err_name(err), diag.text ? diag.text : "");
	if (!err && !edit_empty(f->edit))
		check_seen(w, i, f);
	story_close_form(f);
}

/* The battery dies: between two steps of a save, with the form as a draft or not. */
static void crash(struct story *w, int i)
{
	struct story_form *f = &w->form[i];
	struct buf draft = BUF_INIT;
	struct diag diag = DIAG_INIT;
	if (f->edit && rng_chance(&w->r, 60)) {
		change(w, f);
		assert_int_equal(edit_encode(f->edit, &draft), JAL_OK);
		assert_int_equal(journal_begin(w->box[i].journal, &diag), JAL_OK);
		if (rng_chance(&w->r, 60)) {
			const enum jal_err err = journal_put(w->box[i].journal, f->edit, &diag);
			assert_true(err == JAL_OK || err == JAL_ERR_EXISTS);
		}
	}
	corebox_reopen(&w->box[i]);
	story_close_form(f);
	if (draft.len)
		assert_int_equal(edit_decode(draft.data, draft.len, &f->edit), JAL_OK);
	buf_free(&draft);
}

static void undo(struct story *w, int i)
{
	struct diag diag = DIAG_INIT;
	const enum jal_err err = journal_undo(w->box[i].journal, &diag);
	assert_true(err == JAL_OK || err == JAL_ERR_NOT_FOUND || err == JAL_ERR_EXISTS);
}

static void move(struct story *w, int i)
{
	struct diag diag = DIAG_INIT;
	const int from = (int)rng_below(&w->r, 2);
	const enum jal_err err = journal_move(w->box[i].journal, &story_dossier, &story_caseloads[from], &story_caseloads[X + Y - from], &diag);
	assert_true(err == JAL_OK || err == JAL_ERR_NOT_FOUND);
}

/* ---- the member with ill will ---- */

/* A name of something that the vaults wrote, may write, or never will: mostly guessed, sometimes read. */
static struct op_name guess(struct story *w, int caseload)
{
	struct op_name name = { story_caseloads[caseload], w->box[rng_below(&w->r, (size_t)w->count)].device.id,
		1 + rng_below(&w->r, 40), 1 + (rng_next(&w->r) >> 2) };
	const struct story_envelope *e = w->sent ? &w->list[rng_below(&w->r, w->sent)] : NULL;
	struct op_span spans[OP_LOT_MAX];
	struct op op = OP_INIT;
	size_t n = 0;
	if (!e || e->from == ROGUE || rng_chance(&w->r, 60))
		return name;
	assert_int_equal(op_split(e->plain.data, e->plain.len, spans, &n, NULL), JAL_OK);
	const struct op_span *span = &spans[rng_below(&w->r, n)];
	assert_int_equal(op_decode(&story_caseloads[e->caseload], &e->lot.device, span->p, span->n, &op, NULL), JAL_OK);
	const uint64_t made_up = name.nonce;
	if (!op.merge.carry) {
		name = op.merge.name;
		/* The identity is right, the nonce is not. */
		if (rng_chance(&w->r, 70))
			name.nonce = made_up;
	}
	op_free(&op);
	return name;
}

static void send_ill_will(struct story *w)
{
	static const uint8_t yes[] = { 0xf5 }, word[] = { 0x63, 'i', 'l', 'l' };
	const int record = w->dense ? 0 : (int)rng_below(&w->r, RECORDS);
	const int caseload = record == EMPLOYER ? COMMON : (int)rng_below(&w->r, 2);
	const bool set = story_records[record].set != FIELD_COUNT && rng_chance(&w->r, w->dense ? 10 : 35);
	struct op_name names[12];
	size_t n = 0;
	for (size_t i = 1 + rng_below(&w->r, 12); i > 0; i--) {
		names[n] = guess(w, caseload);
		bool there = false;
		for (size_t k = 0; k < n && !there; k++)
			there = naive_same_name(&names[k], &names[n]);
		n += there ? 0 : 1;
	}
	op_names_sort(names, n, &story_caseloads[caseload]);
	struct merge_write write = { .name = { story_caseloads[caseload], { { 99 } }, ++w->rogue_number[caseload], 1 + (rng_next(&w->r) >> 2) },
		.stamp = 1 + rng_below(&w->r, 1000), .value = set ? yes : word, .value_len = set ? sizeof(yes) : sizeof(word),
		.replaces = names, .replaces_count = n };
	write.key.field = model_field(set ? story_records[record].set : story_records[record].text)->wire;
	if (set) {
		write.key.element = rng_chance(&w->r, 50) ? "a" : "b";
		write.key.element_len = 1;
	}
	struct op op = OP_INIT;
	op.merge = (struct merge_op){ .name = write.name, .stamp = write.stamp, .writes = &write, .write_count = 1 };
	op.entity = model_entity(story_records[record].entity)->wire;
	op.record = story_records[record].id;
	op.has_dossier = record != EMPLOYER;
	op.dossier = story_dossier;
	struct story_envelope *e = more(w);
	e->from = ROGUE;
	e->caseload = caseload;
	e->lot = (struct journal_lot){ .device = write.name.device, .seq = ++w->rogue_seq, .charter = 1 };
	memset(e->lot.hash.b, (int)w->rogue_seq, HASH_BYTES);
	e->lot.hash.b[0] = ROGUE;
	assert_int_equal(op_join(1, &e->plain), JAL_OK);
	assert_int_equal(op_encode(&op, &e->plain), JAL_OK);
}

static void cut(struct story *w)
{
	struct jal_hash hash = { { 0 } };
	uint64_t last = 0;
	uint32_t generation = 0;
	if (w->victim >= 0)
		return;
	w->victim = (int)rng_below(&w->r, 3);
	assert_int_equal(outbox_last(w->box[w->victim].db, &last, &hash, &generation), JAL_OK);
	w->cut = rng_below(&w->r, (size_t)last + 1);
}

void story_step(struct story *w)
{
	const int i = (int)rng_below(&w->r, (size_t)w->count);
	size_t what = rng_below(&w->r, 100);
	if (w->dense && rng_chance(&w->r, 45))
		what = i >= 3 && rng_chance(&w->r, 45) ? 92 : rng_chance(&w->r, 60) ? 74 : 73;
	w->box[i].now_ms += (int64_t)rng_below(&w->r, 4000) - 500;
	if (rng_chance(&w->r, 4))
		send_ill_will(w);
	if (what < 30)
		story_open_form(w, i);
	else if (what < 58)
		story_save_form(w, i);
	else if (what < 62)
		undo(w, i);
	else if (what < 65)
		crash(w, i);
	else if (what < 74)
		story_seal(w, i);
	else if (what < 92)
		for (size_t n = rng_below(&w->r, 5); w->sent && n > 0; n--)
			deliver_some(w, i, w->sent - 1 - rng_below(&w->r, w->sent < 12 ? w->sent : 12));
	else if (what < 96 && i >= 3)
		move(w, i);
	else if (what < 97)
		cut(w);
	else if (w->victim >= 0 && !w->knows[i])
		story_learn_cut(w, i);
}
