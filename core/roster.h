/*
 * What the vault knows of its territory, for screens and commands: itself, the
 * members, devices, caseloads and rights, as the verified charter said last.
 * sync/ writes it after each exchange; names come from the common caseload.
 */
#ifndef CORE_ROSTER_H
#define CORE_ROSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

extern const struct db_sql roster_sql;

enum roster_right { ROSTER_NONE, ROSTER_READ, ROSTER_WRITE };

struct roster_territory {
	struct jal_id id;		/* zero while not in a territory */
	struct jal_hash root;
	uint64_t charter;		/* highest verified number */
	struct jal_hash charter_hash;
	struct jal_id common;		/* the common caseload */
	struct jal_id home_caseload;	/* where this member's new dossiers go */
	bool supervisor;		/* this vault's member */
};

struct roster_member {
	struct jal_id id;
	bool supervisor;
	bool revoked;
	char name[256];			/* "" when not known yet */
};

struct roster_device {
	struct jal_id id;
	struct jal_id member;
	bool revoked;
	uint64_t seq;			/* highest verified lot */
	uint64_t last_stamp;		/* of its last operation applied; 0 when none */
};

struct roster_caseload {
	struct jal_id id;
	bool common;
	uint32_t epoch;
	enum roster_right right;	/* this vault's member's */
	char name[256];
};

/* Before joining, a vault has a caseload of its own with a provisional id, so
 * that work can begin; joining gives it its final id (roster_adopt_caseload),
 * which no operation's bytes contain. Edits opened before that can still be
 * saved. Made once: the same ids again. JAL_ERR_EXISTS when the final one holds
 * dossiers already. */
JAL_MUST enum jal_err roster_make_provisional(struct db *db, struct jal_id *caseload, struct jal_id *common);
JAL_MUST enum jal_err roster_adopt_caseload(struct db *db, const struct jal_id *provisional, const struct jal_id *final);

/* All zeros before roster_make_provisional. */
JAL_MUST enum jal_err roster_territory(struct db *db, struct roster_territory *out);
/* This vault's member's right in a caseload; ROSTER_NONE for an unknown one. */
JAL_MUST enum jal_err roster_right(struct db *db, const struct jal_id *caseload, enum roster_right *out);
/* Replaces everything in one transaction of the caller's or its own. */
JAL_MUST enum jal_err roster_replace(struct db *db, const struct roster_territory *territory,
				     const struct roster_member *members, size_t member_count,
				     const struct roster_device *devices, size_t device_count,
				     const struct roster_caseload *caseloads, size_t caseload_count);

/* Sorted by id. A callback must not write: a statement is in use. */
JAL_MUST enum jal_err roster_members(struct db *db, enum jal_err (*each)(void *ctx, const struct roster_member *m),
				     void *ctx);
JAL_MUST enum jal_err roster_devices(struct db *db, enum jal_err (*each)(void *ctx, const struct roster_device *d),
				     void *ctx);
JAL_MUST enum jal_err roster_caseloads(struct db *db,
				       enum jal_err (*each)(void *ctx, const struct roster_caseload *c), void *ctx);
/* The member behind a device, with the name; JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err roster_who(struct db *db, const struct jal_id *device, struct roster_member *out);

#endif
