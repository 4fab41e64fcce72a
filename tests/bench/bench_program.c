/*
 * The program as it is shipped, in a pseudo-terminal of 80 × 24: start, opening,
 * keys of the list, an exchange, memory; beside tig and fzf on as many rows, a key of
 * each in turn.
 *
 *	bench_program PROGRAM [DOSSIERS…]	5000 and 100000 by default
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "tests/bench/crowd.h"
#include "tests/bench/drive.h"

#define FOLDER "bench-program"
#define STARTS 25
#define OPENINGS 15
#define KEYS 240
#define PEER_ROWS 5000
/* So long without a byte, and a program that brackets no frame has painted. */
#define QUIET_MS 25

static void starts(const char *vault)
{
	struct bench_series ours = { .at = NULL };
	for (int i = 0; i < STARTS; i++) {
		struct pty *p = drive_start(vault);
		bench_add(&ours, (double)pty_micros(p));
		drive_leave(p);
	}
	bench_row(&(struct bench_row){ .what = "start → prompt", .ours = &ours, .aim_95 = 150e3, .aim_worst = 400e3 });
	bench_clear(&ours);
}

static void openings(const char *vault, unsigned dossiers)
{
	struct bench_series ours = { .at = NULL };
	for (int i = 0; i < OPENINGS; i++) {
		struct pty *p = drive_start(vault);
		const double kdf = drive_refuse(p);
		const double all = drive_enter(p);
		bench_add(&ours, all - kdf);
		drive_leave(p);
	}
	drive_row("passphrase accepted → list", dossiers, &ours, &(struct bench_row){ .difference = true,
		.aim_median = dossiers > 5000 ? 50e3 : 0, .aim_95 = dossiers > 5000 ? 0 : 150e3,
		.aim_worst = dossiers > 5000 ? 0 : 300e3 });
}

/* ---- the others ---- */

struct peer {
	const char *name;
	struct pty *p;		/* NULL: not installed */
	struct bench_series down, letter;
};

static bool installed(const char *name)
{
	char command[128];
	(void)snprintf(command, sizeof(command), "command -v %s >/dev/null", name);
	return system(command) == 0;
}

static void start_peers(struct peer *tig, struct peer *fzf)
{
	static const char *const tig_argv[] = { "/bin/sh", "-c", "cd " FOLDER "/rows && exec tig", NULL };
	static const char *const fzf_argv[] = { "/bin/sh", "-c", "exec fzf <" FOLDER "/rows.txt", NULL };
	if (installed("tig")) {
		drive_shell("git init -q " FOLDER "/rows && for i in $(seq 5000); do printf 'commit refs/heads/main\\ncommitter "
		      "Camille Essai <c@exemple.invalid> %d +0100\\ndata <<.\\nRow number %d of them\\n.\\n\\n' "
		      "$((1700000000 + i * 60)) $i; done | git -C " FOLDER "/rows fast-import --quiet && git -C " FOLDER
		      "/rows symbolic-ref HEAD refs/heads/main && git -C " FOLDER "/rows reset -q --hard");
		tig->p = drive_spawn(tig_argv);
		drive_must(tig->p && pty_wait_text(tig->p, "Row number") && pty_quiet(tig->p, 300), tig->p, "tig");
	}
	if (installed("fzf")) {
		drive_shell("for i in $(seq 5000); do echo \"Marie Lefort $i Saint-Malo Morlaix $((i * 7919 % 5000))\"; done >" FOLDER
		      "/rows.txt");
		fzf->p = drive_spawn(fzf_argv);
		drive_must(fzf->p && pty_wait_text(fzf->p, "5000/5000") && pty_quiet(fzf->p, 300), fzf->p, "fzf");
	}
}

static void press_peer(struct peer *peer, const char *key, struct bench_series *to)
{
	if (!peer->p)
		return;
	drive_must(pty_key_quiet(peer->p, key, QUIET_MS), peer->p, peer->name);
	bench_add(to, (double)pty_micros_byte(peer->p));
}

/* ---- keys ---- */

static void downs(struct pty *p, struct bench_series *ours, struct bench_series *bytes, struct peer *tig, struct peer *fzf)
{
	for (int i = 0; i < KEYS; i++) {
		drive_must(pty_key(p, "Down"), p, "a row further");
		bench_add(ours, (double)pty_micros(p));
		bench_add(bytes, (double)pty_bytes(p));
		/* fzf's list grows upwards: its next row is above. */
		press_peer(tig, "Down", &tig->down);
		press_peer(fzf, "Up", &fzf->down);
	}
}

static void letters(struct pty *p, struct bench_series *ours, struct peer *fzf)
{
	static const char *const typed[] = { "m", "a", "r", "Backspace", "Backspace", "Backspace", "l", "e", "f", "Backspace",
		"Backspace", "Backspace" };
	drive_must(pty_key(p, "r"), p, "the search field");
	for (size_t i = 0; i < KEYS; i++) {
		const char *key = typed[i % (sizeof(typed) / sizeof(typed[0]))];
		drive_must(pty_key(p, key), p, "a letter of a search");
		bench_add(ours, (double)pty_micros(p));
		press_peer(fzf, key, &fzf->letter);
	}
	drive_must(pty_key(p, "Esc"), p, "leaving the search");
}

/* A row of a series that is kept. */
static void say(const char *what, unsigned dossiers, const struct bench_series *ours, struct bench_row r)
{
	char name[64];
	(void)snprintf(name, sizeof(name), "%s, %u", what, dossiers);
	r.what = name;
	r.ours = ours;
	bench_row(&r);
}

static void keys(struct pty *p, unsigned dossiers, bool beside)
{
	struct peer tig = { .name = "tig" }, fzf = { .name = "fzf" };
	struct bench_series down = { .at = NULL }, bytes = { .at = NULL }, letter = { .at = NULL };
	if (beside)
		start_peers(&tig, &fzf);
	downs(p, &down, &bytes, &tig, &fzf);
	letters(p, &letter, &fzf);
	struct bench_row r = { .aim_95 = 16e3, .aim_worst = 33e3 };
	if (tig.p) {
		r.beside = "tig";
		r.peer = &tig.down;
	}
	say("↓ → frame", dossiers, &down, r);
	if (fzf.p)
		say("↓ → frame", dossiers, &down, (struct bench_row){ .beside = "fzf", .peer = &fzf.down });
	if (beside && !tig.p)
		bench_skipped("tig", "not installed");
	if (beside && !fzf.p)
		bench_skipped("fzf", "not installed");
	r = (struct bench_row){ .aim_95 = dossiers > 5000 ? 33e3 : 16e3, .aim_worst = dossiers > 5000 ? 0 : 50e3 };
	if (fzf.p) {
		r.beside = "fzf";
		r.peer = &fzf.letter;
	}
	say("a letter of a search → frame", dossiers, &letter, r);
	bench_value("bytes sent for ↓, worst", bench_centile(&bytes, 100), 400, "B");
	pty_free(tig.p);
	pty_free(fzf.p);
	bench_clear(&tig.down);
	bench_clear(&fzf.down);
	bench_clear(&fzf.letter);
	bench_clear(&down);
	bench_clear(&bytes);
	bench_clear(&letter);
}

/* From some row in the middle, which stays the current one. */
static void sorts(struct pty *p, unsigned dossiers)
{
	struct bench_series ours = { .at = NULL };
	for (int i = 0; i < 50; i++) {
		if (i % 10 == 0)
			drive_must(pty_key(p, "End"), p, "the last row");
		drive_must(pty_key(p, "PgUp"), p, "a page back");
		drive_must(pty_key(p, "t"), p, "the next order");
		bench_add(&ours, (double)pty_micros(p));
	}
	drive_row_key("sorted another way → frame", dossiers, &ours);
}

static void files(struct pty *p, unsigned dossiers)
{
	struct bench_series ours = { .at = NULL };
	for (int i = 0; i < 60; i++) {
		drive_must(pty_key(p, "Down"), p, "a row further");
		drive_must(pty_write(p, "\r", 1) && pty_frame(p), p, "opening a file");
		bench_add(&ours, (double)pty_micros(p));
		drive_must(pty_key(p, "Esc"), p, "coming back");
	}
	drive_row("a file opened", dossiers, &ours, &(struct bench_row){ .aim_95 = 80e3, .aim_worst = 250e3 });
}

/* No aim of ui.md §4 holds for so many: said, so that it is known. */
static void beyond(struct pty *p, unsigned dossiers)
{
	struct bench_series agenda = { .at = NULL }, todo = { .at = NULL }, letter = { .at = NULL };
	for (int i = 0; i < 3; i++) {
		DRIVE(p, &agenda, "g", "2");
		DRIVE(p, NULL, "Esc");
		DRIVE(p, &todo, "g", "3");
		DRIVE(p, NULL, "Esc");
	}
	DRIVE(p, NULL, "Ctrl+F");
	DRIVE(p, &letter, "p");
	DRIVE(p, &letter, "e");
	DRIVE(p, &letter, "r");
	drive_row("the agenda of a week opened", dossiers, &agenda, &(struct bench_row){ .what = NULL });
	drive_row("what is to do opened", dossiers, &todo, &(struct bench_row){ .what = NULL });
	drive_row("a letter of a search in notes → frame", dossiers, &letter, &(struct bench_row){ .what = NULL });
}

static void session(unsigned dossiers, bool beside)
{
	const char *vault = crowd_vault(dossiers);
	openings(vault, dossiers);
	struct pty *p = drive_start(vault);
	(void)drive_enter(p);
	const bool peak = pty_forget_peak(p);
	keys(p, dossiers, beside);
	sorts(p, dossiers);
	files(p, dossiers);
	drive_memory(p, dossiers, peak);
	if (dossiers > 5000)
		beyond(p, dossiers);
	drive_leave(p);
}

/* ---- an exchange ---- */

#define EXCHANGES 10
/* Enough of them that the exchange still runs at the second key. */
#define LINES 3000

#define AS_FOUNDER "echo '" CROWD_PHRASE "' | '%s' --vault " FOLDER "/founder --passphrase-fd 0 "

static void make_founder(void)
{
	char command[4096];
	FILE *f = fopen(FOLDER "/people.csv", "w");
	drive_must(f != NULL, NULL, "people.csv");
	(void)fputs("Nom;Prénom;Date de naissance\n", f);
	for (int i = 0; i < LINES; i++)
		(void)fprintf(f, "Essai%c%c%c;Lou;%02d/%02d/19%02d\n", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676,
			1 + i % 28, 1 + i % 12, 50 + i % 40);
	drive_must(fclose(f) == 0, NULL, "people.csv");
	(void)snprintf(command, sizeof(command), AS_FOUNDER "init --kdf interactive --territory Essai --name 'Camille Essai'"
		" --remote " FOLDER "/server.git >/dev/null 2>&1 && " AS_FOUNDER "import " FOLDER "/people.csv >/dev/null",
		drive_program(), drive_program());
	drive_shell(command);
}

/* F5, then Esc while it runs; the next time from the same state. */
static void exchanges(void)
{
	struct bench_series progress = { .at = NULL }, answer = { .at = NULL };
	make_founder();
	for (int i = 0; i < EXCHANGES; i++) {
		drive_shell("rm -rf " FOLDER "/sender " FOLDER "/server.git && cp -r " FOLDER "/founder " FOLDER "/sender");
		struct pty *p = drive_start(FOLDER "/sender");
		(void)drive_enter(p);
		drive_must(pty_key(p, "F5"), p, "an exchange");
		bench_add(&progress, (double)pty_micros(p));
		drive_must(pty_key(p, "Esc"), p, "going on with something else");
		bench_add(&answer, (double)pty_micros(p));
		drive_leave(p);
	}
	bench_row(&(struct bench_row){ .what = "an exchange begun → its first frame", .ours = &progress, .aim_95 = 200e3,
		.aim_worst = 1e6 });
	bench_row(&(struct bench_row){ .what = "Esc while it runs → frame", .ours = &answer, .aim_95 = 300e3, .aim_worst = 1e6 });
	bench_clear(&progress);
	bench_clear(&answer);
}

int main(int argc, char **argv)
{
	if (argc < 2 || secret_start() != JAL_OK)
		return 2;
	drive_begin(argv[1], FOLDER);
	bench_table("The program in a pseudo-terminal",
		"The shipped binary, 80 × 24, xterm-256color. A key is measured from its bytes being written to the last byte of "
		"its frame. Opening: from Enter to the list, less what it took just before to refuse a wrong passphrase, which is "
		"Argon2id; not measurable where these differences differ more among themselves than from nothing. tig shows the log of 5,000 "
		"commits and fzf 5,000 lines, in the same harness, each key in turn with ours. Memory after all these keys; the "
		"peak is counted from the list on, since Argon2id takes 64 MiB or more for a moment at the door.");
	starts(crowd_vault(5000));
	if (argc == 2)
		openings(crowd_vault(60), 60);
	for (int i = 2; i < argc; i++)
		session((unsigned)strtoul(argv[i], NULL, 10), i == 2);
	if (argc == 2) {
		session(PEER_ROWS, true);
		session(100000, false);
		exchanges();
	}
	drive_end();
	return 0;
}
