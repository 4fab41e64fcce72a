/*
 * Where what stands in a week.
 */
#include "tui/agenda_grid.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/grow.h"

/* What is shown of a day at least, if there is room for it. */
#define FIRST_HOUR 9
#define LAST_HOUR 16

JAL_MUST static enum jal_err add(struct agenda_grid *g, const struct agenda_entry *e)
{
	struct agenda_entry *list = grow_array(g->entries, g->n, &g->cap, sizeof(*list));
	size_t at = g->n;

	if (list == NULL)
		return JAL_ERR_NOMEM;
	g->entries = list;
	/* Those of one day come by kind; each finds its place among them. */
	while (at > 0 && list[at - 1].day == e->day && list[at - 1].from > e->from) {
		list[at] = list[at - 1];
		at--;
	}
	list[at] = *e;
	g->n++;
	return JAL_OK;
}

/* Free time, cut at each hour. */
JAL_MUST static enum jal_err add_free(struct agenda_grid *g, int32_t day, const struct agenda_span *span)
{
	enum jal_err err = JAL_OK;
	int from = span->from;

	while (from < span->to && err == JAL_OK) {
		int to = (from / 60 + 1) * 60;

		if (to > span->to)
			to = span->to;
		if (to - from >= AGENDA_FREE_LEAST)
			err = add(g, &(struct agenda_entry){ day, from, to, NULL });
		from = to;
	}
	return err;
}

JAL_MUST static enum jal_err add_day(struct agenda_grid *g, const struct days *days, const struct agenda_hours *hours,
	int32_t day, int64_t now)
{
	struct agenda_span spans[AGENDA_FREE_MAX];
	size_t n = 0;
	size_t at = days_of(days, day, &n);
	enum jal_err err = JAL_OK;

	for (size_t i = at; i < at + n && err == JAL_OK; i++) {
		const struct days_item *item = &days->items[i];
		int from = date_minutes_of_time(item->starts);

		err = add(g, &(struct agenda_entry){ day, from, from + item->minutes, item });
	}
	n = days_free_spans(days, hours, day, now, spans);
	for (size_t i = 0; i < n && err == JAL_OK; i++)
		err = add_free(g, day, &spans[i]);
	return err;
}

static void set_hours(struct agenda_grid *g, const struct agenda_hours *hours)
{
	g->from_hour = hours->n > 0 ? hours->span[0].from / 60 : FIRST_HOUR;
	g->to_hour = hours->n > 0 ? (hours->span[hours->n - 1].to - 1) / 60 : LAST_HOUR;
	for (size_t i = 0; i < g->n; i++) {
		int hour = g->entries[i].from / 60;

		if (hour < g->from_hour)
			g->from_hour = hour;
		if (hour > g->to_hour)
			g->to_hour = hour;
	}
}

static int in_hour(const struct agenda_grid *g, size_t from, size_t to, int hour)
{
	int n = 0;

	for (size_t i = from; i < to; i++)
		n += g->entries[i].from / 60 == hour;
	return n;
}

static void set_rows(struct agenda_grid *g)
{
	int row = 0;

	for (int hour = g->from_hour; hour <= g->to_hour; hour++) {
		int most = 1;

		for (int d = 0; d < AGENDA_DAYS; d++) {
			int n = in_hour(g, g->first[d], g->first[d + 1], hour);

			if (n > most)
				most = n;
		}
		g->base[hour] = row;
		row += most;
	}
	g->base[g->to_hour + 1] = row;
}

enum jal_err agenda_grid_make(const struct days *days, const struct agenda_hours *hours, int32_t monday, int32_t shown,
	int64_t now, struct agenda_grid *out)
{
	struct agenda_grid g = AGENDA_GRID_INIT;
	enum jal_err err = JAL_OK;

	g.monday = monday;
	g.columns = 5;
	for (int d = 0; d < AGENDA_DAYS && err == JAL_OK; d++) {
		g.first[d] = g.n;
		err = add_day(&g, days, hours, monday + d, now);
		if (g.n > g.first[d] || shown == monday + d)
			g.columns = d + 1 > g.columns ? d + 1 : g.columns;
	}
	if (err != JAL_OK) {
		agenda_grid_free(&g);
		return err;
	}
	g.first[AGENDA_DAYS] = g.n;
	set_hours(&g, hours);
	set_rows(&g);
	*out = g;
	return JAL_OK;
}

void agenda_grid_free(struct agenda_grid *g)
{
	free(g->entries);
	*g = AGENDA_GRID_INIT;
}

int agenda_grid_row(const struct agenda_grid *g, size_t entry)
{
	const struct agenda_entry *e = &g->entries[entry];
	int hour = e->from / 60;

	return g->base[hour] + in_hour(g, g->first[e->day - g->monday], entry, hour);
}

size_t agenda_grid_find(const struct agenda_grid *g, int32_t day, int minute, const struct jal_id *appointment)
{
	int d = (int)(day - g->monday);
	size_t best = AGENDA_NONE;
	int distance = 0;

	if (d < 0 || d >= AGENDA_DAYS)
		return AGENDA_NONE;
	for (size_t i = g->first[d]; i < g->first[d + 1]; i++) {
		const struct agenda_entry *e = &g->entries[i];
		int away = abs(e->from - minute);

		if (appointment != NULL && e->item != NULL && id_equal(&e->item->appointment, appointment))
			return i;
		if (best == AGENDA_NONE || away < distance) {
			best = i;
			distance = away;
		}
	}
	return best;
}
