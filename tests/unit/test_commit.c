/* Raw commits: stock git accepts them, and every change of their bytes is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <git2.h>
#include <sodium.h>

#include "sync/commit.h"
#include "tests/support/actors.h"
#include "tests/support/stock.h"

static struct actor alice, bob;
static const char message[] = "un message\n\nsur trois lignes\n";

static struct buf made(size_t parents)
{
	struct buf raw = BUF_INIT;
	actors_commit(&alice, message, sizeof(message) - 1, "x\n", 2, parents, &raw);
	return raw;
}

static enum jal_err parse(const struct buf *raw)
{
	struct commit c = COMMIT_INIT;
	const enum jal_err err = commit_parse(raw->data, raw->len, COMMIT_DEVICE_MAX, &c, NULL);
	commit_free(&c);
	return err;
}

/* The commit with one piece of text replaced by another; the piece must be there. */
static struct buf replaced(const struct buf *raw, const char *piece, const char *by)
{
	struct buf out = BUF_INIT;
	const uint8_t *at = memmem(raw->data, raw->len, piece, strlen(piece));
	assert_non_null(at);
	const size_t before = (size_t)(at - raw->data);
	assert_int_equal(buf_put(&out, raw->data, before), JAL_OK);
	assert_int_equal(buf_puts(&out, by), JAL_OK);
	assert_int_equal(buf_put(&out, at + strlen(piece), raw->len - before - strlen(piece)), JAL_OK);
	return out;
}

static void refuse_replaced(const struct buf *raw, const char *piece, const char *by)
{
	struct buf other = replaced(raw, piece, by);
	struct diag d = DIAG_INIT;
	struct commit c = COMMIT_INIT;
	assert_int_equal(commit_parse(other.data, other.len, COMMIT_DEVICE_MAX, &c, &d), JAL_ERR_SYNTAX);
	assert_non_null(d.text);
	buf_free(&other);
}

static void commit_parse__reads__what_was_built(void **state)
{
	(void)state;
	for (size_t parents = 0; parents < 3; parents++) {
		struct buf raw = made(parents);
		struct commit c = COMMIT_INIT;
		assert_int_equal(commit_parse(raw.data, raw.len, COMMIT_DEVICE_MAX, &c, NULL), JAL_OK);
		assert_int_equal(c.n_parents, parents);
		assert_true(id_equal(&c.device, &alice.device));
		assert_int_equal(c.date, ACTORS_DATE);
		assert_int_equal(c.message.len, sizeof(message) - 1);
		assert_memory_equal(c.message.data, message, sizeof(message) - 1);
		assert_int_equal(commit_verify(&c, alice.sign_public, NULL), JAL_OK);
		commit_free(&c);
		buf_free(&raw);
	}
}

static void commit_verify__refuses__another_key_and_another_author(void **state)
{
	(void)state;
	struct buf raw = made(1);
	struct commit c = COMMIT_INIT;
	struct diag d = DIAG_INIT;
	assert_int_equal(commit_parse(raw.data, raw.len, COMMIT_DEVICE_MAX, &c, NULL), JAL_OK);
	assert_int_equal(commit_verify(&c, bob.sign_public, &d), JAL_ERR_VERIFY);
	assert_non_null(d.text);
	c.device = bob.device;
	assert_int_equal(commit_verify(&c, alice.sign_public, NULL), JAL_ERR_VERIFY);
	commit_free(&c);
	buf_free(&raw);
}

/* Whatever bit changes, either the form or the signature refuses. */
static void commit_parse_and_verify__refuse__each_flipped_bit(void **state)
{
	(void)state;
	struct buf raw = made(1);
	for (size_t bit = 0; bit < 8 * raw.len; bit++) {
		raw.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
		struct commit c = COMMIT_INIT;
		enum jal_err err = commit_parse(raw.data, raw.len, COMMIT_DEVICE_MAX, &c, NULL);
		if (!err)
			err = commit_verify(&c, alice.sign_public, NULL);
		assert_true(err == JAL_ERR_SYNTAX || err == JAL_ERR_VERIFY);
		commit_free(&c);
		raw.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
	buf_free(&raw);
}

static void commit_parse__refuses__each_truncation(void **state)
{
	(void)state;
	struct buf raw = made(1);
	const size_t body = raw.len - (sizeof(message) - 1);
	for (size_t n = 0; n < body; n++) {
		struct commit c = COMMIT_INIT;
		assert_int_equal(commit_parse(raw.data, n, COMMIT_DEVICE_MAX, &c, NULL), JAL_ERR_SYNTAX);
	}
	buf_free(&raw);
}

static void commit_parse__refuses__headers_of_another_form(void **state)
{
	(void)state;
	struct buf raw = made(1);
	refuse_replaced(&raw, "tree ", "Tree ");
	refuse_replaced(&raw, "parent 01", "parent 0A");
	refuse_replaced(&raw, "author jalon <", "author jalon  <");
	refuse_replaced(&raw, "author jalon <", "author jalom <");
	refuse_replaced(&raw, " 1767607200 +0000\ncommitter", " 1767607201 +0000\ncommitter");
	refuse_replaced(&raw, " 1767607200 +0000\ngpgsig", " 1767603600 +0000\ngpgsig");
	refuse_replaced(&raw, " 1767607200 +0000\ngpgsig", " 01767607200 +0000\ngpgsig");
	refuse_replaced(&raw, " 1767607200 +0000\ngpgsig", " 1767607200 -0000\ngpgsig");
	refuse_replaced(&raw, " 1767607200 +0000\ngpgsig", " 1767607200 +0000 \ngpgsig");
	refuse_replaced(&raw, "@jalon.invalid> 1767607200 +0000\ngpgsig", "@jalon.example> 1767607200 +0000\ngpgsig");
	refuse_replaced(&raw, "gpgsig ", "encoding UTF-8\ngpgsig ");
	refuse_replaced(&raw, "gpgsig ", "mergetag x\ngpgsig ");
	refuse_replaced(&raw, "gpgsig ", "gpgsig-sha256 ");
	refuse_replaced(&raw, "-----END SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\nencoding UTF-8\n");
	refuse_replaced(&raw, "-----END SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n \n");
	refuse_replaced(&raw, "-----END SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\ngpgsig x\n");
	refuse_replaced(&raw, "\n -----END SSH", "\n  -----END SSH");
	refuse_replaced(&raw, "-----BEGIN SSH SIGNATURE-----\n", "-----BEGIN SSH SIGNATURE-----\r\n");
	buf_free(&raw);
}

/* Takes the gpgsig header out of the commit; *header is the caller's. */
static void without_signature(const struct buf *raw, struct buf *out, struct buf *header)
{
	const uint8_t *at = memmem(raw->data, raw->len, "gpgsig ", 7);
	static const char last[] = " -----END SSH SIGNATURE-----\n";
	assert_non_null(at);
	const uint8_t *end = memmem(raw->data, raw->len, last, sizeof(last) - 1);
	assert_non_null(end);
	end += sizeof(last) - 1;
	assert_int_equal(buf_put(header, at, (size_t)(end - at)), JAL_OK);
	assert_int_equal(buf_put(out, raw->data, (size_t)(at - raw->data)), JAL_OK);
	assert_int_equal(buf_put(out, end, raw->len - (size_t)(end - raw->data)), JAL_OK);
}

static void commit_parse__refuses__a_signature_moved_into_the_message_or_above(void **state)
{
	(void)state;
	struct buf raw = made(1), bare = BUF_INIT, header = BUF_INIT, other = BUF_INIT;
	without_signature(&raw, &bare, &header);
	assert_int_equal(parse(&bare), JAL_ERR_SYNTAX);

	assert_int_equal(buf_put(&other, bare.data, bare.len), JAL_OK);
	assert_int_equal(buf_putc(&other, '\n'), JAL_OK);
	assert_int_equal(buf_put(&other, header.data, header.len), JAL_OK);
	assert_int_equal(parse(&other), JAL_ERR_SYNTAX);

	struct buf moved = BUF_INIT, mark = BUF_INIT;
	assert_int_equal(buf_printf(&mark, "%sauthor ", buf_str(&header)), JAL_OK);
	moved = replaced(&bare, "author ", buf_str(&mark));
	assert_int_equal(parse(&moved), JAL_ERR_SYNTAX);

	buf_free(&moved);
	buf_clear(&mark);
	assert_int_equal(buf_printf(&mark, "%s%s", buf_str(&header), buf_str(&header)), JAL_OK);
	moved = replaced(&raw, buf_str(&header), buf_str(&mark));
	assert_int_equal(parse(&moved), JAL_ERR_SYNTAX);
	buf_free(&raw);
	buf_free(&bare);
	buf_free(&header);
	buf_free(&other);
	buf_free(&moved);
	buf_free(&mark);
}

static void commit_parse__refuses__more_than_its_limits(void **state)
{
	(void)state;
	struct buf raw = made(0);
	struct commit c = COMMIT_INIT;
	assert_int_equal(commit_parse(raw.data, raw.len, raw.len - 1, &c, NULL), JAL_ERR_LIMIT);
	assert_int_equal(commit_parse(raw.data, raw.len, raw.len, &c, NULL), JAL_OK);
	commit_free(&c);

	struct oid parents[COMMIT_PARENTS_MAX + 1] = { 0 };
	struct buf out = BUF_INIT;
	c.parents = parents;
	c.n_parents = COMMIT_PARENTS_MAX + 1;
	assert_int_equal(commit_encode(&c, &out), JAL_ERR_LIMIT);
	c.n_parents = COMMIT_PARENTS_MAX;
	buf_clear(&out);
	assert_int_equal(commit_sign(&c, &alice.sign), JAL_OK);
	assert_int_equal(commit_encode(&c, &out), JAL_OK);
	assert_int_equal(parse(&out), JAL_OK);
	struct buf more = replaced(&out, "parent 00", "parent 0000000000000000000000000000000000000000\nparent 00");
	assert_int_equal(commit_parse(more.data, more.len, COMMIT_DEVICE_MAX, &c, NULL), JAL_ERR_LIMIT);
	buf_free(&more);
	buf_free(&out);
	buf_free(&raw);
}

static void commit_encode__refuses__a_date_that_is_not_a_whole_hour(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	static const int64_t dates[] = { -3600, -1, 1, 3599, 1767607201, 253402300800, INT64_MAX };
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		struct commit c = COMMIT_INIT;
		c.date = dates[i];
		assert_int_equal(commit_encode(&c, &out), JAL_ERR_INVALID);
	}
	buf_free(&out);
}

static void commit_date__gives__the_hour_below(void **state)
{
	(void)state;
	assert_int_equal(commit_date(0), 0);
	assert_int_equal(commit_date(3599999), 0);
	assert_int_equal(commit_date(3600000), 3600);
	assert_int_equal(commit_date(1767608999123), ACTORS_DATE);
	assert_int_equal(commit_date(-1), 0);
	assert_int_equal(commit_date(INT64_MAX), 253402297200);
}

static void commit_device_of__gives__the_beginning_of_the_key_hash(void **state)
{
	(void)state;
	const struct jal_hash h = hash_b2(alice.sign_public, 32);
	const struct jal_id id = commit_device_of(alice.sign_public);
	assert_memory_equal(id.b, h.b, ID_BYTES);
}

/* git stores it, finds nothing to say, names it as oid_of() does, and verifies it. */
static void commit_encode__gives__what_stock_git_verifies(void **state)
{
	(void)state;
	char *folder = stock_folder();
	struct buf raw = made(0), out = BUF_INIT, signers = BUF_INIT;
	struct oid name = { { 0 } };
	char hex[ID_HEX + 1] = "", oid[OID_HEX + 1] = "";
	assert_int_equal(buf_printf(&signers, "%s@jalon.invalid namespaces=\"git\" ", id_hex(&alice.device, hex)), JAL_OK);
	assert_int_equal(sshsig_key_text(alice.sign_public, &signers), JAL_OK);
	assert_int_equal(buf_putc(&signers, '\n'), JAL_OK);
	stock_write(folder, "signers", signers.data, signers.len);
	stock_write(folder, "raw", raw.data, raw.len);
	assert_int_equal(stock_run(folder,
				   "git init -q --bare r.git && printf 'x\\n' >x && cd r.git && "
				   "b=$(git hash-object -w ../x) && printf '100644 blob %s\\tallowed_signers\\n' $b | git mktree >&2 && "
				   "c=$(git hash-object -t commit -w ../raw) && git update-ref refs/heads/charter $c && echo $c",
				   &out), 0);
	assert_int_equal(oid_of(OID_COMMIT, raw.data, raw.len, &name), JAL_OK);
	assert_int_equal(out.len, OID_HEX + 1);
	assert_memory_equal(out.data, oid_hex(&name, oid), OID_HEX);
	assert_int_equal(stock_run(folder, "cd r.git && git fsck --strict --no-dangling", NULL), 0);
	assert_int_equal(stock_run(folder, "cd r.git && git -c gpg.ssh.allowedSignersFile=../signers verify-commit charter",
				   NULL), 0);
	/* The judge can say no. */
	signers.data[signers.len - 3] ^= 1;
	stock_write(folder, "signers", signers.data, signers.len);
	assert_int_not_equal(stock_run(folder, "cd r.git && git -c gpg.ssh.allowedSignersFile=../signers verify-commit charter",
				       NULL), 0);
	free(folder);
	buf_free(&raw);
	buf_free(&out);
	buf_free(&signers);
}

static int start(void **state)
{
	(void)state;
	if (sodium_init() < 0 || git_libgit2_init() < 0)
		return -1;
	actors_make(1, &alice);
	actors_make(2, &bob);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commit_parse__reads__what_was_built),
		cmocka_unit_test(commit_verify__refuses__another_key_and_another_author),
		cmocka_unit_test(commit_parse_and_verify__refuse__each_flipped_bit),
		cmocka_unit_test(commit_parse__refuses__each_truncation),
		cmocka_unit_test(commit_parse__refuses__headers_of_another_form),
		cmocka_unit_test(commit_parse__refuses__a_signature_moved_into_the_message_or_above),
		cmocka_unit_test(commit_parse__refuses__more_than_its_limits),
		cmocka_unit_test(commit_encode__refuses__a_date_that_is_not_a_whole_hour),
		cmocka_unit_test(commit_date__gives__the_hour_below),
		cmocka_unit_test(commit_device_of__gives__the_beginning_of_the_key_hash),
		cmocka_unit_test(commit_encode__gives__what_stock_git_verifies),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
