/* Who a line is about. Pure. */
#include "core/import_verdict.h"

#define NONE SIZE_MAX

static size_t count_by(const struct import_found *f, unsigned by, size_t *first)
{
	size_t n = 0;
	*first = NONE;
	for (size_t i = 0; i < f->count; i++) {
		if ((f->candidate[i].by & by) == by) {
			if (n == 0)
				*first = i;
			n++;
		}
	}
	return n;
}

/* Whether someone else than candidate i has the line's NIR. */
static bool nir_elsewhere(const struct import_found *f, size_t i)
{
	for (size_t k = 0; k < f->count; k++)
		if (k != i && (f->candidate[k].by & IMPORT_BY_NIR))
			return true;
	return false;
}

static bool other_nir(const struct import_found *f, size_t i)
{
	const uint64_t nir = f->candidate[i].known.nir;
	return f->nir && nir && f->nir != nir;
}

static unsigned weight(unsigned by)
{
	return (by & IMPORT_BY_NIR ? 4U : 0U) + (by & IMPORT_BY_EXTERNAL_ID ? 2U : 0U) + (by & IMPORT_BY_IDENTITY ? 2U : 0U);
}

static size_t nearest(const struct import_found *f)
{
	size_t best = 0;
	for (size_t i = 1; i < f->count; i++)
		if (weight(f->candidate[i].by) > weight(f->candidate[best].by))
			best = i;
	return best;
}

static struct import_judgement known(size_t chosen)
{
	return (struct import_judgement){ .verdict = IMPORT_IS_KNOWN, .chosen = chosen, .reason = DIAG_INIT };
}

/* `here`: said of someone in the vault; `line`: of an earlier line, whose number is put in. */
static struct import_judgement doubt(const struct import_found *f, size_t chosen, const char *here, const char *line)
{
	struct import_judgement j = { .verdict = IMPORT_IS_DOUBTFUL, .chosen = chosen };
	const uint64_t number = f->candidate[chosen].known.line;
	(void)diag_set(&j.reason, JAL_ERR_WAITING, number ? line : here, diag_num((long long)number));
	return j;
}

static struct import_judgement doubt_nir_elsewhere(const struct import_found *f, size_t i)
{
	return doubt(f, i,
		N_("Ce dossier est connu, mais le numéro de sécurité sociale est celui d’un autre dossier."),
		N_("C’est la personne de la ligne %1, mais le numéro de sécurité sociale est celui d’un autre dossier."));
}

static struct import_judgement doubt_several(const struct import_found *f)
{
	return doubt(f, nearest(f), N_("Plusieurs dossiers connus ressemblent à cette personne."),
		N_("Plusieurs dossiers ressemblent à cette personne, dont celui de la ligne %1."));
}

/* One candidate or more, none of them certain: says what is equal and what is not. */
static struct import_judgement doubt_one(const struct import_found *f)
{
	const size_t i = nearest(f);
	const unsigned by = f->candidate[i].by;
	if (by & IMPORT_BY_IDENTITY && other_nir(f, i))
		return doubt(f, i,
			N_("Même nom et même date de naissance qu’un dossier connu, mais un autre numéro de sécurité sociale."),
			N_("Même nom et même date de naissance qu’à la ligne %1, mais un autre numéro de sécurité sociale."));
	if (by & IMPORT_BY_IDENTITY)
		return doubt(f, i,
			N_("Même nom et même date de naissance qu’un dossier connu, mais pas le même identifiant."),
			N_("Même nom et même date de naissance qu’à la ligne %1, mais pas le même identifiant."));
	if (by & IMPORT_BY_EXTERNAL_ID)
		return doubt(f, i,
			N_("Même identifiant qu’un dossier connu, mais un autre nom ou une autre date de naissance."),
			N_("Même identifiant qu’à la ligne %1, mais un autre nom ou une autre date de naissance."));
	return doubt(f, i,
		N_("Même numéro de sécurité sociale qu’un dossier connu, mais un autre nom ou une autre date de naissance."),
		N_("Même numéro de sécurité sociale qu’à la ligne %1, mais un autre nom ou une autre date de naissance."));
}

static struct import_judgement judge_person(const struct import_found *f)
{
	size_t i = NONE;
	const size_t both = count_by(f, IMPORT_BY_IDENTITY | IMPORT_BY_EXTERNAL_ID, &i);
	if (both == 1)
		return nir_elsewhere(f, i) ? doubt_nir_elsewhere(f, i) : known(i);
	if (both > 1)
		return doubt_several(f);
	/* An external id that somebody else has is never overlooked. */
	size_t other = NONE;
	if (count_by(f, IMPORT_BY_EXTERNAL_ID, &other) > 0)
		return doubt_one(f);
	const size_t sure = count_by(f, IMPORT_BY_IDENTITY | IMPORT_BY_NIR, &i);
	if (sure == 1 && !nir_elsewhere(f, i) && (!f->external_id || !f->candidate[i].known.external_id))
		return known(i);
	const size_t same = count_by(f, IMPORT_BY_IDENTITY, &i);
	if (same > 1)
		return doubt_several(f);
	if (same == 1 && !f->external_id && !f->candidate[i].known.external_id && !other_nir(f, i))
		return nir_elsewhere(f, i) ? doubt_nir_elsewhere(f, i) : known(i);
	return doubt_one(f);
}

static struct import_judgement judge_contacts(const struct import_found *f)
{
	size_t i = NONE;
	const size_t by_nir = count_by(f, IMPORT_BY_NIR, &i);
	if (by_nir == 1)
		return known(i);
	size_t n = 0;
	for (size_t k = 0; by_nir == 0 && k < f->count; k++) {
		if ((f->candidate[k].by & IMPORT_BY_CAF) && !other_nir(f, k)) {
			i = k;
			n++;
		}
	}
	if (n == 1 && !f->more)
		return known(i);
	if (by_nir + n == 0)
		return (struct import_judgement){ .verdict = IMPORT_IS_NOBODY, .reason = DIAG_INIT };
	return doubt(f, i, N_("Plusieurs personnes connues ont ce numéro d’allocataire."),
		N_("Plusieurs personnes ont ce numéro d’allocataire, dont celle de la ligne %1."));
}

struct import_judgement import_verdict(enum import_kind kind, const struct import_found *found)
{
	if (kind == IMPORT_CONTACTS)
		return judge_contacts(found);
	if (found->count == 0)
		return (struct import_judgement){ .verdict = IMPORT_IS_NEW, .reason = DIAG_INIT };
	return judge_person(found);
}
