/* What the strict reader accepts is what the writer writes, byte for byte; what it skips it also reads. */
#include <string.h>

#include "core/cbor.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".cbor", NULL };

/* Reads one item and all in it, and writes it again. */
static enum jal_err copy(struct cbor_in *in, struct cbor_out *out)
{
	enum jal_err err = JAL_ERR_SYNTAX;
	uint64_t u = 0;
	int64_t i = 0;
	bool flag = false;
	size_t n = 0;
	const char *text = NULL;
	const uint8_t *bytes = NULL;
	const enum cbor_kind kind = cbor_peek(in);
	switch (kind) {
	case CBOR_KIND_UINT:
		err = cbor_read_uint(in, &u);
		if (!err)
			cbor_write_uint(out, u);
		return err;
	case CBOR_KIND_NEGATIVE:
		err = cbor_read_int(in, &i);
		if (!err)
			cbor_write_int(out, i);
		return err;
	case CBOR_KIND_BYTES:
		err = cbor_read_bytes(in, &bytes, &n);
		if (!err)
			cbor_write_bytes(out, bytes, n);
		return err;
	case CBOR_KIND_TEXT:
		err = cbor_read_text(in, &text, &n);
		if (!err)
			cbor_write_text(out, text, n);
		return err;
	case CBOR_KIND_BOOL:
		err = cbor_read_bool(in, &flag);
		if (!err)
			cbor_write_bool(out, flag);
		return err;
	case CBOR_KIND_NULL:
		err = cbor_read_null(in);
		if (!err)
			cbor_write_null(out);
		return err;
	case CBOR_KIND_ARRAY:
		err = cbor_read_array(in, &u);
		if (!err)
			cbor_write_array(out, u);
		break;
	case CBOR_KIND_MAP:
		err = cbor_read_map(in, &u);
		if (!err)
			cbor_write_map(out, u);
		u *= 2;
		break;
	case CBOR_KIND_END:
	case CBOR_KIND_REFUSED:
		FUZZ_CHECK(cbor_skip(in, NULL) != JAL_OK);
		return JAL_ERR_SYNTAX;
	}
	for (; u > 0 && !err; u--)
		err = copy(in, out);
	return err;
}

/* Integers below -2^63 are well formed, and no int64_t. */
static bool has_a_huge_negative(const uint8_t *data, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (data[i] == 0x3B && data[i + 1] >= 0x80)
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct cbor_in in;
	struct cbor_span span = { NULL, 0 };
	cbor_read_begin(&in, data, n);
	enum jal_err skipped = cbor_skip(&in, &span);
	if (!skipped)
		skipped = cbor_end(&in);
	if (!skipped)
		FUZZ_CHECK(span.n == n && cbor_offset(&in) == n);

	struct buf b = BUF_INIT;
	struct cbor_out out;
	cbor_read_begin(&in, data, n);
	cbor_write_begin(&out, &b);
	enum jal_err copied = copy(&in, &out);
	if (!copied)
		copied = cbor_end(&in);
	if (!has_a_huge_negative(data, n))
		FUZZ_CHECK((copied == JAL_OK) == (skipped == JAL_OK));
	if (!copied) {
		FUZZ_CHECK(cbor_write_end(&out) == JAL_OK);
		FUZZ_CHECK(b.len == n && memcmp(b.data, data, n) == 0);
	}

	buf_clear(&b);
	cbor_write_begin(&out, &b);
	cbor_write_raw(&out, data, n);
	FUZZ_CHECK((cbor_write_end(&out) == JAL_OK) == (skipped == JAL_OK));
	buf_free(&b);
	return 0;
}
