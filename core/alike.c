/* One pass over the people whom something equal could make alike. */
#include "core/alike.h"

#include <stdlib.h>
#include <string.h>

#include "core/record.h"
#include "core/text.h"

enum { MAYBE, COUNT };
static const char *const text[COUNT] = {
	/* Someone moved away, or united with another, is known where the dossier goes on. */
	[MAYBE] = "SELECT f.id, p.birth_name, p.usage_name, p.first_name, p.birth_date, p.nir, p.external_id,"
		  " p.france_travail_id, p.phone, p.phone2, p.email, p.city, l.archived, c.id"
		  " FROM person p CROSS JOIN j_record r ON r.rid = p.rid JOIN j_folder f ON f.fid = r.fid"
		  " JOIN j_caseload c ON c.cid = f.cid JOIN list_row l ON l.fid = f.fid"
		  " WHERE p.archived IS NOT 1 AND (p.birth_date = ?1 OR p.nir = ?2 OR p.external_id = ?3"
		  " OR p.france_travail_id = ?4 OR p.phone = ?5 OR p.phone2 = ?5 OR p.email = ?6)",
};
const struct db_sql alike_sql = { "alike", COUNT, text };

enum { DOSSIER, BIRTH_NAME, USAGE_NAME, FIRST_NAME, BIRTH_DATE, NIR, EXTERNAL_ID, FRANCE_TRAVAIL, PHONE, PHONE2, EMAIL,
       CITY, ARCHIVED, CASELOAD };

static bool given(const char *s)
{
	return s && *s;
}

static bool same(const char *a, const char *b)
{
	return given(a) && given(b) && strcmp(a, b) == 0;
}

/* ---- names ---- */

#define WORDS_MAX 16

static int by_word(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The words of both, folded, in alphabetical order. */
static enum jal_err sorted_words(const char *family, const char *first, struct buf *out)
{
	struct buf key = BUF_INIT;
	char *words[WORDS_MAX] = { NULL }, *more = NULL;
	size_t n = 0;
	enum jal_err err = text_fold(family, strlen(family), &key);
	if (!err)
		err = buf_putc(&key, ' ');
	if (!err)
		err = text_fold(first, strlen(first), &key);
	for (char *w = err || !key.data ? NULL : strtok_r((char *)key.data, " ", &more); w && n < WORDS_MAX;
	     w = strtok_r(NULL, " ", &more))
		words[n++] = w;
	if (n)
		qsort(words, n, sizeof(words[0]), by_word);
	for (size_t i = 0; i < n && !err; i++)
		err = buf_printf(out, "%s ", words[i]);
	buf_free(&key);
	return err;
}

static enum jal_err sound(const char *family, const char *first, struct buf *out)
{
	enum jal_err err = text_phonetic(family, strlen(family), out);
	if (!err)
		err = buf_puts(out, " / ");
	return err ? err : text_phonetic(first, strlen(first), out);
}

typedef enum jal_err (*namer)(const char *family, const char *first, struct buf *out);

static enum jal_err keys_equal(namer key, const char *family_a, const char *first_a, const char *family_b,
			       const char *first_b, bool *equal)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	if (*equal || !given(family_a) || !given(family_b) || !given(first_a) || !given(first_b))
		return JAL_OK;
	enum jal_err err = key(family_a, first_a, &a);
	if (!err)
		err = key(family_b, first_b, &b);
	if (!err)
		*equal = a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
	buf_free(&a);
	buf_free(&b);
	return err;
}

/* By birth name or usage name on either side. */
static enum jal_err names_equal(namer key, const struct alike_traits *t, const char *birth, const char *usage,
				const char *first, bool *equal)
{
	enum jal_err err = keys_equal(key, t->birth_name, t->first_name, birth, first, equal);
	if (!err)
		err = keys_equal(key, t->birth_name, t->first_name, usage, first, equal);
	if (!err)
		err = keys_equal(key, t->usage_name, t->first_name, birth, first, equal);
	return err ? err : keys_equal(key, t->usage_name, t->first_name, usage, first, equal);
}

static enum jal_err same_first_word(const char *a, const char *b, bool *equal)
{
	struct buf ka = BUF_INIT, kb = BUF_INIT;
	if (!given(a) || !given(b))
		return JAL_OK;
	enum jal_err err = text_fold(a, strlen(a), &ka);
	if (!err)
		err = text_fold(b, strlen(b), &kb);
	if (!err) {
		const size_t n = strcspn(buf_str(&ka), " ");
		*equal = n > 0 && strcspn(buf_str(&kb), " ") == n && memcmp(ka.data, kb.data, n) == 0;
	}
	buf_free(&ka);
	buf_free(&kb);
	return err;
}

/* ---- one row ---- */

static enum jal_err judge(struct db_st *st, const struct alike_traits *t, enum alike_by *by)
{
	const char *birth = db_col_text(st, BIRTH_NAME), *usage = db_col_text(st, USAGE_NAME);
	const char *first = db_col_text(st, FIRST_NAME);
	bool equal = false;
	enum jal_err err = JAL_OK;
	*by = ALIKE_NOBODY;
	if (same(t->nir, db_col_text(st, NIR)))
		*by = ALIKE_NIR;
	else if (same(t->external_id, db_col_text(st, EXTERNAL_ID)))
		*by = ALIKE_EXTERNAL_ID;
	else if (same(t->france_travail_id, db_col_text(st, FRANCE_TRAVAIL)))
		*by = ALIKE_FRANCE_TRAVAIL;
	if (*by != ALIKE_NOBODY)
		return JAL_OK;
	if (t->birth_date != RECORD_NO_DATE && !db_col_null(st, BIRTH_DATE) &&
		db_col_i64(st, BIRTH_DATE) == t->birth_date) {
		err = names_equal(sorted_words, t, birth, usage, first, &equal);
		if (!err && equal)
			*by = ALIKE_IDENTITY;
		if (!err && !equal)
			err = names_equal(sound, t, birth, usage, first, &equal);
		if (!err && equal && *by == ALIKE_NOBODY)
			*by = ALIKE_SOUND;
	}
	if (err || *by != ALIKE_NOBODY)
		return err;
	if (same(t->phone, db_col_text(st, PHONE)) || same(t->phone, db_col_text(st, PHONE2)) ||
		same(t->email, db_col_text(st, EMAIL)))
		err = same_first_word(t->first_name, first, &equal);
	if (!err && equal)
		*by = ALIKE_CONTACT;
	return err;
}

static enum jal_err copy(struct buf *to, const char *s)
{
	buf_clear(to);
	return given(s) ? text_inert(s, strlen(s), TEXT_LINE, to) : JAL_OK;
}

static enum jal_err take(struct db_st *st, enum alike_by by, struct alike_found *f)
{
	const char *usage = db_col_text(st, USAGE_NAME);
	f->by = by;
	f->archived = db_col_i64(st, ARCHIVED) != 0;
	enum jal_err err = db_col_id(st, DOSSIER, &f->dossier);
	if (!err)
		err = db_col_id(st, CASELOAD, &f->caseload);
	if (!err)
		err = copy(&f->family, given(usage) ? usage : db_col_text(st, BIRTH_NAME));
	if (!err)
		err = copy(&f->first, db_col_text(st, FIRST_NAME));
	return err ? err : copy(&f->town, db_col_text(st, CITY));
}

/* An empty one would equal another empty one. */
static void bind(struct db_st *st, int at, const char *s)
{
	db_bind_text(st, at, given(s) ? s : NULL);
}

enum jal_err alike_find(struct db *db, const struct alike_traits *t, enum alike_by worst, struct alike_found *out)
{
	struct alike_found best = { .by = ALIKE_NOBODY };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &alike_sql, MAYBE, &st);
	if (err)
		return err;
	if (t->birth_date != RECORD_NO_DATE && worst >= ALIKE_IDENTITY)
		db_bind_i64(st, 1, t->birth_date);
	else
		db_bind_text(st, 1, NULL);
	bind(st, 2, t->nir);
	bind(st, 3, t->external_id);
	bind(st, 4, t->france_travail_id);
	bind(st, 5, worst >= ALIKE_CONTACT ? t->phone : NULL);
	bind(st, 6, worst >= ALIKE_CONTACT ? t->email : NULL);
	while (!(err = db_step(st, &row)) && row) {
		struct jal_id dossier = ID_ZERO;
		enum alike_by by = ALIKE_NOBODY;
		err = db_col_id(st, DOSSIER, &dossier);
		if (!err)
			err = judge(st, t, &by);
		/* Of two alike in the same way, one that is not archived. */
		if (!err && by <= worst && !id_equal(&dossier, &t->self) &&
			(by < best.by || (by == best.by && best.archived && by != ALIKE_NOBODY)))
			err = take(st, by, &best);
		if (err)
			break;
	}
	db_done(st);
	if (err || best.by == ALIKE_NOBODY) {
		alike_free(&best);
		return err ? err : JAL_ERR_NOT_FOUND;
	}
	*out = best;
	return JAL_OK;
}

void alike_free(struct alike_found *f)
{
	buf_free(&f->family);
	buf_free(&f->first);
	buf_free(&f->town);
}
