/* Numbers as bytes, the most significant first. Knows nothing of what they count. */
#include "core/bytes.h"

uint32_t bytes_u32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

uint64_t bytes_u64(const uint8_t *at)
{
	return (uint64_t)bytes_u32(at) << 32 | bytes_u32(at + 4);
}

void bytes_put_u32(uint8_t *at, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(n >> (24 - 8 * i));
}

void bytes_put_u64(uint8_t *at, uint64_t n)
{
	bytes_put_u32(at, (uint32_t)(n >> 32));
	bytes_put_u32(at + 4, (uint32_t)n);
}
