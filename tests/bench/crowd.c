/* The people of the measures, and what happened to them. Every name and text is invented. */
#include "tests/bench/crowd.h"

#include <stdio.h>
#include <string.h>

#include "core/demolist.h"
#include "core/edit.h"
#include "core/tasks.h"
#include "tests/support/rng.h"

#define DAY_MINUTES 1440
/* One dossier in so many has a document, of so many bytes. */
#define DOCUMENT_EVERY 50
#define DOCUMENT_BYTES 12000

#define PICK(r, list) (list)[rng_below((r), sizeof(list) / sizeof((list)[0]))]

static const char *const beginnings[] = { "Bran", "Cor", "Dal", "Fer", "Gris", "Lan", "Mor", "Pel", "Rou", "Val", "Épi",
	"Ché", "Tour", "Saul", "Haut", "Noir", "Bell", "Mar", "Gué", "Quer" };
static const char *const middles[] = { "", "da", "le", "mon", "ni", "que", "ri", "sé", "ti", "vin" };
static const char *const ends[] = { "che", "court", "dier", "fort", "gnac", "lin", "nière", "quet", "ron", "tignac",
	"ville", "zac" };
static const char *const sentences[] = {
	"A rencontré un employeur de l’aide à domicile, réponse attendue sous dix jours.",
	"Le dossier d’aide au permis est complet, reste à joindre le devis de l’auto-école.",
	"Le trajet jusqu’au bourg reste difficile sans voiture.",
	"Une place en crèche est possible le mercredi à partir du mois prochain.",
	"N’a pas pu venir, panne de car ; nouveau créneau proposé.",
	"Sait désormais actualiser sa situation en ligne, sans aide.",
	"Souhaite reprendre à temps partiel, de préférence le matin.",
};
static const char *const tasks[] = { "Dossier d’aide au permis", "Relancer la place en crèche",
	"Inscription à l’atelier numérique", "Candidature spontanée à la mairie", "Demander le relevé de carrière" };
static const char *const themes[] = { "mobilite", "famille", "numerique", "logement-hebergement", "sante" };
static const char *const channels[] = { "meeting", "phone", "home_visit", "video", "unplanned" };
static const char *const statuses[] = { "active", "active", "active", "suspended", "oriented" };

/* One dossier being written; the first error stays. */
struct maker {
	struct journal *j;
	struct diag *diag;
	struct rng rng;
	const struct jal_id *caseload;
	struct jal_id dossier;
	unsigned number, made;
	int32_t today;
	enum jal_err err;
};

struct jal_id crowd_id(unsigned dossier, unsigned n)
{
	struct rng r = { ((uint64_t)dossier << 8 | n) + 1 };
	struct jal_id id;
	for (size_t i = 0; i < ID_BYTES; i += sizeof(uint64_t)) {
		const uint64_t part = rng_next(&r);
		memcpy(id.b + i, &part, sizeof(part));
	}
	return id;
}

static struct edit *begin(struct maker *m, enum entity entity)
{
	const struct jal_id id = crowd_id(m->number, m->made);
	struct edit *e = NULL;
	if (!m->err)
		m->err = edit_create_as(entity, m->caseload, entity == ENTITY_dossier ? NULL : &m->dossier, &id, &e);
	m->made++;
	return e;
}

static void finish(struct maker *m, struct edit *e)
{
	if (!m->err)
		m->err = journal_put(m->j, e, m->diag);
	edit_free(e);
}

static void put(struct maker *m, struct edit *e, enum field field, struct value v)
{
	if (!m->err)
		m->err = edit_set(e, field, &v);
}

static void put_text(struct maker *m, struct edit *e, enum field field, const char *text)
{
	put(m, e, field, value_text(text));
}

static void put_number(struct maker *m, struct edit *e, enum field field, int64_t number)
{
	put(m, e, field, value_number(number));
}

/* Between so many days ago and so many ahead. */
static int32_t day(struct maker *m, int32_t ago, int32_t ahead)
{
	return m->today - ago + (int32_t)rng_below(&m->rng, (size_t)(ago + ahead + 1));
}

static void long_text(struct maker *m, struct edit *e, enum field field)
{
	char text[1024] = "";
	const size_t count = 2 + rng_below(&m->rng, 3);
	for (size_t i = 0; i < count; i++) {
		const size_t at = strlen(text);
		(void)snprintf(text + at, sizeof(text) - at, "%s%s", i ? " " : "", PICK(&m->rng, sentences));
	}
	put_text(m, e, field, text);
}

/* named: a birth name of its own, or NULL. */
static void person(struct maker *m, const char *named)
{
	struct edit *e = begin(m, ENTITY_person);
	struct rng *r = &m->rng;
	const struct demolist_first_name *first = &demolist_first_names[rng_below(r, demolist_first_names_count)];
	const struct demolist_town *town = &demolist_towns[rng_below(r, demolist_towns_count)];
	char text[128];
	(void)snprintf(text, sizeof(text), "%s%s%s", PICK(r, beginnings), PICK(r, middles), PICK(r, ends));
	put_text(m, e, FIELD_person_civility, first->civility);
	put_text(m, e, FIELD_person_birth_name, named ? named : text);
	if (rng_chance(r, 20)) {
		(void)snprintf(text, sizeof(text), "%s%s", PICK(r, beginnings), PICK(r, ends));
		put_text(m, e, FIELD_person_usage_name, text);
	}
	put_text(m, e, FIELD_person_first_name, first->name);
	put_number(m, e, FIELD_person_birth_date, day(m, 365 * 62, -365 * 18));
	(void)snprintf(text, sizeof(text), "+33%s%04u", &DEMOLIST_PHONE[1], m->number % 10000);
	put_text(m, e, FIELD_person_phone, text);
	(void)snprintf(text, sizeof(text), "p%u@%s", m->number, DEMOLIST_DOMAIN);
	put_text(m, e, FIELD_person_email, text);
	(void)snprintf(text, sizeof(text), "%u %s", 1 + (unsigned)rng_below(r, 90),
		demolist_streets[rng_below(r, demolist_streets_count)]);
	put_text(m, e, FIELD_person_address, text);
	put_text(m, e, FIELD_person_postcode, town->postcode);
	put_text(m, e, FIELD_person_city, town->name);
	put_text(m, e, FIELD_person_insee, town->insee);
	put_number(m, e, FIELD_person_mobility_km, 5 + (int64_t)rng_below(r, 40));
	finish(m, e);
}

static void note(struct maker *m)
{
	struct edit *e = begin(m, ENTITY_note);
	put_number(m, e, FIELD_note_date, day(m, 300, 0));
	put_text(m, e, FIELD_note_channel, PICK(&m->rng, channels));
	long_text(m, e, FIELD_note_text);
	finish(m, e);
}

static void appointment(struct maker *m, bool past)
{
	struct edit *e = begin(m, ENTITY_appointment);
	const int32_t when = past ? day(m, 300, -1) : day(m, -1, 60);
	put_number(m, e, FIELD_appointment_starts,
		(int64_t)when * DAY_MINUTES + 540 + 30 * (int64_t)rng_below(&m->rng, 14));
	put_number(m, e, FIELD_appointment_minutes, 45);
	put_text(m, e, FIELD_appointment_place, rng_chance(&m->rng, 70) ? "office" : "home");
	put_text(m, e, FIELD_appointment_subject, "Point sur le contrat");
	put_text(m, e, FIELD_appointment_status, past ? "attended" : "planned");
	finish(m, e);
}

static struct jal_id contract(struct maker *m, int32_t starts)
{
	const struct jal_id id = crowd_id(m->number, m->made);
	struct edit *e = begin(m, ENTITY_contract);
	put_text(m, e, FIELD_contract_kind, "engagement");
	put_text(m, e, FIELD_contract_rank, "first");
	put_number(m, e, FIELD_contract_starts, starts);
	put_number(m, e, FIELD_contract_ends, starts + 180);
	put_number(m, e, FIELD_contract_weekly_hours, 15);
	put_text(m, e, FIELD_contract_status, starts + 180 < m->today ? "expired" : "running");
	finish(m, e);
	return id;
}

static struct jal_id goal(struct maker *m, const struct jal_id *contract_id)
{
	const struct jal_id id = crowd_id(m->number, m->made);
	struct edit *e = begin(m, ENTITY_goal);
	put(m, e, FIELD_goal_contract, value_id(contract_id));
	put_text(m, e, FIELD_goal_theme, PICK(&m->rng, themes));
	put_text(m, e, FIELD_goal_text, PICK(&m->rng, tasks));
	put_text(m, e, FIELD_goal_status, "in_progress");
	finish(m, e);
	return id;
}

static void action(struct maker *m, const struct jal_id *goal_id)
{
	struct edit *e = begin(m, ENTITY_action);
	const bool done = rng_chance(&m->rng, 70);
	const int32_t due = done ? day(m, 200, 0) : day(m, 10, 60);
	put(m, e, FIELD_action_goal, value_id(goal_id));
	put_text(m, e, FIELD_action_text, PICK(&m->rng, tasks));
	put_text(m, e, FIELD_action_who, "person");
	put_number(m, e, FIELD_action_due, due);
	put_text(m, e, FIELD_action_status, done ? "done" : "in_progress");
	if (done)
		put_number(m, e, FIELD_action_done_on, due);
	finish(m, e);
}

static void barrier(struct maker *m, size_t which)
{
	struct edit *e = begin(m, ENTITY_barrier);
	put_text(m, e, FIELD_barrier_theme, themes[which]);
	put_text(m, e, FIELD_barrier_answer, "yes");
	put_text(m, e, FIELD_barrier_level, rng_chance(&m->rng, 50) ? "high" : "medium");
	put_number(m, e, FIELD_barrier_since, day(m, 300, 0));
	finish(m, e);
}

static struct jal_id followup(struct maker *m)
{
	const struct jal_id id = crowd_id(m->number, m->made);
	struct edit *e = begin(m, ENTITY_followup);
	put_text(m, e, FIELD_followup_text, PICK(&m->rng, tasks));
	put_number(m, e, FIELD_followup_due, day(m, 30, 60));
	put_text(m, e, FIELD_followup_status, rng_chance(&m->rng, 60) ? "done" : "open");
	finish(m, e);
	return id;
}

static void postponement(struct maker *m, const struct jal_id *about)
{
	struct edit *e = begin(m, ENTITY_postponement);
	put_text(m, e, FIELD_postponement_task, tasks_info(TASKS_FOLLOWUP)->code);
	put(m, e, FIELD_postponement_about, value_id(about));
	put_number(m, e, FIELD_postponement_until, day(m, 0, 30));
	put_text(m, e, FIELD_postponement_reason, "Attend une réponse");
	finish(m, e);
}

static void orientation(struct maker *m)
{
	struct edit *e = begin(m, ENTITY_orientation);
	const int32_t starts = day(m, 300, -250);
	put_text(m, e, FIELD_orientation_type, "social");
	put_number(m, e, FIELD_orientation_decided_on, starts);
	put_number(m, e, FIELD_orientation_notified_on, starts);
	put_number(m, e, FIELD_orientation_starts, starts);
	finish(m, e);
}

/* Two records: the document, and what it holds, which has the document's id. */
static void document(struct maker *m)
{
	uint8_t bytes[DOCUMENT_BYTES];
	const struct jal_id id = crowd_id(m->number, m->made);
	struct edit *e = begin(m, ENTITY_attachment);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)rng_below(&m->rng, 256);
	const struct jal_hash hash = hash_b2(bytes, sizeof(bytes));
	put_text(m, e, FIELD_attachment_kind, "other");
	put_number(m, e, FIELD_attachment_date, day(m, 200, 0));
	put_text(m, e, FIELD_attachment_name, "attestation.pdf");
	put_number(m, e, FIELD_attachment_size, (int64_t)sizeof(bytes));
	put(m, e, FIELD_attachment_hash, value_hash(&hash));
	finish(m, e);
	e = NULL;
	if (!m->err)
		m->err = edit_create_as(ENTITY_content, m->caseload, &m->dossier, &id, &e);
	m->made++;
	put(m, e, FIELD_content_bytes, value_bytes(bytes, sizeof(bytes)));
	finish(m, e);
}

static void opening(struct maker *m, const char *named)
{
	const struct jal_id lead = crowd_id(m->number, 2);
	struct edit *e = begin(m, ENTITY_dossier);
	put(m, e, FIELD_dossier_lead, value_id(&lead));
	put(m, e, FIELD_dossier_archived, value_flag(rng_chance(&m->rng, 5)));
	finish(m, e);
	person(m, named);
	e = begin(m, ENTITY_assignment);
	put_text(m, e, FIELD_assignment_role, "member");
	put_number(m, e, FIELD_assignment_starts, day(m, 400, -300));
	finish(m, e);
	e = begin(m, ENTITY_pathway);
	put_number(m, e, FIELD_pathway_entered, day(m, 400, -300));
	put_text(m, e, FIELD_pathway_type, "social");
	put_text(m, e, FIELD_pathway_status, PICK(&m->rng, statuses));
	finish(m, e);
	orientation(m);
	e = begin(m, ENTITY_assessment);
	put_number(m, e, FIELD_assessment_date, day(m, 300, 0));
	put_text(m, e, FIELD_assessment_channel, "meeting");
	long_text(m, e, FIELD_assessment_summary);
	finish(m, e);
}

/* 6 to open it, 4 notes, 6 appointments (or 4 and a document), 2 contracts, 3 goals, 5 actions, 2 barriers, a follow-up
 * and its postponement. */
static void dossier(struct maker *m)
{
	const bool documented = m->number % DOCUMENT_EVERY == 0;
	opening(m, NULL);
	for (int i = 0; i < 4; i++)
		note(m);
	for (int i = documented ? 2 : 0; i < 6; i++)
		appointment(m, i < 5);
	if (documented)
		document(m);
	(void)contract(m, day(m, 380, -200));
	const struct jal_id running = contract(m, day(m, 178, 0));
	for (int i = 0; i < 3; i++) {
		const struct jal_id id = goal(m, &running);
		action(m, &id);
		if (i < 2)
			action(m, &id);
	}
	barrier(m, 0);
	barrier(m, 1);
	const struct jal_id about = followup(m);
	postponement(m, &about);
}

static void begin_dossier(struct maker *m, unsigned number)
{
	m->number = number;
	m->made = 0;
	m->rng = (struct rng){ UINT64_C(0x6372) + number };
	m->dossier = crowd_id(number, 0);
}

static enum jal_err end(struct maker *m)
{
	if (!m->err)
		return journal_commit(m->j, m->diag);
	journal_abort(m->j);
	return m->err;
}

enum jal_err crowd_fill(struct journal *j, const struct jal_id *caseload, int32_t today, unsigned first, unsigned count,
	struct diag *diag)
{
	struct maker m = { .j = j, .diag = diag, .caseload = caseload, .today = today };
	m.err = journal_begin(j, diag);
	for (unsigned i = 0; !m.err && i < count; i++) {
		begin_dossier(&m, first + i);
		dossier(&m);
		if (!m.err && m.made != CROWD_RECORDS)
			m.err = JAL_ERR_INVALID;
	}
	return end(&m);
}

enum jal_err crowd_fill_long(struct journal *j, const struct jal_id *caseload, int32_t today, unsigned number,
	const char *name, struct diag *diag)
{
	struct maker m = { .j = j, .diag = diag, .caseload = caseload, .today = today };
	m.err = journal_begin(j, diag);
	begin_dossier(&m, number);
	if (!m.err)
		opening(&m, name);
	for (int i = 0; i < CROWD_LONG_NOTES; i++)
		note(&m);
	for (int i = 0; i < CROWD_LONG_APPOINTMENTS; i++)
		appointment(&m, i > 4);
	return end(&m);
}
