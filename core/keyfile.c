/* The slots file and the hash that vouches for it. */
#include "core/keyfile.h"

#include "core/buf.h"
#include "core/fsio.h"
#include "core/id.h"

/* Larger than any slots file, so that what is too long can be told from what is something else. */
#define READ_MAX ((size_t)64 << 10)

static bool known(const struct vaultdir_state *state, const struct jal_hash *hash)
{
	for (unsigned i = 0; i < state->slots_known; i++) {
		if (hash_equal(&state->slots[i], hash))
			return true;
	}
	return state->slots_known == 0;
}

static enum jal_err altered(struct diag *why)
{
	return diag_set(why, JAL_ERR_CORRUPT,
		N_("Le fichier des clés (vault.slots) n’est plus tel que jalon l’a écrit : il est abîmé. Vos dossiers n’ont pas été touchés ; restaurez une sauvegarde, ou lancez « jalon doctor »."));
}

static enum jal_err not_there(const char *folder, struct diag *why)
{
	struct buf db = BUF_INIT;
	const bool orphan = fsio_path(folder, VAULTDIR_DB, &db) == JAL_OK && fsio_exists(buf_str(&db));
	buf_free(&db);
	if (orphan)
		return diag_set(why, JAL_ERR_CORRUPT,
			N_("Le fichier des clés (vault.slots) manque dans « %1 » : sans lui le coffre ne s’ouvre pas. Restaurez une sauvegarde."),
			folder);
	return diag_set(why, JAL_ERR_NOT_FOUND, N_("Il n’y a pas de coffre dans « %1 »."), folder);
}

enum jal_err keyfile_read(const char *folder, bool accept_doubt, struct keyfile *out, struct diag *why)
{
	struct keyfile kf = { .doubtful = false };
	struct buf path = BUF_INIT, bytes = BUF_INIT;
	enum jal_err err = fsio_path(folder, VAULTDIR_SLOTS, &path);
	if (!err)
		err = fsio_read(buf_str(&path), READ_MAX, &bytes, why);
	if (err == JAL_ERR_NOT_FOUND)
		err = not_there(folder, why);
	else if (err == JAL_ERR_LIMIT || err == JAL_ERR_INVALID)
		err = slots_read(NULL, 0, &kf.slots, why);
	if (err)
		goto out;
	vaultdir_read_state(folder, &kf.state);
	const struct jal_hash hash = hash_b2(bytes.data, bytes.len);
	kf.doubtful = !known(&kf.state, &hash);
	err = slots_read(bytes.data, bytes.len, &kf.slots, why);
	if ((err == JAL_ERR_SYNTAX || err == JAL_ERR_NEWER) && kf.doubtful)
		err = altered(why);
	if (!err && kf.doubtful && !accept_doubt)
		err = altered(why);
	if (!err)
		*out = kf;
out:
	buf_free(&path);
	buf_free(&bytes);
	return err;
}

enum jal_err keyfile_replace(const char *folder, struct keyfile *kf, const struct slots *slots, struct diag *why)
{
	struct buf path = BUF_INIT, before = BUF_INIT, after = BUF_INIT;
	struct vaultdir_state state = kf->state;
	enum jal_err err = fsio_path(folder, VAULTDIR_SLOTS, &path);
	if (err || (err = slots_write(slots, &after)))
		goto out;
	/* A vault being made has none yet. */
	if (kf->slots.count > 0 && (err = slots_write(&kf->slots, &before)))
		goto out;
	/* First both are announced, so that a kill on either side of the replacement accuses nobody. */
	state.slots[0] = hash_b2(after.data, after.len);
	state.slots_known = 1;
	if (kf->slots.count > 0 && !kf->doubtful) {
		state.slots[1] = hash_b2(before.data, before.len);
		state.slots_known = 2;
	}
	if ((err = vaultdir_write_state(folder, &state, why)) ||
		(err = fsio_replace(buf_str(&path), after.data, after.len, why)))
		goto out;
	kf->slots = *slots;
	kf->state = state;
	kf->doubtful = false;
	/* The old hash is harmless; it goes with the next state that is written. */
	kf->state.slots_known = 1;
out:
	buf_free(&path);
	buf_free(&before);
	buf_free(&after);
	return err;
}
