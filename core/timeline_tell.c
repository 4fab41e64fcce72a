/* What each kind of record is on the time line: its day, its words, and how it stands today. */
#include <string.h>

#include "core/contract.h"
#include "core/course.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/noteversion.h"
#include "core/procedure.h"
#include "core/text.h"
#include "core/timeline_inside.h"

/* ---- words ---- */

/* Between two parts of a text. */
static enum jal_err comma(struct buf *b)
{
	return b->len > 0 ? buf_puts(b, ", ") : JAL_OK;
}

static enum jal_err put_code(struct gathering *g, struct buf *b, enum vocab vocab, const char *code)
{
	if (!code)
		return JAL_OK;
	const enum jal_err err = comma(b);
	return err ? err : format_code(&g->reader->format, vocab, code, strlen(code), b);
}

/* The first line of a text, control characters shown. */
static enum jal_err put_text(struct buf *b, const char *text)
{
	if (!text || !*text)
		return JAL_OK;
	const enum jal_err err = comma(b);
	return err ? err : text_inert(text, strcspn(text, "\n"), TEXT_LINE, b);
}

static enum jal_err put_word(struct gathering *g, struct buf *b, const char *word)
{
	const enum jal_err err = comma(b);
	return err ? err : buf_puts(b, g->reader->format.translate ? g->reader->format.translate(word) : word);
}

/* The text of a field; of what follows from a confidential note, that it does. */
static enum jal_err put_field(struct gathering *g, struct buf *b, const struct record *r, enum field field)
{
	const struct value *v = record_value(r, field);
	if (v->kind != VALUE_TEXT)
		return JAL_OK;
	return cover_value(journal_db(g->j), r, field) ? put_word(g, b, cover_label()) : put_text(b, v->text);
}

/* A sentence with at most one argument. */
static enum jal_err put_about(struct gathering *g, struct buf *b, const char *text, const char *arg)
{
	struct diag d = DIAG_INIT;
	enum jal_err err = diag_set(&d, JAL_OK, text, arg);
	if (!err)
		err = comma(b);
	return err ? err : diag_render(&d, g->reader->format.translate, b);
}

static enum jal_err put_day(struct gathering *g, struct buf *b, const char *text, int32_t day)
{
	char shown[DATE_SHOWN_MAX];
	return put_about(g, b, text, date_shown(day, shown));
}

static enum jal_err put_member(struct gathering *g, struct buf *b, const struct jal_id *id)
{
	return id ? put_text(b, g->reader->member(g->reader->ctx, id)) : JAL_OK;
}

/* The name of a record of the common caseload. */
static enum jal_err put_named(struct gathering *g, struct buf *b, enum entity entity, enum field name,
			      const struct jal_id *id)
{
	struct record *r = NULL;
	char text[256] = "";
	if (!id)
		return JAL_OK;
	enum jal_err err = journal_load(g->j, &g->common, entity, NULL, id, &r);
	const struct value *v = err ? NULL : record_value(r, name);
	if (v && v->kind == VALUE_TEXT) {
		const size_t n = text_cut(v->text, v->text_len, sizeof(text) - 1);
		memcpy(text, v->text, n);
		text[n] = 0;
		err = put_text(b, text);
	}
	record_free(r);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

/* ---- how it stands ---- */

static enum timeline_sign sign_of(const struct todo_clock *clock)
{
	switch (clock->sign) {
	case TASKS_SIGN_LATE:
		return TIMELINE_LATE;
	case TASKS_SIGN_SOON:
		return TIMELINE_SOON;
	case TASKS_SIGN_WATCH:
		return TIMELINE_WATCH;
	case TASKS_SIGN_NONE:
		break;
	}
	return TIMELINE_NO_SIGN;
}

/* The sign of a record's clock; what is postponed says so in the place of what it said. out may be NULL. */
static enum jal_err ask_clock(struct gathering *g, enum tasks_kind kind, const struct record *r, struct todo_clock *out)
{
	const struct todo_clock clock = todo_clocks_of(&g->clocks, kind, record_id(r));
	g->sign = sign_of(&clock);
	if (out)
		*out = clock;
	if (!clock.waits)
		return JAL_OK;
	buf_clear(&g->state);
	return put_day(g, &g->state, N_("reporté au %1"), clock.until);
}

/* Of two clocks of which a record has one. */
static enum jal_err ask_first(struct gathering *g, enum tasks_kind kind, enum tasks_kind other, const struct record *r)
{
	const bool runs = todo_clocks_of(&g->clocks, kind, record_id(r)).kind != TASKS_NONE;
	return ask_clock(g, runs ? kind : other, r, NULL);
}

/* ---- the pathway ---- */

static enum jal_err tell_pathway(struct gathering *g, const struct record *r)
{
	const enum jal_err err = put_word(g, &g->what, N_("Entrée dans l’accompagnement"));
	return err ? err : timeline_add(g, record_get(r, pathway_entered), TIMELINE_STAGES, N_("Étape"), r);
}

static enum jal_err tell_exit(struct gathering *g, const struct record *r)
{
	enum jal_err err = put_code(g, &g->what, VOCAB_exit_reason, record_get(r, exit_reason));
	if (!err)
		err = put_text(&g->what, record_get(r, exit_detail));
	return err ? err : timeline_add(g, record_get(r, exit_date), TIMELINE_STAGES, N_("Sortie"), r);
}

static enum jal_err tell_transfer(struct gathering *g, const struct record *r)
{
	enum jal_err err = put_text(&g->what, record_get(r, transfer_reason));
	if (!err)
		err = put_code(g, &g->state, VOCAB_transfer_status, record_get(r, transfer_status));
	if (text_is(record_get(r, transfer_status), "proposed"))
		g->sign = TIMELINE_WATCH;
	return err ? err : timeline_add(g, record_get(r, transfer_asked_on), TIMELINE_STAGES, N_("Transfert"), r);
}

static enum jal_err put_period(struct gathering *g, const struct record *r, int32_t starts, int32_t ends)
{
	if (course_in_force(r, g->today) || starts == RECORD_NO_DATE)
		return ends == RECORD_NO_DATE ? put_word(g, &g->state, N_("en cours")) :
						put_day(g, &g->state, N_("jusqu’au %1"), ends);
	return starts > g->today ? put_word(g, &g->state, N_("à venir")) : put_day(g, &g->state, N_("finie le %1"), ends);
}

static enum jal_err tell_orientation(struct gathering *g, const struct record *r)
{
	const int32_t starts = record_get(r, orientation_starts);
	enum jal_err err = put_code(g, &g->what, VOCAB_pathway_type, record_get(r, orientation_type));
	if (!err)
		err = put_named(g, &g->what, ENTITY_structure, FIELD_structure_nom, record_get(r, orientation_structure));
	if (!err)
		err = put_member(g, &g->what, record_get(r, orientation_referent));
	if (!err)
		err = put_code(g, &g->what, VOCAB_decider, record_get(r, orientation_decided_by));
	if (!err)
		err = put_period(g, r, starts, record_get(r, orientation_ends));
	return err ? err : timeline_add(g, starts, TIMELINE_ORIENTATIONS, N_("Orientation"), r);
}

static enum jal_err tell_request(struct gathering *g, const struct record *r)
{
	struct procedure_fact fact = { 0 };
	enum jal_err err = put_word(g, &g->what, N_("Réorientation demandée"));
	if (!err)
		err = put_code(g, &g->what, VOCAB_pathway_type, record_get(r, reorientation_request_type));
	if (!err)
		err = put_text(&g->what, record_get(r, reorientation_request_reason));
	if (!err)
		err = put_code(g, &g->state, VOCAB_request_status, record_get(r, reorientation_request_status));
	if (!err && procedure_waits(r, g->today, &fact) && fact.days > 0)
		err = put_about(g, &g->state, N_("%1 j"), diag_num(fact.days));
	if (!err)
		err = ask_clock(g, TASKS_REQUEST, r, NULL);
	return err ? err : timeline_add(g, record_get(r, reorientation_request_asked_on), TIMELINE_ORIENTATIONS,
					N_("Demande"), r);
}

static enum jal_err tell_assignment(struct gathering *g, const struct record *r)
{
	const int32_t starts = record_get(r, assignment_starts);
	const bool lead = id_equal(record_id(r), &g->lead);
	enum jal_err err = put_member(g, &g->what, record_get(r, assignment_professional));
	if (!err)
		err = lead ? put_word(g, &g->what, N_("référent·e")) :
			     put_code(g, &g->what, VOCAB_assignment_role, record_get(r, assignment_role));
	if (!err)
		err = put_text(&g->what, record_get(r, assignment_end_reason));
	if (!err)
		err = put_period(g, r, starts, record_get(r, assignment_ends));
	return err ? err : timeline_add(g, starts, TIMELINE_ASSIGNMENTS, N_("Affectation"), r);
}

/* ---- diagnosis, contract, actions ---- */

/* Records come in the order in which they were written: the review that counts is the latest's, which has the clock. */
static enum jal_err tell_assessment(struct gathering *g, const struct record *r)
{
	const int32_t review = record_get(r, assessment_next_review);
	enum jal_err err = put_text(&g->what, record_get(r, assessment_summary));
	if (!err && g->what.len == 0)
		err = put_code(g, &g->what, VOCAB_channel, record_get(r, assessment_channel));
	if (!err && review != RECORD_NO_DATE)
		err = put_day(g, &g->state, N_("bilan le %1"), review);
	if (!err)
		err = ask_clock(g, TASKS_ASSESSMENT, r, NULL);
	return err ? err : timeline_add(g, record_get(r, assessment_date), TIMELINE_ASSESSMENTS, N_("Diagnostic"), r);
}

static enum jal_err tell_contract(struct gathering *g, const struct record *r)
{
	const int32_t ends = record_get(r, contract_ends);
	const char *status = record_get(r, contract_status);
	enum jal_err err = put_code(g, &g->what, VOCAB_contract_kind, record_get(r, contract_kind));
	if (!err && !text_is(record_get(r, contract_rank), "first"))
		err = put_code(g, &g->what, VOCAB_contract_rank, record_get(r, contract_rank));
	if (!err && ends != RECORD_NO_DATE && (text_is(status, "running") || text_is(status, "review_due")))
		err = put_day(g, &g->state, ends < g->today ? N_("échu le %1") : N_("jusqu’au %1"), ends);
	else if (!err)
		err = put_code(g, &g->state, VOCAB_contract_status, status);
	if (!err)
		err = ask_first(g, TASKS_CONTRACT_ENDS, TASKS_CONTRACT_TO_SIGN, r);
	return err ? err : timeline_add(g, record_get(r, contract_starts), TIMELINE_CONTRACTS, N_("Contrat"), r);
}

/* Where its beginning is not known, the day when it was written down. */
static int32_t day_of_action(const struct gathering *g, const struct record *r)
{
	const int32_t done = record_get(r, action_done_on);
	const int32_t starts = record_get(r, action_starts);
	if (done != RECORD_NO_DATE || starts != RECORD_NO_DATE)
		return done != RECORD_NO_DATE ? done : starts;
	return record_written_on(r, FIELD_action_text, g->reader->clock);
}

static enum jal_err tell_action(struct gathering *g, const struct record *r)
{
	const char *status = record_get(r, action_status);
	const int32_t due = record_get(r, action_due);
	struct todo_clock clock = TODO_CLOCK_NONE;
	enum jal_err err = put_field(g, &g->what, r, FIELD_action_text);
	if (!err)
		err = ask_clock(g, TASKS_ACTION, r, &clock);
	if (text_is(status, "done"))
		g->sign = TIMELINE_DONE;
	if (!err && g->sign == TIMELINE_LATE)
		err = put_about(g, &g->state, N_("retard %1 j"), diag_num(g->today - due));
	else if (!err && !clock.waits)
		err = put_code(g, &g->state, VOCAB_action_status, status);
	return err ? err : timeline_add(g, day_of_action(g, r), TIMELINE_ACTIONS, N_("Action"), r);
}

/* ---- meetings ---- */

static enum jal_err tell_appointment(struct gathering *g, const struct record *r)
{
	const int64_t starts = record_get(r, appointment_starts);
	const char *status = record_get(r, appointment_status);
	const bool open = !status || text_is(status, "planned") || text_is(status, "to_report");
	const bool compulsory = record_get(r, appointment_compulsory) == 1;
	enum jal_err err = put_code(g, &g->what, VOCAB_place, record_get(r, appointment_place));
	if (!err)
		err = put_field(g, &g->what, r, FIELD_appointment_subject);
	if (!err && compulsory)
		err = put_word(g, &g->what, N_("obligatoire"));
	if (open && starts != RECORD_NO_NUMBER && starts <= g->now && !record_get(r, appointment_report)) {
		if (!err)
			err = put_word(g, &g->state, N_("à rédiger"));
		if (!err)
			err = ask_clock(g, TASKS_REPORT, r, NULL);
	} else if (!err) {
		if (text_is(status, "absent") && compulsory)
			g->sign = TIMELINE_WATCH;
		err = put_code(g, &g->state, VOCAB_appointment_status, status);
	}
	return err ? err : timeline_add(g, starts != RECORD_NO_NUMBER ? date_of_time(starts) : RECORD_NO_DATE,
					TIMELINE_APPOINTMENTS, N_("RDV"), r);
}

static enum jal_err tell_note(struct gathering *g, const struct record *r)
{
	const enum jal_err err = noteversion_confidential(r) ? put_word(g, &g->what, N_("[confidentiel]")) :
							      put_text(&g->what, record_get(r, note_text));
	return err ? err : timeline_add(g, record_get(r, note_date), TIMELINE_NOTES, N_("Note"), r);
}

/* ---- solutions ---- */

static enum jal_err tell_placement(struct gathering *g, const struct record *r)
{
	const char *status = record_get(r, placement_status);
	enum jal_err err = put_named(g, &g->what, ENTITY_offer, FIELD_offer_nom, record_get(r, placement_offer));
	if (!err)
		err = put_code(g, &g->state, VOCAB_placement_status, status);
	if (text_is(status, "done"))
		g->sign = TIMELINE_DONE;
	return err ? err : timeline_add(g, record_get(r, placement_asked_on), TIMELINE_SOLUTIONS, N_("Solution"), r);
}

static enum jal_err tell_immersion(struct gathering *g, const struct record *r)
{
	enum jal_err err =
		put_named(g, &g->what, ENTITY_employer, FIELD_employer_name, record_get(r, immersion_employer));
	if (!err)
		err = put_code(g, &g->what, VOCAB_immersion_purpose, record_get(r, immersion_purpose));
	if (!err)
		err = put_code(g, &g->state, VOCAB_immersion_status, record_get(r, immersion_status));
	return err ? err : timeline_add(g, record_get(r, immersion_starts), TIMELINE_SOLUTIONS, N_("Immersion"), r);
}

static enum jal_err tell_enrolment(struct gathering *g, const struct record *r)
{
	enum jal_err err =
		put_named(g, &g->what, ENTITY_programme, FIELD_programme_name, record_get(r, enrolment_programme));
	if (!err)
		err = put_code(g, &g->state, VOCAB_enrolment_outcome, record_get(r, enrolment_outcome));
	return err ? err : timeline_add(g, record_get(r, enrolment_entered), TIMELINE_SOLUTIONS, N_("Dispositif"), r);
}

/* ---- breaches, documents ---- */

static enum jal_err put_fact(struct gathering *g, const struct procedure_fact *f)
{
	static const char *const words[] = {
		[PROCEDURE_REPORTED] = N_("signalé il y a %1 j"),
		[PROCEDURE_ASKED] = N_("observations demandées il y a %1 j"),
		[PROCEDURE_AWAITED] = N_("observations demandées il y a %1 j, pas encore reçues"),
		[PROCEDURE_RECEIVED] = N_("observations reçues il y a %1 j"),
		[PROCEDURE_HEARD] = N_("personne entendue il y a %1 j"),
		[PROCEDURE_RUNS] = N_("mesure commencée il y a %1 j"),
		[PROCEDURE_ENDS] = N_("mesure arrivée à son terme il y a %1 j"),
		[PROCEDURE_LIFTED] = N_("mesure levée il y a %1 j"),
		[PROCEDURE_REQUESTED] = N_("demandée il y a %1 j"),
		[PROCEDURE_ANSWERED] = N_("réponse donnée il y a %1 j"),
	};
	if (f->days < 0)
		return put_day(g, &g->what, f->kind == PROCEDURE_ENDS ? N_("mesure jusqu’au %1") : N_("à partir du %1"), f->day);
	return put_about(g, &g->what, words[f->kind], diag_num(f->days));
}

/* The step, and how long it has lasted, in what a narrow column holds. */
static enum jal_err put_step(struct gathering *g, const char *status, const struct procedure_fact *f)
{
	static const char *const words[] = {
		[PROCEDURE_REPORTED] = N_("signalé, %1 j"),
		[PROCEDURE_AWAITED] = N_("observations, %1 j"),
		[PROCEDURE_RECEIVED] = N_("obs. reçues, %1 j"),
		[PROCEDURE_HEARD] = N_("entendu·e, %1 j"),
	};
	const bool known = f->days > 0 && (size_t)f->kind < sizeof(words) / sizeof(words[0]) &&
			   words[f->kind];
	return known ? put_about(g, &g->state, words[f->kind], diag_num(f->days)) :
		       put_code(g, &g->state, VOCAB_breach_status, status);
}

static enum jal_err tell_breach(struct gathering *g, const struct record *r)
{
	const char *status = record_get(r, breach_status);
	struct procedure_fact fact = { 0 };
	enum jal_err err = put_code(g, &g->what, VOCAB_breach_kind, record_get(r, breach_kind));
	/* Of today there is no delay to tell. */
	if (!err && procedure_waits(r, g->today, &fact) && fact.days != 0)
		err = put_fact(g, &fact);
	if (!err)
		err = put_step(g, status, &fact);
	if (!err)
		err = ask_first(g, TASKS_MEASURE, TASKS_BREACH, r);
	return err ? err : timeline_add(g, record_get(r, breach_date), TIMELINE_BREACHES, N_("Manquement"), r);
}

static enum jal_err tell_attachment(struct gathering *g, const struct record *r)
{
	enum jal_err err = put_code(g, &g->what, VOCAB_attachment_kind, record_get(r, attachment_kind));
	if (!err)
		err = put_text(&g->what, record_get(r, attachment_name));
	return err ? err : timeline_add(g, record_get(r, attachment_date), TIMELINE_DOCUMENTS, N_("Document"), r);
}

typedef enum jal_err (*tell_fn)(struct gathering *g, const struct record *r);

static const tell_fn tellers[ENTITY_COUNT] = {
	[ENTITY_pathway] = tell_pathway,
	[ENTITY_exit] = tell_exit,
	[ENTITY_transfer] = tell_transfer,
	[ENTITY_orientation] = tell_orientation,
	[ENTITY_reorientation_request] = tell_request,
	[ENTITY_assignment] = tell_assignment,
	[ENTITY_assessment] = tell_assessment,
	[ENTITY_contract] = tell_contract,
	[ENTITY_action] = tell_action,
	[ENTITY_appointment] = tell_appointment,
	[ENTITY_note] = tell_note,
	[ENTITY_placement] = tell_placement,
	[ENTITY_immersion] = tell_immersion,
	[ENTITY_enrolment] = tell_enrolment,
	[ENTITY_breach] = tell_breach,
	[ENTITY_attachment] = tell_attachment,
};

enum jal_err timeline_tell(struct gathering *g, const struct record *r)
{
	return tellers[record_entity(r)] ? tellers[record_entity(r)](g, r) : JAL_OK;
}
