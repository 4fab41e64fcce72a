/*
 * A form around a file: one field is the path, what leaves the encryption is said
 * above, F2 or the first button does it, the second gives it up. Printing, exporting
 * and documents are such screens. Knows nothing of what is in the file.
 */
#ifndef TUI_FILEFORM_H
#define TUI_FILEFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/error.h"
#include "tui/app.h"
#include "tui/form.h"
#include "tui/screen.h"

struct fileform;

struct fileform_kind {
	size_t file;		/* the field that is the path */
	bool reads;		/* the file is there and is read; else it must not be there */
	/* Appends the text above the fields, translated; NULL: outside_warning. */
	enum jal_err (*above)(const struct fileform *f, struct buf *out);
	/* Appends the path that goes with what is chosen; NULL: none. It follows the
	 * choices until someone types another. */
	enum jal_err (*propose)(struct fileform *f, struct buf *out);
	/* All fields are fine, and that is the path. */
	void (*confirm)(struct fileform *f, const char *path);
};

/* First in the screen's own struct. */
struct fileform {
	struct screen screen;
	struct form form;
	const struct fileform_kind *kind;
	struct buf proposed;
};

/* A form_hooks.check; its ctx is the struct fileform. */
enum form_verdict fileform_check(void *ctx, const struct form *f, size_t field, struct buf *why);
/* Puts the path proposed, if none was typed; when loading. */
JAL_MUST enum jal_err fileform_propose(struct fileform *f);
/* Frees what is the form's, not the screen. */
void fileform_free(struct fileform *f);

/* Parts of a screen_vt. */
void fileform_draw(struct screen *s, struct canvas *c, const struct layout *l);
void fileform_tell(struct screen *s, struct tell *t);
bool fileform_key(struct screen *s, const struct key *k);
bool fileform_choose(struct screen *s, size_t number);
bool fileform_answer(struct screen *s, const char *line, size_t n);
bool fileform_paste(struct screen *s, const char *bytes, size_t n);
bool fileform_run(struct screen *s, enum action_id action);
bool fileform_typing(const struct screen *s);
bool fileform_picking(const struct screen *s);

#endif
