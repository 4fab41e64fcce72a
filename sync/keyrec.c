/* Sealing and opening epoch keys. Whether a record was wanted is not known here. */
#include "sync/keyrec.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sync/epoch.h"
#include "sync/wire.h"

#define FILE_MAGIC "JLNKEYS1"
#define WRAP_MAGIC "JLNWRAP1"
#define MAGIC_BYTES 8

enum jal_err keyrec_plain(const struct jal_id *territory, const struct jal_id *caseload, uint32_t epoch,
			  const struct jal_id *device, const struct secret *epoch_key, struct buf *out)
{
	enum jal_err err = JAL_OK;
	if (epoch == 0 || !epoch_key->p || epoch_key->n != EPOCH_KEY_BYTES)
		return JAL_ERR_INVALID;
	if ((err = buf_put(out, WRAP_MAGIC, MAGIC_BYTES)) || (err = buf_put(out, territory->b, ID_BYTES)) ||
	    (err = buf_put(out, caseload->b, ID_BYTES)) || (err = buf_put_u32(out, epoch)) ||
	    (err = buf_put(out, device->b, ID_BYTES)) || (err = buf_put(out, epoch_key->p, epoch_key->n)))
		return err;
	return JAL_OK;
}

enum jal_err keyrec_seal(const struct jal_id *territory, const struct jal_id *caseload, uint32_t epoch,
			 const struct jal_id *device, const uint8_t box[KEYREC_BOX_BYTES],
			 const struct secret *epoch_key, struct keyrec *out)
{
	struct keyrec r = { .caseload = *caseload, .epoch = epoch, .device = *device };
	struct buf plain = BUF_INIT;
	memcpy(r.box, box, sizeof(r.box));
	enum jal_err err = keyrec_plain(territory, caseload, epoch, device, epoch_key, &plain);
	if (!err && crypto_box_seal(r.sealed, plain.data, plain.len, box) != 0)
		err = JAL_ERR_INVALID;
	buf_free(&plain);
	if (!err)
		*out = r;
	return err;
}

/* The opened bytes against those that the record and the charter call for; the
 * key itself is then bound by the commitment. */
static enum jal_err check_plain(const struct keyrec *r, const struct jal_id *territory, const struct secret *plain,
				const struct jal_hash *commitment, struct secret *key, struct diag *d)
{
	struct buf expected = BUF_INIT;
	struct jal_hash h = { { 0 } };
	memcpy(key->p, plain->p + KEYREC_PLAIN_BYTES - EPOCH_KEY_BYTES, EPOCH_KEY_BYTES);
	enum jal_err err = keyrec_plain(territory, &r->caseload, r->epoch, &r->device, key, &expected);
	if (!err && sodium_memcmp(expected.data, plain->p, KEYREC_PLAIN_BYTES) != 0)
		err = diag_set(d, JAL_ERR_VERIFY,
			N_("Une clé reçue était destinée à un autre territoire, portefeuille ou poste."));
	if (!err)
		err = epoch_commitment(key, territory, &r->caseload, r->epoch, &h);
	if (!err && !hash_equal(&h, commitment))
		err = diag_set(d, JAL_ERR_VERIFY, N_("Une clé reçue n’est pas celle que la charte annonce."));
	buf_free(&expected);
	return err;
}

enum jal_err keyrec_open(const struct keyrec *r, const struct jal_id *territory, const struct secret *box_secret,
			 const struct jal_hash *commitment, struct secret *out, struct diag *d)
{
	uint8_t box[KEYREC_BOX_BYTES] = { 0 };
	struct secret plain = SECRET_INIT, key = SECRET_INIT;
	enum jal_err err = JAL_OK;
	if (!box_secret->p || box_secret->n != crypto_box_SECRETKEYBYTES ||
	    crypto_scalarmult_base(box, box_secret->p) != 0)
		return JAL_ERR_INVALID;
	if (memcmp(box, r->box, sizeof(box)) != 0)
		return diag_set(d, JAL_ERR_WRONG_KEY,
			N_("Une clé a été envoyée à une ancienne boîte de ce poste. Un superviseur en enverra une autre."));
	if ((err = secret_new(KEYREC_PLAIN_BYTES, &plain)) || (err = secret_new(EPOCH_KEY_BYTES, &key)))
		goto out;
	if (crypto_box_seal_open(plain.p, r->sealed, sizeof(r->sealed), box, box_secret->p) != 0) {
		err = diag_set(d, JAL_ERR_VERIFY, N_("Une clé reçue ne s’ouvre pas : elle a été altérée."));
		goto out;
	}
	err = check_plain(r, territory, &plain, commitment, &key, d);
	if (err)
		goto out;
	*out = key;
	key = SECRET_INIT;
out:
	secret_free(&plain);
	secret_free(&key);
	return err;
}

int keyrec_compare(const struct keyrec *a, const struct keyrec *b)
{
	const int order = id_compare(&a->caseload, &b->caseload);
	if (order != 0)
		return order;
	if (a->epoch != b->epoch)
		return a->epoch < b->epoch ? -1 : 1;
	return id_compare(&a->device, &b->device);
}

static bool in_order(const struct keyrec_list *list, size_t i)
{
	return list->records[i].epoch >= 1 && (i == 0 || keyrec_compare(&list->records[i - 1], &list->records[i]) < 0);
}

enum jal_err keyrec_list_encode(const struct keyrec_list *list, struct buf *out)
{
	if (list->n < 1)
		return JAL_ERR_INVALID;
	if (list->n > KEYREC_LIST_MAX)
		return JAL_ERR_LIMIT;
	for (size_t i = 0; i < list->n; i++) {
		if (!in_order(list, i))
			return JAL_ERR_INVALID;
	}
	enum jal_err err = buf_reserve(out, KEYREC_HEAD_BYTES + list->n * KEYREC_BYTES);
	if (!err)
		err = buf_put(out, FILE_MAGIC, MAGIC_BYTES);
	if (!err)
		err = buf_put_u32(out, (uint32_t)list->n);
	for (size_t i = 0; !err && i < list->n; i++) {
		const struct keyrec *r = &list->records[i];
		if ((err = buf_put(out, r->caseload.b, ID_BYTES)) || (err = buf_put_u32(out, r->epoch)) ||
		    (err = buf_put(out, r->device.b, ID_BYTES)) || (err = buf_put(out, r->box, sizeof(r->box))))
			break;
		err = buf_put(out, r->sealed, sizeof(r->sealed));
	}
	return err;
}

enum jal_err keyrec_list_parse(const void *file, size_t n, struct keyrec_list *out, struct diag *d)
{
	struct wire w = wire_of(file, n);
	struct keyrec_list list = KEYREC_LIST_INIT;
	uint32_t count = 0;
	if (n > COMMIT_FILE_MAX)
		return diag_set(d, JAL_ERR_LIMIT, N_("Le fichier keys est plus grand que la limite admise."));
	if (!wire_expect(&w, FILE_MAGIC, MAGIC_BYTES) || !wire_u32(&w, &count) || count < 1 ||
	    w.n / KEYREC_BYTES != count || w.n % KEYREC_BYTES != 0)
		return diag_set(d, JAL_ERR_SYNTAX, N_("Le fichier keys n’a pas la forme ou la longueur attendue."));
	list.records = calloc(count, sizeof(*list.records));
	if (!list.records)
		return JAL_ERR_NOMEM;
	for (; list.n < count; list.n++) {
		struct keyrec *r = &list.records[list.n];
		if (!wire_id(&w, &r->caseload) || !wire_u32(&w, &r->epoch) || !wire_id(&w, &r->device) ||
		    !wire_copy(&w, r->box, sizeof(r->box)) || !wire_copy(&w, r->sealed, sizeof(r->sealed)) ||
		    !in_order(&list, list.n)) {
			keyrec_list_free(&list);
			return diag_set(d, JAL_ERR_SYNTAX,
				N_("Le fichier keys n’est pas trié, ou une clé y est deux fois."));
		}
	}
	*out = list;
	return JAL_OK;
}

void keyrec_list_free(struct keyrec_list *list)
{
	if (!list)
		return;
	free(list->records);
	*list = KEYREC_LIST_INIT;
}
