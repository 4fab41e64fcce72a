/*
 * The picker, as a screen.
 */
#include "tui/scr_pick.h"

#include <stdlib.h>

struct pick {
	struct screen screen;	/* first */
	struct picker picker;
	struct buf title;
	void (*done)(void *owned, struct app *app, const char *code);
	void *owned;
};

static struct pick *self(struct screen *s)
{
	return (struct pick *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	const struct pick *p = (const struct pick *)s;

	if (buf_puts(out, buf_str(&p->title)) != JAL_OK)
		buf_clear(out);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct pick *p = self(s);
	struct rect r = layout_middle(l->body, picker_rows(&p->picker), l->body.cols < 44 ? l->body.cols : 44);

	picker_draw(&p->picker, c, r);
}

static void tell(struct screen *s, struct tell *t)
{
	tell_say(t, buf_str(&self(s)->title));
	picker_tell(&self(s)->picker, t);
}

static bool choose(struct screen *s, size_t number)
{
	return list_choose(&self(s)->picker.list, number);
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	(void)n;
	return list_answer(&self(s)->picker.list, line);
}

static bool key(struct screen *s, const struct key *k)
{
	struct pick *p = self(s);
	struct app *app = s->app;
	enum picker_result result = PICKER_IGNORED;

	if (k->code >= K_F(1) && k->code <= K_F(12))
		return false;
	result = picker_key(&p->picker, k);
	if (result == PICKER_CHOSE || result == PICKER_CLOSED)
		app_pop(app);
	if (result == PICKER_CHOSE)
		p->done(p->owned, app, picker_choice(&p->picker)->code);
	return result != PICKER_IGNORED;
}

static bool typing(const struct screen *s)
{
	(void)s;
	return true;
}

static void pick_free(struct screen *s)
{
	struct pick *p = self(s);

	picker_close(&p->picker);
	buf_free(&p->title);
	free(p->owned);
	free(p);
}

static const struct screen_vt vt = {
	.title = title,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.typing = typing,
	.free = pick_free,
	.overlay = true,
};

struct screen *scr_pick_new(const char *text, const struct picker_source *source, const char *chosen,
	void (*done)(void *owned, struct app *app, const char *code), void *owned)
{
	struct pick *p = calloc(1, sizeof(*p));

	if (p == NULL) {
		free(owned);
		return NULL;
	}
	p->screen = (struct screen){ .vt = &vt, .id = SCR_PICK };
	p->done = done;
	p->owned = owned;
	if (buf_puts(&p->title, text) != JAL_OK || picker_open(&p->picker, source, false, chosen) != JAL_OK) {
		pick_free(&p->screen);
		return NULL;
	}
	return &p->screen;
}
