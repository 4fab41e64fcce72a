/* Requests and invitations: forgiving about mail, exact about content. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "sync/request.h"
#include "tests/support/actors.h"

static struct actor ref;
static const char name[] = "Clémence Exemple";

static struct buf request_text(void)
{
	struct buf b = BUF_INIT;
	assert_int_equal(request_make(&ref.sign, ref.box_public, name, &b, NULL), JAL_OK);
	return b;
}

static struct buf invitation_text(struct request_invitation *in)
{
	struct buf b = BUF_INIT;
	memset(in, 0, sizeof(*in));
	in->territory = actors_id("territory", 1);
	actors_bytes("root", 1, in->root.b);
	memcpy(in->remote, "ssh://git@exemple.invalid/Été 2026.git", sizeof("ssh://git@exemple.invalid/Été 2026.git"));
	in->charter = 12;
	actors_bytes("charter", 1, in->charter_hash.b);
	in->member = ref.member;
	in->device = ref.device;
	assert_int_equal(request_invite(in, &b, NULL), JAL_OK);
	return b;
}

static enum jal_err read_request(const char *text)
{
	struct request r = { .name = "" };
	struct diag d = DIAG_INIT;
	const enum jal_err err = request_read(text, strlen(text), &r, NULL, &d);
	if (err)
		assert_non_null(d.text);
	return err;
}

static enum jal_err read_invitation(const char *text)
{
	struct request_invitation in = { .remote = "" };
	struct diag d = DIAG_INIT;
	const enum jal_err err = request_read_invitation(text, strlen(text), &in, NULL, &d);
	if (err)
		assert_non_null(d.text);
	return err;
}

/* A text with each line bent: before and after are put around it. */
static struct buf bent(const char *text, const char *before, const char *after)
{
	struct buf out = BUF_INIT;
	while (*text) {
		const char *end = strchr(text, '\n');
		assert_int_equal(buf_puts(&out, before), JAL_OK);
		assert_int_equal(buf_put(&out, text, (size_t)(end - text)), JAL_OK);
		assert_int_equal(buf_puts(&out, after), JAL_OK);
		text = end + 1;
	}
	return out;
}

/* As a mail program that cuts lines at 72 columns, at a space when there is one. */
static struct buf cut_at_72(const char *text)
{
	struct buf out = BUF_INIT;
	while (*text) {
		size_t n = (size_t)(strchr(text, '\n') - text);
		while (n > 72) {
			size_t at = 72;
			while (at > 0 && text[at] != ' ')
				at--;
			const size_t taken = at ? at : 72;
			assert_int_equal(buf_put(&out, text, taken), JAL_OK);
			assert_int_equal(buf_putc(&out, '\n'), JAL_OK);
			text += taken + (at ? 1 : 0);
			n -= taken + (at ? 1 : 0);
		}
		assert_int_equal(buf_put(&out, text, n), JAL_OK);
		assert_int_equal(buf_putc(&out, '\n'), JAL_OK);
		text += n + 1;
	}
	return out;
}

/* The text with one piece replaced; the piece must be there. */
static struct buf replaced(const struct buf *text, const char *piece, const char *by)
{
	struct buf out = BUF_INIT;
	const char *at = strstr(buf_str(text), piece);
	assert_non_null(at);
	assert_int_equal(buf_put(&out, buf_str(text), (size_t)(at - buf_str(text))), JAL_OK);
	assert_int_equal(buf_printf(&out, "%s%s", by, at + strlen(piece)), JAL_OK);
	return out;
}

static void request_read__gives__what_request_make_wrote(void **state)
{
	(void)state;
	struct buf text = request_text(), again = request_text();
	struct request r = { .name = "" };
	char code[REQUEST_CODE_CHARS + 1] = "";
	assert_string_equal(buf_str(&text), buf_str(&again));
	assert_int_equal(request_read(buf_str(&text), text.len, &r, code, NULL), JAL_OK);
	assert_true(id_equal(&r.device, &ref.device));
	assert_memory_equal(r.ed25519, ref.sign_public, 32);
	assert_memory_equal(r.x25519, ref.box_public, 32);
	assert_string_equal(r.name, name);
	assert_int_equal(strlen(code), REQUEST_CODE_CHARS);
	/* The code is the b2's first 50 bits. */
	const struct jal_hash h = hash_b2(text.data, text.len);
	struct jal_id first = ID_ZERO;
	char expected[ID_NUMBER_MAX] = "";
	memcpy(first.b, h.b, ID_BYTES);
	assert_string_equal(code, id_number(&first, 10, expected));
	buf_free(&text);
	buf_free(&again);
}

static void request_read_invitation__gives__what_request_invite_wrote(void **state)
{
	(void)state;
	struct request_invitation in, back = { .remote = "" };
	struct buf text = invitation_text(&in);
	char code[REQUEST_CODE_CHARS + 1] = "", other[REQUEST_CODE_CHARS + 1] = "";
	assert_int_equal(request_read_invitation(buf_str(&text), text.len, &back, code, NULL), JAL_OK);
	assert_memory_equal(&back, &in, sizeof(in));
	assert_int_equal(request_code(buf_str(&text), text.len, other, NULL), JAL_OK);
	assert_string_equal(code, other);
	in.charter++;
	struct buf second = BUF_INIT;
	assert_int_equal(request_invite(&in, &second, NULL), JAL_OK);
	assert_int_equal(request_code(buf_str(&second), second.len, other, NULL), JAL_OK);
	assert_string_not_equal(code, other);
	buf_free(&text);
	buf_free(&second);
}

static void reading__forgives__what_mail_and_pasting_do(void **state)
{
	(void)state;
	static const struct {
		const char *before, *after;
	} cases[] = { { "", "\r\n" }, { "> ", "\n" }, { ">> ", " \r\n" }, { "  ", "\n" }, { "\t", "\n\n" }, { "> > ", "\n>\n" } };
	struct request_invitation in;
	struct buf request = request_text(), invitation = invitation_text(&in);
	char code[REQUEST_CODE_CHARS + 1] = "", same[REQUEST_CODE_CHARS + 1] = "";
	assert_int_equal(request_code(buf_str(&request), request.len, code, NULL), JAL_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = bent(buf_str(&request), cases[i].before, cases[i].after);
		assert_int_equal(request_code(buf_str(&b), b.len, same, NULL), JAL_OK);
		assert_string_equal(code, same);
		buf_free(&b);
		b = bent(buf_str(&invitation), cases[i].before, cases[i].after);
		assert_int_equal(read_invitation(buf_str(&b)), JAL_OK);
		buf_free(&b);
	}
	struct buf b = cut_at_72(buf_str(&request));
	assert_true(strlen(strstr(buf_str(&b), "signature")) > 130);
	assert_int_equal(request_code(buf_str(&b), b.len, same, NULL), JAL_OK);
	assert_string_equal(code, same);
	buf_free(&b);
	b = cut_at_72(buf_str(&invitation));
	assert_int_equal(read_invitation(buf_str(&b)), JAL_OK);
	buf_free(&b);
	assert_int_equal(buf_printf(&b, "\n\n\xEF\xBB\xBF%s", buf_str(&request)), JAL_OK);
	assert_int_equal(read_request(buf_str(&b) + 2), JAL_OK);
	buf_free(&b);
	/* Without the last line feed. */
	assert_int_equal(request_code(buf_str(&request), request.len - 1, same, NULL), JAL_OK);
	assert_string_equal(code, same);
	buf_free(&request);
	buf_free(&invitation);
}

static void request_read__refuses__each_changed_field(void **state)
{
	(void)state;
	struct buf text = request_text();
	static const struct {
		const char *piece, *by;
		enum jal_err expected;
	} cases[] = {
		{ "jalon-request v1", "jalon-request v2", JAL_ERR_SYNTAX },
		{ "jalon-request v1", "Bonjour,\njalon-request v1", JAL_ERR_SYNTAX },
		{ "device ", "device 0", JAL_ERR_SYNTAX },
		{ "device ", "Device ", JAL_ERR_SYNTAX },
		{ "x25519 ", "x25519  ", JAL_ERR_SYNTAX },
		{ "name ", "nom ", JAL_ERR_SYNTAX },
		{ "name Clémence", "name Clemence", JAL_ERR_VERIFY },
		{ "name Clémence", "name  Clémence", JAL_ERR_SYNTAX },
		{ "Exemple", "Exemple\nrole supervisor", JAL_ERR_SYNTAX },
		{ "name Clémence", "name \xE2\x80\xAE" "Clémence", JAL_ERR_SYNTAX },
		{ "name Clémence", "name \x1b[2JClémence", JAL_ERR_SYNTAX },
		{ "name Clémence", "name \xff", JAL_ERR_SYNTAX },
		{ "name Clémence Exemple", "name ", JAL_ERR_SYNTAX },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = replaced(&text, cases[i].piece, cases[i].by);
		assert_int_equal(read_request(buf_str(&b)), cases[i].expected);
		buf_free(&b);
	}
	/* One hex digit of each field. */
	static const char *const fields[] = { "device ", "ed25519 ", "x25519 ", "signature " };
	for (size_t i = 0; i < 4; i++) {
		char *at = strstr((char *)text.data, fields[i]) + strlen(fields[i]);
		const char was = *at;
		*at = was == '0' ? '1' : '0';
		assert_int_equal(read_request(buf_str(&text)), JAL_ERR_VERIFY);
		*at = was;
	}
	/* Anything after. */
	struct buf b = BUF_INIT;
	assert_int_equal(buf_printf(&b, "%sà bientôt\n", buf_str(&text)), JAL_OK);
	assert_int_equal(read_request(buf_str(&b)), JAL_ERR_SYNTAX);
	buf_clear(&b);
	assert_int_equal(buf_printf(&b, "%s00\n", buf_str(&text)), JAL_OK);
	assert_int_equal(read_request(buf_str(&b)), JAL_ERR_SYNTAX);
	assert_int_equal(read_request(""), JAL_ERR_SYNTAX);
	buf_free(&b);
	buf_free(&text);
}

static void request_read__refuses__each_truncation(void **state)
{
	(void)state;
	struct buf text = request_text();
	struct request r = { .name = "" };
	for (size_t n = 0; n < text.len - 1; n++)
		assert_int_equal(request_read(buf_str(&text), n, &r, NULL, NULL), JAL_ERR_SYNTAX);
	buf_free(&text);
}

static void request_read_invitation__refuses__each_changed_field(void **state)
{
	(void)state;
	struct request_invitation in;
	struct buf text = invitation_text(&in);
	static const struct {
		const char *piece, *by;
	} cases[] = {
		{ "jalon-invitation v1", "jalon-invitation v9" },
		{ "jalon-invitation v1", "jalon-request v1" },
		{ "root b2:", "root " },
		{ "remote ssh://git@exemple.invalid/Été 2026.git", "remote " },
		{ "remote ", "remote \xE2\x80\xAE" },
		{ "charter 12 ", "charter 012 " },
		{ "charter 12 ", "charter -1 " },
		{ "charter 12 ", "charter 9223372036854775808 " },
		{ "charter 12 ", "charter 12  " },
		{ "member ", "member x" },
		{ "\ndevice ", "\nrole supervisor\ndevice " },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = replaced(&text, cases[i].piece, cases[i].by);
		assert_int_equal(read_invitation(buf_str(&b)), JAL_ERR_SYNTAX);
		buf_free(&b);
	}
	for (size_t n = 0; n < text.len - 1; n++)
		assert_int_equal(request_read_invitation(buf_str(&text), n, &in, NULL, NULL), JAL_ERR_SYNTAX);
	buf_free(&text);
}

static void request_make__refuses__names_that_could_not_be_read(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	char chars81[82] = "", chars80[161] = "";
	memset(chars81, 'a', 81);
	for (size_t i = 0; i < 80; i++)
		memcpy(chars80 + 2 * i, "é", 2);
	static const char *const bad[] = { "", " a", "a ", "a\nb", "a\tb", "a\x7f", "e\xCC\x81", "\xff", "\xC2\xA0" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(request_make(&ref.sign, ref.box_public, bad[i], &out, NULL), JAL_ERR_INVALID);
	assert_int_equal(request_make(&ref.sign, ref.box_public, chars81, &out, NULL), JAL_ERR_INVALID);
	assert_int_equal(out.len, 0);
	assert_int_equal(request_make(&ref.sign, ref.box_public, chars80, &out, NULL), JAL_OK);
	assert_int_equal(read_request(buf_str(&out)), JAL_OK);
	buf_free(&out);
}

static void reading__refuses__a_text_that_is_too_long(void **state)
{
	(void)state;
	static char text[REQUEST_TEXT_MAX + 1];
	struct request r = { .name = "" };
	memset(text, '\n', sizeof(text));
	assert_int_equal(request_read(text, sizeof(text), &r, NULL, NULL), JAL_ERR_LIMIT);
	assert_int_equal(request_read(text, sizeof(text) - 1, &r, NULL, NULL), JAL_ERR_SYNTAX);
}

static int start(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	actors_make(3, &ref);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_read__gives__what_request_make_wrote),
		cmocka_unit_test(request_read_invitation__gives__what_request_invite_wrote),
		cmocka_unit_test(reading__forgives__what_mail_and_pasting_do),
		cmocka_unit_test(request_read__refuses__each_changed_field),
		cmocka_unit_test(request_read__refuses__each_truncation),
		cmocka_unit_test(request_read_invitation__refuses__each_changed_field),
		cmocka_unit_test(request_make__refuses__names_that_could_not_be_read),
		cmocka_unit_test(reading__refuses__a_text_that_is_too_long),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
