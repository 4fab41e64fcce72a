/*
 * What a server, or a device in bad hands, puts into the repository: refused,
 * named by reference and commit, and the rest goes on (protocol.md §9: 6, 7, 9).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/outbox.h"
#include "sync/verify.h"
#include "tests/support/scene.h"

static int open_scene(void **state)
{
	static struct scene w;
	scene_open(&w, false);
	scene_in_step(&w);
	*state = &w;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

/* s exchanges: the commit is named with its reference, nothing of it counts, and what q has sent meanwhile arrives. */
static void refused(struct scene *w, const struct oid *bad, const char *why)
{
	char hex[OID_HEX + 1];
	const struct jal_id person = office_person(&w->q, &w->q_own, "Suite");
	struct jal_hash before = { { 0 } }, after = { { 0 } };
	/* q sees the same fault, and sends all the same. */
	assert_int_equal(office_sync(&w->q, NULL), JAL_ERR_VERIFY);
	assert_int_equal(w->q.result.quarantined_count, 1);
	assert_int_equal(journal_digest(w->s.core.journal, &w->own, &before), JAL_OK);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_VERIFY);
	if (w->s.result.quarantined_count != 1)
		fail_msg("%s: %zu are quarantined", why, w->s.result.quarantined_count);
	const struct territory_quarantine *q = &w->s.result.quarantined[0];
	assert_string_equal(q->reference, forge_reference(&w->r));
	assert_string_equal(q->commit, oid_hex(bad, hex));
	assert_non_null(q->reason.text);
	if (why && !strstr(w->s.said, why))
		fail_msg("not « %s » but « %s »", why, w->s.said);
	office_quiet(&w->s);
	assert_string_equal(office_name(&w->s, &w->q_own, &person), "Suite");
	assert_int_equal(journal_digest(w->s.core.journal, &w->own, &after), JAL_OK);
	assert_true(hash_equal(&before, &after));
	/* Taken away again, the chain is as if nothing had been. */
	forge_set(&w->town, forge_reference(&w->r), &w->tip);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.state, TERRITORY_UP_TO_DATE);
}

static void send_refused(struct scene *w, struct forge *f, const char *why)
{
	const struct oid bad = forge_send(f);
	forge_end(f);
	refused(w, &bad, why);
}

/* ---- the message and the chain ---- */

static void invariant_7__other_territory_device_seq_charter__is_refused(void **state)
{
	struct scene *w = *state;
	struct forge f;
	(void)office_person(&w->r, &w->own, "Petite");
	office_exchange(&w->r);
	office_exchange(&w->s);
	w->tip = forge_tip(&w->town, forge_reference(&w->r));
	forge_begin(&f, &w->r, &w->town);
	f.message.territory.b[3] ^= 1;
	send_refused(w, &f, "autre territoire");
	forge_begin(&f, &w->r, &w->town);
	f.message.device.b[3] ^= 1;
	send_refused(w, &f, "autre poste");
	forge_begin(&f, &w->r, &w->town);
	f.message.seq++;
	send_refused(w, &f, "à la place du");
	forge_begin(&f, &w->r, &w->town);
	f.message.seq--;
	send_refused(w, &f, "à la place du");
	forge_begin(&f, &w->r, &w->town);
	f.message.prev.hash.b[0] ^= 1;
	send_refused(w, &f, "ne suit pas le précédent");
	forge_begin(&f, &w->r, &w->town);
	f.message.charter_hash.b[0] ^= 1;
	send_refused(w, &f, "n’est pas celle du territoire");
}

static void invariant_7__a_charter_number__never_falls(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct buf raw = BUF_INIT;
	struct roster_territory t;
	/* The number of the commit before, and the right hash, of an older charter: only the fall is wrong. */
	assert_int_equal(roster_territory(w->r.core.db, &t), JAL_OK);
	assert_true(t.charter >= 1);
	forge_begin(&f, &w->r, &w->town);
	f.message.charter = 0;
	f.message.charter_hash = t.root;
	send_refused(w, &f, "plus ancienne que le lot précédent");
	buf_free(&raw);
}

static void invariant_7__parents__are_the_previous_commit_alone(void **state)
{
	struct scene *w = *state;
	struct forge f;
	forge_begin(&f, &w->r, &w->town);
	f.parents[1] = forge_tip(&w->town, forge_reference(&w->q));
	f.n_parents = 2;
	send_refused(w, &f, "seule la supervision");
	/* The chain of another device under it. */
	forge_begin(&f, &w->r, &w->town);
	f.parents[1] = f.parents[0];
	f.parents[0] = forge_tip(&w->town, "refs/heads/charter");
	f.n_parents = 2;
	const struct oid bad = forge_send(&f);
	forge_end(&f);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_VERIFY);
	assert_int_equal(w->s.result.quarantined_count, 1);
	assert_string_equal(w->s.result.quarantined[0].reference, forge_reference(&w->r));
	forge_set(&w->town, forge_reference(&w->r), &w->tip);
	(void)bad;
	office_exchange(&w->s);
}

static void invariant_7__a_chain_of_another_territory__is_refused(void **state)
{
	struct scene *w = *state;
	struct office_town elsewhere;
	struct office other;
	char command[1024];
	office_town_open(&elsewhere);
	office_open(&other);
	office_found(&other, &elsewhere);
	office_exchange(&other);
	(void)snprintf(command, sizeof(command), "git -C server.git fetch -q '%s' '%s:%s'", elsewhere.server,
		forge_reference(&other), forge_reference(&other));
	assert_int_equal(office_town_run(&w->town, command, NULL), 0);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_VERIFY);
	assert_int_equal(w->s.result.quarantined_count, 1);
	assert_string_equal(w->s.result.quarantined[0].reference, forge_reference(&other));
	/* And its charter in the place of ours: nothing is taken and nothing sent. */
	(void)snprintf(command, sizeof(command), "git -C server.git fetch -q '%s' +refs/heads/charter:refs/heads/charter",
		elsewhere.server);
	assert_int_equal(office_town_run(&w->town, command, NULL), 0);
	const struct oid before = forge_tip(&w->town, forge_reference(&w->s));
	(void)office_person(&w->s, &w->own, "Non");
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_VERIFY);
	assert_non_null(strstr(office_sentence(&w->s), "un autre territoire"));
	const struct oid after = forge_tip(&w->town, forge_reference(&w->s));
	assert_true(oid_equal(&before, &after));
	office_close(&other);
	office_town_close(&elsewhere);
}

/* ---- signatures ---- */

static void invariant_7__a_foreign_signature__is_refused(void **state)
{
	struct scene *w = *state;
	struct forge f;
	/* By a device of the territory, in another's name and reference. */
	forge_begin(&f, &w->r, &w->town);
	secret_free(&f.sign);
	assert_int_equal(keyring_sign_secret(w->q.core.db, &f.sign), JAL_OK);
	send_refused(w, &f, NULL);
	/* A commit of q's chain, as it is, below r's reference. */
	const struct oid q_tip = forge_tip(&w->town, forge_reference(&w->q));
	forge_set(&w->town, forge_reference(&w->r), &q_tip);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_VERIFY);
	assert_string_equal(w->s.result.quarantined[0].reference, forge_reference(&w->r));
	forge_set(&w->town, forge_reference(&w->r), &w->tip);
	office_exchange(&w->s);
}

/* Replaces the first `from` in the bytes. */
static void replace(struct buf *raw, const char *from, const char *to)
{
	struct buf out = BUF_INIT;
	const char *text = buf_str(raw);
	const char *at = strstr(text, from);
	assert_non_null(at);
	assert_int_equal(buf_put(&out, text, (size_t)(at - text)), JAL_OK);
	assert_int_equal(buf_puts(&out, to), JAL_OK);
	assert_int_equal(buf_puts(&out, at + strlen(from)), JAL_OK);
	buf_free(raw);
	*raw = out;
}

static void put_refused(struct scene *w, struct forge *f, struct buf *raw, const char *why)
{
	const struct oid bad = forge_put(f, raw);
	forge_end(f);
	buf_free(raw);
	refused(w, &bad, why);
}

static void invariant_7__rewrapped_armour__is_refused(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct buf raw = BUF_INIT;
	forge_begin(&f, &w->r, &w->town);
	forge_commit(&f, &raw);
	/* The last line of the armour goes up to the one before: git would still find the signature good. */
	char *end = strstr((char *)raw.data, "\n -----END");
	assert_non_null(end);
	char *line = end - 1;
	while (*line != '\n')
		line--;
	memmove(line, line + 2, raw.len - (size_t)(line + 2 - (char *)raw.data) + 1);
	raw.len -= 2;
	put_refused(w, &f, &raw, NULL);
	/* A carriage return. */
	forge_begin(&f, &w->r, &w->town);
	forge_commit(&f, &raw);
	replace(&raw, "SIGNATURE-----\n", "SIGNATURE-----\r\n");
	put_refused(w, &f, &raw, NULL);
}

static void invariant_7__a_moved_or_added_header__is_refused(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct buf raw = BUF_INIT;
	forge_begin(&f, &w->r, &w->town);
	forge_commit(&f, &raw);
	replace(&raw, "\n\njalon-lot", "\nencoding UTF-8\n\njalon-lot");
	put_refused(w, &f, &raw, NULL);
	forge_begin(&f, &w->r, &w->town);
	forge_commit(&f, &raw);
	replace(&raw, " +0000\ngpgsig", " +0100\ngpgsig");
	put_refused(w, &f, &raw, NULL);
	forge_begin(&f, &w->r, &w->town);
	forge_commit(&f, &raw);
	assert_int_equal(buf_puts(&raw, "\n"), JAL_OK);
	put_refused(w, &f, &raw, NULL);
}

static void invariant_7__a_signature_in_the_message__is_refused(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct buf raw = BUF_INIT, moved = BUF_INIT;
	forge_begin(&f, &w->r, &w->town);
	forge_commit(&f, &raw);
	const char *from = strstr(buf_str(&raw), "gpgsig ");
	const char *to = strstr(buf_str(&raw), "\n\njalon-lot") + 1;
	assert_int_equal(buf_put(&moved, raw.data, (size_t)(from - (char *)raw.data)), JAL_OK);
	assert_int_equal(buf_puts(&moved, to), JAL_OK);
	assert_int_equal(buf_put(&moved, from, (size_t)(to - from)), JAL_OK);
	buf_free(&raw);
	put_refused(w, &f, &moved, NULL);
}

/* ---- files ---- */

static void invariant_7__another_file_than_the_one_signed__is_refused(void **state)
{
	struct scene *w = *state;
	struct forge f;
	(void)office_person(&w->r, &w->own, "Jamais");
	forge_begin(&f, &w->r, &w->town);
	forge_waiting(&f, &w->own);
	f.wrong_hash = true;
	send_refused(w, &f, "n’est pas celui qui a été signé");
	forge_begin(&f, &w->r, &w->town);
	forge_waiting(&f, &w->own);
	f.extra_file = "state";
	send_refused(w, &f, "ne nomme pas");
	forge_begin(&f, &w->r, &w->town);
	forge_waiting(&f, &w->own);
	f.extra_file = "nom";
	send_refused(w, &f, "inconnu");
	/* Named, but not there. */
	forge_begin(&f, &w->r, &w->town);
	f.message.lot = (struct message_hash){ true, { { 1 } } };
	send_refused(w, &f, "manque");
}

static void invariant_7__another_epoch_or_a_replayed_lot__is_refused(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct secret key = SECRET_INIT;
	assert_int_equal(keyring_epoch(w->r.core.db, &w->own, 1, &key), JAL_OK);
	forge_begin(&f, &w->r, &w->town);
	forge_part(&f, &w->own, 2, &key, "\x80", 1);
	send_refused(w, &f, "autre clé que celle du moment");
	/* The lot of an earlier commit in a new one: the header is right, the inside is bound to the other. Void. */
	forge_begin(&f, &w->r, &w->town);
	struct buf tree = BUF_INIT;
	assert_int_equal(office_town_run(&w->town, "git -C server.git for-each-ref --format='%(refname)' refs/heads/device", &tree), 0);
	char command[512];
	(void)snprintf(command, sizeof(command), "git -C server.git cat-file blob %s:lot", f.reference);
	assert_int_equal(office_town_run(&w->town, command, &f.lot), 0);
	buf_free(&tree);
	const struct oid replay = forge_send(&f);
	forge_end(&f);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_VERIFY);
	char hex[OID_HEX + 1];
	assert_int_equal(w->s.result.quarantined_count, 1);
	assert_string_equal(w->s.result.quarantined[0].commit, oid_hex(&replay, hex));
	assert_int_equal(w->s.result.received_operations, 0);
	secret_free(&key);
}

/* ---- rights ---- */

static void invariant_9__a_lot_without_the_right_to_write__is_void_for_all(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct secret key = SECRET_INIT;
	/* r knows no key of q's caseload: any will do, since the check needs none. */
	assert_int_equal(keyring_epoch(w->s.core.db, &w->q_own, 1, &key), JAL_OK);
	forge_begin(&f, &w->r, &w->town);
	forge_part(&f, &w->q_own, 1, &key, "\x80", 1);
	const struct oid bad = forge_send(&f);
	forge_end(&f);
	secret_free(&key);
	/* For q, who can read it, and for a third one, who cannot, alike. */
	struct office third;
	office_open(&third);
	char hex[OID_HEX + 1];
	assert_int_equal(office_sync(&w->q, NULL), JAL_ERR_VERIFY);
	assert_string_equal(w->q.result.quarantined[0].commit, oid_hex(&bad, hex));
	office_close(&third);
	refused(w, &bad, "sans en avoir le droit");
}

static void invariant_9__keys_heads_and_merges__are_supervisors_alone(void **state)
{
	struct scene *w = *state;
	struct forge f;
	const struct heads none = HEADS_INIT;
	forge_begin(&f, &w->r, &w->town);
	assert_int_equal(heads_encode(&none, &f.heads), JAL_OK);
	send_refused(w, &f, "seule la supervision");
	forge_begin(&f, &w->r, &w->town);
	assert_int_equal(buf_puts(&f.keys, "JLNKEYS1"), JAL_OK);
	send_refused(w, &f, "seule la supervision");
}

/* ---- one envelope, one chain ---- */

static void invariant_6__a_faulty_envelope__changes_nothing_in_the_others_of_its_lot(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct secret key = SECRET_INIT;
	const struct jal_id person = office_person(&w->r, &w->own, "Bonne");
	assert_int_equal(keyring_epoch(w->r.core.db, &w->common, 1, &key), JAL_OK);
	forge_begin(&f, &w->r, &w->town);
	forge_waiting(&f, &w->own);
	forge_part(&f, &w->common, 1, &key, "\xff\xff", 2);
	const struct oid mixed = forge_send(&f);
	forge_end(&f);
	secret_free(&key);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_VERIFY);
	char hex[OID_HEX + 1];
	assert_int_equal(w->s.result.quarantined_count, 1);
	assert_string_equal(w->s.result.quarantined[0].commit, oid_hex(&mixed, hex));
	assert_string_equal(office_name(&w->s, &w->own, &person), "Bonne");
	/* The chain goes on behind it. */
	office_quiet(&w->s);
	forge_begin(&f, &w->r, &w->town);
	(void)forge_send(&f);
	forge_end(&f);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.quarantined_count, 0);
}

/* ---- every bit ---- */

struct strict {
	struct repo *repo;
	struct charter_chain chain;
	struct verify_at at;
};

static void invariant_7__every_changed_bit__is_refused(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct buf raw = BUF_INIT;
	enum charter_chain_place place = CHARTER_CHAIN_SAME;
	struct oid bad = { { 0 } }, oid = { { 0 } }, charter = forge_tip(&w->town, "refs/heads/charter");
	struct diag diag = DIAG_INIT;
	struct strict s = { .chain = CHARTER_CHAIN_INIT };
	(void)office_person(&w->r, &w->own, "Encore");
	forge_begin(&f, &w->r, &w->town);
	forge_waiting(&f, &w->own);
	s.repo = f.repo;
	s.at = (struct verify_at){ f.message.device, f.message.seq - 1, f.message.prev.hash, f.parents[0], 0 };
	forge_commit(&f, &raw);
	assert_int_equal(charter_chain_new(NULL, NULL, &s.chain), JAL_OK);
	assert_int_equal(charter_chain_extend(&s.chain, s.repo, &charter, &place, &bad, &diag), JAL_OK);
	struct verify_commit c = VERIFY_COMMIT_INIT;
	assert_int_equal(repo_write(s.repo, OID_COMMIT, raw.data, raw.len, &oid, &diag), JAL_OK);
	assert_int_equal(verify_next(s.repo, s.chain.charter, &s.at, &oid, &c, &diag), JAL_OK);
	verify_free(&c);
	for (size_t i = 0; i < raw.len * 8; i++) {
		raw.data[i / 8] ^= (uint8_t)(1U << (i % 8));
		assert_int_equal(repo_write(s.repo, OID_COMMIT, raw.data, raw.len, &oid, &diag), JAL_OK);
		const enum jal_err err = verify_next(s.repo, s.chain.charter, &s.at, &oid, &c, &diag);
		if (!verify_is_fault(err))
			fail_msg("bit %zu: %s", i, jal_err_name(err));
		raw.data[i / 8] ^= (uint8_t)(1U << (i % 8));
	}
	charter_chain_free(&s.chain);
	buf_free(&raw);
	forge_end(&f);
}

static void invariant_7__another_commit_before_it__is_refused(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct buf raw = BUF_INIT;
	enum charter_chain_place place = CHARTER_CHAIN_SAME;
	struct oid bad = { { 0 } }, oid = { { 0 } }, charter = forge_tip(&w->town, "refs/heads/charter");
	struct charter_chain chain = CHARTER_CHAIN_INIT;
	struct verify_commit c = VERIFY_COMMIT_INIT;
	struct diag diag = DIAG_INIT;
	forge_begin(&f, &w->r, &w->town);
	const struct verify_at at = { f.message.device, f.message.seq - 1, f.message.prev.hash, f.parents[0], 0 };
	f.parents[0] = charter;
	forge_commit(&f, &raw);
	assert_int_equal(charter_chain_new(NULL, NULL, &chain), JAL_OK);
	assert_int_equal(charter_chain_extend(&chain, f.repo, &charter, &place, &bad, &diag), JAL_OK);
	assert_int_equal(repo_write(f.repo, OID_COMMIT, raw.data, raw.len, &oid, &diag), JAL_OK);
	assert_int_equal(verify_next(f.repo, chain.charter, &at, &oid, &c, &diag), JAL_ERR_VERIFY);
	assert_non_null(strstr(diag.text, "attaché au précédent"));
	charter_chain_free(&chain);
	buf_free(&raw);
	forge_end(&f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(invariant_6__a_faulty_envelope__changes_nothing_in_the_others_of_its_lot),
		TEST(invariant_7__a_chain_of_another_territory__is_refused),
		TEST(invariant_7__a_charter_number__never_falls),
		TEST(invariant_7__a_foreign_signature__is_refused),
		TEST(invariant_7__a_moved_or_added_header__is_refused),
		TEST(invariant_7__a_signature_in_the_message__is_refused),
		TEST(invariant_7__another_commit_before_it__is_refused),
		TEST(invariant_7__another_epoch_or_a_replayed_lot__is_refused),
		TEST(invariant_7__another_file_than_the_one_signed__is_refused),
		TEST(invariant_7__every_changed_bit__is_refused),
		TEST(invariant_7__other_territory_device_seq_charter__is_refused),
		TEST(invariant_7__parents__are_the_previous_commit_alone),
		TEST(invariant_7__rewrapped_armour__is_refused),
		TEST(invariant_9__a_lot_without_the_right_to_write__is_void_for_all),
		TEST(invariant_9__keys_heads_and_merges__are_supervisors_alone),
	};
	return secret_start() ? 1 : cmocka_run_group_tests_name("tampered", tests, NULL, NULL);
}
