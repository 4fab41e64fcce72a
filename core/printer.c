/* Starting jalon-print and waiting for what it makes. */
#include "core/printer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/helper.h"

#define HEAD_BYTES 8
#define PART_BYTES 65536
#define MAGIC "%PDF-"
#define MAGIC_BYTES 5
#define PAUSE_MAX_MS 16

static int64_t now_ms(void)
{
	struct timespec t = { 0 };
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const struct printer_limits usual = { PRINTER_WAIT_MS, PRINTER_END_MS, PRINTER_BYTES_MAX };

struct printing {
	struct printer_limits limits;
	pid_t pid;
	int fd;
	struct buf paper;	/* what it is still to be given, from done on */
	size_t done;
	bool given;
	struct buf got;
	bool taken;		/* it closed its end */
	int64_t until;		/* then it has taken too long */
	int64_t gone;		/* once taken: by then it has ended, or is ended */
};

/* Waits until the socket can be used, for as long as is left. */
static enum jal_err await(const struct printing *g, short what, int64_t until)
{
	for (;;) {
		struct pollfd p = { .fd = g->fd, .events = what };
		const int64_t left = until - now_ms();
		if (left <= 0)
			return now_ms() >= g->until ? JAL_ERR_CANCELLED : JAL_ERR_WAITING;
		const int n = poll(&p, 1, (int)left);
		if (n > 0)
			return JAL_OK;
		if (n < 0 && errno != EINTR)
			return JAL_ERR_IO;
	}
}

static enum jal_err give(struct printing *g, int64_t until)
{
	while (g->done < g->paper.len) {
		const ssize_t n = send(g->fd, g->paper.data + g->done, g->paper.len - g->done, MSG_NOSIGNAL);
		if (n >= 0)
			g->done += (size_t)n;
		else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			const enum jal_err err = await(g, POLLOUT, until);
			if (err)
				return err;
		} else if (errno != EINTR)
			/* One that stopped listening says why by its end. */
			break;
	}
	(void)shutdown(g->fd, SHUT_WR);
	g->given = true;
	return JAL_OK;
}

/* What can still become an answer: JAL_ERR_LIMIT for one that is, or says it will be, too large. */
static enum jal_err judge(const struct printing *g)
{
	const struct buf *got = &g->got;
	if (got->len > HEAD_BYTES + g->limits.bytes)
		return JAL_ERR_LIMIT;
	if (got->len < HEAD_BYTES)
		return JAL_OK;
	const size_t said = bytes_u32(got->data + 4), came = got->len - HEAD_BYTES;
	if (memcmp(got->data + HEAD_BYTES, MAGIC, came < MAGIC_BYTES ? came : MAGIC_BYTES) != 0)
		return JAL_ERR_IO;
	if (said > g->limits.bytes)
		return JAL_ERR_LIMIT;
	return came > said ? JAL_ERR_IO : JAL_OK;
}

static enum jal_err take(struct printing *g, int64_t until)
{
	for (;;) {
		enum jal_err err = buf_reserve(&g->got, PART_BYTES);
		if (err)
			return err;
		const ssize_t n = recv(g->fd, g->got.data + g->got.len, PART_BYTES, 0);
		/* A reset is the end of one that did not read all it was given: how it ended says why. */
		if (n == 0 || (n < 0 && errno == ECONNRESET)) {
			g->got.data[g->got.len] = 0;
			g->taken = true;
			g->gone = now_ms() + g->limits.end_ms;
			return JAL_OK;
		}
		if (n > 0) {
			g->got.len += (size_t)n;
			err = judge(g);
		} else if (errno == EAGAIN || errno == EWOULDBLOCK)
			err = await(g, POLLIN, until);
		else if (errno != EINTR)
			err = JAL_ERR_IO;
		if (err)
			return err;
	}
}

static enum jal_err meaning(int status)
{
	if (!WIFEXITED(status))
		return JAL_ERR_IO;
	switch (WEXITSTATUS(status)) {
	case PRINTER_DONE:
		return JAL_OK;
	case PRINTER_LIMIT:
		return JAL_ERR_LIMIT;
	default:
		return JAL_ERR_IO;
	}
}

/* It closed its end, so it is about to end. One that stays is ended, and what it said counts for nothing. */
static enum jal_err ended(struct printing *g, int64_t until)
{
	for (int pause = 1;; pause = pause < PAUSE_MAX_MS ? pause * 2 : pause) {
		int status = 0;
		const pid_t pid = waitpid(g->pid, &status, WNOHANG);
		if (pid == g->pid || (pid < 0 && errno != EINTR)) {
			g->pid = -1;
			return pid < 0 ? JAL_ERR_IO : meaning(status);
		}
		const int64_t now = now_ms();
		if (now >= g->gone)
			return JAL_ERR_IO;
		if (now >= until)
			return JAL_ERR_WAITING;
		/* No descriptor tells of it everywhere: it is looked at again. */
		(void)poll(NULL, 0, pause);
	}
}

static enum jal_err understand(const struct buf *got, struct printed *out)
{
	if (got->len < HEAD_BYTES + MAGIC_BYTES || bytes_u32(got->data + 4) != got->len - HEAD_BYTES ||
	    bytes_u32(got->data) == 0 || memcmp(got->data + HEAD_BYTES, MAGIC, MAGIC_BYTES) != 0)
		return JAL_ERR_IO;
	struct buf pdf = BUF_INIT;
	const enum jal_err err = buf_put(&pdf, got->data + HEAD_BYTES, got->len - HEAD_BYTES);
	if (err)
		return err;
	*out = (struct printed){ pdf, bytes_u32(got->data), hash_b2(pdf.data, pdf.len) };
	return JAL_OK;
}

static enum jal_err say(enum jal_err err, struct diag *why)
{
	if (err == JAL_ERR_LIMIT)
		return diag_set(why, err, N_("Ce document est trop long pour être mis en page. Rien n’a été écrit ; l’export en JSON n’a pas cette limite."));
	if (err == JAL_ERR_CANCELLED)
		return diag_set(why, err, N_("La mise en page a pris plus d’une minute et a été arrêtée. Rien n’a été écrit ; recommencez."));
	if (err == JAL_ERR_IO)
		return diag_set(why, err, N_("La mise en page a échoué. Rien n’a été écrit ; recommencez, et si cela dure réinstallez jalon."));
	return diag_set(why, err, NULL);
}

enum jal_err printer_start(const char *program, const struct paper *p, const struct printer_limits *limits,
			   struct printing **out, struct diag *why)
{
	const struct printer_limits *l = limits ? limits : &usual;
	int ends[2] = { -1, -1 };
	struct printing *g = calloc(1, sizeof(*g));
	if (!g)
		return diag_set(why, JAL_ERR_NOMEM, NULL);
	*g = (struct printing){ .limits = *l, .pid = -1, .fd = -1, .until = now_ms() + l->wait_ms };
	enum jal_err err = paper_done(p);
	if (!err)
		err = paper_encode(p, &g->paper);
	if (!err && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		err = JAL_ERR_IO;
	if (err) {
		printer_stop(g);
		return say(err, why);
	}
	g->fd = ends[0];
	const int failed = helper_start(program, "jalon-print", NULL, ends[1], ends[1], &g->pid);
	(void)close(ends[1]);
	/* Only this side waits with a limit. */
	(void)fcntl(g->fd, F_SETFL, O_NONBLOCK);
	if (failed) {
		g->pid = -1;
		printer_stop(g);
		return diag_set(why, JAL_ERR_NOT_FOUND, N_("Le programme de mise en page « %1 » n’a pas pu être lancé : %2. Rien n’a été écrit ; réinstallez jalon."), program, strerror(failed));
	}
	*out = g;
	return JAL_OK;
}

enum jal_err printer_wait(struct printing *g, int ms, struct printed *out, struct diag *why)
{
	const int64_t soon = now_ms() + ms, until = soon < g->until ? soon : g->until;
	enum jal_err err = g->given ? JAL_OK : give(g, until);
	if (!err && !g->taken)
		err = take(g, until);
	if (!err)
		err = ended(g, soon);
	if (err == JAL_ERR_WAITING)
		return err;
	if (!err)
		err = understand(&g->got, out);
	return err ? say(err, why) : JAL_OK;
}

void printer_stop(struct printing *g)
{
	if (!g)
		return;
	if (g->pid > 0) {
		(void)kill(g->pid, SIGKILL);
		while (waitpid(g->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (g->fd >= 0)
		(void)close(g->fd);
	buf_free(&g->paper);
	buf_free(&g->got);
	free(g);
}
