/* Text: what is allowed, how it is cleaned and shown, and the keys that compare it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <unistr.h>

#include "core/text.h"

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

/* ---- what is allowed ---- */

static void text_check_nfc__knows__composed_from_decomposed(void **state)
{
	(void)state;
	static const char *const good[] = { "", "abc", "abcdefghijklmnop", "été", "Hélène — « œuvre » … €", "中文", "Ω", "ễ", "😀", "한국",
		"a\xCC\xB2" /* a and a line below: no composed form */, "line\nline\ttab" };
	static const char *const bad[] = { "e\xCC\x81", "abcdefghijklmne\xCC\x81", "\xE2\x80\x80" /* en quad */, "\xE2\x84\xA6" /* ohm */,
		"\xE1\x84\x92\xE1\x85\xA1" /* jamo */, "a\xCC\xA3\xCC\x82\xCC\xA3", "q\xCC\x87\xCC\xA3" /* marks out of order */ };
	for (size_t i = 0; i < N_OF(good); i++)
		if (text_check_nfc(good[i], strlen(good[i])) != JAL_OK)
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < N_OF(bad); i++)
		if (text_check_nfc(bad[i], strlen(bad[i])) != JAL_ERR_SYNTAX)
			fail_msg("accepted: %s", bad[i]);
}

static const char *const not_utf8[] = { "\xFF", "a\x80", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xF0\x9F\x98",
	"abcdefgh\xE9" /* Latin-1 */, "\xC3(" };

static void text_check_nfc__refuses__what_is_not_utf8(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(not_utf8); i++)
		assert_int_equal(text_check_nfc(not_utf8[i], strlen(not_utf8[i])), JAL_ERR_SYNTAX);
	assert_int_equal(text_check_nfc("a\0b", 3), JAL_OK);
}

/* Each shows nothing but changes what is shown. */
static const char *const hidden[] = { "\x01", "\x1B[31m", "\x7F", "\xC2\x85", "\xC2\x9B", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xD8\x9C", "\xE2\x80\x8E",
	"\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA9", "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xE2\x81\xA0", "\xEF\xBF\xB9",
	"\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xEF\xB7\x90", "\xF3\xA0\x81\x81", "\xF0\x9F\xBF\xBF" };

static void text_valid__refuses__with_a_reason(void **state)
{
	(void)state;
	char text[32];
	for (size_t i = 0; i < N_OF(hidden) + N_OF(not_utf8); i++) {
		const char *bad = i < N_OF(hidden) ? hidden[i] : not_utf8[i - N_OF(hidden)];
		struct diag why = DIAG_INIT;
		(void)snprintf(text, sizeof(text), "été%s", bad);
		if (text_valid(text, strlen(text), TEXT_LINE, &why) != JAL_ERR_INVALID || !why.text)
			fail_msg("accepted %zu", i);
		if (text_valid(text, strlen(text), TEXT_LONG, NULL) != JAL_ERR_INVALID)
			fail_msg("accepted %zu in a long text", i);
	}
	assert_int_equal(text_valid("a\0b", 3, TEXT_LONG, NULL), JAL_ERR_INVALID);
	assert_int_equal(text_valid("e\xCC\x81", 3, TEXT_LINE, NULL), JAL_ERR_INVALID);
}

static void text_valid__allows__lines_in_long_texts_only(void **state)
{
	(void)state;
	assert_int_equal(text_valid("a\n\tb", 4, TEXT_LONG, NULL), JAL_OK);
	assert_int_equal(text_valid("a\nb", 3, TEXT_LINE, NULL), JAL_ERR_INVALID);
	assert_int_equal(text_valid("a\tb", 3, TEXT_LINE, NULL), JAL_ERR_INVALID);
	assert_int_equal(text_valid("a\rb", 3, TEXT_LONG, NULL), JAL_ERR_INVALID);
	static const char *const good[] = { "", "N’Guyễn-Đặng", "محمد", "می‌خواهم" /* with a zero-width non-joiner */, "😀", "« L’été » — 1 190 €" };
	for (size_t i = 0; i < N_OF(good); i++)
		assert_int_equal(text_valid(good[i], strlen(good[i]), TEXT_LINE, NULL), JAL_OK);
}

/* ---- cleaning ---- */

static void assert_clean(const char *in, enum text_shape shape, const char *want, size_t want_dropped)
{
	struct buf b = BUF_INIT;
	size_t dropped = 99;
	if (text_clean(in, strlen(in), shape, &b, &dropped) != JAL_OK || strcmp(buf_str(&b), want) != 0 ||
	    dropped != want_dropped)
		fail_msg("\"%s\" gives \"%s\", %zu dropped", in, buf_str(&b), dropped);
	assert_int_equal(text_valid(buf_str(&b), b.len, shape, NULL), JAL_OK);
	buf_free(&b);
}

static void text_clean__gives__what_text_valid_accepts(void **state)
{
	(void)state;
	assert_clean("", TEXT_LINE, "", 0);
	assert_clean("plain", TEXT_LINE, "plain", 0);
	assert_clean("e\xCC\x81t\xC3\xA9", TEXT_LINE, "été", 0);
	assert_clean("a\r\nb\rc\nd\te", TEXT_LINE, "a b c d e", 0);
	assert_clean("a\r\nb\rc\nd\te\xE2\x80\xA8" "f\xC2\x85g\x0Bh", TEXT_LONG, "a\nb\nc\nd\te\nf\ng\nh", 0);
	assert_clean("a\n\n\r\nb", TEXT_LONG, "a\n\n\nb", 0);
	assert_clean("\xEF\xBB\xBF" "a\xC2\xAD" "b", TEXT_LINE, "ab", 2);
	/* A mark that meets its letter only once what stood between is gone. */
	assert_clean("e\xE2\x80\x8B\xCC\x81", TEXT_LINE, "é", 1);
	for (size_t i = 0; i < N_OF(hidden); i++) {
		struct buf b = BUF_INIT;
		assert_int_equal(text_clean(hidden[i], strlen(hidden[i]), TEXT_LINE, &b, NULL), JAL_OK);
		assert_int_equal(text_valid(buf_str(&b), b.len, TEXT_LINE, NULL), JAL_OK);
		buf_free(&b);
	}
}

static void text_clean__refuses__what_is_not_utf8_and_appends_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(not_utf8); i++) {
		struct buf b = BUF_INIT;
		assert_int_equal(buf_puts(&b, "x"), JAL_OK);
		assert_int_equal(text_clean(not_utf8[i], strlen(not_utf8[i]), TEXT_LONG, &b, NULL), JAL_ERR_SYNTAX);
		assert_string_equal(buf_str(&b), "x");
		buf_free(&b);
	}
}

static void text_trim__takes__every_space_off_both_ends(void **state)
{
	(void)state;
	static const char *const rows[][2] = { { "", "" }, { "  ", "" }, { " a b ", "a b" }, { "\xC2\xA0\t\n" "é\xE2\x80\xAF", "é" },
		{ "a", "a" }, { "\xFF ", "\xFF" }, { " \xFF", "\xFF" }, { "\xE3\x80\x80é\xC2\x85", "é" } };
	for (size_t i = 0; i < N_OF(rows); i++) {
		const char *s = rows[i][0];
		const size_t n = text_trim(&s, strlen(s));
		assert_int_equal(n, strlen(rows[i][1]));
		assert_memory_equal(s, rows[i][1], n);
	}
}

static void text_cut__keeps__characters_whole(void **state)
{
	(void)state;
	static const char s[] = "né\xE2\x82\xAC";	/* 1, 2 and 3 bytes */
	static const size_t cut[] = { 0, 1, 1, 3, 3, 3, 6, 6 };
	for (size_t max = 0; max < N_OF(cut); max++)
		assert_int_equal(text_cut(s, sizeof(s) - 1, max), cut[max]);
	assert_int_equal(text_cut("\x80\x80\x80", 3, 2), 0);
	assert_int_equal(text_cut("", 0, 0), 0);
}

static void text_absent__knows__the_words_for_nothing(void **state)
{
	(void)state;
	static const char *const none[] = { "", " \t", "NULL", "null", " N/A ", "-", "–", "#N/A" };
	static const char *const some[] = { "0", "NULLE", "N", "--", "n.a", "non" };
	for (size_t i = 0; i < N_OF(none); i++)
		assert_true(text_absent(none[i], strlen(none[i])));
	for (size_t i = 0; i < N_OF(some); i++)
		assert_false(text_absent(some[i], strlen(some[i])));
}

static void text_inert__shows__what_a_terminal_would_obey(void **state)
{
	(void)state;
	static const char *const rows[][2] = { { "été", "été" }, { "\x1B]0;x\x07", "^[]0;x^G" }, { "\x7F", "^?" }, { "a\nb", "a^Jb" },
		{ "\xC2\x9B" "31m", "<U+009B>31m" }, { "\xE2\x80\xAEtxt", "<U+202E>txt" }, { "a\xFFz\xC3", "a<FF>z<C3>" }, { "\xED\xA0\x80", "<ED><A0><80>" },
		{ "\xF3\xA0\x81\x81", "<U+E0041>" }, { "", "" } };
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct buf b = BUF_INIT;
		assert_int_equal(text_inert(rows[i][0], strlen(rows[i][0]), TEXT_LINE, &b), JAL_OK);
		assert_string_equal(buf_str(&b), rows[i][1]);
		buf_free(&b);
	}
	struct buf b = BUF_INIT;
	assert_int_equal(text_inert("a\n\tb\r", 5, TEXT_LONG, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "a\n\tb^M");
	buf_free(&b);
	/* Whatever comes in, nothing that text_valid refuses goes out. */
	uint32_t seed = 7;
	for (int i = 0; i < 20000; i++) {
		char bytes[12];
		for (size_t k = 0; k < sizeof(bytes); k++) {
			seed = seed * 1664525U + 1013904223U;
			bytes[k] = (char)(seed >> 24);
		}
		assert_int_equal(text_inert(bytes, sizeof(bytes), TEXT_LINE, &b), JAL_OK);
		for (size_t k = 0; k < b.len; k++)
			assert_false(b.data[k] < 0x20 || b.data[k] == 0x7F);
		assert_null(u8_check(b.data, b.len));
		buf_free(&b);
	}
}

static void text_next__moves__by_visible_character(void **state)
{
	(void)state;
	/* e with a combining acute, a composed é, a Hangul syllable of two jamo, CRLF, an emoji, x */
	static const char s[] = "e\xCC\x81" "é" "\xE1\x84\x92\xE1\x85\xA1" "\r\n" "\xF0\x9F\x98\x80" "x";
	static const size_t stops[] = { 0, 3, 5, 11, 13, 17, 18 };
	const size_t n = sizeof(s) - 1;
	for (size_t i = 0; i + 1 < N_OF(stops); i++) {
		assert_int_equal(text_next(s, n, stops[i]), stops[i + 1]);
		assert_int_equal(text_prev(s, n, stops[i + 1]), stops[i]);
	}
	assert_int_equal(text_next(s, n, n), n);
	assert_int_equal(text_next(s, n, 99), n);
	assert_int_equal(text_prev(s, n, 0), 0);
	assert_int_equal(text_next("", 0, 0), 0);
}

/* ---- keys ---- */

static void assert_key(enum jal_err (*key)(const char *, size_t, struct buf *), const char *in, const char *want)
{
	struct buf b = BUF_INIT;
	assert_int_equal(buf_puts(&b, " before"), JAL_OK);
	if (key(in, strlen(in), &b) != JAL_OK || strncmp(buf_str(&b), " before", 7) != 0 || strcmp(buf_str(&b) + 7, want) != 0)
		fail_msg("\"%s\" gives \"%s\", not \"%s\"", in, buf_str(&b) + (b.len < 7 ? b.len : 7), want);
	buf_free(&b);
}

static void text_fold__takes_off__case_accents_and_signs(void **state)
{
	(void)state;
	static const char *const rows[][2] = { { "", "" }, { "  ", "" }, { "LEFÈVRE Hélène", "lefevre helene" }, { "Saint-Malo", "saint malo" },
		{ "L’Haÿ-les-Roses", "l hay les roses" }, { "L'Haÿ  -  les\xC2\xA0Roses ", "l hay les roses" }, { "Œuvre ÆGIR Straße", "oeuvre aegir strasse" },
		{ "e\xCC\x81te\xCC\x81", "ete" }, { "Łukasz Ðuro Ødegård", "lukasz duro odegard" }, { "Nguyễn Đặng", "nguyen dang" }, { "ﬁn", "fin" },
		{ "İstanbul", "istanbul" }, { "ΣΊΣΥΦΟΣ", "σισυφοσ" }, { "Ёлкин", "елкин" }, { "한국", "한국" }, { "が", "が" }, { "…", "..." },
		{ "D\xC2\xAD" "upont", "dupont" }, { "´Aïssa´", "aissa" }, { "2\xC2\xA0" "è étage", "2 e etage" }, { "N° 4 bis", "n° 4 bis" },
		{ "a\nb\tc", "a b c" }, { "—", "" }, { "Jean – Luc", "jean luc" }, { "１２", "12" }, { "中-文", "中 文" }, { "ŉ", "n" } };
	for (size_t i = 0; i < N_OF(rows); i++)
		assert_key(text_fold, rows[i][0], rows[i][1]);
}

static void text_fold_exact__keeps__accents(void **state)
{
	(void)state;
	static const char *const rows[][2] = { { "LEFÈVRE Hélène", "lefèvre hélène" }, { "e\xCC\x81TE\xCC\x81", "été" }, { "L’Œuvre", "l œuvre" },
		{ "  Saint-  Malo ", "saint malo" }, { "Nguyễn", "nguyễn" }, { "STRASSE", "strasse" }, { "Straße", "strasse" } };
	for (size_t i = 0; i < N_OF(rows); i++)
		assert_key(text_fold_exact, rows[i][0], rows[i][1]);
}

static void text_fold__gives__the_same_by_table_and_by_unicode(void **state)
{
	(void)state;
	/* A Chinese character sends the whole text to libunistring. */
	for (int exact = 0; exact < 2; exact++) {
		for (ucs4_t c = 0; c < 0x2200; c++) {
			enum jal_err (*key)(const char *, size_t, struct buf *) = exact ? text_fold_exact : text_fold;
			char in[16] = "x";
			size_t n = 1 + (size_t)u8_uctomb((uint8_t *)in + 1, c, 4);
			memcpy(in + n, "x中", 4);
			struct buf table = BUF_INIT, unicode = BUF_INIT;
			assert_int_equal(key(in, n + 1, &table), JAL_OK);
			assert_int_equal(key(in, n + 4, &unicode), JAL_OK);
			if (unicode.len != table.len + 3 || memcmp(unicode.data, table.data, table.len) != 0)
				fail_msg("U+%04X: \"%s\", \"%s\"", (unsigned)c, buf_str(&table), buf_str(&unicode));
			/* And a key is its own key. */
			buf_clear(&unicode);
			assert_int_equal(key(buf_str(&table), table.len, &unicode), JAL_OK);
			if (strcmp(buf_str(&table), buf_str(&unicode)) != 0)
				fail_msg("U+%04X again: \"%s\", \"%s\"", (unsigned)c, buf_str(&table), buf_str(&unicode));
			buf_free(&table);
			buf_free(&unicode);
		}
	}
}

static void text_fold__refuses__what_is_not_utf8(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(not_utf8); i++) {
		struct buf b = BUF_INIT;
		assert_int_equal(text_fold(not_utf8[i], strlen(not_utf8[i]), &b), JAL_ERR_SYNTAX);
		assert_int_equal(text_phonetic(not_utf8[i], strlen(not_utf8[i]), &b), JAL_ERR_SYNTAX);
		assert_int_equal(text_fold_header(not_utf8[i], strlen(not_utf8[i]), &b), JAL_ERR_SYNTAX);
		assert_int_equal(b.len, 0);
		buf_free(&b);
	}
}

static void text_fold_header__ignores__stars_and_line_breaks(void **state)
{
	(void)state;
	static const char *const rows[][2] = { { "Prénom*", "prenom" }, { "Nom *", "nom" }, { "Adresse\n(complément)", "adresse (complement)" },
		{ "PRÉNOM", "prenom" }, { "Prime d'activité", "prime d activite" }, { "N° CAF", "n° caf" }, { "*", "" } };
	for (size_t i = 0; i < N_OF(rows); i++)
		assert_key(text_fold_header, rows[i][0], rows[i][1]);
}

static void text_word__finds__each_word(void **state)
{
	(void)state;
	static const char s[] = "jean luc, (dupont) 35400 中文\xFF«x»";
	static const char *const want[] = { "jean", "luc", "dupont", "35400", "中文", "x" };
	size_t at = 0, len = 0;
	const char *word = NULL;
	for (size_t i = 0; i < N_OF(want); i++) {
		assert_true(text_word(s, sizeof(s) - 1, &at, &word, &len));
		assert_int_equal(len, strlen(want[i]));
		assert_memory_equal(word, want[i], len);
	}
	assert_false(text_word(s, sizeof(s) - 1, &at, &word, &len));
	at = 0;
	assert_false(text_word("", 0, &at, &word, &len));
	assert_false(text_word(" -", 2, &at, &word, &len));
}

static void text_phonetic__hears__the_same_name(void **state)
{
	(void)state;
	static const char *const same[][4] = { { "Dupont", "DUPOND", "Dupons", "dupon" }, { "Durand", "Durant", "Duran", "Durands" },
		{ "Thibault", "Thibaud", "Tibaut", "Thibaux" }, { "Gauthier", "Gautier", "Gaultier", "Gotié" }, { "Philippe", "Filipe", "PHILIPE", "Filippe" },
		{ "Christophe", "Cristof", "Kristoff", "Christoffe" }, { "Michaël", "Mickael", "Mikaël", "Michael" },
		{ "Lefèvre", "Lefebvre", "LEFEVRE", "Le\xCC\x80" "fevre" }, { "Schmidt", "Schmitt", "Schmit", "Shmid" }, { "Jérôme", "Gérome", "jerome", "Jerom" },
		{ "Mathieu", "Matthieu", "Mathieux", "Matieu" }, { "Benoît", "Benoit", "Benois", "Benoi" }, { "Quentin", "Kantin", "Quantin", "Qentin" },
		{ "Rousseau", "Roussot", "Rouseau", "Rousso" }, { "François", "Francois", "FRANÇOIS", "Françoit" }, { "Yves", "Ives", "Yve", "Ive" },
		{ "Cécile", "Sessile", "Cecil", "Cécille" }, { "Jean-Luc", "Jean Luc", "Jan Luc", "JEAN–LUC" } };
	for (size_t i = 0; i < N_OF(same); i++) {
		struct buf a = BUF_INIT, b = BUF_INIT;
		assert_int_equal(text_phonetic(same[i][0], strlen(same[i][0]), &a), JAL_OK);
		for (size_t k = 1; k < 4; k++) {
			buf_clear(&b);
			assert_int_equal(text_phonetic(same[i][k], strlen(same[i][k]), &b), JAL_OK);
			if (strcmp(buf_str(&a), buf_str(&b)) != 0)
				fail_msg("%s is %s, %s is %s", same[i][0], buf_str(&a), same[i][k], buf_str(&b));
		}
		buf_free(&a);
		buf_free(&b);
	}
}

static void text_phonetic__keeps_apart__other_names(void **state)
{
	(void)state;
	static const char *const names[] = { "Dupont", "Durand", "Martin", "Martine", "Moreau", "Bernard", "Petit", "Robert", "Richard", "Dubois",
		"Leroy", "Simon", "Laurent", "Lefèvre", "Michel", "Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier", "Morel", "Girard",
		"André", "Mercier", "Blanc", "Guérin", "Boyer", "Garnier", "Chevalier", "Camille", "Camélia", "Lucie", "Lucien", "Mathieu", "Mathis",
		"Хан", "中", "Ng", "Ly", "A" };
	struct buf key[N_OF(names)];
	for (size_t i = 0; i < N_OF(names); i++) {
		key[i] = BUF_INIT;
		assert_int_equal(text_phonetic(names[i], strlen(names[i]), &key[i]), JAL_OK);
		assert_true(key[i].len > 0);
		for (size_t k = 0; k < i; k++)
			if (strcmp(buf_str(&key[i]), buf_str(&key[k])) == 0)
				fail_msg("%s and %s are %s", names[i], names[k], buf_str(&key[k]));
	}
	for (size_t i = 0; i < N_OF(names); i++)
		buf_free(&key[i]);
}

static void text_after_colon__begins_small__but_not_abbreviations(void **state)
{
	static const char *const pairs[][2] = {
		{ "Il manque 1 chiffre.", "il manque 1 chiffre." },
		{ "À remplir.", "à remplir." },
		{ "L’adresse est longue.", "l’adresse est longue." },
		{ "Œuvrer.", "œuvrer." },
		{ "NIR incomplet.", "NIR incomplet." },
		{ "C12", "C12" },
		{ "« x »", "« x »" },
		{ "A", "a" },
		{ "", "" },
		{ "\xff", "\xff" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct buf out = BUF_INIT;
		assert_int_equal(text_after_colon(pairs[i][0], strlen(pairs[i][0]), &out), JAL_OK);
		assert_string_equal(buf_str(&out), pairs[i][1]);
		buf_free(&out);
	}
}

static void text_is__compares__whole_codes_and_nothing_is_none(void **state)
{
	(void)state;
	assert_true(text_is("done", "done"));
	assert_false(text_is("done", "do"));
	assert_false(text_is("do", "done"));
	assert_false(text_is("", "done"));
	assert_false(text_is(NULL, "done"));
	assert_false(text_is(NULL, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_check_nfc__knows__composed_from_decomposed),
		cmocka_unit_test(text_check_nfc__refuses__what_is_not_utf8),
		cmocka_unit_test(text_valid__refuses__with_a_reason),
		cmocka_unit_test(text_valid__allows__lines_in_long_texts_only),
		cmocka_unit_test(text_clean__gives__what_text_valid_accepts),
		cmocka_unit_test(text_clean__refuses__what_is_not_utf8_and_appends_nothing),
		cmocka_unit_test(text_trim__takes__every_space_off_both_ends),
		cmocka_unit_test(text_is__compares__whole_codes_and_nothing_is_none),
		cmocka_unit_test(text_cut__keeps__characters_whole),
		cmocka_unit_test(text_absent__knows__the_words_for_nothing),
		cmocka_unit_test(text_inert__shows__what_a_terminal_would_obey),
		cmocka_unit_test(text_next__moves__by_visible_character),
		cmocka_unit_test(text_fold__takes_off__case_accents_and_signs),
		cmocka_unit_test(text_fold_exact__keeps__accents),
		cmocka_unit_test(text_fold__gives__the_same_by_table_and_by_unicode),
		cmocka_unit_test(text_fold__refuses__what_is_not_utf8),
		cmocka_unit_test(text_fold_header__ignores__stars_and_line_breaks),
		cmocka_unit_test(text_word__finds__each_word),
		cmocka_unit_test(text_phonetic__hears__the_same_name),
		cmocka_unit_test(text_phonetic__keeps_apart__other_names),
		cmocka_unit_test(text_after_colon__begins_small__but_not_abbreviations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
