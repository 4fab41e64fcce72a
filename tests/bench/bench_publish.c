/*
 * Publishing beside plain git: 1,000 notes written offline, then one exchange
 * with a folder; one note and one exchange, many times. git then does the same
 * with the very objects that this made: unpacks them, moves the reference, pushes,
 * lists, everything fsynced. Last, verifying the whole history without a vault,
 * beside `git log` checking the same signatures.
 *
 *	bench_publish
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/journal.h"
#include "core/recovery.h"
#include "core/roster.h"
#include "core/schema.h"
#include "core/vault.h"
#include "sync/gitlib.h"
#include "sync/territory.h"
#include "tests/bench/bench.h"
#include "tests/bench/crowd.h"

#define FOLDER "bench-publish"
#define NOTES 1000
#define BIG_ROUNDS 7
#define SMALL_ROUNDS 150
#define VERIFY_ROUNDS 7
#define DOSSIERS 50

/* What git is told to do as we do: objects and references on the disk; nothing of whoever runs this. */
#define GIT "HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git -c core.fsync=all -c core.fsyncMethod=fsync "

static void must(enum jal_err err, const char *what, const struct diag *diag)
{
	if (err) {
		(void)fprintf(stderr, "bench_publish: %s: %s %s\n", what, jal_err_name(err),
			diag && diag->text ? diag->text : "");
		exit(1);
	}
}

static void shell(const char *command)
{
	char whole[4096];
	(void)snprintf(whole, sizeof(whole), "cd " FOLDER " && %s", command);
	if (system(whole) != 0) {
		(void)fprintf(stderr, "bench_publish: %s\n", whole);
		exit(1);
	}
}

static double timed_shell(const char *command)
{
	const double start = bench_now();
	shell(command);
	return bench_now() - start;
}

/* ---- the office ---- */

struct office {
	struct vault *vault;
	struct journal *j;
	struct territory *t;
	struct jal_id caseload;
	unsigned notes;
};

static void found(struct office *o)
{
	const struct vault_options options = { .path = FOLDER "/vault", .schema = &schema_vault, .clock = clock_system() };
	struct secret recovery = SECRET_INIT;
	struct roster_territory territory;
	struct diag diag = DIAG_INIT;
	must(recovery_make(&recovery), "a code", NULL);
	must(vault_make(&options, CROWD_PHRASE, strlen(CROWD_PHRASE), &recovery, slots_floor(), &o->vault, &diag),
		"the vault", &diag);
	must(journal_open(vault_db(o->vault), clock_system(), &o->j), "the journal", NULL);
	must(territory_open(o->j, FOLDER "/vault", clock_system(), NULL, &o->t, &diag), "the territory", &diag);
	must(territory_create(o->t, "Littoral d’essai", "Nadia Essai", &diag), "founding", &diag);
	must(territory_add_remote(o->t, "home", FOLDER "/server.git", &diag), "the server", &diag);
	must(roster_territory(vault_db(o->vault), &territory), "the caseload", NULL);
	o->caseload = territory.home_caseload;
	must(crowd_fill(o->j, &o->caseload, clock_today(clock_system()), 0, DOSSIERS, &diag), "people", &diag);
	secret_free(&recovery);
}

static void leave(struct office *o)
{
	territory_close(o->t);
	journal_close(o->j);
	vault_close(o->vault);
}

static void write_note(struct office *o, struct diag *diag)
{
	const struct jal_id dossier = crowd_id(o->notes % DOSSIERS, 0);
	char said[512];
	struct edit *e = NULL;
	struct value v = value_number(clock_today(clock_system()));
	must(edit_create(ENTITY_note, &o->caseload, &dossier, &e), "an edit", NULL);
	must(edit_set(e, FIELD_note_date, &v), "a field", NULL);
	v = value_text("phone");
	must(edit_set(e, FIELD_note_channel, &v), "a field", NULL);
	(void)snprintf(said, sizeof(said), "Point n° %u par téléphone. Le dossier d’aide au permis est complet ; reste à joindre "
		"le devis de l’auto-école. Prochain rendez-vous dans quinze jours, à la maison des services.", o->notes++);
	v = value_text(said);
	must(edit_set(e, FIELD_note_text, &v), "a field", NULL);
	must(journal_put(o->j, e, diag), "a note", diag);
	edit_free(e);
}

static void write_notes(struct office *o, unsigned count)
{
	struct diag diag = DIAG_INIT;
	must(journal_begin(o->j, &diag), "beginning", &diag);
	for (unsigned i = 0; i < count; i++)
		write_note(o, &diag);
	must(journal_commit(o->j, &diag), "saving", &diag);
}

static double exchange(struct office *o)
{
	struct territory_result result = { .received_lots = 0 };
	struct diag diag = DIAG_INIT;
	const double start = bench_now();
	must(territory_sync(o->t, NULL, false, &result, &diag), "the exchange", &diag);
	const double took = bench_now() - start;
	territory_result_free(&result);
	return took;
}

/* ---- git with the same objects ---- */

/* Those of the exchange since the reference stood at `old`, in one pack that is not counted. */
static void take_objects(void)
{
	shell(GIT "-C vault/territory.git for-each-ref --format='%(refname)' refs/heads/device >reference && "
		  GIT "-C vault/territory.git rev-parse $(cat reference) >new && "
		      "{ cat new; sed 's/^/^/' old; } | " GIT "-C vault/territory.git pack-objects --revs -q --stdout >objects");
}

static void git_begins(void)
{
	shell("cp -r server.git git-own.git && cp -r server.git git-server.git && "
	      GIT "-C server.git for-each-ref --format='%(objectname)' refs/heads/device >old");
}

static double git_publishes(void)
{
	take_objects();
	const double took = timed_shell("ref=$(cat reference) new=$(cat new) && " GIT "-C git-own.git unpack-objects -q <objects && "
		GIT "-C git-own.git update-ref $ref $new && " GIT "-C git-own.git push -q ../git-server.git $ref && "
		GIT "-C git-own.git ls-remote -q ../git-server.git >listed");
	shell("cp new old");
	return took;
}

static void publish(struct office *o, unsigned notes, int rounds, double aim, const char *what)
{
	struct bench_series ours = { .at = NULL }, git = { .at = NULL };
	for (int i = -1; i < rounds; i++) {
		write_notes(o, notes);
		const double a = exchange(o);
		const double b = git_publishes();
		if (i >= 0) {
			bench_add(&ours, a);
			bench_add(&git, b);
		}
	}
	bench_row(&(struct bench_row){ .what = what, .ours = &ours, .beside = "git, the same objects", .peer = &git,
		.aim_ratio = aim });
	bench_clear(&ours);
	bench_clear(&git);
}

/* ---- verifying ---- */

static void verify(void)
{
	struct bench_series ours = { .at = NULL }, git = { .at = NULL };
	char what[64];
	double commits = 1;
	shell(GIT "-C server.git show charter:allowed_signers >signers");
	for (int i = 0; i < VERIFY_ROUNDS; i++) {
		struct territory_report report = { .devices = 0 };
		struct diag diag = DIAG_INIT;
		const double start = bench_now();
		must(territory_verify(FOLDER "/server.git", NULL, NULL, &report, &diag), "verifying", &diag);
		const double took = bench_now() - start;
		commits = (double)(report.charter_commits + report.device_commits);
		bench_add(&ours, took / commits);
		territory_report_free(&report);
		if (i < 2)
			bench_add(&git, timed_shell(GIT "-C server.git -c gpg.ssh.allowedSignersFile=$PWD/signers log --all "
						       "--format=%G? | grep -c G >good") / commits);
	}
	(void)snprintf(what, sizeof(what), "a commit verified, of %.0f", commits);
	bench_row(&(struct bench_row){ .what = what, .ours = &ours, .beside = "git log, signatures only", .peer = &git });
	bench_clear(&ours);
	bench_clear(&git);
}

int main(void)
{
	struct office o = { .notes = 0 };
	must(secret_start(), "secrets", NULL);
	must(gitlib_start(), "libgit2", NULL);
	if (system("rm -rf " FOLDER " && mkdir " FOLDER) != 0)
		return 1;
	found(&o);
	(void)exchange(&o);
	git_begins();
	bench_table("Publishing",
		"Notes of 250 bytes, saved before the clock starts; then one exchange with a repository in a folder on the "
		"same disk: list, verify, seal, sign, write, push, list again. git does in turn the same with the objects that "
		"this made: unpack-objects, update-ref, push, ls-remote, with `core.fsync=all`. Verifying: `jalon verify`'s "
		"call on the server's repository, all checks that need no key.");
	publish(&o, NOTES, BIG_ROUNDS, 1.5, "1,000 changes published");
	publish(&o, 1, SMALL_ROUNDS, 0, "one change published");
	verify();
	leave(&o);
	return system("rm -rf " FOLDER) != 0;
}
