/*
 * What leaves the vault for other programs: everything held on one person as
 * JSON, and the list of dossiers as CSV or JSON. Written in clear; that and where
 * it goes is core/outside's business. docs/json.md says what stands in it.
 */
#ifndef CORE_EXPORT_H
#define CORE_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/caseload.h"
#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/journal.h"
#include "core/jsonw.h"
#include "core/record.h"

/*
 * Appends one JSON object: every record of the dossier, archived ones too, nothing
 * masked; whom and what they name, by id; who wrote what, when, over what; the
 * documents. The journal says first that sensitive values were shown (core/casework);
 * when it can't, nothing is given.
 */
JAL_MUST enum jal_err export_person(struct journal *j, const struct jal_clock *clock, const struct jal_id *caseload,
				    const struct jal_id *dossier, struct buf *out, struct diag *why);

enum export_form { EXPORT_CSV, EXPORT_JSON };

/* Appends the dossiers that the query finds, a line or an object each: what the
 * list shows, then all fields of the person that are not sensitive. *n gets how
 * many. */
JAL_MUST enum jal_err export_caseload(struct journal *j, const struct jal_clock *clock, const struct caseload_query *q,
				      enum export_form form, struct buf *out, size_t *n);

/* One field of a record as a key with its value, as docs/json.md has it; nothing
 * when it is empty. */
JAL_MUST enum jal_err export_field(struct jsonw *w, const struct record *r, enum field field);

#endif
