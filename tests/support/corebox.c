/* Small vaults for tests. The first one is made; others are copies of its file. */
#include "tests/support/corebox.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/drafts.h"
#include "core/meta.h"
#include "core/schema.h"

static struct buf template_bytes = BUF_INIT;

static int64_t now(void *ctx)
{
	return ((struct corebox *)ctx)->now_ms;
}

static int offset(void *ctx, int64_t at_ms)
{
	(void)ctx;
	(void)at_ms;
	return 60;
}

/* Memory instead of a disk, where there is such a folder. */
static void make_file(struct corebox *box)
{
	const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");
	(void)snprintf(box->path, sizeof(box->path), "%s/jalon-corebox-XXXXXX", folder ? folder : "/tmp");
	const int fd = mkstemp(box->path);
	assert_true(fd >= 0);
	if (template_bytes.len)
		assert_int_equal(write(fd, template_bytes.data, template_bytes.len), (ssize_t)template_bytes.len);
	assert_int_equal(close(fd), 0);
}

static void open_db(struct corebox *box, bool create)
{
	const struct db_options options = { .path = box->path, .key = &box->key, .turn = box->turn, .first = true,
		.create = create };
	int code = 0;
	if (db_open(&options, &box->db, &code) != JAL_OK)
		fail_msg("db_open: SQLite %d", code);
}

static void make_tables(struct db *db)
{
	assert_int_equal(db_begin(db), JAL_OK);
	assert_int_equal(meta_create(db), JAL_OK);
	assert_int_equal(drafts_create(db), JAL_OK);
	for (int i = 0; i < schema_vault.count; i++)
		assert_int_equal(schema_vault.steps[i].run(db), JAL_OK);
	assert_int_equal(db_commit(db), JAL_OK);
}

static void keep_template(struct corebox *box)
{
	assert_int_equal(db_checkpoint(box->db), JAL_OK);
	const int fd = open(box->path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	uint8_t part[65536];
	for (ssize_t n = 0; (n = read(fd, part, sizeof(part))) > 0;)
		assert_int_equal(buf_put(&template_bytes, part, (size_t)n), JAL_OK);
	assert_int_equal(close(fd), 0);
}

static void drop_template(void)
{
	buf_free(&template_bytes);
}

void corebox_open(struct corebox *box)
{
	memset(box, 0, sizeof(*box));
	box->now_ms = INT64_C(1800000000000);
	box->clock = (struct jal_clock){ now, offset, box };
	assert_int_equal(secret_new(DB_KEY_BYTES, &box->key), JAL_OK);
	assert_int_equal(turn_new(&box->turn), JAL_OK);
	const bool first = template_bytes.len == 0;
	make_file(box);
	open_db(box, first);
	if (first) {
		make_tables(box->db);
		keep_template(box);
		(void)atexit(drop_template);
	}
	assert_int_equal(keyring_make_device(box->db, &box->device), JAL_OK);
	assert_int_equal(roster_make_provisional(box->db, &box->caseload, &box->common), JAL_OK);
	assert_int_equal(journal_open(box->db, &box->clock, &box->journal), JAL_OK);
}

static void remove_files(const struct corebox *box)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		char path[640] = "";
		(void)snprintf(path, sizeof(path), "%s%s", box->path, ends[i]);
		(void)unlink(path);
	}
}

void corebox_close(struct corebox *box)
{
	journal_close(box->journal);
	db_close(box->db);
	turn_free(box->turn);
	secret_free(&box->key);
	remove_files(box);
	memset(box, 0, sizeof(*box));
}

void corebox_reopen(struct corebox *box)
{
	journal_close(box->journal);
	db_close(box->db);
	open_db(box, false);
	assert_int_equal(journal_open(box->db, &box->clock, &box->journal), JAL_OK);
}

void corebox_place(struct corebox *box, const struct jal_id *common, const struct jal_id *caseloads, size_t count,
	bool supervisor)
{
	struct roster_caseload list[16];
	struct roster_territory t = { .charter = 1, .common = *common, .supervisor = supervisor };
	assert_true(count < 15);
	t.home_caseload = count ? caseloads[0] : *common;
	list[0] = (struct roster_caseload){ .id = *common, .common = true, .epoch = 1, .right = ROSTER_WRITE };
	for (size_t i = 0; i < count; i++)
		list[i + 1] = (struct roster_caseload){ .id = caseloads[i], .epoch = 1, .right = ROSTER_WRITE };
	assert_int_equal(roster_replace(box->db, &t, NULL, 0, NULL, 0, list, count + 1), JAL_OK);
	box->common = *common;
	box->caseload = t.home_caseload;
}
