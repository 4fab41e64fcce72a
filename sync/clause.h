/*
 * The entries of a charter and the message that carries them, "jalon-charter
 * v1" (protocol.md §6): text to fields and back. Knows the form of every entry;
 * whether one may be made is charter.h's.
 */
#ifndef SYNC_CLAUSE_H
#define SYNC_CLAUSE_H

#include "core/buf.h"
#include "core/diag.h"
#include "core/id.h"

#define CLAUSE_MAX 4096
#define CLAUSE_KEY_BYTES 32
#define CLAUSE_WORD_MAX 32

enum clause_kind {
	CLAUSE_MEMBER,
	CLAUSE_PROMOTE,
	CLAUSE_DEVICE,
	CLAUSE_CASELOAD,
	CLAUSE_GRANT,
	CLAUSE_FORMAT,
	CLAUSE_THRESHOLD,
	CLAUSE_REVOKE,
	CLAUSE_UNGRANT,
	CLAUSE_DEMOTE,
	CLAUSE_CUT,
	CLAUSE_ADOPT,
	CLAUSE_EPOCH,
	CLAUSE_CLOSE,
	CLAUSE_ENDORSE,
	CLAUSE_BASE,
	CLAUSE_JOIN
};

/* One entry (clause here, since core/entry is about typing). Which fields are used depends on the kind; the others are zero. */
struct clause {
	enum clause_kind kind;
	struct jal_id member;
	struct jal_id device;
	struct jal_id caseload;
	bool supervisor;	/* member: the role */
	bool common;		/* caseload: the kind */
	bool write;		/* grant: the access, else read */
	uint64_t n;		/* format, threshold, epoch, close: at least 1; endorse: a charter number;
				 * base: the generation, at least 1 */
	uint64_t seq;		/* cut: 0 for none; adopt, base: at least 1; epoch: 0 without a snapshot */
	struct jal_hash hash;	/* cut, adopt, join: a commit's; epoch: the commitment */
	uint8_t ed25519[CLAUSE_KEY_BYTES], x25519[CLAUSE_KEY_BYTES];	/* device */
	char word[CLAUSE_WORD_MAX + 1];	/* revoke: 1 to 32 letters a-z */
};

/* A whole message. */
struct clause_list {
	struct jal_id territory;
	uint64_t number;	/* of this charter commit, from 0 */
	bool has_prev;		/* false exactly for number 0 */
	struct jal_hash prev;
	struct jal_id device;	/* the signer */
	struct clause *entries;	/* owned */
	size_t n_entries;	/* 1 to CLAUSE_MAX */
};

#define CLAUSE_LIST_INIT ((struct clause_list){ .n_entries = 0 })

/* The entry's first word ("member", "device" …); static. */
const char *clause_name(enum clause_kind kind);

/* Appends one line, line feed included. JAL_ERR_INVALID for values that no
 * line can hold (a number out of bounds, an empty word); then out may hold a
 * part of it. */
JAL_MUST enum jal_err clause_encode(const struct clause *e, struct buf *out);

/* Reads one line, without its line feed. JAL_ERR_SYNTAX. */
JAL_MUST enum jal_err clause_parse(const void *line, size_t n, struct clause *out);

/* Appends the whole message. JAL_ERR_INVALID when there are no entries or too
 * many, or when prev is present or absent at the wrong number. After a failure
 * out may hold a part of it. */
JAL_MUST enum jal_err clause_list_encode(const struct clause_list *list, struct buf *out);

/* Reads a whole message. JAL_ERR_SYNTAX, with the reason in d, unless
 * clause_list_encode() of the result gives the same bytes. On success the caller
 * frees out. */
JAL_MUST enum jal_err clause_list_parse(const void *text, size_t n, struct clause_list *out, struct diag *d);

void clause_list_free(struct clause_list *list);

#endif
