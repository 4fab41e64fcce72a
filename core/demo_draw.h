/* Drawing by lot for the demonstration: the same seed and number, the same draws. Not for secrets. */
#ifndef CORE_DEMO_DRAW_H
#define CORE_DEMO_DRAW_H

#include <stdint.h>

struct demo_draw {
	uint64_t state;
};

static inline struct demo_draw demo_draw_start(uint64_t seed, unsigned number)
{
	return (struct demo_draw){ seed * 0x9e3779b97f4a7c15u + number * 0xd1342543de82ef95u + 1 };
}

/* 0 … below - 1; below at least 1. splitmix64. */
static inline unsigned demo_draw_below(struct demo_draw *d, unsigned below)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (unsigned)((z ^ (z >> 31)) % below);
}

#endif
