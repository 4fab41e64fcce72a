/* Another key for a vault's database, safe to cut anywhere. */
#include "core/rekey.h"

#include <stdio.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/dbfile.h"
#include "core/fsio.h"
#include "core/vaultdir.h"

struct paths {
	struct buf db, fresh, fresh_wal, fresh_shm, db_wal, db_shm;
};

static void paths_free(struct paths *p)
{
	buf_free(&p->db);
	buf_free(&p->fresh);
	buf_free(&p->fresh_wal);
	buf_free(&p->fresh_shm);
	buf_free(&p->db_wal);
	buf_free(&p->db_shm);
}

static enum jal_err paths_of(const char *folder, struct paths *p)
{
	enum jal_err err = JAL_OK;
	if ((err = fsio_path(folder, VAULTDIR_DB, &p->db)) || (err = fsio_path(folder, VAULTDIR_DB "-wal", &p->db_wal)) ||
		(err = fsio_path(folder, VAULTDIR_DB "-shm", &p->db_shm)) ||
		(err = fsio_path(folder, VAULTDIR_NEW_DB, &p->fresh)) ||
		(err = fsio_path(folder, VAULTDIR_NEW_DB "-wal", &p->fresh_wal)) ||
		(err = fsio_path(folder, VAULTDIR_NEW_DB "-shm", &p->fresh_shm)))
		paths_free(p);
	return err;
}

static void forget(const struct paths *p)
{
	(void)unlink(buf_str(&p->fresh));
	(void)unlink(buf_str(&p->fresh_wal));
	(void)unlink(buf_str(&p->fresh_shm));
}

/* Opens the file with key and checks every page; closing folds its log into it. */
static enum jal_err prove(const char *path, const struct secret *key, struct turn *turn)
{
	struct db *db = NULL;
	const struct db_options options = { .path = path, .key = key, .turn = turn, .first = true };
	enum jal_err err = db_open(&options, &db, NULL);
	if (!err)
		err = db_checkpoint(db);
	if (!err)
		err = dbfile_verify(db, NULL);
	db_close(db);
	return err;
}

static enum jal_err opens(const char *path, const struct secret *key, struct turn *turn)
{
	struct db *db = NULL;
	const struct db_options options = { .path = path, .key = key, .turn = turn, .first = true };
	const enum jal_err err = db_open(&options, &db, NULL);
	db_close(db);
	return err;
}

static enum jal_err encrypt_copy(const char *path, struct db *from, const struct secret *key, const struct secret *fresh,
	struct turn *turn)
{
	struct db *db = NULL;
	const struct db_options options = { .path = path, .key = key, .turn = turn, .first = true };
	enum jal_err err = dbfile_copy(from, path);
	if (!err)
		err = db_open(&options, &db, NULL);
	if (!err)
		err = dbfile_rekey(db, fresh);
	db_close(db);
	return err;
}

enum jal_err rekey_prepare(const char *folder, struct db *db, const struct secret *key, const struct secret *fresh,
	struct turn *turn, struct diag *why)
{
	struct paths p = { 0 };
	enum jal_err err = paths_of(folder, &p);
	if (err)
		return err;
	forget(&p);
	err = encrypt_copy(buf_str(&p.fresh), db, key, fresh, turn);
	if (!err)
		err = prove(buf_str(&p.fresh), fresh, turn);
	if (!err)
		err = fsio_sync_dir(folder, why);
	if (err) {
		forget(&p);
		err = diag_set_if_empty(why, err,
			N_("La base n’a pas pu être chiffrée de nouveau. Rien n’a été changé ; libérez de la place, puis recommencez."));
	}
	paths_free(&p);
	return err;
}

static enum jal_err put_in_place(const struct paths *p, const char *folder, struct diag *why)
{
	/* The old database was closed well, so these are not there; were they, they would be read into the new one. */
	(void)unlink(buf_str(&p->db_wal));
	(void)unlink(buf_str(&p->db_shm));
	if (rename(buf_str(&p->fresh), buf_str(&p->db)) != 0)
		return diag_set(why, JAL_ERR_IO,
			N_("La base chiffrée de nouveau n’a pas pu être mise en place. Rien n’est perdu : jalon le refera à la prochaine ouverture."));
	return fsio_sync_dir(folder, why);
}

enum jal_err rekey_finish(const char *folder, struct diag *why)
{
	struct paths p = { 0 };
	enum jal_err err = paths_of(folder, &p);
	if (err)
		return err;
	err = put_in_place(&p, folder, why);
	paths_free(&p);
	return err;
}

enum jal_err rekey_settle(const char *folder, const struct secret *key, struct turn *turn, struct diag *why)
{
	struct paths p = { 0 };
	enum jal_err err = paths_of(folder, &p);
	if (err)
		return err;
	if (fsio_exists(buf_str(&p.fresh))) {
		/* The two files never open with one key. Only when the old place does not, the new one can be the vault. */
		err = opens(buf_str(&p.db), key, turn);
		if (!err)
			forget(&p);
		else if (err == JAL_ERR_CORRUPT && prove(buf_str(&p.fresh), key, turn) == JAL_OK)
			err = put_in_place(&p, folder, why);
		else if (err == JAL_ERR_CORRUPT)
			/* Neither: opening says in which way the database is damaged. */
			err = JAL_OK;
	}
	paths_free(&p);
	return err;
}
