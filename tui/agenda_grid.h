/*
 * A week of the agenda as a grid: for each day its appointments and the free
 * hours between them, for each hour as many rows as its fullest day needs. Pure
 * arithmetic on what was read (tui/days.h): draws nothing.
 */
#ifndef TUI_AGENDA_GRID_H
#define TUI_AGENDA_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "tui/days.h"

#define AGENDA_DAYS 7

/* An appointment, or free time within one hour. */
struct agenda_entry {
	int32_t day;
	int from, to;			/* minutes of the day */
	const struct days_item *item;	/* NULL: free; borrowed from the days */
};

struct agenda_grid {
	int32_t monday;
	struct agenda_entry *entries;	/* by day, then time */
	size_t n, cap;
	size_t first[AGENDA_DAYS + 1];	/* where each day's begin; the last one is n */
	int columns;			/* days shown: 5, or as far as something is there */
	int from_hour, to_hour;		/* to included */
	int base[25];			/* the row where each hour begins, from 0; after to_hour the rows in all */
};

#define AGENDA_GRID_INIT ((struct agenda_grid){ .n = 0 })

/* Of the week that begins on that day: what is over by now (civil minutes) is not
 * free. shown is a day that has its column whatever is in it. The days must
 * outlive the grid; *out is untouched on error. */
JAL_MUST enum jal_err agenda_grid_make(const struct days *days, const struct agenda_hours *hours, int32_t monday,
	int32_t shown, int64_t now, struct agenda_grid *out);
void agenda_grid_free(struct agenda_grid *g);

#define AGENDA_NONE ((size_t)-1)

/* The row of an entry within its column. */
int agenda_grid_row(const struct agenda_grid *g, size_t entry);
/* The entry of a day that is that appointment, or else the one nearest to that
 * minute; AGENDA_NONE when the day has none. appointment may be NULL. */
size_t agenda_grid_find(const struct agenda_grid *g, int32_t day, int minute, const struct jal_id *appointment);

#endif
