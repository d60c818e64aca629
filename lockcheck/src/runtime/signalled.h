/*
 * runtime/signalled.h - who signalled which condition last.
 *
 * A condition forgets signals that nobody waits for. So each thread remembers its own last ones,
 * and what it remembered is kept when it ends.
 *
 * Threads: lc_signalled_note() by the thread concerned; the others are under g_lc.cold.
 * Cost:    two stores. No clock: which of two threads was the later one is not known.
 * Limits:  a few conditions for each thread, a few for all threads that ended.
 */
#ifndef LC_RUNTIME_SIGNALLED_H
#define LC_RUNTIME_SIGNALLED_H

#include <stdint.h>

#include "runtime/handles.h"
#include "runtime/thread.h"

LC_HOT_INLINE void lc_signalled_note(struct lc_thread *self, void *cond, void *site)
{
    struct lc_signal_note *note =
        &self->signalled[(uintptr_t)cond / sizeof(void *) % LC_SIGNAL_NOTES];
    lc_store_relaxed(&note->site, site);
    lc_store_relaxed(&note->cond, cond);
}

/* The thread ends. */
void lc_signalled_keep_locked(const struct lc_thread *thread);

/* A thread that signalled the condition, and where. site NULL: nobody that we know of. */
struct lc_signaller {
    struct lc_ended thread; /* its id names it, also when it lives */
    void *site;
};
struct lc_signaller lc_signalled_by_locked(const void *cond);

/* Forget all (a fork child). */
void lc_signalled_reset_locked(void);

#endif
