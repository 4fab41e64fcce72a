/*
 * Arithmetic of rectangles and columns.
 */
#include "tui/layout.h"

struct layout layout_for(int rows, int cols)
{
	struct layout l = { .rows = rows, .cols = cols };
	int footer = 2;

	if (cols < 40 || rows < 12)
		l.mode = LAYOUT_TINY;
	else if (cols < 60 || rows < 18)
		l.mode = LAYOUT_NARROW;
	else if (cols < 80 || rows < 24)
		l.mode = LAYOUT_COMPACT;
	else
		l.mode = LAYOUT_FULL;
	if (l.mode == LAYOUT_TINY) {
		l.body = (struct rect){ 0, 0, rows, cols };
		return l;
	}
	if (l.mode == LAYOUT_NARROW)
		footer = 1;
	l.title = (struct rect){ 0, 0, 1, cols };
	l.body = (struct rect){ 1, 0, rows - 2 - footer, cols };
	l.message = (struct rect){ rows - 1 - footer, 0, 1, cols };
	l.footer = (struct rect){ rows - footer, 0, footer, cols };
	return l;
}

struct rect layout_below(struct rect r, int n)
{
	if (n > r.rows)
		n = r.rows;
	r.row += n;
	r.rows -= n;
	return r;
}

struct rect layout_middle(struct rect r, int rows, int cols)
{
	if (rows > r.rows)
		rows = r.rows;
	if (cols > r.cols)
		cols = r.cols;
	return (struct rect){ r.row + (r.rows - rows) / 2, r.col + (r.cols - cols) / 2, rows, cols };
}

static int total(const int *widths, size_t n)
{
	int sum = 0;
	int shown = 0;

	for (size_t i = 0; i < n; i++) {
		sum += widths[i];
		shown += widths[i] > 0;
	}
	return sum + (shown > 1 ? shown - 1 : 0);
}

void layout_share(const struct layout_column *columns, size_t n, int width, int *out)
{
	int left = 0;
	int weights = 0;

	for (size_t i = 0; i < n; i++)
		out[i] = columns[i].from <= width ? columns[i].width : 0;
	while (total(out, n) > width) {
		size_t victim = n;

		for (size_t i = 0; i < n; i++) {
			if (out[i] > 0 && columns[i].drop > 0 &&
				(victim == n || columns[i].drop >= columns[victim].drop))
				victim = i;
		}
		if (victim == n)
			break;
		out[victim] = 0;
	}
	for (size_t i = n; i > 0 && total(out, n) > width; i--) {
		int over = total(out, n) - width;

		out[i - 1] = out[i - 1] > over ? out[i - 1] - over : 0;
	}
	left = width - total(out, n);
	for (size_t i = 0; i < n; i++)
		weights += out[i] > 0 ? columns[i].weight : 0;
	for (size_t i = 0; i < n && weights > 0; i++) {
		int share = 0;

		if (out[i] == 0 || columns[i].weight == 0)
			continue;
		share = left * columns[i].weight / weights;
		out[i] += share;
		left -= share;
		weights -= columns[i].weight;
	}
}
