/* The write turn: one holder at a time, the screen before the worker. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/turn.h"

#define WORKERS 3
#define ROUNDS 2000

struct shared {
	struct turn *turn;
	atomic_int inside;
	atomic_int overlaps;
	long count;
};

static void *work(void *arg)
{
	struct shared *s = arg;
	for (int i = 0; i < ROUNDS; i++) {
		turn_take(s->turn, false);
		if (atomic_fetch_add(&s->inside, 1) != 0)
			atomic_fetch_add(&s->overlaps, 1);
		s->count++;
		atomic_fetch_sub(&s->inside, 1);
		turn_give(s->turn);
	}
	return NULL;
}

static void turn_take__admits__one_at_a_time(void **state)
{
	(void)state;
	struct shared s = { 0 };
	pthread_t threads[WORKERS];
	assert_int_equal(turn_new(&s.turn), JAL_OK);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, work, &s), 0);
	for (int i = 0; i < ROUNDS; i++) {
		turn_take(s.turn, true);
		if (atomic_fetch_add(&s.inside, 1) != 0)
			atomic_fetch_add(&s.overlaps, 1);
		s.count++;
		atomic_fetch_sub(&s.inside, 1);
		turn_give(s.turn);
	}
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(atomic_load(&s.overlaps), 0);
	assert_int_equal(s.count, (WORKERS + 1) * ROUNDS);
	turn_free(s.turn);
	turn_free(NULL);
}

struct order {
	struct turn *turn;
	char who[2];
	atomic_int next;
};

static void *screen(void *arg)
{
	struct order *o = arg;
	turn_take(o->turn, true);
	o->who[atomic_fetch_add(&o->next, 1)] = 's';
	turn_give(o->turn);
	return NULL;
}

static void turn_take__lets__the_screen_pass_before_the_worker(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++) {
		struct order o = { .who = "??" };
		pthread_t thread;
		assert_int_equal(turn_new(&o.turn), JAL_OK);
		turn_take(o.turn, false);
		assert_false(turn_wanted(o.turn));
		assert_int_equal(pthread_create(&thread, NULL, screen, &o), 0);
		while (!turn_wanted(o.turn))
			;
		/* The worker asks again at once, long before the screen's thread has woken up. */
		turn_give(o.turn);
		turn_take(o.turn, false);
		o.who[atomic_fetch_add(&o.next, 1)] = 'w';
		turn_give(o.turn);
		assert_int_equal(pthread_join(thread, NULL), 0);
		assert_memory_equal(o.who, "sw", 2);
		turn_free(o.turn);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turn_take__admits__one_at_a_time),
		cmocka_unit_test(turn_take__lets__the_screen_pass_before_the_worker),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
