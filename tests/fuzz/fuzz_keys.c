/* The file `keys`, and opening its records with some box. */
#include <string.h>

#include "sync/keyrec.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".keys", NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keyrec_list list = KEYREC_LIST_INIT;
	struct buf again = BUF_INIT;
	uint8_t bytes[32] = { 7 };
	const struct secret box = { bytes, 32 };
	const struct jal_id territory = ID_ZERO;
	const struct jal_hash commitment = { { 0 } };
	if (keyrec_list_parse(data, size, &list, NULL) != JAL_OK)
		return 0;
	FUZZ_CHECK(keyrec_list_encode(&list, &again) == JAL_OK);
	FUZZ_CHECK(again.len == size && memcmp(again.data, data, size) == 0);
	for (size_t i = 0; i < list.n && i < 4; i++) {
		struct secret key = SECRET_INIT;
		FUZZ_CHECK(keyrec_open(&list.records[i], &territory, &box, &commitment, &key, NULL) != JAL_OK);
		FUZZ_CHECK(!key.p);
	}
	keyrec_list_free(&list);
	buf_free(&again);
	return 0;
}
