/*
 * The 16-byte ids of protocol.md (32 hex digits in text), 32-byte hashes, and
 * the short dossier number made from an id (domain.md §2).
 */
#ifndef CORE_ID_H
#define CORE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define ID_BYTES 16
#define ID_HEX 32
#define HASH_BYTES 32
#define HASH_HEX 64
#define ID_NUMBER_MAX 27	/* 26 Crockford characters and a NUL */

struct jal_id {
	uint8_t b[ID_BYTES];
};

struct jal_hash {
	uint8_t b[HASH_BYTES];
};

#define ID_ZERO ((struct jal_id){ { 0 } })

/* 128 bits from the system's generator. */
struct jal_id id_random(void);
bool id_equal(const struct jal_id *a, const struct jal_id *b);
bool id_is_zero(const struct jal_id *id);
/* Order of the bytes, for sorting. */
int id_compare(const struct jal_id *a, const struct jal_id *b);

/* Lower-case hex; out holds ID_HEX + 1 bytes. Returns out. */
const char *id_hex(const struct jal_id *id, char out[ID_HEX + 1]);
/* Exactly 32 lower-case hex digits and nothing else, or JAL_ERR_SYNTAX. */
JAL_MUST enum jal_err id_parse(const char *text, size_t len, struct jal_id *out);

/* The first `digits` (1 to 26) Crockford base32 characters of the id, capitals,
 * most significant bits first. out holds ID_NUMBER_MAX bytes. Returns out. */
const char *id_number(const struct jal_id *id, unsigned digits, char out[ID_NUMBER_MAX]);

/* What people type of an id: the bits of one of its digits. */
enum id_digits { ID_DIGITS_HEX = 4, ID_DIGITS_NUMBER = 5 };
#define ID_RANGE_LEAST 4

/* The least and the greatest id that begin with these digits, in either case, with
 * I and L for 1 and O for 0 in a number. False when there are fewer than
 * ID_RANGE_LEAST or none begins so. */
bool id_range(const char *begin, enum id_digits digits, struct jal_id *low, struct jal_id *high);

const char *hash_hex(const struct jal_hash *hash, char out[HASH_HEX + 1]);
JAL_MUST enum jal_err hash_parse(const char *text, size_t len, struct jal_hash *out);
bool hash_equal(const struct jal_hash *a, const struct jal_hash *b);
/* Unkeyed BLAKE2b-256 ("b2" in protocol.md). */
struct jal_hash hash_b2(const void *data, size_t n);

#endif
