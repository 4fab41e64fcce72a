/* The tables that vocab.def spells out, and an index of their codes. */
#include "core/vocab.h"

#include <stdint.h>
#include <string.h>
#include <threads.h>

#include "core/error.h"

/* One array for each vocabulary: a VOCAB line closes the one before. */
#define VOCAB(name) }; static const struct vocab_code codes_##name[] = {
#define CODE(vocab, code, label, obsolete) { code, label, obsolete },
static const struct vocab_code codes_none[] = {
	{ "", "", true },
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

struct list {
	const char *name;
	const struct vocab_code *codes;
	size_t count;
};

#define VOCAB(name) { #name, codes_##name, sizeof(codes_##name) / sizeof(codes_##name[0]) },
#define CODE(...)
static const struct list lists[VOCAB_COUNT] = {
	{ "none", codes_none, 0 },
	{ "free", codes_none, 0 },
#include "core/vocab.def"
};
#undef VOCAB
#undef CODE

/* The theme of each situation, in the order of the vocabulary. */
#define VOCAB(...)
#define SITUATION(theme, code, label) theme,
static const char *const situation_themes[] = {
#include "core/vocab_situation.def"
};
#undef VOCAB
#undef SITUATION

/* Every code's place, by a hash of vocabulary and code; 0 is free. An import
 * looks up millions. Filled once and constant from then on. */
#define SLOTS 4096U
struct slot {
	uint16_t vocab;
	uint16_t place;	/* + 1 */
};
static struct slot slots[SLOTS];
static once_flag slots_once = ONCE_FLAG_INIT;

static uint32_t hash(enum vocab vocab, const char *code)
{
	uint32_t h = 2166136261U ^ (uint32_t)vocab;
	h *= 16777619U;
	for (; *code; code++) {
		h ^= (uint8_t)*code;
		h *= 16777619U;
	}
	return h ^ h >> 15;
}

static void fill_slots(void)
{
	for (unsigned v = 0; v < VOCAB_COUNT; v++) {
		for (size_t i = 0; i < lists[v].count; i++) {
			uint32_t at = hash((enum vocab)v, lists[v].codes[i].code) % SLOTS;
			while (slots[at].place)
				at = (at + 1) % SLOTS;
			slots[at] = (struct slot){ (uint16_t)v, (uint16_t)(i + 1) };
		}
	}
}

const struct vocab_code *vocab_codes(enum vocab vocab, size_t *count)
{
	*count = lists[vocab].count;
	return lists[vocab].codes;
}

const struct vocab_code *vocab_find(enum vocab vocab, const char *code)
{
	call_once(&slots_once, fill_slots);
	for (uint32_t at = hash(vocab, code) % SLOTS; slots[at].place; at = (at + 1) % SLOTS) {
		if (slots[at].vocab != (uint16_t)vocab)
			continue;
		const struct vocab_code *found = &lists[vocab].codes[slots[at].place - 1];
		if (strcmp(found->code, code) == 0)
			return found;
	}
	return NULL;
}

const char *vocab_name(enum vocab vocab)
{
	return lists[vocab].name;
}

const char *vocab_theme_of(enum vocab vocab, const char *code)
{
	const struct vocab_code *found = vocab_find(vocab, code);
	if (!found)
		return NULL;
	if (vocab == VOCAB_situation)
		return situation_themes[found - codes_situation];
	if (vocab != VOCAB_subtheme)
		return NULL;
	const char *end = strstr(code, "--");
	for (size_t i = 0; end && i < lists[VOCAB_theme].count; i++) {
		const char *theme = codes_theme[i].code;
		if (strlen(theme) == (size_t)(end - code) && strncmp(theme, code, (size_t)(end - code)) == 0)
			return theme;
	}
	return NULL;
}
