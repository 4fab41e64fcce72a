/* The demonstration's notes that are more than a text, and one small document. Every text here is invented. */
#include "core/demo.h"

#include <string.h>

#include "core/attachment.h"
#include "core/demo_sheaf.h"

/* Of how many dossiers one has them, and which: none of those that nobody was in touch with for long. */
#define EVERY 14
#define AMONG 4

static const char quote[] =
	"AUTO-ÉCOLE DES HORTENSIAS (fictive)\n"
	"Devis no 118, valable trois mois\n"
	"\n"
	"Évaluation de départ, 1 heure                 45,00 €\n"
	"Code en ligne, six mois                       29,00 €\n"
	"Forfait de 20 heures de conduite           1 090,00 €\n"
	"Accompagnement à l’examen                     60,00 €\n"
	"\n"
	"Total                                      1 224,00 €\n";

static struct edit *note(struct demo_sheaf *s, int32_t day, const char *channel, const char *text)
{
	struct edit *e = demo_sheaf_make(s, ENTITY_note);
	demo_sheaf_number(s, e, FIELD_note_date, day);
	demo_sheaf_text(s, e, FIELD_note_channel, channel);
	demo_sheaf_text(s, e, FIELD_note_text, text);
	return e;
}

static void mark(struct demo_sheaf *s, struct edit *e, enum field field, const char *element)
{
	if (!s->err)
		s->err = edit_element(e, field, element, true);
}

/* What was first understood, what is sensitive, and what is not for everyone; the one to be changed later in *changed. */
static enum jal_err write_notes(struct journal *j, int32_t day, const struct jal_id *caseload, const struct jal_id *dossier,
	struct jal_id *changed, struct diag *diag)
{
	struct demo_sheaf s = { .caseload = caseload, .dossier = dossier };
	struct edit *e = note(&s, day, "phone",
		"L’auto-école propose un devis de 1 090 € pour le permis. À comparer avec une autre avant la demande d’aide.");
	mark(&s, e, FIELD_note_topics, "mobilite");
	mark(&s, e, FIELD_note_topics, "difficultes-financieres");
	if (!s.err)
		*changed = *edit_record(e);
	e = note(&s, day, "home_visit",
		"Parle de douleurs au dos depuis l’hiver ; rendez-vous pris chez le médecin traitant. Éviter le port de charges.");
	mark(&s, e, FIELD_note_topics, "sante");
	mark(&s, e, FIELD_note_sensitive, "health");
	e = note(&s, day - 2, "third_party", "Point avec la responsable sur la suite du parcours, à reprendre ensemble.");
	demo_sheaf_text(&s, e, FIELD_note_visibility, "supervision");
	return demo_sheaf_write(&s, j, diag);
}

static enum jal_err change_note(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
	const struct jal_id *id, struct diag *diag)
{
	struct edit *e = NULL;
	enum jal_err err = journal_edit(j, caseload, ENTITY_note, dossier, id, &e);
	if (!err)
		err = edit_set_text(e, FIELD_note_text,
			"L’auto-école propose un devis de 1 224 € pour le permis, accompagnement à l’examen compris. Il est joint au "
			"dossier ; la demande d’aide part avec lui.");
	err = err ? diag_set(diag, err, NULL) : journal_write(j, &e, 1, diag);
	edit_free(e);
	return err;
}

static enum jal_err add_quote(struct journal *j, int32_t day, const struct jal_id *caseload, const struct jal_id *dossier,
	struct diag *diag)
{
	struct attachment a = { .edits = { NULL } };
	enum jal_err err = attachment_make(caseload, dossier, "devis-permis.txt", "quote", day, (const uint8_t *)quote,
		strlen(quote), &a);
	err = err ? diag_set(diag, err, NULL) : journal_write(j, a.edits, 2, diag);
	attachment_free(&a);
	return err;
}

enum jal_err demo_note(struct journal *j, struct demo_clock *time, unsigned number, const struct jal_id *caseload,
		       const struct jal_id *dossier, struct diag *diag)
{
	struct jal_id changed = ID_ZERO;
	if (number % EVERY != AMONG)
		return JAL_OK;
	time->days_ago = 12;
	enum jal_err err = write_notes(j, clock_today(&time->clock), caseload, dossier, &changed, diag);
	time->days_ago = 7;
	if (!err)
		err = change_note(j, caseload, dossier, &changed, diag);
	if (!err)
		err = add_quote(j, clock_today(&time->clock), caseload, dossier, diag);
	time->days_ago = 0;
	return err;
}
