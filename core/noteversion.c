/* The texts of a note, from its history. */
#include "core/noteversion.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/record.h"

void noteversion_free(struct noteversions *v)
{
	for (size_t i = 0; i < v->n; i++) {
		explicit_bzero(v->list[i].text, strlen(v->list[i].text));
		free(v->list[i].text);
	}
	free(v->list);
	*v = (struct noteversions){ .list = NULL };
}

/* Newest first: of two alike that follow each other, the one that comes later here is the older. */
static bool is_again(struct noteversions *v, const struct journal_event *e)
{
	struct noteversion *last = v->n ? &v->list[v->n - 1] : NULL;
	if (!last || strcmp(last->text, e->after.text) != 0)
		return false;
	last->stamp = e->stamp;
	last->device = e->device;
	last->live = last->live || e->live;
	return true;
}

static enum jal_err keep(void *ctx, const struct journal_event *e)
{
	struct noteversions *v = ctx;
	if (e->field != FIELD_note_text || e->after.kind != VALUE_TEXT || is_again(v, e))
		return JAL_OK;
	struct noteversion *more = grow_array(v->list, v->n, &v->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	v->list = more;
	char *copy = strdup(e->after.text);
	if (!copy)
		return JAL_ERR_NOMEM;
	v->list[v->n++] =
		(struct noteversion){ .stamp = e->stamp, .device = e->device, .text = copy, .live = e->live };
	return JAL_OK;
}

enum jal_err noteversion_read(struct journal *j, const struct record *note, struct noteversions *out)
{
	struct noteversions v = { .list = NULL };
	const enum jal_err err = journal_history_of(j, note, keep, &v);
	if (err) {
		noteversion_free(&v);
		return err;
	}
	*out = v;
	return JAL_OK;
}

bool noteversion_confidential(const struct record *note)
{
	const char *visible = record_get(note, note_visibility);
	const struct record_set *kinds = record_get(note, note_sensitive);
	return (visible && strcmp(visible, "team") != 0) || (kinds && kinds->count > 0);
}
