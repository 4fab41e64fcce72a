/* What lies beside a vault and what comes back from a stick: key slots, recovery codes, the log, backups. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/recovery.h"
#include "core/slots.h"
#include "core/vaultdir.h"
#include "core/wal.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".slots", ".wal", ".jalon", ".words", ".vault-state", NULL };

static char folder[256], db[300], path[4][300];
enum { WAL, SHM, BACKUP, STATE };

static void make_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	(void)snprintf(folder, sizeof(folder), "%s/fuzz-vault-XXXXXX", tmp ? tmp : "/tmp");
	FUZZ_CHECK(mkdtemp(folder) != NULL);
	(void)snprintf(db, sizeof(db), "%s/vault.db", folder);
	(void)snprintf(path[WAL], sizeof(path[WAL]), "%s/vault.db-wal", folder);
	(void)snprintf(path[SHM], sizeof(path[SHM]), "%s/vault.db-shm", folder);
	(void)snprintf(path[BACKUP], sizeof(path[BACKUP]), "%s/s.jalon", folder);
	(void)snprintf(path[STATE], sizeof(path[STATE]), "%s/vault.state", folder);
}

static void write_file(const char *to, const uint8_t *data, size_t n)
{
	const int fd = open(to, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	FUZZ_CHECK(fd >= 0 && write(fd, data, n) == (ssize_t)n && close(fd) == 0);
}

static void slots(const uint8_t *data, size_t n)
{
	struct slots s;
	struct buf again = BUF_INIT;
	if (slots_read(data, n, &s, NULL) != JAL_OK)
		return;
	FUZZ_CHECK(slots_write(&s, &again) == JAL_OK);
	FUZZ_CHECK(again.len == n && memcmp(again.data, data, n) == 0);
	for (unsigned i = 0; i < s.count; i++) {
		const struct slots_cost cost = slots_cost_of(&s, i);
		FUZZ_CHECK(cost.passes <= SLOTS_PASSES_MAX && cost.memory <= SLOTS_MEMORY_MAX);
	}
	buf_free(&again);
}

static void words(const uint8_t *data, size_t n)
{
	struct secret code = SECRET_INIT, again = SECRET_INIT;
	if (recovery_parse((const char *)data, n, &code, NULL) != JAL_OK)
		return;
	FUZZ_CHECK(recovery_parse((const char *)code.p, code.n, &again, NULL) == JAL_OK);
	FUZZ_CHECK(secret_equal(&code, &again));
	secret_free(&code);
	secret_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wal_report report = { 0 };
	struct backup_info info;
	struct vaultdir_state state;
	if (!folder[0])
		make_folder();
	slots(data, size);
	words(data, size);
	write_file(path[WAL], data, size);
	write_file(path[SHM], data, size < 136 ? size : 136);
	if (wal_check(db, &report, NULL) == JAL_OK)
		FUZZ_CHECK(report.saved == report.frames);
	write_file(path[BACKUP], data, size);
	if (backup_read(path[BACKUP], &info, NULL) == JAL_OK)
		FUZZ_CHECK(info.db_offset + info.db_size + HASH_BYTES == size);
	write_file(path[STATE], data, size);
	vaultdir_read_state(folder, &state);
	FUZZ_CHECK(state.slots_known <= 2);
	return 0;
}
