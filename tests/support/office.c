/* Members' laptops for tests. */
#include "tests/support/office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/stock.h"

/* ---- the town ---- */

static void remove_folder(const char *path)
{
	char command[2 * OFFICE_PATH];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", path);
	assert_int_equal(system(command), 0);
}

static void make_folder(char out[OFFICE_PATH])
{
	const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");
	(void)snprintf(out, OFFICE_PATH, "%s/jalon-test-XXXXXX", folder ? folder : "/tmp");
	assert_non_null(mkdtemp(out));
}

void office_town_open(struct office_town *town)
{
	make_folder(town->path);
	(void)snprintf(town->server, sizeof(town->server), "%s/server.git", town->path);
}

void office_town_close(struct office_town *town)
{
	remove_folder(town->path);
}

int office_town_run(const struct office_town *town, const char *command, struct buf *out)
{
	return stock_run(town->path, command, out);
}

/* ---- an office ---- */

static bool on_event(void *ctx, const struct sync_event *e)
{
	struct office *o = ctx;
	struct buf text = BUF_INIT;
	if (e->kind == SYNC_FACT) {
		assert_int_equal(diag_render(&e->fact, NULL, &text), JAL_OK);
		const size_t n = strlen(o->said);
		(void)snprintf(o->said + n, sizeof(o->said) - n, "%s\n", buf_str(&text));
		buf_free(&text);
	}
	return o->stop_after == 0 || --o->stop_after > 0;
}

static bool on_host_key(void *ctx, const char *server, const char *fingerprint)
{
	(void)server;
	(void)fingerprint;
	return ((struct office *)ctx)->accept_host;
}

static void open_territory(struct office *o)
{
	o->listener = (struct sync_listener){ on_event, on_host_key, o };
	assert_int_equal(territory_open(o->core.journal, o->folder, &o->core.clock, &o->listener, &o->t, &o->diag), JAL_OK);
}

void office_open(struct office *o)
{
	memset(o, 0, sizeof(*o));
	corebox_open(&o->core);
	make_folder(o->folder);
	open_territory(o);
}

void office_close(struct office *o)
{
	territory_result_free(&o->result);
	territory_close(o->t);
	corebox_close(&o->core);
	remove_folder(o->folder);
}

void office_reopen(struct office *o)
{
	territory_close(o->t);
	corebox_reopen(&o->core);
	open_territory(o);
}

void office_leave(struct office *o)
{
	territory_close(o->t);
	journal_close(o->core.journal);
	db_close(o->core.db);
	o->t = NULL;
	o->core.journal = NULL;
	o->core.db = NULL;
}

void office_return(struct office *o)
{
	const struct db_options options = { .path = o->core.path, .key = &o->core.key, .turn = o->core.turn, .first = true };
	int code = 0;
	if (db_open(&options, &o->core.db, &code) != JAL_OK)
		fail_msg("db_open: SQLite %d", code);
	assert_int_equal(journal_open(o->core.db, &o->core.clock, &o->core.journal), JAL_OK);
	open_territory(o);
}

void office_copy(struct office *from, struct office *to)
{
	char command[8 * OFFICE_PATH];
	office_open(to);
	office_leave(to);
	assert_int_equal(db_checkpoint(from->core.db), JAL_OK);
	(void)snprintf(command, sizeof(command), "cp '%s' '%s' && rm -f '%s-wal' '%s-shm' && rm -rf '%s' && cp -r '%s' '%s'",
		from->core.path, to->core.path, to->core.path, to->core.path, to->folder, from->folder, to->folder);
	assert_int_equal(system(command), 0);
	secret_free(&to->core.key);
	assert_int_equal(secret_copy(from->core.key.p, from->core.key.n, &to->core.key), JAL_OK);
	to->core.now_ms = from->core.now_ms;
	office_return(to);
}

const char *office_sentence(const struct office *o)
{
	static char ring[4][1024];
	static unsigned turn;
	struct buf text = BUF_INIT;
	char *out = ring[turn++ % 4];
	assert_int_equal(diag_render(&o->diag, NULL, &text), JAL_OK);
	(void)snprintf(out, sizeof(ring[0]), "%s", buf_str(&text));
	buf_free(&text);
	return out;
}

void office_quiet(struct office *o)
{
	o->said[0] = 0;
}

static void must(struct office *o, enum jal_err err, const char *what)
{
	if (err)
		fail_msg("%s: %s: %s\n%s", what, jal_err_name(err), office_sentence(o), o->said);
}

void office_found(struct office *o, const struct office_town *town)
{
	must(o, territory_create(o->t, "Littoral d’essai", "Nadia Essai", &o->diag), "create");
	must(o, territory_add_remote(o->t, "home", town->server, &o->diag), "add_remote");
}

void office_enter(struct office *o, struct office *by, const char *name, bool supervisor, const struct jal_id *member)
{
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	struct territory_admission how = { .supervisor = supervisor };
	if (member)
		how.member = *member;
	must(o, territory_request(o->t, name, &request, &o->diag), "request");
	must(by, territory_admit(by->t, (const char *)request.data, request.len, &how, &invitation, &by->diag), "admit");
	office_exchange(by);
	must(o, territory_join(o->t, (const char *)invitation.data, invitation.len, NULL, &o->diag), "join");
	buf_free(&request);
	buf_free(&invitation);
}

enum jal_err office_sync(struct office *o, const char *remote)
{
	territory_result_free(&o->result);
	o->diag = DIAG_INIT;
	return territory_sync(o->t, remote, false, &o->result, &o->diag);
}

void office_exchange(struct office *o)
{
	must(o, office_sync(o, NULL), "sync");
}

struct jal_id office_caseload(struct office *o)
{
	struct roster_territory t;
	assert_int_equal(roster_territory(o->core.db, &t), JAL_OK);
	return t.home_caseload;
}

struct jal_id office_common(struct office *o)
{
	struct roster_territory t;
	assert_int_equal(roster_territory(o->core.db, &t), JAL_OK);
	return t.common;
}

struct named {
	const char *name;
	struct jal_id id;
};

static enum jal_err by_name(void *ctx, const struct roster_caseload *c)
{
	struct named *n = ctx;
	if (strcmp(c->name, n->name) == 0)
		n->id = c->id;
	return JAL_OK;
}

struct jal_id office_caseload_named(struct office *o, const char *name)
{
	struct named n = { .name = name };
	assert_int_equal(roster_caseloads(o->core.db, by_name, &n), JAL_OK);
	return n.id;
}

/* ---- people ---- */

static void write_all(struct office *o, struct edit *const *edits, size_t n)
{
	o->diag = DIAG_INIT;
	must(o, journal_write(o->core.journal, edits, n, &o->diag), "journal_write");
}

struct jal_id office_person(struct office *o, const struct jal_id *caseload, const char *name)
{
	struct edit *dossier = NULL, *person = NULL;
	const struct value v = value_text(name), no = value_flag(false);
	assert_int_equal(edit_create(ENTITY_dossier, caseload, NULL, &dossier), JAL_OK);
	assert_int_equal(edit_set(dossier, FIELD_dossier_archived, &no), JAL_OK);
	const struct jal_id id = *edit_record(dossier);
	assert_int_equal(edit_create_as(ENTITY_person, caseload, &id, &id, &person), JAL_OK);
	assert_int_equal(edit_set(person, FIELD_person_birth_name, &v), JAL_OK);
	struct edit *const edits[] = { dossier, person };
	write_all(o, edits, 2);
	edit_free(dossier);
	edit_free(person);
	return id;
}

const char *office_name(struct office *o, const struct jal_id *caseload, const struct jal_id *dossier)
{
	static char ring[8][128];
	static unsigned turn;
	char *out = ring[turn++ % 8];
	struct record *r = NULL;
	out[0] = 0;
	const enum jal_err err = journal_load(o->core.journal, caseload, ENTITY_person, dossier, dossier, &r);
	if (err == JAL_ERR_NOT_FOUND)
		return out;
	assert_int_equal(err, JAL_OK);
	const char *name = record_get(r, person_birth_name);
	(void)snprintf(out, sizeof(ring[0]), "%s", name ? name : "");
	record_free(r);
	return out;
}

static void write_name(struct office *o, const struct jal_id *caseload, const struct jal_id *dossier, const char *name,
	bool decides)
{
	struct edit *e = NULL;
	const struct value v = value_text(name);
	assert_int_equal(journal_edit(o->core.journal, caseload, ENTITY_person, dossier, dossier, &e), JAL_OK);
	assert_int_equal(decides ? edit_decide(e, FIELD_person_birth_name, &v) : edit_set(e, FIELD_person_birth_name, &v),
		JAL_OK);
	struct edit *const edits[] = { e };
	write_all(o, edits, 1);
	edit_free(e);
}

void office_rename(struct office *o, const struct jal_id *caseload, const struct jal_id *dossier, const char *name)
{
	write_name(o, caseload, dossier, name, false);
}

void office_decide(struct office *o, const struct jal_id *caseload, const struct jal_id *dossier, const char *name)
{
	write_name(o, caseload, dossier, name, true);
}

bool office_differ(struct office *a, struct office *b, const struct jal_id *caseload)
{
	struct jal_hash x = { { 0 } }, y = { { 0 } };
	assert_int_equal(journal_digest(a->core.journal, caseload, &x), JAL_OK);
	assert_int_equal(journal_digest(b->core.journal, caseload, &y), JAL_OK);
	return !hash_equal(&x, &y);
}

void office_same(struct office *a, struct office *b, const struct jal_id *caseload)
{
	if (office_differ(a, b, caseload))
		fail_msg("the digests differ");
}
