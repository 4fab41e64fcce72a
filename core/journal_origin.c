/* Who wrote a head's value first: read back over undone decisions. */
#include <string.h>

#include "core/journal_inside.h"
#include "core/value.h"

/* An undone decision that was taken and undone again: as often as that. */
#define STEPS_MAX 64

/* Of the writes that w names and that are held, the one that was shown. */
static const struct merge_write *shown_before(const struct journal_ops *ops, const struct merge_write *w)
{
	const struct merge_write *shown = NULL;
	for (size_t i = 0; i < w->replaces_count; i++) {
		const struct merge_write *f = journal_find_write(ops, &w->replaces[i], &w->key);
		if (f && (!shown || f->stamp > shown->stamp ||
				 (f->stamp == shown->stamp && merge_name_compare(&f->name, &shown->name) > 0)))
			shown = f;
	}
	return shown;
}

/* Undoing a decision writes each former value again, naming the decision alone, which
 * names the former writes. NULL when w is no such write. */
static const struct merge_write *written_before(const struct journal_ops *ops, const struct merge_write *w)
{
	const struct merge_write *first = NULL;
	const struct merge_write *decision =
		w->replaces_count == 1 ? journal_find_write(ops, &w->replaces[0], &w->key) : NULL;
	for (size_t i = 0; decision && i < decision->replaces_count; i++) {
		const struct merge_write *f = journal_find_write(ops, &decision->replaces[i], &w->key);
		if (f && merge_value_compare(f, w) == 0 && (!first || f->stamp < first->stamp))
			first = f;
	}
	return first;
}

static enum jal_err keep_value(enum field field, const struct merge_write *w, struct value_owned *out)
{
	struct value v = VALUE_INIT;
	enum jal_err err = value_decode(model_field(field), w->value, w->value_len, &v);
	if (err == JAL_ERR_NOMEM)
		return err;
	if (!err && v.kind == VALUE_TEXT)
		return value_owned_text(v.text, v.text_len, out);
	if (!err)
		out->v = v;
	return JAL_OK;
}

enum jal_err journal_origin(struct journal *j, const struct record *r, enum field field, const struct op_name *head,
	struct journal_origin *out)
{
	struct journal_place at = { .caseload = *record_caseload(r), .has_dossier = record_dossier(r) != NULL,
		.entity = model_entity(record_entity(r))->wire, .id = *record_id(r) };
	const struct merge_key key = { .field = model_field(field)->wire };
	struct journal_ops ops = JOURNAL_OPS_INIT;
	struct journal_origin o = { .before = VALUE_OWNED_INIT };
	if (at.has_dossier)
		at.dossier = *record_dossier(r);
	enum jal_err err = journal_cid(j->db, &at.caseload, false, &at.cid);
	if (!err)
		err = journal_fid(j->db, at.cid, record_dossier(r), NULL, &at.fid);
	if (!err)
		err = journal_rid(j->db, at.fid, at.entity, &at.id, NULL, &at.rid);
	if (!err)
		err = journal_read_ops(j->db, &at, &ops);
	const struct merge_write *w = err ? NULL : journal_find_write(&ops, head, &key);
	if (!err && !w)
		err = JAL_ERR_NOT_FOUND;
	for (int i = 0; !err && i < STEPS_MAX; i++) {
		const struct merge_write *earlier = written_before(&ops, w);
		if (!earlier)
			break;
		w = earlier;
		o.again = true;
	}
	const struct merge_write *before = err ? NULL : shown_before(&ops, w);
	if (before)
		err = keep_value(field, before, &o.before);
	if (!err) {
		o.device = w->name.device;
		o.stamp = w->stamp;
		*out = o;
	}
	journal_free_ops(&ops);
	return err;
}
