/*
 * Printing.
 */
#include "tui/papers.h"

#include <unistd.h>

#include "core/caseload.h"
#include "core/date.h"
#include "core/outside.h"
#include "tui/i18n.h"
#include "tui/program.h"

static const struct {
	const char *name;	/* N_() */
	const char *file;	/* N_(): how its file begins */
} kinds[PAPERS_KINDS] = {
	[PAPERS_CONTRACT] = { N_("Contrat"), N_("contrat") },
	[PAPERS_SUMMARY] = { N_("Synthèse à remettre à la personne"), N_("synthese") },
	[PAPERS_SLIP] = { N_("Convocation au rendez-vous"), N_("rendez-vous") },
	[PAPERS_WEEK] = { N_("Semaine de l’agenda"), N_("semaine") },
	[PAPERS_TIMELINE] = { N_("Frise du parcours"), N_("frise") },
	[PAPERS_PERSON] = { N_("Tout ce qui est tenu sur la personne"), N_("tout") },
};

const char *papers_name(enum papers_kind kind)
{
	return kinds[kind].name;
}

enum jal_err papers_propose(const struct papers_wish *w, const char *folder, struct buf *out)
{
	char number[ID_NUMBER_MAX] = "", day[DATE_ISO_MAX];
	struct buf stem = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (w->kind == PAPERS_WEEK) {
		err = buf_printf(&stem, "%s-%s", _(kinds[w->kind].file), date_iso(date_monday(w->day), day));
	} else {
		err = caseload_number(journal_db(w->ask.journal), &w->ask.dossier, number);
		if (err == JAL_OK)
			err = buf_printf(&stem, "%s-%s-%s", _(kinds[w->kind].file), number, date_iso(clock_today(w->ask.clock), day));
	}
	if (err == JAL_OK)
		err = outside_propose(folder, buf_str(&stem), "pdf", out);
	buf_free(&stem);
	return err;
}

JAL_MUST static enum jal_err build(const struct papers_wish *w, struct paper **out, struct diag *why)
{
	switch (w->kind) {
	case PAPERS_CONTRACT:
		return paper_contract(&w->ask, &w->record, out, why);
	case PAPERS_SUMMARY:
		return paper_summary(&w->ask, out, why);
	case PAPERS_SLIP:
		return paper_slip(&w->ask, &w->record, out, why);
	case PAPERS_WEEK:
		return paper_week(&w->ask, w->day, out, why);
	case PAPERS_TIMELINE:
		return paper_timeline(&w->ask, w->shown, out, why);
	case PAPERS_PERSON:
		return paper_person(&w->ask, w->history, out, why);
	case PAPERS_KINDS:
		break;
	}
	return JAL_ERR_INVALID;
}

enum jal_err papers_start(const struct papers_wish *w, struct printing **out, struct diag *why)
{
	struct paper *paper = NULL;
	struct buf program = BUF_INIT;
	enum jal_err err = program_part("jalon-print", &program);

	if (err == JAL_OK)
		err = build(w, &paper, why);
	if (err == JAL_OK)
		err = printer_start(buf_str(&program), paper, NULL, out, why);
	paper_free(paper);
	buf_free(&program);
	return err == JAL_OK ? err : diag_set_if_empty(why, err, NULL);
}

enum jal_err papers_make(const struct papers_wish *w, struct printed *out, struct diag *why)
{
	struct printing *going = NULL;
	enum jal_err err = papers_start(w, &going, why);

	if (err == JAL_OK)
		err = printer_wait(going, PRINTER_WAIT_MS, out, why);
	printer_stop(going);
	return err;
}

enum jal_err papers_write(const struct papers_wish *w, const struct printed *printed, const char *path,
	struct edit **kept, struct diag *why)
{
	struct edit *e = NULL;
	enum jal_err err = JAL_OK;

	if (w->kind == PAPERS_CONTRACT)
		err = paper_contract_kept(&w->ask, &w->record, &printed->hash, &e);
	if (err == JAL_OK)
		err = outside_write(path, printed->pdf.data, printed->pdf.len, why);
	if (err != JAL_OK) {
		edit_free(e);
		return diag_set_if_empty(why, err, NULL);
	}
	*kept = e;
	return JAL_OK;
}

void papers_take_back(const char *path)
{
	(void)unlink(path);
}

struct doctor_finding papers_examine(void)
{
	static const struct format french = { .translate = NULL };
	struct doctor_finding f = { .name = "print", .level = DOCTOR_WARNING, .said = DIAG_INIT };
	struct buf program = BUF_INIT;
	struct paper *empty = NULL;
	struct printing *going = NULL;
	struct printed printed = { .pages = 0 };
	enum jal_err err = program_part("jalon-print", &program);

	if (err == JAL_OK)
		err = paper_new(&french, 0, &empty);
	if (err == JAL_OK)
		err = printer_start(buf_str(&program), empty, NULL, &going, &f.said);
	if (err == JAL_OK)
		err = printer_wait(going, PRINTER_WAIT_MS, &printed, &f.said);
	if (err == JAL_OK) {
		f.level = DOCTOR_GOOD;
		(void)diag_set(&f.said, JAL_OK, N_("Les documents peuvent être mis en page."));
	} else {
		(void)diag_set_if_empty(&f.said, err, NULL);
	}
	printer_stop(going);
	paper_free(empty);
	buf_free(&printed.pdf);
	buf_free(&program);
	return f;
}
