/* sshd on the loopback. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/sshd.h"
#include "tests/support/stock.h"

#define SSHD_PATH "/usr/sbin/sshd"

bool sshd_installed(void)
{
	return access(SSHD_PATH, X_OK) == 0 && access("/usr/bin/ssh-keygen", X_OK) == 0;
}

static int bound_socket(unsigned *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	*port = ntohs(a.sin_port);
	return fd;
}

unsigned sshd_free_port(void)
{
	unsigned port = 0;
	assert_int_equal(close(bound_socket(&port)), 0);
	return port;
}

static void write_settings(const struct sshd *d, const char *key)
{
	struct buf text = BUF_INIT;
	assert_int_equal(buf_printf(&text, "%s\n", key), JAL_OK);
	stock_write(d->folder, "sshd.keys", text.data, text.len);
	buf_clear(&text);
	assert_int_equal(buf_printf(&text,
				 "ListenAddress 127.0.0.1:%u\nHostKey %s/sshd.host\nAuthorizedKeysFile %s/sshd.keys\n"
				 "PidFile none\nUsePAM no\nStrictModes no\nPermitRootLogin prohibit-password\n"
				 "PasswordAuthentication no\nKbdInteractiveAuthentication no\nUseDNS no\nLogLevel INFO\n"
				 "MaxStartups 100\nSetEnv GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null\n",
				 d->port, d->folder, d->folder),
		JAL_OK);
	if (stock_run(d->folder, "test -e sshd.host2", NULL) == 0)
		assert_int_equal(buf_printf(&text, "HostKey %s/sshd.host2\n", d->folder), JAL_OK);
	stock_write(d->folder, "sshd.conf", text.data, text.len);
	buf_free(&text);
}

/* Reads what sshd says until it listens. False when it ends before. */
static bool wait_until_it_listens(int fd)
{
	char said[8192] = "";
	size_t n = 0;
	for (int turn = 0; turn < 200; turn++) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, 50) <= 0)
			continue;
		const ssize_t r = read(fd, said + n, sizeof(said) - 1 - n);
		if (r <= 0)
			return false;
		n += (size_t)r;
		said[n] = 0;
		if (strstr(said, "Server listening on"))
			return true;
	}
	return false;
}

static pid_t run_sshd(const struct sshd *d, int *said)
{
	char conf[1024];
	int ends[2] = { -1, -1 };
	(void)snprintf(conf, sizeof(conf), "%s/sshd.conf", d->folder);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		/* A test that is killed leaves no server behind. */
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		(void)dup2(ends[1], STDERR_FILENO);
		(void)execl(SSHD_PATH, SSHD_PATH, "-D", "-e", "-f", conf, (char *)NULL);
		_exit(127);
	}
	(void)close(ends[1]);
	*said = ends[0];
	return pid;
}

void sshd_start(struct sshd *d, char *folder, const char *key, bool new_host_key)
{
	*d = (struct sshd){ .folder = folder };
	if (new_host_key)
		assert_int_equal(stock_run(folder, "rm -f sshd.host sshd.host.pub", NULL), 0);
	assert_int_equal(stock_run(folder, "test -e sshd.host || ssh-keygen -q -t ed25519 -N '' -C host -f sshd.host", NULL),
		0);
	/* What sshd wants when it runs as root. */
	if (geteuid() == 0 && mkdir("/run/sshd", 0755) != 0)
		assert_int_equal(errno, EEXIST);
	for (int attempt = 0; attempt < 5; attempt++) {
		int said = -1;
		d->port = sshd_free_port();
		write_settings(d, key);
		d->pid = run_sshd(d, &said);
		const bool listens = wait_until_it_listens(said);
		/* It goes on writing there: the end must stay open, and be read by nobody. */
		(void)fcntl(said, F_SETFL, O_NONBLOCK);
		if (listens)
			return;
		(void)close(said);
		sshd_stop(d);
	}
	fail_msg("sshd does not start");
}

void sshd_stop(struct sshd *d)
{
	if (d->pid <= 0)
		return;
	(void)kill(d->pid, SIGTERM);
	assert_int_equal(waitpid(d->pid, NULL, 0), d->pid);
	d->pid = 0;
}

void sshd_fingerprint(const struct sshd *d, char *out, size_t n)
{
	struct buf text = BUF_INIT;
	assert_int_equal(stock_run(d->folder, "ssh-keygen -lf sshd.host.pub | cut -d' ' -f2 | tr -d '\\n'", &text), 0);
	assert_true(text.len > 10 && text.len < n);
	(void)snprintf(out, n, "%s", buf_str(&text));
	buf_free(&text);
}

/* ---- the relay ---- */

static bool pass_on(int from, int to, size_t most, size_t *passed)
{
	uint8_t block[16384];
	const size_t want = most < sizeof(block) ? most : sizeof(block);
	const ssize_t n = read(from, block, want);
	if (n <= 0)
		return false;
	*passed = (size_t)n;
	for (ssize_t done = 0; done < n;) {
		const ssize_t w = send(to, block + done, (size_t)(n - done), MSG_NOSIGNAL);
		if (w <= 0)
			return false;
		done += w;
	}
	return true;
}

static void relay_one(int client, unsigned port, size_t bytes, bool silent)
{
	const struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port) };
	const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct pollfd p[2] = { { .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN } };
	if (connect(server, (const struct sockaddr *)&a, sizeof(a)) != 0)
		return;
	while (bytes && poll(p, 2, 20000) > 0) {
		size_t passed = 0;
		if (p[0].revents && !pass_on(client, server, SIZE_MAX, &passed))
			break;
		if (p[1].revents) {
			if (!pass_on(server, client, bytes, &passed))
				break;
			bytes -= passed;
		}
	}
	/* Silent: until the client gives up, or the test. */
	p[0].events = 0;
	while (silent && !bytes && poll(p, 1, 20000) > 0 && !(p[0].revents & (POLLHUP | POLLERR)))
		continue;
	(void)close(server);
}

void sshd_relay_start(struct sshd_relay *r, unsigned port, size_t bytes, bool silent)
{
	const int fd = bound_socket(&r->port);
	assert_int_equal(listen(fd, 8), 0);
	r->pid = fork();
	assert_true(r->pid >= 0);
	if (!r->pid) {
		(void)alarm(120);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;) {
			const int client = accept(fd, NULL, NULL);
			if (client < 0)
				_exit(1);
			relay_one(client, port, bytes, silent);
			(void)close(client);
		}
	}
	(void)close(fd);
}

void sshd_relay_stop(struct sshd_relay *r)
{
	if (r->pid <= 0)
		return;
	(void)kill(r->pid, SIGKILL);
	assert_int_equal(waitpid(r->pid, NULL, 0), r->pid);
	r->pid = 0;
}
