/*
 * What makes a dossier, put together in one place for screens, commands and
 * imports: the person, the lead referent and the pathway that it is opened with, in
 * one transaction; and what is to be written before a dossier's masked values are shown.
 * Knows nothing of how it was asked for.
 */
#ifndef CORE_CASEWORK_H
#define CORE_CASEWORK_H

#include "core/clock.h"
#include "core/diag.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/journal.h"

/* The edits of a new dossier in this member's caseload: the dossier itself, its
 * person, and the lead assignment of this member; the caller fills the person's
 * fields, then casework_open_dossier writes all of it in one transaction. */
struct casework_opening {
	struct edit *dossier;
	struct edit *person;
	struct edit *lead;
	struct edit *pathway;
};
JAL_MUST enum jal_err casework_opening_new(struct journal *j, const struct jal_clock *clock,
					    struct casework_opening *out, struct diag *diag);

/* The same in two steps, for many openings (an import): where they go and who
 * opens them, read once; then the edits, lead by that member (NULL: nobody). */
struct casework_place {
	struct jal_id caseload;
	struct jal_id common;
	struct jal_id member;	/* zero before a territory is joined */
	int32_t today;
};
JAL_MUST enum jal_err casework_place_read(struct journal *j, const struct jal_clock *clock, struct casework_place *out,
					   struct diag *diag);
JAL_MUST enum jal_err casework_opening_at(const struct casework_place *place, const struct jal_id *lead,
					   struct casework_opening *out);

/* A new assignment of a member to a dossier, from place->today on. The caller frees out. */
JAL_MUST enum jal_err casework_assign(const struct casework_place *place, const struct jal_id *caseload,
				      const struct jal_id *dossier, const struct jal_id *member, struct edit **out);

/* Frees the edits. Fine for a zeroed one. */
void casework_opening_free(struct casework_opening *o);
/* Writes all of it in one save; the edits stay the caller's. Errors of journal_write. */
JAL_MUST enum jal_err casework_open_dossier(struct journal *j, struct casework_opening *o, struct diag *diag);

/* Before covered values of a dossier (core/cover) are shown in clear: the journal says
 * which fields of it have one, in one operation; by whom and when is the operation's. When
 * it can't be written nothing may be shown. Nothing is written when there is none. */
JAL_MUST enum jal_err casework_disclose_all(struct journal *j, const struct jal_id *caseload,
					    const struct jal_id *dossier, struct diag *diag);
/* Every record of a dossier but what its documents hold, entity by entity; each as in journal_each. */
JAL_MUST enum jal_err casework_each(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				    enum jal_err (*each)(void *ctx, struct record *r), void *ctx);

/* Dossiers of the own caseload opened before this vault had a member: this
 * member becomes their lead. *made gets how many. */
JAL_MUST enum jal_err casework_take_leads(struct journal *j, const struct jal_clock *clock, size_t *made,
					  struct diag *diag);

/* An edit of a dossier's own record (its lead, whether it is archived), which is made when nothing of
 * it was written yet. The caller frees out. */
JAL_MUST enum jal_err casework_dossier(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				       struct edit **out);
/* The person of a dossier, loaded: the record that was emptied when nothing else is left,
 * so that it can be filled in again. JAL_ERR_NOT_FOUND with a sentence when there never
 * was one here. */
JAL_MUST enum jal_err casework_person(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				      struct record **out, struct diag *diag);

#endif
