/*
 * libcbor, which the program does not use, judges core/cbor: it must read what
 * is written, and write again what is accepted, byte for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cbor.h>

#include "core/cbor.h"
#include "tests/support/rng.h"

static enum jal_err skip_all(const uint8_t *bytes, size_t n)
{
	struct cbor_in in;
	cbor_read_begin(&in, bytes, n);
	const enum jal_err err = cbor_skip(&in, NULL);
	return err ? err : cbor_end(&in);
}

/* What libcbor reads, written again by libcbor. */
struct again {
	uint8_t bytes[256];
	size_t n;
	bool foreign;	/* a tag, a float, an indefinite length … */
};

static void put(struct again *a, size_t n)
{
	assert_true(n > 0);
	a->n += n;
}

static void on_u64(void *ctx, uint64_t v)
{
	struct again *a = ctx;
	put(a, cbor_encode_uint(v, a->bytes + a->n, sizeof(a->bytes) - a->n));
}

static void on_u8(void *ctx, uint8_t v)
{
	on_u64(ctx, v);
}

static void on_u16(void *ctx, uint16_t v)
{
	on_u64(ctx, v);
}

static void on_u32(void *ctx, uint32_t v)
{
	on_u64(ctx, v);
}

static void on_n64(void *ctx, uint64_t v)
{
	struct again *a = ctx;
	put(a, cbor_encode_negint(v, a->bytes + a->n, sizeof(a->bytes) - a->n));
}

static void on_n8(void *ctx, uint8_t v)
{
	on_n64(ctx, v);
}

static void on_n16(void *ctx, uint16_t v)
{
	on_n64(ctx, v);
}

static void on_n32(void *ctx, uint32_t v)
{
	on_n64(ctx, v);
}

static void on_string(void *ctx, cbor_data data, uint64_t n)
{
	struct again *a = ctx;
	put(a, cbor_encode_string_start((size_t)n, a->bytes + a->n, sizeof(a->bytes) - a->n));
	memcpy(a->bytes + a->n, data, (size_t)n);
	a->n += (size_t)n;
}

static void on_bytes(void *ctx, cbor_data data, uint64_t n)
{
	struct again *a = ctx;
	put(a, cbor_encode_bytestring_start((size_t)n, a->bytes + a->n, sizeof(a->bytes) - a->n));
	memcpy(a->bytes + a->n, data, (size_t)n);
	a->n += (size_t)n;
}

static void on_array(void *ctx, uint64_t n)
{
	struct again *a = ctx;
	put(a, cbor_encode_array_start((size_t)n, a->bytes + a->n, sizeof(a->bytes) - a->n));
}

static void on_map(void *ctx, uint64_t n)
{
	struct again *a = ctx;
	put(a, cbor_encode_map_start((size_t)n, a->bytes + a->n, sizeof(a->bytes) - a->n));
}

static void on_bool(void *ctx, bool v)
{
	struct again *a = ctx;
	put(a, cbor_encode_bool(v, a->bytes + a->n, sizeof(a->bytes) - a->n));
}

static void on_null(void *ctx)
{
	struct again *a = ctx;
	put(a, cbor_encode_null(a->bytes + a->n, sizeof(a->bytes) - a->n));
}

static void on_foreign(void *ctx)
{
	((struct again *)ctx)->foreign = true;
}

static void on_foreign_f(void *ctx, float v)
{
	(void)v;
	on_foreign(ctx);
}

static void on_foreign_d(void *ctx, double v)
{
	(void)v;
	on_foreign(ctx);
}

static void on_foreign_u64(void *ctx, uint64_t v)
{
	(void)v;
	on_foreign(ctx);
}

static bool judge(const uint8_t *bytes, size_t n)
{
	struct cbor_callbacks cb = cbor_empty_callbacks;
	cb.uint8 = on_u8, cb.uint16 = on_u16, cb.uint32 = on_u32, cb.uint64 = on_u64;
	cb.negint8 = on_n8, cb.negint16 = on_n16, cb.negint32 = on_n32, cb.negint64 = on_n64;
	cb.string = on_string, cb.byte_string = on_bytes, cb.array_start = on_array, cb.map_start = on_map;
	cb.boolean = on_bool, cb.null = on_null, cb.undefined = on_foreign, cb.tag = on_foreign_u64;
	cb.float2 = on_foreign_f, cb.float4 = on_foreign_f, cb.float8 = on_foreign_d;
	cb.byte_string_start = on_foreign, cb.string_start = on_foreign, cb.indef_array_start = on_foreign;
	cb.indef_map_start = on_foreign, cb.indef_break = on_foreign;
	struct again a = { .n = 0 };
	for (size_t at = 0; at < n;) {
		const struct cbor_decoder_result r = cbor_stream_decode(bytes + at, n - at, &cb, &a);
		if (r.status != CBOR_DECODER_FINISHED || a.foreign)
			return false;
		at += r.read;
	}
	return a.n == n && memcmp(a.bytes, bytes, n) == 0;
}

static void cbor_read__accepts__only_what_libcbor_writes(void **state)
{
	(void)state;
	uint8_t bytes[64];
	unsigned accepted = 0;
	/* Every input of one and two bytes, then random ones that lean towards small heads. */
	for (unsigned i = 0; i < 256 + 65536; i++) {
		const size_t n = i < 256 ? 1 : 2;
		bytes[0] = (uint8_t)i;
		bytes[1] = (uint8_t)((i - 256) >> 8);
		if (skip_all(bytes, n) == JAL_OK) {
			accepted++;
			assert_true(judge(bytes, n));
		}
	}
	struct rng rng = { 20261124 };
	for (unsigned i = 0; i < 200000; i++) {
		static const uint8_t heads[] = { 0x00, 0x20, 0x41, 0x61, 0x62, 0x80, 0x81, 0x82, 0xa1, 0xa2, 0x18, 0x19, 0xf5,
			0xf6 };
		const size_t n = 1 + rng_below(&rng, 12);
		for (size_t k = 0; k < n; k++)
			bytes[k] = rng_chance(&rng, 75) ? heads[rng_below(&rng, sizeof(heads))] : (uint8_t)rng_next(&rng);
		if (skip_all(bytes, n) == JAL_OK) {
			accepted++;
			assert_true(judge(bytes, n));
		}
	}
	assert_true(accepted > 5000);
}

/* A random value of ours; maps with ascending keys. */
static void write_random(struct cbor_out *out, struct rng *rng, unsigned depth)
{
	const uint32_t r = (uint32_t)rng_next(rng);
	const unsigned kinds = depth < CBOR_DEPTH ? 8 : 6;
	const uint64_t wide = rng_next(rng) >> rng_below(rng, 64);
	switch (r % kinds) {
	case 0:
		cbor_write_uint(out, wide);
		break;
	case 1:
		cbor_write_int(out, -1 - (int64_t)(wide >> 1));
		break;
	case 2:
		cbor_write_text(out, "Hélène — œuvre", 4 + 12 * (r >> 8 & 1));
		break;
	case 3:
		cbor_write_bytes(out, "0123456789abcdef0123456789", r >> 8 & 15);
		break;
	case 4:
		cbor_write_bool(out, r >> 8 & 1);
		break;
	case 5:
		cbor_write_null(out);
		break;
	case 6: {
		const unsigned n = r >> 8 & 3;
		cbor_write_array(out, n);
		for (unsigned i = 0; i < n; i++)
			write_random(out, rng, depth + 1);
		break;
	}
	default: {
		const unsigned n = r >> 8 & 3;
		cbor_write_map(out, n);
		for (unsigned i = 0; i < n; i++) {
			cbor_write_uint(out, (uint64_t)i * 200);
			write_random(out, rng, depth + 1);
		}
		break;
	}
	}
}

static void cbor_write__writes__what_libcbor_and_the_reader_read(void **state)
{
	(void)state;
	struct rng rng = { 2 };
	for (unsigned i = 0; i < 20000; i++) {
		struct buf b = BUF_INIT;
		struct cbor_out out;
		cbor_write_begin(&out, &b);
		write_random(&out, &rng, 0);
		assert_int_equal(cbor_write_end(&out), JAL_OK);
		if (skip_all(b.data, b.len) != JAL_OK || (b.len <= 200 && !judge(b.data, b.len)))
			fail_msg("value %u", i);
		/* With any byte cut off it is not whole. */
		if (b.len > 1)
			assert_int_equal(skip_all(b.data, b.len - 1), JAL_ERR_SYNTAX);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cbor_read__accepts__only_what_libcbor_writes),
		cmocka_unit_test(cbor_write__writes__what_libcbor_and_the_reader_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
