/*
 * A person's seat: a home of their own, vaults in it, the shipped program on the
 * command line and in a pseudo-terminal. Uses cmocka's assertions. For
 * end-to-end tests.
 */
#ifndef TESTS_SUPPORT_SEAT_H
#define TESTS_SUPPORT_SEAT_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/support/box.h"
#include "tests/support/pty.h"

#define SEAT_PHRASE "quatre lanternes bavardes"
#define SEAT_ENV 12

struct seat {
	struct box box;
	char config[BOX_PATH_MAX + 64];	/* "XDG_CONFIG_HOME=…", for children */
	char data[BOX_PATH_MAX + 64];
};

/* A home with nothing in it. */
void seat_make(struct seat *s);
void seat_remove(struct seat *s);

/* The folder of a vault of that name in it, of a few static buffers in turn. */
const char *seat_vault(const struct seat *s, const char *name);
/* Writes the settings file. */
void seat_settings(const struct seat *s, const char *ini);

/* Runs jalon on that vault (NULL: none is named) with arguments up to a NULL,
 * the passphrase on descriptor 3, without a terminal. What it wrote on its
 * standard output goes to out (room bytes, may be NULL). Its exit status. */
int seat_jalon(const struct seat *s, const char *vault, char *out, size_t room, const char *first, ...)
	__attribute__((sentinel));
/* The same, which must succeed. */
#define SEAT_DO(s, vault, ...) assert_int_equal(seat_jalon(s, vault, NULL, 0, __VA_ARGS__, (char *)0), 0)

/* A vault of one's own with its territory, made with the floor of Argon2id, and
 * one dossier in it: "LEFÈVRE Hélène". */
void seat_settle(const struct seat *s, const char *vault);

/* jalon in a terminal, on that vault (NULL: none is named). o may be NULL; its
 * env is added to the seat's. */
struct pty *seat_open(const struct seat *s, const char *vault, const struct pty_options *o);
/* And past the passphrase: the list is there. */
struct pty *seat_enter(const struct seat *s, const char *vault, const struct pty_options *o);
/* Types the passphrase; false unless the text comes after it. */
bool seat_unlock(struct pty *p, const char *text);

/* Starts to look at a vault's log; seat_written waits until something was
 * written there since, with a bound. */
int seat_watch(const struct seat *s, const char *vault);
bool seat_written(int watch);

#endif
