/*
 * The insides of struct host, for the files that make it: host.c (the screens'
 * program), host_door.c (opening and its end), host_settings.c, host_work.c (the
 * territory).
 * Nobody else includes it.
 */
#ifndef TUI_HOST_IMPL_H
#define TUI_HOST_IMPL_H

#include "tui/host.h"

/* One change of a setting, to be undone: of the settings file (prefs knows what it was), or of a threshold. */
#define HOST_CHANGES 64
struct host_change {
	bool threshold;
	enum threshold which;
	bool had;		/* the member had chosen one: */
	int32_t value;
};

struct host {
	struct app_host table;
	struct app *app;
	const struct jal_clock *clock;
	struct slots_cost cost;
	struct prefs *prefs;
	char *first_lang;	/* the environment's or the command line's */
	bool lang_given;
	char *folder;
	struct vault *vault;
	struct desk *desk;
	struct worker *worker;
	struct exchange exchange;
	struct buf place;	/* of row 1; wiped by a lock */
	uint64_t unsent;	/* operations */
	uint64_t unsent_dossiers;	/* whose lines they changed: none for names, or a dossier that was taken back */
	size_t to_settle;	/* records with two values of one field */
	bool addressed;
	bool must_ask;
	bool has_device;	/* the first steps are done */
	bool closing;		/* locked while a job used the vault: it is closed when that ends */
	bool leaving;		/* the program ends when the exchange went well */
	int64_t locked_at;
	/* The door. */
	struct door *door;	/* running; NULL */
	bool given_up;		/* what comes of it is dropped */
	int backed_up;		/* hundredths of the backup that runs */
	struct buf backup_said;	/* what came of one that ended under a lock; "" */
	struct door *next;	/* waits until the worker is free; NULL */
	bool joins;		/* first run: what the vault is made for */
	enum jal_err door_err;
	struct diag door_why;
	unsigned wrong;
	int64_t wait_until;
	const char *phrase;	/* the demonstration's; NULL */
	struct host_change changes[HOST_CHANGES];
	size_t n_changes;
};

/* host.c */
void host_say(struct host *h, enum jal_err err, struct diag *why);
void host_push(struct host *h, struct screen *s);
/* Reads again what row 1 says, and what depends on the territory. */
void host_refresh(struct host *h);
void host_tell_screens(struct host *h, enum desk_event_kind kind);
void host_close_vault(struct host *h);

/* After a change of prefs: language, theme, lock. */
void host_apply_prefs(struct host *h);

/* host_door.c */
void host_door_ended(struct host *h);
void host_backup_moved(struct host *h, uint64_t done, uint64_t total);
/* The worker is free: a door that waited begins. */
void host_door_next(struct host *h);

/* host_work.c */
void host_exchange_ended(struct host *h);
void host_ask_key(struct host *h, const char *server, const char *fingerprint);
bool host_work_run(struct host *h, enum action_id action);
void host_work_quit(struct host *h);

#endif
