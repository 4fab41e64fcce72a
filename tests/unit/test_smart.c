/* Git's protocol, the client's side, against servers that say anything: each ends, none is believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sync/smart.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define CAPS "side-band-64k report-status ofs-delta agent=x"

/* A server whose words are known beforehand, given out in pieces. */
struct script {
	struct buf says;
	size_t at;
	size_t piece;
	struct buf heard;
};

static struct script script;
static struct smart *smart;

static enum jal_err script_read(void *ctx, uint8_t *out, size_t n, size_t *got)
{
	struct script *s = ctx;
	const size_t left = s->says.len - s->at;
	*got = n < left ? n : left;
	if (*got > s->piece)
		*got = s->piece;
	if (*got)
		memcpy(out, s->says.data + s->at, *got);
	s->at += *got;
	return JAL_OK;
}

static enum jal_err script_write(void *ctx, const uint8_t *bytes, size_t n)
{
	struct script *s = ctx;
	return buf_put(&s->heard, bytes, n);
}

static int begin(void **state)
{
	(void)state;
	script = (struct script){ .piece = SIZE_MAX };
	smart = calloc(1, sizeof(*smart));
	assert_non_null(smart);
	smart->pkt.stream = (struct pkt_stream){ .read = script_read, .write = script_write, .ctx = &script };
	return 0;
}

static int end(void **state)
{
	(void)state;
	buf_free(&script.says);
	buf_free(&script.heard);
	free(smart);
	return 0;
}

static void line_of(struct buf *out, const void *payload, size_t n)
{
	assert_int_equal(buf_printf(out, "%04x", (unsigned)(n + 4)), JAL_OK);
	assert_int_equal(buf_put(out, payload, n), JAL_OK);
}

static void line(const void *payload, size_t n)
{
	line_of(&script.says, payload, n);
}

#define LINE(text) line(text, sizeof(text) - 1)

static void raw(const char *text)
{
	assert_int_equal(buf_puts(&script.says, text), JAL_OK);
}

static bool keep_heads(const char *name)
{
	return strncmp(name, "refs/heads/", 11) == 0;
}

static enum jal_err advertised(struct repo_refs *refs)
{
	return smart_advertised(smart, keep_heads, 3, refs);
}

static void smart_advertised__reads__what_is_kept(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 8; piece++) {
		struct repo_refs refs = REPO_REFS_INIT;
		script.at = 0;
		script.says.len = 0;
		script.piece = piece;
		LINE(A " HEAD\0" CAPS "\n");
		LINE(B " refs/heads/z\n");
		LINE(A " refs/heads/b");
		LINE(A " refs/tags/b\n");
		raw("0000");
		assert_int_equal(advertised(&refs), JAL_OK);
		assert_true(smart->side_band && smart->report_status && smart->ofs_delta);
		assert_int_equal(refs.n, 2);
		assert_string_equal(refs.items[0].name, "refs/heads/b");
		assert_int_equal(refs.items[1].oid.b[19], 0xbb);
		repo_refs_free(&refs);
	}
}

static void smart_advertised__reads__an_empty_repository(void **state)
{
	(void)state;
	struct repo_refs refs = REPO_REFS_INIT;
	LINE("0000000000000000000000000000000000000000 capabilities^{}\0" CAPS);
	raw("0000");
	assert_int_equal(advertised(&refs), JAL_OK);
	assert_int_equal(refs.n, 0);
	raw("0000");
	assert_int_equal(advertised(&refs), JAL_OK);
}

static void smart_advertised__refuses__what_is_none(void **state)
{
	(void)state;
	static const struct {
		const char *says;
		enum jal_err err;
	} cases[] = {
		{ "", SMART_NO_ANSWER },
		{ "00", JAL_ERR_NETWORK },
		{ "0032" A, JAL_ERR_NETWORK },
		{ "0001", JAL_ERR_SYNTAX },
		{ "0003", JAL_ERR_SYNTAX },
		{ "ffff", JAL_ERR_SYNTAX },
		{ "-001", JAL_ERR_SYNTAX },
		{ "HTTP/1.1 400 Bad Request\r\n\r\n", JAL_ERR_SYNTAX },
		{ "0004", JAL_ERR_SYNTAX },
		{ "0008ERR ", JAL_ERR_SYNTAX },
		{ "000bERR non", JAL_ERR_DENIED },
		{ "0034shallow " A, JAL_ERR_SYNTAX },
		{ "0031" A "\trefs", JAL_ERR_SYNTAX },
		{ "0031" "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" " refs", JAL_ERR_SYNTAX },
		{ "0032" A " refs\n", JAL_ERR_NETWORK },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct repo_refs refs = REPO_REFS_INIT;
		script.at = 0;
		script.says.len = 0;
		raw(cases[i].says);
		const enum jal_err err = advertised(&refs);
		if (err != cases[i].err)
			fail_msg("%s: %s", cases[i].says, jal_err_name(err));
		assert_int_equal(refs.n, 0);
	}
	assert_int_equal(smart->words_len, 3);
	assert_memory_equal(smart->words, "non", 3);
}

static void smart_advertised__is_bounded(void **state)
{
	(void)state;
	struct repo_refs refs = REPO_REFS_INIT;
	for (int i = 0; i < 4; i++) {
		char text[80];
		(void)snprintf(text, sizeof(text), A " refs/heads/%d", i);
		line(text, strlen(text));
	}
	raw("0000");
	assert_int_equal(advertised(&refs), JAL_ERR_LIMIT);
	script.at = script.says.len;
	for (int i = 0; i <= SMART_LINES_MAX; i++)
		LINE(A " refs/tags/x");
	assert_int_equal(advertised(&refs), JAL_ERR_LIMIT);
	/* One name twice. */
	script.at = script.says.len;
	LINE(A " refs/heads/x");
	LINE(B " refs/heads/x");
	raw("0000");
	assert_int_equal(advertised(&refs), JAL_ERR_SYNTAX);
}

static enum jal_err collect(void *ctx, const uint8_t *bytes, size_t n)
{
	return buf_put(ctx, bytes, n);
}

static enum jal_err fetch(struct buf *pack)
{
	const struct oid wants[2] = { { { 0xaa } }, { { 0xbb } } };
	const struct oid haves[1] = { { { 0xcc } } };
	smart->side_band = smart->ofs_delta = true;
	return smart_fetch(smart, wants, 2, haves, 1, collect, pack);
}

static void smart_fetch__asks_and_takes__the_pack(void **state)
{
	(void)state;
	struct buf pack = BUF_INIT;
	LINE("ACK " A "\n");
	LINE("ACK " A "\n");
	LINE("\2counting");
	LINE("\1PA");
	LINE("\1CK");
	raw("0000");
	assert_int_equal(fetch(&pack), JAL_OK);
	assert_string_equal(buf_str(&pack), "PACK");
	assert_string_equal(buf_str(&script.heard),
		"004awant aa00000000000000000000000000000000000000 side-band-64k ofs-delta\n"
		"0032want bb00000000000000000000000000000000000000\n0000"
		"0032have cc00000000000000000000000000000000000000\n0009done\n");
	buf_free(&pack);
}

static void smart_fetch__refuses__what_is_no_pack(void **state)
{
	(void)state;
	static const struct {
		const char *says;
		enum jal_err err;
	} cases[] = {
		{ "", JAL_ERR_NETWORK },
		{ "0000", JAL_ERR_SYNTAX },
		{ "0008NACK", JAL_ERR_SYNTAX },
		{ "000bERR non", JAL_ERR_DENIED },
		{ "0008NAK\n", JAL_ERR_NETWORK },
		{ "0008NAK\n0006\1P", JAL_ERR_NETWORK },
		{ "0008NAK\n0006\1P0007\3no", JAL_ERR_DENIED },
		{ "0008NAK\n0006\4P0000", JAL_ERR_SYNTAX },
		{ "0008NAK\n0006", JAL_ERR_NETWORK },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf pack = BUF_INIT;
		script.at = 0;
		script.says.len = 0;
		raw(cases[i].says);
		const enum jal_err err = fetch(&pack);
		if (err != cases[i].err)
			fail_msg("%zu: %s", i, jal_err_name(err));
		buf_free(&pack);
	}
}

static enum jal_err give_pack(void *ctx, struct pkt_stream *to)
{
	const enum jal_err *err = ctx;
	return *err ? *err : to->write(to->ctx, (const uint8_t *)"PACK", 4);
}

static struct smart_command commands[2];

static enum jal_err push(enum jal_err while_packing)
{
	commands[0] = (struct smart_command){ .name = "refs/heads/a", .new = { { 0xaa } } };
	commands[1] = (struct smart_command){ .name = "refs/heads/ab", .old = { { 0xaa } }, .new = { { 0xbb } } };
	smart->side_band = smart->report_status = true;
	return smart_push(smart, commands, 2, give_pack, &while_packing);
}

/* The report, one or more pkt-lines, within the side band. */
static void report(const char *text)
{
	struct buf band = BUF_INIT;
	assert_int_equal(buf_putc(&band, 1), JAL_OK);
	assert_int_equal(buf_puts(&band, text), JAL_OK);
	line(band.data, band.len);
	buf_free(&band);
}

static void smart_push__keeps__every_verdict(void **state)
{
	(void)state;
	report("000eunpack ok\n0014ok refs/heads/a\n");
	report("001bng refs/heads/ab stale\n0000");
	raw("0000");
	assert_int_equal(push(JAL_OK), JAL_OK);
	assert_int_equal(commands[0].verdict, SMART_OK);
	assert_int_equal(commands[1].verdict, SMART_NO);
	assert_string_equal(commands[1].reason, "stale");
	assert_memory_equal(script.heard.data,
		"007f" "0000000000000000000000000000000000000000 aa00000000000000000000000000000000000000 refs/heads/a\0"
		" report-status side-band-64k0063", 0x7f + 4);
	assert_memory_equal(script.heard.data + script.heard.len - 8, "0000PACK", 8);
}

static void smart_push__says_nothing__of_its_own(void **state)
{
	(void)state;
	static const struct {
		const char *report;
		enum jal_err err;
		enum smart_verdict first, second;
	} cases[] = {
		{ "000eunpack ok\n0000", JAL_OK, SMART_SILENT, SMART_SILENT },
		{ "000eunpack ok\n0015ok refs/heads/ab\n0000", JAL_OK, SMART_SILENT, SMART_OK },
		{ "000eunpack ok\n0016ok refs/heads/abc\n0000", JAL_OK, SMART_SILENT, SMART_SILENT },
		{ "000eunpack ok\n0014ok refs/heads/a\n", JAL_ERR_NETWORK, SMART_OK, SMART_SILENT },
		{ "0014ok refs/heads/a\n0000", JAL_ERR_SYNTAX, SMART_SILENT, SMART_SILENT },
		{ "0015unpack disk full\n0015ng refs/heads/a n0000", JAL_OK, SMART_NO, SMART_SILENT },
		{ "garbage", JAL_ERR_SYNTAX, SMART_SILENT, SMART_SILENT },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		script.at = 0;
		script.says.len = 0;
		report(cases[i].report);
		raw("0000");
		const enum jal_err err = push(JAL_OK);
		if (err != cases[i].err)
			fail_msg("%s: %s", cases[i].report, jal_err_name(err));
		assert_int_equal(commands[0].verdict, cases[i].first);
		assert_int_equal(commands[1].verdict, cases[i].second);
	}
	/* Nothing at all. */
	script.at = script.says.len;
	assert_int_equal(push(JAL_OK), JAL_ERR_NETWORK);
	assert_int_equal(commands[0].verdict, SMART_SILENT);
	/* The pack could not be sent whole, but the server said why. */
	report("0011unpack full\n\n0015ng refs/heads/a x0000");
	raw("0000");
	assert_int_equal(push(JAL_ERR_NETWORK), JAL_ERR_NETWORK);
	assert_int_equal(commands[0].verdict, SMART_NO);
	/* A server that can't report is not pushed to. */
	smart->report_status = false;
	script.heard.len = 0;
	assert_int_equal(smart_push(smart, commands, 2, give_pack, NULL), JAL_ERR_SYNTAX);
	assert_int_equal(script.heard.len, 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(smart_advertised__reads__what_is_kept),
		CASE(smart_advertised__reads__an_empty_repository),
		CASE(smart_advertised__refuses__what_is_none),
		CASE(smart_advertised__is_bounded),
		CASE(smart_fetch__asks_and_takes__the_pack),
		CASE(smart_fetch__refuses__what_is_no_pack),
		CASE(smart_push__keeps__every_verdict),
		CASE(smart_push__says_nothing__of_its_own),
	};
	return cmocka_run_group_tests_name("smart", tests, NULL, NULL);
}
