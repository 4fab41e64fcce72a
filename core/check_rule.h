/*
 * Between core/check.c and the files that hold the rules (core/check_*.c): what
 * a rule gets and how it answers. Nothing else includes this.
 */
#ifndef CORE_CHECK_RULE_H
#define CORE_CHECK_RULE_H

#include "core/check.h"

/* What a rule looks at: one line of text, cleaned, trimmed, never empty. */
struct check_text {
	const char *s;	/* NUL-terminated */
	size_t n;
	const struct model_field *field;
	enum check_source source;
	const struct check_context *context;
};

/* Each rule appends the value in its one canonical spelling to out and may warn,
 * or refuses through check_refuse. */
#define CHECK(name)
#define TEXT_RULE(file, name) \
	JAL_MUST enum jal_err check_##file##_##name(const struct check_text *t, struct buf *out, struct check_result *r);
#define DATE_RULE(file, name) \
	JAL_MUST enum jal_err check_##file##_##name(int32_t date, const struct check_context *context, struct check_result *r);
#define RANGE(...)
#include "core/check.def"
#undef CHECK
#undef TEXT_RULE
#undef DATE_RULE
#undef RANGE

/* Arguments as diag_set's after its error code. check_refuse returns
 * JAL_ERR_INVALID. A warning does not replace an earlier one. */
#define check_refuse(r, ...) ((r)->level = CHECK_ERROR, diag_set(&(r)->say, JAL_ERR_INVALID, __VA_ARGS__))
#define check_warn(r, ...)                                                     \
	do {                                                                   \
		if ((r)->level == CHECK_FINE) {                                \
			(r)->level = CHECK_WARNING;                            \
			(void)diag_set(&(r)->say, JAL_OK, __VA_ARGS__);        \
		}                                                              \
	} while (0)

/* Refuses, and proposes `zeros` zeros followed by text. */
JAL_MUST enum jal_err check_propose_zeros(struct check_result *r, unsigned zeros, const char *text);

/* Numbers written with separators (identity numbers, phones). Copies the ASCII
 * letters (as capitals), digits and other bytes of t, without spaces of any kind
 * and dots, into out, which holds size bytes; false when it does not fit. */
bool check_squeeze(const struct check_text *t, char *out, size_t size);
/* The length of a space at s (ASCII, tab, no-break, narrow no-break), 0 for none. */
size_t check_space(const char *s, size_t n);
/* Whether all n bytes at s are digits; n may be 0. */
bool check_digits(const char *s, size_t n);
/* Several phone numbers in one text: the length of the first, and what follows
 * the sign between them (*rest_len 0: nothing). */
size_t check_contact_cut(const char *s, size_t n, const char **rest, size_t *rest_len);
/* A spreadsheet has shown a long number as 1,85E+14: its digits are lost. */
bool check_is_rounded(const char *squeezed);
/* Refuses what check_is_rounded says. */
JAL_MUST enum jal_err check_refuse_rounded(struct check_result *r);

#endif
