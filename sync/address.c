/* Addresses of remotes. Opens nothing. */
#include "sync/address.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/outside.h"

static enum jal_err refuse(struct diag *diag)
{
	return diag_set(diag, JAL_ERR_INVALID,
		N_("Cette adresse n’est pas comprise. Écrivez un répertoire (/media/cle/territoire.git) ou un serveur "
		   "(ssh://nom@serveur/chemin, nom@serveur:chemin)."));
}

static bool copy(char *out, size_t size, const char *text, size_t n)
{
	if (n >= size)
		return false;
	memcpy(out, text, n);
	out[n] = 0;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes %XX; a NUL or a control character is refused. */
static bool decode(char *out, size_t size, const char *text)
{
	size_t n = 0;
	for (; *text; text++) {
		int c = (unsigned char)*text;
		if (c == '%') {
			const int high = hex_digit(text[1]);
			const int low = high < 0 ? -1 : hex_digit(text[2]);
			if (low < 0)
				return false;
			c = high * 16 + low;
			text += 2;
		}
		if (c < 0x20 || c == 0x7f || n + 1 >= size)
			return false;
		out[n++] = (char)c;
	}
	out[n] = 0;
	return n > 0;
}

static bool host_ok(const char *host)
{
	return *host && *host != '-' && strspn(host, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_:%") ==
						strlen(host);
}

/* [user@]host, the host perhaps in brackets, then what follows in *rest. */
static bool take_login(struct address *a, const char *text, size_t n, const char **rest)
{
	const char *at = NULL;
	for (size_t i = 0; i < n; i++)
		if (text[i] == '@')
			at = text + i;
	if (at) {
		const size_t len = (size_t)(at - text);
		if (!len || memchr(text, ':', len) || *text == '-' || !copy(a->user, sizeof(a->user), text, len))
			return false;
		n -= len + 1;
		text = at + 1;
	}
	size_t len = 0;
	if (n && *text == '[') {
		const char *end = memchr(text, ']', n);
		if (!end)
			return false;
		len = (size_t)(end - text) + 1;
		if (!copy(a->host, sizeof(a->host), text + 1, len - 2))
			return false;
	} else {
		while (len < n && text[len] != ':')
			len++;
		if (!copy(a->host, sizeof(a->host), text, len))
			return false;
	}
	*rest = text + len;
	return host_ok(a->host);
}

static bool take_port(struct address *a, const char *text, size_t n)
{
	char digits[6] = "";
	if (!n)
		return true;
	if (*text != ':' || n < 2 || !copy(digits, sizeof(digits), text + 1, n - 1) ||
		strspn(digits, "0123456789") != strlen(digits))
		return false;
	const long port = strtol(digits, NULL, 10);
	if (port < 1 || port > 65535)
		return false;
	a->port = (uint16_t)port;
	return true;
}

static bool ssh_url(struct address *a, const char *text)
{
	const char *slash = strchr(text, '/');
	const char *rest = NULL;
	if (!slash || !take_login(a, text, (size_t)(slash - text), &rest) ||
		!take_port(a, rest, (size_t)(slash - rest)) || !decode(a->path, sizeof(a->path), slash))
		return false;
	/* ssh://host/~name/path means name's home, as for git. */
	if (a->path[1] == '~')
		memmove(a->path, a->path + 1, strlen(a->path));
	return a->path[0] != '/' || a->path[1];
}

static bool ssh_short(struct address *a, const char *text)
{
	/* The colons of an IPv6 address stand in brackets. */
	const char *close = strchr(text, '[') ? strchr(text, ']') : NULL;
	const char *colon = strchr(close ? close : text, ':');
	const char *rest = NULL;
	/* host::path names a helper program of git's. */
	return colon && colon[1] != ':' && take_login(a, text, (size_t)(colon - text), &rest) && rest == colon &&
	       colon[1] &&
	       copy(a->path, sizeof(a->path), colon + 1, strlen(colon + 1));
}

/* A folder, from the root or from where the program was started. */
static bool folder(struct address *a, const char *text)
{
	struct buf path = BUF_INIT;
	a->kind = ADDRESS_FOLDER;
	const bool ok = *text && outside_path(text, &path) == JAL_OK && copy(a->path, sizeof(a->path), buf_str(&path), path.len);
	buf_free(&path);
	return ok;
}

enum jal_err address_parse(const char *text, struct address *out, struct diag *diag)
{
	struct address a = { .kind = ADDRESS_SSH, .port = 22 };
	const char *scheme = strstr(text, "://");
	const char *colon = strchr(text, ':');
	const char *slash = strchr(text, '/');
	bool ok = false;

	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return refuse(diag);
	if (scheme && scheme == colon) {
		if (strncmp(text, "ssh://", 6) == 0) {
			ok = ssh_url(&a, text + 6);
		} else if (strncmp(text, "file:///", 8) == 0 || strncmp(text, "file://localhost/", 17) == 0) {
			a.kind = ADDRESS_FOLDER;
			ok = decode(a.path, sizeof(a.path), text + (text[7] == '/' ? 7 : 16));
		}
	} else if (colon && (!slash || colon < slash)) {
		ok = ssh_short(&a, text);
	} else {
		ok = folder(&a, text);
	}
	/* The far side's git would take such a path for an option. */
	if (!ok || (a.kind == ADDRESS_SSH && a.path[0] == '-'))
		return refuse(diag);
	if (a.kind == ADDRESS_FOLDER)
		(void)snprintf(a.shown, sizeof(a.shown), "%s", a.path);
	else if (a.port == 22)
		(void)snprintf(a.shown, sizeof(a.shown), "%s", a.host);
	else
		(void)snprintf(a.shown, sizeof(a.shown), strchr(a.host, ':') ? "[%s]:%u" : "%s:%u", a.host, a.port);
	*out = a;
	return JAL_OK;
}
