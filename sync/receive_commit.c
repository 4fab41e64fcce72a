/* What is in a verified commit, and what is settled when all chains are in. Walks no chain of its own accord. */
#include <string.h>

#include "core/grow.h"
#include "core/op.h"
#include "core/outbox.h"
#include "core/standing.h"
#include "sync/chain.h"
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

/* ---- what a commit says of others ---- */

static enum jal_err add_claim(struct receive *r, const struct receive_claim *claim)
{
	struct receive_claim *more = grow_array(r->claims, r->n_claims, &r->cap_claims, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	r->claims = more;
	r->claims[r->n_claims++] = *claim;
	return JAL_OK;
}

/* Only the newest word about a device matters, but for what settles. */
static enum jal_err note_claim(struct receive *r, const struct receive_claim *claim)
{
	for (size_t i = 0; i < r->n_claims; i++) {
		struct receive_claim *c = &r->claims[i];
		if (c->settles != claim->settles || c->supervisor != claim->supervisor || !id_equal(&c->device, &claim->device) ||
			(c->seq == claim->seq && !hash_equal(&c->hash, &claim->hash)))
			continue;
		if (claim->seq > c->seq)
			*c = *claim;
		return JAL_OK;
	}
	return add_claim(r, claim);
}

static enum jal_err note_claims(struct receive *r, const struct verify_commit *c)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < c->message.n_seen; i++) {
		const struct message_seen *s = &c->message.seen[i];
		const struct receive_claim claim = { s->device, s->seq, s->hash, false, c->supervisor };
		err = note_claim(r, &claim);
	}
	for (size_t i = 0; !err && i < c->heads.n; i++) {
		const struct heads_tip *tip = &c->heads.tips[i];
		const struct receive_claim claim = { tip->device, tip->seq, tip->hash, true, true };
		err = note_claim(r, &claim);
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
	return err ? err : note_claims(r, c);
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

/* ---- claims ---- */

/* What is verified here at that seq: none when the chain does not go so far. */
static enum jal_err known_at(struct territory *t, const struct jal_id *device, uint64_t seq, struct message_hash *out)
{
	uint64_t last = 0;
	struct outbox_head head = { .seq = 0 };
	struct jal_hash hash = { { 0 } };
	uint32_t generation = 0;
	const bool own = t->has_device && id_equal(device, &t->device.id);
	enum jal_err err = own ? outbox_last(t->db, &last, &hash, &generation) : outbox_head(t->db, device, &head);
	*out = (struct message_hash){ .present = false };
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	if (seq > (own ? last : head.seq))
		return JAL_OK;
	err = outbox_lot_hash(t->db, device, seq, &out->hash);
	out->present = !err;
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

/* Two people were shown two histories. A word alone proves nothing and changes nothing; a supervisor's merge brings
 * the commits along, and fork.c looks at those. */
static enum jal_err contradicted(struct receive *r, const struct receive_claim *claim, struct diag *diag)
{
	char hex[ID_HEX + 1];
	struct diag fact = DIAG_INIT;
	if (id_equal(&claim->device, &r->t->device.id))
		return JAL_OK;
	if (claim->settles)
		return fork_claimed(r, &claim->device, claim->seq, diag);
	(void)diag_set(&fact, JAL_ERR_VERIFY,
		N_("Un collègue a reçu du poste %1 un autre lot n° %2 que celui d’ici. Rien n’a été changé ; signalez-le à la "
		   "supervision."),
		id_hex(&claim->device, hex), diag_num((long long)claim->seq));
	territory_tell_fact(r->t, SYNC_MERGE, &fact);
	return JAL_OK;
}

static enum jal_err settle_claim(struct receive *r, const struct receive_claim *claim, struct diag *diag)
{
	struct message_hash known;
	struct standing s;
	enum jal_err err = known_at(r->t, &claim->device, claim->seq, &known);
	if (!err && known.present && !hash_equal(&known.hash, &claim->hash))
		return contradicted(r, claim, diag);
	if (!err)
		err = standing_of(r->t->db, &claim->device, &s);
	if (err)
		return err;
	if (known.present && (!claim->settles || claim->seq <= s.settled))
		return JAL_OK;
	/* Whoever reads a single caseload could keep everybody from joining, with one word about a lot that never was. */
	if (!known.present && r->joining && !claim->supervisor)
		return JAL_OK;
	if (known.present) {
		s.settled = claim->seq;
	} else if (claim->seq > s.claimed) {
		s.claimed = claim->seq;
		s.claimed_hash = claim->hash;
	} else {
		return JAL_OK;
	}
	return standing_put(r->t->db, &s);
}

struct settling {
	struct receive *r;
	struct diag *diag;
};

/* A claim of an earlier exchange, now that more is here. */
static enum jal_err compare_claim(void *ctx, const struct standing *s)
{
	struct settling *st = ctx;
	struct message_hash known;
	struct standing now = *s;
	if (s->claimed == 0)
		return JAL_OK;
	enum jal_err err = known_at(st->r->t, &s->device, s->claimed, &known);
	if (err || !known.present)
		return err;
	if (!hash_equal(&known.hash, &s->claimed_hash)) {
		const struct receive_claim claim = { s->device, s->claimed, s->claimed_hash, false, false };
		err = contradicted(st->r, &claim, st->diag);
	}
	now.claimed = 0;
	now.claimed_hash = (struct jal_hash){ { 0 } };
	return err ? err : standing_put(st->r->t->db, &now);
}

enum jal_err receive_settle(struct receive *r, struct diag *diag)
{
	struct settling st = { r, diag };
	enum jal_err err = JAL_OK;
	const struct rights *rights = territory_rights(r->t);
	for (size_t i = 0; !err && i < rights_epochs(rights); i++)
		err = open_epoch(r, rights_epoch_at(rights, i));
	if (!err)
		err = keys_ask_again(r->t, diag);
	for (size_t i = 0; !err && i < r->n_claims; i++)
		err = settle_claim(r, &r->claims[i], diag);
	if (!err)
		err = standing_each(r->t->db, compare_claim, &st);
	return err ? err : fork_settle(r, diag);
}

struct looking {
	struct territory *t;
	bool behind;
	struct jal_id device;
};

static enum jal_err look_behind(void *ctx, const struct standing *s)
{
	struct looking *l = ctx;
	struct message_hash known;
	if (s->claimed == 0)
		return JAL_OK;
	const enum jal_err err = known_at(l->t, &s->device, s->claimed, &known);
	if (!err && !known.present && !l->behind) {
		l->behind = true;
		l->device = s->device;
	}
	return err;
}

enum jal_err receive_behind(struct territory *t, bool *behind, struct jal_id *device)
{
	struct looking l = { .t = t };
	const enum jal_err err = standing_each(t->db, look_behind, &l);
	if (!err) {
		*behind = l.behind;
		*device = l.device;
	}
	return err;
}
