/* What happened in the demonstration's dossiers. Every text here is invented. */
#include "core/demo.h"

#include "core/casework.h"
#include "core/date.h"
#include "core/demo_draw.h"
#include "core/edit.h"

#define EDITS_MAX 16

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

/* Edits being made, so that a failure frees them all. */
struct sheaf {
	struct edit *edits[EDITS_MAX];
	size_t count;
	const struct jal_id *caseload;
	const struct jal_id *dossier;
	enum jal_err err;	/* the first one; later calls do nothing */
};

static struct edit *make(struct sheaf *s, enum entity entity)
{
	if (s->err)
		return NULL;
	if (s->count == EDITS_MAX) {
		s->err = JAL_ERR_LIMIT;
		return NULL;
	}
	s->err = edit_create(entity, s->caseload, s->dossier, &s->edits[s->count]);
	return s->err ? NULL : s->edits[s->count++];
}

static void put(struct sheaf *s, struct edit *e, enum field field, struct value v)
{
	if (!s->err)
		s->err = edit_set(e, field, &v);
}

static void put_text(struct sheaf *s, struct edit *e, enum field field, const char *text)
{
	put(s, e, field, value_text(text));
}

static void put_number(struct sheaf *s, struct edit *e, enum field field, int64_t number)
{
	put(s, e, field, value_number(number));
}

static void note(struct sheaf *s, int32_t day, const char *channel, const char *text)
{
	struct edit *e = make(s, ENTITY_note);
	put_number(s, e, FIELD_note_date, day);
	put_text(s, e, FIELD_note_channel, channel);
	put_text(s, e, FIELD_note_text, text);
}

static void appointment(struct sheaf *s, struct demo_draw *draw, int32_t day, const char *subject)
{
	struct edit *e = make(s, ENTITY_appointment);
	const int64_t slot = 9 * 60 + 30 * (int64_t)demo_draw_below(draw, 14);
	put_number(s, e, FIELD_appointment_starts, date_with_minutes(day, (int)slot));
	put_number(s, e, FIELD_appointment_minutes, 45);
	put_text(s, e, FIELD_appointment_place, demo_draw_below(draw, 3) ? "office" : "home");
	put_text(s, e, FIELD_appointment_subject, subject);
	put_text(s, e, FIELD_appointment_status, "planned");
}

/* A contract with one goal and one action under it. */
static void contract(struct sheaf *s, struct demo_draw *draw, const struct thread *t, int32_t starts, int32_t ends,
		     int32_t due, bool done)
{
	struct edit *c = make(s, ENTITY_contract);
	put_text(s, c, FIELD_contract_kind, "engagement");
	put_text(s, c, FIELD_contract_rank, "first");
	put_number(s, c, FIELD_contract_starts, starts);
	put_number(s, c, FIELD_contract_ends, ends);
	put_number(s, c, FIELD_contract_weekly_hours, 15);
	put_text(s, c, FIELD_contract_status, "running");

	struct edit *g = make(s, ENTITY_goal);
	put_text(s, g, FIELD_goal_text, t->goal);
	put_text(s, g, FIELD_goal_theme, t->theme);
	put_text(s, g, FIELD_goal_status, "in_progress");
	if (!s->err)
		put(s, g, FIELD_goal_contract, value_id(edit_record(c)));

	struct edit *a = make(s, ENTITY_action);
	put_text(s, a, FIELD_action_text, t->action);
	put_text(s, a, FIELD_action_who, demo_draw_below(draw, 3) ? "person" : "referent");
	put_number(s, a, FIELD_action_due, due);
	put_text(s, a, FIELD_action_status, done ? "done" : "in_progress");
	if (done)
		put_number(s, a, FIELD_action_done_on, due);
	if (!s->err)
		put(s, a, FIELD_action_goal, value_id(edit_record(g)));
}

static void barrier(struct sheaf *s, const char *theme, const char *level, int32_t since)
{
	struct edit *e = make(s, ENTITY_barrier);
	put_text(s, e, FIELD_barrier_theme, theme);
	put_text(s, e, FIELD_barrier_answer, "yes");
	put_text(s, e, FIELD_barrier_level, level);
	put_number(s, e, FIELD_barrier_since, since);
}

/* ---- the pathway, which the import opened ---- */

static enum jal_err advance(void *ctx, struct record *r)
{
	struct sheaf *s = ctx;
	if (!s->err && s->count < EDITS_MAX) {
		s->err = edit_of(r, &s->edits[s->count]);
		if (!s->err)
			s->count++;
	}
	record_free(r);
	return s->err;
}

static void pathway(struct sheaf *s, struct journal *j, const char *status, const char *type, int32_t entered)
{
	const size_t before = s->count;
	if (!s->err)
		s->err = journal_each(j, s->caseload, ENTITY_pathway, s->dossier, advance, s);
	if (s->err || s->count == before)
		return;
	struct edit *e = s->edits[before];
	put_text(s, e, FIELD_pathway_status, status);
	put_text(s, e, FIELD_pathway_type, type);
	put_number(s, e, FIELD_pathway_entered, entered);
}

/* The seven variations come in turn, so that a small caseload has each of them. */
enum variation { CONTRACT_ENDING, REPORT_MISSING, ACTION_LATE, NO_CONTACT, QUIET, JUST_IN, CONTRACT_ENDED, VARIATIONS };

enum jal_err demo_live(struct journal *j, const struct jal_clock *clock, uint64_t seed, unsigned number,
		       const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag)
{
	struct sheaf s = { .caseload = caseload, .dossier = dossier };
	struct demo_draw draw = demo_draw_start(seed ^ 0x6465u, number);
	const int32_t today = clock_today(clock);
	const int32_t spread = (int32_t)demo_draw_below(&draw, 9);
	const enum variation v = (enum variation)(number % VARIATIONS);
	const struct thread *t = &PICK(&draw, threads);

	if (v == JUST_IN) {
		appointment(&s, &draw, today + 1 + spread, SUBJECT_FIRST);
	} else {
		pathway(&s, j, "active", demo_draw_below(&draw, 2) ? "social" : "socio_professional",
			today - 120 - 5 * spread);
		barrier(&s, t->theme, demo_draw_below(&draw, 2) ? "high" : "medium", today - 90);
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
		appointment(&s, &draw, today - 3 - spread, PICK(&draw, subjects));
		break;
	case ACTION_LATE:
		contract(&s, &draw, t, today - 60, today + 120, today - 4 - spread, false);
		appointment(&s, &draw, today + 2 + spread, PICK(&draw, subjects));
		break;
	case NO_CONTACT:
		contract(&s, &draw, t, today - 80, today + 100, today + 30, false);
		break;
	case QUIET:
		contract(&s, &draw, t, today - 40, today + 140, today - 10, true);
		appointment(&s, &draw, today + 4 + spread, PICK(&draw, subjects));
		break;
	case CONTRACT_ENDED:
		contract(&s, &draw, t, today - 190, today - 3 - spread, today - 20, true);
		break;
	case JUST_IN:
	case VARIATIONS:
		break;
	}
	enum jal_err err = s.err ? diag_set(diag, s.err, NULL) : journal_write(j, s.edits, s.count, diag);
	for (size_t i = 0; i < s.count; i++)
		edit_free(s.edits[i]);
	return err;
}
