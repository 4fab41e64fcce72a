/*
 * The error codes that every fallible function of jalon returns, and the
 * attribute that makes ignoring one a compile error. Knows nothing else.
 */
#ifndef CORE_ERROR_H
#define CORE_ERROR_H

/* Marks a text for translation without translating it: core and sync never
 * translate, whoever shows the text does. */
#ifndef N_
#define N_(text) text
#endif

#define JAL_MUST __attribute__((warn_unused_result))

enum jal_err {
	JAL_OK = 0,
	JAL_ERR_NOMEM,		/* out of memory */
	JAL_ERR_IO,		/* the disk or the system refused; errno was kept in the diag */
	JAL_ERR_SYNTAX,		/* bytes that do not follow their format */
	JAL_ERR_INVALID,	/* a value that the rules refuse, or a call with impossible arguments */
	JAL_ERR_NOT_FOUND,
	JAL_ERR_EXISTS,		/* it is there already, or the beginning of an id is ambiguous */
	JAL_ERR_BUSY,		/* another process holds it */
	JAL_ERR_WRONG_KEY,	/* passphrase, recovery code or key does not open it */
	JAL_ERR_CORRUPT,	/* what was written is not what is read */
	JAL_ERR_NEWER,		/* made by a newer jalon */
	JAL_ERR_DENIED,		/* the role or the charter does not allow it */
	JAL_ERR_LIMIT,		/* a stated maximum would be passed */
	JAL_ERR_VERIFY,		/* a signature, chain, hash or commitment does not hold */
	JAL_ERR_NETWORK,	/* the other side can't be reached or stopped answering */
	JAL_ERR_CANCELLED,	/* someone asked to stop; what was done is whole */
	JAL_ERR_WAITING,	/* needs something that has not come yet (a key, a charter entry, a decision) */
};

/* The code's name in lower case, for logs and tests; never NULL, static. */
const char *jal_err_name(enum jal_err err);

#endif
