/* Typed text through core/check, for tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/reads.h"

static void plain_form(const struct model_field *field, const struct value_owned *v, char *out, size_t size)
{
	struct buf b = BUF_INIT;
	assert_int_equal(value_plain(field, &v->v, &b), JAL_OK);
	for (size_t i = 0; i < v->element_count; i++)
		assert_int_equal(buf_printf(&b, "%s%s", i ? "|" : "", v->elements[i]), JAL_OK);
	(void)snprintf(out, size, "%s", buf_str(&b));
	buf_free(&b);
}

struct read reads(enum field field, const char *text, enum check_source source)
{
	const struct check_context context = { .today = READS_TODAY };
	struct read r = { .err = JAL_OK, .result = CHECK_RESULT_INIT, .plain = "", .say = "" };
	struct value_owned v = VALUE_OWNED_INIT;
	assert_int_equal(value_owned_text("untouched", 9, &v), JAL_OK);
	r.err = check_read(field, text, strlen(text), source, &context, &v, &r.result);
	/* The promises that hold for every reading. */
	if (r.err) {
		assert_int_equal(r.err, JAL_ERR_INVALID);
		assert_int_equal(r.result.level, CHECK_ERROR);
		assert_int_equal(r.result.say.err, JAL_ERR_INVALID);
		assert_string_equal(v.text, "untouched");
	} else {
		assert_int_not_equal(r.result.level, CHECK_ERROR);
		plain_form(model_field(field), &v, r.plain, sizeof(r.plain));
	}
	assert_int_equal(r.result.level != CHECK_FINE, r.result.say.text != NULL);
	if (r.result.say.text) {
		struct buf b = BUF_INIT;
		assert_int_equal(diag_render(&r.result.say, NULL, &b), JAL_OK);
		(void)snprintf(r.say, sizeof(r.say), "%s", buf_str(&b));
		buf_free(&b);
		assert_null(strchr(r.say, '%'));
		/* No sentence repeats what was typed. */
		if (strlen(text) > 4)
			assert_null(strstr(r.say, text));
	}
	value_owned_free(&v);
	return r;
}

static void explain(enum field field, const char *text, const struct read *r)
{
	print_message("%s \"%s\": %s, \"%s\", \"%s\"\n", model_field(field)->name, text, jal_err_name(r->err), r->plain, r->say);
}

void reads_as(enum field field, const char *text, const char *plain)
{
	const struct read r = reads(field, text, CHECK_FROM_FORM);
	if (r.err || r.result.level != CHECK_FINE || strcmp(r.plain, plain) != 0) {
		explain(field, text, &r);
		fail_msg("expected \"%s\"", plain);
	}
}

void reads_with_warning(enum field field, const char *text, const char *plain, const char *words)
{
	const struct read r = reads(field, text, CHECK_FROM_FORM);
	if (r.err || r.result.level != CHECK_WARNING || strcmp(r.plain, plain) != 0 || !strstr(r.say, words)) {
		explain(field, text, &r);
		fail_msg("expected \"%s\" and a warning with \"%s\"", plain, words);
	}
}

void reads_not(enum field field, const char *text, const char *words)
{
	const struct read r = reads(field, text, CHECK_FROM_FORM);
	if (r.err != JAL_ERR_INVALID || !strstr(r.say, words) || r.result.proposal[0]) {
		explain(field, text, &r);
		fail_msg("expected a refusal with \"%s\"", words);
	}
}

void reads_proposal(enum field field, const char *text, const char *proposal)
{
	const struct read r = reads(field, text, CHECK_FROM_FORM);
	if (r.err != JAL_ERR_INVALID || strcmp(r.result.proposal, proposal) != 0) {
		explain(field, text, &r);
		fail_msg("expected the proposal \"%s\", not \"%s\"", proposal, r.result.proposal);
	}
	const struct read again = reads(field, r.result.proposal, CHECK_FROM_FORM);
	assert_int_equal(again.err, JAL_OK);
}
