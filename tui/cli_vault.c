/*
 * The vault as commands see it: opening one for a command, making one, backup,
 * restore, passphrase, doctor.
 */
#include <string.h>

#include "core/doctor.h"
#include "core/passphrase.h"
#include "core/recovery.h"
#include "core/schema.h"
#include "core/slots.h"
#include "core/vaultdir.h"
#include "tui/cli_ask.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"
#include "tui/papers.h"

enum jal_err cli_vault_folder(const struct cli *c, struct buf *out)
{
	return c->vault_dir ? buf_puts(out, c->vault_dir) : vaultdir_default(out);
}

static struct vault_options options_of(const struct cli *c, const struct buf *folder)
{
	return (struct vault_options){ .path = buf_str(folder), .schema = &schema_vault, .clock = c->clock };
}

/* Opens with what is typed or comes on the descriptor; c->vault is set. */
static enum jal_err open_vault(struct cli *c, enum slots_kind kind, bool repair, struct diag *diag)
{
	struct buf folder = BUF_INIT;
	struct secret typed = SECRET_INIT;
	enum jal_err err = cli_vault_folder(c, &folder);
	if (!err && !vaultdir_is_vault(buf_str(&folder)))
		err = diag_set(diag, JAL_ERR_NOT_FOUND,
			       N_("Il n’y a pas de coffre dans « %1 ». Créez-en un : jalon init, request ou demo."),
			       buf_str(&folder));
	if (!err)
		err = cli_ask_passphrase(c, kind == SLOTS_RECOVERY ? N_("Code de secours (8 mots) :")
								   : N_("Phrase secrète :"),
					 &typed, diag);
	if (!err) {
		struct vault_options options = options_of(c, &folder);
		options.repair = repair;
		const struct vault_credential credential = { kind, (const char *)typed.p, typed.n };
		err = vault_open(&options, &credential, &c->vault, diag);
	}
	secret_free(&typed);
	buf_free(&folder);
	return err;
}

bool cli_open(struct cli *c, enum cli_exit *exit_code)
{
	struct diag diag = DIAG_INIT;
	enum jal_err err = open_vault(c, SLOTS_PASSPHRASE, false, &diag);
	if (!err)
		err = journal_open(vault_db(c->vault), c->clock, &c->journal);
	if (err) {
		diag.err = err;
		*exit_code = cli_fail(c, &diag);
		return false;
	}
	return true;
}

/* Shows a recovery code on the terminal, once. Without a terminal nobody could
 * read it: then it is not shown, and a new one can be asked for later. */
static void show_recovery(struct cli *c, const struct secret *code)
{
	if (!c->terminal) {
		cli_note(c, &(struct diag){ .text = N_("Aucun terminal : le code de secours n’a pas été montré. "
						       "Demandez-en un nouveau : jalon passphrase --new-recovery") });
		return;
	}
	(void)fprintf(c->err,
		      _("\nCode de secours, à noter sur papier (il ne sera plus jamais montré) :\n\n    %.*s\n\n"),
		      (int)code->n, (const char *)code->p);
}

bool cli_make(struct cli *c, enum cli_exit *exit_code)
{
	struct diag diag = DIAG_INIT;
	struct buf folder = BUF_INIT;
	struct secret passphrase = SECRET_INIT, recovery = SECRET_INIT;
	struct slots_cost cost = { SLOTS_PASSES_MIN, SLOTS_MEMORY_MIN };
	const char *kdf = cli_option(c, "kdf");

	if (kdf && strcmp(kdf, "interactive") != 0) {
		*exit_code = cli_usage(c, N_("Le réglage « --kdf %1 » n’existe pas."), kdf);
		return false;
	}
	enum jal_err err = cli_vault_folder(c, &folder);
	if (!err && vaultdir_is_vault(buf_str(&folder)))
		err = diag_set(&diag, JAL_ERR_EXISTS,
			       N_("Il y a déjà un coffre dans « %1 ». Rien n’a été changé ; choisissez un autre répertoire avec --vault."),
			       buf_str(&folder));
	if (!err)
		err = cli_ask_new_passphrase(c, &passphrase, &diag);
	if (!err && !kdf)
		cost = slots_calibrate();
	if (!err)
		err = recovery_make(&recovery);
	if (!err) {
		const struct vault_options options = options_of(c, &folder);
		err = vault_make(&options, (const char *)passphrase.p, passphrase.n, &recovery, cost, &c->vault, &diag);
	}
	if (!err)
		err = journal_open(vault_db(c->vault), c->clock, &c->journal);
	if (!err)
		show_recovery(c, &recovery);
	secret_free(&passphrase);
	secret_free(&recovery);
	buf_free(&folder);
	if (err) {
		diag.err = err;
		*exit_code = cli_fail(c, &diag);
	}
	return err == JAL_OK;
}

/* ---- backup, restore ---- */

enum cli_exit cli_backup(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	struct diag diag = DIAG_INIT;
	if (!cli_open(c, &code))
		return code;
	return vault_backup(c->vault, c->argv[0], &diag) ? cli_fail(c, &diag) : CLI_DONE;
}

enum cli_exit cli_restore(struct cli *c)
{
	struct diag diag = DIAG_INIT;
	struct buf folder = BUF_INIT;
	struct secret typed = SECRET_INIT;
	enum jal_err err = cli_vault_folder(c, &folder);
	if (!err)
		err = cli_ask_passphrase(c, N_("Phrase secrète au moment de la sauvegarde :"), &typed, &diag);
	if (!err) {
		const struct vault_options options = options_of(c, &folder);
		const struct vault_credential credential = { SLOTS_PASSPHRASE, (const char *)typed.p, typed.n };
		err = vault_restore(&options, c->argv[0], &credential, &diag);
	}
	secret_free(&typed);
	buf_free(&folder);
	if (!err)
		return CLI_DONE;
	diag.err = err;
	return cli_fail(c, &diag);
}

/* ---- passphrase ---- */

static enum jal_err new_recovery(struct cli *c, struct diag *diag)
{
	struct secret code = SECRET_INIT;
	enum jal_err err = JAL_OK;
	if (!c->terminal)
		return diag_set(diag, JAL_ERR_INVALID,
				N_("Un code de secours se montre seulement sur un terminal. Rien n’a été changé."));
	err = recovery_make(&code);
	if (!err)
		err = vault_set_recovery(c->vault, &code, diag);
	if (!err)
		show_recovery(c, &code);
	secret_free(&code);
	return err;
}

static enum jal_err rekey(struct cli *c, struct diag *diag)
{
	struct secret passphrase = SECRET_INIT, code = SECRET_INIT;
	enum jal_err err = JAL_OK;
	if (!c->terminal)
		return diag_set(diag, JAL_ERR_INVALID,
				N_("Changer la clé donne un nouveau code de secours, qui se montre seulement sur un terminal. "
				   "Rien n’a été changé."));
	err = cli_ask_passphrase(c, N_("Phrase secrète, pour confirmer :"), &passphrase, diag);
	if (!err)
		err = recovery_make(&code);
	if (!err) {
		journal_close(c->journal);
		c->journal = NULL;
		err = vault_rekey(c->vault, (const char *)passphrase.p, passphrase.n, &code, diag);
	}
	if (!err)
		show_recovery(c, &code);
	secret_free(&passphrase);
	secret_free(&code);
	return err;
}

enum cli_exit cli_passphrase(struct cli *c)
{
	struct diag diag = DIAG_INIT;
	struct secret fresh = SECRET_INIT;
	const bool only_recovery = cli_option(c, "new-recovery") != NULL;
	const bool only_key = cli_option(c, "rekey") != NULL;
	enum jal_err err = open_vault(c, cli_option(c, "recovery") ? SLOTS_RECOVERY : SLOTS_PASSPHRASE, false, &diag);
	if (err)
		goto out;
	if (only_recovery) {
		err = new_recovery(c, &diag);
	} else if (only_key) {
		err = rekey(c, &diag);
	} else {
		err = cli_ask_new_passphrase(c, &fresh, &diag);
		if (!err)
			err = vault_set_passphrase(c->vault, (const char *)fresh.p, fresh.n, &diag);
	}
out:
	secret_free(&fresh);
	if (!err)
		return CLI_DONE;
	diag.err = err;
	return cli_fail(c, &diag);
}

/* ---- doctor ---- */

struct examination {
	struct cli *cli;
	struct cli_rows *rows;
	enum doctor_level worst;
};

static const char *level_code(enum doctor_level level)
{
	switch (level) {
	case DOCTOR_GOOD:
		return "good";
	case DOCTOR_WARNING:
		return "warning";
	case DOCTOR_BAD:
		return "bad";
	}
	return "";
}

static enum jal_err add_finding(void *ctx, const struct doctor_finding *f)
{
	struct examination *x = ctx;
	struct buf said = BUF_INIT;
	enum jal_err err = diag_render(&f->said, i18n_text, &said);
	const char *const cells[] = { f->name,
				      x->cli->format == CLI_TABLE ? _(doctor_word(f->level)) : level_code(f->level),
				      buf_str(&said) };
	if (!err)
		err = cli_rows_add(x->rows, cells);
	if (f->level > x->worst)
		x->worst = f->level;
	buf_free(&said);
	return err;
}

enum cli_exit cli_doctor(struct cli *c)
{
	static const struct cli_column columns[] = {
		{ "name", N_("Point vérifié") },
		{ "level", N_("État") },
		{ "sentence", N_("Constat") },
	};
	struct diag diag = DIAG_INIT;
	struct examination x = { .cli = c };
	enum jal_err err = open_vault(c, SLOTS_PASSPHRASE, cli_option(c, "repair") != NULL, &diag);
	if (err) {
		diag.err = err;
		return cli_fail(c, &diag);
	}
	err = cli_rows_new(c, columns, 3, &x.rows);
	if (!err)
		err = doctor_examine(c->vault, c->clock, add_finding, &x);
	const struct doctor_finding print = papers_examine();
	if (!err)
		err = add_finding(&x, &print);
	if (err) {
		cli_rows_free(x.rows);
		return cli_fail_err(c, err);
	}
	err = cli_rows_print(x.rows);
	return err ? cli_fail_err(c, err) : x.worst == DOCTOR_BAD ? CLI_FAILED : CLI_DONE;
}
