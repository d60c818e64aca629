#include "runtime/recent.h"

#include "runtime/thread_list.h"

static struct lc_recent_found copy_recent(const struct lc_recent_block *block)
{
    struct lc_recent_found found = {
        .start = (uintptr_t)lc_load_relaxed(&block->start),
        .bytes = lc_load_relaxed(&block->bytes),
        .site = lc_load_relaxed(&block->site),
    };
    for (unsigned i = 0; i < LC_ABOVE_WORDS; i++) {
        found.above[i] = lc_load_relaxed(&block->above[i]);
    }
    return found;
}

bool lc_recent_find_locked(uintptr_t address, struct lc_recent_found *ret_found)
{
    for (const struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        for (unsigned i = 0; i < LC_RECENT_SLOTS; i++) {
            struct lc_recent_found found = copy_recent(&t->recent[i]);
            if (address - found.start < found.bytes) {
                *ret_found = found;
                return true;
            }
        }
    }
    return false;
}
