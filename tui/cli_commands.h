/*
 * The commands, one function each; cli_table.c lists them with their options.
 */
#ifndef TUI_CLI_COMMANDS_H
#define TUI_CLI_COMMANDS_H

#include "core/check.h"
#include "core/edit.h"
#include "core/record.h"
#include "tui/cli.h"

/* Without a command: the screen. */
enum cli_exit cli_screen(struct cli *c);
/* The same on a given vault, opened with a passphrase that is no secret (the
 * demonstration's). */
enum cli_exit cli_screen_at(struct cli *c, const char *folder, const char *passphrase);

/* cli_demo.c */
enum cli_exit cli_demo(struct cli *c);

/* cli_vault.c */
enum cli_exit cli_backup(struct cli *c);
enum cli_exit cli_restore(struct cli *c);
enum cli_exit cli_passphrase(struct cli *c);
enum cli_exit cli_doctor(struct cli *c);

/* cli_read.c */
enum cli_exit cli_list(struct cli *c);
enum cli_exit cli_show(struct cli *c);
enum cli_exit cli_search(struct cli *c);
enum cli_exit cli_history(struct cli *c);
/* What --limit says; false when it is no number of lines. */
bool cli_read_limit(const char *text, size_t *out);
/* The one dossier that text names; says what is wrong otherwise. */
enum cli_exit cli_find_dossier(struct cli *c, const char *text, struct jal_id *dossier, struct jal_id *caseload);
/* Opens the vault, then finds the dossier that the first argument names; false
 * with *exit_code set when either fails. */
bool cli_open_dossier(struct cli *c, struct jal_id *dossier, struct jal_id *caseload, enum cli_exit *exit_code);

/* cli_export.c */
enum cli_exit cli_export(struct cli *c);

/* cli_agenda.c */
enum cli_exit cli_agenda(struct cli *c);
/* cli_attach.c */
enum cli_exit cli_attach(struct cli *c);
enum cli_exit cli_attachments(struct cli *c);
enum cli_exit cli_attachment(struct cli *c);

/* cli_fields.c */
enum cli_exit cli_fields(struct cli *c);

/* cli_drafts.c */
enum cli_exit cli_drafts(struct cli *c);

/* cli_notes.c */
enum cli_exit cli_notes(struct cli *c);

/* cli_write.c */
enum cli_exit cli_add(struct cli *c);
enum cli_exit cli_set(struct cli *c);
enum cli_exit cli_note_command(struct cli *c);

/* cli_assessment.c */
enum cli_exit cli_assessment(struct cli *c);

/* Enters one `field=value` into an edit; says what is wrong or odd about it, and which codes there are. */
enum cli_exit cli_enter(struct cli *c, struct edit *e, const char *pair);
/* Once it is written: which needed fields are still empty. */
void cli_remind(struct cli *c, struct edit *e);
/* Says what is wrong with e, but not what is only missing yet, and the codes of what was not given; CLI_FAILED if one
 * of them blocks. */
enum cli_exit cli_say_issues(struct cli *c, const struct edit *e, const struct check_issues *issues);
/* Says what is wrong or odd about a field's value. */
void cli_say_field(struct cli *c, enum field field, const struct diag *d);
/* Says what the record's fields say against each other; CLI_FAILED if something
 * blocks. What is only missing yet is not said: that is recalled once it is written. */
enum cli_exit cli_judge(struct cli *c, struct edit *e);
/* What `set ID` means: the person of a dossier, or the one record whose id begins
 * so. Says what is wrong otherwise. The caller frees out. */
enum cli_exit cli_load_named(struct cli *c, const char *text, struct record **out);
/* What a write came to: the record's id, and as JSON that of its dossier (NULL: none). */
enum cli_exit cli_print_ids(struct cli *c, const struct jal_id *dossier, const struct jal_id *record);

/* cli_course.c */
enum cli_exit cli_orient(struct cli *c);
enum cli_exit cli_assign(struct cli *c);
enum cli_exit cli_exit_command(struct cli *c);

/* cli_procedure.c */
enum cli_exit cli_breach(struct cli *c);
enum cli_exit cli_reorient(struct cli *c);

/* cli_timeline.c */
enum cli_exit cli_timeline(struct cli *c);
/* cli_contract.c, cli_contract_write.c */
enum cli_exit cli_contract(struct cli *c);
enum cli_exit cli_renew(struct cli *c);
enum cli_exit cli_amend(struct cli *c);
enum cli_exit cli_sign(struct cli *c);
enum cli_exit cli_hours(struct cli *c);

/* cli_decide.c: `conflicts` with arguments, the vault being open */
enum cli_exit cli_decide(struct cli *c);

/* cli_print.c */
enum cli_exit cli_print(struct cli *c);
/* cli_todo.c */
enum cli_exit cli_todo(struct cli *c);
enum cli_exit cli_postpone(struct cli *c);
enum cli_exit cli_threshold(struct cli *c);

/* cli_import.c */
enum cli_exit cli_import(struct cli *c);

/* cli_territory.c */
enum cli_exit cli_init(struct cli *c);
enum cli_exit cli_request(struct cli *c);
enum cli_exit cli_admit(struct cli *c);
enum cli_exit cli_join(struct cli *c);
enum cli_exit cli_members(struct cli *c);

/* cli_sync.c */
enum cli_exit cli_remote(struct cli *c);
enum cli_exit cli_sync(struct cli *c);
enum cli_exit cli_digest(struct cli *c);
enum cli_exit cli_verify(struct cli *c);
enum cli_exit cli_conflicts(struct cli *c);
enum cli_exit cli_transfer(struct cli *c);

#endif
