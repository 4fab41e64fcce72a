/*
 * The appointments of one day. Knows nothing of how they are told.
 */
#ifndef CORE_AGENDA_H
#define CORE_AGENDA_H

#include <stdint.h>

#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

struct agenda_item {
	struct jal_id dossier;
	struct jal_id appointment;
	int64_t starts;		/* civil minutes */
	int minutes;		/* 0 when it is not said */
	const char *place;	/* a code of vocabulary appointment_place; NULL */
	const char *family, *first;	/* as the list shows them; NULL */
};

/* Those of that day in a caseload that take time: not the cancelled or excused ones,
 * nor the archived. By hour. each borrows the item for the call. */
JAL_MUST enum jal_err agenda_day(struct db *db, const struct jal_id *caseload, int32_t day,
				 enum jal_err (*each)(void *ctx, const struct agenda_item *item), void *ctx);

extern const struct db_sql agenda_sql;

#endif
