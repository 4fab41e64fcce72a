/* Chains of made-up commits. */
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sync/tree.h"
#include "tests/support/history.h"

void history_text(const struct oid *tree, const struct oid *parent, const struct oid *other, unsigned seed,
	struct buf *out)
{
	char hex[OID_HEX + 1];
	assert_int_equal(buf_printf(out, "tree %s\n", oid_hex(tree, hex)), JAL_OK);
	if (parent)
		assert_int_equal(buf_printf(out, "parent %s\n", oid_hex(parent, hex)), JAL_OK);
	if (other)
		assert_int_equal(buf_printf(out, "parent %s\n", oid_hex(other, hex)), JAL_OK);
	assert_int_equal(buf_printf(out,
				 "author jalon <x@jalon.invalid> %u +0000\n"
				 "committer jalon <x@jalon.invalid> %u +0000\n\nmade up %u\n",
				 1700000000 + seed / 10 * 3600, 1700000000 + seed / 10 * 3600, seed),
		JAL_OK);
}

struct oid history_commit(struct repo *repo, const struct oid *parent, unsigned seed, size_t bytes)
{
	uint8_t key[randombytes_SEEDBYTES] = { 0 };
	struct buf file = BUF_INIT;
	struct buf tree = BUF_INIT;
	struct buf commit = BUF_INIT;
	struct tree_entry entry = { .name = "lot" };
	struct oid tree_oid;
	struct oid oid;

	memcpy(key, &seed, sizeof(seed));
	assert_int_equal(buf_reserve(&file, bytes), JAL_OK);
	randombytes_buf_deterministic(file.data, bytes, key);
	file.len = bytes;
	assert_int_equal(repo_write(repo, OID_BLOB, file.data, file.len, &entry.oid, NULL), JAL_OK);
	assert_int_equal(tree_encode(&entry, 1, &tree), JAL_OK);
	assert_int_equal(repo_write(repo, OID_TREE, tree.data, tree.len, &tree_oid, NULL), JAL_OK);
	history_text(&tree_oid, parent, NULL, seed, &commit);
	assert_int_equal(repo_write(repo, OID_COMMIT, commit.data, commit.len, &oid, NULL), JAL_OK);
	buf_free(&file);
	buf_free(&tree);
	buf_free(&commit);
	return oid;
}

struct oid history_chain(struct repo *repo, const struct oid *parent, unsigned seed, size_t n, size_t bytes)
{
	struct oid last = { { 0 } };
	for (size_t i = 0; i < n; i++) {
		const struct oid next = history_commit(repo, i ? &last : parent, seed + (unsigned)i, bytes);
		last = next;
	}
	return last;
}
