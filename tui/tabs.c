/*
 * Tabs.
 */
#include "tui/tabs.h"

#include <string.h>

bool tabs_key(struct tabs *t, const struct key *key)
{
	int digit = key_azerty_digit(key->code);

	if (key->code >= '1' && key->code <= '9')
		digit = (int)key->code - '0';
	if (digit > 0 && digit <= t->n) {
		t->at = digit - 1;
		return true;
	}
	if (t->digits_only || t->n == 0)
		return false;
	if (key->code == K_LEFT) {
		t->at = t->at > 0 ? t->at - 1 : t->n - 1;
		return true;
	}
	if (key->code == K_RIGHT) {
		t->at = t->at + 1 < t->n ? t->at + 1 : 0;
		return true;
	}
	return false;
}

/* "[1 Name]": its number, a space, its brackets or the spaces that stand for them. */
static int width_of(const struct tabs *t, int i)
{
	return glyph_columns(t->names[i], strlen(t->names[i])) + 4;
}

void tabs_draw(const struct tabs *t, struct canvas *c, struct rect r)
{
	int first = t->at;
	int last = t->at;
	int used = 0;
	int col = r.col;

	if (t->n == 0 || r.rows < 1)
		return;
	used = width_of(t, t->at);
	for (bool grown = true; grown;) {
		grown = false;
		if (first > 0 && used + width_of(t, first - 1) <= r.cols) {
			used += width_of(t, --first);
			grown = true;
		}
		if (last + 1 < t->n && used + width_of(t, last + 1) <= r.cols) {
			used += width_of(t, ++last);
			grown = true;
		}
	}
	for (int i = first; i <= last; i++) {
		unsigned style = i == t->at ? ROLE_HEADING : ROLE_NORMAL;
		char digit[2] = { (char)('1' + i), '\0' };
		int room = r.col + r.cols - col;

		canvas_put(c, r.row, col, room, style, i == t->at ? "[" : " ");
		canvas_put(c, r.row, col + 1, room - 1, i == t->at ? ROLE_HEADING : ROLE_KEY, digit);
		canvas_put(c, r.row, col + 3, room - 4, style, t->names[i]);
		col += width_of(t, i);
		canvas_put(c, r.row, col - 1, 1, style, i == t->at ? "]" : " ");
	}
}
