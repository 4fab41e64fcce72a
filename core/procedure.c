/* The steps' needs, from one table, and the days since each. */
#include "core/procedure.h"

#include <string.h>

#include "core/date.h"
#include "core/lifecycle.h"
#include "core/value.h"

#define MONTHS_MAX 120

struct need {
	enum field status;
	const char *step;
	enum field field;
	bool asked;		/* else there is only room for it */
};

#define NEED(status, step, field) { FIELD_##status, #step, FIELD_##field, true },
#define ROOM(status, step, field) { FIELD_##status, #step, FIELD_##field, false },
static const struct need needs[] = {
#include "core/procedure.def"
};
#undef NEED
#undef ROOM

#define STEPS_MAX 16	/* of one procedure, and in a row */

enum field procedure_status(enum field field)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (needs[i].field == field)
			return needs[i].status;
	return FIELD_COUNT;
}

/* Whether so many steps lead from one to the other. */
static bool leads(enum field status, const char *from, const char *to, int steps)
{
	const char *next[STEPS_MAX];
	size_t n = 0;

	if (from != NULL && strcmp(from, to) == 0)
		return true;
	if (steps == 0)
		return false;
	n = lifecycle_next(status, from, next, STEPS_MAX);
	for (size_t i = 0; i < n && i < STEPS_MAX; i++)
		if ((from == NULL || strcmp(next[i], from) != 0) && leads(status, next[i], to, steps - 1))
			return true;
	return false;
}

bool procedure_asks(enum field field, const char *step)
{
	const char *at = step != NULL && *step != '\0' ? step : NULL;

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (needs[i].field != field)
			continue;
		if ((at != NULL && leads(needs[i].status, needs[i].step, at, STEPS_MAX)) ||
		    (needs[i].asked && leads(needs[i].status, at, needs[i].step, 1)))
			return true;
	}
	return false;
}

static void refuse(struct check_issues *issues, const struct need *n, const char *step)
{
	if (issues->count == CHECK_ISSUES_MAX)
		issues->count--;
	memmove(&issues->item[1], &issues->item[0], issues->count * sizeof(issues->item[0]));
	issues->item[0] = (struct check_issue){ .field = n->field, .against = n->status, .level = CHECK_ERROR };
	(void)diag_set(&issues->item[0].say, JAL_ERR_INVALID, N_("L’étape « %1 » demande de remplir ce champ."), step);
	issues->count++;
}

void procedure_typed(const struct edit *e, struct check_issues *issues)
{
	/* The first that is missing stands first. */
	for (size_t i = sizeof(needs) / sizeof(needs[0]); i-- > 0;) {
		const struct need *n = &needs[i];
		if (!n->asked || model_field(n->status)->entity != edit_entity(e) ||
		    !value_is(edit_value(e, n->status), n->step) ||
		    edit_value(e, n->field)->kind != VALUE_EMPTY)
			continue;
		/* A record that came without it may be put right elsewhere first. */
		if (!edit_changed(e, n->status) && !edit_changed(e, n->field))
			continue;
		const struct vocab_code *step = vocab_find(model_field(n->status)->vocab, n->step);
		refuse(issues, n, step ? step->label : n->step);
	}
}

static void add(struct procedure_fact *out, size_t *count, enum procedure_fact_kind kind, int32_t day, int32_t today)
{
	if (day == RECORD_NO_DATE || *count == PROCEDURE_FACTS_MAX)
		return;
	out[(*count)++] = (struct procedure_fact){ kind, day, today - day };
}

int32_t procedure_measure_ends(int32_t starts, int64_t months)
{
	if (starts == RECORD_NO_DATE || months < 1 || months > MONTHS_MAX)
		return RECORD_NO_DATE;
	return date_add_months(starts, (int)months) - 1;
}

static size_t breach_facts(const struct record *r, int32_t today, struct procedure_fact *out)
{
	const int32_t asked = record_get(r, breach_observations_asked_on);
	const int32_t received = record_get(r, breach_received_on);
	const int32_t starts = record_get(r, breach_starts);
	const int32_t lifted = record_get(r, breach_lifted_on);
	const int64_t months = record_get(r, breach_months);
	size_t n = 0;
	add(out, &n, PROCEDURE_REPORTED, record_get(r, breach_date), today);
	add(out, &n, PROCEDURE_ASKED, asked, today);
	if (received == RECORD_NO_DATE && record_get(r, breach_heard_on) == RECORD_NO_DATE)
		add(out, &n, PROCEDURE_AWAITED, asked, today);
	add(out, &n, PROCEDURE_RECEIVED, received, today);
	add(out, &n, PROCEDURE_HEARD, record_get(r, breach_heard_on), today);
	add(out, &n, PROCEDURE_RUNS, starts, today);
	if (lifted == RECORD_NO_DATE)
		add(out, &n, PROCEDURE_ENDS, procedure_measure_ends(starts, months), today);
	add(out, &n, PROCEDURE_LIFTED, lifted, today);
	return n;
}

size_t procedure_facts(const struct record *r, int32_t today, struct procedure_fact out[PROCEDURE_FACTS_MAX])
{
	size_t n = 0;
	if (record_entity(r) == ENTITY_breach)
		return breach_facts(r, today, out);
	if (record_entity(r) != ENTITY_reorientation_request)
		return 0;
	add(out, &n, PROCEDURE_REQUESTED, record_get(r, reorientation_request_asked_on), today);
	add(out, &n, PROCEDURE_ANSWERED, record_get(r, reorientation_request_decided_on), today);
	return n;
}

/* At which step which fact tells how long one has been there. */
static const struct {
	enum field status;
	const char *step;
	enum procedure_fact_kind kinds[2];
} waits[] = {
	{ FIELD_breach_status, "reported", { PROCEDURE_REPORTED, PROCEDURE_REPORTED } },
	{ FIELD_breach_status, "observations", { PROCEDURE_RECEIVED, PROCEDURE_AWAITED } },
	{ FIELD_breach_status, "proposal", { PROCEDURE_RECEIVED, PROCEDURE_AWAITED } },
	{ FIELD_breach_status, "heard", { PROCEDURE_HEARD, PROCEDURE_HEARD } },
	{ FIELD_breach_status, "running", { PROCEDURE_ENDS, PROCEDURE_RUNS } },
	{ FIELD_reorientation_request_status, "pending", { PROCEDURE_REQUESTED, PROCEDURE_REQUESTED } },
};

bool procedure_waits(const struct record *r, int32_t today, struct procedure_fact *out)
{
	struct procedure_fact facts[PROCEDURE_FACTS_MAX];
	const size_t n = procedure_facts(r, today, facts);
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		if (model_field(waits[i].status)->entity != record_entity(r) ||
		    !value_is(record_value(r, waits[i].status), waits[i].step))
			continue;
		for (size_t k = 0; k < 2; k++)
			for (size_t f = 0; f < n; f++)
				if (facts[f].kind == waits[i].kinds[k]) {
					*out = facts[f];
					return true;
				}
	}
	return false;
}

const char *procedure_fact_code(enum procedure_fact_kind kind)
{
	static const char *const codes[] = {
		[PROCEDURE_REPORTED] = "reported",
		[PROCEDURE_ASKED] = "observations_asked",
		[PROCEDURE_AWAITED] = "observations_awaited",
		[PROCEDURE_RECEIVED] = "observations_received",
		[PROCEDURE_HEARD] = "heard",
		[PROCEDURE_RUNS] = "measure_began",
		[PROCEDURE_ENDS] = "measure_ends",
		[PROCEDURE_LIFTED] = "measure_lifted",
		[PROCEDURE_REQUESTED] = "requested",
		[PROCEDURE_ANSWERED] = "answered",
	};
	return codes[kind];
}
