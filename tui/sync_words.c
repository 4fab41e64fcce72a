/*
 * An exchange in words.
 */
#include "tui/sync_words.h"

#include <string.h>

#include "core/id.h"
#include "tui/i18n.h"

const char *sync_words_state(const struct territory_result *r)
{
	switch (r->state) {
	case TERRITORY_UP_TO_DATE:
		return "";
	case TERRITORY_BEHIND:
		return _("D’autres postes parlent d’envois qui ne sont pas arrivés ici. Rien n’est perdu ; synchronisez de nouveau plus tard.");
	case TERRITORY_ROLLED_BACK:
		return r->pushed_back == r->rolled_back ?
			       _("Le serveur était revenu en arrière : il montrait moins qu’avant. Tout ce qui était connu ici est conservé et vient de lui être renvoyé. Prévenez la personne qui administre le serveur.") :
			       _("Le serveur est revenu en arrière : il montre moins qu’avant. Tout ce qui était connu ici est conservé et lui sera renvoyé dès qu’il l’accepte. Prévenez la personne qui administre le serveur.");
	case TERRITORY_FORKED:
		return _("Un poste a deux histoires différentes. Ce qui était vérifié est conservé ; la supervision doit trancher.");
	}
	return "";
}

enum jal_err sync_words_claim(const struct territory_claim *c, const char *by, const char *about, struct buf *out)
{
	struct diag d = DIAG_INIT;
	const char *text = "";

	switch (c->kind) {
	case TERRITORY_CLAIM_AWAITED:
		text = c->heads ? N_("%1 (supervision) a réuni l’envoi n° %3 du poste de %2, qui n’est pas arrivé ici.") :
				  N_("D’après %1, le poste de %2 a fait l’envoi n° %3, qui n’est pas arrivé ici.");
		break;
	case TERRITORY_CLAIM_CONTRADICTED:
		text = N_("%1 dit avoir reçu du poste de %2 un autre envoi n° %3 que celui d’ici. Rien n’a été changé ; signalez-le à la supervision.");
		break;
	case TERRITORY_CLAIM_UNKNOWN:
		text = N_("%1 parle d’un envoi d’un poste qui n’est pas dans la charte. Il n’en est pas tenu compte.");
		break;
	case TERRITORY_CLAIM_NEVER_MADE:
		text = N_("%1 dit avoir reçu de votre poste l’envoi n° %3, qu’il n’a jamais fait. Si ce coffre n’est pas une copie restaurée, signalez-le à la supervision.");
		break;
	case TERRITORY_CLAIM_DROPPED:
		text = N_("L’envoi n° %3 du poste de %2, dont parlait %1, n’est jamais arrivé : il n’est plus attendu.");
		break;
	}
	(void)diag_set(&d, JAL_ERR_VERIFY, text, *by != '\0' ? by : _("quelqu’un d’inconnu ici"),
		*about != '\0' ? about : _("quelqu’un d’inconnu ici"), diag_num((long long)c->seq));
	return diag_render(&d, i18n_text, out);
}

/* Whose reference refs/heads/device/<id>/… is; "" when it is nobody's. */
static const char *owner(const struct desk *d, const char *reference)
{
	static const char prefix[] = "refs/heads/device/";
	struct jal_id device = ID_ZERO;

	if (strncmp(reference, prefix, sizeof(prefix) - 1) != 0 ||
		strnlen(reference + sizeof(prefix) - 1, ID_HEX) < ID_HEX ||
		id_parse(reference + sizeof(prefix) - 1, ID_HEX, &device) != JAL_OK)
		return "";
	return desk_is_open(d) ? desk_device_name(d, &device) : "";
}

JAL_MUST static enum jal_err put_quarantine(const struct territory_quarantine *q, const struct desk *d, struct buf *out)
{
	const char *who = owner(d, q->reference);
	enum jal_err err = *who != '\0' ? buf_printf(out, _("Mis de côté, un envoi de %s : "), who) :
					  buf_puts(out, _("Mis de côté, un envoi qui n’a pas pu être vérifié : "));

	if (err == JAL_OK)
		err = diag_render(&q->reason, i18n_text, out);
	return err == JAL_OK ? buf_puts(out, _(" Rien n’en a été repris, le reste est fait ; prévenez la supervision.\n")) : err;
}

JAL_MUST static enum jal_err put_counts(const struct territory_result *r, struct buf *out)
{
	enum jal_err err = JAL_OK;

	if (r->received_operations == 0 && r->sent_operations == 0 && r->state == TERRITORY_UP_TO_DATE)
		err = buf_puts(out, _("Tout était déjà à jour : rien à recevoir, rien à envoyer.\n"));
	if (err == JAL_OK && r->sent_operations > 0)
		err = buf_printf(out, P_("Envoyé : %lu changement, bien arrivé.\n", "Envoyé : %lu changements, bien arrivés.\n",
			(unsigned long)r->sent_operations), (unsigned long)r->sent_operations);
	if (err == JAL_OK && r->received_operations > 0)
		err = buf_printf(out, P_("Reçu : %lu changement de vos collègues.\n", "Reçu : %lu changements de vos collègues.\n",
			(unsigned long)r->received_operations), (unsigned long)r->received_operations);
	if (err == JAL_OK && r->conflicts > 0)
		err = buf_printf(out, P_("%lu valeur a été saisie différemment à deux endroits. Les deux sont gardées : g 7 pour choisir.\n",
			"%lu valeurs ont été saisies différemment à deux endroits. Toutes sont gardées : g 7 pour choisir.\n",
			(unsigned long)r->conflicts), (unsigned long)r->conflicts);
	if (err == JAL_OK && r->contradictions > 0)
		err = buf_printf(out, P_("%lu contradiction est à régler entre des saisies faites à deux endroits : g 7.\n",
			"%lu contradictions sont à régler entre des saisies faites à deux endroits : g 7.\n",
			(unsigned long)r->contradictions), (unsigned long)r->contradictions);
	if (err == JAL_OK && r->missing_keys > 0)
		err = buf_printf(out, P_("Il manque %lu clé : la supervision la donnera en synchronisant.\n",
			"Il manque %lu clés : la supervision les donnera en synchronisant.\n",
			(unsigned long)r->missing_keys), (unsigned long)r->missing_keys);
	if (err == JAL_OK && r->write_unknown)
		err = buf_puts(out, _("Le serveur n’a pas confirmé l’envoi. Vos changements sont conservés ici et seront renvoyés.\n"));
	return err;
}

enum jal_err sync_words_result(const struct exchange *x, const struct desk *d, struct buf *out)
{
	const struct territory_result *r = &x->result;
	const char *state = sync_words_state(r);
	enum jal_err err = JAL_OK;

	if (x->err == JAL_ERR_CANCELLED)
		err = buf_puts(out, _("Arrêté après l’étape en cours. Ce qui était fait est gardé ; F5 reprend là où cela s’est arrêté.\n"));
	else if (x->err != JAL_OK && x->err != JAL_ERR_VERIFY) {
		err = diag_render(&x->why, i18n_text, out);
		if (err == JAL_OK)
			err = buf_putc(out, '\n');
	}
	/* With nothing put aside, what could not be verified is the whole. */
	if (err == JAL_OK && x->err == JAL_ERR_VERIFY && r->quarantined_count == 0) {
		err = diag_render(&x->why, i18n_text, out);
		if (err == JAL_OK)
			err = buf_putc(out, '\n');
	}
	if (err == JAL_OK && *state != '\0')
		err = buf_printf(out, "%s\n", state);
	for (size_t i = 0; i < r->quarantined_count && err == JAL_OK; i++)
		err = put_quarantine(&r->quarantined[i], d, out);
	for (size_t i = 0; i < r->n_claims && err == JAL_OK; i++) {
		const struct territory_claim *c = &r->claims[i];

		err = sync_words_claim(c, desk_is_open(d) ? desk_device_name(d, &c->by) : "",
			desk_is_open(d) ? desk_device_name(d, &c->device) : "", out);
		if (err == JAL_OK)
			err = buf_putc(out, '\n');
	}
	for (size_t i = 0; i < r->waiting.n && err == JAL_OK; i++) {
		err = diag_render(&r->waiting.list[i].reason, i18n_text, out);
		if (err == JAL_OK)
			err = buf_putc(out, '\n');
	}
	if (err == JAL_OK && (x->err == JAL_OK || x->err == JAL_ERR_VERIFY))
		err = put_counts(r, out);
	for (size_t i = 0; i < x->n_facts && err == JAL_OK; i++) {
		err = diag_render(&x->facts[i], i18n_text, out);
		if (err == JAL_OK)
			err = buf_putc(out, '\n');
	}
	return err;
}

enum jal_err sync_words_short(const struct exchange *x, struct buf *out)
{
	const struct territory_result *r = &x->result;

	if (x->err == JAL_ERR_CANCELLED)
		return buf_puts(out, _("Synchronisation arrêtée. Ce qui était fait est gardé ; F5 reprend."));
	if (x->err == JAL_ERR_VERIFY)
		return buf_puts(out, _("Synchronisé, mais quelque chose a été mis de côté : g 6 dit quoi."));
	if (x->err != JAL_OK)
		return diag_render(&x->why, i18n_text, out);
	if (r->state != TERRITORY_UP_TO_DATE)
		return buf_puts(out, sync_words_state(r));
	if (r->conflicts + r->contradictions > 0)
		return buf_printf(out, P_("Synchronisé. %lu point à régler : g 7.", "Synchronisé. %lu points à régler : g 7.",
			(unsigned long)(r->conflicts + r->contradictions)), (unsigned long)(r->conflicts + r->contradictions));
	return buf_printf(out, _("Synchronisé : %lu reçus, %lu envoyés."), (unsigned long)r->received_operations,
		(unsigned long)r->sent_operations);
}

enum jal_err sync_words_details(const struct exchange *x, struct buf *out)
{
	const struct territory_result *r = &x->result;
	enum jal_err err = JAL_OK;

	if (x->err != JAL_OK)
		err = buf_printf(out, "%s\n", jal_err_name(x->err));
	if (err == JAL_OK && x->details.len > 0)
		err = buf_put(out, x->details.data, x->details.len);
	for (size_t i = 0; i < r->quarantined_count && err == JAL_OK; i++)
		err = buf_printf(out, "%s %s\n", r->quarantined[i].reference, r->quarantined[i].commit);
	if (err == JAL_OK && x->state == EXCHANGE_OVER)
		err = buf_printf(out, "received %llu (%llu lots), sent %llu (%llu lots), waiting %llu, %lld ms\n",
			(unsigned long long)r->received_operations, (unsigned long long)r->received_lots,
			(unsigned long long)r->sent_operations, (unsigned long long)r->sent_lots,
			(unsigned long long)r->waiting_envelopes, (long long)(x->ended_ms - x->begun_ms));
	return err;
}
