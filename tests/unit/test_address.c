/* Addresses as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sync/address.h"

static void address_parse__understands__folders_and_servers(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum address_kind kind;
		const char *user, *host;
		unsigned port;
		const char *path, *shown;
	} cases[] = {
		{ "/media/cle/t.git", ADDRESS_FOLDER, "", "", 22, "/media/cle/t.git", "/media/cle/t.git" },
		{ "t.git", ADDRESS_FOLDER, "", "", 22, "t.git", "t.git" },
		{ "~/t.git", ADDRESS_FOLDER, "", "", 22, "/home/essai/t.git", "/home/essai/t.git" },
		{ "./a:b", ADDRESS_FOLDER, "", "", 22, "./a:b", "./a:b" },
		{ "file:///media/Cl%C3%A9%20USB/t", ADDRESS_FOLDER, "", "", 22, "/media/Cl\xC3\xA9 USB/t",
			"/media/Cl\xC3\xA9 USB/t" },
		{ "file://localhost/t", ADDRESS_FOLDER, "", "", 22, "/t", "/t" },
		{ "ssh://git@depot.invalid/t.git", ADDRESS_SSH, "git", "depot.invalid", 22, "/t.git", "depot.invalid" },
		{ "ssh://depot.invalid:2222/t", ADDRESS_SSH, "", "depot.invalid", 2222, "/t", "depot.invalid:2222" },
		{ "ssh://a@[::1]:2222/~/t", ADDRESS_SSH, "a", "::1", 2222, "~/t", "[::1]:2222" },
		{ "git@depot.invalid:equipe/t.git", ADDRESS_SSH, "git", "depot.invalid", 22, "equipe/t.git", "depot.invalid" },
		{ "depot:/srv/t", ADDRESS_SSH, "", "depot", 22, "/srv/t", "depot" },
		{ "git@[::1]:t", ADDRESS_SSH, "git", "::1", 22, "t", "::1" },
	};
	assert_int_equal(setenv("HOME", "/home/essai", 1), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct address a;
		assert_int_equal(address_parse(cases[i].text, &a, NULL), JAL_OK);
		assert_int_equal(a.kind, cases[i].kind);
		assert_string_equal(a.user, cases[i].user);
		assert_string_equal(a.host, cases[i].host);
		assert_int_equal(a.port, cases[i].port);
		assert_string_equal(a.path, cases[i].path);
		assert_string_equal(a.shown, cases[i].shown);
	}
}

static void address_parse__refuses__everything_else(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"",
		"http://depot.invalid/t",
		"git://depot.invalid/t",
		"ext::sh -c id",
		"file://depot.invalid/t",
		"file:///a%00b",
		"file:///a%0ab",
		"file:///a%zz",
		"ssh://",
		"ssh:///t",
		"ssh://depot.invalid",
		"ssh://depot.invalid/",
		"ssh://a:secret@depot.invalid/t",
		"ssh://-oProxyCommand=id/t",
		"ssh://-a@depot.invalid/t",
		"ssh://depot.invalid:0/t",
		"ssh://depot.invalid:65536/t",
		"ssh://depot.invalid:22x/t",
		"ssh://[::1/t",
		"git@depot.invalid:--upload-pack=x",
		"ssh://de pot/t",
		"@depot:t",
		"depot:",
		":t",
		"/media/\x1b[2J",
		"/media/a\nb",
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct address a = { .port = 7 };
		struct diag diag = DIAG_INIT;
		if (address_parse(cases[i], &a, &diag) != JAL_ERR_INVALID)
			fail_msg("accepted: %s", cases[i]);
		assert_non_null(diag.text);
		assert_int_equal(a.port, 7);
	}
	char longer[3000];
	struct address a;
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = 0;
	assert_int_equal(address_parse(longer, &a, NULL), JAL_ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_parse__understands__folders_and_servers),
		cmocka_unit_test(address_parse__refuses__everything_else),
	};
	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
