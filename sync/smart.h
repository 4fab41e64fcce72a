/*
 * Git's own protocol, version 0, as its client: reading what a server
 * advertises, asking for commits, pushing (git's documents gitprotocol-pack and
 * gitprotocol-capabilities). Over any stream; knows no ssh and no repository.
 *
 * libgit2's client is not used because it takes the first commit that both
 * sides have for enough: with a chain of its own for each device, a server would
 * send whole chains again. It cannot stop waiting either.
 */
#ifndef SYNC_SMART_H
#define SYNC_SMART_H

#include "core/buf.h"
#include "sync/pkt.h"
#include "sync/repo.h"

/* References of any kind that a server may advertise. */
#define SMART_LINES_MAX 65536
/* What of a server's own words is kept. */
#define SMART_WORDS_MAX 512

struct smart {
	struct pkt pkt;
	bool side_band, report_status, ofs_delta;	/* what the server can do */
	char words[SMART_WORDS_MAX];	/* its last complaint, as it came: not printable as it stands */
	size_t words_len;
};

/* What is not there: nothing was advertised before the stream ended. */
#define SMART_NO_ANSWER JAL_ERR_NOT_FOUND

/* Reads the advertisement; keeps references for which keep() is true, sorted.
 * SMART_NO_ANSWER when the stream ends before its first byte; JAL_ERR_LIMIT past
 * max references kept or SMART_LINES_MAX lines; JAL_ERR_DENIED when the server
 * said an error in words; JAL_ERR_SYNTAX. */
JAL_MUST enum jal_err smart_advertised(struct smart *s, bool (*keep)(const char *name), size_t max,
				       struct repo_refs *out);

/* Says that nothing is wanted, so that the server ends well. */
JAL_MUST enum jal_err smart_nothing(struct smart *s);

/* Asks for the wants, telling what is here, and hands the pack's bytes to
 * sink() as they come. JAL_ERR_DENIED when the server said an error in words;
 * JAL_ERR_SYNTAX; the sink's and the stream's errors. */
JAL_MUST enum jal_err smart_fetch(struct smart *s, const struct oid *wants, size_t n_wants, const struct oid *haves,
				  size_t n_haves, enum jal_err (*sink)(void *ctx, const uint8_t *bytes, size_t n),
				  void *ctx);

enum smart_verdict {
	SMART_SILENT,	/* nothing was said about it */
	SMART_OK,
	SMART_NO,
};

struct smart_command {
	char name[REPO_REF_NAME_MAX + 1];
	struct oid old, new;
	enum smart_verdict verdict;
	char reason[160];	/* SMART_NO: the server's words, as they came */
};

/* Sends the commands, then the pack that pack() writes to the stream, then
 * reads the report. Verdicts say what the server said, also when an error is
 * returned. JAL_ERR_SYNTAX when the server cannot report; else as smart_fetch(). */
JAL_MUST enum jal_err smart_push(struct smart *s, struct smart_command *commands, size_t n,
				 enum jal_err (*pack)(void *ctx, struct pkt_stream *to), void *ctx);

#endif
