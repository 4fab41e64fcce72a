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
#include "tui/form.h"
#include "tui/i18n.h"
#include "tui/work.h"

enum { FILE_NAME, KIND, FIELDS };

#define KINDS_MAX 16

struct document {
	struct screen screen;	/* first */
	struct desk *desk;
	struct file_ref ref;
	struct jal_id id;	/* zero: one is added */
	struct picker_choice kinds[KINDS_MAX];
	struct form_field fields[FIELDS];
	struct form form;
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

/* "~/" is this account's folder, as everywhere else. */
JAL_MUST static enum jal_err put_path(const char *typed, struct buf *out)
{
	const char *home = getenv("HOME");

	if (typed[0] == '~' && typed[1] == '/' && home != NULL)
		return buf_printf(out, "%s%s", home, typed + 1);
	return buf_puts(out, typed);
}

/* ---- the form ---- */

static void title(const struct screen *s, struct buf *out)
{
	if (buf_puts(out, adds((const struct document *)s) ? _("Ajouter un document") : _("Document")) != JAL_OK)
		buf_clear(out);
}

static enum form_verdict check(void *ctx, const struct form *f, size_t field, struct buf *why)
{
	const struct document *d = ctx;
	struct buf path = BUF_INIT;
	enum form_verdict verdict = FORM_FINE;
	bool there = false;

	if (field != FILE_NAME || put_path(form_value(f, FILE_NAME), &path) != JAL_OK)
		return FORM_FINE;
	there = fsio_exists(buf_str(&path));
	buf_free(&path);
	/* Without memory, the refusal has no words. */
	if (adds(d) && !there) {
		verdict = FORM_WRONG;
		if (buf_puts(why, _("Ce fichier n’existe pas. Vérifiez le chemin.")) != JAL_OK)
			buf_clear(why);
	} else if (!adds(d) && there) {
		verdict = FORM_WRONG;
		if (buf_puts(why, _("Ce fichier existe déjà : il ne sera pas remplacé, donnez un autre nom.")) != JAL_OK)
			buf_clear(why);
	}
	return verdict;
}

static const struct form_hooks hooks = { .check = check };

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

	d->form.azerty = app_settings(s->app)->azerty_digits;
	if (adds(d))
		return JAL_OK;
	err = load_document(d, &r, why);
	buf_clear(&d->about);
	if (err == JAL_OK)
		err = describe(r, &d->about);
	if (err == JAL_OK && *form_value(&d->form, FILE_NAME) == '\0') {
		err = attachment_propose(r, &path);
		if (err == JAL_OK)
			err = form_set(&d->form, FILE_NAME, buf_str(&path));
	}
	record_free(r);
	buf_free(&path);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* ---- doing it ---- */

static void add(struct document *d, const char *path)
{
	struct app *app = d->screen.app;
	struct attachment a = { .edits = { NULL } };
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = attachment_take(&d->ref.caseload, &d->ref.dossier, path, form_value(&d->form, KIND),
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

static void save(struct document *d, const char *path)
{
	struct app *app = d->screen.app;
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

static void confirm(struct document *d)
{
	struct app *app = d->screen.app;
	struct buf path = BUF_INIT;

	if (!form_ready(&d->form)) {
		app_say(app, APP_ERROR, "%s", form_why(&d->form));
		return;
	}
	if (put_path(form_value(&d->form, FILE_NAME), &path) != JAL_OK)
		app_say(app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	else if (adds(d))
		add(d, buf_str(&path));
	else
		save(d, buf_str(&path));
	buf_free(&path);
}

/* ---- what every form does ---- */

JAL_MUST static enum jal_err put_above(const struct document *d, struct buf *out)
{
	if (adds(d))
		return buf_puts(out, _("4 Mio au plus. Le document sera chiffré ici, et dans ce qui est envoyé."));
	return buf_printf(out, "%s\n%s", buf_str(&d->about), _(outside_warning()));
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct document *d = self(s);
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };
	int room = l->body.rows > 5 ? l->body.rows - 5 : 0;
	struct buf text = BUF_INIT;
	int above = 0;

	if (room > 0 && put_above(d, &text) == JAL_OK)
		above = canvas_paragraph(c, (struct rect){ r.row, r.col, room, r.cols }, ROLE_NORMAL, buf_str(&text));
	form_draw(&d->form, c, layout_below(r, above > 0 ? above + 1 : 0));
	buf_free(&text);
}

static void tell(struct screen *s, struct tell *t)
{
	struct buf text = BUF_INIT;

	if (put_above(self(s), &text) == JAL_OK)
		tell_say(t, buf_str(&text));
	form_tell(&self(s)->form, t);
	buf_free(&text);
}

static void pressed(struct document *d)
{
	if (form_button(&d->form) == 0)
		confirm(d);
	else
		app_pop(d->screen.app);
}

/* False: it was not taken. */
static bool came(struct document *d, enum form_result result)
{
	struct app *app = d->screen.app;

	if (result == FORM_PRESSED)
		pressed(d);
	else if (result == FORM_TOO_LONG)
		app_say(app, APP_WARNING, "%s", _("Ce champ est plein : la suite n’a pas été prise."));
	else if (result == FORM_NO_CHOICE)
		app_say(app, APP_INFO, "%s", form_how_to_choose(&d->form));
	return result != FORM_IGNORED;
}

static bool key(struct screen *s, const struct key *k)
{
	return came(self(s), form_key(&self(s)->form, k));
}

static bool choose(struct screen *s, size_t number)
{
	struct form *form = &self(s)->form;

	if (!form_choose(form, number))
		return false;
	if (!form->picker.open && form->at >= form->n)
		pressed(self(s));
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	enum form_result result = form_answer(&self(s)->form, line, n);

	if (result == FORM_NO_CHOICE)
		app_say(s->app, APP_INFO, "%s", _("Aucun choix ne commence ainsi."));
	else
		(void)came(self(s), result);
	return result != FORM_IGNORED;
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	return form_paste(&self(s)->form, bytes, n, NULL) != FORM_IGNORED;
}

static bool run(struct screen *s, enum action_id action)
{
	if (action == ACT_SAVE)
		confirm(self(s));
	return action == ACT_SAVE;
}

static bool typing(const struct screen *s)
{
	return form_typing(&((const struct document *)s)->form);
}

static bool picking(const struct screen *s)
{
	return form_choosing(&((const struct document *)s)->form);
}

static void release(struct screen *s)
{
	buf_free(&self(s)->about);
}

static void document_free(struct screen *s)
{
	struct document *d = self(s);

	form_free(&d->form);
	buf_free(&d->about);
	free(d);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.paste = paste,
	.run = run,
	.typing = typing,
	.picking = picking,
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

struct screen *scr_document_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *document)
{
	struct document *d = calloc(1, sizeof(*d));
	size_t n = document == NULL ? FIELDS : 1;
	enum jal_err err = JAL_OK;

	if (d == NULL)
		return NULL;
	d->screen = (struct screen){ .vt = &vt, .id = SCR_FORM };
	d->desk = desk;
	d->ref = *ref;
	d->id = document != NULL ? *document : ID_ZERO;
	d->fields[FILE_NAME] = (struct form_field){ .label = N_("Fichier"), .type = FORM_TEXT, .needed = true,
		.max = FSIO_PATH_BYTES - 1 };
	d->fields[KIND] = (struct form_field){ .label = N_("Nature"), .type = FORM_CHOICE,
		.choices = { .table = d->kinds, .n = offer_kinds(d) } };
	err = form_init(&d->form, d->fields, n, document == NULL ? add_buttons : save_buttons, 2, &hooks, d);
	if (err == JAL_OK && document == NULL)
		err = form_set(&d->form, KIND, "other");
	if (err != JAL_OK) {
		document_free(&d->screen);
		return NULL;
	}
	d->form.today = desk_today(desk);
	return &d->screen;
}
