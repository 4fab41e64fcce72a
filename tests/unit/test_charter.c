/* The charter: what each entry does from which number on, and what refuses a commit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <git2.h>
#include <sodium.h>

#include "sync/charter.h"
#include "tests/support/actors.h"
#include "tests/support/stock.h"

/* Two supervisors, two referents, and the ids that the entries name. */
static struct actor sup, sup2, ref, ref2;
static struct jal_id territory, common, own, other;
static char SUP[ID_HEX + 1], SUP2[ID_HEX + 1], REF[ID_HEX + 1], REF2[ID_HEX + 1];
static char COMMON[ID_HEX + 1], OWN[ID_HEX + 1], OTHER[ID_HEX + 1];
static char SUP_DEVICE[ID_HEX + 1], REF_DEVICE[ID_HEX + 1], KEY[HASH_HEX + 1];

/* A territory with commit 0: sup, the common caseload, one more, both with epoch 1. */
static struct charter *begun(void)
{
	struct charter *c = NULL;
	struct buf lines = BUF_INIT, raw = BUF_INIT, file = BUF_INIT;
	struct diag d = DIAG_INIT;
	assert_int_equal(charter_new(&territory, NULL, &c), JAL_OK);
	actors_admit(&sup, "supervisor", &lines);
	assert_int_equal(buf_printf(&lines,
				    "caseload %s common\nepoch %s 1 %s none\ncaseload %s dossiers\nepoch %s 1 %s none\n",
				    COMMON, COMMON, KEY, OWN, OWN, KEY), JAL_OK);
	actors_charter(c, &sup, buf_str(&lines), &raw, &file);
	assert_int_equal(charter_add(c, raw.data, raw.len, file.data, file.len, &d), JAL_OK);
	buf_free(&lines);
	buf_free(&raw);
	buf_free(&file);
	return c;
}

/* One more commit, which must be accepted. */
static void add(struct charter *c, const struct actor *signer, const char *lines)
{
	struct buf raw = BUF_INIT, file = BUF_INIT;
	struct diag d = DIAG_INIT;
	actors_charter(c, signer, lines, &raw, &file);
	const enum jal_err err = charter_add(c, raw.data, raw.len, file.data, file.len, &d);
	if (err)
		fail_msg("%s: %s", jal_err_name(err), d.text);
	buf_free(&raw);
	buf_free(&file);
}

static void admit(struct charter *c, const struct actor *signer, const struct actor *a, const char *role)
{
	struct buf lines = BUF_INIT;
	actors_admit(a, role, &lines);
	add(c, signer, buf_str(&lines));
	buf_free(&lines);
}

/* What the next commit would be, message as text. */
static void next_message(const struct charter *c, const struct actor *signer, const char *lines, struct buf *out)
{
	char id[ID_HEX + 1] = "", device[ID_HEX + 1] = "", prev[HASH_HEX + 1] = "";
	const uint64_t n = charter_count(c);
	assert_int_equal(buf_printf(out, "jalon-charter v1\n\nterritory %s\nnumber %d\nprev ", id_hex(&territory, id), (int)n),
			 JAL_OK);
	if (n)
		assert_int_equal(buf_printf(out, "b2:%s", hash_hex(charter_hash(c, n - 1), prev)), JAL_OK);
	else
		assert_int_equal(buf_puts(out, "none"), JAL_OK);
	assert_int_equal(buf_printf(out, "\ndevice %s\n%s", id_hex(&signer->device, device), lines), JAL_OK);
}

/* A correctly signed commit with these entries is refused so, by charter_add and
 * by charter_compose alike, and leaves no trace. */
static void refuse(struct charter *c, const struct actor *signer, const char *lines, enum jal_err expected)
{
	struct buf message = BUF_INIT, raw = BUF_INIT, file = BUF_INIT, again = BUF_INIT;
	struct diag d = DIAG_INIT;
	const uint64_t before = charter_count(c);
	assert_int_equal(charter_file(c, &file), JAL_OK);
	next_message(c, signer, lines, &message);
	actors_commit(signer, (const char *)message.data, message.len, file.data, file.len, before ? 1 : 0, &raw);
	const enum jal_err err = charter_add(c, raw.data, raw.len, file.data, file.len, &d);
	if (err != expected)
		fail_msg("%s instead of %s for %s(%s)", jal_err_name(err), jal_err_name(expected), lines,
			 d.text ? d.text : "");
	assert_non_null(d.text);
	assert_int_equal(charter_count(c), before);
	assert_int_equal(charter_file(c, &again), JAL_OK);
	assert_string_equal(buf_str(&file), buf_str(&again));
	buf_clear(&message);
	struct clause entries[64];
	const size_t n = actors_entries(lines, entries, 64);
	assert_int_equal(charter_compose(c, &signer->device, entries, n, &message, &again, NULL), expected);
	assert_int_equal(message.len, 0);
	buf_free(&message);
	buf_free(&raw);
	buf_free(&file);
	buf_free(&again);
}

static char line_room[4][1024];

static const char *line(const char *fmt, const char *a, const char *b)
{
	static unsigned turn;
	char *out = line_room[turn++ % 4];
	size_t n = 0;
	/* %A and %B, so that the order in the text is free. */
	for (const char *p = fmt; *p && n < sizeof(line_room[0]) - 70; p++) {
		if (p[0] == '%' && (p[1] == 'A' || p[1] == 'B')) {
			const char *by = p[1] == 'A' ? a : b;
			memcpy(out + n, by, strlen(by));
			n += strlen(by);
			p++;
		} else {
			out[n++] = *p;
		}
	}
	out[n] = 0;
	return out;
}

static void charter_add__counts__entries_from_their_number_on(void **state)
{
	(void)state;
	struct charter *c = begun();
	const struct rights *r = charter_rights(c);
	admit(c, &sup, &ref, "referent");
	assert_int_equal(rights_role(r, &ref.member, 0), RIGHTS_NOBODY);
	assert_int_equal(rights_role(r, &ref.member, 1), RIGHTS_REFERENT);
	assert_int_equal(rights_device_role(r, &ref.device, 0), RIGHTS_NOBODY);
	assert_int_equal(rights_device_role(r, &ref.device, 1), RIGHTS_REFERENT);
	assert_null(rights_device(r, &ref.device, 0));
	assert_memory_equal(rights_device(r, &ref.device, 1)->ed25519, ref.sign_public, 32);
	assert_int_equal(rights_device_access(r, &ref.device, &own, 1), RIGHTS_CLOSED);
	assert_int_equal(rights_device_access(r, &ref.device, &common, 1), RIGHTS_WRITE);
	assert_int_equal(rights_device_access(r, &ref.device, &common, 0), RIGHTS_CLOSED);

	add(c, &sup, line("grant %A %B read\n", OWN, REF));
	add(c, &sup, line("grant %A %B write\n", OWN, REF));
	assert_int_equal(rights_device_access(r, &ref.device, &own, 1), RIGHTS_CLOSED);
	assert_int_equal(rights_device_access(r, &ref.device, &own, 2), RIGHTS_READ);
	assert_int_equal(rights_device_access(r, &ref.device, &own, 3), RIGHTS_WRITE);
	assert_int_equal(rights_device_access(r, &ref.device, &own, 99), RIGHTS_WRITE);
	assert_int_equal(rights_device_access(r, &ref2.device, &own, 99), RIGHTS_CLOSED);
	assert_int_equal(rights_device_access(r, &sup.device, &own, 0), RIGHTS_WRITE);
	assert_int_equal(rights_device_access(r, &sup.device, &other, 99), RIGHTS_CLOSED);

	add(c, &sup, line("epoch %A 2 %B none\n", OWN, KEY));
	assert_int_equal(rights_epoch(r, &own, 3)->n, 1);
	assert_int_equal(rights_epoch(r, &own, 4)->n, 2);
	assert_int_equal(rights_epoch(r, &common, 4)->n, 1);
	assert_null(rights_epoch(r, &other, 4));
	assert_int_equal(rights_epoch_of(r, &own, 1, 4)->from, 0);
	assert_null(rights_epoch_of(r, &own, 2, 3));
	assert_null(rights_epoch_of(r, &own, 3, 4));

	add(c, &sup, line("promote %A\nformat 3\n", REF, ""));
	assert_int_equal(rights_role(r, &ref.member, 4), RIGHTS_REFERENT);
	assert_int_equal(rights_role(r, &ref.member, 5), RIGHTS_SUPERVISOR);
	assert_int_equal(rights_format(r, 4), 1);
	assert_int_equal(rights_format(r, 5), 3);
	assert_int_equal(charter_head(c), 5);
	assert_true(id_equal(&rights_common(r, 0)->id, &common));
	charter_free(c);
}

static void charter_add__refuses__entries_that_break_a_rule(void **state)
{
	(void)state;
	struct charter *c = begun();
	struct buf lines = BUF_INIT;
	admit(c, &sup, &ref, "referent");
	refuse(c, &sup, line("member %A referent\n", REF, ""), JAL_ERR_INVALID);
	refuse(c, &sup, line("member %A supervisor\n", SUP, ""), JAL_ERR_INVALID);
	refuse(c, &sup, "member 00000000000000000000000000000000 referent\n", JAL_ERR_INVALID);
	refuse(c, &sup, line("promote %A\n", REF2, ""), JAL_ERR_INVALID);
	refuse(c, &sup, line("promote %A\n", SUP, ""), JAL_ERR_INVALID);
	refuse(c, &sup, line("caseload %A dossiers\n", OWN, ""), JAL_ERR_INVALID);
	refuse(c, &sup, line("caseload %A common\n", OTHER, ""), JAL_ERR_INVALID);
	refuse(c, &sup, line("grant %A %B read\n", OTHER, REF), JAL_ERR_INVALID);
	refuse(c, &sup, line("grant %A %B read\n", OWN, REF2), JAL_ERR_INVALID);
	refuse(c, &sup, line("grant %A %B write\n", COMMON, REF), JAL_ERR_INVALID);
	refuse(c, &sup, line("grant %A %B write\ngrant %A %B read\n", OWN, REF), JAL_ERR_INVALID);
	refuse(c, &sup, line("grant %A %B write\ngrant %A %B write\n", OWN, REF), JAL_ERR_INVALID);
	refuse(c, &sup, "format 1\n", JAL_ERR_INVALID);
	refuse(c, &sup, "format 2\nformat 2\n", JAL_ERR_INVALID);
	refuse(c, &sup, "threshold 2\n", JAL_ERR_INVALID);
	refuse(c, &sup, line("epoch %A 1 %B none\n", OWN, KEY), JAL_ERR_INVALID);
	refuse(c, &sup, line("epoch %A 3 %B none\n", OWN, KEY), JAL_ERR_INVALID);
	refuse(c, &sup, line("epoch %A 1 %B none\n", OTHER, KEY), JAL_ERR_INVALID);
	refuse(c, &sup, "endorse 0\n", JAL_ERR_INVALID);
	refuse(c, &sup, "endorse 2\n", JAL_ERR_INVALID);
	refuse(c, &sup, "endorse 99\n", JAL_ERR_INVALID);

	/* A device twice, of nobody, under another key's id, with keys that are none. */
	char hex[HASH_HEX + 1] = "";
	(void)sodium_bin2hex(hex, sizeof(hex), ref.sign_public, 32);
	assert_int_equal(buf_printf(&lines, "device %s %s %s %s\n", REF_DEVICE, REF, hex, hex), JAL_OK);
	refuse(c, &sup, buf_str(&lines), JAL_ERR_INVALID);
	buf_clear(&lines);
	(void)sodium_bin2hex(hex, sizeof(hex), ref2.sign_public, 32);
	char device2[ID_HEX + 1] = "", box[HASH_HEX + 1] = "";
	(void)id_hex(&ref2.device, device2);
	(void)sodium_bin2hex(box, sizeof(box), ref2.box_public, 32);
	assert_int_equal(buf_printf(&lines, "device %s %s %s %s\n", device2, REF2, hex, box), JAL_OK);
	refuse(c, &sup, buf_str(&lines), JAL_ERR_INVALID);
	buf_clear(&lines);
	assert_int_equal(buf_printf(&lines, "device %s %s %s %s\n", OTHER, REF, hex, box), JAL_OK);
	refuse(c, &sup, buf_str(&lines), JAL_ERR_INVALID);
	buf_clear(&lines);
	assert_int_equal(buf_printf(&lines, "device %s %s %s %064d\n", device2, REF, hex, 0), JAL_OK);
	refuse(c, &sup, buf_str(&lines), JAL_ERR_INVALID);
	buf_clear(&lines);
	assert_int_equal(buf_printf(&lines, "device %s %s %s %s\n", device2, REF, hex, box), JAL_OK);
	add(c, &sup, buf_str(&lines));
	buf_free(&lines);
	charter_free(c);
}

/* One bad entry at the end takes the good ones before it along. */
static void charter_add__refuses__a_whole_commit_for_its_last_entry(void **state)
{
	(void)state;
	struct charter *c = begun();
	struct buf lines = BUF_INIT;
	actors_admit(&ref, "referent", &lines);
	assert_int_equal(buf_printf(&lines, "grant %s %s read\npromote %s\n", OTHER, REF, SUP2), JAL_OK);
	refuse(c, &sup, buf_str(&lines), JAL_ERR_INVALID);
	assert_int_equal(rights_role(charter_rights(c), &ref.member, 99), RIGHTS_NOBODY);
	assert_null(rights_device(charter_rights(c), &ref.device, 99));
	admit(c, &sup, &ref, "referent");
	buf_free(&lines);
	charter_free(c);
}

/* What a later version will carry out must stop this one, not be passed over. */
static void charter_add__stops__at_entries_that_it_cannot_carry_out(void **state)
{
	(void)state;
	struct charter *c = begun();
	admit(c, &sup, &ref, "referent");
	refuse(c, &sup, line("revoke %A lost\ncut %A 0 none\n", REF_DEVICE, ""), JAL_ERR_NEWER);
	refuse(c, &sup, line("ungrant %A %B\n", OWN, REF), JAL_ERR_NEWER);
	refuse(c, &sup, line("demote %A\n", SUP, ""), JAL_ERR_NEWER);
	refuse(c, &sup, line("cut %A 3 b2:%B\n", REF_DEVICE, KEY), JAL_ERR_NEWER);
	refuse(c, &sup, line("adopt %A 3 b2:%B\n", REF_DEVICE, KEY), JAL_ERR_NEWER);
	refuse(c, &sup, line("close %A 1\n", OWN, ""), JAL_ERR_NEWER);
	refuse(c, &sup, line("base 1 %A:3\n", SUP_DEVICE, ""), JAL_ERR_NEWER);
	refuse(c, &sup, line("join b2:%B\n", "", KEY), JAL_ERR_NEWER);
	char lines[512] = "";
	(void)snprintf(lines, sizeof(lines), "epoch %s 2 %s %s:4\n", OWN, KEY, SUP_DEVICE);
	refuse(c, &sup, lines, JAL_ERR_NEWER);
	charter_free(c);
}

static void charter_add__refuses__a_signer_who_is_no_supervisor(void **state)
{
	(void)state;
	struct charter *c = begun();
	admit(c, &sup, &ref, "referent");
	refuse(c, &ref, line("promote %A\n", REF, ""), JAL_ERR_DENIED);
	refuse(c, &ref, line("grant %A %B write\n", OWN, REF), JAL_ERR_DENIED);
	refuse(c, &ref2, "format 2\n", JAL_ERR_DENIED);
	/* Not even in the commit that makes them one. */
	struct buf lines = BUF_INIT;
	actors_admit(&sup2, "supervisor", &lines);
	refuse(c, &sup2, buf_str(&lines), JAL_ERR_DENIED);
	admit(c, &sup, &sup2, "supervisor");
	add(c, &sup2, line("promote %A\n", REF, ""));
	add(c, &ref, "format 2\n");
	buf_free(&lines);
	charter_free(c);
}

static void charter_add__refuses__a_first_commit_that_does_not_admit_its_signer(void **state)
{
	(void)state;
	struct charter *c = NULL;
	struct buf lines = BUF_INIT;
	assert_int_equal(charter_new(&territory, NULL, &c), JAL_OK);
	refuse(c, &sup, "format 2\n", JAL_ERR_DENIED);
	actors_admit(&sup2, "supervisor", &lines);
	refuse(c, &sup, buf_str(&lines), JAL_ERR_DENIED);
	buf_clear(&lines);
	actors_admit(&sup, "referent", &lines);
	refuse(c, &sup, buf_str(&lines), JAL_ERR_INVALID);
	actors_admit(&sup2, "supervisor", &lines);
	refuse(c, &sup, buf_str(&lines), JAL_ERR_DENIED);
	buf_clear(&lines);
	actors_admit(&sup, "supervisor", &lines);
	add(c, &sup, buf_str(&lines));
	buf_free(&lines);
	charter_free(c);
}

static void threshold__makes__entries_about_supervisors_wait(void **state)
{
	(void)state;
	struct charter *c = begun();
	const struct rights *r = charter_rights(c);
	struct buf lines = BUF_INIT;
	admit(c, &sup, &sup2, "supervisor");
	admit(c, &sup, &ref, "referent");
	add(c, &sup, "threshold 2\n");
	assert_int_equal(rights_threshold(r, charter_head(c)), 2);

	/* Number 4: the promotion waits, the grant does not. */
	assert_int_equal(buf_printf(&lines, "promote %s\ngrant %s %s read\n", REF, OWN, REF), JAL_OK);
	add(c, &sup, buf_str(&lines));
	assert_int_equal(rights_role(r, &ref.member, 4), RIGHTS_REFERENT);
	assert_int_equal(rights_access(r, &ref.member, &own, 4), RIGHTS_READ);
	assert_false(rights_is_settled(r, 4));
	assert_int_equal(rights_agreed(r, 4, charter_head(c)), 1);

	refuse(c, &ref, "endorse 4\n", JAL_ERR_DENIED);
	refuse(c, &sup, "endorse 4\n", JAL_ERR_INVALID);
	refuse(c, &sup2, "endorse 3\n", JAL_ERR_INVALID);
	refuse(c, &sup2, "endorse 5\n", JAL_ERR_INVALID);
	refuse(c, &sup2, "endorse 4\nendorse 4\n", JAL_ERR_INVALID);

	/* Agreed to at number 5: counts from 5, not from 4. */
	add(c, &sup2, "endorse 4\n");
	assert_int_equal(rights_role(r, &ref.member, 4), RIGHTS_REFERENT);
	assert_int_equal(rights_role(r, &ref.member, 5), RIGHTS_SUPERVISOR);
	assert_true(rights_is_settled(r, 4));
	refuse(c, &ref, "endorse 4\n", JAL_ERR_INVALID);
	buf_free(&lines);
	charter_free(c);
}

static void threshold__keeps__a_new_supervisor_out_until_it_is_met(void **state)
{
	(void)state;
	struct charter *c = begun();
	const struct rights *r = charter_rights(c);
	struct buf lines = BUF_INIT, file = BUF_INIT;
	admit(c, &sup, &sup2, "supervisor");
	add(c, &sup, "threshold 2\n");
	actors_admit(&ref, "supervisor", &lines);
	add(c, &sup, buf_str(&lines));
	assert_int_equal(rights_role(r, &ref.member, 3), RIGHTS_NOBODY);
	assert_null(rights_device(r, &ref.device, 3));
	assert_int_equal(charter_file(c, &file), JAL_OK);
	assert_null(strstr(buf_str(&file), REF_DEVICE));
	refuse(c, &ref, "endorse 3\n", JAL_ERR_DENIED);

	/* Nothing may lean on what waits, not even in the same commit. */
	refuse(c, &sup, line("grant %A %B read\n", OWN, REF), JAL_ERR_INVALID);
	buf_clear(&lines);
	actors_admit(&ref2, "supervisor", &lines);
	assert_int_equal(buf_printf(&lines, "grant %s %s read\n", OWN, REF2), JAL_OK);
	refuse(c, &sup, buf_str(&lines), JAL_ERR_INVALID);
	/* What could never count is refused at once. */
	refuse(c, &sup, line("promote %A\n", REF2, ""), JAL_ERR_INVALID);
	refuse(c, &sup, "threshold 3\n", JAL_ERR_INVALID);

	add(c, &sup2, "endorse 3\n");
	assert_int_equal(rights_device_role(r, &ref.device, 4), RIGHTS_SUPERVISOR);
	buf_clear(&file);
	assert_int_equal(charter_file(c, &file), JAL_OK);
	assert_non_null(strstr(buf_str(&file), REF_DEVICE));
	add(c, &ref, line("caseload %A dossiers\n", OTHER, ""));
	buf_free(&lines);
	buf_free(&file);
	charter_free(c);
}

/* Two commits wait with the same member; agreeing to the second then fails whole. */
static void endorse__refuses__entries_that_no_longer_apply(void **state)
{
	(void)state;
	struct charter *c = begun();
	struct buf lines = BUF_INIT;
	admit(c, &sup, &sup2, "supervisor");
	add(c, &sup, "threshold 2\n");
	actors_admit(&ref, "supervisor", &lines);
	add(c, &sup, buf_str(&lines));
	add(c, &sup, buf_str(&lines));
	add(c, &sup2, "endorse 3\n");
	refuse(c, &sup2, "endorse 4\n", JAL_ERR_INVALID);
	assert_false(rights_is_settled(charter_rights(c), 4));
	assert_int_equal(rights_agreed(charter_rights(c), 4, charter_head(c)), 1);
	buf_free(&lines);
	charter_free(c);
}

/* A chain of two commits to bend: the second's message, and both file's bytes. */
struct bent {
	struct charter *c;
	struct buf message, file;
};

static struct bent bent_new(void)
{
	struct bent b = { begun(), BUF_INIT, BUF_INIT };
	next_message(b.c, &sup, "format 2\n", &b.message);
	assert_int_equal(charter_file(b.c, &b.file), JAL_OK);
	return b;
}

static void bent_free(struct bent *b)
{
	charter_free(b->c);
	buf_free(&b->message);
	buf_free(&b->file);
}

static enum jal_err bent_try(struct bent *b, const struct actor *signer, const struct buf *message,
			     const struct buf *file, size_t parents)
{
	struct buf raw = BUF_INIT;
	struct diag d = DIAG_INIT;
	const uint64_t before = charter_count(b->c);
	actors_commit(signer, (const char *)message->data, message->len, file->data, file->len, parents, &raw);
	const enum jal_err err = charter_add(b->c, raw.data, raw.len, file->data, file->len, &d);
	if (err) {
		assert_non_null(d.text);
		assert_int_equal(charter_count(b->c), before);
	}
	buf_free(&raw);
	return err;
}

static void charter_add__refuses__another_signature_file_chain_or_territory(void **state)
{
	(void)state;
	struct bent b = bent_new();
	struct buf other_file = BUF_INIT, text = BUF_INIT;
	/* Signed by someone else than the message says. */
	assert_int_equal(bent_try(&b, &ref, &b.message, &b.file, 1), JAL_ERR_VERIFY);
	assert_int_equal(bent_try(&b, &sup, &b.message, &b.file, 0), JAL_ERR_VERIFY);
	assert_int_equal(bent_try(&b, &sup, &b.message, &b.file, 2), JAL_ERR_VERIFY);
	/* The file: a line more, a line less, a blank at the end. */
	assert_int_equal(bent_try(&b, &sup, &b.message, &other_file, 1), JAL_ERR_VERIFY);
	assert_int_equal(buf_printf(&other_file, "%s\n", buf_str(&b.file)), JAL_OK);
	assert_int_equal(bent_try(&b, &sup, &b.message, &other_file, 1), JAL_ERR_VERIFY);
	buf_clear(&other_file);
	assert_int_equal(buf_printf(&other_file, "%s%s", buf_str(&b.file), buf_str(&b.file)), JAL_OK);
	assert_int_equal(bent_try(&b, &sup, &b.message, &other_file, 1), JAL_ERR_VERIFY);

	static const struct {
		const char *piece, *by;
		enum jal_err expected;
	} cases[] = {
		{ "number 1\n", "number 2\n", JAL_ERR_VERIFY },
		{ "prev b2:", "prev b2:00", JAL_ERR_SYNTAX },
		{ "\nformat 2", "\nformat 2\nformat 2", JAL_ERR_INVALID },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *at = strstr(buf_str(&b.message), cases[i].piece);
		assert_non_null(at);
		buf_clear(&text);
		assert_int_equal(buf_put(&text, b.message.data, (size_t)(at - buf_str(&b.message))), JAL_OK);
		assert_int_equal(buf_printf(&text, "%s%s", cases[i].by, at + strlen(cases[i].piece)), JAL_OK);
		assert_int_equal(bent_try(&b, &sup, &text, &b.file, 1), cases[i].expected);
	}
	/* Another previous commit, another territory, one hex digit each. */
	static const char *const fields[] = { "prev b2:", "territory " };
	for (size_t i = 0; i < 2; i++) {
		buf_clear(&text);
		assert_int_equal(buf_put(&text, b.message.data, b.message.len), JAL_OK);
		char *at = strstr((char *)text.data, fields[i]) + strlen(fields[i]);
		*at = *at == '0' ? '1' : '0';
		assert_int_equal(bent_try(&b, &sup, &text, &b.file, 1), JAL_ERR_VERIFY);
	}
	/* And the unbent one is good. */
	assert_int_equal(bent_try(&b, &sup, &b.message, &b.file, 1), JAL_OK);
	/* Twice is not. */
	assert_int_equal(bent_try(&b, &sup, &b.message, &b.file, 1), JAL_ERR_VERIFY);
	buf_free(&other_file);
	buf_free(&text);
	bent_free(&b);
}

static void charter_new__pins__root_and_territory(void **state)
{
	(void)state;
	struct charter *c = NULL, *pinned = NULL;
	struct buf lines = BUF_INIT, raw = BUF_INIT, file = BUF_INIT;
	assert_int_equal(charter_new(&territory, NULL, &c), JAL_OK);
	actors_admit(&sup, "supervisor", &lines);
	actors_charter(c, &sup, buf_str(&lines), &raw, &file);
	struct jal_hash root = hash_b2(raw.data, raw.len);
	assert_int_equal(charter_new(&territory, &root, &pinned), JAL_OK);
	assert_int_equal(charter_add(pinned, raw.data, raw.len, file.data, file.len, NULL), JAL_OK);
	assert_true(hash_equal(charter_hash(pinned, 0), &root));
	assert_null(charter_hash(pinned, 1));
	charter_free(pinned);
	root.b[31] ^= 1;
	assert_int_equal(charter_new(&territory, &root, &pinned), JAL_OK);
	assert_int_equal(charter_add(pinned, raw.data, raw.len, file.data, file.len, NULL), JAL_ERR_VERIFY);
	charter_free(pinned);
	assert_int_equal(charter_new(&other, NULL, &pinned), JAL_OK);
	assert_int_equal(charter_add(pinned, raw.data, raw.len, file.data, file.len, NULL), JAL_ERR_VERIFY);
	charter_free(pinned);
	assert_int_equal(charter_new(NULL, NULL, &pinned), JAL_OK);
	assert_int_equal(charter_add(pinned, raw.data, raw.len, file.data, file.len, NULL), JAL_OK);
	assert_true(id_equal(charter_territory(pinned), &territory));
	charter_free(pinned);
	charter_free(c);
	buf_free(&lines);
	buf_free(&raw);
	buf_free(&file);
}

static void charter_named__tells__known_unknown_and_other(void **state)
{
	(void)state;
	struct charter *c = begun();
	struct jal_hash h = *charter_hash(c, 0);
	assert_int_equal(charter_named(c, 0, &h, NULL), JAL_OK);
	assert_int_equal(charter_named(c, 1, &h, NULL), JAL_ERR_WAITING);
	h.b[0] ^= 1;
	assert_int_equal(charter_named(c, 0, &h, NULL), JAL_ERR_VERIFY);
	charter_free(c);
}

/* Each bit of an accepted commit, one after the other. */
static void charter_add__refuses__each_flipped_bit(void **state)
{
	(void)state;
	struct charter *c = begun();
	struct buf raw = BUF_INIT, file = BUF_INIT;
	actors_charter(c, &sup, line("caseload %A dossiers\n", OTHER, ""), &raw, &file);
	for (size_t bit = 0; bit < 8 * raw.len; bit++) {
		raw.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
		assert_int_not_equal(charter_add(c, raw.data, raw.len, file.data, file.len, NULL), JAL_OK);
		raw.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
	for (size_t bit = 0; bit < 8 * file.len; bit++) {
		file.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
		assert_int_equal(charter_add(c, raw.data, raw.len, file.data, file.len, NULL), JAL_ERR_VERIFY);
		file.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
	assert_int_equal(charter_add(c, raw.data, raw.len, file.data, file.len, NULL), JAL_OK);
	buf_free(&raw);
	buf_free(&file);
	charter_free(c);
}

/* The file is what ssh-keygen takes as allowed signers, in the order of device ids. */
static void charter_file__is__what_ssh_keygen_reads(void **state)
{
	(void)state;
	struct charter *c = begun();
	struct buf file = BUF_INIT, signers = BUF_INIT, armour = BUF_INIT;
	char *folder = stock_folder();
	admit(c, &sup, &ref, "referent");
	admit(c, &sup, &sup2, "supervisor");
	assert_int_equal(charter_file(c, &file), JAL_OK);
	char last[ID_HEX + 1] = "";
	size_t lines = 0;
	for (const char *p = buf_str(&file); *p; p = strchr(p, '\n') + 1, lines++) {
		assert_true(memcmp(last, p, ID_HEX) < 0);
		memcpy(last, p, ID_HEX);
	}
	assert_int_equal(lines, 3);
	struct sshsig s = { { 0 }, { 0 } };
	assert_int_equal(sshsig_sign(&ref.sign, "x", 1, &s), JAL_OK);
	assert_int_equal(sshsig_armour(&s, &armour), JAL_OK);
	stock_write(folder, "allowed_signers", file.data, file.len);
	stock_write(folder, "sig", armour.data, armour.len);
	assert_int_equal(stock_run(folder, "printf x | ssh-keygen -Y verify -n git -f allowed_signers -s sig -I \"$(ssh-keygen -Y find-principals -f allowed_signers -s sig)\"",
				   NULL), 0);
	assert_int_equal(stock_run(folder, "ssh-keygen -Y find-principals -f allowed_signers -s sig", &signers), 0);
	assert_memory_equal(signers.data, REF_DEVICE, ID_HEX);
	free(folder);
	buf_free(&file);
	buf_free(&signers);
	buf_free(&armour);
	charter_free(c);
}

static int start(void **state)
{
	(void)state;
	if (sodium_init() < 0 || git_libgit2_init() < 0)
		return -1;
	actors_make(1, &sup);
	actors_make(2, &sup2);
	actors_make(3, &ref);
	actors_make(4, &ref2);
	territory = actors_id("territory", 1);
	common = actors_id("caseload", 1);
	own = actors_id("caseload", 2);
	other = actors_id("caseload", 3);
	(void)id_hex(&sup.member, SUP);
	(void)id_hex(&sup2.member, SUP2);
	(void)id_hex(&ref.member, REF);
	(void)id_hex(&ref2.member, REF2);
	(void)id_hex(&common, COMMON);
	(void)id_hex(&own, OWN);
	(void)id_hex(&other, OTHER);
	(void)id_hex(&sup.device, SUP_DEVICE);
	(void)id_hex(&ref.device, REF_DEVICE);
	uint8_t key[32] = { 0 };
	actors_bytes("commitment", 1, key);
	(void)sodium_bin2hex(KEY, sizeof(KEY), key, 32);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(charter_add__counts__entries_from_their_number_on),
		cmocka_unit_test(charter_add__refuses__entries_that_break_a_rule),
		cmocka_unit_test(charter_add__refuses__a_whole_commit_for_its_last_entry),
		cmocka_unit_test(charter_add__stops__at_entries_that_it_cannot_carry_out),
		cmocka_unit_test(charter_add__refuses__a_signer_who_is_no_supervisor),
		cmocka_unit_test(charter_add__refuses__a_first_commit_that_does_not_admit_its_signer),
		cmocka_unit_test(threshold__makes__entries_about_supervisors_wait),
		cmocka_unit_test(threshold__keeps__a_new_supervisor_out_until_it_is_met),
		cmocka_unit_test(endorse__refuses__entries_that_no_longer_apply),
		cmocka_unit_test(charter_add__refuses__another_signature_file_chain_or_territory),
		cmocka_unit_test(charter_new__pins__root_and_territory),
		cmocka_unit_test(charter_named__tells__known_unknown_and_other),
		cmocka_unit_test(charter_add__refuses__each_flipped_bit),
		cmocka_unit_test(charter_file__is__what_ssh_keygen_reads),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
