/* Reading a write-ahead log and its index, to know whether saved commits are missing. */
#include "core/wal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/bytes.h"

#define HEADER 32
#define FRAME_HEADER 24
#define PAGE_MIN 512
#define PAGE_MAX 65536
#define MAGIC 0x377f0682U	/* its last bit says in which order checksums read words */

/* The index's header, of which two equal copies stand at the start of -shm, then the checkpoint's count. */
#define INDEX_HEADER 48
#define INDEX_VERSION 3007000U
enum { INDEX_INIT = 12, INDEX_FRAMES = 16, INDEX_SALT = 32, INDEX_SUM = 40, INDEX_FOLDED = 2 * INDEX_HEADER };
#define INDEX_READ (2 * INDEX_HEADER + 4)

struct sum {
	uint32_t a, b;
};

struct log {
	int fd;
	off_t size;
	uint32_t page;
	bool big_endian;
	uint8_t salt[8];
	struct sum start;	/* the header's own */
	uint8_t *frame;		/* room for one */
};

struct saved_index {
	bool known;
	uint32_t frames;
	uint32_t folded;	/* of them, already in the database itself */
	uint8_t salt[8];
};

static uint32_t le32(const uint8_t *at)
{
	return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

static uint32_t native32(const uint8_t *at)
{
	uint32_t n = 0;
	memcpy(&n, at, sizeof(n));
	return n;
}

static struct sum add(struct sum s, const uint8_t *data, size_t n, uint32_t (*word)(const uint8_t *))
{
	for (size_t i = 0; i + 8 <= n; i += 8) {
		s.a += word(data + i) + s.b;
		s.b += word(data + i + 4) + s.a;
	}
	return s;
}

/* Exactly n bytes there, or false. */
static bool read_at(int fd, void *out, size_t n, off_t at)
{
	uint8_t *to = out;
	while (n > 0) {
		const ssize_t got = pread(fd, to, n, at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		to += got;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static enum jal_err open_file(const char *db, const char *suffix, int *fd, off_t *size)
{
	struct buf path = BUF_INIT;
	struct stat st = { 0 };
	*fd = -1;
	*size = 0;
	enum jal_err err = buf_printf(&path, "%s%s", db, suffix);
	if (!err) {
		*fd = open(buf_str(&path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (*fd < 0 && errno != ENOENT)
			err = JAL_ERR_IO;
		else if (*fd >= 0 && fstat(*fd, &st) != 0)
			err = JAL_ERR_IO;
		else
			*size = st.st_size;
	}
	buf_free(&path);
	return err;
}

static enum jal_err read_index(const char *db, struct saved_index *out)
{
	uint8_t head[INDEX_READ] = { 0 };
	int fd = -1;
	off_t size = 0;
	const enum jal_err err = open_file(db, "-shm", &fd, &size);
	if (err || fd < 0)
		return err;
	if (read_at(fd, head, sizeof(head), 0)) {
		const struct sum sum = add((struct sum){ 0, 0 }, head, INDEX_SUM, native32);
		/* A kill between the two copies leaves them unequal: then nothing is known. */
		out->known = memcmp(head, head + INDEX_HEADER, INDEX_HEADER) == 0 && native32(head) == INDEX_VERSION &&
			     head[INDEX_INIT] == 1 && sum.a == native32(head + INDEX_SUM) &&
			     sum.b == native32(head + INDEX_SUM + 4);
		out->frames = native32(head + INDEX_FRAMES);
		out->folded = native32(head + INDEX_FOLDED);
		memcpy(out->salt, head + INDEX_SALT, sizeof(out->salt));
	}
	(void)close(fd);
	return JAL_OK;
}

static bool read_header(struct log *log)
{
	uint8_t head[HEADER] = { 0 };
	if (!read_at(log->fd, head, sizeof(head), 0))
		return false;
	const uint32_t magic = bytes_u32(head);
	log->big_endian = (magic & 1) != 0;
	log->page = bytes_u32(head + 8);
	memcpy(log->salt, head + 16, sizeof(log->salt));
	log->start = (struct sum){ bytes_u32(head + 24), bytes_u32(head + 28) };
	const struct sum sum = add((struct sum){ 0, 0 }, head, 24, log->big_endian ? bytes_u32 : le32);
	return (magic & ~1U) == MAGIC && log->page >= PAGE_MIN && log->page <= PAGE_MAX &&
	       (log->page & (log->page - 1)) == 0 && sum.a == log->start.a && sum.b == log->start.b;
}

/* Walks all frames. `frames`: those that SQLite will use, to the last commit before the first bad one. `lost`: right
 * behind a commit that is not among them stands a whole frame, so that commit had been saved. It must be the very
 * next frame, since farther on the rest of an older torn commit may lie. */
static bool walk(const struct log *log, uint32_t *frames, bool *lost)
{
	const off_t step = FRAME_HEADER + (off_t)log->page;
	struct sum chain = log->start;
	bool good = true, behind_commit = false;
	*frames = 0;
	*lost = false;
	for (uint32_t i = 1; HEADER + (off_t)i * step <= log->size; i++) {
		uint8_t *frame = log->frame;
		if (!read_at(log->fd, frame, (size_t)step, HEADER + (off_t)(i - 1) * step))
			return false;
		const bool salted = memcmp(frame + 8, log->salt, sizeof(log->salt)) == 0;
		const bool commit = bytes_u32(frame + 4) != 0;
		const struct sum said = { bytes_u32(frame + 16), bytes_u32(frame + 20) };
		struct sum sum = add(chain, frame, 8, log->big_endian ? bytes_u32 : le32);
		sum = add(sum, frame + FRAME_HEADER, log->page, log->big_endian ? bytes_u32 : le32);
		const bool whole = salted && sum.a == said.a && sum.b == said.b;
		good = good && whole;
		if (good && commit)
			*frames = i;
		if (!good && whole && behind_commit)
			*lost = true;
		behind_commit = !good && salted && commit;
		/* Behind a bad frame the chain goes on from what the frame says its sum is. */
		chain = said;
	}
	return true;
}

static enum jal_err judge(struct log *log, const struct saved_index *index, struct wal_report *report)
{
	bool lost = false;
	if (log->fd < 0 || log->size == 0) {
		/* The log is gone or empty although the index counts frames that are nowhere else. */
		report->saved = index->known && index->frames > index->folded ? index->frames : 0;
		return JAL_OK;
	}
	if (log->size < HEADER)
		return JAL_OK;
	if (!read_header(log)) {
		report->saved = log->size > HEADER + FRAME_HEADER + PAGE_MIN ? 1 : 0;
		return JAL_OK;
	}
	log->frame = malloc(FRAME_HEADER + log->page);
	if (!log->frame)
		return JAL_ERR_NOMEM;
	if (!walk(log, &report->frames, &lost))
		return JAL_ERR_IO;
	report->saved = report->frames;
	if (lost)
		report->saved++;
	if (index->known && memcmp(index->salt, log->salt, sizeof(log->salt)) == 0 && index->frames > report->saved)
		report->saved = index->frames;
	return JAL_OK;
}

enum jal_err wal_check(const char *db, struct wal_report *out, struct diag *why)
{
	struct log log = { .fd = -1 };
	struct saved_index index = { 0 };
	struct wal_report report = { 0 };
	enum jal_err err = read_index(db, &index);
	if (!err)
		err = open_file(db, "-wal", &log.fd, &log.size);
	if (!err)
		err = judge(&log, &index, &report);
	free(log.frame);
	if (log.fd >= 0)
		(void)close(log.fd);
	if (err == JAL_ERR_IO)
		return diag_set(why, err,
			N_("Le journal du coffre (vault.db-wal) n’a pas pu être lu. Rien n’a été changé ; vérifiez le disque."));
	if (err)
		return err;
	*out = report;
	if (report.saved > report.frames)
		return diag_set(why, JAL_ERR_CORRUPT,
			N_("Le journal du coffre (vault.db-wal) est abîmé : des enregistrements récents n’y sont plus lisibles. Tout a été laissé tel quel ; restaurez une sauvegarde, ou lancez « jalon doctor »."));
	return JAL_OK;
}
