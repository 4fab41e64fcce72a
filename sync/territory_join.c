/* Joining a territory with an invitation. Sends nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/casework.h"
#include "core/listing.h"
#include "core/meta.h"
#include "core/vault.h"
#include "sync/exchange.h"
#include "sync/roll.h"

/* The name under which the invitation's address is kept. */
/* There until the dossiers begun before joining have their lead. */
#define META_LEADS "territory.leads"

/* ---- once the charter is here ---- */

static enum jal_err compare(struct territory *t, struct diag *diag)
{
	const struct request_invitation *in = t->invitation;
	const struct rights *rights = territory_rights(t);
	const struct jal_hash *hash = charter_hash(t->chain.charter, in->charter);
	if (!hash)
		return diag_set(diag, JAL_ERR_VERIFY,
			N_("Le serveur montre une charte plus ancienne que celle de l’invitation. Rien n’est perdu ; réessayez plus tard, "
			   "ou prévenez la supervision."));
	if (!hash_equal(hash, &in->charter_hash))
		return diag_set(diag, JAL_ERR_VERIFY,
			N_("La charte du serveur n’est pas celle que l’invitation annonce. Rien n’a été changé. Prévenez la "
			   "supervision."));
	const struct rights_device *device = rights_device(rights, &t->device.id, territory_head(t));
	if (!device)
		return diag_set(diag, JAL_ERR_WAITING,
			N_("L’admission de ce poste n’est pas encore sur le serveur. Rien n’est perdu ; demandez à la supervision "
			   "de synchroniser, puis recommencez."));
	if (!id_equal(&device->member, &in->member) ||
		memcmp(device->ed25519, t->device.sign_public, sizeof(device->ed25519)) != 0)
		return diag_set(diag, JAL_ERR_VERIFY,
			N_("La charte du serveur admet ce poste autrement que l’invitation ne le dit. Rien n’a été changé."));
	return JAL_OK;
}

/* Work begun before joining goes to where this member works from now on. */
static enum jal_err adopt(struct territory *t, const struct roster_territory *before)
{
	enum jal_err err = JAL_OK;
	if (!id_is_zero(&before->home_caseload) && !id_is_zero(&t->roster.home_caseload))
		err = roster_adopt_caseload(t->db, &before->home_caseload, &t->roster.home_caseload);
	if (!err && !id_is_zero(&before->common) && !id_is_zero(&t->roster.common))
		err = roster_adopt_caseload(t->db, &before->common, &t->roster.common);
	return err;
}

/* Everything that makes this vault a member's, in one transaction. */
static enum jal_err pin(struct territory *t, struct diag *diag)
{
	struct roster_territory before = { .charter = 0 };
	enum jal_err err = roster_territory(t->db, &before);
	if (!err)
		err = keyring_set_member(t->db, &t->invitation->member);
	t->device.member = t->invitation->member;
	/* Which caseload is this member's, the charter says; a provisional one is not in it. */
	if (!err)
		err = roll_write(t, &t->chain, diag);
	if (!err && id_is_zero(&before.id)) {
		err = adopt(t, &before);
		if (!err)
			err = meta_put_i64(t->db, META_LEADS, 1);
	}
	if (!err)
		err = roll_write(t, &t->chain, diag);
	if (!err)
		err = meta_delete(t->db, VAULT_META_RESTORED);
	return err ? err : listing_rebuild(t->db);
}

/* Before anything of others is in the caseload: what is there now was begun here. */
static enum jal_err take_leads(struct territory *t, struct diag *diag)
{
	int64_t wanted = 0;
	size_t made = 0;
	bool own = false;
	enum jal_err err = meta_i64(t->db, META_LEADS, &wanted);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = casework_take_leads(t->journal, t->clock, &made, diag);
	if (!err)
		err = db_enter(t->db, &own);
	return err ? err : db_leave(t->db, own, meta_delete(t->db, META_LEADS));
}

enum jal_err territory_join_pin(struct territory *t, struct diag *diag)
{
	bool own = false;
	enum jal_err err = compare(t, diag);
	if (!err)
		err = db_enter(t->db, &own);
	if (!err)
		err = db_leave(t->db, own, pin(t, diag));
	return err ? err : take_leads(t, diag);
}

/* ---- after a restore ---- */

enum jal_err territory_join_unfinished(struct territory *t, bool *yes)
{
	struct jal_id former = ID_ZERO;
	int64_t restored = 0;
	enum jal_err err = meta_id(t->db, TERRITORY_META_FORMER, &former);
	*yes = false;
	if (!err) {
		/* Still the former device, or not admitted yet: nothing of it can be written. */
		err = meta_i64(t->db, VAULT_META_RESTORED, &restored);
		*yes = err == JAL_ERR_NOT_FOUND;
	}
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

enum jal_err territory_join_finish(struct territory *t, struct diag *diag)
{
	struct jal_id former = ID_ZERO;
	struct diag fact = DIAG_INIT;
	size_t operations = 0, moves = 0;
	bool own = false;
	enum jal_err err = meta_id(t->db, TERRITORY_META_FORMER, &former);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = journal_reissue(t->journal, &former, &operations, &moves, diag);
	if (!err)
		err = db_enter(t->db, &own);
	if (!err)
		err = db_leave(t->db, own, meta_delete(t->db, TERRITORY_META_FORMER));
	if (err)
		return err;
	if (operations) {
		(void)diag_set(&fact, JAL_OK,
			N_("Saisies de l’ancien poste qui n’étaient pas parties, reprises par celui-ci : %1."),
			diag_num((long long)operations));
		territory_tell_fact(t, SYNC_MERGE, &fact);
	}
	if (moves) {
		(void)diag_set(&fact, JAL_OK, N_("Les transferts de dossiers qui n’étaient pas partis sont à refaire."));
		territory_tell_fact(t, SYNC_MERGE, &fact);
	}
	return JAL_OK;
}

/* ---- joining ---- */

static enum jal_err may_join(struct territory *t, const struct request_invitation *in, struct diag *diag)
{
	if (!t->has_device || !id_equal(&t->device.id, &in->device))
		return diag_set(diag, JAL_ERR_INVALID,
			N_("Cette invitation est celle d’un autre poste. Rien n’a été changé. Demandez une invitation pour la demande de "
			   "ce poste."));
	if (territory_is_in(t) && (!id_equal(&t->roster.id, &in->territory) || !hash_equal(&t->roster.root, &in->root)))
		return diag_set(diag, JAL_ERR_EXISTS,
			N_("Ce coffre est déjà dans un autre territoire. Rien n’a été changé."));
	return JAL_OK;
}

/* The home remote: the one already known under that address, or a new one. */
static enum jal_err keep_remote(struct territory *t, const char *url, struct outbox_remote *out, bool *made, struct diag *diag)
{
	struct territory_remotes list = { .n = 0 };
	struct outbox_remote r = { .home = true };
	bool found = false, taken = false;
	enum jal_err err = territory_place(url, r.url, diag);
	if (!err)
		err = territory_remotes(t, &list);
	for (size_t i = 0; !err && i < list.n; i++) {
		taken = taken || strcmp(list.items[i].name, TERRITORY_HOME) == 0;
		if (!found && strcmp(list.items[i].url, r.url) == 0) {
			r = list.items[i];
			found = true;
		}
	}
	r.home = true;
	if (!found)
		(void)snprintf(r.name, sizeof(r.name), "%s", taken ? "territoire" : TERRITORY_HOME);
	free(list.items);
	if (!err)
		err = outbox_put_remote(t->db, &r);
	if (!err) {
		*out = r;
		*made = !found;
	}
	return err;
}

static enum jal_err join(struct territory *t, const struct request_invitation *in, const char *remote, struct diag *diag)
{
	struct outbox_remote home;
	bool made = false;
	enum jal_err err = may_join(t, in, diag);
	if (!err)
		err = keep_remote(t, remote ? remote : in->remote, &home, &made, diag);
	if (err)
		return err;
	if (!territory_is_in(t)) {
		charter_chain_free(&t->chain);
		err = charter_chain_new(&in->territory, &in->root, &t->chain);
	}
	t->invitation = in;
	if (!err)
		err = exchange_run(t, &home, EXCHANGE_JOIN, diag);
	/* An address where nothing was found is not kept. */
	if (err && made && !territory_is_in(t) && outbox_drop_remote(t->db, home.name) != JAL_OK)
		return err;
	return err ? err : territory_join_finish(t, diag);
}

enum jal_err territory_join(struct territory *t, const char *invitation, size_t n, const char *remote, struct diag *diag)
{
	struct request_invitation in;
	struct territory_result result = { .received_lots = 0 };
	enum jal_err err = request_read_invitation(invitation, n, &in, NULL, diag);
	if (err)
		return err;
	err = territory_enter(t, diag);
	/* cppcheck-suppress autoVariables  ; territory_leave forgets it */
	t->result = &result;
	if (!err)
		err = join(t, &in, remote, diag);
	territory_leave(t);
	territory_result_free(&result);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}
