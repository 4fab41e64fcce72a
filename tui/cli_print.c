/* `jalon print`: a paper as a new PDF file. */
#include <string.h>

#include "core/casework.h"
#include "core/date.h"
#include "core/outside.h"
#include "tui/cli_choices.h"
#include "tui/cli_commands.h"
#include "tui/cli_named.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"
#include "tui/papers.h"

static const char *const verbs[PAPERS_KINDS] = {
	[PAPERS_CONTRACT] = "contract", [PAPERS_SUMMARY] = "summary", [PAPERS_SLIP] = "slip",
	[PAPERS_WEEK] = "week",		[PAPERS_TIMELINE] = "timeline", [PAPERS_PERSON] = "person",
};

static bool read_kind(const char *text, enum papers_kind *out)
{
	for (enum papers_kind k = 0; k < PAPERS_KINDS; k++) {
		if (strcmp(verbs[k], text) == 0) {
			*out = k;
			return true;
		}
	}
	return false;
}

/* The one record of that entity whose id begins so; false when it is something else. */
static bool find_record(struct cli *c, enum entity entity, const char *text, struct papers_wish *w)
{
	struct record *r = NULL;
	const enum jal_err err = journal_named(c->journal, text, &r);
	const bool found = !err && record_entity(r) == entity;
	if (found) {
		w->record = *record_id(r);
		w->ask.dossier = *record_dossier(r);
		w->ask.caseload = *record_caseload(r);
	}
	record_free(r);
	return found;
}

static enum cli_exit aim(struct cli *c, struct papers_wish *w)
{
	struct diag diag = DIAG_INIT;
	const char *text = c->argc > 1 ? c->argv[1] : NULL;
	enum cli_exit code = CLI_DONE;
	switch (w->kind) {
	case PAPERS_WEEK:
		w->day = clock_today(c->clock);
		if (text && date_parse_iso(text, strlen(text), &w->day))
			return cli_usage(c, N_("« %1 » n’est pas une date : 2026-11-24."), text);
		return CLI_DONE;
	case PAPERS_CONTRACT:
		if (find_record(c, ENTITY_contract, text, w))
			return CLI_DONE;
		code = cli_find_dossier(c, text, &w->ask.dossier, &w->ask.caseload);
		return code ? code : paper_contract_current(&w->ask, &w->record, &diag) ? cli_fail(c, &diag) : CLI_DONE;
	case PAPERS_SLIP:
		if (find_record(c, ENTITY_appointment, text, w))
			return CLI_DONE;
		(void)diag_set(&diag, JAL_ERR_NOT_FOUND, N_("Aucun rendez-vous ne commence par « %1 »."), text);
		return cli_fail(c, &diag);
	case PAPERS_SUMMARY:
	case PAPERS_TIMELINE:
	case PAPERS_PERSON:
		return cli_find_dossier(c, text, &w->ask.dossier, &w->ask.caseload);
	case PAPERS_KINDS:
		break;
	}
	return CLI_FAILED;
}

static enum cli_exit tell(struct cli *c, const char *path, const struct printed *printed, bool keeps, bool kept)
{
	char hex[HASH_HEX + 1];
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;
	(void)hash_hex(&printed->hash, hex);
	if (c->format == CLI_JSON) {
		struct jsonw j = jsonw_start(&text);
		jsonw_object(&j);
		jsonw_pair(&j, "file", path);
		jsonw_key(&j, "pages");
		jsonw_int(&j, printed->pages);
		jsonw_pair(&j, "hash", hex);
		if (keeps) {
			jsonw_key(&j, "kept");
			jsonw_bool(&j, kept);
		}
		jsonw_object_end(&j);
		err = jsonw_end(&j);
		if (!err)
			err = cli_print_json(c, &text);
	} else {
		err = cli_safe(path, &text);
		if (!err)
			(void)fprintf(c->out, P_("%s : %u page, empreinte %s\n", "%s : %u pages, empreinte %s\n", printed->pages),
				      buf_str(&text), printed->pages, hex);
	}
	buf_free(&text);
	if (err)
		return cli_fail_err(c, err);
	struct diag warning = DIAG_INIT;
	(void)diag_set(&warning, JAL_OK, outside_warning());
	cli_note(c, &warning);
	return CLI_DONE;
}

static enum cli_exit make(struct cli *c, const struct papers_wish *w, const char *path)
{
	struct diag diag = DIAG_INIT;
	struct printed printed = { .pages = 0 };
	struct edit *kept = NULL;
	enum cli_exit code = CLI_DONE;
	/* The journal says so before anything is shown. */
	if (w->kind == PAPERS_PERSON && casework_disclose_all(c->journal, &w->ask.caseload, &w->ask.dossier, &diag))
		return cli_fail(c, &diag);
	enum jal_err err = papers_make(w, &printed, &diag);
	if (!err)
		err = papers_write(w, &printed, path, &kept, &diag);
	if (err)
		code = cli_fail(c, &diag);
	const bool keeps = kept != NULL;
	if (!err && keeps) {
		err = journal_write(c->journal, &kept, 1, &diag);
		/* A colleague's caseload that this member only reads: the paper is theirs to print all the same. */
		if (err && err != JAL_ERR_DENIED) {
			papers_take_back(path);
			code = cli_fail(c, &diag);
		}
	}
	if (!code)
		code = tell(c, path, &printed, keeps, !err);
	edit_free(kept);
	buf_free(&printed.pdf);
	return code;
}

enum cli_exit cli_print(struct cli *c)
{
	const struct format format = cli_format();
	struct papers_wish w = { .kind = PAPERS_KINDS, .shown = TIMELINE_KINDS };
	const char *path = cli_option(c, "output");
	enum cli_exit code = CLI_DONE;
	if (!read_kind(c->argv[0], &w.kind))
		return cli_usage(c, N_("« %1 » ne s’imprime pas : contract, summary, slip, week, timeline ou person."), c->argv[0]);
	if (w.kind != PAPERS_WEEK && c->argc < 2)
		return cli_usage(c, N_("Il manque ce qui est à imprimer : %1"), "ID");
	if (!path || !*path)
		return cli_usage(c, N_("Il manque le fichier à écrire : %1"), "--output FICHIER.pdf");
	w.history = cli_option(c, "history") != NULL;
	if (cli_option(c, "kind"))
		w.shown = timeline_by_code(cli_option(c, "kind"));
	if (cli_option(c, "kind") && w.shown == TIMELINE_KINDS) {
		code = cli_usage(c, N_("« %1 » n’est pas un genre d’événement."), cli_option(c, "kind"));
		cli_choices_timeline(c, cli_option(c, "kind"));
		return code;
	}
	if (!cli_open(c, &code))
		return code;
	w.ask = (struct paper_ask){ .journal = c->journal, .format = &format, .clock = c->clock };
	code = aim(c, &w);
	return code ? code : make(c, &w, path);
}
