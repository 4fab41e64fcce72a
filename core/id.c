/* Ids and hashes, in bytes and in text. */
#include "core/id.h"

#include <sodium.h>
#include <string.h>

struct jal_id id_random(void)
{
	struct jal_id id = ID_ZERO;
	randombytes_buf(id.b, sizeof(id.b));
	return id;
}

bool id_equal(const struct jal_id *a, const struct jal_id *b)
{
	return memcmp(a->b, b->b, ID_BYTES) == 0;
}

bool id_is_zero(const struct jal_id *id)
{
	return sodium_is_zero(id->b, ID_BYTES) == 1;
}

int id_compare(const struct jal_id *a, const struct jal_id *b)
{
	return memcmp(a->b, b->b, ID_BYTES);
}

static const char *to_hex(const uint8_t *bytes, size_t n, char *out)
{
	return sodium_bin2hex(out, 2 * n + 1, bytes, n);
}

/* Strict on purpose: one id has one spelling, so that rebuilt texts can be compared. */
static enum jal_err from_hex(const char *text, size_t len, uint8_t *out, size_t n)
{
	if (len != 2 * n)
		return JAL_ERR_SYNTAX;
	uint8_t bytes[HASH_BYTES] = { 0 };
	for (size_t i = 0; i < len; i++) {
		const char c = text[i];
		unsigned nibble = 0;
		if (c >= '0' && c <= '9')
			nibble = (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			nibble = (unsigned)(c - 'a') + 10;
		else
			return JAL_ERR_SYNTAX;
		bytes[i / 2] = (uint8_t)((unsigned)bytes[i / 2] << 4 | nibble);
	}
	memcpy(out, bytes, n);
	return JAL_OK;
}

const char *id_hex(const struct jal_id *id, char out[ID_HEX + 1])
{
	return to_hex(id->b, ID_BYTES, out);
}

enum jal_err id_parse(const char *text, size_t len, struct jal_id *out)
{
	return from_hex(text, len, out->b, ID_BYTES);
}

/* Crockford's base32, which begins as hex does. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const char *id_number(const struct jal_id *id, unsigned digits, char out[ID_NUMBER_MAX])
{
	if (digits > ID_NUMBER_MAX - 1)
		digits = ID_NUMBER_MAX - 1;
	for (unsigned i = 0; i < digits; i++) {
		unsigned value = 0;
		for (unsigned bit = 5 * i; bit < 5 * i + 5; bit++)
			value = value << 1 | (bit < 8 * ID_BYTES ? (id->b[bit / 8] >> (7 - bit % 8)) & 1U : 0U);
		out[i] = alphabet[value];
	}
	out[digits] = 0;
	return out;
}

/* The value of a character; people write I and L for 1, O for 0 in a number. -1 when it has none. */
static int digit_of(char c, enum id_digits digits)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (digits == ID_DIGITS_NUMBER && (c == 'I' || c == 'L'))
		c = '1';
	if (digits == ID_DIGITS_NUMBER && c == 'O')
		c = '0';
	const char *at = c ? strchr(alphabet, c) : NULL;
	if (!at || at - alphabet >= 1 << digits)
		return -1;
	return (int)(at - alphabet);
}

bool id_range(const char *begin, enum id_digits digits, struct jal_id *low, struct jal_id *high)
{
	const size_t n = strlen(begin), bits = (size_t)digits;
	*low = ID_ZERO;
	memset(high->b, 0xff, ID_BYTES);
	if (n < ID_RANGE_LEAST || n * bits > 8 * ID_BYTES + bits - 1)
		return false;
	for (size_t i = 0; i < n; i++) {
		const int digit = digit_of(begin[i], digits);
		if (digit < 0)
			return false;
		for (size_t k = 0; k < bits; k++) {
			const size_t bit = i * bits + k;
			if (bit >= 8 * ID_BYTES)
				break;
			const unsigned mask = 0x80U >> bit % 8;
			if ((unsigned)digit >> (bits - 1 - k) & 1U)
				low->b[bit / 8] = (uint8_t)(low->b[bit / 8] | mask);
			else
				high->b[bit / 8] = (uint8_t)(high->b[bit / 8] & ~mask);
		}
	}
	return true;
}

const char *hash_hex(const struct jal_hash *hash, char out[HASH_HEX + 1])
{
	return to_hex(hash->b, HASH_BYTES, out);
}

enum jal_err hash_parse(const char *text, size_t len, struct jal_hash *out)
{
	return from_hex(text, len, out->b, HASH_BYTES);
}

bool hash_equal(const struct jal_hash *a, const struct jal_hash *b)
{
	return memcmp(a->b, b->b, HASH_BYTES) == 0;
}

struct jal_hash hash_b2(const void *data, size_t n)
{
	struct jal_hash hash = { { 0 } };
	/* Cannot fail with these lengths; an empty input may be NULL. */
	(void)crypto_generichash(hash.b, sizeof(hash.b), data, n, NULL, 0);
	return hash;
}
