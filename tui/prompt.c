/*
 * The question.
 */
#include "tui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/editor.h"
#include "tui/i18n.h"

#define WORD_MAX 256

struct question {
	struct screen screen;	/* first */
	struct prompt p;	/* its texts point into texts */
	struct buf texts[PROMPT_BUTTONS + 3];
	struct editor word;
	size_t at;		/* the button; n_buttons: the word to type */
};

static struct question *self(struct screen *s)
{
	return (struct question *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	const struct question *q = (const struct question *)s;

	if (buf_puts(out, q->p.title) != JAL_OK)
		buf_clear(out);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct question *q = self(s);
	struct rect r = l->body;
	int row = r.row + 2 +
		canvas_paragraph(c, (struct rect){ r.row + 1, r.col + 5, r.rows > 4 ? r.rows - 4 : 1, r.cols - 10 },
			ROLE_NORMAL, q->p.text);
	int col = r.col + 7;

	if (q->p.type_this != NULL) {
		int used = 0;

		canvas_put(c, row, r.col + 5, r.cols - 10, ROLE_NORMAL, _("Pour confirmer, tapez ceci :"));
		used = canvas_put(c, row + 1, r.col + 5, r.cols / 2, ATTR_BOLD, q->p.type_this);
		editor_draw(&q->word, c, (struct rect){ row + 1, r.col + 7 + used, 1, r.cols - used - 12 }, ROLE_FIELD,
			q->at == q->p.n_buttons);
		row += 3;
	}
	for (size_t i = 0; i < q->p.n_buttons; i++) {
		const char *label = q->p.buttons[i];
		int width = glyph_columns(label, strlen(label)) + 4;
		unsigned style = i == q->at ? ROLE_CURRENT : ROLE_NORMAL;

		/* One under the other where there is no room beside. */
		if (col > r.col + 7 && col + width > r.col + r.cols) {
			col = r.col + 7;
			row++;
		}
		if (i == q->at) {
			canvas_put(c, row, col - 2, 1, ROLE_NORMAL, ">");
			canvas_cursor(c, row, col);
		}
		canvas_put(c, row, col, 2, style, "[ ");
		canvas_put(c, row, col + 2, width - 4, style, label);
		canvas_put(c, row, col + width - 2, 2, style, " ]");
		col += width + 4;
	}
}

static void tell(struct screen *s, struct tell *t)
{
	struct question *q = self(s);

	tell_say(t, q->p.text);
	if (q->p.type_this != NULL)
		tell_printf(t, _("Pour confirmer, tapez ceci : %s"), q->p.type_this);
	for (size_t i = 0; i < q->p.n_buttons; i++)
		tell_button(t, i + 1, i == q->at, q->p.buttons[i]);
	if (q->at == q->p.n_buttons) {
		t->takes = TELL_LINE;
		tell_prompt(t, _("Ce qui est demandé, « < » pour renoncer :"));
	} else {
		tell_prompt(t, _("Numéro du bouton, « < » pour renoncer :"));
	}
}

static bool choose(struct screen *s, size_t number)
{
	struct question *q = self(s);

	if (number == 0 || number > q->p.n_buttons)
		return false;
	q->at = number - 1;
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	struct question *q = self(s);

	(void)n;
	if (q->at != q->p.n_buttons || editor_set(&q->word, line) != JAL_OK)
		return false;
	/* Then the number of the button. */
	q->at = q->p.safe;
	return true;
}

static bool key(struct screen *s, const struct key *k)
{
	struct question *q = self(s);
	size_t places = q->p.n_buttons + (q->p.type_this != NULL);
	bool in_word = q->at == q->p.n_buttons;

	if (in_word) {
		enum editor_result result = k->code == K_ENTER ? EDITOR_IGNORED : editor_key(&q->word, k);

		if (result != EDITOR_IGNORED)
			return true;
		if (k->code == K_ENTER) {
			q->at = q->p.safe;
			return true;
		}
	}
	switch (k->code) {
	case K_LEFT:
	case K_UP:
	case K_BACKTAB:
		q->at = (q->at + places - 1) % places;
		return true;
	case K_RIGHT:
	case K_DOWN:
	case K_TAB:
		q->at = (q->at + 1) % places;
		return true;
	default:
		return false;
	}
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	struct question *q = self(s);

	return q->at == q->p.n_buttons && editor_paste(&q->word, bytes, n, NULL) == JAL_OK;
}

static void press(struct question *q, size_t button)
{
	struct app *app = q->screen.app;
	struct prompt p = q->p;

	app_pop(app);
	if (p.done != NULL)
		p.done(p.ctx, app, button);
}

/* The word is compared as names are: whatever the accents and capitals. */
static bool word_is_right(const struct question *q)
{
	struct buf wanted = BUF_INIT;
	struct buf typed = BUF_INIT;
	bool right = text_fold(q->p.type_this, strlen(q->p.type_this), &wanted) == JAL_OK &&
		text_fold(q->word.text, q->word.len, &typed) == JAL_OK && wanted.len == typed.len &&
		strcmp(buf_str(&wanted), buf_str(&typed)) == 0;

	buf_free(&wanted);
	buf_free(&typed);
	return right;
}

static bool run(struct screen *s, enum action_id action)
{
	struct question *q = self(s);

	if (action == ACT_BACK) {
		press(q, q->p.safe);
		return true;
	}
	if (action != ACT_OPEN || q->at >= q->p.n_buttons)
		return false;
	if (q->p.type_this != NULL && q->at != q->p.safe && !word_is_right(q)) {
		app_say(s->app, APP_WARNING, _("Tapez d’abord « %s » pour confirmer."), q->p.type_this);
		q->at = q->p.n_buttons;
		return true;
	}
	press(q, q->at);
	return true;
}

static bool typing(const struct screen *s)
{
	const struct question *q = (const struct question *)s;

	return q->at == q->p.n_buttons;
}

static void question_free(struct screen *s)
{
	struct question *q = self(s);

	for (size_t i = 0; i < PROMPT_BUTTONS + 3; i++)
		buf_free(&q->texts[i]);
	editor_free(&q->word);
	free(q);
}

static const struct screen_vt vt = {
	.title = title,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.paste = paste,
	.run = run,
	.typing = typing,
	.free = question_free,
};

struct screen *prompt_new(const struct prompt *p)
{
	struct question *q = calloc(1, sizeof(*q));
	const char **copied[PROMPT_BUTTONS + 3] = { NULL };
	size_t n = 0;

	if (q == NULL)
		return NULL;
	q->screen = (struct screen){ .vt = &vt, .id = SCR_PROMPT };
	q->p = *p;
	q->at = p->safe;
	copied[n++] = &q->p.title;
	copied[n++] = &q->p.text;
	for (size_t i = 0; i < p->n_buttons; i++)
		copied[n++] = &q->p.buttons[i];
	if (p->type_this != NULL)
		copied[n++] = &q->p.type_this;
	for (size_t i = 0; i < n; i++) {
		if (buf_puts(&q->texts[i], *copied[i]) != JAL_OK)
			goto fail;
		*copied[i] = buf_str(&q->texts[i]);
	}
	if (p->type_this != NULL && editor_init(&q->word, EDITOR_LINE, WORD_MAX) != JAL_OK)
		goto fail;
	return &q->screen;
fail:
	question_free(&q->screen);
	return NULL;
}
