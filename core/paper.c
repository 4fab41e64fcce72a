/* Papers as blocks. */
#include "core/paper.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/text.h"

struct paper {
	const struct format *format;
	enum jal_err err;
	int32_t day;
	struct buf text;		/* all texts, each with a NUL */
	size_t *at;			/* where each begins */
	size_t count, cap;
	struct paper_block *blocks;
	size_t n_blocks, cap_blocks;
	size_t note[PAPER_NOTES];	/* which text, plus one; 0: "" */
	unsigned columns;		/* of the table that rows belong to; 0: none */
};

enum jal_err paper_new(const struct format *format, int32_t day, struct paper **out)
{
	struct paper *p = calloc(1, sizeof(*p));
	if (!p)
		return JAL_ERR_NOMEM;
	p->format = format;
	p->day = day;
	*out = p;
	return JAL_OK;
}

void paper_free(struct paper *p)
{
	if (!p)
		return;
	buf_free(&p->text);
	free(p->at);
	free(p->blocks);
	free(p);
}

const char *paper_say(const struct paper *p, const char *text)
{
	return p->format && p->format->translate ? p->format->translate(text) : text;
}

/* ---- building ---- */

void paper_err(struct paper *p, enum jal_err err)
{
	if (!p->err)
		p->err = err;
}

enum jal_err paper_done(const struct paper *p)
{
	return p->err;
}

/* What is shown of any bytes, in the one form that the encoding takes. */
static enum jal_err put_text(struct paper *p, const char *text)
{
	struct buf shown = BUF_INIT;
	const size_t n = text ? strlen(text) : 0;
	enum jal_err err = text_inert(text ? text : "", n, TEXT_LONG, &shown);
	if (!err && shown.len > PAPER_TEXT_MAX)
		err = JAL_ERR_LIMIT;
	const size_t before = p->text.len;
	if (!err)
		err = text_clean(buf_str(&shown), shown.len, TEXT_LONG, &p->text, NULL);
	if (!err && p->text.len - before > PAPER_TEXT_MAX)
		err = JAL_ERR_LIMIT;
	if (!err)
		err = buf_putc(&p->text, 0);
	buf_free(&shown);
	if (!err && p->text.len > PAPER_BYTES_MAX)
		err = JAL_ERR_LIMIT;
	if (!err) {
		size_t *more = grow_array(p->at, p->count, &p->cap, sizeof(*more));
		err = more ? JAL_OK : JAL_ERR_NOMEM;
		if (more) {
			p->at = more;
			p->at[p->count++] = before;
		}
	}
	return err;
}

static struct paper_block *add(struct paper *p, enum paper_kind kind, unsigned arg, unsigned count,
			       const char *const *texts)
{
	if (p->err)
		return NULL;
	if (p->n_blocks == PAPER_BLOCKS_MAX) {
		p->err = JAL_ERR_LIMIT;
		return NULL;
	}
	const size_t first = p->count;
	for (unsigned i = 0; i < count && !p->err; i++)
		p->err = put_text(p, texts[i]);
	struct paper_block *more =
		p->err ? NULL : grow_array(p->blocks, p->n_blocks, &p->cap_blocks, sizeof(*more));
	if (!more) {
		paper_err(p, JAL_ERR_NOMEM);
		return NULL;
	}
	p->blocks = more;
	struct paper_block *b = &p->blocks[p->n_blocks++];
	*b = (struct paper_block){ .kind = kind, .arg = arg, .count = count, .first = first };
	p->columns = kind == PAPER_TABLE ? count : kind == PAPER_ROW ? p->columns : 0;
	return b;
}

static void add_one(struct paper *p, enum paper_kind kind, unsigned arg, const char *text)
{
	(void)add(p, kind, arg, 1, &text);
}

static void add_two(struct paper *p, enum paper_kind kind, unsigned arg, const char *a, const char *b)
{
	const char *const texts[] = { a, b };
	(void)add(p, kind, arg, 2, texts);
}

static bool empty(const char *text)
{
	return !text || !*text;
}

void paper_set(struct paper *p, enum paper_note note, const char *text)
{
	if (p->err)
		return;
	p->err = put_text(p, text);
	if (!p->err)
		p->note[note] = p->count;
}

void paper_title(struct paper *p, const char *text)
{
	add_one(p, PAPER_TITLE, 0, text);
}

void paper_heading(struct paper *p, unsigned level, const char *text)
{
	add_one(p, PAPER_HEADING, level < 1 ? 1 : level > 3 ? 3 : level, text);
}

void paper_text(struct paper *p, const char *text)
{
	if (!empty(text))
		add_one(p, PAPER_TEXT, 0, text);
}

void paper_small(struct paper *p, const char *text)
{
	if (!empty(text))
		add_one(p, PAPER_SMALL, 0, text);
}

void paper_field(struct paper *p, const char *label, const char *value)
{
	if (!empty(value))
		add_two(p, PAPER_FIELD, 0, label, value);
}

void paper_check(struct paper *p, bool ticked, const char *text, const char *beside)
{
	add_two(p, PAPER_CHECK, ticked, text, beside);
}

void paper_table(struct paper *p, unsigned n, const char *const *titles, const uint8_t *weights)
{
	if (n < 1 || n > PAPER_COLUMNS)
		paper_err(p, JAL_ERR_INVALID);
	struct paper_block *b = add(p, PAPER_TABLE, 0, n, titles);
	for (unsigned i = 0; b && i < n; i++)
		b->weight[i] = (uint8_t)(weights[i] < 1 ? 1 : weights[i] > 100 ? 100 : weights[i]);
}

void paper_row(struct paper *p, const char *const *cells)
{
	if (p->columns == 0)
		paper_err(p, JAL_ERR_INVALID);
	(void)add(p, PAPER_ROW, 0, p->columns, cells);
}

void paper_signature(struct paper *p, const char *who, const char *known)
{
	add_two(p, PAPER_SIGNATURE, 0, who, known);
}

void paper_break(struct paper *p)
{
	(void)add(p, PAPER_BREAK, 0, 0, NULL);
}

#define MARK_DIGITS 16

void paper_seal(struct paper *p, const char *text)
{
	struct buf bytes = BUF_INIT, mark = BUF_INIT;
	char hex[HASH_HEX + 1];
	p->note[PAPER_MARK] = 0;
	if (!p->err)
		p->err = paper_encode(p, &bytes);
	if (!p->err) {
		const struct jal_hash hash = hash_b2(bytes.data, bytes.len);
		(void)hash_hex(&hash, hex);
		const char *place = strstr(text, "%1");
		const size_t head = place ? (size_t)(place - text) : strlen(text);
		p->err = buf_put(&mark, text, head);
		for (size_t i = 0; place && i < MARK_DIGITS && !p->err; i += 4)
			p->err = buf_printf(&mark, "%s%.4s", i ? " " : "", hex + i);
		if (place && !p->err)
			p->err = buf_puts(&mark, place + 2);
	}
	paper_set(p, PAPER_MARK, buf_str(&mark));
	buf_free(&bytes);
	buf_free(&mark);
}

/* ---- reading ---- */

size_t paper_count(const struct paper *p)
{
	return p->n_blocks;
}

const struct paper_block *paper_block(const struct paper *p, size_t i)
{
	return &p->blocks[i];
}

const char *paper_text_of(const struct paper *p, const struct paper_block *b, unsigned i)
{
	return buf_str(&p->text) + p->at[b->first + i];
}

const char *paper_note(const struct paper *p, enum paper_note note)
{
	return p->note[note] ? buf_str(&p->text) + p->at[p->note[note] - 1] : "";
}

int32_t paper_day(const struct paper *p)
{
	return p->day;
}
