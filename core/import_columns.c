/* Titles to uses. Reads no cell but the titles. */
#include "core/import_columns.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"

/* What a title means in one kind of file. */
struct use {
	enum entity entity;	/* ENTITY_person or ENTITY_structure: the kind's own */
	enum import_role role;
	enum field field;
	const char *element;
	bool again;
	const char *titles;	/* keys with | between */
};

#define TITLE(kind, role, field, element, again, titles) \
	{ ENTITY_##kind, IMPORT_COLUMN_##role, FIELD_##field, element, again, titles },
static const struct use uses[] = {
#include "core/import_columns.def"
};
#undef TITLE

enum jal_err import_columns_key(const char *s, size_t n, struct buf *out)
{
	struct buf folded = BUF_INIT;
	enum jal_err err = text_fold_header(s, n, &folded);
	const size_t start = out->len;
	bool gap = false;
	for (size_t i = 0; !err && i < folded.len; i++) {
		const uint8_t c = folded.data[i];
		const bool degree = c == 0xC2 && folded.data[i + 1] == 0xB0;
		if (!degree && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)) {
			if (gap && out->len > start)
				err = buf_putc(out, ' ');
			gap = false;
			if (!err)
				err = buf_putc(out, c);
		} else {
			gap = true;
			i += degree;
		}
	}
	if (err)
		buf_cut(out, start);
	buf_free(&folded);
	return err;
}

/* ---- what a title means ---- */

static bool among(const char *titles, const char *key)
{
	const size_t n = strlen(key);
	while (*titles) {
		const size_t len = strcspn(titles, "|");
		if (len == n && memcmp(titles, key, n) == 0)
			return true;
		titles += len + (titles[len] == '|');
	}
	return false;
}

static bool same_key(const char *text, const char *key)
{
	struct buf own = BUF_INIT;
	const bool same = import_columns_key(text, strlen(text), &own) == JAL_OK && strcmp(buf_str(&own), key) == 0;
	buf_free(&own);
	return same;
}

/* By the model's own names and labels. */
static bool in_model(enum entity entity, const char *key, struct use *out)
{
	for (enum field f = model_entity(entity)->first; f < model_end(entity); f++) {
		const struct model_field *m = model_field(f);
		if (m->flags & (FIELD_DERIVED | FIELD_SUPERVISOR) || m->type == FIELD_TYPE_ref || f == model_archived(entity))
			continue;
		if (!same_key(m->name, key) && !same_key(m->label, key))
			continue;
		*out = (struct use){ .entity = entity, .role = IMPORT_COLUMN_FIELD, .field = f,
			.again = m->type == FIELD_TYPE_set };
		return true;
	}
	return false;
}

static bool find_use(enum entity entity, const char *key, struct use *out)
{
	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		if (uses[i].entity == entity && among(uses[i].titles, key)) {
			*out = uses[i];
			return true;
		}
	}
	return in_model(entity, key, out);
}

bool import_columns_known(const char *key)
{
	struct use use = { .role = IMPORT_COLUMN_IGNORED };
	return find_use(ENTITY_person, key, &use) || find_use(ENTITY_structure, key, &use);
}

static const char *label_of(const struct import_column *c)
{
	switch (c->role) {
	case IMPORT_COLUMN_IGNORED:
		return NULL;
	case IMPORT_COLUMN_NAME:
		return N_("Nom");
	case IMPORT_COLUMN_PLACE:
		return N_("Code postal et commune");
	case IMPORT_COLUMN_REFERENTS:
		return N_("Professionnel·le");
	case IMPORT_COLUMN_FIELD:
	case IMPORT_COLUMN_RIGHT:
	case IMPORT_COLUMN_STRUCTURE:
		break;
	}
	return model_field(c->field)->label;
}

/* ---- the columns of a file ---- */

void import_columns_free(struct import_columns *columns)
{
	free(columns->column);
	*columns = (struct import_columns){ .column = NULL };
}

/* The title as it may be shown, cut between characters. */
static enum jal_err keep_title(const struct table_cell *cell, struct import_title *out)
{
	struct buf shown = BUF_INIT;
	enum jal_err err = text_inert(cell->s, cell->n, TEXT_LINE, &shown);
	if (!err) {
		const size_t n = text_cut(buf_str(&shown), shown.len, sizeof(out->text) - 1);
		memcpy(out->text, buf_str(&shown), n);
		out->text[n] = 0;
	}
	buf_free(&shown);
	return err;
}

static enum jal_err find_column(const struct table_cell *cell, enum entity entity, const struct import_map *map,
	struct import_column *out)
{
	struct buf key = BUF_INIT;
	struct buf renamed = BUF_INIT;
	struct use use = { .role = IMPORT_COLUMN_IGNORED };
	bool found = false;
	*out = (struct import_column){ .role = IMPORT_COLUMN_IGNORED };
	enum jal_err err = keep_title(cell, &out->title);
	if (!err)
		err = import_columns_key(cell->s, cell->n, &key);
	if (!err)
		err = import_map_find(map, buf_str(&key), &renamed, &found);
	if (!err && key.len > 0 && find_use(entity, found ? buf_str(&renamed) : buf_str(&key), &use)) {
		out->role = use.role;
		out->field = use.field;
		out->element = use.element;
		out->again = use.again;
		out->title.label = label_of(out);
	}
	buf_free(&key);
	buf_free(&renamed);
	return err;
}

static bool has_field(const struct import_columns *c, enum field field)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->column[i].role != IMPORT_COLUMN_IGNORED && c->column[i].field == field)
			return true;
	return false;
}

bool import_columns_has(const struct import_columns *columns, enum import_role role)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->column[i].role == role)
			return true;
	return false;
}

const char *import_columns_title(const struct import_columns *columns, enum field field)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->column[i].role != IMPORT_COLUMN_IGNORED && columns->column[i].field == field)
			return columns->column[i].title.text;
	return "";
}

static size_t used(const struct import_columns *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->count; i++)
		n += c->column[i].role != IMPORT_COLUMN_IGNORED;
	return n;
}

static enum jal_err read_titles(const struct table_row *header, enum import_kind kind, const struct import_map *map,
	struct import_columns *out)
{
	const enum entity entity = kind == IMPORT_STRUCTURES ? ENTITY_structure : ENTITY_person;
	enum jal_err err = JAL_OK;
	out->kind = kind;
	out->column = calloc(header->count ? header->count : 1, sizeof(*out->column));
	if (!out->column)
		return JAL_ERR_NOMEM;
	for (; !err && out->count < header->count; out->count++) {
		struct import_column *c = &out->column[out->count];
		err = find_column(&header->cells[out->count], entity, map, c);
	}
	if (err)
		import_columns_free(out);
	return err;
}

/* ---- whether they will do ---- */

/* The label of what the file lacks to be of that kind, NULL when nothing. */
static const char *missing(const struct import_columns *c)
{
	switch (c->kind) {
	case IMPORT_PEOPLE:
		if (!has_field(c, FIELD_person_first_name))
			return model_field(FIELD_person_first_name)->label;
		if (!has_field(c, FIELD_person_birth_name) && !has_field(c, FIELD_person_usage_name))
			return model_field(FIELD_person_birth_name)->label;
		return has_field(c, FIELD_person_birth_date) ? NULL : N_("Date de naissance");
	case IMPORT_CONTACTS:
		if (!has_field(c, FIELD_person_nir) && !has_field(c, FIELD_person_caf_number))
			return model_field(FIELD_person_caf_number)->label;
		return has_field(c, FIELD_person_phone) || has_field(c, FIELD_person_email)
			       ? NULL
			       : model_field(FIELD_person_phone)->label;
	case IMPORT_STRUCTURES:
		return has_field(c, FIELD_structure_nom) ? NULL : model_field(FIELD_structure_nom)->label;
	case IMPORT_KIND_COUNT:
		break;
	}
	return NULL;
}

static enum jal_err refuse_twins(const struct import_columns *c, struct diag *why)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct import_column *a = &c->column[i];
		for (size_t k = 0; a->role != IMPORT_COLUMN_IGNORED && !a->again && k < i; k++) {
			const struct import_column *b = &c->column[k];
			const bool one_name =
				a->role != b->role && (a->role == IMPORT_COLUMN_NAME || b->role == IMPORT_COLUMN_NAME);
			if (b->role == IMPORT_COLUMN_IGNORED || a->field != b->field || one_name)
				continue;
			if (a->role == IMPORT_COLUMN_RIGHT && strcmp(a->element, b->element) != 0)
				continue;
			return diag_set(why, JAL_ERR_SYNTAX,
				N_("Les colonnes %1 (« %2 ») et %3 (« %4 ») disent la même chose. Renommez l’une d’elles, ou faites-la ignorer par un fichier de colonnes ; rien n’a été importé."),
				diag_num((long long)k + 1), b->title.text, diag_num((long long)i + 1), a->title.text);
		}
	}
	return JAL_OK;
}

/* « Nom » is the usage name where the birth name has its own column and the
 * usage name has none. */
static void settle_names(struct import_columns *c)
{
	bool birth = false;
	for (size_t i = 0; i < c->count; i++)
		birth = birth || (c->column[i].role == IMPORT_COLUMN_FIELD && c->column[i].field == FIELD_person_birth_name);
	for (size_t i = 0; i < c->count; i++) {
		struct import_column *a = &c->column[i];
		if (a->role == IMPORT_COLUMN_NAME && !birth)
			a->role = IMPORT_COLUMN_FIELD;
		a->title.label = label_of(a);
	}
}

static enum jal_err accept(struct import_columns *found, struct import_columns *out, struct diag *why)
{
	const enum jal_err err = refuse_twins(found, why);
	if (err)
		return err;
	settle_names(found);
	*out = *found;
	return JAL_OK;
}

/* A file of people that lacks a column must not pass for another kind. */
static enum import_kind find_kind(const struct import_columns *of)
{
	const struct import_columns *people = &of[IMPORT_PEOPLE];
	const bool names = has_field(people, FIELD_person_first_name) || has_field(people, FIELD_person_birth_date);
	if (!missing(people))
		return IMPORT_PEOPLE;
	if (!names && !missing(&of[IMPORT_STRUCTURES]) && used(&of[IMPORT_STRUCTURES]) > used(people))
		return IMPORT_STRUCTURES;
	return names || missing(&of[IMPORT_CONTACTS]) ? IMPORT_KIND_COUNT : IMPORT_CONTACTS;
}

/* No kind fits: says what the nearest one lacks. */
static enum jal_err refuse(const struct table_row *header, const struct import_columns *of, struct diag *why)
{
	const struct import_columns *near = &of[IMPORT_PEOPLE];
	if (used(&of[IMPORT_STRUCTURES]) > used(near))
		near = &of[IMPORT_STRUCTURES];
	if (used(near) == 0)
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("Aucun titre de colonne n’est connu à la ligne %1. Est-ce un fichier de bénéficiaires ou de structures, avec ses titres ? Rien n’a été importé."),
			diag_num((long long)header->line));
	return diag_set(why, JAL_ERR_SYNTAX,
		N_("Il manque la colonne « %1 » à la ligne %2. Ajoutez-la, ou dites par un fichier de colonnes laquelle en tient lieu ; rien n’a été importé."),
		missing(near), diag_num((long long)header->line));
}

enum jal_err import_columns_find(const struct table_row *header, const struct import_map *map,
	struct import_columns *out, struct diag *why)
{
	struct import_columns of[IMPORT_KIND_COUNT] = { 0 };
	enum jal_err err = JAL_OK;
	for (unsigned k = 0; !err && k < IMPORT_KIND_COUNT; k++)
		err = read_titles(header, (enum import_kind)k, map, &of[k]);
	const enum import_kind kind = err ? IMPORT_KIND_COUNT : find_kind(of);
	if (!err)
		err = kind == IMPORT_KIND_COUNT ? refuse(header, of, why) : accept(&of[kind], out, why);
	for (unsigned k = 0; k < IMPORT_KIND_COUNT; k++)
		if (err || k != (unsigned)kind)
			import_columns_free(&of[k]);
	return err;
}
