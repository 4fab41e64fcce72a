/* Fates as sentences and as a table. */
#include "core/import_report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/model.h"
#include "core/text.h"

#define FLUSH_AT ((size_t)64 << 10)

static const struct {
	const char *code, *label;
} fates[IMPORT_FATE_COUNT] = {
	[IMPORT_CREATED] = { "created", N_("créée") },
	[IMPORT_UPDATED] = { "updated", N_("mise à jour") },
	[IMPORT_UNCHANGED] = { "unchanged", N_("rien de nouveau") },
	[IMPORT_UNDECIDED] = { "undecided", N_("à trancher") },
	[IMPORT_REFUSED] = { "refused", N_("refusée") },
};

const char *import_report_code(enum import_fate fate)
{
	return fates[fate].code;
}

const char *import_report_label(enum import_fate fate)
{
	return fates[fate].label;
}

static const char *say(const char *(*translate)(const char *), const char *text)
{
	return translate ? translate(text) : text;
}

/* What is written along with the fields that a line fills says nothing more: a
 * link to the record itself, a second field of the same name. */
static bool is_told(const struct import_line *line, enum field field)
{
	const struct model_field *f = model_field(field);
	if (line->fate != IMPORT_UPDATED || f->flags & FIELD_DERIVED)
		return false;
	if (f->type == FIELD_TYPE_ref && f->target == line->entity)
		return false;
	for (size_t i = 0; line->fields[i] != field; i++)
		if (strcmp(model_field(line->fields[i])->label, model_field(field)->label) == 0)
			return false;
	return true;
}

enum jal_err import_report_sentence(const struct import_line *line, const char *(*translate)(const char *),
	struct buf *out)
{
	bool any = false;
	enum jal_err err = diag_render(&line->say, translate, out);
	for (size_t i = 0; !err && i < line->field_count; i++) {
		if (!is_told(line, line->fields[i]))
			continue;
		/* The list goes before the full stop. */
		if (!any && out->len > 0 && out->data[out->len - 1] == '.')
			buf_cut(out, out->len - 1);
		err = buf_puts(out, any ? ", " : " (");
		if (!err)
			err = buf_puts(out, say(translate, model_field(line->fields[i])->label));
		any = true;
	}
	return err || !any ? err : buf_puts(out, ").");
}

enum jal_err import_report_remark(const struct import_remark *remark, const char *(*translate)(const char *),
	struct buf *out)
{
	struct diag place = DIAG_INIT;
	struct buf sentence = BUF_INIT;
	enum jal_err err = JAL_OK;
	if (!remark->column[0])
		return diag_render(&remark->reason, translate, out);
	(void)diag_set(&place, JAL_OK, N_("%1 : "), remark->column);
	err = diag_render(&place, translate, out);
	if (!err)
		err = diag_render(&remark->reason, translate, &sentence);
	if (!err)
		err = text_after_colon(buf_str(&sentence), sentence.len, out);
	buf_free(&sentence);
	return err;
}

/* ---- the file ---- */

struct import_report {
	const char *(*translate)(const char *);
	char *path, *beside;
	int fd;
	struct buf rows;
	struct csv_out csv;
	struct buf cell;
};

void import_report_drop(struct import_report *r)
{
	if (!r)
		return;
	if (r->fd >= 0) {
		(void)close(r->fd);
		(void)unlink(r->beside);
	}
	buf_free(&r->rows);
	buf_free(&r->cell);
	free(r->path);
	free(r->beside);
	free(r);
}

static enum jal_err fail(const struct import_report *r, struct diag *why)
{
	return diag_set(why, JAL_ERR_IO, N_("Le rapport « %1 » n’a pas pu être écrit : %2. Vérifiez la place libre et les droits, puis recommencez ; importer de nouveau le même fichier ne change rien."), r->path, strerror(errno));
}

static enum jal_err flush(struct import_report *r)
{
	size_t at = 0;
	while (at < r->rows.len) {
		const ssize_t n = write(r->fd, r->rows.data + at, r->rows.len - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return JAL_ERR_IO;
		at += (size_t)n;
	}
	buf_clear(&r->rows);
	return JAL_OK;
}

static void put_cell(struct import_report *r, const char *s)
{
	csv_write_cell(&r->csv, s, strlen(s));
}

static enum jal_err start(struct import_report *r, const char *path)
{
	static const char *const titles[] = { N_("Ligne"), N_("Sort"), N_("Explication"), N_("Remarques"), N_("Identifiant") };
	r->fd = -1;
	r->path = strdup(path);
	const size_t room = strlen(path) + sizeof(".new");
	r->beside = malloc(room);
	if (!r->path || !r->beside)
		return JAL_ERR_NOMEM;
	(void)snprintf(r->beside, room, "%s.new", path);
	r->fd = open(r->beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (r->fd < 0)
		return JAL_ERR_IO;
	csv_write_begin(&r->csv, &r->rows);
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		put_cell(r, say(r->translate, titles[i]));
	csv_write_row(&r->csv);
	return csv_write_end(&r->csv);
}

enum jal_err import_report_open(const char *path, const char *(*translate)(const char *), struct import_report **out,
	struct diag *why)
{
	struct import_report *r = calloc(1, sizeof(*r));
	if (!r)
		return JAL_ERR_NOMEM;
	r->translate = translate;
	enum jal_err err = start(r, path);
	if (!err) {
		*out = r;
		return JAL_OK;
	}
	if (err == JAL_ERR_IO)
		err = fail(r, why);
	import_report_drop(r);
	return err;
}

enum jal_err import_report_line(struct import_report *r, const struct import_line *line)
{
	char hex[ID_HEX + 1];
	put_cell(r, diag_num((long long)line->line));
	put_cell(r, say(r->translate, fates[line->fate].label));
	buf_clear(&r->cell);
	enum jal_err err = import_report_sentence(line, r->translate, &r->cell);
	put_cell(r, buf_str(&r->cell));
	buf_clear(&r->cell);
	for (size_t i = 0; !err && i < line->remark_count; i++) {
		if (i > 0)
			err = buf_putc(&r->cell, '\n');
		if (!err)
			err = import_report_remark(&line->remarks[i], r->translate, &r->cell);
	}
	put_cell(r, buf_str(&r->cell));
	put_cell(r, id_is_zero(&line->record) ? "" : id_hex(&line->record, hex));
	csv_write_row(&r->csv);
	if (!err)
		err = csv_write_end(&r->csv);
	return err || r->rows.len < FLUSH_AT ? err : flush(r);
}

enum jal_err import_report_close(struct import_report *r, struct diag *why)
{
	enum jal_err err = csv_write_end(&r->csv);
	if (!err)
		err = flush(r);
	if (!err && fsync(r->fd) != 0)
		err = JAL_ERR_IO;
	if (!err && rename(r->beside, r->path) != 0)
		err = JAL_ERR_IO;
	if (err) {
		err = err == JAL_ERR_IO ? fail(r, why) : err;
		import_report_drop(r);
		return err;
	}
	(void)close(r->fd);
	r->fd = -1;
	import_report_drop(r);
	return JAL_OK;
}
