/*
 * The host's settings: each change holds at once and is undone in its turn,
 * whether it stands in the settings file or, as a threshold, in the vault.
 */
#include "tui/host_impl.h"

#include <string.h>

#include "tui/i18n.h"

static void remember(struct host *h, const struct host_change *c)
{
	if (h->n_changes == HOST_CHANGES)
		memmove(h->changes, h->changes + 1, --h->n_changes * sizeof(*h->changes));
	h->changes[h->n_changes++] = *c;
}

/* Something of the settings file changed, unless it was so before. */
static void remember_pref(struct host *h, size_t before)
{
	const struct host_change c = { .threshold = false };

	if (prefs_changes(h->prefs) != before || before == PREFS_CHANGES)
		remember(h, &c);
}

bool host_can_undo_setting(const struct host *h)
{
	return h->n_changes > 0;
}

void host_next_pref(struct host *h, enum pref pref)
{
	struct diag why = DIAG_INIT;
	size_t before = prefs_changes(h->prefs);
	enum jal_err err = prefs_next(h->prefs, pref, &why);

	remember_pref(h, before);
	/* From now on the setting says which. */
	if (pref == PREF_LANGUAGE)
		h->lang_given = false;
	host_apply_prefs(h);
	if (err != JAL_OK)
		host_say(h, err, &why);
}

void host_reset_pref(struct host *h, enum pref pref)
{
	struct diag why = DIAG_INIT;
	size_t before = prefs_changes(h->prefs);
	enum jal_err err = prefs_set(h->prefs, pref, prefs_default(pref), &why);

	remember_pref(h, before);
	host_apply_prefs(h);
	if (err != JAL_OK)
		host_say(h, err, &why);
}

/* ---- thresholds ---- */

/* Writes it and lets the screens see it. False when it was not written, which is said. */
static bool choose(struct host *h, enum threshold which, const int32_t *value)
{
	struct diag why = DIAG_INIT;
	enum jal_err err = thresholds_choose(desk_db(h->desk), which, value, &why);

	if (err != JAL_OK) {
		host_say(h, err, &why);
		return false;
	}
	host_tell_screens(h, DESK_CHANGED);
	return true;
}

bool host_set_threshold(struct host *h, enum threshold which, const int32_t *value)
{
	struct host_change c = { .threshold = true, .which = which };
	struct diag why = DIAG_INIT;
	enum jal_err err = thresholds_own(desk_db(h->desk), which, &c.had, &c.value);

	if (err != JAL_OK) {
		host_say(h, err, &why);
		return false;
	}
	/* Nothing changes. */
	if (c.had == (value != NULL) && (value == NULL || c.value == *value))
		return true;
	if (!choose(h, which, value))
		return false;
	remember(h, &c);
	return true;
}

enum jal_err host_threshold_words(const struct thresholds *t, const enum threshold_origin *by, enum threshold which,
	struct buf *out)
{
	enum jal_err err = buf_printf(out, "%d %s", (int)t->value[which], _(thresholds_unit(thresholds_info(which)->unit)));

	if (err == JAL_OK && by[which] == THRESHOLD_BY_TERRITORY)
		err = buf_puts(out, _(" (choisi par le territoire)"));
	if (err == JAL_OK && by[which] == THRESHOLD_BY_MEMBER)
		err = buf_puts(out, _(" (choisi par vous)"));
	return err;
}

/* ---- undoing ---- */

static void undo_pref(struct host *h)
{
	struct diag why = DIAG_INIT;
	enum pref which = PREF_COUNT;
	enum jal_err err = prefs_undo(h->prefs, &which, &why);
	struct buf shown = BUF_INIT;

	host_apply_prefs(h);
	if (err != JAL_OK)
		host_say(h, err, &why);
	else if (prefs_shown(h->prefs, which, &shown) == JAL_OK)
		app_say(h->app, APP_INFO, _("Annulé : %s, de nouveau « %s »."), prefs_label(which), buf_str(&shown));
	buf_free(&shown);
}

static void undo_threshold(struct host *h, const struct host_change *c)
{
	struct buf shown = BUF_INIT;
	struct thresholds t;
	enum threshold_origin by[THRESHOLD_COUNT];

	if (choose(h, c->which, c->had ? &c->value : NULL) && thresholds_read(desk_db(h->desk), &t, by) == JAL_OK &&
		host_threshold_words(&t, by, c->which, &shown) == JAL_OK)
		app_say(h->app, APP_INFO, _("Annulé : %s, de nouveau « %s »."), _(thresholds_info(c->which)->label), buf_str(&shown));
	buf_free(&shown);
}

void host_undo_setting(struct host *h)
{
	struct host_change c = { .threshold = false };

	if (h->n_changes == 0) {
		app_say(h->app, APP_INFO, "%s", _("Il n’y a rien à annuler."));
		return;
	}
	c = h->changes[--h->n_changes];
	if (c.threshold)
		undo_threshold(h, &c);
	else
		undo_pref(h);
}
