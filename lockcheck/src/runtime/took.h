/*
 * runtime/took.h - some of the mutexes that a thread has taken, for whoever joins it.
 *
 * A thread that joins another while it holds a mutex waits for ever when the other one has yet to
 * take that mutex. To see it in a run that went well, threads remember what they took. They do
 * where a call is looked at closely anyhow, as each is the first time: so a mutex taken later by
 * the same call may be missed, and of many the oldest are forgotten.
 *
 * Threads: written by the thread itself; read under g_lc.cold once it is over.
 */
#ifndef LC_RUNTIME_TOOK_H
#define LC_RUNTIME_TOOK_H

#include <stdint.h>

#include "base/compiler.h"

enum { LC_TOOK_SLOTS = 16 };

struct lc_took {
    const void *lock;
    uint32_t stack;
    uint32_t stamp; /* of its lifetime */
};

struct lc_thread;

void lc_took_note(struct lc_thread *self, const void *mutex, uint32_t stack);

/* `self` has joined the thread behind the handle, by the call of this stack, with locks held. To be
 * called before the handle is dropped, from outside the runtime. */
LC_COLD void lc_took_joined(struct lc_thread *self, uint64_t handle, uint32_t stack);

#endif
