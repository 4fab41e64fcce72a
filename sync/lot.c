/* The file of envelopes. Knows no key. */
#include "sync/lot.h"

#include <stdlib.h>

enum jal_err lot_parse(const void *file, size_t n, struct lot *out, struct diag *d)
{
	struct wire w = wire_of(file, n);
	struct lot lot = LOT_INIT;
	enum jal_err err = JAL_OK;
	if (n > COMMIT_FILE_MAX)
		return diag_set(d, JAL_ERR_LIMIT, N_("Ce lot est plus grand que la limite admise."));
	if (n == 0)
		return diag_set(d, JAL_ERR_SYNTAX, N_("Ce lot est vide : il ne devrait pas y avoir de fichier."));
	/* No envelope is shorter than this. */
	lot.envelopes = calloc(n / (ENVELOPE_HEADER_BYTES + ENVELOPE_TAG_BYTES + 1024) + 1, sizeof(*lot.envelopes));
	if (!lot.envelopes)
		return JAL_ERR_NOMEM;
	while (!err && w.n > 0) {
		struct envelope e = { .n = 0 };
		err = envelope_parse(&w, &e, d);
		if (err)
			break;
		if (lot.n > 0 && id_compare(&lot.envelopes[lot.n - 1].caseload, &e.caseload) >= 0)
			err = diag_set(d, JAL_ERR_SYNTAX,
				N_("Les enveloppes de ce lot ne sont pas triées, ou un portefeuille y est deux fois."));
		else
			lot.envelopes[lot.n++] = e;
	}
	if (err) {
		lot_free(&lot);
		return err;
	}
	*out = lot;
	return JAL_OK;
}

const struct envelope *lot_find(const struct lot *lot, const struct jal_id *caseload)
{
	for (size_t i = 0; i < lot->n; i++) {
		if (id_equal(&lot->envelopes[i].caseload, caseload))
			return &lot->envelopes[i];
	}
	return NULL;
}

void lot_free(struct lot *lot)
{
	if (!lot)
		return;
	free(lot->envelopes);
	*lot = LOT_INIT;
}

static int by_caseload(const void *a, const void *b)
{
	const struct lot_part *const *x = a, *const *y = b;
	return id_compare(&(*x)->caseload, &(*y)->caseload);
}

enum jal_err lot_seal(const struct envelope_place *place, const struct lot_part *parts, size_t n, struct buf *out)
{
	struct buf file = BUF_INIT;
	enum jal_err err = JAL_OK;
	if (n == 0)
		return JAL_ERR_INVALID;
	const struct lot_part **sorted = calloc(n, sizeof(*sorted));
	if (!sorted)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		sorted[i] = &parts[i];
	qsort(sorted, n, sizeof(*sorted), by_caseload);
	for (size_t i = 0; !err && i < n; i++) {
		const struct lot_part *p = sorted[i];
		if (i > 0 && id_equal(&sorted[i - 1]->caseload, &p->caseload))
			err = JAL_ERR_INVALID;
		else
			err = envelope_seal(place, &p->caseload, p->epoch, p->epoch_key, p->nonce, p->plain, p->n, &file);
	}
	if (!err && file.len > COMMIT_FILE_MAX)
		err = JAL_ERR_LIMIT;
	if (!err)
		err = buf_put(out, file.data, file.len);
	free(sorted);
	buf_free(&file);
	return err;
}
