/*
 * The program as it is shipped, in a pseudo-terminal of 80 × 24: start, opening,
 * keys, saving, an exchange, memory; beside tig and fzf on as many rows, a key of
 * each in turn.
 *
 *	bench_program PROGRAM [DOSSIERS…]	5000 and 100000 by default
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/secret.h"
#include "tests/bench/bench.h"
#include "tests/bench/crowd.h"
#include "tests/support/pty.h"

#define FOLDER "bench-program"
#define STARTS 25
#define OPENINGS 15
#define KEYS 240
#define PEER_ROWS 5000
/* So long without a byte, and a program that brackets no frame has painted. */
#define QUIET_MS 25

static const char *const env[] = { "HOME=" FOLDER, "XDG_CONFIG_HOME=" FOLDER, "XDG_DATA_HOME=" FOLDER, "LC_ALL=C.UTF-8",
	"GIT_CONFIG_NOSYSTEM=1", "FZF_DEFAULT_OPTS=", NULL };
static const struct pty_options options = { .env = env };

static const char *program;

static _Noreturn void give_up(struct pty *p, const char *what)
{
	if (p)
		pty_show(p, what);
	(void)fprintf(stderr, "bench_program: %s\n", what);
	pty_free(p);
	exit(1);
}

static void must(bool ok, struct pty *p, const char *what)
{
	if (!ok)
		give_up(p, what);
}

static void shell(const char *command)
{
	if (system(command) != 0)
		give_up(NULL, command);
}

/* ---- jalon ---- */

static struct pty *start(const char *vault)
{
	const char *const argv[] = { program, "--lang", "fr", "--vault", vault, NULL };
	struct pty *p = pty_spawn(argv, &options);
	if (!p)
		give_up(NULL, "no pseudo-terminal");
	must(pty_wait_text(p, "Phrase secrète"), p, "the prompt");
	return p;
}

/* Microseconds until the list is on the screen. */
static double enter(struct pty *p)
{
	must(pty_type(p, CROWD_PHRASE), p, "typing the passphrase");
	must(pty_write(p, "\r", 1) && pty_wait_text(p, "Recherche"), p, "the list");
	return (double)pty_micros(p);
}

/* What Argon2id takes there: until a wrong passphrase is refused. It is wiped from the field afterwards. */
static double refuse(struct pty *p)
{
	must(pty_type(p, "une autre phrase"), p, "typing another passphrase");
	must(pty_write(p, "\r", 1) && pty_wait_text(p, "pas la bonne phrase"), p, "a refusal");
	return (double)pty_micros(p);
}

static void leave(struct pty *p)
{
	int status = 0;
	must(pty_signal(p, 15) && pty_wait_end(p, &status), p, "leaving");
	pty_free(p);
}

static void row(const char *what, unsigned dossiers, const struct bench_row *rest)
{
	char name[64];
	struct bench_row r = *rest;
	(void)snprintf(name, sizeof(name), "%s, %u", what, dossiers);
	r.what = name;
	bench_row(&r);
}

static void starts(const char *vault)
{
	struct bench_series ours = { .at = NULL };
	for (int i = 0; i < STARTS; i++) {
		struct pty *p = start(vault);
		bench_add(&ours, (double)pty_micros(p));
		leave(p);
	}
	bench_row(&(struct bench_row){ .what = "start → prompt", .ours = &ours, .aim_95 = 150e3, .aim_worst = 400e3 });
	bench_clear(&ours);
}

static void openings(const char *vault, unsigned dossiers)
{
	struct bench_series ours = { .at = NULL };
	for (int i = 0; i < OPENINGS; i++) {
		struct pty *p = start(vault);
		const double kdf = refuse(p);
		const double all = enter(p);
		bench_add(&ours, all - kdf);
		leave(p);
	}
	row("passphrase accepted → list", dossiers, &(struct bench_row){ .ours = &ours, .difference = true,
		.aim_median = dossiers > 5000 ? 50e3 : 0, .aim_95 = dossiers > 5000 ? 0 : 150e3,
		.aim_worst = dossiers > 5000 ? 0 : 300e3 });
	bench_clear(&ours);
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
		shell("git init -q " FOLDER "/rows && for i in $(seq 5000); do printf 'commit refs/heads/main\\ncommitter "
		      "Camille Essai <c@exemple.invalid> %d +0100\\ndata <<.\\nRow number %d of them\\n.\\n\\n' "
		      "$((1700000000 + i * 60)) $i; done | git -C " FOLDER "/rows fast-import --quiet && git -C " FOLDER
		      "/rows symbolic-ref HEAD refs/heads/main && git -C " FOLDER "/rows reset -q --hard");
		tig->p = pty_spawn(tig_argv, &options);
		must(tig->p && pty_wait_text(tig->p, "Row number") && pty_quiet(tig->p, 300), tig->p, "tig");
	}
	if (installed("fzf")) {
		shell("for i in $(seq 5000); do echo \"Marie Lefort $i Saint-Malo Morlaix $((i * 7919 % 5000))\"; done >" FOLDER
		      "/rows.txt");
		fzf->p = pty_spawn(fzf_argv, &options);
		must(fzf->p && pty_wait_text(fzf->p, "5000/5000") && pty_quiet(fzf->p, 300), fzf->p, "fzf");
	}
}

static void press_peer(struct peer *peer, const char *key, struct bench_series *to)
{
	if (!peer->p)
		return;
	must(pty_key_quiet(peer->p, key, QUIET_MS), peer->p, peer->name);
	bench_add(to, (double)pty_micros_byte(peer->p));
}

/* ---- keys ---- */

static void downs(struct pty *p, struct bench_series *ours, struct bench_series *bytes, struct peer *tig, struct peer *fzf)
{
	for (int i = 0; i < KEYS; i++) {
		must(pty_key(p, "Down"), p, "a row further");
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
	must(pty_key(p, "r"), p, "the search field");
	for (size_t i = 0; i < KEYS; i++) {
		const char *key = typed[i % (sizeof(typed) / sizeof(typed[0]))];
		must(pty_key(p, key), p, "a letter of a search");
		bench_add(ours, (double)pty_micros(p));
		press_peer(fzf, key, &fzf->letter);
	}
	must(pty_key(p, "Esc"), p, "leaving the search");
}

/* In all notes, from the list and back to it. */
static void words(struct pty *p, struct bench_series *ours)
{
	static const char *const typed[] = { "p", "e", "r", "m", "Backspace", "Backspace", "Backspace", "Backspace", "d", "e",
		"Backspace", "Backspace" };
	must(pty_key(p, "Ctrl+F"), p, "the search in notes");
	for (size_t i = 0; i < KEYS; i++) {
		must(pty_key(p, typed[i % (sizeof(typed) / sizeof(typed[0]))]), p, "a letter of a search in notes");
		bench_add(ours, (double)pty_micros(p));
	}
	/* What is typed goes, then the field, then the screen. */
	for (int i = 0; i < 3 && !pty_sees(p, "Mes dossiers"); i++)
		must(pty_key(p, "Esc"), p, "leaving the search in notes");
}

static void keys(struct pty *p, unsigned dossiers, bool beside)
{
	struct bench_series noted = { .at = NULL };
	struct peer tig = { .name = "tig" }, fzf = { .name = "fzf" };
	struct bench_series down = { .at = NULL }, bytes = { .at = NULL }, letter = { .at = NULL };
	if (beside)
		start_peers(&tig, &fzf);
	downs(p, &down, &bytes, &tig, &fzf);
	letters(p, &letter, &fzf);
	struct bench_row r = { .ours = &down, .aim_95 = 16e3, .aim_worst = 33e3 };
	if (tig.p) {
		r.beside = "tig";
		r.peer = &tig.down;
	}
	row("↓ → frame", dossiers, &r);
	if (fzf.p)
		row("↓ → frame", dossiers, &(struct bench_row){ .ours = &down, .beside = "fzf", .peer = &fzf.down });
	if (beside && !tig.p)
		bench_skipped("tig", "not installed");
	if (beside && !fzf.p)
		bench_skipped("fzf", "not installed");
	/* The aim is for 5,000. */
	r = (struct bench_row){ .ours = &letter, .aim_95 = dossiers > 5000 ? 0 : 16e3, .aim_worst = dossiers > 5000 ? 0 : 50e3 };
	if (fzf.p) {
		r.beside = "fzf";
		r.peer = &fzf.letter;
	}
	row("a letter of a search → frame", dossiers, &r);
	words(p, &noted);
	row("a letter of a search in notes → frame", dossiers, &(struct bench_row){ .ours = &noted,
		.aim_95 = dossiers > 5000 ? 0 : 16e3, .aim_worst = dossiers > 5000 ? 0 : 50e3 });
	bench_clear(&noted);
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
			must(pty_key(p, "End"), p, "the last row");
		must(pty_key(p, "PgUp"), p, "a page back");
		must(pty_key(p, "t"), p, "the next order");
		bench_add(&ours, (double)pty_micros(p));
	}
	row("sorted another way → frame", dossiers, &(struct bench_row){ .ours = &ours, .aim_95 = 16e3, .aim_worst = 33e3 });
	bench_clear(&ours);
}

static void files(struct pty *p, unsigned dossiers)
{
	struct bench_series ours = { .at = NULL };
	for (int i = 0; i < 60; i++) {
		must(pty_key(p, "Down"), p, "a row further");
		must(pty_write(p, "\r", 1) && pty_frame(p), p, "opening a file");
		bench_add(&ours, (double)pty_micros(p));
		must(pty_key(p, "Esc"), p, "coming back");
	}
	row("a file opened", dossiers, &(struct bench_row){ .ours = &ours, .aim_95 = 80e3, .aim_worst = 250e3 });
	bench_clear(&ours);
}

#define PRESS_AIM(series) (&(struct bench_row){ .ours = (series), .aim_95 = 16e3, .aim_worst = 33e3 })

/* A main screen, reached by g and a digit, and a key on it. */
static void place(struct pty *p, unsigned dossiers, const char *name, const char *digit, const char *key)
{
	struct bench_series opened = { .at = NULL }, pressed = { .at = NULL };
	char what[64];
	for (int i = 0; i < 20; i++) {
		must(pty_key(p, "g") && pty_key(p, digit), p, name);
		bench_add(&opened, (double)pty_micros(p));
		for (int k = 0; k < 12; k++) {
			must(pty_key(p, key), p, name);
			bench_add(&pressed, (double)pty_micros(p));
		}
		must(pty_key(p, "Esc"), p, "coming back");
	}
	(void)snprintf(what, sizeof(what), "%s opened", name);
	row(what, dossiers, &(struct bench_row){ .ours = &opened, .aim_95 = 80e3, .aim_worst = 250e3 });
	(void)snprintf(what, sizeof(what), "%s: a key → frame", name);
	row(what, dossiers, PRESS_AIM(&pressed));
	bench_clear(&opened);
	bench_clear(&pressed);
}

/* A tab of the file under the cursor, and ↓ on it. */
static void tab(struct pty *p, unsigned dossiers, const char *name, const char *digit)
{
	struct bench_series pressed = { .at = NULL };
	char what[64];
	must(pty_write(p, "\r", 1) && pty_frame(p) && pty_key(p, digit), p, name);
	for (int i = 0; i < 60; i++) {
		must(pty_key(p, i % 12 < 6 ? "Down" : "Up"), p, name);
		bench_add(&pressed, (double)pty_micros(p));
	}
	must(pty_key(p, "Esc"), p, "coming back");
	(void)snprintf(what, sizeof(what), "%s: a key → frame", name);
	row(what, dossiers, PRESS_AIM(&pressed));
	bench_clear(&pressed);
}

static void memory(struct pty *p, unsigned dossiers, bool peak)
{
	const double aim = dossiers <= 5000 ? 32 : 64;
	char what[64];
	(void)snprintf(what, sizeof(what), "resident (VmRSS), %u", dossiers);
	bench_value(what, (double)pty_memory(p, "VmRSS") / 1024, aim, "MiB");
	(void)snprintf(what, sizeof(what), "at most (VmHWM) since the list, %u", dossiers);
	if (peak)
		bench_value(what, (double)pty_memory(p, "VmHWM") / 1024, aim, "MiB");
}

static void session(unsigned dossiers, bool beside)
{
	const char *vault = crowd_vault(dossiers);
	openings(vault, dossiers);
	struct pty *p = start(vault);
	(void)enter(p);
	const bool peak = pty_forget_peak(p);
	keys(p, dossiers, beside);
	sorts(p, dossiers);
	files(p, dossiers);
	tab(p, dossiers, "the diagnosis", "2");
	tab(p, dossiers, "the contract", "4");
	place(p, dossiers, "the agenda", "2", "Right");
	place(p, dossiers, "what is to do", "3", "Down");
	memory(p, dossiers, peak);
	leave(p);
}

/* ---- writing, in a copy ---- */

static void writing(unsigned dossiers)
{
	static const char *const typed[] = { "V", "i", "s", "i", "t", "e", "Space", "9", "h", "3", "0", ".", "Space" };
	struct bench_series tab = { .at = NULL }, letter = { .at = NULL }, saved = { .at = NULL };
	char command[1024];
	(void)snprintf(command, sizeof(command), "cp -r %s " FOLDER "/copy", crowd_vault(dossiers));
	shell(command);
	struct pty *p = start(FOLDER "/copy");
	(void)enter(p);
	must(pty_write(p, "\r", 1) && pty_frame(p), p, "opening a file");
	for (int i = 0; i < 60; i++) {
		must(pty_key(p, "Right"), p, "another tab");
		bench_add(&tab, (double)pty_micros(p));
	}
	for (int i = 0; i < 30; i++) {
		must(pty_key(p, "n"), p, "a note");
		for (size_t k = 0; k < sizeof(typed) / sizeof(typed[0]); k++) {
			must(pty_key(p, typed[k]), p, "a letter of a note");
			bench_add(&letter, (double)pty_micros(p));
		}
		must(pty_key(p, "F2"), p, "saving");
		bench_add(&saved, (double)pty_micros(p));
	}
	leave(p);
	row("another tab of a file → frame", dossiers, PRESS_AIM(&tab));
	row("a letter of a note → frame", dossiers, PRESS_AIM(&letter));
	row("a note saved → frame", dossiers, &(struct bench_row){ .ours = &saved, .aim_95 = 150e3, .aim_worst = 500e3 });
	bench_clear(&tab);
	bench_clear(&letter);
	bench_clear(&saved);
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
	if (!f)
		give_up(NULL, "people.csv");
	(void)fputs("Nom;Prénom;Date de naissance\n", f);
	for (int i = 0; i < LINES; i++)
		(void)fprintf(f, "Essai%c%c%c;Lou;%02d/%02d/19%02d\n", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676,
			1 + i % 28, 1 + i % 12, 50 + i % 40);
	if (fclose(f) != 0)
		give_up(NULL, "people.csv");
	(void)snprintf(command, sizeof(command), AS_FOUNDER "init --kdf interactive --territory Essai --name 'Camille Essai'"
		" --remote " FOLDER "/server.git >/dev/null 2>&1 && " AS_FOUNDER "import " FOLDER "/people.csv >/dev/null",
		program, program);
	shell(command);
}

/* F5, then Esc while it runs; the next time from the same state. */
static void exchanges(void)
{
	struct bench_series progress = { .at = NULL }, answer = { .at = NULL };
	make_founder();
	for (int i = 0; i < EXCHANGES; i++) {
		shell("rm -rf " FOLDER "/sender " FOLDER "/server.git && cp -r " FOLDER "/founder " FOLDER "/sender");
		struct pty *p = start(FOLDER "/sender");
		(void)enter(p);
		must(pty_key(p, "F5"), p, "an exchange");
		bench_add(&progress, (double)pty_micros(p));
		must(pty_key(p, "Esc"), p, "going on with something else");
		bench_add(&answer, (double)pty_micros(p));
		leave(p);
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
	program = argv[1];
	shell("rm -rf " FOLDER " && mkdir " FOLDER);
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
		writing(PEER_ROWS);
		session(100000, false);
		exchanges();
	}
	shell("rm -rf " FOLDER);
	return 0;
}
