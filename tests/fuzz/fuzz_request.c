/* Requests and invitations, as people paste them. */
#include <string.h>

#include "sync/request.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { "request.txt", "invitation.txt", ".request", ".invitation", NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct request r;
	struct request_invitation in, back;
	struct buf again = BUF_INIT;
	struct diag d = DIAG_INIT;
	char code[REQUEST_CODE_CHARS + 1] = "", same[REQUEST_CODE_CHARS + 1] = "";
	if (request_read(text, size, &r, code, &d) != JAL_OK)
		FUZZ_CHECK(d.text != NULL);
	else
		FUZZ_CHECK(strlen(code) == REQUEST_CODE_CHARS && r.name[0] != 0);
	if (request_read_invitation(text, size, &in, code, NULL) == JAL_OK) {
		/* What was understood, written exactly, is understood the same. */
		FUZZ_CHECK(request_invite(&in, &again, NULL) == JAL_OK);
		FUZZ_CHECK(request_read_invitation(buf_str(&again), again.len, &back, same, NULL) == JAL_OK);
		FUZZ_CHECK(strcmp(code, same) == 0 && memcmp(in.root.b, back.root.b, HASH_BYTES) == 0);
	}
	buf_free(&again);
	return 0;
}
