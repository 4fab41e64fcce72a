/* Changing what opens a vault. */
#include "core/rekey.h"
#include "core/vault_inside.h"

enum jal_err vault_seal_both(struct slots *fresh, const struct jal_id *vault, struct slots_cost cost,
	const struct secret *phrase, const struct secret *recovery, const struct secret *key)
{
	slots_init(fresh, vault, 2);
	const enum jal_err err = slots_seal(fresh, 0, SLOTS_PASSPHRASE, cost, phrase, key);
	return err ? err : slots_seal(fresh, 1, SLOTS_RECOVERY, cost, recovery, key);
}

static enum jal_err set_slot(struct vault *v, enum slots_kind kind, const struct secret *phrase, struct diag *why)
{
	struct slots fresh = v->kf.slots;
	const unsigned at = slots_find(&fresh, kind);
	if (at == fresh.count)
		return JAL_ERR_NOT_FOUND;
	const enum jal_err err = slots_seal(&fresh, at, kind, slots_cost_of(&fresh, at), phrase, &v->key);
	return err ? err : keyfile_replace(v->path, &v->kf, &fresh, why);
}

enum jal_err vault_check_passphrase(struct vault *v, const char *text, size_t len, struct diag *why)
{
	struct secret key = SECRET_INIT;
	const struct vault_credential credential = { SLOTS_PASSPHRASE, text, len };
	const enum jal_err err = vault_unlock(&v->kf.slots, &credential, &key, why);
	secret_free(&key);
	return err;
}

enum jal_err vault_set_passphrase(struct vault *v, const char *text, size_t len, struct diag *why)
{
	struct secret phrase = SECRET_INIT;
	enum jal_err err = slots_passphrase(text, len, &phrase);
	if (err)
		return diag_set(why, err, N_("Cette phrase secrète ne peut pas servir. L’ancienne reste en place ; choisissez-en une autre."));
	err = set_slot(v, SLOTS_PASSPHRASE, &phrase, why);
	secret_free(&phrase);
	return err;
}

enum jal_err vault_set_recovery(struct vault *v, const struct secret *recovery, struct diag *why)
{
	return set_slot(v, SLOTS_RECOVERY, recovery, why);
}

enum jal_err vault_rekey(struct vault *v, const char *passphrase, size_t len, const struct secret *recovery,
	struct diag *why)
{
	struct secret phrase = SECRET_INIT, fresh = SECRET_INIT;
	struct slots slots;
	enum jal_err err = vault_check_passphrase(v, passphrase, len, why);
	if (err)
		return err;
	if (atomic_load(&v->workers) > 0)
		return diag_set(why, JAL_ERR_BUSY, N_("Une synchronisation est en cours. Rien n’a été changé ; recommencez quand elle sera finie."));
	if ((err = slots_passphrase(passphrase, len, &phrase)) || (err = secret_random(DB_KEY_BYTES, &fresh)) ||
		(err = vault_seal_both(&slots, vault_id(v), slots_cost_of(&v->kf.slots, 0), &phrase, recovery, &fresh)) ||
		(err = rekey_prepare(v->path, v->db, &v->key, &fresh, v->turn, why)))
		goto out;
	/* From here on nothing may be written under the old key: should the slots turn out to be replaced although that
	 * failed, the copy made above is the vault. So the handle is only opened again when all went well. */
	db_close(v->db);
	v->db = NULL;
	if ((err = keyfile_replace(v->path, &v->kf, &slots, why)))
		goto out;
	secret_free(&v->key);
	v->key = fresh;
	fresh = SECRET_INIT;
	err = rekey_finish(v->path, why);
	if (!err)
		err = vault_open_handle(v, true, false, &v->db, NULL);
out:
	secret_free(&phrase);
	secret_free(&fresh);
	return err ? diag_set_if_empty(why, err, NULL) : JAL_OK;
}
