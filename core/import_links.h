/*
 * Who accompanies a person and where, as a line of a file says it: e-mails of
 * members become assignments, the name of a known structure an orientation. What
 * is not known here is a warning, never a guess.
 */
#ifndef CORE_IMPORT_LINKS_H
#define CORE_IMPORT_LINKS_H

#include "core/import_inside.h"

#define IMPORT_TEAM_MAX 8

/* What a line names, found. */
struct import_team {
	struct jal_id member[IMPORT_TEAM_MAX];
	size_t count;
	struct jal_id structure;	/* zero: none */
};

struct import_links;

/* Reads members, structures, assignments and open orientations, those of them
 * that the file's columns ask for. */
JAL_MUST enum jal_err import_links_open(struct import_run *run, struct import_links **out);
void import_links_free(struct import_links *l);

/* What the line in hand names. What is not known here is a remark. */
JAL_MUST enum jal_err import_links_find(struct import_links *l, struct import_read *read, struct import_team *out);

/* For a dossier being opened (its lead is the first member named): the further
 * assignments and the orientation. To be called before o->dossier and
 * o->pathway are put, and import_links_put after. extra gets the edits, at most
 * IMPORT_TEAM_MAX + 1; the caller frees them. */
JAL_MUST enum jal_err import_links_new(struct import_links *l, const struct casework_place *place,
				       const struct import_team *team, struct casework_opening *o,
				       struct edit **extra, size_t *count);
/* For a dossier that is known: what is not there yet. A dossier that is oriented
 * to another structure keeps that, with a warning. */
JAL_MUST enum jal_err import_links_known(struct import_links *l, struct import_run *run, const struct import_team *team,
					 const struct jal_id *caseload, const struct jal_id *dossier,
					 struct edit **extra, size_t *count);

extern const struct db_sql import_links_sql;

#endif
