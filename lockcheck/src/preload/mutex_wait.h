/*
 * preload/mutex_wait.h - waiting for a mutex that somebody has.
 */
#ifndef LC_PRELOAD_MUTEX_WAIT_H
#define LC_PRELOAD_MUTEX_WAIT_H

#include <pthread.h>
#include <stdint.h>

#include "runtime/thread.h"

/*
 * pthread_mutex_lock, with an eye on deadlock. `index` is the slot claimed for the mutex. Returns
 * what the real lock returns.
 */
int lc_mutex_wait(struct lc_thread *self, uint32_t index, pthread_mutex_t *mutex);

#endif
