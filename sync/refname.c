/* References by name. */
#include "sync/refname.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sync/repo.h"
#include "sync/wire.h"

/* Later ones come with compaction (docs/protocol.md §9). */
#define GENERATION_READ 1

enum refname_kind refname_kind(const char *name, struct jal_id *device, uint64_t *generation)
{
	struct wire w = wire_of(name, strlen(name));
	struct jal_id id = ID_ZERO;
	uint64_t g = 0;
	if (strcmp(name, REPO_CHARTER) == 0)
		return REFNAME_CHARTER;
	if (!wire_text(&w, REPO_DEVICES) || !wire_hex_id(&w, &id) || !wire_text(&w, "/") || !wire_decimal(&w, &g) ||
		w.n != 0 || g == 0 || g > UINT32_MAX)
		return REFNAME_OTHER;
	if (device)
		*device = id;
	if (generation)
		*generation = g;
	return g <= GENERATION_READ ? REFNAME_DEVICE : REFNAME_LATER;
}

enum jal_err refname_waits(struct diag *why)
{
	return diag_set(why, JAL_ERR_WAITING,
		N_("Cette suite de l’histoire d’un poste n’est pas commencée dans la charte connue ici, ou demande une version plus "
		   "récente de jalon : elle attend."));
}

const char *refname_device(const struct jal_id *device, uint64_t generation, char *out)
{
	char hex[ID_HEX + 1];
	(void)snprintf(out, REPO_REF_NAME_MAX + 1, REPO_DEVICES "%s/%" PRIu64, id_hex(device, hex), generation);
	return out;
}
