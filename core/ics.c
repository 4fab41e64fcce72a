/* A calendar, line by line. */
#include "core/ics.h"

#include <string.h>

#include "core/date.h"
#include "core/text.h"

#define FOLD 75	/* octets a line, its end not counted (RFC 5545, 3.1) */

static void put(struct ics *w, const void *bytes, size_t n)
{
	if (!w->err)
		w->err = buf_put(w->out, bytes, n);
}

/* A content line, folded between characters: what goes on begins with a space. */
static void end_line(struct ics *w)
{
	const char *s = buf_str(&w->line);
	size_t at = 0, room = FOLD;
	while (w->line.len - at > room) {
		size_t end = at + room;
		/* Not within a character. */
		while (end > at && ((unsigned char)s[end] & 0xC0) == 0x80)
			end--;
		put(w, s + at, end - at);
		put(w, "\r\n ", 3);
		at = end;
		room = FOLD - 1;
	}
	put(w, s + at, w->line.len - at);
	put(w, "\r\n", 2);
	buf_clear(&w->line);
}

static void line(struct ics *w, const char *text)
{
	if (!w->err)
		w->err = buf_puts(&w->line, text);
	end_line(w);
}

/* A text value: what separates others, and line breaks, are escaped. */
static void text(struct ics *w, const char *name, const char *value)
{
	struct buf safe = BUF_INIT;
	if (!w->err)
		w->err = text_inert(value, strlen(value), TEXT_LONG, &safe);
	if (!w->err)
		w->err = buf_printf(&w->line, "%s:", name);
	for (size_t i = 0; i < safe.len && !w->err; i++) {
		const char c = buf_str(&safe)[i];
		if (c == '\n')
			w->err = buf_puts(&w->line, "\\n");
		else if (c == '\\' || c == ';' || c == ',')
			w->err = buf_printf(&w->line, "\\%c", c);
		else
			w->err = buf_put(&w->line, &c, 1);
	}
	buf_free(&safe);
	end_line(w);
}

/* "20261125T093000" */
static void put_time(struct ics *w, int64_t time)
{
	const struct date_ymd d = date_to_ymd(date_of_time(time));
	const int minutes = date_minutes_of_time(time);
	if (!w->err)
		w->err = buf_printf(&w->line, "%04d%02d%02dT%02d%02d00", d.year, d.month, d.day, minutes / 60, minutes % 60);
}

static void civil(struct ics *w, const char *name, int64_t time)
{
	if (!w->err)
		w->err = buf_printf(&w->line, "%s;TZID=Europe/Paris:", name);
	put_time(w, time);
	end_line(w);
}

/* The rule of the European Union since 1996: the last Sundays of March and of October, at 1:00 UTC. */
static const char *const zone[] = {
	"BEGIN:VTIMEZONE",
	"TZID:Europe/Paris",
	"BEGIN:DAYLIGHT",
	"TZOFFSETFROM:+0100",
	"TZOFFSETTO:+0200",
	"TZNAME:CEST",
	"DTSTART:19960331T020000",
	"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
	"END:DAYLIGHT",
	"BEGIN:STANDARD",
	"TZOFFSETFROM:+0200",
	"TZOFFSETTO:+0100",
	"TZNAME:CET",
	"DTSTART:19961027T030000",
	"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
	"END:STANDARD",
	"END:VTIMEZONE",
};

struct ics ics_begin(struct buf *out, int64_t now_ms)
{
	struct ics w = { .out = out, .line = BUF_INIT, .now_ms = now_ms };
	line(&w, "BEGIN:VCALENDAR");
	line(&w, "VERSION:2.0");
	line(&w, "PRODID:-//jalon//jalon " PACKAGE_VERSION "//FR");
	line(&w, "CALSCALE:GREGORIAN");
	for (size_t i = 0; i < sizeof(zone) / sizeof(*zone); i++)
		line(&w, zone[i]);
	return w;
}

void ics_event(struct ics *w, const struct ics_event *e)
{
	char id[ID_HEX + 1];
	line(w, "BEGIN:VEVENT");
	if (!w->err)
		w->err = buf_printf(&w->line, "UID:%s@jalon", id_hex(&e->id, id));
	end_line(w);
	if (!w->err)
		w->err = buf_puts(&w->line, "DTSTAMP:");
	put_time(w, w->now_ms / 60000);
	if (!w->err)
		w->err = buf_putc(&w->line, 'Z');
	end_line(w);
	civil(w, "DTSTART", e->starts);
	civil(w, "DTEND", e->starts + e->minutes);
	text(w, "SUMMARY", e->summary);
	if (e->location && *e->location)
		text(w, "LOCATION", e->location);
	if (e->description && *e->description)
		text(w, "DESCRIPTION", e->description);
	line(w, e->cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
	line(w, e->takes_time ? "TRANSP:OPAQUE" : "TRANSP:TRANSPARENT");
	/* Programs that share calendars show others that it is there, not what it is. */
	line(w, "CLASS:PRIVATE");
	line(w, "END:VEVENT");
}

enum jal_err ics_end(struct ics *w)
{
	line(w, "END:VCALENDAR");
	buf_free(&w->line);
	return w->err;
}
