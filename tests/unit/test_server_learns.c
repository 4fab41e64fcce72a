/*
 * What lies on the server, judged by stock git and by a scan of every object: all
 * sound, all signed, and nothing of anyone in it (docs/protocol.md, invariants 18
 * and 19; docs/security.md tells what the server does learn).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/forge.h"

struct scene {
	struct office_town town;
	struct office s, r;
	struct jal_id own, person;
};

static int open_scene(void **state)
{
	static struct scene w;
	office_town_open(&w.town);
	office_open(&w.s);
	office_open(&w.r);
	office_found(&w.s, &w.town);
	office_enter(&w.r, &w.s, "Camille Essai", false, NULL);
	w.own = office_caseload(&w.r);
	w.person = office_person(&w.r, &w.own, "Lefèvre-Inventée");
	office_exchange(&w.r);
	office_exchange(&w.s);
	office_rename(&w.s, &w.own, &w.person, "Durand-Inventé");
	office_exchange(&w.s);
	office_exchange(&w.r);
	*state = &w;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *w = *state;
	office_close(&w->s);
	office_close(&w->r);
	office_town_close(&w->town);
	return 0;
}

static void must_run(struct scene *w, const char *command, struct buf *out)
{
	if (office_town_run(&w->town, command, out) != 0)
		fail_msg("%s", command);
}

/* ---- 18 ---- */

static void invariant_18__stock_git__finds_all_sound_and_signed(void **state)
{
	struct scene *w = *state;
	struct buf out = BUF_INIT;
	must_run(w, "git -C server.git fsck --strict", &out);
	assert_string_equal(buf_str(&out), "");
	must_run(w, "git -C server.git show charter:allowed_signers >signers", NULL);
	must_run(w, "git -C server.git -c gpg.ssh.allowedSignersFile=$PWD/signers log --all --format=%G? | sort | uniq", &out);
	assert_string_equal(buf_str(&out), "G\n");
	buf_clear(&out);
	must_run(w,
		"git -C server.git -c gpg.ssh.allowedSignersFile=$PWD/signers log --all --show-signature 2>&1 | grep -c 'Good \"git\"'",
		&out);
	const int good = atoi(buf_str(&out));
	buf_clear(&out);
	must_run(w, "git -C server.git rev-list --all --count", &out);
	assert_int_equal(atoi(buf_str(&out)), good);
	assert_true(good >= 6);
	buf_clear(&out);
	/* A clone is whole. */
	must_run(w, "git clone -q server.git clone && git -C clone fsck --strict && test -f clone/allowed_signers", NULL);
	/* Nothing but what the protocol names. */
	must_run(w, "git -C server.git for-each-ref --format='%(refname)' | grep -Evc '^refs/heads/(charter|device/[0-9a-f]{32}/1)$' || true",
		&out);
	assert_string_equal(buf_str(&out), "0\n");
	buf_clear(&out);
	must_run(w, "git -C server.git ls-tree -r --format='%(objectmode) %(path)' charter | sort | uniq", &out);
	assert_string_equal(buf_str(&out), "100644 allowed_signers\n");
	buf_free(&out);
}

static void invariant_18__every_update__creates_or_fast_forwards(void **state)
{
	struct scene *w = *state;
	struct buf out = BUF_INIT;
	for (int i = 0; i < 4; i++) {
		must_run(w, "git -C server.git for-each-ref --format='%(refname) %(objectname)' >before", NULL);
		office_rename(&w->r, &w->own, &w->person, i % 2 ? "Un" : "Deux");
		office_exchange(i % 2 ? &w->s : &w->r);
		must_run(w,
			"while read ref old; do git -C server.git merge-base --is-ancestor $old $ref || echo $ref; done <before", &out);
		assert_string_equal(buf_str(&out), "");
	}
	buf_free(&out);
}

/* ---- 19 ---- */

struct needles {
	struct buf list[512];
	size_t n;
};

static void add_needle(struct needles *all, const void *bytes, size_t n)
{
	assert_true(all->n < sizeof(all->list) / sizeof(*all->list));
	all->list[all->n] = BUF_INIT;
	assert_int_equal(buf_put(&all->list[all->n++], bytes, n), JAL_OK);
}

static void add_base64(struct needles *all, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	/* At each of three places within a longer text; only what all neighbours leave alone. */
	for (size_t shift = 0; shift < 3; shift++) {
		char text[512] = "";
		size_t len = 0;
		for (size_t bit = (3 - shift) % 3 * 8; bit + 6 <= n * 8; bit += 6) {
			const size_t at = bit / 8;
			const unsigned two = (unsigned)bytes[at] << 8 | (at + 1 < n ? bytes[at + 1] : 0U);
			text[len++] = digits[two >> (10 - bit % 8) & 63U];
		}
		if (len >= 6)
			add_needle(all, text, len);
	}
}

/* In every form in which it could lie there. */
static void add_all(struct needles *all, const void *bytes, size_t n)
{
	char hex[512] = "";
	if (n < 4)
		return;
	add_needle(all, bytes, n);
	for (size_t i = 0; i < n; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", ((const uint8_t *)bytes)[i]);
	add_needle(all, hex, 2 * n);
	for (size_t i = 0; i < 2 * n; i++)
		if (hex[i] >= 'a')
			hex[i] = (char)(hex[i] - 'a' + 'A');
	add_needle(all, hex, 2 * n);
	add_base64(all, bytes, n);
}

static void add_id(struct needles *all, const struct jal_id *id)
{
	char number[ID_NUMBER_MAX];
	add_all(all, id->b, ID_BYTES);
	(void)id_number(id, 6, number);
	add_needle(all, number, 6);
}

/* Every text of a record, its id and its dossier's. */
static enum jal_err add_record(void *ctx, struct record *r)
{
	struct needles *all = ctx;
	const struct model_entity *entity = model_entity(record_entity(r));
	/* Members', caseloads' and the territory's ids are the format's own names. */
	if (entity->home == HOME_dossier) {
		add_id(all, record_id(r));
		add_id(all, record_dossier(r));
	}
	for (enum field f = entity->first; f < model_end(record_entity(r)); f++) {
		if (model_field(f)->type == FIELD_TYPE_set)
			continue;
		const struct value *v = record_value(r, f);
		if (v->kind == VALUE_TEXT)
			add_all(all, v->text, v->text_len);
	}
	record_free(r);
	return JAL_OK;
}

static void collect(struct scene *w, struct needles *all)
{
	const struct jal_id common = office_common(&w->s);
	for (enum entity e = 0; e < ENTITY_COUNT; e++) {
		const bool inside = model_entity(e)->home == HOME_dossier;
		assert_int_equal(journal_each(w->s.core.journal, inside ? &w->own : &common, e, inside ? &w->person : NULL,
					 add_record, all),
			JAL_OK);
	}
}

static bool holds(const struct buf *hay, const void *needle, size_t n)
{
	return memmem(hay->data, hay->len, needle, n) != NULL;
}

static void invariant_19__the_server__holds_no_text_and_no_id_of_a_dossier(void **state)
{
	struct scene *w = *state;
	static struct needles all;
	struct buf objects = BUF_INIT;
	char hex[ID_HEX + 1];
	all.n = 0;
	add_all(&all, "Lefèvre-Inventée", strlen("Lefèvre-Inventée"));
	collect(w, &all);
	assert_true(all.n > 60);
	must_run(w, "git -C server.git cat-file --batch-all-objects --batch", &objects);
	must_run(w, "git -C server.git for-each-ref; ls -R server.git", &objects);
	must_run(w, "git -C server.git cat-file --batch-all-objects --batch-check='%(objectname)' | wc -l", NULL);
	for (size_t i = 0; i < all.n; i++)
		if (holds(&objects, all.list[i].data, all.list[i].len))
			fail_msg("needle %zu of %zu bytes is on the server", i, all.list[i].len);
	/* The scan sees what is there: the device's id and the format's words; and each kind of needle, if it were. */
	struct keyring_device d;
	assert_int_equal(keyring_device(w->r.core.db, &d), JAL_OK);
	assert_true(holds(&objects, id_hex(&d.id, hex), ID_HEX));
	assert_true(holds(&objects, "jalon-lot v1", 12));
	assert_true(holds(&objects, "JLE1", 4));
	assert_true(holds(&objects, w->own.b, ID_BYTES));
	for (size_t i = 0; i < all.n; i++)
		buf_free(&all.list[i]);
	buf_free(&objects);
}

static void territory_verify__finds__all_good_without_a_vault(void **state)
{
	struct scene *w = *state;
	struct territory_report report = { .members = 0 };
	struct roster_territory t;
	struct diag diag = DIAG_INIT;
	assert_int_equal(roster_territory(w->s.core.db, &t), JAL_OK);
	assert_int_equal(territory_verify(w->town.server, &t.root, NULL, &report, &diag), JAL_OK);
	assert_true(hash_equal(&report.root, &t.root));
	assert_int_equal(report.members, 2);
	assert_int_equal(report.devices, 2);
	assert_int_equal(report.charter_commits, 2);
	assert_true(report.device_commits >= 4);
	assert_int_equal(report.fault_count, 0);
	territory_report_free(&report);
	/* The vault's own copy, too. */
	char path[600];
	(void)snprintf(path, sizeof(path), "%s/territory.git", w->s.folder);
	assert_int_equal(territory_verify(path, &t.root, NULL, &report, &diag), JAL_OK);
	territory_report_free(&report);
	t.root.b[0] ^= 1;
	assert_int_equal(territory_verify(w->town.server, &t.root, NULL, &report, &diag), JAL_ERR_VERIFY);
	assert_true(report.fault_count >= 1);
	territory_report_free(&report);
	diag = DIAG_INIT;
	assert_int_equal(territory_verify(w->town.path, NULL, NULL, &report, &diag), JAL_ERR_NOT_FOUND);
	assert_int_equal(territory_verify("ssh://nobody@127.0.0.1/x", NULL, NULL, &report, &diag), JAL_ERR_DENIED);
}

static void territory_verify__names__the_first_fault_of_a_chain(void **state)
{
	struct scene *w = *state;
	struct forge f;
	struct territory_report report = { .members = 0 };
	struct diag diag = DIAG_INIT;
	char hex[OID_HEX + 1];
	forge_begin(&f, &w->r, &w->town);
	f.message.prev.hash.b[0] ^= 1;
	const struct oid bad = forge_send(&f);
	forge_end(&f);
	assert_int_equal(territory_verify(w->town.server, NULL, NULL, &report, &diag), JAL_ERR_VERIFY);
	assert_int_equal(report.fault_count, 1);
	assert_string_equal(report.faults[0].reference, forge_reference(&w->r));
	assert_string_equal(report.faults[0].commit, oid_hex(&bad, hex));
	territory_report_free(&report);
	/* A chain that went missing is missed by the merges that name it. */
	forge_set(&w->town, forge_reference(&w->r), NULL);
	assert_int_equal(territory_verify(w->town.server, NULL, NULL, &report, &diag), JAL_ERR_VERIFY);
	assert_int_equal(report.faults[0].reason.err, JAL_ERR_NOT_FOUND);
	territory_report_free(&report);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(invariant_18__every_update__creates_or_fast_forwards),
		TEST(invariant_18__stock_git__finds_all_sound_and_signed),
		TEST(invariant_19__the_server__holds_no_text_and_no_id_of_a_dossier),
		TEST(territory_verify__finds__all_good_without_a_vault),
		TEST(territory_verify__names__the_first_fault_of_a_chain),
	};
	return secret_start() ? 1 : cmocka_run_group_tests_name("server_learns", tests, NULL, NULL);
}
