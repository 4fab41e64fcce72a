/* People's names on screen and in order. */
#include "core/name.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>

#include "core/date.h"
#include "core/record.h"
#include "core/text.h"

const char *name_family(const char *usage_name, const char *birth_name)
{
	if (usage_name && *usage_name)
		return usage_name;
	return birth_name ? birth_name : "";
}

static enum jal_err put_capitals(const char *s, size_t n, struct buf *out)
{
	uint8_t small[256];
	size_t len = sizeof(small);
	uint8_t *capitals = u8_toupper((const uint8_t *)s, n, "fr", UNINORM_NFC, small, &len);
	if (!capitals)
		return errno == ENOMEM ? JAL_ERR_NOMEM : JAL_ERR_SYNTAX;
	enum jal_err err = buf_put(out, capitals, len);
	sodium_memzero(capitals, len);
	if (capitals != small)
		free(capitals);
	return err;
}

/* The first visible character of a name, as a capital, and a full stop. */
static enum jal_err put_initial(const char *name, struct buf *out)
{
	enum jal_err err = put_capitals(name, text_next(name, strlen(name), 0), out);
	return err ? err : buf_putc(out, '.');
}

enum jal_err name_list(const char *family, const char *first, struct buf *out)
{
	enum jal_err err = JAL_OK;
	if (family && *family)
		err = put_capitals(family, strlen(family), out);
	if (!err && family && *family && first && *first)
		err = buf_putc(out, ' ');
	if (!err && first)
		err = buf_puts(out, first);
	return err;
}

enum jal_err name_initials(const char *family, const char *first, struct buf *out)
{
	enum jal_err err = JAL_OK;
	if (first && *first)
		err = put_initial(first, out);
	if (!err && first && *first && family && *family)
		err = buf_putc(out, ' ');
	if (!err && family && *family)
		err = put_initial(family, out);
	return err;
}

enum jal_err name_sort_key(const char *family, const char *first, struct buf *out)
{
	enum jal_err err = JAL_OK;
	if (family)
		err = text_fold(family, strlen(family), out);
	/* Below the space, so that "Le Goff" comes after every "Le". */
	if (!err)
		err = buf_putc(out, 0x1F);
	if (!err && first)
		err = text_fold(first, strlen(first), out);
	return err;
}

int name_age(int32_t born, int32_t today)
{
	return born == RECORD_NO_DATE || born > today ? -1 : date_age(born, today);
}
