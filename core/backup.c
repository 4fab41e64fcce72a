/* Backup files: bytes in, bytes out, each time with their hash. */
#include "core/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/bytes.h"
#include "core/fsio.h"

#define MAGIC "JALONBK1"
#define MAGIC_BYTES 8
#define FAMILY_BYTES 7
#define FIXED_BYTES (MAGIC_BYTES + ID_BYTES + 4 + 8 + 4)
#define PIECE ((size_t)64 << 10)

/* ---- streams ---- */

struct stream {
	int from;
	int to;				/* -1: only hashed */
	crypto_generichash_state hash;
	uint8_t *piece;
	const struct backup_watch *watch;	/* NULL */
	uint64_t done, total;		/* told to it */
};

static enum jal_err write_all(int fd, const uint8_t *data, size_t n)
{
	while (n > 0) {
		const ssize_t put = write(fd, data, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return JAL_ERR_IO;
		data += put;
		n -= (size_t)put;
	}
	return JAL_OK;
}

static enum jal_err put(struct stream *s, const void *data, size_t n)
{
	(void)crypto_generichash_update(&s->hash, data, n);
	return s->to < 0 ? JAL_OK : write_all(s->to, data, n);
}

/* Moves n bytes. JAL_ERR_CORRUPT when `from` ends before; JAL_ERR_CANCELLED when the
 * watch says so. */
static enum jal_err pump(struct stream *s, uint64_t n)
{
	while (n > 0) {
		const size_t want = n < PIECE ? (size_t)n : PIECE;
		const ssize_t got = read(s->from, s->piece, want);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return JAL_ERR_IO;
		if (got == 0)
			return JAL_ERR_CORRUPT;
		const enum jal_err err = put(s, s->piece, (size_t)got);
		if (err)
			return err;
		n -= (uint64_t)got;
		s->done += (uint64_t)got;
		if (s->watch && !s->watch->moved(s->watch->ctx, s->done, s->total))
			return JAL_ERR_CANCELLED;
	}
	return JAL_OK;
}

static enum jal_err stream_begin(struct stream *s)
{
	*s = (struct stream){ .from = -1, .to = -1 };
	s->piece = malloc(PIECE);
	if (!s->piece)
		return JAL_ERR_NOMEM;
	(void)crypto_generichash_init(&s->hash, NULL, 0, HASH_BYTES);
	return JAL_OK;
}

static void stream_end(struct stream *s)
{
	if (s->from >= 0)
		(void)close(s->from);
	if (s->to >= 0)
		(void)close(s->to);
	free(s->piece);
}

static struct jal_hash stream_hash(struct stream *s)
{
	struct jal_hash hash = { { 0 } };
	(void)crypto_generichash_final(&s->hash, hash.b, sizeof(hash.b));
	return hash;
}

/* ---- writing ---- */

static enum jal_err put_head(struct stream *s, const struct backup_info *info, uint64_t db_size)
{
	struct buf head = BUF_INIT, slots = BUF_INIT;
	enum jal_err err = slots_write(&info->slots, &slots);
	if (err || (err = buf_put(&head, MAGIC, MAGIC_BYTES)) || (err = buf_put(&head, info->vault.b, ID_BYTES)) ||
		(err = buf_put_u32(&head, info->schema)) || (err = buf_put_u64(&head, (uint64_t)info->created)) ||
		(err = buf_put_u32(&head, (uint32_t)slots.len)) || (err = buf_put(&head, slots.data, slots.len)) ||
		(err = buf_put_u64(&head, db_size)))
		goto out;
	err = put(s, head.data, head.len);
out:
	buf_free(&head);
	buf_free(&slots);
	return err;
}

static enum jal_err write_body(const char *path, const struct backup_info *info, const char *db,
	const struct backup_watch *watch)
{
	struct stream s;
	struct stat st = { 0 };
	enum jal_err err = stream_begin(&s);
	if (err)
		return err;
	s.from = open(db, O_RDONLY | O_CLOEXEC);
	if (s.from < 0 || fstat(s.from, &st) != 0) {
		err = JAL_ERR_IO;
		goto out;
	}
	s.watch = watch;
	s.total = 2 * (uint64_t)st.st_size;
	/* A kill may have left one; whatever else stands there on a foreign medium is not written into. */
	(void)unlink(path);
	s.to = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s.to < 0) {
		err = JAL_ERR_IO;
		goto out;
	}
	if ((err = put_head(&s, info, (uint64_t)st.st_size)) || (err = pump(&s, (uint64_t)st.st_size)))
		goto out;
	const struct jal_hash hash = stream_hash(&s);
	if ((err = write_all(s.to, hash.b, sizeof(hash.b))))
		goto out;
	if (fsync(s.to) != 0)
		err = JAL_ERR_IO;
out:
	stream_end(&s);
	return err;
}

/* `.NAME.new` beside path, and the folder of both. */
static enum jal_err beside(const char *path, struct buf *temporary, struct buf *folder)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	enum jal_err err = JAL_OK;
	if (!slash)
		err = buf_puts(folder, ".");
	else if (slash == path)
		err = buf_puts(folder, "/");
	else
		err = buf_put(folder, path, (size_t)(slash - path));
	return err ? err : buf_printf(temporary, "%s/.%s.new", buf_str(folder), name);
}

static enum jal_err read_file(const char *path, const struct backup_watch *watch, struct backup_info *out, struct diag *why);

enum jal_err backup_write(const char *path, const struct backup_info *info, const char *db, bool replace,
	const struct backup_watch *watch, struct diag *why)
{
	struct buf temporary = BUF_INIT, folder = BUF_INIT;
	struct backup_info again = { 0 };
	if (!replace && fsio_exists(path))
		return diag_set(why, JAL_ERR_EXISTS,
			N_("« %1 » existe déjà et n’a pas été remplacé. Choisissez un autre nom pour la sauvegarde."), path);
	const size_t n = strlen(path);
	if (n == 0 || path[n - 1] == '/')
		return diag_set(why, JAL_ERR_INVALID,
			N_("« %1 » n’est pas le nom d’un fichier. Rien n’a été écrit ; choisissez un nom pour la sauvegarde."), path);
	enum jal_err err = beside(path, &temporary, &folder);
	if (err)
		goto out;
	err = write_body(buf_str(&temporary), info, db, watch);
	/* A stick can accept what it does not keep. */
	if (!err)
		err = read_file(buf_str(&temporary), watch, &again, why);
	if (!err && rename(buf_str(&temporary), path) != 0)
		err = JAL_ERR_IO;
	if (err) {
		const int reason = errno;
		(void)unlink(buf_str(&temporary));
		if (err == JAL_ERR_IO)
			err = diag_set(why, err,
				N_("La sauvegarde n’a pas pu être écrite dans « %1 » : %2. Le coffre est intact ; libérez de la place ou choisissez un autre support."),
				buf_str(&folder), strerror(reason));
		if (err == JAL_ERR_CANCELLED)
			err = diag_set(why, err, N_("La sauvegarde a été arrêtée avant sa fin. Rien n’en reste ; le coffre est intact."));
		goto out;
	}
	err = fsio_sync_dir(buf_str(&folder), why);
out:
	buf_free(&temporary);
	buf_free(&folder);
	return err;
}

/* ---- reading ---- */

static enum jal_err not_whole(const char *path, struct diag *why)
{
	return diag_set(why, JAL_ERR_CORRUPT,
		N_("La sauvegarde « %1 » est tronquée. Rien n’a été changé ; essayez une autre sauvegarde."), path);
}

static enum jal_err damaged(const char *path, struct diag *why)
{
	return diag_set(why, JAL_ERR_CORRUPT,
		N_("La sauvegarde « %1 » est abîmée. Rien n’a été changé ; essayez une autre sauvegarde."), path);
}

/* Exactly n bytes into out, hashed. */
static enum jal_err take(struct stream *s, uint8_t *out, size_t n)
{
	for (size_t have = 0; have < n;) {
		const ssize_t got = read(s->from, out + have, n - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return JAL_ERR_IO;
		if (got == 0)
			return JAL_ERR_CORRUPT;
		have += (size_t)got;
	}
	(void)crypto_generichash_update(&s->hash, out, n);
	return JAL_OK;
}

static enum jal_err read_head(struct stream *s, const char *path, struct backup_info *info, struct diag *why)
{
	uint8_t fixed[FIXED_BYTES] = { 0 }, slots[SLOTS_FILE_MAX] = { 0 }, size[8] = { 0 };
	enum jal_err err = take(s, fixed, MAGIC_BYTES);
	if (err == JAL_ERR_CORRUPT || (!err && memcmp(fixed, MAGIC, FAMILY_BYTES) != 0))
		return diag_set(why, JAL_ERR_SYNTAX, N_("« %1 » n’est pas une sauvegarde de jalon. Rien n’a été changé."), path);
	if (err)
		return err;
	if (fixed[FAMILY_BYTES] < '1' || fixed[FAMILY_BYTES] > '9')
		return damaged(path, why);
	if (fixed[FAMILY_BYTES] != MAGIC[FAMILY_BYTES])
		return diag_set(why, JAL_ERR_NEWER,
			N_("La sauvegarde « %1 » vient d’une version plus récente de jalon. Rien n’a été changé ; mettez jalon à jour."),
			path);
	if ((err = take(s, fixed + MAGIC_BYTES, FIXED_BYTES - MAGIC_BYTES)))
		return err == JAL_ERR_CORRUPT ? not_whole(path, why) : err;
	const uint64_t n = bytes_u32(fixed + FIXED_BYTES - 4);
	if (n > sizeof(slots))
		return damaged(path, why);
	if ((err = take(s, slots, (size_t)n)) || (err = take(s, size, sizeof(size))))
		return err == JAL_ERR_CORRUPT ? not_whole(path, why) : err;
	memcpy(info->vault.b, fixed + MAGIC_BYTES, ID_BYTES);
	info->schema = bytes_u32(fixed + MAGIC_BYTES + ID_BYTES);
	info->created = (int64_t)bytes_u64(fixed + MAGIC_BYTES + ID_BYTES + 4);
	info->db_offset = FIXED_BYTES + n + sizeof(size);
	info->db_size = bytes_u64(size);
	if (slots_read(slots, (size_t)n, &info->slots, NULL) != JAL_OK || !id_equal(&info->slots.vault, &info->vault))
		return damaged(path, why);
	return JAL_OK;
}

static enum jal_err read_all(struct stream *s, const char *path, struct backup_info *info, struct diag *why)
{
	struct stat st = { 0 };
	struct jal_hash said = { { 0 } };
	enum jal_err err = JAL_OK;
	if (fstat(s->from, &st) != 0)
		return JAL_ERR_IO;
	if (!S_ISREG(st.st_mode))
		return diag_set(why, JAL_ERR_SYNTAX, N_("« %1 » n’est pas une sauvegarde de jalon. Rien n’a été changé."), path);
	/* From the medium itself, not from what the system still has of it. */
	(void)posix_fadvise(s->from, 0, 0, POSIX_FADV_DONTNEED);
	if ((err = read_head(s, path, info, why)))
		return err;
	const uint64_t rest = (uint64_t)st.st_size - info->db_offset;
	if ((uint64_t)st.st_size < info->db_offset + HASH_BYTES || rest - HASH_BYTES < info->db_size)
		return not_whole(path, why);
	if (rest - HASH_BYTES > info->db_size)
		return damaged(path, why);
	s->done = info->db_size;
	s->total = 2 * info->db_size;
	if ((err = pump(s, info->db_size)))
		return err == JAL_ERR_CORRUPT ? not_whole(path, why) : err;
	const struct jal_hash hash = stream_hash(s);
	if ((err = take(s, said.b, sizeof(said.b))))
		return err == JAL_ERR_CORRUPT ? not_whole(path, why) : err;
	return hash_equal(&hash, &said) ? JAL_OK : damaged(path, why);
}

static enum jal_err read_file(const char *path, const struct backup_watch *watch, struct backup_info *out, struct diag *why)
{
	struct stream s;
	struct backup_info info = { 0 };
	enum jal_err err = stream_begin(&s);
	if (err)
		return err;
	s.watch = watch;
	s.from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (s.from < 0)
		err = diag_set(why, errno == ENOENT ? JAL_ERR_NOT_FOUND : JAL_ERR_IO,
			N_("La sauvegarde « %1 » n’a pas pu être ouverte : %2. Rien n’a été changé ; vérifiez le fichier et les droits."), path, strerror(errno));
	else
		err = read_all(&s, path, &info, why);
	stream_end(&s);
	if (!err)
		*out = info;
	return err;
}

enum jal_err backup_read(const char *path, struct backup_info *out, struct diag *why)
{
	return read_file(path, NULL, out, why);
}

enum jal_err backup_extract(const char *path, const struct backup_info *info, const char *db, struct diag *why)
{
	struct stream s;
	enum jal_err err = stream_begin(&s);
	if (err)
		return err;
	s.from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	s.to = open(db, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (s.from < 0 || s.to < 0 || lseek(s.from, (off_t)info->db_offset, SEEK_SET) < 0)
		err = JAL_ERR_IO;
	if (!err)
		err = pump(&s, info->db_size);
	if (!err && fsync(s.to) != 0)
		err = JAL_ERR_IO;
	stream_end(&s);
	if (err == JAL_ERR_CORRUPT)
		return not_whole(path, why);
	if (err == JAL_ERR_IO)
		return diag_set(why, err,
			N_("La sauvegarde « %1 » n’a pas pu être copiée sur le disque. Rien n’a été changé ; libérez de la place."), path);
	return err;
}
