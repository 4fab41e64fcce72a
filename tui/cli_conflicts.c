/*
 * What waits for someone, as a command: values that stand against each other, and
 * what two edits have broken together.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/cover.h"
#include "core/roster.h"
#include "core/settle.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

struct conflicts {
	struct cli *cli;
	struct cli_rows *rows;
	struct jal_id caseload;
	size_t count;
};

/* What the rows of one thing have in common. */
struct point {
	const struct settle_item *item;
	const char *reason;	/* NULL: two values */
	unsigned side;		/* what `--keep` takes it by; 0: it is not chosen but put right */
};

enum { ITEM, KIND, DOSSIER, RECORD, ENTITY, FIELD, VALUE, WHO, SHOWN, SIDE, REASON, COLUMNS };
static const struct cli_column columns[COLUMNS] = {
	[ITEM] = { "item", N_("Point") },
	[KIND] = { "kind", N_("Nature") },
	[DOSSIER] = { "dossier", N_("Dossier") },
	[RECORD] = { "record", N_("Élément") },
	[ENTITY] = { "entity", N_("Quoi") },
	[FIELD] = { "field", N_("Champ") },
	[VALUE] = { "value", N_("Valeur") },
	[WHO] = { "who", N_("Qui") },
	[SHOWN] = { "shown", N_("Affichée") },
	[SIDE] = { "side", N_("N°") },
	[REASON] = { "reason", N_("Pourquoi") },
};

static const char *kind_code(enum settle_kind kind)
{
	switch (kind) {
	case SETTLE_VALUES:
		return "values";
	case SETTLE_FIELDS:
		return "fields";
	case SETTLE_OVERLAP:
		return "overlap";
	case SETTLE_SIGNED:
		return "signed";
	case SETTLE_RING:
		return "ring";
	case SETTLE_TWINS:
		return "twins";
	}
	return "";
}

/* The first of the heads that carries the same value. */
static size_t first_alike(const struct merge_state *state, size_t first, size_t head)
{
	const struct merge_write *w = merge_live(state, head);
	size_t i = first;
	for (; i < head; i++) {
		const struct merge_write *o = merge_live(state, i);
		if (o->value_len == w->value_len && memcmp(o->value, w->value, w->value_len) == 0)
			break;
	}
	return i;
}

/* The number under which `conflicts ID --keep` takes the value of that head: equal ones have one. */
static unsigned side_of(const struct merge_state *state, size_t first, size_t head)
{
	const size_t alike = first_alike(state, first, head);
	unsigned side = 1;
	for (size_t i = first; i < alike; i++)
		side += first_alike(state, first, i) == i;
	return side;
}

/* One row: a value of a field, written by w (NULL: it has none). */
static enum jal_err add_value(struct conflicts *f, const struct point *p, const struct record *r,
	const struct model_field *field, const struct merge_write *w, bool shown, unsigned side)
{
	struct value v = VALUE_INIT;
	struct buf plain = BUF_INIT;
	struct roster_member who = { 0 };
	char item[24], dossier[ID_HEX + 1], record[ID_HEX + 1];
	enum jal_err err = w ? value_decode(field, w->value, w->value_len, &v) : JAL_OK;
	if (!err)
		err = value_plain(field, &v, &plain);
	if (w && roster_who(journal_db(f->cli->journal), &w->name.device, &who) != JAL_OK)
		who.name[0] = 0;
	(void)snprintf(item, sizeof(item), "%zu", f->count + 1);
	const char *const cells[COLUMNS] = {
		[ITEM] = item,
		[KIND] = kind_code(p->item->kind),
		[DOSSIER] = record_dossier(r) ? id_hex(record_dossier(r), dossier) : NULL,
		[RECORD] = id_hex(record_id(r), record),
		[ENTITY] = model_entity(record_entity(r))->name,
		[FIELD] = field->name,
		[VALUE] = plain.len && cover_field(journal_db(f->cli->journal), r, field->id) ? "•••" : buf_str(&plain),
		[WHO] = who.name,
		[SHOWN] = shown ? "true" : "false",
		[SIDE] = side ? diag_num(side) : NULL,
		[REASON] = p->reason,
	};
	cli_rows_raw(f->rows, ITEM);
	cli_rows_raw(f->rows, SHOWN);
	cli_rows_raw(f->rows, SIDE);
	if (!err)
		err = cli_rows_add(f->rows, cells);
	buf_free(&plain);
	return err;
}

/* All values of a field, or the one that is shown. */
static enum jal_err add_field(struct conflicts *f, const struct point *p, enum entity entity, const struct jal_id *dossier,
	const struct jal_id *id, enum field which, bool all)
{
	struct record *r = NULL;
	const bool in_dossier = model_entity(entity)->home == HOME_dossier;
	const struct model_field *field = model_field(which);
	const struct merge_key key = { .field = field->wire };
	size_t first = 0;
	enum jal_err err = journal_load(f->cli->journal, &f->caseload, entity, in_dossier ? dossier : NULL, id, &r);
	if (err)
		return err;
	const size_t heads = field->type == FIELD_TYPE_set ? 0 : merge_heads(record_state(r), &key, &first);
	for (size_t i = 0; !err && i < (all || heads == 0 ? heads : 1); i++)
		err = add_value(f, p, r, field, merge_live(record_state(r), first + i), i == 0,
			all ? side_of(record_state(r), first, first + i) : p->side);
	if (!err && heads == 0)
		err = add_value(f, p, r, field, NULL, true, p->side);
	record_free(r);
	return err;
}

static enum jal_err add_item(void *ctx, const struct settle_item *item)
{
	struct conflicts *f = ctx;
	struct buf reason = BUF_INIT;
	struct point p = { item, NULL, settle_has_sides(item) ? 1 : 0 };
	/* A ring's other dossier stands in its own folder. */
	const struct jal_id *folder = item->kind == SETTLE_RING ? &item->other : &item->dossier;
	enum jal_err err = item->say.text ? diag_render(&item->say, i18n_text, &reason) : JAL_OK;
	if (item->say.text)
		p.reason = buf_str(&reason);
	if (!err)
		err = add_field(f, &p, item->entity, &item->dossier, &item->record, item->field,
			item->kind == SETTLE_VALUES);
	p.side += p.side != 0;
	if (!err && item->against < FIELD_COUNT)
		err = add_field(f, &p, item->other_entity, folder, &item->other, item->against, false);
	f->count++;
	buf_free(&reason);
	return err;
}

static enum jal_err each_caseload(void *ctx, const struct roster_caseload *cl)
{
	struct conflicts *f = ctx;
	if (cl->right == ROSTER_NONE)
		return JAL_OK;
	f->caseload = cl->id;
	return settle_each(f->cli->journal, &cl->id, NULL, add_item, f);
}

/* ---- which of two stands ---- */

struct wanted {
	struct cli *cli;
	struct jal_id caseload;
	struct settle_item item;
	size_t count;
};

static bool begins(const struct jal_id *id, const char *text)
{
	char hex[ID_HEX + 1];
	return strlen(text) >= 4 && strncasecmp(id_hex(id, hex), text, strlen(text)) == 0;
}

static enum jal_err look(void *ctx, const struct settle_item *item)
{
	struct wanted *w = ctx;
	const char *text = w->cli->argv[0];
	if (settle_has_sides(item) && (begins(&item->record, text) || begins(&item->other, text))) {
		w->item = *item;
		w->count++;
	}
	return JAL_OK;
}

static enum jal_err look_in(void *ctx, const struct roster_caseload *cl)
{
	struct wanted *w = ctx;
	if (cl->right == ROSTER_NONE || w->count)
		return JAL_OK;
	w->caseload = cl->id;
	return settle_each(w->cli->journal, &cl->id, NULL, look, w);
}

/* The number in "field=N" when the field is one of the item's, else 0. */
static unsigned side_named(const struct settle_item *item, const char *keep)
{
	const char *equals = strchr(keep, '=');
	const size_t n = equals ? (size_t)(equals - keep) : 0;
	const char *const names[] = { model_field(item->field)->name, model_field(item->against)->name };
	for (int i = 0; equals && i < 2; i++)
		if (strlen(names[i]) == n && memcmp(names[i], keep, n) == 0 && strspn(equals + 1, "12") == 1 && !equals[2])
			return (unsigned)(equals[1] - '0');
	return 0;
}

/* `conflicts ID --keep FIELD=N` on what is chosen although no field has two values.
 * *known is false, and nothing was done, when ID names no such thing. */
static enum cli_exit keep_side(struct cli *c, bool *known)
{
	struct wanted w = { .cli = c };
	struct diag diag = DIAG_INIT;
	struct edit *edits[2] = { NULL, NULL };
	const char *keep = cli_option(c, "keep");
	enum cli_exit code = CLI_DONE;
	enum jal_err err = roster_caseloads(journal_db(c->journal), look_in, &w);
	*known = err || w.count == 1;
	if (err)
		return cli_fail_err(c, err);
	if (!*known)
		return CLI_DONE;
	const unsigned side = side_named(&w.item, keep);
	if (!side)
		return cli_usage(c, N_("« %1 » : donnez le numéro de la valeur, tel que « jalon conflicts » le montre."), keep);
	err = settle_keep(c->journal, &w.caseload, &w.item, side - 1, edits);
	if (err)
		return cli_fail_err(c, err);
	if (journal_write(c->journal, edits, edits[1] ? 2 : 1, &diag))
		code = cli_fail(c, &diag);
	if (!code)
		code = cli_print_ids(c, edit_dossier(edits[0]), edit_record(edits[0]));
	edit_free(edits[0]);
	edit_free(edits[1]);
	return code;
}

enum cli_exit cli_conflicts(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	if (c->argc == 0 && cli_option(c, "keep"))
		return cli_usage(c, N_("Il manque un argument : %1"), "ID");
	if (c->argc && c->format == CLI_CSV)
		return cli_usage(c, N_("« %1 » ne donne pas de tableau : il n’y en a pas de forme csv."), "conflicts ID");
	if (!cli_open(c, &code))
		return code;
	if (c->argc == 1 && cli_option(c, "keep")) {
		bool known = false;
		code = keep_side(c, &known);
		if (known)
			return code;
	}
	if (c->argc)
		return cli_decide(c);
	struct conflicts f = { .cli = c };
	enum jal_err err = cli_rows_new(c, columns, COLUMNS, &f.rows);
	if (!err)
		err = roster_caseloads(journal_db(c->journal), each_caseload, &f);
	if (err) {
		cli_rows_free(f.rows);
		return cli_fail_err(c, err);
	}
	err = cli_rows_print(f.rows);
	return err ? cli_fail_err(c, err) : f.count ? CLI_WAITING : CLI_DONE;
}
