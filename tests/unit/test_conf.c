/* Settings: what is read of good and bad files, and what a change leaves alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/conf.h"
#include "core/fsio.h"

static char root[4096];
static char file[8192];

static int set_up(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	(void)snprintf(root, sizeof(root), "%s/jalon-conf.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(root))
		return -1;
	(void)snprintf(file, sizeof(file), "%s/new/folder/jalon.ini", root);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	char command[8192];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

static struct conf *read_text(const char *text)
{
	struct conf *conf = NULL;
	assert_int_equal(conf_read(text, strlen(text), &conf), JAL_OK);
	return conf;
}

/* ---- reading ---- */

static void conf_get__finds__values_by_section_and_key(void **state)
{
	(void)state;
	struct conf *conf = read_text("\xEF\xBB\xBF# réglages\n[Général]\nlangue = fr\n\n[Lock]\r\nDelay=300 ; seconds\r\nempty =\nalso = \"\"\n"
				      "hash = \"a # b ; c\"\nquote = 'say \"x\"'\nspaces = \"  x  \"\n [ Odd ] \nkey with space = v # c\n[lock]\ndelay = 400");
	assert_string_equal(conf_get(conf, "général:langue"), "fr");
	assert_string_equal(conf_get(conf, "lock:delay"), "400");
	assert_string_equal(conf_get(conf, "LOCK:Delay"), "400");
	assert_string_equal(conf_get(conf, "lock:empty"), "");
	assert_string_equal(conf_get(conf, "lock:also"), "");
	assert_string_equal(conf_get(conf, "lock:hash"), "a # b ; c");
	assert_string_equal(conf_get(conf, "lock:quote"), "say \"x\"");
	assert_string_equal(conf_get(conf, "lock:spaces"), "  x  ");
	assert_string_equal(conf_get(conf, "odd:key with space"), "v");
	assert_null(conf_get(conf, "lock:absent"));
	assert_null(conf_get(conf, "absent:delay"));
	assert_int_equal(conf_problem_count(conf), 0);
	conf_free(conf);
	conf_free(NULL);
}

static void conf_read__accepts__an_empty_text(void **state)
{
	(void)state;
	struct conf *conf = read_text("");
	assert_null(conf_get(conf, "a:b"));
	conf_free(conf);
	conf = read_text("\n\n# only a comment");
	assert_int_equal(conf_problem_count(conf), 0);
	conf_free(conf);
}

static void conf_read__names__bad_lines_and_uses_the_rest(void **state)
{
	(void)state;
	struct buf text = BUF_INIT;
	assert_int_equal(buf_puts(&text, "[a]\nno sign here\nx = 1\n = nameless\n[unclosed\nlost = 1\n[a]\nlong = "), JAL_OK);
	for (int i = 0; i < 3000; i++)
		assert_int_equal(buf_putc(&text, 'x'), JAL_OK);
	assert_int_equal(buf_puts(&text, "\ny = ends with \\\nz = \"open\nw = \xFF\nv = e\xCC\x81\n; fine \xC3\xA9\nlast = 2\n"), JAL_OK);
	assert_int_equal(buf_put(&text, "nul\0 = 3\n", 9), JAL_OK);
	struct conf *conf = NULL;
	assert_int_equal(conf_read(buf_str(&text), text.len, &conf), JAL_OK);
	static const size_t bad[] = { 2, 4, 5, 8, 9, 10, 11, 12, 15 };
	assert_int_equal(conf_problem_count(conf), sizeof(bad) / sizeof(bad[0]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(conf_problem(conf, i).line, bad[i]);
		assert_non_null(conf_problem(conf, i).text);
	}
	assert_string_equal(conf_get(conf, "a:x"), "1");
	assert_string_equal(conf_get(conf, "a:last"), "2");
	assert_null(conf_get(conf, "a:lost"));
	conf_free(conf);
	buf_free(&text);
}

static void conf_read__loses__a_section_without_a_name_that_is_understood(void **state)
{
	(void)state;
	static const char *const bad[] = { "[]", "[ ]", "[b] after", "[b", "[b]c]", "[b:c]" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[64];
		(void)snprintf(text, sizeof(text), "[a]\nx = 1\n%s\nx = 2\n[c]\ny = 3\n", bad[i]);
		struct conf *conf = read_text(text);
		assert_int_equal(conf_problem_count(conf), 1);
		assert_int_equal(conf_problem(conf, 0).line, 3);
		assert_string_equal(conf_get(conf, "a:x"), "1");
		assert_string_equal(conf_get(conf, "c:y"), "3");
		conf_free(conf);
	}
}

static void conf_get_flag__reads__both_languages(void **state)
{
	(void)state;
	struct conf *conf = read_text("[f]\na = Oui\nb = no\nc = perhaps\nd = 1\ne = off\n");
	assert_true(conf_get_flag(conf, "f:a", false));
	assert_false(conf_get_flag(conf, "f:b", true));
	assert_true(conf_get_flag(conf, "f:c", true));
	assert_false(conf_get_flag(conf, "f:c", false));
	assert_true(conf_get_flag(conf, "f:d", false));
	assert_false(conf_get_flag(conf, "f:e", true));
	assert_true(conf_get_flag(conf, "f:absent", true));
	conf_free(conf);
}

static void conf_key__walks__a_section(void **state)
{
	(void)state;
	struct conf *conf = read_text("[columns]\nDate de naissance = birth_date\nN° CAF = caf_number\n[columns2]\nx = y\n[columns]\nPrénom* = first_name\n");
	static const char *const want[][2] = { { "date de naissance", "birth_date" }, { "n° caf", "caf_number" }, { "prénom*", "first_name" } };
	const char *value = NULL;
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(conf_key(conf, "columns", i, &value), want[i][0]);
		assert_string_equal(value, want[i][1]);
	}
	assert_null(conf_key(conf, "columns", 3, &value));
	assert_null(conf_key(conf, "none", 0, &value));
	conf_free(conf);
}

static void conf_load__gives__an_empty_conf_for_no_file(void **state)
{
	(void)state;
	struct conf *conf = NULL;
	struct diag why = DIAG_INIT;
	assert_int_equal(conf_load("/nonexistent/jalon.ini", &conf, &why), JAL_OK);
	assert_null(conf_get(conf, "a:b"));
	conf_free(conf);
	conf = NULL;
	assert_int_equal(conf_load(root, &conf, &why), JAL_ERR_INVALID);
	assert_non_null(why.text);
	assert_null(conf);
}

static void conf_path__follows__the_base_directory_rules(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	char *home = getenv("HOME") ? strdup(getenv("HOME")) : NULL;
	assert_int_equal(setenv("HOME", "/home/someone", 1), 0);
	assert_int_equal(setenv("XDG_CONFIG_HOME", "/etc/xdg", 1), 0);
	assert_int_equal(conf_path(&b), JAL_OK);
	assert_string_equal(buf_str(&b), "/etc/xdg/jalon/jalon.ini");
	buf_clear(&b);
	assert_int_equal(setenv("XDG_CONFIG_HOME", "relative", 1), 0);
	assert_int_equal(conf_path(&b), JAL_OK);
	assert_string_equal(buf_str(&b), "/home/someone/.config/jalon/jalon.ini");
	buf_clear(&b);
	assert_int_equal(unsetenv("XDG_CONFIG_HOME"), 0);
	assert_int_equal(unsetenv("HOME"), 0);
	assert_int_equal(conf_path(&b), JAL_ERR_NOT_FOUND);
	if (home)
		assert_int_equal(setenv("HOME", home, 1), 0);
	free(home);
	buf_free(&b);
}

/* ---- writing ---- */

static void put_file(const char *text)
{
	struct buf folder = BUF_INIT;
	assert_int_equal(buf_printf(&folder, "%s/new/folder", root), JAL_OK);
	assert_int_equal(fsio_mkdirs(buf_str(&folder), NULL), JAL_OK);
	assert_int_equal(fsio_replace(file, text, strlen(text), NULL), JAL_OK);
	buf_free(&folder);
}

static void assert_file(const char *text)
{
	struct buf b = BUF_INIT;
	assert_int_equal(fsio_read(file, CONF_FILE_MAX, &b, NULL), JAL_OK);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
}

static void conf_store__makes__folder_and_file(void **state)
{
	(void)state;
	assert_int_equal(conf_store(file, "general:langue", "fr", NULL), JAL_OK);
	assert_file("[general]\nlangue = fr\n");
	assert_int_equal(conf_store(file, "lock:delay", "300", NULL), JAL_OK);
	assert_int_equal(conf_store(file, "general:theme", "aucun", NULL), JAL_OK);
	assert_file("[general]\nlangue = fr\ntheme = aucun\n\n[lock]\ndelay = 300\n");
}

static void conf_store__changes__one_line_alone(void **state)
{
	(void)state;
	put_file("; mine\n[Lock]\n  Delay\t=  300   ; seconds\n\nunknown = kept\nbad line\n\n# end of lock\n\n[z]\na=1\n");
	assert_int_equal(conf_store(file, "lock:delay", "60", NULL), JAL_OK);
	assert_file("; mine\n[Lock]\n  Delay\t=  60   ; seconds\n\nunknown = kept\nbad line\n\n# end of lock\n\n[z]\na=1\n");
	assert_int_equal(conf_store(file, "lock:new", "x", NULL), JAL_OK);
	assert_file("; mine\n[Lock]\n  Delay\t=  60   ; seconds\n\nunknown = kept\nbad line\n\n# end of lock\nnew = x\n\n[z]\na=1\n");
	assert_int_equal(conf_store(file, "lock:delay", NULL, NULL), JAL_OK);
	assert_file("; mine\n[Lock]\n\nunknown = kept\nbad line\n\n# end of lock\nnew = x\n\n[z]\na=1\n");
	assert_int_equal(conf_store(file, "z:absent", NULL, NULL), JAL_OK);
	assert_int_equal(conf_store(file, "z:a", "", NULL), JAL_OK);
	assert_file("; mine\n[Lock]\n\nunknown = kept\nbad line\n\n# end of lock\nnew = x\n\n[z]\na=\"\"\n");
}

static void conf_store__keeps__line_ends_and_a_missing_last_one(void **state)
{
	(void)state;
	put_file("[a]\r\nx = 1\r\ny = 2");
	assert_int_equal(conf_store(file, "a:z", "3", NULL), JAL_OK);
	assert_file("[a]\r\nx = 1\r\ny = 2\r\nz = 3\r\n");
	assert_int_equal(conf_store(file, "a:x", "9", NULL), JAL_OK);
	assert_file("[a]\r\nx = 9\r\ny = 2\r\nz = 3\r\n");
}

static void conf_store__changes__the_line_that_counts(void **state)
{
	(void)state;
	put_file("[a]\nx = 1\nx = 2\n[b]\n[a]\nx = 3\n");
	assert_int_equal(conf_store(file, "a:x", "4", NULL), JAL_OK);
	assert_file("[a]\nx = 1\nx = 2\n[b]\n[a]\nx = 4\n");
	assert_int_equal(conf_store(file, "a:x", NULL, NULL), JAL_OK);
	assert_file("[a]\n[b]\n[a]\n");
}

static void conf_store__writes__what_conf_load_reads(void **state)
{
	(void)state;
	static const char *const values[] = { "plain", "", "  spaced ", "a ; b # c", "say \"x\"", "it's", "C:\\end", "é — œ", "=", "[x]", "\"", "'" };
	put_file("");
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct conf *conf = NULL;
		if (conf_store(file, "s:k", values[i], NULL) != JAL_OK)
			fail_msg("refused: %s", values[i]);
		assert_int_equal(conf_load(file, &conf, NULL), JAL_OK);
		assert_string_equal(conf_get(conf, "s:k"), values[i]);
		assert_int_equal(conf_problem_count(conf), 0);
		conf_free(conf);
	}
}

static void conf_store__refuses__what_ini_cannot_hold(void **state)
{
	(void)state;
	static const char *const bad[] = { "two\nlines", "both ' and \"", "\x1B[0m", "\xFF", "e\xCC\x81", "C:\\end\\", "a\\b;c" };
	char long_value[1200];
	memset(long_value, 'x', sizeof(long_value));
	long_value[sizeof(long_value) - 1] = 0;
	put_file("[s]\nk = old\n");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct diag why = DIAG_INIT;
		assert_int_equal(conf_store(file, "s:k", bad[i], &why), JAL_ERR_INVALID);
		assert_non_null(why.text);
	}
	assert_int_equal(conf_store(file, "s:k", long_value, NULL), JAL_ERR_LIMIT);
	assert_int_equal(conf_store(file, "nosection", "x", NULL), JAL_ERR_INVALID);
	assert_int_equal(conf_store(file, "s:a=b", "x", NULL), JAL_ERR_INVALID);
	assert_file("[s]\nk = old\n");
}

static void conf_store__follows__a_link(void **state)
{
	(void)state;
	char link[8192];
	(void)snprintf(link, sizeof(link), "%s/link.ini", root);
	put_file("[s]\nk = old\n");
	assert_int_equal(symlink(file, link), 0);
	assert_int_equal(conf_store(link, "s:k", "new", NULL), JAL_OK);
	struct stat st;
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_file("[s]\nk = new\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conf_get__finds__values_by_section_and_key),
		cmocka_unit_test(conf_read__accepts__an_empty_text),
		cmocka_unit_test(conf_read__names__bad_lines_and_uses_the_rest),
		cmocka_unit_test(conf_read__loses__a_section_without_a_name_that_is_understood),
		cmocka_unit_test(conf_get_flag__reads__both_languages),
		cmocka_unit_test(conf_key__walks__a_section),
		cmocka_unit_test(conf_load__gives__an_empty_conf_for_no_file),
		cmocka_unit_test(conf_path__follows__the_base_directory_rules),
		cmocka_unit_test(conf_store__makes__folder_and_file),
		cmocka_unit_test(conf_store__changes__one_line_alone),
		cmocka_unit_test(conf_store__keeps__line_ends_and_a_missing_last_one),
		cmocka_unit_test(conf_store__changes__the_line_that_counts),
		cmocka_unit_test(conf_store__writes__what_conf_load_reads),
		cmocka_unit_test(conf_store__refuses__what_ini_cannot_hold),
		cmocka_unit_test(conf_store__follows__a_link),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
