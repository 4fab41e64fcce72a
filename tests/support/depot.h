/*
 * A depot on a server: a bare repository in a folder of the test's, a real sshd
 * before it, a writer that has its key and its pinned host key, and the person
 * who would be asked about a new one. For the tests of ssh.
 */
#ifndef TESTS_SUPPORT_DEPOT_H
#define TESTS_SUPPORT_DEPOT_H

#include "tests/support/sshd.h"
#include "tests/support/writer.h"

/* What the person at the screen would say, and what they were shown. */
struct depot_person {
	bool accepts;
	int asked;
	char server[256];
	char fingerprint[128];
};

struct depot {
	struct writer w;	/* repositories "a", "b" …; the server's own is "depot" there */
	struct sshd sshd;
	struct depot_person person;
	char url[1024];
	char pinned[160];
	uint8_t public_key[32];
	struct secret secret_key;
};

/* Set up and torn down by these two for each case; nothing is set up when sshd
 * is not installed. */
extern struct depot depot;
int depot_open(void **state);
int depot_close(void **state);

/* First line of a case. */
#define DEPOT_NEEDED                                                                     \
	do {                                                                             \
		(void)state;                                                             \
		if (!sshd_installed())                                                   \
			skip();                                                          \
	} while (0)

/* The writer's address goes to this port of the loopback from now on. */
void depot_point_at(unsigned port);
/* Stops sshd and starts it again, the address following it. */
void depot_restart(bool new_host_key);
/* Runs a shell command in the folder that the test depends on. */
void depot_shell(const char *command);

/* A listener that asks the person. */
extern const struct sync_listener depot_listener;

#endif
