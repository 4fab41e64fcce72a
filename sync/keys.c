/* Taking and giving epoch keys. */
#include "sync/keys.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/meta.h"
#include "core/outbox.h"
#include "core/standing.h"
#include "sync/device_commit.h"
#include "sync/refname.h"
#include "sync/verify.h"

/* In meta: how often in a row keys were asked for again; none when the last one opened. */
#define META_ASKED "keys.asked"

/* ---- taking ---- */

static enum jal_err is_held(struct territory *t, const struct jal_id *caseload, uint32_t epoch, bool *yes)
{
	struct secret key = SECRET_INIT;
	const enum jal_err err = keyring_epoch(t->db, caseload, epoch, &key);
	secret_free(&key);
	*yes = !err;
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

/* JAL_ERR_VERIFY: a record that is not what the charter announces. */
static enum jal_err open_own(struct territory *t, const struct keyrec *r, struct diag *why)
{
	const struct rights_epoch *epoch =
		rights_epoch_of(territory_rights(t), &r->caseload, r->epoch, territory_head(t));
	struct secret box = SECRET_INIT, key = SECRET_INIT;
	bool held = false;
	enum jal_err err = is_held(t, &r->caseload, r->epoch, &held);
	if (err || held || !epoch || memcmp(r->box, t->device.box_public, KEYREC_BOX_BYTES) != 0)
		return err;
	err = keyring_box_secret(t->db, &box);
	if (!err)
		err = keyrec_open(r, &t->roster.id, &box, &epoch->commitment, &key, why);
	if (!err)
		err = keyring_put_epoch(t->db, &r->caseload, r->epoch, &key);
	if (!err)
		err = meta_delete(t->db, META_ASKED);
	secret_free(&box);
	secret_free(&key);
	return err;
}

enum jal_err keys_take(struct territory *t, const char *reference, const struct verify_commit *c, struct diag *diag)
{
	struct diag why = DIAG_INIT;
	bool own = false, faulty = false;
	if (c->keys.n == 0)
		return JAL_OK;
	enum jal_err err = db_enter(t->db, &own);
	if (err)
		return territory_failed(t, err, diag);
	for (size_t i = 0; !err && i < c->keys.n; i++) {
		const struct keyrec *r = &c->keys.records[i];
		err = standing_give(t->db, &r->caseload, r->epoch, &r->device, r->box);
		if (err || !t->has_device || !id_equal(&r->device, &t->device.id))
			continue;
		err = open_own(t, r, &why);
		if (err == JAL_ERR_VERIFY) {
			faulty = true;
			err = JAL_OK;
		}
	}
	err = db_leave(t->db, own, err);
	if (!err && faulty)
		err = territory_quarantine(t, reference, &c->oid, &why);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}

/* ---- what has not come ---- */

static enum jal_err is_missing(struct territory *t, const struct rights_epoch *epoch, bool *yes)
{
	bool held = false;
	const enum jal_err err = is_held(t, &epoch->caseload, epoch->n, &held);
	*yes = !held &&
	       rights_access(territory_rights(t), &t->device.member, &epoch->caseload, territory_head(t)) >= RIGHTS_READ;
	return err;
}

enum jal_err keys_missing(struct territory *t, uint64_t *count)
{
	const struct rights *rights = territory_rights(t);
	enum jal_err err = JAL_OK;
	uint64_t n = 0;
	for (size_t i = 0; !err && t->has_device && i < rights_epochs(rights); i++) {
		bool missing = false;
		err = is_missing(t, rights_epoch_at(rights, i), &missing);
		n += missing;
	}
	if (!err)
		*count = n;
	return err;
}

static enum jal_err take_another_box(struct territory *t, int64_t asked)
{
	struct diag fact = DIAG_INIT;
	bool own = false;
	enum jal_err err = db_enter(t->db, &own);
	if (err)
		return err;
	err = keyring_new_box(t->db, t->device.box_public);
	if (!err)
		err = meta_put_i64(t->db, META_ASKED, asked + 1);
	err = db_leave(t->db, own, err);
	(void)diag_set(&fact, JAL_ERR_WAITING,
		N_("Une clé donnée à ce poste ne s’ouvre pas. Il en demande une autre : la supervision la lui donnera en "
		   "synchronisant. Ce qui attend cette clé est gardé ici."));
	if (!err)
		territory_tell_fact(t, SYNC_MERGE, &fact);
	return err;
}

/* A record to the present box, whatever exchange brought it, and no key. */
static enum jal_err did_not_open(struct territory *t, const struct rights_epoch *epoch, bool *yes)
{
	bool missing = false, given = false;
	enum jal_err err = is_missing(t, epoch, &missing);
	if (!err && missing)
		err = standing_given(t->db, &epoch->caseload, epoch->n, &t->device.id, t->device.box_public, &given);
	*yes = given;
	return err;
}

enum jal_err keys_ask_again(struct territory *t, struct diag *diag)
{
	const struct rights *rights = territory_rights(t);
	struct diag fact = DIAG_INIT;
	int64_t asked = 0;
	bool closed = false;
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && !closed && t->has_device && i < rights_epochs(rights); i++)
		err = did_not_open(t, rights_epoch_at(rights, i), &closed);
	if (err || !closed)
		return err ? territory_failed(t, err, diag) : JAL_OK;
	err = meta_i64(t->db, META_ASKED, &asked);
	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (!err && asked < KEYS_ASK_MAX) {
		err = take_another_box(t, asked);
	} else if (!err) {
		(void)diag_set(&fact, JAL_ERR_VERIFY,
			N_("Les clés données à ce poste ne s’ouvrent toujours pas. Ce qui les attend est gardé ici. Prévenez la "
			   "supervision : l’un de ses postes donne de fausses clés."));
		territory_tell_fact(t, SYNC_MERGE, &fact);
	}
	return err ? territory_failed(t, err, diag) : JAL_OK;
}

/* ---- giving ---- */

/* A device of the charter, and where its keys are sealed to now. */
struct box {
	const struct rights_device *device;
	bool supervisor;
	bool usable;		/* false: its newest commit is not where it should be */
	uint8_t key[KEYREC_BOX_BYTES];
};

/* The box that the newest verified commit announces; before the first, the charter's. */
static enum jal_err present_box(struct territory *t, struct box *b)
{
	struct outbox_head head = { .seq = 0 };
	char name[REPO_REF_NAME_MAX + 1];
	struct oid oid = { { 0 } };
	struct device_commit c = DEVICE_COMMIT_INIT;
	memcpy(b->key, b->device->x25519, sizeof(b->key));
	b->usable = true;
	if (id_equal(&b->device->id, &t->device.id)) {
		memcpy(b->key, t->device.box_public, sizeof(b->key));
		return JAL_OK;
	}
	enum jal_err err = outbox_head(t->db, &b->device->id, &head);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	b->usable = false;
	err = repo_ref(t->repo, refname_device(&b->device->id, head.generation, name), &oid);
	if (!err)
		err = device_commit_read(t->repo, &oid, &c);
	if (!err && hash_equal(&c.hash, &head.hash)) {
		memcpy(b->key, c.message.box, sizeof(b->key));
		b->usable = true;
	}
	device_commit_free(&c);
	/* A forked device, or a copy that was lost: no key is given on a guess. */
	return err == JAL_ERR_NOMEM || err == JAL_ERR_IO ? err : JAL_OK;
}

static enum jal_err read_boxes(struct territory *t, struct box **out, size_t *n)
{
	const struct rights *rights = territory_rights(t);
	const size_t count = rights_devices(rights);
	struct box *boxes = calloc(count + 1, sizeof(*boxes));
	enum jal_err err = boxes ? JAL_OK : JAL_ERR_NOMEM;
	for (size_t i = 0; !err && i < count; i++) {
		boxes[i].device = rights_device_at(rights, i);
		boxes[i].supervisor =
			rights_role(rights, &boxes[i].device->member, territory_head(t)) == RIGHTS_SUPERVISOR;
		err = present_box(t, &boxes[i]);
	}
	if (err) {
		free(boxes);
		return err;
	}
	*out = boxes;
	*n = count;
	return JAL_OK;
}

struct giving {
	struct territory *t;
	struct keyrec_list list;
	size_t cap;
};

static enum jal_err give_one(struct giving *g, const struct rights_epoch *epoch, const struct secret *key,
	const struct box *b)
{
	bool given = false;
	struct keyrec r;
	enum jal_err err = standing_given(g->t->db, &epoch->caseload, epoch->n, &b->device->id, b->key, &given);
	if (err || given || g->list.n == KEYREC_LIST_MAX)
		return err;
	err = keyrec_seal(&g->t->roster.id, &epoch->caseload, epoch->n, &b->device->id, b->key, key, &r);
	if (err)
		return err == JAL_ERR_INVALID ? JAL_OK : err;	/* a box to which nothing can be sealed */
	struct keyrec *more = grow_array(g->list.records, g->list.n, &g->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	g->list.records = more;
	g->list.records[g->list.n++] = r;
	return JAL_OK;
}

static enum jal_err give_epoch(struct giving *g, const struct rights_epoch *epoch, const struct box *boxes, size_t n)
{
	const struct rights *rights = territory_rights(g->t);
	const uint64_t at = territory_head(g->t);
	const struct rights_caseload *caseload = rights_caseload(rights, &epoch->caseload, at);
	struct secret key = SECRET_INIT;
	enum jal_err err = keyring_epoch(g->t->db, &epoch->caseload, epoch->n, &key);
	if (err || !caseload) {
		secret_free(&key);
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	}
	for (size_t i = 0; !err && i < n; i++) {
		const struct box *b = &boxes[i];
		const bool entitled = b->supervisor || caseload->common ||
				      rights_granted(rights, &b->device->member, &epoch->caseload, at) >= RIGHTS_READ;
		if (entitled && b->usable)
			err = give_one(g, epoch, &key, b);
	}
	secret_free(&key);
	return err;
}

static int by_record(const void *a, const void *b)
{
	return keyrec_compare(a, b);
}

enum jal_err keys_to_give(struct territory *t, struct keyrec_list *out, struct diag *diag)
{
	const struct rights *rights = territory_rights(t);
	struct giving g = { .t = t, .list = KEYREC_LIST_INIT };
	struct box *boxes = NULL;
	size_t n_boxes = 0;
	if (rights_device_role(rights, &t->device.id, territory_head(t)) != RIGHTS_SUPERVISOR)
		return JAL_OK;
	enum jal_err err = read_boxes(t, &boxes, &n_boxes);
	for (size_t i = 0; !err && i < rights_epochs(rights); i++)
		err = give_epoch(&g, rights_epoch_at(rights, i), boxes, n_boxes);
	free(boxes);
	if (err) {
		keyrec_list_free(&g.list);
		return territory_failed(t, err, diag);
	}
	if (g.list.n)
		qsort(g.list.records, g.list.n, sizeof(*g.list.records), by_record);
	*out = g.list;
	return JAL_OK;
}
