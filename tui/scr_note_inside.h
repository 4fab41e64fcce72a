/*
 * The inside of the note's screen, shared by scr_note.c, which has its keys and
 * its draft, and scr_note_draw.c. Nobody else includes it.
 */
#ifndef TUI_SCR_NOTE_INSIDE_H
#define TUI_SCR_NOTE_INSIDE_H

#include "core/drafts.h"
#include "tui/app.h"
#include "tui/editor.h"
#include "tui/note_draft.h"
#include "tui/picker.h"
#include "tui/scr_form.h"
#include "tui/scr_note.h"

/* What Ctrl+F offers: two kinds, and each follow-up to be taken out again. */
enum { PICK_ACTION, PICK_APPOINTMENT, PICK_FIXED };

struct note {
	struct screen screen;	/* first */
	struct desk *desk;
	struct file_ref ref;
	struct jal_id appointment;	/* zero: no report */
	struct jal_id record;	/* the note that is changed; zero: a new one */
	struct drafts_key key;
	bool open;		/* false while locked */
	bool resumed;
	bool has_draft;
	int64_t kept_at;	/* civil minutes of the last draft; 0: none since it was opened */
	struct note_draft draft;	/* but for the text, which is in the editor */
	struct editor editor;
	struct buf title;
	int64_t arrivals;	/* what had come into the vault when it was opened; 0: not open yet */
	struct buf under;	/* what came in on the dossier since; "" */
	struct picker picker;
	struct picker_choice choices[PICK_FIXED + NOTE_DRAFT_FOLLOWUPS_MAX];
	struct buf labels[NOTE_DRAFT_FOLLOWUPS_MAX];
	char codes[NOTE_DRAFT_FOLLOWUPS_MAX][8];
	bool marking;		/* the picker offers topics and what is sensitive */
	struct buf ticked;	/* their codes, for the picker */
	struct scr_form_sink sink;
};

/* Whether a note that was there is changed. */
bool scr_note_changes(const struct note *n);

void scr_note_title(const struct screen *s, struct buf *out);
void scr_note_tell(struct screen *s, struct tell *t);
void scr_note_draw(struct screen *s, struct canvas *c, const struct layout *l);

#endif
