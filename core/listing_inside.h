/* The inside of the list's lines, shared by listing.c and listing_line.c. Nobody else includes it. */
#ifndef CORE_LISTING_INSIDE_H
#define CORE_LISTING_INSIDE_H

#include "core/buf.h"
#include "core/listing.h"
#include "core/tasks.h"

enum listing_text {
	LISTING_NAME,
	LISTING_BIRTH_NAME,
	LISTING_FIRST_NAME,
	LISTING_TOWN,
	LISTING_PHONE,
	LISTING_STAGE,
	LISTING_CONTRACT,
	LISTING_TEXTS
};

/* A line as it is put together. Texts lie in one buffer, 0 for none. */
struct listing_line {
	int64_t fid, cid;
	struct jal_id dossier, caseload, lead;
	bool has_lead, archived, hidden, conflict, mine;
	uint32_t kinds;		/* which entities there are, a bit for each wire number below 32 */
	struct buf texts;
	size_t at[LISTING_TEXTS];	/* offset + 1 */
	int64_t birth_date, contract_end, last_contact, entered;
	struct tasks_due other;	/* the most urgent but for who was in touch when */
	struct tasks_due due;	/* of all */
	bool over;		/* out of the pathway: nothing is urgent */
};

#define LISTING_LINE_INIT(which) \
	((struct listing_line){ .fid = (which), .birth_date = LISTING_NEVER, .contract_end = LISTING_NEVER, \
				.last_contact = LISTING_NEVER, .entered = LISTING_NEVER })

/* NULL for none. */
const char *listing_line_text(const struct listing_line *l, enum listing_text which);

/* Sums all of it up. dossier is zero when the folder has none. */
JAL_MUST enum jal_err listing_line_read(struct db *db, const struct listing_owner *owner,
					const struct listing_change *change, struct listing_line *l);

/* Whether what was written can change no more of a line than its days (contact,
 * urgency), `own` and whether something is in conflict. */
bool listing_line_days_only(const struct listing_change *change);
/* Sums up those; l->archived is given. */
JAL_MUST enum jal_err listing_line_read_days(struct db *db, struct listing_line *l);

/* Whether all that was written is one new note. */
bool listing_line_new_note(const struct listing_change *change);
/* With that note: l->last_contact is when someone was in touch before, l->other is given. l->conflict: there is
 * something to settle about the note itself. */
JAL_MUST enum jal_err listing_line_add_note(struct db *db, const struct listing_change *change, struct listing_line *l);

extern const struct db_sql listing_line_sql;

#endif
