/*
 * The agenda, drawn.
 */
#include "tui/agenda_draw.h"

#include <string.h>

#include "core/date.h"
#include "core/format.h"
#include "tui/desk.h"
#include "tui/i18n.h"
#include "tui/layout.h"

#define LABEL 4	/* columns of "14h " */

static bool is_late(const struct days_item *item)
{
	return item->collides || (item->asked && strcmp(item->state, "to_report") == 0);
}

/* What stands before a name: "!" looks for someone's eye, "x" does not take place or did not. */
static const char *sign_of(const struct days_item *item)
{
	if (is_late(item))
		return "!";
	return !item->takes_time || strcmp(item->state, "absent") == 0 ? "x" : "";
}

static unsigned style_of(const struct agenda_entry *e)
{
	if (e->item == NULL)
		return ROLE_NORMAL;
	if (e->item->collides)
		return ROLE_WARNING;
	return is_late(e->item) ? ROLE_LATE : ROLE_NORMAL;
}

JAL_MUST static enum jal_err put_day(int32_t day, bool year, struct buf *out)
{
	struct format format = desk_format();

	return format_day(&format, day, year, out);
}

/* ---- the week ---- */

/* One file at a time, when others can see the screen. */
static const char *name_of(const struct agenda_look *a, size_t i)
{
	return a->discreet && i != a->current ? _("pris") : a->grid->entries[i].item->name;
}

/* "TRAORÉ Aïcha" on the hour, "9h30 LEFÈVRE Hélène", "10h45 —". */
JAL_MUST static enum jal_err put_short(const struct agenda_look *a, size_t i, struct buf *out)
{
	const struct agenda_entry *e = &a->grid->entries[i];
	enum jal_err err = e->item != NULL ? buf_puts(out, sign_of(e->item)) : JAL_OK;

	if (err == JAL_OK && e->from % 60 != 0)
		err = days_put_hour(e->from, out);
	if (err == JAL_OK && e->from % 60 != 0)
		err = buf_putc(out, ' ');
	return err == JAL_OK ? buf_puts(out, e->item != NULL ? name_of(a, i) : "—") : err;
}

/* "lun. 23" */
JAL_MUST static enum jal_err put_head(int32_t day, bool today, struct buf *out)
{
	return buf_printf(out, today ? "[%s %d]" : "%s %d", _(date_weekday_short(date_weekday(day))), date_to_ymd(day).day);
}

static void draw_heads(const struct agenda_look *a, struct canvas *c, struct rect r, int width)
{
	for (int d = 0; d < a->grid->columns; d++) {
		int32_t day = a->grid->monday + d;
		bool today = day == a->today;
		struct buf text = BUF_INIT;
		int col = r.col + LABEL + 1 + d * width - (today ? 1 : 0);

		if (put_head(day, today, &text) == JAL_OK)
			canvas_put(c, r.row, col, width, day == a->day ? ROLE_HEADING | ATTR_REVERSE : ROLE_HEADING,
				buf_str(&text));
		if (day == a->day && a->current == AGENDA_NONE)
			canvas_cursor(c, r.row, col);
		buf_free(&text);
	}
}

/* Whether something of that day stands in that row. */
static bool is_taken(const struct agenda_grid *g, int d, int row)
{
	for (size_t i = g->first[d]; i < g->first[d + 1]; i++)
		if (agenda_grid_row(g, i) == row)
			return true;
	return false;
}

/* The row under an appointment says where, if nothing else is there. */
static void draw_under(const struct agenda_entry *e, struct canvas *c, int row, int col, int width)
{
	struct buf text = BUF_INIT;

	if (days_put_place(e->item, &text) == JAL_OK)
		canvas_put(c, row, col + 1, width - 2, style_of(e), buf_str(&text));
	buf_free(&text);
}

static void draw_entry(const struct agenda_look *a, size_t i, struct canvas *c, struct rect r, int top, int width,
	int tall)
{
	const struct agenda_grid *g = a->grid;
	const struct agenda_entry *e = &g->entries[i];
	int d = (int)(e->day - g->monday);
	int line = tall * agenda_grid_row(g, i);
	int row = r.row + line - top;
	int col = r.col + LABEL + d * width;
	struct buf text = BUF_INIT;

	if (d >= g->columns || line < top || line >= top + r.rows)
		return;
	if (put_short(a, i, &text) == JAL_OK)
		canvas_put(c, row, col + 1, width - 1, style_of(e), buf_str(&text));
	buf_free(&text);
	if (i == a->current) {
		canvas_put(c, row, col, 1, ROLE_NORMAL, ">");
		canvas_restyle(c, (struct rect){ row, col + 1, 1, width - 1 }, ROLE_CURRENT);
		canvas_cursor(c, row, col + 1);
	}
	if (e->item != NULL && *e->item->place != '\0' && line + 1 < top + r.rows && (tall > 1 || !is_taken(g, d, line + 1)))
		draw_under(e, c, row + 1, col + 1, width - 1);
}

static void draw_hours(const struct agenda_grid *g, struct canvas *c, struct rect r, int top, int tall)
{
	for (int hour = g->from_hour; hour <= g->to_hour; hour++) {
		int row = tall * g->base[hour] - top;
		struct buf text = BUF_INIT;

		if (row < 0 || row >= r.rows)
			continue;
		if (buf_printf(&text, i18n_lang()[0] == 'e' ? "%d:" : "%dh", hour) == JAL_OK)
			canvas_put_right(c, r.row + row, r.col, LABEL - 1, ROLE_NORMAL, buf_str(&text));
		buf_free(&text);
	}
}

static void keep_in_view(int line, int rows, int *top)
{
	if (line < *top)
		*top = line;
	if (rows > 0 && line >= *top + rows)
		*top = line - rows + 1;
	if (*top < 0)
		*top = 0;
}

void agenda_draw_week(const struct agenda_look *a, struct canvas *c, struct rect r, int *top)
{
	const struct agenda_grid *g = a->grid;
	int width = (r.cols - LABEL) / g->columns;
	struct rect in = { r.row + 2, r.col, r.rows - 2, r.cols };
	/* With room for it, there is a row under each for where it is. */
	int tall = in.rows >= 2 * g->base[g->to_hour + 1] ? 2 : 1;
	int total = tall * g->base[g->to_hour + 1];

	canvas_rule(c, r.row + 1, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
	draw_heads(a, c, r, width);
	if (*top > total - in.rows)
		*top = total > in.rows ? total - in.rows : 0;
	if (a->current != AGENDA_NONE)
		keep_in_view(tall * agenda_grid_row(g, a->current), in.rows, top);
	draw_hours(g, c, in, *top, tall);
	for (size_t i = 0; i < g->n; i++)
		draw_entry(a, i, c, in, *top, width, tall);
}

/* ---- lines ---- */

/* Of a line: hours, sign, name, place, subject, state. */
enum { CELL_HOURS, CELL_SIGN, CELL_NAME, CELL_PLACE, CELL_SUBJECT, CELL_STATE, CELLS };

#define APART 3

/* What gives way where there is less room than the texts want: down to so many columns,
 * in this order; then those that can be done without go. */
static const struct {
	int cell;
	int least;
} gives_way[] = { { CELL_SUBJECT, 10 }, { CELL_PLACE, 8 }, { CELL_NAME, 16 }, { CELL_STATE, 10 }, { CELL_SUBJECT, 0 },
	{ CELL_PLACE, 0 }, { CELL_STATE, 0 }, { CELL_NAME, 4 } };

JAL_MUST static enum jal_err put_cell(const struct agenda_look *a, size_t i, size_t cell, struct buf *out)
{
	const struct agenda_entry *e = &a->grid->entries[i];

	if (cell == 0)
		return days_put_hours(e->from, e->to, out);
	if (e->item == NULL)
		return cell == 2 ? buf_puts(out, _("— libre —")) : JAL_OK;
	switch (cell) {
	case 1:
		return buf_puts(out, sign_of(e->item));
	case 2:
		return buf_puts(out, name_of(a, i));
	case 3:
		return days_put_place(e->item, out);
	case 4:
		return a->discreet ? JAL_OK : buf_puts(out, e->item->subject);
	default:
		return days_put_state(e->item, out);
	}
}

/* As wide as the longest of the lines from entry to entry; so that nothing is cut beside
 * an empty column. */
static void share(const struct agenda_look *a, size_t from, size_t to, int room, int widths[CELLS])
{
	int over = -1 - room;

	for (size_t k = 0; k < CELLS; k++) {
		struct buf text = BUF_INIT;

		widths[k] = 0;
		for (size_t i = from; i < to; i++) {
			int columns = 0;

			buf_clear(&text);
			if (put_cell(a, i, k, &text) == JAL_OK)
				columns = glyph_columns(buf_str(&text), text.len);
			if (columns > widths[k])
				widths[k] = columns;
		}
		buf_free(&text);
		over += widths[k] > 0 ? widths[k] + 1 : 0;
	}
	for (size_t i = 0; i < sizeof(gives_way) / sizeof(gives_way[0]) && over > 0; i++) {
		int *width = &widths[gives_way[i].cell];
		int less = *width - gives_way[i].least;

		if (less <= 0)
			continue;
		/* With the space after it, when nothing is left. */
		if (gives_way[i].least > 0 && less > over)
			less = over;
		*width -= less;
		over -= less + (*width == 0);
	}
	/* Room that is left sets them apart. */
	for (int k = CELL_NAME; k < CELL_STATE && over < 0; k++) {
		int more = -over < APART ? -over : APART;

		if (widths[k] == 0)
			continue;
		widths[k] += more;
		over += more;
	}
}

static void draw_line(const struct agenda_look *a, size_t i, const int widths[CELLS], struct canvas *c, struct rect r)
{
	const struct agenda_entry *e = &a->grid->entries[i];
	int col = r.col + 2;

	for (size_t k = 0; k < CELLS; k++) {
		struct buf text = BUF_INIT;

		if (widths[k] == 0)
			continue;
		if (put_cell(a, i, k, &text) == JAL_OK)
			canvas_put(c, r.row, col, widths[k], style_of(e), buf_str(&text));
		buf_free(&text);
		col += widths[k] + 1;
	}
	if (i == a->current) {
		canvas_put(c, r.row, r.col + 1, 1, ROLE_NORMAL, ">");
		canvas_restyle(c, (struct rect){ r.row, r.col + 2, 1, r.cols - 3 }, ROLE_CURRENT);
		canvas_cursor(c, r.row, r.col + 2);
	}
}

static void draw_day_title(const struct agenda_look *a, int32_t day, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	enum jal_err err = put_day(day, true, &text);

	if (err == JAL_OK && day == a->today)
		err = buf_printf(&text, "  %s", _("aujourd’hui"));
	if (err == JAL_OK)
		canvas_put(c, r.row, r.col + 1, r.cols - 2, ROLE_HEADING, buf_str(&text));
	buf_free(&text);
	if (day == a->day && a->current == AGENDA_NONE)
		canvas_cursor(c, r.row, r.col + 1);
}

/* Walks the lines: draws those seen, or (c NULL) says which is that of the cursor. */
static int walk(const struct agenda_look *a, int32_t first, int32_t last, struct canvas *c, struct rect r, int top)
{
	const struct agenda_grid *g = a->grid;
	int widths[CELLS] = { 0 };
	int line = 0;
	int found = 0;

	if (c != NULL)
		share(a, g->first[first - g->monday], g->first[last - g->monday + 1], r.cols - 3, widths);
	for (int32_t day = first; day <= last; day++) {
		size_t from = g->first[day - g->monday];
		size_t to = g->first[day - g->monday + 1];
		bool bare = from == to && date_weekday(day) > 5 && day != a->day;
		struct rect row = { r.row + line - top, r.col, 1, r.cols };

		if (bare)
			continue;
		if (c != NULL && line >= top && line < top + r.rows)
			draw_day_title(a, day, c, row);
		if (day == a->day && a->current == AGENDA_NONE)
			found = line;
		line++;
		for (size_t i = from; i < to; i++, line++) {
			row.row = r.row + line - top;
			if (i == a->current)
				found = line;
			if (c != NULL && line >= top && line < top + r.rows)
				draw_line(a, i, widths, c, row);
		}
	}
	return found;
}

void agenda_draw_list(const struct agenda_look *a, int32_t first, int32_t last, struct canvas *c, struct rect r, int *top)
{
	int line = walk(a, first, last, NULL, r, 0);

	keep_in_view(line, r.rows, top);
	/* The title of its day is seen with a day's first line. */
	if (line == 1 && r.rows > 1)
		*top = 0;
	walk(a, first, last, c, r, *top);
}

/* ---- what is under the cursor ---- */

JAL_MUST static enum jal_err put_comma(struct buf *out, const char *text)
{
	return *text == '\0' ? JAL_OK : buf_printf(out, ", %s", text);
}

/* "mer. 25/11 9h30-10h15  LEFÈVRE Hélène, Domicile, 12 rue de l’Étang" */
JAL_MUST static enum jal_err put_where(const struct agenda_look *a, const struct agenda_entry *e, struct buf *out)
{
	struct buf place = BUF_INIT;
	enum jal_err err = put_day(e->day, false, out);

	if (err == JAL_OK)
		err = buf_putc(out, ' ');
	if (err == JAL_OK)
		err = days_put_hours(e->from, e->to, out);
	if (err == JAL_OK)
		err = buf_printf(out, "  %s", e->item != NULL ? e->item->name : _("libre"));
	if (err == JAL_OK && e->item != NULL)
		err = days_put_place(e->item, &place);
	if (err == JAL_OK && e->item != NULL)
		err = put_comma(out, buf_str(&place));
	if (err == JAL_OK && e->item != NULL && !a->discreet)
		err = put_comma(out, e->item->address);
	buf_free(&place);
	return err;
}

/* "Prévu, obligatoire. Point sur le contrat" */
JAL_MUST static enum jal_err put_what(const struct agenda_look *a, const struct days_item *item, struct buf *out)
{
	enum jal_err err = days_put_state(item, out);

	if (err == JAL_OK && item->compulsory)
		err = put_comma(out, _("obligatoire"));
	if (err == JAL_OK && *item->subject != '\0' && !a->discreet)
		err = buf_printf(out, ". %s", item->subject);
	return err;
}

/* The first other one at the same time. */
static const struct days_item *other_than(const struct agenda_look *a, const struct agenda_entry *e)
{
	for (size_t i = 0; i < a->grid->n; i++) {
		const struct days_item *item = a->grid->entries[i].item;

		if (item != NULL && item != e->item && item->takes_time &&
			agenda_collide(item->starts, item->minutes, e->item->starts, e->item->minutes))
			return item;
	}
	return NULL;
}

JAL_MUST static enum jal_err put_collision(const struct agenda_look *a, const struct agenda_entry *e, struct buf *out)
{
	const struct days_item *other = other_than(a, e);
	struct buf hours = BUF_INIT;
	int from = other != NULL ? date_minutes_of_time(other->starts) : 0;
	enum jal_err err = JAL_OK;

	if (other == NULL)
		return JAL_OK;
	err = days_put_hours(from, from + other->minutes, &hours);
	if (err == JAL_OK)
		err = buf_printf(out, _("! En même temps que %s (%s)"), a->discreet ? _("quelqu’un d’autre") : other->name,
			buf_str(&hours));
	buf_free(&hours);
	return err;
}

JAL_MUST static enum jal_err put_reminder(const struct agenda_look *a, const struct days_item *item, struct buf *out)
{
	if (*item->reminder_text == '\0' || a->discreet)
		return JAL_OK;
	return buf_printf(out, _("Rappel : %s"), item->reminder_text);
}

static int say(struct canvas *c, struct rect r, int row, unsigned style, enum jal_err err, struct buf *text)
{
	if (err == JAL_OK && text->len > 0 && row < r.rows) {
		canvas_put(c, r.row + row, r.col + 1, r.cols - 2, style, buf_str(text));
		row++;
	}
	buf_free(text);
	return row;
}

void agenda_draw_signs(const struct agenda_look *a, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	bool asks = false;
	bool off = false;
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < a->grid->n; i++) {
		const char *sign = a->grid->entries[i].item != NULL ? sign_of(a->grid->entries[i].item) : "";

		asks = asks || *sign == '!';
		off = off || *sign == 'x';
	}
	canvas_rule(c, r.row, r.col, r.cols, ROLE_FRAME, "─");
	if (asks)
		err = buf_printf(&text, " %s ", _("! en même temps, ou compte rendu à écrire"));
	if (err == JAL_OK && off)
		err = buf_printf(&text, " %s ", _("x annulé ou manqué"));
	if (err == JAL_OK && text.len > 0 && glyph_columns(buf_str(&text), text.len) < r.cols)
		canvas_put_right(c, r.row, r.col, r.cols - 1, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

void agenda_draw_detail(const struct agenda_look *a, struct canvas *c, struct rect r)
{
	const struct agenda_entry *e = a->current != AGENDA_NONE ? &a->grid->entries[a->current] : NULL;
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;
	int row = 0;

	if (e == NULL) {
		err = put_day(a->day, true, &text);
		if (err == JAL_OK)
			err = buf_printf(&text, "  %s", _("rien ce jour-là. c : nouveau rendez-vous."));
		(void)say(c, r, row, ROLE_NORMAL, err, &text);
		return;
	}
	err = put_where(a, e, &text);
	row = say(c, r, row, ROLE_NORMAL, err, &text);
	if (e->item == NULL) {
		err = buf_puts(&text, _("c ou Entrée : nouveau rendez-vous à cette heure."));
		(void)say(c, r, row, ROLE_NORMAL, err, &text);
		return;
	}
	err = e->item->collides ? put_collision(a, e, &text) : JAL_OK;
	row = say(c, r, row, ROLE_WARNING, err, &text);
	err = put_what(a, e->item, &text);
	row = say(c, r, row, style_of(e), err, &text);
	err = put_reminder(a, e->item, &text);
	(void)say(c, r, row, ROLE_NORMAL, err, &text);
}

/* ---- linear mode ---- */

static void tell_entry(const struct agenda_look *a, size_t i, struct tell *t)
{
	const struct agenda_entry *e = &a->grid->entries[i];
	struct buf text = BUF_INIT;
	struct buf what = BUF_INIT;
	enum jal_err err = put_where(a, e, &text);

	if (err == JAL_OK && e->item != NULL)
		err = put_what(a, e->item, &what);
	if (err == JAL_OK && e->item != NULL)
		err = buf_printf(&text, _(" ; %s"), buf_str(&what));
	buf_clear(&what);
	if (err == JAL_OK && e->item != NULL)
		err = put_collision(a, e, &what);
	if (err == JAL_OK && what.len > 0)
		err = buf_printf(&text, _(" ; %s"), buf_str(&what));
	if (err == JAL_OK)
		tell_item(t, i + 1, i == a->current, buf_str(&text));
	else
		t->err = err;
	buf_free(&text);
	buf_free(&what);
}

void agenda_draw_tell(const struct agenda_look *a, int32_t first, int32_t last, struct tell *t)
{
	size_t told = 0;

	for (int32_t day = first; day <= last; day++) {
		const size_t *of = &a->grid->first[day - a->grid->monday];

		for (size_t i = of[0]; i < of[1]; i++) {
			if (first != last && a->grid->entries[i].item == NULL && i != a->current)
				continue;
			tell_entry(a, i, t);
			told++;
		}
	}
	if (told == 0)
		tell_say(t, first == last ? _("Rien ce jour-là.") : _("Aucun rendez-vous cette semaine."));
}
