/*
 * Private to vectors.c and vectors_chain.c: the small territory of which the
 * vectors are made.
 */
#ifndef TESTS_SUPPORT_VECTORS_IMPL_H
#define TESTS_SUPPORT_VECTORS_IMPL_H

#include "tests/support/actors.h"
#include "tests/support/vectors.h"

enum { OWN, COMMON, CASELOADS };

struct vectors_world {
	struct vectors *v;
	struct charter *charter;
	struct actor sup, sup2, ref;
	struct jal_id territory, caseload[CASELOADS];
	uint8_t key_bytes[CASELOADS][2][32];	/* by caseload and epoch - 1 */
	struct oid last;	/* the charter's head for git */
	char hex[CASELOADS][ID_HEX + 1];
};

/* An epoch key; borrowed. */
struct secret vectors_key(const struct vectors_world *w, int caseload, int epoch);
/* Adds a line to index.txt. */
void vectors_say(const struct vectors_world *w, const char *line);
void vectors_sign(struct commit *c, const struct actor *signer, struct buf *raw);

/* In vectors_chain.c: two chains of device commits, and bytes bent from them. */
void vectors_make_chains(const struct vectors_world *w);
void vectors_make_bent(const struct vectors_world *w);

#endif
