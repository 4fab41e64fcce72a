/* Rules of single charter entries. Knows no commit and no chain. */
#include "sync/rule.h"

#include <sodium.h>
#include <string.h>

#include "sync/commit.h"

enum jal_err rule_refuse(const struct rule_turn *t, enum jal_err err, const char *text)
{
	return diag_set(t->d, err, text, diag_num((long long)t->number), diag_num((long long)t->index), t->name);
}

static enum rights_role role_of(const struct rule_turn *t, const struct jal_id *member)
{
	return rights_role(t->rights, member, t->number);
}

static enum jal_err apply_member(const struct rule_turn *t, const struct clause *e)
{
	if (id_is_zero(&e->member) || role_of(t, &e->member) != RIGHTS_NOBODY)
		return rule_refuse(t, JAL_ERR_INVALID, N_("Charte n° %1, entrée %2 (%3) : cet identifiant de membre est déjà pris ou nul."));
	return rights_add_member(t->rights, &e->member, e->supervisor ? RIGHTS_SUPERVISOR : RIGHTS_REFERENT,
				 t->number);
}

/* Nobody promotes themselves, since only supervisors sign. */
static enum jal_err apply_promote(const struct rule_turn *t, const struct clause *e)
{
	if (role_of(t, &e->member) != RIGHTS_REFERENT)
		return rule_refuse(t, JAL_ERR_INVALID,
				   N_("Charte n° %1, entrée %2 (%3) : ce membre n’est pas un référent."));
	return rights_set_role(t->rights, &e->member, RIGHTS_SUPERVISOR, t->number);
}

/* A box key of small order would make every seal to it fail. */
static bool box_key_works(const uint8_t key[CLAUSE_KEY_BYTES])
{
	uint8_t scalar[crypto_scalarmult_SCALARBYTES] = { 1 };
	uint8_t shared[crypto_scalarmult_BYTES] = { 0 };
	return crypto_scalarmult(shared, scalar, key) == 0;
}

static enum jal_err apply_device(const struct rule_turn *t, const struct clause *e)
{
	struct rights *r = t->rights;
	const struct jal_id id = commit_device_of(e->ed25519);
	if (!id_equal(&id, &e->device) || crypto_core_ed25519_is_valid_point(e->ed25519) != 1)
		return rule_refuse(t, JAL_ERR_INVALID,
			   N_("Charte n° %1, entrée %2 (%3) : l’identifiant de ce poste n’est pas celui de sa clé."));
	if (!box_key_works(e->x25519))
		return rule_refuse(t, JAL_ERR_INVALID, N_("Charte n° %1, entrée %2 (%3) : la clé de boîte de ce poste ne vaut rien."));
	if (rights_device(r, &e->device, t->number))
		return rule_refuse(t, JAL_ERR_INVALID, N_("Charte n° %1, entrée %2 (%3) : ce poste a déjà été admis."));
	if (role_of(t, &e->member) == RIGHTS_NOBODY)
		return rule_refuse(t, JAL_ERR_INVALID, N_("Charte n° %1, entrée %2 (%3) : ce membre est inconnu."));
	struct rights_device device = { .id = e->device, .member = e->member, .from = t->number };
	memcpy(device.ed25519, e->ed25519, sizeof(device.ed25519));
	memcpy(device.x25519, e->x25519, sizeof(device.x25519));
	return rights_add_device(r, &device);
}

static enum jal_err apply_caseload(const struct rule_turn *t, const struct clause *e)
{
	struct rights *r = t->rights;
	if (id_is_zero(&e->caseload) || rights_caseload(r, &e->caseload, t->number))
		return rule_refuse(t, JAL_ERR_INVALID, N_("Charte n° %1, entrée %2 (%3) : cet identifiant de portefeuille est déjà pris ou nul."));
	if (e->common && rights_common(r, t->number))
		return rule_refuse(t, JAL_ERR_INVALID, N_("Charte n° %1, entrée %2 (%3) : il y a déjà un portefeuille commun."));
	const struct rights_caseload caseload = { e->caseload, e->common, t->number };
	return rights_add_caseload(r, &caseload);
}

static enum jal_err apply_grant(const struct rule_turn *t, const struct clause *e)
{
	struct rights *r = t->rights;
	const struct rights_caseload *c = rights_caseload(r, &e->caseload, t->number);
	if (!c || role_of(t, &e->member) == RIGHTS_NOBODY)
		return rule_refuse(t, JAL_ERR_INVALID,
			   N_("Charte n° %1, entrée %2 (%3) : ce portefeuille ou ce membre est inconnu."));
	if (c->common)
		return rule_refuse(t, JAL_ERR_INVALID,
			   N_("Charte n° %1, entrée %2 (%3) : le portefeuille commun est ouvert à tous sans droit donné."));
	const enum rights_access access = e->write ? RIGHTS_WRITE : RIGHTS_READ;
	if (rights_granted(r, &e->member, &e->caseload, t->number) >= access)
		return rule_refuse(t, JAL_ERR_INVALID,
			   N_("Charte n° %1, entrée %2 (%3) : ce membre a déjà ce droit ou davantage."));
	return rights_add_grant(r, &e->caseload, &e->member, access, t->number);
}

static enum jal_err apply_format(const struct rule_turn *t, const struct clause *e)
{
	if (e->n <= rights_format(t->rights, t->number))
		return rule_refuse(t, JAL_ERR_INVALID, N_("Charte n° %1, entrée %2 (%3) : le format ne peut que monter."));
	return rights_set_format(t->rights, e->n, t->number);
}

static enum jal_err apply_threshold(const struct rule_turn *t, const struct clause *e)
{
	/* Its upper bound is judged when the whole commit has been applied. */
	return rights_set_threshold(t->rights, e->n, t->number);
}

static enum jal_err apply_epoch(const struct rule_turn *t, const struct clause *e)
{
	struct rights *r = t->rights;
	if (!rights_caseload(r, &e->caseload, t->number))
		return rule_refuse(t, JAL_ERR_INVALID, N_("Charte n° %1, entrée %2 (%3) : ce portefeuille est inconnu."));
	const struct rights_epoch *last = rights_epoch(r, &e->caseload, t->number);
	const uint64_t next = last ? (uint64_t)last->n + 1 : 1;
	if (e->n != next || e->n > UINT32_MAX)
		return rule_refuse(t, JAL_ERR_INVALID,
			   N_("Charte n° %1, entrée %2 (%3) : ce numéro d’époque ne suit pas le précédent."));
	if (e->seq)
		return rule_refuse(t, JAL_ERR_NEWER,
			   N_("Charte n° %1, entrée %2 (%3) : cette version de jalon ne sait pas encore lire un instantané. Mettez jalon à jour ; rien n’a été changé ici."));
	const struct rights_epoch epoch = { e->caseload, (uint32_t)e->n, e->hash, t->number };
	return rights_add_epoch(r, &epoch);
}

enum jal_err rule_apply(const struct rule_turn *t, const struct clause *e)
{
	switch (e->kind) {
	case CLAUSE_MEMBER:
		return apply_member(t, e);
	case CLAUSE_PROMOTE:
		return apply_promote(t, e);
	case CLAUSE_DEVICE:
		return apply_device(t, e);
	case CLAUSE_CASELOAD:
		return apply_caseload(t, e);
	case CLAUSE_GRANT:
		return apply_grant(t, e);
	case CLAUSE_FORMAT:
		return apply_format(t, e);
	case CLAUSE_THRESHOLD:
		return apply_threshold(t, e);
	case CLAUSE_EPOCH:
		return apply_epoch(t, e);
	case CLAUSE_ENDORSE:
		return JAL_ERR_INVALID;
	case CLAUSE_REVOKE:
	case CLAUSE_UNGRANT:
	case CLAUSE_DEMOTE:
	case CLAUSE_CUT:
	case CLAUSE_ADOPT:
	case CLAUSE_CLOSE:
	case CLAUSE_BASE:
	case CLAUSE_JOIN:
		break;
	}
	return rule_refuse(t, JAL_ERR_NEWER,
		   N_("Charte n° %1, entrée %2 (%3) : cette version de jalon ne sait pas encore l’appliquer. Mettez jalon à jour ; rien n’a été changé ici."));
}

bool rule_needs_threshold(const struct rule_turn *t, const struct clause *e)
{
	switch (e->kind) {
	case CLAUSE_MEMBER:
		return e->supervisor;
	case CLAUSE_PROMOTE:
	case CLAUSE_DEMOTE:
	case CLAUSE_THRESHOLD:
		return true;
	case CLAUSE_DEVICE:
		return role_of(t, &e->member) == RIGHTS_SUPERVISOR;
	case CLAUSE_REVOKE:
		return rights_device_role(t->rights, &e->device, t->number) == RIGHTS_SUPERVISOR;
	case CLAUSE_CASELOAD:
	case CLAUSE_GRANT:
	case CLAUSE_FORMAT:
	case CLAUSE_UNGRANT:
	case CLAUSE_CUT:
	case CLAUSE_ADOPT:
	case CLAUSE_EPOCH:
	case CLAUSE_CLOSE:
	case CLAUSE_ENDORSE:
	case CLAUSE_BASE:
	case CLAUSE_JOIN:
		return false;
	}
	return false;
}

enum jal_err rule_check_whole(const struct rule_turn *t)
{
	if (rights_threshold(t->rights, t->number) > rights_supervisors(t->rights, t->number))
		return diag_set(t->d, JAL_ERR_INVALID,
			N_("Charte n° %1 : il y aurait moins de superviseurs avec un poste que le seuil n’en demande."),
			diag_num((long long)t->number));
	return JAL_OK;
}
