/*
 * Vocabularies: tables of (code, French label, obsolete?), from vocab.def. The
 * program keys on the code, never on a label; a code is never reused. What other
 * systems call a code is core/alias's to know.
 */
#ifndef CORE_VOCAB_H
#define CORE_VOCAB_H

#include <stdbool.h>
#include <stddef.h>

#define VOCAB(name, ...) VOCAB_##name,
#define CODE(...)
enum vocab {
	VOCAB_none,	/* not a code */
	VOCAB_free,	/* free words, as tags */
#include "core/vocab.def"
	VOCAB_COUNT
};
#undef VOCAB
#undef CODE

struct vocab_code {
	const char *code;
	const char *label;	/* French, N_(); "" never */
	bool obsolete;		/* still read and shown, no longer offered */
};

/* The codes in the order in which they are offered; *count gets their number. Static. */
const struct vocab_code *vocab_codes(enum vocab vocab, size_t *count);
/* NULL when the vocabulary has no such code. Constant time; from any thread. */
const struct vocab_code *vocab_find(enum vocab vocab, const char *code);
/* The vocabulary's own name ("channel"); static. */
const char *vocab_name(enum vocab vocab);

/* The theme (a code of VOCAB_theme) that a sub-theme or a situation belongs to;
 * NULL for other vocabularies and unknown codes. Static. */
const char *vocab_theme_of(enum vocab vocab, const char *code);

#endif
