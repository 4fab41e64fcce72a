/* One line about a person: refused, new, known or doubtful, and what is written of it. */
#include <stdlib.h>
#include <string.h>

#include "core/import_inside.h"
#include "core/import_links.h"
#include "core/import_match.h"
#include "core/import_verdict.h"
#include "core/text.h"

/* An assignment a member, an orientation and the dossier that names it. */
#define EXTRA_MAX (IMPORT_TEAM_MAX + 2)

struct import_people {
	struct import_match *match;
	struct import_links *links;
};

void import_people_free(struct import_people *p)
{
	if (!p)
		return;
	import_match_free(p->match);
	import_links_free(p->links);
	free(p);
}

enum jal_err import_people_open(struct import_run *run, struct import_people **out)
{
	struct import_people *p = calloc(1, sizeof(*p));
	if (!p)
		return JAL_ERR_NOMEM;
	enum jal_err err = import_match_open(journal_db(run->journal), &p->match);
	if (!err)
		err = import_links_open(run, &p->links);
	if (err)
		import_people_free(p);
	else
		*out = p;
	return err;
}

/* ---- who it is ---- */

static void settle(struct import_run *run, enum import_fate fate, const char *sentence)
{
	struct diag say = DIAG_INIT;
	(void)diag_set(&say, fate == IMPORT_REFUSED ? JAL_ERR_INVALID : JAL_OK, sentence);
	import_settle(run, fate, &say);
}

static struct import_traits traits_of_line(const struct import_run *run)
{
	const struct import_read *r = &run->read;
	return (struct import_traits){
		.first_name = import_read_text(r, FIELD_person_first_name),
		.birth_name = import_read_text(r, FIELD_person_birth_name),
		.usage_name = import_read_text(r, FIELD_person_usage_name),
		.birth_date = (int32_t)import_read_number(r, FIELD_person_birth_date, RECORD_NO_DATE),
		.nir = import_read_text(r, FIELD_person_nir),
		.external_id = import_read_text(r, FIELD_person_external_id),
		/* Couples share it: only files of contacts go by it. */
		.caf_number = run->columns.kind == IMPORT_CONTACTS ? import_read_text(r, FIELD_person_caf_number) : NULL,
	};
}

static const char *text_in(const struct edit *e, enum field field)
{
	const struct value *v = edit_value(e, field);
	return v->kind == VALUE_TEXT ? v->text : NULL;
}

/* What is known of someone once the edit is written. */
static struct import_traits traits_of_edit(const struct edit *e)
{
	const struct value *born = edit_value(e, FIELD_person_birth_date);
	return (struct import_traits){
		.first_name = text_in(e, FIELD_person_first_name),
		.birth_name = text_in(e, FIELD_person_birth_name),
		.usage_name = text_in(e, FIELD_person_usage_name),
		.birth_date = born->kind == VALUE_NUMBER ? (int32_t)born->number : RECORD_NO_DATE,
		.nir = text_in(e, FIELD_person_nir),
		.external_id = text_in(e, FIELD_person_external_id),
	};
}

/* Without a name and a date of birth nobody can be told from another. */
static bool lacks_identity(struct import_run *run)
{
	const struct import_read *r = &run->read;
	const bool family = r->values[FIELD_person_birth_name].v.kind || r->values[FIELD_person_usage_name].v.kind;
	if (run->columns.kind == IMPORT_CONTACTS) {
		if (r->values[FIELD_person_nir].v.kind || r->values[FIELD_person_caf_number].v.kind)
			return false;
		settle(run, IMPORT_REFUSED, N_("Ni numéro de sécurité sociale ni numéro d’allocataire utilisable."));
		return true;
	}
	if (!family)
		settle(run, IMPORT_REFUSED, N_("Le nom manque ou n’est pas utilisable."));
	else if (!r->values[FIELD_person_first_name].v.kind)
		settle(run, IMPORT_REFUSED, N_("Le prénom manque ou n’est pas utilisable."));
	else if (!r->values[FIELD_person_birth_date].v.kind)
		settle(run, IMPORT_REFUSED, N_("La date de naissance manque ou n’est pas utilisable."));
	else
		return false;
	return true;
}

/* ---- writing ---- */

/* The record that a report names. In a dry run, one that is not there yet has no name. */
static void name_record(struct import_run *run, const struct jal_id *dossier, uint64_t made_by_line)
{
	run->line.entity = ENTITY_dossier;
	run->line.record = run->options->dry_run && made_by_line ? ID_ZERO : *dossier;
	run->line.like = made_by_line == run->line.line ? 0 : made_by_line;
}

static enum jal_err put_all(struct import_run *run, struct edit *const *edits, size_t count)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < count; i++)
		if (edits[i])
			err = import_put(run, edits[i]);
	return err;
}

/* The ones that the line was said not to be. */
static enum jal_err tell_apart(struct edit *dossier, const struct import_found *others)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < others->count; i++) {
		char hex[ID_HEX + 1];
		err = edit_element(dossier, FIELD_dossier_different_from, id_hex(&others->candidate[i].known.dossier, hex), true);
	}
	return err;
}

static enum jal_err create(struct import_people *p, struct import_run *run, const struct import_found *others)
{
	struct import_team team = { .count = 0 };
	struct casework_opening o = { .dossier = NULL };
	struct edit *extra[EXTRA_MAX] = { NULL };
	size_t extras = 0;
	enum jal_err err = import_links_find(p->links, &run->read, &team);
	if (err)
		return err;
	const struct jal_id *lead = team.count > 0 ? &team.member[0] : &run->place.member;
	err = casework_opening_at(&run->place, id_is_zero(lead) ? NULL : lead, &o);
	if (err)
		return err;
	err = import_read_fill(&run->read, o.person, NULL);
	if (!err && others)
		err = tell_apart(o.dossier, others);
	if (!err)
		err = import_links_new(p->links, &run->place, &team, &o, extra, &extras);
	if (!err)
		err = put_all(run, (struct edit *[]){ o.dossier, o.person, o.pathway, o.lead }, 4);
	if (!err)
		err = put_all(run, extra, extras);
	if (!err) {
		const struct import_traits t = traits_of_edit(o.person);
		const struct import_known known = { .dossier = *edit_record(o.dossier), .person = *edit_record(o.person),
			.caseload = run->place.caseload, .line = run->line.line, .writable = true };
		err = import_match_add(p->match, &t, &known);
	}
	if (!err) {
		name_record(run, edit_record(o.dossier), run->line.line);
		settle(run, IMPORT_CREATED, N_("Nouveau dossier."));
	}
	for (size_t i = 0; i < extras; i++)
		edit_free(extra[i]);
	casework_opening_free(&o);
	return err;
}

static bool is_identity(enum field field)
{
	return field == FIELD_person_first_name || field == FIELD_person_birth_name || field == FIELD_person_birth_date;
}

/* Names that are equal folded keep the spelling that they have here. */
static enum jal_err keep_spelling(struct edit *e)
{
	static const enum field names[] = { FIELD_person_first_name, FIELD_person_birth_name, FIELD_person_usage_name };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < sizeof(names) / sizeof(names[0]); i++) {
		const struct value *had = record_value(edit_displayed(e), names[i]);
		const struct value *has = edit_value(e, names[i]);
		struct buf a = BUF_INIT, b = BUF_INIT;
		if (!edit_changed(e, names[i]) || had->kind != VALUE_TEXT || has->kind != VALUE_TEXT)
			continue;
		err = text_fold(had->text, had->text_len, &a);
		if (!err)
			err = text_fold(has->text, has->text_len, &b);
		if (!err && strcmp(buf_str(&a), buf_str(&b)) == 0)
			err = edit_set(e, names[i], had);
		buf_free(&a);
		buf_free(&b);
	}
	return err;
}

static enum jal_err write_known(struct import_people *p, struct import_run *run, const struct import_candidate *c,
	struct edit *person, struct edit *const *extra, size_t extras)
{
	const bool nothing = edit_empty(person) && extras == 0;
	name_record(run, &c->known.dossier, c->known.line);
	if (nothing) {
		settle(run, IMPORT_UNCHANGED, N_("Dossier connu, rien de nouveau."));
		return JAL_OK;
	}
	if (!c->known.writable) {
		settle(run, IMPORT_REFUSED,
			N_("Ce dossier est dans un portefeuille où vous ne pouvez pas écrire. Demandez son transfert, ou transmettez la ligne à qui le suit."));
		return JAL_OK;
	}
	enum jal_err err = import_put(run, person);
	if (!err)
		err = put_all(run, extra, extras);
	if (!err && !edit_empty(person)) {
		const struct import_traits t = traits_of_edit(person);
		err = import_match_learn(p->match, c->place, &t);
	}
	if (!err)
		settle(run, IMPORT_UPDATED, N_("Dossier connu, mis à jour."));
	return err;
}

/* by_hand: someone said that it is the same person, whose names may then change. */
static enum jal_err update(struct import_people *p, struct import_run *run, const struct import_candidate *c, bool by_hand)
{
	struct import_team team = { .count = 0 };
	struct edit *extra[EXTRA_MAX] = { NULL };
	struct edit *e = NULL;
	size_t extras = 0;
	enum jal_err err = import_links_find(p->links, &run->read, &team);
	if (!err)
		err = journal_edit(run->journal, &c->known.caseload, ENTITY_person, &c->known.dossier, &c->known.person, &e);
	if (!err)
		err = import_read_fill(&run->read, e, by_hand || !(c->by & IMPORT_BY_IDENTITY) ? NULL : is_identity);
	if (!err)
		err = keep_spelling(e);
	if (!err && c->known.writable)
		err = import_links_known(p->links, run, &team, &c->known.caseload, &c->known.dossier, extra, &extras);
	if (!err)
		err = write_known(p, run, c, e, extra, extras);
	for (size_t i = 0; i < extras; i++)
		edit_free(extra[i]);
	edit_free(e);
	return err;
}

/* ---- what was decided ---- */

static const struct import_decision *decided(const struct import_run *run)
{
	for (size_t i = 0; i < run->options->decision_count; i++)
		if (run->options->decisions[i].line == run->line.line)
			return &run->options->decisions[i];
	return NULL;
}

static enum jal_err same_person(struct import_people *p, struct import_run *run, const struct import_decision *d,
	const struct import_candidate *nearest)
{
	struct import_candidate named = *nearest;
	if (!id_is_zero(&d->dossier) && import_match_dossier(p->match, &d->dossier, &named) != JAL_OK) {
		settle(run, IMPORT_REFUSED, N_("Le dossier désigné pour cette ligne n’existe pas ici."));
		return JAL_OK;
	}
	return update(p, run, &named, true);
}

static enum jal_err doubtful(struct import_people *p, struct import_run *run, const struct import_found *found,
	const struct import_judgement *j)
{
	static const struct import_candidate nobody;
	const struct import_candidate *nearest = found->count ? &found->candidate[j->chosen] : &nobody;
	const struct import_decision *d = decided(run);
	if (d && d->choice == IMPORT_SAME)
		return same_person(p, run, d, nearest);
	if (d && d->choice == IMPORT_NEW && run->columns.kind == IMPORT_PEOPLE)
		return create(p, run, found);
	name_record(run, &nearest->known.dossier, nearest->known.line);
	import_settle(run, IMPORT_UNDECIDED, &j->reason);
	return JAL_OK;
}

enum jal_err import_people_line(struct import_people *p, struct import_run *run)
{
	struct import_found found = { .count = 0 };
	const struct import_decision *d = decided(run);
	if (d && d->choice == IMPORT_SKIP) {
		settle(run, IMPORT_UNCHANGED, N_("Laissée de côté, comme demandé."));
		return JAL_OK;
	}
	if (lacks_identity(run))
		return JAL_OK;
	const struct import_traits t = traits_of_line(run);
	const enum jal_err err = import_match_find(p->match, &t, &found);
	if (err)
		return err;
	const struct import_judgement j = import_verdict(run->columns.kind, &found);
	switch (j.verdict) {
	case IMPORT_IS_NEW:
		return create(p, run, NULL);
	case IMPORT_IS_KNOWN:
		return update(p, run, &found.candidate[j.chosen], false);
	case IMPORT_IS_DOUBTFUL:
		return doubtful(p, run, &found, &j);
	case IMPORT_IS_NOBODY:
		settle(run, IMPORT_REFUSED,
			N_("Personne n’a ce numéro ici, et la ligne ne suffit pas à ouvrir un dossier."));
		return JAL_OK;
	}
	return JAL_OK;
}
