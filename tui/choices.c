/*
 * Names to choose from.
 */
#include "tui/choices.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/structures.h"
#include "core/text.h"
#include "tui/search.h"

void choices_free(struct choices *c)
{
	for (size_t i = 0; i < c->n; i++) {
		explicit_bzero(c->list[i].name, strlen(c->list[i].name));
		free(c->list[i].name);
	}
	free(c->list);
	*c = CHOICES_INIT;
}

enum jal_err choices_add(struct choices *c, const struct jal_id *id, const char *name)
{
	struct choice *list = grow_array(c->list, c->n, &c->cap, sizeof(*list));
	struct buf inert = BUF_INIT;
	enum jal_err err = list != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (err != JAL_OK)
		return err;
	c->list = list;
	err = text_inert(name, strlen(name), TEXT_LINE, &inert);
	if (err == JAL_OK) {
		id_hex(id, c->list[c->n].id);
		c->list[c->n].name = buf_take(&inert);
		err = c->list[c->n].name != NULL ? JAL_OK : JAL_ERR_NOMEM;
	}
	if (err == JAL_OK)
		c->n++;
	buf_free(&inert);
	return err;
}

enum jal_err choices_add_members(struct choices *c, const struct desk *d)
{
	enum jal_err err = JAL_OK;

	for (size_t i = 0; desk_member_at(d, i) != NULL && err == JAL_OK; i++) {
		const struct roster_member *m = desk_member_at(d, i);

		if (!m->revoked && m->name[0] != '\0')
			err = choices_add(c, &m->id, m->name);
	}
	return err;
}

static enum jal_err add_structure(void *ctx, const struct jal_id *id, const char *name)
{
	return choices_add(ctx, id, name);
}

enum jal_err choices_add_structures(struct choices *c, const struct desk *d)
{
	return structures_each(desk_db(d), &desk_territory(d)->common, add_structure, c);
}

size_t choices_offer(const struct choices *c, const char *query, struct picker_choice *out, size_t room)
{
	struct buf key = BUF_INIT;
	size_t n = 0;

	if (text_fold(query, strlen(query), &key) != JAL_OK)
		buf_clear(&key);
	for (size_t i = 0; i < c->n && n < room; i++) {
		const char *name = c->list[i].name;

		if (search_words(buf_str(&key), key.len, &name, 1))
			out[n++] = (struct picker_choice){ c->list[i].id, name };
	}
	buf_free(&key);
	return n;
}

const char *choices_name(const struct choices *c, const char *id)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->list[i].id, id) == 0)
			return c->list[i].name;
	return NULL;
}
