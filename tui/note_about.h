/*
 * What is said about a note besides its text: how one met, for whom it is, what
 * it is about, what in it is sensitive. Shown and changed in the note's edit.
 * Knows no screen.
 */
#ifndef TUI_NOTE_ABOUT_H
#define TUI_NOTE_ABOUT_H

#include "core/buf.h"
#include "core/edit.h"
#include "core/error.h"
#include "tui/canvas.h"
#include "tui/layout.h"
#include "tui/note_draft.h"
#include "tui/picker.h"
#include "tui/tell.h"

/* A new note begins so: an edit that holds a channel and the team as its readers. */
JAL_MUST enum jal_err note_about_begin(const struct jal_id *caseload, const struct jal_id *dossier, const char *channel,
	struct edit **out);

/* Makes the note of a draft that an older program kept. */
JAL_MUST enum jal_err note_about_older(const struct jal_id *caseload, const struct jal_id *dossier, struct note_draft *d);
/* Whether the note of a draft, saved as it is, would be folded. */
bool note_about_folded(const struct note_draft *d);

/* Draws it over r, `when` before it, with topics and what is sensitive: two rows
 * where it is narrow or there are such, else one. Returns the rows; *used gets the
 * columns of the first. */
int note_about_draw(const struct edit *note, const char *when, struct canvas *c, struct rect r, int *used);
/* The same in lines. */
void note_about_tell(const struct edit *note, const char *when, struct tell *t);
/* A translated sentence of what the visibility is worth. Static. */
const char *note_about_promise(const struct edit *note);

/* The next code of the field's vocabulary, after the last the first. */
JAL_MUST enum jal_err note_about_next(struct edit *note, enum field field);

/* What can be ticked: what is sensitive, then topics. Static. */
const struct picker_choice *note_about_choices(size_t *n);
/* Puts in or out what such a choice's code stands for. */
JAL_MUST enum jal_err note_about_tick(struct edit *note, const char *code);
/* Appends the codes that are ticked, a \n after each. */
JAL_MUST enum jal_err note_about_ticked(const struct edit *note, struct buf *out);

#endif
