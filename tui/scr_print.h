/*
 * Printing from the screen: which paper, into which file, with the sentence that it
 * is not encrypted. Lays out and writes when it is told to; what came of it is said
 * on the message line.
 */
#ifndef TUI_SCR_PRINT_H
#define TUI_SCR_PRINT_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/papers.h"
#include "tui/screen.h"

/* What it opens with; what else can be printed of the same is offered beside it. */
struct scr_print_aim {
	enum papers_kind kind;
	struct jal_id contract;		/* zero: the dossier's current one */
	struct jal_id appointment;	/* zero: no slip is offered */
	enum timeline_kind shown;	/* of the time line; TIMELINE_KINDS: all of it */
	int32_t day;			/* any of the week; RECORD_NO_DATE: no week is offered */
};

/* ref: whose; NULL: nobody's (an agenda). NULL when out of memory. */
struct screen *scr_print_new(struct desk *desk, const struct file_ref *ref, const struct scr_print_aim *aim);

#endif
