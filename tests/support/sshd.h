/*
 * A real sshd on the loopback, for one account (the one that runs the test),
 * with a host key and a list of admitted keys of its own; and a relay before it
 * that hangs up or falls silent after so many bytes.
 */
#ifndef TESTS_SUPPORT_SSHD_H
#define TESTS_SUPPORT_SSHD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct sshd {
	pid_t pid;
	unsigned port;
	char *folder;	/* borrowed; holds its files, named sshd.* */
};

/* Whether sshd and ssh-keygen are installed; a test skips otherwise. */
bool sshd_installed(void);

/* Starts one whose files lie in the folder. key is the admitted public key, as
 * remote_key_text() gives it. Fails the test when it does not listen in time. A
 * second start in the same folder keeps the host key unless new_host_key; a file
 * sshd.host2 is a second one. */
void sshd_start(struct sshd *d, char *folder, const char *key, bool new_host_key);
/* Ends it and waits; sessions that it began go on until their work is done. */
void sshd_stop(struct sshd *d);

/* The host key as `ssh-keygen -lf` tells it: "SHA256:…". */
void sshd_fingerprint(const struct sshd *d, char *out, size_t n);

/* A process that passes on connections to `port`, one after the other. After
 * `bytes` from the server it closes both ends, or, if silent, passes nothing on
 * any more and keeps them open. */
struct sshd_relay {
	pid_t pid;
	unsigned port;
};
void sshd_relay_start(struct sshd_relay *r, unsigned port, size_t bytes, bool silent);
void sshd_relay_stop(struct sshd_relay *r);

/* A free port of 127.0.0.1 (at this moment). */
unsigned sshd_free_port(void);

#endif
