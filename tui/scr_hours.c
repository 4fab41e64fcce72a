/*
 * Hours done, typed week by week.
 */
#include "tui/scr_hours.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/drafts.h"
#include "core/hours.h"
#include "core/text.h"
#include "tui/app.h"
#include "tui/form.h"
#include "tui/i18n.h"
#include "tui/work.h"

#define WEEKS 12	/* fields at once */

enum { BUTTON_SAVE, BUTTON_DROP, BUTTONS };

static const char *const buttons[BUTTONS] = { N_("Enregistrer"), N_("Abandonner") };

struct hours {
	struct screen screen;	/* first */
	struct desk *desk;
	struct file_ref ref;
	struct jal_id contract;	/* zero: the one that counts */
	int32_t monday;		/* to begin in */
	bool loaded;
	struct contract_set set;
	size_t at;		/* the contract in it */
	size_t n;		/* fields */
	struct hours_week weeks[WEEKS];	/* of the fields, newest first */
	struct form_field fields[WEEKS];
	struct buf labels[WEEKS];
	struct buf hints[WEEKS];
	struct form form;
	struct buf title;
	bool has_draft;
};

static struct hours *self(struct screen *s)
{
	return (struct hours *)s;
}

static struct drafts_key key_of(const struct hours *h)
{
	return (struct drafts_key){ .kind = SCR_HOURS_DRAFT, .dossier = h->ref.dossier, .record = h->contract };
}

static void forget(struct hours *h)
{
	form_free(&h->form);
	h->form = (struct form){ .n = 0 };
	for (size_t i = 0; i < WEEKS; i++) {
		buf_free(&h->labels[i]);
		buf_free(&h->hints[i]);
	}
	contract_set_free(&h->set);
	buf_free(&h->title);
	h->loaded = false;
}

/* ---- loading ---- */

/* "12h30", as it is typed. */
JAL_MUST static enum jal_err put_typed(int64_t minutes, struct buf *out)
{
	if (minutes == 0)
		return JAL_OK;
	return minutes % 60 == 0 ? buf_printf(out, "%lld", (long long)(minutes / 60)) :
				   buf_printf(out, "%lldh%02lld", (long long)(minutes / 60), (long long)(minutes % 60));
}

JAL_MUST static enum jal_err describe(struct hours *h, size_t i)
{
	const struct hours_week *w = &h->weeks[i];
	char day[DATE_SHOWN_MAX];
	enum jal_err err = buf_printf(&h->labels[i], _("Sem. %d, du %s"), w->week, date_shown_day(w->monday, day));

	if (err == JAL_OK && w->planned > 0) {
		err = buf_puts(&h->hints[i], _("prévu "));
		if (err == JAL_OK)
			err = hours_put(w->planned, &h->hints[i]);
	}
	if (err == JAL_OK && text_is(w->exemption, "full")) {
		err = buf_puts(&h->hints[i], h->hints[i].len > 0 ? _(", dispense") : _("dispense"));
	} else if (err == JAL_OK && w->committed != RECORD_NO_NUMBER) {
		err = buf_puts(&h->hints[i], h->hints[i].len > 0 ? _(", engagement ") : _("engagement "));
		if (err == JAL_OK)
			err = hours_put(w->committed, &h->hints[i]);
	}
	h->fields[i] = (struct form_field){ .label = buf_str(&h->labels[i]), .type = FORM_DIGITS, .max = 16,
		.hint = h->hints[i].len > 0 ? buf_str(&h->hints[i]) : NULL };
	return err;
}

/* The weeks around the one to begin in, newest first. */
JAL_MUST static enum jal_err choose_weeks(struct hours *h, struct diag *why)
{
	struct hours_week *all = NULL;
	size_t n = 0;
	size_t last = 0;
	enum jal_err err = JAL_OK;

	if (h->at < h->set.n)
		err = hours_weeks(&h->set, h->at, &all, &n);
	if (err == JAL_OK && n == 0)
		err = diag_set(why, JAL_ERR_NOT_FOUND, N_("Ce dossier n’a pas de contrat commencé : il n’y a pas encore d’heures à saisir."));
	last = n;
	while (err == JAL_OK && h->monday != RECORD_NO_DATE && last > WEEKS && all[last - WEEKS].monday > h->monday)
		last--;
	h->n = last < WEEKS ? last : WEEKS;
	for (size_t i = 0; i < h->n && err == JAL_OK; i++) {
		h->weeks[i] = all[last - 1 - i];
		err = describe(h, i);
	}
	free(all);
	return err;
}

static enum form_verdict check(void *ctx, const struct form *f, size_t field, struct buf *out)
{
	const char *text = form_value(f, field);
	struct diag why = DIAG_INIT;
	int64_t minutes = 0;

	(void)ctx;
	if (hours_parse(text, strlen(text), &minutes, &why) == JAL_OK || why.text == NULL)
		return FORM_FINE;
	if (diag_render(&why, i18n_text, out) != JAL_OK)
		buf_clear(out);
	return FORM_WRONG;
}

static void understood(void *ctx, const struct form *f, size_t field, struct buf *out)
{
	const char *text = form_value(f, field);
	int64_t minutes = 0;

	(void)ctx;
	if (hours_parse(text, strlen(text), &minutes, NULL) != JAL_OK || buf_puts(out, "= ") != JAL_OK ||
		hours_put(minutes, out) != JAL_OK)
		buf_clear(out);
}

static const struct form_hooks hooks = { .check = check, .understood = understood };

/* ---- drafts: a line a week that was changed, its Monday and what is typed ---- */

JAL_MUST static enum jal_err resume(struct hours *h)
{
	const struct drafts_key key = key_of(h);
	struct buf body = BUF_INIT;
	int64_t when = 0;
	enum jal_err err = drafts_load(desk_db(h->desk), &key, &body, &when);
	const char *line = err == JAL_OK ? buf_str(&body) : "";

	while (err == JAL_OK && *line != '\0') {
		size_t len = strcspn(line, "\n");
		char *rest = NULL;
		long monday = strtol(line, &rest, 10);
		struct buf text = BUF_INIT;

		if (*rest == ' ')
			err = buf_put(&text, rest + 1, len - (size_t)(rest + 1 - line));
		for (size_t i = 0; i < h->n && *rest == ' ' && err == JAL_OK; i++)
			if (h->weeks[i].monday == monday)
				err = form_type_in(&h->form, i, buf_str(&text));
		buf_free(&text);
		line += len + (line[len] != '\0');
		h->has_draft = true;
	}
	buf_free(&body);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err save_draft(struct screen *s, struct diag *why)
{
	struct hours *h = self(s);
	const struct drafts_key key = key_of(h);
	struct buf body = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (!h->loaded)
		return JAL_OK;
	for (size_t i = 0; i < h->n && err == JAL_OK; i++)
		if (form_changed(&h->form, i))
			err = buf_printf(&body, "%d %s\n", (int)h->weeks[i].monday, form_value(&h->form, i));
	if (err == JAL_OK && body.len > 0)
		err = drafts_save(desk_db(h->desk), &key, body.data, body.len, clock_now(desk_clock(h->desk)));
	else if (err == JAL_OK && h->has_draft)
		err = drafts_delete(desk_db(h->desk), &key);
	h->has_draft = body.len > 0;
	buf_free(&body);
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(h->desk), err, why);
}

static bool has_draft(const struct screen *s)
{
	return ((const struct hours *)s)->has_draft;
}

JAL_MUST static enum jal_err show(struct hours *h)
{
	struct buf text = BUF_INIT;
	size_t first = h->n > 1 && !h->weeks[0].over ? 1 : 0;
	enum jal_err err = form_init(&h->form, h->fields, h->n, buttons, BUTTONS, &hooks, h);

	for (size_t i = 0; i < h->n && err == JAL_OK; i++) {
		buf_clear(&text);
		err = put_typed(h->weeks[i].done, &text);
		if (err == JAL_OK)
			err = form_set(&h->form, i, buf_str(&text));
		if (h->monday != RECORD_NO_DATE && h->weeks[i].monday == h->monday)
			first = i;
	}
	buf_free(&text);
	if (err == JAL_OK)
		err = resume(h);
	if (err == JAL_OK)
		form_focus(&h->form, first);
	return err;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct hours *h = self(s);
	const int32_t today = desk_today(h->desk);
	enum jal_err err = JAL_OK;

	if (h->loaded)
		return JAL_OK;
	err = contract_load(desk_journal(h->desk), &h->ref.caseload, &h->ref.dossier, desk_clock(h->desk), &h->set);
	if (err == JAL_OK) {
		h->at = id_is_zero(&h->contract) ? hours_contract(&h->set) : contract_find(&h->set, &h->contract);
		err = choose_weeks(h, why);
	}
	if (err == JAL_OK)
		err = work_said(h->desk, &h->ref, _("Heures > %s"), &h->title);
	if (err == JAL_OK)
		err = show(h);
	h->loaded = true;
	if (err != JAL_OK) {
		forget(h);
		return diag_set_if_empty(why, err, NULL);
	}
	h->form.today = today;
	h->form.azerty = s->app == NULL || app_settings(s->app)->azerty_digits;
	return JAL_OK;
}

static void release(struct screen *s)
{
	struct hours *h = self(s);

	/* Back from a lock it begins where one was. */
	if (h->loaded && h->form.at < h->n)
		h->monday = h->weeks[h->form.at].monday;
	forget(h);
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct hours *h = (const struct hours *)s;

	if (text_inert(buf_str(&h->title), h->title.len, TEXT_LINE, out) != JAL_OK)
		buf_clear(out);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct rect r = l->body;

	if (r.rows > 10) {
		canvas_put(c, r.row, r.col + 1, r.cols - 2, ROLE_NORMAL, _("Heures faites : 12, 12h30 ou 12,5. Vide : aucune."));
		canvas_rule(c, r.row + 1, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
		r = layout_below(r, 2);
	}
	form_draw(&self(s)->form, c, r);
}

/* ---- saving ---- */

static void complain(struct hours *h, size_t field, const struct diag *why)
{
	struct buf text = BUF_INIT;

	if (diag_render(why, i18n_text, &text) == JAL_OK) {
		form_focus(&h->form, field);
		(void)!form_complain(&h->form, field, FORM_WRONG, buf_str(&text));
		app_say_about(h->screen.app, APP_ERROR, h->fields[field].label, buf_str(&text));
	}
	buf_free(&text);
}

static void close_form(struct hours *h)
{
	const struct drafts_key key = key_of(h);

	if (h->has_draft && drafts_delete(desk_db(h->desk), &key) != JAL_OK)
		app_say(h->screen.app, APP_WARNING, "%s", _("Le brouillon n’a pas pu être effacé : il reste gardé, chiffré."));
	h->has_draft = false;
	h->loaded = false;
	app_pop(h->screen.app);
}

/* The edits of the weeks that were changed; false when one is refused, which was said. */
static bool make_edits(struct hours *h, struct edit_list *out)
{
	for (size_t i = 0; i < h->n; i++) {
		const char *text = form_value(&h->form, i);
		struct diag why = DIAG_INIT;
		int64_t minutes = 0;
		enum jal_err err = JAL_OK;

		if (!form_changed(&h->form, i))
			continue;
		err = hours_parse(text, strlen(text), &minutes, &why);
		if (err == JAL_OK || err == JAL_ERR_NOT_FOUND)
			err = hours_report(&h->set, h->at, h->weeks[i].monday, minutes, out, &why);
		if (err != JAL_OK) {
			(void)diag_set_if_empty(&why, err, NULL);
			complain(h, i, &why);
			return false;
		}
	}
	return true;
}

static void save(struct hours *h)
{
	const struct drafts_key key = key_of(h);
	struct app *app = h->screen.app;
	struct desk *desk = h->desk;
	struct edit_list changes = EDIT_LIST_INIT;
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (!form_ready(&h->form)) {
		app_say(app, APP_ERROR, "%s", form_why(&h->form));
		return;
	}
	if (!form_any_changed(&h->form)) {
		close_form(h);
		app_say(app, APP_INFO, "%s", _("Rien n’a changé : il n’y avait rien à enregistrer."));
		return;
	}
	if (!make_edits(h, &changes))
		goto out;
	err = work_said(desk, &h->ref, _("heures de %s"), &said);
	if (err == JAL_OK)
		err = desk_write(desk, changes.list, changes.n, &key, buf_str(&said), &why);
	if (err != JAL_OK) {
		work_say_error(app, err, &why);
		goto out;
	}
	h->has_draft = false;
	close_form(h);
	work_say_saved(desk, app);
out:
	edit_list_free(&changes);
	buf_free(&said);
}

/* ---- keys ---- */

static bool act(struct hours *h, enum form_result result)
{
	switch (result) {
	case FORM_CHANGED:
		h->has_draft = true;
		app_touch(h->screen.app);
		return true;
	case FORM_PRESSED:
		if (form_button(&h->form) == BUTTON_SAVE)
			save(h);
		else
			close_form(h);
		return true;
	case FORM_TOO_LONG:
		app_say(h->screen.app, APP_WARNING, "%s", _("Ce champ est plein : rien de plus n’y entre."));
		return true;
	case FORM_LEFT:
	case FORM_MOVED:
	case FORM_NO_CHOICE:
		return true;
	case FORM_IGNORED:
		break;
	}
	return false;
}

static void tell(struct screen *s, struct tell *t)
{
	tell_say(t, _("Heures faites : 12, 12h30 ou 12,5. Vide : aucune."));
	form_tell(&self(s)->form, t);
}

static bool choose(struct screen *s, size_t number)
{
	struct hours *h = self(s);

	if (!h->loaded || !form_choose(&h->form, number))
		return false;
	/* A button's number is the button. */
	if (h->form.at >= h->form.n)
		(void)act(h, FORM_PRESSED);
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	struct hours *h = self(s);

	return h->loaded && act(h, form_answer(&h->form, line, n));
}

static bool key(struct screen *s, const struct key *k)
{
	struct hours *h = self(s);
	size_t from = h->form.at;
	enum form_result result = h->loaded ? form_key(&h->form, k) : FORM_IGNORED;

	if (result == FORM_LEFT && from < h->n)
		app_say_about(s->app, APP_ERROR, h->fields[from].label, buf_str(&h->form.values[from].why));
	return act(h, result);
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	struct hours *h = self(s);

	return h->loaded && act(h, form_paste(&h->form, bytes, n, NULL));
}

static bool run(struct screen *s, enum action_id action)
{
	struct hours *h = self(s);

	if (action == ACT_SAVE && h->loaded)
		save(h);
	return action == ACT_SAVE;
}

static bool typing(const struct screen *s)
{
	const struct hours *h = (const struct hours *)s;

	return h->loaded && form_typing(&h->form);
}

static void hours_free(struct screen *s)
{
	forget(self(s));
	free(s);
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
	.typing = typing,
	.save_draft = save_draft,
	.has_draft = has_draft,
	.release = release,
	.free = hours_free,
};

struct screen *scr_hours_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *contract,
	int32_t monday)
{
	struct hours *h = calloc(1, sizeof(*h));

	if (h == NULL)
		return NULL;
	h->screen = (struct screen){ .vt = &vt, .id = SCR_FORM };
	h->desk = desk;
	h->ref = *ref;
	h->contract = contract != NULL ? *contract : ID_ZERO;
	h->monday = monday;
	return &h->screen;
}
