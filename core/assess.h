/*
 * The diagnosis of one dossier: for each theme the barrier that counts, its level
 * now and at each assessment, and what changed since; and the edits by which a
 * level is set, a new assessment begins from the last one, and two barriers of one
 * theme become one. Levels keep their history in the journal: what it was at an
 * assessment is read from there, so that nothing is written twice. Knows nothing of
 * how it is shown.
 */
#ifndef CORE_ASSESS_H
#define CORE_ASSESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/diag.h"
#include "core/edit.h"
#include "core/edit_list.h"
#include "core/error.h"
#include "core/id.h"
#include "core/journal.h"
#include "core/record.h"

/* In the order in which one key goes through them, and round again. */
enum assess_level {
	ASSESS_NOT_DISCUSSED,
	ASSESS_NONE,
	ASSESS_LOW,
	ASSESS_MEDIUM,
	ASSESS_HIGH,
	ASSESS_LEVELS
};

/* What one theme came to. */
struct assess_theme {
	const char *code;	/* of the vocabulary `theme`, or one that only a newer program knows; "" of barriers without */
	const struct record *barrier;	/* the one that counts: whose level was written last; NULL */
	const struct record **others;	/* more barriers of the same theme: to be settled, or said */
	size_t n_others;
	enum assess_level level;
	bool lifted;		/* it was a barrier and is none any more */
	bool sensitive;		/* not for all eyes: any of its barriers says so */
	int32_t changed;	/* civil date from which on the level has been so; RECORD_NO_DATE */
	const enum assess_level *at;	/* the level at each assessment, as many as there are */
	enum assess_level before;	/* the level that now is compared with; see below */
	bool compared;		/* both are known */
};

/*
 * A level counts at an assessment when it was written before the end of the day on
 * which that one was written down, and before the next one was. `before` is the
 * level at the assessment before the last one, so that what the last one found, and
 * what happened since, is a change; with a single assessment it is the level at that
 * one, and the same level is no news (compared is false).
 */
struct assess {
	struct jal_id caseload, dossier;
	int32_t today;
	int32_t review;		/* when a new assessment advises to look again (core/thresholds.h) */
	struct record **assessments;	/* the last one last: by date, those without one first; of
					   one day, as they were first written down; then by id */
	size_t n;
	struct record **barriers;
	size_t n_barriers;
	struct assess_theme *themes;	/* the vocabulary's, in its order; then others that have a barrier */
	size_t n_themes;
	void *inside;
};

/* Reads it; archived and blank records are left out. Fine for a dossier that has
 * nothing. The caller frees with assess_free. */
JAL_MUST enum jal_err assess_load(struct journal *j, const struct jal_clock *clock, const struct jal_id *caseload,
				  const struct jal_id *dossier, struct assess *out);
/* Fine for a zeroed one. */
void assess_free(struct assess *a);

/* The last assessment; NULL. */
const struct record *assess_last(const struct assess *a);
/* The same for a statement that reads the table `assessment` as t and its row of j_record
 * as r (LISTING_OF): what comes after its WHERE. */
#define ASSESS_SQL_LAST \
	" ORDER BY t.date DESC, (SELECT min(o.stamp) FROM j_op o WHERE o.rid = r.rid AND (o.seq IS NULL OR o.seq >= 0)) DESC," \
	" r.id DESC LIMIT 1"
/* The theme with that code; NULL. */
const struct assess_theme *assess_find(const struct assess *a, const char *code);
/* Whether that theme was looked at in the i-th assessment; when it does not say
 * which were, all of them. */
bool assess_reviewed(const struct assess *a, size_t i, const char *code);

/* Of the level as written, or of an answer that says there is none; ASSESS_NOT_DISCUSSED
 * for a code that only a newer program knows. */
enum assess_level assess_level_of(const struct record *barrier);
/* Of two barriers of one theme, whether a counts rather than b: the one whose level was
 * written last, then the greater id; the same in every vault. */
bool assess_rather(const struct record *a, const struct record *b);
/* The next one by the key that goes through them. */
enum assess_level assess_next(enum assess_level level);
/* The code of vocabulary barrier_level; "not_discussed" for that one. Static. */
const char *assess_level_code(enum assess_level level);
/* The level of a code; false when it is none. */
bool assess_level_read(const char *code, enum assess_level *out);
/* How people call it: "fort", "non abordé", "levé" (of one that is lifted). N_(). */
const char *assess_level_word(enum assess_level level, bool lifted);

/* After a form changed the edit of a barrier: what follows from the level (the answer,
 * since when, that it is lifted when it was one at an earlier assessment), or from the
 * day on which it was lifted, whichever was changed. `before` as in assess_theme. */
JAL_MUST enum jal_err assess_follow(struct edit *e, enum assess_level before, int32_t today);

/* Appends the edits that give a theme a level, with what follows from it: of its barrier,
 * made if there is none; and, when the last assessment is today's, that it was looked at. Edits that are
 * there already are gone on with. */
JAL_MUST enum jal_err assess_set(const struct assess *a, const char *code, enum assess_level level,
				 struct edit_list *out);

/* Appends the edit that says that a theme was looked at (or that it was not) in the
 * assessment under way: the new one among the edits, or the last one when it is
 * today's; nothing when neither is there. */
JAL_MUST enum jal_err assess_look_at(const struct assess *a, const char *code, bool looked, struct edit_list *out);

/* The edit of the last assessment, appended unless it is there. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err assess_change_last(const struct assess *a, struct edit_list *edits, struct edit **out);

/* A new assessment that starts from the last one: today, with its wishes, strengths and
 * autonomy, the themes whose level is known, the next review. */
JAL_MUST enum jal_err assess_begin(const struct assess *a, struct edit **out);

/* Situations, sub-themes and comments of a barrier of the same theme go into the edit of
 * the one that is kept; also since when, where that is not said. */
JAL_MUST enum jal_err assess_unite(struct edit *kept, const struct record *other);

/* Several barriers of one theme become the one that is kept: situations and sub-themes
 * are united, comments put one below the other, what it lacks comes from the others,
 * which are archived. JAL_ERR_NOT_FOUND when there is no such barrier among several. */
JAL_MUST enum jal_err assess_settle(const struct assess *a, const struct jal_id *keep, struct edit_list *out);

#endif
