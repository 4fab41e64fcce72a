/* Prints the data dictionary. */
#include <stdio.h>

#include "tests/support/dictionary.h"

int main(void)
{
	struct buf page = BUF_INIT;
	if (dictionary_write(&page) || fputs(buf_str(&page), stdout) == EOF)
		return 1;
	buf_free(&page);
	return 0;
}
