/* The data dictionary, docs/data-dictionary.md, written from the model's tables. */
#ifndef TESTS_SUPPORT_DICTIONARY_H
#define TESTS_SUPPORT_DICTIONARY_H

#include "core/buf.h"
#include "core/error.h"

/* Appends the whole page, Markdown, UTF-8. */
JAL_MUST enum jal_err dictionary_write(struct buf *out);

#endif
