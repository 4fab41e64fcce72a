/* Checks a whole repository without a vault. Writes nothing anywhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "sync/address.h"
#include "sync/chain.h"
#include "sync/charter_chain.h"
#include "sync/event.h"
#include "sync/gitlib.h"
#include "sync/refname.h"
#include "sync/territory_inside.h"
#include "sync/verify.h"

/* One check of one repository. */
struct inspection {
	struct repo *repo;
	struct charter_chain chain;
	const struct sync_listener *listener;
	struct territory_report report;
	size_t cap;
	const struct inspection_chain *chains;	/* what each device was found to have, to compare words about others with */
	size_t n_chains;
	struct diag *diag;
};

struct inspection_chain {
	struct jal_id device;
	struct jal_hash *hashes;	/* owned; of seq 1 … n */
	size_t n, cap;
};

static enum jal_err add_fault(struct inspection *in, const char *reference, const struct oid *oid, const struct diag *why)
{
	struct territory_report *r = &in->report;
	struct territory_quarantine q = { .reason = *why };
	(void)snprintf(q.reference, sizeof(q.reference), "%s", reference);
	if (oid)
		(void)oid_hex(oid, q.commit);
	struct territory_quarantine *more = grow_array(r->faults, r->fault_count, &in->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	r->faults = more;
	r->faults[r->fault_count++] = q;
	return JAL_OK;
}

static enum jal_err progress(const struct inspection *in, uint64_t done, uint64_t total)
{
	const struct sync_event e = { .kind = SYNC_STEP_PROGRESS, .step = SYNC_MERGE, .done = done, .total = total };
	if (!in->listener || !in->listener->event || in->listener->event(in->listener->ctx, &e))
		return JAL_OK;
	return diag_set(in->diag, JAL_ERR_CANCELLED, NULL);
}

/* ---- the charter ---- */

static enum jal_err check_charter(struct inspection *in)
{
	struct oid tip = { { 0 } }, bad = { { 0 } };
	enum charter_chain_place place = CHARTER_CHAIN_SAME;
	struct diag why = DIAG_INIT;
	enum jal_err err = repo_ref(in->repo, REPO_CHARTER, &tip);
	if (err == JAL_ERR_NOT_FOUND)
		return diag_set(in->diag, err, N_("Ce dépôt ne contient pas de territoire : il n’a pas de charte."));
	if (!err)
		err = charter_chain_extend(&in->chain, in->repo, &tip, &place, &bad, &why);
	if (err && !verify_is_fault(err))
		return err;
	if (err)
		err = add_fault(in, REPO_CHARTER, &bad, &why);
	const struct jal_hash *root = charter_hash(in->chain.charter, 0);
	if (err || !root)
		return err;
	in->report.root = *root;
	in->report.territory = *charter_territory(in->chain.charter);
	in->report.charter_commits = in->chain.n;
	in->report.members = rights_members(charter_rights(in->chain.charter));
	in->report.devices = rights_devices(charter_rights(in->chain.charter));
	return JAL_OK;
}

/* ---- one device's chain ---- */

static enum jal_err remember(struct inspection_chain *c, const struct jal_hash *hash)
{
	struct jal_hash *more = grow_array(c->hashes, c->n, &c->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	c->hashes = more;
	c->hashes[c->n++] = *hash;
	return JAL_OK;
}

static enum jal_err check_chain(struct inspection *in, const struct repo_ref *ref, struct inspection_chain *kept)
{
	struct chain chain = CHAIN_INIT;
	struct verify_at at = { .seq = 0 };
	struct diag why = DIAG_INIT;
	const enum refname_kind kind = refname_kind(ref->name, &at.device, NULL);
	if (kind == REFNAME_LATER && refname_waits(&why) == JAL_ERR_WAITING)
		return territory_find(&in->report.waiting, ref->name, &ref->oid, &why);
	if (kind != REFNAME_DEVICE)
		return JAL_OK;
	kept->device = at.device;
	enum jal_err err = chain_walk(in->repo, &ref->oid, COMMIT_DEVICE_MAX, NULL, NULL, &chain, in->diag);
	for (size_t i = 0; !err && i < chain.n; i++) {
		struct verify_commit c = VERIFY_COMMIT_INIT;
		err = verify_next(in->repo, in->chain.charter, &at, &chain.oids[i], &c, &why);
		if (err) {
			if (err == JAL_ERR_WAITING)
				err = territory_find(&in->report.waiting, ref->name, &chain.oids[i], &why);
			else if (verify_is_fault(err))
				err = add_fault(in, ref->name, &chain.oids[i], &why);
			break;
		}
		at = verify_after(&c);
		verify_free(&c);
		in->report.device_commits++;
		err = remember(kept, &at.hash);
		if (!err && i % 64 == 0)
			err = progress(in, i, chain.n);
	}
	chain_free(&chain);
	return err;
}

/* ---- what chains say of each other ---- */

static const struct inspection_chain *chain_of(const struct inspection *in, const struct jal_id *device)
{
	for (size_t i = 0; i < in->n_chains; i++)
		if (id_equal(&in->chains[i].device, device))
			return &in->chains[i];
	return NULL;
}

/* A supervisor's merge that names another commit than the one that lies here, or one that is missing. */
static enum jal_err check_tips(struct inspection *in, const struct repo_ref *ref, const struct oid *oid,
	const struct heads *heads)
{
	for (size_t i = 0; i < heads->n; i++) {
		const struct heads_tip *tip = &heads->tips[i];
		const struct inspection_chain *c = chain_of(in, &tip->device);
		struct diag why = DIAG_INIT;
		char hex[ID_HEX + 1];
		if (c && tip->seq <= c->n && hash_equal(&c->hashes[tip->seq - 1], &tip->hash))
			continue;
		(void)id_hex(&tip->device, hex);
		if (!c || tip->seq > c->n)
			(void)diag_set(&why, JAL_ERR_NOT_FOUND, N_("Le lot n° %2 du poste %1, déjà réuni, n’est pas dans ce dépôt."), hex,
				diag_num((long long)tip->seq));
		else
			(void)diag_set(&why, JAL_ERR_VERIFY, N_("Le poste %1 a deux lots n° %2 différents."), hex,
				diag_num((long long)tip->seq));
		return add_fault(in, ref->name, oid, &why);
	}
	return JAL_OK;
}

static enum jal_err check_merges(struct inspection *in, const struct repo_ref *ref, const struct inspection_chain *own)
{
	struct chain chain = CHAIN_INIT;
	struct verify_at at = { .device = own->device };
	const size_t before = in->report.fault_count;
	if (rights_device_role(charter_rights(in->chain.charter), &own->device, charter_head(in->chain.charter)) !=
		RIGHTS_SUPERVISOR)
		return JAL_OK;
	enum jal_err err = chain_walk(in->repo, &ref->oid, COMMIT_DEVICE_MAX, NULL, NULL, &chain, in->diag);
	for (size_t i = 0; !err && i < own->n && i < chain.n && in->report.fault_count == before; i++) {
		struct verify_commit c = VERIFY_COMMIT_INIT;
		struct diag why = DIAG_INIT;
		err = verify_next(in->repo, in->chain.charter, &at, &chain.oids[i], &c, &why);
		if (err)
			break;
		at = verify_after(&c);
		err = check_tips(in, ref, &c.oid, &c.heads);
		verify_free(&c);
	}
	chain_free(&chain);
	return err;
}

static enum jal_err check_devices(struct inspection *in)
{
	struct repo_refs refs = REPO_REFS_INIT;
	struct inspection_chain *chains = NULL;
	enum jal_err err = repo_refs(in->repo, REPO_DEVICES, REPO_REFS_MAX, &refs, in->diag);
	if (!err) {
		chains = calloc(refs.n + 1, sizeof(*chains));
		err = chains ? JAL_OK : JAL_ERR_NOMEM;
	}
	for (size_t i = 0; !err && i < refs.n; i++)
		err = check_chain(in, &refs.items[i], &chains[i]);
	in->chains = chains;
	in->n_chains = refs.n;
	for (size_t i = 0; !err && i < refs.n; i++)
		err = check_merges(in, &refs.items[i], &chains[i]);
	in->chains = NULL;
	in->n_chains = 0;
	for (size_t i = 0; chains && i < refs.n; i++)
		free(chains[i].hashes);
	free(chains);
	repo_refs_free(&refs);
	return err;
}

static enum jal_err open_place(const char *address, struct repo **out, struct diag *diag)
{
	struct address a;
	const enum jal_err err = address_parse(address, &a, diag);
	if (err)
		return err;
	if (a.kind != ADDRESS_FOLDER)
		return diag_set(diag, JAL_ERR_DENIED,
			N_("Vérifier un serveur à distance demande la clé d’un poste. Copiez-le d’abord : « git init --bare copie.git », puis "
			   "« git -C copie.git fetch %1 '+refs/heads/*:refs/heads/*' », et « jalon verify copie.git ». Un membre peut aussi "
			   "synchroniser, puis lancer « jalon verify » sans adresse : ce que son coffre a reçu est vérifié."),
			address);
	return repo_open_foreign(a.path, out, diag);
}

void territory_report_free(struct territory_report *r)
{
	free(r->faults);
	free(r->waiting.list);
	*r = (struct territory_report){ .members = 0 };
}

enum jal_err territory_verify(const char *address, const struct jal_hash *root, const struct sync_listener *listener,
	struct territory_report *out, struct diag *diag)
{
	struct inspection in = { .chain = CHARTER_CHAIN_INIT, .listener = listener, .diag = diag };
	enum jal_err err = gitlib_start();
	if (!err)
		err = open_place(address, &in.repo, diag);
	if (!err)
		err = charter_chain_new(NULL, root, &in.chain);
	if (!err)
		err = check_charter(&in);
	if (!err && in.chain.n)
		err = check_devices(&in);
	charter_chain_free(&in.chain);
	repo_close(in.repo);
	if (err) {
		territory_report_free(&in.report);
		return diag_set_if_empty(diag, err, NULL);
	}
	*out = in.report;
	if (!in.report.fault_count)
		return JAL_OK;
	return diag_set(diag, JAL_ERR_VERIFY, N_("Une partie de cette histoire n’est pas valable."));
}
