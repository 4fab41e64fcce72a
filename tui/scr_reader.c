/*
 * The reader. Locking closes it: what it shows is not kept, and where it came
 * from shows it again.
 */
#include "tui/scr_reader.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/app.h"
#include "tui/i18n.h"
#include "tui/reading.h"

struct reader {
	struct screen screen;	/* first */
	struct buf title;
	struct reading reading;
	bool gone;
};

static struct reader *self(struct screen *s)
{
	return (struct reader *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	const struct reader *r = (const struct reader *)s;

	if (buf_put(out, r->title.data, r->title.len) != JAL_OK)
		buf_clear(out);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	if (self(s)->gone)
		return diag_set(why, JAL_ERR_CANCELLED, N_("La lecture a été fermée par le verrouillage."));
	return JAL_OK;
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	reading_draw(&self(s)->reading, c, l->body);
}

static void tell(struct screen *s, struct tell *t)
{
	tell_say(t, buf_str(&self(s)->reading.text));
	tell_prompt(t, _("« < » pour revenir :"));
}

static bool key(struct screen *s, const struct key *k)
{
	if (k->code != K_ENTER)
		return reading_key(&self(s)->reading, k);
	app_pop(s->app);
	return true;
}

static void release(struct screen *s)
{
	struct reader *r = self(s);

	buf_free(&r->title);
	reading_free(&r->reading);
	r->gone = true;
}

static void reader_free(struct screen *s)
{
	struct reader *r = self(s);

	buf_free(&r->title);
	reading_free(&r->reading);
	free(r);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.key = key,
	.release = release,
	.free = reader_free,
};

struct screen *scr_reader_new(const char *name, const char *text)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->screen = (struct screen){ .vt = &vt, .id = SCR_READER };
	if (text_inert(name, strlen(name), TEXT_LINE, &r->title) != JAL_OK ||
		reading_set(&r->reading, text) != JAL_OK) {
		reader_free(&r->screen);
		return NULL;
	}
	return &r->screen;
}
