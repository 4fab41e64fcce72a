/*
 * A diagnosis in words.
 */
#include "tui/assess_words.h"

#include <string.h>

#include "core/date.h"
#include "core/format.h"
#include "core/text.h"
#include "tui/desk.h"
#include "tui/glyph.h"
#include "tui/i18n.h"

#define WORD_COLUMNS 7
#define PAST_MAX 8

/* The official labels are sentences; a column of 80 and a line of the summary want a word. */
static const struct {
	const char *code;
	const char *label;
} brief_labels[] = {
	{ "choisir-un-metier", N_("Choix du métier") },
	{ "creer-une-entreprise", N_("Créer son activité") },
	{ "difficultes-administratives-ou-juridiques", N_("Accès aux droits") },
	{ "difficultes-financieres", N_("Budget et dettes") },
	{ "equipement-et-alimentation", N_("Vie quotidienne") },
	{ "lecture-ecriture-calcul", N_("Langue et écriture") },
	{ "logement-hebergement", N_("Logement") },
	{ "preparer-sa-candidature", N_("Candidature") },
	{ "se-former", N_("Formation") },
	{ "souvrir-a-linternational", N_("International") },
	{ "trouver-un-emploi", N_("Emploi") },
};

enum jal_err assess_words_theme(const char *code, bool brief, struct buf *out)
{
	struct format format = desk_format();

	if (*code == '\0')
		return buf_puts(out, _("(sans domaine)"));
	for (size_t i = 0; brief && i < sizeof(brief_labels) / sizeof(brief_labels[0]); i++)
		if (strcmp(brief_labels[i].code, code) == 0)
			return buf_puts(out, _(brief_labels[i].label));
	return format_code(&format, VOCAB_theme, code, strlen(code), out);
}

static char digit_of(enum assess_level level)
{
	return level == ASSESS_NOT_DISCUSSED ? '?' : (char)('0' + (level - ASSESS_NONE));
}

enum jal_err assess_words_level(enum assess_level level, bool lifted, struct buf *out)
{
	const char *word = _(assess_level_word(level, lifted));
	int left = WORD_COLUMNS - glyph_columns(word, strlen(word));
	enum jal_err err = buf_printf(out, "%c %s", digit_of(level), word);

	for (; level > ASSESS_NONE && left > 0 && err == JAL_OK; left--)
		err = buf_putc(out, ' ');
	for (int i = ASSESS_NONE; i < (int)level && err == JAL_OK; i++)
		err = buf_putc(out, '#');
	return err;
}

enum jal_err assess_words_change(const struct assess *a, const struct assess_theme *t, struct buf *out)
{
	const char *word = _(assess_level_word(t->before, false));

	if (t->level == ASSESS_NOT_DISCUSSED)
		return t->before != ASSESS_NOT_DISCUSSED ? buf_printf(out, "(%s)", word) : JAL_OK;
	if (!t->compared)
		return a->n > 1 && t->before == ASSESS_NOT_DISCUSSED && t->level > ASSESS_NONE ? buf_puts(out, _("nouveau")) : JAL_OK;
	if (t->level == t->before)
		return buf_puts(out, "=");
	return buf_printf(out, "%+d (%s)", (int)t->level - (int)t->before, word);
}

enum jal_err assess_words_past(const struct assess *a, const struct assess_theme *t, struct buf *out)
{
	enum jal_err err = JAL_OK;
	bool any = false;

	for (size_t i = 0; i < a->n; i++)
		any = any || t->at[i] != ASSESS_NOT_DISCUSSED;
	for (size_t i = a->n > PAST_MAX ? a->n - PAST_MAX : 0; any && i < a->n && err == JAL_OK; i++)
		err = buf_printf(out, "%s%c", out->len > 0 ? " " : "", digit_of(t->at[i]));
	return err;
}

/* ---- a page ---- */

JAL_MUST static enum jal_err put_value(const struct record *r, enum field field, struct buf *out)
{
	const struct value *v = record_value(r, field);
	struct format format = desk_format();
	bool lines = model_field(field)->type == FIELD_TYPE_long_text;
	struct buf shown = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (v->kind == VALUE_EMPTY)
		return JAL_OK;
	if (lines)
		err = text_inert(v->text, v->text_len, TEXT_LONG, &shown);
	else
		err = format_value(&format, model_field(field), v, &shown);
	if (err == JAL_OK)
		err = buf_printf(out, lines ? _("\n%s :\n%s\n") : _("%s : %s\n"), _(model_field(field)->label), buf_str(&shown));
	buf_free(&shown);
	return err;
}

/* "Mobilité : fort, aujourd’hui moyen" */
JAL_MUST static enum jal_err put_theme(const struct assess *a, size_t i, const struct assess_theme *t, struct buf *out)
{
	const char *then = _(assess_level_word(t->at[i], false));
	const char *now = _(assess_level_word(t->level, t->lifted));
	enum jal_err err = JAL_OK;

	if (t->at[i] == ASSESS_NOT_DISCUSSED && t->level == ASSESS_NOT_DISCUSSED)
		return JAL_OK;
	err = assess_words_theme(t->code, false, out);
	if (err == JAL_OK && t->sensitive)
		return buf_printf(out, _(" : %s\n"), _("[confidentiel]"));
	if (err == JAL_OK)
		err = t->at[i] == t->level && !t->lifted ? buf_printf(out, _(" : %s, comme aujourd’hui"), then) :
							   buf_printf(out, _(" : %s, aujourd’hui %s"), then, now);
	if (err == JAL_OK && t->at[i] != ASSESS_NOT_DISCUSSED && !assess_reviewed(a, i, t->code))
		err = buf_puts(out, _(" (non revu ce jour-là)"));
	return err == JAL_OK ? buf_putc(out, '\n') : err;
}

enum jal_err assess_words_texts(const struct assess *a, size_t i, struct buf *out)
{
	static const enum field fields[] = { FIELD_assessment_date, FIELD_assessment_channel, FIELD_assessment_autonomy,
		FIELD_assessment_next_review, FIELD_assessment_wishes, FIELD_assessment_strengths, FIELD_assessment_summary };
	enum jal_err err = JAL_OK;

	for (size_t k = 0; k < sizeof(fields) / sizeof(fields[0]) && err == JAL_OK; k++)
		err = put_value(a->assessments[i], fields[k], out);
	return err;
}

enum jal_err assess_words_page(const struct assess *a, size_t i, struct buf *out)
{
	enum jal_err err = assess_words_texts(a, i, out);

	if (err == JAL_OK)
		err = buf_puts(out, _("\nNiveaux à ce diagnostic :\n"));
	for (size_t k = 0; k < a->n_themes && err == JAL_OK; k++)
		err = put_theme(a, i, &a->themes[k], out);
	return err;
}
