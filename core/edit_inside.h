/* The inside of an edit, shared by edit.c, edit_op.c and edit_draft.c. Nobody else includes it. */
#ifndef CORE_EDIT_INSIDE_H
#define CORE_EDIT_INSIDE_H

#include "core/arena.h"
#include "core/edit.h"

/* One field, or one element of a set. */
struct change {
	enum field field;
	const char *element;	/* of a set; NULL otherwise */
	bool present;		/* elements */
	bool decides;		/* names every displayed head */
	struct value value;	/* registers */
	const uint8_t *cbor;	/* the same, encoded */
	size_t cbor_len;
};

struct edit {
	struct record *displayed;
	bool creates;
	struct change *changes;
	size_t count, cap;
	struct arena arena;
};

/* Takes the state over, also when it fails. */
JAL_MUST enum jal_err edit_inside_new(enum entity entity, const struct jal_id *caseload,
				      const struct jal_id *dossier, const struct jal_id *id,
				      struct merge_state *state, bool creates, struct edit **out);

#endif
