/* The files `lot`, `heads` and `state`: clear headers, and opening with some key. */
#include <string.h>

#include "sync/heads.h"
#include "sync/lot.h"
#include "sync/snapshot.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".lot", ".heads", ".state", NULL };

static void lot(const uint8_t *data, size_t size)
{
	struct lot l = LOT_INIT;
	uint8_t bytes[32] = { 7 };
	const struct secret key = { bytes, 32 };
	const struct envelope_place place = { .seq = 1 };
	size_t sum = 0;
	if (lot_parse(data, size, &l, NULL) != JAL_OK)
		return;
	FUZZ_CHECK(l.n > 0);
	for (size_t i = 0; i < l.n; i++) {
		struct buf plain = BUF_INIT;
		const struct envelope *e = &l.envelopes[i];
		sum += ENVELOPE_HEADER_BYTES + e->n;
		FUZZ_CHECK(lot_find(&l, &e->caseload) == e);
		FUZZ_CHECK(envelope_open(&place, e, &key, &plain, NULL) != JAL_OK);
		FUZZ_CHECK(plain.len == 0);
	}
	FUZZ_CHECK(sum == size);
	lot_free(&l);
}

static void heads(const uint8_t *data, size_t size)
{
	struct heads h = HEADS_INIT;
	struct buf again = BUF_INIT;
	if (heads_parse(data, size, &h, NULL) != JAL_OK)
		return;
	FUZZ_CHECK(heads_encode(&h, &again) == JAL_OK);
	FUZZ_CHECK(again.len == size && memcmp(again.data, data, size) == 0);
	heads_free(&h);
	buf_free(&again);
}

static void snapshot(const uint8_t *data, size_t size)
{
	struct snapshot s = SNAPSHOT_INIT;
	struct buf again = BUF_INIT;
	if (snapshot_parse(data, size, &s, NULL) != JAL_OK)
		return;
	FUZZ_CHECK(snapshot_encode(&s, &again) == JAL_OK);
	FUZZ_CHECK(again.len == size && memcmp(again.data, data, size) == 0);
	snapshot_free(&s);
	buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	lot(data, size);
	heads(data, size);
	snapshot(data, size);
	return 0;
}
