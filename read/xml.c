/* expat, held to what a table needs. */
#include "read/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

/* Between a namespace and a local name: no XML text can hold it. */
#define BETWEEN '\x1f'
#define ATTS_MAX 256

struct xml {
	XML_Parser parser;
	struct xml_handlers h;
	unsigned depth;
	enum foreign_end end;
};

static const char *local(const char *name)
{
	const char *at = strrchr(name, BETWEEN);
	return at ? at + 1 : name;
}

static void fail(struct xml *x, enum foreign_end end)
{
	if (x->end == FOREIGN_DONE)
		x->end = end;
	(void)XML_StopParser(x->parser, XML_FALSE);
}

static void on_start(void *ctx, const char *name, const char **atts)
{
	struct xml *x = ctx;
	unsigned n = 0;
	if (x->end)
		return;
	while (n <= ATTS_MAX && atts[2 * n])
		n++;
	if (++x->depth > XML_DEPTH_MAX || n > ATTS_MAX) {
		fail(x, FOREIGN_LIMIT);
		return;
	}
	x->h.start(x->h.ctx, local(name), atts);
}

static void on_end(void *ctx, const char *name)
{
	struct xml *x = ctx;
	if (x->end)
		return;
	x->depth--;
	x->h.end(x->h.ctx, local(name));
}

static void on_text(void *ctx, const char *s, int n)
{
	struct xml *x = ctx;
	if (!x->end && x->h.text)
		x->h.text(x->h.ctx, s, (size_t)n);
}

/* Entities are declared nowhere else, neither those that grow nor those that read
 * other files. */
static void on_doctype(void *ctx, const char *name, const char *system_id, const char *public_id, int internal)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)internal;
	fail(ctx, FOREIGN_DOCTYPE);
}

struct xml *xml_new(const struct xml_handlers *h)
{
	struct xml *x = calloc(1, sizeof(*x));
	if (!x)
		return NULL;
	x->h = *h;
	x->parser = XML_ParserCreateNS(NULL, BETWEEN);
	if (!x->parser) {
		free(x);
		return NULL;
	}
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	return x;
}

void xml_free(struct xml *x)
{
	if (!x)
		return;
	XML_ParserFree(x->parser);
	free(x);
}

enum foreign_end xml_give(struct xml *x, const void *bytes, size_t n, bool last)
{
	if (x->end)
		return x->end;
	const enum XML_Status status = XML_Parse(x->parser, bytes, (int)n, last);
	if (status != XML_STATUS_ERROR || x->end)
		return x->end;
	const enum XML_Error code = XML_GetErrorCode(x->parser);
	if (code == XML_ERROR_NO_MEMORY)
		return FOREIGN_FAILED;
	return code == XML_ERROR_AMPLIFICATION_LIMIT_BREACH ? FOREIGN_LIMIT : FOREIGN_SYNTAX;
}

const char *xml_att(const char **atts, const char *name)
{
	for (; *atts; atts += 2)
		if (strcmp(local(atts[0]), name) == 0)
			return atts[1];
	return NULL;
}

unsigned long xml_att_number(const char **atts, const char *name, unsigned long fallback, unsigned long most)
{
	const char *s = xml_att(atts, name);
	unsigned long n = 0;
	if (!s || !*s)
		return fallback;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return fallback;
		n = n * 10 + (unsigned long)(*s - '0');
		if (n > most)
			return fallback;
	}
	return n;
}
