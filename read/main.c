/*
 * jalon-read: a file on the standard input, its table on the standard output (core/foreign.h). jalon starts it for one
 * file each time, so that what takes files from outside apart lives away from the keys, in a process that can open
 * nothing, write nothing, and has little memory and time.
 *
 * Arguments: none, or which sheet, from 0.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/foreign.h"
#include "core/fsio.h"
#include "read/out.h"
#include "read/read.h"

#define MEMORY_MAX ((rlim_t)768 << 20)	/* bytes of address space */
#define SECONDS_MAX 300			/* of the processor: a million rows take a tenth of it */

static bool put(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	return fsio_put_all(STDOUT_FILENO, bytes, n);
}

static void confine(void)
{
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	(void)setrlimit(RLIMIT_CPU, &(struct rlimit){ SECONDS_MAX, SECONDS_MAX });
#ifndef JALON_SANITIZED
	(void)setrlimit(RLIMIT_AS, &(struct rlimit){ MEMORY_MAX, MEMORY_MAX });
#endif
	(void)setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 0, 0 });
	/* What is open is all that there is, but for the copy that the unpacker is given. */
	(void)setrlimit(RLIMIT_NOFILE, &(struct rlimit){ STDERR_FILENO + 2, STDERR_FILENO + 2 });
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int main(int argc, char **argv)
{
	struct out o = { .put = put };
	confine();
	const long wanted = argc > 1 ? strtol(argv[1], NULL, 10) : -1;
	(void)read_file(STDIN_FILENO, wanted, &o);
	const bool heard = out_end(&o);
	out_free(&o);
	return heard ? EXIT_SUCCESS : EXIT_FAILURE;
}
