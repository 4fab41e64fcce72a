/* The templates of the program, and those that a territory keeps in its settings. */
#include "core/template.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/record.h"
#include "core/vocab.h"

#define KEY_PREFIX "templates."
#define TEXT_MAX 1024

struct built_in {
	bool goal;
	const char *theme, *text, *who;
	int hours;
};

#define GOAL(theme, text) { true, theme, text, NULL, 0 },
#define ACTION(who, hours, text) { false, NULL, text, who, hours },
static const struct built_in built_in[] = {
#include "core/template.def"
};
#undef GOAL
#undef ACTION

#define BUILT_IN (sizeof(built_in) / sizeof(built_in[0]))

/* Items being put together; copied into the list's own memory at the end. */
struct gathering {
	struct template_item *items;
	size_t n, cap;
	size_t own;		/* how many are the territory's */
	size_t goal;		/* the last goal added; SIZE_MAX: none */
	const char *theme;
	struct arena *arena;
};

static enum jal_err add(struct gathering *g, const struct template_item *item)
{
	struct template_item *more = grow_array(g->items, g->n, &g->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	g->items = more;
	g->items[g->n] = *item;
	if (item->goal)
		g->goal = g->n;
	g->n++;
	return JAL_OK;
}

/* One line of a setting. */
static enum jal_err add_line(struct gathering *g, const char *line, size_t len)
{
	bool action = false;
	while (len > 0 && (*line == ' ' || *line == '-')) {
		action = action || *line == '-';
		line++;
		len--;
	}
	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\r'))
		len--;
	if (len == 0 || len > TEXT_MAX || g->own == TEMPLATE_OWN_MAX || (action && g->goal == SIZE_MAX))
		return JAL_OK;
	struct template_item item = { .theme = g->theme, .text = arena_copy(g->arena, line, len), .goal = !action,
				      .of = g->goal, .who = action ? "person" : NULL, .own = true };
	if (!item.text)
		return JAL_ERR_NOMEM;
	g->own++;
	return add(g, &item);
}

static enum jal_err add_setting(void *ctx, struct record *r)
{
	struct gathering *g = ctx;
	const char *key = record_get(r, setting_key);
	const char *value = record_get(r, setting_value);
	enum jal_err err = JAL_OK;
	const struct vocab_code *theme = NULL;
	if (key && value && !record_archived(r) && strncmp(key, KEY_PREFIX, strlen(KEY_PREFIX)) == 0)
		theme = vocab_find(VOCAB_theme, key + strlen(KEY_PREFIX));
	if (theme) {
		g->theme = theme->code;
		g->goal = SIZE_MAX;
		for (const char *line = value; !err && *line;) {
			const size_t len = strcspn(line, "\n");
			err = add_line(g, line, len);
			line += len + (line[len] != 0);
		}
	}
	record_free(r);
	return err;
}

static enum jal_err add_built_in(struct gathering *g)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < BUILT_IN; i++) {
		const struct built_in *b = &built_in[i];
		const struct template_item item = { .theme = b->goal ? b->theme : g->theme, .text = b->text,
						    .goal = b->goal, .of = g->goal, .who = b->who, .hours = b->hours };
		g->theme = item.theme;
		err = add(g, &item);
	}
	return err;
}

enum jal_err template_load(struct journal *j, const struct jal_id *common, struct template_list *out)
{
	struct template_list l = { .arena = ARENA_INIT };
	struct gathering g = { .goal = SIZE_MAX, .arena = &l.arena };
	enum jal_err err = common ? journal_each(j, common, ENTITY_setting, NULL, add_setting, &g) : JAL_OK;
	g.goal = SIZE_MAX;
	if (!err)
		err = add_built_in(&g);
	if (!err) {
		l.items = arena_array(&l.arena, g.n, sizeof(*l.items));
		if (l.items)
			memcpy(l.items, g.items, g.n * sizeof(*l.items));
		else
			err = JAL_ERR_NOMEM;
		l.n = g.n;
	}
	free(g.items);
	if (err)
		template_list_free(&l);
	else
		*out = l;
	return err;
}

void template_list_free(struct template_list *l)
{
	arena_free(&l->arena);
	*l = (struct template_list){ .arena = ARENA_INIT };
}

const struct template_item *template_goal(const struct template_list *l, const char *theme, const char *text)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].goal && strcmp(l->items[i].text, text) == 0 && (!theme || strcmp(l->items[i].theme, theme) == 0))
			return &l->items[i];
	return NULL;
}
