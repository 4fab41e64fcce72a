/* Two histories of one device. Acceptance follows from what lies in the repository, whoever met which part first. */
#include "sync/fork.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/outbox.h"
#include "core/standing.h"
#include "sync/chain.h"
#include "sync/device_commit.h"
#include "sync/refname.h"
#include "sync/seal.h"
#include "sync/tree.h"

/* More histories of one device are not kept: two are evidence enough. */
#define BRANCHES_MAX 8

/* ---- commits of the own repository, verified when they came ---- */

/* One history, from the seq where the device is forked. */
struct branch {
	struct chain chain;
	struct jal_hash *hashes;	/* owned; one for each of chain.oids */
	size_t n, cap;
	struct verify_at base;		/* the last commit before */
	uint64_t from;
};

static void free_branch(struct branch *b)
{
	chain_free(&b->chain);
	free(b->hashes);
}

static enum jal_err before_fork(void *ctx, const struct oid *oid, const struct jal_hash *hash, const struct buf *raw, bool *yes)
{
	struct branch *b = ctx;
	struct device_commit c = DEVICE_COMMIT_INIT;
	const enum jal_err err = device_commit_parse(raw, &c);
	const struct message m = c.message;
	device_commit_free(&c);
	if (err)
		return err;
	if (m.seq < b->from) {
		b->base = (struct verify_at){ m.device, m.seq, *hash, *oid, m.charter };
		*yes = true;
		return JAL_OK;
	}
	struct jal_hash *more = grow_array(b->hashes, b->n, &b->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	b->hashes = more;
	b->hashes[b->n++] = *hash;
	return JAL_OK;
}

static enum jal_err read_branch(struct territory *t, const struct jal_id *device, const struct oid *tip, uint64_t from,
	struct branch *b)
{
	b->from = from;
	b->base.device = *device;
	const enum jal_err err = chain_walk(t->repo, tip, COMMIT_DEVICE_MAX, before_fork, b, &b->chain, NULL);
	for (size_t i = 0; !err && i < b->n / 2; i++) {
		const struct jal_hash h = b->hashes[i];
		b->hashes[i] = b->hashes[b->n - 1 - i];
		b->hashes[b->n - 1 - i] = h;
	}
	return err;
}

static const struct jal_hash *hash_at(const struct branch *b, uint64_t seq)
{
	return seq >= b->from && seq - b->from < b->n ? &b->hashes[seq - b->from] : NULL;
}

static bool holds(const struct branch *b, uint64_t seq, const struct jal_hash *hash)
{
	const struct jal_hash *h = hash_at(b, seq);
	return h && hash_equal(h, hash);
}

/* ---- all of a device's ---- */

struct branches {
	struct branch list[BRANCHES_MAX + 1];
	size_t n;
};

static void free_branches(struct branches *all)
{
	for (size_t i = 0; i < all->n; i++)
		free_branch(&all->list[i]);
	free(all);
}

static void evidence_prefix(const struct jal_id *device, char out[REPO_REF_NAME_MAX + 1])
{
	char hex[ID_HEX + 1];
	(void)snprintf(out, REPO_REF_NAME_MAX + 1, "refs/evidence/%s/", id_hex(device, hex));
}

static enum jal_err list_evidence(struct territory *t, const struct jal_id *device, struct repo_refs *out)
{
	char prefix[REPO_REF_NAME_MAX + 1];
	evidence_prefix(device, prefix);
	return repo_refs(t->repo, prefix, REPO_REFS_MAX, out, NULL);
}

static enum jal_err read_branches(struct territory *t, const struct standing *s, struct branches *all)
{
	struct repo_refs evidence = REPO_REFS_INIT;
	char name[REPO_REF_NAME_MAX + 1];
	struct oid own = { { 0 } };
	enum jal_err err = repo_ref(t->repo, refname_device(&s->device, SEAL_GENERATION, name), &own);
	if (!err)
		err = read_branch(t, &s->device, &own, s->forked_at, &all->list[all->n++]);
	else if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (!err)
		err = list_evidence(t, &s->device, &evidence);
	for (size_t i = 0; !err && i < evidence.n && all->n <= BRANCHES_MAX; i++)
		err = read_branch(t, &s->device, &evidence.items[i].oid, s->forked_at, &all->list[all->n++]);
	repo_refs_free(&evidence);
	return err;
}

/* ---- what supervisors listed ---- */

struct listed {
	uint64_t seq;
	struct jal_hash hash;
};

struct scan {
	struct territory *t;
	struct jal_id device;	/* of which tips are looked for */
	uint64_t from;		/* and from which seq */
	struct listed *list;	/* owned */
	size_t n, cap;
	/* The chain under way. */
	struct outbox_head head;
	bool forked;
	/* A commit that is wanted, among the parents of merges. */
	const struct branches *known;
	struct oid found;
	bool any_found;
};

static enum jal_err read_heads(struct territory *t, const struct commit *commit, const struct message *m, struct heads *out)
{
	struct buf bytes = BUF_INIT, file = BUF_INIT;
	struct tree tree = TREE_INIT;
	enum jal_err err = repo_read(t->repo, &commit->tree, OID_TREE, TREE_MAX, &bytes);
	if (!err)
		err = tree_parse(bytes.data, bytes.len, &tree);
	for (size_t i = 0; !err && i < tree.n; i++)
		if (strcmp(tree.entries[i].name, "heads") == 0)
			err = repo_read(t->repo, &tree.entries[i].oid, OID_BLOB, COMMIT_FILE_MAX, &file);
	const struct jal_hash hash = hash_b2(file.data, file.len);
	if (!err && !hash_equal(&hash, &m->heads.hash))
		err = JAL_ERR_CORRUPT;
	if (!err)
		err = heads_parse(file.data, file.len, out, NULL);
	tree_free(&tree);
	buf_free(&bytes);
	buf_free(&file);
	return err;
}

static bool on_any(const struct branches *all, uint64_t seq, const struct jal_hash *hash)
{
	for (size_t i = 0; i < all->n; i++)
		if (holds(&all->list[i], seq, hash))
			return true;
	return false;
}

/* The parent with that hash. */
static enum jal_err find_parent(struct scan *s, const struct commit *commit, const struct heads_tip *tip)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && !s->any_found && i < commit->n_parents; i++) {
		struct jal_hash hash = { { 0 } };
		err = device_commit_hash(s->t->repo, &commit->parents[i], &hash);
		if (!err && hash_equal(&hash, &tip->hash)) {
			s->found = commit->parents[i];
			s->any_found = true;
		}
	}
	return err;
}

static enum jal_err note_tip(struct scan *s, const struct commit *commit, const struct heads_tip *tip)
{
	if (s->known)
		return on_any(s->known, tip->seq, &tip->hash) ? JAL_OK : find_parent(s, commit, tip);
	struct listed *more = grow_array(s->list, s->n, &s->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	s->list = more;
	s->list[s->n++] = (struct listed){ tip->seq, tip->hash };
	return JAL_OK;
}

/* Whether this commit of a chain that is itself forked counts. */
static enum jal_err counts(struct scan *s, const struct message *m, const struct jal_hash *hash, bool *yes)
{
	struct jal_hash known = { { 0 } };
	*yes = true;
	if (!s->forked)
		return JAL_OK;
	const enum jal_err err = outbox_lot_hash(s->t->db, &m->device, m->seq, &known);
	*yes = !err && m->seq <= s->head.seq && hash_equal(&known, hash);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err scan_commit(void *ctx, const struct oid *oid, const struct jal_hash *hash, const struct buf *raw, bool *yes)
{
	struct scan *s = ctx;
	struct device_commit c = DEVICE_COMMIT_INIT;
	struct heads heads = HEADS_INIT;
	bool counted = true;
	(void)oid;
	enum jal_err err = device_commit_parse(raw, &c);
	if (err)
		return err;
	if (c.message.heads.present)
		err = counts(s, &c.message, hash, &counted);
	if (!err && c.message.heads.present && counted)
		err = read_heads(s->t, &c.commit, &c.message, &heads);
	const struct heads_tip *tip = heads_find(&heads, &s->device);
	if (!err && tip && tip->seq >= s->from)
		err = note_tip(s, &c.commit, tip);
	*yes = s->any_found;
	heads_free(&heads);
	device_commit_free(&c);
	return err;
}

/* All supervisors' chains, the own one too. */
static enum jal_err scan_all(struct scan *s)
{
	struct repo_refs refs = REPO_REFS_INIT;
	enum jal_err err = repo_refs(s->t->repo, REPO_DEVICES, REPO_REFS_MAX, &refs, NULL);
	for (size_t i = 0; !err && !s->any_found && i < refs.n; i++) {
		struct jal_id device = ID_ZERO;
		struct standing standing;
		struct chain chain = CHAIN_INIT;
		if (refname_kind(refs.items[i].name, &device, NULL) != REFNAME_DEVICE || id_equal(&device, &s->device) ||
			rights_device_role(territory_rights(s->t), &device, territory_head(s->t)) != RIGHTS_SUPERVISOR)
			continue;
		err = standing_of(s->t->db, &device, &standing);
		s->forked = standing.forked;
		s->head = (struct outbox_head){ .seq = 0 };
		if (!err && s->forked) {
			err = outbox_head(s->t->db, &device, &s->head);
			err = err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
		}
		if (!err)
			err = chain_walk(s->t->repo, &refs.items[i].oid, COMMIT_DEVICE_MAX, scan_commit, s, &chain, NULL);
		chain_free(&chain);
	}
	repo_refs_free(&refs);
	return err;
}

/* ---- meeting one ---- */

static enum jal_err keep_evidence(struct territory *t, const struct jal_id *device, const struct oid *tip, struct diag *diag)
{
	struct repo_refs there = REPO_REFS_INIT;
	char name[REPO_REF_NAME_MAX + 1], hex[OID_HEX + 1];
	enum jal_err err = list_evidence(t, device, &there);
	bool done = there.n >= BRANCHES_MAX;
	for (size_t i = 0; !err && !done && i < there.n; i++) {
		bool forward = false;
		err = repo_is_ancestor(t->repo, tip, &there.items[i].oid, &done);
		if (!err && !done)
			err = repo_is_ancestor(t->repo, &there.items[i].oid, tip, &forward);
		if (!err && forward) {
			err = repo_advance(t->repo, there.items[i].name, &there.items[i].oid, tip, diag);
			done = true;
		}
	}
	if (!err && !done) {
		evidence_prefix(device, name);
		(void)snprintf(name + strlen(name), sizeof(name) - strlen(name), "%.16s", oid_hex(tip, hex));
		err = repo_advance(t->repo, name, NULL, tip, diag);
	}
	repo_refs_free(&there);
	return err;
}

static enum jal_err mark_forked(struct receive *r, const struct repo_ref *tip, const struct verify_at *at,
	const struct oid *first, struct diag *diag)
{
	struct standing s;
	struct diag why = DIAG_INIT;
	char hex[ID_HEX + 1];
	enum jal_err err = standing_of(r->t->db, &at->device, &s);
	if (err)
		return err;
	const bool news = !s.forked;
	if (news || at->seq + 1 < s.forked_at)
		s.forked_at = at->seq + 1;
	s.forked = true;
	err = standing_put(r->t->db, &s);
	if (err || !news)
		return err ? territory_failed(r->t, err, diag) : JAL_OK;
	(void)diag_set(&why, JAL_ERR_VERIFY,
		N_("Le poste %1 a signé deux lots n° %2 différents : il a été copié, ou ses clés sont en d’autres mains. Ce "
		   "que la supervision avait déjà réuni reste ; la suite est mise de côté et conservée."),
		id_hex(&at->device, hex), diag_num((long long)at->seq + 1));
	return territory_quarantine(r->t, tip->name, first, &why);
}

enum jal_err fork_meet(struct receive *r, const struct repo_ref *tip, const struct verify_at *at, const struct oid *oids,
	size_t n, struct diag *diag)
{
	struct territory *t = r->t;
	struct verify_at stand = *at;
	struct diag why = DIAG_INIT;
	enum jal_err one = JAL_OK;
	size_t good = 0;
	while (good < n && !one) {
		struct verify_commit c = VERIFY_COMMIT_INIT;
		why = DIAG_INIT;
		one = verify_next(t->repo, t->chain.charter, &stand, &oids[good], &c, &why);
		if (!one) {
			stand = verify_after(&c);
			good++;
		}
		verify_free(&c);
	}
	if (one && one != JAL_ERR_WAITING && !verify_is_fault(one))
		return one;
	enum jal_err err = JAL_OK;
	if (verify_is_fault(one))
		err = territory_quarantine(t, tip->name, &oids[good], &why);
	if (err || good == 0)
		return err;
	if (!r->dry)
		err = keep_evidence(t, &at->device, &stand.oid, diag);
	struct outbox_head head = { .seq = 0 };
	if (!err)
		err = outbox_head(t->db, &at->device, &head);
	/* What merely goes on from a point that was settled is no second history. */
	if (err || at->seq >= head.seq)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	return r->dry ? JAL_OK : mark_forked(r, tip, at, &oids[0], diag);
}

enum jal_err fork_claimed(struct receive *r, const struct jal_id *device, uint64_t seq, struct diag *diag)
{
	struct scan scan = { .t = r->t, .device = *device, .from = seq };
	struct standing s = { .device = *device, .forked_at = seq };
	struct repo_ref tip = { .name = "" };
	struct branches *all = calloc(1, sizeof(*all));
	if (!all)
		return JAL_ERR_NOMEM;
	enum jal_err err = read_branches(r->t, &s, all);
	scan.known = all;
	if (!err)
		err = scan_all(&scan);
	if (!err && scan.any_found) {
		(void)refname_device(device, SEAL_GENERATION, tip.name);
		tip.oid = scan.found;
		err = receive_chain(r, &tip, diag);
	}
	free_branches(all);
	return err;
}

/* ---- settling ---- */

/* The last seq at which both are the same commit; from - 1 when none is. */
static uint64_t common_until(const struct branch *a, const struct branch *b)
{
	uint64_t seq = a->from;
	while (hash_at(a, seq) && hash_at(b, seq) && hash_equal(hash_at(a, seq), hash_at(b, seq)))
		seq++;
	return seq - 1;
}

/* Which history counts, and how far: what supervisors list, or where they disagree the older common part. */
static const struct branch *choose(const struct branches *all, const struct scan *scan, uint64_t from, uint64_t *until)
{
	const struct branch *chosen = NULL;
	*until = from - 1;
	for (size_t k = 0; k < scan->n; k++)
		for (size_t i = 0; i < all->n; i++)
			if (scan->list[k].seq > *until && holds(&all->list[i], scan->list[k].seq, &scan->list[k].hash)) {
				chosen = &all->list[i];
				*until = scan->list[k].seq;
			}
	for (size_t k = 0; chosen && k < scan->n; k++) {
		if (holds(chosen, scan->list[k].seq, &scan->list[k].hash))
			continue;
		for (size_t i = 0; i < all->n; i++) {
			const uint64_t common = common_until(chosen, &all->list[i]);
			if (holds(&all->list[i], scan->list[k].seq, &scan->list[k].hash) && common < *until)
				*until = common;
		}
	}
	return chosen;
}

/* Applies the chosen history from where the accepted one leaves it. */
static enum jal_err accept_branch(struct receive *r, const struct branch *b, uint64_t until, struct verify_at *at,
	const char *reference, struct diag *diag)
{
	struct territory *t = r->t;
	enum jal_err err = JAL_OK;
	for (size_t i = (size_t)(at->seq + 1 - b->from); !err && at->seq < until && i < b->n; i++) {
		struct verify_commit c = VERIFY_COMMIT_INIT;
		size_t operations = 0;
		err = verify_next(t->repo, t->chain.charter, at, &b->chain.oids[i], &c, diag);
		if (err)
			break;
		err = receive_commit(r, reference, &c, diag);
		if (!err)
			err = journal_restore_lot(t->journal, &at->device, c.message.seq, &c.hash, &operations, diag);
		const struct outbox_head head = { .device = at->device, .generation = SEAL_GENERATION, .seq = c.message.seq,
			.hash = c.hash, .charter = c.message.charter, .stopped = true };
		if (!err)
			err = outbox_set_head(t->db, &head);
		*at = verify_after(&c);
		verify_free(&c);
	}
	return err;
}

/* Up to where the accepted history is the chosen one. */
static enum jal_err agreed(struct territory *t, const struct branch *b, uint64_t until, uint64_t last, struct verify_at *at)
{
	enum jal_err err = JAL_OK;
	*at = b->base;
	for (uint64_t seq = b->from; !err && seq <= until && seq <= last && seq - b->from < b->n; seq++) {
		struct jal_hash known = { { 0 } };
		err = outbox_lot_hash(t->db, &at->device, seq, &known);
		if (err || !hash_equal(&known, hash_at(b, seq)))
			break;
		*at = (struct verify_at){ at->device, seq, known, b->chain.oids[seq - b->from], at->charter };
	}
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err withdraw(struct receive *r, const struct verify_at *at, struct diag *diag)
{
	struct territory *t = r->t;
	struct diag fact = DIAG_INIT;
	char hex[ID_HEX + 1];
	size_t operations = 0;
	struct outbox_head head = { .device = at->device, .generation = SEAL_GENERATION, .seq = at->seq, .hash = at->hash,
		.charter = at->charter, .stopped = true };
	(void)snprintf(head.reason, sizeof(head.reason), "%s", N_("Ce poste a deux histoires."));
	enum jal_err err = journal_withdraw(t->journal, &at->device, at->seq + 1, &operations, diag);
	if (!err)
		err = outbox_set_head(t->db, &head);
	if (err || operations == 0)
		return err;
	(void)diag_set(&fact, JAL_ERR_VERIFY,
		N_("Changements du poste %1 retirés et mis de côté : %2. La supervision doit trancher."),
		id_hex(&at->device, hex), diag_num((long long)operations));
	territory_tell_fact(t, SYNC_MERGE, &fact);
	return JAL_OK;
}

static enum jal_err settle_branches(struct receive *r, const struct standing *s, const struct branches *all,
	struct diag *diag)
{
	struct scan scan = { .t = r->t, .device = s->device, .from = s->forked_at };
	struct outbox_head head = { .seq = 0 };
	char name[REPO_REF_NAME_MAX + 1];
	struct verify_at at = { .device = s->device };
	uint64_t until = 0;
	enum jal_err err = scan_all(&scan);
	const struct branch *b = all->n ? choose(all, &scan, s->forked_at, &until) : NULL;
	free(scan.list);
	if (!err)
		err = outbox_head(r->t->db, &s->device, &head);
	if (err || all->n == 0)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	if (!b)
		b = &all->list[0];
	err = agreed(r->t, b, until, head.seq, &at);
	if (!err && head.seq > at.seq)
		err = withdraw(r, &at, diag);
	if (!err && at.seq < until)
		err = accept_branch(r, b, until, &at, refname_device(&s->device, SEAL_GENERATION, name), diag);
	return err;
}

struct settling {
	struct receive *r;
	struct diag *diag;
};

static enum jal_err settle_one(void *ctx, const struct standing *s)
{
	struct settling *f = ctx;
	if (!s->forked)
		return JAL_OK;
	struct branches *all = calloc(1, sizeof(*all));
	if (!all)
		return JAL_ERR_NOMEM;
	enum jal_err err = read_branches(f->r->t, s, all);
	if (!err)
		err = settle_branches(f->r, s, all, f->diag);
	free_branches(all);
	return err;
}

enum jal_err fork_settle(struct receive *r, struct diag *diag)
{
	struct settling f = { r, diag };
	return standing_each(r->t->db, settle_one, &f);
}

static enum jal_err is_forked(void *ctx, const struct standing *s)
{
	bool *yes = ctx;
	*yes = *yes || s->forked;
	return JAL_OK;
}

enum jal_err fork_any(struct territory *t, bool *yes)
{
	*yes = false;
	return standing_each(t->db, is_forked, yes);
}
