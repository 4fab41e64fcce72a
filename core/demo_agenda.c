/* The demonstration's agenda: a busy week, and what is planned for the next one. Every text here is invented. */
#include "core/demo.h"

#include "core/date.h"
#include "core/edit.h"

struct slot {
	int day;		/* from this week's Monday on */
	int minutes;		/* of that day */
	int lasts;
	const char *place, *subject;
	const char *became;	/* once it is over */
	bool compulsory;
	const char *reminder;	/* NULL: none */
};

/* Two overlap on Thursday, and one was called off. */
static const struct slot slots[] = {
	{ 1, 540, 60, "local_point", "Bilan du contrat", "absent", true, NULL },
	{ 0, 840, 30, "phone", "Suite de l’entretien d’embauche", "attended", false, NULL },
	{ 0, 570, 45, "office", "Point sur les démarches", "attended", false, NULL },
	{ 1, 900, 45, "home", "Visite : la garde des enfants", "attended", false, NULL },
	{ 2, 600, 45, "office", "Préparer le dossier d’aide au permis", "attended", false, "Apporter le devis de l’auto-école" },
	{ 2, 870, 30, "video", "Relire le CV", "excused", false, NULL },
	{ 3, 600, 45, "office", "Point contrat, renouvellement", "attended", true, NULL },
	{ 3, 630, 45, "phone", "Prendre des nouvelles", "attended", false, NULL },
	{ 3, 900, 45, "office", "Inscription à l’atelier numérique", "cancelled", false, NULL },
	{ 4, 555, 45, "home", "Visite : le logement", "attended", false, "Photographies du chauffage" },
	{ 4, 900, 60, "office", "Bilan à trois mois", "attended", true, NULL },
	{ 7, 540, 45, "office", "Point sur les démarches", "attended", false, NULL },
	{ 7, 870, 30, "phone", "Résultat de la candidature", "attended", false, NULL },
	{ 8, 600, 45, "local_point", "Point contrat", "attended", true, NULL },
	{ 9, 570, 60, "home", "Visite : le trajet jusqu’à l’emploi", "attended", false, NULL },
	{ 10, 840, 45, "office", "Choisir une formation", "attended", false, "Apporter le programme" },
	{ 11, 600, 45, "video", "Faire le point à distance", "attended", false, NULL },
};
#define SLOTS (sizeof(slots) / sizeof(*slots))

static enum jal_err fill(struct edit *e, const struct slot *s, int64_t starts, int64_t now)
{
	const bool cancelled = s->became[0] == 'c';
	const bool over = starts + s->lasts <= now;
	enum jal_err err = edit_set_number(e, FIELD_appointment_starts, starts);
	if (!err)
		err = edit_set_number(e, FIELD_appointment_minutes, s->lasts);
	if (!err)
		err = edit_set_text(e, FIELD_appointment_place, s->place);
	if (!err)
		err = edit_set_text(e, FIELD_appointment_subject, s->subject);
	if (!err)
		err = edit_set_text(e, FIELD_appointment_status, over || cancelled ? s->became : "planned");
	if (!err && s->compulsory)
		err = edit_set_flag(e, FIELD_appointment_compulsory, true);
	if (!err && s->reminder)
		err = edit_set_flag(e, FIELD_appointment_reminder, true);
	if (!err && s->reminder)
		err = edit_set_text(e, FIELD_appointment_reminder_text, s->reminder);
	return err;
}

enum jal_err demo_agenda(struct journal *j, const struct jal_clock *clock, unsigned number, const struct jal_id *caseload,
			 const struct jal_id *dossier, struct diag *diag)
{
	if (number >= SLOTS)
		return JAL_OK;
	const struct slot *s = &slots[number];
	const int32_t today = clock_today(clock);
	/* At the weekend, what is ahead is the week to come. */
	const int32_t monday = date_monday(today) + (date_weekday(today) > 5 ? 7 : 0);
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_appointment, caseload, dossier, &e);
	if (!err)
		err = fill(e, s, date_with_minutes(monday + s->day, s->minutes), clock_civil_minutes(clock));
	err = err ? diag_set(diag, err, NULL) : journal_write(j, (struct edit *const[]){ e }, 1, diag);
	edit_free(e);
	return err;
}
