/*
 * How the note that is being written looks.
 */
#include "tui/scr_note_inside.h"

#include <stdio.h>
#include <string.h>

#include "core/date.h"
#include "core/text.h"
#include "tui/i18n.h"
#include "tui/note_about.h"

bool scr_note_changes(const struct note *n)
{
	return !id_is_zero(&n->record);
}

void scr_note_title(const struct screen *s, struct buf *out)
{
	const struct note *n = (const struct note *)s;

	if (buf_put(out, n->title.data, n->title.len) != JAL_OK)
		buf_clear(out);
}

static size_t words(const struct note *n)
{
	const char *word = NULL;
	size_t at = 0;
	size_t len = 0;
	size_t count = 0;

	while (text_word(n->editor.text, n->editor.len, &at, &word, &len))
		count++;
	return count;
}

/* The day and the hour of a new note, the day of one that is changed. */
JAL_MUST static enum jal_err put_when(const struct note *n, struct buf *out)
{
	const struct value *of = edit_value(n->draft.note, FIELD_note_date);
	char day[DATE_SHOWN_MAX];
	char time[DATE_SHOWN_MAX];

	if (scr_note_changes(n))
		return of->kind == VALUE_NUMBER ? buf_printf(out, "%s  ", date_shown((int32_t)of->number, day)) : JAL_OK;
	return buf_printf(out, "%s %s  ", date_shown(date_of_time(n->draft.started), day),
		date_shown_minutes(date_minutes_of_time(n->draft.started), false, i18n_lang()[0] == 'e' ? ':' : 'h', time));
}

/* On the rule, so that nothing moves while one types. */
static void draw_kept(const struct note *n, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	char time[DATE_SHOWN_MAX];
	char separator = i18n_lang()[0] == 'e' ? ':' : 'h';
	int used = 0;

	canvas_rule(c, r.row, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
	if (n->under.len > 0) {
		canvas_put(c, r.row, r.col + 4, 1, ROLE_NORMAL, " ");
		used = canvas_put(c, r.row, r.col + 5, r.cols - 9, ROLE_WARNING, buf_str(&n->under));
		canvas_put(c, r.row, r.col + 5 + used, 1, ROLE_NORMAL, " ");
	} else if (n->kept_at > 0 && n->has_draft &&
		buf_printf(&text, _(" Brouillon gardé à %s (chiffré) "),
			date_shown_minutes(date_minutes_of_time(n->kept_at), false, separator, time)) == JAL_OK)
		canvas_put_right(c, r.row, r.col, r.cols - 3, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

static void draw_followups(const struct note *n, struct canvas *c, struct rect r)
{
	canvas_rule(c, r.row, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
	canvas_put(c, r.row, r.col + 4, r.cols - 8, ROLE_HEADING, _(" Suites, créées avec la note "));
	for (int i = 0; i + 1 < r.rows && (size_t)i < n->draft.n; i++) {
		struct buf text = BUF_INIT;

		if (buf_puts(&text, "[x] ") == JAL_OK && note_draft_describe(n->draft.followups[i], &text) == JAL_OK)
			canvas_put(c, r.row + 1 + i, r.col + 1, r.cols - 2, ROLE_NORMAL, buf_str(&text));
		buf_free(&text);
	}
}

void scr_note_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct note *n = (struct note *)s;
	struct rect r = l->body;
	struct buf head = BUF_INIT;
	struct buf count = BUF_INIT;
	int below = n->draft.n > 0 ? (int)n->draft.n + 1 : 0;
	int used = 0;
	int rows = 1;

	if (put_when(n, &head) == JAL_OK)
		rows = note_about_draw(n->draft.note, buf_str(&head), c, r, &used);
	/* For whom it is matters more than how long it is. */
	if (buf_printf(&count, P_("%zu mot ", "%zu mots ", words(n)), words(n)) == JAL_OK &&
		used + 4 + glyph_columns(buf_str(&count), count.len) <= r.cols)
		canvas_put_right(c, r.row, r.col, r.cols, ROLE_NORMAL, buf_str(&count));
	r = layout_below(r, rows - 1);
	draw_kept(n, c, (struct rect){ r.row + 1, r.col, 1, r.cols });
	r = layout_below(r, 2);
	if (below > r.rows / 2)
		below = r.rows / 2;
	editor_draw(&n->editor, c, (struct rect){ r.row, r.col + 1, r.rows - below, r.cols - 2 }, ROLE_NORMAL,
		!n->picker.open);
	if (below > 0)
		draw_followups(n, c, (struct rect){ r.row + r.rows - below, r.col, below, r.cols });
	if (n->picker.open)
		picker_draw(&n->picker, c, layout_middle(l->body, picker_rows(&n->picker), r.cols < 60 ? r.cols : 60));
	buf_free(&head);
	buf_free(&count);
}

void scr_note_tell(struct screen *s, struct tell *t)
{
	struct note *n = (struct note *)s;
	struct buf text = BUF_INIT;

	if (n->picker.open) {
		picker_tell(&n->picker, t);
		return;
	}
	if (put_when(n, &text) == JAL_OK)
		note_about_tell(n->draft.note, buf_str(&text), t);
	tell_say(t, buf_str(&n->under));
	if (n->editor.len > 0)
		tell_say(t, n->editor.text);
	for (size_t i = 0; i < n->draft.n; i++) {
		buf_clear(&text);
		if (buf_puts(&text, _("Suite, créée avec la note : ")) == JAL_OK &&
			note_draft_describe(n->draft.followups[i], &text) == JAL_OK)
			tell_say(t, buf_str(&text));
	}
	buf_free(&text);
	t->takes = TELL_LONG;
	tell_prompt(t, _("Texte, ligne après ligne, « . » pour finir :"));
}
