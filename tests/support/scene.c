/* Three laptops and what they have in common. */
#include "tests/support/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void scene_laptops(struct scene *w)
{
	office_town_open(&w->town);
	office_open(&w->s);
	office_open(&w->r);
	office_open(&w->q);
}

void scene_open(struct scene *w, bool one_member)
{
	struct keyring_device d;
	scene_laptops(w);
	office_found(&w->s, &w->town);
	office_enter(&w->r, &w->s, "Camille Essai", false, NULL);
	assert_int_equal(keyring_device(w->r.core.db, &d), JAL_OK);
	if (one_member)
		office_enter(&w->q, &w->s, "Camille Essai", false, &d.member);
	else
		office_enter(&w->q, &w->s, "Dominique Essai", false, NULL);
	w->own = office_caseload(&w->r);
	w->q_own = office_caseload(&w->q);
	w->common = office_common(&w->s);
	assert_int_equal(id_equal(&w->own, &w->q_own), one_member);
}

void scene_in_step(struct scene *w)
{
	w->person = office_person(&w->r, &w->own, "Petit");
	if (!id_equal(&w->own, &w->q_own))
		(void)office_person(&w->q, &w->q_own, "Moreau");
	office_exchange(&w->r);
	office_exchange(&w->q);
	office_exchange(&w->s);
	w->tip = forge_tip(&w->town, forge_reference(&w->r));
}

void scene_close(struct scene *w)
{
	office_close(&w->s);
	office_close(&w->r);
	office_close(&w->q);
	office_town_close(&w->town);
}
