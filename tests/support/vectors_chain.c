/* The device commits of the test vectors, and bytes bent from them that must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "core/cbor.h"
#include "sync/heads.h"
#include "sync/keyrec.h"
#include "sync/lot.h"
#include "sync/message.h"
#include "sync/request.h"
#include "sync/snapshot.h"
#include "sync/tree.h"
#include "tests/support/vectors_impl.h"

/* One field written over the operation of that number, or over nothing; and naming another one
 * falsely, which replaces nothing. */
struct field {
	uint64_t number;
	const char *value;
	uint64_t over, beside;
};

#define FALSE_NONCE 1

/* The nonce of the referent's n-th write in a caseload: 63 bits that follow from the two. */
static uint64_t nonce_of(bool common, uint64_t number)
{
	uint8_t bytes[32] = { 0 };
	uint64_t nonce = 0;
	actors_bytes(common ? "nonce in common" : "nonce in own", (unsigned)number, bytes);
	for (int i = 0; i < 8; i++)
		nonce = nonce << 8 | bytes[i];
	return nonce & INT64_MAX;
}

static uint64_t stamp_of(uint64_t number)
{
	return (((uint64_t)ACTORS_DATE * 1000) << 16) + number;
}

static void put_name(struct cbor_out *out, const struct actor *a, uint64_t number, uint64_t nonce)
{
	cbor_write_array(out, 3);
	cbor_write_bytes(out, a->device.b, ID_BYTES);
	cbor_write_uint(out, number);
	cbor_write_uint(out, nonce);
}

/* A write of text fields: [0, number, stamp, nonce, dossier or null, entity, record, {field: [value, names]}]. */
static void put_operation(struct cbor_out *out, const struct actor *a, uint64_t number, bool common,
			  const struct field *fields, size_t n)
{
	const struct jal_id dossier = actors_id("dossier", 1), record = actors_id(common ? "employer" : "person", 1);
	cbor_write_array(out, 8);
	cbor_write_uint(out, 0);
	cbor_write_uint(out, number);
	cbor_write_uint(out, stamp_of(number));
	cbor_write_uint(out, nonce_of(common, number));
	if (common)
		cbor_write_null(out);
	else
		cbor_write_bytes(out, dossier.b, ID_BYTES);
	cbor_write_uint(out, common ? 40 : 2);
	cbor_write_bytes(out, record.b, ID_BYTES);
	cbor_write_map(out, n);
	for (size_t i = 0; i < n; i++) {
		cbor_write_uint(out, fields[i].number);
		cbor_write_array(out, 2);
		cbor_write_text(out, fields[i].value, strlen(fields[i].value));
		cbor_write_array(out, (fields[i].over ? 1U : 0U) + (fields[i].beside ? 1U : 0U));
		if (fields[i].over)
			put_name(out, a, fields[i].over, nonce_of(common, fields[i].over));
		if (fields[i].beside)
			put_name(out, a, fields[i].beside, FALSE_NONCE);
	}
}

static const struct field typed[] = { { 2, "Exemple", 0, 0 }, { 4, "Clémence", 0, 0 } };
static const struct field mended[] = { { 2, "Exemple-Fictif", 1, 0 } };
static const struct field employer[] = { { 1, "Boulangerie inventée", 0, 0 } };
static const struct field later[] = { { 4, "Clémentine", 1, 2 } };

/* Three plaintexts: a person typed and a name mended at once; an employer of the
 * common caseload; a first name mended later. */
static void put_plain(const struct actor *a, int which, struct buf *plain)
{
	struct cbor_out out;
	cbor_write_begin(&out, plain);
	cbor_write_array(&out, which == 1 ? 2 : 1);
	if (which == 1) {
		put_operation(&out, a, 1, false, typed, 2);
		put_operation(&out, a, 2, false, mended, 1);
	} else if (which == 2) {
		put_operation(&out, a, 1, true, employer, 1);
	} else {
		put_operation(&out, a, 3, false, later, 1);
	}
	assert_int_equal(cbor_write_end(&out), JAL_OK);
}

/* ---- digests ---- */

static void digest_name(struct buf *b, const struct jal_id *caseload, const struct actor *a, uint64_t number, uint64_t nonce)
{
	assert_int_equal(buf_put(b, caseload->b, ID_BYTES), JAL_OK);
	assert_int_equal(buf_put(b, a->device.b, ID_BYTES), JAL_OK);
	assert_int_equal(buf_put_u64(b, number), JAL_OK);
	assert_int_equal(buf_put_u64(b, nonce), JAL_OK);
}

/* A field's live write, of that operation: the bytes of docs/protocol.md §14, once more. */
static void digest_write(struct buf *b, const struct vectors_world *w, int caseload, uint64_t number,
			 const struct field *field)
{
	const bool common = caseload == COMMON;
	const struct jal_id none = ID_ZERO, dossier = actors_id("dossier", 1), record = actors_id(common ? "employer" : "person", 1);
	const struct jal_id *at = &w->caseload[caseload];
	struct buf value = BUF_INIT;
	struct cbor_out out;
	cbor_write_begin(&out, &value);
	cbor_write_text(&out, field->value, strlen(field->value));
	assert_int_equal(cbor_write_end(&out), JAL_OK);
	assert_int_equal(buf_put(b, common ? none.b : dossier.b, ID_BYTES), JAL_OK);
	assert_int_equal(buf_put_u32(b, common ? 40 : 2), JAL_OK);
	assert_int_equal(buf_put(b, record.b, ID_BYTES), JAL_OK);
	assert_int_equal(buf_put_u32(b, (uint32_t)field->number), JAL_OK);
	assert_int_equal(buf_put_u32(b, 0), JAL_OK);
	digest_name(b, at, &w->ref, number, nonce_of(common, number));
	assert_int_equal(buf_put_u64(b, stamp_of(number)), JAL_OK);
	assert_int_equal(buf_put_u32(b, (uint32_t)value.len), JAL_OK);
	assert_int_equal(buf_put(b, value.data, value.len), JAL_OK);
	assert_int_equal(buf_put_u32(b, (field->over ? 1U : 0U) + (field->beside ? 1U : 0U)), JAL_OK);
	if (field->over)
		digest_name(b, at, &w->ref, field->over, nonce_of(common, field->over));
	if (field->beside)
		digest_name(b, at, &w->ref, field->beside, FALSE_NONCE);
	buf_free(&value);
}

static void say_digest(const struct vectors_world *w, int caseload, const struct buf *live)
{
	char line[160] = "", hex[HASH_HEX + 1];
	struct buf b = BUF_INIT;
	assert_int_equal(buf_puts(&b, "JLDIGST1"), JAL_OK);
	assert_int_equal(buf_put(&b, w->caseload[caseload].b, ID_BYTES), JAL_OK);
	assert_int_equal(buf_put(&b, live->data, live->len), JAL_OK);
	const struct jal_hash h = hash_b2(b.data, b.len);
	(void)snprintf(line, sizeof(line), "digest ok %s %s", caseload == COMMON ? "common" : "own", hash_hex(&h, hex));
	vectors_say(w, line);
	buf_free(&b);
}

/* What lives when the three plaintexts are applied: the second names, and the first name written last,
 * whose false name beside the true one replaces nothing. */
static void say_digests(const struct vectors_world *w)
{
	struct buf own = BUF_INIT, common = BUF_INIT;
	digest_write(&own, w, OWN, 2, &mended[0]);
	digest_write(&own, w, OWN, 3, &later[0]);
	digest_write(&common, w, COMMON, 1, &employer[0]);
	say_digest(w, OWN, &own);
	say_digest(w, COMMON, &common);
	buf_free(&own);
	buf_free(&common);
}

/* ---- device commits ---- */

struct files {
	struct buf lot, heads, keys, state;
};

static void files_free(struct files *f)
{
	buf_free(&f->lot);
	buf_free(&f->heads);
	buf_free(&f->keys);
	buf_free(&f->state);
}

static struct message_hash hash_of(const struct buf *b)
{
	struct message_hash h = { .present = b->len > 0 };
	if (h.present)
		h.hash = hash_b2(b->data, b->len);
	return h;
}

static void put_file(const struct vectors_world *w, const char *commit, const char *kind, const struct buf *b)
{
	char text[160] = "";
	if (!b->len)
		return;
	(void)snprintf(text, sizeof(text), "%s.%s", commit, kind);
	(void)vectors_put(w->v, text, b->data, b->len);
	(void)snprintf(text, sizeof(text), "%s ok %s.%s", kind, commit, kind);
	vectors_say(w, text);
}

static struct oid blob_of(const struct buf *b)
{
	struct oid oid = { { 0 } };
	assert_int_equal(oid_of(OID_BLOB, b->data, b->len, &oid), JAL_OK);
	return oid;
}

/* The tree of the files that there are, by the names in alphabetical order. */
static struct oid tree_of(const struct files *f)
{
	const struct buf *const all[] = { &f->heads, &f->keys, &f->lot, &f->state };
	static const char *const names[] = { "heads", "keys", "lot", "state" };
	struct tree_entry entries[4];
	struct buf bytes = BUF_INIT;
	struct oid oid = { { 0 } };
	size_t n = 0;
	memset(entries, 0, sizeof(entries));
	for (size_t i = 0; i < 4; i++) {
		if (!all[i]->len)
			continue;
		memcpy(entries[n].name, names[i], strlen(names[i]));
		entries[n++].oid = blob_of(all[i]);
	}
	assert_int_equal(tree_encode(entries, n, &bytes), JAL_OK);
	assert_int_equal(oid_of(OID_TREE, bytes.data, bytes.len, &oid), JAL_OK);
	buf_free(&bytes);
	return oid;
}

/* Signs m with its files as commit NAME; gives its hash and git name. */
static struct jal_hash device_commit(const struct vectors_world *w, const char *name, const struct actor *signer,
				     struct message *m, const struct files *f, struct oid *parents, size_t n_parents,
				     struct oid *git)
{
	struct commit c = COMMIT_INIT;
	struct buf raw = BUF_INIT;
	char text[160] = "";
	m->lot = hash_of(&f->lot);
	m->heads = hash_of(&f->heads);
	m->keys = hash_of(&f->keys);
	m->state = hash_of(&f->state);
	c.tree = tree_of(f);
	c.parents = parents;
	c.n_parents = n_parents;
	assert_int_equal(message_encode(m, &c.message, NULL), JAL_OK);
	vectors_sign(&c, signer, &raw);
	(void)snprintf(text, sizeof(text), "%s.commit", name);
	(void)vectors_put(w->v, text, raw.data, raw.len);
	(void)snprintf(text, sizeof(text), "commit ok %s.commit", name);
	vectors_say(w, text);
	put_file(w, name, "lot", &f->lot);
	put_file(w, name, "heads", &f->heads);
	put_file(w, name, "keys", &f->keys);
	put_file(w, name, "state", &f->state);
	const struct jal_hash h = hash_b2(raw.data, raw.len);
	assert_int_equal(oid_of(OID_COMMIT, raw.data, raw.len, git), JAL_OK);
	buf_free(&c.message);
	buf_free(&raw);
	return h;
}

static struct envelope_place place_of(const struct message *m)
{
	return (struct envelope_place){ m->territory, m->device, m->seq, m->prev.hash, m->charter, m->charter_hash };
}

static void message_for(const struct vectors_world *w, const struct actor *a, uint64_t charter, struct message *m)
{
	memset(m, 0, sizeof(*m));
	m->territory = w->territory;
	m->device = a->device;
	m->charter = charter;
	m->charter_hash = *charter_hash(w->charter, charter);
	memcpy(m->box, a->box_public, sizeof(m->box));
}

/* crypto_box_seal() with the throwaway key given instead of drawn. */
static void seal_same(const struct vectors_world *w, int caseload, int epoch, const struct actor *to, unsigned seed,
		      struct keyrec *out)
{
	struct buf plain = BUF_INIT;
	uint8_t bytes[32] = { 0 }, pk[32] = { 0 }, sk[32] = { 0 }, nonce[crypto_box_NONCEBYTES] = { 0 };
	const struct secret k = vectors_key(w, caseload, epoch);
	crypto_generichash_state st;
	memset(out, 0, sizeof(*out));
	out->caseload = w->caseload[caseload];
	out->epoch = (uint32_t)epoch;
	out->device = to->device;
	memcpy(out->box, to->box_public, 32);
	actors_bytes("throwaway", seed, bytes);
	assert_int_equal(crypto_box_seed_keypair(pk, sk, bytes), 0);
	assert_int_equal(crypto_generichash_init(&st, NULL, 0, sizeof(nonce)), 0);
	assert_int_equal(crypto_generichash_update(&st, pk, 32), 0);
	assert_int_equal(crypto_generichash_update(&st, to->box_public, 32), 0);
	assert_int_equal(crypto_generichash_final(&st, nonce, sizeof(nonce)), 0);
	assert_int_equal(keyrec_plain(&w->territory, &w->caseload[caseload], (uint32_t)epoch, &to->device, &k, &plain), JAL_OK);
	memcpy(out->sealed, pk, 32);
	assert_int_equal(crypto_box_easy(out->sealed + 32, plain.data, plain.len, nonce, to->box_public, sk), 0);
	buf_free(&plain);
}

static int by_order(const void *a, const void *b)
{
	return keyrec_compare(a, b);
}

/* One supervisor's commit: keys for ref and sup2, a merge of ref's tip, a snapshot's head. */
static void make_supervisor(const struct vectors_world *w, const struct heads_tip *tip, struct oid tip_git)
{
	struct message m;
	struct files f = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	struct keyrec records[4];
	struct keyrec_list list = { records, 4 };
	struct heads_tip tips[1] = { *tip };
	const struct heads heads = { tips, 1 };
	struct jal_hash parts[2];
	struct snapshot snapshot = { .caseload = w->caseload[OWN], .epoch = 2, .parts = parts, .n = 2 };
	struct oid git = { { 0 } };
	message_for(w, &w->sup, 4, &m);
	m.seq = 1;
	m.n_seen = 1;
	m.seen[0] = (struct message_seen){ tip->device, tip->seq, tip->hash };
	seal_same(w, OWN, 1, &w->ref, 1, &records[0]);
	seal_same(w, OWN, 2, &w->ref, 2, &records[1]);
	seal_same(w, COMMON, 1, &w->ref, 3, &records[2]);
	seal_same(w, COMMON, 1, &w->sup2, 4, &records[3]);
	qsort(records, 4, sizeof(records[0]), by_order);
	assert_int_equal(keyrec_list_encode(&list, &f.keys), JAL_OK);
	assert_int_equal(heads_encode(&heads, &f.heads), JAL_OK);
	actors_bytes("part", 0, parts[0].b);
	actors_bytes("part", 1, parts[1].b);
	memset(snapshot.header, 0x5A, sizeof(snapshot.header));
	assert_int_equal(snapshot_encode(&snapshot, &f.state), JAL_OK);
	put_file(w, "snapshot", "state", &f.state);
	buf_clear(&f.state);
	(void)device_commit(w, "sup-1", &w->sup, &m, &f, &tip_git, 1, &git);
	vectors_say(w, "record ok sup-1.keys own 1 ref");
	vectors_say(w, "record ok sup-1.keys own 2 ref");
	vectors_say(w, "record ok sup-1.keys common 1 ref");
	vectors_say(w, "record ok sup-1.keys common 1 sup2");
	files_free(&f);
}

void vectors_make_chains(const struct vectors_world *w)
{
	struct message m;
	struct files f = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	struct oid git = { { 0 } }, git2 = { { 0 } };
	uint8_t nonce[3][32];
	for (unsigned i = 0; i < 3; i++)
		actors_bytes("nonce", i, nonce[i]);
	struct buf plain[3] = { BUF_INIT, BUF_INIT, BUF_INIT };
	for (int i = 0; i < 3; i++) {
		char name[32] = "";
		put_plain(&w->ref, i + 1, &plain[i]);
		(void)snprintf(name, sizeof(name), "operations-%d.cbor", i + 1);
		(void)vectors_put(w->v, name, plain[i].data, plain[i].len);
	}

	const struct secret own_1 = vectors_key(w, OWN, 1), own_2 = vectors_key(w, OWN, 2), common_1 = vectors_key(w, COMMON, 1);
	message_for(w, &w->ref, 1, &m);
	m.seq = 1;
	struct envelope_place at = place_of(&m);
	const struct lot_part first[] = {
		{ w->caseload[OWN], 1, &own_1, nonce[0], plain[0].data, plain[0].len },
		{ w->caseload[COMMON], 1, &common_1, nonce[1], plain[1].data, plain[1].len },
	};
	assert_int_equal(lot_seal(&at, first, 2, &f.lot), JAL_OK);
	struct jal_hash h = device_commit(w, "ref-1", &w->ref, &m, &f, NULL, 0, &git);
	vectors_say(w, "envelope ok ref-1 own 1 operations-1.cbor");
	vectors_say(w, "envelope ok ref-1 common 1 operations-2.cbor");

	message_for(w, &w->ref, 3, &m);
	m.seq = 2;
	m.prev = (struct message_hash){ true, h };
	at = place_of(&m);
	const struct lot_part second[] = { { w->caseload[OWN], 2, &own_2, nonce[2], plain[2].data, plain[2].len } };
	buf_clear(&f.lot);
	assert_int_equal(lot_seal(&at, second, 1, &f.lot), JAL_OK);
	h = device_commit(w, "ref-2", &w->ref, &m, &f, &git, 1, &git2);
	vectors_say(w, "envelope ok ref-2 own 2 operations-3.cbor");
	say_digests(w);
	files_free(&f);
	for (int i = 0; i < 3; i++)
		buf_free(&plain[i]);

	const struct heads_tip tip = { w->ref.device, 2, h };
	make_supervisor(w, &tip, git2);
}

/* ---- bent bytes ---- */

static void put_bent(const struct vectors_world *w, const char *check, const char *verdict, const char *name,
		     const struct buf *b)
{
	char text[160] = "";
	(void)vectors_put(w->v, name, b->data, b->len);
	(void)snprintf(text, sizeof(text), "%s %s %s", check, verdict, name);
	vectors_say(w, text);
}

/* A copy of a file with one piece replaced by another; the piece must be there. */
static void bend(const struct vectors_world *w, const char *check, const char *verdict, const char *from, const char *name,
		 const char *piece, const char *by)
{
	const struct buf *b = vectors_find(w->v, from);
	struct buf out = BUF_INIT;
	const uint8_t *at = memmem(b->data, b->len, piece, strlen(piece));
	assert_non_null(at);
	const size_t before = (size_t)(at - b->data);
	assert_int_equal(buf_put(&out, b->data, before), JAL_OK);
	assert_int_equal(buf_puts(&out, by), JAL_OK);
	assert_int_equal(buf_put(&out, at + strlen(piece), b->len - before - strlen(piece)), JAL_OK);
	put_bent(w, check, verdict, name, &out);
	buf_free(&out);
}

static void flip(const struct vectors_world *w, const char *check, const char *verdict, const char *from, const char *name,
		 size_t at)
{
	struct buf out = BUF_INIT;
	const struct buf *b = vectors_find(w->v, from);
	assert_int_equal(buf_put(&out, b->data, b->len), JAL_OK);
	out.data[at < b->len ? at : b->len - 1] ^= 1;
	put_bent(w, check, verdict, name, &out);
	buf_free(&out);
}

/* The signature moved: behind the message, above the author, or wrapped at 76 columns. */
static void bend_signature(const struct vectors_world *w)
{
	static const char first[] = "gpgsig ", last[] = " -----END SSH SIGNATURE-----\n";
	const struct buf *b = vectors_find(w->v, "ref-1.commit");
	const uint8_t *at = memmem(b->data, b->len, first, sizeof(first) - 1);
	const uint8_t *end = memmem(b->data, b->len, last, sizeof(last) - 1);
	const uint8_t *author = memmem(b->data, b->len, "author ", 7);
	assert_true(at && end && author);
	end += sizeof(last) - 1;
	const size_t before = (size_t)(at - b->data), n = (size_t)(end - at), rest = b->len - before - n;
	struct buf out = BUF_INIT;
	assert_int_equal(buf_put(&out, b->data, before), JAL_OK);
	assert_int_equal(buf_put(&out, end, rest), JAL_OK);
	put_bent(w, "commit", "syntax", "bad-unsigned.commit", &out);
	assert_int_equal(buf_putc(&out, '\n'), JAL_OK);
	assert_int_equal(buf_put(&out, at, n), JAL_OK);
	put_bent(w, "commit", "syntax", "bad-signature-in-message.commit", &out);
	buf_clear(&out);
	assert_int_equal(buf_put(&out, b->data, (size_t)(author - b->data)), JAL_OK);
	assert_int_equal(buf_put(&out, at, n), JAL_OK);
	assert_int_equal(buf_put(&out, author, before - (size_t)(author - b->data)), JAL_OK);
	assert_int_equal(buf_put(&out, end, rest), JAL_OK);
	put_bent(w, "commit", "syntax", "bad-header-moved.commit", &out);
	buf_clear(&out);

	assert_int_equal(buf_put(&out, b->data, before), JAL_OK);
	assert_int_equal(buf_puts(&out, "gpgsig -----BEGIN SSH SIGNATURE-----\n "), JAL_OK);
	size_t column = 0;
	for (const uint8_t *p = at + sizeof("gpgsig -----BEGIN SSH SIGNATURE-----\n") - 1; p < end - sizeof(last) + 1; p++) {
		if (*p == '\n' || *p == ' ')
			continue;
		if (column == 76) {
			assert_int_equal(buf_puts(&out, "\n "), JAL_OK);
			column = 0;
		}
		assert_int_equal(buf_putc(&out, *p), JAL_OK);
		column++;
	}
	assert_int_equal(buf_printf(&out, "\n%s", last), JAL_OK);
	assert_int_equal(buf_put(&out, end, rest), JAL_OK);
	put_bent(w, "commit", "syntax", "bad-armour-76.commit", &out);
	buf_free(&out);
}

static void make_requests(const struct vectors_world *w)
{
	struct buf out = BUF_INIT;
	struct request_invitation in = { .charter = 1 };
	char code[REQUEST_CODE_CHARS + 1] = "", text[160] = "";
	assert_int_equal(request_make(&w->ref.sign, w->ref.box_public, "Clémence Exemple", &out, NULL), JAL_OK);
	assert_int_equal(request_code(buf_str(&out), out.len, code, NULL), JAL_OK);
	(void)vectors_put(w->v, "request.txt", out.data, out.len);
	(void)snprintf(text, sizeof(text), "request ok request.txt %s", code);
	vectors_say(w, text);
	bend(w, "request", "verify", "request.txt", "bad-name.request", "Clémence", "Clemence");
	bend(w, "request", "syntax", "request.txt", "bad-line-more.request", "signature ", "role supervisor\nsignature ");
	buf_clear(&out);
	in.territory = w->territory;
	in.root = *charter_hash(w->charter, 0);
	memcpy(in.remote, "ssh://git@exemple.invalid/territoire.git", sizeof("ssh://git@exemple.invalid/territoire.git"));
	in.charter_hash = *charter_hash(w->charter, 1);
	in.member = w->ref.member;
	in.device = w->ref.device;
	assert_int_equal(request_invite(&in, &out, NULL), JAL_OK);
	assert_int_equal(request_code(buf_str(&out), out.len, code, NULL), JAL_OK);
	(void)vectors_put(w->v, "invitation.txt", out.data, out.len);
	(void)snprintf(text, sizeof(text), "invitation ok invitation.txt %s", code);
	vectors_say(w, text);
	bend(w, "invitation", "syntax", "invitation.txt", "bad-number.invitation", "charter 1 ", "charter 01 ");
	buf_free(&out);
}

void vectors_make_bent(const struct vectors_world *w)
{
	bend_signature(w);
	bend(w, "commit", "syntax", "ref-1.commit", "bad-extra-header.commit", "gpgsig ", "encoding UTF-8\ngpgsig ");
	bend(w, "commit", "syntax", "ref-1.commit", "bad-date.commit", " 1767607200 +0000\ncommitter", " 1767607201 +0000\ncommitter");
	bend(w, "commit", "syntax", "ref-1.commit", "bad-zone.commit", "+0000\ngpgsig", "+0100\ngpgsig");
	bend(w, "commit", "syntax", "ref-1.commit", "bad-seq-0.commit", "\nseq 1\n", "\nseq 0\n");
	bend(w, "commit", "syntax", "ref-1.commit", "bad-seq-01.commit", "\nseq 1\n", "\nseq 01\n");
	bend(w, "commit", "syntax", "ref-1.commit", "bad-carriage-return.commit", "\nseq 1\n", "\r\nseq 1\n");
	bend(w, "commit", "syntax", "ref-1.commit", "bad-field-missing.commit", "keys none\n", "");
	bend(w, "commit", "syntax", "ref-1.commit", "bad-field-more.commit", "keys none\n", "keys none\nmore none\n");
	bend(w, "commit", "verify", "ref-1.commit", "bad-signature-of-another-text.commit", "heads none\nkeys none", "heads none\nkeys b2:0000000000000000000000000000000000000000000000000000000000000000");
	bend(w, "lot", "syntax", "ref-1.lot", "bad-magic.lot", "JLE1", "JLE2");
	flip(w, "lot", "syntax", "ref-1.lot", "bad-size.lot", 51);
	flip(w, "lot", "syntax", "ref-1.lot", "bad-epoch-0.lot", 23);
	bend(w, "heads", "syntax", "sup-1.heads", "bad-magic.heads", "JLNHEAD1", "JLNHEAD2");
	flip(w, "heads", "syntax", "sup-1.heads", "bad-count.heads", 11);
	bend(w, "keys", "syntax", "sup-1.keys", "bad-magic.keys", "JLNKEYS1", "JLNKEYS2");
	flip(w, "keys", "syntax", "sup-1.keys", "bad-count.keys", 11);
	flip(w, "state", "syntax", "snapshot.state", "bad-count.state", 55);

	const struct buf *lot = vectors_find(w->v, "ref-1.lot");
	struct buf out = BUF_INIT;
	assert_int_equal(buf_put(&out, lot->data + lot->len / 2, lot->len / 2), JAL_OK);
	assert_int_equal(buf_put(&out, lot->data, lot->len / 2), JAL_OK);
	put_bent(w, "lot", "syntax", "bad-unsorted.lot", &out);
	buf_clear(&out);
	assert_int_equal(buf_put(&out, lot->data, lot->len), JAL_OK);
	assert_int_equal(buf_putc(&out, 0), JAL_OK);
	put_bent(w, "lot", "syntax", "bad-trailing.lot", &out);
	buf_free(&out);
	/* Replay: the same bytes under another device's or number's commit. */
	vectors_say(w, "replay verify ref-1.lot ref-2 own 1");
	vectors_say(w, "replay verify ref-1.lot sup-1 own 1");
	make_requests(w);
}
