/*
 * What is to be settled, in a seeded caseload: values that were entered
 * differently in two places, and edits that break something together. For tests
 * only.
 */
#ifndef TESTS_SUPPORT_QUARREL_H
#define TESTS_SUPPORT_QUARREL_H

#include "core/edit.h"
#include "tests/support/deskbox.h"

/* Hélène's phone and address entered twice, a contract that ends before it begins, two
 * orientations at once, two dossiers in each other. */
void quarrel(struct deskbox *b);
/* One record with two things to settle. */
void quarrel_twice(struct deskbox *b);
/* Writes an edit a minute later, and frees it. */
void quarrel_save(struct deskbox *b, struct edit *e);

#endif
