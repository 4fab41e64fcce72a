/*
 * `assessment`: the diagnosis of a dossier, read; its levels set, by theme, in one
 * save; an assessment begun from the last one or changed; two barriers of one theme
 * made one.
 */
#include <stdlib.h>
#include <string.h>

#include "core/assess.h"
#include "core/caseload.h"
#include "core/casework.h"
#include "core/todo.h"
#include "tui/assess_words.h"
#include "tui/cli_choices.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

struct job {
	struct cli *cli;
	struct jal_id dossier, caseload;
	struct assess a;
	struct edit_list edits;
	struct edit *assessment;	/* among the edits: the new one, or the last one; NULL yet */
};

/* ---- JSON ---- */

static void put_set(struct jsonw *j, const char *key, const struct record_set *set)
{
	jsonw_key(j, key);
	jsonw_array(j);
	for (size_t i = 0; set && i < set->count; i++)
		jsonw_text(j, set->elements[i]);
	jsonw_array_end(j);
}

static void put_assessment(struct jsonw *j, const struct record *r)
{
	char id[ID_HEX + 1];
	jsonw_object(j);
	jsonw_pair(j, "id", id_hex(record_id(r), id));
	cli_pair_day(j, "date", record_get(r, assessment_date));
	jsonw_pair(j, "channel", record_get(r, assessment_channel));
	cli_pair_day(j, "next_review", record_get(r, assessment_next_review));
	jsonw_pair(j, "wishes", record_get(r, assessment_wishes));
	jsonw_pair(j, "strengths", record_get(r, assessment_strengths));
	jsonw_pair(j, "autonomy", record_get(r, assessment_autonomy));
	jsonw_pair(j, "summary", record_get(r, assessment_summary));
	put_set(j, "themes", record_get(r, assessment_themes));
	jsonw_object_end(j);
}

static void put_trend(struct jsonw *j, const struct assess_theme *t)
{
	jsonw_key(j, "trend");
	if (t->compared)
		jsonw_int(j, (int)t->level - (int)t->before);
	else
		jsonw_null(j);
}

static bool ever_discussed(const struct assess *a, const struct assess_theme *t)
{
	for (size_t i = 0; i < a->n; i++)
		if (t->at[i] != ASSESS_NOT_DISCUSSED)
			return true;
	return t->barrier != NULL;
}

/* That there is one, and nothing of what it says. */
static void put_covered(struct jsonw *j, const struct assess_theme *t)
{
	char id[ID_HEX + 1];
	jsonw_pair(j, "level", NULL);
	jsonw_pair_bool(j, "covered", true);
	jsonw_pair(j, "barrier", t->barrier ? id_hex(record_id(t->barrier), id) : NULL);
}

static void put_theme(struct jsonw *j, const struct assess *a, const struct assess_theme *t, bool reveal)
{
	const struct record *r = t->barrier;
	char id[ID_HEX + 1];
	jsonw_object(j);
	jsonw_pair(j, "theme", *t->code ? t->code : NULL);
	if (t->sensitive && !reveal) {
		put_covered(j, t);
		jsonw_object_end(j);
		return;
	}
	jsonw_pair(j, "level", assess_level_code(t->level));
	if (!ever_discussed(a, t)) {
		jsonw_object_end(j);
		return;
	}
	jsonw_pair(j, "barrier", r ? id_hex(record_id(r), id) : NULL);
	jsonw_pair_bool(j, "lifted", t->lifted);
	cli_pair_day(j, "changed", t->changed);
	cli_pair_day(j, "since", r ? record_get(r, barrier_since) : RECORD_NO_DATE);
	cli_pair_day(j, "lifted_on", r ? record_get(r, barrier_lifted_on) : RECORD_NO_DATE);
	jsonw_pair(j, "before", a->n ? assess_level_code(t->before) : NULL);
	put_trend(j, t);
	jsonw_key(j, "levels");
	jsonw_array(j);
	for (size_t i = 0; i < a->n; i++)
		jsonw_text(j, assess_level_code(t->at[i]));
	jsonw_array_end(j);
	put_set(j, "situations", r ? record_get(r, barrier_situations) : NULL);
	put_set(j, "subthemes", r ? record_get(r, barrier_subthemes) : NULL);
	jsonw_pair(j, "comment", r ? record_get(r, barrier_comment) : NULL);
	put_set(j, "sensitive", r ? record_get(r, barrier_sensitive) : NULL);
	jsonw_key(j, "others");
	jsonw_array(j);
	for (size_t i = 0; i < t->n_others; i++)
		jsonw_text(j, id_hex(record_id(t->others[i]), id));
	jsonw_array_end(j);
	jsonw_object_end(j);
}

/* Whether the review is late is what the list of what is to be done says of it. */
static enum jal_err review_clock(const struct job *job, const struct record *last, struct todo_clock *out)
{
	struct todo_clocks clocks = TODO_CLOCKS_INIT;
	const enum jal_err err = todo_clocks_read(journal_db(job->cli->journal), &job->dossier, job->a.today, &clocks);
	if (!err && last)
		*out = todo_clocks_of(&clocks, TASKS_ASSESSMENT, record_id(last));
	todo_clocks_free(&clocks);
	return err;
}

static enum jal_err print_json(struct job *job)
{
	struct todo_clock clock = TODO_CLOCK_NONE;
	struct buf text = BUF_INIT;
	struct jsonw j = jsonw_start(&text);
	const struct record *last = assess_last(&job->a);
	const int32_t review = last ? record_get(last, assessment_next_review) : RECORD_NO_DATE;
	char id[ID_HEX + 1];
	enum jal_err err = review_clock(job, last, &clock);
	if (err)
		return err;
	jsonw_object(&j);
	jsonw_pair(&j, "dossier", id_hex(&job->dossier, id));
	cli_pair_day(&j, "next_review", review);
	jsonw_pair_bool(&j, "review_late", clock.sign == TASKS_SIGN_LATE);
	cli_pair_day(&j, "review_postponed", clock.waits ? clock.until : RECORD_NO_DATE);
	jsonw_key(&j, "assessments");
	jsonw_array(&j);
	for (size_t i = 0; i < job->a.n; i++)
		put_assessment(&j, job->a.assessments[i]);
	jsonw_array_end(&j);
	jsonw_key(&j, "themes");
	jsonw_array(&j);
	for (size_t i = 0; i < job->a.n_themes; i++)
		put_theme(&j, &job->a, &job->a.themes[i], cli_option(job->cli, "reveal") != NULL);
	jsonw_array_end(&j);
	jsonw_object_end(&j);
	err = jsonw_end(&j);
	if (!err)
		err = cli_print_json(job->cli, &text);
	buf_free(&text);
	return err;
}

/* ---- for people ---- */

/* "  Mobilité : 3 fort ###  -1 (moyen)" */
static enum jal_err print_theme(struct job *job, const struct assess_theme *t)
{
	struct buf text = BUF_INIT, change = BUF_INIT;
	enum jal_err err = assess_words_theme(t->code, false, &text);
	if (!err)
		err = buf_puts(&text, _(" : "));
	const bool covered = t->sensitive && !cli_option(job->cli, "reveal");
	if (!err && covered)
		err = buf_puts(&text, _("[confidentiel]"));
	else if (!err)
		err = assess_words_level(t->level, t->lifted, &text);
	if (!err && !covered)
		err = assess_words_change(&job->a, t, &change);
	if (!err && change.len)
		err = buf_printf(&text, "  %s", buf_str(&change));
	if (!err && t->n_others)
		err = buf_printf(&text, "  %s", _("! une autre fiche"));
	if (!err)
		(void)fprintf(job->cli->out, "  %s\n", buf_str(&text));
	buf_free(&text);
	buf_free(&change);
	return err;
}

static enum jal_err print_words(struct job *job)
{
	const size_t n = job->a.n;
	struct buf page = BUF_INIT;
	enum jal_err err = n ? assess_words_texts(&job->a, n - 1, &page) : buf_puts(&page, _("Pas encore de diagnostic.\n"));
	if (!err)
		(void)fprintf(job->cli->out, "%s\n", buf_str(&page));
	for (size_t i = 0; !err && i < job->a.n_themes; i++)
		if (job->a.themes[i].level != ASSESS_NOT_DISCUSSED || job->a.themes[i].before != ASSESS_NOT_DISCUSSED ||
		    job->a.themes[i].n_others)
			err = print_theme(job, &job->a.themes[i]);
	buf_free(&page);
	return err;
}

static enum cli_exit print(struct job *job)
{
	const enum jal_err err = job->cli->format == CLI_JSON ? print_json(job) : print_words(job);
	return err ? cli_fail_err(job->cli, err) : CLI_DONE;
}

/* ---- writing ---- */

static enum cli_exit refuse_level(struct cli *c, const char *theme, const char *text)
{
	struct diag diag = DIAG_INIT;
	(void)diag_set(&diag, JAL_ERR_INVALID,
		       N_("%1 : « %2 » n’est pas un niveau (not_discussed, none, low, medium, high). Rien n’a été enregistré."),
		       theme, text);
	return cli_fail(c, &diag);
}

static enum cli_exit set_level(struct job *job, const char *theme, const char *text)
{
	enum assess_level level = ASSESS_NOT_DISCUSSED;
	if (!assess_level_read(text, &level))
		return refuse_level(job->cli, theme, text);
	const enum jal_err err = assess_set(&job->a, theme, level, &job->edits);
	return err ? cli_fail_err(job->cli, err) : CLI_DONE;
}

/* The assessment whose fields are set. */
static enum cli_exit take_last(struct job *job)
{
	const struct record *last = assess_last(&job->a);
	struct diag diag = DIAG_INIT;
	if (job->assessment)
		return CLI_DONE;
	if (!last) {
		(void)diag_set(&diag, JAL_ERR_NOT_FOUND,
			       N_("Il n’y a pas encore de diagnostic : --new en commence un. Rien n’a été enregistré."));
		return cli_fail(job->cli, &diag);
	}
	const enum jal_err err = assess_change_last(&job->a, &job->edits, &job->assessment);
	return err ? cli_fail_err(job->cli, err) : CLI_DONE;
}

/* cli_enter, which says what is wrong with a pair that is none; that needs no assessment. */
static enum cli_exit enter(struct job *job, const char *pair)
{
	return job->assessment ? cli_enter(job->cli, job->assessment, pair) :
				 cli_usage(job->cli, N_("« %1 » n’a pas la forme champ=valeur."), pair);
}

/* `mobilite=high` is a level; anything else a field of the assessment. */
static enum cli_exit enter_pair(struct job *job, const char *pair)
{
	const char *equals = strchr(pair, '=');
	char name[64] = "";
	if (equals && equals > pair && (size_t)(equals - pair) < sizeof(name))
		memcpy(name, pair, (size_t)(equals - pair));
	if (*name && assess_find(&job->a, name))
		return set_level(job, name, equals + 1);
	if (*name && !model_field_by_name(ENTITY_assessment, name)) {
		const enum cli_exit refused =
			cli_usage(job->cli, N_("« %1 » n’est ni un domaine ni un champ d’un diagnostic."), name);
		cli_choices_field(job->cli, FIELD_barrier_theme, name);
		cli_choices_fields(job->cli, ENTITY_assessment, name);
		return refused;
	}
	const enum cli_exit code = *name ? take_last(job) : CLI_DONE;
	return code ? code : enter(job, pair);
}

/* The one barrier, of several of a theme, whose id begins so. */
static enum cli_exit keep(struct job *job, const char *text)
{
	const struct record *found = NULL;
	struct diag diag = DIAG_INIT;
	const size_t n = strlen(text);
	size_t matches = 0;
	char id[ID_HEX + 1];
	for (size_t i = 0; n >= 4 && i < job->a.n_barriers; i++) {
		if (strncmp(id_hex(record_id(job->a.barriers[i]), id), text, n) != 0)
			continue;
		found = job->a.barriers[i];
		matches++;
	}
	enum jal_err err = matches == 1 ? assess_settle(&job->a, record_id(found), &job->edits) : JAL_ERR_NOT_FOUND;
	if (err == JAL_ERR_NOT_FOUND)
		(void)diag_set(&diag, err, N_("Aucun frein en double ne commence par « %1 ». Rien n’a été enregistré."), text);
	else if (err)
		(void)diag_set(&diag, err, NULL);
	return err ? cli_fail(job->cli, &diag) : CLI_DONE;
}

static enum cli_exit gather(struct job *job)
{
	struct cli *c = job->cli;
	const char *kept = cli_option(c, "keep");
	enum cli_exit code = CLI_DONE;
	if (cli_option(c, "new")) {
		struct edit *e = NULL;
		enum jal_err err = assess_begin(&job->a, &e);
		if (!err)
			err = edit_list_add(&job->edits, e);
		if (err)
			return cli_fail_err(c, err);
		job->assessment = e;
	}
	if (kept)
		code = keep(job, kept);
	for (int i = 1; i < c->argc && !code; i++)
		code = enter_pair(job, c->argv[i]);
	for (size_t i = 0; i < job->edits.n && !code; i++)
		code = edit_empty(job->edits.list[i]) ? CLI_DONE : cli_judge(c, job->edits.list[i]);
	return code;
}

static enum cli_exit load(struct job *job)
{
	const struct cli *c = job->cli;
	assess_free(&job->a);
	const enum jal_err err = assess_load(c->journal, c->clock, &job->caseload, &job->dossier, &job->a);
	return err ? cli_fail_err(job->cli, err) : CLI_DONE;
}

enum cli_exit cli_assessment(struct cli *c)
{
	struct job job = { .cli = c };
	struct diag diag = DIAG_INIT;
	enum cli_exit code = CLI_DONE;
	if (!cli_open_dossier(c, &job.dossier, &job.caseload, &code))
		return code;
	if (cli_option(c, "reveal") && casework_disclose_all(c->journal, &job.caseload, &job.dossier, &diag))
		return cli_fail(c, &diag);
	code = load(&job);
	if (!code)
		code = gather(&job);
	if (!code && job.edits.n) {
		if (journal_write(c->journal, job.edits.list, job.edits.n, &diag))
			code = cli_fail(c, &diag);
		else
			code = load(&job);
	}
	if (!code)
		code = print(&job);
	edit_list_free(&job.edits);
	assess_free(&job.a);
	return code;
}
