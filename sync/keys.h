/*
 * Epoch keys: those that supervisors' commits bring to this device, and those
 * that a supervisor's device still has to give. Knows the charter and the
 * keyring; lots are receive.c's.
 */
#ifndef SYNC_KEYS_H
#define SYNC_KEYS_H

#include "sync/territory_inside.h"
#include "sync/verify.h"

/* A key that has just come. */
struct keys_new {
	struct jal_id caseload;
	uint32_t epoch;
};

struct keys_news {
	struct keys_new *list;	/* owned */
	size_t n;
};

#define KEYS_NEWS_INIT ((struct keys_news){ NULL, 0 })

/* Takes the records of a verified commit: remembers for which boxes there is one,
 * opens those for this device, compares them with the charter's commitment, puts
 * them into the keyring. What came is added to news. A record that does not hold
 * is quarantined by name, the others count. */
JAL_MUST enum jal_err keys_take(struct territory *t, const char *reference, const struct verify_commit *c,
				struct keys_news *news, struct diag *diag);
void keys_news_free(struct keys_news *news);

/* For a supervisor's device: the records that entitled devices lack to their
 * present box, sorted, at most as many as one file holds. Nothing for others'
 * devices. The caller frees out. */
JAL_MUST enum jal_err keys_to_give(struct territory *t, struct keyrec_list *out, struct diag *diag);

#endif
