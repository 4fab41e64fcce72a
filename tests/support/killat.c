/*
 * killat: runs a command and, at its n-th system call that changes what is on
 * disk (or leaves the machine), kills it as a power cut would, or lets that call
 * fail. A test runs it with n = 1, 2, 3 … until nothing is killed any more.
 *
 *	killat [OPTION…] -- COMMAND [ARGUMENT…]
 *
 *	-n N         act at the N-th counted call (from 1); 0, the default, only counts
 *	-e ERRNO     do not kill: let that call fail, once, with ENOSPC, EIO, EACCES or EINTR
 *	-E           with -e: that call and all counted calls after it fail (a disk that stays full)
 *	-s SET       what is counted: write (write, pwrite, writev, copy_file_range, ftruncate, fallocate, fsync,
 *	             fdatasync, rename, link, unlink, rmdir, mkdir, open with O_CREAT or O_TRUNC, symlink, chmod,
 *	             utimensat), net (connect, send, any write), all (every call). Default: write
 *	-a           act after the call was carried out instead of before
 *	-c FILE      write the number of counted calls to FILE (at the end, also after a kill)
 *
 * Exit status: the command's; 137 when it was killed here; 125 for killat's own
 * errors. All processes and threads that the command starts are watched and killed
 * together. Uses ptrace: works as an ordinary user, also on a program that made
 * itself undumpable, since only registers are read. Calls on file descriptors 0
 * to 2 are not counted.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_TASKS 256
#define EXIT_OWN 125
#define EXIT_KILLED 137

enum set { SET_WRITE, SET_NET, SET_ALL };

static struct options {
	long at;
	int error;
	bool stays;
	bool after;
	enum set set;
	const char *count_file;
} options;

static struct task {
	pid_t pid;
	bool inside;	/* between the entry and the exit of a call */
	bool act;	/* at the exit of this call */
} tasks[MAX_TASKS];

static long counted;

static _Noreturn void own_error(const char *what)
{
	(void)fprintf(stderr, "killat: %s: %s\n", what, strerror(errno));
	exit(EXIT_OWN);
}

static struct task *task_of(pid_t pid)
{
	struct task *free_one = NULL;
	for (size_t i = 0; i < MAX_TASKS; i++) {
		if (tasks[i].pid == pid)
			return &tasks[i];
		if (!tasks[i].pid && !free_one)
			free_one = &tasks[i];
	}
	if (!free_one) {
		errno = ENOSPC;
		own_error("too many tasks");
	}
	*free_one = (struct task){ .pid = pid };
	return free_one;
}

/* ---- which calls ---- */

/* Those whose first argument is a file descriptor. */
static bool on_descriptor(uint64_t nr)
{
	switch (nr) {
	case SYS_write:
	case SYS_pwrite64:
	case SYS_writev:
	case SYS_pwritev:
	case SYS_pwritev2:
	case SYS_ftruncate:
	case SYS_fallocate:
	case SYS_fsync:
	case SYS_fdatasync:
	case SYS_fchmod:
		return true;
	default:
		return false;
	}
}

static bool on_path(uint64_t nr)
{
	switch (nr) {
	case SYS_truncate:
	case SYS_renameat:
	case SYS_renameat2:
	case SYS_linkat:
	case SYS_unlinkat:
	case SYS_mkdirat:
	case SYS_symlinkat:
	case SYS_fchmodat:
	case SYS_utimensat:
#ifdef SYS_rename
	case SYS_rename:
	case SYS_link:
	case SYS_unlink:
	case SYS_rmdir:
	case SYS_mkdir:
	case SYS_symlink:
	case SYS_chmod:
#endif
		return true;
	default:
		return false;
	}
}

static bool makes_file(uint64_t nr, const uint64_t args[6])
{
	const uint64_t making = O_CREAT | O_TRUNC;
	if (nr == SYS_openat)
		return (args[2] & making) != 0;
#ifdef SYS_open
	if (nr == SYS_open)
		return (args[1] & making) != 0;
	if (nr == SYS_creat)
		return true;
#endif
	return false;
}

static bool on_network(uint64_t nr)
{
	return nr == SYS_connect || nr == SYS_sendto || nr == SYS_sendmsg || nr == SYS_write || nr == SYS_writev;
}

static bool counts(uint64_t nr, const uint64_t args[6])
{
	if (options.set == SET_ALL)
		return true;
	if (options.set == SET_NET)
		return on_network(nr) && args[0] > 2;
	if (on_descriptor(nr))
		return args[0] > 2;
	if (nr == SYS_copy_file_range)
		return args[2] > 2;
	return on_path(nr) || makes_file(nr, args);
}

/* ---- acting ---- */

static void kill_all(void)
{
	for (size_t i = 0; i < MAX_TASKS; i++) {
		if (tasks[i].pid)
			(void)kill(tasks[i].pid, SIGKILL);
	}
}

/* Makes the call that is being entered do nothing. */
static void skip_call(pid_t pid)
{
#if defined(__x86_64__)
	struct user_regs_struct regs;
	struct iovec io = { &regs, sizeof(regs) };
	if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &io) != 0)
		own_error("PTRACE_GETREGSET");
	regs.orig_rax = (unsigned long long)-1;
	if (ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &io) != 0)
		own_error("PTRACE_SETREGSET");
#elif defined(__aarch64__)
	int none = -1;
	struct iovec io = { &none, sizeof(none) };
	if (ptrace(PTRACE_SETREGSET, pid, (void *)NT_ARM_SYSTEM_CALL, &io) != 0)
		own_error("PTRACE_SETREGSET");
#else
	(void)pid;
	errno = ENOSYS;
	own_error("-e is not known on this processor");
#endif
}

/* At the exit of a skipped call: what it returns. */
static void fail_call(pid_t pid)
{
#if defined(__x86_64__)
	struct user_regs_struct regs;
	struct iovec io = { &regs, sizeof(regs) };
	if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &io) != 0)
		own_error("PTRACE_GETREGSET");
	regs.rax = (unsigned long long)-(long long)options.error;
	if (ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &io) != 0)
		own_error("PTRACE_SETREGSET");
#elif defined(__aarch64__)
	struct user_pt_regs regs;
	struct iovec io = { &regs, sizeof(regs) };
	if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &io) != 0)
		own_error("PTRACE_GETREGSET");
	regs.regs[0] = (unsigned long long)-(long long)options.error;
	if (ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &io) != 0)
		own_error("PTRACE_SETREGSET");
#else
	(void)pid;
#endif
}

/* Returns true when everything was killed. */
static bool at_call(struct task *task)
{
	struct __ptrace_syscall_info info;
	memset(&info, 0, sizeof(info));
	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->pid, (void *)sizeof(info), &info) <= 0)
		return false;
	if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		const bool act = task->act;
		task->inside = task->act = false;
		if (!act)
			return false;
		if (options.error) {
			fail_call(task->pid);
			return false;
		}
		kill_all();
		return true;
	}
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return false;
	task->inside = true;
	uint64_t args[6];
	for (size_t i = 0; i < 6; i++)
		args[i] = info.entry.args[i];
	if (!counts(info.entry.nr, args))
		return false;
	counted++;
	if (options.at == 0 || counted < options.at || (counted > options.at && !(options.error && options.stays)))
		return false;
	if (options.error) {
		skip_call(task->pid);
		task->act = true;
		return false;
	}
	if (options.after) {
		task->act = true;
		return false;
	}
	kill_all();
	return true;
}

static void write_count(void)
{
	if (!options.count_file)
		return;
	FILE *file = fopen(options.count_file, "w");
	if (!file || fprintf(file, "%ld\n", counted) < 0 || fclose(file) != 0)
		own_error(options.count_file);
}

/* Runs until the first child has ended; returns its status. */
static int follow(pid_t first)
{
	bool killed = false;
	int result = EXIT_OWN;
	for (;;) {
		int status = 0, deliver = 0;
		const pid_t pid = waitpid(-1, &status, __WALL);
		if (pid < 0 && errno == EINTR)
			continue;
		if (pid < 0)
			break;
		struct task *task = task_of(pid);
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			task->pid = 0;
			if (pid == first)
				result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
			continue;
		}
		if (killed) {
			(void)kill(pid, SIGKILL);
			continue;
		}
		const int signal_number = WSTOPSIG(status);
		if (signal_number == (SIGTRAP | 0x80)) {
			if (at_call(task)) {
				killed = true;
				continue;
			}
		} else if (status >> 16 == 0 && signal_number != SIGSTOP && signal_number != SIGTRAP) {
			deliver = signal_number;
		}
		if (ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(intptr_t)deliver) != 0 && errno != ESRCH)
			own_error("PTRACE_SYSCALL");
	}
	return killed ? EXIT_KILLED : result;
}

static int error_of(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} errors[] = { { "ENOSPC", ENOSPC }, { "EIO", EIO }, { "EACCES", EACCES }, { "EINTR", EINTR } };
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		if (strcmp(errors[i].name, name) == 0)
			return errors[i].number;
	}
	return 0;
}

static bool parse(int argc, char **argv)
{
	for (int option = 0; (option = getopt(argc, argv, "+n:e:Es:ac:")) != -1;) {
		switch (option) {
		case 'n':
			options.at = strtol(optarg, NULL, 10);
			break;
		case 'e':
			options.error = error_of(optarg);
			if (!options.error)
				return false;
			break;
		case 'E':
			options.stays = true;
			break;
		case 's':
			if (strcmp(optarg, "write") == 0)
				options.set = SET_WRITE;
			else if (strcmp(optarg, "net") == 0)
				options.set = SET_NET;
			else if (strcmp(optarg, "all") == 0)
				options.set = SET_ALL;
			else
				return false;
			break;
		case 'a':
			options.after = true;
			break;
		case 'c':
			options.count_file = optarg;
			break;
		default:
			return false;
		}
	}
	return optind < argc && options.at >= 0;
}

/* LeakSanitizer traces too, and a process has one tracer: it would end each run with its own complaint. */
static void no_leak_check(void)
{
	char list[512];
	const char *given = getenv("ASAN_OPTIONS");
	(void)snprintf(list, sizeof(list), "%s%sdetect_leaks=0", given ? given : "", given && *given ? ":" : "");
	(void)setenv("ASAN_OPTIONS", list, 1);
}

int main(int argc, char **argv)
{
	if (!parse(argc, argv)) {
		(void)fputs("usage: killat [-n N] [-e ERRNO [-E]] [-s write|net|all] [-a] [-c FILE] -- COMMAND…\n", stderr);
		return EXIT_OWN;
	}
	no_leak_check();
	const pid_t pid = fork();
	if (pid < 0)
		own_error("fork");
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 || raise(SIGSTOP) != 0)
			own_error("PTRACE_TRACEME");
		(void)execvp(argv[optind], argv + optind);
		own_error(argv[optind]);
	}
	int status = 0;
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		own_error("waitpid");
	const long traced = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			    PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)traced) != 0)
		own_error("PTRACE_SETOPTIONS");
	(void)task_of(pid);
	if (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) != 0)
		own_error("PTRACE_SYSCALL");
	const int result = follow(pid);
	write_count();
	return result;
}
