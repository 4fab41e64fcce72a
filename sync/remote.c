/* Remotes, whatever the transport. Does not know what commits say. */
#include "sync/remote.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/id.h"
#include "sync/gitlib.h"
#include "sync/refname.h"
#include "sync/remote_impl.h"
#include "sync/repo_impl.h"
#include "sync/sshsig.h"

#define MAX_BYTES  ((uint64_t)2 << 30)
#define CONNECT_MS 15000
#define SILENCE_MS 30000

/* ---- opening ---- */

enum jal_err remote_open(const struct remote_options *options, struct remote **out, struct diag *diag)
{
	struct remote *r = calloc(1, sizeof(*r));
	if (!r)
		return JAL_ERR_NOMEM;
	r->options = *options;
	enum jal_err err = address_parse(options->url, &r->address, diag);
	if (err)
		goto out;
	if (r->address.kind == ADDRESS_SSH &&
		(!options->ssh_public || !options->ssh_secret || options->ssh_secret->n != crypto_sign_SECRETKEYBYTES)) {
		err = JAL_ERR_INVALID;
		goto out;
	}
	if (!r->options.max_bytes)
		r->options.max_bytes = MAX_BYTES;
	if (!r->options.max_objects)
		r->options.max_objects = GITLIB_PACK_OBJECTS_MAX;
	if (!r->options.connect_ms)
		r->options.connect_ms = CONNECT_MS;
	if (!r->options.silence_ms)
		r->options.silence_ms = SILENCE_MS;
	r->transport = r->address.kind == ADDRESS_SSH ? &remote_ssh_transport : &remote_folder_transport;
	r->pulse = (struct pulse){ .listener = options->listener, .step = SYNC_CONNECT };
	*out = r;
	r = NULL;
out:
	free(r);
	return err;
}

void remote_close(struct remote *r)
{
	if (!r)
		return;
	r->transport->close(r);
	free(r);
}

enum fault remote_fault(const struct remote *r)
{
	return r->fault;
}

const char *remote_detail(const struct remote *r)
{
	return r->detail;
}

const char *remote_host_key(const struct remote *r)
{
	return r->host_key;
}

void remote_note(struct remote *r, const char *text, size_t n)
{
	size_t len = 0;
	for (size_t i = 0; i < n && len + 1 < sizeof(r->detail); i++) {
		const unsigned char c = (unsigned char)text[i];
		if (c == '\n' || c == '\r' || c == '\t')
			r->detail[len++] = ' ';
		else
			r->detail[len++] = c >= 0x20 && c < 0x7f ? text[i] : '?';
	}
	while (len && r->detail[len - 1] == ' ')
		len--;
	r->detail[len] = 0;
}

enum fault remote_fault_of(enum jal_err err)
{
	if (err == JAL_OK)
		return FAULT_NONE;
	if (err == JAL_ERR_CANCELLED)
		return FAULT_CANCELLED;
	if (err == JAL_ERR_LIMIT)
		return FAULT_LIMIT;
	return FAULT_HERE;
}

/* Remembers the fault and gives the error that says it. */
static enum jal_err told(struct remote *r, enum fault fault, enum jal_err here, struct diag *diag)
{
	r->fault = fault;
	if (fault == FAULT_HERE && here)
		return diag_set_if_empty(diag, here, NULL);
	/* For the two faults about the server's key, the transport noted its fingerprint. */
	const enum jal_err err = fault_say(fault, r->address.shown, r->detail, diag);
	/* A better sentence may carry a better code. */
	return diag->text && diag->err ? diag->err : err;
}

/* Returns where sentences go. */
static struct diag *begin(struct remote *r, enum sync_step step, struct diag *diag)
{
	if (!diag)
		diag = &r->scratch;
	*diag = DIAG_INIT;
	r->fault = FAULT_NONE;
	r->detail[0] = 0;
	r->pulse.step = step;
	r->pulse.done = r->pulse.total = 0;
	r->pulse.told_ms = 0;
	return diag;
}

/* ---- names ---- */

bool remote_is_ours(const char *name)
{
	return refname_kind(name, NULL, NULL) != REFNAME_OTHER;
}

enum jal_err remote_staged_name(const char *remote, const char *reference, char *out, size_t n)
{
	char hex[HASH_HEX + 1];
	if (!remote_is_ours(reference))
		return JAL_ERR_INVALID;
	const struct jal_hash hash = hash_b2(remote, strlen(remote));
	(void)hash_hex(&hash, hex);
	const int len = snprintf(out, n, "refs/staging/%.16s/%s", hex, reference + strlen(REPO_HEADS));
	return len > 0 && (size_t)len < n ? JAL_OK : JAL_ERR_INVALID;
}

enum jal_err remote_key_text(const uint8_t ssh_public[32], struct buf *out)
{
	const size_t before = out->len;
	enum jal_err err = sshsig_key_text(ssh_public, out);
	if (!err)
		err = buf_puts(out, " jalon");
	if (err && out->data) {
		out->len = before;
		out->data[before] = 0;
	}
	return err;
}

/* ---- what a remote does ---- */

enum jal_err remote_create(struct remote *r, struct diag *diag)
{
	diag = begin(r, SYNC_CONNECT, diag);
	return told(r, r->transport->create(r, diag), JAL_ERR_IO, diag);
}

static enum jal_err list(struct remote *r, struct repo_refs *out, struct diag *diag)
{
	return told(r, r->transport->list(r, out, diag), JAL_ERR_NOMEM, diag);
}

enum jal_err remote_list(struct remote *r, struct repo_refs *out, struct diag *diag)
{
	diag = begin(r, SYNC_CONNECT, diag);
	return list(r, out, diag);
}

static enum jal_err stage(struct remote *r, const struct repo_ref *want, const struct intake_result *result,
	struct diag *diag)
{
	char name[REPO_REF_NAME_MAX + 1];
	struct oid at = { { 0 } };
	if (!result->some)
		return JAL_OK;
	enum jal_err err = remote_staged_name(r->options.name, want->name, name, sizeof(name));
	if (err)
		return err;
	err = repo_ref(r->options.repo, name, &at);
	if (err == JAL_OK && oid_equal(&at, &result->good))
		return JAL_OK;
	return repo_stage(r->options.repo, name, &result->good, diag);
}

enum jal_err remote_fetch(struct remote *r, const struct repo_ref *wants, size_t n, struct intake_result *results,
	struct diag *diag)
{
	size_t missing = 0;
	struct diag inner = DIAG_INIT;
	enum jal_err err = JAL_OK;

	diag = begin(r, SYNC_RECEIVE, diag);
	for (size_t i = 0; i < n; i++) {
		results[i] = (struct intake_result){ .complete = false };
		if (!remote_is_ours(wants[i].name))
			return JAL_ERR_INVALID;
		/* A file or a tree that is here already is no history: the transport says what is wrong with it. */
		if (repo_has_commit(r->options.repo, &wants[i].oid)) {
			results[i].complete = results[i].some = true;
			results[i].good = wants[i].oid;
		} else {
			missing++;
		}
	}
	if (missing)
		err = told(r, r->transport->receive(r, wants, n, results, diag), JAL_ERR_IO, diag);
	/* What was complete when the exchange broke is kept. */
	const enum jal_err flushed = repo_flush(r->options.repo, &inner);
	if (!err && flushed)
		err = diag_pass(diag, flushed, &inner);
	for (size_t i = 0; !flushed && i < n; i++) {
		const enum jal_err staged = stage(r, &wants[i], &results[i], &inner);
		if (!err && staged)
			err = diag_pass(diag, staged, &inner);
	}
	if (!err)
		err = repo_gather(r->options.repo, diag);
	return err;
}

/* ---- pushing ---- */

static enum jal_err possible(struct remote *r, const struct remote_update *u)
{
	bool forward = true;
	enum oid_type type = OID_BLOB;
	size_t size = 0;
	if (!remote_is_ours(u->name))
		return JAL_ERR_INVALID;
	enum jal_err err = repo_header(r->options.repo, &u->new, &type, &size);
	if (!err && type != OID_COMMIT)
		err = JAL_ERR_INVALID;
	if (!err && !oid_is_none(&u->old))
		err = repo_is_ancestor(r->options.repo, &u->old, &u->new, &forward);
	if (err == JAL_ERR_NOT_FOUND || !forward)
		return JAL_ERR_INVALID;
	return err;
}

/* What the other side said, against what a list shows now. */
static void prove(struct remote_update *u, const struct repo_refs *there)
{
	const struct repo_ref *ref = repo_refs_find(there, u->name);
	const struct oid *at = ref ? &ref->oid : &OID_NONE;

	if (oid_equal(at, &u->new)) {
		u->answer = REMOTE_SENT;
	} else if (u->answer == REMOTE_SENT) {
		/* It said yes, and shows something else: someone came after, perhaps on top of it. */
		u->answer = REMOTE_UNKNOWN;
	} else if (!oid_equal(at, &u->old)) {
		u->answer = REMOTE_MOVED;
	}
	/* Still at old: a refusal stands; without an answer the other side may be at it still. */
	if (u->answer == REMOTE_NOT_TRIED)
		u->answer = REMOTE_UNKNOWN;
}

enum jal_err remote_push(struct remote *r, struct remote_update *updates, size_t n, struct diag *diag)
{
	struct repo_refs there = REPO_REFS_INIT;
	struct diag inner = DIAG_INIT;
	enum jal_err err = JAL_OK;

	diag = begin(r, SYNC_SEND, diag);
	for (size_t i = 0; i < n; i++) {
		updates[i].answer = REMOTE_NOT_TRIED;
		updates[i].reason[0] = 0;
	}
	for (size_t i = 0; !err && i < n; i++)
		err = possible(r, &updates[i]);
	if (!err)
		err = repo_flush(r->options.repo, diag);
	if (err || !n)
		return err;

	bool tried = false;
	err = told(r, r->transport->send(r, updates, n, diag), JAL_ERR_IO, diag);
	for (size_t i = 0; i < n; i++)
		tried = tried || updates[i].answer != REMOTE_NOT_TRIED;
	if (!tried)
		return err ? err : diag_set(diag, JAL_ERR_NETWORK, NULL);

	/* Something may have arrived even if the exchange broke: look. */
	const enum fault fault = r->fault;
	const enum jal_err looked = list(r, &there, &inner);
	for (size_t i = 0; i < n; i++) {
		if (looked)
			updates[i].answer = updates[i].answer == REMOTE_REFUSED ? REMOTE_REFUSED : REMOTE_UNKNOWN;
		else
			prove(&updates[i], &there);
	}
	if (fault)
		r->fault = fault;
	repo_refs_free(&there);
	*diag = DIAG_INIT;
	return JAL_OK;
}

static int push_update(git_revwalk *walk, const struct oid *oid, bool hide)
{
	const git_oid id = repo_git_oid(oid);
	return hide ? git_revwalk_hide(walk, &id) : git_revwalk_push(walk, &id);
}

enum fault remote_pack(struct remote *r, const struct remote_update *updates, size_t n, const struct repo_refs *there,
	git_packbuilder **out, struct diag *diag)
{
	struct repo *repo = r->options.repo;
	git_packbuilder *builder = NULL;
	git_revwalk *walk = NULL;

	int code = git_packbuilder_new(&builder, repo->git);
	if (code == 0)
		(void)git_packbuilder_set_threads(builder, 1);
	if (code == 0)
		code = git_revwalk_new(&walk, repo->git);
	for (size_t i = 0; code == 0 && i < n; i++)
		if (updates[i].answer == REMOTE_NOT_TRIED)
			code = push_update(walk, &updates[i].new, false);
	for (size_t i = 0; code == 0 && i < there->n; i++)
		if (repo_has_commit(repo, &there->items[i].oid))
			code = push_update(walk, &there->items[i].oid, true);
	if (code == 0)
		code = git_packbuilder_insert_walk(builder, walk);
	git_revwalk_free(walk);
	if (code != 0) {
		git_packbuilder_free(builder);
		(void)repo_failed(repo, code, diag);
		return FAULT_HERE;
	}
	*out = builder;
	return FAULT_NONE;
}
