/* SQL made from the model, and rows from records. Names no field. */
#include "core/projection.h"

#include <pthread.h>
#include <string.h>

#include "core/model.h"

static const char *column_type(enum field_type type)
{
	switch (type) {
	case FIELD_TYPE_text:
	case FIELD_TYPE_long_text:
	case FIELD_TYPE_code:
	case FIELD_TYPE_set:
		return "TEXT";
	case FIELD_TYPE_date:
	case FIELD_TYPE_time:
	case FIELD_TYPE_integer:
	case FIELD_TYPE_money:
	case FIELD_TYPE_flag:
	/* How many bytes it has: the blob itself stays in its operation. */
	case FIELD_TYPE_bytes:
		return "INTEGER";
	case FIELD_TYPE_ref:
	case FIELD_TYPE_hash:
		return "BLOB";
	}
	return "BLOB";
}

enum jal_err projection_table(enum entity entity, struct buf *sql)
{
	enum jal_err err = buf_printf(sql, "CREATE TABLE \"%s\" (rid INTEGER PRIMARY KEY", model_entity(entity)->name);
	for (enum field f = model_entity(entity)->first; !err && f < model_end(entity); f++)
		err = buf_printf(sql, ", \"%s\" %s", model_field(f)->name, column_type(model_field(f)->type));
	return err ? err : buf_puts(sql, ") STRICT");
}

enum jal_err projection_column(enum field field, struct buf *sql)
{
	const struct model_field *f = model_field(field);
	return buf_printf(sql, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s", model_entity(f->entity)->name, f->name,
		column_type(f->type));
}

/* ---- the statements, made once ---- */

enum { PUT = 0, DROP = ENTITY_COUNT, COUNT = 2 * ENTITY_COUNT };

static struct buf made[COUNT];
static const char *text[COUNT];
static const struct db_sql projection_sql = { "projection", COUNT, text };
static enum jal_err made_err = JAL_OK;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static enum jal_err make_put(enum entity entity, struct buf *sql)
{
	unsigned n = 1;
	enum jal_err err = buf_printf(sql, "INSERT OR REPLACE INTO \"%s\" (rid", model_entity(entity)->name);
	for (enum field f = model_entity(entity)->first; !err && f < model_end(entity); f++)
		err = buf_printf(sql, ", \"%s\"", model_field(f)->name);
	if (!err)
		err = buf_puts(sql, ") VALUES (?1");
	for (enum field f = model_entity(entity)->first; !err && f < model_end(entity); f++)
		err = buf_printf(sql, ", ?%u", ++n);
	return err ? err : buf_puts(sql, ")");
}

static void make(void)
{
	for (enum entity e = 0; !made_err && e < ENTITY_COUNT; e++) {
		made_err = make_put(e, &made[PUT + (int)e]);
		if (!made_err)
			made_err = buf_printf(&made[DROP + (int)e], "DELETE FROM \"%s\" WHERE rid = ?1",
				model_entity(e)->name);
		text[PUT + (int)e] = buf_str(&made[PUT + (int)e]);
		text[DROP + (int)e] = buf_str(&made[DROP + (int)e]);
	}
}

static enum jal_err use(struct db *db, int which, struct db_st **out)
{
	(void)pthread_once(&once, make);
	return made_err ? made_err : db_use(db, &projection_sql, which, out);
}

/* ---- rows ---- */

/* "\nsante\nmobilite\n", NULL when empty. */
static enum jal_err set_text(const struct record_set *set, struct buf *out)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < set->count; i++) {
		err = buf_putc(out, '\n');
		if (!err)
			err = buf_puts(out, set->elements[i]);
	}
	return err || set->count == 0 ? err : buf_putc(out, '\n');
}

static void bind(struct db_st *st, int at, const struct value *v)
{
	switch (v->kind) {
	case VALUE_EMPTY:
		break;
	case VALUE_TEXT:
		db_bind_textn(st, at, v->text, v->text_len);
		break;
	case VALUE_NUMBER:
	case VALUE_FLAG:
		db_bind_i64(st, at, v->number);
		break;
	case VALUE_ID:
		db_bind_id(st, at, &v->id);
		break;
	case VALUE_HASH:
		db_bind_hash(st, at, &v->hash);
		break;
	case VALUE_BYTES:
		db_bind_i64(st, at, (int64_t)v->bytes_len);
		break;
	}
}

static enum jal_err drop(struct db *db, int64_t rid, enum entity entity)
{
	struct db_st *st = NULL;
	const enum jal_err err = use(db, DROP + (int)entity, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, rid);
	return db_run(st);
}

enum jal_err projection_put(struct db *db, int64_t rid, const struct record *r)
{
	const enum entity entity = record_entity(r);
	struct db_st *st = NULL;
	struct buf sets = BUF_INIT;
	if (record_blank(r))
		return drop(db, rid, entity);

	/* All sets into one buffer first: bound texts must not move. */
	enum jal_err err = JAL_OK;
	for (enum field f = model_entity(entity)->first; !err && f < model_end(entity); f++)
		if (model_field(f)->type == FIELD_TYPE_set)
			err = set_text(record_elements(r, f), &sets);
	if (!err)
		err = use(db, PUT + (int)entity, &st);
	if (err)
		goto out;
	int at = 1;
	size_t from = 0;
	db_bind_i64(st, at++, rid);
	for (enum field f = model_entity(entity)->first; f < model_end(entity); f++, at++) {
		if (model_field(f)->type != FIELD_TYPE_set) {
			bind(st, at, record_value(r, f));
			continue;
		}
		const struct record_set *set = record_elements(r, f);
		if (set->count == 0)
			continue;
		size_t n = 1;
		for (size_t i = 0; i < set->count; i++)
			n += strlen(set->elements[i]) + 1;
		db_bind_textn(st, at, (const char *)sets.data + from, n);
		from += n;
	}
	err = db_run(st);
out:
	buf_free(&sets);
	return err;
}
