/* Cells to values and remarks. Decides nothing about people. */
#include "core/import_read.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "core/entry.h"
#include "core/text.h"

enum jal_err import_read_start(const struct import_columns *columns, int32_t today, struct import_read *r)
{
	*r = (struct import_read){ .columns = columns, .check = { .today = today } };
	r->values = calloc(FIELD_COUNT, sizeof(*r->values));
	r->remarks = calloc(IMPORT_REMARKS_MAX, sizeof(*r->remarks));
	if (r->values && r->remarks)
		return JAL_OK;
	import_read_free(r);
	return JAL_ERR_NOMEM;
}

void import_read_clear(struct import_read *r)
{
	for (size_t i = 0; i < r->read_count; i++)
		value_owned_free(&r->values[r->read[i]]);
	memset(r->refused, 0, sizeof(r->refused));
	r->read_count = 0;
	r->right_count = 0;
	r->structure = (struct import_cell){ NULL, NULL };
	r->referent_count = 0;
	r->remark_count = 0;
	r->errors = 0;
	r->warnings = 0;
}

void import_read_free(struct import_read *r)
{
	if (r->values && r->columns)
		import_read_clear(r);
	free(r->values);
	free(r->remarks);
	*r = (struct import_read){ .columns = NULL };
}

void import_read_remark(struct import_read *r, bool error, const char *title, const struct diag *say)
{
	r->errors += error;
	r->warnings += !error;
	if (r->remark_count == IMPORT_REMARKS_MAX)
		return;
	struct import_remark *m = &r->remarks[r->remark_count++];
	m->error = error;
	const size_t n = strnlen(title, sizeof(m->column) - 1);
	memcpy(m->column, title, n);
	m->column[n] = 0;
	m->reason = *say;
}

const char *import_read_text(const struct import_read *r, enum field field)
{
	return r->values[field].v.kind == VALUE_TEXT ? r->values[field].v.text : NULL;
}

int64_t import_read_number(const struct import_read *r, enum field field, int64_t fallback)
{
	return r->values[field].v.kind == VALUE_NUMBER ? r->values[field].v.number : fallback;
}

/* ---- one cell ---- */

static bool holds(const struct value_owned *v)
{
	return v->v.kind != VALUE_EMPTY || v->element_count > 0;
}

/* One more column for a field that takes several. */
static enum jal_err join(struct value_owned *there, const struct value_owned *more)
{
	enum jal_err err = JAL_OK;
	if (more->element_count > 0) {
		for (size_t i = 0; !err && i < more->element_count; i++)
			err = value_owned_add(there, more->elements[i], strlen(more->elements[i]));
		return err;
	}
	struct buf both = BUF_INIT;
	err = buf_printf(&both, "%s, %s", there->v.text, more->v.text);
	if (!err && both.len <= VALUE_TEXT_MAX)
		err = value_owned_text(buf_str(&both), both.len, there);
	buf_free(&both);
	return err;
}

/* Takes v over. */
static enum jal_err keep(struct import_read *r, enum field field, struct value_owned *v)
{
	enum jal_err err = JAL_OK;
	if (holds(&r->values[field])) {
		err = join(&r->values[field], v);
		value_owned_free(v);
		return err;
	}
	r->values[field] = *v;
	r->read[r->read_count++] = field;
	return JAL_OK;
}

static void forget(struct import_read *r, enum field field)
{
	for (size_t i = 0; i < r->read_count; i++) {
		if (r->read[i] == field) {
			r->read[i] = r->read[--r->read_count];
			value_owned_free(&r->values[field]);
			return;
		}
	}
}

/* Reads one text for a field; *rest gets what belongs elsewhere. */
static enum jal_err read_field(struct import_read *r, enum field field, const char *title, const char *s, size_t n,
	struct table_cell *rest)
{
	struct value_owned v = VALUE_OWNED_INIT;
	struct check_result result;
	const enum jal_err err = check_read(field, s, n, CHECK_FROM_IMPORT, &r->check, &v, &result);
	if (rest)
		*rest = (struct table_cell){ .s = result.rest, .n = result.rest_len };
	if (result.level != CHECK_FINE)
		import_read_remark(r, result.level == CHECK_ERROR, title, &result.say);
	if (result.proposal[0])
		sodium_memzero(result.proposal, sizeof(result.proposal));
	if (err == JAL_ERR_INVALID) {
		r->refused[field] = true;
		return JAL_OK;
	}
	if (err || !holds(&v))
		return err;
	return keep(r, field, &v);
}

static void say_two_numbers(struct import_read *r, const char *title)
{
	struct diag more = DIAG_INIT;
	(void)diag_set(&more, JAL_OK, N_("Deux numéros sont gardés ; les autres ne le sont pas."));
	import_read_remark(r, false, title, &more);
}

/* A second number in the cell of the first goes to the second field, unless that
 * has its own column. */
static enum jal_err read_phone(struct import_read *r, enum field second, const char *title, const struct table_cell *rest)
{
	if (rest->n == 0)
		return JAL_OK;
	if (holds(&r->values[second])) {
		say_two_numbers(r, title);
		return JAL_OK;
	}
	return read_field(r, second, title, rest->s, rest->n, NULL);
}

static enum field second_phone(enum field field)
{
	if (field == FIELD_person_phone)
		return FIELD_person_phone2;
	return field == FIELD_structure_contact_phone ? FIELD_structure_contact_phone2 : field;
}

static bool starts_with(const struct table_cell *cell, const char *letters)
{
	const char *s = cell->s;
	const size_t n = text_trim(&s, cell->n);
	for (size_t i = 0; letters[i]; i++)
		if (i >= n || (s[i] | 0x20) != letters[i])
			return false;
	return true;
}

/* "CAF1234567" says who pays, too. */
static enum jal_err read_payer(struct import_read *r, const char *title, const struct table_cell *cell)
{
	const char *payer = starts_with(cell, "caf") ? "caf" : starts_with(cell, "msa") ? "msa" : NULL;
	if (!payer || !holds(&r->values[FIELD_person_caf_number]) || holds(&r->values[FIELD_person_payer]))
		return JAL_OK;
	return read_field(r, FIELD_person_payer, title, payer, strlen(payer), NULL);
}

/* How many digits what a spreadsheet took for a number has, where its first may be zeros; 0: any number. */
static size_t digits_of(enum field field)
{
	static const struct {
		enum check check;
		size_t digits;
	} rows[] = { { CHECK_postcode, 5 }, { CHECK_insee, 5 }, { CHECK_phone, 10 }, { CHECK_siret, 14 } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (model_field(field)->check == rows[i].check)
			return rows[i].digits;
	return 0;
}

/* One digit fewer: the spreadsheet ate its zero. It is given back, and said. */
static enum jal_err read_eaten(struct import_read *r, const struct import_column *c, const struct table_cell *cell,
	struct table_cell *rest)
{
	char digits[16] = "0";
	struct diag say = DIAG_INIT;
	if (cell->kind != TABLE_NUMBER || cell->n + 1 != digits_of(c->field) || cell->n + 1 >= sizeof(digits))
		return read_field(r, c->field, c->title.text, cell->s, cell->n, rest);
	memcpy(digits + 1, cell->s, cell->n);
	(void)diag_set(&say, JAL_OK, N_("Le tableur avait mangé le zéro du début ; il est remis."));
	import_read_remark(r, false, c->title.text, &say);
	const enum jal_err err = read_field(r, c->field, c->title.text, digits, cell->n + 1, NULL);
	sodium_memzero(digits, sizeof(digits));
	return err;
}

static enum jal_err read_plain(struct import_read *r, const struct import_column *c, const struct table_cell *cell)
{
	struct table_cell rest = { .s = NULL };
	const enum field second = second_phone(c->field);
	/* A number that came with the first one's column gives way to this column's own. */
	if (!c->again && holds(&r->values[c->field])) {
		say_two_numbers(r, c->title.text);
		forget(r, c->field);
	}
	enum jal_err err = read_eaten(r, c, cell, &rest);
	if (!err && second != c->field)
		err = read_phone(r, second, c->title.text, &rest);
	if (!err && c->field == FIELD_person_caf_number)
		err = read_payer(r, c->title.text, cell);
	return err;
}

/* « Nom » beside « Nom de naissance » : the usage name; the birth name where that is empty. */
static enum jal_err read_name(struct import_read *r, const struct import_column *c, const struct table_cell *cell,
	const struct table_row *row)
{
	enum field field = FIELD_person_birth_name;
	for (size_t i = 0; i < r->columns->count && i < row->count; i++) {
		const struct import_column *other = &r->columns->column[i];
		if (other->role == IMPORT_COLUMN_FIELD && other->field == FIELD_person_birth_name &&
			!text_absent(row->cells[i].s, row->cells[i].n))
			field = FIELD_person_usage_name;
	}
	if (holds(&r->values[field]))
		return JAL_OK;
	return read_field(r, field, c->title.text, cell->s, cell->n, NULL);
}

/* "26000 Valence", "26000 - Valence". */
static enum jal_err read_place(struct import_read *r, const char *title, const struct table_cell *cell)
{
	const char *s = cell->s;
	size_t n = text_trim(&s, cell->n);
	size_t digits = 0;
	while (digits < n && s[digits] >= '0' && s[digits] <= '9')
		digits++;
	enum jal_err err = JAL_OK;
	if (digits > 0 && (digits == n || s[digits] == ' ' || s[digits] == '-' || s[digits] == ','))
		err = read_field(r, FIELD_person_postcode, title, s, digits, NULL);
	else
		digits = 0;
	s += digits;
	n -= digits;
	while (n > 0 && (*s == ' ' || *s == '-' || *s == ',')) {
		s++;
		n--;
	}
	return err ? err : read_field(r, FIELD_person_city, title, s, n, NULL);
}

static enum jal_err read_right(struct import_read *r, const struct import_column *c, const struct table_cell *cell)
{
	struct value_owned v = VALUE_OWNED_INIT;
	struct check_result result;
	/* Any field that is a yes or a no reads it. */
	const enum jal_err err =
		check_read(FIELD_person_rights_and_duties, cell->s, cell->n, CHECK_FROM_IMPORT, &r->check, &v, &result);
	if (result.level != CHECK_FINE)
		import_read_remark(r, result.level == CHECK_ERROR, c->title.text, &result.say);
	if (err)
		return err == JAL_ERR_INVALID ? JAL_OK : err;
	if (v.v.kind == VALUE_FLAG && r->right_count < IMPORT_RIGHTS_MAX)
		r->rights[r->right_count++] = (struct import_right){ c->element, v.v.number != 0 };
	value_owned_free(&v);
	return JAL_OK;
}

static void say_trouble(struct import_read *r, const char *title, enum table_kind kind)
{
	struct diag say = DIAG_INIT;
	if (kind == TABLE_FORMULA)
		(void)diag_set(&say, JAL_ERR_SYNTAX,
			N_("La formule de cette cellule n’a pas été calculée. Ouvrez le classeur dans un tableur, enregistrez-le, puis recommencez."));
	else
		(void)diag_set(&say, JAL_ERR_SYNTAX, N_("Le tableur lui-même signale une erreur dans cette cellule (#N/A, #REF)."));
	import_read_remark(r, true, title, &say);
}

static enum jal_err read_cell(struct import_read *r, const struct import_column *c, const struct table_cell *cell,
	const struct table_row *row)
{
	const bool absent = text_absent(cell->s, cell->n);
	if ((cell->kind == TABLE_FORMULA || cell->kind == TABLE_ERROR) && c->role != IMPORT_COLUMN_IGNORED) {
		say_trouble(r, c->title.text, cell->kind);
		return JAL_OK;
	}
	switch (c->role) {
	case IMPORT_COLUMN_IGNORED:
		return JAL_OK;
	case IMPORT_COLUMN_FIELD:
		return absent ? JAL_OK : read_plain(r, c, cell);
	case IMPORT_COLUMN_NAME:
		return absent ? JAL_OK : read_name(r, c, cell, row);
	case IMPORT_COLUMN_RIGHT:
		return absent ? JAL_OK : read_right(r, c, cell);
	case IMPORT_COLUMN_PLACE:
		return absent ? JAL_OK : read_place(r, c->title.text, cell);
	case IMPORT_COLUMN_STRUCTURE:
		if (!absent)
			r->structure = (struct import_cell){ cell, c->title.text };
		return JAL_OK;
	case IMPORT_COLUMN_REFERENTS:
		if (!absent && r->referent_count < IMPORT_REFERENTS_MAX)
			r->referents[r->referent_count++] = (struct import_cell){ cell, c->title.text };
		return JAL_OK;
	}
	return JAL_OK;
}

enum jal_err import_read_row(struct import_read *r, const struct table_row *row)
{
	import_read_clear(r);
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < row->count && i < r->columns->count; i++)
		err = read_cell(r, &r->columns->column[i], &row->cells[i], row);
	return err;
}

/* ---- into an edit ---- */

static enum jal_err fill_one(struct import_read *r, struct edit *e, enum field field)
{
	const struct value_owned *v = &r->values[field];
	enum jal_err err = JAL_OK;
	if (model_field(field)->type != FIELD_TYPE_set)
		err = edit_set(e, field, &v->v);
	for (size_t i = 0; !err && i < v->element_count; i++)
		err = edit_element(e, field, v->elements[i], true);
	if (err != JAL_ERR_INVALID)
		return err;
	struct diag refused = DIAG_INIT;
	(void)diag_set(&refused, err, N_("Cette valeur est trop longue ; elle n’est pas gardée."));
	import_read_remark(r, true, import_columns_title(r->columns, field), &refused);
	return JAL_OK;
}

/* Errors between fields take those of this line back; what the vault already
 * held is not this import's to judge. */
static enum jal_err judge(struct import_read *r, struct edit *e)
{
	struct check_issues issues = { .count = 0 };
	enum jal_err err = JAL_OK;
	entry_check(e, &r->check, &issues);
	for (size_t i = 0; !err && i < issues.count; i++) {
		const struct check_issue *issue = &issues.item[i];
		if (issue->missing || !edit_changed(e, issue->field))
			continue;
		import_read_remark(r, issue->level == CHECK_ERROR, import_columns_title(r->columns, issue->field), &issue->say);
		if (issue->level == CHECK_ERROR && model_field(issue->field)->type != FIELD_TYPE_set)
			err = edit_set(e, issue->field, record_value(edit_displayed(e), issue->field));
	}
	return err;
}

enum jal_err import_read_fill(struct import_read *r, struct edit *e, bool (*except)(enum field field))
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < r->read_count; i++)
		if (model_field(r->read[i])->entity == edit_entity(e) && !(except && except(r->read[i])))
			err = fill_one(r, e, r->read[i]);
	for (size_t i = 0; !err && edit_entity(e) == ENTITY_person && i < r->right_count; i++)
		err = edit_element(e, FIELD_person_other_rights, r->rights[i].element, r->rights[i].yes);
	return err || edit_empty(e) ? err : judge(r, e);
}
