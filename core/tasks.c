/* What a due date means today. Knows no database. */
#include "core/tasks.h"

enum tasks_sign tasks_sign(enum tasks_kind kind, int32_t day, int32_t today)
{
	if (kind == TASKS_NONE || day == RECORD_NO_DATE)
		return TASKS_SIGN_NONE;
	const int64_t left = (int64_t)day - today;
	if (left < 0)
		return TASKS_SIGN_LATE;
	switch (kind) {
	case TASKS_CONTRACT_ENDS:
		return left <= TASKS_CONTRACT_SOON ? TASKS_SIGN_SOON : left <= TASKS_WATCH ? TASKS_SIGN_WATCH
											    : TASKS_SIGN_NONE;
	case TASKS_ACTION:
	case TASKS_FOLLOWUP:
		return left <= TASKS_SOON ? TASKS_SIGN_SOON : left <= TASKS_WATCH ? TASKS_SIGN_WATCH : TASKS_SIGN_NONE;
	case TASKS_REPORT:
		/* Before the appointment there is nothing to do; its day and the next, the report is awaited. */
		return left <= TASKS_REPORT_DUE ? TASKS_SIGN_SOON : TASKS_SIGN_NONE;
	case TASKS_CONTACT:
		return left <= TASKS_SOON ? TASKS_SIGN_WATCH : TASKS_SIGN_NONE;
	case TASKS_NONE:
		break;
	}
	return TASKS_SIGN_NONE;
}

const char *tasks_label(enum tasks_kind kind)
{
	switch (kind) {
	case TASKS_NONE:
		return "";
	case TASKS_CONTRACT_ENDS:
		return N_("Contrat à renouveler");
	case TASKS_REPORT:
		return N_("Compte rendu à faire");
	case TASKS_ACTION:
		return N_("Action à faire");
	case TASKS_FOLLOWUP:
		return N_("Suite à donner");
	case TASKS_CONTACT:
		return N_("Reprendre contact");
	}
	return "";
}
