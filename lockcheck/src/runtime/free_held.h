/*
 * runtime/free_held.h - memory goes in which a lock lies that another thread holds.
 *
 * Looked for only where tracked locks lie, that is locks that took part in nesting: to look at
 * every thread at every free() would cost too much.
 *
 * Threads: called from outside the runtime.
 */
#ifndef LC_RUNTIME_FREE_HELD_H
#define LC_RUNTIME_FREE_HELD_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/thread.h"

/* `self` is about to give back this memory, which is still readable, by the call of this stack. */
LC_COLD void lc_free_held_by_others(struct lc_thread *self, uintptr_t start, size_t bytes,
                                    uint32_t stack);

#endif
