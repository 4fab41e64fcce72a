/*
 * A file whose format is found by looking, read by the part that knows it.
 */
#ifndef READ_READ_H
#define READ_READ_H

#include "read/out.h"

/* Reads the file from its beginning, whatever the descriptor's place; the descriptor stays the caller's. wanted: which
 * sheet, from 0; below 0: the first that is shown. A failure is o's too. */
enum foreign_end read_file(int fd, long wanted, struct out *o);

#endif
