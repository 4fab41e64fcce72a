/*
 * The form of hours done for one action, chosen among those of the file.
 */
#include "tui/form_activity.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/search.h"
#include "tui/work.h"

/* The file, and the ids of its actions as choices name them. */
struct inside {
	struct file file;
	char (*ids)[ID_HEX + 1];
};

static size_t offer(void *ctx, const char *query, struct picker_choice *out, size_t room)
{
	const struct scr_form *f = ctx;
	const struct inside *in = f->extra;
	const struct file_list *l = in != NULL ? &in->file.of[ENTITY_action] : NULL;
	struct buf key = BUF_INIT;
	size_t n = 0;

	if (text_fold(query, strlen(query), &key) != JAL_OK)
		buf_clear(&key);
	for (size_t i = 0; l != NULL && i < l->n && n < room; i++) {
		const char *text = file_text(f->desk, l->list[i], FIELD_action_text);

		if (text != NULL && search_words(buf_str(&key), key.len, &text, 1))
			out[n++] = (struct picker_choice){ in->ids[i], text };
	}
	buf_free(&key);
	return n;
}

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
	{ .field = FIELD_activity_action, .offer = offer },
	{ .field = FIELD_activity_date, .vital = true, .hint = N_("auj, hier, lun, 15/12") },
	{ .field = FIELD_activity_minutes, .vital = true, .hint = N_("90 : une heure et demie") },
	{ .field = FIELD_activity_comment },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	(void)f;
	return buf_puts(out, _("Heures d’une action"));
}

static void forget(struct scr_form *f)
{
	struct inside *in = f->extra;

	if (in != NULL) {
		file_free(&in->file);
		free(in->ids);
	}
	free(in);
	f->extra = NULL;
}

static enum jal_err prepare(struct scr_form *f, struct diag *why)
{
	struct inside *in = calloc(1, sizeof(*in));
	enum jal_err err = in != NULL ? file_load(f->desk, &f->ref, &in->file, why) : JAL_ERR_NOMEM;

	f->extra = in;
	if (err == JAL_OK) {
		const struct file_list *l = &in->file.of[ENTITY_action];

		in->ids = calloc(l->n + 1, sizeof(*in->ids));
		err = in->ids != NULL ? JAL_OK : JAL_ERR_NOMEM;
		for (size_t i = 0; i < l->n && err == JAL_OK; i++)
			id_hex(record_id(l->list[i]), in->ids[i]);
	}
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	enum jal_err err = edit_create(ENTITY_activity, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK)
		err = edit_set_number(f->edit, FIELD_activity_date, f->day != 0 ? f->day : desk_today(f->desk));
	if (err == JAL_OK && !id_is_zero(&f->parent))
		err = edit_set_id(f->edit, FIELD_activity_contract, &f->parent);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	const struct inside *in = f->extra;
	const struct file_list *l = in != NULL ? &in->file.of[ENTITY_action] : NULL;

	if (f->fields.rows[row].part == PART_FIXED) {
		if (file_name_of(f->desk, &f->ref, out) != JAL_OK)
			buf_clear(out);
		return;
	}
	for (size_t i = 0; l != NULL && i < l->n; i++) {
		const char *text = file_text(f->desk, l->list[i], FIELD_action_text);

		if (text != NULL && strcmp(in->ids[i], code) == 0 && text_inert(text, strlen(text), TEXT_LINE, out) != JAL_OK)
			buf_clear(out);
	}
}

static enum jal_err write_activity(struct scr_form *f, struct diag *why)
{
	struct buf said = BUF_INIT;
	enum jal_err err = work_said(f->desk, &f->ref, _("heures de %s"), &said);

	if (err == JAL_OK)
		err = scr_form_write(f, &f->edit, 1, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static const struct scr_form_kind kind = {
	.name = "activity",
	.entity = ENTITY_activity,
	.hangs = FIELD_activity_contract,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.title = title,
	.create = create,
	.prepare = prepare,
	.show = show,
	.write = write_activity,
	.forget = forget,
	.again = true,
};

struct screen *form_activity_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *contract, int32_t monday)
{
	struct screen *s = scr_form_hang(scr_form_new(desk, &kind, ref, id, NULL), contract);
	int32_t today = desk_today(desk);

	/* This week's are mostly today's. */
	if (s != NULL && monday != RECORD_NO_DATE && (today < monday || today > monday + 6))
		((struct scr_form *)s)->day = monday;
	return s;
}
