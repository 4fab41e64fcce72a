/* Papers as blocks: what is built is what comes back from the encoding, and nothing else is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/paper.h"

static const char *shout(const char *text)
{
	return strcmp(text, "Page %1") == 0 ? "Sheet %1" : text;
}

static const struct format french = { .translate = NULL };
static const struct format english = { .translate = shout, .english = true };

static const char *const titles[] = { "Action", "Qui" };
static const char *const cells[] = { "S’inscrire à l’auto-école", "Bénéficiaire" };
static const uint8_t weights[] = { 70, 30 };

static struct paper *built(void)
{
	struct paper *p = NULL;
	assert_int_equal(paper_new(&french, 20781, &p), JAL_OK);
	paper_set(p, PAPER_NAME, "Contrat");
	paper_set(p, PAPER_PAGES, "Page %1 sur %2");
	paper_title(p, "Contrat d’engagement");
	paper_heading(p, 2, "Parties");
	paper_field(p, "Nom", "Łukasz Şahin");
	paper_text(p, "Une ligne.\nUne autre.");
	paper_small(p, "Petit.");
	paper_check(p, true, "Fait", "hier");
	paper_table(p, 2, titles, weights);
	paper_row(p, cells);
	paper_row(p, cells);
	paper_break(p);
	paper_signature(p, "Bénéficiaire", NULL);
	return p;
}

static struct buf encoded(const struct paper *p)
{
	struct buf b = BUF_INIT;
	assert_int_equal(paper_encode(p, &b), JAL_OK);
	return b;
}

static void paper_decode__gives__what_was_built(void **state)
{
	(void)state;
	struct paper *p = built(), *q = NULL;
	struct buf a = encoded(p), b = BUF_INIT;
	assert_int_equal(paper_done(p), JAL_OK);
	assert_int_equal(paper_decode(a.data, a.len, &q), JAL_OK);
	assert_int_equal(paper_count(q), 11);
	assert_int_equal(paper_day(q), 20781);
	assert_string_equal(paper_note(q, PAPER_NAME), "Contrat");
	assert_string_equal(paper_note(q, PAPER_FOOT), "");
	assert_int_equal(paper_block(q, 1)->kind, PAPER_HEADING);
	assert_int_equal(paper_block(q, 1)->arg, 2);
	assert_string_equal(paper_text_of(q, paper_block(q, 2), 1), "Łukasz Şahin");
	assert_string_equal(paper_text_of(q, paper_block(q, 3), 0), "Une ligne.\nUne autre.");
	assert_int_equal(paper_block(q, 6)->weight[0], 70);
	assert_string_equal(paper_text_of(q, paper_block(q, 8), 1), "Bénéficiaire");
	assert_string_equal(paper_text_of(q, paper_block(q, 10), 1), "");
	b = encoded(q);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	buf_free(&a);
	buf_free(&b);
	paper_free(p);
	paper_free(q);
}

/* Each bit turned, each end cut: refused, or another paper that is taken as it is. */
static void paper_decode__refuses__what_no_paper_encodes_to(void **state)
{
	(void)state;
	struct paper *p = built(), *q = NULL;
	struct buf a = encoded(p);
	for (size_t i = 0; i < a.len; i++) {
		assert_int_not_equal(paper_decode(a.data, i, &q), JAL_OK);
		for (int bit = 0; bit < 8; bit++) {
			a.data[i] ^= (uint8_t)(1 << bit);
			if (paper_decode(a.data, a.len, &q) == JAL_OK) {
				struct buf b = encoded(q);
				assert_int_equal(b.len, a.len);
				assert_memory_equal(b.data, a.data, a.len);
				buf_free(&b);
				paper_free(q);
				q = NULL;
			}
			a.data[i] ^= (uint8_t)(1 << bit);
		}
	}
	assert_int_equal(buf_putc(&a, 0), JAL_OK);
	assert_int_equal(paper_decode(a.data, a.len, &q), JAL_ERR_SYNTAX);
	assert_null(q);
	buf_free(&a);
	paper_free(p);
}

static void paper__leaves_out__what_says_nothing(void **state)
{
	(void)state;
	struct paper *p = NULL;
	assert_int_equal(paper_new(&french, 0, &p), JAL_OK);
	paper_field(p, "Téléphone", NULL);
	paper_field(p, "Téléphone", "");
	paper_text(p, "");
	paper_small(p, NULL);
	assert_int_equal(paper_count(p), 0);
	assert_int_equal(paper_done(p), JAL_OK);
	paper_free(p);
}

static void paper__makes__foreign_text_inert(void **state)
{
	(void)state;
	struct paper *p = NULL;
	assert_int_equal(paper_new(&french, 0, &p), JAL_OK);
	/* An escape sequence, a right-to-left override, an accent that stands apart from its letter. */
	paper_text(p, "a\033[31mb");
	paper_text(p, "c\xE2\x80\xAE" "d");
	paper_text(p, "e\xCC\x81");
	assert_int_equal(paper_done(p), JAL_OK);
	assert_string_equal(paper_text_of(p, paper_block(p, 0), 0), "a^[[31mb");
	assert_string_equal(paper_text_of(p, paper_block(p, 1), 0), "c<U+202E>d");
	assert_string_equal(paper_text_of(p, paper_block(p, 2), 0), "é");
	paper_free(p);
}

static void paper__keeps__the_first_failure(void **state)
{
	(void)state;
	struct paper *p = NULL;
	struct buf b = BUF_INIT;
	assert_int_equal(paper_new(&french, 0, &p), JAL_OK);
	/* A row outside a table: also after the table was left. */
	paper_table(p, 2, titles, weights);
	paper_row(p, cells);
	paper_text(p, "Autre chose.");
	paper_row(p, cells);
	assert_int_equal(paper_done(p), JAL_ERR_INVALID);
	paper_err(p, JAL_ERR_NOMEM);
	paper_text(p, "Plus rien.");
	assert_int_equal(paper_done(p), JAL_ERR_INVALID);
	assert_int_equal(paper_count(p), 3);
	paper_free(p);
	buf_free(&b);
}

static void paper__has__bounds(void **state)
{
	(void)state;
	struct paper *p = NULL;
	char *long_text = malloc(PAPER_TEXT_MAX + 2);
	assert_non_null(long_text);
	memset(long_text, 'a', PAPER_TEXT_MAX + 1);
	long_text[PAPER_TEXT_MAX + 1] = 0;
	assert_int_equal(paper_new(&french, 0, &p), JAL_OK);
	paper_text(p, long_text + 1);
	assert_int_equal(paper_done(p), JAL_OK);
	paper_text(p, long_text);
	assert_int_equal(paper_done(p), JAL_ERR_LIMIT);
	paper_free(p);

	assert_int_equal(paper_new(&french, 0, &p), JAL_OK);
	for (size_t i = 0; i < PAPER_BYTES_MAX / PAPER_TEXT_MAX + 1; i++)
		paper_text(p, long_text + 1);
	assert_int_equal(paper_done(p), JAL_ERR_LIMIT);
	paper_free(p);

	assert_int_equal(paper_new(&french, 0, &p), JAL_OK);
	for (size_t i = 0; i < PAPER_BLOCKS_MAX; i++)
		paper_break(p);
	assert_int_equal(paper_done(p), JAL_OK);
	paper_break(p);
	assert_int_equal(paper_done(p), JAL_ERR_LIMIT);
	paper_free(p);

	assert_int_equal(paper_new(&french, 0, &p), JAL_OK);
	paper_table(p, PAPER_COLUMNS + 1, titles, weights);
	assert_int_equal(paper_done(p), JAL_ERR_INVALID);
	paper_free(p);
	free(long_text);
}

static void paper_seal__marks__the_content(void **state)
{
	(void)state;
	struct paper *p = built(), *q = built();
	paper_seal(p, "Empreinte : %1.");
	paper_seal(q, "Empreinte : %1.");
	assert_string_equal(paper_note(p, PAPER_MARK), paper_note(q, PAPER_MARK));
	assert_int_equal(strlen(paper_note(p, PAPER_MARK)), strlen("Empreinte : 0000 0000 0000 0000."));
	/* Again: the mark is not part of what it marks. */
	paper_seal(q, "Empreinte : %1.");
	assert_string_equal(paper_note(p, PAPER_MARK), paper_note(q, PAPER_MARK));
	paper_text(q, "x");
	paper_seal(q, "Empreinte : %1.");
	assert_string_not_equal(paper_note(p, PAPER_MARK), paper_note(q, PAPER_MARK));
	paper_free(p);
	paper_free(q);
}

static void paper_say__speaks__the_readers_language(void **state)
{
	(void)state;
	struct paper *p = NULL;
	assert_int_equal(paper_new(&english, 0, &p), JAL_OK);
	assert_string_equal(paper_say(p, "Page %1"), "Sheet %1");
	paper_free(p);
	assert_int_equal(paper_new(&french, 0, &p), JAL_OK);
	assert_string_equal(paper_say(p, "Page %1"), "Page %1");
	paper_free(p);
	paper_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paper_decode__gives__what_was_built),
		cmocka_unit_test(paper_decode__refuses__what_no_paper_encodes_to),
		cmocka_unit_test(paper__leaves_out__what_says_nothing),
		cmocka_unit_test(paper__makes__foreign_text_inert),
		cmocka_unit_test(paper__keeps__the_first_failure),
		cmocka_unit_test(paper__has__bounds),
		cmocka_unit_test(paper_seal__marks__the_content),
		cmocka_unit_test(paper_say__speaks__the_readers_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
