/*
 * A dossier full of what no form would have taken, as a member with ill will can send it: any value that a field can
 * carry, references to anything and in rings; the same for one seed. For tests only.
 */
#ifndef TESTS_SUPPORT_WILD_H
#define TESTS_SUPPORT_WILD_H

#include <stddef.h>
#include <stdint.h>

#include "core/edit.h"
#include "core/model.h"
#include "tests/support/corebox.h"
#include "tests/support/rng.h"

#define WILD_EACH 5	/* records of each kind */
#define WILD_MAX (ENTITY_COUNT * WILD_EACH)

struct wild {
	struct corebox *box;
	struct jal_id caseload, dossier;
	struct rng rng;
	struct jal_id ids[WILD_MAX];
	enum entity kinds[WILD_MAX];
	size_t n;
	int32_t today;
};

/* Writes it into that dossier, which may be new. Fails the test when something is not taken. */
void wild_make(struct wild *w, struct corebox *box, const struct jal_id *caseload, const struct jal_id *dossier, uint64_t seed);
/* Gives a field of an edit some value. */
void wild_fill(struct wild *w, struct edit *e, const struct model_field *f);

#endif
