/* The road of a key, the stack, drafts, locking: without a terminal. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/press.h"
#include "tui/app.h"
#include "tui/bindings.h"
#include "tui/prompt.h"
#include "tui/queue.h"

/* What happened to the screens, and what they are told to answer. */
struct world {
	int64_t mono;
	int loads, releases, frees, drafts, runs;
	bool load_fails, draft_fails;
	enum action_id ran;
	unsigned have;
	bool typing;
	bool lockable;
	size_t answered;
};

static struct world w;
static struct app *app;

static int64_t now_ms(void *ctx)
{
	(void)ctx;
	return INT64_C(1795513320000);
}

static int offset_min(void *ctx, int64_t at)
{
	(void)ctx;
	(void)at;
	return 60;
}

static const struct jal_clock clock_still = { now_ms, offset_min, NULL };

static void probe_title(const struct screen *s, struct buf *out)
{
	(void)s;
	assert_int_equal(buf_puts(out, "Essai"), JAL_OK);
}

static enum jal_err probe_load(struct screen *s, struct diag *why)
{
	(void)s;
	w.loads++;
	return w.load_fails ? diag_set(why, JAL_ERR_IO, N_("Le disque ne répond pas.")) : JAL_OK;
}

static void probe_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	(void)s;
	canvas_put(c, l->body.row, 1, 40, 0, "le corps");
	/* Outside its place nothing stays. */
	canvas_put(c, 0, 0, 40, 0, "DEHORS");
}

static bool probe_key(struct screen *s, const struct key *key)
{
	(void)s;
	return key->code == K_DOWN;
}

static bool probe_run(struct screen *s, enum action_id action)
{
	(void)s;
	w.ran = action;
	w.runs++;
	return action != ACT_BACK && action != ACT_FILTER;
}

static unsigned probe_have(const struct screen *s)
{
	(void)s;
	return w.have;
}

static const char *probe_why_not(const struct screen *s, enum action_id action)
{
	(void)s;
	return action == ACT_SORT ? "une seule ligne" : NULL;
}

static bool probe_typing(const struct screen *s)
{
	(void)s;
	return w.typing;
}

static enum jal_err probe_save_draft(struct screen *s, struct diag *why)
{
	(void)s;
	w.drafts++;
	return w.draft_fails ? diag_set(why, JAL_ERR_IO, N_("Le brouillon n’a pas pu être gardé.")) : JAL_OK;
}

static void probe_release(struct screen *s)
{
	(void)s;
	w.releases++;
}

static void probe_free(struct screen *s)
{
	w.frees++;
	free(s);
}

static const struct screen_vt probe_vt = { .title = probe_title, .load = probe_load, .draw = probe_draw,
	.key = probe_key, .run = probe_run, .have = probe_have, .why_not = probe_why_not, .typing = probe_typing,
	.save_draft = probe_save_draft, .release = probe_release, .free = probe_free };

static struct screen *probe(enum screen_id id)
{
	struct screen *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	*s = (struct screen){ .vt = &probe_vt, .id = id };
	return s;
}

static void lock_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	(void)s;
	canvas_put(c, l->body.row, 1, 40, 0, "phrase");
}

static const struct screen_vt lock_vt = { .title = probe_title, .draw = lock_draw, .free = probe_free };

static struct screen *lock(void *ctx, struct app *a)
{
	struct screen *s = NULL;

	(void)ctx;
	(void)a;
	if (!w.lockable)
		return NULL;
	s = probe(SCR_LOCKED);
	s->vt = &lock_vt;
	return s;
}

static int64_t mono_ms(void *ctx)
{
	(void)ctx;
	return w.mono;
}

static void status(void *ctx, struct buf *out)
{
	(void)ctx;
	assert_int_equal(buf_puts(out, "PLIE | 3 à envoyer"), JAL_OK);
}

static bool is_open(void *ctx)
{
	(void)ctx;
	return w.lockable;
}

static struct app_host host = { .clock = &clock_still, .mono_ms = mono_ms, .status = status, .open = is_open, .lock = lock, .watch = -1 };

static int begin(void **state)
{
	struct app_settings settings = APP_SETTINGS_DEFAULT;

	(void)state;
	w = (struct world){ .mono = 1000000, .lockable = true };
	host.actions = bindings();
	return app_new(&host, &settings, &app) != JAL_OK || app_push(app, probe(SCR_CASELOAD)) != JAL_OK;
}

static int end(void **state)
{
	(void)state;
	app_free(app);
	app = NULL;
	return 0;
}

static void hit(const char *name)
{
	struct key k = press(name);

	app_key(app, &k);
}

static bool sees(const char *text)
{
	struct canvas *c = NULL;
	struct buf b = BUF_INIT;
	bool found = false;

	assert_int_equal(canvas_new(24, 80, &c), JAL_OK);
	app_draw(app, c);
	assert_int_equal(canvas_dump(c, &b), JAL_OK);
	found = strstr(buf_str(&b), text) != NULL;
	buf_free(&b);
	canvas_free(c);
	return found;
}

static void a_key__goes_to__the_widget_first_then_the_table(void **state)
{
	(void)state;
	hit("Down");
	assert_int_equal(w.runs, 0);
	assert_string_equal(app_message(app), "");
	hit("c");
	assert_int_equal(w.ran, ACT_CREATE);
	hit("C");
	assert_int_equal(w.runs, 2);
	hit("Ctrl+O");
	assert_string_equal(app_message(app), "La touche Ctrl+O ne fait rien ici. F1\xc2\xa0: aide.");
	assert_int_equal(w.runs, 2);
	/* Nobody took it. */
	hit("f");
	assert_string_equal(app_message(app), "! Filtrer\xc2\xa0: ce n’est pas possible ici.");
}

static void needs__are_checked__before_anything_runs(void **state)
{
	(void)state;
	hit("n");
	assert_int_equal(w.runs, 0);
	assert_string_equal(app_message(app), "! Note\xc2\xa0: aucune personne n’est choisie.");
	w.have = NEED_PERSON;
	hit("n");
	assert_int_equal(w.ran, ACT_NOTE);
	hit("t");
	assert_string_equal(app_message(app), "! Trier\xc2\xa0: une seule ligne.");
	assert_int_equal(w.runs, 1);
}

static void letters__are_letters__while_typing(void **state)
{
	(void)state;
	w.typing = true;
	hit("c");
	assert_int_equal(w.runs, 0);
	hit("F7");
	assert_int_equal(w.ran, ACT_CREATE);
}

static void a_closed_screen__is_freed_once__and_the_one_below_loads(void **state)
{
	(void)state;
	assert_int_equal(app_push(app, probe(SCR_FORM)), JAL_OK);
	assert_int_equal(w.loads, 2);
	hit("Esc");
	assert_int_equal(w.drafts, 1);
	assert_int_equal(w.loads, 3);
	assert_int_equal(w.frees, 1);
	assert_int_equal(app_top(app)->id, SCR_CASELOAD);
	assert_false(app_ended(app));
	/* The first screen has no Esc. */
	hit("Esc");
	assert_int_equal(w.frees, 1);
}

static void a_draft_that_cant_be_kept__keeps_its_screen(void **state)
{
	(void)state;
	assert_int_equal(app_push(app, probe(SCR_FORM)), JAL_OK);
	w.draft_fails = true;
	hit("Esc");
	assert_int_equal(app_top(app)->id, SCR_FORM);
	assert_string_equal(app_message(app), "! Le brouillon n’a pas pu être gardé.");
}

static void a_screen_that_cant_load__is_not_shown(void **state)
{
	(void)state;
	w.load_fails = true;
	assert_int_equal(app_push(app, probe(SCR_FORM)), JAL_ERR_IO);
	assert_int_equal(w.frees, 1);
	assert_int_equal(app_top(app)->id, SCR_CASELOAD);
	assert_string_equal(app_message(app), "! Le disque ne répond pas.");
	assert_int_equal(app_push(app, NULL), JAL_ERR_NOMEM);
	assert_int_equal(app_go(app, probe(SCR_SYNC)), JAL_ERR_IO);
	assert_int_equal(app_top(app)->id, SCR_CASELOAD);
}

static void going__leaves_one_screen(void **state)
{
	(void)state;
	assert_int_equal(app_push(app, probe(SCR_SUMMARY)), JAL_OK);
	assert_int_equal(app_go(app, probe(SCR_SYNC)), JAL_OK);
	assert_int_equal(app_top(app)->id, SCR_SYNC);
	assert_null(app_top(app)->below);
	hit("Down");
	assert_int_equal(w.frees, 2);
	hit("g");
	hit("'");
	assert_non_null(strstr(app_message(app), "attend un chiffre"));
	hit("g");
	hit("&");
	assert_int_equal(w.ran, ACT_GO_CASELOAD);
}

static void drafts__are_saved__within_two_seconds(void **state)
{
	(void)state;
	app_tick(app);
	assert_int_equal(w.drafts, 0);
	app_touch(app);
	assert_true(app_wait_ms(app) <= 2000);
	w.mono += app_wait_ms(app);
	app_touch(app);
	app_tick(app);
	assert_int_equal(w.drafts, 1);
	w.mono += 10000;
	app_tick(app);
	assert_int_equal(w.drafts, 1);
	/* One that can't be kept is tried again, and not at once. */
	w.draft_fails = true;
	app_touch(app);
	w.mono += 2000;
	app_tick(app);
	app_tick(app);
	assert_int_equal(w.drafts, 2);
	w.draft_fails = false;
	w.mono += 20000;
	app_tick(app);
	assert_int_equal(w.drafts, 3);
}

static void idleness__counts_down__then_locks(void **state)
{
	(void)state;
	assert_false(sees("Verrouillage dans"));
	w.mono += 270000;
	app_tick(app);
	assert_true(sees("Verrouillage dans 30 s."));
	assert_true(app_wait_ms(app) <= 1001);
	hit("Down");
	assert_false(sees("Verrouillage dans"));
	w.mono += 300000;
	app_tick(app);
	assert_true(app_is_locked(app));
	assert_int_equal(w.drafts, 1);
	assert_int_equal(w.releases, 1);
	assert_true(sees("phrase"));
	assert_false(sees("le corps"));
	assert_false(sees("PLIE"));
	/* Only the lock's keys are there. */
	hit("F9");
	hit("c");
	assert_int_equal(app_top(app)->id, SCR_LOCKED);
	assert_int_equal(w.runs, 0);
	w.mono += 300000;
	app_tick(app);
	assert_int_equal(w.releases, 1);
	app_unlock(app);
	assert_int_equal(w.loads, 2);
	assert_true(sees("le corps"));
}

/* Before a vault is open there is nothing to count down to, nor to be awake for. */
static void with_nothing_to_lock__time_does_not_run_out(void **state)
{
	(void)state;
	w.lockable = false;
	w.mono += 270000;
	app_tick(app);
	assert_false(sees("Verrouillage dans"));
	w.mono += 3600000;
	app_tick(app);
	assert_false(sees("Verrouillage dans"));
	assert_true(app_wait_ms(app) > 0);
	assert_int_equal(w.releases, 0);
}

static void a_key_after_a_long_sleep__finds_it_locked(void **state)
{
	(void)state;
	w.mono += 3600000;
	hit("c");
	assert_true(app_is_locked(app));
	assert_int_equal(w.runs, 0);
	app_unlock(app);
	w.mono += 3600000;
	app_paste(app, "x", 1, false);
	assert_true(app_is_locked(app));
}

static void a_lock_that_has_nothing_to_close__loads_again(void **state)
{
	(void)state;
	w.lockable = false;
	app_lock(app);
	assert_false(app_is_locked(app));
	assert_int_equal(w.releases, 1);
	assert_int_equal(w.loads, 2);
}

static void a_window_too_small__does_nothing_blindly(void **state)
{
	struct canvas *c = NULL;

	(void)state;
	assert_int_equal(canvas_new(5, 3, &c), JAL_OK);
	app_draw(app, c);
	hit("c");
	assert_int_equal(w.runs, 0);
	app_paste(app, "abc", 3, false);
	assert_int_equal(canvas_resize(c, 24, 80), JAL_OK);
	app_draw(app, c);
	hit("c");
	assert_int_equal(w.runs, 1);
	canvas_free(c);
}

static void every_size__is_drawn__inside_its_frame(void **state)
{
	struct canvas *c = NULL;

	(void)state;
	app_say(app, APP_ERROR, "%s", "Une phrase assez longue pour passer sur plusieurs lignes quand la fenêtre est petite.");
	assert_int_equal(canvas_new(1, 1, &c), JAL_OK);
	for (int rows = 1; rows < 40; rows++) {
		for (int cols = 1; cols < 130; cols += 7) {
			struct buf b = BUF_INIT;

			assert_int_equal(canvas_resize(c, rows, cols), JAL_OK);
			app_draw(app, c);
			assert_int_equal(canvas_dump(c, &b), JAL_OK);
			assert_null(strstr(buf_str(&b), "DEHORS"));
			buf_free(&b);
		}
	}
	canvas_free(c);
}

static void a_long_message__is_told_whole(void **state)
{
	(void)state;
	app_say(app, APP_ERROR, "%s",
		"La synchronisation s’est arrêtée : le serveur ne répond pas. Rien n’est perdu, tout est gardé ici. "
		"Réessayez quand le réseau revient.");
	assert_true(sees("quand le réseau revient."));
	hit("Down");
	assert_false(sees("quand le réseau revient."));
}

static void answered(void *ctx, struct app *a, size_t button)
{
	(void)ctx;
	(void)a;
	w.answered = button + 1;
}

static void a_question__is_safe__unless_one_chooses(void **state)
{
	struct prompt q = { .title = "Effacer", .text = "Effacer ?", .buttons = { "Effacer", "Garder" }, .n_buttons = 2,
		.safe = 1, .done = answered };

	(void)state;
	assert_int_equal(app_push(app, prompt_new(&q)), JAL_OK);
	hit("Enter");
	assert_int_equal(w.answered, 2);
	assert_int_equal(app_push(app, prompt_new(&q)), JAL_OK);
	hit("Esc");
	assert_int_equal(w.answered, 2);
	assert_int_equal(app_push(app, prompt_new(&q)), JAL_OK);
	hit("Left");
	hit("Enter");
	assert_int_equal(w.answered, 1);
	w.answered = 0;
	/* What is grave asks for a word, whatever its accents. */
	q.type_this = "LEFÈVRE";
	assert_int_equal(app_push(app, prompt_new(&q)), JAL_OK);
	hit("Left");
	hit("Enter");
	assert_int_equal(w.answered, 0);
	for (const char *s = "lefevre"; *s != '\0'; s++) {
		char letter[2] = { *s, '\0' };

		hit(letter);
	}
	hit("Tab");
	hit("Enter");
	assert_int_equal(w.answered, 1);
}

static void the_palette__runs__what_it_names(void **state)
{
	(void)state;
	hit("F9");
	assert_int_equal(app_top(app)->id, SCR_PALETTE);
	hit("a");
	hit("j");
	hit("o");
	hit("u");
	hit("t");
	hit("e");
	assert_true(sees("Créer"));
	hit("Enter");
	assert_int_equal(w.ran, ACT_CREATE);
	assert_int_equal(app_top(app)->id, SCR_CASELOAD);
	hit("F9");
	hit("n");
	hit("o");
	hit("t");
	hit("e");
	assert_true(sees("(aucune personne n’est choisie)"));
	hit("Enter");
	assert_int_equal(app_top(app)->id, SCR_PALETTE);
	assert_int_equal(w.runs, 1);
}

static void help__has__every_row_of_every_screen(void **state)
{
	(void)state;
	for (int id = 0; id < SCR_COUNT; id++) {
		if (action_for_id(bindings(), (enum screen_id)id, ACT_HELP) == NULL)
			continue;
		assert_int_equal(app_go(app, probe((enum screen_id)id)), JAL_OK);
		hit("F1");
		assert_int_equal(app_top(app)->id, SCR_HELP);
		assert_true(sees("Tapez un mot"));
		hit("Esc");
	}
}

static void queue_pop__gives__in_order_and_wakes(void **state)
{
	struct queue *q = NULL;

	(void)state;
	assert_int_equal(queue_new(sizeof(int), &q), JAL_OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(queue_push(q, &i), JAL_OK);
	for (int i = 0; i < 5; i++) {
		int got = -1;

		assert_true(queue_pop(q, &got));
		assert_int_equal(got, i);
	}
	assert_false(queue_pop(q, &(int){ 0 }));
	queue_free(q);
	queue_free(NULL);
}

static int start(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_key__goes_to__the_widget_first_then_the_table),
		CASE(needs__are_checked__before_anything_runs),
		CASE(letters__are_letters__while_typing),
		CASE(a_closed_screen__is_freed_once__and_the_one_below_loads),
		CASE(a_draft_that_cant_be_kept__keeps_its_screen),
		CASE(a_screen_that_cant_load__is_not_shown),
		CASE(going__leaves_one_screen),
		CASE(drafts__are_saved__within_two_seconds),
		CASE(idleness__counts_down__then_locks),
		CASE(with_nothing_to_lock__time_does_not_run_out),
		CASE(a_key_after_a_long_sleep__finds_it_locked),
		CASE(a_lock_that_has_nothing_to_close__loads_again),
		CASE(a_window_too_small__does_nothing_blindly),
		CASE(every_size__is_drawn__inside_its_frame),
		CASE(a_long_message__is_told_whole),
		CASE(a_question__is_safe__unless_one_chooses),
		CASE(the_palette__runs__what_it_names),
		CASE(help__has__every_row_of_every_screen),
		cmocka_unit_test(queue_pop__gives__in_order_and_wakes),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
