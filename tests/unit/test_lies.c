/*
 * What a member in bad hands can say that is not so, of other chains and of keys,
 * and that an exchange and a verification judge alike (protocol.md §3, §5, §6).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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

/* ---- lies about others ---- */

/* r says that it has read that lot of a device. */
static void lie(struct scene *w, const struct jal_id *device, uint64_t seq)
{
	struct forge f;
	forge_begin(&f, &w->r, &w->town);
	f.message.seen[0] = (struct message_seen){ *device, seq, { { 7 } } };
	f.message.n_seen = 1;
	(void)forge_send(&f);
	forge_end(&f);
}

static struct jal_id device_of(struct office *o)
{
	struct keyring_device d;
	assert_int_equal(keyring_device(o->core.db, &d), JAL_OK);
	return d.id;
}

/* One exchange, all right but for this state, and one claim of r's, of that kind; or none. */
static void told(struct scene *w, struct office *o, enum territory_state state, int kind, const struct jal_id *about)
{
	const struct jal_id by = device_of(&w->r);
	office_exchange(o);
	assert_int_equal(o->result.state, state);
	assert_int_equal(o->result.n_claims, kind < 0 ? 0 : 1);
	if (kind < 0)
		return;
	assert_int_equal(o->result.claims[0].kind, kind);
	assert_true(id_equal(&o->result.claims[0].by, &by));
	assert_true(id_equal(&o->result.claims[0].device, about));
	assert_false(o->result.claims[0].heads);
}

static void a_claim__is_told_as_whose_it_is__until_its_device_is_heard(void **state)
{
	struct scene *w = *state;
	const struct jal_id s = device_of(&w->s);
	lie(w, &s, INT64_MAX);
	for (int i = 0; i < 2; i++)
		told(w, &w->q, TERRITORY_BEHIND, TERRITORY_CLAIM_AWAITED, &s);
	/* Whose lot it would be knows better, and is up to date; told once, since it is said once. */
	told(w, &w->s, TERRITORY_UP_TO_DATE, TERRITORY_CLAIM_NEVER_MADE, &s);
	(void)office_person(&w->s, &w->own, "Suite");
	told(w, &w->s, TERRITORY_UP_TO_DATE, -1, NULL);
	/* It has sent since, and not that. */
	told(w, &w->q, TERRITORY_UP_TO_DATE, TERRITORY_CLAIM_DROPPED, &s);
	told(w, &w->q, TERRITORY_UP_TO_DATE, -1, NULL);
}

static void a_claim__about_a_device_that_is_gone__does_not_last(void **state)
{
	struct scene *w = *state;
	const struct jal_id q = device_of(&w->q);
	lie(w, &q, 400);
	told(w, &w->s, TERRITORY_BEHIND, TERRITORY_CLAIM_AWAITED, &q);
	w->s.core.now_ms += (int64_t)29 * 24 * 3600 * 1000;
	told(w, &w->s, TERRITORY_BEHIND, TERRITORY_CLAIM_AWAITED, &q);
	w->s.core.now_ms += (int64_t)2 * 24 * 3600 * 1000;
	told(w, &w->s, TERRITORY_UP_TO_DATE, TERRITORY_CLAIM_DROPPED, &q);
	told(w, &w->s, TERRITORY_UP_TO_DATE, -1, NULL);
}

static void a_claim__that_the_chain_contradicts__does_not_count__and_is_named(void **state)
{
	struct scene *w = *state;
	const struct jal_id s = device_of(&w->s);
	lie(w, &s, 1);
	told(w, &w->q, TERRITORY_UP_TO_DATE, TERRITORY_CLAIM_CONTRADICTED, &s);
	told(w, &w->q, TERRITORY_UP_TO_DATE, -1, NULL);
	told(w, &w->s, TERRITORY_UP_TO_DATE, TERRITORY_CLAIM_CONTRADICTED, &s);
}

static void a_claim__about_nobody__does_not_count__and_is_named(void **state)
{
	struct scene *w = *state;
	const struct jal_id nobody = id_random();
	lie(w, &nobody, 3);
	told(w, &w->q, TERRITORY_UP_TO_DATE, TERRITORY_CLAIM_UNKNOWN, &nobody);
	told(w, &w->s, TERRITORY_UP_TO_DATE, TERRITORY_CLAIM_UNKNOWN, &nobody);
	told(w, &w->s, TERRITORY_UP_TO_DATE, -1, NULL);
}

/* What a supervisor merged is missed as long as it is missing, whatever a member says beside it. */
static void heads__stay_strong(void **state)
{
	struct scene *w = *state;
	const struct jal_id q = device_of(&w->q), s = device_of(&w->s);
	lie(w, &q, INT64_MAX);
	(void)office_person(&w->q, &w->own, "Réuni");
	const struct oid before = forge_tip(&w->town, forge_reference(&w->q));
	office_exchange(&w->q);
	struct office fresh;
	office_open(&fresh);
	office_enter(&fresh, &w->s, "Ida Essai", true, NULL);
	office_exchange(&fresh);
	const struct jal_id person = office_person(&w->q, &w->own, "Réuni aussi");
	office_exchange(&w->q);
	const struct oid tip = forge_tip(&w->town, forge_reference(&w->q));
	office_exchange(&w->s);
	assert_true(w->s.result.supervisor_merged);
	forge_set(&w->town, forge_reference(&w->q), &before);
	for (int i = 0; i < 2; i++) {
		bool merged = false;
		office_exchange(&fresh);
		assert_int_equal(fresh.result.state, i ? TERRITORY_BEHIND : TERRITORY_ROLLED_BACK);
		for (size_t k = 0; k < fresh.result.n_claims; k++)
			merged = merged || (fresh.result.claims[k].heads && id_equal(&fresh.result.claims[k].by, &s) &&
					    id_equal(&fresh.result.claims[k].device, &q));
		assert_true(merged);
		fresh.core.now_ms += (int64_t)60 * 24 * 3600 * 1000;
	}
	forge_set(&w->town, forge_reference(&w->q), &tip);
	office_exchange(&fresh);
	assert_int_equal(fresh.result.state, TERRITORY_UP_TO_DATE);
	assert_string_equal(office_name(&fresh, &w->own, &person), "Réuni aussi");
	office_close(&fresh);
}

static void rogue__who_claims_what_nobody_sent__keeps_nobody_from_joining(void **state)
{
	struct scene *w = *state;
	struct office fresh;
	const struct jal_id s = device_of(&w->s), q = device_of(&w->q);
	lie(w, &s, INT64_MAX);
	lie(w, &q, INT64_MAX);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.quarantined_count, 0);
	office_open(&fresh);
	office_enter(&fresh, &w->s, "Ida Essai", false, NULL);
	office_exchange(&fresh);
	office_same(&w->s, &fresh, &w->common);
	office_close(&fresh);
}

/* ---- keys that do not open ---- */

/* `by`, a supervisor in bad hands, gives that device another key than the epoch's; the record looks like any other. */
static void give_wrong_key(struct scene *w, struct office *by, const struct office *to, const struct jal_id *caseload)
{
	struct forge f;
	struct keyring_device d;
	struct secret key = SECRET_INIT;
	struct keyrec record;
	struct jal_id territory = ID_ZERO;
	struct roster_territory t;
	assert_int_equal(keyring_device(to->core.db, &d), JAL_OK);
	assert_int_equal(roster_territory(w->s.core.db, &t), JAL_OK);
	territory = t.id;
	assert_int_equal(secret_random(32, &key), JAL_OK);
	assert_int_equal(keyrec_seal(&territory, caseload, 1, &d.id, d.box_public, &key, &record), JAL_OK);
	const struct keyrec_list list = { &record, 1 };
	forge_begin(&f, by, &w->town);
	assert_int_equal(keyrec_list_encode(&list, &f.keys), JAL_OK);
	(void)forge_send(&f);
	forge_end(&f);
	secret_free(&key);
}

/* Asks and is admitted; the invitation is for the caller to free. */
static void ask(struct scene *w, struct office *fresh, struct buf *invitation)
{
	const struct territory_admission how = { .supervisor = false };
	struct buf request = BUF_INIT;
	assert_int_equal(territory_request(fresh->t, "Ida Essai", &request, &fresh->diag), JAL_OK);
	assert_int_equal(territory_admit(w->s.t, (const char *)request.data, request.len, &how, invitation, &w->s.diag), JAL_OK);
	buf_free(&request);
}

static void a_key_that_does_not_open__is_named_and_given_again(void **state)
{
	struct scene *w = *state;
	struct office bad, fresh;
	struct buf invitation = BUF_INIT;
	struct keyring_device before, after;
	office_open(&bad);
	office_enter(&bad, &w->s, "Paul Essai", true, NULL);
	office_exchange(&bad);
	office_open(&fresh);
	struct buf request = BUF_INIT;
	assert_int_equal(territory_request(fresh.t, "Ida Essai", &request, &fresh.diag), JAL_OK);
	buf_free(&request);
	/* It is there first, so that nobody else gives one. */
	give_wrong_key(w, &bad, &fresh, &w->common);
	office_exchange(&w->s);
	ask(w, &fresh, &invitation);
	office_exchange(&w->s);
	assert_int_equal(keyring_device(fresh.core.db, &before), JAL_OK);
	assert_int_equal(territory_join(fresh.t, (const char *)invitation.data, invitation.len, NULL, &fresh.diag), JAL_OK);
	assert_non_null(strstr(fresh.said, "ne s’ouvre pas"));
	assert_int_equal(keyring_device(fresh.core.db, &after), JAL_OK);
	assert_memory_not_equal(before.box_public, after.box_public, 32);
	/* What is missing is counted, until a supervisor who has the right one meets the new box. */
	office_exchange(&fresh);
	assert_int_equal(fresh.result.missing_keys, 1);
	assert_true(fresh.result.waiting_envelopes > 0);
	office_exchange(&w->s);
	office_exchange(&fresh);
	assert_int_equal(fresh.result.missing_keys, 0);
	assert_int_equal(fresh.result.waiting_envelopes, 0);
	office_same(&w->s, &fresh, &w->common);
	/* It asked once, and does not go on asking. */
	assert_int_equal(keyring_device(fresh.core.db, &before), JAL_OK);
	assert_memory_equal(before.box_public, after.box_public, 32);
	buf_free(&invitation);
	office_close(&bad);
	office_close(&fresh);
}

/* However often it goes wrong, two devices don't go on for ever. */
static void keys_that_never_open__are_asked_for_a_few_times(void **state)
{
	struct scene *w = *state;
	struct office bad, fresh;
	struct buf invitation = BUF_INIT, request = BUF_INIT;
	struct keyring_device then, now;
	int changes = 0;
	office_open(&bad);
	office_enter(&bad, &w->s, "Paul Essai", true, NULL);
	office_exchange(&bad);
	office_open(&fresh);
	assert_int_equal(territory_request(fresh.t, "Ida Essai", &request, &fresh.diag), JAL_OK);
	give_wrong_key(w, &bad, &fresh, &w->common);
	office_exchange(&w->s);
	ask(w, &fresh, &invitation);
	office_exchange(&w->s);
	assert_int_equal(keyring_device(fresh.core.db, &then), JAL_OK);
	assert_int_equal(territory_join(fresh.t, (const char *)invitation.data, invitation.len, NULL, &fresh.diag), JAL_OK);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(keyring_device(fresh.core.db, &now), JAL_OK);
		changes += memcmp(then.box_public, now.box_public, 32) != 0;
		then = now;
		office_quiet(&fresh);
		(void)!office_sync(&fresh, NULL);
		/* The bad one is always faster. */
		give_wrong_key(w, &bad, &fresh, &w->common);
	}
	assert_int_equal(changes, 3);
	assert_int_equal(office_sync(&fresh, NULL), JAL_ERR_VERIFY);
	assert_non_null(strstr(fresh.said, "fausses clés"));
	assert_int_equal(fresh.result.missing_keys, 1);
	buf_free(&request);
	buf_free(&invitation);
	office_close(&bad);
	office_close(&fresh);
}

/* ---- one judgement ---- */

static void same_findings(const struct territory_quarantine *a, size_t n, const struct territory_quarantine *b, size_t m)
{
	assert_int_equal(n, m);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(a[i].reference, b[i].reference);
		assert_string_equal(a[i].commit, b[i].commit);
		assert_string_equal(a[i].reason.text, b[i].reason.text);
	}
}

/* An exchange and a verification say the same of what lies on the server: so many faults, so many chains that wait. */
static void judged_alike(struct scene *w, size_t faults, size_t waiting)
{
	struct territory_report report = { .members = 0 };
	const enum jal_err said = faults ? JAL_ERR_VERIFY : JAL_OK;
	assert_int_equal(office_sync(&w->s, NULL), said);
	assert_int_equal(territory_verify(w->town.server, NULL, NULL, &report, &w->s.diag), said);
	assert_int_equal(report.fault_count, faults);
	assert_int_equal(report.waiting.n, waiting);
	same_findings(w->s.result.quarantined, w->s.result.quarantined_count, report.faults, report.fault_count);
	same_findings(w->s.result.waiting.list, w->s.result.waiting.n, report.waiting.list, report.waiting.n);
	territory_report_free(&report);
}

static void other_names__are_nothing_of_the_territory__for_both(void **state)
{
	static const char *const names[] = {
		"refs/heads/main",
		"refs/heads/device/xyz",
		"refs/heads/device/11111111111111111111111111111111/0",
		"refs/heads/device/11111111111111111111111111111111/01",
		"refs/heads/device/11111111111111111111111111111111/9999999999",
		"refs/heads/device/22222222222222222222222222222222/1/x",
		"refs/heads/device/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/1",
		"refs/tags/v1",
	};
	struct scene *w = *state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		forge_set(&w->town, names[i], &w->tip);
	judged_alike(w, 0, 0);
}

static void another_generation__waits__for_both(void **state)
{
	struct scene *w = *state;
	char name[REPO_REF_NAME_MAX + 1];
	(void)snprintf(name, sizeof(name), "%s", forge_reference(&w->r));
	name[strlen(name) - 1] = '2';
	forge_set(&w->town, name, &w->tip);
	judged_alike(w, 0, 1);
	assert_string_equal(w->s.result.waiting.list[0].reference, name);
	/* The first one goes on meanwhile. */
	const struct jal_id person = office_person(&w->r, &w->own, "Suite");
	office_exchange(&w->r);
	judged_alike(w, 0, 1);
	assert_string_equal(office_name(&w->s, &w->own, &person), "Suite");
}

static void a_charter_that_is_not_there_yet__is_waited_for__by_both(void **state)
{
	struct scene *w = *state;
	struct forge f;
	forge_begin(&f, &w->r, &w->town);
	f.message.charter += 5;
	(void)forge_send(&f);
	forge_end(&f);
	judged_alike(w, 0, 1);
}

static void what_is_refused__is_refused__by_both(void **state)
{
	struct scene *w = *state;
	struct forge f;
	forge_begin(&f, &w->r, &w->town);
	f.message.charter_hash.b[0] ^= 1;
	(void)forge_send(&f);
	forge_end(&f);
	judged_alike(w, 1, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(a_claim__is_told_as_whose_it_is__until_its_device_is_heard),
		TEST(a_claim__about_a_device_that_is_gone__does_not_last),
		TEST(a_claim__that_the_chain_contradicts__does_not_count__and_is_named),
		TEST(a_claim__about_nobody__does_not_count__and_is_named),
		TEST(heads__stay_strong),
		TEST(rogue__who_claims_what_nobody_sent__keeps_nobody_from_joining),
		TEST(a_key_that_does_not_open__is_named_and_given_again),
		TEST(keys_that_never_open__are_asked_for_a_few_times),
		TEST(other_names__are_nothing_of_the_territory__for_both),
		TEST(another_generation__waits__for_both),
		TEST(a_charter_that_is_not_there_yet__is_waited_for__by_both),
		TEST(what_is_refused__is_refused__by_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
