/* The list of the modules' statements, one a line. */
#include "core/statements.h"

#include "core/agenda.h"
#include "core/alike.h"
#include "core/attachment.h"
#include "core/caseload_inside.h"
#include "core/cover.h"
#include "core/drafts.h"
#include "core/hearsay.h"
#include "core/import_inside.h"
#include "core/import_links.h"
#include "core/import_match.h"
#include "core/journal_inside.h"
#include "core/keyring.h"
#include "core/listing_inside.h"
#include "core/meta.h"
#include "core/notefind.h"
#include "core/outbox.h"
#include "core/roster.h"
#include "core/schema.h"
#include "core/search.h"
#include "core/settle.h"
#include "core/structures.h"
#include "core/standing.h"
#include "core/thresholds.h"
#include "core/todo_inside.h"

const struct db_sql *const statements_all[] = {
	&agenda_sql,
	&alike_sql,
	&attachment_sql,
	&caseload_row_sql,
	&caseload_sql,
	&caseload_order_sql,
	&cover_sql,
	&drafts_sql,
	&hearsay_sql,
	&import_links_sql,
	&import_match_sql,
	&import_structures_sql,
	&journal_history_sql,
	&journal_marks_sql,
	&journal_merge_sql,
	&journal_move_sql,
	&journal_named_sql,
	&journal_read_sql,
	&journal_receive_sql,
	&journal_reissue_sql,
	&journal_sql,
	&journal_store_sql,
	&journal_undo_sql,
	&journal_write_sql,
	&keyring_sql,
	&listing_contract_sql,
	&listing_keep_sql,
	&listing_line_sql,
	&listing_sql,
	&listing_task_sql,
	&meta_sql,
	&notefind_sql,
	&outbox_seen_sql,
	&outbox_sql,
	&roster_sql,
	&schema_sql,
	&search_sql,
	&settle_sql,
	&structures_sql,
	&standing_sql,
	&thresholds_sql,
	&todo_clock_sql,
	&todo_odd_sql,
	&todo_row_sql,
	&todo_sql,
};
const size_t statements_count = sizeof(statements_all) / sizeof(*statements_all);
