/* Files: whole reads with a maximum, atomic replacement, folders, locks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/fsio.h"

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
	(void)snprintf(root, sizeof(root), "%s/jalon-fsio.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(root) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	char command[8192];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

static void fsio_path__joins__and_says_what_does_not_fit(void **state)
{
	(void)state;
	struct buf b = BUF_INIT, whole = BUF_INIT;
	char small[8] = "";
	assert_int_equal(fsio_path("/un", "deux", &b), JAL_OK);
	assert_string_equal(buf_str(&b), "/un/deux");
	assert_int_equal(fsio_path_in(small, sizeof(small), "/un", "trs"), JAL_OK);
	assert_string_equal(small, "/un/trs");
	assert_int_equal(fsio_path_in(small, sizeof(small), "/un", "deux"), JAL_ERR_INVALID);
	assert_int_equal(fsio_absolute("/un/deux", &whole), JAL_OK);
	assert_string_equal(buf_str(&whole), "/un/deux");

	char *before = getcwd(NULL, 0);
	assert_non_null(before);
	assert_int_equal(chdir("/"), 0);
	buf_clear(&whole);
	assert_int_equal(fsio_absolute("ici", &whole), JAL_OK);
	assert_string_equal(buf_str(&whole) + strlen(buf_str(&whole)) - 4, "/ici");
	assert_int_equal(buf_str(&whole)[0], '/');
	assert_int_equal(chdir(before), 0);
	free(before);
	buf_free(&b);
	buf_free(&whole);
}

static mode_t mode_of(const char *path)
{
	struct stat st;
	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static void assert_holds(const char *path, const char *text)
{
	struct buf b = BUF_INIT;
	assert_int_equal(fsio_read(path, 1 << 20, &b, NULL), JAL_OK);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
}

static void fsio_replace__makes__a_private_file_and_replaces_it(void **state)
{
	(void)state;
	const mode_t mask = umask(0);
	assert_int_equal(fsio_replace(at("a"), "one", 3, NULL), JAL_OK);
	assert_int_equal(mode_of(at("a")), 0600);
	assert_holds(at("a"), "one");
	assert_int_equal(chmod(at("a"), 0644), 0);
	assert_int_equal(fsio_replace(at("a"), "", 0, NULL), JAL_OK);
	assert_holds(at("a"), "");
	assert_int_equal(mode_of(at("a")), 0600);
	assert_false(fsio_exists(at(".a.new")));
	(void)umask(mask);
}

static void fsio_replace__takes_over__what_a_kill_left(void **state)
{
	(void)state;
	FILE *f = fopen(at(".k.new"), "w");
	assert_non_null(f);
	assert_true(fputs("a long rest of an older attempt", f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(at(".k.new"), 0666), 0);
	assert_int_equal(fsio_replace(at("k"), "new", 3, NULL), JAL_OK);
	assert_holds(at("k"), "new");
	assert_int_equal(mode_of(at("k")), 0600);
	assert_false(fsio_exists(at(".k.new")));
}

static void fsio_replace__keeps__the_old_content_on_a_full_disk(void **state)
{
	(void)state;
	static uint8_t big[65536];
	struct diag why = DIAG_INIT;
	assert_int_equal(fsio_replace(at("full"), "old", 3, NULL), JAL_OK);
	/* The nearest to a full disk that needs no rights: a limit on file size. */
	struct rlimit old, small = { 0 };
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 1000;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	const enum jal_err err = fsio_replace(at("full"), big, sizeof(big), &why);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	(void)signal(SIGXFSZ, handler);
	assert_int_equal(err, JAL_ERR_IO);
	assert_non_null(why.text);
	assert_string_equal(why.arg[0], at("full"));
	assert_holds(at("full"), "old");
	assert_false(fsio_exists(at(".full.new")));
}

static void fsio_replace__refuses__a_folder_that_is_not_there(void **state)
{
	(void)state;
	assert_int_equal(fsio_replace(at("no/such/file"), "x", 1, NULL), JAL_ERR_IO);
}

static void fsio_replace__replaces__a_link_and_not_its_target(void **state)
{
	(void)state;
	assert_int_equal(fsio_replace(at("target"), "kept", 4, NULL), JAL_OK);
	assert_int_equal(symlink(at("target"), at("link")), 0);
	assert_int_equal(fsio_replace(at("link"), "new", 3, NULL), JAL_OK);
	assert_holds(at("target"), "kept");
	assert_holds(at("link"), "new");
	/* A link planted where the new file goes is not followed. */
	assert_int_equal(symlink(at("target"), at(".p.new")), 0);
	assert_int_equal(fsio_replace(at("p"), "new", 3, NULL), JAL_ERR_IO);
	assert_holds(at("target"), "kept");
}

static void fsio_replace__never_shows__a_half_to_many_writers(void **state)
{
	(void)state;
	enum { WRITERS = 4, TURNS = 25, SIZE = 20000 };
	static char text[SIZE];
	pid_t child[WRITERS];
	memset(text, 'z', SIZE);
	assert_int_equal(fsio_replace(at("many"), text, SIZE, NULL), JAL_OK);
	for (int w = 0; w < WRITERS; w++) {
		child[w] = fork();
		assert_true(child[w] >= 0);
		if (child[w] == 0) {
			memset(text, 'a' + w, SIZE);
			for (int i = 0; i < TURNS; i++)
				if (fsio_replace(at("many"), text, SIZE, NULL) != JAL_OK)
					_exit(1);
			_exit(0);
		}
	}
	for (int i = 0; i < 50; i++) {
		struct buf b = BUF_INIT;
		assert_int_equal(fsio_read(at("many"), SIZE, &b, NULL), JAL_OK);
		assert_int_equal(b.len, SIZE);
		for (size_t k = 1; k < SIZE; k++)
			assert_true(b.data[k] == b.data[0]);
		buf_free(&b);
	}
	for (int w = 0; w < WRITERS; w++) {
		int status = 0;
		assert_int_equal(waitpid(child[w], &status, 0), child[w]);
		assert_int_equal(status, 0);
	}
	assert_false(fsio_exists(at(".many.new")));
}

static void fsio_read__refuses__more_than_the_maximum(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct diag why = DIAG_INIT;
	assert_int_equal(buf_puts(&b, "before"), JAL_OK);
	assert_int_equal(fsio_replace(at("ten"), "0123456789", 10, NULL), JAL_OK);
	assert_int_equal(fsio_read(at("ten"), 9, &b, &why), JAL_ERR_LIMIT);
	assert_non_null(why.text);
	assert_string_equal(why.arg[1], "9");
	assert_string_equal(buf_str(&b), "before");
	assert_int_equal(fsio_read(at("ten"), 10, &b, NULL), JAL_OK);
	assert_string_equal(buf_str(&b), "before0123456789");
	buf_free(&b);
	/* A file that says it is empty and is not. */
	assert_int_equal(fsio_read("/proc/self/maps", 10, &b, NULL), JAL_ERR_LIMIT);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void fsio_read__refuses__what_is_no_file(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	assert_int_equal(fsio_read(at("absent"), 10, &b, NULL), JAL_ERR_NOT_FOUND);
	assert_int_equal(fsio_read(root, 10, &b, NULL), JAL_ERR_INVALID);
	assert_int_equal(mkfifo(at("pipe"), 0600), 0);
	assert_int_equal(fsio_read(at("pipe"), 10, &b, NULL), JAL_ERR_INVALID);
	assert_int_equal(fsio_read("/dev/null", 10, &b, NULL), JAL_ERR_INVALID);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void fsio_mkdirs__makes__each_folder_private(void **state)
{
	(void)state;
	const mode_t mask = umask(0);
	assert_int_equal(fsio_mkdirs(at("x/y//z/"), NULL), JAL_OK);
	assert_int_equal(mode_of(at("x")), 0700);
	assert_int_equal(mode_of(at("x/y/z")), 0700);
	assert_int_equal(chmod(at("x"), 0755), 0);
	assert_int_equal(fsio_mkdirs(at("x/y/z"), NULL), JAL_OK);
	assert_int_equal(mode_of(at("x")), 0755);
	assert_int_equal(fsio_replace(at("x/file"), "", 0, NULL), JAL_OK);
	assert_int_equal(fsio_mkdirs(at("x/file"), NULL), JAL_ERR_EXISTS);
	assert_int_equal(fsio_mkdirs(at("x/file/below"), NULL), JAL_ERR_EXISTS);
	assert_int_equal(fsio_mkdirs("/", NULL), JAL_OK);
	assert_int_equal(fsio_sync_dir(at("x"), NULL), JAL_OK);
	assert_int_equal(fsio_sync_dir(at("none"), NULL), JAL_ERR_IO);
	(void)umask(mask);
}

static void fsio_lock__lets_in__one_at_a_time(void **state)
{
	(void)state;
	struct fsio_lock a = FSIO_LOCK_INIT, b = FSIO_LOCK_INIT;
	struct diag why = DIAG_INIT;
	assert_int_equal(fsio_lock(at("lock"), &a, NULL), JAL_OK);
	assert_int_equal(mode_of(at("lock")) & 077, 0);
	assert_int_equal(fsio_lock(at("lock"), &b, &why), JAL_ERR_BUSY);
	assert_non_null(why.text);
	assert_int_equal(b.fd, -1);
	fsio_unlock(&a);
	fsio_unlock(&a);
	assert_int_equal(a.fd, -1);
	assert_int_equal(fsio_lock(at("lock"), &b, NULL), JAL_OK);
	fsio_unlock(&b);
	assert_int_equal(fsio_lock(at("none/lock"), &b, NULL), JAL_ERR_IO);
}

static void fsio_lock__dies__with_its_process(void **state)
{
	(void)state;
	int ready[2];
	char byte = 0;
	struct fsio_lock mine = FSIO_LOCK_INIT;
	assert_int_equal(pipe(ready), 0);
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct fsio_lock theirs = FSIO_LOCK_INIT;
		if (fsio_lock(at("killed"), &theirs, NULL) != JAL_OK || write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			(void)pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(fsio_lock(at("killed"), &mine, NULL), JAL_ERR_BUSY);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(fsio_lock(at("killed"), &mine, NULL), JAL_OK);
	fsio_unlock(&mine);
	(void)close(ready[0]);
	(void)close(ready[1]);
}

/* With descriptors `closed` (a bit each) shut, what the next file opened gets as its number, and whether a write for
 * people into a descriptor that was shut fails. */
static void standard_holds(unsigned closed)
{
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		for (int fd = 0; fd < 3; fd++)
			if (closed & (1U << fd))
				(void)close(fd);
		if (fsio_standard() != JAL_OK)
			_exit(1);
		struct fsio_lock lock = FSIO_LOCK_INIT;
		if (fsio_lock(at("standard"), &lock, NULL) != JAL_OK || lock.fd < 3)
			_exit(2);
		for (int fd = 1; fd < 3; fd++)
			if ((closed & (1U << fd)) && write(fd, "x", 1) >= 0)
				_exit(3);
		_exit(0);
	}
	int status = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void fsio_standard__keeps__files_off_the_first_three_descriptors(void **state)
{
	(void)state;
	for (unsigned closed = 0; closed < 8; closed++)
		standard_holds(closed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fsio_path__joins__and_says_what_does_not_fit),
		cmocka_unit_test(fsio_replace__makes__a_private_file_and_replaces_it),
		cmocka_unit_test(fsio_replace__takes_over__what_a_kill_left),
		cmocka_unit_test(fsio_replace__keeps__the_old_content_on_a_full_disk),
		cmocka_unit_test(fsio_replace__refuses__a_folder_that_is_not_there),
		cmocka_unit_test(fsio_replace__replaces__a_link_and_not_its_target),
		cmocka_unit_test(fsio_replace__never_shows__a_half_to_many_writers),
		cmocka_unit_test(fsio_read__refuses__more_than_the_maximum),
		cmocka_unit_test(fsio_read__refuses__what_is_no_file),
		cmocka_unit_test(fsio_mkdirs__makes__each_folder_private),
		cmocka_unit_test(fsio_lock__lets_in__one_at_a_time),
		cmocka_unit_test(fsio_lock__dies__with_its_process),
		cmocka_unit_test(fsio_standard__keeps__files_off_the_first_three_descriptors),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
