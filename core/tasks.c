/* The table of clocks, and what a day means today. Knows no database. */
#include "core/tasks.h"

#include <string.h>

#include "core/date.h"

#define NEVER TASKS_NEVER

static const struct tasks_info table[TASKS_KINDS] = {
	[TASKS_CONTRACT_ENDS] = { "contract_ends", N_("Contrat à renouveler"), N_("CONTRATS ÉCHUS OU À RENOUVELER"),
		NEVER, THRESHOLD_CONTRACT_ENDS, THRESHOLD_WATCH, ENTITY_contract, false,
		N_("Le dernier contrat en cours finit bientôt, ou est échu.") },
	[TASKS_CONTRACT_TO_SIGN] = { "contract_to_sign", N_("Contrat à signer"), N_("CONTRATS À SIGNER"),
		THRESHOLD_CONTRACT_SIGNED, THRESHOLD_SOON, THRESHOLD_WATCH, ENTITY_contract, false,
		N_("L’orientation est notifiée et rien n’est encore signé.") },
	[TASKS_EXEMPTION_ENDS] = { "exemption_ends", N_("Dispense à revoir"), N_("DISPENSES D’ACTIVITÉ QUI FINISSENT"),
		NEVER, THRESHOLD_EXEMPTION_ENDS, THRESHOLD_WATCH, ENTITY_contract, false,
		N_("La dispense d’activité d’un contrat en cours finit bientôt, ou est finie.") },
	[TASKS_HOURS] = { "hours", N_("Heures sous l’engagement"), N_("HEURES SOUS L’ENGAGEMENT DEPUIS %d SEMAINES"),
		THRESHOLD_HOURS, NEVER, THRESHOLD_SOON, ENTITY_contract, false,
		N_("Aucune semaine récente n’atteint les heures du contrat en cours.") },
	[TASKS_ORIENTATION] = { "orientation", N_("Orientation à décider"), N_("ORIENTATIONS À DÉCIDER"),
		THRESHOLD_ORIENTATION, THRESHOLD_SOON, THRESHOLD_WATCH, ENTITY_pathway, false,
		N_("La personne est inscrite et aucune orientation n’est décidée ; passé ce délai, France Travail oriente.") },
	[TASKS_PATHWAY_REVIEW] = { "pathway_review", N_("Parcours social à réexaminer"), N_("PARCOURS SOCIAUX À RÉEXAMINER"),
		THRESHOLD_PATHWAY_REVIEW, THRESHOLD_SOON, THRESHOLD_WATCH, ENTITY_orientation, false,
		N_("L’orientation en cours est sociale, et rien ne l’a réexaminée depuis ce temps.") },
	[TASKS_REQUEST] = { "request", N_("Réorientation à décider"), N_("DEMANDES DE RÉORIENTATION EN ATTENTE"),
		THRESHOLD_REQUEST, THRESHOLD_SOON, THRESHOLD_REQUEST, ENTITY_reorientation_request, false,
		N_("Une réorientation est demandée, sans réponse.") },
	[TASKS_REPORT] = { "report", N_("Compte rendu à faire"), N_("RENDEZ-VOUS SANS COMPTE RENDU"),
		THRESHOLD_REPORT, THRESHOLD_REPORT, NEVER, ENTITY_appointment, false,
		N_("Le rendez-vous est passé, et personne n’a dit comment il s’est passé.") },
	[TASKS_REMINDER] = { "reminder", N_("Rappel de rendez-vous"), N_("RENDEZ-VOUS À RAPPELER"),
		NEVER, NEVER, NEVER, ENTITY_appointment, true,
		N_("Un rendez-vous qui a un rappel est demain, ou aujourd’hui.") },
	[TASKS_ACTION] = { "action", N_("Action à faire"), N_("ACTIONS EN RETARD OU À FAIRE"),
		NEVER, THRESHOLD_SOON, THRESHOLD_WATCH, ENTITY_action, false,
		N_("L’échéance d’une action approche ou est passée.") },
	[TASKS_FOLLOWUP] = { "followup", N_("Suite à donner"), N_("SUITES À DONNER"),
		NEVER, THRESHOLD_SOON, THRESHOLD_WATCH, ENTITY_followup, false,
		N_("Une note demande d’y revenir à cette date.") },
	[TASKS_CONTACT] = { "contact", N_("Reprendre contact"), N_("SANS CONTACT DEPUIS %d JOURS"),
		THRESHOLD_NO_CONTACT, NEVER, THRESHOLD_NO_CONTACT, ENTITY_COUNT, false,
		N_("Ni note ni rendez-vous honoré depuis ce temps ; en retard au double.") },
	[TASKS_ASSESSMENT] = { "assessment", N_("Bilan conseillé"), N_("DIAGNOSTICS À REVOIR"),
		NEVER, THRESHOLD_SOON, THRESHOLD_WATCH, ENTITY_assessment, false,
		N_("La date de bilan conseillée par le dernier diagnostic.") },
	[TASKS_IMMERSION] = { "immersion", N_("Bilan d’immersion à faire"), N_("BILANS D’IMMERSION À FAIRE"),
		THRESHOLD_IMMERSION, THRESHOLD_IMMERSION, NEVER, ENTITY_immersion, false,
		N_("Une immersion est finie, et son bilan n’est pas fait.") },
	[TASKS_PERMIT] = { "permit", N_("Titre de séjour à renouveler"), N_("TITRES DE SÉJOUR QUI FINISSENT"),
		NEVER, THRESHOLD_SOON, THRESHOLD_PAPERS, ENTITY_person, false,
		N_("Le titre de séjour finit bientôt, ou est fini.") },
	[TASKS_RQTH] = { "rqth", N_("RQTH à renouveler"), N_("RQTH QUI FINISSENT"),
		NEVER, THRESHOLD_SOON, THRESHOLD_PAPERS, ENTITY_person, false,
		N_("La reconnaissance de travailleur handicapé finit bientôt, ou est finie.") },
	[TASKS_BREACH] = { "breach", N_("Manquement : étape à venir"), N_("MANQUEMENTS : ÉTAPE À VENIR"),
		THRESHOLD_BREACH, THRESHOLD_SOON, THRESHOLD_BREACH, ENTITY_breach, false,
		N_("Une procédure est ouverte, sans nouvelle étape depuis ce temps.") },
	[TASKS_MEASURE] = { "measure", N_("Mesure à son terme"), N_("MESURES QUI ARRIVENT À LEUR TERME"),
		NEVER, THRESHOLD_SOON, THRESHOLD_WATCH, ENTITY_breach, false,
		N_("Une mesure en cours arrive à son dernier jour, ou l’a passé.") },
	[TASKS_RETENTION] = { "retention", N_("Dossier à archiver"), N_("CONSERVATION : DOSSIERS À ARCHIVER"),
		THRESHOLD_RETENTION, NEVER, THRESHOLD_NOTICE, ENTITY_COUNT, false,
		N_("Personne n’a eu de contact depuis la durée de conservation, et aucun rendez-vous n’est attendu.") },
	[TASKS_ANONYMISE] = { "anonymise", N_("Dossier à anonymiser"), N_("CONSERVATION : DOSSIERS À ANONYMISER"),
		THRESHOLD_RETENTION, NEVER, THRESHOLD_NOTICE, ENTITY_COUNT, false,
		N_("Le dossier est archivé, et la durée de conservation et son préavis sont passés.") },
	[TASKS_CONFLICT] = { "conflict", N_("À régler"), N_("VALEURS À DÉPARTAGER, CONTRADICTIONS"),
		NEVER, NEVER, NEVER, ENTITY_COUNT, false,
		N_("Deux saisies se contredisent dans le dossier.") },
	[TASKS_DUPLICATE] = { "duplicate", N_("Doublon possible"), N_("DOUBLONS POSSIBLES"),
		NEVER, NEVER, NEVER, ENTITY_COUNT, false,
		N_("Deux dossiers semblent être ceux de la même personne.") },
	[TASKS_UNSENT] = { "unsent", N_("À envoyer"), N_("SYNCHRONISATION"),
		THRESHOLD_UNSENT, NEVER, NEVER, ENTITY_COUNT, false,
		N_("Ce qui a été écrit ici n’est pas encore envoyé.") },
};

const struct tasks_info *tasks_info(enum tasks_kind kind)
{
	return &table[kind];
}

enum tasks_kind tasks_by_code(const char *code)
{
	for (int k = TASKS_NONE + 1; k < TASKS_KINDS; k++)
		if (strcmp(table[k].code, code) == 0)
			return (enum tasks_kind)k;
	return TASKS_NONE;
}

const char *tasks_label(enum tasks_kind kind)
{
	return kind == TASKS_NONE ? "" : table[kind].label;
}

void tasks_set_days(struct tasks_due *due, const struct thresholds *t)
{
	const enum threshold which = table[due->kind].threshold;
	due->due = which == NEVER ? due->base : thresholds_after(t, which, due->base);
	if (due->kind == TASKS_ANONYMISE)
		due->due = thresholds_after(t, THRESHOLD_NOTICE, due->due);
	/* To watch from then on, late at twice that. */
	due->day = due->kind == TASKS_CONTACT ? thresholds_after(t, THRESHOLD_NO_CONTACT, due->due) : due->due;
	if (due->until > due->day)
		due->day = due->until;
}

int32_t tasks_ahead(enum tasks_kind kind, enum tasks_sign sign, const struct thresholds *t)
{
	const struct tasks_info *k = &table[kind];
	if (kind == TASKS_REMINDER)
		return sign == TASKS_SIGN_LATE ? -2 : 1;
	if (sign == TASKS_SIGN_LATE)
		return -1;
	/* What is counted from a day that has to be over says nothing on that day. */
	const int32_t soon = k->soon == NEVER ? -2 : k->soon == k->threshold ? t->value[k->soon] - 1 : t->value[k->soon];
	const int32_t watch = k->watch == NEVER ? -2 : t->value[k->watch];
	if (sign == TASKS_SIGN_SOON)
		return soon;
	return soon > watch ? soon : watch;
}

static enum tasks_sign sign_by(enum tasks_kind kind, int32_t day, int32_t today, const struct thresholds *t)
{
	if (kind == TASKS_NONE || kind >= TASKS_LISTED || day == RECORD_NO_DATE)
		return TASKS_SIGN_NONE;
	const int64_t left = (int64_t)day - today;
	if (left < 0)
		return table[kind].passes ? TASKS_SIGN_NONE : TASKS_SIGN_LATE;
	if (left <= tasks_ahead(kind, TASKS_SIGN_SOON, t))
		return TASKS_SIGN_SOON;
	return left <= tasks_ahead(kind, TASKS_SIGN_WATCH, t) ? TASKS_SIGN_WATCH : TASKS_SIGN_NONE;
}

enum tasks_sign tasks_sign_of(const struct tasks_due *due, int32_t today, const struct thresholds *t)
{
	/* RECORD_NO_DATE lies before every day. */
	return due->until > today ? TASKS_SIGN_NONE : sign_by(due->kind, due->day, today, t);
}

bool tasks_before(const struct tasks_due *a, const struct tasks_due *b, int32_t today, const struct thresholds *t)
{
	const enum tasks_sign sa = tasks_sign_of(a, today, t), sb = tasks_sign_of(b, today, t);
	if (sa != sb)
		return sa > sb;
	if (a->day != b->day)
		return a->day < b->day;
	return a->kind < b->kind;
}
