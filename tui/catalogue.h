/*
 * A compiled catalogue of translations, as msgfmt writes it (GNU gettext manual,
 * "The Format of GNU MO Files"), looked up by source text. Which language is
 * wanted, i18n knows; there is no state here.
 *
 * libintl is not asked: since glibc 2.41 it translates nothing where the only
 * locale is C.UTF-8, which is what a machine has on which nobody made another.
 */
#ifndef TUI_CATALOGUE_H
#define TUI_CATALOGUE_H

#include <stddef.h>

#include "core/buf.h"
#include "core/error.h"

struct catalogue {
	struct buf bytes;    /* the file; empty: every text is its own translation */
	size_t count;
	size_t originals;    /* where the two tables begin */
	size_t translations;
};

#define CATALOGUE_INIT { .bytes = BUF_INIT }

/* Reads the file. JAL_ERR_SYNTAX when it is no such catalogue; else as fsio_read(). *out is untouched on failure. */
JAL_MUST enum jal_err catalogue_load(const char *path, struct catalogue *out);

void catalogue_free(struct catalogue *c);

/* The translation of text, or NULL; of a text with a plural, its form 0 or 1. Lives as long as the catalogue. */
const char *catalogue_find(const struct catalogue *c, const char *text, unsigned form);

#endif
