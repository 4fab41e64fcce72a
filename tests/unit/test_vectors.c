/*
 * The published test vectors: the files of tests/vectors are those that the
 * code makes, each check of their index.txt gives what it says, and stock git
 * verifies every commit. JALON_VECTORS_WRITE=FOLDER writes them.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <git2.h>

#include "core/op.h"
#include "sync/charter.h"
#include "sync/heads.h"
#include "sync/keyrec.h"
#include "sync/lot.h"
#include "sync/message.h"
#include "sync/request.h"
#include "sync/snapshot.h"
#include "tests/support/actors.h"
#include "tests/support/corebox.h"
#include "tests/support/stock.h"
#include "tests/support/vectors.h"

static struct vectors made;
static char *folder;	/* tests/vectors */

static struct buf on_disk(const char *name)
{
	struct buf b = BUF_INIT;
	stock_read(folder, name, &b);
	return b;
}

static void vectors__are__what_the_code_makes(void **state)
{
	(void)state;
	for (size_t i = 0; i < made.n; i++) {
		struct buf b = on_disk(made.file[i].name);
		if (b.len != made.file[i].bytes.len || memcmp(b.data, made.file[i].bytes.data, b.len) != 0)
			fail_msg("tests/vectors/%s is not what the code makes", made.file[i].name);
		buf_free(&b);
	}
	DIR *dir = opendir(folder);
	size_t files = 0;
	assert_non_null(dir);
	for (const struct dirent *e = readdir(dir); e; e = readdir(dir))
		files += e->d_name[0] != '.';
	(void)closedir(dir);
	assert_int_equal(files, made.n);
}

/* ---- the judge: knows the bytes on the disk and the charter it has replayed ---- */

struct judge {
	struct charter *charter;
	struct corebox vault;	/* in which what the accepted envelopes hold is applied */
	char word[8][80];	/* of the line: check, verdict, arguments */
};

static void split(struct judge *j, const char *line)
{
	memset(j->word, 0, sizeof(j->word));
	for (size_t i = 0; *line; i++) {
		const size_t n = strcspn(line, " ");
		assert_true(i < sizeof(j->word) / sizeof(j->word[0]) && n < sizeof(j->word[0]));
		memcpy(j->word[i], line, n);
		line += n + strspn(line + n, " ");
	}
	assert_string_not_equal(j->word[2], "");
}

static struct jal_id caseload_named(const struct judge *j, const char *name)
{
	const struct rights *r = charter_rights(j->charter);
	const bool common = strcmp(name, "common") == 0;
	for (size_t i = 0; i < rights_caseloads(r); i++) {
		if (rights_caseload_at(r, i)->common == common)
			return rights_caseload_at(r, i)->id;
	}
	fail();
	return ID_ZERO;
}

/* From keys.txt: the first line `field …` after the line `heading`. */
static void key_named(const char *heading, const char *field, uint8_t out[32])
{
	struct buf b = on_disk("keys.txt");
	char mark[80] = "";
	struct jal_hash h = { { 0 } };
	const char *at = strstr(buf_str(&b), heading);
	assert_non_null(at);
	(void)snprintf(mark, sizeof(mark), "\n%s ", field);
	at = strstr(at, mark);
	assert_non_null(at);
	assert_int_equal(hash_parse(at + strlen(mark), HASH_HEX, &h), JAL_OK);
	memcpy(out, h.b, HASH_BYTES);
	buf_free(&b);
}

static enum jal_err read_message(const struct judge *j, const char *file, struct message *m)
{
	struct buf b = on_disk(file);
	struct commit c = COMMIT_INIT;
	enum jal_err err = commit_parse(b.data, b.len, COMMIT_DEVICE_MAX, &c, NULL);
	if (!err)
		err = message_parse(c.message.data, c.message.len, m, NULL);
	if (!err) {
		const struct rights_device *device =
			rights_device(charter_rights(j->charter), &c.device, charter_head(j->charter));
		assert_non_null(device);
		assert_true(id_equal(&m->device, &c.device));
		err = commit_verify(&c, device->ed25519, NULL);
	}
	if (!err)
		err = charter_named(j->charter, m->charter, &m->charter_hash, NULL);
	commit_free(&c);
	buf_free(&b);
	return err;
}

/* What is inside is operations as core reads them. */
static void read_operations(const struct jal_id *caseload, const struct jal_id *device, const struct buf *plain)
{
	struct op_span spans[OP_LOT_MAX];
	size_t n = 0;
	assert_int_equal(op_split(plain->data, plain->len, spans, &n, NULL), JAL_OK);
	for (size_t i = 0; i < n; i++) {
		struct op op = OP_INIT;
		assert_int_equal(op_decode(caseload, device, spans[i].p, spans[i].n, &op, NULL), JAL_OK);
		op_free(&op);
	}
}

static void apply(struct judge *j, const struct jal_id *caseload, const struct message *m, const struct buf *plain)
{
	const struct journal_lot lot = { .device = m->device, .seq = m->seq, .charter = m->charter };
	size_t applied = 0;
	assert_int_equal(journal_receive(j->vault.journal, &lot, caseload, plain->data, plain->len, &applied, NULL), JAL_OK);
	assert_true(applied > 0);
}

static enum jal_err compare_digest(const struct judge *j)
{
	const struct jal_id id = caseload_named(j, j->word[2]);
	struct jal_hash digest = { { 0 } };
	char hex[HASH_HEX + 1];
	const enum jal_err err = journal_digest(j->vault.journal, &id, &digest);
	if (!err)
		assert_string_equal(hash_hex(&digest, hex), j->word[3]);
	return err;
}

/* Opens one envelope of a lot as if the commit carried it. */
static enum jal_err open_envelope(struct judge *j, const char *lot_file, const char *commit, const char *caseload,
				  const char *epoch, const char *expected)
{
	struct message m;
	struct buf file = on_disk(lot_file), plain = BUF_INIT;
	struct lot lot = LOT_INIT;
	char text[200] = "";
	uint8_t key[32] = { 0 };
	(void)snprintf(text, sizeof(text), "%s.commit", commit);
	assert_int_equal(read_message(j, text, &m), JAL_OK);
	(void)snprintf(text, sizeof(text), "caseload %s epoch %s", caseload, epoch);
	key_named(text, "epoch-key", key);
	const struct secret k = { key, 32 };
	const struct envelope_place at = { m.territory, m.device, m.seq, m.prev.hash, m.charter, m.charter_hash };
	const struct jal_id id = caseload_named(j, caseload);
	assert_int_equal(lot_parse(file.data, file.len, &lot, NULL), JAL_OK);
	assert_non_null(lot_find(&lot, &id));
	const enum jal_err err = envelope_open(&at, lot_find(&lot, &id), &k, &plain, NULL);
	if (!err) {
		struct buf b = on_disk(expected);
		assert_int_equal(b.len, plain.len);
		assert_memory_equal(b.data, plain.data, b.len);
		read_operations(&id, &m.device, &plain);
		apply(j, &id, &m, &plain);
		buf_free(&b);
	}
	lot_free(&lot);
	buf_free(&file);
	buf_free(&plain);
	return err;
}

static enum jal_err open_record(const struct judge *j)
{
	struct buf file = on_disk(j->word[2]);
	struct keyrec_list list = KEYREC_LIST_INIT;
	struct secret out = SECRET_INIT;
	char text[200] = "";
	uint8_t box[32] = { 0 }, expected[32] = { 0 };
	const struct jal_id id = caseload_named(j, j->word[3]);
	const uint32_t epoch = (uint32_t)strtoul(j->word[4], NULL, 10);
	const struct rights_epoch *e =
		rights_epoch_of(charter_rights(j->charter), &id, epoch, charter_head(j->charter));
	enum jal_err err = JAL_ERR_NOT_FOUND;
	assert_non_null(e);
	(void)snprintf(text, sizeof(text), "actor %s\n", j->word[5]);
	key_named(text, "x25519-secret", box);
	(void)snprintf(text, sizeof(text), "caseload %s epoch %s", j->word[3], j->word[4]);
	key_named(text, "epoch-key", expected);
	const struct secret secret = { box, 32 };
	assert_int_equal(keyrec_list_parse(file.data, file.len, &list, NULL), JAL_OK);
	for (size_t i = 0; i < list.n; i++) {
		const struct keyrec *r = &list.records[i];
		if (!id_equal(&r->caseload, &id) || r->epoch != epoch)
			continue;
		const enum jal_err got =
			keyrec_open(r, charter_territory(j->charter), &secret, &e->commitment, &out, NULL);
		if (got == JAL_OK)
			assert_memory_equal(out.p, expected, 32);
		if (got != JAL_ERR_WRONG_KEY)
			err = got;
		secret_free(&out);
	}
	keyrec_list_free(&list);
	buf_free(&file);
	return err;
}

static enum jal_err judge_file(struct judge *j, const struct buf *b)
{
	const char *check = j->word[0];
	enum jal_err err = JAL_ERR_NOT_FOUND;
	if (strcmp(check, "charter") == 0) {
		struct buf signers = on_disk(j->word[3]);
		err = charter_add(j->charter, b->data, b->len, signers.data, signers.len, NULL);
		buf_free(&signers);
	} else if (strcmp(check, "commit") == 0) {
		struct message m;
		err = read_message(j, j->word[2], &m);
	} else if (strcmp(check, "lot") == 0) {
		struct lot lot = LOT_INIT;
		err = lot_parse(b->data, b->len, &lot, NULL);
		lot_free(&lot);
	} else if (strcmp(check, "heads") == 0) {
		struct heads heads = HEADS_INIT;
		err = heads_parse(b->data, b->len, &heads, NULL);
		heads_free(&heads);
	} else if (strcmp(check, "keys") == 0) {
		struct keyrec_list list = KEYREC_LIST_INIT;
		err = keyrec_list_parse(b->data, b->len, &list, NULL);
		keyrec_list_free(&list);
	} else if (strcmp(check, "state") == 0) {
		struct snapshot s = SNAPSHOT_INIT;
		err = snapshot_parse(b->data, b->len, &s, NULL);
		snapshot_free(&s);
	} else if (strcmp(check, "request") == 0 || strcmp(check, "invitation") == 0) {
		char code[REQUEST_CODE_CHARS + 1] = "";
		err = request_code(buf_str(b), b->len, code, NULL);
		if (!err)
			assert_string_equal(code, j->word[3]);
	}
	return err;
}

static void index__gives__what_it_says(void **state)
{
	(void)state;
	struct judge j = { .charter = NULL };
	struct buf index = on_disk("index.txt");
	size_t checks = 0, refused = 0;
	bool placed = false;
	char line[256] = "", text[200] = "";
	assert_int_equal(charter_new(NULL, NULL, &j.charter), JAL_OK);
	corebox_open(&j.vault);
	for (const char *p = buf_str(&index); *p; p = strchr(p, '\n') + 1) {
		enum jal_err err = JAL_OK;
		const size_t n = (size_t)(strchr(p, '\n') - p);
		assert_true(n < sizeof(line));
		memcpy(line, p, n);
		line[n] = 0;
		split(&j, line);
		if (strcmp(j.word[0], "charter") != 0 && !placed) {
			const struct jal_id common = caseload_named(&j, "common"), own = caseload_named(&j, "own");
			corebox_place(&j.vault, &common, &own, 1, true);
			placed = true;
		}
		if (strcmp(j.word[0], "envelope") == 0) {
			(void)snprintf(text, sizeof(text), "%s.lot", j.word[2]);
			err = open_envelope(&j, text, j.word[2], j.word[3], j.word[4], j.word[5]);
		} else if (strcmp(j.word[0], "replay") == 0) {
			err = open_envelope(&j, j.word[2], j.word[3], j.word[4], j.word[5], "");
		} else if (strcmp(j.word[0], "record") == 0) {
			err = open_record(&j);
		} else if (strcmp(j.word[0], "digest") == 0) {
			err = compare_digest(&j);
		} else {
			struct buf b = on_disk(j.word[2]);
			err = judge_file(&j, &b);
			buf_free(&b);
		}
		if (strcmp(jal_err_name(err), j.word[1]) != 0)
			fail_msg("%s: %s", line, jal_err_name(err));
		checks++;
		refused += err != JAL_OK;
	}
	assert_true(checks > 60);
	assert_true(refused > 40);
	corebox_close(&j.vault);
	charter_free(j.charter);
	buf_free(&index);
}

/* ---- stock git ---- */

/* Everything that the commits name, written by git itself, which must find the
 * names that the commits give; then fsck and every signature. */
static void commits__are__good_for_stock_git(void **state)
{
	(void)state;
	char *work = stock_folder();
	struct buf out = BUF_INIT, script = BUF_INIT;
	assert_int_equal(buf_printf(&script,
		"set -e\n"
		"v='%s'\n"
		"git init -q --bare r.git\n"
		"cd r.git\n"
		"git symbolic-ref HEAD refs/heads/charter\n"
		"blob() { printf '100644 blob %%s\\t%%s\\n' \"$(git hash-object -w \"$1\")\" \"$2\"; }\n"
		"put() { git update-ref \"$2\" \"$(git hash-object -t commit -w \"$v/$1.commit\")\"; }\n"
		"n=0\n"
		"while [ -f $v/charter-$n.commit ]; do\n"
		"	blob $v/charter-$n.signers allowed_signers | git mktree >/dev/null\n"
		"	put charter-$n refs/heads/charter\n"
		"	cp $v/charter-$n.signers ../signers\n"
		"	n=$((n + 1))\n"
		"done\n"
		"for c in ref-1 ref-2 sup-1; do\n"
		"	for f in heads keys lot; do\n"
		"		if [ -f $v/$c.$f ]; then blob $v/$c.$f $f; fi\n"
		"	done | git mktree >/dev/null\n"
		"	d=$(sed -n 's/^device //p' $v/$c.commit)\n"
		"	put $c refs/heads/device/$d/1\n"
		"done\n"
		"git fsck --strict --no-dangling >&2\n"
		"git -c gpg.ssh.allowedSignersFile=../signers log --all --format=%%G?\n", folder), JAL_OK);
	stock_write(work, "script", script.data, script.len);
	assert_int_equal(stock_run(work, "sh ./script", &out), 0);
	assert_string_equal(buf_str(&out), "G\nG\nG\nG\nG\nG\nG\nG\nG\nG\n");
	free(work);
	buf_free(&out);
	buf_free(&script);
}

static int start(void **state)
{
	(void)state;
	const char *top = getenv("JALON_SRCDIR"), *write_to = getenv("JALON_VECTORS_WRITE");
	struct buf b = BUF_INIT;
	if (secret_start() != JAL_OK || git_libgit2_init() < 0)
		return -1;
	if (buf_printf(&b, "%s/tests/vectors", top ? top : ".") != JAL_OK)
		return -1;
	folder = buf_take(&b);
	vectors_make(&made);
	for (size_t i = 0; write_to && i < made.n; i++)
		stock_write(write_to, made.file[i].name, made.file[i].bytes.data, made.file[i].bytes.len);
	return folder ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	vectors_free(&made);
	free(folder);
	(void)git_libgit2_shutdown();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors__are__what_the_code_makes),
		cmocka_unit_test(index__gives__what_it_says),
		cmocka_unit_test(commits__are__good_for_stock_git),
	};

	return cmocka_run_group_tests(tests, start, end);
}
