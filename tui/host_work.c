/*
 * The host's work: exchanges with the territory and their ends, going to the
 * main screens, leaving.
 */
#include <string.h>

#include "core/drafts.h"
#include "core/meta.h"
#include "core/outbox.h"
#include "tui/host_impl.h"
#include "tui/i18n.h"
#include "tui/prompt.h"
#include "tui/scr_address.h"
#include "tui/scr_caseload.h"
#include "tui/scr_conflict.h"
#include "tui/scr_join.h"
#include "tui/scr_settings.h"
#include "tui/scr_sync.h"
#include "tui/sync_words.h"
#include "tui/work.h"

/* A fact in the vault: what the first steps wrote down. Three lines after "join"
 * or "create". */
#define META_STEPS "first_steps"

/* ---- the first steps ---- */

void host_steps_free(struct host_steps *s)
{
	buf_free(&s->name);
	buf_free(&s->territory);
	buf_free(&s->address);
}

JAL_MUST static enum jal_err take_line(const char **at, struct buf *out)
{
	size_t n = strcspn(*at, "\n");
	enum jal_err err = buf_put(out, *at, n);

	*at += n;
	if (**at == '\n')
		(*at)++;
	return err;
}

enum jal_err host_steps(const struct host *h, struct host_steps *out)
{
	struct buf kept = BUF_INIT;
	struct buf kind = BUF_INIT;
	struct host_steps s = { .name = BUF_INIT, .territory = BUF_INIT, .address = BUF_INIT };
	const char *at = NULL;
	enum jal_err err = meta_blob(desk_db(h->desk), META_STEPS, &kept);

	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	at = buf_str(&kept);
	if (err == JAL_OK)
		err = take_line(&at, &kind);
	if (err == JAL_OK)
		err = take_line(&at, &s.name);
	if (err == JAL_OK)
		err = take_line(&at, &s.territory);
	if (err == JAL_OK)
		err = take_line(&at, &s.address);
	s.joins = strcmp(buf_str(&kind), "create") != 0;
	buf_free(&kept);
	buf_free(&kind);
	if (err != JAL_OK) {
		host_steps_free(&s);
		return err;
	}
	*out = s;
	return JAL_OK;
}

enum jal_err host_keep_steps(struct host *h, const struct host_steps *steps, struct diag *why)
{
	struct db *db = desk_db(h->desk);
	struct buf kept = BUF_INIT;
	enum jal_err err = buf_printf(&kept, "%s\n%s\n%s\n%s\n", steps->joins ? "join" : "create", buf_str(&steps->name),
		buf_str(&steps->territory), buf_str(&steps->address));

	if (err == JAL_OK)
		err = db_begin(db);
	if (err == JAL_OK) {
		err = meta_put_blob(db, META_STEPS, kept.data, kept.len);
		if (err == JAL_OK)
			err = db_commit(db);
		else
			db_rollback(db);
	}
	buf_free(&kept);
	return err != JAL_OK ? db_explain(db, err, why) : JAL_OK;
}

void host_go_to_work(struct host *h)
{
	/* What was said on the way is over; drafts that wait are told by the list. */
	app_say(h->app, APP_INFO, "%s", "");
	if (app_go(h->app, scr_caseload_new(h->desk)) != JAL_OK || *app_message(h->app) != '\0')
		return;
	if (h->phrase != NULL)
		app_say(h->app, APP_INFO, _("Données fictives : essayez tout. Si l’écran se verrouille, la phrase est « %s »."), h->phrase);
	else if (h->must_ask)
		app_say(h->app, APP_INFO, "%s",
			_("Vous pouvez travailler : tout reste sur cet ordinateur. F5 : votre demande d’admission, ou l’invitation reçue."));
}

/* ---- exchanges ---- */

bool host_must_ask(const struct host *h)
{
	return h->must_ask;
}

bool host_exchange_start(struct host *h, enum exchange_kind kind, const char *name, const char *territory,
	const char *address, const char *letter)
{
	enum jal_err err = exchange_start(&h->exchange, kind, h->vault, h->worker, name, territory, address, letter);

	if (err == JAL_ERR_BUSY)
		app_say(h->app, APP_WARNING, "%s", _("Un échange ou une sauvegarde est en cours : le haut de l’écran le dit. Recommencez quand c’est fini."));
	else if (err != JAL_OK)
		app_say(h->app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	return err == JAL_OK;
}

void host_exchange_stop(struct host *h)
{
	exchange_stop(&h->exchange);
}

static void answered_key(void *ctx, struct app *app, size_t button)
{
	struct host *h = ctx;

	(void)app;
	worker_answer(h->worker, button == 1);
}

void host_ask_key(struct host *h, const char *server, const char *fingerprint)
{
	struct buf text = BUF_INIT;
	struct prompt p = {
		.title = _("Serveur inconnu"),
		.buttons = { _("Refuser"), _("C’est la même, continuer") },
		.n_buttons = 2,
		.done = answered_key,
		.ctx = h,
	};

	if (app_is_locked(h->app) ||
		buf_printf(&text, _("Premier contact avec le serveur %s.\n\nSa clé a l’empreinte\n%s\n\n"
				    "Comparez-la avec celle que la supervision vous lit. Si elle diffère, refusez : rien n’aura été envoyé."),
			server, fingerprint) != JAL_OK) {
		worker_answer(h->worker, false);
		goto out;
	}
	p.text = buf_str(&text);
	if (app_push(h->app, prompt_new(&p)) != JAL_OK)
		worker_answer(h->worker, false);
out:
	buf_free(&text);
}

/* The exchange's own screen tells it whole. */
static bool is_shown(const struct host *h)
{
	const struct screen *s = app_main(h->app);

	return s != NULL && (s->id == SCR_SYNC || s->id == SCR_ASSISTANT);
}

static void say_end(struct host *h)
{
	struct buf text = BUF_INIT;
	bool bad = h->exchange.err != JAL_OK && h->exchange.err != JAL_ERR_CANCELLED;

	if (sync_words_short(&h->exchange, &text) == JAL_OK)
		app_say(h->app, bad ? APP_WARNING : APP_INFO, "%s", buf_str(&text));
	buf_free(&text);
}

void host_exchange_ended(struct host *h)
{
	bool resume = h->exchange.resume;

	if (h->closing) {
		exchange_clear(&h->exchange);
		h->exchange.resume = resume;
		host_close_vault(h);
		host_door_next(h);
		return;
	}
	app_say(h->app, APP_INFO, "%s", "");
	if (desk_refresh(h->desk) == JAL_OK)
		host_tell_screens(h, DESK_CHANGED);
	/* Whoever went on working has changed their mind. */
	if (h->leaving && is_shown(h) && h->exchange.err == JAL_OK && h->unsent == 0) {
		app_end(h->app);
		return;
	}
	h->leaving = false;
	/* What came in under a form goes first: the title bar tells the rest. */
	if (h->exchange.kind == EXCHANGE_SYNC && !is_shown(h) && *app_message(h->app) == '\0')
		say_end(h);
	host_door_next(h);
}

void host_synchronise(struct host *h, bool show)
{
	if (h->must_ask) {
		host_push(h, scr_join_new(h));
		return;
	}
	if (!h->addressed) {
		host_push(h, scr_address_new(h));
		return;
	}
	if (!exchange_running(&h->exchange) && !host_exchange_start(h, EXCHANGE_SYNC, NULL, NULL, NULL, NULL))
		return;
	if (show && app_main(h->app)->id != SCR_SYNC)
		host_push(h, scr_sync_new(h));
}

/* ---- main screens ---- */

/* Someone is typing: nothing comes between, what is typed is kept first. */
static void synchronise_behind(struct host *h)
{
	if (!app_save_drafts(h->app))
		return;
	if (h->must_ask)
		app_say(h->app, APP_WARNING, "%s",
			_("Pas encore admis : F5, hors de cette saisie, mène à la demande. Rien de tapé n’est perdu."));
	else if (!h->addressed)
		app_say(h->app, APP_WARNING, "%s",
			_("Où synchroniser n’est pas encore dit : F5, hors de cette saisie, le demande. Rien de tapé n’est perdu."));
	else if (exchange_running(&h->exchange) || host_exchange_start(h, EXCHANGE_SYNC, NULL, NULL, NULL, NULL))
		app_say(h->app, APP_INFO, "%s",
			_("Synchronisation en cours : continuez d’écrire, rien de tapé ne bouge."));
}

static bool is_typed_in(const struct host *h)
{
	const struct screen *s = app_main(h->app);

	return s != NULL && (s->id == SCR_FORM || s->id == SCR_NOTE);
}

bool host_work_run(struct host *h, enum action_id action)
{
	if (!desk_is_open(h->desk))
		return false;
	if (action == ACT_SYNC && is_typed_in(h)) {
		synchronise_behind(h);
		return true;
	}
	if (action == ACT_SYNC) {
		host_synchronise(h, true);
		return true;
	}
	if (action == ACT_MODIFY && app_main(h->app)->id == SCR_TODO) {
		host_push(h, scr_settings_new_thresholds(h));
		return true;
	}
	if (action != ACT_GO_CASELOAD && action != ACT_GO_SYNC && action != ACT_GO_SUPERVISION && action != ACT_GO_SETTINGS)
		return work_run(h->desk, h->app, NULL, action);
	app_home(h->app);
	if (action == ACT_GO_SYNC && (h->must_ask || !h->addressed))
		host_synchronise(h, true);
	else if (action == ACT_GO_SYNC)
		host_push(h, scr_sync_new(h));
	else if (action == ACT_GO_SUPERVISION)
		host_push(h, scr_conflict_new(h->desk, NULL));
	else if (action == ACT_GO_SETTINGS)
		host_push(h, scr_settings_new(h));
	return true;
}

/* ---- leaving ---- */

enum { STAY, LEAVE, SEND_AND_LEAVE };

static void answered_quit(void *ctx, struct app *app, size_t button)
{
	struct host *h = ctx;

	if (button == LEAVE) {
		app_end(app);
	} else if (button == SEND_AND_LEAVE) {
		h->leaving = true;
		host_synchronise(h, true);
	}
}

JAL_MUST static enum jal_err say_what_stays(const struct host *h, int64_t drafts, struct buf *out)
{
	enum jal_err err = buf_printf(out, "%s\n\n", _("Quitter jalon ?"));

	if (err == JAL_OK && drafts > 0)
		err = buf_printf(out, P_("- %lld brouillon non enregistré : conservé, chiffré\n",
			"- %lld brouillons non enregistrés : conservés, chiffrés\n", (unsigned long)drafts), (long long)drafts);
	if (err == JAL_OK && h->unsent > 0)
		err = buf_printf(out, P_("- %llu modification pas encore envoyée : conservée sur cet ordinateur\n",
			"- %llu modifications pas encore envoyées : conservées sur cet ordinateur\n",
			(unsigned long)h->unsent), (unsigned long long)h->unsent);
	if (err == JAL_OK && exchange_running(&h->exchange))
		err = buf_puts(out, _("- une synchronisation en cours : elle s’arrête après son étape, rien n’est perdu\n"));
	if (err == JAL_OK && host_backing_up(h))
		err = buf_puts(out, _("- une sauvegarde en cours : quitter l’arrête, et il n’en reste rien\n"));
	return err;
}

void host_work_quit(struct host *h)
{
	struct buf text = BUF_INIT;
	struct prompt p = {
		.title = _("Quitter"),
		.buttons = { [STAY] = _("Rester"), [LEAVE] = _("Quitter"), [SEND_AND_LEAVE] = _("Envoyer puis quitter") },
		.n_buttons = 2,
		.done = answered_quit,
		.ctx = h,
	};
	int64_t drafts = 0;

	if (!desk_is_open(h->desk)) {
		app_end(h->app);
		return;
	}
	/* What can't be kept is told, and nobody leaves it behind. */
	if (!app_save_drafts(h->app))
		return;
	host_refresh(h);
	if (drafts_count(desk_db(h->desk), &drafts) != JAL_OK)
		drafts = 0;
	if (drafts == 0 && h->unsent == 0 && !worker_busy(h->worker)) {
		app_end(h->app);
		return;
	}
	if (h->unsent > 0 && h->addressed && !h->must_ask)
		p.n_buttons = 3;
	if (say_what_stays(h, drafts, &text) == JAL_OK) {
		p.text = buf_str(&text);
		host_push(h, prompt_new(&p));
	}
	buf_free(&text);
}
