/*
 * The desk that the working screens share: an open vault's journal, who sits at
 * it, the clock, how things are shown, and the saves of this session with the
 * sentence that tells each. It outlives a lock, during which it is closed. Knows
 * no screen: screens are given a desk, the host opens and closes it.
 */
#ifndef TUI_DESK_H
#define TUI_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/agenda_free.h"
#include "core/buf.h"
#include "core/clock.h"
#include "core/db.h"
#include "core/diag.h"
#include "core/drafts.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/format.h"
#include "core/id.h"
#include "core/journal.h"
#include "core/roster.h"

struct desk;

/* What app_broadcast carries: a struct desk_event. */
enum desk_event_kind {
	DESK_CHANGED,	/* records changed under the screens: a synchronisation, an import, an undo */
	DESK_SAVED,	/* a screen saved something; the one it leaves to loads anyway */
	DESK_SHOWN,	/* only how things are shown: discreet mode, language */
	DESK_NEWS,	/* what the worker does went on or ended: see host.h; no record changed */
};

struct desk_event {
	enum desk_event_kind kind;
	struct jal_id record;	/* DESK_SAVED: what was saved, for the cursor to stand on; zero: nothing */
};

/* clock must outlive the desk. Closed at first. */
JAL_MUST enum jal_err desk_new(const struct jal_clock *clock, struct desk **out);
void desk_free(struct desk *d);

/* Opens it on the screen's database handle, which stays the caller's and must
 * stay open until desk_close. */
JAL_MUST enum jal_err desk_open(struct desk *d, struct db *db, struct diag *why);
/* Wipes what it knows: for locking and quitting. That the session's saves can be
 * undone is remembered until desk_free, their sentences are not. Fine when
 * closed. */
void desk_close(struct desk *d);
bool desk_is_open(const struct desk *d);

/* Reads the roster again: after a synchronisation, before broadcasting it. */
JAL_MUST enum jal_err desk_refresh(struct desk *d);

/* ---- what a screen works with, while it is open; borrowed ---- */

/* Of the vault that is open. */
struct journal *desk_journal(const struct desk *d);
struct db *desk_db(const struct desk *d);
const struct jal_clock *desk_clock(const struct desk *d);
int32_t desk_today(const struct desk *d);
/* The NEED_… bits that hold whatever the screen: for app_host.have. */
unsigned desk_have(const struct desk *d);

/* ---- who ---- */

const struct roster_territory *desk_territory(const struct desk *d);
/* This vault's member; zero before it was admitted. */
const struct jal_id *desk_member(const struct desk *d);
/* The members (professionals), by number; NULL past the last one. Borrowed. */
const struct roster_member *desk_member_at(const struct desk *d, size_t i);
/* A member's (a professional's) name, "" when not known. */
const char *desk_member_name(const struct desk *d, const struct jal_id *member);
/* Who writes with that device: a name; "vous" for this one while it has none;
 * "" when not known. */
const char *desk_device_name(const struct desk *d, const struct jal_id *device);

/* ---- how things are shown ---- */

/* Labels, dates and money in the language in force. */
struct format desk_format(void);
/* Discreet: others can see the screen. Then names are initials, phones are not
 * shown, and only the current file is. */
bool desk_discreet(const struct desk *d);
/* Others can see the screen: whether a field may name, reach or find someone. */
bool desk_hides(const struct desk *d, const struct model_field *field);
void desk_set_discreet(struct desk *d, bool discreet);
/* Appends "LEFÈVRE Hélène", or "H. L." in discreet mode. */
JAL_MUST enum jal_err desk_name(const struct desk *d, const char *family, const char *first, struct buf *out);

/* The hours at which someone works here, for what is free: the usual ones until
 * the host says others. Borrowed. */
const struct agenda_hours *desk_hours(const struct desk *d);
void desk_set_hours(struct desk *d, const struct agenda_hours *hours);

/* A dossier that a form just made, for the list to stand on when it is seen
 * again; taken once. */
void desk_show(struct desk *d, const struct jal_id *dossier);
bool desk_take_shown(struct desk *d, struct jal_id *out);

/* ---- writing ---- */

/*
 * Writes several edits in one transaction (empty ones are skipped), and drops
 * the draft that they were typed in (NULL: none) in the same one, so that it
 * goes exactly when the save is on disk. said names the save for undo: a
 * translated noun phrase, "note sur LEFÈVRE Hélène". On error nothing was written
 * and the draft stays.
 */
JAL_MUST enum jal_err desk_write(struct desk *d, struct edit *const *edits, size_t count,
	const struct drafts_key *draft, const char *said, struct diag *why);

/* The record of the first edit of the last save; zero: there was none. */
struct jal_id desk_saved(const struct desk *d);

/* Takes the last save of this session back; appends what it was to said.
 * JAL_ERR_NOT_FOUND when nothing is left; JAL_ERR_EXISTS when someone wrote over
 * it since (that save is passed over, and nothing was changed). */
JAL_MUST enum jal_err desk_undo(struct desk *d, struct buf *said, struct diag *why);

#endif
