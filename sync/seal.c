/* Own commits: composed, signed, stored, then written. Sends nothing. */
#include "sync/seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/meta.h"
#include "core/outbox.h"
#include "core/standing.h"
#include "core/vault.h"
#include "sync/device_commit.h"
#include "sync/keys.h"
#include "sync/refname.h"
#include "sync/tree.h"

#define MERGED_MAX (COMMIT_PARENTS_MAX - 1)
#define FILES_MAX  3

/* One commit in the making. */
struct draft {
	struct message message;
	struct outbox_batch *batches;
	struct secret *epoch_keys;	/* one a batch */
	struct lot_part *parts;
	size_t n_parts;
	struct heads heads;
	struct oid parents[COMMIT_PARENTS_MAX];
	size_t n_parents;
	struct keyrec_list keys;
	struct outbox_sealed sealed;
};

/* The whole of one seal_all(). */
struct sealing {
	struct territory *t;
	struct secret sign;
	uint64_t seq;
	struct jal_hash hash;
	struct oid tip;		/* of the own chain; when seq > 0 */
	struct oid first;	/* the same as it was at the beginning */
	bool had;		/* there was one */
	bool announce;		/* another box than the last commit's */
	struct keyrec_list keys;	/* still to be given */
	struct diag *diag;
};

enum jal_err seal_allowed(struct territory *t, struct diag *diag)
{
	int64_t restored = 0;
	const enum jal_err err = meta_i64(t->db, VAULT_META_RESTORED, &restored);
	if (err == JAL_OK)
		return diag_set(diag, JAL_ERR_DENIED,
			N_("Ce coffre a été restauré ou copié : il ne peut plus écrire sous le nom de l’ancien poste. Tout ce "
			   "qu’il contient est conservé. Faites une nouvelle demande d’admission (« jalon request ») et "
			   "transmettez-la à la supervision."));
	if (err != JAL_ERR_NOT_FOUND)
		return err;
	if (!rights_device(territory_rights(t), &t->device.id, territory_head(t)))
		return diag_set(diag, JAL_ERR_DENIED,
			N_("Ce poste n’est pas encore admis dans le territoire. Vos saisies sont conservées ici."));
	if (rights_format(territory_rights(t), territory_head(t)) > CHARTER_FORMAT)
		return diag_set(diag, JAL_ERR_NEWER,
			N_("Le territoire emploie une version plus récente : ce jalon peut lire, mais plus envoyer. Vos saisies "
			   "sont conservées ici. Mettez jalon à jour."));
	return JAL_OK;
}

/* ---- into the repository ---- */

/* Objects, each before what refers to it. Gives the commit's name. */
static enum jal_err write_objects(struct territory *t, const struct outbox_sealed *s, struct oid *out, struct diag *diag)
{
	struct tree_entry entries[FILES_MAX];
	struct buf tree = BUF_INIT;
	struct oid made = { { 0 } };
	enum jal_err err = s->file_count <= FILES_MAX ? JAL_OK : JAL_ERR_CORRUPT;
	for (size_t i = 0; !err && i < s->file_count; i++) {
		(void)snprintf(entries[i].name, sizeof(entries[i].name), "%s", s->files[i].name);
		err = repo_write(t->repo, OID_BLOB, s->files[i].bytes.data, s->files[i].bytes.len, &entries[i].oid, diag);
	}
	if (!err)
		err = tree_encode(entries, s->file_count, &tree);
	if (!err)
		err = repo_write(t->repo, OID_TREE, tree.data, tree.len, &made, diag);
	if (!err)
		err = repo_write(t->repo, OID_COMMIT, s->commit.data, s->commit.len, out, diag);
	buf_free(&tree);
	return err;
}

struct finishing {
	struct territory *t;
	uint64_t seq;	/* of the last commit that the repository has */
	struct oid tip;
	bool any;
	struct diag *diag;
};

static enum jal_err finish_one(void *ctx, const struct outbox_sealed *s)
{
	struct finishing *f = ctx;
	/* A repository that was lost gets the older ones back from a remote first. */
	if (s->seq != f->seq + 1)
		return JAL_OK;
	const enum jal_err err = write_objects(f->t, s, &f->tip, f->diag);
	if (!err) {
		f->seq = s->seq;
		f->any = true;
	}
	return err;
}

/* The seq and name of the own reference's tip, and the box that it announces; 0 without it. */
static enum jal_err own_tip(struct territory *t, const char *reference, uint64_t *seq, struct oid *tip,
	uint8_t box[KEYREC_BOX_BYTES])
{
	struct device_commit c = DEVICE_COMMIT_INIT;
	enum jal_err err = repo_ref(t->repo, reference, tip);
	if (err == JAL_ERR_NOT_FOUND) {
		*seq = 0;
		return JAL_OK;
	}
	if (!err)
		err = device_commit_read(t->repo, tip, &c);
	if (!err) {
		*seq = c.message.seq;
		memcpy(box, c.message.box, KEYREC_BOX_BYTES);
	}
	device_commit_free(&c);
	return err;
}

enum jal_err seal_finish(struct territory *t, struct diag *diag)
{
	char reference[REPO_REF_NAME_MAX + 1];
	struct finishing f = { .t = t, .diag = diag };
	struct oid old = { { 0 } };
	uint8_t box[KEYREC_BOX_BYTES] = { 0 };
	if (!t->has_device)
		return JAL_OK;
	(void)refname_device(&t->device.id, SEAL_GENERATION, reference);
	enum jal_err err = own_tip(t, reference, &f.seq, &old, box);
	const bool had = f.seq > 0;
	if (!err)
		err = outbox_each(t->db, f.seq, finish_one, &f);
	if (!err && f.any)
		err = repo_advance(t->repo, reference, had ? &old : NULL, &f.tip, diag);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}

/* ---- what goes into a commit ---- */

static void free_draft(struct draft *d)
{
	for (size_t i = 0; i < d->n_parts; i++) {
		outbox_batch_free(&d->batches[i]);
		secret_free(&d->epoch_keys[i]);
	}
	free(d->batches);
	free(d->epoch_keys);
	free(d->parts);
	heads_free(&d->heads);
	keyrec_list_free(&d->keys);
	outbox_sealed_free(&d->sealed);
}

/* The next batch of one caseload, if there is one and room for it. */
static enum jal_err take_batch(struct sealing *s, struct draft *d, const struct rights_epoch *epoch, size_t *room)
{
	struct secret key = SECRET_INIT;
	struct outbox_batch batch = { .plain = BUF_INIT };
	uint64_t waiting = 0;
	enum jal_err err = outbox_unsealed(s->t->db, &epoch->caseload, &waiting);
	if (err || waiting == 0)
		return err;
	err = keyring_epoch(s->t->db, &epoch->caseload, epoch->n, &key);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;	/* the key has not come: it waits here */
	err = outbox_batch(s->t->db, &epoch->caseload, ENVELOPE_SEVERAL_MAX, &batch);
	const size_t size = envelope_padded(batch.plain.len) + ENVELOPE_HEADER_BYTES + ENVELOPE_TAG_BYTES;
	if (err || size > *room) {
		secret_free(&key);
		outbox_batch_free(&batch);
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	}
	*room -= size;
	d->batches[d->n_parts] = batch;
	d->epoch_keys[d->n_parts] = key;
	d->parts[d->n_parts] = (struct lot_part){ .caseload = epoch->caseload, .epoch = epoch->n,
		.epoch_key = &d->epoch_keys[d->n_parts], .plain = batch.plain.data, .n = batch.plain.len };
	d->n_parts++;
	return JAL_OK;
}

static enum jal_err take_batches(struct sealing *s, struct draft *d)
{
	const struct rights *rights = territory_rights(s->t);
	const uint64_t at = territory_head(s->t);
	const size_t count = rights_caseloads(rights);
	size_t room = COMMIT_FILE_MAX;
	enum jal_err err = JAL_OK;
	d->batches = calloc(count + 1, sizeof(*d->batches));
	d->epoch_keys = calloc(count + 1, sizeof(*d->epoch_keys));
	d->parts = calloc(count + 1, sizeof(*d->parts));
	if (!d->batches || !d->epoch_keys || !d->parts)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; !err && i < count; i++) {
		const struct jal_id *caseload = &rights_caseload_at(rights, i)->id;
		const struct rights_epoch *epoch = rights_epoch(rights, caseload, at);
		if (epoch && rights_access(rights, &s->t->device.member, caseload, at) == RIGHTS_WRITE)
			err = take_batch(s, d, epoch, &room);
	}
	return err;
}

/* ---- a supervisor's merge ---- */

struct merging {
	struct territory *t;
	struct draft *draft;
	bool worth;	/* someone said something that no supervisor settled */
};

/* A tip that moved: listed, and a parent if its commit is the reference's. */
static enum jal_err add_tip(void *ctx, const struct outbox_head *head)
{
	struct merging *m = ctx;
	struct draft *d = m->draft;
	struct standing s;
	char name[REPO_REF_NAME_MAX + 1];
	struct oid oid = { { 0 } };
	struct jal_hash hash = { { 0 } };
	if (head->seq == 0 || id_equal(&head->device, &m->t->device.id) || d->heads.n == MERGED_MAX)
		return JAL_OK;
	enum jal_err err = standing_of(m->t->db, &head->device, &s);
	if (err || s.forked || head->seq <= s.settled)
		return err;
	err = repo_ref(m->t->repo, refname_device(&head->device, head->generation, name), &oid);
	if (!err)
		err = device_commit_hash(m->t->repo, &oid, &hash);
	if (err || !hash_equal(&hash, &head->hash))
		return err == JAL_ERR_NOMEM || err == JAL_ERR_IO ? err : JAL_OK;
	m->worth = m->worth || s.content > s.settled;
	d->heads.tips[d->heads.n++] = (struct heads_tip){ head->device, head->seq, head->hash };
	d->parents[d->n_parents++] = oid;
	return JAL_OK;
}

static enum jal_err take_tips(struct sealing *s, struct draft *d)
{
	struct merging m = { .t = s->t, .draft = d };
	const size_t own = d->n_parents;
	if (rights_device_role(territory_rights(s->t), &s->t->device.id, territory_head(s->t)) != RIGHTS_SUPERVISOR)
		return JAL_OK;
	d->heads.tips = calloc(MERGED_MAX, sizeof(*d->heads.tips));
	if (!d->heads.tips)
		return JAL_ERR_NOMEM;
	const enum jal_err err = outbox_heads(s->t->db, add_tip, &m);
	/* Two supervisors would otherwise merge each other's merges for ever. */
	if (!m.worth) {
		d->heads.n = 0;
		d->n_parents = own;
	}
	return err;
}

/* ---- seen ---- */

struct seeing {
	struct territory *t;
	struct message *message;
};

static enum jal_err add_seen(void *ctx, const struct standing *s)
{
	struct seeing *see = ctx;
	struct outbox_head head = { .seq = 0 };
	struct message *m = see->message;
	if (!s->opened || m->n_seen == MESSAGE_SEEN_MAX || id_equal(&s->device, &m->device))
		return JAL_OK;
	const enum jal_err err = outbox_head(see->t->db, &s->device, &head);
	if (!err && head.seq > 0)
		m->seen[m->n_seen++] = (struct message_seen){ s->device, head.seq, head.hash };
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

/* ---- the bytes ---- */

static enum jal_err add_file(struct draft *d, const char *name, struct buf *bytes, struct message_hash *said)
{
	struct outbox_file *more = realloc(d->sealed.files, (d->sealed.file_count + 1) * sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	d->sealed.files = more;
	struct outbox_file *f = &more[d->sealed.file_count++];
	*f = (struct outbox_file){ .bytes = *bytes };
	(void)snprintf(f->name, sizeof(f->name), "%s", name);
	*bytes = BUF_INIT;
	*said = (struct message_hash){ true, hash_b2(f->bytes.data, f->bytes.len) };
	return JAL_OK;
}

/* In the order of their names, as the tree wants them. */
static enum jal_err make_files(struct draft *d)
{
	struct message *m = &d->message;
	struct buf bytes = BUF_INIT;
	enum jal_err err = JAL_OK;
	if (d->heads.n) {
		err = heads_encode(&d->heads, &bytes);
		if (!err)
			err = add_file(d, "heads", &bytes, &m->heads);
	}
	if (!err && d->keys.n) {
		err = keyrec_list_encode(&d->keys, &bytes);
		if (!err)
			err = add_file(d, "keys", &bytes, &m->keys);
	}
	if (!err && d->n_parts) {
		const struct envelope_place place = { m->territory, m->device, m->seq, m->prev.hash, m->charter,
			m->charter_hash };
		err = lot_seal(&place, d->parts, d->n_parts, &bytes);
		if (!err)
			err = add_file(d, "lot", &bytes, &m->lot);
	}
	buf_free(&bytes);
	return err;
}

static enum jal_err tree_name(const struct outbox_sealed *s, struct oid *out)
{
	struct tree_entry entries[FILES_MAX];
	struct buf tree = BUF_INIT;
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < s->file_count; i++) {
		(void)snprintf(entries[i].name, sizeof(entries[i].name), "%s", s->files[i].name);
		err = oid_of(OID_BLOB, s->files[i].bytes.data, s->files[i].bytes.len, &entries[i].oid);
	}
	if (!err)
		err = tree_encode(entries, s->file_count, &tree);
	if (!err)
		err = oid_of(OID_TREE, tree.data, tree.len, out);
	buf_free(&tree);
	return err;
}

static enum jal_err make_commit(struct sealing *s, struct draft *d)
{
	struct commit commit = { .date = commit_date(clock_now(s->t->clock)), .parents = d->parents,
		.n_parents = d->n_parents, .message = BUF_INIT };
	enum jal_err err = tree_name(&d->sealed, &commit.tree);
	if (!err)
		err = message_encode(&d->message, &commit.message, s->diag);
	if (!err)
		err = commit_sign(&commit, &s->sign);
	if (!err)
		err = commit_encode(&commit, &d->sealed.commit);
	buf_free(&commit.message);
	d->sealed.hash = hash_b2(d->sealed.commit.data, d->sealed.commit.len);
	d->sealed.seq = d->message.seq;
	d->sealed.generation = SEAL_GENERATION;
	return err;
}

/* The sealed bytes and all that is remembered of them, in one transaction. */
static enum jal_err store_all(struct sealing *s, const struct draft *d)
{
	struct db *db = s->t->db;
	enum jal_err err = JAL_OK;
	const struct outbox_batch **batches = calloc(d->n_parts + 1, sizeof(*batches));
	if (!batches)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < d->n_parts; i++)
		batches[i] = &d->batches[i];
	err = outbox_seal(db, &d->sealed, batches, d->n_parts, s->diag);
	free(batches);
	for (size_t i = 0; !err && i < d->heads.n; i++) {
		struct standing st;
		err = standing_of(db, &d->heads.tips[i].device, &st);
		st.settled = d->heads.tips[i].seq;
		if (!err)
			err = standing_put(db, &st);
	}
	for (size_t i = 0; !err && i < d->keys.n; i++) {
		const struct keyrec *r = &d->keys.records[i];
		err = standing_give(db, &r->caseload, r->epoch, &r->device, r->box);
	}
	for (size_t i = 0; !err && i < d->message.n_seen; i++)
		err = standing_said(db, &d->message.seen[i].device);
	return err;
}

static enum jal_err store(struct sealing *s, const struct draft *d)
{
	bool own = false;
	const enum jal_err err = db_enter(s->t->db, &own);
	return err ? err : db_leave(s->t->db, own, store_all(s, d));
}

static void begin_message(struct sealing *s, struct message *m)
{
	struct territory *t = s->t;
	*m = (struct message){ .territory = t->roster.id, .device = t->device.id, .seq = s->seq + 1,
		.charter = territory_head(t), .charter_hash = *charter_hash(t->chain.charter, territory_head(t)) };
	m->prev = (struct message_hash){ s->seq > 0, s->hash };
	memcpy(m->box, t->device.box_public, sizeof(m->box));
}

static enum jal_err seal_one(struct sealing *s, struct draft *d, bool *made)
{
	struct seeing see = { s->t, &d->message };
	begin_message(s, &d->message);
	if (s->seq > 0)
		d->parents[d->n_parents++] = s->tip;
	enum jal_err err = take_batches(s, d);
	if (!err)
		err = take_tips(s, d);
	d->keys = s->keys;
	s->keys = KEYREC_LIST_INIT;
	*made = d->n_parts || d->heads.n || d->keys.n || s->announce;
	if (err || !*made)
		return err;
	err = standing_each(s->t->db, add_seen, &see);
	if (!err)
		err = make_files(d);
	if (!err)
		err = make_commit(s, d);
	if (!err)
		err = store(s, d);
	if (!err)
		err = write_objects(s->t, &d->sealed, &s->tip, s->diag);
	if (!err) {
		s->announce = false;
		s->seq = d->sealed.seq;
		s->hash = d->sealed.hash;
	}
	return err;
}

/* The vault's own account of the chain must be the repository's. */
static enum jal_err begin(struct sealing *s)
{
	char reference[REPO_REF_NAME_MAX + 1];
	uint32_t generation = 0;
	uint64_t there = 0;
	uint8_t box[KEYREC_BOX_BYTES] = { 0 };
	enum jal_err err = keyring_sign_secret(s->t->db, &s->sign);
	if (!err)
		err = outbox_last(s->t->db, &s->seq, &s->hash, &generation);
	if (!err)
		err = own_tip(s->t, refname_device(&s->t->device.id, SEAL_GENERATION, reference), &there, &s->tip, box);
	if (!err && there != s->seq)
		err = diag_set(s->diag, JAL_ERR_WAITING,
			N_("La copie locale de vos envois a été perdue et n’a pas encore pu être reprise du serveur. Vos saisies "
			   "sont conservées ici ; synchronisez de nouveau avec le serveur principal."));
	s->first = s->tip;
	s->had = s->seq > 0;
	/* Before the first commit, the box is the charter's. */
	const struct rights_device *admitted = rights_device(territory_rights(s->t), &s->t->device.id, territory_head(s->t));
	if (!err && s->seq == 0 && admitted)
		memcpy(box, admitted->x25519, sizeof(box));
	s->announce = memcmp(box, s->t->device.box_public, sizeof(box)) != 0;
	return err ? err : keys_to_give(s->t, &s->keys, s->diag);
}

enum jal_err seal_all(struct territory *t, size_t *commits, bool *merged, struct diag *diag)
{
	struct sealing s = { .t = t, .sign = SECRET_INIT, .keys = KEYREC_LIST_INIT, .diag = diag };
	char reference[REPO_REF_NAME_MAX + 1];
	bool made = true;
	*commits = 0;
	*merged = false;
	enum jal_err err = seal_allowed(t, diag);
	if (!err)
		err = begin(&s);
	while (!err && made) {
		struct draft *d = calloc(1, sizeof(*d));
		if (!d) {
			err = JAL_ERR_NOMEM;
			break;
		}
		err = seal_one(&s, d, &made);
		if (!err && made) {
			(*commits)++;
			*merged = *merged || d->heads.n > 0;
		}
		free_draft(d);
		free(d);
		if (!err)
			err = territory_go_on(t, diag);
	}
	if (!err && *commits)
		err = repo_advance(t->repo, refname_device(&t->device.id, SEAL_GENERATION, reference),
			s.had ? &s.first : NULL, &s.tip, diag);
	secret_free(&s.sign);
	keyrec_list_free(&s.keys);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}
