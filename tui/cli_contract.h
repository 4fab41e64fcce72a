/*
 * What the commands on contracts share.
 */
#ifndef TUI_CLI_CONTRACT_H
#define TUI_CLI_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/contract.h"
#include "core/hours.h"
#include "tui/cli.h"
#include "tui/cli_commands.h"

/* Opens the vault and reads the contracts of the dossier that the first argument
 * names, or that has the contract of that id; *at is that contract, or the one that
 * counts (set->n: none). False with *code set when something fails. Free the set. */
bool cli_contract_open(struct cli *c, struct contract_set *set, size_t *at, enum cli_exit *code);

/* Whether the first argument is a contract's own id. */
bool cli_contract_is_named(struct cli *c);

/* "2026-W47" */
#define CLI_CONTRACT_WEEK_MAX 24
void cli_contract_week_name(const struct hours_week *w, char out[CLI_CONTRACT_WEEK_MAX]);

#endif
