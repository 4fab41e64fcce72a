/*
 * Taking data out for other programs: from the list the dossiers it shows, all that
 * is held on the current person, the appointments to come; these from the agenda too. One form of two
 * fields, under the sentence that it is not encrypted.
 */
#ifndef TUI_SCR_EXPORT_H
#define TUI_SCR_EXPORT_H

#include "core/caseload.h"
#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* person: the current one; NULL: none. q: what the list shows; its text is copied. NULL when
 * out of memory. */
struct screen *scr_export_new(struct desk *desk, const struct file_ref *person, struct caseload_query q);
/* The same from the agenda: the appointments to come, with initials or with names. */
struct screen *scr_export_calendar_new(struct desk *desk);

#endif
