/* The head of a snapshot. */
#include "sync/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "sync/wire.h"

#define MAGIC "JLNSTAT1"
#define MAGIC_BYTES 8

enum jal_err snapshot_encode(const struct snapshot *s, struct buf *out)
{
	if (s->epoch == 0 || s->n < 1 || s->n > SNAPSHOT_PARTS_MAX)
		return JAL_ERR_INVALID;
	enum jal_err err = JAL_OK;
	if ((err = buf_put(out, MAGIC, MAGIC_BYTES)) || (err = buf_put(out, s->caseload.b, ID_BYTES)) ||
	    (err = buf_put_u32(out, s->epoch)) || (err = buf_put(out, s->header, sizeof(s->header))) ||
	    (err = buf_put_u32(out, (uint32_t)s->n)))
		return err;
	return buf_put(out, s->parts, s->n * sizeof(*s->parts));
}

enum jal_err snapshot_parse(const void *file, size_t n, struct snapshot *out, struct diag *d)
{
	struct wire w = wire_of(file, n);
	struct snapshot s = SNAPSHOT_INIT;
	uint32_t count = 0;
	if (!wire_expect(&w, MAGIC, MAGIC_BYTES) || !wire_id(&w, &s.caseload) || !wire_u32(&w, &s.epoch) ||
	    !wire_copy(&w, s.header, sizeof(s.header)) || !wire_u32(&w, &count) || s.epoch == 0 || count < 1 ||
	    count > SNAPSHOT_PARTS_MAX || w.n != (size_t)count * HASH_BYTES)
		return diag_set(d, JAL_ERR_SYNTAX, N_("Le fichier state n’a pas la forme ou la longueur attendue."));
	s.parts = calloc(count, sizeof(*s.parts));
	if (!s.parts)
		return JAL_ERR_NOMEM;
	s.n = count;
	if (!wire_copy(&w, s.parts, count * sizeof(*s.parts))) {
		snapshot_free(&s);
		return JAL_ERR_SYNTAX;
	}
	*out = s;
	return JAL_OK;
}

void snapshot_free(struct snapshot *s)
{
	if (!s)
		return;
	free(s->parts);
	*s = SNAPSHOT_INIT;
}

enum jal_err snapshot_associated(const struct jal_id *territory, const struct jal_id *caseload, uint32_t epoch,
				 uint64_t chunk, uint8_t out[SNAPSHOT_ASSOCIATED_BYTES])
{
	struct buf b = BUF_INIT;
	enum jal_err err = JAL_OK;
	if ((err = buf_put(&b, MAGIC, MAGIC_BYTES)) || (err = buf_put(&b, territory->b, ID_BYTES)) ||
	    (err = buf_put(&b, caseload->b, ID_BYTES)) || (err = buf_put_u32(&b, epoch)) ||
	    (err = buf_put_u64(&b, chunk)))
		goto out;
	memcpy(out, b.data, SNAPSHOT_ASSOCIATED_BYTES);
out:
	buf_free(&b);
	return err;
}

const char *snapshot_part_name(size_t i, char out[SNAPSHOT_NAME_BYTES])
{
	memcpy(out, "state.0000", SNAPSHOT_NAME_BYTES);
	for (size_t at = SNAPSHOT_NAME_BYTES - 2; i > 0 && out[at] != '.'; at--, i /= 10)
		out[at] = (char)('0' + i % 10);
	return out;
}
