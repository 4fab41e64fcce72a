/*
 * What can be written, as a command: the kinds of records, the fields of one, the codes of a field. Read from the model
 * and its vocabularies; needs no vault.
 */
#include "tui/cli_choices.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

static const struct cli_column entity_columns[] = {
	{ "entity", N_("Élément") },
	{ "label", N_("Nom") },
	{ "where", N_("Où") },
};
static const struct cli_column field_columns[] = {
	{ "field", N_("Champ") },
	{ "label", N_("Nom") },
	{ "type", N_("Type") },
	{ "needed", N_("Attendu") },
	{ "codes", N_("Codes") },
};
static const struct cli_column code_columns[] = {
	{ "code", N_("Code") },
	{ "label", N_("Nom") },
	{ "theme", N_("Domaine") },
};
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
enum { FIELD_COLUMN_NEEDED = 3, FIELD_COLUMN_CODES = 4 };

static const char *home_of(enum entity_home home)
{
	switch (home) {
	case HOME_dossier:
		return "dossier";
	case HOME_common:
		return "common";
	case HOME_territory:
		return "territory";
	}
	return "";
}

static const char *type_of(enum field_type type)
{
	static const char *const names[] = {
		[FIELD_TYPE_text] = "text", [FIELD_TYPE_long_text] = "long_text", [FIELD_TYPE_date] = "date",
		[FIELD_TYPE_time] = "time", [FIELD_TYPE_integer] = "integer", [FIELD_TYPE_money] = "money",
		[FIELD_TYPE_flag] = "flag", [FIELD_TYPE_code] = "code", [FIELD_TYPE_set] = "set", [FIELD_TYPE_ref] = "ref",
		[FIELD_TYPE_hash] = "hash", [FIELD_TYPE_bytes] = "bytes",
	};
	return names[type];
}

static bool offered(const struct model_field *f)
{
	return !(f->flags & FIELD_DERIVED);
}

static bool has_codes(const struct model_field *f)
{
	return f->vocab != VOCAB_none && f->vocab != VOCAB_free;
}

/* Those that are offered. */
static long long count_codes(const struct model_field *f)
{
	size_t count = 0;
	long long offers = 0;
	const struct vocab_code *codes = vocab_codes(f->vocab, &count);
	for (size_t i = 0; i < count; i++)
		offers += !codes[i].obsolete;
	return offers;
}

static enum jal_err put_entities(struct cli_rows *rows)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < ENTITY_COUNT && !err; i++) {
		const struct model_entity *e = model_entity((enum entity)i);
		if (!model_heavy(e->id))
			err = cli_rows_add(rows, (const char *const[]){ e->name, _(e->label), home_of(e->home) });
	}
	return err;
}

static enum jal_err put_fields(struct cli_rows *rows, const struct model_entity *e)
{
	enum jal_err err = JAL_OK;
	for (enum field i = e->first; i < model_end(e->id) && !err; i++) {
		const struct model_field *f = model_field(i);
		if (!offered(f))
			continue;
		cli_rows_raw(rows, FIELD_COLUMN_NEEDED);
		cli_rows_raw(rows, FIELD_COLUMN_CODES);
		err = cli_rows_add(rows, (const char *const[]){ f->name, _(f->label), type_of(f->type),
			f->flags & FIELD_NEEDED ? "true" : "false", has_codes(f) ? diag_num(count_codes(f)) : NULL });
	}
	return err;
}

static enum jal_err put_codes(struct cli_rows *rows, enum vocab vocab)
{
	size_t count = 0;
	enum jal_err err = JAL_OK;
	const struct vocab_code *codes = vocab_codes(vocab, &count);
	for (size_t i = 0; i < count && !err; i++)
		if (!codes[i].obsolete)
			err = cli_rows_add(rows, (const char *const[]){ codes[i].code, _(codes[i].label),
				vocab_theme_of(vocab, codes[i].code) });
	return err;
}

static struct cli_choice entity_at(const void *ctx, size_t i)
{
	(void)ctx;
	const struct model_entity *e = model_entity((enum entity)i);
	return model_heavy(e->id) ? (struct cli_choice){ NULL, "" } : (struct cli_choice){ e->name, e->label };
}

void cli_choices_entities(struct cli *c, const char *typed)
{
	cli_choices_say(c, &(struct cli_choices){ ENTITY_COUNT, entity_at, NULL, "jalon fields" }, typed);
}

static enum cli_exit finish(struct cli *c, enum jal_err err, struct cli_rows *rows)
{
	if (!err)
		return cli_rows_finish(c, rows);
	cli_rows_free(rows);
	return cli_fail_err(c, err);
}

enum cli_exit cli_fields(struct cli *c)
{
	struct cli_rows *rows = NULL;
	enum jal_err err = JAL_OK;
	if (c->argc == 0) {
		err = cli_rows_new(c, entity_columns, COUNT(entity_columns), &rows);
		return finish(c, err ? err : put_entities(rows), rows);
	}
	const struct model_entity *e = model_entity_by_name(c->argv[0]);
	if (!e || model_heavy(e->id)) {
		const enum cli_exit code = cli_usage(c, N_("« %1 » n’est pas un élément de jalon."), c->argv[0]);
		cli_choices_entities(c, c->argv[0]);
		return code;
	}
	if (c->argc == 1) {
		err = cli_rows_new(c, field_columns, COUNT(field_columns), &rows);
		return finish(c, err ? err : put_fields(rows, e), rows);
	}
	const struct model_field *f = model_field_by_name(e->id, c->argv[1]);
	if (!f || !offered(f)) {
		const enum cli_exit code = cli_usage(c, N_("Le champ « %1 » n’existe pas ici."), c->argv[1]);
		cli_choices_fields(c, e->id, c->argv[1]);
		return code;
	}
	if (!has_codes(f))
		return cli_usage(c, N_("Le champ « %1 » n’a pas de liste de codes."), c->argv[1]);
	err = cli_rows_new(c, code_columns, COUNT(code_columns), &rows);
	return finish(c, err ? err : put_codes(rows, f->vocab), rows);
}
