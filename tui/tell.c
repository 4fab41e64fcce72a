/*
 * Lines.
 */
#include "tui/tell.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/i18n.h"
#include "tui/key.h"

void tell_begin(struct tell *t)
{
	buf_clear(&t->text);
	buf_clear(&t->prompt);
	buf_clear(&t->current);
	t->tabs = 0;
	t->turn_on = t->turn_back = K_NONE;
	t->takes = TELL_COMMAND;
	t->single = t->busy = t->stays = false;
	t->fields = false;
	t->press = K_ENTER;
	t->after = K_NONE;
	t->first = t->last = t->all = 0;
	t->err = JAL_OK;
}

void tell_free(struct tell *t)
{
	buf_free(&t->text);
	buf_free(&t->prompt);
	buf_free(&t->current);
}

static void note(struct tell *t, enum jal_err err)
{
	if (t->err == JAL_OK)
		t->err = err;
}

static void put(struct tell *t, const char *text)
{
	note(t, text_inert(text, strlen(text), TEXT_LONG, &t->text));
}

static void end_line(struct tell *t)
{
	if (t->text.len > 0 && t->text.data[t->text.len - 1] != '\n')
		note(t, buf_putc(&t->text, '\n'));
}

void tell_say(struct tell *t, const char *text)
{
	put(t, text);
	end_line(t);
}

void tell_printf(struct tell *t, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;
	int n = 0;

	va_start(args, fmt);
	n = vasprintf(&text, fmt, args);
	va_end(args);
	if (n < 0) {
		note(t, JAL_ERR_NOMEM);
		return;
	}
	tell_say(t, text);
	explicit_bzero(text, (size_t)n);
	free(text);
}

void tell_pair(struct tell *t, const char *label, const char *value)
{
	if (*value != '\0')
		tell_printf(t, _("%s : %s"), label, value);
}

void tell_item(struct tell *t, size_t number, bool current, const char *text)
{
	size_t from = t->text.len;

	tell_printf(t, current ? _("%zu, choisi. %s") : _("%zu. %s"), number, text);
	if (current && t->err == JAL_OK) {
		buf_clear(&t->current);
		note(t, buf_put(&t->current, buf_str(&t->text) + from, t->text.len - from));
	}
	if (t->first == 0 || number < t->first)
		t->first = number;
	if (number > t->last)
		t->last = number;
	if (t->all < t->last)
		t->all = t->last;
}

void tell_button(struct tell *t, size_t number, bool current, const char *label)
{
	struct buf text = BUF_INIT;

	note(t, buf_printf(&text, _("Bouton : %s"), label));
	tell_item(t, number, current, buf_str(&text));
	buf_free(&text);
}

void tell_prompt(struct tell *t, const char *text)
{
	buf_clear(&t->prompt);
	note(t, text_inert(text, strlen(text), TEXT_LINE, &t->prompt));
}
