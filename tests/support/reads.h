/*
 * For tests of core/check: what one typed text becomes. The day is Tuesday
 * 24 November 2026.
 */
#ifndef TESTS_SUPPORT_READS_H
#define TESTS_SUPPORT_READS_H

#include "core/check.h"

#define READS_TODAY 20781	/* 2026-11-24 */

struct read {
	enum jal_err err;
	struct check_result result;
	char plain[512];	/* the value's stable form; the elements of a set joined by `|`; "" when empty */
	char say[512];		/* the sentence in French, "" when fine */
};

struct read reads(enum field field, const char *text, enum check_source source);

/* Typed in a form: the value and no remark; the value and a warning; refused.
 * `words` must occur in the sentence. Each fails the test otherwise. */
void reads_as(enum field field, const char *text, const char *plain);
void reads_with_warning(enum field field, const char *text, const char *plain, const char *words);
void reads_not(enum field field, const char *text, const char *words);
/* Refused, with this proposal, which is itself accepted. */
void reads_proposal(enum field field, const char *text, const char *proposal);

#endif
