/*
 * Choosing with type-ahead.
 */
#include "tui/picker.h"

#include <string.h>

#include "core/text.h"
#include "tui/i18n.h"
#include "tui/search.h"

bool picker_has(const char *codes, const char *code)
{
	return picker_has_n(codes, code, strlen(code));
}

bool picker_has_n(const char *codes, const char *code, size_t n)
{
	while (*codes != '\0') {
		const char *end = strchrnul(codes, '\n');

		if ((size_t)(end - codes) == n && memcmp(codes, code, n) == 0)
			return true;
		codes = *end != '\0' ? end + 1 : end;
	}
	return false;
}

static size_t from_table(struct picker *p, const char *query)
{
	struct buf key = BUF_INIT;
	size_t n = 0;

	if (text_fold(query, strlen(query), &key) != JAL_OK)
		buf_clear(&key);
	for (size_t i = 0; i < p->source.n && n < PICKER_ROOM; i++) {
		const char *label = _(p->source.table[i].label);

		if (search_words(buf_str(&key), key.len, &label, 1))
			p->choices[n++] = (struct picker_choice){ p->source.table[i].code, label };
	}
	buf_free(&key);
	return n;
}

static size_t count(void *ctx)
{
	(void)ctx;
	return PICKER_ROOM;
}

static size_t find(void *ctx, const char *query, int sort, size_t *rows, size_t room)
{
	struct picker *p = ctx;

	(void)sort;
	if (p->source.offer != NULL)
		p->n = p->source.offer(p->source.ctx, query, p->choices, PICKER_ROOM);
	else
		p->n = from_table(p, query);
	for (size_t i = 0; i < p->n && i < room; i++)
		rows[i] = i;
	return p->n < room ? p->n : room;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	const struct picker *p = ctx;
	struct jal_id id = ID_ZERO;
	/* FNV-1a: codes are few, and a clash only leaves the line where it was. */
	uint64_t h = 14695981039346656037u;

	for (const char *s = p->choices[row].code; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	memcpy(id.b, &h, sizeof(h));
	id.b[ID_BYTES - 1] = 1;
	return id;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	const struct picker *p = ctx;
	const struct picker_choice *ch = &p->choices[row];
	const char *mark = "";

	(void)column;
	(void)style;
	if (p->marks)
		mark = picker_has(p->chosen, ch->code) ? "[x] " : "[ ] ";
	if (buf_printf(text, "%s%s", mark, ch->label) != JAL_OK)
		buf_clear(text);
}

static const char *empty(void *ctx, const char *query)
{
	(void)ctx;
	return *query == '\0' ? _("Tapez le début d’un mot.") : _("Aucun choix ne commence ainsi.");
}

static const struct list_model model = {
	.count = count,
	.id = id_of,
	.cell = cell,
	.find = find,
	.empty = empty,
};

static const struct list_column columns[] = {
	{ .title = "", .place = { .width = 10, .weight = 1 } },
};

enum jal_err picker_open(struct picker *p, const struct picker_source *source, bool marks, const char *chosen)
{
	enum jal_err err = JAL_OK;

	*p = (struct picker){ .source = *source, .marks = marks, .chosen = chosen };
	err = list_init(&p->list, &model, p, columns, 1);
	if (err != JAL_OK)
		return err;
	p->list.plain = true;
	p->open = true;
	list_search(&p->list);
	err = list_load(&p->list);
	if (err != JAL_OK) {
		picker_close(p);
		return err;
	}
	for (size_t i = 0; i < p->n && !marks; i++) {
		struct jal_id id = id_of(p, i);

		if (strcmp(p->choices[i].code, chosen) == 0)
			list_select(&p->list, &id);
	}
	return JAL_OK;
}

void picker_close(struct picker *p)
{
	if (!p->open)
		return;
	list_free(&p->list);
	*p = (struct picker){ .open = false };
}

const struct picker_choice *picker_choice(const struct picker *p)
{
	size_t row = list_current(&p->list);

	return row == LIST_NONE ? NULL : &p->choices[row];
}

void picker_all(struct picker *p)
{
	if (p->list.search.len == 0 || editor_set(&p->list.search, "") != JAL_OK)
		return;
	if (list_load(&p->list) != JAL_OK)
		picker_close(p);
}

enum picker_result picker_key(struct picker *p, const struct key *key)
{
	bool blank = p->list.search.len == 0;

	if (p->marks && key->code == K_ENTER && blank)
		return PICKER_CLOSED;
	if (key->code == K_ENTER || (key->code == ' ' && blank && p->marks))
		return picker_choice(p) != NULL ? PICKER_CHOSE : PICKER_BUSY;
	if ((key->code == K_ESC || key->code == (K_CTRL | 'c')) && blank)
		return PICKER_CLOSED;
	if (key->code == K_TAB || key->code == K_BACKTAB)
		return PICKER_CLOSED;
	return list_key(&p->list, key) ? PICKER_BUSY : PICKER_IGNORED;
}

int picker_rows(const struct picker *p)
{
	return (int)(p->list.n < 8 ? (p->list.n > 0 ? p->list.n : 1) : 8) + 3;
}

void picker_draw(struct picker *p, struct canvas *c, struct rect r)
{
	/* Where there is little room it is for the choices. */
	int rule = r.rows >= 4 ? 1 : 0;

	canvas_fill(c, r, ROLE_NORMAL);
	if (rule > 0) {
		canvas_rule(c, r.row, r.col, r.cols, ROLE_FRAME, "─");
		canvas_rule(c, r.row + r.rows - 1, r.col, r.cols, ROLE_FRAME, "─");
	}
	list_draw_search(&p->list, c, (struct rect){ r.row + rule, r.col, 1, r.cols },
		p->marks ? _("Espace coche, Entrée ferme :") : _("Choisir :"));
	list_draw(&p->list, c, (struct rect){ r.row + rule + 1, r.col, r.rows - 2 * rule - 1, r.cols });
}

void picker_tell(struct picker *p, struct tell *t)
{
	tell_say(t, _("Choisir :"));
	list_tell(&p->list, t);
	t->takes = TELL_WORDS;
	t->single = !p->marks;
	t->press = p->marks ? ' ' : K_ENTER;
	tell_prompt(t, p->marks ? _("Numéro à cocher ou décocher, début d’un mot, « < » pour finir :") :
				  _("Numéro, début d’un mot, « < » pour laisser :"));
}
