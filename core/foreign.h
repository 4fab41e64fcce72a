/*
 * Between jalon and jalon-read, the program that reads tables out of files that
 * are no text: what it says on its standard output, frame by frame. Knows
 * nothing of how either side does its work.
 *
 * A frame: its kind (one byte), the length of what follows (four, core/bytes),
 * then
 *	SHEET	one byte of enum foreign_sheet, the sheet's name; all of them come first
 *	ROW	its number in the file (4), how many cells (2), then for each cell one
 *		byte of enum table_kind, its length (4) and its text. Empty rows do
 *		not come, empty cells at a row's end neither
 *	REFUSED	a row that is too long: its number (4)
 *	AT	how far reading has come, and of how much (8 each), in bytes
 *	END	one byte of enum foreign_end. Nothing comes after it
 */
#ifndef CORE_FOREIGN_H
#define CORE_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

/* What one row may hold: as in a text file (core/csv.h). */
#define FOREIGN_ROW_MAX ((size_t)256 << 10)	/* bytes of all its cells */
#define FOREIGN_CELLS_MAX 1024
#define FOREIGN_CELL_MAX ((size_t)64 << 10)	/* bytes */
#define FOREIGN_ROWS_MAX 1048576		/* what a sheet can have */
#define FOREIGN_SHEETS_MAX 256
#define FOREIGN_NAME_MAX 255			/* bytes of a sheet's name */
/* What a frame may hold besides its head: the largest row, and a head for each cell. */
#define FOREIGN_FRAME_MAX (FOREIGN_ROW_MAX + (size_t)FOREIGN_CELLS_MAX * 5 + 6)
#define FOREIGN_HEAD 5
/* What all rows together may hold, in bytes of frames: a small file may repeat a large row a million times. */
#define FOREIGN_BYTES_MAX ((uint64_t)2 << 30)

enum foreign_frame {
	FOREIGN_SHEET = 'S',
	FOREIGN_ROW = 'R',
	FOREIGN_REFUSED = 'X',
	FOREIGN_AT = 'P',
	FOREIGN_END = 'E',
};

enum foreign_sheet {
	FOREIGN_SHOWN,
	FOREIGN_HIDDEN,
	FOREIGN_TAKEN,	/* the one whose rows follow */
};

enum foreign_end {
	FOREIGN_DONE,
	FOREIGN_SYNTAX,		/* damaged, or not what it says it is */
	FOREIGN_DOCTYPE,	/* declares entities: never read */
	FOREIGN_LIMIT,		/* unpacks to more than a table needs, or too many texts */
	FOREIGN_LOCKED,		/* under a password */
	FOREIGN_NO_SHEET,	/* no sheet, or not that one */
	FOREIGN_UNKNOWN,	/* none of the formats that are read */
	FOREIGN_FAILED,		/* out of memory, the disk */
	FOREIGN_END_COUNT
};

#endif
