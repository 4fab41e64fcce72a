/* A week of the agenda on paper, for the referent. */
#include "core/paper_kinds.h"

#include <string.h>

#include "core/agenda.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/name.h"
#include "core/paper_source.h"

enum { HOUR, PERSON, PLACE, SUBJECT, STATE, COLUMNS };

static const char *const titles[COLUMNS] = { N_("Heure"), N_("Personne"), N_("Lieu"), N_("Objet"), N_("État") };
static const uint8_t weights[COLUMNS] = { 14, 26, 22, 22, 16 };

struct week {
	const struct paper_source *source;
	struct paper *p;
	int32_t monday, day;	/* day: the one whose table is open; before monday: none yet */
	int64_t now;
};

static void put_day(struct week *w, int32_t day)
{
	struct buf text = BUF_INIT;
	const char *said[COLUMNS];
	paper_err(w->p, format_long_day(w->source->ask->format, day, true, &text));
	paper_heading(w->p, 2, buf_str(&text));
	for (unsigned i = 0; i < COLUMNS; i++)
		said[i] = paper_say(w->p, titles[i]);
	paper_table(w->p, COLUMNS, said, weights);
	w->day = day;
	buf_free(&text);
}

static enum jal_err put_hours(const struct week *w, const struct agenda_item *a, struct buf *out)
{
	const char separator = w->source->ask->format->english ? ':' : 'h';
	char from[DATE_SHOWN_MAX], to[DATE_SHOWN_MAX];
	const int start = date_minutes_of_time(a->starts);
	(void)date_shown_minutes(start, false, separator, from);
	if (a->minutes <= 0 || start + a->minutes >= DATE_MINUTES_PER_DAY)
		return buf_puts(out, from);
	return buf_printf(out, "%s–%s", from, date_shown_minutes(start + a->minutes, false, separator, to));
}

static enum jal_err put_item(void *ctx, const struct agenda_item *a)
{
	struct week *w = ctx;
	struct buf cell[COLUMNS];
	const char *cells[COLUMNS];
	const struct format *f = w->source->ask->format;
	const char *state = agenda_state(a->status, a->starts, !id_is_zero(&a->report), w->now);
	for (unsigned i = 0; i < COLUMNS; i++)
		cell[i] = BUF_INIT;
	if (date_of_time(a->starts) != w->day)
		put_day(w, date_of_time(a->starts));
	paper_err(w->p, put_hours(w, a, &cell[HOUR]));
	paper_err(w->p, name_list(a->family, a->first, &cell[PERSON]));
	if (a->place)
		paper_err(w->p, format_code(f, VOCAB_place, a->place, strlen(a->place), &cell[PLACE]));
	if (a->address && *a->address)
		paper_err(w->p, buf_printf(&cell[PLACE], "%s%s", cell[PLACE].len ? ", " : "", a->address));
	if (a->covered)
		paper_err(w->p, buf_puts(&cell[SUBJECT], paper_say(w->p, cover_label())));
	else if (a->subject)
		paper_err(w->p, buf_puts(&cell[SUBJECT], a->subject));
	if (a->compulsory)
		paper_err(w->p, buf_printf(&cell[SUBJECT], "%s%s", cell[SUBJECT].len ? ", " : "",
					   paper_say(w->p, N_("obligatoire"))));
	paper_err(w->p, format_code(f, VOCAB_appointment_status, state, strlen(state), &cell[STATE]));
	for (unsigned i = 0; i < COLUMNS; i++)
		cells[i] = buf_str(&cell[i]);
	paper_row(w->p, cells);
	for (unsigned i = 0; i < COLUMNS; i++)
		buf_free(&cell[i]);
	return paper_done(w->p);
}

static void put_week(struct week *w)
{
	const struct format *f = w->source->ask->format;
	struct buf first = BUF_INIT, last = BUF_INIT, title = BUF_INIT;
	const struct agenda_query query = agenda_days(w->monday, w->monday + 6);
	const struct date_ymd from = date_to_ymd(w->monday), to = date_to_ymd(w->monday + 6);
	/* "du 23 au 29 novembre 2026" */
	paper_err(w->p, from.month == to.month ?
		buf_printf(&first, "%d%s", from.day, from.day == 1 && !f->english ? "er" : "") :
		format_long_day(f, w->monday, false, &first));
	paper_err(w->p, format_long_day(f, w->monday + 6, false, &last));
	paper_source_put(w->p, &title, N_("Semaine du %1 au %2"), buf_str(&first), buf_str(&last));
	paper_title(w->p, buf_str(&title));
	paper_err(w->p, agenda_each(journal_db(w->source->ask->journal), &query, put_item, w));
	if (w->day < w->monday)
		paper_text(w->p, paper_say(w->p, N_("Aucun rendez-vous cette semaine.")));
	paper_small(w->p, paper_say(w->p, N_("Des noms y figurent : gardez cette feuille sur vous, détruisez-la ensuite.")));
	buf_free(&first);
	buf_free(&last);
	buf_free(&title);
}

enum jal_err paper_week(const struct paper_ask *ask, int32_t day, struct paper **out, struct diag *why)
{
	struct paper_source s;
	struct paper *p = NULL;
	const int32_t monday = date_monday(day);
	enum jal_err err = paper_source_open(ask, false, &s, why);
	if (err)
		return err;
	err = paper_source_start(&s, N_("Agenda de la semaine"), s.today, &p);
	if (!err) {
		struct week w = { &s, p, monday, monday - 1, clock_civil_minutes(ask->clock) };
		put_week(&w);
		err = paper_done(p);
	}
	paper_source_close(&s);
	if (err) {
		paper_free(p);
		return diag_set_if_empty(why, err, NULL);
	}
	*out = p;
	return JAL_OK;
}
