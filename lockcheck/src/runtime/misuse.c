/* Rules broken by one thread, here and now; once for each kind and call stack. */
#include "base/hash.h"
#include "runtime/finding.h"
#include "runtime/locks.h"
#include "runtime/snapshot.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

/* What was told already: a set that grows. Under cold. */
static uint64_t *s_told;
static uint32_t s_room, s_count;

static bool put(uint64_t *table, uint32_t room, uint64_t key)
{
    uint32_t i = (uint32_t)key & (room - 1);
    while (table[i] && table[i] != key) {
        i = (i + 1) & (room - 1);
    }
    bool is_new = table[i] == 0;
    table[i] = key;
    return is_new;
}

static bool make_room(void)
{
    uint32_t room = s_room ? s_room * 2 : 64;
    uint64_t *told = lc_arena_alloc(&g_lc.arena, room * sizeof(*told));
    if (!told) {
        g_lc.counts.dropped_no_memory++;
        return false;
    }
    for (uint32_t i = 0; i < s_room; i++) {
        if (s_told[i]) {
            (void)put(told, room, s_told[i]);
        }
    }
    s_told = told;
    s_room = room;
    return true;
}

bool lc_finding_is_news_locked(enum lc_finding_kind kind, uint32_t stack)
{
    if (s_count * 2 >= s_room && !make_room()) {
        return false;
    }
    uint64_t key = lc_hash_mix((uint64_t)kind << 32 | stack) | 1;
    bool is_new = put(s_told, s_room, key);
    s_count += is_new;
    return is_new;
}

static struct lc_finding_step step_of(struct lc_thread *thread, void *want, unsigned kind,
                                      uint32_t stack)
{
    const struct lc_lock *lock = want ? lc_lock_get_locked(thread, want, kind) : NULL;
    struct lc_finding_step step = {.step = {
                                       .thread = thread->id,
                                       .segment = lc_order_segment(g_lc.order, thread->id),
                                       .lock = lock ? lock->id : 0,
                                       .stack = stack,
                                   }};
    step.step.held_count = lc_snapshot_held_locked(thread, &step.step.held);
    return step;
}

struct lc_misuse lc_misuse_of_wait(const struct lc_thread *self, enum lc_finding_kind kind,
                                   enum lc_tier tier)
{
    return (struct lc_misuse){
        .kind = kind,
        .tier = tier,
        .object = self->wait.object,
        .object_kind = self->wait.kind,
        .mode = self->wait.mode,
        .stack = self->wait.stack,
        .blocked_ns = lc_runtime_now_ns() - self->wait.since_ns,
    };
}

bool lc_finding_misuse_locked(struct lc_thread *self, const struct lc_misuse *misuse)
{
    if (!lc_finding_is_news_locked(misuse->kind, misuse->stack)) {
        return false;
    }
    uint64_t before = g_lc.counts.findings;
    lc_snapshot_clear_locked();
    struct lc_finding_step steps[2];
    size_t count = 1;
    steps[0] = step_of(self, misuse->object, misuse->object_kind, misuse->stack);
    steps[0].step.mode = misuse->mode;
    steps[0].waited_ns = misuse->blocked_ns;
    struct lc_thread *other = misuse->other_tid ? lc_thread_by_tid_locked(misuse->other_tid) : NULL;
    if (other && other != self) {
        steps[count++] =
            step_of(other, misuse->other_object, misuse->other_kind, misuse->other_stack);
    }
    lc_finding_write_locked(&(struct lc_finding){
        .kind = misuse->kind,
        .tier = misuse->tier,
        .detail = misuse->detail,
        .steps = steps,
        .step_count = count,
    });
    return g_lc.counts.findings > before;
}

void lc_finding_misuse(struct lc_thread *self, const struct lc_misuse *misuse)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    (void)lc_finding_misuse_locked(self, misuse);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_findings_reset_locked(void)
{
    s_told = NULL;
    s_room = s_count = 0;
}
