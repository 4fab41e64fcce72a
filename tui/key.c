/*
 * The dialects of terminals. Pure.
 */
#include "tui/key.h"

#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

#include "tui/glyph.h"
#include "tui/i18n.h"

#define SEQUENCE_MAX 32

void key_decoder_free(struct key_decoder *d)
{
	if (d == NULL)
		return;
	buf_free(&d->paste);
	explicit_bzero(d->in, sizeof(d->in));
	d->n = 0;
}

size_t key_feed(struct key_decoder *d, const uint8_t *bytes, size_t n)
{
	size_t room = sizeof(d->in) - d->n;

	if (n > room)
		n = room;
	memcpy(d->in + d->n, bytes, n);
	d->n += n;
	return n;
}

static void consume(struct key_decoder *d, size_t n)
{
	memmove(d->in, d->in + n, d->n - n);
	d->n -= n;
	explicit_bzero(d->in + d->n, n);
}

static struct key named(uint32_t code)
{
	return (struct key){ .code = code };
}

static struct key typed(uint32_t cp)
{
	struct key k = { .code = cp };

	k.len = (uint8_t)glyph_encode(cp, k.text);
	return k;
}

/* xterm's modifier: 1 + a sum of Shift 1, Alt 2, Ctrl 4. */
static uint32_t with_modifier(uint32_t code, int modifier)
{
	unsigned bits = modifier > 1 ? (unsigned)(modifier - 1) : 0;

	if (bits & 1)
		code |= K_SHIFT;
	if (bits & 2)
		code |= K_ALT;
	if (bits & 4)
		code |= K_CTRL;
	return code;
}

static uint32_t from_letter(uint8_t letter)
{
	switch (letter) {
	case 'A':
		return K_UP;
	case 'B':
		return K_DOWN;
	case 'C':
		return K_RIGHT;
	case 'D':
		return K_LEFT;
	case 'F':
		return K_END;
	case 'H':
		return K_HOME;
	case 'M':
		return K_ENTER;
	case 'P':
	case 'Q':
	case 'R':
	case 'S':
		return K_F(letter - 'P' + 1);
	case 'Z':
		return K_BACKTAB;
	default:
		return K_UNKNOWN;
	}
}

static uint32_t from_number(int number)
{
	static const uint8_t f[] = { 1, 2, 3, 4, 5, 0, 6, 7, 8, 9, 10, 0, 11, 12 };

	switch (number) {
	case 1:
	case 7:
		return K_HOME;
	case 2:
		return K_INSERT;
	case 3:
		return K_DELETE;
	case 4:
	case 8:
		return K_END;
	case 5:
		return K_PGUP;
	case 6:
		return K_PGDN;
	default:
		if (number >= 11 && number <= 24 && f[number - 11] != 0)
			return K_F(f[number - 11]);
		return K_UNKNOWN;
	}
}

/* "12;5" → 12 and 5; what is absent is 0. */
static void parameters(const uint8_t *p, size_t n, int *first, int *second)
{
	int value[2] = { 0, 0 };
	int which = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == ';' && ++which > 1)
			break;
		if (p[i] >= '0' && p[i] <= '9' && value[which] < 10000)
			value[which] = value[which] * 10 + (p[i] - '0');
	}
	*first = value[0];
	*second = value[1];
}

/* What the mouse did, as xterm's mode 1006 tells it: ESC [ < button ; column ; row M, or m when it is let go. */
static struct key mouse(const uint8_t *p, size_t n, bool down)
{
	int value[3] = { 0, 0, 0 };
	int which = 0;
	struct key k = named(K_NONE);

	for (size_t i = 0; i < n && which < 3; i++) {
		if (p[i] == ';')
			which++;
		else if (p[i] >= '0' && p[i] <= '9' && value[which] < 1000)
			value[which] = value[which] * 10 + (p[i] - '0');
	}
	if (down && value[0] == 0)
		k.code = K_CLICK;
	else if (down && (value[0] == 64 || value[0] == 65))
		k.code = value[0] == 64 ? K_WHEEL_UP : K_WHEEL_DOWN;
	k.col = (int16_t)(value[1] - 1);
	k.row = (int16_t)(value[2] - 1);
	return k;
}

/* A sequence that begins with ESC [ . Returns its bytes, 0 when it is not all
 * there yet. */
static size_t csi(struct key_decoder *d, struct key *out)
{
	size_t at = 2;
	int first = 0;
	int second = 0;
	uint8_t final = 0;

	if (d->n > 2 && d->in[2] == '[') {
		/* The Linux console: ESC [[ A … E. */
		if (d->n < 4)
			return 0;
		*out = named(d->in[3] >= 'A' && d->in[3] <= 'E' ? K_F(d->in[3] - 'A' + 1) : K_UNKNOWN);
		return 4;
	}
	while (at < d->n && d->in[at] >= 0x20 && d->in[at] <= 0x3f && at < SEQUENCE_MAX)
		at++;
	if (at == d->n)
		return 0;
	final = d->in[at];
	if (final < 0x40 || final > 0x7e) {
		/* Not a sequence any more: what was held is dropped, this byte is looked at anew. */
		*out = named(K_UNKNOWN);
		return at;
	}
	parameters(d->in + 2, at - 2, &first, &second);
	if (final == '~' && first == 200) {
		d->pasting = true;
		d->paste_cut = false;
		buf_clear(&d->paste);
		*out = named(K_NONE);
	} else if (final == '~') {
		*out = named(with_modifier(from_number(first), second));
	} else if ((final == '^' || final == '@' || final == '$') && first != 0) {
		/* rxvt: Ctrl, Ctrl and Shift, Shift. */
		*out = named(with_modifier(from_number(first), final == '^' ? 5 : final == '@' ? 6 : 2));
	} else if (final == 'I' || final == 'O') {
		*out = named(K_NONE);	/* focus gained or lost */
	} else if (at > 2 && d->in[2] == '<' && (final == 'M' || final == 'm')) {
		*out = mouse(d->in + 3, at - 3, final == 'M');
	} else if (at > 2 && d->in[2] >= '<') {
		*out = named(K_UNKNOWN);	/* an answer to a question that jalon never asks */
	} else if (final >= 'a' && final <= 'd') {
		*out = named(K_SHIFT | from_letter((uint8_t)(final - 'a' + 'A')));	/* rxvt */
	} else {
		*out = named(with_modifier(from_letter(final), second));
	}
	if ((out->code & ~(K_SHIFT | K_ALT | K_CTRL)) == K_UNKNOWN)
		out->code = K_UNKNOWN;
	if (out->code == (K_BACKTAB | K_SHIFT))
		out->code = K_BACKTAB;
	return at + 1;
}

/* ESC O and a letter, maybe with a modifier between. */
static size_t ss3(const struct key_decoder *d, struct key *out)
{
	static const char keypad[] = "*+,-./0123456789";
	size_t at = 2;
	int modifier = 0;
	int none = 0;

	while (at < d->n && ((d->in[at] >= '0' && d->in[at] <= '9') || d->in[at] == ';') && at < SEQUENCE_MAX)
		at++;
	if (at == d->n)
		return 0;
	parameters(d->in + 2, at - 2, &modifier, &none);
	if (none != 0)
		modifier = none;
	if (d->in[at] >= 'j' && d->in[at] <= 'y') {
		*out = typed((uint8_t)keypad[d->in[at] - 'j']);
	} else if (d->in[at] >= 'a' && d->in[at] <= 'd') {
		*out = named(K_CTRL | from_letter((uint8_t)(d->in[at] - 'a' + 'A')));	/* rxvt */
	} else {
		uint32_t code = from_letter(d->in[at]);

		*out = named(code == K_UNKNOWN ? code : with_modifier(code, modifier));
	}
	return at + 1;
}

/* One character; 0 when its bytes are not all there. */
static size_t character(const uint8_t *p, size_t n, uint32_t *cp)
{
	size_t want = p[0] < 0xc2 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 1;

	for (size_t i = 1; i < want && i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			want = i;	/* broken: what follows is another character */
	if (n < want)
		return 0;
	return glyph_decode((const char *)p, want, cp);
}

static struct key control(uint8_t byte)
{
	switch (byte) {
	case '\r':
	case '\n':
		return named(K_ENTER);
	case '\t':
		return named(K_TAB);
	case 0x08:
	case 0x7f:
		return named(K_BACKSPACE);
	default:
		if (byte >= 1 && byte <= 26)
			return named(K_CTRL | (uint32_t)('a' + byte - 1));
		return named(K_UNKNOWN);
	}
}

/* What begins with ESC. */
static size_t escape(struct key_decoder *d, bool late, struct key *out)
{
	uint32_t cp = 0;
	size_t used = 0;
	int digit = -1;

	if (d->n == 1) {
		*out = named(K_ESC);
		return late ? 1 : 0;
	}
	if (d->in[1] == '[' || d->in[1] == 'O') {
		used = d->in[1] == '[' ? csi(d, out) : ss3(d, out);
		if (used == 0 && late) {
			/* Alt+[ or Alt+O, or a line that stopped in the middle. */
			*out = named(K_UNKNOWN);
			return d->n;
		}
		return used;
	}
	if (d->in[1] == 0x1b) {
		/* Esc twice, or Alt with a key that sends a sequence. */
		if (d->n == 2 && !late)
			return 0;
		*out = named(d->n > 2 && (d->in[2] == '[' || d->in[2] == 'O') ? K_NONE : K_ESC);
		return 1;
	}
	used = character(d->in + 1, d->n - 1, &cp);
	if (used == 0 && !late)
		return 0;
	if (used != 0) {
		digit = cp >= '0' && cp <= '9' ? (int)cp - '0' : key_azerty_digit(cp);
		if (digit >= 0) {
			*out = named(K_F(digit == 0 ? 10 : digit));
			return used + 1;
		}
	}
	*out = named(K_ESC);
	return 1;
}

/* Moves what is held into the paste; true at its end. */
static bool paste(struct key_decoder *d)
{
	static const char end[] = "\033[201~";
	const size_t end_len = sizeof(end) - 1;
	const uint8_t *stop = memmem(d->in, d->n, end, end_len);
	size_t take = 0;

	if (stop != NULL) {
		take = (size_t)(stop - d->in);
	} else {
		/* The end may be half here. */
		size_t keep = d->n < end_len - 1 ? d->n : end_len - 1;

		while (keep > 0 && memcmp(d->in + d->n - keep, end, keep) != 0)
			keep--;
		take = d->n - keep;
	}
	if (d->paste.len + take > KEY_PASTE_MAX) {
		d->paste_cut = true;
	} else if (take > 0 && buf_put(&d->paste, d->in, take) != JAL_OK) {
		d->paste_cut = true;
	}
	consume(d, take + (stop != NULL ? end_len : 0));
	if (stop == NULL)
		return false;
	d->pasting = false;
	return true;
}

enum key_event key_next(struct key_decoder *d, bool late, struct key *out)
{
	if (d->pasting && late && d->n == 0) {
		/* The end never came. */
		d->pasting = false;
		return KEY_PASTED;
	}
	while (d->n > 0) {
		struct key k = { .code = K_NONE };
		size_t used = 0;
		uint32_t cp = 0;

		if (d->pasting) {
			if (paste(d))
				return KEY_PASTED;
			if (late && d->n > 0) {
				/* The end never came whole. */
				consume(d, d->n);
				d->pasting = false;
				return KEY_PASTED;
			}
			return KEY_NOTHING;
		}
		if (d->in[0] == 0x1b) {
			used = escape(d, late, &k);
		} else if (d->in[0] < 0x20 || d->in[0] == 0x7f) {
			used = 1;
			k = control(d->in[0]);
		} else {
			used = character(d->in, d->n, &cp);
			if (used == 0 && late)
				used = d->n;
			else if (used != 0 && cp >= 0xa0 && cp != 0xfffd)
				k = typed(cp);
			else if (used != 0 && cp < 0x7f)
				k = typed(cp);
		}
		if (used == 0)
			return KEY_NOTHING;
		consume(d, used);
		if (k.code != K_NONE) {
			*out = k;
			return KEY_PRESSED;
		}
	}
	return KEY_NOTHING;
}

int key_wait_ms(const struct key_decoder *d)
{
	/* The rest of a paste comes with the line's own slowness. */
	if (d->pasting)
		return KEY_PASTE_MS;
	if (d->n == 0)
		return -1;
	if (d->n == 1 && d->in[0] == 0x1b && d->timing.digits)
		return KEY_DIGIT_MS;
	return d->timing.escape_ms;
}

int key_azerty_digit(uint32_t code)
{
	static const uint32_t row[10] = { 0xe0, '&', 0xe9, '"', '\'', '(', '-', 0xe8, '_', 0xe7 };

	for (int i = 0; i < 10; i++)
		if (row[i] == code)
			return i;
	return -1;
}

uint32_t key_fold(uint32_t code)
{
	return code < K_FIRST ? (uint32_t)towlower((wint_t)code) : code;
}

static const struct key_word {
	uint32_t code;
	const char *script;	/* in key scripts */
	const char *label;	/* on the screen */
} words[] = {
	{ K_ENTER, "Enter", N_("Entrée") },
	{ K_ESC, "Esc", N_("Échap") },
	{ K_TAB, "Tab", N_("Tab") },
	{ K_BACKTAB, "Shift+Tab", N_("Maj+Tab") },
	{ K_BACKSPACE, "Backspace", N_("Retour arrière") },
	{ K_DELETE, "Delete", N_("Suppr") },
	{ K_INSERT, "Insert", N_("Inser") },
	{ K_UP, "Up", N_("Haut") },
	{ K_DOWN, "Down", N_("Bas") },
	{ K_LEFT, "Left", N_("Gauche") },
	{ K_RIGHT, "Right", N_("Droite") },
	{ K_PGUP, "PgUp", N_("PgHaut") },
	{ K_PGDN, "PgDn", N_("PgBas") },
	{ K_HOME, "Home", N_("Origine") },
	{ K_END, "End", N_("Fin") },
	{ ' ', "Space", N_("Espace") },
	{ K_UNKNOWN, "Unknown", N_("inconnue") },
};

enum jal_err key_label(uint32_t code, struct buf *out)
{
	char text[4];
	enum jal_err err = JAL_OK;

	if (code & K_GO) {
		err = buf_puts(out, "g ");
		code &= ~K_GO;
	}
	if (err == JAL_OK && (code & K_CTRL))
		err = buf_puts(out, "Ctrl+");
	if (err == JAL_OK && (code & K_ALT))
		err = buf_puts(out, "Alt+");
	if (err == JAL_OK && (code & K_SHIFT))
		err = buf_puts(out, _("Maj+"));
	if (err != JAL_OK)
		return err;
	if (code & K_CTRL && (code & 0x1fffff) < K_FIRST)
		code = (uint32_t)towupper((wint_t)(code & 0x1fffff));
	code &= 0x1fffff;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].code == code)
			return buf_puts(out, _(words[i].label));
	if (code > K_F0 && code <= K_F12)
		return buf_printf(out, "F%u", code - K_F0);
	if (code >= K_FIRST)
		return JAL_ERR_INVALID;
	return buf_put(out, text, glyph_encode(code, text));
}

uint32_t key_from_name(const char *name)
{
	uint32_t added = 0;
	uint32_t cp = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(words[i].script, name) == 0)
			return words[i].code;
	for (;;) {
		if (strncasecmp(name, "Ctrl+", 5) == 0 && name[5] != '\0') {
			added |= K_CTRL;
			name += 5;
		} else if (strncasecmp(name, "Shift+", 6) == 0 && name[6] != '\0') {
			added |= K_SHIFT;
			name += 6;
		} else if (strncasecmp(name, "Alt+", 4) == 0 && name[4] != '\0') {
			added |= K_ALT;
			name += 4;
		} else {
			break;
		}
	}
	if (*name == '\0')
		return K_NONE;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(words[i].script, name) == 0)
			return words[i].code | added;
	if ((name[0] == 'F' || name[0] == 'f') && name[1] >= '1' && name[1] <= '9') {
		int n = name[1] - '0';

		if (name[2] >= '0' && name[2] <= '9')
			n = n * 10 + name[2] - '0';
		if (n <= 12 && name[n < 10 ? 2 : 3] == '\0')
			return K_F(n) | added;
	}
	if (glyph_decode(name, strlen(name), &cp) != strlen(name) || cp == 0xfffd)
		return K_NONE;
	return (added ? key_fold(cp) : cp) | added;
}
