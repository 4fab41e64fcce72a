/*
 * A member's laptop for tests of the territory: a small vault, the folder where
 * its repository lies, the façade open on both, and what it was told. Everything
 * fails the test when it does not work, unless it returns an error.
 */
#ifndef TESTS_SUPPORT_OFFICE_H
#define TESTS_SUPPORT_OFFICE_H

#include "core/buf.h"
#include "sync/territory.h"
#include "tests/support/corebox.h"

#define OFFICE_PATH 512
#define OFFICE_SAID 4096

struct office {
	struct corebox core;
	char folder[OFFICE_PATH];
	struct territory *t;
	struct sync_listener listener;
	char said[OFFICE_SAID];		/* every fact told since office_quiet(), a line each */
	bool accept_host;
	int stop_after;			/* events until the listener says stop; 0: never */
	struct diag diag;		/* of the last call */
	struct territory_result result;	/* of the last exchange */
};

/* A folder for a server and for offices; removed by office_town_close(). */
struct office_town {
	char path[OFFICE_PATH];
	char server[OFFICE_PATH + 16];	/* not made yet */
};

void office_town_open(struct office_town *town);
void office_town_close(struct office_town *town);
/* A shell command in the town's folder; out may be NULL. Returns the exit status. */
int office_town_run(const struct office_town *town, const char *command, struct buf *out);

void office_open(struct office *o);
void office_close(struct office *o);
/* As after a crash. */
void office_reopen(struct office *o);
/* Opens `to` on a copy of the other's vault and repository as they are now, as a
 * thief or a careless restore has it. */
void office_copy(struct office *from, struct office *to);
/* Lets go of the files, so that another process can work on them; and back. */
void office_leave(struct office *o);
void office_return(struct office *o);

/* The sentence of the last call, or why it is none; of a few static buffers in turn. */
const char *office_sentence(const struct office *o);
void office_quiet(struct office *o);

/* Founds a territory with the town's server as its home. */
void office_found(struct office *o, const struct office_town *town);
/* o asks, by admits (and exchanges), o joins. member: of whom it is one more device; NULL: a new member. */
void office_enter(struct office *o, struct office *by, const char *name, bool supervisor, const struct jal_id *member);

/* One exchange; the result is in o->result. */
enum jal_err office_sync(struct office *o, const char *remote);
/* One that must be all right. */
void office_exchange(struct office *o);

/* The first caseload of this member's that is not the common one; of all: that of another member, by name. */
struct jal_id office_caseload(struct office *o);
struct jal_id office_common(struct office *o);
struct jal_id office_caseload_named(struct office *o, const char *name);

/* A dossier with a person in it. */
struct jal_id office_person(struct office *o, const struct jal_id *caseload, const char *name);
/* The name shown; "" when it is not there. Static. */
const char *office_name(struct office *o, const struct jal_id *caseload, const struct jal_id *dossier);
/* Writes another name over what is shown. */
void office_rename(struct office *o, const struct jal_id *caseload, const struct jal_id *dossier, const char *name);
/* Decides for a name, over all that are displayed. */
void office_decide(struct office *o, const struct jal_id *caseload, const struct jal_id *dossier, const char *name);

/* Both show the same digest of the caseload. */
void office_same(struct office *a, struct office *b, const struct jal_id *caseload);
bool office_differ(struct office *a, struct office *b, const struct jal_id *caseload);

#endif
