/* Rules for a person's name, date of birth and the numbers that offices give. */
#include "core/check_rule.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "core/date.h"
#include "core/text.h"

#define NIR_DIGITS 13
#define AGE_MAX 130

enum jal_err check_person_name(const struct check_text *t, struct buf *out, struct check_result *r)
{
	bool letter = false;
	bool odd = false;
	for (size_t i = 0; i < t->n;) {
		ucs4_t c = 0;
		const int step = u8_mbtouc(&c, (const uint8_t *)t->s + i, t->n - i);
		letter = letter || uc_is_alpha(c);
		odd = odd || (c < 0x80 && strchr("0123456789@#/\\<>|{}[]=+*_;:!?\"", (int)c) != NULL);
		i += (size_t)step;
	}
	if (!letter)
		return check_refuse(r, N_("Un nom contient au moins une lettre."));
	if (odd)
		check_warn(r, N_("Ce nom contient un chiffre ou un signe inhabituel : est-il bien écrit ?"));
	/* Runs of spaces are a slip; everything else is how the person writes it. */
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < t->n && !err; i++)
		if (t->s[i] != ' ' || t->s[i + 1] != ' ')
			err = buf_putc(out, (uint8_t)t->s[i]);
	return err;
}

enum jal_err check_person_not_future(int32_t date, const struct check_context *context, struct check_result *r)
{
	if (date > context->today)
		return check_refuse(r, N_("Cette date est dans le futur."));
	return JAL_OK;
}

enum jal_err check_person_birth_date(int32_t date, const struct check_context *context, struct check_result *r)
{
	if (date > context->today)
		return check_refuse(r, N_("Une date de naissance ne peut pas être dans le futur."));
	const int age = date_age(date, context->today);
	if (age > AGE_MAX)
		return check_refuse(r, N_("Cette date donne plus de 130 ans : vérifiez l’année."));
	if (age < 16)
		check_warn(r, N_("Cette date donne moins de 16 ans : est-elle juste ?"));
	else if (age > 100)
		check_warn(r, N_("Cette date donne plus de 100 ans : est-elle juste ?"));
	return JAL_OK;
}

/* 97 minus the remainder. A Corsican department has a letter at its place, which
 * counts as 19 (2A) or 18 (2B). */
static int nir_key(const char *nir)
{
	char digits[NIR_DIGITS + 1] = "";
	memcpy(digits, nir, NIR_DIGITS);
	if (digits[6] == 'A' || digits[6] == 'B') {
		digits[5] = '1';
		digits[6] = digits[6] == 'A' ? '9' : '8';
	}
	uint64_t n = 0;
	for (int i = 0; i < NIR_DIGITS; i++)
		n = n * 10 + (uint64_t)(digits[i] - '0');
	return (int)(97 - n % 97);
}

static bool nir_shape(const char *nir)
{
	const bool corsica = nir[5] == '2' && (nir[6] == 'A' || nir[6] == 'B');
	return check_digits(nir, 6) && (corsica || check_digits(nir + 6, 1)) && check_digits(nir + 7, NIR_DIGITS - 7);
}

static bool nir_month(const char *nir)
{
	const int month = (nir[3] - '0') * 10 + (nir[4] - '0');
	return (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
}

/* domain.md §5: [123478] YY MM …, months beyond 12 for registers that lack one. */
enum jal_err check_person_nir(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char nir[32] = "";
	if (!check_squeeze(t, nir, sizeof(nir)))
		return check_refuse(r, N_("Un numéro de sécurité sociale compte 13 chiffres, ou 15 avec la clé."));
	const size_t n = strlen(nir);
	if (check_is_rounded(nir))
		return check_refuse_rounded(r);
	if (n != NIR_DIGITS && n != NIR_DIGITS + 2)
		return check_refuse(r, N_("Un numéro de sécurité sociale compte 13 chiffres, ou 15 avec la clé (ici %1)."),
				    diag_num((long long)n));
	if (!nir_shape(nir) || !check_digits(nir + NIR_DIGITS, n - NIR_DIGITS))
		return check_refuse(r, N_("Un numéro de sécurité sociale ne contient que des chiffres (et 2A ou 2B pour la Corse)."));
	if (!strchr("123478", nir[0]))
		return check_refuse(r, N_("Un numéro de sécurité sociale commence par 1 ou 2 (3, 4, 7 ou 8 s’il est provisoire)."));
	if (!nir_month(nir))
		return check_refuse(r, N_("Le mois de naissance dans le numéro de sécurité sociale n’existe pas."));
	if (n > NIR_DIGITS && (nir[13] - '0') * 10 + (nir[14] - '0') != nir_key(nir))
		return check_refuse(r, N_("La clé ne correspond pas au numéro de sécurité sociale : un chiffre est sans doute faux."));
	if (strchr("3478", nir[0]))
		check_warn(r, N_("Ce numéro de sécurité sociale est provisoire."));
	return buf_put(out, nir, NIR_DIGITS);
}

/* Seven digits. The family fund's files pad to 15 with zeros, spreadsheets eat
 * the zeros that belong there. The farmers' fund has 13 to 15 (a NIR). */
enum jal_err check_person_caf_number(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char squeezed[40] = "";
	if (!check_squeeze(t, squeezed, sizeof(squeezed)))
		return check_refuse(r, N_("Un numéro d’allocataire compte 7 chiffres (CAF), ou 13 à 15 (MSA)."));
	const char *s = squeezed;
	if (check_is_rounded(s))
		return check_refuse_rounded(r);
	if (strncmp(s, "CAF", 3) == 0 || strncmp(s, "MSA", 3) == 0)
		s += 3;
	size_t n = strlen(s);
	const bool corsica = n >= 13 && s[5] == '2' && (s[6] == 'A' || s[6] == 'B');
	if (n == 8 && check_digits(s, 7) && s[7] >= 'A' && s[7] <= 'Z') {
		check_warn(r, N_("La lettre à la fin du numéro d’allocataire n’est pas gardée."));
		n = 7;
	}
	if (n == 0 || !(check_digits(s, n) || (corsica && check_digits(s, 6) && check_digits(s + 7, n - 7))))
		return check_refuse(r, N_("Un numéro d’allocataire ne contient que des chiffres."));
	if (n > 7 && strspn(s, "0") >= n - 7) {
		s += n - 7;
		n = 7;
	}
	if (n == 7 || (n >= 13 && n <= 15))
		return buf_put(out, s, n);
	if (n < 7)
		return n >= 4 ? check_propose_zeros(r, (unsigned)(7 - n), s)
			      : check_refuse(r, N_("Un numéro d’allocataire CAF compte 7 chiffres (ici %1)."),
					     diag_num((long long)n));
	return check_refuse(r, N_("Un numéro d’allocataire compte 7 chiffres (CAF), ou 13 à 15 (MSA) ; ici %1."),
			    diag_num((long long)n));
}

/* Seven digits and a letter or digit, or eleven digits. */
enum jal_err check_person_france_travail_id(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char s[32] = "";
	if (!check_squeeze(t, s, sizeof(s)))
		return check_refuse(r, N_("Un identifiant France Travail compte 7 chiffres puis une lettre ou un chiffre, ou 11 chiffres."));
	if (check_is_rounded(s))
		return check_refuse_rounded(r);
	const size_t n = strlen(s);
	const bool all = check_digits(s, n);
	const bool letter = n > 0 && s[n - 1] >= 'A' && s[n - 1] <= 'Z';
	if ((n == 8 && check_digits(s, 7) && (all || letter)) || (n == 11 && all))
		return buf_put(out, s, n);
	if (all && (n == 7 || n == 10))
		return check_propose_zeros(r, 1, s);
	if (letter && check_digits(s, n - 1) && n < 8)
		return check_refuse(r, N_("Un identifiant France Travail compte 7 chiffres avant la lettre (ici %1)."),
				    diag_num((long long)n - 1));
	return check_refuse(r, N_("Un identifiant France Travail compte 7 chiffres puis une lettre ou un chiffre, ou 11 chiffres."));
}
