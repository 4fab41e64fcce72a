/* From a vault to a backup file, and back. */
#include <string.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/buf.h"
#include "core/dbfile.h"
#include "core/fsio.h"
#include "core/meta.h"
#include "core/vault_inside.h"

/* Copies the open database beside itself, looks at the copy, and makes the backup of it. */
enum jal_err vault_backup_to(struct vault *v, struct db *db, const char *file, bool replace,
	const struct backup_watch *watch, struct diag *why)
{
	struct buf copy = BUF_INIT;
	struct db *look = NULL;
	int64_t schema = 0;
	enum jal_err err = fsio_path(v->path, ".backup.db", &copy);
	if (err)
		goto out;
	(void)unlink(buf_str(&copy));
	if ((err = meta_i64(db, VAULT_META_SCHEMA, &schema)) || (err = dbfile_copy(db, buf_str(&copy)))) {
		err = db_explain(db, err, why);
		goto out;
	}
	const struct db_options options = {
		.path = buf_str(&copy), .key = &v->key, .turn = v->turn, .first = true, .read_only = true
	};
	if ((err = db_open(&options, &look, NULL)) || (err = dbfile_verify(look, NULL)) ||
		(err = meta_i64(look, VAULT_META_SCHEMA, &schema))) {
		err = diag_set(why, err,
			N_("La copie du coffre n’a pas pu être relue. Le coffre est intact ; recommencez, et lancez « jalon doctor »."));
		goto out;
	}
	const struct backup_info info = {
		.vault = v->kf.slots.vault,
		.schema = (uint32_t)schema,
		.created = clock_now(v->clock),
		.slots = v->kf.slots,
	};
	err = backup_write(file, &info, buf_str(&copy), replace, watch, why);
out:
	db_close(look);
	if (copy.len)
		(void)unlink(buf_str(&copy));
	buf_free(&copy);
	return err;
}

enum jal_err vault_backup(struct vault *v, const char *file, struct diag *why)
{
	return vault_backup_to(v, v->db, file, false, NULL, why);
}

enum jal_err vault_worker_backup(struct vault *v, const char *file, const struct backup_watch *watch, struct diag *why)
{
	struct db *db = NULL;
	enum jal_err err = vault_worker_open(v, &db, why);
	if (err)
		return err;
	err = vault_backup_to(v, db, file, false, watch, why);
	vault_worker_close(v, db);
	return err;
}

/* Opens what was extracted, proves it, and marks it. */
static enum jal_err mark_restored(struct vault *v, struct diag *why)
{
	struct jal_id id = ID_ZERO;
	int code = 0;
	enum jal_err err = vault_open_handle(v, true, false, &v->db, &code);
	if (err)
		return vault_explain_open(code, err, why);
	if ((err = dbfile_verify(v->db, NULL)) || (err = meta_id(v->db, VAULT_META_ID, &id)))
		goto out;
	if (!id_equal(&id, &v->kf.slots.vault)) {
		err = JAL_ERR_CORRUPT;
		goto out;
	}
	if ((err = db_begin(v->db)))
		goto out;
	err = db_leave(v->db, true, meta_put_i64(v->db, VAULT_META_RESTORED, clock_now(v->clock)));
	if (!err)
		err = db_checkpoint(v->db);
out:
	if (err)
		err = db_explain(v->db, err, why);
	db_close(v->db);
	v->db = NULL;
	return err;
}

enum jal_err vault_restore(const struct vault_options *options, const char *file, const struct vault_credential *credential,
	struct diag *why)
{
	struct vaultdir_making making = VAULTDIR_MAKING_INIT;
	struct backup_info info = { 0 };
	struct vault *v = NULL;
	struct buf path = BUF_INIT;
	const int known = options->schema ? options->schema->count : 0;
	enum jal_err err = backup_read(file, &info, why);
	if (err)
		return diag_set_if_empty(why, err, NULL);
	if (info.schema > (uint32_t)known)
		return diag_set(why, JAL_ERR_NEWER,
			N_("Cette sauvegarde vient d’une version plus récente de jalon (%1, ici %2). Rien n’a été changé ; mettez jalon à jour."),
			diag_num(info.schema), diag_num(known));
	if ((err = vaultdir_make(options->path, &making, why)) || (err = vault_begin(options, making.path, &v)) ||
		(err = vault_unlock(&info.slots, credential, &v->key, why)))
		goto out;
	v->kf.slots.vault = info.vault;
	if ((err = fsio_path(v->path, VAULTDIR_DB, &path)) ||
		(err = backup_extract(file, &info, buf_str(&path), why)) || (err = mark_restored(v, why)) ||
		(err = keyfile_replace(v->path, &v->kf, &info.slots, why)) || (err = vaultdir_made(&making, &v->lock, why)))
		goto out;
out:
	vaultdir_unmake(&making);
	vault_end(v);
	buf_free(&path);
	return err ? diag_set_if_empty(why, err, NULL) : JAL_OK;
}
