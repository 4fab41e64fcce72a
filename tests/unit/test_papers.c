/* The papers there are: what stands in each, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/paper_kinds.h"
#include "tests/support/people.h"

#define TODAY 20833	/* 2027-01-15, the day of corebox */

static const struct format french = { .translate = NULL };

struct desk {
	struct corebox box;
	struct jal_id dossier;
	struct paper_ask ask;
	struct jal_id contract, goal, appointment;
};

static struct edit *create(struct desk *d, enum entity entity)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &d->box.caseload, &d->dossier, &e), JAL_OK);
	return e;
}

static struct jal_id written(struct desk *d, struct edit *e)
{
	const struct jal_id id = *edit_record(e);
	d->box.now_ms += 1000;
	assert_int_equal(write_one(&d->box, e), JAL_OK);
	edit_free(e);
	return id;
}

static void set_number(struct edit *e, enum field f, int64_t n)
{
	assert_int_equal(edit_set_number(e, f, n), JAL_OK);
}

static void action(struct desk *d, const char *text, const char *status)
{
	struct edit *e = create(d, ENTITY_action);
	assert_int_equal(edit_set_id(e, FIELD_action_goal, &d->goal), JAL_OK);
	set_text(e, FIELD_action_text, text);
	set_text(e, FIELD_action_status, status);
	(void)written(d, e);
}

static int set_up(void **state)
{
	static struct desk d;
	d = (struct desk){ .dossier = id_of(7) };
	corebox_open(&d.box);
	d.ask = (struct paper_ask){ d.box.journal, &french, &d.box.clock, d.box.caseload, d.dossier };

	struct edit *e = create(&d, ENTITY_person);
	set_text(e, FIELD_person_civility, "mrs");
	set_text(e, FIELD_person_birth_name, "Lefèvre");
	set_text(e, FIELD_person_first_name, "Hélène");
	set_text(e, FIELD_person_nir, "2900575056123");
	(void)written(&d, e);
	e = create(&d, ENTITY_contract);
	set_text(e, FIELD_contract_kind, "engagement");
	set_text(e, FIELD_contract_status, "running");
	set_number(e, FIELD_contract_starts, TODAY - 30);
	set_number(e, FIELD_contract_ends, TODAY + 150);
	set_text(e, FIELD_contract_exemption, "reduced");
	set_text(e, FIELD_contract_exemption_reason, "health");
	d.contract = written(&d, e);
	e = create(&d, ENTITY_goal);
	assert_int_equal(edit_set_id(e, FIELD_goal_contract, &d.contract), JAL_OK);
	set_text(e, FIELD_goal_theme, "mobilite");
	set_text(e, FIELD_goal_text, "Obtenir le permis");
	d.goal = written(&d, e);
	action(&d, "Dossier d’aide", "planned");
	action(&d, "Code de la route", "done");
	action(&d, "Voiture prêtée", "dropped");
	e = create(&d, ENTITY_appointment);
	set_number(e, FIELD_appointment_starts, (int64_t)(TODAY + 3) * 1440 + 570);
	set_number(e, FIELD_appointment_minutes, 45);
	set_text(e, FIELD_appointment_subject, "Point d’étape");
	set_text(e, FIELD_appointment_status, "planned");
	assert_int_equal(edit_set_flag(e, FIELD_appointment_compulsory, true), JAL_OK);
	d.appointment = written(&d, e);
	e = create(&d, ENTITY_note);
	set_text(e, FIELD_note_text, "Confidence entendue.");
	set_text(e, FIELD_note_visibility, "me");
	(void)written(&d, e);
	e = create(&d, ENTITY_barrier);
	set_text(e, FIELD_barrier_theme, "sante");
	assert_int_equal(edit_set_flag(e, FIELD_barrier_archived, true), JAL_OK);
	(void)written(&d, e);
	*state = &d;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *d = *state;
	corebox_close(&d->box);
	return 0;
}

/* How often a text is on the paper; kind PAPER_KINDS: whatever the block. */
static size_t times(const struct paper *p, enum paper_kind kind, const char *text)
{
	size_t n = 0;
	for (size_t i = 0; i < paper_count(p); i++) {
		const struct paper_block *b = paper_block(p, i);
		for (unsigned k = 0; k < b->count; k++)
			n += (kind == PAPER_KINDS || b->kind == kind) && strstr(paper_text_of(p, b, k), text) != NULL;
	}
	return n;
}

#define SAYS(p, text) assert_int_not_equal(times(p, PAPER_KINDS, text), 0)
#define HIDES(p, text) assert_int_equal(times(p, PAPER_KINDS, text), 0)

static void paper_contract__says__what_was_agreed(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	assert_int_equal(paper_contract(&d->ask, &d->contract, &p, NULL), JAL_OK);
	assert_int_equal(times(p, PAPER_TITLE, "Contrat d’engagement"), 1);
	SAYS(p, "Mme LEFÈVRE Hélène");
	SAYS(p, "Objectif : Obtenir le permis");
	assert_int_equal(times(p, PAPER_ROW, "Dossier d’aide"), 1);
	assert_int_equal(times(p, PAPER_ROW, "Code de la route"), 1);
	assert_int_equal(times(p, PAPER_SIGNATURE, ""), 6);
	SAYS(p, "Heures réduites");
	HIDES(p, "Santé");
	HIDES(p, "Voiture prêtée");
	HIDES(p, "90 05");
	assert_non_null(strstr(paper_note(p, PAPER_MARK), "Empreinte du contenu"));
	assert_null(strstr(paper_note(p, PAPER_NAME), "LEFÈVRE"));
	paper_free(p);
}

static void paper_contract__is__the_same_on_another_day(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL, *q = NULL;
	struct buf a = BUF_INIT, b = BUF_INIT;
	assert_int_equal(paper_contract(&d->ask, &d->contract, &p, NULL), JAL_OK);
	d->box.now_ms += 40 * DAY;
	assert_int_equal(paper_contract(&d->ask, &d->contract, &q, NULL), JAL_OK);
	assert_int_equal(paper_encode(p, &a), JAL_OK);
	assert_int_equal(paper_encode(q, &b), JAL_OK);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	paper_free(q);
	/* Once something changes it is another one. */
	action(d, "Une action de plus", "planned");
	assert_int_equal(paper_contract(&d->ask, &d->contract, &q, NULL), JAL_OK);
	assert_string_not_equal(paper_note(p, PAPER_MARK), paper_note(q, PAPER_MARK));
	buf_free(&a);
	buf_free(&b);
	paper_free(p);
	paper_free(q);
}

static void paper_contract__shows__who_signed(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	static const char *const who[] = { "person", "legal_guardian" };
	for (size_t i = 0; i < 2; i++) {
		struct edit *e = create(d, ENTITY_signature);
		assert_int_equal(edit_set_id(e, FIELD_signature_document, &d->contract), JAL_OK);
		set_text(e, FIELD_signature_who, who[i]);
		set_number(e, FIELD_signature_signed_on, TODAY - 29);
		set_text(e, FIELD_signature_place, "Dinan");
		(void)written(d, e);
	}
	assert_int_equal(paper_contract(&d->ask, &d->contract, &p, NULL), JAL_OK);
	assert_int_equal(times(p, PAPER_SIGNATURE, "Signé le 17\u00a0décembre 2026 à Dinan"), 2);
	assert_int_equal(times(p, PAPER_SIGNATURE, "Représentant·e légal·e"), 1);
	assert_int_equal(times(p, PAPER_SIGNATURE, "Autorité"), 1);
	paper_free(p);
}

static void paper_contract_kept__keeps__the_hash_once(void **state)
{
	struct desk *d = *state;
	struct edit *e = NULL;
	struct jal_id current = ID_ZERO;
	struct record *r = NULL;
	const struct jal_hash hash = hash_b2("x", 1);
	assert_int_equal(paper_contract_current(&d->ask, &current, NULL), JAL_OK);
	assert_true(id_equal(&current, &d->contract));
	assert_int_equal(paper_contract_kept(&d->ask, &d->contract, &hash, &e), JAL_OK);
	assert_false(edit_empty(e));
	(void)written(d, e);
	assert_int_equal(journal_load(d->box.journal, &d->box.caseload, ENTITY_contract, &d->dossier, &d->contract, &r), JAL_OK);
	assert_true(hash_equal(record_get(r, contract_printed), &hash));
	record_free(r);
	assert_int_equal(paper_contract_kept(&d->ask, &d->contract, &hash, &e), JAL_OK);
	assert_true(edit_empty(e));
	edit_free(e);
}

static void papers__say__what_is_not_there(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	struct jal_id none = id_of(99);
	struct diag why = DIAG_INIT;
	assert_int_equal(paper_contract(&d->ask, &none, &p, &why), JAL_ERR_NOT_FOUND);
	assert_non_null(why.text);
	why = DIAG_INIT;
	assert_int_equal(paper_slip(&d->ask, &none, &p, &why), JAL_ERR_NOT_FOUND);
	assert_non_null(why.text);
	struct paper_ask nobody = d->ask;
	nobody.dossier = none;
	why = DIAG_INIT;
	assert_int_equal(paper_summary(&nobody, &p, &why), JAL_ERR_NOT_FOUND);
	assert_non_null(why.text);
	assert_int_equal(paper_contract_current(&nobody, &none, &why), JAL_ERR_NOT_FOUND);
	assert_null(p);
}

static void paper_summary__says__what_the_person_takes_home(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	assert_int_equal(paper_summary(&d->ask, &p, NULL), JAL_OK);
	SAYS(p, "lundi 18\u00a0janvier 2027 à\u00a09\u00a0h\u00a030");
	SAYS(p, "Point d’étape · obligatoire");
	assert_int_equal(times(p, PAPER_CHECK, "Dossier d’aide"), 1);
	HIDES(p, "Voiture prêtée");
	HIDES(p, "Confidence");
	HIDES(p, "90 05");
	paper_free(p);
}

/* Signed on the day before, it binds until a later day, for other hours, and has a goal of its own. */
static void amend(struct desk *d, const char *status)
{
	struct edit *e = create(d, ENTITY_contract);
	set_text(e, FIELD_contract_kind, "engagement");
	set_text(e, FIELD_contract_rank, "amendment");
	set_text(e, FIELD_contract_status, status);
	set_number(e, FIELD_contract_starts, TODAY - 1);
	set_number(e, FIELD_contract_ends, TODAY + 200);
	set_number(e, FIELD_contract_weekly_hours, 17);
	assert_int_equal(edit_set_id(e, FIELD_contract_previous, &d->contract), JAL_OK);
	const struct jal_id amendment = written(d, e);
	e = create(d, ENTITY_goal);
	assert_int_equal(edit_set_id(e, FIELD_goal_contract, &amendment), JAL_OK);
	set_text(e, FIELD_goal_text, "Apprendre à nager");
	(void)written(d, e);
}

static void paper_summary__says__what_an_amendment_in_force_changed(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	amend(d, "signed");
	assert_int_equal(paper_summary(&d->ask, &p, NULL), JAL_OK);
	SAYS(p, "3\u00a0août 2027");
	HIDES(p, "14\u00a0juin 2027");
	assert_int_equal(times(p, PAPER_FIELD, "17"), 1);
	SAYS(p, "Apprendre à nager");
	SAYS(p, "Obtenir le permis");
	paper_free(p);
}

static void paper_summary__says__nothing_of_an_amendment_that_is_prepared(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	amend(d, "to_sign");
	assert_int_equal(paper_summary(&d->ask, &p, NULL), JAL_OK);
	SAYS(p, "14\u00a0juin 2027");
	HIDES(p, "Apprendre à nager");
	paper_free(p);
}

static void paper_slip__is__about_one_appointment(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	assert_int_equal(paper_slip(&d->ask, &d->appointment, &p, NULL), JAL_OK);
	SAYS(p, "lundi 18\u00a0janvier 2027 à\u00a09\u00a0h\u00a030");
	SAYS(p, "45 min");
	SAYS(p, "Ce rendez-vous est obligatoire");
	HIDES(p, "permis");
	paper_free(p);
}

/* What follows from a confidential note is on no sheet that is handed over, nor on the referent's. */
static void papers__say__nothing_that_is_covered(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	struct edit *e = create(d, ENTITY_note);
	set_text(e, FIELD_note_text, "Confidence entendue.");
	set_text(e, FIELD_note_visibility, "me");
	const struct jal_id note = written(d, e);
	e = create(d, ENTITY_appointment);
	assert_int_equal(edit_set_id(e, FIELD_appointment_note, &note), JAL_OK);
	set_number(e, FIELD_appointment_starts, (int64_t)(TODAY + 4) * 1440 + 600);
	set_text(e, FIELD_appointment_subject, "Confidence, l’objet");
	set_text(e, FIELD_appointment_reminder_text, "Confidence, le rappel");
	set_text(e, FIELD_appointment_address, "3 rue de l’Essai");
	const struct jal_id appointment = written(d, e);
	e = create(d, ENTITY_action);
	assert_int_equal(edit_set_id(e, FIELD_action_note, &note), JAL_OK);
	set_text(e, FIELD_action_text, "Confidence, à faire");
	set_text(e, FIELD_action_status, "planned");
	(void)written(d, e);
	assert_int_equal(paper_summary(&d->ask, &p, NULL), JAL_OK);
	HIDES(p, "Confidence");
	SAYS(p, "3 rue de l’Essai");
	paper_free(p);
	assert_int_equal(paper_slip(&d->ask, &appointment, &p, NULL), JAL_OK);
	HIDES(p, "Confidence");
	SAYS(p, "3 rue de l’Essai");
	paper_free(p);
	assert_int_equal(paper_week(&d->ask, TODAY + 4, &p, NULL), JAL_OK);
	HIDES(p, "Confidence");
	paper_free(p);
	assert_int_equal(paper_timeline(&d->ask, TIMELINE_KINDS, &p, NULL), JAL_OK);
	HIDES(p, "Confidence");
	paper_free(p);
}

static void paper_week__begins__on_monday(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	assert_int_equal(paper_week(&d->ask, TODAY + 9, &p, NULL), JAL_OK);
	assert_int_equal(times(p, PAPER_TITLE, "Semaine du 18 au 24\u00a0janvier 2027"), 1);
	assert_int_equal(times(p, PAPER_ROW, "9h30–10h15"), 1);
	assert_int_equal(times(p, PAPER_ROW, "LEFÈVRE Hélène"), 1);
	paper_free(p);
	assert_int_equal(paper_week(&d->ask, TODAY - 30, &p, NULL), JAL_OK);
	assert_int_equal(times(p, PAPER_TEXT, "Aucun rendez-vous cette semaine."), 1);
	paper_free(p);
}

/* Every field that has a value, of every entity of a dossier: the model's table says which there are. */
static void paper_person__holds__everything(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL, *q = NULL;
	assert_int_equal(paper_person(&d->ask, false, &p, NULL), JAL_OK);
	SAYS(p, "2 90 05 75 056 123");
	SAYS(p, "Confidence entendue.");
	SAYS(p, "Voiture prêtée");
	SAYS(p, "Archivé");
	HIDES(p, "Annexe");
	for (enum entity e = 0; e < ENTITY_COUNT; e++)
		if (e == ENTITY_person || e == ENTITY_contract || e == ENTITY_goal || e == ENTITY_action ||
		    e == ENTITY_appointment || e == ENTITY_note || e == ENTITY_barrier)
			assert_int_equal(times(p, PAPER_HEADING, model_entity(e)->label) > 0, 1);
	/* Of a long text each version is told once. */
	char first[601], second[601];
	memset(first, 'a', 600);
	memset(second, 'b', 600);
	first[600] = second[600] = 0;
	struct edit *e = create(d, ENTITY_exit);
	set_text(e, FIELD_exit_detail, first);
	const struct jal_id exit_id = written(d, e);
	assert_int_equal(journal_edit(d->box.journal, &d->box.caseload, ENTITY_exit, &d->dossier, &exit_id, &e), JAL_OK);
	set_text(e, FIELD_exit_detail, second);
	(void)written(d, e);
	assert_int_equal(paper_person(&d->ask, true, &q, NULL), JAL_OK);
	assert_int_equal(times(q, PAPER_KINDS, first), 1);
	assert_int_equal(times(q, PAPER_KINDS, second), 1);
	SAYS(q, "Annexe");
	assert_int_equal(times(q, PAPER_ROW, "Bénéficiaire : Prénom"), 1);
	assert_true(paper_count(q) > paper_count(p));
	paper_free(p);
	paper_free(q);
}

static void paper_timeline__tells__what_happened(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	assert_int_equal(paper_timeline(&d->ask, TIMELINE_KINDS, &p, NULL), JAL_OK);
	assert_int_equal(times(p, PAPER_ROW, "Point d’étape") > 0, 1);
	assert_int_equal(times(p, PAPER_HEADING, "2027") > 0, 1);
	HIDES(p, "Confidence");
	paper_free(p);
	assert_int_equal(paper_timeline(&d->ask, TIMELINE_BREACHES, &p, NULL), JAL_OK);
	assert_int_equal(times(p, PAPER_TEXT, "Rien n’est encore noté."), 1);
	paper_free(p);
}

/* A value that fits the field, whatever it means. */
static void fill(struct desk *d, struct edit *e, const struct model_field *f)
{
	const struct jal_hash hash = hash_b2("x", 1);
	struct value v = VALUE_INIT;
	size_t n = 0;
	switch (f->type) {
	case FIELD_TYPE_text:
	case FIELD_TYPE_long_text:
		v = value_text("texte");
		break;
	case FIELD_TYPE_date:
		v = value_number(TODAY);
		break;
	case FIELD_TYPE_time:
		v = value_number((int64_t)TODAY * 1440);
		break;
	case FIELD_TYPE_integer:
	case FIELD_TYPE_money:
		v = value_number(7);
		break;
	case FIELD_TYPE_flag:
		v = value_flag(true);
		break;
	case FIELD_TYPE_code:
		v = value_text(vocab_codes(f->vocab, &n)[0].code);
		break;
	case FIELD_TYPE_ref:
		v = value_id(&d->dossier);
		break;
	case FIELD_TYPE_hash:
		v = value_hash(&hash);
		break;
	case FIELD_TYPE_bytes:
		v = value_bytes((const uint8_t *)"x", 1);
		break;
	case FIELD_TYPE_set:
		assert_int_equal(edit_element(e, f->id, f->vocab == VOCAB_free ? "K1302" : vocab_codes(f->vocab, &n)[0].code, true),
				 JAL_OK);
		return;
	}
	assert_int_equal(edit_set(e, f->id, &v), JAL_OK);
}

/* The label stands on the paper, with a value, at least once for each field that has it. */
static void paper_person__holds__every_field_of_the_model(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	static size_t wanted[FIELD_COUNT];
	size_t fields = 0, shown = 0;
	for (enum entity entity = 0; entity < ENTITY_COUNT; entity++) {
		const struct model_entity *m = model_entity(entity);
		if (m->home != HOME_dossier || entity == ENTITY_dossier)
			continue;
		struct edit *e = create(d, entity);
		for (enum field f = m->first; f < model_end(entity); f++) {
			const struct model_field *field = model_field(f);
			/* Only supervisors write these, and this vault's member is none; bytes are no text. */
			if (field->flags & FIELD_SUPERVISOR || field->type == FIELD_TYPE_bytes)
				continue;
			fill(d, e, field);
			wanted[f] = 1;
			fields++;
		}
		(void)written(d, e);
	}
	assert_int_equal(paper_person(&d->ask, false, &p, NULL), JAL_OK);
	for (enum field f = 0; f < FIELD_COUNT; f++) {
		size_t n = 0, same = 0;
		for (enum field k = 0; k < FIELD_COUNT; k++)
			same += wanted[k] && strcmp(model_field(k)->label, model_field(f)->label) == 0;
		for (size_t i = 0; i < paper_count(p); i++) {
			const struct paper_block *b = paper_block(p, i);
			n += b->kind == PAPER_FIELD && strcmp(paper_text_of(p, b, 0), model_field(f)->label) == 0;
		}
		if (wanted[f] && n < same)
			fail_msg("%s: %zu times, not %zu", model_field(f)->name, n, same);
	}
	for (size_t i = 0; i < paper_count(p); i++)
		shown += paper_block(p, i)->kind == PAPER_FIELD;
	assert_true(fields > 150 && shown >= fields);
	paper_free(p);
}

/* Who only reads a colleague's caseload prints from it; that the hash can't be kept is one error, and no other. */
static void paper_contract_kept__is__refused_where_one_only_reads(void **state)
{
	struct desk *d = *state;
	struct paper *p = NULL;
	struct edit *e = NULL;
	const struct jal_hash hash = hash_b2("x", 1);
	corebox_place(&d->box, &d->box.common, NULL, 0, false);
	assert_int_equal(paper_contract(&d->ask, &d->contract, &p, NULL), JAL_OK);
	assert_int_equal(paper_contract_kept(&d->ask, &d->contract, &hash, &e), JAL_OK);
	assert_int_equal(journal_write(d->box.journal, &e, 1, NULL), JAL_ERR_DENIED);
	edit_free(e);
	paper_free(p);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(paper_contract__says__what_was_agreed),
		CASE(paper_contract__is__the_same_on_another_day),
		CASE(paper_contract__shows__who_signed),
		CASE(paper_contract_kept__keeps__the_hash_once),
		CASE(paper_contract_kept__is__refused_where_one_only_reads),
		CASE(papers__say__what_is_not_there),
		CASE(paper_summary__says__what_the_person_takes_home),
		CASE(paper_summary__says__what_an_amendment_in_force_changed),
		CASE(paper_summary__says__nothing_of_an_amendment_that_is_prepared),
		CASE(paper_slip__is__about_one_appointment),
		CASE(papers__say__nothing_that_is_covered),
		CASE(paper_week__begins__on_monday),
		CASE(paper_timeline__tells__what_happened),
		CASE(paper_person__holds__everything),
		CASE(paper_person__holds__every_field_of_the_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
