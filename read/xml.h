/*
 * XML as pieces come: elements by their local names, attributes, texts. Refuses
 * what could make a small file large or reach outside it: any document type
 * declaration, and nesting, names and attributes without end. Knows expat, and
 * no format.
 */
#ifndef READ_XML_H
#define READ_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "core/foreign.h"

#define XML_DEPTH_MAX 64

struct xml_handlers {
	/* atts: as expat gives them; read them with xml_att. */
	void (*start)(void *ctx, const char *name, const char **atts);
	void (*end)(void *ctx, const char *name);
	/* Pieces of a text, in any number. May be NULL. */
	void (*text)(void *ctx, const char *s, size_t n);
	void *ctx;
};

struct xml;

/* NULL when memory is out. h is copied. */
struct xml *xml_new(const struct xml_handlers *h);
void xml_free(struct xml *x);

/* The next bytes; last: there are no more. FOREIGN_DONE, FOREIGN_SYNTAX,
 * FOREIGN_DOCTYPE, FOREIGN_LIMIT or FOREIGN_FAILED. Nothing more may be given after a
 * failure. */
enum foreign_end xml_give(struct xml *x, const void *bytes, size_t n, bool last);

/* The value of the attribute of that local name, whatever its namespace; NULL. */
const char *xml_att(const char **atts, const char *name);
/* The same, as a number of decimal digits; fallback when it is none or above most. */
unsigned long xml_att_number(const char **atts, const char *name, unsigned long fallback, unsigned long most);

#endif
