/* The command import: what each line becomes, said as it goes, and what is left to decide. Decides nothing itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/import.h"
#include "core/import_report.h"
#include "core/text.h"
#include "tui/cli_ask.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"
#include "tui/program.h"

/* JSON has the totals first, so the lines wait, in pieces of about this size. */
#define PIECE ((size_t)1 << 20)

struct import_command {
	struct cli *cli;
	struct import_options options;
	struct import_decision *decisions;
	struct import_totals totals;
	enum import_kind kind;
	struct import_report *report;	/* NULL: none asked for */
	bool quiet;			/* a first look: nothing is said of lines */
	bool progress;			/* stderr is a terminal */
	unsigned shown;			/* percents, + 1 */
	struct buf reader;		/* the path of jalon-read */
	struct buf sheet;		/* of a workbook: the one taken */
	struct buf sheets_left;		/* the shown ones that were not, as a list */
	struct buf ignored;		/* titles of columns, a line feed behind each */
	struct buf *pieces;
	size_t piece_count;
	struct buf text;		/* scratch */
	struct buf safe;
	struct buf rows;		/* CSV */
	struct csv_out csv;
};

/* ---- decisions: 4=same,7=new,9=same:ID ---- */

static const struct {
	const char *name;
	enum import_choice choice;
} choices[] = { { "same", IMPORT_SAME }, { "new", IMPORT_NEW }, { "skip", IMPORT_SKIP } };

/* One "LINE=CHOICE" of n bytes. *dossier gets what stands behind a colon, cut out of word. */
static bool read_decision(char *word, struct import_decision *out, const char **dossier)
{
	char *end = NULL;
	const unsigned long long line = strtoull(word, &end, 10);
	if (word[0] < '0' || word[0] > '9' || *end != '=' || line < 2)
		return false;
	char *choice = end + 1;
	char *colon = strchr(choice, ':');
	if (colon)
		*colon = 0;
	*dossier = colon ? colon + 1 : NULL;
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		if (strcmp(choices[i].name, choice) != 0 || (colon && choices[i].choice != IMPORT_SAME))
			continue;
		*out = (struct import_decision){ .line = line, .choice = choices[i].choice };
		return true;
	}
	return false;
}

static enum cli_exit read_words(struct import_command *ic, char *words)
{
	struct cli *c = ic->cli;
	size_t n = 0;
	for (char *word = words; word; n++) {
		char *comma = strchr(word, ',');
		const char *named = NULL;
		struct jal_id caseload = ID_ZERO;
		if (comma)
			*comma = 0;
		if (!read_decision(word, &ic->decisions[n], &named))
			return cli_usage(c, N_("« %1 » n’est pas une décision : écrivez par exemple 4=same, 4=new ou 4=skip."), word);
		for (size_t i = 0; i < n; i++)
			if (ic->decisions[i].line == ic->decisions[n].line)
				return cli_usage(c, N_("Deux décisions concernent la même ligne : « %1 »."), word);
		if (named) {
			const enum cli_exit code = cli_find_dossier(c, named, &ic->decisions[n].dossier, &caseload);
			if (code)
				return code;
		}
		word = comma ? comma + 1 : NULL;
	}
	ic->options.decisions = ic->decisions;
	ic->options.decision_count = n;
	return CLI_DONE;
}

static enum cli_exit read_decisions(struct import_command *ic)
{
	const char *given = cli_option(ic->cli, "decide");
	size_t most = 1;
	if (!given)
		return CLI_DONE;
	for (const char *p = given; *p; p++)
		most += *p == ',';
	char *words = strdup(given);
	ic->decisions = calloc(most, sizeof(*ic->decisions));
	const enum cli_exit code =
		words && ic->decisions ? read_words(ic, words) : cli_fail_err(ic->cli, JAL_ERR_NOMEM);
	free(words);
	return code;
}

/* ---- progress ---- */

static void erase_progress(struct import_command *ic)
{
	if (ic->shown)
		(void)fputs("\r\033[K", ic->cli->err);
	ic->shown = 0;
}

static bool on_progress(void *ctx, uint64_t done, uint64_t total)
{
	struct import_command *ic = ctx;
	if (!ic->progress || total == 0)
		return true;
	const unsigned percent = (unsigned)(100 * done / total);
	if (percent + 1 == ic->shown)
		return true;
	ic->shown = percent + 1;
	(void)fprintf(ic->cli->err, "\r%s %u %%\033[K", ic->quiet ? _("Lecture") : _("Import"), percent);
	(void)fflush(ic->cli->err);
	return true;
}

/* ---- lines ---- */

static enum jal_err put_out(struct import_command *ic, const void *data, size_t n)
{
	erase_progress(ic);
	return n == 0 || fwrite(data, 1, n, ic->cli->out) == n ? JAL_OK : JAL_ERR_IO;
}

static enum jal_err print_safe(struct import_command *ic, const char *before)
{
	buf_clear(&ic->safe);
	enum jal_err err = buf_puts(&ic->safe, before);
	if (!err)
		err = cli_safe(buf_str(&ic->text), &ic->safe);
	if (!err)
		err = buf_putc(&ic->safe, '\n');
	return err ? err : put_out(ic, ic->safe.data, ic->safe.len);
}

/* For people who read: once written, what went as expected is in the totals. */
static enum jal_err print_plain(struct import_command *ic, const struct import_line *l)
{
	const bool expected = l->fate == IMPORT_CREATED || l->fate == IMPORT_UNCHANGED;
	if (!ic->options.dry_run && expected && l->remark_count == 0)
		return JAL_OK;
	struct buf sentence = BUF_INIT;
	buf_clear(&ic->text);
	enum jal_err err = buf_printf(&ic->text, _("ligne %llu, %s : "), (unsigned long long)l->line,
		_(import_report_label(l->fate)));
	if (!err)
		err = import_report_sentence(l, i18n_text, &sentence);
	if (!err)
		err = text_after_colon(buf_str(&sentence), sentence.len, &ic->text);
	buf_free(&sentence);
	if (!err)
		err = print_safe(ic, "");
	for (size_t i = 0; !err && i < l->remark_count; i++) {
		buf_clear(&ic->text);
		err = import_report_remark(&l->remarks[i], i18n_text, &ic->text);
		if (!err)
			err = print_safe(ic, l->remarks[i].error ? "    ! " : "    ? ");
	}
	return err;
}

static enum jal_err print_csv(struct import_command *ic, const struct import_line *l)
{
	char hex[ID_HEX + 1];
	const struct {
		const char *s;
	} first[] = { { diag_num((long long)l->line) }, { import_report_code(l->fate) },
		{ id_is_zero(&l->record) ? "" : id_hex(&l->record, hex) } };
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		csv_write_cell(&ic->csv, first[i].s, strlen(first[i].s));
	buf_clear(&ic->text);
	enum jal_err err = import_report_sentence(l, i18n_text, &ic->text);
	csv_write_cell(&ic->csv, buf_str(&ic->text), ic->text.len);
	buf_clear(&ic->text);
	for (size_t i = 0; !err && i < l->remark_count; i++) {
		if (i > 0)
			err = buf_putc(&ic->text, '\n');
		if (!err)
			err = import_report_remark(&l->remarks[i], i18n_text, &ic->text);
	}
	csv_write_cell(&ic->csv, buf_str(&ic->text), ic->text.len);
	csv_write_row(&ic->csv);
	if (!err)
		err = csv_write_end(&ic->csv);
	if (!err)
		err = put_out(ic, ic->rows.data, ic->rows.len);
	buf_clear(&ic->rows);
	return err;
}

static enum jal_err start_csv(struct import_command *ic)
{
	static const char *const keys[] = { "line", "fate", "record", "sentence", "remarks" };
	csv_write_begin(&ic->csv, &ic->rows);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		csv_write_cell(&ic->csv, keys[i], strlen(keys[i]));
	csv_write_row(&ic->csv);
	return csv_write_end(&ic->csv);
}

static void json_remark(struct import_command *ic, struct jsonw *j, const struct import_remark *m)
{
	jsonw_object(j);
	jsonw_pair(j, "column", m->column[0] ? m->column : NULL);
	jsonw_pair(j, "level", m->error ? "error" : "warning");
	buf_clear(&ic->text);
	if (diag_render(&m->reason, i18n_text, &ic->text))
		j->err = JAL_ERR_NOMEM;
	jsonw_pair(j, "text", buf_str(&ic->text));
	jsonw_object_end(j);
}

static void json_fields(struct import_command *ic, struct jsonw *j, const struct import_line *l)
{
	jsonw_key(j, "fields");
	jsonw_array(j);
	for (size_t i = 0; l->fate == IMPORT_UPDATED && i < l->field_count; i++) {
		const struct model_field *f = model_field(l->fields[i]);
		buf_clear(&ic->text);
		if (buf_printf(&ic->text, "%s.%s", model_entity(f->entity)->name, f->name))
			j->err = JAL_ERR_NOMEM;
		jsonw_text(j, buf_str(&ic->text));
	}
	jsonw_array_end(j);
}

/* The piece that has room for one more line. */
static struct buf *last_piece(struct import_command *ic)
{
	if (ic->piece_count > 0 && ic->pieces[ic->piece_count - 1].len < PIECE)
		return &ic->pieces[ic->piece_count - 1];
	struct buf *more = realloc(ic->pieces, (ic->piece_count + 1) * sizeof(*more));
	if (!more)
		return NULL;
	ic->pieces = more;
	ic->pieces[ic->piece_count] = BUF_INIT;
	return &ic->pieces[ic->piece_count++];
}

static enum jal_err keep_json(struct import_command *ic, const struct import_line *l)
{
	char hex[ID_HEX + 1];
	const bool first = ic->piece_count == 0;
	struct buf *piece = last_piece(ic);
	if (!piece)
		return JAL_ERR_NOMEM;
	const enum jal_err err = buf_puts(piece, first ? "" : ",");
	if (err)
		return err;
	struct jsonw j = jsonw_start(piece);
	jsonw_object(&j);
	jsonw_pair_uint(&j, "line", l->line);
	jsonw_pair(&j, "fate", import_report_code(l->fate));
	jsonw_pair(&j, l->entity == ENTITY_structure ? "structure" : "dossier",
		id_is_zero(&l->record) ? NULL : id_hex(&l->record, hex));
	jsonw_key(&j, "like_line");
	if (l->like)
		jsonw_uint(&j, l->like);
	else
		jsonw_null(&j);
	buf_clear(&ic->text);
	if (import_report_sentence(l, i18n_text, &ic->text))
		j.err = JAL_ERR_NOMEM;
	jsonw_pair(&j, "sentence", buf_str(&ic->text));
	json_fields(ic, &j, l);
	jsonw_key(&j, "remarks");
	jsonw_array(&j);
	for (size_t i = 0; i < l->remark_count; i++)
		json_remark(ic, &j, &l->remarks[i]);
	jsonw_array_end(&j);
	jsonw_object_end(&j);
	return jsonw_end(&j);
}

static enum jal_err on_line(void *ctx, const struct import_line *l)
{
	struct import_command *ic = ctx;
	enum jal_err err = JAL_OK;
	if (ic->quiet)
		return JAL_OK;
	switch (ic->cli->format) {
	case CLI_TABLE:
		err = print_plain(ic, l);
		break;
	case CLI_CSV:
		err = print_csv(ic, l);
		break;
	case CLI_JSON:
		err = keep_json(ic, l);
		break;
	case CLI_ICS:
		break;
	}
	return err || !ic->report ? err : import_report_line(ic->report, l);
}

static enum jal_err on_sheets(void *ctx, const struct table_sheet *sheets, size_t count)
{
	struct import_command *ic = ctx;
	enum jal_err err = JAL_OK;
	buf_clear(&ic->sheet);
	buf_clear(&ic->sheets_left);
	for (size_t i = 0; !err && i < count; i++) {
		if (sheets[i].kind == FOREIGN_TAKEN)
			err = buf_puts(&ic->sheet, sheets[i].name);
		else if (sheets[i].kind == FOREIGN_SHOWN)
			err = buf_printf(&ic->sheets_left, ic->sheets_left.len ? ", %s" : "%s", sheets[i].name);
	}
	return err;
}

static enum jal_err on_titles(void *ctx, enum import_kind kind, const struct import_title *titles, size_t count)
{
	struct import_command *ic = ctx;
	enum jal_err err = JAL_OK;
	ic->kind = kind;
	buf_clear(&ic->ignored);
	for (size_t i = 0; !err && i < count; i++)
		if (!titles[i].label && titles[i].text[0])
			err = buf_printf(&ic->ignored, "%s\n", titles[i].text);
	return err;
}

/* ---- what is said before and after ---- */

/* Which sheet it was, where there was a choice. */
static void say_sheet(struct import_command *ic)
{
	struct diag d = DIAG_INIT;
	if (ic->sheets_left.len == 0 || ic->cli->format == CLI_JSON)
		return;
	(void)diag_set(&d, JAL_OK, N_("Feuille lue : « %1 ». Pour une autre, --sheet : %2."), buf_str(&ic->sheet),
		buf_str(&ic->sheets_left));
	erase_progress(ic);
	cli_note(ic->cli, &d);
}

static void say_ignored(struct import_command *ic)
{
	struct diag d = DIAG_INIT;
	if (ic->ignored.len == 0 || ic->cli->format == CLI_JSON)
		return;
	buf_clear(&ic->text);
	for (const char *p = buf_str(&ic->ignored); *p; p++)
		if (*p != '\n' ? buf_putc(&ic->text, (uint8_t)*p) : p[1] ? buf_puts(&ic->text, ", ") : JAL_OK)
			return;
	(void)diag_set(&d, JAL_OK, N_("Colonnes ignorées : %1."), buf_str(&ic->text));
	erase_progress(ic);
	cli_note(ic->cli, &d);
}

static void print_counts(struct import_command *ic, FILE *out)
{
	const struct import_totals *t = &ic->totals;
	const struct {
		const char *label;
		uint64_t n;
	} rows[] = {
		{ N_("lignes lues"), t->lines },	   { N_("créées"), t->created },
		{ N_("mises à jour"), t->updated },	   { N_("sans rien de nouveau"), t->unchanged },
		{ N_("à trancher"), t->undecided },	   { N_("refusées"), t->refused },
		{ N_("champs refusés"), t->field_errors }, { N_("champs à vérifier"), t->field_warnings },
	};
	erase_progress(ic);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		(void)fprintf(out, "%8llu  %s\n", (unsigned long long)rows[i].n, _(rows[i].label));
}

static void say_waiting(struct import_command *ic)
{
	struct diag d = DIAG_INIT;
	if (ic->totals.undecided > 0) {
		(void)diag_set(&d, JAL_ERR_WAITING,
			N_("Lignes à trancher : %1. Relancez avec --decide LIGNE=same (la même personne), new (une autre) ou skip (laisser de côté)."),
			diag_num((long long)ic->totals.undecided));
		cli_note(ic->cli, &d);
	}
	if (ic->totals.refused > 0) {
		(void)diag_set(&d, JAL_ERR_WAITING, N_("Lignes refusées : %1. Corrigez-les dans le fichier, puis importez-le de nouveau : ce qui est déjà là ne changera pas."),
			diag_num((long long)ic->totals.refused));
		cli_note(ic->cli, &d);
	}
}

static const char *kind_name(enum import_kind kind)
{
	switch (kind) {
	case IMPORT_PEOPLE:
		return "people";
	case IMPORT_CONTACTS:
		return "contacts";
	case IMPORT_STRUCTURES:
		return "structures";
	case IMPORT_KIND_COUNT:
		break;
	}
	return NULL;
}

static enum jal_err print_json(struct import_command *ic)
{
	const struct import_totals *t = &ic->totals;
	struct buf head = BUF_INIT;
	struct jsonw j = jsonw_start(&head);
	jsonw_object(&j);
	jsonw_pair_uint(&j, "lines", t->lines);
	jsonw_pair_uint(&j, "created", t->created);
	jsonw_pair_uint(&j, "updated", t->updated);
	jsonw_pair_uint(&j, "unchanged", t->unchanged);
	jsonw_pair_uint(&j, "undecided", t->undecided);
	jsonw_pair_uint(&j, "refused", t->refused);
	jsonw_pair_uint(&j, "field_errors", t->field_errors);
	jsonw_pair_uint(&j, "field_warnings", t->field_warnings);
	jsonw_pair(&j, "kind", kind_name(ic->kind));
	jsonw_pair(&j, "sheet", ic->sheet.len ? buf_str(&ic->sheet) : NULL);
	jsonw_pair_bool(&j, "dry_run", ic->options.dry_run);
	jsonw_key(&j, "ignored_columns");
	jsonw_array(&j);
	for (const char *p = buf_str(&ic->ignored); *p; p += strcspn(p, "\n") + 1)
		jsonw_text_n(&j, p, strcspn(p, "\n"));
	jsonw_array_end(&j);
	jsonw_object_end(&j);
	enum jal_err err = jsonw_end(&j);
	/* The lines go in before the closing brace. */
	if (!err) {
		buf_cut(&head, head.len - 1);
		err = buf_puts(&head, ",\"fates\":[");
	}
	if (!err)
		err = put_out(ic, head.data, head.len);
	for (size_t i = 0; !err && i < ic->piece_count; i++)
		err = put_out(ic, ic->pieces[i].data, ic->pieces[i].len);
	buf_free(&head);
	return err ? err : put_out(ic, "]}\n", 3);
}

/* ---- the command ---- */

static enum cli_exit run_import(struct import_command *ic, enum jal_err *err)
{
	struct diag diag = DIAG_INIT;
	*err = import_file(ic->cli->journal, ic->cli->clock, ic->cli->argv[0], &ic->options, &ic->totals, &diag);
	erase_progress(ic);
	return *err && *err != JAL_ERR_WAITING ? cli_fail(ic->cli, &diag) : CLI_DONE;
}

/* On a terminal: what will happen first, then the question. *go: the answer. */
static enum cli_exit look_first(struct import_command *ic, bool *go)
{
	enum jal_err err = JAL_OK;
	*go = true;
	if (ic->options.dry_run || !ic->cli->terminal || ic->cli->yes || ic->cli->format != CLI_TABLE)
		return CLI_DONE;
	ic->options.dry_run = true;
	ic->quiet = true;
	const enum cli_exit code = run_import(ic, &err);
	ic->options.dry_run = false;
	ic->quiet = false;
	if (code)
		return code;
	print_counts(ic, ic->cli->err);
	*go = cli_ask_yes(ic->cli, N_("Importer « %1 » ainsi ?"), ic->cli->argv[0]);
	return CLI_DONE;
}

static enum cli_exit open_report(struct import_command *ic)
{
	const char *path = cli_option(ic->cli, "report");
	struct diag diag = DIAG_INIT;
	if (!path)
		return CLI_DONE;
	const enum jal_err err = import_report_open(path, i18n_text, &ic->report, &diag);
	if (!err)
		return CLI_DONE;
	(void)diag_set_if_empty(&diag, err, NULL);
	return cli_fail(ic->cli, &diag);
}

static enum cli_exit close_report(struct import_command *ic)
{
	struct diag diag = DIAG_INIT;
	if (!ic->report)
		return CLI_DONE;
	const enum jal_err err = import_report_close(ic->report, &diag);
	ic->report = NULL;
	if (!err)
		return CLI_DONE;
	(void)diag_set_if_empty(&diag, err, NULL);
	return cli_fail(ic->cli, &diag);
}

static enum cli_exit import_and_tell(struct import_command *ic)
{
	enum jal_err err = JAL_OK;
	enum cli_exit code = open_report(ic);
	if (!code && ic->cli->format == CLI_CSV && start_csv(ic))
		code = cli_fail_err(ic->cli, JAL_ERR_NOMEM);
	if (!code)
		code = run_import(ic, &err);
	if (code)
		return code;
	say_sheet(ic);
	say_ignored(ic);
	if (ic->cli->format == CLI_JSON && print_json(ic))
		code = cli_fail_err(ic->cli, JAL_ERR_IO);
	else if (ic->cli->format == CLI_TABLE)
		print_counts(ic, ic->cli->out);
	const enum cli_exit report = close_report(ic);
	if (!code)
		code = report;
	if (!code && err == JAL_ERR_WAITING) {
		say_waiting(ic);
		code = CLI_WAITING;
	}
	return code;
}

static void free_command(struct import_command *ic)
{
	import_report_drop(ic->report);
	free(ic->decisions);
	for (size_t i = 0; i < ic->piece_count; i++)
		buf_free(&ic->pieces[i]);
	free(ic->pieces);
	buf_free(&ic->reader);
	buf_free(&ic->sheet);
	buf_free(&ic->sheets_left);
	buf_free(&ic->ignored);
	buf_free(&ic->text);
	buf_free(&ic->safe);
	buf_free(&ic->rows);
}

enum cli_exit cli_import(struct cli *c)
{
	struct import_command ic = { .cli = c };
	enum cli_exit code = CLI_DONE;
	bool go = false;
	if (!cli_open(c, &code))
		return code;
	ic.options = (struct import_options){ .dry_run = cli_option(c, "dry-run") != NULL, .map_file = cli_option(c, "map"),
		.sheet = cli_option(c, "sheet"), .sheets = on_sheets, .titles = on_titles, .line = on_line, .progress = on_progress, .ctx = &ic };
	if (program_part("jalon-read", &ic.reader))
		code = cli_fail_err(c, JAL_ERR_NOMEM);
	ic.options.reader = buf_str(&ic.reader);
	ic.progress = isatty(fileno(c->err)) == 1;
	if (!code)
		code = read_decisions(&ic);
	if (!code)
		code = look_first(&ic, &go);
	if (!code && go)
		code = import_and_tell(&ic);
	else if (!code)
		cli_note(c, &(struct diag){ .text = N_("Rien n’a été importé.") });
	free_command(&ic);
	return code;
}
