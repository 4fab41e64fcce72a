/* The table that rome.def spells out. */
#include "core/rome.h"

#include <stdlib.h>
#include <string.h>

#define ROME(code, label) { code, label },
static const struct rome_job jobs[] = {
#include "core/rome.def"
};
#undef ROME

static const size_t job_count = sizeof(jobs) / sizeof(jobs[0]);

static int by_code(const void *code, const void *job)
{
	return strcmp(code, ((const struct rome_job *)job)->code);
}

const char *rome_label(const char *code)
{
	const struct rome_job *job = bsearch(code, jobs, job_count, sizeof(jobs[0]), by_code);
	return job ? job->label : NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Letters of other alphabets and with accents count as letters: they are part of a word. */
static bool in_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

bool rome_in_text(const char *s, size_t n, char code[ROME_CODE_MAX], size_t *end)
{
	for (size_t i = 0; i + 5 <= n; i++) {
		const char letter = (char)(s[i] >= 'a' && s[i] <= 'z' ? s[i] - 'a' + 'A' : s[i]);
		if (letter < 'A' || letter > 'N' || (i > 0 && in_word(s[i - 1])))
			continue;
		if (!is_digit(s[i + 1]) || !is_digit(s[i + 2]) || !is_digit(s[i + 3]) || !is_digit(s[i + 4]))
			continue;
		if (i + 5 < n && in_word(s[i + 5]))
			continue;
		code[0] = letter;
		memcpy(code + 1, s + i + 1, 4);
		code[5] = 0;
		*end = i + 5;
		return true;
	}
	return false;
}
