/* Choices, ordered by likeness to what was typed. */
#include "tui/cli_choices.h"

#include <stdlib.h>
#include <string.h>

#include "core/alias.h"
#include "core/buf.h"
#include "core/tasks.h"
#include "core/text.h"
#include "core/timeline.h"
#include "tui/i18n.h"

#define CODE_COLUMNS 28
/* Longer texts are compared by their beginning. */
#define KEY_MAX ((size_t)48)
#define ALIKE 0
#define OTHER 1000

/* ---- likeness ---- */

/* Folded, as words: `Mise_a_l_ecart` and "mise à l’écart" are one. */
static size_t key_of(const char *text, char out[KEY_MAX + 1])
{
	struct buf spaced = BUF_INIT, key = BUF_INIT;
	enum jal_err err = buf_puts(&spaced, text);
	for (size_t i = 0; !err && i < spaced.len; i++)
		if (spaced.data[i] == '_' || spaced.data[i] == '.')
			spaced.data[i] = ' ';
	if (!err)
		err = text_fold((const char *)spaced.data, spaced.len, &key);
	const size_t len = err ? 0 : key.len < KEY_MAX ? key.len : KEY_MAX;
	if (len > 0)
		memcpy(out, key.data, len);
	out[len] = 0;
	buf_free(&spaced);
	buf_free(&key);
	return len;
}

/* How many letters are to be put in, taken out or changed to make one of the other. */
static size_t steps_between(const char *a, size_t na, const char *b, size_t nb)
{
	size_t row[KEY_MAX + 1];
	for (size_t i = 0; i <= nb; i++)
		row[i] = i;
	for (size_t i = 1; i <= na; i++) {
		size_t corner = row[0];
		row[0] = i;
		for (size_t k = 1; k <= nb; k++) {
			const size_t changed = corner + (a[i - 1] != b[k - 1]);
			const size_t one = (row[k] < row[k - 1] ? row[k] : row[k - 1]) + 1;
			corner = row[k];
			row[k] = changed < one ? changed : one;
		}
	}
	return row[nb];
}

/* The fewer the nearer; OTHER when they are not alike at all. */
static size_t distance(const char *typed, size_t n, const char *text)
{
	char key[KEY_MAX + 1];
	const size_t len = key_of(text, key);
	if (n == 0 || len == 0)
		return OTHER;
	if (n >= 3 && strstr(key, typed))
		return ALIKE;
	const size_t steps = steps_between(typed, n, key, len);
	size_t least = steps * 2 <= (n > len ? n : len) ? ALIKE + steps : OTHER;
	/* One word of a label may be what was meant. */
	for (size_t at = 0; at < len; at += strcspn(key + at, " ") + 1) {
		const size_t word = strcspn(key + at, " ");
		const size_t off = word >= 4 ? steps_between(typed, n, key + at, word) : OTHER;
		if (off * 3 <= n && ALIKE + off < least)
			least = ALIKE + off;
	}
	return least;
}

/* ---- saying ---- */

struct ranked {
	struct cli_choice choice;
	size_t distance, place;
};

static int nearer(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

static size_t columns_of(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
}

static void say_one(struct cli *c, const struct cli_choice *choice)
{
	const size_t n = columns_of(choice->code);
	const char *label = *choice->label ? _(choice->label) : "";
	if (*label)
		(void)fprintf(c->err, "  %s%*s  %s\n", choice->code, n < CODE_COLUMNS ? (int)(CODE_COLUMNS - n) : 0, "", label);
	else
		(void)fprintf(c->err, "  %s\n", choice->code);
}

static size_t rank(const struct cli_choices *list, const char *typed, struct ranked *out)
{
	char key[KEY_MAX + 1] = "";
	const size_t n = typed ? key_of(typed, key) : 0;
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct cli_choice choice = list->at(list->ctx, i);
		if (!choice.code)
			continue;
		/* In either language, as a label may be typed. */
		size_t least = distance(key, n, choice.code);
		const char *const labels[] = { choice.label, *choice.label ? _(choice.label) : "" };
		for (size_t k = 0; k < 2; k++) {
			const size_t by_label = distance(key, n, labels[k]);
			least = by_label < least ? by_label : least;
		}
		out[count++] = (struct ranked){ choice, least, i };
	}
	qsort(out, count, sizeof(*out), nearer);
	return count;
}

void cli_choices_say(struct cli *c, const struct cli_choices *list, const char *typed)
{
	struct ranked *ranked = list->count > 0 ? calloc(list->count, sizeof(*ranked)) : NULL;
	if (!ranked)
		return;
	const size_t count = rank(list, typed, ranked);
	const size_t said = list->all && count > CLI_CHOICES_MAX ? CLI_CHOICES_MAX : count;
	if (said > 0)
		(void)fprintf(c->err, "%s\n", said < count ? _("Parmi ce qui est possible :") : _("Ce qui est possible :"));
	for (size_t i = 0; i < said; i++)
		say_one(c, &ranked[i].choice);
	if (said < count)
		(void)fprintf(c->err, _("La liste entière (%zu) : %s\n"), count, list->all);
	free(ranked);
}

/* ---- lists ---- */

static struct cli_choice code_at(const void *ctx, size_t i)
{
	size_t count = 0;
	const struct vocab_code *codes = vocab_codes(*(const enum vocab *)ctx, &count);
	return codes[i].obsolete ? (struct cli_choice){ NULL, "" } : (struct cli_choice){ codes[i].code, codes[i].label };
}

/* What of a list is no code, as it was typed. */
static void first_unknown(enum vocab vocab, const char *typed, char *out, size_t size)
{
	while (*typed) {
		const size_t n = strcspn(typed, ";|\n");
		const char *part = typed;
		const size_t len = text_trim(&part, n);
		const struct vocab_code *code = NULL;
		if (len > 0 && alias_find(vocab, part, len, &code)) {
			(void)snprintf(out, size, "%.*s", (int)(len < size ? len : size - 1), part);
			return;
		}
		typed += n + (typed[n] != 0);
	}
}

void cli_choices_field(struct cli *c, enum field field, const char *typed)
{
	const struct model_field *f = model_field(field);
	char all[128], wrong[4 * KEY_MAX] = "";
	size_t count = 0;
	if (f->vocab == VOCAB_none || f->vocab == VOCAB_free)
		return;
	(void)vocab_codes(f->vocab, &count);
	(void)snprintf(all, sizeof(all), "jalon fields %s %s", model_entity(f->entity)->name, f->name);
	if (typed && f->type == FIELD_TYPE_set)
		first_unknown(f->vocab, typed, wrong, sizeof(wrong));
	cli_choices_say(c, &(struct cli_choices){ count, code_at, &f->vocab, all }, *wrong ? wrong : typed);
	explicit_bzero(wrong, sizeof(wrong));
}

static struct cli_choice field_at(const void *ctx, size_t i)
{
	const struct model_field *f = model_field((enum field)(model_entity(*(const enum entity *)ctx)->first + i));
	return f->flags & FIELD_DERIVED ? (struct cli_choice){ NULL, "" } : (struct cli_choice){ f->name, f->label };
}

void cli_choices_fields(struct cli *c, enum entity entity, const char *typed)
{
	char all[96];
	const size_t count = (size_t)(model_end(entity) - model_entity(entity)->first);
	(void)snprintf(all, sizeof(all), "jalon fields %s", model_entity(entity)->name);
	cli_choices_say(c, &(struct cli_choices){ count, field_at, &entity, all }, typed);
}

static struct cli_choice event_at(const void *ctx, size_t i)
{
	(void)ctx;
	return (struct cli_choice){ timeline_code((enum timeline_kind)i), timeline_label((enum timeline_kind)i) };
}

void cli_choices_timeline(struct cli *c, const char *typed)
{
	cli_choices_say(c, &(struct cli_choices){ TIMELINE_KINDS, event_at, NULL, NULL }, typed);
}

static struct cli_choice task_at(const void *ctx, size_t i)
{
	(void)ctx;
	const enum tasks_kind kind = (enum tasks_kind)(TASKS_NONE + 1 + i);
	return (struct cli_choice){ tasks_info(kind)->code, tasks_label(kind) };
}

void cli_choices_tasks(struct cli *c, const char *typed)
{
	cli_choices_say(c, &(struct cli_choices){ TASKS_KINDS - TASKS_NONE - 1, task_at, NULL, NULL }, typed);
}
