/*
 * Hours of activity, by ISO weeks: what a contract's actions plan, what was done,
 * what was committed to, exemptions taken into account. Numbers only; nothing is
 * judged here. Knows no screen and no SQL: it reads a struct contract_set.
 */
#ifndef CORE_HOURS_H
#define CORE_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/contract.h"
#include "core/diag.h"
#include "core/edit.h"
#include "core/error.h"

/* Hours a week that a new contract proposes: "au moins quinze heures" (law 2023-1196 of
 * 18 December 2023). */
#define HOURS_WEEKLY_DEFAULT 15
/* Minutes that a week can hold: core/check.def's week_minutes. */
#define HOURS_WEEK_MINUTES_MAX 4800
/* A contract lasts 24 months at most; more weeks than this are left out, oldest first. */
#define HOURS_WEEKS_MAX 120

struct hours_week {
	int32_t monday;		/* civil date */
	int year, week;		/* ISO 8601 */
	int64_t planned;	/* minutes: the hours of the actions that run in it */
	int64_t done;		/* minutes reported for it, whichever the action */
	/* Minutes committed to; 0 while a full exemption lasts. RECORD_NO_NUMBER when the
	 * contract says no hours, or does not cover Monday to Friday. */
	int64_t committed;
	const char *exemption;	/* "reduced", "full" while it lasts, a code; NULL */
	bool over;		/* its Sunday is past */
	bool under;		/* over, and less was done than committed to */
};

/* The contract whose weeks are counted now: the one that counts, or until it begins the
 * one before it that still covers today. Its place; s->n: there is none. */
size_t hours_contract(const struct contract_set *s);
/* The weeks of the contract at that place and its amendments, from its first to the
 * current one or its last, oldest first; none for a contract that has not begun, was
 * never signed, or has no dates. *out is an array to be freed. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err hours_weeks(const struct contract_set *s, size_t at, struct hours_week **out, size_t *n);
/* The week that a day is in. For a contract that is only prepared too: what it plans. */
void hours_week_of(const struct contract_set *s, size_t at, int32_t day, struct hours_week *out);

/* Minutes done a week on average over the last weeks that are over and have a
 * commitment, at most `last` of them; *used gets how many there were. 0 without any. */
int64_t hours_mean(const struct hours_week *weeks, size_t n, size_t last, size_t *used);

/* Appends the edits that make `minutes` the whole of what was done in the week of a day,
 * as typed in one gesture: the week's own record (about no action) gets what those by
 * action leave, is made when there is none, archived when nothing is left or when there
 * are several. None when nothing changes. JAL_ERR_INVALID with a sentence: below zero or
 * above what a week holds, a week to come, or less than what is reported by action. */
JAL_MUST enum jal_err hours_report(const struct contract_set *s, size_t at, int32_t day, int64_t minutes,
				   struct edit_list *out, struct diag *why);

/* Reads a duration: 12 · 12h · 12h30 · 12:30 · 12,5 · 0,25. JAL_ERR_NOT_FOUND when
 * nothing was typed, JAL_ERR_INVALID with a sentence. */
JAL_MUST enum jal_err hours_parse(const char *text, size_t len, int64_t *minutes, struct diag *why);
/* Appends "12 h" or "12 h 30", with no-break spaces, in both languages. */
JAL_MUST enum jal_err hours_put(int64_t minutes, struct buf *out);

#endif
