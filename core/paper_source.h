/*
 * What the papers on one dossier have in common: whose it is, how the territory is
 * called, how values are put. Shared by core/paper_*.c.
 */
#ifndef CORE_PAPER_SOURCE_H
#define CORE_PAPER_SOURCE_H

#include "core/id.h"
#include "core/paper_kinds.h"
#include "core/record.h"
#include "core/roster.h"

struct paper_source {
	const struct paper_ask *ask;
	struct roster_territory territory;
	struct record *about;			/* the territory's own record; NULL */
	struct record *self, *person;		/* NULL when there is none */
	char number[ID_NUMBER_MAX];
	struct buf name;			/* "LEFÈVRE Hélène"; "Dossier L0412X" without a name */
	int32_t today;
};

/* dossier: false for papers about nobody. JAL_ERR_NOT_FOUND with a sentence when the
 * dossier is not here. */
JAL_MUST enum jal_err paper_source_open(const struct paper_ask *ask, bool dossier, struct paper_source *out,
					struct diag *why);
void paper_source_close(struct paper_source *s);

/* A paper of that name (N_()), with what stands on every page. */
JAL_MUST enum jal_err paper_source_start(const struct paper_source *s, const char *name, int32_t day,
					 struct paper **out);

/* Appends a field as people read it: labels, dates, sets, references in words. In clear. */
JAL_MUST enum jal_err paper_source_value(const struct paper_source *s, const struct record *r, enum field field,
					 struct buf *out);
/* The same, days and times as a letter has them ("mardi 24 novembre 2026 à 9 h 30"):
 * for lines, where the other is for cells. */
JAL_MUST enum jal_err paper_source_long(const struct paper_source *s, const struct record *r, enum field field,
					struct buf *out);
/* The field with its label, as paper_source_long has it; nothing when it is empty. r NULL: nothing. */
void paper_source_field(const struct paper_source *s, struct paper *p, const struct record *r, enum field field);
/* The same under a label of the paper's own (N_()). */
void paper_source_field_as(const struct paper_source *s, struct paper *p, const char *label, const struct record *r,
			   enum field field);

/* A sentence (N_()) with %1 and %2 put in. */
void paper_source_put(struct paper *p, struct buf *out, const char *text, const char *a, const char *b);

/* The dossier's records of an entity that are not archived, oldest first; or all. */
struct paper_records {
	struct record **list;
	size_t n, cap;
	bool archived;		/* these too */
};
JAL_MUST enum jal_err paper_source_records(const struct paper_source *s, enum entity entity, struct paper_records *out);
void paper_source_forget(struct paper_records *r);	/* wipes */

/* Civility, name, as a letter has it: "Mme LEFÈVRE Hélène". */
JAL_MUST enum jal_err paper_source_called(const struct paper_source *s, struct buf *out);
/* The lead referent's card, for whoever is to be called; *out NULL when nobody is
 * named. The caller frees. */
JAL_MUST enum jal_err paper_source_lead(const struct paper_source *s, struct record **out);
/* A member's card; *out NULL when it is not known here. The caller frees. */
JAL_MUST enum jal_err paper_source_professional(const struct paper_source *s, const struct jal_id *id,
						struct record **out);
/* Name, function, phone and e-mail of a card, each a field; label N_(). */
void paper_source_card(const struct paper_source *s, struct paper *p, const char *label, const struct record *card);

#endif
