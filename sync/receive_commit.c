/* What is in a verified commit, and what is settled when all chains are in. Walks no chain of its own accord. */
#include <string.h>

#include "core/op.h"
#include "core/outbox.h"
#include "core/standing.h"
#include "sync/chain.h"
#include "sync/claims.h"
#include "sync/fork.h"
#include "sync/receive.h"
#include "sync/refname.h"

/* Before an envelope that waits: prev, charter number, charter hash, hash. */
#define WAITING_HEAD (HASH_BYTES + 8 + HASH_BYTES + HASH_BYTES)

/* ---- envelopes ---- */

/* Where an envelope stands, and who answers for it. */
struct inside {
	struct receive *r;
	struct envelope_place place;
	struct jal_hash hash;	/* of the commit */
	struct diag *why;
};

static struct inside inside_of(struct receive *r, const struct verify_commit *c, struct diag *why)
{
	const struct message *m = &c->message;
	return (struct inside){ .r = r, .place = { m->territory, m->device, m->seq, m->prev.hash, m->charter, m->charter_hash },
		.hash = c->hash, .why = why };
}

static enum jal_err apply(struct inside *in, const struct envelope *e, const struct buf *plain)
{
	struct territory *t = in->r->t;
	struct op_span spans[OP_LOT_MAX];
	size_t applied = 0;
	const struct journal_lot lot = { .device = in->place.device, .seq = in->place.seq, .hash = in->hash,
		.charter = in->place.charter,
		.supervisor = rights_device_role(territory_rights(t), &in->place.device, in->place.charter) ==
			      RIGHTS_SUPERVISOR };
	enum jal_err err = in->r->dry ?
				   op_split(plain->data, plain->len, spans, &applied, in->why) :
				   journal_receive(t->journal, &lot, &e->caseload, plain->data, plain->len, &applied, in->why);
	if (!err && t->result)
		t->result->received_operations += applied;
	return err;
}

/* JAL_ERR_WAITING without the key; a fault voids the envelope. */
static enum jal_err open_one(struct inside *in, const struct envelope *e)
{
	struct secret key = SECRET_INIT;
	struct buf plain = BUF_INIT;
	enum jal_err err = keyring_epoch(in->r->t->db, &e->caseload, e->epoch, &key);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_ERR_WAITING : err;
	err = envelope_open(&in->place, e, &key, &plain, in->why);
	secret_free(&key);
	if (!err)
		err = apply(in, e, &plain);
	buf_free(&plain);
	return err;
}

/* The envelope is kept with what its associated data need. */
static enum jal_err keep_waiting(struct inside *in, const struct envelope *e)
{
	const struct envelope_place *p = &in->place;
	const struct outbox_waiting w = { p->device, p->seq, e->caseload, e->epoch };
	struct buf bytes = BUF_INIT;
	enum jal_err err = buf_put(&bytes, p->prev.b, HASH_BYTES);
	if (!err)
		err = buf_put_u64(&bytes, p->charter);
	if (!err)
		err = buf_put(&bytes, p->charter_hash.b, HASH_BYTES);
	if (!err)
		err = buf_put(&bytes, in->hash.b, HASH_BYTES);
	if (!err)
		err = buf_put(&bytes, e->cipher - ENVELOPE_HEADER_BYTES, ENVELOPE_HEADER_BYTES + e->n);
	if (!err)
		err = outbox_wait(in->r->t->db, &w, bytes.data, bytes.len);
	buf_free(&bytes);
	return err;
}

/* Without the key: it waits if the key is to come, else it is passed over. */
static enum jal_err without_key(struct inside *in, const struct envelope *e)
{
	struct territory *t = in->r->t;
	bool passed = false;
	if (in->r->dry)
		return JAL_OK;
	if (rights_access(territory_rights(t), &t->device.member, &e->caseload, territory_head(t)) >= RIGHTS_READ)
		return keep_waiting(in, e);
	const enum jal_err err = standing_passed(t->db, &e->caseload, &passed);
	return err || passed ? err : standing_pass(t->db, &e->caseload);
}

static enum jal_err take_envelopes(struct receive *r, const char *reference, const struct verify_commit *c,
	const struct jal_id *only)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < c->lot.n; i++) {
		struct diag why = DIAG_INIT;
		struct inside in = inside_of(r, c, &why);
		const struct envelope *e = &c->lot.envelopes[i];
		if (only && !id_equal(only, &e->caseload))
			continue;
		err = open_one(&in, e);
		if (err == JAL_ERR_WAITING)
			err = without_key(&in, e);
		else if (!err)
			r->opened = true;
		else if (verify_is_fault(err))
			err = territory_quarantine(r->t, reference, &c->oid, &why);
	}
	return err;
}

enum jal_err receive_commit(struct receive *r, const char *reference, const struct verify_commit *c, struct diag *diag)
{
	r->content = c->lot.n > 0 || c->keys.n > 0;
	r->opened = false;
	if (c->lot.n && r->t->result)
		r->t->result->received_lots++;
	enum jal_err err = r->dry ? JAL_OK : keys_take(r->t, reference, c, diag);
	if (!err)
		err = take_envelopes(r, reference, c, NULL);
	return err ? err : claims_note(r, c);
}

/* ---- envelopes that waited ---- */

/* Whether the lot is still part of what its device's chain is taken to be. */
static enum jal_err still_counts(struct territory *t, const struct outbox_waiting *w, const struct jal_hash *hash, bool *yes)
{
	struct outbox_head head = { .seq = 0 };
	struct jal_hash known = { { 0 } };
	enum jal_err err = outbox_head(t->db, &w->device, &head);
	if (!err)
		err = outbox_lot_hash(t->db, &w->device, w->seq, &known);
	*yes = !err && w->seq <= head.seq && hash_equal(&known, hash);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err open_waiting(void *ctx, const struct outbox_waiting *w, const uint8_t *bytes, size_t n)
{
	struct receive *r = ctx;
	struct diag why = DIAG_INIT;
	struct inside in = { .r = r, .place = { .territory = r->t->roster.id, .device = w->device, .seq = w->seq }, .why = &why };
	struct wire wire = wire_of(bytes, n);
	struct envelope e;
	bool counts = false;
	if (!wire_hash(&wire, &in.place.prev) || !wire_u64(&wire, &in.place.charter) ||
		!wire_hash(&wire, &in.place.charter_hash) || !wire_hash(&wire, &in.hash))
		return JAL_ERR_CORRUPT;
	enum jal_err err = envelope_parse(&wire, &e, &why);
	if (!err)
		err = still_counts(r->t, w, &in.hash, &counts);
	if (!err && counts)
		err = open_one(&in, &e);
	if (verify_is_fault(err)) {
		char name[REPO_REF_NAME_MAX + 1];
		err = territory_quarantine(r->t, refname_device(&w->device, 1, name), NULL, &why);
	}
	return err ? err : outbox_waited(r->t->db, w);
}

/* ---- caseloads that were closed to this member before ---- */

static enum jal_err read_again(struct receive *r, const struct repo_ref *ref, const struct jal_id *caseload)
{
	struct territory *t = r->t;
	struct chain chain = CHAIN_INIT;
	struct verify_at at = { .seq = 0 };
	struct outbox_head head = { .seq = 0 };
	if (refname_kind(ref->name, &at.device, NULL) != REFNAME_DEVICE)
		return JAL_OK;
	enum jal_err err = outbox_head(t->db, &at.device, &head);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = chain_walk(t->repo, &ref->oid, COMMIT_DEVICE_MAX, NULL, NULL, &chain, NULL);
	for (size_t i = 0; !err && i < chain.n && at.seq < head.seq; i++) {
		struct verify_commit c = VERIFY_COMMIT_INIT;
		struct diag why = DIAG_INIT;
		err = verify_next(t->repo, t->chain.charter, &at, &chain.oids[i], &c, &why);
		if (err)
			break;
		at = verify_after(&c);
		err = take_envelopes(r, ref->name, &c, caseload);
		verify_free(&c);
	}
	chain_free(&chain);
	/* A fork leaves the reference on a branch that does not count: its part that does was read. */
	return verify_is_fault(err) ? JAL_OK : err;
}

static enum jal_err catch_up(struct receive *r, const struct jal_id *caseload)
{
	struct repo_refs refs = REPO_REFS_INIT;
	bool passed = false;
	enum jal_err err = standing_passed(r->t->db, caseload, &passed);
	if (err || !passed)
		return err;
	err = repo_refs(r->t->repo, REPO_DEVICES, REPO_REFS_MAX, &refs, NULL);
	for (size_t i = 0; !err && i < refs.n; i++)
		err = read_again(r, &refs.items[i], caseload);
	repo_refs_free(&refs);
	return err ? err : standing_caught_up(r->t->db, caseload);
}

/* Whatever exchange brought the key: one that was stopped, or killed, did not come as far as here. */
static enum jal_err open_epoch(struct receive *r, const struct rights_epoch *epoch)
{
	struct secret key = SECRET_INIT;
	enum jal_err err = keyring_epoch(r->t->db, &epoch->caseload, epoch->n, &key);
	secret_free(&key);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = outbox_each_waiting(r->t->db, &epoch->caseload, epoch->n, open_waiting, r);
	return err ? err : catch_up(r, &epoch->caseload);
}

enum jal_err receive_settle(struct receive *r, struct diag *diag)
{
	enum jal_err err = JAL_OK;
	const struct rights *rights = territory_rights(r->t);
	for (size_t i = 0; !err && i < rights_epochs(rights); i++)
		err = open_epoch(r, rights_epoch_at(rights, i));
	if (!err)
		err = keys_ask_again(r->t, diag);
	if (!err)
		err = claims_settle(r, diag);
	return err ? err : fork_settle(r, diag);
}
