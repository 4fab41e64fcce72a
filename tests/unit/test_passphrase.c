/* Which passphrases are good enough. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/passphrase.h"

static void refused(const char *text, const char *sentence)
{
	struct diag why = DIAG_INIT;
	struct buf said = BUF_INIT;
	enum passphrase_strength strength = PASSPHRASE_GOOD;
	const enum jal_err err = passphrase_check(text, strlen(text), &strength, &why);
	if (err != JAL_ERR_INVALID)
		fail_msg("« %s »: %s", text, jal_err_name(err));
	assert_int_equal(diag_render(&why, NULL, &said), JAL_OK);
	if (!strstr(buf_str(&said), sentence))
		fail_msg("« %s »: %s", text, buf_str(&said));
	if (*text)
		assert_null(strstr(buf_str(&said), text));
	buf_free(&said);
	assert_int_equal(strength, PASSPHRASE_GOOD);
}

static void accepted(const char *text, enum passphrase_strength expected)
{
	struct diag why = DIAG_INIT;
	enum passphrase_strength strength = PASSPHRASE_REFUSED;
	const enum jal_err err = passphrase_check(text, strlen(text), &strength, &why);
	if (err)
		fail_msg("« %s »: %s: %s", text, jal_err_name(err), why.text ? why.text : "");
	assert_int_equal(strength, expected);
}

static void passphrase_check__refuses__short_ones_by_visible_characters(void **state)
{
	(void)state;
	refused("", "trop courte");
	refused("Xk4!vB9?qZ2", "trop courte");
	/* 11 visible characters in 22 bytes. */
	refused("éàùçîôûëïüâ", "trop courte");
	refused("e\xcc\x81t\xcc\x81u\xcc\x81i\xcc\x81o\xcc\x81p\xcc\x81", "trop courte");
}

static void passphrase_check__refuses__what_everybody_uses(void **state)
{
	(void)state;
	refused("azertyuiop123", "tout le monde");
	refused("Motdepasse2024", "tout le monde");
	refused("mot de passe 2024", "tout le monde");
	refused("Je t’aime pour la vie", "tout le monde");
	refused("123456789012", "tout le monde");
	refused("Liberté, égalité, fraternité", "tout le monde");
	refused("Au clair de la lune 1", "tout le monde");
	refused("bonjourbonjour!", "tout le monde");
	refused("AZERTY-azerty-2023", "tout le monde");
}

static void passphrase_check__refuses__repetition(void **state)
{
	(void)state;
	refused("aaaaaaaaaaaaaaa", "répète");
	refused("abababababababab", "répète");
	refused("------------------", "répète");
	refused("!!!!!!!!!!!!!!!!!!", "répète");
	refused("xkqvwzzwvqkx", "deux sens");
}

static void passphrase_check__accepts__several_words(void **state)
{
	(void)state;
	accepted("quatre lanternes bavardes", PASSPHRASE_GOOD);
	accepted("une girafe, trois parapluies et du sel", PASSPHRASE_GOOD);
	accepted("tapis moutarde violon", PASSPHRASE_GOOD);
	accepted("щука летит над озером", PASSPHRASE_GOOD);
}

static void passphrase_check__refuses__bytes_that_are_no_text_and_endless_ones(void **state)
{
	(void)state;
	enum passphrase_strength strength = PASSPHRASE_FAIR;
	char longest[1025];
	memset(longest, 'a', sizeof(longest));
	assert_int_equal(passphrase_check("abcdef\xff\xfeghijkl", 14, &strength, NULL), JAL_ERR_INVALID);
	assert_int_equal(passphrase_check(longest, sizeof(longest), &strength, NULL), JAL_ERR_INVALID);
	assert_int_equal(passphrase_check("quatre\0lanternes", 16, &strength, NULL), JAL_ERR_INVALID);
}

static void passphrase_word__names__each_strength(void **state)
{
	(void)state;
	assert_string_not_equal(passphrase_word(PASSPHRASE_FAIR), passphrase_word(PASSPHRASE_GOOD));
	assert_string_not_equal(passphrase_word(PASSPHRASE_REFUSED), passphrase_word(PASSPHRASE_FAIR));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passphrase_check__refuses__short_ones_by_visible_characters),
		cmocka_unit_test(passphrase_check__refuses__what_everybody_uses),
		cmocka_unit_test(passphrase_check__refuses__repetition),
		cmocka_unit_test(passphrase_check__accepts__several_words),
		cmocka_unit_test(passphrase_check__refuses__bytes_that_are_no_text_and_endless_ones),
		cmocka_unit_test(passphrase_word__names__each_strength),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
