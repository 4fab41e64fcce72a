/*
 * The diagnosis: what stands in the way, theme by theme.
 */
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/text.h"
#include "tui/form_record.h"
#include "tui/i18n.h"
#include "tui/tab.h"
#include "tui/work.h"

enum { CELL_THEME, CELL_LEVEL, CELL_SINCE, CELL_COMMENT, CELLS };

static const struct list_column columns[CELLS] = {
	[CELL_THEME] = { .title = "", .place = { .width = 30 } },
	[CELL_LEVEL] = { .title = "", .place = { .width = 10 } },
	[CELL_SINCE] = { .title = "", .place = { .width = 10, .drop = 2 } },
	[CELL_COMMENT] = { .title = "", .place = { .width = 8, .weight = 1, .drop = 1 } },
};

JAL_MUST static enum jal_err put_barrier(const struct record *r, struct lines *out, struct buf *text)
{
	const struct record_set *kinds = record_get(r, barrier_sensitive);
	const char *comment = record_get(r, barrier_comment);
	int32_t since = record_get(r, barrier_since);
	char day[DATE_SHOWN_MAX];
	enum jal_err err = lines_add(out, record_id(r)) != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (err == JAL_OK)
		err = tab_put_code(out, CELL_THEME, VOCAB_theme, record_get(r, barrier_theme), text);
	if (err == JAL_OK && record_get(r, barrier_lifted_on) != RECORD_NO_DATE)
		err = lines_put(out, CELL_LEVEL, _("levé"));
	else if (err == JAL_OK)
		err = tab_put_code(out, CELL_LEVEL, VOCAB_barrier_level, record_get(r, barrier_level), text);
	if (err == JAL_OK && since != RECORD_NO_DATE)
		err = lines_put(out, CELL_SINCE, date_shown(since, day));
	buf_clear(text);
	if (err == JAL_OK && kinds != NULL && kinds->count > 0)
		return lines_put(out, CELL_COMMENT, _("[confidentiel]"));
	if (err == JAL_OK && comment != NULL)
		err = text_inert(comment, strlen(comment), TEXT_LINE, text);
	return err == JAL_OK ? lines_put(out, CELL_COMMENT, buf_str(text)) : err;
}

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	const struct file_list *l = &v->file.of[ENTITY_barrier];
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < l->n && err == JAL_OK; i++)
		err = put_barrier(l->list[i], out, &text);
	buf_free(&text);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static bool run(struct tab_view *v, const struct line *line, enum action_id action)
{
	if (action != ACT_OPEN || line == NULL)
		return false;
	work_push(v->app, form_record_new(v->desk, &v->file.ref, ENTITY_barrier, &line->id));
	return true;
}

const struct tab tab_assessment = {
	.id = SCR_ASSESSMENT,
	.name = N_("Diagnostic"),
	.columns = columns,
	.n_columns = CELLS,
	.empty = N_("Aucun frein n’est noté."),
	.fill = fill,
	.run = run,
};
