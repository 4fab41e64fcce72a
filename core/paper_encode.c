/* Papers on the pipe: [1, day, [note, …], [[kind, arg, [weight, …], [text, …]], …]] in the CBOR of core/cbor. */
#include "core/paper.h"

#include <string.h>

#include "core/cbor.h"
#include "core/date.h"

#define FORM 1

static void put_text(struct cbor_out *c, const char *text)
{
	cbor_write_text(c, text, strlen(text));
}

static void put_block(struct cbor_out *c, const struct paper *p, const struct paper_block *b)
{
	const unsigned weights = b->kind == PAPER_TABLE ? b->count : 0;
	cbor_write_array(c, 4);
	cbor_write_uint(c, b->kind);
	cbor_write_uint(c, b->arg);
	cbor_write_array(c, weights);
	for (unsigned i = 0; i < weights; i++)
		cbor_write_uint(c, b->weight[i]);
	cbor_write_array(c, b->count);
	for (unsigned i = 0; i < b->count; i++)
		put_text(c, paper_text_of(p, b, i));
}

enum jal_err paper_encode(const struct paper *p, struct buf *out)
{
	const size_t before = out->len;
	struct cbor_out c;
	cbor_write_begin(&c, out);
	cbor_write_array(&c, 4);
	cbor_write_uint(&c, FORM);
	cbor_write_int(&c, paper_day(p));
	cbor_write_array(&c, PAPER_NOTES);
	for (enum paper_note i = 0; i < PAPER_NOTES; i++)
		put_text(&c, paper_note(p, i));
	cbor_write_array(&c, paper_count(p));
	for (size_t i = 0; i < paper_count(p); i++)
		put_block(&c, p, paper_block(p, i));
	enum jal_err err = cbor_write_end(&c);
	if (!err && out->len - before > PAPER_BYTES_MAX) {
		buf_cut(out, before);
		err = JAL_ERR_LIMIT;
	}
	return err;
}

/* A text of the pipe, with the NUL that it lacks there. */
static enum jal_err get_text(struct cbor_in *in, struct buf *out)
{
	const char *text = NULL;
	size_t n = 0;
	buf_clear(out);
	enum jal_err err = cbor_read_text(in, &text, &n);
	if (!err && (memchr(text, 0, n) || n > PAPER_TEXT_MAX))
		err = JAL_ERR_SYNTAX;
	return err ? err : buf_put(out, text, n);
}

static enum jal_err get_number(struct cbor_in *in, uint64_t max, uint64_t *out)
{
	const enum jal_err err = cbor_read_uint(in, out);
	return !err && *out > max ? JAL_ERR_SYNTAX : err;
}

/* How many texts a kind has; of tables and rows the encoding says it. */
static bool counts_right(enum paper_kind kind, uint64_t texts, uint64_t weights)
{
	switch (kind) {
	case PAPER_TABLE:
		return texts >= 1 && texts == weights;
	case PAPER_ROW:
		return texts >= 1 && weights == 0;
	case PAPER_FIELD:
	case PAPER_CHECK:
	case PAPER_SIGNATURE:
		return texts == 2 && weights == 0;
	case PAPER_BREAK:
		return texts == 0 && weights == 0;
	case PAPER_TITLE:
	case PAPER_HEADING:
	case PAPER_TEXT:
	case PAPER_SMALL:
		return texts == 1 && weights == 0;
	case PAPER_KINDS:
		break;
	}
	return false;
}

static void build(struct paper *p, enum paper_kind kind, uint64_t arg, uint64_t n, const uint8_t *weights,
		  const char *const *text)
{
	switch (kind) {
	case PAPER_TITLE:
		paper_title(p, text[0]);
		break;
	case PAPER_HEADING:
		paper_heading(p, (unsigned)arg, text[0]);
		break;
	case PAPER_TEXT:
		paper_text(p, text[0]);
		break;
	case PAPER_SMALL:
		paper_small(p, text[0]);
		break;
	case PAPER_FIELD:
		paper_field(p, text[0], text[1]);
		break;
	case PAPER_CHECK:
		paper_check(p, arg != 0, text[0], text[1]);
		break;
	case PAPER_TABLE:
		paper_table(p, (unsigned)n, text, weights);
		break;
	case PAPER_ROW:
		paper_row(p, text);
		break;
	case PAPER_SIGNATURE:
		paper_signature(p, text[0], text[1]);
		break;
	case PAPER_BREAK:
		paper_break(p);
		break;
	case PAPER_KINDS:
		break;
	}
}

static enum jal_err get_block(struct cbor_in *in, struct paper *p, uint64_t *columns)
{
	uint64_t items = 0, kind = 0, arg = 0, weights = 0, texts = 0;
	uint8_t weight[PAPER_COLUMNS] = { 0 };
	struct buf text[PAPER_COLUMNS];
	const char *list[PAPER_COLUMNS] = { NULL };
	for (size_t i = 0; i < PAPER_COLUMNS; i++)
		text[i] = BUF_INIT;
	enum jal_err err = cbor_read_array(in, &items);
	if (!err && items != 4)
		err = JAL_ERR_SYNTAX;
	if (!err)
		err = get_number(in, PAPER_KINDS - 1, &kind);
	if (!err)
		err = get_number(in, 3, &arg);
	if (!err)
		err = cbor_read_array(in, &weights);
	if (!err && weights > PAPER_COLUMNS)
		err = JAL_ERR_SYNTAX;
	for (uint64_t i = 0; i < weights && !err; i++) {
		uint64_t w = 0;
		err = get_number(in, 100, &w);
		weight[i] = (uint8_t)w;
	}
	if (!err)
		err = cbor_read_array(in, &texts);
	if (!err && (texts > PAPER_COLUMNS || !counts_right((enum paper_kind)kind, texts, weights)))
		err = JAL_ERR_SYNTAX;
	if (!err && kind == PAPER_ROW && texts != *columns)
		err = JAL_ERR_SYNTAX;
	for (uint64_t i = 0; i < texts && !err; i++) {
		err = get_text(in, &text[i]);
		list[i] = buf_str(&text[i]);
	}
	if (!err) {
		*columns = kind == PAPER_TABLE ? texts : kind == PAPER_ROW ? *columns : 0;
		build(p, (enum paper_kind)kind, arg, texts, weight, list);
		err = paper_done(p);
	}
	for (size_t i = 0; i < PAPER_COLUMNS; i++)
		buf_free(&text[i]);
	return err;
}

static enum jal_err get_notes(struct cbor_in *in, struct paper *p)
{
	uint64_t n = 0;
	struct buf text = BUF_INIT;
	enum jal_err err = cbor_read_array(in, &n);
	if (!err && n != PAPER_NOTES)
		err = JAL_ERR_SYNTAX;
	for (enum paper_note i = 0; i < PAPER_NOTES && !err; i++) {
		err = get_text(in, &text);
		if (!err && text.len)
			paper_set(p, i, buf_str(&text));
	}
	buf_free(&text);
	return err ? err : paper_done(p);
}

enum jal_err paper_decode(const void *bytes, size_t n, struct paper **out)
{
	struct cbor_in in;
	struct paper *p = NULL;
	struct buf again = BUF_INIT;
	uint64_t items = 0, blocks = 0, columns = 0;
	int64_t version = 0, day = 0;
	if (n > PAPER_BYTES_MAX)
		return JAL_ERR_LIMIT;
	cbor_read_begin(&in, bytes, n);
	enum jal_err err = cbor_read_array(&in, &items);
	if (!err)
		err = cbor_read_int(&in, &version);
	if (!err)
		err = cbor_read_int(&in, &day);
	if (!err && (items != 4 || version != FORM || day < DATE_MIN || day > DATE_MAX))
		err = JAL_ERR_SYNTAX;
	if (!err)
		err = paper_new(NULL, (int32_t)day, &p);
	if (!err)
		err = get_notes(&in, p);
	if (!err)
		err = cbor_read_array(&in, &blocks);
	if (!err && blocks > PAPER_BLOCKS_MAX)
		err = JAL_ERR_LIMIT;
	for (uint64_t i = 0; i < blocks && !err; i++)
		err = get_block(&in, p, &columns);
	if (!err)
		err = cbor_end(&in);
	/* What was understood, encoded, is what came: nothing is silently put right. */
	if (!err)
		err = paper_encode(p, &again);
	if (!err && (again.len != n || memcmp(again.data, bytes, n) != 0))
		err = JAL_ERR_SYNTAX;
	buf_free(&again);
	if (err) {
		paper_free(p);
		return err;
	}
	*out = p;
	return JAL_OK;
}
