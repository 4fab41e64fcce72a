/* Documents of a dossier: taken in from a file, listed with their hash, given out into a new file. */
#include <stdlib.h>
#include <string.h>

#include "core/attachment.h"
#include "core/date.h"
#include "core/outside.h"
#include "tui/cli_choices.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

/* ---- in ---- */

enum cli_exit cli_attach(struct cli *c)
{
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	struct attachment a = { .edits = { NULL } };
	struct diag diag = DIAG_INIT;
	const char *kind = cli_option(c, "kind");
	enum cli_exit code = CLI_DONE;
	if (kind && !vocab_find(VOCAB_attachment_kind, kind)) {
		code = cli_usage(c, N_("« %1 » n’est pas une nature de document."), kind);
		cli_choices_field(c, FIELD_attachment_kind, kind);
		return code;
	}
	if (!cli_open_dossier(c, &dossier, &caseload, &code))
		return code;
	enum jal_err err = attachment_take(&caseload, &dossier, c->argv[1], kind, clock_today(c->clock), &a, &diag);
	if (!err)
		err = journal_write(c->journal, a.edits, 2, &diag);
	code = err ? cli_fail(c, &diag) : cli_print_ids(c, &dossier, edit_record(a.edits[0]));
	attachment_free(&a);
	return code;
}

/* ---- the list ---- */

static const struct cli_column columns[] = {
	{ "id", N_("Identifiant") }, { "date", N_("Date") },	   { "kind", N_("Nature") }, { "name", N_("Nom") },
	{ "size", N_("Octets") },    { "hash", N_("Empreinte") }, { "here", N_("Ici") },
};
enum { COLUMN_KIND = 2, COLUMN_SIZE = 4, COLUMN_HERE = 6 };
#define ATTACH_COLUMNS (sizeof(columns) / sizeof(columns[0]))

struct listing {
	struct cli *cli;
	struct cli_rows *rows;
};

static enum jal_err put_row(struct listing *l, const struct record *r)
{
	char id[ID_HEX + 1], day[DATE_ISO_MAX], hash[HASH_HEX + 1];
	struct buf size = BUF_INIT;
	const int32_t date = record_get(r, attachment_date);
	const int64_t bytes = record_get(r, attachment_size);
	const struct jal_hash *said = record_get(r, attachment_hash);
	bool here = false;
	enum jal_err err = attachment_here(l->cli->journal, r, &here);
	if (!err && bytes != RECORD_NO_NUMBER)
		err = buf_printf(&size, "%lld", (long long)bytes);
	const char *const cells[ATTACH_COLUMNS] = {
		id_hex(record_id(r), id),
		date == RECORD_NO_DATE ? NULL : date_iso(date, day),
		record_get(r, attachment_kind),
		record_get(r, attachment_name),
		size.len ? buf_str(&size) : NULL,
		said ? hash_hex(said, hash) : NULL,
		here ? "true" : "false",
	};
	if (size.len)
		cli_rows_raw(l->rows, COLUMN_SIZE);
	cli_rows_raw(l->rows, COLUMN_HERE);
	if (!err)
		err = cli_rows_add(l->rows, cells);
	buf_free(&size);
	return err;
}

static enum jal_err list_one(void *ctx, struct record *r)
{
	const bool gone = record_archived(r) || record_blank(r);
	const enum jal_err err = gone ? JAL_OK : put_row(ctx, r);
	record_free(r);
	return err;
}

enum cli_exit cli_attachments(struct cli *c)
{
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	struct listing l = { .cli = c };
	enum cli_exit code = CLI_DONE;
	if (!cli_open_dossier(c, &dossier, &caseload, &code))
		return code;
	enum jal_err err = cli_rows_new(c, columns, ATTACH_COLUMNS, &l.rows);
	if (!err) {
		cli_rows_coded(l.rows, COLUMN_KIND, VOCAB_attachment_kind);
		err = journal_each(c->journal, &caseload, ENTITY_attachment, &dossier, list_one, &l);
	}
	if (!err)
		return cli_rows_finish(c, l.rows);
	cli_rows_free(l.rows);
	return cli_fail_err(c, err);
}

/* ---- out ---- */

static enum cli_exit save(struct cli *c, const struct record *document, const char *path)
{
	struct diag diag = DIAG_INIT;
	struct diag warning = DIAG_INIT;
	if (record_entity(document) != ENTITY_attachment) {
		(void)diag_set(&diag, JAL_ERR_INVALID, N_("Ce n’est pas un document : jalon attachments ID les donne."));
		return cli_fail(c, &diag);
	}
	if (attachment_save(c->journal, document, path, &diag))
		return cli_fail(c, &diag);
	const enum cli_exit code = cli_print_ids(c, record_dossier(document), record_id(document));
	(void)diag_set(&warning, JAL_OK, outside_warning());
	cli_note(c, &warning);
	return code;
}

enum cli_exit cli_attachment(struct cli *c)
{
	struct record *document = NULL;
	enum cli_exit code = CLI_DONE;
	if (strcmp(c->argv[0], "save") != 0)
		return cli_usage(c, N_("« %1 » n’est pas une action sur un document : save."), c->argv[0]);
	if (!cli_open(c, &code))
		return code;
	code = cli_load_named(c, c->argv[1], &document);
	if (!code)
		code = save(c, document, c->argv[2]);
	record_free(document);
	return code;
}
