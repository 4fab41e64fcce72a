/* A text file, or what jalon-read says. What it says is believed no more than a file. */
#include "core/table.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unistr.h>

#include "core/bytes.h"
#include "core/helper.h"
#include "core/text.h"

#define PROGRAM "jalon-read"
#define MAGIC "PK\003\004"
#define MAGIC_BYTES 4
#define CELL_HEAD 5
#define PART_BYTES ((size_t)64 << 10)

struct table {
	struct csv_reader *csv;	/* NULL: a workbook */
	pid_t pid;
	int fd, wait_ms;
	struct buf got;		/* frames, from at on */
	size_t at;
	bool ended;
	uint32_t last;		/* row */
	uint64_t came;		/* bytes of frames */
	uint64_t done, size;
	struct table_sheet *sheets;
	size_t sheet_count;
	struct table_cell cells[FOREIGN_CELLS_MAX];
};

/* ---- what is said, byte by byte ---- */

static enum jal_err broken(struct diag *why)
{
	return diag_set(why, JAL_ERR_IO,
		N_("La lecture du classeur s’est interrompue. Rien n’a été écrit ; recommencez, ou enregistrez le tableau en « CSV UTF-8 »."));
}

/* Until n bytes from at on are there. */
static enum jal_err need(struct table *t, size_t n, struct diag *why)
{
	while (t->got.len - t->at < n) {
		struct pollfd p = { .fd = t->fd, .events = POLLIN };
		if (t->at > 0) {
			memmove(t->got.data, t->got.data + t->at, t->got.len - t->at);
			t->got.len -= t->at;
			t->at = 0;
		}
		if (buf_reserve(&t->got, PART_BYTES))
			return diag_set(why, JAL_ERR_NOMEM, NULL);
		const int ready = poll(&p, 1, t->wait_ms);
		if (ready == 0)
			return diag_set(why, JAL_ERR_CANCELLED,
				N_("La lecture du classeur ne répondait plus et a été arrêtée. Rien n’a été écrit ; recommencez, ou enregistrez le tableau en « CSV UTF-8 »."));
		const ssize_t got = ready < 0 ? ready : read(t->fd, t->got.data + t->got.len, PART_BYTES);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return broken(why);
		t->got.len += (size_t)got;
	}
	return JAL_OK;
}

static const uint8_t *body(const struct table *t)
{
	return t->got.data + t->at + FOREIGN_HEAD;
}

/* ---- frames ---- */

static enum jal_err take_sheet(struct table *t, size_t n, struct diag *why)
{
	struct buf safe = BUF_INIT;
	if (n < 1 || t->sheet_count == FOREIGN_SHEETS_MAX || body(t)[0] > FOREIGN_TAKEN)
		return broken(why);
	struct table_sheet *more = realloc(t->sheets, (t->sheet_count + 1) * sizeof(*more));
	if (!more)
		return diag_set(why, JAL_ERR_NOMEM, NULL);
	t->sheets = more;
	struct table_sheet *s = &more[t->sheet_count];
	*s = (struct table_sheet){ .kind = (enum foreign_sheet)body(t)[0] };
	if (text_inert((const char *)body(t) + 1, n - 1, TEXT_LINE, &safe)) {
		buf_free(&safe);
		return diag_set(why, JAL_ERR_NOMEM, NULL);
	}
	memcpy(s->name, buf_str(&safe), text_cut(buf_str(&safe), safe.len, FOREIGN_NAME_MAX));
	buf_free(&safe);
	t->sheet_count++;
	return JAL_OK;
}

static enum jal_err take_row(struct table *t, size_t n, struct table_row *out, struct diag *why)
{
	const uint8_t *p = body(t), *end = p + n;
	if (n < 6)
		return broken(why);
	const uint32_t line = bytes_u32(p);
	const size_t count = (size_t)p[4] << 8 | p[5];
	if (line <= t->last || line > FOREIGN_ROWS_MAX || count > FOREIGN_CELLS_MAX)
		return broken(why);
	p += 6;
	for (size_t i = 0; i < count; i++) {
		if (end - p < CELL_HEAD || p[0] >= TABLE_KIND_COUNT || bytes_u32(p + 1) > (size_t)(end - p) - CELL_HEAD)
			return broken(why);
		const uint32_t len = bytes_u32(p + 1);
		t->cells[i] = (struct table_cell){ (const char *)p + CELL_HEAD, len, (enum table_kind)p[0] };
		if (u8_check(p + CELL_HEAD, len))
			return broken(why);
		p += CELL_HEAD + len;
	}
	if (p != end)
		return broken(why);
	t->last = line;
	*out = (struct table_row){ .line = line, .reason = DIAG_INIT, .cells = t->cells, .count = count };
	return JAL_OK;
}

static enum jal_err take_refused(struct table *t, size_t n, struct table_row *out, struct diag *why)
{
	if (n != 4 || bytes_u32(body(t)) <= t->last || bytes_u32(body(t)) > FOREIGN_ROWS_MAX)
		return broken(why);
	t->last = bytes_u32(body(t));
	*out = (struct table_row){ .line = t->last, .refused = true, .reason = DIAG_INIT };
	(void)diag_set(&out->reason, JAL_ERR_LIMIT, N_("Cette ligne est trop longue pour être lue."));
	return JAL_OK;
}

static enum jal_err take_end(struct table *t, size_t n, struct diag *why)
{
	t->ended = true;
	switch (n == 1 ? (enum foreign_end)body(t)[0] : FOREIGN_END_COUNT) {
	case FOREIGN_DONE:
		return JAL_ERR_NOT_FOUND;
	case FOREIGN_SYNTAX:
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("Ce classeur est abîmé : il n’a pas pu être lu jusqu’au bout. Rien n’a été écrit. Ouvrez-le dans un tableur, enregistrez-le à nouveau, puis recommencez."));
	case FOREIGN_DOCTYPE:
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("Ce classeur déclare des entités XML, ce qu’aucun tableur ne fait : il n’a pas été lu. Rien n’a été écrit ; vérifiez d’où il vient."));
	case FOREIGN_LIMIT:
		return diag_set(why, JAL_ERR_LIMIT,
			N_("Ce classeur, une fois décompressé, est plus grand que ce qu’un tableau demande : il n’a pas été lu. Rien n’a été écrit. S’il est bien ce que vous attendez, enregistrez le tableau en « CSV UTF-8 »."));
	case FOREIGN_LOCKED:
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis recommencez. Rien n’a été écrit."));
	case FOREIGN_NO_SHEET:
		return diag_set(why, JAL_ERR_SYNTAX, N_("Ce classeur n’a pas cette feuille. Rien n’a été écrit."));
	case FOREIGN_UNKNOWN:
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("Ce fichier est une archive, pas un tableau. Rien n’a été écrit. Les formats lus sont .xlsx, .ods et CSV."));
	case FOREIGN_FAILED:
	case FOREIGN_END_COUNT:
		break;
	}
	return broken(why);
}

/* One frame after the other until a row is there. */
static enum jal_err next_row(struct table *t, struct table_row *out, struct diag *why)
{
	for (;;) {
		enum jal_err err = need(t, FOREIGN_HEAD, why);
		if (err)
			return err;
		const uint8_t kind = t->got.data[t->at];
		const size_t n = bytes_u32(t->got.data + t->at + 1);
		t->came += FOREIGN_HEAD + n;
		if (n > FOREIGN_FRAME_MAX || t->came > FOREIGN_BYTES_MAX)
			return broken(why);
		err = need(t, FOREIGN_HEAD + n, why);
		bool row = true;
		if (err)
			return err;
		switch (kind) {
		case FOREIGN_ROW:
			err = take_row(t, n, out, why);
			break;
		case FOREIGN_REFUSED:
			err = take_refused(t, n, out, why);
			break;
		case FOREIGN_SHEET:
			row = false;
			err = take_sheet(t, n, why);
			break;
		case FOREIGN_AT:
			row = false;
			if (n != 16)
				return broken(why);
			t->done = bytes_u64(body(t));
			t->size = bytes_u64(body(t) + 8);
			break;
		case FOREIGN_END:
			err = take_end(t, n, why);
			break;
		default:
			return broken(why);
		}
		t->at += FOREIGN_HEAD + n;
		if (err || row)
			return err;
	}
}

/* ---- the file ---- */

static enum jal_err start(struct table *t, int file, const struct table_options *options, struct diag *why)
{
	int ends[2] = { -1, -1 };
	char sheet[24] = "";
	if (options->sheet >= 0 && options->sheet < FOREIGN_SHEETS_MAX)
		(void)snprintf(sheet, sizeof(sheet), "%ld", options->sheet);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return broken(why);
	t->fd = ends[0];
	t->wait_ms = options->wait_ms ? options->wait_ms : TABLE_WAIT_MS;
	const int failed = helper_start(options->program, PROGRAM, *sheet ? sheet : NULL, file, ends[1], &t->pid);
	(void)close(ends[1]);
	if (!failed)
		return JAL_OK;
	t->pid = -1;
	return diag_set(why, JAL_ERR_NOT_FOUND,
		N_("Le programme de lecture « %1 » n’a pas pu être lancé : %2. Rien n’a été écrit ; réinstallez jalon, ou enregistrez le tableau en « CSV UTF-8 »."),
		options->program, strerror(failed));
}

static bool is_pack(int fd)
{
	char magic[MAGIC_BYTES];
	return pread(fd, magic, sizeof(magic), 0) == (ssize_t)sizeof(magic) && memcmp(magic, MAGIC, sizeof(magic)) == 0;
}

enum jal_err table_open(const char *path, const struct table_options *options, struct table **out, struct diag *why)
{
	struct table *t = calloc(1, sizeof(*t));
	if (!t)
		return diag_set(why, JAL_ERR_NOMEM, NULL);
	t->pid = t->fd = -1;
	const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum jal_err err = JAL_OK;
	if (file >= 0 && options->program && is_pack(file))
		err = start(t, file, options, why);
	else
		err = csv_open(path, NULL, &t->csv, why);
	if (file >= 0)
		(void)close(file);
	if (err) {
		table_close(t);
		return err;
	}
	*out = t;
	return JAL_OK;
}

void table_close(struct table *t)
{
	if (!t)
		return;
	csv_close(t->csv);
	if (t->pid > 0) {
		(void)kill(t->pid, SIGKILL);
		while (waitpid(t->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	if (t->fd >= 0)
		(void)close(t->fd);
	buf_free(&t->got);
	free(t->sheets);
	free(t);
}

enum jal_err table_next(struct table *t, struct table_row *out, struct diag *why)
{
	if (t->ended)
		return JAL_ERR_NOT_FOUND;
	if (!t->csv)
		return next_row(t, out, why);
	const enum jal_err err = csv_next(t->csv, out);
	return err && err != JAL_ERR_NOT_FOUND
		? diag_set(why, err, N_("Le fichier n’a pas pu être lu jusqu’au bout. Rien n’a été écrit.")) : err;
}

uint64_t table_progress(const struct table *t, uint64_t *size)
{
	if (t->csv)
		return csv_progress(t->csv, size);
	*size = t->size;
	return t->done;
}

const struct table_sheet *table_sheets(const struct table *t, size_t *count)
{
	*count = t->sheet_count;
	return t->sheets;
}
