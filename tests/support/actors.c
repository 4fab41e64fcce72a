/* Invented people with the same keys in every run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "tests/support/actors.h"

void actors_bytes(const char *name, unsigned seed, uint8_t out[32])
{
	struct buf b = BUF_INIT;
	assert_int_equal(buf_printf(&b, "jalon test %s %u", name, seed), JAL_OK);
	const struct jal_hash h = hash_b2(b.data, b.len);
	memcpy(out, h.b, HASH_BYTES);
	buf_free(&b);
}

struct jal_id actors_id(const char *name, unsigned seed)
{
	uint8_t bytes[32] = { 0 };
	struct jal_id id = ID_ZERO;
	actors_bytes(name, seed, bytes);
	memcpy(id.b, bytes, ID_BYTES);
	return id;
}

void actors_make(unsigned seed, struct actor *out)
{
	uint8_t bytes[32] = { 0 };
	memset(out, 0, sizeof(*out));
	actors_bytes("sign", seed, bytes);
	assert_int_equal(crypto_sign_seed_keypair(out->sign_public, out->sign_bytes, bytes), 0);
	actors_bytes("box", seed, bytes);
	assert_int_equal(crypto_box_seed_keypair(out->box_public, out->box_bytes, bytes), 0);
	out->member = actors_id("member", seed);
	out->device = commit_device_of(out->sign_public);
	out->sign = (struct secret){ out->sign_bytes, sizeof(out->sign_bytes) };
	out->box = (struct secret){ out->box_bytes, sizeof(out->box_bytes) };
}

size_t actors_entries(const char *lines, struct clause *out, size_t room)
{
	size_t n = 0;
	while (*lines) {
		const char *end = strchr(lines, '\n');
		assert_non_null(end);
		assert_true(n < room);
		assert_int_equal(clause_parse(lines, (size_t)(end - lines), &out[n]), JAL_OK);
		n++;
		lines = end + 1;
	}
	return n;
}

struct oid actors_tree(const char *name, const void *file, size_t n)
{
	struct oid blob = { { 0 } }, tree = { { 0 } };
	struct buf b = BUF_INIT;
	assert_int_equal(oid_of(OID_BLOB, file, n, &blob), JAL_OK);
	assert_int_equal(buf_printf(&b, "100644 %s", name), JAL_OK);
	assert_int_equal(buf_putc(&b, 0), JAL_OK);
	assert_int_equal(buf_put(&b, blob.b, OID_BYTES), JAL_OK);
	assert_int_equal(oid_of(OID_TREE, b.data, b.len, &tree), JAL_OK);
	buf_free(&b);
	return tree;
}

void actors_commit(const struct actor *signer, const char *message, size_t message_n, const void *file, size_t file_n,
		   size_t parents, struct buf *raw)
{
	struct oid names[4] = { 0 };
	assert_true(parents <= 4);
	for (size_t i = 0; i < parents; i++)
		memset(names[i].b, (int)(i + 1), OID_BYTES);
	struct commit c = COMMIT_INIT;
	c.tree = actors_tree(CHARTER_FILE, file, file_n);
	c.parents = names;
	c.n_parents = parents;
	c.date = ACTORS_DATE;
	assert_int_equal(buf_put(&c.message, message, message_n), JAL_OK);
	assert_int_equal(commit_sign(&c, &signer->sign), JAL_OK);
	assert_int_equal(commit_encode(&c, raw), JAL_OK);
	buf_free(&c.message);
}

void actors_charter(struct charter *c, const struct actor *signer, const char *lines, struct buf *raw,
		    struct buf *file)
{
	static struct clause entries[64];
	struct buf message = BUF_INIT, signers = BUF_INIT;
	struct diag d = DIAG_INIT;
	const size_t n = actors_entries(lines, entries, 64);
	const enum jal_err err = charter_compose(c, &signer->device, entries, n, &message, &signers, &d);
	if (err)
		fail_msg("%s: %s (%s, %s)", jal_err_name(err), d.text ? d.text : "", d.arg[0], d.arg[1]);
	actors_commit(signer, (const char *)message.data, message.len, signers.data, signers.len,
		      charter_count(c) ? 1 : 0, raw);
	assert_int_equal(buf_put(file, signers.data, signers.len), JAL_OK);
	buf_free(&message);
	buf_free(&signers);
}

void actors_admit(const struct actor *a, const char *role, struct buf *lines)
{
	char member[ID_HEX + 1] = "", device[ID_HEX + 1] = "";
	(void)id_hex(&a->member, member);
	(void)id_hex(&a->device, device);
	assert_int_equal(buf_printf(lines, "member %s %s\ndevice %s %s ", member, role, device, member), JAL_OK);
	assert_int_equal(buf_put_hex(lines, a->sign_public, 32), JAL_OK);
	assert_int_equal(buf_putc(lines, ' '), JAL_OK);
	assert_int_equal(buf_put_hex(lines, a->box_public, 32), JAL_OK);
	assert_int_equal(buf_putc(lines, '\n'), JAL_OK);
}
