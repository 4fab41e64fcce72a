/*
 * What two edits, each of them fine, have broken together (core/settle), in words:
 * what contradicts what, both values with who entered them and when. Knows no screen.
 */
#ifndef TUI_CONTRADICTION_H
#define TUI_CONTRADICTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/edit.h"
#include "core/error.h"
#include "tui/conflict.h"
#include "tui/desk.h"

/* One of the two values. */
struct contradiction_row {
	enum entity entity;
	struct jal_id dossier;
	struct jal_id record;
	enum field field;
	struct buf of;		/* which record: "Contrat : CER, 05/09/2026" */
	struct buf value;
	struct buf who;		/* "Camille Roussel, mar. 24/11 10h41": of the value, or of the record where it is empty */
};

struct contradiction {
	struct conflict_ref ref;
	struct buf about;	/* whose it is: "LEFÈVRE Hélène" */
	struct buf say;		/* the sentence */
	struct contradiction_row rows[2];
	size_t n_rows;
	bool covered;		/* something in it is not told (core/cover) */
	bool open;		/* it was loaded */
};

/* Unless reveal, covered values are not told. JAL_ERR_NOT_FOUND when it is not there any more. *out is to be freed. */
JAL_MUST enum jal_err contradiction_load(const struct desk *d, const struct conflict_ref *ref, bool reveal,
	struct contradiction *out);
/* Wipes. Fine for a zeroed one. */
void contradiction_free(struct contradiction *c);

/* Whether one of the two can be kept as it is; else one is put right in its form. */
bool contradiction_has_sides(const struct contradiction *c);

#endif
