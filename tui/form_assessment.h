/*
 * The form of an assessment: what the person wishes, what they can count on, what was
 * looked at. A new one starts from the last one. Levels are set on the tab, by a key.
 */
#ifndef TUI_FORM_ASSESSMENT_H
#define TUI_FORM_ASSESSMENT_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* id NULL: a new one. NULL when out of memory. */
struct screen *form_assessment_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id);

#endif
