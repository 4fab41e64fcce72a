/* Making, opening and closing a vault. Knows no table but meta. */
#include "core/vault.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/buf.h"
#include "core/dbfile.h"
#include "core/drafts.h"
#include "core/fsio.h"
#include "core/keyfile.h"
#include "core/meta.h"
#include "core/recovery.h"
#include "core/rekey.h"
#include "core/sqlerr.h"
#include "core/turn.h"
#include "core/vaultdir.h"
#include "core/wal.h"

/* A file of at most this size (bytes) is checked whole at every opening (16 ms here); a larger one when it is not as it
 * was left: after a crash, a copy, or when someone wrote in it. The worker and `jalon doctor` check it besides. */
#define CHECK_ALWAYS ((int64_t)4 << 20)
#define PAGE 4096
#define PLAIN_SQLITE "SQLite format 3"

struct vault {
	char *path;
	struct fsio_lock lock;
	struct keyfile kf;
	struct secret key;
	struct turn *turn;
	struct db *db;
	const struct vault_schema *schema;
	const struct jal_clock *clock;
	int64_t last_closed;
	atomic_uint workers;
	bool crashed;
	bool lost_commits;	/* accepted, for repair */
};

static const struct vault_schema no_schema = { NULL, 0, NULL, NULL };

/* ---- small steps ---- */

static enum jal_err vault_new(const struct vault_options *options, const char *path, struct vault **out)
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

static void vault_free(struct vault *v)
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

static enum jal_err open_handle(const struct vault *v, bool first, bool create, struct db **out, int *code)
{
	struct buf path = BUF_INIT;
	enum jal_err err = vaultdir_file(v->path, VAULTDIR_DB, &path);
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

static enum jal_err unlock(const struct slots *slots, const struct vault_credential *credential, struct secret *key,
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

/* Copies the open database beside itself, looks at the copy, and makes the backup of it. */
static enum jal_err backup_to(struct vault *v, const char *file, bool replace, struct diag *why)
{
	struct buf copy = BUF_INIT;
	struct db *look = NULL;
	int64_t schema = 0;
	enum jal_err err = vaultdir_file(v->path, ".backup.db", &copy);
	if (err)
		goto out;
	(void)unlink(buf_str(&copy));
	if ((err = meta_i64(v->db, VAULT_META_SCHEMA, &schema)) || (err = dbfile_copy(v->db, buf_str(&copy)))) {
		err = db_explain(v->db, err, why);
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
	err = backup_write(file, &info, buf_str(&copy), replace, why);
out:
	db_close(look);
	if (copy.len)
		(void)unlink(buf_str(&copy));
	buf_free(&copy);
	return err;
}

static enum jal_err upgrade(struct vault *v, int64_t from, struct diag *why)
{
	struct buf file = BUF_INIT;
	enum jal_err err = buf_printf(&file, "%s/before-upgrade-%lld.jalon", v->path, (long long)from);
	if (!err)
		err = backup_to(v, buf_str(&file), true, why);
	buf_free(&file);
	if (err || (err = db_begin(v->db)))
		return err;
	err = run_steps(v, v->db, from);
	if (err)
		db_rollback(v->db);
	else
		err = db_commit(v->db);
	return err ? diag_set_if_empty(why, err,
			     N_("La mise à jour du coffre a échoué ; il est resté tel qu’il était. Gardez l’ancienne version de jalon et prévenez votre responsable."))
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

static enum jal_err seal_both(struct slots *fresh, const struct jal_id *vault, struct slots_cost cost,
	const struct secret *phrase, const struct secret *recovery, const struct secret *key)
{
	slots_init(fresh, vault, 2);
	const enum jal_err err = slots_seal(fresh, 0, SLOTS_PASSPHRASE, cost, phrase, key);
	return err ? err : slots_seal(fresh, 1, SLOTS_RECOVERY, cost, recovery, key);
}

static enum jal_err make_db(struct vault *v)
{
	struct buf path = BUF_INIT;
	struct db *db = NULL;
	enum jal_err err = vaultdir_file(v->path, VAULTDIR_DB, &path);
	if (!err) {
		const int fd = open(buf_str(&path), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
		if (fd < 0 || close(fd) != 0)
			err = JAL_ERR_IO;
	}
	if (!err)
		err = open_handle(v, true, true, &db, NULL);
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
	if ((err = vaultdir_make(options->path, &making, why)) || (err = vault_new(options, making.path, &v)) ||
		(err = secret_random(DB_KEY_BYTES, &v->key)))
		goto out;
	v->kf.slots.vault = id_random();
	if ((err = make_db(v)) || (err = seal_both(&slots, vault_id(v), cost, &phrase, recovery, &v->key)) ||
		(err = keyfile_replace(v->path, &v->kf, &slots, why)))
		goto out;
	free(v->path);
	v->path = strdup(making.target);
	if (!v->path) {
		err = JAL_ERR_NOMEM;
		goto out;
	}
	if ((err = vaultdir_made(&making, &v->lock, why)) || (err = open_handle(v, true, false, &v->db, NULL)))
		goto out;
	*out = v;
	v = NULL;
out:
	vaultdir_unmake(&making);
	vault_free(v);
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
	enum jal_err err = vaultdir_file(v->path, VAULTDIR_DB, &path);
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

static enum jal_err explain_open(int code, enum jal_err err, struct diag *why)
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
	enum jal_err err = open_handle(v, true, false, &v->db, &code);
	if (err)
		return explain_open(code, err, why);
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
	enum jal_err err = vaultdir_file(v->path, VAULTDIR_LOCK, &path);
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
	enum jal_err err = vault_new(options, options->path, &v);
	if (err)
		return err;
	if ((err = take_lock(v, why)) || (err = keyfile_read(v->path, options->repair, &v->kf, why)) ||
		(err = look_at_files(v, options->repair, why)) || (err = unlock(&v->kf.slots, credential, &v->key, why)) ||
		(err = rekey_settle(v->path, &v->key, v->turn, why)) || (err = open_db(v, why))) {
		if (v->db)
			db_leave_log(v->db);
		vault_free(v);
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
	vault_free(v);
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

bool vault_had_crashed(const struct vault *v)
{
	return v->crashed;
}

enum jal_err vault_worker_open(struct vault *v, struct db **out, struct diag *why)
{
	int code = 0;
	const enum jal_err err = open_handle(v, false, false, out, &code);
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

/* ---- keys ---- */

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
	const enum jal_err err = unlock(&v->kf.slots, &credential, &key, why);
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
		return diag_set(why, JAL_ERR_BUSY, N_("Une synchronisation est en cours. Rien n’a été changé ; recommencez quand elle sera finie."));
	if ((err = slots_passphrase(passphrase, len, &phrase)) || (err = secret_random(DB_KEY_BYTES, &fresh)) ||
		(err = seal_both(&slots, vault_id(v), slots_cost_of(&v->kf.slots, 0), &phrase, recovery, &fresh)) ||
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
		err = open_handle(v, true, false, &v->db, NULL);
out:
	secret_free(&phrase);
	secret_free(&fresh);
	return err ? diag_set_if_empty(why, err, NULL) : JAL_OK;
}

/* ---- backups ---- */

enum jal_err vault_backup(struct vault *v, const char *file, struct diag *why)
{
	return backup_to(v, file, false, why);
}

/* Opens what was extracted, proves it, and marks it. */
static enum jal_err mark_restored(struct vault *v, struct diag *why)
{
	struct jal_id id = ID_ZERO;
	int code = 0;
	enum jal_err err = open_handle(v, true, false, &v->db, &code);
	if (err)
		return explain_open(code, err, why);
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
	if ((err = vaultdir_make(options->path, &making, why)) || (err = vault_new(options, making.path, &v)) ||
		(err = unlock(&info.slots, credential, &v->key, why)))
		goto out;
	v->kf.slots.vault = info.vault;
	if ((err = vaultdir_file(v->path, VAULTDIR_DB, &path)) ||
		(err = backup_extract(file, &info, buf_str(&path), why)) || (err = mark_restored(v, why)) ||
		(err = keyfile_replace(v->path, &v->kf, &info.slots, why)) || (err = vaultdir_made(&making, &v->lock, why)))
		goto out;
out:
	vaultdir_unmake(&making);
	vault_free(v);
	buf_free(&path);
	return err ? diag_set_if_empty(why, err, NULL) : JAL_OK;
}
