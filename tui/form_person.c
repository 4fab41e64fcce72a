/*
 * The person's form. While a name and a birth date are typed that the list knows
 * already, it says so.
 */
#include "tui/form_person.h"

#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/casework.h"
#include "core/name.h"
#include "core/text.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/work.h"

/* Rows of one search that are compared. */
#define KNOWN_MAX 50

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
	struct caseload_view *view;	/* NULL for a known person */
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return id_is_zero(&f->record) ? buf_puts(out, _("Nouveau dossier")) :
					work_said(f->desk, &f->ref, _("Modifier %s"), out);
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	struct casework_opening opening = { .person = NULL };
	enum jal_err err = casework_opening_new(desk_journal(f->desk), desk_clock(f->desk), &opening, why);

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
	caseload_close(x->view);
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
		err = caseload_open(desk_db(f->desk), desk_today(f->desk), &x->view);
		if (err == JAL_OK)
			err = buf_puts(&x->lead, desk_member_name(f->desk, desk_member(f->desk)));
	} else if (err == JAL_OK) {
		err = file_load(f->desk, &f->ref, &file, why);
		if (err == JAL_OK)
			err = buf_puts(&x->lead, file_lead(f->desk, &file));
		if (err == JAL_OK && file.person != NULL)
			f->record = *record_id(file.person);
		else if (err == JAL_OK)
			err = diag_set(why, JAL_ERR_NOT_FOUND, N_("Ce dossier n’a pas de fiche de bénéficiaire."));
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

static bool same_words(const char *a, const char *b)
{
	struct buf ka = BUF_INIT;
	struct buf kb = BUF_INIT;
	bool same = text_fold(a, strlen(a), &ka) == JAL_OK && text_fold(b, strlen(b), &kb) == JAL_OK && ka.len > 0 &&
		ka.len == kb.len && memcmp(ka.data, kb.data, ka.len) == 0;

	buf_free(&ka);
	buf_free(&kb);
	return same;
}

/* Someone with that name, or that first name, born on that day. */
static bool looks_like(const struct caseload_row *row, const char *family, const char *first, int32_t born)
{
	return row->birth_date == born && same_words(row->first_name, first) &&
		(same_words(row->name, family) || same_words(row->birth_name, family));
}

/* Enough to tell them apart and to search for. */
JAL_MUST static enum jal_err put_known(const struct caseload_row *row, bool archived, struct buf *out)
{
	enum jal_err err = buf_printf(out, archived ? _("! Cette personne semble connue : dossier archivé %s") :
						      _("! Cette personne semble connue : dossier %s"), row->number);

	if (err == JAL_OK && *row->town != '\0') {
		err = buf_puts(out, ", ");
		if (err == JAL_OK)
			err = text_inert(row->town, strlen(row->town), TEXT_LINE, out);
	}
	return err;
}

JAL_MUST static enum jal_err find_known(const struct scr_form *f, const struct extra *x, bool archived,
	struct buf *out)
{
	const char *family = typed(f, FIELD_person_birth_name);
	const char *first = typed(f, FIELD_person_first_name);
	size_t row = fields_find(&f->fields, FIELD_person_birth_date, PART_WHOLE);
	struct caseload_query q = { .sort = CASELOAD_BY_NAME, .archived = archived };
	const struct caseload_row *found = NULL;
	struct buf words = BUF_INIT;
	int32_t born = 0;
	size_t n = 0;
	enum jal_err err = JAL_OK;

	if (*family == '\0' || *first == '\0' || !form_date(&f->fields.form, row, &born))
		return JAL_OK;
	err = buf_printf(&words, "%s %s", family, first);
	q.text = buf_str(&words);
	if (err == JAL_OK)
		err = caseload_find(x->view, &q, &n);
	if (err == JAL_OK)
		err = caseload_window(x->view, 0, KNOWN_MAX, &found, &n);
	for (size_t i = 0; i < n && err == JAL_OK && out->len == 0; i++)
		if (looks_like(&found[i], family, first, born))
			err = put_known(&found[i], archived, out);
	buf_free(&words);
	return err;
}

static void changed(struct scr_form *f)
{
	const struct extra *x = f->extra;

	buf_clear(&f->notice);
	if (x == NULL || x->view == NULL)
		return;
	/* It is a hint: without it the form works all the same. */
	if (find_known(f, x, false, &f->notice) != JAL_OK ||
		(f->notice.len == 0 && find_known(f, x, true, &f->notice) != JAL_OK))
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

	if (id_is_zero(&f->record))
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
