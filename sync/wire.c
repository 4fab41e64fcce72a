/* Strict reading of bytes and lines. Knows nothing of what they mean. */
#include "sync/wire.h"

#include <string.h>

#include "core/bytes.h"

struct wire wire_of(const void *bytes, size_t n)
{
	return (struct wire){ bytes, n };
}

static void skip(struct wire *w, size_t n)
{
	if (n == 0)
		return;
	w->p += n;
	w->n -= n;
}

bool wire_take(struct wire *w, size_t n, const uint8_t **out)
{
	if (w->n < n)
		return false;
	*out = w->p;
	skip(w, n);
	return true;
}

bool wire_copy(struct wire *w, void *out, size_t n)
{
	if (w->n < n)
		return false;
	if (n)
		memcpy(out, w->p, n);
	skip(w, n);
	return true;
}

bool wire_expect(struct wire *w, const void *bytes, size_t n)
{
	if (w->n < n || (n && memcmp(w->p, bytes, n) != 0))
		return false;
	skip(w, n);
	return true;
}

bool wire_u32(struct wire *w, uint32_t *out)
{
	uint8_t b[4] = { 0 };
	if (!wire_copy(w, b, sizeof(b)))
		return false;
	*out = bytes_u32(b);
	return true;
}

bool wire_u64(struct wire *w, uint64_t *out)
{
	uint8_t b[8] = { 0 };
	if (!wire_copy(w, b, sizeof(b)))
		return false;
	*out = bytes_u64(b);
	return true;
}

bool wire_id(struct wire *w, struct jal_id *out)
{
	return wire_copy(w, out->b, ID_BYTES);
}

bool wire_hash(struct wire *w, struct jal_hash *out)
{
	return wire_copy(w, out->b, HASH_BYTES);
}

bool wire_line(struct wire *w, struct wire *line)
{
	const uint8_t *end = w->n ? memchr(w->p, '\n', w->n) : NULL;
	if (!end)
		return false;
	const size_t n = (size_t)(end - w->p);
	*line = wire_of(w->p, n);
	skip(w, n + 1);
	return true;
}

bool wire_text(struct wire *w, const char *text)
{
	return wire_expect(w, text, strlen(text));
}

bool wire_decimal(struct wire *w, uint64_t *out)
{
	uint64_t n = 0;
	size_t i = 0;
	for (; i < w->n && w->p[i] >= '0' && w->p[i] <= '9'; i++) {
		const uint64_t digit = (uint64_t)(w->p[i] - '0');
		if (n > (WIRE_DECIMAL_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (i == 0 || (i > 1 && w->p[0] == '0'))
		return false;
	skip(w, i);
	*out = n;
	return true;
}

bool wire_hex(struct wire *w, void *out, size_t n)
{
	if (n > SIZE_MAX / 2 || w->n < 2 * n)
		return false;
	for (size_t i = 0; i < 2 * n; i++) {
		const uint8_t c = w->p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
	}
	uint8_t *bytes = out;
	for (size_t i = 0; i < n; i++) {
		const unsigned hi = w->p[2 * i], lo = w->p[2 * i + 1];
		const unsigned a = hi <= '9' ? hi - '0' : hi - 'a' + 10;
		const unsigned b = lo <= '9' ? lo - '0' : lo - 'a' + 10;
		bytes[i] = (uint8_t)(a << 4 | b);
	}
	skip(w, 2 * n);
	return true;
}

bool wire_hex_id(struct wire *w, struct jal_id *out)
{
	return wire_hex(w, out->b, ID_BYTES);
}

bool wire_b2(struct wire *w, struct jal_hash *out)
{
	struct wire probe = *w;
	if (!wire_text(&probe, "b2:") || !wire_hex(&probe, out->b, HASH_BYTES))
		return false;
	*w = probe;
	return true;
}
