/*
 * What a reference points to, in words, for commands. Walks the model: a record
 * is told by what lists show of it. Writes nothing.
 */
#ifndef TUI_CLI_NAMED_H
#define TUI_CLI_NAMED_H

#include "core/buf.h"
#include "core/format.h"
#include "core/journal.h"
#include "core/model.h"
#include "tui/cli.h"

/* Labels, dates and money as people read them, in the language in force. */
struct format cli_format(void);

/* Appends what the reference `field` of a record of that caseload and dossier (NULL
 * for the common entities) points to: "Camille Essai", "Contrat d’engagement ·
 * mar. 24/11/2026". The short number of the id when nothing is known of it here.
 * Inert. */
JAL_MUST enum jal_err cli_named(const struct cli *c, const struct jal_id *caseload, const struct jal_id *dossier,
				const struct model_field *field, const struct jal_id *id, struct buf *out);

#endif
