/* SQLite's result codes, told as ours and as sentences. */
#include "core/sqlerr.h"

#include <sqlite3.h>

enum jal_err sqlerr_of(int code)
{
	switch (code & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return JAL_OK;
	case SQLITE_NOMEM:
		return JAL_ERR_NOMEM;
	case SQLITE_IOERR:
		return code == SQLITE_IOERR_NOMEM ? JAL_ERR_NOMEM : JAL_ERR_IO;
	case SQLITE_FULL:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_NOLFS:
		return JAL_ERR_IO;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return JAL_ERR_BUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
		return JAL_ERR_CORRUPT;
	case SQLITE_CONSTRAINT:
		return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
				       code == SQLITE_CONSTRAINT_ROWID
			       ? JAL_ERR_EXISTS
			       : JAL_ERR_INVALID;
	case SQLITE_TOOBIG:
		return JAL_ERR_LIMIT;
	case SQLITE_INTERRUPT:
		return JAL_ERR_CANCELLED;
	default:
		return JAL_ERR_INVALID;
	}
}

enum jal_err sqlerr_explain(int code, enum jal_err err, struct diag *diag)
{
	/* The index of the log, which even reading needs, found no room. */
	if (code == SQLITE_IOERR_SHMSIZE)
		code = SQLITE_FULL;
	switch (code & 0xFF) {
	case SQLITE_FULL:
		return diag_set_if_empty(diag, err,
			N_("Le disque est plein. Ce qui était enregistré est intact ; libérez de la place, puis recommencez."));
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		return diag_set_if_empty(diag, err,
			N_("Le coffre ne peut pas être écrit à cet endroit (droits d’accès, ou support en lecture seule). Rien n’a été changé ; vérifiez les droits ou choisissez un autre endroit."));
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return diag_set_if_empty(diag, err,
			N_("La base du coffre (vault.db) est abîmée. Elle a été laissée telle quelle ; restaurez une sauvegarde."));
	default:
		break;
	}
	if (err == JAL_ERR_IO)
		return diag_set_if_empty(diag, err,
			N_("Le disque a refusé (SQLite %1). Ce qui était enregistré est intact ; recommencez, et vérifiez le disque."),
			diag_num(code));
	if (err == JAL_ERR_INVALID)
		return diag_set_if_empty(diag, err,
			N_("La base a refusé cette opération (SQLite %1). Rien n’a été changé ; lancez « jalon doctor »."), diag_num(code));
	return diag_set_if_empty(diag, err, NULL);
}
