/* Structures, read from their table: all of them at once, for a list to choose from. */
#include "core/structures.h"

enum { NAMES, COUNT };
static const char *const text[COUNT] = {
	[NAMES] = "SELECT r.id, s.nom FROM structure s CROSS JOIN j_record r ON r.rid = s.rid"
		  " JOIN j_folder f ON f.fid = r.fid JOIN j_caseload c ON c.cid = f.cid"
		  " WHERE c.id = ?1 AND s.archived IS NOT 1 AND s.nom IS NOT NULL ORDER BY s.nom, r.id",
};
const struct db_sql structures_sql = { "structures", COUNT, text };

enum jal_err structures_each(struct db *db, const struct jal_id *common,
			     enum jal_err (*each)(void *ctx, const struct jal_id *id, const char *name), void *ctx)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &structures_sql, NAMES, &st);
	if (err)
		return err;
	db_bind_id(st, 1, common);
	while (!(err = db_step(st, &row)) && row) {
		struct jal_id id = ID_ZERO;
		err = db_col_id(st, 0, &id);
		if (!err)
			err = each(ctx, &id, db_col_text(st, 1));
		if (err)
			break;
	}
	db_done(st);
	return err;
}
