/*
 * Who among the people of this vault looks like one who is being typed: the
 * duplicate score of domain.md §5, its best match alone. Decides nothing, and
 * says nothing about it.
 */
#ifndef CORE_ALIKE_H
#define CORE_ALIKE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

/* What is equal, the surest first. */
enum alike_by {
	ALIKE_NIR,
	ALIKE_EXTERNAL_ID,
	ALIKE_FRANCE_TRAVAIL,
	ALIKE_IDENTITY,		/* birth or usage name, first name, in any order, and date of birth */
	ALIKE_SOUND,		/* date of birth, and names that sound alike in French */
	ALIKE_CONTACT,		/* phone or e-mail, and the first word of the first name */
	ALIKE_NOBODY,
};

/* Texts are NULL or "" when there is none, else as core/check keeps them. */
struct alike_traits {
	const char *birth_name, *usage_name, *first_name;
	int32_t birth_date;	/* RECORD_NO_DATE when there is none */
	const char *nir, *external_id, *france_travail_id;
	const char *phone, *email;
	struct jal_id self;	/* a dossier that is not meant; zero: none */
};

struct alike_found {
	enum alike_by by;
	struct jal_id dossier, caseload;
	bool archived;
	struct buf family, first, town;	/* as the list shows them; to be freed with alike_free */
};

/* Reads every person of the vault once (some ms for thousands). worst: the least
 * sure kind that is still looked for. JAL_ERR_NOT_FOUND when nobody is alike. */
JAL_MUST enum jal_err alike_find(struct db *db, const struct alike_traits *t, enum alike_by worst,
				 struct alike_found *out);
/* Wipes. */
void alike_free(struct alike_found *f);

extern const struct db_sql alike_sql;

#endif
