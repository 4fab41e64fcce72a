/* Locked memory for keys: alone, wiped, many at once, and with no right to lock any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/secret.h"

#define MANY 600

static void secret_new__gives__zero_bytes(void **state)
{
	(void)state;
	struct secret s = SECRET_INIT;
	assert_int_equal(secret_new(100, &s), JAL_OK);
	assert_int_equal(s.n, 100);
	for (size_t i = 0; i < s.n; i++)
		assert_int_equal(s.p[i], 0);
	secret_free(&s);
	assert_null(s.p);
	assert_int_equal(s.n, 0);
}

static void secret_free__wipes__what_the_next_one_gets(void **state)
{
	(void)state;
	struct secret s = SECRET_INIT;
	assert_int_equal(secret_copy("une clé bien gardée dans la mémoire", 32, &s), JAL_OK);
	const uint8_t *where = s.p;
	secret_free(&s);
	/* The arena keeps the page, so looking is allowed. */
	for (size_t i = 0; i < 32; i++)
		assert_int_equal(where[i], 0);
	secret_free(NULL);
	secret_free(&s);
}

static void secret_new__keeps__many_secrets_apart(void **state)
{
	(void)state;
	static struct secret all[MANY];
	for (size_t i = 0; i < MANY; i++) {
		assert_int_equal(secret_new(1 + i % 150, &all[i]), JAL_OK);
		memset(all[i].p, (int)(i & 0xFF), all[i].n);
	}
	for (size_t i = 0; i < MANY; i += 3)
		secret_free(&all[i]);
	for (size_t i = 0; i < MANY; i += 3) {
		assert_int_equal(secret_new(1 + i % 97, &all[i]), JAL_OK);
		memset(all[i].p, (int)(i & 0xFF), all[i].n);
	}
	for (size_t i = 0; i < MANY; i++) {
		for (size_t k = 0; k < all[i].n; k++)
			assert_int_equal(all[i].p[k], i & 0xFF);
		secret_free(&all[i]);
	}
}

static void secret_new__gives__large_ones_and_refuses_larger(void **state)
{
	(void)state;
	struct secret s = SECRET_INIT;
	assert_int_equal(secret_new(SECRET_MAX, &s), JAL_OK);
	memset(s.p, 7, s.n);
	secret_free(&s);
	assert_int_equal(secret_new(SECRET_MAX + 1, &s), JAL_ERR_LIMIT);
	assert_null(s.p);
	assert_int_equal(secret_new(0, &s), JAL_OK);
	assert_null(s.p);
}

static void secret_equal__compares__length_and_bytes(void **state)
{
	(void)state;
	struct secret a = SECRET_INIT, b = SECRET_INIT, c = SECRET_INIT, none = SECRET_INIT;
	assert_int_equal(secret_random(32, &a), JAL_OK);
	assert_int_equal(secret_copy(a.p, 32, &b), JAL_OK);
	assert_int_equal(secret_copy(a.p, 31, &c), JAL_OK);
	assert_true(secret_equal(&a, &b));
	assert_false(secret_equal(&a, &c));
	assert_false(secret_equal(&a, &none));
	assert_true(secret_equal(&none, &none));
	b.p[31] ^= 1;
	assert_false(secret_equal(&a, &b));
	secret_free(&a);
	secret_free(&b);
	secret_free(&c);
}

/* What a child may not do without disturbing the other tests: returns 0 when all is well. */
static int child_without_locks(void)
{
	const struct rlimit none = { 0, 0 };
	/* Root locks what it likes, so be somebody else where we can. */
	if (setrlimit(RLIMIT_MEMLOCK, &none) != 0 || (getuid() == 0 && setuid(65534) != 0))
		return 1;
	struct secret s = SECRET_INIT, large = SECRET_INIT;
	if (secret_new(SECRET_MAX, &large) != JAL_OK || secret_random(32, &s) != JAL_OK)
		return 3;
	if (secret_locked())
		return 4;
	secret_free(&s);
	secret_free(&large);
	return 0;
}

static int child_start(void)
{
	struct rlimit core = { 1, 1 };
	if (secret_start() != JAL_OK || secret_start() != JAL_OK)
		return 1;
	if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0 || core.rlim_max != 0)
		return 2;
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return 3;
	if (umask(0) != 077)
		return 4;
	return 0;
}

static int run_child(int (*what)(void))
{
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(what());
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void secret_new__works__when_no_memory_may_be_locked(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	/* The sanitizer's mlock always succeeds. */
	skip();
#endif
	assert_int_equal(run_child(child_without_locks), 0);
}

static void secret_start__forbids__core_dumps_and_sets_the_mask(void **state)
{
	(void)state;
	assert_int_equal(run_child(child_start), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secret_new__gives__zero_bytes),
		cmocka_unit_test(secret_free__wipes__what_the_next_one_gets),
		cmocka_unit_test(secret_new__works__when_no_memory_may_be_locked),
		cmocka_unit_test(secret_new__keeps__many_secrets_apart),
		cmocka_unit_test(secret_new__gives__large_ones_and_refuses_larger),
		cmocka_unit_test(secret_equal__compares__length_and_bytes),
		cmocka_unit_test(secret_start__forbids__core_dumps_and_sets_the_mask),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
