/* Any bytes are read as settings, each bad line named once and in order. */
#include <string.h>

#include "core/conf.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".ini", NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct conf *conf = NULL;
	size_t lines = 1, last = 0;
	for (size_t i = 0; i < n; i++)
		lines += data[i] == '\n';
	FUZZ_CHECK(conf_read((const char *)data, n, &conf) == JAL_OK);
	for (size_t i = 0; i < conf_problem_count(conf); i++) {
		const struct conf_problem problem = conf_problem(conf, i);
		FUZZ_CHECK(problem.line > last && problem.line <= lines && problem.text);
		last = problem.line;
	}
	const char *key = NULL, *value = NULL;
	for (size_t i = 0; (key = conf_key(conf, "a", i, &value)); i++)
		FUZZ_CHECK(value && i <= lines);
	conf_free(conf);
	return 0;
}
