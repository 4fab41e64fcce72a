/* Vaults of the crowd, made once and kept: the largest takes a while. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/keyring.h"
#include "core/listing.h"
#include "core/recovery.h"
#include "core/roster.h"
#include "core/schema.h"
#include "core/vault.h"
#include "tests/bench/crowd.h"

/* Dossiers a transaction. */
#define AT_ONCE 1000U

static void give_up(const char *what, enum jal_err err, const struct diag *diag)
{
	(void)fprintf(stderr, "crowd: %s: %s %s\n", what, jal_err_name(err), diag->text ? diag->text : "");
	exit(1);
}

/* As after an exchange some days ago: all but the last operations have been received. */
static enum jal_err seem_sent(struct db *db)
{
	enum jal_err err = db_begin(db);
	if (err)
		return err;
	err = db_exec(db, "UPDATE j_own SET (sealed, received) = (SELECT max(0, max(o.number) - 299), max(0, max(o.number) - 299)"
			  " FROM j_op o WHERE o.cid = j_own.cid AND o.dev = j_own.dev)");
	if (!err)
		err = listing_count_unsent(db);
	return db_leave(db, true, err);
}

static void fill(struct vault *v, unsigned dossiers)
{
	const struct jal_clock *clock = clock_system();
	struct jal_id caseload = ID_ZERO, common = ID_ZERO;
	struct keyring_device device = { .id = ID_ZERO };
	struct journal *j = NULL;
	struct diag diag = DIAG_INIT;
	struct db *db = vault_db(v);
	enum jal_err err = keyring_make_device(db, &device);
	if (!err)
		err = roster_make_provisional(db, &caseload, &common);
	if (!err)
		err = journal_open(db, clock, &j);
	for (unsigned first = 0; !err && first < dossiers; first += AT_ONCE) {
		const unsigned left = dossiers - first;
		err = crowd_fill(j, &caseload, clock_today(clock), first, left < AT_ONCE ? left : AT_ONCE, &diag);
	}
	if (!err)
		err = seem_sent(db);
	if (err)
		give_up("filling", err, &diag);
	journal_close(j);
}

static void make(const char *path, unsigned dossiers)
{
	const struct vault_options options = { .path = path, .schema = &schema_vault, .clock = clock_system() };
	struct secret recovery = SECRET_INIT;
	struct vault *v = NULL;
	struct diag diag = DIAG_INIT;
	enum jal_err err = recovery_make(&recovery);
	if (!err)
		err = vault_make(&options, CROWD_PHRASE, strlen(CROWD_PHRASE), &recovery, slots_floor(), &v, &diag);
	if (err)
		give_up("making", err, &diag);
	fill(v, dossiers);
	vault_close(v);
	secret_free(&recovery);
}

const char *crowd_vault(unsigned dossiers)
{
	static char path[512];
	char making[sizeof(path) + 16];
	const char *folder = getenv("JALON_BENCH_VAULTS");
	if (!folder) {
		(void)fprintf(stderr, "JALON_BENCH_VAULTS says where the vaults of the measures lie: tests/bench/vaults.sh\n");
		exit(1);
	}
	(void)snprintf(path, sizeof(path), "%s/%u", folder, dossiers);
	if (access(path, F_OK) == 0)
		return path;
	/* It takes its name only when it is whole. */
	(void)snprintf(making, sizeof(making), "%s-%ld", path, (long)getpid());
	make(making, dossiers);
	if (rename(making, path) != 0)
		give_up("naming", JAL_ERR_IO, &(struct diag){ .err = JAL_ERR_IO });
	return path;
}
