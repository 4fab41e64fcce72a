/* `jalon export`: everything held on a person, or the list of dossiers, in clear. */
#include <string.h>

#include "core/export.h"
#include "core/outside.h"
#include "tui/cli_ask.h"
#include "tui/cli_commands.h"
#include "tui/i18n.h"

/* Into a new file, or on the standard output; what it is was said before. */
static enum cli_exit give(struct cli *c, const struct buf *out)
{
	struct diag why = DIAG_INIT;
	const char *file = cli_option(c, "output");
	if (file)
		return outside_write(file, out->data, out->len, &why) ? cli_fail(c, &why) : CLI_DONE;
	if (fwrite(out->data, 1, out->len, c->out) != out->len || fflush(c->out) != 0)
		return cli_fail_err(c, JAL_ERR_IO);
	return CLI_DONE;
}

/* Says that what is asked for leaves the encryption; on a terminal, asks too. */
static bool warned(struct cli *c)
{
	struct diag why = DIAG_INIT;
	(void)diag_set(&why, JAL_OK, outside_warning());
	cli_note(c, &why);
	return !c->terminal || cli_ask_yes(c, N_("Continuer ?"), NULL);
}

static enum cli_exit export_one(struct cli *c)
{
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	struct buf out = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum cli_exit code = CLI_DONE;
	if (!cli_open_dossier(c, &dossier, &caseload, &code))
		return code;
	if (!warned(c))
		return CLI_FAILED;
	code = export_person(c->journal, c->clock, &caseload, &dossier, &out, &why) ? cli_fail(c, &why) : give(c, &out);
	buf_free(&out);
	return code;
}

static enum cli_exit export_all(struct cli *c)
{
	const struct caseload_query q = { .sort = CASELOAD_BY_NAME, .mine = !cli_option(c, "all"),
					  .archived = cli_option(c, "archived") != NULL };
	struct buf out = BUF_INIT;
	size_t n = 0;
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;
	if (!warned(c))
		return CLI_FAILED;
	const enum jal_err err = export_caseload(c->journal, c->clock, &q, c->format == CLI_JSON ? EXPORT_JSON : EXPORT_CSV,
						 &out, &n);
	code = err ? cli_fail_err(c, err) : give(c, &out);
	buf_free(&out);
	return code;
}

enum cli_exit cli_export(struct cli *c)
{
	const bool list = cli_option(c, "caseload") != NULL;
	if (list == (c->argc > 0))
		return cli_usage(c, N_("« %1 » veut une personne (ID), ou --caseload."), c->command->name);
	if (!list && c->format == CLI_CSV)
		return cli_usage(c, N_("Ce qui est tenu sur une personne n’a pas de forme %1 : json."), "csv");
	if (!list && (cli_option(c, "all") || cli_option(c, "archived")))
		return cli_usage(c, N_("« %1 » va avec --caseload."), cli_option(c, "all") ? "--all" : "--archived");
	return list ? export_all(c) : export_one(c);
}
