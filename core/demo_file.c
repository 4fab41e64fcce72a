/* The demonstration's people as a file of the shape that departments send. */
#include "core/demo.h"

#include <string.h>

#include "core/csv.h"
#include "core/date.h"
#include "core/demo_draw.h"
#include "core/demolist.h"
#include "core/text.h"

static const char *const header[] = {
	"Identifiant dans le SI*", "Prénom*", "Nom*", "Date de naissance*", "NIR", "Lieu de naissance", "Téléphone",
	"Email", "Adresse", "Adresse (complément)", "Code postal", "Ville", "Situation", "Numéro allocataire CAF/MSA",
	"Identifiant Pôle emploi", "Droits RSA", "Droits ARE", "Droits ASS", "Prime d'activité", "RQTH",
	"Zone de mobilité", "Emploi recherché (code ROME)", "Niveau de formation", "Structure", "Accompagnateurs",
	"Civilité",
};

static const char *const situations[] = { "recherche_emploi", "recherche_formation", "en_formation", "iae",
					  "aidant_familial", "recherche_emploi" };
static const char *const rights[] = { "rsa_droit_ouvert_versable", "rsa_droit_ouvert_versable",
				      "rsa_droit_ouvert_et_suspendu", "rsa_demande_en_attente" };
static const char *const levels[] = { "AFS", "CP4", "C3A", "NV5", "NV5", "NV4", "NV3" };
static const char *const jobs[] = {
	"Assistance auprès d'adultes (K1302)", "Nettoyage de locaux (K2204)",
	"Personnel de cuisine (G1602)", "Mise en rayon libre-service (D1507)",
	"Maraîchage (A1414)", "Conduite de transport en commun sur route (N4103)",
};

#define PICK(draw, list) (list)[demo_draw_below((draw), (unsigned)(sizeof(list) / sizeof((list)[0])))]

static unsigned people_max(void)
{
	return (unsigned)demolist_families_count;
}

static void cell(struct csv_out *out, const char *text)
{
	csv_write_cell(out, text, strlen(text));
}

/* "prenom.nom@…": the names folded, without spaces. */
static enum jal_err email(const char *first, const char *family, struct buf *out)
{
	struct buf folded = BUF_INIT;
	enum jal_err err = text_fold(first, strlen(first), &folded);
	if (!err)
		err = buf_putc(&folded, '.');
	if (!err)
		err = text_fold(family, strlen(family), &folded);
	for (size_t i = 0; i < folded.len && !err; i++)
		if (folded.data[i] != ' ')
			err = buf_putc(out, folded.data[i]);
	if (!err)
		err = buf_printf(out, "@%s", DEMOLIST_DOMAIN);
	buf_free(&folded);
	return err;
}

static enum jal_err person(struct csv_out *out, uint64_t seed, unsigned number, int32_t today)
{
	struct demo_draw draw = demo_draw_start(seed, number);
	const struct demolist_first_name *first =
		&demolist_first_names[demo_draw_below(&draw, (unsigned)demolist_first_names_count)];
	const struct demolist_town *town = &demolist_towns[demo_draw_below(&draw, (unsigned)demolist_towns_count)];
	const char *family = demolist_families[number];
	/* Old enough for what the RSA asks, too young for a pension. */
	const int32_t born = date_add_months(today, -12 * 25) - 1 - (int32_t)demo_draw_below(&draw, 365 * 37);
	char date[DATE_ISO_MAX];
	struct buf text = BUF_INIT;
	enum jal_err err = buf_printf(&text, "DEMO-%04u", number + 1);

	cell(out, buf_str(&text));
	cell(out, first->name);
	cell(out, family);
	cell(out, date_iso(born, date));
	cell(out, "");
	cell(out, town->name);
	buf_clear(&text);
	if (!err)
		err = buf_printf(&text, "%s%04u", DEMOLIST_PHONE, 1000 + number);
	cell(out, buf_str(&text));
	buf_clear(&text);
	if (!err && demo_draw_below(&draw, 4) != 0)
		err = email(first->name, family, &text);
	cell(out, buf_str(&text));
	buf_clear(&text);
	if (!err)
		err = buf_printf(&text, "%u %s", 1 + demo_draw_below(&draw, 90),
				 demolist_streets[demo_draw_below(&draw, (unsigned)demolist_streets_count)]);
	cell(out, buf_str(&text));
	cell(out, "");
	cell(out, town->postcode);
	cell(out, town->name);
	cell(out, PICK(&draw, situations));
	buf_clear(&text);
	if (!err)
		err = buf_printf(&text, "%07u", 2000000 + 131 * number);
	cell(out, buf_str(&text));
	cell(out, "");
	cell(out, PICK(&draw, rights));
	cell(out, demo_draw_below(&draw, 8) == 0 ? "oui" : "non");
	cell(out, demo_draw_below(&draw, 6) == 0 ? "oui" : "non");
	cell(out, demo_draw_below(&draw, 3) == 0 ? "oui" : "non");
	cell(out, demo_draw_below(&draw, 9) == 0 ? "oui" : "non");
	cell(out, demo_draw_below(&draw, 2) ? "30" : "15");
	cell(out, PICK(&draw, jobs));
	cell(out, PICK(&draw, levels));
	cell(out, "");
	cell(out, "");
	cell(out, strcmp(first->civility, "mrs") == 0 ? "Mme" : "M.");
	csv_write_row(out);
	buf_free(&text);
	return err;
}

enum jal_err demo_file(uint64_t seed, unsigned first, unsigned count, int32_t today, struct buf *out)
{
	if (count > people_max() || first > people_max() - count)
		return JAL_ERR_LIMIT;
	struct csv_out csv = { 0 };
	csv_write_begin(&csv, out);
	for (size_t i = 0; i < sizeof(header) / sizeof(header[0]); i++)
		cell(&csv, header[i]);
	csv_write_row(&csv);
	enum jal_err err = JAL_OK;
	for (unsigned i = 0; i < count && !err; i++)
		err = person(&csv, seed, first + i, today);
	const enum jal_err write_err = csv_write_end(&csv);
	return err ? err : write_err;
}
