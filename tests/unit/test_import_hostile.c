/* Files that are broken, bent or something else: refused with their place, and the rest read. */
#include <sys/stat.h>

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

#define HEAD "Prénom;Nom;Date de naissance;Ville\n"
#define GOOD "Ondine;Gaufre;1998-05-25;Vimouville\n"

static void refused_whole(const void *bytes, size_t n)
{
	imports_bytes(&box, &in, bytes, n, NULL);
	assert_int_equal(in.err, JAL_ERR_SYNTAX);
	assert_non_null(in.diag.text);
	assert_int_equal(in.totals.lines, 0);
	assert_int_equal(imports_operations(&box), 0);
}

static void import_file__refuses__files_without_anything_to_import(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"", "\n\n\r\n", "\xEF\xBB\xBF", HEAD, HEAD "\n;;;\n", ";;;\n;;;\n", "bonjour", "a;b;c\n1;2;3\n", "{\"nom\": 1}",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refused_whole(texts[i], strlen(texts[i]));
}

static void import_file__refuses__what_is_no_table(void **state)
{
	(void)state;
	static const char utf16[] = "\xFF\xFEP\0r\0\xE9\0n\0o\0m\0;\0N\0o\0m\0\n\0A\0;\0B\0\n";
	static const char utf16_bare[] = "P\0r\0\xE9\0n\0o\0m\0;\0N\0o\0m\0\n\0A\0;\0B\0\n";
	static const char zip[] = "PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0";
	refused_whole(utf16, sizeof(utf16) - 1);
	refused_whole(utf16_bare, sizeof(utf16_bare) - 1);
	refused_whole(zip, sizeof(zip) - 1);
	refused_whole("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", 15);
}

static void import_file__refuses__what_is_no_file(void **state)
{
	(void)state;
	char fifo[64];
	(void)snprintf(fifo, sizeof(fifo), "/tmp/jalon-fifo-%ld", (long)getpid());
	assert_int_equal(mkfifo(fifo, 0600), 0);
	imports_path(&box, &in, fifo, NULL);
	assert_int_equal(in.err, JAL_ERR_SYNTAX);
	assert_int_equal(unlink(fifo), 0);
	imports_path(&box, &in, "/tmp", NULL);
	assert_int_equal(in.err, JAL_ERR_SYNTAX);
	imports_path(&box, &in, "/dev/null", NULL);
	assert_int_equal(in.err, JAL_ERR_SYNTAX);
	imports_path(&box, &in, "/tmp/jalon/is/not/there.csv", NULL);
	assert_int_equal(in.err, JAL_ERR_NOT_FOUND);
	assert_string_equal(in.diag.arg[0], "/tmp/jalon/is/not/there.csv");
}

static void import_file__names__the_column_that_lacks(void **state)
{
	(void)state;
	static const struct {
		const char *head, *lacks;
	} heads[] = {
		{ "Prénom;Nom;Ville;Téléphone\nA;B;C;0601234567\n", "Date de naissance" },
		{ "Prénom;Date de naissance;Ville\nA;1998-05-25;C\n", "Nom de naissance" },
		{ "Nom;Date de naissance;Ville\nB;1998-05-25;C\n", "Prénom" },
		{ "\nPrénom;Nom;NIR;Téléphone\nA;B;2850775056123;0601234567\n", "Date de naissance" },
		{ "Siret;Courriel responsable\n1;2\n", "Nom" },
	};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		refused_whole(heads[i].head, strlen(heads[i].head));
		assert_string_equal(in.diag.arg[0], heads[i].lacks);
		assert_string_equal(in.diag.arg[1], heads[i].head[0] == '\n' ? "2" : "1");
	}
}

static void import_file__names__two_columns_that_say_the_same(void **state)
{
	(void)state;
	const char *same = "Prénom;Nom;Date de naissance;PRENOM\nA;B;1998-05-25;C\n";
	refused_whole(same, strlen(same));
	assert_string_equal(in.diag.arg[0], "1");
	assert_string_equal(in.diag.arg[2], "4");
	assert_string_equal(in.diag.arg[3], "PRENOM");
	const char *alike = "Prénom;Nom;Date de naissance;Né(e) le\nA;B;1998-05-25;1998-05-25\n";
	refused_whole(alike, strlen(alike));
	const char *name = "Prénom;Nom;Nom bénéficiaire;Date de naissance\nA;B;C;1998-05-25\n";
	refused_whole(name, strlen(name));
	/* Unknown ones may well be alike, and a second phone has its own place. */
	imports_text(&box, &in, "Prénom;Nom;Date de naissance;x;x;;;Téléphone;Autre téléphone\n"
				"Ondine;Gaufre;1998-05-25;1;2;3;4;0601234567;0601234568\n", NULL);
	assert_int_equal(in.err, JAL_OK);
	assert_string_equal(in.ignored, "x|x|||");
}

static void import_file__knows_titles__without_accents_capitals_signs_and_line_breaks(void **state)
{
	(void)state;
	imports_text(&box, &in, "\xEF\xBB\xBF\"PRENOM\n*\";  nom* ;\"Date de\r\nnaissance *\";N°  CAF;etatdosrsa;Né(e)  à\r\n"
				"Ondine;Gaufre;1998-05-25;2055990;2;x\r\n", NULL);
	assert_int_equal(in.err, JAL_OK);
	assert_lines(in, "4 created\n");
	assert_string_equal(in.ignored, "Né(e)  à|");
}

static void import_file__refuses__lines_that_cannot_be_read__and_goes_on(void **state)
{
	(void)state;
	static const char text[] = HEAD
		GOOD
		"Ba\0sile;Gaufre;1997-04-22;\n"
		"Basile;\"Gaufre\"x;1997-04-22;\n"
		"Basile;\"Gaufre;1997-04-22;\n"
		"Solveig;Tamis;1982-02-01;\n";
	imports_bytes(&box, &in, text, sizeof(text) - 1, NULL);
	assert_int_equal(in.err, JAL_ERR_WAITING);
	assert_lines(in, "2 created\n3 refused\n4 refused\n5 refused\n6 created\n");
	assert_int_equal(in.totals.refused, 3);
}

static void import_file__reads__any_encoding_and_line_end(void **state)
{
	(void)state;
	imports_text(&box, &in, "Pr\xE9nom;Nom;Date de naissance\r\nZo\xE9;L\x9Cuvre;1998-05-25\r\n", NULL);
	assert_lines(in, "2 created\n");
	imports_text(&box, &in, "Prénom\tNom\tDate de naissance\rZoé\tLœuvre\t1998-05-25\r", NULL);
	assert_lines(in, "2 unchanged\n");
	imports_text(&box, &in, "Prénom|Nom|Date de naissance\nZoe\xCC\x81|Loeuvre|1998-05-25", NULL);
	assert_lines(in, "2 unchanged\n");
}

static void import_file__refuses__one_line_of_10_megabytes__and_goes_on(void **state)
{
	(void)state;
	const size_t n = (size_t)10 << 20;
	const size_t room = n + 512;
	char *text = malloc(room);
	assert_non_null(text);
	int at = snprintf(text, room, "%sBasile;", HEAD);
	assert_true(at > 0);
	memset(text + at, 'a', n);
	(void)snprintf(text + (size_t)at + n, room - (size_t)at - n, ";1997-04-22;\n%s", GOOD);
	imports_text(&box, &in, text, NULL);
	assert_int_equal(in.err, JAL_ERR_WAITING);
	assert_lines(in, "2 refused\n3 created\n");
	/* As a title it is nothing to go by. */
	memset(text, 'a', n);
	text[n] = '\n';
	text[n + 1] = 0;
	imports_text(&box, &in, text, NULL);
	assert_int_equal(in.err, JAL_ERR_SYNTAX);
	assert_string_equal(in.diag.arg[0], "1");
	free(text);
}

static void import_file__refuses__an_open_quote_among_titles(void **state)
{
	(void)state;
	const char *text = "\"Prénom;Nom;Date de naissance\nOndine;Gaufre;1998-05-25\n";
	refused_whole(text, strlen(text));
	assert_string_equal(in.diag.arg[0], "1");
}

static void import_file__keeps__formulas_and_controls_from_being_more_than_text(void **state)
{
	(void)state;
	imports_text(&box, &in, "Prénom;Nom;Date de naissance;\x1B[2JVille;\xE2\x80\xAEtags\n"
				"Ondine;=1+1;1998-05-25;x;y\n", NULL);
	assert_lines(in, "2 refused !Nom\n");
	assert_null(strchr(in.ignored, 0x1B));
	assert_null(strstr(in.ignored, "\xE2\x80\xAE"));
}

static void import_file__refuses__values_too_long_for_their_field(void **state)
{
	(void)state;
	char *text = calloc(1, 4096);
	assert_non_null(text);
	const int at = snprintf(text, 4096, "Prénom;Nom;Date de naissance;Ville;Étiquettes\nOndine;Gaufre;1998-05-25;");
	assert_true(at > 0);
	memset(text + at, 'v', 1025);
	text[at + 1025] = ';';
	memset(text + at + 1026, 't', 257);
	imports_text(&box, &in, text, NULL);
	assert_int_equal(in.err, JAL_OK);
	assert_lines(in, "2 created !Ville !Étiquettes\n");
	free(text);
}

/* Every prefix of a file, and every byte of it bent: no crash, and never half a transaction. */
static void import_file__takes__bent_files_whole_or_not_at_all(void **state)
{
	(void)state;
	static const char text[] = HEAD "\"Ondine\";Gaufre;1998-05-25;\"a\"\"b\"\n" "Basile;Gaufre;1997-04-22;\n";
	const struct import_options dry = { .dry_run = true };
	for (size_t n = 0; n < sizeof(text) - 1; n++)
		imports_bytes(&box, &in, text, n, &dry);
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		static const char by[] = { 0, '"', ';', '\n', '\r', (char)0xFF };
		for (size_t k = 0; k < sizeof(by); k++) {
			char bent[sizeof(text)];
			memcpy(bent, text, sizeof(text));
			bent[i] = by[k];
			imports_bytes(&box, &in, bent, sizeof(text) - 1, &dry);
			assert_true(in.err == JAL_OK || in.err == JAL_ERR_WAITING || in.err == JAL_ERR_SYNTAX);
		}
	}
	assert_int_equal(imports_operations(&box), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(import_file__refuses__files_without_anything_to_import, start, stop),
		cmocka_unit_test_setup_teardown(import_file__refuses__what_is_no_table, start, stop),
		cmocka_unit_test_setup_teardown(import_file__refuses__what_is_no_file, start, stop),
		cmocka_unit_test_setup_teardown(import_file__names__the_column_that_lacks, start, stop),
		cmocka_unit_test_setup_teardown(import_file__names__two_columns_that_say_the_same, start, stop),
		cmocka_unit_test_setup_teardown(import_file__knows_titles__without_accents_capitals_signs_and_line_breaks, start, stop),
		cmocka_unit_test_setup_teardown(import_file__refuses__lines_that_cannot_be_read__and_goes_on, start, stop),
		cmocka_unit_test_setup_teardown(import_file__reads__any_encoding_and_line_end, start, stop),
		cmocka_unit_test_setup_teardown(import_file__refuses__one_line_of_10_megabytes__and_goes_on, start, stop),
		cmocka_unit_test_setup_teardown(import_file__refuses__an_open_quote_among_titles, start, stop),
		cmocka_unit_test_setup_teardown(import_file__keeps__formulas_and_controls_from_being_more_than_text, start, stop),
		cmocka_unit_test_setup_teardown(import_file__refuses__values_too_long_for_their_field, start, stop),
		cmocka_unit_test_setup_teardown(import_file__takes__bent_files_whole_or_not_at_all, start, stop),
	};
	return cmocka_run_group_tests_name("import_hostile", tests, NULL, NULL);
}
