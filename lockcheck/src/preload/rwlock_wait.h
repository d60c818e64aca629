/*
 * preload/rwlock_wait.h - waiting for an rwlock that is taken.
 */
#ifndef LC_PRELOAD_RWLOCK_WAIT_H
#define LC_PRELOAD_RWLOCK_WAIT_H

#include <pthread.h>
#include <stdint.h>

#include "runtime/thread.h"

/*
 * pthread_rwlock_rdlock or _wrlock by `mode`, with an eye on deadlock. `call` is as in struct
 * lc_wait.
 * Returns what the real function returns.
 */
LC_COLD int lc_rwlock_wait(struct lc_thread *self, pthread_rwlock_t *rwlock, enum lc_mode mode,
                           uint64_t call);

#endif
