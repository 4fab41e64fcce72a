/* Names of the error codes. */
#include "core/error.h"

const char *jal_err_name(enum jal_err err)
{
	switch (err) {
	case JAL_OK:
		return "ok";
	case JAL_ERR_NOMEM:
		return "no_memory";
	case JAL_ERR_IO:
		return "io";
	case JAL_ERR_SYNTAX:
		return "syntax";
	case JAL_ERR_INVALID:
		return "invalid";
	case JAL_ERR_NOT_FOUND:
		return "not_found";
	case JAL_ERR_EXISTS:
		return "exists";
	case JAL_ERR_BUSY:
		return "busy";
	case JAL_ERR_WRONG_KEY:
		return "wrong_key";
	case JAL_ERR_CORRUPT:
		return "corrupt";
	case JAL_ERR_NEWER:
		return "newer";
	case JAL_ERR_DENIED:
		return "denied";
	case JAL_ERR_LIMIT:
		return "limit";
	case JAL_ERR_VERIFY:
		return "verify";
	case JAL_ERR_NETWORK:
		return "network";
	case JAL_ERR_CANCELLED:
		return "cancelled";
	case JAL_ERR_WAITING:
		return "waiting";
	}
	return "unknown";
}
