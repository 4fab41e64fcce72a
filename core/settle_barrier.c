/* Two barriers of one theme in one dossier: made by people who did not know of each other, or about to be typed. */
#include "core/settle.h"

#include "core/assess.h"

static bool has_theme(const struct record *r, const struct value *theme)
{
	const struct value *v = record_value(r, FIELD_barrier_theme);
	return !record_archived(r) && v->kind == VALUE_TEXT && value_equal(v, theme);
}

/* ---- which one counts ---- */

struct search {
	const struct record *of;
	struct record *counts;	/* of those seen; NULL when it is `of` */
};

static enum jal_err look(void *ctx, struct record *r)
{
	struct search *s = ctx;
	const struct record *best = s->counts ? s->counts : s->of;
	if (has_theme(r, record_value(s->of, FIELD_barrier_theme)) && assess_rather(r, best)) {
		record_free(s->counts);
		s->counts = r;
	} else {
		record_free(r);
	}
	return JAL_OK;
}

enum jal_err settle_twin(struct journal *j, const struct jal_id *caseload, const struct record *barrier,
	struct jal_id *counts)
{
	struct search s = { barrier, NULL };
	enum jal_err err = JAL_ERR_NOT_FOUND;
	if (!record_archived(barrier) && record_get(barrier, barrier_theme))
		err = journal_each(j, caseload, ENTITY_barrier, record_dossier(barrier), look, &s);
	if (!err && s.counts)
		*counts = *record_id(s.counts);
	else if (!err)
		err = JAL_ERR_NOT_FOUND;
	record_free(s.counts);
	return err;
}

/* ---- one of the two stays ---- */

enum jal_err settle_keep_barrier(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
	const struct jal_id *kept, const struct jal_id *gone, struct edit *out[2])
{
	const struct value yes = value_flag(true);
	struct edit *edits[2] = { NULL, NULL };
	enum jal_err err = journal_edit(j, caseload, ENTITY_barrier, dossier, kept, &edits[0]);
	if (!err)
		err = journal_edit(j, caseload, ENTITY_barrier, dossier, gone, &edits[1]);
	if (!err)
		err = assess_unite(edits[0], edit_displayed(edits[1]));
	if (!err)
		err = edit_decide(edits[1], FIELD_barrier_archived, &yes);
	if (err) {
		edit_free(edits[0]);
		edit_free(edits[1]);
		return err;
	}
	out[0] = edits[0];
	out[1] = edits[1];
	return JAL_OK;
}

/* ---- about to be typed ---- */

struct typing {
	const struct edit *edit;
	bool twin;
};

static enum jal_err compare(void *ctx, struct record *r)
{
	struct typing *t = ctx;
	if (!id_equal(record_id(r), edit_record(t->edit)) && has_theme(r, edit_value(t->edit, FIELD_barrier_theme)))
		t->twin = true;
	record_free(r);
	return JAL_OK;
}

enum jal_err settle_typed_barrier(struct journal *j, const struct edit *e, bool *twin)
{
	struct typing t = { e, false };
	const bool concerned = edit_changed(e, FIELD_barrier_theme) || edit_changed(e, FIELD_barrier_archived);
	enum jal_err err = JAL_OK;
	if (concerned && edit_value(e, FIELD_barrier_archived)->number != 1 &&
		edit_value(e, FIELD_barrier_theme)->kind == VALUE_TEXT)
		err = journal_each(j, edit_caseload(e), ENTITY_barrier, edit_dossier(e), compare, &t);
	if (!err)
		*twin = t.twin;
	return err;
}
