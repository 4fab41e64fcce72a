/*
 * Vocabularies: tables of (code, French label, obsolete?), from vocab.def. Code
 * keys on the code, never on a label; a code is never reused (domain.md §3).
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

/* Rules of one value (core/check.h), named in model.def. */
#define CHECK(name) CHECK_##name,
enum check {
#include "core/check.def"
	CHECK_COUNT
};
#undef CHECK

struct vocab_code {
	const char *code;
	const char *label;	/* French, N_(); "" never */
	bool obsolete;		/* still read and shown, no longer offered */
};

/* The codes in the order in which they are offered; *count gets their number. Static. */
const struct vocab_code *vocab_codes(enum vocab vocab, size_t *count);
/* NULL when the vocabulary has no such code. */
const struct vocab_code *vocab_find(enum vocab vocab, const char *code);
/* The vocabulary's own name ("channel"); static. */
const char *vocab_name(enum vocab vocab);

#endif
