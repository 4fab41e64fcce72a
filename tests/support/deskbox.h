/*
 * A seeded caseload on a small vault (corebox.h), so that the working screens can
 * be shown and tested without a passphrase: one file that has everything, two
 * people whose names look like it, and as many others as asked for. All invented;
 * the same every time. For tests only.
 */
#ifndef TESTS_SUPPORT_DESKBOX_H
#define TESTS_SUPPORT_DESKBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/support/corebox.h"
#include "tui/file.h"

/* Tuesday 24 November 2026, 10h42 there. */
#define DESKBOX_NOW INT64_C(1795513320000)

struct deskbox {
	struct corebox box;
	struct file_ref helene;	/* the file that has everything */
	struct jal_id member;
};

/* people: how many dossiers in all, at least 3. Fails the test when anything does
 * not work. */
void deskbox_open(struct deskbox *b, size_t people);
void deskbox_close(struct deskbox *b);
/* Closes its database, which stays: for another process to open (corebox_reopen). */
void deskbox_leave(struct deskbox *b);

#endif
