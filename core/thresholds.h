/*
 * The thresholds of the clocks (domain.md §7): one table of what each is called,
 * how long it is by default, between what it may lie and where the rule comes
 * from. The territory's record `setting` goes before the default, what the member
 * chose before the territory's; that choice stays in the vault and is no
 * operation. Knows no clock.
 */
#ifndef CORE_THRESHOLDS_H
#define CORE_THRESHOLDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/db.h"
#include "core/diag.h"
#include "core/error.h"

enum threshold {
	THRESHOLD_SOON,
	THRESHOLD_WATCH,
	THRESHOLD_CONTRACT_ENDS,
	THRESHOLD_CONTRACT_SIGNED,
	THRESHOLD_EXEMPTION_ENDS,
	THRESHOLD_HOURS,
	THRESHOLD_ORIENTATION,
	THRESHOLD_PATHWAY_REVIEW,
	THRESHOLD_ASSESSMENT,
	THRESHOLD_REQUEST,
	THRESHOLD_REPORT,
	THRESHOLD_NO_CONTACT,
	THRESHOLD_IMMERSION,
	THRESHOLD_PAPERS,
	THRESHOLD_BREACH,
	THRESHOLD_RETENTION,
	THRESHOLD_NOTICE,
	THRESHOLD_UNSENT,
	THRESHOLD_COUNT
};

enum threshold_unit { THRESHOLD_DAYS, THRESHOLD_WEEKS, THRESHOLD_MONTHS };

struct threshold_info {
	const char *key;	/* in commands, in the territory's `setting` after "threshold.", in the vault */
	const char *label;	/* N_() */
	enum threshold_unit unit;
	int32_t usual, min, max;
	const char *source;	/* N_(): where the rule comes from */
};

/* Static. */
const struct threshold_info *thresholds_info(enum threshold which);
/* THRESHOLD_COUNT when no threshold has that key. */
enum threshold thresholds_by_key(const char *key);
/* "jours", "semaines", "mois": N_(), static. */
const char *thresholds_unit(enum threshold_unit unit);

/* Those in force, read once. */
struct thresholds {
	int32_t value[THRESHOLD_COUNT];
};
struct thresholds thresholds_usual(void);

enum threshold_origin { THRESHOLD_BY_DEFAULT, THRESHOLD_BY_TERRITORY, THRESHOLD_BY_MEMBER };

/* by may be NULL; else it gets where each value comes from. A value that lies
 * outside the limits, in the vault or in the territory's setting, is passed over. */
JAL_MUST enum jal_err thresholds_read(struct db *db, struct thresholds *out,
				      enum threshold_origin by[THRESHOLD_COUNT]);

/* The member's own value, if one was chosen: *there tells. */
JAL_MUST enum jal_err thresholds_own(struct db *db, enum threshold which, bool *there, int32_t *value);
/* Chooses a value, or with NULL goes back to the territory's; the list of
 * dossiers is brought up to date in the same transaction. JAL_ERR_INVALID with a
 * sentence outside the limits. */
JAL_MUST enum jal_err thresholds_choose(struct db *db, enum threshold which, const int32_t *value, struct diag *why);

/* Counts from a day: that much later. */
int32_t thresholds_after(const struct thresholds *t, enum threshold which, int32_t day);

/* What the list was last computed with; the usual values when that was never
 * written down. Kept by core/listing. */
JAL_MUST enum jal_err thresholds_applied(struct db *db, struct thresholds *out);
JAL_MUST enum jal_err thresholds_set_applied(struct db *db, const struct thresholds *t);

extern const struct db_sql thresholds_sql;

#endif
