/*
 * The desk.
 */
#include "tui/desk.h"

#include <stdlib.h>
#include <string.h>

#include "core/keyring.h"
#include "core/name.h"
#include "tui/action.h"
#include "tui/i18n.h"

struct save {
	struct buf said;
};

struct desk {
	const struct jal_clock *clock;
	bool discreet;
	struct agenda_hours hours;
	/* From here on only while it is open. */
	struct db *db;
	struct journal *journal;
	struct keyring_device device;	/* zero without keys */
	struct roster_territory territory;
	struct roster_member *members;
	size_t n_members;
	struct roster_device *devices;
	size_t n_devices;
	struct jal_id shown;	/* zero: none */
	struct jal_id saved;	/* likewise */
	struct save *saves;	/* the last one last; their sentences are wiped by a lock */
	size_t n_saves;
	/* While it is closed: what the saves of before can be undone with, and whose
	 * vault they are of. */
	struct journal_undos *undos;
	struct jal_id undos_of;
};

enum jal_err desk_new(const struct jal_clock *clock, struct desk **out)
{
	struct desk *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return JAL_ERR_NOMEM;
	d->clock = clock;
	if (agenda_hours_read(AGENDA_HOURS_USUAL, strlen(AGENDA_HOURS_USUAL), &d->hours, NULL) != JAL_OK)
		d->hours = (struct agenda_hours){ .n = 0 };
	*out = d;
	return JAL_OK;
}

static void forget_roster(struct desk *d)
{
	if (d->members != NULL)
		explicit_bzero(d->members, d->n_members * sizeof(*d->members));
	free(d->members);
	free(d->devices);
	d->members = NULL;
	d->devices = NULL;
	d->n_members = 0;
	d->n_devices = 0;
}

static void forget_saves(struct desk *d)
{
	for (size_t i = 0; i < d->n_saves; i++)
		buf_free(&d->saves[i].said);
	free(d->saves);
	d->saves = NULL;
	d->n_saves = 0;
}

/* A save is remembered, what it was is not: that has a name in it. */
static void keep_saves(struct desk *d)
{
	for (size_t i = 0; i < d->n_saves; i++)
		buf_free(&d->saves[i].said);
	journal_undos_free(d->undos);
	d->undos = journal_take_undos(d->journal);
	d->undos_of = d->device.id;
	if (d->undos == NULL)
		forget_saves(d);
}

void desk_close(struct desk *d)
{
	if (d == NULL)
		return;
	forget_roster(d);
	if (d->journal != NULL)
		keep_saves(d);
	journal_close(d->journal);
	d->journal = NULL;
	d->db = NULL;
	explicit_bzero(&d->device, sizeof(d->device));
	explicit_bzero(&d->territory, sizeof(d->territory));
}

void desk_free(struct desk *d)
{
	if (d == NULL)
		return;
	desk_close(d);
	forget_saves(d);
	journal_undos_free(d->undos);
	free(d);
}

bool desk_is_open(const struct desk *d)
{
	return d->journal != NULL;
}

/* ---- the roster ---- */

/* One more place at the end of an array; NULL when there is no memory for it. */
static void *grow(void *list, size_t n, size_t size)
{
	return n % 16 == 0 ? realloc(list, (n + 16) * size) : list;
}

static enum jal_err keep_member(void *ctx, const struct roster_member *m)
{
	struct desk *d = ctx;
	struct roster_member *list = grow(d->members, d->n_members, sizeof(*list));

	if (list == NULL)
		return JAL_ERR_NOMEM;
	d->members = list;
	d->members[d->n_members++] = *m;
	return JAL_OK;
}

static enum jal_err keep_device(void *ctx, const struct roster_device *device)
{
	struct desk *d = ctx;
	struct roster_device *list = grow(d->devices, d->n_devices, sizeof(*list));

	if (list == NULL)
		return JAL_ERR_NOMEM;
	d->devices = list;
	d->devices[d->n_devices++] = *device;
	return JAL_OK;
}

enum jal_err desk_refresh(struct desk *d)
{
	enum jal_err err = JAL_OK;

	forget_roster(d);
	err = keyring_device(d->db, &d->device);
	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (err == JAL_OK)
		err = roster_territory(d->db, &d->territory);
	if (err == JAL_OK)
		err = roster_members(d->db, keep_member, d);
	if (err == JAL_OK)
		err = roster_devices(d->db, keep_device, d);
	return err;
}

/* Those of before a lock; another vault's are forgotten. */
static void take_back_saves(struct desk *d)
{
	if (id_equal(&d->undos_of, &d->device.id)) {
		journal_give_undos(d->journal, d->undos);
	} else {
		journal_undos_free(d->undos);
		forget_saves(d);
	}
	d->undos = NULL;
}

enum jal_err desk_open(struct desk *d, struct db *db, struct diag *why)
{
	enum jal_err err = JAL_OK;

	desk_close(d);
	err = journal_open(db, d->clock, &d->journal);
	if (err != JAL_OK)
		return db_explain(db, err, why);
	d->db = db;
	err = desk_refresh(d);
	if (err != JAL_OK) {
		/* What can be undone waits for another try. */
		forget_roster(d);
		journal_close(d->journal);
		d->journal = NULL;
		d->db = NULL;
		return db_explain(db, err, why);
	}
	take_back_saves(d);
	return JAL_OK;
}

/* ---- what a screen works with ---- */

struct journal *desk_journal(const struct desk *d)
{
	return d->journal;
}

struct db *desk_db(const struct desk *d)
{
	return d->db;
}

const struct jal_clock *desk_clock(const struct desk *d)
{
	return d->clock;
}

int32_t desk_today(const struct desk *d)
{
	return clock_today(d->clock);
}

unsigned desk_have(const struct desk *d)
{
	return (d->n_saves > 0 ? NEED_UNDO : 0) | (d->territory.supervisor ? NEED_SUPERVISOR : 0);
}

const struct roster_territory *desk_territory(const struct desk *d)
{
	return &d->territory;
}

const struct jal_id *desk_member(const struct desk *d)
{
	return &d->device.member;
}

const struct roster_member *desk_member_at(const struct desk *d, size_t i)
{
	return i < d->n_members ? &d->members[i] : NULL;
}

const char *desk_member_name(const struct desk *d, const struct jal_id *member)
{
	for (size_t i = 0; i < d->n_members; i++)
		if (id_equal(&d->members[i].id, member))
			return d->members[i].name;
	return "";
}

const char *desk_device_name(const struct desk *d, const struct jal_id *device)
{
	const char *name = "";

	for (size_t i = 0; i < d->n_devices; i++)
		if (id_equal(&d->devices[i].id, device))
			name = desk_member_name(d, &d->devices[i].member);
	return *name == '\0' && id_equal(device, &d->device.id) ? _("vous") : name;
}

/* ---- how things are shown ---- */

static const char *translate(const char *text)
{
	return _(text);
}

struct format desk_format(void)
{
	return (struct format){ .translate = translate, .english = i18n_lang()[0] == 'e' };
}

bool desk_discreet(const struct desk *d)
{
	return d->discreet;
}

bool desk_hides(const struct desk *d, const struct model_field *field)
{
	return d->discreet && ((field->flags & (FIELD_SEARCHED | FIELD_SENSITIVE)) ||
		(field->entity == ENTITY_person && field->type == FIELD_TYPE_text));
}

void desk_set_discreet(struct desk *d, bool discreet)
{
	d->discreet = discreet;
}

enum jal_err desk_name(const struct desk *d, const char *family, const char *first, struct buf *out)
{
	return d->discreet ? name_initials(family, first, out) : name_list(family, first, out);
}

const struct agenda_hours *desk_hours(const struct desk *d)
{
	return &d->hours;
}

void desk_set_hours(struct desk *d, const struct agenda_hours *hours)
{
	d->hours = *hours;
}

void desk_show(struct desk *d, const struct jal_id *dossier)
{
	d->shown = *dossier;
}

bool desk_take_shown(struct desk *d, struct jal_id *out)
{
	if (id_is_zero(&d->shown))
		return false;
	*out = d->shown;
	d->shown = ID_ZERO;
	return true;
}

/* ---- writing ---- */

/* What is said is kept before the save, so that a save that can be undone is
 * one that can be told. */
JAL_MUST static enum jal_err keep_said(struct desk *d, const char *said)
{
	struct save *list = grow(d->saves, d->n_saves, sizeof(*list));

	if (list == NULL)
		return JAL_ERR_NOMEM;
	d->saves = list;
	d->saves[d->n_saves] = (struct save){ BUF_INIT };
	return buf_puts(&d->saves[d->n_saves].said, said);
}

/* Inside the journal's transaction. */
JAL_MUST static enum jal_err put_all(struct desk *d, struct edit *const *edits, size_t count,
	const struct drafts_key *draft, struct diag *why)
{
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < count && err == JAL_OK; i++)
		err = journal_put(d->journal, edits[i], why);
	if (err == JAL_OK && draft != NULL) {
		err = drafts_delete(d->db, draft);
		if (err != JAL_OK)
			err = db_explain(d->db, err, why);
	}
	if (err != JAL_OK) {
		journal_abort(d->journal);
		return err;
	}
	return journal_commit(d->journal, why);
}

enum jal_err desk_write(struct desk *d, struct edit *const *edits, size_t count, const struct drafts_key *draft,
	const char *said, struct diag *why)
{
	enum jal_err err = JAL_OK;
	bool any = false;

	d->saved = ID_ZERO;
	for (size_t i = 0; i < count; i++)
		any = any || !edit_empty(edits[i]);
	if (!any)
		return draft != NULL ? drafts_delete(d->db, draft) : JAL_OK;
	err = keep_said(d, said);
	if (err != JAL_OK)
		return diag_set(why, err, NULL);
	err = journal_begin(d->journal, why);
	if (err == JAL_OK)
		err = put_all(d, edits, count, draft, why);
	if (err != JAL_OK) {
		buf_free(&d->saves[d->n_saves].said);
		return err;
	}
	d->n_saves++;
	for (size_t i = count; i > 0; i--)
		if (!edit_empty(edits[i - 1]))
			d->saved = *edit_record(edits[i - 1]);
	return JAL_OK;
}

struct jal_id desk_saved(const struct desk *d)
{
	return d->saved;
}

enum jal_err desk_undo(struct desk *d, struct buf *said, struct diag *why)
{
	enum jal_err err = JAL_OK;

	if (d->n_saves == 0)
		return diag_set(why, JAL_ERR_NOT_FOUND, N_("Il n’y a rien à annuler."));
	err = journal_undo(d->journal, why);
	/* Passed over: it is no longer there to be undone. */
	if (err == JAL_OK || err == JAL_ERR_EXISTS) {
		struct buf *last = &d->saves[--d->n_saves].said;
		const char *what = last->len > 0 ? buf_str(last) : _("un changement d’avant le verrouillage");
		enum jal_err told = err == JAL_OK ? buf_puts(said, what) : JAL_OK;

		buf_free(last);
		return told != JAL_OK ? diag_set(why, told, NULL) : err;
	}
	return err;
}
