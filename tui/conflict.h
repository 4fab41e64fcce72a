/*
 * What is to be settled, and of it values that were entered differently in two
 * places, record by record: the value before, each side with its author and date,
 * what was chosen, and the edit that the choices make. Contradictions are
 * tui/contradiction's. Knows no screen.
 */
#ifndef TUI_CONFLICT_H
#define TUI_CONFLICT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/record.h"
#include "core/settle.h"
#include "core/value.h"
#include "tui/desk.h"

#define CONFLICT_SIDES 4	/* the newest ones; more is not known to happen */
#define CONFLICT_FIELDS 16

enum conflict_choice { CONFLICT_NONE, CONFLICT_ONE, CONFLICT_BOTH, CONFLICT_OTHER };

struct conflict_side {
	struct value value;	/* borrowed from the record */
	struct buf text;	/* as people read it */
	struct buf who;		/* who entered it first: "Camille Roussel, mar. 24/11/2026 10h41" */
};

struct conflict_field {
	enum field field;
	struct buf before;	/* what the sides were entered over; "" when there was none */
	struct buf undone;	/* who took a decision back, and when; "" when nobody did */
	struct conflict_side sides[CONFLICT_SIDES];
	size_t n_sides;
	enum conflict_choice choice;
	size_t chosen;		/* CONFLICT_ONE: the side */
	struct value_owned other;	/* CONFLICT_OTHER */
	struct buf other_text;
	bool covered;		/* its values are not told (core/cover) */
};

/* Where one is; what conflict_list gives. */
struct conflict_ref {
	enum entity entity;
	struct jal_id caseload;
	struct jal_id dossier;	/* zero for the common entities */
	struct jal_id record;
	struct settle_item item;	/* unless its kind is SETTLE_VALUES: the contradiction */
};

struct conflict_refs {
	struct conflict_ref *list;
	size_t n;
};

struct conflict {
	struct conflict_ref ref;
	struct record *record;
	struct buf about;	/* whose it is: "LEFÈVRE Hélène" */
	struct conflict_field fields[CONFLICT_FIELDS];
	size_t n_fields;
	size_t same;		/* fields with a value that do not differ */
	bool covered;		/* something in it is covered */
};

/* The records in which something differs, and each contradiction, in caseloads that
 * this member reads. */
JAL_MUST enum jal_err conflict_list(const struct desk *d, struct conflict_refs *out);
void conflict_refs_free(struct conflict_refs *r);

/* Appends a value as people read it: "(vide)", a member's name; masked while discreet, or when it is covered. */
JAL_MUST enum jal_err conflict_put_value(const struct desk *d, const struct model_field *field, const struct value *v,
	bool covered, struct buf *out);
/* Appends "Camille Roussel, mar. 24/11 10h41". */
JAL_MUST enum jal_err conflict_put_author(const struct desk *d, const struct jal_id *device, uint64_t stamp,
	struct buf *out);

/* Unless reveal, covered values are not told. JAL_ERR_NOT_FOUND when nothing differs any more. *out is to be freed. */
JAL_MUST enum jal_err conflict_load(const struct desk *d, const struct conflict_ref *ref, bool reveal,
	struct conflict *out);
/* Wipes. Fine for a zeroed one. */
void conflict_free(struct conflict *c);

/* Whether both can stand: texts one after the other, a second phone beside the
 * first. */
bool conflict_can_both(const struct conflict *c, size_t field);
/* Copies the value. */
JAL_MUST enum jal_err conflict_choose_other(struct conflict *c, size_t field, const struct value *v);
bool conflict_all_chosen(const struct conflict *c);
/* Appends what the choice makes of a field; nothing without a choice. */
JAL_MUST enum jal_err conflict_outcome(const struct conflict *c, size_t field, struct buf *out);

/* The edit that decides every field with a choice as chosen. To be freed.
 * JAL_ERR_INVALID when there is no choice, or two values do not go into one field. */
JAL_MUST enum jal_err conflict_edit(const struct conflict *c, struct edit **out);

#endif
