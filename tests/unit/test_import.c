/* Importing people: what each line becomes, what is written, what is not. */
#include "core/casework.h"
#include "tests/support/imports.h"

static struct corebox box;
static struct imported in;

static int start(void **state)
{
	(void)state;
	corebox_open(&box);
	memset(&in, 0, sizeof(in));
	return 0;
}

static int stop(void **state)
{
	(void)state;
	imports_free(&in);
	corebox_close(&box);
	return 0;
}

/* Two with fields to refuse, one with the second's identity and another id, one like nobody. */
#define ONDINE                                                                                                  \
	"801;Ondine;Gaufre;1998-05-25;;;0601234567, 071234567;ondine@exemple.fr;3 rue du Pont;"                \
	"\"Lieu-dit \"\"La Louve\"\"\";61120;Vimouville;recherche_emploi;2055990;300000L;"                     \
	"rsa_droit_ouvert_et_suspendu;;Oui;Non;;30;Pontier élingueur / Pontière élingueuse (N1104);NV5;CD 99;\r\n"
#define BASILE                                                                                                  \
	"802;Basile;Gaufre;1997-04-22;;Loriville;0601234568;basile@exemple.fr;3 rue du Pont;;61120;"           \
	"Vimouville;recherche_emploi;2055990;;rsa_droit_ouvert_versable;;Oui;Non;;30;(N1104);NV4;;"            \
	"nadine@exemple.fr\r\n"
#define BASILE_AGAIN                                                                                            \
	"803;basile;gaufre;22/04/1997;;Loriville;0601234568;basile@exemple.fr;3 rue du Pont;;61120;"           \
	"Vimouville;iae;2055990;;rsa_droit_ouvert_versable;;Oui;Non;;30;(N1104);NV4;;nadine@exemple.fr\r\n"
#define BASILIC "804;basilic;gaufre;22-04-1997;;;;;;;;;;;;;;;;;;;;;\r\n"
#define FOUR CARNET ONDINE BASILE BASILE_AGAIN BASILIC

static struct record *person(const struct jal_id *dossier)
{
	struct record *r = NULL;
	struct diag diag = DIAG_INIT;
	assert_int_equal(casework_person(box.journal, &box.caseload, dossier, &r, &diag), JAL_OK);
	return r;
}

static bool has_element(const struct record *r, struct handle_set h, const char *element)
{
	const struct record_set *set = record_get(r, h);
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->elements[i], element) == 0)
			return true;
	return false;
}

static void import_file__gives__the_fates_of_the_domain_page(void **state)
{
	(void)state;
	imports_text(&box, &in, FOUR, NULL);
	assert_int_equal(in.err, JAL_ERR_WAITING);
	assert_lines(in, "2 created !Téléphone !Identifiant Pôle emploi ?Structure\n"
			 "3 created ?Accompagnateurs\n"
			 "4 undecided\n"
			 "5 created\n");
	assert_says(in, "4 Même nom et même date de naissance qu’à la ligne 3");
	assert_int_equal(in.totals.lines, 4);
	assert_int_equal(in.totals.created, 3);
	assert_int_equal(in.totals.undecided, 1);
	assert_int_equal(in.totals.field_errors, 2);
	assert_true(id_equal(&in.record[1], &in.record[2]));
	assert_int_equal(in.last_done, in.last_total);
}

static void import_file__writes__what_a_line_says(void **state)
{
	(void)state;
	imports_text(&box, &in, FOUR, NULL);
	struct record *r = person(&in.record[0]);
	assert_string_equal(record_get(r, person_first_name), "Ondine");
	assert_string_equal(record_get(r, person_birth_name), "Gaufre");
	assert_string_equal(record_get(r, person_external_id), "801");
	assert_string_equal(record_get(r, person_phone), "+33601234567");
	assert_null(record_get(r, person_phone2));
	assert_null(record_get(r, person_france_travail_id));
	assert_string_equal(record_get(r, person_address_more), "Lieu-dit \"La Louve\"");
	assert_string_equal(record_get(r, person_work_situation), "job_seeking");
	assert_string_equal(record_get(r, person_rsa_right), "open_suspended");
	assert_string_equal(record_get(r, person_education), "NV5");
	assert_int_equal(record_get(r, person_mobility_km), 30);
	assert_true(has_element(r, person_other_rights, "ass"));
	assert_false(has_element(r, person_other_rights, "activity_bonus"));
	assert_true(has_element(r, person_target_jobs, "N1104"));
	assert_int_equal(record_get(r, person_target_jobs)->count, 1);
	assert_int_equal(record_get(r, person_rqth), -1);
	record_free(r);
}

static void import_file__changes_nothing__the_second_time(void **state)
{
	(void)state;
	imports_text(&box, &in, FOUR, NULL);
	const int64_t before = imports_operations(&box);
	imports_text(&box, &in, FOUR, NULL);
	assert_lines(in, "2 unchanged !Téléphone !Identifiant Pôle emploi ?Structure\n"
			 "3 unchanged ?Accompagnateurs\n"
			 "4 undecided\n"
			 "5 unchanged\n");
	assert_int_equal(imports_operations(&box), before);
}

static void import_file__asks__when_the_id_is_another_persons(void **state)
{
	(void)state;
	imports_text(&box, &in, FOUR, NULL);
	const struct jal_id ondine = in.record[0];
	const int64_t before = imports_operations(&box);
	imports_text(&box, &in, CARNET "801;Solveig;Tamis;1982-02-01;200000000000094;;;;;;;;;;;;;;;;;;;;\r\n" BASILE, NULL);
	assert_int_equal(in.err, JAL_ERR_WAITING);
	assert_lines(in, "2 undecided !NIR\n3 unchanged ?Accompagnateurs\n");
	assert_says(in, "2 Même identifiant qu’un dossier connu");
	assert_true(id_equal(&in.record[0], &ondine));
	assert_int_equal(imports_operations(&box), before);
}

static void import_file__updates__filled_fields_only(void **state)
{
	(void)state;
	imports_text(&box, &in, FOUR, NULL);
	const int64_t before = imports_operations(&box);
	imports_text(&box, &in, CARNET
		"802;BASILE;GAUFRE;22.04.1997;;;;b.gaufre@exemple.fr;;;;;iae;;;;O;n;;o;;A1201;;;\r\n", NULL);
	assert_int_equal(in.err, JAL_OK);
	assert_lines(in, "2 updated\n");
	assert_says(in, "mis à jour (Courriel, RQTH, Situation professionnelle, Autres droits, Emplois recherchés (codes ROME)).");
	assert_int_equal(imports_operations(&box), before + 1);
	struct record *r = person(&in.record[0]);
	assert_string_equal(record_get(r, person_first_name), "Basile");
	assert_string_equal(record_get(r, person_phone), "+33601234568");
	assert_string_equal(record_get(r, person_email), "b.gaufre@exemple.fr");
	assert_string_equal(record_get(r, person_work_situation), "employed_iae");
	assert_true(has_element(r, person_other_rights, "are"));
	assert_false(has_element(r, person_other_rights, "ass"));
	assert_int_equal(record_get(r, person_rqth), 1);
	assert_int_equal(record_get(r, person_target_jobs)->count, 2);
	assert_string_equal(record_get(r, person_city), "Vimouville");
	record_free(r);
}

static void import_file__names_the_displayed_heads__in_an_update(void **state)
{
	(void)state;
	imports_text(&box, &in, FOUR, NULL);
	imports_text(&box, &in, CARNET "802;Basile;Gaufre;1997-04-22;;;0611111111;;;;;;;;;;;;;;;;;;\r\n", NULL);
	struct record *r = person(&in.record[0]);
	assert_string_equal(record_get(r, person_phone), "+33611111111");
	assert_false(record_any_conflict(r));
	record_free(r);
}

static void import_file__does__what_was_decided(void **state)
{
	(void)state;
	imports_text(&box, &in, FOUR, NULL);
	const struct jal_id basile = in.record[1];
	struct import_decision d = { .line = 4, .choice = IMPORT_SKIP };
	const struct import_options options = { .decisions = &d, .decision_count = 1 };
	imports_text(&box, &in, FOUR, &options);
	assert_int_equal(in.err, JAL_OK);
	assert_int_equal(in.totals.unchanged, 4);

	d.choice = IMPORT_NEW;
	imports_text(&box, &in, FOUR, &options);
	assert_int_equal(in.err, JAL_OK);
	assert_int_equal(in.totals.created, 1);
	assert_false(id_equal(&in.record[2], &basile));
	struct record *r = NULL;
	assert_int_equal(journal_load(box.journal, &box.caseload, ENTITY_dossier, &in.record[2], &in.record[2], &r), JAL_OK);
	char hex[ID_HEX + 1];
	assert_true(has_element(r, dossier_different_from, id_hex(&basile, hex)));
	record_free(r);

	/* Both are known from now on, each by its own id. */
	const int64_t before = imports_operations(&box);
	imports_text(&box, &in, FOUR, NULL);
	assert_int_equal(in.err, JAL_OK);
	assert_int_equal(in.totals.unchanged, 4);
	assert_int_equal(imports_operations(&box), before);
}

static void import_file__updates_the_known_one__when_told_that_it_is_the_same(void **state)
{
	(void)state;
	imports_text(&box, &in, FOUR, NULL);
	const struct jal_id ondine = in.record[0], basile = in.record[1];
	struct import_decision d = { .line = 2, .choice = IMPORT_SAME };
	const struct import_options options = { .decisions = &d, .decision_count = 1 };
	const char *married = CARNET "801;Ondine;Tamis;1998-05-25;;;;;;;;;;;;;;;;;;;;;\r\n";
	imports_text(&box, &in, married, NULL);
	assert_lines(in, "2 undecided\n");
	imports_text(&box, &in, married, &options);
	assert_lines(in, "2 updated\n");
	struct record *r = person(&ondine);
	assert_string_equal(record_get(r, person_birth_name), "Tamis");
	assert_string_equal(record_get(r, person_phone), "+33601234567");
	record_free(r);
	/* And of two, the one that is named. */
	d.dossier = basile;
	imports_text(&box, &in, CARNET "801;Basile;Gaufre;1997-04-22;;;;;;;;;;;;;;;;;;;;;\r\n", &options);
	assert_lines(in, "2 updated\n");
	assert_true(id_equal(&in.record[0], &basile));
	d.dossier = box.caseload;
	imports_text(&box, &in, CARNET "802;Ondine;Tamis;1998-05-25;;;;;;;;;;;;;;;;;;;;;\r\n", &options);
	assert_lines(in, "2 refused\n");
}

static void import_file__writes_nothing__in_a_dry_run(void **state)
{
	(void)state;
	const struct import_options options = { .dry_run = true };
	imports_text(&box, &in, FOUR, &options);
	assert_int_equal(in.err, JAL_ERR_WAITING);
	assert_int_equal(in.totals.created, 3);
	assert_int_equal(imports_operations(&box), 0);
	/* What is not there has no name. */
	for (size_t i = 0; i < in.count; i++)
		assert_true(id_is_zero(&in.record[i]));
	imports_text(&box, &in, FOUR, NULL);
	assert_int_equal(in.totals.created, 3);
	const int64_t before = imports_operations(&box);
	imports_text(&box, &in, CARNET "802;Basile;Gaufre;1997-04-22;;;0611111111;;;;;;;;;;;;;;;;;;\r\n", &options);
	assert_lines(in, "2 updated\n");
	assert_false(id_is_zero(&in.record[0]));
	assert_int_equal(imports_operations(&box), before);
}

static void import_file__writes_nothing__when_stopped(void **state)
{
	(void)state;
	in.stop_at = 1;
	imports_text(&box, &in, FOUR, NULL);
	assert_int_equal(in.err, JAL_ERR_CANCELLED);
	assert_int_equal(imports_operations(&box), 0);
	/* Also at the last moment, with every line done. */
	in.stop_at = 2;
	imports_text(&box, &in, FOUR, NULL);
	assert_int_equal(in.err, JAL_ERR_CANCELLED);
	assert_int_equal(in.totals.created, 3);
	assert_int_equal(imports_operations(&box), 0);
	in.stop_at = 0;
	imports_text(&box, &in, FOUR, NULL);
	assert_int_equal(in.totals.created, 3);
}

static void import_file__refuses_lines__without_a_usable_identity(void **state)
{
	(void)state;
	imports_text(&box, &in,
		"Prénom;Nom;Date de naissance;Téléphone\n"
		";Gaufre;1998-05-25;\n"
		"Ondine;;1998-05-25;0601234567\n"
		"Ondine;Gaufre;;\n"
		"Ondine;Gaufre;31/02/1998;\n"
		"Ondine;Gaufre;25/05/98;\n"
		"Ondine;1234;1998-05-25;\n"
		"Ondine;Gaufre;1998-05-25;\n"
		";;;\n"
		"\n"
		"Ondine;Gaufre;1998-05-25;06;12\n", NULL);
	assert_int_equal(in.err, JAL_ERR_WAITING);
	assert_lines(in, "2 refused\n"
			 "3 refused\n"
			 "4 refused\n"
			 "5 refused !Date de naissance\n"
			 "6 refused !Date de naissance\n"
			 "7 refused !Nom\n"
			 "8 created\n"
			 "11 refused\n");
	assert_says(in, "Le prénom manque");
	assert_says(in, "Le nom manque");
	assert_says(in, "La date de naissance manque");
	assert_says(in, "5 cellules pour 4 titres");
	assert_int_equal(in.totals.lines, 8);
	assert_int_equal(in.totals.refused, 7);
}

static void import_file__knows_people__whatever_the_order_and_spelling_of_their_names(void **state)
{
	(void)state;
	const char *head = "Nom;Prénom;Date de naissance;Téléphone\n";
	char text[512];
	(void)snprintf(text, sizeof(text), "%sD’Œuvre-Métal;Maëlys Anne;1990-01-02;\n", head);
	imports_text(&box, &in, text, NULL);
	assert_lines(in, "2 created\n");
	const char *const same[] = {
		"maelys anne;D'OEUVRE METAL;02/01/1990", "D OEUVRE-METAL;ANNE-MAELYS;32875", "d’œuvre métal;MAËLYS ANNE;1990-01-02T00:00:00",
	};
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		(void)snprintf(text, sizeof(text), "%s%s;\n", head, same[i]);
		imports_text(&box, &in, text, NULL);
		assert_lines(in, "2 unchanged\n");
	}
	(void)snprintf(text, sizeof(text), "%sd’œuvre métal;Maëlys;1990-01-02;\n", head);
	imports_text(&box, &in, text, NULL);
	assert_lines(in, "2 created\n");
}

static void import_file__takes__the_shape_of_rdv_insertion(void **state)
{
	(void)state;
	imports_text(&box, &in,
		"Civilité,Prénom bénéficiaire,Nom bénéficiaire,Nom JF,Date de Naissance,Adresse,CP Ville,N° CAF,"
		"Adresses Mails,N° Téléphones,Rôle,ID Iodas,Observations\n"
		"MME,Ondine,Tamis,Gaufre,25/05/1998,3 rue du Pont,26000 - Valleville,CAF2055990,Ondine@Exemple.fr,"
		"06 01 23 45 67 / 0712345678,DEM,77,à revoir\n"
		"M.,Basile,Gaufre,,22/04/1997,3 rue du Pont,Vimouville,2055990,,,CJT,78,\n", NULL);
	assert_int_equal(in.err, JAL_OK);
	assert_lines(in, "2 created\n3 created\n");
	assert_string_equal(in.ignored, "Observations|");
	struct record *r = person(&in.record[0]);
	assert_string_equal(record_get(r, person_civility), "mrs");
	assert_string_equal(record_get(r, person_birth_name), "Gaufre");
	assert_string_equal(record_get(r, person_usage_name), "Tamis");
	assert_string_equal(record_get(r, person_postcode), "26000");
	assert_string_equal(record_get(r, person_city), "Valleville");
	assert_string_equal(record_get(r, person_caf_number), "2055990");
	assert_string_equal(record_get(r, person_payer), "caf");
	assert_string_equal(record_get(r, person_email), "ondine@exemple.fr");
	assert_string_equal(record_get(r, person_phone), "+33601234567");
	assert_string_equal(record_get(r, person_phone2), "+33712345678");
	assert_string_equal(record_get(r, person_household_role), "applicant");
	record_free(r);
	r = person(&in.record[1]);
	assert_string_equal(record_get(r, person_birth_name), "Gaufre");
	assert_null(record_get(r, person_usage_name));
	assert_null(record_get(r, person_postcode));
	assert_string_equal(record_get(r, person_city), "Vimouville");
	record_free(r);
}

static void import_file__takes__the_shape_of_france_travail(void **state)
{
	(void)state;
	imports_text(&box, &in,
		"nom;prenom;civilite;date_naissance;lieu_naissance;adresse_ligne3;adresse_ligne4;adresse_ligne5;adresse_ligne6;"
		"rome_1;appelation_rome_1;rome_2\n"
		"GAUFRE;ONDINE;MME;1998-05-25 00:00:00.0;NULL;Bât. B;3 RUE DU PONT;La Louve;08300 RETHELIEU;A1101;NULL;K2204\n", NULL);
	assert_int_equal(in.err, JAL_OK);
	assert_lines(in, "2 created\n");
	struct record *r = person(&in.record[0]);
	assert_null(record_get(r, person_birth_place));
	assert_string_equal(record_get(r, person_address), "3 RUE DU PONT");
	assert_string_equal(record_get(r, person_address_more), "Bât. B, La Louve");
	assert_string_equal(record_get(r, person_postcode), "08300");
	assert_int_equal(record_get(r, person_target_jobs)->count, 2);
	record_free(r);
}

static void import_file__joins_contacts__by_nir_then_by_caf_number(void **state)
{
	(void)state;
	imports_text(&box, &in,
		"Prénom;Nom;Date de naissance;NIR;N° CAF\n"
		"Ondine;Gaufre;1985-07-25;285077505612326;1055990\n"
		"Basile;Gaufre;1981-08-22;;1055990\n"
		"Solveig;Tamis;1982-02-01;;1055991\n", NULL);
	assert_lines(in, "2 created !NIR\n3 created\n4 created\n");
	imports_text(&box, &in,
		"Prénom;Nom;Date de naissance;NIR;N° CAF\n"
		"Ondine;Gaufre;1985-07-25;2850775056123;1055990\n", NULL);
	assert_lines(in, "2 updated\n");
	const struct jal_id ondine = in.record[0];
	imports_text(&box, &in,
		"MATRICULE;ROLE PERSONNE;NIR;NUMERO TELEPHONE DOSSIER;NUMERO TELEPHONE 2 DOSSIER;ADRESSE ELECTRONIQUE DOSSIER\n"
		"000000001055990;DEM;2850775056123;0601234567;0712345678;o@exemple.fr\n"
		"1055990;;;0600000000;;\n"
		"1055991;;;0600000001;;\n"
		"1055999;;;0600000002;;\n"
		";;;0600000003;;\n", NULL);
	assert_lines(in, "2 updated\n3 undecided\n4 updated\n5 refused\n6 refused\n");
	assert_true(id_equal(&in.record[0], &ondine));
	struct record *r = person(&ondine);
	assert_string_equal(record_get(r, person_phone2), "+33712345678");
	record_free(r);
}

static void import_file__remembers__the_map_that_renames_columns(void **state)
{
	(void)state;
	char map[32];
	const char *text = "Patronyme usager;Petit nom;Jour J;Divers\nGaufre;Ondine;1998-05-25;rien\n";
	const char *ini = "[colonnes]\nPatronyme usager = Nom de naissance\nPetit nom = first_name\nJour J = Date de naissance\nDivers = -\n";
	imports_text(&box, &in, text, NULL);
	assert_int_equal(in.err, JAL_ERR_SYNTAX);
	imports_file(map, ini, strlen(ini));
	struct import_options options = { .map_file = map, .dry_run = true };
	imports_text(&box, &in, text, &options);
	assert_int_equal(in.err, JAL_OK);
	/* A dry run remembers nothing. */
	imports_text(&box, &in, text, NULL);
	assert_int_equal(in.err, JAL_ERR_SYNTAX);
	options.dry_run = false;
	imports_text(&box, &in, text, &options);
	assert_lines(in, "2 created\n");
	assert_int_equal(unlink(map), 0);
	imports_text(&box, &in, text, NULL);
	assert_lines(in, "2 unchanged\n");
	assert_string_equal(in.ignored, "Divers|");
	/* Other files do as before; one of these people is here already, without an id. */
	imports_text(&box, &in, FOUR, NULL);
	assert_int_equal(in.totals.created, 2);
	assert_int_equal(in.totals.undecided, 2);
}

static void import_file__refuses__a_map_that_means_nothing(void **state)
{
	(void)state;
	const char *const wrong[] = {
		"", "[colonnes]\n", "[autre]\nNom = Prénom\n", "[colonnes]\nNom = Rien de connu\n", "[colonnes]\nNom\n", "Nom = \"\n",
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char map[32];
		imports_file(map, wrong[i], strlen(wrong[i]));
		const struct import_options options = { .map_file = map };
		imports_text(&box, &in, FOUR, &options);
		assert_int_equal(in.err, JAL_ERR_SYNTAX);
		assert_non_null(in.diag.text);
		assert_int_equal(unlink(map), 0);
	}
	const struct import_options none = { .map_file = "/nowhere/map.ini" };
	imports_text(&box, &in, FOUR, &none);
	assert_int_equal(in.err, JAL_ERR_NOT_FOUND);
	assert_int_equal(imports_operations(&box), 0);
}

static void import_file__says_nothing__of_a_person_in_its_sentences(void **state)
{
	(void)state;
	imports_text(&box, &in, FOUR, NULL);
	imports_text(&box, &in, FOUR, NULL);
	static const char *const personal[] = { "Gaufre", "gaufre", "Ondine", "Basile", "exemple.fr", "0601", "2055990", "801", "Louve" };
	for (size_t i = 0; i < sizeof(personal) / sizeof(personal[0]); i++)
		assert_null(strstr(buf_str(&in.sentences), personal[i]));
}

static void import_file__reports__each_line_in_a_table(void **state)
{
	(void)state;
	struct import_report *report = NULL;
	struct diag diag = DIAG_INIT;
	char path[32];
	imports_file(path, "old", 3);
	assert_int_equal(import_report_open(path, NULL, &report, &diag), JAL_OK);
	const enum field changed[] = { FIELD_person_phone, FIELD_person_email, FIELD_assignment_professional };
	struct import_remark remark = { .error = true, .column = "Téléphone" };
	(void)diag_set(&remark.reason, JAL_ERR_INVALID, "Il manque 1 chiffre.");
	struct import_line line = { .line = 7, .fate = IMPORT_UPDATED, .fields = changed, .field_count = 3, .remarks = &remark,
		.remark_count = 1 };
	(void)diag_set(&line.say, JAL_OK, "Connu.");
	assert_int_equal(import_report_line(report, &line), JAL_OK);
	assert_int_equal(import_report_close(report, &diag), JAL_OK);
	FILE *f = fopen(path, "r");
	char got[512] = "";
	assert_non_null(f);
	assert_true(fread(got, 1, sizeof(got) - 1, f) > 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(unlink(path), 0);
	assert_non_null(strstr(got, "\r\n7;mise à jour;Connu (Téléphone, Courriel, Professionnel·le).;"));
	assert_non_null(strstr(got, "Téléphone"));
	assert_int_equal(import_report_open("/nowhere/at/all.csv", NULL, &report, &diag), JAL_ERR_IO);
	assert_non_null(diag.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(import_file__gives__the_fates_of_the_domain_page, start, stop),
		cmocka_unit_test_setup_teardown(import_file__writes__what_a_line_says, start, stop),
		cmocka_unit_test_setup_teardown(import_file__changes_nothing__the_second_time, start, stop),
		cmocka_unit_test_setup_teardown(import_file__asks__when_the_id_is_another_persons, start, stop),
		cmocka_unit_test_setup_teardown(import_file__updates__filled_fields_only, start, stop),
		cmocka_unit_test_setup_teardown(import_file__names_the_displayed_heads__in_an_update, start, stop),
		cmocka_unit_test_setup_teardown(import_file__does__what_was_decided, start, stop),
		cmocka_unit_test_setup_teardown(import_file__updates_the_known_one__when_told_that_it_is_the_same, start, stop),
		cmocka_unit_test_setup_teardown(import_file__writes_nothing__in_a_dry_run, start, stop),
		cmocka_unit_test_setup_teardown(import_file__writes_nothing__when_stopped, start, stop),
		cmocka_unit_test_setup_teardown(import_file__refuses_lines__without_a_usable_identity, start, stop),
		cmocka_unit_test_setup_teardown(import_file__knows_people__whatever_the_order_and_spelling_of_their_names, start, stop),
		cmocka_unit_test_setup_teardown(import_file__takes__the_shape_of_rdv_insertion, start, stop),
		cmocka_unit_test_setup_teardown(import_file__takes__the_shape_of_france_travail, start, stop),
		cmocka_unit_test_setup_teardown(import_file__joins_contacts__by_nir_then_by_caf_number, start, stop),
		cmocka_unit_test_setup_teardown(import_file__remembers__the_map_that_renames_columns, start, stop),
		cmocka_unit_test_setup_teardown(import_file__refuses__a_map_that_means_nothing, start, stop),
		cmocka_unit_test_setup_teardown(import_file__says_nothing__of_a_person_in_its_sentences, start, stop),
		cmocka_unit_test_setup_teardown(import_file__reports__each_line_in_a_table, start, stop),
	};
	return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
