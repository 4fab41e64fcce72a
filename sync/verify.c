/* Public checks, in their order. Opens no envelope, asks no vault. */
#include "sync/verify.h"

#include <stdio.h>
#include <string.h>

#include "sync/device_commit.h"
#include "sync/tree.h"
#include "sync/wire.h"

/* The commit under examination. */
struct turn {
	struct repo *repo;
	const struct charter *charter;
	const struct rights *rights;
	const struct verify_at *at;
	struct verify_commit *c;
	struct tree tree;
	struct diag *d;
};

bool verify_is_fault(enum jal_err err)
{
	switch (err) {
	case JAL_ERR_SYNTAX:
	case JAL_ERR_INVALID:
	case JAL_ERR_NOT_FOUND:
	case JAL_ERR_NEWER:
	case JAL_ERR_DENIED:
	case JAL_ERR_LIMIT:
	case JAL_ERR_VERIFY:
	case JAL_ERR_CORRUPT:
		return true;
	case JAL_OK:
	case JAL_ERR_NOMEM:
	case JAL_ERR_IO:
	case JAL_ERR_EXISTS:
	case JAL_ERR_BUSY:
	case JAL_ERR_WRONG_KEY:
	case JAL_ERR_NETWORK:
	case JAL_ERR_CANCELLED:
	case JAL_ERR_WAITING:
		break;
	}
	return false;
}

/* ---- sizes, types, modes, names; the bytes written again ---- */

static enum jal_err refuse_object(struct turn *t, enum jal_err err, const char *what)
{
	if (err == JAL_ERR_NOT_FOUND)
		return diag_set(t->d, err, N_("Il manque une partie de ce lot (%1)."), what);
	if (err == JAL_ERR_LIMIT)
		return diag_set(t->d, err, N_("Ce lot dépasse la taille admise (%1)."), what);
	if (err == JAL_ERR_SYNTAX)
		return diag_set_if_empty(t->d, err, N_("Ce lot n’a pas la forme attendue (%1)."), what);
	if (err == JAL_ERR_CORRUPT)
		return diag_set(t->d, err, N_("Une partie de ce lot est abîmée (%1)."), what);
	return err;
}

static enum jal_err read_commit(struct turn *t, const struct oid *oid)
{
	struct buf raw = BUF_INIT;
	enum jal_err err = repo_read(t->repo, oid, OID_COMMIT, COMMIT_DEVICE_MAX, &raw);
	if (err) {
		err = refuse_object(t, err, "commit");
	} else {
		t->c->oid = *oid;
		t->c->hash = hash_b2(raw.data, raw.len);
		err = commit_parse(raw.data, raw.len, COMMIT_DEVICE_MAX, &t->c->commit, t->d);
	}
	buf_free(&raw);
	return err;
}

/* The names of a device commit's files; which of them are there, the message says. */
static bool is_file_name(const char *name)
{
	static const char *const names[] = { "heads", "keys", "lot", "state" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return strlen(name) == 10 && strncmp(name, "state.", 6) == 0 && strspn(name + 6, "0123456789") == 4;
}

static enum jal_err read_tree(struct turn *t)
{
	struct buf bytes = BUF_INIT;
	enum jal_err err = repo_read(t->repo, &t->c->commit.tree, OID_TREE, TREE_MAX, &bytes);
	if (!err)
		err = tree_parse(bytes.data, bytes.len, &t->tree);
	buf_free(&bytes);
	if (err)
		return refuse_object(t, err, "tree");
	for (size_t i = 0; i < t->tree.n; i++) {
		const struct tree_entry *e = &t->tree.entries[i];
		enum oid_type type = OID_BLOB;
		size_t size = 0;
		if (!is_file_name(e->name))
			return diag_set(t->d, JAL_ERR_SYNTAX, N_("Ce lot contient un fichier inconnu."));
		err = repo_header(t->repo, &e->oid, &type, &size);
		if (!err && type != OID_BLOB)
			err = JAL_ERR_SYNTAX;
		if (!err && size > COMMIT_FILE_MAX)
			err = JAL_ERR_LIMIT;
		if (err)
			return refuse_object(t, err, e->name);
	}
	return JAL_OK;
}

/* ---- who, where in the chain ---- */

static enum jal_err check_signature(struct turn *t)
{
	const struct rights_device *device = rights_device(t->rights, &t->at->device, charter_head(t->charter));
	if (!device) {
		if (t->c->message.charter > charter_head(t->charter))
			return diag_set(t->d, JAL_ERR_WAITING,
				N_("Ce poste n’est pas dans la charte connue ici ; ses lots attendent une charte plus "
				   "récente."));
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Ce poste n’est pas dans la charte du territoire."));
	}
	return commit_verify(&t->c->commit, device->ed25519, t->d);
}

static enum jal_err check_place(struct turn *t)
{
	const struct message *m = &t->c->message;
	const struct verify_at *at = t->at;
	if (!id_equal(&m->device, &at->device))
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Ce lot est celui d’un autre poste."));
	if (!id_equal(&m->territory, charter_territory(t->charter)))
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Ce lot est celui d’un autre territoire."));
	if (m->seq != at->seq + 1)
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Ce lot porte le n° %1 à la place du n° %2."),
			diag_num((long long)m->seq), diag_num((long long)at->seq + 1));
	if (m->prev.present != (at->seq > 0) || (m->prev.present && !hash_equal(&m->prev.hash, &at->hash)))
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Ce lot ne suit pas le précédent de ce poste."));
	const struct commit *c = &t->c->commit;
	if (at->seq > 0 && (c->n_parents == 0 || !oid_equal(&c->parents[0], &at->oid)))
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Ce lot n’est pas attaché au précédent de ce poste."));
	return JAL_OK;
}

static enum jal_err check_charter(struct turn *t)
{
	const struct message *m = &t->c->message;
	const enum jal_err err = charter_named(t->charter, m->charter, &m->charter_hash, t->d);
	if (err)
		return err;
	if (m->charter < t->at->charter)
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Ce lot nomme une charte plus ancienne que le lot précédent."));
	if (!rights_device(t->rights, &t->at->device, m->charter))
		return diag_set(t->d, JAL_ERR_DENIED, N_("À la charte que nomme ce lot, ce poste n’était pas encore admis."));
	t->c->supervisor = rights_device_role(t->rights, &t->at->device, m->charter) == RIGHTS_SUPERVISOR;
	return JAL_OK;
}

/* ---- files ---- */

static const struct tree_entry *find(const struct tree *tree, const char *name)
{
	for (size_t i = 0; i < tree->n; i++)
		if (strcmp(tree->entries[i].name, name) == 0)
			return &tree->entries[i];
	return NULL;
}

/* Reads the file if the message names it; it is there exactly then, with that b2. */
static enum jal_err read_file(struct turn *t, const char *name, const struct message_hash *said, struct buf *out)
{
	const struct tree_entry *e = find(&t->tree, name);
	if (!e != !said->present)
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Le fichier %1 de ce lot est de trop, ou manque."), name);
	if (!e)
		return JAL_OK;
	const enum jal_err err = repo_read(t->repo, &e->oid, OID_BLOB, COMMIT_FILE_MAX, out);
	if (err)
		return refuse_object(t, err, name);
	const struct jal_hash hash = hash_b2(out->data, out->len);
	if (!hash_equal(&hash, &said->hash))
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Le fichier %1 de ce lot n’est pas celui qui a été signé."), name);
	return JAL_OK;
}

static enum jal_err read_files(struct turn *t, struct buf *heads, struct buf *keys)
{
	const struct message *m = &t->c->message;
	enum jal_err err = read_file(t, "lot", &m->lot, &t->c->lot_bytes);
	if (!err)
		err = read_file(t, "heads", &m->heads, heads);
	if (!err)
		err = read_file(t, "keys", &m->keys, keys);
	if (err)
		return err;
	size_t named = 0;
	named += m->lot.present ? 1 : 0;
	named += m->heads.present ? 1 : 0;
	named += m->keys.present ? 1 : 0;
	if (m->state.present)
		return diag_set(t->d, JAL_ERR_NEWER,
			N_("Ce lot porte un instantané, que cette version de jalon ne sait pas lire. Mettez jalon à jour."));
	if (t->tree.n != named)
		return diag_set(t->d, JAL_ERR_VERIFY, N_("Ce lot contient un fichier que son message ne nomme pas."));
	return JAL_OK;
}

/* ---- what only supervisors add ---- */

/* Each further parent is a tip that `heads` lists, in the same order. */
static enum jal_err check_merged(struct turn *t, size_t first)
{
	const struct commit *c = &t->c->commit;
	const struct heads *heads = &t->c->heads;
	size_t next = 0;
	for (size_t i = first; i < c->n_parents; i++) {
		struct jal_hash hash = { { 0 } };
		const enum jal_err err = device_commit_hash(t->repo, &c->parents[i], &hash);
		if (err)
			return refuse_object(t, err, "parent");
		while (next < heads->n && !hash_equal(&heads->tips[next].hash, &hash))
			next++;
		if (next == heads->n)
			return diag_set(t->d, JAL_ERR_VERIFY,
				N_("Ce lot réunit un autre poste sans le dire dans sa liste, ou pas dans l’ordre."));
		next++;
	}
	return JAL_OK;
}

static enum jal_err check_supervisor(struct turn *t, const struct buf *heads, const struct buf *keys)
{
	const struct message *m = &t->c->message;
	const size_t first = t->at->seq > 0 ? 1 : 0;
	const bool merges = t->c->commit.n_parents > first;
	if (!t->c->supervisor && (m->heads.present || m->keys.present || merges))
		return diag_set(t->d, JAL_ERR_DENIED,
			N_("Ce lot réunit d’autres postes ou donne des clés, ce que seule la supervision peut "
			   "faire."));
	enum jal_err err = m->heads.present ? heads_parse(heads->data, heads->len, &t->c->heads, t->d) : JAL_OK;
	if (!err && m->keys.present)
		err = keyrec_list_parse(keys->data, keys->len, &t->c->keys, t->d);
	return !err && merges ? check_merged(t, first) : err;
}

/* ---- envelopes, by their clear headers ---- */

static enum jal_err check_envelopes(struct turn *t)
{
	const uint64_t at = t->c->message.charter;
	if (!t->c->message.lot.present)
		return JAL_OK;
	const enum jal_err err = lot_parse(t->c->lot_bytes.data, t->c->lot_bytes.len, &t->c->lot, t->d);
	if (err)
		return err;
	for (size_t i = 0; i < t->c->lot.n; i++) {
		const struct envelope *e = &t->c->lot.envelopes[i];
		char hex[ID_HEX + 1];
		if (rights_device_access(t->rights, &t->at->device, &e->caseload, at) != RIGHTS_WRITE)
			return diag_set(t->d, JAL_ERR_DENIED,
				N_("Ce lot écrit dans le portefeuille %1 sans en avoir le droit."), id_hex(&e->caseload, hex));
		const struct rights_epoch *epoch = rights_epoch(t->rights, &e->caseload, at);
		if (!epoch || epoch->n != e->epoch)
			return diag_set(t->d, JAL_ERR_VERIFY,
				N_("Ce lot emploie pour le portefeuille %1 une autre clé que celle du moment."),
				id_hex(&e->caseload, hex));
	}
	return JAL_OK;
}

static enum jal_err check_all(struct turn *t, const struct oid *oid)
{
	struct buf heads = BUF_INIT, keys = BUF_INIT;
	const struct buf *message = &t->c->commit.message;
	enum jal_err err = read_commit(t, oid);
	if (!err)
		err = read_tree(t);
	if (!err)
		err = message_parse(message->data, message->len, &t->c->message, t->d);
	if (!err)
		err = check_signature(t);
	if (!err)
		err = check_place(t);
	if (!err)
		err = check_charter(t);
	if (!err)
		err = read_files(t, &heads, &keys);
	if (!err)
		err = check_supervisor(t, &heads, &keys);
	if (!err)
		err = check_envelopes(t);
	buf_free(&heads);
	buf_free(&keys);
	return err;
}

enum jal_err verify_next(struct repo *repo, const struct charter *charter, const struct verify_at *at,
	const struct oid *oid, struct verify_commit *out, struct diag *diag)
{
	struct verify_commit c = VERIFY_COMMIT_INIT;
	struct turn t = { .repo = repo, .charter = charter, .rights = charter_rights(charter), .at = at, .c = &c,
		.tree = TREE_INIT, .d = diag };
	const enum jal_err err = check_all(&t, oid);
	tree_free(&t.tree);
	if (err) {
		verify_free(&c);
		return err;
	}
	*out = c;
	return JAL_OK;
}

void verify_free(struct verify_commit *c)
{
	if (!c)
		return;
	commit_free(&c->commit);
	lot_free(&c->lot);
	buf_free(&c->lot_bytes);
	heads_free(&c->heads);
	keyrec_list_free(&c->keys);
	*c = VERIFY_COMMIT_INIT;
}

struct verify_at verify_after(const struct verify_commit *c)
{
	return (struct verify_at){ .device = c->message.device, .seq = c->message.seq, .hash = c->hash, .oid = c->oid,
		.charter = c->message.charter };
}
