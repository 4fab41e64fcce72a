/*
 * The marks of a note.
 */
#include "tui/note_about.h"

#include <pthread.h>
#include <string.h>

#include "core/format.h"
#include "core/text.h"
#include "tui/desk.h"
#include "tui/i18n.h"

#define CHOICES_MAX 32
/* Columns from which one row holds day, type and readers. */
#define NARROW 60

/* What is sensitive comes first, since it is rare and matters. */
static const struct picker_choice sensitive_choices[] = {
	{ "health", N_("Sensible : santé") },
	{ "justice", N_("Sensible : justice") },
	{ "violence", N_("Sensible : violences") },
};

#define SENSITIVE (sizeof(sensitive_choices) / sizeof(sensitive_choices[0]))

static struct picker_choice choices[CHOICES_MAX];
static size_t n_choices;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_choices(void)
{
	size_t n = 0;
	const struct vocab_code *themes = vocab_codes(VOCAB_theme, &n);

	for (size_t i = 0; i < SENSITIVE; i++)
		choices[n_choices++] = sensitive_choices[i];
	for (size_t i = 0; i < n && n_choices < CHOICES_MAX; i++)
		if (!themes[i].obsolete)
			choices[n_choices++] = (struct picker_choice){ themes[i].code, themes[i].label };
}

const struct picker_choice *note_about_choices(size_t *n)
{
	(void)pthread_once(&once, make_choices);
	*n = n_choices;
	return choices;
}

static enum field field_of(const char *code)
{
	return vocab_find(VOCAB_sensitive_kind, code) != NULL ? FIELD_note_sensitive : FIELD_note_topics;
}

enum jal_err note_about_tick(struct edit *note, const char *code)
{
	enum field field = field_of(code);

	return edit_element(note, field, code, !edit_has_element(note, field, code));
}

enum jal_err note_about_ticked(const struct edit *note, struct buf *out)
{
	size_t n = 0;
	const struct picker_choice *all = note_about_choices(&n);
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < n && err == JAL_OK; i++)
		if (edit_has_element(note, field_of(all[i].code), all[i].code))
			err = buf_printf(out, "%s\n", all[i].code);
	return err;
}

enum jal_err note_about_begin(const struct jal_id *caseload, const struct jal_id *dossier, const char *channel,
	struct edit **out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_note, caseload, dossier, &e);

	if (err == JAL_OK)
		err = edit_set_text(e, FIELD_note_channel, channel);
	if (err == JAL_OK)
		err = edit_set_text(e, FIELD_note_visibility, "team");
	if (err != JAL_OK) {
		edit_free(e);
		return err;
	}
	*out = e;
	return JAL_OK;
}

enum jal_err note_about_older(const struct jal_id *caseload, const struct jal_id *dossier, struct note_draft *d)
{
	enum jal_err err = note_about_begin(caseload, dossier, d->channel, &d->note);

	return err == JAL_OK && d->confidential ? edit_set_text(d->note, FIELD_note_visibility, "me") : err;
}

/* The code of a field, NULL when it has none. */
static const char *code_of(const struct edit *note, enum field field)
{
	const struct value *v = edit_value(note, field);

	return v->kind == VALUE_TEXT ? v->text : NULL;
}

/* Without one, a note is the team's. */
static const char *visibility_of(const struct edit *note)
{
	const char *code = code_of(note, FIELD_note_visibility);

	return code != NULL ? code : "team";
}

bool note_about_folded(const struct note_draft *d)
{
	size_t n = 0;
	const struct vocab_code *kinds = vocab_codes(VOCAB_sensitive_kind, &n);

	if (d->note == NULL)
		return d->confidential;
	for (size_t i = 0; i < n; i++)
		if (edit_has_element(d->note, FIELD_note_sensitive, kinds[i].code))
			return true;
	return strcmp(visibility_of(d->note), "team") != 0;
}

JAL_MUST static enum jal_err put_type(const struct edit *note, struct buf *out)
{
	struct format format = desk_format();
	const char *channel = code_of(note, FIELD_note_channel);
	enum jal_err err = buf_puts(out, _("Type : "));

	if (err != JAL_OK)
		return err;
	return channel != NULL ? format_code(&format, VOCAB_channel, channel, strlen(channel), out) : buf_puts(out, "…");
}

JAL_MUST static enum jal_err put_readers(const struct edit *note, struct buf *out)
{
	struct format format = desk_format();
	const char *visible = visibility_of(note);
	struct buf label = BUF_INIT;
	enum jal_err err = buf_puts(out, _("Pour : "));

	if (err == JAL_OK)
		err = format_code(&format, VOCAB_visibility, visible, strlen(visible), &label);
	if (err == JAL_OK)
		err = text_after_colon(buf_str(&label), label.len, out);
	buf_free(&label);
	return err;
}

/* The labels of a field's elements, in the order offered; nothing when it has none. */
JAL_MUST static enum jal_err put_elements(const struct edit *note, enum field field, const char *label, struct buf *out)
{
	struct format format = desk_format();
	size_t n = 0;
	const struct vocab_code *codes = vocab_codes(model_field(field)->vocab, &n);
	enum jal_err err = JAL_OK;
	size_t done = 0;

	for (size_t i = 0; i < n && err == JAL_OK; i++) {
		if (!edit_has_element(note, field, codes[i].code))
			continue;
		if (done == 0 && out->len > 0)
			err = buf_puts(out, " — ");
		if (err == JAL_OK)
			err = buf_puts(out, done == 0 ? label : ", ");
		if (err == JAL_OK)
			err = format_code(&format, model_field(field)->vocab, codes[i].code, strlen(codes[i].code), out);
		done++;
	}
	return err;
}

JAL_MUST static enum jal_err put_marks(const struct edit *note, struct buf *out)
{
	enum jal_err err = put_elements(note, FIELD_note_topics, _("Domaines : "), out);

	return err == JAL_OK ? put_elements(note, FIELD_note_sensitive, _("Sensible : "), out) : err;
}

int note_about_draw(const struct edit *note, const char *when, struct canvas *c, struct rect r, int *used)
{
	struct buf head = BUF_INIT;
	struct buf more = BUF_INIT;
	bool narrow = r.cols < NARROW;
	int rows = 1;
	enum jal_err err = buf_puts(&head, when);

	if (err == JAL_OK)
		err = put_type(note, &head);
	if (err == JAL_OK && !narrow)
		err = buf_puts(&head, "  ");
	/* For whom it is, is always seen whole. */
	if (err == JAL_OK)
		err = put_readers(note, narrow ? &more : &head);
	if (err == JAL_OK)
		err = put_marks(note, &more);
	*used = 0;
	if (err == JAL_OK)
		*used = canvas_put(c, r.row, r.col + 1, r.cols - 2, ROLE_NORMAL, buf_str(&head));
	if (err == JAL_OK && more.len > 0) {
		canvas_put(c, r.row + 1, r.col + 1, r.cols - 2, ROLE_NORMAL, buf_str(&more));
		rows = 2;
	}
	buf_free(&head);
	buf_free(&more);
	return rows;
}

void note_about_tell(const struct edit *note, const char *when, struct tell *t)
{
	struct buf text = BUF_INIT;
	enum jal_err err = buf_puts(&text, when);

	if (err == JAL_OK)
		err = put_type(note, &text);
	if (err == JAL_OK)
		err = buf_puts(&text, "  ");
	if (err == JAL_OK)
		err = put_readers(note, &text);
	if (err == JAL_OK)
		tell_say(t, buf_str(&text));
	buf_clear(&text);
	if (err == JAL_OK && put_marks(note, &text) == JAL_OK)
		tell_say(t, buf_str(&text));
	buf_free(&text);
}

const char *note_about_promise(const struct edit *note)
{
	if (strcmp(visibility_of(note), "team") == 0)
		return _("Pour l’équipe : affichée d’emblée à qui ouvre ce dossier.");
	return _("Repliée jusqu’à demande : une politesse de l’écran, pas un chiffrement.");
}

enum jal_err note_about_next(struct edit *note, enum field field)
{
	size_t n = 0;
	const struct vocab_code *codes = vocab_codes(model_field(field)->vocab, &n);
	const char *now = field == FIELD_note_visibility ? visibility_of(note) : code_of(note, field);
	size_t at = 0;

	for (size_t i = 0; i < n && now != NULL; i++)
		if (strcmp(codes[i].code, now) == 0)
			at = i + 1;
	return edit_set_text(note, field, codes[at < n ? at : 0].code);
}
