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
#include "tui/scr_ask.h"
#include "tui/scr_backup.h"
#include "tui/scr_change.h"
#include "tui/scr_keys.h"
#include "tui/scr_reader.h"
#include "tui/work.h"

enum what { HEADING, PREF, THRESHOLD, KEYS, PASSPHRASE, RECOVERY, ADDRESS, SSH_KEY, BACKUP, FOLDER };

static const struct {
	enum what what;
	enum pref pref;
	const char *label;	/* N_(); NULL: the setting's own */
	enum threshold threshold;
} rows[] = {
	{ .what = HEADING, .label = N_("SÉCURITÉ") },
	{ .what = PREF, .pref = PREF_LOCK },
	{ .what = PASSPHRASE, .label = N_("Changer ma phrase secrète") },
	{ .what = RECOVERY, .label = N_("Nouveau code de secours") },
	{ .what = HEADING, .label = N_("AFFICHAGE") },
	{ .what = PREF, .pref = PREF_LANGUAGE },
	{ .what = PREF, .pref = PREF_THEME },
	{ .what = PREF, .pref = PREF_LINES },
	{ .what = PREF, .pref = PREF_CURSOR },
	{ .what = PREF, .pref = PREF_LINEAR },
	{ .what = PREF, .pref = PREF_MOUSE },
	{ .what = HEADING, .label = N_("CLAVIER") },
	{ .what = PREF, .pref = PREF_AZERTY },
	{ .what = PREF, .pref = PREF_ESCAPE },
	{ .what = PREF, .pref = PREF_ESC_DIGITS },
	{ .what = KEYS, .label = N_("Tester mes touches F1-F12") },
	{ .what = HEADING, .label = N_("AGENDA") },
	{ .what = PREF, .pref = PREF_HOURS },
	{ .what = HEADING, .label = N_("ALERTES") },
	{ .what = THRESHOLD, .threshold = THRESHOLD_NO_CONTACT },
	{ .what = THRESHOLD, .threshold = THRESHOLD_CONTRACT_ENDS },
	{ .what = THRESHOLD, .threshold = THRESHOLD_CONTRACT_SIGNED },
	{ .what = THRESHOLD, .threshold = THRESHOLD_EXEMPTION_ENDS },
	{ .what = THRESHOLD, .threshold = THRESHOLD_HOURS },
	{ .what = THRESHOLD, .threshold = THRESHOLD_ORIENTATION },
	{ .what = THRESHOLD, .threshold = THRESHOLD_PATHWAY_REVIEW },
	{ .what = THRESHOLD, .threshold = THRESHOLD_ASSESSMENT },
	{ .what = THRESHOLD, .threshold = THRESHOLD_REQUEST },
	{ .what = THRESHOLD, .threshold = THRESHOLD_REPORT },
	{ .what = THRESHOLD, .threshold = THRESHOLD_IMMERSION },
	{ .what = THRESHOLD, .threshold = THRESHOLD_PAPERS },
	{ .what = THRESHOLD, .threshold = THRESHOLD_BREACH },
	{ .what = THRESHOLD, .threshold = THRESHOLD_RETENTION },
	{ .what = THRESHOLD, .threshold = THRESHOLD_NOTICE },
	{ .what = THRESHOLD, .threshold = THRESHOLD_UNSENT },
	{ .what = THRESHOLD, .threshold = THRESHOLD_SOON },
	{ .what = THRESHOLD, .threshold = THRESHOLD_WATCH },
	{ .what = HEADING, .label = N_("DONNÉES") },
	{ .what = ADDRESS, .label = N_("Adresse de synchronisation") },
	{ .what = SSH_KEY, .label = N_("Clé ssh de ce poste") },
	{ .what = BACKUP, .label = N_("Sauvegarder dans un fichier") },
	{ .what = FOLDER, .label = N_("Emplacement du coffre") },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct settings {
	struct screen screen;	/* first */
	struct host *h;
	struct list list;
	struct buf address;	/* "" when there is none */
	struct thresholds thresholds;
	enum threshold_origin by[THRESHOLD_COUNT];
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
	if (rows[row].what == THRESHOLD)
		return _(thresholds_info(rows[row].threshold)->label);
	return rows[row].label != NULL ? _(rows[row].label) : prefs_label(rows[row].pref);
}

JAL_MUST static enum jal_err put_value(const struct settings *e, size_t row, struct buf *out)
{
	switch (rows[row].what) {
	case PREF:
		return prefs_shown(host_prefs(e->h), rows[row].pref, out);
	case THRESHOLD:
		return host_threshold_words(&e->thresholds, e->by, rows[row].threshold, out);
	case ADDRESS:
		return buf_puts(out, e->address.len > 0 ? buf_str(&e->address) : _("aucune"));
	case FOLDER:
		return buf_puts(out, host_folder(e->h));
	case HEADING:
	case PASSPHRASE:
	case RECOVERY:
	case SSH_KEY:
	case BACKUP:
	case KEYS:
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
	{ .title = N_("Réglage"), .place = { .width = 24, .weight = 2 } },
	{ .title = N_("Valeur"), .place = { .width = 12, .weight = 3 } },
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
	if (err == JAL_OK)
		err = thresholds_read(db, &e->thresholds, e->by);
	if (err != JAL_OK)
		return db_explain(db, err, why);
	err = list_load(&e->list);
	return err != JAL_OK ? diag_set(why, err, NULL) : JAL_OK;
}

/* A threshold was changed, here or by the territory. */
static void event(struct screen *s, const void *about)
{
	struct settings *e = self(s);
	const struct desk_event *what = about;

	/* What can't be read stays as it was. */
	if (what->kind == DESK_CHANGED && desk_is_open(host_desk(e->h)) &&
		thresholds_read(desk_db(host_desk(e->h)), &e->thresholds, e->by) != JAL_OK)
		app_say(s->app, APP_ERROR, "%s", _("Les seuils n’ont pas pu être relus. Rien n’est perdu : Échap, puis g 9."));
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
	case THRESHOLD:
		return _(thresholds_info(rows[row].threshold)->source);
	case PASSPHRASE:
		return _("L’ancienne phrase n’ouvrira plus ce coffre.");
	case RECOVERY:
		return _("8 mots à noter sur papier, pour le jour où la phrase est oubliée. L’ancien code n’ouvrira plus rien.");
	case ADDRESS:
		return _("Le répertoire, la clé USB ou le serveur par où passent les échanges, chiffrés.");
	case SSH_KEY:
		return _("Une ligne à donner à qui administre le serveur ssh, pour que ce poste y soit accepté. Elle n’est pas secrète.");
	case KEYS:
		return _("Appuyez sur chacune : celles qui arrivent se cochent. Un terminal en garde parfois pour lui.");
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

/* What the current line's value is now, unless something else was said. */
static void say_value(const struct settings *e)
{
	size_t row = current(e);
	struct buf shown = BUF_INIT;

	if (*app_message(e->screen.app) == '\0' && put_value(e, row, &shown) == JAL_OK)
		app_say(e->screen.app, APP_INFO, _("%s : %s. Ctrl+Z : annuler."), label(row), buf_str(&shown));
	buf_free(&shown);
}

static const struct form_field number_field[] = {
	{ .label = N_("Valeur"), .type = FORM_DIGITS, .needed = true, .max = 8 },
};

static bool take_number(void *ctx, struct app *app, const struct form *form)
{
	struct settings *e = ctx;
	const char *typed = form_value(form, 0);
	char *end = NULL;
	long n = strtol(typed, &end, 10);
	int32_t value = (int32_t)n;

	if (*typed < '0' || *typed > '9' || *end != '\0' || n > 9999) {
		app_say(app, APP_ERROR, "%s", _("Un nombre entier, sans unité. Rien n’a été changé."));
		return false;
	}
	if (!host_set_threshold(e->h, rows[current(e)].threshold, &value))
		return false;
	say_value(e);
	return true;
}

/* "Usage des équipes : 30 jours. … De 1 à 365 jours." */
static void ask_threshold(struct settings *e)
{
	enum threshold which = rows[current(e)].threshold;
	const struct threshold_info *info = thresholds_info(which);
	struct diag why = DIAG_INIT;
	struct buf text = BUF_INIT;
	struct buf now = BUF_INIT;
	enum jal_err err = buf_printf(&now, "%d", (int)e->thresholds.value[which]);

	if (err == JAL_OK)
		err = buf_printf(&text, _("%s\nDe %d à %d %s."), _(info->source), (int)info->min, (int)info->max,
			_(thresholds_unit(info->unit)));
	if (err == JAL_OK) {
		struct ask a = {
			.title = _(info->label),
			.text = buf_str(&text),
			.fields = number_field,
			.n = 1,
			.values = { buf_str(&now) },
			.button = N_("Enregistrer"),
			.take = take_number,
			.ctx = e,
		};

		work_push(e->screen.app, scr_ask_new(&a));
	} else {
		work_say_error(e->screen.app, err, &why);
	}
	buf_free(&text);
	buf_free(&now);
}

static void change(struct settings *e, bool reset)
{
	size_t row = current(e);

	if (rows[row].what == THRESHOLD && !reset) {
		ask_threshold(e);
		return;
	}
	if (rows[row].what == THRESHOLD)
		(void)host_set_threshold(e->h, rows[row].threshold, NULL);
	else if (rows[row].what != PREF)
		return;
	else if (reset)
		host_reset_pref(e->h, rows[row].pref);
	else
		host_next_pref(e->h, rows[row].pref);
	say_value(e);
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
	case THRESHOLD:
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
	case KEYS:
		next = scr_keys_new();
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

static bool click(struct screen *s, int row, int col, bool *again)
{
	return list_click(&self(s)->list, row, col, again);
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
		/* What was changed before, elsewhere, is the host's to take back. */
		if (!host_can_undo_setting(e->h))
			return false;
		host_undo_setting(e->h);
		return true;
	default:
		return false;
	}
}

static unsigned have(const struct screen *s)
{
	return NEED_ROW | (host_can_undo_setting(((const struct settings *)s)->h) ? NEED_UNDO : 0);
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
	.click = click,
	.paste = paste,
	.run = run,
	.have = have,
	.typing = typing,
	.event = event,
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

struct screen *scr_settings_new_thresholds(struct host *h)
{
	struct screen *s = scr_settings_new(h);

	for (size_t row = 0; s != NULL && row < ROWS; row++) {
		if (rows[row].what == THRESHOLD) {
			/* Found when the list is loaded. */
			self(s)->list.anchor = id_of(NULL, row);
			break;
		}
	}
	return s;
}
