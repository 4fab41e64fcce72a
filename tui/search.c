/*
 * Words that begin words.
 */
#include "tui/search.h"

#include <string.h>

#include "core/text.h"

/* Whether a word of the folded text begins with word. */
static bool begins_one(const char *text, size_t n, const char *word, size_t len)
{
	const char *here = NULL;
	size_t here_len = 0;
	size_t at = 0;

	while (text_word(text, n, &at, &here, &here_len))
		if (here_len >= len && memcmp(here, word, len) == 0)
			return true;
	return false;
}

bool search_words(const char *key, size_t n, const char *const *texts, size_t n_texts)
{
	struct buf folded = BUF_INIT;
	const char *word = NULL;
	size_t len = 0;
	size_t at = 0;
	bool all = true;

	for (size_t i = 0; i < n_texts; i++) {
		if (texts[i] == NULL || text_fold(texts[i], strlen(texts[i]), &folded) != JAL_OK)
			continue;
		if (buf_putc(&folded, ' ') != JAL_OK)
			break;
	}
	while (all && text_word(key, n, &at, &word, &len))
		all = begins_one(buf_str(&folded), folded.len, word, len);
	buf_free(&folded);
	return all;
}
