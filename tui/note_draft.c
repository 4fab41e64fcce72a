/*
 * Notes in drafts: [FORM, started, note, text, caret, [edit, …]], where note is the note's own edit;
 * older programs wrote [OLDER, started, channel, confidential, text, caret, [edit, …]].
 */
#include "tui/note_draft.h"

#include <string.h>

#include "core/cbor.h"
#include "tui/desk.h"
#include "tui/i18n.h"

#define OLDER 1
#define OLDER_ITEMS 7
#define FORM 2
#define ITEMS 6

void note_draft_free(struct note_draft *d)
{
	for (size_t i = 0; i < d->n; i++)
		edit_free(d->followups[i]);
	edit_free(d->note);
	buf_free(&d->text);
	explicit_bzero(d, sizeof(*d));
}

enum jal_err note_draft_encode(const struct note_draft *d, struct buf *out)
{
	struct cbor_out w;
	struct buf edit = BUF_INIT;
	enum jal_err err = edit_encode(d->note, &edit);

	if (err != JAL_OK)
		return err;
	cbor_write_begin(&w, out);
	cbor_write_array(&w, ITEMS);
	cbor_write_uint(&w, FORM);
	cbor_write_int(&w, d->started);
	cbor_write_bytes(&w, edit.data, edit.len);
	cbor_write_text(&w, buf_str(&d->text), d->text.len);
	cbor_write_uint(&w, d->caret);
	cbor_write_array(&w, d->n);
	for (size_t i = 0; i < d->n && err == JAL_OK; i++) {
		buf_clear(&edit);
		err = edit_encode(d->followups[i], &edit);
		if (err == JAL_OK)
			cbor_write_bytes(&w, edit.data, edit.len);
	}
	buf_free(&edit);
	if (err != JAL_OK) {
		/* An unfinished item gives out back as it was. */
		(void)!cbor_write_end(&w);
		return err;
	}
	return cbor_write_end(&w);
}

JAL_MUST static enum jal_err read_followups(struct cbor_in *in, struct note_draft *d)
{
	uint64_t count = 0;
	enum jal_err err = cbor_read_array(in, &count);

	if (err == JAL_OK && count > NOTE_DRAFT_FOLLOWUPS_MAX)
		err = JAL_ERR_CORRUPT;
	for (uint64_t i = 0; i < count && err == JAL_OK; i++) {
		const uint8_t *bytes = NULL;
		size_t n = 0;

		err = cbor_read_bytes(in, &bytes, &n);
		if (err == JAL_OK)
			err = edit_decode(bytes, n, &d->followups[d->n]);
		if (err == JAL_OK)
			d->n++;
	}
	return err;
}

/* What an older program kept of the note itself. */
JAL_MUST static enum jal_err read_older(struct cbor_in *in, struct note_draft *d)
{
	const char *text = NULL;
	size_t len = 0;
	enum jal_err err = cbor_read_text(in, &text, &len);

	if (err == JAL_OK && len >= sizeof(d->channel))
		err = JAL_ERR_CORRUPT;
	if (err == JAL_OK)
		memcpy(d->channel, text, len);
	return err == JAL_OK ? cbor_read_bool(in, &d->confidential) : err;
}

JAL_MUST static enum jal_err read_note(struct cbor_in *in, struct note_draft *d)
{
	const uint8_t *bytes = NULL;
	size_t n = 0;
	enum jal_err err = cbor_read_bytes(in, &bytes, &n);

	if (err == JAL_OK)
		err = edit_decode(bytes, n, &d->note);
	if (err == JAL_OK && edit_entity(d->note) != ENTITY_note)
		err = JAL_ERR_CORRUPT;
	return err;
}

JAL_MUST static enum jal_err read_head(struct cbor_in *in, struct note_draft *d)
{
	const char *text = NULL;
	size_t len = 0;
	uint64_t items = 0;
	uint64_t number = 0;
	enum jal_err err = cbor_read_array(in, &items);

	if (err == JAL_OK)
		err = cbor_read_uint(in, &number);
	if (err == JAL_OK && !(number == FORM && items == ITEMS) && !(number == OLDER && items == OLDER_ITEMS))
		err = JAL_ERR_CORRUPT;
	if (err == JAL_OK)
		err = cbor_read_int(in, &d->started);
	if (err == JAL_OK)
		err = number == FORM ? read_note(in, d) : read_older(in, d);
	if (err == JAL_OK)
		err = cbor_read_text(in, &text, &len);
	if (err == JAL_OK)
		err = buf_put(&d->text, text, len);
	if (err == JAL_OK)
		err = cbor_read_uint(in, &number);
	if (err == JAL_OK)
		d->caret = number <= d->text.len ? (size_t)number : d->text.len;
	return err;
}

enum jal_err note_draft_decode(const uint8_t *bytes, size_t n, struct note_draft *out)
{
	struct note_draft d = { .n = 0 };
	struct cbor_in in;
	enum jal_err err = JAL_OK;

	cbor_read_begin(&in, bytes, n);
	err = read_head(&in, &d);
	if (err == JAL_OK)
		err = read_followups(&in, &d);
	if (err == JAL_OK)
		err = cbor_end(&in);
	if (err != JAL_OK) {
		note_draft_free(&d);
		return err == JAL_ERR_NOMEM ? err : JAL_ERR_CORRUPT;
	}
	*out = d;
	return JAL_OK;
}

const char *note_draft_channel(const char *place)
{
	if (place == NULL || strcmp(place, "office") == 0 || strcmp(place, "local_point") == 0)
		return "meeting";
	if (strcmp(place, "home") == 0)
		return "home_visit";
	if (strcmp(place, "phone") == 0 || strcmp(place, "video") == 0)
		return place;
	return "outside";
}

enum jal_err note_draft_describe(const struct edit *e, struct buf *out)
{
	struct format format = desk_format();
	enum field field = edit_entity(e) == ENTITY_action ? FIELD_action_text : FIELD_appointment_starts;
	enum field more = edit_entity(e) == ENTITY_action ? FIELD_action_due : FIELD_appointment_place;
	enum jal_err err = buf_printf(out, _("%s : "), _(model_entity(edit_entity(e))->label));

	if (err == JAL_OK)
		err = format_value(&format, model_field(field), edit_value(e, field), out);
	if (err == JAL_OK && edit_value(e, more)->kind != VALUE_EMPTY) {
		err = buf_puts(out, edit_entity(e) == ENTITY_action ? _(", échéance ") : ", ");
		if (err == JAL_OK)
			err = format_value(&format, model_field(more), edit_value(e, more), out);
	}
	return err;
}
