/*
 * The papers there are: each reads the journal and builds one. What may be read is
 * the caller's to ask; nothing is written here. Texts are in the reader's language.
 */
#ifndef CORE_PAPER_KINDS_H
#define CORE_PAPER_KINDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/diag.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/format.h"
#include "core/journal.h"
#include "core/paper.h"
#include "core/timeline.h"

/* All must outlive the paper's building. */
struct paper_ask {
	struct journal *journal;
	const struct format *format;
	const struct jal_clock *clock;
	struct jal_id caseload, dossier;	/* whose; not for the week */
};

/* A contract to sign or as it was signed: parties, period, hours, exemption (not its
 * reason, which is sensitive), goals and actions that were not dropped, signatures,
 * the content's mark. Says nothing of the day it is printed on: as long as nothing
 * changed, the same paper. JAL_ERR_NOT_FOUND with a sentence. */
JAL_MUST enum jal_err paper_contract(const struct paper_ask *ask, const struct jal_id *contract, struct paper **out,
				     struct diag *why);
/* The edit that keeps the hash of the file which that contract's paper became
 * (contract.printed); empty when it is the one kept already. The caller frees out. */
JAL_MUST enum jal_err paper_contract_kept(const struct paper_ask *ask, const struct jal_id *contract,
					  const struct jal_hash *hash, struct edit **out);
/* The contract that counts today (core/contract), or else the last one.
 * JAL_ERR_NOT_FOUND with a sentence when the dossier has none. */
JAL_MUST enum jal_err paper_contract_current(const struct paper_ask *ask, struct jal_id *out, struct diag *why);
/* What the person takes home: whom to call, what comes, what was agreed, their own
 * words. No notes, no barriers, nothing sensitive. */
JAL_MUST enum jal_err paper_summary(const struct paper_ask *ask, struct paper **out, struct diag *why);
/* One appointment, for the person. JAL_ERR_NOT_FOUND with a sentence. */
JAL_MUST enum jal_err paper_slip(const struct paper_ask *ask, const struct jal_id *appointment, struct paper **out,
				 struct diag *why);
/* The week that day is in, of this vault's member: with names, for the referent. */
JAL_MUST enum jal_err paper_week(const struct paper_ask *ask, int32_t day, struct paper **out, struct diag *why);
/* What happened, newest first, of one kind or of all (TIMELINE_KINDS). Nothing of a
 * confidential note (core/timeline). */
JAL_MUST enum jal_err paper_timeline(const struct paper_ask *ask, enum timeline_kind kind, struct paper **out,
				     struct diag *why);
/* Everything held on a person, from the model's table, sensitive fields, confidential
 * notes and archived records too; history: also who wrote what and when. The caller
 * has the journal say so first (casework_disclose_all). */
JAL_MUST enum jal_err paper_person(const struct paper_ask *ask, bool history, struct paper **out, struct diag *why);

#endif
