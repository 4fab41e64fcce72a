/*
 * Templates that answer what is typed.
 */
#include "tui/suggest.h"

#include <string.h>

#include "core/text.h"
#include "core/vocab.h"
#include "tui/i18n.h"
#include "tui/search.h"

enum jal_err suggest_load(const struct desk *d, struct template_list *out)
{
	const struct roster_territory *t = desk_territory(d);

	return template_load(desk_journal(d), t != NULL && !id_is_zero(&t->common) ? &t->common : NULL, out);
}

/* By the words of its text and of its theme. */
static bool answers(const struct template_item *t, const struct buf *key)
{
	const struct vocab_code *theme = vocab_find(VOCAB_theme, t->theme);
	const char *texts[2] = { t->text, theme != NULL ? _(theme->label) : NULL };

	return search_words(buf_str(key), key->len, texts, 2);
}

static bool is_known(const char *code)
{
	return code != NULL && *code != '\0';
}

/* Once each, whatever the goals it stands under. */
static size_t add(const struct template_item *t, struct picker_choice *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(out[i].code, t->text) == 0)
			return n;
	out[n] = (struct picker_choice){ t->text, t->text };
	return n + 1;
}

size_t suggest_goals(const struct template_list *l, const char *theme, const char *query, struct picker_choice *out,
	size_t room)
{
	struct buf key = BUF_INIT;
	size_t n = 0;

	if (text_fold(query, strlen(query), &key) != JAL_OK)
		buf_clear(&key);
	for (size_t i = 0; i < l->n && n < room; i++)
		if (l->items[i].goal && (!is_known(theme) || strcmp(l->items[i].theme, theme) == 0) &&
			answers(&l->items[i], &key))
			n = add(&l->items[i], out, n);
	buf_free(&key);
	return n;
}

/* How near an action's template is to the goal: 0 its own, 1 of its theme, 2 another one. */
static int distance(const struct template_list *l, const struct template_item *t, const char *theme, const char *goal)
{
	if (is_known(goal) && strcmp(l->items[t->of].text, goal) == 0)
		return 0;
	return is_known(theme) && strcmp(t->theme, theme) == 0 ? 1 : 2;
}

size_t suggest_actions(const struct template_list *l, const char *theme, const char *goal, const char *query,
	struct picker_choice *out, size_t room)
{
	struct buf key = BUF_INIT;
	int farthest = 2;
	size_t n = 0;

	if (text_fold(query, strlen(query), &key) != JAL_OK)
		buf_clear(&key);
	if (key.len == 0 && is_known(theme))
		farthest = 1;
	for (int d = 0; d <= farthest; d++)
		for (size_t i = 0; i < l->n && n < room; i++)
			if (!l->items[i].goal && distance(l, &l->items[i], theme, goal) == d && answers(&l->items[i], &key))
				n = add(&l->items[i], out, n);
	buf_free(&key);
	return n;
}

const struct template_item *suggest_action(const struct template_list *l, const char *text)
{
	for (size_t i = 0; i < l->n; i++)
		if (!l->items[i].goal && strcmp(l->items[i].text, text) == 0)
			return &l->items[i];
	return NULL;
}
