/* Foreign folders: what stock git makes is taken, whatever could mislead is refused with its reason, in bounded time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/secret.h"
#include "sync/bare.h"
#include "sync/look.h"
#include "sync/repo.h"
#include "tests/support/stock.h"

/* A folder with a fresh repository "r" by stock git. */
static char *with_repository(const char *how)
{
	char *folder = stock_folder();
	struct buf command = BUF_INIT;
	assert_int_equal(buf_printf(&command, "git init -q --bare %s r", how), JAL_OK);
	assert_int_equal(stock_run(folder, buf_str(&command), NULL), 0);
	buf_free(&command);
	return folder;
}

static void remove_folder(char *folder)
{
	assert_int_equal(stock_run(folder, "chmod -R u+rwX . ; rm -rf ./*", NULL), 0);
	free(folder);
}

static enum jal_err look_at(const char *folder, enum look_what *what, struct diag *diag)
{
	struct buf path = BUF_INIT;
	assert_int_equal(buf_printf(&path, "%s/r", folder), JAL_OK);
	const enum jal_err err = look_folder(buf_str(&path), what, diag);
	buf_free(&path);
	return err;
}

static void look_folder__accepts__what_git_init_makes(void **state)
{
	(void)state;
	static const char *const how[] = { "", "--shared", "--shared=0660", "-b charter", "--template=" };
	for (size_t i = 0; i < sizeof(how) / sizeof(*how); i++) {
		char *folder = with_repository(how[i]);
		enum look_what what = LOOK_ABSENT;
		struct diag diag = DIAG_INIT;
		assert_int_equal(look_at(folder, &what, &diag), JAL_OK);
		assert_int_equal(what, LOOK_REPOSITORY);
		remove_folder(folder);
	}
}

static void look_folder__accepts__a_repository_that_git_looked_after(void **state)
{
	(void)state;
	char *folder = with_repository("-b main");
	enum look_what what = LOOK_ABSENT;
	assert_int_equal(stock_run(folder,
				 "git init -q w && cd w && git -c user.name=x -c user.email=x@jalon.invalid commit -q "
				 "--allow-empty -m x && git push -q ../r HEAD:refs/heads/main && cd ../r && git gc -q",
				 NULL),
		0);
	assert_int_equal(look_at(folder, &what, NULL), JAL_OK);
	assert_int_equal(what, LOOK_REPOSITORY);
	remove_folder(folder);
}

static void look_folder__refuses__what_could_mislead(void **state)
{
	(void)state;
	static const struct {
		const char *change;
		const char *named;	/* an argument of the reason, NULL for none */
	} cases[] = {
		{ "echo /etc >r/objects/info/alternates", "objects/info/alternates" },
		{ "echo x >r/objects/info/http-alternates", "objects/info/http-alternates" },
		{ "echo /tmp >r/commondir", "commondir" },
		{ "echo /tmp >r/CommonDir", "CommonDir" },
		{ "echo /tmp >r/gitdir", "gitdir" },
		{ "mkdir r/worktrees", "worktrees" },
		{ "mkdir r/modules", "modules" },
		{ "echo x >r/shallow", "shallow" },
		{ "echo x >r/info/grafts", "info/grafts" },
		{ "echo x >r/config.worktree", "config.worktree" },
		{ "mkdir r/refs/replace", "refs/replace" },
		{ "ln -s /etc/passwd r/description.link", "description.link" },
		{ "mv r/refs r2 && ln -s ../r2 r/refs && mkdir r/x", "refs" },
		{ "ln -s ../../etc r/objects/aa", "objects/aa" },
		{ "rm r/config && ln -s /etc/passwd r/config", "config" },
		{ "mkfifo r/refs/heads/pipe", "refs/heads/pipe" },
		{ "rm r/config && mkfifo r/config", "config" },
		{ "rm -f r/packed-refs && mkfifo r/packed-refs", "packed-refs" },
		{ "mkdir -p r/refs/a/b/c/d/e/f/g/h/i/j/k", NULL },
		{ "rm r/config", "config" },
		{ "printf '[core]\\n\\tbare = true\\n\\tfsmonitor = id\\n' >r/config", NULL },
		{ "printf '[core]\\n\\tbare = false\\n' >r/config", NULL },
		{ "printf '[core]\\n\\trepositoryformatversion = 1\\n' >r/config", NULL },
		{ "printf '[extensions]\\n\\tobjectformat = sha256\\n' >r/config", NULL },
		{ "printf '[include]\\n\\tpath = /etc/passwd\\n' >>r/config", NULL },
		{ "printf '[core \"x\"]\\n\\tbare = true\\n' >>r/config", NULL },
		{ "printf '[core] bare = true\\n' >>r/config", NULL },
		{ "printf '\\tworktree = /tmp\\n' >>r/config", NULL },
		{ "printf '[core]\\n\\tbare = tr\\\\\\nue\\n' >r/config", NULL },
		{ "printf 'a\\0b' >>r/config", NULL },
		{ "head -c 100000 /dev/zero | tr '\\0' '\\n' >>r/config", "config" },
		{ "printf 'ref: refs/heads/../../x\\n' >r/HEAD", "HEAD" },
		{ "printf 'ref: refs/remotes/x\\n' >r/HEAD", "HEAD" },
		{ "printf 'gitdir: /tmp\\n' >r/HEAD", "HEAD" },
		{ ": >r/HEAD", "HEAD" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *folder = with_repository("");
		enum look_what what = LOOK_ABSENT;
		struct diag diag = DIAG_INIT;
		struct repo *repo = NULL;
		struct buf path = BUF_INIT;
		assert_int_equal(stock_run(folder, cases[i].change, NULL), 0);
		const enum jal_err err = look_at(folder, &what, &diag);
		if (err != JAL_ERR_INVALID)
			fail_msg("%s: %s", cases[i].change, jal_err_name(err));
		assert_int_equal(what, LOOK_ABSENT);
		assert_non_null(diag.text);
		if (cases[i].named)
			assert_string_equal(diag.arg[0], cases[i].named);
		assert_int_equal(buf_printf(&path, "%s/r", folder), JAL_OK);
		assert_int_equal(repo_open_foreign(buf_str(&path), &repo, NULL), JAL_ERR_INVALID);
		assert_null(repo);
		buf_free(&path);
		remove_folder(folder);
	}
}

static void look_folder__tells__empty_from_other(void **state)
{
	(void)state;
	static const struct {
		const char *make;
		enum look_what what;
	} cases[] = {
		{ "true", LOOK_ABSENT },
		{ "mkdir r", LOOK_EMPTY },
		{ "mkdir -p r/objects/pack r/refs && : >r/config", LOOK_EMPTY },
		{ "mkdir -p r/objects/pack r/refs && : >r/objects/pack/x", LOOK_OTHER },
		{ "mkdir r && : >r/photo.jpg", LOOK_OTHER },
		{ ": >r", LOOK_OTHER },
		{ "mkdir r && echo x >r/HEAD", LOOK_OTHER },
		{ "git init -q r", LOOK_OTHER },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *folder = stock_folder();
		enum look_what what = LOOK_REPOSITORY;
		assert_int_equal(stock_run(folder, cases[i].make, NULL), 0);
		assert_int_equal(look_at(folder, &what, NULL), JAL_OK);
		assert_int_equal(what, cases[i].what);
		remove_folder(folder);
	}
}

static void look_folder__gives_up__on_too_many_entries(void **state)
{
	(void)state;
	char *folder = with_repository("");
	enum look_what what = LOOK_ABSENT;
	struct diag diag = DIAG_INIT;
	/* 170 folders with 600 names each of one file. */
	assert_int_equal(stock_run(folder,
				 "cd r/objects && mkdir aa && cd aa && seq 600 | xargs touch && cd .. && "
				 "for i in $(seq 170); do cp -al aa b$i; done",
				 NULL),
		0);
	assert_int_equal(look_at(folder, &what, &diag), JAL_ERR_LIMIT);
	assert_non_null(diag.text);
	remove_folder(folder);
}

static void bare_create__makes__what_git_init_makes(void **state)
{
	(void)state;
	char *folder = stock_folder();
	struct buf path = BUF_INIT;
	struct diag diag = DIAG_INIT;
	enum look_what what = LOOK_ABSENT;
	assert_int_equal(buf_printf(&path, "%s/r", folder), JAL_OK);
	assert_int_equal(bare_create(buf_str(&path), &diag), JAL_OK);
	assert_int_equal(look_at(folder, &what, &diag), JAL_OK);
	assert_int_equal(what, LOOK_REPOSITORY);
	assert_int_equal(stock_run(folder,
				 "umask 077 && git init -q --bare --template= -b charter g && "
				 "(cd g && find . | sort) >g.list && (cd r && find . | sort) >r.list && diff g.list r.list && "
				 "diff g/config r/config && diff g/HEAD r/HEAD && git -C r fsck --strict && git clone -q r c",
				 NULL),
		0);
	/* Not over anything. */
	assert_int_equal(bare_create(buf_str(&path), &diag), JAL_ERR_EXISTS);
	assert_int_equal(stock_run(folder, "rm -rf r && mkdir r && : >r/photo.jpg", NULL), 0);
	assert_int_equal(bare_create(buf_str(&path), &diag), JAL_ERR_EXISTS);
	assert_int_equal(stock_run(folder, "test \"$(ls r)\" = photo.jpg", NULL), 0);
	assert_int_equal(stock_run(folder, "rm -rf r", NULL), 0);
	/* Interrupted before HEAD, done again. */
	assert_int_equal(bare_create(buf_str(&path), &diag), JAL_OK);
	assert_int_equal(stock_run(folder, "rm -r r/HEAD r/refs/tags; : >r/.HEAD.new", NULL), 0);
	assert_int_equal(bare_create(buf_str(&path), &diag), JAL_OK);
	assert_int_equal(stock_run(folder, "git -C r fsck --strict", NULL), 0);
	buf_free(&path);

	assert_int_equal(buf_printf(&path, "%s/absent/r", folder), JAL_OK);
	assert_int_equal(bare_create(buf_str(&path), &diag), JAL_ERR_NOT_FOUND);
	buf_free(&path);
	remove_folder(folder);
}

static void bare_create__keeps__a_shared_folder_shared(void **state)
{
	(void)state;
	char *folder = stock_folder();
	struct buf path = BUF_INIT;
	assert_int_equal(stock_run(folder, "mkdir s && chmod 2770 s", NULL), 0);
	assert_int_equal(buf_printf(&path, "%s/s/r", folder), JAL_OK);
	assert_int_equal(bare_create(buf_str(&path), NULL), JAL_OK);
	assert_int_equal(stock_run(folder,
				 "test -z \"$(find s/r -type d ! -perm -2770)$(find s/r -type f ! -perm 0660)\"", NULL),
		0);
	buf_free(&path);
	remove_folder(folder);
}

static int start(void **state)
{
	(void)state;
	return secret_start() == JAL_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(look_folder__accepts__what_git_init_makes),
		cmocka_unit_test(look_folder__accepts__a_repository_that_git_looked_after),
		cmocka_unit_test(look_folder__refuses__what_could_mislead),
		cmocka_unit_test(look_folder__tells__empty_from_other),
		cmocka_unit_test(look_folder__gives_up__on_too_many_entries),
		cmocka_unit_test(bare_create__makes__what_git_init_makes),
		cmocka_unit_test(bare_create__keeps__a_shared_folder_shared),
	};
	return cmocka_run_group_tests_name("look", tests, start, NULL);
}
