/*
 * runtime/recent.h - which call got the block of the heap that an address lies in?
 *
 * Each thread keeps its last few blocks (struct lc_recent_block, filled by preload/memory.c):
 * enough to name a lock that is first used soon after it was made.
 */
#ifndef LC_RUNTIME_RECENT_H
#define LC_RUNTIME_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/thread.h"

struct lc_recent_found {
    uintptr_t start;
    size_t bytes;
    void *site; /* return address of the allocating call */
    void *above[LC_ABOVE_WORDS];
};

/* Under cold. The block around this address, if some live thread got it not long ago. */
bool lc_recent_find_locked(uintptr_t address, struct lc_recent_found *ret_found);

#endif
