/* The merge rules once more, naively. */
#include "tests/support/naive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/cbor.h"

static size_t content(const struct merge_write *w, const struct jal_id *here, uint8_t out[2048])
{
	struct buf b = BUF_INIT;
	struct cbor_out c;
	cbor_write_begin(&c, &b);
	cbor_write_array(&c, 4);
	cbor_write_uint(&c, w->stamp);
	cbor_write_uint(&c, w->name.nonce);
	cbor_write_raw(&c, w->value, w->value_len);
	cbor_write_array(&c, w->replaces_count);
	for (size_t i = 0; i < w->replaces_count; i++) {
		const bool local = id_equal(&w->replaces[i].caseload, here);
		cbor_write_array(&c, local ? 3 : 4);
		if (!local)
			cbor_write_bytes(&c, w->replaces[i].caseload.b, ID_BYTES);
		cbor_write_bytes(&c, w->replaces[i].device.b, ID_BYTES);
		cbor_write_uint(&c, w->replaces[i].number);
		cbor_write_uint(&c, w->replaces[i].nonce);
	}
	assert_int_equal(cbor_write_end(&c), JAL_OK);
	const size_t n = b.len;
	assert_true(n <= 2048);
	memcpy(out, b.data, n);
	buf_free(&b);
	return n;
}

bool naive_same_identity(const struct op_name *a, const struct op_name *b)
{
	return id_equal(&a->caseload, &b->caseload) && id_equal(&a->device, &b->device) && a->number == b->number;
}

bool naive_same_name(const struct op_name *a, const struct op_name *b)
{
	return naive_same_identity(a, b) && a->nonce == b->nonce;
}

bool naive_same_key(const struct merge_key *a, const struct merge_key *b)
{
	if (a->field != b->field || !a->element != !b->element)
		return false;
	return !a->element || (a->element_len == b->element_len && memcmp(a->element, b->element, a->element_len) == 0);
}

static bool bytes_less(const uint8_t *a, size_t an, const uint8_t *b, size_t bn)
{
	const int order = memcmp(a, b, an < bn ? an : bn);
	return order < 0 || (order == 0 && an < bn);
}

bool naive_counts(const struct merge_op *const *ops, size_t n, const struct merge_op *op, const struct merge_write *w)
{
	uint8_t mine[2048], other[2048];
	for (size_t i = 0; i < n; i++) {
		const struct merge_op *o = ops[i];
		if (!o->carry && naive_same_identity(&o->name, &w->name)) {
			if (op->carry)
				return false;
			if (o->seq < op->seq ||
				(o->seq == op->seq && bytes_less(o->encoded, o->encoded_len, op->encoded, op->encoded_len)))
				return false;
		}
		for (size_t k = 0; op->carry && o->carry && k < o->write_count; k++) {
			const struct merge_write *x = &o->writes[k];
			if (!naive_same_identity(&x->name, &w->name) || !naive_same_key(&x->key, &w->key))
				continue;
			const size_t an = content(x, &o->name.caseload, other);
			const size_t bn = content(w, &op->name.caseload, mine);
			if (bytes_less(other, an, mine, bn))
				return false;
		}
	}
	return true;
}

static bool names(enum naive_rules rules, const struct op_name *name, const struct op_name *write)
{
	return rules == NAIVE_NUMBERS ? naive_same_identity(name, write) : naive_same_name(name, write);
}

/* Whether an operation names the write as replaced. */
static bool named(enum naive_rules rules, const struct merge_op *const *ops, size_t n, const struct merge_op *o,
	const struct merge_write *w)
{
	for (size_t k = 0; k < o->write_count; k++)
		for (size_t i = 0; i < o->writes[k].replaces_count; i++)
			if (naive_same_key(&o->writes[k].key, &w->key) &&
				names(rules, &o->writes[k].replaces[i], &w->name) && naive_counts(ops, n, o, &o->writes[k]))
				return true;
	return false;
}

static bool keeps(const struct merge_op *o, const struct merge_write *w)
{
	for (size_t i = 0; i < o->write_count; i++)
		if (naive_same_key(&o->writes[i].key, &w->key) && naive_same_identity(&o->writes[i].name, &w->name))
			return true;
	return false;
}

static bool within(enum naive_rules rules, const struct merge_op *o, const struct merge_write *w)
{
	for (size_t i = 0; i < o->context_count; i++)
		if (id_equal(&o->context[i].device, &w->name.device) && o->context[i].number >= w->name.number &&
			(rules == NAIVE_FLAT || id_equal(&o->context[i].caseload, &w->name.caseload)))
			return true;
	return false;
}

/* Where the write itself comes in the order of arrival. */
static size_t place_of(const struct merge_op *const *ops, size_t n, const struct merge_write *w)
{
	for (size_t i = 0; i < n; i++)
		if (naive_same_identity(&ops[i]->name, &w->name) || (ops[i]->carry && keeps(ops[i], w)))
			return i;
	return 0;
}

bool naive_dead(enum naive_rules rules, const struct merge_op *const *ops, size_t n, const struct merge_write *w)
{
	for (size_t i = 0; i < n; i++) {
		const struct merge_op *o = ops[i];
		/* Forgetting names of what is not held: a write that came later than its replacement lives. */
		if (named(rules, ops, n, o, w) && !(rules == NAIVE_REVIVED && i < place_of(ops, n, w)))
			return true;
		for (size_t k = 0; k < o->gone_count && rules != NAIVE_NOGONE; k++)
			if (naive_same_key(&o->gone[k].key, &w->key) && names(rules, &o->gone[k].name, &w->name))
				return true;
		if (rules != NAIVE_NOCONTEXT && within(rules, o, w) && !keeps(o, w))
			return true;
	}
	return false;
}

/* The same write earlier in the list, so that each is counted once. */
static bool seen_before(const struct merge_op *const *ops, size_t n, size_t k, size_t j)
{
	const struct merge_write *w = &ops[k]->writes[j];
	for (size_t kk = 0; kk <= k; kk++)
		for (size_t jj = 0; jj < (kk == k ? j : ops[kk]->write_count); jj++)
			if (naive_same_identity(&ops[kk]->writes[jj].name, &w->name) &&
				naive_same_key(&ops[kk]->writes[jj].key, &w->key) &&
				naive_counts(ops, n, ops[kk], &ops[kk]->writes[jj]))
				return true;
	return false;
}

static bool in_state(const struct merge_state *state, const struct merge_write *w)
{
	for (size_t i = 0; i < merge_live_count(state); i++) {
		const struct merge_write *live = merge_live(state, i);
		if (naive_same_name(&w->name, &live->name) && naive_same_key(&w->key, &live->key))
			return merge_value_compare(w, live) == 0 && w->stamp == live->stamp &&
			       w->replaces_count == live->replaces_count;
	}
	return false;
}

size_t naive_live(enum naive_rules rules, const struct merge_op *const *ops, size_t n, const struct merge_state *state,
	bool *same)
{
	size_t count = 0;
	bool all = true;
	for (size_t k = 0; k < n; k++) {
		for (size_t j = 0; j < ops[k]->write_count; j++) {
			const struct merge_write *w = &ops[k]->writes[j];
			if (!naive_counts(ops, n, ops[k], w) || naive_dead(rules, ops, n, w) || seen_before(ops, n, k, j))
				continue;
			count++;
			all = all && (!state || in_state(state, w));
		}
	}
	if (same)
		*same = all && (!state || count == merge_live_count(state));
	return count;
}
