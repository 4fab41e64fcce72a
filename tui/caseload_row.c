/*
 * Lines of the list of dossiers.
 */
#include "tui/caseload_row.h"

#include <string.h>

#include "core/contract_rule.h"
#include "core/date.h"
#include "core/format.h"
#include "core/name.h"
#include "core/text.h"
#include "tui/file.h"
#include "tui/i18n.h"

const struct list_column caseload_row_columns[ROW_COLUMNS] = {
	[ROW_NAME] = { .title = N_("NOM Prénom"), .place = { .width = 20, .weight = 3 } },
	[ROW_SIGN] = { .title = "", .place = { .width = 1 } },
	[ROW_TOWN] = { .title = N_("Commune"), .place = { .width = 10, .weight = 1, .drop = 6 } },
	[ROW_STAGE] = { .title = N_("Étape"), .place = { .width = 14, .weight = 1, .drop = 4 } },
	[ROW_CONTRACT] = { .title = N_("Contrat"), .place = { .width = 10, .drop = 3 } },
	[ROW_LAST] = { .title = N_("Vu"), .place = { .width = 6, .drop = 2 } },
	[ROW_NEXT] = { .title = N_("RDV"), .place = { .width = 5, .drop = 5 } },
	[ROW_LEAD] = { .title = N_("Référent·e"), .place = { .width = 10, .weight = 1, .from = 99 } },
	[ROW_PHONE] = { .title = N_("Téléphone"), .place = { .width = 14, .from = 99 } },
};

/* What was typed elsewhere obeys nothing here. */
JAL_MUST static enum jal_err put_inert(const char *s, struct buf *out)
{
	return text_inert(s, strlen(s), TEXT_LINE, out);
}

JAL_MUST static enum jal_err put_name(const struct desk *d, const struct caseload_row *row, struct buf *out)
{
	struct buf name = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (*row->name == '\0' && *row->first_name == '\0')
		return buf_printf(out, _("Dossier %s"), row->number);
	err = desk_name(d, row->name, row->first_name, &name);
	if (err == JAL_OK)
		err = put_inert(buf_str(&name), out);
	buf_free(&name);
	return err;
}

static const char *sign_of(enum tasks_sign sign, unsigned *style)
{
	switch (sign) {
	case TASKS_SIGN_LATE:
		*style = ROLE_LATE;
		return "!";
	case TASKS_SIGN_SOON:
		*style = ROLE_SOON;
		return "*";
	case TASKS_SIGN_WATCH:
		*style = ROLE_WATCH;
		return ".";
	case TASKS_SIGN_NONE:
		break;
	}
	return "";
}

JAL_MUST static enum jal_err put_contract(const struct desk *d, const struct caseload_row *row, struct buf *out)
{
	struct format format = desk_format();
	enum contract_phase phase = contract_rule_phase(row->contract);
	char day[DATE_SHOWN_MAX];

	if (*row->contract == '\0')
		return buf_puts(out, "—");
	if (phase == CONTRACT_OVER)
		return buf_puts(out, _("clos"));
	if (strcmp(row->contract, "to_sign") == 0)
		return buf_puts(out, _("à signer"));
	if (phase == CONTRACT_PREPARED || row->contract_end == RECORD_NO_DATE)
		return format_code(&format, VOCAB_contract_status, row->contract, strlen(row->contract), out);
	date_shown_day(row->contract_end, day);
	return row->contract_end < desk_today(d) ? buf_printf(out, _("échu %s"), day) : buf_printf(out, _("exp. %s"), day);
}

JAL_MUST static enum jal_err put_next(const struct caseload_row *row, struct buf *out)
{
	char day[DATE_SHOWN_MAX];

	if (row->next_appointment == RECORD_NO_NUMBER)
		return buf_puts(out, "—");
	return buf_puts(out, date_shown_day(date_of_time(row->next_appointment), day));
}

enum jal_err caseload_row_cell(const struct desk *d, const struct caseload_row *row, size_t column, struct buf *out,
	unsigned *style)
{
	struct format format = desk_format();

	switch (column) {
	case ROW_NAME:
		return put_name(d, row, out);
	case ROW_SIGN:
		return buf_puts(out, sign_of(row->conflict ? TASKS_SIGN_LATE : row->sign, style));
	case ROW_TOWN:
		return put_inert(row->town, out);
	case ROW_STAGE:
		/* It hides the stage until someone has chosen. */
		if (row->conflict) {
			*style = ROLE_LATE;
			return buf_puts(out, _("À régler"));
		}
		return *row->stage == '\0' ?
			JAL_OK :
			format_code(&format, VOCAB_pathway_status, row->stage, strlen(row->stage), out);
	case ROW_CONTRACT:
		return put_contract(d, row, out);
	case ROW_LAST:
		return row->last_contact == RECORD_NO_DATE ?
			buf_puts(out, "—") :
			buf_printf(out, _("%d j"), (int)(desk_today(d) - row->last_contact));
	case ROW_NEXT:
		return put_next(row, out);
	case ROW_LEAD:
		return file_short_name(desk_member_name(d, &row->lead), out);
	case ROW_PHONE:
		return desk_discreet(d) || *row->phone == '\0' ? JAL_OK :
								 format_phone(row->phone, strlen(row->phone), out);
	default:
		return JAL_OK;
	}
}

/* ---- the preview ---- */

static int put_line(struct canvas *c, struct rect *r, unsigned style, const char *text)
{
	if (r->rows < 1)
		return 0;
	canvas_put(c, r->row, r->col, r->cols, style, text);
	*r = layout_below(*r, 1);
	return 1;
}

/* "Label : what stands in that column". */
static void put_fact(const struct desk *d, const struct caseload_row *row, const char *label, size_t column,
	struct canvas *c, struct rect *r)
{
	struct buf text = BUF_INIT;
	unsigned style = ROLE_NORMAL;
	size_t before = 0;

	if (buf_printf(&text, _("%s : "), label) != JAL_OK)
		goto out;
	before = text.len;
	if (caseload_row_cell(d, row, column, &text, &style) == JAL_OK && text.len > before)
		put_line(c, r, ROLE_NORMAL, buf_str(&text));
out:
	buf_free(&text);
}

JAL_MUST static enum jal_err put_next_whole(const struct caseload_row *row, struct buf *out)
{
	struct format format = desk_format();
	enum jal_err err = buf_puts(out, _("Rendez-vous : "));

	if (err != JAL_OK)
		return err;
	return row->next_appointment == RECORD_NO_NUMBER ? buf_puts(out, "—") :
							   format_time(&format, row->next_appointment, out);
}

JAL_MUST static enum jal_err put_urgency(const struct caseload_row *row, struct buf *out)
{
	char day[DATE_SHOWN_MAX];
	unsigned style = 0;

	if (row->urgency_kind == TASKS_NONE)
		return buf_puts(out, _("Rien à faire pour l’instant."));
	return buf_printf(out, "%s %s, %s", sign_of(row->sign, &style), _(tasks_label(row->urgency_kind)),
		date_shown(row->urgency, day));
}

void caseload_row_preview(const struct desk *d, const struct caseload_row *row, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	unsigned style = ROLE_NORMAL;
	int age = name_age(row->birth_date, desk_today(d));

	for (int i = 0; i < r.rows; i++)
		canvas_put(c, r.row + i, r.col, 1, ROLE_FRAME, "│");
	r = (struct rect){ r.row, r.col + 2, r.rows, r.cols - 2 };
	if (put_name(d, row, &text) == JAL_OK)
		put_line(c, &r, ATTR_BOLD, buf_str(&text));
	buf_clear(&text);
	if (age >= 0 && buf_printf(&text, P_("%d an", "%d ans", (unsigned long)age), age) == JAL_OK)
		put_line(c, &r, ROLE_NORMAL, buf_str(&text));
	buf_clear(&text);
	if (buf_printf(&text, _("Dossier %s"), row->number) == JAL_OK)
		put_line(c, &r, ROLE_NORMAL, buf_str(&text));
	r = layout_below(r, 1);
	put_fact(d, row, _("Téléphone"), ROW_PHONE, c, &r);
	put_fact(d, row, _("Commune"), ROW_TOWN, c, &r);
	put_fact(d, row, _("Étape"), ROW_STAGE, c, &r);
	put_fact(d, row, _("Contrat"), ROW_CONTRACT, c, &r);
	put_fact(d, row, _("Dernier contact"), ROW_LAST, c, &r);
	put_fact(d, row, _("Référent·e"), ROW_LEAD, c, &r);
	buf_clear(&text);
	if (put_next_whole(row, &text) == JAL_OK)
		put_line(c, &r, ROLE_NORMAL, buf_str(&text));
	r = layout_below(r, 1);
	buf_clear(&text);
	(void)sign_of(row->sign, &style);
	if (put_urgency(row, &text) == JAL_OK)
		put_line(c, &r, style, buf_str(&text));
	if (row->conflict)
		put_line(c, &r, ROLE_WARNING, _("! Quelque chose est à régler (g 7)."));
	if (row->unsent)
		put_line(c, &r, ROLE_NORMAL, _("Pas encore envoyé."));
	buf_free(&text);
}
