/* What happened, on paper: the time line, year by year. */
#include "core/paper_kinds.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/date.h"
#include "core/grow.h"
#include "core/paper_source.h"

enum { DAY, WORD, WHAT, STATE, COLUMNS };

static const char *const titles[COLUMNS] = { N_("Date"), N_("Nature"), N_("Quoi"), N_("État") };
static const uint8_t weights[COLUMNS] = { 18, 18, 44, 20 };

/* Names of members, as the territory knows them. */
struct names {
	struct roster_member *list;
	size_t n, cap;
};

static enum jal_err keep(void *ctx, const struct roster_member *m)
{
	struct names *names = ctx;
	struct roster_member *more = grow_array(names->list, names->n, &names->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	names->list = more;
	names->list[names->n++] = *m;
	return JAL_OK;
}

static const char *name_of(void *ctx, const struct jal_id *id)
{
	const struct names *names = ctx;
	for (size_t i = 0; i < names->n; i++)
		if (id_equal(&names->list[i].id, id))
			return names->list[i].name;
	return "";
}

static void put_year(struct paper *p, int year)
{
	char text[16];
	const char *said[COLUMNS];
	for (unsigned i = 0; i < COLUMNS; i++)
		said[i] = paper_say(p, titles[i]);
	(void)snprintf(text, sizeof(text), "%d", year);
	paper_heading(p, 2, text);
	paper_table(p, COLUMNS, said, weights);
}

static void put_event(const struct paper_source *s, struct paper *p, const struct timeline_event *e)
{
	struct buf day = BUF_INIT;
	if (e->day != RECORD_NO_DATE)
		paper_err(p, format_day(s->ask->format, e->day, true, &day));
	const char *const cells[COLUMNS] = { buf_str(&day), paper_say(p, e->word), e->what, e->state };
	paper_row(p, cells);
	buf_free(&day);
}

static void put_all(const struct paper_source *s, struct paper *p, const struct timeline *t, enum timeline_kind kind)
{
	struct buf called = BUF_INIT, day = BUF_INIT, text = BUF_INIT;
	int year = 0;
	size_t shown = 0;
	paper_title(p, paper_say(p, N_("Frise du parcours")));
	paper_err(p, paper_source_called(s, &called));
	paper_text(p, buf_str(&called));
	paper_err(p, format_long_day(s->ask->format, s->today, false, &day));
	paper_source_put(p, &text, N_("Imprimé le %1. Ce qui change ensuite n’y est pas."), buf_str(&day), "");
	paper_small(p, buf_str(&text));
	for (size_t i = 0; i < t->count; i++) {
		const struct timeline_event *e = &t->list[i];
		const int its = e->day != RECORD_NO_DATE ? date_to_ymd(e->day).year : 0;
		if (kind != TIMELINE_KINDS && e->kind != kind)
			continue;
		if (shown++ == 0 || its != year)
			put_year(p, its);
		year = its;
		put_event(s, p, e);
	}
	if (shown == 0)
		paper_text(p, paper_say(p, N_("Rien n’est encore noté.")));
	buf_free(&called);
	buf_free(&day);
	buf_free(&text);
}

enum jal_err paper_timeline(const struct paper_ask *ask, enum timeline_kind kind, struct paper **out, struct diag *why)
{
	struct paper_source s;
	struct paper *p = NULL;
	struct names names = { .list = NULL };
	struct timeline t = TIMELINE_INIT;
	const struct timeline_reader reader = { ask->clock, *ask->format, name_of, &names };
	enum jal_err err = paper_source_open(ask, true, &s, why);
	if (err)
		return err;
	err = roster_members(journal_db(ask->journal), keep, &names);
	if (!err)
		err = timeline_read(ask->journal, &ask->caseload, &ask->dossier, &reader, &t, why);
	if (!err)
		err = paper_source_start(&s, N_("Frise du parcours"), s.today, &p);
	if (!err) {
		put_all(&s, p, &t, kind);
		err = paper_done(p);
	}
	timeline_free(&t);
	free(names.list);
	paper_source_close(&s);
	if (err) {
		paper_free(p);
		return diag_set_if_empty(why, err, NULL);
	}
	*out = p;
	return JAL_OK;
}
