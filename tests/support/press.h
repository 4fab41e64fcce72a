/*
 * Keys for tests that need no terminal: the struct key that a name or a
 * character gives. For tests only.
 */
#ifndef TESTS_SUPPORT_PRESS_H
#define TESTS_SUPPORT_PRESS_H

#include <string.h>

#include "tui/glyph.h"
#include "tui/key.h"

static inline struct key press(const char *name)
{
	struct key k = { .code = key_from_name(name) };

	if (k.code < K_FIRST && k.code != K_NONE)
		k.len = (uint8_t)glyph_encode(k.code, k.text);
	return k;
}

#endif
