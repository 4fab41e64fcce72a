# tui/: the screen and the command line. No SQL, no git, no cryptography of its own.

# Where an installed jalon finds its translations and its data.
tui_cppflags = $(AM_CPPFLAGS) $(TUI_CFLAGS) -DLOCALEDIR='"$(localedir)"' -DPKGDATADIR='"$(pkgdatadir)"' \
	-DPKGLIBEXECDIR='"$(pkglibexecdir)"'

noinst_LIBRARIES += libtui.a
libtui_a_CPPFLAGS = $(tui_cppflags)
libtui_a_SOURCES = \
	tui/action.c \
	tui/action.h \
	tui/agenda_draw.c \
	tui/agenda_draw.h \
	tui/agenda_grid.c \
	tui/agenda_grid.h \
	tui/alike_words.c \
	tui/alike_words.h \
	tui/app.c \
	tui/app.h \
	tui/app_draw.c \
	tui/app_impl.h \
	tui/assess_words.c \
	tui/assess_words.h \
	tui/appointment_life.c \
	tui/appointment_life.h \
	tui/bindings.c \
	tui/bindings.h \
	tui/canvas.c \
	tui/canvas.h \
	tui/caseload_row.c \
	tui/caseload_row.h \
	tui/catalogue.c \
	tui/catalogue.h \
	tui/cli.c \
	tui/cli.h \
	tui/cli_ask.c \
	tui/cli_ask.h \
	tui/cli_commands.h \
	tui/cli_assessment.c \
	tui/cli_conflicts.c \
	tui/cli_decide.c \
	tui/cli_demo.c \
	tui/cli_help.c \
	tui/cli_hidden.c \
	tui/cli_hidden.h \
	tui/cli_import.c \
	tui/cli_listener.c \
	tui/cli_listener.h \
	tui/cli_named.c \
	tui/cli_named.h \
	tui/cli_notes.c \
	tui/cli_out.c \
	tui/cli_out.h \
	tui/cli_print.c \
	tui/cli_read.c \
	tui/cli_screen.c \
	tui/cli_sync.c \
	tui/cli_table.c \
	tui/cli_territory.c \
	tui/cli_vault.c \
	tui/cli_write.c \
	tui/conflict.c \
	tui/conflict.h \
	tui/conflict_draw.c \
	tui/conflict_draw.h \
	tui/contradiction.c \
	tui/contradiction.h \
	tui/days.c \
	tui/days.h \
	tui/demo_place.c \
	tui/demo_place.h \
	tui/desk.c \
	tui/desk.h \
	tui/door.c \
	tui/door.h \
	tui/editor.c \
	tui/editor.h \
	tui/exchange.c \
	tui/exchange.h \
	tui/fields.c \
	tui/fields.h \
	tui/file.c \
	tui/file.h \
	tui/finder.c \
	tui/finder.h \
	tui/form.c \
	tui/form.h \
	tui/form_action.c \
	tui/form_action.h \
	tui/form_appointment.c \
	tui/form_appointment.h \
	tui/form_assessment.c \
	tui/form_assessment.h \
	tui/form_barrier.c \
	tui/form_barrier.h \
	tui/form_draw.c \
	tui/form_draw.h \
	tui/form_impl.h \
	tui/form_person.c \
	tui/form_person.h \
	tui/form_record.c \
	tui/form_record.h \
	tui/form_tell.c \
	tui/frame.c \
	tui/frame.h \
	tui/glyph.c \
	tui/glyph.h \
	tui/guide.h \
	tui/help.c \
	tui/help.h \
	tui/host.c \
	tui/host.h \
	tui/host_door.c \
	tui/host_impl.h \
	tui/host_work.c \
	tui/i18n.c \
	tui/i18n.h \
	tui/key.c \
	tui/key.h \
	tui/layout.c \
	tui/layout.h \
	tui/linear.c \
	tui/linear.h \
	tui/linear_impl.h \
	tui/linear_run.c \
	tui/linear_run.h \
	tui/linear_say.c \
	tui/lines.c \
	tui/lines.h \
	tui/list.c \
	tui/list.h \
	tui/note_draft.c \
	tui/note_draft.h \
	tui/note_write.c \
	tui/note_write.h \
	tui/palette.c \
	tui/palette.h \
	tui/papers.c \
	tui/papers.h \
	tui/picker.c \
	tui/picker.h \
	tui/prefs.c \
	tui/prefs.h \
	tui/program.c \
	tui/program.h \
	tui/prompt.c \
	tui/prompt.h \
	tui/queue.c \
	tui/queue.h \
	tui/run.c \
	tui/run.h \
	tui/scr_address.c \
	tui/scr_address.h \
	tui/scr_agenda.c \
	tui/scr_agenda.h \
	tui/scr_backup.c \
	tui/scr_backup.h \
	tui/scr_caseload.c \
	tui/scr_caseload.h \
	tui/scr_change.c \
	tui/scr_change.h \
	tui/scr_code.c \
	tui/scr_code.h \
	tui/scr_conflict.c \
	tui/scr_conflict.h \
	tui/scr_drafts.c \
	tui/scr_drafts.h \
	tui/scr_enter.c \
	tui/scr_enter.h \
	tui/scr_file.c \
	tui/scr_file.h \
	tui/scr_form.c \
	tui/scr_form.h \
	tui/scr_form_draw.c \
	tui/scr_form_first.c \
	tui/scr_form_ready.c \
	tui/scr_form_under.c \
	tui/scr_guide.c \
	tui/scr_guide.h \
	tui/scr_join.c \
	tui/scr_join.h \
	tui/scr_note.c \
	tui/scr_note.h \
	tui/scr_other.c \
	tui/scr_other.h \
	tui/scr_phrase.c \
	tui/scr_phrase.h \
	tui/scr_pick.c \
	tui/scr_pick.h \
	tui/scr_reader.c \
	tui/scr_reader.h \
	tui/scr_recover.c \
	tui/scr_recover.h \
	tui/scr_restore.c \
	tui/scr_restore.h \
	tui/scr_settings.c \
	tui/scr_settings.h \
	tui/scr_sync.c \
	tui/scr_sync.h \
	tui/scr_unlock.c \
	tui/scr_unlock.h \
	tui/scr_welcome.c \
	tui/scr_welcome.h \
	tui/scr_who.c \
	tui/scr_who.h \
	tui/screen.h \
	tui/search.c \
	tui/search.h \
	tui/sheet.c \
	tui/sheet.h \
	tui/sync_words.c \
	tui/sync_words.h \
	tui/tab.c \
	tui/tab.h \
	tui/tab_appointments.c \
	tui/tab_assessment.c \
	tui/tab_contract.c \
	tui/tab_history.c \
	tui/tab_notes.c \
	tui/tab_pathway.c \
	tui/tab_summary.c \
	tui/tabs.c \
	tui/tabs.h \
	tui/tell.c \
	tui/tell.h \
	tui/term.c \
	tui/term.h \
	tui/theme.c \
	tui/theme.h \
	tui/todo_words.c \
	tui/todo_words.h \
	tui/under.c \
	tui/under.h \
	tui/work.c \
	tui/work.h \
	tui/worker.c \
	tui/worker.h

# The guide is compiled in.
nodist_libtui_a_SOURCES = tui/guide.c
CLEANFILES += tui/guide.c
EXTRA_DIST += data/guide.awk

tui/guide.c: $(top_srcdir)/docs/guide.fr.md $(top_srcdir)/data/guide.awk
	$(AM_V_GEN)$(MKDIR_P) tui && LC_ALL=C $(AWK) -f $(top_srcdir)/data/guide.awk $(top_srcdir)/docs/guide.fr.md >$@.new && mv $@.new $@

# What a program that uses tui links.
tui_ldadd = libtui.a $(TUI_LIBS) $(sync_ldadd)

jalon_CPPFLAGS = $(tui_cppflags)
jalon_SOURCES = tui/main.c
jalon_LDADD = $(tui_ldadd)
