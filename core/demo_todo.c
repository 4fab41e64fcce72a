/*
 * What the demonstration still lacked to have something of every kind to be done: papers that end, an immersion without its
 * review, a follow-up, an orientation that is late, a file of former years. Every text here is invented.
 */
#include "core/demo.h"

#include "core/date.h"
#include "core/demo_sheaf.h"
#include "core/edit.h"
#include "core/roster.h"

/* The numbers of those to whom it happens: they have little else to be done. */
enum { FOLLOWUP = 4, ORIENTATION = 5, PERMIT = 11, FORMER = 12, RQTH = 18, ARCHIVED = 19, IMMERSION = 25 };

bool demo_former(unsigned number)
{
	return number == FORMER || number == ARCHIVED;
}

/* The one record of that entity, as it is there. */
static struct edit *existing(struct demo_sheaf *s, struct journal *j, enum entity entity)
{
	const size_t before = s->count;
	if (!s->err)
		s->err = journal_each(j, s->caseload, entity, s->dossier, demo_sheaf_take, s);
	return s->err || s->count == before ? NULL : s->edits[before];
}

static void entered(struct demo_sheaf *s, struct journal *j, int32_t day, const char *status)
{
	struct edit *e = existing(s, j, ENTITY_pathway);
	if (!e)
		return;
	demo_sheaf_number(s, e, FIELD_pathway_entered, day);
	demo_sheaf_text(s, e, FIELD_pathway_status, status);
}

/* Months ago someone left who had come eight months before; a last note says so. */
static void former(struct demo_sheaf *s, struct journal *j, int32_t left)
{
	const int32_t came = date_add_months(left, -8);
	entered(s, j, came, "exited");
	struct edit *lead = existing(s, j, ENTITY_assignment);
	if (lead)
		demo_sheaf_number(s, lead, FIELD_assignment_starts, came);
	struct edit *e = demo_sheaf_make(s, ENTITY_exit);
	demo_sheaf_number(s, e, FIELD_exit_date, left);
	demo_sheaf_text(s, e, FIELD_exit_reason, "permanent_job");
	e = demo_sheaf_make(s, ENTITY_note);
	demo_sheaf_number(s, e, FIELD_note_date, left);
	demo_sheaf_text(s, e, FIELD_note_channel, "phone");
	demo_sheaf_text(s, e, FIELD_note_text, "La période d’essai est terminée : fin du parcours, décidée ensemble.");
}

static void paper(struct demo_sheaf *s, struct journal *j, enum field until, int32_t day)
{
	struct edit *e = existing(s, j, ENTITY_person);
	if (!e)
		return;
	demo_sheaf_number(s, e, until, day);
	if (until == FIELD_person_rqth_until)
		demo_sheaf_put(s, e, FIELD_person_rqth, value_flag(true));
}

/* With the employer that welcomed them, in the common caseload. */
static void immersion(struct demo_sheaf *s, struct journal *j, int32_t today)
{
	struct roster_territory territory = { .charter = 0 };
	if (!s->err)
		s->err = roster_territory(journal_db(j), &territory);
	if (!s->err)
		s->err = edit_create(ENTITY_employer, &territory.common, NULL, &s->edits[s->count]);
	if (s->err)
		return;
	struct edit *employer = s->edits[s->count++];
	demo_sheaf_text(s, employer, FIELD_employer_name, "Atelier des Marais (entreprise fictive)");
	demo_sheaf_text(s, employer, FIELD_employer_city, "Cancale");
	struct edit *e = demo_sheaf_make(s, ENTITY_immersion);
	if (!e)
		return;
	demo_sheaf_put(s, e, FIELD_immersion_employer, value_id(edit_record(employer)));
	demo_sheaf_text(s, e, FIELD_immersion_purpose, "discover_job");
	demo_sheaf_text(s, e, FIELD_immersion_status, "accepted");
	demo_sheaf_number(s, e, FIELD_immersion_starts, today - 13);
	demo_sheaf_number(s, e, FIELD_immersion_ends, today - 3);
	demo_sheaf_number(s, e, FIELD_immersion_weekly_hours, 28);
}

static void followup(struct demo_sheaf *s, int32_t today)
{
	struct edit *e = demo_sheaf_make(s, ENTITY_followup);
	demo_sheaf_text(s, e, FIELD_followup_text, "Demander si la place du mercredi tient toujours");
	demo_sheaf_number(s, e, FIELD_followup_due, today + 2);
	demo_sheaf_text(s, e, FIELD_followup_status, "open");
}

static void archive(struct demo_sheaf *s, struct journal *j)
{
	struct edit *e = existing(s, j, ENTITY_dossier);
	if (e)
		demo_sheaf_put(s, e, FIELD_dossier_archived, value_flag(true));
}

enum jal_err demo_todo(struct journal *j, const struct jal_clock *clock, unsigned number, const struct jal_id *caseload,
		       const struct jal_id *dossier, struct diag *diag)
{
	struct demo_sheaf s = { .caseload = caseload, .dossier = dossier };
	const int32_t today = clock_today(clock);
	switch (number) {
	case FOLLOWUP:
		followup(&s, today);
		break;
	case ORIENTATION:
		entered(&s, j, today - 45, "registered");
		break;
	case PERMIT:
		paper(&s, j, FIELD_person_residence_permit_until, today + 40);
		break;
	case FORMER:
		former(&s, j, date_add_months(today, -24) + 12);
		break;
	case RQTH:
		paper(&s, j, FIELD_person_rqth_until, today + 50);
		break;
	case ARCHIVED:
		former(&s, j, date_add_months(today, -26));
		archive(&s, j);
		break;
	case IMMERSION:
		immersion(&s, j, today);
		break;
	default:
		return JAL_OK;
	}
	return demo_sheaf_write(&s, j, diag);
}
