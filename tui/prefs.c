/*
 * The settings.
 */
#include "tui/prefs.h"

#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "tui/i18n.h"

#define VALUE_MAX 1024
#define CHOICES 8

struct choice {
	const char *value;	/* as the file has it */
	const char *shown;	/* N_() */
};

struct row {
	const char *key;
	const char *label;	/* N_() */
	const char *hint;	/* N_(); "" */
	const char *usual;	/* the default */
	long min, max;		/* of a number; 0, 0: one of the choices only, or any text when there are none */
	struct choice choices[CHOICES];
};

static const struct row table[PREF_COUNT] = {
	[PREF_LOCK] = { "security:lock_after_s", N_("Verrouillage après"), N_("Après ce temps sans toucher au clavier, le coffre se ferme et la saisie est gardée : 1 à 15 min."),
		"300", 5, 900,
		{ { "60", N_("1 min") }, { "120", N_("2 min") }, { "300", N_("5 min") }, { "600", N_("10 min") },
			{ "900", N_("15 min") } } },
	[PREF_THEME] = { "screen:theme", N_("Couleurs"), N_("Les couleurs ne font que répéter ce que disent les mots et les signes."), "standard", 0, 0,
		{ { "standard", N_("standard") }, { "contrast", N_("fort contraste") }, { "none", N_("aucune") } } },
	[PREF_AZERTY] = { "keys:azerty_digits", N_("Chiffres sans Maj"), N_("Dans les nombres, les dates et les heures, & é \" ' ( - è _ ç à valent 1 à 9 et 0."),
		"yes", 0, 0, { { "yes", N_("oui") }, { "no", N_("non") } } },
	[PREF_ESCAPE] = { "keys:escape_ms", N_("Délai Échap"), N_("Plus long si, sur une connexion lente, les flèches écrivent des lettres."), "50", 20, 1000,
		{ { "50", N_("50 ms") }, { "100", N_("100 ms") }, { "250", N_("250 ms") }, { "500", N_("500 ms") } } },
	[PREF_ESC_DIGITS] = { "keys:escape_digits", N_("Échap puis un chiffre"), N_("Pour un clavier sans touches F : Échap puis 2 vaut F2. Échap seul attend alors un peu."), "no", 0, 0,
		{ { "no", N_("non") }, { "yes", N_("oui") } } },
	[PREF_LANGUAGE] = { "screen:language", N_("Langue"), N_("De tout l’écran, tout de suite. Les dossiers restent dans la langue où ils sont écrits."), "", 0, 0,
		{ { "fr", N_("français") }, { "en", N_("English") } } },
	[PREF_HOURS] = { "agenda:hours", N_("Heures de travail"), N_("Du lundi au vendredi, ce qui n’y est pas pris est montré libre. D’autres heures s’écrivent dans le fichier des réglages."),
		AGENDA_HOURS_USUAL, 0, 0,
		{ { AGENDA_HOURS_USUAL, N_("9h-12h 14h-17h") }, { "8h30-12h 13h30-17h", N_("8h30-12h 13h30-17h") },
			{ "9h-12h30 13h30-17h30", N_("9h-12h30 13h30-17h30") }, { "8h-12h 14h-18h", N_("8h-12h 14h-18h") } } },
	[PREF_LINES] = { "screen:lines", N_("Bordures"), N_("Des traits, ou des signes que toute police de caractères a."), "simple", 0, 0,
		{ { "simple", N_("simples") }, { "ascii", N_("ASCII") } } },
	[PREF_CURSOR] = { "screen:cursor", N_("Curseur visible"), N_("Sur la ligne choisie, pour les plages braille et les loupes. Sinon, seulement où l’on tape."), "yes", 0, 0,
		{ { "yes", N_("oui") }, { "no", N_("non") } } },
	[PREF_MOUSE] = { "screen:mouse", N_("Souris"), N_("Cliquer une ligne la choisit, une seconde fois l’ouvre ; la molette défile. Gêne le copier-coller du terminal."), "no", 0, 0,
		{ { "no", N_("non") }, { "yes", N_("oui") } } },
	[PREF_LINEAR] = { "screen:linear", N_("Mode linéaire"), N_("Au prochain démarrage, tout en lignes simples : pour un lecteur d’écran ou une plage braille."), "no", 0, 0,
		{ { "no", N_("non") }, { "yes", N_("oui") } } },
	[PREF_VAULT] = { "vault:folder", N_("Emplacement du coffre"), "", "", 0, 0, { { NULL, NULL } } },
};

struct change {
	enum pref pref;
	char before[VALUE_MAX];
};

struct prefs {
	char path[4096];	/* "": there is no place for it */
	char value[PREF_COUNT][VALUE_MAX];
	struct change changes[PREFS_CHANGES];
	size_t n_changes;
};

/* Values were looked at before they were taken; what is no number is 0. */
static long number(const char *text)
{
	char *end = NULL;
	long n = strtol(text, &end, 10);

	return *text != '\0' && *end == '\0' ? n : 0;
}

static const struct choice *choice_of(const struct row *r, const char *value)
{
	for (size_t i = 0; i < CHOICES && r->choices[i].value != NULL; i++)
		if (strcmp(r->choices[i].value, value) == 0)
			return &r->choices[i];
	return NULL;
}

static bool takes(const struct row *r, const char *value)
{
	struct agenda_hours hours = { .n = 0 };

	if (strlen(value) >= VALUE_MAX)
		return false;
	/* Any hours that can be read, not only those offered. */
	if (r == &table[PREF_HOURS])
		return agenda_hours_read(value, strlen(value), &hours, NULL) == JAL_OK;
	if (r->max > 0)
		return number(value) >= r->min && number(value) <= r->max;
	return r->choices[0].value == NULL || choice_of(r, value) != NULL;
}

static void put(struct prefs *p, enum pref pref, const char *value)
{
	size_t n = strlen(value);

	/* From the same struct, too; its length was looked at by takes(). */
	memmove(p->value[pref], value, n);
	memset(p->value[pref] + n, 0, VALUE_MAX - n);
}

/* Flags may be written in several ways; here they are "yes" and "no". */
static const char *read_value(const struct conf *conf, const struct row *r)
{
	const char *value = conf_get(conf, r->key);

	if (value != NULL && choice_of(r, "yes") != NULL)
		return conf_get_flag(conf, r->key, strcmp(r->usual, "yes") == 0) ? "yes" : "no";
	return value;
}

enum jal_err prefs_load(struct prefs **out, struct diag *why)
{
	struct prefs *p = calloc(1, sizeof(*p));
	struct buf path = BUF_INIT;
	struct conf *conf = NULL;

	if (p == NULL)
		return diag_set(why, JAL_ERR_NOMEM, NULL);
	for (int i = 0; i < PREF_COUNT; i++)
		put(p, (enum pref)i, table[i].usual);
	if (conf_path(&path) == JAL_OK && path.len < sizeof(p->path)) {
		memcpy(p->path, buf_str(&path), path.len + 1);
		/* What can't be read is told and does not keep anyone from their work. */
		if (conf_load(p->path, &conf, why) != JAL_OK)
			conf = NULL;
	}
	for (int i = 0; conf != NULL && i < PREF_COUNT; i++) {
		const char *value = read_value(conf, &table[i]);

		if (value != NULL && takes(&table[i], value))
			put(p, (enum pref)i, value);
	}
	conf_free(conf);
	buf_free(&path);
	*out = p;
	return JAL_OK;
}

void prefs_free(struct prefs *p)
{
	free(p);
}

const char *prefs_get(const struct prefs *p, enum pref pref)
{
	return p->value[pref];
}

const char *prefs_default(enum pref pref)
{
	return table[pref].usual;
}

JAL_MUST static enum jal_err store(struct prefs *p, enum pref pref, struct diag *why)
{
	const char *value = p->value[pref];

	if (p->path[0] == '\0')
		return diag_set(why, JAL_ERR_NOT_FOUND,
			N_("Le réglage vaut jusqu’à la fin de cette session : il n’y a pas de répertoire personnel où l’écrire."));
	if (conf_store(p->path, table[pref].key, strcmp(value, table[pref].usual) == 0 ? NULL : value, why) == JAL_OK)
		return JAL_OK;
	return diag_set(why, JAL_ERR_IO, N_("Le réglage vaut jusqu’à la fin de cette session : « %1 » n’a pas pu être écrit."), p->path);
}

enum jal_err prefs_set(struct prefs *p, enum pref pref, const char *value, struct diag *why)
{
	if (!takes(&table[pref], value))
		return diag_set(why, JAL_ERR_INVALID, N_("Ce réglage ne prend pas cette valeur. Rien n’a été changé."));
	if (strcmp(p->value[pref], value) == 0)
		return JAL_OK;
	if (p->n_changes == PREFS_CHANGES)
		memmove(p->changes, p->changes + 1, --p->n_changes * sizeof(*p->changes));
	p->changes[p->n_changes].pref = pref;
	memcpy(p->changes[p->n_changes++].before, p->value[pref], VALUE_MAX);
	put(p, pref, value);
	return store(p, pref, why);
}

enum jal_err prefs_next(struct prefs *p, enum pref pref, struct diag *why)
{
	const struct row *r = &table[pref];
	/* Without a setting the environment has chosen. */
	const struct choice *now = choice_of(r, pref == PREF_LANGUAGE ? i18n_lang() : p->value[pref]);
	size_t n = 0;

	while (n < CHOICES && r->choices[n].value != NULL)
		n++;
	if (n == 0)
		return JAL_OK;
	/* A number that is none of those offered goes to the next larger one. */
	for (size_t i = 0; now == NULL && r->max > 0 && i < n; i++)
		if (number(r->choices[i].value) > number(p->value[pref]))
			return prefs_set(p, pref, r->choices[i].value, why);
	if (now == NULL)
		return prefs_set(p, pref, r->choices[0].value, why);
	return prefs_set(p, pref, r->choices[((size_t)(now - r->choices) + 1) % n].value, why);
}

size_t prefs_changes(const struct prefs *p)
{
	return p->n_changes;
}

enum jal_err prefs_undo(struct prefs *p, enum pref *which, struct diag *why)
{
	const struct change *last = NULL;

	if (p->n_changes == 0)
		return diag_set(why, JAL_ERR_NOT_FOUND, N_("Il n’y a rien à annuler."));
	last = &p->changes[--p->n_changes];
	put(p, last->pref, last->before);
	*which = last->pref;
	return store(p, last->pref, why);
}

/* ---- as people see them ---- */

const char *prefs_label(enum pref pref)
{
	return _(table[pref].label);
}

const char *prefs_hint(enum pref pref)
{
	return _(table[pref].hint);
}

enum jal_err prefs_shown(const struct prefs *p, enum pref pref, struct buf *out)
{
	const char *value = p->value[pref];
	const struct choice *c = NULL;

	if (pref == PREF_LANGUAGE)
		value = i18n_lang();
	c = choice_of(&table[pref], value);
	if (c != NULL)
		return buf_puts(out, _(c->shown));
	if (pref == PREF_LOCK && number(value) % 60 == 0)
		return buf_printf(out, _("%ld min"), number(value) / 60);
	if (pref == PREF_LOCK)
		return buf_printf(out, _("%ld s"), number(value));
	if (pref == PREF_ESCAPE)
		return buf_printf(out, _("%ld ms"), number(value));
	return buf_puts(out, value);
}

struct app_settings prefs_app(const struct prefs *p)
{
	struct app_settings s = APP_SETTINGS_DEFAULT;

	s.lock_after_s = (int)number(p->value[PREF_LOCK]);
	s.azerty_digits = strcmp(p->value[PREF_AZERTY], "yes") == 0;
	s.timing.escape_ms = (int)number(p->value[PREF_ESCAPE]);
	s.timing.digits = strcmp(p->value[PREF_ESC_DIGITS], "yes") == 0;
	s.ascii = strcmp(p->value[PREF_LINES], "ascii") == 0;
	s.hide_cursor = strcmp(p->value[PREF_CURSOR], "no") == 0;
	s.mouse = strcmp(p->value[PREF_MOUSE], "yes") == 0;
	if (!theme_from_name(p->value[PREF_THEME], &s.theme))
		s.theme = THEME_STANDARD;
	return s;
}

struct agenda_hours prefs_hours(const struct prefs *p)
{
	struct agenda_hours hours = { .n = 0 };

	if (agenda_hours_read(p->value[PREF_HOURS], strlen(p->value[PREF_HOURS]), &hours, NULL) != JAL_OK)
		hours.n = 0;
	return hours;
}
