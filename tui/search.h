/*
 * Finding an entry of a menu with the beginnings of its words, whatever the
 * accents. For the short lists of the program itself (palette, help, choices);
 * people are searched by core. Pure.
 */
#ifndef TUI_SEARCH_H
#define TUI_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

/* Whether each word of key (a text_fold, n bytes) begins a word of one of the
 * texts; NULL texts are skipped. No word: yes. */
bool search_words(const char *key, size_t n, const char *const *texts, size_t n_texts);

#endif
