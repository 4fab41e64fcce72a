/*
 * The documents of a file, which stand before its history: what each is called
 * and weighs, the beginning of its hash, and whether what it holds is here.
 */
#include <stdlib.h>
#include <string.h>

#include "core/attachment.h"
#include "core/date.h"
#include "core/format.h"
#include "core/text.h"
#include "tui/i18n.h"
#include "tui/scr_document.h"
#include "tui/tab.h"
#include "tui/work.h"

/* Of the hash as people compare it, in hexadecimal digits. */
#define HASH_SHOWN 8

static int64_t date_of(const struct record *r)
{
	int32_t date = record_get(r, attachment_date);

	return date == RECORD_NO_DATE ? RECORD_NO_NUMBER : date_with_minutes(date, 0);
}

/* "devis.pdf (81 Kio, chiffré)  empreinte 1a2b3c4d" */
JAL_MUST static enum jal_err put_what(const struct tab_view *v, const struct record *r, struct buf *out)
{
	struct format format = desk_format();
	const char *name = record_get(r, attachment_name);
	const struct jal_hash *hash = record_get(r, attachment_hash);
	int64_t size = record_get(r, attachment_size);
	char hex[HASH_HEX + 1];
	enum jal_err err = JAL_OK;

	/* A name may say who it is. */
	if (name != NULL && !desk_discreet(v->desk))
		err = text_inert(name, strlen(name), TEXT_LINE, out);
	else
		err = buf_puts(out, "…");
	if (err == JAL_OK && size != RECORD_NO_NUMBER) {
		err = buf_puts(out, " (");
		if (err == JAL_OK)
			err = format_size(&format, size, out);
		if (err == JAL_OK)
			err = buf_puts(out, _(", chiffré)"));
	}
	if (err == JAL_OK && hash != NULL)
		err = buf_printf(out, _("  empreinte %.*s"), HASH_SHOWN, hash_hex(hash, hex));
	return err;
}

JAL_MUST static enum jal_err put_document(struct tab_view *v, const struct record *r, struct lines *out, struct buf *text)
{
	struct line *line = lines_add(out, record_id(r));
	int32_t date = record_get(r, attachment_date);
	char day[DATE_SHOWN_MAX];
	bool here = false;
	enum jal_err err = line != NULL ? attachment_here(desk_journal(v->desk), r, &here) : JAL_ERR_NOMEM;

	if (err != JAL_OK)
		return err;
	line->kind = TAB_DOCUMENT;
	if (date != RECORD_NO_DATE)
		err = lines_put(out, 0, date_shown(date, day));
	if (err == JAL_OK)
		err = tab_put_code(out, 1, VOCAB_attachment_kind, record_get(r, attachment_kind), text);
	buf_clear(text);
	if (err == JAL_OK)
		err = put_what(v, r, text);
	if (err == JAL_OK)
		err = lines_put(out, 2, buf_str(text));
	return err == JAL_OK ? lines_put(out, 3, here ? "" : _("pas reçu")) : err;
}

enum jal_err tab_documents_fill(struct tab_view *v, struct lines *out)
{
	const struct file_list *l = &v->file.of[ENTITY_attachment];
	const struct record **sorted = NULL;
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (l->n == 0)
		return JAL_OK;
	err = tab_sorted(l, date_of, true, &sorted);
	if (err == JAL_OK)
		err = lines_heading(out, _("DOCUMENTS"));
	for (size_t i = 0; i < l->n && err == JAL_OK; i++)
		err = put_document(v, sorted[i], out, &text);
	if (err == JAL_OK)
		err = lines_heading(out, _("HISTORIQUE"));
	free(sorted);
	buf_free(&text);
	return err;
}

/* Out of the file; its history and what it holds stay in the vault. */
static void take_out(struct tab_view *v, const struct jal_id *id)
{
	const struct record *r = file_find(&v->file, ENTITY_attachment, id);
	struct edit *e = NULL;
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = r != NULL ? edit_of(r, &e) : JAL_ERR_NOT_FOUND;

	if (err == JAL_OK)
		err = edit_set_flag(e, FIELD_attachment_archived, true);
	if (err == JAL_OK)
		err = work_said(v->desk, &v->file.ref, _("retrait d’un document de %s"), &said);
	if (err != JAL_OK)
		work_say_error(v->app, err, &why);
	else if (work_write(v->desk, v->app, &e, 1, buf_str(&said)))
		app_say(v->app, APP_INFO, "%s", _("Le document est retiré de la fiche, pas effacé. Ctrl+Z : le remettre."));
	edit_free(e);
	buf_free(&said);
}

bool tab_documents_run(struct tab_view *v, const struct line *line, enum action_id action)
{
	struct jal_id id = line != NULL ? line->id : ID_ZERO;

	if (action == ACT_CREATE) {
		work_push(v->app, scr_document_new(v->desk, &v->file.ref, NULL));
		return true;
	}
	if (line == NULL || line->kind != TAB_DOCUMENT)
		return false;
	if (action == ACT_OPEN)
		work_push(v->app, scr_document_new(v->desk, &v->file.ref, &id));
	else if (action == ACT_ARCHIVE)
		take_out(v, &id);
	else
		return false;
	return true;
}

const char *tab_documents_why_not(const struct line *line, enum action_id action)
{
	bool document = line != NULL && line->kind == TAB_DOCUMENT;

	if (action == ACT_ARCHIVE && !document)
		return _("seul un document se retire ; une modification se défait avec h");
	if (action == ACT_RESTORE && document)
		return _("c’est un document ; Entrée l’écrit dans un fichier");
	return NULL;
}
