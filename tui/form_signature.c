/*
 * The signature's form.
 */
#include "tui/form_signature.h"

#include "core/contract.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/work.h"

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
	{ .field = FIELD_signature_who, .vital = true },
	{ .field = FIELD_signature_signed_on, .vital = true, .hint = N_("auj, hier, lun, 15/12") },
	{ .field = FIELD_signature_place },
	{ .field = FIELD_signature_how },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return id_is_zero(&f->record) ? buf_puts(out, _("Nouvelle signature")) : buf_puts(out, _("Signature"));
}

/* Who has not signed yet: the person first, the authority last. */
static const char *missing(const struct contract *c)
{
	static const char *const order[] = { "person", "referent", "authority" };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (!contract_signed_by(c, order[i]))
			return order[i];
	return "person";
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	struct contract_set set = { .n = 0 };
	enum jal_err err =
		contract_load(desk_journal(f->desk), &f->ref.caseload, &f->ref.dossier, desk_clock(f->desk), &set);
	size_t at = err == JAL_OK ? contract_find(&set, &f->parent) : 0;

	if (err == JAL_OK && at == set.n)
		err = diag_set(why, JAL_ERR_NOT_FOUND, N_("Ce que vous vouliez modifier n’est plus là : quelqu’un l’a retiré."));
	if (err == JAL_OK)
		err = contract_signature(&set, at, missing(&set.list[at]), set.today, &f->edit);
	contract_set_free(&set);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	(void)code;
	if (f->fields.rows[row].part == PART_FIXED && file_name_of(f->desk, &f->ref, out) != JAL_OK)
		buf_clear(out);
}

static enum jal_err write_signature(struct scr_form *f, struct diag *why)
{
	struct buf said = BUF_INIT;
	enum jal_err err = work_said(f->desk, &f->ref, _("signature du contrat de %s"), &said);

	if (err == JAL_OK)
		err = scr_form_write(f, &f->edit, 1, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static const struct scr_form_kind kind = {
	.name = "signature",
	.entity = ENTITY_signature,
	.hangs = FIELD_signature_document,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.title = title,
	.create = create,
	.show = show,
	.write = write_signature,
	.again = true,
};

struct screen *form_signature_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *contract)
{
	return scr_form_hang(scr_form_new(desk, &kind, ref, id, NULL), contract);
}
