/* The desk, and what the working screens are made of, without a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/cbor.h"
#include "core/drafts.h"
#include "core/noteversion.h"
#include "tests/support/deskbox.h"
#include "tui/action.h"
#include "tui/app.h"
#include "tui/bindings.h"
#include "tui/caseload_row.h"
#include "tui/desk.h"
#include "tui/fields.h"
#include "tui/file.h"
#include "tui/i18n.h"
#include "tui/note_about.h"
#include "tui/note_draft.h"
#include "tui/note_write.h"
#include "tui/scr_caseload.h"

struct seat {
	struct deskbox box;
	struct desk *desk;
};

static void sit(struct seat *s)
{
	i18n_start("fr");
	deskbox_open(&s->box, 3);
	assert_int_equal(desk_new(&s->box.box.clock, &s->desk), JAL_OK);
	assert_int_equal(desk_open(s->desk, s->box.box.db, NULL), JAL_OK);
}

static void leave(struct seat *s)
{
	desk_free(s->desk);
	deskbox_close(&s->box);
}

static struct file look(struct seat *s)
{
	struct file f;

	assert_int_equal(file_load(s->desk, &s->box.helene, &f, NULL), JAL_OK);
	return f;
}

static struct edit *change_city(struct seat *s, const char *city)
{
	struct file f = look(s);
	struct edit *e = NULL;
	struct value v = value_text(city);

	assert_int_equal(edit_of(f.person, &e), JAL_OK);
	assert_int_equal(edit_set(e, FIELD_person_city, &v), JAL_OK);
	file_free(&f);
	return e;
}

static void check_city(struct seat *s, const char *city)
{
	struct file f = look(s);

	assert_string_equal(record_get(f.person, person_city), city);
	file_free(&f);
}

static void save_city(struct seat *s, const char *city, const struct drafts_key *key)
{
	struct edit *e = change_city(s, city);

	assert_int_equal(desk_write(s->desk, &e, 1, key, "fiche de test", NULL), JAL_OK);
	edit_free(e);
}

static int64_t drafts(struct seat *s)
{
	int64_t n = 0;

	assert_int_equal(drafts_count(desk_db(s->desk), &n), JAL_OK);
	return n;
}

static void desk_write__drops__the_draft_with_the_save(void **state)
{
	struct seat s;
	struct drafts_key key = { .kind = "person" };

	(void)state;
	sit(&s);
	key.dossier = s.box.helene.dossier;
	assert_int_equal(drafts_save(desk_db(s.desk), &key, "x", 1, 1), JAL_OK);
	assert_int_equal(desk_have(s.desk) & NEED_UNDO, 0);
	save_city(&s, "Dinan", &key);
	check_city(&s, "Dinan");
	assert_int_equal(drafts(&s), 0);
	assert_int_not_equal(desk_have(s.desk) & NEED_UNDO, 0);
	leave(&s);
}

static void desk_write__keeps__the_draft_of_what_was_not_written(void **state)
{
	struct seat s;
	struct drafts_key key = { .kind = "person" };
	struct jal_id nowhere = id_random();
	struct edit *e = NULL;
	struct value v = value_text("texte");
	struct diag why = DIAG_INIT;

	(void)state;
	sit(&s);
	assert_int_equal(drafts_save(desk_db(s.desk), &key, "x", 1, 1), JAL_OK);
	/* A caseload that this member may not write in. */
	assert_int_equal(edit_create(ENTITY_note, &nowhere, &nowhere, &e), JAL_OK);
	assert_int_equal(edit_set(e, FIELD_note_text, &v), JAL_OK);
	assert_int_equal(desk_write(s.desk, &e, 1, &key, "note", &why), JAL_ERR_DENIED);
	assert_non_null(why.text);
	assert_int_equal(drafts(&s), 1);
	assert_int_equal(desk_have(s.desk) & NEED_UNDO, 0);
	edit_free(e);
	leave(&s);
}

static void desk_undo__says__what_it_was__and_goes_on_after_a_lock(void **state)
{
	struct seat s;
	struct buf said = BUF_INIT;

	(void)state;
	sit(&s);
	save_city(&s, "Dinan", NULL);
	save_city(&s, "Cancale", NULL);
	save_city(&s, "Dinard", NULL);
	assert_int_equal(desk_undo(s.desk, &said, NULL), JAL_OK);
	assert_string_equal(buf_str(&said), "fiche de test");
	check_city(&s, "Cancale");
	desk_close(s.desk);
	assert_false(desk_is_open(s.desk));
	assert_int_equal(desk_open(s.desk, s.box.box.db, NULL), JAL_OK);
	buf_clear(&said);
	assert_int_equal(desk_undo(s.desk, &said, NULL), JAL_OK);
	assert_null(strstr(buf_str(&said), "test"));
	check_city(&s, "Dinan");
	save_city(&s, "Cancale", NULL);
	buf_clear(&said);
	assert_int_equal(desk_undo(s.desk, &said, NULL), JAL_OK);
	assert_string_equal(buf_str(&said), "fiche de test");
	assert_int_equal(desk_undo(s.desk, &said, NULL), JAL_OK);
	check_city(&s, "Saint-Malo");
	assert_int_equal(desk_undo(s.desk, &said, NULL), JAL_ERR_NOT_FOUND);
	buf_free(&said);
	leave(&s);
}

static void desk_name__is_initials__when_others_look(void **state)
{
	struct seat s;
	struct file f;
	struct buf name = BUF_INIT;

	(void)state;
	sit(&s);
	f = look(&s);
	assert_int_equal(file_name(s.desk, &f, &name), JAL_OK);
	assert_string_equal(buf_str(&name), "LEFÈVRE Hélène");
	desk_set_discreet(s.desk, true);
	buf_clear(&name);
	assert_int_equal(file_name(s.desk, &f, &name), JAL_OK);
	assert_string_equal(buf_str(&name), "H. L.");
	assert_string_equal(desk_device_name(s.desk, &s.box.box.device.id), "Camille Roussel");
	buf_free(&name);
	file_free(&f);
	leave(&s);
}

/* ---- forms ---- */

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name },
	{ .field = FIELD_person_phone },
	{ .field = FIELD_person_birth_date },
	{ .field = FIELD_person_other_rights },
	{ .field = FIELD_person_tags },
	{ .field = FIELD_person_nir },
	{ .field = FIELD_person_rqth },
};
enum { ROW_BIRTH_NAME, ROW_TEL, ROW_BORN, ROW_RIGHTS, ROW_TAGS, ROW_NIR, ROW_RQTH, ROWS };

struct sheet {
	struct edit *edit;
	struct fields fields;
	struct check_context context;
};

static void open_sheet(struct seat *s, struct sheet *sh)
{
	struct file f = look(s);

	*sh = (struct sheet){ .context = { .today = desk_today(s->desk) } };
	assert_int_equal(edit_of(f.person, &sh->edit), JAL_OK);
	assert_int_equal(fields_init(&sh->fields, rows, ROWS, sh->edit, NULL, 0, NULL, NULL), JAL_OK);
	sh->fields.form.today = sh->context.today;
	file_free(&f);
}

static void close_sheet(struct sheet *sh)
{
	fields_free(&sh->fields);
	edit_free(sh->edit);
}

static void type(struct sheet *sh, size_t row, const char *text)
{
	assert_int_equal(form_type_in(&sh->fields.form, row, text), JAL_OK);
}

static enum jal_err enter(struct sheet *sh, size_t *wrong)
{
	struct check_result result = CHECK_RESULT_INIT;

	return fields_put(&sh->fields, sh->edit, &sh->context, wrong, &result);
}

static void fields_init__shows__values_as_they_are_typed(void **state)
{
	struct seat s;
	struct sheet sh;

	(void)state;
	sit(&s);
	open_sheet(&s, &sh);
	assert_string_equal(form_value(&sh.fields.form, ROW_BIRTH_NAME), "Lefèvre");
	assert_string_equal(form_value(&sh.fields.form, ROW_TEL), "06 39 98 00 02");
	assert_string_equal(form_value(&sh.fields.form, ROW_BORN), "17/05/1992");
	assert_string_equal(form_value(&sh.fields.form, ROW_RQTH), "");
	assert_false(form_any_changed(&sh.fields.form));
	close_sheet(&sh);
	leave(&s);
}

static void fields_put__writes__only_what_was_changed(void **state)
{
	struct seat s;
	struct sheet sh;
	size_t wrong = 0;

	(void)state;
	sit(&s);
	open_sheet(&s, &sh);
	assert_int_equal(enter(&sh, &wrong), JAL_OK);
	assert_true(edit_empty(sh.edit));
	type(&sh, ROW_TEL, "0639980009");
	type(&sh, ROW_RIGHTS, "aah\n");
	type(&sh, ROW_TAGS, "vélo, matin");
	type(&sh, ROW_RQTH, "1");
	assert_int_equal(enter(&sh, &wrong), JAL_OK);
	assert_false(edit_changed(sh.edit, FIELD_person_birth_name));
	assert_string_equal(edit_value(sh.edit, FIELD_person_phone)->text, "+33639980009");
	assert_true(edit_has_element(sh.edit, FIELD_person_other_rights, "aah"));
	assert_true(edit_has_element(sh.edit, FIELD_person_tags, "matin"));
	assert_int_equal(edit_value(sh.edit, FIELD_person_rqth)->number, 1);
	/* What was changed back is taken back. */
	type(&sh, ROW_TEL, "06 39 98 00 02");
	type(&sh, ROW_TAGS, "");
	type(&sh, ROW_RIGHTS, "");
	type(&sh, ROW_RQTH, "");
	assert_int_equal(enter(&sh, &wrong), JAL_OK);
	assert_true(edit_empty(sh.edit));
	close_sheet(&sh);
	leave(&s);
}

static void fields_put__names__the_row_that_is_refused(void **state)
{
	struct seat s;
	struct sheet sh;
	size_t wrong = 0;

	(void)state;
	sit(&s);
	open_sheet(&s, &sh);
	type(&sh, ROW_BORN, "31/02/1992");
	assert_int_equal(enter(&sh, &wrong), JAL_ERR_INVALID);
	assert_int_equal(wrong, ROW_BORN);
	close_sheet(&sh);
	leave(&s);
}

static void fields__never_show__a_sensitive_value(void **state)
{
	struct seat s;
	struct sheet sh;
	size_t wrong = 0;
	struct value nir = value_text("1850775056123");

	(void)state;
	sit(&s);
	open_sheet(&s, &sh);
	assert_int_equal(edit_set(sh.edit, FIELD_person_nir, &nir), JAL_OK);
	fields_free(&sh.fields);
	assert_int_equal(fields_init(&sh.fields, rows, ROWS, sh.edit, NULL, 0, NULL, NULL), JAL_OK);
	assert_string_equal(form_value(&sh.fields.form, ROW_NIR), "");
	assert_non_null(sh.fields.widgets[ROW_NIR].hint);
	assert_null(strstr(sh.fields.widgets[ROW_NIR].hint, "056123"));
	type(&sh, ROW_NIR, "-");
	assert_int_equal(enter(&sh, &wrong), JAL_OK);
	assert_int_equal(edit_value(sh.edit, FIELD_person_nir)->kind, VALUE_EMPTY);
	close_sheet(&sh);
	leave(&s);
}

static void fields_decode__brings_back__what_was_typed(void **state)
{
	struct seat s;
	struct sheet sh;
	struct buf kept = BUF_INIT;

	(void)state;
	sit(&s);
	open_sheet(&s, &sh);
	type(&sh, ROW_TEL, "06 39");
	type(&sh, ROW_BORN, "+7");
	form_focus(&sh.fields.form, ROW_TEL);
	assert_int_equal(fields_encode(&sh.fields, &kept), JAL_OK);
	close_sheet(&sh);
	open_sheet(&s, &sh);
	assert_int_equal(fields_decode(&sh.fields, kept.data, kept.len), JAL_OK);
	assert_string_equal(form_value(&sh.fields.form, ROW_TEL), "06 39");
	assert_true(form_changed(&sh.fields.form, ROW_TEL));
	assert_false(form_changed(&sh.fields.form, ROW_BIRTH_NAME));
	assert_int_equal(sh.fields.form.at, ROW_TEL);
	for (size_t n = 0; n < kept.len; n++)
		assert_int_equal(fields_decode(&sh.fields, kept.data, n), JAL_ERR_CORRUPT);
	buf_free(&kept);
	close_sheet(&sh);
	leave(&s);
}

static void fields_all__has__every_field_of_the_model_once(void **state)
{
	struct fields_row *all = fields_all(ENTITY_person, rows, ROWS);
	size_t seen[FIELD_COUNT] = { 0 };

	(void)state;
	assert_non_null(all);
	for (size_t i = 0; all[i].field != FIELD_COUNT; i++)
		seen[all[i].field]++;
	for (enum field f = model_entity(ENTITY_person)->first; f < model_end(ENTITY_person); f++)
		assert_int_equal(seen[f], f != model_archived(ENTITY_person));
	free(all);
}

/* ---- notes ---- */

static struct edit *followup(struct seat *s, enum entity entity, enum field field)
{
	struct edit *e = NULL;
	struct value text = value_text("Rappeler");
	struct value time = value_number(30000000);

	assert_int_equal(edit_create(entity, &s->box.helene.caseload, &s->box.helene.dossier, &e), JAL_OK);
	assert_int_equal(edit_set(e, field, entity == ENTITY_action ? &text : &time), JAL_OK);
	return e;
}

static void note_write__makes__all_that_follows_in_one_save(void **state)
{
	struct seat s;
	struct file f;
	struct note_draft d = { .started = 30000000 };
	struct drafts_key key = { .kind = "note" };
	struct buf said = BUF_INIT;
	size_t notes = 0;
	size_t actions = 0;

	(void)state;
	sit(&s);
	f = look(&s);
	notes = f.of[ENTITY_note].n;
	actions = f.of[ENTITY_action].n;
	file_free(&f);
	assert_int_equal(note_about_begin(&s.box.helene.caseload, &s.box.helene.dossier, "phone", &d.note), JAL_OK);
	assert_int_equal(note_about_next(d.note, FIELD_note_visibility), JAL_OK);
	d.followups[d.n++] = followup(&s, ENTITY_action, FIELD_action_text);
	d.followups[d.n++] = followup(&s, ENTITY_appointment, FIELD_appointment_starts);
	assert_int_equal(note_write(s.desk, &s.box.helene, NULL, &d, "Bonjour", 7, &key, NULL), JAL_OK);
	f = look(&s);
	assert_int_equal(f.of[ENTITY_note].n, notes + 1);
	assert_int_equal(f.of[ENTITY_action].n, actions + 1);
	assert_true(noteversion_confidential(f.of[ENTITY_note].list[notes]));
	assert_true(id_equal(record_get(f.of[ENTITY_action].list[actions], action_note),
		record_id(f.of[ENTITY_note].list[notes])));
	file_free(&f);
	assert_int_equal(desk_undo(s.desk, &said, NULL), JAL_OK);
	assert_string_equal(buf_str(&said), "note sur LEFÈVRE Hélène");
	f = look(&s);
	assert_int_equal(f.of[ENTITY_note].n, notes);
	assert_int_equal(f.of[ENTITY_action].n, actions);
	file_free(&f);
	buf_free(&said);
	note_draft_free(&d);
	leave(&s);
}

static void note_draft_decode__gives_back__what_was_encoded(void **state)
{
	struct seat s;
	struct note_draft d = { .started = 30000000, .caret = 3 };
	struct note_draft back = { .n = 0 };
	struct buf bytes = BUF_INIT;

	(void)state;
	sit(&s);
	assert_int_equal(note_about_begin(&s.box.helene.caseload, &s.box.helene.dossier, "phone", &d.note), JAL_OK);
	assert_false(note_about_folded(&d));
	assert_int_equal(note_about_tick(d.note, "health"), JAL_OK);
	assert_int_equal(note_about_tick(d.note, "mobilite"), JAL_OK);
	assert_int_equal(buf_puts(&d.text, "Été\nHiver"), JAL_OK);
	d.followups[d.n++] = followup(&s, ENTITY_action, FIELD_action_text);
	assert_int_equal(note_draft_encode(&d, &bytes), JAL_OK);
	assert_int_equal(note_draft_decode(bytes.data, bytes.len, &back), JAL_OK);
	assert_string_equal(buf_str(&back.text), "Été\nHiver");
	assert_int_equal(back.caret, 3);
	assert_true(note_about_folded(&back));
	assert_string_equal(edit_value(back.note, FIELD_note_channel)->text, "phone");
	assert_true(edit_has_element(back.note, FIELD_note_topics, "mobilite"));
	assert_true(id_equal(edit_record(back.note), edit_record(d.note)));
	assert_int_equal(back.n, 1);
	assert_true(id_equal(edit_record(back.followups[0]), edit_record(d.followups[0])));
	note_draft_free(&back);
	for (size_t n = 0; n < bytes.len; n++)
		assert_int_equal(note_draft_decode(bytes.data, n, &back), JAL_ERR_CORRUPT);
	note_draft_free(&d);
	buf_free(&bytes);
	leave(&s);
}

/* What a program of before kept comes back with all that was in it. */
static void note_draft_decode__reads__what_an_older_program_kept(void **state)
{
	struct seat s;
	struct note_draft back = { .n = 0 };
	struct buf bytes = BUF_INIT;
	struct cbor_out w;

	(void)state;
	sit(&s);
	cbor_write_begin(&w, &bytes);
	cbor_write_array(&w, 7);
	cbor_write_uint(&w, 1);
	cbor_write_int(&w, 30000000);
	cbor_write_text(&w, "letter", 6);
	cbor_write_bool(&w, true);
	cbor_write_text(&w, "Reçu", 5);
	cbor_write_uint(&w, 5);
	cbor_write_array(&w, 0);
	assert_int_equal(cbor_write_end(&w), JAL_OK);
	assert_int_equal(note_draft_decode(bytes.data, bytes.len, &back), JAL_OK);
	assert_true(note_about_folded(&back));
	assert_int_equal(note_about_older(&s.box.helene.caseload, &s.box.helene.dossier, &back), JAL_OK);
	assert_true(note_about_folded(&back));
	assert_string_equal(edit_value(back.note, FIELD_note_channel)->text, "letter");
	assert_string_equal(edit_value(back.note, FIELD_note_visibility)->text, "me");
	assert_string_equal(buf_str(&back.text), "Reçu");
	note_draft_free(&back);
	buf_free(&bytes);
	leave(&s);
}

/* ---- the list ---- */

static int64_t mono_ms(void *ctx)
{
	(void)ctx;
	return 0;
}

static void nothing_drawn(struct screen *s, struct canvas *c, const struct layout *l)
{
	(void)s;
	(void)c;
	(void)l;
}

static void free_screen(struct screen *s)
{
	free(s);
}

/* What asks for the passphrase, before the list is there. */
static struct screen *door(void)
{
	static const struct screen_vt vt = { .draw = nothing_drawn, .free = free_screen };
	struct screen *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	*s = (struct screen){ .vt = &vt, .id = SCR_UNLOCK };
	return s;
}

static void the_list__tells__of_drafts_when_it_takes_the_doors_place(void **state)
{
	struct seat s;
	struct drafts_key key = { .kind = "note" };
	struct app_host host = { .actions = bindings(), .mono_ms = mono_ms, .watch = -1 };
	struct app_settings settings = APP_SETTINGS_DEFAULT;
	struct app *app = NULL;

	(void)state;
	sit(&s);
	host.clock = &s.box.box.clock;
	key.dossier = s.box.helene.dossier;
	assert_int_equal(drafts_save(desk_db(s.desk), &key, "x", 1, 1), JAL_OK);
	assert_int_equal(app_new(&host, &settings, &app), JAL_OK);
	assert_int_equal(app_push(app, door()), JAL_OK);
	assert_int_equal(app_go(app, scr_caseload_new(s.desk)), JAL_OK);
	assert_non_null(strstr(app_message(app), "1 brouillon"));
	app_free(app);
	leave(&s);
}

static void a_value_to_settle__is_marked__in_its_line(void **state)
{
	struct seat s;
	struct caseload_row row = { .stage = "active", .conflict = true };
	struct buf text = BUF_INIT;
	unsigned style = 0;

	(void)state;
	sit(&s);
	assert_int_equal(caseload_row_cell(s.desk, &row, ROW_STAGE, &text, &style), JAL_OK);
	assert_string_equal(buf_str(&text), "À régler");
	buf_clear(&text);
	assert_int_equal(caseload_row_cell(s.desk, &row, ROW_SIGN, &text, &style), JAL_OK);
	assert_string_equal(buf_str(&text), "!");
	row.conflict = false;
	buf_clear(&text);
	assert_int_equal(caseload_row_cell(s.desk, &row, ROW_STAGE, &text, &style), JAL_OK);
	assert_string_equal(buf_str(&text), "Accompagnement");
	buf_free(&text);
	leave(&s);
}

static void columns__leave__by_width(void **state)
{
	static const struct {
		int width;
		const char *shown;	/* a letter a column: name sign town stage contract last rdv lead phone */
	} cases[] = {
		{ 139, "nstgclrep" }, { 99, "nstgclrep" }, { 98, "nstgclr" }, { 79, "nstgclr" }, { 59, "nsgcl" }, { 39, "nsl" },
	};
	static const char letters[] = "nstgclrep";
	struct layout_column places[ROW_COLUMNS];

	(void)state;
	for (size_t k = 0; k < ROW_COLUMNS; k++)
		places[k] = caseload_row_columns[k].place;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int widths[LAYOUT_COLUMNS] = { 0 };
		char shown[ROW_COLUMNS + 1] = "";
		size_t n = 0;

		layout_share(places, ROW_COLUMNS, cases[i].width, widths);
		for (size_t k = 0; k < ROW_COLUMNS; k++)
			if (widths[k] > 0)
				shown[n++] = letters[k];
		assert_string_equal(shown, cases[i].shown);
	}
}

static void file_short_name__is__for_narrow_columns(void **state)
{
	static const char *const cases[][2] = { { "Camille Roussel", "Camille R." }, { "Nadia Éliane Étienne", "Nadia Éliane É." },
		{ "Léo", "Léo" }, { "", "" } };
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		buf_clear(&out);
		assert_int_equal(file_short_name(cases[i][0], &out), JAL_OK);
		assert_string_equal(buf_str(&out), cases[i][1]);
	}
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(desk_write__drops__the_draft_with_the_save),
		cmocka_unit_test(desk_write__keeps__the_draft_of_what_was_not_written),
		cmocka_unit_test(desk_undo__says__what_it_was__and_goes_on_after_a_lock),
		cmocka_unit_test(desk_name__is_initials__when_others_look),
		cmocka_unit_test(fields_init__shows__values_as_they_are_typed),
		cmocka_unit_test(fields_put__writes__only_what_was_changed),
		cmocka_unit_test(fields_put__names__the_row_that_is_refused),
		cmocka_unit_test(fields__never_show__a_sensitive_value),
		cmocka_unit_test(fields_decode__brings_back__what_was_typed),
		cmocka_unit_test(fields_all__has__every_field_of_the_model_once),
		cmocka_unit_test(note_write__makes__all_that_follows_in_one_save),
		cmocka_unit_test(note_draft_decode__gives_back__what_was_encoded),
		cmocka_unit_test(note_draft_decode__reads__what_an_older_program_kept),
		cmocka_unit_test(the_list__tells__of_drafts_when_it_takes_the_doors_place),
		cmocka_unit_test(a_value_to_settle__is_marked__in_its_line),
		cmocka_unit_test(columns__leave__by_width),
		cmocka_unit_test(file_short_name__is__for_narrow_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
