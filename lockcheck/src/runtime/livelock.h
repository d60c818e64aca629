/*
 * runtime/livelock.h - rings of threads, each refused what the next one has, again and again.
 *
 * Each of the ring tries for a lock with others held, fails, and begins again; none of them waits,
 * so no wait shows it, and none gets on. A ring is told when each of its threads was refused
 * LC_REFUSALS_HALF times more since the ring was first seen, all in one row of refusals. A thread
 * that gives nothing back between its tries can be refused as often within a microsecond: then it
 * also takes hang_check_ms.
 *
 * What is seen of another thread is what it noted itself in its own last look, and how often it has
 * been refused by now: so one that stopped trying is in no ring that is told.
 *
 * Threads: by the thread that was refused, from outside the runtime.
 * Limits:  rings of LC_LIVELOCK_RING_MAX threads; of one process.
 */
#ifndef LC_RUNTIME_LIVELOCK_H
#define LC_RUNTIME_LIVELOCK_H

#include <stdint.h>

#include "base/compiler.h"

enum { LC_LIVELOCK_RING_MAX = 64 };

struct lc_thread;

/* `self` was refused the lock, which it asked for so (the info of its entry). */
LC_COLD void lc_livelock_look(struct lc_thread *self, void *lock, uint64_t asked);

#endif
