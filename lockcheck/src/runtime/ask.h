/*
 * runtime/ask.h - threads that ask for a lock of the program's own making (lockcheck/annotate.h).
 *
 * How such a lock waits is its own affair: it spins, or sleeps in a call that we do not see. So the
 * thread says in its block what it asks for, and others look. An ask counts as a wait once it has
 * been seen twice, hang_check_ms apart, with nothing taken, given back or asked for in between.
 *
 * Threads: lc_ask_begin() and lc_ask_end() by the thread concerned, from outside the runtime; the
 *          others under g_lc.cold.
 * Cost:    some stores; no clock.
 * Limits:  two threads that spin are looked at by nobody while no third one waits in parts.
 */
#ifndef LC_RUNTIME_ASK_H
#define LC_RUNTIME_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/thread.h"

LC_HOT_INLINE void lc_ask_begin(struct lc_thread *self, void *lock, uint32_t mode, uint32_t stack)
{
    struct lc_ask *ask = &self->ask;
    lc_store_relaxed(&ask->mode, mode);
    lc_store_relaxed(&ask->stack, stack);
    lc_store_relaxed(&ask->number, lc_load_relaxed(&ask->number) + 1);
    /* Release; pairs with the acquire of whoever looks. */
    lc_store_release(&ask->lock, lock);
}

LC_HOT_INLINE void lc_ask_end(struct lc_thread *self)
{
    lc_store_relaxed(&self->ask.lock, NULL);
}

/* Look at all asks. Whether some thread's counts as a wait now. */
bool lc_ask_look_locked(void);
/* Whether this thread's did at the last look; then *ret_wait is what it waits for. */
bool lc_ask_is_wait_locked(const struct lc_thread *thread, struct lc_wait *ret_wait);

#endif
