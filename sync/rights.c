/* Facts by charter number, and the questions asked of them. Judges no entry. */
#include "sync/rights.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"

struct role_fact {
	struct jal_id member;
	enum rights_role role;
	uint64_t from;
};

struct grant_fact {
	struct jal_id caseload;
	struct jal_id member;
	enum rights_access access;
	uint64_t from;
};

struct number_fact {
	uint64_t n;
	uint64_t from;
};

struct agreed_fact {
	uint64_t number;
	struct jal_id member;
};

enum list_name {
	MEMBERS,
	ROLES,
	DEVICES,
	CASELOADS,
	GRANTS,
	EPOCHS,
	FORMATS,
	THRESHOLDS,
	AGREED,
	SETTLED
};

static const size_t item_size[RIGHTS_LISTS] = {
	[MEMBERS] = sizeof(struct rights_member),
	[ROLES] = sizeof(struct role_fact),
	[DEVICES] = sizeof(struct rights_device),
	[CASELOADS] = sizeof(struct rights_caseload),
	[GRANTS] = sizeof(struct grant_fact),
	[EPOCHS] = sizeof(struct rights_epoch),
	[FORMATS] = sizeof(struct number_fact),
	[THRESHOLDS] = sizeof(struct number_fact),
	[AGREED] = sizeof(struct agreed_fact),
	[SETTLED] = sizeof(uint64_t),
};

struct list {
	void *items;
	size_t n;
	size_t cap;
};

struct rights {
	struct list list[RIGHTS_LISTS];
};

enum jal_err rights_new(struct rights **out)
{
	struct rights *r = calloc(1, sizeof(*r));
	if (!r)
		return JAL_ERR_NOMEM;
	*out = r;
	return JAL_OK;
}

void rights_free(struct rights *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < RIGHTS_LISTS; i++)
		free(r->list[i].items);
	free(r);
}

static enum jal_err append(struct rights *r, enum list_name name, const void *item)
{
	struct list *l = &r->list[name];
	const size_t size = item_size[name];
	void *items = grow_array(l->items, l->n, &l->cap, size);
	if (!items)
		return JAL_ERR_NOMEM;
	l->items = items;
	memcpy((char *)l->items + l->n * size, item, size);
	l->n++;
	return JAL_OK;
}

static size_t count(const struct rights *r, enum list_name name)
{
	return r->list[name].n;
}

static const void *item(const struct rights *r, enum list_name name, size_t i)
{
	return (const char *)r->list[name].items + i * item_size[name];
}

size_t rights_members(const struct rights *r)
{
	return count(r, MEMBERS);
}

const struct rights_member *rights_member_at(const struct rights *r, size_t i)
{
	return item(r, MEMBERS, i);
}

size_t rights_devices(const struct rights *r)
{
	return count(r, DEVICES);
}

const struct rights_device *rights_device_at(const struct rights *r, size_t i)
{
	return item(r, DEVICES, i);
}

size_t rights_caseloads(const struct rights *r)
{
	return count(r, CASELOADS);
}

const struct rights_caseload *rights_caseload_at(const struct rights *r, size_t i)
{
	return item(r, CASELOADS, i);
}

size_t rights_epochs(const struct rights *r)
{
	return count(r, EPOCHS);
}

const struct rights_epoch *rights_epoch_at(const struct rights *r, size_t i)
{
	return item(r, EPOCHS, i);
}

/* All lists are searched from their end: what counts is the last fact that is
 * not later than `at`. */
enum rights_role rights_role(const struct rights *r, const struct jal_id *member, uint64_t at)
{
	for (size_t i = count(r, ROLES); i-- > 0;) {
		const struct role_fact *f = item(r, ROLES, i);
		if (f->from <= at && id_equal(&f->member, member))
			return f->role;
	}
	return RIGHTS_NOBODY;
}

const struct rights_device *rights_device(const struct rights *r, const struct jal_id *device, uint64_t at)
{
	for (size_t i = count(r, DEVICES); i-- > 0;) {
		const struct rights_device *f = item(r, DEVICES, i);
		if (f->from <= at && id_equal(&f->id, device))
			return f;
	}
	return NULL;
}

const struct rights_caseload *rights_caseload(const struct rights *r, const struct jal_id *caseload, uint64_t at)
{
	for (size_t i = count(r, CASELOADS); i-- > 0;) {
		const struct rights_caseload *f = item(r, CASELOADS, i);
		if (f->from <= at && id_equal(&f->id, caseload))
			return f;
	}
	return NULL;
}

const struct rights_caseload *rights_common(const struct rights *r, uint64_t at)
{
	for (size_t i = 0; i < count(r, CASELOADS); i++) {
		const struct rights_caseload *f = item(r, CASELOADS, i);
		if (f->from <= at && f->common)
			return f;
	}
	return NULL;
}

enum rights_role rights_device_role(const struct rights *r, const struct jal_id *device, uint64_t at)
{
	const struct rights_device *f = rights_device(r, device, at);
	return f ? rights_role(r, &f->member, at) : RIGHTS_NOBODY;
}

enum rights_access rights_granted(const struct rights *r, const struct jal_id *member, const struct jal_id *caseload,
				  uint64_t at)
{
	for (size_t i = count(r, GRANTS); i-- > 0;) {
		const struct grant_fact *f = item(r, GRANTS, i);
		if (f->from <= at && id_equal(&f->caseload, caseload) && id_equal(&f->member, member))
			return f->access;
	}
	return RIGHTS_CLOSED;
}

enum rights_access rights_access(const struct rights *r, const struct jal_id *member, const struct jal_id *caseload,
				 uint64_t at)
{
	const struct rights_caseload *c = rights_caseload(r, caseload, at);
	const enum rights_role role = rights_role(r, member, at);
	if (!c || role == RIGHTS_NOBODY)
		return RIGHTS_CLOSED;
	if (c->common || role == RIGHTS_SUPERVISOR)
		return RIGHTS_WRITE;
	return rights_granted(r, member, caseload, at);
}

enum rights_access rights_device_access(const struct rights *r, const struct jal_id *device,
					const struct jal_id *caseload, uint64_t at)
{
	const struct rights_device *f = rights_device(r, device, at);
	return f ? rights_access(r, &f->member, caseload, at) : RIGHTS_CLOSED;
}

const struct rights_epoch *rights_epoch(const struct rights *r, const struct jal_id *caseload, uint64_t at)
{
	for (size_t i = count(r, EPOCHS); i-- > 0;) {
		const struct rights_epoch *f = item(r, EPOCHS, i);
		if (f->from <= at && id_equal(&f->caseload, caseload))
			return f;
	}
	return NULL;
}

const struct rights_epoch *rights_epoch_of(const struct rights *r, const struct jal_id *caseload, uint32_t n,
					   uint64_t at)
{
	for (size_t i = count(r, EPOCHS); i-- > 0;) {
		const struct rights_epoch *f = item(r, EPOCHS, i);
		if (f->n == n && f->from <= at && id_equal(&f->caseload, caseload))
			return f;
	}
	return NULL;
}

static uint64_t last_number(const struct rights *r, enum list_name name, uint64_t at)
{
	for (size_t i = count(r, name); i-- > 0;) {
		const struct number_fact *f = item(r, name, i);
		if (f->from <= at)
			return f->n;
	}
	return 1;
}

uint64_t rights_format(const struct rights *r, uint64_t at)
{
	return last_number(r, FORMATS, at);
}

uint64_t rights_threshold(const struct rights *r, uint64_t at)
{
	return last_number(r, THRESHOLDS, at);
}

static bool holds_device(const struct rights *r, const struct jal_id *member, uint64_t at)
{
	for (size_t i = 0; i < count(r, DEVICES); i++) {
		const struct rights_device *f = item(r, DEVICES, i);
		if (f->from <= at && id_equal(&f->member, member))
			return true;
	}
	return false;
}

uint64_t rights_supervisors(const struct rights *r, uint64_t at)
{
	uint64_t n = 0;
	for (size_t i = 0; i < count(r, MEMBERS); i++) {
		const struct rights_member *f = item(r, MEMBERS, i);
		if (f->from <= at && rights_role(r, &f->id, at) == RIGHTS_SUPERVISOR && holds_device(r, &f->id, at))
			n++;
	}
	return n;
}

uint64_t rights_agreed(const struct rights *r, uint64_t number, uint64_t at)
{
	uint64_t n = 0;
	for (size_t i = 0; i < count(r, AGREED); i++) {
		const struct agreed_fact *f = item(r, AGREED, i);
		if (f->number == number && rights_role(r, &f->member, at) == RIGHTS_SUPERVISOR)
			n++;
	}
	return n;
}

bool rights_has_agreed(const struct rights *r, uint64_t number, const struct jal_id *member)
{
	for (size_t i = 0; i < count(r, AGREED); i++) {
		const struct agreed_fact *f = item(r, AGREED, i);
		if (f->number == number && id_equal(&f->member, member))
			return true;
	}
	return false;
}

bool rights_is_settled(const struct rights *r, uint64_t number)
{
	for (size_t i = 0; i < count(r, SETTLED); i++) {
		const uint64_t *n = item(r, SETTLED, i);
		if (*n == number)
			return true;
	}
	return false;
}

enum jal_err rights_set_role(struct rights *r, const struct jal_id *member, enum rights_role role, uint64_t from)
{
	const struct role_fact f = { *member, role, from };
	return append(r, ROLES, &f);
}

enum jal_err rights_add_member(struct rights *r, const struct jal_id *member, enum rights_role role, uint64_t from)
{
	const struct rights_member f = { *member, from };
	const enum jal_err err = append(r, MEMBERS, &f);
	return err ? err : rights_set_role(r, member, role, from);
}

enum jal_err rights_add_device(struct rights *r, const struct rights_device *device)
{
	return append(r, DEVICES, device);
}

enum jal_err rights_add_caseload(struct rights *r, const struct rights_caseload *caseload)
{
	return append(r, CASELOADS, caseload);
}

enum jal_err rights_add_grant(struct rights *r, const struct jal_id *caseload, const struct jal_id *member,
			      enum rights_access access, uint64_t from)
{
	const struct grant_fact f = { *caseload, *member, access, from };
	return append(r, GRANTS, &f);
}

enum jal_err rights_add_epoch(struct rights *r, const struct rights_epoch *epoch)
{
	return append(r, EPOCHS, epoch);
}

enum jal_err rights_set_format(struct rights *r, uint64_t n, uint64_t from)
{
	const struct number_fact f = { n, from };
	return append(r, FORMATS, &f);
}

enum jal_err rights_set_threshold(struct rights *r, uint64_t n, uint64_t from)
{
	const struct number_fact f = { n, from };
	return append(r, THRESHOLDS, &f);
}

enum jal_err rights_add_agreed(struct rights *r, uint64_t number, const struct jal_id *member)
{
	const struct agreed_fact f = { number, *member };
	return append(r, AGREED, &f);
}

enum jal_err rights_settle(struct rights *r, uint64_t number)
{
	return append(r, SETTLED, &number);
}

struct rights_mark rights_mark(const struct rights *r)
{
	struct rights_mark mark = { { 0 } };
	for (size_t i = 0; i < RIGHTS_LISTS; i++)
		mark.n[i] = r->list[i].n;
	return mark;
}

void rights_undo(struct rights *r, const struct rights_mark *mark)
{
	for (size_t i = 0; i < RIGHTS_LISTS; i++)
		r->list[i].n = mark->n[i];
}
