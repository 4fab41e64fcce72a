/* Documents: in from a file, out into a file. Shows nothing. */
#include "core/attachment.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/date.h"
#include "core/fsio.h"
#include "core/outside.h"
#include "core/text.h"
#include "core/vocab.h"

#define ENDING_MAX 5

enum { HELD, COUNT };
static const char *const text[COUNT] = {
	/* The column has the number of bytes. */
	[HELD] = "SELECT t.bytes FROM j_caseload c JOIN j_folder f ON f.cid = c.cid AND f.id = ?2 JOIN j_record r"
		 " ON r.fid = f.fid AND r.entity = ?3 AND r.id = ?4 JOIN content t ON t.rid = r.rid WHERE c.id = ?1",
};
const struct db_sql attachment_sql = { "attachment", COUNT, text };

void attachment_free(struct attachment *a)
{
	edit_free(a->edits[0]);
	edit_free(a->edits[1]);
	*a = (struct attachment){ .edits = { NULL } };
}

/* ---- in ---- */

/* The file's own name as it will be shown; "document" when nothing of it can be. */
static enum jal_err put_name(const char *path, struct buf *out)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const size_t n = text_cut(name, strlen(name), VALUE_TEXT_MAX / 4);
	struct buf clean = BUF_INIT;
	enum jal_err err = text_clean(name, n, TEXT_LINE, &clean, NULL);
	const char *s = buf_str(&clean);
	const size_t len = err ? 0 : text_trim(&s, clean.len);
	if (!err || err == JAL_ERR_SYNTAX)
		err = len ? buf_put(out, s, len) : buf_puts(out, "document");
	buf_free(&clean);
	return err;
}

static enum jal_err fill(struct edit *document, const char *path, const char *kind, int32_t today,
	const struct value *held)
{
	struct buf name = BUF_INIT;
	const struct jal_hash hash = hash_b2(held->bytes, held->bytes_len);
	const struct value digest = value_hash(&hash);
	enum jal_err err = put_name(path, &name);
	if (!err)
		err = edit_set_text(document, FIELD_attachment_kind, kind);
	if (!err)
		err = edit_set_number(document, FIELD_attachment_date, today);
	if (!err)
		err = edit_set_text(document, FIELD_attachment_name, buf_str(&name));
	if (!err)
		err = edit_set_number(document, FIELD_attachment_size, (int64_t)held->bytes_len);
	if (!err)
		err = edit_set(document, FIELD_attachment_hash, &digest);
	buf_free(&name);
	return err;
}

enum jal_err attachment_make(const struct jal_id *caseload, const struct jal_id *dossier, const char *path,
	const char *kind, int32_t today, const uint8_t *bytes, size_t n, struct attachment *out)
{
	struct attachment a = { .edits = { NULL } };
	const struct value held = value_bytes(bytes, n);
	enum jal_err err = edit_create(ENTITY_attachment, caseload, dossier, &a.edits[0]);
	if (!err)
		err = fill(a.edits[0], path, kind, today, &held);
	if (!err)
		err = edit_create_as(ENTITY_content, caseload, dossier, edit_record(a.edits[0]), &a.edits[1]);
	if (!err)
		err = edit_set(a.edits[1], FIELD_content_bytes, &held);
	if (err) {
		attachment_free(&a);
		return err;
	}
	*out = a;
	return JAL_OK;
}

/* What the system or fsio says of a file that can't be taken, as someone who adds a document reads it. */
static enum jal_err refuse(enum jal_err err, struct diag *why)
{
	switch ((int)err) {
	case JAL_ERR_NOT_FOUND:
		return diag_set(why, err, N_("Ce fichier n’existe pas. Vérifiez le chemin."));
	case JAL_ERR_LIMIT:
		return diag_set(why, err,
			N_("Ce fichier dépasse %1 Mio, ce qu’un document peut peser. Rien n’a été ajouté ; réduisez-le, ou coupez-le."),
			diag_num((long long)(ATTACHMENT_MAX >> 20)));
	case JAL_ERR_INVALID:
		return diag_set(why, err, N_("Ce n’est pas un fichier (un répertoire, peut-être). Rien n’a été ajouté."));
	case JAL_ERR_IO:
		return diag_set(why, err, N_("Ce fichier n’a pas pu être lu : ses droits l’interdisent, ou le disque. Rien n’a été ajouté."));
	default:
		return diag_set_if_empty(why, err, NULL);
	}
}

enum jal_err attachment_take(const struct jal_id *caseload, const struct jal_id *dossier, const char *path,
	const char *kind, int32_t today, struct attachment *out, struct diag *why)
{
	struct buf bytes = BUF_INIT;
	if (kind && *kind && !vocab_find(VOCAB_attachment_kind, kind))
		return diag_set(why, JAL_ERR_INVALID, N_("« %1 » n’est pas une nature de document."), kind);
	enum jal_err err = fsio_read(path, ATTACHMENT_MAX, &bytes, NULL);
	if (err)
		err = refuse(err, why);
	else if (bytes.len == 0)
		err = diag_set(why, JAL_ERR_INVALID, N_("Ce fichier est vide. Rien n’a été ajouté."));
	else
		err = attachment_make(caseload, dossier, path, kind && *kind ? kind : "other", today, bytes.data, bytes.len, out);
	buf_free(&bytes);
	return err ? diag_set_if_empty(why, err, NULL) : JAL_OK;
}

/* ---- out ---- */

static enum jal_err compare(const struct record *document, const struct value *held, struct diag *why)
{
	const struct jal_hash *said = record_get(document, attachment_hash);
	const int64_t size = record_get(document, attachment_size);
	const struct jal_hash is = hash_b2(held->bytes, held->bytes_len);
	if (said && hash_equal(said, &is) && size == (int64_t)held->bytes_len)
		return JAL_OK;
	return diag_set(why, JAL_ERR_CORRUPT,
		N_("Ce qui est reçu ne correspond pas à l’empreinte du document : il n’est pas donné. Demandez à qui l’a ajouté de recommencer."));
}

enum jal_err attachment_read(struct journal *j, const struct record *document, struct buf *out, struct diag *why)
{
	struct record *content = NULL;
	const struct value *held = NULL;
	enum jal_err err = journal_load(j, record_caseload(document), ENTITY_content, record_dossier(document),
		record_id(document), &content);
	if (!err)
		held = record_get(content, content_bytes);
	if (err == JAL_ERR_NOT_FOUND || (!err && !held))
		err = diag_set(why, JAL_ERR_WAITING,
			N_("Le contenu de ce document n’est pas sur cet ordinateur. Synchronisez, puis recommencez."));
	else if (!err)
		err = compare(document, held, why);
	if (!err && held)
		err = buf_put(out, held->bytes, held->bytes_len);
	record_free(content);
	return err ? diag_set_if_empty(why, err, NULL) : JAL_OK;
}

enum jal_err attachment_here(struct journal *j, const struct record *document, bool *here)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(journal_db(j), &attachment_sql, HELD, &st);
	if (err)
		return err;
	db_bind_id(st, 1, record_caseload(document));
	db_bind_id(st, 2, record_dossier(document));
	db_bind_i64(st, 3, model_entity(ENTITY_content)->wire);
	db_bind_id(st, 4, record_id(document));
	err = db_step(st, &row);
	if (!err)
		*here = row && !db_col_null(st, 0);
	db_done(st);
	return err;
}

enum jal_err attachment_save(struct journal *j, const struct record *document, const char *path, struct diag *why)
{
	struct buf bytes = BUF_INIT;
	enum jal_err err = attachment_read(j, document, &bytes, why);
	if (!err)
		err = outside_write(path, bytes.data, bytes.len, why);
	buf_free(&bytes);
	return err;
}

/* The letters and digits after a name's last dot, small; "" when it is anything else. */
static void ending_of(const char *name, char out[ENDING_MAX + 1])
{
	const char *dot = name ? strrchr(name, '.') : NULL;
	const size_t n = dot ? strlen(dot + 1) : 0;
	out[0] = 0;
	if (n == 0 || n > ENDING_MAX)
		return;
	for (size_t i = 0; i < n; i++)
		if (!isascii(dot[1 + i]) || !isalnum((unsigned char)dot[1 + i]))
			return;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)tolower((unsigned char)dot[1 + i]);
	out[n] = 0;
}

enum jal_err attachment_propose(const struct record *document, struct buf *out)
{
	const char *kind = record_get(document, attachment_kind);
	const int32_t date = record_get(document, attachment_date);
	char ending[ENDING_MAX + 1], day[DATE_ISO_MAX] = "", stem[64];
	ending_of(record_get(document, attachment_name), ending);
	if (date != RECORD_NO_DATE)
		(void)date_iso(date, day);
	/* A kind that is not known here may hold anything. */
	(void)snprintf(stem, sizeof(stem), "document-%s%s%s", kind && vocab_find(VOCAB_attachment_kind, kind) ? kind : "other",
		*day ? "-" : "", day);
	return outside_propose(NULL, stem, *ending ? ending : "bin", out);
}
