/* The demonstration territory, made step by step and told. */
#include "sync/showcase.h"

#include <string.h>

#include "core/casework.h"
#include "core/demo.h"
#include "core/fsio.h"
#include "core/import.h"
#include "core/recovery.h"
#include "core/roster.h"
#include "core/schema.h"
#include "core/slots.h"
#include "core/text.h"
#include "core/vault.h"
#include "sync/territory.h"

#define SEED 20230u

/* How many dossiers come to each referent; the last of the colleague's is the
 * referent's first person once more. */
#define REFERENT_PEOPLE 36u
#define COLLEAGUE_PEOPLE 23u

/* One of the three at work. */
struct actor {
	struct vault *vault;
	struct journal *journal;
	struct territory *territory;
};

struct story {
	const char *folder;
	struct demo_clock time;
	const struct showcase_teller *teller;
	struct diag *diag;
	struct actor supervisor, referent, colleague;
	struct buf server;	/* its address */
};

static void tell(const struct story *s, const char *text, const char *a, const char *b)
{
	struct diag d = DIAG_INIT;
	if (!s->teller || !s->teller->tell)
		return;
	(void)diag_set(&d, JAL_OK, text, a, b);
	s->teller->tell(s->teller->ctx, &d);
}

static enum jal_err path_in(const struct story *s, const char *name, struct buf *out)
{
	buf_clear(out);
	return fsio_path(s->folder, name, out);
}

static void actor_close(struct actor *a)
{
	territory_close(a->territory);
	journal_close(a->journal);
	vault_close(a->vault);
	*a = (struct actor){ 0 };
}

static enum jal_err actor_make(struct story *s, const char *name, struct actor *a)
{
	struct buf path = BUF_INIT;
	struct secret recovery = SECRET_INIT;
	const struct slots_cost cheap = { SLOTS_PASSES_MIN, SLOTS_MEMORY_MIN };

	enum jal_err err = path_in(s, name, &path);
	if (!err)
		err = recovery_make(&recovery);
	if (!err) {
		const struct vault_options options = { .path = buf_str(&path), .schema = &schema_vault,
						       .clock = &s->time.clock };
		err = vault_make(&options, SHOWCASE_PASSPHRASE, strlen(SHOWCASE_PASSPHRASE), &recovery, cheap,
				 &a->vault, s->diag);
	}
	if (!err)
		err = journal_open(vault_db(a->vault), &s->time.clock, &a->journal);
	if (!err)
		err = territory_open(a->journal, vault_path(a->vault), &s->time.clock, NULL, &a->territory, s->diag);
	secret_free(&recovery);
	buf_free(&path);
	return err;
}

static enum jal_err exchange(const struct story *s, struct actor *a)
{
	struct territory_result result = { 0 };
	const enum jal_err err = territory_sync(a->territory, NULL, false, &result, s->diag);
	territory_result_free(&result);
	return err;
}

/* ---- the territory and its members ---- */

static enum jal_err found(struct story *s)
{
	enum jal_err err = actor_make(s, SHOWCASE_SUPERVISOR, &s->supervisor);
	if (!err)
		err = territory_create(s->supervisor.territory, "Littoral d’essai", "Nadia Essai", s->diag);
	if (!err)
		err = territory_add_remote(s->supervisor.territory, TERRITORY_HOME, buf_str(&s->server), s->diag);
	if (!err)
		err = exchange(s, &s->supervisor);
	if (!err)
		tell(s, N_("Nadia, superviseure, a créé le territoire « Littoral d’essai » ; le serveur est le répertoire %1."),
		     buf_str(&s->server), NULL);
	return err;
}

static enum jal_err admit(struct story *s, const char *folder, const char *name, struct actor *a)
{
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	const struct territory_admission how = { .caseload_name = name };

	enum jal_err err = actor_make(s, folder, a);
	if (!err)
		err = territory_request(a->territory, name, &request, s->diag);
	if (!err)
		err = territory_admit(s->supervisor.territory, (const char *)request.data, request.len, &how,
				      &invitation, s->diag);
	if (!err)
		err = exchange(s, &s->supervisor);
	if (!err)
		err = territory_join(a->territory, (const char *)invitation.data, invitation.len, NULL, s->diag);
	if (!err)
		tell(s, N_("%1 a demandé à entrer, Nadia l’a admis·e, son poste a vérifié l’invitation."), name, NULL);
	buf_free(&request);
	buf_free(&invitation);
	return err;
}

/* ---- dossiers ---- */

/* Dossiers of an actor's caseload, in the order of the file. */
struct made {
	struct jal_id dossiers[REFERENT_PEOPLE];
	size_t count;
};

static enum jal_err note_made(void *ctx, const struct import_line *line)
{
	struct made *m = ctx;
	if (line->fate == IMPORT_CREATED && m->count < sizeof(m->dossiers) / sizeof(m->dossiers[0]))
		m->dossiers[m->count++] = line->record;
	return JAL_OK;
}

static enum jal_err import_people(struct story *s, struct actor *a, unsigned first, unsigned count, struct made *made)
{
	struct buf path = BUF_INIT, csv = BUF_INIT;
	struct import_totals totals = { 0 };
	const struct import_options options = { .line = note_made, .ctx = made };

	enum jal_err err = path_in(s, SHOWCASE_FILE, &path);
	if (!err)
		err = demo_file(SEED, first, count, clock_today(&s->time.clock), &csv);
	if (!err)
		err = fsio_replace(buf_str(&path), csv.data, csv.len, s->diag);
	s->time.days_ago = DEMO_OPENED;
	if (!err)
		err = import_file(a->journal, &s->time.clock, buf_str(&path), &options, &totals, s->diag);
	s->time.days_ago = 0;
	if (!err)
		tell(s, N_("Un fichier de %1 bénéficiaires fictifs a été importé : %2 dossiers créés."),
		     diag_num((long long)totals.lines), diag_num((long long)totals.created));
	buf_free(&path);
	buf_free(&csv);
	return err;
}

static enum jal_err home_caseload(const struct actor *a, struct jal_id *out)
{
	struct roster_territory t = { 0 };
	const enum jal_err err = roster_territory(journal_db(a->journal), &t);
	if (!err)
		*out = t.home_caseload;
	return err;
}

static enum jal_err fill(struct story *s, struct actor *a, unsigned first, unsigned count, struct made *made)
{
	struct jal_id caseload = ID_ZERO;
	enum jal_err err = import_people(s, a, first, count, made);
	if (!err)
		err = home_caseload(a, &caseload);
	for (size_t i = 0; i < made->count && !err; i++) {
		const unsigned number = first + (unsigned)i;
		err = demo_live(a->journal, &s->time, SEED, number, &caseload, &made->dossiers[i], s->diag);
		if (!err)
			err = demo_contract(a->journal, &s->time.clock, SEED, number, &caseload, &made->dossiers[i], s->diag);
		if (!err)
			err = demo_todo(a->journal, &s->time.clock, number, &caseload, &made->dossiers[i], s->diag);
		if (!err)
			err = demo_note(a->journal, &s->time, number, &caseload, &made->dossiers[i], s->diag);
	}
	/* From the end, where other things are told of fewer of them. */
	unsigned place = 0;
	for (size_t i = made->count; i-- > 0 && !err;)
		if (demo_supported(first + (unsigned)i))
			err = demo_agenda(a->journal, s->time.real, place++, &caseload, &made->dossiers[i], s->diag);
	return err;
}

/* A name as a hurried colleague types it: capitals, no accents. */
static enum jal_err hurried(const char *name, struct buf *out)
{
	buf_clear(out);
	const enum jal_err err = text_fold(name, strlen(name), out);
	for (size_t i = 0; i < out->len && !err; i++)
		if (out->data[i] >= 'a' && out->data[i] <= 'z')
			out->data[i] = (uint8_t)(out->data[i] - 'a' + 'A');
	return err;
}

static enum jal_err copy_name(const struct record *person, struct edit *e, enum field field)
{
	struct buf name = BUF_INIT;
	const struct value *known = record_value(person, field);
	enum jal_err err = known->kind == VALUE_TEXT ? hurried(known->text, &name) : JAL_ERR_CORRUPT;
	if (!err)
		err = edit_set_text(e, field, buf_str(&name));
	buf_free(&name);
	return err;
}

/* A person of the referent's once more in the colleague's caseload: the name
 * typed in a hurry, the same birth date. */
static enum jal_err duplicate(struct story *s, const struct jal_id *original)
{
	struct jal_id caseload = ID_ZERO;
	struct record *person = NULL;
	struct casework_opening opening = { 0 };
	enum jal_err err = home_caseload(&s->referent, &caseload);
	if (!err)
		err = casework_person(s->referent.journal, &caseload, original, &person, s->diag);
	if (!err)
		err = casework_opening_new(s->colleague.journal, &s->time.clock, &opening, s->diag);
	if (!err)
		err = copy_name(person, opening.person, FIELD_person_birth_name);
	if (!err)
		err = copy_name(person, opening.person, FIELD_person_first_name);
	static const enum field same[] = { FIELD_person_civility, FIELD_person_birth_date, FIELD_person_city };
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]) && !err; i++)
		err = edit_set(opening.person, same[i], record_value(person, same[i]));
	if (!err)
		err = casework_open_dossier(s->colleague.journal, &opening, s->diag);
	if (!err)
		tell(s, N_("Marc a ouvert, sans le savoir, un second dossier pour une personne que Camille suit déjà."), NULL,
		     NULL);
	casework_opening_free(&opening);
	record_free(person);
	return err;
}

/* ---- a visit without network, and a value to settle ---- */

static enum jal_err visit(struct story *s, const struct jal_id *dossier)
{
	struct jal_id caseload = ID_ZERO;
	struct edit *note = NULL;
	enum jal_err err = home_caseload(&s->referent, &caseload);
	if (!err)
		err = edit_create(ENTITY_note, &caseload, dossier, &note);
	if (!err)
		err = edit_set_number(note, FIELD_note_date, clock_today(&s->time.clock));
	if (!err)
		err = edit_set_text(note, FIELD_note_channel, "home_visit");
	if (!err)
		err = edit_set_text(note, FIELD_note_text,
				    "Le moral est bon. Un entretien d’embauche est prévu jeudi ; "
				    "on le prépare ensemble demain au téléphone.");
	if (!err)
		err = journal_write(s->referent.journal, &note, 1, s->diag);
	if (!err)
		tell(s, N_("Camille a écrit une note de visite à domicile, sans réseau."), NULL, NULL);
	edit_free(note);
	return err;
}

static enum jal_err set_phone(const struct story *s, struct actor *a, const struct jal_id *caseload,
			      const struct jal_id *dossier, const char *phone)
{
	struct record *person = NULL;
	struct edit *e = NULL;
	enum jal_err err = casework_person(a->journal, caseload, dossier, &person, s->diag);
	if (!err)
		err = edit_of(person, &e);
	if (!err)
		err = edit_set_text(e, FIELD_person_phone, phone);
	if (!err)
		err = journal_write(a->journal, &e, 1, s->diag);
	edit_free(e);
	record_free(person);
	return err;
}

/* Both change one phone number without hearing of each other, then exchange. */
static enum jal_err disagree(struct story *s, const struct jal_id *dossier)
{
	struct jal_id caseload = ID_ZERO;
	enum jal_err err = home_caseload(&s->referent, &caseload);
	if (!err)
		err = set_phone(s, &s->referent, &caseload, dossier, "+33" "639980001");
	if (!err)
		err = set_phone(s, &s->supervisor, &caseload, dossier, "+33" "639980002");
	if (!err)
		tell(s, N_("Camille et Nadia ont changé le même numéro de téléphone sans le savoir : les deux valeurs sont "
			   "gardées, quelqu’un choisira."), NULL, NULL);
	struct actor *turns[] = { &s->referent, &s->supervisor, &s->referent, &s->colleague, &s->supervisor };
	for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]) && !err; i++)
		err = exchange(s, turns[i]);
	return err;
}

/* The same caseload on two devices comes to the same hash. */
static enum jal_err compare(const struct story *s)
{
	struct jal_id caseload = ID_ZERO;
	struct jal_hash here = { { 0 } }, there = { { 0 } };
	char hex[HASH_HEX + 1];
	enum jal_err err = home_caseload(&s->referent, &caseload);
	if (!err)
		err = journal_digest(s->referent.journal, &caseload, &here);
	if (!err)
		err = journal_digest(s->supervisor.journal, &caseload, &there);
	if (!err && !hash_equal(&here, &there))
		err = diag_set(s->diag, JAL_ERR_VERIFY,
			       N_("Deux postes ne voient pas le même portefeuille après la synchronisation."));
	if (!err)
		tell(s, N_("Les deux postes se sont synchronisés et voient le même portefeuille (empreinte %1)."),
		     hash_hex(&here, hex), NULL);
	return err;
}

enum jal_err showcase_make(const char *folder, const struct jal_clock *clock, const struct showcase_teller *teller,
			   struct diag *diag)
{
	struct story s = { .folder = folder, .teller = teller, .diag = diag };
	struct made referent = { 0 }, colleague = { 0 };

	demo_clock_start(&s.time, clock);
	enum jal_err err = fsio_mkdirs(folder, diag);
	if (!err)
		err = path_in(&s, SHOWCASE_SERVER, &s.server);
	if (!err)
		err = found(&s);
	if (!err)
		err = admit(&s, SHOWCASE_REFERENT, "Camille Essai", &s.referent);
	if (!err)
		err = admit(&s, SHOWCASE_COLLEAGUE, "Marc Essai", &s.colleague);
	if (!err)
		err = fill(&s, &s.referent, 0, REFERENT_PEOPLE, &referent);
	if (!err)
		err = fill(&s, &s.colleague, REFERENT_PEOPLE, COLLEAGUE_PEOPLE, &colleague);
	if (!err && (referent.count < 2 || colleague.count == 0))
		err = diag_set(diag, JAL_ERR_CORRUPT, N_("Le fichier d’essai n’a pas donné les dossiers attendus."));
	if (!err)
		err = duplicate(&s, &referent.dossiers[0]);
	if (!err)
		err = visit(&s, &referent.dossiers[1]);
	if (!err)
		err = exchange(&s, &s.referent);
	if (!err)
		err = exchange(&s, &s.supervisor);
	if (!err)
		err = disagree(&s, &referent.dossiers[1]);
	if (!err)
		err = compare(&s);
	actor_close(&s.colleague);
	actor_close(&s.referent);
	actor_close(&s.supervisor);
	buf_free(&s.server);
	return err;
}
