/* Finding one record by the beginning of its id, as commands name it. */
#include "core/caseload.h"
#include "core/journal_inside.h"

enum { BETWEEN, COUNT };
static const char *const text[COUNT] = {
	[BETWEEN] = "SELECT rid, id FROM j_record WHERE id BETWEEN ?1 AND ?2 AND entity NOT IN (?3, ?4)",
};
const struct db_sql journal_named_sql = { "journal_named", COUNT, text };

/* Whether the dossier of that place lives in its caseload now: after a move the
 * same record stands in two. */
static bool lives_there(struct db *db, const struct journal_place *at)
{
	char hex[ID_HEX + 1];
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	if (!at->has_dossier)
		return true;
	return caseload_named(db, id_hex(&at->dossier, hex), &dossier, &caseload) == JAL_OK &&
		id_equal(&caseload, &at->caseload);
}

enum jal_err journal_named(struct journal *j, const char *begin, struct record **out)
{
	struct jal_id low = ID_ZERO, high = ID_ZERO, found = ID_ZERO;
	int64_t rids[8] = { 0 };
	size_t n = 0;
	struct db_st *st = NULL;
	bool row = false;
	if (!id_range(begin, ID_DIGITS_HEX, &low, &high))
		return JAL_ERR_NOT_FOUND;
	enum jal_err err = db_use(j->db, &journal_named_sql, BETWEEN, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &low);
	db_bind_id(st, 2, &high);
	db_bind_i64(st, 3, model_entity(ENTITY_dossier)->wire);
	/* A document and what it holds have one id: the document is meant. */
	db_bind_i64(st, 4, model_entity(ENTITY_content)->wire);
	while (!(err = db_step(st, &row)) && row) {
		struct jal_id id = ID_ZERO;
		err = db_col_id(st, 1, &id);
		if (!err && n > 0 && !id_equal(&id, &found))
			err = JAL_ERR_EXISTS;
		if (err)
			break;
		found = id;
		if (n < sizeof(rids) / sizeof(rids[0]))
			rids[n++] = db_col_i64(st, 0);
	}
	db_done(st);
	for (size_t i = 0; i < n && !err; i++) {
		struct journal_place at = { .rid = rids[i] };
		err = journal_place_of(j->db, rids[i], &at);
		const struct model_entity *entity = err ? NULL : model_entity_by_wire(at.entity);
		if (entity && lives_there(j->db, &at))
			return journal_load(j, &at.caseload, entity->id, at.has_dossier ? &at.dossier : NULL, &at.id, out);
	}
	return err ? err : JAL_ERR_NOT_FOUND;
}
