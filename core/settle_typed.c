/* What typing would break with other records, and the edits by which one of two sides stands. */
#include <string.h>

#include "core/procedure.h"
#include "core/settle.h"
#include "core/text.h"

/* Errors stand first; what does not fit is left out. */
static void add_error(struct check_issues *out, enum field field, enum field against, const char *sentence)
{
	if (out->count == CHECK_ISSUES_MAX)
		out->count--;
	memmove(&out->item[1], &out->item[0], out->count * sizeof(out->item[0]));
	out->item[0] = (struct check_issue){ .field = field, .against = against, .level = CHECK_ERROR };
	(void)diag_set(&out->item[0].say, JAL_ERR_INVALID, sentence);
	out->count++;
}

static int32_t day_of(const struct edit *e, enum field field, int32_t none)
{
	const struct value *v = edit_value(e, field);
	return v->kind == VALUE_NUMBER ? (int32_t)v->number : none;
}

static bool changes_any(const struct edit *e, const enum field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (edit_changed(e, fields[i]))
			return true;
	return false;
}

/* ---- orientations ---- */

struct others {
	const struct edit *edit;
	struct check_period days;
	bool overlaps;
};

static enum jal_err compare(void *ctx, struct record *r)
{
	struct others *o = ctx;
	const int32_t starts = record_get(r, orientation_starts);
	const int32_t ends = record_get(r, orientation_ends);
	const struct check_period days = { starts, ends == RECORD_NO_DATE ? INT32_MAX : ends };
	if (starts != RECORD_NO_DATE && !record_archived(r) && days.ends >= days.starts &&
		!id_equal(record_id(r), edit_record(o->edit)) && check_record_overlap(&o->days, &days, 1) == 0)
		o->overlaps = true;
	record_free(r);
	return JAL_OK;
}

static enum jal_err look_orientation(struct journal *j, const struct edit *e, struct check_issues *issues)
{
	static const enum field fields[] = { FIELD_orientation_starts, FIELD_orientation_ends, FIELD_orientation_archived };
	struct others o = { .edit = e,
		.days = { day_of(e, FIELD_orientation_starts, INT32_MAX), day_of(e, FIELD_orientation_ends, INT32_MAX) } };
	if (edit_value(e, FIELD_orientation_starts)->kind != VALUE_NUMBER ||
		edit_value(e, FIELD_orientation_archived)->number == 1 ||
		!changes_any(e, fields, sizeof(fields) / sizeof(*fields)))
		return JAL_OK;
	const enum jal_err err = journal_each(j, edit_caseload(e), ENTITY_orientation, edit_dossier(e), compare, &o);
	if (!err && o.overlaps)
		add_error(issues, FIELD_orientation_starts, FIELD_orientation_ends,
			N_("Une autre orientation de ce dossier couvre déjà ces jours : donnez-lui d’abord une fin."));
	return err;
}

/* ---- signatures ---- */

static enum jal_err look_signature(struct journal *j, const struct edit *e, struct check_issues *issues)
{
	static const enum field fields[] = { FIELD_signature_document, FIELD_signature_signed_on,
		FIELD_signature_archived };
	const struct value *document = edit_value(e, FIELD_signature_document);
	bool cancelled = false;
	if (document->kind != VALUE_ID || edit_value(e, FIELD_signature_archived)->number == 1 ||
		!changes_any(e, fields, sizeof(fields) / sizeof(*fields)))
		return JAL_OK;
	const enum jal_err err = settle_cancelled(j, edit_caseload(e), edit_dossier(e), &document->id, &cancelled);
	if (!err && cancelled)
		add_error(issues, FIELD_signature_signed_on, FIELD_signature_document,
			N_("Ce document est annulé : il ne se signe plus."));
	return err;
}

/* ---- contracts ---- */

/* What follows a contract does not begin before it. Told on the first day: the last one follows from it. */
static enum jal_err look_contract(struct journal *j, const struct edit *e, struct check_issues *issues)
{
	static const enum field fields[] = { FIELD_contract_starts, FIELD_contract_rank, FIELD_contract_previous };
	const struct value *previous = edit_value(e, FIELD_contract_previous);
	const struct value *rank = edit_value(e, FIELD_contract_rank);
	const int32_t starts = day_of(e, FIELD_contract_starts, RECORD_NO_DATE);
	struct record *r = NULL;
	if (previous->kind != VALUE_ID || rank->kind != VALUE_TEXT || starts == RECORD_NO_DATE ||
		!changes_any(e, fields, sizeof(fields) / sizeof(*fields)))
		return JAL_OK;
	const enum jal_err err = journal_load(j, edit_caseload(e), ENTITY_contract, edit_dossier(e), &previous->id, &r);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	const int32_t before = record_get(r, contract_starts);
	record_free(r);
	if (before != RECORD_NO_DATE && text_is(rank->text, "renewal") && starts <= before)
		add_error(issues, FIELD_contract_starts, FIELD_contract_previous,
			N_("Un renouvellement commence après le contrat qu’il renouvelle."));
	if (before != RECORD_NO_DATE && text_is(rank->text, "amendment") && starts < before)
		add_error(issues, FIELD_contract_starts, FIELD_contract_previous,
			N_("Un avenant ne commence pas avant le contrat qu’il modifie."));
	return JAL_OK;
}

static enum jal_err look_barrier(struct journal *j, const struct edit *e, struct check_issues *issues)
{
	bool twin = false;
	const enum jal_err err = settle_typed_barrier(j, e, &twin);
	if (!err && twin)
		add_error(issues, FIELD_barrier_theme, FIELD_COUNT,
			N_("Ce dossier a déjà un frein de ce domaine : c’est lui qu’il faut modifier."));
	return err;
}

/* The state alone would tell of a way out that nobody knows the day and the reason of. */
static void look_pathway(const struct edit *e, struct check_issues *issues)
{
	const struct value *status = edit_value(e, FIELD_pathway_status);
	if (edit_changed(e, FIELD_pathway_status) && status->kind == VALUE_TEXT && text_is(status->text, "exited"))
		add_error(issues, FIELD_pathway_status, FIELD_COUNT,
			N_("Une sortie a un jour et un motif : dans l’onglet Parcours, c puis « Sortie », ou par la commande exit."));
}

enum jal_err settle_typed(struct journal *j, const struct edit *e, struct check_issues *issues)
{
	const char *sentence = NULL;
	enum field field = FIELD_COUNT;
	procedure_typed(e, issues);
	const enum jal_err err = settle_typed_reference(j, e, &field, &sentence);
	if (err)
		return err;
	if (sentence)
		add_error(issues, field, FIELD_COUNT, sentence);
	if (edit_entity(e) == ENTITY_pathway)
		look_pathway(e, issues);
	if (edit_entity(e) == ENTITY_barrier)
		return look_barrier(j, e, issues);
	if (edit_entity(e) == ENTITY_contract)
		return look_contract(j, e, issues);
	if (edit_entity(e) == ENTITY_orientation)
		return look_orientation(j, e, issues);
	return edit_entity(e) == ENTITY_signature ? look_signature(j, e, issues) : JAL_OK;
}

/* ---- one of two sides ---- */

bool settle_has_sides(const struct settle_item *item)
{
	return item->kind == SETTLE_SIGNED || item->kind == SETTLE_RING || item->kind == SETTLE_TWINS;
}

/* Where the document stood before it was cancelled, but no longer to be signed. */
static enum jal_err keep_signed(struct journal *j, struct edit *e, enum field status)
{
	const struct value signed_now = value_text(status == FIELD_contract_status ? "signed" : "partly_signed");
	const struct record *r = edit_displayed(e);
	struct journal_origin o = { .before = VALUE_OWNED_INIT };
	const struct merge_write *shown = record_write(r, status);
	enum jal_err err = shown ? journal_origin(j, r, status, &shown->name, &o) : JAL_ERR_NOT_FOUND;
	const bool stood = !err && o.before.v.kind == VALUE_TEXT && strcmp(o.before.v.text, "draft") != 0 &&
			   strcmp(o.before.v.text, "to_sign") != 0 && strcmp(o.before.v.text, "cancelled") != 0;
	if (!err || err == JAL_ERR_NOT_FOUND)
		err = edit_decide(e, status, stood ? &o.before.v : &signed_now);
	value_owned_free(&o.before);
	return err;
}

enum jal_err settle_keep(struct journal *j, const struct jal_id *caseload, const struct settle_item *item,
	unsigned side, struct edit *out[2])
{
	static const struct value nobody = { .kind = VALUE_EMPTY };
	const struct value yes = value_flag(true);
	struct edit *e = NULL;
	enum jal_err err = JAL_ERR_INVALID;
	if (!settle_has_sides(item))
		return err;
	if (item->kind == SETTLE_TWINS)
		return settle_keep_barrier(j, caseload, &item->dossier, side ? &item->other : &item->record,
			side ? &item->record : &item->other, out);
	if (item->kind == SETTLE_RING) {
		const struct jal_id *kept = side ? &item->other : &item->record;
		err = journal_edit(j, caseload, ENTITY_dossier, kept, kept, &e);
		if (!err)
			err = edit_decide(e, FIELD_dossier_same_as, &nobody);
	} else if (side) {
		err = journal_edit(j, caseload, ENTITY_signature, &item->dossier, &item->record, &e);
		if (!err)
			err = edit_decide(e, FIELD_signature_archived, &yes);
	} else {
		err = journal_edit(j, caseload, item->other_entity, &item->dossier, &item->other, &e);
		if (!err)
			err = keep_signed(j, e, item->against);
	}
	if (err) {
		edit_free(e);
		return err;
	}
	out[0] = e;
	out[1] = NULL;
	return JAL_OK;
}
