/*
 * preload/sem_permit.h - semaphores that count: each take is a permit, until the taker posts it.
 */
#ifndef LC_PRELOAD_SEM_PERMIT_H
#define LC_PRELOAD_SEM_PERMIT_H

#include <semaphore.h>
#include <stdbool.h>

#include "base/compiler.h"
#include "runtime/sem.h"

LC_HOT_INLINE bool lc_sem_counts(const sem_t *sem)
{
    return LC_UNLIKELY(lc_sem_state(sem) == LC_SEM_COUNTS);
}

/* A call that takes one returned `result`, which is returned; errno stays. */
LC_COLD int lc_sem_permit_taken(sem_t *sem, int result, void *site, void *depth);
/* One is about to be posted. */
LC_COLD void lc_sem_permit_given(sem_t *sem, void *site, void *depth);
/* Of these and of locks: by a thread that has none. It gave it back already, or signals. */
LC_COLD void lc_sem_posted_unheld(struct lc_thread *self, sem_t *sem, void *site, void *depth);

#endif
