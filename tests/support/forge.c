/* Forged commits. */
#include "tests/support/forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/outbox.h"
#include "sync/gitlib.h"
#include "sync/refname.h"
#include "sync/tree.h"
#include "sync/verify.h"

const char *forge_reference(const struct office *o)
{
	static char ring[4][REPO_REF_NAME_MAX + 1];
	static unsigned turn;
	struct keyring_device d;
	assert_int_equal(keyring_device(o->core.db, &d), JAL_OK);
	return refname_device(&d.id, 1, ring[turn++ % 4]);
}

struct oid forge_tip(const struct office_town *town, const char *reference)
{
	char command[512];
	struct buf out = BUF_INIT;
	struct oid oid = { { 0 } };
	(void)snprintf(command, sizeof(command), "git -C server.git rev-parse -q --verify %s", reference);
	if (office_town_run(town, command, &out) == 0)
		for (size_t i = 0; i < OID_BYTES; i++) {
			unsigned byte = 0;
			assert_int_equal(sscanf(buf_str(&out) + 2 * i, "%2x", &byte), 1);
			oid.b[i] = (uint8_t)byte;
		}
	buf_free(&out);
	return oid;
}

void forge_set(const struct office_town *town, const char *reference, const struct oid *oid)
{
	char command[512], hex[OID_HEX + 1];
	if (oid)
		(void)snprintf(command, sizeof(command), "git -C server.git update-ref %s %s", reference, oid_hex(oid, hex));
	else
		(void)snprintf(command, sizeof(command), "git -C server.git update-ref -d %s", reference);
	assert_int_equal(office_town_run(town, command, NULL), 0);
}

static void read_tip(struct forge *f, const struct oid *tip)
{
	struct buf raw = BUF_INIT;
	struct commit c = COMMIT_INIT;
	struct message m;
	assert_int_equal(repo_read(f->repo, tip, OID_COMMIT, COMMIT_DEVICE_MAX, &raw), JAL_OK);
	assert_int_equal(commit_parse(raw.data, raw.len, COMMIT_DEVICE_MAX, &c, NULL), JAL_OK);
	assert_int_equal(message_parse(c.message.data, c.message.len, &m, NULL), JAL_OK);
	f->message.seq = m.seq + 1;
	f->message.prev = (struct message_hash){ true, hash_b2(raw.data, raw.len) };
	f->parents[f->n_parents++] = *tip;
	commit_free(&c);
	buf_free(&raw);
}

void forge_begin(struct forge *f, struct office *o, const struct office_town *town)
{
	struct roster_territory t;
	struct keyring_device d;
	struct diag diag = DIAG_INIT;
	memset(f, 0, sizeof(*f));
	f->o = o;
	f->town = town;
	f->date = commit_date(o->core.now_ms);
	assert_int_equal(gitlib_start(), JAL_OK);
	assert_int_equal(repo_open(town->server, &f->repo, &diag), JAL_OK);
	assert_int_equal(roster_territory(o->core.db, &t), JAL_OK);
	assert_int_equal(keyring_device(o->core.db, &d), JAL_OK);
	assert_int_equal(keyring_sign_secret(o->core.db, &f->sign), JAL_OK);
	f->message = (struct message){ .territory = t.id, .device = d.id, .seq = 1, .charter = t.charter,
		.charter_hash = t.charter_hash };
	memcpy(f->message.box, d.box_public, sizeof(f->message.box));
	(void)snprintf(f->reference, sizeof(f->reference), "%s", forge_reference(o));
	struct oid tip = { { 0 } };
	const enum jal_err err = repo_ref(f->repo, f->reference, &tip);
	if (!err)
		read_tip(f, &tip);
	else
		assert_int_equal(err, JAL_ERR_NOT_FOUND);
}

void forge_part(struct forge *f, const struct jal_id *caseload, uint32_t epoch, const struct secret *key, const void *plain,
	size_t n)
{
	assert_true(f->n_parts < FORGE_PARTS);
	uint8_t *copy = malloc(n + 1);
	assert_non_null(copy);
	memcpy(copy, plain, n);
	assert_int_equal(secret_copy(key->p, key->n, &f->part_keys[f->n_parts]), JAL_OK);
	f->parts[f->n_parts] = (struct lot_part){ .caseload = *caseload, .epoch = epoch,
		.epoch_key = &f->part_keys[f->n_parts], .plain = copy, .n = n };
	f->n_parts++;
}

void forge_waiting(struct forge *f, const struct jal_id *caseload)
{
	struct outbox_batch b = { .plain = BUF_INIT };
	struct secret key = SECRET_INIT;
	assert_int_equal(outbox_batch(f->o->core.db, caseload, ENVELOPE_SEVERAL_MAX, &b), JAL_OK);
	assert_int_equal(keyring_epoch(f->o->core.db, caseload, 1, &key), JAL_OK);
	forge_part(f, caseload, 1, &key, b.plain.data, b.plain.len);
	secret_free(&key);
	outbox_batch_free(&b);
}

static void add_file(struct forge *f, const char *name, const struct buf *bytes, struct message_hash *said,
	struct tree_entry *entries, size_t *n)
{
	struct diag diag = DIAG_INIT;
	if (bytes->len == 0)
		return;
	struct tree_entry *e = &entries[(*n)++];
	memset(e, 0, sizeof(*e));
	(void)snprintf(e->name, sizeof(e->name), "%s", name);
	assert_int_equal(repo_write(f->repo, OID_BLOB, bytes->data, bytes->len, &e->oid, &diag), JAL_OK);
	if (said)
		*said = (struct message_hash){ true, hash_b2(bytes->data, bytes->len) };
}

void forge_commit(struct forge *f, struct buf *raw)
{
	struct message *m = &f->message;
	struct tree_entry entries[5];
	struct buf tree = BUF_INIT;
	struct commit c = { .date = f->date, .parents = f->parents, .n_parents = f->n_parents, .message = BUF_INIT };
	struct diag diag = DIAG_INIT;
	size_t n = 0;
	if (f->n_parts) {
		const struct envelope_place place = { m->territory, m->device, m->seq, m->prev.hash, m->charter, m->charter_hash };
		assert_int_equal(lot_seal(&place, f->parts, f->n_parts, &f->lot), JAL_OK);
	}
	add_file(f, "heads", &f->heads, &m->heads, entries, &n);
	add_file(f, "keys", &f->keys, &m->keys, entries, &n);
	add_file(f, "lot", &f->lot, &m->lot, entries, &n);
	if (f->wrong_hash)
		m->lot.hash.b[0] ^= 1;
	if (f->extra_file)
		add_file(f, f->extra_file, &f->lot, NULL, entries, &n);
	assert_int_equal(tree_encode(entries, n, &tree), JAL_OK);
	assert_int_equal(repo_write(f->repo, OID_TREE, tree.data, tree.len, &c.tree, &diag), JAL_OK);
	assert_int_equal(message_encode(m, &c.message, &diag), JAL_OK);
	assert_int_equal(commit_sign(&c, &f->sign), JAL_OK);
	assert_int_equal(commit_encode(&c, raw), JAL_OK);
	buf_free(&c.message);
	buf_free(&tree);
}

struct oid forge_put(struct forge *f, const struct buf *raw)
{
	struct oid oid = { { 0 } };
	struct diag diag = DIAG_INIT;
	assert_int_equal(repo_write(f->repo, OID_COMMIT, raw->data, raw->len, &oid, &diag), JAL_OK);
	assert_int_equal(repo_flush(f->repo, &diag), JAL_OK);
	forge_set(f->town, f->reference, &oid);
	return oid;
}

struct oid forge_send(struct forge *f)
{
	struct buf raw = BUF_INIT;
	forge_commit(f, &raw);
	const struct oid oid = forge_put(f, &raw);
	buf_free(&raw);
	return oid;
}

void forge_end(struct forge *f)
{
	for (size_t i = 0; i < f->n_parts; i++) {
		free((void *)(uintptr_t)f->parts[i].plain);
		secret_free(&f->part_keys[i]);
	}
	buf_free(&f->heads);
	buf_free(&f->keys);
	buf_free(&f->lot);
	secret_free(&f->sign);
	repo_close(f->repo);
}
