/* The clocks of one dossier by the records that they are about: what is late, what waits, what runs no more. */
#include "core/todo.h"

#include <stdlib.h>
#include <string.h>

enum { OF_DOSSIER, COUNT };
static const char *const text[COUNT] = {
	[OF_DOSSIER] = "SELECT t.kind, r.id, t.base, t.due, t.until, t.day FROM j_folder f JOIN list_row l ON l.fid = f.fid"
		       " JOIN list_task t ON t.fid = f.fid LEFT JOIN j_record r ON r.rid = t.rid WHERE f.id = ?1",
};
const struct db_sql todo_clock_sql = { "todo_clock", COUNT, text };

static enum jal_err read_clock(struct db_st *st, void *row)
{
	struct todo_clock *c = row;
	*c = (struct todo_clock){
		.kind = (enum tasks_kind)db_col_i64(st, 0),
		.base = (int32_t)db_col_i64(st, 2),
		.due = (int32_t)db_col_i64(st, 3),
		.until = (int32_t)db_col_i64(st, 4),
		.day = (int32_t)db_col_i64(st, 5),
	};
	return db_col_null(st, 1) ? JAL_OK : db_col_id(st, 1, &c->record);
}

static int by_record(const void *pa, const void *pb)
{
	const struct todo_clock *a = pa, *b = pb;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return memcmp(a->record.b, b->record.b, sizeof(a->record.b));
}

enum jal_err todo_clocks_read(struct db *db, const struct jal_id *dossier, int32_t today, struct todo_clocks *out)
{
	struct thresholds t = { { 0 } };
	struct db_st *st = NULL;
	void *rows = NULL;
	size_t n = 0;
	enum jal_err err = thresholds_read(db, &t, NULL);
	if (!err)
		err = db_use(db, &todo_clock_sql, OF_DOSSIER, &st);
	if (err)
		return err;
	db_bind_id(st, 1, dossier);
	err = db_rows(st, sizeof(struct todo_clock), read_clock, &rows, &n);
	if (err)
		return err;
	struct todo_clock *list = rows;
	for (size_t i = 0; i < n; i++) {
		const struct tasks_due due = { .kind = list[i].kind, .until = list[i].until, .day = list[i].day };
		list[i].sign = tasks_sign_of(&due, today, &t);
		list[i].waits = list[i].until > today;
	}
	if (n > 1)
		qsort(list, n, sizeof(*list), by_record);
	*out = (struct todo_clocks){ list, n };
	return JAL_OK;
}

void todo_clocks_free(struct todo_clocks *c)
{
	free(c->list);
	*c = TODO_CLOCKS_INIT;
}

struct todo_clock todo_clocks_of(const struct todo_clocks *c, enum tasks_kind kind, const struct jal_id *record)
{
	const struct todo_clock key = { .kind = kind, .record = record ? *record : ID_ZERO };
	const struct todo_clock *found = c->count ? bsearch(&key, c->list, c->count, sizeof(*c->list), by_record) : NULL;
	return found ? *found : TODO_CLOCK_NONE;
}
