/*
 * A caseworker's gestures as sets of edits written together. Everything goes
 * through the journal; nothing here knows SQL, screens or commands.
 */
#include "core/casework.h"

#include <stdlib.h>

#include "core/caseload.h"
#include "core/cover.h"
#include "core/grow.h"
#include "core/keyring.h"
#include "core/roster.h"

void casework_opening_free(struct casework_opening *o)
{
	if (!o)
		return;
	edit_free(o->dossier);
	edit_free(o->person);
	edit_free(o->lead);
	edit_free(o->pathway);
	*o = (struct casework_opening){ 0 };
}

enum jal_err casework_assign(const struct casework_place *place, const struct jal_id *caseload,
			     const struct jal_id *dossier, const struct jal_id *member, struct edit **out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_assignment, caseload, dossier, &e);
	if (!err)
		err = edit_set_id(e, FIELD_assignment_professional, member);
	if (!err)
		err = edit_set_text(e, FIELD_assignment_role, "member");
	if (!err)
		err = edit_set_number(e, FIELD_assignment_starts, place->today);
	if (err)
		edit_free(e);
	else
		*out = e;
	return err;
}

/* The assignment that makes a member the lead, and the dossier's register that names it. */
static enum jal_err make_lead(const struct casework_place *place, struct edit *dossier, const struct jal_id *member,
			      struct edit **out)
{
	struct edit *lead = NULL;
	enum jal_err err = casework_assign(place, &place->caseload, edit_dossier(dossier), member, &lead);
	if (!err)
		err = edit_set_id(dossier, FIELD_dossier_lead, edit_record(lead));
	if (err)
		edit_free(lead);
	else
		*out = lead;
	return err;
}

enum jal_err casework_place_read(struct journal *j, const struct jal_clock *clock, struct casework_place *out,
				 struct diag *diag)
{
	struct roster_territory territory = { 0 };
	struct keyring_device device = { 0 };
	enum jal_err err = roster_territory(journal_db(j), &territory);
	if (!err)
		err = keyring_device(journal_db(j), &device);
	if (err == JAL_ERR_NOT_FOUND || (!err && id_is_zero(&territory.home_caseload)))
		return diag_set(diag, JAL_ERR_NOT_FOUND,
				N_("Ce coffre n’a pas encore de portefeuille : créez un territoire ou demandez à en rejoindre un."));
	if (err)
		return diag_set_if_empty(diag, err, NULL);
	*out = (struct casework_place){ .caseload = territory.home_caseload, .common = territory.common,
					.member = device.member, .today = clock_today(clock) };
	return JAL_OK;
}

enum jal_err casework_opening_at(const struct casework_place *place, const struct jal_id *lead,
				 struct casework_opening *out)
{
	struct casework_opening o = { 0 };
	enum jal_err err = edit_create(ENTITY_dossier, &place->caseload, NULL, &o.dossier);
	if (!err)
		err = edit_create(ENTITY_person, &place->caseload, edit_record(o.dossier), &o.person);
	if (!err)
		err = edit_create(ENTITY_pathway, &place->caseload, edit_record(o.dossier), &o.pathway);
	if (!err)
		err = edit_set_text(o.pathway, FIELD_pathway_status, "registered");
	if (!err)
		err = edit_set_number(o.pathway, FIELD_pathway_entered, place->today);
	if (!err && lead)
		err = make_lead(place, o.dossier, lead, &o.lead);
	/* A dossier without any field of its own would not exist for anyone. */
	if (!err && !o.lead)
		err = edit_set_flag(o.dossier, FIELD_dossier_archived, false);
	if (err) {
		casework_opening_free(&o);
		return err;
	}
	*out = o;
	return JAL_OK;
}

enum jal_err casework_opening_new(struct journal *j, const struct jal_clock *clock, struct casework_opening *out,
				  struct diag *diag)
{
	struct casework_place place = { 0 };
	enum jal_err err = casework_place_read(j, clock, &place, diag);
	if (err)
		return err;
	/* Before a territory is joined there is no member to name: joining does it then. */
	err = casework_opening_at(&place, id_is_zero(&place.member) ? NULL : &place.member, out);
	return err ? diag_set_if_empty(diag, err, NULL) : JAL_OK;
}

enum jal_err casework_open_dossier(struct journal *j, struct casework_opening *o, struct diag *diag)
{
	struct edit *edits[4] = { 0 };
	size_t count = 0;
	edits[count++] = o->dossier;
	edits[count++] = o->person;
	if (o->lead)
		edits[count++] = o->lead;
	edits[count++] = o->pathway;
	return journal_write(j, edits, count, diag);
}

struct first_person {
	struct record *found;
};

static enum jal_err keep_first(void *ctx, struct record *r)
{
	struct first_person *p = ctx;
	if (p->found)
		record_free(r);
	else
		p->found = r;
	return JAL_OK;
}

enum jal_err casework_person(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			     struct record **out, struct diag *diag)
{
	struct first_person p = { 0 };
	enum jal_err err = journal_each(j, caseload, ENTITY_person, dossier, keep_first, &p);
	if (!err && !p.found)
		err = journal_blank(j, caseload, ENTITY_person, dossier, &p.found);
	if (err) {
		record_free(p.found);
		return diag_set(diag, err, N_("Ce dossier n’a pas de fiche de bénéficiaire."));
	}
	*out = p.found;
	return JAL_OK;
}

/* ---- leads of dossiers opened before joining ---- */

struct leadless {
	struct jal_id *dossiers;
	size_t n, cap;
};

static enum jal_err add_leadless(struct leadless *l, const struct jal_id *dossier)
{
	struct jal_id *more = grow_array(l->dossiers, l->n, &l->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	l->dossiers = more;
	l->dossiers[l->n++] = *dossier;
	return JAL_OK;
}

static enum jal_err find_leadless(struct caseload_view *view, const struct jal_id *caseload, bool archived,
				  struct leadless *l)
{
	const struct caseload_query query = { .sort = CASELOAD_BY_NAME, .archived = archived, .caseload = *caseload };
	size_t count = 0, got = 0;
	enum jal_err err = caseload_find(view, &query, &count);
	for (size_t at = 0; !err && at < count; at += got) {
		const struct caseload_row *rows = NULL;
		err = caseload_window(view, at, 256, &rows, &got);
		if (!err && got == 0)
			break;
		for (size_t i = 0; !err && i < got; i++)
			if (id_is_zero(&rows[i].lead))
				err = add_leadless(l, &rows[i].dossier);
	}
	return err;
}

enum jal_err casework_dossier(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			      struct edit **out)
{
	const enum jal_err err = journal_edit(j, caseload, ENTITY_dossier, dossier, dossier, out);
	return err == JAL_ERR_NOT_FOUND ? edit_create_as(ENTITY_dossier, caseload, NULL, dossier, out) : err;
}

static enum jal_err take_lead(struct journal *j, const struct casework_place *place, const struct jal_id *member,
			      const struct jal_id *id, struct diag *diag)
{
	struct edit *dossier = NULL, *lead = NULL;
	enum jal_err err = casework_dossier(j, &place->caseload, id, &dossier);
	if (!err)
		err = make_lead(place, dossier, member, &lead);
	struct edit *const edits[] = { dossier, lead };
	if (!err)
		err = journal_write(j, edits, 2, diag);
	edit_free(dossier);
	edit_free(lead);
	return err;
}

enum jal_err casework_take_leads(struct journal *j, const struct jal_clock *clock, size_t *made, struct diag *diag)
{
	struct keyring_device device = { 0 };
	struct casework_place place = { 0 };
	struct leadless l = { NULL, 0, 0 };
	struct caseload_view *view = NULL;
	enum jal_err err = casework_place_read(j, clock, &place, diag);
	if (!err)
		err = keyring_device(journal_db(j), &device);
	if (!err && !id_is_zero(&device.member) && !id_is_zero(&place.caseload)) {
		err = caseload_open(journal_db(j), place.today, &view);
		if (!err)
			err = find_leadless(view, &place.caseload, false, &l);
		if (!err)
			err = find_leadless(view, &place.caseload, true, &l);
		caseload_close(view);
	}
	for (size_t i = 0; !err && i < l.n; i++)
		err = take_lead(j, &place, &device.member, &l.dossiers[i], diag);
	if (!err)
		*made = l.n;
	free(l.dossiers);
	return err;
}

static enum jal_err add_disclosed(struct edit *e, enum field field)
{
	const struct model_field *f = model_field(field);
	struct buf name = BUF_INIT;
	enum jal_err err = buf_printf(&name, "%s.%s", model_entity(f->entity)->name, f->name);
	if (!err)
		err = edit_element(e, FIELD_disclosure_fields, buf_str(&name), true);
	buf_free(&name);
	return err;
}

static enum jal_err disclose(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			     const enum field *fields, size_t count, struct diag *diag)
{
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_disclosure, caseload, dossier, &e);
	for (size_t i = 0; !err && i < count; i++)
		err = add_disclosed(e, fields[i]);
	if (err)
		(void)diag_set(diag, err, NULL);
	else
		err = journal_write(j, &e, 1, diag);
	edit_free(e);
	return err;
}

enum jal_err casework_each(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			   enum jal_err (*each)(void *ctx, struct record *r), void *ctx)
{
	enum jal_err err = JAL_OK;
	for (enum entity e = 0; e < ENTITY_COUNT && !err; e++)
		if (model_entity(e)->home == HOME_dossier && !model_heavy(e))
			err = journal_each(j, caseload, e, dossier, each, ctx);
	return err;
}

/* What is covered, each field once. */
struct disclosing {
	struct db *db;
	enum field fields[FIELD_COUNT];
	size_t n;
};

static enum jal_err find_sensitive(void *ctx, struct record *r)
{
	struct disclosing *d = ctx;
	const enum entity entity = record_entity(r);
	for (enum field f = model_entity(entity)->first; f < model_end(entity); f++) {
		bool known = !cover_value(d->db, r, f);
		for (size_t i = 0; !known && i < d->n; i++)
			known = d->fields[i] == f;
		if (!known)
			d->fields[d->n++] = f;
	}
	record_free(r);
	return JAL_OK;
}

enum jal_err casework_disclose_all(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				   struct diag *diag)
{
	struct disclosing d = { .db = journal_db(j) };
	const enum jal_err err = casework_each(j, caseload, dossier, find_sensitive, &d);
	if (err)
		return diag_set(diag, err, NULL);
	return d.n ? disclose(j, caseload, dossier, d.fields, d.n, diag) : JAL_OK;
}
