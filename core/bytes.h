/*
 * Numbers as bytes, the most significant first, as protocol.md writes u32 and
 * u64 and as most formats on disk do. Knows nothing of what they count.
 */
#ifndef CORE_BYTES_H
#define CORE_BYTES_H

#include <stdint.h>

/* From the 4 or 8 bytes at at. */
uint32_t bytes_u32(const uint8_t *at);
uint64_t bytes_u64(const uint8_t *at);

/* Into the 4 or 8 bytes at at. */
void bytes_put_u32(uint8_t *at, uint32_t n);
void bytes_put_u64(uint8_t *at, uint64_t n);

#endif
