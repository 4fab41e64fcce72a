/* Everything held on a person: right of access. Walks the model's table and names no field. */
#include "core/paper_kinds.h"

#include <string.h>

#include "core/named.h"
#include "core/paper_source.h"

struct held {
	const struct paper_source *source;
	struct paper *p;
	size_t count;		/* of this entity */
};

static enum jal_err put_record(void *ctx, struct record *r)
{
	struct held *h = ctx;
	const struct model_entity *entity = model_entity(record_entity(r));
	struct buf title = BUF_INIT;
	if (h->count++ == 0)
		paper_heading(h->p, 1, paper_say(h->p, entity->label));
	if (h->count > 1 || (entity->id != ENTITY_person && entity->id != ENTITY_dossier)) {
		paper_err(h->p, buf_printf(&title, "%s %zu", paper_say(h->p, entity->label), h->count));
		paper_heading(h->p, 3, buf_str(&title));
	}
	for (enum field f = entity->first; f < model_end(entity->id); f++) {
		struct buf text = BUF_INIT;
		paper_err(h->p, paper_source_value(h->source, r, f, &text));
		if (text.len && record_conflict(r, f))
			paper_err(h->p, buf_printf(&text, " %s", paper_say(h->p, N_("(une autre valeur, saisie ailleurs, attend un choix)"))));
		paper_field(h->p, paper_say(h->p, model_field(f)->label), buf_str(&text));
		buf_free(&text);
	}
	buf_free(&title);
	record_free(r);
	return paper_done(h->p);
}

/* ---- who wrote what ---- */

enum { WHEN, WHO, WHAT, BEFORE, AFTER, COLUMNS };

static const char *const titles[COLUMNS] = { N_("Quand"), N_("Qui"), N_("Quoi"), N_("Avant"), N_("Après") };
static const uint8_t weights[COLUMNS] = { 20, 15, 21, 22, 22 };

/* A text longer than this (bytes) is not told twice. */
#define LONG_TEXT 240

static void put_value(struct held *h, const struct journal_event *e, const struct value *v, bool after, struct buf *out)
{
	const struct paper_source *s = h->source;
	const struct model_field *f = model_field(e->field);
	if (e->element) {
		/* Of a set: the element stands where it is in. */
		if (v->kind == VALUE_FLAG && v->number != 0)
			paper_err(h->p, format_elements(s->ask->format, f, &e->element, 1, out));
		else if (after)
			paper_err(h->p, buf_puts(out, paper_say(h->p, N_("retiré"))));
		return;
	}
	/* What stands now was told with its record; what stood before, with the line that wrote it. */
	if (v->kind == VALUE_TEXT && v->text_len > LONG_TEXT && (!after || e->live))
		paper_err(h->p, buf_puts(out, paper_say(h->p, after ? N_("(texte reproduit plus haut)") : N_("(texte de la ligne où il a été écrit)"))));
	else if (f->type == FIELD_TYPE_ref && v->kind == VALUE_ID)
		paper_err(h->p, named_reference(s->ask->journal, s->ask->format, &s->ask->caseload, &s->ask->dossier, f, &v->id,
						out));
	else if (f->type != FIELD_TYPE_set)
		paper_err(h->p, format_value(s->ask->format, f, v, out));
}

static enum jal_err put_event(void *ctx, const struct journal_event *e)
{
	struct held *h = ctx;
	const struct paper_source *s = h->source;
	const struct model_field *f = model_field(e->field);
	struct buf cell[COLUMNS];
	const char *cells[COLUMNS];
	struct roster_member who = { .name = "" };
	for (unsigned i = 0; i < COLUMNS; i++)
		cell[i] = BUF_INIT;
	if (h->count++ == 0) {
		for (unsigned i = 0; i < COLUMNS; i++)
			cells[i] = paper_say(h->p, titles[i]);
		paper_table(h->p, COLUMNS, cells, weights);
	}
	paper_err(h->p, format_time(s->ask->format, clock_civil_of_stamp(s->ask->clock, e->stamp), &cell[WHEN]));
	const enum jal_err err = roster_who(journal_db(s->ask->journal), &e->device, &who);
	if (err && err != JAL_ERR_NOT_FOUND)
		paper_err(h->p, err);
	paper_err(h->p, buf_puts(&cell[WHO], who.name));
	paper_source_put(h->p, &cell[WHAT], N_("%1 : %2"), paper_say(h->p, model_entity(e->entity)->label),
			 paper_say(h->p, f->label));
	put_value(h, e, &e->before, false, &cell[BEFORE]);
	put_value(h, e, &e->after, true, &cell[AFTER]);
	for (unsigned i = 0; i < COLUMNS; i++)
		cells[i] = buf_str(&cell[i]);
	paper_row(h->p, cells);
	for (unsigned i = 0; i < COLUMNS; i++)
		buf_free(&cell[i]);
	return paper_done(h->p);
}

static void put_all(struct held *h)
{
	const struct paper_source *s = h->source;
	const struct paper_ask *ask = s->ask;
	for (enum entity e = 0; e < ENTITY_COUNT && !paper_done(h->p); e++) {
		h->count = 0;
		if (model_entity(e)->home == HOME_dossier && !model_heavy(e))
			paper_err(h->p, journal_each(ask->journal, &ask->caseload, e, &ask->dossier, put_record, h));
	}
}

static void put_history(struct held *h)
{
	const struct paper_ask *ask = h->source->ask;
	paper_break(h->p);
	paper_heading(h->p, 1, paper_say(h->p, N_("Annexe : qui a écrit quoi, et quand")));
	paper_small(h->p, paper_say(h->p, N_("Du plus récent au plus ancien.")));
	h->count = 0;
	paper_err(h->p, journal_history(ask->journal, &ask->caseload, &ask->dossier, 0, put_event, h));
}

enum jal_err paper_person(const struct paper_ask *ask, bool history, struct paper **out, struct diag *why)
{
	struct paper_source s;
	struct paper *p = NULL;
	struct buf day = BUF_INIT, text = BUF_INIT;
	enum jal_err err = paper_source_open(ask, true, &s, why);
	if (err)
		return err;
	err = paper_source_start(&s, N_("Données tenues sur une personne"), s.today, &p);
	if (!err) {
		struct held h = { .source = &s, .p = p };
		paper_err(p, format_long_day(ask->format, s.today, false, &day));
		paper_title(p, paper_say(p, N_("Tout ce qui est tenu sur une personne")));
		paper_text(p, buf_str(&s.name));
		paper_source_put(p, &text, N_("État au %1, dans jalon, sur l’ordinateur où cette page a été faite : toutes les rubriques remplies, y compris ce qui est archivé, confidentiel ou sensible. Les documents joints y sont nommés, pas reproduits."),
				 buf_str(&day), "");
		paper_text(p, buf_str(&text));
		put_all(&h);
		if (history)
			put_history(&h);
		err = paper_done(p);
	}
	buf_free(&day);
	buf_free(&text);
	paper_source_close(&s);
	if (err) {
		paper_free(p);
		return diag_set_if_empty(why, err, NULL);
	}
	*out = p;
	return JAL_OK;
}
