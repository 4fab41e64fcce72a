/*
 * Printing: a form of three fields.
 */
#include "tui/scr_print.h"

#include <stdlib.h>
#include <string.h>

#include "core/casework.h"
#include "core/fsio.h"
#include "core/outside.h"
#include "core/text.h"
#include "tui/app.h"
#include "tui/fileform.h"
#include "tui/i18n.h"
#include "tui/key.h"
#include "tui/work.h"

enum { PAPER, FILE_NAME, HISTORY, FIELDS };

struct print_screen {
	struct fileform base;	/* first */
	struct desk *desk;
	struct format format;
	struct papers_wish wish;
	struct scr_print_aim aim;
	bool somebody;		/* whose is known */
	struct picker_choice offered[PAPERS_KINDS];
	struct form_field fields[FIELDS];
	struct printing *going;	/* what is being laid out; NULL */
	struct buf path;	/* and where to it goes */
};

/* A paper that takes no longer is waited for: nobody sees anything under way. */
#define SOON_MS 300
#define LOOK_MS 250

static const char *const codes[PAPERS_KINDS] = { [PAPERS_CONTRACT] = "contract", [PAPERS_SUMMARY] = "summary",
	[PAPERS_SLIP] = "slip", [PAPERS_WEEK] = "week", [PAPERS_TIMELINE] = "timeline",
	[PAPERS_PERSON] = "person" };
static const char *const buttons[] = { N_("Créer le PDF"), N_("Abandonner") };

static struct print_screen *self(struct screen *s)
{
	return (struct print_screen *)s;
}

static enum papers_kind chosen(const struct print_screen *p)
{
	for (enum papers_kind k = 0; k < PAPERS_KINDS; k++)
		if (strcmp(codes[k], form_value(&p->base.form, PAPER)) == 0)
			return k;
	return p->aim.kind;
}

/* ---- the form ---- */

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Imprimer")) != JAL_OK)
		buf_clear(out);
}

static void understood(void *ctx, const struct form *f, size_t field, struct buf *out)
{
	(void)ctx;
	if (field == HISTORY && *form_value(f, HISTORY) != '\0' &&
		buf_puts(out, _("seulement avec « Tout ce qui est tenu sur la personne »")) != JAL_OK)
		buf_clear(out);
}

static enum jal_err propose(struct fileform *f, struct buf *out)
{
	struct print_screen *p = (struct print_screen *)f;

	p->wish.kind = chosen(p);
	return papers_propose(&p->wish, NULL, out);
}

/* What can be printed of it: a contract where there is one, a slip where an appointment was meant. */
static size_t offer(struct print_screen *p)
{
	const bool can[PAPERS_KINDS] = { [PAPERS_CONTRACT] = p->somebody && !id_is_zero(&p->aim.contract),
		[PAPERS_SUMMARY] = p->somebody, [PAPERS_SLIP] = p->somebody && !id_is_zero(&p->aim.appointment),
		[PAPERS_WEEK] = p->aim.day != RECORD_NO_DATE, [PAPERS_TIMELINE] = p->somebody, [PAPERS_PERSON] = p->somebody };
	size_t n = 0;

	for (enum papers_kind k = 0; k < PAPERS_KINDS; k++)
		if (can[k])
			p->offered[n++] = (struct picker_choice){ codes[k], papers_name(k) };
	return n;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct print_screen *p = self(s);
	enum jal_err err = JAL_OK;

	p->format = desk_format();
	p->wish.ask.journal = desk_journal(p->desk);
	p->wish.ask.format = &p->format;
	p->wish.ask.clock = desk_clock(p->desk);
	p->wish.day = p->aim.day;
	p->wish.shown = p->aim.shown;
	if (p->somebody && id_is_zero(&p->aim.contract)) {
		struct diag none = DIAG_INIT;

		/* Without one, none is offered. */
		err = paper_contract_current(&p->wish.ask, &p->aim.contract, &none);
		if (err == JAL_ERR_NOT_FOUND)
			err = JAL_OK;
	}
	p->fields[PAPER].choices.n = offer(p);
	p->base.form.azerty = app_settings(s->app)->azerty_digits;
	if (err == JAL_OK && *form_value(&p->base.form, PAPER) == '\0')
		err = form_set(&p->base.form, PAPER, codes[p->aim.kind == PAPERS_CONTRACT && id_is_zero(&p->aim.contract) ?
			PAPERS_SUMMARY : p->aim.kind]);
	if (err == JAL_OK)
		err = fileform_propose(&p->base);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* ---- doing it ---- */

/* Who has everything printed is told by the journal, beside this session's saves: undoing those takes no trace away. */
JAL_MUST static enum jal_err disclose(struct print_screen *p, struct diag *why)
{
	struct journal *own = NULL;
	enum jal_err err = journal_open(desk_db(p->desk), desk_clock(p->desk), &own);

	if (err == JAL_OK)
		err = casework_disclose_all(own, &p->wish.ask.caseload, &p->wish.ask.dossier, why);
	journal_close(own);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* A caseload that is only read keeps no hash: the paper is there all the same. */
JAL_MUST static enum jal_err keep(struct print_screen *p, struct edit *kept, const char *path, struct diag *why)
{
	const struct file_ref ref = { .dossier = p->wish.ask.dossier, .caseload = p->wish.ask.caseload };
	struct buf said = BUF_INIT;
	enum jal_err err = work_said(p->desk, &ref, _("empreinte du contrat imprimé de %s"), &said);

	if (err == JAL_OK)
		err = desk_write(p->desk, &kept, 1, NULL, buf_str(&said), why);
	if (err == JAL_ERR_DENIED)
		err = JAL_OK;
	if (err != JAL_OK)
		papers_take_back(path);
	buf_free(&said);
	return err;
}

static void say_printed(struct app *app, const struct printed *printed, const char *path)
{
	struct buf shown = BUF_INIT;

	if (text_inert(path, strlen(path), TEXT_LINE, &shown) == JAL_OK)
		app_say(app, APP_INFO, P_("%u page, non chiffrée : %s", "%u pages, non chiffrées : %s", printed->pages), printed->pages,
			buf_str(&shown));
	buf_free(&shown);
}

static void stop(struct print_screen *p)
{
	printer_stop(p->going);
	p->going = NULL;
	buf_free(&p->path);
}

/* It is laid out: the file, the hash, the sentence. This screen goes with that. */
static void finish(struct print_screen *p, struct printed *printed)
{
	static const struct desk_event changed = { .kind = DESK_CHANGED };
	struct app *app = p->base.screen.app;
	struct edit *kept = NULL;
	struct buf path = p->path;
	struct diag why = DIAG_INIT;
	enum jal_err err = papers_write(&p->wish, printed, buf_str(&path), &kept, &why);

	p->path = BUF_INIT;
	if (err == JAL_OK && kept != NULL)
		err = keep(p, kept, buf_str(&path), &why);
	edit_free(kept);
	if (err != JAL_OK) {
		work_say_error(app, err, &why);
	} else {
		app_pop(app);
		app_broadcast(app, &changed);
		say_printed(app, printed, buf_str(&path));
	}
	buf_free(&path);
}

/* Waits for it a moment, then goes on answering keys. */
static void advance(struct print_screen *p, int ms)
{
	struct app *app = p->base.screen.app;
	struct printed printed = { .pages = 0 };
	struct diag why = DIAG_INIT;
	enum jal_err err = printer_wait(p->going, ms, &printed, &why);

	if (err == JAL_ERR_WAITING) {
		app_say(app, APP_INFO, "%s", _("Mise en page en cours. Échap : l’abandonner."));
		return;
	}
	printer_stop(p->going);
	p->going = NULL;
	if (err == JAL_OK)
		finish(p, &printed);
	else
		work_say_error(app, err, &why);
	buf_free(&printed.pdf);
}

static int tick(struct screen *s)
{
	struct print_screen *p = self(s);

	/* Under something else it waits: what comes of it is said here. */
	if (p->going != NULL && app_top(s->app) == s)
		advance(p, 0);
	return p->going != NULL ? LOOK_MS : -1;
}

static void print(struct fileform *f, const char *path)
{
	struct print_screen *p = (struct print_screen *)f;
	struct app *app = p->base.screen.app;
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (p->going != NULL)
		return;
	p->wish.kind = chosen(p);
	p->wish.record = p->wish.kind == PAPERS_SLIP ? p->aim.appointment : p->aim.contract;
	p->wish.history = p->somebody && *form_value(&p->base.form, HISTORY) != '\0';
	buf_free(&p->path);
	err = buf_puts(&p->path, path);
	if (err == JAL_OK && p->wish.kind == PAPERS_PERSON)
		err = disclose(p, &why);
	if (err == JAL_OK)
		err = papers_start(&p->wish, &p->going, &why);
	if (err != JAL_OK) {
		work_say_error(app, err, &why);
		return;
	}
	advance(p, SOON_MS);
	if (p->going != NULL)
		app_wake(app, &p->base.screen);
}

/* ---- what every form does ---- */

static void tell(struct screen *s, struct tell *t)
{
	fileform_tell(s, t);
	if (self(s)->going == NULL)
		return;
	t->busy = true;
	t->takes = TELL_COMMAND;
	t->fields = false;
	tell_prompt(t, "");
}

/* While it is laid out there is only Esc, and the lock. */
static bool key(struct screen *s, const struct key *k)
{
	struct print_screen *p = self(s);

	if (p->going == NULL)
		return fileform_key(s, k);
	if (k->code != K_ESC)
		return k->code != (K_CTRL | 'l');
	stop(p);
	app_say(s->app, APP_INFO, "%s", _("Mise en page abandonnée : rien n’a été écrit."));
	return true;
}

static bool choose(struct screen *s, size_t number)
{
	return self(s)->going == NULL && fileform_choose(s, number);
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	return self(s)->going == NULL && fileform_answer(s, line, n);
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	return self(s)->going == NULL && fileform_paste(s, bytes, n);
}

/* A lock ends what was under way; nothing of it is left. */
static void release(struct screen *s)
{
	stop(self(s));
}

static void print_free(struct screen *s)
{
	struct print_screen *p = self(s);

	stop(p);
	fileform_free(&p->base);
	free(p);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = fileform_draw,
	.tell = tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.paste = paste,
	.run = fileform_run,
	.typing = fileform_typing,
	.picking = fileform_picking,
	.tick = tick,
	.release = release,
	.free = print_free,
};

static const struct fileform_kind kind = { .file = FILE_NAME, .propose = propose, .confirm = print };
static const struct form_hooks hooks = { .check = fileform_check, .understood = understood };

struct screen *scr_print_new(struct desk *desk, const struct file_ref *ref, const struct scr_print_aim *aim)
{
	struct print_screen *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->base.screen = (struct screen){ .vt = &vt, .id = SCR_FORM };
	p->base.kind = &kind;
	p->desk = desk;
	p->aim = *aim;
	p->somebody = ref != NULL;
	if (ref != NULL) {
		p->wish.ask.dossier = ref->dossier;
		p->wish.ask.caseload = ref->caseload;
	}
	p->fields[PAPER] = (struct form_field){ .label = N_("Document"), .type = FORM_CHOICE, .needed = true,
		.choices = { .table = p->offered } };
	p->fields[FILE_NAME] = (struct form_field){ .label = N_("Fichier"), .type = FORM_TEXT, .needed = true, .path = true, .max = 1000 };
	p->fields[HISTORY] = (struct form_field){ .label = N_("Avec l’historique"), .type = FORM_CHECK };
	if (form_init(&p->base.form, p->fields, ref != NULL ? FIELDS : FIELDS - 1, buttons, 2, &hooks, &p->base) != JAL_OK) {
		print_free(&p->base.screen);
		return NULL;
	}
	return &p->base.screen;
}
