/*
 * What came in from elsewhere.
 */
#include "tui/under.h"

#include <string.h>

#include "core/format.h"
#include "core/text.h"
#include "tui/i18n.h"

#define NAMED_MAX 3	/* the others are only counted */

/* What is being put together. */
struct story {
	const struct desk *desk;
	const char *named[NAMED_MAX];	/* labels, translated */
	size_t n;			/* distinct ones, those that are only counted too */
	struct buf who;			/* names, with commas */
	struct buf value;		/* of the only field; "" */
};

static void story_free(struct story *s)
{
	buf_free(&s->who);
	buf_free(&s->value);
}

static void name(struct story *s, const char *label)
{
	for (size_t i = 0; i < s->n && i < NAMED_MAX; i++)
		if (strcmp(s->named[i], label) == 0)
			return;
	if (s->n < NAMED_MAX)
		s->named[s->n] = label;
	s->n++;
}

JAL_MUST static enum jal_err name_who(struct story *s, const char *who)
{
	enum jal_err err = JAL_OK;

	if (*who == '\0')
		who = _("un autre poste");
	if (strstr(buf_str(&s->who), who) != NULL)
		return JAL_OK;
	if (s->who.len > 0)
		err = buf_puts(&s->who, ", ");
	return err == JAL_OK ? text_inert(who, strlen(who), TEXT_LINE, &s->who) : err;
}

/* "Téléphone, Adresse, Commune et 2 autres" */
JAL_MUST static enum jal_err put_names(const struct story *s, struct buf *out)
{
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < s->n && i < NAMED_MAX && err == JAL_OK; i++)
		err = buf_printf(out, "%s%s", i > 0 ? ", " : "", s->named[i]);
	if (err == JAL_OK && s->n > NAMED_MAX)
		err = buf_printf(out, P_(" et %zu autre", " et %zu autres", s->n - NAMED_MAX), s->n - NAMED_MAX);
	return err;
}

/* ---- a form ---- */

static bool same_heads(const struct record *a, const struct record *b, enum field field)
{
	struct merge_key key = { .field = model_field(field)->wire };
	size_t at_a = 0;
	size_t at_b = 0;
	size_t n = merge_heads(record_state(a), &key, &at_a);

	if (merge_heads(record_state(b), &key, &at_b) != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct merge_write *wa = merge_live(record_state(a), at_a + i);
		const struct merge_write *wb = merge_live(record_state(b), at_b + i);

		if (merge_name_compare(&wa->name, &wb->name) != 0)
			return false;
	}
	return true;
}

static bool same_elements(const struct record *a, const struct record *b, enum field field)
{
	const struct record_set *of_a = record_elements(a, field);
	const struct record_set *of_b = record_elements(b, field);

	if (of_a->count != of_b->count)
		return false;
	for (size_t i = 0; i < of_a->count; i++)
		if (strcmp(of_a->elements[i], of_b->elements[i]) != 0)
			return false;
	return true;
}

/* What others near may not read, and what needs more than this record to be told, is not. */
JAL_MUST static enum jal_err put_value(struct story *s, const struct record *now, const struct model_field *field)
{
	struct format format = desk_format();
	const struct value *v = record_value(now, field->id);
	struct buf shown = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (field->type == FIELD_TYPE_ref || field->type == FIELD_TYPE_long_text ||
		desk_hides(s->desk, field))
		return JAL_OK;
	if (v->kind == VALUE_EMPTY)
		return buf_puts(&s->value, _("(vide)"));
	err = format_masked(&format, field, v, &shown);
	if (err == JAL_OK)
		err = text_inert(buf_str(&shown), shown.len, TEXT_LINE, &s->value);
	buf_free(&shown);
	return err;
}

JAL_MUST static enum jal_err look_at(struct story *s, const struct record *then, const struct record *now,
	enum field id)
{
	const struct model_field *field = model_field(id);
	bool set = field->type == FIELD_TYPE_set;
	int64_t when = 0;
	enum jal_err err = JAL_OK;

	if ((field->flags & FIELD_DERIVED) ||
		(set ? same_elements(then, now, id) : same_heads(then, now, id)))
		return JAL_OK;
	name(s, _(field->label));
	if (set)
		return JAL_OK;
	err = name_who(s, file_writer(s->desk, now, id, &when));
	buf_clear(&s->value);
	return err == JAL_OK ? put_value(s, now, field) : err;
}

JAL_MUST static enum jal_err tell_form(struct story *s, struct buf *notice, struct buf *sentence)
{
	struct buf names = BUF_INIT;
	const char *by = s->who.len > 0 ? buf_str(&s->who) : _("un autre poste");
	enum jal_err err = put_names(s, &names);

	if (err == JAL_OK)
		err = buf_printf(notice, _("! Changé entre-temps par %s : %s"), by, buf_str(&names));
	if (err == JAL_OK && s->n == 1 && s->value.len > 0)
		err = buf_printf(sentence, _("Changé entre-temps par %s : %s, désormais %s."), by, buf_str(&names),
			buf_str(&s->value));
	else if (err == JAL_OK)
		err = buf_printf(sentence, _("Changé entre-temps par %s : %s."), by, buf_str(&names));
	if (err == JAL_OK)
		err = buf_printf(sentence, " %s",
			_("Ici rien n’a bougé. Si vous y changez la même chose et enregistrez, les deux valeurs seront gardées, à départager."));
	buf_free(&names);
	return err;
}

enum jal_err under_form(const struct desk *d, const struct edit *displayed, const struct record *now,
	struct buf *notice, struct buf *sentence)
{
	struct story s = { .desk = d };
	const struct record *then = edit_displayed(displayed);
	enum entity entity = record_entity(now);
	enum jal_err err = JAL_OK;

	for (enum field f = model_entity(entity)->first; f < model_end(entity) && err == JAL_OK; f++)
		err = look_at(&s, then, now, f);
	if (err == JAL_OK && s.n > 0)
		err = tell_form(&s, notice, sentence);
	story_free(&s);
	return err;
}

/* ---- a note ---- */

struct since {
	struct story story;
	int64_t arrivals;
};

static enum jal_err see(void *ctx, const struct journal_event *e)
{
	struct since *s = ctx;

	if (e->arrival <= s->arrivals || e->own || (model_field(e->field)->flags & FIELD_DERIVED))
		return JAL_OK;
	name(&s->story, _(e->entity == ENTITY_person ? model_field(e->field)->label : model_entity(e->entity)->label));
	return name_who(&s->story, desk_device_name(s->story.desk, &e->device));
}

enum jal_err under_note(const struct desk *d, const struct file_ref *ref, int64_t since, struct buf *notice,
	struct buf *sentence)
{
	struct since s = { .story = { .desk = d }, .arrivals = since };
	struct buf names = BUF_INIT;
	enum jal_err err = journal_history(desk_journal(d), &ref->caseload, &ref->dossier, 0, see, &s);

	if (err == JAL_OK && s.story.n > 0)
		err = put_names(&s.story, &names);
	if (err == JAL_OK && s.story.n > 0)
		err = buf_printf(notice, _("! Reçu de %s : %s"), buf_str(&s.story.who), buf_str(&names));
	if (err == JAL_OK && s.story.n > 0)
		err = buf_printf(sentence,
			_("Ce dossier a changé pendant que vous écriviez, par %s : %s. Votre note s’y ajoutera sans rien remplacer."),
			buf_str(&s.story.who), buf_str(&names));
	story_free(&s.story);
	buf_free(&names);
	return err;
}
