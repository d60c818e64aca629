#include "runtime/snapshot.h"

#include "runtime/held.h"
#include "runtime/locks.h"
#include "runtime/state.h"

/* Pages of copies, in a chain, so that earlier ones stay where they are. */
struct page {
    struct page *next;
    size_t room;
    struct lc_order_held held[];
};

static struct page *s_first, *s_now;
static size_t s_used; /* of s_now */

void lc_snapshot_clear_locked(void)
{
    s_now = s_first;
    s_used = 0;
}

void lc_snapshot_reset_locked(void)
{
    s_first = s_now = NULL;
    s_used = 0;
}

static struct page *page_with_room(size_t count)
{
    enum { PAGE_ROOM = 256 };
    while (s_now && s_now->room - s_used < count && s_now->next) {
        s_now = s_now->next;
        s_used = 0;
    }
    if (s_now && s_now->room - s_used >= count) {
        return s_now;
    }
    size_t room = count > PAGE_ROOM ? count : PAGE_ROOM;
    struct page *page = lc_arena_alloc(&g_lc.arena, sizeof(*page) + room * sizeof(page->held[0]));
    if (!page) {
        return NULL;
    }
    page->room = room;
    *(s_now ? &s_now->next : &s_first) = page;
    s_now = page;
    s_used = 0;
    return page;
}

size_t lc_snapshot_held_locked(struct lc_thread *thread, const struct lc_order_held **ret_held)
{
    if (thread == lc_thread_inside()) {
        lc_held_confirm_locked(thread);
    }
    uint32_t count = lc_held_count(thread);
    struct page *page = page_with_room(count);
    size_t used = 0;
    *ret_held = NULL;
    if (!page) {
        g_lc.counts.dropped_no_memory++;
        return 0;
    }
    struct lc_order_held *out = page->held + s_used;
    for (uint32_t i = 0; i < count; i++) {
        const struct lc_held *entry = &thread->held[i];
        void *address = lc_held_lock(entry);
        struct lc_lock *lock =
            address ? lc_lock_get_locked(thread, address, lc_held_kind(entry)) : NULL;
        if (lock) {
            out[used++] =
                (struct lc_order_held){lock->id, lc_held_mode(entry), lc_held_stack(entry)};
        }
    }
    s_used += used;
    *ret_held = out;
    return used;
}
