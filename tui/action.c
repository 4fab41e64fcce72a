/*
 * What is made from the rows of the key table.
 */
#include "tui/action.h"

#include <string.h>

#include "tui/i18n.h"
#include "tui/key.h"

static bool writes(uint32_t code)
{
	return code < K_FIRST;
}

const struct action *action_for_key(const struct action_table *table, enum screen_id screen, uint32_t code,
	bool typing)
{
	if (typing && writes(code))
		return NULL;
	code = key_fold(code);
	for (size_t i = 0; i < table->n && code != K_NONE; i++) {
		const struct action *row = &table->rows[i];

		if (!(row->screens & SCREEN(screen)))
			continue;
		for (size_t k = 0; k < ACTION_KEYS && row->keys[k] != 0; k++)
			if (row->keys[k] == code)
				return row;
	}
	return NULL;
}

const struct action *action_for_id(const struct action_table *table, enum screen_id screen, enum action_id id)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->rows[i].id == id && (table->rows[i].screens & SCREEN(screen)))
			return &table->rows[i];
	return NULL;
}

static bool works(uint32_t code, bool typing)
{
	return !typing || !(writes(code) || (code & K_GO));
}

uint32_t action_shown_key(const struct action *row, bool typing)
{
	for (size_t k = 0; k < ACTION_KEYS && row->keys[k] != 0; k++)
		if (works(row->keys[k], typing))
			return row->keys[k];
	return 0;
}

bool action_is_pressed(const struct action *row)
{
	return (row->flags & ACTION_WIDGET) && row->keys[0] != 0 && row->keys[1] == 0;
}

enum jal_err action_key_names(const struct action *row, bool typing, struct buf *out)
{
	/* What arrows and such do is one thing: "Haut/Bas". */
	const char *between = row->flags & ACTION_WIDGET ? "/" : _(" ou ");
	enum jal_err err = JAL_OK;
	bool first = true;

	for (size_t k = 0; k < ACTION_KEYS && row->keys[k] != 0 && err == JAL_OK; k++) {
		if (!works(row->keys[k], typing))
			continue;
		if (!first)
			err = buf_puts(out, between);
		if (err == JAL_OK)
			err = key_label(row->keys[k], out);
		first = false;
	}
	return err;
}

const char *action_missing(const struct action *row, unsigned have)
{
	static const struct {
		unsigned need;
		const char *why;
	} reasons[] = {
		{ NEED_SUPERVISOR, N_("réservé à la supervision") },
		{ NEED_TERRITORY, N_("aucun territoire n’est relié à cet ordinateur") },
		{ NEED_PERSON, N_("aucune personne n’est choisie") },
		{ NEED_ROW, N_("il n’y a rien à choisir ici") },
		{ NEED_UNDO, N_("il n’y a rien à annuler") },
		{ NEED_CHOICES, N_("il reste des différences sans choix") },
		{ NEED_OTHERS, N_("c’est le seul point à régler") },
		{ NEED_BOTH, N_("ces deux valeurs ne peuvent pas rester ensemble ; choisissez A, B ou une autre") },
		{ NEED_EARLIER, N_("cette note n’a qu’un texte : personne ne l’a changée") },
		{ NEED_SAVING, N_("ce choix-ci est pris dès qu’il est fait : Entrée") },
		{ NEED_COVERED, N_("rien n’est couvert ici") },
		{ NEED_SECRET, N_("il n’y a pas de phrase à taper ici") },
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (row->needs & reasons[i].need & ~have)
			return _(reasons[i].why);
	return NULL;
}

/* What a row takes in the footer: "F1 Aide". Arrows are named together. */
JAL_MUST static enum jal_err entry(const struct action *row, bool typing, const char *(*tr)(const char *),
	struct buf *out)
{
	enum jal_err err = JAL_OK;

	if (row->flags & ACTION_WIDGET)
		err = action_key_names(row, typing, out);
	else
		err = key_label(action_shown_key(row, typing), out);
	if (err == JAL_OK)
		err = buf_putc(out, ' ');
	if (err == JAL_OK)
		err = buf_puts(out, tr(row->label));
	return err;
}

/* Puts one row's entry at the end of the first line, from `from`, that has room. */
JAL_MUST static enum jal_err place(struct buf *lines, int from, int n, int width, const struct buf *text, bool *done)
{
	*done = false;
	for (int line = from; line < n; line++) {
		struct buf *b = &lines[line];
		int used = glyph_columns(buf_str(b), b->len);
		enum jal_err err = JAL_OK;

		if (used + (used > 0 ? 2 : 0) + glyph_columns(buf_str(text), text->len) > width)
			continue;
		if (used > 0)
			err = buf_puts(b, "  ");
		if (err == JAL_OK)
			err = buf_put(b, text->data, text->len);
		*done = err == JAL_OK;
		return err;
	}
	return JAL_OK;
}

/* In which turn an entry takes its room. Help always has some; what is always
 * there keeps its place, but on a single line what one came for goes first. */
static int turn_of(const struct action *row, int lines)
{
	if (row->footer == 0)
		return -1;
	if (row->id == ACT_HELP)
		return 0;
	return (row->footer == 2) == (lines > 1) ? 1 : 2;
}

/* Of an empty list only what works on one is told. */
static bool fits(const struct action *row)
{
	return (row->flags & ACTION_FITTING) || (row->needs & (NEED_ROW | NEED_PERSON));
}

enum jal_err action_footer(const struct action_table *table, enum screen_id screen, bool typing, unsigned have, int width,
	int lines, const char *(*tr)(const char *), struct buf *out, size_t *left_out)
{
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;
	size_t missing = 0;

	for (int turn = 0; turn < 3 && err == JAL_OK; turn++) {
		for (size_t i = 0; i < table->n && err == JAL_OK; i++) {
			const struct action *row = &table->rows[i];
			bool done = false;

			if (!(row->screens & SCREEN(screen)) || turn_of(row, lines) != turn ||
				action_shown_key(row, typing) == 0 ||
				(fits(row) && action_missing(row, have) != NULL))
				continue;
			buf_clear(&text);
			err = entry(row, typing, tr, &text);
			if (err == JAL_OK)
				err = place(out, row->footer == 2 ? lines - 1 : 0, lines, width, &text, &done);
			missing += !done;
		}
	}
	buf_free(&text);
	if (left_out != NULL)
		*left_out = missing;
	return err;
}

static const char *translate(const char *text)
{
	return _(text);
}

void action_draw_footer(const struct action_table *table, enum screen_id screen, bool typing, unsigned have,
	struct canvas *c, struct rect r)
{
	struct buf lines[2] = { BUF_INIT, BUF_INIT };
	int n = r.rows < 2 ? r.rows : 2;

	if (n > 0 && action_footer(table, screen, typing, have, r.cols, n, translate, lines, NULL) == JAL_OK) {
		for (int i = 0; i < n; i++) {
			const char *s = buf_str(&lines[i]);
			int col = r.col;

			/* Each entry is a key's name up to its first space, then a label. */
			while (*s != '\0') {
				const char *end = strstr(s, "  ");
				size_t len = end != NULL ? (size_t)(end - s) : strlen(s);
				const char *space = memchr(s, ' ', len);
				size_t key = space != NULL ? (size_t)(space - s) : len;

				if (s[0] == 'g' && key == 1 && len > 4 && s[3] == ' ')
					key = 3;
				col += canvas_put_n(c, r.row + i, col, r.col + r.cols - col, ROLE_KEY, s, key);
				col += canvas_put_n(c, r.row + i, col, r.col + r.cols - col, ROLE_NORMAL, s + key,
					len - key);
				col += 2;
				s += len + (end != NULL ? 2 : 0);
			}
		}
	}
	buf_free(&lines[0]);
	buf_free(&lines[1]);
}

/* "Label. Sentence", where a label that ends with … has its full stop already. */
JAL_MUST static enum jal_err sentence(const struct action *row, struct buf *out)
{
	const char *label = _(row->label);
	const size_t n = strlen(label);
	const bool open = n >= 3 && strcmp(label + n - 3, "…") == 0;

	return buf_printf(out, "%s%s %s", label, open ? "" : ".", _(row->help));
}

void action_draw_sentence(const struct action *row, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	if (sentence(row, &text) == JAL_OK)
		canvas_paragraph(c, r, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

const char *action_screen_name(enum screen_id screen)
{
	static const char *const names[SCR_COUNT] = {
		[SCR_UNLOCK] = N_("Ouverture"),
		[SCR_LOCKED] = N_("Verrouillé"),
		[SCR_WELCOME] = N_("Bienvenue"),
		[SCR_ASSISTANT] = N_("Premiers pas"),
		[SCR_CASELOAD] = N_("Mes dossiers"),
		[SCR_SUMMARY] = N_("Fiche, synthèse"),
		[SCR_ASSESSMENT] = N_("Fiche, diagnostic"),
		[SCR_PATHWAY] = N_("Fiche, parcours"),
		[SCR_CONTRACT] = N_("Fiche, contrat"),
		[SCR_APPOINTMENTS] = N_("Fiche, rendez-vous"),
		[SCR_NOTES] = N_("Fiche, notes"),
		[SCR_HISTORY] = N_("Fiche, historique"),
		[SCR_AGENDA] = N_("Agenda"),
		[SCR_TODO] = N_("À faire"),
		[SCR_FORM] = N_("Formulaire"),
		[SCR_NOTE] = N_("Note"),
		[SCR_NOTEVIEW] = N_("Note, lecture"),
		[SCR_FIND] = N_("Chercher dans les notes"),
		[SCR_SYNC] = N_("Synchronisation"),
		[SCR_CONFLICT] = N_("À régler, deux valeurs"),
		[SCR_CONTRADICTION] = N_("À régler, une contradiction"),
		[SCR_SETTLED] = N_("À régler"),
		[SCR_SETTINGS] = N_("Réglages"),
		[SCR_READER] = N_("Lecture"),
		[SCR_DRAFTS] = N_("Brouillons"),
		[SCR_HELP] = N_("Aide"),
		[SCR_GUIDE] = N_("Guide"),
		[SCR_PALETTE] = N_("Toutes les actions"),
		[SCR_PROMPT] = N_("Question"),
		[SCR_PICK] = N_("Choix"),
	};

	return screen < SCR_COUNT ? _(names[screen]) : "";
}

bool action_is_everywhere(const struct action *row)
{
	return __builtin_popcountll(row->screens) >= ACTION_EVERYWHERE;
}

JAL_MUST static enum jal_err manual_entry(const struct action *row, struct buf *out)
{
	enum jal_err err = buf_puts(out, "    ");

	if (err == JAL_OK)
		err = action_key_names(row, false, out);
	if (err == JAL_OK)
		err = buf_putc(out, '\t');
	if (err == JAL_OK)
		err = sentence(row, out);
	if (err == JAL_OK)
		err = buf_putc(out, '\n');
	return err;
}

/* One chapter: the rows of a screen, or those that stand for all (SCR_COUNT). */
JAL_MUST static enum jal_err manual_chapter(const struct action_table *table, int screen, struct buf *out)
{
	enum jal_err err = JAL_OK;
	bool begun = false;

	for (size_t i = 0; i < table->n && err == JAL_OK; i++) {
		const struct action *row = &table->rows[i];
		const bool here = screen == SCR_COUNT ? action_is_everywhere(row) :
							!action_is_everywhere(row) && (row->screens & SCREEN(screen));

		if (!here || row->keys[0] == 0)
			continue;
		if (!begun)
			err = buf_printf(out, "%s%s\n\n", out->len > 0 ? "\n" : "",
				screen == SCR_COUNT ? _("Partout, ou presque") : action_screen_name((enum screen_id)screen));
		begun = true;
		if (err == JAL_OK)
			err = manual_entry(row, out);
	}
	return err;
}

enum jal_err action_manual(const struct action_table *table, struct buf *out)
{
	enum jal_err err = manual_chapter(table, SCR_COUNT, out);

	for (int s = 0; s < SCR_COUNT && err == JAL_OK; s++)
		err = manual_chapter(table, s, out);
	return err;
}
