/* Rules for phone numbers, e-mail and web addresses. */
#include "core/check_rule.h"

#include <string.h>

#include "core/text.h"

#define PHONE_DIGITS 10
#define PHONE_ROOM 24
#define EMAIL_MAX 254

/* Overseas numbers as they are dialled in France, and their country codes. The
 * islands of the last line have six digits of their own behind the prefix. */
static const struct {
	const char *prefix;
	const char *country;
	size_t drop;	/* leading digits that E.164 leaves out */
} overseas[] = {
	/* The regulator's numbers for fiction lie in the mainland's plan, though Mayotte has the rest of 0639. */
	{ "063998", "33", 1 },
	{ "0262", "262", 1 }, { "0263", "262", 1 }, { "0269", "262", 1 }, { "0639", "262", 1 },
	{ "0692", "262", 1 }, { "0693", "262", 1 }, { "0590", "590", 1 }, { "0690", "590", 1 },
	{ "0691", "590", 1 }, { "0594", "594", 1 }, { "0694", "594", 1 }, { "0596", "596", 1 },
	{ "0696", "596", 1 }, { "0697", "596", 1 }, { "0508", "508", 4 },
};

/* The length in bytes of what separates two numbers at s, 0 for none. */
static size_t between_numbers(const char *s, size_t n)
{
	static const char *const between[] = { ",", ";", "|", "\n", "\r", " ou ", " et ", " / " };
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
		const size_t len = strlen(between[i]);
		if (len <= n && memcmp(s, between[i], len) == 0)
			return len;
	}
	return 0;
}

size_t check_contact_cut(const char *s, size_t n, const char **rest, size_t *rest_len)
{
	size_t end = 0;
	size_t gap = 0;
	while (end < n && !(gap = between_numbers(s + end, n - end)))
		end++;
	*rest = s + end + gap;
	*rest_len = text_trim(rest, n - end - gap);
	return end;
}

/* Digits, and a plus in front, without what people put between. false when
 * something else stands there or it does not fit. */
static bool phone_digits(const char *s, size_t n, char out[PHONE_ROOM])
{
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		const char c = s[i];
		const size_t space = check_space(s + i, n - i);
		if (space) {
			i += space - 1;
			continue;
		}
		/* "+33 (0)6": the zero in brackets is not dialled. */
		if (len > 0 && out[0] == '+' && strncmp(s + i, "(0)", 3) == 0) {
			i += 2;
			continue;
		}
		if ((c >= '0' && c <= '9') || (c == '+' && len == 0)) {
			if (len + 1 >= PHONE_ROOM)
				return false;
			out[len++] = c;
			out[len] = 0;
		} else if (!strchr(".-/()_", c)) {
			return false;
		}
	}
	return true;
}

static enum jal_err national(const char *d, struct buf *out)
{
	for (size_t i = 0; i < sizeof(overseas) / sizeof(overseas[0]); i++)
		if (strncmp(d, overseas[i].prefix, strlen(overseas[i].prefix)) == 0)
			return buf_printf(out, "+%s%s", overseas[i].country, d + overseas[i].drop);
	return buf_printf(out, "+33%s", d + 1);
}

static enum jal_err wrong_length(size_t n, struct check_result *r)
{
	if (n == PHONE_DIGITS - 1)
		return check_refuse(r, N_("Il manque 1 chiffre (9 sur 10)."));
	if (n < PHONE_DIGITS)
		return check_refuse(r, N_("Il manque %1 chiffres (%2 sur 10)."), diag_num((long long)(PHONE_DIGITS - n)),
				    diag_num((long long)n));
	return check_refuse(r, N_("Un numéro de téléphone compte 10 chiffres (ici %1)."), diag_num((long long)n));
}

static enum jal_err international(const char *d, struct buf *out, struct check_result *r)
{
	const size_t n = strlen(d);
	if (!check_digits(d, n) || n < 8 || n > 15 || d[0] == '0')
		return check_refuse(r, N_("Un numéro international compte de 8 à 15 chiffres après le +."));
	if (strncmp(d, "33", 2) == 0) {
		/* "+33 06" is often typed. */
		const char *rest = d + 2 + (d[2] == '0');
		if (strlen(rest) != PHONE_DIGITS - 1 || rest[0] == '0')
			return check_refuse(r, N_("Après +33, un numéro compte 9 chiffres."));
		return buf_printf(out, "+33%s", rest);
	}
	static const char *const french[] = { "262", "508", "590", "594", "596", "681", "687", "689" };
	bool known = false;
	for (size_t i = 0; i < sizeof(french) / sizeof(french[0]); i++)
		known = known || strncmp(d, french[i], 3) == 0;
	if (!known)
		check_warn(r, N_("Ce numéro est étranger : est-il juste ?"));
	return buf_printf(out, "+%s", d);
}

/* One number, in E.164. */
enum jal_err check_contact_phone(const struct check_text *t, struct buf *out, struct check_result *r)
{
	char d[PHONE_ROOM] = "";
	if (!phone_digits(t->s, t->n, d))
		return check_refuse(r, N_("Un numéro de téléphone ne contient que des chiffres."));
	const size_t len = strlen(d);
	if (d[0] == '+')
		return international(d + 1, out, r);
	if (strncmp(d, "00", 2) == 0 && len > PHONE_DIGITS)
		return international(d + 2, out, r);
	if (len == PHONE_DIGITS && d[0] == '0' && d[1] != '0')
		return national(d, out);
	/* A spreadsheet takes the plus for arithmetic. */
	if (len == 11 && strncmp(d, "33", 2) == 0 && d[2] != '0')
		return buf_printf(out, "+%s", d);
	if (len == PHONE_DIGITS - 1 && d[0] != '0')
		return check_propose_zeros(r, 1, d);
	/* Organisations have short numbers. */
	if (len == 4 && d[0] == '3' && t->field->entity != ENTITY_person)
		return buf_puts(out, d);
	return wrong_length(len, r);
}

static const char *email_fault(const char *s, size_t n)
{
	const char *at = memchr(s, '@', n);
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)s[i] >= 0x80)
			return N_("Une adresse de courriel ne contient ni accent ni signe particulier.");
		if (s[i] == ' ')
			return N_("Une adresse de courriel ne contient pas d’espace.");
		if (s[i] == ',')
			return N_("Une virgule est à la place d’un point.");
		if (strchr("<>()[]\\:;\"", s[i]))
			return N_("Cette adresse de courriel contient un signe qui n’y a pas sa place.");
	}
	if (!at)
		return N_("Il manque le signe @.");
	if (memchr(at + 1, '@', (size_t)(s + n - at - 1)))
		return N_("Il y a deux signes @.");
	if (at == s)
		return N_("Il manque ce qui vient avant le @.");
	const size_t domain = (size_t)(s + n - at - 1);
	if (domain == 0)
		return N_("Il manque ce qui vient après le @.");
	if (!memchr(at + 1, '.', domain))
		return N_("Il manque le point après le @ (par exemple .fr).");
	for (size_t i = 0; i + 1 < n; i++)
		if (s[i] == '.' && s[i + 1] == '.')
			return N_("Deux points se suivent.");
	if (s[0] == '.' || at[-1] == '.' || at[1] == '.' || at[1] == '-' || s[n - 1] == '.' || s[n - 1] == '-')
		return N_("Un point ou un tiret est mal placé.");
	const char *last = strrchr(at, '.');
	if (s + n - last - 1 < 2)
		return N_("La fin de l’adresse est trop courte (par exemple .fr).");
	return n > EMAIL_MAX ? N_("Cette adresse de courriel est trop longue.") : NULL;
}

enum jal_err check_contact_email(const struct check_text *t, struct buf *out, struct check_result *r)
{
	const char *s = t->s;
	size_t n = t->n;
	if (n > 7 && strncmp(s, "mailto:", 7) == 0) {
		s += 7;
		n -= 7;
	}
	const char *fault = email_fault(s, n);
	if (fault)
		return check_refuse(r, fault);
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < n && !err; i++)
		err = buf_putc(out, (uint8_t)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] - 'A' + 'a' : s[i]));
	return err;
}

enum jal_err check_contact_url(const struct check_text *t, struct buf *out, struct check_result *r)
{
	const bool http = strncmp(t->s, "http://", 7) == 0;
	const bool https = strncmp(t->s, "https://", 8) == 0;
	const char *host = t->s + (http ? 7 : https ? 8 : 0);
	if (strchr(t->s, ' ') || !strchr(host, '.') || *host == '.' || strstr(host, "://"))
		return check_refuse(r, N_("Une adresse web ressemble à https://exemple.fr."));
	/* Typed without it, it is a web address all the same. */
	if (!http && !https) {
		enum jal_err err = buf_puts(out, "https://");
		if (err)
			return err;
	}
	return buf_put(out, t->s, t->n);
}
