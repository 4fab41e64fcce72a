/* Raw git commits, built in one way and compared. Knows no message and no repository. */
#include "sync/commit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sync/wire.h"

#define HOUR 3600
#define LAST_HOUR ((int64_t)253402297200) /* 9999-12-31T23:00Z */

struct jal_id commit_device_of(const uint8_t key[SSHSIG_KEY_BYTES])
{
	const struct jal_hash hash = hash_b2(key, SSHSIG_KEY_BYTES);
	struct jal_id id = ID_ZERO;
	memcpy(id.b, hash.b, ID_BYTES);
	return id;
}

int64_t commit_date(int64_t ms)
{
	if (ms < 0)
		return 0;
	const int64_t s = ms / 1000;
	return s > LAST_HOUR ? LAST_HOUR : s - s % HOUR;
}

static enum jal_err put_headers(const struct commit *c, struct buf *out)
{
	if (c->n_parents > COMMIT_PARENTS_MAX)
		return JAL_ERR_LIMIT;
	if (c->date < 0 || c->date > LAST_HOUR || c->date % HOUR != 0)
		return JAL_ERR_INVALID;
	char hex[OID_HEX + 1] = "";
	enum jal_err err = buf_printf(out, "tree %s\n", oid_hex(&c->tree, hex));
	for (size_t i = 0; !err && i < c->n_parents; i++)
		err = buf_printf(out, "parent %s\n", oid_hex(&c->parents[i], hex));
	static const char *const roles[] = { "author", "committer" };
	char device[ID_HEX + 1] = "";
	(void)id_hex(&c->device, device);
	for (size_t i = 0; !err && i < 2; i++)
		err = buf_printf(out, "%s jalon <%s@jalon.invalid> %" PRId64 " +0000\n", roles[i], device, c->date);
	return err;
}

static enum jal_err put_message(const struct commit *c, struct buf *out)
{
	const enum jal_err err = buf_putc(out, '\n');
	return err ? err : buf_put(out, c->message.data, c->message.len);
}

/* The bytes that are signed: the commit without its gpgsig header. */
static enum jal_err put_payload(const struct commit *c, struct buf *out)
{
	const enum jal_err err = put_headers(c, out);
	return err ? err : put_message(c, out);
}

enum jal_err commit_sign(struct commit *c, const struct secret *key)
{
	if (!key->p || key->n != SSHSIG_SECRET_BYTES)
		return JAL_ERR_INVALID;
	const struct jal_id before = c->device;
	struct buf payload = BUF_INIT;
	c->device = commit_device_of(key->p + SSHSIG_SECRET_BYTES - SSHSIG_KEY_BYTES);
	enum jal_err err = put_payload(c, &payload);
	if (!err)
		err = sshsig_sign(key, payload.data, payload.len, &c->signature);
	if (err)
		c->device = before;
	buf_free(&payload);
	return err;
}

/* A header of several lines continues after a line feed and a space. */
static enum jal_err put_signature(const struct commit *c, struct buf *out)
{
	struct buf armour = BUF_INIT;
	enum jal_err err = sshsig_armour(&c->signature, &armour);
	if (!err)
		err = buf_puts(out, "gpgsig");
	struct wire rest = wire_of(armour.data, armour.len);
	struct wire line = { NULL, 0 };
	while (!err && wire_line(&rest, &line)) {
		err = buf_putc(out, ' ');
		if (!err)
			err = buf_put(out, line.p, line.n + 1);
	}
	buf_free(&armour);
	return err;
}

enum jal_err commit_encode(const struct commit *c, struct buf *out)
{
	enum jal_err err = put_headers(c, out);
	if (!err)
		err = put_signature(c, out);
	return err ? err : put_message(c, out);
}

static bool read_person(struct wire *w, const char *role, struct jal_id *device, int64_t *date)
{
	uint64_t seconds = 0;
	if (!wire_text(w, role) || !wire_text(w, " jalon <") || !wire_hex_id(w, device) ||
	    !wire_text(w, "@jalon.invalid> ") || !wire_decimal(w, &seconds) || !wire_text(w, " +0000\n"))
		return false;
	*date = (int64_t)seconds;
	return true;
}

/* The armour comes back without the spaces that continue the header. */
static enum jal_err read_signature(struct wire *w, struct sshsig *out)
{
	struct buf armour = BUF_INIT;
	enum jal_err err = wire_text(w, "gpgsig ") ? JAL_OK : JAL_ERR_SYNTAX;
	struct wire line = { NULL, 0 };
	bool more = true;
	while (!err && more) {
		if (!wire_line(w, &line))
			err = JAL_ERR_SYNTAX;
		else
			err = buf_put(&armour, line.p, line.n + 1);
		more = wire_text(w, " ");
	}
	if (!err)
		err = sshsig_parse(buf_str(&armour), armour.len, out);
	buf_free(&armour);
	return err;
}

static size_t count_parents(struct wire w)
{
	struct oid oid = { { 0 } };
	size_t n = 0;
	while (wire_text(&w, "parent ") && wire_hex(&w, oid.b, OID_BYTES) && wire_text(&w, "\n"))
		n++;
	return n;
}

static enum jal_err read_headers(struct wire *w, struct commit *c, struct diag *d)
{
	if (!wire_text(w, "tree ") || !wire_hex(w, c->tree.b, OID_BYTES) || !wire_text(w, "\n"))
		return diag_set(d, JAL_ERR_SYNTAX, N_("Cet envoi ne commence pas par le nom d’un arbre."));
	const size_t n = count_parents(*w);
	if (n > COMMIT_PARENTS_MAX)
		return diag_set(d, JAL_ERR_LIMIT, N_("Cet envoi a trop de parents."));
	if (n) {
		c->parents = calloc(n, sizeof(*c->parents));
		if (!c->parents)
			return JAL_ERR_NOMEM;
	}
	for (; c->n_parents < n; c->n_parents++) {
		if (!wire_text(w, "parent ") || !wire_hex(w, c->parents[c->n_parents].b, OID_BYTES) ||
		    !wire_text(w, "\n"))
			return JAL_ERR_SYNTAX;
	}
	struct jal_id committer = ID_ZERO;
	int64_t date = 0;
	if (!read_person(w, "author", &c->device, &c->date) || !read_person(w, "committer", &committer, &date) ||
	    !id_equal(&c->device, &committer) || c->date != date)
		return diag_set(d, JAL_ERR_SYNTAX,
			N_("L’auteur ou la date de cet envoi n’est pas écrit comme jalon l’écrit."));
	return JAL_OK;
}

enum jal_err commit_parse(const void *raw, size_t n, size_t max, struct commit *out, struct diag *d)
{
	if (n > max)
		return diag_set(d, JAL_ERR_LIMIT, N_("Cet envoi est plus grand que la limite admise."));
	struct wire w = wire_of(raw, n);
	struct commit c = COMMIT_INIT;
	struct buf again = BUF_INIT;
	enum jal_err err = read_headers(&w, &c, d);
	if (err)
		goto out;
	err = read_signature(&w, &c.signature);
	if (err == JAL_ERR_SYNTAX)
		(void)diag_set(d, err, N_("La signature de cet envoi manque, ou n’est pas écrite comme jalon l’écrit."));
	if (err)
		goto out;
	if (!wire_text(&w, "\n")) {
		err = diag_set(d, JAL_ERR_SYNTAX, N_("Cet envoi porte un en-tête de trop après sa signature."));
		goto out;
	}
	err = buf_put(&c.message, w.p, w.n);
	if (!err)
		err = commit_encode(&c, &again);
	if (err == JAL_ERR_INVALID)
		err = diag_set(d, JAL_ERR_SYNTAX, N_("La date de cet envoi n’est pas une heure ronde."));
	if (!err && (!again.data || again.len != n || memcmp(again.data, raw, n) != 0))
		err = diag_set(d, JAL_ERR_SYNTAX, N_("Réécrit par jalon, cet envoi aurait d’autres octets."));
	if (err)
		goto out;
	*out = c;
	c = COMMIT_INIT;
out:
	buf_free(&again);
	commit_free(&c);
	return err;
}

enum jal_err commit_verify(const struct commit *c, const uint8_t key[SSHSIG_KEY_BYTES], struct diag *d)
{
	const struct jal_id device = commit_device_of(key);
	if (memcmp(c->signature.key, key, SSHSIG_KEY_BYTES) != 0 || !id_equal(&device, &c->device))
		return diag_set(d, JAL_ERR_VERIFY, N_("Cet envoi est signé par un autre poste que le sien."));
	struct buf payload = BUF_INIT;
	enum jal_err err = put_payload(c, &payload);
	if (!err)
		err = sshsig_check(&c->signature, payload.data, payload.len);
	if (err == JAL_ERR_VERIFY)
		(void)diag_set(d, err, N_("La signature de cet envoi est fausse : il a été modifié après coup."));
	buf_free(&payload);
	return err;
}

void commit_free(struct commit *c)
{
	if (!c)
		return;
	free(c->parents);
	buf_free(&c->message);
	*c = COMMIT_INIT;
}
