/*
 * A small generator of numbers for tests: the same seed gives the same story
 * everywhere. Not for anything secret.
 */
#ifndef TESTS_SUPPORT_RNG_H
#define TESTS_SUPPORT_RNG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
	/* splitmix64 */
	uint64_t z = (r->state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* 0 … below - 1. */
static inline size_t rng_below(struct rng *r, size_t below)
{
	return (size_t)(rng_next(r) % below);
}

static inline bool rng_chance(struct rng *r, unsigned percent)
{
	return rng_below(r, 100) < percent;
}

/* How many seeds to try: JALON_TEST_SEEDS, else usual. */
static inline size_t rng_seeds(size_t usual)
{
	const char *wanted = getenv("JALON_TEST_SEEDS");
	const long n = wanted ? strtol(wanted, NULL, 10) : 0;
	return n > 0 ? (size_t)n : usual;
}

#endif
