/* What happened in the demonstration's dossiers. Every text here is invented. */
#include "core/demo.h"

#include <string.h>

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
static void contract(struct demo_sheaf *s, struct demo_draw *draw, const struct thread *t, const char *status,
		     int32_t starts, int32_t ends, int32_t due, bool done)
{
	struct edit *c = demo_sheaf_make(s, ENTITY_contract);
	demo_sheaf_text(s, c, FIELD_contract_kind, "engagement");
	demo_sheaf_text(s, c, FIELD_contract_rank, "first");
	demo_sheaf_number(s, c, FIELD_contract_starts, starts);
	demo_sheaf_number(s, c, FIELD_contract_ends, ends);
	demo_sheaf_number(s, c, FIELD_contract_weekly_hours, 15);
	demo_sheaf_text(s, c, FIELD_contract_status, status);

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

bool demo_supported(unsigned number)
{
	return number % VARIATIONS != JUST_IN && number != DEMO_LEFT_FOR_A_JOB && number != DEMO_LEFT_THE_PLACE;
}

/* One dossier being written. */
struct tale {
	struct journal *j;
	struct demo_clock *time;
	struct diag *diag;
	struct demo_sheaf sheaf;
	struct demo_draw draw;
	int32_t today, spread;
	int32_t starts, ends;	/* of the contract */
	int entered;		/* days ago */
};

/* Six months, as most are; that of one who left and came back ended on leaving. */
static void set_contract(struct tale *t, enum variation v, unsigned number)
{
	static const int began[VARIATIONS] = { [REPORT_MISSING] = 60, [ACTION_LATE] = 60, [NO_CONTACT] = 80, [QUIET] = 40 };
	if (v == CONTRACT_ENDING || v == CONTRACT_ENDED) {
		t->ends = v == CONTRACT_ENDING ? t->today + 6 + t->spread : t->today - 3 - t->spread;
		if (number == DEMO_CAME_BACK)
			t->ends = t->today - DEMO_LEFT_EARLIER;
		t->starts = date_add_months(t->ends + 1, -6);
	} else {
		t->starts = t->today - began[v];
		t->ends = date_add_months(t->starts, 6) - 1;
	}
	/* Three weeks before the first contract, and before all that is told of it. */
	const int32_t first = demo_renewed(number) ? date_add_months(t->starts, -6) : t->starts;
	const int32_t latest = first - 20 < t->today - 84 ? first - 20 : t->today - 84;
	t->entered = (int)(t->today - latest + t->spread);
}

/* The one whose actions are done had its barrier lifted; nobody looked again at the one who is not seen. */
static struct demo_assess diagnosis(const struct tale *t, enum variation v, const char *theme, bool high, unsigned number)
{
	/* At the renewal, of one that is long. */
	const int then = t->entered > 150 ? 76 + (int)t->spread : 0;
	return (struct demo_assess){ .theme = theme, .level = high ? ASSESS_HIGH : ASSESS_MEDIUM,
		.done = v == QUIET || v == CONTRACT_ENDED, .first = t->entered - 6,
		.second = number == DEMO_CAME_BACK ? 12 : v != REPORT_MISSING && v != NO_CONTACT ? 25 : then, .number = number };
}

static enum jal_err note_birth(void *ctx, struct record *r)
{
	const int32_t born = record_get(r, person_birth_date);
	if (born != RECORD_NO_DATE)
		*(int32_t *)ctx = born;
	record_free(r);
	return JAL_OK;
}

/* Nobody looks for a nursery at sixty. */
static enum jal_err choose_thread(struct tale *t, const struct thread **out)
{
	const size_t at = demo_draw_below(&t->draw, (unsigned)(sizeof(threads) / sizeof(threads[0])));
	int32_t born = t->today;
	const enum jal_err err = journal_each(t->j, t->sheaf.caseload, ENTITY_person, t->sheaf.dossier, note_birth, &born);
	const bool young = born > date_add_months(t->today, -12 * 42);
	*out = &threads[strcmp(threads[at].theme, "famille") == 0 && !young ? at + 1 : at];
	return err;
}

/* Writes what was made so far as it was written that many days ago. */
static enum jal_err write_then(struct tale *t, int days_ago)
{
	t->time->days_ago = days_ago;
	const enum jal_err err = demo_sheaf_write(&t->sheaf, t->j, t->diag);
	t->time->days_ago = 0;
	return err;
}

static enum jal_err tell_just_in(struct tale *t, unsigned number)
{
	pathway(&t->sheaf, t->j, "registered", NULL, t->today - 4 - t->spread);
	if (!demo_former(number))
		appointment(&t->sheaf, &t->draw, t->today, t->today + 1 + t->spread, SUBJECT_FIRST);
	return demo_sheaf_write(&t->sheaf, t->j, t->diag);
}

static enum jal_err tell_notes(struct tale *t, enum variation v, const struct thread *thread)
{
	note(&t->sheaf, t->today - 75 - t->spread, thread->begun.channel, thread->begun.text);
	const enum jal_err err = write_then(t, 75 + t->spread);
	if (err || v == NO_CONTACT)
		return err;
	if (v == QUIET || v == CONTRACT_ENDED)
		note(&t->sheaf, t->today - 5 - t->spread, thread->done.channel, thread->done.text);
	else
		note(&t->sheaf, t->today - 5 - t->spread, thread->pending.channel, thread->pending.text);
	return write_then(t, 5 + t->spread);
}

static enum jal_err tell_contract(struct tale *t, enum variation v, unsigned number, const struct thread *thread)
{
	static const int due[VARIATIONS] = { [CONTRACT_ENDING] = 12, [REPORT_MISSING] = 20, [NO_CONTACT] = 30, [QUIET] = -10 };
	const bool done = v == QUIET || v == CONTRACT_ENDED;
	int32_t day = v == ACTION_LATE ? t->today - 4 - t->spread : v == CONTRACT_ENDED ? t->ends - 17 : t->today + due[v];
	if (day > t->ends)
		day = t->ends;
	contract(&t->sheaf, &t->draw, thread, number == DEMO_CAME_BACK ? "broken" : "running", t->starts, t->ends, day, done);
	return write_then(t, (int)(t->today - t->starts));
}

static enum jal_err tell_appointment(struct tale *t, enum variation v)
{
	static const int ahead[VARIATIONS] = { [ACTION_LATE] = 2, [QUIET] = 4 };
	if (v == REPORT_MISSING)
		appointment(&t->sheaf, &t->draw, t->today, t->today - 3 - t->spread, PICK(&t->draw, subjects));
	else if (ahead[v] > 0)
		appointment(&t->sheaf, &t->draw, t->today, t->today + ahead[v] + t->spread, PICK(&t->draw, subjects));
	else
		return JAL_OK;
	return write_then(t, 4 + t->spread);
}

static enum jal_err tell_supported(struct tale *t, enum variation v, unsigned number)
{
	const struct thread *thread = NULL;
	enum jal_err err = choose_thread(t, &thread);
	if (err)
		return diag_set(t->diag, err, NULL);
	set_contract(t, v, number);
	const bool social = demo_draw_below(&t->draw, 2) != 0;
	/* A social pathway is looked at again after six months: one waits for it. */
	const char *type = number == 0 || (social && t->entered < 175) ? "social" : "socio_professional";
	const struct demo_pathway_days days = { t->entered, t->entered - 6,
		(int)(t->today - (demo_renewed(number) ? date_add_months(t->starts, -6) : t->starts)) };
	err = demo_pathway_begin(t->j, t->time, type, &days, t->sheaf.caseload, t->sheaf.dossier, t->diag);
	const struct demo_assess found = diagnosis(t, v, thread->theme, demo_draw_below(&t->draw, 2) != 0, number);
	if (!err)
		err = demo_assess_make(t->j, t->time, &found, t->sheaf.caseload, t->sheaf.dossier, t->diag);
	if (!err)
		err = tell_notes(t, v, thread);
	if (!err)
		err = tell_contract(t, v, number, thread);
	return err ? err : tell_appointment(t, v);
}

enum jal_err demo_live(struct journal *j, struct demo_clock *time, uint64_t seed, unsigned number,
		       const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag)
{
	const enum variation v = (enum variation)(number % VARIATIONS);
	struct tale t = { .j = j, .time = time, .diag = diag, .sheaf = { .caseload = caseload, .dossier = dossier },
			  .draw = demo_draw_start(seed ^ 0x6465u, number), .today = clock_today(&time->clock) };
	t.spread = (int32_t)demo_draw_below(&t.draw, 9);
	const enum jal_err err = v == JUST_IN ? tell_just_in(&t, number) : tell_supported(&t, v, number);
	return err ? err : demo_pathway_go_on(j, time, number, caseload, dossier, diag);
}
