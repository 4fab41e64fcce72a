/*
 * A fuzz target: everything that is read from outside has one. Linked with
 * run.c it is a test that bends the published vectors in ways that are the same
 * in every run; linked with libFuzzer (fuzz.sh) it searches.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's name: reads the bytes; traps when what was read is not what is
 * written again. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The ends of the names of those files of tests/vectors/ and tests/fuzz/corpus/
 * that are seeds, NULL last. */
extern const char *const fuzz_seeds[];

#define FUZZ_CHECK(condition)             \
	do {                              \
		if (!(condition))         \
			__builtin_trap(); \
	} while (0)

#endif
