/*
 * GNU .mo files: a header, two tables of (length, offset) in the order of the
 * originals, the texts, each ended by a zero. A text with a plural is the
 * singular, a zero, the plural; its translation the forms in the same way.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/fsio.h"
#include "tui/catalogue.h"

/* msgfmt writes this order on every machine, unless it is told otherwise. */
static const unsigned char magic[4] = { 0xDE, 0x12, 0x04, 0x95 };

enum { HEADER_SIZE = 20, ROW_SIZE = 8, FILE_MAX = 16 << 20 };

static size_t number_at(const struct catalogue *c, size_t at)
{
	const unsigned char *p = (const unsigned char *)c->bytes.data + at;
	return (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
}

static bool holds_table(const struct catalogue *c, size_t at)
{
	return at >= HEADER_SIZE && at <= c->bytes.len && c->count <= (c->bytes.len - at) / ROW_SIZE;
}

enum jal_err catalogue_load(const char *path, struct catalogue *out)
{
	struct catalogue c = CATALOGUE_INIT;
	const enum jal_err err = fsio_read(path, FILE_MAX, &c.bytes, NULL);
	if (err)
		return err;
	if (c.bytes.len < HEADER_SIZE || memcmp(c.bytes.data, magic, sizeof(magic)) != 0)
		goto bad;
	c.count = number_at(&c, 8);
	c.originals = number_at(&c, 12);
	c.translations = number_at(&c, 16);
	if (!holds_table(&c, c.originals) || !holds_table(&c, c.translations))
		goto bad;
	*out = c;
	return JAL_OK;
bad:
	buf_free(&c.bytes);
	return JAL_ERR_SYNTAX;
}

void catalogue_free(struct catalogue *c)
{
	buf_free(&c->bytes);
	*c = (struct catalogue)CATALOGUE_INIT;
}

/* Row i of a table; NULL where the file is not what its tables say. */
static const char *text_at(const struct catalogue *c, size_t table, size_t i, size_t *len)
{
	const size_t n = number_at(c, table + i * ROW_SIZE);
	const size_t at = number_at(c, table + i * ROW_SIZE + 4);
	const char *data = (const char *)c->bytes.data;
	if (at >= c->bytes.len || n >= c->bytes.len - at || data[at + n] != 0)
		return NULL;
	*len = n;
	return data + at;
}

const char *catalogue_find(const struct catalogue *c, const char *text, unsigned form)
{
	size_t low = 0, high = c->count, len = 0;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const char *original = text_at(c, c->originals, middle, &len);
		const int order = original ? strcmp(text, original) : 0;
		if (!original)
			return NULL;
		if (order < 0) {
			high = middle;
			continue;
		}
		if (order > 0) {
			low = middle + 1;
			continue;
		}
		const char *found = text_at(c, c->translations, middle, &len);
		if (!found || len == 0)
			return NULL;
		const char *end = memchr(found, 0, len);
		return form == 0 || !end ? found : end + 1;
	}
	return NULL;
}
