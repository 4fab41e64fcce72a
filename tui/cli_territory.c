/*
 * Entering a territory, as commands: init, request, admit, join, members,
 * transfer. Texts (requests, invitations) go to the standard output,
 * so that they can be saved; what is said to people goes to stderr.
 */
#include <string.h>

#include "core/fsio.h"
#include "core/roster.h"
#include "core/text.h"
#include "core/vaultdir.h"
#include "sync/request.h"
#include "sync/territory.h"
#include "tui/cli_commands.h"
#include "tui/cli_listener.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

/* Requests and invitations are a few hundred bytes. */
#define LETTER_MAX ((size_t)16 << 10)

/* A command at work in the territory. */
struct visit {
	struct territory *territory;
	struct cli_listener listener;
	struct diag diag;
};

static enum jal_err visit_open(struct cli *c, struct visit *v)
{
	cli_listener_start(&v->listener, c);
	return territory_open(c->journal, vault_path(c->vault), c->clock, &v->listener.sync, &v->territory, &v->diag);
}

static enum cli_exit visit_close(struct cli *c, struct visit *v, enum jal_err err)
{
	territory_close(v->territory);
	if (!err)
		return CLI_DONE;
	v->diag.err = err;
	return cli_fail(c, &v->diag);
}

static bool needed(struct cli *c, const char *option, const char **out)
{
	*out = cli_option(c, option);
	if (*out)
		return true;
	(void)cli_usage(c, N_("Il manque l’option « --%1 »."), option);
	return false;
}

/* Prints a text and, for people, its check code. */
static enum jal_err print_letter(struct cli *c, const struct buf *letter, const char *kind)
{
	char code[TERRITORY_CODE_MAX] = "";
	struct diag diag = DIAG_INIT;
	const enum jal_err err = territory_check_code((const char *)letter->data, letter->len, code, &diag);
	if (err)
		return err;
	if (c->format == CLI_JSON) {
		struct buf text = BUF_INIT;
		struct jsonw j = jsonw_start(&text);
		jsonw_object(&j);
		jsonw_pair(&j, kind, buf_str(letter));
		jsonw_pair(&j, "code", code);
		jsonw_object_end(&j);
		enum jal_err json_err = jsonw_end(&j);
		if (!json_err)
			json_err = cli_print_json(c, &text);
		buf_free(&text);
		return json_err;
	}
	if (fwrite(letter->data, 1, letter->len, c->out) != letter->len || fflush(c->out) != 0)
		return JAL_ERR_IO;
	(void)diag_set(&diag, JAL_OK, N_("Code de contrôle, à comparer de vive voix : %1"), code);
	cli_note(c, &diag);
	return JAL_OK;
}

/* Before a vault is made for it: one left behind would be in the way of the next attempt. */
static bool may_be_name(struct cli *c, const char *name, enum cli_exit *exit_code)
{
	struct diag diag = DIAG_INIT;
	const enum jal_err err = request_check_name(name, strlen(name), &diag);
	if (!err)
		return true;
	diag.err = err;
	*exit_code = cli_fail(c, &diag);
	return false;
}

enum cli_exit cli_init(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	const char *territory = NULL, *name = NULL;
	if (!needed(c, "territory", &territory) || !needed(c, "name", &name))
		return CLI_USAGE;
	if (!may_be_name(c, territory, &code) || !may_be_name(c, name, &code))
		return code;
	if (!cli_make(c, &code))
		return code;
	struct visit v = { 0 };
	const char *remote = cli_option(c, "remote");
	enum jal_err err = visit_open(c, &v);
	if (!err)
		err = territory_create(v.territory, territory, name, &v.diag);
	if (!err && remote)
		err = territory_add_remote(v.territory, TERRITORY_HOME, remote, &v.diag);
	struct roster_territory t = { 0 };
	if (!err)
		err = roster_territory(journal_db(c->journal), &t);
	if (!err && c->format == CLI_JSON) {
		char id[ID_HEX + 1], root[HASH_HEX + 1];
		struct buf text = BUF_INIT;
		struct jsonw j = jsonw_start(&text);
		jsonw_object(&j);
		jsonw_pair(&j, "territory", id_hex(&t.id, id));
		jsonw_pair(&j, "root", hash_hex(&t.root, root));
		jsonw_object_end(&j);
		err = jsonw_end(&j);
		if (!err)
			err = cli_print_json(c, &text);
		buf_free(&text);
	}
	return visit_close(c, &v, err);
}

enum cli_exit cli_request(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	const char *name = NULL;
	if (!needed(c, "name", &name))
		return CLI_USAGE;
	if (!may_be_name(c, name, &code))
		return code;
	/* A second call on the same vault gives the same request again. */
	struct buf folder = BUF_INIT;
	const bool there = cli_vault_folder(c, &folder) == JAL_OK && vaultdir_is_vault(buf_str(&folder));
	buf_free(&folder);
	if (there ? !cli_open(c, &code) : !cli_make(c, &code))
		return code;
	struct visit v = { 0 };
	struct buf letter = BUF_INIT;
	enum jal_err err = visit_open(c, &v);
	if (!err)
		err = territory_request(v.territory, name, &letter, &v.diag);
	if (!err)
		err = print_letter(c, &letter, "request");
	buf_free(&letter);
	return visit_close(c, &v, err);
}

enum cli_exit cli_admit(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	struct territory_admission how = { .caseload_name = cli_option(c, "caseload") };
	const char *role = cli_option(c, "role");
	const char *member = cli_option(c, "member");
	if (role && strcmp(role, "referent") != 0 && strcmp(role, "supervisor") != 0)
		return cli_usage(c, N_("Le rôle « %1 » n’existe pas : referent ou supervisor."), role);
	how.supervisor = text_is(role, "supervisor");
	if (member && id_parse(member, strlen(member), &how.member))
		return cli_usage(c, N_("« %1 » n’est pas l’identifiant d’un membre : 32 chiffres hexadécimaux."), member);
	if (!cli_open(c, &code))
		return code;
	struct visit v = { 0 };
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	enum jal_err err = visit_open(c, &v);
	if (!err)
		err = fsio_read(c->argv[0], LETTER_MAX, &request, &v.diag);
	if (!err)
		err = territory_admit(v.territory, (const char *)request.data, request.len, &how, &invitation, &v.diag);
	if (!err)
		err = print_letter(c, &invitation, "invitation");
	buf_free(&request);
	buf_free(&invitation);
	return visit_close(c, &v, err);
}

enum cli_exit cli_join(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;
	struct visit v = { 0 };
	struct buf invitation = BUF_INIT;
	enum jal_err err = visit_open(c, &v);
	if (!err)
		err = fsio_read(c->argv[0], LETTER_MAX, &invitation, &v.diag);
	if (!err)
		err = territory_join(v.territory, (const char *)invitation.data, invitation.len, cli_option(c, "remote"),
				     &v.diag);
	buf_free(&invitation);
	return visit_close(c, &v, err);
}

/* ---- members ---- */

struct members {
	struct cli_rows *rows;
	struct db *db;
	const struct roster_member *member;	/* whose devices are being listed */
};

static enum jal_err add_device(void *ctx, const struct roster_device *d)
{
	struct members *m = ctx;
	if (!id_equal(&d->member, &m->member->id))
		return JAL_OK;
	char member[ID_HEX + 1], device[ID_HEX + 1];
	const char *const cells[] = {
		id_hex(&m->member->id, member),
		m->member->name,
		m->member->supervisor ? "supervisor" : "referent",
		id_hex(&d->id, device),
		diag_num((long long)d->seq),
		d->revoked ? "true" : "false",
	};
	cli_rows_raw(m->rows, 4);
	cli_rows_raw(m->rows, 5);
	return cli_rows_add(m->rows, cells);
}

static enum jal_err add_member(void *ctx, const struct roster_member *member)
{
	struct members *m = ctx;
	m->member = member;
	return roster_devices(m->db, add_device, m);
}

enum cli_exit cli_members(struct cli *c)
{
	static const struct cli_column columns[] = {
		{ "member", N_("Membre") }, { "name", N_("Nom") },	   { "role", N_("Rôle") },
		{ "device", N_("Poste") },  { "lots", N_("Lots reçus") }, { "revoked", N_("Retiré") },
	};
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;
	struct members m = { .db = journal_db(c->journal) };
	enum jal_err err = cli_rows_new(c, columns, sizeof(columns) / sizeof(columns[0]), &m.rows);
	if (!err)
		err = roster_members(m.db, add_member, &m);
	if (!err)
		return cli_rows_finish(c, m.rows);
	cli_rows_free(m.rows);
	return cli_fail_err(c, err);
}

/* ---- transfer ---- */

enum cli_exit cli_transfer(struct cli *c)
{
	struct jal_id to = ID_ZERO, dossier = ID_ZERO, from = ID_ZERO;
	if (id_parse(c->argv[1], strlen(c->argv[1]), &to))
		return cli_usage(c, N_("« %1 » n’est pas l’identifiant d’un portefeuille : 32 chiffres hexadécimaux."),
				 c->argv[1]);
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;
	struct diag diag = DIAG_INIT;
	code = cli_find_dossier(c, c->argv[0], &dossier, &from);
	if (code)
		return code;
	return journal_move(c->journal, &dossier, &from, &to, &diag) ? cli_fail(c, &diag) : CLI_DONE;
}
