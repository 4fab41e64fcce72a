/*
 * Key records and the file `keys`: an epoch key sealed to one device's box
 * (protocol.md §3, §6). The key comes out only if every byte that was sealed
 * with it is the expected one and the charter's commitment fits.
 */
#ifndef SYNC_KEYREC_H
#define SYNC_KEYREC_H

#include "core/buf.h"
#include "core/diag.h"
#include "core/id.h"
#include "core/secret.h"
#include "sync/commit.h"

#define KEYREC_BYTES 208
#define KEYREC_BOX_BYTES 32
#define KEYREC_PLAIN_BYTES 92
#define KEYREC_SEALED_BYTES 140

struct keyrec {
	struct jal_id caseload;
	uint32_t epoch;		/* from 1 */
	struct jal_id device;	/* for whom */
	uint8_t box[KEYREC_BOX_BYTES];	/* X25519 public key that it is sealed to */
	uint8_t sealed[KEYREC_SEALED_BYTES];
};

struct keyrec_list {
	struct keyrec *records;	/* owned, sorted by caseload, epoch, device */
	size_t n;		/* at least 1 */
};

/* Magic and count, before the records; and how many a file may hold. */
#define KEYREC_HEAD_BYTES 12
#define KEYREC_LIST_MAX ((COMMIT_FILE_MAX - KEYREC_HEAD_BYTES) / KEYREC_BYTES)

#define KEYREC_LIST_INIT ((struct keyrec_list){ NULL, 0 })

/* The 92 bytes that are sealed, appended to out, which then holds a key. */
JAL_MUST enum jal_err keyrec_plain(const struct jal_id *territory, const struct jal_id *caseload, uint32_t epoch,
				   const struct jal_id *device, const struct secret *epoch_key, struct buf *out);

/* Seals. JAL_ERR_INVALID for epoch 0, a key of the wrong size, or a box key of
 * small order, to which nothing can be sealed: skip that device and say so. */
JAL_MUST enum jal_err keyrec_seal(const struct jal_id *territory, const struct jal_id *caseload, uint32_t epoch,
				  const struct jal_id *device, const uint8_t box[KEYREC_BOX_BYTES],
				  const struct secret *epoch_key, struct keyrec *out);

/* Opens with the box's secret key (32 bytes). JAL_ERR_WRONG_KEY when it is
 * sealed to another box; JAL_ERR_VERIFY, with the reason in d, when it does not
 * open, when any sealed byte is not the expected one, or when the key does not
 * fit the commitment of the charter. The caller frees out. */
JAL_MUST enum jal_err keyrec_open(const struct keyrec *r, const struct jal_id *territory,
				  const struct secret *box_secret, const struct jal_hash *commitment,
				  struct secret *out, struct diag *d);

/* Appends the file. JAL_ERR_INVALID when empty, unsorted, or a record twice;
 * JAL_ERR_LIMIT when longer than a file may be. */
JAL_MUST enum jal_err keyrec_list_encode(const struct keyrec_list *list, struct buf *out);

/* Reads the file `keys`; JAL_ERR_SYNTAX for anything but what
 * keyrec_list_encode() gives, JAL_ERR_LIMIT. The caller frees out. */
JAL_MUST enum jal_err keyrec_list_parse(const void *file, size_t n, struct keyrec_list *out, struct diag *d);

/* The order of the file: negative, 0, positive. */
int keyrec_compare(const struct keyrec *a, const struct keyrec *b);

void keyrec_list_free(struct keyrec_list *list);

#endif
