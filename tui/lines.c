/*
 * Lines.
 */
#include "tui/lines.h"

#include <stdlib.h>
#include <string.h>

static size_t count(void *ctx)
{
	return ((const struct lines *)ctx)->n;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	return ((const struct lines *)ctx)->all[row].id;
}

static bool heading(void *ctx, size_t row)
{
	return ((const struct lines *)ctx)->all[row].heading;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	const struct line *l = &((const struct lines *)ctx)->all[row];
	const char *s = l->cell[column];

	if (!l->heading)
		*style = column == l->sign_cell ? l->sign : l->style;
	if (s != NULL && buf_puts(text, s) != JAL_OK)
		buf_clear(text);
}

static const char *empty(void *ctx, const char *query)
{
	const struct lines *l = ctx;

	(void)query;
	return l->empty != NULL ? l->empty : "";
}

static const struct list_model model = {
	.count = count,
	.id = id_of,
	.cell = cell,
	.heading = heading,
	.empty = empty,
};

enum jal_err lines_init(struct lines *l, const struct list_column *columns, size_t n_columns)
{
	enum jal_err err = JAL_OK;

	*l = (struct lines){ .n = 0 };
	err = list_init(&l->list, &model, l, columns, n_columns);
	l->list.flows = true;
	return err;
}

void lines_clear(struct lines *l)
{
	arena_free(&l->texts);
	l->n = 0;
	/* Until the next lines_show nothing is there to be drawn. */
	l->list.n = 0;
}

void lines_free(struct lines *l)
{
	lines_clear(l);
	free(l->all);
	l->all = NULL;
	l->cap = 0;
	list_free(&l->list);
}

struct line *lines_add(struct lines *l, const struct jal_id *id)
{
	struct line *line = NULL;

	if (l->n == l->cap) {
		size_t cap = l->cap > 0 ? l->cap * 2 : 32;
		struct line *all = realloc(l->all, cap * sizeof(*all));

		if (all == NULL)
			return NULL;
		l->all = all;
		l->cap = cap;
	}
	line = &l->all[l->n++];
	*line = (struct line){ .sign_cell = LINES_CELLS };
	if (id != NULL) {
		line->id = *id;
	} else {
		line->id.b[0] = 1;
		line->id.b[ID_BYTES - 2] = (uint8_t)(l->n >> 8);
		line->id.b[ID_BYTES - 1] = (uint8_t)l->n;
	}
	return line;
}

enum jal_err lines_put(struct lines *l, size_t at, const char *text)
{
	char *copy = arena_copy(&l->texts, text, strlen(text));

	if (copy == NULL)
		return JAL_ERR_NOMEM;
	l->all[l->n - 1].cell[at] = copy;
	return JAL_OK;
}

enum jal_err lines_heading(struct lines *l, const char *text)
{
	struct line *line = lines_add(l, NULL);

	if (line == NULL)
		return JAL_ERR_NOMEM;
	line->heading = true;
	return lines_put(l, 0, text);
}

enum jal_err lines_show(struct lines *l)
{
	return list_load(&l->list);
}

const struct line *lines_current(const struct lines *l)
{
	size_t row = list_current(&l->list);

	return row == LIST_NONE ? NULL : &l->all[row];
}
