/*
 * Reading a file.
 */
#include "tui/file.h"

#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/cover.h"
#include "core/name.h"
#include "core/noteversion.h"
#include "core/text.h"
#include "tui/i18n.h"

static const enum entity shown[] = {
	ENTITY_pathway, ENTITY_assignment, ENTITY_assessment, ENTITY_barrier, ENTITY_goal, ENTITY_action, ENTITY_contract,
	ENTITY_appointment, ENTITY_note, ENTITY_placement, ENTITY_exit, ENTITY_attachment,
};

static void free_list(struct file_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		record_free(l->list[i]);
	free(l->list);
	*l = (struct file_list){ .list = NULL };
}

void file_free(struct file *f)
{
	record_free(f->self);
	record_free(f->person);
	for (size_t e = 0; e < ENTITY_COUNT; e++)
		free_list(&f->of[e]);
	todo_clocks_free(&f->clocks);
	explicit_bzero(f, sizeof(*f));
}

static enum jal_err keep(void *ctx, struct record *r)
{
	struct file_list *l = ctx;
	struct record **list = l->list;

	if (record_archived(r)) {
		record_free(r);
		return JAL_OK;
	}
	if (l->n % 16 == 0)
		list = realloc(l->list, (l->n + 16) * sizeof(struct record *));
	if (list == NULL) {
		record_free(r);
		return JAL_ERR_NOMEM;
	}
	l->list = list;
	l->list[l->n++] = r;
	return JAL_OK;
}

static enum jal_err keep_first(void *ctx, struct record *r)
{
	struct record **first = ctx;

	if (*first == NULL)
		*first = r;
	else
		record_free(r);
	return JAL_OK;
}

JAL_MUST static enum jal_err read_records(const struct desk *d, struct file *f)
{
	const struct file_ref *ref = &f->ref;
	struct journal *j = desk_journal(d);
	enum jal_err err = caseload_number(desk_db(d), &ref->dossier, f->number);

	if (err == JAL_OK)
		err = journal_load(j, &ref->caseload, ENTITY_dossier, &ref->dossier, &ref->dossier, &f->self);
	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (err == JAL_OK)
		err = journal_each(j, &ref->caseload, ENTITY_person, &ref->dossier, keep_first, &f->person);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]) && err == JAL_OK; i++)
		err = journal_each(j, &ref->caseload, shown[i], &ref->dossier, keep, &f->of[shown[i]]);
	if (err == JAL_OK)
		err = todo_clocks_read(desk_db(d), &ref->dossier, desk_today(d), &f->clocks);
	return err;
}

enum jal_err file_load(const struct desk *d, const struct file_ref *ref, struct file *out, struct diag *why)
{
	struct file f = { .ref = *ref };
	bool own = false;
	/* One view for all records: each statement alone would lock and unlock the file. */
	enum jal_err err = db_read_enter(desk_db(d), &own);

	if (err == JAL_OK)
		err = read_records(d, &f);
	db_read_leave(desk_db(d), own);
	if (err == JAL_OK && f.self == NULL && f.person == NULL)
		err = diag_set(why, JAL_ERR_NOT_FOUND, N_("Ce dossier n’est plus sur cet ordinateur."));
	if (err != JAL_OK) {
		file_free(&f);
		(void)diag_set_if_empty(why, err, NULL);
		return err;
	}
	*out = f;
	return JAL_OK;
}

JAL_MUST static enum jal_err put_name(const struct desk *d, const struct record *person, const char *number,
	struct buf *out)
{
	const char *first = person != NULL ? record_get(person, person_first_name) : NULL;
	const char *birth = person != NULL ? record_get(person, person_birth_name) : NULL;
	const char *usage = person != NULL ? record_get(person, person_usage_name) : NULL;

	if (first == NULL && birth == NULL && usage == NULL)
		return buf_printf(out, _("Dossier %s"), number);
	return desk_name(d, name_family(usage, birth), first, out);
}

enum jal_err file_name(const struct desk *d, const struct file *f, struct buf *out)
{
	return put_name(d, f->person, f->number, out);
}

enum jal_err file_name_of(const struct desk *d, const struct file_ref *ref, struct buf *out)
{
	char number[ID_NUMBER_MAX] = "";
	struct record *person = NULL;
	enum jal_err err = caseload_number(desk_db(d), &ref->dossier, number);

	if (err == JAL_OK)
		err = journal_each(desk_journal(d), &ref->caseload, ENTITY_person, &ref->dossier, keep_first, &person);
	if (err == JAL_OK)
		err = put_name(d, person, number, out);
	record_free(person);
	return err;
}

const struct record *file_find(const struct file *f, enum entity entity, const struct jal_id *id)
{
	const struct file_list *l = &f->of[entity];

	for (size_t i = 0; i < l->n; i++)
		if (id_equal(record_id(l->list[i]), id))
			return l->list[i];
	return NULL;
}

int64_t file_minutes_of_stamp(const struct desk *d, uint64_t stamp)
{
	return clock_civil_of_stamp(desk_clock(d), stamp);
}

const char *file_writer(const struct desk *d, const struct record *r, enum field field, int64_t *when)
{
	const struct merge_write *w = record_write(r, field);

	*when = w != NULL ? file_minutes_of_stamp(d, w->stamp) : RECORD_NO_NUMBER;
	return w != NULL ? desk_device_name(d, &w->name.device) : "";
}

enum jal_err file_short_name(const char *name, struct buf *out)
{
	const char *last = strrchr(name, ' ');
	size_t n = last != NULL ? (size_t)(last - name) : strlen(name);
	enum jal_err err = text_inert(name, n, TEXT_LINE, out);

	if (err != JAL_OK || last == NULL)
		return err;
	last++;
	err = buf_putc(out, ' ');
	if (err == JAL_OK)
		err = text_inert(last, text_next(last, strlen(last), 0), TEXT_LINE, out);
	return err == JAL_OK ? buf_putc(out, '.') : err;
}

const char *file_lead(const struct desk *d, const struct file *f)
{
	const struct jal_id *lead = f->self != NULL ? record_get(f->self, dossier_lead) : NULL;
	const struct record *assignment = lead != NULL ? file_find(f, ENTITY_assignment, lead) : NULL;
	const struct jal_id *who = assignment != NULL ? record_get(assignment, assignment_professional) : NULL;

	return who != NULL ? desk_member_name(d, who) : "";
}

/* The first line of a text, control characters shown. */
JAL_MUST static enum jal_err put_line(const char *s, struct buf *out)
{
	return s != NULL ? text_inert(s, strcspn(s, "\n"), TEXT_LINE, out) : JAL_OK;
}

const char *file_text(const struct desk *d, const struct record *r, enum field field)
{
	const struct value *v = record_value(r, field);

	if (v->kind != VALUE_TEXT)
		return NULL;
	return cover_value(desk_db(d), r, field) ? _(cover_label()) : v->text;
}

/* "Bénéficiaire, contrat d’engagement du 25/09/2026": who signed what. */
JAL_MUST static enum jal_err describe_signature(const struct file *f, const struct record *r, struct buf *out)
{
	struct format format = desk_format();
	const struct jal_id *document = record_get(r, signature_document);
	const struct record *contract = document != NULL ? file_find(f, ENTITY_contract, document) : NULL;
	enum jal_err err = format_value(&format, model_field(FIELD_signature_who), record_value(r, FIELD_signature_who), out);

	if (contract == NULL)
		return err;
	if (err == JAL_OK)
		err = buf_puts(out, ", ");
	if (err == JAL_OK)
		err = format_value(&format, model_field(FIELD_contract_kind), record_value(contract, FIELD_contract_kind), out);
	if (err == JAL_OK && record_get(contract, contract_starts) != RECORD_NO_DATE) {
		err = buf_puts(out, _(" du "));
		if (err == JAL_OK)
			err = format_value(&format, model_field(FIELD_contract_starts),
				record_value(contract, FIELD_contract_starts), out);
	}
	return err;
}

JAL_MUST static enum jal_err describe_field(const struct record *r, enum field field, struct buf *out)
{
	struct format format = desk_format();

	return format_value(&format, model_field(field), record_value(r, field), out);
}

JAL_MUST static enum jal_err describe_record(const struct desk *d, const struct file *f, const struct record *r,
	struct buf *out)
{
	switch ((int)record_entity(r)) {
	case ENTITY_action:
		return put_line(file_text(d, r, FIELD_action_text), out);
	case ENTITY_goal:
		return put_line(record_get(r, goal_text), out);
	case ENTITY_note:
		if (noteversion_confidential(r))
			return buf_puts(out, _("[confidentiel]"));
		return put_line(record_get(r, note_text), out);
	case ENTITY_attachment:
		/* A name may say who it is. */
		return desk_discreet(d) ? JAL_OK : put_line(record_get(r, attachment_name), out);
	case ENTITY_appointment:
		return describe_field(r, FIELD_appointment_starts, out);
	case ENTITY_contract:
		return describe_field(r, FIELD_contract_kind, out);
	case ENTITY_barrier:
		if (cover_value(desk_db(d), r, FIELD_barrier_theme))
			return buf_puts(out, _("[confidentiel]"));
		return describe_field(r, FIELD_barrier_theme, out);
	case ENTITY_pathway:
		return describe_field(r, FIELD_pathway_status, out);
	case ENTITY_assessment:
		return describe_field(r, FIELD_assessment_date, out);
	case ENTITY_activity:
		return describe_field(r, FIELD_activity_date, out);
	case ENTITY_exit:
		return describe_field(r, FIELD_exit_reason, out);
	case ENTITY_orientation:
		return describe_field(r, FIELD_orientation_type, out);
	case ENTITY_followup:
		return put_line(file_text(d, r, FIELD_followup_text), out);
	case ENTITY_signature:
		return describe_signature(f, r, out);
	case ENTITY_assignment: {
		const struct jal_id *who = record_get(r, assignment_professional);

		return who != NULL ? buf_puts(out, desk_member_name(d, who)) : JAL_OK;
	}
	default:
		return JAL_OK;
	}
}

/* Those that no tab of the file shows as such are asked for when they are to be told. */
JAL_MUST static enum jal_err ask_for(const struct desk *d, const struct file *f, enum entity entity,
	const struct jal_id *id, struct record **out)
{
	enum jal_err err = JAL_OK;

	if (entity != ENTITY_signature && entity != ENTITY_activity && entity != ENTITY_orientation && entity != ENTITY_followup)
		return JAL_OK;
	err = journal_load(desk_journal(d), &f->ref.caseload, entity, &f->ref.dossier, id, out);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

enum jal_err file_describe(const struct desk *d, const struct file *f, enum entity entity,
	const struct jal_id *id, struct buf *out)
{
	const struct record *r = entity < ENTITY_COUNT ? file_find(f, entity, id) : NULL;
	struct record *asked = NULL;
	char number[ID_NUMBER_MAX];
	size_t before = out->len;
	enum jal_err err = r == NULL ? ask_for(d, f, entity, id, &asked) : JAL_OK;

	if (err != JAL_OK)
		return err;
	if (asked != NULL)
		r = asked;
	if (entity == ENTITY_professional)
		err = buf_puts(out, desk_member_name(d, id));
	else if (r != NULL)
		err = describe_record(d, f, r, out);
	if (err == JAL_OK && out->len == before)
		err = buf_puts(out, id_number(id, 6, number));
	record_free(asked);
	return err;
}
