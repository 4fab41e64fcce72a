/* Which contract counts. */
#include "core/contract_rule.h"

#include <stdlib.h>
#include <string.h>

#include "core/record.h"
#include "core/text.h"

enum contract_phase contract_rule_phase(const char *status)
{
	static const struct { const char *code; enum contract_phase phase; } phases[] = {
		{ "draft", CONTRACT_PREPARED },	  { "to_sign", CONTRACT_PREPARED }, { "not_validated", CONTRACT_PREPARED },
		{ "signed", CONTRACT_IN_FORCE },  { "validated", CONTRACT_IN_FORCE }, { "running", CONTRACT_IN_FORCE },
		{ "review_due", CONTRACT_IN_FORCE },
	};
	if (!status || !*status)
		return CONTRACT_PREPARED;
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (strcmp(status, phases[i].code) == 0)
			return phases[i].phase;
	return CONTRACT_OVER;
}

bool contract_rule_aims(const char *status, const char *rank)
{
	return !text_is(status, "renewed") && !text_is(status, "cancelled") &&
	       !(text_is(rank, "renewal") && contract_rule_phase(status) == CONTRACT_PREPARED);
}

void contract_rule_enter(struct contract_rule_row *row, const char *status, const char *rank)
{
	row->phase = contract_rule_phase(status);
	row->expired = text_is(status, "expired");
	row->cancelled = text_is(status, "cancelled");
	row->amendment = text_is(rank, "amendment");
}

/* ---- what amends what ------------------------------------------------------------- */

struct named {
	const struct jal_id *id;
	size_t at;
};

static int by_id(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;
	return id_compare(a->id, b->id);
}

/* Amendments of amendments of … what a contract has in the end. What was made to have more than any has would take
 * all day to look through. */
#define HOPS_MAX 100

static size_t base_of(const struct contract_rule_row *rows, const struct named *names, size_t n, size_t at)
{
	const size_t own = at;
	for (size_t hops = 0; rows[at].amendment; hops++) {
		const struct named wanted = { &rows[at].previous, 0 };
		const struct named *found = hops < HOPS_MAX && !id_is_zero(wanted.id) ?
						    bsearch(&wanted, names, n, sizeof(*names), by_id) : NULL;
		if (!found)
			return own;
		at = found->at;
	}
	return at;
}

enum jal_err contract_rule_settle(struct contract_rule_row *rows, size_t n)
{
	struct named *names = calloc(n + 1, sizeof(*names));
	if (!names)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		names[i] = (struct named){ &rows[i].id, i };
		rows[i].terms = i;
		rows[i].last = rows[i].ends;
	}
	qsort(names, n, sizeof(*names), by_id);
	for (size_t i = 0; i < n; i++)
		rows[i].base = base_of(rows, names, n, i);
	free(names);
	for (size_t i = 0; i < n; i++) {
		struct contract_rule_row *base = &rows[rows[i].base];
		if (rows[i].base == i || rows[i].phase != CONTRACT_IN_FORCE)
			continue;
		/* The later one: by its start, then as they came. */
		if (base->terms == rows[i].base || rows[base->terms].starts <= rows[i].starts)
			base->terms = i;
	}
	for (size_t i = 0; i < n; i++)
		if (rows[rows[i].terms].ends != RECORD_NO_DATE)
			rows[i].last = rows[rows[i].terms].ends;
	return JAL_OK;
}

/* ---- which one counts ---------------------------------------------------------------- */

/* The later end, no end being the earliest; then the later start; then the smaller id, so that every vault chooses
 * the same. */
static bool ends_later(const struct contract_rule_row *a, const struct contract_rule_row *b)
{
	if (a->last != b->last)
		return a->last > b->last;
	return a->starts != b->starts ? a->starts > b->starts : id_compare(&a->id, &b->id) < 0;
}
_Static_assert(RECORD_NO_DATE == INT32_MIN, "no day is the earliest");

static int claim(const struct contract_rule_row *r)
{
	if (r->cancelled)
		return 1;
	return r->phase == CONTRACT_IN_FORCE ? 4 : r->phase == CONTRACT_PREPARED ? 3 : 2;
}

static int claim_to_end(const struct contract_rule_row *r)
{
	return r->phase == CONTRACT_IN_FORCE ? 2 : r->expired;
}

static size_t choose(const struct contract_rule_row *rows, size_t n, int (*claims)(const struct contract_rule_row *r))
{
	size_t best = n;
	for (size_t i = 0; i < n; i++) {
		const int own = claims(&rows[i]);
		if (rows[i].base != i || own == 0)
			continue;
		if (best == n || own > claims(&rows[best]) ||
		    (own == claims(&rows[best]) && ends_later(&rows[i], &rows[best])))
			best = i;
	}
	return best;
}

size_t contract_rule_current(const struct contract_rule_row *rows, size_t n)
{
	return choose(rows, n, claim);
}

size_t contract_rule_ending(const struct contract_rule_row *rows, size_t n)
{
	return choose(rows, n, claim_to_end);
}
