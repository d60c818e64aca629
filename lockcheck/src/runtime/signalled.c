#include "runtime/signalled.h"

#include <string.h>

#include "runtime/thread_list.h"

enum { KEPT_MAX = 64 };

struct kept {
    const void *cond;
    struct lc_signaller by;
};

/* Of threads that ended; the oldest makes room. Under cold. */
static struct kept s_kept[KEPT_MAX];
static uint32_t s_next;

static struct lc_signaller signaller_of(const struct lc_thread *thread, void *site)
{
    return (struct lc_signaller){
        .thread = {thread->id, thread->tid, thread->creator, thread->create_stack,
                   thread->start_routine},
        .site = site,
    };
}

static struct kept *find_kept(const void *cond)
{
    for (uint32_t i = 0; i < KEPT_MAX; i++) {
        if (s_kept[i].cond == cond) {
            return &s_kept[i];
        }
    }
    return NULL;
}

void lc_signalled_keep_locked(const struct lc_thread *thread)
{
    for (uint32_t i = 0; i < LC_SIGNAL_NOTES; i++) {
        const struct lc_signal_note *note = &thread->signalled[i];
        const void *cond = lc_load_relaxed(&note->cond);
        if (cond) {
            struct kept *kept = find_kept(cond);
            kept = kept ? kept : &s_kept[s_next++ % KEPT_MAX];
            *kept = (struct kept){cond, signaller_of(thread, lc_load_relaxed(&note->site))};
        }
    }
}

struct lc_signaller lc_signalled_by_locked(const void *cond)
{
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        for (uint32_t i = 0; i < LC_SIGNAL_NOTES; i++) {
            if (lc_load_relaxed(&t->signalled[i].cond) == cond) {
                return signaller_of(t, lc_load_relaxed(&t->signalled[i].site));
            }
        }
    }
    const struct kept *kept = find_kept(cond);
    return kept ? kept->by : (struct lc_signaller){0};
}

void lc_signalled_reset_locked(void)
{
    memset(s_kept, 0, sizeof(s_kept));
}
