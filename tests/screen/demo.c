/*
 * The demonstration: how a screen is written, and what the engine does for it.
 */
#include "tests/screen/demo.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/text.h"
#include "tui/app.h"
#include "tui/bindings.h"
#include "tui/form.h"
#include "tui/list.h"
#include "tui/prompt.h"
#include "tui/run.h"
#include "tui/term.h"

struct person {
	struct jal_id id;
	char name[64];
	char key[64];	/* text_fold of it */
	const char *town;
	int late;	/* days; 0: in time */
};

struct demo {
	struct person *people;
	size_t n;
	int64_t mono;
	int drafts;	/* saved so far */
	struct buf note;	/* the draft that was kept */
	bool discreet;
};

/* ---- the world ---- */

static int64_t now_ms(void *ctx)
{
	(void)ctx;
	/* 24 November 2026, 9:42 UTC. */
	return INT64_C(1795513320000);
}

static int offset_min(void *ctx, int64_t at_ms)
{
	(void)ctx;
	(void)at_ms;
	return 60;
}

static const struct jal_clock clock_still = { now_ms, offset_min, NULL };

static void fill(struct demo *d)
{
	static const char *const last[] = { "LEFÈVRE", "LEFEVRE", "TRAORÉ", "CÔTÉ", "NOËL", "D’ALMÉIDA", "MÜLLER",
		"BENOÎT", "LEFÉVRIER-LE GOFF", "OEUVRARD", "ŒUILLET" };
	static const char *const first[] = { "Hélène", "Marc", "Aïcha", "Benoît", "Gaëlle", "Léa", "Franz" };
	static const char *const towns[] = { "Saint-Malo", "Dinan", "Cancale" };

	for (size_t i = 0; i < d->n; i++) {
		struct person *p = &d->people[i];
		struct buf key = BUF_INIT;

		p->id.b[0] = 1;
		p->id.b[1] = (uint8_t)(i >> 8);
		p->id.b[2] = (uint8_t)i;
		snprintf(p->name, sizeof(p->name), "%s %s", last[i % 11], first[i / 11 % 7]);
		p->town = towns[i % 3];
		p->late = i % 5 == 0 ? (int)(i % 40) + 1 : 0;
		if (text_fold(p->name, strlen(p->name), &key) == JAL_OK)
			snprintf(p->key, sizeof(p->key), "%s", buf_str(&key));
		buf_free(&key);
	}
}

/* ---- the note ---- */

struct note {
	struct screen screen;
	struct editor text;
	char about[64];
};

static void note_title(const struct screen *s, struct buf *out)
{
	(void)!buf_printf(out, "Note > %s", ((const struct note *)s)->about);
}

static enum jal_err note_load(struct screen *s, struct diag *why)
{
	struct note *n = (struct note *)s;
	struct demo *d = app_host(s->app)->ctx;

	(void)why;
	/* What was locked away comes back from its draft. */
	return n->text.len == 0 && d->note.len > 0 ? editor_set(&n->text, buf_str(&d->note)) : JAL_OK;
}

static void note_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct note *n = (struct note *)s;
	char line[64];
	struct rect r = layout_below(l->body, 2);

	snprintf(line, sizeof(line), "%zu octets, %d brouillons", n->text.len,
		((struct demo *)app_host(s->app)->ctx)->drafts);
	canvas_put(c, l->body.row, 1, l->cols - 2, 0, line);
	canvas_rule(c, l->body.row + 1, 1, l->cols - 2, ROLE_FRAME, "─");
	editor_draw(&n->text, c, (struct rect){ r.row, 1, r.rows, l->cols - 2 }, 0, true);
}

static bool note_key(struct screen *s, const struct key *key)
{
	enum editor_result result = editor_key(&((struct note *)s)->text, key);

	if (result == EDITOR_CHANGED)
		app_touch(s->app);
	if (result == EDITOR_FULL)
		app_say(s->app, APP_WARNING, "Cette note est pleine.");
	return result != EDITOR_IGNORED;
}

static bool note_paste(struct screen *s, const char *bytes, size_t n)
{
	size_t dropped = 0;
	bool taken = editor_paste(&((struct note *)s)->text, bytes, n, &dropped) == JAL_OK;

	if (taken && dropped > 0)
		app_say(s->app, APP_INFO, "%zu caractères invisibles n’ont pas été collés.", dropped);
	if (taken)
		app_touch(s->app);
	return taken;
}

static enum jal_err note_save_draft(struct screen *s, struct diag *why)
{
	struct demo *d = app_host(s->app)->ctx;

	(void)why;
	buf_clear(&d->note);
	d->drafts++;
	return buf_puts(&d->note, ((struct note *)s)->text.text);
}

static void note_release(struct screen *s)
{
	(void)!editor_set(&((struct note *)s)->text, "");
}

static bool note_run(struct screen *s, enum action_id action)
{
	struct demo *d = app_host(s->app)->ctx;

	if (action == ACT_KIND) {
		d->mono += 2000;
		return true;
	}
	if (action != ACT_SAVE)
		return false;
	buf_clear(&d->note);
	app_pop(s->app);
	app_say(s->app, APP_INFO, "Note enregistrée sur cet ordinateur.");
	return true;
}

static bool always(const struct screen *s)
{
	(void)s;
	return true;
}

static void note_free(struct screen *s)
{
	editor_free(&((struct note *)s)->text);
	free(s);
}

static const struct screen_vt note_vt = { .title = note_title, .load = note_load, .draw = note_draw, .key = note_key,
	.paste = note_paste, .run = note_run, .typing = always, .save_draft = note_save_draft,
	.release = note_release, .free = note_free };

static struct screen *note_new(const char *about)
{
	struct note *n = calloc(1, sizeof(*n));

	if (n == NULL || editor_init(&n->text, EDITOR_LONG, 2000) != JAL_OK) {
		free(n);
		return NULL;
	}
	n->screen = (struct screen){ .vt = &note_vt, .id = SCR_NOTE };
	snprintf(n->about, sizeof(n->about), "%s", about);
	return &n->screen;
}

/* ---- the form ---- */

enum { F_CIVILITY, F_NAME, F_BORN, F_PHONE, F_HOUR, F_TOWN, F_TAGS, F_CONSENT, F_NOTE, F_COUNT };

static const struct picker_choice civilities[] = { { "m", "M." }, { "mme", "Mme" }, { "none", "Non précisé" } };
static const struct picker_choice all_towns[] = { { "cancale", "Cancale" }, { "dinan", "Dinan" },
	{ "dol", "Dol-de-Bretagne" }, { "pleurtuit", "Pleurtuit" }, { "saint-malo", "Saint-Malo" },
	{ "treverien", "Trévérien" } };
static const struct picker_choice all_tags[] = { { "car", "Voiture" }, { "bike", "Vélo" }, { "b", "Permis B" },
	{ "none", "Rien" } };

static const struct form_field fields[F_COUNT] = {
	[F_CIVILITY] = { .label = "Civilité", .type = FORM_CHOICE, .choices = { civilities, 3, NULL, NULL } },
	[F_NAME] = { .label = "Nom", .type = FORM_TEXT, .needed = true, .max = 60 },
	[F_BORN] = { .label = "Né(e) le", .type = FORM_DATE, .needed = true },
	[F_PHONE] = { .label = "Téléphone", .type = FORM_DIGITS },
	[F_HOUR] = { .label = "Heure d’appel", .type = FORM_TIME },
	[F_TOWN] = { .label = "Commune", .type = FORM_CHOICE, .choices = { all_towns, 6, NULL, NULL } },
	[F_TAGS] = { .label = "Mobilité", .type = FORM_SET, .choices = { all_tags, 4, NULL, NULL } },
	[F_CONSENT] = { .label = "Consentement", .type = FORM_CHECK },
	[F_NOTE] = { .label = "Remarque", .type = FORM_LONG, .rows = 3 },
};
static const char *const buttons[] = { "Enregistrer", "Annuler" };

static enum form_verdict check(void *ctx, const struct form *f, size_t field, struct buf *why)
{
	size_t digits = 0;

	(void)ctx;
	if (field != F_PHONE)
		return FORM_FINE;
	for (const char *s = form_value(f, field); *s != '\0'; s++)
		digits += *s >= '0' && *s <= '9';
	if (digits == 10)
		return FORM_FINE;
	(void)!buf_printf(why, "Il manque %zu chiffres (%zu sur 10). Vous pouvez continuer et corriger après.",
		10 - digits, digits);
	return FORM_WARNS;
}

static void age(void *ctx, const struct form *f, size_t field, struct buf *out)
{
	int32_t born = 0;

	(void)ctx;
	if (field == F_BORN && form_date(f, field, &born) && born < f->today)
		(void)!buf_printf(out, "%d ans", date_age(born, f->today));
}

static const struct form_hooks hooks = { .check = check, .understood = age };

struct sheet {
	struct screen screen;
	struct form form;
	struct person *person;
};

static void sheet_title(const struct screen *s, struct buf *out)
{
	(void)!buf_printf(out, "Modifier %s", ((const struct sheet *)s)->person->name);
}

static void sheet_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	canvas_put(c, l->body.row, 1, l->cols - 2, 0, "Champs * obligatoires.");
	form_draw(&((struct sheet *)s)->form, c, layout_below(l->body, 1));
}

static bool sheet_save(struct sheet *sh)
{
	struct app *app = sh->screen.app;

	if (!form_ready(&sh->form)) {
		app_say(app, APP_ERROR, "%s : %s", fields[sh->form.at].label, form_why(&sh->form));
		return true;
	}
	snprintf(sh->person->name, sizeof(sh->person->name), "%s", form_value(&sh->form, F_NAME));
	app_pop(app);
	app_say(app, APP_INFO, "Enregistré à 10h42 sur cet ordinateur, pas encore envoyé.");
	return true;
}

static bool sheet_key(struct screen *s, const struct key *key)
{
	struct sheet *sh = (struct sheet *)s;

	switch (form_key(&sh->form, key)) {
	case FORM_CHANGED:
		app_touch(s->app);
		return true;
	case FORM_LEFT:
		app_say(s->app, APP_WARNING, "Un champ est à revoir. Vous pouvez continuer.");
		return true;
	case FORM_TOO_LONG:
		app_say(s->app, APP_WARNING, "Ce champ est plein.");
		return true;
	case FORM_PRESSED:
		if (form_button(&sh->form) == 0)
			return sheet_save(sh);
		app_pop(s->app);
		return true;
	case FORM_MOVED:
	case FORM_NO_CHOICE:
		return true;
	case FORM_IGNORED:
		break;
	}
	return false;
}

static bool sheet_paste(struct screen *s, const char *bytes, size_t n)
{
	return form_paste(&((struct sheet *)s)->form, bytes, n, NULL) != FORM_IGNORED;
}

static bool sheet_run(struct screen *s, enum action_id action)
{
	return action == ACT_SAVE && sheet_save((struct sheet *)s);
}

static bool sheet_typing(const struct screen *s)
{
	return form_typing(&((const struct sheet *)s)->form);
}

static void sheet_free(struct screen *s)
{
	form_free(&((struct sheet *)s)->form);
	free(s);
}

static const struct screen_vt sheet_vt = { .title = sheet_title, .draw = sheet_draw, .key = sheet_key,
	.paste = sheet_paste, .run = sheet_run, .typing = sheet_typing, .free = sheet_free };

static struct screen *sheet_new(struct person *p)
{
	struct sheet *sh = calloc(1, sizeof(*sh));

	if (sh == NULL)
		return NULL;
	sh->screen = (struct screen){ .vt = &sheet_vt, .id = SCR_FORM };
	sh->person = p;
	if (form_init(&sh->form, fields, F_COUNT, buttons, 2, &hooks, sh) != JAL_OK ||
		form_set(&sh->form, F_CIVILITY, "mme") != JAL_OK || form_set(&sh->form, F_NAME, p->name) != JAL_OK ||
		form_set(&sh->form, F_BORN, "17/05/1992") != JAL_OK || form_set(&sh->form, F_TOWN, "dinan") != JAL_OK) {
		sheet_free(&sh->screen);
		return NULL;
	}
	sh->form.today = clock_today(&clock_still);
	sh->form.azerty = true;
	return &sh->screen;
}

/* ---- the list ---- */

struct people {
	struct screen screen;
	struct list list;
	struct demo *d;
};

static size_t count(void *ctx)
{
	return ((struct demo *)ctx)->n;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	return ((struct demo *)ctx)->people[row].id;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	const struct demo *d = ctx;
	const struct person *p = &d->people[row];

	if (column == 0)
		(void)!buf_puts(text, d->discreet ? "…" : p->name);
	else if (column == 2)
		(void)!buf_puts(text, p->town);
	else if (column == 1 && p->late > 0)
		(void)!buf_putc(text, '!');
	else if (column == 3 && p->late > 0)
		(void)!buf_printf(text, "%d j", p->late);
	if (column == 1)
		*style = ROLE_LATE;
}

static int compare(void *ctx, size_t a, size_t b, int sort)
{
	const struct demo *d = ctx;

	if (sort == 1)
		return d->people[b].late - d->people[a].late;
	return strcmp(d->people[a].key, d->people[b].key);
}

static bool match(void *ctx, size_t row, const char *key, size_t n)
{
	const struct demo *d = ctx;

	(void)n;
	return strstr(d->people[row].key, key) != NULL;
}

static const char *empty(void *ctx, const char *query)
{
	(void)ctx;
	(void)query;
	return "Aucun dossier ne répond.\nc : créer un dossier.";
}

static const struct list_model model = { .count = count, .id = id_of, .cell = cell, .compare = compare, .match = match,
	.empty = empty };

static const struct list_column columns[] = {
	{ .title = "NOM Prénom", .place = { .width = 22, .weight = 2 } },
	{ .title = "", .place = { .width = 1 } },
	{ .title = "Commune", .place = { .width = 12, .weight = 1, .drop = 2 } },
	{ .title = "Retard", .place = { .width = 6 }, .right = true },
};

static void people_title(const struct screen *s, struct buf *out)
{
	(void)s;
	(void)!buf_puts(out, "Mes dossiers");
}

static enum jal_err people_load(struct screen *s, struct diag *why)
{
	(void)why;
	return list_load(&((struct people *)s)->list);
}

static void people_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct people *p = (struct people *)s;
	char line[64];

	list_draw_search(&p->list, c, (struct rect){ l->body.row, 0, 1, l->cols - 20 }, "Recherche\xc2\xa0:");
	snprintf(line, sizeof(line), "%zu sur %zu ", list_count(&p->list), p->d->n);
	canvas_put_right(c, l->body.row, l->cols - 20, 20, 0, line);
	list_draw(&p->list, c, layout_below(l->body, 1));
}

static bool people_key(struct screen *s, const struct key *key)
{
	return list_key(&((struct people *)s)->list, key);
}

static bool people_paste(struct screen *s, const char *bytes, size_t n)
{
	return list_paste(&((struct people *)s)->list, bytes, n);
}

static void archived(void *ctx, struct app *app, size_t button)
{
	(void)ctx;
	app_say(app, APP_INFO, button == 1 ? "Effacé." : "Rien n’a été effacé.");
}

static bool people_run(struct screen *s, enum action_id action)
{
	struct people *p = (struct people *)s;
	size_t row = list_current(&p->list);

	if (action == ACT_SEARCH) {
		list_search(&p->list);
	} else if (action == ACT_SORT) {
		p->list.sort = !p->list.sort;
		return list_load(&p->list) == JAL_OK;
	} else if (action == ACT_DISCREET) {
		p->d->discreet = !p->d->discreet;
	} else if (action == ACT_OPEN && row != LIST_NONE) {
		return app_push(s->app, sheet_new(&p->d->people[row])) == JAL_OK;
	} else if (action == ACT_NOTE && row != LIST_NONE) {
		return app_push(s->app, note_new(p->d->people[row].name)) == JAL_OK;
	} else if (action == ACT_ARCHIVE && row != LIST_NONE) {
		struct prompt q = { .title = "Effacer", .text = "Effacer ce dossier ?\nCela ne se défait pas.",
			.buttons = { "Garder", "Effacer" }, .n_buttons = 2, .type_this = p->d->people[row].name,
			.done = archived };

		return app_push(s->app, prompt_new(&q)) == JAL_OK;
	} else if (action == ACT_SYNC) {
		p->d->mono += 271000;
	} else {
		return false;
	}
	return true;
}

static unsigned people_have(const struct screen *s)
{
	return list_current(&((const struct people *)s)->list) != LIST_NONE ? NEED_ROW | NEED_PERSON : 0;
}

static bool people_typing(const struct screen *s)
{
	return ((const struct people *)s)->list.searching;
}

static void people_free(struct screen *s)
{
	list_free(&((struct people *)s)->list);
	free(s);
}

static const struct screen_vt people_vt = { .title = people_title, .load = people_load, .draw = people_draw,
	.key = people_key, .paste = people_paste, .run = people_run, .have = people_have, .typing = people_typing,
	.free = people_free };

static struct screen *people_new(struct demo *d)
{
	struct people *p = calloc(1, sizeof(*p));

	if (p == NULL || list_init(&p->list, &model, d, columns, 4) != JAL_OK) {
		free(p);
		return NULL;
	}
	p->screen = (struct screen){ .vt = &people_vt, .id = SCR_CASELOAD };
	p->d = d;
	return &p->screen;
}

/* ---- the lock ---- */

static void lock_title(const struct screen *s, struct buf *out)
{
	(void)s;
	(void)!buf_puts(out, "Verrouillé");
}

static void lock_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	(void)s;
	canvas_put(c, l->body.row + 2, 5, l->cols - 10, 0, "Votre saisie est conservée, chiffrée.");
	canvas_cursor(c, l->body.row + 4, 5);
}

static bool lock_run(struct screen *s, enum action_id action)
{
	if (action == ACT_OPEN)
		app_unlock(s->app);
	return action == ACT_OPEN;
}

static void lock_free(struct screen *s)
{
	free(s);
}

static const struct screen_vt lock_vt = { .title = lock_title, .draw = lock_draw, .run = lock_run, .free = lock_free };

static struct screen *lock(void *ctx, struct app *app)
{
	struct screen *s = calloc(1, sizeof(*s));

	(void)ctx;
	(void)app;
	if (s != NULL)
		*s = (struct screen){ .vt = &lock_vt, .id = SCR_LOCKED };
	return s;
}

/* ---- the host ---- */

static int64_t mono_ms(void *ctx)
{
	return ((struct demo *)ctx)->mono;
}

static void status(void *ctx, struct buf *out)
{
	(void)ctx;
	(void)!buf_puts(out, "PLIE Littoral | 3 à envoyer");
}

static unsigned have(void *ctx)
{
	(void)ctx;
	return NEED_TERRITORY;
}

static void left(void *ctx, struct app *app, size_t button)
{
	(void)ctx;
	if (button == 1)
		app_end(app);
}

static void quit(void *ctx, struct app *app)
{
	struct prompt q = { .title = "Quitter", .text = "Quitter jalon ?\n- 3 modifications pas encore envoyées : conservées sur cet ordinateur",
		.buttons = { "Rester", "Quitter" }, .n_buttons = 2, .done = left };

	(void)ctx;
	(void)!app_push(app, prompt_new(&q));
}

static int complain(const struct diag *why)
{
	struct buf text = BUF_INIT;

	if (diag_render(why, NULL, &text) == JAL_OK)
		fprintf(stderr, "%s\n", buf_str(&text));
	buf_free(&text);
	return 1;
}

int demo_run(void *arg)
{
	const struct demo_options *o = arg;
	struct demo d = { .n = o->people };
	struct app_host host = { .ctx = &d, .clock = &clock_still, .actions = bindings(), .mono_ms = mono_ms,
		.status = status, .have = have, .quit = quit, .lock = lock, .watch = -1 };
	struct app_settings settings = APP_SETTINGS_DEFAULT;
	struct term_options options = { .theme = THEME_STANDARD };
	struct term *term = NULL;
	struct app *app = NULL;
	struct diag why = DIAG_INIT;
	int result = 1;

	setlocale(LC_ALL, "");
	settings.timing.digits = o->esc_digits;
	options.timing = settings.timing;
	d.people = calloc(d.n > 0 ? d.n : 1, sizeof(*d.people));
	if (d.people == NULL)
		return 1;
	fill(&d);
	if (term_open(&options, &term, &why) != JAL_OK) {
		result = complain(&why);
		goto out;
	}
	if (app_new(&host, &settings, &app) == JAL_OK && app_push(app, people_new(&d)) == JAL_OK &&
		run_app(app, term) == JAL_OK)
		result = 0;
out:
	app_free(app);
	term_close(term);
	buf_free(&d.note);
	free(d.people);
	return result;
}
