#include "runtime/inherited.h"

#include "runtime/state.h"

static const void **s_locks;
static uint32_t s_count;

void lc_inherited_fork_child(const struct lc_thread *self)
{
    uint32_t count = lc_held_count(self);
    s_count = 0;
    s_locks = count ? lc_arena_alloc(&g_lc.arena, count * sizeof(*s_locks)) : NULL;
    if (!s_locks) {
        g_lc.counts.dropped_no_memory += count != 0;
        return;
    }
    for (; s_count < count; s_count++) {
        s_locks[s_count] = lc_load_relaxed(&self->held[s_count].lock);
    }
}

bool lc_inherited_has(const void *lock)
{
    uint32_t i = 0;
    while (i < s_count && s_locks[i] != lock) {
        i++;
    }
    return i < s_count;
}
