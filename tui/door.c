/*
 * The door.
 */
#include "tui/door.h"

#include <stdlib.h>
#include <string.h>

#include "core/backup.h"
#include "core/recovery.h"
#include "core/schema.h"
#include "core/vaultdir.h"
#include "sync/showcase.h"
#include "tui/demo_place.h"

enum jal_err door_new(enum door_kind kind, const struct jal_clock *clock, const char *folder, const char *file,
	struct door **out)
{
	struct door *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return JAL_ERR_NOMEM;
	d->kind = kind;
	d->clock = clock;
	d->folder = folder != NULL ? strdup(folder) : NULL;
	d->file = file != NULL ? strdup(file) : NULL;
	if ((folder != NULL && d->folder == NULL) || (file != NULL && d->file == NULL)) {
		door_free(d);
		return JAL_ERR_NOMEM;
	}
	*out = d;
	return JAL_OK;
}

static bool is_given(const struct door *d)
{
	return d->kind == DOOR_PASSPHRASE || d->kind == DOOR_RECOVERY || d->kind == DOOR_BACKUP;
}

void door_free(struct door *d)
{
	if (d == NULL)
		return;
	if (!is_given(d))
		vault_close(d->vault);
	secret_free(&d->typed);
	secret_free(&d->fresh);
	secret_free(&d->recovery);
	free(d->folder);
	free(d->file);
	free(d);
}

static const char *text_of(const struct secret *s)
{
	return s->n > 0 ? (const char *)s->p : "";
}

static struct vault_options options_of(const struct door *d)
{
	return (struct vault_options){ .path = d->folder, .schema = &schema_vault, .clock = d->clock };
}

JAL_MUST static enum jal_err open_with(struct door *d, enum slots_kind kind, const char *text, size_t len)
{
	struct vault_options options = options_of(d);
	struct vault_credential credential = { kind, text, len };

	return vault_open(&options, &credential, &d->vault, &d->why);
}

JAL_MUST static enum jal_err recover(struct door *d)
{
	struct secret code = SECRET_INIT;
	enum jal_err err = recovery_parse(text_of(&d->typed), d->typed.n, &code, &d->why);

	if (err == JAL_OK)
		err = open_with(d, SLOTS_RECOVERY, text_of(&code), code.n);
	if (err == JAL_OK)
		err = vault_set_passphrase(d->vault, text_of(&d->fresh), d->fresh.n, &d->why);
	secret_free(&code);
	return err;
}

JAL_MUST static enum jal_err make(struct door *d)
{
	struct vault_options options = options_of(d);
	struct slots_cost cost = d->cost.memory > 0 ? d->cost : slots_calibrate();

	return vault_make(&options, text_of(&d->fresh), d->fresh.n, &d->recovery, cost, &d->vault, &d->why);
}

JAL_MUST static enum jal_err restore(struct door *d)
{
	struct vault_options options = options_of(d);
	struct vault_credential credential = { SLOTS_PASSPHRASE, text_of(&d->typed), d->typed.n };
	enum jal_err err = vault_restore(&options, d->file, &credential, &d->why);

	return err != JAL_OK ? err : vault_open(&options, &credential, &d->vault, &d->why);
}

static void tell(void *ctx, const struct diag *sentence)
{
	struct worker_note note = { .kind = WORKER_EVENT, .event = { .kind = SYNC_FACT, .fact = *sentence } };

	worker_tell(ctx, &note);
}

JAL_MUST static enum jal_err show(struct door *d, struct worker *w)
{
	struct showcase_teller teller = { tell, w };
	enum jal_err err = JAL_OK;

	if (!vaultdir_is_vault(d->folder))
		err = demo_place_make(d->file, d->clock, &teller, &d->why);
	return err != JAL_OK ? err : open_with(d, SLOTS_PASSPHRASE, SHOWCASE_PASSPHRASE, strlen(SHOWCASE_PASSPHRASE));
}

JAL_MUST static enum jal_err change(struct door *d)
{
	enum jal_err err = vault_check_passphrase(d->vault, text_of(&d->typed), d->typed.n, &d->why);

	if (err != JAL_OK)
		return err;
	if (d->kind == DOOR_PASSPHRASE)
		return vault_set_passphrase(d->vault, text_of(&d->fresh), d->fresh.n, &d->why);
	return vault_set_recovery(d->vault, &d->recovery, &d->why);
}

struct progress {
	struct worker *w;
	uint64_t told;	/* hundredths */
};

static bool moved(void *ctx, uint64_t done, uint64_t total)
{
	struct progress *p = ctx;
	uint64_t now = total > 0 ? done * 100 / total : 0;
	struct worker_note note = { .kind = WORKER_EVENT,
		.event = { .kind = SYNC_STEP_PROGRESS, .done = done, .total = total } };

	if (now != p->told)
		worker_tell(p->w, &note);
	p->told = now;
	return !worker_stopped(p->w);
}

JAL_MUST static enum jal_err back_up(struct door *d, struct worker *w)
{
	struct progress p = { .w = w };
	struct backup_watch watch = { moved, &p };

	return vault_worker_backup(d->vault, d->file, &watch, &d->why);
}

static void run(struct worker *w, void *ctx)
{
	struct door *d = ctx;

	switch (d->kind) {
	case DOOR_OPEN:
		d->err = open_with(d, SLOTS_PASSPHRASE, text_of(&d->typed), d->typed.n);
		break;
	case DOOR_RECOVER:
		d->err = recover(d);
		break;
	case DOOR_MAKE:
		d->err = make(d);
		break;
	case DOOR_DEMO:
		d->err = show(d, w);
		break;
	case DOOR_RESTORE:
		d->err = restore(d);
		break;
	case DOOR_PASSPHRASE:
	case DOOR_RECOVERY:
		d->err = change(d);
		break;
	case DOOR_BACKUP:
		d->err = back_up(d, w);
		break;
	}
	if (d->err != JAL_OK)
		(void)diag_set_if_empty(&d->why, d->err, NULL);
}

enum jal_err door_start(struct door *d, struct worker *w)
{
	return worker_start(w, run, d);
}
