/* The text of a charter commit. Knows the form of entries, not their effect. */
#include "sync/clause.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sync/wire.h"

#define TITLE "jalon-charter v1\n\n"

/*
 * What follows the name, one letter a field, written and read by the same table:
 *   m member   d device   c caseload   r role    k kind of caseload   a access
 *   e ed25519  x x25519   n number from 1        N number from 0      w word
 *   t seq and b2, or "0 none"          T seq and b2
 *   h 64 hex   S "none" or device:seq  s device:seq                   b b2
 */
static const struct {
	const char *name;
	const char *fields;
} kinds[] = {
	[CLAUSE_MEMBER] = { "member", "mr" },
	[CLAUSE_PROMOTE] = { "promote", "m" },
	[CLAUSE_DEVICE] = { "device", "dmex" },
	[CLAUSE_CASELOAD] = { "caseload", "ck" },
	[CLAUSE_GRANT] = { "grant", "cma" },
	[CLAUSE_FORMAT] = { "format", "n" },
	[CLAUSE_THRESHOLD] = { "threshold", "n" },
	[CLAUSE_REVOKE] = { "revoke", "dw" },
	[CLAUSE_UNGRANT] = { "ungrant", "cm" },
	[CLAUSE_DEMOTE] = { "demote", "m" },
	[CLAUSE_CUT] = { "cut", "dt" },
	[CLAUSE_ADOPT] = { "adopt", "dT" },
	[CLAUSE_EPOCH] = { "epoch", "cnhS" },
	[CLAUSE_CLOSE] = { "close", "cn" },
	[CLAUSE_ENDORSE] = { "endorse", "N" },
	[CLAUSE_BASE] = { "base", "ns" },
	[CLAUSE_JOIN] = { "join", "b" },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const char *clause_name(enum clause_kind kind)
{
	return (size_t)kind < KINDS ? kinds[kind].name : "";
}

static enum jal_err put_id(const struct jal_id *id, struct buf *out)
{
	return buf_put_hex(out, id->b, ID_BYTES);
}

static enum jal_err put_number(uint64_t n, uint64_t least, struct buf *out)
{
	return n < least || n > WIRE_DECIMAL_MAX ? JAL_ERR_INVALID : buf_printf(out, "%" PRIu64, n);
}

static enum jal_err put_tip(const struct clause *e, struct buf *out)
{
	const enum jal_err err = put_number(e->seq, 1, out);
	char hex[HASH_HEX + 1] = "";
	return err ? err : buf_printf(out, " b2:%s", hash_hex(&e->hash, hex));
}

static enum jal_err put_place(const struct clause *e, struct buf *out)
{
	enum jal_err err = put_id(&e->device, out);
	if (!err)
		err = buf_putc(out, ':');
	return err ? err : put_number(e->seq, 1, out);
}

static size_t word_length(const uint8_t *p, size_t n)
{
	size_t i = 0;
	while (i < n && p[i] >= 'a' && p[i] <= 'z')
		i++;
	return i;
}

static enum jal_err put_word(const struct clause *e, struct buf *out)
{
	const size_t n = strnlen(e->word, sizeof(e->word));
	if (n < 1 || n > CLAUSE_WORD_MAX || word_length((const uint8_t *)e->word, n) != n)
		return JAL_ERR_INVALID;
	return buf_put(out, e->word, n);
}

static enum jal_err put_field(const struct clause *e, char field, struct buf *out)
{
	char hex[HASH_HEX + 1] = "";
	switch (field) {
	case 'm':
		return put_id(&e->member, out);
	case 'd':
		return put_id(&e->device, out);
	case 'c':
		return put_id(&e->caseload, out);
	case 'r':
		return buf_puts(out, e->supervisor ? "supervisor" : "referent");
	case 'k':
		return buf_puts(out, e->common ? "common" : "dossiers");
	case 'a':
		return buf_puts(out, e->write ? "write" : "read");
	case 'e':
		return buf_put_hex(out, e->ed25519, CLAUSE_KEY_BYTES);
	case 'x':
		return buf_put_hex(out, e->x25519, CLAUSE_KEY_BYTES);
	case 'n':
		return put_number(e->n, 1, out);
	case 'N':
		return put_number(e->n, 0, out);
	case 'w':
		return put_word(e, out);
	case 't':
		return e->seq == 0 ? buf_puts(out, "0 none") : put_tip(e, out);
	case 'T':
		return put_tip(e, out);
	case 'h':
		return buf_puts(out, hash_hex(&e->hash, hex));
	case 'S':
		return e->seq == 0 ? buf_puts(out, "none") : put_place(e, out);
	case 's':
		return put_place(e, out);
	case 'b':
		return buf_printf(out, "b2:%s", hash_hex(&e->hash, hex));
	default:
		return JAL_ERR_INVALID;
	}
}

enum jal_err clause_encode(const struct clause *e, struct buf *out)
{
	if ((size_t)e->kind >= KINDS)
		return JAL_ERR_INVALID;
	enum jal_err err = buf_puts(out, kinds[e->kind].name);
	for (const char *f = kinds[e->kind].fields; !err && *f; f++) {
		err = buf_putc(out, ' ');
		if (!err)
			err = put_field(e, *f, out);
	}
	return err ? err : buf_putc(out, '\n');
}

static bool read_number(struct wire *w, uint64_t least, uint64_t *out)
{
	return wire_decimal(w, out) && *out >= least;
}

static bool read_word(struct wire *w, struct clause *e)
{
	const size_t n = word_length(w->p, w->n);
	return n >= 1 && n <= CLAUSE_WORD_MAX && wire_copy(w, e->word, n);
}

/* One of two words. */
static bool read_choice(struct wire *w, const char *yes, const char *no, bool *out)
{
	*out = wire_text(w, yes);
	return *out || wire_text(w, no);
}

static bool read_tip(struct wire *w, struct clause *e)
{
	return read_number(w, 1, &e->seq) && wire_text(w, " ") && wire_b2(w, &e->hash);
}

static bool read_place(struct wire *w, struct clause *e)
{
	return wire_hex_id(w, &e->device) && wire_text(w, ":") && read_number(w, 1, &e->seq);
}

static bool read_field(struct wire *w, char field, struct clause *e)
{
	switch (field) {
	case 'm':
		return wire_hex_id(w, &e->member);
	case 'd':
		return wire_hex_id(w, &e->device);
	case 'c':
		return wire_hex_id(w, &e->caseload);
	case 'r':
		return read_choice(w, "supervisor", "referent", &e->supervisor);
	case 'k':
		return read_choice(w, "common", "dossiers", &e->common);
	case 'a':
		return read_choice(w, "write", "read", &e->write);
	case 'e':
		return wire_hex(w, e->ed25519, CLAUSE_KEY_BYTES);
	case 'x':
		return wire_hex(w, e->x25519, CLAUSE_KEY_BYTES);
	case 'n':
		return read_number(w, 1, &e->n);
	case 'N':
		return read_number(w, 0, &e->n);
	case 'w':
		return read_word(w, e);
	case 't':
		return wire_text(w, "0 none") || read_tip(w, e);
	case 'T':
		return read_tip(w, e);
	case 'h':
		return wire_hex(w, e->hash.b, HASH_BYTES);
	case 'S':
		return wire_text(w, "none") || read_place(w, e);
	case 's':
		return read_place(w, e);
	case 'b':
		return wire_b2(w, &e->hash);
	default:
		return false;
	}
}

enum jal_err clause_parse(const void *line, size_t n, struct clause *out)
{
	for (size_t k = 0; k < KINDS; k++) {
		struct wire w = wire_of(line, n);
		if (!wire_text(&w, kinds[k].name) || !wire_text(&w, " "))
			continue;
		struct clause e = { .kind = (enum clause_kind)k };
		for (const char *f = kinds[k].fields; *f; f++) {
			if ((f != kinds[k].fields && !wire_text(&w, " ")) || !read_field(&w, *f, &e))
				return JAL_ERR_SYNTAX;
		}
		if (w.n != 0)
			return JAL_ERR_SYNTAX;
		*out = e;
		return JAL_OK;
	}
	return JAL_ERR_SYNTAX;
}

enum jal_err clause_list_encode(const struct clause_list *list, struct buf *out)
{
	if (list->n_entries < 1 || list->n_entries > CLAUSE_MAX || list->has_prev != (list->number > 0) ||
	    list->number > WIRE_DECIMAL_MAX)
		return JAL_ERR_INVALID;
	char id[ID_HEX + 1] = "", hex[HASH_HEX + 1] = "";
	enum jal_err err = JAL_OK;
	if ((err = buf_puts(out, TITLE)) ||
	    (err = buf_printf(out, "territory %s\n", id_hex(&list->territory, id))) ||
	    (err = buf_printf(out, "number %" PRIu64 "\n", list->number)))
		return err;
	err = list->has_prev ? buf_printf(out, "prev b2:%s\n", hash_hex(&list->prev, hex)) :
			       buf_puts(out, "prev none\n");
	if (!err)
		err = buf_printf(out, "device %s\n", id_hex(&list->device, id));
	for (size_t i = 0; !err && i < list->n_entries; i++)
		err = clause_encode(&list->entries[i], out);
	return err;
}

/* The name of the first field that does not read, or NULL. */
static const char *read_head(struct wire *w, struct clause_list *list)
{
	if (!wire_text(w, TITLE))
		return "jalon-charter v1";
	if (!wire_text(w, "territory ") || !wire_hex_id(w, &list->territory) || !wire_text(w, "\n"))
		return "territory";
	if (!wire_text(w, "number ") || !wire_decimal(w, &list->number) || !wire_text(w, "\n"))
		return "number";
	if (!wire_text(w, "prev "))
		return "prev";
	list->has_prev = !wire_text(w, "none");
	if ((list->has_prev && !wire_b2(w, &list->prev)) || !wire_text(w, "\n"))
		return "prev";
	if (!wire_text(w, "device ") || !wire_hex_id(w, &list->device) || !wire_text(w, "\n"))
		return "device";
	return NULL;
}

static size_t count_lines(struct wire w)
{
	struct wire line = { NULL, 0 };
	size_t n = 0;
	while (wire_line(&w, &line))
		n++;
	return n;
}

static enum jal_err read_entries(struct wire *w, struct clause_list *list, struct diag *d)
{
	const size_t n = count_lines(*w);
	if (n < 1 || n > CLAUSE_MAX)
		return diag_set(d, JAL_ERR_SYNTAX, N_("Cette charte doit porter de 1 à 4 096 entrées ; elle en porte %1."),
				diag_num((long long)n));
	list->entries = calloc(n, sizeof(*list->entries));
	if (!list->entries)
		return JAL_ERR_NOMEM;
	struct wire line = { NULL, 0 };
	for (; list->n_entries < n && wire_line(w, &line); list->n_entries++) {
		if (clause_parse(line.p, line.n, &list->entries[list->n_entries]))
			return diag_set(d, JAL_ERR_SYNTAX, N_("L’entrée %1 de la charte n° %2 n’a pas une forme connue."),
					diag_num((long long)list->n_entries + 1), diag_num((long long)list->number));
	}
	return JAL_OK;
}

enum jal_err clause_list_parse(const void *text, size_t n, struct clause_list *out, struct diag *d)
{
	struct wire w = wire_of(text, n);
	struct clause_list list = CLAUSE_LIST_INIT;
	struct buf again = BUF_INIT;
	enum jal_err err = JAL_OK;
	const char *field = read_head(&w, &list);
	if (field) {
		err = diag_set(d, JAL_ERR_SYNTAX,
			N_("Le champ « %1 » du message manque ou n’a pas la forme attendue."), field);
		goto out;
	}
	err = read_entries(&w, &list, d);
	if (err)
		goto out;
	err = clause_list_encode(&list, &again);
	if (err == JAL_ERR_INVALID || (!err && (again.len != n || memcmp(again.data, text, n) != 0)))
		err = diag_set(d, JAL_ERR_SYNTAX, N_("Réécrite par jalon, cette charte aurait d’autres octets."));
	if (err)
		goto out;
	*out = list;
	list = CLAUSE_LIST_INIT;
out:
	buf_free(&again);
	clause_list_free(&list);
	return err;
}

void clause_list_free(struct clause_list *list)
{
	if (!list)
		return;
	free(list->entries);
	*list = CLAUSE_LIST_INIT;
}
