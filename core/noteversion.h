/*
 * What a note said, each time it was written: the journal keeps every text, and
 * a change takes none away. Knows no screen.
 */
#ifndef CORE_NOTEVERSION_H
#define CORE_NOTEVERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/id.h"
#include "core/journal.h"

struct noteversion {
	uint64_t stamp;
	struct jal_id device;	/* who wrote it */
	char *text;
	bool live;		/* it is the text that counts now, or one of those to decide between */
};

struct noteversions {
	struct noteversion *list;	/* the newest first */
	size_t n, cap;
};

/* The texts of a note as it was loaded. One that was written again as it was
 * counts once, with its first writer. */
JAL_MUST enum jal_err noteversion_read(struct journal *j, const struct record *note, struct noteversions *out);
/* Wipes. Fine for a zeroed one. */
void noteversion_free(struct noteversions *v);

/* A note that is not for all eyes: its visibility is not the team, or it holds
 * something sensitive. Screens, lists and searches then show nothing of its text
 * until it is asked for. */
bool noteversion_confidential(const struct record *note);

#endif
