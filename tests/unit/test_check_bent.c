/* Typed text, bent in many ways that are the same in every run, into every field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/check.h"
#include "core/format.h"
#include "tests/support/rng.h"

#define ROUNDS 100000

static const struct check_context context = { .today = 20781 };

static const char *const seeds[] = {
	"185077505612323", "06 12 34 56 78, 07", "25/05/1998 9h30", "lun 14h", "+3s 9", "1 190,50 €", "NULL", "2A004",
	"Lecture, écriture, calcul; x", "(N1104)", "a@b.fr", "+33 (0)6", "https://a.b", "1,8E+14", "\xC2\xA0",
	"\xE2\x80\xAF", "\xEF\xBB\xBF", "e\xCC\x81", "\xC2", "\xE2\x80", "\xE2\x80\xAE", "-", "\r\n", "\x1B[2J",
};

/* A text of some seeds, some of its bytes changed, cut somewhere. */
static size_t bend(struct rng *rng, char out[64])
{
	size_t n = 0;
	for (size_t parts = 1 + rng_below(rng, 3); parts > 0; parts--) {
		const char *seed = seeds[rng_below(rng, sizeof(seeds) / sizeof(seeds[0]))];
		if (n + strlen(seed) > 60)
			break;
		memcpy(out + n, seed, strlen(seed));
		n += strlen(seed);
	}
	if (rng_below(rng, 2) == 0)
		out[rng_below(rng, n)] = (char)rng_below(rng, 256);
	return rng_below(rng, 4) == 0 ? rng_below(rng, n) : n;
}

/* What was taken: written exactly, it is taken again and is the same; the wire
 * gives it back; it can be shown. */
static void stable(enum field f, const struct value_owned *v)
{
	const struct model_field *field = model_field(f);
	const struct format french = { NULL, false };
	struct buf text = BUF_INIT;
	struct buf wire = BUF_INIT;
	struct value back = VALUE_INIT;
	struct value_owned again = VALUE_OWNED_INIT;
	struct check_result result = CHECK_RESULT_INIT;
	assert_int_equal(value_plain(field, &v->v, &text), JAL_OK);
	assert_int_equal(check_read(f, buf_str(&text), text.len, CHECK_FROM_EXACT, &context, &again, &result), JAL_OK);
	assert_true(value_equal(&v->v, &again.v));
	assert_int_equal(value_encode(&v->v, &wire), JAL_OK);
	assert_int_equal(value_decode(field, wire.data, wire.len, &back), JAL_OK);
	assert_true(value_equal(&v->v, &back));
	buf_clear(&text);
	assert_int_equal(format_value(&french, field, &v->v, &text), JAL_OK);
	assert_int_equal(format_masked(&french, field, &v->v, &text), JAL_OK);
	value_owned_free(&again);
	buf_free(&text);
	buf_free(&wire);
}

static void check_read__takes__only_what_it_takes_again(void **state)
{
	(void)state;
	struct rng rng = { 2611 };
	size_t taken = 0;
	for (size_t i = 0; i < ROUNDS; i++) {
		char bent[64] = "";
		const size_t n = bend(&rng, bent);
		const enum field f = (enum field)rng_below(&rng, FIELD_COUNT);
		const enum check_source source = (enum check_source)rng_below(&rng, 3);
		/* Exactly as long as it is, so that reading past its end is found. */
		char *text = malloc(n ? n : 1);
		assert_non_null(text);
		memcpy(text, bent, n);
		struct value_owned v = VALUE_OWNED_INIT;
		struct check_result result = CHECK_RESULT_INIT;
		const enum jal_err err = check_read(f, text, n, source, &context, &v, &result);
		if (err) {
			assert_int_equal(err, JAL_ERR_INVALID);
			assert_int_equal(result.level, CHECK_ERROR);
			assert_non_null(result.say.text);
		} else if (model_field(f)->type != FIELD_TYPE_set) {
			stable(f, &v);
			taken += v.v.kind != VALUE_EMPTY;
		}
		if (result.rest_len > 0)
			assert_true(result.rest >= text && result.rest + result.rest_len <= text + n);
		value_owned_free(&v);
		free(text);
	}
	assert_true(taken > ROUNDS / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_read__takes__only_what_it_takes_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
