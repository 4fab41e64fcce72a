/* The order of an exchange. What each step does is in receive, seal, publish, keys, pending and roll. */
#include "sync/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/meta.h"
#include "core/vault.h"
#include "sync/address.h"
#include "sync/claims.h"
#include "sync/fork.h"
#include "sync/pending.h"
#include "sync/publish.h"
#include "sync/receive.h"
#include "sync/roll.h"
#include "sync/seal.h"

/* How often a charter entry is made again on a tip that moved, before the user is told to retry. */
#define CHARTER_TRIES 16

struct exchange {
	struct territory *t;
	enum exchange_kind kind;
	struct outbox_remote record;
	struct remote *remote;
	uint8_t ssh_public[32];
	struct secret ssh_secret;
	struct repo_refs there;		/* as last listed */
	struct repo_ref *tips;		/* complete here, as many as there.n at most */
	size_t n_tips;
	char incomplete[REPO_REF_NAME_MAX + 1];	/* a reference of which something is missing; "": none */
	struct diag *diag;
};

/* ---- connecting ---- */

static enum jal_err save_record(struct exchange *x)
{
	return outbox_put_remote(x->t->db, &x->record);
}

static enum jal_err open_remote(struct exchange *x)
{
	struct address address;
	enum jal_err err = address_parse(x->record.url, &address, x->diag);
	if (!err && address.kind == ADDRESS_SSH)
		err = keyring_ssh(x->t->db, x->ssh_public, &x->ssh_secret);
	if (err)
		return err;
	const bool ssh = address.kind == ADDRESS_SSH;
	const struct remote_options options = { .repo = x->t->repo, .name = x->record.name, .url = x->record.url,
		.host_key = x->record.host_key, .ssh_public = ssh ? x->ssh_public : NULL,
		.ssh_secret = ssh ? &x->ssh_secret : NULL, .listener = x->t->listener };
	return remote_open(&options, &x->remote, x->diag);
}

/* Only a place that never answered yet may be made: a stick that is not plugged in must not become a folder. */
static enum jal_err list_or_create(struct exchange *x)
{
	enum jal_err err = remote_list(x->remote, &x->there, x->diag);
	if (!err || remote_fault(x->remote) != FAULT_NO_REPOSITORY || x->record.last_ok_ms || x->kind != EXCHANGE_WHOLE)
		return err;
	struct diag create = DIAG_INIT;
	if (remote_create(x->remote, &create) != JAL_OK)
		return err;
	return remote_list(x->remote, &x->there, x->diag);
}

static enum jal_err pin_host(struct exchange *x)
{
	const char *key = remote_host_key(x->remote);
	if (!*key || strcmp(key, x->record.host_key) == 0)
		return JAL_OK;
	(void)snprintf(x->record.host_key, sizeof(x->record.host_key), "%s", key);
	return save_record(x);
}

/* What of it this remote is known to have had: as much of what it showed as was verified. */
static enum jal_err was_there(struct exchange *x, const char *name, const struct oid *shown, struct oid *out, bool *any)
{
	struct oid ours = { { 0 } };
	bool within = false;
	enum jal_err err = repo_ref(x->t->repo, name, &ours);
	*any = !err;
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = repo_is_ancestor(x->t->repo, shown, &ours, &within);
	*out = within ? *shown : ours;
	if (!err && !within)
		err = repo_is_ancestor(x->t->repo, &ours, shown, any);
	return err;
}

static enum jal_err note_one(struct exchange *x, const char *name, const struct oid *shown)
{
	const struct repo_ref *now = repo_refs_find(&x->there, name);
	struct oid known = { { 0 } };
	bool any = false, older = true;
	enum jal_err err = was_there(x, name, shown, &known, &any);
	if (err || !any || (now && oid_equal(&now->oid, &known)))
		return err;
	if (now && repo_has_commit(x->t->repo, &now->oid))
		err = repo_is_ancestor(x->t->repo, &now->oid, &known, &older);
	else if (now)
		older = false;
	x->record.rolled_back = x->record.rolled_back || older;
	return err;
}

/* What this remote showed before and shows no more. Kept in the vault before anything is fetched, which is then all
 * that it is remembered to have shown. */
static enum jal_err note_rollback(struct exchange *x)
{
	const bool before = x->record.rolled_back;
	struct repo_refs shown = REPO_REFS_INIT;
	char prefix[REPO_REF_NAME_MAX + 1];
	enum jal_err err = remote_staged_name(x->record.name, REPO_CHARTER, prefix, sizeof(prefix));
	if (err)
		return err;
	prefix[strlen(prefix) - strlen("charter")] = 0;
	err = repo_refs(x->t->repo, prefix, REPO_REFS_MAX, &shown, x->diag);
	for (size_t i = 0; !err && i < shown.n; i++) {
		char name[REPO_REF_NAME_MAX + 1];
		if ((size_t)snprintf(name, sizeof(name), REPO_HEADS "%s", shown.items[i].name + strlen(prefix)) < sizeof(name))
			err = note_one(x, name, &shown.items[i].oid);
	}
	repo_refs_free(&shown);
	return err || before == x->record.rolled_back ? err : save_record(x);
}

static enum jal_err connect_remote(struct exchange *x)
{
	territory_tell_begin(x->t, SYNC_CONNECT);
	enum jal_err err = open_remote(x);
	if (!err)
		err = list_or_create(x);
	if (x->remote) {
		const enum jal_err pinned = pin_host(x);
		err = err ? err : pinned;
	}
	if (!err)
		err = note_rollback(x);
	territory_tell_end(x->t, SYNC_CONNECT);
	return err ? err : territory_go_on(x->t, x->diag);
}

/* ---- fetching ---- */

static enum jal_err take_result(struct exchange *x, const struct repo_ref *want, const struct intake_result *result)
{
	if (result->some) {
		struct repo_ref *tip = &x->tips[x->n_tips++];
		memcpy(tip->name, want->name, sizeof(tip->name));
		tip->oid = result->good;
	}
	if (result->complete || !result->reason.text)
		return JAL_OK;
	if (result->reason.err == JAL_ERR_NOT_FOUND)
		memcpy(x->incomplete, want->name, sizeof(x->incomplete));
	return territory_quarantine(x->t, want->name, &result->fault, &result->reason);
}

static enum jal_err fetch(struct exchange *x)
{
	territory_tell_begin(x->t, SYNC_RECEIVE);
	struct intake_result *results = calloc(x->there.n + 1, sizeof(*results));
	x->tips = calloc(x->there.n + 1, sizeof(*x->tips));
	enum jal_err err = results && x->tips ? JAL_OK : JAL_ERR_NOMEM;
	if (!err)
		err = remote_fetch(x->remote, x->there.items, x->there.n, results, x->diag);
	for (size_t i = 0; !err && i < x->there.n; i++)
		err = take_result(x, &x->there.items[i], &results[i]);
	free(results);
	territory_tell_end(x->t, SYNC_RECEIVE);
	return err ? err : territory_go_on(x->t, x->diag);
}

/* ---- the charter ---- */

static const struct oid *charter_tip(const struct exchange *x)
{
	for (size_t i = 0; i < x->n_tips; i++)
		if (strcmp(x->tips[i].name, REPO_CHARTER) == 0)
			return &x->tips[i].oid;
	return NULL;
}

static enum jal_err keep_charter(struct exchange *x, size_t before)
{
	struct territory *t = x->t;
	if (t->chain.n == before || x->kind == EXCHANGE_DRY)
		return JAL_OK;
	return repo_advance(t->repo, REPO_CHARTER, before ? &t->chain.oids[before - 1] : NULL,
		&t->chain.oids[t->chain.n - 1], x->diag);
}

static enum jal_err other_charter(struct exchange *x, const struct oid *tip, bool foreign)
{
	struct diag why = DIAG_INIT;
	if (foreign)
		return diag_set(x->diag, JAL_ERR_VERIFY,
			N_("« %1 » contient un autre territoire. Rien n’y a été envoyé et rien n’en a été repris. Vérifiez "
			   "l’adresse."),
			x->record.name);
	(void)diag_set(&why, JAL_ERR_VERIFY,
		N_("La charte de ce serveur n’est pas la suite de celle d’ici : deux chartes ont été signées en même temps, ou le "
		   "serveur a été restauré. Celle d’ici est conservée. Prévenez la supervision."));
	return territory_quarantine(x->t, REPO_CHARTER, tip, &why);
}

static enum jal_err take_charter(struct exchange *x)
{
	struct territory *t = x->t;
	const struct oid *tip = charter_tip(x);
	const size_t before = t->chain.n;
	enum charter_chain_place place = CHARTER_CHAIN_SAME;
	struct oid bad = { { 0 } };
	struct diag why = DIAG_INIT;
	if (!tip)
		return JAL_OK;
	const enum jal_err one = charter_chain_extend(&t->chain, t->repo, tip, &place, &bad, &why);
	if (one && !verify_is_fault(one))
		return diag_pass(x->diag, one, &why);
	/* Nothing of it can be believed: it is no charter of this territory. */
	if (one && t->chain.n == 0)
		return diag_pass(x->diag, one, &why);
	enum jal_err err = one ? territory_quarantine(t, REPO_CHARTER, &bad, &why) : JAL_OK;
	if (!err && (place == CHARTER_CHAIN_OTHER || place == CHARTER_CHAIN_FOREIGN))
		err = other_charter(x, tip, place == CHARTER_CHAIN_FOREIGN);
	return err ? err : keep_charter(x, before);
}

/* A vault whose own copy was lost must not go on with less than it knew. */
static enum jal_err check_charter(struct exchange *x)
{
	const struct territory *t = x->t;
	if (t->chain.n == 0)
		return diag_set(x->diag, JAL_ERR_NOT_FOUND,
			N_("« %1 » ne contient pas de territoire. Vérifiez l’adresse, ou demandez à la supervision de "
			   "synchroniser d’abord."),
			x->record.name);
	const struct jal_hash *hash = charter_hash(t->chain.charter, t->roster.charter);
	if (territory_is_in(t) && (!hash || (t->roster.charter > 0 && !hash_equal(hash, &t->roster.charter_hash))))
		return diag_set(x->diag, JAL_ERR_VERIFY,
			N_("« %1 » montre une charte plus ancienne que celle que ce coffre connaît. Rien n’a été changé. Prévenez la "
			   "supervision."),
			x->record.name);
	return JAL_OK;
}

/* ---- pending charter commits, on the home remote only ---- */

static void say_dropped(void *ctx, const struct diag *why)
{
	struct exchange *x = ctx;
	struct diag fact = DIAG_INIT;
	(void)diag_set(&fact, JAL_ERR_INVALID,
		N_("Une modification des membres faite ici n’est plus possible : quelqu’un d’autre l’a faite entre-temps, ou elle "
		   "n’est plus permise. Les autres ont été faites."));
	territory_tell_fact(x->t, SYNC_SEND, &fact);
	if (why->text)
		territory_tell_fact(x->t, SYNC_SEND, why);
}

static enum jal_err list_again(struct exchange *x)
{
	struct repo_refs there = REPO_REFS_INIT;
	struct intake_result result = { .complete = false };
	enum jal_err err = remote_list(x->remote, &there, x->diag);
	if (err)
		return err;
	const struct repo_ref *charter = repo_refs_find(&there, REPO_CHARTER);
	if (charter)
		err = remote_fetch(x->remote, charter, 1, &result, x->diag);
	for (size_t i = 0; !err && result.some && i < x->n_tips; i++)
		if (strcmp(x->tips[i].name, REPO_CHARTER) == 0)
			x->tips[i].oid = result.good;
	if (!err && result.some && !charter_tip(x)) {
		/* There was none before: room was left for one. */
		struct repo_ref *tip = &x->tips[x->n_tips++];
		memcpy(tip->name, charter->name, sizeof(tip->name));
		tip->oid = result.good;
	}
	repo_refs_free(&x->there);
	x->there = there;
	return err;
}

/* The list as it would be on the present tip, written into the repository and kept in the vault. */
static enum jal_err settle_pending(struct exchange *x, struct pending *p, struct oid *tip)
{
	struct territory *t = x->t;
	struct secret sign = SECRET_INIT;
	const size_t before = t->chain.n;
	bool own = false;
	enum jal_err err = keyring_sign_secret(t->db, &sign);
	if (!err)
		err = pending_settle(p, &t->chain, &sign, commit_date(clock_now(t->clock)), say_dropped, x, x->diag);
	secret_free(&sign);
	for (size_t i = 0; !err && i < p->n; i++)
		err = charter_chain_write(t->repo, &p->list[i].raw, &p->list[i].file, tip, x->diag);
	/* The chain is again what others know; it grows when the server has said yes. */
	if (t->chain.n != before) {
		const enum jal_err loaded = territory_load_charter(t, x->diag);
		err = err ? err : loaded;
	}
	if (!err)
		err = db_enter(t->db, &own);
	return err ? err : db_leave(t->db, own, pending_save(t->db, p));
}

static enum jal_err pending_sent(struct exchange *x, struct pending *p, const struct oid *tip)
{
	struct territory *t = x->t;
	const size_t before = t->chain.n;
	enum charter_chain_place place = CHARTER_CHAIN_SAME;
	struct oid bad = { { 0 } };
	enum jal_err err = charter_chain_extend(&t->chain, t->repo, tip, &place, &bad, x->diag);
	if (!err)
		err = keep_charter(x, before);
	pending_free(p);
	return err ? err : pending_save(t->db, p);
}

static enum jal_err send_pending(struct exchange *x)
{
	struct territory *t = x->t;
	struct publish publish = { t, x->remote, &x->record, &x->there };
	struct pending p = PENDING_INIT;
	enum remote_answer answer = REMOTE_MOVED;
	enum jal_err err = pending_load(t->db, &p);
	for (int i = 0; !err && p.n && answer == REMOTE_MOVED && i < CHARTER_TRIES; i++) {
		struct oid tip = { { 0 } };
		if (i > 0) {
			err = list_again(x);
			if (!err)
				err = take_charter(x);
		}
		if (!err)
			err = settle_pending(x, &p, &tip);
		if (err || p.n == 0)
			break;
		err = publish_charter(&publish, &tip, &answer, x->diag);
		if (!err && answer == REMOTE_SENT)
			err = pending_sent(x, &p, &tip);
		if (!err)
			err = territory_go_on(t, x->diag);
	}
	if (!err && p.n && answer == REMOTE_REFUSED)
		err = diag_set(x->diag, JAL_ERR_DENIED,
			N_("Le serveur a refusé la modification des membres. Elle est conservée ici. Demandez à la personne qui administre "
			   "le serveur d’autoriser ce poste, puis recommencez."));
	else if (!err && p.n && answer == REMOTE_MOVED)
		err = diag_set(x->diag, JAL_ERR_BUSY,
			N_("D’autres superviseurs modifient les membres en ce moment. Votre modification est conservée ici ; "
			   "synchronisez de nouveau dans un instant."));
	else if (!err && p.n && t->result)
		t->result->write_unknown = true;
	pending_free(&p);
	return err;
}

/* ---- the rest ---- */

static enum jal_err write_roll(struct exchange *x)
{
	struct territory *t = x->t;
	struct charter_chain effective = CHARTER_CHAIN_INIT;
	if (x->kind == EXCHANGE_DRY)
		return JAL_OK;
	enum jal_err err = territory_effective(t, &effective, x->diag);
	if (!err)
		err = roll_write(t, &effective, x->diag);
	charter_chain_free(&effective);
	return err;
}

static enum jal_err gap(struct exchange *x, bool joining)
{
	struct jal_id device = ID_ZERO;
	char hex[ID_HEX + 1];
	bool behind = false;
	enum jal_err err = claims_behind(x->t, &behind, &device);
	if (err || !joining)
		return err;
	if (behind)
		return diag_set(x->diag, JAL_ERR_VERIFY,
			N_("Il manque des envois du poste %1 : l’histoire reçue n’est pas complète. Rien n’est perdu ; demandez à la "
			   "supervision de synchroniser, puis recommencez."),
			id_hex(&device, hex));
	/* What does not hold is named and left out, as in every exchange: one member, or anyone who can write to the server,
	 * would otherwise keep everybody from joining. */
	if (*x->incomplete)
		return diag_set(x->diag, JAL_ERR_VERIFY,
			N_("L’histoire reçue n’est pas valable (%1). Rien n’est perdu ; prévenez la supervision avant de "
			   "rejoindre ce territoire."),
			x->incomplete);
	return JAL_OK;
}

static enum jal_err receive_chains(struct exchange *x)
{
	struct receive r = { .t = x->t, .dry = x->kind == EXCHANGE_DRY,
		.joining = x->kind == EXCHANGE_JOIN };
	enum jal_err err = receive_all(&r, x->tips, x->n_tips, x->diag);
	const bool ahead = r.own_ahead;
	receive_free(&r);
	if (!err && ahead && x->kind == EXCHANGE_DRY)
		err = diag_set(x->diag, JAL_ERR_DENIED,
			N_("Le serveur a de ce poste des envois que ce coffre n’a pas faits : il a été restauré ou copié."));
	return err ? err : gap(x, x->kind == EXCHANGE_JOIN);
}

static enum jal_err merge(struct exchange *x)
{
	territory_tell_begin(x->t, SYNC_MERGE);
	enum jal_err err = take_charter(x);
	if (!err)
		err = check_charter(x);
	if (!err && x->kind == EXCHANGE_JOIN)
		err = territory_join_pin(x->t, x->diag);
	if (!err && x->record.home && x->kind == EXCHANGE_WHOLE)
		err = send_pending(x);
	if (!err)
		err = write_roll(x);
	if (!err)
		err = receive_chains(x);
	if (!err)
		err = write_roll(x);
	territory_tell_end(x->t, SYNC_MERGE);
	return err ? err : territory_go_on(x->t, x->diag);
}

/* A server may not let everybody write everything: until it has all again it is as it was. */
static enum jal_err note_repair(struct exchange *x, struct publish *publish)
{
	struct territory_result *result = x->t->result;
	const enum jal_err err = publish_lacks(publish, &x->record.rolled_back);
	if (!err && result && !x->record.rolled_back)
		result->pushed_back++;
	return err;
}

/* A restored vault whose joining was interrupted: what it still has to write again goes before its first lot. */
static enum jal_err finish_join(struct exchange *x)
{
	bool former = false;
	enum jal_err err = territory_join_unfinished(x->t, &former);
	if (err || !former)
		return err;
	if (!x->record.home)
		return diag_set(x->diag, JAL_ERR_WAITING,
			N_("Ce coffre restauré n’a pas fini de rejoindre son territoire. Vos saisies sont conservées ici. Synchronisez "
			   "d’abord avec le serveur principal."));
	err = gap(x, true);
	return err ? err : territory_join_finish(x->t, x->diag);
}

static enum jal_err send(struct exchange *x)
{
	struct territory *t = x->t;
	struct publish publish = { t, x->remote, &x->record, &x->there };
	size_t commits = 0;
	bool merged = false;
	territory_tell_begin(t, SYNC_SEND);
	enum jal_err err = finish_join(x);
	if (!err)
		err = roll_names(t, x->diag);
	if (!err)
		err = seal_all(t, &commits, &merged, x->diag);
	if (!err && t->result)
		t->result->supervisor_merged = t->result->supervisor_merged || merged;
	if (!err)
		err = publish_all(&publish, x->diag);
	if (!err && x->record.rolled_back)
		err = note_repair(x, &publish);
	territory_tell_end(t, SYNC_SEND);
	return err;
}

static enum jal_err would_send(struct exchange *x)
{
	uint64_t operations = 0, dossiers = 0;
	const enum jal_err err = outbox_unsent(x->t->db, &operations, &dossiers);
	if (!err && x->t->result)
		x->t->result->sent_operations += operations;
	return err;
}

/* The worst of what the remotes of one call show. */
static enum jal_err judge(struct exchange *x)
{
	struct territory_result *result = x->t->result;
	struct jal_id device = ID_ZERO;
	bool behind = false, forked = false;
	enum jal_err err = claims_behind(x->t, &behind, &device);
	if (!err)
		err = fork_any(x->t, &forked);
	if (err || !result)
		return err;
	const enum territory_state state = forked	  ? TERRITORY_FORKED :
					   x->record.rolled_back ? TERRITORY_ROLLED_BACK :
					   behind	  ? TERRITORY_BEHIND :
							    TERRITORY_UP_TO_DATE;
	if (state > result->state)
		result->state = state;
	result->rolled_back += x->record.rolled_back;
	return JAL_OK;
}

static enum jal_err steps(struct exchange *x)
{
	struct territory *t = x->t;
	territory_tell_begin(t, SYNC_PREPARE);
	enum jal_err err = x->kind == EXCHANGE_DRY ? JAL_OK : seal_finish(t, x->diag);
	territory_tell_end(t, SYNC_PREPARE);
	if (!err)
		err = territory_go_on(t, x->diag);
	if (!err)
		err = connect_remote(x);
	if (!err)
		err = fetch(x);
	if (!err)
		err = merge(x);
	if (!err)
		err = judge(x);
	if (!err && x->kind == EXCHANGE_WHOLE)
		err = send(x);
	if (!err && x->kind == EXCHANGE_DRY)
		err = would_send(x);
	if (!err && x->kind != EXCHANGE_DRY) {
		x->record.last_ok_ms = clock_now(t->clock);
		err = save_record(x);
	}
	return err;
}

enum jal_err exchange_run(struct territory *t, const struct outbox_remote *remote, enum exchange_kind kind,
	struct diag *diag)
{
	struct exchange x = { .t = t, .kind = kind, .record = *remote, .ssh_secret = SECRET_INIT, .there = REPO_REFS_INIT,
		.diag = diag };
	const enum jal_err err = steps(&x);
	if (err && x.remote && *remote_detail(x.remote))
		territory_tell_detail(t, SYNC_CONNECT, remote_detail(x.remote));
	remote_close(x.remote);
	secret_free(&x.ssh_secret);
	repo_refs_free(&x.there);
	free(x.tips);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}
