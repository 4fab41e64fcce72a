/*
 * Every table of statements in core, so that a test can prepare them all. A
 * module that has one adds a line to statements.c; those that the model makes
 * while running are not here.
 */
#ifndef CORE_STATEMENTS_H
#define CORE_STATEMENTS_H

#include <stddef.h>

#include "core/db.h"

extern const struct db_sql *const statements_all[];
extern const size_t statements_count;

#endif
