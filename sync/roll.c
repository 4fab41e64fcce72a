/* The charter's facts as rows of the roster. Decides no right: sync/rights does. */
#include "sync/roll.h"

#include <stdlib.h>
#include <string.h>

#include "core/outbox.h"
#include "sync/pending.h"

/* What is about to be written. */
struct roll {
	struct roster_territory territory;
	struct roster_member *members;
	struct roster_device *devices;
	struct roster_caseload *caseloads;
	size_t n_members, n_devices, n_caseloads;
};

static void free_roll(struct roll *r)
{
	free(r->members);
	free(r->devices);
	free(r->caseloads);
}

static enum jal_err verified_seq(struct territory *t, const struct jal_id *device, uint64_t *seq)
{
	struct outbox_head head = { .seq = 0 };
	if (t->has_device && id_equal(device, &t->device.id)) {
		struct jal_hash hash = { { 0 } };
		uint32_t generation = 0;
		return outbox_last(t->db, seq, &hash, &generation);
	}
	const enum jal_err err = outbox_head(t->db, device, &head);
	*seq = head.seq;
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum roster_right right_of(enum rights_access access)
{
	switch (access) {
	case RIGHTS_WRITE:
		return ROSTER_WRITE;
	case RIGHTS_READ:
		return ROSTER_READ;
	case RIGHTS_CLOSED:
		break;
	}
	return ROSTER_NONE;
}

/* The own caseload: the one kept so far if it still can be, else the first that was given to this member by name. */
static void choose_home(struct territory *t, const struct rights *rights, uint64_t at, struct roll *r)
{
	const struct jal_id *me = &t->device.member;
	const struct jal_id *home = &r->territory.home_caseload;
	const struct rights_caseload *kept = rights_caseload(rights, home, at);
	if (kept && !kept->common && rights_access(rights, me, home, at) == RIGHTS_WRITE)
		return;
	for (size_t i = 0; i < rights_caseloads(rights); i++) {
		const struct rights_caseload *c = rights_caseload_at(rights, i);
		if (!c->common && c->from <= at && rights_granted(rights, me, &c->id, at) == RIGHTS_WRITE) {
			r->territory.home_caseload = c->id;
			return;
		}
	}
}

static enum jal_err fill(struct territory *t, const struct charter *charter, struct roll *r)
{
	const struct rights *rights = charter_rights(charter);
	const uint64_t at = charter_head(charter);
	enum jal_err err = JAL_OK;
	r->members = calloc(rights_members(rights) + 1, sizeof(*r->members));
	r->devices = calloc(rights_devices(rights) + 1, sizeof(*r->devices));
	r->caseloads = calloc(rights_caseloads(rights) + 1, sizeof(*r->caseloads));
	if (!r->members || !r->devices || !r->caseloads)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < rights_members(rights); i++) {
		const struct rights_member *m = rights_member_at(rights, i);
		r->members[r->n_members++] = (struct roster_member){ .id = m->id,
			.supervisor = rights_role(rights, &m->id, at) == RIGHTS_SUPERVISOR };
	}
	for (size_t i = 0; !err && i < rights_devices(rights); i++) {
		const struct rights_device *d = rights_device_at(rights, i);
		struct roster_device *out = &r->devices[r->n_devices++];
		*out = (struct roster_device){ .id = d->id, .member = d->member };
		err = verified_seq(t, &d->id, &out->seq);
	}
	for (size_t i = 0; i < rights_caseloads(rights); i++) {
		const struct rights_caseload *c = rights_caseload_at(rights, i);
		const struct rights_epoch *epoch = rights_epoch(rights, &c->id, at);
		r->caseloads[r->n_caseloads++] = (struct roster_caseload){ .id = c->id, .common = c->common,
			.epoch = epoch ? epoch->n : 0,
			.right = right_of(rights_access(rights, &t->device.member, &c->id, at)) };
		if (c->common)
			r->territory.common = c->id;
	}
	r->territory.supervisor = rights_role(rights, &t->device.member, at) == RIGHTS_SUPERVISOR;
	choose_home(t, rights, at, r);
	return err;
}

enum jal_err roll_write(struct territory *t, const struct charter_chain *effective, struct diag *diag)
{
	struct roll r = { .territory = t->roster };
	const struct jal_hash *root = charter_hash(effective->charter, 0);
	enum jal_err err = root ? fill(t, effective->charter, &r) : JAL_ERR_INVALID;
	if (!err) {
		r.territory.id = *charter_territory(effective->charter);
		r.territory.root = *root;
		/* What is pending has no number yet that others know. */
		r.territory.charter = territory_head(t);
		r.territory.charter_hash = *charter_hash(t->chain.charter, territory_head(t));
		err = roster_replace(t->db, &r.territory, r.members, r.n_members, r.devices, r.n_devices, r.caseloads,
			r.n_caseloads);
	}
	if (!err)
		t->roster = r.territory;
	free_roll(&r);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}

/* ---- names ---- */

struct naming {
	struct territory *t;
	struct diag *diag;
};

static enum field name_field(enum entity entity)
{
	if (entity == ENTITY_territory)
		return FIELD_territory_name;
	return entity == ENTITY_professional ? FIELD_professional_name : FIELD_caseload_card_name;
}

static enum jal_err write_name(void *ctx, const struct pending_name *name)
{
	struct naming *n = ctx;
	struct edit *edit = NULL;
	enum jal_err err = edit_create_as(name->entity, &n->t->roster.common, NULL, &name->record, &edit);
	if (!err)
		err = edit_set_text(edit, name_field(name->entity), name->name);
	struct edit *const edits[] = { edit };
	if (!err)
		err = journal_write(n->t->journal, edits, 1, n->diag);
	edit_free(edit);
	if (err == JAL_ERR_EXISTS) {
		*n->diag = DIAG_INIT;
		return JAL_OK;
	}
	return err;
}

enum jal_err roll_names(struct territory *t, struct diag *diag)
{
	struct diag inner = DIAG_INIT;
	struct naming n = { t, diag ? diag : &inner };
	enum jal_err err = pending_names(t->db, write_name, &n);
	if (!err)
		err = pending_named(t->db);
	return err ? territory_failed(t, err, diag) : JAL_OK;
}
