/*
 * A zip archive and its parts, unpacked piece by piece within a bound, whatever its
 * directory promises. Knows libzip, and no format of what is in it.
 */
#ifndef READ_PACK_H
#define READ_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/foreign.h"
#include "read/xml.h"

/* Bytes of all the parts that are read, unpacked. A table of a million rows is under it. */
#define PACK_BYTES_MAX ((uint64_t)2 << 30)
#define PACK_PARTS_MAX 4096
/* A part that is larger than this and so many times its packed size is no table: rows of people pack 5 to 50 times. */
#define PACK_SURE ((uint64_t)64 << 20)
#define PACK_TIMES 250

struct pack;

/* Takes the descriptor over, even when it fails. FOREIGN_SYNTAX for what is no archive or has too many parts. */
enum foreign_end pack_open(int fd, struct pack **out);
void pack_close(struct pack *p);

bool pack_has(const struct pack *p, const char *name);
/* Bytes of a part, as the directory says; 0 when there is none. */
uint64_t pack_size(const struct pack *p, const char *name);

/* A part through an XML reader, whole. go_on (may be NULL) is told the bytes so far now
 * and then; false: enough was read. FOREIGN_NO_SHEET when there is no such part;
 * FOREIGN_LOCKED; FOREIGN_LIMIT; else as xml_give. */
enum foreign_end pack_xml(struct pack *p, const char *name, const struct xml_handlers *h,
			  bool (*go_on)(void *ctx, uint64_t done), void *ctx);

#endif
