/*
 * From what a person types or another system writes to a code of ours: by the
 * code itself, its French label, or an alias of core/alias.def. Accents, case,
 * apostrophes, hyphens and underscores do not matter.
 */
#ifndef CORE_ALIAS_H
#define CORE_ALIAS_H

#include <stddef.h>

#include "core/error.h"
#include "core/vocab.h"

/* text is UTF-8. JAL_ERR_NOT_FOUND when it names no code of the vocabulary;
 * JAL_ERR_SYNTAX when it is not UTF-8. The code is static. From any thread. */
JAL_MUST enum jal_err alias_find(enum vocab vocab, const char *text, size_t len, const struct vocab_code **out);

#endif
