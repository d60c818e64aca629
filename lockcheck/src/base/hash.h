/*
 * base/hash.h - 64-bit mixing for the hash tables and the running hash of held locks.
 *
 * Not for anything an enemy may choose: keys are addresses and small numbers of the target itself.
 */
#ifndef LC_BASE_HASH_H
#define LC_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* A bijection on 64 bits in which every input bit reaches every output bit. */
static inline uint64_t lc_hash_mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 32;
    return x;
}

/* Fold `value` into the running hash `seed`; order matters. One multiply: for hot paths. */
static inline uint64_t lc_hash_fold(uint64_t seed, uint64_t value)
{
    uint64_t x = (seed ^ value) * 0x9e3779b97f4a7c15u;
    return x ^ (x >> 29);
}

static inline uint64_t lc_hash_bytes(const void *bytes, size_t count)
{
    const unsigned char *p = bytes;
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < count; i++) {
        h = (h ^ p[i]) * 0x100000001b3u;
    }
    return lc_hash_mix(h);
}

#endif
