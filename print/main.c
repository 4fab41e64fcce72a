/*
 * jalon-print: a paper (core/paper) on the standard input, its PDF on the standard output. The program starts it for
 * one paper each time, so that the libraries that draw, none of which wipes what it frees, live outside the process
 * that holds the vault and only as long as one paper takes. It opens no file but fonts, writes none, and gives up after
 * a while.
 *
 * Output: the number of pages and the length of the file, four bytes each (core/bytes), then the file. Exit code: 0, or
 * enum printer_end.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/fsio.h"
#include "core/paper.h"
#include "core/printer.h"
#include "print/blocks.h"
#include "print/sheet.h"

#define MEMORY_MAX ((rlim_t)1 << 30)	/* bytes of address space */
#define SECONDS_MAX 60			/* of the processor */

#ifdef JALON_SANITIZED
/* What the libraries that draw keep to the end is theirs; and looking for it needs what is switched off below. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

/* No core, no file, no long life. What can't be had of it is done without. */
static void confine(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	(void)umask(077);
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	(void)setrlimit(RLIMIT_CPU, &(struct rlimit){ SECONDS_MAX, SECONDS_MAX });
#ifndef JALON_SANITIZED
	(void)setrlimit(RLIMIT_AS, &(struct rlimit){ MEMORY_MAX, MEMORY_MAX });
#endif
	/* The font library would like to write its cache: it gets no byte into any file. */
	(void)setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 0, 0 });
	(void)sigaction(SIGXFSZ, &ignore, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static enum jal_err read_all(struct buf *out)
{
	for (;;) {
		const enum jal_err err = buf_reserve(out, 65536);
		if (err)
			return err;
		const ssize_t n = read(STDIN_FILENO, out->data + out->len, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return JAL_ERR_IO;
		if (n == 0)
			return JAL_OK;
		out->len += (size_t)n;
		if (out->len > PAPER_BYTES_MAX)
			return JAL_ERR_LIMIT;
	}
}

static enum printer_end print(void)
{
	struct buf in = BUF_INIT, pdf = BUF_INIT, head = BUF_INIT;
	struct paper *p = NULL;
	unsigned pages = 0;
	enum printer_end code = PRINTER_FAILED;
	enum jal_err err = read_all(&in);
	if (!err)
		err = paper_decode(in.data, in.len, &p);
	if (err == JAL_ERR_SYNTAX)
		code = PRINTER_SYNTAX;
	if (!err)
		err = sheet_print(p, blocks_fill, &pdf, &pages);
	if (err == JAL_ERR_LIMIT)
		code = PRINTER_LIMIT;
	if (!err)
		err = buf_put_u32(&head, pages);
	if (!err)
		err = buf_put_u32(&head, (uint32_t)pdf.len);
	if (!err && fsio_put_all(STDOUT_FILENO, head.data, head.len) && fsio_put_all(STDOUT_FILENO, pdf.data, pdf.len))
		code = PRINTER_DONE;
	paper_free(p);
	buf_free(&in);
	buf_free(&pdf);
	buf_free(&head);
	return code;
}

int main(void)
{
	confine();
	return (int)print();
}
