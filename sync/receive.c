/* Chains: which commits are new, whether they hold, how far they go. What is in a commit is receive_commit.c's. */
#include "sync/receive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/meta.h"
#include "core/outbox.h"
#include "core/standing.h"
#include "core/vault.h"
#include "sync/chain.h"
#include "sync/claims.h"
#include "sync/device_commit.h"
#include "sync/fork.h"
#include "sync/refname.h"
#include "sync/seal.h"

/* Heads are written together: each transaction waits for the disk. */
#define HEADS_AT_ONCE 128

/* One chain on its way in. */
struct coming {
	struct receive *r;
	const struct repo_ref *tip;
	struct jal_id device;
	uint64_t generation;
	bool own;
	struct outbox_head head;	/* as verified here; seq 0 before */
	struct chain chain;
	struct verify_at at;
	struct outbox_head done[HEADS_AT_ONCE];
	size_t n_done;
	uint64_t content;	/* the last commit among these that says something; 0: none */
	bool opened;
	struct diag *diag;
};

void receive_free(struct receive *r)
{
	free(r->claims);
	r->claims = NULL;
	r->n_claims = r->cap_claims = 0;
}

/* ---- where the chain is known ---- */

static enum jal_err is_known(void *ctx, const struct oid *oid, const struct jal_hash *hash, const struct buf *raw,
	bool *yes)
{
	struct coming *c = ctx;
	struct device_commit said = DEVICE_COMMIT_INIT;
	struct jal_hash known = { { 0 } };
	(void)oid;
	if (c->head.seq == 0)
		return JAL_OK;
	if (hash_equal(hash, &c->head.hash)) {
		*yes = true;
		return JAL_OK;
	}
	if (device_commit_parse(raw, &said) != JAL_OK)
		return JAL_OK;
	const uint64_t seq = said.message.seq;
	const bool own = id_equal(&said.message.device, &c->device);
	device_commit_free(&said);
	if (!own || seq >= c->head.seq)
		return JAL_OK;
	const enum jal_err err = outbox_lot_hash(c->r->t->db, &c->device, seq, &known);
	if (!err)
		*yes = hash_equal(&known, hash);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err verified_head(struct coming *c)
{
	struct territory *t = c->r->t;
	enum jal_err err = JAL_OK;
	if (c->own) {
		c->head = (struct outbox_head){ .device = c->device, .generation = SEAL_GENERATION };
		return outbox_last(t->db, &c->head.seq, &c->head.hash, &c->head.generation);
	}
	err = outbox_head(t->db, &c->device, &c->head);
	if (err == JAL_ERR_NOT_FOUND) {
		c->head = (struct outbox_head){ .device = c->device };
		err = JAL_OK;
	}
	return err;
}

/* Sets at to the commit where the walk met what is known. */
static enum jal_err stand_at_base(struct coming *c)
{
	struct device_commit base = DEVICE_COMMIT_INIT;
	c->at = (struct verify_at){ .device = c->device };
	if (!c->chain.met)
		return JAL_OK;
	const enum jal_err err = device_commit_read(c->r->t->repo, &c->chain.base, &base);
	if (!err)
		c->at = (struct verify_at){ c->device, base.message.seq, base.hash, c->chain.base, base.message.charter };
	device_commit_free(&base);
	return err;
}

/* ---- how far it holds ---- */

static enum jal_err put_heads(struct coming *c)
{
	struct db *db = c->r->t->db;
	struct standing s;
	enum jal_err err = claims_keep(c->r);
	for (size_t i = 0; !err && i < c->n_done; i++)
		err = outbox_set_head(db, &c->done[i]);
	if (err || (!c->content && !c->opened))
		return err;
	err = standing_of(db, &c->device, &s);
	if (err)
		return err;
	if (c->content)
		s.content = c->content;
	s.opened = s.opened || c->opened;
	return standing_put(db, &s);
}

static enum jal_err write_heads(struct coming *c)
{
	struct db *db = c->r->t->db;
	bool own = false;
	if (c->n_done == 0 || c->r->dry)
		return JAL_OK;
	enum jal_err err = db_enter(db, &own);
	if (!err)
		err = db_leave(db, own, put_heads(c));
	c->n_done = 0;
	c->content = 0;
	c->opened = false;
	return err;
}

static enum jal_err passed(struct coming *c, const struct verify_commit *v)
{
	enum jal_err err = receive_commit(c->r, c->tip->name, v, c->diag);
	if (err)
		return err;
	c->at = verify_after(v);
	c->head = (struct outbox_head){ .device = c->device, .generation = (uint32_t)c->generation, .seq = c->at.seq,
		.hash = c->at.hash, .charter = c->at.charter };
	if (c->r->content)
		c->content = c->at.seq;
	c->opened = c->opened || c->r->opened;
	c->done[c->n_done++] = c->head;
	return c->n_done == HEADS_AT_ONCE ? write_heads(c) : JAL_OK;
}

/* A chain that stops is remembered as such for the screen; it is tried again each time. */
static enum jal_err remember_stop(struct coming *c, const char *reason)
{
	struct outbox_head head = c->head;
	if (c->own || c->r->dry || head.seq == 0 || (head.stopped == (reason != NULL) && !reason))
		return JAL_OK;
	head.stopped = reason != NULL;
	(void)snprintf(head.reason, sizeof(head.reason), "%s", reason ? reason : "");
	return outbox_set_head(c->r->t->db, &head);
}

/* It is tried again each time, and told: neither accepted nor refused. */
static enum jal_err waits(struct coming *c, const struct oid *oid, enum jal_err one, const struct diag *why)
{
	struct territory_result *r = c->r->t->result;
	return one != JAL_ERR_WAITING ? one : r ? territory_find(&r->waiting, c->tip->name, oid, why) : JAL_OK;
}

static enum jal_err follow(struct coming *c)
{
	struct territory *t = c->r->t;
	enum jal_err err = JAL_OK;
	const char *stop = NULL;
	for (size_t i = 0; !err && !stop && i < c->chain.n; i++) {
		struct verify_commit v = VERIFY_COMMIT_INIT;
		struct diag why = DIAG_INIT;
		const enum jal_err one = verify_next(t->repo, t->chain.charter, &c->at, &c->chain.oids[i], &v, &why);
		if (one == JAL_ERR_WAITING) {
			err = waits(c, &c->chain.oids[i], one, &why);
			break;
		}
		if (verify_is_fault(one)) {
			stop = why.text ? why.text : N_("Ce lot n’est pas valable.");
			err = territory_quarantine(t, c->tip->name, &c->chain.oids[i], &why);
		} else {
			err = one ? one : passed(c, &v);
		}
		verify_free(&v);
		if (!err && i % 64 == 63) {
			territory_tell_progress(t, SYNC_MERGE, i + 1, c->chain.n);
			err = territory_go_on(t, c->diag);
		}
	}
	/* What was verified stays so, also when someone said stop. */
	const enum jal_err written = write_heads(c);
	if (!err)
		err = written;
	return err ? err : remember_stop(c, stop);
}

/* Brings the own copy's reference to what was verified, if it leads there. */
static enum jal_err advance(struct coming *c)
{
	struct repo *repo = c->r->t->repo;
	struct oid old = { { 0 } };
	bool forward = true;
	if (c->at.seq == 0)
		return JAL_OK;
	enum jal_err err = repo_ref(repo, c->tip->name, &old);
	if (err == JAL_ERR_NOT_FOUND)
		return repo_advance(repo, c->tip->name, NULL, &c->at.oid, c->diag);
	if (!err && !oid_equal(&old, &c->at.oid))
		err = repo_is_ancestor(repo, &old, &c->at.oid, &forward);
	if (err || !forward || oid_equal(&old, &c->at.oid))
		return err;
	return repo_advance(repo, c->tip->name, &old, &c->at.oid, c->diag);
}

/* ---- the own chain ---- */

/* Commits of ours that this vault never made: a copy of it writes elsewhere, or it was restored. */
static enum jal_err own_chain(struct coming *c)
{
	struct territory *t = c->r->t;
	struct verify_commit v = VERIFY_COMMIT_INIT;
	struct diag why = DIAG_INIT;
	bool own = false;
	if (c->chain.n == 0)
		return advance(c);
	enum jal_err err = verify_next(t->repo, t->chain.charter, &c->at, &c->chain.oids[0], &v, &why);
	verify_free(&v);
	if (err == JAL_ERR_WAITING)
		return JAL_OK;
	if (verify_is_fault(err))
		return territory_quarantine(t, c->tip->name, &c->chain.oids[0], &why);
	if (err)
		return err;
	c->r->own_ahead = true;
	if (c->r->dry)
		return JAL_OK;
	err = db_enter(t->db, &own);
	return err ? err : db_leave(t->db, own, meta_put_i64(t->db, VAULT_META_RESTORED, clock_now(t->clock)));
}

/* ---- one chain ---- */

static enum jal_err others_chain(struct coming *c)
{
	struct territory *t = c->r->t;
	struct standing s;
	enum jal_err err = standing_of(t->db, &c->device, &s);
	if (err)
		return err;
	/* Nothing new, or the remote is behind: that is for publish.c to mend. */
	if (c->chain.n == 0 && !s.forked)
		return c->at.seq == c->head.seq ? remember_stop(c, NULL) : JAL_OK;
	if (s.forked || c->at.seq < c->head.seq)
		return fork_meet(c->r, c->tip, &c->at, c->chain.oids, c->chain.n, c->diag);
	err = follow(c);
	const enum jal_err moved = c->r->dry ? JAL_OK : advance(c);
	return err ? err : moved;
}

enum jal_err receive_chain(struct receive *r, const struct repo_ref *tip, struct diag *diag)
{
	struct territory *t = r->t;
	struct coming *c = calloc(1, sizeof(*c));
	if (!c)
		return JAL_ERR_NOMEM;
	c->r = r;
	c->tip = tip;
	c->diag = diag;
	c->chain = CHAIN_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;
	const enum refname_kind kind = refname_kind(tip->name, &c->device, &c->generation);
	if (kind == REFNAME_LATER)
		err = waits(c, &tip->oid, refname_waits(&why), &why);
	if (kind != REFNAME_DEVICE)
		goto out;
	c->own = t->has_device && id_equal(&c->device, &t->device.id);
	err = verified_head(c);
	if (!err)
		err = chain_walk(t->repo, &tip->oid, COMMIT_DEVICE_MAX, is_known, c, &c->chain, diag);
	if (!err)
		err = stand_at_base(c);
	if (!err)
		err = c->own ? own_chain(c) : others_chain(c);
out:
	chain_free(&c->chain);
	free(c);
	return err;
}

static bool is_supervisors(const struct territory *t, const char *name)
{
	struct jal_id device = ID_ZERO;
	return refname_kind(name, &device, NULL) == REFNAME_DEVICE &&
	       rights_device_role(territory_rights(t), &device, territory_head(t)) == RIGHTS_SUPERVISOR;
}

enum jal_err receive_all(struct receive *r, const struct repo_ref *tips, size_t n, struct diag *diag)
{
	enum jal_err err = JAL_OK;
	size_t done = 0;
	for (int first = 1; !err && first >= 0; first--) {
		for (size_t i = 0; !err && i < n; i++) {
			if (is_supervisors(r->t, tips[i].name) != (first == 1))
				continue;
			err = receive_chain(r, &tips[i], diag);
			territory_tell_progress(r->t, SYNC_MERGE, ++done, n);
			if (!err)
				err = territory_go_on(r->t, diag);
		}
	}
	if (!err && !r->dry)
		err = receive_settle(r, diag);
	return err ? territory_failed(r->t, err, diag) : JAL_OK;
}
