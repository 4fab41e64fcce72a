/* Replaying a charter: the chain and the rules of each entry. Opens no repository. */
#include "sync/charter.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "sync/rule.h"

struct link {
	struct jal_hash hash;
	struct clause *waiting;	/* owned; entries that need more supervisors */
	size_t n_waiting;
};

struct charter {
	bool pinned_root, pinned_territory;
	struct jal_hash root;
	struct jal_id territory;
	struct rights *rights;
	struct link *links;
	size_t n_links, cap_links;
};

enum jal_err charter_new(const struct jal_id *territory, const struct jal_hash *root, struct charter **out)
{
	struct charter *c = calloc(1, sizeof(*c));
	if (!c)
		return JAL_ERR_NOMEM;
	const enum jal_err err = rights_new(&c->rights);
	if (err) {
		free(c);
		return err;
	}
	c->pinned_root = root != NULL;
	if (root)
		c->root = *root;
	c->pinned_territory = territory != NULL;
	if (territory)
		c->territory = *territory;
	*out = c;
	return JAL_OK;
}

void charter_free(struct charter *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n_links; i++)
		free(c->links[i].waiting);
	free(c->links);
	rights_free(c->rights);
	free(c);
}

uint64_t charter_count(const struct charter *c)
{
	return c->n_links;
}

uint64_t charter_head(const struct charter *c)
{
	return c->n_links ? c->n_links - 1 : 0;
}

const struct jal_hash *charter_hash(const struct charter *c, uint64_t number)
{
	return number < c->n_links ? &c->links[number].hash : NULL;
}

const struct jal_id *charter_territory(const struct charter *c)
{
	return &c->territory;
}

const struct rights *charter_rights(const struct charter *c)
{
	return c->rights;
}

enum jal_err charter_named(const struct charter *c, uint64_t number, const struct jal_hash *hash, struct diag *d)
{
	const struct jal_hash *known = charter_hash(c, number);
	if (!known)
		return diag_set(d, JAL_ERR_WAITING, N_("La charte n° %1 n’est pas encore arrivée ici."),
				diag_num((long long)number));
	if (!hash_equal(known, hash))
		return diag_set(d, JAL_ERR_VERIFY, N_("Ce lot nomme une charte n° %1 qui n’est pas celle du territoire."),
				diag_num((long long)number));
	return JAL_OK;
}

static enum jal_err apply_endorse(const struct charter *c, const struct rule_turn *t, const struct clause *e)
{
	struct rights *r = c->rights;
	if (e->n >= c->n_links || c->links[e->n].n_waiting == 0 || rights_is_settled(r, e->n))
		return rule_refuse(t, JAL_ERR_INVALID,
				   N_("Charte n° %1, entrée %2 (%3) : la charte visée n’attend l’accord de personne."));
	if (rights_has_agreed(r, e->n, t->signer))
		return rule_refuse(t, JAL_ERR_INVALID,
				   N_("Charte n° %1, entrée %2 (%3) : ce membre a déjà donné son accord."));
	enum jal_err err = rights_add_agreed(r, e->n, t->signer);
	if (err || rights_agreed(r, e->n, t->number) < rights_threshold(r, t->number))
		return err;
	err = rights_settle(r, e->n);
	/* The sentence of a failure names this endorsement, whose consequence it is. */
	for (size_t i = 0; !err && i < c->links[e->n].n_waiting; i++)
		err = rule_apply(t, &c->links[e->n].waiting[i]);
	return err;
}

/* Applies the entries but those to skip (NULL: none), then judges the whole.
 * waits, when given, learns which of them need more supervisors. */
static enum jal_err apply_some(const struct charter *c, struct rule_turn *t, const struct clause *entries, size_t n,
			       const bool *skip, bool *waits)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < n; i++) {
		if (skip && skip[i])
			continue;
		t->index = i + 1;
		t->name = clause_name(entries[i].kind);
		if (waits)
			waits[i] = rule_needs_threshold(t, &entries[i]);
		err = entries[i].kind == CLAUSE_ENDORSE ? apply_endorse(c, t, &entries[i]) :
							 rule_apply(t, &entries[i]);
	}
	return err ? err : rule_check_whole(t);
}

/* Copies the entries that wait into *out. */
static enum jal_err keep_waiting(const struct clause *entries, size_t n, const bool *waits, struct clause **out,
				 size_t *n_out)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += waits[i] ? 1 : 0;
	if (!count)
		return JAL_OK;
	struct clause *kept = calloc(count, sizeof(*kept));
	if (!kept)
		return JAL_ERR_NOMEM;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		if (waits[i])
			kept[k++] = entries[i];
	}
	*out = kept;
	*n_out = count;
	return JAL_OK;
}

/*
 * Applies one commit's entries. On failure the rights are for the caller to
 * undo. Above a threshold of 1 all entries are tried first as if none waited,
 * so that a waiting entry that could never count is refused at once; then only
 * those that do not wait are applied, so none may lean on one that does.
 */
static enum jal_err judge(const struct charter *c, struct rule_turn *t, const struct clause *entries, size_t n,
			  struct link *link)
{
	if (t->number == 0 || rights_threshold(c->rights, t->number - 1) <= 1)
		return apply_some(c, t, entries, n, NULL, NULL);
	bool *waits = calloc(n ? n : 1, sizeof(*waits));
	if (!waits)
		return JAL_ERR_NOMEM;
	const struct rights_mark before = rights_mark(c->rights);
	enum jal_err err = apply_some(c, t, entries, n, NULL, waits);
	if (err)
		goto out;
	rights_undo(c->rights, &before);
	err = apply_some(c, t, entries, n, waits, NULL);
	if (!err)
		err = keep_waiting(entries, n, waits, &link->waiting, &link->n_waiting);
	if (!err && link->n_waiting)
		err = rights_add_agreed(c->rights, t->number, t->signer);
out:
	free(waits);
	return err;
}

/* The device that signs, which must be a supervisor's before this commit; commit
 * 0 admits its own. NULL when it is not known at all. */
static enum jal_err find_signer(const struct charter *c, const struct clause_list *list, struct jal_id *member,
				uint8_t key[SSHSIG_KEY_BYTES], struct diag *d)
{
	if (list->number > 0) {
		const uint64_t at = list->number - 1;
		const struct rights_device *device = rights_device(c->rights, &list->device, at);
		if (!device || rights_role(c->rights, &device->member, at) != RIGHTS_SUPERVISOR)
			return diag_set(d, JAL_ERR_DENIED,
				N_("La charte n° %1 n’est pas signée par le poste d’un superviseur."),
				diag_num((long long)list->number));
		*member = device->member;
		memcpy(key, device->ed25519, SSHSIG_KEY_BYTES);
		return JAL_OK;
	}
	for (size_t i = 0; i < list->n_entries; i++) {
		const struct clause *e = &list->entries[i];
		if (e->kind == CLAUSE_DEVICE && id_equal(&e->device, &list->device)) {
			*member = e->member;
			memcpy(key, e->ed25519, SSHSIG_KEY_BYTES);
			return JAL_OK;
		}
	}
	return diag_set(d, JAL_ERR_DENIED, N_("La première charte n’admet pas le poste qui la signe."));
}

static int by_device(const void *a, const void *b)
{
	const struct rights_device *const *x = a, *const *y = b;
	return id_compare(&(*x)->id, &(*y)->id);
}

enum jal_err charter_file(const struct charter *c, struct buf *out)
{
	const size_t n = rights_devices(c->rights);
	const struct rights_device **sorted = calloc(n ? n : 1, sizeof(*sorted));
	if (!sorted)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		sorted[i] = rights_device_at(c->rights, i);
	qsort(sorted, n, sizeof(*sorted), by_device);
	enum jal_err err = JAL_OK;
	char id[ID_HEX + 1] = "";
	for (size_t i = 0; !err && i < n; i++) {
		err = buf_printf(out, "%s@jalon.invalid namespaces=\"git\" ", id_hex(&sorted[i]->id, id));
		if (!err)
			err = sshsig_key_text(sorted[i]->ed25519, out);
		if (!err)
			err = buf_putc(out, '\n');
	}
	free(sorted);
	return err;
}

/* Applies list's entries; gives the signer's key, the link to append and the
 * file that must go with it. */
static enum jal_err replay(struct charter *c, const struct clause_list *list, uint8_t key[SSHSIG_KEY_BYTES],
			   struct link *link, struct buf *file, struct diag *d)
{
	struct jal_id member = ID_ZERO;
	enum jal_err err = find_signer(c, list, &member, key, d);
	if (err)
		return err;
	struct rule_turn t = { .rights = c->rights, .number = list->number, .signer = &member, .d = d };
	err = judge(c, &t, list->entries, list->n_entries, link);
	if (!err && list->number == 0 && rights_role(c->rights, &member, 0) != RIGHTS_SUPERVISOR)
		err = diag_set(d, JAL_ERR_DENIED, N_("La première charte doit être signée par un superviseur qu’elle admet."));
	return err ? err : charter_file(c, file);
}

/* Number, previous hash, territory. */
static enum jal_err check_chain(const struct charter *c, const struct clause_list *list, size_t parents,
				struct diag *d)
{
	const char *number = diag_num((long long)list->number);
	const struct jal_hash *head = c->n_links ? &c->links[c->n_links - 1].hash : NULL;
	if (list->number != c->n_links || list->has_prev != (head != NULL) ||
	    (head && !hash_equal(head, &list->prev)))
		return diag_set(d, JAL_ERR_VERIFY, N_("La charte n° %1 ne suit pas celle qui la précède."), number);
	if (parents != (head ? 1 : 0))
		return diag_set(d, JAL_ERR_VERIFY, N_("La charte n° %1 n’a pas le nombre de parents attendu."), number);
	if (id_is_zero(&list->territory))
		return diag_set(d, JAL_ERR_INVALID, N_("La charte n° %1 ne nomme aucun territoire."), number);
	if ((head || c->pinned_territory) && !id_equal(&list->territory, &c->territory))
		return diag_set(d, JAL_ERR_VERIFY, N_("La charte n° %1 est celle d’un autre territoire."), number);
	return JAL_OK;
}

static enum jal_err add_link(struct charter *c, struct link *link)
{
	struct link *links = grow_array(c->links, c->n_links, &c->cap_links, sizeof(*links));
	if (!links)
		return JAL_ERR_NOMEM;
	c->links = links;
	c->links[c->n_links++] = *link;
	link->waiting = NULL;
	return JAL_OK;
}

enum jal_err charter_add(struct charter *c, const void *raw, size_t n, const void *file, size_t file_n,
			 struct diag *d)
{
	const struct rights_mark before = rights_mark(c->rights);
	struct commit commit = COMMIT_INIT;
	struct clause_list list = CLAUSE_LIST_INIT;
	struct link link = { .hash = hash_b2(raw, n) };
	struct buf expected = BUF_INIT;
	uint8_t key[SSHSIG_KEY_BYTES] = { 0 };
	enum jal_err err = commit_parse(raw, n, COMMIT_CHARTER_MAX, &commit, d);
	if (err)
		goto out;
	if (c->n_links == 0 && c->pinned_root && !hash_equal(&link.hash, &c->root)) {
		err = diag_set(d, JAL_ERR_VERIFY,
			N_("La première charte n’est pas celle que l’invitation désigne : ce n’est pas ce territoire."));
		goto out;
	}
	if ((err = clause_list_parse(commit.message.data, commit.message.len, &list, d)) ||
	    (err = check_chain(c, &list, commit.n_parents, d)) || (err = replay(c, &list, key, &link, &expected, d)))
		goto out;
	if (!id_equal(&list.device, &commit.device)) {
		err = diag_set(d, JAL_ERR_VERIFY, N_("Le message et l’auteur de cette charte nomment deux postes."));
		goto out;
	}
	err = commit_verify(&commit, key, d);
	if (err)
		goto out;
	if (expected.len != file_n || memcmp(expected.data, file, file_n) != 0) {
		err = diag_set(d, JAL_ERR_VERIFY,
			N_("Le fichier allowed_signers de la charte n° %1 n’est pas celui que ses entrées donnent."),
			diag_num((long long)list.number));
		goto out;
	}
	err = add_link(c, &link);
	if (!err && list.number == 0) {
		c->territory = list.territory;
		c->root = c->links[0].hash;
	}
out:
	if (err)
		rights_undo(c->rights, &before);
	free(link.waiting);
	clause_list_free(&list);
	commit_free(&commit);
	buf_free(&expected);
	return err;
}

enum jal_err charter_compose(struct charter *c, const struct jal_id *signer, const struct clause *entries, size_t n,
			     struct buf *message, struct buf *file, struct diag *d)
{
	struct clause_list list = { .territory = c->territory, .number = c->n_links, .device = *signer };
	struct link link = { .n_waiting = 0 };
	uint8_t key[SSHSIG_KEY_BYTES] = { 0 };
	struct buf text = BUF_INIT, signers = BUF_INIT;
	const struct rights_mark before = rights_mark(c->rights);
	enum jal_err err = JAL_OK;
	if (n < 1 || n > CLAUSE_MAX || (!c->n_links && !c->pinned_territory))
		return JAL_ERR_INVALID;
	list.entries = calloc(n, sizeof(*list.entries));
	if (!list.entries)
		return JAL_ERR_NOMEM;
	memcpy(list.entries, entries, n * sizeof(*entries));
	list.n_entries = n;
	if (c->n_links) {
		list.has_prev = true;
		list.prev = c->links[c->n_links - 1].hash;
	}
	err = replay(c, &list, key, &link, &signers, d);
	rights_undo(c->rights, &before);
	if (!err)
		err = clause_list_encode(&list, &text);
	if (!err)
		err = buf_reserve(message, text.len);
	if (!err)
		err = buf_put(file, signers.data, signers.len);
	if (!err)
		err = buf_put(message, text.data, text.len);
	free(link.waiting);
	clause_list_free(&list);
	buf_free(&text);
	buf_free(&signers);
	return err;
}
