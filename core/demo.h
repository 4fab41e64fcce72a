/*
 * The demonstration's invented people and what happened to them: a file as a
 * department would send it, then contracts, notes, appointments and actions on
 * the dossiers made from it. The same seed and day give the same story. Ids
 * differ each time, as everywhere.
 */
#ifndef CORE_DEMO_H
#define CORE_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/demo_clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/journal.h"

/* Appends a CSV of beneficiaries, numbers first … first + count - 1 of the same
 * sixty-odd people, no name twice. today: civil date, for ages. */
JAL_MUST enum jal_err demo_file(uint64_t seed, unsigned first, unsigned count, int32_t today, struct buf *out);

/* How long ago, in days, the dossiers were opened: before anything happened in them. */
#define DEMO_OPENED 430

/* Writes what happened in one dossier, on the days on which it did: its `number`-th variation. The early
 * numbers have something to do: a contract that ends, an appointment without
 * report, a late action, nobody in touch. */
JAL_MUST enum jal_err demo_live(struct journal *j, struct demo_clock *time, uint64_t seed, unsigned number,
				const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag);

/* Whether the person of that number is being supported: neither just in nor out again. Only they
 * have appointments in the agenda. */
bool demo_supported(unsigned number);
/* Whether that person left years ago. */
bool demo_former(unsigned number);
/* Whether that person's contract renewed a former one, so that the pathway began before that one. */
bool demo_renewed(unsigned number);

/* Writes the `number`-th appointment of a busy week and the next one, of this
 * dossier; nothing when there is none of that number. */
JAL_MUST enum jal_err demo_agenda(struct journal *j, const struct jal_clock *clock, unsigned number,
				  const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag);

/* Fills in the contract that demo_live gave that dossier, if it did: goals and actions of
 * the templates, signatures, hours by week; here and there an exemption, a former
 * contract, the next one. The same number, the same story. */
JAL_MUST enum jal_err demo_contract(struct journal *j, const struct jal_clock *clock, uint64_t seed, unsigned number_of,
				    const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag);

/* Something more to be done in the dossier of that number, of the kinds that the rest has
 * not; nothing in most. */
JAL_MUST enum jal_err demo_todo(struct journal *j, const struct jal_clock *clock, unsigned number,
				const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag);

/* Writes, in some dossiers, notes with topics, one that is sensitive, one for the supervision, one whose text was
 * changed since, and a small document. */
JAL_MUST enum jal_err demo_note(struct journal *j, struct demo_clock *time, unsigned number, const struct jal_id *caseload,
				const struct jal_id *dossier, struct diag *diag);

#endif
