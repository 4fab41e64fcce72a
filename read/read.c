/* Archives by what is in them. */
#include "read/read.h"

#include <fcntl.h>

#include "read/ods.h"
#include "read/pack.h"
#include "read/xlsx.h"

static enum foreign_end read_pack(struct pack *p, long wanted, struct out *o)
{
	if (pack_has(p, "content.xml"))
		return ods_read(p, wanted, o);
	return pack_has(p, "_rels/.rels") ? xlsx_read(p, wanted, o) : FOREIGN_UNKNOWN;
}

enum foreign_end read_file(int fd, long wanted, struct out *o)
{
	struct pack *p = NULL;
	/* A copy for the unpacker, which closes it. */
	const int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	enum foreign_end end = copy < 0 ? FOREIGN_FAILED : pack_open(copy, &p);
	if (!end)
		end = read_pack(p, wanted, o);
	pack_close(p);
	if (end)
		out_fail(o, end);
	return o->end;
}
