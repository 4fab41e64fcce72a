/*
 * The demonstration's place.
 */
#include "tui/demo_place.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/fsio.h"
#include "core/vaultdir.h"

/* A file that says: this folder is the demonstration's and may be thrown away. */
#define MARKER "demonstration-jalon"

enum jal_err demo_place_folder(const char *chosen, struct buf *out)
{
	if (chosen != NULL)
		return fsio_absolute(chosen, out);

	const enum jal_err err = vaultdir_home(out);
	return err != JAL_OK ? err : buf_puts(out, "/demo");
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

/* Only a folder that carries the marker, and without following links out of it. */
enum jal_err demo_place_throw_away(const char *folder, struct diag *why)
{
	char reason[128] = "";
	struct buf marker = BUF_INIT;
	enum jal_err err = fsio_path(folder, MARKER, &marker);

	if (err == JAL_OK && !fsio_exists(folder))
		goto out;
	if (err == JAL_OK && !fsio_exists(buf_str(&marker)))
		err = diag_set(why, JAL_ERR_DENIED, N_("« %1 » n’est pas un répertoire de démonstration. Rien n’a été effacé."),
			folder);
	if (err == JAL_OK && nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		err = diag_set(why, JAL_ERR_IO, N_("L’ancien territoire d’essai n’a pas pu être effacé : %1."),
			strerror_r(errno, reason, sizeof(reason)));
out:
	buf_free(&marker);
	return err;
}

enum jal_err demo_place_make(const char *folder, const struct jal_clock *clock, const struct showcase_teller *teller,
	struct diag *why)
{
	struct buf marker = BUF_INIT;
	enum jal_err err = fsio_path(folder, MARKER, &marker);

	if (err == JAL_OK && fsio_exists(buf_str(&marker)))
		err = demo_place_throw_away(folder, why);
	if (err == JAL_OK)
		err = fsio_mkdirs(folder, why);
	/* First, so that an interrupted making can be thrown away. */
	if (err == JAL_OK)
		err = fsio_replace(buf_str(&marker), "", 0, why);
	if (err == JAL_OK)
		err = showcase_make(folder, clock, teller, why);
	buf_free(&marker);
	return err;
}
