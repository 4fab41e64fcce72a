/*
 * The fate of each line, in one sentence, and as a table in a text file that can
 * be sent back to whoever made the import's file: it holds line numbers and
 * reasons, nothing about people.
 */
#ifndef CORE_IMPORT_REPORT_H
#define CORE_IMPORT_REPORT_H

#include "core/buf.h"
#include "core/import.h"

/* "created": stable, for JSON. Static. */
const char *import_report_code(enum import_fate fate);
/* « Créée » : N_(). Static. */
const char *import_report_label(enum import_fate fate);

/* Appends the sentence of a line's fate, with the fields that were changed.
 * translate may be NULL. */
JAL_MUST enum jal_err import_report_sentence(const struct import_line *line, const char *(*translate)(const char *),
					     struct buf *out);
/* Appends « Colonne : raison » of one remark. */
JAL_MUST enum jal_err import_report_remark(const struct import_remark *remark, const char *(*translate)(const char *),
					   struct buf *out);

/* A report being written, beside its place until it is whole. */
struct import_report;
/* JAL_ERR_IO with a sentence. */
JAL_MUST enum jal_err import_report_open(const char *path, const char *(*translate)(const char *),
					 struct import_report **out, struct diag *why);
JAL_MUST enum jal_err import_report_line(struct import_report *r, const struct import_line *line);
/* Puts it in its place (mode 0600), replacing what was there; and frees. */
JAL_MUST enum jal_err import_report_close(struct import_report *r, struct diag *why);
/* Forgets it. NULL is fine. */
void import_report_drop(struct import_report *r);

#endif
