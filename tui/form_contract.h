/*
 * The form of a contract: a new one, a renewal or an amendment of one that is there,
 * or one that is changed.
 */
#ifndef TUI_FORM_CONTRACT_H
#define TUI_FORM_CONTRACT_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* id NULL: a new one. NULL when out of memory. */
struct screen *form_contract_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id);
/* Renews the contract that counts (core/contract.h, current), or that one; the form's
 * field "Rang" makes an amendment of it. Without a contract given, the file is opened
 * on the new one afterwards. What can't be renewed is said when the form
 * opens. NULL when out of memory. */
struct screen *form_contract_renew(struct desk *desk, const struct file_ref *ref, const struct jal_id *contract);

#endif
