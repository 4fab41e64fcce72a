/* Rules for organisations and jobs: SIRET, NAF, ROME, data·inclusion's own limits. */
#include "core/check_rule.h"

#include <string.h>
#include <unistr.h>

#include "core/rome.h"

static bool luhn(const char *digits)
{
	unsigned sum = 0;
	const size_t n = strlen(digits);
	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0') * (i % 2 ? 2 : 1);
		sum += d > 9 ? d - 9 : d;
	}
	return sum % 10 == 0;
}

/* La Poste's own offices have a SIRET whose digits add up to a multiple of 5. */
static bool la_poste(const char *digits)
{
	unsigned sum = 0;
	for (const char *p = digits; *p; p++)
		sum += (unsigned)(*p - '0');
	return strncmp(digits, "356000000", 9) == 0 && sum % 5 == 0;
}

enum jal_err check_work_siret(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char s[32] = "";
	if (!check_squeeze(t, s, sizeof(s)))
		return check_refuse(r, N_("Un SIRET compte 14 chiffres."));
	if (check_is_rounded(s))
		return check_refuse_rounded(r);
	const size_t n = strlen(s);
	if (!check_digits(s, n))
		return check_refuse(r, N_("Un SIRET ne contient que des chiffres."));
	if (n == 9)
		return check_refuse(r, N_("C’est un SIREN (9 chiffres) : le SIRET en compte 14."));
	if (n == 13) {
		char padded[16] = "0";
		memcpy(padded + 1, s, 14);
		if (luhn(padded))
			return check_propose_zeros(r, 1, s);
	}
	if (n != 14)
		return check_refuse(r, N_("Un SIRET compte 14 chiffres (ici %1)."), diag_num((long long)n));
	if (!luhn(s) && !la_poste(s))
		return check_refuse(r, N_("Ce SIRET n’existe pas : un chiffre est sans doute faux."));
	return buf_put(out, s, n);
}

/* Four digits and a letter; the dot that is often written (88.10A) is left out. */
enum jal_err check_work_naf(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char s[16] = "";
	if (!check_squeeze(t, s, sizeof(s)) || strlen(s) != 5 || !check_digits(s, 4) || s[4] < 'A' || s[4] > 'Z')
		return check_refuse(r, N_("Un code NAF compte 4 chiffres et une lettre."));
	return buf_puts(out, s);
}

/* A letter and four digits, alone or within a label: "Pontier (N1104)". */
enum jal_err check_work_rome(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char code[ROME_CODE_MAX] = "";
	size_t end = 0;
	if (!rome_in_text(t->s, t->n, code, &end))
		return check_refuse(r, N_("Un code ROME compte une lettre et 4 chiffres, par exemple N1104."));
	if (!rome_label(code))
		check_warn(r, N_("Ce code ROME n’est pas dans le répertoire connu de jalon."));
	return buf_puts(out, code);
}

static size_t characters(const struct check_text *t)
{
	return u8_mbsnlen((const uint8_t *)t->s, t->n);
}

/* data·inclusion, nom: 3 to 150 characters. */
enum jal_err check_work_di_name(const struct check_text *t, struct buf *out, struct check_result *r)
{
	const size_t n = characters(t);
	if (n < 3)
		return check_refuse(r, N_("Un nom compte au moins 3 caractères (ici %1)."), diag_num((long long)n));
	if (n > 150)
		return check_refuse(r, N_("Un nom compte au plus 150 caractères (ici %1)."), diag_num((long long)n));
	return buf_put(out, t->s, t->n);
}

/* data·inclusion, description: 5 to 10,000 characters. */
enum jal_err check_work_di_text(const struct check_text *t, struct buf *out, struct check_result *r)
{
	const size_t n = characters(t);
	if (n < 5)
		return check_refuse(r, N_("Une description compte au moins 5 caractères (ici %1)."), diag_num((long long)n));
	if (n > 10000)
		return check_refuse(r, N_("Une description compte au plus 10 000 caractères (ici %1)."),
				    diag_num((long long)n));
	return buf_put(out, t->s, t->n);
}
