/*
 * What a reference points to, in words, for commands (core/named), in the language
 * in force.
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

/* As named_reference. */
JAL_MUST enum jal_err cli_named(const struct cli *c, const struct jal_id *caseload, const struct jal_id *dossier,
				const struct model_field *field, const struct jal_id *id, struct buf *out);

#endif
