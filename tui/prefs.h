/*
 * The settings of the program, one table: what the settings file calls each,
 * which values it takes, how it is shown. Read at the start, written at once
 * when changed, undone for the whole session. Knows no vault and no screen.
 */
#ifndef TUI_PREFS_H
#define TUI_PREFS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/agenda_free.h"
#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"
#include "tui/app.h"

enum pref {
	PREF_LOCK,	/* seconds, "5" and more */
	PREF_THEME,
	PREF_AZERTY,
	PREF_ESCAPE,	/* milliseconds */
	PREF_ESC_DIGITS,
	PREF_LANGUAGE,	/* "fr", "en"; "" the environment's */
	PREF_HOURS,	/* as core/agenda_free.h reads them */
	PREF_LINES,
	PREF_CURSOR,
	PREF_MOUSE,
	PREF_LINEAR,	/* "yes": the screen in lines, from the next start on */
	PREF_VAULT,	/* a folder; "" the default place */
	PREF_COUNT
};

struct prefs;

/* A file that can't be read gives the default settings, and why. */
JAL_MUST enum jal_err prefs_load(struct prefs **out, struct diag *why);
void prefs_free(struct prefs *p);

/* As the file writes it; the default when it says nothing that is understood. */
const char *prefs_get(const struct prefs *p, enum pref pref);
const char *prefs_default(enum pref pref);
/* Takes effect in p at once, can be undone. An error says that the file could
 * not be written: then it holds until the program ends. */
JAL_MUST enum jal_err prefs_set(struct prefs *p, enum pref pref, const char *value, struct diag *why);
/* The value that comes after, of those that are offered; round and round. */
JAL_MUST enum jal_err prefs_next(struct prefs *p, enum pref pref, struct diag *why);
/* Takes the last change back; *which is what it was. JAL_ERR_NOT_FOUND when
 * there is none left. */
JAL_MUST enum jal_err prefs_undo(struct prefs *p, enum pref *which, struct diag *why);
/* How many can be taken back; the oldest ones are forgotten beyond PREFS_CHANGES. */
#define PREFS_CHANGES 64
size_t prefs_changes(const struct prefs *p);

/* "Verrouillage après": translated. */
const char *prefs_label(enum pref pref);
/* What it does and what it takes, translated; "" nothing. */
const char *prefs_hint(enum pref pref);
/* Appends "5 min", "standard", … */
JAL_MUST enum jal_err prefs_shown(const struct prefs *p, enum pref pref, struct buf *out);

/* As the settings say, or else as usual. */
struct app_settings prefs_app(const struct prefs *p);
struct agenda_hours prefs_hours(const struct prefs *p);

#endif
