/*
 * The lines of the contract's tab, between the file that writes them (tab_contract.c)
 * and the one that acts on them (tab_contract_act.c).
 */
#ifndef TUI_TAB_CONTRACT_H
#define TUI_TAB_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/contract.h"
#include "core/format.h"
#include "core/thresholds.h"
#include "tui/tab.h"

enum tab_contract_kind {
	CONTRACT_LINE_HEAD,	/* a contract: its name and state */
	CONTRACT_LINE_TERMS,	/* its period, hours, exemption */
	CONTRACT_LINE_GOAL,
	CONTRACT_LINE_ACTION,
	CONTRACT_LINE_SIGNED,
	CONTRACT_LINE_UNSIGNED,
	CONTRACT_LINE_STEP,	/* the state that is offered next */
	CONTRACT_LINE_WEEK,
	CONTRACT_LINE_MORE,	/* weeks before, folded */
	CONTRACT_LINE_NEW,	/* a new contract */
};

/* What a line is about: line.about. */
struct tab_contract_about {
	size_t at;		/* the contract's place in the set; its n: none */
	const struct record *record;	/* the goal, action or signature; NULL */
	const struct record *goal;	/* of an action; NULL */
	const char *who;	/* who has not signed */
	int32_t monday;		/* of a week */
};

enum { CONTRACT_CELL_TEXT, CONTRACT_CELL_WHO, CONTRACT_CELL_DUE, CONTRACT_CELL_STATE, CONTRACT_CELLS };

/* Lines being written. */
struct tab_contract_fill {
	struct tab_view *v;
	struct lines *out;
	struct format format;
	struct buf text;
};

/* Adds a line with what f->text holds, which is cleared; its other cells are put
 * afterwards. */
JAL_MUST enum jal_err tab_contract_line(struct tab_contract_fill *f, enum tab_contract_kind kind,
	const struct jal_id *id, const struct tab_contract_about *about, unsigned style);
/* What f->text holds, into a cell of the last line. */
JAL_MUST enum jal_err tab_contract_cell(struct tab_contract_fill *f, size_t cell, unsigned style);
/* An id for a line about no record, the same each time: a tag, and what tells it apart. */
struct jal_id tab_contract_id(char tag, const struct jal_id *of, int32_t n);
/* Appends what was done a week on average lately to f->text, if that can be said. */
JAL_MUST enum jal_err tab_contract_mean(struct tab_contract_fill *f, size_t at);
/* The weeks of the contract at that place, newest first; those before are folded. */
JAL_MUST enum jal_err tab_contract_weeks(struct tab_contract_fill *f, size_t at);

/* Folds a contract, or unfolds it. */
void tab_contract_turn(struct tab_view *v, size_t at);

/* As struct tab. */
bool tab_contract_run(struct tab_view *v, const struct line *line, enum action_id action);
const char *tab_contract_why_not(const struct tab_view *v, const struct line *line, enum action_id action);

#endif
