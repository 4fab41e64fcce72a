/*
 * The blocks of a paper as rows on pages: sizes, indents, what stays with what
 * follows. Knows nothing of what the blocks tell.
 */
#ifndef PRINT_BLOCKS_H
#define PRINT_BLOCKS_H

#include "print/sheet.h"

/* All of the sheet's paper. */
void blocks_fill(struct sheet *s);

#endif
