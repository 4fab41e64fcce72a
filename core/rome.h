/*
 * Look-ups in the ROME, France Travail's directory of jobs (core/rome.def).
 */
#ifndef CORE_ROME_H
#define CORE_ROME_H

#include <stdbool.h>
#include <stddef.h>

#define ROME_CODE_MAX 6	/* a letter, four digits and a NUL */

struct rome_job {
	const char *code;
	const char *label;	/* French */
};

/* NULL when the directory has no such code (capital letter). Static. */
const char *rome_label(const char *code);
/* Finds the first ROME code in a text: a letter A to N (in either case) and four
 * digits that no letter or digit touches. Writes it in capitals; *end gets the
 * offset behind it. */
bool rome_in_text(const char *s, size_t n, char code[ROME_CODE_MAX], size_t *end);

#endif
