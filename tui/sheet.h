/*
 * A form around the vault: a few sentences, fields, buttons, secrets in locked
 * memory, and something slow that may be under way. Each is a struct sheet_kind
 * in a file of its own. Knows no records: those have scr_form.h.
 */
#ifndef TUI_SHEET_H
#define TUI_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/secret.h"
#include "tui/form.h"
#include "tui/host.h"
#include "tui/screen.h"

#define SHEET_FIELDS 8

struct sheet;

/* What may be NULL says so. */
struct sheet_kind {
	const struct form_field *fields;	/* secrets get their memory here */
	size_t n;
	const char *const *buttons;	/* N_(); the first is what F2 does */
	size_t n_buttons;
	/* Row 1's text, N_(). */
	const char *title;
	/* NULL. Appends what stands above the fields, translated, \n between lines. */
	enum jal_err (*above)(const struct sheet *s, struct buf *out);
	/* NULL. As form_hooks. */
	enum form_verdict (*check)(const struct sheet *s, size_t field, struct buf *why);
	void (*understood)(const struct sheet *s, size_t field, struct buf *out);
	/* NULL. When it is shown first, and again after a lock. */
	enum jal_err (*load)(struct sheet *s, struct diag *why);
	void (*pressed)(struct sheet *s, size_t button);
	/* NULL. What was slow has ended; the sheet is seen again, if it was not. Of a
	 * door, ended_err and ended_why say how. */
	void (*ended)(struct sheet *s);
	bool behind;		/* Esc leaves while something slow goes on */
	/* NULL. Keeps what is typed. */
	enum jal_err (*save_draft)(struct sheet *s, struct diag *why);
	/* NULL. True: Esc was dealt with. */
	bool (*back)(struct sheet *s);
	/* NULL. Frees what the kind added. */
	void (*forget)(struct sheet *s);
};

struct sheet {
	struct screen screen;	/* first */
	struct host *h;
	const struct sheet_kind *kind;
	struct form_field fields[SHEET_FIELDS];
	struct secret memory[SHEET_FIELDS];
	struct form form;
	const char *busy;	/* what is under way, translated; NULL */
	bool exchanges;		/* that is an exchange; else a door */
	bool over;		/* it has ended; told when the sheet is on top */
	enum jal_err ended_err;
	struct diag ended_why;
	bool shown;		/* secrets in clear */
};

/* A sheet of size bytes (≥ sizeof(struct sheet), the rest zero). NULL when out
 * of memory. */
struct sheet *sheet_new(struct host *h, const struct sheet_kind *kind, size_t size);

/* Something slow has begun that the host tells the end of. */
void sheet_begin(struct sheet *s, const char *busy);
/* Says the first thing that is wrong and goes there; false when there is one. */
bool sheet_ready(struct sheet *s);
/* A field's value as a secret. */
JAL_MUST enum jal_err sheet_secret(const struct sheet *s, size_t field, struct secret *out);
void sheet_say_memory(struct sheet *s);

/* For a field where to synchronise is typed. */
enum form_verdict sheet_check_address(const struct sheet *s, size_t field, struct buf *why);

/* For two fields, a new passphrase and the same again. */
enum form_verdict sheet_check_phrase(const struct sheet *s, size_t field, size_t fresh, size_t again, struct buf *why);
void sheet_understood_phrase(const struct sheet *s, size_t field, size_t fresh, size_t again, struct buf *out);

#endif
