/* The agenda as a command: appointments between two days, what is free of them, a calendar for other programs. */
#include "tui/cli_commands.h"

#include <stdlib.h>
#include <string.h>

#include "core/agenda.h"
#include "core/agenda_free.h"
#include "core/arena.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/grow.h"
#include "core/outside.h"
#include "core/roster.h"
#include "tui/agenda_export.h"
#include "tui/cli_ask.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"
#include "tui/prefs.h"

/* What was asked for. */
struct wanted {
	struct agenda_query query;
	int32_t first, last;
};

static enum cli_exit read_day(struct cli *c, const char *option, int32_t *out)
{
	struct diag why = DIAG_INIT;
	const char *text = cli_option(c, option);
	if (!text || !date_parse_form(text, strlen(text), clock_today(c->clock), out, &why))
		return CLI_DONE;
	return cli_usage(c, N_("« %1 » n’est pas une date : écrivez-la comme 2026-11-24."), text);
}

/* The first and the last day: a week unless something else is said; of one person, all. */
static enum cli_exit read_days(struct cli *c, struct wanted *w)
{
	const int32_t today = clock_today(c->clock);
	const bool from = cli_option(c, "from"), to = cli_option(c, "to");
	if (cli_option(c, "week") && cli_option(c, "day"))
		return cli_usage(c, N_("« %1 » va seul : ou la semaine, ou le jour."), "--day");
	w->first = today;
	w->last = DATE_MAX;
	enum cli_exit code = read_day(c, "from", &w->first);
	if (!code)
		code = read_day(c, "to", &w->last);
	if (code)
		return code;
	if (cli_option(c, "day")) {
		w->last = w->first;
	} else if (cli_option(c, "week") || (!from && !to && !c->argc)) {
		w->first = date_monday(w->first);
		w->last = date_add_days(w->first, 6);
	} else if (!from && !to) {
		w->first = DATE_MIN;
	}
	if (w->first > w->last)
		return cli_usage(c, N_("« %1 » finit avant de commencer."), "--to");
	w->query = agenda_days(w->first, w->last);
	w->query.everyone = c->argc > 0 || cli_option(c, "all");
	return CLI_DONE;
}

/* ---- rows ---- */

struct kept {
	struct agenda_item item;
	bool collides;
};

struct keeping {
	struct arena texts;
	struct kept *list;
	size_t n, cap;
};

static enum jal_err copy(struct keeping *k, const char **text)
{
	if (!*text)
		return JAL_OK;
	*text = arena_copy(&k->texts, *text, strlen(*text));
	return *text ? JAL_OK : JAL_ERR_NOMEM;
}

static enum jal_err keep(void *ctx, const struct agenda_item *item)
{
	struct keeping *k = ctx;
	struct kept *more = grow_array(k->list, k->n, &k->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	k->list = more;
	struct agenda_item *to = &more[k->n].item;
	*to = *item;
	more[k->n++].collides = false;
	const char **const texts[] = { &to->status, &to->place, &to->address, &to->subject, &to->reminder_text, &to->family,
				       &to->first };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts) && !err; i++)
		err = copy(k, texts[i]);
	return err;
}

static void forget(struct keeping *k)
{
	free(k->list);
	arena_free(&k->texts);
}

static struct agenda_slot slot_of(const void *ctx, size_t i)
{
	const struct agenda_item *item = &((const struct keeping *)ctx)->list[i].item;
	return (struct agenda_slot){ item->starts, item->minutes, agenda_takes_time(item->status), item->professional };
}

static void mark(void *ctx, size_t i)
{
	((struct keeping *)ctx)->list[i].collides = true;
}

enum {
	COL_ID,
	COL_DOSSIER,
	COL_NAME,
	COL_FIRST_NAME,
	COL_STARTS,
	COL_MINUTES,
	COL_PLACE,
	COL_ADDRESS,
	COL_SUBJECT,
	COL_COMPULSORY,
	COL_STATE,
	COL_REPORT,
	COL_COLLIDES,
	COL_WITH,
	COLUMNS
};

static const struct cli_column columns[COLUMNS] = {
	[COL_ID] = { "id", N_("Rendez-vous") },
	[COL_DOSSIER] = { "dossier", N_("Dossier") },
	[COL_NAME] = { "name", N_("Nom") },
	[COL_FIRST_NAME] = { "first_name", N_("Prénom") },
	[COL_STARTS] = { "starts", N_("Quand") },
	[COL_MINUTES] = { "minutes", N_("Durée (minutes)") },
	[COL_PLACE] = { "place", N_("Lieu") },
	[COL_ADDRESS] = { "address", N_("Adresse") },
	[COL_SUBJECT] = { "subject", N_("Objet") },
	[COL_COMPULSORY] = { "compulsory", N_("Obligatoire") },
	[COL_STATE] = { "state", N_("État") },
	[COL_REPORT] = { "report", N_("Compte rendu") },
	[COL_COLLIDES] = { "collides", N_("En même temps qu’un autre") },
	[COL_WITH] = { "with", N_("Avec") },
};

static const char *yes_no(bool yes)
{
	return yes ? "true" : "false";
}

/* A member's name; the id of one that is not known. */
struct naming {
	const struct jal_id *id;
	struct roster_member member;
};

static enum jal_err look_for(void *ctx, const struct roster_member *m)
{
	struct naming *n = ctx;
	if (id_equal(n->id, &m->id))
		n->member = *m;
	return JAL_OK;
}

static enum jal_err add_row(struct cli *c, struct cli_rows *rows, const struct kept *k)
{
	const struct agenda_item *item = &k->item;
	char id[ID_HEX + 1], dossier[ID_HEX + 1], report[ID_HEX + 1], with[ID_HEX + 1], starts[DATE_ISO_MAX];
	struct naming naming = { .id = &item->professional };
	enum jal_err err = roster_members(journal_db(c->journal), look_for, &naming);
	if (err)
		return err;
	const char *cells[COLUMNS] = {
		[COL_ID] = id_hex(&item->appointment, id),
		[COL_DOSSIER] = id_hex(&item->dossier, dossier),
		[COL_NAME] = item->family,
		[COL_FIRST_NAME] = item->first,
		[COL_STARTS] = date_iso_time(item->starts, starts),
		[COL_MINUTES] = item->minutes > 0 ? diag_num(item->minutes) : NULL,
		[COL_PLACE] = item->place,
		[COL_ADDRESS] = item->address,
		[COL_SUBJECT] = item->covered && c->format == CLI_TABLE ? _(cover_label()) : item->subject,
		[COL_COMPULSORY] = yes_no(item->compulsory),
		[COL_STATE] = agenda_state(item->status, item->starts, !id_is_zero(&item->report), clock_civil_minutes(c->clock)),
		[COL_REPORT] = id_is_zero(&item->report) ? NULL : id_hex(&item->report, report),
		[COL_COLLIDES] = yes_no(k->collides),
		[COL_WITH] = id_is_zero(&item->professional) ? NULL :
			     *naming.member.name	     ? naming.member.name :
							       id_hex(&item->professional, with),
	};
	if (item->minutes > 0)
		cli_rows_raw(rows, COL_MINUTES);
	cli_rows_raw(rows, COL_COMPULSORY);
	cli_rows_raw(rows, COL_COLLIDES);
	return cli_rows_add(rows, cells);
}

static enum cli_exit give_rows(struct cli *c, const struct wanted *w)
{
	struct keeping k = { .texts = ARENA_INIT };
	struct cli_rows *rows = NULL;
	enum jal_err err = agenda_each(journal_db(c->journal), &w->query, keep, &k);
	if (!err) {
		agenda_mark_collisions(k.n, slot_of, mark, &k);
		err = cli_rows_new(c, columns, COLUMNS, &rows);
	}
	if (!err) {
		cli_rows_coded(rows, COL_PLACE, VOCAB_place);
		cli_rows_coded(rows, COL_STATE, VOCAB_appointment_status);
	}
	for (size_t i = 0; i < k.n && !err; i++)
		err = add_row(c, rows, &k.list[i]);
	forget(&k);
	if (!err)
		return cli_rows_finish(c, rows);
	cli_rows_free(rows);
	return cli_fail_err(c, err);
}

/* ---- what is free ---- */

#define FREE_DAYS 366	/* of which it can be asked at once */

static const struct cli_column free_columns[] = {
	{ "date", N_("Date") },
	{ "from", N_("De") },
	{ "to", N_("À") },
	{ "minutes", N_("Durée (minutes)") },
};
enum { FREE_DATE, FREE_FROM, FREE_TO, FREE_MINUTES, FREE_COLUMNS };

static enum jal_err add_free(struct cli_rows *rows, int32_t day, const struct agenda_span *span)
{
	char date[DATE_ISO_MAX], from[DATE_SHOWN_MAX], to[DATE_SHOWN_MAX];
	const char *cells[FREE_COLUMNS] = {
		[FREE_DATE] = date_iso(day, date),
		[FREE_FROM] = date_shown_minutes(span->from, true, ':', from),
		[FREE_TO] = date_shown_minutes(span->to, true, ':', to),
		[FREE_MINUTES] = diag_num(span->to - span->from),
	};
	cli_rows_raw(rows, FREE_MINUTES);
	return cli_rows_add(rows, cells);
}

static enum jal_err free_of_day(struct cli *c, const struct agenda_hours *hours, const struct keeping *k, int32_t day,
				struct cli_rows *rows)
{
	struct agenda_span found[AGENDA_FREE_MAX];
	const size_t n = agenda_free_of_day(hours, day, clock_civil_minutes(c->clock), k->n, slot_of, k, found);
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < n && !err; i++)
		err = add_free(rows, day, &found[i]);
	return err;
}

static enum cli_exit give_free(struct cli *c, struct wanted *w)
{
	struct keeping k = { .texts = ARENA_INIT };
	struct cli_rows *rows = NULL;
	struct prefs *prefs = NULL;
	struct diag why = DIAG_INIT;
	enum jal_err err = prefs_load(&prefs, &why);
	if (err)
		return cli_fail(c, &why);
	const struct agenda_hours hours = prefs_hours(prefs);
	prefs_free(prefs);
	/* What began the evening before may still go on. */
	w->query.from -= DATE_MINUTES_PER_DAY;
	w->query.busy = true;
	err = agenda_each(journal_db(c->journal), &w->query, keep, &k);
	if (!err)
		err = cli_rows_new(c, free_columns, FREE_COLUMNS, &rows);
	for (int32_t day = w->first; day <= w->last && !err; day++)
		err = free_of_day(c, &hours, &k, day, rows);
	forget(&k);
	if (!err)
		return cli_rows_finish(c, rows);
	cli_rows_free(rows);
	return cli_fail_err(c, err);
}

/* ---- a calendar ---- */

static enum cli_exit give_ics(struct cli *c, const struct wanted *w)
{
	struct diag why = DIAG_INIT;
	struct buf out = BUF_INIT;
	size_t n = 0;
	const char *file = cli_option(c, "output");
	enum jal_err err = agenda_export_ics(journal_db(c->journal), &w->query, cli_option(c, "names") != NULL,
					     clock_now(c->clock), &out, &n);
	if (!err) {
		(void)diag_set(&why, JAL_OK, outside_warning());
		cli_note(c, &why);
	}
	if (!err && file && c->terminal && !cli_ask_yes(c, N_("Écrire « %1 » ?"), file)) {
		buf_free(&out);
		return CLI_FAILED;
	}
	why = DIAG_INIT;
	if (!err && file)
		err = outside_write(file, out.data, out.len, &why);
	else if (!err && (fwrite(out.data, 1, out.len, c->out) != out.len || fflush(c->out) != 0))
		err = JAL_ERR_IO;
	buf_free(&out);
	if (!err)
		return CLI_DONE;
	return why.err ? cli_fail(c, &why) : cli_fail_err(c, err);
}

enum cli_exit cli_agenda(struct cli *c)
{
	struct wanted w = { .first = 0 };
	const bool ics = c->format == CLI_ICS;
	struct jal_id caseload = ID_ZERO;
	enum cli_exit code = read_days(c, &w);
	if (code)
		return code;
	if (cli_option(c, "free") && (ics || c->argc || cli_option(c, "all")))
		return cli_usage(c, N_("« %1 » montre vos heures libres : ni personne, ni calendrier."), "--free");
	if (cli_option(c, "free") && w.last - w.first >= FREE_DAYS)
		return cli_usage(c, N_("« %1 » se demande pour un an au plus : dites --to."), "--free");
	if (!ics && (cli_option(c, "output") || cli_option(c, "names")))
		return cli_usage(c, N_("« %1 » va avec --format ics."), cli_option(c, "names") ? "--names" : "--output");
	if (c->argc && !cli_open_dossier(c, &w.query.dossier, &caseload, &code))
		return code;
	if (!c->argc && !cli_open(c, &code))
		return code;
	if (ics)
		return give_ics(c, &w);
	return cli_option(c, "free") ? give_free(c, &w) : give_rows(c, &w);
}
