/* Test vectors: a small territory of invented people, and what must be refused in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sync/epoch.h"
#include "tests/support/vectors_impl.h"

struct vector *vectors_put(struct vectors *v, const char *name, const void *bytes, size_t n)
{
	assert_true(v->n < VECTORS_MAX && strlen(name) < sizeof(v->file[0].name));
	struct vector *f = &v->file[v->n++];
	memset(f, 0, sizeof(*f));
	memcpy(f->name, name, strlen(name) + 1);
	assert_int_equal(buf_put(&f->bytes, bytes, n), JAL_OK);
	return f;
}

const struct buf *vectors_find(const struct vectors *v, const char *name)
{
	for (size_t i = 0; i < v->n; i++) {
		if (strcmp(v->file[i].name, name) == 0)
			return &v->file[i].bytes;
	}
	fail_msg("no vector %s", name);
	return NULL;
}

void vectors_free(struct vectors *v)
{
	for (size_t i = 0; i < v->n; i++)
		buf_free(&v->file[i].bytes);
	buf_free(&v->index);
	v->n = 0;
}

struct secret vectors_key(const struct vectors_world *w, int caseload, int epoch)
{
	uint8_t *p = (uint8_t *)(uintptr_t)w->key_bytes[caseload][epoch - 1];
	return (struct secret){ p, 32 };
}

static void say_hex(struct buf *out, const char *name, const void *bytes, size_t n)
{
	assert_int_equal(buf_printf(out, "%s ", name), JAL_OK);
	assert_int_equal(buf_put_hex(out, bytes, n), JAL_OK);
	assert_int_equal(buf_putc(out, '\n'), JAL_OK);
}

static void say_actor(struct buf *out, const char *name, const struct actor *a)
{
	assert_int_equal(buf_printf(out, "\nactor %s\n", name), JAL_OK);
	say_hex(out, "member", a->member.b, ID_BYTES);
	say_hex(out, "device", a->device.b, ID_BYTES);
	say_hex(out, "ed25519-seed", a->sign_bytes, 32);
	say_hex(out, "ed25519", a->sign_public, 32);
	say_hex(out, "x25519-secret", a->box_bytes, 32);
	say_hex(out, "x25519", a->box_public, 32);
	assert_int_equal(sshsig_key_text(a->sign_public, out), JAL_OK);
	assert_int_equal(buf_putc(out, '\n'), JAL_OK);
}

static struct jal_hash commitment(const struct vectors_world *w, int caseload, int epoch)
{
	struct jal_hash h = { { 0 } };
	const struct secret k = vectors_key(w, caseload, epoch);
	assert_int_equal(epoch_commitment(&k, &w->territory, &w->caseload[caseload], (uint32_t)epoch, &h), JAL_OK);
	return h;
}

static void put_keys_text(const struct vectors_world *w)
{
	struct buf out = BUF_INIT;
	say_hex(&out, "territory", w->territory.b, ID_BYTES);
	say_actor(&out, "sup", &w->sup);
	say_actor(&out, "sup2", &w->sup2);
	say_actor(&out, "ref", &w->ref);
	static const char *const names[] = { "own", "common" };
	for (int c = 0; c < CASELOADS; c++) {
		for (int e = 1; e <= 2; e++) {
			struct secret derived = SECRET_INIT;
			const struct secret k = vectors_key(w, c, e);
			const struct jal_hash h = commitment(w, c, e);
			assert_int_equal(buf_printf(&out, "\ncaseload %s epoch %d\n", names[c], e), JAL_OK);
			say_hex(&out, "id", w->caseload[c].b, ID_BYTES);
			say_hex(&out, "epoch-key", k.p, 32);
			assert_int_equal(epoch_lot_key(&k, &derived), JAL_OK);
			say_hex(&out, "lot-key", derived.p, 32);
			secret_free(&derived);
			assert_int_equal(epoch_state_key(&k, &derived), JAL_OK);
			say_hex(&out, "state-key", derived.p, 32);
			secret_free(&derived);
			say_hex(&out, "commitment", h.b, HASH_BYTES);
		}
	}
	(void)vectors_put(w->v, "keys.txt", out.data, out.len);
	buf_free(&out);
}

void vectors_say(const struct vectors_world *w, const char *line)
{
	assert_int_equal(buf_printf(&w->v->index, "%s\n", line), JAL_OK);
}

/* ---- the charter ---- */

void vectors_sign(struct commit *c, const struct actor *signer, struct buf *raw)
{
	c->date = ACTORS_DATE;
	assert_int_equal(commit_sign(c, &signer->sign), JAL_OK);
	assert_int_equal(commit_encode(c, raw), JAL_OK);
}

/* Puts NAME.commit and NAME.signers, and the line that says what becomes of them. */
static void put_charter(const struct vectors_world *w, const char *name, const char *verdict, const struct buf *raw,
			const struct buf *file)
{
	char text[160] = "";
	(void)snprintf(text, sizeof(text), "%s.commit", name);
	(void)vectors_put(w->v, text, raw->data, raw->len);
	(void)snprintf(text, sizeof(text), "%s.signers", name);
	(void)vectors_put(w->v, text, file->data, file->len);
	(void)snprintf(text, sizeof(text), "charter %s %s.commit %s.signers", verdict, name, name);
	vectors_say(w, text);
}

static void charter_commit(const struct vectors_world *w, const struct actor *signer, const struct buf *message,
			   const struct buf *file, bool first, struct buf *raw)
{
	struct commit c = COMMIT_INIT;
	struct oid parent = w->last;
	c.tree = actors_tree(CHARTER_FILE, file->data, file->len);
	c.parents = &parent;
	c.n_parents = first ? 0 : 1;
	assert_int_equal(buf_put(&c.message, message->data, message->len), JAL_OK);
	vectors_sign(&c, signer, raw);
	buf_free(&c.message);
}

/* An accepted commit. */
static void charter_next(struct vectors_world *w, const struct actor *signer, const char *lines)
{
	struct clause entries[16];
	struct buf message = BUF_INIT, file = BUF_INIT, raw = BUF_INIT;
	char name[32] = "";
	const bool first = charter_count(w->charter) == 0;
	const size_t n = actors_entries(lines, entries, 16);
	assert_int_equal(charter_compose(w->charter, &signer->device, entries, n, &message, &file, NULL), JAL_OK);
	charter_commit(w, signer, &message, &file, first, &raw);
	(void)snprintf(name, sizeof(name), "charter-%d", (int)charter_count(w->charter));
	assert_int_equal(charter_add(w->charter, raw.data, raw.len, file.data, file.len, NULL), JAL_OK);
	assert_int_equal(oid_of(OID_COMMIT, raw.data, raw.len, &w->last), JAL_OK);
	put_charter(w, name, "ok", &raw, &file);
	buf_free(&message);
	buf_free(&file);
	buf_free(&raw);
}

static void next_message(const struct vectors_world *w, const struct actor *signer, const char *lines, struct buf *out)
{
	char territory[ID_HEX + 1] = "", device[ID_HEX + 1] = "", prev[HASH_HEX + 1] = "";
	const uint64_t head = charter_head(w->charter);
	assert_int_equal(buf_printf(out, "jalon-charter v1\n\nterritory %s\nnumber %d\nprev b2:%s\ndevice %s\n%s",
				    id_hex(&w->territory, territory), (int)head + 1,
				    hash_hex(charter_hash(w->charter, head), prev), id_hex(&signer->device, device), lines),
			 JAL_OK);
}

/* A well signed commit whose entries, or file, are refused. */
static void charter_bad(const struct vectors_world *w, const char *name, const char *verdict, const struct actor *signer,
			const char *lines, const char *file_end)
{
	struct buf message = BUF_INIT, file = BUF_INIT, raw = BUF_INIT;
	assert_int_equal(charter_file(w->charter, &file), JAL_OK);
	assert_int_equal(buf_puts(&file, file_end), JAL_OK);
	next_message(w, signer, lines, &message);
	charter_commit(w, signer, &message, &file, false, &raw);
	put_charter(w, name, verdict, &raw, &file);
	buf_free(&message);
	buf_free(&file);
	buf_free(&raw);
}

static char *lines_of(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static char *lines_of(const char *fmt, ...)
{
	static char text[1024];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return text;
}

static void make_charter(struct vectors_world *w)
{
	struct buf lines = BUF_INIT;
	char h[HASH_HEX + 1] = "", member[ID_HEX + 1] = "", device[ID_HEX + 1] = "", sup[ID_HEX + 1] = "";
	const char *own = w->hex[OWN], *common = w->hex[COMMON];
	struct jal_hash c = commitment(w, COMMON, 1);
	(void)id_hex(&w->ref.member, member);
	(void)id_hex(&w->ref.device, device);
	(void)id_hex(&w->sup.member, sup);

	actors_admit(&w->sup, "supervisor", &lines);
	assert_int_equal(buf_printf(&lines, "caseload %s common\nepoch %s 1 %s none\n", common, common, hash_hex(&c, h)), JAL_OK);
	c = commitment(w, OWN, 1);
	assert_int_equal(buf_printf(&lines, "caseload %s dossiers\nepoch %s 1 %s none\n", own, own, hash_hex(&c, h)), JAL_OK);
	charter_next(w, &w->sup, buf_str(&lines));
	buf_clear(&lines);
	actors_admit(&w->ref, "referent", &lines);
	assert_int_equal(buf_printf(&lines, "grant %s %s write\n", own, member), JAL_OK);
	charter_next(w, &w->sup, buf_str(&lines));
	c = commitment(w, OWN, 2);
	charter_next(w, &w->sup, lines_of("epoch %s 2 %s none\n", own, hash_hex(&c, h)));
	buf_clear(&lines);
	actors_admit(&w->sup2, "supervisor", &lines);
	charter_next(w, &w->sup, buf_str(&lines));
	charter_next(w, &w->sup, "threshold 2\n");
	charter_next(w, &w->sup, lines_of("promote %s\nformat 2\n", member));

	charter_bad(w, "charter-bad-endorse-own", "invalid", &w->sup, "endorse 5\n", "");
	charter_bad(w, "charter-bad-referent", "denied", &w->ref, "endorse 5\n", "");
	charter_next(w, &w->sup2, "endorse 5\n");

	charter_bad(w, "charter-bad-member-twice", "invalid", &w->sup, lines_of("member %s referent\n", member), "");
	charter_bad(w, "charter-bad-member-zero", "invalid", &w->sup, lines_of("member %032d referent\n", 0), "");
	charter_bad(w, "charter-bad-promote-self", "invalid", &w->sup, lines_of("promote %s\n", sup), "");
	charter_bad(w, "charter-bad-second-common", "invalid", &w->sup, lines_of("caseload %s common\n", member), "");
	charter_bad(w, "charter-bad-grant-common", "invalid", &w->sup, lines_of("grant %s %s read\n", common, member), "");
	charter_bad(w, "charter-bad-grant-lower", "invalid", &w->sup, lines_of("grant %s %s read\n", own, member), "");
	charter_bad(w, "charter-bad-format-falls", "invalid", &w->sup, "format 2\n", "");
	charter_bad(w, "charter-bad-threshold", "invalid", &w->sup, "threshold 4\n", "");
	charter_bad(w, "charter-bad-epoch-jump", "invalid", &w->sup, lines_of("epoch %s 4 %s none\n", own, h), "");
	charter_bad(w, "charter-bad-device-id", "invalid", &w->sup,
		    lines_of("device %s %s %s %s\n", own, member, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", h), "");
	charter_bad(w, "charter-bad-last-of-two", "invalid", &w->sup, lines_of("format 3\ngrant %s %s read\n", own, own), "");
	charter_bad(w, "charter-bad-upper-case", "syntax", &w->sup, "endorse 5\nFormat 3\n", "");
	charter_bad(w, "charter-bad-two-spaces", "syntax", &w->sup, "format  3\n", "");
	charter_bad(w, "charter-bad-no-entry", "syntax", &w->sup, "", "");
	charter_bad(w, "charter-bad-blank-line", "syntax", &w->sup, "format 3\n\n", "");
	charter_bad(w, "charter-bad-file", "verify", &w->sup, "format 3\n", "\n");

	/* What this version reads and cannot carry out yet. */
	charter_bad(w, "charter-later-revoke", "newer", &w->sup, lines_of("revoke %s lost\ncut %s 0 none\n", device, device), "");
	charter_bad(w, "charter-later-ungrant", "newer", &w->sup, lines_of("ungrant %s %s\ncut %s 2 b2:%s\n", own, member, device, h), "");
	charter_bad(w, "charter-later-adopt", "newer", &w->sup, lines_of("adopt %s 3 b2:%s\n", device, h), "");
	charter_bad(w, "charter-later-snapshot", "newer", &w->sup, lines_of("epoch %s 3 %s %s:2\n", own, h, device), "");
	charter_bad(w, "charter-later-close", "newer", &w->sup, lines_of("close %s 1\n", own), "");
	charter_bad(w, "charter-later-base", "newer", &w->sup, lines_of("base 2 %s:2\n", device), "");
	charter_bad(w, "charter-later-join", "newer", &w->sup, lines_of("join b2:%s\n", h), "");
	buf_free(&lines);
}

void vectors_make(struct vectors *v)
{
	static struct vectors_world w;
	memset(&w, 0, sizeof(w));
	memset(v, 0, sizeof(*v));
	w.v = v;
	actors_make(1, &w.sup);
	actors_make(2, &w.sup2);
	actors_make(3, &w.ref);
	w.territory = actors_id("territory", 1);
	for (int c = 0; c < CASELOADS; c++) {
		w.caseload[c] = actors_id("caseload", (unsigned)c + 1);
		(void)id_hex(&w.caseload[c], w.hex[c]);
		for (int e = 0; e < 2; e++)
			actors_bytes("epoch key", (unsigned)(10 * c + e), w.key_bytes[c][e]);
	}
	assert_int_equal(charter_new(&w.territory, NULL, &w.charter), JAL_OK);
	put_keys_text(&w);
	make_charter(&w);
	vectors_make_chains(&w);
	vectors_make_bent(&w);
	(void)vectors_put(v, "index.txt", v->index.data, v->index.len);
	charter_free(w.charter);
}
