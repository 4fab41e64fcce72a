/*
 * A small vault for tests of the journal: a database with every table, a device,
 * a caseload of its own and the common one, a clock that the test turns. No
 * passphrase: opening takes a millisecond.
 */
#ifndef TESTS_SUPPORT_COREBOX_H
#define TESTS_SUPPORT_COREBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/db.h"
#include "core/id.h"
#include "core/journal.h"
#include "core/keyring.h"
#include "core/roster.h"

struct corebox {
	char path[512];
	struct secret key;
	struct turn *turn;
	struct db *db;
	struct journal *journal;
	struct jal_clock clock;
	int64_t now_ms;
	struct keyring_device device;
	struct jal_id caseload;	/* provisional, the vault's own */
	struct jal_id common;
};

/* Fails the test when anything does not work. */
void corebox_open(struct corebox *box);
/* Closes and removes the file. */
void corebox_close(struct corebox *box);
/* As after a crash: what was not committed is lost. */
void corebox_reopen(struct corebox *box);

/* In a territory: which caseload is the common one, which can be read and
 * written, whether this vault's member is a supervisor. */
void corebox_place(struct corebox *box, const struct jal_id *common, const struct jal_id *caseloads, size_t count,
		   bool supervisor);

#endif
