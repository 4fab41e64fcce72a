/* Which step may follow which. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/lifecycle.h"

static void allowed(enum field field, const char *from, const char *to)
{
	struct diag why = DIAG_INIT;
	if (lifecycle_step(field, from, to, &why))
		fail_msg("%s to %s: %s", from, to, why.text);
	assert_null(why.text);
}

static void refused(enum field field, const char *from, const char *to)
{
	struct diag why = DIAG_INIT;
	if (!lifecycle_step(field, from, to, &why))
		fail_msg("%s to %s was allowed", from, to);
	assert_non_null(why.text);
	assert_int_equal(lifecycle_step(field, from, to, NULL), JAL_ERR_INVALID);
}

static void walk(enum field field, const char *const *way, size_t count)
{
	allowed(field, NULL, way[0]);
	for (size_t i = 1; i < count; i++)
		allowed(field, way[i - 1], way[i]);
}

static void lifecycle_step__leads__a_pathway_from_entry_to_the_end(void **state)
{
	(void)state;
	const char *const way[] = { "registered", "awaiting_orientation", "oriented", "assessed", "under_contract", "active",
				    "suspended", "active", "exited", "archived", "anonymised" };
	walk(FIELD_pathway_status, way, sizeof(way) / sizeof(way[0]));
	allowed(FIELD_pathway_status, "exited", "reopened");
	allowed(FIELD_pathway_status, "reopened", "active");
	allowed(FIELD_pathway_status, "awaiting_orientation", "exited");
	refused(FIELD_pathway_status, "registered", "active");
	refused(FIELD_pathway_status, "active", "registered");
	refused(FIELD_pathway_status, "active", "archived");
	refused(FIELD_pathway_status, "anonymised", "reopened");
	refused(FIELD_pathway_status, "archived", "active");
	refused(FIELD_pathway_status, NULL, "exited");
	refused(FIELD_pathway_status, NULL, "anonymised");
	allowed(FIELD_pathway_status, NULL, "active");
}

static void lifecycle_step__leads__a_contract_to_its_ends(void **state)
{
	(void)state;
	const char *const way[] = { "draft", "to_sign", "signed", "validated", "running", "review_due", "renewed" };
	walk(FIELD_contract_status, way, sizeof(way) / sizeof(way[0]));
	allowed(FIELD_contract_status, "signed", "not_validated");
	allowed(FIELD_contract_status, "review_due", "expired");
	allowed(FIELD_contract_status, "review_due", "broken");
	allowed(FIELD_contract_status, "review_due", "cancelled");
	/* Both sign on the spot. */
	allowed(FIELD_contract_status, "draft", "signed");
	/* What binds can end, whether or not it was written down that it runs. */
	for (size_t i = 0; i < 4; i++) {
		static const char *const binds[] = { "signed", "validated", "running", "review_due" };
		allowed(FIELD_contract_status, binds[i], "renewed");
		allowed(FIELD_contract_status, binds[i], "expired");
		allowed(FIELD_contract_status, binds[i], "broken");
		allowed(FIELD_contract_status, binds[i], "cancelled");
	}
	allowed(FIELD_contract_status, "signed", "running");
	allowed(FIELD_contract_status, "renewed", "running");
	refused(FIELD_contract_status, "renewed", "signed");
	refused(FIELD_contract_status, "to_sign", "renewed");
	refused(FIELD_contract_status, "not_validated", "renewed");
	refused(FIELD_contract_status, "draft", "running");
	refused(FIELD_contract_status, "expired", "running");
	refused(FIELD_contract_status, "cancelled", "draft");
	refused(FIELD_contract_status, NULL, "renewed");
}

static void lifecycle_step__leads__a_breach_through_its_procedure(void **state)
{
	(void)state;
	const char *const way[] = { "reported", "observations", "proposal", "heard", "decision", "running", "served" };
	walk(FIELD_breach_status, way, sizeof(way) / sizeof(way[0]));
	allowed(FIELD_breach_status, "observations", "dismissed");
	allowed(FIELD_breach_status, "running", "lifted");
	/* No decision before the person could answer. */
	refused(FIELD_breach_status, "reported", "decision");
	refused(FIELD_breach_status, "proposal", "decision");
	refused(FIELD_breach_status, "dismissed", "heard");
	refused(FIELD_breach_status, NULL, "decision");
}

static void lifecycle_step__names__both_states_in_its_sentence(void **state)
{
	(void)state;
	struct diag why = DIAG_INIT;
	struct buf b = BUF_INIT;
	assert_int_equal(lifecycle_step(FIELD_contract_status, "draft", "running", &why), JAL_ERR_INVALID);
	assert_int_equal(diag_render(&why, NULL, &b), JAL_OK);
	assert_non_null(strstr(buf_str(&b), "En préparation"));
	assert_non_null(strstr(buf_str(&b), "En cours"));
	buf_free(&b);
}

static const char *in_english(const char *text)
{
	if (strcmp(text, "En préparation") == 0)
		return "Draft";
	return strncmp(text, "On ne passe pas", 15) == 0 ? "No step from %1 to %2, but to %3." : text;
}

static void lifecycle_step__is__told_in_the_reader_s_language(void **state)
{
	(void)state;
	struct diag why = DIAG_INIT;
	struct buf b = BUF_INIT;
	assert_int_equal(lifecycle_step(FIELD_contract_status, "draft", "running", &why), JAL_ERR_INVALID);
	assert_int_equal(diag_render(&why, in_english, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "No step from Draft to En cours, but to À signer, Signé, Annulé.");
	buf_free(&b);
}

static void lifecycle_step__refuses__clearing_and_unknown_states(void **state)
{
	(void)state;
	refused(FIELD_contract_status, "draft", "");
	refused(FIELD_contract_status, "draft", NULL);
	refused(FIELD_contract_status, "draft", "lunar");
	allowed(FIELD_contract_status, "draft", "draft");
	allowed(FIELD_contract_status, NULL, NULL);
}

static void lifecycle_step__allows__everything_elsewhere(void **state)
{
	(void)state;
	assert_false(lifecycle_has(FIELD_action_status));
	allowed(FIELD_action_status, "done", "planned");
	allowed(FIELD_person_city, "a", "");
}

static void lifecycle_next__lists__what_a_form_may_offer(void **state)
{
	(void)state;
	const char *next[4] = { NULL };
	assert_int_equal(lifecycle_next(FIELD_contract_status, "draft", next, 4), 3);
	assert_string_equal(next[0], "to_sign");
	assert_string_equal(next[1], "signed");
	assert_string_equal(next[2], "cancelled");
	assert_int_equal(lifecycle_next(FIELD_pathway_status, "active", next, 1), 2);
	assert_int_equal(lifecycle_next(FIELD_contract_status, "expired", next, 4), 0);
}

static void lifecycle_def__names__codes_of_the_field_s_vocabulary(void **state)
{
	(void)state;
#define START(field, code) assert_non_null(vocab_find(model_field(FIELD_##field)->vocab, #code));
#define STEP(field, from, to)                                                     \
	assert_non_null(vocab_find(model_field(FIELD_##field)->vocab, #from));     \
	assert_non_null(vocab_find(model_field(FIELD_##field)->vocab, #to));
#include "core/lifecycle.def"
#undef START
#undef STEP
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lifecycle_step__leads__a_pathway_from_entry_to_the_end),
		cmocka_unit_test(lifecycle_step__leads__a_contract_to_its_ends),
		cmocka_unit_test(lifecycle_step__leads__a_breach_through_its_procedure),
		cmocka_unit_test(lifecycle_step__names__both_states_in_its_sentence),
		cmocka_unit_test(lifecycle_step__is__told_in_the_reader_s_language),
		cmocka_unit_test(lifecycle_step__refuses__clearing_and_unknown_states),
		cmocka_unit_test(lifecycle_step__allows__everything_elsewhere),
		cmocka_unit_test(lifecycle_next__lists__what_a_form_may_offer),
		cmocka_unit_test(lifecycle_def__names__codes_of_the_field_s_vocabulary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
