/*
 * The weeks of a contract in its tab: planned, done, committed to, with a sign where
 * less was done.
 */
#include "core/text.h"
#include "tui/tab_contract.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/hours.h"
#include "tui/i18n.h"

#define WEEKS_SHOWN 4
#define MEAN_WEEKS 4
#define BAR 10

/* Whole cells, and beside them the number. */
JAL_MUST static enum jal_err put_bar(struct tab_contract_fill *f, const struct hours_week *w)
{
	int64_t full = w->committed != RECORD_NO_NUMBER && w->committed > 0 ? w->done * BAR / w->committed : 0;
	enum jal_err err = JAL_OK;

	if (w->committed == RECORD_NO_NUMBER || w->committed == 0)
		return JAL_OK;
	for (int i = 0; i < BAR && err == JAL_OK; i++)
		err = buf_puts(&f->text, i < full ? "█" : "░");
	return err;
}

/* "   sem. 47, du 16/11  ███████░░░  prévu 15 h          ! 11 h / 15 h" */
JAL_MUST static enum jal_err put_week(struct tab_contract_fill *f, size_t at, const struct hours_week *w)
{
	const struct tab_contract_about about = { .at = at, .monday = w->monday };
	const struct jal_id id = tab_contract_id('w', NULL, w->monday);
	char day[DATE_SHOWN_MAX];
	enum jal_err err = buf_printf(&f->text, _("   sem. %d, du %s  "), w->week, date_shown_day(w->monday, day));

	if (err == JAL_OK)
		err = put_bar(f, w);
	if (err == JAL_OK)
		err = tab_contract_line(f, CONTRACT_LINE_WEEK, &id, &about, ROLE_NORMAL);
	if (err == JAL_OK && w->planned > 0) {
		err = buf_puts(&f->text, _("prévu "));
		if (err == JAL_OK)
			err = hours_put(w->planned, &f->text);
		if (err == JAL_OK)
			err = tab_contract_cell(f, CONTRACT_CELL_WHO, ROLE_NORMAL);
	}
	if (err == JAL_OK && w->under)
		err = buf_puts(&f->text, "! ");
	if (err == JAL_OK)
		err = hours_put(w->done, &f->text);
	if (err == JAL_OK && text_is(w->exemption, "full")) {
		err = buf_puts(&f->text, _(", dispense"));
	} else if (err == JAL_OK && w->committed != RECORD_NO_NUMBER) {
		err = buf_puts(&f->text, " / ");
		if (err == JAL_OK)
			err = hours_put(w->committed, &f->text);
	}
	return err == JAL_OK ? tab_contract_cell(f, CONTRACT_CELL_STATE, w->under ? ROLE_LATE : ROLE_NORMAL) : err;
}

/* "Heures faites par semaine (11 h 30 en moyenne)" */
JAL_MUST static enum jal_err put_hours_title(struct tab_contract_fill *f, size_t at, const struct hours_week *weeks, size_t n)
{
	size_t used = 0;
	int64_t mean = hours_mean(weeks, n, MEAN_WEEKS, &used);
	enum jal_err err = buf_puts(&f->text, _("Heures faites par semaine"));

	/* Not the contract at the top: say which. */
	if (err == JAL_OK && at != f->v->contracts.current)
		err = buf_printf(&f->text, _(", contrat n° %u"), f->v->contracts.list[at].number);
	if (err == JAL_OK && used > 0) {
		err = buf_puts(&f->text, " (");
		if (err == JAL_OK)
			err = hours_put(mean, &f->text);
		if (err == JAL_OK)
			err = buf_printf(&f->text, P_(" la dernière)", " en moyenne sur %zu)", used), used);
	}
	if (err == JAL_OK)
		err = lines_heading(f->out, buf_str(&f->text));
	buf_clear(&f->text);
	return err;
}

enum jal_err tab_contract_mean(struct tab_contract_fill *f, size_t at)
{
	struct hours_week *weeks = NULL;
	size_t n = 0;
	size_t used = 0;
	enum jal_err err = hours_weeks(&f->v->contracts, at, &weeks, &n);
	int64_t mean = err == JAL_OK ? hours_mean(weeks, n, MEAN_WEEKS, &used) : 0;

	free(weeks);
	if (err == JAL_OK && used > 0 && f->v->contracts.n_activities > 0) {
		err = buf_puts(&f->text, _(", fait "));
		if (err == JAL_OK)
			err = hours_put(mean, &f->text);
	}
	return err;
}

/* A contract without hours has no weeks worth a line. */
static bool says_something(const struct hours_week *weeks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (weeks[i].planned > 0 || weeks[i].done > 0 || weeks[i].committed != RECORD_NO_NUMBER)
			return true;
	return false;
}

enum jal_err tab_contract_weeks(struct tab_contract_fill *f, size_t at)
{
	const struct contract *c = &f->v->contracts.list[at];
	const struct tab_contract_about about = { .at = at };
	struct hours_week *weeks = NULL;
	size_t n = 0;
	size_t shown = 0;
	enum jal_err err = c->amendment == 0 ? hours_weeks(&f->v->contracts, at, &weeks, &n) : JAL_OK;

	if (!says_something(weeks, n))
		n = 0;
	if (err == JAL_OK && n > 0)
		err = put_hours_title(f, at, weeks, n);
	shown = f->v->all_weeks || n <= WEEKS_SHOWN ? n : WEEKS_SHOWN;
	for (size_t i = 0; i < shown && err == JAL_OK; i++)
		err = put_week(f, at, &weeks[n - 1 - i]);
	if (err == JAL_OK && shown < n) {
		const struct jal_id id = tab_contract_id('m', record_id(c->record), 0);

		err = buf_printf(&f->text, P_("   %zu semaine avant (Entrée)", "   %zu semaines avant (Entrée)", n - shown), n - shown);
		if (err == JAL_OK)
			err = tab_contract_line(f, CONTRACT_LINE_MORE, &id, &about, ROLE_NORMAL);
	}
	free(weeks);
	return err;
}
