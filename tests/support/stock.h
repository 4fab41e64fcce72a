/*
 * Stock git and ssh-keygen as judges: files in a folder of the test's own, and
 * programs run there without any configuration of whoever runs the test.
 */
#ifndef TESTS_SUPPORT_STOCK_H
#define TESTS_SUPPORT_STOCK_H

#include <stddef.h>

#include "core/buf.h"

/* A new folder under $TMPDIR; the caller frees the name. */
char *stock_folder(void);
void stock_write(const char *folder, const char *name, const void *bytes, size_t n);
void stock_read(const char *folder, const char *name, struct buf *out);

/* Runs a command of the shell in the folder. Standard output goes to out, which
 * may be NULL; standard error to the folder's file "stderr". Returns the exit
 * status. */
int stock_run(const char *folder, const char *command, struct buf *out);

#endif
