/* Members and structures behind the cells of a line. */
#include "core/import_links.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/import_index.h"
#include "core/roster.h"
#include "core/text.h"

enum { MEMBERS, STRUCTURES, ASSIGNED, ORIENTED, COVERED, COUNT };
static const char *const text[COUNT] = {
	[MEMBERS] = "SELECT r.id, p.email FROM professional p JOIN j_record r ON r.rid = p.rid"
		    " WHERE p.email IS NOT NULL AND p.archived IS NOT 1",
	[STRUCTURES] = "SELECT r.id, s.nom FROM structure s JOIN j_record r ON r.rid = s.rid"
		       " WHERE s.nom IS NOT NULL AND s.archived IS NOT 1",
	[ASSIGNED] = "SELECT f.id, a.professional FROM assignment a JOIN j_record r ON r.rid = a.rid"
		     " JOIN j_folder f ON f.fid = r.fid"
		     " WHERE a.professional IS NOT NULL AND a.ends IS NULL AND a.archived IS NOT 1",
	[ORIENTED] = "SELECT f.id, o.structure FROM dossier d JOIN j_record k ON k.rid = d.rid"
		     " JOIN j_folder f ON f.fid = k.fid JOIN j_record r ON r.fid = f.fid AND r.id = d.open_orientation"
		     " JOIN orientation o ON o.rid = r.rid WHERE d.open_orientation IS NOT NULL",
	/* Orientations do not share a day, and one that is made here starts today. */
	[COVERED] = "SELECT f.id, o.structure FROM orientation o JOIN j_record r ON r.rid = o.rid"
		    " JOIN j_folder f ON f.fid = r.fid WHERE o.archived IS NOT 1 AND o.starts IS NOT NULL"
		    " AND (o.ends IS NULL OR o.ends >= ?1)",
};
const struct db_sql import_links_sql = { "import_links", COUNT, text };

/* Under letters: m an e-mail, s a structure's folded name (values: places in
 * ids); a a dossier and a member assigned, o an oriented dossier, t a dossier
 * and the structure (no values). */
struct import_links {
	struct import_index index;
	struct jal_id *ids;
	size_t count, cap;
	struct jal_id *members;		/* not revoked, while opening */
	size_t member_count;
	struct buf scratch;
};

void import_links_free(struct import_links *l)
{
	if (!l)
		return;
	import_index_free(&l->index);
	free(l->ids);
	free(l->members);
	buf_free(&l->scratch);
	free(l);
}

/* ---- opening ---- */

static enum jal_err note_member(void *ctx, const struct roster_member *m)
{
	struct import_links *l = ctx;
	if (m->revoked)
		return JAL_OK;
	struct jal_id *more = realloc(l->members, (l->member_count + 1) * sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	l->members = more;
	l->members[l->member_count++] = m->id;
	return JAL_OK;
}

static bool is_member(const struct import_links *l, const struct jal_id *id)
{
	for (size_t i = 0; i < l->member_count; i++)
		if (id_equal(&l->members[i], id))
			return true;
	return false;
}

static enum jal_err add_id(struct import_links *l, const struct jal_id *id, uint32_t *place)
{
	struct jal_id *more = grow_array(l->ids, l->count, &l->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	l->ids = more;
	*place = (uint32_t)l->count;
	l->ids[l->count++] = *id;
	return JAL_OK;
}

static enum jal_err name_key(struct import_links *l, const char *s, size_t n, uint64_t *key)
{
	buf_clear(&l->scratch);
	const enum jal_err err = text_fold(s, n, &l->scratch);
	if (!err)
		*key = import_index_key(&l->index, 's', l->scratch.data, l->scratch.len);
	return err;
}

static uint64_t pair_key(const struct import_links *l, char kind, const struct jal_id *a, const struct jal_id *b)
{
	struct jal_id pair[2] = { *a, *b };
	return import_index_key(&l->index, kind, pair, sizeof(pair));
}

static bool has(const struct import_links *l, uint64_t key)
{
	size_t at = 0;
	uint32_t value = 0;
	return import_index_next(&l->index, key, &at, &value);
}

static enum jal_err read_row(struct import_links *l, int which, struct db_st *st)
{
	struct jal_id a = ID_ZERO, b = ID_ZERO;
	uint32_t place = 0;
	uint64_t key = 0;
	enum jal_err err = db_col_id(st, 0, &a);
	if (err)
		return err;
	if (which == MEMBERS || which == STRUCTURES) {
		const char *s = db_col_text(st, 1);
		if (which == STRUCTURES)
			err = name_key(l, s, strlen(s), &key);
		else if (is_member(l, &a))
			key = import_index_key(&l->index, 'm', s, strlen(s));
		if (!err && key)
			err = add_id(l, &a, &place);
		return err || !key ? err : import_index_put(&l->index, key, place);
	}
	err = db_col_id(st, 1, &b);
	if (!err && (which == ORIENTED || which == COVERED))
		err = import_index_put(&l->index, import_index_key(&l->index, 'o', a.b, sizeof(a.b)), 0);
	return err ? err : import_index_put(&l->index, pair_key(l, which == ASSIGNED ? 'a' : 't', &a, &b), 0);
}

static enum jal_err read_rows(struct import_links *l, struct db *db, int which, int32_t today)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &import_links_sql, which, &st);
	if (err)
		return err;
	if (which == COVERED)
		db_bind_i64(st, 1, today);
	while (!(err = db_step(st, &row)) && row) {
		err = read_row(l, which, st);
		if (err)
			break;
	}
	db_done(st);
	return err;
}

enum jal_err import_links_open(struct import_run *run, struct import_links **out)
{
	struct db *db = journal_db(run->journal);
	struct import_links *l = calloc(1, sizeof(*l));
	if (!l)
		return JAL_ERR_NOMEM;
	import_index_start(&l->index);
	enum jal_err err = JAL_OK;
	if (import_columns_has(&run->columns, IMPORT_COLUMN_REFERENTS)) {
		err = roster_members(db, note_member, l);
		if (!err)
			err = read_rows(l, db, MEMBERS, 0);
		if (!err)
			err = read_rows(l, db, ASSIGNED, 0);
	}
	if (!err && import_columns_has(&run->columns, IMPORT_COLUMN_STRUCTURE)) {
		err = read_rows(l, db, STRUCTURES, 0);
		if (!err)
			err = read_rows(l, db, ORIENTED, 0);
		if (!err)
			err = read_rows(l, db, COVERED, run->place.today);
	}
	if (err)
		import_links_free(l);
	else
		*out = l;
	return err;
}

/* ---- what a line names ---- */

static void warn(struct import_read *read, const char *title, const char *sentence)
{
	struct diag say = DIAG_INIT;
	(void)diag_set(&say, JAL_OK, sentence);
	import_read_remark(read, false, title, &say);
}

static enum jal_err find_member(struct import_links *l, struct import_read *read, const char *title, const char *s,
	size_t n, struct import_team *out)
{
	struct value_owned email = VALUE_OWNED_INIT;
	struct check_result result;
	size_t at = 0;
	uint32_t place = 0;
	const enum jal_err err =
		check_read(FIELD_professional_email, s, n, CHECK_FROM_IMPORT, &read->check, &email, &result);
	if (err == JAL_ERR_INVALID) {
		warn(read, title, N_("Seule l’adresse de courriel d’un membre du territoire devient une affectation."));
		return JAL_OK;
	}
	if (err || email.v.kind != VALUE_TEXT)
		return err;
	const uint64_t key = import_index_key(&l->index, 'm', email.v.text, email.v.text_len);
	value_owned_free(&email);
	if (!import_index_next(&l->index, key, &at, &place)) {
		warn(read, title, N_("Cette adresse n’est celle d’aucun membre du territoire : pas d’affectation."));
		return JAL_OK;
	}
	for (size_t i = 0; i < out->count; i++)
		if (id_equal(&out->member[i], &l->ids[place]))
			return JAL_OK;
	if (out->count < IMPORT_TEAM_MAX)
		out->member[out->count++] = l->ids[place];
	return JAL_OK;
}

/* E-mails hold none of the signs that stand between them. */
static enum jal_err find_members(struct import_links *l, struct import_read *read, const struct import_cell *cell,
	struct import_team *out)
{
	const char *s = cell->cell->s;
	const size_t n = cell->cell->n;
	enum jal_err err = JAL_OK;
	if (!memchr(s, '@', n)) {
		warn(read, cell->title, N_("Seule l’adresse de courriel d’un membre du territoire devient une affectation."));
		return JAL_OK;
	}
	for (size_t i = 0; !err && i < n;) {
		size_t len = 0;
		while (i + len < n && !strchr(",;|/ \t\r\n", s[i + len]))
			len++;
		if (len > 0)
			err = find_member(l, read, cell->title, s + i, len, out);
		i += len + 1;
	}
	return err;
}

static enum jal_err find_structure(struct import_links *l, struct import_read *read, struct import_team *out)
{
	const struct table_cell *cell = read->structure.cell;
	uint64_t key = 0;
	size_t at = 0;
	uint32_t place = 0, second = 0;
	if (!cell)
		return JAL_OK;
	const enum jal_err err = name_key(l, cell->s, cell->n, &key);
	if (err && err != JAL_ERR_SYNTAX)
		return err;
	if (err || !import_index_next(&l->index, key, &at, &place))
		warn(read, read->structure.title,
			N_("Cette structure n’est pas connue ici : importez d’abord les structures. L’orientation n’est pas gardée."));
	else if (import_index_next(&l->index, key, &at, &second))
		warn(read, read->structure.title,
			N_("Plusieurs structures portent ce nom : l’orientation n’est pas gardée."));
	else
		out->structure = l->ids[place];
	return JAL_OK;
}

enum jal_err import_links_find(struct import_links *l, struct import_read *read, struct import_team *out)
{
	*out = (struct import_team){ .count = 0 };
	enum jal_err err = find_structure(l, read, out);
	for (size_t i = 0; !err && i < read->referent_count; i++)
		err = find_members(l, read, &read->referents[i], out);
	return err;
}

/* ---- edits ---- */

static enum jal_err assign(struct import_links *l, const struct casework_place *place, const struct jal_id *caseload,
	const struct jal_id *dossier, const struct jal_id *member, struct edit **out)
{
	struct edit *e = NULL;
	enum jal_err err = casework_assign(place, caseload, dossier, member, &e);
	if (!err)
		err = import_index_put(&l->index, pair_key(l, 'a', dossier, member), 0);
	if (err)
		edit_free(e);
	else
		*out = e;
	return err;
}

/* The orientation, which `dossier` then names as the open one. */
static enum jal_err orient(struct import_links *l, const struct jal_id *caseload, const struct import_team *team,
	int32_t today, struct edit *dossier, struct edit **out)
{
	struct edit *e = NULL;
	const struct jal_id *id = edit_record(dossier);
	enum jal_err err = edit_create(ENTITY_orientation, caseload, id, &e);
	if (!err)
		err = edit_set_id(e, FIELD_orientation_structure, &team->structure);
	if (!err && team->count > 0)
		err = edit_set_id(e, FIELD_orientation_referent, &team->member[0]);
	if (!err)
		err = edit_set_number(e, FIELD_orientation_starts, today);
	if (!err)
		err = edit_set_text(e, FIELD_orientation_origin, "batch");
	if (!err)
		err = edit_set_id(dossier, FIELD_dossier_open_orientation, edit_record(e));
	if (!err)
		err = import_index_put(&l->index, import_index_key(&l->index, 'o', id->b, sizeof(id->b)), 0);
	if (!err)
		err = import_index_put(&l->index, pair_key(l, 't', id, &team->structure), 0);
	if (err)
		edit_free(e);
	else
		*out = e;
	return err;
}

enum jal_err import_links_new(struct import_links *l, const struct casework_place *place,
	const struct import_team *team, struct casework_opening *o, struct edit **extra, size_t *count)
{
	const struct jal_id *dossier = edit_record(o->dossier);
	enum jal_err err = JAL_OK;
	*count = 0;
	/* The first is the lead, and has an assignment already. */
	if (team->count > 0)
		err = import_index_put(&l->index, pair_key(l, 'a', dossier, &team->member[0]), 0);
	for (size_t i = 1; !err && i < team->count; i++) {
		err = assign(l, place, &place->caseload, dossier, &team->member[i], &extra[*count]);
		*count += !err;
	}
	if (err || id_is_zero(&team->structure))
		return err;
	err = orient(l, &place->caseload, team, place->today, o->dossier, &extra[*count]);
	if (!err) {
		(*count)++;
		err = edit_set_text(o->pathway, FIELD_pathway_status, "oriented");
	}
	return err;
}

/* A new orientation, and the change of the dossier that names it. */
static enum jal_err orient_known(struct import_links *l, struct import_run *run, const struct import_team *team,
	const struct jal_id *caseload, const struct jal_id *dossier, struct edit **extra, size_t *count)
{
	struct edit *e = NULL;
	enum jal_err err = journal_edit(run->journal, caseload, ENTITY_dossier, dossier, dossier, &e);
	if (!err)
		err = orient(l, caseload, team, run->place.today, e, &extra[*count]);
	if (!err) {
		extra[*count + 1] = e;
		*count += 2;
	} else {
		edit_free(e);
	}
	return err;
}

enum jal_err import_links_known(struct import_links *l, struct import_run *run, const struct import_team *team,
	const struct jal_id *caseload, const struct jal_id *dossier, struct edit **extra, size_t *count)
{
	enum jal_err err = JAL_OK;
	*count = 0;
	for (size_t i = 0; !err && i < team->count; i++) {
		if (has(l, pair_key(l, 'a', dossier, &team->member[i])))
			continue;
		err = assign(l, &run->place, caseload, dossier, &team->member[i], &extra[*count]);
		*count += !err;
	}
	if (err || id_is_zero(&team->structure) || has(l, pair_key(l, 't', dossier, &team->structure)))
		return err;
	if (has(l, import_index_key(&l->index, 'o', dossier->b, sizeof(dossier->b)))) {
		warn(&run->read, run->read.structure.title,
			N_("Ce dossier est orienté vers une autre structure : l’orientation en cours est gardée."));
		return JAL_OK;
	}
	return orient_known(l, run, team, caseload, dossier, extra, count);
}
