/* Asking to be admitted, and admitting. Sends nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/meta.h"
#include "core/vault.h"
#include "sync/epoch.h"
#include "sync/pending.h"
#include "sync/roll.h"
#include "sync/seal.h"
#include "sync/verify.h"

#define ENTRIES_MAX 5

/* ---- asking ---- */

/* A restored vault asks as a new device, once: the old one's keys may be in use elsewhere. */
static enum jal_err renew_if_restored(struct territory *t)
{
	int64_t restored = 0;
	bool own = false;
	enum jal_err err = meta_i64(t->db, VAULT_META_RESTORED, &restored);
	if (err || !t->has_device || id_is_zero(&t->device.member))
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = db_enter(t->db, &own);
	if (err)
		return err;
	err = meta_put_id(t->db, TERRITORY_META_FORMER, &t->device.id);
	if (!err)
		err = keyring_make_device(t->db, &t->device);
	if (!err)
		err = outbox_forget(t->db);
	return db_leave(t->db, own, err);
}

enum jal_err territory_request(struct territory *t, const char *member_name, struct buf *text, struct diag *diag)
{
	struct secret sign = SECRET_INIT;
	struct jal_id caseload = ID_ZERO, common = ID_ZERO;
	enum jal_err err = request_check_name(member_name, strlen(member_name), diag);
	if (!err)
		err = territory_enter(t, diag);
	if (!err)
		err = renew_if_restored(t);
	if (!err && !t->has_device)
		err = keyring_make_device(t->db, &t->device);
	if (!err)
		err = roster_make_provisional(t->db, &caseload, &common);
	if (!err)
		err = keyring_sign_secret(t->db, &sign);
	if (!err)
		err = request_make(&sign, t->device.box_public, member_name, text, diag);
	secret_free(&sign);
	territory_leave(t);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}

/* ---- admitting ---- */

struct admission {
	const struct territory_admission *how;
	struct request request;
	struct jal_id member, caseload;
	bool new_member;
	bool there;		/* this device is admitted already */
	bool with_caseload;
	struct secret key;
	struct outbox_remote home;
	struct charter_chain effective;
	struct clause entries[ENTRIES_MAX];
	size_t n_entries;
};

static enum jal_err find_home(struct territory *t, struct admission *a, struct diag *diag)
{
	struct territory_remotes list = { .n = 0 };
	const enum jal_err err = territory_remotes(t, &list);
	if (err)
		return err;
	const bool any = list.n > 0 && list.items[0].home;
	if (any)
		a->home = list.items[0];
	free(list.items);
	if (any)
		return JAL_OK;
	return diag_set(diag, JAL_ERR_NOT_FOUND,
		N_("Ce territoire n’a pas encore d’adresse où se retrouver. Ajoutez-en une (« jalon remote add »), puis recommencez."));
}

static enum jal_err check_admission(struct territory *t, struct admission *a, struct diag *diag)
{
	const struct rights *rights = charter_rights(a->effective.charter);
	const uint64_t at = charter_head(a->effective.charter);
	if (rights_device_role(rights, &t->device.id, territory_head(t)) != RIGHTS_SUPERVISOR)
		return diag_set(diag, JAL_ERR_DENIED,
			N_("Seule la supervision peut admettre quelqu’un. Rien n’a été changé."));
	const struct rights_device *known = rights_device(rights, &a->request.device, at);
	if (known) {
		a->there = true;
		a->member = known->member;
		if (id_is_zero(&a->how->member) || id_equal(&a->how->member, &a->member))
			return JAL_OK;
		return diag_set(diag, JAL_ERR_EXISTS, N_("Ce poste est déjà admis pour un autre membre. Rien n’a été changé."));
	}
	if (!a->new_member && rights_role(rights, &a->member, at) == RIGHTS_NOBODY)
		return diag_set(diag, JAL_ERR_NOT_FOUND, N_("Aucun membre n’a cet identifiant. Rien n’a été changé."));
	return JAL_OK;
}

static enum jal_err compose(struct territory *t, struct admission *a)
{
	struct clause *e = a->entries;
	size_t n = 0;
	if (a->new_member)
		e[n++] = (struct clause){ .kind = CLAUSE_MEMBER, .member = a->member, .supervisor = a->how->supervisor };
	e[n] = (struct clause){ .kind = CLAUSE_DEVICE, .device = a->request.device, .member = a->member };
	memcpy(e[n].ed25519, a->request.ed25519, sizeof(e[n].ed25519));
	memcpy(e[n].x25519, a->request.x25519, sizeof(e[n].x25519));
	n++;
	enum jal_err err = JAL_OK;
	if (a->with_caseload) {
		e[n++] = (struct clause){ .kind = CLAUSE_CASELOAD, .caseload = a->caseload };
		e[n++] = (struct clause){ .kind = CLAUSE_GRANT, .caseload = a->caseload, .member = a->member, .write = true };
		e[n] = (struct clause){ .kind = CLAUSE_EPOCH, .caseload = a->caseload, .n = 1 };
		err = secret_random(EPOCH_KEY_BYTES, &a->key);
		if (!err)
			err = epoch_commitment(&a->key, &t->roster.id, &a->caseload, 1, &e[n++].hash);
	}
	a->n_entries = n;
	return err;
}

static enum jal_err keep_names(struct territory *t, const struct admission *a)
{
	struct pending_name n = { .entity = ENTITY_professional, .record = a->member };
	if (!a->new_member)
		return JAL_OK;
	(void)snprintf(n.name, sizeof(n.name), "%s", a->request.name);
	enum jal_err err = pending_name(t->db, &n);
	if (err || !a->with_caseload)
		return err;
	n.entity = ENTITY_caseload_card;
	n.record = a->caseload;
	if (a->how->caseload_name)
		(void)snprintf(n.name, sizeof(n.name), "%s", a->how->caseload_name);
	return pending_name(t->db, &n);
}

/* Commit, key and names, kept together until the exchange sends them. */
static enum jal_err keep(struct territory *t, struct admission *a, struct diag *diag)
{
	struct secret sign = SECRET_INIT;
	struct pending p = PENDING_INIT;
	struct buf raw = BUF_INIT, file = BUF_INIT;
	enum jal_err err = keyring_sign_secret(t->db, &sign);
	if (!err)
		err = charter_chain_make(&a->effective, a->entries, a->n_entries, &sign, commit_date(clock_now(t->clock)), &raw,
			&file, diag);
	if (!err)
		err = charter_chain_add(&a->effective, &raw, &file, diag);
	if (!err)
		err = pending_load(t->db, &p);
	if (!err)
		err = pending_add(&p, &raw, &file);
	if (!err)
		err = pending_save(t->db, &p);
	if (!err && a->with_caseload)
		err = keyring_put_epoch(t->db, &a->caseload, 1, &a->key);
	if (!err)
		err = keep_names(t, a);
	if (!err)
		err = roll_write(t, &a->effective, diag);
	secret_free(&sign);
	pending_free(&p);
	buf_free(&raw);
	buf_free(&file);
	return err;
}

/* Names the newest charter that the others can already have: the admission itself may be made again on a newer one. */
static enum jal_err invite(struct territory *t, const struct admission *a, struct buf *out, struct diag *diag)
{
	struct request_invitation in = { .territory = t->roster.id, .root = t->roster.root, .charter = territory_head(t),
		.charter_hash = *charter_hash(t->chain.charter, territory_head(t)), .member = a->member,
		.device = a->request.device };
	if (strlen(a->home.url) >= sizeof(in.remote))
		return diag_set(diag, JAL_ERR_LIMIT, N_("L’adresse principale est trop longue pour une invitation."));
	(void)snprintf(in.remote, sizeof(in.remote), "%s", a->home.url);
	return request_invite(&in, out, diag);
}

static enum jal_err admit(struct territory *t, struct admission *a, struct buf *invitation, struct diag *diag)
{
	bool own = false;
	if (!territory_is_in(t))
		return diag_set(diag, JAL_ERR_NOT_FOUND,
			N_("Ce coffre n’est dans aucun territoire : il ne peut admettre personne."));
	enum jal_err err = seal_allowed(t, diag);
	if (!err)
		err = find_home(t, a, diag);
	if (!err)
		err = territory_effective(t, &a->effective, diag);
	if (!err)
		err = check_admission(t, a, diag);
	if (!err && !a->there) {
		/* With several agreements needed, a new supervisor's caseload waits for them too. */
		const bool waits = a->how->supervisor &&
				   rights_threshold(charter_rights(a->effective.charter),
					   charter_head(a->effective.charter)) > 1;
		a->with_caseload = a->new_member && !waits;
		err = compose(t, a);
		if (!err)
			err = db_enter(t->db, &own);
		if (!err)
			err = db_leave(t->db, own, keep(t, a, diag));
		if (!err)
			err = roll_names(t, diag);
	}
	return err ? err : invite(t, a, invitation, diag);
}

enum jal_err territory_admit(struct territory *t, const char *request, size_t n, const struct territory_admission *how,
	struct buf *invitation, struct diag *diag)
{
	struct admission a = { .how = how, .member = how->member, .caseload = id_random(), .key = SECRET_INIT,
		.effective = CHARTER_CHAIN_INIT };
	if (id_is_zero(&a.member)) {
		a.new_member = true;
		a.member = id_random();
	}
	enum jal_err err = request_read(request, n, &a.request, NULL, diag);
	if (!err && how->caseload_name)
		err = request_check_name(how->caseload_name, strlen(how->caseload_name), diag);
	if (!err) {
		err = territory_enter(t, diag);
		if (!err)
			err = admit(t, &a, invitation, diag);
		territory_leave(t);
	}
	secret_free(&a.key);
	charter_chain_free(&a.effective);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}
