/*
 * The list of dossiers: sorted, filtered and searched, one window at a time, so
 * that its cost follows the window and not the number of dossiers. It reads the
 * list_row table, which the journal keeps up in the same transaction as the
 * records. Knows nothing of the screen.
 */
#ifndef CORE_CASELOAD_H
#define CORE_CASELOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/db.h"
#include "core/error.h"
#include "core/id.h"
#include "core/record.h"
#include "core/tasks.h"

enum caseload_sort {
	CASELOAD_BY_URGENCY,	/* what is due first comes first; then without anything due, by name */
	CASELOAD_BY_NAME,
	CASELOAD_BY_LAST_CONTACT,	/* never, then longest ago */
	CASELOAD_BY_CONTRACT_END,	/* soonest first; without contract last */
	CASELOAD_BY_TOWN,
	CASELOAD_SORT_COUNT
};

/* Every condition must hold. Zero-initialised: active dossiers, by urgency. */
struct caseload_query {
	const char *text;	/* as typed; NULL or "": all. See core/search.h for the words' rules */
	enum caseload_sort sort;
	bool archived;		/* the archived ones instead of the active ones */
	bool mine;		/* whose lead is this vault's member, or, before admission, any of the own caseload */
	bool conflicts;		/* only with a field in conflict */
	bool unsent;		/* only with something not proved received */
	struct jal_id caseload;	/* only of this one; zero: all that are held */
};

/* A line of the list. Texts "" and dates RECORD_NO_DATE when there is none. */
struct caseload_row {
	struct jal_id dossier;
	struct jal_id caseload;
	struct jal_id lead;		/* the professional's (member's) id; zero: none */
	char number[ID_NUMBER_MAX];	/* as short as it can be: six characters, more when two are alike */
	const char *name;		/* usage name, or birth name, as written */
	const char *birth_name;		/* when a usage name is shown; else "" */
	const char *first_name;
	const char *town;
	const char *phone;		/* E.164 as stored */
	const char *stage;		/* code of vocabulary pathway_status */
	const char *contract;		/* code of vocabulary contract_status of the contract shown */
	int32_t birth_date;
	int32_t contract_end;
	int32_t last_contact;
	int64_t next_appointment;	/* civil minutes; RECORD_NO_NUMBER when none */
	int32_t urgency;		/* the day of what is to be done first: that with the strongest sign */
	enum tasks_kind urgency_kind;
	enum tasks_sign sign;		/* relative to today as given to caseload_open */
	bool archived;
	bool conflict;
	bool unsent;
};

struct caseload_view;

/* today: the civil date there (clock_today). Nothing is read yet. */
JAL_MUST enum jal_err caseload_open(struct db *db, int32_t today, struct caseload_view **out);
void caseload_close(struct caseload_view *v);

/* Answers a query: the number of dossiers that match. Cheap; call it again after
 * each key, each save, each synchronisation. */
JAL_MUST enum jal_err caseload_find(struct caseload_view *v, const struct caseload_query *q, size_t *count);

/* Gets ready for words to come with the last query's order and filter, which the
 * first of them would otherwise wait for (25 ms at 100,000 dossiers). To be called
 * when nobody waits. */
JAL_MUST enum jal_err caseload_prepare(struct caseload_view *v);

/* Rows [first, first + n) of the last answer, fewer at its end. Borrowed until
 * the next call on v. */
JAL_MUST enum jal_err caseload_window(struct caseload_view *v, size_t first, size_t n, const struct caseload_row **rows,
				      size_t *count);

/* Where that dossier stands in the last answer, so that the cursor stays on the
 * same person. JAL_ERR_NOT_FOUND when it is not in it. */
JAL_MUST enum jal_err caseload_place(struct caseload_view *v, const struct jal_id *dossier, size_t *at);

/* How many the same words would find among the archived ones (an empty answer
 * offers them). */
JAL_MUST enum jal_err caseload_archived_too(struct caseload_view *v, size_t *count);

/* One dossier's line, whatever the query; JAL_ERR_NOT_FOUND. Borrowed as above. */
JAL_MUST enum jal_err caseload_row(struct caseload_view *v, const struct jal_id *dossier,
				   const struct caseload_row **row);

/* The dossier's shown number: six Crockford characters, more when two dossiers
 * held here begin alike. out holds ID_NUMBER_MAX bytes. */
JAL_MUST enum jal_err caseload_number(struct db *db, const struct jal_id *dossier, char out[ID_NUMBER_MAX]);

/* The one dossier that text names: the beginning of its id in hex (at least 4
 * digits) or of its number (at least 4 characters, any case, I and L read as 1,
 * O as 0). JAL_ERR_NOT_FOUND; JAL_ERR_EXISTS when several begin so. caseload (may
 * be NULL) gets where it lives. */
JAL_MUST enum jal_err caseload_named(struct db *db, const char *text, struct jal_id *dossier,
				     struct jal_id *caseload);

#endif
