/* The tables that model.def and vocab.def spell out, and look-ups in them. */
#include "core/model.h"

#include <string.h>

/* A wire number used twice in an entity, or after it was retired, and an entity
 * number used twice, are names declared twice here. */
#define ENTITY(name, wire, ...) entity_wire_##wire,
#define FIELD(...)
#define RETIRED(...)
enum {
#include "core/model.def"
};
#undef ENTITY
#undef FIELD
#undef RETIRED

#define ENTITY(...)
#define FIELD(entity, name, wire, ...) wire_##entity##_##wire,
#define RETIRED(entity, wire) wire_##entity##_##wire,
enum {
#include "core/model.def"
};
#undef ENTITY
#undef FIELD
#undef RETIRED

/* A label must say something; a code or a set must have a vocabulary. */
#define ENTITY(name, wire, home, label) _Static_assert(sizeof(label) > 1, "entity " #name " without label");
#define NEEDS_VOCAB_code 1
#define NEEDS_VOCAB_set 1
#define NEEDS_VOCAB_text 0
#define NEEDS_VOCAB_long_text 0
#define NEEDS_VOCAB_date 0
#define NEEDS_VOCAB_time 0
#define NEEDS_VOCAB_integer 0
#define NEEDS_VOCAB_money 0
#define NEEDS_VOCAB_flag 0
#define NEEDS_VOCAB_ref 0
#define NEEDS_VOCAB_hash 0
#define NEEDS_VOCAB_bytes 0
#define VOCAB_OF_text(v) VOCAB_##v
#define VOCAB_OF_long_text(v) VOCAB_##v
#define VOCAB_OF_date(v) VOCAB_##v
#define VOCAB_OF_time(v) VOCAB_##v
#define VOCAB_OF_integer(v) VOCAB_##v
#define VOCAB_OF_money(v) VOCAB_##v
#define VOCAB_OF_flag(v) VOCAB_##v
#define VOCAB_OF_code(v) VOCAB_##v
#define VOCAB_OF_set(v) VOCAB_##v
#define VOCAB_OF_ref(v) VOCAB_none
#define VOCAB_OF_hash(v) VOCAB_##v
#define VOCAB_OF_bytes(v) VOCAB_##v
#define TARGET_OF_text(v) ENTITY_COUNT
#define TARGET_OF_long_text(v) ENTITY_COUNT
#define TARGET_OF_date(v) ENTITY_COUNT
#define TARGET_OF_time(v) ENTITY_COUNT
#define TARGET_OF_integer(v) ENTITY_COUNT
#define TARGET_OF_money(v) ENTITY_COUNT
#define TARGET_OF_flag(v) ENTITY_COUNT
#define TARGET_OF_code(v) ENTITY_COUNT
#define TARGET_OF_set(v) ENTITY_COUNT
#define TARGET_OF_ref(v) ENTITY_##v
#define TARGET_OF_hash(v) ENTITY_COUNT
#define TARGET_OF_bytes(v) ENTITY_COUNT
#define ENTITY_any ENTITY_COUNT
#define FIELD(entity, name, wire, type, words, label, ...)                                              \
	_Static_assert(sizeof(label) > 1, "field " #entity "." #name " without label");                  \
	_Static_assert((wire) > 0, "field " #entity "." #name " without wire number");                   \
	_Static_assert(NEEDS_VOCAB_##type == (VOCAB_OF_##type(words) != VOCAB_none),                     \
		       "field " #entity "." #name ": a code or set needs a vocabulary, nothing else has one");
#define RETIRED(...)
#include "core/model.def"
#undef ENTITY
#undef FIELD
#undef RETIRED

#define ENTITY(...)
#define FIELD(entity, name, wire, type, ...) const struct handle_##type entity##_##name = { FIELD_##entity##_##name };
#define RETIRED(...)
#include "core/model.def"
#undef ENTITY
#undef FIELD
#undef RETIRED

#define ENTITY(...)
#define FIELD(entity, name, wire, type, words, label, flags, check)                                     \
	{ FIELD_##entity##_##name, ENTITY_##entity, #name, (wire), FIELD_TYPE_##type, VOCAB_OF_##type(words), \
	  TARGET_OF_##type(words), label, (flags), CHECK_##check },
#define RETIRED(...)
static const struct model_field fields[FIELD_COUNT] = {
#include "core/model.def"
};
#undef ENTITY
#undef FIELD
#undef RETIRED

/* The place of each entity's line among all lines of the file: without the
 * entity lines before it, that is the number of its first field. */
#define ENTITY(name, ...) line_##name,
#define FIELD(entity, name, ...) line_##entity##_##name,
#define RETIRED(...)
enum {
#include "core/model.def"
};
#undef ENTITY
#undef FIELD
#undef RETIRED

#define ENTITY(name, wire, home, label)                        \
	{ ENTITY_##name, #name, (wire), HOME_##home, label,    \
	  (enum field)((int)line_##name - (int)ENTITY_##name) },
#define FIELD(...)
#define RETIRED(...)
static const struct model_entity entities[ENTITY_COUNT] = {
#include "core/model.def"
};
#undef ENTITY
#undef FIELD
#undef RETIRED

const struct model_entity *model_entity(enum entity entity)
{
	return &entities[entity];
}

const struct model_field *model_field(enum field field)
{
	return &fields[field];
}

enum field model_end(enum entity entity)
{
	return entity + 1 < ENTITY_COUNT ? entities[entity + 1].first : FIELD_COUNT;
}

enum field model_archived(enum entity entity)
{
#define ENTITY(name, ...) FIELD_##name##_archived,
#define FIELD(...)
#define RETIRED(...)
	static const enum field archived[ENTITY_COUNT] = {
#include "core/model.def"
	};
#undef ENTITY
#undef FIELD
#undef RETIRED
	return archived[entity];
}

bool model_heavy(enum entity entity)
{
	for (enum field f = entities[entity].first; f < model_end(entity); f++)
		if (fields[f].type == FIELD_TYPE_bytes)
			return true;
	return false;
}

const struct model_entity *model_entity_by_name(const char *name)
{
	for (size_t i = 0; i < ENTITY_COUNT; i++)
		if (strcmp(entities[i].name, name) == 0)
			return &entities[i];
	return NULL;
}

const struct model_entity *model_entity_by_wire(uint64_t wire)
{
	for (size_t i = 0; i < ENTITY_COUNT; i++)
		if (entities[i].wire == wire)
			return &entities[i];
	return NULL;
}

const struct model_field *model_field_by_name(enum entity entity, const char *name)
{
	for (enum field f = entities[entity].first; f < model_end(entity); f++)
		if (strcmp(fields[f].name, name) == 0)
			return &fields[f];
	return NULL;
}

const struct model_field *model_field_by_wire(enum entity entity, uint64_t wire)
{
	for (enum field f = entities[entity].first; f < model_end(entity); f++)
		if (fields[f].wire == wire)
			return &fields[f];
	return NULL;
}
