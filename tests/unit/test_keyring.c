/* Keys and the roster: made once, given out as they were, names from the common caseload. */
#include "tests/support/people.h"

#include <sodium.h>

static void keyring_device__is__the_key_that_signs(void **state)
{
	(void)state;
	struct corebox b;
	struct keyring_device d;
	struct secret sign = SECRET_INIT, box = SECRET_INIT;
	uint8_t signature[crypto_sign_BYTES], public_half[32];
	static const uint8_t message[] = "jalon";
	corebox_open(&b);
	assert_int_equal(keyring_device(b.db, &d), JAL_OK);
	assert_true(id_equal(&d.id, &b.device.id));
	assert_true(id_is_zero(&d.member));
	const struct jal_hash hash = hash_b2(d.sign_public, 32);
	assert_memory_equal(hash.b, d.id.b, ID_BYTES);
	assert_int_equal(keyring_sign_secret(b.db, &sign), JAL_OK);
	assert_int_equal(crypto_sign_detached(signature, NULL, message, sizeof(message), sign.p), 0);
	assert_int_equal(crypto_sign_verify_detached(signature, message, sizeof(message), d.sign_public), 0);
	assert_int_equal(keyring_box_secret(b.db, &box), JAL_OK);
	assert_int_equal(crypto_scalarmult_base(public_half, box.p), 0);
	assert_memory_equal(public_half, d.box_public, 32);
	const struct jal_id member = id_of(42);
	assert_int_equal(keyring_set_member(b.db, &member), JAL_OK);
	assert_int_equal(keyring_device(b.db, &d), JAL_OK);
	assert_true(id_equal(&d.member, &member));
	secret_free(&sign);
	secret_free(&box);
	corebox_close(&b);
}

static void keyring_new_box__takes_the_place__of_the_former(void **state)
{
	(void)state;
	struct corebox b;
	struct keyring_device before, after;
	struct secret box = SECRET_INIT;
	uint8_t told[32], public_half[32];
	corebox_open(&b);
	assert_int_equal(keyring_device(b.db, &before), JAL_OK);
	assert_int_equal(keyring_new_box(b.db, told), JAL_OK);
	assert_int_equal(keyring_device(b.db, &after), JAL_OK);
	assert_memory_not_equal(before.box_public, after.box_public, 32);
	assert_memory_equal(told, after.box_public, 32);
	assert_memory_equal(before.sign_public, after.sign_public, 32);
	assert_int_equal(keyring_box_secret(b.db, &box), JAL_OK);
	assert_int_equal(crypto_scalarmult_base(public_half, box.p), 0);
	assert_memory_equal(public_half, after.box_public, 32);
	secret_free(&box);
	corebox_close(&b);
}

static void keyring_ssh__is_made__once(void **state)
{
	(void)state;
	struct corebox b;
	struct secret one = SECRET_INIT, two_ = SECRET_INIT;
	uint8_t a[32], c[32];
	corebox_open(&b);
	assert_int_equal(keyring_ssh(b.db, a, &one), JAL_OK);
	corebox_reopen(&b);
	assert_int_equal(keyring_ssh(b.db, c, &two_), JAL_OK);
	assert_memory_equal(a, c, 32);
	assert_memory_equal(one.p, two_.p, 64);
	assert_memory_equal(one.p + 32, a, 32);
	secret_free(&one);
	secret_free(&two_);
	corebox_close(&b);
}

static void keyring_put_epoch__refuses__another_key_for_the_same_epoch(void **state)
{
	(void)state;
	struct corebox b;
	struct secret key = SECRET_INIT, other = SECRET_INIT, got = SECRET_INIT, small = SECRET_INIT;
	const struct jal_id caseload = id_of(3);
	corebox_open(&b);
	assert_int_equal(secret_random(32, &key), JAL_OK);
	assert_int_equal(secret_random(32, &other), JAL_OK);
	assert_int_equal(secret_random(16, &small), JAL_OK);
	assert_int_equal(keyring_epoch(b.db, &caseload, 1, &got), JAL_ERR_NOT_FOUND);
	assert_int_equal(keyring_put_epoch(b.db, &caseload, 1, &key), JAL_OK);
	assert_int_equal(keyring_put_epoch(b.db, &caseload, 1, &key), JAL_OK);
	assert_int_equal(keyring_put_epoch(b.db, &caseload, 1, &other), JAL_ERR_VERIFY);
	assert_int_equal(keyring_put_epoch(b.db, &caseload, 2, &other), JAL_OK);
	assert_int_equal(keyring_put_epoch(b.db, &caseload, 3, &small), JAL_ERR_INVALID);
	assert_int_equal(keyring_put_epoch(b.db, &caseload, 0, &key), JAL_ERR_INVALID);
	assert_int_equal(keyring_epoch(b.db, &caseload, 1, &got), JAL_OK);
	assert_memory_equal(got.p, key.p, 32);
	secret_free(&key);
	secret_free(&other);
	secret_free(&got);
	secret_free(&small);
	corebox_close(&b);
}

/* ---- the roster ---- */

struct seen {
	size_t count;
	char name[256];
	uint64_t stamp;
};

static enum jal_err see_member(void *ctx, const struct roster_member *m)
{
	struct seen *s = ctx;
	s->count++;
	(void)snprintf(s->name, sizeof(s->name), "%s", m->name);
	return JAL_OK;
}

static enum jal_err see_device(void *ctx, const struct roster_device *d)
{
	struct seen *s = ctx;
	s->count++;
	s->stamp = d->last_stamp;
	return JAL_OK;
}

static enum jal_err see_caseload(void *ctx, const struct roster_caseload *c)
{
	struct seen *s = ctx;
	s->count++;
	if (!c->common)
		(void)snprintf(s->name, sizeof(s->name), "%s", c->name);
	return JAL_OK;
}

static void name_card(struct corebox *b, enum entity entity, enum field field, const struct jal_id *id, const char *name)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create_as(entity, &people_common, NULL, id, &e), JAL_OK);
	set_text(e, field, name);
	assert_int_equal(write_one(b, e), JAL_OK);
	edit_free(e);
}

static void roster__takes__names_from_the_common_caseload(void **state)
{
	(void)state;
	struct corebox b;
	struct seen s = { 0 };
	struct roster_member who;
	const struct roster_member member = { .id = id_of(42), .supervisor = true };
	const struct roster_territory t = { .id = id_of(1), .charter = 4, .common = people_common,
		.home_caseload = people_caseload, .supervisor = true };
	const struct roster_caseload list[] = {
		{ .id = people_common, .common = true, .epoch = 1, .right = ROSTER_WRITE },
		{ .id = people_caseload, .epoch = 2, .right = ROSTER_READ },
	};
	enum roster_right right = ROSTER_NONE;
	corebox_open(&b);
	const struct roster_device device = { .id = b.device.id, .member = member.id, .seq = 7 };
	for (int twice = 0; twice < 2; twice++)
		assert_int_equal(roster_replace(b.db, &t, &member, 1, &device, 1, list, 2), JAL_OK);
	assert_int_equal(roster_members(b.db, see_member, &s), JAL_OK);
	assert_int_equal(s.count, 1);
	assert_string_equal(s.name, "");
	name_card(&b, ENTITY_professional, FIELD_professional_name, &member.id, "Camille Roussel");
	name_card(&b, ENTITY_caseload_card, FIELD_caseload_card_name, &people_caseload, "Dinan");
	assert_int_equal(roster_members(b.db, see_member, &s), JAL_OK);
	assert_string_equal(s.name, "Camille Roussel");
	assert_int_equal(roster_who(b.db, &b.device.id, &who), JAL_OK);
	assert_string_equal(who.name, "Camille Roussel");
	assert_true(who.supervisor);
	const struct jal_id stranger = id_of(9);
	assert_int_equal(roster_who(b.db, &stranger, &who), JAL_ERR_NOT_FOUND);
	s = (struct seen){ 0 };
	assert_int_equal(roster_caseloads(b.db, see_caseload, &s), JAL_OK);
	assert_int_equal(s.count, 2);
	assert_string_equal(s.name, "Dinan");
	assert_int_equal(roster_right(b.db, &people_caseload, &right), JAL_OK);
	assert_int_equal(right, ROSTER_READ);
	assert_int_equal(roster_right(b.db, &stranger, &right), JAL_OK);
	assert_int_equal(right, ROSTER_NONE);
	s = (struct seen){ 0 };
	assert_int_equal(roster_devices(b.db, see_device, &s), JAL_OK);
	assert_int_equal(s.count, 1);
	corebox_close(&b);
}

static void roster_make_provisional__gives__the_same_ids_again(void **state)
{
	(void)state;
	struct corebox b;
	struct jal_id caseload, common;
	corebox_open(&b);
	assert_int_equal(roster_make_provisional(b.db, &caseload, &common), JAL_OK);
	assert_true(id_equal(&caseload, &b.caseload));
	assert_true(id_equal(&common, &b.common));
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keyring_device__is__the_key_that_signs),
		cmocka_unit_test(keyring_new_box__takes_the_place__of_the_former),
		cmocka_unit_test(keyring_ssh__is_made__once),
		cmocka_unit_test(keyring_put_epoch__refuses__another_key_for_the_same_epoch),
		cmocka_unit_test(roster__takes__names_from_the_common_caseload),
		cmocka_unit_test(roster_make_provisional__gives__the_same_ids_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
