/*
 * preload/sem_wait.h - taking a semaphore that is a lock, and may not be free.
 */
#ifndef LC_PRELOAD_SEM_WAIT_H
#define LC_PRELOAD_SEM_WAIT_H

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "runtime/thread.h"

struct lc_sem_call {
    struct lc_thread *self;
    sem_t *sem;
    uint32_t index; /* the slot claimed */
    bool is_published;
};

/* sem_wait, with an eye on deadlock. Returns and sets errno as the real one. */
int lc_sem_wait(struct lc_sem_call *call);
/* sem_clockwait. */
int lc_sem_wait_until(struct lc_sem_call *call, clockid_t clock, const struct timespec *deadline);
/* sem_wait for a semaphore that is no lock, and was not free a moment ago: for somebody's post. */
LC_COLD int lc_sem_wait_for_signal(struct lc_thread *self, sem_t *sem, void *site, void *depth);
/* The call returned `result`, which is returned; errno stays. */
int lc_sem_call_end(struct lc_sem_call *call, int result);
/* The thread was cancelled in the call. */
void lc_sem_call_cancelled(void *call);

#endif
