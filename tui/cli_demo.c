/*
 * The demonstration: makes it where there is none, then opens the screen on it;
 * without a terminal it tells the story in plain sentences, lets stock git check
 * the history, and says where to look next.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/fsio.h"
#include "core/vaultdir.h"
#include "sync/showcase.h"
#include "tui/cli_commands.h"
#include "tui/demo_place.h"
#include "tui/i18n.h"
#include "tui/program.h"

extern char **environ;

static enum jal_err file_in(const struct buf *folder, const char *name, struct buf *out)
{
	buf_clear(out);
	return fsio_path(buf_str(folder), name, out);
}

/* ---- stock git as a judge ---- */

/* Runs git with these arguments (no shell); its output, at most max bytes, is
 * appended. -1 when it could not be run, else its exit status. */
static int run_git(const char *const *args, size_t max, struct buf *out)
{
	int pipe_fd[2] = { -1, -1 };
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;
	if (pipe2(pipe_fd, O_CLOEXEC) != 0)
		return -1;
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, pipe_fd[1], STDOUT_FILENO);
	(void)posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	/* execvp's signature has no const; it changes nothing. */
	const int spawned = posix_spawnp(&pid, "git", &actions, NULL, (char *const *)(uintptr_t)args, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)close(pipe_fd[1]);
	bool ok = spawned == 0;
	char chunk[4096];
	ssize_t n = 0;
	while (ok && (n = read(pipe_fd[0], chunk, sizeof(chunk))) > 0)
		ok = out->len + (size_t)n <= max && buf_put(out, chunk, (size_t)n) == JAL_OK;
	(void)close(pipe_fd[0]);
	int status = -1;
	if (spawned == 0 && waitpid(pid, &status, 0) != pid)
		return -1;
	return ok && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define GIT_OUTPUT_MAX ((size_t)4 << 20)

/* fsck, then every signature against the list of signers that the charter holds. */
static void judge_by_git(struct cli *c, const struct buf *folder)
{
	struct buf server = BUF_INIT, signers_file = BUF_INIT, signers = BUF_INIT, letters = BUF_INIT, config = BUF_INIT;
	unsigned good = 0, bad = 0;
	enum jal_err err = file_in(folder, SHOWCASE_SERVER, &server);
	if (!err)
		err = file_in(folder, "signataires", &signers_file);
	const char *const fsck[] = { "git", "-C", buf_str(&server), "fsck", "--strict", NULL };
	const char *const show[] = { "git", "-C", buf_str(&server), "show", "charter:allowed_signers", NULL };
	if (err || run_git(fsck, GIT_OUTPUT_MAX, &letters) != 0 || run_git(show, GIT_OUTPUT_MAX, &signers) != 0 ||
	    fsio_replace(buf_str(&signers_file), signers.data, signers.len, NULL) ||
	    buf_printf(&config, "gpg.ssh.allowedSignersFile=%s", buf_str(&signers_file))) {
		(void)fputs(_("L’outil git n’est pas là, ou n’a pas pu lire le serveur : vérification par jalon seulement.\n"),
			    c->out);
		goto out;
	}
	buf_clear(&letters);
	const char *const log[] = { "git",	"-C",  buf_str(&server), "-c",	  "gpg.format=ssh", "-c",
				    buf_str(&config), "log", "--all",	      "--format=%G?", NULL };
	const int status = run_git(log, GIT_OUTPUT_MAX, &letters);
	for (size_t i = 0; i < letters.len; i++) {
		good += letters.data[i] == 'G';
		bad += letters.data[i] != 'G' && letters.data[i] != '\n';
	}
	if (status == 0 && bad == 0)
		(void)fprintf(c->out, _("L’outil git, tel quel, a contrôlé le serveur : objets sains, %u signatures bonnes.\n"),
			      good);
	else
		(void)fprintf(c->out, _("Attention : git trouve %u signatures qui ne sont pas bonnes.\n"), bad);
out:
	buf_free(&server);
	buf_free(&signers_file);
	buf_free(&signers);
	buf_free(&letters);
	buf_free(&config);
}

/* ---- the command ---- */

static void tell(void *ctx, const struct diag *sentence)
{
	struct cli *c = ctx;
	struct buf text = BUF_INIT;
	if (diag_render(sentence, i18n_text, &text) == JAL_OK) {
		(void)fprintf(c->out, "%s\n", buf_str(&text));
		(void)fflush(c->out);
	}
	buf_free(&text);
}

struct proposal {
	const char *sentence;
	const char *before; /* what comes before the place in the command; NULL for a command without place */
	const char *inside; /* which file of the folder the place is; NULL for the folder */
	const char *after;
};

/* A line of its own for each command, which a shell takes as it is. */
static enum jal_err propose(struct cli *c, const struct proposal *p, const struct buf *folder)
{
	struct buf line = BUF_INIT, place = BUF_INIT;
	enum jal_err err = program_called(&line);
	if (!err && p->before) {
		err = p->inside ? file_in(folder, p->inside, &place) : buf_puts(&place, buf_str(folder));
		if (!err)
			err = buf_printf(&line, " %s ", p->before);
		if (!err)
			err = program_word(buf_str(&place), &line);
	}
	if (!err)
		err = buf_puts(&line, p->after);
	if (!err)
		(void)fprintf(c->out, "  %s\n      %s\n", _(p->sentence), buf_str(&line));
	buf_free(&place);
	buf_free(&line);
	return err;
}

static enum jal_err where_next(struct cli *c, const struct buf *folder)
{
	/* The usual place needs not be said. */
	const char *screen = cli_option(c, "folder") ? "demo --folder" : NULL;
	const struct proposal proposals[] = {
		{ N_("l’écran, dans un terminal :"), screen, NULL, screen ? "" : " demo" },
		{ N_("les dossiers de Camille :"), "--vault", SHOWCASE_REFERENT, " list" },
		{ N_("ce que Nadia doit départager :"), "--vault", SHOWCASE_SUPERVISOR, " conflicts" },
		{ N_("toute l’histoire, sans coffre :"), "verify", SHOWCASE_SERVER, "" },
		{ N_("toutes les commandes :"), NULL, NULL, " --help" },
	};
	enum jal_err err = JAL_OK;
	(void)fprintf(c->out, _("\nPour regarder vous-même (phrase secrète : « %s ») :\n"), SHOWCASE_PASSPHRASE);
	for (size_t i = 0; !err && i < sizeof(proposals) / sizeof(proposals[0]); i++)
		err = propose(c, &proposals[i], folder);
	return err;
}

enum cli_exit cli_demo(struct cli *c)
{
	struct diag diag = DIAG_INIT;
	struct buf folder = BUF_INIT, vault = BUF_INIT;
	enum cli_exit code = CLI_DONE;
	const struct showcase_teller teller = { tell, c };
	enum jal_err err = demo_place_folder(cli_option(c, "folder"), &folder);
	if (!err && cli_option(c, "reset"))
		err = demo_place_throw_away(buf_str(&folder), &diag);
	if (!err)
		err = file_in(&folder, SHOWCASE_REFERENT, &vault);
	if (!err && !vaultdir_is_vault(buf_str(&vault)))
		err = demo_place_make(buf_str(&folder), c->clock, &teller, &diag);
	const bool screen = c->linear || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
	if (!err && !screen) {
		judge_by_git(c, &folder);
		err = where_next(c, &folder);
	}
	if (err) {
		diag.err = err;
		code = cli_fail(c, &diag);
	} else if (screen) {
		code = cli_screen_at(c, buf_str(&vault), SHOWCASE_PASSPHRASE);
	}
	buf_free(&vault);
	buf_free(&folder);
	return code;
}
