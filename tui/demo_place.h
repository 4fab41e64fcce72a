/*
 * Where the demonstration lies, making it there and throwing it away: for the
 * command and for the first run's choice. What is in it is sync/showcase's.
 */
#ifndef TUI_DEMO_PLACE_H
#define TUI_DEMO_PLACE_H

#include "core/buf.h"
#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "sync/showcase.h"

/* Appends the folder: the chosen one made absolute, or (NULL) the usual place. */
JAL_MUST enum jal_err demo_place_folder(const char *chosen, struct buf *out);

/* Makes it. What an interrupted making left there is thrown away first. */
JAL_MUST enum jal_err demo_place_make(const char *folder, const struct jal_clock *clock,
	const struct showcase_teller *teller, struct diag *why);

/* Only a folder that demo_place_make made; fine when there is none. */
JAL_MUST enum jal_err demo_place_throw_away(const char *folder, struct diag *why);

#endif
