/*
 * A spreadsheet's number as a person sees it: a day, a time, leading zeros. The rules are those of ECMA-376, part 1,
 * §18.8.30 (number formats) and §18.17.4 (days as numbers), as far as tables of people and places use them. Knows no
 * file.
 */
#ifndef READ_NUMBER_H
#define READ_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* What a number format makes of a number. */
struct number_format {
	bool day, time;
	unsigned char digits;	/* at least so many, with zeros before; 0: as it is */
};

#define NUMBER_SHOWN_MAX 48

/* One of the formats that have a number and no code, as Excel in French shows them. */
struct number_format number_builtin(unsigned long id);
/* From a format's code: « dd/mm/yyyy », « 00000 », « 0#" "##" "## ». */
struct number_format number_of_code(const char *code);

/* text: a number as XML holds it, with a point, perhaps with an exponent. Days count from 1904 in some files. A number
 * that is no day where one is due, or too large for a table, is left as it is written. False when text is no number;
 * else out is a text of *n bytes. */
bool number_show(const char *text, struct number_format f, bool from_1904, char out[NUMBER_SHOWN_MAX], size_t *n);

#endif
