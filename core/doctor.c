/* Looking at an open vault and its machine. Repairs nothing. */
#include "core/doctor.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "core/buf.h"
#include "core/dbfile.h"
#include "core/meta.h"
#include "core/secret.h"
#include "core/slots.h"
#include "core/vaultdir.h"

/* Under this many bytes free, a large synchronisation may not fit. */
#define SPACE_WARNING ((uint64_t)200 << 20)
#define SPACE_BAD ((uint64_t)20 << 20)
/* No vault was made, and no clock was right, before 2025. */
#define CLOCK_EARLIEST ((int64_t)1735689600000)
#define DAY_MS ((int64_t)86400000)
#define MIB ((long long)1 << 20)

struct examination {
	struct vault *v;
	const struct jal_clock *clock;
	enum jal_err (*each)(void *, const struct doctor_finding *);
	void *ctx;
};

static enum jal_err tell(struct examination *x, const char *name, enum doctor_level level, const struct diag *said)
{
	const struct doctor_finding finding = { .name = name, .level = level, .said = *said };
	return x->each(x->ctx, &finding);
}

static enum jal_err good(struct examination *x, const char *name, const char *text)
{
	struct diag said = DIAG_INIT;
	(void)diag_set(&said, JAL_OK, text);
	return tell(x, name, DOCTOR_GOOD, &said);
}

static enum jal_err look_at_pages(struct examination *x)
{
	struct diag said = DIAG_INIT;
	uint32_t bad = 0;
	const enum jal_err err = dbfile_verify(vault_db(x->v), &bad);
	if (!err)
		return good(x, "pages", N_("Chaque page de la base est authentique."));
	if (err != JAL_ERR_CORRUPT)
		return err;
	(void)diag_set(&said, err, N_("%1 page(s) de la base sont abîmées. Faites une copie du répertoire du coffre, puis restaurez une sauvegarde."),
		diag_num(bad));
	return tell(x, "pages", DOCTOR_BAD, &said);
}

static enum jal_err look_at_trees(struct examination *x)
{
	struct diag said = DIAG_INIT;
	const enum jal_err err = dbfile_integrity(vault_db(x->v));
	if (!err)
		return good(x, "structure", N_("La base est cohérente."));
	if (err != JAL_ERR_CORRUPT)
		return err;
	(void)diag_set(&said, err, N_("La base n’est plus cohérente. Faites une copie du répertoire du coffre, puis restaurez une sauvegarde."));
	return tell(x, "structure", DOCTOR_BAD, &said);
}

static enum jal_err look_at_restored(struct examination *x)
{
	struct diag said = DIAG_INIT;
	int64_t when = 0;
	const enum jal_err err = meta_i64(vault_db(x->v), VAULT_META_RESTORED, &when);
	if (err == JAL_ERR_NOT_FOUND)
		return good(x, "restored", N_("Ce coffre n’a pas été restauré depuis que ce poste est admis."));
	if (err)
		return err;
	(void)diag_set(&said, JAL_ERR_WAITING,
		N_("Ce coffre a été restauré : ce poste doit être admis de nouveau par la supervision avant d’envoyer quoi que ce soit."));
	return tell(x, "restored", DOCTOR_WARNING, &said);
}

static enum jal_err look_at_slots(struct examination *x)
{
	struct diag said = DIAG_INIT;
	const struct slots *slots = vault_slots(x->v);
	if (slots_find(slots, SLOTS_PASSPHRASE) == slots->count || slots_find(slots, SLOTS_RECOVERY) == slots->count) {
		(void)diag_set(&said, JAL_ERR_NOT_FOUND,
			N_("Il manque la phrase secrète ou le code de secours. Refaites-les avec « jalon passphrase »."));
		return tell(x, "keys", DOCTOR_WARNING, &said);
	}
	if (vault_slots_doubtful(x->v)) {
		(void)diag_set(&said, JAL_ERR_CORRUPT,
			N_("Le fichier des clés (vault.slots) n’est plus tel que jalon l’a écrit. Refaites la phrase secrète et le code de secours avec « jalon passphrase »."));
		return tell(x, "keys", DOCTOR_BAD, &said);
	}
	const struct slots_cost cost = slots_cost_of(slots, slots_find(slots, SLOTS_PASSPHRASE));
	(void)diag_set(&said, JAL_OK, N_("La phrase secrète et le code de secours sont en place (Argon2id : %1 Mio, %2 passes)."),
		diag_num((long long)cost.memory / MIB), diag_num(cost.passes));
	return tell(x, "keys", DOCTOR_GOOD, &said);
}

static enum jal_err look_at_memory(struct examination *x)
{
	struct diag said = DIAG_INIT;
	if (secret_locked())
		return good(x, "memory_lock", N_("Les clés restent en mémoire vive."));
	(void)diag_set(&said, JAL_ERR_DENIED,
		N_("Le système n’a pas permis de verrouiller la mémoire des clés : elles pourraient passer sur le disque d’échange. Chiffrez-le, ou demandez une limite « memlock » plus haute."));
	return tell(x, "memory_lock", DOCTOR_WARNING, &said);
}

static enum jal_err look_at_modes(struct examination *x)
{
	static const char *const files[] = { "", "/" VAULTDIR_DB, "/" VAULTDIR_SLOTS, "/" VAULTDIR_STATE };
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct buf path = BUF_INIT;
		struct stat st = { 0 };
		struct diag said = DIAG_INIT;
		const enum jal_err err = buf_printf(&path, "%s%s", vault_path(x->v), files[i]);
		if (err)
			return err;
		const bool open_to_others = stat(buf_str(&path), &st) == 0 && (st.st_mode & 077) != 0;
		if (open_to_others)
			(void)diag_set(&said, JAL_ERR_DENIED,
				N_("« %1 » est accessible à d’autres que vous. Retirez-leur ce droit (chmod go= sur ce fichier)."),
				buf_str(&path));
		buf_free(&path);
		if (open_to_others)
			return tell(x, "permissions", DOCTOR_WARNING, &said);
	}
	return good(x, "permissions", N_("Vous seul avez accès aux fichiers du coffre."));
}

static enum jal_err look_at_space(struct examination *x)
{
	struct diag said = DIAG_INIT;
	struct statvfs fs = { 0 };
	if (statvfs(vault_path(x->v), &fs) != 0)
		return JAL_ERR_IO;
	const uint64_t left = (uint64_t)fs.f_bavail * fs.f_frsize;
	const enum doctor_level level = left < SPACE_BAD ? DOCTOR_BAD : left < SPACE_WARNING ? DOCTOR_WARNING : DOCTOR_GOOD;
	(void)diag_set(&said, level == DOCTOR_GOOD ? JAL_OK : JAL_ERR_LIMIT,
		level == DOCTOR_GOOD ? N_("Il reste %1 Mio sur le disque.")
				     : N_("Il ne reste que %1 Mio sur le disque. Libérez de la place."),
		diag_num((long long)left / MIB));
	return tell(x, "space", level, &said);
}

static enum jal_err look_at_clock(struct examination *x)
{
	struct diag said = DIAG_INIT;
	int64_t created = 0;
	const int64_t now = clock_now(x->clock);
	const enum jal_err err = meta_i64(vault_db(x->v), VAULT_META_CREATED, &created);
	if (err)
		return err;
	const int64_t closed = vault_last_closed(x->v), known = created > closed ? created : closed;
	if (now >= CLOCK_EARLIEST && now + DAY_MS >= known)
		return good(x, "clock", N_("L’horloge de l’ordinateur avance normalement."));
	(void)diag_set(&said, JAL_ERR_INVALID,
		N_("L’horloge de l’ordinateur est en retard sur le coffre. Corrigez la date et l’heure : les échéances en dépendent."));
	return tell(x, "clock", DOCTOR_WARNING, &said);
}

/* Copies in the folder hold the keys of their time. */
static enum jal_err look_at_backups(struct examination *x)
{
	static const char ending[] = ".jalon";
	struct diag said = DIAG_INIT;
	long long count = 0;
	DIR *dir = opendir(vault_path(x->v));
	if (!dir)
		return JAL_ERR_IO;
	for (const struct dirent *entry = NULL; (entry = readdir(dir));) {
		const size_t n = strlen(entry->d_name);
		count += n > sizeof(ending) && strcmp(entry->d_name + n + 1 - sizeof(ending), ending) == 0;
	}
	(void)closedir(dir);
	if (count == 0)
		return good(x, "old_backups", N_("Aucune ancienne sauvegarde ne reste dans le répertoire du coffre."));
	(void)diag_set(&said, JAL_ERR_EXISTS,
		N_("Anciennes sauvegardes dans « %2 » : %1. Elles gardent d’anciennes clés et des dossiers effacés depuis. Supprimez celles qui ne servent plus."),
		diag_num(count), vault_path(x->v));
	return tell(x, "old_backups", DOCTOR_WARNING, &said);
}

enum jal_err doctor_examine(struct vault *v, const struct jal_clock *clock,
	enum jal_err (*each)(void *ctx, const struct doctor_finding *finding), void *ctx)
{
	static enum jal_err (*const looks[])(struct examination *) = {
		look_at_pages, look_at_trees, look_at_slots, look_at_restored, look_at_memory,
		look_at_modes, look_at_space, look_at_clock, look_at_backups,
	};
	struct examination x = { v, clock, each, ctx };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < sizeof(looks) / sizeof(*looks); i++)
		err = looks[i](&x);
	return err;
}

const char *doctor_word(enum doctor_level level)
{
	switch (level) {
	case DOCTOR_GOOD:
		return N_("bien");
	case DOCTOR_WARNING:
		return N_("à surveiller");
	case DOCTOR_BAD:
		return N_("à réparer");
	}
	return N_("à réparer");
}
