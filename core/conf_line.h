/* What conf.c and conf_store.c ask of conf_line.c: one line of an INI file, as iniparser would read it. */
#ifndef CORE_CONF_LINE_H
#define CORE_CONF_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum conf_line_kind {
	CONF_LINE_NOTHING,	/* empty, or a comment */
	CONF_LINE_SECTION,	/* name */
	CONF_LINE_VALUE,	/* name, value: where it begins and ends, quotes included */
	CONF_LINE_BAD,		/* problem */
	CONF_LINE_BAD_SECTION,	/* problem; what follows belongs to no known section */
};

/* Pointers are into the line. */
struct conf_line {
	enum conf_line_kind kind;
	const char *problem;
	const char *name, *value;
	size_t name_len, value_len;
};

/* The line of text at *at, without its line break; moves *at past that. false at the end. */
bool conf_line_next(const char *text, size_t n, size_t *at, const char **line, size_t *len);

/* What a line says; its texts are borrowed from the line. */
struct conf_line conf_line_parse(const char *line, size_t len);

#endif
