/* A remote that is a server reached by ssh, where stock git answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fsio.h"
#include "sync/gitlib.h"
#include "sync/oidset.h"
#include "sync/remote_impl.h"
#include "sync/repo_impl.h"
#include "sync/smart.h"
#include "sync/ssh.h"
#include "sync/store.h"

#define COMMAND_BYTES 4096
/* Commits of one history told as "have": the tip and, twice as far each time, its ancestors. */
#define HAVES_EACH 24
#define HAVES_MAX  8192

struct link {
	struct ssh *ssh;
	bool fetching;		/* a list was read and the server waits for what is wanted */
	enum fault fault;	/* the stream's last one */
	struct smart smart;
};

/* ---- the stream ---- */

static enum jal_err to_err(struct link *link, enum fault fault)
{
	link->fault = fault;
	if (!fault)
		return JAL_OK;
	return fault == FAULT_CANCELLED ? JAL_ERR_CANCELLED : JAL_ERR_NETWORK;
}

static enum jal_err stream_read(void *ctx, uint8_t *out, size_t n, size_t *got)
{
	struct link *link = ctx;
	return to_err(link, ssh_read(link->ssh, out, n, got));
}

static enum jal_err stream_write(void *ctx, const uint8_t *bytes, size_t n)
{
	struct link *link = ctx;
	return to_err(link, ssh_write(link->ssh, bytes, n));
}

static bool contains(const char *text, size_t n, const char *words)
{
	return memmem(text, n, words, strlen(words)) != NULL;
}

/* What git and the system say in English when they cannot write; a server in another language falls to the general
 * sentence. */
static enum fault fault_in_words(const char *text, size_t n)
{
	if (contains(text, n, "No space left") || contains(text, n, "quota"))
		return FAULT_FULL;
	if (contains(text, n, "Read-only file system") || contains(text, n, "insufficient permission") ||
		contains(text, n, "Permission denied"))
		return FAULT_READ_ONLY;
	return FAULT_NONE;
}

/* The fault behind an error of the protocol; the server's own words are kept for who asks. */
static enum fault protocol_fault(struct remote *r, enum jal_err err)
{
	struct link *link = r->link;
	size_t n = 0;
	const char *text = ssh_complaint(link->ssh, &n);
	if (link->smart.words_len) {
		text = link->smart.words;
		n = link->smart.words_len;
	}
	if (n)
		remote_note(r, text, n);
	const enum fault said = fault_in_words(text, n);
	switch (err) {
	case JAL_OK:
		return FAULT_NONE;
	case JAL_ERR_CANCELLED:
		return FAULT_CANCELLED;
	case SMART_NO_ANSWER:
		return FAULT_NO_REPOSITORY;
	case JAL_ERR_DENIED:
		return said ? said : FAULT_NO_REPOSITORY;
	case JAL_ERR_LIMIT:
		return FAULT_LIMIT;
	case JAL_ERR_SYNTAX:
		return FAULT_GARBLED;
	case JAL_ERR_NETWORK:
		return said ? said : FAULT_SILENT;
	case JAL_ERR_NOMEM:
	case JAL_ERR_IO:
	case JAL_ERR_INVALID:
	case JAL_ERR_EXISTS:
	case JAL_ERR_BUSY:
	case JAL_ERR_WRONG_KEY:
	case JAL_ERR_CORRUPT:
	case JAL_ERR_NEWER:
	case JAL_ERR_VERIFY:
	case JAL_ERR_WAITING:
		break;
	}
	return FAULT_HERE;
}

/* ---- connecting ---- */

static void hang_up(struct remote *r)
{
	struct link *link = r->link;
	if (link) {
		ssh_close(link->ssh);
		free(link);
	}
	r->link = NULL;
}

static enum fault connect_server(struct remote *r)
{
	struct link *link = r->link;
	char seen[SSH_HOST_KEY_MAX] = "";
	const char *pinned = r->host_key[0] ? r->host_key : r->options.host_key;
	const struct ssh_options options = { .address = &r->address,
		.public_key = r->options.ssh_public,
		.secret_key = r->options.ssh_secret,
		.pinned = pinned,
		.pulse = &r->pulse,
		.connect_ms = r->options.connect_ms,
		.silence_ms = r->options.silence_ms };

	if (link && ssh_alive(link->ssh))
		return FAULT_NONE;
	hang_up(r);
	link = calloc(1, sizeof(*link));
	if (!link)
		return FAULT_HERE;
	r->link = link;
	link->smart.pkt.stream = (struct pkt_stream){ .read = stream_read, .write = stream_write, .ctx = link };
	const enum fault fault = ssh_open(&options, &link->ssh, seen, r->detail, sizeof(r->detail));
	if (fault) {
		hang_up(r);
		return fault;
	}
	/* From now on, in this handle, it is this one. */
	(void)snprintf(r->host_key, sizeof(r->host_key), "%s", seen);
	r->detail[0] = 0;
	return FAULT_NONE;
}

/* Starts git's program there and reads what it advertises. */
static enum fault start_git(struct remote *r, const char *program, struct repo_refs *out)
{
	char command[COMMAND_BYTES] = "";
	enum fault fault = connect_server(r);
	if (fault)
		return fault;
	struct link *link = r->link;
	(void)snprintf(command, sizeof(command), "%s ", program);
	if (ssh_quote(r->address.path, command, sizeof(command)) != JAL_OK)
		return FAULT_NO_REPOSITORY;
	link->fetching = false;
	link->smart.side_band = link->smart.report_status = link->smart.ofs_delta = false;
	link->smart.words_len = 0;
	fault = ssh_run(link->ssh, command);
	if (fault)
		return fault;
	return protocol_fault(r, smart_advertised(&link->smart, remote_is_ours, REPO_REFS_MAX, out));
}

static enum fault ssh_create(struct remote *r, struct diag *diag)
{
	(void)diag_set(diag, JAL_ERR_INVALID,
		N_("Un dépôt sur le serveur %1 se crée là-bas. Rien n’a été changé. Demandez à la personne qui l’administre d’y "
		   "lancer « git init --bare »."),
		r->address.shown);
	return FAULT_NO_REPOSITORY;
}

static enum fault ssh_list(struct remote *r, struct repo_refs *out, struct diag *diag)
{
	(void)diag;
	/* A connection that was kept may have died since; then a new one. */
	const bool kept = r->link != NULL;
	enum fault fault = start_git(r, "git-upload-pack", out);
	if (fault == FAULT_SILENT && kept) {
		hang_up(r);
		fault = start_git(r, "git-upload-pack", out);
	}
	if (!fault)
		((struct link *)r->link)->fetching = true;
	return fault;
}

/* ---- receiving ---- */

struct incoming {
	struct remote *r;
	git_indexer *indexer;
	git_indexer_progress stats;
	uint64_t bytes;
	enum jal_err here;	/* why this side stopped */
};

static int on_index(const git_indexer_progress *stats, void *ctx)
{
	struct incoming *in = ctx;
	if (stats->total_objects > in->r->options.max_objects) {
		in->here = JAL_ERR_LIMIT;
		return GIT_EUSER;
	}
	if (!pulse_beat(&in->r->pulse, stats->received_objects, stats->total_objects)) {
		in->here = JAL_ERR_CANCELLED;
		return GIT_EUSER;
	}
	return 0;
}

static enum jal_err to_indexer(void *ctx, const uint8_t *bytes, size_t n)
{
	struct incoming *in = ctx;
	in->bytes += n;
	if (in->bytes > in->r->options.max_bytes) {
		in->here = JAL_ERR_LIMIT;
		return in->here;
	}
	const int code = git_indexer_append(in->indexer, bytes, n, &in->stats);
	if (code == 0)
		return JAL_OK;
	if (!in->here)
		in->here = gitlib_cause(code) == GITLIB_NOMEM ? JAL_ERR_LIMIT :
			   gitlib_cause(code) == GITLIB_FULL  ? JAL_ERR_IO :
								JAL_ERR_SYNTAX;
	return in->here;
}

/* Commits of the own repository that the server may have too, nearest first: what is known of the wanted references,
 * then every other tip. */
struct haves {
	struct oid items[HAVES_MAX];
	size_t n;
	struct oidset seen;
};

static enum jal_err add_have(struct haves *haves, const struct oid *oid)
{
	if (haves->n == HAVES_MAX || oidset_get(&haves->seen, oid))
		return JAL_OK;
	haves->items[haves->n++] = *oid;
	return oidset_put(&haves->seen, oid, 1);
}

/* A server that was set back knows an ancestor of the tip only. */
static enum jal_err add_ancestors(struct repo *repo, struct haves *haves, const struct oid *tip)
{
	const git_oid id = repo_git_oid(tip);
	git_commit *commit = NULL;
	enum jal_err err = add_have(haves, tip);
	size_t next = 1;
	if (err || git_commit_lookup(&commit, repo->git, &id) != 0)
		return err;
	for (size_t depth = 1, told = 1; !err && told < HAVES_EACH && depth <= 65536; depth++) {
		git_commit *parent = NULL;
		if (git_commit_parent(&parent, commit, 0) != 0)
			break;
		git_commit_free(commit);
		commit = parent;
		if (depth == next) {
			const struct oid oid = repo_oid(git_commit_id(commit));
			err = add_have(haves, &oid);
			told++;
			next *= 2;
		}
	}
	git_commit_free(commit);
	return err;
}

static enum jal_err known_of(struct remote *r, const char *name, struct haves *haves)
{
	char staged[REPO_REF_NAME_MAX + 1] = "";
	struct oid at = { { 0 } };
	enum jal_err err = remote_staged_name(r->options.name, name, staged, sizeof(staged));
	if (!err && repo_ref(r->options.repo, staged, &at) == JAL_OK)
		err = add_ancestors(r->options.repo, haves, &at);
	if (!err && repo_ref(r->options.repo, name, &at) == JAL_OK)
		err = add_ancestors(r->options.repo, haves, &at);
	return err;
}

static enum jal_err find_haves(struct remote *r, const struct repo_ref *wants, size_t n,
	const struct intake_result *results, struct haves *haves, struct diag *diag)
{
	struct repo_refs all = REPO_REFS_INIT;
	enum jal_err err = repo_refs(r->options.repo, "refs/", (size_t)16 * REPO_REFS_MAX, &all, diag);
	for (size_t i = 0; !err && i < n; i++)
		if (!results[i].complete)
			err = known_of(r, wants[i].name, haves);
	for (size_t i = 0; !err && i < all.n; i++)
		err = add_have(haves, &all.items[i].oid);
	repo_refs_free(&all);
	return err;
}

/* Looks through an indexed pack, then takes it whole, or of it what is good. */
static enum jal_err take_pack(struct incoming *in, const char *folder, const struct repo_ref *wants, size_t n,
	struct intake_result *results, struct diag *diag)
{
	char index[FSIO_PATH_BYTES] = "";
	const char *name = git_indexer_name(in->indexer);
	git_odb *odb = NULL;
	git_odb_backend *pack = NULL;
	bool whole = true;
	enum jal_err err = JAL_OK;

	if ((size_t)snprintf(index, sizeof(index), "%s/pack-%s.idx", folder, name) >= sizeof(index))
		return JAL_ERR_INVALID;
	if (git_odb_new(&odb) != 0 || git_odb_backend_one_pack(&pack, index) != 0 ||
		git_odb_add_backend(odb, pack, 1) != 0) {
		git_odb_free(odb);
		return repo_failed(in->r->options.repo, -1, diag);
	}
	/* First only looking: a pack in which everything belongs to a good history is taken as it is. */
	for (int copy = 0; !err && copy < 2; copy++) {
		struct intake intake = { .to = in->r->options.repo,
			.from = odb,
			.copy = copy != 0,
			.max_objects = in->r->options.max_objects,
			.max_bytes = in->r->options.max_bytes,
			.pulse = &in->r->pulse };
		for (size_t i = 0; !err && i < n; i++) {
			if (results[i].complete && repo_odb_has(in->r->options.repo->odb, &wants[i].oid))
				continue;
			err = intake_take(&intake, &wants[i].oid, &results[i], diag);
			whole = whole && results[i].complete;
		}
		whole = whole && intake.objects == in->stats.total_objects;
		intake_free(&intake);
		if (whole)
			break;
	}
	/* On an error nothing that was only looked at is there. */
	for (size_t i = 0; i < n; i++)
		if (err && !(results[i].complete && repo_odb_has(in->r->options.repo->odb, &wants[i].oid)))
			results[i] = (struct intake_result){ .complete = false };
	if (!err && whole)
		err = store_adopt(in->r->options.repo, name, diag);
	git_odb_free(odb);
	return err;
}

static enum fault receive_into(struct remote *r, const char *folder, const struct repo_ref *wants, size_t n,
	struct intake_result *results, const struct oid *oids, size_t n_oids, const struct haves *haves,
	struct diag *diag)
{
	struct link *link = r->link;
	struct incoming in = { .r = r };
	git_indexer_options options;
	enum fault fault = FAULT_NONE;

	if (git_indexer_options_init(&options, GIT_INDEXER_OPTIONS_VERSION) != 0)
		return FAULT_HERE;
	options.progress_cb = on_index;
	options.progress_cb_payload = &in;
	int code = git_indexer_new(&in.indexer, folder, 0444, NULL, &options);
	if (code != 0) {
		(void)repo_failed(r->options.repo, code, diag);
		return FAULT_HERE;
	}
	enum jal_err err = smart_fetch(&link->smart, oids, n_oids, haves->items, haves->n, to_indexer, &in);
	if (!err) {
		code = git_indexer_commit(in.indexer, &in.stats);
		err = code == 0 ? JAL_OK : in.here ? in.here : JAL_ERR_SYNTAX;
	}
	if (err) {
		fault = protocol_fault(r, err);
		if (in.here == JAL_ERR_IO) {
			(void)repo_failed(r->options.repo, -1, diag);
			fault = FAULT_HERE;
		}
	} else {
		fault = remote_fault_of(take_pack(&in, folder, wants, n, results, diag));
	}
	git_indexer_free(in.indexer);
	return fault;
}

static enum fault ssh_receive(struct remote *r, const struct repo_ref *wants, size_t n, struct intake_result *results,
	struct diag *diag)
{
	char folder[FSIO_PATH_BYTES] = "";
	struct oid *oids = calloc(n, sizeof(*oids));
	struct haves *haves = calloc(1, sizeof(*haves));
	size_t n_oids = 0;
	enum fault fault = FAULT_HERE;

	if (!oids || !haves)
		goto out;
	if (!r->link || !((struct link *)r->link)->fetching) {
		/* The list is from before: the server must offer again what it offered. */
		struct repo_refs refs = REPO_REFS_INIT;
		fault = ssh_list(r, &refs, diag);
		repo_refs_free(&refs);
		if (fault)
			goto out;
		fault = FAULT_HERE;
	}
	((struct link *)r->link)->fetching = false;
	for (size_t i = 0; i < n; i++)
		if (!results[i].complete)
			oids[n_oids++] = wants[i].oid;
	if (find_haves(r, wants, n, results, haves, diag) != JAL_OK ||
		store_incoming(r->options.repo, folder, sizeof(folder), diag) != JAL_OK)
		goto out;
	fault = receive_into(r, folder, wants, n, results, oids, n_oids, haves, diag);
	store_forget(r->options.repo);
	/* After a refusal in the middle the server still sends: this connection is spent. */
	if (fault)
		hang_up(r);
out:
	if (haves)
		oidset_free(&haves->seen);
	free(haves);
	free(oids);
	return fault;
}

/* ---- sending ---- */

struct outgoing {
	struct remote *r;
	git_packbuilder *builder;
	struct pkt_stream *to;
	enum jal_err err;
};

static int to_stream(void *bytes, size_t n, void *ctx)
{
	struct outgoing *out = ctx;
	out->err = out->to->write(out->to->ctx, bytes, n);
	return out->err ? GIT_EUSER : 0;
}

static int on_pack(int stage, uint32_t done, uint32_t total, void *ctx)
{
	struct outgoing *out = ctx;
	(void)stage;
	if (pulse_beat(&out->r->pulse, done, total))
		return 0;
	out->err = JAL_ERR_CANCELLED;
	return GIT_EUSER;
}

static enum jal_err send_pack(void *ctx, struct pkt_stream *to)
{
	struct outgoing *out = ctx;
	out->to = to;
	const int code = git_packbuilder_foreach(out->builder, to_stream, out);
	if (code == 0)
		return JAL_OK;
	return out->err ? out->err : JAL_ERR_IO;
}

static void answer(struct remote *r, struct remote_update *u, const struct smart_command *c)
{
	switch (c->verdict) {
	case SMART_SILENT:
		u->answer = REMOTE_UNKNOWN;
		return;
	case SMART_OK:
		u->answer = REMOTE_SENT;
		return;
	case SMART_NO:
		break;
	}
	/* Printable, by the same rule as everything a server says. */
	char before[REMOTE_DETAIL_MAX] = "";
	(void)snprintf(before, sizeof(before), "%s", r->detail);
	remote_note(r, c->reason, strlen(c->reason));
	(void)snprintf(u->reason, sizeof(u->reason), "%.*s", (int)sizeof(u->reason) - 1, r->detail);
	if (before[0])
		(void)snprintf(r->detail, sizeof(r->detail), "%s", before);
	u->answer = REMOTE_REFUSED;
}

/* A server that refuses because it cannot write says so in words only. */
static enum fault why_refused(const struct link *link)
{
	size_t n = 0;
	const char *text = ssh_complaint(link->ssh, &n);
	const enum fault fault = fault_in_words(text, n);
	return fault ? fault : fault_in_words(link->smart.words, link->smart.words_len);
}

static enum fault ssh_send(struct remote *r, struct remote_update *updates, size_t n, struct diag *diag)
{
	struct outgoing out = { .r = r };
	struct repo_refs there = REPO_REFS_INIT;
	struct smart_command *commands = calloc(n, sizeof(*commands));
	size_t ready = 0;
	enum fault fault = FAULT_HERE;

	if (!commands)
		return fault;
	const bool kept = r->link != NULL;
	fault = start_git(r, "git-receive-pack", &there);
	if (fault == FAULT_SILENT && kept) {
		hang_up(r);
		fault = start_git(r, "git-receive-pack", &there);
	}
	if (fault)
		goto out;
	struct link *link = r->link;
	for (size_t i = 0; i < n; i++) {
		const struct repo_ref *ref = repo_refs_find(&there, updates[i].name);
		if (!oid_equal(ref ? &ref->oid : &OID_NONE, &updates[i].old)) {
			updates[i].answer = REMOTE_MOVED;
			continue;
		}
		/* The server compares `old` again under its own lock. */
		struct smart_command *c = &commands[ready++];
		c->old = updates[i].old;
		c->new = updates[i].new;
		memcpy(c->name, updates[i].name, sizeof(c->name));
	}
	if (!ready) {
		fault = protocol_fault(r, smart_nothing(&link->smart));
		goto out;
	}
	fault = remote_pack(r, updates, n, &there, &out.builder, diag);
	if (fault)
		goto out;
	(void)git_packbuilder_set_callbacks(out.builder, on_pack, &out);
	const enum jal_err err = smart_push(&link->smart, commands, ready, send_pack, &out);
	fault = protocol_fault(r, err);
	bool refused = false;
	for (size_t i = 0, c = 0; i < n; i++) {
		if (updates[i].answer == REMOTE_NOT_TRIED)
			answer(r, &updates[i], &commands[c++]);
		refused = refused || updates[i].answer == REMOTE_REFUSED;
	}
	if (fault)
		hang_up(r);
	else if (refused)
		fault = why_refused(link);
out:
	git_packbuilder_free(out.builder);
	repo_refs_free(&there);
	free(commands);
	return fault;
}

const struct remote_transport remote_ssh_transport = {
	.create = ssh_create,
	.list = ssh_list,
	.receive = ssh_receive,
	.send = ssh_send,
	.close = hang_up,
};
