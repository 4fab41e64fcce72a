/*
 * What a member in bad hands can put into envelopes that they may write: voided
 * and named where the content checks say so, harmless where they let it pass
 * (protocol.md §3, §4, §11).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/format.h"
#include "core/hlc.h"
#include "core/model.h"
#include "core/record.h"
#include "tests/support/scene.h"

/* r, a referent's first laptop, is in bad hands. */
static int open_scene(void **state)
{
	static struct scene w;
	scene_open(&w, true);
	scene_in_step(&w);
	*state = &w;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

/* ---- operations, byte by byte: core's writer would refuse most of these ---- */

enum { UINT = 0, BYTES = 2, TEXT = 3, ARRAY = 4, MAP = 5 };

static void head(struct buf *b, unsigned major, uint64_t n)
{
	const uint8_t m = (uint8_t)(major << 5);
	if (n < 24) {
		assert_int_equal(buf_putc(b, (uint8_t)(m | n)), JAL_OK);
	} else if (n < 256) {
		assert_int_equal(buf_putc(b, m | 24), JAL_OK);
		assert_int_equal(buf_putc(b, (uint8_t)n), JAL_OK);
	} else if (n < 65536) {
		assert_int_equal(buf_putc(b, m | 25), JAL_OK);
		assert_int_equal(buf_putc(b, (uint8_t)(n >> 8)), JAL_OK);
		assert_int_equal(buf_putc(b, (uint8_t)n), JAL_OK);
	} else if (n <= UINT32_MAX) {
		assert_int_equal(buf_putc(b, m | 26), JAL_OK);
		assert_int_equal(buf_put_u32(b, (uint32_t)n), JAL_OK);
	} else {
		assert_int_equal(buf_putc(b, m | 27), JAL_OK);
		assert_int_equal(buf_put_u64(b, n), JAL_OK);
	}
}

static void bytes(struct buf *b, const void *p, size_t n)
{
	head(b, BYTES, n);
	assert_int_equal(buf_put(b, p, n), JAL_OK);
}

static void put_id(struct buf *b, const struct jal_id *id)
{
	bytes(b, id->b, ID_BYTES);
}

/* One write of one field: what is sent, all of it chosen by the rogue. */
struct sent {
	uint64_t kind;
	uint64_t number;
	uint64_t stamp;
	uint64_t nonce;
	const struct jal_id *dossier;	/* NULL: null */
	uint32_t entity;
	const struct jal_id *record;
	uint32_t field;
	const char *text;	/* NULL: value is the number below */
	size_t text_len;	/* 0: strlen */
	uint64_t value;
	/* Names that it replaces: numbers from .. to of a device, with nonces that it makes up. */
	uint64_t from, to;
	const struct jal_id *device;
	bool carry;		/* a carry without anything */
};

static void put_sent(struct buf *b, const struct sent *o)
{
	if (o->carry) {
		head(b, ARRAY, 9);
		head(b, UINT, 1);
		head(b, UINT, o->number);
		head(b, UINT, o->stamp);
		put_id(b, o->dossier);
		head(b, UINT, o->entity);
		put_id(b, o->record);
		for (int i = 0; i < 3; i++)
			head(b, ARRAY, 0);
		return;
	}
	head(b, ARRAY, 8);
	head(b, UINT, o->kind);
	head(b, UINT, o->number);
	head(b, UINT, o->stamp);
	head(b, UINT, o->nonce);
	if (o->dossier)
		put_id(b, o->dossier);
	else
		assert_int_equal(buf_putc(b, 0xf6), JAL_OK);
	head(b, UINT, o->entity);
	put_id(b, o->record);
	head(b, MAP, 1);
	head(b, UINT, o->field);
	head(b, ARRAY, 2);
	if (o->text) {
		const size_t n = o->text_len ? o->text_len : strlen(o->text);
		head(b, TEXT, n);
		assert_int_equal(buf_put(b, o->text, n), JAL_OK);
	} else {
		head(b, UINT, o->value);
	}
	head(b, ARRAY, o->to ? o->to - o->from + 1 : 0);
	for (uint64_t i = o->from; o->to && i <= o->to; i++) {
		head(b, ARRAY, 3);
		put_id(b, o->device);
		head(b, UINT, i);
		head(b, UINT, o->nonce + i);
	}
}

/* r sends operations into that caseload, without its own vault knowing. */
static struct oid send_bytes(struct scene *w, const struct jal_id *caseload, const struct buf *plain)
{
	struct forge f;
	struct secret key = SECRET_INIT;
	assert_int_equal(keyring_epoch(w->s.core.db, caseload, 1, &key), JAL_OK);
	forge_begin(&f, &w->r, &w->town);
	forge_part(&f, caseload, 1, &key, plain->data, plain->len);
	const struct oid oid = forge_send(&f);
	forge_end(&f);
	secret_free(&key);
	return oid;
}

static struct oid send(struct scene *w, const struct jal_id *caseload, const struct sent *list, size_t n)
{
	struct buf plain = BUF_INIT;
	head(&plain, ARRAY, n);
	for (size_t i = 0; i < n; i++)
		put_sent(&plain, &list[i]);
	const struct oid oid = send_bytes(w, caseload, &plain);
	buf_free(&plain);
	return oid;
}

/* What r's vault will number its next operations beyond. */
#define FIRST 1000

static struct sent a_write(const struct scene *w)
{
	return (struct sent){ .number = FIRST, .stamp = hlc_of_ms(w->s.core.now_ms + 3600000), .nonce = 1 + w->person.b[0],
		.dossier = &w->person, .entity = model_entity(ENTITY_person)->wire,
		.record = &w->person, .field = model_field(FIELD_person_birth_name)->wire, .text = "Autre" };
}

/* Both who read the caseload void the envelope and say so; nothing else moves. */
static void voided(struct scene *w, const struct jal_id *caseload, const struct oid *oid, const char *what)
{
	char hex[OID_HEX + 1];
	struct jal_hash before = { { 0 } }, after = { { 0 } };
	assert_int_equal(journal_digest(w->s.core.journal, caseload, &before), JAL_OK);
	office_quiet(&w->s);
	if (office_sync(&w->s, NULL) != JAL_ERR_VERIFY || w->s.result.quarantined_count != 1)
		fail_msg("%s is not refused", what);
	assert_string_equal(w->s.result.quarantined[0].commit, oid_hex(oid, hex));
	assert_string_equal(w->s.result.quarantined[0].reference, forge_reference(&w->r));
	assert_non_null(w->s.result.quarantined[0].reason.text);
	assert_int_equal(journal_digest(w->s.core.journal, caseload, &after), JAL_OK);
	if (!hash_equal(&before, &after))
		fail_msg("%s changed something", what);
	/* The chain goes on: the signatures and rights are good, only the content is not. */
	assert_int_equal(territory_verify(w->town.server, NULL, NULL, &(struct territory_report){ 0 }, &w->s.diag), JAL_OK);
}

static void void_one(struct scene *w, const struct jal_id *caseload, const struct sent *o, const char *what)
{
	const struct oid oid = send(w, caseload, o, 1);
	voided(w, caseload, &oid, what);
}

/* ---- void ---- */

static void rogue__cannot__write_what_is_the_supervisors(void **state)
{
	struct scene *w = *state;
	const struct jal_id id = id_random();
	struct sent o = a_write(w);
	o.dossier = NULL;
	o.record = &id;
	o.entity = model_entity(ENTITY_territory)->wire;
	o.field = model_field(FIELD_territory_name)->wire;
	void_one(w, &w->common, &o, "the territory's name");
	o.entity = model_entity(ENTITY_professional)->wire;
	o.field = model_field(FIELD_professional_name)->wire;
	void_one(w, &w->common, &o, "a colleague's name");
	o = a_write(w);
	o.carry = true;
	void_one(w, &w->own, &o, "a carry");
}

static void rogue__cannot__write_elsewhere_than_the_model_says(void **state)
{
	struct scene *w = *state;
	const struct jal_id id = id_random();
	struct sent o = a_write(w);
	void_one(w, &w->common, &o, "a person in the common caseload");
	o.dossier = NULL;
	void_one(w, &w->common, &o, "a person without dossier in the common caseload");
	void_one(w, &w->own, &o, "a person without dossier");
	o = a_write(w);
	o.entity = model_entity(ENTITY_employer)->wire;
	o.record = &id;
	void_one(w, &w->own, &o, "an employer in a dossier");
	o = a_write(w);
	o.entity = model_entity(ENTITY_dossier)->wire;
	o.field = model_field(FIELD_dossier_archived)->wire;
	o.record = &id;
	void_one(w, &w->own, &o, "a dossier under another id");
}

static void rogue__cannot__send_what_is_no_operation(void **state)
{
	struct scene *w = *state;
	struct keyring_device d;
	assert_int_equal(keyring_device(w->r.core.db, &d), JAL_OK);
	struct sent o = a_write(w);
	o.number = 0;
	void_one(w, &w->own, &o, "number 0");
	o.number = (uint64_t)1 << 63;
	void_one(w, &w->own, &o, "number 2^63");
	o.number = UINT64_MAX;
	void_one(w, &w->own, &o, "number 2^64 - 1");
	o = a_write(w);
	o.stamp = 0;
	void_one(w, &w->own, &o, "stamp 0");
	o.stamp = UINT64_MAX;
	void_one(w, &w->own, &o, "stamp 2^64 - 1");
	o = a_write(w);
	o.nonce = 0;
	void_one(w, &w->own, &o, "nonce 0");
	o.nonce = (uint64_t)1 << 63;
	void_one(w, &w->own, &o, "nonce 2^63");
	o = a_write(w);
	o.kind = 2;
	void_one(w, &w->own, &o, "an unknown kind");
	o = a_write(w);
	o.text = NULL;
	void_one(w, &w->own, &o, "a number as a name");
	o = a_write(w);
	o.text = "e\xCC\x81";
	void_one(w, &w->own, &o, "text that is not NFC");
	o.text = "\xED\xA0\x80";
	void_one(w, &w->own, &o, "a surrogate");
	o.text = "A\0B";
	o.text_len = 3;
	void_one(w, &w->own, &o, "a zero byte");
	o.text_len = 0;
	o.text = "\xC0\x80";
	void_one(w, &w->own, &o, "an overlong NUL");
	o = a_write(w);
	o.from = o.to = FIRST;
	o.device = &d.id;
	void_one(w, &w->own, &o, "a write that names itself");
	const struct sent twice[2] = { a_write(w), a_write(w) };
	const struct oid oid = send(w, &w->own, twice, 2);
	voided(w, &w->own, &oid, "one number twice");
	/* Depth and counts that lie. */
	static const struct {
		const char *bytes;
		size_t n;
	} broken[] = {
		{ "\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x80", 12 },
		{ "\x9b\xff\xff\xff\xff\xff\xff\xff\xff", 9 },
		{ "\x9f\xff", 2 },
		{ "\x80", 1 },
		{ "\x81\xbb\x7f\xff\xff\xff\xff\xff\xff\xff", 10 },
		{ "\x81\xf6", 2 },
		{ "", 0 },
	};
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		struct buf plain = BUF_INIT;
		assert_int_equal(buf_put(&plain, broken[i].bytes, broken[i].n), JAL_OK);
		const struct oid bad = send_bytes(w, &w->own, &plain);
		voided(w, &w->own, &bad, "broken CBOR");
		buf_free(&plain);
	}
}

/* ---- let pass, and harmless ---- */

static void accepted(struct scene *w, const struct jal_id *caseload, const struct sent *list, size_t n)
{
	(void)send(w, caseload, list, n);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.quarantined_count, 0);
}

static void rogue__with_the_last_numbers_and_stamps__moves_no_clock(void **state)
{
	struct scene *w = *state;
	struct sent o = a_write(w);
	o.number = INT64_MAX;
	o.stamp = INT64_MAX;
	accepted(w, &w->own, &o, 1);
	/* Two values: shown is the later stamp, until someone who sees both decides. */
	assert_string_equal(office_name(&w->s, &w->own, &w->person), "Autre");
	office_rename(&w->s, &w->own, &w->person, "Décidé");
	assert_string_equal(office_name(&w->s, &w->own, &w->person), "Décidé");
	/* A new dossier has a stamp of the clock's, not one behind the rogue's. */
	const struct jal_id fresh = office_person(&w->s, &w->own, "Suite");
	struct record *r = NULL;
	assert_int_equal(journal_load(w->s.core.journal, &w->own, ENTITY_person, &fresh, &fresh, &r), JAL_OK);
	assert_false(hlc_ahead(merge_live(record_state(r), 0)->stamp, w->s.core.now_ms));
	record_free(r);
	office_exchange(&w->s);
	office_exchange(&w->q);
	office_same(&w->s, &w->q, &w->own);
	assert_string_equal(office_name(&w->q, &w->own, &w->person), "Décidé");
}

static void rogue__with_texts_that_terminals_obey__is_shown_inert(void **state)
{
	struct scene *w = *state;
	struct record *r = NULL;
	struct buf shown = BUF_INIT;
	struct sent o = a_write(w);
	o.text = "\033]0;x\007\xE2\x80\xAE" "A\xC2\x9B" "31m";
	accepted(w, &w->own, &o, 1);
	assert_int_equal(journal_load(w->s.core.journal, &w->own, ENTITY_person, &w->person, &w->person, &r), JAL_OK);
	const struct format format = { .translate = NULL, .english = false };
	const struct value *v = record_value(r, FIELD_person_birth_name);
	assert_int_equal(format_value(&format, model_field(FIELD_person_birth_name), v, &shown), JAL_OK);
	assert_string_equal(buf_str(&shown), "^[]0;x^G<U+202E>A<U+009B>31m");
	record_free(r);
	buf_free(&shown);
}

static void rogue__with_things_unknown_here__leaves_all_in_step(void **state)
{
	struct scene *w = *state;
	struct sent list[2] = { a_write(w), a_write(w) };
	list[0].entity = 4000000000U;
	list[1].number++;
	list[1].field = 4000000000U;
	accepted(w, &w->own, list, 2);
	office_exchange(&w->q);
	office_same(&w->s, &w->q, &w->own);
	assert_string_equal(office_name(&w->s, &w->own, &w->person), "Petit");
}

/* ---- too much of it ---- */

static size_t heads_of(struct office *o, const struct scene *w)
{
	struct record *r = NULL;
	size_t first = 0;
	const struct merge_key key = { .field = model_field(FIELD_person_birth_name)->wire };
	assert_int_equal(journal_load(o->core.journal, &w->own, ENTITY_person, &w->person, &w->person, &r), JAL_OK);
	const size_t n = merge_heads(record_state(r), &key, &first);
	record_free(r);
	return n;
}

/* r writes one field more often than one operation can name writes. */
static void rogue__with_more_values_than_can_be_named__spoils_no_save(void **state)
{
	enum { LOTS = 17, LOT = 256 };
	static struct sent list[LOT];
	struct scene *w = *state;
	for (uint64_t lot = 0; lot < LOTS; lot++) {
		for (uint64_t i = 0; i < LOT; i++) {
			list[i] = a_write(w);
			list[i].number = FIRST + lot * LOT + i;
		}
		(void)send(w, &w->own, list, LOT);
	}
	office_exchange(&w->s);
	office_exchange(&w->q);
	const size_t before = heads_of(&w->s, w);
	assert_true(before > OP_WRITES_MAX);
	/* What is shown is replaced, what can't be named stays to be settled; a neighbour in the same envelope counts. */
	office_rename(&w->s, &w->own, &w->person, "Relu");
	const struct jal_id other = office_person(&w->s, &w->own, "Voisine");
	assert_string_equal(office_name(&w->s, &w->own, &w->person), "Relu");
	assert_int_equal(heads_of(&w->s, w), before - OP_WRITES_MAX + 1);
	office_exchange(&w->s);
	office_exchange(&w->q);
	assert_string_equal(office_name(&w->q, &w->own, &w->person), "Relu");
	assert_string_equal(office_name(&w->q, &w->own, &other), "Voisine");
	office_same(&w->s, &w->q, &w->own);
	/* More of it comes: everything is read again. */
	list[0] = a_write(w);
	list[0].number = FIRST - 1;
	accepted(w, &w->own, list, 1);
	office_decide(&w->s, &w->own, &w->person, "Décidé");
	assert_int_equal(heads_of(&w->s, w), 1);
	office_exchange(&w->s);
	office_exchange(&w->q);
	assert_string_equal(office_name(&w->q, &w->own, &w->person), "Décidé");
	office_same(&w->s, &w->q, &w->own);
}

/* ---- naming what others have yet to write ---- */

/* Whether someone who reads the person has that name before their eyes, shown or beside the one shown. */
static bool displayed(struct office *o, const struct scene *w, const char *name)
{
	struct record *r = NULL;
	size_t first = 0;
	bool there = false;
	const struct merge_key key = { .field = model_field(FIELD_person_birth_name)->wire };
	assert_int_equal(journal_load(o->core.journal, &w->own, ENTITY_person, &w->person, &w->person, &r), JAL_OK);
	const size_t n = merge_heads(record_state(r), &key, &first);
	for (size_t i = 0; i < n; i++) {
		const struct merge_write *head = merge_live(record_state(r), first + i);
		/* One byte of CBOR head: the names are short. */
		there = there || (head->value_len == strlen(name) + 1 && memcmp(head->value + 1, name, strlen(name)) == 0);
	}
	record_free(r);
	return there;
}

/* r names hundreds of writes of q, none of which it has read: most are still to come. */
static void rogue__who_names_what_it_has_not_read__replaces_nothing(void **state)
{
	struct scene *w = *state;
	struct office fresh;
	struct keyring_device d;
	struct sent o = a_write(w);
	assert_int_equal(keyring_device(w->q.core.db, &d), JAL_OK);
	o.from = 1;
	o.to = 700;
	o.device = &d.id;
	accepted(w, &w->own, &o, 1);
	office_exchange(&w->q);
	office_same(&w->s, &w->q, &w->own);
	/* Written after the names came, and received after them. */
	office_rename(&w->q, &w->own, &w->person, "Durand");
	assert_true(displayed(&w->q, w, "Durand"));
	office_exchange(&w->q);
	office_exchange(&w->s);
	assert_true(displayed(&w->s, w, "Durand"));
	/* Received before further names come. */
	o.number = FIRST + 1;
	o.text = "Encore";
	accepted(w, &w->own, &o, 1);
	office_exchange(&w->q);
	assert_true(displayed(&w->s, w, "Durand"));
	assert_true(displayed(&w->q, w, "Durand"));
	/* A vault that joins gets all of it in one go. */
	office_open(&fresh);
	office_enter(&fresh, &w->s, "Ida Essai", true, NULL);
	office_exchange(&fresh);
	assert_true(displayed(&fresh, w, "Durand"));
	office_same(&w->s, &fresh, &w->own);
	office_same(&w->s, &w->q, &w->own);
	/* Someone who has read it all decides, and that counts everywhere. */
	office_decide(&w->q, &w->own, &w->person, "Décidé");
	office_exchange(&w->q);
	office_exchange(&w->s);
	office_exchange(&fresh);
	assert_false(displayed(&w->s, w, "Durand"));
	assert_false(displayed(&fresh, w, "Encore"));
	assert_string_equal(office_name(&fresh, &w->own, &w->person), "Décidé");
	office_same(&w->s, &fresh, &w->own);
	office_close(&fresh);
}

/* ---- lots that are refused ---- */

static void rogue__whose_lot_is_refused__keeps_nobody_from_joining(void **state)
{
	struct scene *w = *state;
	struct office fresh;
	struct forge f;
	forge_begin(&f, &w->r, &w->town);
	f.message.charter_hash.b[0] ^= 1;
	(void)forge_send(&f);
	forge_end(&f);
	/* And a reference to something else than a commit. */
	assert_int_equal(office_town_run(&w->town,
		"echo $(git -C server.git rev-parse 'charter^{tree}') >server.git/refs/heads/device/../device/x && "
		"mkdir -p server.git/refs/heads/device/11111111111111111111111111111111 && "
		"mv server.git/refs/heads/device/x server.git/refs/heads/device/11111111111111111111111111111111/1", NULL), 0);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_VERIFY);
	office_open(&fresh);
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	const struct territory_admission how = { .supervisor = false };
	assert_int_equal(territory_request(fresh.t, "Ida Essai", &request, &fresh.diag), JAL_OK);
	assert_int_equal(territory_admit(w->s.t, (const char *)request.data, request.len, &how, &invitation, &w->s.diag), JAL_OK);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_VERIFY);
	assert_int_equal(w->s.result.quarantined_count, 2);
	assert_int_equal(territory_join(fresh.t, (const char *)invitation.data, invitation.len, NULL, &fresh.diag), JAL_OK);
	/* The newcomer hears of it too. */
	assert_non_null(strstr(fresh.said, "n’est pas celle du territoire"));
	assert_int_equal(office_sync(&fresh, NULL), JAL_ERR_VERIFY);
	assert_int_equal(fresh.result.quarantined_count, 2);
	office_same(&w->s, &fresh, &w->common);
	buf_free(&request);
	buf_free(&invitation);
	office_close(&fresh);
}

/* ---- what a server leaves out ---- */

static void territory_join__stops__when_a_settled_chain_is_left_out(void **state)
{
	struct scene *w = *state;
	struct office fresh;
	struct keyring_device d;
	char hex[ID_HEX + 1];
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	const struct territory_admission how = { .supervisor = false };
	office_open(&fresh);
	assert_int_equal(keyring_device(w->r.core.db, &d), JAL_OK);
	assert_int_equal(territory_request(fresh.t, "Ida Essai", &request, &fresh.diag), JAL_OK);
	assert_int_equal(territory_admit(w->s.t, (const char *)request.data, request.len, &how, &invitation, &w->s.diag), JAL_OK);
	office_exchange(&w->s);
	forge_set(&w->town, forge_reference(&w->r), NULL);
	assert_int_equal(territory_join(fresh.t, (const char *)invitation.data, invitation.len, NULL, &fresh.diag),
		JAL_ERR_VERIFY);
	assert_non_null(strstr(office_sentence(&fresh), id_hex(&d.id, hex)));
	/* Given back, it goes on where it stopped. */
	forge_set(&w->town, forge_reference(&w->r), &w->tip);
	assert_int_equal(territory_join(fresh.t, (const char *)invitation.data, invitation.len, NULL, &fresh.diag), JAL_OK);
	office_exchange(&fresh);
	office_same(&w->s, &fresh, &w->common);
	buf_free(&request);
	buf_free(&invitation);
	office_close(&fresh);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(rogue__cannot__send_what_is_no_operation),
		TEST(rogue__cannot__write_elsewhere_than_the_model_says),
		TEST(rogue__cannot__write_what_is_the_supervisors),
		TEST(rogue__who_names_what_it_has_not_read__replaces_nothing),
		TEST(rogue__whose_lot_is_refused__keeps_nobody_from_joining),
		TEST(rogue__with_more_values_than_can_be_named__spoils_no_save),
		TEST(rogue__with_texts_that_terminals_obey__is_shown_inert),
		TEST(rogue__with_the_last_numbers_and_stamps__moves_no_clock),
		TEST(rogue__with_things_unknown_here__leaves_all_in_step),
		TEST(territory_join__stops__when_a_settled_chain_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
