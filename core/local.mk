# core/: what the data is and how it is kept. No terminal, no git.

noinst_LIBRARIES += libcore.a
libcore_a_CPPFLAGS = $(AM_CPPFLAGS) $(CORE_CFLAGS)
libcore_a_SOURCES = \
	core/agenda.c \
	core/agenda.h \
	core/agenda_free.c \
	core/agenda_free.h \
	core/alias.c \
	core/alias.def \
	core/alias.h \
	core/alike.c \
	core/alike.h \
	core/arena.c \
	core/arena.h \
	core/backup.c \
	core/backup.h \
	core/buf.c \
	core/buf.h \
	core/bytes.c \
	core/bytes.h \
	core/caseload.c \
	core/caseload.h \
	core/caseload_inside.h \
	core/caseload_order.c \
	core/caseload_row.c \
	core/casework.c \
	core/casework.h \
	core/cbor.c \
	core/cbor.h \
	core/check.c \
	core/check.def \
	core/check.h \
	core/check_contact.c \
	core/check_person.c \
	core/check_place.c \
	core/check_record.c \
	core/check_rule.h \
	core/check_work.c \
	core/clock.c \
	core/clock.h \
	core/conf.c \
	core/conf.h \
	core/conf_line.c \
	core/conf_line.h \
	core/conf_store.c \
	core/contract.c \
	core/contract.h \
	core/contract_write.c \
	core/csv.c \
	core/csv.h \
	core/csv_look.c \
	core/csv_look.h \
	core/csv_write.c \
	core/date.c \
	core/date.h \
	core/date_parse.c \
	core/db.c \
	core/db.h \
	core/db_cache.c \
	core/db_inside.h \
	core/db_statement.c \
	core/dbfile.c \
	core/dbfile.h \
	core/demo.h \
	core/demo_draw.h \
	core/demo_file.c \
	core/demo_live.c \
	core/demolist.h \
	core/diag.c \
	core/diag.h \
	core/doctor.c \
	core/doctor.h \
	core/drafts.c \
	core/drafts.h \
	core/edit.c \
	core/edit.h \
	core/edit_draft.c \
	core/edit_inside.h \
	core/edit_op.c \
	core/entry.c \
	core/entry.h \
	core/error.c \
	core/error.h \
	core/format.c \
	core/format.h \
	core/fsio.c \
	core/fsio.h \
	core/grow.c \
	core/grow.h \
	core/hearsay.c \
	core/hearsay.h \
	core/hlc.c \
	core/hlc.h \
	core/hours.c \
	core/hours.h \
	core/id.c \
	core/id.h \
	core/import.c \
	core/import.h \
	core/import_columns.c \
	core/import_columns.def \
	core/import_columns.h \
	core/import_index.c \
	core/import_index.h \
	core/import_inside.h \
	core/import_links.c \
	core/import_links.h \
	core/import_map.c \
	core/import_map.h \
	core/import_match.c \
	core/import_match.h \
	core/import_people.c \
	core/import_read.c \
	core/import_read.h \
	core/import_report.c \
	core/import_report.h \
	core/import_structures.c \
	core/import_verdict.c \
	core/import_verdict.h \
	core/journal.c \
	core/journal.h \
	core/journal_history.c \
	core/journal_inside.h \
	core/journal_marks.c \
	core/journal_merge.c \
	core/journal_move.c \
	core/journal_named.c \
	core/journal_origin.c \
	core/journal_read.c \
	core/journal_receive.c \
	core/journal_reissue.c \
	core/journal_store.c \
	core/journal_undo.c \
	core/journal_write.c \
	core/jsonw.c \
	core/jsonw.h \
	core/keyfile.c \
	core/keyfile.h \
	core/keyring.c \
	core/keyring.h \
	core/lifecycle.c \
	core/lifecycle.def \
	core/lifecycle.h \
	core/listing.c \
	core/listing.h \
	core/listing_inside.h \
	core/listing_line.c \
	core/merge.c \
	core/merge.h \
	core/merge_add.c \
	core/merge_state.c \
	core/merge_state.h \
	core/meta.c \
	core/meta.h \
	core/model.c \
	core/model.def \
	core/model.h \
	core/name.c \
	core/name.h \
	core/nonce.c \
	core/nonce.h \
	core/notefind.c \
	core/notefind.h \
	core/noteversion.c \
	core/noteversion.h \
	core/op.c \
	core/op.h \
	core/op_check.c \
	core/op_encode.c \
	core/outbox.c \
	core/outbox.h \
	core/outbox_seen.c \
	core/outside.c \
	core/outside.h \
	core/passphrase.c \
	core/passphrase.h \
	core/projection.c \
	core/projection.h \
	core/record.c \
	core/record.h \
	core/recovery.c \
	core/recovery.h \
	core/rekey.c \
	core/rekey.h \
	core/rome.c \
	core/rome.def \
	core/rome.h \
	core/roster.c \
	core/roster.h \
	core/schema.c \
	core/schema.h \
	core/search.c \
	core/search.h \
	core/secret.c \
	core/secret.h \
	core/settle.c \
	core/settle.h \
	core/settle_typed.c \
	core/slots.c \
	core/slots.h \
	core/sqlerr.c \
	core/sqlerr.h \
	core/standing.c \
	core/standing.h \
	core/statements.c \
	core/statements.h \
	core/tasks.c \
	core/tasks.h \
	core/template.c \
	core/template.def \
	core/template.h \
	core/text.c \
	core/text.h \
	core/text_fold.c \
	core/text_latin.c \
	core/text_latin.h \
	core/text_phonetic.c \
	core/turn.c \
	core/turn.h \
	core/value.c \
	core/value.h \
	core/vault.c \
	core/vault.h \
	core/vault_backup.c \
	core/vault_inside.h \
	core/vault_keys.c \
	core/vaultdir.c \
	core/vaultdir.h \
	core/vocab.c \
	core/vocab.def \
	core/vocab.h \
	core/vocab_inclusion.def \
	core/vocab_situation.def \
	core/vocab_theme.def \
	core/wal.c \
	core/wal.h \
	core/wipe.c \
	core/wipe.h \
	core/wordlist.h

# The lists of data/ are compiled in.
nodist_libcore_a_SOURCES = core/demolist.c core/wordlist.c
CLEANFILES += core/demolist.c core/wordlist.c
word_lists = \
	$(top_srcdir)/data/recovery-words.txt \
	$(top_srcdir)/data/common-passphrases.txt
EXTRA_DIST += data/list.awk data/recovery-words.txt data/common-passphrases.txt

core/wordlist.c: $(word_lists) $(top_srcdir)/data/list.awk
	$(AM_V_GEN)$(MKDIR_P) core && $(AWK) -f $(top_srcdir)/data/list.awk $(word_lists) >$@.new && mv $@.new $@

demo_lists = \
	$(top_srcdir)/data/demo-families.txt \
	$(top_srcdir)/data/demo-first-names.txt \
	$(top_srcdir)/data/demo-streets.txt \
	$(top_srcdir)/data/demo-towns.txt
EXTRA_DIST += data/demo.awk data/demo-families.txt data/demo-first-names.txt data/demo-streets.txt data/demo-towns.txt

core/demolist.c: $(demo_lists) $(top_srcdir)/data/demo.awk
	$(AM_V_GEN)$(MKDIR_P) core && $(AWK) -f $(top_srcdir)/data/demo.awk $(demo_lists) >$@.new && mv $@.new $@

# What a program that uses core links.
core_ldadd = libcore.a $(CORE_LIBS)
