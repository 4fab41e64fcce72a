/* The tables that vocab.def spells out. */
#include "core/vocab.h"

#include <string.h>

#include "core/error.h"

/* All codes in the order of the file; a vocabulary is a run of them. */
#define VOCAB(...)
#define CODE(vocab, code, label, obsolete) { code, label, obsolete },
static const struct vocab_code codes[] = {
#include "core/vocab.def"
};
#undef CODE

/* The vocabulary of each. */
#define CODE(vocab, ...) VOCAB_##vocab,
static const enum vocab owner[] = {
#include "core/vocab.def"
};
#undef VOCAB
#undef CODE

#define VOCAB(...)
#define CODE(vocab, code, label, obsolete)                                                   \
	_Static_assert(sizeof(code) > 1, "a code of " #vocab " is empty");                    \
	_Static_assert(sizeof(label) > 1, "code " code " of " #vocab " has no label");
#include "core/vocab.def"
#undef VOCAB
#undef CODE

#define VOCAB(name) #name,
#define CODE(...)
static const char *const names[VOCAB_COUNT] = {
	"none",
	"free",
#include "core/vocab.def"
};
#undef VOCAB
#undef CODE

const struct vocab_code *vocab_codes(enum vocab vocab, size_t *count)
{
	const size_t all = sizeof(codes) / sizeof(codes[0]);
	size_t first = 0;
	while (first < all && owner[first] != vocab)
		first++;
	size_t end = first;
	while (end < all && owner[end] == vocab)
		end++;
	*count = end - first;
	return codes + (first < all ? first : 0);
}

const struct vocab_code *vocab_find(enum vocab vocab, const char *code)
{
	size_t count = 0;
	const struct vocab_code *list = vocab_codes(vocab, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].code, code) == 0)
			return &list[i];
	return NULL;
}

const char *vocab_name(enum vocab vocab)
{
	return names[vocab];
}
