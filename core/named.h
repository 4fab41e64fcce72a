/*
 * What a reference points to, in words. Walks the model: a record is told by what
 * lists show of it. Writes nothing.
 */
#ifndef CORE_NAMED_H
#define CORE_NAMED_H

#include "core/buf.h"
#include "core/format.h"
#include "core/journal.h"
#include "core/model.h"

/* Appends what the reference `field` of a record of that caseload and dossier (NULL
 * for the common entities) points to: "Camille Essai", "Contrat d’engagement ·
 * mar. 24/11/2026". The short number of the id when nothing is known of it here.
 * Inert. */
JAL_MUST enum jal_err named_reference(struct journal *j, const struct format *format, const struct jal_id *caseload,
				      const struct jal_id *dossier, const struct model_field *field,
				      const struct jal_id *id, struct buf *out);

#endif
