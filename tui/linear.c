/*
 * What a typed line means.
 */
#include "tui/linear.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/i18n.h"
#include "tui/linear_impl.h"
#include "tui/search.h"

/* Lines of commands are short; what is longer is none. */
#define COMMAND_MAX 200

/* Fewer letters do not name an action: a slip does nothing. */
#define BEGINNING 3

enum jal_err linear_new(struct app *app, struct linear **out)
{
	struct linear *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return JAL_ERR_NOMEM;
	l->app = app;
	l->whole = true;
	*out = l;
	return JAL_OK;
}

void linear_free(struct linear *l)
{
	if (l == NULL)
		return;
	tell_free(&l->now);
	buf_free(&l->before);
	buf_free(&l->title);
	buf_free(&l->status);
	buf_free(&l->message);
	buf_free(&l->extra);
	free(l);
}

/* ---- what is done to the program ---- */

static void press(struct linear *l, uint32_t code)
{
	struct key key = { .code = code };

	if (code < K_FIRST)
		key.len = (uint8_t)glyph_encode(code, key.text);
	app_key(l->app, &key);
}

static void act(struct linear *l, enum action_id id)
{
	if (!app_begin_event(l->app))
		return;
	(void)app_run_action(l->app, id);
	app_end_event(l->app);
}

/* As an event of its own. False: there is nothing under that number. */
static bool choose(struct linear *l, size_t number)
{
	struct screen *s = app_top(l->app);
	bool done = false;

	if (s->vt->choose == NULL || !app_begin_event(l->app))
		return false;
	done = s->vt->choose(s, number);
	app_end_event(l->app);
	return done;
}

static bool answer(struct linear *l, const char *line, size_t n)
{
	struct screen *s = app_top(l->app);
	bool done = false;

	if (s->vt->answer == NULL || !app_begin_event(l->app))
		return false;
	done = s->vt->answer(s, line, n);
	app_end_event(l->app);
	return done;
}

static void say(struct linear *l, const char *text)
{
	/* Without memory nothing is said; nothing was done either. */
	if (buf_puts(&l->extra, text) == JAL_OK)
		(void)!buf_putc(&l->extra, '\n');
}

/* ---- numbers ---- */

/* The number that a text begins with, with or without Shift where that is so;
 * *used bytes. 0: none. */
static size_t number_at(const struct linear *l, const char *s, size_t *used)
{
	size_t n = strlen(s);
	size_t number = 0;

	*used = 0;
	while (*used < n && number < 10000000) {
		uint32_t cp = 0;
		size_t len = glyph_decode(s + *used, n - *used, &cp);
		int digit = cp >= '0' && cp <= '9' ? (int)cp - '0' :
			    cp == '-' || !app_settings(l->app)->azerty_digits ? -1 : key_azerty_digit(cp);

		if (digit < 0)
			break;
		number = number * 10 + (size_t)digit;
		*used += len;
	}
	return number;
}

/* The first item of the window after, or before. */
static void turn_page(struct linear *l, bool forward)
{
	const struct tell *t = &l->now;
	uint32_t key = forward ? t->turn_on : t->turn_back;
	size_t number = forward ? t->last + 1 : t->first > TELL_WINDOW ? t->first - TELL_WINDOW : 1;

	if (key != K_NONE)
		press(l, key);
	else if (t->all == 0 || (forward && t->last >= t->all) || (!forward && t->first <= 1))
		say(l, forward ? _("Il n’y a rien après.") : _("Il n’y a rien avant."));
	else if (choose(l, number))
		l->whole = true;
}

static void open_number(struct linear *l, size_t number)
{
	if (!choose(l, number)) {
		say(l, _("Rien ne porte ce numéro ici."));
		return;
	}
	if (l->now.press != K_NONE)
		press(l, l->now.press);
	else
		l->whole = !l->now.fields;
}

/* ---- actions ---- */

static void go_to(struct linear *l, const char *where)
{
	const struct action *row = NULL;
	size_t used = 0;
	size_t digit = number_at(l, where, &used);

	if (used == 1 || (used > 1 && digit < 10))
		row = action_for_key(app_host(l->app)->actions, app_top(l->app)->id, K_GO | (uint32_t)('0' + digit), false);
	if (row != NULL)
		act(l, row->id);
	else
		linear_say_actions(l, _("aller"));
}

static void search(struct linear *l, const char *words)
{
	const struct screen *s = app_top(l->app);

	if (action_for_id(app_host(l->app)->actions, screen_keys(s), ACT_SEARCH) == NULL) {
		say(l, _("Rien ne se cherche ici."));
		return;
	}
	if (*words == '\0') {
		say(l, _("« r » et un mot : chercher."));
		return;
	}
	act(l, ACT_SEARCH);
	if (!answer(l, words, strlen(words)))
		return;
	/* Where a date is searched, it is typed into a field. */
	linear_say_look(l);
	if (l->now.takes == TELL_LINE && l->now.after != K_NONE && *app_message(l->app) == '\0')
		press(l, l->now.after);
	l->whole = true;
}

/* A key by its name or label, in any language that is shown. */
static uint32_t key_named(const char *name)
{
	static const uint32_t labelled[] = { K_ENTER, K_ESC, K_TAB, K_BACKTAB, K_BACKSPACE, K_DELETE, K_INSERT, K_UP, K_DOWN,
		K_LEFT, K_RIGHT, K_PGUP, K_PGDN, K_HOME, K_END, ' ' };
	struct buf label = BUF_INIT;
	uint32_t code = key_from_name(name);

	for (size_t i = 0; code == K_NONE && i < sizeof(labelled) / sizeof(labelled[0]); i++) {
		buf_clear(&label);
		if (key_label(labelled[i], &label) == JAL_OK && strcasecmp(buf_str(&label), name) == 0)
			code = labelled[i];
	}
	buf_free(&label);
	return code;
}

static bool is_folded(const char *text, const struct buf *key)
{
	struct buf folded = BUF_INIT;
	bool same = text_fold(text, strlen(text), &folded) == JAL_OK && strcmp(buf_str(&folded), buf_str(key)) == 0;

	buf_free(&folded);
	return same;
}

/* The action of that name here: its label, else words of its label, else of its
 * synonyms too. NULL: none, or several, which is said. */
static const struct action *action_named(struct linear *l, const char *words)
{
	const struct action_table *t = app_host(l->app)->actions;
	const struct screen *s = app_top(l->app);
	struct buf key = BUF_INIT;
	const struct action *found = NULL;

	if (text_fold(words, strlen(words), &key) != JAL_OK || key.len == 0)
		goto out;
	for (int round = 0; round < 3 && found == NULL; round++) {
		for (size_t i = 0; i < t->n; i++) {
			const struct action *row = &t->rows[i];
			const char *texts[] = { _(row->label), round == 2 && row->synonyms != NULL ? _(row->synonyms) : NULL };

			if (!(row->screens & SCREEN(screen_keys(s))) ||
				((row->flags & ACTION_WIDGET) && !action_is_pressed(row)) ||
				(round == 0 ? !is_folded(texts[0], &key) :
					      key.len < BEGINNING || !search_words(buf_str(&key), key.len, texts, 2)))
				continue;
			if (found != NULL && found->id != row->id) {
				say(l, _("Plusieurs actions répondent à ces mots :"));
				linear_say_actions(l, words);
				found = NULL;
				goto out;
			}
			found = row;
		}
	}
	if (found == NULL)
		say(l, _("Pas compris. « ? » : ce qui peut se faire ici."));
out:
	buf_free(&key);
	return found;
}

static void do_named(struct linear *l, const char *words)
{
	const struct action_table *t = app_host(l->app)->actions;
	const struct action *row = NULL;
	uint32_t code = key_named(words);

	if (code != K_NONE)
		row = action_for_key(t, screen_keys(app_top(l->app)), code, false);
	/* A letter that is no command here would be typed into something. */
	if (row == NULL && (code == K_NONE || (code < K_FIRST && code != ' ')))
		row = action_named(l, words);
	else if (row == NULL || row->flags & ACTION_WIDGET) {
		press(l, code);
		row = NULL;
	}
	if (row == NULL)
		return;
	if (row->id == ACT_SEARCH)
		search(l, "");
	else if (row->id == ACT_GO)
		linear_say_actions(l, _("aller"));
	else
		act(l, row->id);
}

/* ---- commands ---- */

static const char *rest(const char *s)
{
	while (*s == ' ')
		s++;
	return s;
}

static void command(struct linear *l, const char *s);

/* The tab of that number, or the next one. */
static void turn_tab(struct linear *l, const char *s)
{
	size_t used = 0;
	size_t number = number_at(l, s, &used);

	if (l->now.tabs == 0)
		say(l, _("Il n’y a pas d’onglets ici."));
	else if (number > 0 && number < 10)
		press(l, (uint32_t)('0' + number));
	else
		press(l, K_RIGHT);
}

/* What one sign means whatever the screen takes. False: none of those. */
static bool sign(struct linear *l, const char *s)
{
	switch (*s) {
	case '?':
		linear_say_actions(l, rest(s + 1));
		/* What was heard can be asked for at once. */
		l->command = l->now.takes != TELL_COMMAND && l->now.takes != TELL_WORDS;
		return true;
	case '<':
		press(l, K_ESC);
		return true;
	case '!':
		if (*rest(s + 1) != '\0')
			command(l, rest(s + 1));
		else if (action_for_id(app_host(l->app)->actions, screen_keys(app_top(l->app)), ACT_SAVE) != NULL)
			act(l, ACT_SAVE);
		else if (linear_say_takes(l) == TELL_COMMAND)
			say(l, _("Rien n’est à enregistrer ici."));
		else
			l->command = true;
		return true;
	default:
		return false;
	}
}

static void command(struct linear *l, const char *s)
{
	size_t used = 0;
	size_t number = number_at(l, s, &used);

	if (sign(l, s))
		return;
	if (*s == '>') {
		turn_tab(l, rest(s + 1));
	} else if (*s == '+' || *s == '-') {
		turn_page(l, *s == '+');
	} else if (number > 0 && *rest(s + used) == '\0') {
		open_number(l, number);
	} else if (number > 0 && s[used] == ' ') {
		if (choose(l, number))
			command(l, rest(s + used));
		else
			say(l, _("Rien ne porte ce numéro ici."));
	} else if (key_fold((uint32_t)(unsigned char)s[0]) == 'g' && (s[1] == ' ' || (s[1] >= '0' && s[1] <= '9'))) {
		go_to(l, rest(s + 1));
	} else if (*s == '/' || (key_fold((uint32_t)(unsigned char)s[0]) == 'r' && s[1] == ' ')) {
		search(l, rest(s + 1));
	} else {
		do_named(l, s);
	}
}

static void command_line(struct linear *l, const char *s)
{
	bool over_field = l->command;

	l->command = false;
	if (*s != '\0' && !(l->closed && strcmp(s, "+") == 0) && !(l->now.fields && strcmp(s, "-") == 0))
		command(l, s);
	else if (over_field)
		return;
	else if (l->closed && *s == '+')
		l->closed = l->wrote = false;
	else if (*s == '-')
		press(l, K_BACKTAB);
	else if (l->now.fields && l->now.after != K_NONE)
		press(l, l->now.after);
	else
		l->whole = true;
}

/* ---- values ---- */

/* The value was taken: on to what comes next, unless there is something to be read
 * or chosen first. */
static void go_on(struct linear *l)
{
	uint32_t after = l->now.after;
	bool stays = l->now.stays;

	linear_say_look(l);
	if (!stays && after != K_NONE && l->now.takes != TELL_WORDS && *app_message(l->app) == '\0')
		press(l, after);
}

static void value(struct linear *l, const char *line, size_t n)
{
	if (answer(l, line, n))
		go_on(l);
	else
		say(l, _("Cela n’a pas été pris ici."));
}

static void field_line(struct linear *l, const char *line, size_t n, bool secret)
{
	if (n == 0 && l->now.fields)
		press(l, l->now.after);
	else if (n == 0)
		l->whole = true;
	else if (n == 1 && *line == '-' && l->now.fields)
		press(l, K_BACKTAB);
	/* A passphrase may begin with any of them. */
	else if ((!secret || n == 1) && sign(l, line))
		return;
	else if (!secret && *line == ' ')
		value(l, rest(line), n - (size_t)(rest(line) - line));
	else
		value(l, line, n);
}

static void long_line(struct linear *l, const char *line, size_t n)
{
	bool first = !l->wrote;

	if (n == 1 && *line == '.') {
		l->wrote = false;
		if (l->now.fields)
			press(l, l->now.after);
		else
			l->closed = true;
	} else if (n == 0 && first && l->now.fields) {
		press(l, l->now.after);
	} else if (n == 0 && first) {
		l->whole = true;
	} else if (n == 1 && *line == '-' && first && l->now.fields) {
		press(l, K_BACKTAB);
	} else if ((*line == '!' || (n == 1 && (*line == '<' || *line == '?'))) && sign(l, line)) {
		return;
	} else if (answer(l, line, n)) {
		l->wrote = true;
		l->quiet = true;
	} else {
		say(l, _("Cela n’a pas été pris ici."));
	}
}

static void words_line(struct linear *l, const char *s)
{
	size_t used = 0;
	size_t number = number_at(l, s, &used);

	if (*s == '\0') {
		l->whole = true;
	} else if (sign(l, s)) {
		return;
	} else if ((*s == '+' || *s == '-') && s[1] == '\0') {
		turn_page(l, *s == '+');
	} else if (number > 0 && s[used] == '\0') {
		open_number(l, number);
	} else if (answer(l, s, strlen(s))) {
		linear_say_look(l);
		if (l->now.single && l->now.all == 1)
			press(l, K_ENTER);
		else
			l->whole = true;
	}
}

void linear_line(struct linear *l, const char *line, size_t n)
{
	char text[COMMAND_MAX + 1] = "";
	const char *trimmed = line;
	size_t len = text_trim(&trimmed, n);
	enum tell_takes takes = TELL_COMMAND;

	buf_clear(&l->message);
	if (app_top(l->app) == NULL)
		return;
	linear_say_look(l);
	takes = linear_say_takes(l);
	/* Locked meanwhile: the line was not meant for what is asked now. */
	if (!app_begin_event(l->app) || app_is_locked(l->app) != l->was_locked)
		return;
	app_end_event(l->app);
	if (takes == TELL_LINE || takes == TELL_SECRET) {
		field_line(l, line, n, takes == TELL_SECRET);
		return;
	}
	if (takes == TELL_LONG) {
		long_line(l, line, n);
		return;
	}
	if (len > COMMAND_MAX) {
		say(l, _("Pas compris. « ? » : ce qui peut se faire ici."));
		return;
	}
	memcpy(text, trimmed, len);
	if (takes == TELL_WORDS)
		words_line(l, text);
	else
		command_line(l, text);
	explicit_bzero(text, sizeof(text));
}

void linear_key(struct linear *l, const struct key *key)
{
	buf_clear(&l->message);
	l->command = false;
	app_key(l->app, key);
	if (app_wants_redraw(l->app))
		l->whole = true;
}
