/*
 * The shipped program asking for the passphrase on a plain terminal: whatever
 * ends or stops it there, the terminal shows again what is typed.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/seat.h"

#define WANT(condition)                             \
	do {                                        \
		if (!(condition)) {                 \
			pty_show(p, #condition);    \
			fail_msg("%s", #condition); \
		}                                   \
	} while (0)

/* In a shell, which tells after each end or stop how the terminal is and brings jalon back as often as it stopped. One
 * that controls no jobs ("plain") does not mend the terminal of its own accord. */
static const char script[] =
	"[ -n \"$plain\" ] || set -m; trap : INT; bash -c 'echo $$ >pid; exec \"$JALON_BIN\" --lang fr --vault v search LEFEVRE'; code=$?\n"
	"told() { stty -a | grep -qwe -echo && echo \"code $code, caché\" || echo \"code $code, montré\"; }\n"
	"told; while [ -n \"$(jobs -s)\" ]; do read -r; printf '\\033[2J\\033[Hde retour\\n'; fg >/dev/null; code=$?; told; done";

static struct pty *ask(struct seat *s, const char *shell)
{
	const char *const argv[] = { "/bin/bash", "-c", script, NULL };
	const char *const env[] = { s->config, s->data, shell, NULL };
	const struct pty_options options = { .env = env };
	struct pty *p = NULL;

	seat_make(s);
	seat_settle(s, "v");
	assert_int_equal(chdir(s->box.path), 0);
	p = pty_spawn(argv, &options);
	assert_non_null(p);
	WANT(pty_wait_text(p, "Phrase secrète"));
	return p;
}

static pid_t jalon_pid(void)
{
	long pid = 0;
	FILE *f = fopen("pid", "r");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld", &pid), 1);
	(void)fclose(f);
	return (pid_t)pid;
}

static void leave(struct seat *s, struct pty *p)
{
	pty_free(p);
	assert_int_equal(chdir("/"), 0);
	seat_remove(s);
}

static void ctrl_c__gives_the_terminal_back(void **state)
{
	struct seat s;
	struct pty *p = ask(&s, "plain=yes");

	(void)state;
	WANT(pty_write(p, "secrets\x03", 8));
	WANT(pty_wait_text(p, "code 130, montré"));
	WANT(!pty_sees(p, "secrets"));
	leave(&s, p);
}

static void signals_that_end_it__give_the_terminal_back(void **state)
{
	static const struct {
		int signal;
		const char *told;
	} ends[] = { { SIGTERM, "code 143, montré" }, { SIGHUP, "code 129, montré" }, { SIGQUIT, "code 131, montré" } };

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct seat s;
		struct pty *p = ask(&s, "plain=yes");

		assert_int_equal(kill(jalon_pid(), ends[i].signal), 0);
		WANT(pty_wait_text(p, ends[i].told));
		leave(&s, p);
	}
}

static void ctrl_z__shows_what_is_typed__and_asks_again_afterwards(void **state)
{
	struct seat s;
	struct pty *p = ask(&s, "plain=");

	(void)state;
	WANT(pty_write(p, "pas fini\x1a", 9));
	WANT(pty_wait_text(p, "code 148, montré"));
	WANT(pty_write(p, "\r", 1));
	/* The line begun before does not count. */
	WANT(pty_wait_text(p, "de retour"));
	WANT(pty_wait_text(p, "Phrase secrète"));
	WANT(pty_write(p, SEAT_PHRASE "\r", sizeof(SEAT_PHRASE)));
	WANT(pty_wait_text(p, "LEFÈVRE"));
	WANT(pty_wait_text(p, "code 0, montré"));
	WANT(!pty_sees(p, "pas fini"));
	WANT(!pty_sees(p, SEAT_PHRASE));
	leave(&s, p);
}

/* It asks since the last write. */
static bool asks(struct pty *p)
{
	size_t n = 0;

	for (int left = pty_bound() / 10; left > 0 && pty_quiet(p, 10); left--)
		if (memmem(pty_raw(p, &n), n, "secrète", sizeof("secrète") - 1) != NULL)
			return true;
	return false;
}

/* Stopped by what can't be caught, it hides and asks again when it goes on, whatever the terminal was made meanwhile. */
static void continued__it_asks_again(void **state)
{
	struct seat s;
	struct pty *p = ask(&s, "plain=yes");

	(void)state;
	WANT(pty_write(p, "pas fini", 8));
	assert_int_equal(kill(jalon_pid(), SIGSTOP), 0);
	WANT(pty_write(p, "", 0));
	assert_int_equal(kill(jalon_pid(), SIGCONT), 0);
	WANT(asks(p));
	WANT(pty_write(p, SEAT_PHRASE "\r", sizeof(SEAT_PHRASE)));
	WANT(pty_wait_text(p, "code 0, montré"));
	WANT(!pty_sees(p, SEAT_PHRASE));
	leave(&s, p);
}

/* Once it asks, its arguments are no longer what the machine shows to everybody. */
static void other_accounts__do_not_see__what_is_looked_for(void **state)
{
	struct seat s;
	struct pty *p = ask(&s, "plain=yes");
	char path[64];
	char shown[4096] = "";
	FILE *f = NULL;

	(void)state;
	(void)snprintf(path, sizeof(path), "/proc/%ld/cmdline", (long)jalon_pid());
	f = fopen(path, "r");
	assert_non_null(f);
	const size_t n = fread(shown, 1, sizeof(shown), f);
	(void)fclose(f);
	assert_true(n > 0);
	assert_null(memmem(shown, n, "LEFEVRE", 7));
	assert_null(memmem(shown, n, "search", 6));
	WANT(pty_write(p, SEAT_PHRASE "\r", sizeof(SEAT_PHRASE)));
	WANT(pty_wait_text(p, "LEFÈVRE"));
	leave(&s, p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_accounts__do_not_see__what_is_looked_for),
		cmocka_unit_test(ctrl_c__gives_the_terminal_back),
		cmocka_unit_test(signals_that_end_it__give_the_terminal_back),
		cmocka_unit_test(ctrl_z__shows_what_is_typed__and_asks_again_afterwards),
		cmocka_unit_test(continued__it_asks_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
