/* The tables of text_fold.c: what ASCII and U+0080 to U+017F become in a key. */
#ifndef CORE_TEXT_LATIN_H
#define CORE_TEXT_LATIN_H

#include <stdint.h>

#define TEXT_LATIN_FIRST 0x80
#define TEXT_LATIN_COUNT 0x100

/* A space for what counts as one. */
extern const uint8_t text_latin_ascii[128];
/* Accents off, and kept. "" where libunistring must see the whole text. */
extern const char text_latin_plain[TEXT_LATIN_COUNT][4];
extern const char text_latin_exact[TEXT_LATIN_COUNT][4];

#endif
