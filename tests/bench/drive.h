/*
 * jalon in a pseudo-terminal, driven for measures: started, opened with the
 * crowd's passphrase, left; rows named with the number of dossiers. Whatever does
 * not go as awaited ends the measure with the last screen. Measures nothing itself.
 */
#ifndef TESTS_BENCH_DRIVE_H
#define TESTS_BENCH_DRIVE_H

#include <stdbool.h>

#include "tests/bench/bench.h"
#include "tests/support/pty.h"

/* The shipped binary, and the folder of this measure, which is made anew: its homes and copies lie there. */
void drive_begin(const char *program, const char *folder);
/* Removes that folder. */
void drive_end(void);
const char *drive_program(void);

/* Ends the program unless ok, with the screen and what was awaited. p may be NULL. */
void drive_must(bool ok, struct pty *p, const char *what);
/* A shell's command, which must succeed. */
void drive_shell(const char *command);

struct pty *drive_spawn(const char *const *argv);
/* Up to the prompt of that vault. */
struct pty *drive_start(const char *vault);
/* Microseconds from Enter until the list is on the screen. */
double drive_enter(struct pty *p);
/* Microseconds until a wrong passphrase is refused: what Argon2id takes there. It is wiped from the field afterwards. */
double drive_refuse(struct pty *p);
/* Ends the program; frees p. */
void drive_leave(struct pty *p);

/* Keys by their names, NULL at the end; what the last one took until its frame is added to `to`, unless that is NULL. */
void drive_keys(struct pty *p, const char *const *keys, struct bench_series *to);
#define DRIVE(p, to, ...) drive_keys((p), (const char *const[]){ __VA_ARGS__, NULL }, (to))

/* The row of a series under the name "WHAT, DOSSIERS"; clears the series. */
void drive_row(const char *what, unsigned dossiers, struct bench_series *ours, const struct bench_row *rest);
/* The same for a key, with its aims of ui.md §4. */
void drive_row_key(const char *what, unsigned dossiers, struct bench_series *ours);
/* Memory now; peak: and the most since pty_forget_peak(). */
void drive_memory(struct pty *p, unsigned dossiers, bool peak);

#endif
