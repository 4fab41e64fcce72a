/* Git's protocol, version 0, the client's side. Knows no ssh and no repository. */
#include "sync/smart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "sync/wire.h"

/* A report longer than this is none. */
#define REPORT_MAX ((size_t)1 << 20)

enum band {
	BAND_DATA = 1,
	BAND_TALK = 2,
	BAND_ERROR = 3,
};

static void keep_words(struct smart *s, const uint8_t *text, size_t n)
{
	s->words_len = n < sizeof(s->words) ? n : sizeof(s->words);
	memcpy(s->words, text, s->words_len);
}

/* ---- the advertisement ---- */

static void read_capabilities(struct smart *s, const char *text)
{
	for (const char *word = text; *word; word += strspn(word, " ")) {
		const size_t n = strcspn(word, " ");
		s->side_band = s->side_band || (n == 13 && strncmp(word, "side-band-64k", n) == 0);
		s->report_status = s->report_status || (n == 13 && strncmp(word, "report-status", n) == 0);
		s->ofs_delta = s->ofs_delta || (n == 9 && strncmp(word, "ofs-delta", n) == 0);
		word += n;
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct repo_ref *)a)->name, ((const struct repo_ref *)b)->name);
}

static enum jal_err add_ref(struct repo_refs *refs, size_t *cap, const struct oid *oid, const char *name)
{
	struct repo_ref *items = grow_array(refs->items, refs->n, cap, sizeof(*items));
	if (!items)
		return JAL_ERR_NOMEM;
	refs->items = items;
	struct repo_ref *ref = &refs->items[refs->n++];
	*ref = (struct repo_ref){ .oid = *oid };
	memcpy(ref->name, name, strlen(name));
	return JAL_OK;
}

/* One advertised line: an object's name, a space, a reference, on the first line a NUL and the capabilities. */
static enum jal_err read_ref(struct smart *s, const uint8_t *line, size_t n, bool first, struct oid *oid,
	char name[REPO_REF_NAME_MAX + 1])
{
	struct wire w = wire_of(line, n);
	if (!wire_hex(&w, oid->b, OID_BYTES) || !wire_text(&w, " "))
		return JAL_ERR_SYNTAX;
	if (w.n && w.p[w.n - 1] == '\n')
		w.n--;
	const uint8_t *nul = memchr(w.p, 0, w.n);
	if (nul && !first)
		return JAL_ERR_SYNTAX;
	const size_t len = nul ? (size_t)(nul - w.p) : w.n;
	if (nul) {
		char capabilities[1024] = "";
		const size_t rest = w.n - len - 1;
		memcpy(capabilities, nul + 1, rest < sizeof(capabilities) ? rest : sizeof(capabilities) - 1);
		read_capabilities(s, capabilities);
	}
	/* A name that is too long is none of ours. */
	name[0] = 0;
	if (len <= REPO_REF_NAME_MAX) {
		memcpy(name, w.p, len);
		name[len] = 0;
	}
	return JAL_OK;
}

static bool is_error(const uint8_t *line, size_t n)
{
	return n > 4 && memcmp(line, "ERR ", 4) == 0;
}

static enum jal_err read_refs(struct smart *s, bool (*keep)(const char *name), size_t max, struct repo_refs *refs)
{
	char name[REPO_REF_NAME_MAX + 1] = "";
	size_t cap = 0;
	for (size_t lines = 0; lines < SMART_LINES_MAX; lines++) {
		enum pkt_kind kind = PKT_END;
		const uint8_t *line = NULL;
		size_t n = 0;
		struct oid oid = { { 0 } };
		enum jal_err err = pkt_read(&s->pkt, &kind, &line, &n);
		if (err)
			return err;
		if (kind == PKT_END)
			return lines ? JAL_ERR_NETWORK : SMART_NO_ANSWER;
		if (kind == PKT_FLUSH)
			return JAL_OK;
		if (is_error(line, n)) {
			keep_words(s, line + 4, n - 4);
			return JAL_ERR_DENIED;
		}
		err = read_ref(s, line, n, !lines, &oid, name);
		if (err)
			return err;
		if (!keep(name))
			continue;
		if (refs->n == max)
			return JAL_ERR_LIMIT;
		err = add_ref(refs, &cap, &oid, name);
		if (err)
			return err;
	}
	return JAL_ERR_LIMIT;
}

enum jal_err smart_advertised(struct smart *s, bool (*keep)(const char *name), size_t max, struct repo_refs *out)
{
	struct repo_refs refs = REPO_REFS_INIT;
	enum jal_err err = read_refs(s, keep, max, &refs);
	if (!err && refs.n) {
		qsort(refs.items, refs.n, sizeof(*refs.items), by_name);
		for (size_t i = 1; i < refs.n; i++)
			if (strcmp(refs.items[i - 1].name, refs.items[i].name) == 0)
				err = JAL_ERR_SYNTAX;
	}
	if (err)
		repo_refs_free(&refs);
	else
		*out = refs;
	return err;
}

enum jal_err smart_nothing(struct smart *s)
{
	return pkt_write_flush(&s->pkt);
}

/* ---- the side band ---- */

/* "ACK <commit>" for what the server has too, or "NAK". */
static bool is_acknowledgement(const uint8_t *line, size_t n)
{
	return n >= 3 && (memcmp(line, "NAK", 3) == 0 || memcmp(line, "ACK", 3) == 0);
}

/* Reads until the other side's flush, the data going to sink(). */
static enum jal_err read_bands(struct smart *s, enum jal_err (*sink)(void *ctx, const uint8_t *bytes, size_t n),
	void *ctx)
{
	for (;;) {
		enum pkt_kind kind = PKT_END;
		const uint8_t *line = NULL;
		size_t n = 0;
		enum jal_err err = pkt_read(&s->pkt, &kind, &line, &n);
		if (err)
			return err;
		if (kind == PKT_FLUSH)
			return JAL_OK;
		if (kind == PKT_END)
			return JAL_ERR_NETWORK;
		/* Without multi_ack there is one acknowledgement before the pack, or a few. */
		if (!n || is_acknowledgement(line, n))
			continue;
		switch ((enum band)line[0]) {
		case BAND_DATA:
			err = sink(ctx, line + 1, n - 1);
			if (err)
				return err;
			break;
		case BAND_TALK:
			/* Progress, and what hooks and git say before they refuse. */
			keep_words(s, line + 1, n - 1);
			break;
		case BAND_ERROR:
			keep_words(s, line + 1, n - 1);
			return JAL_ERR_DENIED;
		default:
			return JAL_ERR_SYNTAX;
		}
	}
}

/* ---- fetching ---- */

static enum jal_err say(struct smart *s, const char *word, const struct oid *oid, const char *rest)
{
	char line[256] = "";
	char hex[OID_HEX + 1];
	const int n = snprintf(line, sizeof(line), "%s %s%s\n", word, oid_hex(oid, hex), rest);
	return pkt_write(&s->pkt, line, (size_t)n);
}

enum jal_err smart_fetch(struct smart *s, const struct oid *wants, size_t n_wants, const struct oid *haves,
	size_t n_haves, enum jal_err (*sink)(void *ctx, const uint8_t *bytes, size_t n), void *ctx)
{
	enum jal_err err = JAL_OK;
	if (!n_wants || !s->side_band)
		return JAL_ERR_SYNTAX;
	for (size_t i = 0; !err && i < n_wants; i++)
		err = say(s, "want", &wants[i], i ? "" : s->ofs_delta ? " side-band-64k ofs-delta" : " side-band-64k");
	if (!err)
		err = pkt_write_flush(&s->pkt);
	for (size_t i = 0; !err && i < n_haves; i++)
		err = say(s, "have", &haves[i], "");
	if (!err)
		err = pkt_write(&s->pkt, "done\n", 5);
	if (err)
		return err;

	enum pkt_kind kind = PKT_END;
	const uint8_t *line = NULL;
	size_t n = 0;
	err = pkt_read(&s->pkt, &kind, &line, &n);
	if (err)
		return err;
	if (kind == PKT_END)
		return JAL_ERR_NETWORK;
	if (kind == PKT_LINE && is_error(line, n)) {
		keep_words(s, line + 4, n - 4);
		return JAL_ERR_DENIED;
	}
	if (kind != PKT_LINE || !is_acknowledgement(line, n))
		return JAL_ERR_SYNTAX;
	return read_bands(s, sink, ctx);
}

/* ---- pushing ---- */

static enum jal_err send_commands(struct smart *s, const struct smart_command *commands, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char line[512] = "";
		char old[OID_HEX + 1];
		char new[OID_HEX + 1];
		int len = snprintf(line, sizeof(line), "%s %s %s", oid_hex(&commands[i].old, old),
			oid_hex(&commands[i].new, new), commands[i].name);
		if (!i) {
			/* A NUL, then what is asked for. */
			len++;
			len += snprintf(line + len, sizeof(line) - (size_t)len, " report-status%s",
				s->side_band ? " side-band-64k" : "");
		}
		const enum jal_err err = pkt_write(&s->pkt, line, (size_t)len);
		if (err)
			return err;
	}
	return pkt_write_flush(&s->pkt);
}

static enum jal_err to_report(void *ctx, const uint8_t *bytes, size_t n)
{
	struct buf *report = ctx;
	return report->len + n > REPORT_MAX ? JAL_ERR_LIMIT : buf_put(report, bytes, n);
}

static void verdict_on(struct smart_command *commands, size_t n, struct wire line)
{
	const bool ok = wire_text(&line, "ok ");
	if (!ok && !wire_text(&line, "ng "))
		return;
	for (size_t i = 0; i < n; i++) {
		struct wire w = line;
		if (!wire_text(&w, commands[i].name) || (w.n && w.p[0] != ' '))
			continue;
		commands[i].verdict = ok ? SMART_OK : SMART_NO;
		if (!ok && w.n > 1)
			(void)snprintf(commands[i].reason, sizeof(commands[i].reason), "%.*s", (int)w.n - 1, w.p + 1);
	}
}

/* "unpack ok", then a line a command. */
static enum jal_err report_line(struct smart *s, struct smart_command *commands, size_t n, bool first,
	const uint8_t *bytes, size_t len)
{
	if (len && bytes[len - 1] == '\n')
		len--;
	struct wire line = wire_of(bytes, len);
	if (!first) {
		verdict_on(commands, n, line);
		return JAL_OK;
	}
	if (!wire_text(&line, "unpack "))
		return JAL_ERR_SYNTAX;
	if (line.n != 2 || memcmp(line.p, "ok", 2) != 0)
		keep_words(s, line.p, line.n);
	return JAL_OK;
}

/* Memory as a stream, for the report within the side band. */
static enum jal_err read_memory(void *ctx, uint8_t *out, size_t n, size_t *got)
{
	struct wire *w = ctx;
	*got = n < w->n ? n : w->n;
	memcpy(out, w->p, *got);
	w->p += *got;
	w->n -= *got;
	return JAL_OK;
}

static enum jal_err read_report(struct smart *s, struct pkt *from, struct smart_command *commands, size_t n)
{
	for (size_t lines = 0; lines < SMART_LINES_MAX; lines++) {
		enum pkt_kind kind = PKT_END;
		const uint8_t *line = NULL;
		size_t len = 0;
		enum jal_err err = pkt_read(from, &kind, &line, &len);
		if (err)
			return err;
		if (kind == PKT_FLUSH)
			return JAL_OK;
		if (kind == PKT_END)
			return JAL_ERR_NETWORK;
		err = report_line(s, commands, n, !lines, line, len);
		if (err)
			return err;
	}
	return JAL_ERR_LIMIT;
}

enum jal_err smart_push(struct smart *s, struct smart_command *commands, size_t n,
	enum jal_err (*pack)(void *ctx, struct pkt_stream *to), void *ctx)
{
	struct buf report = BUF_INIT;
	struct pkt *inner = NULL;
	enum jal_err err = JAL_OK;
	enum jal_err sent = JAL_OK;

	for (size_t i = 0; i < n; i++) {
		commands[i].verdict = SMART_SILENT;
		commands[i].reason[0] = 0;
	}
	if (!n || !s->report_status)
		return JAL_ERR_SYNTAX;
	sent = send_commands(s, commands, n);
	if (!sent)
		sent = pack(ctx, &s->pkt.stream);
	/* A server that hung up while we wrote may have said why first. */
	if (sent && sent != JAL_ERR_NETWORK) {
		err = sent;
		goto out;
	}
	if (!s->side_band) {
		err = read_report(s, &s->pkt, commands, n);
		goto out;
	}
	err = read_bands(s, to_report, &report);
	if (!report.len)
		goto out;
	inner = malloc(sizeof(*inner));
	if (!inner) {
		err = JAL_ERR_NOMEM;
		goto out;
	}
	struct wire w = wire_of(report.data, report.len);
	inner->stream = (struct pkt_stream){ .read = read_memory, .ctx = &w };
	const enum jal_err read = read_report(s, inner, commands, n);
	if (!err)
		err = read;
out:
	free(inner);
	buf_free(&report);
	return err ? err : sent;
}
