/*
 * The contracts, newest first.
 */
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "tui/form_record.h"
#include "tui/i18n.h"
#include "tui/tab.h"
#include "tui/work.h"

enum { CELL_KIND, CELL_RANK, CELL_STATUS, CELL_PERIOD, CELLS };

static const struct list_column columns[CELLS] = {
	[CELL_KIND] = { .title = "", .place = { .width = 22 } },
	[CELL_RANK] = { .title = "", .place = { .width = 16, .drop = 1 } },
	[CELL_STATUS] = { .title = "", .place = { .width = 14 } },
	[CELL_PERIOD] = { .title = "", .place = { .width = 23, .weight = 1, .drop = 2 } },
};

static int64_t begins(const struct record *r)
{
	int32_t starts = record_get(r, contract_starts);

	return starts != RECORD_NO_DATE ? starts : RECORD_NO_NUMBER;
}

JAL_MUST static enum jal_err put_contract(const struct record *r, struct lines *out, struct buf *text)
{
	int32_t starts = record_get(r, contract_starts);
	int32_t ends = record_get(r, contract_ends);
	char from[DATE_SHOWN_MAX] = "";
	char to[DATE_SHOWN_MAX] = "";
	enum jal_err err = lines_add(out, record_id(r)) != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (err == JAL_OK)
		err = tab_put_code(out, CELL_KIND, VOCAB_contract_kind, record_get(r, contract_kind), text);
	if (err == JAL_OK)
		err = tab_put_code(out, CELL_RANK, VOCAB_contract_rank, record_get(r, contract_rank), text);
	if (err == JAL_OK)
		err = tab_put_code(out, CELL_STATUS, VOCAB_contract_status, record_get(r, contract_status), text);
	buf_clear(text);
	if (starts != RECORD_NO_DATE)
		(void)date_shown(starts, from);
	if (ends != RECORD_NO_DATE)
		(void)date_shown(ends, to);
	if (err == JAL_OK)
		err = buf_printf(text, "%s → %s", from, to);
	return err == JAL_OK ? lines_put(out, CELL_PERIOD, buf_str(text)) : err;
}

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	const struct file_list *l = &v->file.of[ENTITY_contract];
	const struct record **sorted = NULL;
	struct buf text = BUF_INIT;
	enum jal_err err = tab_sorted(l, begins, true, &sorted);

	for (size_t i = 0; i < l->n && err == JAL_OK; i++)
		err = put_contract(sorted[i], out, &text);
	free(sorted);
	buf_free(&text);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static bool run(struct tab_view *v, const struct line *line, enum action_id action)
{
	if (action != ACT_OPEN || line == NULL)
		return false;
	work_push(v->app, form_record_new(v->desk, &v->file.ref, ENTITY_contract, &line->id));
	return true;
}

const struct tab tab_contract = {
	.id = SCR_CONTRACT,
	.name = N_("Contrat"),
	.columns = columns,
	.n_columns = CELLS,
	.empty = N_("Aucun contrat."),
	.fill = fill,
	.run = run,
};
