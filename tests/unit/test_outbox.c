/* What leaves and what was seen: batches, sealed lots, proofs, heads, waiting envelopes, remotes. */
#include "core/caseload.h"
#include "tests/support/people.h"

/* ---- batches ---- */

static void outbox_batch__takes__what_fits_and_one_large_operation_alone(void **state)
{
	(void)state;
	struct corebox b;
	struct outbox_batch batch;
	const struct jal_id dossier = id_of(5);
	char large[30001];
	uint64_t waiting = 0;
	corebox_open(&b);
	assert_int_equal(outbox_batch(b.db, &b.caseload, 65536, &batch), JAL_ERR_NOT_FOUND);
	for (int i = 0; i < 4; i++)
		(void)new_person(&b, &dossier, "Dupont");
	memset(large, 'a', sizeof(large) - 1);
	large[sizeof(large) - 1] = 0;
	struct edit *e = NULL;
	assert_int_equal(edit_create(ENTITY_note, &b.caseload, &dossier, &e), JAL_OK);
	set_text(e, FIELD_note_text, large);
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);
	assert_int_equal(outbox_unsealed(b.db, &b.caseload, &waiting), JAL_OK);
	assert_int_equal(waiting, 5);
	assert_int_equal(outbox_batch(b.db, &b.caseload, 65536, &batch), JAL_OK);
	assert_int_equal(batch.from, 1);
	assert_int_equal(batch.upto, 5);
	outbox_batch_free(&batch);
	assert_int_equal(outbox_batch(b.db, &b.caseload, 1024, &batch), JAL_OK);
	assert_int_equal(batch.upto, 4);
	assert_true(batch.plain.len <= 1024);
	outbox_batch_free(&batch);
	/* Too small for any: the first one goes all the same. */
	assert_int_equal(outbox_batch(b.db, &b.caseload, 10, &batch), JAL_OK);
	assert_int_equal(batch.upto, 1);
	outbox_batch_free(&batch);
	corebox_close(&b);
}

static void outbox_batch__never_takes__more_than_a_lot_holds(void **state)
{
	(void)state;
	struct corebox b;
	struct outbox_batch batch;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	assert_int_equal(journal_begin(b.journal, &diag), JAL_OK);
	for (int i = 0; i < 300; i++) {
		struct edit *e = NULL;
		assert_int_equal(edit_create(ENTITY_person, &b.caseload, &dossier, &e), JAL_OK);
		set_text(e, FIELD_person_birth_name, "A");
		assert_int_equal(journal_put(b.journal, e, &diag), JAL_OK);
		edit_free(e);
	}
	assert_int_equal(journal_commit(b.journal, &diag), JAL_OK);
	assert_int_equal(outbox_batch(b.db, &b.caseload, 1 << 20, &batch), JAL_OK);
	assert_int_equal(batch.upto, OP_LOT_MAX);
	outbox_batch_free(&batch);
	struct sent s = seal(&b);
	outbox_batch_free(&s.batch);
	assert_int_equal(outbox_batch(b.db, &b.caseload, 1 << 20, &batch), JAL_OK);
	assert_true(batch.from > 1 && batch.upto == 300);
	outbox_batch_free(&batch);
	corebox_close(&b);
}

/* ---- sealed lots ---- */

struct collected {
	size_t count;
	uint64_t last;
	size_t bytes;
	char name[24];
};

static enum jal_err collect(void *ctx, const struct outbox_sealed *s)
{
	struct collected *c = ctx;
	c->count++;
	c->last = s->seq;
	c->bytes = s->commit.len;
	if (s->file_count)
		(void)snprintf(c->name, sizeof(c->name), "%s", s->files[0].name);
	return JAL_OK;
}

static enum jal_err seal_as(struct corebox *b, uint64_t seq, const struct outbox_batch *batch)
{
	struct outbox_file file = { .name = "lot", .bytes = BUF_INIT };
	struct outbox_sealed s = { .seq = seq, .commit = BUF_INIT, .files = &file, .file_count = 1 };
	memset(s.hash.b, (int)seq, HASH_BYTES);
	assert_int_equal(buf_puts(&s.commit, "octets"), JAL_OK);
	assert_int_equal(buf_puts(&file.bytes, "chiffré"), JAL_OK);
	const struct outbox_batch *const list[] = { batch };
	const enum jal_err err = outbox_seal(b->db, &s, list, batch ? 1 : 0, NULL);
	buf_free(&s.commit);
	buf_free(&file.bytes);
	return err;
}

static void outbox_seal__uses__no_seq_twice_and_no_operation_twice(void **state)
{
	(void)state;
	struct corebox b;
	struct outbox_batch batch;
	struct collected c = { 0 };
	struct jal_hash hash;
	uint64_t seq = 9, waiting = 9;
	uint32_t generation = 9;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	assert_int_equal(outbox_last(b.db, &seq, &hash, &generation), JAL_OK);
	assert_int_equal(seq, 0);
	assert_int_equal(generation, 0);
	(void)new_person(&b, &dossier, "Dupont");
	assert_int_equal(outbox_batch(b.db, &b.caseload, 65536, &batch), JAL_OK);
	assert_int_equal(seal_as(&b, 2, &batch), JAL_ERR_INVALID);
	assert_int_equal(seal_as(&b, 1, &batch), JAL_OK);
	assert_int_equal(seal_as(&b, 1, NULL), JAL_ERR_EXISTS);
	/* The same operations again, in the next lot: refused, and nothing of it stays. */
	assert_int_equal(seal_as(&b, 2, &batch), JAL_ERR_INVALID);
	outbox_batch_free(&batch);
	assert_int_equal(outbox_last(b.db, &seq, &hash, &generation), JAL_OK);
	assert_int_equal(seq, 1);
	assert_int_equal(hash.b[3], 1);
	assert_int_equal(outbox_unsealed(b.db, &b.caseload, &waiting), JAL_OK);
	assert_int_equal(waiting, 0);
	assert_int_equal(outbox_batch(b.db, &b.caseload, 65536, &batch), JAL_ERR_NOT_FOUND);
	assert_int_equal(outbox_each(b.db, 0, collect, &c), JAL_OK);
	assert_int_equal(c.count, 1);
	assert_int_equal(c.bytes, 6);
	assert_string_equal(c.name, "lot");
	assert_int_equal(outbox_lot_hash(b.db, &b.device.id, 1, &hash), JAL_OK);
	assert_int_equal(outbox_lot_hash(b.db, &b.device.id, 2, &hash), JAL_ERR_NOT_FOUND);
	corebox_close(&b);
}

static void outbox_received__counts__as_sent_and_drops_bytes_that_all_have(void **state)
{
	(void)state;
	struct corebox b;
	struct outbox_batch batch;
	struct collected c = { 0 };
	uint64_t ops = 9, people = 9;
	const struct jal_id one = id_of(5), two_ = id_of(6);
	const struct outbox_remote home = { .name = "origine", .url = "a", .home = true }, stick = { .name = "clé", .url = "b" };
	corebox_open(&b);
	assert_int_equal(outbox_unsent(b.db, &ops, &people), JAL_OK);
	assert_int_equal(ops, 0);
	(void)new_person(&b, &one, "Dupont");
	assert_int_equal(outbox_batch(b.db, &b.caseload, 65536, &batch), JAL_OK);
	assert_int_equal(seal_as(&b, 1, &batch), JAL_OK);
	outbox_batch_free(&batch);
	(void)new_person(&b, &two_, "Petit");
	(void)new_person(&b, &two_, "Grand");
	assert_int_equal(outbox_unsent(b.db, &ops, &people), JAL_OK);
	assert_int_equal(ops, 3);
	assert_int_equal(people, 2);
	assert_int_equal(outbox_received(b.db, "origine", 1), JAL_ERR_NOT_FOUND);
	assert_int_equal(outbox_put_remote(b.db, &home), JAL_OK);
	assert_int_equal(outbox_put_remote(b.db, &stick), JAL_OK);
	assert_int_equal(outbox_received(b.db, "origine", 1), JAL_OK);
	assert_int_equal(outbox_unsent(b.db, &ops, &people), JAL_OK);
	assert_int_equal(ops, 2);
	assert_int_equal(people, 1);
	/* The stick has not got them yet. */
	assert_int_equal(outbox_each(b.db, 0, collect, &c), JAL_OK);
	assert_int_equal(c.count, 1);
	assert_int_equal(outbox_received(b.db, "clé", 1), JAL_OK);
	c = (struct collected){ 0 };
	assert_int_equal(outbox_each(b.db, 0, collect, &c), JAL_OK);
	assert_int_equal(c.count, 0);
	/* A proof never goes back. */
	assert_int_equal(outbox_received(b.db, "origine", 0), JAL_OK);
	assert_int_equal(outbox_unsent(b.db, &ops, &people), JAL_OK);
	assert_int_equal(ops, 2);
	corebox_close(&b);
}

/* As the list filters it. */
static size_t count_unsent(struct corebox *b)
{
	const struct caseload_query query = { .unsent = true };
	struct caseload_view *view = NULL;
	size_t count = 0;
	assert_int_equal(caseload_open(b->db, 20833, &view), JAL_OK);
	assert_int_equal(caseload_find(view, &query, &count), JAL_OK);
	caseload_close(view);
	return count;
}

static void outbox_forget__lets__a_new_device_begin_its_own_chain(void **state)
{
	(void)state;
	struct corebox b;
	struct keyring_device again;
	struct jal_hash hash;
	uint64_t seq = 9, ops = 9, people = 0;
	uint32_t generation = 0;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	(void)new_person(&b, &dossier, "Dupont");
	struct sent s = seal(&b);
	outbox_batch_free(&s.batch);
	assert_int_equal(keyring_make_device(b.db, &again), JAL_OK);
	assert_false(id_equal(&again.id, &b.device.id));
	assert_int_equal(outbox_forget(b.db), JAL_OK);
	assert_int_equal(outbox_last(b.db, &seq, &hash, &generation), JAL_OK);
	assert_int_equal(seq, 0);
	/* What the former one wrote is not this one's to send. */
	assert_int_equal(count_unsent(&b), 0);
	(void)new_person(&b, &dossier, "Petit");
	assert_int_equal(outbox_unsent(b.db, &ops, &people), JAL_OK);
	assert_int_equal(ops, 1);
	assert_int_equal(people, 1);
	assert_int_equal(count_unsent(&b), 1);
	struct outbox_batch batch;
	assert_int_equal(outbox_batch(b.db, &b.caseload, 65536, &batch), JAL_OK);
	assert_int_equal(batch.from, 1);
	assert_int_equal(batch.upto, 1);
	outbox_batch_free(&batch);
	corebox_close(&b);
}

/* ---- heads, waiting envelopes, remotes ---- */

static enum jal_err count_head(void *ctx, const struct outbox_head *h)
{
	(void)h;
	++*(size_t *)ctx;
	return JAL_OK;
}

static void outbox_set_head__remembers__head_and_every_hash(void **state)
{
	(void)state;
	struct corebox b;
	struct outbox_head h = { .device = id_of(7), .seq = 1, .charter = 3 }, got;
	struct jal_hash hash;
	size_t n = 0;
	corebox_open(&b);
	assert_int_equal(outbox_head(b.db, &h.device, &got), JAL_ERR_NOT_FOUND);
	h.hash.b[0] = 1;
	assert_int_equal(outbox_set_head(b.db, &h), JAL_OK);
	h.seq = 2;
	h.hash.b[0] = 2;
	h.stopped = true;
	(void)snprintf(h.reason, sizeof(h.reason), "La signature n’est pas celle de ce poste.");
	assert_int_equal(outbox_set_head(b.db, &h), JAL_OK);
	assert_int_equal(outbox_head(b.db, &h.device, &got), JAL_OK);
	assert_int_equal(got.seq, 2);
	assert_int_equal(got.charter, 3);
	assert_true(got.stopped);
	assert_string_equal(got.reason, h.reason);
	assert_int_equal(outbox_lot_hash(b.db, &h.device, 1, &hash), JAL_OK);
	assert_int_equal(hash.b[0], 1);
	assert_int_equal(outbox_lot_hash(b.db, &h.device, 2, &hash), JAL_OK);
	assert_int_equal(hash.b[0], 2);
	assert_int_equal(outbox_lot_hash(b.db, &h.device, 3, &hash), JAL_ERR_NOT_FOUND);
	assert_int_equal(outbox_heads(b.db, count_head, &n), JAL_OK);
	assert_int_equal(n, 1);
	memset(h.reason, 'x', sizeof(h.reason));
	assert_int_equal(outbox_set_head(b.db, &h), JAL_ERR_INVALID);
	corebox_close(&b);
}

struct waiting {
	struct corebox *b;
	size_t count;
	bool opens;
};

static enum jal_err open_waiting(void *ctx, const struct outbox_waiting *w, const uint8_t *envelope, size_t n)
{
	struct waiting *x = ctx;
	x->count++;
	assert_int_equal(n, 3);
	assert_int_equal(envelope[0], (uint8_t)w->seq);
	return x->opens ? outbox_waited(x->b->db, w) : JAL_OK;
}

static void outbox_wait__keeps__envelopes_until_they_open(void **state)
{
	(void)state;
	struct corebox b;
	struct waiting x = { .b = &b };
	corebox_open(&b);
	for (uint8_t seq = 1; seq <= 3; seq++) {
		const struct outbox_waiting w = { id_of(7), seq, id_of(1), 2 };
		const uint8_t bytes[] = { seq, 0, 1 };
		assert_int_equal(outbox_wait(b.db, &w, bytes, sizeof(bytes)), JAL_OK);
		assert_int_equal(outbox_wait(b.db, &w, bytes, sizeof(bytes)), JAL_OK);
	}
	const struct jal_id one = id_of(1), other = id_of(2);
	assert_int_equal(outbox_each_waiting(b.db, &other, 2, open_waiting, &x), JAL_OK);
	assert_int_equal(outbox_each_waiting(b.db, &one, 1, open_waiting, &x), JAL_OK);
	assert_int_equal(x.count, 0);
	assert_int_equal(outbox_each_waiting(b.db, &one, 2, open_waiting, &x), JAL_OK);
	assert_int_equal(x.count, 3);
	x.opens = true;
	assert_int_equal(outbox_each_waiting(b.db, &one, 2, open_waiting, &x), JAL_OK);
	assert_int_equal(x.count, 6);
	assert_int_equal(outbox_each_waiting(b.db, &one, 2, open_waiting, &x), JAL_OK);
	assert_int_equal(x.count, 6);
	corebox_close(&b);
}

struct remotes {
	size_t count, home;
	char first[64];
};

static enum jal_err note_remote(void *ctx, const struct outbox_remote *r)
{
	struct remotes *x = ctx;
	if (x->count++ == 0)
		(void)snprintf(x->first, sizeof(x->first), "%s", r->name);
	x->home += r->home;
	return JAL_OK;
}

static void outbox_put_remote__keeps__one_home(void **state)
{
	(void)state;
	struct corebox b;
	struct remotes x = { 0 };
	struct outbox_remote r = { .name = "zone", .url = "ssh://exemple.invalid/plie", .home = true };
	corebox_open(&b);
	assert_int_equal(outbox_put_remote(b.db, &r), JAL_OK);
	(void)snprintf(r.name, sizeof(r.name), "autre");
	assert_int_equal(outbox_put_remote(b.db, &r), JAL_OK);
	r.home = false;
	(void)snprintf(r.name, sizeof(r.name), "aaa");
	assert_int_equal(outbox_put_remote(b.db, &r), JAL_OK);
	assert_int_equal(outbox_remotes(b.db, note_remote, &x), JAL_OK);
	assert_int_equal(x.count, 3);
	assert_int_equal(x.home, 1);
	assert_string_equal(x.first, "autre");
	assert_int_equal(outbox_drop_remote(b.db, "aaa"), JAL_OK);
	assert_int_equal(outbox_drop_remote(b.db, "aaa"), JAL_ERR_NOT_FOUND);
	assert_int_equal(outbox_drop_remote(b.db, "autre"), JAL_OK);
	memset(&x, 0, sizeof(x));
	assert_int_equal(outbox_remotes(b.db, note_remote, &x), JAL_OK);
	assert_int_equal(x.count, 1);
	assert_int_equal(x.home, 1);
	assert_int_equal(outbox_drop_remote(b.db, "zone"), JAL_OK);
	memset(r.url, 'x', sizeof(r.url));
	assert_int_equal(outbox_put_remote(b.db, &r), JAL_ERR_INVALID);
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outbox_batch__takes__what_fits_and_one_large_operation_alone),
		cmocka_unit_test(outbox_batch__never_takes__more_than_a_lot_holds),
		cmocka_unit_test(outbox_seal__uses__no_seq_twice_and_no_operation_twice),
		cmocka_unit_test(outbox_received__counts__as_sent_and_drops_bytes_that_all_have),
		cmocka_unit_test(outbox_forget__lets__a_new_device_begin_its_own_chain),
		cmocka_unit_test(outbox_set_head__remembers__head_and_every_hash),
		cmocka_unit_test(outbox_wait__keeps__envelopes_until_they_open),
		cmocka_unit_test(outbox_put_remote__keeps__one_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
