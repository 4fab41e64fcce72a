/* Operations of colleagues, and the vault's own form of a record's state: what is accepted is what is written again. */
#include <string.h>

#include "core/merge.h"
#include "core/op.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".cbor", ".merge", NULL };

static const struct jal_id caseload = { { 0xC5 } };
static const struct jal_id device = { { 0xDE } };

/* The state that it comes to is written, read and written again alike; merging it twice changes nothing. */
static void merge_alone(const struct op *op)
{
	const struct merge_op *const ops[] = { &op->merge, &op->merge };
	struct merge_state *once = NULL, *twice = NULL, *read = NULL;
	struct buf a = BUF_INIT, b = BUF_INIT;
	FUZZ_CHECK(merge_all(ops, 1, &once) == JAL_OK);
	FUZZ_CHECK(merge_all(ops, 2, &twice) == JAL_OK);
	FUZZ_CHECK(merge_state_encode(once, &a) == JAL_OK && merge_state_encode(twice, &b) == JAL_OK);
	FUZZ_CHECK(a.len == b.len && memcmp(a.data, b.data, a.len) == 0);
	FUZZ_CHECK(merge_state_decode(a.data, a.len, &read) == JAL_OK);
	buf_clear(&b);
	FUZZ_CHECK(merge_state_encode(read, &b) == JAL_OK);
	FUZZ_CHECK(a.len == b.len && memcmp(a.data, b.data, a.len) == 0);
	if (!op->merge.carry) {
		/* The quick way gives the same, and is not taken a second time. */
		struct merge_state *quick = NULL;
		FUZZ_CHECK(merge_state_new(&quick) == JAL_OK && merge_add(quick, &op->merge) == JAL_OK);
		buf_clear(&b);
		FUZZ_CHECK(merge_state_encode(quick, &b) == JAL_OK);
		FUZZ_CHECK(a.len == b.len && memcmp(a.data, b.data, a.len) == 0);
		FUZZ_CHECK(merge_add(quick, &op->merge) == JAL_ERR_WAITING);
		merge_state_free(quick);
	}
	merge_state_free(once);
	merge_state_free(twice);
	merge_state_free(read);
	buf_free(&a);
	buf_free(&b);
}

static void one(const uint8_t *data, size_t size)
{
	struct op op = OP_INIT;
	struct buf again = BUF_INIT;
	if (op_decode(&caseload, &device, data, size, &op, NULL) != JAL_OK)
		return;
	FUZZ_CHECK(op_encode(&op, &again) == JAL_OK);
	FUZZ_CHECK(again.len == size && memcmp(again.data, data, size) == 0);
	for (int i = 0; i < 4; i++)
		(void)!op_check(&op, &(struct op_place){ .common = i & 1, .supervisor = i & 2 }, NULL);
	merge_alone(&op);
	op_free(&op);
	buf_free(&again);
}

static void several(const uint8_t *data, size_t size)
{
	static struct op_span spans[OP_LOT_MAX];
	size_t count = 0, sum = 0;
	if (op_split(data, size, spans, &count, NULL) != JAL_OK)
		return;
	for (size_t i = 0; i < count; i++) {
		sum += spans[i].n;
		one(spans[i].p, spans[i].n);
	}
	FUZZ_CHECK(count > 0 && sum < size);
}

static void state(const uint8_t *data, size_t size)
{
	struct merge_state *s = NULL;
	struct buf once = BUF_INIT, twice = BUF_INIT;
	if (merge_state_decode(data, size, &s) != JAL_OK)
		return;
	/* Not the one spelling, but one that is stable. */
	FUZZ_CHECK(merge_state_encode(s, &once) == JAL_OK);
	merge_state_free(s);
	FUZZ_CHECK(merge_state_decode(once.data, once.len, &s) == JAL_OK);
	FUZZ_CHECK(merge_state_encode(s, &twice) == JAL_OK);
	FUZZ_CHECK(once.len == twice.len && memcmp(once.data, twice.data, once.len) == 0);
	merge_state_free(s);
	buf_free(&once);
	buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	one(data, size);
	several(data, size);
	state(data, size);
	return 0;
}
