/*
 * The contract's form. What a renewal begins with and takes over is core/contract's
 * to say.
 */
#include "tui/form_contract.h"

#include <stdlib.h>
#include <string.h>

#include "core/contract.h"
#include "core/date.h"
#include "tui/i18n.h"
#include "tui/scr_file.h"
#include "tui/scr_form.h"
#include "tui/work.h"

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
	{ .field = FIELD_contract_kind },
	{ .field = FIELD_contract_rank },
	{ .field = FIELD_contract_starts, .hint = N_("auj, lun, +7, 15/12") },
	{ .field = FIELD_contract_ends, .hint = N_("15/06, +6m") },
	{ .field = FIELD_contract_weekly_hours, .hint = N_("h par semaine") },
	{ .field = FIELD_contract_exemption },
	{ .field = FIELD_contract_exemption_reason },
	{ .field = FIELD_contract_exemption_until },
	{ .field = FIELD_contract_status },
	{ .field = FIELD_contract_notified_on },
	{ .field = FIELD_contract_comment, .rows = 2 },
};

/* What is there already, and what is renewed: its place; n when nothing is. */
struct inside {
	struct contract_set set;
	size_t renews;
	char rank[16];	/* as chosen in the form */
	int32_t starts;	/* as the form showed it last */
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	const struct inside *in = f->extra;

	if (!id_is_zero(&f->record))
		return buf_puts(out, _("Contrat"));
	if (strcmp(in->rank, "amendment") == 0)
		return buf_puts(out, _("Avenant au contrat"));
	return buf_puts(out, in->renews < in->set.n ? _("Renouveler le contrat") : _("Nouveau contrat"));
}

static void forget(struct scr_form *f)
{
	struct inside *in = f->extra;

	if (in != NULL)
		contract_set_free(&in->set);
	free(in);
	f->extra = NULL;
}

static bool is_renewal(const struct scr_form *f);

static enum jal_err prepare(struct scr_form *f, struct diag *why)
{
	struct inside *in = calloc(1, sizeof(*in));
	enum jal_err err = JAL_ERR_NOMEM;

	f->extra = in;
	if (in != NULL)
		err = contract_load(desk_journal(f->desk), &f->ref.caseload, &f->ref.dossier, desk_clock(f->desk), &in->set);
	if (err != JAL_OK)
		return diag_set(why, err, NULL);
	in->renews = in->set.n;
	in->starts = RECORD_NO_DATE;
	if (is_renewal(f))
		in->renews = id_is_zero(&f->parent) ? in->set.current : contract_find(&in->set, &f->parent);
	return JAL_OK;
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	enum jal_err err = contract_new(&f->ref.caseload, &f->ref.dossier, desk_today(f->desk), &f->edit);

	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void keep_rank(struct scr_form *f)
{
	struct inside *in = f->extra;
	const struct value *rank = edit_value(f->edit, FIELD_contract_rank);

	if (rank->kind == VALUE_TEXT && rank->text_len < sizeof(in->rank))
		memcpy(in->rank, rank->text, rank->text_len + 1);
}

/* What is renewed already may still be amended. */
static enum jal_err create_renewal(struct scr_form *f, struct diag *why)
{
	struct inside *in = f->extra;
	struct diag renewed = DIAG_INIT;
	struct diag other = DIAG_INIT;
	enum jal_err err = contract_renewal(&in->set, in->renews, &f->edit, &renewed);

	if (err == JAL_ERR_EXISTS && contract_amendment(&in->set, in->renews, &f->edit, &other) == JAL_OK) {
		/* Why it is something else than what was asked for. */
		if (diag_render(&renewed, i18n_text, &f->notice) != JAL_OK)
			buf_clear(&f->notice);
		err = JAL_OK;
	}
	if (err != JAL_OK)
		return diag_pass(why, err, &renewed);
	keep_rank(f);
	return JAL_OK;
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	(void)code;
	if (f->fields.rows[row].part == PART_FIXED && file_name_of(f->desk, &f->ref, out) != JAL_OK)
		buf_clear(out);
}

static size_t row_of(const struct scr_form *f, enum field field)
{
	return fields_find(&f->fields, field, PART_WHOLE);
}

static void understood(const struct scr_form *f, size_t row, struct buf *out)
{
	int32_t starts = 0;
	int32_t ends = 0;
	int months = 0;

	if (f->fields.rows[row].field != FIELD_contract_ends ||
		!form_date(&f->fields.form, row_of(f, FIELD_contract_starts), &starts) ||
		!form_date(&f->fields.form, row, &ends) || ends <= starts)
		return;
	while (months < 25 && date_add_months(starts, months + 1) - 1 <= ends)
		months++;
	if (buf_printf(out, P_("= %d mois", "= %d mois", (unsigned long)months), months) != JAL_OK)
		buf_clear(out);
}

/* The dates that a field shows, from an edit. */
static void take_date(struct scr_form *f, enum field field, const struct edit *from)
{
	const struct value *v = edit_value(from, field);
	char shown[DATE_SHOWN_MAX] = "";

	if (v->kind == VALUE_NUMBER)
		(void)date_shown((int32_t)v->number, shown);
	/* It only helps: without memory the date is typed. */
	(void)!form_type_in(&f->fields.form, row_of(f, field), shown);
}

static void show_date(struct scr_form *f, enum field field, int32_t day)
{
	char shown[DATE_SHOWN_MAX] = "";

	(void)!form_type_in(&f->fields.form, row_of(f, field), date_shown(day, shown));
}

/* Of another first day the last one follows, unless somebody chose it. */
static void move_end(struct scr_form *f)
{
	struct inside *in = f->extra;
	int32_t starts = RECORD_NO_DATE;
	int32_t ends = RECORD_NO_DATE;

	if (in == NULL || !id_is_zero(&f->record) || strcmp(in->rank, "amendment") == 0 ||
		!form_date(&f->fields.form, row_of(f, FIELD_contract_starts), &starts) || starts == in->starts)
		return;
	if (in->starts != RECORD_NO_DATE && form_date(&f->fields.form, row_of(f, FIELD_contract_ends), &ends) &&
		ends == contract_renewal_ends(&in->set, in->renews, in->starts))
		show_date(f, FIELD_contract_ends, contract_renewal_ends(&in->set, in->renews, starts));
	in->starts = starts;
}

/* Another rank is another period. */
static void changed_rank(struct scr_form *f)
{
	struct inside *in = f->extra;
	const char *rank = form_value(&f->fields.form, row_of(f, FIELD_contract_rank));
	bool amends = strcmp(rank, "amendment") == 0;
	struct diag why = DIAG_INIT;
	struct edit *e = NULL;
	enum jal_err err = JAL_OK;

	if (in == NULL || in->renews == in->set.n || strlen(rank) >= sizeof(in->rank) || strcmp(rank, in->rank) == 0)
		return;
	memcpy(in->rank, rank, strlen(rank) + 1);
	buf_clear(&f->notice);
	err = amends ? contract_amendment(&in->set, in->renews, &e, &why) : contract_renewal(&in->set, in->renews, &e, &why);
	if (err == JAL_OK) {
		take_date(f, FIELD_contract_starts, e);
		take_date(f, FIELD_contract_ends, e);
	} else if (diag_render(&why, i18n_text, &f->notice) != JAL_OK) {
		buf_clear(&f->notice);
	}
	edit_free(e);
}

static void changed(struct scr_form *f)
{
	move_end(f);
	if (f->kind->create == create_renewal)
		changed_rank(f);
}

/* What the rank that was chosen does not allow is refused, whatever the form began with. */
JAL_MUST static enum jal_err may_be(const struct inside *in, bool amends, struct diag *why)
{
	struct edit *e = NULL;
	enum jal_err err = amends ? contract_amendment(&in->set, in->renews, &e, why) :
				    contract_renewal(&in->set, in->renews, &e, why);

	edit_free(e);
	return err;
}

/* A renewal takes over what is not reached. */
static enum jal_err write_with(struct scr_form *f, const char *said, struct diag *why)
{
	struct inside *in = f->extra;
	const struct value *rank = edit_value(f->edit, FIELD_contract_rank);
	const struct value *previous = edit_value(f->edit, FIELD_contract_previous);
	const struct contract_carry all = { .all = true };
	struct edit_list changes = EDIT_LIST_INIT;
	struct edit **edits = NULL;
	enum jal_err err = JAL_OK;

	/* A draft may be of another contract than the one where the form was opened. */
	if (in->renews < in->set.n && previous->kind == VALUE_ID)
		in->renews = contract_find(&in->set, &previous->id);
	if (in->renews < in->set.n && rank->kind == VALUE_TEXT && strcmp(rank->text, "first") != 0)
		err = may_be(in, strcmp(rank->text, "amendment") == 0, why);
	if (err == JAL_OK && in->renews < in->set.n && rank->kind == VALUE_TEXT && strcmp(rank->text, "renewal") == 0)
		err = contract_carry_over(&in->set, in->renews, f->edit, &all, &changes, why);
	if (err == JAL_OK)
		err = edit_list_behind(f->edit, &changes, &edits);
	if (err == JAL_OK)
		err = scr_form_write(f, edits, changes.n + 1, said, why);
	free(edits);
	edit_list_free(&changes);
	return err;
}

static enum jal_err write_contract(struct scr_form *f, struct diag *why)
{
	const struct inside *in = f->extra;
	struct buf said = BUF_INIT;
	const char *what = !is_renewal(f)		      ? _("contrat de %s") :
		strcmp(in->rank, "amendment") == 0 ? _("avenant au contrat de %s") :
						      _("renouvellement du contrat de %s");
	enum jal_err err = work_said(f->desk, &f->ref, what, &said);

	if (err == JAL_OK)
		err = write_with(f, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* From the list or the summary, the new contract is opened: it is to be read through. */
static struct screen *next(struct scr_form *f)
{
	return f->about != NULL ? scr_file_new(f->desk, &f->ref, SCR_CONTRACT, edit_record(f->edit)) : NULL;
}

static const struct scr_form_kind kinds[2] = {
	{ .name = "contract", .entity = ENTITY_contract, .rows = rows, .n = sizeof(rows) / sizeof(rows[0]), .title = title,
		.create = create, .prepare = prepare, .show = show, .understood = understood, .changed = changed,
		.write = write_contract,
		.forget = forget },
	{ .name = "contract.renewal", .entity = ENTITY_contract, .rows = rows, .n = sizeof(rows) / sizeof(rows[0]),
		.begin = 3, .title = title, .create = create_renewal, .prepare = prepare, .show = show,
		.understood = understood, .changed = changed, .next = next, .write = write_contract, .forget = forget },
};

static bool is_renewal(const struct scr_form *f)
{
	return f->kind == &kinds[1];
}

struct screen *form_contract_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id)
{
	return scr_form_new(desk, &kinds[0], ref, id, NULL);
}

struct screen *form_contract_renew(struct desk *desk, const struct file_ref *ref, const struct jal_id *contract)
{
	struct screen *s = scr_form_hang(scr_form_new(desk, &kinds[1], ref, NULL, NULL), contract);

	if (s != NULL && contract == NULL)
		((struct scr_form *)s)->about = "file";
	return s;
}
