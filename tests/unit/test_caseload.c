/* The list of dossiers: orders, filters, words, numbers, and that it follows every change. */
#include "core/caseload.h"
#include "tests/support/people.h"

#define TODAY 20780

struct list {
	struct corebox box;
	struct caseload_view *view;
};

static void open_list(struct list *l)
{
	corebox_open(&l->box);
	assert_int_equal(caseload_open(l->box.db, TODAY, &l->view), JAL_OK);
}

static void close_list(struct list *l)
{
	caseload_close(l->view);
	corebox_close(&l->box);
}

static void set_date(struct edit *e, enum field f, int64_t day)
{
	const struct value v = value_number(day);
	assert_int_equal(edit_set(e, f, &v), JAL_OK);
}

static struct jal_id add_person(struct list *l, unsigned dossier, const char *name, const char *first, const char *town,
	const char *phone)
{
	struct edit *e = NULL;
	const struct jal_id id = id_of(dossier);
	assert_int_equal(edit_create(ENTITY_person, &l->box.caseload, &id, &e), JAL_OK);
	set_text(e, FIELD_person_birth_name, name);
	set_text(e, FIELD_person_first_name, first);
	set_text(e, FIELD_person_city, town);
	set_text(e, FIELD_person_phone, phone);
	assert_int_equal(write_one(&l->box, e), JAL_OK);
	const struct jal_id person = *edit_record(e);
	edit_free(e);
	return person;
}

static void add_record(struct list *l, unsigned dossier, enum entity entity, enum field day_field, int64_t day,
	enum field code_field, const char *code)
{
	struct edit *e = NULL;
	const struct jal_id id = id_of(dossier);
	assert_int_equal(edit_create(entity, &l->box.caseload, &id, &e), JAL_OK);
	set_date(e, day_field, day);
	if (code)
		set_text(e, code_field, code);
	assert_int_equal(write_one(&l->box, e), JAL_OK);
	edit_free(e);
}

/* The first names that a query gives, in order, as one text. */
static const char *names(struct list *l, const struct caseload_query *q)
{
	static char out[512];
	const struct caseload_row *rows = NULL;
	size_t count = 0, n = 0;
	out[0] = 0;
	assert_int_equal(caseload_find(l->view, q, &count), JAL_OK);
	assert_int_equal(caseload_window(l->view, 0, 50, &rows, &n), JAL_OK);
	assert_int_equal(n, count < 50 ? count : 50);
	for (size_t i = 0; i < n; i++)
		(void)snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%s", i ? " " : "", rows[i].first_name);
	for (size_t i = 0; i < n; i++) {
		size_t at = 99;
		const struct jal_id id = rows[i].dossier;
		assert_int_equal(caseload_place(l->view, &id, &at), JAL_OK);
		assert_int_equal(at, i);
	}
	return out;
}

static const char *search(struct list *l, const char *text)
{
	const struct caseload_query q = { .text = text, .sort = CASELOAD_BY_NAME };
	return names(l, &q);
}

static void people(struct list *l)
{
	open_list(l);
	(void)add_person(l, 1, "Lefèvre", "Hélène", "Saint-Malo", "+33612345678");
	(void)add_person(l, 2, "Lefevre", "Marc", "Dinan", "+33298765432");
	(void)add_person(l, 3, "Lefévrier-Le Goff", "Aline", "Cancale", "0033612");
	(void)add_person(l, 4, "N’Diaye", "Cœlia", "L’Île-d’Yeu", "");
	(void)add_person(l, 5, "Ñuñez", "Zoé", "saint malo", "");
}

/* ---- words ---- */

static void caseload_find__folds__accents_on_both_sides_and_ranks_exact_ones_first(void **state)
{
	(void)state;
	struct list l;
	people(&l);
	assert_string_equal(search(&l, "lefev"), "Marc Hélène Aline");
	assert_string_equal(search(&l, "LEFÈV"), "Hélène Marc Aline");
	assert_string_equal(search(&l, "lefév"), "Aline Hélène Marc");
	assert_string_equal(search(&l, "nunez"), "Zoé");
	assert_string_equal(search(&l, "ñu"), "Zoé");
	close_list(&l);
}

static void caseload_find__lets__each_word_begin_a_word(void **state)
{
	(void)state;
	struct list l;
	people(&l);
	assert_string_equal(search(&l, "goff ali"), "Aline");
	assert_string_equal(search(&l, "le goff"), "Aline");
	assert_string_equal(search(&l, "efevre"), "");
	assert_string_equal(search(&l, "st-malo"), "");
	assert_string_equal(search(&l, "Saint-Malo"), "Hélène Zoé");
	assert_string_equal(search(&l, "n'diaye"), "Cœlia");
	assert_string_equal(search(&l, "ndiaye"), "Cœlia");
	assert_string_equal(search(&l, "legof"), "Aline");
	assert_string_equal(search(&l, "lile"), "Cœlia");
	assert_string_equal(search(&l, "dyeu"), "Cœlia");
	assert_string_equal(search(&l, "saintmalo"), "");
	assert_string_equal(search(&l, "lefevrierle"), "");
	assert_string_equal(search(&l, "coelia"), "Cœlia");
	assert_string_equal(search(&l, "cœl"), "Cœlia");
	assert_string_equal(search(&l, "ile d yeu"), "Cœlia");
	assert_string_equal(search(&l, "marc dinan lefevre"), "Marc");
	assert_string_equal(search(&l, "marc cancale"), "");
	close_list(&l);
}

static void caseload_find__finds__phones_by_their_digits_and_dossiers_by_their_number(void **state)
{
	(void)state;
	struct list l;
	char number[ID_NUMBER_MAX];
	const struct jal_id second = id_of(2);
	people(&l);
	assert_string_equal(search(&l, "0612345678"), "Hélène");
	assert_string_equal(search(&l, "06 12 34"), "Hélène");
	assert_string_equal(search(&l, "5678"), "Hélène");
	assert_string_equal(search(&l, "02987"), "Marc");
	assert_string_equal(search(&l, "99"), "");
	assert_int_equal(caseload_number(l.box.db, &second, number), JAL_OK);
	assert_string_equal(search(&l, number), "Marc");
	close_list(&l);
}

static void caseload_find__takes__any_text_without_harm(void **state)
{
	(void)state;
	struct list l;
	people(&l);
	static const char *const odd[] = { "\"", "' OR 1=1 --", "lef* OR marc", "NEAR(a b)", "{plain}", ":", "^", "-marc",
		"\xff\xfe", "a\xcc\x81", "\xe2\x80\xae", "( ) AND NOT", "marc AND NOT dinan" };
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		(void)search(&l, odd[i]);
	assert_string_equal(search(&l, "marc AND"), "");
	assert_string_equal(search(&l, "\xff"), "");
	/* No word at all asks for everybody. */
	assert_string_equal(search(&l, " - "), "Hélène Marc Aline Cœlia Zoé");
	close_list(&l);
}

static void caseload_find__follows__every_change(void **state)
{
	(void)state;
	struct list l;
	struct diag diag = DIAG_INIT;
	open_list(&l);
	const struct jal_id dossier = id_of(1);
	const struct jal_id id = add_person(&l, 1, "Lefèvre", "Hélène", "Dinan", "");
	rename_person(&l.box, &dossier, &id, "Roux");
	assert_string_equal(search(&l, "lefevre"), "");
	assert_string_equal(search(&l, "roux"), "Hélène");
	assert_int_equal(journal_undo(l.box.journal, &diag), JAL_OK);
	assert_string_equal(search(&l, "roux"), "");
	assert_string_equal(search(&l, "lefevre"), "Hélène");
	/* Undoing the creation takes the line away. */
	assert_int_equal(journal_undo(l.box.journal, &diag), JAL_OK);
	assert_string_equal(search(&l, "lefevre"), "");
	assert_string_equal(search(&l, ""), "");
	close_list(&l);
}

/* ---- orders and filters ---- */

static void caseload_window__sorts__by_each_order(void **state)
{
	(void)state;
	struct list l;
	struct caseload_query q = { .sort = CASELOAD_BY_NAME };
	people(&l);
	assert_string_equal(names(&l, &q), "Hélène Marc Aline Cœlia Zoé");
	q.sort = CASELOAD_BY_TOWN;
	assert_string_equal(names(&l, &q), "Aline Marc Cœlia Hélène Zoé");
	add_record(&l, 3, ENTITY_contract, FIELD_contract_ends, TODAY + 8, FIELD_contract_status, "running");
	add_record(&l, 2, ENTITY_contract, FIELD_contract_ends, TODAY + 100, FIELD_contract_status, "draft");
	add_record(&l, 5, ENTITY_contract, FIELD_contract_ends, TODAY - 9, FIELD_contract_status, "cancelled");
	q.sort = CASELOAD_BY_CONTRACT_END;
	assert_string_equal(names(&l, &q), "Aline Marc Hélène Cœlia Zoé");
	add_record(&l, 1, ENTITY_note, FIELD_note_date, TODAY - 40, FIELD_note_channel, "phone");
	add_record(&l, 4, ENTITY_note, FIELD_note_date, TODAY - 3, FIELD_note_channel, "phone");
	q.sort = CASELOAD_BY_LAST_CONTACT;
	assert_string_equal(names(&l, &q), "Marc Aline Zoé Hélène Cœlia");
	/* The contract ends in 8 days; no contact for 40 is to be watched, and late in 20; for 3, late in 57. */
	q.sort = CASELOAD_BY_URGENCY;
	assert_string_equal(names(&l, &q), "Aline Hélène Cœlia Marc Zoé");
	close_list(&l);
}

/* Each dossier stands where the whole list, read at once, has it: from both ends, and so do windows. */
static void check_window(struct list *l, const struct jal_id *all, size_t count, size_t first)
{
	const struct caseload_row *rows = NULL;
	size_t n = 0;
	assert_int_equal(caseload_window(l->view, first, 7, &rows, &n), JAL_OK);
	assert_int_equal(n, count - first < 7 ? count - first : 7);
	for (size_t i = 0; i < n; i++)
		assert_true(id_equal(&rows[i].dossier, &all[first + i]));
}

static void check_places(struct list *l, const struct caseload_query *q, size_t want)
{
	struct jal_id all[128];
	const struct caseload_row *rows = NULL;
	size_t count = 0, n = 0, at = 0;
	assert_int_equal(caseload_find(l->view, q, &count), JAL_OK);
	assert_int_equal(count, want);
	assert_int_equal(caseload_window(l->view, 0, count, &rows, &n), JAL_OK);
	assert_int_equal(n, count);
	for (size_t i = 0; i < n; i++)
		all[i] = rows[i].dossier;
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(caseload_place(l->view, &all[i], &at), JAL_OK);
		assert_int_equal(at, i);
		check_window(l, all, count, i);
	}
	/* From the line of the last window, backwards, over it and away from it. */
	for (size_t i = count; i > 0; i--)
		check_window(l, all, count, i - 1);
	for (size_t i = 0; i < count; i++)
		check_window(l, all, count, i * 37 % count);
}

static void caseload_place__is__where_the_whole_list_has_it(void **state)
{
	(void)state;
	static const char *const names[] = { "Roux", "Dupré", "Abadie", "Zola", "Martin" };
	static const char *const towns[] = { "Dinan", "Vannes", "Auray" };
	struct list l;
	open_list(&l);
	for (unsigned i = 1; i <= 90; i++) {
		(void)add_person(&l, i, names[i * 7 % 5], i % 2 ? "Lou" : "Ange", towns[i * 5 % 3], "+33612345678");
		if (i % 4 == 0)
			add_record(&l, i, ENTITY_note, FIELD_note_date, TODAY - (int)(i * 13 % 50), FIELD_note_channel, "phone");
	}
	for (int sort = 0; sort < CASELOAD_SORT_COUNT; sort++) {
		const struct caseload_query q = { .sort = (enum caseload_sort)sort };
		check_places(&l, &q, 90);
		/* Whatever was counted for another filter. */
		const struct caseload_query unsent = { .sort = (enum caseload_sort)sort, .unsent = true };
		check_places(&l, &unsent, 90);
		const struct caseload_query archived = { .sort = (enum caseload_sort)sort, .archived = true };
		check_places(&l, &archived, 0);
	}
	(void)add_person(&l, 91, "Roux", "Lou", "Dinan", "+33612345678");
	const struct caseload_query q = { .sort = CASELOAD_BY_NAME };
	check_places(&l, &q, 91);
	close_list(&l);
}

static void caseload_row__tells__what_is_urgent_and_what_comes_next(void **state)
{
	(void)state;
	struct list l;
	const struct caseload_row *row = NULL;
	const struct jal_id dossier = id_of(1), nobody = id_of(77);
	open_list(&l);
	(void)add_person(&l, 1, "Lefèvre", "Hélène", "Dinan", "+33612345678");
	assert_int_equal(caseload_row(l.view, &nobody, &row), JAL_ERR_NOT_FOUND);
	assert_int_equal(caseload_row(l.view, &dossier, &row), JAL_OK);
	assert_string_equal(row->name, "Lefèvre");
	assert_string_equal(row->phone, "+33612345678");
	assert_int_equal(row->sign, TASKS_SIGN_NONE);
	assert_true(row->unsent);
	assert_int_equal(row->next_appointment, RECORD_NO_NUMBER);
	assert_int_equal(strlen(row->number), 6);
	add_record(&l, 1, ENTITY_appointment, FIELD_appointment_starts, (TODAY - 6) * 1440 + 600, FIELD_appointment_status,
		"planned");
	add_record(&l, 1, ENTITY_appointment, FIELD_appointment_starts, (TODAY + 1) * 1440 + 570, FIELD_appointment_status,
		"planned");
	add_record(&l, 1, ENTITY_action, FIELD_action_due, TODAY + 3, FIELD_action_status, "done");
	assert_int_equal(caseload_row(l.view, &dossier, &row), JAL_OK);
	assert_int_equal(row->urgency_kind, TASKS_REPORT);
	assert_int_equal(row->urgency, TODAY - 4);
	assert_int_equal(row->sign, TASKS_SIGN_LATE);
	assert_int_equal(row->next_appointment, (TODAY + 1) * 1440 + 570);
	add_record(&l, 1, ENTITY_pathway, FIELD_pathway_entered, TODAY - 100, FIELD_pathway_status, "exited");
	assert_int_equal(caseload_row(l.view, &dossier, &row), JAL_OK);
	assert_int_equal(row->urgency_kind, TASKS_NONE);
	assert_string_equal(row->stage, "exited");
	close_list(&l);
}

static enum tasks_sign sign_on(enum tasks_kind kind, int32_t day, const struct thresholds *t)
{
	const struct tasks_due due = { .kind = kind, .until = RECORD_NO_DATE, .day = day };
	return tasks_sign_of(&due, TODAY, t);
}

static void tasks_sign_of__is__late_the_day_after(void **state)
{
	(void)state;
	const struct thresholds t = thresholds_usual();
	assert_int_equal(sign_on(TASKS_ACTION, TODAY, &t), TASKS_SIGN_SOON);
	assert_int_equal(sign_on(TASKS_ACTION, TODAY - 1, &t), TASKS_SIGN_LATE);
	assert_int_equal(sign_on(TASKS_ACTION, TODAY + t.value[THRESHOLD_SOON] + 1, &t), TASKS_SIGN_WATCH);
	assert_int_equal(sign_on(TASKS_CONTRACT_ENDS, TODAY + t.value[THRESHOLD_CONTRACT_ENDS], &t), TASKS_SIGN_SOON);
	assert_int_equal(sign_on(TASKS_CONTRACT_ENDS, TODAY + t.value[THRESHOLD_CONTRACT_ENDS] + 1, &t), TASKS_SIGN_WATCH);
	assert_int_equal(sign_on(TASKS_CONTRACT_ENDS, TODAY + t.value[THRESHOLD_WATCH] + 1, &t), TASKS_SIGN_NONE);
	assert_int_equal(sign_on(TASKS_NONE, RECORD_NO_DATE, &t), TASKS_SIGN_NONE);
	for (enum tasks_kind k = TASKS_NONE; k < TASKS_KINDS; k++)
		assert_int_equal(*tasks_label(k) == 0, k == TASKS_NONE);
}

static void set_flag(struct list *l, unsigned dossier, enum field f, bool yes)
{
	struct edit *e = NULL;
	struct record *r = NULL;
	const struct jal_id id = id_of(dossier);
	if (journal_load(l->box.journal, &l->box.caseload, ENTITY_dossier, &id, &id, &r) == JAL_OK)
		assert_int_equal(edit_of(r, &e), JAL_OK);
	else
		assert_int_equal(edit_create_as(ENTITY_dossier, &l->box.caseload, &id, &id, &e), JAL_OK);
	record_free(r);
	const struct value v = value_flag(yes);
	assert_int_equal(edit_set(e, f, &v), JAL_OK);
	assert_int_equal(write_one(&l->box, e), JAL_OK);
	edit_free(e);
}

static void caseload_find__filters__archived_mine_conflicts_unsent_and_by_caseload(void **state)
{
	(void)state;
	struct list l;
	size_t count = 0, archived = 9;
	people(&l);
	set_flag(&l, 2, FIELD_dossier_archived, true);
	struct caseload_query q = { .sort = CASELOAD_BY_NAME };
	assert_string_equal(names(&l, &q), "Hélène Aline Cœlia Zoé");
	assert_int_equal(caseload_archived_too(l.view, &archived), JAL_OK);
	assert_int_equal(archived, 1);
	q.text = "lefevre";
	assert_string_equal(names(&l, &q), "Hélène");
	q.text = "marc";
	assert_string_equal(names(&l, &q), "");
	assert_int_equal(caseload_archived_too(l.view, &archived), JAL_OK);
	assert_int_equal(archived, 1);
	q.archived = true;
	assert_string_equal(names(&l, &q), "Marc");
	set_flag(&l, 2, FIELD_dossier_archived, false);
	q = (struct caseload_query){ .sort = CASELOAD_BY_NAME, .text = "marc" };
	assert_string_equal(names(&l, &q), "Marc");

	/* Before admission, all of the own caseload are one's own. */
	q = (struct caseload_query){ .mine = true };
	assert_int_equal(caseload_find(l.view, &q, &count), JAL_OK);
	assert_int_equal(count, 5);
	q = (struct caseload_query){ .conflicts = true };
	assert_int_equal(caseload_find(l.view, &q, &count), JAL_OK);
	assert_int_equal(count, 0);
	q = (struct caseload_query){ .unsent = true, .text = "lefev" };
	assert_int_equal(caseload_find(l.view, &q, &count), JAL_OK);
	assert_int_equal(count, 3);
	struct sent s = seal(&l.box);
	const struct outbox_remote remote = { .name = "origine", .url = "x", .home = true };
	assert_int_equal(outbox_put_remote(l.box.db, &remote), JAL_OK);
	assert_int_equal(outbox_received(l.box.db, "origine", 1), JAL_OK);
	outbox_batch_free(&s.batch);
	(void)add_person(&l, 6, "Petit", "Noé", "Dinan", "");
	q = (struct caseload_query){ .unsent = true };
	assert_string_equal(names(&l, &q), "Noé");
	q = (struct caseload_query){ .caseload = l.box.caseload, .sort = CASELOAD_BY_NAME, .text = "ma" };
	assert_string_equal(names(&l, &q), "Hélène Marc Zoé");
	q.caseload = id_of(99);
	assert_string_equal(names(&l, &q), "");
	close_list(&l);
}

static void caseload_find__walks__when_there_are_many_matches(void **state)
{
	(void)state;
	struct list l;
	struct diag diag = DIAG_INIT;
	const struct caseload_row *rows = NULL;
	size_t count = 0, n = 0;
	open_list(&l);
	assert_int_equal(journal_begin(l.box.journal, &diag), JAL_OK);
	for (unsigned i = 0; i < 500; i++) {
		struct edit *e = NULL;
		struct jal_id id = id_of(1);
		char first[16];
		id.b[14] = (uint8_t)(i >> 8);
		id.b[15] = (uint8_t)i;
		assert_int_equal(edit_create(ENTITY_person, &l.box.caseload, &id, &e), JAL_OK);
		/* Every tenth with the accent that is typed. */
		set_text(e, FIELD_person_birth_name, i % 10 ? "Dupre" : "Dupré");
		(void)snprintf(first, sizeof(first), "P%03u", (i * 37) % 500);
		set_text(e, FIELD_person_first_name, first);
		assert_int_equal(journal_put(l.box.journal, e, &diag), JAL_OK);
		edit_free(e);
	}
	assert_int_equal(journal_commit(l.box.journal, &diag), JAL_OK);
	const struct caseload_query q = { .text = "dupré", .sort = CASELOAD_BY_NAME };
	assert_int_equal(caseload_find(l.view, &q, &count), JAL_OK);
	assert_int_equal(count, 500);
	char before[16] = "";
	for (size_t at = 0; at < count; at += 7) {
		assert_int_equal(caseload_window(l.view, at, 7, &rows, &n), JAL_OK);
		for (size_t i = 0; i < n; i++) {
			const bool exact = strcmp(rows[i].name, "Dupré") == 0;
			assert_int_equal(exact, at + i < 50);
			if (at + i != 50)
				assert_true(strcmp(before, rows[i].first_name) < 0);
			(void)snprintf(before, sizeof(before), "%s", rows[i].first_name);
		}
	}
	const struct jal_id last = rows[n - 1].dossier;
	size_t place = 0;
	assert_int_equal(caseload_find(l.view, &q, &count), JAL_OK);
	assert_int_equal(caseload_place(l.view, &last, &place), JAL_OK);
	assert_int_equal(place, 499);
	assert_int_equal(caseload_window(l.view, 500, 7, &rows, &n), JAL_OK);
	assert_int_equal(n, 0);
	close_list(&l);
}

/* ---- names of dossiers ---- */

static void caseload_number__grows__until_it_is_the_only_one(void **state)
{
	(void)state;
	struct list l;
	struct jal_id a = id_of(0x11), b = id_of(0x11);
	char number[ID_NUMBER_MAX];
	open_list(&l);
	a.b[5] = 0x10;
	b.b[5] = 0x18;
	(void)new_person(&l.box, &a, "A");
	assert_int_equal(caseload_number(l.box.db, &a, number), JAL_OK);
	assert_int_equal(strlen(number), 6);
	(void)new_person(&l.box, &b, "B");
	assert_int_equal(caseload_number(l.box.db, &a, number), JAL_OK);
	assert_int_equal(strlen(number), 9);
	struct jal_id found = ID_ZERO, where = ID_ZERO;
	assert_int_equal(caseload_named(l.box.db, number, &found, &where), JAL_OK);
	assert_true(id_equal(&found, &a));
	assert_true(id_equal(&where, &l.box.caseload));
	number[6] = 0;
	assert_int_equal(caseload_named(l.box.db, number, &found, NULL), JAL_ERR_EXISTS);
	close_list(&l);
}

static void caseload_named__reads__ids_and_numbers_as_people_type_them(void **state)
{
	(void)state;
	struct list l;
	struct jal_id a = ID_ZERO, found = ID_ZERO;
	char hex[ID_HEX + 1], number[ID_NUMBER_MAX];
	open_list(&l);
	/* Its number begins 1041: with the digits that people mistake. */
	memset(a.b, 0x08, sizeof(a.b));
	(void)new_person(&l.box, &a, "A");
	(void)id_number(&a, 6, number);
	assert_memory_equal(number, "104", 3);
	assert_int_equal(caseload_named(l.box.db, number, &found, NULL), JAL_OK);
	for (char *c = number; *c; c++)
		*c = *c == '1' ? 'l' : *c == '0' ? 'o' : *c;
	assert_int_equal(caseload_named(l.box.db, number, &found, NULL), JAL_OK);
	assert_true(id_equal(&found, &a));
	(void)id_hex(&a, hex);
	assert_int_equal(caseload_named(l.box.db, hex, &found, NULL), JAL_OK);
	hex[4] = 0;
	assert_int_equal(caseload_named(l.box.db, hex, &found, NULL), JAL_OK);
	hex[3] = 0;
	assert_int_equal(caseload_named(l.box.db, hex, &found, NULL), JAL_ERR_NOT_FOUND);
	static const char *const none[] = { "", "zzzzzz", "0808!", "Éclair", "080808080808080808080808080808080808",
		"00000000000000000000000000000000" };
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_int_equal(caseload_named(l.box.db, none[i], &found, NULL), JAL_ERR_NOT_FOUND);
	close_list(&l);
}

static void id_range__spans__all_ids_that_begin_so(void **state)
{
	(void)state;
	struct jal_id low = ID_ZERO, high = ID_ZERO, same_low = ID_ZERO, same_high = ID_ZERO;
	char hex[ID_HEX + 1];
	assert_true(id_range("aBc90", ID_DIGITS_HEX, &low, &high));
	assert_string_equal(id_hex(&low, hex), "abc90000000000000000000000000000");
	assert_string_equal(id_hex(&high, hex), "abc90fffffffffffffffffffffffffff");
	assert_true(id_range("ABC90", ID_DIGITS_HEX, &same_low, &same_high));
	assert_true(id_equal(&low, &same_low) && id_equal(&high, &same_high));
	assert_true(id_range("zzzz", ID_DIGITS_NUMBER, &low, &high));
	assert_string_equal(id_hex(&low, hex), "fffff000000000000000000000000000");
	assert_false(id_range("abc", ID_DIGITS_HEX, &low, &high));
	assert_false(id_range("abcg", ID_DIGITS_HEX, &low, &high));
	assert_false(id_range("UUUU", ID_DIGITS_NUMBER, &low, &high));
}

/* What is prepared after it does not hide the contract that runs. */
static void caseload_row__shows__the_contract_in_force(void **state)
{
	(void)state;
	struct list l;
	const struct caseload_row *row = NULL;
	const struct jal_id id = id_of(3);
	open_list(&l);
	(void)add_person(&l, 3, "Test", "Anna", "Dinan", "+33299000000");
	add_record(&l, 3, ENTITY_contract, FIELD_contract_ends, TODAY + 200, FIELD_contract_status, "to_sign");
	assert_int_equal(caseload_row(l.view, &id, &row), JAL_OK);
	assert_string_equal(row->contract, "to_sign");
	add_record(&l, 3, ENTITY_contract, FIELD_contract_ends, TODAY - 200, FIELD_contract_status, "expired");
	assert_int_equal(caseload_row(l.view, &id, &row), JAL_OK);
	assert_string_equal(row->contract, "to_sign");
	add_record(&l, 3, ENTITY_contract, FIELD_contract_ends, TODAY + 8, FIELD_contract_status, "running");
	assert_int_equal(caseload_row(l.view, &id, &row), JAL_OK);
	assert_string_equal(row->contract, "running");
	assert_int_equal(row->contract_end, TODAY + 8);
	close_list(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(caseload_row__shows__the_contract_in_force),
		cmocka_unit_test(caseload_find__folds__accents_on_both_sides_and_ranks_exact_ones_first),
		cmocka_unit_test(caseload_find__lets__each_word_begin_a_word),
		cmocka_unit_test(caseload_find__finds__phones_by_their_digits_and_dossiers_by_their_number),
		cmocka_unit_test(caseload_find__takes__any_text_without_harm),
		cmocka_unit_test(caseload_find__follows__every_change),
		cmocka_unit_test(caseload_window__sorts__by_each_order),
		cmocka_unit_test(caseload_place__is__where_the_whole_list_has_it),
		cmocka_unit_test(caseload_row__tells__what_is_urgent_and_what_comes_next),
		cmocka_unit_test(tasks_sign_of__is__late_the_day_after),
		cmocka_unit_test(caseload_find__filters__archived_mine_conflicts_unsent_and_by_caseload),
		cmocka_unit_test(caseload_find__walks__when_there_are_many_matches),
		cmocka_unit_test(caseload_number__grows__until_it_is_the_only_one),
		cmocka_unit_test(caseload_named__reads__ids_and_numbers_as_people_type_them),
		cmocka_unit_test(id_range__spans__all_ids_that_begin_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
