/*
 * What the forms of a pathway share (orientation, request, assignment, exit, breach,
 * pathway): whom and where they can name, what goes with what was typed
 * (core/course), and how each is opened. Their rows are in form_*.c.
 */
#ifndef TUI_FORM_COURSE_H
#define TUI_FORM_COURSE_H

#include "core/course.h"
#include "tui/choices.h"
#include "tui/scr_form.h"

/* The extra of these forms. */
struct form_course {
	struct choices members;
	struct choices others;	/* the kind's own: structures, appointments */
	struct course_plan plan;	/* of the last time that it was to be saved */
	unsigned what;		/* COURSE_…: what was agreed to */
};

/* The new extra, with the members; NULL: there was no memory, or they could not be
 * read, which why says. */
struct form_course *form_course_new(struct scr_form *f, struct diag *why);

/* ---- for struct scr_form_kind ---- */

/* The members alone. */
JAL_MUST enum jal_err form_course_prepare(struct scr_form *f, struct diag *why);
size_t form_course_members(void *ctx, const char *query, struct picker_choice *out, size_t room);
size_t form_course_others(void *ctx, const char *query, struct picker_choice *out, size_t room);
/* The person's name in the first row; the name of what a reference names. */
void form_course_show(const struct scr_form *f, size_t row, const char *code, struct buf *out);
void form_course_forget(struct scr_form *f);
/* Writes the edit and its plan, under that translated name with a %s for the person. */
JAL_MUST enum jal_err form_course_write(struct scr_form *f, const char *what, struct diag *why);

/* The first row of each: whom it is about. */
#define FORM_COURSE_PERSON { .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") }

/* ---- how they are opened: to be pushed, NULL when out of memory ---- */

/* Forms of a dossier's pathway. id: the record to change, read anew; NULL: a new one.
 * request: the one that it answers; NULL. What goes with a save is core/course's to say. */
struct screen *form_orientation_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *request);
struct screen *form_request_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id);
struct screen *form_assignment_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id);
/* Someone else becomes the dossier's lead. */
struct screen *form_lead_new(struct desk *desk, const struct file_ref *ref);
#define FORM_LEAD_DRAFT "lead"
/* The end of the pathway, with what else is to end (core/course.h, course_leave). */
struct screen *form_exit_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id);
/* appointment: the one that was missed; NULL. */
struct screen *form_breach_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *appointment);
struct screen *form_pathway_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id);

/* The form of a record of any entity: its own, or the general one. A draft is taken up by it. */
struct screen *form_course_open(struct desk *desk, const struct file_ref *ref, enum entity entity,
	const struct jal_id *id);

#endif
