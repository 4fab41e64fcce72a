/*
 * Names and places of the demonstration territory, compiled in from data/demo-*.txt
 * (demolist.c is made from them by data/demo.awk). Invented people; who draws from
 * the lists chooses how.
 */
#ifndef CORE_DEMOLIST_H
#define CORE_DEMOLIST_H

#include <stddef.h>

/* Numbers that no one has: the four last digits are free (ARCEP's range for fiction). */
#define DEMOLIST_PHONE "063998"
/* A domain that never exists (RFC 2606). */
#define DEMOLIST_DOMAIN "exemple.invalid"

struct demolist_first_name {
	const char *civility;	/* a code */
	const char *name;
};

struct demolist_town {
	const char *postcode;
	const char *insee;
	const char *name;
};

/* More than 60, none twice under core/text's folding: one family name a dossier
 * makes every name unique. */
extern const char *const demolist_families[];
extern const size_t demolist_families_count;
extern const struct demolist_first_name demolist_first_names[];
extern const size_t demolist_first_names_count;
extern const struct demolist_town demolist_towns[];
extern const size_t demolist_towns_count;
extern const char *const demolist_streets[];
extern const size_t demolist_streets_count;

#endif
