/* Hours planned, done and committed to, week by week. */
#include "core/hours.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/text.h"

/* What arrives from elsewhere is not checked as what is typed is: more says nothing. */
#define HOURS_IN_A_WEEK 168

static int32_t earlier(int32_t a, int32_t b)
{
	if (a == RECORD_NO_DATE || b == RECORD_NO_DATE)
		return a == RECORD_NO_DATE ? b : a;
	return a < b ? a : b;
}

static const struct contract *base_of(const struct contract_set *s, size_t at)
{
	while (at > 0 && s->list[at].amendment > 0)
		at--;
	return &s->list[at];
}

/* ---- planned ---------------------------------------------------------------------- */

/* The last day on which an action runs; RECORD_NO_DATE: it has none. */
static int32_t last_day(const struct contract_set *s, const struct record *action, int32_t until)
{
	int32_t last = earlier(record_get(action, action_due), until);
	if (contract_action_dropped(action))
		last = earlier(last, record_written_on(action, FIELD_action_status, s->clock));
	else if (!contract_action_open(action))
		last = earlier(last, record_get(action, action_done_on));
	return last;
}

static int64_t planned_in(const struct contract_set *s, const struct contract *c, int32_t monday)
{
	int64_t minutes = 0;
	for (size_t g = 0; g < c->n_goals; g++) {
		for (size_t a = 0; a < c->goals[g].n_actions; a++) {
			const struct record *r = c->goals[g].actions[a];
			const int64_t hours = record_get(r, action_hours_per_week);
			const int32_t starts = record_get(r, action_starts);
			const int32_t first = starts != RECORD_NO_DATE ? starts : c->starts;
			const int32_t last = last_day(s, r, c->ends);
			if (hours > 0 && hours <= HOURS_IN_A_WEEK && first != RECORD_NO_DATE && first <= monday + 6 &&
			    (last == RECORD_NO_DATE || last >= monday))
				minutes += 60 * hours;
		}
	}
	return minutes;
}

/* ---- committed to ------------------------------------------------------------------- */

/* Whether it ever bound anybody. */
static bool counted(const struct contract *c)
{
	return c->phase != CONTRACT_PREPARED && !text_is(record_get(c->record, contract_status), "cancelled");
}

/* A broken contract binds until the day on which that was written down. */
static int32_t end_of(const struct contract_set *s, const struct contract *c)
{
	return text_is(record_get(c->record, contract_status), "broken") ?
		       earlier(c->ends, record_written_on(c->record, FIELD_contract_status, s->clock)) :
		       c->ends;
}

static void commit(const struct contract_set *s, const struct contract *c, struct hours_week *w)
{
	const struct contract *terms = contract_terms(s, c, w->monday);
	const int64_t hours = record_get(terms->record, contract_weekly_hours);
	const char *exemption = record_get(terms->record, contract_exemption);
	const int32_t until = record_get(terms->record, contract_exemption_until);
	const int32_t ends = end_of(s, c);
	if (!counted(c) || c->starts == RECORD_NO_DATE || c->starts > w->monday ||
	    (ends != RECORD_NO_DATE && ends < w->monday + 4))
		return;
	if (exemption && !text_is(exemption, "none") && (until == RECORD_NO_DATE || until >= w->monday))
		w->exemption = exemption;
	if (text_is(w->exemption, "full"))
		w->committed = 0;
	else if (hours >= 0 && hours <= HOURS_IN_A_WEEK)
		w->committed = 60 * hours;
}

/* ---- weeks --------------------------------------------------------------------------- */

void hours_week_of(const struct contract_set *s, size_t at, int32_t day, struct hours_week *out)
{
	const struct contract *base = base_of(s, at);
	struct hours_week w = { .monday = date_monday(day), .committed = RECORD_NO_NUMBER };
	w.week = date_iso_week(w.monday, &w.year);
	for (size_t i = 0; i < s->n; i++) {
		const struct contract *c = &s->list[i];
		if (c == base || (c->number == base->number && c->phase == CONTRACT_IN_FORCE))
			w.planned += planned_in(s, c, w.monday);
	}
	for (size_t i = 0; i < s->n_activities; i++) {
		const int32_t date = record_get(s->activities[i], activity_date);
		const int64_t minutes = record_get(s->activities[i], activity_minutes);
		if (date != RECORD_NO_DATE && date_monday(date) == w.monday && minutes > 0 && minutes <= HOURS_WEEK_MINUTES_MAX)
			w.done += minutes;
	}
	commit(s, base, &w);
	w.over = w.monday + 6 < s->today;
	w.under = w.over && w.committed != RECORD_NO_NUMBER && w.done < w.committed;
	*out = w;
}

size_t hours_contract(const struct contract_set *s)
{
	if (s->current < s->n && s->list[s->current].starts <= s->today)
		return s->current;
	for (size_t i = s->n; i > 0; i--) {
		const struct contract *c = &s->list[i - 1];
		if (c->amendment == 0 && counted(c) && c->starts != RECORD_NO_DATE && c->starts <= s->today &&
		    (end_of(s, c) == RECORD_NO_DATE || end_of(s, c) >= s->today))
			return i - 1;
	}
	return s->current;
}

enum jal_err hours_weeks(const struct contract_set *s, size_t at, struct hours_week **out, size_t *n)
{
	const struct contract *c = base_of(s, at);
	const int32_t last = earlier(s->today, c->ends);
	size_t count = 0;
	struct hours_week *weeks = NULL;
	if (counted(c) && c->starts != RECORD_NO_DATE && c->starts <= last) {
		const int32_t end = date_monday(last);
		int32_t monday = date_monday(c->starts);
		count = (size_t)((end - monday) / 7) + 1;
		if (count > HOURS_WEEKS_MAX) {
			monday = end - 7 * (HOURS_WEEKS_MAX - 1);
			count = HOURS_WEEKS_MAX;
		}
		weeks = calloc(count, sizeof(*weeks));
		if (!weeks)
			return JAL_ERR_NOMEM;
		for (size_t i = 0; i < count; i++)
			hours_week_of(s, at, monday + 7 * (int32_t)i, &weeks[i]);
	}
	*out = weeks;
	*n = count;
	return JAL_OK;
}

int64_t hours_mean(const struct hours_week *weeks, size_t n, size_t last, size_t *used)
{
	int64_t sum = 0;
	size_t count = 0;
	for (size_t i = n; i > 0 && count < last; i--) {
		if (!weeks[i - 1].over || weeks[i - 1].committed == RECORD_NO_NUMBER)
			continue;
		sum += weeks[i - 1].done;
		count++;
	}
	*used = count;
	return count > 0 ? sum / (int64_t)count : 0;
}

/* ---- reporting a week ------------------------------------------------------------------ */

/* What was reported for that week: by action, and the rest, which is the whole week's. */
struct reported {
	int64_t by_action;
	const struct record *own;	/* the first of the rest */
};

static struct reported look_at(const struct contract_set *s, int32_t monday)
{
	struct reported r = { 0 };
	for (size_t i = 0; i < s->n_activities; i++) {
		const struct record *a = s->activities[i];
		const int64_t minutes = record_get(a, activity_minutes);
		const int32_t date = record_get(a, activity_date);
		if (date == RECORD_NO_DATE || date_monday(date) != monday)
			continue;
		if (!record_get(a, activity_action) && !r.own)
			r.own = a;
		else if (record_get(a, activity_action) && minutes > 0 && minutes <= HOURS_WEEK_MINUTES_MAX)
			r.by_action += minutes;
	}
	return r;
}

static enum jal_err archive(const struct record *activity, struct edit_list *out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_of(activity, &e);
	if (!err)
		err = edit_set_flag(e, FIELD_activity_archived, true);
	if (err) {
		edit_free(e);
		return err;
	}
	return edit_list_add(out, e);
}

/* Two devices that each typed the same week leave two records of it: one is enough. */
static enum jal_err archive_others(const struct contract_set *s, int32_t monday, const struct record *kept,
				   struct edit_list *out)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < s->n_activities && !err; i++) {
		const struct record *a = s->activities[i];
		const int32_t date = record_get(a, activity_date);
		if (a != kept && date != RECORD_NO_DATE && date_monday(date) == monday && !record_get(a, activity_action))
			err = archive(a, out);
	}
	return err;
}

static enum jal_err write_own(const struct contract_set *s, size_t at, int32_t monday, const struct record *own,
			      int64_t minutes, struct edit_list *out)
{
	struct edit *e = NULL;
	enum jal_err err = own ? edit_of(own, &e) : edit_create(ENTITY_activity, &s->caseload, &s->dossier, &e);
	if (!err)
		err = edit_set_number(e, FIELD_activity_minutes, minutes);
	if (!err && !own)
		err = edit_set_number(e, FIELD_activity_date, monday);
	if (!err && !own)
		err = edit_set_id(e, FIELD_activity_contract, record_id(base_of(s, at)->record));
	if (err || edit_empty(e)) {
		edit_free(e);
		return err;
	}
	return edit_list_add(out, e);
}

enum jal_err hours_report(const struct contract_set *s, size_t at, int32_t day, int64_t minutes,
			  struct edit_list *out, struct diag *why)
{
	const int32_t monday = date_monday(day);
	if (minutes < 0 || minutes > HOURS_WEEK_MINUTES_MAX)
		return diag_set(why, JAL_ERR_INVALID, N_("Une semaine compte de 0 à %1 heures d’activité."),
				diag_num(HOURS_WEEK_MINUTES_MAX / 60));
	if (monday > s->today)
		return diag_set(why, JAL_ERR_INVALID, N_("Cette semaine n’a pas encore commencé."));
	const struct reported r = look_at(s, monday);
	if (minutes < r.by_action)
		return diag_set(why, JAL_ERR_INVALID,
				N_("Des heures déjà saisies à part pour cette semaine dépassent ce total : corrigez-les d’abord."));
	const int64_t rest = minutes - r.by_action;
	enum jal_err err = archive_others(s, monday, rest > 0 ? r.own : NULL, out);
	if (!err && rest > 0)
		err = write_own(s, at, monday, r.own, rest, out);
	return err ? diag_set(why, err, NULL) : JAL_OK;
}

/* ---- as text ----------------------------------------------------------------------------- */

/* Up to three digits from *at on; false when there is none or there are more. */
static bool digits(const char *text, size_t len, size_t *at, int64_t *out, size_t *count)
{
	const size_t first = *at;
	int64_t n = 0;
	while (*at < len && text[*at] >= '0' && text[*at] <= '9' && *at - first < 4)
		n = 10 * n + (text[(*at)++] - '0');
	*count = *at - first;
	*out = n;
	return *count >= 1 && *count <= 3;
}

/* Spaces, no-break ones too. */
static void skip_spaces(const char *text, size_t len, size_t *at)
{
	while (*at < len) {
		if (text[*at] == ' ')
			(*at)++;
		else if (*at + 1 < len && memcmp(text + *at, "\xc2\xa0", 2) == 0)
			*at += 2;
		else
			return;
	}
}

enum jal_err hours_parse(const char *text, size_t len, int64_t *minutes, struct diag *why)
{
	size_t at = 0, count = 0;
	int64_t hours = 0, part = 0;
	skip_spaces(text, len, &at);
	if (at == len)
		return JAL_ERR_NOT_FOUND;
	bool fine = digits(text, len, &at, &hours, &count);
	skip_spaces(text, len, &at);
	if (fine && at < len && (text[at] == ',' || text[at] == '.')) {
		at++;
		fine = digits(text, len, &at, &part, &count) && count <= 2;
		part = part * 60 / (count == 1 ? 10 : 100);
		skip_spaces(text, len, &at);
		if (at < len && (text[at] == 'h' || text[at] == 'H'))
			at++;
	} else if (fine && at < len && (text[at] == 'h' || text[at] == 'H' || text[at] == ':')) {
		at++;
		skip_spaces(text, len, &at);
		if (at < len)
			fine = digits(text, len, &at, &part, &count) && count == 2 && part < 60;
	}
	skip_spaces(text, len, &at);
	if (!fine || at < len)
		return diag_set(why, JAL_ERR_INVALID, N_("Cette durée ne se lit pas : écrivez 12, 12h30 ou 12,5."));
	*minutes = 60 * hours + part;
	return JAL_OK;
}

enum jal_err hours_put(int64_t minutes, struct buf *out)
{
	const long long hours = minutes / 60;
	const long long rest = minutes % 60;
	if (rest == 0)
		return buf_printf(out, "%lld\xc2\xa0h", hours);
	return buf_printf(out, "%lld\xc2\xa0h\xc2\xa0%02lld", hours, rest);
}
