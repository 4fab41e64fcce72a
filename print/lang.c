/* The language of a PDF. */
#include "print/lang.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAIL 1024	/* the trailer is within the last bytes */

/* Where text is the last time from a place on; NULL. */
static const char *last(const char *from, const char *end, const char *text)
{
	const size_t n = strlen(text);
	const char *found = NULL;
	for (const char *p = from; p + n <= end; p++)
		if (memcmp(p, text, n) == 0)
			found = p;
	return found;
}

/* The number after a key of the trailer. */
static bool number(const char *from, const char *end, const char *key, unsigned long *out)
{
	const char *p = last(from, end, key);
	char *stop = NULL;
	if (!p)
		return false;
	*out = strtoul(p + strlen(key), &stop, 10);
	return stop != p + strlen(key);
}

static bool plain(const char *lang)
{
	return *lang && strspn(lang, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") == strlen(lang);
}

enum jal_err lang_add(struct buf *pdf, const char *lang)
{
	const char *begin = buf_str(pdf), *end = begin + pdf->len;
	const char *tail = pdf->len > TAIL ? end - TAIL : begin;
	const char *trailer = last(tail, end, "trailer\n");
	unsigned long size = 0, root = 0, info = 0, xref = 0;
	char head[64];
	if (!plain(lang) || !trailer || !number(trailer, end, "/Size ", &size) || !number(trailer, end, "/Root ", &root) ||
	    !number(trailer, end, "/Info ", &info) || !number(trailer, end, "startxref\n", &xref))
		return JAL_OK;
	(void)snprintf(head, sizeof(head), "\n%lu 0 obj\n<< /Type /Catalog\n", root);
	const char *catalog = last(begin, trailer, head);
	const char *stop = catalog ? last(catalog, trailer, ">>\nendobj\nxref\n") : NULL;
	if (!stop)
		return JAL_OK;
	struct buf more = BUF_INIT;
	const size_t at = pdf->len + 1;
	enum jal_err err = buf_printf(&more, "\n%lu 0 obj\n<< /Type /Catalog\n", root);
	if (!err)
		err = buf_put(&more, catalog + strlen(head), (size_t)(stop - catalog) - strlen(head));
	if (!err)
		err = buf_printf(&more, "   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n", lang);
	const size_t table = pdf->len + more.len;
	if (!err)
		err = buf_printf(&more, "xref\n%lu 1\n%010zu 00000 n \ntrailer\n<< /Size %lu\n   /Root %lu 0 R\n   /Info %lu 0 R\n"
					"   /Prev %lu\n>>\nstartxref\n%zu\n%%%%EOF\n", root, at, size, root, info, xref, table);
	if (!err)
		err = buf_put(pdf, more.data, more.len);
	buf_free(&more);
	return err;
}
