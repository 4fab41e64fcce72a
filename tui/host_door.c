/*
 * The host's door: starting what is slow about the vault, and what comes after.
 */
#include <string.h>

#include "core/keyring.h"
#include "sync/showcase.h"
#include "tui/host_impl.h"
#include "tui/i18n.h"
#include "tui/scr_enter.h"
#include "tui/term.h"

/* A wait after that many wrong ones, doubled each time. */
#define WRONG_FREE 3u
#define WAIT_FIRST_MS 2000
#define WAIT_LAST_MS 60000

static void hand_over(struct secret *from, struct secret *to)
{
	if (from == NULL)
		return;
	*to = *from;
	*from = SECRET_INIT;
}

static bool is_on_open_vault(enum door_kind kind)
{
	return kind == DOOR_PASSPHRASE || kind == DOOR_RECOVERY || kind == DOOR_BACKUP;
}

JAL_MUST static enum jal_err begin(struct host *h, struct door *d)
{
	enum jal_err err = door_start(d, h->worker);

	if (err != JAL_OK) {
		door_free(d);
		return err;
	}
	h->door = d;
	h->given_up = false;
	return JAL_OK;
}

enum jal_err host_enter(struct host *h, enum door_kind kind, struct secret *typed, struct secret *fresh,
	struct secret *recovery, const char *file)
{
	struct door *d = NULL;
	enum jal_err err = JAL_OK;

	if (host_at_door(h))
		return JAL_ERR_BUSY;
	err = door_new(kind, h->clock, h->folder, file, &d);
	if (err != JAL_OK)
		return err;
	hand_over(typed, &d->typed);
	hand_over(fresh, &d->fresh);
	hand_over(recovery, &d->recovery);
	d->cost = h->cost;
	if (is_on_open_vault(kind))
		d->vault = h->vault;
	/* After an exchange that ends its step, or a try that was given up. */
	if (worker_busy(h->worker)) {
		h->next = d;
		return JAL_OK;
	}
	return begin(h, d);
}

bool host_at_door(const struct host *h)
{
	return h->next != NULL || (h->door != NULL && !h->given_up && h->door->kind != DOOR_BACKUP);
}

/* ---- a backup, beside whatever else one does ---- */

bool host_backing_up(const struct host *h)
{
	return h->door != NULL && h->door->kind == DOOR_BACKUP;
}

bool host_back_up(struct host *h, const char *file)
{
	enum jal_err err = JAL_OK;

	if (worker_busy(h->worker)) {
		app_say(h->app, APP_WARNING, "%s",
			_("Un échange ou une sauvegarde est en cours : le haut de l’écran le dit. Recommencez quand c’est fini."));
		return false;
	}
	h->backed_up = 0;
	err = host_enter(h, DOOR_BACKUP, NULL, NULL, NULL, file);
	if (err != JAL_OK)
		app_say(h->app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	return err == JAL_OK;
}

void host_backup_moved(struct host *h, uint64_t done, uint64_t total)
{
	h->backed_up = total > 0 ? (int)(done * 100 / total) : 0;
}

/* Its file is named, which is not for a lock's screen. */
static void tell_backup(struct host *h, const struct door *d)
{
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (d->err == JAL_OK)
		err = buf_printf(&text, _("Sauvegarde faite et relue : « %s »."), d->file);
	else
		err = diag_render(&d->why, i18n_text, &text);
	if (err == JAL_OK && app_is_locked(h->app)) {
		buf_free(&h->backup_said);
		h->backup_said = text;
		return;
	}
	if (err == JAL_OK)
		app_say(h->app, d->err == JAL_OK ? APP_INFO : APP_ERROR, "%s", buf_str(&text));
	buf_free(&text);
}

void host_give_up(struct host *h)
{
	if (h->next != NULL) {
		door_free(h->next);
		h->next = NULL;
	} else if (h->door != NULL) {
		h->given_up = true;
	}
}

enum jal_err host_refusal(const struct host *h, struct diag *why)
{
	*why = h->door_why;
	return h->door_err;
}

int host_wait_s(const struct host *h)
{
	int64_t left = h->wait_until - term_now_ms();

	return left > 0 ? (int)((left + 999) / 1000) : 0;
}

void host_door_next(struct host *h)
{
	struct door *d = h->next;
	enum jal_err err = JAL_OK;

	if (d == NULL)
		return;
	h->next = NULL;
	err = begin(h, d);
	if (err != JAL_OK) {
		h->door_err = err;
		h->door_why = DIAG_INIT;
		(void)diag_set(&h->door_why, err, NULL);
	}
}

/* ---- what comes after ---- */

static void count_tries(struct host *h, const struct door *d)
{
	unsigned doubled = 0;
	int64_t wait = WAIT_FIRST_MS;

	if (d->err == JAL_OK) {
		h->wrong = 0;
		return;
	}
	if (d->err != JAL_ERR_WRONG_KEY || ++h->wrong < WRONG_FREE)
		return;
	for (doubled = WRONG_FREE; doubled < h->wrong && wait < WAIT_LAST_MS; doubled++)
		wait *= 2;
	h->wait_until = term_now_ms() + (wait < WAIT_LAST_MS ? wait : WAIT_LAST_MS);
}

/* What opened the vault in another way than usual, what it changed and what to do next. */
static void say_how(struct host *h, enum door_kind kind)
{
	if (kind == DOOR_RESTORE && h->must_ask)
		app_say(h->app, APP_INFO, "%s",
			_("Sauvegarde restaurée : tout ce qu’elle contenait est là, travaillez. Pour le territoire, ce poste est nouveau : F5 prépare la demande ; une fois admis, ce qui n’était pas parti partira."));
	else if (kind == DOOR_RESTORE)
		app_say(h->app, APP_INFO, "%s", _("Sauvegarde restaurée : tout ce qu’elle contenait est là."));
	else if (kind == DOOR_RECOVER)
		app_say(h->app, APP_INFO, "%s",
			_("Ouvert par le code de secours. Désormais la nouvelle phrase ouvre ce coffre, l’ancienne n’ouvre plus rien ; le code reste bon, rangez-le. S’il a traîné : g 9, un nouveau code."));
}

/* Where a session begins: at the list, or where the first steps stopped. */
static void begin_session(struct host *h, enum door_kind kind)
{
	struct keyring_device device;
	struct host_steps steps = { .joins = h->joins };
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (kind == DOOR_MAKE)
		err = host_keep_steps(h, &steps, &why);
	if (err != JAL_OK)
		host_say(h, err, &why);
	if (keyring_device(desk_db(h->desk), &device) == JAL_ERR_NOT_FOUND)
		(void)!app_go(h->app, scr_enter_new(h));
	else
		host_go_to_work(h);
	say_how(h, kind);
}

static void resume(struct host *h)
{
	app_unlock(h->app);
	if (h->backup_said.len > 0)
		app_say(h->app, APP_INFO, "%s", buf_str(&h->backup_said));
	buf_free(&h->backup_said);
	if (!h->exchange.resume)
		return;
	h->exchange.resume = false;
	(void)host_exchange_start(h, EXCHANGE_SYNC, NULL, NULL, NULL, NULL);
}

JAL_MUST static enum jal_err take(struct host *h, struct door *d)
{
	enum jal_err err = JAL_OK;

	h->vault = d->vault;
	d->vault = NULL;
	err = desk_open(h->desk, vault_db(h->vault), &d->why);
	if (err != JAL_OK) {
		host_close_vault(h);
		return err;
	}
	if (d->kind == DOOR_DEMO)
		h->phrase = SHOWCASE_PASSPHRASE;
	host_refresh(h);
	if (app_is_locked(h->app))
		resume(h);
	else
		begin_session(h, d->kind);
	return JAL_OK;
}

void host_door_ended(struct host *h)
{
	struct door *d = h->door;
	bool dropped = h->given_up;

	h->door = NULL;
	h->given_up = false;
	/* It was locked while the passphrase was being changed. */
	if (h->closing)
		host_close_vault(h);
	count_tries(h, d);
	if (!dropped && d->err == JAL_OK && !is_on_open_vault(d->kind))
		d->err = take(h, d);
	if (!dropped) {
		h->door_err = d->err;
		h->door_why = d->why;
	}
	if (d->kind == DOOR_BACKUP)
		tell_backup(h, d);
	door_free(d);
	host_door_next(h);
}
