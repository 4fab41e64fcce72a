/*
 * A document: a form with the path of a file.
 */
#include "tui/scr_document.h"

#include <stdlib.h>
#include <string.h>

#include "core/attachment.h"
#include "core/format.h"
#include "core/fsio.h"
#include "core/outside.h"
#include "core/text.h"
#include "tui/app.h"
#include "tui/fileform.h"
#include "tui/i18n.h"
#include "tui/work.h"

enum { FILE_NAME, KIND, FIELDS };

#define KINDS_MAX 16

struct document {
	struct fileform base;	/* first */
	struct desk *desk;
	struct file_ref ref;
	struct jal_id id;	/* zero: one is added */
	struct picker_choice kinds[KINDS_MAX];
	struct form_field fields[FIELDS];
	struct buf about;	/* what is written out: name, size, hash */
};

static const char *const add_buttons[] = { N_("Ajouter"), N_("Abandonner") };
static const char *const save_buttons[] = { N_("Écrire le fichier"), N_("Abandonner") };

static struct document *self(struct screen *s)
{
	return (struct document *)s;
}

static bool adds(const struct document *d)
{
	return id_is_zero(&d->id);
}

/* ---- the form ---- */

static void title(const struct screen *s, struct buf *out)
{
	if (buf_puts(out, adds((const struct document *)s) ? _("Ajouter un document") : _("Document")) != JAL_OK)
		buf_clear(out);
}

JAL_MUST static enum jal_err load_document(struct document *d, struct record **out, struct diag *why)
{
	enum jal_err err = journal_load(desk_journal(d->desk), &d->ref.caseload, ENTITY_attachment, &d->ref.dossier, &d->id,
		out);

	if (err == JAL_ERR_NOT_FOUND)
		return diag_set(why, err, N_("Ce document n’est plus sur cet ordinateur."));
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* "devis.pdf, 81 Kio" and the hash, that a colleague can read aloud. */
JAL_MUST static enum jal_err describe(const struct record *r, struct buf *out)
{
	struct format format = desk_format();
	const char *name = record_get(r, attachment_name);
	const struct jal_hash *hash = record_get(r, attachment_hash);
	int64_t size = record_get(r, attachment_size);
	char hex[HASH_HEX + 1];
	enum jal_err err = name != NULL ? text_inert(name, strlen(name), TEXT_LINE, out) : buf_puts(out, "…");

	if (err == JAL_OK && size != RECORD_NO_NUMBER)
		err = buf_puts(out, ", ");
	if (err == JAL_OK && size != RECORD_NO_NUMBER)
		err = format_size(&format, size, out);
	if (err == JAL_OK && hash != NULL)
		err = buf_printf(out, _("\nEmpreinte (BLAKE2b) : %s"), hash_hex(hash, hex));
	return err;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct document *d = self(s);
	struct record *r = NULL;
	struct buf path = BUF_INIT;
	enum jal_err err = JAL_OK;

	d->base.form.azerty = app_settings(s->app)->azerty_digits;
	if (adds(d))
		return JAL_OK;
	err = load_document(d, &r, why);
	buf_clear(&d->about);
	if (err == JAL_OK)
		err = describe(r, &d->about);
	if (err == JAL_OK && *form_value(&d->base.form, FILE_NAME) == '\0') {
		err = attachment_propose(r, &path);
		if (err == JAL_OK)
			err = form_set(&d->base.form, FILE_NAME, buf_str(&path));
	}
	record_free(r);
	buf_free(&path);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* ---- doing it ---- */

static void add(struct fileform *f, const char *path)
{
	struct document *d = (struct document *)f;
	struct app *app = d->base.screen.app;
	struct attachment a = { .edits = { NULL } };
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = attachment_take(&d->ref.caseload, &d->ref.dossier, path, form_value(&d->base.form, KIND),
		desk_today(d->desk), &a, &why);

	if (err == JAL_OK)
		err = work_said(d->desk, &d->ref, _("document de %s"), &said);
	if (err != JAL_OK)
		work_say_error(app, err, &why);
	else if (work_write(d->desk, app, a.edits, 2, buf_str(&said))) {
		app_pop(app);
		app_say(app, APP_INFO, "%s", _("Le document est ajouté, chiffré. Le fichier d’origine reste où il est, en clair."));
	}
	attachment_free(&a);
	buf_free(&said);
}

static void save(struct fileform *f, const char *path)
{
	struct document *d = (struct document *)f;
	struct app *app = d->base.screen.app;
	struct record *r = NULL;
	struct buf shown = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = load_document(d, &r, &why);

	if (err == JAL_OK)
		err = attachment_save(desk_journal(d->desk), r, path, &why);
	if (err != JAL_OK) {
		work_say_error(app, err, &why);
	} else {
		app_pop(app);
		if (text_inert(path, strlen(path), TEXT_LINE, &shown) == JAL_OK)
			app_say(app, APP_INFO, _("Document écrit, non chiffré : %s"), buf_str(&shown));
	}
	record_free(r);
	buf_free(&shown);
}

/* ---- the screen ---- */

static enum jal_err put_above(const struct fileform *f, struct buf *out)
{
	const struct document *d = (const struct document *)f;

	if (adds(d))
		return buf_puts(out, _("4 Mio au plus. Le document sera chiffré ici, et dans ce qui est envoyé."));
	return buf_printf(out, "%s\n%s", buf_str(&d->about), _(outside_warning()));
}

static void release(struct screen *s)
{
	buf_free(&self(s)->about);
}

static void document_free(struct screen *s)
{
	struct document *d = self(s);

	fileform_free(&d->base);
	buf_free(&d->about);
	free(d);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = fileform_draw,
	.tell = fileform_tell,
	.choose = fileform_choose,
	.answer = fileform_answer,
	.key = fileform_key,
	.paste = fileform_paste,
	.run = fileform_run,
	.typing = fileform_typing,
	.picking = fileform_picking,
	.release = release,
	.free = document_free,
};

static size_t offer_kinds(struct document *d)
{
	size_t n = 0;
	size_t offered = 0;
	const struct vocab_code *codes = vocab_codes(VOCAB_attachment_kind, &n);

	for (size_t i = 0; i < n && offered < KINDS_MAX; i++)
		if (!codes[i].obsolete)
			d->kinds[offered++] = (struct picker_choice){ codes[i].code, codes[i].label };
	return offered;
}

static const struct fileform_kind kinds[] = {
	[false] = { .file = FILE_NAME, .above = put_above, .confirm = save },
	[true] = { .file = FILE_NAME, .reads = true, .above = put_above, .confirm = add },
};
static const struct form_hooks hooks = { .check = fileform_check };

struct screen *scr_document_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *document)
{
	struct document *d = calloc(1, sizeof(*d));
	size_t n = document == NULL ? FIELDS : 1;
	enum jal_err err = JAL_OK;

	if (d == NULL)
		return NULL;
	d->base.screen = (struct screen){ .vt = &vt, .id = SCR_FORM };
	d->base.kind = &kinds[document == NULL];
	d->desk = desk;
	d->ref = *ref;
	d->id = document != NULL ? *document : ID_ZERO;
	d->fields[FILE_NAME] = (struct form_field){ .label = N_("Fichier"), .type = FORM_TEXT, .needed = true, .path = true,
		.max = FSIO_PATH_BYTES - 1 };
	d->fields[KIND] = (struct form_field){ .label = N_("Nature"), .type = FORM_CHOICE,
		.choices = { .table = d->kinds, .n = offer_kinds(d) } };
	err = form_init(&d->base.form, d->fields, n, document == NULL ? add_buttons : save_buttons, 2, &hooks, &d->base);
	if (err == JAL_OK && document == NULL)
		err = form_set(&d->base.form, KIND, "other");
	if (err != JAL_OK) {
		document_free(&d->base.screen);
		return NULL;
	}
	d->base.form.today = desk_today(desk);
	return &d->base.screen;
}
