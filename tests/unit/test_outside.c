/* What leaves the vault: new files only, for their owner alone, whole or not at all. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/fsio.h"
#include "core/outside.h"

static char root[4096];

static const char *at(const char *name)
{
	static char path[4][8192];
	static unsigned turn;
	char *out = path[turn++ % 4];
	(void)snprintf(out, sizeof(path[0]), "%s/%s", root, name);
	return out;
}

static int set_up(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	(void)snprintf(root, sizeof(root), "%s/jalon-outside.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(root) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	char command[8192];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

static void assert_holds(const char *path, const char *text)
{
	struct buf b = BUF_INIT;
	assert_int_equal(fsio_read(path, 4096, &b, NULL), JAL_OK);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
}

static void outside_write__makes__a_file_for_its_owner_alone(void **state)
{
	(void)state;
	struct stat st;
	const mode_t before = umask(0);
	assert_int_equal(outside_write(at("a.pdf"), "abc", 3, NULL), JAL_OK);
	(void)umask(before);
	assert_holds(at("a.pdf"), "abc");
	assert_int_equal(stat(at("a.pdf"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(outside_write(at("vide"), NULL, 0, NULL), JAL_OK);
	assert_holds(at("vide"), "");
}

static void outside_write__never_overwrites(void **state)
{
	(void)state;
	struct diag why = DIAG_INIT;
	struct buf said = BUF_INIT;
	assert_int_equal(outside_write(at("b.pdf"), "un", 2, NULL), JAL_OK);
	assert_int_equal(outside_write(at("b.pdf"), "deux", 4, &why), JAL_ERR_EXISTS);
	assert_holds(at("b.pdf"), "un");
	assert_int_equal(diag_render(&why, NULL, &said), JAL_OK);
	assert_non_null(strstr(buf_str(&said), "existe déjà"));
	buf_free(&said);
	/* Nor through a link, be it to nothing. */
	assert_int_equal(symlink(at("ailleurs"), at("lien")), 0);
	assert_int_equal(outside_write(at("lien"), "x", 1, NULL), JAL_ERR_EXISTS);
	assert_false(fsio_exists(at("ailleurs")));
	/* Nor is a folder taken for a file. */
	assert_int_equal(mkdir(at("dossier"), 0700), 0);
	assert_int_equal(outside_write(at("dossier"), "x", 1, NULL), JAL_ERR_EXISTS);
	assert_int_equal(outside_write(at("dossier/"), "x", 1, NULL), JAL_ERR_EXISTS);
}

static void outside_write__makes__no_folder(void **state)
{
	(void)state;
	struct diag why = DIAG_INIT;
	assert_int_equal(outside_write(at("absent/c.pdf"), "x", 1, &why), JAL_ERR_NOT_FOUND);
	assert_non_null(why.text);
	assert_false(fsio_exists(at("absent")));
	assert_int_equal(outside_write("/proc/nulle-part/c.pdf", "x", 1, NULL), JAL_ERR_NOT_FOUND);
}

static void outside_write__leaves__nothing_when_the_disk_is_full(void **state)
{
	(void)state;
	struct diag why = DIAG_INIT;
	struct rlimit before, small = { 4096, 4096 };
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	assert_int_equal(sigaction(SIGXFSZ, &ignore, &old), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	uint8_t *big = calloc(1, 65536);
	assert_non_null(big);
	const enum jal_err err = outside_write(at("grand.pdf"), big, 65536, &why);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(sigaction(SIGXFSZ, &old, NULL), 0);
	free(big);
	assert_int_equal(err, JAL_ERR_LIMIT);
	assert_false(fsio_exists(at("grand.pdf")));
}

static void outside_warning__says__that_it_is_not_encrypted(void **state)
{
	(void)state;
	assert_non_null(strstr(outside_warning(), "pas chiffré"));
}

static void outside_path__writes__the_home_out(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *path;
	} rows[] = {
		{ "~/a.pdf", "/home/essai/a.pdf" }, { "~", "/home/essai" }, { "~/", "/home/essai/" }, { "a/~/b", "a/~/b" },
		{ "~autre/a", "~autre/a" }, { "", "" }, { "./~/a", "./~/a" }, { "/~/a", "/~/a" },
	};
	struct buf b = BUF_INIT;
	char *before = strdup(getenv("HOME") ? getenv("HOME") : "");
	assert_int_equal(setenv("HOME", "/home/essai", 1), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		assert_int_equal(outside_path(rows[i].typed, &b), JAL_OK);
		assert_string_equal(buf_str(&b), rows[i].path);
	}
	/* A home that is none is left out of it. */
	assert_int_equal(setenv("HOME", "pas-de-racine", 1), 0);
	buf_clear(&b);
	assert_int_equal(outside_path("~/a", &b), JAL_OK);
	assert_string_equal(buf_str(&b), "~/a");
	assert_int_equal(setenv("HOME", before, 1), 0);
	free(before);
	buf_free(&b);
}

static void outside_propose__finds__a_name_that_is_free(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	assert_int_equal(outside_propose(root, "contrat-L0412X", "pdf", &b), JAL_OK);
	assert_string_equal(buf_str(&b), at("contrat-L0412X.pdf"));
	assert_int_equal(outside_write(buf_str(&b), "1", 1, NULL), JAL_OK);
	buf_clear(&b);
	assert_int_equal(outside_propose(root, "contrat-L0412X", "pdf", &b), JAL_OK);
	assert_string_equal(buf_str(&b), at("contrat-L0412X-2.pdf"));
	assert_int_equal(symlink("/nulle/part", buf_str(&b)), 0);
	buf_clear(&b);
	assert_int_equal(outside_propose(root, "contrat-L0412X", "pdf", &b), JAL_OK);
	assert_string_equal(buf_str(&b), at("contrat-L0412X-3.pdf"));
	buf_free(&b);
}

static void outside_propose__takes__the_documents_folder_if_it_is_there(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	assert_int_equal(setenv("HOME", root, 1), 0);
	assert_int_equal(outside_propose(NULL, "semaine", "pdf", &b), JAL_OK);
	assert_string_equal(buf_str(&b), at("semaine.pdf"));
	assert_int_equal(mkdir(at("Documents"), 0700), 0);
	buf_clear(&b);
	assert_int_equal(outside_propose("", "semaine", "pdf", &b), JAL_OK);
	assert_string_equal(buf_str(&b), at("Documents/semaine.pdf"));
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outside_write__makes__a_file_for_its_owner_alone),
		cmocka_unit_test(outside_write__never_overwrites),
		cmocka_unit_test(outside_write__makes__no_folder),
		cmocka_unit_test(outside_write__leaves__nothing_when_the_disk_is_full),
		cmocka_unit_test(outside_warning__says__that_it_is_not_encrypted),
		cmocka_unit_test(outside_path__writes__the_home_out),
		cmocka_unit_test(outside_propose__finds__a_name_that_is_free),
		cmocka_unit_test(outside_propose__takes__the_documents_folder_if_it_is_there),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
