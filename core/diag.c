/* Sentences about what went wrong: kept untranslated here, rendered by whoever shows them. */
#include "core/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

/* Said when only a code is known. */
static const char *general(enum jal_err err)
{
	switch (err) {
	case JAL_OK:
		return N_("Tout s’est bien passé.");
	case JAL_ERR_NOMEM:
		return N_("La mémoire manque. Rien n’a été perdu ; fermez d’autres programmes et recommencez.");
	case JAL_ERR_IO:
		return N_("Le disque ou le système a refusé. Ce qui était enregistré est intact ; vérifiez la place libre et les droits, puis recommencez.");
	case JAL_ERR_SYNTAX:
		return N_("Ces données ne suivent pas le format attendu. Rien n’a été changé.");
	case JAL_ERR_INVALID:
		return N_("Cette valeur n’est pas acceptée. Rien n’a été changé.");
	case JAL_ERR_NOT_FOUND:
		return N_("Cela n’existe pas, ou n’existe plus. Rien n’a été changé.");
	case JAL_ERR_EXISTS:
		return N_("Cela existe déjà. Rien n’a été changé.");
	case JAL_ERR_BUSY:
		return N_("Un autre jalon utilise déjà ce coffre. Fermez-le, puis recommencez.");
	case JAL_ERR_WRONG_KEY:
		return N_("Ce n’est pas la bonne phrase secrète. Rien n’a été changé ; réessayez.");
	case JAL_ERR_CORRUPT:
		return N_("Des données enregistrées sont abîmées. Elles ont été laissées telles quelles ; restaurez une sauvegarde.");
	case JAL_ERR_NEWER:
		return N_("Cela vient d’une version plus récente de jalon. Rien n’a été changé ; mettez jalon à jour.");
	case JAL_ERR_DENIED:
		return N_("Votre rôle ne permet pas cette opération. Rien n’a été changé.");
	case JAL_ERR_LIMIT:
		return N_("C’est plus grand que la limite admise. Rien n’a été changé.");
	case JAL_ERR_VERIFY:
		return N_("Une vérification a échoué : ces données ont pu être altérées. Elles n’ont pas été prises en compte ; prévenez la supervision.");
	case JAL_ERR_NETWORK:
		return N_("Le territoire est injoignable pour le moment. Vos modifications sont conservées ici ; réessayez plus tard.");
	case JAL_ERR_CANCELLED:
		return N_("Interrompu à votre demande. Ce qui était fait est conservé.");
	case JAL_ERR_WAITING:
		return N_("Il manque encore quelque chose pour continuer. Rien n’a été perdu.");
	}
	return N_("Une erreur inattendue s’est produite. Ce qui était enregistré est intact ; recommencez.");
}

static void copy_arg(char *out, const char *arg)
{
	const size_t n = text_cut(arg, strlen(arg), DIAG_ARG_MAX - 1);
	memcpy(out, arg, n);
	out[n] = 0;
}

static enum jal_err fill(struct diag *d, enum jal_err err, const char *text, va_list ap)
{
	if (!d)
		return err;
	*d = DIAG_INIT;
	d->err = err;
	d->text = text;
	for (int i = 0; i < DIAG_ARGS; i++) {
		const char *arg = va_arg(ap, const char *);
		if (!arg)
			break;
		copy_arg(d->arg[i], arg);
	}
	return err;
}

enum jal_err diag_set_args(struct diag *d, enum jal_err err, const char *text, ...)
{
	va_list ap;
	va_start(ap, text);
	err = fill(d, err, text, ap);
	va_end(ap);
	return err;
}

enum jal_err diag_set_if_empty_args(struct diag *d, enum jal_err err, const char *text, ...)
{
	if (d && d->text)
		return err;
	va_list ap;
	va_start(ap, text);
	err = fill(d, err, text, ap);
	va_end(ap);
	return err;
}

enum jal_err diag_pass(struct diag *d, enum jal_err err, const struct diag *inner)
{
	if (!d)
		return err;
	*d = *inner;
	d->err = err;
	return err;
}

const char *diag_num(long long n)
{
	static _Thread_local char ring[8][24];
	static _Thread_local unsigned turn;
	char *out = ring[turn++ % 8];
	(void)snprintf(out, sizeof(ring[0]), "%lld", n);
	return out;
}

/* Labels are translated too, each of several; what is no text of ours comes back as it
 * is: names of files, servers and people come from anywhere. */
static enum jal_err put_argument(const char *arg, const char *(*translate)(const char *), struct buf *out)
{
	enum jal_err err = JAL_OK;
	while (!err && *arg) {
		char piece[DIAG_ARG_MAX];
		const size_t n = strcspn(arg, DIAG_BETWEEN);
		memcpy(piece, arg, n);
		piece[n] = 0;
		const char *shown = translate && n > 0 ? translate(piece) : piece;
		err = text_inert(shown, strlen(shown), TEXT_LINE, out);
		arg += n;
		if (!err && *arg == *DIAG_BETWEEN) {
			err = buf_puts(out, ", ");
			arg++;
		}
	}
	return err;
}

enum jal_err diag_render(const struct diag *d, const char *(*translate)(const char *), struct buf *out)
{
	const char *text = d->text ? d->text : general(d->err);
	if (translate)
		text = translate(text);
	for (const char *p = text; *p; p++) {
		enum jal_err err = JAL_OK;
		if (p[0] == '%' && p[1] >= '1' && p[1] <= '0' + DIAG_ARGS) {
			err = put_argument(d->arg[p[1] - '1'], translate, out);
			p++;
		} else {
			err = buf_putc(out, (uint8_t)*p);
		}
		if (err)
			return err;
	}
	return JAL_OK;
}
