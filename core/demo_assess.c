/* Diagnoses of the demonstration. */
#include "core/demo_assess.h"

#include <string.h>

/* What goes with the theme that a person is followed for. */
struct words {
	const char *theme, *situation, *subtheme, *comment, *wishes, *strengths;
};

static const struct words words[] = {
	{ "mobilite", "licence_under_way", "mobilite--preparer-un-permis", "Pas de permis, un seul car le matin",
	  "Retravailler vite, sans dépendre du car", "Ponctuel·le, déjà six mois d’aide à domicile" },
	{ "famille", "child_under_3_without_care", "famille--garde-denfants", "Pas de garde le mercredi",
	  "Un emploi à temps partiel, aux heures d’école", "Organisation solide, famille à proximité" },
	{ "numerique", "online_formalities_hard", "numerique--maitriser-les-fondamentaux-du-numerique",
	  "N’ose pas faire ses démarches en ligne sans aide", "Ne plus demander d’aide pour actualiser", "Apprend volontiers" },
	{ "logement-hebergement", "unhealthy_housing", "logement-hebergement--se-maintenir-dans-le-logement",
	  "Logement humide, chauffage en panne", "Un logement sain d’abord, un emploi ensuite",
	  "Bons rapports avec le bailleur, bail à son nom" },
	{ "difficultes-financieres", "income_falling", "difficultes-financieres--ameliorer-sa-gestion-budgetaire",
	  "Facture d’énergie imprévue", "Finir les mois sans découvert", "Tient un cahier de comptes" },
	{ "se-former", "training_with_support", "se-former--trouver-sa-formation", "Vise le nettoyage professionnel",
	  "Un titre professionnel, puis un CDI", "Deux étés dans une blanchisserie" },
	{ "preparer-sa-candidature", NULL, "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation",
	  "CV de six ans, à remettre au propre", "Reprendre l’aide à domicile, à temps partiel",
	  "Six ans d’expérience, réseau familial" },
};

/* Others that a dossier has beside it: the one becomes lighter, the other heavier. */
struct beside {
	const char *lighter, *heavier;
};

static const struct beside besides[] = {
	{ "remobilisation", "difficultes-administratives-ou-juridiques" },
	{ "choisir-un-metier", "equipement-et-alimentation" },
	{ "lecture-ecriture-calcul", "trouver-un-emploi" },
	{ "difficultes-administratives-ou-juridiques", "remobilisation" },
};

/* Every so manieth has something that is not for all eyes. */
#define CONFIDENTIAL_EVERY 5U
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct words *words_of(const char *theme)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].theme, theme) == 0)
			return &words[i];
	return &words[0];
}

/* The barrier's edit among those being made. */
static struct edit *barrier_of(const struct edit_list *edits, const char *theme)
{
	for (size_t i = 0; i < edits->n; i++) {
		const struct value *v = edit_entity(edits->list[i]) == ENTITY_barrier ?
						edit_value(edits->list[i], FIELD_barrier_theme) : NULL;
		if (v && v->kind == VALUE_TEXT && strcmp(v->text, theme) == 0)
			return edits->list[i];
	}
	return NULL;
}

static enum jal_err describe(struct edit_list *edits, const struct words *w)
{
	struct edit *e = barrier_of(edits, w->theme);
	enum jal_err err = e ? edit_set_text(e, FIELD_barrier_comment, w->comment) : JAL_ERR_NOT_FOUND;
	if (!err && w->situation)
		err = edit_element(e, FIELD_barrier_situations, w->situation, true);
	return err ? err : edit_element(e, FIELD_barrier_subthemes, w->subtheme, true);
}

static enum jal_err cover(struct edit_list *edits)
{
	struct edit *e = barrier_of(edits, "sante");
	const enum jal_err err = e ? edit_set_text(e, FIELD_barrier_comment, "Suivi médical, à aborder avec tact") :
				     JAL_ERR_NOT_FOUND;
	return err ? err : edit_element(e, FIELD_barrier_sensitive, "health", true);
}

static enum jal_err fill_first(const struct assess *a, const struct demo_assess *what, struct edit_list *edits)
{
	const struct words *w = words_of(what->theme);
	const struct beside *b = &besides[what->number % COUNT(besides)];
	struct edit *e = edits->list[0];
	enum jal_err err = edit_set_text(e, FIELD_assessment_wishes, w->wishes);
	if (!err)
		err = edit_set_text(e, FIELD_assessment_strengths, w->strengths);
	if (!err)
		err = edit_set_text(e, FIELD_assessment_autonomy, what->number % 3 ? "medium" : "low");
	if (!err)
		err = assess_set(a, w->theme, what->level, edits);
	if (!err)
		err = describe(edits, w);
	if (!err)
		err = assess_set(a, b->lighter, ASSESS_MEDIUM, edits);
	if (!err)
		err = assess_set(a, b->heavier, ASSESS_NONE, edits);
	if (!err && what->number % CONFIDENTIAL_EVERY == 0)
		err = assess_set(a, "sante", ASSESS_LOW, edits);
	if (!err && what->number % CONFIDENTIAL_EVERY == 0)
		err = cover(edits);
	return err;
}

static enum jal_err fill_second(const struct assess *a, const struct demo_assess *what, struct edit_list *edits)
{
	const struct beside *b = &besides[what->number % COUNT(besides)];
	const enum assess_level now = what->done ? ASSESS_NONE :
				      what->level == ASSESS_HIGH && what->number % 2 ? ASSESS_MEDIUM : what->level;
	enum jal_err err = assess_set(a, what->theme, now, edits);
	if (!err)
		err = assess_set(a, b->lighter, ASSESS_LOW, edits);
	if (!err)
		err = assess_set(a, b->heavier, ASSESS_LOW, edits);
	if (!err)
		err = edit_set_text(edits->list[0], FIELD_assessment_autonomy, "medium");
	return err;
}

static enum jal_err make_one(struct journal *j, struct demo_clock *time, const struct demo_assess *what, bool first,
			     const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag)
{
	struct assess a = { .inside = NULL };
	struct edit_list edits = EDIT_LIST_INIT;
	struct edit *e = NULL;
	time->days_ago = first ? what->first : what->second;
	enum jal_err err = assess_load(j, &time->clock, caseload, dossier, &a);
	if (!err)
		err = assess_begin(&a, &e);
	if (!err)
		err = edit_list_add(&edits, e);
	if (!err)
		err = first ? fill_first(&a, what, &edits) : fill_second(&a, what, &edits);
	err = err ? diag_set(diag, err, NULL) : journal_write(j, edits.list, edits.n, diag);
	edit_list_free(&edits);
	assess_free(&a);
	time->days_ago = 0;
	return err;
}

enum jal_err demo_assess_make(struct journal *j, struct demo_clock *time, const struct demo_assess *what,
			      const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag)
{
	const enum jal_err err = make_one(j, time, what, true, caseload, dossier, diag);
	return err || what->second == 0 ? err : make_one(j, time, what, false, caseload, dossier, diag);
}
