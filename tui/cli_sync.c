/*
 * Where to synchronise, exchanging, digests, conflicts and verifying, as
 * commands. What is decided is decided in sync/ and core/.
 */
#include <string.h>

#include "core/outbox.h"
#include "core/roster.h"
#include "sync/territory.h"
#include "tui/cli_ask.h"
#include "tui/cli_commands.h"
#include "tui/cli_listener.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"
#include "tui/sync_words.h"

/* ---- remote ---- */

static enum jal_err add_remote_row(void *ctx, const struct outbox_remote *r)
{
	const char *const cells[] = { r->name, r->url, r->home ? "true" : "false",
				      *r->host_key ? r->host_key : NULL };
	cli_rows_raw(ctx, 2);
	return cli_rows_add(ctx, cells);
}

static enum cli_exit list_remotes(struct cli *c)
{
	static const struct cli_column columns[] = {
		{ "name", N_("Nom") },
		{ "address", N_("Adresse") },
		{ "home", N_("Principale") },
		{ "host_key", N_("Clé du serveur") },
	};
	struct cli_rows *rows = NULL;
	enum jal_err err = cli_rows_new(c, columns, 4, &rows);
	if (!err)
		err = outbox_remotes(journal_db(c->journal), add_remote_row, rows);
	if (!err)
		return cli_rows_finish(c, rows);
	cli_rows_free(rows);
	return cli_fail_err(c, err);
}

static enum jal_err add_remote(struct cli *c, struct territory *t, struct diag *diag)
{
	return territory_add_remote(t, c->argv[1], c->argv[2], diag);
}

/* As a plain line it is ready for the server's authorized_keys. */
static enum jal_err show_key(struct cli *c, struct territory *t, struct diag *diag)
{
	static const struct cli_column columns[] = { { "ssh_key", N_("Clé de ce poste") } };
	struct buf line = BUF_INIT;
	struct cli_rows *rows = NULL;
	enum jal_err err = territory_ssh_key(t, &line, diag);
	if (!err && c->format == CLI_TABLE) {
		(void)fprintf(c->out, "%s\n", buf_str(&line));
	} else if (!err) {
		const char *const cells[] = { buf_str(&line) };
		err = cli_rows_new(c, columns, 1, &rows);
		if (!err)
			err = cli_rows_add(rows, cells);
		if (!err)
			err = cli_rows_print(rows);
		else
			cli_rows_free(rows);
	}
	buf_free(&line);
	return err ? diag_set_if_empty(diag, err, NULL) : JAL_OK;
}

static enum cli_exit with_territory(struct cli *c,
				    enum jal_err (*run)(struct cli *c, struct territory *t, struct diag *diag))
{
	struct territory *t = NULL;
	struct cli_listener listener = { 0 };
	struct diag diag = DIAG_INIT;
	cli_listener_start(&listener, c);
	enum jal_err err = territory_open(c->journal, vault_path(c->vault), c->clock, &listener.sync, &t, &diag);
	if (!err)
		err = run(c, t, &diag);
	territory_close(t);
	return err ? cli_fail(c, &diag) : CLI_DONE;
}

static enum cli_exit drop_remote(struct cli *c)
{
	struct diag diag = DIAG_INIT;
	const enum jal_err err = outbox_drop_remote(journal_db(c->journal), c->argv[1]);
	if (err == JAL_ERR_NOT_FOUND) {
		(void)diag_set(&diag, err, N_("Aucune adresse ne s’appelle « %1 ». Rien n’a été changé."), c->argv[1]);
		return cli_fail(c, &diag);
	}
	return err ? cli_fail_err(c, err) : CLI_DONE;
}

enum cli_exit cli_remote(struct cli *c)
{
	static const struct {
		const char *name;
		int args;
	} verbs[] = { { "add", 3 }, { "remove", 2 }, { "list", 1 }, { "key", 1 } };
	enum { ADD, REMOVE, LIST, KEY, VERBS };
	enum cli_exit code = CLI_DONE;
	unsigned verb = 0;
	while (verb < VERBS && strcmp(c->argv[0], verbs[verb].name) != 0)
		verb++;
	if (verb == VERBS)
		return cli_usage(c, N_("« %1 » n’est ni add, ni list, ni remove, ni key."), c->argv[0]);
	if (c->argc != verbs[verb].args)
		return cli_usage(c, N_("« remote %1 » n’a pas le bon nombre d’arguments."), c->argv[0]);
	if (!cli_open(c, &code))
		return code;
	switch (verb) {
	case ADD:
		return with_territory(c, add_remote);
	case REMOVE:
		return drop_remote(c);
	case KEY:
		return with_territory(c, show_key);
	default:
		return list_remotes(c);
	}
}

/* ---- sync ---- */

static const char *state_code(enum territory_state state)
{
	switch (state) {
	case TERRITORY_UP_TO_DATE:
		return "up_to_date";
	case TERRITORY_BEHIND:
		return "behind";
	case TERRITORY_ROLLED_BACK:
		return "rolled_back";
	case TERRITORY_FORKED:
		return "forked";
	}
	return "unknown";
}

/* What was set aside, as one array under key. */
static enum jal_err quarantine_json(struct jsonw *j, const char *key, const struct territory_quarantine *list,
				    size_t count)
{
	enum jal_err err = JAL_OK;
	jsonw_key(j, key);
	jsonw_array(j);
	for (size_t i = 0; i < count && !err; i++) {
		struct buf reason = BUF_INIT;
		err = diag_render(&list[i].reason, i18n_text, &reason);
		jsonw_object(j);
		jsonw_pair(j, "reference", list[i].reference);
		jsonw_pair(j, "commit", list[i].commit);
		jsonw_pair(j, "reason", buf_str(&reason));
		jsonw_object_end(j);
		buf_free(&reason);
	}
	jsonw_array_end(j);
	return err;
}

/* The same in words, a line each. */
static void quarantine_text(FILE *out, const char *label, const struct territory_quarantine *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf reference = BUF_INIT, reason = BUF_INIT;
		/* A hostile repository chooses the name. */
		if (cli_safe(list[i].reference, &reference) == JAL_OK &&
		    diag_render(&list[i].reason, i18n_text, &reason) == JAL_OK)
			(void)fprintf(out, _("%s : %s, %s : %s\n"), label, buf_str(&reference), list[i].commit,
				      buf_str(&reason));
		buf_free(&reference);
		buf_free(&reason);
	}
}

/* ---- claims ---- */

static const char *claim_code(enum territory_claim_kind kind)
{
	switch (kind) {
	case TERRITORY_CLAIM_AWAITED:
		return "awaited";
	case TERRITORY_CLAIM_CONTRADICTED:
		return "contradicted";
	case TERRITORY_CLAIM_UNKNOWN:
		return "unknown_device";
	case TERRITORY_CLAIM_NEVER_MADE:
		return "never_made";
	case TERRITORY_CLAIM_DROPPED:
		return "dropped";
	}
	return "unknown";
}

static void claims_json(struct jsonw *j, const struct territory_result *r)
{
	jsonw_key(j, "claims");
	jsonw_array(j);
	for (size_t i = 0; i < r->n_claims; i++) {
		const struct territory_claim *k = &r->claims[i];
		char by[ID_HEX + 1], device[ID_HEX + 1];
		jsonw_object(j);
		jsonw_pair(j, "kind", claim_code(k->kind));
		jsonw_pair(j, "by", id_hex(&k->by, by));
		jsonw_pair(j, "device", id_hex(&k->device, device));
		jsonw_pair_uint(j, "lot", k->seq);
		jsonw_pair_bool(j, "merged", k->heads);
		jsonw_object_end(j);
	}
	jsonw_array_end(j);
}

/* The member's name, "" when it is not known. */
static const char *name_of(struct cli *c, const struct jal_id *device, struct roster_member *who)
{
	*who = (struct roster_member){ .supervisor = false };
	return roster_who(journal_db(c->journal), device, who) == JAL_OK ? who->name : "";
}

static void claims_text(struct cli *c, const struct territory_result *r)
{
	for (size_t i = 0; i < r->n_claims; i++) {
		struct roster_member by, about;
		struct buf text = BUF_INIT, safe = BUF_INIT;
		if (sync_words_claim(&r->claims[i], name_of(c, &r->claims[i].by, &by), name_of(c, &r->claims[i].device, &about),
				     &text) == JAL_OK &&
		    cli_safe(buf_str(&text), &safe) == JAL_OK)
			(void)fprintf(c->out, "%s\n", buf_str(&safe));
		buf_free(&text);
		buf_free(&safe);
	}
}

static enum jal_err print_result_json(struct cli *c, const struct territory_result *r)
{
	struct buf text = BUF_INIT;
	struct jsonw j = jsonw_start(&text);
	jsonw_object(&j);
	jsonw_pair_uint(&j, "received", r->received_operations);
	jsonw_pair_uint(&j, "received_lots", r->received_lots);
	jsonw_pair_uint(&j, "sent", r->sent_operations);
	jsonw_pair_uint(&j, "sent_lots", r->sent_lots);
	jsonw_pair_uint(&j, "waiting", r->waiting_envelopes);
	jsonw_pair_uint(&j, "missing_keys", r->missing_keys);
	jsonw_pair_uint(&j, "conflicts", r->conflicts);
	jsonw_pair_uint(&j, "contradictions", r->contradictions);
	jsonw_pair(&j, "state", state_code(r->state));
	jsonw_pair_bool(&j, "pushed_back", r->rolled_back > 0 && r->pushed_back == r->rolled_back);
	jsonw_pair_bool(&j, "write_unknown", r->write_unknown);
	jsonw_pair_bool(&j, "merged", r->supervisor_merged);
	claims_json(&j, r);
	enum jal_err err = quarantine_json(&j, "quarantined", r->quarantined, r->quarantined_count);
	if (!err)
		err = quarantine_json(&j, "waiting_chains", r->waiting.list, r->waiting.n);
	jsonw_object_end(&j);
	if (!err)
		err = jsonw_end(&j);
	if (!err)
		err = cli_print_json(c, &text);
	buf_free(&text);
	return err;
}

static enum jal_err add_supervisor(void *ctx, const struct roster_member *m)
{
	struct buf *names = ctx;
	const size_t before = names->len;
	if (!m->supervisor || m->revoked || !*m->name)
		return JAL_OK;
	const enum jal_err err = before ? buf_puts(names, ", ") : JAL_OK;
	return err ? err : cli_safe(m->name, names);
}

/* What is missing, and whom to ask. */
static void print_missing_keys(struct cli *c, const struct territory_result *r)
{
	struct buf names = BUF_INIT;
	(void)fprintf(c->out,
		      P_("Il manque %lu clé : ce qui l’attend est gardé ici et s’ouvrira avec elle.\n",
			 "Il manque %lu clés : ce qui les attend est gardé ici et s’ouvrira avec elles.\n",
			 (unsigned long)r->missing_keys),
		      (unsigned long)r->missing_keys);
	if (roster_members(journal_db(c->journal), add_supervisor, &names) == JAL_OK && names.len)
		(void)fprintf(c->out, _("La supervision donne les clés en synchronisant. À qui le demander : %s.\n"), buf_str(&names));
	else
		(void)fputs(_("La supervision donne les clés en synchronisant.\n"), c->out);
	buf_free(&names);
}

static void print_result_text(struct cli *c, const struct territory_result *r)
{
	(void)fprintf(c->out,
		      P_("Reçu : %lu changement.\n", "Reçu : %lu changements.\n",
			 (unsigned long)r->received_operations),
		      (unsigned long)r->received_operations);
	(void)fprintf(c->out,
		      P_("Envoyé : %lu changement.\n", "Envoyé : %lu changements.\n",
			 (unsigned long)r->sent_operations),
		      (unsigned long)r->sent_operations);
	if (r->missing_keys)
		print_missing_keys(c, r);
	if (r->conflicts)
		(void)fprintf(c->out,
			      P_("%lu valeur est à départager.\n", "%lu valeurs sont à départager.\n",
				 (unsigned long)r->conflicts),
			      (unsigned long)r->conflicts);
	if (r->contradictions)
		(void)fprintf(c->out,
			      P_("%lu contradiction est à régler.\n", "%lu contradictions sont à régler.\n",
				 (unsigned long)r->contradictions),
			      (unsigned long)r->contradictions);
	if (r->write_unknown)
		(void)fputs(_("Le serveur n’a pas confirmé l’envoi. Vos changements sont conservés ici et seront "
			      "renvoyés.\n"), c->out);
	(void)fprintf(c->out, "%s\n", *sync_words_state(r) ? sync_words_state(r) : _("Tout est à jour."));
	claims_text(c, r);
	quarantine_text(c->out, _("Mis de côté"), r->quarantined, r->quarantined_count);
	quarantine_text(c->out, _("En attente"), r->waiting.list, r->waiting.n);
}

enum cli_exit cli_sync(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;

	struct diag diag = DIAG_INIT;
	struct territory *t = NULL;
	struct territory_result result = { 0 };
	struct cli_listener listener = { 0 };
	cli_listener_start(&listener, c);
	enum jal_err err = territory_open(c->journal, vault_path(c->vault), c->clock, &listener.sync, &t, &diag);
	if (!err)
		err = territory_sync(t, cli_option(c, "remote"), cli_option(c, "dry-run") != NULL, &result, &diag);
	if (err && err != JAL_ERR_VERIFY) {
		code = cli_fail(c, &diag);
		/* What failed may be the repair. */
		if (result.rolled_back)
			(void)fprintf(c->err, "jalon: %s\n", sync_words_state(&result));
		goto out;
	}
	if (c->format == CLI_JSON) {
		const enum jal_err print_err = print_result_json(c, &result);
		if (print_err) {
			code = cli_fail_err(c, print_err);
			goto out;
		}
	} else {
		print_result_text(c, &result);
	}
	/* A failed verification matters more than a decision that waits. */
	if (err == JAL_ERR_VERIFY)
		code = CLI_NOT_VERIFIED;
	else if (result.conflicts + result.contradictions > 0 || result.state == TERRITORY_ROLLED_BACK ||
		 result.state == TERRITORY_FORKED)
		code = CLI_WAITING;
out:
	territory_result_free(&result);
	territory_close(t);
	return code;
}

/* ---- digest ---- */

struct digests {
	struct cli *cli;
	struct cli_rows *rows;
};

static enum jal_err add_digest(void *ctx, const struct roster_caseload *cl)
{
	struct digests *d = ctx;
	if (cl->right == ROSTER_NONE)
		return JAL_OK;
	struct jal_hash digest = { { 0 } };
	const enum jal_err err = journal_digest(d->cli->journal, &cl->id, &digest);
	if (err)
		return err;
	char id[ID_HEX + 1];
	char hex[HASH_HEX + 1];
	const char *const cells[] = { id_hex(&cl->id, id), cl->name, hash_hex(&digest, hex) };
	return cli_rows_add(d->rows, cells);
}

enum cli_exit cli_digest(struct cli *c)
{
	static const struct cli_column columns[] = {
		{ "caseload", N_("Portefeuille") },
		{ "name", N_("Nom") },
		{ "digest", N_("Empreinte") },
	};
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;
	struct digests d = { .cli = c };
	enum jal_err err = cli_rows_new(c, columns, 3, &d.rows);
	if (!err)
		err = roster_caseloads(journal_db(c->journal), add_digest, &d);
	if (!err)
		return cli_rows_finish(c, d.rows);
	cli_rows_free(d.rows);
	return cli_fail_err(c, err);
}

/* ---- verify ---- */

static enum jal_err print_report_json(struct cli *c, const struct territory_report *r)
{
	char id[ID_HEX + 1];
	char root[HASH_HEX + 1];
	struct buf text = BUF_INIT;
	struct jsonw j = jsonw_start(&text);
	jsonw_object(&j);
	jsonw_pair(&j, "territory", id_hex(&r->territory, id));
	jsonw_pair(&j, "root", hash_hex(&r->root, root));
	jsonw_pair_uint(&j, "charter_commits", r->charter_commits);
	jsonw_pair_uint(&j, "device_commits", r->device_commits);
	jsonw_pair_uint(&j, "devices", r->devices);
	jsonw_pair_uint(&j, "members", r->members);
	enum jal_err err = quarantine_json(&j, "faults", r->faults, r->fault_count);
	if (!err)
		err = quarantine_json(&j, "waiting_chains", r->waiting.list, r->waiting.n);
	jsonw_object_end(&j);
	if (!err)
		err = jsonw_end(&j);
	if (!err)
		err = cli_print_json(c, &text);
	buf_free(&text);
	return err;
}

static void print_report_text(struct cli *c, const struct territory_report *r)
{
	char root[HASH_HEX + 1];
	(void)fprintf(c->out, _("Racine du territoire : %s\n"), hash_hex(&r->root, root));
	(void)fprintf(c->out, _("Entrées signées de la charte : %llu. Membres : %llu. Postes : %llu. Lots signés : %llu.\n"),
		      (unsigned long long)r->charter_commits, (unsigned long long)r->members,
		      (unsigned long long)r->devices, (unsigned long long)r->device_commits);
	quarantine_text(c->out, _("Mis de côté"), r->faults, r->fault_count);
	quarantine_text(c->out, _("En attente"), r->waiting.list, r->waiting.n);
	if (r->fault_count == 0)
		(void)fputs(_("Toutes les signatures et toutes les chaînes sont bonnes.\n"), c->out);
}

enum cli_exit cli_verify(struct cli *c)
{
	struct diag diag = DIAG_INIT;
	struct jal_hash root = { { 0 } };
	const char *root_text = cli_option(c, "root");
	if (root_text && hash_parse(root_text, strlen(root_text), &root) != JAL_OK)
		return cli_usage(c, N_("« %1 » n’est pas une racine : 64 chiffres hexadécimaux."), root_text);

	struct buf own = BUF_INIT;
	const char *address = c->argc ? c->argv[0] : NULL;
	enum jal_err err = JAL_OK;
	if (!address) {
		/* Without an address: the copy that this vault keeps, which needs no key. */
		err = cli_vault_folder(c, &own);
		if (!err)
			err = buf_puts(&own, "/territory.git");
		if (err)
			return cli_fail_err(c, err);
		address = buf_str(&own);
	}

	enum cli_exit code = CLI_DONE;
	struct territory_report report = { 0 };
	struct cli_listener listener = { 0 };
	cli_listener_start(&listener, c);
	err = territory_verify(address, root_text ? &root : NULL, &listener.sync, &report, &diag);
	if (err && err != JAL_ERR_VERIFY) {
		code = cli_fail(c, &diag);
	} else {
		if (c->format == CLI_JSON) {
			const enum jal_err print_err = print_report_json(c, &report);
			if (print_err)
				code = cli_fail_err(c, print_err);
		} else {
			print_report_text(c, &report);
		}
		if (err)
			code = report.fault_count ? CLI_NOT_VERIFIED : cli_fail(c, &diag);
	}
	territory_report_free(&report);
	buf_free(&own);
	return code;
}
