/*
 * Text as people type it and as files bring it: what is allowed, how it is put
 * in order, and the keys under which it is found and compared. UTF-8 all
 * through; the Unicode rules are libunistring's, with short cuts for ASCII and
 * the letters of French, since imports run these for every cell. Knows nothing
 * of the screen, nor of how wide a character is there.
 *
 * Texts are (pointer, length) and need no final NUL. What is "appended" to a
 * struct buf leaves it as it was when it fails.
 */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"

enum text_shape {
	TEXT_LINE,	/* one line: names, addresses, … */
	TEXT_LONG,	/* notes: line feeds and tabs are allowed too */
};

/* ---- what is allowed (domain.md §5, protocol.md §4) ---- */

/* JAL_OK when the text is UTF-8 in NFC; else JAL_ERR_SYNTAX (or JAL_ERR_NOMEM).
 * This is the rule for text in operations, which may be anything a person typed. */
JAL_MUST enum jal_err text_check_nfc(const char *s, size_t n);

/* The rule for values: UTF-8 in NFC, and no character that shows nothing but
 * changes what is shown: controls, line and paragraph separators, bidirectional
 * controls, zero-width space, byte order mark, interlinear annotations, tags,
 * noncharacters. JAL_ERR_INVALID with the reason in why (which may be NULL). */
JAL_MUST enum jal_err text_valid(const char *s, size_t n, enum text_shape shape, struct diag *why);

/* Appends what the text becomes when it is typed, pasted or imported, and which
 * text_valid then accepts: NFC; in a line, tabs and any line break become a
 * space; in a long text, any line break (CRLF, CR, NEL, VT, FF, U+2028, U+2029)
 * becomes \n; soft hyphens and all that text_valid refuses are dropped and
 * counted in *dropped (may be NULL). Bytes that are not UTF-8 are refused
 * (JAL_ERR_SYNTAX) and not repaired: a guess would change a name. */
JAL_MUST enum jal_err text_clean(const char *s, size_t n, enum text_shape shape, struct buf *out, size_t *dropped);

/* Without the spaces (no-break ones and line breaks too) at both ends: the
 * length left, *s moved. */
size_t text_trim(const char **s, size_t n);

/* Whether a code (NUL-terminated, NULL when its field is empty) is that one. */
bool text_is(const char *code, const char *wanted);

/* The bytes of the longest beginning of at most max bytes that cuts no character. */
size_t text_cut(const char *s, size_t n, size_t max);

/* Whether a cell of a file says that there is nothing (domain.md §5): empty or
 * spaces, NULL, N/A, - or a dash, in any case. */
bool text_absent(const char *s, size_t n);

/* Whether a code point is a control (C0, DEL, C1), a bidirectional control, a line
 * separator, invisible, or no character: what text_inert() spells out. */
bool text_is_hidden(uint32_t c);

/* Appends a form of any bytes that a terminal shows and obeys in nothing:
 * controls as ^[ and ^?, other characters that text_valid refuses as <U+202E>,
 * bytes that are not UTF-8 as <9F>. In a long text \n and \t stay. */
JAL_MUST enum jal_err text_inert(const char *s, size_t n, enum text_shape shape, struct buf *out);

/* Appends a sentence as it stands after a colon: its first letter small, unless the
 * word goes on in capitals or digits (NIR, C12). */
JAL_MUST enum jal_err text_after_colon(const char *s, size_t n, struct buf *out);

/* ---- moving in text, by visible character: a letter with its marks, CRLF, a
 * syllable (UAX #29 grapheme clusters, pair by pair: an emoji joined of several
 * counts as several, as terminals show it) ---- */

/* The byte offset where the character that begins at ends; n at the end. */
size_t text_next(const char *s, size_t n, size_t at);
/* The byte offset where the character before at begins; 0 at the beginning. */
size_t text_prev(const char *s, size_t n, size_t at);

/* ---- keys for comparing ---- */

/* Appends the key for sorting, searching and equality (domain.md heading, §5):
 * compatibility decomposed, case folded, accents off, œ=oe æ=ae ß=ss ø=o ł=l
 * đ=d …, apostrophes, hyphens and every kind of space = one space, runs of
 * spaces to one, none at the ends. Bytewise order of keys is the sort order.
 * JAL_ERR_SYNTAX when s is not UTF-8. */
JAL_MUST enum jal_err text_fold(const char *s, size_t n, struct buf *out);

/* The same but accents and ligatures stay (NFC): of two texts with one text_fold,
 * the one that also has the searched text's exact key ranks first. */
JAL_MUST enum jal_err text_fold_exact(const char *s, size_t n, struct buf *out);

/* Appends the key of a column heading (domain.md §6): text_fold without `*`. */
JAL_MUST enum jal_err text_fold_header(const char *s, size_t n, struct buf *out);

/* The next word (a run of letters, digits and marks) of a text, from *at; moves
 * *at past it. false when there is none. In a text_fold key, hyphens and
 * apostrophes are spaces already. */
bool text_word(const char *s, size_t n, size_t *at, const char **word, size_t *len);

/* Appends the French phonetic key of a name (rules: text_phonetic.c): names
 * that sound alike in French have one key, words separated by a space. Made
 * for finding duplicates, not for telling people apart. JAL_ERR_SYNTAX when s
 * is not UTF-8. */
JAL_MUST enum jal_err text_phonetic(const char *s, size_t n, struct buf *out);

#endif
