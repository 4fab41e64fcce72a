/* What is to be settled, read back from the marked records. The rules of one record are core/check's. */
#include "core/settle.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/hlc.h"

enum { CID, MARKED, MARKED_OF, SAME_AS, COUNT };
#define FINAL "SELECT cid FROM j_caseload WHERE id = coalesce((SELECT new FROM j_adopted WHERE old = ?1), ?1)"
/* Not what was left behind by a dossier that now lives elsewhere. */
#define AT_HOME                                                                                               \
	" AND NOT EXISTS (SELECT 1 FROM j_record h JOIN dossier d ON d.rid = h.rid WHERE h.fid = r.fid"       \
	" AND h.entity = 1 AND d.home IS NOT NULL AND d.home <> (SELECT id FROM j_caseload WHERE cid = f.cid))"
#define COLUMNS "SELECT r.conflict, r.entity, r.id, f.id"
static const char *const text[COUNT] = {
	[CID] = FINAL,
	/* By the index of marks, which are few: every screen asks. */
	[MARKED] = COLUMNS " FROM j_record r INDEXED BY j_record_conflict CROSS JOIN j_folder f ON f.fid = r.fid"
		   " WHERE r.conflict > 0 AND f.cid = (" FINAL ")" AT_HOME " ORDER BY f.id, r.entity, r.id",
	[MARKED_OF] = COLUMNS " FROM j_folder f CROSS JOIN j_record r INDEXED BY j_record_conflict ON r.fid = f.fid"
		      " WHERE r.conflict > 0 AND f.id = ?2 AND f.cid = (" FINAL ")" AT_HOME " ORDER BY r.entity, r.id",
	[SAME_AS] = ("SELECT f.fid, t.same_as FROM j_folder f LEFT JOIN j_record r ON r.fid = f.fid AND r.entity = 1"
		     " LEFT JOIN dossier t ON t.rid = r.rid WHERE f.id = ?1 AND f.cid = ?2"),
};
const struct db_sql settle_sql = { "settle", COUNT, text };

/* The statements above name entities by their numbers. */
_Static_assert(MODEL_WIRE_dossier == 1, "core/settle.c");

/* ---- one record ---- */

static const struct value *view_value(void *ctx, enum field field)
{
	return record_value(ctx, field);
}

static bool view_has(void *ctx, enum field field, const char *element)
{
	const struct record_set *set = record_elements(ctx, field);
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->elements[i], element) == 0)
			return true;
	return false;
}

/* The last day on which someone wrote in the record, wherever on earth: "today" for
 * rules that compare with it, so that they say the same everywhere and for ever. */
static int32_t last_day(const struct record *r)
{
	const struct merge_state *state = record_state(r);
	uint64_t last = 0;
	for (size_t i = 0; i < merge_live_count(state); i++)
		if (merge_live(state, i)->stamp > last)
			last = merge_live(state, i)->stamp;
	return (int32_t)(hlc_ms(last) / 86400000) + 1;
}

/* What its fields say against each other; only errors. */
static void look_within(const struct record *r, struct check_issues *out)
{
	const struct check_context context = { .today = last_day(r) };
	const struct check_view view = { .entity = record_entity(r), .value = view_value, .has = view_has,
		/* The view's functions only read. */
		.ctx = (void *)(uintptr_t)r };
	check_record_within(&view, &context, out);
	/* Errors stand first. */
	while (out->count && out->item[out->count - 1].level != CHECK_ERROR)
		out->count--;
}

unsigned settle_marks(const struct record *r)
{
	struct check_issues issues = { .count = 0 };
	if (!record_archived(r))
		look_within(r, &issues);
	return (record_any_conflict(r) ? SETTLE_MARK_VALUES : 0U) | (issues.count ? SETTLE_MARK_FIELDS : 0U);
}

/* ---- orientations ---- */

static int by_start(const void *pa, const void *pb)
{
	const struct settle_period *a = pa;
	const struct settle_period *b = pb;
	if (a->days.starts != b->days.starts)
		return a->days.starts < b->days.starts ? -1 : 1;
	return id_compare(&a->id, &b->id);
}

void settle_overlaps(struct settle_period *list, size_t count)
{
	size_t longest = SIZE_MAX;
	if (count)
		qsort(list, count, sizeof(*list), by_start);
	for (size_t i = 0; i < count; i++) {
		list[i].any = false;
		list[i].with = SIZE_MAX;
		/* One that ends before it starts has its own contradiction. */
		if (list[i].days.ends < list[i].days.starts)
			continue;
		if (longest != SIZE_MAX && check_record_overlap(&list[i].days, &list[longest].days, 1) == 0) {
			list[i].with = longest;
			list[i].any = list[longest].any = true;
		}
		if (longest == SIZE_MAX || list[i].days.ends > list[longest].days.ends)
			longest = i;
	}
}

struct periods {
	struct settle_period *list;
	size_t count, cap;
};

static enum jal_err keep_period(void *ctx, struct record *r)
{
	struct periods *p = ctx;
	const int32_t starts = record_get(r, orientation_starts);
	const int32_t ends = record_get(r, orientation_ends);
	enum jal_err err = JAL_OK;
	if (!record_archived(r) && starts != RECORD_NO_DATE) {
		struct settle_period *more = grow_array(p->list, p->count, &p->cap, sizeof(*more));
		if (more) {
			p->list = more;
			p->list[p->count++] = (struct settle_period){ .id = *record_id(r),
				.days = { starts, ends == RECORD_NO_DATE ? INT32_MAX : ends } };
		} else {
			err = JAL_ERR_NOMEM;
		}
	}
	record_free(r);
	return err;
}

/* ---- signatures ---- */

/* The stamp of the value shown; 0 when there is none. */
static uint64_t stamp_of(const struct record *r, enum field field)
{
	const struct merge_write *w = record_write(r, field);
	return w ? w->stamp : 0;
}

static enum field status_of(const struct record *document)
{
	return record_entity(document) == ENTITY_contract ? FIELD_contract_status : FIELD_immersion_status;
}

static bool is_cancelled(const struct record *document)
{
	const struct value *v = record_value(document, status_of(document));
	return v->kind == VALUE_TEXT && v->text_len == 9 && memcmp(v->text, "cancelled", 9) == 0;
}

bool settle_signed_after(const struct record *signature, const struct record *document)
{
	return !record_archived(signature) && !record_archived(document) && is_cancelled(document) &&
	       stamp_of(signature, FIELD_signature_signed_on) > stamp_of(document, status_of(document));
}

/* A contract or an immersion of the dossier; NULL in *out when it is neither. */
static enum jal_err load_document(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
	const struct jal_id *id, struct record **out)
{
	enum jal_err err = journal_load(j, caseload, ENTITY_contract, dossier, id, out);
	if (err == JAL_ERR_NOT_FOUND)
		err = journal_load(j, caseload, ENTITY_immersion, dossier, id, out);
	if (err != JAL_ERR_NOT_FOUND)
		return err;
	*out = NULL;
	return JAL_OK;
}

enum jal_err settle_cancelled(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
	const struct jal_id *document, bool *out)
{
	struct record *r = NULL;
	const enum jal_err err = load_document(j, caseload, dossier, document, &r);
	if (!err)
		*out = r && is_cancelled(r);
	record_free(r);
	return err;
}

/* ---- dossiers that are said to be each other ---- */

static enum jal_err next_same_as(struct db *db, int64_t cid, const struct jal_id *id, int64_t *fid, struct jal_id *next)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &settle_sql, SAME_AS, &st);
	if (err)
		return err;
	db_bind_id(st, 1, id);
	db_bind_i64(st, 2, cid);
	*next = ID_ZERO;
	err = db_step(st, &row);
	if (!err && row) {
		*fid = db_col_i64(st, 0);
		err = db_col_id(st, 1, next);
	}
	db_done(st);
	return err;
}

enum jal_err settle_ring(struct db *db, int64_t cid, const struct jal_id *from, struct settle_ring *out)
{
	struct jal_id at = *from;
	out->closed = false;
	out->count = 0;
	out->next = ID_ZERO;
	out->smallest = *from;
	while (out->count < SETTLE_RING_MAX) {
		struct jal_id next = ID_ZERO;
		out->fid[out->count] = 0;
		const enum jal_err err = next_same_as(db, cid, &at, &out->fid[out->count], &next);
		if (err)
			return err;
		if (out->count++ == 0)
			out->next = next;
		if (id_compare(&at, &out->smallest) < 0)
			out->smallest = at;
		out->closed = id_equal(&next, from);
		if (out->closed || id_is_zero(&next))
			break;
		at = next;
	}
	return JAL_OK;
}

/* ---- telling ---- */

struct telling {
	struct journal *j;
	struct jal_id caseload;
	enum jal_err (*each)(void *ctx, const struct settle_item *item);
	void *ctx;
};

/* An item about a record, to be completed. */
static struct settle_item about(enum settle_kind kind, const struct record *r, enum field field)
{
	return (struct settle_item){ .kind = kind, .entity = record_entity(r),
		.dossier = record_dossier(r) ? *record_dossier(r) : ID_ZERO, .record = *record_id(r), .field = field,
		.against = FIELD_COUNT, .other_entity = record_entity(r), .other = *record_id(r), .say = DIAG_INIT };
}

static enum jal_err tell_values(struct telling *t, const struct record *r)
{
	enum jal_err err = JAL_OK;
	for (enum field f = model_entity(record_entity(r))->first; !err && f < model_end(record_entity(r)); f++) {
		if (!record_conflict(r, f))
			continue;
		const struct settle_item item = about(SETTLE_VALUES, r, f);
		err = t->each(t->ctx, &item);
	}
	return err;
}

static enum jal_err tell_fields(struct telling *t, const struct record *r)
{
	struct check_issues issues = { .count = 0 };
	enum jal_err err = JAL_OK;
	look_within(r, &issues);
	for (size_t i = 0; !err && i < issues.count; i++) {
		struct settle_item item = about(SETTLE_FIELDS, r, issues.item[i].field);
		item.against = issues.item[i].against;
		item.say = issues.item[i].say;
		item.say.err = JAL_OK;
		err = t->each(t->ctx, &item);
	}
	return err;
}

static enum jal_err tell_overlaps(struct telling *t, const struct record *r)
{
	struct periods p = { .list = NULL };
	enum jal_err err =
		journal_each(t->j, &t->caseload, ENTITY_orientation, record_dossier(r), keep_period, &p);
	if (!err)
		settle_overlaps(p.list, p.count);
	for (size_t i = 0; !err && i < p.count; i++) {
		if (p.list[i].with == SIZE_MAX || !id_equal(&p.list[p.list[i].with].id, record_id(r)))
			continue;
		struct settle_item item = about(SETTLE_OVERLAP, r, FIELD_orientation_ends);
		item.against = FIELD_orientation_starts;
		item.other = p.list[i].id;
		(void)diag_set(&item.say, JAL_OK, N_("Une autre orientation commence avant la fin de celle-ci."));
		err = t->each(t->ctx, &item);
	}
	free(p.list);
	return err;
}

static enum jal_err tell_signed(struct telling *t, const struct record *r)
{
	const struct jal_id *id = record_get(r, signature_document);
	struct record *document = NULL;
	enum jal_err err = id ? load_document(t->j, &t->caseload, record_dossier(r), id, &document) : JAL_OK;
	if (!err && document && settle_signed_after(r, document)) {
		struct settle_item item = about(SETTLE_SIGNED, r, FIELD_signature_signed_on);
		item.against = status_of(document);
		item.other_entity = record_entity(document);
		item.other = *record_id(document);
		(void)diag_set(&item.say, JAL_OK, N_("Ce document a été signé alors qu’il était annulé."));
		err = t->each(t->ctx, &item);
	}
	record_free(document);
	return err;
}

static enum jal_err cid_of(struct db *db, const struct jal_id *caseload, int64_t *cid)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &settle_sql, CID, &st);
	if (err)
		return err;
	db_bind_id(st, 1, caseload);
	err = db_step(st, &row);
	if (!err)
		*cid = row ? db_col_i64(st, 0) : 0;
	db_done(st);
	return err;
}

/* Once for a ring: by the dossier that is kept meanwhile. */
static enum jal_err tell_ring(struct telling *t, const struct record *r)
{
	struct settle_ring ring = { .count = 0 };
	int64_t cid = 0;
	enum jal_err err = cid_of(journal_db(t->j), &t->caseload, &cid);
	if (!err)
		err = settle_ring(journal_db(t->j), cid, record_id(r), &ring);
	if (err || !ring.closed || !id_equal(&ring.smallest, record_id(r)))
		return err;
	struct settle_item item = about(SETTLE_RING, r, FIELD_dossier_same_as);
	item.against = FIELD_dossier_same_as;
	item.other = ring.next;
	(void)diag_set(&item.say, JAL_OK, N_("Ces dossiers sont réunis l’un dans l’autre : on ne sait lequel garder."));
	return t->each(t->ctx, &item);
}

static enum jal_err tell_twins(struct telling *t, const struct record *r)
{
	struct jal_id counts = ID_ZERO;
	const enum jal_err err = settle_twin(t->j, &t->caseload, r, &counts);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	struct settle_item item = about(SETTLE_TWINS, r, FIELD_barrier_theme);
	item.against = FIELD_barrier_theme;
	item.other = counts;
	(void)diag_set(&item.say, JAL_OK, N_("Deux freins sont notés pour un même domaine."));
	return t->each(t->ctx, &item);
}

static enum jal_err tell_others(struct telling *t, const struct record *r)
{
	if (record_entity(r) == ENTITY_orientation)
		return tell_overlaps(t, r);
	if (record_entity(r) == ENTITY_signature)
		return tell_signed(t, r);
	if (record_entity(r) == ENTITY_barrier)
		return tell_twins(t, r);
	return record_entity(r) == ENTITY_dossier ? tell_ring(t, r) : JAL_OK;
}

/* ---- which records ---- */

struct marked {
	int64_t marks;
	const struct model_entity *entity;
	struct jal_id id, dossier;
};

struct found {
	struct marked *list;
	size_t count, cap;
};

static enum jal_err read_marked(struct db *db, const struct jal_id *caseload, const struct jal_id *dossier,
	struct found *f)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &settle_sql, dossier ? MARKED_OF : MARKED, &st);
	if (err)
		return err;
	db_bind_id(st, 1, caseload);
	if (dossier)
		db_bind_id(st, 2, dossier);
	while (!(err = db_step(st, &row)) && row) {
		struct marked *more = grow_array(f->list, f->count, &f->cap, sizeof(*more));
		if (!more) {
			err = JAL_ERR_NOMEM;
			break;
		}
		f->list = more;
		struct marked *m = &f->list[f->count];
		*m = (struct marked){ .marks = db_col_i64(st, 0), .entity = model_entity_by_wire((uint64_t)db_col_i64(st, 1)) };
		err = db_col_id(st, 2, &m->id);
		if (!err)
			err = db_col_id(st, 3, &m->dossier);
		if (err)
			break;
		f->count += m->entity != NULL;
	}
	db_done(st);
	return err;
}

static enum jal_err tell(struct telling *t, const struct marked *m)
{
	struct record *r = NULL;
	enum jal_err err = journal_load(t->j, &t->caseload, m->entity->id,
		m->entity->home == HOME_dossier ? &m->dossier : NULL, &m->id, &r);
	/* What it was marked for was withdrawn meanwhile. */
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	if (m->marks & SETTLE_MARK_VALUES)
		err = tell_values(t, r);
	if (!err && (m->marks & SETTLE_MARK_FIELDS))
		err = tell_fields(t, r);
	if (!err && (m->marks & SETTLE_MARK_OTHERS))
		err = tell_others(t, r);
	record_free(r);
	return err;
}

enum jal_err settle_each(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
	enum jal_err (*each)(void *ctx, const struct settle_item *item), void *ctx)
{
	struct telling t = { j, *caseload, each, ctx };
	struct found f = { .list = NULL };
	enum jal_err err = read_marked(journal_db(j), caseload, dossier, &f);
	for (size_t i = 0; !err && i < f.count; i++)
		err = tell(&t, &f.list[i]);
	free(f.list);
	return err;
}
