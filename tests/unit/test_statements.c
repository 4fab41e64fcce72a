/* Every statement of every module can be prepared, and no module's is forgotten. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/schema.h"
#include "core/statements.h"
#include "tests/support/vaultbox.h"

static void statements_all__can__be_prepared(void **state)
{
	(void)state;
	struct vaultbox vb;
	vaultbox_make(&vb);
	vaultbox_close(&vb);
	/* The same box, with the tables that the program has. */
	struct vault_options options = vb.options;
	options.path = box_file(&vb.box, "autre");
	options.schema = &schema_vault;
	assert_int_equal(vault_make(&options, VAULTBOX_PHRASE, strlen(VAULTBOX_PHRASE), &vb.recovery, slots_floor(), &vb.vault,
				 &vb.diag), JAL_OK);
	struct db *db = vault_db(vb.vault);
	assert_int_equal(db_begin(db), JAL_OK);
	for (size_t i = 0; i < statements_count; i++) {
		const struct db_sql *sql = statements_all[i];
		for (int which = 0; which < sql->count; which++) {
			struct db_st *st = NULL;
			const enum jal_err err = db_use(db, sql, which, &st);
			if (err)
				fail_msg("%s %d: SQLite %d: %s", sql->name, which, db_code(db), sql->text[which]);
			db_done(st);
		}
	}
	db_rollback(db);
	vaultbox_remove(&vb);
}

/* Each `const struct db_sql NAME = { "…"` at the beginning of a line must be in the list, by the name in its braces. */
static void look_in(const char *text, const char *path)
{
	static const char start[] = "\nconst struct db_sql ";
	for (const char *at = text; (at = strstr(at, start)) != NULL; at++) {
		char name[64] = { 0 };
		const char *quote = strchr(at, '"'), *end = strchr(at + 1, '\n');
		if (!quote || !end || quote > end)
			continue;
		(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(quote + 1, "\""), quote + 1);
		bool listed = false;
		for (size_t i = 0; i < statements_count; i++)
			listed = listed || strcmp(statements_all[i]->name, name) == 0;
		if (!listed)
			fail_msg("%s: the statements of %s are not in core/statements.c", path, name);
	}
}

static void statements_all__names__every_table_of_the_sources(void **state)
{
	(void)state;
	const char *top = getenv("JALON_SRCDIR");
	if (!top)
		skip();
	char folder[BOX_PATH_MAX];
	assert_true(snprintf(folder, sizeof(folder), "%s/core", top) < (int)sizeof(folder));
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	for (const struct dirent *entry = NULL; (entry = readdir(dir));) {
		const size_t n = strlen(entry->d_name);
		char path[2 * BOX_PATH_MAX];
		if (n < 3 || strcmp(entry->d_name + n - 2, ".c") != 0)
			continue;
		assert_true(snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) < (int)sizeof(path));
		size_t size = 0;
		uint8_t *text = box_read(path, &size);
		look_in((const char *)text, path);
		free(text);
	}
	assert_int_equal(closedir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_all__can__be_prepared),
		cmocka_unit_test(statements_all__names__every_table_of_the_sources),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
