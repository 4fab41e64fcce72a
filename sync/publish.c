/* Sending references. Makes no commit. */
#include "sync/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/device_commit.h"
#include "sync/refname.h"
#include "sync/seal.h"
#include "sync/verify.h"

static const struct oid none = OID_NONE;

static const struct oid *listed(const struct publish *p, const char *name)
{
	const struct repo_ref *ref = repo_refs_find(p->there, name);
	return ref ? &ref->oid : &none;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct repo_ref *)a)->name, ((const struct repo_ref *)b)->name);
}

/* The list follows, and so does what this remote is remembered to have shown. */
static enum jal_err now_there(struct publish *p, const char *name, const struct oid *oid, struct diag *diag)
{
	char staged[REPO_REF_NAME_MAX + 1];
	struct repo_ref *item = NULL;
	for (size_t i = 0; i < p->there->n; i++)
		if (strcmp(p->there->items[i].name, name) == 0)
			item = &p->there->items[i];
	if (!item) {
		struct repo_ref *more = realloc(p->there->items, (p->there->n + 1) * sizeof(*more));
		if (!more)
			return JAL_ERR_NOMEM;
		p->there->items = more;
		item = &more[p->there->n++];
		(void)snprintf(item->name, sizeof(item->name), "%s", name);
	}
	item->oid = *oid;
	qsort(p->there->items, p->there->n, sizeof(*p->there->items), by_name);
	const enum jal_err err = remote_staged_name(p->record->name, name, staged, sizeof(staged));
	return err ? err : repo_stage(p->t->repo, staged, oid, diag);
}

static bool is_own(const struct publish *p, const char *name)
{
	char own[REPO_REF_NAME_MAX + 1];
	return p->t->has_device && strcmp(name, refname_device(&p->t->device.id, SEAL_GENERATION, own)) == 0;
}

/* ---- proofs ---- */

static enum jal_err seq_of(struct publish *p, const struct oid *oid, uint64_t *seq)
{
	struct device_commit c = DEVICE_COMMIT_INIT;
	const enum jal_err err = device_commit_read(p->t->repo, oid, &c);
	if (!err)
		*seq = c.message.seq;
	device_commit_free(&c);
	return err;
}

struct counting {
	uint64_t after, upto, lots;
};

/* Bytes that are still kept: those that no re-read proved before. */
static enum jal_err count_lot(void *ctx, const struct outbox_sealed *s)
{
	struct counting *c = ctx;
	for (size_t i = 0; i < s->file_count && s->seq <= c->upto; i++)
		if (strcmp(s->files[i].name, "lot") == 0)
			c->lots++;
	return JAL_OK;
}

static enum jal_err prove(struct publish *p, struct diag *diag)
{
	struct territory *t = p->t;
	char own[REPO_REF_NAME_MAX + 1];
	struct oid here = { { 0 } };
	struct counting count = { .after = p->record->received_seq };
	uint64_t before = 0, after = 0, dossiers = 0;
	bool forward = false;
	if (!t->has_device)
		return JAL_OK;
	const struct oid *there = listed(p, refname_device(&t->device.id, SEAL_GENERATION, own));
	enum jal_err err = repo_ref(t->repo, own, &here);
	if (err || oid_is_none(there))
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = repo_is_ancestor(t->repo, there, &here, &forward);
	if (err || !forward)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = seq_of(p, there, &count.upto);
	if (err || count.upto <= p->record->received_seq)
		return err;
	err = outbox_unsent(t->db, &before, &dossiers);
	if (!err)
		err = outbox_each(t->db, count.after, count_lot, &count);
	if (!err)
		err = outbox_received(t->db, p->record->name, count.upto);
	if (!err)
		err = outbox_unsent(t->db, &after, &dossiers);
	if (err)
		return territory_failed(t, err, diag);
	p->record->received_seq = count.upto;
	if (t->result) {
		t->result->sent_lots += count.lots;
		t->result->sent_operations += before - after;
	}
	return JAL_OK;
}

/* ---- sending ---- */

/* Whether ours goes on from what is there; not when both are one, or it leads elsewhere there. */
static enum jal_err goes_on(struct publish *p, const struct repo_ref *ours, bool *yes)
{
	const struct oid *there = listed(p, ours->name);
	*yes = remote_is_ours(ours->name) && !oid_equal(there, &ours->oid);
	if (!*yes || oid_is_none(there))
		return JAL_OK;
	const enum jal_err err = repo_is_ancestor(p->t->repo, there, &ours->oid, yes);
	if (err)
		*yes = false;
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err plan(struct publish *p, const struct repo_ref *ours, struct remote_update *updates, size_t *n)
{
	bool yes = false;
	const enum jal_err err = goes_on(p, ours, &yes);
	if (err || !yes)
		return err;
	struct remote_update *u = &updates[(*n)++];
	*u = (struct remote_update){ .old = *listed(p, ours->name), .new = ours->oid };
	memcpy(u->name, ours->name, sizeof(u->name));
	return JAL_OK;
}

enum jal_err publish_lacks(struct publish *p, bool *yes)
{
	struct repo_refs ours = REPO_REFS_INIT;
	enum jal_err err = repo_refs(p->t->repo, REPO_HEADS, REPO_REFS_MAX, &ours, NULL);
	bool any = false;
	for (size_t i = 0; !err && !any && i < ours.n; i++)
		err = goes_on(p, &ours.items[i], &any);
	repo_refs_free(&ours);
	*yes = any;
	return err;
}

static enum jal_err refused(struct publish *p, const struct remote_update *u, struct diag *diag)
{
	territory_tell_detail(p->t, SYNC_SEND, u->reason);
	return diag_set(diag, JAL_ERR_DENIED,
		N_("Le serveur a refusé vos envois. Vos changements sont conservés ici. Demandez à la personne qui administre le "
		   "serveur d’autoriser ce poste, puis recommencez."));
}

static enum jal_err take_answer(struct publish *p, const struct remote_update *u, struct diag *diag)
{
	switch (u->answer) {
	case REMOTE_SENT:
		return now_there(p, u->name, &u->new, diag);
	case REMOTE_UNKNOWN:
	case REMOTE_NOT_TRIED:
		if (p->t->result && is_own(p, u->name))
			p->t->result->write_unknown = true;
		break;
	case REMOTE_REFUSED:
		/* Others' chains are carried as a service; some servers let each write only their own. */
		if (is_own(p, u->name))
			return refused(p, u, diag);
		break;
	case REMOTE_MOVED:
		/* Someone was first: for the charter, the next exchange; for a device, it wrote itself. */
		break;
	}
	return JAL_OK;
}

enum jal_err publish_all(struct publish *p, struct diag *diag)
{
	struct territory *t = p->t;
	struct repo_refs ours = REPO_REFS_INIT;
	struct remote_update *updates = NULL;
	size_t n = 0;
	enum jal_err err = repo_refs(t->repo, REPO_HEADS, REPO_REFS_MAX, &ours, diag);
	if (!err)
		updates = calloc(ours.n + 1, sizeof(*updates));
	if (!err && !updates)
		err = JAL_ERR_NOMEM;
	for (size_t i = 0; !err && i < ours.n; i++)
		err = plan(p, &ours.items[i], updates, &n);
	if (!err && n)
		err = remote_push(p->remote, updates, n, diag);
	enum jal_err first = JAL_OK;
	for (size_t i = 0; !err && i < n; i++) {
		const enum jal_err one = take_answer(p, &updates[i], diag);
		if (one && one != JAL_ERR_DENIED)
			err = one;
		else if (!first)
			first = one;
	}
	free(updates);
	repo_refs_free(&ours);
	if (!err)
		err = prove(p, diag);
	if (!err)
		err = first;
	return err ? territory_failed(t, err, diag) : JAL_OK;
}

enum jal_err publish_charter(struct publish *p, const struct oid *tip, enum remote_answer *answer, struct diag *diag)
{
	struct remote_update u = { .old = *listed(p, REPO_CHARTER), .new = *tip };
	memcpy(u.name, REPO_CHARTER, sizeof(REPO_CHARTER));
	enum jal_err err = remote_push(p->remote, &u, 1, diag);
	if (!err && u.answer == REMOTE_SENT)
		err = now_there(p, u.name, tip, diag);
	if (!err && u.answer == REMOTE_REFUSED)
		territory_tell_detail(p->t, SYNC_SEND, u.reason);
	if (!err)
		*answer = u.answer;
	return err;
}
