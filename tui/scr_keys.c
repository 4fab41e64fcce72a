/*
 * The test of the function keys.
 */
#include "tui/scr_keys.h"

#include <stdlib.h>

#include "tui/app.h"
#include "tui/i18n.h"

#define KEYS 12

struct keys {
	struct screen screen;	/* first */
	bool came[KEYS];
};

static struct keys *self(struct screen *s)
{
	return (struct keys *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Mes touches F1-F12")) != JAL_OK)
		buf_clear(out);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	(void)s;
	(void)why;
	return JAL_OK;
}

static const char *explain(void)
{
	return _("Appuyez sur chacune des touches F1 à F12. Celles qui ne se cochent pas sont prises par le terminal : chacune a une "
		 "lettre ou un Ctrl à sa place, que F1 et le bas de l’écran disent ; ou « Échap puis un chiffre », dans les réglages.");
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	const struct keys *k = self(s);
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };
	int row = r.row + canvas_paragraph(c, r, ROLE_NORMAL, explain()) + 1;
	int col = r.col;

	for (int i = 0; i < KEYS; i++) {
		struct buf text = BUF_INIT;

		if (col + 9 > r.col + r.cols) {
			col = r.col;
			row++;
		}
		if (buf_printf(&text, "[%c] F%d", k->came[i] ? 'x' : ' ', i + 1) == JAL_OK)
			canvas_put(c, row, col, 9, k->came[i] ? ROLE_DONE : ROLE_NORMAL, buf_str(&text));
		buf_free(&text);
		col += 10;
	}
	canvas_cursor(c, row, r.col);
}

static void tell(struct screen *s, struct tell *t)
{
	const struct keys *k = self(s);

	tell_say(t, explain());
	for (int i = 0; i < KEYS; i++)
		tell_printf(t, "[%c] F%d", k->came[i] ? 'x' : ' ', i + 1);
}

/* All of them are only counted here; Esc leaves. */
static bool key(struct screen *s, const struct key *k)
{
	if (k->code < K_F(1) || k->code > K_F(KEYS))
		return false;
	self(s)->came[k->code - K_F(1)] = true;
	return true;
}

static void keys_free(struct screen *s)
{
	free(s);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.key = key,
	.free = keys_free,
};

struct screen *scr_keys_new(void)
{
	struct keys *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return NULL;
	k->screen = (struct screen){ .vt = &vt, .id = SCR_READER };
	return &k->screen;
}
