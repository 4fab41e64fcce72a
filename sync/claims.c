/* Words about chains. Walks no chain, accepts no commit. */
#include "sync/claims.h"

#include "core/grow.h"
#include "core/hearsay.h"
#include "core/outbox.h"
#include "core/standing.h"
#include "sync/fork.h"

/* A `seen` is not waited for longer: its writer alone answers for it, and a device may be gone for good. */
#define HEARD_MS ((int64_t)30 * 24 * 3600 * 1000)

/* ---- telling ---- */

static enum jal_err tell(struct territory *t, const struct hearsay *h, enum territory_claim_kind kind)
{
	struct territory_result *r = t->result;
	if (!r)
		return JAL_OK;
	for (size_t i = 0; i < r->n_claims; i++)
		if (r->claims[i].kind == kind && r->claims[i].heads == h->heads && r->claims[i].seq == h->seq &&
			id_equal(&r->claims[i].by, &h->by) && id_equal(&r->claims[i].device, &h->device))
			return JAL_OK;
	struct territory_claim *more = grow_array(r->claims, r->n_claims, &r->cap_claims, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	r->claims = more;
	more[r->n_claims++] = (struct territory_claim){ h->by, h->device, h->seq, h->heads, kind };
	return JAL_OK;
}

/* ---- keeping ---- */

/* The last word of a device about another counts: chains don't fall. */
static enum jal_err note(struct receive *r, const struct receive_claim *claim)
{
	for (size_t i = 0; i < r->n_claims; i++) {
		struct receive_claim *c = &r->claims[i];
		if (c->said.heads == claim->said.heads && id_equal(&c->said.device, &claim->said.device) &&
			id_equal(&c->said.by, &claim->said.by)) {
			*c = *claim;
			return JAL_OK;
		}
	}
	struct receive_claim *more = grow_array(r->claims, r->n_claims, &r->cap_claims, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	r->claims = more;
	r->claims[r->n_claims++] = *claim;
	return JAL_OK;
}

enum jal_err claims_note(struct receive *r, const struct verify_commit *c)
{
	const struct message *m = &c->message;
	struct receive_claim claim = { .said = { .by = m->device, .supervisor = c->supervisor }, .charter = m->charter };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < m->n_seen; i++) {
		claim.said.device = m->seen[i].device;
		claim.said.seq = m->seen[i].seq;
		claim.said.hash = m->seen[i].hash;
		err = note(r, &claim);
	}
	claim.said.heads = true;
	for (size_t i = 0; !err && i < c->heads.n; i++) {
		claim.said.device = c->heads.tips[i].device;
		claim.said.seq = c->heads.tips[i].seq;
		claim.said.hash = c->heads.tips[i].hash;
		err = note(r, &claim);
	}
	return err;
}

/* ---- comparing ---- */

static bool is_own(const struct territory *t, const struct jal_id *device)
{
	return t->has_device && id_equal(device, &t->device.id);
}

/* How far a chain is verified here. */
static enum jal_err verified(struct territory *t, const struct jal_id *device, uint64_t *seq)
{
	struct outbox_head head = { .seq = 0 };
	struct jal_hash hash = { { 0 } };
	uint32_t generation = 0;
	*seq = 0;
	if (is_own(t, device))
		return outbox_last(t->db, seq, &hash, &generation);
	const enum jal_err err = outbox_head(t->db, device, &head);
	*seq = head.seq;
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

/* What is verified here at that seq: none when the chain does not go so far. */
static enum jal_err known_at(struct territory *t, const struct hearsay *h, struct message_hash *out)
{
	uint64_t last = 0;
	*out = (struct message_hash){ .present = false };
	enum jal_err err = verified(t, &h->device, &last);
	if (err || h->seq > last)
		return err;
	err = outbox_lot_hash(t->db, &h->device, h->seq, &out->hash);
	out->present = !err;
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

/* Two people were shown two histories. A word alone proves nothing and changes nothing; a supervisor's merge brings
 * the commits along, and fork.c looks at those. */
static enum jal_err contradicted(struct receive *r, const struct hearsay *h, struct diag *diag)
{
	if (h->heads && !is_own(r->t, &h->device))
		return fork_claimed(r, &h->device, h->seq, diag);
	return tell(r->t, h, TERRITORY_CLAIM_CONTRADICTED);
}

static enum jal_err settle(struct territory *t, const struct hearsay *h)
{
	struct standing s;
	const enum jal_err err = standing_of(t->db, &h->device, &s);
	if (err || !h->heads || h->seq <= s.settled)
		return err;
	s.settled = h->seq;
	return standing_put(t->db, &s);
}

/* Compares when that is possible: *done. */
static enum jal_err compare(struct receive *r, const struct hearsay *h, bool *done, struct diag *diag)
{
	struct message_hash known;
	const enum jal_err err = known_at(r->t, h, &known);
	*done = !err && known.present;
	if (!*done)
		return err;
	return hash_equal(&known.hash, &h->hash) ? settle(r->t, h) : contradicted(r, h, diag);
}

static enum jal_err take(struct receive *r, const struct receive_claim *claim, struct diag *diag)
{
	struct territory *t = r->t;
	struct hearsay h = claim->said;
	bool done = false;
	enum jal_err err = compare(r, &h, &done, diag);
	/* Whatever was said before is replaced by this. */
	if (!err && done)
		return hearsay_drop(t->db, &h);
	if (err)
		return err;
	if (is_own(t, &h.device))
		return tell(t, &h, TERRITORY_CLAIM_NEVER_MADE);
	/* Nobody can have verified a chain of a device that the charter which they name does not have. */
	if (!rights_device(territory_rights(t), &h.device, claim->charter))
		return tell(t, &h, TERRITORY_CLAIM_UNKNOWN);
	/* Whoever reads a single caseload could keep everybody from joining, with one word about a lot that never was. */
	if (r->joining && !h.supervisor)
		return JAL_OK;
	h.heard_ms = clock_now(t->clock);
	err = verified(t, &h.device, &h.known);
	return err ? err : hearsay_put(t->db, &h);
}

static enum jal_err keep(struct territory *t, const struct receive_claim *claim, bool joining)
{
	struct hearsay h = claim->said;
	/* What take() only tells of, or passes over. */
	if (is_own(t, &h.device) || !rights_device(territory_rights(t), &h.device, claim->charter) ||
		(joining && !h.supervisor))
		return JAL_OK;
	h.heard_ms = clock_now(t->clock);
	const enum jal_err err = verified(t, &h.device, &h.known);
	return err ? err : hearsay_put(t->db, &h);
}

enum jal_err claims_keep(struct receive *r)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < r->n_claims; i++) {
		if (r->claims[i].kept)
			continue;
		err = keep(r->t, &r->claims[i], r->joining);
		r->claims[i].kept = !err;
	}
	return err;
}

struct settling {
	struct receive *r;
	struct diag *diag;
};

/* A `seen` is worth something until its device is heard again: a device sends its chain whole, so that what it sent
 * since would have brought what was named. */
static bool is_stale(const struct territory *t, const struct hearsay *h, uint64_t now_verified)
{
	const int64_t age = clock_now(t->clock) - h->heard_ms;
	return !h->heads && (now_verified > h->known || age > HEARD_MS || age < -HEARD_MS);
}

/* A word of an earlier exchange, now that more is here. */
static enum jal_err look_again(void *ctx, const struct hearsay *h)
{
	struct settling *st = ctx;
	struct territory *t = st->r->t;
	uint64_t last = 0;
	bool done = false;
	enum jal_err err = compare(st->r, h, &done, st->diag);
	if (!err && !done)
		err = verified(t, &h->device, &last);
	if (err || (!done && !is_stale(t, h, last)))
		return err;
	err = done ? JAL_OK : tell(t, h, TERRITORY_CLAIM_DROPPED);
	return err ? err : hearsay_drop(t->db, h);
}

enum jal_err claims_settle(struct receive *r, struct diag *diag)
{
	struct settling st = { r, diag };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < r->n_claims; i++) {
		/* Comparing may bring others, and move the list. */
		const struct receive_claim claim = r->claims[i];
		err = take(r, &claim, diag);
	}
	return err ? err : hearsay_each(r->t->db, look_again, &st);
}

/* ---- what is awaited ---- */

struct looking {
	struct territory *t;
	bool behind;
	struct jal_id device;
};

static enum jal_err look_behind(void *ctx, const struct hearsay *h)
{
	struct looking *l = ctx;
	struct message_hash known;
	enum jal_err err = known_at(l->t, h, &known);
	if (err || known.present)
		return err;
	if (!l->behind)
		l->device = h->device;
	l->behind = true;
	return tell(l->t, h, TERRITORY_CLAIM_AWAITED);
}

enum jal_err claims_behind(struct territory *t, bool *behind, struct jal_id *device)
{
	struct looking l = { .t = t };
	const enum jal_err err = hearsay_each(t->db, look_behind, &l);
	if (!err) {
		*behind = l.behind;
		*device = l.device;
	}
	return err;
}
