/* What is to be done, as commands: todo, postpone, threshold. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/date.h"
#include "core/name.h"
#include "core/text.h"
#include "core/todo.h"
#include "tui/cli_choices.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"
#include "tui/todo_words.h"

static const struct cli_column todo_columns[] = {
	{ "sign", N_("État") },
	{ "kind", N_("À faire") },
	{ "due", N_("Pour le") },
	{ "until", N_("Reporté au") },
	{ "since", N_("Compté du") },
	{ "number", N_("Dossier") },
	{ "name", N_("Nom") },
	{ "first_name", N_("Prénom") },
	{ "text", N_("Quoi") },
	{ "entity", N_("Élément") },
	{ "record", N_("Identifiant") },
	{ "dossier", N_("Identifiant du dossier") },
};
#define TODO_COLUMNS (sizeof(todo_columns) / sizeof(todo_columns[0]))
#define WINDOW 256

static const char *const signs[] = {
	[TASKS_SIGN_NONE] = "", [TASKS_SIGN_WATCH] = "watch", [TASKS_SIGN_SOON] = "soon", [TASKS_SIGN_LATE] = "late",
};

static const char *iso(int32_t day, char out[DATE_ISO_MAX])
{
	return day == RECORD_NO_DATE ? NULL : date_iso(day, out);
}

static const char *hex_or_null(const struct jal_id *id, char out[ID_HEX + 1])
{
	return id_is_zero(id) ? NULL : id_hex(id, out);
}

static enum jal_err add_row(struct cli *c, struct cli_rows *rows, const struct todo_row *r)
{
	const bool words = c->format == CLI_TABLE;
	const char *mark = todo_words_mark(r->sign, NULL);
	char due[DATE_ISO_MAX], until[DATE_ISO_MAX], since[DATE_ISO_MAX], number[ID_NUMBER_MAX] = "";
	char record[ID_HEX + 1], dossier[ID_HEX + 1];
	struct buf text = BUF_INIT;
	enum jal_err err = todo_words_what(r, clock_today(c->clock), false, &text);
	if (!err && !id_is_zero(&r->dossier))
		err = caseload_number(journal_db(c->journal), &r->dossier, number);
	const char *const cells[TODO_COLUMNS] = {
		words ? mark : signs[r->sign],
		words ? _(tasks_label(r->kind)) : tasks_info(r->kind)->code,
		iso(r->due, due),
		iso(r->until, until),
		iso(r->base, since),
		*number ? number : NULL,
		*r->name ? r->name : NULL,
		*r->first_name ? r->first_name : NULL,
		buf_str(&text),
		r->entity == ENTITY_COUNT ? NULL : words ? _(model_entity(r->entity)->label) : model_entity(r->entity)->name,
		hex_or_null(&r->record, record),
		hex_or_null(&r->dossier, dossier),
	};
	if (!err)
		err = cli_rows_add(rows, cells);
	buf_free(&text);
	return err;
}

static enum jal_err fill(struct cli *c, const struct todo_query *q, size_t limit, struct cli_rows *rows)
{
	struct todo_view *view = NULL;
	size_t lines = 0, given = 0;
	enum jal_err err = todo_open(journal_db(c->journal), c->clock, &view);
	if (!err)
		err = todo_find(view, q, &lines);
	for (size_t done = 0; !err && done < lines && (limit == 0 || given < limit); done += WINDOW) {
		const struct todo_row *window = NULL;
		size_t count = 0;
		err = todo_window(view, done, WINDOW, &window, &count);
		for (size_t i = 0; i < count && !err && (limit == 0 || given < limit); i++) {
			if (window[i].heading)
				continue;
			err = add_row(c, rows, &window[i]);
			given++;
		}
	}
	todo_close(view);
	return err;
}

static bool read_number(const char *text, long *out)
{
	char *end = NULL;
	if (*text < '0' || *text > '9')
		return false;
	*out = strtol(text, &end, 10);
	return *end == '\0' && *out <= INT_MAX;
}

static enum cli_exit refuse_kind(struct cli *c, const char *kind)
{
	const enum cli_exit code = cli_usage(c, N_("« %1 » n’est pas une sorte de chose à faire."), kind);
	cli_choices_tasks(c, kind);
	return code;
}

enum cli_exit cli_todo(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	struct todo_query q = { .mine = !cli_option(c, "all") };
	const char *kind = cli_option(c, "kind");
	const char *most = cli_option(c, "limit");
	long limit = 0;
	if (kind) {
		q.kind = tasks_by_code(kind);
		if (q.kind == TASKS_NONE)
			return refuse_kind(c, kind);
	}
	if (most && (!read_number(most, &limit) || limit == 0))
		return cli_usage(c, N_("« %1 » n’est pas un nombre de lignes."), most);
	if (cli_option(c, "late") && cli_option(c, "soon"))
		return cli_usage(c, N_("--late et --soon ne vont pas ensemble."), "");
	if (cli_option(c, "late"))
		q.sign = TASKS_SIGN_LATE;
	else if (cli_option(c, "soon"))
		q.sign = TASKS_SIGN_SOON;
	if (!cli_open(c, &code))
		return code;
	struct cli_rows *rows = NULL;
	enum jal_err err = cli_rows_new(c, todo_columns, TODO_COLUMNS, &rows);
	if (!err)
		err = fill(c, &q, (size_t)limit, rows);
	if (!err)
		return cli_rows_finish(c, rows);
	cli_rows_free(rows);
	return cli_fail_err(c, err);
}

/* ---- postpone ---- */

/* What the arguments name. */
struct wanted {
	struct jal_id dossier;
	struct jal_id record;	/* zero: whatever is to be done there */
	enum tasks_kind kind;	/* TASKS_NONE: any */
};

static enum cli_exit name_wanted(struct cli *c, struct wanted *w)
{
	struct jal_id caseload = ID_ZERO;
	struct record *r = NULL;
	const enum jal_err err = caseload_named(journal_db(c->journal), c->argv[0], &w->dossier, &caseload);
	if (err != JAL_ERR_NOT_FOUND)
		return err ? cli_find_dossier(c, c->argv[0], &w->dossier, &caseload) : CLI_DONE;
	const enum cli_exit code = cli_load_named(c, c->argv[0], &r);
	if (code)
		return code;
	w->record = *record_id(r);
	w->dossier = record_dossier(r) ? *record_dossier(r) : ID_ZERO;
	record_free(r);
	return CLI_DONE;
}

static bool is_wanted(const struct wanted *w, const struct todo_row *r)
{
	return (w->kind == TASKS_NONE || w->kind == r->kind) && (id_is_zero(&w->record) || id_equal(&w->record, &r->record));
}

static enum cli_exit write_postponement(struct cli *c, const struct todo_row *r, int32_t until)
{
	struct edit *edits[TODO_EDITS] = { NULL };
	struct diag diag = DIAG_INIT;
	enum cli_exit code = CLI_DONE;
	size_t n = 0;
	if (todo_postpone(c->journal, r, clock_today(c->clock), until, cli_option(c, "reason"), edits, &n, &diag))
		code = cli_fail(c, &diag);
	if (!code && journal_write(c->journal, edits, n, &diag))
		code = cli_fail(c, &diag);
	if (!code)
		code = cli_print_ids(c, &r->dossier, edit_record(edits[0]));
	for (size_t i = 0; i < n; i++)
		edit_free(edits[i]);
	return code;
}

static enum cli_exit postpone_wanted(struct cli *c, const struct wanted *w, int32_t until)
{
	struct todo_view *view = NULL;
	const struct todo_row *rows = NULL, *found = NULL;
	struct diag diag = DIAG_INIT;
	size_t n = 0, matches = 0;
	enum cli_exit code = CLI_DONE;
	enum jal_err err = todo_open(journal_db(c->journal), c->clock, &view);
	if (!err)
		err = todo_of(view, &w->dossier, &rows, &n);
	for (size_t i = 0; i < n && !err; i++) {
		if (!is_wanted(w, &rows[i]))
			continue;
		found = &rows[i];
		matches++;
	}
	if (err)
		code = cli_fail_err(c, err);
	else if (matches == 0) {
		(void)diag_set(&diag, JAL_ERR_NOT_FOUND, N_("Rien n’est à faire là aujourd’hui : « jalon todo » dit ce qui l’est."));
		code = cli_fail(c, &diag);
	} else if (matches > 1) {
		(void)diag_set(&diag, JAL_ERR_EXISTS,
			       N_("Plusieurs choses y sont à faire : donnez l’identifiant de l’élément, ou --kind."));
		code = cli_fail(c, &diag);
	} else {
		code = write_postponement(c, found, until);
	}
	todo_close(view);
	return code;
}

enum cli_exit cli_postpone(struct cli *c)
{
	struct wanted w = { .dossier = ID_ZERO, .record = ID_ZERO, .kind = TASKS_NONE };
	struct diag diag = DIAG_INIT;
	const char *kind = cli_option(c, "kind");
	int32_t until = 0;
	enum cli_exit code = CLI_DONE;
	if (kind) {
		w.kind = tasks_by_code(kind);
		if (w.kind == TASKS_NONE)
			return refuse_kind(c, kind);
	}
	if (date_parse_form(c->argv[1], strlen(c->argv[1]), clock_today(c->clock), &until, &diag))
		return cli_fail(c, &diag);
	if (!cli_open(c, &code))
		return code;
	code = name_wanted(c, &w);
	return code ? code : postpone_wanted(c, &w, until);
}

/* ---- threshold ---- */

static const struct cli_column threshold_columns[] = {
	{ "key", N_("Seuil") },
	{ "value", N_("Valeur") },
	{ "unit", N_("Unité") },
	{ "usual", N_("D’usage") },
	{ "min", N_("Au moins") },
	{ "max", N_("Au plus") },
	{ "set_by", N_("Choisi par") },
	{ "label", N_("Ce que c’est") },
	{ "source", N_("D’où vient la règle") },
};
#define THRESHOLD_COLUMNS (sizeof(threshold_columns) / sizeof(threshold_columns[0]))

static const char *const units[] = { [THRESHOLD_DAYS] = "days", [THRESHOLD_WEEKS] = "weeks", [THRESHOLD_MONTHS] = "months" };
static const char *const origins[] = {
	[THRESHOLD_BY_DEFAULT] = "default", [THRESHOLD_BY_TERRITORY] = "territory", [THRESHOLD_BY_MEMBER] = "member",
};
static const char *const origin_words[] = {
	[THRESHOLD_BY_DEFAULT] = N_("l’usage"), [THRESHOLD_BY_TERRITORY] = N_("le territoire"), [THRESHOLD_BY_MEMBER] = N_("vous"),
};

static enum jal_err add_threshold(struct cli *c, struct cli_rows *rows, enum threshold which, const struct thresholds *t,
				  enum threshold_origin by)
{
	const bool words = c->format == CLI_TABLE;
	const struct threshold_info *info = thresholds_info(which);
	const int32_t numbers[] = { t->value[which], info->usual, info->min, info->max };
	struct buf text[4] = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < 4 && !err; i++)
		err = buf_printf(&text[i], "%d", (int)numbers[i]);
	static const size_t raw[] = { 1, 3, 4, 5 };
	for (size_t i = 0; i < 4; i++)
		cli_rows_raw(rows, raw[i]);
	const char *const cells[THRESHOLD_COLUMNS] = {
		info->key,
		buf_str(&text[0]),
		words ? _(thresholds_unit(info->unit)) : units[info->unit],
		buf_str(&text[1]),
		buf_str(&text[2]),
		buf_str(&text[3]),
		words ? _(origin_words[by]) : origins[by],
		_(info->label),
		_(info->source),
	};
	if (!err)
		err = cli_rows_add(rows, cells);
	for (size_t i = 0; i < 4; i++)
		buf_free(&text[i]);
	return err;
}

/* One, or with THRESHOLD_COUNT all. */
static enum cli_exit show_thresholds(struct cli *c, enum threshold which)
{
	struct thresholds t;
	enum threshold_origin by[THRESHOLD_COUNT];
	struct cli_rows *rows = NULL;
	enum jal_err err = cli_rows_new(c, threshold_columns, THRESHOLD_COLUMNS, &rows);
	if (!err)
		err = thresholds_read(journal_db(c->journal), &t, by);
	for (int i = 0; i < THRESHOLD_COUNT && !err; i++)
		if (which == THRESHOLD_COUNT || which == (enum threshold)i)
			err = add_threshold(c, rows, (enum threshold)i, &t, by[i]);
	if (!err)
		return cli_rows_finish(c, rows);
	cli_rows_free(rows);
	return cli_fail_err(c, err);
}

static struct cli_choice threshold_at(const void *ctx, size_t i)
{
	(void)ctx;
	const struct threshold_info *info = thresholds_info((enum threshold)i);
	return (struct cli_choice){ info->key, info->label };
}

static enum cli_exit refuse_threshold(struct cli *c, const char *key)
{
	const enum cli_exit code = cli_usage(c, N_("Le seuil « %1 » n’existe pas."), key);
	cli_choices_say(c, &(struct cli_choices){ THRESHOLD_COUNT, threshold_at, NULL, "jalon threshold" }, key);
	return code;
}

enum cli_exit cli_threshold(struct cli *c)
{
	enum threshold which = THRESHOLD_COUNT;
	struct diag diag = DIAG_INIT;
	enum cli_exit code = CLI_DONE;
	long value = 0;
	const bool reset = cli_option(c, "reset") != NULL;
	if (c->argc > 0) {
		which = thresholds_by_key(c->argv[0]);
		if (which == THRESHOLD_COUNT)
			return refuse_threshold(c, c->argv[0]);
	}
	if (c->argc > 1 && !read_number(c->argv[1], &value))
		return cli_usage(c, N_("« %1 » n’est pas un nombre entier."), c->argv[1]);
	if (reset && c->argc != 1)
		return cli_usage(c, N_("--reset veut le nom d’un seuil, sans valeur."), "");
	if (!cli_open(c, &code))
		return code;
	const int32_t chosen = (int32_t)value;
	if ((c->argc > 1 || reset) && thresholds_choose(journal_db(c->journal), which, reset ? NULL : &chosen, &diag))
		return cli_fail(c, &diag);
	return show_thresholds(c, which);
}
