/* Sentences for failed exchanges. Knows no transport. */
#include "sync/fault.h"

static const struct {
	const char *name;
	enum jal_err err;
	const char *text;
} faults[] = {
	[FAULT_NONE] = { "none", JAL_OK, NULL },
	[FAULT_UNREACHABLE] = { "unreachable", JAL_ERR_NETWORK,
		N_("%1 est injoignable. Vos modifications sont conservées ici et partiront à la prochaine synchronisation. "
		   "Vérifiez le réseau et l’adresse.") },
	[FAULT_SILENT] = { "silent", JAL_ERR_NETWORK,
		N_("%1 ne répond plus. Ce qui était reçu est conservé, vos modifications aussi. La prochaine synchronisation "
		   "reprendra où il faut.") },
	[FAULT_HOST_UNKNOWN] = { "host_unknown", JAL_ERR_WAITING,
		N_("Ce poste ne connaît pas encore le serveur %1. Rien n’a été envoyé ni reçu. Comparez son empreinte, %2, avec "
		   "celle que donne la personne qui l’administre, puis acceptez-la.") },
	[FAULT_HOST_CHANGED] = { "host_changed", JAL_ERR_DENIED,
		N_("Le serveur %1 ne présente plus la même clé (%2) : quelqu’un se fait peut-être passer pour lui. Rien n’a été "
		   "envoyé ni reçu. Demandez à la personne qui l’administre si la clé a changé ; si oui, retirez cette "
		   "adresse et ajoutez-la de nouveau.") },
	[FAULT_KEY_REFUSED] = { "key_refused", JAL_ERR_DENIED,
		N_("Le serveur %1 refuse la clé de ce poste. Vos modifications sont conservées ici. Donnez sa clé publique "
		   "(« jalon remote key ») à la personne qui administre le serveur.") },
	[FAULT_NO_REPOSITORY] = { "no_repository", JAL_ERR_NOT_FOUND,
		N_("Il n’y a pas de dépôt à cette adresse : %1. Vos modifications sont conservées ici. Vérifiez l’adresse, ou "
		   "branchez le support.") },
	[FAULT_UNSAFE] = { "unsafe", JAL_ERR_INVALID,
		N_("Le dépôt %1 est refusé : il n’a pas la forme attendue. Rien n’a été lu ni changé.") },
	[FAULT_READ_ONLY] = { "read_only", JAL_ERR_DENIED,
		N_("%1 peut être lu, mais pas écrit. Vos modifications sont conservées ici. Vérifiez les droits, ou le verrou du "
		   "support.") },
	[FAULT_FULL] = { "full", JAL_ERR_IO,
		N_("Il n’y a plus de place : %1. Vos modifications sont conservées ici. Faites de la place, puis "
		   "recommencez.") },
	[FAULT_BUSY] = { "busy", JAL_ERR_BUSY,
		N_("Quelqu’un d’autre écrit en ce moment : %1. Vos modifications sont conservées ici ; recommencez dans un "
		   "instant.") },
	[FAULT_LIMIT] = { "limit", JAL_ERR_LIMIT,
		N_("%1 envoie plus que la limite admise. Rien n’en a été pris en compte ; vos modifications sont conservées. "
		   "Prévenez la personne qui l’administre.") },
	[FAULT_GARBLED] = { "garbled", JAL_ERR_NETWORK,
		N_("La réponse de %1 n’est pas celle d’un dépôt. Rien n’en a été pris en compte ; vos modifications sont "
		   "conservées. Prévenez la personne qui l’administre.") },
	[FAULT_CANCELLED] = { "cancelled", JAL_ERR_CANCELLED,
		N_("Synchronisation interrompue à votre demande. Ce qui était fait est conservé.") },
	[FAULT_HERE] = { "here", JAL_ERR_IO, NULL },
};

enum jal_err fault_say(enum fault fault, const char *where, const char *detail, struct diag *d)
{
	if (fault == FAULT_NONE)
		return JAL_OK;
	return diag_set_if_empty(d, faults[fault].err, faults[fault].text, where, detail ? detail : "");
}

const char *fault_name(enum fault fault)
{
	return faults[fault].name;
}
