/* The seeded caseload. */
#include "tests/support/deskbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/date.h"
#include "core/demolist.h"
#include "core/edit.h"
#include "tests/support/rng.h"

#define DAY_MS INT64_C(86400000)

static struct rng rng;

static struct jal_id made_id(void)
{
	struct jal_id id = ID_ZERO;

	for (size_t i = 0; i < ID_BYTES; i += 8) {
		uint64_t n = rng_next(&rng);

		for (size_t k = 0; k < 8; k++)
			id.b[i + k] = (uint8_t)(n >> (8 * k));
	}
	return id;
}

static struct edit *make(const struct file_ref *ref, enum entity entity)
{
	struct jal_id id = entity == ENTITY_dossier ? ref->dossier : made_id();
	struct edit *e = NULL;

	assert_int_equal(edit_create_as(entity, &ref->caseload, entity == ENTITY_dossier ? NULL : &ref->dossier, &id, &e),
		JAL_OK);
	return e;
}

static void set(struct edit *e, enum field field, const char *text)
{
	struct value v = value_text(text);

	assert_int_equal(edit_set(e, field, &v), JAL_OK);
}

static void number(struct edit *e, enum field field, int64_t n)
{
	struct value v = value_number(n);

	assert_int_equal(edit_set(e, field, &v), JAL_OK);
}

static void ref_to(struct edit *e, enum field field, const struct jal_id *id)
{
	struct value v = value_id(id);

	assert_int_equal(edit_set(e, field, &v), JAL_OK);
}

static int32_t day(int year, int month, int mday)
{
	int32_t out = 0;

	assert_int_equal(date_from_ymd(year, month, mday, &out), JAL_OK);
	return out;
}

static void put(struct deskbox *b, struct edit *e)
{
	struct diag why = DIAG_INIT;

	if (journal_put(b->box.journal, e, &why) != JAL_OK)
		fail_msg("journal_put: %s", why.text != NULL ? why.text : jal_err_name(why.err));
	edit_free(e);
}

static void begin(struct deskbox *b)
{
	assert_int_equal(journal_begin(b->box.journal, NULL), JAL_OK);
}

static void commit(struct deskbox *b)
{
	assert_int_equal(journal_commit(b->box.journal, NULL), JAL_OK);
}

/* ---- who sits there ---- */

static void join(struct deskbox *b)
{
	struct roster_territory t = { .charter = 1, .supervisor = true };
	struct roster_member m = { .supervisor = false };
	struct roster_device d = { .seq = 0 };
	struct roster_caseload c[2] = { { .common = true, .epoch = 1, .right = ROSTER_WRITE },
		{ .epoch = 1, .right = ROSTER_WRITE } };
	struct edit *e = NULL;

	b->member = made_id();
	t.id = made_id();
	t.common = b->box.common;
	t.home_caseload = b->box.caseload;
	m.id = b->member;
	d.id = b->box.device.id;
	d.member = b->member;
	c[0].id = b->box.common;
	c[1].id = b->box.caseload;
	assert_int_equal(keyring_set_member(b->box.db, &b->member), JAL_OK);
	assert_int_equal(roster_replace(b->box.db, &t, &m, 1, &d, 1, c, 2), JAL_OK);
	assert_int_equal(edit_create_as(ENTITY_professional, &b->box.common, NULL, &b->member, &e), JAL_OK);
	set(e, FIELD_professional_name, "Camille Roussel");
	begin(b);
	put(b, e);
	commit(b);
	t.supervisor = false;
	assert_int_equal(roster_replace(b->box.db, &t, &m, 1, &d, 1, c, 2), JAL_OK);
}

/* ---- people ---- */

static struct file_ref open_dossier(struct deskbox *b, const char *civility, const char *family, const char *first,
	int32_t born, const struct demolist_town *town, const char *phone)
{
	struct file_ref ref = { made_id(), b->box.caseload };
	struct edit *dossier = make(&ref, ENTITY_dossier);
	struct edit *lead = make(&ref, ENTITY_assignment);
	struct edit *person = make(&ref, ENTITY_person);

	ref_to(lead, FIELD_assignment_professional, &b->member);
	set(lead, FIELD_assignment_role, "member");
	number(lead, FIELD_assignment_starts, day(2026, 9, 2));
	ref_to(dossier, FIELD_dossier_lead, edit_record(lead));
	set(person, FIELD_person_civility, civility);
	set(person, FIELD_person_birth_name, family);
	set(person, FIELD_person_first_name, first);
	number(person, FIELD_person_birth_date, born);
	set(person, FIELD_person_postcode, town->postcode);
	set(person, FIELD_person_city, town->name);
	set(person, FIELD_person_phone, phone);
	number(person, FIELD_person_consent, day(2026, 9, 2));
	put(b, dossier);
	put(b, lead);
	put(b, person);
	return ref;
}

static struct jal_id stage(struct deskbox *b, const struct file_ref *ref, const char *status, int32_t entered)
{
	struct edit *e = make(ref, ENTITY_pathway);
	struct jal_id id = *edit_record(e);

	set(e, FIELD_pathway_status, status);
	number(e, FIELD_pathway_entered, entered);
	put(b, e);
	return id;
}

static void note(struct deskbox *b, const struct file_ref *ref, int32_t date, const char *channel, const char *text,
	const char *visible)
{
	struct edit *e = make(ref, ENTITY_note);

	number(e, FIELD_note_date, date);
	set(e, FIELD_note_channel, channel);
	set(e, FIELD_note_text, text);
	set(e, FIELD_note_visibility, visible);
	put(b, e);
}

static void appointment(struct deskbox *b, const struct file_ref *ref, int32_t date, int minutes, const char *place,
	const char *status, const char *subject)
{
	struct edit *e = make(ref, ENTITY_appointment);

	number(e, FIELD_appointment_starts, date_with_minutes(date, minutes));
	number(e, FIELD_appointment_minutes, 45);
	set(e, FIELD_appointment_place, place);
	set(e, FIELD_appointment_status, status);
	set(e, FIELD_appointment_subject, subject);
	put(b, e);
}

static void action(struct deskbox *b, const struct file_ref *ref, const char *text, int32_t due, const char *status,
	int32_t done)
{
	struct edit *e = make(ref, ENTITY_action);

	set(e, FIELD_action_text, text);
	set(e, FIELD_action_who, "person");
	set(e, FIELD_action_status, status);
	number(e, FIELD_action_starts, day(2026, 9, 15));
	if (due != 0)
		number(e, FIELD_action_due, due);
	if (done != 0)
		number(e, FIELD_action_done_on, done);
	put(b, e);
}

static void contract(struct deskbox *b, const struct file_ref *ref, int32_t starts, int32_t ends, const char *status)
{
	struct edit *e = make(ref, ENTITY_contract);

	set(e, FIELD_contract_kind, "engagement");
	number(e, FIELD_contract_starts, starts);
	number(e, FIELD_contract_ends, ends);
	set(e, FIELD_contract_status, status);
	put(b, e);
}

static void barrier(struct deskbox *b, const struct file_ref *ref, const char *theme, const char *level, int32_t lifted)
{
	struct edit *e = make(ref, ENTITY_barrier);

	set(e, FIELD_barrier_theme, theme);
	set(e, FIELD_barrier_level, level);
	if (lifted != 0)
		number(e, FIELD_barrier_lifted_on, lifted);
	put(b, e);
}

/* Of Hélène, at its own place in time; ids that draw nothing, so that others' stay. */
static void assessment(struct deskbox *b, uint8_t n, int32_t date, const char *wishes, int32_t review)
{
	struct jal_id id = { { 0xa5, n } };
	struct edit *e = NULL;

	assert_int_equal(edit_create_as(ENTITY_assessment, &b->helene.caseload, &b->helene.dossier, &id, &e), JAL_OK);
	number(e, FIELD_assessment_date, date);
	set(e, FIELD_assessment_channel, "meeting");
	set(e, FIELD_assessment_wishes, wishes);
	set(e, FIELD_assessment_strengths, "Six ans d’aide à domicile, réseau familial à Dinan");
	set(e, FIELD_assessment_autonomy, "medium");
	number(e, FIELD_assessment_next_review, review);
	put(b, e);
}

static void health(struct deskbox *b)
{
	struct jal_id id = { { 0xa5, 9 } };
	struct edit *e = NULL;

	assert_int_equal(edit_create_as(ENTITY_barrier, &b->helene.caseload, &b->helene.dossier, &id, &e), JAL_OK);
	set(e, FIELD_barrier_theme, "sante");
	set(e, FIELD_barrier_level, "low");
	set(e, FIELD_barrier_comment, "Suivi au centre hospitalier");
	assert_int_equal(edit_element(e, FIELD_barrier_sensitive, "health", true), JAL_OK);
	put(b, e);
}

struct level {
	struct deskbox *b;
	const char *theme, *level;
	int32_t lifted;
};

static enum jal_err change_level(void *ctx, struct record *r)
{
	const struct level *l = ctx;
	struct edit *e = NULL;

	if (strcmp(record_get(r, barrier_theme), l->theme) == 0) {
		assert_int_equal(edit_of(r, &e), JAL_OK);
		set(e, FIELD_barrier_level, l->level);
		if (l->lifted != 0)
			number(e, FIELD_barrier_lifted_on, l->lifted);
		put(l->b, e);
	}
	record_free(r);
	return JAL_OK;
}

static void level(struct deskbox *b, const char *theme, const char *to, int32_t lifted)
{
	struct level l = { b, theme, to, lifted };

	assert_int_equal(journal_each(b->box.journal, &b->helene.caseload, ENTITY_barrier, &b->helene.dossier, change_level,
				 &l),
		JAL_OK);
}

/* One change of one field, as a form would write it. */
static void change(struct deskbox *b, const struct file_ref *ref, enum entity entity, const struct jal_id *id,
	enum field field, const char *text)
{
	struct record *r = NULL;
	struct edit *e = NULL;

	assert_int_equal(journal_load(b->box.journal, &ref->caseload, entity, &ref->dossier, id, &r), JAL_OK);
	assert_int_equal(edit_of(r, &e), JAL_OK);
	set(e, field, text);
	put(b, e);
	record_free(r);
}

static enum jal_err take_id(void *ctx, struct record *r)
{
	*(struct jal_id *)ctx = *record_id(r);
	record_free(r);
	return JAL_OK;
}

static void fill_helene(struct deskbox *b)
{
	static const struct demolist_town saint_malo = { "35400", "35288", "Saint-Malo" };
	struct jal_id pathway = ID_ZERO;
	struct jal_id person = ID_ZERO;
	struct edit *goal = NULL;

	b->box.now_ms = DESKBOX_NOW - 83 * DAY_MS;
	begin(b);
	b->helene = open_dossier(b, "mrs", "Lefèvre", "Hélène", day(1992, 5, 17), &saint_malo, "+33639980001");
	pathway = stage(b, &b->helene, "assessed", day(2026, 9, 2));
	commit(b);
	assert_int_equal(journal_each(b->box.journal, &b->helene.caseload, ENTITY_person, &b->helene.dossier, take_id,
				 &person),
		JAL_OK);
	b->box.now_ms = DESKBOX_NOW - 70 * DAY_MS;
	begin(b);
	change(b, &b->helene, ENTITY_pathway, &pathway, FIELD_pathway_status, "under_contract");
	contract(b, &b->helene, day(2026, 9, 15), day(2026, 12, 2), "running");
	barrier(b, &b->helene, "mobilite", "high", 0);
	barrier(b, &b->helene, "famille", "high", 0);
	barrier(b, &b->helene, "numerique", "medium", 0);
	assessment(b, 1, day(2026, 9, 15), "Retravailler, mais pas loin", day(2026, 10, 15));
	goal = make(&b->helene, ENTITY_goal);
	set(goal, FIELD_goal_text, "Reprendre un emploi d’aide à domicile, temps partiel");
	number(goal, FIELD_goal_due, day(2027, 3, 1));
	set(goal, FIELD_goal_status, "in_progress");
	put(b, goal);
	action(b, &b->helene, "Dossier aide au permis", day(2026, 11, 20), "planned", 0);
	action(b, &b->helene, "Place en crèche : relancer", day(2026, 12, 1), "in_progress", 0);
	action(b, &b->helene, "Atelier numérique", 0, "done", day(2026, 10, 3));
	appointment(b, &b->helene, day(2025, 11, 12), 600, "office", "attended", "Premier accueil");
	appointment(b, &b->helene, day(2026, 10, 15), 540, "office", "excused", "Point");
	appointment(b, &b->helene, day(2026, 11, 18), 840, "office", "planned", "Point contrat");
	appointment(b, &b->helene, day(2026, 11, 25), 570, "home", "planned", "Visite, devis");
	commit(b);
	b->box.now_ms = DESKBOX_NOW - 12 * DAY_MS;
	begin(b);
	change(b, &b->helene, ENTITY_pathway, &pathway, FIELD_pathway_status, "active");
	note(b, &b->helene, day(2026, 11, 2), "phone", "Parle de sa santé : à garder pour soi.", "me");
	note(b, &b->helene, day(2026, 11, 12), "meeting",
		"A obtenu un entretien, inquiète pour la garde du mercredi.\nRappeler la crèche.", "team");
	commit(b);
	b->box.now_ms = DESKBOX_NOW - 20 * DAY_MS;
	begin(b);
	assessment(b, 2, day(2026, 11, 4), "Aide à domicile, à temps partiel, près de l’école", day(2027, 2, 4));
	level(b, "famille", "medium", 0);
	level(b, "numerique", "none", day(2026, 10, 3));
	health(b);
	commit(b);
	b->box.now_ms = DESKBOX_NOW - DAY_MS;
	begin(b);
	change(b, &b->helene, ENTITY_person, &person, FIELD_person_phone, "+33639980002");
	change(b, &b->helene, ENTITY_person, &person, FIELD_person_address, "12 rue de l’Étang");
	change(b, &b->helene, ENTITY_person, &person, FIELD_person_preferred_contact, "sms");
	change(b, &b->helene, ENTITY_person, &person, FIELD_person_rsa_right, "open_paid");
	commit(b);
}

/* Names that are found with it. */
static void fill_alike(struct deskbox *b)
{
	static const struct demolist_town dinan = { "22100", "22050", "Dinan" };
	static const struct demolist_town cancale = { "35260", "35049", "Cancale" };
	struct file_ref ref = open_dossier(b, "mr", "Lefevre", "Marc", day(1988, 1, 9), &dinan, "+33639980003");

	(void)stage(b, &ref, "registered", day(2026, 11, 20));
	contract(b, &ref, day(2026, 11, 21), day(2027, 5, 21), "to_sign");
	ref = open_dossier(b, "mrs", "Lefévrier-Le Goff", "Anne", day(1975, 7, 30), &cancale, "+33639980004");
	(void)stage(b, &ref, "active", day(2026, 3, 1));
	note(b, &ref, day(2026, 10, 14), "phone", "Cherche une formation.", "team");
}

static void fill_others(struct deskbox *b, size_t n)
{
	static const char *const stages[] = { "registered", "oriented", "assessed", "active" };
	char phone[32];

	for (size_t i = 0; i < n; i++) {
		const struct demolist_first_name *first = &demolist_first_names[rng_below(&rng, demolist_first_names_count)];
		const struct demolist_town *town = &demolist_towns[rng_below(&rng, demolist_towns_count)];
		int32_t born = day(1960, 1, 1) + (int32_t)rng_below(&rng, 16000);
		struct file_ref ref = { ID_ZERO, ID_ZERO };

		(void)snprintf(phone, sizeof(phone), "+33" "63998" "%04zu", i % 10000);
		if (i > 0 && i % 500 == 0) {
			commit(b);
			begin(b);
		}
		ref = open_dossier(b, first->civility, demolist_families[i % demolist_families_count], first->name, born, town,
			phone);
		(void)stage(b, &ref, stages[rng_below(&rng, 4)], day(2026, 6, 1) + (int32_t)rng_below(&rng, 170));
		if (rng_chance(&rng, 50))
			note(b, &ref, day(2026, 11, 23) - (int32_t)rng_below(&rng, 60), "meeting", "Point sur les démarches.",
				"team");
		if (rng_chance(&rng, 30))
			appointment(b, &ref, day(2026, 11, 25) + (int32_t)rng_below(&rng, 20), 540, "office", "planned", "Point");
		if (rng_chance(&rng, 30))
			contract(b, &ref, day(2026, 6, 1), day(2026, 11, 10) + (int32_t)rng_below(&rng, 120), "running");
	}
}

void deskbox_open(struct deskbox *b, size_t people)
{
	memset(b, 0, sizeof(*b));
	rng = (struct rng){ 20261124 };
	corebox_open(&b->box);
	b->box.now_ms = DESKBOX_NOW - 90 * DAY_MS;
	join(b);
	fill_helene(b);
	begin(b);
	fill_alike(b);
	fill_others(b, people > 3 ? people - 3 : 0);
	commit(b);
	b->box.now_ms = DESKBOX_NOW;
	/* What was seeded is not this session's to undo. */
	journal_close(b->box.journal);
	assert_int_equal(journal_open(b->box.db, &b->box.clock, &b->box.journal), JAL_OK);
}

void deskbox_close(struct deskbox *b)
{
	corebox_close(&b->box);
}

void deskbox_leave(struct deskbox *b)
{
	journal_close(b->box.journal);
	db_close(b->box.db);
	b->box.journal = NULL;
	b->box.db = NULL;
}
