/*
 * The people of the tests of sync/: invented ids and keys that are the same in
 * every run, and commits signed by them. Failures are cmocka's.
 */
#ifndef TESTS_SUPPORT_ACTORS_H
#define TESTS_SUPPORT_ACTORS_H

#include "core/buf.h"
#include "core/id.h"
#include "core/secret.h"
#include "sync/charter.h"

struct actor {
	struct jal_id member;
	struct jal_id device;
	uint8_t sign_public[32];
	uint8_t sign_bytes[64];
	uint8_t box_public[32];
	uint8_t box_bytes[32];
	struct secret sign;	/* borrows sign_bytes: never freed */
	struct secret box;
};

/* 2026-01-05T10:00Z. */
#define ACTORS_DATE ((int64_t)1767607200)

/* Fills *out from a small number; sign and box point into it, so it must stay where it is. */
void actors_make(unsigned seed, struct actor *out);

/* 32 bytes that depend on a name and a number only. */
void actors_bytes(const char *name, unsigned seed, uint8_t out[32]);
struct jal_id actors_id(const char *name, unsigned seed);

/* Entries from lines. Room for `room`; returns how many. */
size_t actors_entries(const char *lines, struct clause *out, size_t room);

/* A charter commit whatever it says: message and file as given, signed by the
 * actor, with the parents asked for (git names made from nothing). */
void actors_commit(const struct actor *signer, const char *message, size_t message_n, const void *file, size_t file_n,
		   size_t parents, struct buf *raw);

/* A charter commit made by charter_compose() from lines, which must be accepted.
 * raw and file are appended to. */
void actors_charter(struct charter *c, const struct actor *signer, const char *lines, struct buf *raw,
		    struct buf *file);

/* The lines that admit an actor. */
void actors_admit(const struct actor *a, const char *role, struct buf *lines);

/* The git name of a tree of one file. */
struct oid actors_tree(const char *name, const void *file, size_t n);

#endif
