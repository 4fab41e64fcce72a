/*
 * The language of a PDF, which cairo has no call for: readers that speak choose
 * their voice by it. Knows the few lines of a file that cairo ends with.
 */
#ifndef PRINT_LANG_H
#define PRINT_LANG_H

#include "core/buf.h"
#include "core/error.h"

/*
 * Appends an update (ISO 32000-1, 7.5.6) with the catalogue once more, now saying the
 * language (letters and "-" only, else nothing is done) and that the title stands for
 * the file's name. A file that ends in another way stays as it is. Only JAL_ERR_NOMEM.
 */
JAL_MUST enum jal_err lang_add(struct buf *pdf, const char *lang);

#endif
