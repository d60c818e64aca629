#include "preload/sem_permit.h"

#include <errno.h>

#include "runtime/held.h"

/* Held, and never asked for: a take waits for any post, so no order can be told from it. */
static void take(struct lc_thread *self, sem_t *sem, void *site, void *depth)
{
    lc_sem_sync(self);
    int i = lc_held_find(self, sem);
    if (i >= 0) {
        self->held[i].info += LC_HELD_ONCE;
        return;
    }
    uint32_t index = lc_trying(self, sem, LC_LOCK_SEM, LC_MODE_READ, site, depth);
    lc_taken(self, index, sem);
}

int lc_sem_permit_taken(sem_t *sem, int result, void *site, void *depth)
{
    int saved = errno;
    struct lc_thread *self = result == 0 ? lc_thread_self() : NULL;
    if (self && lc_sem_counts(sem)) {
        take(self, sem, site, depth);
    }
    errno = saved;
    return result;
}

void lc_sem_permit_given(sem_t *sem, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (!self) {
        return;
    }
    lc_sem_sync(self);
    if (lc_released(self, sem, depth)) {
        lc_store_relaxed(&self->given_sem, sem);
    } else {
        lc_sem_posted_unheld(self, sem, site, depth);
    }
}
