/* The search index and its questions. Sorts and filters nothing. */
#include "core/search.h"

#include <pthread.h>
#include <string.h>

#include "core/model.h"
#include "core/text.h"

/* Letters of a particle: l’, d’, le, de, von. */
#define PARTICLE_MAX 3

/* plain: words without accents; fold: the others without their accents; accent:
 * those as they are; code: digits of phones, the dossier's number, names with their particle. Without the
 * texts themselves (content='') and without places in them (detail=column). */
static const char tables[] =
	"CREATE VIRTUAL TABLE list_search USING fts5(plain, fold, accent, code, content='', contentless_delete=1,"
	" tokenize='ascii', prefix='1 2', detail=column);"
	/* What a transaction gathers before it writes a segment: an import then makes few. */
	"INSERT INTO list_search (list_search, rank) VALUES ('hashsize', 8388608);";

enum { PUT, DROP, ACTIVE, ARCHIVED, COUNT };
static const char *const text[COUNT] = {
	[PUT] = "INSERT INTO list_search (rowid, plain, fold, accent, code) VALUES (?1, ?2, ?3, ?4, ?5)",
	[DROP] = "DELETE FROM list_search WHERE rowid = ?1",
	[ACTIVE] = "SELECT rowid FROM list_search WHERE list_search MATCH ?1 AND rowid > 0",
	[ARCHIVED] = "SELECT -rowid FROM list_search WHERE list_search MATCH ?1 AND rowid < 0 ORDER BY rowid DESC",
};
const struct db_sql search_sql = { "search", COUNT, text };

enum jal_err search_create(struct db *db)
{
	return db_exec(db, tables);
}

/* ---- the searched fields, from the model ---- */

static struct buf made[ENTITY_COUNT];
static const char *made_text[ENTITY_COUNT];
static const struct db_sql fields_sql = { "search_fields", ENTITY_COUNT, made_text };
static enum jal_err made_err = JAL_OK;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool searched(enum field f)
{
	const struct model_field *field = model_field(f);
	return (field->flags & FIELD_SEARCHED) && (field->type == FIELD_TYPE_text || field->type == FIELD_TYPE_long_text);
}

static enum jal_err make_one(enum entity e, struct buf *sql)
{
	size_t n = 0;
	enum jal_err err = buf_puts(sql, "SELECT ");
	for (enum field f = model_entity(e)->first; !err && f < model_end(e); f++)
		if (searched(f))
			err = buf_printf(sql, "%st.\"%s\"", n++ ? ", " : "", model_field(f)->name);
	if (n == 0)
		buf_clear(sql);
	else if (!err)
		err = buf_printf(sql, " FROM j_record r CROSS JOIN \"%s\" t ON t.rid = r.rid WHERE r.fid = ?1"
				 " AND r.entity = %lu AND t.\"%s\" IS NOT 1", model_entity(e)->name,
			(unsigned long)model_entity(e)->wire, model_field(model_archived(e))->name);
	return err;
}

static uint32_t made_kinds;

static void make(void)
{
	for (enum entity e = 0; !made_err && e < ENTITY_COUNT; e++) {
		if (model_entity(e)->home == HOME_dossier)
			made_err = make_one(e, &made[e]);
		made_text[e] = buf_str(&made[e]);
		if (made[e].len && model_entity(e)->wire < 32)
			made_kinds |= UINT32_C(1) << model_entity(e)->wire;
	}
}

uint32_t search_kinds(void)
{
	(void)pthread_once(&once, make);
	return made_err ? UINT32_MAX : made_kinds;
}

/* ---- words ---- */

/* The four columns, words with a space before each. */
struct words {
	struct buf plain, fold, accent, code;
	struct buf a, b;	/* scratch */
	struct buf joined;	/* scratch: the short words before this one */
	size_t last;		/* where the last of them begins */
};

static void free_words(struct words *w)
{
	buf_free(&w->plain);
	buf_free(&w->fold);
	buf_free(&w->accent);
	buf_free(&w->code);
	buf_free(&w->a);
	buf_free(&w->b);
	buf_free(&w->joined);
}

static enum jal_err put_word(struct buf *out, const char *word, size_t n)
{
	const enum jal_err err = buf_putc(out, ' ');
	return err ? err : buf_put(out, word, n);
}

/* L’Écuyer is looked for as "lecuyer" too, Le Goff as "legoff", de la Tour as "latour" and "delatour": what follows
 * words of up to PARTICLE_MAX letters is also in with them before. */
static enum jal_err join_particle(struct words *w, const char *word, size_t n)
{
	const size_t before = w->joined.len;
	enum jal_err err = JAL_OK;
	if (before || n <= PARTICLE_MAX)
		err = buf_put(&w->joined, word, n);
	if (!err && before)
		err = put_word(&w->code, buf_str(&w->joined), w->joined.len);
	if (!err && before && w->last > 0)
		err = put_word(&w->code, buf_str(&w->joined) + w->last, w->joined.len - w->last);
	w->last = before;
	if (n > PARTICLE_MAX) {
		buf_clear(&w->joined);
		w->last = 0;
	}
	return err;
}

/* Folding keeps words in their order and number, so the two keys go side by side. */
static enum jal_err add_text(struct words *w, const char *s, size_t n)
{
	buf_clear(&w->a);
	buf_clear(&w->b);
	buf_clear(&w->joined);
	w->last = 0;
	enum jal_err err = text_fold(s, n, &w->a);
	if (!err)
		err = text_fold_exact(s, n, &w->b);
	const char *folded = NULL, *exact = NULL;
	size_t at_a = 0, at_b = 0, len_a = 0, len_b = 0;
	while (!err && text_word(buf_str(&w->a), w->a.len, &at_a, &folded, &len_a)) {
		const bool both = text_word(buf_str(&w->b), w->b.len, &at_b, &exact, &len_b);
		err = join_particle(w, folded, len_a);
		if (err)
			break;
		if (!both || (len_a == len_b && memcmp(folded, exact, len_a) == 0)) {
			err = put_word(&w->plain, folded, len_a);
			continue;
		}
		err = put_word(&w->fold, folded, len_a);
		if (!err)
			err = put_word(&w->accent, exact, len_b);
	}
	return err;
}

/* +33612345678 as people read it, 0612345678, and from each pair on. */
static enum jal_err add_phone(struct words *w, const char *s, size_t n)
{
	char digits[24];
	size_t count = 0;
	size_t from = 0;
	if (n >= 3 && memcmp(s, "+33", 3) == 0) {
		digits[count++] = '0';
		from = 3;
	}
	for (size_t i = from; i < n && count < sizeof(digits); i++)
		if (s[i] >= '0' && s[i] <= '9')
			digits[count++] = s[i];
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i + 2 <= count; i += 2)
		err = put_word(&w->code, digits + i, count - i);
	return err;
}

static enum jal_err add_entity(struct db *db, int64_t fid, enum entity e, struct words *w)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &fields_sql, (int)e, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	while (!(err = db_step(st, &row)) && row) {
		int col = 0;
		for (enum field f = model_entity(e)->first; !err && f < model_end(e); f++) {
			if (!searched(f))
				continue;
			const char *s = db_col_text(st, col);
			const size_t n = db_col_len(st, col++);
			if (s && model_field(f)->check == CHECK_phone)
				err = add_phone(w, s, n);
			else if (s)
				err = add_text(w, s, n);
		}
		if (err)
			break;
	}
	db_done(st);
	return err;
}

static enum jal_err add_number(struct words *w, const struct jal_id *dossier)
{
	char number[ID_NUMBER_MAX] = "";
	(void)id_number(dossier, 12, number);
	return put_word(&w->code, number, strlen(number));
}

static enum jal_err hash_of(struct words *w, bool archived, int64_t *out)
{
	const struct buf *const columns[] = { &w->plain, &w->fold, &w->accent, &w->code };
	buf_clear(&w->a);
	enum jal_err err = buf_putc(&w->a, archived);
	for (size_t i = 0; !err && i < sizeof(columns) / sizeof(*columns); i++) {
		err = buf_put(&w->a, columns[i]->data, columns[i]->len);
		/* Between columns something that no word contains. */
		if (!err)
			err = buf_putc(&w->a, 0);
	}
	if (err)
		return err;
	const struct jal_hash hash = hash_b2(w->a.data, w->a.len);
	memcpy(out, hash.b, sizeof(*out));
	return JAL_OK;
}

static void bind(struct db_st *st, int at, const struct buf *b)
{
	if (b->len)
		db_bind_textn(st, at, (const char *)b->data, b->len);
}

static enum jal_err drop_row(struct db *db, int64_t rowid)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &search_sql, DROP, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, rowid);
	return db_run(st);
}

enum jal_err search_drop(struct db *db, int64_t fid)
{
	const enum jal_err err = drop_row(db, fid);
	return err ? err : drop_row(db, -fid);
}

enum jal_err search_put(struct db *db, int64_t fid, const struct jal_id *dossier, bool archived, const int64_t *old,
	int64_t *hash)
{
	struct words w = { .plain = BUF_INIT };
	struct db_st *st = NULL;
	(void)pthread_once(&once, make);
	enum jal_err err = made_err;
	for (enum entity e = 0; !err && e < ENTITY_COUNT; e++)
		if (made[e].len)
			err = add_entity(db, fid, e, &w);
	if (!err)
		err = add_number(&w, dossier);
	if (!err)
		err = hash_of(&w, archived, hash);
	if (err)
		goto out;
	if (old && *old == *hash)
		goto out;
	if (old)
		err = search_drop(db, fid);
	if (!err)
		err = db_use(db, &search_sql, PUT, &st);
	if (err)
		goto out;
	db_bind_i64(st, 1, archived ? -fid : fid);
	bind(st, 2, &w.plain);
	bind(st, 3, &w.fold);
	bind(st, 4, &w.accent);
	bind(st, 5, &w.code);
	err = db_run(st);
out:
	free_words(&w);
	return err;
}

/* ---- questions ---- */

static enum jal_err put_asked(struct buf *out, const char *columns, const char *word, size_t n)
{
	enum jal_err err = buf_puts(out, out->len ? " AND {" : "{");
	if (!err)
		err = buf_puts(out, columns);
	if (!err)
		err = buf_puts(out, "} : \"");
	/* Letters, digits and marks only: no quote can be in it. */
	if (!err)
		err = buf_put(out, word, n);
	return err ? err : buf_puts(out, "\" *");
}

enum jal_err search_ask(const char *typed, struct buf *any, struct buf *exact)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	const char *folded = NULL, *as_typed = NULL;
	size_t at_a = 0, at_b = 0, len_a = 0, len_b = 0, count = 0;
	bool plain = true;
	enum jal_err err = text_fold(typed, strlen(typed), &a);
	if (!err)
		err = text_fold_exact(typed, strlen(typed), &b);
	while (!err && count < SEARCH_WORDS_MAX && text_word(buf_str(&a), a.len, &at_a, &folded, &len_a)) {
		const bool both = text_word(buf_str(&b), b.len, &at_b, &as_typed, &len_b);
		count++;
		err = put_asked(any, "plain fold code", folded, len_a);
		if (err)
			break;
		const bool same = !both || (len_a == len_b && memcmp(folded, as_typed, len_a) == 0);
		plain = plain && same;
		err = same ? put_asked(exact, "plain code", folded, len_a) : put_asked(exact, "accent", as_typed, len_b);
	}
	/* One letter may match everyone: nobody is to be found twice. */
	if (!err && count == 1 && plain) {
		at_a = 0;
		buf_clear(any);
		if (text_word(buf_str(&a), a.len, &at_a, &folded, &len_a))
			err = put_asked(any, "fold", folded, len_a);
	}
	buf_free(&a);
	buf_free(&b);
	return err;
}

enum jal_err search_run(struct db *db, const char *question, bool archived, int64_t **fids, size_t *count)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &search_sql, archived ? ARCHIVED : ACTIVE, &st);
	if (err)
		return err;
	db_bind_text(st, 1, question);
	return db_list(st, fids, count);
}
