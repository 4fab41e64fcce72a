/* What happened in the demonstration's dossiers. Every text here is invented. */
#include "core/demo.h"

#include "core/casework.h"
#include "core/date.h"
#include "core/demo_assess.h"
#include "core/demo_draw.h"
#include "core/demo_pathway.h"
#include "core/demo_sheaf.h"
#include "core/edit.h"

/* What one person is followed for: its notes, goal and action hang together. */
struct thread {
	const char *theme, *goal, *action;
	struct { const char *channel, *text; } begun, pending, done;
};

static const struct thread threads[] = {
	{ "mobilite", "Lever le frein mobilité", "Dossier d’aide au permis",
	  { "meeting", "Souhaite retravailler vite, mais le trajet jusqu’au bourg reste difficile sans voiture. Aide au "
		       "permis expliquée, demande commencée ensemble." },
	  { "phone", "Le dossier d’aide au permis est presque complet ; reste à joindre le devis de l’auto-école." },
	  { "phone", "L’aide au permis est accordée, première leçon réservée." } },
	{ "famille", "Trouver une garde d’enfants", "Relancer la place en crèche",
	  { "home_visit", "Une garde le mercredi est nécessaire avant toute reprise d’emploi. Liste des assistantes "
			  "maternelles remise, demande en crèche déposée." },
	  { "phone", "Pas encore de réponse de la crèche. À garder à l’œil : une offre à temps partiel arrive bientôt." },
	  { "phone", "Une place en crèche est obtenue le mercredi, à partir du mois prochain." } },
	{ "numerique", "Faire ses démarches en ligne sans aide", "Inscription à l’atelier numérique",
	  { "meeting", "Pas d’ordinateur, et n’ose pas actualiser sa situation en ligne. Atelier numérique proposé, "
		       "accepté tout de suite." },
	  { "unplanned", "Formulaire de l’atelier numérique remis ; il reste à le rapporter signé." },
	  { "video", "Atelier numérique terminé. Sait désormais actualiser sa situation en ligne, sans aide." } },
	{ "logement-hebergement", "Stabiliser le logement", "Prendre rendez-vous avec le bailleur",
	  { "home_visit", "Logement humide, chauffage en panne. La recherche d’emploi attend que ce soit réglé." },
	  { "phone", "Le bailleur n’a pas encore été joint pour le chauffage ; courrier préparé ensemble." },
	  { "home_visit", "Le chauffage est réparé depuis le rendez-vous avec le bailleur. La recherche d’emploi reprend." } },
	{ "difficultes-financieres", "Assainir le budget", "Plan d’apurement de la facture d’énergie",
	  { "meeting", "Reste à vivre très faible après une facture d’énergie imprévue. Orientation vers l’assistante "
		       "sociale acceptée." },
	  { "third_party", "L’assistante sociale propose un plan d’apurement ; des pièces manquent encore." },
	  { "third_party", "L’assistante sociale le confirme : plan d’apurement de la facture d’énergie accepté." } },
	{ "se-former", "Se former au nettoyage professionnel", "Demande de financement de la formation",
	  { "meeting", "Souhaite se former au nettoyage professionnel. Réunion d’information choisie ensemble." },
	  { "phone", "A suivi la réunion d’information ; la demande de financement reste à signer." },
	  { "meeting", "Formation financée : entrée le mois prochain, trajet vérifié." } },
	{ "preparer-sa-candidature", "Reprendre un emploi d’aide à domicile", "Candidature spontanée à la mairie",
	  { "meeting", "Six ans d’aide à domicile, souhaite reprendre à temps partiel. CV à remettre au propre." },
	  { "email", "CV terminé et relu. La candidature à la mairie est prête, reste à l’envoyer." },
	  { "meeting", "Candidature envoyée à la mairie. Entretien encourageant, réponse attendue sous dix jours." } },
};

#define SUBJECT_FIRST "Premier entretien"
static const char *const subjects[] = { "Point sur le contrat", "Faire le point sur les démarches" };

#define PICK(draw, list) (list)[demo_draw_below((draw), (unsigned)(sizeof(list) / sizeof((list)[0])))]

static void note(struct demo_sheaf *s, int32_t day, const char *channel, const char *text)
{
	struct edit *e = demo_sheaf_make(s, ENTITY_note);
	demo_sheaf_number(s, e, FIELD_note_date, day);
	demo_sheaf_text(s, e, FIELD_note_channel, channel);
	demo_sheaf_text(s, e, FIELD_note_text, text);
}

static void appointment(struct demo_sheaf *s, struct demo_draw *draw, int32_t today, int32_t day, const char *subject)
{
	const int n = (int)demo_draw_below(draw, 14);
	const int weekday = date_weekday(day);
	/* In working hours, and on a day when people work. */
	const int slot = n < 6 ? 9 * 60 + 30 * n : 14 * 60 + 20 * (n - 6);
	struct edit *e = demo_sheaf_make(s, ENTITY_appointment);
	if (weekday > 5)
		day += day > today ? weekday - 3 : -2;
	demo_sheaf_number(s, e, FIELD_appointment_starts, date_with_minutes(day, slot));
	demo_sheaf_number(s, e, FIELD_appointment_minutes, 45);
	demo_sheaf_text(s, e, FIELD_appointment_place, demo_draw_below(draw, 3) ? "office" : "home");
	demo_sheaf_text(s, e, FIELD_appointment_subject, subject);
	demo_sheaf_text(s, e, FIELD_appointment_status, "planned");
}

/* A contract with one goal and one action under it. */
static void contract(struct demo_sheaf *s, struct demo_draw *draw, const struct thread *t, int32_t starts, int32_t ends,
		     int32_t due, bool done)
{
	struct edit *c = demo_sheaf_make(s, ENTITY_contract);
	demo_sheaf_text(s, c, FIELD_contract_kind, "engagement");
	demo_sheaf_text(s, c, FIELD_contract_rank, "first");
	demo_sheaf_number(s, c, FIELD_contract_starts, starts);
	demo_sheaf_number(s, c, FIELD_contract_ends, ends);
	demo_sheaf_number(s, c, FIELD_contract_weekly_hours, 15);
	demo_sheaf_text(s, c, FIELD_contract_status, "running");

	struct edit *g = demo_sheaf_make(s, ENTITY_goal);
	demo_sheaf_text(s, g, FIELD_goal_text, t->goal);
	demo_sheaf_text(s, g, FIELD_goal_theme, t->theme);
	demo_sheaf_text(s, g, FIELD_goal_status, "in_progress");
	if (!s->err)
		demo_sheaf_put(s, g, FIELD_goal_contract, value_id(edit_record(c)));

	struct edit *a = demo_sheaf_make(s, ENTITY_action);
	demo_sheaf_text(s, a, FIELD_action_text, t->action);
	demo_sheaf_text(s, a, FIELD_action_who, demo_draw_below(draw, 3) ? "person" : "referent");
	demo_sheaf_number(s, a, FIELD_action_due, due);
	demo_sheaf_text(s, a, FIELD_action_status, done ? "done" : "in_progress");
	if (done)
		demo_sheaf_number(s, a, FIELD_action_done_on, due);
	if (!s->err)
		demo_sheaf_put(s, a, FIELD_action_goal, value_id(edit_record(g)));
}

/* ---- the pathway, which the import opened ---- */

static void pathway(struct demo_sheaf *s, struct journal *j, const char *status, const char *type, int32_t entered)
{
	const size_t before = s->count;
	if (!s->err)
		s->err = journal_each(j, s->caseload, ENTITY_pathway, s->dossier, demo_sheaf_take, s);
	if (s->err || s->count == before)
		return;
	struct edit *e = s->edits[before];
	demo_sheaf_text(s, e, FIELD_pathway_status, status);
	demo_sheaf_text(s, e, FIELD_pathway_type, type);
	demo_sheaf_number(s, e, FIELD_pathway_entered, entered);

	/* Whoever leads it does so since then. */
	const size_t first = s->count;
	if (!s->err)
		s->err = journal_each(j, s->caseload, ENTITY_assignment, s->dossier, demo_sheaf_take, s);
	for (size_t i = first; i < s->count; i++)
		demo_sheaf_number(s, s->edits[i], FIELD_assignment_starts, entered);
}

/* The seven variations come in turn, so that a small caseload has each of them. */
enum variation { CONTRACT_ENDING, REPORT_MISSING, ACTION_LATE, NO_CONTACT, QUIET, JUST_IN, CONTRACT_ENDED, VARIATIONS };

/* The one whose actions are done had its barrier lifted; nobody looked again at the one who is not seen. */
static struct demo_assess diagnosis(enum variation v, const char *theme, bool high, unsigned number)
{
	const bool twice = v != REPORT_MISSING && v != NO_CONTACT;
	return (struct demo_assess){ .theme = theme, .level = high ? ASSESS_HIGH : ASSESS_MEDIUM,
		.done = v == QUIET || v == CONTRACT_ENDED, .first = v == NO_CONTACT ? 110 : twice ? 115 : 60,
		.second = twice ? 25 : 0, .number = number };
}

enum jal_err demo_live(struct journal *j, struct demo_clock *time, uint64_t seed, unsigned number,
		       const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag)
{
	struct demo_sheaf s = { .caseload = caseload, .dossier = dossier };
	struct demo_draw draw = demo_draw_start(seed ^ 0x6465u, number);
	const int32_t today = clock_today(&time->clock);
	const int32_t spread = (int32_t)demo_draw_below(&draw, 9);
	const enum variation v = (enum variation)(number % VARIATIONS);
	const struct thread *t = &PICK(&draw, threads);

	if (v == JUST_IN) {
		pathway(&s, j, "registered", NULL, today - 4 - spread);
		appointment(&s, &draw, today, today + 1 + spread, SUBJECT_FIRST);
	} else {
		const char *type = demo_draw_below(&draw, 2) ? "social" : "socio_professional";
		s.err = demo_pathway_begin(j, time, type, 120 + 5 * spread, caseload, dossier, diag);
		const struct demo_assess found = diagnosis(v, t->theme, demo_draw_below(&draw, 2), number);
		if (!s.err)
			s.err = demo_assess_make(j, time, &found, caseload, dossier, diag);
		note(&s, today - 75 - spread, t->begun.channel, t->begun.text);
		if (v == QUIET || v == CONTRACT_ENDED)
			note(&s, today - 5 - spread, t->done.channel, t->done.text);
		else if (v != NO_CONTACT)
			note(&s, today - 5 - spread, t->pending.channel, t->pending.text);
	}
	switch (v) {
	case CONTRACT_ENDING:
		contract(&s, &draw, t, today - 170, today + 6 + spread, today + 12, false);
		break;
	case REPORT_MISSING:
		contract(&s, &draw, t, today - 60, today + 120, today + 20, false);
		appointment(&s, &draw, today, today - 3 - spread, PICK(&draw, subjects));
		break;
	case ACTION_LATE:
		contract(&s, &draw, t, today - 60, today + 120, today - 4 - spread, false);
		appointment(&s, &draw, today, today + 2 + spread, PICK(&draw, subjects));
		break;
	case NO_CONTACT:
		contract(&s, &draw, t, today - 80, today + 100, today + 30, false);
		break;
	case QUIET:
		contract(&s, &draw, t, today - 40, today + 140, today - 10, true);
		appointment(&s, &draw, today, today + 4 + spread, PICK(&draw, subjects));
		break;
	case CONTRACT_ENDED:
		contract(&s, &draw, t, today - 190, today - 3 - spread, today - 20, true);
		break;
	case JUST_IN:
	case VARIATIONS:
		break;
	}
	const enum jal_err err = demo_sheaf_write(&s, j, diag);
	return err ? err : demo_pathway_go_on(j, time, number, caseload, dossier, diag);
}
