/*
 * What leaves and what was seen: operations that wait to be sealed, sealed lots
 * with their exact bytes until a re-read proves them received, the verified head
 * of every device, what each remote showed, envelopes that wait for a key. It
 * knows bytes and numbers; how a lot is encrypted, signed and sent is sync/'s.
 */
#ifndef CORE_OUTBOX_H
#define CORE_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/db.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"

/* Every function that writes may be called inside a transaction of the
 * caller's, or makes its own. Callbacks may write. */

extern const struct db_sql outbox_sql;
extern const struct db_sql outbox_seen_sql;

/* How many operations of one caseload are not in a sealed lot yet, and how many
 * in all are not proved received. */
JAL_MUST enum jal_err outbox_unsealed(struct db *db, const struct jal_id *caseload, uint64_t *count);
JAL_MUST enum jal_err outbox_unsent(struct db *db, uint64_t *operations, uint64_t *dossiers);

/* The oldest unsealed operations, as the plaintext of one envelope (a CBOR
 * array in deterministic encoding): at most 256 operations and max_bytes (64 KiB
 * before padding), or one larger operation alone. upto is the last number
 * taken; one batch a caseload and lot. JAL_ERR_NOT_FOUND when nothing waits. */
struct outbox_batch {
	struct jal_id caseload;
	uint64_t from, upto;	/* operation numbers of this device in that caseload */
	struct buf plain;
};
JAL_MUST enum jal_err outbox_batch(struct db *db, const struct jal_id *caseload, size_t max_bytes,
				   struct outbox_batch *out);
void outbox_batch_free(struct outbox_batch *b);

/* One sealed commit of this device: exact bytes, so that the same seq always
 * gives the same bytes. Files are (name, bytes). */
struct outbox_file {
	char name[24];
	struct buf bytes;
};
struct outbox_sealed {
	uint64_t seq;
	uint32_t generation;
	struct jal_hash hash;		/* b2 of the commit's raw bytes */
	struct buf commit;		/* the raw bytes, signature included */
	struct outbox_file *files;
	size_t file_count;
};
void outbox_sealed_free(struct outbox_sealed *s);

/* Stores it and marks the batches' operations "in lot seq", in one transaction.
 * JAL_ERR_EXISTS if that seq was sealed already, JAL_ERR_INVALID unless seq is
 * the last one + 1. */
JAL_MUST enum jal_err outbox_seal(struct db *db, const struct outbox_sealed *sealed,
				  const struct outbox_batch *const *batches, size_t count, struct diag *diag);
/* The own chain's last sealed seq and hash; 0 and zeros before the first. */
JAL_MUST enum jal_err outbox_last(struct db *db, uint64_t *seq, struct jal_hash *hash, uint32_t *generation);
/* Sealed commits with seq > after of which the bytes are still kept, in order.
 * each borrows. */
JAL_MUST enum jal_err outbox_each(struct db *db, uint64_t after,
				  enum jal_err (*each)(void *ctx, const struct outbox_sealed *s), void *ctx);
/* A re-read of the remote proved everything up to seq received: its operations
 * count as sent, and bytes that every remote has are dropped. JAL_ERR_NOT_FOUND
 * for an unknown remote. */
JAL_MUST enum jal_err outbox_received(struct db *db, const char *remote, uint64_t seq);

/* A device made anew (keyring_make_device again, in a restored vault) begins a
 * chain of its own: forgets what the former one sealed. */
JAL_MUST enum jal_err outbox_forget(struct db *db);

/* The highest verified commit of each device's chain (protocol.md §5). */
struct outbox_head {
	struct jal_id device;
	uint32_t generation;
	uint64_t seq;
	struct jal_hash hash;
	uint64_t charter;	/* that it named */
	bool stopped;		/* quarantined beyond this */
	char reason[160];	/* N_() text when stopped */
};
/* JAL_ERR_NOT_FOUND for a device never verified. */
JAL_MUST enum jal_err outbox_head(struct db *db, const struct jal_id *device, struct outbox_head *out);
/* Also remembers the hash for outbox_lot_hash. */
JAL_MUST enum jal_err outbox_set_head(struct db *db, const struct outbox_head *head);
JAL_MUST enum jal_err outbox_heads(struct db *db, enum jal_err (*each)(void *ctx, const struct outbox_head *h),
				   void *ctx);
/* The b2 of one lot that was verified (or sealed) here, to answer `seen` and
 * `heads` lines and to notice a fork. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err outbox_lot_hash(struct db *db, const struct jal_id *device, uint64_t seq, struct jal_hash *out);

/* Envelopes that no key opens yet. */
struct outbox_waiting {
	struct jal_id device;
	uint64_t seq;
	struct jal_id caseload;
	uint32_t epoch;
};
/* Fine when it waits already. */
JAL_MUST enum jal_err outbox_wait(struct db *db, const struct outbox_waiting *w, const uint8_t *envelope, size_t n);
JAL_MUST enum jal_err outbox_each_waiting(struct db *db, const struct jal_id *caseload, uint32_t epoch,
					  enum jal_err (*each)(void *ctx, const struct outbox_waiting *w,
							       const uint8_t *envelope, size_t n),
					  void *ctx);
/* Whether any of that caseload's waits, in whatever epoch. */
JAL_MUST enum jal_err outbox_any_waiting(struct db *db, const struct jal_id *caseload, bool *yes);
/* It was opened: it waits no longer. Fine when it did not. */
JAL_MUST enum jal_err outbox_waited(struct db *db, const struct outbox_waiting *w);

/* Remotes by name: where to synchronise (a URL or a folder) and what was pinned
 * (an ssh host key's text, "" before the first contact). */
struct outbox_remote {
	char name[64];
	char url[1024];
	char host_key[512];
	bool home;
	uint64_t received_seq;	/* own seq proved there */
	int64_t last_ok_ms;	/* 0 before the first success */
	bool rolled_back;	/* it showed less than before, and was not given all of it back since */
};
/* Adds or replaces by name; only one is the home remote. */
JAL_MUST enum jal_err outbox_put_remote(struct db *db, const struct outbox_remote *r);
/* With the home remote gone, the next by name is home. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err outbox_drop_remote(struct db *db, const char *name);
/* The home remote first, then by name. */
JAL_MUST enum jal_err outbox_remotes(struct db *db, enum jal_err (*each)(void *ctx, const struct outbox_remote *r),
				     void *ctx);

#endif
