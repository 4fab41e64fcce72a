/* The tables, and their growth with the model. Knows no record. */
#include "core/schema.h"

#include <string.h>

#include "core/journal_inside.h"
#include "core/listing.h"
#include "core/meta.h"
#include "core/model.h"
#include "core/notefind.h"
#include "core/projection.h"
#include "core/settle.h"

#define META_MODEL "schema.model"
#define META_RULES "schema.rules"

/* Small integers stand for long ids: cid a caseload, dev a device, fid a folder
 * (what one caseload holds of one dossier; zeros: its records without dossier),
 * rid a record, oid an operation, lot a lot. Entities are wire numbers. */
static const char tables[] =
	"CREATE TABLE j_caseload (cid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16)) STRICT;"
	/* A provisional id that the final one replaced (roster_adopt_caseload). */
	"CREATE TABLE j_adopted (old BLOB PRIMARY KEY, new BLOB NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE j_device (dev INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),"
	" stamp INTEGER NOT NULL DEFAULT 0) STRICT;"
	/* This vault's own numbers, of which the last is that of j_op: up to which they are in a lot, up to which proved
	   received; and how many lines of the list have one above that. */
	"CREATE TABLE j_own (cid INTEGER NOT NULL, dev INTEGER NOT NULL, sealed INTEGER NOT NULL DEFAULT 0,"
	" received INTEGER NOT NULL DEFAULT 0, unsent INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (cid, dev))"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE j_folder (fid INTEGER PRIMARY KEY, cid INTEGER NOT NULL, id BLOB NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX j_folder_id ON j_folder (id, cid);"
	/* conflict: what waits for someone, core/settle's marks. state NULL: that of its operations, not written
	   out (as for a record with one). */
	"CREATE TABLE j_record (rid INTEGER PRIMARY KEY, fid INTEGER NOT NULL, entity INTEGER NOT NULL,"
	" id BLOB NOT NULL, conflict INTEGER NOT NULL DEFAULT 0, state BLOB) STRICT;"
	"CREATE UNIQUE INDEX j_record_id ON j_record (fid, entity, id);"
	"CREATE INDEX j_record_conflict ON j_record (fid) WHERE conflict > 0;"
	"CREATE TABLE j_lot (lot INTEGER PRIMARY KEY, dev INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,"
	" charter INTEGER NOT NULL, supervisor INTEGER NOT NULL, accepted INTEGER NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX j_lot_name ON j_lot (dev, seq, hash);"
	/* lot: the first that held it; seq: of the first accepted one, NULL while in none, -1 when none is
	   accepted; rival: another content has the same name. */
	"CREATE TABLE j_op (oid INTEGER PRIMARY KEY, rid INTEGER NOT NULL, cid INTEGER NOT NULL, dev INTEGER NOT NULL,"
	" number INTEGER NOT NULL, stamp INTEGER NOT NULL, lot INTEGER, seq INTEGER,"
	" rival INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL) STRICT;"
	"CREATE INDEX j_op_name ON j_op (cid, dev, number);"
	"CREATE INDEX j_op_record ON j_op (rid);"
	/* Further lots that hold an operation (re-issue). */
	"CREATE TABLE j_again (oid INTEGER NOT NULL, lot INTEGER NOT NULL, PRIMARY KEY (oid, lot)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE j_model (entity INTEGER NOT NULL, field INTEGER NOT NULL, place TEXT NOT NULL, name TEXT NOT NULL,"
	" type INTEGER NOT NULL, PRIMARY KEY (entity, field)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE k_device (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, member BLOB NOT NULL,"
	" sign_public BLOB NOT NULL, sign_secret BLOB NOT NULL, box_public BLOB NOT NULL, box_secret BLOB NOT NULL)"
	" STRICT;"
	"CREATE TABLE k_ssh (n INTEGER PRIMARY KEY CHECK (n = 1), public BLOB NOT NULL, secret BLOB NOT NULL) STRICT;"
	"CREATE TABLE k_epoch (caseload BLOB NOT NULL, epoch INTEGER NOT NULL, secret BLOB NOT NULL,"
	" PRIMARY KEY (caseload, epoch)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE r_territory (n INTEGER PRIMARY KEY CHECK (n = 1), id BLOB NOT NULL, root BLOB NOT NULL,"
	" charter INTEGER NOT NULL, charter_hash BLOB NOT NULL, common BLOB NOT NULL, home BLOB NOT NULL,"
	" supervisor INTEGER NOT NULL) STRICT;"
	"CREATE TABLE r_member (id BLOB PRIMARY KEY, supervisor INTEGER NOT NULL, revoked INTEGER NOT NULL)"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE r_device (id BLOB PRIMARY KEY, member BLOB NOT NULL, revoked INTEGER NOT NULL,"
	" seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE r_caseload (id BLOB PRIMARY KEY, common INTEGER NOT NULL, epoch INTEGER NOT NULL,"
	" access INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

	"CREATE TABLE o_sealed (seq INTEGER PRIMARY KEY, generation INTEGER NOT NULL, hash BLOB NOT NULL,"
	" bytes BLOB NOT NULL) STRICT;"
	"CREATE TABLE o_file (seq INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL,"
	" PRIMARY KEY (seq, place)) STRICT, WITHOUT ROWID;"
	/* Up to which own number each lot holds a caseload's operations. */
	"CREATE TABLE o_upto (seq INTEGER NOT NULL, cid INTEGER NOT NULL, upto INTEGER NOT NULL, PRIMARY KEY (seq, cid))"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE o_head (device BLOB PRIMARY KEY, generation INTEGER NOT NULL, seq INTEGER NOT NULL,"
	" hash BLOB NOT NULL, charter INTEGER NOT NULL, stopped INTEGER NOT NULL, reason TEXT NOT NULL)"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE o_hash (device BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (device, seq))"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE o_waiting (n INTEGER PRIMARY KEY, device BLOB NOT NULL, seq INTEGER NOT NULL,"
	" caseload BLOB NOT NULL, epoch INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX o_waiting_name ON o_waiting (caseload, epoch, device, seq);"
	"CREATE TABLE o_remote (name TEXT PRIMARY KEY, url TEXT NOT NULL, host_key TEXT NOT NULL, home INTEGER NOT NULL,"
	" received INTEGER NOT NULL, last_ok INTEGER NOT NULL, rolled_back INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE o_standing (device BLOB PRIMARY KEY, content INTEGER NOT NULL, settled INTEGER NOT NULL,"
	" opened INTEGER NOT NULL, forked INTEGER NOT NULL, forked_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	/* What chains say of others that is not here. */
	"CREATE TABLE o_hearsay (device BLOB NOT NULL, by BLOB NOT NULL, heads INTEGER NOT NULL, supervisor INTEGER NOT NULL,"
	" seq INTEGER NOT NULL, hash BLOB NOT NULL, known INTEGER NOT NULL, heard INTEGER NOT NULL,"
	" PRIMARY KEY (device, by, heads)) STRICT, WITHOUT ROWID;"
	/* Epoch keys that a verified chain gives, and to which box. */
	"CREATE TABLE o_given (caseload BLOB NOT NULL, epoch INTEGER NOT NULL, device BLOB NOT NULL, box BLOB NOT NULL,"
	" PRIMARY KEY (caseload, epoch, device, box)) STRICT, WITHOUT ROWID;"
	/* Caseloads of which envelopes were passed over. */
	"CREATE TABLE o_passed (caseload BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;";

enum { MODEL_OF, MODEL_PUT, MODEL_CLEAR, COUNT };
static const char *const text[COUNT] = {
	[MODEL_OF] = "SELECT field, place, name, type FROM j_model WHERE entity = ?1",
	[MODEL_PUT] = "INSERT INTO j_model (entity, field, place, name, type) VALUES (?1, ?2, ?3, ?4, ?5)",
	[MODEL_CLEAR] = "DELETE FROM j_model WHERE entity = ?1",
};
const struct db_sql schema_sql = { "schema", COUNT, text };

/* What of the model the tables depend on, as bytes. */
static enum jal_err fingerprint(struct buf *out)
{
	for (enum entity e = 0; e < ENTITY_COUNT; e++) {
		const struct model_entity *entity = model_entity(e);
		enum jal_err err = buf_printf(out, "%s %lu\n", entity->name, (unsigned long)entity->wire);
		for (enum field f = entity->first; !err && f < model_end(e); f++) {
			const struct model_field *field = model_field(f);
			err = buf_printf(out, " %s %lu %d %d\n", field->name, (unsigned long)field->wire,
				(int)field->type, (field->flags & FIELD_SEARCHED) != 0);
		}
		if (err)
			return err;
	}
	return JAL_OK;
}

static enum jal_err put_fingerprint(struct db *db)
{
	struct buf model = BUF_INIT;
	enum jal_err err = fingerprint(&model);
	if (!err) {
		const struct jal_hash hash = hash_b2(model.data, model.len);
		err = meta_put_blob(db, META_MODEL, hash.b, sizeof(hash.b));
	}
	if (!err)
		err = meta_put_i64(db, META_RULES, SETTLE_RULES);
	buf_free(&model);
	return err;
}

/* Writes down what an entity's table now has. */
static enum jal_err put_model(struct db *db, const struct model_entity *entity)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &schema_sql, MODEL_CLEAR, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, entity->wire);
	err = db_run(st);
	for (enum field f = entity->first; !err && f < model_end(entity->id); f++) {
		const struct model_field *field = model_field(f);
		err = db_use(db, &schema_sql, MODEL_PUT, &st);
		if (err)
			return err;
		db_bind_i64(st, 1, entity->wire);
		db_bind_i64(st, 2, field->wire);
		db_bind_text(st, 3, entity->name);
		db_bind_text(st, 4, field->name);
		db_bind_i64(st, 5, field->type);
		err = db_run(st);
	}
	return err;
}

/* What is looked up in an entity's table otherwise than by record; with the table, and again when it is made anew. */
static const struct { enum entity entity; const char *sql; } indexes[] = {
	{ ENTITY_appointment, "CREATE INDEX IF NOT EXISTS appointment_starts ON appointment (starts);" },
	/* Who may be there twice. */
	{ ENTITY_person, "CREATE INDEX IF NOT EXISTS person_nir ON person (nir) WHERE nir IS NOT NULL;"
			 "CREATE INDEX IF NOT EXISTS person_external_id ON person (external_id) WHERE external_id IS NOT NULL;"
			 "CREATE INDEX IF NOT EXISTS person_france_travail_id ON person (france_travail_id)"
			 " WHERE france_travail_id IS NOT NULL;" },
};

static enum jal_err make_indexes(struct db *db, enum entity entity)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < sizeof(indexes) / sizeof(*indexes); i++)
		if (indexes[i].entity == entity)
			err = db_exec(db, indexes[i].sql);
	return err;
}

static enum jal_err make_table(struct db *db, const struct model_entity *entity)
{
	struct buf sql = BUF_INIT;
	enum jal_err err = projection_table(entity->id, &sql);
	if (!err)
		err = db_exec(db, buf_str(&sql));
	buf_free(&sql);
	if (!err)
		err = make_indexes(db, entity->id);
	return err ? err : put_model(db, entity);
}

static enum jal_err make_tables(struct db *db)
{
	enum jal_err err = db_exec(db, tables);
	if (!err)
		err = listing_create(db);
	for (enum entity e = 0; !err && e < ENTITY_COUNT; e++)
		err = make_table(db, model_entity(e));
	return err ? err : put_fingerprint(db);
}

/* For vaults made before the index was: new ones have it from the first step. */
static enum jal_err index_appointments(struct db *db)
{
	return make_indexes(db, ENTITY_appointment);
}

/* What is to be done is worked out again for every dossier, once the entities have their columns (schema_grow): the
 * clocks of one version are not the next one's. */
static enum jal_err make_tasks_again(struct db *db)
{
	size_t lines = 0;
	const enum jal_err err = listing_count(db, &lines);
	return err || lines == 0 ? err : meta_delete(db, META_MODEL);
}

static enum jal_err make_tasks(struct db *db)
{
	const struct thresholds usual = thresholds_usual();
	enum jal_err err = listing_create_tasks(db);
	if (!err)
		err = thresholds_set_applied(db, &usual);
	return err ? err : make_tasks_again(db);
}

static enum jal_err index_people(struct db *db)
{
	const enum jal_err err = make_indexes(db, ENTITY_person);
	return err ? err : listing_index_twins(db);
}

/* When one of the tables above changes, it gets a step here, and stays as it was there. */
static const struct vault_upgrade steps[] = {
	{ "tables", make_tables },
	{ "appointments by time", index_appointments },
	{ "note_search", notefind_create },
	{ "tasks", make_tasks },
	{ "people by number and name", index_people },
	{ "clocks", make_tasks_again },
	{ "the contract that counts", make_tasks_again },
};
const struct vault_schema schema_vault = { steps, sizeof(steps) / sizeof(*steps), schema_grown, schema_grow };

/* Whether records were marked by other rules than this program's. */
static enum jal_err rules_differ(struct db *db, bool *differ)
{
	int64_t rules = 0;
	const enum jal_err err = meta_i64(db, META_RULES, &rules);
	if (err && err != JAL_ERR_NOT_FOUND)
		return err;
	*differ = rules != SETTLE_RULES;
	return JAL_OK;
}

static enum jal_err model_differs(struct db *db, bool *differs)
{
	struct buf model = BUF_INIT, kept = BUF_INIT;
	enum jal_err err = meta_blob(db, META_MODEL, &kept);
	if (!err || err == JAL_ERR_NOT_FOUND)
		err = fingerprint(&model);
	if (!err) {
		const struct jal_hash hash = hash_b2(model.data, model.len);
		*differs = kept.len != sizeof(hash.b) || memcmp(kept.data, hash.b, sizeof(hash.b)) != 0;
	}
	buf_free(&model);
	buf_free(&kept);
	return err;
}

enum jal_err schema_grown(struct db *db, bool *grown)
{
	bool model = false, rules = false;
	enum jal_err err = model_differs(db, &model);
	if (!err)
		err = rules_differ(db, &rules);
	if (!err)
		*grown = model || rules;
	return err;
}

/* How a table differs from the model. */
struct difference {
	bool absent;	/* there is no table */
	bool other;	/* a column has another name or type, or is no longer known: made anew */
	bool has[FIELD_COUNT];
};

static enum jal_err compare(struct db *db, const struct model_entity *entity, struct difference *d)
{
	struct db_st *st = NULL;
	bool row = false;
	*d = (struct difference){ .absent = true };
	enum jal_err err = db_use(db, &schema_sql, MODEL_OF, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, entity->wire);
	while (!(err = db_step(st, &row)) && row) {
		const int64_t wire = db_col_i64(st, 0);
		const struct model_field *field =
			wire > 0 ? model_field_by_wire(entity->id, (uint64_t)wire) : NULL;
		d->absent = false;
		if (field && strcmp(db_col_text(st, 1), entity->name) == 0 &&
			strcmp(db_col_text(st, 2), field->name) == 0 && db_col_i64(st, 3) == (int64_t)field->type)
			d->has[field->id] = true;
		else
			d->other = true;
	}
	db_done(st);
	return err;
}

static enum jal_err drop_table(struct db *db, const struct model_entity *entity)
{
	struct buf sql = BUF_INIT;
	enum jal_err err = buf_printf(&sql, "DROP TABLE IF EXISTS \"%s\"", entity->name);
	if (!err)
		err = db_exec(db, buf_str(&sql));
	buf_free(&sql);
	return err;
}

static enum jal_err add_columns(struct db *db, const struct model_entity *entity, const struct difference *d)
{
	struct buf sql = BUF_INIT;
	enum jal_err err = JAL_OK;
	for (enum field f = entity->first; !err && f < model_end(entity->id); f++) {
		if (d->has[f])
			continue;
		buf_clear(&sql);
		err = projection_column(f, &sql);
		if (!err)
			err = db_exec(db, buf_str(&sql));
	}
	buf_free(&sql);
	return err ? err : put_model(db, entity);
}

static enum jal_err grow_entity(struct db *db, const struct model_entity *entity)
{
	struct difference d;
	enum jal_err err = compare(db, entity, &d);
	if (err)
		return err;
	bool same = !d.absent && !d.other;
	for (enum field f = entity->first; same && f < model_end(entity->id); f++)
		same = d.has[f];
	if (same)
		return JAL_OK;
	if (d.absent || d.other) {
		err = drop_table(db, entity);
		if (!err)
			err = make_table(db, entity);
	} else {
		err = add_columns(db, entity, &d);
	}
	return err ? err : journal_project_again(db, entity->id);
}

enum jal_err schema_grow(struct db *db)
{
	bool grown = false, rules = false;
	enum jal_err err = schema_grown(db, &grown);
	if (err || !grown)
		return err;
	err = rules_differ(db, &rules);
	for (enum entity e = 0; !err && e < ENTITY_COUNT; e++)
		err = grow_entity(db, model_entity(e));
	if (!err && rules)
		err = journal_mark_again(db);
	/* What is searched may have changed too. */
	if (!err)
		err = listing_rebuild(db);
	if (!err)
		err = notefind_rebuild(db);
	return err ? err : put_fingerprint(db);
}
