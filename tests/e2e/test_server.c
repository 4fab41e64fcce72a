/* The shipped program in a terminal and a server by ssh: the first contact asks, with the fingerprint. */
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/seat.h"
#include "tests/support/sshd.h"
#include "tests/support/stock.h"

#define WANT(condition)                             \
	do {                                        \
		if (!(condition)) {                 \
			pty_show(p, #condition);    \
			fail_msg("%s", #condition); \
		}                                   \
	} while (0)

#define F5 "\033[15~"

/* The key of this seat's vault, as its settings show it. */
static struct pty *read_key(const struct seat *s, char *key, size_t room)
{
	static const struct pty_options wide = { .rows = 40, .cols = 120 };
	struct pty *p = seat_enter(s, "v", &wide);
	const char *at = NULL;

	WANT(pty_write(p, "g9", 2));
	WANT(pty_wait_text(p, "Réglages"));
	WANT(pty_key(p, "r"));
	WANT(pty_type(p, "ssh"));
	WANT(pty_wait_text(p, "Clé ssh de ce poste"));
	WANT(pty_key(p, "Enter"));
	at = strstr(pty_screen(p), "ssh-ed25519 ");
	WANT(at != NULL);
	(void)snprintf(key, room, "%.*s", (int)strcspn(at, "\n"), at);
	WANT(pty_key(p, "Esc"));
	return p;
}

static void a_new_server__is_asked_about__with_its_fingerprint(void **state)
{
	struct seat s;
	struct sshd server = { .pid = 0 };
	struct pty *p = NULL;
	const struct passwd *me = getpwuid(getuid());
	char *folder = NULL;
	char key[256] = "";
	char fingerprint[128] = "";
	char address[1024] = "";

	(void)state;
	if (!sshd_installed() || me == NULL)
		skip();
	seat_make(&s);
	seat_settle(&s, "v");
	folder = stock_folder();
	assert_int_equal(stock_run(folder, "git init -q --bare -b charter territory", NULL), 0);
	p = read_key(&s, key, sizeof(key));
	sshd_start(&server, folder, key, true);
	sshd_fingerprint(&server, fingerprint, sizeof(fingerprint));
	(void)snprintf(address, sizeof(address), "ssh://%s@127.0.0.1:%u%s/territory", me->pw_name, server.port, folder);

	WANT(pty_write(p, F5, 5));
	WANT(pty_wait_text(p, "Où synchroniser"));
	WANT(pty_paste(p, address));
	WANT(pty_write(p, "\033OQ", 3));
	WANT(pty_wait_text(p, "Premier contact"));
	WANT(pty_wait_text(p, fingerprint));
	/* Refusing is the default, and nothing was sent. */
	WANT(pty_write(p, "\r", 1));
	WANT(pty_wait_text(p, "RÉSULTAT"));
	WANT(pty_wait_text(p, "à envoyer"));
	WANT(!pty_sees(p, "bien arrivé"));
	WANT(pty_write(p, F5, 5));
	WANT(pty_wait_text(p, "Premier contact"));
	WANT(pty_key(p, "Right"));
	WANT(pty_write(p, "\r", 1));
	WANT(pty_wait_text(p, "bien arrivé"));
	WANT(!pty_sees(p, "à envoyer"));
	/* From now on it is known. */
	WANT(pty_write(p, F5, 5));
	WANT(pty_wait_text(p, "Tout était déjà à jour"));
	/* Out of reach: said, with what is safe; the technical text only when asked for. */
	sshd_stop(&server);
	WANT(pty_write(p, F5, 5));
	while (pty_sees(p, "Tout était déjà à jour"))
		WANT(pty_settle(p));
	WANT(pty_wait_text(p, "RÉSULTAT"));
	WANT(pty_key(p, "i"));
	WANT(pty_wait_text(p, "Détails techniques"));
	pty_free(p);
	(void)stock_run(folder, "rm -rf ./*", NULL);
	free(folder);
	seat_remove(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_server__is_asked_about__with_its_fingerprint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
