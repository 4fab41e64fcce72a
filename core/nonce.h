/*
 * The nonce that each write carries (docs/protocol.md §5): what nobody can name
 * who has not read the write. Drawn from the system's randomness, a few at a
 * time, so that an import of a million operations does not ask for each.
 */
#ifndef CORE_NONCE_H
#define CORE_NONCE_H

#include <stddef.h>
#include <stdint.h>

/* As many as the system gives in one go, whatever happens (getrandom: 256 bytes). */
#define NONCE_STOCK 32

/* Nonces drawn and not used yet; each is used once. Belongs to one thread. */
struct nonce_stock {
	uint64_t next[NONCE_STOCK];
	size_t left;	/* the last ones of next */
};

#define NONCE_STOCK_INIT ((struct nonce_stock){ .left = 0 })

/* 1 to INT64_MAX, each as likely. */
uint64_t nonce_draw(struct nonce_stock *stock);
/* Wipes what was not used. */
void nonce_forget(struct nonce_stock *stock);

#endif
