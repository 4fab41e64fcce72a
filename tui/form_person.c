/*
 * The person's form. While someone is typed who looks like one known already, it
 * says so.
 */
#include "tui/form_person.h"

#include <stdlib.h>
#include <string.h>

#include "core/alike.h"
#include "core/casework.h"
#include "core/name.h"
#include "tui/alike_words.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/work.h"

#define ROW_NAME 1	/* where letters are written */

static const struct fields_row rows[] = {
	{ .field = FIELD_person_civility },
	{ .field = FIELD_person_birth_name, .vital = true },
	{ .field = FIELD_person_usage_name },
	{ .field = FIELD_person_first_name, .vital = true },
	{ .field = FIELD_person_birth_date },
	{ .field = FIELD_person_phone },
	{ .field = FIELD_person_email },
	{ .field = FIELD_person_address },
	{ .field = FIELD_person_postcode },
	{ .field = FIELD_person_city },
	{ .field = FIELD_person_rsa_right },
	{ .field = FIELD_person_preferred_contact },
	{ .field = FIELD_dossier_lead, .part = PART_FIXED, .label = N_("Référent·e") },
	{ .field = FIELD_person_consent, .hint = N_("auj : aujourd’hui") },
};

/* What the form also shows. */
struct extra {
	struct buf lead;
	struct buf telling;	/* what was typed when it was last looked for */
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return id_is_zero(&f->ref.dossier) ? buf_puts(out, _("Nouveau dossier")) :
					     work_said(f->desk, &f->ref, _("Modifier %s"), out);
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	struct casework_opening opening = { .person = NULL };
	enum jal_err err = JAL_OK;

	/* A dossier that came without anyone. */
	if (!id_is_zero(&f->ref.dossier))
		return edit_create(ENTITY_person, &f->ref.caseload, &f->ref.dossier, &f->edit);
	err = casework_opening_new(desk_journal(f->desk), desk_clock(f->desk), &opening, why);
	if (err != JAL_OK)
		return err;
	f->edit = opening.person;
	opening.person = NULL;
	casework_opening_free(&opening);
	return JAL_OK;
}

static void forget_extra(struct scr_form *f)
{
	struct extra *x = f->extra;

	if (x == NULL)
		return;
	buf_free(&x->lead);
	buf_free(&x->telling);
	free(x);
	f->extra = NULL;
}

static enum jal_err prepare(struct scr_form *f, struct diag *why)
{
	struct extra *x = calloc(1, sizeof(*x));
	struct file file = { .person = NULL };
	enum jal_err err = x != NULL ? JAL_OK : JAL_ERR_NOMEM;

	f->extra = x;
	if (err == JAL_OK && id_is_zero(&f->ref.dossier)) {
		err = buf_puts(&x->lead, desk_member_name(f->desk, desk_member(f->desk)));
	} else if (err == JAL_OK) {
		err = file_load(f->desk, &f->ref, &file, why);
		if (err == JAL_OK)
			err = buf_puts(&x->lead, file_lead(f->desk, &file));
		if (err == JAL_OK && file.person == NULL)
			err = casework_person(desk_journal(f->desk), &f->ref.caseload, &f->ref.dossier, &file.person, NULL);
		if (err == JAL_ERR_NOT_FOUND)
			err = JAL_OK;
		if (err == JAL_OK && file.person != NULL)
			f->record = *record_id(file.person);
		file_free(&file);
		f->key.record = f->record;
	}
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	const struct extra *x = f->extra;

	(void)code;
	if (f->fields.rows[row].field != FIELD_dossier_lead || x == NULL)
		return;
	if (buf_puts(out, x->lead.len > 0 ? buf_str(&x->lead) : _("(personne pour l’instant)")) != JAL_OK)
		buf_clear(out);
}

static void understood(const struct scr_form *f, size_t row, struct buf *out)
{
	int32_t born = 0;
	int age = 0;

	if (f->fields.rows[row].field != FIELD_person_birth_date || !form_date(&f->fields.form, row, &born))
		return;
	age = name_age(born, desk_today(f->desk));
	if (age >= 0 && buf_printf(out, P_("%d an", "%d ans", (unsigned long)age), age) != JAL_OK)
		buf_clear(out);
}

/* ---- who is known already ---- */

static const char *typed(const struct scr_form *f, enum field field)
{
	size_t row = fields_find(&f->fields, field, PART_WHOLE);

	return row < f->fields.n ? form_value(&f->fields.form, row) : "";
}

/* As it would be kept; "" while it is not right. */
JAL_MUST static enum jal_err kept(const struct scr_form *f, enum field field, struct value_owned *out)
{
	struct check_context context = { .today = desk_today(f->desk) };
	struct check_result result = CHECK_RESULT_INIT;
	const char *text = typed(f, field);
	enum jal_err err = *text != '\0' ? check_read(field, text, strlen(text), CHECK_FROM_FORM, &context, out, &result) :
					    JAL_OK;

	explicit_bzero(result.proposal, sizeof(result.proposal));
	return err == JAL_ERR_INVALID ? JAL_OK : err;
}

static const char *text_of(const struct value_owned *v)
{
	return v->v.kind == VALUE_TEXT ? v->v.text : "";
}

/* What people are told apart by, in one text: while it stays, nobody is looked for again. */
static const enum field telling[] = { FIELD_person_birth_name, FIELD_person_usage_name, FIELD_person_first_name,
	FIELD_person_birth_date, FIELD_person_nir, FIELD_person_external_id, FIELD_person_france_travail_id,
	FIELD_person_phone, FIELD_person_email };

#define TELLING (sizeof(telling) / sizeof(telling[0]))

JAL_MUST static enum jal_err put_known(const struct scr_form *f, const struct alike_traits *traits, struct buf *out)
{
	struct alike_found found = { .by = ALIKE_NOBODY };
	/* Someone known has the name and the phone that they have: only numbers are told. */
	enum jal_err err = alike_find(desk_db(f->desk), traits,
		id_is_zero(&f->record) ? ALIKE_CONTACT : ALIKE_FRANCE_TRAVAIL, &found);

	if (err == JAL_ERR_NOT_FOUND)
		return JAL_OK;
	if (err == JAL_OK)
		err = buf_puts(out, "! ");
	if (err == JAL_OK)
		err = alike_words(f->desk, &found, out);
	alike_free(&found);
	return err;
}

JAL_MUST static enum jal_err find_known(const struct scr_form *f, struct buf *out)
{
	size_t born = fields_find(&f->fields, FIELD_person_birth_date, PART_WHOLE);
	struct value_owned v[TELLING];
	struct alike_traits t = { .birth_date = RECORD_NO_DATE, .self = f->ref.dossier };
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < TELLING; i++)
		v[i] = VALUE_OWNED_INIT;
	for (size_t i = 0; i < TELLING && err == JAL_OK; i++)
		if (telling[i] != FIELD_person_birth_date)
			err = kept(f, telling[i], &v[i]);
	(void)form_date(&f->fields.form, born, &t.birth_date);
	t.birth_name = text_of(&v[0]);
	t.usage_name = text_of(&v[1]);
	t.first_name = text_of(&v[2]);
	t.nir = text_of(&v[4]);
	t.external_id = text_of(&v[5]);
	t.france_travail_id = text_of(&v[6]);
	t.phone = text_of(&v[7]);
	t.email = text_of(&v[8]);
	if (err == JAL_OK)
		err = put_known(f, &t, out);
	for (size_t i = 0; i < TELLING; i++)
		value_owned_free(&v[i]);
	return err;
}

static void changed(struct scr_form *f)
{
	struct extra *x = f->extra;
	struct buf now = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (x == NULL)
		return;
	for (size_t i = 0; i < TELLING && err == JAL_OK; i++)
		err = buf_printf(&now, "%s\n", typed(f, telling[i]));
	if (err == JAL_OK && now.len == x->telling.len && memcmp(now.data, x->telling.data, now.len) == 0) {
		buf_free(&now);
		return;
	}
	buf_free(&x->telling);
	x->telling = now;
	buf_clear(&f->notice);
	/* It is a hint: without it the form works all the same. */
	if (err != JAL_OK || find_known(f, &f->notice) != JAL_OK)
		buf_clear(&f->notice);
}

/* ---- saving ---- */

/* A new dossier's edits are made now; what was typed goes into its person. */
JAL_MUST static enum jal_err open_dossier(struct scr_form *f, struct diag *why)
{
	struct casework_opening o = { .person = NULL };
	struct check_context context = { .today = desk_today(f->desk) };
	struct check_result result = CHECK_RESULT_INIT;
	struct buf said = BUF_INIT;
	struct buf name = BUF_INIT;
	struct edit *edits[4] = { NULL };
	size_t n = 0;
	size_t wrong = 0;
	enum jal_err err = casework_opening_new(desk_journal(f->desk), desk_clock(f->desk), &o, why);

	if (err == JAL_OK)
		err = fields_put(&f->fields, o.person, &context, &wrong, &result);
	if (err == JAL_OK)
		err = desk_name(f->desk, name_family(typed(f, FIELD_person_usage_name), typed(f, FIELD_person_birth_name)),
			typed(f, FIELD_person_first_name), &name);
	if (err == JAL_OK)
		err = buf_printf(&said, _("nouveau dossier de %s"), buf_str(&name));
	if (err == JAL_OK) {
		edits[n++] = o.dossier;
		edits[n++] = o.person;
		if (o.lead != NULL)
			edits[n++] = o.lead;
		edits[n++] = o.pathway;
		err = scr_form_write(f, edits, n, buf_str(&said), why);
	}
	if (err == JAL_OK)
		desk_show(f->desk, edit_record(o.dossier));
	explicit_bzero(result.proposal, sizeof(result.proposal));
	casework_opening_free(&o);
	buf_free(&said);
	buf_free(&name);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static enum jal_err write_person(struct scr_form *f, struct diag *why)
{
	struct buf said = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (id_is_zero(&f->ref.dossier))
		return open_dossier(f, why);
	err = work_said(f->desk, &f->ref, _("fiche de %s"), &said);
	if (err == JAL_OK)
		err = scr_form_write(f, &f->edit, 1, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static const struct scr_form_kind kind = {
	.name = "person",
	.entity = ENTITY_person,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.more = true,
	.begin = ROW_NAME,
	.title = title,
	.create = create,
	.prepare = prepare,
	.show = show,
	.understood = understood,
	.changed = changed,
	.write = write_person,
	.forget = forget_extra,
};

struct screen *form_person_new(struct desk *desk, const struct file_ref *ref)
{
	return scr_form_new(desk, &kind, ref, NULL, NULL);
}
