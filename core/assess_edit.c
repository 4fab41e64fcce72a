/* Writing a diagnosis: what a level brings with it, a new assessment, barriers that become one. */
#include "core/assess.h"

#include <string.h>

#include "core/model.h"
#include "core/value.h"

/* ---- a level and what follows from it ---- */

static bool is_empty(const struct edit *e, enum field field)
{
	return edit_value(e, field)->kind == VALUE_EMPTY;
}

static enum jal_err put_answer(struct edit *e, enum assess_level level)
{
	const char *answer = level == ASSESS_NOT_DISCUSSED ? "not_discussed" : level == ASSESS_NONE ? "no" : "yes";
	return edit_set_text(e, FIELD_barrier_answer, answer);
}

/* On an earlier day: today's is a step of the key that goes round. */
static bool was_lifted(const struct edit *e, int32_t today)
{
	const struct value *v = record_value(edit_displayed(e), FIELD_barrier_lifted_on);
	return v->kind != VALUE_EMPTY && v->number < today;
}

/* The days that go with a level. */
static enum jal_err put_days(struct edit *e, enum assess_level level, enum assess_level before, int32_t today)
{
	enum jal_err err = JAL_OK;
	if (level == ASSESS_NONE && before > ASSESS_NONE)
		return is_empty(e, FIELD_barrier_lifted_on) ? edit_set_number(e, FIELD_barrier_lifted_on, today) : JAL_OK;
	/* One that comes back does so today. */
	if (level > ASSESS_NONE && (is_empty(e, FIELD_barrier_since) || was_lifted(e, today)))
		err = edit_set_number(e, FIELD_barrier_since, today);
	if (!err && level != ASSESS_NONE)
		err = edit_set_text(e, FIELD_barrier_lifted_on, NULL);
	return err;
}

static enum jal_err put_level(struct edit *e, enum assess_level level, enum assess_level before, int32_t today)
{
	enum jal_err err = put_answer(e, level);
	if (!err)
		err = edit_set_text(e, FIELD_barrier_level,
				    level == ASSESS_NOT_DISCUSSED ? NULL : assess_level_code(level));
	return err ? err : put_days(e, level, before, today);
}

static enum assess_level level_in(const struct edit *e)
{
	const struct value *v = edit_value(e, FIELD_barrier_level);
	enum assess_level level = ASSESS_NOT_DISCUSSED;
	if (v->kind == VALUE_TEXT && !assess_level_read(v->text, &level))
		level = ASSESS_NOT_DISCUSSED;
	return level;
}

enum jal_err assess_follow(struct edit *e, enum assess_level before, int32_t today)
{
	const bool lifts = edit_changed(e, FIELD_barrier_lifted_on) && !is_empty(e, FIELD_barrier_lifted_on);
	if (edit_changed(e, FIELD_barrier_level)) {
		const enum assess_level level = level_in(e);
		enum jal_err err = put_answer(e, level);
		/* Days that were typed stand as they were typed. */
		if (!err && !edit_changed(e, FIELD_barrier_lifted_on) && !edit_changed(e, FIELD_barrier_since))
			err = put_days(e, level, before, today);
		return err;
	}
	if (!lifts || level_in(e) <= ASSESS_NONE)
		return JAL_OK;
	const enum jal_err err = put_answer(e, ASSESS_NONE);
	return err ? err : edit_set_text(e, FIELD_barrier_level, assess_level_code(ASSESS_NONE));
}

/* ---- edits that go together ---- */

/* The edit of a record: one that is there, or a new one that is then appended. */
static enum jal_err edit_record_of(struct edit_list *edits, const struct record *r, struct edit **out)
{
	struct edit *e = edit_list_of(edits, record_id(r));
	const bool there = e != NULL;
	enum jal_err err = there ? JAL_OK : edit_of(r, &e);
	if (!err && !there)
		err = edit_list_add(edits, e);
	if (!err)
		*out = e;
	return err;
}

static bool has_theme(const struct edit *e, const char *code)
{
	const struct value *v = edit_value(e, FIELD_barrier_theme);
	return v->kind == VALUE_TEXT && strcmp(v->text, code) == 0;
}

static enum jal_err edit_new_barrier(const struct assess *a, const char *code, struct edit_list *edits,
				     struct edit **out)
{
	for (size_t i = 0; i < edits->n; i++) {
		if (edit_entity(edits->list[i]) == ENTITY_barrier && has_theme(edits->list[i], code)) {
			*out = edits->list[i];
			return JAL_OK;
		}
	}
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_barrier, &a->caseload, &a->dossier, &e);
	if (!err)
		err = edit_list_add(edits, e);
	if (err)
		return err;
	*out = e;
	return edit_set_text(e, FIELD_barrier_theme, code);
}

/* The assessment that is made, or the last one when it is today's. */
static enum jal_err assessment_under_way(const struct assess *a, struct edit_list *edits, struct edit **out)
{
	const struct record *last = assess_last(a);
	for (size_t i = 0; i < edits->n; i++) {
		if (edit_entity(edits->list[i]) == ENTITY_assessment && edit_creates(edits->list[i])) {
			*out = edits->list[i];
			return JAL_OK;
		}
	}
	*out = NULL;
	if (!last || record_get(last, assessment_date) != a->today)
		return JAL_OK;
	return edit_record_of(edits, last, out);
}

enum jal_err assess_look_at(const struct assess *a, const char *code, bool looked, struct edit_list *out)
{
	struct edit *assessment = NULL;
	const enum jal_err err = assessment_under_way(a, out, &assessment);
	return err || !assessment ? err : edit_element(assessment, FIELD_assessment_themes, code, looked);
}

enum jal_err assess_set(const struct assess *a, const char *code, enum assess_level level, struct edit_list *out)
{
	const struct assess_theme *t = assess_find(a, code);
	struct edit *barrier = NULL, *assessment = NULL;
	enum assess_level before = t ? t->before : ASSESS_NOT_DISCUSSED;
	enum jal_err err = assessment_under_way(a, out, &assessment);
	/* A new one is being made: it is compared with what was found until now. */
	if (!err && assessment && edit_creates(assessment) && t)
		before = t->level;
	if (!err)
		err = t && t->barrier ? edit_record_of(out, t->barrier, &barrier) :
					edit_new_barrier(a, code, out, &barrier);
	if (!err)
		err = put_level(barrier, level, before, a->today);
	return err ? err : assess_look_at(a, code, level != ASSESS_NOT_DISCUSSED, out);
}

enum jal_err assess_change_last(const struct assess *a, struct edit_list *edits, struct edit **out)
{
	const struct record *last = assess_last(a);
	return last ? edit_record_of(edits, last, out) : JAL_ERR_NOT_FOUND;
}

/* ---- a new assessment ---- */

static enum jal_err carry_over(struct edit *e, const struct record *last)
{
	static const enum field carried[] = { FIELD_assessment_wishes, FIELD_assessment_strengths,
		FIELD_assessment_autonomy };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && last && i < sizeof(carried) / sizeof(carried[0]); i++)
		err = edit_set(e, carried[i], record_value(last, carried[i]));
	return err;
}

enum jal_err assess_begin(const struct assess *a, struct edit **out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_assessment, &a->caseload, &a->dossier, &e);
	if (!err)
		err = edit_set_number(e, FIELD_assessment_date, a->today);
	if (!err)
		err = edit_set_text(e, FIELD_assessment_channel, "meeting");
	if (!err)
		err = carry_over(e, assess_last(a));
	if (!err)
		err = edit_set_number(e, FIELD_assessment_next_review, a->review);
	for (size_t i = 0; !err && i < a->n_themes; i++)
		if (a->themes[i].level != ASSESS_NOT_DISCUSSED && a->themes[i].code[0])
			err = edit_element(e, FIELD_assessment_themes, a->themes[i].code, true);
	if (err) {
		edit_free(e);
		return err;
	}
	*out = e;
	return JAL_OK;
}

/* ---- several barriers of one theme ---- */

static enum jal_err unite_set(struct edit *kept, const struct record *other, enum field field)
{
	const struct record_set *set = record_elements(other, field);
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < set->count; i++)
		err = edit_element(kept, field, set->elements[i], true);
	return err;
}

/* One below the other, unless it is said already or there is no room. */
static enum jal_err unite_comments(struct edit *kept, const struct record *other)
{
	const char *theirs = record_get(other, barrier_comment);
	const struct value *ours = edit_value(kept, FIELD_barrier_comment);
	struct buf both = BUF_INIT;
	enum jal_err err = JAL_OK;
	if (!theirs)
		return JAL_OK;
	if (ours->kind == VALUE_TEXT) {
		if (strstr(ours->text, theirs) || ours->text_len + strlen(theirs) + 1 > VALUE_LONG_TEXT_MAX)
			return JAL_OK;
		err = buf_printf(&both, "%s\n", ours->text);
	}
	if (!err)
		err = buf_puts(&both, theirs);
	if (!err)
		err = edit_set_text(kept, FIELD_barrier_comment, buf_str(&both));
	buf_free(&both);
	return err;
}

enum jal_err assess_unite(struct edit *kept, const struct record *other)
{
	static const enum field sets[] = { FIELD_barrier_situations, FIELD_barrier_subthemes, FIELD_barrier_sensitive };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < sizeof(sets) / sizeof(sets[0]); i++)
		err = unite_set(kept, other, sets[i]);
	if (!err && is_empty(kept, FIELD_barrier_since))
		err = edit_set(kept, FIELD_barrier_since, record_value(other, FIELD_barrier_since));
	return err ? err : unite_comments(kept, other);
}

/* The theme that has this barrier among several, and the barrier. */
static const struct assess_theme *theme_with(const struct assess *a, const struct jal_id *id, const struct record **out)
{
	for (size_t i = 0; i < a->n_themes; i++) {
		const struct assess_theme *t = &a->themes[i];
		for (size_t k = 0; t->n_others > 0 && k <= t->n_others; k++) {
			const struct record *r = k < t->n_others ? t->others[k] : t->barrier;
			if (!id_equal(record_id(r), id))
				continue;
			*out = r;
			return t;
		}
	}
	return NULL;
}

enum jal_err assess_settle(const struct assess *a, const struct jal_id *keep, struct edit_list *out)
{
	const struct record *kept = NULL;
	const struct assess_theme *t = theme_with(a, keep, &kept);
	struct edit *e = NULL;
	if (!t)
		return JAL_ERR_NOT_FOUND;
	enum jal_err err = edit_record_of(out, kept, &e);
	for (size_t k = 0; !err && k <= t->n_others; k++) {
		const struct record *other = k < t->n_others ? t->others[k] : t->barrier;
		struct edit *gone = NULL;
		if (other == kept)
			continue;
		err = assess_unite(e, other);
		if (!err)
			err = edit_record_of(out, other, &gone);
		if (!err)
			err = edit_set_flag(gone, FIELD_barrier_archived, true);
	}
	return err;
}
