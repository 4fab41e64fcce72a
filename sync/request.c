/* Requests and invitations as text. Knows no vault and no repository. */
#include "sync/request.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "core/text.h"
#include "sync/commit.h"
#include "sync/wire.h"

#define REQUEST_TITLE "jalon-request v1"
#define INVITATION_TITLE "jalon-invitation v1"

static void check_code(const struct buf *exact, char code[REQUEST_CODE_CHARS + 1])
{
	const struct jal_hash h = hash_b2(exact->data, exact->len);
	struct jal_id first = ID_ZERO;
	char text[ID_NUMBER_MAX] = "";
	memcpy(first.b, h.b, ID_BYTES);
	memcpy(code, id_number(&first, REQUEST_CODE_CHARS, text), REQUEST_CODE_CHARS + 1);
}

static size_t count_characters(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xC0) != 0x80;
	return count;
}

/* One line, nothing invisible, no blanks at the ends. */
static enum jal_err check_line(const char *s, size_t n, struct diag *d)
{
	const char *inner = s;
	const enum jal_err err = text_valid(s, n, TEXT_LINE, d);
	if (err)
		return err == JAL_ERR_NOMEM ? err : JAL_ERR_INVALID;
	if (n == 0 || text_trim(&inner, n) != n)
		return diag_set(d, JAL_ERR_INVALID, N_("Ce texte est vide, ou commence ou finit par une espace."));
	return JAL_OK;
}

enum jal_err request_check_name(const char *s, size_t n, struct diag *d)
{
	const enum jal_err err = check_line(s, n, d);
	if (err)
		return err;
	if (n > REQUEST_NAME_MAX || count_characters(s, n) > REQUEST_NAME_CHARS)
		return diag_set(d, JAL_ERR_INVALID, N_("Ce nom dépasse 80 caractères. Donnez-en un plus court."));
	return JAL_OK;
}

static enum jal_err check_remote(const char *s, size_t n, struct diag *d)
{
	const enum jal_err err = check_line(s, n, d);
	if (err)
		return err;
	if (n > REQUEST_REMOTE_MAX)
		return diag_set(d, JAL_ERR_INVALID, N_("Cette adresse est trop longue pour une invitation."));
	return JAL_OK;
}

/* ---- what mail and pasting do to a text ---- */

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A line without the marks of a quotation and the blanks around. */
static struct wire stripped(struct wire line)
{
	while (line.n > 0 && (is_blank(line.p[0]) || line.p[0] == '>')) {
		line.p++;
		line.n--;
	}
	while (line.n > 0 && is_blank(line.p[line.n - 1]))
		line.n--;
	return line;
}

/* The rest of a long value that a mail program put on the next line. */
static bool continues(struct wire line)
{
	struct wire probe = line;
	if (wire_text(&probe, "b2:"))
		line = probe;
	for (size_t i = 0; i < line.n; i++) {
		const uint8_t c = line.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return line.n > 0;
}

/* Whether the line before ends where a space was turned into the line's end. */
static bool wants_space(const struct buf *out, struct wire line)
{
	size_t start = out->len;
	while (start > 0 && out->data[start - 1] != '\n')
		start--;
	return wire_text(&line, "b2:") || !memchr(out->data + start, ' ', out->len - start);
}

/* The lines that say something, one a line; nothing is judged here. */
static enum jal_err put_in_order(const char *text, size_t n, struct buf *out, struct diag *d)
{
	static const uint8_t mark[] = { 0xEF, 0xBB, 0xBF };
	struct wire w = wire_of(text, n);
	enum jal_err err = JAL_OK;
	if (n > REQUEST_TEXT_MAX)
		return diag_set(d, JAL_ERR_LIMIT, N_("Ce texte est trop long pour une demande ou une invitation."));
	if (wire_expect(&w, mark, sizeof(mark)) && w.n == 0)
		return JAL_OK;
	while (!err && w.n > 0) {
		struct wire line = w;
		if (!wire_line(&w, &line))
			w.n = 0;
		line = stripped(line);
		if (line.n == 0)
			continue;
		if (out->len > 0 && continues(line)) {
			if (wants_space(out, line))
				err = buf_putc(out, ' ');
		} else if (out->len > 0) {
			err = buf_putc(out, '\n');
		}
		if (!err)
			err = buf_put(out, line.p, line.n);
	}
	if (!err && out->len > 0)
		err = buf_putc(out, '\n');
	return err;
}

/* ---- requests ---- */

static enum jal_err put_request_head(const struct request *r, struct buf *out)
{
	char id[ID_HEX + 1] = "";
	enum jal_err err = JAL_OK;
	if ((err = buf_printf(out, REQUEST_TITLE "\ndevice %s\ned25519 ", id_hex(&r->device, id))) ||
	    (err = buf_put_hex(out, r->ed25519, sizeof(r->ed25519))) || (err = buf_puts(out, "\nx25519 ")) ||
	    (err = buf_put_hex(out, r->x25519, sizeof(r->x25519))) ||
	    (err = buf_printf(out, "\nname %s\n", r->name)))
		return err;
	return JAL_OK;
}

static enum jal_err put_signature(const struct request *r, struct buf *out)
{
	enum jal_err err = buf_puts(out, "signature ");
	if (!err)
		err = buf_put_hex(out, r->signature, sizeof(r->signature));
	return err ? err : buf_putc(out, '\n');
}

enum jal_err request_make(const struct secret *sign, const uint8_t x25519[REQUEST_KEY_BYTES], const char *name,
			  struct buf *out, struct diag *d)
{
	struct request r = { .name = "" };
	struct buf text = BUF_INIT;
	if (!sign->p || sign->n != crypto_sign_SECRETKEYBYTES)
		return JAL_ERR_INVALID;
	enum jal_err err = request_check_name(name, strlen(name), d);
	if (err)
		return err;
	memcpy(r.ed25519, sign->p + crypto_sign_SECRETKEYBYTES - REQUEST_KEY_BYTES, REQUEST_KEY_BYTES);
	memcpy(r.x25519, x25519, REQUEST_KEY_BYTES);
	memcpy(r.name, name, strlen(name) + 1);
	r.device = commit_device_of(r.ed25519);
	err = put_request_head(&r, &text);
	if (err)
		goto out;
	(void)crypto_sign_detached(r.signature, NULL, text.data, text.len, sign->p);
	err = put_signature(&r, &text);
	if (!err)
		err = buf_put(out, text.data, text.len);
out:
	buf_free(&text);
	return err;
}

/* A field whose value runs to the end of the line; at most max bytes, and a NUL. */
static bool read_text(struct wire *w, const char *name, char *out, size_t max)
{
	struct wire line = { NULL, 0 };
	if (!wire_text(w, name) || !wire_line(w, &line) || line.n > max || (line.n && memchr(line.p, 0, line.n)))
		return false;
	memcpy(out, line.n ? (const char *)line.p : "", line.n);
	out[line.n] = 0;
	return true;
}

/* The name of the first field that does not read, or NULL. */
static const char *read_request(struct wire w, struct request *r)
{
	if (!wire_text(&w, REQUEST_TITLE "\n"))
		return REQUEST_TITLE;
	if (!wire_text(&w, "device ") || !wire_hex_id(&w, &r->device) || !wire_text(&w, "\n"))
		return "device";
	if (!wire_text(&w, "ed25519 ") || !wire_hex(&w, r->ed25519, sizeof(r->ed25519)) || !wire_text(&w, "\n"))
		return "ed25519";
	if (!wire_text(&w, "x25519 ") || !wire_hex(&w, r->x25519, sizeof(r->x25519)) || !wire_text(&w, "\n"))
		return "x25519";
	if (!read_text(&w, "name ", r->name, REQUEST_NAME_MAX))
		return "name";
	if (!wire_text(&w, "signature ") || !wire_hex(&w, r->signature, sizeof(r->signature)) || !wire_text(&w, "\n") ||
	    w.n != 0)
		return "signature";
	return NULL;
}

static enum jal_err bad_field(struct diag *d, const char *field)
{
	return diag_set(d, JAL_ERR_SYNTAX,
		N_("Ce texte n’est pas complet : « %1 » manque ou n’a pas la forme attendue. Copiez-le en entier."), field);
}

enum jal_err request_read(const char *text, size_t n, struct request *out, char code[REQUEST_CODE_CHARS + 1],
			  struct diag *d)
{
	struct buf exact = BUF_INIT, head = BUF_INIT;
	struct request r = { .name = "" };
	enum jal_err err = put_in_order(text, n, &exact, d);
	if (err)
		goto out;
	const char *field = read_request(wire_of(exact.data, exact.len), &r);
	if (field) {
		err = bad_field(d, field);
		goto out;
	}
	err = request_check_name(r.name, strlen(r.name), d);
	if (err) {
		err = err == JAL_ERR_INVALID ? JAL_ERR_SYNTAX : err;
		goto out;
	}
	err = put_request_head(&r, &head);
	if (err)
		goto out;
	const struct jal_id device = commit_device_of(r.ed25519);
	if (!id_equal(&device, &r.device) ||
	    crypto_sign_verify_detached(r.signature, head.data, head.len, r.ed25519) != 0) {
		err = diag_set(d, JAL_ERR_VERIFY,
			N_("Cette demande a été modifiée en chemin. Faites-la copier de nouveau, en entier."));
		goto out;
	}
	if (code)
		check_code(&exact, code);
	*out = r;
out:
	buf_free(&exact);
	buf_free(&head);
	return err;
}

/* ---- invitations ---- */

enum jal_err request_invite(const struct request_invitation *in, struct buf *out, struct diag *d)
{
	char id[ID_HEX + 1] = "", hex[HASH_HEX + 1] = "";
	struct buf text = BUF_INIT;
	if (in->charter > WIRE_DECIMAL_MAX)
		return JAL_ERR_INVALID;
	enum jal_err err = check_remote(in->remote, strnlen(in->remote, sizeof(in->remote)), d);
	if (err)
		return err;
	if ((err = buf_printf(&text, INVITATION_TITLE "\nterritory %s\n", id_hex(&in->territory, id))) ||
	    (err = buf_printf(&text, "root b2:%s\nremote %s\n", hash_hex(&in->root, hex), in->remote)) ||
	    (err = buf_printf(&text, "charter %" PRIu64 " b2:%s\n", in->charter, hash_hex(&in->charter_hash, hex))) ||
	    (err = buf_printf(&text, "member %s\n", id_hex(&in->member, id))) ||
	    (err = buf_printf(&text, "device %s\n", id_hex(&in->device, id))))
		goto out;
	err = buf_put(out, text.data, text.len);
out:
	buf_free(&text);
	return err;
}

static const char *read_invitation(struct wire w, struct request_invitation *in)
{
	if (!wire_text(&w, INVITATION_TITLE "\n"))
		return INVITATION_TITLE;
	if (!wire_text(&w, "territory ") || !wire_hex_id(&w, &in->territory) || !wire_text(&w, "\n"))
		return "territory";
	if (!wire_text(&w, "root ") || !wire_b2(&w, &in->root) || !wire_text(&w, "\n"))
		return "root";
	if (!read_text(&w, "remote ", in->remote, REQUEST_REMOTE_MAX))
		return "remote";
	if (!wire_text(&w, "charter ") || !wire_decimal(&w, &in->charter) || !wire_text(&w, " ") ||
	    !wire_b2(&w, &in->charter_hash) || !wire_text(&w, "\n"))
		return "charter";
	if (!wire_text(&w, "member ") || !wire_hex_id(&w, &in->member) || !wire_text(&w, "\n"))
		return "member";
	if (!wire_text(&w, "device ") || !wire_hex_id(&w, &in->device) || !wire_text(&w, "\n") || w.n != 0)
		return "device";
	return NULL;
}

enum jal_err request_read_invitation(const char *text, size_t n, struct request_invitation *out,
				     char code[REQUEST_CODE_CHARS + 1], struct diag *d)
{
	struct buf exact = BUF_INIT;
	struct request_invitation in = { .remote = "" };
	enum jal_err err = put_in_order(text, n, &exact, d);
	if (err)
		goto out;
	const char *field = read_invitation(wire_of(exact.data, exact.len), &in);
	if (field) {
		err = bad_field(d, field);
		goto out;
	}
	err = check_remote(in.remote, strlen(in.remote), d);
	if (err) {
		err = err == JAL_ERR_INVALID ? JAL_ERR_SYNTAX : err;
		goto out;
	}
	if (code)
		check_code(&exact, code);
	*out = in;
out:
	buf_free(&exact);
	return err;
}

enum jal_err request_code(const char *text, size_t n, char code[REQUEST_CODE_CHARS + 1], struct diag *d)
{
	struct request r = { .name = "" };
	struct request_invitation in = { .remote = "" };
	struct buf exact = BUF_INIT;
	enum jal_err err = put_in_order(text, n, &exact, d);
	struct wire w = wire_of(exact.data, exact.len);
	if (!err)
		err = wire_text(&w, INVITATION_TITLE) ? request_read_invitation(text, n, &in, code, d) :
							request_read(text, n, &r, code, d);
	buf_free(&exact);
	return err;
}
