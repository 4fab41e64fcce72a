/*
 * exchanger VAULT.DB KEYFILE FOLDER: one exchange with every remote of a small
 * vault (tests/support/corebox), to be killed anywhere by killat. KEYFILE holds
 * the raw database key. Each line on the standard output is a promise: "sent N",
 * N operations proved received; "done", the exchange is over.
 *
 * Exit status: 0; 1 when something was refused (said on the standard error).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/journal.h"
#include "sync/territory.h"

static bool read_key(const char *path, struct secret *out)
{
	uint8_t bytes[DB_KEY_BYTES];
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const bool good = fd >= 0 && read(fd, bytes, sizeof(bytes)) == (ssize_t)sizeof(bytes) &&
			  secret_copy(bytes, sizeof(bytes), out) == JAL_OK;
	if (fd >= 0)
		(void)close(fd);
	return good;
}

static int said_no(enum jal_err err, const struct diag *diag)
{
	struct buf text = BUF_INIT;
	if (diag_render(diag, NULL, &text) == JAL_OK)
		(void)fprintf(stderr, "exchanger: %s: %s\n", jal_err_name(err), buf_str(&text));
	buf_free(&text);
	return 1;
}

static int exchange(struct db *db, const char *folder)
{
	struct journal *journal = NULL;
	struct territory *t = NULL;
	struct territory_result result = { .received_lots = 0 };
	struct diag diag = DIAG_INIT;
	enum jal_err err = journal_open(db, clock_system(), &journal);
	if (!err)
		err = territory_open(journal, folder, clock_system(), NULL, &t, &diag);
	if (!err)
		err = territory_sync(t, NULL, false, &result, &diag);
	char line[64];
	(void)snprintf(line, sizeof(line), "sent %llu\n%s", (unsigned long long)result.sent_operations, err ? "" : "done\n");
	const bool told = write(1, line, strlen(line)) == (ssize_t)strlen(line);
	territory_result_free(&result);
	territory_close(t);
	journal_close(journal);
	return err ? said_no(err, &diag) : told ? 0 : 2;
}

int main(int argc, char **argv)
{
	struct secret key = SECRET_INIT;
	struct turn *turn = NULL;
	struct db *db = NULL;
	int code = 0;
	if (argc != 4 || secret_start() != JAL_OK || !read_key(argv[2], &key) || turn_new(&turn) != JAL_OK)
		return 2;
	const struct db_options options = { .path = argv[1], .key = &key, .turn = turn };
	if (db_open(&options, &db, &code) != JAL_OK) {
		(void)fprintf(stderr, "exchanger: SQLite %d\n", code);
		return 1;
	}
	const int status = exchange(db, argv[3]);
	db_close(db);
	turn_free(turn);
	secret_free(&key);
	return status;
}
