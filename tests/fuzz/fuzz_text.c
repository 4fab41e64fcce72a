/* Any bytes: what is cleaned is valid, what is shown is inert, keys are keys of themselves, dates are in range. */
#include <string.h>
#include <unistr.h>

#include "core/date.h"
#include "core/text.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".text", NULL };

static void clean(const char *s, size_t n, enum text_shape shape, bool utf8)
{
	struct buf b = BUF_INIT, again = BUF_INIT;
	size_t dropped = 1;
	FUZZ_CHECK((text_clean(s, n, shape, &b, &dropped) == JAL_OK) == utf8);
	FUZZ_CHECK(text_valid(buf_str(&b), b.len, shape, NULL) == JAL_OK);
	FUZZ_CHECK(text_clean(buf_str(&b), b.len, shape, &again, &dropped) == JAL_OK);
	FUZZ_CHECK(dropped == 0 && again.len == b.len && (!b.len || memcmp(again.data, b.data, b.len) == 0));
	if (utf8 && text_valid(s, n, shape, NULL) == JAL_OK)
		FUZZ_CHECK(text_check_nfc(s, n) == JAL_OK);
	buf_clear(&b);
	FUZZ_CHECK(text_inert(s, n, shape, &b) == JAL_OK);
	FUZZ_CHECK(!u8_check((const uint8_t *)buf_str(&b), b.len));
	for (size_t i = 0; i < b.len; i++)
		FUZZ_CHECK((b.data[i] >= 0x20 && b.data[i] != 0x7F) || (shape == TEXT_LONG && (b.data[i] == '\n' || b.data[i] == '\t')));
	buf_free(&again);
	buf_free(&b);
}

static void keys(const char *s, size_t n, bool utf8)
{
	static enum jal_err (*const makers[])(const char *, size_t, struct buf *) = { text_fold, text_fold_exact, text_fold_header,
		text_phonetic };
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
		struct buf key = BUF_INIT;
		FUZZ_CHECK((makers[i](s, n, &key) == JAL_OK) == utf8);
		FUZZ_CHECK(text_check_nfc(buf_str(&key), key.len) == JAL_OK);
		if (i < 3 && key.len)
			FUZZ_CHECK(key.data[0] != ' ' && key.data[key.len - 1] != ' ' && !strstr(buf_str(&key), "  "));
		size_t at = 0, len = 0;
		const char *word = NULL;
		while (text_word(buf_str(&key), key.len, &at, &word, &len))
			FUZZ_CHECK(len > 0 && word >= buf_str(&key) && word + len <= buf_str(&key) + key.len);
		buf_free(&key);
	}
}

static void moves(const char *s, size_t n)
{
	size_t at = 0;
	while (at < n) {
		const size_t next = text_next(s, n, at);
		FUZZ_CHECK(next > at && next <= n);
		at = next;
	}
	while (at > 0) {
		const size_t before = text_prev(s, n, at);
		FUZZ_CHECK(before < at);
		at = before;
	}
	const char *trimmed = s;
	const size_t left = text_trim(&trimmed, n);
	FUZZ_CHECK(trimmed >= s && trimmed + left <= s + n);
}

static void dates(const char *s, size_t n)
{
	int32_t date = 0;
	int minutes = 0;
	int64_t time = 0;
	char out[DATE_ISO_MAX];
	if (date_parse_import(s, n, &date, NULL) == JAL_OK)
		FUZZ_CHECK(date >= DATE_MIN && date <= DATE_MAX);
	if (date_parse_form(s, n, 20781, &date, NULL) == JAL_OK)
		FUZZ_CHECK(date >= DATE_MIN && date <= DATE_MAX);
	if (date_parse_minutes(s, n, &minutes, NULL) == JAL_OK)
		FUZZ_CHECK(minutes >= 0 && minutes < DATE_MINUTES_PER_DAY);
	if (date_parse_iso(s, n, &date) == JAL_OK)
		FUZZ_CHECK(memcmp(date_iso(date, out), s, n) == 0);
	if (date_parse_iso_time(s, n, &time) == JAL_OK)
		FUZZ_CHECK(memcmp(date_iso_time(time, out), s, n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;
	const bool utf8 = !u8_check(data, n);
	clean(s, n, TEXT_LINE, utf8);
	clean(s, n, TEXT_LONG, utf8);
	keys(s, n, utf8);
	moves(s, n);
	dates(s, n);
	return 0;
}
