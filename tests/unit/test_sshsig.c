/* SSHSIG: the bytes that ssh-keygen writes and accepts, and no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "sync/sshsig.h"
#include "tests/support/actors.h"
#include "tests/support/stock.h"

static const char text[] = "une phrase à signer\n";

static struct actor alice;

static void armoured(struct buf *out)
{
	struct sshsig s = { { 0 }, { 0 } };
	assert_int_equal(sshsig_sign(&alice.sign, text, sizeof(text) - 1, &s), JAL_OK);
	assert_int_equal(sshsig_armour(&s, out), JAL_OK);
}

static enum jal_err parse(const char *armour)
{
	struct sshsig s = { { 0 }, { 0 } };
	return sshsig_parse(armour, strlen(armour), &s);
}

static void sshsig_parse__reads__what_was_written(void **state)
{
	(void)state;
	struct buf a = BUF_INIT;
	struct sshsig s = { { 0 }, { 0 } };
	armoured(&a);
	assert_int_equal(sshsig_parse(buf_str(&a), a.len, &s), JAL_OK);
	assert_memory_equal(s.key, alice.sign_public, 32);
	assert_int_equal(sshsig_check(&s, text, sizeof(text) - 1), JAL_OK);
	buf_free(&a);
}

static void sshsig_check__refuses__other_text_and_other_key(void **state)
{
	(void)state;
	struct sshsig s = { { 0 }, { 0 } };
	assert_int_equal(sshsig_sign(&alice.sign, text, sizeof(text) - 1, &s), JAL_OK);
	assert_int_equal(sshsig_check(&s, text, sizeof(text) - 2), JAL_ERR_VERIFY);
	assert_int_equal(sshsig_check(&s, text, 0), JAL_ERR_VERIFY);
	struct actor bob;
	actors_make(2, &bob);
	memcpy(s.key, bob.sign_public, 32);
	assert_int_equal(sshsig_check(&s, text, sizeof(text) - 1), JAL_ERR_VERIFY);
}

static void sshsig_check__refuses__each_flipped_bit_of_the_signature(void **state)
{
	(void)state;
	struct sshsig s = { { 0 }, { 0 } };
	assert_int_equal(sshsig_sign(&alice.sign, text, sizeof(text) - 1, &s), JAL_OK);
	for (size_t bit = 0; bit < 8 * SSHSIG_SIG_BYTES; bit++) {
		s.sig[bit / 8] ^= (uint8_t)(1U << bit % 8);
		assert_int_equal(sshsig_check(&s, text, sizeof(text) - 1), JAL_ERR_VERIFY);
		s.sig[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
}

static void sshsig_sign__refuses__a_secret_of_the_wrong_size(void **state)
{
	(void)state;
	struct secret half = alice.sign;
	struct sshsig s = { { 0 }, { 0 } };
	half.n = 32;
	assert_int_equal(sshsig_sign(&half, text, 1, &s), JAL_ERR_INVALID);
	assert_int_equal(sshsig_sign(&SECRET_INIT, text, 1, &s), JAL_ERR_INVALID);
}

/* Every byte of the armour is either looked at or rebuilt: changing any, taking
 * one away or adding one gives another signature or a refusal, never the same. */
static void sshsig_parse__refuses__each_changed_byte_of_the_frame(void **state)
{
	(void)state;
	struct buf a = BUF_INIT;
	struct sshsig good = { { 0 }, { 0 } };
	armoured(&a);
	assert_int_equal(sshsig_parse(buf_str(&a), a.len, &good), JAL_OK);
	for (size_t i = 0; i < a.len; i++) {
		const uint8_t was = a.data[i];
		a.data[i] = (uint8_t)(was ^ 1);
		struct sshsig s = { { 0 }, { 0 } };
		if (sshsig_parse(buf_str(&a), a.len, &s) == JAL_OK)
			assert_int_not_equal(memcmp(&s, &good, sizeof(s)), 0);
		a.data[i] = was;
		assert_int_equal(sshsig_parse(buf_str(&a), i, &s), JAL_ERR_SYNTAX);
	}
	assert_int_equal(buf_putc(&a, '\n'), JAL_OK);
	assert_int_equal(sshsig_parse(buf_str(&a), a.len, &good), JAL_ERR_SYNTAX);
	buf_free(&a);
}

/* The same signature, written otherwise. */
static void rewrap(const struct buf *a, size_t columns, const char *eol, struct buf *out)
{
	struct buf base64 = BUF_INIT;
	const char *p = buf_str(a);
	while (*p) {
		const char *end = strchr(p, '\n');
		if (*p != '-')
			assert_int_equal(buf_put(&base64, p, (size_t)(end - p)), JAL_OK);
		p = end + 1;
	}
	assert_int_equal(buf_printf(out, "-----BEGIN SSH SIGNATURE-----%s", eol), JAL_OK);
	for (size_t at = 0; at < base64.len; at += columns) {
		const size_t n = base64.len - at < columns ? base64.len - at : columns;
		assert_int_equal(buf_put(out, base64.data + at, n), JAL_OK);
		assert_int_equal(buf_puts(out, eol), JAL_OK);
	}
	assert_int_equal(buf_printf(out, "-----END SSH SIGNATURE-----%s", eol), JAL_OK);
	buf_free(&base64);
}

static void sshsig_parse__refuses__another_armour_of_the_same_signature(void **state)
{
	(void)state;
	struct buf a = BUF_INIT, other = BUF_INIT;
	armoured(&a);
	rewrap(&a, 70, "\n", &other);
	assert_string_equal(buf_str(&other), buf_str(&a));
	assert_int_equal(parse(buf_str(&other)), JAL_OK);

	static const struct {
		size_t columns;
		const char *eol;
	} cases[] = { { 76, "\n" }, { 64, "\n" }, { 69, "\n" }, { 1000, "\n" }, { 70, "\r\n" }, { 70, " \n" }, { 70, "\n\n" } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&other);
		rewrap(&a, cases[i].columns, cases[i].eol, &other);
		assert_int_equal(parse(buf_str(&other)), JAL_ERR_SYNTAX);
	}
	buf_clear(&other);
	assert_int_equal(buf_printf(&other, " %s", buf_str(&a)), JAL_OK);
	assert_int_equal(parse(buf_str(&other)), JAL_ERR_SYNTAX);
	buf_free(&a);
	buf_free(&other);
}

static void put_string(struct buf *b, const char *s, size_t n)
{
	assert_int_equal(buf_put_u32(b, (uint32_t)n), JAL_OK);
	assert_int_equal(buf_put(b, s, n), JAL_OK);
}

/* An armour at 70 columns around a blob of other fields. */
static enum jal_err parse_blob(uint32_t version, const char *name_space, const char *hash, const char *reserved,
			       const char *trailing)
{
	struct buf key = BUF_INIT, sig = BUF_INIT, blob = BUF_INIT, out = BUF_INIT;
	uint8_t bytes[64] = { 7 };
	put_string(&key, "ssh-ed25519", 11);
	put_string(&key, (const char *)alice.sign_public, 32);
	put_string(&sig, "ssh-ed25519", 11);
	put_string(&sig, (const char *)bytes, 64);
	assert_int_equal(buf_puts(&blob, "SSHSIG"), JAL_OK);
	assert_int_equal(buf_put_u32(&blob, version), JAL_OK);
	put_string(&blob, (const char *)key.data, key.len);
	put_string(&blob, name_space, strlen(name_space));
	put_string(&blob, reserved, strlen(reserved));
	put_string(&blob, hash, strlen(hash));
	put_string(&blob, (const char *)sig.data, sig.len);
	assert_int_equal(buf_puts(&blob, trailing), JAL_OK);
	char base64[512] = "";
	sodium_bin2base64(base64, sizeof(base64), blob.data, blob.len, sodium_base64_VARIANT_ORIGINAL);
	assert_int_equal(buf_puts(&out, "-----BEGIN SSH SIGNATURE-----\n"), JAL_OK);
	const size_t n = strlen(base64);
	for (size_t at = 0; at < n; at += 70)
		assert_int_equal(buf_printf(&out, "%.70s\n", base64 + at), JAL_OK);
	assert_int_equal(buf_puts(&out, "-----END SSH SIGNATURE-----\n"), JAL_OK);
	const enum jal_err err = parse(buf_str(&out));
	buf_free(&key);
	buf_free(&sig);
	buf_free(&blob);
	buf_free(&out);
	return err;
}

static void sshsig_parse__refuses__another_namespace_hash_version_or_trailing_byte(void **state)
{
	(void)state;
	assert_int_equal(parse_blob(1, "git", "sha512", "", ""), JAL_OK);
	assert_int_equal(parse_blob(2, "git", "sha512", "", ""), JAL_ERR_SYNTAX);
	assert_int_equal(parse_blob(1, "gti", "sha512", "", ""), JAL_ERR_SYNTAX);
	assert_int_equal(parse_blob(1, "file", "sha512", "", ""), JAL_ERR_SYNTAX);
	assert_int_equal(parse_blob(1, "git", "sha256", "", ""), JAL_ERR_SYNTAX);
	assert_int_equal(parse_blob(1, "git", "sha512", "x", ""), JAL_ERR_SYNTAX);
	assert_int_equal(parse_blob(1, "git", "sha512", "", "x"), JAL_ERR_SYNTAX);
}

static void sshsig_armour__gives__what_ssh_keygen_verifies(void **state)
{
	(void)state;
	char *folder = stock_folder();
	struct buf a = BUF_INIT, signers = BUF_INIT;
	armoured(&a);
	assert_int_equal(buf_puts(&signers, "alice@jalon.invalid namespaces=\"git\" "), JAL_OK);
	assert_int_equal(sshsig_key_text(alice.sign_public, &signers), JAL_OK);
	assert_int_equal(buf_putc(&signers, '\n'), JAL_OK);
	stock_write(folder, "text", text, sizeof(text) - 1);
	stock_write(folder, "text.sig", a.data, a.len);
	stock_write(folder, "signers", signers.data, signers.len);
	assert_int_equal(stock_run(folder, "ssh-keygen -Y verify -f signers -I alice@jalon.invalid -n git -s text.sig <text",
				   NULL), 0);
	assert_int_not_equal(stock_run(folder, "ssh-keygen -Y verify -f signers -I alice@jalon.invalid -n file -s text.sig <text",
				       NULL), 0);
	free(folder);
	buf_free(&a);
	buf_free(&signers);
}

static void sshsig_parse__reads__what_ssh_keygen_signs(void **state)
{
	(void)state;
	char *folder = stock_folder();
	struct buf a = BUF_INIT, pub = BUF_INIT, key = BUF_INIT;
	struct sshsig s = { { 0 }, { 0 } };
	stock_write(folder, "text", text, sizeof(text) - 1);
	assert_int_equal(stock_run(folder, "ssh-keygen -q -t ed25519 -N '' -C '' -f key && ssh-keygen -q -Y sign -f key -n git text",
				   NULL), 0);
	stock_read(folder, "text.sig", &a);
	stock_read(folder, "key.pub", &pub);
	assert_int_equal(sshsig_parse(buf_str(&a), a.len, &s), JAL_OK);
	assert_int_equal(sshsig_check(&s, text, sizeof(text) - 1), JAL_OK);
	assert_int_equal(sshsig_key_text(s.key, &key), JAL_OK);
	assert_true(pub.len > key.len);
	assert_memory_equal(pub.data, key.data, key.len);
	free(folder);
	buf_free(&a);
	buf_free(&pub);
	buf_free(&key);
}

static int start(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	actors_make(1, &alice);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sshsig_parse__reads__what_was_written),
		cmocka_unit_test(sshsig_check__refuses__other_text_and_other_key),
		cmocka_unit_test(sshsig_check__refuses__each_flipped_bit_of_the_signature),
		cmocka_unit_test(sshsig_sign__refuses__a_secret_of_the_wrong_size),
		cmocka_unit_test(sshsig_parse__refuses__each_changed_byte_of_the_frame),
		cmocka_unit_test(sshsig_parse__refuses__another_armour_of_the_same_signature),
		cmocka_unit_test(sshsig_parse__refuses__another_namespace_hash_version_or_trailing_byte),
		cmocka_unit_test(sshsig_armour__gives__what_ssh_keygen_verifies),
		cmocka_unit_test(sshsig_parse__reads__what_ssh_keygen_signs),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
