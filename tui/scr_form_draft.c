/*
 * What is typed in a form, kept until it is saved: [all rows?, the edit, what was
 * typed]; and taken up again. Knows neither keys nor saving.
 */
#include "tui/scr_form.h"

#include "core/cbor.h"

JAL_MUST static enum jal_err encode(const struct scr_form *f, struct buf *out)
{
	struct buf edit = BUF_INIT;
	struct buf typed = BUF_INIT;
	struct cbor_out w;
	enum jal_err err = edit_encode(f->edit, &edit);

	if (err == JAL_OK)
		err = fields_encode(&f->fields, &typed);
	if (err == JAL_OK) {
		cbor_write_begin(&w, out);
		cbor_write_array(&w, 3);
		cbor_write_bool(&w, f->all != NULL);
		cbor_write_bytes(&w, edit.data, edit.len);
		cbor_write_bytes(&w, typed.data, typed.len);
		err = cbor_write_end(&w);
	}
	buf_free(&edit);
	buf_free(&typed);
	return err;
}

JAL_MUST static enum jal_err decode(struct scr_form *f, const struct buf *body)
{
	struct cbor_in in;
	const uint8_t *edit = NULL;
	const uint8_t *typed = NULL;
	size_t edit_len = 0;
	size_t typed_len = 0;
	uint64_t items = 0;
	bool full = false;
	enum jal_err err = JAL_OK;

	cbor_read_begin(&in, body->data, body->len);
	err = cbor_read_array(&in, &items);
	if (err == JAL_OK)
		err = cbor_read_bool(&in, &full);
	if (err == JAL_OK)
		err = cbor_read_bytes(&in, &edit, &edit_len);
	if (err == JAL_OK)
		err = cbor_read_bytes(&in, &typed, &typed_len);
	if (err == JAL_OK)
		err = cbor_end(&in);
	if (err == JAL_OK)
		err = edit_decode(edit, edit_len, &f->edit);
	if (err == JAL_OK)
		err = scr_form_make_fields(f, f->kind->all || (full && f->kind->more));
	if (err == JAL_OK)
		err = fields_decode(&f->fields, typed, typed_len);
	return err;
}

enum jal_err scr_form_resume(struct scr_form *f)
{
	struct buf body = BUF_INIT;
	int64_t when = 0;
	enum jal_err err = drafts_load(desk_db(f->desk), &f->key, &body, &when);

	if (err == JAL_OK)
		err = decode(f, &body);
	buf_free(&body);
	if (err == JAL_OK) {
		f->resumed = true;
		f->has_draft = true;
	}
	return err;
}

enum jal_err scr_form_save_draft(struct screen *s, struct diag *why)
{
	struct scr_form *f = (struct scr_form *)s;
	struct buf body = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (f->edit == NULL)
		return JAL_OK;
	if (!form_any_changed(&f->fields.form)) {
		/* All was taken back: nothing is left to be kept. */
		if (f->has_draft)
			err = drafts_delete(desk_db(f->desk), &f->key);
		f->has_draft = false;
		return err == JAL_OK ? JAL_OK : db_explain(desk_db(f->desk), err, why);
	}
	err = encode(f, &body);
	if (err == JAL_OK)
		err = drafts_save(desk_db(f->desk), &f->key, body.data, body.len, clock_now(desk_clock(f->desk)));
	buf_free(&body);
	f->has_draft = true;
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(f->desk), err, why);
}

bool scr_form_has_draft(const struct screen *s)
{
	return ((const struct scr_form *)s)->has_draft;
}
