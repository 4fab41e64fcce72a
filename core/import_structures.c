/* One line about a structure and someone to reach there: one SIRET is one structure, whoever is named beside it. */
#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/import_index.h"
#include "core/import_inside.h"
#include "core/text.h"

#define POSTCODE_MAX 6

enum { STRUCTURES, CONTACTS, COUNT };
static const char *const text[COUNT] = {
	[STRUCTURES] = "SELECT r.id, s.nom, s.siret, s.code_postal, s.source, s.id FROM structure s"
		       " JOIN j_record r ON r.rid = s.rid WHERE s.archived IS NOT 1",
	[CONTACTS] = "SELECT r.id, k.structure, k.email, k.first_name, k.last_name FROM structure_contact k"
		     " JOIN j_record r ON r.rid = k.rid WHERE k.structure IS NOT NULL AND k.archived IS NOT 1",
};
const struct db_sql import_structures_sql = { "import_structures", COUNT, text };

struct known {
	struct jal_id id;
	uint64_t line;		/* of this file; 0: was in the vault */
	bool siret;		/* has one */
	char postcode[POSTCODE_MAX];
};

/* Under letters: r a SIRET, d a source and its id, n a folded name (values:
 * places in known); e an e-mail and p a folded name at a structure (values:
 * places in contacts). */
struct import_structures {
	struct import_index index;
	struct known *known;
	size_t count, cap;
	struct jal_id *contacts;
	size_t contact_count, contact_cap;
	struct buf scratch;
};

void import_structures_free(struct import_structures *s)
{
	if (!s)
		return;
	import_index_free(&s->index);
	free(s->known);
	free(s->contacts);
	buf_free(&s->scratch);
	free(s);
}

/* ---- keys; 0 when there is nothing to look for ---- */

static bool filled(const char *s)
{
	return s && *s;
}

static uint64_t text_key(const struct import_structures *s, char kind, const char *t)
{
	return filled(t) ? import_index_key(&s->index, kind, t, strlen(t)) : 0;
}

static enum jal_err folded_key(struct import_structures *s, const char *name, uint64_t *key)
{
	buf_clear(&s->scratch);
	*key = 0;
	if (!filled(name))
		return JAL_OK;
	const enum jal_err err = text_fold(name, strlen(name), &s->scratch);
	if (!err)
		*key = import_index_key(&s->index, 'n', s->scratch.data, s->scratch.len);
	return err;
}

static enum jal_err source_key(struct import_structures *s, const char *source, const char *id, uint64_t *key)
{
	buf_clear(&s->scratch);
	*key = 0;
	if (!filled(source) || !filled(id))
		return JAL_OK;
	const enum jal_err err = buf_printf(&s->scratch, "%s\n%s", source, id);
	if (!err)
		*key = import_index_key(&s->index, 'd', s->scratch.data, s->scratch.len);
	return err;
}

static enum jal_err contact_keys(struct import_structures *s, const struct jal_id *structure, const char *email,
	const char *first, const char *last, uint64_t *by_email, uint64_t *by_name)
{
	enum jal_err err = JAL_OK;
	*by_email = 0;
	*by_name = 0;
	buf_clear(&s->scratch);
	if (filled(email)) {
		err = buf_put(&s->scratch, structure->b, sizeof(structure->b));
		if (!err)
			err = buf_puts(&s->scratch, email);
		if (!err)
			*by_email = import_index_key(&s->index, 'e', s->scratch.data, s->scratch.len);
	}
	buf_clear(&s->scratch);
	if (!err && filled(last)) {
		err = buf_put(&s->scratch, structure->b, sizeof(structure->b));
		if (!err)
			err = text_fold(last, strlen(last), &s->scratch);
		if (!err)
			err = buf_putc(&s->scratch, '\n');
		if (!err && filled(first))
			err = text_fold(first, strlen(first), &s->scratch);
		if (!err)
			*by_name = import_index_key(&s->index, 'p', s->scratch.data, s->scratch.len);
	}
	return err;
}

/* ---- what is known ---- */

/* What tells structures apart. */
struct traits {
	const char *nom, *siret, *postcode, *source, *id;
};

static enum jal_err put(struct import_index *ix, uint64_t key, size_t place)
{
	return key ? import_index_put(ix, key, (uint32_t)place) : JAL_OK;
}

static enum jal_err put_traits(struct import_structures *s, const struct traits *t, size_t place)
{
	uint64_t name = 0, source = 0;
	enum jal_err err = folded_key(s, t->nom, &name);
	if (!err)
		err = source_key(s, t->source, t->id, &source);
	if (!err)
		err = put(&s->index, name, place);
	if (!err)
		err = put(&s->index, source, place);
	if (!err)
		err = put(&s->index, text_key(s, 'r', t->siret), place);
	if (!err && filled(t->siret))
		s->known[place].siret = true;
	if (!err && filled(t->postcode) && strlen(t->postcode) < POSTCODE_MAX)
		memcpy(s->known[place].postcode, t->postcode, strlen(t->postcode) + 1);
	return err;
}

static enum jal_err add_known(struct import_structures *s, const struct jal_id *id, uint64_t line, const struct traits *t)
{
	struct known *more = grow_array(s->known, s->count, &s->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	s->known = more;
	s->known[s->count] = (struct known){ .id = *id, .line = line };
	const enum jal_err err = put_traits(s, t, s->count);
	if (!err)
		s->count++;
	return err;
}

static enum jal_err add_contact(struct import_structures *s, const struct jal_id *id, const struct jal_id *structure,
	const char *email, const char *first, const char *last)
{
	uint64_t by_email = 0, by_name = 0;
	struct jal_id *more = grow_array(s->contacts, s->contact_count, &s->contact_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	s->contacts = more;
	s->contacts[s->contact_count] = *id;
	enum jal_err err = contact_keys(s, structure, email, first, last, &by_email, &by_name);
	if (!err)
		err = put(&s->index, by_email, s->contact_count);
	if (!err)
		err = put(&s->index, by_name, s->contact_count);
	if (!err)
		s->contact_count++;
	return err;
}

static enum jal_err read_row(struct import_structures *s, int which, struct db_st *st)
{
	struct jal_id id = ID_ZERO, structure = ID_ZERO;
	enum jal_err err = db_col_id(st, 0, &id);
	if (err)
		return err;
	if (which == STRUCTURES) {
		const struct traits t = { .nom = db_col_text(st, 1), .siret = db_col_text(st, 2), .postcode = db_col_text(st, 3),
			.source = db_col_text(st, 4), .id = db_col_text(st, 5) };
		return add_known(s, &id, 0, &t);
	}
	err = db_col_id(st, 1, &structure);
	return err ? err : add_contact(s, &id, &structure, db_col_text(st, 2), db_col_text(st, 3), db_col_text(st, 4));
}

enum jal_err import_structures_open(struct import_run *run, struct import_structures **out)
{
	struct db *db = journal_db(run->journal);
	struct import_structures *s = calloc(1, sizeof(*s));
	if (!s)
		return JAL_ERR_NOMEM;
	import_index_start(&s->index);
	enum jal_err err = JAL_OK;
	for (int which = 0; !err && which < COUNT; which++) {
		struct db_st *st = NULL;
		bool row = false;
		err = db_use(db, &import_structures_sql, which, &st);
		while (!err && !(err = db_step(st, &row)) && row)
			err = read_row(s, which, st);
		db_done(st);
	}
	if (err)
		import_structures_free(s);
	else
		*out = s;
	return err;
}

/* ---- finding ---- */

static bool first(const struct import_structures *s, uint64_t key, size_t *place)
{
	size_t at = 0;
	uint32_t value = 0;
	if (!key || !import_index_next(&s->index, key, &at, &value))
		return false;
	*place = value;
	return true;
}

/* By SIRET, else by source and id there, else by name where one side has no
 * SIRET and the postcodes agree: a name alone has many offices. */
static enum jal_err find(struct import_structures *s, const struct traits *t, size_t *place, bool *found)
{
	uint64_t key = 0;
	*found = first(s, text_key(s, 'r', t->siret), place);
	if (*found)
		return JAL_OK;
	enum jal_err err = source_key(s, t->source, t->id, &key);
	if (!err)
		*found = first(s, key, place);
	if (err || *found)
		return err;
	err = folded_key(s, t->nom, &key);
	size_t at = 0;
	uint32_t value = 0;
	while (!err && key && !*found && import_index_next(&s->index, key, &at, &value)) {
		const struct known *k = &s->known[value];
		const bool elsewhere = filled(t->postcode) && k->postcode[0] && strcmp(t->postcode, k->postcode) != 0;
		*found = !(filled(t->siret) && k->siret) && !elsewhere;
		*place = value;
	}
	return err;
}

/* ---- writing ---- */

static struct traits traits_of(const struct import_read *r)
{
	return (struct traits){ .nom = import_read_text(r, FIELD_structure_nom),
		.siret = import_read_text(r, FIELD_structure_siret),
		.postcode = import_read_text(r, FIELD_structure_code_postal),
		.source = import_read_text(r, FIELD_structure_source),
		.id = import_read_text(r, FIELD_structure_id) };
}

static enum jal_err write_structure(struct import_structures *s, struct import_run *run, size_t *place, bool *made,
	bool *changed)
{
	const struct traits t = traits_of(&run->read);
	struct edit *e = NULL;
	bool known = false;
	enum jal_err err = find(s, &t, place, &known);
	if (!err && known)
		err = journal_edit(run->journal, &run->place.common, ENTITY_structure, NULL, &s->known[*place].id, &e);
	else if (!err)
		err = edit_create(ENTITY_structure, &run->place.common, NULL, &e);
	if (!err)
		err = import_read_fill(&run->read, e, NULL);
	if (!err && !known)
		err = edit_set_text(e, FIELD_structure_origin, "import");
	if (!err)
		*changed = !edit_empty(e);
	if (!err)
		err = import_put(run, e);
	if (!err && known)
		err = put_traits(s, &t, *place);
	if (!err && !known) {
		*place = s->count;
		err = add_known(s, edit_record(e), run->line.line, &t);
	}
	*made = !known;
	edit_free(e);
	return err;
}

static enum jal_err write_contact(struct import_structures *s, struct import_run *run, const struct jal_id *structure,
	bool *changed)
{
	const struct import_read *r = &run->read;
	const char *email = import_read_text(r, FIELD_structure_contact_email);
	const char *last = import_read_text(r, FIELD_structure_contact_last_name);
	const char *given = import_read_text(r, FIELD_structure_contact_first_name);
	uint64_t by_email = 0, by_name = 0;
	size_t place = 0;
	struct edit *e = NULL;
	*changed = false;
	if (!email && !last && !import_read_text(r, FIELD_structure_contact_phone))
		return JAL_OK;
	enum jal_err err = contact_keys(s, structure, email, given, last, &by_email, &by_name);
	if (err)
		return err;
	const bool known = first(s, by_email, &place) || first(s, by_name, &place);
	if (known)
		err = journal_edit(run->journal, &run->place.common, ENTITY_structure_contact, NULL, &s->contacts[place], &e);
	else
		err = edit_create(ENTITY_structure_contact, &run->place.common, NULL, &e);
	if (!err)
		err = import_read_fill(&run->read, e, NULL);
	if (!err && !known)
		err = edit_set_id(e, FIELD_structure_contact_structure, structure);
	if (!err)
		*changed = !edit_empty(e);
	if (!err)
		err = import_put(run, e);
	if (!err && !known)
		err = add_contact(s, edit_record(e), structure, email, given, last);
	edit_free(e);
	return err;
}

enum jal_err import_structures_line(struct import_structures *s, struct import_run *run)
{
	struct diag say = DIAG_INIT;
	size_t place = 0;
	bool made = false, changed = false, contact = false;
	for (size_t i = 0; i < run->options->decision_count; i++) {
		const struct import_decision *d = &run->options->decisions[i];
		if (d->line != run->line.line || d->choice != IMPORT_SKIP)
			continue;
		(void)diag_set(&say, JAL_OK, N_("Laissée de côté, comme demandé."));
		import_settle(run, IMPORT_UNCHANGED, &say);
		return JAL_OK;
	}
	if (!import_read_text(&run->read, FIELD_structure_nom)) {
		(void)diag_set(&say, JAL_ERR_INVALID, N_("Le nom de la structure manque ou n’est pas utilisable."));
		import_settle(run, IMPORT_REFUSED, &say);
		return JAL_OK;
	}
	enum jal_err err = write_structure(s, run, &place, &made, &changed);
	if (!err)
		err = write_contact(s, run, &s->known[place].id, &contact);
	if (err)
		return err;
	const struct known *k = &s->known[place];
	run->line.entity = ENTITY_structure;
	run->line.record = run->options->dry_run && k->line ? ID_ZERO : k->id;
	run->line.like = made ? 0 : k->line;
	if (made)
		(void)diag_set(&say, JAL_OK, N_("Nouvelle structure."));
	else if (contact && !changed)
		(void)diag_set(&say, JAL_OK, N_("Structure connue, contact ajouté ou complété."));
	else
		(void)diag_set(&say, JAL_OK, changed || contact ? N_("Structure connue, mise à jour.") : N_("Structure connue, rien de nouveau."));
	import_settle(run, made ? IMPORT_CREATED : changed || contact ? IMPORT_UPDATED : IMPORT_UNCHANGED, &say);
	return JAL_OK;
}
