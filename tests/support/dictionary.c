/* Writes the data dictionary from the model's tables. */
#include "tests/support/dictionary.h"

#include <string.h>

#include "core/lifecycle.h"
#include "core/model.h"

static const char *const type_names[] = {
	[FIELD_TYPE_text] = "text",	[FIELD_TYPE_long_text] = "long text", [FIELD_TYPE_date] = "date",
	[FIELD_TYPE_time] = "date and time", [FIELD_TYPE_integer] = "integer", [FIELD_TYPE_money] = "money",
	[FIELD_TYPE_flag] = "yes/no",	[FIELD_TYPE_code] = "code",	      [FIELD_TYPE_set] = "set",
	[FIELD_TYPE_ref] = "reference", [FIELD_TYPE_hash] = "hash", [FIELD_TYPE_bytes] = "bytes",
};

static const char *const home_names[] = {
	[HOME_dossier] = "in the caseload of its dossier",
	[HOME_common] = "in the common caseload, written by any member",
	[HOME_territory] = "in the common caseload, written by supervisors",
};

static const struct {
	unsigned flag;
	const char *name;
} flag_names[] = {
	{ FIELD_NEEDED, "needed" },	    { FIELD_LISTED, "listed" },		{ FIELD_SEARCHED, "searched" },
	{ FIELD_SENSITIVE, "sensitive" },   { FIELD_SUPERVISOR, "supervisors" }, { FIELD_DERIVED, "set by jalon" },
};

static const struct {
	const char *name;
	const char *meaning;
} rule_names[CHECK_COUNT] = {
#define CHECK(name) [CHECK_##name] = { "", NULL },
#define TEXT_RULE(file, name) [CHECK_##name] = { #name, NULL },
#define DATE_RULE(file, name) [CHECK_##name] = { #name, NULL },
#define RANGE(name, min, max, unit) [CHECK_##name] = { #name, #min " to " #max },
#include "core/check.def"
#undef CHECK
#undef TEXT_RULE
#undef DATE_RULE
#undef RANGE
};

static const char head[] =
	"# Data dictionary\n\n"
	"Written by `make docs/data-dictionary.md` from `core/model.def`, `core/vocab*.def`, `core/check.def` and\n"
	"`core/lifecycle.def`; `make check` compares. Change those files, not this one.\n\n"
	"The name is what commands, JSON and the tables use, the number what operations carry (see `docs/protocol.md`).\n"
	"A text is at most 1,024 bytes on one line, a long text 32,768 bytes. Dates are ISO (`2026-11-24`), money is in\n"
	"euros with two decimals (`1190.50`), a set is a list of codes or free words. *Needed*: a form asks for it, and its\n"
	"absence is a warning. *Sensitive*: never in a list, a title or a log, masked until someone asks. Amounts in the\n"
	"column of rules are cents.\n";

static enum jal_err put_flags(unsigned flags, struct buf *out)
{
	bool first = true;
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]) && !err; i++) {
		if (!(flags & flag_names[i].flag))
			continue;
		err = buf_printf(out, "%s%s", first ? "" : ", ", flag_names[i].name);
		first = false;
	}
	return err;
}

static enum jal_err put_type(const struct model_field *field, struct buf *out)
{
	enum jal_err err = buf_puts(out, type_names[field->type]);
	if (!err && field->vocab == VOCAB_free)
		err = buf_puts(out, " of words");
	else if (!err && field->vocab != VOCAB_none)
		err = buf_printf(out, " [%s](#%s)", vocab_name(field->vocab), vocab_name(field->vocab));
	if (!err && field->type == FIELD_TYPE_ref)
		err = buf_printf(out, " to %s",
				 field->target == ENTITY_COUNT ? "any record" : model_entity(field->target)->name);
	return err;
}

static enum jal_err put_field(const struct model_field *field, struct buf *out)
{
	enum jal_err err = buf_printf(out, "| `%s` | %u | ", field->name, (unsigned)field->wire);
	if (!err)
		err = put_type(field, out);
	if (!err)
		err = buf_printf(out, " | %s | ", field->label);
	if (!err)
		err = put_flags(field->flags, out);
	if (!err)
		err = buf_printf(out, " | %s", rule_names[field->check].name);
	if (!err && rule_names[field->check].meaning)
		err = buf_printf(out, ": %s", rule_names[field->check].meaning);
	return err ? err : buf_puts(out, " |\n");
}

static enum jal_err put_entity(const struct model_entity *entity, struct buf *out)
{
	enum jal_err err = buf_printf(out,
				      "\n### %s\n\n%s, number %u, %s.\n\n"
				      "| name | number | type | label | | rule |\n| --- | --- | --- | --- | --- | --- |\n",
				      entity->name, entity->label, (unsigned)entity->wire, home_names[entity->home]);
	for (enum field f = entity->first; f < model_end(entity->id) && !err; f++)
		err = put_field(model_field(f), out);
	return err;
}

static enum jal_err put_vocab(enum vocab vocab, struct buf *out)
{
	size_t count = 0;
	const struct vocab_code *codes = vocab_codes(vocab, &count);
	enum jal_err err = buf_printf(out, "\n### %s\n\n| code | label | |\n| --- | --- | --- |\n", vocab_name(vocab));
	for (size_t i = 0; i < count && !err; i++) {
		const char *theme = vocab == VOCAB_situation ? vocab_theme_of(vocab, codes[i].code) : "";
		err = buf_printf(out, "| `%s` | %s | %s%s |\n", codes[i].code, codes[i].label, theme,
				 codes[i].obsolete ? "obsolete" : "");
	}
	return err;
}

static enum jal_err put_lifecycle(const struct model_field *field, struct buf *out)
{
	const char *next[32] = { NULL };
	size_t count = 0;
	const struct vocab_code *codes = vocab_codes(field->vocab, &count);
	enum jal_err err = buf_printf(out, "\n### %s.%s\n\n| from | to |\n| --- | --- |\n", model_entity(field->entity)->name,
				      field->name);
	for (size_t i = 0; i <= count && !err; i++) {
		const char *from = i == 0 ? "" : codes[i - 1].code;
		const size_t n = lifecycle_next(field->id, from, next, sizeof(next) / sizeof(next[0]));
		err = i == 0 ? buf_puts(out, "| *new* |") : buf_printf(out, "| `%s` |", from);
		for (size_t k = 0; k < n && !err; k++)
			err = buf_printf(out, " `%s`", next[k]);
		if (!err)
			err = buf_puts(out, " |\n");
	}
	return err;
}

enum jal_err dictionary_write(struct buf *out)
{
	enum jal_err err = buf_puts(out, head);
	if (!err)
		err = buf_puts(out, "\n## Entities\n");
	for (unsigned e = 0; e < ENTITY_COUNT && !err; e++)
		err = put_entity(model_entity((enum entity)e), out);
	if (!err)
		err = buf_puts(out, "\n## Life cycles\n\nWhat may follow when typed; what arrives from others is never refused.\n");
	for (unsigned f = 0; f < FIELD_COUNT && !err; f++)
		if (lifecycle_has((enum field)f))
			err = put_lifecycle(model_field((enum field)f), out);
	if (!err)
		err = buf_puts(out, "\n## Vocabularies\n");
	for (unsigned v = VOCAB_free + 1; v < VOCAB_COUNT && !err; v++)
		err = put_vocab((enum vocab)v, out);
	return err;
}
