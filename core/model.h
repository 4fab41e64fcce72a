/*
 * The domain in one table: entities and their fields, read from model.def.
 * From it come the SQL schema, forms, columns, command line, import, export,
 * history and the numbers on the wire. Generic code walks this table and never
 * names a field; code about one field uses its typed handle (core/record.h).
 */
#ifndef CORE_MODEL_H
#define CORE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/vocab.h"

/* How a field's value is held, typed, and written on the wire (CBOR). */
enum field_type {
	FIELD_TYPE_text,	/* ≤ 1 KiB, one line; text */
	FIELD_TYPE_long_text,	/* ≤ 32 KiB, lines; text */
	FIELD_TYPE_date,	/* civil date; integer, days since 1970-01-01 */
	FIELD_TYPE_time,	/* civil date and time as the wall clock reads; integer, minutes since 1970-01-01 00:00 */
	FIELD_TYPE_integer,	/* integer */
	FIELD_TYPE_money,	/* integer, euro cents */
	FIELD_TYPE_flag,	/* yes or no; true, false */
	FIELD_TYPE_code,	/* one code of a vocabulary; text */
	FIELD_TYPE_set,		/* elements: codes of a vocabulary, or free words (vocabulary `free`); map element → present */
	FIELD_TYPE_ref,		/* the id of a record; bytes, 16 */
	FIELD_TYPE_hash,	/* BLAKE2b-256 of a blob; bytes, 32 */
	FIELD_TYPE_bytes,	/* a blob, ≤ 4 MiB; bytes. Its column holds the length alone */
};

/* Flags of a field. */
enum {
	FIELD_NEEDED = 1 << 0,		/* a form asks for it; without it the record has a warning */
	FIELD_LISTED = 1 << 1,		/* shown in lists by default */
	FIELD_SEARCHED = 1 << 2,	/* feeds the search index */
	FIELD_SENSITIVE = 1 << 3,	/* never in a list, a title, a log; masked until revealed */
	FIELD_SUPERVISOR = 1 << 4,	/* only supervisors write it */
	FIELD_DERIVED = 1 << 5,		/* set by jalon (a hash, a link), not offered in forms */
};

/* Where the records of an entity live, and so who may write them (protocol.md §1). */
enum entity_home {
	HOME_dossier,	/* in the caseload of their dossier */
	HOME_common,	/* in the common caseload, any member writes */
	HOME_territory,	/* in the common caseload, supervisors write */
};

/* Entities' numbers on the wire, for SQL that must spell one out: a static
 * assertion beside it holds the two together. */
#define ENTITY(name, wire, ...) MODEL_WIRE_##name = (wire),
#define FIELD(...)
#define RETIRED(...)
enum {
#include "core/model.def"
};
#undef ENTITY
#undef FIELD
#undef RETIRED

#define ENTITY(name, ...) ENTITY_##name,
#define FIELD(...)
#define RETIRED(...)
enum entity {
#include "core/model.def"
	ENTITY_COUNT
};
#undef ENTITY
#undef FIELD
#undef RETIRED

#define ENTITY(...)
#define FIELD(entity, name, ...) FIELD_##entity##_##name,
#define RETIRED(...)
enum field {
#include "core/model.def"
	FIELD_COUNT
};
#undef ENTITY
#undef FIELD
#undef RETIRED

/* A field's handle carries its type in its own type, so that record_get() is
 * checked by the compiler. */
struct handle_text { enum field field; };
struct handle_long_text { enum field field; };
struct handle_date { enum field field; };
struct handle_time { enum field field; };
struct handle_integer { enum field field; };
struct handle_money { enum field field; };
struct handle_flag { enum field field; };
struct handle_code { enum field field; };
struct handle_set { enum field field; };
struct handle_ref { enum field field; };
struct handle_hash { enum field field; };
struct handle_bytes { enum field field; };

#define ENTITY(...)
#define FIELD(entity, name, wire, type, ...) extern const struct handle_##type entity##_##name;
#define RETIRED(...)
#include "core/model.def"
#undef ENTITY
#undef FIELD
#undef RETIRED

/* Rules of one value beyond its type's own (core/check), from check.def. */
#define CHECK(name) CHECK_##name,
#define TEXT_RULE(file, name) CHECK_##name,
#define DATE_RULE(file, name) CHECK_##name,
#define RANGE(name, ...) CHECK_##name,
enum check {
#include "core/check.def"
	CHECK_COUNT
};
#undef CHECK
#undef TEXT_RULE
#undef DATE_RULE
#undef RANGE

struct model_field {
	enum field id;
	enum entity entity;
	const char *name;	/* "birth_date": command line, JSON, SQL column */
	uint32_t wire;
	enum field_type type;
	enum vocab vocab;	/* of a code or set; VOCAB_none otherwise, VOCAB_free for free words */
	enum entity target;	/* of a ref; ENTITY_COUNT otherwise or when any record may be named */
	const char *label;	/* French, N_(); translate before showing */
	unsigned flags;
	enum check check;	/* rule beyond the type's own (core/check.h) */
};

struct model_entity {
	enum entity id;
	const char *name;	/* "person": command line, SQL table */
	uint32_t wire;
	enum entity_home home;
	const char *label;	/* French, N_() */
	enum field first;	/* its fields are first … model_end() - 1 */
};

/* Never NULL for values below the _COUNT; static. */
const struct model_entity *model_entity(enum entity entity);
const struct model_field *model_field(enum field field);
/* One past the last field of an entity. */
enum field model_end(enum entity entity);
/* The flag that says a record is archived; every entity has one. */
enum field model_archived(enum entity entity);

/* Whether records of an entity hold blobs: they are asked for one by one, and left out where all of a dossier are read. */
bool model_heavy(enum entity entity);

/* NULL when unknown. */
const struct model_entity *model_entity_by_name(const char *name);
const struct model_entity *model_entity_by_wire(uint64_t wire);
const struct model_field *model_field_by_name(enum entity entity, const char *name);
const struct model_field *model_field_by_wire(enum entity entity, uint64_t wire);

#endif
