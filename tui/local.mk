# tui/: the screen and the command line. No SQL, no git, no cryptography of its own.

# Where an installed jalon finds its translations and its data.
tui_cppflags = $(AM_CPPFLAGS) $(TUI_CFLAGS) -DLOCALEDIR='"$(localedir)"' -DPKGDATADIR='"$(pkgdatadir)"'

noinst_LIBRARIES += libtui.a
libtui_a_CPPFLAGS = $(tui_cppflags)
libtui_a_SOURCES = \
	tui/action.c \
	tui/action.h \
	tui/app.c \
	tui/app.h \
	tui/app_draw.c \
	tui/app_impl.h \
	tui/bindings.c \
	tui/bindings.h \
	tui/canvas.c \
	tui/canvas.h \
	tui/caseload_row.c \
	tui/caseload_row.h \
	tui/cli.c \
	tui/cli.h \
	tui/cli_ask.c \
	tui/cli_ask.h \
	tui/cli_commands.h \
	tui/cli_demo.c \
	tui/cli_help.c \
	tui/cli_import.c \
	tui/cli_listener.c \
	tui/cli_listener.h \
	tui/cli_out.c \
	tui/cli_out.h \
	tui/cli_read.c \
	tui/cli_sync.c \
	tui/cli_table.c \
	tui/cli_territory.c \
	tui/cli_vault.c \
	tui/cli_write.c \
	tui/desk.c \
	tui/desk.h \
	tui/editor.c \
	tui/editor.h \
	tui/fields.c \
	tui/fields.h \
	tui/file.c \
	tui/file.h \
	tui/form.c \
	tui/form.h \
	tui/form_action.c \
	tui/form_action.h \
	tui/form_appointment.c \
	tui/form_appointment.h \
	tui/form_draw.c \
	tui/form_draw.h \
	tui/form_person.c \
	tui/form_person.h \
	tui/frame.c \
	tui/frame.h \
	tui/glyph.c \
	tui/glyph.h \
	tui/help.c \
	tui/help.h \
	tui/i18n.c \
	tui/i18n.h \
	tui/key.c \
	tui/key.h \
	tui/layout.c \
	tui/layout.h \
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
	tui/picker.c \
	tui/picker.h \
	tui/prompt.c \
	tui/prompt.h \
	tui/queue.c \
	tui/queue.h \
	tui/run.c \
	tui/run.h \
	tui/scr_caseload.c \
	tui/scr_caseload.h \
	tui/scr_drafts.c \
	tui/scr_drafts.h \
	tui/scr_file.c \
	tui/scr_file.h \
	tui/scr_form.c \
	tui/scr_form.h \
	tui/scr_form_ready.c \
	tui/scr_note.c \
	tui/scr_note.h \
	tui/scr_reader.c \
	tui/scr_reader.h \
	tui/screen.h \
	tui/search.c \
	tui/search.h \
	tui/tab.c \
	tui/tab.h \
	tui/tab_appointments.c \
	tui/tab_history.c \
	tui/tab_notes.c \
	tui/tab_pathway.c \
	tui/tab_summary.c \
	tui/tabs.c \
	tui/tabs.h \
	tui/term.c \
	tui/term.h \
	tui/theme.c \
	tui/theme.h \
	tui/work.c \
	tui/work.h

# What a program that uses tui links.
tui_ldadd = libtui.a $(TUI_LIBS) $(sync_ldadd)

jalon_CPPFLAGS = $(tui_cppflags)
jalon_SOURCES = tui/main.c
jalon_LDADD = $(tui_ldadd)
