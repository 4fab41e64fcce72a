/* posix_spawn, step by step. */
#include "core/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#define NAME_MAX_BYTES 32

int helper_start(const char *program, const char *name, const char *word, int in, int out, pid_t *pid)
{
	char lang[] = "LC_ALL=C.UTF-8", own_name[NAME_MAX_BYTES], own_word[NAME_MAX_BYTES];
	char *const argv[] = { own_name, word ? own_word : NULL, NULL }, *const envp[] = { lang, NULL };
	if (strlen(name) >= sizeof(own_name) || (word && strlen(word) >= sizeof(own_word)))
		return EINVAL;
	memcpy(own_name, name, strlen(name) + 1);
	memcpy(own_word, word ? word : "", word ? strlen(word) + 1 : 1);
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t all, none;
	(void)sigfillset(&all);
	(void)sigemptyset(&none);
	int failed = posix_spawn_file_actions_init(&files);
	if (failed)
		return failed;
	failed = posix_spawnattr_init(&attr);
	if (failed) {
		(void)posix_spawn_file_actions_destroy(&files);
		return failed;
	}
	failed = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	/* What libraries complain of may quote what was read. */
	if (!failed)
		failed = posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (!failed)
		failed = posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	if (!failed)
		failed = posix_spawn_file_actions_addchdir_np(&files, "/");
	if (!failed)
		failed = posix_spawnattr_setsigmask(&attr, &none);
	if (!failed)
		failed = posix_spawnattr_setsigdefault(&attr, &all);
	if (!failed)
		failed = posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (!failed)
		failed = posix_spawn(pid, program, &files, &attr, argv, envp);
	(void)posix_spawnattr_destroy(&attr);
	(void)posix_spawn_file_actions_destroy(&files);
	return failed;
}
