/* Who a line is about: every case of the rule; and the titles' own table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/import_columns.h"
#include "core/import_index.h"
#include "core/import_verdict.h"

#define ID  IMPORT_BY_IDENTITY
#define EXT IMPORT_BY_EXTERNAL_ID
#define NIR IMPORT_BY_NIR
#define CAF IMPORT_BY_CAF

/* What one candidate has; keys are small numbers here. */
struct has {
	unsigned by;
	uint64_t nir, external_id;
};

static struct import_judgement judge(enum import_kind kind, uint64_t nir, uint64_t external_id, const struct has *of, size_t n)
{
	struct import_found f = { .count = n, .nir = nir, .external_id = external_id };
	for (size_t i = 0; i < n; i++)
		f.candidate[i] = (struct import_candidate){ .place = (uint32_t)i, .by = of[i].by,
			.known = { .nir = of[i].nir, .external_id = of[i].external_id } };
	return import_verdict(kind, &f);
}

static const struct {
	uint64_t nir, external_id;	/* the line's */
	struct has of[3];
	size_t n;
	enum import_verdict verdict;
	size_t chosen;
} people[] = {
	{ 5, 7, { { 0 } }, 0, IMPORT_IS_NEW, 0 },
	/* Names, date and external id, or no external id on either side. */
	{ 0, 7, { { ID | EXT, 0, 7 } }, 1, IMPORT_IS_KNOWN, 0 },
	{ 5, 7, { { ID | EXT, 6, 7 } }, 1, IMPORT_IS_KNOWN, 0 },
	{ 0, 0, { { ID, 0, 0 } }, 1, IMPORT_IS_KNOWN, 0 },
	{ 5, 0, { { ID, 0, 0 } }, 1, IMPORT_IS_KNOWN, 0 },
	{ 0, 7, { { ID, 0, 8 }, { ID | EXT, 0, 7 }, { EXT, 0, 7 } }, 3, IMPORT_IS_KNOWN, 1 },
	/* Names, date and NIR, one side without external id. */
	{ 5, 0, { { ID | NIR, 5, 8 } }, 1, IMPORT_IS_KNOWN, 0 },
	{ 5, 7, { { ID | NIR, 5, 0 } }, 1, IMPORT_IS_KNOWN, 0 },
	{ 5, 0, { { ID, 0, 8 }, { ID | NIR, 5, 9 } }, 2, IMPORT_IS_KNOWN, 1 },
	/* One equal without the other. */
	{ 0, 7, { { ID, 0, 8 } }, 1, IMPORT_IS_DOUBTFUL, 0 },
	{ 0, 7, { { ID, 0, 0 } }, 1, IMPORT_IS_DOUBTFUL, 0 },
	{ 0, 0, { { ID, 0, 8 } }, 1, IMPORT_IS_DOUBTFUL, 0 },
	{ 0, 7, { { EXT, 0, 7 } }, 1, IMPORT_IS_DOUBTFUL, 0 },
	{ 5, 7, { { NIR, 5, 0 } }, 1, IMPORT_IS_DOUBTFUL, 0 },
	{ 5, 7, { { NIR | EXT, 5, 7 } }, 1, IMPORT_IS_DOUBTFUL, 0 },
	{ 5, 7, { { ID | NIR, 5, 8 } }, 1, IMPORT_IS_DOUBTFUL, 0 },
	{ 5, 7, { { ID, 0, 8 }, { EXT, 0, 7 } }, 2, IMPORT_IS_DOUBTFUL, 0 },
	{ 5, 7, { { ID | NIR, 5, 0 }, { EXT, 0, 7 } }, 2, IMPORT_IS_DOUBTFUL, 0 },
	/* The NIR is somebody else's. */
	{ 5, 0, { { ID, 6, 0 } }, 1, IMPORT_IS_DOUBTFUL, 0 },
	{ 5, 7, { { ID | EXT, 0, 7 }, { NIR, 5, 0 } }, 2, IMPORT_IS_DOUBTFUL, 0 },
	{ 5, 0, { { ID, 0, 0 }, { NIR, 5, 0 } }, 2, IMPORT_IS_DOUBTFUL, 0 },
	/* Two of one name. */
	{ 0, 0, { { ID, 0, 0 }, { ID, 0, 0 } }, 2, IMPORT_IS_DOUBTFUL, 0 },
	{ 0, 7, { { ID | EXT, 0, 7 }, { ID | EXT, 0, 7 } }, 2, IMPORT_IS_DOUBTFUL, 0 },
};

static void import_verdict__follows__the_rule_of_people(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
		const struct import_judgement j =
			judge(IMPORT_PEOPLE, people[i].nir, people[i].external_id, people[i].of, people[i].n);
		if (j.verdict != people[i].verdict)
			fail_msg("case %zu: verdict %d, not %d", i, (int)j.verdict, (int)people[i].verdict);
		if (j.verdict == IMPORT_IS_KNOWN && j.chosen != people[i].chosen)
			fail_msg("case %zu: chose %zu", i, j.chosen);
		assert_true((j.verdict == IMPORT_IS_DOUBTFUL) == (j.reason.text != NULL));
		assert_true(people[i].n == 0 || j.chosen < people[i].n);
	}
}

static const struct {
	uint64_t nir;
	struct has of[3];
	size_t n;
	enum import_verdict verdict;
	size_t chosen;
} contacts[] = {
	{ 5, { { 0 } }, 0, IMPORT_IS_NOBODY, 0 },
	{ 5, { { CAF, 6, 0 }, { NIR, 5, 0 } }, 2, IMPORT_IS_KNOWN, 1 },
	{ 5, { { CAF, 6, 0 }, { CAF, 0, 0 } }, 2, IMPORT_IS_KNOWN, 1 },
	{ 5, { { CAF, 6, 0 } }, 1, IMPORT_IS_NOBODY, 0 },
	{ 0, { { CAF, 6, 0 } }, 1, IMPORT_IS_KNOWN, 0 },
	{ 0, { { CAF, 6, 0 }, { CAF, 5, 0 } }, 2, IMPORT_IS_DOUBTFUL, 0 },
};

static void import_verdict__follows__the_rule_of_contacts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(contacts) / sizeof(contacts[0]); i++) {
		const struct import_judgement j = judge(IMPORT_CONTACTS, contacts[i].nir, 0, contacts[i].of, contacts[i].n);
		if (j.verdict != contacts[i].verdict || (j.verdict == IMPORT_IS_KNOWN && j.chosen != contacts[i].chosen))
			fail_msg("case %zu: verdict %d, chose %zu", i, (int)j.verdict, j.chosen);
	}
}

/* ---- titles ---- */

struct title {
	const char *kind, *titles;
};

#define TITLE(kind, role, field, element, again, titles) { #kind, titles },
static const struct title titles[] = {
#include "core/import_columns.def"
};
#undef TITLE

static void import_columns__knows__each_title_once(void **state)
{
	(void)state;
	const size_t n = sizeof(titles) / sizeof(titles[0]);
	for (size_t i = 0; i < n; i++) {
		for (const char *t = titles[i].titles; *t; t += strcspn(t, "|") + (t[strcspn(t, "|")] == '|')) {
			struct buf key = BUF_INIT;
			const size_t len = strcspn(t, "|");
			assert_true(len > 0);
			assert_int_equal(import_columns_key(t, len, &key), JAL_OK);
			if (key.len != len || memcmp(key.data, t, len) != 0)
				fail_msg("« %.*s » is not its own key", (int)len, t);
			assert_true(import_columns_known(buf_str(&key)));
			for (size_t k = 0; k < n; k++) {
				if (strcmp(titles[k].kind, titles[i].kind) != 0)
					continue;
				for (const char *o = titles[k].titles; *o; o += strcspn(o, "|") + (o[strcspn(o, "|")] == '|'))
					if (o != t && strcspn(o, "|") == len && memcmp(o, t, len) == 0)
						fail_msg("« %.*s » stands twice", (int)len, t);
			}
			buf_free(&key);
		}
	}
}

static void import_columns_key__drops__signs_accents_and_capitals(void **state)
{
	(void)state;
	static const struct {
		const char *title, *key;
	} keys[] = {
		{ "Numéro allocataire CAF/MSA", "numero allocataire caf msa" },
		{ "  N° CAF ", "n caf" },
		{ "Prime d’activité", "prime d activite" },
		{ "date_naissance", "date naissance" },
		{ "DATE DEBUT DROITS - DEVOIRS", "date debut droits devoirs" },
		{ "Né(e)\r\nle*", "ne e le" },
		{ "***", "" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct buf key = BUF_INIT;
		assert_int_equal(import_columns_key(keys[i].title, strlen(keys[i].title), &key), JAL_OK);
		assert_string_equal(buf_str(&key), keys[i].key);
		buf_free(&key);
	}
}

static void import_columns__knows__every_field_by_name_and_label(void **state)
{
	(void)state;
	for (enum field f = model_entity(ENTITY_person)->first; f < model_end(ENTITY_person); f++) {
		const struct model_field *m = model_field(f);
		const char *const texts[] = { m->name, m->label };
		for (size_t i = 0; f != FIELD_person_archived && i < 2; i++) {
			struct buf key = BUF_INIT;
			assert_int_equal(import_columns_key(texts[i], strlen(texts[i]), &key), JAL_OK);
			if (!import_columns_known(buf_str(&key)))
				fail_msg("%s: « %s »", m->name, texts[i]);
			buf_free(&key);
		}
	}
}

/* ---- the index ---- */

static void import_index__gives_back__what_was_put(void **state)
{
	(void)state;
	struct import_index ix;
	import_index_start(&ix);
	for (uint32_t i = 0; i < 20000; i++) {
		const uint32_t half = i / 2;
		const uint64_t key = import_index_key(&ix, 'a', &half, sizeof(half));
		assert_int_equal(import_index_put(&ix, key, i), JAL_OK);
		assert_int_equal(import_index_put(&ix, key, i), JAL_OK);
	}
	assert_int_equal(ix.count, 20000);
	for (uint32_t half = 0; half < 10000; half++) {
		const uint64_t key = import_index_key(&ix, 'a', &half, sizeof(half));
		size_t at = 0;
		uint32_t value = 0, seen = 0;
		while (import_index_next(&ix, key, &at, &value)) {
			assert_int_equal(value / 2, half);
			seen++;
		}
		assert_int_equal(seen, 2);
	}
	const uint32_t none = 10001;
	size_t at = 0;
	uint32_t value = 0;
	assert_false(import_index_next(&ix, import_index_key(&ix, 'a', &none, sizeof(none)), &at, &value));
	at = 0;
	assert_false(import_index_next(&ix, import_index_key(&ix, 'b', &value, sizeof(value)), &at, &value));
	import_index_free(&ix);
}

/* A number that a whole territory shares must not make each line slower than the last. */
static void import_index__keeps__few_of_one_key(void **state)
{
	(void)state;
	struct import_index ix;
	import_index_start(&ix);
	const uint64_t key = import_index_key(&ix, 'a', "same", 4);
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal(import_index_put(&ix, key, i), JAL_OK);
	assert_int_equal(ix.count, IMPORT_INDEX_SAME);
	import_index_free(&ix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(import_verdict__follows__the_rule_of_people),
		cmocka_unit_test(import_verdict__follows__the_rule_of_contacts),
		cmocka_unit_test(import_columns__knows__each_title_once),
		cmocka_unit_test(import_columns_key__drops__signs_accents_and_capitals),
		cmocka_unit_test(import_columns__knows__every_field_by_name_and_label),
		cmocka_unit_test(import_index__gives_back__what_was_put),
		cmocka_unit_test(import_index__keeps__few_of_one_key),
	};
	return cmocka_run_group_tests_name("import_verdict", tests, NULL, NULL);
}
