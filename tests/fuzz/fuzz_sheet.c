/* What a workbook becomes is whole frames within their bounds, whatever the workbook is. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/bytes.h"
#include "read/read.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".xlsx", ".ods", ".zip", NULL };

/* The bytes said so far that are no whole frame yet. */
static uint8_t said[FOREIGN_HEAD + FOREIGN_FRAME_MAX + ((size_t)1 << 20)];
static size_t waiting;

static void check_row(const uint8_t *p, size_t n)
{
	FUZZ_CHECK(n >= 6 && bytes_u32(p) > 0 && bytes_u32(p) <= FOREIGN_ROWS_MAX);
	const size_t count = (size_t)p[4] << 8 | p[5];
	size_t at = 6;
	FUZZ_CHECK(count > 0 && count <= FOREIGN_CELLS_MAX);
	for (size_t i = 0; i < count; i++) {
		FUZZ_CHECK(n - at >= 5 && p[at] < TABLE_KIND_COUNT);
		const size_t len = bytes_u32(p + at + 1);
		FUZZ_CHECK(len <= FOREIGN_CELL_MAX && len <= n - at - 5);
		at += 5 + len;
	}
	FUZZ_CHECK(at == n);
}

static bool put(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	FUZZ_CHECK(n <= sizeof(said) - waiting);
	memcpy(said + waiting, bytes, n);
	waiting += n;
	size_t at = 0;
	while (waiting - at >= FOREIGN_HEAD) {
		const size_t len = bytes_u32(said + at + 1);
		FUZZ_CHECK(len <= FOREIGN_FRAME_MAX);
		if (waiting - at - FOREIGN_HEAD < len)
			break;
		if (said[at] == FOREIGN_ROW)
			check_row(said + at + FOREIGN_HEAD, len);
		at += FOREIGN_HEAD + len;
	}
	memmove(said, said + at, waiting - at);
	waiting -= at;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct out o = { .put = put };
	const int fd = memfd_create("sheet", MFD_CLOEXEC);
	waiting = 0;
	FUZZ_CHECK(fd >= 0 && write(fd, data, n) == (ssize_t)n);
	(void)read_file(fd, -1, &o);
	FUZZ_CHECK(out_end(&o) && waiting == 0);
	out_free(&o);
	(void)close(fd);
	return 0;
}
