/*
 * How values are shown to people: labels for codes, dates day first, money with
 * its sign, phones by pairs, identity numbers in groups or masked. The stable
 * form for files and commands is value_plain()'s, not this.
 *
 * Text that came from elsewhere is made inert (core/text.h), so what is appended
 * can go to any screen.
 */
#ifndef CORE_FORMAT_H
#define CORE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/model.h"
#include "core/value.h"

struct format {
	/* From the French source text to the reader's language; NULL: French. */
	const char *(*translate)(const char *text);
	bool english;	/* 1,190.50 and 9:30 instead of 1 190,50 and 9h30 */
};

/* Appends the value of a field that is not a set; nothing for an empty one. A
 * ref is its dossier-like number of six characters: whoever shows it knows the
 * record's name. Sensitive fields are shown in clear: see format_masked. */
JAL_MUST enum jal_err format_value(const struct format *f, const struct model_field *field, const struct value *v,
				   struct buf *out);
/* A number of bytes: "812 o", "81 Kio", "2,4 Mio". */
JAL_MUST enum jal_err format_size(const struct format *f, int64_t bytes, struct buf *out);
/* The elements of a set, in the order given, separated by ", ". */
JAL_MUST enum jal_err format_elements(const struct format *f, const struct model_field *field,
				      const char *const *elements, size_t count, struct buf *out);

/* As format_value for a field that is not sensitive; else what may stand on the
 * screen until someone asks: `1 85 07 •• ••• •••`, the last two characters of
 * other numbers, dots. */
JAL_MUST enum jal_err format_masked(const struct format *f, const struct model_field *field, const struct value *v,
				    struct buf *out);

/* One code or element: its label, translated; a code that this program does not
 * know as it stands. */
JAL_MUST enum jal_err format_code(const struct format *f, enum vocab vocab, const char *code, size_t len,
				  struct buf *out);

/* 1 234 567 with no-break spaces; 1,234,567 in English. */
JAL_MUST enum jal_err format_number(const struct format *f, int64_t n, struct buf *out);
/* E.164 as it is dialled in France, by pairs; other countries' as it stands. */
JAL_MUST enum jal_err format_phone(const char *e164, size_t len, struct buf *out);
/* "mar. 24/11", "mar. 24/11/2026" with the year. */
JAL_MUST enum jal_err format_day(const struct format *f, int32_t date, bool year, struct buf *out);
/* As a letter has it: "mardi 24 novembre 2026", "1er décembre 2026" without the
 * day of the week. Number and month stay on one line. */
JAL_MUST enum jal_err format_long_day(const struct format *f, int32_t date, bool weekday, struct buf *out);
/* "mardi 24 novembre 2026 à 9 h 30", "… à 14 h". */
JAL_MUST enum jal_err format_long_time(const struct format *f, int64_t time, struct buf *out);
/* "mar. 24/11/2026 9h30". */
JAL_MUST enum jal_err format_time(const struct format *f, int64_t time, struct buf *out);

#endif
