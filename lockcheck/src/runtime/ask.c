#include "runtime/ask.h"

#include "base/hash.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"
#include "trace/format.h"

enum { NS_PER_MS = 1000000 };

/* Changes with whatever the thread takes, gives back or asks for. 0: it asks for nothing. */
static uint64_t state_of(const struct lc_thread *thread)
{
    /* Acquire; pairs with the release in lc_ask_begin(). */
    const void *lock = lc_load_acquire(&thread->ask.lock);
    if (!lock || lc_load_relaxed(&thread->is_waiting)) {
        return 0;
    }
    uint64_t state = lc_hash_fold((uintptr_t)lock, lc_load_relaxed(&thread->ask.number));
    return lc_hash_fold(state, lc_load_relaxed(&thread->tally)) | 1;
}

static bool look_at(struct lc_thread *thread)
{
    struct lc_ask *ask = &thread->ask;
    uint64_t state = state_of(thread);
    uint64_t now_ns = state ? lc_runtime_now_ns() : 0;
    if (state != ask->seen) {
        ask->seen = state;
        ask->seen_ns = now_ns;
    }
    ask->is_wait =
        state != 0 && now_ns - ask->seen_ns >= (uint64_t)g_lc.options.hang_check_ms * NS_PER_MS;
    return ask->is_wait;
}

bool lc_ask_look_locked(void)
{
    bool any = false;
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        any |= look_at(t);
    }
    return any;
}

bool lc_ask_is_wait_locked(const struct lc_thread *thread, struct lc_wait *ret_wait)
{
    const struct lc_ask *ask = &thread->ask;
    if (!ask->is_wait || state_of(thread) != ask->seen) {
        return false;
    }
    *ret_wait = (struct lc_wait){
        .object = lc_load_relaxed(&ask->lock),
        .kind = LC_LOCK_CUSTOM,
        .mode = lc_load_relaxed(&ask->mode),
        .stack = lc_load_relaxed(&ask->stack),
        .since_ns = ask->seen_ns,
        .is_told = ask->told == ask->seen,
    };
    return true;
}
