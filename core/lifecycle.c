/* The tables that lifecycle.def spells out. */
#include "core/lifecycle.h"

#include <string.h>

struct step {
	enum field field;
	const char *from;	/* "" for a beginning */
	const char *to;
};

#define START(field, state) { FIELD_##field, "", #state },
#define STEP(field, from, to) { FIELD_##field, #from, #to },
static const struct step steps[] = {
#include "core/lifecycle.def"
};
#undef START
#undef STEP

static const size_t step_count = sizeof(steps) / sizeof(steps[0]);

bool lifecycle_has(enum field field)
{
	for (size_t i = 0; i < step_count; i++)
		if (steps[i].field == field)
			return true;
	return false;
}

static bool allowed(enum field field, const char *from, const char *to)
{
	for (size_t i = 0; i < step_count; i++)
		if (steps[i].field == field && strcmp(steps[i].from, from) == 0 && strcmp(steps[i].to, to) == 0)
			return true;
	return false;
}

static const char *label(enum field field, const char *code)
{
	const struct vocab_code *found = vocab_find(model_field(field)->vocab, code);
	return found ? found->label : code;
}

/* The labels of what may follow, one argument of a sentence. */
static void list_next(enum field field, const char *from, char out[DIAG_ARG_MAX])
{
	const char *codes[16];
	size_t n = lifecycle_next(field, from, codes, 16);
	size_t used = 0;
	for (size_t i = 0; i < n && i < 16; i++) {
		const char *text = label(field, codes[i]);
		const size_t length = strlen(text);
		if (used + length + 2 > DIAG_ARG_MAX)
			break;
		if (used > 0)
			out[used++] = *DIAG_BETWEEN;
		memcpy(out + used, text, length);
		used += length;
	}
	out[used] = 0;
}

enum jal_err lifecycle_step(enum field field, const char *from, const char *to, struct diag *why)
{
	if (!from)
		from = "";
	if (!to)
		to = "";
	if (!lifecycle_has(field) || strcmp(from, to) == 0 || allowed(field, from, to))
		return JAL_OK;
	if (!*to)
		return diag_set(why, JAL_ERR_INVALID, N_("Une étape ne s’efface pas : choisissez la suivante."));
	if (!*from)
		return diag_set(why, JAL_ERR_INVALID, N_("On ne commence pas à l’étape « %1 »."), label(field, to));
	if (lifecycle_next(field, from, NULL, 0) == 0)
		return diag_set(why, JAL_ERR_INVALID, N_("L’étape « %1 » est la dernière : elle ne change plus."),
				label(field, from));
	char next[DIAG_ARG_MAX] = "";
	list_next(field, from, next);
	return diag_set(why, JAL_ERR_INVALID, N_("On ne passe pas de « %1 » à « %2 ». Ensuite viennent : %3."),
			label(field, from), label(field, to), next);
}

size_t lifecycle_next(enum field field, const char *from, const char **codes, size_t max)
{
	size_t count = 0;
	const struct vocab_code *all = vocab_codes(model_field(field)->vocab, &count);
	size_t found = 0;
	for (size_t i = 0; i < count; i++) {
		if (!allowed(field, from ? from : "", all[i].code))
			continue;
		if (found < max)
			codes[found] = all[i].code;
		found++;
	}
	return found;
}
