/*
 * runtime/blocking.h - a thread that blocked, for something that is no lock, with a lock held.
 *
 * Told when it blocked longer than hold_ms= and somebody else asks for a lock that it held: waits
 * for it at that moment, or has taken part in its order. It informs: the program may mean it.
 *
 * Threads: called by the thread that blocked, from outside the runtime. errno stays.
 */
#ifndef LC_RUNTIME_BLOCKING_H
#define LC_RUNTIME_BLOCKING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "runtime/thread.h"

/* What it blocked for, when that has a name. */
struct lc_blocking {
    void *object;
    unsigned kind; /* enum lc_lock_kind */
};

/* A call that says it all itself. */
extern const struct lc_blocking lc_blocking_call;

LC_HOT_INLINE bool lc_blocking_matters(const struct lc_thread *self)
{
    return self && lc_held_count(self) != 0;
}

/* The call at this site, made at `since_ns` with locks held, is over. */
LC_COLD void lc_blocking_over(struct lc_thread *self, uint64_t since_ns,
                              const struct lc_blocking *what, void *site, void *depth);

#endif
