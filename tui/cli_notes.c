/* Reading notes: those of a dossier, their earlier texts, and those that have some words. It only reads. */
#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/date.h"
#include "core/notefind.h"
#include "core/noteversion.h"
#include "core/roster.h"
#include "core/text.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

enum {
	NOTES_ID,
	NOTES_DOSSIER,
	NOTES_NAME,
	NOTES_FIRST_NAME,
	NOTES_DATE,
	NOTES_CHANNEL,
	NOTES_AUTHOR,
	NOTES_VERSION,
	NOTES_WRITTEN,
	NOTES_VISIBILITY,
	NOTES_TOPICS,
	NOTES_SENSITIVE,
	NOTES_CONFIDENTIAL,
	NOTES_EXCERPT,
	NOTES_WHOLE,
	NOTES_COLUMNS
};

static const struct cli_column columns[NOTES_COLUMNS] = {
	[NOTES_ID] = { "id", N_("Identifiant") },
	[NOTES_DOSSIER] = { "dossier", N_("Dossier") },
	[NOTES_NAME] = { "name", N_("Nom") },
	[NOTES_FIRST_NAME] = { "first_name", N_("Prénom") },
	[NOTES_DATE] = { "date", N_("Date") },
	[NOTES_CHANNEL] = { "channel", N_("Type d’échange") },
	[NOTES_AUTHOR] = { "author", N_("Qui") },
	[NOTES_VERSION] = { "version", N_("Version") },
	[NOTES_WRITTEN] = { "written", N_("Écrite le") },
	[NOTES_VISIBILITY] = { "visibility", N_("Visible par") },
	[NOTES_TOPICS] = { "topics", N_("Domaines abordés") },
	[NOTES_SENSITIVE] = { "sensitive", N_("Information sensible") },
	[NOTES_CONFIDENTIAL] = { "confidential", N_("Confidentiel") },
	[NOTES_EXCERPT] = { "excerpt", N_("Extrait") },
	/* A table has room for the excerpt alone. */
	[NOTES_WHOLE] = { "text", N_("Texte") },
};

#define EXCERPT_BYTES 60
#define NOTES_LIMIT 200

struct notes {
	struct cli *cli;
	struct cli_rows *rows;
	const char *typed;	/* what is searched; "" */
	bool reveal, versions;
	struct jal_id dossier;
	const char *name, *first_name;
};

/* "mobilite, sante"; nothing when empty. */
static enum jal_err put_set(const struct record_set *set, struct buf *out)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; set && !err && i < set->count; i++) {
		err = buf_puts(out, i ? ", " : "");
		if (!err)
			err = buf_puts(out, set->elements[i]);
	}
	return err;
}

static enum jal_err writer(struct cli *c, const struct jal_id *device, struct roster_member *out)
{
	const enum jal_err err = roster_who(journal_db(c->journal), device, out);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

/* One text of a note; n counts from 1, the oldest. */
static enum jal_err put_version(struct notes *s, const struct record *note, const struct noteversion *v, size_t n)
{
	struct buf topics = BUF_INIT, sensitive = BUF_INIT, excerpt = BUF_INIT, version = BUF_INIT;
	struct roster_member who = { 0 };
	char id[ID_HEX + 1], dossier[ID_HEX + 1], day[DATE_ISO_MAX], written[DATE_ISO_MAX];
	const bool confidential = noteversion_confidential(note);
	const bool silent = confidential && !s->reveal;
	const int32_t date = record_get(note, note_date);
	const char *author = record_get(note, note_author);
	enum jal_err err = writer(s->cli, &v->device, &who);
	if (!err)
		err = put_set(record_get(note, note_topics), &topics);
	if (!err)
		err = put_set(record_get(note, note_sensitive), &sensitive);
	if (!err && !silent)
		err = notefind_snippet(v->text, s->typed, EXCERPT_BYTES, &excerpt, NULL, NULL);
	else if (!err && s->cli->format == CLI_TABLE)
		err = buf_puts(&excerpt, *s->typed ? _("[confidentiel : le mot s’y trouve]") : _("[confidentiel]"));
	if (!err)
		err = buf_printf(&version, "%zu", n);
	if (!err) {
		const char *const cells[NOTES_COLUMNS] = {
			[NOTES_ID] = id_hex(record_id(note), id),
			[NOTES_DOSSIER] = id_hex(&s->dossier, dossier),
			[NOTES_NAME] = s->name,
			[NOTES_FIRST_NAME] = s->first_name,
			[NOTES_DATE] = date == RECORD_NO_DATE ? NULL : date_iso(date, day),
			[NOTES_CHANNEL] = record_get(note, note_channel),
			/* Who wrote it first keeps its name, whoever corrected it. */
			[NOTES_AUTHOR] = author && v->live ? author : *who.name ? who.name : NULL,
			[NOTES_VERSION] = buf_str(&version),
			[NOTES_WRITTEN] = date_iso_time(clock_civil_of_stamp(s->cli->clock, v->stamp), written),
			[NOTES_VISIBILITY] = record_get(note, note_visibility),
			[NOTES_TOPICS] = topics.len ? buf_str(&topics) : NULL,
			[NOTES_SENSITIVE] = sensitive.len ? buf_str(&sensitive) : NULL,
			[NOTES_CONFIDENTIAL] = confidential ? "true" : "false",
			[NOTES_EXCERPT] = excerpt.len ? buf_str(&excerpt) : NULL,
			[NOTES_WHOLE] = silent ? NULL : v->text,
		};
		cli_rows_raw(s->rows, NOTES_VERSION);
		cli_rows_raw(s->rows, NOTES_CONFIDENTIAL);
		err = cli_rows_add(s->rows, cells);
	}
	buf_free(&topics);
	buf_free(&sensitive);
	buf_free(&excerpt);
	buf_free(&version);
	return err;
}

/* The text that counts, or with --versions all of them. */
static enum jal_err put_note(struct notes *s, const struct record *note)
{
	const char *shown = record_get(note, note_text);
	struct noteversions v = { .list = NULL };
	enum jal_err err = noteversion_read(s->cli->journal, note, &v);
	bool done = false;
	for (size_t i = 0; !err && i < v.n && !done; i++) {
		if (!s->versions && (!shown || !v.list[i].live || strcmp(v.list[i].text, shown) != 0))
			continue;
		err = put_version(s, note, &v.list[i], v.n - i);
		done = !s->versions;
	}
	noteversion_free(&v);
	return err;
}

/* All of a dossier, to be sorted. */
struct kept {
	struct record **list;
	size_t n;
};

static enum jal_err keep(void *ctx, struct record *r)
{
	struct kept *k = ctx;
	struct record **list = record_archived(r) ? NULL : realloc(k->list, (k->n + 1) * sizeof(struct record *));
	if (!list) {
		const enum jal_err err = record_archived(r) ? JAL_OK : JAL_ERR_NOMEM;
		record_free(r);
		return err;
	}
	k->list = list;
	list[k->n++] = r;
	return JAL_OK;
}

static int newest_first(const void *pa, const void *pb)
{
	const int32_t a = record_get(*(struct record *const *)pa, note_date);
	const int32_t b = record_get(*(struct record *const *)pb, note_date);
	return a > b ? -1 : a < b;
}

/* Whose dossier it is, for its rows. name and first_name are borrowed from the view. */
static enum jal_err find_person(struct notes *s, struct caseload_view *view)
{
	const struct caseload_row *row = NULL;
	const enum jal_err err = caseload_row(view, &s->dossier, &row);
	if (!err) {
		s->name = row->name;
		s->first_name = row->first_name;
	}
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err put_dossier(struct notes *s, const struct jal_id *caseload)
{
	struct kept k = { .list = NULL };
	struct caseload_view *view = NULL;
	enum jal_err err = caseload_open(journal_db(s->cli->journal), clock_today(s->cli->clock), &view);
	if (!err)
		err = find_person(s, view);
	if (!err)
		err = journal_each(s->cli->journal, caseload, ENTITY_note, &s->dossier, keep, &k);
	if (!err && k.n)
		qsort(k.list, k.n, sizeof(struct record *), newest_first);
	for (size_t i = 0; !err && i < k.n; i++)
		err = put_note(s, k.list[i]);
	for (size_t i = 0; i < k.n; i++)
		record_free(k.list[i]);
	free(k.list);
	caseload_close(view);
	return err;
}

/* A note that was found is loaded like any other. */
static enum jal_err put_hit(void *ctx, const struct notefind_hit *hit)
{
	struct notes *s = ctx;
	struct record *note = NULL;
	enum jal_err err = journal_load(s->cli->journal, &hit->caseload, ENTITY_note, &hit->dossier, &hit->note, &note);
	if (!err) {
		s->dossier = hit->dossier;
		s->name = hit->name;
		s->first_name = hit->first_name;
		err = put_note(s, note);
	}
	record_free(note);
	return err;
}

static enum jal_err search(struct notes *s, const struct jal_id *caseload, bool *more)
{
	struct notefind_place place = { .dossier = s->dossier };
	if (!id_is_zero(&place.dossier))
		place.caseload = *caseload;
	return notefind_search(journal_db(s->cli->journal), s->typed, &place, NOTES_LIMIT, put_hit, s, more);
}

static enum cli_exit print(struct cli *c, struct notes *s, const struct jal_id *caseload)
{
	struct diag many = DIAG_INIT;
	bool more = false;
	enum jal_err err = cli_rows_new(c, columns, c->format == CLI_TABLE ? NOTES_WHOLE : NOTES_COLUMNS, &s->rows);
	if (!err) {
		cli_rows_coded(s->rows, NOTES_CHANNEL, VOCAB_channel);
		cli_rows_coded(s->rows, NOTES_VISIBILITY, VOCAB_visibility);
		err = *s->typed ? search(s, caseload, &more) : put_dossier(s, caseload);
	}
	if (err) {
		cli_rows_free(s->rows);
		return cli_fail_err(c, err);
	}
	if (more) {
		(void)diag_set(&many, JAL_OK, N_("Seules les %1 notes les plus récentes sont données : ajoutez un mot."),
			diag_num(NOTES_LIMIT));
		cli_note(c, &many);
	}
	return cli_rows_finish(c, s->rows);
}

enum cli_exit cli_notes(struct cli *c)
{
	const char *typed = cli_option(c, "search");
	struct notes s = { .cli = c, .typed = typed ? typed : "", .reveal = cli_option(c, "reveal") != NULL,
		.versions = cli_option(c, "versions") != NULL };
	struct jal_id caseload = ID_ZERO;
	enum cli_exit code = CLI_DONE;
	if (!typed && c->argc == 0)
		return cli_usage(c, N_("Il manque le dossier, ou --search TEXTE pour chercher partout."), NULL);
	if (typed && !notefind_asks(typed))
		return cli_usage(c, N_("« %1 » n’a pas de mot de deux lettres ou plus à chercher."), typed);
	if (!cli_open(c, &code))
		return code;
	if (c->argc > 0)
		code = cli_find_dossier(c, c->argv[0], &s.dossier, &caseload);
	return code ? code : print(c, &s, &caseload);
}
