/*
 * What is to be done, in words.
 */
#include "tui/todo_words.h"

#include <string.h>

#include "core/cover.h"
#include "core/date.h"
#include "core/format.h"
#include "core/name.h"
#include "core/text.h"
#include "tui/desk.h"
#include "tui/i18n.h"
#include "tui/theme.h"

const char *todo_words_mark(enum tasks_sign sign, unsigned *style)
{
	unsigned role = ROLE_NORMAL;
	const char *mark = "  ";

	switch (sign) {
	case TASKS_SIGN_LATE:
		role = ROLE_LATE;
		mark = "! ";
		break;
	case TASKS_SIGN_SOON:
		role = ROLE_SOON;
		mark = "* ";
		break;
	case TASKS_SIGN_WATCH:
		role = ROLE_WATCH;
		mark = ". ";
		break;
	case TASKS_SIGN_NONE:
		break;
	}
	if (style != NULL)
		*style = role;
	return mark;
}

/* Those that say since when, whether late or not. */
static bool counts_up(enum tasks_kind kind)
{
	return kind == TASKS_CONTACT || kind == TASKS_HOURS || kind == TASKS_RETENTION || kind == TASKS_ANONYMISE ||
	       kind == TASKS_UNSENT || kind == TASKS_BREACH || kind == TASKS_REQUEST || kind == TASKS_REPORT;
}

enum jal_err todo_words_when(const struct todo_row *r, int32_t today, struct buf *out)
{
	int n = 0;

	if (r->kind == TASKS_CONFLICT || r->kind == TASKS_DUPLICATE)
		return JAL_OK;
	n = (int)((counts_up(r->kind) ? r->base : r->due) - today);
	if (n == 0)
		return buf_puts(out, _("aujourd’hui"));
	if (n > 0)
		return buf_printf(out, _("dans %d j"), n);
	if (r->kind == TASKS_CONTRACT_ENDS)
		return buf_printf(out, _("échu %d j"), -n);
	return buf_printf(out, _("%d j"), -n);
}

/* A translated text with a day in the place of its %s; one of these months needs no year. */
JAL_MUST static enum jal_err put_day(const char *text, int32_t day, int32_t today, struct buf *out)
{
	char shown[DATE_SHOWN_MAX];
	bool near = day - today < 300 && today - day < 300;
	const char *place = strstr(text, "%s");
	size_t before = place != NULL ? (size_t)(place - text) : strlen(text);
	enum jal_err err = buf_put(out, text, before);

	if (err == JAL_OK && place != NULL)
		err = buf_puts(out, near ? date_shown_day(day, shown) : date_shown(day, shown));
	return err == JAL_OK && place != NULL ? buf_puts(out, place + 2) : err;
}

JAL_MUST static enum jal_err put_code(const struct todo_row *r, struct buf *out)
{
	struct format format = desk_format();

	return r->code[0] != '\0' ? format_code(&format, r->vocab, r->code, strlen(r->code), out) : JAL_OK;
}

/* What follows from a confidential note says so, and is read in its form. */
JAL_MUST static enum jal_err put_text(const struct todo_row *r, struct buf *out)
{
	if (r->covered)
		return buf_puts(out, _(cover_label()));
	return text_inert(r->text, strlen(r->text), TEXT_LINE, out);
}

/* "18/11 14h00 Agence", and for a reminder what is not to be forgotten. */
JAL_MUST static enum jal_err put_appointment(const struct todo_row *r, struct buf *out)
{
	char day[DATE_SHOWN_MAX];
	char time[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;

	if (r->starts != RECORD_NO_NUMBER)
		err = buf_printf(out, "%s %s ", date_shown_day(date_of_time(r->starts), day),
			date_shown_minutes(date_minutes_of_time(r->starts), false, i18n_lang()[0] == 'e' ? ':' : 'h', time));
	if (err == JAL_OK)
		err = put_code(r, out);
	if (err == JAL_OK && (r->covered || r->text[0] != '\0') && r->code[0] != '\0')
		err = buf_puts(out, " — ");
	return err == JAL_OK ? put_text(r, out) : err;
}

JAL_MUST static enum jal_err put_unsent(const struct todo_row *r, int32_t today, struct buf *out)
{
	enum jal_err err = buf_printf(out, P_("%zu modification non envoyée depuis le ", "%zu modifications non envoyées depuis le ",
		r->count), r->count);

	return err == JAL_OK ? put_day("%s", r->base, today, out) : err;
}

/* Of the person who looks like another, that other's name. */
JAL_MUST static enum jal_err put_other(const struct todo_row *r, bool discreet, struct buf *out)
{
	enum jal_err err = buf_puts(out, _("ressemble à "));

	if (err != JAL_OK)
		return err;
	return discreet ? name_initials(r->other_name, r->other_first_name, out) :
			  name_list(r->other_name, r->other_first_name, out);
}

enum jal_err todo_words_what(const struct todo_row *r, int32_t today, bool discreet, struct buf *out)
{
	enum jal_err err = JAL_OK;

	switch (r->kind) {
	case TASKS_CONTRACT_ENDS:
		return put_day(r->due < today ? _("Contrat échu le %s") : _("Contrat jusqu’au %s"), r->due, today, out);
	case TASKS_CONTRACT_TO_SIGN:
		return put_day(_("à signer avant le %s"), r->due, today, out);
	case TASKS_EXEMPTION_ENDS:
		return put_day(_("jusqu’au %s"), r->due, today, out);
	case TASKS_HOURS:
		return put_day(_("depuis le %s"), r->base, today, out);
	case TASKS_ORIENTATION:
		return put_day(_("inscription le %s"), r->base, today, out);
	case TASKS_PATHWAY_REVIEW:
		return put_day(_("à réexaminer avant le %s"), r->due, today, out);
	case TASKS_REQUEST:
		return put_day(_("réorientation demandée le %s"), r->base, today, out);
	case TASKS_REPORT:
	case TASKS_REMINDER:
		return put_appointment(r, out);
	case TASKS_ACTION:
	case TASKS_FOLLOWUP:
		return put_text(r, out);
	case TASKS_RETENTION:
		return put_day(r->met ? _("dernier contact %s") : _("aucun contact depuis le %s"), r->base, today, out);
	case TASKS_CONTACT:
		return put_day(r->met ? _("dernier contact %s") : _("aucun contact, entrée le %s"), r->base, today, out);
	case TASKS_ASSESSMENT:
		return put_day(_("bilan conseillé le %s"), r->due, today, out);
	case TASKS_IMMERSION:
		return put_day(_("immersion finie le %s"), r->base, today, out);
	case TASKS_PERMIT:
		return put_day(_("jusqu’au %s"), r->due, today, out);
	case TASKS_RQTH:
		return put_day(_("jusqu’au %s"), r->due, today, out);
	case TASKS_BREACH:
		err = put_code(r, out);
		return err == JAL_OK ? put_day(_(" depuis le %s"), r->base, today, out) : err;
	case TASKS_MEASURE:
		return put_day(_("jusqu’au %s"), r->due, today, out);
	case TASKS_ANONYMISE:
		return put_day(r->met ? _("archivé, dernier contact %s") : _("archivé, aucun contact depuis le %s"), r->base, today,
			out);
	case TASKS_CONFLICT:
		return buf_puts(out, _("deux saisies se contredisent"));
	case TASKS_DUPLICATE:
		return put_other(r, discreet, out);
	case TASKS_UNSENT:
		return put_unsent(r, today, out);
	case TASKS_NONE:
	case TASKS_KINDS:
		break;
	}
	return JAL_OK;
}

JAL_MUST static enum jal_err contract_sentence(const struct todo_row *r, int32_t today, struct buf *out)
{
	int left = (int)(r->due - today);
	char day[DATE_SHOWN_MAX];

	date_shown(r->due, day);
	if (left < 0)
		return buf_printf(out, P_("Contrat échu depuis %d jour (%s)", "Contrat échu depuis %d jours (%s)",
			(unsigned long)-left), -left, day);
	return buf_printf(out, P_("Contrat : expire dans %d jour (%s)", "Contrat : expire dans %d jours (%s)",
		(unsigned long)left), left, day);
}

enum jal_err todo_words_sentence(const struct todo_row *r, int32_t today, struct buf *out)
{
	char day[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;

	if (r->kind == TASKS_CONTRACT_ENDS)
		return contract_sentence(r, today, out);
	if (r->kind == TASKS_REPORT && r->starts != RECORD_NO_NUMBER)
		return buf_printf(out, _("Rendez-vous du %s sans compte rendu"), date_shown_day(date_of_time(r->starts), day));
	if (r->kind == TASKS_CONTACT)
		return r->met ? buf_printf(out, _("Aucun contact depuis %d jours"), (int)(today - r->base)) :
				put_day(_("Aucun contact depuis l’inscription, le %s"), r->base, today, out);
	if (r->kind == TASKS_PERMIT)
		return buf_printf(out, _("Titre de séjour jusqu’au %s"), date_shown(r->due, day));
	err = buf_printf(out, _("%s : "), _(tasks_label(r->kind)));
	return err == JAL_OK ? todo_words_what(r, today, false, out) : err;
}

enum jal_err todo_words_waits(const struct todo_clock *clock, struct buf *out)
{
	char day[DATE_SHOWN_MAX];

	return buf_printf(out, _("reporté au %s"), date_shown_day(clock->until, day));
}

enum jal_err todo_words_section(enum tasks_kind kind, const struct thresholds *t, size_t count, struct buf *out)
{
	const struct tasks_info *k = tasks_info(kind);
	int n = k->threshold != TASKS_NEVER ? (int)t->value[k->threshold] : 0;
	enum jal_err err = JAL_OK;
	const char *text = _(k->section);
	const char *place = strstr(text, "%d");

	if (place == NULL)
		return buf_printf(out, "%s (%zu)", text, count);
	err = buf_put(out, text, (size_t)(place - text));
	return err == JAL_OK ? buf_printf(out, "%d%s (%zu)", n, place + 2, count) : err;
}

const char *todo_words_key(enum tasks_kind kind)
{
	switch ((int)kind) {
	case TASKS_CONTRACT_ENDS:
		return _("w renouveler");
	case TASKS_REPORT:
		return _("k rédiger");
	case TASKS_CONTACT:
		return _("n appeler, noter");
	case TASKS_ACTION:
	case TASKS_FOLLOWUP:
		return _("Espace fait");
	case TASKS_RETENTION:
		return _("x archiver");
	case TASKS_UNSENT:
		return _("F5 envoyer");
	default:
		return "";
	}
}
