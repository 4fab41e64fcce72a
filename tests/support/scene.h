/*
 * A territory of three laptops, where most stories of exchanges begin: s is a
 * supervisor's, r a referent's, q the same referent's second one or another's.
 */
#ifndef TESTS_SUPPORT_SCENE_H
#define TESTS_SUPPORT_SCENE_H

#include "tests/support/forge.h"

struct scene {
	struct office_town town;
	struct office s, r, q;
	struct jal_id own, q_own;	/* r's caseload and q's: the same one when a referent has both */
	struct jal_id common;
	struct jal_id person;		/* in own, once all are in step */
	struct oid tip;			/* of r's chain on the server, then */
};

/* The town and the laptops, each with a vault of its own; nothing is founded. */
void scene_laptops(struct scene *w);
/* The same, with a territory that r and q have joined: as one member's, or two. */
void scene_open(struct scene *w, bool one_member);
/* r has written a person, q too when it is another member's; all have exchanged. */
void scene_in_step(struct scene *w);
void scene_close(struct scene *w);

#endif
