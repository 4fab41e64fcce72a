/* Git's pkt-line framing. */
#include "sync/pkt.h"

#include <stdio.h>
#include <string.h>

static enum jal_err fill(struct pkt *p, size_t from, size_t upto, size_t *got)
{
	size_t have = from;
	while (have < upto) {
		size_t n = 0;
		const enum jal_err err = p->stream.read(p->stream.ctx, p->in + have, upto - have, &n);
		if (err)
			return err;
		if (!n)
			break;
		have += n;
	}
	*got = have - from;
	return JAL_OK;
}

static bool length_of(const uint8_t digits[4], size_t *out)
{
	size_t n = 0;
	for (int i = 0; i < 4; i++) {
		const uint8_t c = digits[i];
		if (c >= '0' && c <= '9')
			n = n * 16 + (size_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			n = n * 16 + (size_t)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			n = n * 16 + (size_t)(c - 'A' + 10);
		else
			return false;
	}
	*out = n;
	return true;
}

enum jal_err pkt_read(struct pkt *p, enum pkt_kind *kind, const uint8_t **payload, size_t *n)
{
	size_t got = 0;
	size_t length = 0;
	enum jal_err err = fill(p, 0, 4, &got);
	if (err)
		return err;
	if (!got) {
		*kind = PKT_END;
		return JAL_OK;
	}
	if (got < 4)
		return JAL_ERR_NETWORK;
	if (!length_of(p->in, &length) || (length && length < 4) || length > sizeof(p->in))
		return JAL_ERR_SYNTAX;
	if (!length) {
		*kind = PKT_FLUSH;
		return JAL_OK;
	}
	err = fill(p, 4, length, &got);
	if (err)
		return err;
	if (got != length - 4)
		return JAL_ERR_NETWORK;
	*kind = PKT_LINE;
	*payload = p->in + 4;
	*n = length - 4;
	return JAL_OK;
}

enum jal_err pkt_write(struct pkt *p, const void *payload, size_t n)
{
	char head[5] = "";
	if (n > PKT_MAX)
		return JAL_ERR_LIMIT;
	(void)snprintf(head, sizeof(head), "%04x", (unsigned)(n + 4));
	const enum jal_err err = p->stream.write(p->stream.ctx, (const uint8_t *)head, 4);
	return err ? err : p->stream.write(p->stream.ctx, payload, n);
}

enum jal_err pkt_write_flush(struct pkt *p)
{
	return p->stream.write(p->stream.ctx, (const uint8_t *)"0000", 4);
}
