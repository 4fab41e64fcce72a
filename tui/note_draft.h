/*
 * A note as it is being written, and its form in a draft. Knows no screen.
 */
#ifndef TUI_NOTE_DRAFT_H
#define TUI_NOTE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/edit.h"
#include "core/error.h"

#define NOTE_DRAFT_CHANNEL_MAX 32
#define NOTE_DRAFT_FOLLOWUPS_MAX 16

struct note_draft {
	int64_t started;	/* civil minutes: a new note's day, and what row 1 of it says */
	struct edit *note;	/* all but text and day; NULL when decoded of what an older program kept */
	char channel[NOTE_DRAFT_CHANNEL_MAX];	/* which had these instead: a code */
	bool confidential;
	struct buf text;
	size_t caret;
	struct edit *followups[NOTE_DRAFT_FOLLOWUPS_MAX];	/* of new actions and appointments */
	size_t n;
};

/* Wipes. Fine for a zeroed one. */
void note_draft_free(struct note_draft *d);
JAL_MUST enum jal_err note_draft_encode(const struct note_draft *d, struct buf *out);
/* out is overwritten, whatever is in it. JAL_ERR_CORRUPT. */
JAL_MUST enum jal_err note_draft_decode(const uint8_t *bytes, size_t n, struct note_draft *out);

/* The channel by which one meets at a place (a code; NULL). */
const char *note_draft_channel(const char *place);
/* Appends what a follow-up is: "Action : Confirmer la place, échéance 27/11/2026". */
JAL_MUST enum jal_err note_draft_describe(const struct edit *e, struct buf *out);

#endif
