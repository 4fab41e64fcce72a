/*
 * Many invented dossiers, thirty records each, for measures: the same number
 * gives the same people with the same ids, and dates around the day given. They
 * are written by the journal like everything else.
 */
#ifndef TESTS_BENCH_CROWD_H
#define TESTS_BENCH_CROWD_H

#include <stdint.h>

#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/journal.h"

/* Of every vault made here. */
#define CROWD_PHRASE "quatre lanternes bavardes"
#define CROWD_RECORDS 30

/* Dossiers first … first + count - 1, in one transaction. today: civil date, for ages and dates. */
JAL_MUST enum jal_err crowd_fill(struct journal *j, const struct jal_id *caseload, int32_t today, unsigned first,
				 unsigned count, struct diag *diag);

/* One dossier more whose life fills many pages, of a person of that birth name: what opens it, notes and appointments. */
#define CROWD_LONG_NOTES 2000
#define CROWD_LONG_APPOINTMENTS 300
JAL_MUST enum jal_err crowd_fill_long(struct journal *j, const struct jal_id *caseload, int32_t today, unsigned number,
				      const char *name, struct diag *diag);

/* The id of a dossier's n-th record; n = 0: the dossier itself. */
struct jal_id crowd_id(unsigned dossier, unsigned n);

/* The vault of that many dossiers in $JALON_BENCH_VAULTS, made if it is not there
 * yet, and as after an exchange some days ago; ends the program with a sentence when that fails. Borrowed until the next
 * call. */
const char *crowd_vault(unsigned dossiers);

#endif
