/* What the fields of one record say against each other. */
#include "core/check.h"

#include <string.h>

#include "core/date.h"
#include "core/lifecycle.h"
#include "core/record.h"
#include "core/value.h"

struct look {
	const struct check_view *view;
	const struct check_context *context;
	struct check_issues *out;
};

/* Errors stand before warnings, each in the order found. */
static void add(struct look *l, enum field field, enum field against, enum check_level level, const struct diag *say)
{
	struct check_issues *out = l->out;
	size_t at = out->count;
	if (level == CHECK_ERROR)
		while (at > 0 && out->item[at - 1].level == CHECK_WARNING)
			at--;
	if (at >= CHECK_ISSUES_MAX)
		return;
	if (out->count == CHECK_ISSUES_MAX)
		out->count--;
	memmove(&out->item[at + 1], &out->item[at], (out->count - at) * sizeof(out->item[0]));
	out->item[at] = (struct check_issue){ .field = field, .against = against, .level = level, .say = *say };
	out->count++;
}

#define SAY(l, field, against, level, ...)                                                  \
	do {                                                                                \
		struct diag said = DIAG_INIT;                                               \
		(void)diag_set(&said, (level) == CHECK_ERROR ? JAL_ERR_INVALID : JAL_OK, __VA_ARGS__); \
		add((l), (field), (against), (level), &said);                               \
	} while (0)
/* against: the field that has the other of the two values. */
#define ERROR(l, field, against, ...) SAY(l, field, against, CHECK_ERROR, __VA_ARGS__)
#define WARN(l, field, ...) SAY(l, field, FIELD_COUNT, CHECK_WARNING, __VA_ARGS__)

static const struct value *value(const struct look *l, enum field field)
{
	return l->view->value(l->view->ctx, field);
}

static int32_t date(const struct look *l, enum field field)
{
	const struct value *v = value(l, field);
	return v->kind == VALUE_NUMBER ? (int32_t)v->number : RECORD_NO_DATE;
}

static int64_t number(const struct look *l, enum field field)
{
	const struct value *v = value(l, field);
	return v->kind == VALUE_NUMBER ? v->number : RECORD_NO_NUMBER;
}

static bool is(const struct look *l, enum field field, const char *text)
{
	return value_is(value(l, field), text);
}

static bool empty(const struct look *l, enum field field)
{
	return value(l, field)->kind == VALUE_EMPTY;
}

static bool has(const struct look *l, enum field field, const char *element)
{
	return l->view->has && l->view->has(l->view->ctx, field, element);
}

static const char *label(enum field field)
{
	return model_field(field)->label;
}

/* NUL-terminated copy of a short text, "" when there is none or it is longer. */
static const char *text(const struct look *l, enum field field, char *out, size_t size)
{
	const struct value *v = value(l, field);
	out[0] = 0;
	if (v->kind == VALUE_TEXT && v->text_len < size) {
		memcpy(out, v->text, v->text_len);
		out[v->text_len] = 0;
	}
	return out;
}

/* An error on `last` when it lies before `first`. */
static void order(struct look *l, enum field first, enum field last)
{
	const int32_t a = date(l, first);
	const int32_t b = date(l, last);
	if (a != RECORD_NO_DATE && b != RECORD_NO_DATE && b < a)
		ERROR(l, last, first, N_("« %1 » vient avant « %2 »."), label(last), label(first));
}

/* ---- each entity's own rules ---------------------------------------------------- */

static void nir_against(struct look *l, const char *nir)
{
	const bool says_man = nir[0] == '1' || nir[0] == '3' || nir[0] == '7';
	if ((is(l, FIELD_person_civility, "mr") && !says_man) || (is(l, FIELD_person_civility, "mrs") && says_man))
		WARN(l, FIELD_person_nir, N_("Le numéro de sécurité sociale ne correspond pas à la civilité."));
	const int32_t born = date(l, FIELD_person_birth_date);
	if (born == RECORD_NO_DATE)
		return;
	const struct date_ymd ymd = date_to_ymd(born);
	const int year = (nir[1] - '0') * 10 + (nir[2] - '0');
	const int month = (nir[3] - '0') * 10 + (nir[4] - '0');
	if (year != ymd.year % 100)
		WARN(l, FIELD_person_nir, N_("Le numéro de sécurité sociale ne correspond pas à l’année de naissance."));
	/* 20 and above say that the register did not know the month. */
	else if (month <= 12 && month != ymd.month)
		WARN(l, FIELD_person_nir, N_("Le numéro de sécurité sociale ne correspond pas au mois de naissance."));
}

/* Corsica's communes are 2A and 2B, its postcodes 20xxx; overseas share three digits. */
static void place_against(struct look *l, enum field postcode, enum field insee)
{
	char post[8] = "";
	char commune[8] = "";
	if (strlen(text(l, postcode, post, sizeof(post))) != 5 || strlen(text(l, insee, commune, sizeof(commune))) != 5)
		return;
	const bool corsica = commune[0] == '2' && (commune[1] == 'A' || commune[1] == 'B');
	const size_t same = post[0] == '9' && (post[1] == '7' || post[1] == '8') ? 3 : 2;
	if (corsica ? strncmp(post, "20", 2) != 0 : strncmp(post, commune, same) != 0)
		WARN(l, postcode, N_("Le code postal et le code INSEE ne sont pas du même département."));
}

static void look_person(struct look *l)
{
	char nir[16] = "";
	if (strlen(text(l, FIELD_person_nir, nir, sizeof(nir))) == 13)
		nir_against(l, nir);
	if (nir[0] && !empty(l, FIELD_person_nir_missing_reason))
		WARN(l, FIELD_person_nir_missing_reason, N_("Le numéro de sécurité sociale est rempli : ce motif n’a plus lieu d’être."));
	place_against(l, FIELD_person_postcode, FIELD_person_insee);
	char caf[32] = "";
	const size_t n = strlen(text(l, FIELD_person_caf_number, caf, sizeof(caf)));
	if ((is(l, FIELD_person_payer, "caf") && n > 7) || (is(l, FIELD_person_payer, "msa") && n == 7))
		WARN(l, FIELD_person_caf_number, N_("Ce numéro n’a pas la longueur de ceux de cet organisme."));
	if (!empty(l, FIELD_person_phone) && value_equal(value(l, FIELD_person_phone), value(l, FIELD_person_phone2)))
		WARN(l, FIELD_person_phone2, N_("Les deux téléphones sont les mêmes."));
	if (!empty(l, FIELD_person_rqth_until) && value(l, FIELD_person_rqth)->kind == VALUE_FLAG &&
	    !value(l, FIELD_person_rqth)->number)
		WARN(l, FIELD_person_rqth_until, N_("Une fin de RQTH est donnée sans RQTH."));
	order(l, FIELD_person_birth_date, FIELD_person_work_situation_since);
	order(l, FIELD_person_birth_date, FIELD_person_rsa_since);
	order(l, FIELD_person_birth_date, FIELD_person_consent);
}

static void look_orientation(struct look *l)
{
	const int32_t starts = date(l, FIELD_orientation_starts);
	const int32_t ends = date(l, FIELD_orientation_ends);
	if (starts != RECORD_NO_DATE && ends != RECORD_NO_DATE && ends < starts)
		order(l, FIELD_orientation_starts, FIELD_orientation_ends);
	else if (starts != RECORD_NO_DATE && ends != RECORD_NO_DATE && ends - starts + 1 < 7)
		ERROR(l, FIELD_orientation_ends, FIELD_orientation_starts, N_("Une orientation dure au moins 7 jours."));
	order(l, FIELD_orientation_decided_on, FIELD_orientation_notified_on);
}

static void look_contract(struct look *l)
{
	const int32_t starts = date(l, FIELD_contract_starts);
	const int32_t ends = date(l, FIELD_contract_ends);
	if (starts != RECORD_NO_DATE && ends != RECORD_NO_DATE) {
		/* One month from the 5th ends on the 4th. */
		if (ends <= starts)
			ERROR(l, FIELD_contract_ends, FIELD_contract_starts, N_("Un contrat finit après avoir commencé."));
		else if (ends < date_add_months(starts, 1) - 1)
			ERROR(l, FIELD_contract_ends, FIELD_contract_starts, N_("Un contrat dure au moins 1 mois."));
		else if (ends > date_add_months(starts, 24))
			ERROR(l, FIELD_contract_ends, FIELD_contract_starts, N_("Un contrat dure au plus 24 mois."));
	}
	const bool exempt = is(l, FIELD_contract_exemption, "reduced") || is(l, FIELD_contract_exemption, "full");
	if (exempt && empty(l, FIELD_contract_exemption_reason))
		WARN(l, FIELD_contract_exemption_reason, N_("Une dispense a un motif."));
	if (!exempt && !empty(l, FIELD_contract_exemption_reason))
		WARN(l, FIELD_contract_exemption_reason, N_("Un motif est donné sans dispense."));
	order(l, FIELD_contract_starts, FIELD_contract_exemption_until);
}

static void look_immersion(struct look *l)
{
	const int32_t starts = date(l, FIELD_immersion_starts);
	const int32_t ends = date(l, FIELD_immersion_ends);
	order(l, FIELD_immersion_starts, FIELD_immersion_ends);
	if (starts != RECORD_NO_DATE && ends != RECORD_NO_DATE && ends >= starts) {
		if (ends > date_add_months(starts, 1))
			ERROR(l, FIELD_immersion_ends, FIELD_immersion_starts,
				N_("Une immersion dure au plus 1 mois ; elle se renouvelle une fois."));
		if (number(l, FIELD_immersion_days) > ends - starts + 1)
			ERROR(l, FIELD_immersion_days, FIELD_immersion_ends,
				N_("Il y a plus de jours de présence que de jours dans la période."));
	}
	order(l, FIELD_immersion_starts, FIELD_immersion_last_day);
	if (is(l, FIELD_immersion_review, "partial") && empty(l, FIELD_immersion_last_day))
		WARN(l, FIELD_immersion_last_day, N_("Faite en partie : donnez le dernier jour de présence."));
}

static void look_breach(struct look *l)
{
	order(l, FIELD_breach_date, FIELD_breach_observations_asked_on);
	order(l, FIELD_breach_observations_asked_on, FIELD_breach_received_on);
	order(l, FIELD_breach_date, FIELD_breach_heard_on);
	order(l, FIELD_breach_starts, FIELD_breach_lifted_on);
	if (is(l, FIELD_breach_decision, "suspension") && number(l, FIELD_breach_months) == RECORD_NO_NUMBER)
		WARN(l, FIELD_breach_months, N_("Une suspension a une durée."));
}

static void look_placement(struct look *l)
{
	order(l, FIELD_placement_asked_on, FIELD_placement_decided_on);
	const int64_t asked = number(l, FIELD_placement_amount_asked);
	const int64_t granted = number(l, FIELD_placement_amount_granted);
	if (asked != RECORD_NO_NUMBER && granted != RECORD_NO_NUMBER && granted > asked)
		WARN(l, FIELD_placement_amount_granted, N_("Le montant accordé dépasse le montant demandé."));
}

/* data·inclusion: `tous-publics` stands alone. */
static void look_offer(struct look *l)
{
	place_against(l, FIELD_offer_code_postal, FIELD_offer_code_insee);
	if (!has(l, FIELD_offer_publics, "tous-publics"))
		return;
	size_t count = 0;
	const struct vocab_code *publics = vocab_codes(VOCAB_public, &count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(publics[i].code, "tous-publics") == 0 || !has(l, FIELD_offer_publics, publics[i].code))
			continue;
		ERROR(l, FIELD_offer_publics, FIELD_COUNT, N_("« Tous publics » ne va pas avec un autre public."));
		return;
	}
}

/* Whether something is ticked that belongs to another theme. */
static bool strays(const struct look *l, enum field field, const struct value *theme)
{
	const enum vocab vocab = model_field(field)->vocab;
	size_t count = 0;
	const struct vocab_code *codes = vocab_codes(vocab, &count);
	for (size_t i = 0; i < count; i++) {
		const char *of = vocab_theme_of(vocab, codes[i].code);
		if (of && has(l, field, codes[i].code) &&
		    (strlen(of) != theme->text_len || memcmp(of, theme->text, theme->text_len) != 0))
			return true;
	}
	return false;
}

static void look_barrier(struct look *l)
{
	order(l, FIELD_barrier_since, FIELD_barrier_lifted_on);
	if (is(l, FIELD_barrier_answer, "no") &&
	    (is(l, FIELD_barrier_level, "medium") || is(l, FIELD_barrier_level, "high")))
		WARN(l, FIELD_barrier_level, N_("Un niveau est donné alors que la réponse est non."));
	if (!empty(l, FIELD_barrier_lifted_on) && is(l, FIELD_barrier_level, "high"))
		WARN(l, FIELD_barrier_lifted_on, N_("Ce frein est levé et pourtant fort."));
	const struct value *theme = value(l, FIELD_barrier_theme);
	if (theme->kind != VALUE_TEXT)
		return;
	if (strays(l, FIELD_barrier_situations, theme))
		WARN(l, FIELD_barrier_situations, N_("Une situation cochée est d’un autre domaine."));
	if (strays(l, FIELD_barrier_subthemes, theme))
		WARN(l, FIELD_barrier_subthemes, N_("Un sous-domaine coché est d’un autre domaine."));
}

static void look_appointment(struct look *l)
{
	const int64_t starts = number(l, FIELD_appointment_starts);
	const bool over = is(l, FIELD_appointment_status, "attended") || is(l, FIELD_appointment_status, "absent");
	if (over && starts != RECORD_NO_NUMBER && date_of_time(starts) > l->context->today)
		ERROR(l, FIELD_appointment_status, FIELD_appointment_starts, N_("Ce rendez-vous n’a pas encore eu lieu."));
	if (is(l, FIELD_appointment_place, "elsewhere") && empty(l, FIELD_appointment_address))
		WARN(l, FIELD_appointment_address, N_("Ce rendez-vous a lieu ailleurs : donnez l’adresse."));
}

static void look_entity(struct look *l)
{
	/* Those without a line here have no rule across fields. */
	if (l->view->entity == ENTITY_person)
		look_person(l);
	else if (l->view->entity == ENTITY_orientation)
		look_orientation(l);
	else if (l->view->entity == ENTITY_contract)
		look_contract(l);
	else if (l->view->entity == ENTITY_immersion)
		look_immersion(l);
	else if (l->view->entity == ENTITY_breach)
		look_breach(l);
	else if (l->view->entity == ENTITY_placement)
		look_placement(l);
	else if (l->view->entity == ENTITY_offer)
		look_offer(l);
	else if (l->view->entity == ENTITY_barrier)
		look_barrier(l);
	else if (l->view->entity == ENTITY_appointment)
		look_appointment(l);
	else if (l->view->entity == ENTITY_structure)
		place_against(l, FIELD_structure_code_postal, FIELD_structure_code_insee);
	else if (l->view->entity == ENTITY_employer)
		place_against(l, FIELD_employer_postcode, FIELD_employer_insee);
	else if (l->view->entity == ENTITY_assignment)
		order(l, FIELD_assignment_starts, FIELD_assignment_ends);
	else if (l->view->entity == ENTITY_action)
		order(l, FIELD_action_starts, FIELD_action_due);
	else if (l->view->entity == ENTITY_enrolment)
		order(l, FIELD_enrolment_entered, FIELD_enrolment_left);
	else if (l->view->entity == ENTITY_programme)
		order(l, FIELD_programme_starts, FIELD_programme_ends);
	else if (l->view->entity == ENTITY_income)
		order(l, FIELD_income_since, FIELD_income_ends);
	else if (l->view->entity == ENTITY_employer_need)
		order(l, FIELD_employer_need_since, FIELD_employer_need_until);
	else if (l->view->entity == ENTITY_assessment)
		order(l, FIELD_assessment_date, FIELD_assessment_next_review);
	else if (l->view->entity == ENTITY_reorientation_request)
		order(l, FIELD_reorientation_request_asked_on, FIELD_reorientation_request_decided_on);
}

bool check_stays(enum field field)
{
	const struct model_field *f = model_field(field);
	/* Consent is asked for, and is the person's to take back. */
	return (f->flags & FIELD_NEEDED) && f->type != FIELD_TYPE_set && field != FIELD_person_consent;
}

/* ---- what the table says of every field -------------------------------------------- */

static void look_field(struct look *l, const struct model_field *field)
{
	const bool lost = (field->flags & FIELD_NEEDED) && field->type != FIELD_TYPE_set && empty(l, field->id);
	if (lost && check_stays(field->id) && l->view->before &&
		l->view->before(l->view->ctx, field->id)->kind != VALUE_EMPTY) {
		ERROR(l, field->id, FIELD_COUNT, N_("Ce champ est nécessaire : il se remplace, il ne se vide pas."));
	} else if (lost) {
		const size_t count = l->out->count;
		WARN(l, field->id, N_("Ce champ est à remplir."));
		if (l->out->count > count)
			l->out->item[count].missing = true;
	}
	if (field->type != FIELD_TYPE_code || !l->view->before || !lifecycle_has(field->id))
		return;
	char from[64] = "";
	char to[64] = "";
	const struct value *before = l->view->before(l->view->ctx, field->id);
	if (before->kind == VALUE_TEXT && before->text_len < sizeof(from)) {
		memcpy(from, before->text, before->text_len);
		from[before->text_len] = 0;
	}
	struct diag why = DIAG_INIT;
	if (lifecycle_step(field->id, from, text(l, field->id, to, sizeof(to)), &why))
		add(l, field->id, FIELD_COUNT, CHECK_ERROR, &why);
}

void check_record(const struct check_view *view, const struct check_context *context, struct check_issues *out)
{
	out->count = 0;
	struct look l = { view, context, out };
	look_entity(&l);
	for (enum field f = model_entity(view->entity)->first; f < model_end(view->entity); f++)
		look_field(&l, model_field(f));
}

void check_record_within(const struct check_view *view, const struct check_context *context, struct check_issues *out)
{
	out->count = 0;
	struct look l = { view, context, out };
	look_entity(&l);
}

size_t check_record_overlap(const struct check_period *p, const struct check_period *others, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (p->starts <= others[i].ends && others[i].starts <= p->ends)
			return i;
	return count;
}
