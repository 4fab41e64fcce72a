/* The small parts of a workbook. */
#include "read/book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#define FORMATS_MAX 1024

/* One part after the other, each with what is being read of it. */
struct reading {
	struct book *book;
	enum foreign_end end;
	/* Relations: of the package, then of the workbook. */
	char from[BOOK_PATH_MAX], workbook[BOOK_PATH_MAX], texts[BOOK_PATH_MAX], styles[BOOK_PATH_MAX];
	/* Styles. */
	struct {
		unsigned long id;
		struct number_format format;
	} formats[FORMATS_MAX];
	size_t format_count;
	bool in_formats;
	/* Texts. */
	size_t room, bytes;
	unsigned phonetic;
	bool in_text;
	struct buf text;
};

static void fail(struct reading *r, enum foreign_end end)
{
	if (r->end == FOREIGN_DONE)
		r->end = end;
}

static bool go_on(void *ctx, uint64_t done)
{
	(void)done;
	return ((const struct reading *)ctx)->end == FOREIGN_DONE;
}

static void nothing(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
}

static enum foreign_end part(struct pack *p, struct reading *r, const char *name,
	void (*start)(void *, const char *, const char **), void (*end)(void *, const char *),
	void (*text)(void *, const char *, size_t))
{
	const struct xml_handlers h = { start, end, text, r };
	const enum foreign_end failed = pack_xml(p, name, &h, go_on, r);
	return r->end ? r->end : failed;
}

/* ---- relations ---- */

/* The path of a target: « ../a/b » and « /xl/b » and « b », from the folder of the part that names it. False when it
 * is too long or leads out. */
static bool resolve(const char *from, const char *target, char out[BOOK_PATH_MAX])
{
	size_t n = 0;
	if (*target == '/') {
		target++;
	} else {
		const char *slash = strrchr(from, '/');
		n = slash ? (size_t)(slash + 1 - from) : 0;
		memcpy(out, from, n);
	}
	while (*target) {
		const size_t step = strcspn(target, "/");
		const char *next = target[step] ? target + step + 1 : target + step;
		if (step == 2 && memcmp(target, "..", 2) == 0) {
			if (n == 0)
				return false;
			n--;
			while (n > 0 && out[n - 1] != '/')
				n--;
		} else if (step > 0 && !(step == 1 && *target == '.')) {
			if (n + step + 2 > BOOK_PATH_MAX)
				return false;
			memcpy(out + n, target, step);
			n += step;
			if (target[step])
				out[n++] = '/';
		}
		target = next;
	}
	out[n] = 0;
	return n > 0;
}

static bool ends(const char *s, const char *with)
{
	const size_t n = strlen(s), m = strlen(with);
	return n >= m && strcmp(s + n - m, with) == 0;
}

static void on_relation(void *ctx, const char *name, const char **atts)
{
	struct reading *r = ctx;
	const char *type = xml_att(atts, "Type"), *target = xml_att(atts, "Target"), *id = xml_att(atts, "Id"),
		   *mode = xml_att(atts, "TargetMode");
	char path[BOOK_PATH_MAX];
	if (strcmp(name, "Relationship") != 0 || !type || !target || (mode && strcmp(mode, "External") == 0) ||
	    !resolve(r->from, target, path))
		return;
	if (ends(type, "/officeDocument"))
		memcpy(r->workbook, path, sizeof(path));
	else if (ends(type, "/sharedStrings"))
		memcpy(r->texts, path, sizeof(path));
	else if (ends(type, "/styles"))
		memcpy(r->styles, path, sizeof(path));
	else if (ends(type, "/worksheet") && id)
		for (size_t i = 0; i < r->book->sheet_count; i++)
			if (strcmp(r->book->sheets[i].id, id) == 0)
				memcpy(r->book->sheets[i].path, path, sizeof(path));
}

/* The part that holds a part's relations: « xl/workbook.xml » has « xl/_rels/workbook.xml.rels ». */
static bool relations_of(const char *path, char out[BOOK_PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	const int folder = slash ? (int)(slash + 1 - path) : 0;
	const int n = snprintf(out, BOOK_PATH_MAX, "%.*s_rels/%s.rels", folder, path, path + folder);
	return n > 0 && n < BOOK_PATH_MAX;
}

/* ---- the workbook ---- */

static void on_workbook(void *ctx, const char *name, const char **atts)
{
	struct reading *r = ctx;
	struct book *b = r->book;
	if (strcmp(name, "workbookPr") == 0) {
		const char *from = xml_att(atts, "date1904");
		b->from_1904 = from && (strcmp(from, "1") == 0 || strcmp(from, "true") == 0);
	}
	if (strcmp(name, "sheet") != 0)
		return;
	/* Not sheetId, and not the id of another namespace either: r:id comes last in a file, if at all. */
	const char *label = xml_att(atts, "name"), *state = xml_att(atts, "state"), *id = xml_att(atts, "id");
	if (!label || !id || strlen(id) >= sizeof(b->sheets->id) || b->sheet_count == FOREIGN_SHEETS_MAX)
		return;
	struct book_sheet *s = &b->sheets[b->sheet_count++];
	const size_t n = strnlen(label, FOREIGN_NAME_MAX);
	memcpy(s->name, label, n);
	memcpy(s->id, id, strlen(id));
	s->hidden = state && strcmp(state, "visible") != 0;
}

/* ---- how numbers are shown ---- */

static void on_style(void *ctx, const char *name, const char **atts)
{
	struct reading *r = ctx;
	struct book *b = r->book;
	if (strcmp(name, "cellXfs") == 0)
		r->in_formats = true;
	const unsigned long id = xml_att_number(atts, "numFmtId", 0, 1UL << 20);
	if (strcmp(name, "numFmt") == 0 && r->format_count < FORMATS_MAX) {
		const char *code = xml_att(atts, "formatCode");
		r->formats[r->format_count].id = id;
		r->formats[r->format_count++].format = number_of_code(code ? code : "");
	}
	if (strcmp(name, "xf") != 0 || !r->in_formats)
		return;
	if (b->style_count == BOOK_STYLES_MAX) {
		fail(r, FOREIGN_LIMIT);
		return;
	}
	struct number_format f = number_builtin(id);
	for (size_t i = 0; i < r->format_count; i++)
		if (r->formats[i].id == id)
			f = r->formats[i].format;
	b->styles[b->style_count++] = f;
}

static void on_style_end(void *ctx, const char *name)
{
	if (strcmp(name, "cellXfs") == 0)
		((struct reading *)ctx)->in_formats = false;
}

/* ---- the texts that cells share ---- */

enum foreign_end book_text(struct buf *to, const char *s, size_t n)
{
	size_t from = 0;
	for (size_t i = 0; i + 7 <= n; i++) {
		if (s[i] != '_' || s[i + 1] != 'x' || s[i + 6] != '_')
			continue;
		char hex[5] = { s[i + 2], s[i + 3], s[i + 4], s[i + 5], 0 }, *end = NULL;
		const unsigned long c = strtoul(hex, &end, 16);
		uint8_t utf8[6];
		const int len = end == hex + 4 && strchr("+- ", hex[0]) == NULL ? u8_uctomb(utf8, (ucs4_t)c, sizeof(utf8)) : -1;
		if (len <= 0 || c == 0)
			continue;
		if (buf_put(to, s + from, i - from) || buf_put(to, utf8, (size_t)len))
			return FOREIGN_FAILED;
		from = i + 7;
		i += 6;
	}
	return buf_put(to, s + from, n - from) ? FOREIGN_FAILED : FOREIGN_DONE;
}

static bool grow(struct reading *r)
{
	struct book *b = r->book;
	if (b->text_count < r->room)
		return true;
	const size_t room = r->room ? r->room * 2 : 1024;
	const char **texts = realloc(b->texts, room * sizeof(*texts));
	if (texts)
		b->texts = texts;
	uint32_t *lengths = realloc(b->lengths, room * sizeof(*lengths));
	if (lengths)
		b->lengths = lengths;
	if (!texts || !lengths)
		return false;
	r->room = room;
	return true;
}

static void on_shared(void *ctx, const char *name, const char **atts)
{
	struct reading *r = ctx;
	(void)atts;
	if (strcmp(name, "si") == 0)
		buf_clear(&r->text);
	else if (strcmp(name, "rPh") == 0)
		r->phonetic++;
	else if (strcmp(name, "t") == 0)
		r->in_text = r->phonetic == 0;
}

static void on_shared_text(void *ctx, const char *s, size_t n)
{
	struct reading *r = ctx;
	if (!r->in_text)
		return;
	/* One byte more than a cell may have is enough to refuse the row. */
	const size_t left = FOREIGN_CELL_MAX + 1 - r->text.len;
	if (buf_put(&r->text, s, n < left ? n : left))
		fail(r, FOREIGN_FAILED);
}

static void on_shared_end(void *ctx, const char *name)
{
	struct reading *r = ctx;
	struct book *b = r->book;
	if (strcmp(name, "t") == 0)
		r->in_text = false;
	else if (strcmp(name, "rPh") == 0 && r->phonetic > 0)
		r->phonetic--;
	if (strcmp(name, "si") != 0 || r->end)
		return;
	struct buf text = BUF_INIT;
	enum foreign_end end = book_text(&text, buf_str(&r->text), r->text.len);
	r->bytes += text.len;
	if (!end && (b->text_count == BOOK_TEXTS_MAX || r->bytes > BOOK_TEXT_BYTES_MAX))
		end = FOREIGN_LIMIT;
	const char *copy = NULL;
	if (!end && (!grow(r) || !(copy = arena_copy(&b->arena, buf_str(&text), text.len))))
		end = FOREIGN_FAILED;
	if (!end) {
		b->lengths[b->text_count] = (uint32_t)text.len;
		b->texts[b->text_count++] = copy;
	}
	buf_free(&text);
	fail(r, end);
}

/* ---- all of it ---- */

static enum foreign_end parts(struct pack *p, struct reading *r)
{
	char relations[BOOK_PATH_MAX];
	enum foreign_end end = part(p, r, "_rels/.rels", on_relation, nothing, NULL);
	if (!end && !*r->workbook)
		return FOREIGN_UNKNOWN;
	if (!end)
		end = part(p, r, r->workbook, on_workbook, nothing, NULL);
	if (!end && !relations_of(r->workbook, relations))
		return FOREIGN_SYNTAX;
	if (end)
		return end;
	memcpy(r->from, r->workbook, sizeof(r->from));
	end = part(p, r, relations, on_relation, nothing, NULL);
	if (!end && *r->styles && pack_has(p, r->styles))
		end = part(p, r, r->styles, on_style, on_style_end, NULL);
	if (!end && *r->texts && pack_has(p, r->texts))
		end = part(p, r, r->texts, on_shared, on_shared_end, on_shared_text);
	return end;
}

enum foreign_end book_read(struct pack *p, struct book *out)
{
	struct reading *r = calloc(1, sizeof(*r));
	*out = (struct book){ .arena = ARENA_INIT };
	out->sheets = calloc(FOREIGN_SHEETS_MAX, sizeof(*out->sheets));
	out->styles = calloc(BOOK_STYLES_MAX, sizeof(*out->styles));
	enum foreign_end end = FOREIGN_FAILED;
	if (r && out->sheets && out->styles) {
		r->book = out;
		end = parts(p, r);
	}
	if (r)
		buf_free(&r->text);
	free(r);
	return end;
}

void book_free(struct book *b)
{
	free(b->sheets);
	free(b->styles);
	free(b->texts);
	free(b->lengths);
	arena_free(&b->arena);
	*b = (struct book){ .arena = ARENA_INIT };
}
