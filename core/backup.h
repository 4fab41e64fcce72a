/*
 * The backup file: a copy of the database, still encrypted, with its key slots.
 *
 *	"JALONBK1" ‖ vault id ‖ u32 schema version ‖ u64 ms since 1970
 *	‖ u32 n ‖ n bytes of vault.slots ‖ u64 m ‖ m bytes of vault.db ‖ b2 of all before
 *
 * Knows the bytes and how to write them safely on a stick; what a vault is, is
 * core/vault's business.
 */
#ifndef CORE_BACKUP_H
#define CORE_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/slots.h"

struct backup_info {
	struct jal_id vault;
	uint32_t schema;
	int64_t created;	/* ms since 1970 */
	struct slots slots;
	uint64_t db_offset;	/* where vault.db's bytes stand in the file, and how many */
	uint64_t db_size;
};

/* Told how far a backup is, in bytes to write and to read again; false stops it.
 * NULL: nobody is told. */
struct backup_watch {
	bool (*moved)(void *ctx, uint64_t done, uint64_t total);
	void *ctx;
};

/* Writes info and the file `db` to path: beside it first, fsynced, read again and
 * its hash compared, then renamed (FAT can do that). info's offset and size are
 * ignored. JAL_ERR_EXISTS when path is there, unless replace; JAL_ERR_CANCELLED when
 * it was stopped. On failure path is as it was. */
JAL_MUST enum jal_err backup_write(const char *path, const struct backup_info *info, const char *db, bool replace,
				   const struct backup_watch *watch, struct diag *why);

/* Reads the whole file and checks it. JAL_ERR_NOT_FOUND; JAL_ERR_SYNTAX: not a
 * backup; JAL_ERR_NEWER; JAL_ERR_CORRUPT: cut short, longer, or damaged. */
JAL_MUST enum jal_err backup_read(const char *path, struct backup_info *out, struct diag *why);

/* Copies the database's bytes out, to a file that must not exist (mode 0600), and
 * fsyncs it. What was checked may have changed since: the caller opens it with
 * its key, which proves every page. */
JAL_MUST enum jal_err backup_extract(const char *path, const struct backup_info *info, const char *db, struct diag *why);

#endif
