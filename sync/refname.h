/*
 * The names of a territory's references, and what they are to this program: the
 * one place that says which are taken, which wait and which are nothing of the
 * territory's. Knows names alone, no repository.
 */
#ifndef SYNC_REFNAME_H
#define SYNC_REFNAME_H

#include <stdint.h>

#include "core/diag.h"
#include "core/id.h"

enum refname_kind {
	REFNAME_OTHER,		/* not of a territory: left alone, by an exchange and by a verification */
	REFNAME_CHARTER,
	REFNAME_DEVICE,		/* a device's chain, read now */
	REFNAME_LATER,		/* a generation that no charter known to this program can have begun: it waits */
};

/* device and generation are set for REFNAME_DEVICE and REFNAME_LATER; either may be NULL. */
enum refname_kind refname_kind(const char *name, struct jal_id *device, uint64_t *generation);

/* Why a REFNAME_LATER waits: JAL_ERR_WAITING with its sentence. */
JAL_MUST enum jal_err refname_waits(struct diag *why);

/* "refs/heads/device/<id>/<generation>"; out holds REPO_REF_NAME_MAX + 1 bytes. Returns out. */
const char *refname_device(const struct jal_id *device, uint64_t generation, char *out);

#endif
