/*
 * Some days of the agenda, read once: their appointments by time, as they are
 * shown, what collides, and what is free. Draws nothing and knows no screen.
 */
#ifndef TUI_DAYS_H
#define TUI_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/agenda.h"
#include "core/agenda_free.h"
#include "core/arena.h"
#include "core/buf.h"
#include "core/error.h"
#include "tui/desk.h"
#include "tui/file.h"

struct days_item {
	struct file_ref ref;
	struct jal_id appointment;
	int64_t starts;
	int minutes;		/* as usual when nobody said it */
	bool compulsory, reminder, reported;
	bool takes_time;	/* neither cancelled nor excused */
	bool asked;		/* for its report, and that was not put off beyond today */
	bool collides;		/* with another one here */
	const char *state;	/* a code of vocabulary appointment_status, as of now */
	const char *name;	/* "LEFÈVRE Hélène", or initials; never NULL, as the rest */
	const char *place;	/* a code of vocabulary place; "" */
	const char *address, *subject, *reminder_text;
};

struct days {
	struct days_item *items;	/* by time */
	size_t n, cap;
	struct arena texts;
	bool discreet;			/* as names were written */
};

#define DAYS_INIT ((struct days){ .n = 0 })

/* Those of a query but for one (NULL: none). *out is untouched on error, and
 * days_free'd by the caller. */
JAL_MUST enum jal_err days_load(const struct desk *d, const struct agenda_query *query, const struct jal_id *except,
	struct days *out);
/* Wipes. */
void days_free(struct days *d);

/* The items of one day: the first and how many. */
size_t days_of(const struct days *d, int32_t day, size_t *n);

/* What of the working hours of that day is free (agenda_free_of_day), of now on. */
size_t days_free_spans(const struct days *d, const struct agenda_hours *hours, int32_t day, int64_t now,
	struct agenda_span out[AGENDA_FREE_MAX]);

/* Appends "9h00", "9h00-9h45"; minutes of the day. */
JAL_MUST enum jal_err days_put_hour(int minutes, struct buf *out);
JAL_MUST enum jal_err days_put_hours(int from, int to, struct buf *out);
/* Appends "Agence", "Honoré". */
JAL_MUST enum jal_err days_put_place(const struct days_item *item, struct buf *out);
JAL_MUST enum jal_err days_put_state(const struct days_item *item, struct buf *out);

#endif
