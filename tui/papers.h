/*
 * Printing, for commands and screens alike: which papers there are, how the file is
 * to be called, laying it out, writing it. Decides nothing about what stands in
 * them (core/paper_kinds).
 */
#ifndef TUI_PAPERS_H
#define TUI_PAPERS_H

#include <stdbool.h>

#include "core/doctor.h"
#include "core/paper_kinds.h"
#include "core/printer.h"

enum papers_kind {
	PAPERS_CONTRACT,
	PAPERS_SUMMARY,
	PAPERS_SLIP,
	PAPERS_WEEK,
	PAPERS_TIMELINE,
	PAPERS_PERSON,
	PAPERS_KINDS
};

struct papers_wish {
	enum papers_kind kind;
	struct paper_ask ask;
	struct jal_id record;	/* the contract, the appointment */
	int32_t day;		/* any of the week */
	enum timeline_kind shown;	/* of the time line; TIMELINE_KINDS: all */
	bool history;		/* of the person: who wrote what, too */
};

/* "Contrat", …: N_(), static. */
const char *papers_name(enum papers_kind kind);

/* Appends a path that is free: a kind, a dossier number, a date; no name of anybody.
 * folder NULL: the documents' folder (core/outside). */
JAL_MUST enum jal_err papers_propose(const struct papers_wish *w, const char *folder, struct buf *out);

/* Lays it out; writes nothing. out->pdf is to be freed. What is sensitive in it
 * (PAPERS_PERSON) was told to the journal before: casework_disclose_all. */
JAL_MUST enum jal_err papers_make(const struct papers_wish *w, struct printed *out, struct diag *why);
/* Only begins to: printer_wait and printer_stop go on. */
JAL_MUST enum jal_err papers_start(const struct papers_wish *w, struct printing **out, struct diag *why);

/* Makes the file, and the edit that keeps its hash: *kept NULL when the kind keeps
 * none. When that edit can't be written, papers_take_back. */
JAL_MUST enum jal_err papers_write(const struct papers_wish *w, const struct printed *printed, const char *path,
	struct edit **kept, struct diag *why);
/* For `jalon doctor`: whether an empty page can be laid out here. */
struct doctor_finding papers_examine(void);
/* The file goes again: what it would have kept was not kept. */
void papers_take_back(const char *path);

#endif
