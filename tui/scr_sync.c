/*
 * Synchronising, seen. The exchange itself is the host's; this draws it.
 */
#include "tui/scr_sync.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/outbox.h"
#include "tui/i18n.h"
#include "tui/scr_reader.h"
#include "tui/sync_words.h"

#define BAR 24
/* A remaining time is told when it is that long (seconds). */
#define WORTH_TELLING_S 10

struct sync {
	struct screen screen;	/* first */
	struct host *h;
	struct buf address;
	int64_t last_ok;	/* ms; 0 never */
	size_t scroll;		/* lines of the result above what is seen */
	size_t lines;		/* of the result, when it was drawn */
	int seen;		/* rows for them */
	int64_t step_at;	/* ms when the present step began, for what is left */
	int step;
};

static struct sync *self(struct screen *s)
{
	return (struct sync *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Synchronisation")) != JAL_OK)
		buf_clear(out);
}

static enum jal_err keep_remote(void *ctx, const struct outbox_remote *r)
{
	struct sync *y = ctx;

	if (y->address.len > 0 && !r->home)
		return JAL_OK;
	buf_clear(&y->address);
	y->last_ok = r->last_ok_ms;
	return buf_puts(&y->address, r->url);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct sync *y = self(s);
	struct db *db = desk_db(host_desk(y->h));
	enum jal_err err = JAL_OK;

	buf_clear(&y->address);
	y->last_ok = 0;
	err = outbox_remotes(db, keep_remote, y);
	return err != JAL_OK ? db_explain(db, err, why) : JAL_OK;
}

static void release(struct screen *s)
{
	buf_free(&self(s)->address);
}

/* ---- drawing ---- */

JAL_MUST static enum jal_err put_last(const struct sync *y, struct buf *out)
{
	const struct jal_clock *clock = host_clock(y->h);
	struct format f = desk_format();
	enum jal_err err = JAL_OK;

	if (y->last_ok == 0)
		return buf_puts(out, _("Pas encore d’échange réussi"));
	err = buf_puts(out, _("Dernier échange réussi : "));
	if (err == JAL_OK)
		err = format_time(&f, y->last_ok / 60000 + clock->offset_min(clock->ctx, y->last_ok), out);
	return err;
}

static void draw_head(const struct sync *y, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	if (buf_printf(&text, _("Adresse : %s"), buf_str(&y->address)) == JAL_OK)
		canvas_put(c, r.row, r.col, r.cols, ROLE_NORMAL, buf_str(&text));
	buf_clear(&text);
	if (put_last(y, &text) == JAL_OK)
		canvas_put(c, r.row + 1, r.col, r.cols, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

/* "########........ 66 %", and what is left when that is long. */
static void draw_bar(const struct sync *y, const struct exchange_step *step, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	uint64_t done = step->done < step->total ? step->done : step->total;
	int width = r.cols > BAR + 24 ? BAR : 0;
	int64_t passed = clock_now(host_clock(y->h)) - y->step_at;
	int64_t left = done > 0 ? passed * (int64_t)(step->total - done) / (int64_t)done / 1000 : 0;
	enum jal_err err = JAL_OK;

	for (int i = 0; i < width && err == JAL_OK; i++)
		err = buf_putc(&text, (uint64_t)i * step->total < done * (uint64_t)width ? '#' : '.');
	if (err == JAL_OK)
		err = buf_printf(&text, _("%s%u %%"), width > 0 ? "  " : "", (unsigned)(done * 100 / step->total));
	if (err == JAL_OK && left > WORTH_TELLING_S)
		err = buf_printf(&text, _("   encore %lld s environ"), (long long)left);
	if (err == JAL_OK)
		canvas_put(c, r.row, r.col, r.cols, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

static void draw_step(struct sync *y, int i, struct canvas *c, struct rect r)
{
	const struct exchange *x = host_exchange(y->h);
	const struct exchange_step *step = &x->steps[i];
	bool running = exchange_running(x) && step->begun && !step->ended;
	const char *state = "";
	struct buf text = BUF_INIT;
	int name = r.cols >= 60 ? 36 : r.cols - 16;

	if (step->ended)
		state = _("fait");
	else if (running)
		state = x->state == EXCHANGE_STOPPING ? _("s’arrête") : _("en cours");
	else if (step->begun)
		state = _("arrêté");
	if (running) {
		canvas_put(c, r.row, r.col, 1, ATTR_BOLD, ">");
		canvas_cursor(c, r.row, r.col + 2);
	}
	if (buf_printf(&text, "%d  %s", i + 1, exchange_step_name(i)) == JAL_OK)
		canvas_put(c, r.row, r.col + 2, name, running ? ATTR_BOLD : ROLE_NORMAL, buf_str(&text));
	buf_clear(&text);
	if (step->begun && step->total > 0 && !step->ended)
		(void)!buf_printf(&text, _("%llu sur %llu"), (unsigned long long)step->done, (unsigned long long)step->total);
	else
		(void)!buf_puts(&text, state);
	canvas_put(c, r.row, r.col + 3 + name, 14, step->ended ? ROLE_DONE : ROLE_NORMAL, buf_str(&text));
	if (running && step->total > 0)
		draw_bar(y, step, c, (struct rect){ r.row, r.col + 16 + name, 1, r.cols - name - 16 });
	buf_free(&text);
}

/* The sentences wrapped, from the line scrolled to. */
static void draw_result(struct sync *y, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	const char *s = NULL;
	size_t n = 0;

	y->lines = 0;
	y->seen = r.rows;
	if (sync_words_result(host_exchange(y->h), host_desk(y->h), &text) != JAL_OK)
		buf_clear(&text);
	s = buf_str(&text);
	n = text.len;
	while (n > 0) {
		size_t shown = 0;
		size_t next = glyph_wrap(s, n, r.cols, &shown);
		size_t row = y->lines - y->scroll;

		if (y->lines >= y->scroll && row < (size_t)r.rows)
			canvas_put_n(c, r.row + (int)row, r.col, r.cols, ROLE_NORMAL, s, shown);
		y->lines++;
		s += next;
		n -= next;
	}
	buf_free(&text);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct sync *y = self(s);
	const struct exchange *x = host_exchange(y->h);
	bool full = l->body.rows >= 16;
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };

	draw_head(y, c, r);
	r = layout_below(r, full ? 3 : 2);
	for (int i = 0; i < EXCHANGE_STEPS; i++) {
		draw_step(y, i, c, r);
		r = layout_below(r, 1);
	}
	r = layout_below(r, full ? 1 : 0);
	if (x->state == EXCHANGE_OVER && x->kind == EXCHANGE_SYNC) {
		canvas_put(c, r.row, r.col, r.cols, ROLE_HEADING, _("RÉSULTAT"));
		canvas_cursor(c, r.row, r.col);
		r = layout_below(r, 1);
		draw_result(y, c, (struct rect){ r.row, r.col + 2, r.rows, r.cols - 2 });
	} else if (exchange_running(x)) {
		canvas_paragraph(c, r, ROLE_NORMAL,
			_("Échap : continuer en arrière-plan. En cas de coupure rien n’est perdu, l’échange reprend là où il s’est arrêté."));
	} else {
		canvas_paragraph(c, r, ROLE_NORMAL, _("Aucun échange depuis l’ouverture du coffre. F5 : synchroniser maintenant."));
		canvas_cursor(c, r.row, r.col);
	}
}

static void tell(struct screen *s, struct tell *t)
{
	struct sync *y = self(s);
	const struct exchange *x = host_exchange(y->h);
	bool over = x->state == EXCHANGE_OVER && x->kind == EXCHANGE_SYNC;
	struct buf text = BUF_INIT;

	if (y->address.len > 0)
		tell_printf(t, _("Adresse : %s"), buf_str(&y->address));
	if (put_last(y, &text) == JAL_OK)
		tell_say(t, buf_str(&text));
	buf_clear(&text);
	/* One line a step: what moves within one would never be silent. */
	if (exchange_running(x) && exchange_step(x) >= 0)
		tell_printf(t, _("Étape %d sur %d : %s"), exchange_step(x) + 1, EXCHANGE_STEPS, exchange_step_name(exchange_step(x)));
	if (over && sync_words_result(x, host_desk(y->h), &text) == JAL_OK) {
		tell_say(t, _("RÉSULTAT"));
		tell_say(t, buf_str(&text));
	} else if (exchange_running(x)) {
		t->busy = true;
		tell_say(t, _("Échap : continuer en arrière-plan. En cas de coupure rien n’est perdu, l’échange reprend là où il s’est arrêté."));
	} else if (!over) {
		tell_say(t, _("Aucun échange depuis l’ouverture du coffre. F5 : synchroniser maintenant."));
	}
	buf_free(&text);
}

/* ---- keys ---- */

static bool key(struct screen *s, const struct key *k)
{
	struct sync *y = self(s);
	size_t rows = y->seen > 0 ? (size_t)y->seen : 0;
	size_t last = y->lines > rows ? y->lines - rows : 0;

	switch (k->code) {
	case K_UP:
		y->scroll -= y->scroll > 0;
		return true;
	case K_DOWN:
		y->scroll += y->scroll < last;
		return true;
	case K_PGUP:
		y->scroll = y->scroll > rows ? y->scroll - rows : 0;
		return true;
	case K_PGDN:
		y->scroll = y->scroll + rows < last ? y->scroll + rows : last;
		return true;
	case K_HOME:
		y->scroll = 0;
		return true;
	case K_END:
		y->scroll = last;
		return true;
	default:
		return false;
	}
}

static void show_details(struct sync *y)
{
	struct app *app = y->screen.app;
	struct buf text = BUF_INIT;

	if (sync_words_details(host_exchange(y->h), &text) != JAL_OK || text.len == 0)
		app_say(app, APP_INFO, "%s", _("Il n’y a pas de détail technique."));
	else
		(void)!app_push(app, scr_reader_new(_("Détails techniques"), buf_str(&text)));
	buf_free(&text);
}

static bool run(struct screen *s, enum action_id action)
{
	struct sync *y = self(s);

	switch ((int)action) {
	case ACT_SYNC:
		y->scroll = 0;
		host_synchronise(y->h, false);
		return true;
	case ACT_STOP:
		host_exchange_stop(y->h);
		app_say(s->app, APP_INFO, "%s", _("Arrêt après l’étape en cours. Rien n’est perdu."));
		return true;
	case ACT_DETAILS:
		show_details(y);
		return true;
	default:
		return false;
	}
}

static const char *why_not(const struct screen *s, enum action_id action)
{
	bool running = exchange_running(host_exchange(((const struct sync *)s)->h));

	if (action == ACT_STOP && !running)
		return _("aucun échange n’est en cours");
	if (action == ACT_SYNC && running)
		return _("un échange est déjà en cours");
	return NULL;
}

static void event(struct screen *s, const void *e)
{
	struct sync *y = self(s);
	const struct exchange *x = host_exchange(y->h);
	struct diag why = DIAG_INIT;

	if (((const struct desk_event *)e)->kind != DESK_NEWS)
		return;
	if (exchange_running(x) && exchange_step(x) != y->step) {
		y->step = exchange_step(x);
		y->step_at = clock_now(host_clock(y->h));
	}
	if (!exchange_running(x) && desk_is_open(host_desk(y->h)))
		(void)!load(s, &why);
}

static void sync_free(struct screen *s)
{
	buf_free(&self(s)->address);
	free(s);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.key = key,
	.run = run,
	.why_not = why_not,
	.event = event,
	.release = release,
	.free = sync_free,
};

struct screen *scr_sync_new(struct host *h)
{
	struct sync *y = calloc(1, sizeof(*y));

	if (y == NULL)
		return NULL;
	y->screen = (struct screen){ .vt = &vt, .id = SCR_SYNC };
	y->h = h;
	y->step_at = clock_now(host_clock(h));
	y->step = -1;
	return &y->screen;
}
