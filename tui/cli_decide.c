/*
 * `jalon conflicts ID …`: deciding between values entered differently in two
 * places. What can be chosen and what a choice makes is tui/conflict.h's, so
 * that the screen and this command do the same.
 */
#include <stdlib.h>
#include <string.h>

#include "core/check.h"
#include "tui/cli_commands.h"
#include "tui/conflict.h"
#include "tui/i18n.h"

static size_t find_field(const struct conflict *k, const char *name, size_t n)
{
	size_t i = 0;
	while (i < k->n_fields) {
		const char *here = model_field(k->fields[i].field)->name;
		if (strlen(here) == n && memcmp(here, name, n) == 0)
			break;
		i++;
	}
	return i;
}

/* The field that "name=…" names; NULL after saying that nothing of it is to be settled. *value gets what follows. */
static struct conflict_field *named(struct cli *c, struct conflict *k, const char *pair, const char **value,
				    enum cli_exit *code)
{
	const char *equals = strchr(pair, '=');
	if (!equals || equals == pair) {
		*code = cli_usage(c, N_("« %1 » n’a pas la forme champ=valeur."), pair);
		return NULL;
	}
	const size_t i = find_field(k, pair, (size_t)(equals - pair));
	if (i == k->n_fields) {
		*code = cli_usage(c, N_("« %1 » : ce champ n’est pas à départager ici."), pair);
		return NULL;
	}
	*value = equals + 1;
	return &k->fields[i];
}

/* ---- another value, typed ---- */

static enum cli_exit type_one(struct cli *c, struct conflict *k, const char *pair)
{
	const struct check_context context = { .today = clock_today(c->clock) };
	struct check_result result = CHECK_RESULT_INIT;
	struct value_owned v = VALUE_OWNED_INIT;
	enum cli_exit code = CLI_DONE;
	const char *text = NULL;
	struct conflict_field *f = named(c, k, pair, &text, &code);
	if (!f)
		return code;
	enum jal_err err = check_read(f->field, text, strlen(text), CHECK_FROM_EXACT, &context, &v, &result);
	if (err == JAL_ERR_INVALID || (!err && result.level == CHECK_WARNING))
		cli_say_field(c, f->field, &result.say);
	if (err == JAL_ERR_INVALID)
		code = CLI_FAILED;
	if (!err)
		err = conflict_choose_other(k, (size_t)(f - k->fields), &v.v);
	value_owned_free(&v);
	explicit_bzero(result.proposal, sizeof(result.proposal));
	return code ? code : err ? cli_fail_err(c, err) : CLI_DONE;
}

/* ---- one of those that stand against each other, or both ---- */

static enum cli_exit keep_one(struct cli *c, struct conflict *k, const char *pair)
{
	enum cli_exit code = CLI_DONE;
	const char *which = NULL;
	struct conflict_field *f = named(c, k, pair, &which, &code);
	if (!f)
		return code;
	if (strcmp(which, "both") == 0) {
		if (!conflict_can_both(k, (size_t)(f - k->fields)))
			return cli_usage(c, N_("« %1 » : les deux valeurs ne vont pas ensemble dans ce champ."), pair);
		f->choice = CONFLICT_BOTH;
		return CLI_DONE;
	}
	if (which[0] < '1' || which[0] > '9' || which[1] || (size_t)(which[0] - '0') > f->n_sides)
		return cli_usage(c, N_("« %1 » : donnez le numéro de la valeur, tel que « jalon conflicts » le montre."), pair);
	f->choice = CONFLICT_ONE;
	f->chosen = (size_t)(which[0] - '1');
	return CLI_DONE;
}

static enum cli_exit keep_all(struct cli *c, struct conflict *k, const char *list)
{
	enum cli_exit code = CLI_DONE;
	char *copy = list ? strdup(list) : NULL;
	if (list && !copy)
		return cli_fail_err(c, JAL_ERR_NOMEM);
	char *rest = copy;
	for (char *pair = strsep(&rest, ","); pair && !code; pair = strsep(&rest, ","))
		code = keep_one(c, k, pair);
	free(copy);
	return code;
}

/* ---- the whole ---- */

static enum cli_exit load(struct cli *c, struct desk *d, struct conflict *k)
{
	struct record *r = NULL;
	struct diag diag = DIAG_INIT;
	const enum cli_exit code = cli_load_named(c, c->argv[0], &r);
	if (code)
		return code;
	const struct jal_id *dossier = record_dossier(r);
	const struct conflict_ref ref = { .entity = record_entity(r), .caseload = *record_caseload(r),
		.dossier = dossier ? *dossier : ID_ZERO, .record = *record_id(r) };
	record_free(r);
	const enum jal_err err = conflict_load(d, &ref, true, k);
	if (err == JAL_ERR_NOT_FOUND)
		(void)diag_set(&diag, err, N_("Rien n’est à départager dans « %1 »."), c->argv[0]);
	else
		(void)diag_set(&diag, err, NULL);
	return err ? cli_fail(c, &diag) : CLI_DONE;
}

static enum cli_exit choose(struct cli *c, struct conflict *k)
{
	const char *keep = cli_option(c, "keep");
	enum cli_exit code = CLI_DONE;
	if (c->argc == 1 && !keep)
		return cli_usage(c, N_("Il manque ce qui tranche : champ=valeur, ou --keep champ=numéro."), NULL);
	for (int i = 1; i < c->argc && !code; i++)
		code = type_one(c, k, c->argv[i]);
	return code ? code : keep_all(c, k, keep);
}

static enum cli_exit write_choice(struct cli *c, const struct conflict *k)
{
	struct edit *e = NULL;
	struct diag diag = DIAG_INIT;
	enum jal_err err = conflict_edit(k, &e);
	if (err)
		return cli_fail_err(c, err);
	/* Only what is typed is judged: each of the values was, by whom it came. */
	enum cli_exit code = c->argc > 1 ? cli_judge(c, e) : CLI_DONE;
	if (!code && journal_write(c->journal, &e, 1, &diag))
		code = cli_fail(c, &diag);
	if (!code)
		code = cli_print_ids(c, edit_dossier(e), edit_record(e));
	edit_free(e);
	return code;
}

enum cli_exit cli_decide(struct cli *c)
{
	struct desk *d = NULL;
	struct diag diag = DIAG_INIT;
	struct conflict k = { .record = NULL };
	enum cli_exit code = CLI_DONE;
	enum jal_err err = desk_new(c->clock, &d);
	if (!err)
		err = desk_open(d, journal_db(c->journal), &diag);
	if (err)
		code = cli_fail(c, diag.err ? &diag : &(struct diag){ .err = err });
	if (!code)
		code = load(c, d, &k);
	if (!code)
		code = choose(c, &k);
	if (!code)
		code = write_choice(c, &k);
	conflict_free(&k);
	desk_free(d);
	return code;
}
