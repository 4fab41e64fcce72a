/* Asking on the plain terminal. Knows no vault. */
#include "tui/cli_ask.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/passphrase.h"
#include "tui/cli_hidden.h"
#include "tui/i18n.h"

static enum jal_err ask_fd(int fd, struct secret *out)
{
	struct secret line = SECRET_INIT;
	enum jal_err err = secret_new(CLI_HIDDEN_MAX + 1, &line);
	if (err)
		return err;

	size_t n = 0;
	for (;;) {
		/* One byte at a time, straight into locked memory: a buffer of stdio
		 * would keep a copy. */
		const ssize_t got = read(fd, line.p + n, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			err = JAL_ERR_IO;
			goto out;
		}
		if (got == 0 || line.p[n] == '\n')
			break;
		if (++n > CLI_HIDDEN_MAX) {
			err = JAL_ERR_LIMIT;
			goto out;
		}
	}
	if (n > 0 && line.p[n - 1] == '\r')
		n--;
	err = secret_copy(line.p, n, out);
out:
	secret_free(&line);
	return err;
}

enum jal_err cli_ask_passphrase(struct cli *c, const char *prompt, struct secret *out, struct diag *diag)
{
	enum jal_err err = JAL_OK;
	if (c->passphrase_fd >= 0) {
		err = ask_fd(c->passphrase_fd, out);
		if (err)
			return diag_set(diag, err, N_("La phrase secrète n’a pas pu être lue sur le descripteur %1. Rien n’a été fait."),
					diag_num(c->passphrase_fd));
		return JAL_OK;
	}
	if (!c->terminal)
		return diag_set(diag, JAL_ERR_INVALID,
				N_("Sans terminal, la phrase secrète doit venir par --passphrase-fd. Rien n’a été fait."));
	err = cli_hidden_line(c->err, _(prompt), out);
	return err ? diag_set(diag, err, N_("La phrase secrète n’a pas pu être lue. Rien n’a été fait.")) : JAL_OK;
}

enum jal_err cli_ask_new_passphrase(struct cli *c, struct secret *out, struct diag *diag)
{
	struct secret first = SECRET_INIT;
	struct secret again = SECRET_INIT;
	enum jal_err err = cli_ask_passphrase(c, N_("Nouvelle phrase secrète (12 caractères au moins) :"), &first, diag);
	if (err)
		goto out;
	enum passphrase_strength strength = PASSPHRASE_REFUSED;
	err = passphrase_check((const char *)first.p, first.n, &strength, diag);
	if (err)
		goto out;
	if (c->passphrase_fd < 0) {
		err = cli_ask_passphrase(c, N_("Encore une fois :"), &again, diag);
		if (err)
			goto out;
		if (!secret_equal(&first, &again)) {
			err = diag_set(diag, JAL_ERR_INVALID,
				       N_("Les deux saisies diffèrent. Rien n’a été changé ; recommencez."));
			goto out;
		}
	}
	*out = first;
	first = SECRET_INIT;
out:
	secret_free(&first);
	secret_free(&again);
	return err;
}

bool cli_ask_yes(struct cli *c, const char *question, const char *arg)
{
	if (c->yes)
		return true;
	if (!c->terminal)
		return false;
	struct diag d = DIAG_INIT;
	struct buf text = BUF_INIT;
	(void)diag_set(&d, JAL_ERR_INVALID, question, arg);
	bool yes = false;
	if (diag_render(&d, i18n_text, &text) == JAL_OK) {
		(void)fprintf(c->err, "%s %s ", buf_str(&text), _("[o/N]"));
		(void)fflush(c->err);
		char answer[16] = "";
		if (fgets(answer, sizeof(answer), stdin))
			yes = answer[0] == 'o' || answer[0] == 'O' || answer[0] == 'y' || answer[0] == 'Y';
	}
	buf_free(&text);
	return yes;
}
