/*
 * The time line as a command.
 */
#include <string.h>

#include "core/date.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "tui/cli_choices.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/desk.h"
#include "tui/i18n.h"

enum { COLUMN_DAY, COLUMN_KIND, COLUMN_WORD, COLUMN_TEXT, COLUMN_SIGN, COLUMN_STATE, COLUMN_ENTITY, COLUMN_RECORD, COLUMNS };

static const struct cli_column columns[COLUMNS] = {
	[COLUMN_DAY] = { "day", N_("Date") },
	[COLUMN_KIND] = { "kind", N_("Genre") },
	[COLUMN_WORD] = { "word", N_("Événement") },
	[COLUMN_TEXT] = { "text", N_("Quoi") },
	[COLUMN_SIGN] = { "sign", N_("Signe") },
	[COLUMN_STATE] = { "state", N_("État") },
	[COLUMN_ENTITY] = { "entity", N_("Entité") },
	[COLUMN_RECORD] = { "record", N_("Identifiant") },
};

/* Names, read once; the last one asked for is in `name`. */
struct members {
	struct db *db;
	const struct jal_id *wanted;
	char name[256];
};

static enum jal_err look(void *ctx, const struct roster_member *m)
{
	struct members *s = ctx;
	if (id_equal(&m->id, s->wanted))
		memcpy(s->name, m->name, sizeof(s->name));
	return JAL_OK;
}

static const char *name_of(void *ctx, const struct jal_id *id)
{
	struct members *s = ctx;
	s->wanted = id;
	s->name[0] = 0;
	/* Without a name the line says the rest. */
	if (roster_members(s->db, look, s))
		s->name[0] = 0;
	return s->name;
}

static enum jal_err add(struct cli_rows *rows, const struct timeline_event *x)
{
	char day[DATE_ISO_MAX], record[ID_HEX + 1];
	const char *cells[COLUMNS] = {
		[COLUMN_DAY] = date_iso(x->day, day),
		[COLUMN_KIND] = timeline_code(x->kind),
		[COLUMN_WORD] = _(x->word),
		[COLUMN_TEXT] = x->what,
		[COLUMN_SIGN] = x->sign ? timeline_sign_code(x->sign) : NULL,
		[COLUMN_STATE] = *x->state ? x->state : NULL,
		[COLUMN_ENTITY] = model_entity(x->entity)->name,
		[COLUMN_RECORD] = id_hex(&x->record, record),
	};
	return cli_rows_add(rows, cells);
}

/* The kind asked for; TIMELINE_KINDS: all. False: there is no such one, and that was said. */
static bool wanted_kind(struct cli *c, enum timeline_kind *kind, enum cli_exit *code)
{
	const char *text = cli_option(c, "kind");
	*kind = text ? timeline_by_code(text) : TIMELINE_KINDS;
	if (!text || *kind != TIMELINE_KINDS)
		return true;
	*code = cli_usage(c, N_("« %1 » n’est pas un genre d’événement."), text);
	cli_choices_timeline(c, text);
	return false;
}

enum cli_exit cli_timeline(struct cli *c)
{
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	enum timeline_kind kind = TIMELINE_KINDS;
	enum cli_exit code = CLI_DONE;
	size_t limit = SIZE_MAX;
	const char *most = cli_option(c, "limit");
	struct timeline t = TIMELINE_INIT;
	struct cli_rows *rows = NULL;
	struct diag diag = DIAG_INIT;
	if (most && !cli_read_limit(most, &limit))
		return cli_usage(c, N_("« %1 » n’est pas un nombre de lignes."), most);
	if (!wanted_kind(c, &kind, &code) || !cli_open_dossier(c, &dossier, &caseload, &code))
		return code;
	struct members members = { .db = journal_db(c->journal) };
	const struct timeline_reader reader = { .clock = c->clock, .format = desk_format(), .member = name_of,
						.ctx = &members };
	enum jal_err err = timeline_read(c->journal, &caseload, &dossier, &reader, &t, &diag);
	if (!err)
		err = cli_rows_new(c, columns, COLUMNS, &rows);
	for (size_t i = 0; !err && i < t.count && limit > 0; i++) {
		if (kind != TIMELINE_KINDS && t.list[i].kind != kind)
			continue;
		err = add(rows, &t.list[i]);
		limit--;
	}
	timeline_free(&t);
	if (err) {
		cli_rows_free(rows);
		(void)diag_set_if_empty(&diag, err, NULL);
		return cli_fail(c, &diag);
	}
	return cli_rows_finish(c, rows);
}
