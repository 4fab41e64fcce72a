/*
 * The settings.
 */
#include "tui/scr_settings.h"

#include <stdlib.h>
#include <string.h>

#include "core/keyring.h"
#include "core/outbox.h"
#include "core/text.h"
#include "sync/remote.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/scr_address.h"
#include "tui/scr_backup.h"
#include "tui/scr_change.h"
#include "tui/scr_reader.h"

enum what { HEADING, PREF, PASSPHRASE, RECOVERY, ADDRESS, SSH_KEY, BACKUP, FOLDER };

static const struct {
	enum what what;
	enum pref pref;
	const char *label;	/* N_(); NULL: the setting's own */
} rows[] = {
	{ HEADING, PREF_COUNT, N_("SÉCURITÉ") },
	{ PREF, PREF_LOCK, NULL },
	{ PASSPHRASE, PREF_COUNT, N_("Changer ma phrase secrète") },
	{ RECOVERY, PREF_COUNT, N_("Nouveau code de secours") },
	{ HEADING, PREF_COUNT, N_("AFFICHAGE") },
	{ PREF, PREF_LANGUAGE, NULL },
	{ PREF, PREF_THEME, NULL },
	{ PREF, PREF_LINEAR, NULL },
	{ HEADING, PREF_COUNT, N_("CLAVIER") },
	{ PREF, PREF_AZERTY, NULL },
	{ PREF, PREF_ESCAPE, NULL },
	{ PREF, PREF_ESC_DIGITS, NULL },
	{ HEADING, PREF_COUNT, N_("AGENDA") },
	{ PREF, PREF_HOURS, NULL },
	{ HEADING, PREF_COUNT, N_("DONNÉES") },
	{ ADDRESS, PREF_COUNT, N_("Adresse de synchronisation") },
	{ SSH_KEY, PREF_COUNT, N_("Clé ssh de ce poste") },
	{ BACKUP, PREF_COUNT, N_("Sauvegarder dans un fichier") },
	{ FOLDER, PREF_COUNT, N_("Emplacement du coffre") },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct settings {
	struct screen screen;	/* first */
	struct host *h;
	struct list list;
	struct buf address;	/* "" when there is none */
};

static struct settings *self(struct screen *s)
{
	return (struct settings *)s;
}

/* ---- rows ---- */

static size_t count(void *ctx)
{
	(void)ctx;
	return ROWS;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	struct jal_id id = ID_ZERO;

	(void)ctx;
	id.b[0] = (uint8_t)(row + 1);
	return id;
}

static bool heading(void *ctx, size_t row)
{
	(void)ctx;
	return rows[row].what == HEADING;
}

static const char *label(size_t row)
{
	return rows[row].label != NULL ? _(rows[row].label) : prefs_label(rows[row].pref);
}

JAL_MUST static enum jal_err put_value(const struct settings *e, size_t row, struct buf *out)
{
	switch (rows[row].what) {
	case PREF:
		return prefs_shown(host_prefs(e->h), rows[row].pref, out);
	case ADDRESS:
		return buf_puts(out, e->address.len > 0 ? buf_str(&e->address) : _("aucune"));
	case FOLDER:
		return buf_puts(out, host_folder(e->h));
	case HEADING:
	case PASSPHRASE:
	case RECOVERY:
	case SSH_KEY:
	case BACKUP:
		break;
	}
	return JAL_OK;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	const struct settings *e = ctx;
	enum jal_err err = JAL_OK;

	(void)style;
	if (column == 0)
		err = buf_puts(text, label(row));
	else
		err = put_value(e, row, text);
	if (err != JAL_OK)
		buf_clear(text);
}

static bool match(void *ctx, size_t row, const char *wanted, size_t n)
{
	struct buf text = BUF_INIT;
	struct buf folded = BUF_INIT;
	bool found = false;

	if (n == 0)
		return true;
	if (rows[row].what != HEADING && buf_printf(&text, "%s ", label(row)) == JAL_OK && put_value(ctx, row, &text) == JAL_OK &&
		text_fold(buf_str(&text), text.len, &folded) == JAL_OK)
		found = strstr(buf_str(&folded), wanted) != NULL;
	buf_free(&text);
	buf_free(&folded);
	return found;
}

static const char *empty(void *ctx, const char *query)
{
	(void)ctx;
	(void)query;
	return _("Aucun réglage ne porte ce nom. Échap : tous les revoir.");
}

static const struct list_model model = {
	.count = count,
	.id = id_of,
	.cell = cell,
	.heading = heading,
	.match = match,
	.empty = empty,
};

static const struct list_column columns[] = {
	{ .title = N_("Réglage"), .place = { .width = 28, .weight = 1 } },
	{ .title = N_("Valeur"), .place = { .width = 10, .weight = 2 } },
};

/* ---- the screen ---- */

static enum jal_err keep_address(void *ctx, const struct outbox_remote *r)
{
	struct settings *e = ctx;

	return e->address.len > 0 ? JAL_OK : buf_puts(&e->address, r->url);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct settings *e = self(s);
	struct db *db = desk_db(host_desk(e->h));
	enum jal_err err = JAL_OK;

	buf_clear(&e->address);
	err = outbox_remotes(db, keep_address, e);
	if (err != JAL_OK)
		return db_explain(db, err, why);
	err = list_load(&e->list);
	return err != JAL_OK ? diag_set(why, err, NULL) : JAL_OK;
}

static void release(struct screen *s)
{
	buf_free(&self(s)->address);
}

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Réglages")) != JAL_OK)
		buf_clear(out);
}

static size_t current(const struct settings *e)
{
	size_t row = list_current(&e->list);

	return row != LIST_NONE ? row : 0;
}

/* What the current line is about, under the list; what it takes. */
static const char *explain(size_t row)
{
	switch (rows[row].what) {
	case PREF:
		return prefs_hint(rows[row].pref);
	case PASSPHRASE:
		return _("L’ancienne phrase n’ouvrira plus ce coffre.");
	case RECOVERY:
		return _("8 mots à noter sur papier, pour le jour où la phrase est oubliée. L’ancien code n’ouvrira plus rien.");
	case ADDRESS:
		return _("Le répertoire, la clé USB ou le serveur par où passent les échanges, chiffrés.");
	case SSH_KEY:
		return _("Une ligne à donner à qui administre le serveur ssh, pour que ce poste y soit accepté. Elle n’est pas secrète.");
	case BACKUP:
		return _("Tout le coffre dans un fichier, toujours chiffré, à garder ailleurs.");
	case FOLDER:
		return _("Où sont vos dossiers, chiffrés, sur cet ordinateur.");
	case HEADING:
		break;
	}
	return "";
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct settings *e = self(s);
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };

	if (e->list.searching || e->list.search.len > 0) {
		list_draw_search(&e->list, c, (struct rect){ r.row, r.col, 1, r.cols }, _("Recherche :"));
		r = layout_below(r, 1);
	}
	if (r.rows > 8) {
		int room = r.cols < 58 ? 3 : 2;

		r.rows -= room + 1;
		canvas_paragraph(c, (struct rect){ r.row + r.rows + 1, r.col + 1, room, r.cols - 1 }, ROLE_NORMAL,
			list_current(&e->list) != LIST_NONE ? explain(current(e)) : "");
	}
	list_draw(&e->list, c, r);
}

static void tell(struct screen *s, struct tell *t)
{
	struct settings *e = self(s);

	list_tell(&e->list, t);
	if (list_current(&e->list) != LIST_NONE && *explain(current(e)) != '\0')
		tell_pair(t, label(current(e)), explain(current(e)));
}

static bool choose(struct screen *s, size_t number)
{
	return list_choose(&self(s)->list, number);
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	(void)n;
	return list_answer(&self(s)->list, line);
}

static void change(struct settings *e, bool reset)
{
	size_t row = current(e);
	struct buf shown = BUF_INIT;

	if (rows[row].what != PREF)
		return;
	if (reset)
		host_reset_pref(e->h, rows[row].pref);
	else
		host_next_pref(e->h, rows[row].pref);
	if (*app_message(e->screen.app) == '\0' && prefs_shown(host_prefs(e->h), rows[row].pref, &shown) == JAL_OK)
		app_say(e->screen.app, APP_INFO, _("%s : %s. Ctrl+Z : annuler."), label(row), buf_str(&shown));
	buf_free(&shown);
}

/* The public half; made on first use. */
static struct screen *key_reader(const struct settings *e)
{
	uint8_t public_key[32] = { 0 };
	struct secret secret = SECRET_INIT;
	struct buf text = BUF_INIT;
	struct screen *s = NULL;

	if (keyring_ssh(desk_db(host_desk(e->h)), public_key, &secret) == JAL_OK && remote_key_text(public_key, &text) == JAL_OK)
		s = scr_reader_new(_("Clé ssh de ce poste"), buf_str(&text));
	secret_free(&secret);
	buf_free(&text);
	return s;
}

static void open_row(struct settings *e)
{
	struct app *app = e->screen.app;
	struct screen *next = NULL;

	switch (rows[current(e)].what) {
	case PREF:
		change(e, false);
		return;
	case PASSPHRASE:
		next = scr_change_phrase_new(e->h);
		break;
	case RECOVERY:
		next = scr_change_code_new(e->h);
		break;
	case SSH_KEY:
		next = key_reader(e);
		break;
	case BACKUP:
		next = scr_backup_new(e->h);
		break;
	case ADDRESS:
		if (e->address.len > 0) {
			app_say(app, APP_INFO, "%s", _("L’adresse ne se change pas ici : « jalon remote » en ligne de commande en ajoute ou en retire."));
			return;
		}
		if (host_must_ask(e->h)) {
			host_synchronise(e->h, true);
			return;
		}
		next = scr_address_new(e->h);
		break;
	case FOLDER:
		app_say(app, APP_INFO, "%s", _("C’est là que sont vos dossiers, chiffrés. Une sauvegarde se fait par la ligne au-dessus."));
		return;
	case HEADING:
		return;
	}
	if (next == NULL)
		app_say(app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	else
		(void)!app_push(app, next);
}

static bool key(struct screen *s, const struct key *k)
{
	struct settings *e = self(s);

	if (list_key(&e->list, k))
		return true;
	if (k->code != ' ')
		return false;
	change(e, false);
	return true;
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	return list_paste(&self(s)->list, bytes, n);
}

static bool run(struct screen *s, enum action_id action)
{
	struct settings *e = self(s);

	switch ((int)action) {
	case ACT_OPEN:
		open_row(e);
		return true;
	case ACT_DEFAULT:
		change(e, true);
		return true;
	case ACT_SEARCH:
		list_search(&e->list);
		return true;
	case ACT_UNDO:
		host_undo_pref(e->h);
		return true;
	default:
		return false;
	}
}

static unsigned have(const struct screen *s)
{
	return NEED_ROW | (prefs_can_undo(host_prefs(((const struct settings *)s)->h)) ? NEED_UNDO : 0);
}

static bool typing(const struct screen *s)
{
	return ((const struct settings *)s)->list.searching;
}

static void settings_free(struct screen *s)
{
	struct settings *e = self(s);

	list_free(&e->list);
	buf_free(&e->address);
	free(e);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.paste = paste,
	.run = run,
	.have = have,
	.typing = typing,
	.release = release,
	.free = settings_free,
};

struct screen *scr_settings_new(struct host *h)
{
	struct settings *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return NULL;
	e->screen = (struct screen){ .vt = &vt, .id = SCR_SETTINGS };
	e->h = h;
	if (list_init(&e->list, &model, e, columns, 2) != JAL_OK) {
		free(e);
		return NULL;
	}
	e->list.labels = true;
	return &e->screen;
}
