/*
 * What differs, read from the journal.
 */
#include "tui/conflict.h"

#include <stdlib.h>
#include <string.h>

#include "core/cover.h"
#include "core/date.h"
#include "core/format.h"
#include "core/roster.h"
#include "tui/file.h"
#include "tui/i18n.h"

/* ---- which records ---- */

struct finder {
	const struct desk *desk;
	struct jal_id caseload;
	struct conflict_refs *refs;
};

static enum jal_err keep_ref(void *ctx, const struct settle_item *item)
{
	struct finder *f = ctx;
	struct conflict_refs *r = f->refs;
	const struct conflict_ref *last = r->n > 0 ? &r->list[r->n - 1] : NULL;
	struct conflict_ref *list = NULL;

	/* Several fields of one record follow each other. */
	if (last != NULL && item->kind == SETTLE_VALUES && last->item.kind == SETTLE_VALUES &&
		last->entity == item->entity && id_equal(&last->record, &item->record) &&
		id_equal(&last->caseload, &f->caseload))
		return JAL_OK;
	list = r->n % 16 == 0 ? realloc(r->list, (r->n + 16) * sizeof(*list)) : r->list;
	if (list == NULL)
		return JAL_ERR_NOMEM;
	r->list = list;
	list[r->n++] = (struct conflict_ref){ item->entity, f->caseload, item->dossier, item->record, *item };
	return JAL_OK;
}

static enum jal_err see_caseload(void *ctx, const struct roster_caseload *cl)
{
	struct finder *f = ctx;

	if (cl->right == ROSTER_NONE)
		return JAL_OK;
	f->caseload = cl->id;
	return settle_each(desk_journal(f->desk), &cl->id, NULL, keep_ref, f);
}

enum jal_err conflict_list(const struct desk *d, struct conflict_refs *out)
{
	struct conflict_refs refs = { NULL, 0 };
	struct finder f = { .desk = d, .refs = &refs };
	enum jal_err err = roster_caseloads(desk_db(d), see_caseload, &f);

	if (err != JAL_OK) {
		conflict_refs_free(&refs);
		return err;
	}
	*out = refs;
	return JAL_OK;
}

void conflict_refs_free(struct conflict_refs *r)
{
	free(r->list);
	*r = (struct conflict_refs){ NULL, 0 };
}

/* ---- one record ---- */

enum jal_err conflict_put_value(const struct desk *d, const struct model_field *field, const struct value *v,
	bool covered, struct buf *out)
{
	struct format f = desk_format();
	const char *name = "";

	if (v->kind == VALUE_EMPTY)
		return buf_puts(out, _("(vide)"));
	if (covered && !(field->flags & FIELD_SENSITIVE))
		return buf_puts(out, _("[confidentiel]"));
	if (v->kind == VALUE_ID)
		name = desk_member_name(d, &v->id);
	if (*name != '\0')
		return buf_puts(out, name);
	return covered || desk_discreet(d) ? format_masked(&f, field, v, out) : format_value(&f, field, v, out);
}

enum jal_err conflict_put_author(const struct desk *d, const struct jal_id *device, uint64_t stamp, struct buf *out)
{
	struct format f = desk_format();
	const char *name = desk_device_name(d, device);
	int64_t at = file_minutes_of_stamp(d, stamp);
	int32_t day = date_of_time(at);
	char time[DATE_SHOWN_MAX];
	enum jal_err err = buf_printf(out, "%s, ", *name != '\0' ? name : _("quelqu’un d’inconnu ici"));

	if (err == JAL_OK)
		err = format_day(&f, day, date_to_ymd(day).year != date_to_ymd(desk_today(d)).year, out);
	return err != JAL_OK ? err :
			       buf_printf(out, " %s", date_shown_minutes(date_minutes_of_time(at), false, f.english ? ':' : 'h', time));
}

/* Who entered it first, and over what. An undone decision wrote it again: that is said once. */
JAL_MUST static enum jal_err add_origin(const struct desk *d, const struct conflict *c, struct conflict_field *f,
	const struct merge_write *w, struct conflict_side *side)
{
	const struct model_field *field = model_field(f->field);
	struct journal_origin o = { .device = w->name.device, .stamp = w->stamp };
	enum jal_err err = journal_origin(desk_journal(d), c->record, f->field, &w->name, &o);

	/* What came from elsewhere without its history has its own name. */
	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (err == JAL_OK)
		err = conflict_put_author(d, &o.device, o.stamp, &side->who);
	if (err == JAL_OK && o.again && f->undone.len == 0)
		err = conflict_put_author(d, &w->name.device, w->stamp, &f->undone);
	if (err == JAL_OK && f->before.len == 0 && o.before.v.kind != VALUE_EMPTY)
		err = conflict_put_value(d, field, &o.before.v, f->covered, &f->before);
	value_owned_free(&o.before);
	return err;
}

JAL_MUST static enum jal_err add_side(const struct desk *d, const struct conflict *c, struct conflict_field *f,
	const struct merge_write *w)
{
	const struct model_field *field = model_field(f->field);
	struct value v = VALUE_INIT;
	struct conflict_side *side = &f->sides[f->n_sides];
	enum jal_err err = value_decode(field, w->value, w->value_len, &v);

	if (err != JAL_OK)
		return err;
	/* Two writes of one value are one side. */
	for (size_t i = 0; i < f->n_sides; i++)
		if (value_equal(&f->sides[i].value, &v))
			return JAL_OK;
	if (f->n_sides == CONFLICT_SIDES)
		return JAL_OK;
	side->value = v;
	f->n_sides++;
	err = conflict_put_value(d, field, &v, f->covered, &side->text);
	return err == JAL_OK ? add_origin(d, c, f, w, side) : err;
}

JAL_MUST static enum jal_err add_field(const struct desk *d, struct conflict *c, enum field field, bool reveal)
{
	const struct merge_state *state = record_state(c->record);
	const struct merge_key key = { .field = model_field(field)->wire };
	struct conflict_field *f = &c->fields[c->n_fields];
	size_t first = 0;
	size_t n = merge_heads(state, &key, &first);
	enum jal_err err = JAL_OK;

	f->field = field;
	f->covered = !reveal && cover_field(desk_db(d), c->record, field);
	c->covered = c->covered || f->covered;
	c->n_fields++;
	for (size_t i = first; i < first + n && err == JAL_OK; i++)
		err = add_side(d, c, f, merge_live(state, i));
	return err;
}

JAL_MUST static enum jal_err put_about(const struct desk *d, struct conflict *c)
{
	struct file_ref ref = { c->ref.dossier, c->ref.caseload };

	if (id_is_zero(&c->ref.dossier))
		return buf_puts(&c->about, _(model_entity(c->ref.entity)->label));
	return file_name_of(d, &ref, &c->about);
}

enum jal_err conflict_load(const struct desk *d, const struct conflict_ref *ref, bool reveal, struct conflict *out)
{
	struct conflict c = { .ref = *ref };
	const struct jal_id *dossier = id_is_zero(&ref->dossier) ? NULL : &ref->dossier;
	enum jal_err err = journal_load(desk_journal(d), &ref->caseload, ref->entity, dossier, &ref->record, &c.record);

	if (err != JAL_OK)
		return err;
	for (enum field f = model_entity(ref->entity)->first; f < model_end(ref->entity) && err == JAL_OK; f++) {
		if (record_conflict(c.record, f) && c.n_fields < CONFLICT_FIELDS)
			err = add_field(d, &c, f, reveal);
		else if (record_value(c.record, f)->kind != VALUE_EMPTY)
			c.same++;
	}
	if (err == JAL_OK && c.n_fields == 0)
		err = JAL_ERR_NOT_FOUND;
	if (err == JAL_OK)
		err = put_about(d, &c);
	if (err != JAL_OK) {
		conflict_free(&c);
		return err;
	}
	*out = c;
	return JAL_OK;
}

void conflict_free(struct conflict *c)
{
	for (size_t i = 0; i < c->n_fields; i++) {
		struct conflict_field *f = &c->fields[i];

		buf_free(&f->before);
		buf_free(&f->undone);
		buf_free(&f->other_text);
		value_owned_free(&f->other);
		for (size_t k = 0; k < f->n_sides; k++) {
			buf_free(&f->sides[k].text);
			buf_free(&f->sides[k].who);
		}
	}
	buf_free(&c->about);
	record_free(c->record);
	*c = (struct conflict){ .record = NULL };
}

/* ---- choosing ---- */

static bool is_phone_with_room(const struct conflict *c, const struct conflict_field *f)
{
	return f->field == FIELD_person_phone && !record_conflict(c->record, FIELD_person_phone2) &&
		record_value(c->record, FIELD_person_phone2)->kind == VALUE_EMPTY;
}

bool conflict_can_both(const struct conflict *c, size_t field)
{
	const struct conflict_field *f = &c->fields[field];
	const struct model_field *m = model_field(f->field);
	size_t length = 0;

	if (f->n_sides != 2 || f->sides[0].value.kind != VALUE_TEXT || f->sides[1].value.kind != VALUE_TEXT)
		return false;
	if (is_phone_with_room(c, f))
		return true;
	length = f->sides[0].value.text_len + f->sides[1].value.text_len + 3;
	if (m->type == FIELD_TYPE_long_text)
		return length <= VALUE_LONG_TEXT_MAX;
	return m->type == FIELD_TYPE_text && m->check == CHECK_none && length <= VALUE_TEXT_MAX;
}

enum jal_err conflict_choose_other(struct conflict *c, size_t field, const struct value *v)
{
	struct conflict_field *f = &c->fields[field];
	struct value_owned kept = VALUE_OWNED_INIT;
	struct format format = desk_format();
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (v->kind == VALUE_TEXT)
		err = value_owned_text(v->text, v->text_len, &kept);
	else
		kept.v = *v;
	if (err == JAL_OK && v->kind == VALUE_EMPTY)
		err = buf_puts(&text, _("(vide)"));
	else if (err == JAL_OK)
		err = format_value(&format, model_field(f->field), &kept.v, &text);
	if (err != JAL_OK) {
		value_owned_free(&kept);
		buf_free(&text);
		return err;
	}
	value_owned_free(&f->other);
	buf_free(&f->other_text);
	f->other = kept;
	f->other_text = text;
	f->choice = CONFLICT_OTHER;
	return JAL_OK;
}

bool conflict_all_chosen(const struct conflict *c)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].choice == CONFLICT_NONE)
			return false;
	return c->n_fields > 0;
}

/* "one / the other" on a line, one under the other in a long text. */
JAL_MUST static enum jal_err join(const struct conflict_field *f, struct buf *out)
{
	const struct value *a = &f->sides[0].value;
	const struct value *b = &f->sides[1].value;
	enum jal_err err = buf_put(out, a->text, a->text_len);

	if (err == JAL_OK)
		err = buf_puts(out, model_field(f->field)->type == FIELD_TYPE_long_text ? "\n\n" : " / ");
	return err == JAL_OK ? buf_put(out, b->text, b->text_len) : err;
}

enum jal_err conflict_outcome(const struct conflict *c, size_t field, struct buf *out)
{
	const struct conflict_field *f = &c->fields[field];

	switch (f->choice) {
	case CONFLICT_NONE:
		return JAL_OK;
	case CONFLICT_ONE:
		return buf_puts(out, buf_str(&f->sides[f->chosen].text));
	case CONFLICT_OTHER:
		return buf_puts(out, buf_str(&f->other_text));
	case CONFLICT_BOTH:
		break;
	}
	if (f->covered)
		return buf_puts(out, _("[confidentiel]"));
	if (is_phone_with_room(c, f))
		return buf_printf(out, _("%s, et %s en autre téléphone"), buf_str(&f->sides[0].text), buf_str(&f->sides[1].text));
	return join(f, out);
}

JAL_MUST static enum jal_err decide_both(const struct conflict *c, const struct conflict_field *f, struct edit *e)
{
	struct buf text = BUF_INIT;
	struct value v = VALUE_INIT;
	enum jal_err err = JAL_OK;

	if (is_phone_with_room(c, f)) {
		err = edit_decide(e, f->field, &f->sides[0].value);
		return err == JAL_OK ? edit_set(e, FIELD_person_phone2, &f->sides[1].value) : err;
	}
	err = join(f, &text);
	v = value_text(buf_str(&text));
	if (err == JAL_OK)
		err = edit_decide(e, f->field, &v);
	buf_free(&text);
	return err;
}

enum jal_err conflict_edit(const struct conflict *c, struct edit **out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_of(c->record, &e);
	bool any = false;

	for (size_t i = 0; i < c->n_fields && err == JAL_OK; i++) {
		const struct conflict_field *f = &c->fields[i];

		any = any || f->choice != CONFLICT_NONE;
		switch (f->choice) {
		case CONFLICT_NONE:
			break;
		case CONFLICT_ONE:
			err = edit_decide(e, f->field, &f->sides[f->chosen].value);
			break;
		case CONFLICT_BOTH:
			err = decide_both(c, f, e);
			break;
		case CONFLICT_OTHER:
			err = edit_decide(e, f->field, &f->other.v);
			break;
		}
	}
	if (err == JAL_OK && !any)
		err = JAL_ERR_INVALID;
	if (err != JAL_OK) {
		edit_free(e);
		return err;
	}
	*out = e;
	return JAL_OK;
}
