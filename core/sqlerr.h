/*
 * What SQLite's result codes mean here. Never looks at SQLite's own messages,
 * which may quote what someone typed.
 */
#ifndef CORE_SQLERR_H
#define CORE_SQLERR_H

#include "core/diag.h"
#include "core/error.h"

/* Our code for one of SQLite's (extended) result codes. */
JAL_MUST enum jal_err sqlerr_of(int code);

/* Fills diag, unless it already says something, with a sentence for err which
 * came with that code: full disk, damaged file, or a general one with the code.
 * Returns err. */
JAL_MUST enum jal_err sqlerr_explain(int code, enum jal_err err, struct diag *diag);

#endif
