/* The events of the time line, gathered entity by entity (timeline_tell.c says what each is), then sorted. */
#include "core/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/grow.h"
#include "core/hlc.h"
#include "core/roster.h"
#include "core/timeline_inside.h"

static const char *const codes[TIMELINE_KINDS] = {
	[TIMELINE_STAGES] = "stages",
	[TIMELINE_ORIENTATIONS] = "orientations",
	[TIMELINE_ASSIGNMENTS] = "assignments",
	[TIMELINE_APPOINTMENTS] = "appointments",
	[TIMELINE_NOTES] = "notes",
	[TIMELINE_ACTIONS] = "actions",
	[TIMELINE_SOLUTIONS] = "solutions",
	[TIMELINE_CONTRACTS] = "contracts",
	[TIMELINE_ASSESSMENTS] = "assessments",
	[TIMELINE_BREACHES] = "breaches",
	[TIMELINE_DOCUMENTS] = "documents",
};

const char *timeline_code(enum timeline_kind kind)
{
	return codes[kind];
}

const char *timeline_label(enum timeline_kind kind)
{
	static const char *const labels[TIMELINE_KINDS] = {
		[TIMELINE_STAGES] = N_("étapes et sorties"),
		[TIMELINE_ORIENTATIONS] = N_("orientations et demandes"),
		[TIMELINE_ASSIGNMENTS] = N_("affectations"),
		[TIMELINE_APPOINTMENTS] = N_("rendez-vous"),
		[TIMELINE_NOTES] = N_("notes"),
		[TIMELINE_ACTIONS] = N_("actions"),
		[TIMELINE_SOLUTIONS] = N_("solutions et immersions"),
		[TIMELINE_CONTRACTS] = N_("contrats"),
		[TIMELINE_ASSESSMENTS] = N_("diagnostics"),
		[TIMELINE_BREACHES] = N_("manquements"),
		[TIMELINE_DOCUMENTS] = N_("documents"),
	};
	return labels[kind];
}

enum timeline_kind timeline_by_code(const char *code)
{
	size_t i = 0;
	while (i < TIMELINE_KINDS && strcmp(codes[i], code) != 0)
		i++;
	return (enum timeline_kind)i;
}

const char *timeline_sign_code(enum timeline_sign sign)
{
	static const char *const signs[] = {
		[TIMELINE_NO_SIGN] = "",
		[TIMELINE_WATCH] = "watch",
		[TIMELINE_SOON] = "soon",
		[TIMELINE_LATE] = "late",
		[TIMELINE_DONE] = "done",
	};
	return signs[sign];
}

void timeline_free(struct timeline *t)
{
	free(t->list);
	arena_free(&t->texts);
	*t = TIMELINE_INIT;
}

/* ---- adding ---- */

static enum jal_err keep_text(struct gathering *g, struct buf *text, const char **out)
{
	*out = arena_copy(&g->out->texts, buf_str(text), text->len);
	buf_clear(text);
	return *out ? JAL_OK : JAL_ERR_NOMEM;
}

enum jal_err timeline_add(struct gathering *g, int32_t day, enum timeline_kind kind, const char *word,
			  const struct record *r)
{
	if (day == RECORD_NO_DATE) {
		buf_clear(&g->what);
		buf_clear(&g->state);
		g->sign = TIMELINE_NO_SIGN;
		return JAL_OK;
	}
	struct timeline_event *more = grow_array(g->out->list, g->out->count, &g->out->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	g->out->list = more;
	struct timeline_event *x = &more[g->out->count];
	*x = (struct timeline_event){ .day = day, .kind = kind, .word = word, .sign = g->sign, .what = "", .state = "",
				      .entity = record_entity(r), .record = *record_id(r), .place = g->out->count };
	g->sign = TIMELINE_NO_SIGN;
	enum jal_err err = keep_text(g, &g->what, &x->what);
	if (!err)
		err = keep_text(g, &g->state, &x->state);
	if (!err)
		g->out->count++;
	return err;
}

static enum jal_err tell(void *ctx, struct record *r)
{
	struct gathering *g = ctx;
	enum jal_err err = JAL_OK;
	if (!record_archived(r))
		err = timeline_tell(g, r);
	record_free(r);
	return err;
}

/* ---- the steps of a pathway, from its history ---- */

struct step {
	uint64_t stamp;
	struct jal_id pathway;
	char from[40], to[40];
};

struct steps {
	struct journal *j;
	struct step *list;
	size_t count, cap;
};

static bool copy_code(const struct value *v, char out[40])
{
	if (v->kind != VALUE_TEXT || v->text_len >= 40)
		return false;
	memcpy(out, v->text, v->text_len);
	out[v->text_len] = 0;
	return true;
}

/* Newest first. What was taken back the same day did not happen: neither is told. */
static enum jal_err keep_step(void *ctx, const struct journal_event *e)
{
	struct steps *s = ctx;
	struct step step = { .stamp = e->stamp, .pathway = e->record };
	if (e->field != FIELD_pathway_status || !copy_code(&e->before, step.from) || !copy_code(&e->after, step.to))
		return JAL_OK;
	struct step *newer = s->count > 0 ? &s->list[s->count - 1] : NULL;
	if (newer && id_equal(&newer->pathway, &step.pathway) && strcmp(newer->from, step.to) == 0 &&
	    strcmp(newer->to, step.from) == 0 && hlc_ms(newer->stamp) - hlc_ms(step.stamp) < 86400000) {
		s->count--;
		return JAL_OK;
	}
	struct step *more = grow_array(s->list, s->count, &s->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	s->list = more;
	s->list[s->count++] = step;
	return JAL_OK;
}

static enum jal_err tell_step(struct gathering *g, const struct step *s)
{
	struct record *r = NULL;
	enum jal_err err = journal_load(g->j, &g->caseload, ENTITY_pathway, &g->dossier, &s->pathway, &r);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	if (!record_blank(r)) {
		err = format_code(&g->reader->format, VOCAB_pathway_status, s->from, strlen(s->from), &g->what);
		if (!err)
			err = buf_puts(&g->what, " → ");
		if (!err)
			err = format_code(&g->reader->format, VOCAB_pathway_status, s->to, strlen(s->to), &g->what);
		if (!err)
			err = timeline_add(g, clock_day_of_stamp(g->reader->clock, s->stamp), TIMELINE_STAGES, N_("Étape"), r);
	}
	record_free(r);
	return err;
}

/* Of one pathway: what else happened in the dossier has no part in it, and may be long. */
static enum jal_err keep_steps(void *ctx, struct record *pathway)
{
	struct steps *s = ctx;
	const enum jal_err err = journal_history_of(s->j, pathway, keep_step, s);
	record_free(pathway);
	return err;
}

static int oldest_step_first(const void *pa, const void *pb)
{
	const struct step *a = pa, *b = pb;
	return a->stamp < b->stamp ? -1 : a->stamp > b->stamp;
}

static enum jal_err tell_steps(struct gathering *g)
{
	struct steps s = { .j = g->j };
	enum jal_err err = journal_each(g->j, &g->caseload, ENTITY_pathway, &g->dossier, keep_steps, &s);
	if (s.count > 0)
		qsort(s.list, s.count, sizeof(*s.list), oldest_step_first);
	for (size_t i = 0; !err && i < s.count; i++)
		err = tell_step(g, &s.list[i]);
	free(s.list);
	return err;
}

/* ---- reading ---- */

static const enum entity told[] = {
	ENTITY_pathway, ENTITY_orientation, ENTITY_reorientation_request, ENTITY_assignment, ENTITY_transfer,
	ENTITY_assessment, ENTITY_contract, ENTITY_action, ENTITY_appointment, ENTITY_note, ENTITY_placement,
	ENTITY_immersion, ENTITY_enrolment, ENTITY_breach, ENTITY_attachment,
};

static int newest_first(const void *pa, const void *pb)
{
	const struct timeline_event *a = pa, *b = pb;
	if (a->day != b->day)
		return a->day > b->day ? -1 : 1;
	return a->place > b->place ? -1 : 1;
}

/* What the dossier itself names: its lead. */
static enum jal_err read_dossier(struct gathering *g)
{
	struct record *r = NULL;
	const enum jal_err err = journal_load(g->j, &g->caseload, ENTITY_dossier, &g->dossier, &g->dossier, &r);
	const struct jal_id *lead = err ? NULL : record_get(r, dossier_lead);
	if (lead)
		g->lead = *lead;
	record_free(r);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err read(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			 const struct timeline_reader *reader, struct timeline *out)
{
	struct roster_territory territory = { 0 };
	struct timeline t = TIMELINE_INIT;
	struct gathering g = { .j = j, .reader = reader, .out = &t, .caseload = *caseload, .dossier = *dossier,
			       .now = clock_civil_minutes(reader->clock), .what = BUF_INIT, .state = BUF_INIT,
			       .clocks = TODO_CLOCKS_INIT };
	enum jal_err err = roster_territory(journal_db(j), &territory);
	g.common = territory.common;
	g.today = date_of_time(g.now);
	if (!err)
		err = todo_clocks_read(journal_db(j), dossier, g.today, &g.clocks);
	if (!err)
		err = read_dossier(&g);
	for (size_t i = 0; !err && i < sizeof(told) / sizeof(told[0]); i++)
		err = journal_each(j, caseload, told[i], dossier, tell, &g);
	/* After the steps, so that on one day the exit stands above the step that it made. */
	if (!err)
		err = tell_steps(&g);
	if (!err)
		err = journal_each(j, caseload, ENTITY_exit, dossier, tell, &g);
	todo_clocks_free(&g.clocks);
	buf_free(&g.what);
	buf_free(&g.state);
	if (err) {
		timeline_free(&t);
		return err;
	}
	if (t.count > 0)
		qsort(t.list, t.count, sizeof(*t.list), newest_first);
	*out = t;
	return JAL_OK;
}

enum jal_err timeline_read(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			   const struct timeline_reader *reader, struct timeline *out, struct diag *diag)
{
	bool own = false;
	/* One view for all records: each statement alone would lock and unlock the file. */
	enum jal_err err = db_read_enter(journal_db(j), &own);
	if (!err)
		err = read(j, caseload, dossier, reader, out);
	db_read_leave(journal_db(j), own);
	return err ? diag_set_if_empty(diag, err, NULL) : JAL_OK;
}
