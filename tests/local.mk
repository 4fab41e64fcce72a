# tests/: every test program prints TAP; automake counts each case. A program has one group of cases and is
# run under tests/support/run-test.sh, which says what a test may rely on.
#
# To add a unit test tests/unit/test_X.c: one line in the list of its layer, and for sync and tui one line more that
# names the layer's libraries: tests_unit_test_X_LDADD = $(sync_test_ldadd) or $(tui_test_ldadd). Core's is the default.
# A test that includes a header of a library itself (sqlite3.h) says tests_unit_test_X_CPPFLAGS = $(AM_CPPFLAGS)
# $(CORE_CFLAGS). More than one source: tests_unit_test_X_SOURCES. Screen and end-to-end tests work the same way, with
# $(tui_test_ldadd) and $(e2e_test_ldadd). Property tests stand in property_tests too, where JALON_TEST_SEEDS applies.

core_tests = \
	tests/property/test_convergence \
	tests/property/test_settle \
	tests/unit/test_agenda \
	tests/unit/test_alike \
	tests/unit/test_assess \
	tests/unit/test_attachment \
	tests/unit/test_backup \
	tests/unit/test_caseload \
	tests/unit/test_casework \
	tests/unit/test_cbor \
	tests/unit/test_check \
	tests/unit/test_check_bent \
	tests/unit/test_check_contact \
	tests/unit/test_check_person \
	tests/unit/test_check_place \
	tests/unit/test_check_record \
	tests/unit/test_check_work \
	tests/unit/test_conf \
	tests/unit/test_contract \
	tests/unit/test_contract_new \
	tests/unit/test_contract_rule \
	tests/unit/test_course \
	tests/unit/test_cover \
	tests/unit/test_csv \
	tests/unit/test_date \
	tests/unit/test_db \
	tests/unit/test_demolist \
	tests/unit/test_diag \
	tests/unit/test_doctor \
	tests/unit/test_edit \
	tests/unit/test_error \
	tests/unit/test_format \
	tests/unit/test_fsio \
	tests/unit/test_grow \
	tests/unit/test_hlc \
	tests/unit/test_hours \
	tests/unit/test_ics \
	tests/unit/test_import \
	tests/unit/test_import_hostile \
	tests/unit/test_import_links \
	tests/unit/test_import_verdict \
	tests/unit/test_journal \
	tests/unit/test_keyring \
	tests/unit/test_killed \
	tests/unit/test_lifecycle \
	tests/unit/test_listing \
	tests/unit/test_merge \
	tests/unit/test_model \
	tests/unit/test_name \
	tests/unit/test_nonce \
	tests/unit/test_notefind \
	tests/unit/test_number \
	tests/unit/test_op \
	tests/unit/test_out \
	tests/unit/test_outbox \
	tests/unit/test_outside \
	tests/unit/test_paper \
	tests/unit/test_papers \
	tests/unit/test_passphrase \
	tests/unit/test_printer \
	tests/unit/test_procedure \
	tests/unit/test_receive \
	tests/unit/test_record \
	tests/unit/test_recovery \
	tests/unit/test_reference \
	tests/unit/test_schema \
	tests/unit/test_secret \
	tests/unit/test_settle \
	tests/unit/test_table \
	tests/unit/test_slots \
	tests/unit/test_statements \
	tests/unit/test_template \
	tests/unit/test_text \
	tests/unit/test_todo \
	tests/unit/test_todo_list \
	tests/unit/test_turn \
	tests/unit/test_undo \
	tests/unit/test_value \
	tests/unit/test_vault \
	tests/unit/test_vault_damage \
	tests/unit/test_vocab \
	tests/unit/test_wild

reads = tests/support/reads.c tests/support/reads.h
tests_unit_test_check_SOURCES = tests/unit/test_check.c $(reads)
tests_unit_test_check_contact_SOURCES = tests/unit/test_check_contact.c $(reads)
tests_unit_test_check_person_SOURCES = tests/unit/test_check_person.c $(reads)
tests_unit_test_check_place_SOURCES = tests/unit/test_check_place.c $(reads)
tests_unit_test_check_work_SOURCES = tests/unit/test_check_work.c $(reads)

# Small vaults without a passphrase, for what is written in them; the merge rules once more, naively.
corebox = tests/support/corebox.c tests/support/corebox.h tests/support/people.h
naive = tests/support/naive.c tests/support/naive.h
tests_property_test_convergence_SOURCES = tests/property/test_convergence.c tests/property/story.c \
	tests/property/story.h $(corebox) $(naive)
tests_property_test_settle_SOURCES = tests/property/test_settle.c $(corebox)
tests_unit_test_caseload_SOURCES = tests/unit/test_caseload.c $(corebox)
imports = tests/support/imports.h $(corebox)
tests_unit_test_import_SOURCES = tests/unit/test_import.c $(imports)
tests_unit_test_import_hostile_SOURCES = tests/unit/test_import_hostile.c $(imports)
tests_unit_test_import_links_SOURCES = tests/unit/test_import_links.c $(imports)
tests_unit_test_contract_SOURCES = tests/unit/test_contract.c $(corebox)
tests_unit_test_contract_new_SOURCES = tests/unit/test_contract_new.c $(corebox)
tests_unit_test_contract_rule_SOURCES = tests/unit/test_contract_rule.c $(corebox)
tests_unit_test_hours_SOURCES = tests/unit/test_hours.c $(corebox)
tests_unit_test_course_SOURCES = tests/unit/test_course.c $(corebox)
tests_unit_test_casework_SOURCES = tests/unit/test_casework.c $(corebox)
tests_unit_test_reference_SOURCES = tests/unit/test_reference.c $(corebox)
tests_unit_test_wild_SOURCES = tests/unit/test_wild.c tests/support/wild.c tests/support/wild.h $(corebox)
tests_unit_test_cover_SOURCES = tests/unit/test_cover.c $(corebox)
tests_unit_test_journal_SOURCES = tests/unit/test_journal.c $(corebox)
tests_unit_test_keyring_SOURCES = tests/unit/test_keyring.c $(corebox)
tests_unit_test_keyring_CPPFLAGS = $(AM_CPPFLAGS) $(CORE_CFLAGS)
tests_unit_test_listing_SOURCES = tests/unit/test_listing.c $(corebox)
tests_unit_test_merge_SOURCES = tests/unit/test_merge.c $(naive)
tests_unit_test_outbox_SOURCES = tests/unit/test_outbox.c $(corebox)
tests_unit_test_number_LDADD = libread.a $(LDADD) -lm
tests_unit_test_out_LDADD = libread.a $(LDADD) -lm
tests_unit_test_papers_SOURCES = tests/unit/test_papers.c $(corebox)
tests_unit_test_procedure_SOURCES = tests/unit/test_procedure.c $(corebox)
tests_unit_test_receive_SOURCES = tests/unit/test_receive.c $(corebox)
tests_unit_test_schema_SOURCES = tests/unit/test_schema.c $(corebox)
tests_unit_test_attachment_SOURCES = tests/unit/test_attachment.c $(corebox)
tests_unit_test_notefind_SOURCES = tests/unit/test_notefind.c $(corebox)
tests_unit_test_settle_SOURCES = tests/unit/test_settle.c $(corebox)
tests_unit_test_template_SOURCES = tests/unit/test_template.c $(corebox)
todoroom = tests/support/todoroom.h $(corebox)
tests_unit_test_todo_SOURCES = tests/unit/test_todo.c $(todoroom)
tests_unit_test_todo_list_SOURCES = tests/unit/test_todo_list.c $(todoroom)
tests_unit_test_undo_SOURCES = tests/unit/test_undo.c $(corebox)

# The data dictionary is made from the model; test_model compares it with the page in docs/.
dictionary = tests/support/dictionary.c tests/support/dictionary.h
tests_unit_test_model_SOURCES = tests/unit/test_model.c $(dictionary)
EXTRA_PROGRAMS = tests/support/dictionary
tests_support_dictionary_SOURCES = tests/support/dictionary_main.c $(dictionary)
tests_support_dictionary_LDADD = $(core_ldadd)

# The manual page is made from the tables of commands and keys; test_manual.sh compares it.
check_PROGRAMS += tests/support/manual
dist_man_MANS += docs/jalon.1
# It is in French, so it stands where man looks for the French too.
frman1dir = $(mandir)/fr/man1
dist_frman1_DATA = docs/jalon.1
tests_support_manual_SOURCES = tests/support/manual_main.c
tests_support_manual_CPPFLAGS = $(tui_cppflags)
tests_support_manual_LDADD = $(tui_ldadd)
.PHONY: update-manual
update-manual: tests/support/manual$(EXEEXT)
	$(AM_V_GEN)tests/support/manual$(EXEEXT) >manual.new && mv manual.new $(top_srcdir)/docs/jalon.1

# The captures in the documents: make captures, then read the differences (tests/support/captures.sh).
EXTRA_PROGRAMS += tests/support/play
tests_support_play_SOURCES = \
	tests/support/play.c \
	tests/support/pty.c \
	tests/support/pty.h \
	tests/support/pty_key.c \
	tests/support/script.c \
	tests/support/script.h
tests_support_play_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_support_play_LDADD = $(core_ldadd) $(VTERM_LIBS)
.PHONY: captures
captures: all tests/support/play$(EXEEXT)
	CC='$(CC)' $(top_srcdir)/tests/support/captures.sh $(abs_builddir)

.PHONY: docs/data-dictionary.md
docs/data-dictionary.md: tests/support/dictionary$(EXEEXT)
	$(AM_V_GEN)tests/support/dictionary$(EXEEXT) >dictionary.new && mv dictionary.new $(top_srcdir)/$@

tests_unit_test_db_CPPFLAGS = $(AM_CPPFLAGS) $(CORE_CFLAGS)

# What tests that need a vault share.
vaultbox = \
	tests/support/box.c \
	tests/support/box.h \
	tests/support/vaultbox.c \
	tests/support/vaultbox.h
tests_unit_test_agenda_SOURCES = tests/unit/test_agenda.c $(corebox)
tests_unit_test_alike_SOURCES = tests/unit/test_alike.c $(corebox)
tests_unit_test_assess_SOURCES = tests/unit/test_assess.c $(corebox)
tests_unit_test_backup_SOURCES = tests/unit/test_backup.c $(vaultbox)
tests_unit_test_doctor_SOURCES = tests/unit/test_doctor.c $(vaultbox)
tests_unit_test_statements_SOURCES = tests/unit/test_statements.c $(vaultbox)
tests_unit_test_vault_SOURCES = tests/unit/test_vault.c $(vaultbox)
tests_unit_test_vault_damage_SOURCES = tests/unit/test_vault_damage.c $(vaultbox)

# killat kills any command at its n-th system call of a kind; saver is a session on a vault, to be killed.
check_PROGRAMS += tests/support/killat tests/support/saver
tests_support_killat_LDADD =
tests_support_saver_SOURCES = tests/support/saver.c tests/support/saver.h $(vaultbox)
tests_unit_test_killed_SOURCES = tests/unit/test_killed.c tests/support/saver.h $(vaultbox)

# jansson is the judge of core/jsonw; the program itself does not use it.
if HAVE_JANSSON
core_tests += tests/unit/test_jsonw
endif
tests_unit_test_jsonw_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_unit_test_jsonw_LDADD = $(LDADD) $(JANSSON_LIBS)

# libcbor is the judge of core/cbor; the program itself does not use it.
if HAVE_LIBCBOR
core_tests += tests/unit/test_cbor_judge
endif
tests_unit_test_cbor_judge_CPPFLAGS = $(AM_CPPFLAGS) $(CBOR_CFLAGS)
tests_unit_test_cbor_judge_LDADD = $(LDADD) $(CBOR_LIBS)

sync_tests = \
	tests/unit/test_address \
	tests/unit/test_charter \
	tests/unit/test_charter_race \
	tests/unit/test_clause \
	tests/unit/test_commit \
	tests/unit/test_envelope \
	tests/unit/test_exchange \
	tests/unit/test_exchange_ssh \
	tests/unit/test_heads \
	tests/unit/test_keyrec \
	tests/unit/test_killed_exchange \
	tests/unit/test_lies \
	tests/unit/test_look \
	tests/unit/test_message \
	tests/unit/test_remote \
	tests/unit/test_repo \
	tests/unit/test_request \
	tests/unit/test_restored \
	tests/unit/test_server_learns \
	tests/unit/test_showcase_facts \
	tests/unit/test_smart \
	tests/unit/test_ssh \
	tests/unit/test_ssh_broken \
	tests/unit/test_rogue \
	tests/unit/test_sshsig \
	tests/unit/test_tampered \
	tests/unit/test_territory \
	tests/unit/test_tree \
	tests/unit/test_vectors

tests_unit_test_address_LDADD = $(sync_test_ldadd)
tests_unit_test_charter_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_charter_LDADD = $(sync_test_ldadd)
tests_unit_test_clause_LDADD = $(sync_test_ldadd)
tests_unit_test_commit_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_commit_LDADD = $(sync_test_ldadd)
tests_unit_test_envelope_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_envelope_LDADD = $(sync_test_ldadd)
tests_unit_test_heads_LDADD = $(sync_test_ldadd)
tests_unit_test_keyrec_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_keyrec_LDADD = $(sync_test_ldadd)
tests_unit_test_look_LDADD = $(sync_test_ldadd)
tests_unit_test_message_LDADD = $(sync_test_ldadd)
tests_unit_test_remote_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_remote_LDADD = $(sync_test_ldadd)
tests_unit_test_repo_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_repo_LDADD = $(sync_test_ldadd)
tests_unit_test_request_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_request_LDADD = $(sync_test_ldadd)
tests_unit_test_smart_LDADD = $(sync_test_ldadd)
tests_unit_test_ssh_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_ssh_LDADD = $(sync_test_ldadd)
tests_unit_test_ssh_broken_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_ssh_broken_LDADD = $(sync_test_ldadd)
tests_unit_test_sshsig_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_sshsig_LDADD = $(sync_test_ldadd)
# Laptops of members, on small vaults.
office = tests/support/forge.c tests/support/forge.h tests/support/office.c tests/support/office.h $(corebox)
scene = tests/support/scene.c tests/support/scene.h $(office)
# One exchange of a small vault, to be killed.
check_PROGRAMS += tests/support/exchanger
tests_support_exchanger_LDADD = $(sync_ldadd)
tests_unit_test_killed_exchange_SOURCES = tests/unit/test_killed_exchange.c $(office)
tests_unit_test_killed_exchange_LDADD = $(sync_test_ldadd)
tests_unit_test_charter_race_SOURCES = tests/unit/test_charter_race.c $(office)
tests_unit_test_charter_race_LDADD = $(sync_test_ldadd)
tests_unit_test_restored_SOURCES = tests/unit/test_restored.c $(office)
tests_unit_test_restored_LDADD = $(sync_test_ldadd)
tests_unit_test_server_learns_SOURCES = tests/unit/test_server_learns.c $(office)
tests_unit_test_server_learns_LDADD = $(sync_test_ldadd)
tests_unit_test_exchange_ssh_SOURCES = tests/unit/test_exchange_ssh.c $(office)
tests_unit_test_exchange_ssh_LDADD = $(sync_test_ldadd)
tests_unit_test_exchange_SOURCES = tests/unit/test_exchange.c $(scene)
tests_unit_test_exchange_LDADD = $(sync_test_ldadd)
tests_unit_test_lies_SOURCES = tests/unit/test_lies.c $(scene)
tests_unit_test_rogue_SOURCES = tests/unit/test_rogue.c $(scene)
tests_unit_test_lies_LDADD = $(sync_test_ldadd)
tests_unit_test_rogue_LDADD = $(sync_test_ldadd)
tests_unit_test_showcase_facts_SOURCES = tests/unit/test_showcase_facts.c tests/support/box.c tests/support/box.h
tests_unit_test_showcase_facts_LDADD = $(sync_test_ldadd)
tests_unit_test_tampered_SOURCES = tests/unit/test_tampered.c $(scene)
tests_unit_test_tampered_LDADD = $(sync_test_ldadd)
tests_unit_test_territory_SOURCES = tests/unit/test_territory.c $(scene)
tests_unit_test_territory_LDADD = $(sync_test_ldadd)
tests_unit_test_tree_LDADD = $(sync_test_ldadd)
tests_unit_test_vectors_SOURCES = tests/unit/test_vectors.c $(corebox)
tests_unit_test_vectors_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_unit_test_vectors_LDADD = $(sync_test_ldadd)

# Preloaded by run-test.sh. Never with the sanitizers' flags: it goes into every program that a test starts.
check_DATA = tests/support/light_kdf.so
tests/support/light_kdf.so: tests/support/light_kdf.c
	@$(MKDIR_P) $(@D)
	$(AM_V_CC)$(CC) -std=c17 -O2 -Wall -Wextra -Werror -shared -fPIC -o $@ $(srcdir)/tests/support/light_kdf.c
CLEANFILES += tests/support/light_kdf.so

# What tests of sync share: invented people with keys, stock git and ssh-keygen as judges.
check_LIBRARIES = libsynctest.a
libsynctest_a_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
libsynctest_a_SOURCES = \
	tests/support/actors.c \
	tests/support/actors.h \
	tests/support/depot.c \
	tests/support/depot.h \
	tests/support/history.c \
	tests/support/history.h \
	tests/support/sshd.c \
	tests/support/sshd.h \
	tests/support/stock.c \
	tests/support/stock.h \
	tests/support/vectors.c \
	tests/support/vectors.h \
	tests/support/vectors_chain.c \
	tests/support/vectors_impl.h \
	tests/support/writer.c \
	tests/support/writer.h

# Exchanges beside plain git: make tests/bench/bench_exchange, then run it.
EXTRA_PROGRAMS += tests/bench/bench_exchange
tests_bench_bench_exchange_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_bench_bench_exchange_LDADD = $(sync_test_ldadd)

# The screen, a key at a time: make tests/bench/bench_screen, then run it.
EXTRA_PROGRAMS += tests/bench/bench_screen
tests_bench_bench_screen_SOURCES = \
	tests/bench/bench_screen.c \
	tests/screen/demo.c \
	tests/screen/demo.h \
	tests/support/pty.c \
	tests/support/pty.h \
	tests/support/pty_key.c
tests_bench_bench_screen_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_bench_bench_screen_LDADD = $(tui_ldadd) $(VTERM_LIBS)

# The same on the working screens, with a vault behind them.
EXTRA_PROGRAMS += tests/bench/bench_desk
tests_bench_bench_desk_SOURCES = tests/bench/bench_desk.c tests/support/pty.c tests/support/pty.h tests/support/pty_key.c $(deskbox)
tests_bench_bench_desk_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_bench_bench_desk_LDADD = $(tui_test_ldadd) $(VTERM_LIBS)

tui_tests = \
	tests/unit/test_action \
	tests/unit/test_agenda_grid \
	tests/unit/test_app \
	tests/unit/test_canvas \
	tests/unit/test_catalogue \
	tests/unit/test_desk \
	tests/unit/test_editor \
	tests/unit/test_form \
	tests/unit/test_key \
	tests/unit/test_list
tests_unit_test_action_LDADD = $(tui_test_ldadd)
tests_unit_test_agenda_grid_LDADD = $(tui_test_ldadd)
tests_unit_test_app_LDADD = $(tui_test_ldadd)
tests_unit_test_canvas_LDADD = $(tui_test_ldadd)
tests_unit_test_catalogue_LDADD = $(tui_test_ldadd)
tests_unit_test_editor_LDADD = $(tui_test_ldadd)
tests_unit_test_form_LDADD = $(tui_test_ldadd)
tests_unit_test_key_LDADD = $(tui_test_ldadd)
tests_unit_test_list_LDADD = $(tui_test_ldadd)

# The screen inside the process: a key script in, a screen dump out.
screen_tests =
if HAVE_VTERM
screen_tests += tests/screen/test_engine
endif
tests_screen_test_engine_SOURCES = \
	tests/screen/demo.c \
	tests/screen/demo.h \
	tests/screen/test_engine.c \
	tests/support/pty.c \
	tests/support/pty.h \
	tests/support/pty_key.c \
	tests/support/script.c \
	tests/support/script.h
tests_screen_test_engine_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_screen_test_engine_LDADD = $(tui_test_ldadd) $(VTERM_LIBS)

# The working screens on a seeded caseload; desk_main shows them to people.
deskbox = \
	tests/screen/desk_run.c \
	tests/screen/desk_run.h \
	tests/support/deskbox.c \
	tests/support/deskbox.h \
	$(corebox)
EXTRA_PROGRAMS += tests/screen/desk_main
tests_screen_desk_main_SOURCES = tests/screen/desk_main.c $(deskbox)
tests_screen_desk_main_LDADD = $(tui_test_ldadd)

tests_unit_test_desk_SOURCES = tests/unit/test_desk.c tests/support/deskbox.c tests/support/deskbox.h $(corebox)
tests_unit_test_desk_LDADD = $(tui_test_ldadd)
# A language 40 % longer, under the name of English.
check_DATA += tests/longer/en/LC_MESSAGES/jalon.mo
CLEANFILES += tests/longer/en/LC_MESSAGES/jalon.mo
tests/longer/en/LC_MESSAGES/jalon.mo: po/fr.po tests/support/longer.awk
	$(AM_V_GEN)$(MKDIR_P) tests/longer/en/LC_MESSAGES && LC_ALL=C.UTF-8 $(AWK) -f $(top_srcdir)/tests/support/longer.awk po/fr.po | \
		$(MSGFMT) -o $@ -
screen_tests += tests/screen/test_desk
screen_tests += tests/screen/test_host
tests_screen_test_host_SOURCES = \
	tests/screen/host_run.c \
	tests/screen/host_run.h \
	tests/screen/test_host.c \
	tests/support/pty.c \
	tests/support/pty.h \
	tests/support/pty_key.c \
	tests/support/script.c \
	tests/support/script.h
tests_screen_test_host_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_screen_test_host_LDADD = $(tui_test_ldadd) $(VTERM_LIBS)
tests_screen_test_desk_SOURCES = \
	tests/screen/test_desk.c \
	tests/support/quarrel.c \
	tests/support/quarrel.h \
	tests/support/pty.c \
	tests/support/pty.h \
	tests/support/pty_key.c \
	tests/support/script.c \
	tests/support/script.h \
	tests/support/secrets.c \
	tests/support/secrets.h \
	$(deskbox)
tests_screen_test_desk_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_screen_test_desk_LDADD = $(tui_test_ldadd) $(VTERM_LIBS)
# Each screen at each size, in each language.
screen_tests += tests/screen/test_screens
tests_screen_test_screens_SOURCES = \
	tests/screen/host_run.c \
	tests/screen/host_run.h \
	tests/screen/test_screens.c \
	tests/support/pty.c \
	tests/support/pty.h \
	tests/support/pty_key.c \
	tests/support/quarrel.c \
	tests/support/quarrel.h \
	tests/support/script.c \
	tests/support/script.h \
	tests/support/secrets.c \
	tests/support/secrets.h \
	tests/support/wild.c \
	tests/support/wild.h \
	$(deskbox)
tests_screen_test_screens_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_screen_test_screens_LDADD = $(tui_test_ldadd) $(VTERM_LIBS)

# The same screens in lines, on standard input and output.
screen_tests += tests/screen/test_linear
tests_screen_test_linear_SOURCES = \
	tests/screen/host_run.c \
	tests/screen/host_run.h \
	tests/screen/test_linear.c \
	$(deskbox)
tests_screen_test_linear_LDADD = $(tui_test_ldadd)

# The shipped program from outside, in a pseudo-terminal or on the command line.
e2e_tests =
if HAVE_VTERM
e2e_tests += \
	tests/e2e/test_bad_form \
	tests/e2e/test_exchange \
	tests/e2e/test_first_run \
	tests/e2e/test_linear \
	tests/e2e/test_print_screen \
	tests/e2e/test_prompt \
	tests/e2e/test_seat \
	tests/e2e/test_server \
	tests/e2e/test_showcase \
	tests/e2e/test_story
endif
seat = \
	tests/support/box.c \
	tests/support/box.h \
	tests/support/pty.c \
	tests/support/pty.h \
	tests/support/pty_key.c \
	tests/support/seat.c \
	tests/support/seat.h
e2e_cppflags = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_e2e_test_bad_form_SOURCES = tests/e2e/test_bad_form.c $(seat)
tests_e2e_test_bad_form_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_bad_form_LDADD = $(e2e_test_ldadd)
tests_e2e_test_story_SOURCES = tests/e2e/test_story.c $(seat)
tests_e2e_test_story_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_story_LDADD = $(e2e_test_ldadd)
tests_e2e_test_exchange_SOURCES = tests/e2e/test_exchange.c $(seat)
tests_e2e_test_exchange_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_exchange_LDADD = $(e2e_test_ldadd)
tests_e2e_test_first_run_SOURCES = tests/e2e/test_first_run.c $(seat)
tests_e2e_test_first_run_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_first_run_LDADD = $(e2e_test_ldadd)
tests_e2e_test_linear_SOURCES = tests/e2e/test_linear.c $(seat)
tests_e2e_test_linear_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_linear_LDADD = $(e2e_test_ldadd)
tests_e2e_test_print_screen_SOURCES = tests/e2e/test_print_screen.c $(seat)
tests_e2e_test_print_screen_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_print_screen_LDADD = $(e2e_test_ldadd)
tests_e2e_test_prompt_SOURCES = tests/e2e/test_prompt.c $(seat)
tests_e2e_test_prompt_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_prompt_LDADD = $(e2e_test_ldadd)
tests_e2e_test_server_SOURCES = \
	tests/e2e/test_server.c \
	tests/support/sshd.c \
	tests/support/sshd.h \
	tests/support/stock.c \
	tests/support/stock.h \
	$(seat)
tests_e2e_test_server_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_server_LDADD = $(core_ldadd) $(e2e_test_ldadd)
tests_e2e_test_seat_SOURCES = tests/e2e/test_seat.c $(seat)
tests_e2e_test_seat_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_seat_LDADD = $(e2e_test_ldadd)
tests_e2e_test_showcase_SOURCES = tests/e2e/test_showcase.c tests/support/box.c tests/support/box.h tests/support/pty.c tests/support/pty.h tests/support/pty_key.c
tests_e2e_test_showcase_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_showcase_LDADD = $(e2e_test_ldadd)

# What is read from outside, bent in many ways, always the same ones. tests/fuzz/fuzz.sh searches for others.
fuzz_tests = \
	tests/fuzz/fuzz_cbor \
	tests/fuzz/fuzz_charter \
	tests/fuzz/fuzz_commit \
	tests/fuzz/fuzz_conf \
	tests/fuzz/fuzz_csv \
	tests/fuzz/fuzz_exchange \
	tests/fuzz/fuzz_keys \
	tests/fuzz/fuzz_lot \
	tests/fuzz/fuzz_op \
	tests/fuzz/fuzz_paper \
	tests/fuzz/fuzz_request \
	tests/fuzz/fuzz_sheet \
	tests/fuzz/fuzz_text \
	tests/fuzz/fuzz_vault

fuzz_run = tests/fuzz/fuzz.h tests/fuzz/run.c
tests_fuzz_fuzz_cbor_SOURCES = tests/fuzz/fuzz_cbor.c $(fuzz_run)
tests_fuzz_fuzz_charter_SOURCES = tests/fuzz/fuzz_charter.c $(fuzz_run)
tests_fuzz_fuzz_charter_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_fuzz_fuzz_charter_LDADD = $(sync_ldadd)
tests_fuzz_fuzz_commit_SOURCES = tests/fuzz/fuzz_commit.c $(fuzz_run)
tests_fuzz_fuzz_commit_LDADD = $(sync_ldadd)
tests_fuzz_fuzz_conf_SOURCES = tests/fuzz/fuzz_conf.c $(fuzz_run)
tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c $(fuzz_run)
tests_fuzz_fuzz_exchange_SOURCES = tests/fuzz/fuzz_exchange.c $(fuzz_run)
tests_fuzz_fuzz_exchange_LDADD = $(sync_ldadd)
tests_fuzz_fuzz_keys_SOURCES = tests/fuzz/fuzz_keys.c $(fuzz_run)
tests_fuzz_fuzz_keys_LDADD = $(sync_ldadd)
tests_fuzz_fuzz_lot_SOURCES = tests/fuzz/fuzz_lot.c $(fuzz_run)
tests_fuzz_fuzz_lot_LDADD = $(sync_ldadd)
tests_fuzz_fuzz_op_SOURCES = tests/fuzz/fuzz_op.c $(fuzz_run)
tests_fuzz_fuzz_paper_SOURCES = tests/fuzz/fuzz_paper.c $(fuzz_run)
tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c $(fuzz_run)
tests_fuzz_fuzz_request_LDADD = $(sync_ldadd)
tests_fuzz_fuzz_sheet_SOURCES = tests/fuzz/fuzz_sheet.c $(fuzz_run)
tests_fuzz_fuzz_sheet_LDADD = libread.a $(LDADD) $(READ_LIBS) -lm
tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c $(fuzz_run)
tests_fuzz_fuzz_vault_SOURCES = tests/fuzz/fuzz_vault.c $(fuzz_run)

# Those of the lists above that run as many seeds as they are told.
property_tests = \
	tests/property/test_convergence \
	tests/property/test_settle \
	tests/unit/test_killed

# Scripts that print TAP themselves.
unit_scripts = \
	tests/unit/test_manual.sh \
	tests/unit/test_one_line.sh

e2e_scripts = \
	tests/e2e/test_bad_input.sh \
	tests/e2e/test_cli_assessment.sh \
	tests/e2e/test_cli_course.sh \
	tests/e2e/test_cli_agenda.sh \
	tests/e2e/test_cli_choices.sh \
	tests/e2e/test_cli_contract.sh \
	tests/e2e/test_cli_covered.sh \
	tests/e2e/test_cli_documents.sh \
	tests/e2e/test_cli_export.sh \
	tests/e2e/test_cli_import.sh \
	tests/e2e/test_cli_life.sh \
	tests/e2e/test_cli_notes.sh \
	tests/e2e/test_cli_todo.sh \
	tests/e2e/test_demo.sh \
	tests/e2e/test_hostile_cli.sh \
	tests/e2e/test_print.sh \
	tests/e2e/test_sheets.sh

# Figures, not tests: make bench, or one part: make bench-list. See docs/performance.md.
crowd = tests/bench/crowd.c tests/bench/crowd.h tests/bench/crowd_vault.c
figures = tests/bench/bench.c tests/bench/bench.h
driven = tests/bench/drive.c tests/bench/drive.h tests/support/pty.c tests/support/pty.h tests/support/pty_key.c $(crowd) $(figures)
benches = \
	tests/bench/bench_day \
	tests/bench/bench_import \
	tests/bench/bench_list \
	tests/bench/bench_program \
	tests/bench/bench_publish \
	tests/bench/bench_save \
	tests/bench/make_vault
EXTRA_PROGRAMS += $(benches)
tests_bench_make_vault_SOURCES = tests/bench/make_vault.c $(crowd)
tests_bench_make_vault_LDADD = $(core_ldadd)
tests_bench_bench_day_SOURCES = tests/bench/bench_day.c $(driven)
tests_bench_bench_day_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_bench_bench_day_LDADD = $(core_ldadd) $(VTERM_LIBS)
tests_bench_bench_import_SOURCES = tests/bench/bench_import.c $(corebox) $(figures)
tests_bench_bench_import_CPPFLAGS = $(AM_CPPFLAGS) $(CORE_CFLAGS)
tests_bench_bench_list_SOURCES = tests/bench/bench_list.c $(crowd) $(figures)
tests_bench_bench_list_LDADD = $(core_ldadd)
tests_bench_bench_program_SOURCES = tests/bench/bench_program.c $(driven)
tests_bench_bench_program_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_bench_bench_program_LDADD = $(core_ldadd) $(VTERM_LIBS)
tests_bench_bench_publish_SOURCES = tests/bench/bench_publish.c $(crowd) $(figures)
tests_bench_bench_publish_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
tests_bench_bench_publish_LDADD = $(sync_ldadd)
tests_bench_bench_save_SOURCES = tests/bench/bench_save.c $(crowd) $(figures)
tests_bench_bench_save_LDADD = $(core_ldadd)

bench_programs = jalon$(EXEEXT) $(benches:=$(EXEEXT))
bench_run = $(SHELL) $(top_srcdir)/tests/bench/run.sh
.PHONY: bench bench-day bench-import bench-list bench-program bench-publish bench-save docs/performance.md
bench: $(bench_programs)
	@$(bench_run)
bench-day bench-import bench-list bench-program bench-publish bench-save: $(bench_programs)
	@$(bench_run) $(@:bench-%=%)
# The page up to its mark, then the tables.
docs/performance.md: $(bench_programs)
	$(bench_run) >performance.new
	{ sed '/^<!-- Below/q' $(top_srcdir)/$@; echo; cat performance.new; } >performance.md
	mv performance.md $(top_srcdir)/$@ && rm -f performance.new
clean-local:
	rm -rf bench-vaults bench-day bench-save bench-publish bench-program

LDADD = $(core_ldadd) $(CMOCKA_LIBS)
sync_test_ldadd = libsynctest.a $(sync_ldadd) $(CMOCKA_LIBS)
tui_test_ldadd = $(tui_ldadd) $(CMOCKA_LIBS)
e2e_test_ldadd = $(CMOCKA_LIBS) $(VTERM_LIBS)

unit_tests = $(core_tests) $(sync_tests) $(tui_tests) $(fuzz_tests)
check_PROGRAMS += $(unit_tests) $(screen_tests) $(e2e_tests)
TESTS += $(unit_tests) $(screen_tests) $(e2e_tests) $(unit_scripts) $(e2e_scripts)

TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/support/run-test.sh
SH_LOG_COMPILER = $(LOG_COMPILER)
AM_TESTS_ENVIRONMENT = JALON_SRCDIR='$(abs_top_srcdir)'; export JALON_SRCDIR; SHELL=/bin/bash; export SHELL;

# What valgrind reads in each check: programs that decode, decide and draw. All of them: check --deep.
memory_tests = \
	tests/unit/test_app \
	tests/unit/test_canvas \
	tests/unit/test_catalogue \
	tests/unit/test_cbor \
	tests/unit/test_check \
	tests/unit/test_clause \
	tests/unit/test_commit \
	tests/unit/test_conf \
	tests/unit/test_csv \
	tests/unit/test_edit \
	tests/unit/test_editor \
	tests/unit/test_form \
	tests/unit/test_format \
	tests/unit/test_heads \
	tests/unit/test_key \
	tests/unit/test_list \
	tests/unit/test_merge \
	tests/unit/test_message \
	tests/unit/test_op \
	tests/unit/test_request \
	tests/unit/test_undo \
	tests/unit/test_value
if HAVE_JANSSON
memory_tests += tests/unit/test_jsonw
endif

# Where passphrases and keys are typed, kept and wiped, from outside.
unlocked_tests = tests/e2e/test_cli_life.sh
if HAVE_VTERM
unlocked_tests += \
	tests/e2e/test_first_run \
	tests/e2e/test_seat
endif

.PHONY: check-unit check-screen check-e2e check-unlocked check-memory check-property check-seeds
check-memory:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(memory_tests)'
check-unit:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(unit_tests) $(unit_scripts)'
check-screen:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(screen_tests)'
check-e2e:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(e2e_tests) $(e2e_scripts)'
check-unlocked:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(unlocked_tests)'
check-seeds:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS=tests/property/test_convergence
check-property:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(property_tests)'

EXTRA_DIST += \
	tests/support/light_kdf.c \
	tests/support/rng.h \
	$(e2e_scripts) \
	$(unit_scripts) \
	docs \
	tests/bench/run.sh \
	tests/bench/vaults.sh \
	tests/e2e/bad-input.txt \
	tests/e2e/sheets \
	tests/fuzz/corpus \
	tests/fuzz/fuzz.sh \
	tests/lint \
	tests/screen/desk \
	tests/screen/host \
	tests/screen/engine \
	tests/screen/linear \
	tests/screen/all \
	tests/support/account.sh \
	tests/support/bare-tree.sh \
	tests/support/captures \
	tests/support/captures.sh \
	tests/support/check-more.sh \
	tests/support/check.sh \
	tests/support/coverage.sh \
	tests/support/files.sh \
	tests/support/longer.awk \
	tests/support/make-deb.sh \
	tests/support/make_sheets.py \
	tests/support/one_line.c \
	tests/support/press.h \
	tests/support/read_ics.py \
	tests/support/rows.sh \
	tests/support/run-test.sh \
	tests/support/tap.sh \
	tests/support/sqlcipher-backport.sh \
	tests/support/still.c \
	tests/support/typeset.sh \
	tests/support/valgrind.supp \
	tests/vectors

if !HAVE_CMOCKA
check-local:
	@echo 'The tests need cmocka. Install it (Debian: libcmocka-dev), or run ./bootstrap deps test.' >&2; false
endif
