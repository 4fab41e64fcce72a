/* A territory's life on several laptops: founding, admitting, joining, exchanging. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/outbox.h"
#include "tests/support/office.h"

static void territory_sync__shows__both_the_same(void **state)
{
	(void)state;
	struct office_town town;
	struct office s, r;
	office_town_open(&town);
	office_open(&s);
	office_open(&r);
	office_found(&s, &town);
	/* Written before joining. */
	const struct jal_id early = office_person(&r, &r.core.caseload, "Petit");
	office_enter(&r, &s, "Camille Essai", false, NULL);
	const struct jal_id own = office_caseload(&r), common = office_common(&r);
	assert_false(id_equal(&own, &r.core.caseload));
	assert_string_equal(office_name(&r, &own, &early), "Petit");
	office_exchange(&r);
	assert_int_equal(r.result.write_unknown, false);
	assert_true(r.result.sent_operations >= 2);
	office_exchange(&s);
	assert_true(s.result.received_operations >= 2);
	assert_true(s.result.supervisor_merged);
	assert_string_equal(office_name(&s, &own, &early), "Petit");
	office_same(&s, &r, &own);
	office_rename(&s, &own, &early, "Durand");
	office_exchange(&s);
	office_exchange(&r);
	assert_string_equal(office_name(&r, &own, &early), "Durand");
	office_same(&s, &r, &own);
	office_same(&s, &r, &common);
	/* Nothing new: nothing is made. */
	office_exchange(&s);
	office_exchange(&r);
	office_exchange(&s);
	office_exchange(&s);
	assert_int_equal(s.result.sent_lots + s.result.received_lots, 0);
	assert_false(s.result.supervisor_merged);
	office_close(&s);
	office_close(&r);
	office_town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(territory_sync__shows__both_the_same),
	};
	return secret_start() ? 1 : cmocka_run_group_tests_name("territory", tests, NULL, NULL);
}
