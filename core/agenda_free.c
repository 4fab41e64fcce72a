/* Free time of one day, by taking away what is taken. */
#include "core/agenda_free.h"

#include <string.h>

#include "core/date.h"

static enum jal_err refuse(struct diag *why)
{
	return diag_set(why, JAL_ERR_INVALID,
		N_("Ces heures de travail ne se lisent pas : écrivez-les comme « 9h-12h 14h-17h », dans l’ordre."));
}

/* One "9h-12h". */
static enum jal_err read_span(const char *s, size_t n, struct agenda_span *out)
{
	struct diag why = DIAG_INIT;
	struct agenda_span span = { 0, 0 };
	const char *dash = memchr(s, '-', n);
	if (!dash)
		return JAL_ERR_INVALID;
	const size_t before = (size_t)(dash - s);
	enum jal_err err = date_parse_minutes(s, before, &span.from, &why);
	/* A day may end at midnight, which is no time of day. */
	const bool midnight = n - before == 4 && memcmp(dash + 1, "24h", 3) == 0;
	if (!err && midnight)
		span.to = DATE_MINUTES_PER_DAY;
	else if (!err)
		err = date_parse_minutes(dash + 1, n - before - 1, &span.to, &why);
	if (err || span.from >= span.to)
		return JAL_ERR_INVALID;
	*out = span;
	return JAL_OK;
}

enum jal_err agenda_hours_read(const char *text, size_t n, struct agenda_hours *out, struct diag *why)
{
	struct agenda_hours hours = { .n = 0 };
	size_t at = 0;
	while (at < n) {
		size_t end = at;
		while (end < n && text[end] != ' ' && text[end] != ',')
			end++;
		if (end > at) {
			struct agenda_span *span = &hours.span[hours.n];
			if (hours.n == AGENDA_HOURS_MAX || read_span(text + at, end - at, span) ||
				(hours.n > 0 && hours.span[hours.n - 1].to > span->from))
				return refuse(why);
			hours.n++;
		}
		at = end + 1;
	}
	if (hours.n == 0)
		return refuse(why);
	*out = hours;
	return JAL_OK;
}

/* The end of what is taken at that minute; the minute itself when it is free. */
static int taken_until(const struct agenda_span *busy, size_t n, int at)
{
	int until = at;
	for (bool moved = true; moved;) {
		moved = false;
		for (size_t i = 0; i < n; i++) {
			if (busy[i].from <= until && until < busy[i].to) {
				until = busy[i].to;
				moved = true;
			}
		}
	}
	return until;
}

static int next_taken(const struct agenda_span *busy, size_t n, int at, int end)
{
	for (size_t i = 0; i < n; i++)
		if (busy[i].from >= at && busy[i].from < end && busy[i].to > busy[i].from)
			end = busy[i].from;
	return end;
}

size_t agenda_free(const struct agenda_hours *hours, const struct agenda_span *busy, size_t n, int least,
		   struct agenda_span *out, size_t room)
{
	size_t count = 0;
	for (size_t i = 0; i < hours->n; i++) {
		const int end = hours->span[i].to;
		for (int at = taken_until(busy, n, hours->span[i].from); at < end; at = taken_until(busy, n, at)) {
			const struct agenda_span span = { at, next_taken(busy, n, at, end) };
			if (span.to - span.from >= least && count < room)
				out[count++] = span;
			at = span.to;
		}
	}
	return count;
}
