/* A new territory: its first charter, keys and names. Sends nothing. */
#include <stdio.h>
#include <string.h>

#include "sync/epoch.h"
#include "sync/pending.h"
#include "sync/roll.h"

#define ENTRIES 7

/* Everything random of a territory, before it is one. */
struct founding {
	struct jal_id territory, member, common, own;
	struct secret common_key, own_key;
	struct secret sign;
};

static enum jal_err epoch_entry(const struct founding *f, const struct jal_id *caseload, const struct secret *key,
	struct clause *out)
{
	*out = (struct clause){ .kind = CLAUSE_EPOCH, .caseload = *caseload, .n = 1 };
	return epoch_commitment(key, &f->territory, caseload, 1, &out->hash);
}

static enum jal_err first_entries(const struct territory *t, const struct founding *f, struct clause e[ENTRIES])
{
	e[0] = (struct clause){ .kind = CLAUSE_MEMBER, .member = f->member, .supervisor = true };
	e[1] = (struct clause){ .kind = CLAUSE_DEVICE, .device = t->device.id, .member = f->member };
	memcpy(e[1].ed25519, t->device.sign_public, sizeof(e[1].ed25519));
	memcpy(e[1].x25519, t->device.box_public, sizeof(e[1].x25519));
	e[2] = (struct clause){ .kind = CLAUSE_CASELOAD, .caseload = f->common, .common = true };
	e[3] = (struct clause){ .kind = CLAUSE_CASELOAD, .caseload = f->own };
	/* A supervisor writes everywhere; being named says whose caseload it is. */
	e[4] = (struct clause){ .kind = CLAUSE_GRANT, .caseload = f->own, .member = f->member, .write = true };
	const enum jal_err err = epoch_entry(f, &f->common, &f->common_key, &e[5]);
	return err ? err : epoch_entry(f, &f->own, &f->own_key, &e[6]);
}

static enum jal_err choose(struct territory *t, struct founding *f)
{
	f->territory = id_random();
	f->member = id_random();
	enum jal_err err = t->has_device ? JAL_OK : keyring_make_device(t->db, &t->device);
	t->has_device = t->has_device || !err;
	/* A caseload begun before stays the own one. */
	if (!err)
		err = roster_make_provisional(t->db, &f->own, &f->common);
	if (!err)
		err = secret_random(EPOCH_KEY_BYTES, &f->common_key);
	if (!err)
		err = secret_random(EPOCH_KEY_BYTES, &f->own_key);
	return err ? err : keyring_sign_secret(t->db, &f->sign);
}

static enum jal_err keep_names(struct territory *t, const struct founding *f, const char *territory, const char *member)
{
	struct pending_name n = { .entity = ENTITY_territory, .record = f->territory };
	(void)snprintf(n.name, sizeof(n.name), "%s", territory);
	enum jal_err err = pending_name(t->db, &n);
	n = (struct pending_name){ .entity = ENTITY_professional, .record = f->member };
	(void)snprintf(n.name, sizeof(n.name), "%s", member);
	if (!err)
		err = pending_name(t->db, &n);
	n.entity = ENTITY_caseload_card;
	n.record = f->own;
	return err ? err : pending_name(t->db, &n);
}

static enum jal_err found(struct territory *t, struct founding *f, const char *territory, const char *member,
	struct diag *diag)
{
	struct clause entries[ENTRIES];
	struct pending p = PENDING_INIT;
	struct buf raw = BUF_INIT, file = BUF_INIT;
	enum jal_err err = choose(t, f);
	if (!err)
		err = keyring_set_member(t->db, &f->member);
	if (!err)
		err = first_entries(t, f, entries);
	charter_chain_free(&t->chain);
	if (!err)
		err = charter_chain_new(&f->territory, NULL, &t->chain);
	if (!err)
		err = charter_chain_make(&t->chain, entries, ENTRIES, &f->sign, commit_date(clock_now(t->clock)), &raw, &file,
			diag);
	if (!err)
		err = charter_chain_add(&t->chain, &raw, &file, diag);
	if (!err)
		err = pending_add(&p, &raw, &file);
	if (!err)
		err = pending_save(t->db, &p);
	if (!err)
		err = keyring_put_epoch(t->db, &f->common, 1, &f->common_key);
	if (!err)
		err = keyring_put_epoch(t->db, &f->own, 1, &f->own_key);
	if (!err)
		err = keep_names(t, f, territory, member);
	t->device.member = f->member;
	if (!err) {
		t->roster.home_caseload = f->own;
		err = roll_write(t, &t->chain, diag);
	}
	pending_free(&p);
	buf_free(&raw);
	buf_free(&file);
	return err;
}

enum jal_err territory_create(struct territory *t, const char *name, const char *member_name, struct diag *diag)
{
	struct founding f = { .sign = SECRET_INIT, .common_key = SECRET_INIT, .own_key = SECRET_INIT };
	bool own = false;
	enum jal_err err = request_check_name(name, strlen(name), diag);
	if (!err)
		err = request_check_name(member_name, strlen(member_name), diag);
	if (!err)
		err = territory_enter(t, diag);
	if (!err && territory_is_in(t))
		err = diag_set(diag, JAL_ERR_EXISTS, N_("Ce coffre est déjà dans un territoire. Rien n’a été changé."));
	if (!err)
		err = db_enter(t->db, &own);
	if (!err)
		err = db_leave(t->db, own, found(t, &f, name, member_name, diag));
	/* From here on what a kill leaves undone is done by the next opening and the next exchange. */
	if (!err)
		err = territory_load_charter(t, diag);
	if (!err)
		err = roll_names(t, diag);
	secret_free(&f.sign);
	secret_free(&f.common_key);
	secret_free(&f.own_key);
	territory_leave(t);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}
