/* Reading a diagnosis: records, and from the journal what levels were when. */
#include "core/assess.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/grow.h"
#include "core/model.h"
#include "core/text.h"
#include "core/thresholds.h"
#include "core/vocab.h"

static const char *const level_codes[ASSESS_LEVELS] = { "not_discussed", "none", "low", "medium", "high" };

/* ---- levels ---- */

const char *assess_level_code(enum assess_level level)
{
	return level_codes[level];
}

bool assess_level_read(const char *code, enum assess_level *out)
{
	for (size_t i = 0; i < ASSESS_LEVELS; i++) {
		if (strcmp(code, level_codes[i]) == 0) {
			*out = (enum assess_level)i;
			return true;
		}
	}
	return false;
}

const char *assess_level_word(enum assess_level level, bool lifted)
{
	static const char *const words[ASSESS_LEVELS] = { N_("non abordé"), N_("aucun"), N_("faible"), N_("moyen"),
		N_("fort") };
	if (lifted && level < ASSESS_LOW)
		return N_("levé");
	return level < ASSESS_LEVELS ? words[level] : "";
}

enum assess_level assess_next(enum assess_level level)
{
	return (enum assess_level)((level + 1) % ASSESS_LEVELS);
}

/* A code that only a newer program knows is none that could be gone on from. */
static enum assess_level level_of_value(const struct value *v)
{
	for (size_t i = ASSESS_NONE; v->kind == VALUE_TEXT && i < ASSESS_LEVELS; i++)
		if (v->text_len == strlen(level_codes[i]) && memcmp(v->text, level_codes[i], v->text_len) == 0)
			return (enum assess_level)i;
	return ASSESS_NOT_DISCUSSED;
}

enum assess_level assess_level_of(const struct record *barrier)
{
	const enum assess_level level = level_of_value(record_value(barrier, FIELD_barrier_level));
	const char *answer = record_get(barrier, barrier_answer);
	/* "No" alone says it too. */
	return level == ASSESS_NOT_DISCUSSED && text_is(answer, "no") ? ASSESS_NONE : level;
}

/* Of the level shown; 0 when none was ever written. */
static uint64_t level_stamp(const struct record *barrier)
{
	const struct merge_write *w = record_write(barrier, FIELD_barrier_level);
	return w ? w->stamp : 0;
}

bool assess_rather(const struct record *a, const struct record *b)
{
	const uint64_t stamp_a = level_stamp(a), stamp_b = level_stamp(b);
	return stamp_a != stamp_b ? stamp_a > stamp_b : id_compare(record_id(a), record_id(b)) > 0;
}

/* ---- what is read ---- */

/* One write of a barrier's level, or of its being archived. */
struct change {
	uint64_t stamp;
	int32_t day;		/* on which it was written */
	struct jal_id record;
	bool archives;		/* the field is `archived` */
	bool archived;
	enum assess_level level;
};

/* When an assessment was written down. */
struct written {
	struct jal_id record;
	uint64_t stamp;
};

struct records {
	struct record **list;
	size_t count, cap;
};

struct inside {
	const struct jal_clock *clock;
	struct records assessments, barriers, archived;
	struct change *changes;	/* oldest first */
	size_t n_changes, changes_cap;
	struct written *written;
	size_t n_written, written_cap;
	struct arena arena;
};

static enum jal_err keep(struct records *l, struct record *r)
{
	struct record **more = grow_array(l->list, l->count, &l->cap, sizeof(*more));
	if (!more) {
		record_free(r);
		return JAL_ERR_NOMEM;
	}
	l->list = more;
	l->list[l->count++] = r;
	return JAL_OK;
}

static enum jal_err keep_assessment(void *ctx, struct record *r)
{
	struct inside *in = ctx;
	if (!record_archived(r))
		return keep(&in->assessments, r);
	record_free(r);
	return JAL_OK;
}

static enum jal_err keep_barrier(void *ctx, struct record *r)
{
	struct inside *in = ctx;
	return keep(record_archived(r) ? &in->archived : &in->barriers, r);
}

static enum jal_err keep_change(struct inside *in, const struct journal_event *e)
{
	struct change *more = grow_array(in->changes, in->n_changes, &in->changes_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	in->changes = more;
	in->changes[in->n_changes++] = (struct change){ .stamp = e->stamp, .record = e->record,
		.day = clock_day_of_stamp(in->clock, e->stamp),
		.archives = e->field == FIELD_barrier_archived, .archived = e->after.number == 1,
		.level = level_of_value(&e->after) };
	return JAL_OK;
}

/* History comes newest first: the last told is when it was made. */
static enum jal_err keep_written(struct inside *in, const struct journal_event *e)
{
	for (size_t i = 0; i < in->n_written; i++) {
		if (id_equal(&in->written[i].record, &e->record)) {
			in->written[i].stamp = e->stamp;
			return JAL_OK;
		}
	}
	struct written *more = grow_array(in->written, in->n_written, &in->written_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	in->written = more;
	in->written[in->n_written++] = (struct written){ e->record, e->stamp };
	return JAL_OK;
}

static enum jal_err keep_event(void *ctx, const struct journal_event *e)
{
	if (e->field == FIELD_barrier_level || e->field == FIELD_barrier_archived)
		return keep_change(ctx, e);
	return e->entity == ENTITY_assessment ? keep_written(ctx, e) : JAL_OK;
}

static enum jal_err read_history(struct journal *j, struct inside *in, const struct records *l)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < l->count; i++)
		err = journal_history_of(j, l->list[i], keep_event, in);
	return err;
}

static uint64_t written_at(const struct inside *in, const struct jal_id *record)
{
	for (size_t i = 0; i < in->n_written; i++)
		if (id_equal(&in->written[i].record, record))
			return in->written[i].stamp;
	return 0;
}

/* ---- the order of assessments ---- */

/* As ASSESS_SQL_LAST has it; RECORD_NO_DATE comes before every date. */
static bool before(const struct inside *in, const struct record *a, const struct record *b)
{
	const int32_t day_a = record_get(a, assessment_date), day_b = record_get(b, assessment_date);
	const uint64_t stamp_a = written_at(in, record_id(a)), stamp_b = written_at(in, record_id(b));
	if (day_a != day_b)
		return day_a < day_b;
	return stamp_a != stamp_b ? stamp_a < stamp_b : id_compare(record_id(a), record_id(b)) < 0;
}

/* They are few and nearly in order. */
static void sort_assessments(struct inside *in)
{
	struct record **l = in->assessments.list;
	for (size_t i = 1; i < in->assessments.count; i++) {
		struct record *r = l[i];
		size_t k = i;
		for (; k > 0 && before(in, r, l[k - 1]); k--)
			l[k] = l[k - 1];
		l[k] = r;
	}
}

/* ---- the level of a theme at a moment ---- */

/* Until when writes count at an assessment. */
struct moment {
	int32_t day;		/* those of that day still do */
	uint64_t before;	/* only stamps below this one */
};

/* One without a date counts from the day on which it was written down. */
static int32_t day_of(const struct inside *in, const struct record *assessment)
{
	const int32_t date = record_get(assessment, assessment_date);
	return date != RECORD_NO_DATE ? date : clock_day_of_stamp(in->clock, written_at(in, record_id(assessment)));
}

static struct moment moment_of(const struct inside *in, size_t i)
{
	const struct record *r = in->assessments.list[i];
	const uint64_t made = written_at(in, record_id(r));
	const int32_t made_on = clock_day_of_stamp(in->clock, made);
	struct moment m = { .day = day_of(in, r), .before = UINT64_MAX };
	bool late = false;	/* written down after one of a later date was */
	for (size_t k = i + 1; k < in->assessments.count; k++) {
		const uint64_t next = written_at(in, record_id(in->assessments.list[k]));
		late = late || next < made;
		if (next > made && next < m.before)
			m.before = next;
	}
	if (!late && made_on > m.day)
		m.day = made_on;
	return m;
}

static const char *theme_of(const struct record *barrier)
{
	const char *theme = record_get(barrier, barrier_theme);
	return theme ? theme : "";
}

/* What one barrier said then: false when nothing yet, or when it was archived. */
static bool said_then(const struct inside *in, const struct record *barrier, const struct moment *m,
		      struct change *out)
{
	bool said = false, archived = false;
	for (size_t i = 0; i < in->n_changes; i++) {
		const struct change *c = &in->changes[i];
		if (c->day > m->day || c->stamp >= m->before || !id_equal(&c->record, record_id(barrier)))
			continue;
		if (c->archives) {
			archived = c->archived;
		} else {
			*out = *c;
			said = true;
		}
	}
	return said && !archived;
}

/* Of several barriers of the theme, the one that was written last. */
static enum assess_level level_then(const struct inside *in, const char *theme, const struct moment *m)
{
	const struct records *const both[] = { &in->barriers, &in->archived };
	enum assess_level level = ASSESS_NOT_DISCUSSED;
	uint64_t stamp = 0;
	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < both[k]->count; i++) {
			struct change c = { .stamp = 0 };
			if (strcmp(theme_of(both[k]->list[i]), theme) != 0 || !said_then(in, both[k]->list[i], m, &c) ||
			    c.stamp < stamp)
				continue;
			stamp = c.stamp;
			level = c.level;
		}
	}
	return level;
}

/* ---- themes ---- */

static bool is_sensitive(const struct record *barrier)
{
	return record_get(barrier, barrier_sensitive)->count > 0;
}

/* The day from which on the level has been what it is: what was written over on the same
 * day was a slip, and what was written again is no change. */
static int32_t changed_on(const struct inside *in, const struct record *barrier)
{
	const enum assess_level level = assess_level_of(barrier);
	const struct change *next = NULL;
	int32_t day = RECORD_NO_DATE;
	for (size_t i = in->n_changes; i > 0; i--) {
		const struct change *c = &in->changes[i - 1];
		if (c->archives || !id_equal(&c->record, record_id(barrier)) || (next && next->day == c->day))
			continue;
		if (next && c->level != level)
			break;
		next = c;
		day = c->day;
	}
	return day;
}

static enum jal_err take_barriers(struct inside *in, struct assess_theme *t)
{
	size_t n = 0;
	for (size_t i = 0; i < in->barriers.count; i++) {
		const struct record *r = in->barriers.list[i];
		if (strcmp(theme_of(r), t->code) != 0)
			continue;
		if (!t->barrier || assess_rather(r, t->barrier))
			t->barrier = r;
		t->sensitive = t->sensitive || is_sensitive(r);
		n++;
	}
	if (n < 2)
		return JAL_OK;
	t->others = arena_array(&in->arena, n - 1, sizeof(*t->others));
	if (!t->others)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < in->barriers.count; i++)
		if (in->barriers.list[i] != t->barrier && strcmp(theme_of(in->barriers.list[i]), t->code) == 0)
			t->others[t->n_others++] = in->barriers.list[i];
	return JAL_OK;
}

static enum jal_err look(struct inside *in, struct assess_theme *t)
{
	const size_t n = in->assessments.count;
	enum assess_level *at = arena_array(&in->arena, n + 1, sizeof(*at));
	enum jal_err err = at ? take_barriers(in, t) : JAL_ERR_NOMEM;
	if (err)
		return err;
	t->changed = RECORD_NO_DATE;
	if (t->barrier) {
		t->level = assess_level_of(t->barrier);
		t->lifted = t->level <= ASSESS_NONE && record_get(t->barrier, barrier_lifted_on) != RECORD_NO_DATE;
		t->changed = changed_on(in, t->barrier);
	}
	for (size_t i = 0; i < n; i++) {
		const struct moment m = moment_of(in, i);
		at[i] = level_then(in, t->code, &m);
	}
	t->at = at;
	if (n > 0)
		t->before = at[n > 1 ? n - 2 : 0];
	t->compared = t->level != ASSESS_NOT_DISCUSSED && t->before != ASSESS_NOT_DISCUSSED &&
		      (n > 1 || t->level != t->before);
	return JAL_OK;
}

static bool known_theme(const struct assess *a, const char *code)
{
	return assess_find(a, code) != NULL;
}

/* The vocabulary's themes, then those of barriers that it does not have. */
static enum jal_err make_themes(struct inside *in, struct assess *a)
{
	size_t count = 0;
	const struct vocab_code *codes = vocab_codes(VOCAB_theme, &count);
	a->themes = arena_array(&in->arena, count + in->barriers.count, sizeof(*a->themes));
	if (!a->themes)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		if (!codes[i].obsolete)
			a->themes[a->n_themes++].code = codes[i].code;
	for (size_t i = 0; i < in->barriers.count; i++)
		if (!known_theme(a, theme_of(in->barriers.list[i])))
			a->themes[a->n_themes++].code = theme_of(in->barriers.list[i]);
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < a->n_themes; i++)
		err = look(in, &a->themes[i]);
	return err;
}

/* ---- loading ---- */

static int oldest_first(const void *pa, const void *pb)
{
	const struct change *a = pa;
	const struct change *b = pb;
	return a->stamp < b->stamp ? -1 : a->stamp > b->stamp;
}

enum jal_err assess_load(struct journal *j, const struct jal_clock *clock, const struct jal_id *caseload,
			 const struct jal_id *dossier, struct assess *out)
{
	struct thresholds limits;
	struct inside *in = calloc(1, sizeof(*in));
	struct assess a = { .caseload = *caseload, .dossier = *dossier, .today = clock_today(clock), .inside = in };
	if (!in)
		return JAL_ERR_NOMEM;
	in->clock = clock;
	enum jal_err err = thresholds_read(journal_db(j), &limits, NULL);
	if (!err)
		a.review = thresholds_after(&limits, THRESHOLD_ASSESSMENT, a.today);
	if (!err)
		err = journal_each(j, caseload, ENTITY_assessment, dossier, keep_assessment, in);
	if (!err)
		err = journal_each(j, caseload, ENTITY_barrier, dossier, keep_barrier, in);
	if (!err)
		err = read_history(j, in, &in->assessments);
	if (!err)
		err = read_history(j, in, &in->barriers);
	if (!err)
		err = read_history(j, in, &in->archived);
	if (!err) {
		if (in->n_changes)
			qsort(in->changes, in->n_changes, sizeof(*in->changes), oldest_first);
		sort_assessments(in);
		err = make_themes(in, &a);
	}
	a.assessments = in->assessments.list;
	a.n = in->assessments.count;
	a.barriers = in->barriers.list;
	a.n_barriers = in->barriers.count;
	if (err) {
		assess_free(&a);
		return err;
	}
	*out = a;
	return JAL_OK;
}

static void free_records(struct records *l)
{
	for (size_t i = 0; i < l->count; i++)
		record_free(l->list[i]);
	free(l->list);
}

void assess_free(struct assess *a)
{
	struct inside *in = a->inside;
	if (!in)
		return;
	free_records(&in->assessments);
	free_records(&in->barriers);
	free_records(&in->archived);
	free(in->changes);
	free(in->written);
	arena_free(&in->arena);
	free(in);
	*a = (struct assess){ .inside = NULL };
}

/* ---- asking ---- */

const struct record *assess_last(const struct assess *a)
{
	return a->n > 0 ? a->assessments[a->n - 1] : NULL;
}

const struct assess_theme *assess_find(const struct assess *a, const char *code)
{
	for (size_t i = 0; i < a->n_themes; i++)
		if (strcmp(a->themes[i].code, code) == 0)
			return &a->themes[i];
	return NULL;
}

bool assess_reviewed(const struct assess *a, size_t i, const char *code)
{
	const struct record_set *themes = record_get(a->assessments[i], assessment_themes);
	for (size_t k = 0; k < themes->count; k++)
		if (strcmp(themes->elements[k], code) == 0)
			return true;
	return themes->count == 0;
}
