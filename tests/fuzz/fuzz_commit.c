/* Raw commits and the messages of devices. */
#include <string.h>

#include "sync/commit.h"
#include "sync/message.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".commit", NULL };

static void message(const void *text, size_t n)
{
	struct message m;
	struct buf again = BUF_INIT;
	if (message_parse(text, n, &m, NULL) != JAL_OK)
		return;
	FUZZ_CHECK(message_encode(&m, &again, NULL) == JAL_OK);
	FUZZ_CHECK(again.len == n && memcmp(again.data, text, n) == 0);
	buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct commit c = COMMIT_INIT;
	struct buf again = BUF_INIT;
	struct diag d = DIAG_INIT;
	/* The message also where the signature no longer fits around it. */
	const uint8_t *text = size ? memmem(data, size, "jalon-lot v1", 12) : NULL;
	if (text)
		message(text, size - (size_t)(text - data));
	if (commit_parse(data, size, COMMIT_DEVICE_MAX, &c, &d) == JAL_OK) {
		FUZZ_CHECK(commit_encode(&c, &again) == JAL_OK);
		FUZZ_CHECK(again.len == size && memcmp(again.data, data, size) == 0);
		(void)!commit_verify(&c, c.signature.key, &d);
		message(c.message.data, c.message.len);
	} else {
		FUZZ_CHECK(d.text != NULL);
	}
	commit_free(&c);
	buf_free(&again);
	return 0;
}
