/* The text of a device commit. Judges its form, not its truth. */
#include "sync/message.h"

#include <inttypes.h>
#include <string.h>

#include "sync/wire.h"

#define TITLE "jalon-lot v1\n\n"

static enum jal_err check(const struct message *m, struct diag *d)
{
	if (m->seq < 1 || m->seq > WIRE_DECIMAL_MAX || m->charter > WIRE_DECIMAL_MAX)
		return diag_set(d, JAL_ERR_INVALID, N_("Le numéro de ce lot ou de sa charte est hors limites."));
	if (m->prev.present != (m->seq > 1))
		return diag_set(d, JAL_ERR_INVALID,
			N_("Seul le premier lot d’un poste n’a pas de précédent : ce message dit autre chose."));
	if (m->state.present && !m->heads.present)
		return diag_set(d, JAL_ERR_INVALID, N_("Un instantané (state) doit venir avec sa frontière (heads)."));
	if (m->n_seen > MESSAGE_SEEN_MAX)
		return diag_set(d, JAL_ERR_INVALID, N_("Ce message cite plus de 32 autres postes (seen)."));
	for (size_t i = 0; i < m->n_seen; i++) {
		const struct message_seen *s = &m->seen[i];
		if (s->seq < 1 || s->seq > WIRE_DECIMAL_MAX || id_equal(&s->device, &m->device) ||
		    (i > 0 && id_compare(&m->seen[i - 1].device, &s->device) >= 0))
			return diag_set(d, JAL_ERR_INVALID,
				N_("Les postes cités (seen) ne sont pas triés, ou l’un d’eux est de trop."));
	}
	return JAL_OK;
}

static enum jal_err put_hash(struct buf *out, const char *name, const struct message_hash *h)
{
	char hex[HASH_HEX + 1] = "";
	return h->present ? buf_printf(out, "%s b2:%s\n", name, hash_hex(&h->hash, hex)) :
			    buf_printf(out, "%s none\n", name);
}

enum jal_err message_encode(const struct message *m, struct buf *out, struct diag *d)
{
	enum jal_err err = check(m, d);
	if (err)
		return err;
	char id[ID_HEX + 1] = "", hex[HASH_HEX + 1] = "";
	if ((err = buf_puts(out, TITLE)) ||
	    (err = buf_printf(out, "territory %s\n", id_hex(&m->territory, id))) ||
	    (err = buf_printf(out, "device %s\n", id_hex(&m->device, id))) ||
	    (err = buf_printf(out, "seq %" PRIu64 "\n", m->seq)) || (err = put_hash(out, "prev", &m->prev)) ||
	    (err = buf_printf(out, "charter %" PRIu64 " b2:%s\n", m->charter, hash_hex(&m->charter_hash, hex))) ||
	    (err = buf_puts(out, "box ")) || (err = buf_put_hex(out, m->box, sizeof(m->box))) ||
	    (err = buf_putc(out, '\n')) || (err = put_hash(out, "lot", &m->lot)) ||
	    (err = put_hash(out, "heads", &m->heads)) || (err = put_hash(out, "keys", &m->keys)) ||
	    (err = put_hash(out, "state", &m->state)))
		return err;
	for (size_t i = 0; !err && i < m->n_seen; i++)
		err = buf_printf(out, "seen %s %" PRIu64 " b2:%s\n", id_hex(&m->seen[i].device, id), m->seen[i].seq,
				 hash_hex(&m->seen[i].hash, hex));
	return err;
}

static bool read_hash(struct wire *w, const char *name, struct message_hash *out)
{
	if (!wire_text(w, name) || !wire_text(w, " "))
		return false;
	out->present = !wire_text(w, "none");
	return (!out->present || wire_b2(w, &out->hash)) && wire_text(w, "\n");
}

static bool read_seen(struct wire *w, struct message_seen *out)
{
	return wire_text(w, "seen ") && wire_hex_id(w, &out->device) && wire_text(w, " ") &&
	       wire_decimal(w, &out->seq) && wire_text(w, " ") && wire_b2(w, &out->hash) && wire_text(w, "\n");
}

/* The name of the first field that does not read, or NULL. */
static const char *read_fields(struct wire *w, struct message *m)
{
	if (!wire_text(w, TITLE))
		return "jalon-lot v1";
	if (!wire_text(w, "territory ") || !wire_hex_id(w, &m->territory) || !wire_text(w, "\n"))
		return "territory";
	if (!wire_text(w, "device ") || !wire_hex_id(w, &m->device) || !wire_text(w, "\n"))
		return "device";
	if (!wire_text(w, "seq ") || !wire_decimal(w, &m->seq) || !wire_text(w, "\n"))
		return "seq";
	if (!read_hash(w, "prev", &m->prev))
		return "prev";
	if (!wire_text(w, "charter ") || !wire_decimal(w, &m->charter) || !wire_text(w, " ") ||
	    !wire_b2(w, &m->charter_hash) || !wire_text(w, "\n"))
		return "charter";
	if (!wire_text(w, "box ") || !wire_hex(w, m->box, sizeof(m->box)) || !wire_text(w, "\n"))
		return "box";
	if (!read_hash(w, "lot", &m->lot))
		return "lot";
	if (!read_hash(w, "heads", &m->heads))
		return "heads";
	if (!read_hash(w, "keys", &m->keys))
		return "keys";
	if (!read_hash(w, "state", &m->state))
		return "state";
	while (w->n > 0 && m->n_seen < MESSAGE_SEEN_MAX) {
		if (!read_seen(w, &m->seen[m->n_seen]))
			return "seen";
		m->n_seen++;
	}
	return w->n > 0 ? "seen" : NULL;
}

enum jal_err message_parse(const void *text, size_t n, struct message *out, struct diag *d)
{
	struct wire w = wire_of(text, n);
	struct message m = { .n_seen = 0 };
	const char *field = read_fields(&w, &m);
	if (field)
		return diag_set(d, JAL_ERR_SYNTAX, N_("Le champ « %1 » du message manque ou n’a pas la forme attendue."),
				field);
	struct buf again = BUF_INIT;
	enum jal_err err = message_encode(&m, &again, d);
	if (err == JAL_ERR_INVALID)
		err = JAL_ERR_SYNTAX;
	if (!err && (again.len != n || memcmp(again.data, text, n) != 0))
		err = diag_set(d, JAL_ERR_SYNTAX, N_("Réécrit par jalon, ce message aurait d’autres octets."));
	buf_free(&again);
	if (!err)
		*out = m;
	return err;
}
