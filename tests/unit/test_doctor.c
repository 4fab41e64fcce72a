/* What `jalon doctor` finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "core/doctor.h"
#include "core/meta.h"
#include "core/slots.h"
#include "tests/support/vaultbox.h"

#define LOOKS 9

struct found {
	int count;
	const char *wanted;
	enum doctor_level level;
	char said[1024];
};

static int setup(void **state)
{
	static struct vaultbox vb;
	vaultbox_now = 1800000000000;
	vaultbox_make(&vb);
	*state = &vb;
	return 0;
}

static int teardown(void **state)
{
	vaultbox_remove(*state);
	return 0;
}

static enum jal_err keep(void *ctx, const struct doctor_finding *finding)
{
	struct found *f = ctx;
	struct buf said = BUF_INIT;
	f->count++;
	assert_non_null(finding->said.text);
	assert_int_equal(finding->said.err == JAL_OK, finding->level == DOCTOR_GOOD);
	if (f->wanted && strcmp(finding->name, f->wanted) == 0) {
		assert_int_equal(diag_render(&finding->said, NULL, &said), JAL_OK);
		f->level = finding->level;
		memcpy(f->said, buf_str(&said), said.len < sizeof(f->said) ? said.len + 1 : sizeof(f->said) - 1);
		buf_free(&said);
	}
	return JAL_OK;
}

static struct found examine(struct vaultbox *vb, const char *wanted)
{
	struct found f = { .wanted = wanted };
	assert_int_equal(doctor_examine(vb->vault, vb->options.clock, keep, &f), JAL_OK);
	assert_int_equal(f.count, LOOKS);
	return f;
}

static void doctor_examine__finds__a_new_vault_well(void **state)
{
	struct vaultbox *vb = *state;
	static const char *const names[] = { "pages", "structure", "keys", "restored", "permissions", "clock", "old_backups" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct found f = examine(vb, names[i]);
		if (f.level != DOCTOR_GOOD || !f.said[0])
			fail_msg("%s: %s", names[i], f.said);
	}
	assert_non_null(strstr(examine(vb, "keys").said, "64"));
}

static void doctor_examine__warns__of_files_open_to_others(void **state)
{
	struct vaultbox *vb = *state;
	assert_int_equal(chmod(vaultbox_file(vb, "vault.slots"), 0644), 0);
	const struct found f = examine(vb, "permissions");
	assert_int_equal(f.level, DOCTOR_WARNING);
	assert_non_null(strstr(f.said, "vault.slots"));
}

static void doctor_examine__warns__of_a_clock_behind_the_vault(void **state)
{
	struct vaultbox *vb = *state;
	vaultbox_now -= (int64_t)2 * 86400000;
	assert_int_equal(examine(vb, "clock").level, DOCTOR_WARNING);
	vaultbox_now = 1000;
	assert_int_equal(examine(vb, "clock").level, DOCTOR_WARNING);
}

static void doctor_examine__warns__of_backups_and_of_a_restored_vault(void **state)
{
	struct vaultbox *vb = *state;
	box_write(vaultbox_file(vb, "before-upgrade-1.jalon"), "x", 1);
	const struct found f = examine(vb, "old_backups");
	assert_int_equal(f.level, DOCTOR_WARNING);
	assert_non_null(strstr(f.said, " : 1. Elles"));
	assert_int_equal(db_begin(vault_db(vb->vault)), JAL_OK);
	assert_int_equal(meta_put_i64(vault_db(vb->vault), VAULT_META_RESTORED, 1), JAL_OK);
	assert_int_equal(db_commit(vault_db(vb->vault)), JAL_OK);
	assert_int_equal(examine(vb, "restored").level, DOCTOR_WARNING);
}

static void doctor_examine__finds__damaged_pages_and_keys(void **state)
{
	struct vaultbox *vb = *state;
	vaultbox_close(vb);
	box_flip(vaultbox_file(vb, "vault.slots"), -1);
	vb->options.repair = true;
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(examine(vb, "keys").level, DOCTOR_BAD);
	/* Damage that comes while it is open. */
	box_flip(vaultbox_file(vb, "vault.db"), -10);
	const struct found f = examine(vb, "pages");
	assert_int_equal(f.level, DOCTOR_BAD);
	assert_non_null(strstr(f.said, "1 page"));
}

static enum jal_err stop(void *ctx, const struct doctor_finding *finding)
{
	(void)finding;
	(*(int *)ctx)++;
	return JAL_ERR_CANCELLED;
}

static void doctor_examine__stops__when_told(void **state)
{
	struct vaultbox *vb = *state;
	int count = 0;
	assert_int_equal(doctor_examine(vb->vault, vb->options.clock, stop, &count), JAL_ERR_CANCELLED);
	assert_int_equal(count, 1);
	assert_string_not_equal(doctor_word(DOCTOR_GOOD), doctor_word(DOCTOR_BAD));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(doctor_examine__finds__a_new_vault_well),
		CASE(doctor_examine__warns__of_files_open_to_others),
		CASE(doctor_examine__warns__of_a_clock_behind_the_vault),
		CASE(doctor_examine__warns__of_backups_and_of_a_restored_vault),
		CASE(doctor_examine__finds__damaged_pages_and_keys),
		CASE(doctor_examine__stops__when_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
