/* Linear mode: typed lines against reviewed transcripts, on the working screens and around the vault. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/buf.h"
#include "tests/screen/desk_run.h"
#include "tests/screen/host_run.h"

static struct desk_run_options sixty = { .people = 60, .linear = true };
static struct desk_run_options twelve = { .people = 12, .linear = true };
static struct host_run_options first = { .linear = true };
static struct host_run_options demo = { .demo = true, .linear = true };

/* Under valgrind everything takes longer (tests/support/run-test.sh). */
static unsigned patience(void)
{
	const char *said = getenv("JALON_TEST_PATIENCE");
	unsigned long n = said != NULL ? strtoul(said, NULL, 10) : 1;

	return n > 0 && n < 100 ? (unsigned)n : 1;
}

/* The lines of a file are its standard input. */
static int play(int (*run)(void *arg), void *arg, const char *lines, const char *transcript)
{
	int status = -1;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		int in = open(lines, O_RDONLY);
		int out = open(transcript, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		/* What never ends is ended. */
		(void)alarm(60 * patience());
		if (in < 0 || out < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
			_exit(99);
		_exit(run(arg));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void read_all(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char block[4096];
	size_t n = 0;

	if (f == NULL)
		fail_msg("%s can't be read", path);
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		assert_int_equal(buf_put(out, block, n), JAL_OK);
	(void)fclose(f);
}

/* The folder that a run makes for itself is named by chance. */
static void forget_folder(struct buf *text)
{
	static const char made[] = "/jalon-host-";
	struct buf out = BUF_INIT;
	const char *s = buf_str(text);

	for (const char *at = strstr(s, made); at != NULL; at = strstr(s, made)) {
		const char *from = at;

		while (from > s && from[-1] != ' ')
			from--;
		assert_int_equal(buf_put(&out, s, (size_t)(from - s)), JAL_OK);
		assert_int_equal(buf_puts(&out, "(ici)"), JAL_OK);
		s = at + strlen(made) + 6;
	}
	assert_int_equal(buf_puts(&out, s), JAL_OK);
	buf_free(text);
	*text = out;
}

static void write_all(const char *path, const struct buf *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(buf_str(text), 1, text->len, f), text->len);
	assert_int_equal(fclose(f), 0);
}

static void check(int (*run)(void *arg), void *arg, const char *name)
{
	char lines[512];
	char text[512];
	char got[512];
	struct buf wanted = BUF_INIT;
	struct buf came = BUF_INIT;
	bool update = getenv("JALON_UPDATE_SCREENS") != NULL;
	bool same = false;

	snprintf(lines, sizeof(lines), "%s/tests/screen/linear/%s.lines", getenv("JALON_SRCDIR"), name);
	snprintf(text, sizeof(text), "%s/tests/screen/linear/%s.text", getenv("JALON_SRCDIR"), name);
	snprintf(got, sizeof(got), "%s/%s.text", getenv("TMPDIR"), name);
	assert_int_equal(play(run, arg, lines, got), 0);
	read_all(got, &came);
	forget_folder(&came);
	write_all(update ? text : got, &came);
	read_all(text, &wanted);
	same = strcmp(buf_str(&wanted), buf_str(&came)) == 0;
	buf_free(&wanted);
	buf_free(&came);
	if (!same)
		fail_msg("the transcript differs: compare %s with tests/screen/linear/%s.text", got, name);
	(void)unlink(got);
}

static void lines__notes_by_their_words(void **state)
{
	(void)state;
	check(desk_run, &sixty, "notes");
}

static void lines__a_file_and_a_note(void **state)
{
	(void)state;
	check(desk_run, &sixty, "note");
}

static void lines__a_form(void **state)
{
	(void)state;
	check(desk_run, &sixty, "form");
}

static void lines__lists(void **state)
{
	(void)state;
	check(desk_run, &sixty, "lists");
}

static void lines__the_agenda(void **state)
{
	(void)state;
	check(desk_run, &sixty, "agenda");
}

static void lines__what_is_to_be_done(void **state)
{
	(void)state;
	check(desk_run, &sixty, "todo");
}

static void lines__a_days_work(void **state)
{
	(void)state;
	check(desk_run, &twelve, "work");
}

static void lines__the_first_run(void **state)
{
	(void)state;
	check(host_run, &first, "first_run");
}

static void lines__around_the_vault(void **state)
{
	(void)state;
	check(host_run, &demo, "vault");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines__a_file_and_a_note),
		cmocka_unit_test(lines__notes_by_their_words),
		cmocka_unit_test(lines__a_form),
		cmocka_unit_test(lines__lists),
		cmocka_unit_test(lines__the_agenda),
		cmocka_unit_test(lines__what_is_to_be_done),
		cmocka_unit_test(lines__a_days_work),
		cmocka_unit_test(lines__the_first_run),
		cmocka_unit_test(lines__around_the_vault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
