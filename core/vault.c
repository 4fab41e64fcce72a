/* Making, opening and closing a vault. Knows no table but meta. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/dbfile.h"
#include "core/drafts.h"
#include "core/fsio.h"
#include "core/meta.h"
#include "core/recovery.h"
#include "core/rekey.h"
#include "core/sqlerr.h"
#include "core/vault_inside.h"
#include "core/wal.h"

/* A file of at most this size (bytes) is checked whole at every opening (16 ms here); a larger one when it is not as it
 * was left: after a crash, a copy, or when someone wrote in it. The worker and `jalon doctor` check it besides. */
#define CHECK_ALWAYS ((int64_t)4 << 20)
#define PAGE 4096
#define PLAIN_SQLITE "SQLite format 3"

static const struct vault_schema no_schema = { NULL, 0, NULL, NULL };

/* ---- small steps ---- */

enum jal_err vault_begin(const struct vault_options *options, const char *path, struct vault **out)
{
	struct vault *v = calloc(1, sizeof(*v));
	if (!v)
		return JAL_ERR_NOMEM;
	v->lock = FSIO_LOCK_INIT;
	v->schema = options->schema ? options->schema : &no_schema;
	v->clock = options->clock;
	v->path = strdup(path);
	const enum jal_err err = v->path ? turn_new(&v->turn) : JAL_ERR_NOMEM;
	if (err) {
		free(v->path);
		free(v);
		return err;
	}
	*out = v;
	return JAL_OK;
}

void vault_end(struct vault *v)
{
	if (!v)
		return;
	db_close(v->db);
	secret_free(&v->key);
	turn_free(v->turn);
	fsio_unlock(&v->lock);
	free(v->path);
	free(v);
}

enum jal_err vault_open_handle(const struct vault *v, bool first, bool create, struct db **out, int *code)
{
	struct buf path = BUF_INIT;
	enum jal_err err = fsio_path(v->path, VAULTDIR_DB, &path);
	if (!err) {
		const struct db_options options = {
			.path = buf_str(&path), .key = &v->key, .turn = v->turn, .first = first, .create = create
		};
		err = db_open(&options, out, code);
	}
	buf_free(&path);
	return err;
}

/* The bytes that Argon2id gets for what was typed. */
static enum jal_err phrase_of(const struct vault_credential *credential, struct secret *out, struct diag *why)
{
	if (credential->kind == SLOTS_RECOVERY)
		return recovery_parse(credential->text, credential->len, out, why);
	const enum jal_err err = slots_passphrase(credential->text, credential->len, out);
	/* What no passphrase can be does not open anything. */
	return err == JAL_ERR_INVALID || err == JAL_ERR_LIMIT ? JAL_ERR_WRONG_KEY : err;
}

static enum jal_err wrong_key(enum slots_kind kind, struct diag *why)
{
	if (kind == SLOTS_RECOVERY)
		return diag_set(why, JAL_ERR_WRONG_KEY,
			N_("Ce code de secours n’ouvre pas ce coffre. Rien n’a été changé ; un code plus récent l’a peut-être remplacé."));
	return diag_set(why, JAL_ERR_WRONG_KEY,
		N_("Ce n’est pas la bonne phrase secrète. Rien n’a été changé ; réessayez, ou servez-vous du code de secours."));
}

enum jal_err vault_unlock(const struct slots *slots, const struct vault_credential *credential, struct secret *key,
	struct diag *why)
{
	struct secret phrase = SECRET_INIT;
	enum jal_err err = phrase_of(credential, &phrase, why);
	if (!err)
		err = slots_open(slots, credential->kind, &phrase, key, NULL);
	secret_free(&phrase);
	if (err == JAL_ERR_WRONG_KEY || err == JAL_ERR_NOT_FOUND)
		return wrong_key(credential->kind, why);
	if (err == JAL_ERR_NOMEM)
		return diag_set(why, err,
			N_("La mémoire manque pour vérifier la phrase secrète. Rien n’a été changé ; fermez d’autres programmes et recommencez."));
	return err;
}

/* ---- the schema ---- */

static enum jal_err run_steps(struct vault *v, struct db *db, int64_t from)
{
	enum jal_err err = JAL_OK;
	for (int64_t i = from; !err && i < v->schema->count; i++)
		err = v->schema->steps[i].run(db);
	if (!err && v->schema->grow)
		err = v->schema->grow(db);
	return err ? err : meta_put_i64(db, VAULT_META_SCHEMA, v->schema->count);
}

static enum jal_err create_tables(struct vault *v, struct db *db)
{
	enum jal_err err = db_begin(db);
	if (err)
		return err;
	if ((err = meta_create(db)) || (err = drafts_create(db)) ||
		(err = meta_put_id(db, VAULT_META_ID, &v->kf.slots.vault)) ||
		(err = meta_put_i64(db, VAULT_META_CREATED, clock_now(v->clock))) || (err = run_steps(v, db, 0))) {
		db_rollback(db);
		return err;
	}
	return db_commit(db);
}

static enum jal_err upgrade(struct vault *v, int64_t from, struct diag *why)
{
	struct buf file = BUF_INIT;
	enum jal_err err = buf_printf(&file, "%s/before-upgrade-%lld.jalon", v->path, (long long)from);
	if (!err)
		err = vault_backup_to(v, v->db, buf_str(&file), true, NULL, why);
	buf_free(&file);
	if (err || (err = db_begin(v->db)))
		return err;
	err = run_steps(v, v->db, from);
	if (err)
		db_rollback(v->db);
	else
		err = db_commit(v->db);
	return err ? diag_set_if_empty(why, err,
			     N_("La mise à jour du coffre a échoué ; il est resté tel qu’il était. Gardez l’ancienne version de jalon et prévenez la supervision."))
		   : JAL_OK;
}

static enum jal_err bring_up_to_date(struct vault *v, struct diag *why)
{
	int64_t version = 0;
	bool grown = false;
	enum jal_err err = meta_i64(v->db, VAULT_META_SCHEMA, &version);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_ERR_CORRUPT : err;
	if (version > v->schema->count)
		return diag_set(why, JAL_ERR_NEWER,
			N_("Ce coffre a été ouvert par une version plus récente de jalon (%1, ici %2). Rien n’a été changé ; mettez jalon à jour."),
			diag_num(version), diag_num(v->schema->count));
	if (version == v->schema->count && v->schema->grown && (err = v->schema->grown(v->db, &grown)))
		return err;
	return version < v->schema->count || grown ? upgrade(v, version, why) : JAL_OK;
}

/* ---- making ---- */

static enum jal_err make_db(struct vault *v)
{
	struct buf path = BUF_INIT;
	struct db *db = NULL;
	enum jal_err err = fsio_path(v->path, VAULTDIR_DB, &path);
	if (!err) {
		const int fd = open(buf_str(&path), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
		if (fd < 0 || close(fd) != 0)
			err = JAL_ERR_IO;
	}
	if (!err)
		err = vault_open_handle(v, true, true, &db, NULL);
	if (!err)
		err = create_tables(v, db);
	if (!err)
		err = db_checkpoint(db);
	/* The folder is renamed next: no handle may remember where its files were. */
	db_close(db);
	buf_free(&path);
	return err;
}

enum jal_err vault_make(const struct vault_options *options, const char *passphrase, size_t len,
	const struct secret *recovery, struct slots_cost cost, struct vault **out, struct diag *why)
{
	struct vaultdir_making making = VAULTDIR_MAKING_INIT;
	struct vault *v = NULL;
	struct slots slots;
	struct secret phrase = SECRET_INIT;
	enum jal_err err = slots_passphrase(passphrase, len, &phrase);
	if (err)
		return diag_set(why, err, N_("Cette phrase secrète ne peut pas servir. Choisissez-en une autre."));
	if ((err = vaultdir_make(options->path, &making, why)) || (err = vault_begin(options, making.path, &v)) ||
		(err = secret_random(DB_KEY_BYTES, &v->key)))
		goto out;
	v->kf.slots.vault = id_random();
	if ((err = make_db(v)) || (err = vault_seal_both(&slots, vault_id(v), cost, &phrase, recovery, &v->key)) ||
		(err = keyfile_replace(v->path, &v->kf, &slots, why)))
		goto out;
	free(v->path);
	v->path = strdup(making.target);
	if (!v->path) {
		err = JAL_ERR_NOMEM;
		goto out;
	}
	if ((err = vaultdir_made(&making, &v->lock, why)) || (err = vault_open_handle(v, true, false, &v->db, NULL)))
		goto out;
	*out = v;
	v = NULL;
out:
	vaultdir_unmake(&making);
	vault_end(v);
	secret_free(&phrase);
	if (err)
		return diag_set_if_empty(why, err,
			N_("Le coffre n’a pas pu être fait. Rien n’a été laissé ; vérifiez la place libre et les droits, puis recommencez."));
	return JAL_OK;
}

/* ---- opening ---- */

static enum jal_err cut_short(struct diag *why)
{
	return diag_set(why, JAL_ERR_CORRUPT,
		N_("La base du coffre (vault.db) est tronquée : sa fin manque. Rien n’a été changé ; restaurez une sauvegarde."));
}

/* What can be seen of the files without the key, before a second is spent on it. */
static enum jal_err look_at_files(struct vault *v, bool repair, struct diag *why)
{
	struct buf path = BUF_INIT;
	struct vaultdir_state now = { 0 };
	struct wal_report log = { 0 };
	char head[sizeof(PLAIN_SQLITE)] = { 0 };
	enum jal_err err = fsio_path(v->path, VAULTDIR_DB, &path);
	if (err)
		goto out;
	err = vaultdir_stat_db(v->path, &now);
	if (err == JAL_ERR_NOT_FOUND)
		err = diag_set(why, JAL_ERR_CORRUPT,
			N_("La base du coffre (vault.db) manque dans « %1 ». Rien n’a été changé ; restaurez une sauvegarde."), v->path);
	if (err)
		goto out;
	const int fd = open(buf_str(&path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		err = diag_set(why, JAL_ERR_IO, N_("La base du coffre (vault.db) n’a pas pu être lue. Rien n’a été changé ; vérifiez les droits et le disque."));
		goto out;
	}
	const ssize_t got = read(fd, head, sizeof(head));
	(void)close(fd);
	if (got == (ssize_t)sizeof(head) && memcmp(head, PLAIN_SQLITE, sizeof(head)) == 0) {
		err = diag_set(why, JAL_ERR_SYNTAX,
			N_("Le fichier vault.db n’est pas la base d’un coffre : il n’est pas chiffré. Rien n’a été changé."));
		goto out;
	}
	if (now.db_size < PAGE) {
		err = cut_short(why);
		goto out;
	}
	err = wal_check(buf_str(&path), &log, why);
	if (err == JAL_ERR_CORRUPT && repair) {
		v->lost_commits = true;
		err = JAL_OK;
	}
	v->crashed = log.frames > 0;
	/* A crash while the log was being folded back can leave part of a page, which the log still has whole. */
	if (!err && log.frames == 0 && now.db_size % PAGE != 0)
		err = cut_short(why);
out:
	buf_free(&path);
	return err;
}

enum jal_err vault_explain_open(int code, enum jal_err err, struct diag *why)
{
	if ((code & 0xFF) == SQLITE_NOTADB)
		return diag_set(why, JAL_ERR_CORRUPT,
			N_("Le fichier vault.db n’est pas la base de ce coffre, ou son début est abîmé. Rien n’a été changé ; restaurez une sauvegarde."));
	/* The first page is authentic and says more pages than the file has. */
	if ((code & 0xFF) == SQLITE_CORRUPT)
		return cut_short(why);
	return sqlerr_explain(code, err, why);
}

static enum jal_err check_pages(struct vault *v, struct diag *why)
{
	struct vaultdir_state now = { 0 };
	uint32_t bad = 0;
	enum jal_err err = vaultdir_stat_db(v->path, &now);
	if (err)
		return err;
	const bool untouched = v->kf.state.db_size == now.db_size && v->kf.state.db_mtime == now.db_mtime;
	if (untouched && now.db_size > CHECK_ALWAYS)
		return JAL_OK;
	err = dbfile_verify(v->db, &bad);
	if (err == JAL_ERR_CORRUPT)
		return diag_set(why, err,
			N_("La base du coffre (vault.db) est abîmée : %1 page(s) illisible(s). Rien n’a été changé ; restaurez une sauvegarde."),
			diag_num(bad));
	return err;
}

static enum jal_err open_db(struct vault *v, struct diag *why)
{
	struct jal_id id = ID_ZERO;
	int code = 0;
	enum jal_err err = vault_open_handle(v, true, false, &v->db, &code);
	if (err)
		return vault_explain_open(code, err, why);
	if ((err = check_pages(v, why)))
		return err;
	err = meta_id(v->db, VAULT_META_ID, &id);
	if (!err && !id_equal(&id, &v->kf.slots.vault))
		err = JAL_ERR_CORRUPT;
	if (err)
		return db_explain(v->db, err, why);
	if ((err = bring_up_to_date(v, why)))
		return db_explain(v->db, err, why);
	if (v->lost_commits) {
		if ((err = db_begin(v->db)))
			return err;
		err = meta_put_i64(v->db, VAULT_META_RESTORED, clock_now(v->clock));
		return db_leave(v->db, true, err);
	}
	return JAL_OK;
}

static enum jal_err take_lock(struct vault *v, struct diag *why)
{
	struct buf path = BUF_INIT;
	/* A folder without a vault gets no lock file. */
	if (!vaultdir_is_vault(v->path))
		return JAL_OK;
	enum jal_err err = fsio_path(v->path, VAULTDIR_LOCK, &path);
	if (!err)
		err = fsio_lock(buf_str(&path), &v->lock, why);
	buf_free(&path);
	if (err == JAL_ERR_BUSY)
		return diag_set(why, err, N_("Un autre jalon utilise déjà ce coffre. Fermez-le, puis recommencez."));
	return err;
}

enum jal_err vault_open(const struct vault_options *options, const struct vault_credential *credential, struct vault **out,
	struct diag *why)
{
	struct vault *v = NULL;
	enum jal_err err = vault_begin(options, options->path, &v);
	if (err)
		return err;
	if ((err = take_lock(v, why)) || (err = keyfile_read(v->path, options->repair, &v->kf, why)) ||
		(err = look_at_files(v, options->repair, why)) || (err = vault_unlock(&v->kf.slots, credential, &v->key, why)) ||
		(err = rekey_settle(v->path, &v->key, v->turn, why)) || (err = open_db(v, why))) {
		if (v->db)
			db_leave_log(v->db);
		vault_end(v);
		return diag_set_if_empty(why, err, NULL);
	}
	v->last_closed = v->kf.state.closed;
	*out = v;
	return JAL_OK;
}

void vault_close(struct vault *v)
{
	if (!v)
		return;
	const bool whole = v->db != NULL;
	db_close(v->db);
	v->db = NULL;
	/* Failing here costs only a slower next opening and an older time on the unlock screen. */
	if (whole && vaultdir_stat_db(v->path, &v->kf.state) == JAL_OK && !v->kf.doubtful) {
		v->kf.state.closed = clock_now(v->clock);
		if (vaultdir_write_state(v->path, &v->kf.state, NULL) != JAL_OK)
			v->kf.state.closed = v->last_closed;
	}
	vault_end(v);
}

struct db *vault_db(struct vault *v)
{
	return v->db;
}

const char *vault_path(const struct vault *v)
{
	return v->path;
}

const struct jal_id *vault_id(const struct vault *v)
{
	return &v->kf.slots.vault;
}

int64_t vault_last_closed(const struct vault *v)
{
	return v->last_closed;
}

const struct slots *vault_slots(const struct vault *v)
{
	return &v->kf.slots;
}

bool vault_slots_doubtful(const struct vault *v)
{
	return v->kf.doubtful;
}

enum jal_err vault_worker_open(struct vault *v, struct db **out, struct diag *why)
{
	int code = 0;
	const enum jal_err err = vault_open_handle(v, false, false, out, &code);
	if (err)
		return sqlerr_explain(code, err, why);
	atomic_fetch_add(&v->workers, 1);
	return JAL_OK;
}

void vault_worker_close(struct vault *v, struct db *db)
{
	if (!db)
		return;
	db_close(db);
	atomic_fetch_sub(&v->workers, 1);
}
