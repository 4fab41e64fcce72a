/* What is taken for a paper is, byte for byte, what that paper is encoded to. */
#include <string.h>

#include "core/paper.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".paper", ".cbor", NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct paper *p = NULL;
	struct buf again = BUF_INIT;
	if (paper_decode(data, n, &p) != JAL_OK) {
		FUZZ_CHECK(p == NULL);
		return 0;
	}
	FUZZ_CHECK(paper_encode(p, &again) == JAL_OK);
	FUZZ_CHECK(again.len == n && memcmp(again.data, data, n) == 0);
	for (size_t i = 0; i < paper_count(p); i++)
		for (unsigned k = 0; k < paper_block(p, i)->count; k++)
			FUZZ_CHECK(paper_text_of(p, paper_block(p, i), k) != NULL);
	buf_free(&again);
	paper_free(p);
	return 0;
}
