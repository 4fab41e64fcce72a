/*
 * Key scripts: a file of lines that press keys and look at the screen. What is
 * looked at is appended to a text, which the test compares with a reviewed one.
 * For tests only.
 *
 *   # comment                     blank lines too
 *   key Down Down F2 Ctrl+S é     keys by name, a frame each
 *   type Lefèvre Hélène           characters up to the end of the line
 *   paste two\nlines              a bracketed paste; \n, \t, \e stand for what they do
 *   resize 12 40                  rows and columns
 *   wait Enregistré               until this stands on the screen
 *   screen after saving           appends the whole screen under this title
 *   line 22                       appends one row, from 1
 *   cursor                        appends where the cursor is
 *   see Verrouillé / miss Roussel fails unless it stands / when it stands there
 */
#ifndef TESTS_SUPPORT_SCRIPT_H
#define TESTS_SUPPORT_SCRIPT_H

#include <stdbool.h>

#include "core/buf.h"
#include "tests/support/pty.h"

/* Plays the script; false (and says why on standard error, with the screen) at
 * the first line that can't be done. */
bool script_play(struct pty *p, const char *path, struct buf *out);

/* Plays NAME.keys of that folder and compares with NAME.screen there; writes
 * what came instead to NAME.screen in the working folder when they differ, or
 * over the reviewed file when JALON_UPDATE_SCREENS is set. */
bool script_check(struct pty *p, const char *folder, const char *name);

#endif
