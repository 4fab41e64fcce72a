/* What no form would take. */
#include "tests/support/wild.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/date.h"
#include "core/journal.h"

static int64_t any_date(struct wild *w)
{
	switch (rng_below(&w->rng, 5)) {
	case 0:
		return DATE_MIN;
	case 1:
		return DATE_MAX;
	case 2:
		return DATE_MIN + (int64_t)rng_below(&w->rng, (size_t)((int64_t)DATE_MAX - DATE_MIN + 1));
	default:
		return w->today - 400 + (int64_t)rng_below(&w->rng, 800);
	}
}

static int64_t any_number(struct wild *w)
{
	static const int64_t edges[] = { 0, 1, -1, 12, 60, INT32_MAX, INT32_MIN, (int64_t)INT32_MAX + 1, VALUE_NUMBER_MAX,
		-VALUE_NUMBER_MAX };
	const size_t i = rng_below(&w->rng, 2 * sizeof(edges) / sizeof(*edges));
	return i < sizeof(edges) / sizeof(*edges) ? edges[i] : (int64_t)rng_below(&w->rng, 100);
}

static const char *any_code(struct wild *w, enum vocab vocab)
{
	size_t n = 0;
	const struct vocab_code *codes = vocab == VOCAB_none || vocab == VOCAB_free ? NULL : vocab_codes(vocab, &n);
	return n > 0 && rng_chance(&w->rng, 90) ? codes[rng_below(&w->rng, n)].code : "of_a_newer_program";
}

static const char *any_text(struct wild *w)
{
	static const char *const texts[] = { "Un texte", "%s%n%1$s", "\n\n\n", " ", "=1+1", "«\u00a0»", "\xF0\x9F\x92\xA9",
		"e\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81", "../../etc/passwd", "-rf" };
	return texts[rng_below(&w->rng, sizeof(texts) / sizeof(*texts))];
}

static const struct jal_id *any_id(struct wild *w, enum entity target)
{
	static const struct jal_id unknown = { { 0xee, 0xee } };
	size_t i = rng_below(&w->rng, w->n + 1);
	/* Mostly what it should point to. */
	for (size_t tries = 0; tries < 200 && i < w->n && rng_chance(&w->rng, 97) && target < ENTITY_COUNT && w->kinds[i] != target;
		tries++)
		i = rng_below(&w->rng, w->n);
	return i < w->n ? &w->ids[i] : &unknown;
}

void wild_fill(struct wild *w, struct edit *e, const struct model_field *f)
{
	enum jal_err err = JAL_OK;
	switch (f->type) {
	case FIELD_TYPE_text:
	case FIELD_TYPE_long_text:
		err = edit_set_text(e, f->id, any_text(w));
		break;
	case FIELD_TYPE_code:
		err = edit_set_text(e, f->id, any_code(w, f->vocab));
		break;
	case FIELD_TYPE_date:
		err = edit_set_number(e, f->id, any_date(w));
		break;
	case FIELD_TYPE_time:
		err = edit_set_number(e, f->id, any_date(w) * DATE_MINUTES_PER_DAY + (int64_t)rng_below(&w->rng, DATE_MINUTES_PER_DAY));
		break;
	case FIELD_TYPE_integer:
	case FIELD_TYPE_money:
		err = edit_set_number(e, f->id, any_number(w));
		break;
	case FIELD_TYPE_flag:
		err = edit_set_flag(e, f->id, rng_chance(&w->rng, 30));
		break;
	case FIELD_TYPE_ref:
		err = edit_set_id(e, f->id, any_id(w, f->target));
		break;
	case FIELD_TYPE_set:
		for (size_t i = rng_below(&w->rng, 4); i > 0 && !err; i--)
			err = edit_element(e, f->id, any_code(w, f->vocab), true);
		break;
	case FIELD_TYPE_hash:
	case FIELD_TYPE_bytes:
		break;
	}
	/* What no operation carries. */
	if (err != JAL_ERR_INVALID)
		assert_int_equal(err, JAL_OK);
}

static bool is_wild(enum entity e)
{
	return model_entity(e)->home == HOME_dossier && !model_heavy(e);
}

static void put(struct wild *w, size_t i)
{
	const enum entity entity = w->kinds[i];
	struct edit *e = NULL;
	/* The dossier may be there already. */
	if (journal_edit(w->box->journal, &w->caseload, entity, &w->dossier, &w->ids[i], &e) != JAL_OK)
		assert_int_equal(edit_create_as(entity, &w->caseload, entity == ENTITY_dossier ? NULL : &w->dossier, &w->ids[i],
			&e), JAL_OK);
	for (enum field f = model_entity(entity)->first; f < model_end(entity); f++)
		if (!(model_field(f)->flags & FIELD_SUPERVISOR) && f != model_archived(entity) && rng_chance(&w->rng, 75))
			wild_fill(w, e, model_field(f));
	w->box->now_ms += 1000;
	const enum jal_err err = journal_write(w->box->journal, &e, 1, NULL);
	/* What only a supervisor writes, and what life cycles refuse even here. */
	if (err != JAL_OK && err != JAL_ERR_DENIED && err != JAL_ERR_INVALID)
		fail_msg("%s: %s", model_entity(entity)->name, jal_err_name(err));
	edit_free(e);
}

void wild_make(struct wild *w, struct corebox *box, const struct jal_id *caseload, const struct jal_id *dossier, uint64_t seed)
{
	*w = (struct wild){ .box = box, .caseload = *caseload, .dossier = *dossier, .rng = { seed },
		.today = clock_today(&box->clock) };
	for (enum entity e = 0; e < ENTITY_COUNT; e++)
		for (size_t k = 0; is_wild(e) && k < (e == ENTITY_dossier ? 1 : WILD_EACH); k++) {
			w->kinds[w->n] = e;
			w->ids[w->n] = e == ENTITY_dossier ? w->dossier : (struct jal_id){ { 0xa0, (uint8_t)e, (uint8_t)k } };
			w->n++;
		}
	for (size_t i = 0; i < w->n; i++)
		put(w, i);
}
