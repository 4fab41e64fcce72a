/*
 * The contracts of a dossier as its line and its clocks need them. Which of them counts is core/contract_rule's to say.
 * Writes nothing.
 */
#include "core/listing_inside.h"

#include <stdlib.h>
#include <string.h>

#include "core/model.h"
#include "core/text.h"

enum { CONTRACTS, STATUS, COUNT };
static const char *const text[COUNT] = {
	[CONTRACTS] = "SELECT t.rid, r.id, t.previous, t.status, t.rank, t.starts, t.ends, t.notified_on, t.weekly_hours,"
		      " coalesce(t.exemption, 'none') <> 'none', coalesce(t.exemption = 'full', 0), t.exemption_until"
		LISTING_OF("contract", "12") LISTING_KEPT " ORDER BY t.rid",
	[STATUS] = "SELECT status FROM contract WHERE rid = ?1",
};
const struct db_sql listing_contract_sql = { "listing_contract", COUNT, text };
_Static_assert(MODEL_WIRE_contract == 12, "listing_contract.c names an entity by number");

static int32_t day_of(struct db_st *st, int col)
{
	return db_col_null(st, col) ? RECORD_NO_DATE : (int32_t)db_col_i64(st, col);
}

static enum jal_err read_one(struct db_st *st, void *row)
{
	struct listing_contract *c = row;
	const char *status = db_col_text(st, 3);
	*c = (struct listing_contract){
		.rid = db_col_i64(st, 0),
		.unsigned_yet = !status || text_is(status, "draft") || text_is(status, "to_sign"),
		.void_now = text_is(status, "cancelled") || text_is(status, "not_validated"),
		.notified_on = day_of(st, 7),
		.weekly_hours = db_col_i64(st, 8),
		.exempt = db_col_bool(st, 9),
		.wholly = db_col_bool(st, 10),
		.exempt_until = day_of(st, 11),
	};
	contract_rule_enter(&c->rule, status, db_col_text(st, 4));
	c->rule.starts = day_of(st, 5);
	c->rule.ends = day_of(st, 6);
	const enum jal_err err = db_col_id(st, 1, &c->rule.id);
	return err || db_col_null(st, 2) ? err : db_col_id(st, 2, &c->rule.previous);
}

/* The rule sees them one behind the other. */
static enum jal_err settle(struct listing_contracts *all)
{
	struct contract_rule_row *rules = calloc(all->n + 1, sizeof(*rules));
	if (!rules)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < all->n; i++)
		rules[i] = all->list[i].rule;
	const enum jal_err err = contract_rule_settle(rules, all->n);
	for (size_t i = 0; !err && i < all->n; i++)
		all->list[i].rule = rules[i];
	if (!err) {
		all->current = contract_rule_current(rules, all->n);
		all->ending = contract_rule_ending(rules, all->n);
	}
	free(rules);
	return err;
}

enum jal_err listing_contract_read(struct db *db, int64_t fid, struct listing_contracts *out)
{
	struct listing_contracts all = { .n = 0 };
	struct db_st *st = NULL;
	void *list = NULL;
	enum jal_err err = db_use(db, &listing_contract_sql, CONTRACTS, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	err = db_rows(st, sizeof(struct listing_contract), read_one, &list, &all.n);
	all.list = list;
	if (!err)
		err = settle(&all);
	if (err)
		free(list);
	else
		*out = all;
	return err;
}

enum jal_err listing_contract_status(struct db *db, int64_t rid, struct buf *out)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_contract_sql, STATUS, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, rid);
	err = db_step(st, &row);
	if (!err && row && !db_col_null(st, 0))
		err = buf_puts(out, db_col_text(st, 0));
	db_done(st);
	return err;
}
