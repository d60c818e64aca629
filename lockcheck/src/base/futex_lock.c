#include "base/futex_lock.h"

#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/atomics.h"
#include "base/compiler.h"

enum futex_word { FREE, TAKEN, TAKEN_WITH_WAITERS };

/*
 * Once a thread has slept it takes the lock as TAKEN_WITH_WAITERS: it cannot know whether others
 * sleep too, and a wake too many costs less than one too few.
 */
static LC_COLD void lock_contended(struct lc_futex_lock *lock)
{
    int saved_errno = errno;
    /* acquire; pairs with the release in lc_futex_unlock() */
    while (lc_exchange_acquire(&lock->word, TAKEN_WITH_WAITERS) != FREE) {
        /* Any return will do: woken, the word changed, or a signal came. We look again. */
        (void)syscall(SYS_futex, &lock->word, FUTEX_WAIT_PRIVATE, TAKEN_WITH_WAITERS, NULL, NULL,
                      0);
    }
    errno = saved_errno;
}

static LC_COLD void wake_one(struct lc_futex_lock *lock)
{
    int saved_errno = errno;
    (void)syscall(SYS_futex, &lock->word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    errno = saved_errno;
}

bool lc_futex_trylock(struct lc_futex_lock *lock)
{
    uint32_t expected = FREE;
    /* acquire; pairs with the release in lc_futex_unlock() */
    return lc_cas_acquire(&lock->word, &expected, TAKEN);
}

void lc_futex_lock(struct lc_futex_lock *lock)
{
    if (LC_UNLIKELY(!lc_futex_trylock(lock))) {
        lock_contended(lock);
    }
}

void lc_futex_unlock(struct lc_futex_lock *lock)
{
    /* release; pairs with the acquire of the next holder */
    if (LC_UNLIKELY(lc_exchange_release(&lock->word, FREE) == TAKEN_WITH_WAITERS)) {
        wake_one(lock);
    }
}

void lc_futex_reinit(struct lc_futex_lock *lock)
{
    lc_store_relaxed(&lock->word, FREE);
}
