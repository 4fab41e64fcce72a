/*
 * Charter messages, and their entries tried on a small territory. Signatures
 * are not in the way: the message is looked for in the bytes, and its entries
 * are proposed by a supervisor of that territory.
 */
#include <git2.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sync/charter.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".commit", NULL };

static struct charter *charter;
static struct jal_id signer;

/* A territory of one supervisor, whose ids are those of no vector. */
static void begin(void)
{
	uint8_t seed[32] = { 1 }, sign_bytes[64] = { 0 }, box_public[32] = { 0 }, box_secret[32] = { 0 };
	struct clause e[2] = { { .kind = CLAUSE_MEMBER, .supervisor = true }, { .kind = CLAUSE_DEVICE } };
	struct jal_id territory = ID_ZERO;
	struct commit c = COMMIT_INIT;
	struct buf file = BUF_INIT, raw = BUF_INIT;
	FUZZ_CHECK(sodium_init() >= 0 && git_libgit2_init() > 0);
	territory.b[0] = 1;
	(void)crypto_sign_seed_keypair(e[1].ed25519, sign_bytes, seed);
	(void)crypto_box_seed_keypair(box_public, box_secret, seed);
	memcpy(e[1].x25519, box_public, 32);
	signer = commit_device_of(e[1].ed25519);
	e[0].member.b[0] = e[1].member.b[0] = 2;
	e[1].device = signer;
	FUZZ_CHECK(charter_new(&territory, NULL, &charter) == JAL_OK);
	FUZZ_CHECK(charter_compose(charter, &signer, e, 2, &c.message, &file, NULL) == JAL_OK);
	const struct secret key = { sign_bytes, 64 };
	FUZZ_CHECK(commit_sign(&c, &key) == JAL_OK && commit_encode(&c, &raw) == JAL_OK);
	FUZZ_CHECK(charter_add(charter, raw.data, raw.len, file.data, file.len, NULL) == JAL_OK);
	buf_free(&c.message);
	buf_free(&file);
	buf_free(&raw);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct clause_list list = CLAUSE_LIST_INIT;
	struct buf again = BUF_INIT, file = BUF_INIT;
	struct diag d = DIAG_INIT;
	if (!charter)
		begin();
	const uint8_t *text = size ? memmem(data, size, "jalon-charter v1", 16) : NULL;
	const size_t n = text ? size - (size_t)(text - data) : 0;
	FUZZ_CHECK(charter_add(charter, data, size, "", 0, &d) != JAL_OK && d.text);
	if (!text || clause_list_parse(text, n, &list, NULL) != JAL_OK)
		return 0;
	FUZZ_CHECK(clause_list_encode(&list, &again) == JAL_OK);
	FUZZ_CHECK(again.len == n && memcmp(again.data, text, n) == 0);
	buf_clear(&again);
	d = DIAG_INIT;
	if (charter_compose(charter, &signer, list.entries, list.n_entries, &again, &file, &d) != JAL_OK)
		FUZZ_CHECK(d.text && again.len == 0);
	FUZZ_CHECK(charter_count(charter) == 1 && rights_devices(charter_rights(charter)) == 1);
	clause_list_free(&list);
	buf_free(&again);
	buf_free(&file);
	return 0;
}
