/* Structures, and who accompanies whom: what a line names becomes a link only when it is known. */
#include "core/casework.h"
#include "tests/support/imports.h"
#include "tests/support/people.h"

static struct corebox box;
static struct imported in;
static struct jal_id nadine, hugo;

static void add_professional(const struct jal_id *id, const char *name, const char *email)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create_as(ENTITY_professional, &box.common, NULL, id, &e), JAL_OK);
	set_text(e, FIELD_professional_name, name);
	set_text(e, FIELD_professional_email, email);
	assert_int_equal(write_one(&box, e), JAL_OK);
	edit_free(e);
}

/* A territory with two members and one who was withdrawn. */
static int start(void **state)
{
	(void)state;
	corebox_open(&box);
	memset(&in, 0, sizeof(in));
	const struct jal_id gone = id_of(73);
	nadine = id_of(71);
	hugo = id_of(72);
	const struct roster_territory t = { .id = id_of(1), .charter = 3, .common = id_of(2), .home_caseload = id_of(3),
		.supervisor = true };
	const struct roster_member members[] = { { .id = nadine, .supervisor = true }, { .id = hugo },
		{ .id = gone, .revoked = true } };
	const struct roster_caseload caseloads[] = {
		{ .id = id_of(2), .common = true, .epoch = 1, .right = ROSTER_WRITE },
		{ .id = id_of(3), .epoch = 1, .right = ROSTER_WRITE },
	};
	assert_int_equal(roster_replace(box.db, &t, members, 3, NULL, 0, caseloads, 2), JAL_OK);
	assert_int_equal(keyring_set_member(box.db, &nadine), JAL_OK);
	box.common = id_of(2);
	box.caseload = id_of(3);
	add_professional(&nadine, "Nadine Perle", "nadine@exemple.fr");
	add_professional(&hugo, "Hugo Lande", "hugo@exemple.fr");
	add_professional(&gone, "Partie Depuis", "partie@exemple.fr");
	return 0;
}

static int stop(void **state)
{
	(void)state;
	imports_free(&in);
	corebox_close(&box);
	return 0;
}

#define HEAD "Prénom;Nom;Date de naissance;Structure;Accompagnateurs\n"

struct list {
	struct record *r[8];
	size_t count;
};

static enum jal_err keep(void *ctx, struct record *r)
{
	struct list *l = ctx;
	assert_true(l->count < 8);
	l->r[l->count++] = r;
	return JAL_OK;
}

static struct list all(enum entity entity, const struct jal_id *dossier)
{
	struct list l = { .count = 0 };
	assert_int_equal(journal_each(box.journal, dossier ? &box.caseload : &box.common, entity, dossier, keep, &l), JAL_OK);
	return l;
}

static void drop(struct list *l)
{
	for (size_t i = 0; i < l->count; i++)
		record_free(l->r[i]);
	l->count = 0;
}

static struct record *dossier_of(const struct jal_id *id)
{
	struct record *r = NULL;
	assert_int_equal(journal_load(box.journal, &box.caseload, ENTITY_dossier, id, id, &r), JAL_OK);
	return r;
}

static void import_file__makes_an_assignment__of_a_members_address_only(void **state)
{
	(void)state;
	imports_text(&box, &in, HEAD
		"Ondine;Gaufre;1998-05-25;;HUGO@exemple.fr, nadine@exemple.fr\n"
		"Basile;Gaufre;1997-04-22;;inconnu@exemple.fr\n"
		"Solveig;Tamis;1982-02-01;;Hugo Lande\n"
		"Aurore;Tamis;1983-02-01;;partie@exemple.fr\n", NULL);
	assert_int_equal(in.err, JAL_OK);
	assert_lines(in, "2 created\n3 created ?Accompagnateurs\n4 created ?Accompagnateurs\n5 created ?Accompagnateurs\n");
	struct list l = all(ENTITY_assignment, &in.record[0]);
	assert_int_equal(l.count, 2);
	struct record *d = dossier_of(&in.record[0]);
	for (size_t i = 0; i < l.count; i++) {
		const bool lead = id_equal(record_get(d, dossier_lead), record_id(l.r[i]));
		assert_true(id_equal(record_get(l.r[i], assignment_professional), lead ? &hugo : &nadine));
	}
	record_free(d);
	drop(&l);
	/* Nobody known is named: whose caseload it is accompanies. */
	l = all(ENTITY_assignment, &in.record[1]);
	assert_int_equal(l.count, 1);
	assert_true(id_equal(record_get(l.r[0], assignment_professional), &nadine));
	drop(&l);
}

static void import_file__assigns__once(void **state)
{
	(void)state;
	const char *text = HEAD "Ondine;Gaufre;1998-05-25;;nadine@exemple.fr hugo@exemple.fr\n";
	imports_text(&box, &in, HEAD "Ondine;Gaufre;1998-05-25;;\n", NULL);
	const struct jal_id ondine = in.record[0];
	imports_text(&box, &in, text, NULL);
	assert_lines(in, "2 updated\n");
	struct list l = all(ENTITY_assignment, &ondine);
	assert_int_equal(l.count, 2);
	drop(&l);
	const int64_t before = imports_operations(&box);
	imports_text(&box, &in, text, NULL);
	assert_lines(in, "2 unchanged\n");
	assert_int_equal(imports_operations(&box), before);
	/* Who accompanies first stays the lead. */
	struct record *d = dossier_of(&ondine);
	l = all(ENTITY_assignment, &ondine);
	for (size_t i = 0; i < l.count; i++)
		if (id_equal(record_get(d, dossier_lead), record_id(l.r[i])))
			assert_true(id_equal(record_get(l.r[i], assignment_professional), &nadine));
	record_free(d);
	drop(&l);
}

#define STRUCTURES                                                                                              \
	"Nom;Description;Téléphones;Adresse;Adresse (complément);Code postal;Ville;Site web;Courriel;Siret;"    \
	"Courriel responsable;Prénom responsable;Nom responsable;Fonction responsable;Téléphones responsable\r\n"
#define MAISON(contact) \
	"Maison de la Louve;Un lieu ouvert à tous;0601234567;1 place Basse;;61120;Vimouville;https://louve.exemple.fr;" \
	"accueil@exemple.fr;35600000000048;" contact "\r\n"
#define IRIS "iris@exemple.fr;Iris;Moulin;responsable;0612345671, 0912345671"
#define PAUL "paul@exemple.fr;Paul;Moulin;responsable;0682345611"

static void import_file__makes_one_structure_with_two_contacts__of_one_siret_twice(void **state)
{
	(void)state;
	imports_text(&box, &in, STRUCTURES MAISON(IRIS) MAISON(PAUL), NULL);
	assert_int_equal(in.err, JAL_OK);
	assert_lines(in, "2 created\n3 updated\n");
	assert_says(in, "contact ajouté ou complété (Nom, Prénom, Fonction, Téléphone, Courriel).");
	struct list l = all(ENTITY_structure, NULL);
	assert_int_equal(l.count, 1);
	assert_true(id_equal(record_id(l.r[0]), &in.record[0]));
	assert_true(id_equal(record_id(l.r[0]), &in.record[1]));
	assert_string_equal(record_get(l.r[0], structure_nom), "Maison de la Louve");
	assert_string_equal(record_get(l.r[0], structure_siret), "35600000000048");
	assert_string_equal(record_get(l.r[0], structure_origin), "import");
	drop(&l);
	l = all(ENTITY_structure_contact, NULL);
	assert_int_equal(l.count, 2);
	assert_string_equal(record_get(l.r[0], structure_contact_phone2), "+33912345671");
	assert_true(id_equal(record_get(l.r[1], structure_contact_structure), &in.record[0]));
	drop(&l);

	const int64_t before = imports_operations(&box);
	imports_text(&box, &in, STRUCTURES MAISON(IRIS) MAISON(PAUL), NULL);
	assert_lines(in, "2 unchanged\n3 unchanged\n");
	assert_int_equal(imports_operations(&box), before);
}

static void import_file__tells_structures_apart__by_siret_then_name_and_postcode(void **state)
{
	(void)state;
	imports_text(&box, &in, "Nom;Siret;Code postal\n"
				"Relais;35600000000048;61120\n"
				"Relais;;61120\n"
				"RELAIS;;75011\n"
				"Relais;73282932000074;61120\n"
				"relais;73282932000075;13001\n"
				";73282932000074;61120\n", NULL);
	assert_int_equal(in.err, JAL_ERR_WAITING);
	assert_lines(in, "2 created\n3 unchanged\n4 created\n5 created\n6 created !Siret\n7 refused\n");
}

static void import_file__orients__to_a_known_structure_only(void **state)
{
	(void)state;
	imports_text(&box, &in, STRUCTURES MAISON(IRIS), NULL);
	const struct jal_id maison = in.record[0];
	imports_text(&box, &in, "Nom;Siret\nAutre lieu;73282932000074\n", NULL);
	const char *text = HEAD "Ondine;Gaufre;1998-05-25;MAISON de la louve;hugo@exemple.fr\n"
				"Basile;Gaufre;1997-04-22;Ailleurs;\n";
	imports_text(&box, &in, text, NULL);
	assert_lines(in, "2 created\n3 created ?Structure\n");
	const struct jal_id ondine = in.record[0], basile = in.record[1];
	struct record *d = dossier_of(&ondine);
	struct list l = all(ENTITY_orientation, &ondine);
	assert_int_equal(l.count, 1);
	assert_true(id_equal(record_get(d, dossier_open_orientation), record_id(l.r[0])));
	assert_true(id_equal(record_get(l.r[0], orientation_structure), &maison));
	assert_true(id_equal(record_get(l.r[0], orientation_referent), &hugo));
	record_free(d);
	drop(&l);
	l = all(ENTITY_pathway, &ondine);
	assert_int_equal(l.count, 1);
	assert_string_equal(record_get(l.r[0], pathway_status), "oriented");
	drop(&l);

	const int64_t before = imports_operations(&box);
	imports_text(&box, &in, text, NULL);
	assert_lines(in, "2 unchanged\n3 unchanged ?Structure\n");
	assert_int_equal(imports_operations(&box), before);
	/* An orientation is a decision: another one is not made by a file. */
	imports_text(&box, &in, HEAD "Ondine;Gaufre;1998-05-25;Autre lieu;\nBasile;Gaufre;1997-04-22;Autre lieu;\n", NULL);
	assert_lines(in, "2 unchanged ?Structure\n3 updated\n");
	d = dossier_of(&basile);
	assert_non_null(record_get(d, dossier_open_orientation));
	record_free(d);
}

static void end_orientation(struct edit *e, int32_t ends)
{
	struct edit *const list[] = { e };
	assert_int_equal(edit_set_number(e, FIELD_orientation_ends, ends), JAL_OK);
	assert_int_equal(journal_write(box.journal, list, 1, NULL), JAL_OK);
	edit_free(e);
}

/* Whether the dossier names it as the open one or not: orientations do not share a day. */
static void import_file__orients__no_one_who_is_oriented_today(void **state)
{
	(void)state;
	const int32_t today = clock_today(&box.clock);
	struct edit *e = NULL;
	imports_text(&box, &in, STRUCTURES MAISON(IRIS), NULL);
	imports_text(&box, &in, "Prénom;Nom;Date de naissance\nCéleste;Gaufre;1996-03-21\n", NULL);
	const struct jal_id celeste = in.record[0];
	const char *text = HEAD "Céleste;Gaufre;1996-03-21;MAISON de la louve;\n";
	assert_int_equal(edit_create(ENTITY_orientation, &box.caseload, &celeste, &e), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_orientation_starts, today - 30), JAL_OK);
	const struct jal_id id = *edit_record(e);
	end_orientation(e, today);
	imports_text(&box, &in, text, NULL);
	assert_lines(in, "2 unchanged ?Structure\n");
	assert_int_equal(journal_edit(box.journal, &box.caseload, ENTITY_orientation, &celeste, &id, &e), JAL_OK);
	end_orientation(e, today - 1);
	imports_text(&box, &in, text, NULL);
	assert_lines(in, "2 updated\n");
}

static void import_file__refuses__lines_of_dossiers_that_it_may_not_write(void **state)
{
	(void)state;
	imports_text(&box, &in, "Prénom;Nom;Date de naissance;Ville\nOndine;Gaufre;1998-05-25;Vimouville\n", NULL);
	const struct roster_territory t = { .id = id_of(1), .charter = 4, .common = id_of(2), .home_caseload = id_of(4),
		.supervisor = false };
	const struct roster_caseload caseloads[] = {
		{ .id = id_of(2), .common = true, .epoch = 1, .right = ROSTER_WRITE },
		{ .id = id_of(3), .epoch = 1, .right = ROSTER_READ },
		{ .id = id_of(4), .epoch = 1, .right = ROSTER_WRITE },
	};
	assert_int_equal(roster_replace(box.db, &t, NULL, 0, NULL, 0, caseloads, 3), JAL_OK);
	const int64_t before = imports_operations(&box);
	imports_text(&box, &in, "Prénom;Nom;Date de naissance;Ville\nOndine;Gaufre;1998-05-25;Ailleurs\n", NULL);
	assert_int_equal(in.err, JAL_ERR_WAITING);
	assert_lines(in, "2 refused\n");
	imports_text(&box, &in, "Prénom;Nom;Date de naissance;Ville\nOndine;Gaufre;1998-05-25;Vimouville\n", NULL);
	assert_lines(in, "2 unchanged\n");
	assert_int_equal(imports_operations(&box), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(import_file__makes_an_assignment__of_a_members_address_only, start, stop),
		cmocka_unit_test_setup_teardown(import_file__assigns__once, start, stop),
		cmocka_unit_test_setup_teardown(import_file__makes_one_structure_with_two_contacts__of_one_siret_twice, start, stop),
		cmocka_unit_test_setup_teardown(import_file__tells_structures_apart__by_siret_then_name_and_postcode, start, stop),
		cmocka_unit_test_setup_teardown(import_file__orients__to_a_known_structure_only, start, stop),
		cmocka_unit_test_setup_teardown(import_file__orients__no_one_who_is_oriented_today, start, stop),
		cmocka_unit_test_setup_teardown(import_file__refuses__lines_of_dossiers_that_it_may_not_write, start, stop),
	};
	return cmocka_run_group_tests_name("import_links", tests, NULL, NULL);
}
