/*
 * Operations as protocol.md §4 writes them: one encoding for each, anything else
 * refused; and the content checks that a reader of the caseload makes. Knows
 * nothing of lots, keys, databases or clocks.
 */
#ifndef CORE_OP_H
#define CORE_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/merge.h"

/* Limits of one operation (docs/protocol.md). */
#define OP_BYTES_MAX (((size_t)4 << 20) + ((size_t)64 << 10) - 2)	/* with the array around it and padding: 4 MiB + 64 KiB */
#define OP_LOT_MAX 256		/* operations in one envelope */
#define OP_WRITES_MAX 4096	/* fields and elements of a write; names of one field */
#define OP_ITEMS_MAX 65536	/* writes kept, names, contexts and gone of a carry, each in all */
#define OP_ELEMENT_MAX 256	/* bytes of one element of a set */
#define OP_VALUE_DEPTH 2	/* arrays and maps in a value of a field not known here */

/* One operation. What merge points to lies in arena or is borrowed from who
 * built it; entity and fields by their wire numbers. */
struct op {
	struct merge_op merge;	/* name, stamp, writes…; encoded is set by decoding */
	bool has_dossier;
	struct jal_id dossier;
	uint32_t entity;
	struct jal_id record;
	struct arena arena;
};

#define OP_INIT ((struct op){ .arena = ARENA_INIT })

/* Strict: reads one operation of that device in that caseload, encodes it again
 * and compares. JAL_ERR_INVALID with the reason in why (may be NULL), or
 * JAL_ERR_NOMEM. Copies what it needs; op_free(out) afterwards. */
JAL_MUST enum jal_err op_decode(const struct jal_id *caseload, const struct jal_id *device, const uint8_t *bytes,
				size_t n, struct op *out, struct diag *why);
/* The same for bytes of the vault's own journal, which were compared when they
 * came: not encoded again, and bytes must stay. JAL_ERR_CORRUPT. */
JAL_MUST enum jal_err op_read(const struct jal_id *caseload, const struct jal_id *device, const uint8_t *bytes,
			      size_t n, struct op *out);
void op_free(struct op *op);

/* Appends the encoding. Writes must be sorted by merge_key_compare, kept ones by
 * identity and then key (of one identity all with one stamp and nonce); contexts,
 * gone and names as op_names_sort and the header of docs/protocol.md say.
 * JAL_ERR_INVALID when something does not fit (a nonce is missing), JAL_ERR_LIMIT. */
JAL_MUST enum jal_err op_encode(const struct op *op, struct buf *out);

/* The order in which names stand in an operation of that caseload. */
void op_names_sort(struct op_name *names, size_t count, const struct jal_id *caseload);
/* <0, 0, >0: the order of `gone`: registers first, by name and field, then elements. */
int op_gone_compare(const struct merge_gone *a, const struct merge_gone *b);

/* The array of one envelope, cut into its operations. spans holds OP_LOT_MAX.
 * JAL_ERR_INVALID with the reason in why. */
struct op_span {
	const uint8_t *p;
	size_t n;
};
JAL_MUST enum jal_err op_split(const uint8_t *plain, size_t n, struct op_span *spans, size_t *count,
			       struct diag *why);
/* Appends the head of an array of count operations (≤ OP_LOT_MAX), which must follow. */
JAL_MUST enum jal_err op_join(size_t count, struct buf *out);

/* Who wrote and where, as the charter says (never the state). */
struct op_place {
	bool common;		/* the caseload is the common one */
	bool supervisor;	/* the writer was one at the charter number named */
};
/* The content checks after decoding: where the entity lives, types and lengths
 * of the fields known here, what only supervisors write. Unknown entities and
 * fields pass. JAL_ERR_INVALID or JAL_ERR_DENIED with the reason in why. */
JAL_MUST enum jal_err op_check(const struct op *op, const struct op_place *place, struct diag *why);

#endif
