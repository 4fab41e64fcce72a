/* Documents: what is taken in comes out the same, here and at a colleague's; what does not fit or does not match is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/attachment.h"
#include "core/casework.h"
#include "core/fsio.h"
#include "core/op.h"
#include "tests/support/people.h"

#define TODAY 20833

static char folder[512];

static const char *place(const char *name)
{
	static char path[1024];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");
	(void)state;
	(void)snprintf(folder, sizeof(folder), "%s/documents.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

/* n bytes that no two of which tell the next. */
static void write_file(const char *name, size_t n, unsigned seed)
{
	struct buf bytes = BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245U + 12345U;
		assert_int_equal(buf_putc(&bytes, (uint8_t)(seed >> 16)), JAL_OK);
	}
	assert_int_equal(fsio_replace(place(name), bytes.data ? (const void *)bytes.data : "", bytes.len, NULL), JAL_OK);
	buf_free(&bytes);
}

static enum jal_err take(struct corebox *b, const struct jal_id *dossier, const char *path, struct attachment *out)
{
	struct diag why = DIAG_INIT;
	const enum jal_err err = attachment_take(&b->caseload, dossier, path, "quote", TODAY, out, &why);
	assert_int_equal(err != JAL_OK, why.text != NULL);
	return err;
}

static struct jal_id add(struct corebox *b, const struct jal_id *dossier, const char *name)
{
	struct attachment a = { .edits = { NULL } };
	struct diag why = DIAG_INIT;
	assert_int_equal(take(b, dossier, place(name), &a), JAL_OK);
	assert_int_equal(journal_write(b->journal, a.edits, 2, &why), JAL_OK);
	const struct jal_id id = *edit_record(a.edits[0]);
	attachment_free(&a);
	return id;
}

static struct record *document(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id)
{
	struct record *r = NULL;
	assert_int_equal(journal_load(b->journal, &b->caseload, ENTITY_attachment, dossier, id, &r), JAL_OK);
	return r;
}

static void check_held(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id, const char *name)
{
	struct record *r = document(b, dossier, id);
	struct buf held = BUF_INIT, file = BUF_INIT;
	bool here = false;
	assert_int_equal(attachment_here(b->journal, r, &here), JAL_OK);
	assert_true(here);
	assert_int_equal(attachment_read(b->journal, r, &held, NULL), JAL_OK);
	assert_int_equal(fsio_read(place(name), ATTACHMENT_MAX, &file, NULL), JAL_OK);
	assert_int_equal(held.len, file.len);
	assert_memory_equal(held.data, file.data, file.len);
	buf_free(&held);
	buf_free(&file);
	record_free(r);
}

static void attachment__comes_out__as_it_went_in_at_every_size(void **state)
{
	static const size_t sizes[] = { 1, 1000, 65000, 65536, 1 << 20, ATTACHMENT_MAX };
	struct corebox a, b;
	const struct jal_id dossier = id_of(5);
	struct jal_id ids[sizeof(sizes) / sizeof(*sizes)];
	(void)state;
	two(&a, &b);
	a.caseload = b.caseload = people_caseload;
	new_person(&a, &dossier, "Dupont");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		char name[32];
		(void)snprintf(name, sizeof(name), "devis-%zu.pdf", i);
		write_file(name, sizes[i], (unsigned)i + 1);
		ids[i] = add(&a, &dossier, name);
		check_held(&a, &dossier, &ids[i], name);
	}
	/* One lot after the other; what is over 64 KiB goes alone. */
	uint64_t ops = 1, people = 0;
	for (int lots = 0; ops; lots++) {
		struct sent s = seal(&a);
		assert_true(lots < 32);
		assert_true(s.batch.plain.len <= OP_BYTES_MAX + 1);
		assert_true(s.batch.plain.len <= 65536 || s.batch.from == s.batch.upto);
		receive(&b, &s);
		assert_int_equal(outbox_received(a.db, "x", s.lot.seq), JAL_ERR_NOT_FOUND);
		outbox_batch_free(&s.batch);
		struct outbox_batch next = { .plain = BUF_INIT };
		ops = outbox_batch(a.db, &a.caseload, 65536, &next) == JAL_OK;
		outbox_batch_free(&next);
	}
	(void)people;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		char name[32];
		(void)snprintf(name, sizeof(name), "devis-%zu.pdf", i);
		check_held(&b, &dossier, &ids[i], name);
	}
	check_same_digest(&a, &b);
	corebox_close(&a);
	corebox_close(&b);
}

static void attachment_take__refuses__what_is_no_document(void **state)
{
	struct corebox b;
	const struct jal_id dossier = id_of(5);
	struct attachment a = { .edits = { NULL } };
	struct diag why = DIAG_INIT;
	(void)state;
	corebox_open(&b);
	write_file("grand", ATTACHMENT_MAX + 1, 1);
	write_file("vide", 0, 1);
	write_file("bon", 3, 1);
	assert_int_equal(mkfifo(place("tuyau"), 0600), 0);
	assert_int_equal(take(&b, &dossier, place("grand"), &a), JAL_ERR_LIMIT);
	assert_int_equal(take(&b, &dossier, place("vide"), &a), JAL_ERR_INVALID);
	assert_int_equal(take(&b, &dossier, place("tuyau"), &a), JAL_ERR_INVALID);
	assert_int_equal(take(&b, &dossier, folder, &a), JAL_ERR_INVALID);
	assert_int_equal(take(&b, &dossier, place("absent"), &a), JAL_ERR_NOT_FOUND);
	assert_int_equal(take(&b, &dossier, "", &a), JAL_ERR_NOT_FOUND);
	assert_int_equal(attachment_take(&b.caseload, &dossier, place("bon"), "nothing", TODAY, &a, &why), JAL_ERR_INVALID);
	assert_null(a.edits[0]);
	corebox_close(&b);
}

/* A name says what it said, but obeys nothing and leads nowhere. */
static void attachment_take__keeps__a_name_that_is_only_shown(void **state)
{
	static const struct {
		const char *file, *kept, *ending;
	} rows[] = {
		{ "devis.pdf", "devis.pdf", ".pdf" },
		{ "..", NULL, NULL },
		{ "a\x1b[31mb.PDF", "a[31mb.PDF", ".pdf" },
		{ "x.p/../f", NULL, NULL },
		{ "pas\xff", "document", ".bin" },
		{ "long.sh;rm", "long.sh;rm", ".bin" },
		{ " ", "document", ".bin" },
	};
	struct corebox b;
	const struct jal_id dossier = id_of(5);
	(void)state;
	corebox_open(&b);
	new_person(&b, &dossier, "Dupont");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!rows[i].kept)
			continue;
		write_file(rows[i].file, 10, 1);
		const struct jal_id id = add(&b, &dossier, rows[i].file);
		struct record *r = document(&b, &dossier, &id);
		struct buf path = BUF_INIT;
		assert_string_equal(record_get(r, attachment_name), rows[i].kept);
		assert_int_equal(record_get(r, attachment_size), 10);
		assert_int_equal(attachment_propose(r, &path), JAL_OK);
		const char *stem = strrchr(buf_str(&path), '/');
		assert_non_null(stem);
		assert_int_equal(strncmp(stem, "/document-quote-2027-01-15", 26), 0);
		assert_string_equal(strrchr(buf_str(&path), '.'), rows[i].ending);
		buf_free(&path);
		record_free(r);
	}
	corebox_close(&b);
}

static void write_held(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id, const char *bytes)
{
	struct edit *e = NULL;
	const struct value v = value_bytes((const uint8_t *)bytes, strlen(bytes));
	const enum jal_err err = journal_edit(b->journal, &b->caseload, ENTITY_content, dossier, id, &e);
	if (err)
		assert_int_equal(edit_create_as(ENTITY_content, &b->caseload, dossier, id, &e), JAL_OK);
	assert_int_equal(edit_set(e, FIELD_content_bytes, &v), JAL_OK);
	assert_int_equal(write_one(b, e), JAL_OK);
	edit_free(e);
}

static void attachment_read__refuses__what_is_not_what_the_document_says(void **state)
{
	struct corebox b;
	const struct jal_id dossier = id_of(5);
	struct diag why = DIAG_INIT;
	struct buf out = BUF_INIT;
	bool here = true;
	(void)state;
	corebox_open(&b);
	new_person(&b, &dossier, "Dupont");
	write_file("devis.pdf", 10, 1);
	const struct jal_id id = add(&b, &dossier, "devis.pdf");
	write_held(&b, &dossier, &id, "autre chose");
	struct record *r = document(&b, &dossier, &id);
	assert_int_equal(attachment_read(b.journal, r, &out, &why), JAL_ERR_CORRUPT);
	assert_non_null(why.text);
	assert_int_equal(attachment_save(b.journal, r, place("dehors"), &why), JAL_ERR_CORRUPT);
	assert_false(fsio_exists(place("dehors")));
	record_free(r);
	/* A document of which nothing has come. */
	struct edit *e = NULL;
	assert_int_equal(edit_create(ENTITY_attachment, &b.caseload, &dossier, &e), JAL_OK);
	set_text(e, FIELD_attachment_name, "seul.pdf");
	assert_int_equal(write_one(&b, e), JAL_OK);
	r = document(&b, &dossier, edit_record(e));
	edit_free(e);
	assert_int_equal(attachment_here(b.journal, r, &here), JAL_OK);
	assert_false(here);
	assert_int_equal(attachment_read(b.journal, r, &out, &why), JAL_ERR_WAITING);
	assert_int_equal(out.len, 0);
	record_free(r);
	corebox_close(&b);
}

static void attachment_save__writes__a_new_file_for_its_owner_alone(void **state)
{
	struct corebox b;
	const struct jal_id dossier = id_of(5);
	struct diag why = DIAG_INIT;
	struct stat st;
	struct buf file = BUF_INIT;
	(void)state;
	corebox_open(&b);
	new_person(&b, &dossier, "Dupont");
	write_file("bail.pdf", 70000, 7);
	const struct jal_id id = add(&b, &dossier, "bail.pdf");
	struct record *r = document(&b, &dossier, &id);
	assert_int_equal(attachment_save(b.journal, r, place("copie.pdf"), &why), JAL_OK);
	assert_int_equal(stat(place("copie.pdf"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(attachment_save(b.journal, r, place("copie.pdf"), &why), JAL_ERR_EXISTS);
	assert_int_equal(fsio_read(place("copie.pdf"), ATTACHMENT_MAX, &file, NULL), JAL_OK);
	assert_int_equal(file.len, 70000);
	buf_free(&file);
	record_free(r);
	corebox_close(&b);
}

static enum jal_err count_entity(void *ctx, struct record *r)
{
	assert_int_not_equal(record_entity(r), ENTITY_content);
	return count_record(ctx, r);
}

static enum jal_err no_content(void *ctx, const struct journal_event *e)
{
	assert_int_not_equal(e->entity, ENTITY_content);
	++*(size_t *)ctx;
	return JAL_OK;
}

static void what_reads_a_dossier__does_not_read__what_its_documents_hold(void **state)
{
	struct corebox b;
	const struct jal_id dossier = id_of(5);
	size_t records = 0, events = 0;
	struct record *named = NULL;
	struct diag why = DIAG_INIT;
	char hex[ID_HEX + 1];
	(void)state;
	corebox_open(&b);
	new_person(&b, &dossier, "Dupont");
	write_file("gros.pdf", 100000, 3);
	const struct jal_id id = add(&b, &dossier, "gros.pdf");
	assert_int_equal(casework_each(b.journal, &b.caseload, &dossier, count_entity, &records), JAL_OK);
	assert_int_equal(records, 2);
	assert_int_equal(journal_history(b.journal, &b.caseload, &dossier, 0, no_content, &events), JAL_OK);
	assert_true(events > 0);
	assert_int_equal(journal_named(b.journal, id_hex(&id, hex), &named), JAL_OK);
	assert_int_equal(record_entity(named), ENTITY_attachment);
	record_free(named);
	/* Taken back, and brought again. */
	assert_int_equal(journal_undo(b.journal, &why), JAL_OK);
	struct record *r = document(&b, &dossier, &id);
	assert_true(record_blank(r));
	record_free(r);
	corebox_close(&b);
}

/* Two writes of what one document holds, which together no operation holds: the dossier is still moved, with its document. */
static void journal_move__is_not_stopped__by_bytes_that_were_written_twice(void **state)
{
	static const struct jal_id other = { { 202 } };
	const struct jal_id places[] = { people_caseload, other };
	const struct jal_id dossier = id_of(5);
	struct corebox s, a;
	struct diag diag = DIAG_INIT;
	struct edit *e = NULL;
	struct buf bytes = BUF_INIT;
	(void)state;
	corebox_open(&s);
	corebox_open(&a);
	corebox_place(&s, &people_common, places, 2, true);
	corebox_place(&a, &people_common, places, 1, false);
	s.caseload = a.caseload = people_caseload;
	new_person(&a, &dossier, "Dupont");
	write_file("double.bin", ATTACHMENT_MAX - 100, 9);
	const struct jal_id id = add(&a, &dossier, "double.bin");
	/* Someone who never saw it writes under the same id. */
	assert_int_equal(fsio_read(place("double.bin"), ATTACHMENT_MAX, &bytes, NULL), JAL_OK);
	bytes.data[0] ^= 1;
	const struct value v = value_bytes(bytes.data, bytes.len);
	assert_int_equal(edit_create_as(ENTITY_content, &s.caseload, &dossier, &id, &e), JAL_OK);
	assert_int_equal(edit_set(e, FIELD_content_bytes, &v), JAL_OK);
	s.now_ms -= DAY;
	assert_int_equal(write_one(&s, e), JAL_OK);
	s.now_ms += DAY;
	edit_free(e);
	buf_free(&bytes);
	for (int lots = 0; lots < 2; lots++) {
		struct sent sent = seal(&a);
		receive(&s, &sent);
		outbox_batch_free(&sent.batch);
	}
	assert_int_equal(journal_move(s.journal, &dossier, &people_caseload, &other, &diag), JAL_OK);
	s.caseload = other;
	check_held(&s, &dossier, &id, "double.bin");
	corebox_close(&s);
	corebox_close(&a);
}

static void value_decode__refuses__bytes_that_are_too_many_or_none(void **state)
{
	struct buf cbor = BUF_INIT;
	struct value v = VALUE_INIT;
	uint8_t *bytes = calloc(1, VALUE_BYTES_MAX + 1);
	(void)state;
	assert_non_null(bytes);
	const struct value most = value_bytes(bytes, VALUE_BYTES_MAX), over = value_bytes(bytes, VALUE_BYTES_MAX + 1);
	assert_int_equal(value_encode(&most, &cbor), JAL_OK);
	assert_int_equal(value_decode(model_field(FIELD_content_bytes), cbor.data, cbor.len, &v), JAL_OK);
	assert_int_equal(v.bytes_len, VALUE_BYTES_MAX);
	for (size_t n = 0; n < 12; n++)
		assert_int_equal(value_decode(model_field(FIELD_content_bytes), cbor.data, n, &v), JAL_ERR_INVALID);
	buf_clear(&cbor);
	assert_int_equal(value_encode(&over, &cbor), JAL_OK);
	assert_int_equal(value_decode(model_field(FIELD_content_bytes), cbor.data, cbor.len, &v), JAL_ERR_INVALID);
	/* A header that promises more than there is: 4 GiB, 2^62. */
	static const uint8_t lies[][9] = { { 0x40 }, { 0x5a, 0xff, 0xff, 0xff, 0xff }, { 0x5b, 0x40 }, { 0x5f, 0x41, 0x00, 0xff } };
	static const size_t lengths[] = { 1, 5, 9, 4 };
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(value_decode(model_field(FIELD_content_bytes), lies[i], lengths[i], &v), JAL_ERR_INVALID);
	buf_free(&cbor);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attachment__comes_out__as_it_went_in_at_every_size),
		cmocka_unit_test(attachment_take__refuses__what_is_no_document),
		cmocka_unit_test(attachment_take__keeps__a_name_that_is_only_shown),
		cmocka_unit_test(attachment_read__refuses__what_is_not_what_the_document_says),
		cmocka_unit_test(attachment_save__writes__a_new_file_for_its_owner_alone),
		cmocka_unit_test(what_reads_a_dossier__does_not_read__what_its_documents_hold),
		cmocka_unit_test(journal_move__is_not_stopped__by_bytes_that_were_written_twice),
		cmocka_unit_test(value_decode__refuses__bytes_that_are_too_many_or_none),
	};
	return cmocka_run_group_tests(tests, make_folder, NULL);
}
