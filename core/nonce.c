/* Nonces for writes, from libsodium. */
#include "core/nonce.h"

#include <sodium.h>

uint64_t nonce_draw(struct nonce_stock *stock)
{
	uint64_t nonce = 0;
	/* One in 2^63 is zero, which is none. */
	while (nonce == 0) {
		if (stock->left == 0) {
			randombytes_buf(stock->next, sizeof(stock->next));
			stock->left = NONCE_STOCK;
		}
		uint64_t *drawn = &stock->next[NONCE_STOCK - stock->left--];
		nonce = *drawn & INT64_MAX;
		*drawn = 0;
	}
	return nonce;
}

void nonce_forget(struct nonce_stock *stock)
{
	sodium_memzero(stock, sizeof(*stock));
}
