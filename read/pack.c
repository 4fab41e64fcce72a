/* libzip, and how much it may unpack. */
#include "read/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#define PART_BYTES ((size_t)64 << 10)

struct pack {
	zip_t *zip;
	uint64_t unpacked;
	uint8_t bytes[PART_BYTES];
};

static enum foreign_end end_of(int zip_error)
{
	switch (zip_error) {
	case ZIP_ER_MEMORY:
		return FOREIGN_FAILED;
	case ZIP_ER_NOPASSWD:
	case ZIP_ER_WRONGPASSWD:
	case ZIP_ER_ENCRNOTSUPP:
		return FOREIGN_LOCKED;
	default:
		return FOREIGN_SYNTAX;
	}
}

enum foreign_end pack_open(int fd, struct pack **out)
{
	struct pack *p = calloc(1, sizeof(*p));
	FILE *f = fdopen(fd, "rb");
	zip_error_t error;
	enum foreign_end end = FOREIGN_FAILED;
	if (!f)
		(void)close(fd);
	zip_error_init(&error);
	zip_source_t *source = p && f ? zip_source_filep_create(f, 0, -1, &error) : NULL;
	if (!source) {
		if (f)
			(void)fclose(f);
		free(p);
		return end;
	}
	p->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
	if (!p->zip) {
		end = end_of(zip_error_code_zip(&error));
		zip_source_free(source);
	} else if (zip_get_num_entries(p->zip, 0) > PACK_PARTS_MAX) {
		end = FOREIGN_SYNTAX;
	} else {
		zip_error_fini(&error);
		*out = p;
		return FOREIGN_DONE;
	}
	zip_error_fini(&error);
	pack_close(p);
	return end;
}

void pack_close(struct pack *p)
{
	if (!p)
		return;
	if (p->zip)
		zip_discard(p->zip);
	free(p);
}

bool pack_has(const struct pack *p, const char *name)
{
	return zip_name_locate(p->zip, name, ZIP_FL_NOCASE) >= 0;
}

uint64_t pack_size(const struct pack *p, const char *name)
{
	zip_stat_t st;
	zip_stat_init(&st);
	if (zip_stat(p->zip, name, ZIP_FL_NOCASE, &st) != 0 || !(st.valid & ZIP_STAT_SIZE))
		return 0;
	return st.size;
}

static enum foreign_end through(struct pack *p, zip_file_t *part, uint64_t packed, struct xml *x,
	bool (*go_on)(void *ctx, uint64_t done), void *ctx)
{
	for (uint64_t done = 0;;) {
		const zip_int64_t n = zip_fread(part, p->bytes, PART_BYTES);
		if (n < 0)
			return end_of(zip_error_code_zip(zip_file_get_error(part)));
		p->unpacked += (uint64_t)n;
		done += (uint64_t)n;
		if (p->unpacked > PACK_BYTES_MAX || (done > PACK_SURE && done / PACK_TIMES > packed))
			return FOREIGN_LIMIT;
		const enum foreign_end end = xml_give(x, p->bytes, (size_t)n, n == 0);
		if (end || n == 0)
			return end;
		if (go_on && !go_on(ctx, done))
			return FOREIGN_DONE;
	}
}

enum foreign_end pack_xml(struct pack *p, const char *name, const struct xml_handlers *h,
	bool (*go_on)(void *ctx, uint64_t done), void *ctx)
{
	zip_file_t *part = zip_fopen(p->zip, name, ZIP_FL_NOCASE);
	if (!part) {
		const int code = zip_error_code_zip(zip_get_error(p->zip));
		return code == ZIP_ER_NOENT ? FOREIGN_NO_SHEET : end_of(code);
	}
	zip_stat_t st;
	zip_stat_init(&st);
	const bool known = zip_stat(p->zip, name, ZIP_FL_NOCASE, &st) == 0 && (st.valid & ZIP_STAT_COMP_SIZE);
	struct xml *x = xml_new(h);
	const enum foreign_end end = x ? through(p, part, known ? st.comp_size : 0, x, go_on, ctx) : FOREIGN_FAILED;
	xml_free(x);
	(void)zip_fclose(part);
	return end;
}
