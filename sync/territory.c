/* The façade's frame: opening, where the vault stands, remotes, exchanging, telling. */
#include "sync/territory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fsio.h"
#include "core/grow.h"
#include "core/settle.h"
#include "core/text.h"
#include "sync/address.h"
#include "sync/exchange.h"
#include "sync/gitlib.h"
#include "sync/keys.h"
#include "sync/pending.h"
#include "sync/remote.h"
#include "sync/sshsig.h"
#include "sync/territory_inside.h"

enum jal_err territory_open(struct journal *journal, const char *folder, const struct jal_clock *clock,
	const struct sync_listener *listener, struct territory **out, struct diag *diag)
{
	struct buf path = BUF_INIT;
	struct territory *t = calloc(1, sizeof(*t));
	enum jal_err err = t ? gitlib_start() : JAL_ERR_NOMEM;
	if (!err)
		err = fsio_path(folder, "territory.git", &path);
	if (!err) {
		t->path = buf_take(&path);
		err = t->path ? JAL_OK : JAL_ERR_NOMEM;
	}
	buf_free(&path);
	if (err) {
		free(t);
		return diag_set(diag, err, NULL);
	}
	t->journal = journal;
	t->db = journal_db(journal);
	t->clock = clock;
	t->listener = listener;
	*out = t;
	return JAL_OK;
}

void territory_close(struct territory *t)
{
	if (!t)
		return;
	territory_leave(t);
	free(t->path);
	free(t);
}

/* ---- where the vault stands ---- */

bool territory_is_in(const struct territory *t)
{
	return !id_is_zero(&t->roster.id);
}

uint64_t territory_head(const struct territory *t)
{
	return charter_head(t->chain.charter);
}

const struct rights *territory_rights(const struct territory *t)
{
	return charter_rights(t->chain.charter);
}

enum jal_err territory_failed(struct territory *t, enum jal_err err, struct diag *diag)
{
	if (diag && diag->text)
		return err;
	return db_code(t->db) ? db_explain(t->db, err, diag) : diag_set(diag, err, NULL);
}

static enum jal_err bad_copy(enum jal_err err, const struct diag *why, struct diag *diag)
{
	if (err == JAL_ERR_NOMEM || err == JAL_ERR_IO)
		return diag_set(diag, err, why->text);
	return diag_set(diag, JAL_ERR_CORRUPT,
		N_("La copie locale de la charte (territory.git) est abîmée. Vos saisies sont conservées. Renommez ce répertoire, puis "
		   "synchronisez : il sera repris du serveur."));
}

/* The first charter of a territory made here is nobody else's to dispute: it needs no server. */
static enum jal_err begin_charter(struct territory *t, struct diag *diag)
{
	struct pending p = PENDING_INIT;
	struct oid oid = { { 0 } };
	enum jal_err err = pending_load(t->db, &p);
	if (!err && p.n && charter_chain_add(&t->chain, &p.list[0].raw, &p.list[0].file, diag) == JAL_OK) {
		err = charter_chain_write(t->repo, &p.list[0].raw, &p.list[0].file, &oid, diag);
		if (!err)
			err = repo_advance(t->repo, REPO_CHARTER, NULL, &oid, diag);
	}
	pending_free(&p);
	return err;
}

enum jal_err territory_load_charter(struct territory *t, struct diag *diag)
{
	enum charter_chain_place place = CHARTER_CHAIN_SAME;
	struct oid tip = { { 0 } }, bad = { { 0 } };
	struct diag why = DIAG_INIT;
	charter_chain_free(&t->chain);
	enum jal_err err = charter_chain_new(&t->roster.id, &t->roster.root, &t->chain);
	if (err)
		return diag_set(diag, err, NULL);
	err = repo_ref(t->repo, REPO_CHARTER, &tip);
	if (err == JAL_ERR_NOT_FOUND)
		return begin_charter(t, diag);
	if (!err)
		err = charter_chain_extend(&t->chain, t->repo, &tip, &place, &bad, &why);
	return err ? bad_copy(err, &why, diag) : JAL_OK;
}

enum jal_err territory_enter(struct territory *t, struct diag *diag)
{
	enum jal_err err = repo_open(t->path, &t->repo, diag);
	if (!err) {
		err = roster_territory(t->db, &t->roster);
		if (!err)
			err = keyring_device(t->db, &t->device);
		t->has_device = !err;
		if (err == JAL_ERR_NOT_FOUND)
			err = JAL_OK;
		if (err)
			err = territory_failed(t, err, diag);
	}
	if (!err && territory_is_in(t))
		err = territory_load_charter(t, diag);
	t->stopped = false;
	return err;
}

void territory_leave(struct territory *t)
{
	charter_chain_free(&t->chain);
	repo_close(t->repo);
	t->repo = NULL;
	t->result = NULL;
	t->invitation = NULL;
	t->quarantined_cap = 0;
	t->roster = (struct roster_territory){ .charter = 0 };
	t->has_device = false;
}

enum jal_err territory_effective(struct territory *t, struct charter_chain *out, struct diag *diag)
{
	struct charter_chain chain = CHARTER_CHAIN_INIT;
	struct pending p = PENDING_INIT;
	enum charter_chain_place place = CHARTER_CHAIN_SAME;
	struct oid bad = { { 0 } };
	bool fits = true;
	enum jal_err err = charter_chain_new(&t->roster.id, &t->roster.root, &chain);
	if (!err && t->chain.n)
		err = charter_chain_extend(&chain, t->repo, &t->chain.oids[t->chain.n - 1], &place, &bad, diag);
	if (!err)
		err = pending_load(t->db, &p);
	for (size_t i = 0; !err && fits && i < p.n; i++) {
		const struct jal_hash hash = hash_b2(p.list[i].raw.data, p.list[i].raw.len);
		bool known = false;
		for (uint64_t k = 0; !known && k < charter_count(chain.charter); k++)
			known = hash_equal(charter_hash(chain.charter, k), &hash);
		/* What the tip has left behind is made again by the next exchange. */
		if (!known)
			fits = charter_chain_add(&chain, &p.list[i].raw, &p.list[i].file, NULL) == JAL_OK;
	}
	pending_free(&p);
	if (err)
		charter_chain_free(&chain);
	else
		*out = chain;
	return err ? territory_failed(t, err, diag) : JAL_OK;
}

/* ---- telling ---- */

static void tell(struct territory *t, const struct sync_event *e)
{
	if (t->listener && t->listener->event && !t->listener->event(t->listener->ctx, e))
		t->stopped = true;
}

void territory_tell_begin(struct territory *t, enum sync_step step)
{
	const struct sync_event e = { .kind = SYNC_STEP_BEGIN, .step = step };
	tell(t, &e);
}

void territory_tell_end(struct territory *t, enum sync_step step)
{
	const struct sync_event e = { .kind = SYNC_STEP_END, .step = step };
	tell(t, &e);
}

void territory_tell_progress(struct territory *t, enum sync_step step, uint64_t done, uint64_t total)
{
	const struct sync_event e = { .kind = SYNC_STEP_PROGRESS, .step = step, .done = done, .total = total };
	tell(t, &e);
}

void territory_tell_fact(struct territory *t, enum sync_step step, const struct diag *fact)
{
	const struct sync_event e = { .kind = SYNC_FACT, .step = step, .fact = *fact };
	tell(t, &e);
}

void territory_tell_detail(struct territory *t, enum sync_step step, const char *detail)
{
	const struct sync_event e = { .kind = SYNC_DETAIL, .step = step, .detail = detail };
	if (*detail)
		tell(t, &e);
}

enum jal_err territory_go_on(const struct territory *t, struct diag *diag)
{
	if (!t->stopped)
		return JAL_OK;
	return diag_set(diag, JAL_ERR_CANCELLED,
		N_("La synchronisation a été arrêtée. Ce qui était fait l’est entièrement ; le reste se fera la prochaine fois."));
}

static struct territory_quarantine found(const char *reference, const struct oid *oid, const struct diag *reason)
{
	struct territory_quarantine q = { .reason = *reason };
	(void)snprintf(q.reference, sizeof(q.reference), "%s", reference);
	if (oid)
		(void)oid_hex(oid, q.commit);
	return q;
}

enum jal_err territory_find(struct territory_findings *f, const char *reference, const struct oid *oid,
	const struct diag *reason)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->list[i].reference, reference) == 0)
			return JAL_OK;
	struct territory_quarantine *more = grow_array(f->list, f->n, &f->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	f->list = more;
	f->list[f->n++] = found(reference, oid, reason);
	return JAL_OK;
}

enum jal_err territory_quarantine(struct territory *t, const char *reference, const struct oid *oid,
	const struct diag *reason)
{
	struct territory_result *r = t->result;
	territory_tell_fact(t, SYNC_MERGE, reason);
	if (!r)
		return JAL_OK;
	struct territory_quarantine *more = grow_array(r->quarantined, r->quarantined_count, &t->quarantined_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	r->quarantined = more;
	r->quarantined[r->quarantined_count++] = found(reference, oid, reason);
	return JAL_OK;
}

void territory_result_free(struct territory_result *r)
{
	free(r->quarantined);
	free(r->waiting.list);
	free(r->claims);
	*r = (struct territory_result){ .received_lots = 0 };
}

/* ---- remotes ---- */

static enum jal_err add_row(void *ctx, const struct outbox_remote *r)
{
	struct territory_remotes *list = ctx;
	struct outbox_remote *more = realloc(list->items, (list->n + 1) * sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	list->items = more;
	more[list->n++] = *r;
	return JAL_OK;
}

enum jal_err territory_remotes(struct territory *t, struct territory_remotes *out)
{
	struct territory_remotes list = { .n = 0 };
	const enum jal_err err = outbox_remotes(t->db, add_row, &list);
	if (err)
		free(list.items);
	else
		*out = list;
	return err;
}

/* A folder by its whole path, whatever the working directory is later. */
static enum jal_err absolute(const char *path, char out[1024], struct diag *diag)
{
	struct buf whole = BUF_INIT;
	enum jal_err err = fsio_absolute(path, &whole);
	if (err)
		err = diag_set(diag, err, NULL);
	else if (whole.len >= 1024)
		err = diag_set(diag, JAL_ERR_LIMIT, N_("Cette adresse est trop longue. Rien n’a été changé."));
	else
		memcpy(out, buf_str(&whole), whole.len + 1);
	buf_free(&whole);
	return err;
}

enum jal_err territory_place(const char *address, char out[1024], struct diag *diag)
{
	struct address a;
	const enum jal_err err = address_parse(address, &a, diag);
	if (err)
		return err;
	if (a.kind == ADDRESS_FOLDER)
		return absolute(a.path, out, diag);
	(void)snprintf(out, 1024, "%s", address);
	return JAL_OK;
}

enum jal_err territory_add_remote(struct territory *t, const char *name, const char *address, struct diag *diag)
{
	struct territory_remotes list = { .n = 0 };
	struct outbox_remote r = { .last_ok_ms = 0 };
	if (!*name || strlen(name) >= sizeof(r.name) || text_valid(name, strlen(name), TEXT_LINE, NULL) != JAL_OK)
		return diag_set(diag, JAL_ERR_INVALID, N_("Le nom d’une adresse a de 1 à 63 caractères, sur une ligne."));
	enum jal_err err = territory_place(address, r.url, diag);
	if (!err)
		err = territory_remotes(t, &list);
	for (size_t i = 0; !err && i < list.n; i++)
		if (strcmp(list.items[i].name, name) == 0)
			err = diag_set(diag, JAL_ERR_EXISTS,
				N_("Une adresse s’appelle déjà « %1 ». Rien n’a été changé. Choisissez un autre nom."), name);
	if (!err) {
		(void)snprintf(r.name, sizeof(r.name), "%s", name);
		r.home = list.n == 0;
		err = outbox_put_remote(t->db, &r);
	}
	free(list.items);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}

enum jal_err territory_ssh_key(struct territory *t, struct buf *out, struct diag *diag)
{
	uint8_t key[SSHSIG_KEY_BYTES] = { 0 };
	struct secret secret = SECRET_INIT;
	enum jal_err err = keyring_ssh(t->db, key, &secret);
	secret_free(&secret);
	if (!err)
		err = remote_key_text(key, out);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}

enum jal_err territory_check_code(const char *text, size_t n, char out[TERRITORY_CODE_MAX], struct diag *diag)
{
	return request_code(text, n, out, diag);
}

/* ---- exchanging ---- */

static enum jal_err count_item(void *ctx, const struct settle_item *item)
{
	struct territory_result *r = ctx;
	if (item->kind == SETTLE_VALUES)
		r->conflicts++;
	else
		r->contradictions++;
	return JAL_OK;
}

static enum jal_err count_items(void *ctx, const struct roster_caseload *c)
{
	struct territory *t = ctx;
	return c->right == ROSTER_NONE ? JAL_OK : settle_each(t->journal, &c->id, NULL, count_item, t->result);
}

static enum jal_err count_envelope(void *ctx, const struct outbox_waiting *w, const uint8_t *envelope, size_t n)
{
	struct territory_result *r = ctx;
	(void)w;
	(void)envelope;
	(void)n;
	r->waiting_envelopes++;
	return JAL_OK;
}

static enum jal_err count_up(struct territory *t)
{
	const struct rights *rights = territory_rights(t);
	enum jal_err err = roster_caseloads(t->db, count_items, t);
	if (!err)
		err = keys_missing(t, &t->result->missing_keys);
	for (size_t i = 0; !err && i < rights_epochs(rights); i++) {
		const struct rights_epoch *e = rights_epoch_at(rights, i);
		struct secret key = SECRET_INIT;
		err = keyring_epoch(t->db, &e->caseload, e->n, &key);
		secret_free(&key);
		if (err == JAL_ERR_NOT_FOUND)
			err = outbox_each_waiting(t->db, &e->caseload, e->n, count_envelope, t->result);
	}
	return err;
}

static enum jal_err sync_all(struct territory *t, const struct territory_remotes *list, const char *name, bool dry_run,
	struct diag *diag)
{
	enum jal_err first = JAL_OK;
	bool any = false;
	for (size_t i = 0; i < list->n; i++) {
		struct diag inner = DIAG_INIT;
		if (name && strcmp(list->items[i].name, name) != 0)
			continue;
		any = true;
		const enum jal_err err = exchange_run(t, &list->items[i], dry_run ? EXCHANGE_DRY : EXCHANGE_WHOLE, &inner);
		if (err && !first) {
			first = err;
			if (diag)
				*diag = inner;
		}
		if (err == JAL_ERR_CANCELLED || err == JAL_ERR_NOMEM)
			break;
	}
	if (!any && name)
		return diag_set(diag, JAL_ERR_NOT_FOUND, N_("Aucune adresse ne s’appelle « %1 ». Rien n’a été envoyé."), name);
	if (!any)
		return diag_set(diag, JAL_ERR_NOT_FOUND,
			N_("Aucune adresse n’est connue où synchroniser. Ajoutez-en une (« jalon remote add »)."));
	return first;
}

enum jal_err territory_sync(struct territory *t, const char *remote, bool dry_run, struct territory_result *result,
	struct diag *diag)
{
	struct territory_result r = { .state = TERRITORY_UP_TO_DATE };
	struct territory_remotes list = { .n = 0 };
	enum jal_err err = territory_enter(t, diag);
	/* cppcheck-suppress autoVariables  ; territory_leave forgets it */
	t->result = &r;
	if (!err && !territory_is_in(t))
		err = diag_set(diag, JAL_ERR_NOT_FOUND,
			N_("Ce coffre n’est encore dans aucun territoire : il n’y a rien à synchroniser. Créez-en un, ou demandez à en "
			   "rejoindre un."));
	if (!err)
		err = territory_remotes(t, &list);
	if (!err) {
		err = sync_all(t, &list, remote, dry_run, diag);
		const enum jal_err counted = t->chain.charter ? count_up(t) : JAL_OK;
		err = err ? err : counted;
	}
	if (!err && r.quarantined_count)
		err = diag_set(diag, JAL_ERR_VERIFY,
			N_("Une partie de ce qui a été reçu n’est pas valable et a été mise de côté ; le reste a été fait."));
	free(list.items);
	territory_leave(t);
	*result = r;
	return err ? territory_failed(t, err, diag) : JAL_OK;
}
