/* Rules for postcodes, INSEE codes, areas and coordinates. */
#include "core/check_rule.h"

#include <string.h>

enum jal_err check_place_postcode(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char s[16] = "";
	if (!check_squeeze(t, s, sizeof(s)))
		return check_refuse(r, N_("Un code postal compte 5 chiffres."));
	const size_t n = strlen(s);
	if (!check_digits(s, n))
		return check_refuse(r, N_("Un code postal ne contient que des chiffres."));
	if (n == 4 && s[0] != '0')
		return check_propose_zeros(r, 1, s);
	if (n != 5)
		return check_refuse(r, N_("Un code postal compte 5 chiffres (ici %1)."), diag_num((long long)n));
	if (strncmp(s, "00", 2) == 0)
		return check_refuse(r, N_("Aucun code postal ne commence par 00."));
	return buf_put(out, s, n);
}

/* A commune: five digits, or 2A and 2B and three. 99… is a country. */
static bool is_commune(const char *s)
{
	const bool corsica = s[0] == '2' && (s[1] == 'A' || s[1] == 'B');
	return strlen(s) == 5 && (corsica ? check_digits(s + 2, 3) : check_digits(s, 5)) && strncmp(s, "00", 2) != 0;
}

enum jal_err check_place_insee(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char s[16] = "";
	if (!check_squeeze(t, s, sizeof(s)))
		return check_refuse(r, N_("Un code INSEE compte 5 chiffres (2A ou 2B pour la Corse)."));
	if (is_commune(s))
		return buf_puts(out, s);
	if (strlen(s) == 4 && check_digits(s, 4) && s[0] != '0')
		return check_propose_zeros(r, 1, s);
	return check_refuse(r, N_("Un code INSEE compte 5 chiffres (2A ou 2B pour la Corse)."));
}

static bool is_department(const char *s)
{
	const size_t n = strlen(s);
	if (n == 3)
		return s[0] == '9' && (s[1] == '7' || s[1] == '8') && check_digits(s, 3);
	return n == 2 && (check_digits(s, 2) ? strcmp(s, "00") != 0 : strcmp(s, "2A") == 0 || strcmp(s, "2B") == 0);
}

/* data·inclusion, zone_eligibilite: commune, department, group of communes (9
 * digits), country (99xxx) or `france`. */
enum jal_err check_place_zone(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char s[16] = "";
	if (check_squeeze(t, s, sizeof(s))) {
		if (strcmp(s, "FRANCE") == 0)
			return buf_puts(out, "france");
		if (is_commune(s) || is_department(s) || (strlen(s) == 9 && check_digits(s, 9)))
			return buf_puts(out, s);
	}
	return check_refuse(r, N_("Une zone est un code INSEE de commune, de département, d’EPCI ou de pays, ou « france »."));
}

/* A decimal number with at most nine digits before and after the point, in
 * thousandths of nothing: false unless it is one. Writes it with a point. */
static bool read_decimal(const struct check_text *t, char out[24], double *value)
{
	char s[24] = "";
	size_t len = 0;
	for (size_t i = 0; i < t->n; i++) {
		if (len + 1 >= sizeof(s))
			return false;
		s[len++] = t->s[i] == ',' ? '.' : t->s[i];
	}
	const char *p = s + (s[0] == '-');
	const size_t whole = strspn(p, "0123456789");
	const size_t part = p[whole] == '.' ? strspn(p + whole + 1, "0123456789") : 0;
	if (whole == 0 || whole > 9 || part > 9 || (p[whole] == '.' && part == 0))
		return false;
	if (p[whole + (part ? part + 1 : 0)] != 0)
		return false;
	/* Not strtod: it obeys the locale's decimal sign. */
	double n = 0;
	double scale = 1;
	for (size_t i = 0; i < whole; i++)
		n = n * 10 + (p[i] - '0');
	for (size_t i = 0; i < part; i++) {
		scale /= 10;
		n += (p[whole + 1 + i] - '0') * scale;
	}
	memcpy(out, s, len + 1);
	*value = s[0] == '-' ? -n : n;
	return true;
}

static enum jal_err decimal_within(const struct check_text *t, double min, double max, const char *sentence,
				   struct buf *out, struct check_result *r)
{
	char s[24] = "";
	double value = 0;
	if (!read_decimal(t, s, &value) || value < min || value > max)
		return check_refuse(r, sentence);
	return buf_puts(out, s);
}

enum jal_err check_place_decimal(const struct check_text *t, struct buf *out, struct check_result *r)
{
	return decimal_within(t, 0, 1e9, N_("Un nombre est attendu, par exemple 7 ou 3,5."), out, r);
}

enum jal_err check_place_latitude(const struct check_text *t, struct buf *out, struct check_result *r)
{
	return decimal_within(t, -90, 90, N_("Une latitude va de -90 à 90 degrés."), out, r);
}

enum jal_err check_place_longitude(const struct check_text *t, struct buf *out, struct check_result *r)
{
	return decimal_within(t, -180, 180, N_("Une longitude va de -180 à 180 degrés."), out, r);
}
