/*
 * Who is known: everyone in the vault, and everyone that the lines before have
 * made, by number and by name and date of birth. Made once for an import, in
 * memory. Decides nothing.
 */
#ifndef CORE_IMPORT_MATCH_H
#define CORE_IMPORT_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/db.h"
#include "core/error.h"
#include "core/id.h"
#include "core/record.h"

/* What tells people apart. Texts are NULL or "" when there is none, in the
 * spelling in which core/check keeps them. */
struct import_traits {
	const char *first_name, *birth_name, *usage_name;
	int32_t birth_date;	/* RECORD_NO_DATE when there is none */
	const char *nir, *external_id, *caf_number;
};

#define IMPORT_TRAITS_INIT ((struct import_traits){ .birth_date = RECORD_NO_DATE })

/* Someone known. Keys are 0 when there is no such number. */
struct import_known {
	struct jal_id dossier, person, caseload;
	uint64_t nir, external_id;
	uint64_t line;		/* of the file being imported; 0: was in the vault */
	bool writable;		/* this vault's member may write in that caseload */
};

enum {
	IMPORT_BY_IDENTITY = 1 << 0,	/* the same names, folded and in any order, and date of birth */
	IMPORT_BY_EXTERNAL_ID = 1 << 1,
	IMPORT_BY_NIR = 1 << 2,
	IMPORT_BY_CAF = 1 << 3,
};

struct import_candidate {
	uint32_t place;		/* within the match */
	unsigned by;		/* what is equal */
	struct import_known known;
};

#define IMPORT_CANDIDATES_MAX 8

struct import_found {
	size_t count;
	struct import_candidate candidate[IMPORT_CANDIDATES_MAX];
	bool more;		/* than fit */
	uint64_t nir, external_id;	/* the keys looked for; 0: none */
};

struct import_match;

/* Reads everyone whom the vault holds. Archived ones are known too; someone
 * moved away is known where the dossier is now; of two dossiers made one, the
 * one that goes on. */
JAL_MUST enum jal_err import_match_open(struct db *db, struct import_match **out);
void import_match_free(struct import_match *m);

/* Who in the vault a line is about, and by which traits. */
JAL_MUST enum jal_err import_match_find(struct import_match *m, const struct import_traits *t,
					struct import_found *out);
/* Someone new, from now on known. known's keys are set here. */
JAL_MUST enum jal_err import_match_add(struct import_match *m, const struct import_traits *t,
				       const struct import_known *known);
/* What was written on someone known. */
JAL_MUST enum jal_err import_match_learn(struct import_match *m, uint32_t place, const struct import_traits *t);
/* The one whose dossier that is. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err import_match_dossier(const struct import_match *m, const struct jal_id *dossier,
					   struct import_candidate *out);

extern const struct db_sql import_match_sql;

#endif
