/*
 * Who may do what, at every charter number: append-only lists of facts, each
 * with the number from which it counts, so that a lot is judged by the number
 * that it names (protocol.md §6). Decides nothing about which entries are
 * legal: rule.c does, and writes here. `at` is always a charter number.
 */
#ifndef SYNC_RIGHTS_H
#define SYNC_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/id.h"

enum rights_role {
	RIGHTS_NOBODY,
	RIGHTS_REFERENT,
	RIGHTS_SUPERVISOR
};

enum rights_access {
	RIGHTS_CLOSED,
	RIGHTS_READ,
	RIGHTS_WRITE
};

struct rights_member {
	struct jal_id id;
	uint64_t from;
};

struct rights_device {
	struct jal_id id;
	struct jal_id member;
	uint8_t ed25519[32];
	uint8_t x25519[32];	/* the box key at admission; the device's own commits change it */
	uint64_t from;
};

struct rights_caseload {
	struct jal_id id;
	bool common;
	uint64_t from;
};

struct rights_epoch {
	struct jal_id caseload;
	uint32_t n;
	struct jal_hash commitment;
	uint64_t from;
};

struct rights;

/* Nobody and nothing; the caller frees. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err rights_new(struct rights **out);
void rights_free(struct rights *r);

/* Lists in the order of admission; i below the count. Borrowed until the next change. */
size_t rights_members(const struct rights *r);
const struct rights_member *rights_member_at(const struct rights *r, size_t i);
size_t rights_devices(const struct rights *r);
const struct rights_device *rights_device_at(const struct rights *r, size_t i);
size_t rights_caseloads(const struct rights *r);
const struct rights_caseload *rights_caseload_at(const struct rights *r, size_t i);
size_t rights_epochs(const struct rights *r);
const struct rights_epoch *rights_epoch_at(const struct rights *r, size_t i);

/* RIGHTS_NOBODY when unknown at that number. */
enum rights_role rights_role(const struct rights *r, const struct jal_id *member, uint64_t at);
/* NULL when unknown at that number. Borrowed until the next change. */
const struct rights_device *rights_device(const struct rights *r, const struct jal_id *device, uint64_t at);
const struct rights_caseload *rights_caseload(const struct rights *r, const struct jal_id *caseload, uint64_t at);
/* The common caseload, or NULL. */
const struct rights_caseload *rights_common(const struct rights *r, uint64_t at);

/* The role of the device's member. */
enum rights_role rights_device_role(const struct rights *r, const struct jal_id *device, uint64_t at);

/* What a member may do with a caseload: supervisors read and write all, every
 * member the common one; which entities of the common one a referent may write
 * is the model's to say, after decryption. */
enum rights_access rights_access(const struct rights *r, const struct jal_id *member, const struct jal_id *caseload,
				 uint64_t at);
/* The same of a device's member. A device that may read is entitled to the
 * caseload's keys. */
enum rights_access rights_device_access(const struct rights *r, const struct jal_id *device,
					const struct jal_id *caseload, uint64_t at);

/* The epoch that is current, or NULL before the first. */
const struct rights_epoch *rights_epoch(const struct rights *r, const struct jal_id *caseload, uint64_t at);
/* One epoch by number, current or not, or NULL. */
const struct rights_epoch *rights_epoch_of(const struct rights *r, const struct jal_id *caseload, uint32_t n,
					   uint64_t at);

/* The newest message version allowed; 1 when the charter never said. */
uint64_t rights_format(const struct rights *r, uint64_t at);
/* How many supervisors must agree; 1 when the charter never said. */
uint64_t rights_threshold(const struct rights *r, uint64_t at);
/* Supervisors who hold at least one device. */
uint64_t rights_supervisors(const struct rights *r, uint64_t at);

/* Agreement to the entries of a charter commit that wait for more supervisors:
 * how many members who are supervisors at `at` agreed, whether one did, and
 * whether the entries count by now. */
uint64_t rights_agreed(const struct rights *r, uint64_t number, uint64_t at);
bool rights_has_agreed(const struct rights *r, uint64_t number, const struct jal_id *member);
bool rights_is_settled(const struct rights *r, uint64_t number);

/* Writing, for charter.c and rule.c. `from` never falls from one call to the next. The
 * lists only grow, so undoing is going back to their lengths. */
JAL_MUST enum jal_err rights_add_member(struct rights *r, const struct jal_id *member, enum rights_role role,
					uint64_t from);
JAL_MUST enum jal_err rights_set_role(struct rights *r, const struct jal_id *member, enum rights_role role,
				      uint64_t from);
JAL_MUST enum jal_err rights_add_device(struct rights *r, const struct rights_device *device);
JAL_MUST enum jal_err rights_add_caseload(struct rights *r, const struct rights_caseload *caseload);
JAL_MUST enum jal_err rights_add_grant(struct rights *r, const struct jal_id *caseload, const struct jal_id *member,
				       enum rights_access access, uint64_t from);
JAL_MUST enum jal_err rights_add_epoch(struct rights *r, const struct rights_epoch *epoch);
JAL_MUST enum jal_err rights_set_format(struct rights *r, uint64_t n, uint64_t from);
JAL_MUST enum jal_err rights_set_threshold(struct rights *r, uint64_t n, uint64_t from);

JAL_MUST enum jal_err rights_add_agreed(struct rights *r, uint64_t number, const struct jal_id *member);
JAL_MUST enum jal_err rights_settle(struct rights *r, uint64_t number);

/* What a member was granted by name, whatever their role. */
enum rights_access rights_granted(const struct rights *r, const struct jal_id *member, const struct jal_id *caseload,
				  uint64_t at);

#define RIGHTS_LISTS 10

struct rights_mark {
	size_t n[RIGHTS_LISTS];
};

struct rights_mark rights_mark(const struct rights *r);
void rights_undo(struct rights *r, const struct rights_mark *mark);

#endif
