/*
 * People's names as lists, headings and the discreet mode show them, the key
 * that sorts them, and ages. Texts are UTF-8 in NFC; NULL and "" are absent names.
 */
#ifndef CORE_NAME_H
#define CORE_NAME_H

#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"

/* What a person is called: the usage name if there is one, else the birth name.
 * Either may be NULL; never NULL itself. Borrowed. */
const char *name_family(const char *usage_name, const char *birth_name);

/* Appends "LEFÈVRE Hélène": the family name in capitals that keep their accents. */
JAL_MUST enum jal_err name_list(const char *family, const char *first, struct buf *out);
/* Appends "H. L.", for when others can see the screen. */
JAL_MUST enum jal_err name_initials(const char *family, const char *first, struct buf *out);

/* Appends the key under which a name sorts: bytewise order is that of a French
 * list, without accents, case, apostrophes and hyphens; the family name decides
 * first. JAL_ERR_SYNTAX when a name is not UTF-8. */
JAL_MUST enum jal_err name_sort_key(const char *family, const char *first, struct buf *out);

/* Whole years on that day; -1 when born is RECORD_NO_DATE (unknown) or later. Dates
 * as in core/date.h. */
int name_age(int32_t born, int32_t today);

#endif
