/* Reads text as a field's value: by the field's type first, then by its rule. */
#include "core/check.h"

#include <string.h>

#include "core/alias.h"
#include "core/check_rule.h"
#include "core/date.h"
#include "core/rome.h"
#include "core/text.h"

struct reading {
	const struct model_field *field;
	enum check_source source;
	const struct check_context *context;
	struct value_owned *out;
	struct check_result *result;
};

typedef enum jal_err (*text_rule)(const struct check_text *t, struct buf *out, struct check_result *r);
typedef enum jal_err (*date_rule)(int32_t date, const struct check_context *context, struct check_result *r);

/* What check.def says of each rule. */
static const struct {
	text_rule text;
	date_rule date;
	const char *unit;	/* of a range; NULL for the other rules */
	int64_t min, max;
} rules[CHECK_COUNT] = {
#define CHECK(name) [CHECK_##name] = { NULL, NULL, NULL, 0, 0 },
#define TEXT_RULE(file, name) [CHECK_##name] = { check_##file##_##name, NULL, NULL, 0, 0 },
#define DATE_RULE(file, name) [CHECK_##name] = { NULL, check_##file##_##name, NULL, 0, 0 },
#define RANGE(name, min, max, unit) [CHECK_##name] = { NULL, NULL, unit, min, max },
#include "core/check.def"
#undef CHECK
#undef TEXT_RULE
#undef DATE_RULE
#undef RANGE
};

/* ---- what rules share -------------------------------------------------------- */

enum jal_err check_propose_zeros(struct check_result *r, unsigned zeros, const char *text)
{
	size_t at = 0;
	while (at < zeros && at + 1 < sizeof(r->proposal))
		r->proposal[at++] = '0';
	for (; *text && at + 1 < sizeof(r->proposal); text++)
		r->proposal[at++] = *text;
	r->proposal[at] = 0;
	return zeros == 1 ? check_refuse(r, N_("Il manque sans doute le 0 du début."))
			  : check_refuse(r, N_("Il manque sans doute les %1 zéros du début."), diag_num(zeros));
}

size_t check_space(const char *s, size_t n)
{
	if (n > 0 && (*s == ' ' || *s == '\t'))
		return 1;
	if (n >= 2 && memcmp(s, "\xC2\xA0", 2) == 0)
		return 2;
	return n >= 3 && memcmp(s, "\xE2\x80\xAF", 3) == 0 ? 3 : 0;
}

bool check_squeeze(const struct check_text *t, char *out, size_t size)
{
	size_t len = 0;
	for (size_t i = 0; i < t->n;) {
		const size_t space = t->s[i] == '.' ? 1 : check_space(t->s + i, t->n - i);
		if (space) {
			i += space;
			continue;
		}
		if (len + 1 >= size)
			return false;
		const char c = t->s[i++];
		out[len++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
	}
	out[len] = 0;
	return true;
}

bool check_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

bool check_is_rounded(const char *squeezed)
{
	const size_t lead = strspn(squeezed, "0123456789,");
	return lead > 0 && squeezed[lead] == 'E' && squeezed[lead + 1] == '+' && check_digits(squeezed + lead + 2, 1);
}

enum jal_err check_refuse_rounded(struct check_result *r)
{
	return check_refuse(r, N_("Le tableur a arrondi ce numéro (E+…) : mettez la colonne en texte et exportez de nouveau."));
}

/* ---- types ------------------------------------------------------------------ */

static enum jal_err refuse_unreadable(struct check_result *r)
{
	return check_refuse(r, N_("Ce texte n’est pas lisible : il n’est pas codé en UTF-8."));
}

/* Cleaned and without spaces at the ends: a mark that was dropped may have hidden them. */
static enum jal_err clean_text(const struct reading *g, const char *s, size_t n, enum text_shape shape, struct buf *out)
{
	struct buf clean = BUF_INIT;
	enum jal_err err = text_clean(s, n, shape, &clean, NULL);
	if (err == JAL_ERR_SYNTAX)
		err = refuse_unreadable(g->result);
	if (!err) {
		const char *trimmed = buf_str(&clean);
		const size_t len = text_trim(&trimmed, clean.len);
		err = buf_put(out, trimmed, len);
	}
	buf_free(&clean);
	return err;
}

static enum jal_err apply_text_rule(const struct reading *g, const struct buf *clean, struct buf *out)
{
	const struct check_text t = {
		.s = buf_str(clean), .n = clean->len, .field = g->field, .source = g->source, .context = g->context,
	};
	return rules[g->field->check].text(&t, out, g->result);
}

static enum jal_err read_text(const struct reading *g, const char *s, size_t n)
{
	const bool lines = g->field->type == FIELD_TYPE_long_text;
	struct buf clean = BUF_INIT;
	struct buf canonical = BUF_INIT;
	enum jal_err err = clean_text(g, s, n, lines ? TEXT_LONG : TEXT_LINE, &clean);
	if (err)
		goto out;
	const struct buf *value = &clean;
	if (rules[g->field->check].text && clean.len > 0) {
		err = apply_text_rule(g, &clean, &canonical);
		if (err)
			goto out;
		value = &canonical;
	}
	const size_t max = lines ? VALUE_LONG_TEXT_MAX : VALUE_TEXT_MAX;
	if (value->len > max)
		err = check_refuse(g->result, N_("Ce texte est trop long (%1 octets, %2 au plus). Raccourcissez-le ou utilisez une note."),
				   diag_num((long long)value->len), diag_num((long long)max));
	else
		err = value_owned_text(buf_str(value), value->len, g->out);
out:
	buf_free(&clean);
	buf_free(&canonical);
	return err;
}

/* The second number of a cell goes to the second field, whatever the first was. */
static enum jal_err read_phone(const struct reading *g, const char *s, size_t n)
{
	const char *rest = NULL;
	size_t rest_len = 0;
	const size_t first = check_contact_cut(s, n, &rest, &rest_len);
	const bool second = strcmp(g->field->name, "phone") == 0 && model_field_by_name(g->field->entity, "phone2");
	enum jal_err err = read_text(g, s, first);
	if (rest_len > 0 && second) {
		g->result->rest = rest;
		g->result->rest_len = rest_len;
	} else if (rest_len > 0 && !err) {
		check_warn(g->result, N_("Un seul numéro est gardé ici ; le suivant ne l’est pas."));
	}
	return err;
}

static enum jal_err set_number(const struct reading *g, int64_t number)
{
	value_owned_free(g->out);
	g->out->v = value_number(number);
	return JAL_OK;
}

static enum jal_err set_empty(const struct reading *g)
{
	value_owned_free(g->out);
	return JAL_OK;
}

/* A date reader's refusal becomes this one's, sentence included. */
static enum jal_err refused_date(const struct reading *g, enum jal_err err, const struct diag *why)
{
	if (err == JAL_ERR_NOMEM)
		return err;
	g->result->level = CHECK_ERROR;
	if (why->text) {
		g->result->say = *why;
		g->result->say.err = JAL_ERR_INVALID;
		return JAL_ERR_INVALID;
	}
	return err == JAL_ERR_SYNTAX
		       ? check_refuse(g->result, N_("Une date s’écrit AAAA-MM-JJ, par exemple 2026-11-24."))
		       : check_refuse(g->result, N_("Cette date n’existe pas."));
}

static enum jal_err parse_date(const struct reading *g, const char *s, size_t n, int32_t *date, struct diag *why)
{
	switch (g->source) {
	case CHECK_FROM_FORM:
		return date_parse_form(s, n, g->context->today, date, why);
	case CHECK_FROM_IMPORT:
		return date_parse_import(s, n, date, why);
	case CHECK_FROM_EXACT:
		return date_parse_iso(s, n, date);
	}
	return JAL_ERR_INVALID;
}

static enum jal_err read_date(const struct reading *g, const char *s, size_t n)
{
	int32_t date = 0;
	struct diag why = DIAG_INIT;
	enum jal_err err = parse_date(g, s, n, &date, &why);
	if (err == JAL_ERR_NOT_FOUND)
		return set_empty(g);
	if (err)
		return refused_date(g, err, &why);
	const date_rule rule = rules[g->field->check].date;
	err = rule ? rule(date, g->context, g->result) : JAL_OK;
	return err ? err : set_number(g, date);
}

/* "24/11/2026 9h30", "2026-11-24T09:30", "2026-11-24 09:30:00.0", "lun 9h". */
static enum jal_err read_time(const struct reading *g, const char *s, size_t n)
{
	int64_t time = 0;
	if (date_parse_iso_time(s, n, &time) == JAL_OK)
		return set_number(g, time);
	if (g->source == CHECK_FROM_EXACT)
		return check_refuse(g->result, N_("Une date et une heure s’écrivent AAAA-MM-JJTHH:MM, par exemple 2026-11-24T09:30."));
	size_t split = 0;
	while (split < n && s[split] != ' ' && !(s[split] == 'T' && split > 0 && check_digits(s + split - 1, 1)))
		split++;
	int32_t date = 0;
	int minutes = 0;
	struct diag why = DIAG_INIT;
	enum jal_err err = parse_date(g, s, split, &date, &why);
	if (err)
		return refused_date(g, err, &why);
	if (split == n)
		return check_refuse(g->result, N_("Il manque l’heure, par exemple 9h30."));
	size_t end = n;
	const char *seconds = NULL;
	const char *colon = memchr(s + split + 1, ':', n - split - 1);
	if (colon)
		seconds = memchr(colon + 1, ':', (size_t)(s + n - colon - 1));
	if (seconds)
		end = (size_t)(seconds - s);
	err = date_parse_minutes(s + split + 1, end - split - 1, &minutes, &why);
	if (err)
		return why.text ? refused_date(g, err, &why)
				: check_refuse(g->result, N_("Une heure s’écrit par exemple 9h30."));
	return set_number(g, date_with_minutes(date, minutes));
}

static bool ends_with(const char *s, size_t n, const char *unit)
{
	const size_t len = strlen(unit);
	return len > 0 && n > len && memcmp(s + n - len, unit, len) == 0;
}

/* A whole number, or with `cents` one with up to two decimals, in hundredths.
 * Spaces group digits, a comma or a dot is the decimal sign. */
static bool parse_number(const char *s, size_t n, bool cents, int64_t *out)
{
	uint64_t number = 0;
	int decimals = -1;
	bool digit = false;
	const bool negative = n > 0 && s[0] == '-';
	for (size_t i = negative; i < n;) {
		const size_t space = check_space(s + i, n - i);
		if (space) {
			i += space;
			continue;
		}
		if ((s[i] == ',' || s[i] == '.') && decimals < 0) {
			decimals = 0;
		} else if (s[i] >= '0' && s[i] <= '9') {
			digit = true;
			/* A spreadsheet writes whole numbers as 15,0 too. */
			if (decimals >= 0 && ++decimals > (cents ? 2 : 9))
				return false;
			if (decimals > 0 && !cents) {
				if (s[i] != '0')
					return false;
			} else {
				number = number * 10 + (uint64_t)(s[i] - '0');
			}
			if (number > (uint64_t)VALUE_NUMBER_MAX)
				return false;
		} else {
			return false;
		}
		i++;
	}
	if (cents)
		number *= decimals == 2 ? 1 : decimals == 1 ? 10 : 100;
	if (!digit || number > (uint64_t)VALUE_NUMBER_MAX)
		return false;
	*out = negative ? -(int64_t)number : (int64_t)number;
	return true;
}

static enum jal_err out_of_range(const struct reading *g, int64_t min, int64_t max)
{
	if (g->field->type == FIELD_TYPE_money) {
		min /= 100;
		max /= 100;
	}
	return check_refuse(g->result, N_("Ce nombre doit être compris entre %1 et %2."), diag_num(min), diag_num(max));
}

static enum jal_err read_number(const struct reading *g, const char *s, size_t n)
{
	const bool money = g->field->type == FIELD_TYPE_money;
	const char *unit = rules[g->field->check].unit;
	int64_t number = 0;
	if (money && ends_with(s, n, "€"))
		n -= strlen("€");
	else if (unit && ends_with(s, n, unit))
		n -= strlen(unit);
	n = text_trim(&s, n);
	if (!parse_number(s, n, money, &number))
		return money ? check_refuse(g->result, N_("Un montant s’écrit par exemple 1190 ou 1190,50."))
			     : check_refuse(g->result, N_("Un nombre entier est attendu."));
	const int64_t min = unit ? rules[g->field->check].min : -VALUE_NUMBER_MAX;
	const int64_t max = unit ? rules[g->field->check].max : VALUE_NUMBER_MAX;
	if (number < min || number > max)
		return out_of_range(g, min, max);
	return set_number(g, number);
}

static enum jal_err read_flag(const struct reading *g, const char *s, size_t n)
{
	static const char *const yes[] = { "oui", "o", "yes", "y", "true", "vrai", "1", "x" };
	static const char *const no[] = { "non", "n", "no", "false", "faux", "0" };
	struct buf key = BUF_INIT;
	enum jal_err err = text_fold(s, n, &key);
	int flag = -1;
	for (size_t i = 0; !err && i < sizeof(yes) / sizeof(yes[0]); i++)
		if (strcmp(buf_str(&key), yes[i]) == 0)
			flag = 1;
	for (size_t i = 0; !err && i < sizeof(no) / sizeof(no[0]); i++)
		if (strcmp(buf_str(&key), no[i]) == 0)
			flag = 0;
	buf_free(&key);
	if (err == JAL_ERR_NOMEM)
		return err;
	if (flag < 0)
		return check_refuse(g->result, N_("Répondez par oui ou par non."));
	value_owned_free(g->out);
	g->out->v = value_flag(flag);
	return JAL_OK;
}

static enum jal_err find_code(enum vocab vocab, const char *s, size_t n, const struct vocab_code **code)
{
	char exact[96] = "";
	if (n < sizeof(exact)) {
		memcpy(exact, s, n);
		exact[n] = 0;
		*code = vocab_find(vocab, exact);
		if (*code && strlen(exact) == n)
			return JAL_OK;
	}
	return alias_find(vocab, s, n, code);
}

static enum jal_err read_code(const struct reading *g, const char *s, size_t n)
{
	const struct vocab_code *code = NULL;
	enum jal_err err = find_code(g->field->vocab, s, n, &code);
	if (err == JAL_ERR_NOMEM)
		return err;
	if (err)
		return check_refuse(g->result, N_("Cette valeur n’est pas dans la liste."));
	return value_owned_text(code->code, strlen(code->code), g->out);
}

/* ---- sets ------------------------------------------------------------------- */

static enum jal_err add_free(const struct reading *g, const char *s, size_t n, struct value_owned *set)
{
	struct buf clean = BUF_INIT;
	struct buf canonical = BUF_INIT;
	const struct buf *value = &clean;
	enum jal_err err = clean_text(g, s, n, TEXT_LINE, &clean);
	if (!err && clean.len > 0 && rules[g->field->check].text) {
		err = apply_text_rule(g, &clean, &canonical);
		value = &canonical;
	}
	if (!err && value->len > VALUE_TEXT_MAX)
		err = check_refuse(g->result, N_("Un élément de la liste est trop long."));
	if (!err && value->len > 0)
		err = value_owned_add(set, buf_str(value), value->len);
	buf_free(&clean);
	buf_free(&canonical);
	return err;
}

static enum jal_err add_coded(const struct reading *g, const char *s, size_t n, struct value_owned *set)
{
	const struct vocab_code *code = NULL;
	enum jal_err err = find_code(g->field->vocab, s, n, &code);
	return err ? err : value_owned_add(set, code->code, strlen(code->code));
}

/* Elements between signs of `separators`. A label may hold a comma itself, so
 * commas are only tried on what is not an element as it stands. */
static enum jal_err add_list(const struct reading *g, const char *s, size_t n, const char *separators,
			     struct value_owned *set)
{
	for (size_t i = 0; i < n;) {
		size_t len = 0;
		while (i + len < n && !strchr(separators, s[i + len]))
			len++;
		const char *part = s + i;
		const size_t part_len = text_trim(&part, len);
		enum jal_err err = JAL_OK;
		if (part_len > 0 && g->field->vocab == VOCAB_free)
			err = add_free(g, part, part_len, set);
		else if (part_len > 0)
			err = add_coded(g, part, part_len, set);
		if (err && err != JAL_ERR_NOMEM && err != JAL_ERR_INVALID)
			err = memchr(part, ',', part_len) && !strchr(separators, ',')
				      ? add_list(g, part, part_len, ",", set)
				      : check_refuse(g->result, N_("Un élément n’est pas dans la liste des choix."));
		if (err)
			return err;
		i += len + 1;
	}
	return JAL_OK;
}

/* Codes stand within labels that hold commas and semicolons: look for codes only. */
static enum jal_err add_jobs(const struct reading *g, const char *s, size_t n, struct value_owned *set)
{
	char code[ROME_CODE_MAX] = "";
	size_t end = 0;
	enum jal_err err = add_free(g, s, n, set);
	while (!err && rome_in_text(s, n, code, &end)) {
		err = add_free(g, code, strlen(code), set);
		s += end;
		n -= end;
	}
	return err;
}

static enum jal_err read_set(const struct reading *g, const char *s, size_t n)
{
	struct value_owned set = VALUE_OWNED_INIT;
	enum jal_err err = JAL_OK;
	if (g->field->check == CHECK_rome)
		err = add_jobs(g, s, n, &set);
	else
		err = add_list(g, s, n, g->field->vocab == VOCAB_free ? ",;|\n" : ";|\n", &set);
	if (err) {
		value_owned_free(&set);
		return err;
	}
	value_owned_free(g->out);
	*g->out = set;
	return JAL_OK;
}

/* ---- references and hashes ------------------------------------------------------ */

static enum jal_err read_id(const struct reading *g, const char *s, size_t n)
{
	struct jal_id id = ID_ZERO;
	if (id_parse(s, n, &id))
		return check_refuse(g->result, N_("Un identifiant compte 32 chiffres hexadécimaux (0-9, a-f)."));
	value_owned_free(g->out);
	g->out->v = value_id(&id);
	return JAL_OK;
}

static enum jal_err read_hash(const struct reading *g, const char *s, size_t n)
{
	struct jal_hash hash = { { 0 } };
	if (hash_parse(s, n, &hash))
		return check_refuse(g->result, N_("Une empreinte compte 64 chiffres hexadécimaux (0-9, a-f)."));
	value_owned_free(g->out);
	g->out->v = value_hash(&hash);
	return JAL_OK;
}

/* Whether the text says that there is nothing. In a form, a dash in a text may be meant. */
static bool is_absent(const struct reading *g, const char *s, size_t n)
{
	if (n == 0)
		return true;
	const bool is_text = g->field->type == FIELD_TYPE_text || g->field->type == FIELD_TYPE_long_text;
	return g->source == CHECK_FROM_IMPORT || (g->source == CHECK_FROM_FORM && !is_text) ? text_absent(s, n) : false;
}

enum jal_err check_read(enum field field, const char *text, size_t len, enum check_source source,
			const struct check_context *context, struct value_owned *out, struct check_result *result)
{
	*result = CHECK_RESULT_INIT;
	const struct reading g = { model_field(field), source, context, out, result };
	const char *s = text;
	/* The line breaks at the ends of a note say nothing either. */
	const size_t n = text_trim(&s, len);
	if (is_absent(&g, s, n))
		return set_empty(&g);
	switch (g.field->type) {
	case FIELD_TYPE_text:
	case FIELD_TYPE_long_text:
		return g.field->check == CHECK_phone ? read_phone(&g, s, n) : read_text(&g, s, n);
	case FIELD_TYPE_date:
		return read_date(&g, s, n);
	case FIELD_TYPE_time:
		return read_time(&g, s, n);
	case FIELD_TYPE_integer:
	case FIELD_TYPE_money:
		return read_number(&g, s, n);
	case FIELD_TYPE_flag:
		return read_flag(&g, s, n);
	case FIELD_TYPE_code:
		return read_code(&g, s, n);
	case FIELD_TYPE_set:
		return read_set(&g, s, n);
	case FIELD_TYPE_ref:
		return read_id(&g, s, n);
	case FIELD_TYPE_hash:
		return read_hash(&g, s, n);
	case FIELD_TYPE_bytes:
		return check_refuse(result,
			N_("Cela vient d’un fichier, et ne se tape pas : jalon attach ID FICHIER."));
	}
	return JAL_ERR_INVALID;
}

enum jal_err check_explain(enum field field, const struct diag *say, const char *(*translate)(const char *),
			   struct buf *out)
{
	struct diag place = DIAG_INIT;
	struct buf sentence = BUF_INIT;
	(void)diag_set(&place, JAL_OK, N_("%1 : "), model_field(field)->label);
	enum jal_err err = diag_render(&place, translate, out);
	if (!err)
		err = diag_render(say, translate, &sentence);
	if (!err)
		err = text_after_colon(buf_str(&sentence), sentence.len, out);
	buf_free(&sentence);
	return err;
}
