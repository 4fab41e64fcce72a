/*
 * What several tabs of the file do.
 */
#include "tui/tab.h"

#include <stdlib.h>
#include <string.h>

#include "core/agenda.h"
#include "core/contract.h"
#include "core/date.h"
#include "core/edit.h"
#include "core/format.h"
#include "core/tasks.h"
#include "core/text.h"
#include "tui/form_course.h"
#include "tui/i18n.h"
#include "tui/scr_noteview.h"
#include "tui/scr_reader.h"
#include "tui/work.h"

struct keyed {
	int64_t number;
	size_t place;
	const struct record *record;
};

static int oldest_first(const void *pa, const void *pb)
{
	const struct keyed *a = pa;
	const struct keyed *b = pb;

	if (a->number != b->number) {
		if (a->number == RECORD_NO_NUMBER || b->number == RECORD_NO_NUMBER)
			return a->number == RECORD_NO_NUMBER ? 1 : -1;
		return a->number < b->number ? -1 : 1;
	}
	return a->place < b->place ? -1 : 1;
}

static int newest_first(const void *pa, const void *pb)
{
	const struct keyed *a = pa;
	const struct keyed *b = pb;

	if (a->number != b->number)
		return a->number > b->number ? -1 : 1;
	return a->place > b->place ? -1 : 1;
}

enum jal_err tab_sorted(const struct file_list *l, int64_t (*number)(const struct record *r), bool newest,
	const struct record ***out)
{
	struct keyed *keyed = calloc(l->n + 1, sizeof(*keyed));
	const struct record **sorted = calloc(l->n + 1, sizeof(const struct record *));

	if (keyed == NULL || sorted == NULL) {
		free(keyed);
		free(sorted);
		return JAL_ERR_NOMEM;
	}
	for (size_t i = 0; i < l->n; i++)
		keyed[i] = (struct keyed){ number(l->list[i]), i, l->list[i] };
	qsort(keyed, l->n, sizeof(*keyed), newest ? newest_first : oldest_first);
	for (size_t i = 0; i < l->n; i++)
		sorted[i] = keyed[i].record;
	free(keyed);
	*out = sorted;
	return JAL_OK;
}

static int64_t minutes_of(int32_t date)
{
	return date == RECORD_NO_DATE ? RECORD_NO_NUMBER : date_with_minutes(date, 0);
}

int64_t tab_appointment_time(const struct record *r)
{
	return record_get(r, appointment_starts);
}

int64_t tab_note_time(const struct record *r)
{
	return minutes_of(record_get(r, note_date));
}

int64_t tab_action_due(const struct record *r)
{
	return minutes_of(record_get(r, action_due));
}

enum jal_err tab_put_code(struct lines *out, size_t cell, enum vocab vocab, const char *code, struct buf *text)
{
	struct format format = desk_format();
	enum jal_err err = JAL_OK;

	buf_clear(text);
	if (code != NULL)
		err = format_code(&format, vocab, code, strlen(code), text);
	return err == JAL_OK ? lines_put(out, cell, buf_str(text)) : err;
}

bool tab_awaits_report(const struct desk *d, const struct record *appointment)
{
	const char *status = record_get(appointment, appointment_status);
	int64_t starts = record_get(appointment, appointment_starts);

	return starts != RECORD_NO_NUMBER &&
	       strcmp(agenda_state(status != NULL ? status : "planned", starts,
			      record_get(appointment, appointment_report) != NULL, clock_civil_minutes(desk_clock(d))),
		       "to_report") == 0;
}

void tab_read(struct tab_view *v, const char *text)
{
	struct buf title = BUF_INIT;

	if (file_name(v->desk, &v->file, &title) == JAL_OK)
		work_push(v->app, scr_reader_new(buf_str(&title), text));
	buf_free(&title);
}

void tab_open_record(struct tab_view *v, enum entity entity, const struct jal_id *id)
{
	if (entity == ENTITY_note)
		work_push(v->app, scr_noteview_new(v->desk, &v->file.ref, id));
	else
		work_push(v->app, form_course_open(v->desk, &v->file.ref, entity, id));
}

void tab_toggle_action(struct tab_view *v, const struct jal_id *action)
{
	const struct record *r = file_find(&v->file, ENTITY_action, action);
	struct edit *e = NULL;
	struct buf said = BUF_INIT;
	enum jal_err err = JAL_OK;
	bool open = false;

	if (r == NULL)
		return;
	open = contract_action_open(r);
	err = edit_of(r, &e);
	if (err == JAL_OK)
		err = contract_tick(e, open, desk_today(v->desk));
	if (err == JAL_OK)
		err = work_said(v->desk, &v->file.ref, open ? _("action faite, %s") : _("action à refaire, %s"), &said);
	if (err == JAL_OK) {
		(void)work_write(v->desk, v->app, &e, 1, buf_str(&said));
	} else {
		struct diag why = DIAG_INIT;

		work_say_error(v->app, err, &why);
	}
	edit_free(e);
	buf_free(&said);
}

void tab_changes_free(struct tab_changes *c)
{
	for (size_t i = 0; i < c->n; i++) {
		value_owned_free(&c->list[i].before);
		value_owned_free(&c->list[i].after);
		if (c->list[i].element != NULL)
			explicit_bzero(c->list[i].element, strlen(c->list[i].element));
		free(c->list[i].element);
	}
	free(c->list);
	*c = (struct tab_changes){ .list = NULL };
}
