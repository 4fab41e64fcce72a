/* The thresholds and the three places where their values come from. Knows no task. */
#include "core/thresholds.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/date.h"
#include "core/listing.h"
#include "core/meta.h"

/* "threshold.no_contact": a record `setting` of the territory, a fact of the vault. */
#define PREFIX "threshold."
#define META_APPLIED "thresholds"

enum { TERRITORY, OWN, COUNT };
static const char *const text[COUNT] = {
	/* Of two records with one key the first here counts, until someone archives one. */
	[TERRITORY] = "SELECT key, value FROM setting WHERE key >= '" PREFIX "' AND key < 'threshold/' AND value IS NOT NULL"
		      " AND archived IS NOT 1 ORDER BY rid DESC",
	[OWN] = "SELECT name, value FROM meta WHERE name >= '" PREFIX "' AND name < 'threshold/'",
};
const struct db_sql thresholds_sql = { "thresholds", COUNT, text };

static const struct threshold_info table[THRESHOLD_COUNT] = {
	[THRESHOLD_SOON] = { "soon", N_("Cette semaine (*)"), THRESHOLD_DAYS, 7, 1, 31,
		N_("Usage de jalon : une échéance à 7 jours au plus se prépare maintenant.") },
	[THRESHOLD_WATCH] = { "watch", N_("À surveiller (.)"), THRESHOLD_DAYS, 30, 1, 180,
		N_("Usage de jalon : le mois qui vient.") },
	[THRESHOLD_CONTRACT_ENDS] = { "contract_ends", N_("Contrat bientôt échu, avant"), THRESHOLD_DAYS, 15, 1, 120,
		N_("Usage des équipes : 15 jours pour préparer un renouvellement. À adapter au délai de vos commissions.") },
	[THRESHOLD_CONTRACT_SIGNED] = { "contract_signed", N_("Contrat à signer sous"), THRESHOLD_MONTHS, 1, 1, 6,
		N_("La règle : le contrat se signe dans le mois qui suit la notification de l’orientation.") },
	[THRESHOLD_EXEMPTION_ENDS] = { "exemption_ends", N_("Fin de dispense, avant"), THRESHOLD_DAYS, 15, 1, 120,
		N_("Usage des équipes : le temps de revoir les heures avec la personne avant que la dispense finisse.") },
	[THRESHOLD_HOURS] = { "hours", N_("Heures sous l’engagement, après"), THRESHOLD_WEEKS, 4, 1, 26,
		N_("Usage de jalon : aucune semaine n’atteint l’engagement depuis ce temps. Jalon compte, il ne juge pas.") },
	[THRESHOLD_ORIENTATION] = { "orientation", N_("Orientation à décider sous"), THRESHOLD_WEEKS, 6, 1, 26,
		N_("CASF, art. D. 262-65-2 : sans orientation 6 semaines après l’inscription, France Travail oriente.") },
	[THRESHOLD_PATHWAY_REVIEW] = { "pathway_review", N_("Parcours social à réexaminer après"), THRESHOLD_MONTHS, 6, 1, 12,
		N_("CASF, art. D. 262-65-2-1 : un parcours social se réexamine à 6 mois, à 12 dans certains cas.") },
	[THRESHOLD_ASSESSMENT] = { "assessment", N_("Bilan proposé après un diagnostic"), THRESHOLD_MONTHS, 3, 1, 24,
		N_("Usage des équipes : 3 mois. C’est ce que propose un nouveau diagnostic, où chacun peut le changer.") },
	[THRESHOLD_REQUEST] = { "request", N_("Réorientation sans réponse, après"), THRESHOLD_DAYS, 30, 1, 180,
		N_("Usage de jalon : un mois. À adapter au rythme de l’équipe pluridisciplinaire.") },
	[THRESHOLD_REPORT] = { "report", N_("Rendez-vous sans compte rendu, après"), THRESHOLD_DAYS, 2, 0, 30,
		N_("Usage des équipes : 2 jours, tant qu’on s’en souvient.") },
	[THRESHOLD_NO_CONTACT] = { "no_contact", N_("Sans contact depuis"), THRESHOLD_DAYS, 30, 1, 365,
		N_("Usage des équipes : 30 jours. À surveiller à partir de là, en retard au double.") },
	[THRESHOLD_IMMERSION] = { "immersion", N_("Bilan d’immersion à faire sous"), THRESHOLD_DAYS, 7, 0, 60,
		N_("Usage de jalon : une semaine après le dernier jour.") },
	[THRESHOLD_PAPERS] = { "papers", N_("Titre de séjour ou RQTH, avant"), THRESHOLD_DAYS, 60, 1, 365,
		N_("Usage des équipes : 2 mois, les renouvellements étant longs.") },
	[THRESHOLD_BREACH] = { "breach", N_("Manquement sans suite, après"), THRESHOLD_DAYS, 30, 1, 180,
		N_("Usage de jalon : un mois sans nouvelle étape. Jalon ne décide jamais d’une sanction.") },
	[THRESHOLD_RETENTION] = { "retention", N_("Dossier gardé sans contact"), THRESHOLD_MONTHS, 24, 1, 120,
		N_("Durée de conservation : 24 mois sans contact, puis archiver. À confirmer avec votre délégué·e à la protection des données.") },
	[THRESHOLD_NOTICE] = { "notice", N_("Préavis de conservation"), THRESHOLD_DAYS, 30, 1, 180,
		N_("Durée de conservation : 30 jours de préavis avant d’archiver, puis d’anonymiser.") },
	[THRESHOLD_UNSENT] = { "unsent", N_("Modifications non envoyées, après"), THRESHOLD_DAYS, 1, 1, 60,
		N_("Usage de jalon : ce qui n’est pas envoyé n’existe que sur cet ordinateur.") },
};

struct thresholds thresholds_usual(void)
{
	struct thresholds t = { { 0 } };
	for (int i = 0; i < THRESHOLD_COUNT; i++)
		t.value[i] = table[i].usual;
	return t;
}

const struct threshold_info *thresholds_info(enum threshold which)
{
	return &table[which];
}

static enum threshold by_key(const char *key, size_t n)
{
	for (int i = 0; i < THRESHOLD_COUNT; i++)
		if (strlen(table[i].key) == n && memcmp(table[i].key, key, n) == 0)
			return (enum threshold)i;
	return THRESHOLD_COUNT;
}

enum threshold thresholds_by_key(const char *key)
{
	return by_key(key, strlen(key));
}

const char *thresholds_unit(enum threshold_unit unit)
{
	switch (unit) {
	case THRESHOLD_DAYS:
		return N_("jours");
	case THRESHOLD_WEEKS:
		return N_("semaines");
	case THRESHOLD_MONTHS:
		return N_("mois");
	}
	return "";
}

static bool allowed(enum threshold which, int64_t value)
{
	return value >= table[which].min && value <= table[which].max;
}

/* ---- where values come from ---- */

/* A whole number and nothing else. */
static bool read_number(const char *s, int64_t *out)
{
	char *end = NULL;
	if (!s || *s < '0' || *s > '9')
		return false;
	const long n = strtol(s, &end, 10);
	*out = n;
	return *end == '\0' && n < INT_MAX;
}

/* Both statements give a name and a value. */
static enum jal_err take(struct db *db, int which, enum threshold_origin origin, struct thresholds *t,
			 enum threshold_origin *by)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &thresholds_sql, which, &st);
	if (err)
		return err;
	while (!(err = db_step(st, &row)) && row) {
		const char *name = db_col_text(st, 0);
		const enum threshold at = thresholds_by_key(name + strlen(PREFIX));
		int64_t value = 0;
		if (at == THRESHOLD_COUNT)
			continue;
		if (origin == THRESHOLD_BY_MEMBER)
			value = db_col_i64(st, 1);
		else if (!read_number(db_col_text(st, 1), &value))
			continue;
		if (!allowed(at, value))
			continue;
		t->value[at] = (int32_t)value;
		if (by)
			by[at] = origin;
	}
	db_done(st);
	return err;
}

enum jal_err thresholds_read(struct db *db, struct thresholds *out, enum threshold_origin by[THRESHOLD_COUNT])
{
	struct thresholds t = thresholds_usual();
	for (int i = 0; by && i < THRESHOLD_COUNT; i++)
		by[i] = THRESHOLD_BY_DEFAULT;
	enum jal_err err = take(db, TERRITORY, THRESHOLD_BY_TERRITORY, &t, by);
	if (!err)
		err = take(db, OWN, THRESHOLD_BY_MEMBER, &t, by);
	if (!err)
		*out = t;
	return err;
}

static enum jal_err own_name(enum threshold which, struct buf *out)
{
	return buf_printf(out, PREFIX "%s", table[which].key);
}

enum jal_err thresholds_own(struct db *db, enum threshold which, bool *there, int32_t *value)
{
	struct buf name = BUF_INIT;
	int64_t n = 0;
	enum jal_err err = own_name(which, &name);
	if (!err)
		err = meta_i64(db, buf_str(&name), &n);
	buf_free(&name);
	if (err && err != JAL_ERR_NOT_FOUND)
		return err;
	*there = !err;
	*value = (int32_t)n;
	return JAL_OK;
}

static enum jal_err choose(struct db *db, enum threshold which, const int32_t *value)
{
	struct buf name = BUF_INIT;
	enum jal_err err = own_name(which, &name);
	if (!err)
		err = value ? meta_put_i64(db, buf_str(&name), *value) : meta_delete(db, buf_str(&name));
	buf_free(&name);
	return err ? err : listing_apply_thresholds(db, NULL);
}

enum jal_err thresholds_choose(struct db *db, enum threshold which, const int32_t *value, struct diag *why)
{
	bool own = false;
	if (value && !allowed(which, *value))
		return diag_set(why, JAL_ERR_INVALID, N_("Ce seuil va de %1 à %2 (%3). Rien n’a été changé."),
			diag_num(table[which].min), diag_num(table[which].max), thresholds_unit(table[which].unit));
	enum jal_err err = db_enter(db, &own);
	if (!err)
		err = db_leave(db, own, choose(db, which, value));
	return err ? db_explain(db, err, why) : JAL_OK;
}

int32_t thresholds_after(const struct thresholds *t, enum threshold which, int32_t day)
{
	switch (table[which].unit) {
	case THRESHOLD_DAYS:
		return date_add_days(day, t->value[which]);
	case THRESHOLD_WEEKS:
		return date_add_days(day, 7 * (int64_t)t->value[which]);
	case THRESHOLD_MONTHS:
		return date_add_months(day, t->value[which]);
	}
	return day;
}

/* ---- what the list was computed with: "key=30" a line, since a later jalon may know more ---- */

enum jal_err thresholds_applied(struct db *db, struct thresholds *out)
{
	struct thresholds t = thresholds_usual();
	struct buf kept = BUF_INIT;
	enum jal_err err = meta_blob(db, META_APPLIED, &kept);
	for (const char *s = err ? "" : buf_str(&kept); *s; ) {
		const size_t line = strcspn(s, "\n");
		const char *equals = memchr(s, '=', line);
		const enum threshold at = equals ? by_key(s, (size_t)(equals - s)) : THRESHOLD_COUNT;
		if (at != THRESHOLD_COUNT)
			t.value[at] = (int32_t)strtol(equals + 1, NULL, 10);
		s += line + (s[line] == '\n');
	}
	buf_free(&kept);
	if (err && err != JAL_ERR_NOT_FOUND)
		return err;
	*out = t;
	return JAL_OK;
}

enum jal_err thresholds_set_applied(struct db *db, const struct thresholds *t)
{
	struct buf kept = BUF_INIT;
	enum jal_err err = JAL_OK;
	for (int i = 0; !err && i < THRESHOLD_COUNT; i++)
		err = buf_printf(&kept, "%s=%d\n", table[i].key, (int)t->value[i]);
	if (!err)
		err = meta_put_blob(db, META_APPLIED, kept.data, kept.len);
	buf_free(&kept);
	return err;
}
