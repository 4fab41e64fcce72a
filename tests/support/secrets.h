/*
 * Everything that is not shown until it is asked for (core/cover), planted in the file
 * that has everything (deskbox.h): each text has SECRETS_MARK in it, each number is one
 * of secrets_numbers, and the confidential barriers are of SECRETS_THEME. For tests only.
 */
#ifndef TESTS_SUPPORT_SECRETS_H
#define TESTS_SUPPORT_SECRETS_H

#include "tests/support/deskbox.h"

#define SECRETS_MARK "Zyqx"
/* A word of the confidential note, for those who search. */
#define SECRETS_WORD "entretien"
#define SECRETS_THEME "souvrir-a-linternational"
/* Its label, as lists have it. */
#define SECRETS_THEME_LABEL "l’international"

/* Digits of the numbers, as they are kept and as they are shown; ends with NULL. */
extern const char *const secrets_numbers[];

/* On an open box. */
void secrets_plant(struct deskbox *b);

#endif
