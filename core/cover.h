/*
 * What of a dossier is not shown until someone asks for it: sensitive fields; what a
 * note says that is not for all eyes; what follows from such a note; which barrier a
 * confidential one is, and how strong. One rule for screens, commands and papers.
 * Knows nothing of how it is asked for, nor of the trace that this leaves
 * (core/casework).
 */
#ifndef CORE_COVER_H
#define CORE_COVER_H

#include <stdbool.h>

#include "core/db.h"
#include "core/journal.h"
#include "core/record.h"

/*
 * Whether what was ever written into a field of a record is covered, whatever it holds
 * now. NULL, a blank record, a note that is not here: covered if it ever may be, since
 * nobody can tell any more. What can't be read is covered too.
 *
 * What follows from a note is named by its `note` field: a follow-up, an appointment,
 * an action. An action under a goal is part of a contract, which two people sign: it is
 * not covered. Where and when an appointment takes place never is: one must get there.
 */
bool cover_field(struct db *db, const struct record *r, enum field field);
/* The same for the value that the record holds; false where it holds none. Sets too. */
bool cover_value(struct db *db, const struct record *r, enum field field);
/* The same for a record that is not at hand, such as a line of a history is about. */
bool cover_past(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier, enum entity entity,
		const struct jal_id *id, enum field field);

/* What stands in the place of what follows from a confidential note. N_(). */
const char *cover_label(void);

/*
 * The same in SQL: whether the text of what follows from a note is covered. note: the
 * expression that has the note's id; r: j_record's row of what follows from it must
 * be at hand under that name.
 */
#define COVER_OPEN_NOTE(n) n ".text IS NOT NULL AND coalesce(" n ".visibility, 'team') = 'team' AND " n ".sensitive IS NULL"
#define COVER_FOLLOWS(note)                                                                                       \
	"(" note " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM j_record cr JOIN note cn ON cn.rid = cr.rid"         \
	" WHERE cr.fid = r.fid AND cr.entity = 14 AND cr.id = " note " AND " COVER_OPEN_NOTE("cn") "))"

extern const struct db_sql cover_sql;

#endif
