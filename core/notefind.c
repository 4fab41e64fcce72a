/* The index of notes and its questions. Shows nothing. */
#include "core/notefind.h"

#include <string.h>

#include "core/model.h"
#include "core/search.h"
#include "core/text.h"

/*
 * A note's number in the index is its day and its rid, so that the index itself
 * gives the newest first and a search stops after the first page, however many
 * notes have the word. Days from 1000 to 9999 are above -2^20 and below 2^22.
 */
#define RID_BITS 26
#define DAY_ZERO INT64_C(1048576)

/* Of a snippet: bytes before the word, and up to where a word of the beginning is seen. */
#define LEAD 24
#define SEEN 40

/* Folded words alone: without the texts (content='') and without the words' places (detail=none). */
static const char tables[] =
	"CREATE VIRTUAL TABLE note_search USING fts5(words, content='', contentless_delete=1, tokenize='ascii',"
	" detail=none);"
	"INSERT INTO note_search (note_search, rank) VALUES ('hashsize', 8388608);";

enum { PUT, DROP, EMPTY, OLD, ALL, EVERYWHERE, IN_DOSSIER, COUNT };
/* What is found of a note n in a folder f; the reader takes the columns by their place. */
#define FOUND \
	"SELECT c.id, f.id, r.id, n.date, n.channel, n.text, (n.visibility IS NOT NULL AND n.visibility <> 'team')" \
	" OR n.sensitive IS NOT NULL, l.name, l.first_name, l.archived FROM "
static const char *const text[COUNT] = {
	[PUT] = "INSERT INTO note_search (rowid, words) VALUES (?1, ?2)",
	[DROP] = "DELETE FROM note_search WHERE rowid = ?1",
	[EMPTY] = "INSERT INTO note_search (note_search) VALUES ('delete-all')",
	[OLD] = "SELECT date, text FROM note WHERE rid = ?1",
	[ALL] = "SELECT rid, date, text FROM note WHERE text IS NOT NULL ORDER BY rid",
	[EVERYWHERE] = (FOUND "note_search CROSS JOIN note n ON n.rid = (note_search.rowid & 67108863)"
		" CROSS JOIN j_record r ON r.rid = n.rid CROSS JOIN list_row l ON l.fid = r.fid"
		" CROSS JOIN j_folder f ON f.fid = r.fid CROSS JOIN j_caseload c ON c.cid = f.cid"
		" WHERE note_search MATCH ?1 AND n.archived IS NOT 1 ORDER BY note_search.rowid DESC LIMIT ?2"),
	[IN_DOSSIER] = (FOUND "j_caseload c CROSS JOIN j_folder f ON f.cid = c.cid AND f.id = ?3"
		" CROSS JOIN list_row l ON l.fid = f.fid CROSS JOIN j_record r ON r.fid = f.fid AND r.entity = 14"
		" CROSS JOIN note n ON n.rid = r.rid WHERE c.id = ?4 AND n.archived IS NOT 1"
		" AND ((coalesce(n.date, -1048576) + 1048576) << 26 | n.rid) IN (SELECT rowid FROM note_search"
		" WHERE note_search MATCH ?1) ORDER BY n.date DESC, n.rid DESC LIMIT ?2"),
};
const struct db_sql notefind_sql = { "notefind", COUNT, text };
_Static_assert(MODEL_WIRE_note == 14 && RID_BITS == 26 && DAY_ZERO == 1048576, "as IN_DOSSIER has them");

/* ---- what goes in ---- */

/* 0: it can't be in the index. */
static int64_t place_of(int64_t rid, bool dated, int64_t day)
{
	if (rid <= 0 || rid >> RID_BITS)
		return 0;
	return (dated ? day + DAY_ZERO : 0) << RID_BITS | rid;
}

/* The words of a text as they are compared, each with a space before. */
static enum jal_err words_of(const char *s, size_t n, struct buf *scratch, struct buf *out)
{
	const char *word = NULL;
	size_t at = 0, len = 0;
	buf_clear(scratch);
	enum jal_err err = text_fold(s, n, scratch);
	while (!err && text_word(buf_str(scratch), scratch->len, &at, &word, &len)) {
		err = buf_putc(out, ' ');
		if (!err)
			err = buf_put(out, word, len);
	}
	return err;
}

static enum jal_err put(struct db *db, int64_t place, const char *s, size_t n)
{
	struct buf scratch = BUF_INIT, words = BUF_INIT;
	struct db_st *st = NULL;
	enum jal_err err = words_of(s, n, &scratch, &words);
	if (!err && words.len && place)
		err = db_use(db, &notefind_sql, PUT, &st);
	if (st) {
		db_bind_i64(st, 1, place);
		db_bind_textn(st, 2, (const char *)words.data, words.len);
		err = db_run(st);
	}
	buf_free(&scratch);
	buf_free(&words);
	return err;
}

static enum jal_err drop(struct db *db, int64_t place)
{
	struct db_st *st = NULL;
	if (!place)
		return JAL_OK;
	const enum jal_err err = db_use(db, &notefind_sql, DROP, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, place);
	return db_run(st);
}

/* What the note's row was: its place in the index (0: none), and whether it had this text. */
static enum jal_err read_old(struct db *db, int64_t rid, const struct value *now, int64_t *place, bool *same)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &notefind_sql, OLD, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, rid);
	err = db_step(st, &row);
	if (!err && row && !db_col_null(st, 1)) {
		const char *s = db_col_text(st, 1);
		const size_t n = db_col_len(st, 1);
		*place = place_of(rid, !db_col_null(st, 0), db_col_i64(st, 0));
		*same = s && now->kind == VALUE_TEXT && now->text_len == n && memcmp(s, now->text, n) == 0;
	}
	db_done(st);
	return err;
}

enum jal_err notefind_put(struct db *db, int64_t rid, const struct record *note, bool fresh)
{
	const struct value *now = record_value(note, FIELD_note_text);
	const struct value *date = record_value(note, FIELD_note_date);
	const int64_t place = place_of(rid, date->kind == VALUE_NUMBER, date->number);
	int64_t old = 0;
	bool same = false;
	enum jal_err err = fresh ? JAL_OK : read_old(db, rid, now, &old, &same);
	if (err || (same && old == place))
		return err;
	err = drop(db, old);
	if (!err && now->kind == VALUE_TEXT)
		err = put(db, place, now->text, now->text_len);
	return err;
}

static enum jal_err fill(struct db *db)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &notefind_sql, ALL, &st);
	if (err)
		return err;
	while (!(err = db_step(st, &row)) && row) {
		const char *s = db_col_text(st, 2);
		const size_t n = db_col_len(st, 2);
		err = put(db, place_of(db_col_i64(st, 0), !db_col_null(st, 1), db_col_i64(st, 1)), s, n);
		if (err)
			break;
	}
	db_done(st);
	return err;
}

enum jal_err notefind_create(struct db *db)
{
	const enum jal_err err = db_exec(db, tables);
	return err ? err : fill(db);
}

enum jal_err notefind_rebuild(struct db *db)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &notefind_sql, EMPTY, &st);
	if (!err)
		err = db_run(st);
	return err ? err : fill(db);
}

/* ---- questions ---- */

/* The next word that asks something. */
static bool next_asked(const struct buf *folded, size_t *at, const char **word, size_t *len)
{
	while (text_word(buf_str(folded), folded->len, at, word, len))
		if (text_next(*word, *len, 0) < *len)
			return true;
	return false;
}

/* In FTS5's language; empty when nothing is asked. */
static enum jal_err ask(const char *typed, struct buf *out)
{
	struct buf folded = BUF_INIT;
	const char *word = NULL;
	size_t at = 0, len = 0;
	enum jal_err err = text_fold(typed, strlen(typed), &folded);
	for (size_t n = 0; !err && n < SEARCH_WORDS_MAX && next_asked(&folded, &at, &word, &len); n++) {
		/* Letters, digits and marks only: no quote can be in it. */
		err = buf_puts(out, n ? " AND \"" : "\"");
		if (!err)
			err = buf_put(out, word, len);
		if (!err)
			err = buf_puts(out, "\" *");
	}
	buf_free(&folded);
	return err;
}

bool notefind_asks(const char *typed)
{
	struct buf question = BUF_INIT;
	const bool asks = ask(typed, &question) == JAL_OK && question.len > 0;
	buf_free(&question);
	return asks;
}

static enum jal_err read_hit(struct db_st *st, struct notefind_hit *hit)
{
	enum jal_err err = db_col_id(st, 0, &hit->caseload);
	if (!err)
		err = db_col_id(st, 1, &hit->dossier);
	if (!err)
		err = db_col_id(st, 2, &hit->note);
	hit->date = db_col_null(st, 3) ? RECORD_NO_DATE : (int32_t)db_col_i64(st, 3);
	hit->channel = db_col_text(st, 4);
	hit->confidential = db_col_bool(st, 6);
	hit->text = hit->confidential ? NULL : db_col_text(st, 5);
	hit->name = db_col_text(st, 7);
	hit->first_name = db_col_text(st, 8);
	hit->archived = db_col_bool(st, 9);
	return err;
}

enum jal_err notefind_search(struct db *db, const char *typed, const struct notefind_place *place, size_t limit,
	enum jal_err (*each)(void *ctx, const struct notefind_hit *hit), void *ctx, bool *more)
{
	const bool everywhere = id_is_zero(&place->dossier);
	struct buf question = BUF_INIT;
	struct db_st *st = NULL;
	size_t n = 0;
	bool row = false, others = false, own = false;
	enum jal_err err = ask(typed, &question);
	if (!err && question.len)
		err = db_read_enter(db, &own);
	if (!err && question.len)
		err = db_use(db, &notefind_sql, everywhere ? EVERYWHERE : IN_DOSSIER, &st);
	if (err || !st)
		goto out;
	db_bind_text(st, 1, buf_str(&question));
	db_bind_i64(st, 2, (int64_t)limit + 1);
	if (!everywhere) {
		db_bind_id(st, 3, &place->dossier);
		db_bind_id(st, 4, &place->caseload);
	}
	while (!(err = db_step(st, &row)) && row) {
		struct notefind_hit hit = { .date = 0 };
		others = n++ == limit;
		if (others)
			break;
		err = read_hit(st, &hit);
		if (!err)
			err = each(ctx, &hit);
		if (err)
			break;
	}
	db_done(st);
out:
	db_read_leave(db, own);
	buf_free(&question);
	if (!err && more)
		*more = others;
	return err;
}

/* ---- what stands around the word ---- */

/* Whether a word of the text, folded, begins with a word that is asked. */
static bool begins_asked(const struct buf *folded, const struct buf *asked)
{
	const char *word = NULL;
	size_t at = 0, len = 0;
	while (next_asked(asked, &at, &word, &len))
		if (folded->len >= len && memcmp(buf_str(folded), word, len) == 0)
			return true;
	return false;
}

/* The first word of a text that is asked: where it is; *len is 0 when none is. */
static enum jal_err find_word(const char *s, size_t n, const struct buf *asked, size_t *from, size_t *len)
{
	struct buf folded = BUF_INIT;
	const char *word = NULL;
	size_t at = 0, word_len = 0;
	enum jal_err err = JAL_OK;
	*len = 0;
	while (!err && *len == 0 && text_word(s, n, &at, &word, &word_len)) {
		buf_clear(&folded);
		err = text_fold(word, word_len, &folded);
		if (!err && begins_asked(&folded, asked)) {
			*from = (size_t)(word - s);
			*len = word_len;
		}
	}
	buf_free(&folded);
	return err;
}

/* Where to begin so that about `before` bytes stand before a place: at a word, or at the text's beginning. */
static size_t begin_before(const char *s, size_t place, size_t before)
{
	size_t at = place > before ? place - before : 0;
	if (at == 0)
		return 0;
	while (at < place && s[at] != ' ' && s[at] != '\n')
		at++;
	/* What stands before its first word says nothing here. */
	const char *word = NULL;
	size_t from = at, len = 0;
	return text_word(s, place, &from, &word, &len) ? (size_t)(word - s) : place;
}

/* On one line: what breaks lines is a space. */
static enum jal_err put_part(const char *s, size_t n, struct buf *out)
{
	enum jal_err err = JAL_OK;
	size_t from = 0;
	for (size_t i = 0; !err && i <= n; i++) {
		if (i < n && s[i] != '\n' && s[i] != '\t')
			continue;
		err = text_inert(s + from, i - from, TEXT_LINE, out);
		if (!err && i < n)
			err = buf_putc(out, ' ');
		from = i + 1;
	}
	return err;
}

enum jal_err notefind_snippet(const char *note, const char *typed, size_t max, struct buf *out, size_t *at, size_t *len)
{
	struct buf asked = BUF_INIT;
	const size_t n = strlen(note), before = out->len;
	size_t word = 0, word_len = 0;
	enum jal_err err = text_fold(typed, strlen(typed), &asked);
	if (!err)
		err = find_word(note, n, &asked, &word, &word_len);
	/* From the beginning when that shows it well, also where a column cuts it; else a few words before it. */
	const size_t well = max - max / 4 < SEEN ? max - max / 4 : SEEN;
	const size_t from = word + word_len > well ? begin_before(note, word, max / 3 < LEAD ? max / 3 : LEAD) : 0;
	const size_t shown = text_cut(note + from, n - from, max);
	if (!err && from > 0)
		err = buf_puts(out, "… ");
	if (!err)
		err = put_part(note + from, word > from ? word - from : 0, out);
	const size_t place = out->len;
	if (!err)
		err = put_part(note + word, word_len, out);
	const size_t end = out->len;
	const size_t done = word + word_len > from ? word + word_len - from : 0;
	if (!err && shown > done)
		err = put_part(note + from + done, shown - done, out);
	if (!err && from + shown < n)
		err = buf_puts(out, "…");
	if (!err && at)
		*at = place;
	if (!err && len)
		*len = end - place;
	if (err)
		out->len = before;
	buf_free(&asked);
	return err;
}
