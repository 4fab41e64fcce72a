/*
 * The host: what app.h asks for.
 */
#include "tui/host_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/keyring.h"
#include "core/meta.h"
#include "core/outbox.h"
#include "core/roster.h"
#include "core/vaultdir.h"
#include "tui/bindings.h"
#include "tui/conflict.h"
#include "tui/i18n.h"
#include "tui/scr_unlock.h"
#include "tui/scr_welcome.h"
#include "tui/term.h"

/* ---- what is said and shown ---- */

void host_say(struct host *h, enum jal_err err, struct diag *why)
{
	(void)diag_set_if_empty(why, err, NULL);
	app_say_diag(h->app, why);
}

void host_push(struct host *h, struct screen *s)
{
	/* What can't be loaded has said why. */
	if (s == NULL)
		app_say(h->app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	else
		(void)!app_push(h->app, s);
}

void host_tell_screens(struct host *h, enum desk_event_kind kind)
{
	struct desk_event event = { .kind = kind };

	app_broadcast(h->app, &event);
}

static enum jal_err keep_name(void *ctx, struct record *r)
{
	struct buf *place = ctx;
	const char *name = record_get(r, territory_name);
	enum jal_err err = JAL_OK;

	if (name != NULL && place->len == 0)
		err = buf_puts(place, name);
	record_free(r);
	return err;
}

static enum jal_err see_remote(void *ctx, const struct outbox_remote *r)
{
	(void)r;
	*(bool *)ctx = true;
	return JAL_OK;
}

void host_refresh(struct host *h)
{
	const struct roster_territory *t = desk_territory(h->desk);
	int64_t restored = 0;
	struct conflict_refs refs = { NULL, 0 };
	struct keyring_device device;

	if (!desk_is_open(h->desk))
		return;
	/* Row 1 without one of these is still a row 1. */
	buf_clear(&h->place);
	if (!id_is_zero(&t->id) &&
		journal_each(desk_journal(h->desk), &t->common, ENTITY_territory, NULL, keep_name, &h->place) != JAL_OK)
		buf_clear(&h->place);
	if (outbox_unsent(desk_db(h->desk), &h->unsent, &h->unsent_dossiers) != JAL_OK)
		h->unsent = h->unsent_dossiers = 0;
	h->to_settle = 0;
	if (conflict_list(h->desk, &refs) == JAL_OK)
		h->to_settle = refs.n;
	conflict_refs_free(&refs);
	h->has_device = keyring_device(desk_db(h->desk), &device) == JAL_OK;
	h->addressed = false;
	(void)!outbox_remotes(desk_db(h->desk), see_remote, &h->addressed);
	h->must_ask = id_is_zero(&t->id) ||
		meta_i64(desk_db(h->desk), VAULT_META_RESTORED, &restored) == JAL_OK;
}

static void status(void *ctx, struct buf *out)
{
	struct host *h = ctx;
	int step = exchange_step(&h->exchange);
	enum jal_err err = JAL_OK;

	if (!desk_is_open(h->desk) || !h->has_device)
		return;
	err = buf_puts(out, h->place.len > 0 ? buf_str(&h->place) : _("pas encore admis"));
	if (err == JAL_OK && h->to_settle > 0)
		err = buf_printf(out, _(" | %zu à régler"), h->to_settle);
	if (err == JAL_OK && exchange_running(&h->exchange) && h->exchange.kind == EXCHANGE_SYNC)
		err = buf_printf(out, _(" | échange %d/5"), step + 1);
	else if (err == JAL_OK && h->unsent_dossiers > 0)
		err = buf_printf(out, _(" | %llu à envoyer"), (unsigned long long)h->unsent_dossiers);
	else if (err == JAL_OK && h->unsent > 0)
		err = buf_puts(out, _(" | à envoyer"));
	if (err == JAL_OK && host_backing_up(h))
		err = buf_printf(out, _(" | sauvegarde %d %%"), h->backed_up);
	if (err != JAL_OK)
		buf_clear(out);
}

static unsigned have(void *ctx)
{
	struct host *h = ctx;

	/* Without an address or a territory the same key leads to what comes before. */
	return desk_is_open(h->desk) ? desk_have(h->desk) | NEED_TERRITORY : 0;
}

static void heard(void *ctx, const void *event)
{
	struct host *h = ctx;

	const enum desk_event_kind what = ((const struct desk_event *)event)->kind;

	if (what == DESK_CHANGED || what == DESK_SAVED)
		host_refresh(h);
}

static int64_t mono_ms(void *ctx)
{
	(void)ctx;
	return term_now_ms();
}

static bool run(void *ctx, struct app *app, enum action_id action)
{
	(void)app;
	return host_work_run(ctx, action);
}

static void quit(void *ctx, struct app *app)
{
	(void)app;
	host_work_quit(ctx);
}

/* ---- locking ---- */

void host_close_vault(struct host *h)
{
	desk_close(h->desk);
	buf_free(&h->place);
	h->unsent = h->unsent_dossiers = 0;
	h->to_settle = 0;
	h->closing = false;
	vault_close(h->vault);
	h->vault = NULL;
}

static bool is_open(void *ctx)
{
	const struct host *h = ctx;

	return h->vault != NULL && !h->closing;
}

static struct screen *lock(void *ctx, struct app *app)
{
	struct host *h = ctx;

	(void)app;
	if (!is_open(h))
		return NULL;
	h->locked_at = term_now_ms();
	h->leaving = false;
	if (worker_busy(h->worker)) {
		/* It ends after its step; the screen's own handle is closed at once. */
		h->exchange.resume = exchange_running(&h->exchange) && h->exchange.kind == EXCHANGE_SYNC;
		exchange_stop(&h->exchange);
		worker_stop(h->worker);
		desk_close(h->desk);
		buf_free(&h->place);
		h->closing = true;
	} else {
		exchange_clear(&h->exchange);
		host_close_vault(h);
	}
	return scr_unlock_new(h, true);
}

/* ---- settings ---- */

/* After a change of prefs: language, theme, lock. */
void host_apply_prefs(struct host *h)
{
	struct app_settings settings = prefs_app(h->prefs);
	struct agenda_hours hours = prefs_hours(h->prefs);
	const char *lang = prefs_get(h->prefs, PREF_LANGUAGE);

	desk_set_hours(h->desk, &hours);
	if (*lang == '\0' || h->lang_given)
		lang = h->first_lang;
	app_set_settings(h->app, &settings);
	/* The environment is not changed under another thread's feet: when that ends, this is called again. */
	if (worker_busy(h->worker))
		return;
	if (strcmp(lang, i18n_lang()) != 0) {
		i18n_start(lang);
		host_tell_screens(h, DESK_SHOWN);
	}
}

/* ---- the worker ---- */

/* The demonstration tells how it is made. */
static void tell_story(struct host *h, const struct diag *sentence)
{
	struct buf text = BUF_INIT;

	if (diag_render(sentence, i18n_text, &text) == JAL_OK)
		app_say(h->app, APP_INFO, "%s", buf_str(&text));
	buf_free(&text);
}

static void watched(void *ctx, struct app *app)
{
	struct host *h = ctx;
	struct worker_note note;

	(void)app;
	while (worker_pop(h->worker, &note)) {
		if (note.kind == WORKER_ASKS) {
			host_ask_key(h, note.text, note.detail);
		} else if (exchange_running(&h->exchange)) {
			exchange_note(&h->exchange, &note);
			if (note.kind == WORKER_ENDED)
				host_exchange_ended(h);
		} else if (note.kind == WORKER_ENDED) {
			host_door_ended(h);
		} else if (note.kind == WORKER_EVENT && note.event.kind == SYNC_STEP_PROGRESS) {
			host_backup_moved(h, note.event.done, note.event.total);
		} else if (note.kind == WORKER_EVENT) {
			tell_story(h, &note.event.fact);
		}
	}
	explicit_bzero(&note, sizeof(note));
	host_apply_prefs(h);
	host_tell_screens(h, DESK_NEWS);
}

/* ---- life ---- */

JAL_MUST static enum jal_err set(char **at, const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		return JAL_ERR_NOMEM;
	free(*at);
	*at = copy;
	return JAL_OK;
}

enum jal_err host_choose_folder(struct host *h, const char *folder)
{
	return set(&h->folder, folder);
}

static enum jal_err see_vault(void *ctx, const struct vaultdir_entry *entry)
{
	struct host *h = ctx;

	/* The default one, when it is there, is the one to begin with. */
	if (h->folder == NULL || strcmp(entry->name, "default") == 0)
		return set(&h->folder, entry->path);
	return JAL_OK;
}

/* The vault asked for, the setting's, one of those that are there, or the place
 * of the one to be made. */
JAL_MUST static enum jal_err find_folder(struct host *h, const char *asked, struct diag *why)
{
	struct buf home = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (asked == NULL && *prefs_get(h->prefs, PREF_VAULT) != '\0')
		asked = prefs_get(h->prefs, PREF_VAULT);
	if (asked != NULL)
		return set(&h->folder, asked);
	err = vaultdir_home(&home);
	if (err != JAL_OK)
		err = diag_set(why, err, N_("Il n’y a pas de répertoire personnel où garder un coffre. Dites où avec --vault."));
	else
		err = vaultdir_list(buf_str(&home), see_vault, h);
	if (err == JAL_OK && h->folder == NULL) {
		buf_clear(&home);
		err = vaultdir_default(&home);
		if (err == JAL_OK)
			err = set(&h->folder, buf_str(&home));
	}
	buf_free(&home);
	return err;
}

enum jal_err host_new(const struct host_options *options, struct host **out, struct diag *why)
{
	struct host *h = calloc(1, sizeof(*h));
	enum jal_err err = JAL_ERR_NOMEM;

	if (h == NULL)
		return diag_set(why, JAL_ERR_NOMEM, NULL);
	h->clock = options->clock;
	h->cost = options->cost;
	h->lang_given = options->lang_given;
	exchange_init(&h->exchange, h->clock);
	err = prefs_load(&h->prefs, why);
	if (err == JAL_OK)
		err = set(&h->first_lang, i18n_lang());
	if (err == JAL_OK)
		err = find_folder(h, options->folder, why);
	if (err == JAL_OK)
		err = desk_new(h->clock, &h->desk);
	if (err == JAL_OK)
		err = worker_new(&h->worker);
	if (err != JAL_OK) {
		host_free(h);
		return diag_set_if_empty(why, err, NULL);
	}
	h->table = (struct app_host){
		.ctx = h,
		.clock = h->clock,
		.actions = bindings(),
		.mono_ms = mono_ms,
		.status = status,
		.have = have,
		.run = run,
		.quit = quit,
		.open = is_open, .lock = lock,
		.event = heard,
		.watched = watched,
		.watch = worker_fd(h->worker),
	};
	*out = h;
	return JAL_OK;
}

void host_free(struct host *h)
{
	if (h == NULL)
		return;
	worker_free(h->worker);
	door_free(h->door);
	door_free(h->next);
	exchange_clear(&h->exchange);
	buf_free(&h->backup_said);
	if (h->desk != NULL)
		host_close_vault(h);
	desk_free(h->desk);
	prefs_free(h->prefs);
	free(h->first_lang);
	free(h->folder);
	free(h);
}

const struct app_host *host_table(const struct host *h)
{
	return &h->table;
}

enum jal_err host_begin(struct host *h, struct app *app, const char *passphrase)
{
	struct screen *first = NULL;
	struct secret typed = SECRET_INIT;
	enum jal_err err = JAL_OK;

	h->app = app;
	h->phrase = passphrase;
	if (vaultdir_is_vault(h->folder))
		first = scr_unlock_new(h, false);
	else
		first = scr_welcome_new(h);
	err = app_push(app, first);
	if (err != JAL_OK || passphrase == NULL)
		return err;
	err = secret_copy(passphrase, strlen(passphrase), &typed);
	if (err == JAL_OK)
		err = host_enter(h, DOOR_OPEN, &typed, NULL, NULL, NULL);
	secret_free(&typed);
	return err;
}

/* ---- what its screens use ---- */

struct desk *host_desk(const struct host *h)
{
	return h->desk;
}

struct prefs *host_prefs(const struct host *h)
{
	return h->prefs;
}

const struct exchange *host_exchange(const struct host *h)
{
	return &h->exchange;
}

const struct jal_clock *host_clock(const struct host *h)
{
	return h->clock;
}

struct vault *host_vault(const struct host *h)
{
	return h->vault;
}

const char *host_folder(const struct host *h)
{
	return h->folder;
}

const char *host_place(const struct host *h)
{
	return buf_str(&h->place);
}

int64_t host_locked_at(const struct host *h)
{
	return h->locked_at;
}

void host_set_joins(struct host *h, bool joins)
{
	h->joins = joins;
}

const char *host_demo_phrase(const struct host *h)
{
	return h->phrase;
}
