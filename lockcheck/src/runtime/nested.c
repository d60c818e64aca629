#include "runtime/nested.h"

#include <string.h>

#include "runtime/finding.h"
#include "runtime/locks.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

void *_Atomic g_lc_nested_small[LC_NESTED_SMALL_SLOTS];

/* A wait or a signal: by whom, where, and with what held. */
struct visit {
    lc_thread_id thread;
    uint32_t segment, stack;
    struct lc_hb_segment *when;
    uint32_t held_count;
    struct lc_order_held held[LC_NESTED_HELD_MAX];
    const void *addresses[LC_NESTED_HELD_MAX]; /* of the same */
};

struct monitor {
    lc_lock_id cond; /* this lifetime of it */
    const void *address;
    uint32_t wait_count, signal_count;
    bool is_cut; /* there was more than fits */
    struct visit waits[LC_NESTED_MAX], signals[LC_NESTED_MAX];
    struct monitor *next;
};

enum { BUCKETS = 256 };

/* Under cold. */
static struct monitor *s_monitors[BUCKETS];
static struct monitor *s_free;
static uint32_t s_ended_count; /* of s_monitors: the condition is gone */

void lc_nested_reset_locked(void)
{
    memset(s_monitors, 0, sizeof(s_monitors));
    s_free = NULL;
    s_ended_count = 0;
}

static struct monitor *new_monitor(void)
{
    struct monitor *monitor = s_free;
    if (!monitor) {
        return lc_arena_alloc(&g_lc.arena, sizeof(*monitor));
    }
    s_free = monitor->next;
    return monitor;
}

static struct monitor *monitor_of(struct lc_thread *self, void *cond)
{
    const struct lc_lock *lock = lc_lock_get_locked(self, cond, LC_LOCK_COND);
    if (!lock) {
        return NULL;
    }
    struct monitor **bucket = &s_monitors[lock->id % BUCKETS];
    struct monitor *monitor = *bucket;
    while (monitor && monitor->cond != lock->id) {
        monitor = monitor->next;
    }
    if (!monitor && (monitor = new_monitor()) != NULL) {
        *monitor = (struct monitor){.cond = lock->id, .address = cond, .next = *bucket};
        *bucket = monitor;
    }
    return monitor;
}

/* False: it holds more than fits. */
static bool visit_of(struct lc_thread *self, uint32_t stack, struct visit *ret_visit)
{
    uint32_t count = lc_held_count(self);
    lc_held_confirm_locked(self);
    *ret_visit = (struct visit){
        .thread = self->id, .segment = lc_order_segment(g_lc.order, self->id), .stack = stack};
    for (uint32_t i = 0; i < count && ret_visit->held_count < LC_NESTED_HELD_MAX; i++) {
        const struct lc_held *entry = &self->held[i];
        void *address = lc_held_lock(entry);
        struct lc_lock *lock =
            address ? lc_lock_get_locked(self, address, lc_held_kind(entry)) : NULL;
        if (lock) {
            ret_visit->addresses[ret_visit->held_count] = address;
            ret_visit->held[ret_visit->held_count++] =
                (struct lc_order_held){lock->id, lc_held_mode(entry), lc_held_stack(entry)};
        }
    }
    return count <= LC_NESTED_HELD_MAX;
}

static bool has_lock(const struct visit *visit, const struct lc_order_held *held)
{
    for (uint32_t i = 0; i < visit->held_count; i++) {
        if (visit->held[i].lock == held->lock &&
            (visit->held[i].mode == LC_MODE_WRITE || held->mode == LC_MODE_WRITE)) {
            return true;
        }
    }
    return false;
}

static bool is_same(const struct visit *a, const struct visit *b)
{
    bool same = a->thread == b->thread && a->stack == b->stack && a->held_count == b->held_count;
    for (uint32_t i = 0; same && i < a->held_count; i++) {
        same = a->held[i].lock == b->held[i].lock && a->held[i].mode == b->held[i].mode;
    }
    return same;
}

/* When it is told, all this may be gone. What still lives then is recorded then. */
static void record(const struct visit *visit, lc_lock_id cond)
{
    if (!lc_runtime_trace_roomy_locked()) {
        return;
    }
    struct lc_thread *thread = lc_thread_find_locked(visit->thread);
    struct lc_lock *lock = lc_lock_by_id_locked(cond);
    if (thread && lock) {
        lc_thread_record_locked(thread);
        lc_lock_record_locked(lock);
    }
    for (uint32_t i = 0; i < visit->held_count; i++) {
        lock = lc_lock_by_id_locked(visit->held[i].lock);
        if (lock) {
            lc_lock_record_locked(lock);
        }
    }
}

/* The newest of equal visits stands for all. False: there is no room. */
static bool put(struct visit *visits, uint32_t *count, const struct visit *visit, lc_lock_id cond)
{
    uint32_t i = 0;
    while (i < *count && !is_same(&visits[i], visit)) {
        i++;
    }
    struct lc_hb_segment *when =
        i < LC_NESTED_MAX ? lc_order_keep(g_lc.order, visit->thread) : NULL;
    if (!when) {
        return false;
    }
    if (i == *count) {
        ++*count;
        record(visit, cond);
    } else {
        lc_order_let_go(g_lc.order, visits[i].when);
    }
    visits[i] = *visit;
    visits[i].when = when;
    return true;
}

static void add_new(struct lc_thread *self, void *cond, uint32_t stack, bool is_signal)
{
    struct visit visit;
    lc_thread_enter(self);
    lc_cold_enter(self);
    struct monitor *monitor = monitor_of(self, cond);
    if (!monitor) {
        g_lc.counts.dropped_no_memory++;
    } else if (!visit_of(self, stack, &visit)) {
        monitor->is_cut = true;
    } else if (is_signal) {
        monitor->is_cut |= !put(monitor->signals, &monitor->signal_count, &visit, monitor->cond);
    } else {
        (void)put(monitor->waits, &monitor->wait_count, &visit, monitor->cond);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_nested_wait_new(struct lc_thread *self, void *cond, uint32_t stack, uint64_t hash)
{
    add_new(self, cond, stack, false);
    *lc_seen_slot(self, hash) = hash;
}

void lc_nested_signal_new(struct lc_thread *self, void *cond, uint32_t stack, uint64_t hash)
{
    add_new(self, cond, stack, true);
    *lc_seen_slot(self, hash) = hash;
}

/* ---- At the end ---- */

/* Whether every signal that was seen came from somebody with the lock that the wait kept in this
 * place, but for the waiter's own signals. */
static bool always_with(const struct monitor *monitor, const struct visit *wait, uint32_t at)
{
    const struct lc_order_held *held = &wait->held[at];
    const void *small = lc_load_relaxed(lc_nested_small(monitor->address));
    for (uint32_t i = 0; i < monitor->signal_count; i++) {
        const struct visit *signal = &monitor->signals[i];
        if (signal->thread != wait->thread && !has_lock(signal, held)) {
            return false;
        }
    }
    return !monitor->is_cut && (!small || small == wait->addresses[at]);
}

static void tell(const struct monitor *monitor, const struct visit *wait,
                 const struct visit *signal, enum lc_tier tier)
{
    if (!lc_finding_is_news_locked(LC_FINDING_NESTED_MONITOR, wait->stack)) {
        return;
    }
    const struct lc_finding_step steps[] = {
        {.step = {.thread = wait->thread,
                  .segment = wait->segment,
                  .lock = monitor->cond,
                  .stack = wait->stack,
                  .held = wait->held,
                  .held_count = wait->held_count}},
        {.step = {.thread = signal->thread,
                  .segment = signal->segment,
                  .stack = signal->stack,
                  .held = signal->held,
                  .held_count = signal->held_count}},
    };
    lc_finding_write_locked(&(struct lc_finding){
        .kind = LC_FINDING_NESTED_MONITOR, .tier = tier, .steps = steps, .step_count = 2});
}

/* The surest that one wait and one signal give; 0: nothing. */
static enum lc_tier tier_of(const struct monitor *monitor, const struct visit *wait,
                            const struct visit *signal)
{
    enum lc_tier tier = 0;
    for (uint32_t i = 0; i < wait->held_count && tier != LC_TIER_PREDICTED; i++) {
        if (has_lock(signal, &wait->held[i])) {
            tier = always_with(monitor, wait, i) ? LC_TIER_PREDICTED : LC_TIER_POSSIBLE;
        }
    }
    return tier;
}

/* 0: these two cannot keep each other from going on. */
static enum lc_tier judge(const struct monitor *monitor, const struct visit *wait,
                          const struct visit *signal)
{
    bool meet = wait->thread != signal->thread &&
                !lc_order_are_ordered(g_lc.order, wait->when, signal->when);
    return meet ? tier_of(monitor, wait, signal) : 0;
}

static void tell_monitor(const struct monitor *monitor, enum lc_tier wanted)
{
    for (uint32_t w = 0; w < monitor->wait_count; w++) {
        for (uint32_t s = 0; s < monitor->signal_count; s++) {
            const struct visit *wait = &monitor->waits[w], *signal = &monitor->signals[s];
            if (judge(monitor, wait, signal) == wanted) {
                tell(monitor, wait, signal, wanted);
            }
        }
    }
}

static void tell_all(enum lc_tier tier)
{
    for (unsigned i = 0; i < BUCKETS; i++) {
        for (const struct monitor *m = s_monitors[i]; m; m = m->next) {
            tell_monitor(m, tier);
        }
    }
}

void lc_nested_tell_locked(void)
{
    tell_all(LC_TIER_PREDICTED);
    tell_all(LC_TIER_POSSIBLE);
}

/* ---- When the condition ends ---- */

static bool has_what_to_tell(const struct monitor *monitor)
{
    for (uint32_t w = 0; w < monitor->wait_count; w++) {
        for (uint32_t s = 0; s < monitor->signal_count; s++) {
            if (judge(monitor, &monitor->waits[w], &monitor->signals[s])) {
                return true;
            }
        }
    }
    return false;
}

static void let_visits_go(const struct visit *visits, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        lc_order_let_go(g_lc.order, visits[i].when);
    }
}

static void free_monitor(struct monitor **link)
{
    struct monitor *monitor = *link;
    let_visits_go(monitor->waits, monitor->wait_count);
    let_visits_go(monitor->signals, monitor->signal_count);
    *link = monitor->next;
    monitor->next = s_free;
    s_free = monitor;
}

void lc_nested_end_locked(lc_lock_id cond)
{
    struct monitor **link = &s_monitors[cond % BUCKETS];
    while (*link && (*link)->cond != cond) {
        link = &(*link)->next;
    }
    if (!*link) {
        return;
    }
    if (s_ended_count < LC_NESTED_ENDED_MAX && has_what_to_tell(*link)) {
        s_ended_count++; /* what it is, the rest of the run may still say */
    } else {
        free_monitor(link);
    }
}
