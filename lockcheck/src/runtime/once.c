#include "runtime/once.h"

#include <string.h>

#include "runtime/held.h"
#include "runtime/locks.h"
#include "runtime/state.h"

enum { SALT = 0x4f4e };

struct watched {
    const void *control;
    lc_lock_id id; /* this lifetime of it */
    uint32_t count;
    bool is_cut; /* more have passed than fit */
    struct {
        lc_thread_id thread;
        struct lc_hb_segment *when; /* it knew that all is done; NULL: no memory */
    } passed[LC_ONCE_THREADS_MAX];
};

/* Under cold. */
static struct watched s_watched[LC_ONCES_MAX];
static uint32_t s_count;

_Atomic bool g_lc_onces_lock;

void lc_onces_reset_locked(void)
{
    memset(s_watched, 0, sizeof(s_watched)); /* the segments went with the order */
    s_count = 0;
    lc_store_relaxed(&g_lc_onces_lock, false);
}

static struct watched *find(const void *control)
{
    uint32_t i = 0;
    while (i < s_count && s_watched[i].control != control) {
        i++;
    }
    return i < s_count && lc_lock_by_id_locked(s_watched[i].id) ? &s_watched[i] : NULL;
}

/* It runs anew, or is gone: what was known of the last time is no longer true. */
static void forget_passed(struct watched *watched)
{
    for (uint32_t i = 0; i < watched->count; i++) {
        lc_order_let_go(g_lc.order, watched->passed[i].when);
    }
    watched->count = 0;
}

/* A free place: one whose control is gone, or a new one. NULL: none. */
static struct watched *make_room(void)
{
    uint32_t i = 0;
    while (i < s_count && lc_lock_by_id_locked(s_watched[i].id)) {
        i++;
    }
    s_count += i == s_count && i < LC_ONCES_MAX;
    return i < s_count ? &s_watched[i] : NULL;
}

void lc_once_locks_locked(struct lc_thread *self)
{
    for (uint32_t i = 0; i < lc_held_count(self); i++) {
        const struct lc_held *entry = &self->held[i];
        void *control = lc_load_relaxed(&entry->lock);
        if (lc_held_kind(entry) != LC_LOCK_ONCE || !control || find(control)) {
            continue;
        }
        const struct lc_lock *lock = lc_lock_find_locked((uintptr_t)control);
        struct watched *watched = lock ? make_room() : NULL;
        if (watched) {
            forget_passed(watched);
            *watched = (struct watched){.control = control, .id = lock->id};
            lc_store_relaxed(&g_lc_onces_lock, true);
        }
    }
}

/* ---- Who knows that all is done ---- */

static bool has_passed(const struct watched *watched, lc_thread_id thread)
{
    uint32_t i = 0;
    while (i < watched->count && watched->passed[i].thread != thread) {
        i++;
    }
    return i < watched->count;
}

static void add(struct watched *watched, lc_thread_id thread, struct lc_hb_segment *when)
{
    if (watched->count == LC_ONCE_THREADS_MAX || !when) {
        watched->is_cut = true;
        if (when) {
            lc_order_let_go(g_lc.order, when);
        }
        return;
    }
    watched->passed[watched->count].thread = thread;
    watched->passed[watched->count++].when = when;
}

/* Whether somebody who had passed made sure that this thread comes later. */
static bool comes_after_one(const struct watched *watched, struct lc_hb_segment *now)
{
    for (uint32_t i = 0; i < watched->count; i++) {
        if (lc_order_are_ordered(g_lc.order, watched->passed[i].when, now)) {
            return true;
        }
    }
    return false;
}

void lc_once_passed(struct lc_thread *self, void *control, bool has_run)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    struct watched *watched = find(control);
    if (watched && has_run) {
        forget_passed(watched);
    }
    if (watched && !has_passed(watched, self->id)) {
        add(watched, self->id, lc_order_keep(g_lc.order, self->id));
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* ---- Calls that find all done ---- */

/* Whether nothing that we know of made sure that all was done. The thread knows it from now on. */
static bool is_by_luck_locked(struct lc_thread *self, const void *control)
{
    struct watched *watched = find(control);
    if (!watched || watched->is_cut || has_passed(watched, self->id)) {
        return false;
    }
    struct lc_hb_segment *now = lc_order_keep(g_lc.order, self->id);
    bool by_luck = now && !comes_after_one(watched, now);
    if (by_luck && lc_held_count(self) != 0) {
        lc_lock_doubt_locked(lc_lock_by_id_locked(watched->id));
    }
    add(watched, self->id, now);
    return by_luck;
}

void lc_once_found_done(struct lc_thread *self, void *control, void *site, void *depth)
{
    uint64_t key = lc_hash_mix(lc_held_key(control, LC_MODE_WRITE) + SALT);
    if (*lc_seen_slot(self, key) == key) {
        return;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    bool by_luck = is_by_luck_locked(self, control);
    lc_cold_leave(self);
    lc_thread_leave(self);
    if (by_luck && lc_held_count(self) != 0) {
        uint32_t stack = lc_stack_of_site(self, site, depth);
        (void)lc_dependency_new(self, control, LC_LOCK_ONCE, LC_MODE_WRITE, stack, 0);
    }
    *lc_seen_slot(self, key) = key;
}
