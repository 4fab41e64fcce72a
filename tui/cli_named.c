/* References in words, in the language of the command. */
#include "tui/cli_named.h"

#include <string.h>

#include "core/named.h"
#include "tui/i18n.h"

struct format cli_format(void)
{
	return (struct format){ .translate = i18n_text, .english = strcmp(i18n_lang(), "en") == 0 };
}

enum jal_err cli_named(const struct cli *c, const struct jal_id *caseload, const struct jal_id *dossier,
		       const struct model_field *field, const struct jal_id *id, struct buf *out)
{
	const struct format format = cli_format();
	return named_reference(c->journal, &format, caseload, dossier, field, id, out);
}
