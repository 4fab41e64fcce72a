/* ssh by libssh2, never blocking longer than a short turn. Knows nothing of git. */
#include "sync/ssh.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libssh2.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sync/span.h"

/* How often a wait asks whether to stop. */
#define TURN_MS 100
#define COMPLAINT_MAX 2048
/* How long a polite good-bye may take. */
#define BYE_MS 500

struct ssh {
	struct ssh_options options;
	int fd;
	LIBSSH2_SESSION *session;
	LIBSSH2_CHANNEL *channel;
	bool dead;
	char *detail;
	size_t detail_size;
	char complaint[COMPLAINT_MAX];
	size_t complaint_len;
};

static int library_result = -1;

static void start_library(void)
{
	library_result = libssh2_init(0);
}

static void note(struct ssh *s, const char *text)
{
	(void)snprintf(s->detail, s->detail_size, "%s", text);
}

static void note_library(struct ssh *s)
{
	char *text = NULL;
	int n = 0;
	(void)libssh2_session_last_error(s->session, &text, &n, 0);
	if (text)
		(void)snprintf(s->detail, s->detail_size, "%.*s", n, text);
}

/* ---- waiting ---- */

/* Waits for the socket, in short turns. since is when a byte last moved. */
static enum fault wait_for(struct ssh *s, short events, int64_t since, int limit_ms)
{
	struct pollfd p = { .fd = s->fd, .events = events };
	for (;;) {
		if (!pulse_wait(s->options.pulse))
			return FAULT_CANCELLED;
		if (span_now_ms() - since > limit_ms) {
			s->dead = true;
			note(s, "timeout");
			return FAULT_SILENT;
		}
		const int n = poll(&p, 1, TURN_MS);
		if (n > 0)
			return FAULT_NONE;
		if (n < 0 && errno != EINTR) {
			s->dead = true;
			note(s, strerror(errno));
			return FAULT_SILENT;
		}
	}
}

/* The library said "again": wait for what it waits for. */
static enum fault wait_library(struct ssh *s, int64_t since, int limit_ms)
{
	const int directions = libssh2_session_block_directions(s->session);
	short events = 0;
	if (directions & LIBSSH2_SESSION_BLOCK_INBOUND)
		events |= POLLIN;
	if (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND)
		events |= POLLOUT;
	return wait_for(s, events ? events : POLLIN, since, limit_ms);
}

/* Runs a call of the library until it does not say "again". */
#define UNTIL_DONE(s, fault, rc, limit_ms, call)                                         \
	do {                                                                             \
		const int64_t since_ = span_now_ms();                                    \
		while (((rc) = (call)) == LIBSSH2_ERROR_EAGAIN) {                        \
			(fault) = wait_library((s), since_, (limit_ms));                 \
			if (fault)                                                       \
				break;                                                   \
		}                                                                        \
	} while (0)

/* ---- connecting ---- */

static enum fault try_address(struct ssh *s, const struct addrinfo *a, int64_t started)
{
	const int on = 1;
	s->fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
	if (s->fd < 0) {
		note(s, strerror(errno));
		return FAULT_UNREACHABLE;
	}
	(void)setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	(void)setsockopt(s->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	if (connect(s->fd, a->ai_addr, a->ai_addrlen) != 0) {
		int error = errno;
		socklen_t n = sizeof(error);
		if (error != EINPROGRESS) {
			note(s, strerror(error));
			return FAULT_UNREACHABLE;
		}
		const enum fault fault = wait_for(s, POLLOUT, started, s->options.connect_ms);
		if (fault)
			return fault == FAULT_SILENT ? FAULT_UNREACHABLE : fault;
		if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &n) != 0 || error) {
			note(s, strerror(error));
			return FAULT_UNREACHABLE;
		}
	}
	return FAULT_NONE;
}

static enum fault connect_socket(struct ssh *s)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	struct addrinfo *list = NULL;
	char port[8] = "";
	enum fault fault = FAULT_UNREACHABLE;
	const int64_t started = span_now_ms();

	(void)snprintf(port, sizeof(port), "%u", s->options.address->port);
	const int rc = getaddrinfo(s->options.address->host, port, &hints, &list);
	if (rc != 0) {
		note(s, gai_strerror(rc));
		return FAULT_UNREACHABLE;
	}
	for (const struct addrinfo *a = list; a; a = a->ai_next) {
		fault = try_address(s, a, started);
		if (fault != FAULT_UNREACHABLE)
			break;
		if (s->fd >= 0)
			(void)close(s->fd);
		s->fd = -1;
	}
	freeaddrinfo(list);
	s->dead = fault != FAULT_NONE;
	return fault;
}

/* ---- the server's key ---- */

static const char *key_type_name(int type)
{
	switch (type) {
	case LIBSSH2_HOSTKEY_TYPE_RSA:
		return "ssh-rsa";
	case LIBSSH2_HOSTKEY_TYPE_ECDSA_256:
		return "ecdsa-sha2-nistp256";
	case LIBSSH2_HOSTKEY_TYPE_ECDSA_384:
		return "ecdsa-sha2-nistp384";
	case LIBSSH2_HOSTKEY_TYPE_ECDSA_521:
		return "ecdsa-sha2-nistp521";
	case LIBSSH2_HOSTKEY_TYPE_ED25519:
		return "ssh-ed25519";
	default:
		return NULL;
	}
}

/* Adds to the list those of the wanted algorithms whose name begins so, that the library has. (It removes unknown ones
 * from a list itself, but 1.10 copies overlapping memory to do it.) */
static void add_algorithms(const char *const *has, int n_has, const char *type, size_t type_len, char *list, size_t size)
{
	static const char *const wanted[] = { "ssh-ed25519",	     "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
					      "ecdsa-sha2-nistp521", "rsa-sha2-512",	    "rsa-sha2-256",
					      "ssh-rsa" };
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		/* An RSA key signs by any of three. */
		const char *of = strncmp(wanted[i], "rsa-", 4) == 0 ? "ssh-rsa" : wanted[i];
		const size_t len = strlen(list);
		bool known = false;
		for (int k = 0; k < n_has; k++)
			known = known || strcmp(has[k], wanted[i]) == 0;
		if (known && (!type_len || (strlen(of) == type_len && strncmp(of, type, type_len) == 0)) &&
			!strstr(list, wanted[i]))
			(void)snprintf(list + len, size - len, "%s%s", len ? "," : "", wanted[i]);
	}
}

/* A server has keys of several types: ask for the pinned one's first, so that a new key of another type is no change. */
static bool prefer_keys(struct ssh *s)
{
	const char *pinned = s->options.pinned ? s->options.pinned : "";
	const char **has = NULL;
	char list[256] = "";
	const int n = libssh2_session_supported_algs(s->session, LIBSSH2_METHOD_HOSTKEY, &has);
	if (n <= 0)
		return false;
	if (*pinned)
		add_algorithms(has, n, pinned, strcspn(pinned, " "), list, sizeof(list));
	add_algorithms(has, n, NULL, 0, list, sizeof(list));
	libssh2_free(s->session, has);
	return libssh2_session_method_pref(s->session, LIBSSH2_METHOD_HOSTKEY, list) == 0;
}

static bool fingerprint(struct ssh *s, char out[SSH_HOST_KEY_MAX])
{
	uint8_t hash[crypto_hash_sha256_BYTES] = { 0 };
	char text[sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)] = "";
	size_t n = 0;
	int type = 0;
	const char *raw = libssh2_session_hostkey(s->session, &n, &type);
	const char *name = key_type_name(type);
	if (!raw || !n || !name)
		return false;
	(void)crypto_hash_sha256(hash, (const uint8_t *)raw, n);
	(void)sodium_bin2base64(text, sizeof(text), hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	(void)snprintf(out, SSH_HOST_KEY_MAX, "%s SHA256:%s", name, text);
	return true;
}

static enum fault check_host(struct ssh *s, char host_key[SSH_HOST_KEY_MAX])
{
	const struct sync_listener *listener = s->options.pulse->listener;
	const char *pinned = s->options.pinned ? s->options.pinned : "";
	if (!fingerprint(s, host_key)) {
		note(s, "host key of an unknown type");
		return FAULT_GARBLED;
	}
	const char *shown = strchr(host_key, ' ') + 1;
	note(s, shown);
	if (*pinned)
		return strcmp(pinned, host_key) == 0 ? FAULT_NONE : FAULT_HOST_CHANGED;
	if (listener && listener->host_key && listener->host_key(listener->ctx, s->options.address->shown, shown))
		return FAULT_NONE;
	return FAULT_HOST_UNKNOWN;
}

/* ---- this device's key ---- */

/* Called by the library with what is to be signed. */
static LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC(sign_with_secret)
{
	const struct secret *secret = *abstract;
	(void)session;
	/* The library frees it with the default allocator's free(). */
	uint8_t *bytes = malloc(crypto_sign_BYTES);
	if (!bytes)
		return LIBSSH2_ERROR_ALLOC;
	(void)crypto_sign_detached(bytes, NULL, data, data_len, secret->p);
	*sig = bytes;
	*sig_len = crypto_sign_BYTES;
	return 0;
}

static_assert(crypto_sign_SECRETKEYBYTES == 64, "an Ed25519 secret key in libsodium's form");

/* The user's own account name, when the address gives none. */
static const char *user_of(const struct ssh *s, char *out, size_t n)
{
	struct passwd entry;
	struct passwd *found = NULL;
	char buf[2048] = "";
	if (s->options.address->user[0])
		return s->options.address->user;
	if (getpwuid_r(getuid(), &entry, buf, sizeof(buf), &found) != 0 || !found)
		return "git";
	(void)snprintf(out, n, "%s", found->pw_name);
	return out;
}

static enum fault authenticate(struct ssh *s)
{
	static const char type[] = "ssh-ed25519";
	uint8_t blob[4 + sizeof(type) - 1 + 4 + 32] = { 0, 0, 0, sizeof(type) - 1 };
	char name[128] = "";
	const char *user = user_of(s, name, sizeof(name));
	void *abstract = (void *)(uintptr_t)s->options.secret_key;
	enum fault fault = FAULT_NONE;
	int rc = 0;

	memcpy(blob + 4, type, sizeof(type) - 1);
	blob[4 + sizeof(type) - 1 + 3] = 32;
	memcpy(blob + sizeof(blob) - 32, s->options.public_key, 32);
	UNTIL_DONE(s, fault, rc, s->options.connect_ms,
		libssh2_userauth_publickey(s->session, user, blob, sizeof(blob), sign_with_secret, &abstract));
	if (fault || rc == 0)
		return fault;
	note_library(s);
	if (rc == LIBSSH2_ERROR_AUTHENTICATION_FAILED || rc == LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED)
		return FAULT_KEY_REFUSED;
	s->dead = true;
	return FAULT_SILENT;
}

static enum fault handshake(struct ssh *s)
{
	enum fault fault = FAULT_NONE;
	int rc = 0;
	s->session = libssh2_session_init();
	if (!s->session)
		return FAULT_HERE;
	libssh2_session_set_blocking(s->session, 0);
	if (!prefer_keys(s)) {
		note_library(s);
		return FAULT_HERE;
	}
	UNTIL_DONE(s, fault, rc, s->options.connect_ms, libssh2_session_handshake(s->session, s->fd));
	if (fault || rc == 0)
		return fault;
	note_library(s);
	s->dead = true;
	/* Something answers there, but it does not speak ssh, or no algorithm is common. */
	return rc == LIBSSH2_ERROR_SOCKET_DISCONNECT || rc == LIBSSH2_ERROR_SOCKET_RECV ? FAULT_SILENT : FAULT_GARBLED;
}

enum fault ssh_open(const struct ssh_options *options, struct ssh **out, char host_key[SSH_HOST_KEY_MAX],
	char *detail, size_t detail_size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct ssh *s = NULL;
	enum fault fault = FAULT_HERE;

	host_key[0] = 0;
	if (pthread_once(&once, start_library) != 0 || library_result != 0)
		return FAULT_HERE;
	s = calloc(1, sizeof(*s));
	if (!s)
		return FAULT_HERE;
	s->options = *options;
	s->fd = -1;
	s->detail = detail;
	s->detail_size = detail_size;
	fault = connect_socket(s);
	if (!fault)
		fault = handshake(s);
	if (!fault)
		fault = check_host(s, host_key);
	if (!fault)
		fault = authenticate(s);
	if (fault) {
		ssh_close(s);
		return fault;
	}
	*out = s;
	return FAULT_NONE;
}

/* ---- closing ---- */

/* Best effort, and short: the other side may be gone. False when time is up. */
static bool wait_briefly(struct ssh *s, int64_t since)
{
	struct pollfd p = { .fd = s->fd };
	const int directions = libssh2_session_block_directions(s->session);
	p.events = directions & LIBSSH2_SESSION_BLOCK_OUTBOUND ? POLLIN | POLLOUT : POLLIN;
	return span_now_ms() - since <= BYE_MS && poll(&p, 1, TURN_MS) >= 0;
}

static void say_bye(struct ssh *s)
{
	const int64_t since = span_now_ms();
	while (!s->dead && libssh2_session_disconnect(s->session, "bye") == LIBSSH2_ERROR_EAGAIN)
		if (!wait_briefly(s, since))
			break;
}

static void drop_channel(struct ssh *s)
{
	const int64_t since = span_now_ms();
	if (!s->channel)
		return;
	while (!s->dead && libssh2_channel_free(s->channel) == LIBSSH2_ERROR_EAGAIN)
		if (!wait_briefly(s, since))
			s->dead = true;
	s->channel = NULL;
}

void ssh_close(struct ssh *s)
{
	if (!s)
		return;
	drop_channel(s);
	if (s->session) {
		say_bye(s);
		/* With the socket closed nothing in it can wait. */
		if (s->fd >= 0)
			(void)shutdown(s->fd, SHUT_RDWR);
		for (int i = 0; i < 16 && libssh2_session_free(s->session) == LIBSSH2_ERROR_EAGAIN; i++)
			continue;
	}
	if (s->fd >= 0)
		(void)close(s->fd);
	free(s);
}

bool ssh_alive(const struct ssh *s)
{
	return !s->dead;
}

/* ---- commands ---- */

static void collect_complaint(struct ssh *s)
{
	char text[512];
	for (int i = 0; i < 16; i++) {
		const ssize_t n = libssh2_channel_read_stderr(s->channel, text, sizeof(text));
		if (n <= 0)
			return;
		/* The newest words tell why. */
		if (s->complaint_len + (size_t)n > COMPLAINT_MAX) {
			const size_t drop = s->complaint_len + (size_t)n - COMPLAINT_MAX;
			memmove(s->complaint, s->complaint + drop, s->complaint_len - drop);
			s->complaint_len -= drop;
		}
		memcpy(s->complaint + s->complaint_len, text, (size_t)n);
		s->complaint_len += (size_t)n;
	}
}

const char *ssh_complaint(const struct ssh *s, size_t *n)
{
	*n = s->complaint_len;
	return s->complaint;
}

/* The library failed for good. */
static enum fault broken(struct ssh *s)
{
	note_library(s);
	s->dead = true;
	return FAULT_SILENT;
}

enum fault ssh_run(struct ssh *s, const char *command)
{
	enum fault fault = FAULT_NONE;
	const int64_t since = span_now_ms();
	int rc = 0;

	drop_channel(s);
	s->complaint_len = 0;
	while (!s->dead && !s->channel) {
		s->channel = libssh2_channel_open_session(s->session);
		if (s->channel)
			break;
		if (libssh2_session_last_errno(s->session) != LIBSSH2_ERROR_EAGAIN)
			return broken(s);
		fault = wait_library(s, since, s->options.connect_ms);
		if (fault)
			return fault;
	}
	if (s->dead)
		return FAULT_SILENT;
	UNTIL_DONE(s, fault, rc, s->options.connect_ms, libssh2_channel_exec(s->channel, command));
	if (fault)
		return fault;
	return rc == 0 ? FAULT_NONE : broken(s);
}

enum fault ssh_read(struct ssh *s, uint8_t *out, size_t n, size_t *got)
{
	const int64_t since = span_now_ms();
	*got = 0;
	if (s->dead || !s->channel)
		return FAULT_SILENT;
	for (;;) {
		const ssize_t r = libssh2_channel_read(s->channel, (char *)out, n);
		collect_complaint(s);
		if (r > 0) {
			*got = (size_t)r;
			return FAULT_NONE;
		}
		if (r < 0 && r != LIBSSH2_ERROR_EAGAIN)
			return broken(s);
		if (libssh2_channel_eof(s->channel))
			return FAULT_NONE;
		const enum fault fault = wait_library(s, since, s->options.silence_ms);
		if (fault)
			return fault;
	}
}

enum fault ssh_write(struct ssh *s, const uint8_t *bytes, size_t n)
{
	int64_t since = span_now_ms();
	if (s->dead || !s->channel)
		return FAULT_SILENT;
	while (n) {
		const ssize_t r = libssh2_channel_write(s->channel, (const char *)bytes, n);
		if (r > 0) {
			bytes += r;
			n -= (size_t)r;
			since = span_now_ms();
			continue;
		}
		if (r < 0 && r != LIBSSH2_ERROR_EAGAIN) {
			/* Closed by the command: what it said before can still be read. */
			note_library(s);
			return FAULT_SILENT;
		}
		if (libssh2_channel_eof(s->channel))
			return FAULT_SILENT;
		const enum fault fault = wait_library(s, since, s->options.silence_ms);
		if (fault)
			return fault;
	}
	return FAULT_NONE;
}

enum jal_err ssh_quote(const char *text, char *out, size_t n)
{
	size_t len = strlen(out);
	/* ~ and ~name at the front are the shell's to expand. */
	if (*text == '~')
		for (; *text && *text != '/' && len + 1 < n; text++)
			out[len++] = *text;
	if (len + 3 > n)
		return JAL_ERR_LIMIT;
	out[len++] = '\'';
	for (; *text; text++) {
		if (len + 7 > n)
			return JAL_ERR_LIMIT;
		if (*text == '\'' || *text == '!') {
			out[len++] = '\'';
			out[len++] = '\\';
			out[len++] = *text;
			out[len++] = '\'';
		} else {
			out[len++] = *text;
		}
	}
	out[len++] = '\'';
	out[len] = 0;
	return JAL_OK;
}
