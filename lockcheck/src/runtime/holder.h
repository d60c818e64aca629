/*
 * runtime/holder.h - who has a lock, when the lock itself does not say.
 *
 * Threads: called from outside the runtime. What other threads hold may change while we look.
 */
#ifndef LC_RUNTIME_HOLDER_H
#define LC_RUNTIME_HOLDER_H

#include <stdint.h>

#include "runtime/thread.h"

/* The tid of a thread that holds the lock, the calling one before others. 0: nobody does. */
LC_COLD uint32_t lc_holder_tid(struct lc_thread *self, const void *lock);

#endif
