/* People known, under keys of what tells them apart. */
#include "core/import_match.h"

#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/import_index.h"
#include "core/model.h"
#include "core/roster.h"
#include "core/text.h"

#define NAME_WORDS_MAX 24

enum { EVERYONE, COUNT };
static const char *const text[COUNT] = {
	[EVERYONE] = "SELECT c.id, f.id, r.id, p.first_name, p.birth_name, p.usage_name, p.birth_date, p.nir,"
		     " p.external_id, p.caf_number, d.home, d.same_as"
		     " FROM person p CROSS JOIN j_record r ON r.rid = p.rid"
		     " JOIN j_folder f ON f.fid = r.fid JOIN j_caseload c ON c.cid = f.cid"
		     " LEFT JOIN j_record k ON k.fid = f.fid AND k.entity = 1 AND k.id = f.id"
		     " LEFT JOIN dossier d ON d.rid = k.rid"
		     " WHERE p.archived IS NOT 1",
};
const struct db_sql import_match_sql = { "import_match", COUNT, text };

/* The statement above names an entity by its number. */
_Static_assert(MODEL_WIRE_dossier == 1, "import_match.c names an entity by number");

/* Caseloads, of which there are few, so that their ids are not kept for each person. */
struct caseload {
	struct jal_id id;
	bool writable;
};

struct person {
	struct jal_id dossier, person;
	uint64_t nir, external_id;
	uint32_t line;
	uint32_t caseload;
	uint32_t goes_on;	/* place + 1 of the one that it was made one with; 0: itself */
};

/* Someone read whose dossier was made one with another, which may come later. */
struct joined {
	uint32_t place;
	struct jal_id with;
};

struct import_match {
	struct import_index index;
	struct person *people;
	size_t count, cap;
	struct caseload *caseloads;
	size_t caseload_count;
	struct joined *joined;
	size_t joined_count;
	struct buf scratch;	/* folded names */
	struct buf key;
};

void import_match_free(struct import_match *m)
{
	if (!m)
		return;
	import_index_free(&m->index);
	free(m->people);
	free(m->caseloads);
	free(m->joined);
	buf_free(&m->scratch);
	buf_free(&m->key);
	free(m);
}

/* ---- keys ---- */

struct word {
	const char *s;
	size_t n;
};

static int by_bytes(const struct word *a, const struct word *b)
{
	const int order = memcmp(a->s, b->s, a->n < b->n ? a->n : b->n);
	return order ? order : (a->n > b->n) - (a->n < b->n);
}

/* 0 in *key when a name or the date is missing. */
static enum jal_err identity_key(struct import_match *m, const char *first, const char *family, int32_t born,
	uint64_t *key)
{
	struct word words[NAME_WORDS_MAX];
	size_t count = 0, at = 0, len = 0;
	const char *s = NULL;
	*key = 0;
	if (!first || !*first || !family || !*family || born == RECORD_NO_DATE)
		return JAL_OK;
	buf_clear(&m->scratch);
	enum jal_err err = text_fold(first, strlen(first), &m->scratch);
	if (!err)
		err = buf_putc(&m->scratch, ' ');
	if (!err)
		err = text_fold(family, strlen(family), &m->scratch);
	if (err)
		return err;
	while (count < NAME_WORDS_MAX && text_word(buf_str(&m->scratch), m->scratch.len, &at, &s, &len)) {
		const struct word w = { s, len };
		size_t i = count++;
		for (; i > 0 && by_bytes(&words[i - 1], &w) > 0; i--)
			words[i] = words[i - 1];
		words[i] = w;
	}
	buf_clear(&m->key);
	err = buf_put(&m->key, &born, sizeof(born));
	for (size_t i = 0; !err && i < count; i++) {
		err = buf_put(&m->key, words[i].s, words[i].n);
		if (!err)
			err = buf_putc(&m->key, ' ');
	}
	if (!err && count > 0)
		*key = import_index_key(&m->index, 'i', m->key.data, m->key.len);
	return err;
}

static uint64_t number_key(const struct import_match *m, char kind, const char *number)
{
	return number && *number ? import_index_key(&m->index, kind, number, strlen(number)) : 0;
}

struct keys {
	uint64_t birth, usage;	/* identity under either name */
	uint64_t nir, external_id, caf;
};

static enum jal_err make_keys(struct import_match *m, const struct import_traits *t, struct keys *k)
{
	*k = (struct keys){ .birth = 0 };
	enum jal_err err = identity_key(m, t->first_name, t->birth_name, t->birth_date, &k->birth);
	if (!err)
		err = identity_key(m, t->first_name, t->usage_name, t->birth_date, &k->usage);
	k->nir = number_key(m, 'n', t->nir);
	k->external_id = number_key(m, 'e', t->external_id);
	k->caf = number_key(m, 'c', t->caf_number);
	return err;
}

static enum jal_err put_keys(struct import_match *m, const struct keys *k, uint32_t place)
{
	const uint64_t all[] = { k->birth, k->usage, k->nir, k->external_id, k->caf };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i])
			err = import_index_put(&m->index, all[i], place);
	return err;
}

static uint64_t dossier_key(const struct import_match *m, const struct jal_id *dossier)
{
	return import_index_key(&m->index, 'd', dossier->b, sizeof(dossier->b));
}

/* ---- people ---- */

static enum jal_err find_caseload(struct import_match *m, const struct jal_id *id, bool writable, uint32_t *place)
{
	for (size_t i = m->caseload_count; i-- > 0;) {
		if (id_equal(&m->caseloads[i].id, id)) {
			*place = (uint32_t)i;
			return JAL_OK;
		}
	}
	struct caseload *more = realloc(m->caseloads, (m->caseload_count + 1) * sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	m->caseloads = more;
	m->caseloads[m->caseload_count] = (struct caseload){ *id, writable };
	*place = (uint32_t)m->caseload_count++;
	return JAL_OK;
}

static enum jal_err add(struct import_match *m, const struct import_traits *t, const struct import_known *known)
{
	struct keys k = { .birth = 0 };
	uint32_t caseload = 0;
	if (m->count == UINT32_MAX - 1)
		return JAL_ERR_LIMIT;
	enum jal_err err = make_keys(m, t, &k);
	if (!err)
		err = find_caseload(m, &known->caseload, known->writable, &caseload);
	if (err)
		return err;
	if (m->count == m->cap) {
		const size_t cap = m->cap ? m->cap + m->cap / 2 : 256;
		struct person *more = realloc(m->people, cap * sizeof(*more));
		if (!more)
			return JAL_ERR_NOMEM;
		m->people = more;
		m->cap = cap;
	}
	m->people[m->count] = (struct person){ .dossier = known->dossier, .person = known->person, .nir = k.nir,
		.external_id = k.external_id, .caseload = caseload, .line = (uint32_t)known->line };
	err = put_keys(m, &k, (uint32_t)m->count);
	if (!err)
		err = import_index_put(&m->index, dossier_key(m, &known->dossier), (uint32_t)m->count);
	if (!err)
		m->count++;
	return err;
}

enum jal_err import_match_add(struct import_match *m, const struct import_traits *t, const struct import_known *known)
{
	return add(m, t, known);
}

enum jal_err import_match_learn(struct import_match *m, uint32_t place, const struct import_traits *t)
{
	struct keys k = { .birth = 0 };
	enum jal_err err = make_keys(m, t, &k);
	if (!err)
		err = put_keys(m, &k, place);
	if (err)
		return err;
	if (k.nir)
		m->people[place].nir = k.nir;
	if (k.external_id)
		m->people[place].external_id = k.external_id;
	return JAL_OK;
}

/* ---- reading the vault ---- */

static enum jal_err remember_joined(struct import_match *m, uint32_t place, const struct jal_id *with)
{
	struct joined *more = realloc(m->joined, (m->joined_count + 1) * sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	m->joined = more;
	m->joined[m->joined_count++] = (struct joined){ place, *with };
	return JAL_OK;
}

static enum jal_err may_write(struct db *db, const struct jal_id *caseload, bool *out)
{
	enum roster_right right = ROSTER_NONE;
	const enum jal_err err = roster_right(db, caseload, &right);
	if (!err)
		*out = right == ROSTER_WRITE;
	return err;
}

static enum jal_err read_one(struct import_match *m, struct db_st *st, struct db *db)
{
	struct import_known known = { .line = 0 };
	struct jal_id home = ID_ZERO, with = ID_ZERO;
	uint32_t caseload = 0;
	enum jal_err err = db_col_id(st, 0, &known.caseload);
	if (!err)
		err = db_col_id(st, 1, &known.dossier);
	if (!err)
		err = db_col_id(st, 2, &known.person);
	if (!err)
		err = db_col_id(st, 10, &home);
	if (!err)
		err = db_col_id(st, 11, &with);
	/* What a move left behind. */
	if (err || (!id_is_zero(&home) && !id_equal(&home, &known.caseload)))
		return err;
	const size_t before = m->caseload_count;
	err = find_caseload(m, &known.caseload, false, &caseload);
	if (!err && m->caseload_count > before)
		err = may_write(db, &known.caseload, &m->caseloads[caseload].writable);
	const struct import_traits t = {
		.first_name = db_col_text(st, 3),
		.birth_name = db_col_text(st, 4),
		.usage_name = db_col_text(st, 5),
		.birth_date = db_col_null(st, 6) ? RECORD_NO_DATE : (int32_t)db_col_i64(st, 6),
		.nir = db_col_text(st, 7),
		.external_id = db_col_text(st, 8),
		.caf_number = db_col_text(st, 9),
	};
	if (!err)
		err = add(m, &t, &known);
	if (!err && !id_is_zero(&with))
		err = remember_joined(m, (uint32_t)m->count - 1, &with);
	return err;
}

static enum jal_err read_everyone(struct import_match *m, struct db *db)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &import_match_sql, EVERYONE, &st);
	if (err)
		return err;
	while (!(err = db_step(st, &row)) && row) {
		err = read_one(m, st, db);
		if (err)
			break;
	}
	db_done(st);
	for (size_t i = 0; !err && i < m->joined_count; i++) {
		size_t at = 0;
		uint32_t with = 0;
		if (import_index_next(&m->index, dossier_key(m, &m->joined[i].with), &at, &with) && with != m->joined[i].place)
			m->people[m->joined[i].place].goes_on = with + 1;
	}
	return err;
}

enum jal_err import_match_open(struct db *db, struct import_match **out)
{
	struct import_match *m = calloc(1, sizeof(*m));
	if (!m)
		return JAL_ERR_NOMEM;
	import_index_start(&m->index);
	const enum jal_err err = read_everyone(m, db);
	if (err)
		import_match_free(m);
	else
		*out = m;
	return err;
}

/* ---- finding ---- */

/* The dossier that goes on; a circle of them ends where it began. */
static uint32_t last_of(const struct import_match *m, uint32_t place)
{
	for (unsigned steps = 0; m->people[place].goes_on && steps < 16; steps++)
		place = m->people[place].goes_on - 1;
	return place;
}

static struct import_known known_at(const struct import_match *m, uint32_t place)
{
	const struct person *p = &m->people[place];
	const struct caseload *c = &m->caseloads[p->caseload];
	return (struct import_known){ .dossier = p->dossier, .person = p->person, .caseload = c->id, .nir = p->nir,
		.external_id = p->external_id, .line = p->line, .writable = c->writable };
}

static void note_candidate(const struct import_match *m, uint32_t place, unsigned by, struct import_found *out)
{
	place = last_of(m, place);
	for (size_t i = 0; i < out->count; i++) {
		if (out->candidate[i].place == place) {
			out->candidate[i].by |= by;
			return;
		}
	}
	if (out->count == IMPORT_CANDIDATES_MAX) {
		out->more = true;
		return;
	}
	out->candidate[out->count++] = (struct import_candidate){ place, by, known_at(m, place) };
}

/* A number that was replaced meanwhile no longer counts. */
static bool stale(const struct person *p, uint64_t key, unsigned by)
{
	return (by == IMPORT_BY_NIR && p->nir != key) || (by == IMPORT_BY_EXTERNAL_ID && p->external_id != key);
}

enum jal_err import_match_find(struct import_match *m, const struct import_traits *t, struct import_found *out)
{
	struct keys k = { .birth = 0 };
	*out = (struct import_found){ .count = 0 };
	const enum jal_err err = make_keys(m, t, &k);
	if (err)
		return err;
	const struct {
		uint64_t key;
		unsigned by;
	} looks[] = {
		{ k.birth, IMPORT_BY_IDENTITY },	   { k.usage, IMPORT_BY_IDENTITY }, { k.nir, IMPORT_BY_NIR },
		{ k.external_id, IMPORT_BY_EXTERNAL_ID }, { k.caf, IMPORT_BY_CAF },
	};
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		size_t at = 0;
		uint32_t place = 0;
		while (looks[i].key && import_index_next(&m->index, looks[i].key, &at, &place))
			if (!stale(&m->people[place], looks[i].key, looks[i].by))
				note_candidate(m, place, looks[i].by, out);
	}
	/* A number that many have is in the index for a few only. */
	for (size_t i = 0; i < out->count; i++) {
		struct import_candidate *c = &out->candidate[i];
		c->by |= k.nir && c->known.nir == k.nir ? IMPORT_BY_NIR : 0U;
		c->by |= k.external_id && c->known.external_id == k.external_id ? IMPORT_BY_EXTERNAL_ID : 0U;
	}
	out->nir = k.nir;
	out->external_id = k.external_id;
	return JAL_OK;
}

enum jal_err import_match_dossier(const struct import_match *m, const struct jal_id *dossier,
	struct import_candidate *out)
{
	size_t at = 0;
	uint32_t place = 0;
	if (!import_index_next(&m->index, dossier_key(m, dossier), &at, &place))
		return JAL_ERR_NOT_FOUND;
	place = last_of(m, place);
	*out = (struct import_candidate){ place, 0, known_at(m, place) };
	return JAL_OK;
}
