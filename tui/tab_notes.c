/*
 * The notes, newest first, those that are not for all eyes folded; and the one
 * that was being typed.
 */
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/format.h"
#include "core/text.h"
#include "tui/i18n.h"
#include "tui/scr_find.h"
#include "tui/scr_note.h"
#include "tui/tab.h"
#include "tui/work.h"

enum { CELL_DAY, CELL_AUTHOR, CELL_CHANNEL, CELL_TEXT, CELLS };
enum { KIND_NOTE, KIND_DRAFT };

static const struct list_column columns[CELLS] = {
	[CELL_DAY] = { .title = "", .place = { .width = 10 } },
	[CELL_AUTHOR] = { .title = "", .place = { .width = 11, .drop = 2 } },
	[CELL_CHANNEL] = { .title = "", .place = { .width = 17, .drop = 1 } },
	[CELL_TEXT] = { .title = "", .place = { .width = 20, .weight = 1 } },
};

JAL_MUST static enum jal_err put_draft(struct tab_view *v, struct lines *out)
{
	struct buf first = BUF_INIT;
	struct buf text = BUF_INIT;
	struct line *line = NULL;
	enum jal_err err = scr_note_draft(v->desk, &v->file.ref, &first);

	if (err == JAL_ERR_NOT_FOUND) {
		err = JAL_OK;
		goto out;
	}
	if (err == JAL_OK)
		err = buf_printf(&text, _("Brouillon non enregistré : « %s »"), buf_str(&first));
	if (err != JAL_OK)
		goto out;
	line = lines_add(out, NULL);
	if (line == NULL) {
		err = JAL_ERR_NOMEM;
		goto out;
	}
	line->kind = KIND_DRAFT;
	line->style = ROLE_WARNING;
	err = lines_put(out, CELL_DAY, buf_str(&text));
out:
	buf_free(&first);
	buf_free(&text);
	return err;
}

JAL_MUST static enum jal_err put_note(struct tab_view *v, const struct record *r, struct lines *out, struct buf *text)
{
	struct format format = desk_format();
	struct line *line = lines_add(out, record_id(r));
	int32_t date = record_get(r, note_date);
	const char *channel = record_get(r, note_channel);
	const char *author = record_get(r, note_author);
	int64_t when = 0;
	char day[DATE_SHOWN_MAX];
	enum jal_err err = line != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (author == NULL)
		author = file_writer(v->desk, r, FIELD_note_text, &when);
	if (err == JAL_OK && date != RECORD_NO_DATE)
		err = lines_put(out, CELL_DAY, date_shown(date, day));
	buf_clear(text);
	if (err == JAL_OK)
		err = file_short_name(author, text);
	if (err == JAL_OK)
		err = lines_put(out, CELL_AUTHOR, buf_str(text));
	buf_clear(text);
	if (err == JAL_OK && channel != NULL)
		err = format_code(&format, VOCAB_channel, channel, strlen(channel), text);
	if (err == JAL_OK)
		err = lines_put(out, CELL_CHANNEL, buf_str(text));
	buf_clear(text);
	if (err == JAL_OK)
		err = file_describe(v->desk, &v->file, ENTITY_note, record_id(r), text);
	return err == JAL_OK ? lines_put(out, CELL_TEXT, buf_str(text)) : err;
}

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	const struct file_list *l = &v->file.of[ENTITY_note];
	const struct record **sorted = NULL;
	struct buf text = BUF_INIT;
	enum jal_err err = tab_sorted(l, tab_note_time, true, &sorted);

	if (err == JAL_OK)
		err = put_draft(v, out);
	for (size_t i = 0; i < l->n && err == JAL_OK; i++)
		err = put_note(v, sorted[i], out, &text);
	free(sorted);
	buf_free(&text);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static bool run(struct tab_view *v, const struct line *line, enum action_id action)
{
	struct jal_id id = line != NULL ? line->id : ID_ZERO;

	if (action == ACT_CREATE || (action == ACT_OPEN && line != NULL && line->kind == KIND_DRAFT)) {
		work_push(v->app, scr_note_new(v->desk, &v->file.ref, NULL));
		return true;
	}
	if (action == ACT_SEARCH) {
		work_push(v->app, scr_find_new(v->desk, &v->file.ref, NULL));
		return true;
	}
	if (action != ACT_OPEN || line == NULL)
		return false;
	tab_open_record(v, ENTITY_note, &id);
	return true;
}

const struct tab tab_notes = {
	.id = SCR_NOTES,
	.name = N_("Notes"),
	.columns = columns,
	.n_columns = CELLS,
	.empty = N_("Aucune note.\nn : en écrire une."),
	.fill = fill,
	.run = run,
};
