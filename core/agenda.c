/* A day's appointments, read from the table of appointments. */
#include "core/agenda.h"

#include "core/date.h"

enum { DAY, COUNT };
static const char *const text[COUNT] = {
	[DAY] = "SELECT f.id, r.id, a.starts, a.minutes, a.place, l.name, l.first_name"
		" FROM appointment a CROSS JOIN j_record r ON r.rid = a.rid JOIN j_folder f ON f.fid = r.fid"
		" JOIN j_caseload c ON c.cid = f.cid JOIN list_row l ON l.fid = f.fid"
		" WHERE a.starts >= ?1 AND a.starts < ?2 AND c.id = ?3 AND a.archived IS NOT 1"
		" AND coalesce(a.status, 'planned') NOT IN ('cancelled', 'excused')"
		" ORDER BY a.starts, f.id, r.id",
};
const struct db_sql agenda_sql = { "agenda", COUNT, text };

enum jal_err agenda_day(struct db *db, const struct jal_id *caseload, int32_t day,
			enum jal_err (*each)(void *ctx, const struct agenda_item *item), void *ctx)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &agenda_sql, DAY, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, date_with_minutes(day, 0));
	db_bind_i64(st, 2, date_with_minutes(date_add_days(day, 1), 0));
	db_bind_id(st, 3, caseload);
	while (!(err = db_step(st, &row)) && row) {
		struct agenda_item item = {
			.starts = db_col_i64(st, 2),
			.minutes = (int)db_col_i64(st, 3),
			.place = db_col_text(st, 4),
			.family = db_col_text(st, 5),
			.first = db_col_text(st, 6),
		};
		err = db_col_id(st, 0, &item.dossier);
		if (!err)
			err = db_col_id(st, 1, &item.appointment);
		if (!err)
			err = each(ctx, &item);
		if (err)
			break;
	}
	db_done(st);
	return err;
}
