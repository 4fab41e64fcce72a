/*
 * What two jalons do with one remote: an own repository each, chains, exchanges
 * over a folder or ssh, and races between processes. For the tests of both
 * transports.
 */
#ifndef TESTS_SUPPORT_WRITER_H
#define TESTS_SUPPORT_WRITER_H

#include "sync/remote.h"

#define WRITER_CHARTER "refs/heads/charter"
#define WRITER_DEVICE_A "refs/heads/device/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/1"
#define WRITER_DEVICE_B "refs/heads/device/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/1"

/* Options that reach the remote; repo is filled in by the functions below. */
struct writer {
	char *folder;	/* of the test */
	struct remote_options options;
};

struct repo *writer_repo(const struct writer *w, const char *name);
struct remote *writer_remote(const struct writer *w, struct repo *repo);

/* Pushes one update; fails the test unless it goes through with some answer. */
enum remote_answer writer_push(struct remote *r, const char *name, const struct oid *old, const struct oid *new);

/* Appends n commits to the reference, in the own repository `name`, in this
 * process, whoever else does: list, fetch, commit on top, push, again when
 * moved or unknown. Every one said to be sent is written to the file
 * "<name>.sent". Returns the number of attempts that lost. */
size_t writer_append(const struct writer *w, const char *name, const char *reference, unsigned seed, size_t n);

/* Two processes do that to one reference at a time; then checks, with stock git
 * in the repository `judged` (a folder of the test's), that all commits are in
 * the one chain. */
void writer_race(const struct writer *w, const char *reference, size_t n, const char *judged);

/* git fsck --strict finds nothing in that repository of the test's folder. */
void writer_assert_sound(const struct writer *w, const char *repository);

#endif
